//! The checklist as the ministries laid it out: a sheet for each part, a heading for each section, a row for each item, with the first
//! check, the day of completion and remarks; and beside it what the print has no room for: who carries the item on what, by which
//! clause, and what was found.
//!
//! A row is an item with all its duties on all their subjects. Where the print numbers ① and ② apart, each is a row of its own.

use std::collections::BTreeSet;

use super::cells::marks::Answer;
use super::form::{Field, Form, Head, Kind, Line, Row, Sheet, Speaker};
use super::structure;
use super::view::View;
use crate::diagnostic::{Lang, Text};
use crate::graph::ObligationIdx;
use crate::model::{CatalogueIdx, ControlIdx, DutyIdx, Idx, StatementIdx, Subject, Verb};
use crate::text;

/// What may be answered.
static ANSWERS: [Answer; 2] = [Answer::Yes, Answer::No];

/// The checklist of every catalogue in use.
pub fn checklist(view: &View, lang: Lang) -> Form {
    let engagement = view.engagement();
    let name = &engagement.name;
    let title = text!("役割分担等に関する確認表（{name}）", "Checklist of role sharing ({name})");
    let catalogues: BTreeSet<CatalogueIdx> = engagement.uses.iter().map(|it| it.catalogue).collect();
    let mut sheets: Vec<Sheet> = catalogues.into_iter().flat_map(|it| parts(view, it, &HEADS)).collect();
    sheets.push(details(view));
    sheets.extend(structure::sheets(view));
    Form { uses: structure::uses(view), guide: guide(), sheets, ..view.form(Kind::Checklist, None, lang, title) }
        .settled()
}

/// The columns in which somebody answers, or reads what is asked.
const ANSWERED: usize = 7;

/// The empty checklist of every catalogue in use, of which a new engagement is made; what the engagement has is not looked at.
pub fn blank(view: &View, lang: Lang) -> Form {
    let title = text!("役割分担等に関する確認表", "Checklist of role sharing");
    let catalogues: BTreeSet<CatalogueIdx> = view.engagement().uses.iter().map(|it| it.catalogue).collect();
    let mut sheets = structure::blank();
    sheets.extend(catalogues.into_iter().flat_map(|it| parts(view, it, &HEADS[..ANSWERED])));
    for row in sheets.iter_mut().filter(|it| it.is_asked()).flat_map(|it| &mut it.rows) {
        if let Row::Line(line) = row {
            // Nobody knows yet what there is to which a row applies.
            (line.speaker, line.said, line.by) = (Speaker::Check, Default::default(), None);
        }
    }
    let guide = [blank_guide(), guide()[1..5].to_vec()].concat();
    Form { uses: structure::uses(view), guide, sheets, ..view.form(Kind::Checklist, None, lang, title) }
}

/// How an empty one is filled in; the lines of [`checklist`] go on behind it.
pub fn blank_guide() -> Vec<Text> {
    vec![
        Text::new(
            "医療機関と事業者が、確認表の項目を一つずつ協議した結果を記入する表です。まず「案件」「当事者」「構成要素」「契約」を記入し、続いて確認表の各シートを記入します。",
            "Hospital and vendors go over the items of the checklist one by one, and put the result down here. First fill in “Engagement”, “Parties”, “Components” and “Contracts”, then the sheets of the checklist.",
        ),
        Text::new(
            "・「案件」には、この案件の名称を書きます（例：みなと病院 電子カルテ）。",
            "- “Engagement”: what this is called, such as “Minato Hospital, medical records”.",
        ),
        Text::new(
            "・「当事者」には、医療機関を一行、事業者と再委託先を一行ずつ書きます。",
            "- “Parties”: a row for the hospital, and one for each vendor and subcontractor.",
        ),
        Text::new(
            "・「構成要素」には、システム、基盤、ネットワーク、機器を一行ずつ書き、動かしている者を「提供者」に選びます。",
            "- “Components”: a row for each system, platform, network and device, with whoever runs it as its provider.",
        ),
        Text::new(
            "・「契約」には、契約を一行ずつ書きます。再委託の契約は、元の契約を「親契約」に選びます。複数選ぶ欄は、欄の中で改行して並べます。",
            "- “Contracts”: a row for each; a subcontract names the one above it under “under”. Where there are several in a cell, put them on lines of their own.",
        ),
    ]
}

