//! The tables of a document as spreadsheets want them: few, and each says by itself what it is about.

use std::borrow::Cow;

use super::document::{Block, Column, Document, Table};
use super::inline::Inline;
use crate::text;

/// The tables with their names: those made for spreadsheets, else those of the blocks, named by the heading that they stand under.
/// Tables with the same heads are parts of one, in which the heading is a column.
pub(super) fn sheets(document: &Document) -> Vec<(Inline, Cow<'_, Table>)> {
    if !document.rows.is_empty() {
        return document.rows.iter().map(|(name, table)| (Inline::from(name), Cow::Borrowed(table))).collect();
    }
    let mut alike: Vec<Vec<(Inline, &Table)>> = Vec::new();
    for (heading, table) in under_headings(document) {
        match alike.iter_mut().find(|all| all.first().is_some_and(|(_, first)| have_same_heads(first, table))) {
            Some(all) => all.push((heading, table)),
            None => alike.push(vec![(heading, table)]),
        }
    }
    alike.into_iter().map(joined).collect()
}

/// The tables among the blocks, each with the heading that it stands under.
fn under_headings(document: &Document) -> Vec<(Inline, &Table)> {
    let mut heading = Inline::default();
    let mut all = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading(_, words) => heading = words.clone(),
            Block::Table(table) => all.push((heading.clone(), table)),
            _ => {}
        }
    }
    all
}

fn have_same_heads(one: &Table, other: &Table) -> bool {
    let heads = |table: &Table| table.columns.iter().map(|it| it.head.plain()).collect::<Vec<_>>();
    heads(one) == heads(other)
}

fn joined(all: Vec<(Inline, &Table)>) -> (Inline, Cow<'_, Table>) {
    let mut all = all.into_iter();
    let Some((name, first)) = all.next() else { return Default::default() };
    let rest: Vec<_> = all.collect();
    if rest.is_empty() {
        return (name, Cow::Borrowed(first));
    }
    let about = Column { head: Inline::from(text!("どれについて", "of")), align: Default::default() };
    let columns = std::iter::once(about).chain(first.columns.iter().cloned()).collect();
    let of = |(heading, table): (Inline, &Table)| {
        let under = move |row: &Vec<Inline>| std::iter::once(heading.clone()).chain(row.iter().cloned()).collect();
        table.rows.iter().map(under).collect::<Vec<Vec<Inline>>>()
    };
    let rows = std::iter::once((name, first)).chain(rest).flat_map(of).collect();
    (Inline::from(text!("一覧", "All")), Cow::Owned(Table { columns, rows }))
}

/// The blocks that are no table, nor only the heading of one.
pub(super) fn said(document: &Document) -> Vec<&Block> {
    let is_of_table = |at: usize| {
        matches!(document.blocks.get(at), Some(Block::Heading(2.., _)))
            && matches!(document.blocks.get(at + 1), Some(Block::Table(_)))
    };
    let all = document.blocks.iter().enumerate();
    all.filter(|(at, it)| !matches!(it, Block::Table(_)) && !is_of_table(*at)).map(|(_, it)| it).collect()
}
