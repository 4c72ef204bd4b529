//! `suggest`: the smallest remedy of a finding, and for many findings the fewest contracts to amend.
//!
//! Every remedy that is shown was tried on a copy of the engagement: with it the finding is gone, and nothing new is there. Where that
//! takes long, remedies that bear on different subjects share a trial. What is
//! to be written stands beside what is to be agreed on, contract by contract. What takes a fact, a reason or a new contract is put
//! as a question.

mod about;
mod plan;
mod tried;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub use plan::{Plan, plan};
pub use tried::applied;
use tried::{Bench, together};
pub use ways::{Refused, Way};

use super::check::{brief_json, headed, style};
use super::checked::Checked;
use super::places::place;
use crate::diagnostic::Text;
use crate::findings::Names;
use crate::findings::remedy::{Amendment, Change, DAY, Field, Line, question, written};
use crate::model::{ContractIdx, Engagement};
use crate::report::{Document, Inline, Style, Table, Tree};
use crate::source::Sources;
use crate::syntax::ast;
use crate::text;

/// Findings that are looked at at once; each takes some evaluations of the whole engagement.
pub const MAX_FINDINGS: usize = 2_000;

/// Obligations that may be judged for every remedy to be tried by itself; beyond that those of different subjects share a trial.
const MAX_ALONE: usize = 200_000;

/// What may be done about some findings.
#[derive(Debug)]
pub struct Suggestions {
    /// The findings asked about, as indices.
    pub of: Vec<usize>,
    /// By finding asked about: the ways that hold.
    pub ways: Vec<Vec<Way>>,
    /// By finding asked about: why a remedy that was tried does not hold.
    pub refused: Vec<Option<Refused>>,
    /// Which of them to take.
    pub plan: Plan,
    /// What is left of the findings remedied, and what is new, when all of the plan is carried out together.
    pub left: usize,
    /// How many findings were not looked at.
    pub skipped: usize,
}

/// Looks for remedies of some findings.
pub fn suggest(checked: &Checked, parts: &[ast::Engagement], of: &[usize]) -> Suggestions {
    let skipped = of.len().saturating_sub(MAX_FINDINGS);
    let of: Vec<usize> = of.iter().copied().take(MAX_FINDINGS).collect();
    let alone = of.len() * checked.evaluation.standings.len() <= MAX_ALONE;
    let bench = Bench::new(checked, parts);
    let (ways, refused): (Vec<Vec<Way>>, Vec<Option<Refused>>) = ways::ways(&bench, &of, alone).into_iter().unzip();
    let plan = plan(&of, &ways);
    let chosen: Vec<&Way> = plan.ways.iter().map(|(place, number)| &ways[*place][*number]).collect();
    let gone: BTreeSet<usize> = chosen.iter().flat_map(|it| it.gone.iter().copied()).collect();
    let left = bench.left(&gone, &together(chosen.iter().map(|it| &it.remedy))).unwrap_or(gone.len());
    Suggestions { of, ways, refused, plan, left, skipped }
}

/// All ways of one finding.
pub fn suggested_one(sources: &Sources, checked: &Checked, it: &Suggestions) -> Document {
    let mut document = Document::new();
    let mut data = Vec::new();
    for ((number, ways), refused) in it.of.iter().zip(&it.ways).zip(&it.refused) {
        let refused = refused.as_ref();
        let finding = &checked.findings[*number];
        document = document.heading(1, checked.title()).tree(headed(sources, checked, finding, Style::Strong));
        document = document.append(remedies(sources, checked, *number, ways, refused));
        data.push(finding_json(sources, checked, *number, (ways, refused)));
    }
    document.data(json!({ "version": super::check::FORMAT_VERSION, "findings": data }))
}

/// What to do about one finding: each way that holds; without one, what is to be settled first.
pub fn remedies(sources: &Sources, checked: &Checked, at: usize, ways: &[Way], refused: Option<&Refused>) -> Document {
    let mut document = Document::new();
    for (count, way) in ways.iter().enumerate() {
        let count = count + 1;
        document = document.heading(2, text!("直し方 {count}", "Remedy {count}"));
        document = change(document, sources, checked, &way.remedy.amendments).list(also_gone(checked, way, at));
    }
    match ways.is_empty() {
        true => document.paragraph(unanswered(checked, at, refused)),
        false => document,
    }
}

