//! `check`: what is wrong, heaviest first, consequences under their cause.

use serde_json::{Value, json};

use super::baseline::Since;
use super::checked::Checked;
use super::listed::listed;
use super::places::{derivation_json, location, place};
use super::record::FindingRecord;
use crate::bundle::Fingerprint;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::findings::{Derivation, Finding, refusals, said, with_remarks};
use crate::model::{Date, Stretch, Waiver};
use crate::report::{Document, Inline, Style, Tree, diagnostic_json};
use crate::source::{Source, Sources};
use crate::text;

/// The version of the public JSON format.
pub const FORMAT_VERSION: u32 = 1;

/// The answer for readers, for any number of engagements, with the problems of their texts; `skipped` are engagements that could not
/// be judged.
pub fn check(sources: &Sources, checked: &[Checked], skipped: &[String], problems: &[Diagnostic]) -> Document {
    let mut document = Document::new().rows(text!("指摘", "Findings"), listed(sources, checked, problems));
    for problem in problems {
        document = document.problem(problem.clone());
    }
    for it in checked {
        document = engagement(document, sources, it);
    }
    for name in skipped {
        document = document.note(Inline::styled(
            text!(
                "「{name}」は入力に誤りがあるため評価していません。上の誤りを直してください",
                "`{name}` was not evaluated because of the errors above; mend them first"
            ),
            Style::Error,
        ));
    }
    if let Some(days) = checked.iter().find(|it| !it.findings.is_empty()).map(|it| it.days()) {
        let Stretch { from, to } = days;
        let days = if from == to { format!("--at {from}") } else { format!("--from {from} --to {to}") };
        document = document.note(text!(
            "根拠は `buntan explain ファイル --finding 番号 {days}`、直し方は `buntan suggest ファイル --finding 番号 {days}`、種類の説明は `buntan code 名前`",
            "`buntan explain FILE --finding ID {days}` shows the proof, `buntan suggest FILE --finding ID {days}` what to write, `buntan code NAME` what it means"
        ));
    }
    document
}

/// The same for programs. It is made apart: with the derivation of every finding it is many times as large as what a reader sees.
pub fn check_data(sources: &Sources, checked: &[Checked], skipped: &[String], problems: &[Diagnostic]) -> Document {
    Document { data: Some(json_of(sources, checked, skipped, problems)), ..Document::new() }
}

fn engagement(document: Document, sources: &Sources, checked: &Checked) -> Document {
    let mut document = document.heading(1, checked.title()).paragraph(summary(checked));
    if let Some(words) = checked.against_words() {
        document = document.note(words);
    }
    for line in left_out(checked) {
        document = document.note(line);
    }
    let roots = |severity: Severity| {
        let shown = move |at: usize, it: &Finding| {
            it.severity == severity && checked.counts(at) && cause(checked, it).is_none()
        };
        checked.findings.iter().enumerate().filter(move |(at, it)| shown(*at, it))
    };
    let mut led_to: Vec<Vec<usize>> = vec![Vec::new(); checked.findings.len()];
    for (number, it) in checked.findings.iter().enumerate() {
        let cause = cause(checked, it).filter(|_| checked.counts(number));
        if let Some(consequences) = cause.and_then(|cause| led_to.get_mut(cause)) {
            consequences.push(number);
        }
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for (number, _) in roots(severity) {
            document = document.tree(finding(sources, checked, &led_to, number, 0));
        }
    }
    let document = match &checked.against {
        Some(against) => against.with_fixed(document),
        None => document,
    };
    let document = remarks(document, sources, checked);
    waivers(document, sources, checked)
}

/// What somebody wrote beside statements: it may be a condition, which only people can tell. And what was refused, and others carry.
fn remarks(mut document: Document, sources: &Sources, checked: &Checked) -> Document {
    for (count, it) in with_remarks(&checked.evaluation.context, checked.days()).enumerate() {
        if count == 0 {
            document = document.heading(2, text!("備考のある記述", "Statements with remarks"));
        }
        document = document.tree(Tree::leaf(place(sources, it.span, &Text::same(it.docs.join(" ")))));
    }
    for (count, it) in refusals(&checked.evaluation).enumerate() {
        if count == 0 {
            document = document
                .heading(2, text!("負わないと述べられ、ほかの者が担っているもの", "Refused, and carried by others"));
        }
        document = document.tree(Tree::leaf(place(sources, it.span, &Text::default())));
    }
    document
}

