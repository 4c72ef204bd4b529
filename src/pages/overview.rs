//! The first page of several reports: which engagement has how much open, the worst first, each with the way to its report.

use std::cmp::Reverse;

use maud::html;

use super::LOOKS;
use crate::answers::{Checked, is_open};
use crate::diagnostic::{Lang, Severity, Text};
use crate::model::Date;
use crate::report::html::{Page, STYLE};
use crate::report::safe;
use crate::text;

/// The page; each engagement with the name of the file of its report, which stands beside it.
pub fn overview(reports: &[(String, &Checked)], made: Date, lang: Lang) -> String {
    let say = |text: Text| safe(text.in_lang(lang)).into_owned();
    let count = |it: &Checked, severity| it.findings.iter().filter(|it| is_open(it) && it.severity == severity).count();
    let mut all: Vec<&(String, &Checked)> = reports.iter().collect();
    all.sort_by_key(|(_, it)| Reverse((count(it, Severity::Error), count(it, Severity::Warning))));
    let (title, engagements) = (say(text!("責任分担の点検", "Who carries which duty")), all.len());
    let open = all.iter().filter(|(_, it)| count(it, Severity::Error) > 0).count();
    let head = |name: Text, class: &str| html! { th.nowrap class=(class) scope="col" { (say(name)) } };
    let body = html! {
        main {
            div.title {
                h1 { (title) }
                p.dim { (say(text!("{made} 作成", "made on {made}"))) }
            }
            p { (say(text!("案件 {engagements} 件のうち {open} 件に、未解決の重大な指摘があります", "{open} of {engagements} engagements have errors that are open"))) }
            div.scrolled tabindex="0" role="group" aria-label=(say(text!("案件の一覧", "Engagements"))) { table {
                thead { tr {
                    (head(text!("案件", "Engagement"), "")) (head(text!("評価した日", "Evaluated for"), ""))
                    (head(text!("重大", "Errors"), "right")) (head(text!("注意", "Warnings"), "right"))
                    (head(text!("担われている責任", "Obligations carried"), "right"))
                } }
                tbody { @for (file, it) in &all {
                    @let (total, carried) = it.carried();
                    tr {
                        th scope="row" { a href=(file) { bdi { (safe(&it.evaluation.context.engagement.name)) } } }
                        td.nowrap { (say(it.days().words())) }
                        td.right { (count(it, Severity::Error)) }
                        td.right { (count(it, Severity::Warning)) }
                        td.right { (carried) " / " (total) }
                    }
                } }
            } }
        }
    };
    Page { lang, title: &title, styles: &[STYLE, LOOKS], script: None, body }.written()
}
