//! The totals as a document: what many engagements come to together.

use serde_json::json;

use super::alike::{Alike, look_alikes};
use super::bounded::Counts;
use super::judge::Wanted;
use super::tally::{Compared, Tally};
use super::vendors::Vendors;
use crate::answers::FORMAT_VERSION;
use crate::codes;
use crate::diagnostic::{Severity, Text, did_you_mean};
use crate::report::{Align, Document, Inline, Style, Table};
use crate::text;

/// Lines of a table for people who look on; a file has all.
pub const FEW: usize = 12;

/// The totals: how many rows, what is wrong, what causes it, who is behind it, and where it is worst; so many lines of each, at most.
pub fn told(tally: &Tally, wanted: &Wanted, most: usize) -> Document {
    let Tally { rows, clean, faults, .. } = tally;
    let severity = |name: &str| tally.severities.of.get(name).copied().unwrap_or_default();
    let [errors, warnings, notes, waived] = ["error", "warning", "note", "waived"].map(severity);
    let [s, es, ws, ns] = [*rows, errors, warnings, notes].map(|count| if count == 1 { "" } else { "s" });
    let told = text!(
        "{rows} 件のうち、誤りも警告もないもの {clean} 件、読めないもの {faults} 件。error {errors} 件、warning {warnings} 件、note {notes} 件、免除 {waived} 件",
        "{rows} row{s}: {clean} without error or warning, {faults} that could not be read. {errors} error{es}, {warnings} warning{ws}, {notes} note{ns}, {waived} waived"
    );
    let mut document = Document::new().paragraph(told);
    if most == usize::MAX {
        document = document.heading(2, text!("合計", "Totals")).table(totals(tally, [errors, warnings, notes, waived]));
    }
    document = restricted(document, tally, wanted);
    document = supposed(document, tally, wanted, most);
    document = compared(document, tally, wanted);
    document = causes(document, tally, most);
    for (heading, head, counts) in [
        (text!("種類ごと", "By kind"), text!("種類", "kind"), &tally.kinds),
        (text!("項目ごと", "By control"), text!("項目", "control"), &tally.controls),
        (text!("当事者ごと", "By party"), text!("当事者", "party"), &tally.parties),
        (text!("ひな型ごと", "By template"), text!("ひな型", "template"), &tally.templates),
        (text!("条項ごと", "By clause"), text!("ひな型の条項", "clause of a template"), &tally.clauses),
        (
            text!("記述についての誤りと警告", "Errors and warnings about what is written"),
            text!("種類", "kind"),
            &tally.problems,
        ),
    ] {
        document = counted(document, (heading, head), counts, most);
    }
    document = vendors(document, &tally.vendors, most);
    let (alike, more) = look_alikes(&tally.vendors);
    document = alikes(document, &tally.vendors, (&alike, more), most);
    let data = json!({ "version": FORMAT_VERSION, "batch": tally, "look_alikes": alike, "more_look_alikes": more });
    worst(document, tally, most).data(data)
}

/// The same numbers for a spreadsheet.
fn totals(tally: &Tally, [errors, warnings, notes, waived]: [u64; 4]) -> Table {
    let heads = [
        text!("行", "rows"),
        text!("誤りも警告もない行", "without error or warning"),
        text!("読めない行", "unreadable"),
    ];
    let weights = [Severity::Error, Severity::Warning, Severity::Note].map(Severity::words);
    let numbers = [tally.rows, tally.clean, tally.faults, errors, warnings, notes, waived];
    let table = Table::new(heads.into_iter().chain(weights).chain([text!("免除", "waived")]));
    (0..numbers.len()).fold(table, |table, at| table.align(at, Align::Right)).row(numbers.map(|it| it.to_string()))
}

