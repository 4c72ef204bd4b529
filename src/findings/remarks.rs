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
use crate::model::{Idx, Interval, Statement, StatementIdx, Stretch, Verb};
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
    let said = context.engagement.statements.enumerate().filter(|(_, it)| !it.docs.is_empty());
    said.filter(move |(at, _)| holds_on_some(context, *at, days)).map(|(_, it)| it).filter(is_new)
}

/// The disclaimers in force on the day, without a remark, that leave nothing open, since others carry all of which they speak: no finding tells of them, and
/// whoever made one may have carried it before.
pub fn refusals<'a>(evaluation: &'a Evaluation) -> impl Iterator<Item = &'a Statement> {
    let context = &evaluation.context;
    let of_all = context.engagement.statements.enumerate();
    let refused = of_all.filter(|(_, it)| matches!(it.verb, Verb::Disclaims { .. }) && it.docs.is_empty());
    let own = refused.filter(|(at, it)| it.origin.is_none() && context.in_force(*at));
    own.filter(move |(at, _)| {
        let all =
            context.obligations.spoken_of[*at].ones().map(|row| &evaluation.standings[ObligationIdx::new(row).row()]);
        let mut standing = all.filter(|it| it.stands()).peekable();
        standing.peek().is_some() && standing.all(|it| it.carried)
    })
    .map(|(_, it)| it)
}

fn holds_on_some(context: &Context, at: StatementIdx, days: Stretch) -> bool {
    let meets = |it: &Interval| it.from.is_none_or(|from| from <= days.to) && it.to.is_none_or(|to| to >= days.from);
    context.validity(at).iter().any(meets)
}

/// Where an obligation is left to be discussed.
pub(super) fn left_open(evaluation: &Evaluation, at: ObligationIdx) -> Vec<(Span, Text)> {
    let open = evaluation.context.statements_about(at).filter(|(_, it)| matches!(it.verb, Verb::Open));
    let words = || text!("協議を要するとされています", "left open, to be discussed");
    open.map(|(_, it)| (it.span, remarked(words(), it))).collect()
}
