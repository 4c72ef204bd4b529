//! `buntan guide`: the chapters of the guide.

use serde_json::json;

use super::context::Context;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::diagnostic::{Lang, Text};
use crate::guide::{Chapter, chapters};
use crate::report::{Document, Failure, Inline, Style, prose};
use crate::source::Sources;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "guide",
    about: ("書き方の手引きを読む", "Read the guide"),
    long: (
        "手引きの例は、そのままファイルに写して使えます。",
        "The examples of the guide are complete; they can be copied to a file as they are.",
    ),
    args: &[Arg {
        name: "TOPIC",
        shape: Shape::Position { required: false, many: false, values: &[] },
        about: ("章の名前。省くと目次", "Name of a chapter; without it the contents are listed"),
    }],
    examples: &[
        Example { line: "buntan guide", shows: ("目次", "List the chapters") },
        Example { line: "buntan guide start", shows: ("最初の章を読む", "Read the first chapter") },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let document = match context.word("TOPIC")? {
        None => contents(),
        Some(topic) => match chapters().iter().find(|chapter| chapter.topic == topic) {
            Some(chapter) => show(chapter, context.lang()),
            None => return Err(unknown(topic).into()),
        },
    };
    context.show(&document, &Sources::default())?;
    Ok(ExitStatus::Clean)
}

fn title(chapter: &Chapter) -> Text {
    Text::new(chapter.title(Lang::Ja), chapter.title(Lang::En))
}

fn contents() -> Document {
    let terms =
        chapters().iter().map(|chapter| (Inline::styled(chapter.topic, Style::Code), Inline::from(title(chapter))));
    let data: Vec<_> =
        chapters().iter().map(|chapter| json!({ "topic": chapter.topic, "title": title(chapter) })).collect();
    Document::new().heading(1, text!("手引き", "Guide")).terms(terms).data(data)
}

fn show(chapter: &Chapter, lang: Lang) -> Document {
    let texts = Text::new(chapter.text(Lang::Ja), chapter.text(Lang::En));
    prose(chapter.text(lang)).data(json!({ "topic": chapter.topic, "title": title(chapter), "text": texts }))
}

fn unknown(topic: &str) -> Failure {
    Failure::new(text!("`{topic}` という章はありません", "there is no chapter `{topic}`"))
        .suggest(topic, chapters().iter().map(|chapter| chapter.topic))
        .help(text!("目次: `buntan guide`", "`buntan guide` lists the chapters"))
}
