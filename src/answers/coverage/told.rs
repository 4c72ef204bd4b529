//! The coverage of primes for readers, and for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Coverage, Fate, Handed, Lower, Subcontract};
use crate::answers::check::{FORMAT_VERSION, headed};
use crate::answers::checked::Checked;
use crate::answers::places::{location, place};
use crate::diagnostic::Text;
use crate::findings::{Names, broken};
use crate::model::{Contract, Dated, DutyIdx, PartyIdx, Word};
use crate::report::{Align, Document, Inline, Style, Table, Tree};
use crate::source::Sources;
use crate::text;

/// The answer about some primes.
pub fn coverage(sources: &Sources, checked: &Checked, all: &[Coverage]) -> Document {
    let mut document = Document::new().heading(1, checked.title());
    if all.is_empty() {
        document = document.paragraph(text!("再委託のある事業者はいません", "no vendor has subcontracts"));
    }
    for it in all {
        document = prime(document, sources, checked, it);
    }
    document.data(json!({
        "version": FORMAT_VERSION,
        "name": checked.evaluation.context.engagement.name,
        "at": checked.evaluation.context.day.to_string(),
        "primes": all.iter().map(|it| prime_json(sources, checked, it)).collect::<Vec<_>>(),
    }))
}

fn prime(document: Document, sources: &Sources, checked: &Checked, it: &Coverage) -> Document {
    let names = Names(&checked.evaluation.context);
    let mut document = document.heading(2, names.party(it.prime));
    if it.subcontracts.is_empty() {
        let Text { ja, en } = names.party(it.prime);
        document = document.paragraph(text!("{ja}の契約の下に再委託はありません", "{en} has no subcontracts"));
    } else {
        document = document.paragraph(summary(it)).table(table(checked, it));
    }
    for sub in &it.subcontracts {
        let trees = subcontract(sources, checked, sub);
        if !trees.is_empty() {
            document = document.heading(3, called(checked, sub));
            document = trees.into_iter().fold(document, Document::tree);
        }
    }
    if !it.loose.is_empty() {
        document = document.heading(3, text!("再委託契約によらない委任", "Handed on without a subcontract"));
        document = lost(sources, checked, &it.loose).into_iter().fold(document, Document::tree);
        let accepted = it.loose.iter().filter(|it| it.fate == Fate::Accepted).count();
        if accepted > 0 {
            document = document.paragraph(text!("引き受けあり {accepted} 件", "accepted: {accepted}"));
        }
    }
    document
}

fn summary(it: &Coverage) -> Inline {
    let subcontracts = it.subcontracts.len();
    let missing = it.missing();
    let style = if it.lacks() { Style::Error } else { Style::Good };
    Inline::from(text!("再委託契約 {subcontracts} 件。", "subcontracts: {subcontracts}; "))
        .and(text!("欠けている対応 {missing} 件", "duties missing: {missing}"), style)
}

/// `K2` to `B`, tier 1.
fn called(checked: &Checked, sub: &Subcontract) -> Text {
    let names = Names(&checked.evaluation.context);
    let contract = &checked.evaluation.context.engagement.contracts[sub.contract];
    let (Text { ja, en }, tier) = (names.party(contract.supplier), sub.tier);
    let name = &contract.name;
    text!("{tier} 次：{ja}、契約 `{name}`", "Tier {tier}: {en}, contract `{name}`")
}