fn guide() -> Vec<Text> {
    vec![
        Text::new(
            "医療機関と事業者が、確認表の項目を一つずつ協議した結果を記入する表です。",
            "Hospital and vendors go over the items of the checklist one by one, and put the result down here.",
        ),
        Text::new(
            "1. 黄色の欄に記入してください。濃い黄色の欄は、まだ回答がありません。ほかの欄は参照用です。",
            "1. Fill in the yellow cells; in the darker ones nothing is answered yet. The other cells are for reading.",
        ),
        Text::new(
            "2. 「初回確認」には、確認ができていれば「はい」（○、レでも可）、できていなければ「いいえ」（×でも可）を選び、「確認日」に協議した日を書きます。",
            "2. Under “first check” choose yes (a tick will do) or no (a cross will do), and put the day down under “checked on”.",
        ),
        Text::new(
            "3. 「いいえ」の項目は、確認が完了したときに「完了日」を書きます（例：2026/4/1、令和8年4月1日、R8.4.1）。",
            "3. Where it was no, put down the day of completion when it is settled, such as 2026-04-01.",
        ),
        Text::new(
            "4. 改めて確認したときは、「確認日」を新しい日に書き換えます。前の確認は記録に残ります。「初回確認」を空欄にすると、その確認を取り消し、まだ確認していない項目に戻ります。",
            "4. When an item is gone over again, put down the new day. The earlier check stays on record. Where “first check” is emptied, that check is taken back.",
        ),
        Text::new(
            "5. 右側の「担い手」「対象」「条項」「指摘」は、案件の今の内容です。対応ごとの一覧はシート「担い手と指摘」にあります。",
            "5. On the right is what the engagement says now: who carries it, on what, by which clause, and what was found. The sheet “Parties and findings” lists every duty.",
        ),
        Text::new(
            "6. シート「当事者」「構成要素」「契約」は参照用です。新しい案件をこのブックから作るときだけ、書き換えて使います。",
            "6. The sheets “Parties”, “Components” and “Contracts” are for reading. They are only rewritten to make a new engagement of this workbook.",
        ),
    ]
}

static HEADS: [Head; 11] = [
    ("項目番号", "number", 11, Field::Named),
    ("項目", "item", 24, Field::Shown),
    ("内容", "content", 42, Field::Shown),
    ("初回確認", "first check", 9, Field::Answer),
    ("確認日", "checked on", 12, Field::Date),
    ("完了日", "completed on", 12, Field::Settled),
    ("備考欄", "remarks", 24, Field::Remark),
    ("担い手", "party", 22, Field::Shown),
    ("対象", "component", 22, Field::Shown),
    ("条項", "clause", 24, Field::Shown),
    ("指摘", "finding", 26, Field::Shown),
];

/// A sheet for each top section of a catalogue; one for all where it has none.
fn parts(view: &View, catalogue: CatalogueIdx, heads: &[Head]) -> Vec<Sheet> {
    let policy = view.policy();
    let it = &policy.catalogues[catalogue];
    let in_view =
        |control: &ControlIdx| policy.duties_of(*control).any(|duty| view.engagement().in_view.contains(duty.row()));
    let controls: Vec<ControlIdx> =
        it.controls.clone().map(|row| ControlIdx::new(row as usize)).filter(in_view).collect();
    let top = |control: &ControlIdx| {
        std::iter::successors(policy.controls[*control].section, |at| it.sections.get(*at)?.parent).last()
    };
    let mut tops: Vec<Option<usize>> = Vec::new();
    for control in &controls {
        if !tops.contains(&top(control)) {
            tops.push(top(control));
        }
    }
    let sheet = |part: Option<usize>| {
        let name = match part.and_then(|at| it.sections.get(at)) {
            Some(section) => {
                let (label, Text { ja, en }) = (&section.label, &section.title);
                text!("{label} {ja}", "{label} {en}")
            }
            None => it.title.clone(),
        };
        let own: Vec<ControlIdx> = controls.iter().copied().filter(|control| top(control) == part).collect();
        let title = Text { ja: format!("{} {}", it.title.ja, name.ja), en: format!("{}, {}", it.title.en, name.en) };
        Sheet::asked(name, title, heads, &ANSWERS, rows(view, part, &own))
    };
    tops.into_iter().map(sheet).collect()
}

fn rows(view: &View, part: Option<usize>, controls: &[ControlIdx]) -> Vec<Row> {
    let policy = view.policy();
    let mut rows = Vec::new();
    let mut before = part;
    for control in controls {
        let it = &policy.controls[*control];
        if it.section != before {
            before = it.section;
            let sections = &policy.catalogues[it.catalogue].sections;
            if let Some(section) = it.section.and_then(|at| sections.get(at)) {
                let (label, Text { ja, en }) = (&section.label, &section.title);
                rows.push(Row::Heading(text!("{label} {ja}", "{label} {en}")));
            }
        }
        rows.extend(items(view, *control).into_iter().map(|(id, duties)| {
            let line = line(view, *control, &id, &duties);
            Row::Line(Box::new(line))
        }));
    }
    rows
}

/// The rows of a control: it, or each of its numbers where the print has a row for each.
fn items(view: &View, control: ControlIdx) -> Vec<(String, Vec<DutyIdx>)> {
    let policy = view.policy();
    let it = &policy.controls[control];
    let all: Vec<DutyIdx> = policy.duties_of(control).collect();
    if !it.marks.iter().any(|mark| mark.starts_with('①')) {
        return vec![(it.id.clone(), all)];
    }
    let mut rows: Vec<(String, Vec<DutyIdx>)> = Vec::new();
    for duty in all {
        let label = policy.duties[duty].label.split('.').next().unwrap_or_default();
        let id = if label.is_empty() { it.id.clone() } else { format!("{}.{label}", it.id) };
        match rows.iter_mut().find(|(other, _)| *other == id) {
            Some((_, duties)) => duties.push(duty),
            None => rows.push((id, vec![duty])),
        }
    }
    rows
}

