//! Every finding with its places, its chain, its derivation down to clause and item, and what to do about it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::chain;
use super::stances;
use super::view::{MAX_IN_FULL, View, finding_anchor, tokens};
use crate::answers::{remedies, unanswered};
use crate::diagnostic::{Severity, Text};
use crate::findings::{Derivation, Finding};
use crate::graph::{ObligationIdx, SubjectIdx};
use crate::model::{CatalogueIdx, Idx, PartyIdx, Subject};
use crate::report::safe;
use crate::text;

/// What hangs on a finding is named so often.
const NAMED: usize = 8;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let findings = view.findings();
    html! {
        @if findings.is_empty() {
            p.good { (view.say(text!("指摘はありません。適用される対応はすべて担われています", "Nothing was found: whatever applies is carried"))) }
        } @else {
            @if findings.len() > MAX_IN_FULL {
                @let all = findings.len();
                p.warning { (view.prose(&text!(
                    "全 {all} 件のうち、はじめの {MAX_IN_FULL} 件に連鎖・導出・直し方を付けました。ほかは `buntan explain ファイル --finding 番号` と `buntan suggest ファイル --finding 番号` で見られます",
                    "{MAX_IN_FULL} of {all} findings have their chain, derivation and remedy here; `buntan explain FILE --finding ID` and `buntan suggest FILE --finding ID` show those of the others"
                ))) }
            }
            (filters(view, "findings-list"))
            div id="findings-list" { @for number in 0..findings.len() { (one(view, number)) } }
        }
    }
}

