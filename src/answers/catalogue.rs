//! `catalogue`: what a pack says, control by control.

use serde_json::{Value, json};

use crate::diagnostic::Text;
use crate::model::{self, Catalogue, Control, ControlIdx, DerivedRule, Duty, DutyIdx, Fact, Metric, Policy, Word};
use crate::report::{Document, Inline, Style, Table, Tree};
use crate::text;

/// The catalogues that are there, with their controls in the machine form.
pub fn list(policy: &Policy) -> Document {
    let mut table = Table::new([
        text!("名前", "name"),
        text!("表題", "title"),
        text!("版", "edition"),
        text!("項目", "controls"),
        text!("対応", "duties"),
    ]);
    for catalogue in policy.catalogues.iter() {
        let duties: usize = controls(policy, catalogue).map(|(_, it)| it.duties.len()).sum();
        table = table.row([
            Inline::styled(catalogue.name.as_str(), Style::Code),
            Inline::from(&catalogue.title),
            Inline::from(catalogue.edition.as_str()),
            Inline::from(catalogue.controls.len().to_string()),
            Inline::from(duties.to_string()),
        ]);
    }
    Document::new().table(table).data(data(policy, policy.catalogues.iter()))
}

/// One catalogue, item by item.
pub fn show(policy: &Policy, catalogue: &Catalogue) -> Document {
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
        document = shown(document, policy, control);
    }
    document.data(data(policy, std::iter::once(catalogue)))
}

fn profiles<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a model::Profile> {
    let name = catalogue.name.clone();
    policy.profiles.iter().filter(move |it| policy.catalogues[it.catalogue].name == name)
}

/// `roles-2024: P2.A.*, P2.C.1`
fn included(
    policy: &Policy,
    (catalogue, patterns, _): &(model::CatalogueIdx, Vec<String>, fixedbitset::FixedBitSet),
) -> String {
    format!("{}: {}", policy.catalogues[*catalogue].name, patterns.join(", "))
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
        rules(fact).fold(Tree::leaf(head), |tree, rule| {
            let deeper = "  ".repeat(rule.depth.saturating_sub(1));
            let words = Inline::from(format!("{deeper}{}", rule.words()));
            let source = rule.source.as_ref().map(|source| format!("  [{source}]")).unwrap_or_default();
            tree.child(Tree::leaf(words.and(source, Style::Dim)))
        })
    };
    facts.into_iter().map(tree).fold(document.heading(2, text!("導出される前提", "Derived facts")), Document::tree)
}

fn derived_facts<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a Fact> {
    let name = catalogue.name.clone();
    policy.facts.iter().filter(move |it| it.derived.is_some() && policy.catalogues[it.catalogue].name == name)
}

fn rules(fact: &Fact) -> impl Iterator<Item = &DerivedRule> {
    fact.derived.iter().flat_map(|it| &it.rules)
}

fn controls<'a>(
    policy: &'a Policy,
    catalogue: &Catalogue,
) -> impl Iterator<Item = (ControlIdx, &'a Control)> + use<'a> {
    catalogue.controls.clone().map(ControlIdx).map(|at| (at, &policy.controls[at]))
}

fn metrics<'a>(policy: &'a Policy, catalogue: &Catalogue) -> Vec<&'a Metric> {
    let of_it = |it: &&Metric| policy.catalogues[it.catalogue].name == catalogue.name;
    policy.metrics.iter().filter(of_it).collect()
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

fn metric_json(metric: &Metric) -> Value {
    json!({
        "name": metric.name,
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "own": metric.own,
        "suppliers": metric.suppliers,
    })
}

/// The headings above a control, outermost first.
fn sections(catalogue: &Catalogue, section: Option<usize>) -> Vec<&model::Section> {
    let at = |number: usize| catalogue.sections.get(number);
    let mut all: Vec<_> = std::iter::successors(section.and_then(at), |it| it.parent.and_then(at))
        .take(catalogue.sections.len())
        .collect();
    all.reverse();
    all
}

