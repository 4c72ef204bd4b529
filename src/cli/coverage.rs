//! `buntan coverage`: what a prime's subcontractors have of its duties.

use super::context::Context;
use super::named::party;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Coverage};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "coverage",
    about: (
        "元請ごとに、再委託先が引き受けたもの、欠けているものを示す",
        "Show what a prime's subcontractors have accepted, and what is missing",
    ),
    long: (
        "`--prime` の事業者について、その契約の下の再委託契約ごとに（何次先であっても）、委ねたもの、引き受けられたもの、欠けているものとその理由、\
         引き継がれていない対応、自らの約束より弱い約束、医療機関への開示と承諾を示します。省くと、再委託のある事業者すべてを示します。\
         \n\n欠けていると示すものは、同じ日の `check` の `broken_delegation` と `missing_flow_down` です。弱い約束それ自体は欠けとしません。\
         \n\n終了コード：0 は欠けなし、1 は欠け（開示や承諾の欠けを含む）あり、2 は入力や使い方の誤り。",
        "For the vendor of `--prime`, subcontract by subcontract beneath its contracts at any depth: what is handed on, accepted and \
         missing, and why; what flows down and is not passed on; promises weaker than its own; disclosure to the hospital and its \
         consent. Without `--prime` every vendor that has subcontracts is shown.\
         \n\nWhat is called missing is what `check` finds on the same day as `broken_delegation` and `missing_flow_down`. A weaker promise \
         alone is not missing.\
         \n\nExit status: 0 nothing is missing, 1 something is, consent and disclosure included, 2 errors of input or usage.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "prime",
            shape: Shape::Value("NAME"),
            about: ("見る事業者。省くと再委託のある事業者すべて", "The vendor; otherwise all that have subcontracts"),
        },
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[Example {
        line: "buntan coverage policies/examples/city-hospital/before.buntan --at 2026-10-01",
        shows: ("すべての元請と再委託先", "All primes with their subcontractors"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let primes = match context.word("prime")? {
        Some(word) => vec![party(word, it)?],
        None => answers::primes(it),
    };
    let all: Vec<Coverage> = primes.into_iter().map(|prime| answers::covered(it, prime)).collect();
    context.show(&answers::coverage(&workspace.sources, it, &all), &workspace.sources)?;
    Ok(if all.iter().any(Coverage::lacks) { ExitStatus::Findings } else { ExitStatus::Clean })
}