/// What else a remedy removes.
fn also_gone(checked: &Checked, way: &Way, number: usize) -> Vec<Text> {
    let names = Names(&checked.evaluation.context);
    let others: Vec<Text> = way
        .gone
        .iter()
        .filter(|at| **at != number)
        .map(|at| {
            let (id, head) = (&checked.findings[*at].id, checked.findings[*at].group.head(&names));
            Text { ja: format!("{id} {}", head.ja), en: format!("{id} {}", head.en) }
        })
        .collect();
    let Text { ja, en } = Text::list(&others);
    if others.is_empty() { Vec::new() } else { vec![text!("これも解消します：{ja}", "this goes, too: {en}")] }
}

/// The plan: contract by contract what to write and what to agree on; then what is left.
pub fn suggested(sources: &Sources, checked: &Checked, it: &Suggestions) -> Document {
    let names = Names(&checked.evaluation.context);
    let engagement = checked.evaluation.context.engagement;
    let mut document = Document::new().heading(1, checked.title());
    let chosen: Vec<&Way> = it.plan.ways.iter().map(|(place, number)| &it.ways[*place][*number]).collect();
    let gone: BTreeSet<usize> = chosen.iter().flat_map(|way| way.gone.iter().copied()).collect();
    document = document.paragraph(summary(it, &gone));
    if it.left > 0 {
        let left = it.left;
        document = document.note(Inline::styled(
            text!(
                "一つずつは確かめましたが、すべてを合わせると {left} 件が残るか新たに生じます。順に適用して確かめてください",
                "each was tried by itself, but all together leave or add {left}; apply them one after the other"
            ),
            Style::Warning,
        ));
    }
    if it.skipped > 0 {
        let skipped = it.skipped;
        document = document.note(text!(
            "ほかに {skipped} 件の指摘は見ていません。`--finding` で一つずつ見られます",
            "{skipped} more findings were not looked at; `--finding` looks at one"
        ));
    }
    let mut by_contract: BTreeMap<Option<ContractIdx>, Vec<Amendment>> = BTreeMap::new();
    for amendment in together(chosen.iter().map(|it| &it.remedy)) {
        by_contract.entry(home(engagement, &amendment)).or_default().push(amendment);
    }
    let in_order =
        by_contract.iter().filter(|(at, _)| at.is_some()).chain(by_contract.iter().filter(|(at, _)| at.is_none()));
    for (contract, amendments) in in_order {
        let title = match contract {
            Some(at) => {
                let k = &engagement.contracts[*at];
                let Text { ja, en } = names.contract(*at);
                let (from, to) = (&engagement.parties[k.customer].name, &engagement.parties[k.supplier].name);
                text!("契約{ja}（{from} → {to}）", "Contract {en}, {from} -> {to}")
            }
            None => text!("契約によらないもの", "Without a contract"),
        };
        document = change(document.heading(2, title), sources, checked, amendments);
        let settles: BTreeSet<usize> = chosen
            .iter()
            .filter(|way| way.remedy.amendments.iter().any(|it| amendments.contains(it)))
            .flat_map(|way| way.gone.iter().copied())
            .collect();
        let words = settles.iter().map(|at| {
            let it = &checked.findings[*at];
            let (id, weight, head) = (&it.id, it.severity.words(), it.group.head(&names));
            Text {
                ja: format!("解消：{} {id} {}", weight.ja, head.ja),
                en: format!("settles {} {id} {}", weight.en, head.en),
            }
        });
        document = document.list(words);
    }
    let rows = plan_rows(sources, checked, &chosen);
    let asked = it.of.iter().copied().zip(it.refused.iter().map(Option::as_ref));
    let open: Vec<(usize, Option<&Refused>)> = asked.filter(|(at, _)| !gone.contains(at)).collect();
    if !open.is_empty() {
        document = document.heading(2, text!("先に確かめること", "To be settled first"));
    }
    for (at, refused) in &open {
        let it = &checked.findings[*at];
        let label = Inline::styled(it.severity.words(), style(it.severity)).and(format!(" {} ", it.id), Style::Dim);
        let label = label.and(it.message(&checked.evaluation.context), Style::Plain);
        document = document.tree(Tree::leaf(label).child(Tree::leaf(unanswered(checked, *at, *refused))));
    }
    let questions = open.iter().map(|(at, refused)| {
        let finding = &checked.findings[*at];
        let what = Inline::from(text!("先に確かめること", "to be settled first"));
        let question = Inline::from(unanswered(checked, *at, *refused));
        vec![
            what,
            Inline::default(),
            Inline::default(),
            Inline::default(),
            question,
            Inline::from(finding.id.as_str()),
            Inline::from(finding.message(&checked.evaluation.context)),
        ]
    });
    let mut table = Table::new([
        text!("何をするか", "what to do"),
        text!("契約", "contract"),
        text!("合意する相手", "who must agree"),
        text!("記述", "what to write"),
        text!("合意する文・確かめること", "what to agree on or to settle"),
        text!("解消する指摘", "settles"),
        text!("指摘の内容", "what is wrong"),
    ]);
    table.rows = rows.into_iter().chain(questions).collect();
    document = document.rows(text!("直し方", "Remedies"), table);
    let tried = it.ways.iter().zip(&it.refused).map(|(ways, refused)| (ways.as_slice(), refused.as_ref()));
    let findings = it.of.iter().zip(tried).map(|(at, tried)| finding_json(sources, checked, *at, tried));
    document.data(json!({
        "version": super::check::FORMAT_VERSION,
        "name": engagement.name,
        "from": checked.days().from.to_string(),
        "to": checked.days().to.to_string(),
        "plan": {
            "contracts": it.plan.contracts.iter().map(|at| engagement.contracts[*at].name.clone()).collect::<Vec<_>>(),
            "fewest": it.plan.exact,
            "together": it.left == 0,
            "amendments": together(chosen.iter().map(|it| &it.remedy)).iter().map(|it| amendment_json(sources, checked, it)).collect::<Vec<_>>(),
            "settles": gone.iter().map(|at| checked.findings[*at].id.clone()).collect::<Vec<_>>(),
        },
        "open": open.iter().map(|(at, refused)| json!({
            "id": checked.findings[*at].id,
            "question": unanswered(checked, *at, *refused),
        })).collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "skipped": it.skipped,
    }))
}

