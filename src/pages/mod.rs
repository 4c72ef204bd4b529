//! The report for a board: one page with the answers about one engagement, from what is open down to the clauses.
//!
//! ```text
//! Asked ─▶ View (anchors, places, words) ─▶ summary · findings · matrix · picture · timeline · levels · plan · scope · origins
//! ```
//!
//! Reports on several engagements stand beside each other, with a page that leads to each ([`overview()`]).
//!
//! Every section is a function from the view to markup, in a file of its own. Nothing is computed here that an answer does not
//! know; everything is in the markup, and the script only filters, sorts, folds and jumps.

mod calls;
mod chain;
mod dependencies;
mod findings;
mod glossary;
mod layout;
mod levels;
mod matrix;
mod origins;
mod overview;
mod picture;
mod plan;
mod relations;
mod scope;
mod stances;
mod summary;
mod timeline;
mod view;

pub use overview::overview;
pub use picture::{picture, svg};

use maud::{Markup, html};

use crate::answers::{Checked, Suggestions};
use crate::diagnostic::{Diagnostic, Lang};
use crate::model::Date;
use crate::report::html::{Page, STYLE, Script};
use crate::source::Sources;
use crate::syntax::ast;
use crate::text;
use view::View;

/// How the report looks besides what every page looks like.
const LOOKS: &str = include_str!("report.css");

/// How pictures look, on a page or alone.
const PICTURES: &str = include_str!("picture.css");

/// Filters, sorts, folds and jumps.
const SCRIPT: Script = Script(include_str!("report.js"));

/// What a report is made from.
#[derive(Clone, Copy)]
pub struct Asked<'a, 'c> {
    /// The texts.
    pub sources: &'a Sources,
    /// The engagement, judged.
    pub checked: &'a Checked<'c>,
    /// Its parts as written.
    pub parts: &'a [ast::Engagement],
    /// What may be done about its findings.
    pub suggestions: &'a Suggestions,
    /// What is odd about its texts.
    pub problems: &'a [Diagnostic],
    /// The day on which the report is made.
    pub made: Date,
    /// The language of its words.
    pub lang: Lang,
}

/// The report as one file.
pub fn report(asked: &Asked) -> String {
    let view = View::new(*asked);
    let sections: Vec<Section> = vec![
        Section::new("summary", text!("概要", "Summary"), summary::section(&view)),
        Section::new("findings", text!("指摘", "Findings"), findings::section(&view)),
        Section::new("matrix", text!("分担表", "Matrix"), matrix::section(&view)),
        Section::new("relations", text!("契約と委任の図", "Contracts"), relations::section(&view)),
        Section::new("timeline", text!("時間の流れ", "Time line"), timeline::section(&view)),
        Section::new("levels", text!("サービス水準", "Service levels"), levels::section(&view)),
        Section::new("plan", text!("直し方のまとめ", "Remedies"), plan::section(&view)),
        Section::new("scope", text!("範囲と前提", "Scope"), scope::section(&view)),
        // Last: only now it is known which places the others point at.
        Section::new("origins", text!("出典", "Sources"), origins::section(&view)),
    ];
    let name = &asked.checked.evaluation.context.engagement.name;
    let title = view.say(text!("{name}：責任分担の点検", "{name}: who carries which duty"));
    let body = html! {
        a.skip href="#findings" { (view.say(text!("指摘へ移動", "Skip to the findings"))) }
        header.top {
            nav aria-label=(view.say(text!("目次", "Contents"))) {
                ul { @for it in &sections { li { a href=(format!("#{}", it.id)) { (view.say(it.title.clone())) } } } }
            }
        }
        main {
            (summary::title(&view))
            @for it in &sections {
                section id=(it.id) aria-labelledby=(format!("{}-title", it.id)) {
                    h2 id=(format!("{}-title", it.id)) { (view.say(it.title.clone())) }
                    (it.body)
                }
            }
        }
    };
    Page { lang: asked.lang, title: &title, styles: &[STYLE, PICTURES, LOOKS], script: Some(SCRIPT), body }.written()
}

/// A part of the report, with its anchor.
struct Section {
    id: &'static str,
    title: crate::diagnostic::Text,
    body: Markup,
}

impl Section {
    fn new(id: &'static str, title: crate::diagnostic::Text, body: Markup) -> Self {
        Section { id, title, body }
    }
}
