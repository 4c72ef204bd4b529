//! Five laws said once more, as plainly as they can be, and held against the evaluator on random engagements.
//!
//! What is said is kept beside the policy file as data, and the plain laws read only that, and of the evaluation whether a subject
//! exists on the day, whether a control applies to it and who reaches it: those are laws of their own.

use buntan::answers::Checked;
use buntan::evaluate::{Excluded, Standing, Truth};
use buntan::graph::ObligationIdx;
use buntan::model::{Date, Idx};
use jiff::civil::date;
use proptest::prelude::*;

use super::generators::{DAYS, Scene, frame, of, split};

/// A scene in which what the five laws are about is known as data.
#[derive(Clone, Debug)]
pub struct Plain {
    items: Vec<Item>,
    frame: Vec<String>,
    split: Vec<String>,
    exclusions: Vec<Exclusion>,
    checks: Vec<Check>,
    risks: Vec<Risk>,
    waivers: Vec<Waiver>,
}

/// `control T.1`
#[derive(Clone, Debug)]
struct Item {
    per_contract: bool,
    /// Of contracts: by type, and what it takes.
    by_type: Vec<(&'static str, Asked)>,
    excludable: Excludable,
    by_law: bool,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Yes,
    WhenRemote,
    No,
}

#[derive(Clone, Copy, Debug)]
enum Excludable {
    Freely,
    WhenAgreed,
    /// Where the component is heavy, the contract remote.
    WhenSo,
}

/// Of which controls, by number, and on what; on nothing is on everything.
#[derive(Clone, Debug)]
struct About {
    controls: Vec<usize>,
    on: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Term {
    from: Option<Date>,
    until: Option<Date>,
}

#[derive(Clone, Debug)]
struct Exclusion {
    about: About,
    reason: bool,
    agreed: Option<Date>,
    term: Term,
}

#[derive(Clone, Debug)]
struct Check {
    about: About,
    yes: bool,
    day: Date,
    settled: Option<Date>,
}

#[derive(Clone, Debug)]
struct Risk {
    about: About,
    shared: bool,
    explained: Option<Date>,
    agreed: Option<Date>,
    term: Term,
}

#[derive(Clone, Debug)]
struct Waiver {
    kinds: Vec<&'static str>,
    /// Without controls it is about whatever is found on its subjects.
    about: About,
    from: Option<Date>,
    until: Date,
}

// --------------------------------------------------------------------------------------------------- as it is written

impl Item {
    fn text(&self, number: usize) -> String {
        let per = if self.per_contract { "per contract" } else { "per component" };
        let asked = |(kind, asked): &(&str, Asked)| match asked {
            Asked::Yes => format!("{kind} yes"),
            Asked::WhenRemote => format!("{kind} when remote"),
            Asked::No => format!("{kind} no"),
        };
        let by_type = self.by_type.iter().map(asked).collect::<Vec<_>>().join("  ");
        let by_type = if by_type.is_empty() { by_type } else { format!("applies by type {{ {by_type} }}") };
        let excludable = match (self.excludable, self.per_contract) {
            (Excludable::Freely, _) => "",
            (Excludable::WhenAgreed, _) => "excludable when agreed",
            (Excludable::WhenSo, true) => "excludable when remote",
            (Excludable::WhenSo, false) => "excludable when heavy",
        };
        let by_law = if self.by_law { "by law \"Act\"" } else { "" };
        format!("control T.{number} \"T{number}\" joint {{ {per}  {by_type}  level required  {excludable}  {by_law} }}")
    }
}

fn listed<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
}

fn dated(word: &str, day: Option<Date>) -> String {
    day.map_or(String::new(), |day| format!(" {word} {day}"))
}

impl About {
    fn controls(&self) -> String {
        listed(self.controls.iter().map(|number| format!("T.{number}")))
    }

    fn on(&self) -> String {
        if self.on.is_empty() { String::new() } else { format!(" on {}", listed(&self.on)) }
    }