/// What is said of the text, and what is not looked at.
fn restricted(mut document: Document, tally: &Tally, wanted: &Wanted) -> Document {
    let (count, wrong) = (tally.problems.total(), tally.wrong);
    if count > 0 {
        let doubtful = count - wrong;
        document = document.paragraph(text!(
            "ほかに、記述についての error {wrong} 件、warning {doubtful} 件",
            "besides, about what is written: {wrong} errors, {doubtful} warnings"
        ));
    }
    for (names, ja, en) in [(&wanted.only, "種類", "kinds"), (&wanted.catalogues, "確認表", "catalogues")] {
        if !names.is_empty() {
            let names = Vec::from_iter(names.iter().map(String::as_str)).join("`, `");
            document = document.note(text!(
                "次の{ja}の指摘だけを数えています：`{names}`",
                "only findings of these {en} are counted: `{names}`"
            ));
        }
    }
    document
}

/// What became of all since the baseline.
fn compared(document: Document, tally: &Tally, wanted: &Wanted) -> Document {
    let Some(baseline) = &wanted.baseline else { return document };
    let Compared { rows, fixed, known } = tally.since;
    let absent = (baseline.len() as u64).saturating_sub(rows);
    let document = document.paragraph(text!(
        "基準より新しい指摘、悪化した指摘、変わった指摘だけを数えています。解消 {fixed} 件、前からあるもの {known} 件（数えません）",
        "only what is new, worse or changed since the baseline is counted: {fixed} fixed, {known} known before and not counted"
    ));
    match absent {
        0 => document,
        _ => document.note(text!(
            "基準にある案件のうち {absent} 件は今回評価していないため、解消したかどうかは分かりません",
            "{absent} of the engagements of the baseline are not judged here; whether what was found in them is fixed is not known"
        )),
    }
}

/// Who was supposed to leave, and in how many rows there was somebody to leave.
fn supposed(mut document: Document, tally: &Tally, wanted: &Wanted, most: usize) -> Document {
    let day = wanted.days.from;
    for leaver in &wanted.without {
        let word = &leaver.word;
        let nobody = Counts::default();
        let left = tally.left.get(word).unwrap_or(&nobody);
        let rows = left.total();
        document = document.paragraph(text!(
            "`{word}` が {day} に撤退したと仮定し、それにより新たに生じるか変わる指摘だけを数えています。この事業者がいる行：{rows} 件",
            "as if `{word}` left on {day}; only findings that are new or change by it are counted. Rows that it stands in: {rows}"
        ));
        if rows == 0 {
            let names = tally.vendors.of.values().map(|it| it.name.as_str());
            if let Some(near) = did_you_mean(word, names) {
                document = document.note(text!("もしかして `{near}`", "did you mean `{near}`?"));
            }
        }
        for (key, here) in &left.of {
            let Some(vendor) = tally.vendors.of.get(key) else { continue };
            if let Some(number) = vendor.corporate_number.as_ref().filter(|_| vendor.rows > *here) {
                let more = vendor.rows - here;
                document = document.note(text!(
                    "`{word}` は法人番号 {number} の事業者で、ほか {more} 行に別の名前で出ています。すべてを見るには `--without {number}` とします",
                    "`{word}` has the corporate number {number} and stands in {more} more rows under other names; `--without {number}` looks at all"
                ));
            }
        }
        if left.of.len() > 1 {
            let all: Vec<Text> = left.of.keys().take(most).map(|key| called(&tally.vendors, key)).collect();
            let (count, Text { ja, en }) = (left.of.len(), Text::list(&all));
            document = document.note(text!(
                "`{word}` という事業者は {count} 者いて、そのいずれもが撤退したと仮定しています：{ja}",
                "{count} vendors are called `{word}`, and all of them are supposed to leave: {en}"
            ));
        }
    }
    document
}

