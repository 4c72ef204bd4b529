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
            about: ("確認表か抜粋の名前", "Name of a catalogue or profile"),
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
            Some(pack) => names.push((pack.name, (pack.name != name).then(|| name.into_owned()))),
            None => return Err(unknown(&name).into()),
        }
    }
    if names.is_empty() {
        names = packs::all().iter().map(|it| (it.name, None)).collect();
    }
    // All are read, so that each is told by which others it is served.
    let workspace = Workspace::packs(packs::all().iter().map(|it| it.name));
    let (sources, policy) = (&workspace.sources, &workspace.policy);
    let asked = || policy.catalogues.iter().filter(|it| names.iter().any(|(name, _)| it.name == *name));
    let document = match context.word("ACTION")? {
        Some("show") => {
            let one = |it: &crate::model::Catalogue| {
                let (_, profile) = names.iter().find(|(name, _)| it.name == *name)?;
                let profile = profile.as_ref().and_then(|name| policy.profiles.iter().find(|it| it.name == *name));
                Some(match profile {
                    Some(profile) => answers::show_profile(sources, policy, profile),
                    None => answers::show(sources, policy, it),
                })
            };
            let mut all = asked().filter_map(one).fold(Document::new(), Document::append);
            all.data = answers::list(sources, policy, asked()).data;
            all
        }
        Some("stats") => answers::stats(policy, asked()),
        _ => answers::list(sources, policy, asked()),
    };
    context.show(&document, &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

fn unknown(name: &str) -> Failure {
    let profiles = packs::all().iter().flat_map(|it| it.entry.names.profiles.iter().map(String::as_str));
    let known: Vec<&str> = packs::all().iter().map(|it| it.name).chain(profiles).collect();
    let listed = known.join(", ");
    Failure::new(text!("`{name}` という確認表や抜粋はありません", "there is no catalogue or profile `{name}`"))
        .suggest(name, known)
        .help(text!("あるのは：{listed}", "there are: {listed}"))
}
