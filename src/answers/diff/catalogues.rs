//! What catalogues and rules ask, in two versions: controls and duties added, removed, retitled, asked more or less strictly.

use std::collections::BTreeSet;

use super::change::{Change, changes};
use super::item::{Field, Item, Order, Sort};
use super::statements::ids;
use crate::answers::catalogue::who;
use crate::diagnostic::Text;
use crate::model::{
    Catalogue, CatalogueIdx, Control, ControlIdx, Duty, DutyIdx, Excludable, Fact, Idx, Led, Level, Metric, Need,
    Piece, Policy, Relation, Rule, Same, Word,
};
use crate::source::{Sources, Span};

/// What differs in one catalogue.
#[derive(Debug)]
pub struct Revised {
    /// What it is called in the new version; in the old one, if the new one has it no more.
    pub name: String,
    /// What it was called, if it is called otherwise.
    pub was: Option<String>,
    /// What differs.
    pub changes: Vec<Change>,
}

/// What two versions ask: the policies, with the texts that they lie in.
#[derive(Clone, Copy)]
pub struct Asks<'a> {
    /// What is asked.
    pub policy: &'a Policy,
    /// Its texts.
    pub sources: &'a Sources,
}

/// What differs, catalogue by catalogue. Where each version has one that the other has not, these are two editions of one.
pub fn catalogues(old: Asks, new: Asks) -> Vec<Revised> {
    let find = |policy: &Policy, name: &str| policy.catalogues.position(|it| it.name == name);
    let names: BTreeSet<&str> =
        old.policy.catalogues.iter().chain(new.policy.catalogues.iter()).map(|it| it.name.as_str()).collect();
    let mut pairs: Vec<(Option<CatalogueIdx>, Option<CatalogueIdx>)> =
        names.iter().map(|name| (find(old.policy, name), find(new.policy, name))).collect();
    let only: Vec<(Option<CatalogueIdx>, Option<CatalogueIdx>)> =
        pairs.iter().copied().filter(|(one, other)| one.is_none() || other.is_none()).collect();
    if let [(Some(was), None), (None, Some(is))] | [(None, Some(is)), (Some(was), None)] = only.as_slice() {
        pairs.retain(|pair| !only.contains(pair));
        pairs.push((Some(*was), Some(*is)));
    }
    let revised = pairs.into_iter().filter_map(|(was, is)| {
        let name = |policy: &Policy, at: Option<CatalogueIdx>| at.map(|it| policy.catalogues[it].name.clone());
        let (before, after) = (name(old.policy, was), name(new.policy, is));
        let both = was.is_some() && is.is_some();
        // Of a catalogue that only one of them has, all of it is new or gone.
        let of = |asks: Asks, at: Option<CatalogueIdx>| match at {
            Some(at) if both => items(asks, at),
            Some(at) => vec![head(&asks.policy.catalogues[at])],
            None => Vec::new(),
        };
        let changes = changes(of(old, was), of(new, is));
        let renamed = before.clone().filter(|it| after.as_ref().is_some_and(|after| after != it));
        let differs = !changes.is_empty() || renamed.is_some();
        differs.then(|| Revised { name: after.or(before).unwrap_or_default(), was: renamed, changes })
    });
    revised.collect()
}

/// What differs in rules.
pub fn rules(old: Asks, new: Asks) -> Vec<Change> {
    let items = |asks: Asks| asks.policy.rules.iter().map(|it| rule(asks, it)).collect::<Vec<_>>();
    changes(items(old), items(new))
}

fn items(asks: Asks, at: CatalogueIdx) -> Vec<Item> {
    let policy = asks.policy;
    let catalogue = &policy.catalogues[at];
    let mut all = vec![head(catalogue)];
    for control in catalogue.controls.clone().map(ControlIdx) {
        let it = &policy.controls[control];
        all.push(self::control(asks, catalogue, it));
        // The implicit duty of a control is told with the control.
        let labelled = it.duties.clone().map(DutyIdx).map(|at| &policy.duties[at]).filter(|it| !it.label.is_empty());
        all.extend(labelled.map(|it| item(Sort::Duty, &it.id, titled(&it.id, &it.title), duty(policy, it), it.span)));
    }
    all.extend(policy.metrics.iter().filter(|it| it.catalogue == at).map(metric));
    all.extend(policy.facts.iter().filter(|it| it.catalogue == at).map(fact));
    all
}

