//! Statements as they are written: what a reader can paste into an engagement.
//!
//! ```text
//! A delegates P2.C.2 on iaas to B via K2 by K1 "Art. 8" until 2027-03-31
//! checked P2.A.2 no 2026-02-01 settled 2026-03-10
//! H waives unowned P2.C.1 on wan because "…" until 2026-12-31
//! ```
//!
//! # Choices
//!
//! - Duties stand as the fewest ids and patterns that mean them; with the catalogue, unless it is the only one in use.
//! - Clauses come in one order, whatever the order of writing.
//! - One part of a `share` is what its party owns of it.

use std::collections::BTreeSet;

use super::remedy::{LevelWords, quoted};
use crate::evaluate::Context;
use crate::model::{Basis, CatalogueIdx, DutyIdx, Idx, Mode, On, Phase, Statement, Subject, Verb, Waiver, Word};

/// A statement on one line.
pub fn statement(context: &Context, it: &Statement) -> String {
    let engagement = context.engagement;
    let named = |party| engagement.parties[party].name.clone();
    let mut line = Line::default();
    if let Some(party) = it.verb.party() {
        line.word(named(party));
    }
    let duties = patterns(context, it.duties.ones());
    let on = match &it.on {
        On::These(all) => subjects(context, all),
        On::Own => String::new(),
    };
    match &it.verb {
        Verb::Owns { solely, parts, .. } => {
            line.word(if *solely { "solely owns" } else { "owns" });
            line.word(duties).clause("on", on).clause("part", parts.join(", "));
        }
        Verb::Delegates { to, via, parts, .. } => {
            line.word("delegates").word(duties).clause("on", on).clause("part", parts.join(", "));
            line.clause("to", named(*to));
            line.clause("via", via.map(|k| engagement.contracts[k].name.clone()).unwrap_or_default());
        }
        Verb::Accepts { .. } | Verb::Disclaims { .. } | Verb::Supports { .. } | Verb::Informs { .. } | Verb::Open => {
            line.word(plain(&it.verb)).word(duties).clause("on", on);
        }
        Verb::States { paper, all_of, clause, as_goal } => {
            line.word(engagement.paper_name(*paper)).word("states");
            match all_of {
                Some(above) => line.clause("all of", engagement.contracts[*above].name.clone()),
                None => line.word(duties),
            };
            line.word(clause.as_ref().map(|it| quoted(it)).unwrap_or_default()).clause("on", on);
            line.word(if *as_goal { "as goal" } else { "" });
        }
        Verb::Excludes { because, instead, agreed, .. } => {
            line.word("excludes").word(duties).clause("on", on).clause("because", quoted(because));
            line.clause("instead", patterns(context, instead.ones())).day("agreed", *agreed);
        }
        Verb::Retains { risk, shared, explained, .. } => {
            line.word(if *shared { "shares risk" } else { "retains" }).word(quoted(risk));
            line.clause("of", duties).clause("on", on).day("explained", *explained);
        }
        Verb::Checked { confirmed, date, settled } => {
            line.word("checked").word(duties).word(if *confirmed { "yes" } else { "no" }).word(date.to_string());
            line.clause("on", on).day("settled", *settled);
        }
        Verb::Demands { bound, .. } => {
            line.word("demands").word(LevelWords(context).bound(bound)).clause("on", on);
        }
        Verb::Grants { to, .. } => {
            line.word("grants").word(named(*to)).clause("access to", on);
        }
    }
    line.clause("in", times(&it.phases, &it.modes)).clause("by", bases(context, &it.by));
    line.day("agreed", it.agreed).day("from", it.from).day("until", it.until);
    line.0
}

/// A verb that says nothing besides.
fn plain(verb: &Verb) -> &'static str {
    match verb {
        Verb::Accepts { .. } => "accepts",
        Verb::Disclaims { .. } => "disclaims",
        Verb::Supports { .. } => "supports",
        Verb::Informs { .. } => "informs",
        _ => "open",
    }
}

