//! The differences for readers, party by party, and for programs.

use serde_json::{Value, json};

use super::change::Change;
use super::hands::{self, Passing};
use super::item::Verdict;
use super::{Difference, Pair, Version};
use crate::answers::check::FORMAT_VERSION;
use crate::answers::checked::Checked;
use crate::diagnostic::Text;
use crate::report::{Document, Inline, Style, Table};
use crate::source::Sources;
use crate::text;

/// The answer.
pub fn diff(difference: &Difference, old: Version, new: Version) -> Document {
    let mut document = Document::new();
    if difference.is_empty() {
        let words = text!("二つの版に違いはありません", "the two versions do not differ");
        document = document.paragraph(Inline::styled(words, Style::Good));
    }
    for it in difference.engagements.iter().filter(|it| !it.is_empty()) {
        document = engagement(document, it);
        let shifts: Vec<_> = it.comparison.shifts.iter().collect();
        let name = &it.new.checked.evaluation.context.engagement.name;
        let called = |words: Text| match difference.engagements.len() {
            1 => words,
            _ => Text::new(format!("{}：{name}", words.ja), format!("{}: {name}", words.en)),
        };
        document = document
            .rows(called(text!("指摘の変化", "Findings")), it.comparison.findings_table(it.old, it.new))
            .rows(called(text!("担い手の変化", "Carriers")), hands::table(&shifts))
            .rows(called(text!("記述の変化", "Statements")), statements(it));
    }
    let added = difference
        .added
        .iter()
        .map(|it| text!("新しい版だけにある案件：`{it}`", "only the new version has the engagement `{it}`"));
    let removed = difference
        .removed
        .iter()
        .map(|it| text!("古い版だけにある案件：`{it}`", "only the old version has the engagement `{it}`"));
    document = document.list(added.chain(removed));
    for it in &difference.catalogues {
        let name = &it.name;
        let heading = match &it.was {
            Some(was) => text!("確認表 `{was}` から `{name}` へ", "Catalogue `{was}`, now `{name}`"),
            None => text!("確認表 `{name}`", "Catalogue `{name}`"),
        };
        document = trees(document.heading(1, heading), it.changes.iter(), old.sources, new.sources);
    }
    if !difference.rules.is_empty() {
        let heading = document.heading(1, text!("規則", "Rules"));
        document = trees(heading, difference.rules.iter(), old.sources, new.sources);
    }
    document.data(json_of(difference, old, new))
}

/// Statements, levels and declarations that differ, a row each.
fn statements(it: &Pair) -> Table {
    let mut table = Table::new([
        text!("当事者", "party"),
        text!("変化", "change"),
        text!("種類", "what"),
        text!("記述", "as written"),
        text!("違い", "what differs"),
        text!("旧の場所", "where it stood"),
        text!("新の場所", "where it stands"),
    ]);
    let all = it.statements.iter().chain(&it.levels).chain(&it.declared);
    table.rows.extend(all.map(|change| change.row(it.old.sources, it.new.sources)));
    table
}

fn trees<'a>(
    document: Document,
    changes: impl IntoIterator<Item = &'a Change>,
    old: &Sources,
    new: &Sources,
) -> Document {
    changes.into_iter().map(|it| it.tree(old, new)).fold(document, Document::tree)
}

fn engagement(document: Document, it: &Pair) -> Document {
    let (was, is) = (it.old.checked.title(), it.new.checked.title());
    let heading = match was == is {
        true => Text::new(format!("違い：{}", is.ja), format!("Differences: {}", is.en)),
        false => {
            Text::new(format!("違い：{}から{}へ", was.ja, is.ja), format!("Differences: from {} to {}", was.en, is.en))
        }
    };
    let mut document = document.heading(1, heading).paragraph(summary(it));
    for (name, title) in it.parties() {
        let heading = match title.ja == name && title.en == name {
            true => Text::same(format!("`{name}`")),
            false => Text::new(format!("`{name}`（{}）", title.ja), format!("`{name}` ({})", title.en)),
        };
        document = hands_and_words(document, it, heading, &it.shifts_of(name), &it.changes_of(Some(name)));
    }
    let nobody = text!("当事者によらないもの", "Of no party");
    document = hands_and_words(document, it, nobody, &it.shifts_of_nobody(), &it.changes_of(None));
    if !it.declared.is_empty() {
        let heading = document.heading(2, text!("当事者、契約、前提など", "Parties, contracts, facts"));
        document = trees(heading, &it.declared, it.old.sources, it.new.sources);
    }
    it.comparison.findings_told(document, it.old, it.new, 2)
}