fn item(sort: Sort, key: &str, name: Text, fields: Vec<Field>, span: Span) -> Item {
    Item { sort, key: key.to_owned(), name, party: None, fields, span: Some(span) }
}

fn titled(id: &str, title: &Text) -> Text {
    let one = |title: &str| format!("{id} {title}").trim_end().to_owned();
    Text { ja: one(&title.ja), en: one(&title.en) }
}

fn head(it: &Catalogue) -> Item {
    let fields = vec![
        Field::text("title", "表題", &it.title),
        Field::text("publisher", "発行者", &it.publisher),
        Field::one("edition", "版", Some(it.edition.as_str()).filter(|it| !it.is_empty())),
    ];
    item(Sort::Catalogue, "", Text::same(&it.name), fields, it.span)
}

fn control(asks: Asks, catalogue: &Catalogue, it: &Control) -> Item {
    let policy = asks.policy;
    let led = match it.led {
        Led::Joint => Text::new("共同", "joint"),
        Led::Hospital => Text::new("医療機関", "hospital"),
        Led::Vendor => Text::new("事業者", "vendor"),
    };
    let excludable = match &it.excludable {
        Excludable::Freely => None,
        Excludable::WhenAgreed => Some("when agreed".to_owned()),
        Excludable::When(_) => Some("when a condition holds".to_owned()),
    };
    let section = it.section.and_then(|at| catalogue.sections.get(at));
    let mut fields = vec![
        Field::text("title", "表題", &it.title),
        Field::text("summary", "要旨", &it.summary),
        Field::text("remark", "備考", &it.remark),
        Field::text("category", "区分", &it.category),
        Field::text("risk", "リスク", &it.risk),
        Field::all("refs", "参照", it.refs.iter().cloned()),
        Field::all("marks", "印", it.marks.iter().cloned()),
        same(policy, &it.same_as),
        Field { value: vec![led], ..Field::one("leading", "主導", None::<String>) },
        Field::one("section", "節", section.map(|it| it.label.clone())),
        Field::one("source", "出典", Some(it.source.as_str()).filter(|it| !it.is_empty())),
        Field::one("by_law", "法令", it.by_law.as_ref().map(|law| format!("yes {law}").trim_end().to_owned()))
            .ordered(Order::Presence),
        Field::one("excludable", "除外の条件", excludable).ordered(Order::Presence),
        related(policy, "whole_serves", "項目として兼ねる", &it.serves),
    ];
    let implicit = it.duties.clone().map(DutyIdx).map(|at| &policy.duties[at]).find(|it| it.label.is_empty());
    fields.extend(implicit.into_iter().flat_map(|it| duty(policy, it).into_iter().skip(TOLD_BY_CONTROL)));
    item(Sort::Control, &it.id, titled(&it.id, &it.title), fields, it.span)
}

/// The first fields of a duty, which an implicit one has from its control.
const TOLD_BY_CONTROL: usize = 5;

fn duty(policy: &Policy, it: &Duty) -> Vec<Field> {
    let level = match it.level {
        Level::Required => 3,
        Level::Recommended => 2,
        Level::Optional => 1,
        Level::None => 0,
    };
    let (needs, kinds, unmet) = match &it.needs {
        Need::Owner => ("owner", Vec::new(), None),
        Need::Stated(kinds, unmet) => ("stated", kinds.clone(), Some(*unmet)),
        Need::Met(_, unmet) => ("met", Vec::new(), Some(*unmet)),
    };
    let who = who(it);
    vec![
        Field::text("title", "表題", &it.title),
        Field::text("summary", "要旨", &it.summary),
        Field::one("source", "出典", Some(it.source.as_str()).filter(|it| !it.is_empty())),
        Field::all("refs", "参照", it.refs.iter().cloned()),
        same(policy, &it.same_as),
        Field::word("per", "単位", Some(it.per)),
        Field::one("when", "条件", spaced(&it.when_text)),
        Field::word("level", "水準", Some(it.level)).ordered(Order::Rank(level)),
        Field::words("phases", "段階", it.phases.iter().copied()),
        Field::words("modes", "様態", it.modes.iter().copied()),
        Field {
            value: if who.is_empty() { Vec::new() } else { vec![who] },
            ..Field::one("who", "担い手", None::<String>)
        },
        Field::words("documented", "文書化", it.documented.iter().copied()).ordered(Order::Presence),
        Field::flag("agreed", "合意", it.agreed).ordered(Order::Presence),
        Field::one("needs", "要するもの", Some(needs)),
        Field::words("stated_in", "明記する文書", kinds),
        Field::word("unmet", "欠けるときの指摘", unmet),
        Field::flag("goal_is_enough", "努力目標でよい", it.goal_is_enough),
        Field::flag("before_delegation", "委託前", it.before_delegation).ordered(Order::Presence),
        Field::flag("flows_down", "再委託先に及ぶ", it.flows_down).ordered(Order::Presence),
        related(policy, "requires", "先に要る対応", &it.requires).ordered(Order::Set),
        related(policy, "serves", "兼ねる対応", &it.serves),
    ]
}

