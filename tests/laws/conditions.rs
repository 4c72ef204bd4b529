//! Conditions and derived facts: the evaluator and the plain statement come to the same, with the same smallest sets that decide.
//!
//! A case is a catalogue of a dozen facts with random rules and conditions, and an engagement that states some of the facts somewhere
//! between the narrowest and the widest thing that bears them.

use std::collections::BTreeSet;

use buntan::answers::Checked;
use buntan::evaluate::{self, Kleene, Truth};
use buntan::model::{Date, Need, Subject};
use buntan::verify;
use proptest::prelude::*;

use super::generators::{DAYS, frame, of};

/// What a condition is asked of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Engagement,
    Vendor,
    Contract,
    Component,
    Interface,
}

/// What is declared: the name, the declaration, what it may be asked of, and values.
const FACTS: [(&str, &str, &[&str]); 14] = [
    ("e_bool", "bool of engagement", &["yes", "no"]),
    ("e_number", "number of engagement", &["2", "3.0", "4"]),
    ("v_bool", "bool of vendor", &["yes", "no"]),
    ("v_length", "duration of vendor", &["4h", "240min", "1d"]),
    ("k_bool", "bool of contract", &["yes", "no"]),
    ("k_other", "bool of contract", &["yes", "no"]),
    ("k_word", "{ low, high } of contract default low", &["low", "high"]),
    ("k_date", "date of contract", &DAYS),
    ("k_party", "party of contract", &["A", "B", "H"]),
    ("c_bool", "bool of component", &["yes", "no"]),
    ("c_other", "bool of component default no", &["yes", "no"]),
    ("c_percent", "percent of component", &["99.9%", "99.95%"]),
    ("i_bool", "bool of interface", &["yes", "no"]),
    ("i_number", "number of interface", &["1", "2"]),
];

/// What can be asked of anything: the facts of the engagement.
const OF_ALL: [&str; 5] = ["e_bool", "e_number >= 3", "e_number == unknown", "day >= 2026-10-01", "e_number exists"];
const OF_VENDORS: [&str; 7] =
    ["v_bool", "v_length <= 4h", "v_length != 4h", "direct", "subcontract", "kind == vendor", "dv_bool"];
const OF_CONTRACTS: [&str; 27] = [
    "k_bool",
    "k_other",
    "k_word == low",
    "k_word in {high}",
    "k_word exists",
    "k_date <= start",
    "k_date > day",
    "k_date != start",
    "end >= 2027-03-31",
    "end > k_date",
    "end exists",
    "consented <= start",
    "disclosed < day",
    "type in {saas, maintenance}",
    "type != operation",
    "k_party == supplier",
    "k_party != prime",
    "customer == selected_by",
    "k_bool == k_other",
    "k_date == unknown",
    "direct",
    "in_force",
    "v_bool",
    "dk_bool",
    "dk_word == low",
    "dk_word in {low, high}",
    "dv_bool",
];
const OF_COMPONENTS: [&str; 11] = [
    "c_bool",
    "c_other",
    "c_percent < 99.95%",
    "c_percent == unknown",
    "k_bool",
    "k_word == high",
    "v_bool",
    "v_length > 4h",
    "kind in {network, application}",
    "connected",
    "provided",
];
const OF_INTERFACES: [&str; 3] = ["i_bool", "i_number > 1", "i_number != 1"];

impl Kind {
    fn atoms(self, derived: bool) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Kind::Engagement => &["de_bool"],
            Kind::Vendor => &OF_VENDORS,
            Kind::Contract => &OF_CONTRACTS,
            Kind::Component => &OF_COMPONENTS,
            Kind::Interface => &OF_INTERFACES,
        };
        let all = own.iter().chain(&OF_ALL).copied();
        all.filter(|it| derived || !(it.starts_with("dk") || it.starts_with("dv") || it.starts_with("de"))).collect()
    }

    /// What it can look at, and what that is.
    fn ranges(self) -> Vec<(&'static str, Kind)> {
        let everywhere = [
            ("contract of engagement", Kind::Contract),
            ("vendor of engagement", Kind::Vendor),
            ("component of engagement", Kind::Component),
        ];
        let own: &[(&str, Kind)] = match self {
            Kind::Engagement => &[("interface", Kind::Interface)],
            Kind::Vendor => {
                &[("contract", Kind::Contract), ("component", Kind::Component), ("interface", Kind::Interface)]
            }
            Kind::Contract => &[
                ("contract above", Kind::Contract),
                ("contract beneath", Kind::Contract),
                ("vendor", Kind::Vendor),
                ("component", Kind::Component),
            ],
            Kind::Component => &[
                ("contract", Kind::Contract),
                ("vendor", Kind::Vendor),
                ("component", Kind::Component),
                ("component above", Kind::Component),
                ("component connected", Kind::Component),
                ("interface", Kind::Interface),
            ],
            Kind::Interface => {
                &[("contract", Kind::Contract), ("vendor", Kind::Vendor), ("component", Kind::Component)]
            }
        };
        own.iter().copied().chain(everywhere).collect()
    }

    fn per(self) -> &'static str {
        match self {
            Kind::Engagement => "engagement",
            Kind::Vendor => "vendor",
            Kind::Contract => "contract",
            Kind::Component => "component",
            Kind::Interface => "interface",
        }
    }
}

