//! `verify`: what `check --format json` wrote, held against the laws as they are stated for reading.
//!
//! Every finding, and of every accounted obligation what became of it, is derived again by [`verify`](crate::verify), which knows
//! nothing of the evaluator; then the two are compared field by field. The words for readers, the places and the steps of the proofs are
//! held against those of the same texts today ([`wording`](super::wording)).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::account::{FATES, carriers_json, fact_json, obligation_json};
use super::check::FORMAT_VERSION;
use super::checked::Checked;
use super::wording::{beside, wording};
use crate::answers::Since;
use crate::bundle::Fingerprint;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::graph::Obligations;
use crate::model::{Date, Engagement, Policy, Stretch, Subject, Word};
use crate::report::{Document, Inline, Style};
use crate::source::Sources;
use crate::text;
use crate::verify::{self, Accounted, Ask, Claim, Fate, How, Kind, ToldBy, Why};

/// What came of it.
#[derive(Debug, Default)]
pub struct Verified {
    /// What was refused, in words.
    pub refused: Vec<Text>,
    /// Findings that were derived again.
    pub findings: usize,
    /// Obligations that were accounted for again.
    pub obligations: usize,
}

/// The fields of a finding that say what it is; the others are words.
const FIELDS: [&str; 13] = [
    "code",
    "severity",
    "from",
    "to",
    "catalogue",
    "control",
    "duties",
    "subject",
    "phase",
    "mode",
    "parties",
    "reasons",
    "waived",
];