fn table(checked: &Checked, it: &Coverage) -> Table {
    let mut table = Table::new([
        text!("再委託先と契約", "subcontract"),
        text!("委任", "handed on"),
        text!("引受け", "accepted"),
        text!("欠け", "missing"),
        text!("引継ぎ漏れ", "flow-down"),
        text!("弱い約束", "weaker"),
        text!("開示・承諾", "consent"),
    ]);
    for column in 1..6 {
        table = table.align(column, Align::Right);
    }
    let engagement = checked.evaluation.context.engagement;
    for sub in &it.subcontracts {
        let contract = &engagement.contracts[sub.contract];
        let count = |fits: fn(&Fate) -> bool| sub.handed.iter().filter(|it| fits(&it.fate)).count();
        let missing = count(|it| matches!(it, Fate::Missing(..)));
        let flows = sub.not_passed_on.len();
        let weaker = sub.lower.iter().filter(|it| it.promised.is_some()).count();
        let bad = |count: usize| Inline::styled(count.to_string(), if count > 0 { Style::Error } else { Style::Plain });
        let (tier, name, supplier) = (sub.tier, &contract.name, &engagement.parties[contract.supplier].name);
        let over = match sub.in_force {
            true => Text::default(),
            false => text!("（有効でない）", " (not in force)"),
        };
        table = table.row([
            Inline::from(format!("{tier} `{supplier}` `{name}`")).and(over, Style::Warning),
            Inline::from(sub.handed.len().to_string()),
            Inline::from(count(|it| *it == Fate::Accepted).to_string()),
            bad(missing),
            bad(flows),
            Inline::styled(weaker.to_string(), if weaker > 0 { Style::Warning } else { Style::Plain }),
            known(checked, sub, contract),
        ]);
    }
    table
}

/// Since when the hospital knows of it and has consented.
fn known(checked: &Checked, sub: &Subcontract, contract: &Contract) -> Inline {
    let words = match (&contract.consented, &contract.disclosed) {
        (Some(Dated { date, .. }), _) => text!("承諾 {date}", "consented {date}"),
        (None, Some(Dated { date, .. })) => text!("開示 {date}", "disclosed {date}"),
        (None, None) => text!("なし", "neither"),
    };
    let codes: Vec<Text> =
        sub.unknown_to_hospital.iter().map(|at| Text::same(checked.findings[*at].code.name)).collect();
    let style = if codes.is_empty() { Style::Plain } else { Style::Error };
    let inline = Inline::styled(words, style);
    match codes.is_empty() {
        true => inline,
        false => inline.and(" ", Style::Plain).and(Text::list(&codes), Style::Error),
    }
}

/// What is not in order with a subcontract.
fn subcontract(sources: &Sources, checked: &Checked, sub: &Subcontract) -> Vec<Tree> {
    let names = Names(&checked.evaluation.context);
    let mut trees = lost(sources, checked, &sub.handed);
    let mut flows: BTreeMap<Option<usize>, Vec<DutyIdx>> = BTreeMap::new();
    for gap in &sub.not_passed_on {
        flows.entry(gap.finding).or_default().push(gap.duty);
    }
    for (finding, duties) in flows {
        match finding {
            Some(number) => trees.push(headed(sources, checked, &checked.findings[number], Style::Plain)),
            None => {
                let Text { ja, en } = names.duties(&duties);
                trees.push(Tree::leaf(text!("引き継がれていません：{ja}", "not passed on: {en}")));
            }
        }
    }
    let known = sub.unknown_to_hospital.iter();
    trees.extend(known.map(|at| headed(sources, checked, &checked.findings[*at], Style::Plain)));
    trees.extend(sub.lower.iter().map(|it| lower(sources, checked, it)));
    trees
}

/// What was handed on and came to nothing: alike things together.
fn lost(sources: &Sources, checked: &Checked, handed: &[Handed]) -> Vec<Tree> {
    let context = &checked.evaluation.context;
    let names = Names(context);
    let mut groups: BTreeMap<_, Vec<&Handed>> = BTreeMap::new();
    for it in handed.iter().filter(|it| it.fate != Fate::Accepted) {
        let obligation = context.obligations.all[it.at];
        let (why, number) = why(it);
        groups.entry((obligation.subject, it.step.delegation, number, why.unwrap_or_default())).or_default().push(it);
    }
    let mut trees = Vec::new();
    for ((subject, ..), all) in groups {
        let Some(first) = all.first() else { continue };
        let mut duties: Vec<DutyIdx> = all.iter().map(|it| context.obligations.all[it.at].duty).collect();
        duties.dedup();
        let on = names.subject(context.obligations.subjects.all[subject]);
        let ids = names.duties(&duties);
        let head = Text { ja: format!("{}／{}", ids.ja, on.ja), en: format!("{} on {}", ids.en, on.en) };
        trees.push(fate(sources, checked, first, head));
    }
    trees
}

