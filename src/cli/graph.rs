//! `buntan graph`: pictures for Graphviz, for pages of Markdown.

use super::context::Context;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Drawn, Picture};
use crate::pages;
use crate::report::{Block, Document, Format};

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
            shape: Shape::OneOf(&["dot", "mermaid", "svg"], None),
            about: (
                "図の言語。省くと dot、`-o` のファイルの終わりが svg・html なら svg、md・mmd なら mermaid",
                "The language of the picture; without it dot, or by the ending after `-o`: svg for svg and html, mermaid for md and mmd",
            ),
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
    let endings = [("svg", "svg"), ("mmd", "mermaid"), ("mermaid", "mermaid"), ("dot", "dot"), ("gv", "dot")];
    let form = context.form("as", &endings)?;
    let page = context.options.format;
    let lang = context.lang();
    let title = it.title().in_lang(lang).to_owned();
    let (nodes, edges) = answers::pictured(it, picture, lang);
    let drawn = match (form, page) {
        (Some("svg") | None, Format::Html) => Some(pages::picture(&nodes, &edges, &title, lang)),
        (Some("svg"), _) => Some(pages::svg(&nodes, &edges, &title)),
        _ => None,
    };
    if let Some(drawn) = drawn {
        context.put(drawn.as_bytes(), &workspace.sources)?;
        return Ok(ExitStatus::Clean);
    }
    // A page of Markdown draws what is in the language of Mermaid.
    let language = match (form, page) {
        (Some("mermaid"), _) | (None, Format::Markdown) => Drawn::Mermaid,
        _ => Drawn::Dot,
    };
    let document = answers::graph(it, picture, language, lang);
    match (page, document.blocks.first()) {
        // What another program reads stands there as it is.
        (Format::Human, Some(Block::Verbatim(text) | Block::Mermaid(text))) => {
            context.put(text.as_bytes(), &workspace.sources)?
        }
        (Format::Markdown, _) => {
            let page = Document::new().heading(1, it.title()).append(document);
            context.show(&page, &workspace.sources)?;
        }
        _ => context.show(&document, &workspace.sources)?,
    }
    Ok(ExitStatus::Clean)
}
