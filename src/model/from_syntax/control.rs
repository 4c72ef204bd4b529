//! Controls and their duties, flattened: a control without labelled duties has one implicit duty, a duty with inner duties is a group.

use super::condition::{Scope, condition};
use super::fields::Chain;
use super::leaves::{Leaf, leaves};
use super::names::{keep, word};
use super::titles::title;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{
    Attribute, CatalogueIdx, Condition, Control, ControlIdx, Duty, Excludable, Fact, FactIdx, Led, Level, Need, Part,
    PartyKind, SubjectKind, Table, Term, Word,
};
use crate::syntax::ast::{self, Name};
use crate::text;

/// A control that does not say of what there is one obligation each.
pub static MISSING_PER: Code = Code {
    name: "missing_per",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "何ごとに責任が生じるか（`per`）が書かれていない",
            "nothing says of what there is one obligation each (`per`)",
        ),
        why: (
            "案件ごとか契約ごとか構成要素ごとかで、抜け漏れの数も場所も変わる",
            "per engagement, contract or component: the gaps differ in number and in place",
        ),
        example: "control X.1 \"…\" { level required }",
        remedy: (
            "`per contract` などを項目か対応に書く",
            "write `per contract` or the like at the control or the duty",
        ),
    },
};

/// The rows that a control becomes.
pub(super) struct Compiled<'a> {
    /// The control.
    pub control: Control,
    /// Its duties, with the fields from which their relations are read later.
    pub duties: Vec<(Duty, Chain<'a>)>,
}

/// Compiles one control.
pub(super) fn compile<'a>(
    scope: Place<'_>,
    control: &'a ast::Control,
    section: Option<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Compiled<'a> {
    let leaves = leaves(control, problems);
    if !leaves.iter().any(|leaf| leaf.chain.has_per()) {
        problems.push(missing_per(&control.id));
    }
    let mut duties = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        duties.push(duty(&scope, control, (leaf, &duties), problems));
    }
    let fields = &control.fields;
    let own = fields.level.as_ref().and_then(|name| word(name).ok());
    let level = own.or(duties.iter().map(|(duty, _)| duty.level).min()).unwrap_or(Level::Required);
    let row = Control {
        catalogue: scope.catalogue,
        id: control.id.text.clone(),
        title: title(&control.title),
        led: led(control.led.as_ref(), problems),
        level,
        section,
        summary: fields.summary.clone().unwrap_or_default(),
        source: source(control),
        remark: fields.remark.clone().unwrap_or_default(),
        category: fields.category.clone().unwrap_or_default(),
        risk: fields.risk.clone().unwrap_or_default(),
        refs: fields.refs.clone(),
        marks: fields.marks.clone(),
        demands: Vec::new(),
        by_law: fields.by_law.as_ref().map(|law| law.text.clone()),
        excludable: excludable(&scope, fields, &duties, problems),
        serves: Vec::new(),
        same_as: Vec::new(),
        duties: 0..0,
        docs: control.docs.clone(),
        span: control.id.span,
    };
    Compiled { control: row, duties }
}

/// Where a control stands, and which number it will have.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The declared facts.
    pub facts: &'a Table<FactIdx, Fact>,
    /// Its catalogue.
    pub catalogue: CatalogueIdx,
    /// Its index.
    pub control: ControlIdx,
}

impl<'a> Place<'a> {
    fn seen_from(&self, subject: SubjectKind) -> Scope<'a> {
        Scope { facts: self.facts, catalogue: self.catalogue, subject }
    }
}

