//! Statements: who says what of which duties on which subjects, from when to when.

use fixedbitset::FixedBitSet;
use smallvec::{SmallVec, smallvec};

use super::clauses::{self, MISSING_CLAUSE};
use super::members::Names;
use super::names::{keep, unknown_word};
use super::patterns::listed;
use super::period::validity;
use super::service_levels::{self, Metrics};
use super::value::{date, truth};
use super::waivers::is_waiver;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Basis, CatalogueIdx, ContractIdx, Idx, Mode, On, Paper, Party, PartyIdx, PartyKind, Phase, Policy, Statement,
    Subject, Table, Verb, Word, natural_order,
};
use crate::source::Span;
use crate::syntax::ast::{self, Name, SubjectName};
use crate::text;

/// An outside party that takes part in the split.
pub static OUTSIDE_PARTY_SPEAKS: Code = Code {
    name: "outside_party_speaks",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("外部の当事者が責任を負うと書かれている", "an outside party is said to carry something"),
        why: (
            "外部の当事者は接続先にすぎず、この案件では何も負わない",
            "an outside party is only connected, and owes nothing in this engagement",
        ),
        example: "party X outside\nX owns P2.C.1",
        remedy: ("`vendor` として宣言するか、負う者を直す", "declare it as a `vendor`, or name who does carry it"),
    },
};

/// What statements are read against.
pub(super) struct Around<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The catalogues in use.
    pub in_use: &'a [CatalogueIdx],
    /// The names of the engagement.
    pub names: &'a Names,
    /// Its parties.
    pub parties: &'a Table<PartyIdx, Party>,
    /// By evidence: the contract that it belongs to.
    pub belongs: &'a [Option<ContractIdx>],
}

/// All statements of who carries what, in order of writing; a `share` makes one for each of its parts.
pub(super) fn statements(
    around: &Around,
    written: &[&ast::Statement],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Statement> {
    let mut all = Vec::with_capacity(written.len());
    for it in written.iter().filter(|it| !is_waiver(it)) {
        statement(around, it, &mut all, problems);
    }
    all
}

/// What a statement says, without its place.
pub(super) fn content(it: &Statement) -> impl Ord + '_ {
    let origin = it.origin.map(|origin| (origin.template, origin.contract));
    (
        it.verb.party(),
        &it.verb,
        &it.duties,
        &it.on,
        &it.phases,
        &it.modes,
        &it.by,
        (it.from, it.until, it.agreed, origin),
    )
}

fn statement(around: &Around, written: &ast::Statement, all: &mut Vec<Statement>, problems: &mut Vec<Diagnostic>) {
    let before = problems.len();
    clauses::check(written, problems);
    let verbs = verbs(around, written, problems);
    let (phases, modes) = phases_and_modes(&written.phases, problems);
    let (from, until) = validity(written.from.as_ref(), written.until.as_ref(), problems);
    let said = Statement {
        verb: Verb::Open,
        duties: duties(around, written, problems),
        on: on(around, &written.on, problems),
        phases,
        modes,
        by: basis(around, &written.by, problems),
        from,
        until,
        agreed: written.agreed.as_ref().and_then(|day| keep(date(day), problems)),
        origin: None,
        docs: written.docs.clone(),
        span: written.span,
    };
    if problems.len() > before {
        return;
    }
    // Each part of a `share` may end on a day of its own.
    let mut ends = written.parts.iter().map(|part| part.until.as_ref().and_then(|day| keep(date(day), problems)));
    let mut row =
        |(verb, said)| Statement { verb, until: ends.next().flatten().into_iter().chain(until).min(), ..said };
    // The last takes what was read, and most verbs are alone.
    let said = std::iter::repeat_n(said, verbs.len());
    all.extend(verbs.into_iter().zip(said).map(&mut row));
}

