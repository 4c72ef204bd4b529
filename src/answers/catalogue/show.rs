//! One catalogue for people, item by item.

use super::data::data;
use super::items::{
    controls, derivation, derived_facts, excludable, heading, included, met_by, metrics, profiles, qualified, rules,
    same_ids, served_by, stated_facts, who, written,
};
use crate::diagnostic::Text;
use crate::model::{self, Catalogue, Control, DerivedRule, DutyIdx, Fact, Led, Metric, Policy, Profile, Rule, Word};
use crate::report::{Document, Inline, Style, Table, Tree};
use crate::source::Sources;
use crate::text;

/// One catalogue, item by item.
pub fn show(sources: &Sources, policy: &Policy, catalogue: &Catalogue) -> Document {
    let (publisher, edition) = (&catalogue.publisher, &catalogue.edition);
    let imprint = if edition.is_empty() {
        publisher.clone()
    } else {
        Text::new(format!("{}（{edition}）", publisher.ja), format!("{} ({edition})", publisher.en))
    };
    let mut document = Document::new().heading(1, Inline::from(&catalogue.title)).paragraph(imprint);
    if !metrics(policy, catalogue).is_empty() {
        document = document.heading(2, text!("指標", "Metrics"));
        document = document.terms(
            metrics(policy, catalogue)
                .into_iter()
                .map(|it| (Inline::styled(it.name.as_str(), Style::Code), Inline::from(&it.title).then(composed(it)))),
        );
    }
    document = stated(document, policy, catalogue);
    document = derived(document, policy, catalogue);
    let profiles: Vec<&model::Profile> = profiles(policy, catalogue).collect();
    if !profiles.is_empty() {
        document = document.heading(2, text!("抜粋", "Profiles")).terms(profiles.into_iter().map(|it| {
            let parts: Vec<String> = it.parts.iter().map(|part| included(policy, part)).collect();
            let list = Text::new(format!("　（{}）", parts.join("、")), format!("  ({})", parts.join(", ")));
            (Inline::styled(it.name.as_str(), Style::Code), Inline::from(&it.title).and(list, Style::Dim))
        }));
    }
    let mut section = None;
    for (_, control) in controls(policy, catalogue) {
        if control.section != section {
            section = control.section;
            document = document.heading(2, heading(catalogue, section));
        }
        document = shown(document, sources, policy, control);
    }
    let rules = rules(policy, catalogue).map(|it| rule(sources, policy, it));
    let rules: Vec<(Inline, Inline)> = rules.collect();
    if !rules.is_empty() {
        document = document.heading(2, text!("規則", "Rules")).terms(rules);
    }
    let title = Text::new(catalogue.name.as_str(), catalogue.name.as_str());
    document.rows(title, rows_of(policy, catalogue)).data(data(sources, policy, std::iter::once(catalogue)))
}

/// A named selection: what it holds of each catalogue, item by item.
pub fn show_profile(sources: &Sources, policy: &Policy, profile: &Profile) -> Document {
    let parts: Vec<String> = profile.parts.iter().map(|part| included(policy, part)).collect();
    let mut document = Document::new().heading(1, Inline::from(&profile.title));
    let name = &profile.name;
    document = document.paragraph(text!(
        "抜粋 `{name}`。案件に `use {name}` と書いて使います",
        "The profile `{name}`; write `use {name}` in an engagement"
    ));
    document = document.list(parts);
    for (catalogue, _, duties) in &profile.parts {
        let catalogue = &policy.catalogues[*catalogue];
        document = document.heading(2, Inline::from(&catalogue.title));
        let is_held = |control: &Control| control.duties.clone().any(|at| duties.contains(at as usize));
        for (_, control) in controls(policy, catalogue).filter(|(_, it)| is_held(it)) {
            document = shown(document, sources, policy, control);
        }
    }
    document
}

