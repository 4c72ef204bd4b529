//! Documents, agreement, checklist, risks, waivers and rules: on random papers the evaluator and the plain statements come to the
//! same. What obligations there are, who owns them and whether they are carried is told by the evaluation: those are laws of their
//! own.

use std::collections::BTreeSet;

use buntan::answers::Checked;
use buntan::evaluate::{self, Confirmed, Documented, Need, Standing, Truth};
use buntan::graph::ObligationIdx;
use buntan::model::{self, Idx, Statement, StatementIdx, Subject, Verb};
use buntan::verify::{self, Answer, Facts, Judged, Told, Written};
use proptest::prelude::*;

use super::generators::{DAYS, Scene, frame, of, split, waiver};

/// A case: a scene with its rules.
#[derive(Clone, Debug)]
struct Papers {
    scene: Scene,
    rules: Vec<String>,
}

impl Papers {
    fn text(&self) -> String {
        self.scene.text() + &self.rules.concat()
    }
}

fn control(number: usize) -> impl Strategy<Value = String> {
    let per = of(&[
        "per component",
        "per component  when heavy",
        "per contract",
        "per contract where direct",
        "per engagement",
    ]);
    let needs = of(&[
        "",
        "documented in contract",
        "documented in contract, sla",
        "documented in sla, terms",
        "documented in report  agreed",
        "documented in certificate",
        "agreed",
        "agreed",
        "stated in contract",
        "stated in sla, terms",
        "stated in sla, report as goal",
        "by law \"Act\"",
    ]);
    let distinguished = of(&["", "", "", "phases operation, termination", "modes ordinary, emergency"]);
    (per, needs, distinguished).prop_map(move |(per, needs, distinguished)| {
        let distinguished = if needs.starts_with("stated") { "" } else { distinguished };
        format!("control T.{number} \"T{number}\" joint {{ {per}  level required  {needs}  {distinguished} }}")
    })
}

fn evidence(name: &'static str) -> impl Strategy<Value = String> {
    let kind = of(&["sla", "sla", "terms", "report", "rules", "certificate", "disclosure"]);
    let contract = of(&["", "of K1", "of K2", "of K4"]);
    let signed = prop_oneof![4 => of(&DAYS).prop_map(|day| format!("signed {day}")), 1 => Just("draft".to_owned()), 1 => Just(String::new())];
    let period = (0..DAYS.len(), 0..DAYS.len()).prop_map(|(a, b)| (DAYS[a.min(b)], DAYS[a.max(b)]));
    let period = prop_oneof![
        2 => period.clone().prop_map(|(from, to)| format!("period {from} .. {to}")),
        1 => period.prop_map(|(from, _)| format!("period {from} ..")),
        1 => Just(String::new()),
    ];
    (kind, contract, signed, period, of(&["", "", "continues"])).prop_map(
        move |(kind, contract, signed, period, continues)| {
            let continues = if contract.is_empty() { "" } else { continues };
            format!("evidence {name} {kind} {contract} {{ {signed}  {period}  {continues} }}")
        },
    )
}

const DUTIES: [&str; 5] = ["T.1", "T.2", "T.3", "T.4", "T.1, T.2"];
const ON: [&str; 8] = ["", "", "on emr", "on iaas", "on emr, wan", "on K1", "on K1, K2", "on engagement"];

