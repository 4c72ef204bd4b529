//! `buntan suggest`: what to add, and what to agree on.

use super::context::Context;
use super::open::{AT, BUNDLE, DUTY, ENGAGEMENT, FROM, ON, PATHS, TO, asked, judged_over, only, open, suggestions};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::report::Failure;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "suggest",
    about: (
        "指摘の直し方を示す（加える記述と合意する文、変更する契約が最も少ない組合せ）",
        "Show remedies: what to write, what to agree on, and the fewest contracts to amend",
    ),
    long: (
        "指摘ごとに最も小さい直し方を探し、すべての指摘について、変更する契約が最も少なくなる組合せを示します。加える記述はそのまま貼り付けられます（`\"…\"` は合意した条項に置き換えます）。\
         示す直し方はどれも案件の写しに適用し、その指摘がなくなり、新たな指摘が生じないことを確かめています。前提・理由・新しい契約が要るものは、問いとして示します。\
         \n\n`--finding` で一つの指摘の直し方をすべて、`--duty`・`--on` で一部の指摘だけを見ます。",
        "Looks for the smallest remedy of every finding, and for all of them the choice that amends the fewest contracts. Statements \
         are ready to paste (`\"…\"` stands for the clause that is agreed). Every remedy that is shown was tried on a copy of the \
         engagement: with it the finding is gone, and nothing new is there. What takes a fact, a reason or a new contract is put as \
         a question.\
         \n\n`--finding` shows all remedies of one finding; `--duty` and `--on` look at some findings only.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "finding",
            shape: Shape::Value("ID"),
            about: ("指摘の番号。その直し方をすべて示す", "The number of a finding: all of its remedies"),
        },
        DUTY,
        ON,
        AT,
        FROM,
        TO,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan suggest policies/examples/city-hospital/before.buntan --at 2026-10-01",
            shows: (
                "付属の病院の指摘を、最も少ない契約の変更で解消する",
                "Settle the gaps of the hospital that comes along",
            ),
        },
        Example {
            line: "buntan suggest hospital.buntan --finding 5538c21a1498",
            shows: ("一つの指摘の直し方をすべて", "All remedies of one finding"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged_over(context, &workspace)?;
    let it = only(context, &checked)?;
    let parts = workspace.parts_of(it.evaluation.context.engagement);
    let document = match context.word("finding")? {
        Some(id) => {
            let Some(number) = it.findings.iter().position(|finding| finding.id == id) else {
                return Err(Failure::new(text!("指摘 `{id}` がありません", "there is no finding `{id}`"))
                    .help(text!("番号は `buntan check` で表示します", "`buntan check` shows the numbers"))
                    .into());
            };
            let found = suggestions(context, it, parts, &[number])?;
            answers::suggested_one(&workspace.sources, it, &found)
        }
        None => {
            let asked = match (context.word("duty")?, context.word("on")?) {
                (None, None) => None,
                (duty, on) => Some(asked(duty.unwrap_or("*"), on, &workspace, it)?),
            };
            // What somebody puts up with is mended when it is asked about by its number.
            let wanted = |finding: &crate::findings::Finding| match &asked {
                _ if finding.is_waived() => false,
                None => true,
                Some(asked) => finding.group.obligations.iter().any(|at| asked.obligations.contains(at)),
            };
            let of: Vec<usize> = (0..it.findings.len()).filter(|at| wanted(&it.findings[*at])).collect();
            let found = suggestions(context, it, parts, &of)?;
            answers::suggested(&workspace.sources, it, &found)
        }
    };
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
