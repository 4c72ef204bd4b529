//! What somebody wrote beside a statement, and what was left to be discussed: neither carries anything, and both belong to the story.
//!
//! ```text
//! /// 別途見積りによる
//! B accepts P2.C.5.b on iaas by K2 "第14条"
//! open P2.C.2 on wan by K3
//! ```

use crate::diagnostic::Text;
use crate::evaluate::{Context, Evaluation};
use crate::graph::ObligationIdx;
use crate::model::{Interval, Statement, Stretch, Verb};
use crate::source::Span;
use crate::text;

/// Some words about a statement, with the remark that stands above it.
pub fn remarked(words: Text, statement: &Statement) -> Text {
    if statement.docs.is_empty() {
        return words;
    }
    let (Text { ja, en }, remark) = (words, statement.docs.join(" "));
    text!("{ja}（備考「{remark}」）", "{en} (remark: “{remark}”)")
}

/// The statements that hold on some of the days and have a remark above them, each once.
pub fn with_remarks<'a>(context: &'a Context, days: Stretch) -> impl Iterator<Item = &'a Statement> {
    let mut last = None;
    let is_new = move |it: &&Statement| last.replace(it.span) != Some(it.span);
    let said = context.engagement.statements.iter().filter(|it| !it.docs.is_empty());
    let meets =
        move |it: &Interval| it.from.is_none_or(|from| from <= days.to) && it.to.is_none_or(|to| to >= days.from);
    said.filter(move |it| context.validity(it).iter().any(meets)).filter(is_new)
}

/// Where an obligation is left to be discussed.
pub(super) fn left_open(evaluation: &Evaluation, at: ObligationIdx) -> Vec<(Span, Text)> {
    let open = evaluation.context.statements_about(at).filter(|(_, it)| matches!(it.verb, Verb::Open));
    let words = text!("協議を要するとされています", "left open, to be discussed");
    open.map(|(_, it)| (it.span, remarked(words.clone(), it))).collect()
}