fn said() -> impl Strategy<Value = String> {
    let days = || of(&["", "", "", "from 2026-10-01", "until 2027-03-31"]);
    let agreed = || prop_oneof![2 => Just(String::new()), 1 => of(&DAYS).prop_map(|day| format!("agreed {day}"))];
    let owned = (
        of(&["H", "A", "B", "C"]),
        of(&DUTIES),
        of(&ON),
        of(&[
            "",
            "by S1 \"1\"",
            "by S2 \"1\"",
            "by S3 \"1\"",
            "by S1 \"1\", S2 \"2\"",
            "by K1 \"1\"",
            "by K4 \"1\"",
            "by \"told\"",
        ]),
        agreed(),
        days(),
    )
        .prop_map(|(who, duties, on, by, agreed, days)| format!("{who} owns {duties} {on} {by} {agreed} {days}"));
    let stated = (of(&["K1", "K2", "K4", "S1", "S2", "S3"]), of(&DUTIES), of(&ON), of(&["", "", "as goal"]), days())
        .prop_map(|(paper, duties, on, goal, days)| format!("{paper} states {duties} {on} \"1\" {goal} {days}"));
    let taken = of(&[
        "K2 states all of K1 \"1\"",
        "K3 states all of K2 \"1\"",
        "S2 states all of K1 \"1\"",
        "K4 states all of K3 \"1\"",
    ])
    .prop_map(str::to_owned);
    let checked = (of(&DUTIES), of(&["yes", "no"]), of(&DAYS), of(&DAYS), of(&ON), any::<bool>()).prop_map(
        |(duties, answer, day, settled, on, is_settled)| {
            let settled = if is_settled { format!("settled {settled}") } else { String::new() };
            format!("checked {duties} {answer} {day} {on} {settled}")
        },
    );
    let kept = (
        of(&["H", "A"]),
        of(&["retains", "shares risk"]),
        of(&DUTIES),
        of(&ON),
        agreed(),
        of(&["", "explained 2026-10-01"]),
        days(),
    )
        .prop_map(|(who, verb, duties, on, agreed, explained, days)| {
            format!("{who} {verb} \"risk\" of {duties} {on} {explained} {agreed} {days}")
        });
    let excluded = (of(&["H", "A"]), of(&DUTIES), of(&ON), of(&["\"reason\"", "\" \""]), agreed(), days()).prop_map(
        |(who, duties, on, because, agreed, days)| {
            format!("{who} excludes {duties} {on} because {because} {agreed} {days}")
        },
    );
    prop_oneof![6 => owned, 3 => split(), 4 => stated, 1 => taken, 3 => checked, 2 => kept, 1 => excluded, 2 => waiver()]
}

/// What a variable of a kind can be asked.
fn asked(kind: &str) -> &'static [&'static str] {
    match kind {
        "contract" => &[
            "$.direct",
            "$.remote",
            "$.supplier == $.prime",
            "$.parent exists",
            "$.covers.kind == network",
            "$.end > day",
            "$.supplier == $.covers.provider",
            "some (component c of $ where c.heavy)",
            "some (obligation o where o in $.states)",
            "some (evidence e of $ where e.in_force)",
            "$.type != saas",
            "$.states.duty == \"T.1\"",
            "count (contract d of $) >= 1",
        ],
        "component" => &[
            "$.heavy",
            "$.provided",
            "$.provider.direct",
            "$.runs_on.heavy",
            "$.connects.kind == network",
            "$.covered_by.remote",
            "$.provider != $.covered_by.supplier",
            "$.covered_by exists",
            "some (contract k of $ where k.in_force)",
        ],
        "vendor" => &[
            "$.direct",
            "$.subcontract",
            "some (contract k of $ where k.remote)",
            "no (obligation o where o.performer == $)",
        ],
        "party" => &["$.kind == vendor", "$ == engagement.hospital", "$.direct"],
        "obligation of T.1" | "obligation of T.*" | "obligation" => &[
            "$.carried",
            "$.verdict == carried",
            "$.verdict in {gap, at_risk}",
            "$.performer == $.answerable",
            "$.owners exists",
            "$.disclaimers exists",
            "$.component.heavy",
            "$.contract.remote",
            "$.performer == $.component.provider",
            "$.phase exists",
            "$.mode == ordinary",
            "$.level == required",
            "$.duty == \"T.1\"",
            "$.performer != $.contract.supplier",
        ],
        "evidence" => &[
            "$.in_force",
            "$.draft",
            "$.kind in {sla, report}",
            "$.signed <= $.first_day",
            "$.last_day >= $.contract.end",
            "$.continues",
            "$.contract.remote",
            "some (obligation o where o in $.states)",
            "$.goals exists",
            "$.signed exists",
            "$.states.contract exists",
        ],
        "exclusion" | "exclusion of T.1" => &[
            "$.by == engagement.hospital",
            "$.reason exists",
            "$.agreed exists",
            "$.agreed <= day",
            "$.component.heavy",
            "$.contract exists",
            "$.obligations.carried",
        ],
        "check" | "check of T.2" => &[
            "$.answer",
            "$.settled exists",
            "$.date <= day",
            "$.settled < $.date",
            "$.obligations.carried",
            "$.component exists",
        ],
        _ => &[
            "$.by == engagement.hospital",
            "$.shared",
            "$.agreed >= $.explained",
            "$.explained exists",
            "$.obligations exists",
            "$.contract exists",
        ],
    }
}

