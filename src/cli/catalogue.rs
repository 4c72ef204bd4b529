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
        "`list` は一覧、`show` は項目ごとの内容です。名前を省くとすべてが対象です。",
        "`list` names them, `show` prints them item by item. Without a name all are meant.",
    ),
    args: &[
        Arg {
            name: "ACTION",
            shape: Shape::Position { required: false, many: false, values: &["list", "show"] },
            about: ("一覧（省いたとき）か内容か", "List, which is the default, or show"),
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
                let known: Vec<&str> = packs::PACKS.iter().map(|it| it.name).collect();
                let listed = known.join(", ");
                return Err(Failure::new(text!("`{name}` という確認表はありません", "there is no catalogue `{name}`"))
                    .suggest(&name, known)
                    .help(text!("あるのは：{listed}", "there are: {listed}"))
                    .into());
            }
        }
    }
    if names.is_empty() {
        names = packs::PACKS.iter().map(|it| it.name).collect();
    }
    let workspace = Workspace::packs(names);
    let document = match context.word("ACTION")? {
        Some("show") => {
            let each = workspace.policy.catalogues.iter().map(|it| answers::show(&workspace.policy, it));
            let data = answers::list(&workspace.policy).data;
            let mut all = each.fold(Document::new(), Document::append);
            all.data = data;
            all
        }
        _ => answers::list(&workspace.policy),
    };
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}
