//! The totals as a document: what many engagements come to together.

use serde_json::json;

use super::tally::{Counts, Fault, Tally};
use crate::answers::FORMAT_VERSION;
use crate::diagnostic::Text;
use crate::report::{Align, Document, Inline, Style, Table};
use crate::text;

/// Lines of a table; the machine form has all.
const MAX_LINES: usize = 12;

/// The totals: how many rows, what is wrong, what causes it, and where it is worst.
pub fn told(tally: &Tally) -> Document {
    let Tally { rows, clean, faults, .. } = tally;
    let severity = |name: &str| tally.severities.of.get(name).copied().unwrap_or_default();
    let [errors, warnings, notes, waived] = ["error", "warning", "note", "waived"].map(severity);
    let told = text!(
        "{rows} 件のうち、誤りも警告もないもの {clean} 件、読めないもの {faults} 件。error {errors} 件、warning {warnings} 件、note {notes} 件、免除 {waived} 件",
        "{rows} rows: {clean} without error or warning, {faults} that could not be read. {errors} errors, {warnings} warnings, {notes} notes, {waived} waived"
    );
    let mut document = Document::new().paragraph(told);
    document = causes(document, tally);
    for (heading, head, counts) in [
        (text!("種類ごと", "By kind"), text!("種類", "kind"), &tally.kinds),
        (text!("項目ごと", "By control"), text!("項目", "control"), &tally.controls),
        (text!("当事者ごと", "By party"), text!("当事者", "party"), &tally.parties),
        (text!("ひな型ごと", "By template"), text!("ひな型", "template"), &tally.templates),
        (text!("記述についての警告", "Warnings about what is written"), text!("種類", "kind"), &tally.problems),
    ] {
        document = counted(document, heading, head, counts);
    }
    worst(document, tally).data(json!({ "version": FORMAT_VERSION, "batch": tally }))
}

/// The dozen things behind ten thousand findings.
fn causes(document: Document, tally: &Tally) -> Document {
    let ranked = tally.ranked_causes();
    if ranked.is_empty() {
        return document;
    }
    let heads = [text!("原因", "cause"), text!("指摘", "findings"), text!("件", "rows")];
    let mut table = Table::new(heads).align(1, Align::Right).align(2, Align::Right);
    for (key, cause) in ranked.iter().take(MAX_LINES) {
        table = table.row([
            Inline::styled(*key, Style::Code),
            Inline::from(cause.findings.to_string()),
            Inline::from(cause.rows.to_string()),
        ]);
    }
    let document = document.heading(2, text!("おもな原因", "Root causes")).table(table);
    more(document, ranked.len(), tally.other_causes)
}

fn counted(document: Document, heading: Text, head: Text, counts: &Counts) -> Document {
    let ranked = counts.ranked();
    if ranked.is_empty() {
        return document;
    }
    let mut table = Table::new([head, text!("指摘", "findings")]).align(1, Align::Right);
    for (key, count) in ranked.iter().take(MAX_LINES) {
        table = table.row([Inline::styled(*key, Style::Code), Inline::from(count.to_string())]);
    }
    more(document.heading(2, heading).table(table), ranked.len(), counts.other)
}

/// What a table leaves out.
fn more(document: Document, lines: usize, other: u64) -> Document {
    let left = lines.saturating_sub(MAX_LINES);
    match (left, other) {
        (0, 0) => document,
        (_, 0) => {
            document.note(text!("ほか {left} 行（`--summary` に全部）", "{left} more lines; `--summary` has all"))
        }
        _ => document.note(text!(
            "ほか {left} 行。種類が多いため、まれなもの {other} 件は「その他」にまとめました",
            "{left} more lines; {other} findings under rare keys are told apart no longer"
        )),
    }
}

fn worst(mut document: Document, tally: &Tally) -> Document {
    if !tally.worst.is_empty() {
        let heads = [text!("行", "row"), text!("案件", "engagement"), Text::same("error"), Text::same("warning")];
        let mut table = Table::new(heads).align(0, Align::Right).align(2, Align::Right).align(3, Align::Right);
        for it in tally.worst.iter().take(MAX_LINES) {
            table = table.row([it.row.to_string(), it.id.clone(), it.errors.to_string(), it.warnings.to_string()]);
        }
        document = document.heading(2, text!("指摘の多いもの", "Where it is worst")).table(table);
    }
    if tally.first_faults.is_empty() {
        return document;
    }
    let place = |fault: &Fault| {
        let pointer = fault.pointer.as_deref().unwrap_or_default();
        format!("{}:{} {pointer}", fault.file, fault.line)
    };
    let line = |(row, fault): &(u64, Fault)| {
        let place = place(fault);
        let Text { ja, en } = &fault.message;
        let code = &fault.code;
        Inline::from(text!("{row} 行目 {place}[{code}]：{ja}", "row {row}, {place}[{code}]: {en}"))
    };
    let document = document.heading(2, text!("読めない行", "Rows that could not be read"));
    let document = document.list(tally.first_faults.iter().map(line));
    let left = tally.faults.saturating_sub(tally.first_faults.len() as u64);
    if left == 0 { document } else { document.note(text!("ほか {left} 行", "{left} more")) }
}
