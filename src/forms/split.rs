//! The split sheet: who takes on which duty. One party's own holds only what was handed to it, what is expected of it and not
//! carried by another, and what it has spoken of; that of nobody in particular holds those of all.
//!
//! Taking on is `accepts` where the duty was handed on to the party or flows down to it, else `owns`.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::marks::Answer;
use super::filled::added::names;
use super::form::{Accepting, Field, Form, Head, Kind, Line, Row, Sheet, Speaker};
use super::said::{Paper, Said};
use super::view::View;
use crate::diagnostic::{Lang, Text};
use crate::evaluate::{Need, in_role};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, DutyIdx, Idx, PartyIdx, PartyKind, StatementIdx, Subject, Verb};
use crate::text;

/// What may be answered.
static ANSWERS: [Answer; 3] = [Answer::Accepts, Answer::Declines, Answer::Open];

/// The sheet of a party, or of all.
pub fn split(view: &View, party: Option<PartyIdx>, lang: Lang) -> Form {
    let engagement = view.engagement();
    let takes_part = |it: &PartyIdx| engagement.parties[*it].kind != PartyKind::Outside;
    let parties: Vec<PartyIdx> = match party {
        Some(party) => vec![party],
        None => engagement.parties.indices().filter(takes_part).collect(),
    };
    let expected = expected(view);
    let rows =
        parties.iter().flat_map(|party| lines(view, *party, &expected)).map(|line| Row::Line(Box::new(line))).collect();
    let title = match party {
        Some(party) => {
            let (Text { ja, en }, name) = (view.party(party), &engagement.name);
            text!("役割分担の確認：{ja}（{name}）", "Who does what: {en} ({name})")
        }
        None => {
            let name = &engagement.name;
            text!("役割分担の確認（{name}）", "Who does what ({name})")
        }
    };
    let sheet = Sheet::asked(Text::new("役割分担", "Split"), title.clone(), &HEADS, &ANSWERS, rows);
    Form {
        guide: guide(),
        sheets: vec![sheet],
        papers: view.offered(party, lang),
        ..view.form(Kind::Split, party, lang, title)
    }
    .settled()
}

static HEADS: [Head; 13] = [
    ("項目", "control", 12, Field::Shown),
    ("対応", "duty", 16, Field::Named),
    ("内容", "what it asks", 20, Field::Shown),
    ("対象", "component", 11, Field::Named),
    ("場面", "when", 6, Field::Named),
    ("当事者", "party", 8, Field::Named),
    ("委ねの関係", "handed on", 10, Field::Shown),
    ("回答", "statement", 10, Field::Answer),
    ("契約・文書", "contract", 11, Field::Paper),
    ("条項", "clause", 10, Field::Clause),
    ("開始日", "from", 10, Field::From),
    ("終了日", "to", 10, Field::Until),
    ("備考", "remark", 11, Field::Remark),
];

fn guide() -> Vec<Text> {
    vec![
        Text::new(
            "この表は、医療情報システムの安全管理のために必要な対応を、どの事業者が担うかを確認するものです。各行が一つの対応です。",
            "This form asks which vendor does what for the safety of a hospital's information systems. Every row is one duty.",
        ),
        Text::new(
            "1. シート「役割分担」の黄色の欄に記入してください。濃い黄色の欄は、まだ回答がありません。記入済みの欄は、いま案件に書かれていることです。違っていれば書き換えてください。ほかの欄は参照用です。",
            "1. Fill in the yellow cells of the sheet “Split”; in the darker ones nothing is answered yet. What is filled in already is what the engagement says now: change it where it is wrong. The other cells are for reading.",
        ),
        Text::new(
            "2. 「回答」は一覧から選びます。引き受ける（○でも可）、引き受けない（×でも可）、要協議（△でも可）。分からない行は空欄のままにします。記入済みの回答を空欄にすると、未回答に戻ります。",
            "2. Choose the “statement” from the list: accept (a tick will do), decline (a cross will do), to be discussed. Leave it empty where you cannot tell; an answer that you empty is taken back.",
        ),
        Text::new(
            "3. 「契約・文書」と「条項」には、その根拠となる契約書等と条項（例：第8条、別紙2）を書きます。複数あるときは、欄の中で改行して同じ順に並べます。",
            "3. “contract” and “clause” say on which contract and article it rests. Where there are several, put them on lines of their own in both cells, in the same order.",
        ),
        Text::new(
            "4. 「開始日」「終了日」は、契約の期間と異なるときだけ書きます（例：2026/4/1、令和8年4月1日）。終了日はその日を含みます。",
            "4. “from” and “to” are only needed where they differ from the contract's period, such as 2026-04-01. The last day is included.",
        ),
        Text::new(
            "5. 「備考」には、範囲や条件など、伝えたいことを自由に書いてください（セルのコメント機能は使わないでください）。回答も選んでください（決まらないときは「要協議」）。",
            "5. Write whatever else there is to say under “remark”, and not as a comment at a cell; choose a statement as well (“to be discussed” if it is not settled).",
        ),
        Text::new(
            "6. 列や行、シートを加えても構いません。加えたものは読まれずに残り、次の様式にもあります。加えた行は、「対応」「対象」「場面」「当事者」がほかの行と同じなら、その行の回答とみなします。並べ替え、列の幅の変更もできます。隠れた列は消さないでください。",
            "6. You may add columns, rows and sheets: they are not read, and the next form has them again. A row that you add is an answer where its duty, component, “when” and party are those of a row that is there. You may also sort, and change widths. Please leave the hidden columns in place.",
        ),
        Text::new(
            "7. 記入が済んだら上書き保存し、受け取ったときと同じ方法で返送してください。",
            "7. Save the file and send it back the way you got it.",
        ),
    ]
}