/// The word for a step that does not hold, and the finding.
fn why(it: &Handed) -> (Option<&'static str>, Option<usize>) {
    match &it.fate {
        Fate::Accepted => (None, None),
        Fate::Missing(why, number) => (Some(why.name()), Some(*number)),
        Fate::Otherwise(why, number) => (why.as_ref().map(crate::evaluate::Break::name), *number),
    }
}

fn fate(sources: &Sources, checked: &Checked, it: &Handed, head: Text) -> Tree {
    let names = Names(&checked.evaluation.context);
    let (word, style) = match &it.fate {
        Fate::Accepted => (text!("引受け", "accepted"), Style::Good),
        Fate::Missing(..) => (text!("欠け", "missing"), Style::Error),
        Fate::Otherwise(..) => (text!("効かない", "without effect"), Style::Warning),
    };
    let mut label = Inline::styled(word, style).and(" ", Style::Plain).and(&head, Style::Strong);
    let mut places = Vec::new();
    match &it.fate {
        Fate::Accepted => {}
        Fate::Missing(why, _) | Fate::Otherwise(Some(why), _) => {
            let told = broken(&names, &it.step, why);
            let reasons: Vec<&Text> = told.steps.iter().map(|it| &it.text).collect();
            let Text { ja, en } = Text::list(reasons);
            label = label.and(text!("：{ja}", ": {en}"), Style::Plain);
            places.extend(told.span.map(|span| place(sources, span, &told.text)));
            places.extend(told.steps.iter().filter_map(|it| it.span.map(|span| place(sources, span, &it.text))));
        }
        Fate::Otherwise(None, _) => {
            let Text { ja, en } = names.party(it.step.from);
            label = label.and(
                text!("：委ねる{ja}自身が担っていません", ": {en}, who hands it on, does not carry it"),
                Style::Plain,
            );
            let span = checked.evaluation.context.engagement.statements[it.step.delegation].span;
            places.push(place(sources, span, &Text::default()));
        }
    }
    if let (_, Some(number)) = why(it) {
        let finding = &checked.findings[number];
        label = label.and(format!(" {}[{}] {}", finding.severity.name(), finding.name, finding.id), Style::Dim);
    }
    Tree { children: places.into_iter().map(Tree::leaf).collect(), line: Some(label.clone()), ..Tree::leaf(label) }
}

fn lower(sources: &Sources, checked: &Checked, it: &Lower) -> Tree {
    let context = &checked.evaluation.context;
    let own = &context.engagement.contracts[it.own.0].promises[it.own.1];
    let metric = &context.policy.metrics[own.bound.metric];
    let (name, sign, amount) = (&metric.name, metric.sign(), metric.shown(&own.bound.amount));
    let above = &context.engagement.contracts[it.own.0].name;
    let promised = it.promised.map(|(contract, number)| &context.engagement.contracts[contract].promises[number]);
    let words = match promised {
        None => text!(
            "`{above}` は `{name} {sign} {amount}` を約束していますが、この契約に約束がありません",
            "`{above}` promises `{name} {sign} {amount}`; this contract promises nothing of it"
        ),
        Some(below) => {
            let less = metric.shown(&below.bound.amount);
            match it.incomparable {
                false => text!(
                    "`{above}` の `{name} {sign} {amount}` より弱い `{sign} {less}`",
                    "weaker than `{name} {sign} {amount}` of `{above}`: `{sign} {less}`"
                ),
                true => text!(
                    "`{above}` の `{name} {sign} {amount}` と時間帯や除外が異なる `{sign} {less}`",
                    "under other limits than `{name} {sign} {amount}` of `{above}`: `{sign} {less}`"
                ),
            }
        }
    };
    let style = if promised.is_some() { Style::Warning } else { Style::Dim };
    let label = Inline::styled(words, style);
    let places = [Some(own), promised].into_iter().flatten().map(|it| place(sources, it.span, &Text::default()));
    Tree { children: places.map(Tree::leaf).collect(), line: Some(label.clone()), ..Tree::leaf(label) }
}