/// The changes of the plan, a row each, for spreadsheets.
fn plan_rows(sources: &Sources, checked: &Checked, chosen: &[&Way]) -> Vec<Vec<Inline>> {
    let engagement = checked.evaluation.context.engagement;
    let row = |amendment: Amendment| {
        let lines = written(&checked.evaluation.context, [&amendment]).into_iter().map(|(_, line)| line);
        let (what, text) = match (&amendment.change, lines.into_iter().next()) {
            (Change::Withdraw(span, _), _) => (text!("記述を取り下げる", "withdraw"), sources.slice(*span).to_owned()),
            (_, Some(it @ Line::Field(_))) => (text!("契約の記載を替える", "replace at the contract"), it.told()),
            (_, Some(it @ Line::Statement(_))) => (text!("記述を加える", "add"), it.told()),
            (_, None) => (text!("合意する", "agree"), String::new()),
        };
        let asks: Vec<&str> = amendment.asks.iter().map(|at| engagement.parties[*at].name.as_str()).collect();
        let ways = chosen.iter().filter(|way| way.remedy.amendments.contains(&amendment));
        let gone: BTreeSet<usize> = ways.flat_map(|way| way.gone.iter().copied()).collect();
        let ids: Vec<&str> = gone.iter().map(|at| checked.findings[*at].id.as_str()).collect();
        let first =
            gone.first().map(|at| checked.findings[*at].message(&checked.evaluation.context)).unwrap_or_default();
        vec![
            Inline::from(what),
            Inline::from(
                home(engagement, &amendment).map(|at| engagement.contracts[at].name.as_str()).unwrap_or_default(),
            ),
            Inline::from(asks.join(", ")),
            Inline::from(text),
            Inline::from(&amendment.agree),
            Inline::from(ids.join(", ")),
            first.into(),
        ]
    };
    together(chosen.iter().map(|way| &way.remedy)).into_iter().map(row).collect()
}

