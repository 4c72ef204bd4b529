//! Catalogues compiled: what must be carried, whatever the engagement.

use std::ops::Range;
use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::{
    Attribute, Bound, CatalogueIdx, Condition, ControlIdx, Direction, Document, DutyIds, DutyIdx, Fact, FactIdx, Hours,
    Led, Level, Metric, MetricIdx, Mode, Phase, Role, Rule, RuleIdx, ServiceLevel, SubjectKind, Table, Template,
    TemplateIdx, Turning, Unmet,
};
use crate::diagnostic::Text;
use crate::source::Span;
use crate::text;

/// All catalogues, templates and rules that were loaded. Controls stand in natural order of their ids within their catalogue, catalogues by name.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// By name.
    pub catalogues: Table<CatalogueIdx, Catalogue>,
    /// By catalogue, then id.
    pub controls: Table<ControlIdx, Control>,
    /// By control, then label.
    pub duties: Table<DutyIdx, Duty>,
    /// By catalogue, then name, then bearer.
    pub facts: Table<FactIdx, Fact>,
    /// Standard contracts, by name.
    pub templates: Table<TemplateIdx, Template>,
    /// By catalogue, then name.
    pub metrics: Table<MetricIdx, Metric>,
    /// The derived facts, each after those that it follows from.
    pub layers: Vec<FactIdx>,
    /// Rules, by name.
    pub rules: Table<RuleIdx, Rule>,
    /// Named selections, by name.
    pub profiles: Vec<Profile>,
    /// Which duties a path names.
    pub ids: DutyIds,
    /// On which days what they say may turn.
    pub turning: Turning,
}

/// A source document turned into controls.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// `roles-2024`
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Its publisher.
    pub publisher: Text,
    /// `2024-06`
    pub edition: String,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Its controls: `start..end` of [`Policy::controls`].
    pub controls: Range<u32>,
    /// The derived fact that says which vendors are in scope, if it has one; otherwise all are.
    pub scope: Option<FactIdx>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A selection of duties that is used like a catalogue.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `small-hospital`
    pub name: String,
    /// Its words; the name where it has none.
    pub title: Text,
    /// The catalogue that declares it.
    pub catalogue: CatalogueIdx,
    /// Of each catalogue what it holds: the patterns, and the duties they mean.
    pub parts: Vec<(CatalogueIdx, Vec<String>, FixedBitSet)>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// `A`
    pub label: String,
    /// Its words.
    pub title: Text,
    /// The heading above, an index into [`Catalogue::sections`].
    pub parent: Option<usize>,
}

/// One numbered item.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its catalogue.
    pub catalogue: CatalogueIdx,
    /// `P2.A.10`
    pub id: String,
    /// Its heading as printed.
    pub title: Text,
    /// Who leads.
    pub led: Led,
    /// How binding the row is as printed; a duty of it may say otherwise. Where the row says nothing, that of its weightiest duty.
    pub level: Level,
    /// An index into [`Catalogue::sections`].
    pub section: Option<usize>,
    /// In our own words.
    pub summary: Text,
    /// As printed in the document: `Part 2 A 10`.
    pub source: String,
    /// Slips of the source and the like.
    pub remark: Text,
    /// The kind of item, as its document sorts them.
    pub category: Text,
    /// The risk that it answers, in our own words.
    pub risk: Text,
    /// Where else it is asked, as printed; a duty may name its own.
    pub refs: Vec<String>,
    /// The marks printed beside it.
    pub marks: Vec<String>,
    /// The levels that it demands on every component or contract to which it applies, by metric, then limits.
    pub demands: Vec<ServiceLevel>,
    /// What law demands regardless, with the law's name where one was given.
    pub by_law: Option<String>,
    /// What an exclusion needs.
    pub excludable: Excludable,
    /// The duties of other catalogues that are carried when all of its own are; what a single duty serves stands there.
    pub serves: Vec<Relation>,
    /// The same in another catalogue: all of one carry all of the other.
    pub same_as: Vec<Same>,
    /// Its duties: `start..end` of [`Policy::duties`]; never empty.
    pub duties: Range<u32>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its id in the text.
    pub span: Span,
}

/// What an exclusion needs besides a reason.
#[derive(Clone, Debug)]
pub enum Excludable {
    /// Nothing else.
    Freely,
    /// The hospital's agreement.
    WhenAgreed,
    /// A condition that is true of the subject.
    When(Condition),
}

