//! The heads of columns: where each column of the form stands in a sheet, and what is the matter where one does not.

use super::added::Columns;
use super::sheets::is_plain;
use super::{Found, Reading};
use crate::diagnostic::Text;
use crate::forms::cells::plain::key;
use crate::forms::form::{Column, Field};
use crate::forms::grid::column_name;
use crate::forms::problems::{INCOMPLETE_FORM, Problem};
use crate::text;

impl<'a> Found<'a, '_> {
    /// By column of the form, the column of the sheet; nothing where one that is needed is gone, or there twice.
    pub(super) fn columns(&self, reading: &mut Reading<'a>) -> Option<Columns> {
        let there: Vec<Vec<u32>> = self.sheet.columns.iter().map(|it| self.under(it)).collect();
        let all = || self.sheet.columns.iter().zip(&there);
        let is_plain = is_plain(self.sheet, |head| all().any(|(it, there)| it.head == *head && !there.is_empty()));
        // What is only for reading may be gone; its cells are not looked at. A table that somebody made has the answers alone.
        let is_needed = |field: Field| if is_plain { field == Field::Answer } else { !field.is_shown() };
        let is_gone = |(column, there): &(&Column, &Vec<u32>)| {
            there.is_empty() && self.sheet.is_asked() && is_needed(column.field)
        };
        let gone: Vec<usize> = all().enumerate().filter(|(_, it)| is_gone(it)).map(|(at, _)| at).collect();
        let twice = all().find(|(column, there)| there.len() > 1 && !column.field.is_shown());
        if let Some((column, there)) = twice {
            let (Text { ja, en }, [first, second]) = (&column.head, [there[0], there[1]]);
            let (one, two) = (column_name(first), column_name(second));
            let says =
                text!("列「{ja}」が {one} と {two} にあります", "the column `{en}` is there twice, in {one} and {two}");
            reading.problems.push(Problem::new(&INCOMPLETE_FORM, self.place().at(self.head, second), says));
        } else if let Some(first) = gone.first() {
            reading.problems.push(self.without_heads(&gone, self.where_it_was(*first, &there)));
        } else {
            let own = there.iter().map(|it| it.first().copied().unwrap_or(u32::MAX)).collect();
            return Some(self.with_added(own, reading));
        }
        None
    }

    fn under(&self, column: &Column) -> Vec<u32> {
        let wanted = [key(&column.head.ja), key(&column.head.en)];
        let fits = self.grid.row(self.head).filter(|(_, value)| wanted.contains(&key(&value.shown())));
        fits.map(|(at, _)| at).collect()
    }

    /// One error for all heads that are gone.
    fn without_heads(&self, gone: &[usize], at: u32) -> Problem {
        let columns = gone.iter().map(|at| &self.sheet.columns[*at].head);
        let (ja, en): (Vec<String>, Vec<String>) =
            columns.map(|Text { ja, en }| (format!("「{ja}」"), format!("`{en}`"))).unzip();
        let (ja, en) = (ja.join("、"), en.join(", "));
        let now = self.grid.get(self.head, at).shown();
        let (now_ja, now_en) = match now.trim() {
            "" => (String::new(), String::new()),
            now => (format!("（この欄は「{now}」）"), format!(" (this cell is `{now}`)")),
        };
        let says = match gone {
            [_] => text!("列{ja}が見つかりません{now_ja}", "the column {en} is not there{now_en}"),
            _ => text!("列{ja}が見つかりません{now_ja}", "the columns {en} are not there{now_en}"),
        };
        Problem::new(&INCOMPLETE_FORM, self.place().at(self.head, at), says)
            .help(text!("見出しを書き出したときのとおりに戻してください", "put the heads back as they were exported"))
    }

    /// Where the head of a column must have been: behind the one before it, else before the one behind it.
    fn where_it_was(&self, gone: usize, there: &[Vec<u32>]) -> u32 {
        let before = there[..gone].iter().rev().find_map(|it| it.first());
        let behind = there[gone..].iter().find_map(|it| it.first());
        before.map(|it| it.saturating_add(1)).or(behind.map(|it| it.saturating_sub(1))).unwrap_or(0)
    }
}
