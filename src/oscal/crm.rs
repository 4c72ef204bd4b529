//! The customer responsibility matrix of FedRAMP: a workbook that says of every control whether a customer inherits it.
//!
//! `Yes` is a duty of the provider, `No` one of the customer, `Partial` one of each. What a sheet of the implementation summary says of
//! the same controls is held against it. Sheets and columns are known by their heads, wherever they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::split::Problem;
use super::words::{label, name, quoted, quoted_within};
use crate::forms::grid::{Book, Grid, cell_name};
use crate::model::Date;
use crate::source::{Source, SourceId};
use crate::syntax::format::{Options, format};
use crate::text;

/// The heads by which sheets and columns are known, in small letters.
const CONTROL: &str = "control id";
const INHERITED: &str = "can be inherited";
const SAID: &str = "responsibilit";
const ORIGINATION: &str = "control origination";
const BY_CUSTOMER: &str = "by customer";
const BY_PROVIDER: [&str; 3] = ["service provider", "shared", "inherited from"];

/// Rows in which a head is looked for.
const HEAD_ROWS: u32 = 50;

/// Characters of a summary.
const SUMMARY: usize = 400;

/// A row of the matrix.
struct Row {
    sheet: String,
    cell: String,
    /// As printed: `AC-02 (a)`
    control: String,
    by_provider: bool,
    by_customer: bool,
    said: String,
}

/// A workbook as a policy whose contract begins on a day, with what does not fit.
pub fn converted_crm(book: &Book, day: Date) -> (String, Vec<Problem>) {
    let mut problems = Vec::new();
    let rows = rows(book, &mut problems);
    hold_against_summary(book, &rows, &mut problems);
    let written = policy(&system(book), day, &rows);
    let source = Source::new("crm.buntan", written.as_str());
    let laid_out = format(SourceId(0), &source, &Options::default()).unwrap_or(written);
    (laid_out, problems)
}

fn rows(book: &Book, problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut found = false;
    for grid in &book.sheets {
        let Some((head, columns)) = head(grid, INHERITED) else { continue };
        found = true;
        let column = |word: &str| columns.iter().find(|(_, it)| it.contains(word)).map(|(at, _)| *at);
        let (Some(control), Some(inherited)) = (column(CONTROL), column(INHERITED)) else { continue };
        let said = columns.iter().find(|(at, it)| *at > inherited && it.contains(SAID)).map(|(at, _)| *at);
        for row in grid.rows().into_iter().filter(|row| *row > head) {
            let control = grid.get(row, control).shown().trim().to_owned();
            if control.is_empty() {
                continue;
            }
            let cell = cell_name(row, inherited);
            let mut tell = |message| {
                problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{cell}", grid.name), message })
            };
            if !seen.insert(id(&control)) {
                tell(text!("`{control}` の行が二つあります", "there are two rows of `{control}`"));
                continue;
            }
            let answer = grid.get(row, inherited).shown();
            let (by_provider, by_customer) = match answer.trim().to_lowercase().as_str() {
                "yes" => (true, false),
                "no" => (false, true),
                "partial" => (true, true),
                _ => {
                    tell(text!(
                        "`{control}` の「{answer}」は Yes・No・Partial のどれでもありません。双方の対応としました",
                        "`{answer}` of `{control}` is none of Yes, No and Partial; both are asked to carry it"
                    ));
                    (true, true)
                }
            };
            let said = said.map(|column| grid.get(row, column).shown()).unwrap_or_default();
            rows.push(Row { sheet: grid.name.clone(), cell, control, by_provider, by_customer, said });
        }
    }
    if !found {
        problems.push(Problem {
            file: book.name.clone(),
            pointer: String::new(),
            message: text!(
                "見出しに「Control ID」と「Can Be Inherited」のあるシートがありません",
                "no sheet has the heads `Control ID` and `Can Be Inherited`"
            ),
        });
    }
    rows
}

/// The row of a sheet in which heads stand, and these in small letters by column.
fn head(grid: &Grid, word: &str) -> Option<(u32, Vec<(u32, String)>)> {
    let heads = |row: u32| -> Vec<(u32, String)> {
        grid.row(row).map(|(column, value)| (column, value.shown().to_lowercase())).collect()
    };
    let has = |heads: &[(u32, String)], word: &str| heads.iter().any(|(_, it)| it.contains(word));
    let rows = grid.rows().into_iter().take_while(|row| *row < HEAD_ROWS);
    rows.map(|row| (row, heads(row))).find(|(_, heads)| has(heads, CONTROL) && has(heads, word))
}