/// The controls, a row each.
fn rows_of(policy: &Policy, catalogue: &Catalogue) -> Table {
    let heads = [
        text!("項目", "control"),
        text!("名称", "title"),
        text!("節", "section"),
        text!("出典", "source"),
        text!("内容", "summary"),
        text!("対応", "duties"),
        text!("担い手", "carried by"),
        text!("単位", "per"),
        text!("条件", "when"),
    ];
    controls(policy, catalogue).fold(Table::new(heads), |table, (_, control)| {
        let duties: Vec<&model::Duty> = control.duties.clone().map(|at| &policy.duties[DutyIdx(at)]).collect();
        let named =
            |it: &&model::Duty| Text::new(format!("{} {}", it.id, it.title.ja), format!("{} {}", it.id, it.title.en));
        let each = |of: &dyn Fn(&&model::Duty) -> Text| {
            let mut all: Vec<Text> = duties.iter().map(of).filter(|it| !it.is_empty()).collect();
            all.dedup();
            let (ja, en): (Vec<_>, Vec<_>) = all.into_iter().map(|it| (it.ja, it.en)).unzip();
            Text { ja: ja.join("；"), en: en.join("; ") }
        };
        table.row([
            Text::same(control.id.as_str()),
            control.title.clone(),
            heading(catalogue, control.section),
            Text::same(control.source.as_str()),
            control.summary.clone(),
            each(&named),
            each(&|it| who(it)),
            each(&|it| it.per.words()),
            each(&|it| Text::same(it.when_text.as_str())),
        ])
    })
}

/// The facts that parties state: what conditions may ask.
fn stated(document: Document, policy: &Policy, catalogue: &Catalogue) -> Document {
    let facts: Vec<&Fact> = stated_facts(policy, catalogue).collect();
    if facts.is_empty() {
        return document;
    }
    document.heading(2, text!("前提", "Facts")).terms(facts.into_iter().map(|fact| {
        let (kind, Text { ja, en }) = (&fact.kind, fact.bearer.words());
        let default = fact.default.as_ref().map(|it| it.to_string());
        let (by_ja, by_en) = match &default {
            Some(value) => (format!("、既定 {value}"), format!(", {value} by default")),
            None => Default::default(),
        };
        let declared = text!("　（{ja}、{kind}{by_ja}）", "  ({kind} of {en}{by_en})");
        (Inline::styled(fact.name.as_str(), Style::Code), Inline::from(&fact.title).and(declared, Style::Dim))
    }))
}

/// What must hold besides, and at which control it stands.
fn rule(sources: &Sources, policy: &Policy, rule: &Rule) -> (Inline, Inline) {
    let (severity, cited) = (rule.severity.name(), &policy.controls[rule.control].id);
    let at = text!("　（{severity}、`{cited}`）", "  ({severity}, cites `{cited}`)");
    let ranges: String = rule.ranges.iter().map(|it| format!(" {}", written(sources, it.span))).collect();
    let must = Inline::styled(format!("{ranges} must {}", rule.must_text), Style::Code);
    (
        Inline::styled(rule.name.as_str(), Style::Code),
        Inline::from(&rule.title).and(" ", Style::Dim).then(must).and(at, Style::Dim),
    )
}

/// The facts that nobody states, with the rules by which they follow.
fn derived(document: Document, policy: &Policy, catalogue: &Catalogue) -> Document {
    let facts: Vec<&Fact> = derived_facts(policy, catalogue).collect();
    if facts.is_empty() {
        return document;
    }
    let tree = |fact: &Fact| {
        let head = Inline::styled(fact.name.as_str(), Style::Code);
        let Text { ja, en } = fact.bearer.words();
        let head = head.and(text!("（{ja}）", " of {en}"), Style::Dim).and(" ", Style::Dim).then(&fact.title);
        let rules: Vec<&DerivedRule> = derivation(fact).collect();
        exceptions(&rules, None).into_iter().fold(Tree::leaf(head), Tree::child)
    };
    facts.into_iter().map(tree).fold(document.heading(2, text!("導出される前提", "Derived facts")), Document::tree)
}

