//! What there is to exercise, and what of it was.

use std::collections::{BTreeMap, BTreeSet};

use super::{Came, Question, Touched};
use crate::findings;
use crate::model::{
    CatalogueIdx, Condition, ControlIdx, DutyIdx, Excludable, FactIdx, Idx, Level, Need, Outcome, Policy, Rule, RuleIdx,
};
use crate::source::{Sources, Span};

/// How much of how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// What was exercised.
    pub done: usize,
    /// What there is.
    pub of: usize,
}

impl Score {
    fn count(all: impl IntoIterator<Item = bool>) -> Self {
        let mut score = Score::default();
        for done in all {
            score.of += 1;
            score.done += usize::from(done);
        }
        score
    }

    /// Both together.
    pub fn and(self, other: Score) -> Self {
        Score { done: self.done + other.done, of: self.of + other.of }
    }

    /// Whole percent, rounded down, so that only everything is 100; all of nothing is everything.
    pub fn percent(self) -> usize {
        (self.done * 100).checked_div(self.of).unwrap_or(100)
    }

    /// Whether it is less than some percent.
    pub fn is_under(self, percent: usize) -> bool {
        self.of > 0 && self.done * 100 < percent * self.of
    }
}

/// What some tests exercised, catalogue by catalogue.
#[derive(Clone, Debug)]
pub struct DomainCoverage {
    /// By name.
    pub catalogues: Vec<CatalogueCoverage>,
    /// Kinds of findings that are about no control, and whether there was one.
    pub other_kinds: Vec<(&'static str, bool)>,
}

/// What was exercised of a catalogue.
#[derive(Clone, Debug)]
pub struct CatalogueCoverage {
    /// Its name.
    pub name: String,
    /// Controls by id.
    pub controls: Vec<(String, bool)>,
    /// Duties by id, each with its control.
    pub duties: Vec<(String, String, bool)>,
    /// Conditions.
    pub conditions: Vec<Asked>,
    /// Rules that cite its controls.
    pub rules: Vec<Asked>,
    /// Kinds of findings at its controls, and whether there was one.
    pub kinds: Vec<(&'static str, bool)>,
}

/// A condition or a rule, and how it came out.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `P2.A.9`, `in_scope of vendor`, or the name of a rule.
    pub of: String,
    /// As written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it is asked for that it is also unknown in some test.
    pub may_be_unknown: bool,
    /// How it came out.
    pub came: Came,
}

impl Asked {
    /// The ways in which it can come out, and whether it did.
    pub fn answers(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let unknown = self.may_be_unknown.then_some(("unknown", self.came.unknown));
        [("true", self.came.yes), ("false", self.came.no)].into_iter().chain(unknown)
    }
}

impl CatalogueCoverage {
    /// Controls, duties, answers of conditions and answers of rules.
    pub fn scores(&self) -> [Score; 4] {
        let answers = |all: &[Asked]| Score::count(all.iter().flat_map(Asked::answers).map(|(_, did)| did));
        [
            Score::count(self.controls.iter().map(|it| it.1)),
            Score::count(self.duties.iter().map(|it| it.2)),
            answers(&self.conditions),
            answers(&self.rules),
        ]
    }

    /// All of these together.
    pub fn score(&self) -> Score {
        self.scores().into_iter().fold(Score::default(), Score::and)
    }
}

impl DomainCoverage {
    /// Compares what tests touched with what there is.
    pub fn new(sources: &Sources, policy: &Policy, touched: &Touched) -> Self {
        let own = |at: &CatalogueIdx| !sources.get(policy.catalogues[*at].span.source).is_built_in();
        let looked_at = policy.catalogues.indices().filter(|at| touched.catalogues.contains(at) || own(at));
        let catalogues = looked_at.map(|at| of_catalogue(sources, policy, touched, at)).collect();
        let found = |kind: &&'static str| (*kind, touched.kinds.iter().any(|(_, found)| found == kind));
        DomainCoverage { catalogues, other_kinds: OTHER_KINDS.iter().map(found).collect() }
    }

