//! What a test changes in an engagement, done on the text's tree, so that the result is settled and judged like any other.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::syntax::ast::{
    Change, Component, Contract, Engagement, Evidence, Follows, Link, Name, Scalar, ServiceLevel, Setting, Settings,
    Statement, SubjectName,
};
use crate::text;

/// A change that changes nothing.
pub static IDLE_CHANGE: Code = Code {
    name: "idle_change",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("検査の変更が何にも当たりません", "a change of a test matches nothing"),
        why: (
            "取り除いたつもりのものが残っていると、検査は意味を失います",
            "if what was to be removed is still there, the test tests nothing",
        ),
        example: "test \"…\" { with \"みなと病院\" { remove B accepts P2.C.2 } }   // そのような記述がない / no such statement",
        remedy: ("案件に書かれているとおりに書きます", "write it as it stands in the engagement"),
    },
};

/// Applies changes in order; the parts of an engagement come back as one.
pub fn with_changes(parts: &[Engagement], changes: &[Change]) -> (Engagement, Vec<Diagnostic>) {
    let mut whole = parts.first().cloned().unwrap_or_default();
    for part in parts.iter().skip(1) {
        add(&mut whole, part.clone());
    }
    let mut problems = Vec::new();
    for change in changes {
        let done = match change {
            Change::Add(part) => {
                add(&mut whole, (**part).clone());
                Ok(())
            }
            Change::Remove(pattern) => remove(&mut whole.statements, |it| says_all_of(it, pattern), pattern.span),
            Change::RemoveNamed(kind, name) => remove_named(&mut whole, kind, name),
            Change::RemoveAllOther(span) => match whole.all_other_facts_no.take() {
                Some(_) => Ok(()),
                None => Err(*span),
            },
            Change::Contract(change) => match find(&mut whole.contracts, &change.name, |it| &it.name) {
                Some(contract) => {
                    change_contract(contract, change);
                    Ok(())
                }
                None => Err(change.name.span),
            },
            Change::Component(change) => match find(&mut whole.components, &change.name, |it| &it.name) {
                Some(component) => {
                    change_component(component, change);
                    Ok(())
                }
                None => Err(change.name.span),
            },
            Change::Evidence(change) => match find(&mut whole.evidence, &change.name, |it| &it.name) {
                Some(evidence) => {
                    change_evidence(evidence, change);
                    Ok(())
                }
                None => Err(change.name.span),
            },
            Change::Party(change) => match find(&mut whole.parties, &change.name, |it| &it.name) {
                Some(party) => {
                    set_all(&mut party.facts, &change.facts);
                    Ok(())
                }
                None => Err(change.name.span),
            },
            Change::Link(change) => {
                change_link(&mut whole.links, change);
                Ok(())
            }
            Change::Fact(setting) => {
                set(&mut whole.facts, setting);
                Ok(())
            }
        };
        if let Err(span) = done {
            let headline =
                text!("この変更に当たるものが案件にありません", "nothing in the engagement matches this change");
            problems.push(Diagnostic::new(&IDLE_CHANGE, span, headline));
        }
    }
    (whole, problems)
}

fn add(whole: &mut Engagement, part: Engagement) {
    whole.uses.extend(part.uses);
    whole.facts.0.extend(part.facts.0);
    whole.all_other_facts_no = part.all_other_facts_no.or(whole.all_other_facts_no.take());
    whole.parties.extend(part.parties);
    whole.components.extend(part.components);
    whole.contracts.extend(part.contracts);
    whole.evidence.extend(part.evidence);
    whole.links.extend(part.links);
    whole.statements.extend(part.statements);
    whole.extra.extend(part.extra);
}

fn find<'a, T>(all: &'a mut [T], name: &Name, of: impl Fn(&T) -> &Name) -> Option<&'a mut T> {
    let key = name.key();
    all.iter_mut().find(|it| of(it).key() == key)
}

fn remove<T>(all: &mut Vec<T>, fits: impl Fn(&T) -> bool, span: Span) -> Result<(), Span> {
    let before = all.len();
    all.retain(|it| !fits(it));
    if all.len() < before { Ok(()) } else { Err(span) }
}

fn remove_named(whole: &mut Engagement, kind: &Name, name: &Name) -> Result<(), Span> {
    let key = name.key();
    match kind.text.as_str() {
        "contract" => remove(&mut whole.contracts, |it| it.name.key() == key, name.span),
        "component" => remove(&mut whole.components, |it| it.name.key() == key, name.span),
        "evidence" => remove(&mut whole.evidence, |it| it.name.key() == key, name.span),
        "party" => remove(&mut whole.parties, |it| it.name.key() == key, name.span),
        _ => remove(&mut whole.uses, |it| it.catalogue.key() == key, name.span),
    }
}

