//! Vendors that may be one and are counted as two: listed for somebody to look at, never joined.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::vendors::{Vendor, Vendors};
use crate::diagnostic::Text;
use crate::model::core_name;
use crate::text;

/// Pairs that are listed.
const MAX_PAIRS: usize = 1_000;
/// A slip of one letter in a shorter name makes another name as likely as not.
const MIN_LETTERS: usize = 4;
/// Names with one letter left out in common that are all held against each other; of more, each against its neighbours in order.
const MAX_CROWD: usize = 32;

/// How two vendors are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// One name, one with a corporate number and one without, or two numbers.
    SameName,
    /// The same without the form of the company, blanks, stops and the size of letters.
    SameCore,
    /// Such names that differ in one letter, or in two that changed places.
    OneLetter,
}

impl Likeness {
    /// In words.
    pub fn words(self) -> Text {
        match self {
            Likeness::SameName => text!("同じ名称で、法人番号が同じでない", "same name, not the same corporate number"),
            Likeness::SameCore => text!("法人格・空白・大文字小文字を除けば同じ", "same but for form, blanks and case"),
            Likeness::OneLetter => text!("1文字違い", "one letter differs"),
        }
    }
}

/// Two vendors that may be one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Alike {
    /// How they are alike.
    pub how: Likeness,
    /// One, as it is counted.
    pub one: String,
    /// The other.
    pub other: String,
}

/// A name of a vendor.
struct Called<'a> {
    key: &'a str,
    vendor: &'a Vendor,
    name: &'a str,
    core: String,
}

/// The pairs that are alike, the closest first, and whether there are more.
pub fn look_alikes(vendors: &Vendors) -> (Vec<Alike>, bool) {
    let called: Vec<Called> = vendors.of.iter().flat_map(|(key, vendor)| names(key, vendor)).collect();
    let mut pairs: BTreeMap<(String, String), Likeness> = BTreeMap::new();
    let mut is_full = false;
    for crowd in crowds(&called) {
        for (at, one) in crowd.iter().enumerate() {
            let others = if crowd.len() > MAX_CROWD { at + 1..(at + 2).min(crowd.len()) } else { at + 1..crowd.len() };
            for other in crowd.get(others).unwrap_or_default() {
                let Some(how) = likeness(one, other) else { continue };
                let pair = [one.key, other.key].map(str::to_owned);
                let pair = if pair[0] < pair[1] { pair } else { [pair[1].clone(), pair[0].clone()] };
                let pair = pair.into();
                if pairs.len() >= MAX_PAIRS && !pairs.contains_key(&pair) {
                    is_full = true;
                    continue;
                }
                let known = pairs.entry(pair).or_insert(how);
                *known = (*known).min(how);
            }
        }
    }
    let mut all: Vec<Alike> = pairs.into_iter().map(|((one, other), how)| Alike { how, one, other }).collect();
    all.sort();
    (all, is_full)
}

fn names<'a>(key: &'a str, vendor: &'a Vendor) -> impl Iterator<Item = Called<'a>> {
    let all = std::iter::once(&vendor.name).chain(&vendor.other_names);
    all.map(move |name| Called { key, vendor, name, core: core_name(name) })
}

/// Names that may be alike: those with one core, then those with one core but for a letter.
fn crowds<'a, 'b>(called: &'b [Called<'a>]) -> impl Iterator<Item = Vec<&'b Called<'a>>> {
    let mut same: BTreeMap<&str, Vec<&Called>> = BTreeMap::new();
    let mut near: Vec<(u64, usize)> = Vec::new();
    for (at, it) in called.iter().enumerate() {
        same.entry(&it.core).or_default().push(it);
        near.extend(shortened(&it.core).into_iter().map(|mark| (mark, at)));
    }
    near.sort_unstable();
    let near: Vec<Vec<&Called>> = near
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|crowd| crowd.len() > 1)
        .map(|crowd| crowd.iter().filter_map(|(_, at)| called.get(*at)).collect())
        .collect();
    same.into_values().chain(near)
}

/// Marks of a core and of the same with each letter left out: two that differ in one letter have one of them in common.
fn shortened(core: &str) -> BTreeSet<u64> {
    let letters: Vec<char> = core.chars().collect();
    if letters.len() < MIN_LETTERS {
        return BTreeSet::new();
    }
    let without = |at: usize| -> String {
        letters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, letter)| *letter).collect()
    };
    let mark = |text: &str| {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        hasher.finish()
    };
    (0..letters.len()).map(|at| mark(&without(at))).chain([mark(core)]).collect()
}

fn likeness(one: &Called, other: &Called) -> Option<Likeness> {
    if one.key == other.key {
        return None;
    }
    if one.name == other.name {
        return Some(Likeness::SameName);
    }
    if one.core == other.core && !one.core.is_empty() {
        return Some(Likeness::SameCore);
    }
    // Two numbers are two companies, and so are a first and a second of one name.
    let both_numbered = one.vendor.corporate_number.is_some() && other.vendor.corporate_number.is_some();
    let is_near = !both_numbered
        && one.core.chars().count().min(other.core.chars().count()) >= MIN_LETTERS
        && without_digits(&one.core) != without_digits(&other.core)
        && strsim::osa_distance(&one.core, &other.core) == 1;
    is_near.then_some(Likeness::OneLetter)
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_numeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::identity::plain;

    fn listed(names: &[(&str, Option<&str>)]) -> Vec<(Likeness, String, String)> {
        let mut vendors = Vendors::default();
        for (name, number) in names {
            let number = number.map(str::to_owned);
            let key = number.as_ref().map_or(format!("name:{name}"), |it| format!("corporate_number:{it}"));
            let vendor = Vendor { corporate_number: number, name: plain(name), ..Vendor::default() };
            vendors.of.insert(key, vendor);
        }
        look_alikes(&vendors).0.into_iter().map(|it| (it.how, it.one, it.other)).collect()
    }

    #[test]
    fn what_is_alike_is_listed_with_how() {
        let (number, other) = (Some("8700110005901"), Some("7000012050002"));
        let pair = |one: &str, other: &str| ("name:".to_owned() + one, "name:".to_owned() + other);
        let (one, two) = pair("(株)電子カルテ", "電子カルテ");
        assert_eq!(listed(&[("(株)電子カルテ", None), ("電子カルテ", None)]), [(Likeness::SameCore, one, two)]);
        let (one, two) = pair("電子カルテ", "電子カルデ");
        assert_eq!(listed(&[("電子カルテ", None), ("電子カルデ", None)]), [(Likeness::OneLetter, one, two)]);
        let same = listed(&[("乙社", number), ("乙社", None)]);
        assert_eq!(same.iter().map(|it| it.0).collect::<Vec<_>>(), [Likeness::SameName]);
        assert_eq!(listed(&[("乙社", number), ("乙社", other)]).len(), 1);
        assert_eq!(listed(&[("電子カルテ", number), ("電子カルデ", other)]), []);
        assert_eq!(listed(&[("保守会社1", None), ("保守会社2", None)]), []);
        assert_eq!(listed(&[("甲社", None), ("乙社", None)]), []);
    }
}
