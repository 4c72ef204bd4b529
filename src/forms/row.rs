//! From the cells of a row to what they say.

use unicode_normalization::UnicodeNormalization;

use super::cells::dates::{self, Epoch};
use super::cells::marks;
use super::cells::plain::{key, lines, stacked};
use super::cells::value::Value;
use super::form::{Column, Field, Sheet};
use super::said::{Paper, Said};
use crate::diagnostic::{Text, did_you_mean};
use crate::syntax::refused;
use crate::text;

/// Contracts and documents of an engagement: each with the words that are shown for it.
pub type Papers = [(String, String)];

/// A cell that is not understood: the number of its column in the form, and what is the matter.
pub type Unread = (usize, Text);

/// What the cells of a row say, column by column of the form.
///
/// # Errors
/// All cells that are not understood.
pub fn read(sheet: &Sheet, values: &[Value], papers: &Papers, epoch: Epoch) -> Result<Said, Vec<Unread>> {
    let mut said = Said::default();
    let mut unread = Vec::new();
    let (mut names, mut clauses) = ((0, Vec::new()), (0, Vec::new()));
    for (at, (column, value)) in sheet.columns.iter().zip(values).enumerate() {
        if matches!(value, Value::Formula(_)) && column.field.is_asked() {
            unread.push((at, text!("計算されていない数式です", "it is a formula that was never calculated")));
            continue;
        }
        if matches!(column.field, Field::Clause | Field::Remark)
            && let Some(says) = refused(&value.shown())
        {
            unread.push((at, says));
            continue;
        }
        match column.field {
            Field::Key | Field::Stamp | Field::Shown | Field::Named | Field::Declared(_) => {}
            Field::Answer => match marks::answer(value, sheet.answers) {
                Ok(answer) => said.answer = answer,
                Err(marks::NoAnswer) => unread.push((at, no_answer(sheet, value))),
            },
            Field::Paper | Field::Clause if became_a_day(value) => unread.push((at, no_clause(value))),
            Field::Paper => names = (at, stacked(&value.shown())),
            Field::Clause => clauses = (at, stacked(&value.shown())),
            Field::Remark => said.remark = lines(&value.shown()),
            Field::From | Field::Until | Field::Date | Field::Settled => match dates::day(value, epoch) {
                Ok(day) => *of(&mut said, column) = day,
                Err(dates::NoDay) => unread.push((at, no_day(value))),
            },
        }
        if let Value::Fault(words) = value
            && matches!(column.field, Field::Paper | Field::Clause | Field::Remark)
        {
            unread.push((at, text!("`{words}` は Excel のエラーです", "`{words}` is an error of the spreadsheet")));
        }
    }
    let until = sheet.columns.iter().position(|it| it.field == Field::Until);
    if let (Some(from), Some(last), Some(at)) = (said.from, said.until, until)
        && last < from
    {
        unread.push((at, ends_too_soon(&from.to_string(), &last.to_string())));
    }
    match pairs(names.1, clauses.1, papers) {
        Ok(all) => said.papers = all,
        Err(Wrong::Name(says)) => unread.push((names.0, says)),
        Err(Wrong::Lines(says)) => unread.push((clauses.0, says)),
    }
    if unread.is_empty() { Ok(said) } else { Err(unread) }
}

fn of<'a>(said: &'a mut Said, column: &Column) -> &'a mut Option<jiff::civil::Date> {
    match column.field {
        Field::From => &mut said.from,
        Field::Until => &mut said.until,
        Field::Settled => &mut said.settled,
        _ => &mut said.date,
    }
}

enum Wrong {
    Name(Text),
    Lines(Text),
}

/// Line by line, a document and the place in it; several lines about one document are one place.
fn pairs(names: Vec<String>, clauses: Vec<String>, papers: &Papers) -> Result<Vec<Paper>, Wrong> {
    let resolved: Result<Vec<Option<String>>, Text> =
        names.iter().map(|it| if it.is_empty() { Ok(None) } else { paper(it, papers).map(Some) }).collect();
    let names = resolved.map_err(Wrong::Name)?;
    let clause = |words: &String| if words.is_empty() { None } else { Some(words.clone()) };
    if names.len() <= 1 {
        let name = names.into_iter().next().flatten();
        let joined = clauses.join(" ").trim().to_owned();
        let all = Paper { name, clause: clause(&joined) };
        return Ok(if all == Paper::default() { Vec::new() } else { vec![all] });
    }
    if clauses.len() > names.len() {
        let (there, asked) = (clauses.len(), names.len());
        return Err(Wrong::Lines(text!(
            "条項が {there} 行あり、契約・文書の {asked} 行と対応しません",
            "there are {there} lines of clauses for {asked} contracts"
        )));
    }
    let mut clauses = clauses.into_iter();
    let pair = |name| Paper { name, clause: clauses.next().as_ref().and_then(clause) };
    Ok(names.into_iter().map(pair).filter(|it| *it != Paper::default()).collect())
}

/// The name of a contract or a document, as it is written, as it is shown, or by its title alone.
fn paper(written: &str, papers: &Papers) -> Result<String, Text> {
    let wanted = key(written);
    let exact = papers.iter().find(|(name, shown)| key(name) == wanted || key(shown) == wanted);
    if let Some((name, _)) = exact {
        return Ok(name.clone());
    }
    let title = |name: &str, shown: &str| {
        key(shown.strip_prefix(name).unwrap_or(shown).trim_matches(['（', '）', '(', ')', ' ']))
    };
    let mut titled = papers.iter().filter(|(name, shown)| title(name, shown) == wanted);
    match (titled.next(), titled.next()) {
        (Some((name, _)), None) => Ok(name.clone()),
        _ => {
            let near = did_you_mean(written, papers.iter().map(|(name, _)| name.as_str()));
            Err(match near {
                Some(near) => text!(
                    "契約・文書「{written}」がありません（もしかして「{near}」ですか）",
                    "there is no contract or document `{written}`; did you mean `{near}`?"
                ),
                None => text!("契約・文書「{written}」がありません", "there is no contract or document `{written}`"),
            })
        }
    }
}