/// `for KIND x where …`, and what must hold of it.
#[derive(Clone, Debug)]
struct Loop {
    kind: &'static str,
    filter: Option<String>,
    must: String,
}

impl Loop {
    fn head(&self, variable: &str) -> String {
        let head = match self.kind.split_once(" of ") {
            Some((kind, duties)) => format!("{kind} {variable} of {duties}"),
            None => format!("{} {variable}", self.kind),
        };
        let filter = self.filter.as_ref().map_or(String::new(), |it| format!(" where {}", it.replace('$', variable)));
        format!("  for {head}{filter}\n")
    }
}

fn range() -> impl Strategy<Value = Loop> {
    let kinds = of(&[
        "contract",
        "component",
        "vendor",
        "party",
        "obligation",
        "obligation of T.*",
        "obligation of T.1",
        "evidence",
        "exclusion",
        "exclusion of T.1",
        "check",
        "check of T.2",
        "risk",
        "risk of T.*",
    ]);
    let one = |kind| {
        (of(asked(kind)), any::<bool>()).prop_map(|(it, yes)| if yes { it.to_owned() } else { format!("not ({it})") })
    };
    let condition = move |kind| {
        (one(kind), of(&["", "", "and", "or"]), one(kind))
            .prop_map(|(a, how, b)| if how.is_empty() { a } else { format!("({a} {how} {b})") })
    };
    kinds.prop_flat_map(move |kind| {
        (proptest::option::of(condition(kind)), condition(kind)).prop_map(move |(filter, must)| Loop {
            kind,
            filter,
            must,
        })
    })
}

fn rule(number: usize) -> impl Strategy<Value = String> {
    (range(), proptest::option::weighted(0.3, range())).prop_map(move |(outer, inner)| {
        let (first, second) = (outer.head("x"), inner.as_ref().map_or(String::new(), |it| it.head("y")));
        let also = inner.map_or(String::new(), |it| format!(" or {}", it.must.replace('$', "y")));
        let must = outer.must.replace('$', "x");
        format!(
            "rule r{number} note cites t:T.{number} {{\n{first}{second}  must {must}{also}\n  else \"{{day}}\"\n}}\n"
        )
    })
}

fn papers() -> impl Strategy<Value = Papers> {
    let controls = (control(1), control(2), control(3), control(4)).prop_map(|(a, b, c, d)| vec![a, b, c, d]);
    let evidence = (evidence("S1"), evidence("S2"), evidence("S3")).prop_map(|(a, b, c)| vec![a, b, c]);
    let said = proptest::collection::vec(said(), 0..14);
    let rules = (rule(1), rule(2), rule(3)).prop_map(|(a, b, c)| vec![a, b, c]);
    (controls, frame(), evidence, said, rules).prop_map(|(controls, frame, evidence, statements, rules)| Papers {
        scene: Scene { controls, frame: [frame, evidence].concat(), statements },
        rules,
    })
}

