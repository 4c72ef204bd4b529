//! `what-if`: the difference between an engagement as written and one in which something is otherwise.
//!
//! Suppositions are carried out on the text's tree, so that the answer is that of the edited file: first what is added, then facts,
//! then parties that leave. Facts have no time, and hold on every day that is judged; a party leaves on a day.

mod fact;
mod without;

use serde_json::json;

pub use fact::fact;
pub use without::without;

use super::compare::{Comparison, Side};
use super::test::with_changes;
use crate::diagnostic::{Diagnostic, Text};
use crate::model::Date;
use crate::report::Document;
use crate::syntax::ast;
use crate::text;

/// What is supposed to be otherwise.
#[derive(Debug, Default)]
pub struct Supposed {
    /// Parts of the engagement that are added.
    pub added: Vec<ast::Engagement>,
    /// Facts that have another value.
    pub facts: Vec<ast::Change>,
    /// Parties that leave, by the name under which they are compared.
    pub without: Vec<String>,
    /// The day on which they leave.
    pub from: Date,
    /// All of it in words.
    pub told: Vec<Text>,
}

impl Supposed {
    /// The engagement as it would be written.
    ///
    /// # Errors
    /// Facts of something that the engagement does not have.
    pub fn carried_out(&self, parts: &[ast::Engagement]) -> Result<ast::Engagement, Vec<Diagnostic>> {
        let added = self.added.iter().map(|part| ast::Change::Add(Box::new(part.clone())));
        let changes: Vec<ast::Change> = added.chain(self.facts.iter().cloned()).collect();
        let (mut whole, problems) = with_changes(parts, &changes);
        for party in &self.without {
            without(&mut whole, party, self.from);
        }
        if problems.is_empty() { Ok(whole) } else { Err(problems) }
    }
}

/// What came of it.
pub fn what_if(told: &[Text], before: Side, after: Side, comparison: &Comparison) -> Document {
    let title = before.checked.title();
    let Text { ja, en } = title;
    let other = after.checked.title();
    let (other_ja, other_en) = (other.ja, other.en);
    let heading = match before.checked.days() == after.checked.days() {
        true => text!("仮定：{ja}", "What if: {en}"),
        false => text!("仮定：{ja}から{other_ja}へ", "What if: from {en} to {other_en}"),
    };
    let document = Document::new().heading(1, heading).list(told).paragraph(comparison.summary());
    let document = document
        .rows(text!("指摘の変化", "Findings"), comparison.findings_table(before, after))
        .rows(text!("担い手の変化", "Carriers"), comparison.table());
    comparison.told(document, before, after, 2).data(json!({
        "version": super::check::FORMAT_VERSION,
        "name": before.checked.evaluation.context.engagement.name,
        "from": after.checked.days().from.to_string(),
        "to": after.checked.days().to.to_string(),
        "supposed": told,
        "impact": comparison.json(before, after),
    }))
}
