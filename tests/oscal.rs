//! OSCAL: plans become a policy in which what nobody satisfied is found, and a split becomes a component definition.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use buntan::answers::Checked;
use buntan::cli::ExitStatus;
use buntan::diagnostic::Lang;
use buntan::oscal::{Plan, component_definition, converted};
use buntan::workspace::Workspace;
use buntan::world::{DiskWorld, MemoryWorld};
use jiff::civil::date;
use serde_json::{Value, json};

#[path = "support/run.rs"]
mod run;

use run::run;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `check` finds in a policy: kind and control.
fn found(policy: &str) -> Vec<(String, String)> {
    let world = MemoryWorld::default().file("split.buntan", policy);
    let workspace = Workspace::open(&world, &["split.buntan".into()], None);
    assert!(
        !workspace.has_errors(),
        "{policy}\n{:?}",
        workspace.problems.iter().map(|it| &it.headline.en).collect::<Vec<_>>()
    );
    let checked = workspace.check(date(2026, 10, 1));
    let findings = checked.iter().flat_map(|it| it.findings.iter().map(move |finding| (it, finding)));
    let name = |(it, finding): (&Checked, &buntan::findings::Finding)| {
        let control = finding.group.control.map(|at| it.evaluation.context.policy.controls[at].id.clone());
        (finding.name.to_string(), control.unwrap_or_default())
    };
    findings.map(name).collect()
}

/// The published pair: one responsibility is satisfied, the other is named by the identifier of what it belongs to.
#[test]
fn the_dangling_reference_of_the_published_pair_is_found() {
    let line = "convert oscal nist-leveraged-example-ssp.json nist-leveraging-example-ssp.json --lang en";
    let (status, policy, err) = run(&root().join("tests/data"), line, b"");
    assert_eq!(status, ExitStatus::Findings);
    let place = "/system-security-plan/control-implementation/implemented-requirements/0/statements/0/by-components/1/satisfied/0";
    let joined = err.replace("\n  ", "");
    assert!(joined.contains(&format!("nist-leveraging-example-ssp.json{place}")), "{err}");
    let squeezed = joined.replace(['\n', ' '], "");
    assert!(squeezed.contains("`11111111-0000-4000-9009-002001001001`isnoresponsibilitybutsomethingprovided"), "{err}");
    assert!(squeezed.contains("whatitasksforis`11111111-0000-4000-9009-002001001002`"), "{err}");
    assert_eq!(err.matches("error").count(), 1, "{err}");
    for joins in [
        "control ac-2 \"ac-2\"",
        "duty a \"ac-2_stmt.a\"",
        "the application component in satisfaction of AC-2, part a.\"",
    ] {
        assert!(policy.contains(joins), "{joins}\n{policy}");
    }
    let expected = [("partly_owned", "ac-2"), ("at_risk", "ac-2")];
    assert_eq!(found(&policy), expected.map(|(kind, control)| (kind.to_owned(), control.to_owned())));
}

#[test]
fn a_platform_alone_leaves_all_responsibilities_to_whoever_uses_it() {
    let (status, policy, _) = run(&root().join("tests/data"), "convert oscal nist-leveraged-example-ssp.json", b"");
    assert_eq!(status, ExitStatus::Clean);
    let kinds: Vec<String> = found(&policy).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["partly_owned", "at_risk"]);
    let (status, _, err) =
        run(&root().join("tests/data"), "convert oscal nist-leveraging-example-ssp.json --lang en", b"");
    assert_eq!(status, ExitStatus::Findings);
    assert!(err.replace("\n  ", " ").contains("is provided by none of the plans that were given"), "{err}");
}

/// A plan: what it exports and what it does, both as parts of a component.
fn plan(name: &str, says: &[Value]) -> Plan {
    let requirement = |(at, it): (usize, &Value)| {
        let mut it = it.clone();
        it["component-uuid"] = json!(format!("c-{name}"));
        json!({ "control-id": format!("ac-{}", at + 1), "by-components": [it] })
    };
    let written = json!({ "system-security-plan": {
        "metadata": { "title": "Plan", "last-modified": "2024-02-01T13:57:28-04:00" },
        "system-characteristics": { "system-name": name },
        "system-implementation": { "components": [{ "uuid": format!("c-{name}"), "type": "this-system", "title": name }] },
        "control-implementation": {
            "implemented-requirements": says.iter().enumerate().map(requirement).collect::<Vec<_>>(),
        },
    } });
    Plan::read(&format!("{name}.json"), written.to_string().as_bytes()).expect("a plan")
}

fn exports(provided: &str, responsibility: &str) -> Value {
    json!({ "export": {
        "provided": [{ "uuid": provided, "description": "A wall" }],
        "responsibilities": [{ "uuid": responsibility, "provided-uuid": provided, "description": "Shut the door" }],
    } })
}

fn does(provided: &str, responsibility: &str) -> Value {
    json!({
        "inherited": [{ "uuid": "i", "provided-uuid": provided }],
        "satisfied": [{ "uuid": "s", "responsibility-uuid": responsibility, "description": "" }],
    })
}

