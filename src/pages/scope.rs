//! What was looked at and what was not: what is left out, out of scope, waived, excluded, supposed or odd.

use maud::{Markup, html};

use super::view::View;
use crate::answers::left_out;
use crate::diagnostic::Text;
use crate::findings::{refusals, with_remarks};
use crate::model::Verb;
use crate::report::Document;
use crate::text;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let context = view.context();
    let engagement = context.engagement;
    let by_code = |code: &'static str| -> Vec<usize> {
        (0..view.findings().len()).filter(|at| view.findings()[*at].code.name == code).collect()
    };
    let listed = |title: Text, all: &[usize]| {
        html! {
            @if !all.is_empty() {
                h3 { (view.say(title)) }
                ul { @for at in all { li { (view.severity(&view.findings()[*at])) " " (view.finding(*at)) br; (view.prose(&view.findings()[*at].message(context))) } } }
            }
        }
    };
    let excluded: Vec<_> = engagement.statements.iter().filter(|it| matches!(it.verb, Verb::Excludes { .. })).collect();
    html! {
        h3 { (view.say(text!("確認表と、そのうち見たもの", "Catalogues, and what of them was looked at"))) }
        ul {
            @for used in &engagement.uses {
                @let catalogue = &context.policy.catalogues[used.catalogue];
                li { (view.code(&catalogue.name)) " " (view.say(catalogue.title.clone())) " " (view.say(Text::same(catalogue.edition.as_str()))) }
            }
            @for note in left_out(view.asked.checked) { li { (view.prose(&note)) } }
        }
        (waived(view))
        (listed(text!("対象外の事業者", "Vendors out of scope"), &by_code("out_of_scope")))
        (listed(text!("前提が不明なもの", "What depends on unknown facts"), &by_code("undetermined")))
        @if !excluded.is_empty() {
            h3 { (view.say(text!("除外の申し立て", "Exclusions"))) }
            ul { @for it in &excluded { li { (view.place(it.span)) } } }
        }
        @if let Some(all) = &engagement.all_other_no {
            h3 { (view.say(text!("述べられていない前提", "Facts that nobody stated"))) }
            p { (view.say(text!("述べられていない「はい・いいえ」の前提は「いいえ」とみなしています", "Facts of yes or no that nobody stated count as no"))) " " (view.place(all.span)) }
        }
        (remarks(view))
        @if !view.asked.problems.is_empty() {
            h3 { (view.say(text!("記述についての注意", "What is odd about the texts"))) }
            (view.blocks(view.asked.problems.iter().fold(Document::new(), |document, it| document.problem(it.clone())), 3))
        }
    }
}

fn remarks(view: &View) -> Markup {
    let all: Vec<_> = with_remarks(view.context(), view.asked.checked.days()).collect();
    let refused: Vec<_> = refusals(&view.asked.checked.evaluation).collect();
    html! {
        @if !all.is_empty() {
            h3 { (view.say(text!("備考のある記述", "Statements with remarks"))) }
            ul { @for it in &all { li { (view.say(Text::same(it.docs.join(" ")))) br; (view.place(it.span)) } } }
        }
        @if !refused.is_empty() {
            h3 { (view.say(text!("負わないと述べられ、ほかの者が担っているもの", "Refused, and carried by others"))) }
            ul { @for it in &refused { li { (view.place(it.span)) } } }
        }
    }
}

fn waived(view: &View) -> Markup {
    let all: Vec<usize> = (0..view.findings().len()).filter(|at| view.findings()[*at].is_waived()).collect();
    let idle = view.asked.checked.idle_waivers();
    html! {
        @if !all.is_empty() || !idle.is_empty() {
            h3 { (view.say(text!("免除", "Waivers"))) }
            ul {
                @for at in &all {
                    li {
                        (view.severity(&view.findings()[*at])) " " (view.finding(*at))
                        @if let Some(why) = view.findings()[*at].waiver(view.context()) {
                            br; (view.prose(&why.text)) @if let Some(span) = why.span { br; (view.place(span)) }
                        }
                    }
                }
                @for it in &idle { li { (view.prose(&it.words())) br; (view.place(it.waiver.span)) } }
            }
        }
    }
}