/// Whether a spreadsheet has made a day of the number of a clause: `2-1` becomes the first of February.
fn became_a_day(value: &Value) -> bool {
    match value {
        Value::Day(_) => true,
        Value::Text(words) => {
            let plain: String = words.nfkc().collect();
            let number = |it: &str| (1..=2).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
            let month = |it: &str| it.len() == 3 && MONTHS.contains(&it.to_lowercase().as_str());
            let in_ja = plain.trim().strip_suffix('日').and_then(|it| it.split_once('月'));
            let in_en = plain.trim().split_once('-');
            in_ja.is_some_and(|(one, other)| number(one) && number(other))
                || in_en.is_some_and(|(one, other)| (number(one) && month(other)) || (month(one) && number(other)))
        }
        _ => false,
    }
}

static MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn no_clause(value: &Value) -> Text {
    let written = value.shown();
    text!(
        "`{written}` は日付です。`2-1` のような番号が日付に変わったおそれがあるので、`第2条第1項` のように言葉で書いてください",
        "`{written}` is a day; a number such as `2-1` may have become one, so write it in words, such as `Art. 2 (1)`"
    )
}

fn no_answer(sheet: &Sheet, value: &Value) -> Text {
    let written = value.shown();
    let words: Vec<Text> = sheet
        .answers
        .iter()
        .map(|it| {
            let (Text { ja, en }, mark) = (it.words(), it.mark());
            text!("{ja}（{mark}）", "{en} ({mark})")
        })
        .collect();
    let Text { ja, en } = Text::list(&words);
    text!("`{written}` は回答として読めません（{ja} のいずれか）", "`{written}` is no answer here; one of {en}")
}

/// That a period ends before it begins.
pub(super) fn ends_too_soon(from: &str, to: &str) -> Text {
    text!("終了日 {to} が開始日 {from} より前です", "the last day, {to}, is before the first, {from}")
}

/// That a cell is no day.
pub(super) fn no_day(value: &Value) -> Text {
    let written = value.shown();
    text!(
        "`{written}` は日付として読めません（例：2026/4/1、令和8年4月1日）",
        "`{written}` is no day; write it like 2026-04-01"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn papers() -> Vec<(String, String)> {
        let row = |name: &str, shown: &str| (name.to_owned(), shown.to_owned());
        vec![row("K1", "K1（利用契約）"), row("K2", "K2（保守契約）"), row("S1", "S1 (Incident SLA)")]
    }

    fn read_pairs(names: &str, clauses: &str) -> Option<Vec<(Option<String>, Option<String>)>> {
        let all = pairs(stacked(names), stacked(clauses), &papers()).ok()?;
        Some(all.into_iter().map(|it| (it.name, it.clause)).collect())
    }

    #[test]
    fn contracts_by_name_by_what_is_shown_and_by_title() {
        for written in ["K2", "Ｋ２", "k2", " K2（保守契約） ", "K2(保守契約)", "保守契約"] {
            assert_eq!(paper(written, &papers()).ok().as_deref(), Some("K2"), "{written}");
        }
        assert_eq!(paper("Incident SLA", &papers()).ok().as_deref(), Some("S1"));
        assert!(paper("K3", &papers()).is_err());
    }

    #[test]
    fn numbers_of_clauses_that_became_days() {
        let text = |words: &str| became_a_day(&Value::text(words));
        assert!(became_a_day(&Value::Day(jiff::civil::date(2026, 2, 1))));
        for day in ["2月1日", "１２月３１日", "1-Feb", "Feb-01", "01-feb"] {
            assert!(text(day), "{day}");
        }
        for clause in
            ["2-1", "第2条", "2026年2月1日付け覚書", "別紙2-1", "A-1", "2月1日の合意", "1-2-3", "Feb", "12-Art"]
        {
            assert!(!text(clause), "{clause}");
        }
        assert!(!became_a_day(&Value::Number(8.0)) && !became_a_day(&Value::Empty));
    }

    #[test]
    fn lines_stand_beside_each_other() {
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(read_pairs("", ""), Some(vec![]));
        assert_eq!(read_pairs("K1", ""), Some(vec![(some("K1"), None)]));
        assert_eq!(read_pairs("", "口頭"), Some(vec![(None, some("口頭"))]));
        assert_eq!(read_pairs("K1", "第8条\n第2項"), Some(vec![(some("K1"), some("第8条 第2項"))]));
        assert_eq!(
            read_pairs("K1\nK2", "第8条\n別紙1"),
            Some(vec![(some("K1"), some("第8条")), (some("K2"), some("別紙1"))])
        );
        assert_eq!(read_pairs("K1\nK2", "第8条"), Some(vec![(some("K1"), some("第8条")), (some("K2"), None)]));
        assert_eq!(read_pairs("K1\nK2", "\n別紙1"), Some(vec![(some("K1"), None), (some("K2"), some("別紙1"))]));
        assert_eq!(read_pairs("K1\nK2", "1\n2\n3"), None);
        assert_eq!(read_pairs("K1\nK9", "1\n2"), None);
    }
}
