//! `same_party`: two names for what seems to be one party.

use std::collections::{BTreeMap, BTreeSet};

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{CorporateNumber, Party, core_name, full_name};
use crate::text;

/// Two parties with one full name or one corporate number.
pub static SAME_PARTY: Code = Code {
    name: "same_party",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "二つの当事者の正式名称（「株式会社」などを除く）または法人番号が同じです",
            "two parties have the same full name, but for the legal form, or the same corporate number",
        ),
        why: (
            "一つの会社なら、片方の述べたことがもう片方の責任に数えられず、結果では見分けもつきません",
            "if they are one company, what the one says does not count for the other; and nobody can tell them apart in what is found",
        ),
        example: "party A vendor \"電子カルテ株式会社\"\nparty B vendor \"㈱電子カルテ\"",
        remedy: (
            "同じ会社なら一つにまとめます。別の会社なら、それぞれの `corporate_number` を書きます",
            "make them one; if they are two companies, state the `corporate_number` of each",
        ),
    },
};

/// Parties that another declared before them seems to be. Companies of one name with a number each are as many as the numbers.
pub fn find<'a>(scene: &Scene<'a>) -> Vec<Diagnostic> {
    let mut numbered: BTreeMap<CorporateNumber, &'a Party> = BTreeMap::new();
    let mut named: BTreeMap<String, &'a Party> = BTreeMap::new();
    let mut without_number: BTreeMap<String, &'a Party> = BTreeMap::new();
    let mut found = Vec::new();
    for party in scene.engagement.parties.iter() {
        let names = called(party);
        let known = |named: &BTreeMap<String, &'a Party>| names.iter().find_map(|it| named.get(it).copied());
        let (of_number, of_name) = match party.corporate_number {
            Some(number) => (numbered.get(&number).copied(), known(&without_number)),
            None => (None, known(&named)),
        };
        found.extend(of_number.or(of_name).map(|first| same(first, party)));
        if let Some(number) = party.corporate_number {
            numbered.entry(number).or_insert(party);
        }
        for name in names {
            if party.corporate_number.is_none() {
                without_number.entry(name.clone()).or_insert(party);
            }
            named.entry(name).or_insert(party);
        }
    }
    found
}

/// Under which names it is compared, in either language: without the form of the company, unless that is all.
fn called(party: &Party) -> BTreeSet<String> {
    let names = [&party.title.ja, &party.title.en].map(|title| {
        let name = full_name(title);
        let core = core_name(&name);
        if core.is_empty() { name } else { core }
    });
    names.into_iter().filter(|it| !it.is_empty()).collect()
}

fn same(first: &Party, party: &Party) -> Diagnostic {
    let (one, name) = (&first.name, &party.name);
    let headline =
        text!("当事者 `{one}` と `{name}` は同一のようです", "the parties `{one}` and `{name}` seem to be one");
    Diagnostic::new(&SAME_PARTY, party.span, headline)
        .label(first.span, text!("名称または法人番号が同じ当事者", "the same name or corporate number"))
        .help(text!(
            "同じ会社なら一つにまとめ、別の会社なら、それぞれの `corporate_number` を書いてください",
            "make them one; if they are two companies, state the `corporate_number` of each"
        ))
}