    fn speaks_of(&self, control: usize, subject: &str) -> bool {
        self.controls.contains(&control) && (self.on.is_empty() || self.on.contains(&subject))
    }
}

impl Term {
    fn text(&self) -> String {
        dated("from", self.from) + &dated("until", self.until)
    }

    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Plain {
    /// The policy file.
    pub fn scene(&self) -> Scene {
        let controls = self.items.iter().enumerate().map(|(at, item)| item.text(at + 1)).collect();
        let exclusions = self.exclusions.iter().map(|it| {
            let because = if it.reason { "reason" } else { " " };
            let (about, on, agreed) = (it.about.controls(), it.about.on(), dated("agreed", it.agreed));
            format!("A excludes {about}{on} because \"{because}\"{agreed}{}", it.term.text())
        });
        let checks = self.checks.iter().map(|it| {
            let answer = if it.yes { "yes" } else { "no" };
            let (about, on, settled) = (it.about.controls(), it.about.on(), dated("settled", it.settled));
            format!("checked {about} {answer} {}{on}{settled}", it.day)
        });
        let risks = self.risks.iter().map(|it| {
            let verb = if it.shared { "shares risk" } else { "retains" };
            let (about, on) = (it.about.controls(), it.about.on());
            let agreed = dated("explained", it.explained) + &dated("agreed", it.agreed);
            format!("H {verb} \"risk\" of {about}{on}{agreed}{}", it.term.text())
        });
        let waivers = self.waivers.iter().map(|it| {
            let (kinds, about, on) = (listed(&it.kinds), it.about.controls(), it.about.on());
            format!("H waives {kinds} {about}{on} because \"reason\"{} until {}", dated("from", it.from), it.until)
        });
        let said = exclusions.chain(checks).chain(risks).chain(waivers);
        let statements = self.split.iter().cloned().chain(said).collect();
        Scene { controls, frame: self.frame.clone(), statements }
    }

    /// A fact of a component or a contract, as the frame states it.
    fn is(&self, subject: &str, fact: &str) -> Option<bool> {
        let line = self.declared(subject);
        if line.contains(&format!("{fact} = yes")) {
            return Some(true);
        }
        line.contains(&format!("{fact} = no")).then_some(false)
    }

    fn types(&self, contract: &str) -> Vec<&str> {
        let types = self.declared(contract).split("type ").nth(1).and_then(|rest| rest.split("  ").next());
        types.unwrap_or_default().split(", ").collect()
    }

    fn declared(&self, name: &str) -> &str {
        self.frame.iter().find(|line| line.split(' ').nth(1) == Some(name)).map_or("", String::as_str)
    }
}

// ---------------------------------------------------------------------------------------------------- the plain laws

/// Any of the types of the contract that asks for it is enough.
fn applies(scene: &Plain, item: &Item, subject: &str) -> Option<bool> {
    if item.by_type.is_empty() {
        return Some(true);
    }
    let types = scene.types(subject);
    let asked = item.by_type.iter().filter(|(kind, _)| types.contains(kind)).map(|(_, asked)| match asked {
        Asked::Yes => Some(true),
        Asked::WhenRemote => scene.is(subject, "remote"),
        Asked::No => Some(false),
    });
    let asked: Vec<Option<bool>> = asked.collect();
    if asked.contains(&Some(true)) {
        return Some(true);
    }
    if asked.contains(&None) { None } else { Some(false) }
}

/// Whether an exclusion removes it; `None` where a fact is missing.
fn removed(scene: &Plain, control: usize, subject: &str, day: Date) -> Option<bool> {
    let item = &scene.items[control - 1];
    let mut open = false;
    for it in &scene.exclusions {
        if item.by_law || !it.reason || !it.term.holds(day) || !it.about.speaks_of(control, subject) {
            continue;
        }
        let so = match item.excludable {
            Excludable::Freely => Some(true),
            Excludable::WhenAgreed => Some(it.agreed.is_some_and(|agreed| agreed <= day)),
            Excludable::WhenSo => scene.is(subject, if item.per_contract { "remote" } else { "heavy" }),
        };
        match so {
            Some(true) => return Some(true),
            Some(false) => {}
            None => open = true,
        }
    }
    (!open).then_some(false)
}

/// Whether somebody checked it by the day.
fn is_checked(scene: &Plain, control: usize, subject: &str, day: Date) -> bool {
    scene.checks.iter().any(|it| it.day <= day && it.about.speaks_of(control, subject))
}

/// What the checklist is missing, where it applies for sure.
fn unconfirmed(scene: &Plain, control: usize, subject: &str, day: Date) -> Option<&'static str> {
    let so_far: Vec<&Check> = scene.checks.iter().filter(|it| it.day <= day).collect();
    let latest = so_far.iter().filter(|it| it.about.speaks_of(control, subject)).max_by_key(|it| it.day);
    match latest {
        None if so_far.is_empty() => None,
        None => Some("not_confirmed"),
        Some(it) => match it.settled {
            Some(settled) if settled < it.day => Some("completed_before_confirmed"),
            Some(settled) if settled <= day => None,
            Some(_) | None if it.yes => None,
            Some(_) | None => Some("not_confirmed"),
        },
    }
}

/// Whether some risk of it lacks the agreement of the hospital.
fn not_agreed(scene: &Plain, control: usize, subject: &str, day: Date) -> bool {
    let lacks = |it: &Risk| match it.agreed {
        None => true,
        Some(agreed) => day < agreed || it.explained.is_some_and(|explained| agreed < explained),
    };
    let mut speaking = scene.risks.iter().filter(|it| it.term.holds(day) && it.about.speaks_of(control, subject));
    !scene.items[control - 1].by_law && speaking.any(lacks)
}

/// Whether somebody puts up with a finding of a kind on a subject, about these controls.
fn waived(scene: &Plain, kind: &str, controls: &[usize], subject: &str, day: Date) -> bool {
    let by_law = controls.iter().any(|control| scene.items[control - 1].by_law);
    let about = |it: &About| {
        let all_named = !controls.is_empty() && controls.iter().all(|control| it.controls.contains(control));
        (it.controls.is_empty() || all_named) && (it.on.is_empty() || it.on.contains(&subject))
    };
    let holds = |it: &Waiver| it.from.is_none_or(|from| from <= day) && day <= it.until;
    !by_law && scene.waivers.iter().any(|it| it.kinds.contains(&kind) && about(&it.about) && holds(it))
}

// ------------------------------------------------------------------------------------------------------ held against

fn truth(it: Truth) -> Option<bool> {
    match it {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

/// The first law that the evaluation breaks, with where.
pub fn broken(scene: &Plain, checked: &Checked, day: Date) -> Option<String> {
    let evaluation = &checked.evaluation;
    let context = &evaluation.context;
    let number = |id: &str| -> usize { id.strip_prefix("T.").and_then(|it| it.parse().ok()).expect("T.1 and so on") };
    let found = |kind: &str, at: ObligationIdx| {
        checked.findings.iter().any(|it| it.name == kind && it.group.obligations.contains(&at))
    };
    for at in context.obligations.all.indices() {
        let standing: &Standing = &evaluation.standings[at.row()];
        if !standing.alive {
            continue;
        }
        let control = number(&context.policy.duties[context.obligations.all[at].duty].id);
        let subject = context.engagement.subject_name(context.obligations.subject(at));
        let here = |law: &str| Some(format!("{law}: T.{control} on {subject} on {day}"));
        let applies = applies(scene, &scene.items[control - 1], &subject);
        if truth(standing.applies.truth()) != applies {
            return here("by type");
        }
        let is_removed = match standing.excluded {
            Excluded::Removed(_) => Some(true),
            Excluded::Open(..) => None,
            Excluded::No | Excluded::NotWaivable(_) | Excluded::Refused(..) => Some(false),
        };
        let excluding = context.engagement.parties.indices().find(|it| context.engagement.parties[*it].name == "A");
        let reaches = excluding.is_some_and(|it| context.reaches(it, at));
        let removed = if reaches { removed(scene, control, &subject, day) } else { Some(false) };
        if applies == Some(true) && is_removed != removed {
            return here("exclusion");
        }
        let is_asked = applies == Some(true) && removed == Some(false);
        let missing = unconfirmed(scene, control, &subject, day);
        let may_be_asked = !is_asked && applies != Some(false) && removed != Some(true);
        let is_checked = is_checked(scene, control, &subject, day);
        if may_be_asked && missing.is_some() && is_checked && !found("undetermined", at) {
            return here("checklist, unknown");
        }
        let missing = missing.filter(|_| is_asked);
        if ["not_confirmed", "completed_before_confirmed"]
            .iter()
            .any(|kind| found(kind, at) != (missing == Some(*kind)))
        {
            return here("checklist");
        }
        if found("risk_not_agreed", at) != (is_asked && not_agreed(scene, control, &subject, day)) {
            return here("risk");
        }
    }
    checked.findings.iter().find_map(|it| {
        let controls: Vec<usize> =
            it.group.duties.iter().map(|duty| number(&context.policy.duties[*duty].id)).collect();
        let subject = context.engagement.subject_name(it.group.subject);
        let waived = waived(scene, &it.name, &controls, &subject, day);
        (it.is_waived() != waived).then(|| format!("waiver: {} of {controls:?} on {subject} on {day}", it.name))
    })
}

// ----------------------------------------------------------------------------------------------------------- at random

fn a_day() -> impl Strategy<Value = Date> {
    of(&DAYS).prop_map(|day| day.parse().expect("a day"))
}

fn perhaps_a_day() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of(a_day())
}

fn term() -> impl Strategy<Value = Term> {
    (perhaps_a_day(), perhaps_a_day(), any::<bool>()).prop_map(|(from, until, always)| match (from, until) {
        _ if always => Term { from: None, until: None },
        (Some(from), Some(until)) => Term { from: Some(from.min(until)), until: Some(from.max(until)) },
        (from, until) => Term { from, until },
    })
}

fn about(everywhere: bool) -> impl Strategy<Value = About> {
    let controls = proptest::sample::subsequence(vec![1, 2, 3, 4], 1..=3);
    let on = proptest::sample::subsequence(vec!["emr", "iaas", "wan", "K1", "K2", "K4", "engagement"], 1..=4);
    (controls, on, any::<bool>()).prop_map(move |(controls, on, named)| {
        let on = if named || !everywhere { on } else { Vec::new() };
        About { controls, on }
    })
}

fn item() -> impl Strategy<Value = Item> {
    let asked = of(&[Asked::Yes, Asked::WhenRemote, Asked::No]);
    let types = ["operation", "saas", "remote_maintenance", "maintenance"];
    let by_type = proptest::collection::vec(asked, 4).prop_flat_map(move |asked| {
        let rows: Vec<(&'static str, Asked)> = types.iter().copied().zip(asked).collect();
        proptest::sample::subsequence(rows, 0..=3)
    });
    let excludable = of(&[Excludable::Freely, Excludable::WhenAgreed, Excludable::WhenSo]);
    let by_law = proptest::bool::weighted(0.2);
    (any::<bool>(), by_type, excludable, by_law).prop_map(|(per_contract, by_type, excludable, by_law)| Item {
        by_type: if per_contract { by_type } else { Vec::new() },
        per_contract,
        excludable,
        by_law,
    })
}

fn exclusion() -> impl Strategy<Value = Exclusion> {
    (about(false), proptest::bool::weighted(0.8), perhaps_a_day(), term())
        .prop_map(|(about, reason, agreed, term)| Exclusion { about, reason, agreed, term })
}

fn check() -> impl Strategy<Value = Check> {
    (about(true), any::<bool>(), a_day(), perhaps_a_day()).prop_map(|(about, yes, day, settled)| Check {
        about,
        yes,
        day,
        settled,
    })
}

fn risk() -> impl Strategy<Value = Risk> {
    (about(false), any::<bool>(), perhaps_a_day(), perhaps_a_day(), term())
        .prop_map(|(about, shared, explained, agreed, term)| Risk { about, shared, explained, agreed, term })
}

fn waiver() -> impl Strategy<Value = Waiver> {
    let kinds =
        ["unowned", "not_confirmed", "risk_not_agreed", "undetermined", "broken_delegation", "unreasoned_exclusion"];
    let kinds = proptest::sample::subsequence(kinds.to_vec(), 1..=4);
    (kinds, about(true), perhaps_a_day(), a_day(), any::<bool>()).prop_map(|(kinds, mut about, from, until, of_all)| {
        if of_all && !about.on.is_empty() {
            about.controls.clear();
        }
        Waiver { kinds, about, from: from.filter(|from| *from <= until), until }
    })
}

/// A scene with its data.
pub fn plain() -> impl Strategy<Value = Plain> {
    use proptest::collection::vec;
    let said = (vec(exclusion(), 0..3), vec(check(), 0..4), vec(risk(), 0..3), vec(waiver(), 0..4));
    (vec(item(), 4), frame(), vec(split(), 0..6), said).prop_map(
        |(items, frame, split, (exclusions, mut checks, risks, mut waivers))| {
            // Two answers of one day would contradict each other, and law cannot be waived alone.
            checks.sort_by_key(|it| it.day);
            checks.dedup_by_key(|it| it.day);
            let law_alone = |it: &Waiver| it.about.controls.iter().any(|control| items[control - 1].by_law);
            waivers.retain(|it| !law_alone(it) || it.about.controls.is_empty());
            Plain { items, frame, split, exclusions, checks, risks, waivers }
        },
    )
}

/// Enough of all of it occurs to mean something.
#[test]
fn plain_scenes_have_what_they_are_about() {
    use std::collections::BTreeSet;

    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..150 {
        let scene = plain().new_tree(&mut runner).expect("a scene").current();
        let Some(workspace) = super::judged(&scene.scene()) else { continue };
        let checked = super::on(&workspace, date(2026, 10, 1));
        seen.extend(checked.findings.iter().map(|it| (it.name.to_string(), it.is_waived())));
        let removed = checked.evaluation.standings.iter().any(|it| matches!(it.excluded, Excluded::Removed(_)));
        seen.extend(removed.then(|| ("removed".to_owned(), false)));
    }
    for kind in ["not_confirmed", "risk_not_agreed", "unowned", "undetermined"] {
        assert!(
            seen.contains(&(kind.to_owned(), false)) && seen.contains(&(kind.to_owned(), true)),
            "{kind}: {seen:?}"
        );
    }
    for kind in ["completed_before_confirmed", "unreasoned_exclusion", "not_waivable", "removed"] {
        assert!(seen.contains(&(kind.to_owned(), false)), "{kind}: {seen:?}");
    }
}
