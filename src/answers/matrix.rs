//! `matrix`: control by party: who performs, who answers, where nobody does.

use serde_json::{Value, json};

use super::checked::Checked;
use crate::diagnostic::Text;
use crate::evaluate::Truth;
use crate::findings::{Finding, Names};
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, Subject};
use crate::report::{Align, Document, Inline, Style, Table};
use crate::text;

/// What a party is to an obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    performs: bool,
    answers: bool,
}

/// One table per subject that something is about; `on` limits it to one.
pub fn matrix(checked: &Checked, on: Option<Subject>) -> Document {
    let context = &checked.evaluation.context;
    let (name, day) = (&context.engagement.name, context.day);
    let names = Names(context);
    let mut document = Document::new().heading(1, text!("{name}（基準日 {day}）", "{name} (on {day})")).note(text!(
        "実＝実施者、責＝責任者、×＝担い手なし、？＝前提が不明",
        "P performs, A answers, × nobody carries it, ? depends on unknown facts"
    ));
    if checked.findings.iter().any(Finding::is_waived) {
        document = document
            .note(text!("免＝担い手がないが、指摘は免除されている", "w nobody carries it, and the finding is waived"));
    }
    let mut data = Vec::new();
    for (at, subject) in context.obligations.subjects.all.enumerate() {
        if on.is_some_and(|only| only != *subject) {
            continue;
        }
        let rows: Vec<ObligationIdx> = context
            .obligations
            .all
            .indices()
            .filter(|it| context.obligations.all[*it].subject == at && checked.evaluation.standings[it.row()].stands())
            .collect();
        if rows.is_empty() {
            continue;
        }
        document = document.heading(2, names.subject(*subject)).table(table(checked, &rows));
        data.extend(rows.iter().map(|it| row_json(checked, *it)));
    }
    document.data(json!({
        "version": super::check::FORMAT_VERSION,
        "name": name,
        "at": day.to_string(),
        "rows": data,
    }))
}

fn table(checked: &Checked, rows: &[ObligationIdx]) -> Table {
    let context = &checked.evaluation.context;
    let parties: Vec<PartyIdx> = context
        .engagement
        .parties
        .indices()
        .filter(|party| rows.iter().any(|at| part(checked, *at, *party) != Part { performs: false, answers: false }))
        .collect();
    let mut heads = vec![Inline::from(text!("対応", "duty")), Inline::from("")];
    heads.extend(parties.iter().map(|it| Inline::from(context.engagement.parties[*it].name.as_str())));
    let mut table = Table::new(heads);
    for column in 1..parties.len() + 2 {
        table = table.align(column, Align::Center);
    }
    for at in rows {
        let mut cells = vec![Inline::from(duty(checked, *at)), mark(checked, *at)];
        cells.extend(parties.iter().map(|party| match part(checked, *at, *party) {
            Part { performs: true, answers: true } => Inline::from(text!("実・責", "P A")),
            Part { performs: true, answers: false } => Inline::from(text!("実", "P")),
            Part { performs: false, answers: true } => Inline::from(text!("責", "A")),
            Part { performs: false, answers: false } => Inline::from(""),
        }));
        table = table.row(cells);
    }
    table
}

fn duty(checked: &Checked, at: ObligationIdx) -> Text {
    let context = &checked.evaluation.context;
    let it = context.obligations.all[at];
    let duty = &context.policy.duties[it.duty];
    let when = crate::findings::qualifiers(it.phase.as_slice(), it.mode.as_slice());
    let id = &duty.id;
    Text { ja: format!("{id} {}{}", duty.title.ja, when.ja), en: format!("{id} {}{}", duty.title.en, when.en) }
}

fn mark(checked: &Checked, at: ObligationIdx) -> Inline {
    let standing = &checked.evaluation.standings[at.row()];
    match (standing.carried, standing.truth()) {
        (true, _) => Inline::styled("○", Style::Good),
        (false, _) if is_waived(checked, at) => Inline::styled(text!("免", "w"), Style::Dim),
        (false, Truth::Unknown) => Inline::styled("？", Style::Warning),
        (false, _) => Inline::styled("×", Style::Error),
    }
}

/// Whether somebody puts up with what was found of it.
fn is_waived(checked: &Checked, at: ObligationIdx) -> bool {
    let mut of_it = checked.findings.iter().filter(|it| it.group.obligations.contains(&at));
    of_it.any(|it| it.is_waived() && !it.group.defect.beside)
}

fn part(checked: &Checked, at: ObligationIdx, party: PartyIdx) -> Part {
    let standing = &checked.evaluation.standings[at.row()];
    let performers = standing.performers(&checked.evaluation.context);
    Part {
        performs: performers.iter().any(|(performer, _)| *performer == party),
        answers: performers.iter().any(|(_, answerable)| *answerable == party),
    }
}

fn row_json(checked: &Checked, at: ObligationIdx) -> Value {
    let context = &checked.evaluation.context;
    let it = context.obligations.all[at];
    let standing = &checked.evaluation.standings[at.row()];
    let name = |party: PartyIdx| context.engagement.parties[party].name.clone();
    json!({
        "catalogue": context.policy.catalogue_of(it.duty).name,
        "duty": context.policy.duties[it.duty].id,
        "subject": context.engagement.subject_name(context.obligations.subject(at)),
        "phase": it.phase,
        "mode": it.mode,
        "applies": format!("{:?}", standing.truth()).to_lowercase(),
        "carried": standing.carried,
        "waived": !standing.carried && is_waived(checked, at),
        "presumed": standing.presumed,
        "performers": standing.performers(context).into_iter()
            .map(|(performer, answerable)| json!({ "performer": name(performer), "answerable": name(answerable) }))
            .collect::<Vec<_>>(),
    })
}
