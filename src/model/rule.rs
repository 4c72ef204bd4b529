//! Rules: what must hold besides, of whatever they range over.
//!
//! ```text
//! rule direct_contact warning cites P2.A.1 {
//!   for contract k where k.direct        every binding of k for which this holds …
//!   must k.contact exists                … must have this; where it is false, there is a finding on k
//!   else "{k.supplier} …"
//! }
//! ```
//!
//! Rules are total: they range over what an engagement has, nested as deeply as they are written, and see no findings and no other
//! rules. INVARIANT: a [`Root::Bound`] counts the variables from the outermost on, and is one that is bound where it stands; steps
//! and leaves fit what they are asked of.

use fixedbitset::FixedBitSet;

use super::{
    Attribute, CatalogueIdx, Condition, ControlIdx, DutyIdx, Engagement, FactIdx, Idx, Part, RangeKind, Sort, Value,
};
use crate::diagnostic::{Severity, Text};
use crate::source::Span;

/// `rule direct_contact warning cites P2.A.1 { … }`
#[derive(Clone, Debug)]
pub struct Rule {
    /// `direct_contact`, which is also the name of its findings.
    pub name: String,
    /// Its heading; may be empty.
    pub title: Text,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// The weight of its findings.
    pub severity: Severity,
    /// The control that asks for it: its findings stand there.
    pub control: ControlIdx,
    /// The duties that it cites; of a control all.
    pub duties: Vec<DutyIdx>,
    /// The catalogues that must be in use: the cited one, and those whose facts it asks.
    pub catalogues: Vec<CatalogueIdx>,
    /// What it ranges over, outermost first.
    pub ranges: Vec<For>,
    /// What must hold.
    pub must: RuleCondition,
    /// The same as written, for showing.
    pub must_text: String,
    /// What it says otherwise.
    pub message: Message,
    /// Its name in the text.
    pub span: Span,
}

/// `for contract k where k.direct`
#[derive(Clone, Debug)]
pub struct For {
    /// `k`
    pub variable: String,
    /// What it stands for.
    pub pool: Pool,
    /// Which of these.
    pub filter: Option<RuleCondition>,
    /// The whole of it.
    pub span: Span,
}

/// A condition on variables.
pub type RuleCondition = Condition<Operand, Pool>;

/// What a variable ranges over: `contract`, `component of k`, `promise of k`, `obligation of P2.C.*`.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What kind of thing.
    pub sort: Sort,
    /// Only those of one thing.
    pub of: Whose,
    /// Of obligations, exclusions, checks and risks: only of these duties.
    pub duties: Option<FixedBitSet>,
    /// Of vendors: the fact that says which of them are in scope; the others are not counted.
    pub scope: Option<FactIdx>,
}

/// Of which thing the members of a range are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All that there are.
    All,
    /// Subjects as they lie to this one: of a contract those beneath it, what it covers and so on.
    Seen(Root, RangeKind),
    /// What this one has said of it: the promises of a contract, what is demanded on a component.
    Of(Root),
}

/// Something with a value in a rule.
#[derive(Clone, Debug)]
pub enum Operand {
    /// `k.supplier.kind`
    Path(Path),
    /// A value in the text.
    Literal(Value),
    /// The day of evaluation.
    Day,
    /// `unknown` written out.
    Unknown,
}

/// `k.supplier.kind`: from a variable over relations to something with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Where it begins.
    pub root: Root,
    /// Where it goes, step by step.
    pub steps: Vec<Step>,
    /// What is asked there.
    pub leaf: Leaf,
}

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// `engagement`
    Engagement,
    /// A variable, counted from the outermost on.
    Bound(usize),
}

/// What is asked at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The thing itself.
    Itself,
    /// What the structure says of it.
    Attribute(Attribute),
    /// What it is, of something that is no subject.
    Trait(Trait),
    /// A fact of it.
    Fact(FactIdx),
}

