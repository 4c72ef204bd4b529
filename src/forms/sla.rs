//! What each contract and its agreements state, row by row of the matrix, and what they promise.
//!
//! A row is a duty that a contract or its agreements state, or that one of them has to state, on whatever it is about. `states` is written for what is there, `states … as goal` for what is
//! only aimed at. What was stated and is not any more is answered with a cross; an emptied cell says as much as that nobody
//! knows, and takes it back as well. Both are told. That something is not stated is kept beside the engagement, and shown again.

use std::collections::BTreeMap;

use super::cells::marks::Answer;
use super::form::{Field, Form, Head, Kind, Line, Row, Sheet, Speaker};
use super::said::{Paper, Said};
use super::view::{View, stacked};
use crate::diagnostic::{Lang, Text};
use crate::evaluate::{Need, covers};
use crate::graph::ObligationIdx;
use crate::model::{self, ContractIdx, Idx, PartyIdx, StatementIdx, Subject, Verb, Word};
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
            "1. 黄色の欄に記入してください。濃い黄色の欄は、まだ回答がありません。ほかの欄は参照用です。",
            "1. Fill in the yellow cells; in the darker ones nothing is answered yet. The other cells are for reading.",
        ),
        Text::new(
            "2. 「記載」は一覧から選びます。あり（○でも可）、努力目標（△でも可）、なし（×でも可）。書かれていないときは「なし」を選び、分からないときは空欄にします。どちらも、あったはずの記載を取り下げます。「なし」と備考は、次の様式にもあります。",
            "2. Under “stated” choose stated (a tick will do), goal, or not stated (a cross will do). Where something is not stated, choose not stated; where you cannot tell, leave the cell empty. Either takes back what was there. What is not stated, and its remark, stand in the next form as well.",
        ),
        Text::new(
            "3. 「文書」には契約か SLA 等の文書を一覧から選び、「条項」にその箇所を書きます。",
            "3. Choose the contract or the document under “document”, and put down the place under “clause”.",
        ),
    ]
}

static HEADS: [Head; 12] = [
    ("契約", "contract", 14, Field::Named),
    ("対象", "component", 11, Field::Named),
    ("項目", "item", 16, Field::Shown),
    ("事項", "duty", 20, Field::Named),
    ("水準", "level", 6, Field::Shown),
    ("記載", "stated", 8, Field::Answer),
    ("文書", "document", 14, Field::Paper),
    ("条項", "clause", 14, Field::Clause),
    ("開始日", "from", 10, Field::From),
    ("終了日", "to", 10, Field::Until),
    ("備考", "remark", 15, Field::Remark),
    ("指摘", "finding", 24, Field::Shown),
];

fn rows(view: &View, contracts: &[ContractIdx]) -> Vec<Row> {
    let obligations = view.checked.evaluation.context.obligations;
    let standing = |at: &ObligationIdx| view.checked.evaluation.standings[at.row()].stands();
    let mut by_contract: BTreeMap<ContractIdx, Vec<Line>> = BTreeMap::new();
    for at in obligations.all.indices().filter(standing) {
        for (contract, by) in spoken(view, at) {
            by_contract.entry(contract).or_default().push(line(view, contract, at, by));
        }
    }
    let mut rows = Vec::new();
    for contract in contracts {
        let lines = by_contract.remove(contract).unwrap_or_default();
        if !lines.is_empty() {
            rows.push(Row::Heading(view.contract(*contract)));
            rows.extend(lines.into_iter().map(|line| Row::Line(Box::new(line))));
        }
    }
    rows
}

/// The contracts in whose rows an obligation stands, each with what it says of it: all that state it, be it on another subject; else
/// that which has taken it over with everything else; else, where a document has to state it, that in which it would stand.
fn spoken(view: &View, at: ObligationIdx) -> Vec<(ContractIdx, Option<StatementIdx>)> {
    let (evaluation, engagement) = (&view.checked.evaluation, view.engagement());
    let contract_of = |it: StatementIdx| match engagement.statements[it].verb {
        Verb::States { paper, .. } => engagement.contract_of(paper),
        _ => None,
    };
    let mut stating: BTreeMap<ContractIdx, Vec<StatementIdx>> = BTreeMap::new();
    for it in view.about(at) {
        if let Some(contract) = contract_of(it) {
            stating.entry(contract).or_default().push(it);
        }
    }
    let all: Vec<_> = stating.into_iter().map(|(contract, all)| (contract, view.narrowest(all))).collect();
    let Need::Stated(in_order) = &evaluation.standings[at.row()].need else { return all };
    if !all.is_empty() {
        return all;
    }
    let taken_over = in_order.iter().find_map(|it| Some((contract_of(*it)?, Some(*it))));
    let asked = || where_it_would_stand(view, evaluation.context.obligations.subject(at)).map(|it| (it, None));
    taken_over.or_else(asked).into_iter().collect()
}

/// The contract itself; of anything else the first that covers it: in force first, then one with the hospital.
fn where_it_would_stand(view: &View, subject: Subject) -> Option<ContractIdx> {
    let (context, engagement) = (&view.checked.evaluation.context, view.engagement());
    let mut covering: Vec<ContractIdx> = match subject {
        Subject::Contract(it) => return Some(it),
        Subject::Vendor(it) => context.obligations.tree.supplied_by(it).to_vec(),
        Subject::Component(_) | Subject::Interface(..) => {
            engagement.contracts.indices().filter(|it| covers(context, *it, subject)).collect()
        }
        Subject::Engagement => Vec::new(),
    };
    covering.sort_by_key(|it| (!context.contract_in_force(*it), engagement.contracts[*it].parent.is_some()));
    covering.first().copied()
}

fn line(view: &View, contract: ContractIdx, at: ObligationIdx, by: Option<StatementIdx>) -> Line {
    let obligations = view.checked.evaluation.context.obligations;
    let name = &view.engagement().contracts[contract].name;
    let offered = || Said { papers: vec![Paper { name: Some(name.clone()), clause: None }], ..Said::default() };
    let said = by.map_or_else(offered, |by| view.said(by));
    let (duty, subject) = (obligations.all[at].duty, obligations.subject(at));
    let it = &view.policy().duties[duty];
    let shown = vec![
        view.contract(contract),
        view.subject(subject),
        view.control(it.control),
        view.duty(duty),
        it.level.words(),
        view.findings(&[at], true),
    ];
    let key = match subject {
        Subject::Contract(it) if it == contract => view.key(at),
        _ => format!("{} @{name}", view.key(at)),
    };
    Line { key, shown, about: view.only([at]), speaker: Speaker::Contract(contract), said, by, noted: None }
}

/// What contracts promise, their own share, and what is demanded.
fn promises(view: &View, contracts: &[ContractIdx]) -> Sheet {
    let (policy, engagement) = (view.policy(), view.engagement());
    let levels = |all: &[model::ServiceLevel]| {
        let line = |it: &model::ServiceLevel| policy.level_in_words(&it.bound);
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
