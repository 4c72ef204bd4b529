//! How the words of closed vocabularies are spelled in both languages, by their position in a text.

use super::attributes::{ATTRIBUTES, DAY};
use super::facts::TYPES;
use super::templates::BENEATH;
use super::variables::{STEPS, StepRow, TRAITS, TraitRow};
use crate::model::{
    ComponentKind, ContractType, Document, Form, Level, Mode, PartyKind, Phase, Role, Sort, SubjectKind, Unmet,
    Verdict, Word,
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
        Position::Step => spelling(Position::Condition, word).or_else(|| {
            let steps = STEPS.iter().map(|StepRow(en, ja, ..)| (*en, *ja));
            let traits = TRAITS.iter().map(|TraitRow(en, ja, ..)| (*en, *ja));
            steps.chain(traits).find(|(en, ja)| *en == word || *ja == word)
        }),
        Position::ComparedWith(name) => match spelling(Position::Step, name.rsplit('.').next()?)?.0 {
            "kind" => of::<ComponentKind>(word).or_else(|| of::<PartyKind>(word)).or_else(|| of::<Document>(word)),
            "type" => of::<ContractType>(word),
            "form" => of::<Form>(word),
            "verdict" => of::<Verdict>(word),
            "level" => of::<Level>(word),
            "phase" => of::<Phase>(word),
            "mode" => of::<Mode>(word),
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
        "per" | "fact" => of::<SubjectKind>(word),
        "range" => of::<Sort>(word),
        "fact_type" => TYPES.iter().map(|(en, ja, _)| (*en, *ja)).find(|(en, ja)| *en == word || *ja == word),
        "bearers" => of::<Role>(word),
        "documented" => of::<Document>(word),
        "stated" | "met" => of::<Document>(word).or_else(|| of::<Unmet>(word)),
        "subject" => named(SubjectKind::Engagement, word),
        "template_statement" => of::<Role>(word).or_else(|| named(SubjectKind::Contract, word)),
        "related" => of::<ComponentKind>(word)
            .or_else(|| of::<Role>(word))
            .or_else(|| of::<SubjectKind>(word))
            .or_else(|| Some(BENEATH).filter(|(en, ja)| *en == word || *ja == word)),
        _ => None,
    }
}

fn named(kind: SubjectKind, word: &str) -> Option<Spelling> {
    of::<SubjectKind>(word).filter(|(en, _)| *en == kind.name())
}

fn of<T: Word>(word: &str) -> Option<Spelling> {
    T::WORDS.iter().find(|(_, en, ja)| *en == word || *ja == word).map(|(_, en, ja)| (*en, *ja))
}
