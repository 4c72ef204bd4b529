//! `buntan matrix`: control by party.

use std::io;

use super::context::Context;
use super::named::subject;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::oscal::component_definition;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "matrix",
    about: ("対応×当事者の表（実施者と責任者）を示す", "A table of duties by party: who performs, who answers"),
    long: (
        "対象ごとに、どの対応を誰が実施し、誰が医療機関に対して責任を負うか、誰が負わないと述べているかを表で示します。担い手のない行には ×、担われていても指摘の開いている行には △ が付き、記号の意味は表の前に示します。csv と xlsx では全体を一つの表にします。",
        "For every subject: who performs each duty, who answers for it to the hospital, and who declines it. A row that nobody carries is marked ×, one that is carried while a finding about it is open △; what each sign means stands above the tables. In csv and xlsx all of it is one table.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "component",
            shape: Shape::Value("NAME"),
            about: (
                "一つの構成要素（または契約など）だけ。短い名前か名称",
                "Only one component, or another subject, by its short or its official name",
            ),
        },
        Arg {
            name: "format",
            shape: Shape::OneOf(&["human", "short", "json", "md", "html", "csv", "xlsx", "oscal"], Some("human")),
            about: (
                "出力の形。short は1件1行、json は機械用、md と html はページ、csv と xlsx は表計算用、oscal は OSCAL のコンポーネント定義",
                "Form of the output; short is one line each, json is for programs, md and html are pages, csv and xlsx are for spreadsheets, \
                 oscal is a component definition of OSCAL",
            ),
        },
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan matrix policies/examples/city-hospital/before.buntan --component engagement --at 2026-10-01",
            shows: ("案件全体の分担表", "Who does what about the engagement as a whole"),
        },
        Example {
            line: "buntan matrix hospital.buntan --format oscal -o split.json",
            shows: ("分担を OSCAL のコンポーネント定義として書き出す", "The split as a component definition of OSCAL"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let on = context.word("component")?.map(|word| subject(word, it)).transpose()?;
    if context.word("format")? == Some("oscal") {
        let mut written =
            serde_json::to_vec_pretty(&component_definition(it, on, context.lang())).map_err(io::Error::from)?;
        written.push(b'\n');
        context.put(&written, &workspace.sources)?;
        return Ok(ExitStatus::Clean);
    }
    let document = answers::matrix(it, on);
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