fn related(policy: &Policy, name: &'static str, ja: &'static str, relations: &[Relation]) -> Field {
    Field::all(name, ja, ids(policy, relations.iter().map(|it| it.duty.row())))
}

fn same(policy: &Policy, all: &[Same]) -> Field {
    Field::all("same_as", "同じ対応", ids(policy, all.iter().flat_map(|it| &it.duties).map(|it| it.row())))
}

/// What was written, whatever the blanks; nothing where it is blank.
fn spaced(written: &str) -> Option<String> {
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn metric(it: &Metric) -> Item {
    let fields = vec![
        Field::text("title", "説明", &it.title),
        Field::word("unit", "単位", Some(it.unit)),
        Field::word("better", "向き", Some(it.better)),
        Field::word("own", "自社分との合成", Some(it.own)),
        Field::word("suppliers", "供給元どうしの合成", Some(it.suppliers)),
    ];
    item(Sort::Metric, &it.name, Text::same(&it.name), fields, it.span)
}

fn fact(it: &Fact) -> Item {
    let kind = it.kind.to_string();
    let rules = it.derived.iter().flat_map(|it| &it.rules).map(|rule| {
        let source = rule.source.as_ref().map(|it| format!(" [{it}]")).unwrap_or_default();
        let words = spaced(&rule.words()).unwrap_or_default();
        Text::same(format!("{}{words}{source}", "  ".repeat(rule.depth)))
    });
    let fields = vec![
        Field::text("title", "説明", &it.title),
        Field::one("type", "型", Some(kind)),
        Field::one("default", "既定", it.default.as_ref().map(ToString::to_string)),
        Field { value: rules.collect(), ..Field::one("rules", "導出規則", None::<String>) },
    ];
    let bearer = it.bearer.name();
    let name = Text::new(format!("{}（{}）", it.name, it.bearer.words().ja), format!("{} of {bearer}", it.name));
    item(Sort::DeclaredFact, &format!("{} {bearer}", it.name), name, fields, it.span)
}

fn rule(asks: Asks, it: &Rule) -> Item {
    let Asks { policy, sources } = asks;
    let words = |pieces: &[Piece]| {
        let each = pieces.iter().map(|it| match it {
            Piece::Words(words) => words.as_str(),
            Piece::Value(..) | Piece::Day => "{…}",
        });
        each.collect::<String>()
    };
    let ranges = it.ranges.iter().filter_map(|range| spaced(sources.slice(range.span)));
    let message = Text::new(words(&it.message.ja), words(&it.message.en));
    let severity = Field::one("severity", "重さ", Some(it.severity.name())).ordered(Order::Rank(it.severity as i64));
    let fields = vec![
        Field::text("title", "表題", &it.title),
        severity,
        Field::all("cites", "根拠の項目", ids(policy, it.duties.iter().map(|at| at.row()))),
        Field { value: ranges.map(Text::same).collect(), ..Field::one("ranges", "範囲", None::<String>) },
        Field::one("must", "条件", spaced(&it.must_text)),
        Field::text("message", "文言", &message),
    ];
    item(Sort::Rule, &it.name, Text::same(&it.name), fields, it.span)
}
