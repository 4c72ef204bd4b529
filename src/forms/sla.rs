//! What each contract and its agreements state, row by row of the matrix, and what they promise.
//!
//! A row is a duty that a document must state, on one contract. `states` is written for what is there, `states … as goal` for what is
//! only aimed at. What was stated and is not any more is answered with a cross: an emptied cell may be a slip, and takes nothing back.

use super::cells::marks::Answer;
use super::form::{Field, Form, Head, Kind, Line, Row, Sheet, Speaker};
use super::said::{Paper, Said};
use super::view::{View, stacked};
use crate::diagnostic::{Lang, Text};
use crate::evaluate::Need;
use crate::graph::ObligationIdx;
use crate::model::{self, ContractIdx, Idx, PartyIdx, Subject, Verb, Word};
use crate::text;

/// What may be answered.
static ANSWERS: [Answer; 3] = [Answer::States, Answer::Goal, Answer::Absent];

/// The table of all contracts, or of those to which a party is a party.
pub fn sla(view: &View, party: Option<PartyIdx>, lang: Lang) -> Form {
    let engagement = view.engagement();
    let name = &engagement.name;
    let title = match party.map(|it| view.party(it)) {
        Some(Text { ja, en }) => {
            text!("契約・SLA の記載：{ja}（{name}）", "What contracts and agreements state: {en} ({name})")
        }
        None => text!("契約・SLA の記載（{name}）", "What contracts and agreements state ({name})"),
    };
    let is_of = |it: ContractIdx| party.is_none_or(|party| engagement.contracts[it].binds(party));
    let contracts: Vec<ContractIdx> = engagement.contracts.indices().filter(|it| is_of(*it)).collect();
    let papers = view.offered(party, lang);
    let stated = Sheet::asked(Text::new("記載", "Statements"), title.clone(), &HEADS, &ANSWERS, rows(view, &contracts));
    Form {
        guide: guide(),
        sheets: vec![stated, promises(view, &contracts)],
        papers: papers.clone(),
        known: papers,
        ..view.form(Kind::Sla, party, lang, title)
    }
    .settled()
}

fn guide() -> Vec<Text> {
    vec![
        Text::new(
            "契約書や SLA に定めるべき事項が、それぞれの契約に書かれているかを確認する表です。",
            "This form asks of every contract whether it, or its service level agreement, states what has to be stated.",
        ),
        Text::new(
            "1. 薄い黄色の欄に記入してください。ほかの欄は参照用です。",
            "1. Fill in the light yellow cells. The other cells are for reading.",
        ),
        Text::new(
            "2. 「記載」は一覧から選びます。あり（○でも可）、努力目標（△でも可）、なし（×でも可）。書かれていたものがなくなったときは、空欄にせず「なし」を選びます。",
            "2. Under “stated” choose stated (a tick will do), goal, or not stated (a cross will do). Where something is stated no more, choose not stated; do not just empty the cell.",
        ),
        Text::new(
            "3. 「文書」には契約か SLA 等の文書を一覧から選び、「条項」にその箇所を書きます。",
            "3. Choose the contract or the document under “document”, and put down the place under “clause”.",
        ),
    ]
}

static HEADS: [Head; 11] = [
    ("契約", "contract", 22, Field::Shown),
    ("項目", "item", 30, Field::Shown),
    ("事項", "duty", 34, Field::Shown),
    ("水準", "level", 8, Field::Shown),
    ("記載", "stated", 10, Field::Answer),
    ("文書", "document", 22, Field::Paper),
    ("条項", "clause", 22, Field::Clause),
    ("開始日", "from", 12, Field::From),
    ("終了日", "to", 12, Field::Until),
    ("備考", "remark", 24, Field::Remark),
    ("指摘", "finding", 24, Field::Shown),
];

fn rows(view: &View, contracts: &[ContractIdx]) -> Vec<Row> {
    let evaluation = &view.checked.evaluation;
    let of = |at: ObligationIdx| match evaluation.context.obligations.subject(at) {
        Subject::Contract(contract) => Some(contract),
        _ => None,
    };
    let is_asked = |at: &ObligationIdx| {
        let standing = &evaluation.standings[at.row()];
        standing.stands() && matches!(standing.need, Need::Stated(_))
    };
    let all: Vec<(ContractIdx, ObligationIdx)> =
        evaluation.context.obligations.all.indices().filter(is_asked).filter_map(|at| Some((of(at)?, at))).collect();
    let mut rows = Vec::new();
    for contract in contracts.iter().copied() {
        let own = all.iter().filter(|(of, _)| *of == contract);
        let lines: Vec<Row> = own.map(|(_, at)| Row::Line(Box::new(line(view, contract, *at)))).collect();
        if !lines.is_empty() {
            rows.push(Row::Heading(view.contract(contract)));
            rows.extend(lines);
        }
    }
    rows
}

fn line(view: &View, contract: ContractIdx, at: ObligationIdx) -> Line {
    let engagement = view.engagement();
    let speaks = |it: &model::StatementIdx| match &engagement.statements[*it].verb {
        Verb::States { paper: model::Paper::Contract(it), .. } => *it == contract,
        Verb::States { paper: model::Paper::Evidence(it), .. } => engagement.evidence[*it].contract == Some(contract),
        _ => false,
    };
    let by = view.narrowest(view.about(at).filter(speaks));
    let offered = || {
        let name = engagement.contracts[contract].name.clone();
        Said { papers: vec![Paper { name: Some(name), clause: None }], ..Said::default() }
    };
    let said = by.map_or_else(offered, |by| view.said(by));
    let duty = view.checked.evaluation.context.obligations.all[at].duty;
    let it = &view.policy().duties[duty];
    let shown = vec![
        view.contract(contract),
        view.control(it.control),
        view.duty(duty),
        it.level.words(),
        view.findings(&[at], true),
    ];
    let key = view.key(at);
    Line { key, shown, about: view.only([at]), speaker: Speaker::Contract(contract), said, by }
}

/// What contracts promise, their own share, and what is demanded.
fn promises(view: &View, contracts: &[ContractIdx]) -> Sheet {
    let (policy, engagement) = (view.policy(), view.engagement());
    let levels = |all: &[model::ServiceLevel]| {
        let line = |it: &model::ServiceLevel| Text::same(policy.level(&it.bound).trim_matches('`'));
        stacked(&all.iter().map(line).collect::<Vec<_>>())
    };
    let all = contracts.iter().map(|at| (*at, &engagement.contracts[*at]));
    let with = all.filter(|(_, it)| !it.promises.is_empty() || !it.itself.is_empty());
    let row = |(at, it): (ContractIdx, &model::Contract)| {
        let shown = vec![view.contract(at), levels(&it.promises), levels(&it.itself)];
        Line::shown(it.name.clone(), shown, view.only([]))
    };
    let title = Text::new("契約ごとの約束（参照用）", "What each contract promises (for reading)");
    Sheet::shown(Text::new("約束", "Promises"), title, &PROMISES, with.map(row))
}

static PROMISES: [Head; 3] = [
    ("契約", "contract", 26, Field::Shown),
    ("約束", "promises", 44, Field::Shown),
    ("自社分", "own share", 44, Field::Shown),
];