/// What findings and rows are chosen by; the script shows it.
pub(super) fn filters(view: &View, of: &str) -> Markup {
    let engagement = view.context().engagement;
    let all = text!("すべて", "all");
    let choice = |key: &str, name: Text, options: Vec<(String, String)>| {
        let id = format!("{of}-{key}");
        html! {
            label for=(id) { (view.say(name)) }
            select id=(id) data-key=(key) {
                option value="" { (view.say(all.clone())) }
                @for (value, words) in options { option value=(value) { (words) } }
            }
        }
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let mut severities = severities.map(|it| (it.name().to_owned(), view.say(it.words()))).to_vec();
    if view.findings().iter().any(Finding::is_waived) {
        severities.push(("waived".to_owned(), view.say(text!("免除", "waived"))));
    }
    let parties = engagement.parties.enumerate();
    let parties = parties.map(|(at, it)| (format!("p{}", at.row()), safe(&it.name).into_owned())).collect();
    let obligations = &view.context().obligations;
    let standing = |at: &ObligationIdx| view.asked.checked.evaluation.standings[at.row()].stands();
    let met: BTreeSet<SubjectIdx> =
        obligations.all.indices().filter(standing).map(|at| obligations.all[at].subject).collect();
    let subjects = met.iter().map(|at| (*at, obligations.subjects.all[*at]));
    let subjects = subjects.map(|(at, it)| (format!("s{}", at.row()), view.say(subject(view, it)))).collect();
    let catalogues = engagement.uses.iter().map(|used| {
        (
            format!("c{}", used.catalogue.row()),
            safe(&view.context().policy.catalogues[used.catalogue].name).into_owned(),
        )
    });
    html! {
        form.filters hidden data-of=(of) {
            (choice("severity", text!("重さ", "Weight"), severities))
            (choice("party", text!("当事者", "Party"), parties))
            (choice("subject", text!("対象", "Component"), subjects))
            (choice("catalogue", text!("確認表", "Catalogue"), catalogues.collect()))
            label for=(format!("{of}-words")) { (view.say(text!("語", "Words"))) }
            input id=(format!("{of}-words")) type="search" data-key="words" size="14";
            button type="reset" { (view.say(text!("解除", "Clear"))) }
            output for=(format!("{of}-severity")) data-one=(view.say(text!("件を表示", "shown"))) {}
        }
    }
}

/// A subject without backticks, for lists to choose from.
pub(super) fn subject(view: &View, subject: Subject) -> Text {
    let Text { ja, en } = view.names.subject(subject);
    Text { ja: ja.replace('`', ""), en: en.replace('`', "") }
}

fn one(view: &View, number: usize) -> Markup {
    let finding = &view.findings()[number];
    let anchor = finding_anchor(finding);
    let weight = if finding.is_waived() { "waived" } else { finding.severity.name() };
    let head = finding.group.head(&view.names);
    let (ja, en) = finding.code.page.says;
    html! {
        article id=(anchor) class=(format!("finding {weight}")) tabindex="-1" aria-labelledby=(format!("{anchor}-title"))
            data-severity=(weight) data-party=(tokens('p', view.touched(number).iter().copied()))
            data-subject=(view.subject_token(finding.group.subject).unwrap_or_default())
            data-catalogue=(catalogue_token(view, finding).unwrap_or_default()) {
            h3 id=(format!("{anchor}-title")) { (view.severity(finding)) " " (view.prose(&head)) }
            p.message { (view.verdict(finding)) }
            @if number < MAX_IN_FULL { (stances::told(view, number)) (in_full(view, number)) }
            p.dim.small { (view.code(&finding.name)) " " (view.code(&finding.id)) " " (view.prose(&Text::new(ja, en))) }
        }
    }
}

fn in_full(view: &View, number: usize) -> Markup {
    html! {
        dl.facts { (facts(view, number)) }
        div.beside {
            (chain::figure(view, number))
            div { h4 { (view.say(text!("根拠の場所", "Where it stands"))) } (places(view, &view.findings()[number])) }
        }
        div.fold {
            h4 { (view.say(text!("導出：なぜそう言えるか", "Derivation: why this is so"))) }
            ul.tree { (step(view, &view.derivation(number))) }
        }
        div.fold {
            h4 { (view.say(text!("直し方", "What to do"))) }
            (remedy(view, number))
        }
    }
}

fn catalogue_token(view: &View, finding: &Finding) -> Option<String> {
    let control = finding.group.control?;
    Some(tokens('c', [view.context().policy.controls[control].catalogue] as [CatalogueIdx; 1]))
}

/// What it is about, in terms.
fn facts(view: &View, number: usize) -> Markup {
    let finding = &view.findings()[number];
    let parties: Vec<PartyIdx> = finding.group.defect.parties.clone();
    let because: Vec<usize> = finding.because.clone();
    let follows = view.follows(number);
    let term = |name: Text, about: Markup| html! { div { dt { (view.say(name)) } dd { (about) } } };
    let list = |all: &[usize]| html! { ul { @for at in all { li { (view.severity(&view.findings()[*at])) " " (view.finding(*at)) } } } };
    let joined = |all: &[Text]| view.prose(&Text::list(all));
    let texts = |name: Text, all: &[Text]| {
        let (first, rest) = all.split_at(all.len().min(NAMED));
        let (shown, all) = (first.len(), all.len());
        html! { div.wide { dt { (view.say(name)) } dd {
            (joined(first))
            @if !rest.is_empty() { details {
                summary { (view.say(text!("{all} 件のうち {shown} 件。残りを示す", "{shown} of {all}: show the rest"))) }
                (joined(rest))
            } }
        } } }
    };
    html! {
        @if let Some(at) = finding.group.control {
            @let control = &view.context().policy.controls[at];
            @let catalogue = &view.context().policy.catalogues[control.catalogue];
            (term(text!("項目", "Item"), html! { (view.control(at)) }))
            (term(text!("出典", "Source"), html! { bdi { (view.say(catalogue.title.clone())) } " " (safe(&control.source)) }))
        }
        (term(text!("対象", "About"), view.prose(&view.names.subject(finding.group.subject))))
        @if !parties.is_empty() {
            (term(text!("関わる当事者", "Parties"), html! { ul.parties { @for at in &parties { li { (view.party(*at)) } } } }))
        }
        @if !view.asked.checked.days().is_day() { (term(text!("期間", "Days"), view.prose(&finding.days.words()))) }
        @if !because.is_empty() { (term(text!("原因", "Follows from"), list(&because))) }
        @if !follows.is_empty() { (term(text!("その結果", "Leads to"), list(follows))) }
        @if !finding.endangers.is_empty() { (texts(text!("これを先に要する対応", "What depends on it"), &finding.endangers)) }
        @if !finding.serves.is_empty() { (texts(text!("これが兼ねる対応", "It would also carry"), &finding.serves)) }
    }
}

fn places(view: &View, finding: &Finding) -> Markup {
    html! {
        ul.places {
            @for (span, words) in finding.places(view.context().policy) { li { (view.prose(&words)) @if !words.is_empty() { br; } (view.place(span)) } }
        }
    }
}

/// A step of a proof with those beneath it.
pub(super) fn step(view: &View, it: &Derivation) -> Markup {
    html! {
        li {
            (view.prose(&it.text))
            @if let Some(source) = &it.source { " " cite { "［" (safe(source)) "］" } }
            @if let Some(span) = it.span { br; (view.place(span)) }
            @if !it.steps.is_empty() { ul { @for step in &it.steps { (self::step(view, step)) } } }
        }
    }
}

/// Each way that holds; without one, the cause with which it goes, or what is to be settled first. What is waived is not looked into.
fn remedy(view: &View, number: usize) -> Markup {
    let finding = &view.findings()[number];
    match (view.ways(number), finding.because.first()) {
        (Some((ways, refused)), _) if !ways.is_empty() => {
            view.blocks(remedies(view.asked.sources, view.asked.checked, number, ways, refused), 4)
        }
        (Some(_), Some(cause)) => html! {
            p { (view.say(text!("次の原因が解消すれば解消します：", "It goes with its cause: "))) (view.finding(*cause)) }
        },
        (Some((_, refused)), None) => html! { p { (view.prose(&unanswered(view.asked.checked, number, refused))) } },
        (None, _) => {
            let (ja, en) = finding.code.page.remedy;
            html! { p { (view.prose(&Text::new(ja, en))) } }
        }
    }
}
