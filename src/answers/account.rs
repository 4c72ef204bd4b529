//! The account of every obligation: what became of each, so that the totals add up.

use serde_json::{Value, json};

use super::checked::Checked;
use crate::diagnostic::Text;
use crate::evaluate::{Ask, Excluded, Facts, Kleene, Need, Standing, Truth, in_scope};
use crate::findings::knowledge::undetermined::open_answers;
use crate::findings::{Names, Told};
use crate::graph::ObligationIdx;
use crate::model::{Engagement, Idx, Mode, PartyIdx, Phase, Policy, Subject, Word};
use crate::report::{Align, Document, Inline, Table};
use crate::text;

/// What an obligation may come to, in the order in which it is told: as it is called in JSON, and in words.
pub(super) const FATES: [(&str, (&str, &str)); 5] = [
    ("carried", ("担われている", "carried")),
    ("gap", ("間隙", "gap")),
    ("undetermined", ("決まらない", "undetermined")),
    ("not_applicable", ("適用なし", "does not apply")),
    ("absent", ("対象なし", "no such thing on the day")),
];

/// The answer of `check` with the account of every engagement, on the first of its days: behind it for readers, within it for
/// programs.
pub fn with_accounts(mut document: Document, checked: &[Checked]) -> Document {
    let data = document.data.take();
    for it in checked {
        document = account(document, it);
    }
    document.data = data.map(|mut data| {
        for (number, it) in checked.iter().enumerate() {
            data["engagements"][number]["account"] = account_json(it);
        }
        data
    });
    document
}

fn account(document: Document, checked: &Checked) -> Document {
    let names = Names(&checked.evaluation.context);
    let (name, day) = (&checked.evaluation.context.engagement.name, checked.evaluation.context.day);
    let all = obligations(checked);
    let heads = [
        text!("責任", "obligation"),
        text!("結果", "came to"),
        text!("担い手など", "by whom, or by what"),
        text!("指摘", "finding"),
    ];
    let table = all.iter().fold(Table::new(heads), |table, it| {
        let finding = it.finding.map(|at| checked.findings[at].id.clone()).unwrap_or_default();
        table.row([
            Inline::from(names.obligation(it.at)),
            called(it.fate).into(),
            by(&names, it).into(),
            finding.into(),
        ])
    });
    document
        .heading(2, text!("すべての責任の結果：{name}（{day}）", "What became of every obligation: {name} (on {day})"))
        .table(totals_table(&all))
        .table(table)
}

fn account_json(checked: &Checked) -> Value {
    let context = &checked.evaluation.context;
    let all = obligations(checked);
    let totals: serde_json::Map<String, Value> =
        FATES.iter().map(|(fate, _)| ((*fate).to_owned(), count(&all, fate).into())).collect();
    json!({
        "at": context.day.to_string(),
        "total": all.len(),
        "totals": totals,
        "obligations": all.iter().map(|it| row(checked, it)).collect::<Vec<_>>(),
    })
}

/// What became of an obligation.
struct Row {
    at: ObligationIdx,
    /// One of [`FATES`].
    fate: &'static str,
    /// How it is carried, or why it does not apply.
    how: Option<&'static str>,
    /// Who performs it, each with who answers for it.
    by: Vec<(PartyIdx, PartyIdx)>,
    /// What would decide.
    facts: Vec<Facts>,
    /// The finding that tells of it.
    finding: Option<usize>,
}

fn obligations(checked: &Checked) -> Vec<Row> {
    let evaluation = &checked.evaluation;
    let told = Told::new(evaluation, &checked.findings);
    let rows = evaluation.context.obligations.all.indices().map(|at| {
        let standing = &evaluation.standings[at.row()];
        let (fate, how) = fate(checked, at, standing);
        let carried = fate == "carried";
        let open = if fate == "undetermined" { open_answers(evaluation, at) } else { Vec::new() };
        let mut facts: Vec<Facts> = open.into_iter().flat_map(Kleene::deciding).collect();
        facts.sort();
        facts.dedup();
        let by = if carried { standing.performers(&evaluation.context) } else { Vec::new() };
        Row { at, fate, how, by, facts, finding: told.first(at) }
    });
    rows.collect()
}

fn fate(checked: &Checked, at: ObligationIdx, standing: &Standing) -> (&'static str, Option<&'static str>) {
    if !standing.alive {
        return ("absent", None);
    }
    if !standing.stands() {
        return ("not_applicable", Some(why_not(checked, at, standing)));
    }
    if standing.carried {
        return ("carried", Some(how(standing)));
    }
    (if standing.is_gap() { "gap" } else { "undetermined" }, None)
}

