//! `buntan graph`: pictures in the DOT language.

use super::context::Context;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Picture};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "graph",
    about: ("対応・委任・契約の図を DOT 言語で出す", "Draw duties, delegation or contracts in the DOT language"),
    long: (
        "Graphviz で図にできます。間隙や途切れた委任、有効でない契約は赤になります。",
        "Graphviz turns it into a picture. Gaps, broken delegations and contracts not in force are red.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "of",
            shape: Shape::OneOf(&["obligations", "delegation", "contracts"], Some("contracts")),
            about: ("何の図か", "What is drawn"),
        },
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[Example {
        line: "buntan graph hospital.buntan --of delegation | dot -Tsvg -o delegation.svg",
        shows: ("委任の図を SVG にする", "Delegation as an SVG picture"),
    }],
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
    let document = answers::graph(it, picture);
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
