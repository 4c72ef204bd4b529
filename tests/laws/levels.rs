//! Service levels: on random promises, own shares, chains and demands the evaluator and the plain statement find the same defects.

use std::collections::BTreeSet;

use buntan::answers::Checked;
use buntan::evaluate::{self, LevelDefect};
use buntan::model::{ControlIdx, Date, Statement, Subject};
use buntan::verify::{self, Answer, LevelGap};
use proptest::prelude::*;

use super::generators::of;

const LIMITS: [&str; 8] = [
    "",
    "",
    "",
    "as goal",
    "hours weekdays 09:00 .. 17:00",
    "hours daily 08:00 .. 20:00",
    "excluding upkeep",
    "hours weekdays 09:00 .. 17:00 excluding upkeep",
];

/// A level of one of five metrics; the sums and products of a few of them come to others.
fn level(goal: bool) -> impl Strategy<Value = String> {
    let bound = of(&[
        "m_product >= 99.9%",
        "m_product >= 99.8001%",
        "m_product >= 99%",
        "m_product >= 100%",
        "m_sum <= 1h",
        "m_sum <= 2h",
        "m_sum <= 180min",
        "m_max <= 1h",
        "m_max <= 2h",
        "m_max <= 3h",
        "m_min >= 100",
        "m_min >= 200",
        "m_min >= 300.0",
        "m_best <= 1h",
        "m_best <= 2h",
        "m_best <= 3h",
    ]);
    (bound, of(&LIMITS)).prop_map(move |(bound, limits)| {
        let limits = if !goal && limits == "as goal" { "" } else { limits };
        format!("{bound} {limits}")
    })
}

/// Up to some levels, no two of one metric under the same limits.
fn levels(word: &'static str, most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(level(word == "promises"), 0..=most).prop_map(move |mut all| {
        let key = |it: &String| {
            let metric = it.split(' ').next().unwrap_or_default().to_owned();
            (metric, it.split_once("h ").map_or("", |it| it.1).to_owned(), it.clone())
        };
        all.sort_by_key(key);
        all.dedup_by_key(|it| {
            let limits = LIMITS.iter().filter(|limit| it.ends_with(&format!(" {limit}"))).max_by_key(|it| it.len());
            (it.split(' ').next().map(str::to_owned), limits.copied().unwrap_or_default().replace("as goal", ""))
        });
        if all.is_empty() { String::new() } else { format!("{word} {}", all.join(", ")) }
    })
}

fn contract(head: &'static str) -> impl Strategy<Value = String> {
    let period =
        of(&["2026-04-01 .. 2028-03-31", "2026-04-01 .. 2028-03-31", "2026-04-01 .. 2027-03-31", "2026-10-01 .."]);
    let covers = of(&["none", "emr", "emr, iaas", "iaas", "wan", "emr, wan"]);
    (period, covers, levels("promises", 4), levels("itself", 2)).prop_map(move |(period, covers, promises, itself)| {
        let consent = if head.contains("under") { "consented 2026-02-15" } else { "" };
        format!("contract {head} {{ type operation  period {period}  covers {covers}  {consent}\n    {promises}\n    {itself} RELIES }}\n")
    })
}

fn case() -> impl Strategy<Value = String> {
    let heads = ["K1 H -> A", "K2 A -> B under K1", "K3 A -> C under K1", "K4 B -> C under K2", "K9 H -> C"];
    let contracts = heads.map(contract);
    let demands = || {
        proptest::collection::vec(
            (
                level(false),
                of(&["emr", "iaas", "wan", "emr, wan", "K1", "K9", "emr, K1"]),
                of(&["", "", "from 2026-10-01", "until 2027-03-31"]),
            )
                .prop_map(|(level, on, days)| format!("  H demands {level} on {on} {days}\n")),
            0..3,
        )
    };
    let control = (
        of(&["per component", "per component where kind == application", "per contract", "per contract where direct"]),
        of(&["", "when heavy", "when light"]),
        level(false),
    )
        .prop_map(|(per, when, level)| {
            let when = if per.contains("contract") {
                when.replace("heavy", "remote").replace("light", "remote")
            } else {
                when.to_owned()
            };
            format!("control {per}  {when}  demands {level}")
        });
    let controls = proptest::collection::vec(control, 0..3);
    let relies = of(&["", "relies on K9", "relies on K9, K4"]);
    let facts = of(&["", "heavy = yes", "heavy = yes  remote = no", "remote = yes"]);
    (contracts, demands(), controls, relies, facts).prop_map(|(contracts, demands, controls, relies, facts)| {
        let controls: String = controls
            .iter()
            .enumerate()
            .map(|(at, it)| format!("  control T.{at} \"T\" joint {{ level required  {} }}\n", it.trim_start_matches("control ")))
            .collect();
        let contracts: String = contracts.concat().replacen("RELIES", relies, 1).replace("RELIES", "");
        format!(
            "catalogue t {{\n  title \"T\"\n  metric m_product : percent higher own product suppliers product\n  \
             metric m_sum : duration lower own sum suppliers sum\n  metric m_max : duration lower own sum suppliers max\n  \
             metric m_min : number higher own min suppliers min\n  metric m_best : duration lower own sum suppliers min\n  \
             fact heavy : bool of component\n  fact light : bool of component\n  fact remote : bool of contract\n\
             control Z \"Z\" joint {{ per engagement }}\n{controls}}}\n\
             engagement \"E\" {{\n  use t\n  {}\n  party H hospital  party A vendor  party B vendor  party C vendor\n  \
             component emr application by A runs on iaas in use 2026-06-30 ..\n  component iaas infrastructure by B\n  \
             component wan network by C\n{contracts}{demands}}}\n",
            facts.replace("  ", "\n  "),
            demands = demands.concat(),
        )
    })
}