fn summary(it: &Suggestions, gone: &BTreeSet<usize>) -> Inline {
    let (all, contracts) = (it.of.len(), it.plan.contracts.len());
    let settled = it.of.iter().filter(|at| gone.contains(at)).count();
    let more = gone.len() - settled;
    let (more_ja, more_en) = match more {
        0 => Default::default(),
        _ => (format!("。ほかに {more} 件も解消します"), format!("; {more} others go with them")),
    };
    let contracts_en = match contracts {
        1 => "1 contract is amended".to_owned(),
        _ => format!("{contracts} contracts are amended"),
    };
    let (ja, en) = match it.plan.exact {
        true => ("これより少ない契約では足りません", "no fewer are enough"),
        false => ("より少なく済む組合せがあるかもしれません", "perhaps fewer are enough"),
    };
    Inline::from(text!(
        "指摘 {all} 件のうち {settled} 件は、契約 {contracts} 件の変更で解消します（{ja}）{more_ja}",
        "{settled} of {all} findings go when {contracts_en} ({en}){more_en}"
    ))
}

/// The contract under which a change is shown.
fn home(engagement: &Engagement, amendment: &Amendment) -> Option<ContractIdx> {
    match &amendment.change {
        Change::Add(_, by) | Change::Withdraw(_, by) => by.first().copied(),
        Change::Cover(at, _)
        | Change::Term(at, ..)
        | Change::Promise(at, ..)
        | Change::OwnShare(at, ..)
        | Change::Disclosed(at, _)
        | Change::Consented(at, _) => Some(*at),
        Change::Renew(at, ..) => engagement.evidence[*at].contract,
    }
}

/// What to write, what to take back, what to agree on.
fn change(document: Document, sources: &Sources, checked: &Checked, amendments: &[Amendment]) -> Document {
    let lines = written(&checked.evaluation.context, amendments);
    let statements = lines.iter().filter_map(|(_, line)| match line {
        Line::Statement(it) => Some(format!("{it}\n")),
        Line::Field(_) => None,
    });
    let statements: String = statements.collect();
    let mut document = match statements.is_empty() {
        true => document,
        false => document.paragraph(text!("案件に加える記述：", "To add to the engagement:")).verbatim(statements),
    };
    document = fields(document, sources, &lines);
    let withdrawn = amendments.iter().filter_map(|it| match it.change {
        Change::Withdraw(span, _) => {
            Some(Inline::from(text!("取り下げる：", "withdraw ")).then(place(sources, span, &Text::default())))
        }
        Change::Add(..)
        | Change::Cover(..)
        | Change::Term(..)
        | Change::Promise(..)
        | Change::OwnShare(..)
        | Change::Renew(..)
        | Change::Disclosed(..)
        | Change::Consented(..) => None,
    });
    document = document.list(withdrawn);
    let agree = amendments.iter().map(|it| {
        let parties: Vec<Text> = it
            .asks
            .iter()
            .map(|at| Text::same(format!("`{}`", checked.evaluation.context.engagement.parties[*at].name)))
            .collect();
        let Text { ja, en } = Text::list(&parties);
        Inline::styled(text!("{ja}：", "{en}: "), Style::Dim).and(&it.agree, Style::Plain)
    });
    document.paragraph(text!("合意する文：", "To agree on:")).list(agree)
}

/// What to write inside the blocks that are there already, each with its place.
fn fields(document: Document, sources: &Sources, lines: &[(Option<ContractIdx>, Line)]) -> Document {
    let mut by_block: Vec<(&Field, String)> = Vec::new();
    for (_, line) in lines {
        let Line::Field(field) = line else { continue };
        let at = by_block.iter().position(|(it, _)| it.holder == field.holder).unwrap_or(by_block.len());
        if at == by_block.len() {
            by_block.push((field, String::new()));
        }
        by_block[at].1.push_str(&field.text);
        by_block[at].1.push('\n');
    }
    by_block.into_iter().fold(document, |document, (Field { holder, at, .. }, text)| {
        let where_to = text!(
            "`{holder}` の `{{ }}` の中に書く（同じ語で始まる記載があれば置き換える）：",
            "To write between the `{{ }}` of `{holder}`, in place of what begins with the same word: "
        );
        let has_day = text.contains(DAY);
        let document =
            document.paragraph(Inline::from(where_to).then(place(sources, *at, &Text::default()))).verbatim(text);
        match has_day {
            true => document.paragraph(text!(
                "`{DAY}` は、実際に承諾または開示のあった日に替えます",
                "`{DAY}` is the day on which it is really consented to or disclosed"
            )),
            false => document,
        }
    })
}