fn line(view: &View, control: ControlIdx, id: &str, duties: &[DutyIdx]) -> Line {
    let context = &view.checked.evaluation.context;
    let policy = view.policy();
    let it = &policy.controls[control];
    let all: Vec<ObligationIdx> = duties.iter().flat_map(|duty| context.obligations.of_duty(*duty)).collect();
    let standing: Vec<ObligationIdx> =
        all.iter().copied().filter(|at| view.checked.evaluation.standings[at.row()].stands()).collect();
    let by = check_of(view, &all);
    let said = by.map(|by| view.said(by)).unwrap_or_default();
    let first = duties.first().map(|duty| &policy.duties[*duty]);
    let is_whole = id == it.id;
    let title = match first {
        Some(duty) if !is_whole && duties.len() == 1 => Text {
            ja: format!("{}（{}）", it.title.ja, duty.title.ja),
            en: format!("{} ({})", it.title.en, duty.title.en),
        },
        _ => it.title.clone(),
    };
    let source = first.filter(|_| !is_whole).map_or(&it.source, |duty| &duty.source);
    let asks = first.filter(|duty| !is_whole && !duty.summary.is_empty()).map_or(&it.summary, |duty| &duty.summary);
    let shown = vec![
        Text::same(source.as_str()),
        title,
        asks.clone(),
        listed(&view.performer_names(&standing)),
        subjects(view, &standing),
        inline(&view.clauses(&standing)),
        view.findings(&standing, true),
    ];
    let speaker = if all.is_empty() { Speaker::Nobody } else { Speaker::Check };
    let key = format!("{}:{id}", policy.catalogues[it.catalogue].name);
    Line { key, shown, about: view.only(all), speaker, said, by, noted: None }
}

/// The last check of all that a row is about.
fn check_of(view: &View, all: &[ObligationIdx]) -> Option<StatementIdx> {
    let first = all.first()?;
    let spoken_of = &view.checked.evaluation.context.obligations.spoken_of;
    let checks = view.about(*first).filter_map(|at| match view.engagement().statements[at].verb {
        Verb::Checked { date, .. } => Some((at, date)),
        _ => None,
    });
    let whole = checks.filter(|(at, _)| all.iter().all(|it| spoken_of[*at].contains(it.row())));
    let whole: Vec<(StatementIdx, jiff::civil::Date)> = whole.collect();
    let last = whole.iter().map(|(_, date)| *date).max()?;
    view.narrowest(whole.into_iter().filter(|(_, date)| *date == last).map(|(at, _)| at))
}

/// What a row is about, by the names in the engagement.
fn subjects(view: &View, all: &[ObligationIdx]) -> Text {
    let obligations = view.checked.evaluation.context.obligations;
    let mut names: Vec<String> = Vec::new();
    for at in all {
        let name = match obligations.subject(*at) {
            Subject::Engagement => continue,
            subject => view.engagement().subject_name(subject),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match (all.is_empty(), names.is_empty()) {
        (true, _) => Text::new("基準日に該当する対象がありません", "there is nothing to which it applies on the day"),
        (false, true) => view.subject(Subject::Engagement),
        (false, false) => listed(&names),
    }
}

fn listed(names: &[String]) -> Text {
    Text { ja: names.join("、"), en: names.join(", ") }
}

/// Lines one behind the other.
fn inline(lines: &Text) -> Text {
    Text { ja: lines.ja.replace('\n', "、"), en: lines.en.replace('\n', ", ") }
}

/// Every duty on every subject: who does it, who answers for it, by which clause, and what was found.
fn details(view: &View) -> Sheet {
    let evaluation = &view.checked.evaluation;
    let row = |at: ObligationIdx| {
        let it = evaluation.context.obligations.all[at];
        let shown = vec![
            view.duty(it.duty),
            view.asks(it.duty),
            view.subject(evaluation.context.obligations.subject(at)),
            view.when(at),
            view.performers(&[at]),
            view.answerable(&[at]),
            view.clauses(&[at]),
            view.findings(&[at], false),
        ];
        Line::shown(view.key(at), shown, view.only([at]))
    };
    let standing = evaluation.context.obligations.all.indices().filter(|at| evaluation.standings[at.row()].stands());
    let title =
        Text::new("対応ごとの担い手と指摘（参照用）", "Who carries each duty, and what was found (for reading)");
    let name = Text::new("担い手と指摘", "Parties and findings");
    Sheet::shown(name, title, &DETAILS, standing.map(row))
}

static DETAILS: [Head; 8] = [
    ("対応", "duty", 34, Field::Shown),
    ("内容", "what it asks", 36, Field::Shown),
    ("対象", "component", 24, Field::Shown),
    ("場面", "when", 10, Field::Shown),
    ("実施者", "performer", 24, Field::Shown),
    ("責任者", "answerable", 24, Field::Shown),
    ("条項", "clause", 28, Field::Shown),
    ("指摘", "finding", 60, Field::Shown),
];
