//! `graph`: obligations, delegation or contracts as a picture, in the language of Graphviz or of Mermaid.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::checked::Checked;
use crate::diagnostic::{Lang, Text};
use crate::evaluate::{self, Evaluation};
use crate::graph::{ObligationIdx, PictureEdge, PictureNode, dot, mermaid};
use crate::model::{ContractIdx, Idx, PartyIdx, Verb, Word};
use crate::report::{Block, Document, Table};
use crate::text;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Duties with `requires` and `serves`; those with a gap in red.
    Obligations,
    /// Parties with what they hand on; steps that break in red.
    Delegation,
    /// Parties with their contracts; those not in force in red.
    Contracts,
}

/// In which language it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawn {
    /// DOT, for Graphviz.
    #[default]
    Dot,
    /// Mermaid, for pages of Markdown.
    Mermaid,
}

/// Draws one picture of an engagement; spreadsheets get its arrows, a row each.
pub fn graph(checked: &Checked, picture: Picture, drawn: Drawn, lang: Lang) -> Document {
    let (nodes, edges) = pictured(checked, picture, lang);
    let (key, text) = match drawn {
        Drawn::Dot => ("dot", dot(&nodes, &edges)),
        Drawn::Mermaid => ("mermaid", mermaid(&nodes, &edges)),
    };
    let document = Document::new().data(json!({ "version": super::check::FORMAT_VERSION, key: text }));
    let document = document.block(match drawn {
        Drawn::Dot => Block::Verbatim(text),
        Drawn::Mermaid => Block::Mermaid(text),
    });
    let named = |at: usize| Text::same(nodes[at].label.replace('\n', " "));
    let sound = |alarming: bool| if alarming { text!("✕", "✕") } else { Text::default() };
    let heads = [text!("から", "from"), text!("へ", "to"), text!("何によって", "by"), text!("間隙", "broken")];
    let arrow =
        |it: &PictureEdge| [named(it.from), named(it.to), Text::same(it.label.replace('\n', " ")), sound(it.alarming)];
    let arrows = edges.iter().fold(Table::new(heads), |table, it| table.row(arrow(it)));
    let heads = [text!("名前", "name"), text!("間隙", "gap")];
    let boxes = (0..nodes.len()).fold(Table::new(heads), |table, at| table.row([named(at), sound(nodes[at].alarming)]));
    document.rows(text!("矢印", "Arrows"), arrows).rows(text!("箱", "Boxes"), boxes)
}

/// What is drawn of an engagement: boxes, and arrows between their numbers.
pub fn pictured(checked: &Checked, picture: Picture, lang: Lang) -> (Vec<PictureNode>, Vec<PictureEdge>) {
    match picture {
        Picture::Obligations => obligations(checked, lang),
        Picture::Delegation => delegation(checked, lang),
        Picture::Contracts => contracts(checked, lang),
    }
}

fn obligations(checked: &Checked, lang: Lang) -> (Vec<PictureNode>, Vec<PictureEdge>) {
    let context = &checked.evaluation.context;
    let mut nodes = Vec::new();
    let mut number = BTreeMap::new();
    for row in context.engagement.in_view.ones() {
        let duty = crate::model::DutyIdx::new(row);
        let standings = context.obligations.of_duty(duty).map(|at| &checked.evaluation.standings[at.row()]);
        let applying: Vec<_> = standings.filter(|it| it.stands()).collect();
        if applying.is_empty() {
            continue;
        }
        let carried = applying.iter().filter(|it| it.carried).count();
        let it = &context.policy.duties[duty];
        number.insert(duty, nodes.len());
        nodes.push(PictureNode {
            label: format!("{}\n{}\n{carried}/{}", it.id, it.title.in_lang(lang), applying.len()),
            alarming: carried < applying.len(),
        });
    }
    let mut edges = Vec::new();
    for (duty, from) in &number {
        let it = &context.policy.duties[*duty];
        let named = [(text!("先に要する", "requires"), &it.requires), (text!("兼ねる", "serves"), &it.serves)];
        for (label, relation) in named.iter().flat_map(|(label, all)| all.iter().map(move |it| (label, it))) {
            if let Some(to) = number.get(&relation.duty) {
                edges.push(PictureEdge {
                    from: *from,
                    to: *to,
                    label: label.in_lang(lang).to_owned(),
                    alarming: false,
                });
            }
        }
    }
    (nodes, edges)
}