fn heading(catalogue: &Catalogue, section: Option<usize>) -> Text {
    let each: Vec<Text> = sections(catalogue, section)
        .into_iter()
        .map(|it| Text { ja: format!("{} {}", it.label, it.title.ja), en: format!("{} {}", it.label, it.title.en) })
        .collect();
    let (ja, en): (Vec<_>, Vec<_>) = each.into_iter().map(|it| (it.ja, it.en)).unzip();
    Text { ja: ja.join("／"), en: en.join(" / ") }
}

fn shown(document: Document, policy: &Policy, control: &Control) -> Document {
    let title = Inline::styled(format!("{} ", control.id), Style::Code).and(&control.title, Style::Strong);
    let mut document =
        document.heading(3, title.and(format!("  [{}]", control.source), Style::Dim)).paragraph(&control.summary);
    for (label, said) in descriptions(policy, control) {
        let words = Text::new(format!("{}：{}", label.ja, said.ja), format!("{}: {}", label.en, said.en));
        document = document.paragraph(Inline::styled(words, Style::Dim));
    }
    if !control.remark.is_empty() {
        document = document.note(&control.remark);
    }
    document.terms(control.duties.clone().map(DutyIdx).map(|at| {
        let duty = &policy.duties[at];
        (Inline::styled(duty.id.as_str(), Style::Code), Inline::from(&duty.title).then(describe(policy, duty)))
    }))
}