/// What is waived, apart from what counts, and the waivers that have nothing to do.
fn waivers(mut document: Document, sources: &Sources, checked: &Checked) -> Document {
    let waived = checked.findings.iter().enumerate().filter(|(_, it)| it.is_waived());
    for (count, (number, _)) in waived.enumerate() {
        if count == 0 {
            document = document.heading(2, text!("免除した指摘", "Waived findings"));
        }
        document = document.tree(finding(sources, checked, &[], number, 0));
    }
    for idle in checked.idle_waivers() {
        let words = Inline::from(idle.words()).and(text!("", " "), Style::Plain);
        document = document.note(words.then(place(sources, idle.waiver.span, &Text::default())));
    }
    document
}

/// The cause under which a finding is shown. What counts never stands under what does not.
fn cause(checked: &Checked, it: &Finding) -> Option<usize> {
    it.because.iter().find(|at| checked.counts(**at)).copied().filter(|_| !it.is_waived())
}

/// Consequences of consequences are shown this deep; deeper ones are reached by `explain`.
const MAX_DEPTH: usize = 3;

/// `led_to` are the consequences of each finding.
fn finding(sources: &Sources, checked: &Checked, led_to: &[Vec<usize>], number: usize, depth: usize) -> Tree {
    let it = &checked.findings[number];
    let mut tree = headed(sources, checked, it, if depth == 0 { Style::Strong } else { Style::Plain });
    if depth == 0 {
        let places = it.places(checked.evaluation.context.policy);
        tree.children.extend(places.map(|(span, words)| Tree::leaf(place(sources, span, &words))));
    }
    if let Some(Derivation { text, span: Some(span), .. }) = it.waiver(&checked.evaluation.context) {
        tree.children.push(Tree::leaf(place(sources, span, &text)));
    }
    if depth == 0
        && let Some(cause) = it.because.first().and_then(|at| checked.findings.get(*at))
    {
        let id = &cause.id;
        tree.children.push(Tree::leaf(match cause.is_waived() {
            true => text!("免除した {id} の結果です", "follows from {id}, which is waived"),
            false => text!("{id} の結果です", "follows from {id}"),
        }));
    }
    if !it.serves.is_empty() {
        let Text { ja, en } = Text::list(&it.serves);
        tree.children.push(Tree::leaf(text!("これが兼ねる対応：{ja}", "it would also carry: {en}")));
    }
    if !it.endangers.is_empty() {
        let Text { ja, en } = Text::list(it.endangers.iter().take(5));
        let more = it.endangers.len().saturating_sub(5);
        let (more_ja, more_en) =
            if more > 0 { (format!("ほか{more}件"), format!(" and {more} more")) } else { Default::default() };
        tree.children
            .push(Tree::leaf(text!("これを先に要する対応：{ja}{more_ja}", "what depends on it: {en}{more_en}")));
    }
    let consequences = led_to.get(number).map_or(&[][..], Vec::as_slice);
    if depth < MAX_DEPTH {
        tree.children.extend(consequences.iter().map(|other| finding(sources, checked, led_to, *other, depth + 1)));
    } else if !consequences.is_empty() {
        let count = consequences.len();
        tree.children.push(Tree::leaf(text!("この結果として {count} 件", "{count} further consequences")));
    }
    tree
}

/// The first line of a finding, without its places.
pub(super) fn headed(sources: &Sources, checked: &Checked, it: &Finding, message: Style) -> Tree {
    let waived = if it.is_waived() { text!("免除 ", "waived ") } else { Text::default() };
    let words = it.message(&checked.evaluation.context);
    let label = Inline::styled(waived, Style::Dim)
        .and(
            format!("{}[{}]", it.severity.name(), it.name),
            if it.is_waived() { Style::Dim } else { style(it.severity) },
        )
        .and(format!(" {} ", it.id), Style::Dim)
        .and(worse(checked, it), Style::Strong)
        .and(days(checked, it), Style::Strong)
        .and(&words, message);
    Tree { line: Some(line(sources, checked, it, words)), ..Tree::leaf(label) }
}

/// `file:line:column: error[code]: id message`, as editors read it.
fn line(sources: &Sources, checked: &Checked, it: &Finding, words: Text) -> Inline {
    let first = it.spans(checked.evaluation.context.policy).next();
    let place = first.map(|span| format!("{}: ", sources.place(span))).unwrap_or_default();
    let (severity, code, id) = (it.severity.name(), &it.name, &it.id);
    let waived = match it.waived.by().map(|at| checked.evaluation.context.engagement.waivers[at].until) {
        Some(until) => text!("{until}まで免除 ", "waived until {until}: "),
        None => Text::default(),
    };
    Inline::from(place)
        .and(waived, Style::Plain)
        .and(format!("{severity}[{code}]: {id} "), Style::Plain)
        .and(worse(checked, it), Style::Plain)
        .and(days(checked, it), Style::Plain)
        .and(words, Style::Plain)
}

