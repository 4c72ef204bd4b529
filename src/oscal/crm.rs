//! The customer responsibility matrix of FedRAMP: a workbook that says of every control whether a customer inherits it.
//!
//! `Yes` is a duty of the provider, `No` one of the customer, `Partial` one of each. What a sheet of the implementation summary says of
//! the same controls is held against it, and where the two differ, both are asked. Sheets and columns are known by their heads, wherever they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::split::Problem;
use super::words::{joined, label, name, quoted, quoted_within, segment};
use crate::diagnostic::Text;
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
const BY_CUSTOMER: [&str; 1] = ["by customer"];
const BY_PROVIDER: [&str; 2] = ["service provider", "inherited from"];
const SHARED: [&str; 1] = ["shared"];
const NOT_APPLICABLE: &str = "n/a";
const STATUSES: [&str; 4] = ["implemented", "partially implemented", "planned", "alternative implementation"];

/// Rows in which a head is looked for.
const HEAD_ROWS: u32 = 50;

/// Characters of a summary.
const SUMMARY: usize = 4000;

/// A row of the matrix.
struct Row {
    sheet: String,
    cell: String,
    /// As printed: `AC-02 (a)`
    control: String,
    by_provider: bool,
    by_customer: bool,
    /// Whether the provider says that it does its part.
    is_owned: bool,
    said: String,
}

/// A workbook as a policy whose contract begins on a day, with what does not fit; nothing where no sheet is a matrix.
pub fn converted_crm(book: &Book, day: Date) -> Option<(String, Vec<Problem>)> {
    let mut problems = Vec::new();
    let mut rows = rows(book, &mut problems)?;
    hold_against_summary(book, &mut rows, &mut problems);
    let written = policy(&system(book), day, &rows);
    let source = Source::new("crm.buntan", written.as_str());
    let laid_out = format(SourceId(0), &source, &Options::default()).unwrap_or(written);
    Some((laid_out, problems))
}

fn rows(book: &Book, problems: &mut Vec<Problem>) -> Option<Vec<Row>> {
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
            let cell = cell_name(row, inherited);
            let answer = grid.get(row, inherited).shown();
            let mut tell = |message| {
                problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{cell}", grid.name), message })
            };
            if control.is_empty() {
                if !answer.trim().is_empty() {
                    tell(text!(
                        "「{answer}」がどの項目についてか分かりません",
                        "nobody can tell of which control `{answer}` is said"
                    ));
                }
                continue;
            }
            if !seen.insert(key(&control)) {
                tell(text!("`{control}` の行が二つあります", "there are two rows of `{control}`"));
                continue;
            }
            let (by_provider, by_customer) = match answer.trim().to_lowercase().as_str() {
                "yes" => (true, false),
                "no" => (false, true),
                "partial" => (true, true),
                // Nobody is taken to carry what nobody can read.
                _ => {
                    tell(text!(
                        "`{control}` の「{answer}」は Yes・No・Partial のどれでもありません。双方の対応としました",
                        "`{answer}` of `{control}` is none of Yes, No and Partial; both are asked to carry it"
                    ));
                    (true, true)
                }
            };
            let said = said.map(|column| grid.get(row, column).shown()).unwrap_or_default();
            let is_read = ["yes", "no", "partial"].contains(&answer.trim().to_lowercase().as_str());
            rows.push(Row {
                sheet: grid.name.clone(),
                cell,
                control,
                by_provider,
                by_customer,
                is_owned: by_provider && is_read,
                said,
            });
        }
    }
    (found && !rows.is_empty()).then_some(rows)
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
/// Whom one of the two names is asked, even if the other does not name it: nobody is let off by a slip.
fn hold_against_summary(book: &Book, rows: &mut [Row], problems: &mut Vec<Problem>) {
    let known: BTreeMap<String, usize> = rows.iter().enumerate().map(|(at, it)| (key(&it.control), at)).collect();
    for grid in &book.sheets {
        let Some((first, columns)) = head(grid, ORIGINATION) else { continue };
        let Some(control) = columns.iter().find(|(_, it)| it.contains(CONTROL)).map(|(at, _)| *at) else { continue };
        // The head has two rows: the second one names the columns.
        let heads: Vec<(u32, String)> =
            grid.row(first + 1).map(|(column, value)| (column, value.shown().trim().to_lowercase())).collect();
        let mut listed = BTreeSet::new();
        let mut for_itself: Vec<String> = Vec::new();
        for row in grid.rows().into_iter().filter(|row| *row > first + 1) {
            let control = grid.get(row, control).shown().trim().to_owned();
            if control.is_empty() {
                continue;
            }
            listed.insert(key(&control));
            let marks = Marks::of(grid, row, &heads);
            let not_inherited = known.get(&key(&control)).is_some_and(|at| !rows[*at].by_provider);
            if marks.provider && !marks.shared && not_inherited {
                for_itself.push(cell_name(row, 0));
            }
            let says = match known.get(&key(&control)) {
                None => vec![text!(
                    "`{control}` は顧客責任の表にありません",
                    "`{control}` is not in the matrix of responsibilities"
                )],
                Some(at) => marks.held_against(&control, &mut rows[*at]),
            };
            let pointer = format!("{}!{}", grid.name, cell_name(row, 0));
            let problem = |message| Problem { file: book.name.clone(), pointer: pointer.clone(), message };
            problems.extend(says.into_iter().map(problem));
        }
        if let Some(cell) = for_itself.first() {
            let count = for_itself.len();
            let message = text!(
                "提供者が行うとされながら引き継げない項目が {count} 行あります。提供者は自らの分だけを行い、顧客の分は顧客が行うものと読みました",
                "done by the provider, and not inherited, in rows: {count}; read as done by the provider for itself alone, and asked of the customer for the rest"
            );
            problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{cell}", grid.name), message });
        }
        for row in rows.iter().filter(|it| !listed.contains(&key(&it.control))) {
            let (control, name) = (&row.control, &grid.name);
            let message =
                text!("`{control}` はシート `{name}` にありません", "`{control}` is not in the sheet `{name}`");
            problems.push(Problem { file: book.name.clone(), pointer: format!("{}!{}", row.sheet, row.cell), message });
        }
    }
}

