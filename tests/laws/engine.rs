//! The engine comes to what the laws come to, on random catalogues and engagements.
//!
//! [`buntan::verify`] states the laws a second time, for reading. Both are asked what is wrong on single days and over years, and must
//! say the same: kind, weight, days, control, duties, subject, phases, modes, parties, words, deciding facts, causes, waivers.
//!
//! A failing case is shrunk and printed as a policy file. `CASES=1000000 cargo test --release --test laws engine` tries a million.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use buntan::answers::{self, Checked};
use buntan::evaluate::{Ask, Kleene};
use buntan::findings::Finding;
use buntan::findings::knowledge::undetermined::open_answers;
use buntan::findings::user_rule;
use buntan::model::{Date, Engagement, Policy, Stretch, Word};
use buntan::verify::{self, Claim};
use buntan::workspace::Workspace;
use jiff::ToSpan;
use proptest::arbitrary::any;
use proptest::sample::Index;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::prelude::*;

use super::on;
use super::shapes::{Shape, shape};

/// A shape, and the days that are asked about.
type Case = (Shape, Stretch);

/// What is found, in one line, without what causes it.
struct Line {
    said: String,
    because: Vec<usize>,
}

fn names<T>(all: &[T], name: impl Fn(&T) -> String) -> String {
    all.iter().map(name).collect::<Vec<_>>().join(",")
}

fn listed<'a>(all: impl IntoIterator<Item = &'a String>) -> String {
    all.into_iter().cloned().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}

fn of_claim(policy: &Policy, engagement: &Engagement, it: &Claim) -> Line {
    let control = it.control.map(|at| policy.controls[at].id.clone());
    let on = engagement.subject_name(it.subject);
    let duties = names(&it.duties, |at| policy.duties[*at].id.clone());
    let when = (names(&it.phases, |it| it.name().to_owned()), names(&it.modes, |it| it.name().to_owned()));
    let parties = names(&it.parties, |at| engagement.parties[*at].name.clone());
    let (name, severity, days, beside, waived) = (&it.name, it.severity, it.days, it.beside, it.waived);
    let said = format!(
        "{name} {severity:?} {}..{} of {control:?} ({duties}) on {on} {when:?} parties {parties} beside {beside} reasons {} waived {waived:?}",
        days.from,
        days.to,
        listed(&it.reasons)
    );
    Line { said, because: it.because.clone() }
}

fn of_finding(policy: &Policy, engagement: &Engagement, it: &Finding) -> Line {
    let group = &it.group;
    let claim = Claim {
        name: it.name.to_string(),
        kind: verify::Kind::Unowned,
        severity: it.severity,
        days: it.days,
        control: group.control,
        subject: group.subject,
        duties: group.duties.clone(),
        phases: group.phases.clone(),
        modes: group.modes.clone(),
        parties: group.defect.parties.clone(),
        beside: group.defect.beside,
        reasons: group.defect.reasons.clone(),
        facts: Vec::new(),
        because: it.because.clone(),
        waived: it.waived.by(),
        gap: None,
    };
    of_claim(policy, engagement, &claim)
}

/// Each line with the lines of its causes.
fn with_causes(lines: &[Line]) -> Vec<String> {
    let causes = |it: &Line| listed(it.because.iter().map(|at| &lines[*at].said));
    let mut all: Vec<String> = lines.iter().map(|it| format!("{} because [{}]", it.said, causes(it))).collect();
    all.sort();
    all
}

/// More facts than can be told apart for sure: past a number of sets both sides name all facts in one, and which of them comes to
/// that first depends on how it goes about.
const MOST_FACTS: usize = 6;

/// Whether so many facts are concerned that the sets need not be the same.
pub fn are_many(sets: &BTreeSet<BTreeSet<verify::Ask>>) -> bool {
    sets.iter().flatten().collect::<BTreeSet<_>>().len() > MOST_FACTS
}

/// The sets of facts that would decide, as the engine names them on a day.
fn deciding(checked: &Checked, it: &Finding) -> BTreeSet<BTreeSet<verify::Ask>> {
    let open: Vec<Kleene> = match it.group.defect.rule {
        Some(_) => user_rule::open_answers(&checked.evaluation, &it.group),
        None => it.group.obligations.iter().flat_map(|at| open_answers(&checked.evaluation, *at)).cloned().collect(),
    };
    let ask = |it: &Ask| match *it {
        Ask::Fact(fact, subject) => verify::Ask::Fact(fact, subject),
        Ask::Provider(component) => verify::Ask::Provider(component),
    };
    open.iter().flat_map(Kleene::deciding).map(|set| set.iter().map(ask).collect()).collect()
}