/// Whether a statement says everything that a pattern says, and perhaps more.
fn says_all_of(it: &Statement, pattern: &Statement) -> bool {
    fn same(a: &Option<Name>, b: &Option<Name>) -> bool {
        b.is_none() || a.as_ref().map(Name::key) == b.as_ref().map(Name::key)
    }
    fn among(all: &[Name], some: &[Name]) -> bool {
        some.is_empty() || some.iter().all(|name| all.iter().any(|it| it.key() == name.key()))
    }
    fn on(all: &[SubjectName], some: &[SubjectName]) -> bool {
        let key = |it: &SubjectName| {
            let mut ends = vec![it.first.key()];
            ends.extend(it.second.as_ref().map(Name::key));
            ends.sort();
            ends
        };
        some.is_empty() || some.iter().all(|name| all.iter().any(|it| key(it) == key(name)))
    }
    let by = pattern.by.iter().all(|asked| {
        it.by.iter().any(|basis| {
            same(&basis.contract, &asked.contract) && (asked.clause.is_none() || basis.clause == asked.clause)
        })
    });
    it.who.as_ref().map(Name::key) == pattern.who.as_ref().map(Name::key)
        && it.does.text == pattern.does.text
        && (!pattern.solely || it.solely)
        && among(&it.kinds, &pattern.kinds)
        && among(&it.duties, &pattern.duties)
        && among(&it.except, &pattern.except)
        && on(&it.on, &pattern.on)
        && among(&it.phases, &pattern.phases)
        && among(&it.part, &pattern.part)
        && same(&it.to, &pattern.to)
        && same(&it.via, &pattern.via)
        && by
        && same(&it.from, &pattern.from)
        && same(&it.until, &pattern.until)
        && (pattern.clause.is_none() || it.clause == pattern.clause)
        && same(&it.all_of, &pattern.all_of)
        && (!pattern.as_goal || it.as_goal)
        && (pattern.answer.is_none() || key(&it.answer) == key(&pattern.answer))
        && same(&it.date, &pattern.date)
        && (pattern.risk.is_none() || it.risk == pattern.risk)
        && same(&it.explained, &pattern.explained)
        && same(&it.settled, &pattern.settled)
        && pattern.levels.iter().all(|asked| it.levels.iter().any(|level| same_level(level, asked)))
}

fn key(value: &Option<Scalar>) -> Option<String> {
    value.as_ref().map(|it| it.0.key())
}

fn same_level(a: &ServiceLevel, b: &ServiceLevel) -> bool {
    a.metric.key() == b.metric.key() && (key(&a.at_least), key(&a.at_most)) == (key(&b.at_least), key(&b.at_most))
}

fn change_contract(contract: &mut Contract, change: &Contract) {
    let Contract {
        name: _,
        customer,
        supplier,
        docs: _,
        title,
        under,
        selected_by,
        linked,
        types,
        form,
        period,
        date,
        covers,
        disclosed,
        consented,
        follows,
        promises,
        itself,
        relies_on,
        facts,
        span: _,
    } = change;
    replace(&mut contract.customer, customer);
    replace(&mut contract.supplier, supplier);
    replace(&mut contract.title, title);
    replace(&mut contract.under, under);
    replace(&mut contract.selected_by, selected_by);
    contract.linked |= *linked;
    if !types.is_empty() {
        contract.types = types.clone();
    }
    replace(&mut contract.form, form);
    replace(&mut contract.period, period);
    replace(&mut contract.date, date);
    replace(&mut contract.covers, covers);
    replace(&mut contract.disclosed, disclosed);
    replace(&mut contract.consented, consented);
    change_follows(&mut contract.follows, follows);
    replace(&mut contract.promises, promises);
    replace(&mut contract.itself, itself);
    replace(&mut contract.relies_on, relies_on);
    set_all(&mut contract.facts, facts);
}

/// `none` follows nothing any more; the facts given of a template that is followed already replace those that stand there.
fn change_follows(old: &mut Option<Vec<Follows>>, new: &Option<Vec<Follows>>) {
    match new.as_deref() {
        None => {}
        Some([]) => *old = None,
        Some(changes) => {
            let all = old.get_or_insert_default();
            for change in changes {
                match find(all, &change.template, |it| &it.template) {
                    Some(followed) => set_all(&mut followed.facts, &change.facts),
                    None => all.push(change.clone()),
                }
            }
        }
    }
}

fn change_component(component: &mut Component, change: &Component) {
    let Component { name: _, kind, docs: _, title, by, runs_on, connects, in_use, facts } = change;
    replace(&mut component.kind, kind);
    replace(&mut component.title, title);
    replace(&mut component.by, by);
    if !runs_on.is_empty() {
        component.runs_on = runs_on.clone();
    }
    if !connects.is_empty() {
        component.connects = connects.clone();
    }
    replace(&mut component.in_use, in_use);
    set_all(&mut component.facts, facts);
}

fn change_evidence(evidence: &mut Evidence, change: &Evidence) {
    let Evidence { name: _, kind, of, docs: _, title, signed, draft, period, continues } = change;
    replace(&mut evidence.kind, kind);
    replace(&mut evidence.of, of);
    replace(&mut evidence.title, title);
    replace(&mut evidence.signed, signed);
    if *draft {
        evidence.signed = None;
    }
    evidence.draft |= *draft;
    evidence.draft &= signed.is_none();
    replace(&mut evidence.period, period);
    evidence.continues |= *continues;
}

fn change_link(links: &mut Vec<Link>, change: &Link) {
    let ends = |link: &Link| {
        let mut ends = [link.between.0.key(), link.between.1.key()];
        ends.sort();
        ends
    };
    match links.iter_mut().find(|it| ends(it) == ends(change)) {
        Some(link) => set_all(&mut link.facts, &change.facts),
        None => links.push(change.clone()),
    }
}

fn replace<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
    if new.is_some() {
        *old = new.clone();
    }
}

fn set_all(facts: &mut Settings, changes: &Settings) {
    for setting in &changes.0 {
        set(facts, setting);
    }
}

fn set(facts: &mut Settings, change: &Setting) {
    facts.0.retain(|it| it.name.key() != change.name.key());
    facts.0.push(change.clone());
}