/// What is said of the control as a whole besides its duties.
fn descriptions(policy: &Policy, control: &Control) -> Vec<(Text, Text)> {
    let list = |all: &[String]| Text::new(all.join("、"), all.join(", "));
    [
        (text!("分類", "Category"), control.category.clone()),
        (text!("リスク", "Risk"), control.risk.clone()),
        (text!("参照", "See also"), list(&control.refs)),
        (text!("印", "Marks"), list(&control.marks)),
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
fn describe(policy: &Policy, duty: &Duty) -> Text {
    let mut parts = vec![Text::new(format!("単位：{}", duty.per.words().ja), format!("per {}", duty.per.name()))];
    let who = who(duty);
    if !who.is_empty() {
        parts.push(Text::new(format!("担い手：{}", who.ja), format!("of {}", who.en)));
    }
    if !duty.when_text.is_empty() {
        let when = &duty.when_text;
        parts.push(text!("条件：`{when}`", "when `{when}`"));
    }
    parts.push(duty.level.words());
    let words = |documents: &[model::Document]| Text::list(&documents.iter().map(|it| it.words()).collect::<Vec<_>>());
    if let model::Need::Stated(kinds, _) = &duty.needs {
        let Text { ja, en } = words(kinds);
        parts.push(text!("{ja}に明記", "stated in {en}"));
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

fn same_ids<'a>(policy: &'a Policy, same_as: &'a [model::Same]) -> impl Iterator<Item = String> + 'a {
    same_as.iter().flat_map(|it| &it.duties).map(|duty| qualified(policy, *duty))
}

/// Who is expected to carry a duty; nothing where anybody may.
pub(super) fn who(duty: &Duty) -> Text {
    let each: Vec<Text> = duty.bearers.roles.iter().map(|it| it.words()).collect();
    let (ja, en): (Vec<_>, Vec<_>) = each.into_iter().map(|it| (it.ja, it.en)).unzip();
    let (mut ja, mut en) = (ja.join("と"), en.join(" and "));
    if duty.bearers.only {
        ja.push_str("のみ");
        en.push_str(" only");
    }
    if let Some(toward) = duty.bearers.toward {
        let words = toward.words();
        ja.push_str(&format!("（{}に対して）", words.ja));
        en.push_str(&format!(" toward {}", words.en));
    }
    Text { ja, en }
}

fn data<'a>(policy: &'a Policy, catalogues: impl Iterator<Item = &'a Catalogue>) -> Value {
    let each = |it: &Catalogue| {
        json!({
            "name": it.name,
            "title": it.title,
            "publisher": it.publisher,
            "edition": it.edition,
            "metrics": metrics(policy, it).into_iter().map(metric_json).collect::<Vec<_>>(),
            "derived": derived_facts(policy, it).map(derived_json).collect::<Vec<_>>(),
            "profiles": profiles(policy, it).map(|profile| json!({
                "name": profile.name,
                "title": profile.title,
                "include": profile.parts.iter().map(|part| included(policy, part)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "controls": controls(policy, it).map(|(_, control)| control_json(policy, it, control)).collect::<Vec<_>>(),
        })
    };
    json!({ "version": super::check::FORMAT_VERSION, "catalogues": catalogues.map(each).collect::<Vec<_>>() })
}

fn derived_json(fact: &Fact) -> Value {
    json!({
        "name": fact.name,
        "title": fact.title,
        "of": fact.bearer,
        "rules": rules(fact).map(|it| json!({ "depth": it.depth, "rule": it.words(), "source": it.source })).collect::<Vec<_>>(),
    })
}

fn control_json(policy: &Policy, catalogue: &Catalogue, control: &Control) -> Value {
    let duties: Vec<&Duty> = control.duties.clone().map(|at| &policy.duties[DutyIdx(at)]).collect();
    let section: Vec<&str> = sections(catalogue, control.section).iter().map(|it| it.label.as_str()).collect();
    let mut when: Vec<&str> = duties.iter().map(|it| it.when_text.as_str()).filter(|it| !it.is_empty()).collect();
    when.dedup();
    let mut per: Vec<_> = duties.iter().map(|it| it.per.name()).collect();
    per.dedup();
    let related = |relations: &dyn Fn(&Duty) -> &Vec<model::Relation>| -> Vec<String> {
        let ids = duties.iter().flat_map(|duty| relations(duty)).map(|it| qualified(policy, it.duty));
        let mut ids: Vec<String> = ids.collect();
        ids.dedup();
        ids
    };
    let mut serves = related(&|duty| &duty.serves);
    serves.extend(control.serves.iter().map(|it| qualified(policy, it.duty)));
    json!({
        "catalogue": catalogue.name,
        "id": control.id,
        "title": control.title,
        "section": section.join("."),
        "led": control.led,
        "level": duties.iter().map(|it| it.level).min(),
        "source": control.source,
        "summary": control.summary,
        "category": control.category,
        "risk": control.risk,
        "refs": control.refs,
        "marks": control.marks,
        "remark": control.remark,
        "duties": duties.iter().map(|it| duty_json(policy, it)).collect::<Vec<_>>(),
        "per": per.join(", "),
        "when": when.join("; "),
        "requires": related(&|duty| &duty.requires),
        "serves": serves,
        "same_as": same_ids(policy, &control.same_as).collect::<Vec<_>>(),
    })
}

fn duty_json(policy: &Policy, duty: &Duty) -> Value {
    let who = who(duty);
    let (needs, documents): (&str, Vec<&str>) = match &duty.needs {
        model::Need::Owner => ("owner", Vec::new()),
        model::Need::Stated(kinds, _) => ("stated", kinds.iter().map(|it| it.name()).collect()),
        model::Need::Met(..) => ("met", Vec::new()),
    };
    json!({
        "label": duty.label,
        "id": duty.id,
        "title": duty.title,
        "who": who,
        "source": duty.source,
        "refs": duty.refs,
        "per": duty.per,
        "when": duty.when_text,
        "level": duty.level,
        "needs": needs,
        "stated_in": documents,
        "documented_in": duty.documented,
        "agreed": duty.agreed,
        "before_delegation": duty.before_delegation,
        "flows_down": duty.flows_down,
        "requires": duty.requires.iter().map(|it| qualified(policy, it.duty)).collect::<Vec<_>>(),
        "serves": duty.serves.iter().map(|it| qualified(policy, it.duty)).collect::<Vec<_>>(),
        "same_as": same_ids(policy, &duty.same_as).collect::<Vec<_>>(),
    })
}

fn qualified(policy: &Policy, duty: DutyIdx) -> String {
    format!("{}:{}", policy.catalogue_of(duty).name, policy.duties[duty].id)
}
