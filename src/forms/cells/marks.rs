//! Answers as people mark them: `はい`, `○`, `レ`, `✓`, `引き受ける`, `×`.

use super::plain::key;
use super::value::Value;
use crate::diagnostic::Text;

/// An answer in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// The party takes it on.
    Accepts,
    /// The party does not take it on.
    Declines,
    /// It is still to be discussed.
    Open,
    /// The row was confirmed.
    Yes,
    /// The row was not confirmed.
    No,
    /// The document says it.
    States,
    /// The document only aims at it.
    Goal,
    /// The document does not say it.
    Absent,
}

/// What one may tick for yes, whatever the question.
const TICKS: &[&str] =
    &["はい", "○", "〇", "◯", "◎", "●", "⭕", "レ", "レ点", "✓", "✔", "☑", "✅", "v", "ok", "yes", "y", "true"];

/// What one may tick for no.
const CROSSES: &[&str] = &["いいえ", "×", "✕", "✖", "✗", "✘", "☒", "☓", "❌", "x", "ng", "no", "n", "false"];

impl Answer {
    /// As the form offers it.
    pub fn words(self) -> Text {
        let (ja, en) = match self {
            Answer::Accepts => ("引き受ける", "accept"),
            Answer::Declines => ("引き受けない", "decline"),
            Answer::Open => ("要協議", "to be discussed"),
            Answer::Yes => ("はい", "yes"),
            Answer::No => ("いいえ", "no"),
            Answer::States => ("あり", "stated"),
            Answer::Goal => ("努力目標", "goal"),
            Answer::Absent => ("なし", "not stated"),
        };
        Text::new(ja, en)
    }

    /// The mark that means it.
    pub fn mark(self) -> char {
        match self {
            Answer::Accepts | Answer::Yes | Answer::States => '○',
            Answer::Declines | Answer::No | Answer::Absent => '×',
            Answer::Open | Answer::Goal => '△',
        }
    }

    /// Other words for it; compared by [`key`].
    fn others(self) -> (&'static [&'static str], &'static [&'static [&'static str]]) {
        match self {
            Answer::Accepts => (
                &[
                    "引受ける",
                    "引受け",
                    "引受",
                    "引き受けます",
                    "引受けます",
                    "引受ます",
                    "お引き受けします",
                    "引受可",
                    "受諾",
                    "承諾",
                    "了承",
                    "了解",
                    "了解しました",
                    "了解です",
                    "承知",
                    "承知しました",
                    "対応する",
                    "対応します",
                    "対応可",
                    "対応可能",
                    "可",
                    "済",
                    "accepts",
                    "accepted",
                ],
                &[TICKS],
            ),
            Answer::Declines => (
                &[
                    "引受けない",
                    "引き受けません",
                    "引受けません",
                    "お引き受けできません",
                    "引受不可",
                    "対応不可",
                    "対応できません",
                    "対応しません",
                    "不可",
                    "辞退",
                    "負わない",
                    "declines",
                    "declined",
                ],
                &[CROSSES],
            ),
            Answer::Open => (
                &[
                    "協議",
                    "協議中",
                    "協議させてください",
                    "要相談",
                    "相談",
                    "検討中",
                    "△",
                    "保留",
                    "未定",
                    "open",
                    "discuss",
                ],
                &[],
            ),
            Answer::Yes => (&["済", "確認済", "確認済み"], &[TICKS]),
            Answer::No => (&["未", "未確認"], &[CROSSES]),
            Answer::States => (&["有", "有り", "ある", "記載あり", "states"], &[TICKS]),
            Answer::Goal => (&["△", "努力義務", "目標"], &[]),
            Answer::Absent => (&["無", "無し", "ない", "記載なし", "none"], &[CROSSES]),
        }
    }

    fn is_meant(self, written: &str) -> bool {
        let Text { ja, en } = self.words();
        let (words, marks) = self.others();
        key(&ja) == written
            || key(&en) == written
            || words.iter().chain(marks.iter().copied().flatten()).any(|it| key(it) == written)
    }
}

/// A cell is no answer to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

