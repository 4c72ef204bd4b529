//! How the words of closed vocabularies are spelled in both languages, by their position in a text.

use super::attributes::{ATTRIBUTES, DAY};
use super::facts::TYPES;
use crate::model::{
    ComponentKind, ContractType, Document, Form, Level, Mode, PartyKind, Phase, Role, SubjectKind, Unmet, Word,
};
use crate::syntax::format::Position;

type Spelling = (&'static str, &'static str);

/// The English and the Japanese spelling of a word, if it belongs to a vocabulary at its position.
pub fn spelling(position: Position, word: &str) -> Option<Spelling> {
    match position {
        Position::In(rule) => in_rule(rule, word),
        Position::Condition => {
            let attributes = ATTRIBUTES.iter().map(|row| (row.en, row.ja));
            attributes.chain([(DAY[0], DAY[1])]).find(|(en, ja)| *en == word || *ja == word)
        }
        Position::ComparedWith(name) => match ATTRIBUTES.iter().find(|row| row.en == name || row.ja == name)?.en {
            "kind" => of::<ComponentKind>(word).or_else(|| of::<PartyKind>(word)),
            "type" => of::<ContractType>(word),
            "form" => of::<Form>(word),
            _ => None,
        },
    }
}

fn in_rule(rule: &str, word: &str) -> Option<Spelling> {
    match rule {
        "party" | "led" => of::<PartyKind>(word),
        "component" => of::<ComponentKind>(word),
        "types" => of::<ContractType>(word),
        "form" => of::<Form>(word),
        "level" => of::<Level>(word),
        "phases" => of::<Phase>(word),
        "modes" => of::<Mode>(word),
        "in_phase" => of::<Phase>(word).or_else(|| of::<Mode>(word)),
        "per" | "quantifier" | "fact" => of::<SubjectKind>(word),
        "fact_type" => TYPES.iter().map(|(en, ja, _)| (*en, *ja)).find(|(en, ja)| *en == word || *ja == word),
        "bearers" => of::<Role>(word),
        "documented" => of::<Document>(word),
        "stated" | "met" => of::<Document>(word).or_else(|| of::<Unmet>(word)),
        "subject" => of::<SubjectKind>(word).filter(|(en, _)| *en == SubjectKind::Engagement.name()),
        _ => None,
    }
}

fn of<T: Word>(word: &str) -> Option<Spelling> {
    T::WORDS.iter().find(|(_, en, ja)| *en == word || *ja == word).map(|(_, en, ja)| (*en, *ja))
}