/// What is found, unless the case cannot be judged: kinds, each with control, or the duties of several, and subject.
type Found = Option<BTreeSet<(String, String)>>;

/// What is found, and what the engine and the laws come to that differs; with `accounts`, also of what became of every obligation.
fn tried(shape: &Shape, days: Stretch, accounts: bool) -> (Found, Option<String>) {
    let workspace = super::open(&shape.text());
    if workspace.cases.first().is_none_or(|case| case.settled.is_none()) {
        return (None, None);
    }
    let checked = on(&workspace, days);
    let context = &checked.evaluation.context;
    let key = |it: &Finding| {
        let duties = || it.group.duties.iter().map(|at| context.policy.duties[*at].id.as_str()).collect::<Vec<_>>();
        let control = match it.group.control {
            Some(at) => context.policy.controls[at].id.clone(),
            None => duties().join(", "),
        };
        (it.code.name.to_owned(), format!("{control} on {}", context.engagement.subject_name(it.group.subject)))
    };
    let found = checked.findings.iter().map(key).collect();
    let differs = difference(&checked, days).or_else(|| if accounts { refused(&workspace, checked) } else { None });
    (Some(found), differs)
}

/// What `buntan verify` refuses of what `check --account` writes.
fn refused(workspace: &Workspace, checked: Checked) -> Option<String> {
    let checked = [checked];
    let (sources, skipped, problems) = (&workspace.sources, workspace.skipped(), &workspace.problems);
    let written = answers::check_data(sources, &checked, &skipped, problems);
    let written = answers::with_accounts(written, &checked).data.expect("data");
    let settled: Vec<_> = workspace.cases.iter().filter_map(|case| case.settled.as_ref()).collect();
    let judging: (&[&_], answers::Judging) =
        (&settled, &|(engagement, obligations), days| Some(workspace.judge(engagement, obligations, days)));
    let verified = answers::verified(
        (&workspace.policy, &[]),
        judging,
        (&workspace.sources, &workspace.skipped(), &workspace.problems),
        &written,
    );
    let words: Vec<&str> = verified.refused.iter().map(|it| it.en.as_str()).collect();
    (!words.is_empty()).then(|| words.join("\n"))
}

pub fn difference(checked: &Checked, days: Stretch) -> Option<String> {
    let (policy, engagement) = (checked.evaluation.context.policy, checked.evaluation.context.engagement);
    let claims = verify::findings(policy, engagement, days);
    let by_engine: Vec<Line> = checked.findings.iter().map(|it| of_finding(policy, engagement, it)).collect();
    let by_laws: Vec<Line> = claims.iter().map(|it| of_claim(policy, engagement, it)).collect();
    let (by_engine, by_laws) = (with_causes(&by_engine), with_causes(&by_laws));
    if by_engine != by_laws {
        let only = |these: &[String], those: &[String]| {
            these.iter().filter(|it| !those.contains(it)).cloned().collect::<Vec<_>>().join("\n  ")
        };
        return Some(format!("engine:\n  {}\nlaws:\n  {}", only(&by_engine, &by_laws), only(&by_laws, &by_engine)));
    }
    let undetermined = |it: &&Finding| days.is_day() && it.code.name == "undetermined";
    checked.findings.iter().filter(undetermined).find_map(|it| {
        let sets = deciding(checked, it);
        let same = |claim: &&Claim| {
            let kinds = match it.group.defect.rule {
                Some(rule) => vec![verify::Kind::OpenRule(rule)],
                None => vec![verify::Kind::Undetermined, verify::Kind::UndeterminedNote],
            };
            let when = (&claim.phases, &claim.modes) == (&it.group.phases, &it.group.modes);
            kinds.contains(&claim.kind)
                && claim.control == it.group.control
                && claim.subject == it.group.subject
                && when
        };
        let claimed = claims.iter().find(same).map(|it| it.facts.iter().cloned().collect::<BTreeSet<_>>());
        let differ = !sets.is_empty() && !are_many(&sets) && claimed.as_ref() != Some(&sets);
        differ.then(|| format!("deciding: {sets:?} and {claimed:?}"))
    })
}

/// Of one pair in so many the accounts are compared, too.
const ACCOUNTED: u64 = 8;

/// How many of the failing cases are shrunk and printed.
const TOLD: usize = 5;