/// What stands in the place of a remedy; where something could be written that would not do, why it would not.
pub fn unanswered(checked: &Checked, at: usize, refused: Option<&Refused>) -> Text {
    let finding = &checked.findings[at];
    if let Some(cause) = finding.because.first() {
        let id = &checked.findings[*cause].id;
        return text!("原因の {id} が解消すれば解消します", "goes with its cause {id}");
    }
    if let Some(it) = refused {
        return would_not_do(checked, it);
    }
    question(&checked.evaluation, finding).unwrap_or_else(|| {
        let (ja, en) = finding.code.page.remedy;
        text!("{ja}", "{en}")
    })
}

fn would_not_do(checked: &Checked, it: &Refused) -> Text {
    let lines = written(&checked.evaluation.context, &it.remedy.amendments)
        .into_iter()
        .map(|(_, line)| Text::same(format!("`{}`", line.told())));
    let lines: Vec<Text> = lines.collect();
    let Text { ja, en } = match lines.is_empty() {
        true => text!("記述の取下げ", "to withdraw what is said"),
        false => Text::list(&lines),
    };
    let (severity, code, Text { ja: about_ja, en: about_en }) = &it.finding;
    let Text { ja: weight_ja, en: weight_en } = severity.words();
    match it.new {
        true => text!(
            "{ja}だけでは、別の指摘が生じます：{weight_ja}（`{code}`）{about_ja}",
            "{en} would raise another finding: {weight_en} (`{code}`) {about_en}"
        ),
        false => text!(
            "{ja}だけでは、なお指摘が残ります：{weight_ja}（`{code}`）{about_ja}",
            "{en} would leave a finding: {weight_en} (`{code}`) {about_en}"
        ),
    }
}

fn finding_json(sources: &Sources, checked: &Checked, at: usize, (ways, refused): (&[Way], Option<&Refused>)) -> Value {
    let remedies: Vec<Value> = ways
        .iter()
        .map(|way| {
            json!({
                "amendments": way.remedy.amendments.iter().map(|it| amendment_json(sources, checked, it)).collect::<Vec<_>>(),
                "contracts": way.remedy.contracts().iter().map(|at| contract_name(checked, *at)).collect::<Vec<_>>(),
                "settles": way.gone.iter().map(|at| checked.findings[*at].id.clone()).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut value = brief_json(sources, checked, &checked.findings[at]);
    value["remedies"] = json!(remedies);
    value["question"] = match ways.is_empty() {
        true => json!(unanswered(checked, at, refused)),
        false => Value::Null,
    };
    value
}

fn contract_name(checked: &Checked, at: ContractIdx) -> String {
    checked.evaluation.context.engagement.contracts[at].name.clone()
}

fn amendment_json(sources: &Sources, checked: &Checked, it: &Amendment) -> Value {
    let lines = written(&checked.evaluation.context, [it]);
    let (add, replace): (Vec<_>, Vec<_>) =
        lines.into_iter().map(|(_, line)| line).partition(|it| matches!(it, Line::Statement(_)));
    let text = |line: Option<Line>| line.map(|it| it.told());
    let withdraw = match it.change {
        Change::Withdraw(span, _) => Some(super::places::location(sources, span, &Text::same(sources.slice(span)))),
        Change::Add(..)
        | Change::Cover(..)
        | Change::Term(..)
        | Change::Promise(..)
        | Change::OwnShare(..)
        | Change::Renew(..)
        | Change::Disclosed(..)
        | Change::Consented(..) => None,
    };
    json!({
        "add": text(add.into_iter().next()),
        "replace": text(replace.into_iter().next()),
        "withdraw": withdraw,
        "agree": it.agree,
        "asks": it.asks.iter().map(|at| checked.evaluation.context.engagement.parties[*at].name.clone()).collect::<Vec<_>>(),
        "contracts": it.contracts().iter().map(|at| contract_name(checked, *at)).collect::<Vec<_>>(),
    })
}
