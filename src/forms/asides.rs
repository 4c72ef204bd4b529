//! What is told of answers although nothing is wrong with them: the text says what was filled in, and a reader could still take it for
//! more, or for less, than it is.
//!
//! An acceptance with a remark may be one under a condition; one that rests on nothing holds nobody; what is declined, or left to be
//! discussed, opens a gap; what is stated no more was stated before.

use super::cells::marks::Answer;
use super::edit::plan::Change;
use super::problems::{ACCEPTED_WITH_REMARK, NO_BASIS, NOT_ACCEPTED, Problem, TAKEN_BACK};
use crate::text;

/// What is to be told of some changes, in their order.
pub fn asides(changes: &[Change]) -> Vec<Problem> {
    changes.iter().flat_map(of).collect()
}

fn of(change: &Change) -> Vec<Problem> {
    let (row, said, before) = (&change.line.key, &change.said, &change.line.said);
    let problem = |code, says| Problem::new(code, change.place.clone(), says);
    let remark = said.remark.join(" ");
    let has_news = said.answer != before.answer || said.remark != before.remark;
    let mut all = Vec::new();
    match said.answer {
        Some(Answer::Accepts) => {
            if !remark.is_empty() && has_news {
                let says = text!(
                    "`{row}` を引き受けるとあり、備考があります：「{remark}」",
                    "`{row}` is accepted, with a remark: `{remark}`"
                );
                all.push(problem(&ACCEPTED_WITH_REMARK, says).help(text!(
                    "条件であれば、その条件を契約に定めるか、回答を「要協議」にしてもらってください。備考は記述の上の `///` の行に残ります",
                    "if it is a condition, put it into the contract, or have the answer made `to be discussed`; the remark stays as a `///` line above the statement"
                )));
            }
            let lacks =
                said.papers.iter().all(|it| it.name.is_none()) || said.papers.iter().all(|it| it.clause.is_none());
            if lacks && (said.answer, &said.papers) != (before.answer, &before.papers) {
                let says = match said.papers.iter().find_map(|it| it.name.as_deref()) {
                    Some(name) => text!(
                        "`{row}` を引き受けるとありますが、`{name}` のどの条項によるのか書かれていません",
                        "`{row}` is accepted, without a clause of `{name}` that says so"
                    ),
                    None => text!(
                        "`{row}` を引き受けるとありますが、根拠となる契約・文書がありません",
                        "`{row}` is accepted by no contract or document that could hold anybody to it"
                    ),
                };
                all.push(problem(&NO_BASIS, says));
            }
        }
        Some(answer @ (Answer::Declines | Answer::Open)) if has_news => {
            let aside = if remark.is_empty() { String::new() } else { format!("「{remark}」") };
            let words = answer.words();
            let (ja, en) = (words.ja, words.en);
            let says = text!("`{row}` は「{ja}」です{aside}", "`{row}`: {en}{aside}");
            all.push(problem(&NOT_ACCEPTED, says));
        }
        None if before.answer.is_some() => {
            let says = text!("`{row}` の記載がなくなります", "`{row}` is stated no more");
            all.push(problem(&TAKEN_BACK, says));
        }
        _ => {}
    }
    all
}
