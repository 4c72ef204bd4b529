//! A file that came back, and what it says of itself.

use std::collections::BTreeMap;

use super::cells::dates::{self, Epoch};
use super::cells::plain::key;
use super::cells::value::Value;
use super::create;
use super::filled::facts;
use super::form::{FORMAT, Kind, MARK};
use super::grid::Book;
use super::problems::{Place, Problem, UNREADABLE_FORM};
use crate::diagnostic::Lang;
use crate::model::Date;
use crate::text;

/// A file that came back, with what it says of itself.
#[derive(Debug)]
pub struct Came {
    /// What stands in it.
    pub book: Book,
    /// Which form it is.
    pub kind: Kind,
    /// The engagement that it is of; empty where it does not say so.
    pub engagement: String,
    /// The party whose form it is, if it is one's only.
    pub party: Option<String>,
    /// The catalogues that a new engagement made of it would use, line by line.
    pub uses: String,
    /// The day on which it showed the engagement.
    pub at: Date,
    /// The language of its words.
    pub lang: Lang,
}

impl Came {
    /// What a file says of itself.
    ///
    /// # Errors
    /// It is no form.
    pub fn new(mut book: Book, today: Date) -> Result<Came, Box<Problem>> {
        // A table stays one, whichever program saved it as whatever kind of file.
        book.is_table |= matches!(book.sheets.as_slice(), [_]);
        if let Some(lang) = plain(&book) {
            let kind = Kind::Split;
            return Ok(Came {
                kind,
                engagement: String::new(),
                party: None,
                uses: String::new(),
                at: today,
                lang,
                book,
            });
        }
        let place = Place::file(&book.name);
        let foreign = || {
            let says = text!("書き出した様式ではありません", "it is no form that was exported");
            let help = text!(
                "`buntan export` で書き出したファイルに記入し、シート `buntan` を残してください",
                "fill in a file that `buntan export` wrote, and leave its sheet `buntan` in place"
            );
            Box::new(Problem::new(&UNREADABLE_FORM, place.clone(), says).help(help))
        };
        let facts = facts(&book).ok_or_else(foreign)?;
        let whole = |name: &str| facts.get(name).cloned().unwrap_or_default();
        let fact = |name: &str| whole(name).trim().to_owned();
        if fact(MARK) != FORMAT {
            let says = text!("別の版の buntan が書いた様式です", "it was written by another version of buntan");
            let help = text!("様式を書き出し直してください", "export the form again");
            return Err(Box::new(Problem::new(&UNREADABLE_FORM, place, says).help(help)));
        }
        let kind = Kind::ALL.into_iter().find(|it| it.name() == fact("form")).ok_or_else(foreign)?;
        let at = day(&facts).ok_or_else(foreign)?;
        let lang = if fact("lang") == "ja" { Lang::Ja } else { Lang::En };
        let party = Some(fact("party")).filter(|it| !it.is_empty());
        // A name may begin with a blank; and what stands in sight counts, where it says something else.
        let engagement = whole("engagement");
        let named = create::engagement(&book).filter(|it| kind == Kind::Checklist && !it.is_empty());
        let engagement = named.filter(|it| key(it) != key(&engagement)).unwrap_or(engagement);
        Ok(Came { kind, engagement, uses: fact("use"), party, at, lang, book })
    }
}

/// The language of a table of the split that somebody made without a form, if a file is one: it is of the engagement into which it is
/// taken over.
fn plain(book: &Book) -> Option<Lang> {
    let grid = book.sheets.first().filter(|_| book.is_table && facts(book).is_none())?;
    let row = grid.rows().into_iter().next()?;
    let there: Vec<String> = grid.row(row).map(|(_, value)| key(&value.shown())).collect();
    let has_all = |wanted: [&str; 4]| wanted.iter().all(|it| there.contains(&key(it)));
    let en = has_all(["duty", "component", "party", "statement"]).then_some(Lang::En);
    en.or(has_all(["対応", "対象", "当事者", "回答"]).then_some(Lang::Ja))
}

/// The day of a form: other programs may have made a day of its words.
fn day(facts: &BTreeMap<String, String>) -> Option<Date> {
    dates::day(&Value::text(facts.get("at")?.trim()), Epoch::From1900).ok().flatten()
}