/// The answer in a cell, if there is anything in it.
///
/// # Errors
/// What stands there is none of the answers that are asked for, or two of them.
pub fn answer(value: &Value, among: &[Answer]) -> Result<Option<Answer>, NoAnswer> {
    let written = match value {
        Value::Empty => return Ok(None),
        Value::Text(_) if value.is_blank() => return Ok(None),
        // Telephones say after a mark whether it is a picture.
        Value::Text(words) => key(words).replace(['\u{fe0e}', '\u{fe0f}'], ""),
        Value::Truth(it) => it.to_string(),
        Value::Number(_) | Value::Day(_) | Value::Fault(_) | Value::Formula(_) => return Err(NoAnswer),
    };
    let mut meant = among.iter().filter(|it| it.is_meant(&written));
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(Some(*one)),
        _ => Err(NoAnswer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &[Answer] = &[Answer::Yes, Answer::No];
    const SLA: &[Answer] = &[Answer::States, Answer::Goal, Answer::Absent];
    const SPLIT: &[Answer] = &[Answer::Accepts, Answer::Declines, Answer::Open];

    fn read(words: &str, among: &[Answer]) -> Option<Answer> {
        answer(&Value::Text(words.to_owned()), among).ok().flatten()
    }

    #[test]
    fn ticks_and_crosses() {
        for words in ["はい", " はい　", "○", "〇", "◯", "レ", "ﾚ", "✓", "✔", "☑", "Yes", "ＹＥＳ", "Ｖ", "済"]
        {
            assert_eq!(read(words, CHECK), Some(Answer::Yes), "{words}");
        }
        for words in ["いいえ", "×", "✕", "✗", "NO", "ｎｏ", "未"] {
            assert_eq!(read(words, CHECK), Some(Answer::No), "{words}");
        }
        assert_eq!(answer(&Value::Truth(true), CHECK), Ok(Some(Answer::Yes)));
        assert_eq!(answer(&Value::Truth(false), CHECK), Ok(Some(Answer::No)));
        assert_eq!(answer(&Value::Empty, CHECK), Ok(None));
    }

    #[test]
    fn a_tick_means_what_was_asked() {
        assert_eq!(read("○", SPLIT), Some(Answer::Accepts));
        assert_eq!(read("×", SPLIT), Some(Answer::Declines));
        assert_eq!(read("△", SPLIT), Some(Answer::Open));
        for words in ["OK", "ＯＫ", "済", "了承", "承諾", "⭕", "⭕\u{fe0f}", "✔\u{fe0f}", "レ点"] {
            assert_eq!(read(words, SPLIT), Some(Answer::Accepts), "{words}");
        }
        for words in ["NG", "ｎｇ", "不可", "辞退", "☓", "✖", "✖\u{fe0f}"] {
            assert_eq!(read(words, SPLIT), Some(Answer::Declines), "{words}");
        }
        for among in [CHECK, SPLIT, SLA] {
            for one in among {
                assert_eq!(read(&one.mark().to_string(), among), Some(*one));
            }
        }
        assert_eq!(read("引受けない", SPLIT), Some(Answer::Declines));
        assert_eq!(read("To be discussed", SPLIT), Some(Answer::Open));
        assert_eq!(read("有り", SLA), Some(Answer::States));
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for words in ["はい・いいえ", "たぶん", "-", "1", "引き受ける（一部）", "○×"] {
            assert_eq!(answer(&Value::Text(words.to_owned()), CHECK), Err(NoAnswer), "{words}");
            assert_eq!(answer(&Value::Text(words.to_owned()), SPLIT), Err(NoAnswer), "{words}");
        }
        assert_eq!(answer(&Value::Number(1.0), CHECK), Err(NoAnswer));
    }

    #[test]
    fn no_word_means_two_answers_of_one_question() {
        for among in [CHECK, SPLIT, SLA] {
            for one in among {
                let (words, marks) = one.others();
                for word in words.iter().chain(marks.iter().copied().flatten()) {
                    assert_eq!(read(word, among), Some(*one), "{word}");
                }
            }
        }
    }
}
