//! Who declines what a finding is about, to whom it was handed without an answer, and where it is written that it is still to be
//! agreed: what has to be talked about, in words and with the clause.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::view::View;
use crate::diagnostic::Text;
use crate::evaluate::Break;
use crate::model::{Idx, PartyIdx, StatementIdx, Verb};
use crate::text;

/// What parties say, or do not say, of what a finding is about.
#[derive(Default)]
pub(super) struct Stances {
    /// Those who decline it, by which statements.
    pub(super) declines: BTreeMap<PartyIdx, BTreeSet<StatementIdx>>,
    /// Those to whom it was handed and who have not accepted, by which delegations.
    pub(super) silent: BTreeMap<PartyIdx, BTreeSet<StatementIdx>>,
    /// Where it says that it is still to be agreed.
    pub(super) to_be_agreed: BTreeSet<StatementIdx>,
}

/// What is said of the obligations of a finding.
pub(super) fn stances(view: &View, number: usize) -> Stances {
    let evaluation = view.evaluation(number);
    let mut all = Stances::default();
    for at in &view.findings()[number].group.obligations {
        let standing = &evaluation.standings[at.row()];
        for (party, statement) in standing.disclaimers() {
            all.declines.entry(party).or_default().insert(statement);
        }
        let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
        for (path, why) in segments.flat_map(|it| &it.broken) {
            if let (Some(step), Break::NotAccepted) = (path.last(), why) {
                all.silent.entry(step.to).or_default().insert(step.delegation);
            }
        }
        let open = evaluation.context.statements_about(*at).filter(|(_, it)| matches!(it.verb, Verb::Open));
        all.to_be_agreed.extend(open.map(|(at, _)| at));
    }
    all
}

/// In short, for the first screen: who declines, who has not agreed, what is still open; where anybody says so.
pub(super) fn brief(view: &View, number: usize) -> Option<Markup> {
    let Stances { declines, silent, to_be_agreed } = stances(view, number);
    if declines.is_empty() && silent.is_empty() && to_be_agreed.is_empty() {
        return None;
    }
    let title = |at: &PartyIdx| view.context().engagement.parties[*at].title.clone();
    let named =
        |all: &BTreeMap<PartyIdx, BTreeSet<StatementIdx>>| Text::list(&all.keys().map(title).collect::<Vec<_>>());
    let line = |sign: Text, words: Text| html! { span.stance { span.sign aria-hidden="true" { (view.say(sign)) } " " bdi { (view.say(words)) } } };
    Some(html! {
        @if !declines.is_empty() {
            @let Text { ja, en } = named(&declines);
            (line(text!("拒", "D"), text!("{ja}は負わないと述べています", "declined by {en}")))
        }
        @if !silent.is_empty() {
            @let Text { ja, en } = named(&silent);
            (line(text!("未", "N"), text!("{ja}は引き受けると述べていません", "not agreed by {en}")))
        }
        @if !to_be_agreed.is_empty() { (line(text!("協", "T"), text!("協議中と書かれています", "still to be agreed, as is written"))) }
    })
}

/// In full, each with the place where it is said.
pub(super) fn told(view: &View, number: usize) -> Markup {
    let Stances { declines, silent, to_be_agreed } = stances(view, number);
    let statements = &view.context().engagement.statements;
    let said = |sign: Text, party: Option<PartyIdx>, words: Text, all: &BTreeSet<StatementIdx>| {
        html! { li {
            span.sign aria-hidden="true" { (view.say(sign)) } " "
            @if let Some(party) = party { (view.party(party)) " " }
            strong { (view.say(words)) }
            @for at in all { br; (view.place(statements[*at].span)) }
        } }
    };
    html! {
        @if !declines.is_empty() || !silent.is_empty() || !to_be_agreed.is_empty() { ul.stances {
            @for (party, all) in &declines { (said(text!("拒", "D"), Some(*party), text!("負わないと述べています", "declines it"), all)) }
            @for (party, all) in &silent {
                (said(text!("未", "N"), Some(*party), text!("委ねられましたが、引き受けると述べていません", "was handed it and has not agreed"), all))
            }
            @if !to_be_agreed.is_empty() { (said(text!("協", "T"), None, text!("協議中と書かれています", "still to be agreed, as is written"), &to_be_agreed)) }
        } }
    }
}