/// Who is behind how many findings.
fn vendors(document: Document, vendors: &Vendors, most: usize) -> Document {
    let ranked = vendors.ranked();
    if ranked.is_empty() {
        return document;
    }
    let heads = [
        text!("事業者", "vendor"),
        text!("法人番号", "corporate number"),
        text!("行", "rows"),
        text!("指摘", "findings"),
        text!("実施者として", "as performer"),
        text!("再委託先として", "as subcontractor"),
    ];
    let mut table = (2..6).fold(Table::new(heads), |table, column| table.align(column, Align::Right));
    for it in ranked.iter().take(most) {
        table = table.row([
            Inline::styled(it.name.clone(), Style::Code),
            Inline::from(it.corporate_number.clone().unwrap_or_default()),
            Inline::from(it.rows.to_string()),
            Inline::from(it.findings.to_string()),
            Inline::from(it.as_performer.to_string()),
            Inline::from(it.as_subcontractor.to_string()),
        ]);
    }
    if vendors.other_rows > 0 && most == usize::MAX {
        let numbers = [vendors.other_rows, vendors.other].map(|it| Inline::from(it.to_string()));
        table = table.row([Inline::from(other()), Inline::default()].into_iter().chain(numbers));
    }
    let document = document.heading(2, text!("事業者ごと", "By vendor")).table(table);
    let document = more(document, ranked.len().saturating_sub(most), 0);
    let Vendors { other, other_rows, .. } = vendors;
    match *other_rows {
        0 => document,
        _ => document.note(text!(
            "事業者が多いため、まれなもの（延べ {other_rows} 行、指摘 {other} 件）は「その他」にまとめました",
            "rare vendors, which stand in {other_rows} rows with {other} findings, are told apart no longer and are \"other\""
        )),
    }
}

/// Vendors that may be one.
fn alikes(document: Document, vendors: &Vendors, (alike, more): (&[Alike], bool), most: usize) -> Document {
    if alike.is_empty() {
        return document;
    }
    let heads = [text!("一方", "one"), text!("もう一方", "the other"), text!("似ている点", "what is alike")];
    let row = |it: &Alike| [called(vendors, &it.one), called(vendors, &it.other), it.how.words()].map(Inline::from);
    let table = alike.iter().take(most).fold(Table::new(heads), |table, it| table.row(row(it)));
    let heading = text!("同じかもしれない事業者（別々に数えています）", "Vendors that may be one (counted as two)");
    let document = document.heading(2, heading).table(table);
    let left = alike.len().saturating_sub(most);
    let s = if left == 1 { "" } else { "s" };
    match (left, more) {
        (0, _) => document,
        (_, false) => {
            document.note(text!("ほか {left} 組（`--summary` に全部）", "{left} more pair{s}; `--summary` has all"))
        }
        (_, true) => document.note(text!("ほか {left} 組以上", "{left} more pair{s} and others")),
    }
}

/// A vendor by its name, with its number if it has one.
fn called(vendors: &Vendors, key: &str) -> Text {
    let Some(it) = vendors.of.get(key) else { return Text::same(format!("`{key}`")) };
    let name = &it.name;
    match &it.corporate_number {
        Some(number) => text!("`{name}`（法人番号 {number}）", "`{name}` (corporate number {number})"),
        None => Text::same(format!("`{name}`")),
    }
}

/// The dozen things behind ten thousand findings.
fn causes(document: Document, tally: &Tally, most: usize) -> Document {
    let ranked = tally.ranked_causes();
    if ranked.is_empty() {
        return document;
    }
    let heads = [text!("原因", "cause"), text!("指摘", "findings"), text!("件", "rows")];
    let mut table = Table::new(heads).align(1, Align::Right).align(2, Align::Right);
    for (key, cause) in ranked.iter().take(most) {
        table = table.row([
            Inline::styled(*key, Style::Code),
            Inline::from(cause.findings.to_string()),
            Inline::from(cause.rows.to_string()),
        ]);
    }
    if tally.other_causes > 0 && most == usize::MAX {
        table = table.row([Inline::from(other()), Inline::from(tally.other_causes.to_string()), Inline::default()]);
    }
    let document = document.heading(2, text!("おもな原因", "Root causes")).table(table);
    more(document, ranked.len().saturating_sub(most), tally.other_causes)
}