fn prime_json(sources: &Sources, checked: &Checked, it: &Coverage) -> Value {
    let party = |at: PartyIdx| checked.evaluation.context.engagement.parties[at].name.clone();
    json!({
        "prime": party(it.prime),
        "missing": it.missing(),
        "complete": !it.lacks(),
        "subcontracts": it.subcontracts.iter().map(|it| subcontract_json(sources, checked, it)).collect::<Vec<_>>(),
        "without_subcontract": it.loose.iter().map(|it| handed_json(sources, checked, it)).collect::<Vec<_>>(),
    })
}

fn subcontract_json(sources: &Sources, checked: &Checked, sub: &Subcontract) -> Value {
    let context = &checked.evaluation.context;
    let engagement = context.engagement;
    let contract = &engagement.contracts[sub.contract];
    let id = |number: usize| checked.findings[number].id.clone();
    let day = |it: &Option<Dated>| it.as_ref().map(|it| it.date.to_string());
    let flows = sub.not_passed_on.iter().map(|it| {
        let duty = &context.policy.duties[it.duty];
        json!({
            "catalogue": context.policy.catalogue_of(it.duty).name,
            "duty": duty.id,
            "state": if it.certain { "missing" } else { "undetermined" },
            "finding": it.finding.map(id),
        })
    });
    let lower = sub.lower.iter().map(|it| {
        let own = &engagement.contracts[it.own.0].promises[it.own.1].bound;
        let metric = &context.policy.metrics[own.metric];
        let promised = it.promised.map(|(at, number)| &engagement.contracts[at].promises[number].bound);
        let state = match (promised, it.incomparable) {
            (None, _) => "not_promised",
            (Some(_), true) => "incomparable",
            (Some(_), false) => "weaker",
        };
        json!({
            "metric": metric.name,
            "state": state,
            "own": metric.shown(&own.amount),
            "promised": promised.map(|it| metric.shown(&it.amount)),
        })
    });
    let unknown = sub.unknown_to_hospital.iter().map(|at| {
        let finding = &checked.findings[*at];
        json!({ "code": finding.code.name, "finding": finding.id })
    });
    json!({
        "contract": contract.name,
        "customer": engagement.parties[contract.customer].name,
        "subcontractor": engagement.parties[contract.supplier].name,
        "tier": sub.tier,
        "under": engagement.contracts[sub.own].name,
        "in_force": sub.in_force,
        "disclosed": day(&contract.disclosed),
        "consented": day(&contract.consented),
        "consent_and_disclosure": unknown.collect::<Vec<_>>(),
        "delegated": sub.handed.iter().map(|it| handed_json(sources, checked, it)).collect::<Vec<_>>(),
        "not_passed_on": flows.collect::<Vec<_>>(),
        "levels": lower.collect::<Vec<_>>(),
    })
}

fn handed_json(sources: &Sources, checked: &Checked, it: &Handed) -> Value {
    let context = &checked.evaluation.context;
    let obligation = context.obligations.all[it.at];
    let (reason, number) = why(it);
    let state = match it.fate {
        Fate::Accepted => "accepted",
        Fate::Missing(..) => "missing",
        Fate::Otherwise(..) => "without_effect",
    };
    let party = |at: PartyIdx| context.engagement.parties[at].name.clone();
    let span = context.engagement.statements[it.step.delegation].span;
    json!({
        "catalogue": context.policy.catalogue_of(obligation.duty).name,
        "duty": context.policy.duties[obligation.duty].id,
        "subject": context.engagement.subject_name(context.obligations.subject(it.at)),
        "phase": obligation.phase.map(Word::name),
        "mode": obligation.mode.map(Word::name),
        "from": party(it.step.from),
        "to": party(it.step.to),
        "state": state,
        "why": reason,
        "finding": number.map(|at| checked.findings[at].id.clone()),
        "location": location(sources, span, &Text::default()),
    })
}