// ---------------------------------------------------------------------------------------------------------- held against

fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

/// The same answer, in so far as its sets of facts go.
fn answer(it: &evaluate::Kleene) -> Answer {
    let asks = |set: &evaluate::Facts| -> Facts {
        let one = |ask: &evaluate::Ask| match ask {
            evaluate::Ask::Fact(fact, subject) => verify::Ask::Fact(*fact, *subject),
            evaluate::Ask::Provider(component) => verify::Ask::Provider(*component),
        };
        set.iter().map(one).collect()
    };
    match known(it.truth()) {
        Some(truth) => Answer::known(truth),
        None => Answer::any(it.deciding().iter().map(|set| Answer::waits_for(asks(set)))),
    }
}

fn judged(checked: &Checked, at: ObligationIdx) -> Judged {
    let context = &checked.evaluation.context;
    let (it, standing) = (context.obligations.all[at], &checked.evaluation.standings[at.row()]);
    let carried = match &standing.need {
        Need::Met(met) if !standing.carried => answer(met),
        _ => Answer::known(standing.carried),
    };
    Judged {
        duty: it.duty,
        subject: context.obligations.subject(at),
        phase: it.phase,
        mode: it.mode,
        stands: standing.stands(),
        applies: answer(&standing.applying()),
        carried,
        presumed: standing.presumed,
        at_risk: !standing.at_risk.is_empty(),
        performers: standing.performers(context).iter().map(|it| it.0).collect(),
        answerable: standing.performers(context).iter().map(|it| it.1).collect(),
        owners: standing.owners.iter().filter(|it| it.in_reach).map(|it| it.party).collect(),
        disclaimers: standing.disclaimers().map(|it| it.0).collect(),
    }
}

/// What documents, the checklist and risks come to for an obligation, where the two differ.
fn differs(checked: &Checked, at: ObligationIdx) -> Option<String> {
    let context = &checked.evaluation.context;
    let (policy, engagement, day) = (context.policy, context.engagement, context.day);
    let standing: &Standing = &checked.evaluation.standings[at.row()];
    let duty = &policy.duties[context.obligations.all[at].duty];
    let valid = |statement: &Statement| super::in_force(context, statement);
    let said: Vec<StatementIdx> = context.statements_about(at).map(|it| it.0).collect();
    let all = |belongs: &dyn Fn(StatementIdx) -> bool| -> Vec<StatementIdx> {
        engagement.statements.indices().filter(|it| belongs(*it)).collect()
    };
    if let (Need::Stated(engine), model::Need::Stated(kinds, _)) = (&standing.need, &duty.needs) {
        let subject = context.obligations.all[at].subject.row();
        let on_it =
            all(&|it| context.obligations.subjects_of[it].contains(subject) && valid(&engagement.statements[it]));
        let at_duty = context.obligations.all[at].duty;
        let plain = verify::stating(policy, engagement, at_duty, kinds, &said, &on_it, &valid);
        let sorted = |it: &[StatementIdx]| it.iter().copied().collect::<BTreeSet<_>>();
        if sorted(engine) != sorted(&plain) {
            return Some(format!("stated: {engine:?}, plainly {plain:?}"));
        }
    }
    if standing.documented != Documented::Unasked {
        let resting: Vec<StatementIdx> =
            standing.owners.iter().filter(|it| it.counts()).flat_map(|it| it.statements.clone()).collect();
        let stating = all(&|it| {
            let is_said = matches!(engagement.statements[it].verb, Verb::States { .. });
            is_said && context.obligations.spoken_of[it].contains(at.row())
        });
        let plain = verify::written(engagement, day, duty, &resting, &stating);
        let engine = match &standing.documented {
            Documented::Unasked => Written::Unasked,
            Documented::InOrder(_) => Written::InOrder,
            Documented::NotWritten => Written::Never,
            Documented::Expired(papers) => Written::Ended(papers.iter().map(|it| it.paper).collect()),
            Documented::NotAgreed => Written::NotAgreed,
        };
        if engine != plain {
            return Some(format!("documented: {engine:?}, plainly {plain:?}"));
        }
    }
    let catalogue = policy.control_of(context.obligations.all[at].duty).catalogue;
    let plain = match verify::begun(policy, engagement, catalogue, day) && standing.alive {
        true => verify::confirmed(engagement, day, known(standing.truth()), &said),
        false => verify::Confirmed::Unasked,
    };
    let engine = match standing.confirmed {
        Confirmed::Unasked => verify::Confirmed::Unasked,
        Confirmed::Yes(_) => verify::Confirmed::Yes,
        Confirmed::Never => verify::Confirmed::Never,
        Confirmed::No(_) => verify::Confirmed::No,
        Confirmed::Contradicted(_) => verify::Confirmed::Contradicted,
        Confirmed::SettledBefore(_) => verify::Confirmed::SettledBefore,
    };
    if engine != plain {
        return Some(format!("confirmed: {engine:?}, plainly {plain:?}"));
    }
    let by_law = policy.control_of(context.obligations.all[at].duty).by_law.is_some();
    let engine: Vec<String> = standing.risks.iter().map(|it| format!("{:?} {:?}", it.by, it.lack)).collect();
    let plain = verify::risks(engagement, day, by_law, &said);
    let plain: Vec<String> = plain.iter().map(|(by, lack)| format!("{by:?} {lack:?}")).collect();
    (engine != plain).then(|| format!("risks: {engine:?}, plainly {plain:?}"))
}

