//! What is told of answers although nothing is wrong with them: the text says what was filled in, and a reader could still take it for
//! more, or for less, than it is.
//!
//! An acceptance with a remark may be one under a condition; one that rests on nothing holds nobody; what is declined, or left to be
//! discussed, opens a gap; what was taken back was said before. A day far ahead may be a slip.

use jiff::ToSpan;

use super::cells::marks::Answer;
use super::edit::plan::Change;
use super::form::{Field, Speaker};
use super::problems::{ACCEPTED_WITH_REMARK, FAR_DAY, NO_BASIS, NOT_ACCEPTED, Problem, TAKEN_BACK};
use crate::model::{Date, Engagement};
use crate::text;

/// What is to be told of some changes to an engagement, in their order; `at` is the day on which the forms showed it.
pub fn asides(changes: &[Change], engagement: &Engagement, at: Date) -> Vec<Problem> {
    changes.iter().flat_map(|it| [of(it), far_ahead(it, engagement, at)].concat()).collect()
}

/// Years after which a day is rather a slip of the pen, where no contract says until when it may be.
const YEARS: i16 = 5;

/// Days behind the end of the contract on which a row rests, or years ahead where there is none.
fn far_ahead(change: &Change, engagement: &Engagement, at: Date) -> Vec<Problem> {
    let (said, before) = (&change.said, &change.line.said);
    let ends = said.papers.iter().filter_map(|it| Some((it.name.as_ref()?, end_of(engagement, it.name.as_ref()?)?)));
    let last = ends.max_by_key(|(_, end)| *end);
    let years = at.checked_add(YEARS.years()).unwrap_or(Date::MAX);
    let days = [
        (Field::From, said.from, before.from),
        (Field::Until, said.until, before.until),
        (Field::Date, said.date, before.date),
        (Field::Settled, said.settled, before.settled),
    ];
    let far = |(field, day, before): (Field, Option<Date>, Option<Date>)| {
        let day = day.filter(|it| Some(*it) != before)?;
        let says = match last {
            Some((name, end)) if day > end => {
                text!("{day} は `{name}` の終わり（{end}）より後です", "{day} is after the end of `{name}`, {end}")
            }
            None if day > years => {
                text!("{day} は {at} から {YEARS} 年より先です", "{day} is more than {YEARS} years after {at}")
            }
            _ => return None,
        };
        let help = text!("書き間違いでないか確かめてください", "see whether it is a slip of the pen");
        Some(Problem::new(&FAR_DAY, change.at(field), says).help(help))
    };
    days.into_iter().filter_map(far).collect()
}

/// The last day of a contract, or of the one to which a document belongs.
fn end_of(engagement: &Engagement, name: &str) -> Option<Date> {
    let evidence = || engagement.evidence.iter().find(|it| it.name == name)?.contract;
    let contract =
        engagement.contracts.indices().find(|it| engagement.contracts[*it].name == name).or_else(evidence)?;
    engagement.contracts[contract].in_force.to
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
            if before.answer == Some(Answer::Declines) && !lacks && said.papers == before.papers {
                let clauses = said.papers.iter().filter_map(|it| it.clause.as_deref()).collect::<Vec<_>>().join(" ");
                let says = text!(
                    "`{row}` を引き受けるとありますが、条項「{clauses}」は引き受けないとしていたときのままです",
                    "`{row}` is accepted, and its clause, `{clauses}`, is still that of the refusal"
                );
                let help = text!(
                    "引き受けることを定めた条項に書き換えてもらってください",
                    "have the clause put there that says so"
                );
                all.push(Problem::new(&NO_BASIS, change.at(Field::Clause), says).help(help));
            }
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
            let says = match change.line.speaker {
                Speaker::Contract(_) => text!("`{row}` の記載がなくなります", "`{row}` is stated no more"),
                Speaker::Party(..) | Speaker::Check | Speaker::Nobody => text!(
                    "`{row}` の回答がなくなったので、未回答に戻ります",
                    "the answer to `{row}` has been taken out, and there is none any more"
                ),
            };
            all.push(problem(&TAKEN_BACK, says));
        }
        _ => {}
    }
    all
}