/// The smallest thing one party can do.
#[derive(Clone, Debug)]
pub struct Duty {
    /// Its control.
    pub control: ControlIdx,
    /// `P2.A.10.a`; the control's id for the implicit duty.
    pub id: String,
    /// `a`, or `1.a` inside another; empty for the implicit duty.
    pub label: String,
    /// Its heading; the control's for the implicit duty.
    pub title: Text,
    /// In our own words; may be empty.
    pub summary: Text,
    /// As printed; the control's where it has none of its own.
    pub source: String,
    /// Where else it is asked, as printed; what is said of the whole control stands there.
    pub refs: Vec<String>,
    /// Of what there is one obligation each.
    pub per: SubjectKind,
    /// `where` and `when` together; `None` is always.
    pub when: Option<Arc<Condition>>,
    /// The same as written, for showing.
    pub when_text: String,
    /// How binding.
    pub level: Level,
    /// The phases it distinguishes; empty is all in one.
    pub phases: Vec<Phase>,
    /// The modes it distinguishes; empty is all in one.
    pub modes: Vec<Mode>,
    /// Who is expected to carry it.
    pub bearers: Bearers,
    /// Where it must be written, in one of these at least.
    pub documented: Vec<Document>,
    /// Whether the other side must have agreed to it.
    pub agreed: bool,
    /// What it takes to be in order.
    pub needs: Need,
    /// What its conditions ask of the structure.
    pub asks: Vec<Attribute>,
    /// While unmet, no delegation under its contract holds.
    pub before_delegation: bool,
    /// Owed by every subcontract beneath, too.
    pub flows_down: bool,
    /// Where it must be stated: a statement that only aims at it is enough.
    pub goal_is_enough: bool,
    /// The duties it depends on.
    pub requires: Vec<Relation>,
    /// The duties of other catalogues that are carried with it alone; what the whole control serves stands at the control.
    pub serves: Vec<Relation>,
    /// The same in another catalogue; what is said of the whole control stands there.
    pub same_as: Vec<Same>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its label, or its control's id, in the text.
    pub span: Span,
}

/// Who is expected to carry a duty.
#[derive(Clone, Debug, Default)]
pub struct Bearers {
    /// In which roles; empty is anybody. With several, one owner is needed in each.
    pub roles: Vec<Role>,
    /// Nobody else may carry it.
    pub only: bool,
    /// To whom it is owed.
    pub toward: Option<Role>,
}

/// What it takes for a duty to be in order.
#[derive(Clone, Debug)]
pub enum Need {
    /// Somebody who carries it.
    Owner,
    /// A document of one of these kinds that says it.
    Stated(Vec<Document>, Unmet),
    /// A condition of the subject, asked of the day.
    Met(Condition, Unmet),
}

/// `requires` or `serves`, to one duty.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The duty at the other end.
    pub duty: DutyIdx,
    /// The sentence that justifies it.
    pub docs: Vec<String>,
    /// The pattern in the text.
    pub span: Span,
}

/// `same as`, to all that one pattern means: it serves both ways.
#[derive(Clone, Debug)]
pub struct Same {
    /// The duties at the other end, which together are the same.
    pub duties: Vec<DutyIdx>,
    /// The sentence that justifies it.
    pub docs: Vec<String>,
    /// The pattern in the text.
    pub span: Span,
}

impl Policy {
    /// A level as it is told: `` `availability >= 99.9%` ``
    pub fn level(&self, bound: &Bound) -> String {
        let metric = &self.metrics[bound.metric];
        format!("`{} {} {}`", metric.name, metric.sign(), bound.written)
    }

    /// “Availability” of at least 99.9%
    pub fn level_in_words(&self, bound: &Bound) -> Text {
        let metric = &self.metrics[bound.metric];
        let (Text { ja, en }, amount) = (&metric.title, &bound.written);
        let (least_ja, least_en) = match metric.better {
            Direction::Higher => ("以上", "at least"),
            Direction::Lower => ("以下", "at most"),
        };
        let mut limits = Vec::new();
        if bound.limits.hours != Hours::default() {
            let hours = bound.limits.hours.to_string();
            limits.push(text!("時間帯 {hours}", "during {hours}"));
        }
        if !bound.limits.excluding.is_empty() {
            let labels: Vec<&str> = bound.limits.excluding.iter().map(String::as_str).collect();
            let labels = labels.join(", ");
            limits.push(text!("対象外 {labels}", "without {labels}"));
        }
        let under = Text::list(&limits);
        let (under_ja, under_en) = match limits.is_empty() {
            true => (String::new(), String::new()),
            false => (format!("（{}）", under.ja), format!(" ({})", under.en)),
        };
        text!("「{ja}」{amount} {least_ja}{under_ja}", "“{en}” of {least_en} {amount}{under_en}")
    }

    /// The duties of a control.
    pub fn duties_of(&self, control: ControlIdx) -> impl Iterator<Item = DutyIdx> + use<> {
        self.controls[control].duties.clone().map(DutyIdx)
    }

    /// The control of a duty.
    pub fn control_of(&self, duty: DutyIdx) -> &Control {
        &self.controls[self.duties[duty].control]
    }

    /// The catalogue of a duty.
    pub fn catalogue_of(&self, duty: DutyIdx) -> &Catalogue {
        &self.catalogues[self.control_of(duty).catalogue]
    }
}