/// The findings that are waived by the one and not by the other.
fn marked_otherwise(checked: &Checked) -> Option<String> {
    let context = &checked.evaluation.context;
    checked.findings.iter().find_map(|it| {
        let found = verify::Found {
            kind: &it.name,
            control: it.group.control,
            subject: it.group.subject,
            duties: &it.group.duties,
            phases: &it.group.phases,
            modes: &it.group.modes,
        };
        let plain = verify::waived(context.policy, context.engagement, context.day, &found);
        (it.waived.by() != plain).then(|| format!("waived: {found:?} by {:?}, plainly {plain:?}", it.waived))
    })
}

/// The rulings of both, in words.
fn rulings(checked: &Checked) -> (Vec<String>, Vec<String>) {
    let context = &checked.evaluation.context;
    let engine = evaluate::rulings(&checked.evaluation);
    let sets = |it: Vec<Facts>| it.into_iter().collect::<BTreeSet<Facts>>();
    let engine_said = engine.iter().map(|it| {
        let bound: Vec<String> = it.bound.iter().map(engine_thing).collect();
        format!("{:?} {bound:?} {:?} {:?}", it.rule, known(it.answer.truth()), sets(answer(&it.answer).deciding()))
    });
    let interfaces: Vec<Subject> =
        context.obligations.subjects.all.iter().copied().filter(|it| matches!(it, Subject::Interface(..))).collect();
    let lives = |subject: Subject| context.lives(subject);
    let derived = verify::Remembered::default();
    let valid = |statement: &Statement| super::in_force(context, statement);
    let spoken_of = |at: StatementIdx| -> Vec<usize> { context.obligations.spoken_of[at].ones().collect() };
    let subjects_of = |at: StatementIdx| -> Vec<Subject> {
        let subjects = context.obligations.subjects_of[at].ones();
        subjects.map(|row| context.obligations.subjects.all[Idx::new(row)]).collect()
    };
    let obligations: Vec<Judged> = context.obligations.all.indices().map(|at| judged(checked, at)).collect();
    let told = Told {
        scene: verify::Scene {
            policy: context.policy,
            engagement: context.engagement,
            day: context.day,
            interfaces: &interfaces,
            lives: &lives,
            derived: &derived,
        },
        obligations: &obligations,
        demands: &[],
        valid: &valid,
        spoken_of: &spoken_of,
        subjects_of: &subjects_of,
    };
    let plain = verify::rulings(&told);
    let plain_said = plain.iter().map(|it| {
        let bound: Vec<String> = it.bound.iter().map(|it| format!("{it:?}")).collect();
        format!("{:?} {bound:?} {:?} {:?}", it.rule, it.answer.truth(), sets(it.answer.deciding()))
    });
    (engine_said.collect(), plain_said.collect())
}

