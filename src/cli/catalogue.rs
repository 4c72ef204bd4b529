//! `buntan catalogue`: the built-in packs.

use super::context::Context;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::packs;
use crate::report::{Document, Failure};
use crate::text;
use crate::workspace::Workspace;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "catalogue",
    about: ("組込みの確認表の一覧と内容を示す", "List the built-in catalogues, or show what is in them"),
    long: (
        "`list` は一覧、`show` は項目ごとの内容、`stats` は水準別の行数、対応、条件、合意、関係の数です。名前を省くとすべてが対象です。\n`--format md` はそのまま載せられるページになります。",
        "`list` names them, `show` prints them item by item, `stats` counts rows by level, duties, conditions, agreements and relations.\nWithout a name all are meant. `--format md` makes a page of it.",
    ),
    args: &[
        Arg {
            name: "ACTION",
            shape: Shape::Position { required: false, many: false, values: &["list", "show", "stats"] },
            about: ("一覧（省いたとき）、内容、数", "List, which is the default, show, or stats"),
        },
        Arg {
            name: "PACK",
            shape: Shape::Position { required: false, many: true, values: &[] },
            about: ("確認表の名前", "Name of a catalogue"),
        },
    ],
    examples: &[
        Example { line: "buntan catalogue list", shows: ("一覧", "The list") },
        Example { line: "buntan catalogue show roles-2024", shows: ("確認表の内容", "What is in the checklist") },
        Example {
            line: "buntan catalogue show roles-2024 --format md",
            shows: ("確認表のページ", "A page of the checklist"),
        },
        Example { line: "buntan catalogue stats", shows: ("確認表ごとの数", "The figures of every checklist") },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let mut names = Vec::new();
    for value in context.values("PACK") {
        let name = value.to_string_lossy();
        match packs::find(&name) {
            Some(pack) => names.push(pack.name),
            None => {
                let known: Vec<&str> = packs::all().iter().map(|it| it.name).collect();
                let listed = known.join(", ");
                return Err(Failure::new(text!("`{name}` という確認表はありません", "there is no catalogue `{name}`"))
                    .suggest(&name, known)
                    .help(text!("あるのは：{listed}", "there are: {listed}"))
                    .into());
            }
        }
    }
    if names.is_empty() {
        names = packs::all().iter().map(|it| it.name).collect();
    }
    // All are read, so that each is told by which others it is served.
    let workspace = Workspace::packs(packs::all().iter().map(|it| it.name));
    let policy = &workspace.policy;
    let asked = || policy.catalogues.iter().filter(|it| names.contains(&it.name.as_str()));
    let document = match context.word("ACTION")? {
        Some("show") => {
            let mut all = asked().map(|it| answers::show(policy, it)).fold(Document::new(), Document::append);
            all.data = answers::list(policy, asked()).data;
            all
        }
        Some("stats") => answers::stats(policy, asked()),
        _ => answers::list(policy, asked()),
    };
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