fn counted(document: Document, (heading, head): (Text, Text), counts: &Counts, most: usize) -> Document {
    let ranked = counts.ranked();
    if ranked.is_empty() {
        return document;
    }
    // Kinds are names for programs; what they mean stands beside them.
    let said: Vec<Option<Text>> = ranked.iter().map(|(key, _)| meaning(key)).collect();
    let has_meaning = said.iter().any(Option::is_some);
    let meaning_head = has_meaning.then(|| text!("意味", "meaning"));
    let table = Table::new([head].into_iter().chain(meaning_head).chain([text!("指摘", "findings")]));
    let mut table = table.align(1 + usize::from(has_meaning), Align::Right);
    let mut row = |key: Inline, said: Option<Text>, count: u64| {
        let said = has_meaning.then(|| Inline::from(said.unwrap_or_default()));
        let cells: Vec<Inline> = [key].into_iter().chain(said).chain([Inline::from(count.to_string())]).collect();
        table.rows.push(cells);
    };
    for ((key, count), said) in ranked.iter().zip(said).take(most) {
        row(Inline::styled(*key, Style::Code), said, *count);
    }
    if counts.other > 0 && most == usize::MAX {
        row(Inline::from(other()), None, counts.other);
    }
    more(document.heading(2, heading).table(table), ranked.len().saturating_sub(most), counts.other)
}

/// What a kind says.
fn meaning(key: &str) -> Option<Text> {
    codes::find(key).map(|code| Text::new(code.page.says.0, code.page.says.1))
}

/// What is told apart no longer.
fn other() -> Text {
    text!("その他", "other")
}

/// What a table leaves out.
fn more(document: Document, left: usize, other: u64) -> Document {
    let s = if left == 1 { "" } else { "s" };
    match (left, other) {
        (0, 0) => document,
        (_, 0) => {
            document.note(text!("ほか {left} 行（`--summary` に全部）", "{left} more line{s}; `--summary` has all"))
        }
        _ => document.note(text!(
            "ほか {left} 行。種類が多いため、まれなもの（指摘 {other} 件）は「その他」にまとめました",
            "{left} more line{s}; rare keys, with {other} findings, are told apart no longer and are \"other\""
        )),
    }
}

fn worst(mut document: Document, tally: &Tally, most: usize) -> Document {
    if !tally.worst.is_empty() {
        let [errors, warnings] = [Severity::Error, Severity::Warning].map(Severity::words);
        let heads = [text!("行", "row"), text!("案件", "engagement"), errors, warnings];
        let mut table = Table::new(heads).align(0, Align::Right).align(2, Align::Right).align(3, Align::Right);
        for it in tally.worst.iter().take(most) {
            table = table.row([it.row.to_string(), it.id.clone(), it.errors.to_string(), it.warnings.to_string()]);
        }
        document = document.heading(2, text!("指摘の多いもの", "Where it is worst")).table(table);
    }
    if tally.first_faults.is_empty() {
        return document;
    }
    let heads = [text!("行", "row"), text!("場所", "place"), text!("種類", "kind"), text!("理由", "why")];
    let mut table = Table::new(heads).align(0, Align::Right);
    for (row, fault) in &tally.first_faults {
        let place = [Some(format!("{}:{}", fault.file, fault.line)), fault.pointer.clone()];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let code = Inline::styled(fault.code.as_str(), Style::Code);
        table = table.row([row.to_string().into(), Inline::from(place), code, Inline::from(fault.message.clone())]);
    }
    let document = document.heading(2, text!("読めない行", "Rows that could not be read")).table(table);
    let left = tally.faults.saturating_sub(tally.first_faults.len() as u64);
    if left == 0 { document } else { document.note(text!("ほか {left} 行", "{left} more")) }
}