/// A defect in a line, the same for both.
fn engine_gap(gap: &evaluate::LevelGap) -> String {
    let demand = |it: &evaluate::Demanded| {
        let by = match it.by {
            evaluate::Demander::Statement(at) => verify::Demander::Statement(at),
            evaluate::Demander::Control(at, number) => verify::Demander::Control(at, number),
        };
        format!("{by:?} on {:?} {:?}", it.on, it.applies.deciding().len())
    };
    match &gap.defect {
        LevelDefect::PromiseBelowDemand(wanted, (k, number)) => format!("below {k:?} {number} {}", demand(wanted)),
        LevelDefect::IncomparableWithDemand(wanted, (k, _)) => format!("incomparable {k:?} {}", demand(wanted)),
        LevelDefect::MissingPromise(wanted, asked) => {
            format!("missing {} of {:?}", demand(wanted), asked.iter().map(|it| it.0).collect::<Vec<_>>())
        }
        LevelDefect::ChainBelowPromise(chain) => {
            let (k, number) = chain.promise;
            let counting = chain.suppliers.iter().filter_map(|(k, part)| match part {
                evaluate::Part::Counts(number) => Some((*k, *number)),
                _ => None,
            });
            let amount = chain.effective.as_ref().map(|it| it.normalized());
            format!("chain {k:?} {number} {:?} {amount:?}", counting.collect::<Vec<_>>())
        }
        LevelDefect::IncomparableInChain((k, number), supplier, _) => {
            format!("incomparable in chain {k:?} {number} {supplier:?}")
        }
    }
}

fn plain_gap(gap: &LevelGap) -> String {
    let demand = |it: &verify::Demand| format!("{:?} on {:?} {:?}", it.by, it.on, it.applies.deciding().len());
    match gap {
        LevelGap::BelowDemand(wanted, k, number) => format!("below {k:?} {number} {}", demand(wanted)),
        LevelGap::IncomparableWithDemand(wanted, k, _) => format!("incomparable {k:?} {}", demand(wanted)),
        LevelGap::Missing(wanted, asked) => format!("missing {} of {asked:?}", demand(wanted)),
        LevelGap::ChainBelow(k, number, counting, amount) => {
            format!("chain {k:?} {number} {counting:?} {:?}", Some(amount.normalized()))
        }
        LevelGap::IncomparableInChain(k, number, supplier, _) => {
            format!("incomparable in chain {k:?} {number} {supplier:?}")
        }
    }
}

/// What the plain statement finds; which controls apply is told by the evaluation, since that is a law of its own.
fn plainly(checked: &Checked, day: Date) -> BTreeSet<String> {
    let context = &checked.evaluation.context;
    let lives = |subject: Subject| context.lives(subject);
    let derived = verify::Remembered::default();
    let scene = verify::Scene {
        policy: context.policy,
        engagement: context.engagement,
        day,
        interfaces: &[],
        lives: &lives,
        derived: &derived,
    };
    let applies = |control: ControlIdx, subject: Subject| {
        let duties = context.policy.duties_of(control).filter(|it| {
            context.policy.duties[*it].per == subject.kind() && context.engagement.in_view.contains(it.0 as usize)
        });
        let answers: Vec<Answer> = duties
            .filter(|_| context.lives(subject))
            .map(|it| {
                let when = context.policy.duties[it].when.as_ref();
                when.map_or(Answer::known(true), |when| verify::holds(&scene, when, subject))
            })
            .collect();
        (!answers.is_empty()).then(|| Answer::any(answers))
    };
    let valid = |statement: &Statement| super::in_force(context, statement);
    let demands = verify::demands(context.policy, context.engagement, &valid, &lives, &applies);
    let gaps = verify::level_gaps(context.policy, context.engagement, day, &demands);
    gaps.iter().map(plain_gap).collect()
}

#[test]
fn every_defect_of_levels_occurs() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut sound, mut kinds) = (0, BTreeSet::new());
    for _ in 0..100 {
        let workspace = super::open(&case().new_tree(&mut runner).expect("a case").current());
        if workspace.cases.first().is_some_and(|it| it.settled.is_some()) {
            sound += 1;
            let checked = super::on(&workspace, jiff::civil::date(2026, 10, 1));
            kinds.extend(
                checked
                    .evaluation
                    .level_gaps
                    .iter()
                    .map(|it| std::mem::discriminant(&it.defect))
                    .map(|it| format!("{it:?}")),
            );
        }
    }
    assert!(sound > 60 && kinds.len() == 5, "{sound} of 100, {kinds:?}");
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn levels_come_to_the_same(text in case(), day in super::turning_day()) {
        let workspace = super::open(&text);
        prop_assume!(workspace.cases.first().is_some_and(|it| it.settled.is_some()));
        let checked = super::on(&workspace, day);
        let engine: BTreeSet<String> = checked.evaluation.level_gaps.iter().map(engine_gap).collect();
        prop_assert_eq!(engine, plainly(&checked, day), "{}\n{}", day, text);
        prop_assert_eq!(super::engine::difference(&checked, day.into()), None, "{}\n{}", day, text);
    }
}
