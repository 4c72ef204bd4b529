//! Random catalogues and engagements in which every kind of finding occurs, and nearly occurs.
//!
//! A shape is a small random scene with some *spices*: a few lines each that may bring about one kind of finding, with knobs that
//! are turned at random. One knob of each spice is its *edge*: two lines of which the one or the other stands there. A neighbour of a
//! shape has one edge turned, or one line less: so near is what *nearly* occurs.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::generators::{frame, of, statement};

/// Where a line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The first catalogue.
    T,
    /// The second, which the first serves and is the same as.
    U,
    /// Among templates and rules.
    Top,
    /// The engagement.
    E,
}

/// A line, or one of two.
#[derive(Clone, Debug)]
struct Line {
    place: Place,
    now: String,
    otherwise: Option<String>,
}

/// A catalogue or two with an engagement, line by line.
#[derive(Clone, Debug)]
pub struct Shape {
    lines: Vec<Line>,
}

impl Shape {
    /// The whole as a policy file.
    pub fn text(&self) -> String {
        let all = |place: Place| -> String {
            let here = self.lines.iter().filter(|it| it.place == place && !it.now.is_empty());
            here.map(|it| format!("  {}\n", it.now)).collect()
        };
        let head = |name: &str| format!("catalogue {name} {{\n  title \"{name}\"  publisher \"p\"  edition 2026-01\n");
        format!(
            "{}  fact heavy : bool of component\n  fact remote : bool of contract\n  fact plan : {{ basic, premium }} of contract\n\
             \x20 metric availability : percent higher own product suppliers product\n\
             \x20 metric notice : duration lower own sum suppliers max\n{}}}\n\n{}{}}}\n\n{}\n\
             engagement \"E\" {{\n  use t, u\n  party H hospital  party A vendor  party B vendor  party C vendor  party D vendor\n{}}}\n",
            head("t"),
            all(Place::T),
            head("u"),
            all(Place::U),
            all(Place::Top).replace("\n  ", "\n"),
            all(Place::E),
        )
    }