/// What is marked in a row of the summary.
struct Marks {
    customer: bool,
    provider: bool,
    shared: bool,
    not_applicable: bool,
    has_status: bool,
}

impl Marks {
    fn of(grid: &Grid, row: u32, heads: &[(u32, String)]) -> Self {
        let is_marked = |fits: &dyn Fn(&str) -> bool| {
            heads.iter().any(|(column, head)| fits(head) && !grid.get(row, *column).is_blank())
        };
        let any = |words: &[&str]| is_marked(&|head| words.iter().any(|word| head.contains(word)));
        let shared = any(&SHARED);
        Marks {
            customer: any(&BY_CUSTOMER),
            // The head of what is shared names the provider as well.
            provider: is_marked(&|head| {
                BY_PROVIDER.iter().any(|word| head.contains(word)) && !SHARED.iter().any(|word| head.contains(word))
            }),
            shared,
            not_applicable: is_marked(&|head| head == NOT_APPLICABLE),
            has_status: is_marked(&|head| STATUSES.contains(&head)),
        }
    }

    /// What does not fit the row of the matrix, and is asked of both.
    fn held_against(&self, control: &str, it: &mut Row) -> Vec<Text> {
        let (sheet, cell) = (&it.sheet, &it.cell);
        let (both, customer_alone) = (self.shared, self.customer && !self.shared && !self.provider);
        let mut says = Vec::new();
        if self.not_applicable && self.has_status {
            says.push(text!(
                "`{control}` は実装済みなどとされながら、該当なし（N/A）ともされています",
                "`{control}` is marked as not applicable, and as implemented or the like as well"
            ));
        } else if self.not_applicable && it.by_customer {
            says.push(text!(
                "`{control}` はここでは該当なし（N/A）ですが、`{sheet}!{cell}` は顧客の対応としています",
                "`{control}` is not applicable here, and asked of the customer in `{sheet}!{cell}`"
            ));
        }
        if !self.customer && !self.provider && !self.shared && !self.not_applicable {
            says.push(text!(
                "`{control}` を行う者に印がありません",
                "nobody is marked as the one who does `{control}`"
            ));
        }
        if both && !it.by_customer {
            says.push(text!(
                "`{control}` はここでは双方の対応ですが、`{sheet}!{cell}` ではすべて引き継げます。顧客の対応としても残しました",
                "`{control}` is shared here, and inherited as a whole in `{sheet}!{cell}`; the customer is asked as well"
            ));
        } else if self.customer && !it.by_customer {
            says.push(text!(
                "`{control}` はここでは顧客が行い、`{sheet}!{cell}` ではすべて引き継げます。顧客の対応としても残しました",
                "`{control}` is done by the customer here, and inherited as a whole in `{sheet}!{cell}`; the customer is asked as well"
            ));
        } else if customer_alone && it.by_provider {
            says.push(text!(
                "`{control}` はここでは顧客だけが行い、`{sheet}!{cell}` では一部を引き継げます",
                "`{control}` is done by the customer alone here, and inherited in part in `{sheet}!{cell}`"
            ));
        }
        if both && !it.by_provider {
            says.push(text!(
                "`{control}` はここでは双方の対応ですが、`{sheet}!{cell}` では引き継げません。提供者の対応としても残しました",
                "`{control}` is shared here, and not inherited in `{sheet}!{cell}`; the provider is asked as well"
            ));
        }
        it.by_customer |= self.customer || both;
        it.by_provider |= both;
        says
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
            let _ = writeln!(out, "  section {} {} {{", segment(&own), quoted(&own));
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
    for row in rows.iter().filter(|it| it.is_owned) {
        let (id, cell) = (id(&row.control), quoted(&format!("{}!{}", row.sheet, row.cell)));
        let _ = writeln!(out, "  {provider} owns {id}.provider on K1 by K1 {cell}");
    }
    out.push_str("}\n");
    out
}

/// By what rows of one control are known, however it is written: `ac-2(1)` is `AC-02 (01)`.
fn key(control: &str) -> String {
    let words = id(control).to_uppercase();
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    words.split(['.', '-']).map(number).collect::<Vec<_>>().join(".")
}

/// `AC-02 (01) (a)` as `AC-02.01.a`
fn id(control: &str) -> String {
    let parts = control.split(|ch: char| ch == '(' || ch == ')' || ch == '.' || ch.is_whitespace());
    label(&parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("."))
}