/// Three tiers: the middle one does what the lowest asks for, and asks the uppermost in turn.
#[test]
fn each_tier_satisfies_what_the_one_beneath_asks_for() {
    let plans = [
        plan("Basis by \"X\"", &[exports("p1", "r1")]),
        plan("by", &[exports("p2", "r2"), does("p1", "r1")]),
        plan("病院 システム", &[does("p2", "r2")]),
    ];
    let (policy, problems) = converted(&plans);
    assert_eq!(problems, [], "{policy}");
    // No plan tells the uppermost of the lowest, and that much is found.
    let undisclosed = ("undisclosed_subcontractor".to_owned(), String::new());
    assert_eq!(found(&policy), [undisclosed], "{policy}");
    // The middle one forgets.
    let plans = [
        plans[0].clone(),
        plan("by", &[exports("p2", "r2"), json!({ "inherited": [{ "uuid": "i", "provided-uuid": "p1" }] })]),
        plans[2].clone(),
    ];
    let (policy, problems) = converted(&plans);
    assert_eq!(problems, []);
    let kinds: Vec<String> = found(&policy).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["partly_owned", "undisclosed_subcontractor", "at_risk"], "{policy}");
}

#[test]
fn what_points_nowhere_or_says_nothing_is_told_at_its_place() {
    let plans = [
        plan("A", &[exports("p1", "r1"), exports("p1", "r1b")]),
        plan("B", &[does("p9", "r9"), json!({ "inherited": [{ "uuid": "i" }], "satisfied": [{ "uuid": "s" }] })]),
    ];
    let (_, problems) = converted(&plans);
    let told: Vec<(String, &str)> = problems
        .iter()
        .map(|it| {
            let pointer =
                it.pointer.replace("/system-security-plan/control-implementation/implemented-requirements", "");
            (format!("{} {pointer}", it.file), it.message.en.as_str())
        })
        .collect();
    let places: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).collect();
    let expected = [
        "A.json /1/by-components/0",
        "B.json /0/by-components/0/inherited/0",
        "B.json /0/by-components/0/satisfied/0",
        "B.json /1/by-components/0/inherited/0",
        "B.json /1/by-components/0/satisfied/0",
    ];
    assert_eq!(places, expected, "{told:#?}");
}

/// Each contract begins with its own authorization, and a description is kept to its last line.
#[test]
fn contracts_begin_when_they_were_authorized() {
    let mut top = json!({ "system-security-plan": {
        "metadata": { "title": "Plan", "last-modified": "2024-02-01T13:57:28-04:00" },
        "system-characteristics": { "system-name": "Top System" },
        "system-implementation": {
            "leveraged-authorizations": [{ "uuid": "a1", "date-authorized": "2020-01-01" }, { "uuid": "a2", "date-authorized": "2030-01-01" }],
            "components": [{ "uuid": "t", "type": "this-system", "title": "Top" }],
        },
        "control-implementation": { "implemented-requirements": [{ "control-id": "ac-1", "by-components": [
            { "component-uuid": "t", "satisfied": [{ "uuid": "s1", "responsibility-uuid": "r1" }, { "uuid": "s2", "responsibility-uuid": "r2" }] },
        ] }] },
    } });
    for (authorization, inherited) in [("a1", "c-A One"), ("a2", "c-B Two")] {
        let props = json!([{ "name": "leveraged-authorization-uuid", "value": authorization }, { "name": "inherited-uuid", "value": inherited }]);
        let component = json!({ "uuid": authorization, "type": "system", "title": inherited, "props": props });
        top["system-security-plan"]["system-implementation"]["components"]
            .as_array_mut()
            .expect("a list")
            .push(component);
    }
    let long = json!({ "export": { "responsibilities": [{ "uuid": "r1", "description": "The customer must:\n- encrypt all data" }] } });
    let plans = [
        Plan::read("top.json", top.to_string().as_bytes()).expect("a plan"),
        plan("A One", &[long]),
        plan("B Two", &[exports("p2", "r2")]),
    ];
    let (policy, problems) = converted(&plans);
    assert_eq!(problems, [], "{policy}");
    for expected in [
        "-> A_One {",
        "period 2020-01-01 ..",
        "-> B_Two {",
        "period 2030-01-01 ..",
        "summary \"The customer must: - encrypt all data\"",
    ] {
        assert!(policy.contains(expected), "{expected}: {policy}");
    }
    top["system-security-plan"]["control-implementation"]["implemented-requirements"][0]["by_components"] = json!([]);
    let error = Plan::read("top.json", top.to_string().as_bytes()).expect_err("a misspelt key").en;
    assert!(error.contains("by_components"), "{error}");
}

