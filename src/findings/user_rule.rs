//! `user_rule`: a rule of the policy does not hold. Its findings are called by the rule's own name.

use super::kind::{Defect, Group, Kind};
use super::knowledge::undetermined::{UNDETERMINED, undetermined};
use super::names::Names;
use crate::diagnostic::{Code, Family, Lang, Page, Severity, Text};
use crate::evaluate::{Evaluation, Kleene, Ruling, Shown, Thing, Truth, rulings, shown};
use crate::graph::ObligationIdx;
use crate::model::{
    DutyIdx, Idx, Level, Mode, Paper, PartyIdx, Phase, Piece, Rule, ServiceLevel, StatementIdx, Subject, Value, Verb,
};
use crate::source::Span;
use crate::text;

/// What a rule demands besides is not so.
pub static USER_RULE: Kind = Kind {
    code: Code {
        name: "user_rule",
        family: Family::UserRule,
        severity: Severity::Error,
        page: Page {
            says: (
                "ポリシーの規則（`rule`）が成り立ちません。指摘は規則の名前で示します",
                "a `rule` of the policy does not hold; its findings are called by the rule's own name",
            ),
            why: (
                "担い手の有無だけでは言えないこと（窓口は契約の相手である、など）を、規則が項目に基づいて求めています",
                "a rule demands, for the control that it cites, what ownership alone does not say: that the contact is the partner of the contract, for example",
            ),
            example: "rule prime_is_known warning cites P2.A.10 {\n  for contract k where k.subcontract\n  must k.disclosed exists\n  else ja \"{k.supplier}は開示されていません\" en \"{k.supplier} was not disclosed\"\n}",
            remedy: (
                "指摘が示す規則の条件（`must`）を満たすようにします。規則の本文は指摘の根拠にあります",
                "bring about what the rule asks for after `must`; the finding shows where the rule stands",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Text { ja, en } = group.head(names);
        let (ja_all, en_all): (Vec<_>, Vec<_>) =
            group.defect.details.iter().map(|it| (it.ja.as_str(), it.en.as_str())).unzip();
        let (ja_all, en_all) = (ja_all.join("。"), en_all.join("; "));
        text!("{ja}：{ja_all}", "{en}: {en_all}")
    },
};

/// A rule that does not hold, or of which that is not known, before it is grouped.
pub struct Broken {
    /// [`USER_RULE`] or [`UNDETERMINED`].
    pub kind: &'static Kind,
    /// The weight that the rule gives, as that of a control.
    pub level: Level,
    /// Where it stands, and what it says.
    pub group: Group,
}

/// What the rules of the policy find.
pub fn broken(evaluation: &Evaluation) -> Vec<Broken> {
    rulings(evaluation).iter().map(|ruling| judged(evaluation, ruling)).collect()
}

/// What is not known of a rule on the subject of a finding, in its phase and mode.
pub fn open_answers(evaluation: &Evaluation, group: &Group) -> Vec<Kleene> {
    let of_it = |ruling: &Ruling| {
        let (subject, obligation) = about(evaluation, ruling);
        Some(ruling.rule) == group.defect.rule
            && subject == group.subject
            && when(evaluation, obligation) == (group.phases.clone(), group.modes.clone())
    };
    rulings(evaluation).into_iter().filter(of_it).map(|ruling| ruling.answer).collect()
}

/// The subject that a rule ranges over first, and the obligation, if it is one.
fn about(evaluation: &Evaluation, ruling: &Ruling) -> (Subject, Option<ObligationIdx>) {
    match ruling.bound.first() {
        None => (Subject::Engagement, None),
        Some(Thing::Obligation(at)) => (evaluation.context.obligations.subject(*at), Some(*at)),
        Some(thing) => (thing.subject(evaluation), None),
    }
}

/// The phase and the mode of an obligation, where it has one.
fn when(evaluation: &Evaluation, obligation: Option<ObligationIdx>) -> (Vec<Phase>, Vec<Mode>) {
    let here = obligation.map(|at| evaluation.context.obligations.all[at]);
    let phase = here.and_then(|it| it.phase);
    let mode = here.and_then(|it| it.mode);
    (phase.into_iter().collect(), mode.into_iter().collect())
}

fn judged(evaluation: &Evaluation, ruling: &Ruling) -> Broken {
    let context = &evaluation.context;
    let rule = &context.policy.rules[ruling.rule];
    let name = &rule.name;
    let (kind, mut defect) = match ruling.answer.truth() {
        Truth::Unknown => (&UNDETERMINED, undetermined(evaluation, &[&ruling.answer], Defect::default())),
        Truth::True | Truth::False => {
            let details = vec![said(evaluation, rule, &ruling.bound)];
            (&USER_RULE, Defect { details, ..Defect::default() })
        }
    };
    let mut places: Vec<(Span, Text)> = vec![(rule.must.span, text!("規則 `{name}`", "the rule `{name}`"))];
    for (range, thing) in rule.ranges.iter().zip(&ruling.bound) {
        let variable = &range.variable;
        let place = (span_of(evaluation, *thing), text!("`{variable}` はこれ", "`{variable}` is this"));
        places.push(place);
    }
    places.append(&mut defect.places);
    defect.places = places;
    defect.rule = Some(ruling.rule);
    defect.parties = parties(evaluation, &ruling.bound);
    let (subject, obligation) = about(evaluation, ruling);
    let (phases, modes) = when(evaluation, obligation);
    let group = Group {
        control: Some(rule.control),
        subject,
        duties: rule.duties.clone(),
        obligations: obligation.into_iter().collect(),
        phases,
        modes,
        defect,
    };
    let level = match rule.severity {
        Severity::Error => Level::Required,
        Severity::Warning => Level::Recommended,
        Severity::Note => Level::Optional,
    };
    Broken { kind, level, group }
}

/// Parties that the variables stand for or that speak, and the two sides of contracts.
fn parties(evaluation: &Evaluation, bound: &[Thing]) -> Vec<PartyIdx> {
    let mut all: Vec<PartyIdx> = bound.iter().flat_map(|it| it.parties(evaluation)).collect();
    all.sort();
    all.dedup();
    all
}

/// Where something that a variable stands for was declared.
fn span_of(evaluation: &Evaluation, thing: Thing) -> Span {
    let context = &evaluation.context;
    let engagement = context.engagement;
    let level = |levels: &[ServiceLevel], number: usize| levels.get(number).map_or(engagement.span, |it| it.span);
    match thing {
        Thing::Obligation(at) => context.policy.duties[context.obligations.all[at].duty].span,
        Thing::Subject(Subject::Engagement) => engagement.span,
        Thing::Subject(Subject::Contract(it)) => engagement.contracts[it].span,
        Thing::Subject(Subject::Vendor(it)) => engagement.parties[it].span,
        Thing::Subject(Subject::Component(it) | Subject::Interface(it, _)) => engagement.components[it].span,
        Thing::Promise(k, number) => level(&engagement.contracts[k].promises, number),
        Thing::OwnShare(k, number) => level(&engagement.contracts[k].itself, number),
        Thing::Demand(at, _) => evaluation.demands.get(at).map_or(engagement.span, |it| it.span(context)),
        Thing::Evidence(at) => engagement.evidence[at].span,
        Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at) => engagement.statements[at].span,
    }
}

/// The message with its values.
fn said(evaluation: &Evaluation, rule: &Rule, bound: &[Thing]) -> Text {
    let of = |pieces: &[Piece], lang| -> String {
        pieces.iter().map(|piece| one(evaluation, piece, bound).in_lang(lang).to_owned()).collect()
    };
    Text { ja: of(&rule.message.ja, Lang::Ja), en: of(&rule.message.en, Lang::En) }
}

fn one(evaluation: &Evaluation, piece: &Piece, bound: &[Thing]) -> Text {
    match piece {
        Piece::Words(words) => Text::same(words),
        Piece::Day => Text::same(evaluation.context.day.to_string()),
        Piece::Value(path, words) => {
            let all = shown(evaluation, path, bound);
            let all: Vec<Text> = all.into_iter().map(|it| value(evaluation, it, words)).collect();
            Text::list(&all)
        }
    }
}

fn value(evaluation: &Evaluation, shown: Shown, words: &[(&'static str, &'static str)]) -> Text {
    let names = Names(&evaluation.context);
    let worded = |word: &str| match words.iter().find(|(en, _)| *en == word) {
        Some((en, ja)) => Text::new(*ja, *en),
        None => Text::same(format!("`{word}`")),
    };
    match shown {
        Shown::Thing(thing) => called(evaluation, thing),
        Shown::Absent => text!("なし", "none"),
        Shown::Open => text!("期限なし", "no end"),
        Shown::Unknown => text!("不明", "unknown"),
        Shown::Value(value) => match value {
            Value::Bool(it) => worded(if it { "yes" } else { "no" }),
            Value::Word(it) => worded(&it),
            it @ (Value::Number(_) | Value::Percent(_) | Value::Duration(_) | Value::Date(_)) => {
                Text::same(it.to_string())
            }
            Value::Thing(it) => names.subject(it),
            Value::Metric(it) => {
                let name = &names.0.policy.metrics[it].name;
                Text::same(format!("`{name}`"))
            }
            // Things are shown themselves.
            Value::Row(..) => Text::default(),
        },
    }
}

/// What a thing is called: `` the promise `availability >= 99.9%` of `K1` ``.
fn called(evaluation: &Evaluation, thing: Thing) -> Text {
    let names = Names(&evaluation.context);
    let level = thing.level(evaluation).map(|(bound, _)| names.level(bound)).unwrap_or_default();
    let Text { ja, en } = names.subject(thing.subject(evaluation));
    match thing {
        Thing::Subject(it) => names.subject(it),
        Thing::Obligation(at) => names.obligation(at),
        Thing::Promise(..) => text!("{ja}の約束 {level}", "the promise {level} of {en}"),
        Thing::OwnShare(..) => text!("{ja}の自社分 {level}", "the own share {level} of {en}"),
        Thing::Demand(..) => text!("{ja}に求める水準 {level}", "the demand {level} on {en}"),
        Thing::Evidence(at) => names.paper(Paper::Evidence(at)),
        Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at) => statement(&names, at),
    }
}

/// What an exclusion, a check or a risk is called: `` the exclusion of `X.1` by `A` ``.
fn statement(names: &Names, at: StatementIdx) -> Text {
    let it = &names.0.engagement.statements[at];
    let duties: Vec<DutyIdx> = it.duties.ones().map(DutyIdx::new).collect();
    let who = it.verb.party().map(|it| names.party(it)).unwrap_or_default();
    let (Text { ja, en }, (who_ja, who_en)) = (names.duties(&duties), (who.ja, who.en));
    match &it.verb {
        Verb::Checked { date, .. } => text!("{date} の {ja} の確認", "the check of {en} on {date}"),
        Verb::Retains { risk, shared: true, .. } => {
            text!("{who_ja}が分担する {ja} のリスク「{risk}」", "the risk of {en} that {who_en} shares ({risk})")
        }
        Verb::Retains { risk, .. } => {
            text!("{who_ja}が保有する {ja} のリスク「{risk}」", "the risk of {en} that {who_en} retains ({risk})")
        }
        _ => text!("{who_ja}による {ja} の除外", "the exclusion of {en} by {who_en}"),
    }
}