    /// The same without one of its lines.
    pub fn without(&self, at: usize) -> Shape {
        let mut shape = self.clone();
        shape.lines.remove(at);
        shape
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// A shape that is one edit away: an edge turned, or a line left out.
    pub fn neighbour(&self, turns_edge: bool, which: Index) -> Shape {
        let mut shape = self.clone();
        let edges: Vec<usize> = (0..shape.lines.len()).filter(|at| shape.lines[*at].otherwise.is_some()).collect();
        if turns_edge && !edges.is_empty() {
            let line = &mut shape.lines[*which.get(&edges)];
            if let Some(otherwise) = &mut line.otherwise {
                std::mem::swap(&mut line.now, otherwise);
            }
            return shape;
        }
        shape.without(which.index(shape.len()))
    }
}

fn line(place: Place, now: impl Into<String>) -> Line {
    Line { place, now: now.into(), otherwise: None }
}

fn edge(place: Place, one: impl Into<String>, other: impl Into<String>, turned: bool) -> Line {
    let (one, other) = (one.into(), other.into());
    let (now, otherwise) = if turned { (other, one) } else { (one, other) };
    Line { place, now, otherwise: Some(otherwise) }
}

/// The knobs of a spice: one of two, three or four, and the day on which something turns.
#[derive(Clone, Copy, Debug)]
struct Knobs {
    turned: bool,
    two: usize,
    three: usize,
    four: usize,
}

impl Knobs {
    fn of_two<T: Copy>(self, all: [T; 2]) -> T {
        all[self.two]
    }
    fn of_three<T: Copy>(self, all: [T; 3]) -> T {
        all[self.three]
    }
    fn of_four<T: Copy>(self, all: [T; 4]) -> T {
        all[self.four]
    }
}

fn knobs() -> impl Strategy<Value = Knobs> {
    (any::<bool>(), 0..2_usize, 0..3_usize, 0..4_usize).prop_map(|(turned, two, three, four)| Knobs {
        turned,
        two,
        three,
        four,
    })
}

type Spice = fn(Knobs) -> Vec<Line>;

/// A control of the first catalogue with its fields.
fn control(id: &str, led: &str, fields: &str) -> Line {
    line(Place::T, format!("control T.{id} \"T{id}\" {led} {{ source \"{id}\"  {fields} }}"))
}

/// A statement or a declaration.
fn say(now: impl Into<String>) -> Line {
    line(Place::E, now)
}

/// One of two.
fn say_or(one: impl Into<String>, other: impl Into<String>, turned: bool) -> Line {
    edge(Place::E, one, other, turned)
}

const LEVELS: [&str; 3] = ["level required", "level recommended", "level optional"];
const YEARS: &str = "period 2026-04-01 .. 2028-03-31";

/// Two contracts of the hospital, one after the other, over some days.
fn overlap(k: Knobs) -> Vec<Line> {
    let end = k.of_two(["2026-12-25", "2026-12-31"]);
    let from = k.of_three(["2026-09-30", "2026-10-01", "2026-10-02"]);
    vec![
        control("overlap", "joint", &format!("per component where kind in {{network}}  {}", LEVELS[k.three])),
        say_or(
            format!("contract O1 H -> A {{ type operation  period 2026-04-01 .. {end}  covers wan }}"),
            k.of_two([
                "contract O1 H -> A { type operation  period 2026-04-01 .. 2027-12-31  covers wan }",
                "contract O1 H -> A { type operation  period 2026-04-01 .. 2026-09-29  covers wan }",
            ]),
            k.turned,
        ),
        say(format!("contract O2 H -> C {{ type operation  period {from} .. 2028-03-31  covers wan }}")),
        say("A owns T.overlap on wan by O1"),
        say(format!("C {} T.overlap on wan by O2", k.of_four(["owns", "owns", "owns", "accepts"]))),
    ]
}

fn conflict(k: Knobs) -> Vec<Line> {
    let led = k.of_two(["joint", "led by hospital"]);
    vec![
        control("conflict", led, &format!("per {}  {}", k.of_two(["engagement", "component"]), LEVELS[k.three])),
        say(format!("contract C1 H -> D {{ type operation  {YEARS}  covers emr, iaas }}")),
        say_or(
            "D solely owns T.conflict on engagement, emr by C1",
            "D owns T.conflict on engagement, emr by C1",
            k.turned,
        ),
        say(k.of_four(["H owns T.conflict", "H owns T.conflict on emr", "H owns T.conflict until 2026-10-01", ""])),
    ]
}

fn circle(k: Knobs) -> Vec<Line> {
    let per = k.of_two(["per component where kind in {application}", "per component"]);
    vec![
        control("circle", "joint", per),
        say(format!("contract R1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say(format!("contract R2 A -> B {{ type operation  {YEARS}  covers emr }}")),
        say(format!("contract R3 B -> C {{ type operation  {YEARS}  covers emr }}")),
        say("A owns T.circle on emr by R1"),
        say("A delegates T.circle on emr to B via R2"),
        say(k.of_three([
            "B delegates T.circle on emr to C via R3",
            "B delegates T.circle on emr to C",
            "B accepts T.circle on emr",
        ])),
        say_or("C delegates T.circle on emr to A", "C accepts T.circle on emr by R3", k.turned),
        say(k.of_four(["", "", "A delegates T.circle on emr to C", "C delegates T.circle on emr to B"])),
    ]
}

fn broken(k: Knobs) -> Vec<Line> {
    vec![
        control("broken", k.of_two(["joint", "led by hospital"]), &format!("per component  {}", LEVELS[k.three])),
        say(format!("contract B1 H -> A {{ type operation  {YEARS}  covers emr, iaas }}")),
        say(format!(
            "contract B2 A -> B under B1 {{ type iaas  period 2026-04-01 .. {}  covers iaas  {} }}",
            k.of_two(["2028-03-31", "2027-03-31"]),
            k.of_four(["consented 2026-02-15", "disclosed 2026-06-30", "consented 2026-02-15", ""]),
        )),
        say(k.of_three(["A owns T.broken on iaas by B1", "A owns T.broken on iaas by B1", "H owns T.broken on iaas"])),
        say(k.of_three(["", "", "H delegates T.broken on iaas to A via B1"])),
        say(format!("A delegates T.broken on {} to B via B2", k.of_two(["iaas", "iaas, emr"]))),
        say_or("B accepts T.broken on iaas by B2", "B disclaims T.broken on iaas by B2", k.turned),
    ]
}

/// A sound chain beside one that does not hold.
fn beside(k: Knobs) -> Vec<Line> {
    vec![
        control("beside", "joint", "per component where kind in {application}"),
        say(format!("contract S1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say(format!("contract S2 A -> B {{ type operation  {YEARS}  covers {} }}", k.of_two(["emr", "iaas"]))),
        say(format!("contract S3 A -> C {{ type operation  {YEARS}  covers emr }}")),
        say("A owns T.beside on emr by S1"),
        say(format!("A delegates T.beside {} on emr to B via S2", k.of_three(["", "part one", ""]))),
        say_or("A delegates T.beside on emr to C via S3", "A delegates T.beside part two on emr to C via S3", k.turned),
        say("C accepts T.beside on emr by S3"),
        say(k.of_four(["B accepts T.beside on emr", "", "", "B owns T.beside on emr by S2"])),
    ]
}

fn unsplit(k: Knobs) -> Vec<Line> {
    let per = k.of_two(["per component where kind in {network}", "per engagement"]);
    let on = k.of_two(["on wan", "on engagement"]);
    vec![
        control("unsplit", "joint", per),
        say(format!("contract P1 H -> C {{ type operation  {YEARS}  covers wan }}")),
        say(format!("C owns T.unsplit {on} by P1")),
        say_or(format!("H owns T.unsplit {on}"), format!("H supports T.unsplit {on}"), k.turned),
        say(k.of_three([
            "",
            "share T.unsplit on wan { one: H  two: C }",
            "share T.unsplit on wan complete { one: H  one: C }",
        ])),
    ]
}

fn disclaimed(k: Knobs) -> Vec<Line> {
    vec![
        control(
            "disclaimed",
            k.of_two(["joint", "led by hospital"]),
            "per component where kind in {network, infrastructure}",
        ),
        say(format!("contract D1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say(format!("A disclaims T.disclaimed on wan by D1 {}", k.of_three(["", "", "until 2026-10-01"]))),
        say_or("C disclaims T.disclaimed on wan", "C disclaims T.disclaimed on iaas", k.turned),
        say(k.of_four(["", "H disclaims T.disclaimed", "", "A owns T.disclaimed on wan, iaas by D1"])),
    ]
}

fn lapse(k: Knobs) -> Vec<Line> {
    vec![
        control("lapse", "joint", &format!("per component where kind in {{application}}  {}", LEVELS[k.three])),
        say("component emr2 application by A in use 2026-04-01 .."),
        say("contract L1 H -> A { type operation  period 2026-04-01 .. 2026-06-30  covers emr2 }"),
        say_or(
            "contract L2 H -> C { type operation  period 2026-10-01 .. 2028-03-31  covers emr2 }",
            "contract L2 H -> C { type operation  period 2026-07-01 .. 2028-03-31  covers emr2 }",
            k.turned,
        ),
        say(k.of_four([
            "A owns T.lapse on emr2 by L1",
            "A owns T.lapse on emr2 by L1",
            "",
            "H owns T.lapse on emr2 from 2027-04-01",
        ])),
        say("C owns T.lapse on emr2 by L2"),
        say(k.of_three(["", "A disclaims T.lapse on emr2", ""])),
    ]
}

fn late(k: Knobs) -> Vec<Line> {
    vec![
        control("late", "joint", k.of_two(["per component where kind in {device}", "per engagement"])),
        say("component pc device by H in use 2026-04-01 .."),
        say_or("H owns T.late from 2026-10-01", "H owns T.late from 2026-04-01", k.turned),
        say(k.of_three(["", "A disclaims T.late on pc, engagement", ""])),
    ]
}

fn partly(k: Knobs) -> Vec<Line> {
    let (a, b) = k.of_two([
        ("duty a \"a\"", "duty b \"b\""),
        ("duty a \"a\"  of hospital and supplier", "duty b \"b\"  level optional"),
    ]);
    vec![
        line(
            Place::T,
            format!(
                "control T.partly \"Tp\" joint {{ source \"p\"  per component where kind in {{application}}\n    {a}\n    {b} }}"
            ),
        ),
        say(format!("contract Q1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say(k.of_three(["A owns T.partly.a on emr by Q1", "H owns T.partly.a on emr", "A owns T.partly on emr by Q1"])),
        say_or("H owns T.partly.b on emr", "share T.partly.b on emr by Q1 complete { one: A  two: B }", k.turned),
        say(k.of_four(["", "A disclaims T.partly.b on emr by Q1", "", "H owns T.partly.a on emr"])),
    ]
}

fn presumed(k: Knobs) -> Vec<Line> {
    vec![
        control("presumed", "led by hospital", k.of_two(["per engagement", "per component where kind in {network}"])),
        say_or("", "H owns T.presumed", k.turned),
        say(k.of_four(["", "", "H disclaims T.presumed", "H delegates T.presumed on engagement to A"])),
        say(k.of_three(["", "A owns T.presumed on wan", ""])),
    ]
}

fn non_delegable(k: Knobs) -> Vec<Line> {
    vec![
        control("only", "joint", &format!("per contract  of {} only", k.of_two(["supplier", "customer"]))),
        say(format!("contract N1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say_or("A owns T.only on N1", "H owns T.only on N1", k.turned),
        say(k.of_four(["", "A disclaims T.only on N1", "A delegates T.only on N1 to B", "C owns T.only on N1"])),
    ]
}

fn out_of_reach(k: Knobs) -> Vec<Line> {
    vec![
        control(
            "reach",
            "joint",
            k.of_two(["per component where kind in {device}", "per component where kind in {device, network}"]),
        ),
        say("component lab device by A in use 2026-04-01 .."),
        say_or("A owns T.reach on lab", "", k.turned),
        say(k.of_two(["C owns T.reach on lab", "D owns T.reach on lab"])),
        say(k.of_three(["", "H grants D access to lab", "H grants C access to lab from 2026-10-01 until 2027-03-31"])),
    ]
}

fn consent(k: Knobs) -> Vec<Line> {
    let met = k.of_three(["consented <= day", "consented <= start", "remote"]);
    let named = k.of_four([
        "unconsented_subcontract",
        "unconsented_subcontract",
        "undisclosed_subcontractor",
        "unconsented_subcontract",
    ]);
    vec![
        line(
            Place::T,
            format!(
                "control T.consent \"Tc\" joint {{ source \"c\"  per contract where subcontract  {}\n    duty a \"a\" met by {met} else {named} {}\n    duty b \"b\"  level recommended }}",
                LEVELS[k.three],
                k.of_two(["before delegation", ""]),
            ),
        ),
        control("consent2", "joint", "per component where kind in {infrastructure}"),
        say(format!("contract G1 H -> A {{ type operation  {YEARS}  covers iaas }}")),
        say_or(
            format!(
                "contract G2 A -> B under G1 {{ type iaas  {YEARS}  covers iaas  {} }}",
                k.of_two(["consented 2026-06-30", "disclosed 2026-06-30"])
            ),
            format!(
                "contract G2 A -> B under G1 {{ type iaas  {YEARS}  covers iaas  consented 2026-02-15  remote = yes }}"
            ),
            k.turned,
        ),
        say("A owns T.consent2 on iaas by G1"),
        say("A delegates T.consent2 on iaas to B via G2"),
        say(k.of_three(["B accepts T.consent2 on iaas by G2", "", "A excludes T.consent.a on G2 because \"reason\""])),
    ]
}

fn undisclosed(k: Knobs) -> Vec<Line> {
    vec![
        control(
            "undisclosed",
            "joint",
            "per contract where subcontract  met by disclosed <= day else undisclosed_subcontractor",
        ),
        say(format!("contract U1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say_or(
            format!("contract U2 A -> D under U1 {{ type operation  {YEARS}  covers emr }}"),
            format!(
                "contract U2 A -> D under U1 {{ type operation  {YEARS}  covers emr  {} }}",
                k.of_two(["disclosed 2026-10-01", "consented 2026-02-15"])
            ),
            k.turned,
        ),
    ]
}

fn flow(k: Knobs) -> Vec<Line> {
    let per = k.of_three(["per component where kind in {infrastructure}", "per contract", "per engagement"]);
    let extra = k.of_four(["", "", "stated in contract", "of supplier"]);
    vec![
        control("flow", "joint", &format!("{per}  flows down  {extra}")),
        say(format!("contract F1 H -> A {{ type operation  {YEARS}  covers emr, iaas }}")),
        say(format!("contract F2 A -> B under F1 {{ type iaas  {YEARS}  covers iaas  consented 2026-02-15 }}")),
        say(format!("contract F3 B -> C under F2 {{ type iaas  {YEARS}  covers iaas  consented 2026-02-15 }}")),
        say(k.of_four([
            "A owns T.flow by F1",
            "A owns T.flow on iaas, F1, engagement by F1",
            "F1 states T.flow \"1\"",
            "A owns T.flow by F1",
        ])),
        say_or(k.of_two(["B accepts T.flow on iaas, F2 by F2", "F2 states all of F1 \"2\""]), "", k.turned),
        say_or("", "C owns T.flow on iaas, F2 by F3", k.two == 0),
    ]
}

fn orphan(k: Knobs) -> Vec<Line> {
    vec![
        say_or(
            "contract Y1 H -> A { type operation  period 2026-04-01 .. 2026-09-30  covers emr }",
            format!("contract Y1 H -> A {{ type operation  {YEARS}  covers emr }}"),
            k.turned,
        ),
        say(format!(
            "contract Y2 A -> D under Y1 {{ type operation  period {} .. 2028-03-31  covers emr  consented 2026-02-15 }}",
            k.of_two(["2026-04-01", "2026-10-01"])
        )),
    ]
}

fn levels(k: Knobs) -> Vec<Line> {
    let hours = k.of_four(["", "", "hours weekdays 09:00 .. 17:30", "excluding maintenance"]);
    let supplier = k.of_three(["99.95%", "99.9%", "99.99%"]);
    vec![
        line(
            Place::T,
            format!(
                "control T.levels \"Tl\" joint {{ source \"l\"  per component where kind in {{application}} {}  {} }}",
                k.of_three(["when heavy", "", ""]),
                k.of_two(["demands availability >= 99.9%", "demands notice <= 4h"]),
            ),
        ),
        say_or(
            format!(
                "contract V1 H -> A {{ type saas  {YEARS}  covers emr  promises availability >= 99.9% {hours}, notice <= 4h  itself availability >= 99.98%, notice <= 1h }}"
            ),
            format!(
                "contract V1 H -> A {{ type saas  {YEARS}  covers emr  promises availability >= 99.5%, notice <= 6h  itself notice <= 2h excluding strikes }}"
            ),
            k.turned,
        ),
        say(format!(
            "contract V2 A -> B under V1 {{ type iaas  {YEARS}  covers iaas  consented 2026-02-15  promises availability >= {supplier}, notice <= 3h }}"
        )),
        say(k.of_four([
            "H demands availability >= 99.9% on emr, iaas",
            "H demands availability >= 99.5% on V1",
            "",
            "H demands notice <= 4h on emr until 2026-12-31",
        ])),
        say("H owns T.levels"),
    ]
}

/// A promise that is only a goal, or none, or under other hours.
fn promises(k: Knobs) -> Vec<Line> {
    let promise = k.of_four([
        "promises availability >= 99.9% as goal",
        "",
        "promises availability >= 99.9% hours weekdays 09:00 .. 17:30",
        "promises notice <= 1h",
    ]);
    vec![
        say("component mail application by D"),
        say_or(
            format!("contract W1 H -> D {{ type saas  {YEARS}  covers mail  {promise} }}"),
            format!("contract W1 H -> D {{ type saas  {YEARS}  covers mail  promises availability >= 99.9% }}"),
            k.turned,
        ),
        say("H demands availability >= 99.9% on mail"),
        say(k.of_two(["H owns T.* on mail", ""])),
    ]
}

fn documents(k: Knobs) -> Vec<Line> {
    let field = k.of_four(["documented in contract", "documented in sla", "documented in sla  agreed", "agreed"]);
    vec![
        control(
            "written",
            "joint",
            &format!("per component where kind in {{application}}  {field}  {}", LEVELS[k.three]),
        ),
        control(
            "stated",
            "joint",
            &format!("per contract where direct  stated in {}", k.of_two(["contract, sla", "sla"])),
        ),
        say(format!(
            "contract Z1 H -> A {{ type operation  {YEARS}  covers emr  {} }}",
            k.of_two(["", "form standard_terms"])
        )),
        say_or(
            "evidence E1 sla of Z1 { signed 2026-03-20  period 2026-04-01 .. 2026-09-30 }",
            "evidence E1 sla of Z1 { signed 2026-03-20  period 2026-04-01 .. 2026-09-30  continues }",
            k.turned,
        ),
        say(k.of_four([
            "A owns T.written on emr by E1",
            "A owns T.written on emr by Z1",
            "A owns T.written on emr",
            "A owns T.written on emr by E1 agreed 2026-06-30",
        ])),
        say(k.of_three(["E1 states T.stated \"1\"", "Z1 states T.stated \"1\" as goal", "Z1 states T.stated \"1\""])),
        say_or("", "E1 states T.written \"1\"", k.two == 0),
    ]
}

fn expired(k: Knobs) -> Vec<Line> {
    let field = k.of_three(["documented in sla", "documented in sla  agreed", "documented in sla, report"]);
    vec![
        control(
            "expired",
            "joint",
            &format!("per component where kind in {{application}}  {field}  {}", LEVELS[k.two]),
        ),
        say(format!("contract I1 H -> A {{ type operation  {YEARS}  covers emr }}")),
        say_or(
            format!(
                "evidence I2 sla of I1 {{ signed 2026-03-20  period 2026-04-01 .. {} }}",
                k.of_two(["2026-06-30", "2026-09-30"])
            ),
            format!(
                "evidence I2 sla of I1 {{ {}  period 2026-04-01 .. 2026-09-30 }}",
                k.of_two(["signed 2026-03-20  continues", "draft"])
            ),
            k.turned,
        ),
        say("A owns T.expired on emr by I2"),
        say(k.of_four(["", "", "I1 states T.expired \"1\"", "evidence I3 report of I1 { signed 2026-10-01 }"])),
    ]
}

fn checklist(k: Knobs) -> Vec<Line> {
    let settled = k.of_four(["settled 2026-07-15", "settled 2026-09-01", "settled 2026-12-01", ""]);
    vec![
        control("row", "joint", &format!("per engagement  {}", LEVELS[k.three])),
        say("H owns T.row"),
        say_or(
            format!("checked T.row no 2026-07-15 {settled}"),
            "checked T.row no 2026-07-15 settled 2026-06-30",
            k.turned,
        ),
        say(k.of_three(["", "checked T.row no 2027-03-31", ""])),
    ]
}

fn exclusion(k: Knobs) -> Vec<Line> {
    let field = k.of_four(["", "excludable when agreed", "excludable when heavy", ""]);
    let reason = k.of_three(["\"reason\"", "\"reason\"", "\" \""]);
    let more = k.of_four(["", "agreed 2026-06-30", "", "instead T.away2"]);
    vec![
        control(
            "away",
            "joint",
            &format!("per component where kind in {{infrastructure}}  {field}  {}", LEVELS[k.three]),
        ),
        control("away2", "joint", "per component where kind in {infrastructure}"),
        say_or(
            format!("{} excludes T.away on iaas because {reason} {more}", k.of_three(["H", "H", "A"])),
            format!("H excludes T.away on iaas because \"\" {more}"),
            k.turned,
        ),
        say(k.of_two(["H owns T.away2 on iaas", ""])),
    ]
}

fn by_law(k: Knobs) -> Vec<Line> {
    vec![
        edge(
            Place::T,
            "control T.law \"law\" joint { source \"law\"  per engagement  by law \"Act\" }",
            "control T.law \"law\" joint { source \"law\"  per engagement }",
            k.turned,
        ),
        say(k.of_three([
            "H excludes T.law because \"reason\"",
            "H retains \"risk\" of T.law agreed 2026-06-30",
            "H shares risk \"risk\" of T.law",
        ])),
        say(k.of_two(["H owns T.law", ""])),
    ]
}

fn risk(k: Knobs) -> Vec<Line> {
    vec![
        control("risk", "joint", &format!("per component where kind in {{application}}  {}", LEVELS[k.three])),
        say_or(
            format!(
                "A retains \"risk\" of T.risk on emr {}",
                k.of_three(["", "agreed 2026-10-01", "explained 2026-10-01 agreed 2026-06-30"])
            ),
            "A retains \"risk\" of T.risk on emr explained 2026-02-03 agreed 2026-03-01",
            k.turned,
        ),
        say(k.of_two(["H owns T.risk", ""])),
    ]
}

fn depends(k: Knobs) -> Vec<Line> {
    let first = k.of_three(["per component where kind in {application}", "per component", "per engagement"]);
    vec![
        control("first", "joint", &format!("{first}  {}", LEVELS[k.three])),
        control(
            "then",
            "joint",
            &format!(
                "per component where kind in {{application}}  requires T.first  {}",
                k.of_two(["", "level recommended"])
            ),
        ),
        control("last", "joint", "per component where kind in {application}  requires T.then"),
        say(k.of_four(["H owns T.then, T.last", "H owns T.last", "H owns T.then", "H owns T.last, T.then on emr"])),
        say_or("", "H owns T.first", k.turned),
    ]
}

fn unknown(k: Knobs) -> Vec<Line> {
    let when = k.of_four([
        "heavy",
        "heavy and some (contract where remote)",
        "not heavy or some (contract where plan == premium)",
        "count (contract where remote) >= 2",
    ]);
    vec![
        control(
            "unknown",
            k.of_two(["joint", "led by hospital"]),
            &format!("per component  when {when}  {}", LEVELS[k.three]),
        ),
        say(k.of_four(["", "H owns T.unknown on emr, wan", "", "H retains \"risk\" of T.unknown"])),
        say_or("all other facts no by \"1\"", "", k.turned),
    ]
}

fn scope(k: Knobs) -> Vec<Line> {
    let derive = k.of_four([
        "except yes \"2\" when type in {operation, saas, iaas}",
        "except yes \"2\" when type in {operation, saas, iaas} { except no \"3\" when remote }",
        "except yes \"2\" when type in {operation, saas, iaas} { except open \"4\" when plan == basic }",
        "except yes \"2\" when type in {operation, saas, iaas} { except no \"3\" when remote  except open \"4\" when plan == basic }",
    ]);
    vec![
        line(Place::U, "fact remote : bool of contract"),
        line(Place::U, "fact plan : { basic, premium } of contract"),
        line(Place::U, format!("derive in_scope of contract : bool {{ no \"1\"  {derive} }}")),
        line(Place::U, "derive in_scope of vendor : bool { \"5\" when some (contract where in_force and in_scope) }"),
        line(
            Place::U,
            format!("control U.vendor \"v\" joint {{ source \"v\"  per vendor  of supplier  {} }}", LEVELS[k.three]),
        ),
        line(Place::U, "control U.flow \"f\" joint { source \"f\"  per contract where direct  flows down }"),
        say_or(
            format!("contract X1 H -> D {{ type {}  {YEARS}  covers wan }}", k.of_two(["maintenance", "warranty"])),
            format!(
                "contract X1 H -> D {{ type operation  {YEARS}  covers wan  {} }}",
                k.of_three(["", "remote = yes", "plan = basic"])
            ),
            k.turned,
        ),
        say(k.of_four(["D owns U.vendor", "", "A owns U.flow", "A owns U.flow by K1"])),
    ]
}

fn provider(k: Knobs) -> Vec<Line> {
    vec![
        say_or("component hub network connects emr", "component hub network by D connects emr", k.turned),
        say(k.of_three(["", "H owns T.* on hub", "D owns T.1 on hub"])),
    ]
}

/// Rules of the policy.
fn ruled(k: Knobs) -> Vec<Line> {
    let rule = k.of_four([
        "for contract k where k.direct\n  must k.remote or k.supplier == D",
        "for obligation o of t:T.ruled where o.component.kind == application\n  must o.carried",
        "for contract k where k.subcontract\n  must k.disclosed <= k.start and k.parent.direct",
        "for component c\n  must some (contract k where c in k.covers and k.supplier == c.provider)",
    ]);
    let rule = rule.replace("k.supplier == D", "k.plan == premium");
    let weight = k.of_three(["error", "warning", "note"]);
    vec![
        control("ruled", "joint", "per component where kind in {application, device}"),
        line(Place::Top, format!("rule tried {weight} cites t:T.ruled {{\n  {rule}\n  else \"said\" }}")),
        say("component desk application by H"),
        say_or("H owns T.ruled on desk", "", k.turned),
        say(format!(
            "contract M1 H -> D {{ type operation  {YEARS}  covers desk  {} }}",
            k.of_two(["", "remote = yes"])
        )),
    ]
}

fn crosswalk(k: Knobs) -> Vec<Line> {
    let relation = k.of_three(["serves u:U.served", "same as u:U.served", "serves u:U.served"]);
    let per = k.of_two(["per component where kind in {application}", "per engagement"]);
    vec![
        control("serves", k.of_two(["joint", "led by hospital"]), &format!("{per}  {relation}")),
        line(
            Place::U,
            format!(
                "control U.served \"s\" {} {{ source \"s\"  per component where kind in {{application}} }}",
                k.of_four(["joint", "led by hospital", "joint", "led by vendor"])
            ),
        ),
        say_or("H owns T.serves", "", k.turned),
        say(k.of_four(["", "H owns U.served", "A disclaims U.served on emr", ""])),
    ]
}

/// What is the same by way of a third.
fn alike(k: Knobs) -> Vec<Line> {
    let per = |n: usize| ["per component where kind in {application}", "per engagement"][n];
    vec![
        control("one", "joint", &format!("{}  same as u:U.two", per(k.two))),
        line(Place::U, format!("control U.two \"two\" joint {{ source \"2\"  {} }}", per(k.three % 2))),
        control("three", k.of_two(["joint", "led by hospital"]), &format!("{}  same as u:U.two", per(0))),
        say_or(k.of_three(["H owns T.three", "H owns T.one", "H owns U.two"]), "", k.turned),
        say(k.of_four(["", "", "H disclaims T.three", "A disclaims T.one"])),
    ]
}

fn phases(k: Knobs) -> Vec<Line> {
    vec![
        control(
            "phased",
            "joint",
            &format!("per engagement  phases operation, maintenance  modes ordinary, emergency  {}", LEVELS[k.three]),
        ),
        say(k.of_three(["H owns T.phased in operation", "H owns T.phased in emergency", "H owns T.phased"])),
        say_or("H disclaims T.phased in maintenance", "H owns T.phased in maintenance, ordinary", k.turned),
        say(k.of_two(["", "checked T.phased no 2026-07-15 in operation"])),
    ]
}

fn template(k: Knobs) -> Vec<Line> {
    vec![
        line(
            Place::Top,
            format!(
                "template standard {{ fact size : {{ small, big }} required\n  supplier owns T.templated on covered {} by \"1\"\n  supplier disclaims T.templated on contract when size == small by \"2\"\n  contract states T.templated \"3\" }}",
                k.of_two(["", "application"]),
            ),
        ),
        control(
            "templated",
            "joint",
            k.of_three(["per component", "per contract", "per contract  stated in contract"]),
        ),
        say_or(
            format!(
                "contract T1 H -> C {{ type saas  {YEARS}  covers emr, iaas  follows standard {{ size = small }} }}"
            ),
            format!("contract T1 H -> C {{ type saas  {YEARS}  covers emr, iaas  follows standard {{ size = big }} }}"),
            k.turned,
        ),
        say(k.of_four([
            "",
            "C disclaims T.templated on emr, iaas by T1",
            "H owns T.templated",
            "C owns T.templated on T1 by T1",
        ])),
    ]
}

fn waived(k: Knobs) -> Vec<Line> {
    vec![
        control("waived", "joint", k.of_two(["per engagement", "per component"])),
        say_or(
            format!(
                "H waives {} T.waived because \"reason\" until 2026-10-01",
                k.of_two(["unowned", "unowned, partly_owned, lapse"])
            ),
            "H waives unowned T.waived on emr because \"reason\" from 2026-06-30 until 2027-03-31",
            k.turned,
        ),
        say(k.of_four([
            "",
            "",
            "H owns T.waived on emr",
            "H waives unknown_provider on emr because \"reason\" until 2027-03-31",
        ])),
    ]
}

/// Who acts only by subcontract, beside the prime or alone.
fn delegate(k: Knobs) -> Vec<Line> {
    vec![
        control("delegate", "joint", "per component where kind in {infrastructure}"),
        say(format!("contract J1 H -> A {{ type operation  {YEARS}  covers iaas }}")),
        say(format!("contract J2 A -> B under J1 {{ type iaas  {YEARS}  covers iaas  consented 2026-02-15 }}")),
        say_or("A owns T.delegate on iaas by J1", "H owns T.delegate on iaas", k.turned),
        say(k.of_three([
            "B owns T.delegate on iaas by J2",
            "B owns T.delegate on iaas by J2, J1",
            "B owns T.delegate on iaas",
        ])),
        say(k.of_two(["", "A delegates T.delegate on iaas to B via J2"])),
    ]
}

/// Each spice with how often it is taken: what is rare by itself more often.
const SPICES: [(usize, Spice); 36] = [
    (8, overlap),
    (3, conflict),
    (5, circle),
    (2, broken),
    (1, beside),
    (1, unsplit),
    (3, disclaimed),
    (6, lapse),
    (2, late),
    (2, partly),
    (1, presumed),
    (3, non_delegable),
    (2, out_of_reach),
    (3, consent),
    (2, undisclosed),
    (3, flow),
    (2, orphan),
    (6, levels),
    (5, promises),
    (1, documents),
    (3, expired),
    (3, checklist),
    (3, exclusion),
    (2, by_law),
    (1, risk),
    (3, depends),
    (1, unknown),
    (3, scope),
    (2, crosswalk),
    (1, alike),
    (1, phases),
    (1, template),
    (1, waived),
    (1, delegate),
    (2, provider),
    (6, ruled),
];

fn plain_control(number: usize) -> impl Strategy<Value = Line> {
    super::generators::control(number).prop_map(|it| line(Place::T, it))
}

/// A shape of a few controls, with one to three spices.
pub fn shape() -> impl Strategy<Value = Shape> {
    let controls = (plain_control(1), plain_control(2));
    let statements = proptest::collection::vec(statement(), 0..5);
    let weighted: Vec<usize> = SPICES.iter().enumerate().flat_map(|(at, (weight, _))| vec![at; *weight]).collect();
    let spices = subsequence(weighted, 1..=3).prop_flat_map(|mut chosen| {
        chosen.dedup();
        let each: Vec<_> = chosen.into_iter().map(|at| knobs().prop_map(move |knobs| SPICES[at].1(knobs))).collect();
        each
    });
    let second = of(&[
        "control U.1 \"U1\" joint { source \"1\"  per engagement }",
        "control U.1 \"U1\" led by hospital { source \"1\"  per vendor }",
    ]);
    (controls, frame(), statements, spices, second).prop_map(|((one, two), frame, statements, spices, second)| {
        let mut lines = vec![one, two, line(Place::U, second)];
        lines.extend(frame.into_iter().map(say));
        // Of the plain controls there are two.
        lines.extend(statements.into_iter().map(|it| say(it.replace("T.3", "T.1").replace("T.4", "T.2"))));
        lines.extend(spices.into_iter().flatten());
        Shape { lines }
    })
}