fn hands_and_words(
    document: Document,
    it: &Pair,
    heading: Text,
    shifts: &[&crate::answers::Shift],
    changes: &[&Change],
) -> Document {
    if shifts.is_empty() && changes.is_empty() {
        return document;
    }
    let mut document = document.heading(2, heading);
    if !shifts.is_empty() {
        document = document.table(hands::table(shifts));
    }
    trees(document, changes.iter().copied(), it.old.sources, it.new.sources)
}

/// How much differs, in a line.
fn summary(it: &Pair) -> Inline {
    let changes = || it.levels.iter().chain(&it.statements);
    let weaker = changes().filter(|it| it.verdict == Verdict::Weaker).count();
    let stronger = changes().filter(|it| it.verdict == Verdict::Stronger).count();
    let [statements, declared] = [it.statements.len(), it.declared.len()];
    it.comparison.summary().and(
        text!(
            "。弱まる水準や記述 {weaker} 件、強まるもの {stronger} 件、記述の違い {statements} 件、宣言の違い {declared} 件",
            "; levels and statements: {weaker} weaker, {stronger} stronger; statements that differ: {statements}; declarations: {declared}"
        ),
        Style::Plain,
    )
}

fn json_of(difference: &Difference, old: Version, new: Version) -> Value {
    let changes = |all: &[Change]| all.iter().map(|it| it.json(old.sources, new.sources)).collect::<Vec<_>>();
    let catalogues = difference
        .catalogues
        .iter()
        .map(|it| json!({ "name": it.name, "was": it.was, "changes": changes(&it.changes) }));
    json!({
        "version": FORMAT_VERSION,
        "equal": difference.is_empty(),
        "engagements": difference.engagements.iter().map(engagement_json).collect::<Vec<_>>(),
        "added": difference.added,
        "removed": difference.removed,
        "catalogues": catalogues.collect::<Vec<_>>(),
        "rules": changes(&difference.rules),
    })
}

fn engagement_json(it: &Pair) -> Value {
    let (old, new) = (it.old.sources, it.new.sources);
    let side = |checked: &Checked| {
        let days = checked.days();
        json!({
            "name": checked.evaluation.context.engagement.name,
            "from": days.from.to_string(),
            "to": days.to.to_string(),
        })
    };
    let party = |(name, _): (&str, &Text)| {
        let mut value = hands::json_of(&it.shifts_of(name));
        let of = |verdict: Verdict| {
            let all = it.changes_of(Some(name)).into_iter().filter(|it| it.verdict == verdict);
            all.map(|it| it.json(old, new)).collect::<Vec<_>>()
        };
        value["name"] = json!(name);
        value["weaker"] = json!(of(Verdict::Weaker));
        value["stronger"] = json!(of(Verdict::Stronger));
        value
    };
    let changes = |all: &[Change]| all.iter().map(|it| it.json(old, new)).collect::<Vec<_>>();
    let mut findings = it.comparison.json(it.old, it.new);
    if let Some(object) = findings.as_object_mut() {
        object.remove("carriers");
    }
    let shifts = &it.comparison.shifts;
    let by_kind = |passing: &Passing| {
        let count = shifts.iter().filter(|it| Passing::of(it) == *passing).count();
        (passing.name().to_owned(), Value::from(count))
    };
    json!({
        "old": side(it.old.checked),
        "new": side(it.new.checked),
        "equal": it.is_empty(),
        "parties": it.parties().into_iter().map(party).collect::<Vec<_>>(),
        "carriers": shifts.iter().map(hands::json).collect::<Vec<_>>(),
        "counts": Value::Object(Passing::ALL.iter().map(by_kind).collect()),
        "levels": changes(&it.levels),
        "statements": changes(&it.statements),
        "declared": changes(&it.declared),
        "findings": findings,
    })
}
