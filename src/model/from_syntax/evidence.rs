//! Evidence: what it is, of which contract, since when and until when.

use super::clauses::MISPLACED_CLAUSE;
use super::members::{Declared, Names};
use super::names::{keep, word};
use super::period::period;
use super::statement::missing;
use super::titles::title_or;
use super::value::date;
use crate::diagnostic::Diagnostic;
use crate::model::{Evidence, EvidenceIdx, Table};
use crate::syntax::ast::{self, Name};
use crate::text;

impl Declared for ast::Evidence {
    fn name(&self) -> &Name {
        &self.name
    }
}

/// Evidence in the order given; `None` where one does not say what it is.
pub(super) fn evidence(
    names: &Names,
    written: &[&ast::Evidence],
    problems: &mut Vec<Diagnostic>,
) -> Option<Table<EvidenceIdx, Evidence>> {
    let rows: Vec<_> = written.iter().map(|it| one(names, it, problems)).collect();
    rows.into_iter().collect()
}

fn one(names: &Names, written: &ast::Evidence, problems: &mut Vec<Diagnostic>) -> Option<Evidence> {
    let name = &written.name;
    let contract = written.of.as_ref().and_then(|it| keep(names.contract(it), problems));
    let signed = written.signed.as_ref().and_then(|it| keep(date(it), problems));
    let period = written.period.as_ref().and_then(|it| period(it, problems));
    if let Some(signed) = written.signed.as_ref().filter(|_| written.draft) {
        let headline = text!("締結したものは草案ではありません", "what is signed is no draft");
        problems.push(Diagnostic::new(&MISPLACED_CLAUSE, signed.span, headline));
    }
    if written.continues && written.of.is_none() {
        let headline = text!(
            "`continues` には契約（`of`）が必要です",
            "`continues` needs the contract (`of`) with which it goes on"
        );
        problems.push(Diagnostic::new(&MISPLACED_CLAUSE, name.span, headline));
    }
    let Some(kind) = &written.kind else {
        problems.push(missing(name.span, &name.text, "文書の種類", "kind of document"));
        return None;
    };
    Some(Evidence {
        name: name.text.clone(),
        kind: keep(word(kind), problems)?,
        contract,
        title: title_or(written.title.as_ref(), &name.text),
        signed,
        draft: written.draft,
        period,
        continues: written.continues,
        docs: written.docs.clone(),
        span: name.span,
    })
}