/// What the summary says of where controls come from: rows that only one of the two has, and rows in which they contradict each other.
fn hold_against_summary(book: &Book, rows: &[Row], problems: &mut Vec<Problem>) {
    let known: BTreeMap<String, &Row> = rows.iter().map(|it| (id(&it.control), it)).collect();
    for grid in &book.sheets {
        let Some((first, columns)) = head(grid, ORIGINATION) else { continue };
        let Some(control) = columns.iter().find(|(_, it)| it.contains(CONTROL)).map(|(at, _)| *at) else { continue };
        // The head has two rows: the second one names the columns.
        let heads: Vec<(u32, String)> =
            grid.row(first + 1).map(|(column, value)| (column, value.shown().to_lowercase())).collect();
        let marked = |row: u32, words: &[&str]| {
            let of_words = heads.iter().filter(|(_, it)| words.iter().any(|word| it.contains(word)));
            of_words.into_iter().any(|(column, _)| !grid.get(row, *column).is_blank())
        };
        let mut listed = BTreeSet::new();
        for row in grid.rows().into_iter().filter(|row| *row > first + 1) {
            let control = grid.get(row, control).shown().trim().to_owned();
            if control.is_empty() {
                continue;
            }
            let mut tell = |message| {
                let cell = cell_name(row, 0);
                problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{cell}", grid.name), message });
            };
            listed.insert(id(&control));
            match known.get(&id(&control)) {
                None => tell(text!(
                    "`{control}` は顧客責任の表にありません",
                    "`{control}` is not in the matrix of responsibilities"
                )),
                Some(it) => {
                    let (customer, provider) = (marked(row, &[BY_CUSTOMER]), marked(row, &BY_PROVIDER));
                    let (sheet, cell) = (&it.sheet, &it.cell);
                    if customer && !it.by_customer {
                        tell(text!(
                            "`{control}` はここでは顧客が行い、`{sheet}!{cell}` ではすべて引き継げます",
                            "`{control}` is done by the customer here, and inherited as a whole in `{sheet}!{cell}`"
                        ));
                    }
                    if customer && !provider && it.by_provider && it.by_customer {
                        tell(text!(
                            "`{control}` はここでは顧客だけが行い、`{sheet}!{cell}` では一部を引き継げます",
                            "`{control}` is done by the customer alone here, and inherited in part in `{sheet}!{cell}`"
                        ));
                    }
                }
            }
        }
        for row in rows.iter().filter(|it| !listed.contains(&id(&it.control))) {
            let (control, name) = (&row.control, &grid.name);
            let message =
                text!("`{control}` はシート `{name}` にありません", "`{control}` is not in the sheet `{name}`");
            problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{}", row.sheet, row.cell), message });
        }
    }
}

/// What the system is called: beneath the head `System Name`, else as the file is.
fn system(book: &Book) -> String {
    let cells = book.sheets.iter().flat_map(|grid| grid.cells.iter().map(move |(at, value)| (grid, at, value)));
    let heads = cells.filter(|(_, _, value)| value.shown().trim().eq_ignore_ascii_case("system name"));
    let beneath = heads.map(|(grid, (row, column), _)| grid.get(row.saturating_add(1), *column).shown());
    let stem = || {
        let path = std::path::Path::new(&book.name);
        path.file_stem().map_or_else(|| book.name.clone(), |it| it.to_string_lossy().into_owned())
    };
    beneath.map(|it| it.trim().to_owned()).find(|it| !it.is_empty()).unwrap_or_else(stem)
}

// Writing into a string cannot fail.
fn policy(system: &str, day: Date, rows: &[Row]) -> String {
    let (provider, title) = (name(system), quoted(system));
    let edition: String = day.to_string().chars().take("2026-04".len()).collect();
    let mut out = format!("catalogue {provider} {{\n  title {title}\n  edition {edition}\n");
    let mut family = String::new();
    for row in rows {
        let id = id(&row.control);
        let own: String = id.split('-').next().unwrap_or_default().to_owned();
        if own != family {
            if !family.is_empty() {
                out.push_str("  }\n");
            }
            let _ = writeln!(out, "  section {} {} {{", label(&own), quoted(&own));
            family = own;
        }
        let source = quoted(&format!("{}!{}", row.sheet, row.cell));
        let _ = writeln!(out, "    control {id} {} {{ source {source} per contract", quoted(&row.control));
        if !row.said.trim().is_empty() {
            let _ = writeln!(out, "      summary {}", quoted_within(&joined(&row.said), SUMMARY));
        }
        if row.by_provider {
            out.push_str("      duty provider ja \"提供者が行うこと\" en \"what the provider does\" of supplier\n");
        }
        if row.by_customer {
            out.push_str("      duty customer ja \"利用者が行うこと\" en \"what the customer does\" of customer\n");
        }
        out.push_str("    }\n");
    }
    if !family.is_empty() {
        out.push_str("  }\n");
    }
    let _ = writeln!(out, "}}\n\nengagement {title} {{\n  use {provider}");
    out.push_str("  party customer hospital ja \"これを利用する者\" en \"Whoever uses it\"\n");
    let _ = writeln!(out, "  party {provider} vendor {title}");
    let _ = writeln!(out, "  component system application {title} by {provider}");
    let _ = writeln!(out, "  contract K1 customer -> {provider} {{ period {day} ..  covers system }}");
    for row in rows.iter().filter(|it| it.by_provider) {
        let (id, cell) = (id(&row.control), quoted(&format!("{}!{}", row.sheet, row.cell)));
        let _ = writeln!(out, "  {provider} owns {id}.provider on K1 by K1 {cell}");
    }
    out.push_str("}\n");
    out
}

/// `AC-02 (01) (a)` as `AC-02.01.a`
fn id(control: &str) -> String {
    let parts = control.split(|ch: char| ch == '(' || ch == ')' || ch == '.' || ch.is_whitespace());
    label(&parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("."))
}

/// Lines as one.
fn joined(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