/// A waiver on one line.
pub fn waiver(context: &Context, it: &Waiver) -> String {
    let kinds: Vec<&str> = it.kinds.iter().map(|kind| kind.name.as_str()).collect();
    let duties = it.duties.as_ref().map(|duties| patterns(context, duties.ones())).unwrap_or_default();
    let mut line = Line::default();
    line.word(&context.engagement.parties[it.owner].name).word("waives").word(kinds.join(", ")).word(duties);
    line.clause("on", subjects(context, &it.on)).clause("in", times(&it.phases, &it.modes));
    line.clause("because", quoted(&it.because)).clause("by", bases(context, &it.by));
    line.day("from", it.from).day("until", Some(it.until));
    line.0
}

#[derive(Default)]
struct Line(String);

impl Line {
    fn word(&mut self, word: impl AsRef<str>) -> &mut Self {
        let word = word.as_ref();
        if !self.0.is_empty() && !word.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(word);
        self
    }

    /// Nothing is said by an empty clause.
    fn clause(&mut self, keyword: &str, said: String) -> &mut Self {
        if said.is_empty() { self } else { self.word(keyword).word(said) }
    }

    fn day(&mut self, keyword: &str, day: Option<crate::model::Date>) -> &mut Self {
        self.clause(keyword, day.map(|it| it.to_string()).unwrap_or_default())
    }
}

fn subjects(context: &Context, all: &[Subject]) -> String {
    let names: Vec<String> = all.iter().map(|it| context.engagement.subject_name(*it)).collect();
    names.join(", ")
}

fn times(phases: &[Phase], modes: &[Mode]) -> String {
    let words: Vec<&str> = phases.iter().map(|it| it.name()).chain(modes.iter().map(|it| it.name())).collect();
    words.join(", ")
}

/// `K1 "Art. 8", S1`
pub(super) fn bases(context: &Context, by: &[Basis]) -> String {
    let engagement = context.engagement;
    let all = by.iter().map(|basis| {
        let evidence = basis.evidence.map(|it| engagement.evidence[it].name.clone());
        let paper = evidence.or(basis.contract.map(|it| engagement.contracts[it].name.clone()));
        paper.into_iter().chain(basis.clause.as_deref().map(quoted)).collect::<Vec<_>>().join(" ")
    });
    all.collect::<Vec<_>>().join(", ")
}

/// The fewest ids and patterns that mean some duties: a catalogue, what lies beneath an id, a control, a duty.
fn patterns(context: &Context, duties: impl Iterator<Item = usize>) -> String {
    let policy = context.policy;
    let mut left: BTreeSet<DutyIdx> = duties.map(DutyIdx::new).collect();
    let mut all = Vec::new();
    while let Some(first) = left.first().copied() {
        let catalogue = policy.control_of(first).catalogue;
        let id = &policy.duties[first].id;
        let within = |found: &[DutyIdx]| !found.is_empty() && found.iter().all(|it| left.contains(it));
        let whole: Vec<DutyIdx> =
            left.iter().copied().filter(|it| policy.control_of(*it).catalogue == catalogue).collect();
        let controls = policy.catalogues[catalogue].controls.clone();
        let asked: usize = controls.map(|it| policy.duties_of(crate::model::ControlIdx(it)).count()).sum();
        let (said, meant) = if whole.len() == asked && asked > 1 {
            ("*".to_owned(), whole)
        } else {
            let outer = id.match_indices('.').map(|(end, _)| &id[..end]);
            let beneath = outer.map(|it| (it, policy.ids.beneath(catalogue, it)));
            let control = &policy.controls[policy.duties[first].control].id;
            let exact = |path: &str| policy.ids.exact(catalogue, path).to_vec();
            let wide = beneath.take_while(|(path, _)| *path != control).find(|(_, found)| within(found));
            match wide {
                Some((path, found)) if found.len() > 1 => (format!("{path}.*"), found.to_vec()),
                _ if within(&exact(control)) => (control.clone(), exact(control)),
                _ => (id.clone(), vec![first]),
            }
        };
        all.push(format!("{}{said}", prefix(context, catalogue)));
        left.retain(|it| *it != first && !meant.contains(it));
    }
    all.join(", ")
}

/// `roles-2024:`, or nothing where it is the only catalogue in use.
fn prefix(context: &Context, catalogue: CatalogueIdx) -> String {
    match context.engagement.uses.as_slice() {
        [only] if only.catalogue == catalogue => String::new(),
        _ => format!("{}:", context.policy.catalogues[catalogue].name),
    }
}