/// A key near the top holds much: one that OSCAL does not have is told with its place, and with what was meant.
#[test]
fn a_misspelt_key_near_the_top_is_told_with_its_pointer() {
    let whole = json!({ "system-security-plan": {
        "uuid": "p", "metadata": { "title": "T", "last-modified": "2024-02-01T00:00:00Z" },
        "system-characteristics": { "system-name": "S" },
        "system-implementation": { "components": [] },
        "control-implementation": { "implemented-requirements": [] },
    }});
    let read = |it: &Value| Plan::read("a.json", it.to_string().as_bytes()).map_err(|it| it.en);
    assert!(read(&whole).is_ok());
    for (parent, key, meant) in [
        ("", "systemsecurity-plan", "system-security-plan"),
        ("/system-security-plan", "control-implementaton", "control-implementation"),
        ("/system-security-plan/metadata", "oscal-versions", "oscal-version"),
        ("/system-security-plan/system-implementation", "leveraged-authorisations", "leveraged-authorizations"),
    ] {
        let mut wrong = whole.clone();
        let at = wrong.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        let inside = at.remove(meant).unwrap_or(json!([]));
        at.insert(key.to_owned(), inside);
        let error = read(&wrong).expect_err("a misspelt key");
        assert!(
            error.contains(&format!("`{parent}/{key}`")) && error.contains(&format!("did you mean `{meant}`?")),
            "{error}"
        );
    }
}

#[test]
fn plans_that_build_upon_each_other_in_a_circle_are_told() {
    let plans =
        [plan("A", &[exports("p1", "r1"), does("p2", "r2")]), plan("B", &[exports("p2", "r2"), does("p1", "r1")])];
    let (policy, problems) = converted(&plans);
    assert!(problems.iter().any(|it| it.message.en.contains("in a circle")), "{policy}");
}

#[test]
fn hostile_plans_stay_policies() {
    for name in ["by", "\"; use x", "}\n}", "１２３", "", "a\u{202e}b", &"長".repeat(5000), "__", "-", "<b>&amp;"] {
        let plans = [plan(name, &[exports("p\"1", "r}1")]), plan("B", &[does("p\"1", "r}1")])];
        let (policy, problems) = converted(&plans);
        assert_eq!(problems, []);
        assert_eq!(found(&policy), [], "{policy}");
    }
}

#[test]
fn what_is_no_plan_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, expected) in [
        ("{", "line 1"),
        ("{}", "system-security-plan"),
        ("[1]", "cannot be read"),
        (&plan_text("yesterday"), "`yesterday` does not begin with a day"),
    ] {
        fs::write(folder.path().join("a.json"), text).expect("a file");
        let (status, out, err) = run(folder.path(), "convert oscal a.json --lang en", b"");
        assert_eq!((status, out.as_str()), (ExitStatus::Failed, ""), "{text}");
        assert!(err.replace("\n  ", " ").contains(expected), "{text}: {err}");
    }
}

fn plan_text(modified: &str) -> String {
    json!({ "system-security-plan": {
        "metadata": { "title": "", "last-modified": modified }, "system-characteristics": { "system-name": "" },
        "system-implementation": { "components": [] }, "control-implementation": { "implemented-requirements": [] },
    } })
    .to_string()
}

fn definition(path: &str) -> Value {
    let world = DiskWorld::new(root(), &[path.into()]);
    let workspace = Workspace::open(&world, &[path.into()], None);
    let checked = workspace.check(date(2026, 10, 1));
    component_definition(&checked[0], None, Lang::En)["component-definition"].clone()
}

#[test]
fn a_split_is_exported_with_who_performs_and_who_answers() {
    let definition = definition("policies/examples/city-hospital/before.buntan");
    let mut uuids = BTreeSet::new();
    let mut named = BTreeSet::new();
    visit(&definition, &mut |key, value| {
        if key == "uuid" {
            assert!(uuids.insert(value.to_string()), "{value} stands twice");
        }
        if key == "party-uuids" {
            named.extend(value.as_array().expect("a list").iter().map(Value::to_string));
        }
    });
    assert!(!named.is_empty() && named.is_subset(&uuids), "every party that is named is listed");
    let text = definition.to_string();
    for state in ["carried", "not-carried"] {
        assert!(text.contains(&format!(r#""value":"{state}""#)), "{state}");
    }
    // What rests on a clause says on which; of what nobody carries it is said of whom it is expected.
    assert!(text.contains(r#""name":"clause""#) && text.contains("約款 第3条"), "{text}");
    let mut open = 0;
    visit(&definition, &mut |key, value| {
        if key == "responsible-roles" && value.to_string().contains("expected") {
            open += usize::from(value.to_string().contains("party-uuids"));
        }
    });
    assert!(open > 0);
    // The same texts give the same bytes.
    assert_eq!(text, self::definition("policies/examples/city-hospital/before.buntan").to_string());
}

/// Every key with its value.
fn visit(value: &Value, each: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(all) => all.iter().for_each(|(key, value)| {
            each(key, value);
            visit(value, each);
        }),
        Value::Array(all) => all.iter().for_each(|it| visit(it, each)),
        _ => {}
    }
}
