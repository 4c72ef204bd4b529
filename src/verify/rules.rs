//! The law of user rules: of every binding of the variables of a rule, whether what must hold holds on the day.
//!
//! ```text
//! for contract k where W  must M        W and not M: broken       W not known, M no: undetermined
//!                                       W and M, or not W: in order
//! ```
//!
//! A rule is asked where a duty that it cites is looked at, and where the catalogues whose facts it asks are in use. Its variables
//! stand for what exists on the day.

use super::answer::Answer;
use super::condition::{Reading, decided};
use super::derived::is_yes;
use super::facts::{Cases, Known, surely};
use super::structure::members;
use super::things::{Thing, Told, asked, step};
use crate::model::{
    Idx, Operand, PartyKind, Path, Pool, RangeKind, Root, Rule, RuleIdx, Sort, StatementIdx, Subject, Value, Verb,
    Whose,
};

/// A rule that does not hold, or of which that is not known.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The rule.
    pub rule: RuleIdx,
    /// What its variables stand for, outermost first.
    pub bound: Vec<Thing>,
    /// No, or not known.
    pub answer: Answer,
}

/// The rules that do not surely hold, in order.
pub fn rulings(told: &Told) -> Vec<Ruling> {
    let asked = told.scene.policy.rules.enumerate().filter(|(_, rule)| is_asked(told, rule));
    asked.flat_map(|(at, rule)| bound(told, at, rule, Vec::new(), Answer::known(true))).collect()
}

fn is_asked(told: &Told, rule: &Rule) -> bool {
    let engagement = told.scene.engagement;
    let in_use = |it: &crate::model::CatalogueIdx| engagement.uses.iter().any(|used| used.catalogue == *it);
    rule.duties.iter().any(|it| engagement.in_view.contains(it.row())) && rule.catalogues.iter().all(in_use)
}

/// Goes on from what the first variables stand for; `so_far` is whether they belong to their ranges.
fn bound(told: &Told, at: RuleIdx, rule: &Rule, things: Vec<Thing>, so_far: Answer) -> Vec<Ruling> {
    let Some(range) = rule.ranges.get(things.len()) else {
        let answer = so_far.opposite().or(decided(told, &rule.must, &things));
        return if answer.is_yes() { Vec::new() } else { vec![Ruling { rule: at, bound: things, answer }] };
    };
    let mut found = Vec::new();
    for (belongs, thing) in ranged(told, &range.pool, &things) {
        let further = [things.clone(), vec![thing]].concat();
        let filtered = range.filter.as_ref().map_or(Answer::known(true), |it| decided(told, it, &further));
        let belongs = so_far.clone().and(belongs).and(filtered);
        if !belongs.is_no() {
            found.extend(bound(told, at, rule, further, belongs));
        }
    }
    found
}

impl Reading<Operand, Pool> for Told<'_> {
    type Place = Vec<Thing>;

    fn known(&self, operand: &Operand, things: &Vec<Thing>) -> Vec<Cases> {
        match operand {
            Operand::Literal(value) => vec![surely(Known::Values(vec![value.clone()]))],
            Operand::Day => vec![surely(Known::Values(vec![Value::Date(self.scene.day)]))],
            Operand::Unknown => vec![surely(Known::Unknown)],
            Operand::Path(path) => followed(self, path, things),
        }
    }

    fn ranged(&self, pool: &Pool, things: &Vec<Thing>) -> Vec<(Answer, Vec<Thing>)> {
        let members = ranged(self, pool, things).into_iter();
        members.map(|(belongs, thing)| (belongs, [things.clone(), vec![thing]].concat())).collect()
    }
}

/// What a path comes to for each thing that it leads to; nothing if it leads to none.
fn followed(told: &Told, path: &Path, things: &[Thing]) -> Vec<Cases> {
    let mut here = vec![root(path.root, things)];
    let mut all = Vec::new();
    for to in &path.steps {
        let mut next = Vec::new();
        for from in here {
            match step(told, from, *to) {
                Ok(more) => next.extend(more),
                Err(ask) => all.push(surely(Known::Unsaid(ask))),
            }
        }
        next.sort();
        next.dedup();
        here = next;
    }
    all.extend(here.into_iter().map(|it| asked(told, path.leaf, it)));
    if all.is_empty() { vec![surely(Known::Values(Vec::new()))] } else { all }
}

fn root(root: Root, things: &[Thing]) -> Thing {
    match root {
        Root::Engagement => Thing::Subject(Subject::Engagement),
        Root::Bound(at) => things[at],
    }
}

// ------------------------------------------------------------------------------------------------------------- ranges

/// What a variable may stand for, and whether each belongs there.
fn ranged(told: &Told, pool: &Pool, things: &[Thing]) -> Vec<(Answer, Thing)> {
    let of = match pool.of {
        Whose::All => None,
        Whose::Seen(from, _) | Whose::Of(from) => Some(root(from, things)),
    };
    let surely = |all: Vec<Thing>| all.into_iter().map(|it| (Answer::known(true), it)).collect();
    match pool.sort {
        Sort::Obligation => obligations(told, pool),
        Sort::Demand => demands(told, of),
        Sort::Promise | Sort::OwnShare => surely(levels(told, pool.sort, of)),
        Sort::Evidence => surely(evidence(told, of)),
        Sort::Exclusion | Sort::Check | Sort::Risk => surely(said(told, pool)),
        Sort::Engagement | Sort::Party | Sort::Vendor | Sort::Contract | Sort::Component | Sort::Interface => {
            subjects(told, pool, of)
        }
    }
}