/// A condition of some depth; derived facts are asked where they may be.
fn condition(kind: Kind, derived: bool, depth: u32) -> BoxedStrategy<String> {
    let atom = of(&kind.atoms(derived)).prop_map(str::to_owned);
    if depth == 0 {
        return atom.boxed();
    }
    let inner = move || condition(kind, derived, depth - 1);
    let joined = (inner(), of(&["and", "or"]), inner()).prop_map(|(a, how, b)| format!("({a} {how} {b})"));
    let negated = inner().prop_map(|it| format!("not ({it})"));
    let asked = of(&kind.ranges()).prop_flat_map(move |(range, of_what)| {
        let filter = proptest::option::weighted(0.9, condition(of_what, derived, depth - 1));
        (of(&["some", "every", "no", "count"]), filter, of(&[">= 2", "== 1", "<= 1", "!= 2"])).prop_map(
            move |(quantifier, filter, number)| {
                let filter = filter.map_or(String::new(), |it| format!(" where {it}"));
                let number = if quantifier == "count" { number } else { "" };
                format!("{quantifier} ({range}{filter}) {number}")
            },
        )
    });
    prop_oneof![2 => atom, 3 => joined, 1 => negated, 3 => asked].boxed()
}

/// `derive NAME : TYPE { … }`, up to two exceptions deep; each layer asks only what lies beneath it.
fn derived(head: &'static str, kind: Kind, values: &'static [&'static str], asks: bool) -> BoxedStrategy<String> {
    let when = move || condition(kind, asks, 1);
    let said = move || of(values);
    let deeper = move || {
        let one = (said(), when()).prop_map(|(value, when)| format!("except {value} when {when}"));
        proptest::collection::vec(one, 0..=2)
    };
    let one = (said(), when(), deeper()).prop_map(|(value, when, deeper)| {
        let deeper = if deeper.is_empty() { String::new() } else { format!(" {{\n {}\n }}", deeper.join("\n ")) };
        format!("except {value} when {when}{deeper}")
    });
    let plain = said().prop_map(str::to_owned).boxed();
    let answer = when().prop_map(|it| format!("when {it}")).boxed();
    let default = if values.contains(&"yes") { prop_oneof![plain, answer].boxed() } else { plain };
    (default, proptest::collection::vec(one, 0..=2))
        .prop_map(move |(default, exceptions)| format!("derive {head} {{\n {default}\n {}\n}}", exceptions.join("\n ")))
        .boxed()
}

/// The facts that are stated at something, in its braces.
fn stated(prefixes: &'static [&'static str]) -> impl Strategy<Value = String> {
    let some: Vec<_> = FACTS.iter().filter(|(name, ..)| prefixes.contains(&&name[..1])).copied().collect();
    let one = of(&some).prop_flat_map(|(name, _, values)| {
        let value = prop_oneof![6 => of(values), 1 => Just("unknown"), 1 => Just("none")];
        value.prop_map(move |value| (name, value))
    });
    proptest::collection::vec(one, 0..=some.len()).prop_map(|mut said| {
        said.sort();
        said.dedup_by_key(|it| it.0);
        said.iter().map(|(name, value)| format!("  {name} = {value}")).collect::<Vec<_>>().join("  ")
    })
}

