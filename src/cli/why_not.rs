//! `buntan why-not`: what almost carried a duty, and what excluded each statement.

use super::context::Context;
use super::open::{AT, BUNDLE, DUTY, ENGAGEMENT, ON, PATHS, asked, judged, only, open};
use super::table::{Command, Example};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::report::Failure;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "why-not",
    about: ("担われていない対応に、あと何が足りないかを示す", "Show what almost carried a duty, and what was missing"),
    long: (
        "担われていない対応について、関係する記述と、それぞれがなぜ数えられないかを示します。",
        "For what nobody carries: the statements that speak of it, and why each of them does not count.",
    ),
    args: &[PATHS, DUTY, ON, AT, ENGAGEMENT, BUNDLE],
    examples: &[Example {
        line: "buntan why-not policies/examples/city-hospital/before.buntan --duty P2.C.* --at 2026-10-01",
        shows: ("P2.C のうち担われていないもの", "What of P2.C nobody carries"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let Some(duty) = context.word("duty")? else {
        return Err(Failure::new(text!("`--duty` を指定してください", "name a `--duty`"))
            .help(text!("例：`--duty P2.C.1 --on wan`", "for example `--duty P2.C.1 --on wan`"))
            .into());
    };
    let asked = asked(duty, context.word("on")?, &workspace, it)?;
    let document = answers::why_not(&workspace.sources, it, &asked);
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