/// What may have been judged, and how it is judged: an engagement with its obligations, over some days; nothing where these are too many.
pub type Judging<'a> = &'a dyn Fn(&'a (Engagement, Obligations), Stretch) -> Option<Checked<'a>>;

/// The weights that the settings of a project give to findings, by name.
type Severities = [(String, Severity)];

/// Holds what was written against the laws, and against the weights that a project sets.
pub fn verified<'a>(
    laws: (&Policy, &Severities),
    (settled, judge): (&[&'a (Engagement, Obligations)], Judging<'a>),
    (sources, skipped, problems): (&Sources, &[String], &[Diagnostic]),
    written: &Value,
) -> Verified {
    let mut verified = Verified::default();
    if written["version"] != json!(FORMAT_VERSION) || !written["engagements"].is_array() {
        verified.refused.push(text!(
            "`buntan check --format json` が書いたものではありません",
            "this is not what `buntan check --format json` writes"
        ));
        return verified;
    }
    texts(sources, written, &mut verified);
    verified.refused.extend(beside(sources, (skipped, problems), written));
    let all = list(&written["engagements"]);
    summed(written, all, &mut verified);
    for it in all {
        let name = word(&it["name"]);
        match (settled.iter().find(|(engagement, _)| engagement.name == name), days(it)) {
            (Some(settled), Some(days)) => match judge(settled, days) {
                Some(checked) => {
                    one(laws, &settled.0, days, it, &mut verified);
                    wording(sources, &checked, it, &mut verified);
                }
                None => {
                    let Text { ja, en } = days.words();
                    verified
                        .refused
                        .push(text!("「{name}」の期間 {ja} は長すぎます", "the days of `{name}`, {en}, are too many"));
                }
            },
            (None, _) => {
                verified.refused.push(text!("案件「{name}」がありません", "there is no engagement `{name}`"));
            }
            (_, None) => {
                verified.refused.push(text!("「{name}」の期間が読めません", "the days of `{name}` cannot be read"))
            }
        }
    }
    for (missing, _) in settled.iter().filter(|(it, _)| all.iter().all(|written| written["name"] != json!(it.name))) {
        let name = &missing.name;
        verified.refused.push(text!("案件「{name}」が抜けています", "the engagement `{name}` is missing"));
    }
    verified
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn days(written: &Value) -> Option<Stretch> {
    let day = |key: &str| word(&written[key]).parse::<Date>().ok();
    Stretch::new(day("from")?, day("to")?)
}

/// What is summed up at the end, and whether each engagement is there once.
fn summed(written: &Value, all: &[Value], verified: &mut Verified) {
    let names: BTreeSet<&str> = all.iter().map(|it| word(&it["name"])).collect();
    if names.len() < all.len() {
        verified.refused.push(text!("同じ案件が二度あります", "an engagement is there twice"));
    }
    let accounted = all.iter().filter(|it| it.get("account").is_some()).count();
    if accounted > 0 && accounted < all.len() {
        verified
            .refused
            .push(text!("`account` のない案件があります", "some engagements have an `account`, and others have none"));
    }
    let findings = || all.iter().flat_map(|it| list(&it["findings"]));
    let compared = findings().filter(|it| it.get("since").is_some()).count();
    if compared > 0 && compared < findings().count() {
        verified
            .refused
            .push(text!("`since` のない指摘があります", "some findings have `since`, and others have none"));
    }
    // Against a baseline only what is new counts.
    let counts = |it: &&Value| it["waived"].is_null() && it["since"] != json!(Since::Known.name());
    let of = |severity: &str| findings().filter(counts).filter(|it| it["severity"] == severity).count();
    let waived = findings().filter(|it| !it["waived"].is_null()).count();
    let counted = json!({ "error": of("error"), "warning": of("warning"), "note": of("note"), "waived": waived });
    let summary = &written["summary"];
    if summary["findings"] != counted || summary["engagements"] != json!(all.len()) {
        verified.refused.push(text!("`summary` の件数が合いません", "the numbers of `summary` do not add up"));
    }
}

/// The texts: each as it was, none more and none less.
fn texts(sources: &Sources, written: &Value, verified: &mut Verified) {
    let then: BTreeMap<&str, &str> =
        list(&written["sources"]).iter().map(|it| (word(&it["file"]), word(&it["sha256"]))).collect();
    let now: BTreeMap<&str, String> =
        sources.iter().map(|it| (it.name.as_str(), Fingerprint::of(it.text.as_bytes()).to_string())).collect();
    for (file, fingerprint) in &then {
        match now.get(file) {
            None => verified.refused.push(text!("`{file}` がありません", "`{file}` is not there")),
            Some(other) if other != fingerprint => {
                verified.refused.push(text!("`{file}` は書き換えられています", "`{file}` has changed since"));
            }
            Some(_) => {}
        }
    }
    for file in now.keys().filter(|file| !then.contains_key(*file)) {
        verified.refused.push(text!("`{file}` は点検されていません", "`{file}` was not judged"));
    }
}

/// One engagement: its findings, and its account if there is one.
fn one(
    (policy, severities): (&Policy, &Severities),
    engagement: &Engagement,
    days: Stretch,
    written: &Value,
    verified: &mut Verified,
) {
    let claims = verify::findings(policy, engagement, days);
    let derived: Vec<Value> = claims.iter().map(|it| record(policy, engagement, (it, severities))).collect();
    let causes = |it: &Claim| it.because.iter().map(|at| named(&derived[*at])).collect::<Vec<_>>();
    let derived: Vec<(Value, Vec<String>)> = derived.iter().cloned().zip(claims.iter().map(causes)).collect();
    let findings = list(&written["findings"]);
    let by_id: BTreeMap<&str, String> = findings.iter().map(|it| (word(&it["id"]), named(&picked(it)))).collect();
    if by_id.len() < findings.len() {
        let name = &engagement.name;
        verified.refused.push(text!("「{name}」に同じ番号の指摘があります", "findings of `{name}` have one id"));
    }
    let named_by = |id: &Value| by_id.get(word(id)).cloned().unwrap_or_else(|| word(id).to_owned());
    let causes = |it: &Value| list(&it["because"]).iter().map(named_by).collect::<Vec<_>>();
    let told: Vec<(Value, Vec<String>)> = findings.iter().map(|it| (picked(it), causes(it))).collect();
    compared(sorted(told), sorted(derived), verified);
    verified.findings += claims.len();
    if let Some(account) = written.get("account") {
        let told: Vec<Value> = list(&account["obligations"]).iter().map(|it| with_finding(it, findings)).collect();
        accounts(policy, engagement, days.from, account, &told, verified);
    }
}

fn sorted(mut all: Vec<(Value, Vec<String>)>) -> Vec<(Value, Vec<String>)> {
    all.iter_mut().for_each(|(_, causes)| causes.sort());
    all
}

/// What a finding is, without words for readers.
fn picked(written: &Value) -> Value {
    let mut value: Value = FIELDS.iter().map(|field| ((*field).to_owned(), written[*field].clone())).collect();
    value["waived"] = json!(written["waived"].get("until"));
    if let Some(reasons) = value["reasons"].as_array_mut() {
        reasons.sort_by_key(Value::to_string);
    }
    value
}

/// The same of what the laws come to.
fn record(policy: &Policy, engagement: &Engagement, (it, severities): (&Claim, &Severities)) -> Value {
    let concerned = it.duties.iter().map(|duty| policy.duties[*duty].control).chain(it.control);
    let by_law = concerned.into_iter().any(|control| policy.controls[control].by_law.is_some());
    let set = severities.iter().find(|(name, _)| *name == it.name).map(|(_, severity)| *severity);
    // No project makes light of what law demands.
    let severity = set.filter(|set| !by_law || *set > it.severity).unwrap_or(it.severity);
    let of_duty = it.duties.first().map(|duty| policy.duties[*duty].control);
    let catalogue = it.control.or(of_duty).map(|at| policy.controls[at].catalogue);
    let control = it.control.map(|at| &policy.controls[at]);
    let joined = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(", "));
    picked(&json!({
        "code": it.name,
        "severity": severity,
        "from": it.days.from.to_string(),
        "to": it.days.to.to_string(),
        "catalogue": catalogue.map(|it| &policy.catalogues[it].name),
        "control": control.map(|it| &it.id),
        "duties": it.duties.iter().map(|at| &policy.duties[*at].id).collect::<Vec<_>>(),
        "subject": subject(engagement, it.subject),
        "phase": joined(it.phases.iter().map(|it| it.name()).collect()),
        "mode": joined(it.modes.iter().map(|it| it.name()).collect()),
        "parties": it.parties.iter().map(|at| &engagement.parties[*at].name).collect::<Vec<_>>(),
        "reasons": it.reasons,
        "waived": it.waived.map(|at| json!({ "until": engagement.waivers[at].until.to_string() })),
    }))
}

fn subject(engagement: &Engagement, it: Subject) -> Value {
    json!({ "kind": it.kind(), "name": engagement.subject_name(it) })
}

/// What a finding is called: kind, control, subject, parties and days.
pub(super) fn named(it: &Value) -> String {
    let [from, to] = ["from", "to"].map(|field| word(&it[field]));
    format!("{} {}", named_without_days(it), if from == to { from.to_owned() } else { format!("{from} .. {to}") })
}

fn named_without_days(it: &Value) -> String {
    let parties: Vec<&str> = list(&it["parties"]).iter().map(word).collect();
    let by = if parties.is_empty() { String::new() } else { format!("by {}", parties.join(", ")) };
    let words = [word(&it["code"]), word(&it["control"]), "on", word(&it["subject"]["name"]), &by];
    words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What only one side has: put together where it is about the same, and named otherwise.
fn compared(told: Vec<(Value, Vec<String>)>, derived: Vec<(Value, Vec<String>)>, verified: &mut Verified) {
    let mut left: Vec<(Value, Vec<String>)> = derived;
    let mut unmatched = Vec::new();
    for it in told {
        match left.iter().position(|other| *other == it) {
            Some(place) => drop(left.swap_remove(place)),
            None => unmatched.push(it),
        }
    }
    let about = |it: &Value| [&it["code"], &it["control"], &it["subject"]].map(Value::to_string);
    for (it, causes) in unmatched {
        let name = named(&it);
        match left.iter().position(|(other, _)| about(other) == about(&it)) {
            Some(place) => {
                let (other, its) = left.swap_remove(place);
                for (field, then, now) in differing(&it, &other, &causes, &its) {
                    verified.refused.push(text!(
                        "指摘 `{name}` の `{field}` は {then} とありますが、規則からは {now} です",
                        "the finding `{name}` says {then} for `{field}`; by the laws it is {now}"
                    ));
                }
            }
            None => verified.refused.push(text!(
                "指摘 `{name}` は規則から導けません",
                "the finding `{name}` does not follow from the laws"
            )),
        }
    }
    for (it, _) in left {
        let name = named(&it);
        verified.refused.push(text!("指摘 `{name}` が抜けています", "the finding `{name}` is missing"));
    }
}

fn differing(it: &Value, other: &Value, causes: &[String], its: &[String]) -> Vec<(&'static str, String, String)> {
    let fields = FIELDS.iter().filter(|field| it[**field] != other[**field]);
    let mut all: Vec<_> = fields.map(|field| (*field, it[*field].to_string(), other[*field].to_string())).collect();
    if causes != its {
        all.push(("because", causes.join("; "), its.join("; ")));
    }
    all
}

/// Compares what is said of every obligation, in order, and the totals.
fn accounts(
    policy: &Policy,
    engagement: &Engagement,
    day: Date,
    account: &Value,
    told: &[Value],
    verified: &mut Verified,
) {
    let derived: Vec<Value> =
        verify::account(policy, engagement, day).iter().map(|it| accounted(policy, engagement, it)).collect();
    let which =
        |it: &Value| ["catalogue", "duty", "subject", "phase", "mode"].map(|field| it[field].to_string()).join(" ");
    let by_name: BTreeMap<String, &Value> = told.iter().map(|it| (which(it), it)).collect();
    for it in &derived {
        let name = obligation_name(it);
        let Some(other) = by_name.get(&which(it)) else {
            verified.refused.push(text!("責任 `{name}` が抜けています", "the obligation `{name}` is missing"));
            continue;
        };
        let keys = |it: &Value| it.as_object().map(|it| it.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let fields: BTreeSet<String> = keys(it).into_iter().chain(keys(other)).collect();
        let differ = |field: &String| it.get(field) != other.get(field);
        for field in fields.iter().filter(|field| differ(field)) {
            let (then, now) = (&other[field], &it[field]);
            verified.refused.push(text!(
                "責任 `{name}` の `{field}` は {then} とありますが、規則からは {now} です",
                "of the obligation `{name}` it says {then} for `{field}`; by the laws it is {now}"
            ));
        }
    }
    let known: BTreeSet<String> = derived.iter().map(which).collect();
    for it in told.iter().filter(|it| !known.contains(&which(it))) {
        let name = obligation_name(it);
        verified.refused.push(text!("責任 `{name}` はありません", "there is no obligation `{name}`"));
    }
    let count = |fate: &str| derived.iter().filter(|it| it["came_to"] == json!(fate)).count();
    if account["at"] != json!(day.to_string()) {
        let (name, at) = (&engagement.name, &account["at"]);
        verified.refused.push(text!(
            "「{name}」の結果の日付は {at} とありますが、{day} です",
            "the account of `{name}` says that it is of {at}; it is of {day}"
        ));
    }
    let totals: Value = FATES.iter().map(|(fate, _)| ((*fate).to_owned(), json!(count(fate)))).collect();
    let adds_up = account["totals"] == totals && account["total"] == json!(derived.len());
    if !adds_up || told.len() != derived.len() || account.as_object().is_some_and(|it| it.len() != 4) {
        let name = &engagement.name;
        verified.refused.push(text!("「{name}」の件数が合いません", "the totals of `{name}` do not add up"));
    }
    verified.obligations += derived.len();
}

fn obligation_name(it: &Value) -> String {
    let words = [word(&it["duty"]), "on", word(&it["subject"]["name"]), word(&it["phase"]), word(&it["mode"])];
    words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// With what the finding is called instead of its id; its days are not looked at, since the account is of the first.
fn with_finding(it: &Value, findings: &[Value]) -> Value {
    let mut value = it.clone();
    if let Some(finding) = findings.iter().find(|finding| finding["id"] == it["finding"]) {
        value["finding"] = json!(named_without_days(finding));
    }
    value
}

/// What the laws come to for an obligation, as an account says it.
fn accounted(policy: &Policy, engagement: &Engagement, it: &Accounted) -> Value {
    let obligation = it.obligation;
    let about = (obligation.duty, obligation.subject, obligation.phase, obligation.mode);
    let mut value = obligation_json(policy, engagement, about);
    let (came_to, how) = words(&it.fate);
    let none = Vec::new();
    let by = if let Fate::Carried(_, by) = &it.fate { by } else { &none };
    let ask = |ask: &Ask| match *ask {
        Ask::Fact(fact, of) => fact_json(engagement, &policy.facts[fact].name, of),
        Ask::Provider(component) => fact_json(engagement, "provider", Subject::Component(component)),
    };
    let facts: Vec<Vec<Value>> = match &it.fate {
        Fate::Undetermined(facts) => facts.iter().map(|set| set.iter().map(ask).collect()).collect(),
        Fate::Absent | Fate::NotApplicable(_) | Fate::Carried(..) | Fate::Gap => Vec::new(),
    };
    value["came_to"] = json!(came_to);
    value["how"] = json!(how);
    value["by"] = carriers_json(engagement, by);
    value["facts"] = json!(facts);
    value["finding"] = json!(it.told.as_ref().map(|told| told_by(policy, engagement, told)));
    value
}

fn words(fate: &Fate) -> (&'static str, Option<&'static str>) {
    match fate {
        Fate::Absent => ("absent", None),
        Fate::Gap => ("gap", None),
        Fate::Undetermined(_) => ("undetermined", None),
        Fate::NotApplicable(why) => (
            "not_applicable",
            Some(match why {
                Why::Condition => "condition",
                Why::Scope => "scope",
                Why::Exclusion => "exclusion",
            }),
        ),
        Fate::Carried(how, _) => (
            "carried",
            Some(match how {
                How::Owned => "owned",
                How::Presumed => "presumed",
                How::Stated => "stated",
                How::Met => "met",
                How::Served => "served",
            }),
        ),
    }
}

fn told_by(policy: &Policy, engagement: &Engagement, (kind, control, on, parties): &ToldBy) -> String {
    let name = match kind {
        Kind::Rule(rule) => policy.rules[*rule].name.as_str(),
        other => other.name(),
    };
    named_without_days(&json!({
        "code": name,
        "control": control.map(|at| &policy.controls[at].id),
        "subject": subject(engagement, *on),
        "parties": parties.iter().map(|at| &engagement.parties[*at].name).collect::<Vec<_>>(),
    }))
}

/// The answer for readers and for programs.
pub fn verification(it: &Verified) -> Document {
    let Verified { refused, findings, obligations } = it;
    let document = Document::new().heading(1, text!("検証", "Verification"));
    let count = refused.len();
    let summary = match count {
        0 if findings + obligations == 0 => Inline::from(text!(
            "指摘も責任も含まれておらず、確かめるものがありません",
            "it holds no finding and no obligation: there was nothing to derive again"
        )),
        0 => Inline::styled(
            text!(
                "指摘 {findings} 件、責任 {obligations} 件を規則から導き直し、すべて一致しました",
                "{findings} findings and {obligations} obligations were derived again from the laws, and all of them agree"
            ),
            Style::Good,
        ),
        _ => Inline::styled(text!("一致しません：{count} 件", "it does not agree, at {count} places"), Style::Error),
    };
    document.paragraph(summary).list(refused.iter()).data(json!({
        "version": FORMAT_VERSION,
        "agrees": refused.is_empty(),
        "findings": findings,
        "obligations": obligations,
        "refused": refused,
    }))
}
