//! `buntan explain`: why there is a finding, or why an obligation is carried.

use super::context::Context;
use super::open::{AT, BUNDLE, DUTY, ENGAGEMENT, FROM, ON, PATHS, TO, asked, judged_over, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::report::Failure;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "explain",
    about: ("指摘の理由、または対応が担われている理由を示す", "Show why there is a finding, or why a duty is carried"),
    long: (
        "`--finding` に `check` が示す番号を渡すと、その指摘の導出を条項まで示します。`--duty` では、その対応について述べられたことと、それがどうなったかを示します。",
        "`--finding` takes the id that `check` shows and prints its derivation down to the clauses. `--duty` tells what was said of a duty and what it came to.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "finding",
            shape: Shape::Value("ID"),
            about: ("`check` が示す指摘の番号", "The id of a finding, as `check` shows it"),
        },
        DUTY,
        ON,
        AT,
        FROM,
        TO,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[Example {
        line: "buntan explain policies/examples/city-hospital/before.buntan --duty P2.C.1 --at 2026-10-01",
        shows: ("P2.C.1 について述べられたことすべて", "Everything that is said of P2.C.1"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged_over(context, &workspace)?;
    let document = match (context.word("finding")?, context.word("duty")?) {
        (Some(id), _) => {
            let found = checked.iter().find_map(|it| answers::explain_finding(&workspace.sources, it, id));
            found.ok_or_else(|| {
                Failure::new(text!("`{id}` という指摘はありません", "there is no finding `{id}`"))
                    .suggest(id, checked.iter().flat_map(|it| &it.findings).map(|it| it.id.as_str()))
                    .help(text!(
                        "番号は同じ日付の `buntan check` が示します",
                        "`buntan check` with the same days shows the ids"
                    ))
            })?
        }
        (None, Some(duty)) => {
            let it = only(context, &checked)?;
            let asked = asked(duty, context.word("on")?, &workspace, it)?;
            answers::explain(&workspace.sources, it, &asked)
        }
        (None, None) => {
            return Err(Failure::new(text!(
                "`--finding` か `--duty` を指定してください",
                "name a `--finding` or a `--duty`"
            ))
            .help(text!("例：`--duty P2.C.1 --on wan`", "for example `--duty P2.C.1 --on wan`"))
            .into());
        }
    };
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