/// That a finding says more than the baseline knows; that it is new need not be said.
fn worse(checked: &Checked, it: &Finding) -> Text {
    let at = checked.findings.iter().position(|other| std::ptr::eq(other, it));
    match at.and_then(|at| checked.since(at)) {
        Some(since @ (Since::Worse | Since::Changed)) => {
            let Text { ja, en } = since.words();
            text!("{ja} ", "{en}: ")
        }
        Some(Since::New | Since::Known) | None => Text::default(),
    }
}

/// On which days a finding holds, where more than one was asked about.
fn days(checked: &Checked, it: &Finding) -> Text {
    let Text { ja, en } = it.days.words();
    if checked.days().is_day() { Text::default() } else { text!("{ja} ", "{en} ") }
}

pub(super) fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Note,
    }
}

fn count(checked: &Checked, severity: Severity) -> usize {
    checked.counting().filter(|it| it.severity == severity).count()
}

/// The waived findings, and the first day on which one of their waivers ends.
fn waived(checked: &Checked) -> Option<(usize, Date)> {
    let ends = checked.findings.iter().filter_map(|it| it.waived.by());
    let ends: Vec<Date> = ends.map(|at| checked.evaluation.context.engagement.waivers[at].until).collect();
    Some((ends.len(), ends.into_iter().min()?))
}

/// How many obligations apply, how many are carried, and how many findings of each weight there are.
fn summary(checked: &Checked) -> Inline {
    let (total, carried) = checked.carried();
    let errors = count(checked, Severity::Error);
    let warnings = count(checked, Severity::Warning);
    let notes = count(checked, Severity::Note);
    let verdict = if errors + warnings == 0 {
        Style::Good
    } else {
        style(if errors > 0 { Severity::Error } else { Severity::Warning })
    };
    let [es, ws, ns] = [errors, warnings, notes].map(|count| if count == 1 { "" } else { "s" });
    let told = match checked.days().is_day() {
        true => text!(
            "適用される責任 {total} 件のうち {carried} 件が担われています。",
            "{carried} of {total} obligations that apply are carried. "
        ),
        false => text!(
            "適用される責任 {total} 件のうち {carried} 件が、適用されるすべての日に担われています。",
            "{carried} of {total} obligations are carried on every day on which they apply. "
        ),
    };
    Inline::from(told)
        .and(
            text!(
                "error {errors} 件、warning {warnings} 件、note {notes} 件",
                "{errors} error{es}, {warnings} warning{ws}, {notes} note{ns}"
            ),
            verdict,
        )
        .and(
            match waived(checked) {
                Some((count, until)) => {
                    text!("、免除 {count} 件（次の期限 {until}）", "; {count} waived, the next ends {until}")
                }
                None => Text::default(),
            },
            Style::Plain,
        )
}

/// What `use … only` leaves unlooked at.
pub fn left_out(checked: &Checked) -> Vec<Text> {
    let context = &checked.evaluation.context;
    context
        .engagement
        .uses
        .iter()
        .filter(|used| !used.only.is_empty())
        .map(|used| {
            let catalogue = &context.policy.catalogues[used.catalogue];
            let name = &catalogue.name;
            let all: usize = catalogue
                .controls
                .clone()
                .map(|at| context.policy.controls[crate::model::ControlIdx(at)].duties.len())
                .sum();
            let seen = context
                .engagement
                .in_view
                .ones()
                .filter(|duty| {
                    let duty = crate::model::DutyIdx(*duty as u32);
                    context.policy.control_of(duty).catalogue == used.catalogue
                })
                .count();
            let (out, only) = (all.saturating_sub(seen), used.only.join(", "));
            text!(
                "`{name}` は `{only}` だけを見ています（対応 {all} 件中 {out} 件は対象外）",
                "of `{name}` only `{only}` is looked at; {out} of {all} duties are left out"
            )
        })
        .collect()
}

