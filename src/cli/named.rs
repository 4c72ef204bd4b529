//! Parties and subjects as a command line names them: by the short name of the engagement, or by the official one in either language.
//!
//! ```text
//! --party 基盤社          the short name, which is looked for first
//! --party 株式会社ベース   the official name; where it stands for several, the error lists them
//! ```

use super::context::Stop;
use super::open::refused;
use crate::answers::Checked;
use crate::diagnostic::Text;
use crate::forms::cells::plain::key;
use crate::model::{self, PartyIdx, Subject};
use crate::report::Failure;
use crate::syntax::ast::{Name, SubjectName};
use crate::text;

/// The subject of `--on` and `--component`.
pub(super) fn subject(word: &str, checked: &Checked) -> Result<Subject, Stop> {
    let engagement = checked.evaluation.context.engagement;
    let all = everything(checked);
    let name = |written: &str| -> Result<Name, Stop> { Ok(named(&short(written.trim(), &all)?)) };
    let written = match word.split_once("--") {
        Some((first, second)) => SubjectName { first: name(first)?, second: Some(name(second)?) },
        None => SubjectName { first: name(word)?, second: None },
    };
    model::subject_named(engagement, &written).map_err(refused)
}

/// The party of `--party` and `--without`.
pub(super) fn party(word: &str, checked: &Checked) -> Result<PartyIdx, Stop> {
    let all: Vec<(&str, &Text)> = parties(checked).collect();
    let wanted = named(&short(word, &all)?).key();
    checked.evaluation.context.engagement.parties.position(|it| it.name == wanted).ok_or_else(|| {
        Failure::new(text!("`{word}` という当事者はいません", "there is no party `{word}`"))
            .suggest(word, all.iter().flat_map(|(name, title)| [*name, title.ja.as_str(), title.en.as_str()]))
            .into()
    })
}

/// A fact of `--fact`, with the short names of what bears it.
pub(super) fn fact(written: &str, checked: &Checked) -> Result<String, Stop> {
    let parts = written.split_once('=').and_then(|(left, value)| Some((left.rsplit_once('.')?, value)));
    let Some(((bearer, fact), value)) = parts else { return Ok(written.to_owned()) };
    let all = everything(checked);
    let names: Vec<String> = bearer.split("--").map(|it| short(it.trim(), &all)).collect::<Result<_, Stop>>()?;
    Ok(format!("{}.{fact}={value}", names.join("--")))
}

/// Components, contracts and parties.
fn everything<'a>(checked: &Checked<'a>) -> Vec<(&'a str, &'a Text)> {
    let engagement = checked.evaluation.context.engagement;
    let components = engagement.components.iter().map(|it| (it.name.as_str(), &it.title));
    let contracts = engagement.contracts.iter().map(|it| (it.name.as_str(), &it.title));
    components.chain(contracts).chain(parties(checked)).collect()
}

fn parties<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a str, &'a Text)> {
    checked.evaluation.context.engagement.parties.iter().map(|it| (it.name.as_str(), &it.title))
}

/// The short name that a word stands for; the word itself where it is one, or is nobody's.
fn short(word: &str, all: &[(&str, &Text)]) -> Result<String, Stop> {
    let wanted = key(word);
    let is_short = all.iter().any(|(name, _)| *name == named(word).key());
    let titled = |(_, title): &&(&str, &Text)| key(&title.ja) == wanted || key(&title.en) == wanted;
    let fitting: Vec<&str> = all.iter().filter(titled).map(|(name, _)| *name).collect();
    match fitting.as_slice() {
        _ if is_short => Ok(word.to_owned()),
        [] => Ok(word.to_owned()),
        [one] => Ok((*one).to_owned()),
        several => {
            let listed = several.join("`, `");
            let headline = text!(
                "`{word}` という名称のものが複数あります：`{listed}`",
                "`{word}` is what several are called: `{listed}`"
            );
            let help = text!("短い名前で選んでください", "choose one by its short name");
            Err(Failure::new(headline).help(help).into())
        }
    }
}

fn named(text: &str) -> Name {
    Name { text: text.to_owned(), ..Name::default() }
}