/// The exceptions to one, or to the default, each with its own beneath, in the order in which they are written.
fn exceptions(rules: &[&DerivedRule], parent: Option<usize>) -> Vec<Tree> {
    let mut of_it: Vec<usize> = (0..rules.len()).filter(|at| rules[*at].parent == parent).collect();
    of_it.sort_by_key(|at| (rules[*at].depth, rules[*at].span.start));
    let tree = |at: usize| {
        let source = rules[at].source.as_ref().map(|source| format!("  [{source}]")).unwrap_or_default();
        let head = Inline::from(rules[at].words()).and(source, Style::Dim);
        exceptions(rules, Some(at)).into_iter().fold(Tree::leaf(head), Tree::child)
    };
    of_it.into_iter().map(tree).collect()
}

/// Its unit, which way is better, and how levels compose.
fn composed(metric: &Metric) -> Text {
    let (unit, better) = (metric.unit.words(), metric.better.words());
    let (own, suppliers) = (metric.own.words(), metric.suppliers.words());
    Text::new(
        format!("　（{}、{}；自社分と供給元は{}；供給元どうしは{}）", unit.ja, better.ja, own.ja, suppliers.ja),
        format!("  ({}, {}; own share and suppliers: {}; suppliers: {})", unit.en, better.en, own.en, suppliers.en),
    )
}

fn shown(document: Document, sources: &Sources, policy: &Policy, control: &Control) -> Document {
    let title = Inline::styled(format!("{} ", control.id), Style::Code).and(&control.title, Style::Strong);
    let mut document =
        document.heading(3, title.and(format!("  [{}]", control.source), Style::Dim)).paragraph(&control.summary);
    for (label, said) in descriptions(sources, policy, control) {
        let words = Text::new(format!("{}：{}", label.ja, said.ja), format!("{}: {}", label.en, said.en));
        document = document.paragraph(Inline::styled(words, Style::Dim));
    }
    if !control.remark.is_empty() {
        document = document.note(&control.remark);
    }
    document.terms(control.duties.clone().map(DutyIdx).map(|at| {
        let duty = &policy.duties[at];
        (Inline::styled(duty.id.as_str(), Style::Code), Inline::from(&duty.title).then(describe(sources, policy, at)))
    }))
}

/// What is said of the control as a whole besides its duties.
fn descriptions(sources: &Sources, policy: &Policy, control: &Control) -> Vec<(Text, Text)> {
    let differs = |at: DutyIdx| policy.duties[at].level != control.level;
    let is_uneven = control.duties.clone().map(DutyIdx).any(differs);
    let level = if is_uneven { control.level.words() } else { Text::default() };
    let led = match control.led {
        Led::Joint => Text::default(),
        Led::Hospital => text!("医療機関", "the hospital"),
        Led::Vendor => text!("事業者", "the vendor"),
    };
    let by_law = match control.by_law.as_deref() {
        None => Text::default(),
        Some("") => text!("除外できない", "cannot be excluded"),
        Some(law) => Text::same(law),
    };
    let excludable = match excludable(sources, control) {
        None => Text::default(),
        Some(agreed) if agreed == "agreed" => text!("医療機関が合意すれば", "if the hospital agrees"),
        Some(condition) => text!("`{condition}` なら", "if `{condition}`"),
    };
    let list = |all: &[String]| Text::new(all.join("、"), all.join(", "));
    [
        (text!("主に担う者", "Led by"), led),
        (text!("水準", "Level"), level),
        (text!("法令", "By law"), by_law),
        (text!("除外できる場合", "Excludable"), excludable),
        (text!("分類", "Category"), control.category.clone()),
        (text!("リスク", "Risk"), control.risk.clone()),
        (text!("参照", "See also"), list(&control.refs)),
        (text!("印", "Marks"), list(&control.marks)),
        (
            text!("求める水準", "Demands"),
            list(&control.demands.iter().map(|it| policy.level(&it.bound)).collect::<Vec<_>>()),
        ),
        (
            text!("兼ねる", "Serves"),
            list(&control.serves.iter().map(|it| qualified(policy, it.duty)).collect::<Vec<_>>()),
        ),
        (text!("同じもの", "Same as"), list(&same_ids(policy, &control.same_as).collect::<Vec<_>>())),
    ]
    .into_iter()
    .filter(|(_, said)| !said.is_empty())
    .collect()
}