/// From one thing to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The customer of a contract.
    Customer,
    /// The supplier of a contract.
    Supplier,
    /// The vendor at the top of a contract's chain.
    Prime,
    /// Who chose the supplier, if that was not the customer.
    SelectedBy,
    /// The contract that a subcontract is under.
    Parent,
    /// What a contract covers.
    Covers,
    /// Who provides a component.
    Provider,
    /// What a component runs on, directly.
    RunsOn,
    /// What a component connects to.
    Connects,
    /// The contracts that cover a component.
    CoveredBy,
    /// The two components of an interface.
    Ends,
    /// The hospital.
    Hospital,
    /// The contract that an obligation or a demand is about, that makes a promise, or that evidence belongs to; those that an
    /// exclusion, a check or a risk is on. So the next three.
    Contract,
    /// The vendor that an obligation is about.
    Vendor,
    /// The component that an obligation or a demand is about.
    Component,
    /// The interface that an obligation is about.
    Interface,
    /// Those who perform an obligation.
    Performer,
    /// Those who answer for it.
    Answerable,
    /// Those who own it, within reach.
    Owners,
    /// Those who disclaim it.
    Disclaimers,
    /// Who demands or excludes, or has a risk.
    By,
    /// The obligations that an exclusion, a check or a risk speaks of.
    Obligations,
    /// The obligations that a contract or evidence states on the day.
    States,
    /// The obligations that it only aims at.
    Goals,
}

/// What rules ask of obligations, levels, evidence, exclusions, checks and risks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Somebody carries it, a document states it, or its condition is met.
    Carried,
    /// The same in a word.
    Verdict,
    /// How binding it is.
    Level,
    /// Its phase, where distinguished.
    Phase,
    /// Its mode, where distinguished.
    Mode,
    /// The id of its duty.
    Duty,
    /// The id of its control.
    Control,
    /// The metric of a level.
    Metric,
    /// The amount of a level, in the unit of its metric.
    Value,
    /// A promise is only a goal.
    Goal,
    /// The hours of a level, where it is not always.
    Hours,
    /// What a level does not count, where it excepts something.
    Excluding,
    /// What evidence is.
    Kind,
    /// The day on which evidence was signed.
    Signed,
    /// Evidence is a draft.
    Draft,
    /// The first day that evidence gives.
    FirstDay,
    /// The last day that evidence gives.
    LastDay,
    /// Evidence goes on as long as its contract.
    Continues,
    /// Evidence counts on the day.
    InForce,
    /// The duties that are excluded, were checked or have a risk, by their ids.
    Duties,
    /// The reason of an exclusion; a blank one is none.
    Reason,
    /// When the hospital agreed to an exclusion or a risk.
    Agreed,
    /// The duties that are done instead, by their ids.
    Instead,
    /// What a check came to: yes or no.
    Answer,
    /// The day of a check.
    CheckedOn,
    /// The day on which what a check missed was settled.
    Settled,
    /// Which risk, in words.
    Risk,
    /// A risk is shared, not borne alone.
    Shared,
    /// When the hospital was told of a risk.
    Explained,
}

/// What a rule says when it does not hold.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Japanese.
    pub ja: Vec<Piece>,
    /// English.
    pub en: Vec<Piece>,
}

/// A piece of a message.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// A value, with the words of its vocabulary, English and Japanese, if it has one.
    Value(Path, Vec<(&'static str, &'static str)>),
    /// The day of evaluation.
    Day,
}

impl Rule {
    /// Whether an engagement is asked: the cited control is in view, and the catalogues whose facts it asks are in use.
    pub fn is_asked(&self, engagement: &Engagement) -> bool {
        let in_use = |it: &CatalogueIdx| engagement.uses.iter().any(|used| used.catalogue == *it);
        self.duties.iter().any(|duty| engagement.in_view.contains(duty.row())) && self.catalogues.iter().all(in_use)
    }

    /// All its conditions.
    pub fn conditions(&self) -> impl Iterator<Item = &RuleCondition> {
        self.ranges.iter().filter_map(|it| it.filter.as_ref()).chain([&self.must])
    }

    /// The facts that it asks or shows.
    pub fn facts(&self) -> Vec<FactIdx> {
        let mut found = Vec::new();
        let mut see = |path: &Path| match path.leaf {
            Leaf::Fact(fact) => found.push(fact),
            Leaf::Itself | Leaf::Attribute(_) | Leaf::Trait(_) => {}
        };
        for condition in self.conditions() {
            condition.walk(&mut |part| match part {
                Part::Term(Operand::Path(path)) => see(path),
                Part::Term(Operand::Literal(_) | Operand::Day | Operand::Unknown) | Part::Value(_) | Part::Range(_) => {
                }
            });
        }
        for piece in self.message.ja.iter().chain(&self.message.en) {
            match piece {
                Piece::Value(path, _) => see(path),
                Piece::Words(_) | Piece::Day => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }
}
