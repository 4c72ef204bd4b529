//! Random catalogues and engagements as policy files, line by line, so that a failing case shrinks to a file that can be read.

use proptest::prelude::*;

/// A catalogue and an engagement in pieces.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The controls.
    pub controls: Vec<String>,
    /// Facts, components, contracts.
    pub frame: Vec<String>,
    /// Who carries what.
    pub statements: Vec<String>,
}

/// The days on which something may begin or end.
pub const DAYS: [&str; 6] = ["2026-04-01", "2026-06-30", "2026-10-01", "2027-03-31", "2027-04-01", "2028-03-31"];

impl Scene {
    /// The whole as a policy file.
    pub fn text(&self) -> String {
        let indented = |lines: &[String]| lines.iter().map(|line| format!("  {line}\n")).collect::<String>();
        format!(
            "catalogue t {{\n  title \"T\"  publisher \"t\"  edition 2026-01\n\
             \x20 fact heavy : bool of component ja \"重い\" en \"heavy\"\n\
             \x20 fact remote : bool of contract ja \"遠隔\" en \"remote\"\n{}}}\n\n\
             engagement \"E\" {{\n  use t\n{}{}{}}}\n",
            indented(&self.controls),
            "  party H hospital  party A vendor  party B vendor  party C vendor\n",
            indented(&self.frame),
            indented(&self.statements),
        )
    }
}

pub fn of<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = T> + use<T> {
    proptest::sample::select(all.to_vec())
}

pub fn control(number: usize) -> impl Strategy<Value = String> {
    let per = of(&[
        "per component",
        "per component where kind in {application}",
        "per component  when heavy",
        "per component  when heavy or some (contract where remote)",
        "per contract",
        "per contract where subcontract",
        "per contract  when remote",
        "per contract  applies by type { operation yes  remote_maintenance when remote  saas no }",
        "per engagement",
        "per engagement  when count (vendor) >= 2",
        "per vendor",
        "per interface",
    ]);
    let led = of(&["joint", "led by hospital", "led by vendor"]);
    let level = of(&["required", "recommended", "optional"]);
    let extra = of(&[
        "",
        "",
        "",
        "of provider",
        "of hospital and supplier",
        "of supplier only",
        "stated in contract",
        "flows down",
        "excludable when agreed",
        "by law \"Act\"",
    ]);
    (per, led, level, extra, any::<bool>()).prop_map(move |(per, led, level, extra, requires)| {
        let requires = if requires && number > 1 { format!("requires T.{}", number - 1) } else { String::new() };
        let clash = extra == "stated in contract" && led == "led by hospital";
        // What law demands cannot be waived, and the first two are what waivers are about.
        let clash = clash || (number < 3 && extra.starts_with("by law"));
        let extra = if clash { "" } else { extra };
        format!("control T.{number} \"T{number}\" {led} {{ source \"{number}\"  {per}  level {level}  {extra}  {requires} }}")
    })
}

fn period() -> impl Strategy<Value = String> {
    (0..DAYS.len(), 0..DAYS.len(), any::<bool>()).prop_map(|(a, b, open)| {
        let (from, to) = (DAYS[a.min(b)], DAYS[a.max(b)]);
        if open { format!("{from} ..") } else { format!("{from} .. {to}") }
    })
}

fn contract(name: &'static str, head: &'static str) -> impl Strategy<Value = String> {
    let covers = of(&["emr", "emr, iaas", "iaas", "emr, iaas, wan", "wan"]);
    let told = of(&["", "consented 2026-02-15", "disclosed 2026-02-15", "consented 2026-10-01", "consented none"]);
    let fact = of(&["", "remote = yes", "remote = no", "remote = unknown"]);
    let types = of(&["operation", "operation", "saas", "saas, remote_maintenance", "maintenance"]);
    (period(), covers, told, fact, types).prop_map(move |(period, covers, told, fact, types)| {
        let told = if head.contains("under") { told } else { "" };
        format!("contract {name} {head} {{ type {types}  period {period}  covers {covers}  {told}  {fact} }}")
    })
}

/// Facts, components, contracts.
pub fn frame() -> impl Strategy<Value = Vec<String>> {
    let provider = || of(&["", "by H", "by A", "by B", "by C"]);
    let fact = || of(&["", "{ heavy = yes }", "{ heavy = no }", "{ heavy = unknown }"]);
    let in_use = || of(&["", "", "in use 2026-06-30 ..", "in use 2026-04-01 .. 2027-03-31"]);
    let components = (provider(), fact(), in_use(), provider(), fact(), provider(), fact()).prop_map(
        |(emr, emr_fact, in_use, iaas, iaas_fact, wan, wan_fact)| {
            vec![
                format!("component emr application {emr} runs on iaas connects wan {in_use} {emr_fact}"),
                format!("component iaas infrastructure {iaas} {iaas_fact}"),
                format!("component wan network {wan} {wan_fact}"),
            ]
        },
    );
    let contracts = (
        contract("K1", "H -> A"),
        contract("K2", "A -> B under K1"),
        contract("K3", "B -> C under K2"),
        contract("K4", "H -> C"),
    )
        .prop_map(|(a, b, c, d)| vec![a, b, c, d]);
    (components, contracts).prop_map(|(components, contracts)| [components, contracts].concat())
}