/// A catalogue with an engagement, as a file.
fn case() -> impl Strategy<Value = String> {
    let bools: &[&str] = &["yes", "no", "open"];
    let rules = (
        derived("dk_bool of contract : bool", Kind::Contract, bools, false),
        derived("dk_word of contract : { low, high }", Kind::Contract, &["low", "high", "open"], false),
        derived("dv_bool of vendor : bool", Kind::Vendor, bools, false),
        derived("de_bool of engagement : bool", Kind::Engagement, bools, false),
        proptest::option::of(derived("in_scope of vendor : bool", Kind::Vendor, bools, false)),
    )
        .prop_map(|(a, b, c, d, scope)| [vec![a, b, c, d], scope.into_iter().collect()].concat().join("\n"));
    let kinds = [Kind::Engagement, Kind::Vendor, Kind::Contract, Kind::Component, Kind::Interface];
    let control = of(&kinds).prop_flat_map(|kind| (Just(kind), condition(kind, true, 2)));
    let controls = proptest::collection::vec(control, 3..8).prop_map(|controls| {
        let text = |(at, (kind, when)): (usize, &(Kind, String))| {
            format!("control T.{at} \"T{at}\" joint {{ per {}  when {when} }}\n", kind.per())
        };
        controls.iter().enumerate().map(text).collect::<String>()
    });
    let said = (
        stated(&["e", "v", "k", "c"]),
        (stated(&["v", "k", "c"]), stated(&["v", "k"]), stated(&["v"])),
        proptest::collection::vec(stated(&["k", "c"]), 4),
        proptest::collection::vec(stated(&["c"]), 3),
        stated(&["i"]),
        proptest::bool::weighted(0.1),
    );
    (rules, controls, frame(), said).prop_map(|(rules, controls, frame, said)| {
        let (engagement, parties, contracts, components, link, closed) = said;
        let inside = |line: &str, facts: &str| {
            let line = line.replace("{ heavy = yes }", "").replace("{ heavy = no }", "").replace("{ heavy = unknown }", "");
            let line = line.replace("remote = yes", "").replace("remote = no", "").replace("remote = unknown", "");
            match line.trim_end().strip_suffix('}') {
                Some(open) => format!("{open} {facts} }}"),
                None => format!("{line} {{ {facts} }}"),
            }
        };
        let facts: Vec<&String> = components.iter().chain(&contracts).collect();
        let frame: String = frame.iter().zip(facts).map(|(line, facts)| inside(line, facts) + "\n").collect();
        let declared: String = FACTS.iter().map(|(name, kind, _)| format!("fact {name} : {kind}\n")).collect();
        let closed = if closed { "all other facts no\n" } else { "" };
        let (a, b, c) = parties;
        let parties = format!("party H hospital\nparty A vendor {{ {a} }}\nparty B vendor {{ {b} }}\nparty C vendor {{ {c} }}\n");
        let link = if frame.contains("by A  runs") || link.is_empty() { String::new() } else { format!("link emr -- iaas {{ {link} }}\n") };
        format!(
            "catalogue t {{\ntitle \"T\"\n{declared}{rules}\n{controls}}}\nengagement \"E\" {{\nuse t\n{}\n{closed}{parties}{frame}{link}}}\n",
            engagement.replace("  ", "\n")
        )
    })
}

fn ask(ask: &evaluate::Ask) -> verify::Ask {
    match ask {
        evaluate::Ask::Fact(fact, subject) => verify::Ask::Fact(*fact, *subject),
        evaluate::Ask::Provider(component) => verify::Ask::Provider(*component),
    }
}

type Sets = BTreeSet<BTreeSet<verify::Ask>>;

fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

/// Whether some condition waits for more facts than can be told apart.
fn names_many(checked: &Checked) -> bool {
    let asked = |it: &Kleene| it.deciding().iter().map(|set| set.iter().map(ask).collect()).collect::<Sets>();
    checked.evaluation.standings.iter().any(|it| super::engine::are_many(&asked(&it.applying())))
}

/// The first condition on which the two disagree, with where.
fn disagreement(checked: &Checked, day: Date) -> Option<String> {
    let context = &checked.evaluation.context;
    let interfaces: Vec<Subject> =
        context.obligations.subjects.all.iter().copied().filter(|it| matches!(it, Subject::Interface(..))).collect();
    let lives = |subject: Subject| context.lives(subject);
    let derived = verify::Remembered::default();
    let scene = verify::Scene {
        policy: context.policy,
        engagement: context.engagement,
        day,
        interfaces: &interfaces,
        lives: &lives,
        derived: &derived,
    };
    for at in context.obligations.all.indices() {
        let duty = &context.policy.duties[context.obligations.all[at].duty];
        let subject = context.obligations.subject(at);
        let met = match &duty.needs {
            Need::Met(condition, _) => Some(condition),
            Need::Owner | Need::Stated(..) => None,
        };
        for condition in duty.when.as_deref().into_iter().chain(met).filter(|_| context.lives(subject)) {
            let engine = evaluate::holds(context, condition, subject);
            let plain = verify::holds(&scene, condition, subject);
            let sets: Sets = engine.deciding().iter().map(|set| set.iter().map(ask).collect()).collect();
            let same_sets = super::engine::are_many(&sets) || sets == plain.deciding().into_iter().collect();
            if known(engine.truth()) != plain.truth() || !same_sets {
                let on = context.engagement.subject_name(subject);
                return Some(format!("{} on {on} on {day}: the engine {engine:?}, plainly {plain:?}", duty.id));
            }
        }
    }
    None
}

#[test]
fn random_conditions_are_mostly_sound() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let cases: Vec<String> = (0..60).map(|_| case().new_tree(&mut runner).expect("a case").current()).collect();
    let sound = cases.iter().filter(|text| super::open(text).cases.first().is_some_and(|it| it.settled.is_some()));
    let (sound, all) = (sound.count(), cases.len());
    assert!(sound * 3 > all * 2, "{sound} of {all}");
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn conditions_come_to_the_same(text in case(), day in super::turning_day()) {
        let workspace = super::open(&text);
        prop_assume!(workspace.cases.first().is_some_and(|it| it.settled.is_some()));
        let checked = super::on(&workspace, day);
        prop_assert_eq!(disagreement(&checked, day), None, "{}", text);
        // What is named of too many facts need not be the same, and so need not the findings that name it.
        if !names_many(&checked) {
            prop_assert_eq!(super::engine::difference(&checked, day.into()), None, "{}\n{}", day, text);
        }
    }
}