fn engine_thing(it: &evaluate::Thing) -> String {
    let thing = match *it {
        evaluate::Thing::Subject(it) => verify::Thing::Subject(it),
        evaluate::Thing::Obligation(at) => verify::Thing::Obligation(at.row()),
        evaluate::Thing::Promise(k, number) => verify::Thing::Promise(k, number),
        evaluate::Thing::OwnShare(k, number) => verify::Thing::OwnShare(k, number),
        evaluate::Thing::Demand(at, on) => verify::Thing::Demand(at, on),
        evaluate::Thing::Evidence(at) => verify::Thing::Evidence(at),
        evaluate::Thing::Exclusion(at) => verify::Thing::Said(model::Sort::Exclusion, at),
        evaluate::Thing::Check(at) => verify::Thing::Said(model::Sort::Check, at),
        evaluate::Thing::Risk(at) => verify::Thing::Said(model::Sort::Risk, at),
    };
    format!("{thing:?}")
}

#[test]
fn random_papers_say_enough() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut sound, mut seen, mut problems) = (0, BTreeSet::new(), BTreeSet::new());
    for _ in 0..150 {
        let workspace = super::open(&papers().new_tree(&mut runner).expect("a case").current().text());
        problems.extend(
            workspace
                .problems
                .iter()
                .filter(|it| it.severity == buntan::diagnostic::Severity::Error)
                .map(|it| format!("{} {:?}", it.code.name, it.headline.en)),
        );
        if workspace.cases.first().is_none_or(|it| it.settled.is_none()) {
            continue;
        }
        sound += 1;
        let checked = super::on(&workspace, jiff::civil::date(2026, 10, 2));
        for it in &checked.evaluation.standings {
            seen.insert(format!("{:?}", std::mem::discriminant(&it.documented)));
            seen.insert(format!("confirmed {:?}", std::mem::discriminant(&it.confirmed)));
        }
        seen.extend(checked.findings.iter().map(|it| format!("{} {}", it.name, it.is_waived())));
    }
    for it in [
        "r1 false",
        "r2 false",
        "r3 false",
        "risk_not_agreed false",
        "not_documented false",
        "evidence_expired false",
        "not_confirmed false",
        "unowned true",
    ] {
        assert!(seen.contains(it), "no {it}: {seen:?}");
    }
    assert!(sound > 80, "{sound} of 150: {problems:#?}");
}

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn papers_come_to_the_same(papers in papers(), day in super::turning_day()) {
        let text = papers.text();
        let workspace = super::open(&text);
        prop_assume!(workspace.cases.first().is_some_and(|it| it.settled.is_some()));
        let checked = super::on(&workspace, day);
        let context = &checked.evaluation.context;
        for at in context.obligations.all.indices() {
            let obligation = context.obligations.all[at];
            let where_ = (&context.policy.duties[obligation.duty].id, context.engagement.subject_name(context.obligations.subject(at)));
            prop_assert_eq!(differs(&checked, at), None, "{:?} {:?} on {}\n{}", where_, obligation.phase, day, text);
        }
        prop_assert_eq!(marked_otherwise(&checked), None, "{}\n{}", day, text);
        let (engine, plain) = rulings(&checked);
        prop_assert_eq!(engine, plain, "{}\n{}", day, text);
        prop_assert_eq!(super::engine::difference(&checked, day.into()), None, "{}\n{}", day, text);
    }
}