/// The lines of a party.
fn lines(view: &View, party: PartyIdx, expected: &[Vec<PartyIdx>]) -> Vec<Line> {
    let flows = flows_to(view, party);
    let obligations = view.checked.evaluation.context.obligations.all.indices();
    let is_expected = |at: ObligationIdx| expected[at.row()].contains(&party);
    obligations.filter_map(|at| line(view, party, at, (flows.contains(&at), is_expected(at)))).collect()
}

/// What the things of an engagement may be called, to look up what somebody speaks of.
pub struct Called {
    duties: BTreeMap<String, Vec<DutyIdx>>,
    parties: BTreeMap<String, Vec<PartyIdx>>,
    subjects: BTreeMap<Subject, BTreeSet<String>>,
}

impl Called {
    /// Of all things of an engagement.
    pub fn new(view: &View) -> Self {
        let context = &view.checked.evaluation.context;
        let mut it = Called { duties: BTreeMap::new(), parties: BTreeMap::new(), subjects: BTreeMap::new() };
        for duty in context.policy.duties.indices() {
            names(&view.duty(duty)).into_iter().for_each(|name| it.duties.entry(name).or_default().push(duty));
        }
        for party in view.engagement().parties.indices() {
            names(&view.party(party)).into_iter().for_each(|name| it.parties.entry(name).or_default().push(party));
        }
        for at in context.obligations.all.indices() {
            let subject = context.obligations.subject(at);
            it.subjects.entry(subject).or_insert_with(|| names(&view.subject(subject)));
        }
        it
    }

    /// The line that the form of a party, or of all, does not ask for, and of which some words speak: a duty, what it is on, in which
    /// phase, and who takes it on; nothing where they name none, or several.
    pub fn line(&self, view: &View, party: Option<PartyIdx>, cells: &[String]) -> Option<Line> {
        let [duty, subject, when, who] = cells else { return None };
        let named = self.parties.get(who).map(Vec::as_slice).unwrap_or_default();
        let party = match (party, named) {
            (Some(party), _) if who.is_empty() || named == [party] => party,
            (None, [one]) => *one,
            _ => return None,
        };
        let obligations = view.checked.evaluation.context.obligations;
        let fits = |at: &ObligationIdx| {
            let names_of = self.subjects.get(&obligations.subject(*at));
            names_of.is_some_and(|it| it.contains(subject)) && names(&view.when(*at)).contains(when)
        };
        let duties = self.duties.get(duty).into_iter().flatten();
        let mut meant = duties.flat_map(|it| obligations.of_duty(*it)).filter(fits);
        let at = meant.next().filter(|_| meant.next().is_none())?;
        line(view, party, at, (false, true))
    }
}

/// By obligation that nobody carries, those of whom it is expected.
fn expected(view: &View) -> Vec<Vec<PartyIdx>> {
    let evaluation = &view.checked.evaluation;
    let context = &evaluation.context;
    let of = |at: ObligationIdx| {
        let standing = &evaluation.standings[at.row()];
        if !standing.stands() || standing.carried {
            return Vec::new();
        }
        let roles = &context.policy.duties[context.obligations.all[at].duty].bearers.roles;
        roles.iter().flat_map(|role| in_role(context, *role, context.obligations.subject(at))).collect()
    };
    context.obligations.all.indices().map(of).collect()
}

