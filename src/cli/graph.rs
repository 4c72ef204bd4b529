//! `buntan graph`: pictures for Graphviz, for pages of Markdown.

use super::context::Context;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Drawn, Picture};
use crate::pages::svg;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "graph",
    about: ("対応・委任・契約の図を出す", "Draw duties, delegation or contracts"),
    long: (
        "svg はそのまま開ける図です。dot は Graphviz で図にできます。mermaid は README などの Markdown にそのまま載せられます。間隙や途切れた委任、有効でない契約は赤になります。",
        "svg is a picture as it is, Graphviz turns dot into one, and mermaid can stand in a README. Gaps, broken delegations and contracts not in force are red.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "of",
            shape: Shape::OneOf(&["obligations", "delegation", "contracts"], Some("contracts")),
            about: ("何の図か", "What is drawn"),
        },
        Arg {
            name: "as",
            shape: Shape::OneOf(&["dot", "mermaid", "svg"], Some("dot")),
            about: ("図の言語", "The language of the picture"),
        },
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan graph hospital.buntan --of delegation --as svg -o delegation.svg",
            shows: ("委任の図を SVG にする", "Delegation as an SVG picture"),
        },
        Example {
            line: "buntan graph hospital.buntan --of contracts --as mermaid",
            shows: ("契約の図を README に載せる形で", "Contracts as a picture for a README"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let picture = match context.word("of")? {
        Some("obligations") => Picture::Obligations,
        Some("delegation") => Picture::Delegation,
        _ => Picture::Contracts,
    };
    let form = context.form("as", &[("svg", "svg"), ("mmd", "mermaid")])?;
    if form == Some("svg") {
        let (nodes, edges) = answers::pictured(it, picture, context.lang());
        let drawn = svg(&nodes, &edges, it.title().in_lang(context.lang()));
        context.put(drawn.as_bytes(), &workspace.sources)?;
        return Ok(ExitStatus::Clean);
    }
    let drawn = match form {
        Some("mermaid") => Drawn::Mermaid,
        _ => Drawn::Dot,
    };
    let document = answers::graph(it, picture, drawn, context.lang());
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