fn why_not(checked: &Checked, at: ObligationIdx, standing: &Standing) -> &'static str {
    let context = &checked.evaluation.context;
    let catalogue = context.policy.control_of(context.obligations.all[at].duty).catalogue;
    match context.obligations.subject(at) {
        Subject::Vendor(party) if in_scope(context, catalogue, party).truth() == Truth::False => "scope",
        _ if standing.applies.truth() == Truth::False => "condition",
        _ if matches!(standing.excluded, Excluded::Removed(_)) => "exclusion",
        _ => "condition",
    }
}

fn how(standing: &Standing) -> &'static str {
    match standing.need {
        _ if !standing.served_by.is_empty() => "served",
        _ if standing.presumed => "presumed",
        Need::Stated(_) => "stated",
        Need::Met(_) => "met",
        Need::Owner => "owned",
    }
}

fn count(all: &[Row], fate: &str) -> usize {
    all.iter().filter(|it| it.fate == fate).count()
}

fn totals_table(all: &[Row]) -> Table {
    let heads = [text!("結果", "came to"), text!("件", "obligations")];
    let table = FATES.iter().fold(Table::new(heads).align(1, Align::Right), |table, (fate, _)| {
        table.row([Inline::from(called(fate)), count(all, fate).to_string().into()])
    });
    table.row([Inline::from(text!("計", "in all")), all.len().to_string().into()])
}

fn called(fate: &str) -> Text {
    let words = FATES.iter().find(|(name, _)| *name == fate).map(|(_, words)| *words);
    words.map(|(ja, en)| Text::new(ja, en)).unwrap_or_default()
}

/// By whom it is carried, what it does not apply by, or what would decide.
fn by(names: &Names, it: &Row) -> Text {
    let parties: Vec<PartyIdx> = it.by.iter().map(|(performer, _)| *performer).collect();
    match it.how {
        None => names.deciding(&it.facts),
        Some("owned") => names.parties(&parties),
        Some("presumed") => {
            let Text { ja, en } = names.parties(&parties);
            text!("{ja}（推定）", "{en} (presumed)")
        }
        Some("stated") => text!("文書", "a document"),
        Some("met") => text!("条件を満たす", "its condition is met"),
        Some("served") => text!("これを兼ねる対応", "a duty that serves it"),
        Some("scope") => text!("事業者が対象外", "the vendor is out of scope"),
        Some("exclusion") => text!("除外", "an exclusion"),
        Some(_) => text!("適用条件", "its condition"),
    }
}

fn row(checked: &Checked, it: &Row) -> Value {
    let context = &checked.evaluation.context;
    let obligation = context.obligations.all[it.at];
    let ask = |ask: &Ask| match *ask {
        Ask::Fact(fact, subject) => fact_json(context.engagement, &context.policy.facts[fact].name, subject),
        Ask::Provider(component) => fact_json(context.engagement, "provider", Subject::Component(component)),
    };
    let facts: Vec<Vec<Value>> = it.facts.iter().map(|set| set.iter().map(ask).collect()).collect();
    let about = (obligation.duty, context.obligations.subject(it.at), obligation.phase, obligation.mode);
    let mut value = obligation_json(context.policy, context.engagement, about);
    value["came_to"] = json!(it.fate);
    value["how"] = json!(it.how);
    value["by"] = carriers_json(context.engagement, &it.by);
    value["facts"] = json!(facts);
    value["finding"] = json!(it.finding.map(|at| &checked.findings[at].id));
    value
}

/// A fact of something.
pub(super) fn fact_json(engagement: &Engagement, fact: &str, of: Subject) -> Value {
    json!({ "fact": fact, "of": { "kind": of.kind(), "name": engagement.subject_name(of) } })
}

/// Who performs, each with who answers.
pub(super) fn carriers_json(engagement: &Engagement, by: &[(PartyIdx, PartyIdx)]) -> Value {
    let name = |at: PartyIdx| engagement.parties[at].name.as_str();
    by.iter()
        .map(|(performer, answers)| json!({ "performer": name(*performer), "answerable": name(*answers) }))
        .collect()
}

/// Which obligation: of a duty, on a subject, in a phase and a mode.
pub(super) fn obligation_json(
    policy: &Policy,
    engagement: &Engagement,
    (duty, subject, phase, mode): (crate::model::DutyIdx, Subject, Option<Phase>, Option<Mode>),
) -> Value {
    json!({
        "catalogue": policy.catalogue_of(duty).name,
        "duty": policy.duties[duty].id,
        "subject": { "kind": subject.kind(), "name": engagement.subject_name(subject) },
        "phase": phase.map(|it| it.name()),
        "mode": mode.map(|it| it.name()),
    })
}