fn duties() -> impl Strategy<Value = &'static str> {
    of(&["T.1", "T.2", "T.3", "T.4", "T.*", "T.1, T.2"])
}

fn on() -> impl Strategy<Value = &'static str> {
    of(&["", "on emr", "on iaas", "on wan", "on emr, iaas", "on engagement", "on K1", "on K2", "on emr -- iaas"])
}

fn party() -> impl Strategy<Value = &'static str> {
    of(&["H", "A", "B", "C"])
}

fn days() -> impl Strategy<Value = &'static str> {
    of(&["", "", "", "from 2026-10-01", "until 2027-03-31", "from 2026-06-30 until 2027-04-01"])
}

/// Who carries what, or hands it on.
pub fn split() -> impl Strategy<Value = String> {
    let by = of(&["", "by K1 \"1\"", "by K2 \"1\"", "by K3 \"1\"", "by K4 \"1\""]);
    let verb = of(&["owns", "owns", "owns", "solely owns", "disclaims", "accepts", "accepts", "supports", "informs"]);
    let said = (party(), verb, duties(), on(), by, days())
        .prop_map(|(party, verb, duties, on, by, days)| format!("{party} {verb} {duties} {on} {by} {days}"));
    let handed = (
        of(&[("A", "B", "via K2"), ("B", "C", "via K3"), ("A", "B", ""), ("H", "A", "via K1"), ("A", "C", "")]),
        duties(),
        on(),
        days(),
    )
        .prop_map(|((from, to, via), duties, on, days)| format!("{from} delegates {duties} {on} to {to} {via} {days}"));
    prop_oneof![6 => said, 4 => handed]
}

pub fn statement() -> impl Strategy<Value = String> {
    let stated = (of(&["K1", "K2", "K3", "K4"]), duties()).prop_map(|(k, duties)| format!("{k} states {duties} \"1\""));
    let agreed = of(&["", "agreed 2026-06-30", "instead T.1", "until 2027-03-31"]);
    let excluded = (party(), duties(), on(), of(&["\"reason\"", "\"\""]), agreed).prop_map(
        |(party, duties, on, because, agreed)| format!("{party} excludes {duties} {on} because {because} {agreed}"),
    );
    let shared = (duties(), party(), party(), any::<bool>()).prop_map(|(duties, a, b, complete)| {
        let complete = if complete { "complete " } else { "" };
        format!("share {duties} on emr {complete}{{ one: {a}  two: {b} }}")
    });
    let kept = (party(), of(&["retains", "shares risk"]), duties(), on(), of(&AGREEMENTS), days()).prop_map(
        |(party, verb, duties, on, agreed, days)| format!("{party} {verb} \"risk\" of {duties} {on} {agreed} {days}"),
    );
    // On one day there is one answer, so that no two checks contradict each other.
    let answers = of(&[
        "yes 2026-04-01",
        "no 2026-06-30",
        "no 2026-07-15 settled 2026-06-30",
        "no 2026-10-01 settled 2027-03-31",
        "yes 2027-04-01",
    ]);
    let checked = (duties(), answers, on()).prop_map(|(duties, answer, on)| format!("checked {duties} {answer} {on}"));
    prop_oneof![20 => split(), 2 => stated, 2 => excluded, 2 => shared, 1 => kept, 1 => checked]
}

/// What the hospital was told of a risk, and when it agreed.
const AGREEMENTS: [&str; 4] =
    ["", "agreed 2026-06-30", "explained 2026-10-01 agreed 2026-06-30", "explained 2026-06-30 agreed 2027-03-31"];

/// Somebody puts up with some of what may be found.
pub fn waiver() -> impl Strategy<Value = String> {
    let who = of(&["H", "A", "C"]);
    let kinds = of(&[
        "unowned",
        "unowned, partly_owned",
        "broken_delegation",
        "undetermined, at_risk, lapse, late_start",
        "presumed_only",
    ]);
    let about = of(&["T.1", "T.*", "T.1, T.2 on emr", "on iaas", "on emr, wan, K1", "T.* except T.2"]);
    let days = of(&[
        "until 2026-10-01",
        "from 2026-06-30 until 2027-03-31",
        "from 2026-10-01 until 2026-10-01",
        "until 2028-12-31",
    ]);
    (who, kinds, about, days)
        .prop_map(|(who, kinds, about, days)| format!("{who} waives {kinds} {about} because \"reason\" {days}"))
}

/// A scene with up to four controls and a dozen statements.
pub fn scene() -> impl Strategy<Value = Scene> {
    let controls = (control(1), control(2), control(3), control(4)).prop_map(|(a, b, c, d)| vec![a, b, c, d]);
    (controls, frame(), proptest::collection::vec(statement(), 0..12)).prop_map(|(controls, frame, statements)| Scene {
        controls,
        frame,
        statements,
    })
}