/// How many cases are tried.
fn cases() -> u64 {
    std::env::var("CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(10_800)
}

/// The days asked about: one, or some years.
fn days() -> impl Strategy<Value = Stretch> {
    let one = super::turning_day().prop_map(Stretch::from);
    let after = |day: Date, days: i32| day.checked_add(days.days()).expect("a day");
    let years = (0..400_i32, 1..800_i32).prop_map(move |(from, days)| {
        let from = after(super::FIRST, from);
        Stretch { from, to: after(from, days) }
    });
    proptest::prop_oneof![1 => one, 1 => years]
}

/// A case, and one that is an edit away.
fn pair(number: u64) -> [Case; 2] {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let all = (shape(), days(), proptest::bool::weighted(0.85), any::<Index>());
    let (shape, days, turns_edge, which) = all.new_tree(&mut runner).expect("a case").current();
    let neighbour = shape.neighbour(turns_edge, which);
    [(shape, days), (neighbour, days)]
}

/// The smallest part of a failing case that still fails.
fn shrunk((mut shape, days): Case) -> (Case, String) {
    let mut at = 0;
    while at < shape.len() {
        let smaller = shape.without(at);
        match tried(&smaller, days, true).1 {
            Some(_) => shape = smaller,
            None => at += 1,
        }
    }
    let why = tried(&shape, days, true).1.unwrap_or_default();
    ((shape, days), why)
}

#[test]
fn engine_equals_the_laws() {
    let table = Mutex::new(Table::default());
    let failing: Vec<(u64, Case)> = (0..cases().div_ceil(2))
        .into_par_iter()
        .filter_map(|number| {
            let pair = pair(number);
            let found = pair.clone().map(|(shape, days)| tried(&shape, days, number % ACCOUNTED == 0));
            let fails = found.iter().position(|it| it.1.is_some());
            if let Ok(mut table) = table.lock() {
                table.count(found.map(|it| it.0));
            }
            fails.map(|at| (number, pair[at].clone()))
        })
        .collect();
    let told = failing.iter().take(TOLD).map(|(number, case)| {
        let ((shape, days), why) = shrunk(case.clone());
        format!("case {number}, from {} to {}:\n{}\n{why}\n", days.from, days.to, shape.text())
    });
    assert!(failing.is_empty(), "{} cases fail\n{}", failing.len(), told.collect::<String>());
    let table = table.into_inner().expect("nobody failed");
    println!("{}", table.text());
    let rare: Vec<&str> = kinds().into_iter().filter(|it| table.share(it).iter().any(|share| *share < 1.0)).collect();
    assert!(table.sound < 5_000 || rare.is_empty(), "too rare to mean anything: {rare:?}");
}

/// In how many cases a kind occurs; and in how many pairs of cases that are one edit apart something of it is found in the one that
/// is not found in the other: so often it nearly occurs.
#[derive(Default)]
struct Table {
    sound: u64,
    pairs: u64,
    of_kind: BTreeMap<String, [u64; 2]>,
}

impl Table {
    fn count(&mut self, pair: [Found; 2]) {
        let mut add = |found: BTreeSet<&(String, String)>, column: usize| {
            let kinds: BTreeSet<&String> = found.into_iter().map(|(kind, _)| kind).collect();
            kinds.into_iter().for_each(|it| self.of_kind.entry(it.clone()).or_default()[column] += 1);
        };
        self.sound += pair.iter().flatten().count() as u64;
        pair.iter().flatten().for_each(|it| add(it.iter().collect(), 0));
        if let [Some(one), Some(other)] = &pair {
            self.pairs += 1;
            add(one.symmetric_difference(other).collect(), 1);
        }
    }

    /// The columns of a kind in percent.
    fn share(&self, kind: &str) -> [f64; 2] {
        let [occurs, nearly] = self.of_kind.get(kind).copied().unwrap_or_default();
        [(occurs, self.sound), (nearly, self.pairs)].map(|(count, of)| count as f64 * 100.0 / of.max(1) as f64)
    }

    fn text(&self) -> String {
        let line = |kind: &&str| {
            let [occurs, nearly] = self.share(kind);
            format!("{kind:28} {occurs:7.2} % {nearly:7.2} %\n")
        };
        let lines: String = kinds().iter().map(line).collect();
        format!("{} cases\n{:28} {:>9} {:>9}\n{lines}", self.sound, "kind", "occurs", "nearly")
    }
}

/// All kinds of findings.
fn kinds() -> Vec<&'static str> {
    buntan::findings::CODES.iter().map(|it| it.name).collect()
}