/// The subjects of a kind that exist; vendors that may be out of scope belong there perhaps.
fn subjects(told: &Told, pool: &Pool, of: Option<Thing>) -> Vec<(Answer, Thing)> {
    let scene = &told.scene;
    let kind = match (pool.of, pool.sort) {
        (Whose::Seen(_, kind), _) => kind,
        (_, Sort::Contract) => RangeKind::Contract,
        (_, Sort::Party | Sort::Vendor) => RangeKind::Vendor,
        (_, Sort::Component) => RangeKind::Component,
        (_, _) => RangeKind::Interface,
    };
    let Thing::Subject(from) = of.unwrap_or(Thing::Subject(Subject::Engagement)) else { return Vec::new() };
    let mut all: Vec<Subject> = members(scene, kind, from).into_iter().filter(|it| (scene.lives)(*it)).collect();
    if pool.sort == Sort::Party {
        let others = scene.engagement.parties.enumerate().filter(|(_, it)| it.kind != PartyKind::Vendor);
        all.extend(others.map(|(at, _)| Subject::Vendor(at)));
        all.sort();
    }
    let belongs = |it: Subject| pool.scope.map_or(Answer::known(true), |fact| is_yes(scene, fact, it));
    all.into_iter().map(|it| (belongs(it), Thing::Subject(it))).collect()
}

/// The obligations that stand; one of which it is not known whether it applies belongs there perhaps.
fn obligations(told: &Told, pool: &Pool) -> Vec<(Answer, Thing)> {
    let looked_at = |row: usize| pool.duties.as_ref().is_none_or(|it| it.contains(row));
    let all = told.obligations.iter().enumerate();
    let standing = all.filter(|(_, it)| it.stands && looked_at(it.duty.row()));
    standing.map(|(at, it)| (it.applies.clone(), Thing::Obligation(at))).collect()
}

fn demands(told: &Told, of: Option<Thing>) -> Vec<(Answer, Thing)> {
    let mut found = Vec::new();
    for (at, demand) in told.demands.iter().enumerate() {
        for (number, on) in demand.on.iter().enumerate() {
            if of.is_none_or(|it| it == Thing::Subject(*on)) {
                found.push((demand.applies.clone(), Thing::Demand(at, number)));
            }
        }
    }
    found
}

/// The levels of contracts in force.
fn levels(told: &Told, sort: Sort, of: Option<Thing>) -> Vec<Thing> {
    let in_force = told.scene.engagement.contracts.enumerate().filter(|(_, it)| it.in_force.holds(told.scene.day));
    let mut found = Vec::new();
    for (at, contract) in in_force.filter(|(at, _)| of.is_none_or(|it| it == Thing::Subject(Subject::Contract(*at)))) {
        match sort {
            Sort::Promise => found.extend((0..contract.promises.len()).map(|number| Thing::Promise(at, number))),
            _ => found.extend((0..contract.itself.len()).map(|number| Thing::OwnShare(at, number))),
        }
    }
    found
}

/// All evidence, whatever the day.
fn evidence(told: &Told, of: Option<Thing>) -> Vec<Thing> {
    let all = told.scene.engagement.evidence.enumerate();
    let belongs = |contract| of.is_none() || of == contract;
    let of_them = all.filter(|(_, it)| belongs(it.contract.map(|at| Thing::Subject(Subject::Contract(at)))));
    of_them.map(|(at, _)| Thing::Evidence(at)).collect()
}

/// The exclusions and risks that are valid, and the checks that count, of one of the duties that are looked at.
fn said(told: &Told, pool: &Pool) -> Vec<Thing> {
    let is_said = |at: StatementIdx| {
        let statement = &told.scene.engagement.statements[at];
        match statement.verb {
            Verb::Excludes { .. } => pool.sort == Sort::Exclusion && (told.valid)(statement),
            Verb::Retains { .. } => pool.sort == Sort::Risk && (told.valid)(statement),
            Verb::Checked { .. } => pool.sort == Sort::Check && is_last(told, at),
            _ => false,
        }
    };
    let all = told.scene.engagement.statements.enumerate();
    let looked_at = all.filter(|(_, it)| pool.duties.as_ref().is_none_or(|some| !some.is_disjoint(&it.duties)));
    looked_at.map(|(at, _)| at).filter(|at| is_said(*at)).map(|at| Thing::Said(pool.sort, at)).collect()
}

/// Whether a check counts: by the day, and the last of something that it speaks of, or one that speaks of nothing.
fn is_last(told: &Told, at: StatementIdx) -> bool {
    let statements = &told.scene.engagement.statements;
    let date = |at: StatementIdx| match statements[at].verb {
        Verb::Checked { date, .. } if date <= told.scene.day && (told.valid)(&statements[at]) => Some(date),
        _ => None,
    };
    let Some(own) = date(at) else { return false };
    let spoken_of = (told.spoken_of)(at);
    let is_replaced = |of: &usize| {
        let others = statements.indices().filter(|it| (told.spoken_of)(*it).contains(of));
        others.filter_map(date).any(|other| other > own)
    };
    spoken_of.is_empty() || !spoken_of.iter().all(is_replaced)
}