fn duty<'a>(
    place: &Place,
    control: &'a ast::Control,
    (leaf, earlier): (Leaf<'a>, &[(Duty, Chain<'a>)]),
    problems: &mut Vec<Diagnostic>,
) -> (Duty, Chain<'a>) {
    let Leaf { label, duty: written, chain } = leaf;
    if !chain.has_per() && control_has_per_somewhere(control) {
        problems.push(missing_per(written.map_or(&control.id, |duty| &duty.label)));
    }
    let per = chain.subject(problems).unwrap_or(SubjectKind::Engagement);
    let scope = place.seen_from(per);
    let shares = |(_, other): &&(Duty, Chain)| chain.applies_as(other);
    let (when, when_text) = match earlier.iter().find(shares) {
        Some((same, _)) => (same.when.clone(), same.when_text.clone()),
        None if chain.has_per() => chain.applies(scope, problems),
        None => (None, String::new()),
    };
    let needs = if chain.has_per() { chain.needs(scope, problems) } else { Need::Owner };
    let own = written.map(|duty| &duty.fields);
    let id = if label.is_empty() { control.id.text.clone() } else { format!("{}.{label}", control.id.text) };
    let row = Duty {
        control: place.control,
        id,
        title: title(written.and_then(|duty| duty.title.as_ref()).unwrap_or(&control.title)),
        summary: own.unwrap_or(&control.fields).summary.clone().unwrap_or_default(),
        source: chain.innermost(|fields| fields.source.clone()).unwrap_or_else(|| source(control)),
        refs: own.map(|fields| fields.refs.clone()).unwrap_or_default(),
        per,
        asks: asked(when.as_deref(), &needs),
        when,
        when_text,
        level: chain.level(problems),
        phases: chain.phases(problems),
        modes: chain.modes(problems),
        bearers: chain.bearers(problems),
        documented: chain.documented(problems),
        agreed: chain.innermost(|fields| fields.agreed).is_some(),
        needs,
        before_delegation: chain.innermost(|fields| fields.before_delegation).is_some(),
        goal_is_enough: chain.innermost(|fields| fields.stated.as_ref()).is_some_and(|stated| stated.as_goal),
        flows_down: chain.innermost(|fields| fields.flows_down).is_some(),
        requires: Vec::new(),
        serves: Vec::new(),
        same_as: Vec::new(),
        docs: written.map(|duty| duty.docs.clone()).unwrap_or_default(),
        span: written.map_or(control.id.span, |duty| duty.label.span),
        label,
    };
    (row, chain)
}

/// The attributes that the conditions of a duty ask.
fn asked(when: Option<&Condition>, needs: &Need) -> Vec<Attribute> {
    let met = match needs {
        Need::Met(condition, _) => Some(condition),
        Need::Owner | Need::Stated(..) => None,
    };
    let mut all = Vec::new();
    for condition in when.into_iter().chain(met) {
        condition.walk(&mut |part| match part {
            Part::Term(Term::Attribute(it)) if !all.contains(it) => all.push(*it),
            _ => {}
        });
    }
    all
}

/// Whether the control or any duty says `per`; if none does, one message at the control is enough.
fn control_has_per_somewhere(control: &ast::Control) -> bool {
    let says = |duty: &ast::Duty| duty.fields.per.is_some() || duty.duties.iter().any(|it| it.fields.per.is_some());
    control.fields.per.is_some() || control.duties.iter().any(says)
}

fn source(control: &ast::Control) -> String {
    control.fields.source.clone().unwrap_or_else(|| control.id.text.clone())
}

fn led(written: Option<&Name>, problems: &mut Vec<Diagnostic>) -> Led {
    let Some(name) = written else { return Led::Joint };
    if matches!(name.key().as_str(), "joint" | "共同") {
        return Led::Joint;
    }
    match keep(word::<PartyKind>(name), problems) {
        Some(PartyKind::Hospital) => Led::Hospital,
        Some(PartyKind::Vendor) => Led::Vendor,
        Some(PartyKind::Outside) => {
            let words = [PartyKind::Hospital, PartyKind::Vendor].map(|kind| {
                let (_, en, ja) =
                    PartyKind::WORDS.iter().find(|(it, ..)| *it == kind).copied().unwrap_or((kind, "", ""));
                (en, ja)
            });
            problems.push(super::names::unknown_word(name, ("主導者", "leading party"), &words));
            Led::Joint
        }
        None => Led::Joint,
    }
}

/// What an exclusion needs; the condition must make sense for every kind of subject that the duties have.
fn excludable(
    place: &Place,
    fields: &ast::Fields,
    duties: &[(Duty, Chain)],
    problems: &mut Vec<Diagnostic>,
) -> Excludable {
    match &fields.excludable {
        None => Excludable::Freely,
        Some(ast::Excludable::Agreed(_)) => Excludable::WhenAgreed,
        Some(ast::Excludable::When(expr)) => {
            let mut kinds: Vec<SubjectKind> = duties.iter().map(|(duty, _)| duty.per).collect();
            kinds.sort();
            kinds.dedup();
            let typed: Vec<_> =
                kinds.into_iter().filter_map(|kind| condition(place.seen_from(kind), expr, problems)).collect();
            typed.into_iter().next().map_or(Excludable::WhenAgreed, Excludable::When)
        }
    }
}

fn missing_per(name: &Name) -> Diagnostic {
    let written = &name.text;
    let kinds = Text::list(&SubjectKind::WORDS.iter().map(|(it, ..)| it.words()).collect::<Vec<_>>());
    let Text { ja, en } = kinds;
    let headline = text!("`{written}` に `per` がありません", "`{written}` does not say `per` what");
    Diagnostic::new(&MISSING_PER, name.span, headline)
        .help(text!("`per` の後に {ja} のいずれかを書きます", "write `per` and one of: {en}"))
}
