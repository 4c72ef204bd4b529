//! Answers that no statement of the language can hold: that a contract does not say something, a remark without an answer, a row of a
//! statement that speaks of others as well. They are kept beside the engagement, and the next form shows them again, as long as the
//! engagement says of the row what it said when it was answered.

use super::cells::marks::Answer;
use super::filled::Filled;
use super::filled::added::keepable;
use super::form::{Field, Line};
use super::problems::{KEPT_ANSWER, Place, Problem};
use super::said::Said;
use crate::diagnostic::Text;
use crate::text;

/// An answer that stands in no statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// What the cells say.
    pub said: Said,
    /// The fingerprint of what the engagement says of the row meanwhile.
    pub ground: String,
}

/// What is to be kept of a row.
#[derive(Clone, Debug)]
pub struct Beside<'a> {
    /// The row.
    pub line: &'a Line,
    /// The cell of its answer.
    pub place: Place,
    /// The answer; nothing, where an earlier one was taken out again.
    pub noted: Option<Noted>,
}

/// The fingerprint of what an engagement says of a row. What is offered where nothing is answered is nothing that it says.
pub fn ground(key: &str, said: &Said) -> String {
    if said.answer.is_none() { Said::default().stamp(key) } else { said.stamp(key) }
}

impl<'a> Beside<'a> {
    /// What is to be kept of a row that was filled in, if no statement can say it; and what is told of it.
    pub fn of(filled: &Filled<'a>) -> Option<(Self, Option<Problem>)> {
        let (line, said) = (filled.line, &filled.said);
        let (key, before) = (&line.key, &line.said);
        let beside = |noted| Beside { line, place: filled.place.clone(), noted };
        if filled.is_untouched() {
            return None;
        }
        if filled.ground.is_some() && said == before {
            return Some((beside(None), None));
        }
        let is_remark = [said.answer, before.answer] == [None; 2] && said.remark != before.remark;
        let is_alone = is_remark && Said { remark: before.remark.clone(), ..said.clone() } == *before;
        let remark = said.remark.join(" ");
        let (field, says) = match said.answer {
            Some(Answer::Absent) => {
                let (ja, en) = match remark.as_str() {
                    "" => (String::new(), String::new()),
                    remark => (format!("（備考「{remark}」）"), format!(" (remark: `{remark}`)")),
                };
                let says = text!(
                    "`{key}` は「なし」です{ja}。案件には書かず、案件のそばに残します",
                    "`{key}` is not stated{en}; this is kept beside the engagement, which has no words for it"
                );
                (Field::Answer, says)
            }
            None if is_alone => {
                let says = text!(
                    "`{key}` には備考だけがあります：「{remark}」。案件には書かず、案件のそばに残します",
                    "`{key}` has a remark and no answer: `{remark}`; it is kept beside the engagement"
                );
                (Field::Remark, says)
            }
            _ => return None,
        };
        // What was stated is stated no more.
        let noted = Noted { said: said.clone(), ground: ground(key, &Said::default()) };
        let problem = Problem::new(&KEPT_ANSWER, filled.at(field), says).help(keepable());
        Some((beside(Some(noted)), Some(problem)))
    }

    /// A row that has to be answered in the file.
    pub fn by_hand(line: &'a Line, place: Place, said: Said) -> Self {
        Beside { line, place, noted: Some(Noted { ground: ground(&line.key, &line.said), said }) }
    }
}

/// That a row is filled in otherwise elsewhere.
pub fn otherwise(other: &Place) -> Text {
    let Text { ja, en } = other.words();
    text!("{ja} と記入が異なります", "it is filled in differently in {en}")
}
