//! What an import says to the user: the change as a difference of the texts, what is wrong, what nobody read.

use serde_json::json;

use super::edit::plan::Change;
use super::edit::texts::Texts;
use super::form::{Form, Line};
use super::kept::Kept;
use super::noted::Beside;
use super::problems::Problem;
use super::said::Said;
use crate::answers::{FORMAT_VERSION, text_difference, unified};
use crate::diagnostic::Text;
use crate::report::{Document, diagnostic_json};
use crate::source::Sources;
use crate::text;

/// What came of an import.
#[derive(Debug, Default)]
pub struct Outcome<'a> {
    /// The rows that say something else.
    pub changes: Vec<Change<'a>>,
    /// The rows that no statement can say.
    pub besides: Vec<Beside<'a>>,
    /// The new texts.
    pub texts: Texts,
    /// What is wrong, or worth knowing.
    pub problems: Vec<Problem>,
    /// The text is one of a file that was not there.
    pub created: bool,
    /// The new texts have been written.
    pub written: bool,
    /// What was added to forms, and the file in which it was kept.
    pub kept: Vec<(String, Kept)>,
}

impl Outcome<'_> {
    /// Whether nothing may be written.
    pub fn stops(&self) -> bool {
        self.problems.iter().any(Problem::stops)
    }
}

/// The result of an import.
pub fn imported(sources: &Sources, outcome: &Outcome) -> Document {
    let mut document = Document::new();
    for problem in &outcome.problems {
        document = document.problem(problem.diagnostic());
    }
    for (source, after) in &outcome.texts {
        let before = sources.get(*source);
        document = document.lines(text_difference(&before.name, &before.text, after));
    }
    let (count, kept) = (outcome.changes.len(), outcome.besides.len());
    let summary = match (outcome.stops(), count, outcome.written) {
        (true, ..) => text!("誤りがあるため、何も書き込んでいません", "there are errors, and nothing was written"),
        (false, _, true) if outcome.created => {
            text!("新しいファイルを書きました（記入 {count} 行）", "wrote a new file (rows filled in: {count})")
        }
        (false, _, false) if outcome.created => {
            text!("新しいファイルになります（記入 {count} 行）", "it makes a new file (rows filled in: {count})")
        }
        (false, 0, _) if kept > 0 => text!(
            "案件に書き込む記入はありません（案件のそばに残す記入 {kept} 行）",
            "nothing is filled in that goes into the engagement (rows kept beside it: {kept})"
        ),
        (false, 0, _) => {
            text!("案件と異なる記入はありません", "nothing is filled in that is not in the engagement already")
        }
        (false, _, true) => text!("{count} 行の記入を書き込みました", "wrote what is filled in, in rows: {count}"),
        (false, _, false) => {
            text!("{count} 行の記入が案件と異なります", "rows that say something else than the engagement: {count}")
        }
    };
    document = document.paragraph(summary);
    for (file, kept) in &outcome.kept {
        let Text { ja, en } = kept.listed();
        document = document.paragraph(text!(
            "加えられた{ja}を `{file}` に残しました。同じ様式の次の書き出しに引き継ぎます",
            "kept what was added ({en}) in `{file}`; the next export of the same form has it again"
        ));
    }
    if outcome.created {
        document = document.note(text!(
            "役割分担の記述、契約の約束、根拠文書は確認表の様式になく、新しいファイルには含まれません",
            "who does what, what contracts promise and other documents are not part of the checklist form, and not of the new file"
        ));
    }
    if !outcome.texts.is_empty() && !outcome.stops() && !outcome.written {
        document = document.note(text!("`--write` を付けると書き込みます", "with `--write` it is written"));
    }
    let changes: Vec<_> = outcome.changes.iter().map(change).collect();
    let problems: Vec<_> = outcome.problems.iter().map(|it| problem(it, sources)).collect();
    let diffs = outcome.texts.iter().map(|(source, after)| {
        let before = sources.get(*source);
        json!({ "file": before.name, "diff": unified(&before.name, &before.text, after) })
    });
    document.data(json!({
        "version": FORMAT_VERSION,
        "written": outcome.written,
        "kept": outcome.kept.iter().map(|(file, _)| file).collect::<Vec<_>>(),
        "changes": changes,
        "files": diffs.collect::<Vec<_>>(),
        "problems": problems,
    }))
}

fn change(it: &Change) -> serde_json::Value {
    json!({
        "row": it.line.key,
        "file": it.place.file,
        "sheet": it.place.sheet,
        "cell": it.place.cell_name(),
        "before": said(&it.line.said),
        "after": said(&it.said),
    })
}

fn said(it: &Said) -> serde_json::Value {
    let day = |day: Option<jiff::civil::Date>| day.map(|it| it.to_string());
    json!({
        "answer": it.answer.map(|it| it.words()),
        "by": it.papers.iter().map(|it| json!({ "contract": it.name, "clause": it.clause })).collect::<Vec<_>>(),
        "from": day(it.from),
        "until": day(it.until),
        "date": day(it.date),
        "settled": day(it.settled),
        "remark": it.remark,
    })
}

fn problem(it: &Problem, sources: &Sources) -> serde_json::Value {
    let mut value = diagnostic_json(&it.diagnostic(), sources);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("file".to_owned(), json!(it.place.file));
        fields.insert("sheet".to_owned(), json!(it.place.sheet));
        fields.insert("cell".to_owned(), json!(it.place.cell_name()));
    }
    value
}

/// What an export says: what went into which file; of pages none comes back.
pub fn exported(files: &[(String, &Form)], problems: &[Problem], comes_back: bool) -> Document {
    let mut document = Document::new();
    for problem in problems {
        document = document.problem(problem.diagnostic());
    }
    let mut rows = Vec::new();
    for (file, form) in files {
        let lines: Vec<&Line> = form.sheets.iter().filter(|it| it.is_asked()).flat_map(|it| it.lines()).collect();
        let (count, open) = (lines.len(), lines.iter().filter(|it| it.shows().answer.is_none()).count());
        document = document.paragraph(text!(
            "`{file}` に書きました（{count} 行、うち未回答 {open} 行）",
            "wrote `{file}` (rows: {count}, without an answer: {open})"
        ));
        if !form.kept.is_empty() {
            let Text { ja, en } = form.kept.listed();
            document = document.paragraph(text!(
                "前に加えられた{ja}を引き継ぎました（引き継がないときは `--fresh`）",
                "it has again what was added before: {en} (`--fresh` leaves it out)"
            ));
        }
        let added = form.kept.names();
        rows.push(json!({ "file": file, "rows": count, "open": open, "party": form.party, "added": added }));
    }
    if comes_back {
        document = document.note(text!(
            "戻ってきたら `buntan import` で取り込みます",
            "`buntan import` takes them over when they come back"
        ));
    }
    document.data(json!({ "version": FORMAT_VERSION, "files": rows }))
}