/// What it says, without of what; nothing where that cannot be told.
fn verbs(around: &Around, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> SmallVec<[Verb; 1]> {
    let does = written.does.form();
    match &*does {
        "share" => return share(around, written, problems),
        "open" => return smallvec![Verb::Open],
        "checked" => return checked(written, problems).into_iter().collect(),
        "states" => return states(around, written, problems).into_iter().collect(),
        "demands" => return demands(around, written, problems),
        _ => {}
    }
    if !clauses::is_verb(&does) {
        problems.push(unknown_word(&written.does, ("動詞", "verb"), &clauses::verbs()));
    }
    let party = written.who.as_ref().and_then(|name| keep(around.names.party(name), problems));
    let to = written.to.as_ref().and_then(|name| keep(around.names.party(name), problems));
    let via = written.via.as_ref().and_then(|name| keep(around.names.contract(name), problems));
    let Some(party) = party else { return SmallVec::new() };
    if matches!(&*does, "owns" | "delegates" | "accepts" | "retains" | "shares risk") {
        outside_party(around, party, written.who.as_ref(), problems);
    }
    let verb = match &*does {
        "owns" => Some(Verb::Owns { party, solely: written.solely, parts: labels(&written.part), complete: None }),
        "delegates" => to.map(|to| Verb::Delegates { party, to, via, parts: labels(&written.part) }),
        "accepts" => Some(Verb::Accepts { party }),
        "disclaims" => Some(Verb::Disclaims { party }),
        "supports" => Some(Verb::Supports { party }),
        "informs" => Some(Verb::Informs { party }),
        "excludes" => Some(excludes(around, party, written, problems)),
        "retains" => Some(retains(party, false, written, problems)),
        "shares risk" => Some(retains(party, true, written, problems)),
        "grants" => to.map(|to| Verb::Grants { party, to }),
        _ => None,
    };
    verb.into_iter().collect()
}

fn share(around: &Around, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> SmallVec<[Verb; 1]> {
    let all: Vec<Name> = written.parts.iter().map(|part| part.label.clone()).collect();
    // A part that was named must have somebody who carries it, whether or not the list says that it is complete.
    let complete = Some(labels(&all));
    let mut part = |part: &ast::SharePart| {
        let party = keep(around.names.party(&part.party), problems)?;
        outside_party(around, party, Some(&part.party), problems);
        let parts = labels(std::slice::from_ref(&part.label));
        Some(Verb::Owns { party, solely: false, parts, complete: complete.clone() })
    };
    written.parts.iter().filter_map(&mut part).collect()
}

fn demands(around: &Around, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> SmallVec<[Verb; 1]> {
    let metrics = Metrics { policy: around.policy, in_use: around.in_use };
    let bounds = service_levels::demands(metrics, &written.levels, problems);
    for subject in &written.on {
        match around.names.subject(subject) {
            Ok(Subject::Component(_) | Subject::Contract(_)) | Err(_) => {}
            Ok(Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..)) => {
                problems.push(service_levels::misplaced_demand(&subject.first));
            }
        }
    }
    let Some(name) = &written.who else { return SmallVec::new() };
    let Some(party) = keep(around.names.party(name), problems) else { return SmallVec::new() };
    if around.parties[party].kind != PartyKind::Hospital {
        problems.push(service_levels::demand_of_a_vendor(name));
    }
    bounds.into_iter().map(|bound| Verb::Demands { party, bound: Box::new(bound) }).collect()
}

fn states(around: &Around, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Option<Verb> {
    let paper = written.who.as_ref().and_then(|name| keep(around.names.paper(name), problems));
    let all_of = written.all_of.as_ref().and_then(|name| keep(around.names.contract(name), problems));
    Some(Verb::States { paper: paper?, all_of, clause: written.clause.clone(), as_goal: written.as_goal })
}

fn checked(written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Option<Verb> {
    let answer = &written.answer.as_ref()?.0;
    let confirmed = truth(&answer.key());
    if confirmed.is_none() {
        problems.push(unknown_word(answer, ("確認の答え", "answer of a check"), &[("yes", "はい"), ("no", "いいえ")]));
    }
    let settled = match &written.settled {
        Some(day) => Some(keep(date(day), problems)?),
        None => None,
    };
    let date = keep(date(written.date.as_ref()?), problems);
    Some(Verb::Checked { confirmed: confirmed?, date: date?, settled })
}

fn excludes(around: &Around, party: PartyIdx, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Verb {
    Verb::Excludes {
        party,
        because: written.because.clone().unwrap_or_default(),
        instead: union(around, &written.instead, problems),
        agreed: written.agreed.as_ref().and_then(|day| date(day).ok()),
    }
}

fn retains(party: PartyIdx, shared: bool, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Verb {
    let explained = written.explained.as_ref().and_then(|day| keep(date(day), problems));
    Verb::Retains { party, risk: written.risk.clone().unwrap_or_default(), shared, explained }
}

fn outside_party(around: &Around, party: PartyIdx, name: Option<&Name>, problems: &mut Vec<Diagnostic>) {
    let declared = &around.parties[party];
    if declared.kind == PartyKind::Outside {
        let written = &declared.name;
        let headline =
            text!("`{written}` は外部の当事者で、何も負いません", "`{written}` is an outside party, and owes nothing");
        let label = text!("`outside` と宣言", "declared `outside` here");
        let span = name.map_or(declared.span, |name| name.span);
        problems.push(Diagnostic::new(&OUTSIDE_PARTY_SPEAKS, span, headline).label(declared.span, label));
    }
}

/// Labels in natural order, each once.
pub(super) fn labels(written: &[Name]) -> Vec<String> {
    let mut all: Vec<String> = written.iter().map(|label| label.key()).collect();
    all.sort_by(|a, b| natural_order(a, b));
    all.dedup();
    all
}

/// The duties that a statement speaks of, `except` taken out.
pub(super) fn duties(around: &Around, written: &ast::Statement, problems: &mut Vec<Diagnostic>) -> FixedBitSet {
    let mut set = union(around, &written.duties, problems);
    if !written.except.is_empty() {
        set.difference_with(&union(around, &written.except, problems));
    }
    set
}

fn union(around: &Around, patterns: &[Name], problems: &mut Vec<Diagnostic>) -> FixedBitSet {
    let mut set = FixedBitSet::with_capacity(around.policy.duties.len());
    for pattern in patterns {
        let found = listed(around.policy, around.in_use, &pattern.text, Some(pattern.span));
        if let Some(found) = keep(found, problems) {
            set.extend(found.iter().map(|duty| duty.row()));
        }
    }
    set
}

fn on(around: &Around, written: &[SubjectName], problems: &mut Vec<Diagnostic>) -> On {
    if written.is_empty() {
        return On::Own;
    }
    let mut subjects: Vec<Subject> =
        written.iter().filter_map(|name| keep(around.names.subject(name), problems)).collect();
    subjects.sort();
    subjects.dedup();
    On::These(subjects)
}

pub(super) fn phases_and_modes(written: &[Name], problems: &mut Vec<Diagnostic>) -> (Vec<Phase>, Vec<Mode>) {
    let (mut phases, mut modes) = (Vec::new(), Vec::new());
    for name in written {
        let key = name.form();
        match (Phase::from_word(&key), Mode::from_word(&key)) {
            (Some(phase), _) => phases.push(phase),
            (None, Some(mode)) => modes.push(mode),
            (None, None) => {
                let phases = Phase::WORDS.iter().map(|(_, en, ja)| (*en, *ja));
                let words: Vec<_> = phases.chain(Mode::WORDS.iter().map(|(_, en, ja)| (*en, *ja))).collect();
                problems.push(unknown_word(name, ("段階や様態", "phase or mode"), &words));
            }
        }
    }
    phases.sort();
    phases.dedup();
    modes.sort();
    modes.dedup();
    (phases, modes)
}

pub(super) fn basis(around: &Around, written: &[ast::Basis], problems: &mut Vec<Diagnostic>) -> Vec<Basis> {
    let mut one = |basis: &ast::Basis| {
        let paper = basis.contract.as_ref().and_then(|name| keep(around.names.paper(name), problems));
        let (contract, evidence) = match paper {
            Some(Paper::Contract(it)) => (Some(it), None),
            Some(Paper::Evidence(it)) => (around.belongs.get(it.row()).copied().flatten(), Some(it)),
            None => (None, None),
        };
        Basis { contract, evidence, clause: basis.clause.clone() }
    };
    let mut all: Vec<Basis> = written.iter().map(&mut one).collect();
    all.sort();
    all.dedup();
    all
}

/// Something that lacks what it cannot do without.
pub(super) fn missing(span: Span, of: &str, ja: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&MISSING_CLAUSE, span, text!("`{of}` に `{ja}` がありません", "`{of}` lacks `{en}`"))
}