/// Who does it, on what, when, and what it hangs together with.
fn describe(sources: &Sources, policy: &Policy, at: DutyIdx) -> Text {
    let duty = &policy.duties[at];
    let mut parts = vec![Text::new(format!("単位：{}", duty.per.words().ja), format!("per {}", duty.per.name()))];
    let who = who(duty);
    if !who.is_empty() {
        parts.push(Text::new(format!("担い手：{}", who.ja), format!("of {}", who.en)));
    }
    if !duty.when_text.is_empty() {
        let when = &duty.when_text;
        parts.push(text!("条件：`{when}`", "when `{when}`"));
    }
    let during = duty.phases.iter().map(|it| it.words()).chain(duty.modes.iter().map(|it| it.words()));
    let during: Vec<Text> = during.collect();
    if !during.is_empty() {
        let Text { ja, en } = Text::list(&during);
        parts.push(text!("{ja}のそれぞれ", "in each of: {en}"));
    }
    if let Some(condition) = met_by(sources, duty) {
        parts.push(text!("`{condition}` で満たされる", "met by `{condition}`"));
    }
    parts.push(duty.level.words());
    let words = |documents: &[model::Document]| Text::list(&documents.iter().map(|it| it.words()).collect::<Vec<_>>());
    if let model::Need::Stated(kinds, _) = &duty.needs {
        let Text { ja, en } = words(kinds);
        parts.push(text!("{ja}に明記", "stated in {en}"));
        if duty.goal_is_enough {
            parts.push(text!("努力目標でよい", "as a goal at least"));
        }
    }
    if !duty.documented.is_empty() {
        let Text { ja, en } = words(&duty.documented);
        parts.push(text!("{ja}に文書化", "documented in {en}"));
    }
    if duty.agreed {
        parts.push(text!("合意を要する", "agreed"));
    }
    if duty.before_delegation {
        parts.push(text!("委託前", "before delegation"));
    }
    if duty.flows_down {
        parts.push(text!("再委託先にも及ぶ", "flows down"));
    }
    for (label, relations) in
        [(text!("先に要る対応", "requires"), &duty.requires), (text!("兼ねる", "serves"), &duty.serves)]
    {
        if !relations.is_empty() {
            parts.push(listed(label, relations.iter().map(|it| policy.duties[it.duty].id.clone())));
        }
    }
    if !duty.same_as.is_empty() {
        parts.push(listed(text!("同じもの", "same as"), same_ids(policy, &duty.same_as)));
    }
    let served_by = served_by(policy, at);
    if !served_by.is_empty() {
        parts.push(listed(text!("次が兼ねる", "served by"), served_by.into_iter()));
    }
    if !duty.refs.is_empty() {
        parts.push(listed(text!("参照", "see"), duty.refs.iter().cloned()));
    }
    let (ja, en): (Vec<_>, Vec<_>) = parts.into_iter().map(|it| (it.ja, it.en)).unzip();
    Text { ja: format!("　（{}）", ja.join("；")), en: format!("  ({})", en.join("; ")) }
}

fn listed(label: Text, ids: impl Iterator<Item = String>) -> Text {
    let ids: Vec<String> = ids.collect();
    Text::new(format!("{}：{}", label.ja, ids.join("、")), format!("{} {}", label.en, ids.join(", ")))
}