fn parties(checked: &Checked, lang: Lang) -> Vec<PictureNode> {
    let title = |party: &crate::model::Party| match party.title.in_lang(lang) {
        title if title == party.name => party.name.clone(),
        title => format!("{}\n{title}", party.name),
    };
    let parties = checked.evaluation.context.engagement.parties.iter();
    parties.map(|party| PictureNode { label: title(party), alarming: false }).collect()
}

/// A step of delegation: from whom to whom, by which contract.
pub type Step = (PartyIdx, PartyIdx, Option<ContractIdx>);

/// What goes over a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handing {
    /// For these obligations the step holds, whether or not a later one does.
    pub holds: BTreeSet<ObligationIdx>,
    /// For these it breaks.
    pub breaks: BTreeSet<ObligationIdx>,
}

/// Every step of every chain of delegation.
pub fn handings(evaluation: &Evaluation) -> BTreeMap<Step, Handing> {
    let mut all: BTreeMap<Step, Handing> = BTreeMap::new();
    let key = |it: &evaluate::Step| (it.from, it.to, it.via);
    for at in evaluation.context.obligations.all.indices().filter(|at| evaluation.standings[at.row()].stands()) {
        let owners = evaluation.standings[at.row()].owners.iter().filter(|it| it.counts());
        for segment in owners.flat_map(|it| &it.segments) {
            let before_break = segment.broken.iter().flat_map(|(path, _)| path.iter().rev().skip(1));
            for step in segment.chains.iter().flatten().chain(before_break) {
                all.entry(key(step)).or_default().holds.insert(at);
            }
            for step in segment.broken.iter().filter_map(|(path, _)| path.last()) {
                all.entry(key(step)).or_default().breaks.insert(at);
            }
        }
    }
    all
}

fn delegation(checked: &Checked, lang: Lang) -> (Vec<PictureNode>, Vec<PictureEdge>) {
    let contracts = &checked.evaluation.context.engagement.contracts;
    let mut edges = Vec::new();
    for ((from, to, via), Handing { holds, breaks }) in handings(&checked.evaluation) {
        let via = via.map(|it| contracts[it].name.as_str()).unwrap_or_default();
        for (all, mark, alarming) in [(holds, "", false), (breaks, "✕", true)] {
            let label = [mark, via, &format!("×{}", all.len())]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            let edge = PictureEdge { from: from.row(), to: to.row(), label, alarming };
            edges.extend((!all.is_empty()).then_some(edge));
        }
    }
    (parties(checked, lang), edges)
}

fn contracts(checked: &Checked, lang: Lang) -> (Vec<PictureNode>, Vec<PictureEdge>) {
    let context = &checked.evaluation.context;
    let mut edges: Vec<PictureEdge> = Vec::new();
    for (at, contract) in context.engagement.contracts.enumerate() {
        let types: Vec<Text> = contract.types.iter().map(|it| it.words()).collect();
        edges.push(PictureEdge {
            from: contract.customer.row(),
            to: contract.supplier.row(),
            label: format!("{}\n{}", contract.name, Text::list(&types).in_lang(lang)),
            alarming: !context.contract_in_force(at),
        });
    }
    for (at, statement) in context.engagement.statements.enumerate() {
        if let Verb::Grants { party, to } = statement.verb {
            edges.push(PictureEdge {
                from: party.row(),
                to: to.row(),
                label: text!("立入り", "access").in_lang(lang).to_owned(),
                alarming: !context.in_force(at),
            });
        }
    }
    (parties(checked, lang), edges)
}