    /// Everything together.
    pub fn score(&self) -> Score {
        self.catalogues.iter().map(CatalogueCoverage::score).fold(Score::default(), Score::and)
    }
}

/// The kinds of findings that may be about no control.
const OTHER_KINDS: [&str; 7] = [
    "chain_below_promise",
    "incomparable",
    "missing_promise",
    "orphan_subcontract",
    "out_of_scope",
    "promise_below_demand",
    "unknown_provider",
];

fn of_catalogue(sources: &Sources, policy: &Policy, touched: &Touched, at: CatalogueIdx) -> CatalogueCoverage {
    let used = touched.catalogues.contains(&at);
    let catalogue = &policy.catalogues[at];
    // What only explains asks nothing that a test could exercise.
    let asks = |duty: &DutyIdx| policy.duties[*duty].level != Level::None;
    let of_it = |duty: &DutyIdx| policy.controls[policy.duties[*duty].control].catalogue == at;
    let all = policy.duties.indices().filter(|duty| of_it(duty) && asks(duty));
    let duties: Vec<DutyIdx> = all.filter(|duty| !used || touched.view.contains(duty.row())).collect();
    let mut controls: BTreeMap<ControlIdx, bool> = BTreeMap::new();
    for duty in &duties {
        *controls.entry(policy.duties[*duty].control).or_default() |= touched.applied.contains(duty.row());
    }
    let control_of = |duty: &DutyIdx| policy.controls[policy.duties[*duty].control].id.clone();
    let listed =
        |duty: &DutyIdx| (policy.duties[*duty].id.clone(), control_of(duty), touched.applied.contains(duty.row()));
    CatalogueCoverage {
        name: catalogue.name.clone(),
        conditions: conditions(sources, policy, touched, (at, &duties)),
        rules: rules(policy, touched, at),
        controls: controls.iter().map(|(control, done)| (policy.controls[*control].id.clone(), *done)).collect(),
        duties: duties.iter().map(listed).collect(),
        kinds: if controls.is_empty() { Vec::new() } else { kinds(touched, at) },
    }
}

/// Conditions of derived facts, then those of controls and duties; what several duties of a control share is one.
fn conditions(
    sources: &Sources,
    policy: &Policy,
    touched: &Touched,
    (catalogue, duties): (CatalogueIdx, &[DutyIdx]),
) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    let came = |question: Question| touched.came.get(&question).copied().unwrap_or_default();
    let asked = |of: &str, text: String, condition: &Condition, question| Asked {
        of: of.to_owned(),
        text,
        span: condition.span,
        may_be_unknown: !condition.facts().is_empty(),
        came: came(question),
    };
    for fact in policy.facts.indices().filter(|fact| policy.facts[*fact].catalogue == catalogue) {
        all.extend(
            derived(policy, fact)
                .map(|(number, of, text, condition)| asked(&of, text, condition, Question::Derived(fact, number))),
        );
    }
    let mut shared: BTreeMap<(ControlIdx, &str), usize> = BTreeMap::new();
    let mut excludable: BTreeSet<ControlIdx> = BTreeSet::new();
    for at in duties.iter().copied() {
        let duty = &policy.duties[at];
        let control = &policy.controls[duty.control];
        if let (Excludable::When(condition), true) = (&control.excludable, excludable.insert(duty.control)) {
            let text = format!("excludable when {}", written(sources, condition.span));
            all.push(asked(&control.id, text, condition, Question::Excludable(duty.control)));
        }
        if let Some(when) = &duty.when {
            let known = shared.get(&(duty.control, duty.when_text.as_str())).and_then(|known| all.get_mut(*known));
            match known {
                Some(known) => {
                    known.of = control.id.clone();
                    known.came.join(came(Question::When(at)));
                }
                None => {
                    shared.insert((duty.control, &duty.when_text), all.len());
                    all.push(asked(&duty.id, duty.when_text.clone(), when, Question::When(at)));
                }
            }
        }
        if let Need::Met(condition, _) = &duty.needs {
            let text = format!("met by {}", written(sources, condition.span));
            all.push(asked(&duty.id, text, condition, Question::MetBy(at)));
        }
    }
    all
}

/// The rules of a derived fact that have a condition: number, name of the fact, as written.
fn derived(policy: &Policy, fact: FactIdx) -> impl Iterator<Item = (usize, String, String, &Condition)> {
    let declared = &policy.facts[fact];
    let rules = declared.derived.iter().flat_map(|it| it.rules.iter().enumerate());
    rules.filter_map(|(number, rule)| {
        let condition = match &rule.outcome {
            Outcome::Answer(condition) => Some(condition),
            Outcome::Value(_) | Outcome::Open => rule.when.as_ref(),
        };
        let source = rule.source.as_ref().map(|source| format!(" {source}")).unwrap_or_default();
        condition.map(|condition| (number, format!("{}{source}", declared.name), rule.words(), condition))
    })
}

/// The rules at controls of a catalogue, those at controls that ask nothing themselves and are only the place of a rule among them.
fn rules(policy: &Policy, touched: &Touched, at: CatalogueIdx) -> Vec<Asked> {
    let used = touched.catalogues.contains(&at);
    let in_view = |control| policy.duties_of(control).any(|duty| !used || touched.view.contains(duty.row()));
    let is_of_it = |rule: &Rule| policy.controls[rule.control].catalogue == at && in_view(rule.control);
    let all = policy.rules.enumerate().filter(|(_, rule)| is_of_it(rule));
    all.map(|(at, rule): (RuleIdx, _)| Asked {
        of: rule.name.clone(),
        text: format!("must {}", rule.must_text),
        span: rule.span,
        may_be_unknown: false,
        came: touched.came.get(&Question::Rule(at)).copied().unwrap_or_default(),
    })
    .collect()
}

fn kinds(touched: &Touched, catalogue: CatalogueIdx) -> Vec<(&'static str, bool)> {
    let rule = findings::user_rule::USER_RULE.code.name;
    let names = findings::CODES.iter().map(|code| code.name);
    let names = names.filter(|name| !OTHER_KINDS.contains(name) && *name != rule);
    names.map(|name| (name, touched.kinds.contains(&(Some(catalogue), name)))).collect()
}

/// A condition as it stands in its text, on one line.
fn written(sources: &Sources, span: Span) -> String {
    let text = sources.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