fn line(view: &View, party: PartyIdx, at: ObligationIdx, (flows, is_expected): (bool, bool)) -> Option<Line> {
    let evaluation = &view.checked.evaluation;
    let (context, engagement) = (&evaluation.context, view.engagement());
    let standing = &evaluation.standings[at.row()];
    if !standing.stands() || (!matches!(standing.need, Need::Owner) && !flows) {
        return None;
    }
    let about: Vec<StatementIdx> = view.about(at).collect();
    let verb = |it: &StatementIdx| &engagement.statements[*it].verb;
    let handed: Vec<StatementIdx> =
        about.iter().copied().filter(|it| matches!(verb(it), Verb::Delegates { to, .. } if *to == party)).collect();
    let speaks = |it: &StatementIdx| match verb(it) {
        Verb::Owns { party: who, .. } | Verb::Accepts { party: who } | Verb::Disclaims { party: who } => *who == party,
        _ => false,
    };
    let hands_on: Vec<StatementIdx> = about
        .iter()
        .copied()
        .filter(|it| matches!(verb(it), Verb::Delegates { party: who, .. } if *who == party))
        .collect();
    let open = about.iter().copied().filter(|it| matches!(verb(it), Verb::Open) && is_with(view, party, *it));
    let own = view.narrowest(about.iter().copied().filter(speaks));
    let by = own.or_else(|| view.narrowest(hands_on.iter().copied())).or_else(|| view.narrowest(open));
    let it = context.obligations.all[at];
    let subject = context.obligations.subject(at);
    if handed.is_empty() && by.is_none() && !is_expected && !flows {
        return None;
    }
    let mut said = by.map(|by| view.said(by)).unwrap_or_default();
    // Where nothing is said yet, or only by handing on, the contract by which it could be is offered.
    if own.is_none() && said.answer != Some(Answer::Open) {
        let contract = handed.iter().find_map(|it| via(view, *it)).or_else(|| contract_of(view, party, subject));
        let name = contract.map(|it| engagement.contracts[it].name.clone());
        said = Said { papers: name.into_iter().map(|name| Paper { name: Some(name), clause: None }).collect(), ..said };
    }
    let accepting = if handed.is_empty() && !flows { Accepting::Own } else { Accepting::Handed };
    let handing = handing(view, &handed, &hands_on);
    let duty = context.policy.duties[it.duty].control;
    let shown = vec![
        view.control(duty),
        view.duty(it.duty),
        view.asks(it.duty),
        view.subject(subject),
        view.when(at),
        view.party(party),
        handing,
    ];
    let name = &engagement.parties[party].name;
    let key = format!("{} @{name}", view.key(at));
    Some(Line { key, shown, about: view.only([at]), speaker: Speaker::Party(party, accepting), said, by, noted: None })
}

/// Whether what is open is open with a party: it rests on a contract by which it supplies, or on no contract and it is the hospital.
fn is_with(view: &View, party: PartyIdx, at: StatementIdx) -> bool {
    let engagement = view.engagement();
    let contracts: Vec<ContractIdx> = engagement.statements[at].by.iter().filter_map(|it| it.contract).collect();
    match contracts.is_empty() {
        true => party == engagement.hospital,
        false => contracts.iter().any(|it| engagement.contracts[*it].supplier == party),
    }
}

/// The contract by which something was handed on.
fn via(view: &View, delegation: StatementIdx) -> Option<ContractIdx> {
    match view.engagement().statements[delegation].verb {
        Verb::Delegates { party, to, via, .. } => {
            view.checked.evaluation.context.delegated_via(party, to, via).first().copied()
        }
        _ => None,
    }
}

/// The contract by which a party supplies a subject: in force first.
fn contract_of(view: &View, party: PartyIdx, subject: Subject) -> Option<ContractIdx> {
    let context = &view.checked.evaluation.context;
    let mut all: Vec<ContractIdx> = context.obligations.tree.supplied_by(party).to_vec();
    all.retain(|it| crate::evaluate::covers(context, *it, subject));
    all.sort_by_key(|it| !context.contract_in_force(*it));
    all.first().copied()
}

/// What flows down to a party and was not passed on to it.
fn flows_to(view: &View, party: PartyIdx) -> BTreeSet<ObligationIdx> {
    let evaluation = &view.checked.evaluation;
    let obligations = evaluation.context.obligations;
    let gaps = evaluation.flow_gaps.iter().filter(|it| view.engagement().contracts[it.contract].supplier == party);
    gaps.flat_map(|gap| {
        let own =
            obligations.of_duty(gap.duty).filter(|at| obligations.subject(*at) == Subject::Contract(gap.contract));
        let own: Vec<ObligationIdx> = own.collect();
        if own.is_empty() { gap.above.clone() } else { own }
    })
    .collect()
}

/// `カルテ社から（K2）`, `設備社へ（K11）`
fn handing(view: &View, handed: &[StatementIdx], hands_on: &[StatementIdx]) -> Text {
    let engagement = view.engagement();
    let mut all: Vec<Text> = Vec::new();
    for (list, from) in [(handed, true), (hands_on, false)] {
        for at in list {
            let Verb::Delegates { party, to, .. } = engagement.statements[*at].verb else { continue };
            let contract = via(view, *at).map(|it| engagement.contracts[it].name.clone());
            let (in_ja, in_en) = match contract {
                Some(name) => (format!("（{name}）"), format!(" ({name})")),
                None => (String::new(), String::new()),
            };
            let who = view.party(if from { party } else { to });
            let (ja, en) = (who.ja, who.en);
            let words = match from {
                true => text!("{ja}から{in_ja}", "from {en}{in_en}"),
                false => text!("{ja}へ{in_ja}", "to {en}{in_en}"),
            };
            if !all.contains(&words) {
                all.push(words);
            }
        }
    }
    let ja: Vec<&str> = all.iter().map(|it| it.ja.as_str()).collect();
    let en: Vec<&str> = all.iter().map(|it| it.en.as_str()).collect();
    Text { ja: ja.join("\n"), en: en.join("\n") }
}
