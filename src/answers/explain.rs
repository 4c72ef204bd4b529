//! `explain` and `why-not`: the account of an obligation, or the derivation of a finding.

use serde_json::json;

use super::checked::Checked;
use super::places::{derivation_json, steps_of, tree_of};
use crate::diagnostic::Text;
use crate::findings::{Names, account};
use crate::graph::ObligationIdx;
use crate::model::{Idx, Subject};
use crate::report::{Document, Inline, Style};
use crate::source::Sources;
use crate::text;

/// Obligations that were asked about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The obligations.
    pub obligations: Vec<ObligationIdx>,
}

impl Asked {
    /// The obligations of some duties, on one subject or on all.
    pub fn new(checked: &Checked, duties: &fixedbitset::FixedBitSet, on: Option<Subject>) -> Self {
        let obligations = &checked.evaluation.context.obligations;
        let fits = |at: &ObligationIdx| {
            let it = obligations.all[*at];
            duties.contains(it.duty.row()) && on.is_none_or(|subject| obligations.subject(*at) == subject)
        };
        Asked { obligations: obligations.all.indices().filter(fits).collect() }
    }
}

/// The derivation of one finding.
pub fn explain_finding(sources: &Sources, checked: &Checked, id: &str) -> Option<Document> {
    let finding = checked.findings.iter().find(|it| it.id == id)?;
    let derivation = checked.derivation(finding);
    let title = Inline::styled(format!("{}[{}]", finding.severity.name(), finding.name), Style::Strong);
    let causes = finding.because.iter().filter_map(|at| checked.findings.get(*at));
    let causes = causes.map(|it| {
        let (id, Text { ja, en }) = (&it.id, it.message(&checked.evaluation.context));
        text!("原因：{id} {ja}", "because of {id} {en}")
    });
    let document = Document::new()
        .heading(1, title.and(format!(" {}", finding.id), Style::Dim))
        .tree(tree_of(sources, &derivation))
        .list(causes)
        .heading(2, text!("直し方", "What to do"))
        .paragraph(finding.code.page.remedy)
        .rows(text!("導出", "Derivation"), steps_of(sources, [&derivation]));
    Some(document.data(json!({
        "version": super::check::FORMAT_VERSION,
        "id": finding.id,
        "code": finding.name,
        "derivation": derivation_json(sources, &derivation),
    })))
}

/// Why obligations are carried, or are not.
pub fn explain(sources: &Sources, checked: &Checked, asked: &Asked) -> Document {
    accounts(sources, checked, &asked.obligations)
}

/// What almost carried the obligations that nobody carries, and what excluded each statement.
pub fn why_not(sources: &Sources, checked: &Checked, asked: &Asked) -> Document {
    let names = Names(&checked.evaluation.context);
    let standing = |at: &ObligationIdx| &checked.evaluation.standings[at.row()];
    let (open, fine): (Vec<_>, Vec<_>) =
        asked.obligations.iter().partition(|at| standing(at).stands() && !standing(at).carried);
    let mut document = accounts(sources, checked, &open);
    let data = document.data.take();
    for at in fine {
        let Text { ja, en } = names.obligation(at);
        let remark = if standing(&at).stands() {
            text!("{ja}は担われています（`explain` で理由を表示）", "{en} is carried; `explain` shows why")
        } else {
            text!("{ja}は適用されません（`explain` で理由を表示）", "{en} does not apply; `explain` shows why")
        };
        document = document.note(remark);
    }
    document.data = data;
    document
}

fn accounts(sources: &Sources, checked: &Checked, obligations: &[ObligationIdx]) -> Document {
    let context = &checked.evaluation.context;
    let (name, day) = (&context.engagement.name, context.day);
    let mut document = Document::new().heading(1, text!("{name}（基準日 {day}）", "{name} (on {day})"));
    let mut data = Vec::new();
    let mut all = Vec::new();
    for at in obligations {
        let mut told = account(&checked.evaluation, *at);
        let found = checked.findings.iter().filter(|it| it.group.obligations.contains(at));
        told.steps.extend(found.filter_map(|it| it.waiver(context)));
        document = document.tree(tree_of(sources, &told));
        let it = context.obligations.all[*at];
        data.push(json!({
            "duty": context.policy.duties[it.duty].id,
            "subject": context.engagement.subject_name(context.obligations.subject(*at)),
            "carried": checked.evaluation.standings[at.row()].carried,
            "applies": format!("{:?}", checked.evaluation.standings[at.row()].truth()).to_lowercase(),
            "account": derivation_json(sources, &told),
        }));
        all.push(told);
    }
    document.rows(text!("導出", "Derivations"), steps_of(sources, &all)).data(json!({
        "version": super::check::FORMAT_VERSION,
        "name": name,
        "at": day.to_string(),
        "obligations": data,
    }))
}