fn json_of(sources: &Sources, checked: &[Checked], skipped: &[String], problems: &[Diagnostic]) -> Value {
    let all = |severity| checked.iter().map(|it| count(it, severity)).sum::<usize>();
    let problems_of = |severity| problems.iter().filter(|it| it.severity == severity).count();
    json!({
        "version": FORMAT_VERSION,
        "engagements": checked.iter().map(|it| engagement_json(sources, it)).collect::<Vec<_>>(),
        "sources": sources.iter().map(source_json).collect::<Vec<_>>(),
        "skipped": skipped,
        "diagnostics": problems.iter().map(|it| diagnostic_json(it, sources)).collect::<Vec<_>>(),
        "summary": {
            "engagements": checked.len(),
            "skipped": skipped.len(),
            "findings": {
                "error": all(Severity::Error), "warning": all(Severity::Warning), "note": all(Severity::Note),
                "waived": checked.iter().filter_map(waived).map(|(count, _)| count).sum::<usize>(),
            },
            "diagnostics": {
                "error": problems_of(Severity::Error),
                "warning": problems_of(Severity::Warning),
                "note": problems_of(Severity::Note),
            },
        },
    })
}

/// A text that was read, with its fingerprint.
fn source_json(it: &Source) -> Value {
    json!({ "file": it.name, "sha256": Fingerprint::of(it.text.as_bytes()).to_string() })
}

/// What is said of an engagement, for programs.
pub(super) fn engagement_json(sources: &Sources, checked: &Checked) -> Value {
    let context = &checked.evaluation.context;
    let derivations = checked.derivations();
    let findings = checked.findings.iter().zip(&derivations);
    let findings = findings.enumerate().map(|(at, (it, why))| {
        let mut value = finding_json(sources, checked, it, why);
        if let Some(since) = checked.since(at) {
            value["since"] = json!(since.name());
        }
        value
    });
    let mut value = json!({
        "name": context.engagement.name,
        "from": context.day.to_string(),
        "to": checked.last.to_string(),
        "findings": findings.collect::<Vec<_>>(),
        "idle_waivers": checked.idle_waivers().iter().map(|it| {
            let mut value = waiver_json(sources, checked, it.waiver);
            value["why"] = json!(it.words());
            value
        }).collect::<Vec<_>>(),
        "remarks": with_remarks(context, checked.days()).map(|it| json!({
            "remark": it.docs.join("\n"),
            "statement": said::statement(context, it),
            "location": location(sources, it.span, &Text::default()),
        })).collect::<Vec<_>>(),
        "refusals": refusals(&checked.evaluation).map(|it| json!({
            "statement": said::statement(context, it),
            "location": location(sources, it.span, &Text::default()),
        })).collect::<Vec<_>>(),
    });
    if let Some(against) = &checked.against {
        value["baseline"] = against.json();
    }
    if let Some(object) = value.as_object_mut() {
        object.extend(context.engagement.extra.iter().cloned());
    }
    value
}

/// A finding with its words, its places and its proof.
pub fn finding_json(sources: &Sources, checked: &Checked, it: &Finding, why: &Derivation) -> Value {
    let mut value = hung_json(sources, checked, it);
    value["derivation"] = derivation_json(sources, why);
    value
}

/// A finding with what hangs on it.
fn hung_json(sources: &Sources, checked: &Checked, it: &Finding) -> Value {
    let record = FindingRecord::new(sources, checked, it).hanging(checked, it);
    with_words(sources, checked, it, record.value())
}

/// A finding without what hangs on it, and without its derivation.
pub(super) fn brief_json(sources: &Sources, checked: &Checked, it: &Finding) -> Value {
    with_words(sources, checked, it, bare_json(sources, checked, it))
}

fn with_words(sources: &Sources, checked: &Checked, it: &Finding, mut value: Value) -> Value {
    let context = &checked.evaluation.context;
    value["message"] = json!(it.message(context));
    value["locations"] = it.places(context.policy).map(|(span, role)| location(sources, span, &role)).collect();
    value
}

/// The same without words and places.
pub(super) fn bare_json(sources: &Sources, checked: &Checked, it: &Finding) -> Value {
    FindingRecord::new(sources, checked, it).value()
}

pub(super) fn waiver_json(sources: &Sources, checked: &Checked, it: &Waiver) -> Value {
    json!({
        "owner": checked.evaluation.context.engagement.parties[it.owner].name,
        "kinds": it.kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>(),
        "because": it.because,
        "from": it.from.map(|day| day.to_string()),
        "until": it.until.to_string(),
        "location": location(sources, it.span, &Text::default()),
    })
}
