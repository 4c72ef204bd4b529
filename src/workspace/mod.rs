//! The driver: the only place that strings the stages together.
//!
//! ```text
//! paths ─▶ load (files, packs) ─▶ compile ─▶ Policy, DutyGraph
//!                              └▶ settle, check, instantiate ─▶ Case, one per engagement
//! ```
//!
//! A case whose texts have errors is not judged: what was written is not fully known.

mod config;
mod load;
mod offered;
mod parts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

pub use config::{BAD_SETTING, Config, lang_of};
pub use load::{CODES as FILE_CODES, Loading, UNREADABLE_FILE, is_file_name, joined};

use crate::answers::{Checked, DomainCoverage, TestRun, Touched, run_test};
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::evaluate::{MAX_CELLS, evaluate};
use crate::findings;
use crate::graph::{DutyGraph, Obligations, instantiate};
use crate::model::{self, Date, Engagement, Policy, Stretch};
use crate::packs;
use crate::source::{Source, Sources, Span};
use crate::syntax::ast;
use crate::text;
use crate::world::World;

/// Two engagements of one name.
pub static DUPLICATE_ENGAGEMENT: Code = Code {
    name: "duplicate_engagement",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前の案件が二つあります", "two engagements have the same name"),
        why: ("どちらを評価すべきか分かりません", "it cannot be told which of them is meant"),
        example: "engagement \"みなと病院\" { }\nengagement \"みなと病院\" { }",
        remedy: (
            "名前を変えるか、続きであれば `continued` を付けます",
            "rename one, or mark it `continued` if it goes on",
        ),
    },
};

/// A part of an engagement without its start.
pub static MISSING_START: Code = Code {
    name: "missing_start",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "続き（`continued`）だけがあり、案件の本体がありません",
            "an engagement is continued, and its start is missing",
        ),
        why: (
            "一部だけを評価すると、ほかで決められたことが抜け落ちて見えます",
            "judging a part would show gaps that are settled elsewhere",
        ),
        example: "engagement \"みなと病院\" continued { }",
        remedy: ("本体のファイルも一緒に指定します", "name the file with its start as well"),
    },
};

/// What this stage reports.
pub static CODES: [&Code; 3] = [&BAD_SETTING, &DUPLICATE_ENGAGEMENT, &MISSING_START];

/// Everything that was loaded, compiled and checked.
pub struct Workspace {
    /// All texts.
    pub sources: Sources,
    /// The project's settings.
    pub config: Config,
    /// All catalogues and templates.
    pub policy: Policy,
    /// Their relations.
    pub graph: DutyGraph,
    /// The engagements, by name.
    pub cases: Vec<Case>,
    /// The tests, in order of file and place.
    pub tests: Vec<ast::Test>,
    /// Every problem, by place.
    pub problems: Vec<Diagnostic>,
}

/// One engagement.
pub struct Case {
    /// Its name.
    pub name: String,
    /// Its parts as written, with `use` of files replaced by their catalogues.
    pub parts: Vec<ast::Engagement>,
    /// What it says, if that is fully known.
    pub settled: Option<Settled>,
}

/// What an engagement says, and what it has to have carried.
pub type Settled = (Engagement, Obligations);

impl Workspace {
    /// Compiles and checks what was read; `config_file` is the text of `buntan.toml`, if there is one.
    pub fn new(mut loading: Loading, config_file: Option<(String, String)>) -> Self {
        let mut problems = std::mem::take(&mut loading.problems);
        let catalogues: Vec<&ast::Catalogue> = loading.files.iter().flat_map(|it| &it.file.catalogues).collect();
        let templates: Vec<&ast::Template> = loading.files.iter().flat_map(|it| &it.file.templates).collect();
        let rules: Vec<&ast::Rule> = loading.files.iter().flat_map(|it| &it.file.rules).collect();
        let (policy, more) = model::compile(&catalogues, &templates, &rules);
        problems.extend(more);
        problems.extend(taken_names(&policy));
        let config = match config_file {
            Some((name, text)) => {
                let id = loading.sources.add(crate::source::Source::new(name, text));
                let (config, more) = config::read(id, loading.sources.get(id), &policy);
                problems.extend(more);
                config
            }
            None => Config::default(),
        };
        let blocks = Blocks::new(&loading);
        let mut cases = cases(&mut loading, &mut problems);
        let tests = tests(&mut loading);
        let settle = |case: &Case| settle(&policy, &case.parts, check::check_engagement);
        let (settled, (graph, more)) = rayon::join(
            || cases.par_iter().map(settle).collect::<Vec<_>>(),
            || (DutyGraph::new(&policy), check::check_policy(&policy)),
        );
        problems.extend(more);
        for (case, (engagement, more)) in cases.iter_mut().zip(settled) {
            problems.extend(more);
            case.settled = engagement.filter(|_| !blocks.any_error(case, &policy, &problems));
        }
        problems.extend(check::check_usage(&policy));
        if blocks.lost_any(&problems) {
            problems.retain(|it| !model::UNKNOWN_NAMES.iter().any(|code| code.name == it.code.name));
        }
        let follow = blocks.follow_from_syntax(&problems);
        let mut number = 0;
        problems.retain(|_| {
            number += 1;
            !follow.contains(&(number - 1))
        });
        for problem in &mut problems {
            if let Some((_, severity)) = config.severities.iter().find(|(code, _)| *code == problem.code.name)
                && problem.severity < Severity::Error
            {
                problem.severity = *severity;
            }
        }
        let Loading { sources, files, .. } = loading;
        // Thousands of small pieces are given back meanwhile.
        rayon::join(|| problems.sort_by(|a, b| place(&sources, a).cmp(&place(&sources, b))), || drop(files));
        Workspace { sources, config, policy, graph, cases, tests, problems }
    }

    /// Reads paths of a world.
    pub fn open(world: &dyn World, paths: &[PathBuf], config_file: Option<(String, String)>) -> Self {
        let mut loading = Loading::default();
        loading.read(world, paths);
        Workspace::new(loading, config_file)
    }

    /// The built-in packs, all or some.
    pub fn packs<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut loading = Loading::default();
        for pack in names.into_iter().filter_map(packs::find) {
            loading.add_pack(pack);
        }
        Workspace::new(loading, None)
    }

    /// Judges every engagement that is fully known, on a day or over a stretch of days, all cores at once; the order is that of
    /// names.
    pub fn check(&self, days: impl Into<Stretch>) -> Vec<Checked<'_>> {
        let days = days.into();
        let settled: Vec<_> = self.cases.iter().filter_map(|case| case.settled.as_ref()).collect();
        settled.par_iter().map(|(engagement, obligations)| self.judge(engagement, obligations, days)).collect()
    }

    /// What the parts of an engagement from elsewhere say, by the catalogues, templates and rules of this workspace, and what is
    /// odd about it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn settle(&self, parts: &[ast::Engagement]) -> Result<(Settled, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (settled, mut problems) = settle(&self.policy, parts, check::doubts);
        let stops = |it: &Diagnostic| it.severity == Severity::Error && !check::is_settled_by_a_law(it.code);
        match settled.filter(|_| !problems.iter().any(stops)) {
            Some(settled) => {
                problems.retain(|it| it.severity >= Severity::Warning);
                Ok((settled, problems))
            }
            None => {
                problems.retain(stops);
                Err(problems)
            }
        }
    }

    /// Whether there are too many obligations and turning days for a question about all of these days.
    pub fn is_too_long(&self, engagement: &Engagement, obligations: &Obligations, days: Stretch) -> bool {
        if days.from == days.to {
            return false;
        }
        let pieces = days.cut(&model::marking_days(&self.policy, engagement)).len();
        pieces > 1 && pieces.saturating_mul(obligations.all.len()) > MAX_CELLS
    }

    /// The first engagement that has too many obligations and turning days for a question about all of these days.
    pub fn too_long(&self, days: Stretch) -> Option<&Case> {
        let too_long = |case: &&Case| {
            let settled = case.settled.as_ref();
            settled.is_some_and(|(engagement, obligations)| self.is_too_long(engagement, obligations, days))
        };
        self.cases.iter().find(too_long)
    }

    /// Judges one engagement on a day, or over a stretch of days.
    pub fn judge<'a>(
        &'a self,
        engagement: &'a Engagement,
        obligations: &'a Obligations,
        days: impl Into<Stretch>,
    ) -> Checked<'a> {
        let days = days.into();
        let evaluation = evaluate(&self.policy, &self.graph, engagement, obligations, days.from);
        let mut checked = Checked::new(evaluation, days.to);
        for finding in &mut checked.findings {
            let Some((_, severity)) = self.config.severities.iter().find(|(code, _)| *code == finding.name) else {
                continue;
            };
            // No project makes light of what law demands.
            let by_law = finding.group.is_by_law(&self.policy);
            if !by_law || *severity > finding.severity {
                finding.severity = *severity;
            }
        }
        checked
    }

    /// The parts of an engagement as written.
    pub fn parts_of(&self, engagement: &Engagement) -> &[ast::Engagement] {
        let is_it = |case: &&Case| case.settled.as_ref().is_some_and(|(it, _)| std::ptr::eq(it, engagement));
        self.cases.iter().find(is_it).map_or(&[], |case| case.parts.as_slice())
    }

    /// Runs every test, all cores at once, in order.
    pub fn run_tests(&self, today: Date) -> Vec<TestRun> {
        self.run_some_tests(&self.tests.iter().collect::<Vec<_>>(), today)
    }

    /// Runs some of the tests, and tells what of the catalogues they exercise.
    pub fn cover(&self, tests: &[&ast::Test], today: Date) -> (Vec<TestRun>, DomainCoverage) {
        let mut all = Touched::default();
        let runs = self.run_looking(tests, today, Touched::new).into_iter().map(|(run, touched)| {
            all.join(&touched);
            run
        });
        let runs = runs.collect();
        (runs, DomainCoverage::new(&self.sources, &self.policy, &all))
    }

    /// Runs some of the tests, all cores at once, in the order given.
    pub fn run_some_tests(&self, tests: &[&ast::Test], today: Date) -> Vec<TestRun> {
        self.run_looking(tests, today, |_| ()).into_iter().map(|(run, ())| run).collect()
    }

    fn run_looking<T: Default + Send>(
        &self,
        tests: &[&ast::Test],
        today: Date,
        look: impl Fn(&Checked) -> T + Sync,
    ) -> Vec<(TestRun, T)> {
        let engagements: Vec<(&str, &[ast::Engagement])> =
            self.cases.iter().map(|case| (case.name.as_str(), case.parts.as_slice())).collect();
        let run = |test: &&ast::Test| run_test(&self.policy, &self.graph, &engagements, (test, today), &look);
        tests.par_iter().map(run).collect()
    }

    /// The names of the engagements that are not judged.
    pub fn skipped(&self) -> Vec<String> {
        self.cases.iter().filter(|case| case.settled.is_none()).map(|case| case.name.clone()).collect()
    }

    /// The texts that hold no engagement: catalogues, templates, rules and tests alone.
    pub fn without_engagements(&self) -> impl Iterator<Item = &Source> {
        let parts = self.cases.iter().flat_map(|case| &case.parts);
        let holding: BTreeSet<&str> = parts.map(|part| self.sources.get(part.name.span.source).name.as_str()).collect();
        self.sources.iter().filter(move |it| !holding.contains(it.name.as_str()))
    }

    /// Whether nothing was read that could be judged: no engagement, no catalogue, no template, no test, and no mistake either.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
            && self.policy.catalogues.is_empty()
            && self.policy.templates.is_empty()
            && self.policy.rules.is_empty()
            && self.tests.is_empty()
            && self.problems.is_empty()
    }

    /// Whether any text has an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|it| it.severity == Severity::Error)
    }
}

/// Rules that are called like a finding or a hint.
fn taken_names(policy: &Policy) -> Vec<Diagnostic> {
    let taken = |name: &str| {
        findings::CODES.iter().chain(check::CODES).chain(findings::WAIVER_CODES).any(|code| code.name == name)
    };
    let problem = |rule: &model::Rule| {
        let name = &rule.name;
        let headline = text!(
            "`{name}` は指摘の種類の名前です",
            "`{name}` is the name of a kind of finding, and cannot be a rule's"
        );
        Diagnostic::new(&model::RESERVED_NAME, rule.span, headline)
    };
    policy.rules.iter().filter(|rule| taken(&rule.name)).map(problem).collect()
}

fn settle(
    policy: &Policy,
    parts: &[ast::Engagement],
    check: fn(&Policy, &Engagement, &Obligations) -> Vec<Diagnostic>,
) -> (Option<Settled>, Vec<Diagnostic>) {
    let parts: Vec<&ast::Engagement> = parts.iter().collect();
    let (engagement, mut problems) = model::settle(policy, &parts);
    if let Some(problem) = engagement.as_ref().and_then(|it| check::oversized(policy, it)) {
        problems.push(problem);
        return (None, problems);
    }
    let settled = engagement.map(|engagement| {
        let obligations = instantiate(policy, &engagement);
        problems.extend(check(policy, &engagement, &obligations));
        problems.extend(findings::misfits(policy, &engagement, &obligations));
        (engagement, obligations)
    });
    (settled, problems)
}

/// Joins the parts of each engagement.
fn cases(loading: &mut Loading, problems: &mut Vec<Diagnostic>) -> Vec<Case> {
    let mut by_name: std::collections::BTreeMap<String, Vec<ast::Engagement>> = Default::default();
    for at in 0..loading.files.len() {
        for mut part in std::mem::take(&mut loading.files[at].file.engagements) {
            use_catalogues_of_files(loading, &loading.files[at], &mut part);
            by_name.entry(part.name.key()).or_default().push(part);
        }
    }
    let mut cases = Vec::new();
    for (key, mut parts) in by_name {
        parts.sort_by_key(|part| part.continued);
        let starts: Vec<&ast::Engagement> = parts.iter().filter(|part| !part.continued).collect();
        match starts.as_slice() {
            [_] => {
                let name = starts[0].name.text.clone();
                cases.push(Case { name, parts: parts::joined(parts), settled: None });
            }
            [] => {
                for part in &parts {
                    let name = &part.name.text;
                    let headline = text!("「{name}」の本体が見つかりません", "the start of `{name}` is missing");
                    let help = text!("本体のファイルも一緒に指定してください", "name the file with its start as well");
                    problems.push(Diagnostic::new(&MISSING_START, part.name.span, headline).help(help));
                }
                cases.push(Case { name: key, parts: Vec::new(), settled: None });
            }
            [first, others @ ..] => {
                for other in others {
                    let name = &other.name.text;
                    let headline = text!("案件「{name}」が二つあります", "there are two engagements `{name}`");
                    let label = text!("もう一つはここです", "the other one is here");
                    problems.push(
                        Diagnostic::new(&DUPLICATE_ENGAGEMENT, other.name.span, headline).label(first.name.span, label),
                    );
                }
                cases.push(Case { name: key, parts: Vec::new(), settled: None });
            }
        }
    }
    cases
}

/// All tests; those with an engagement of their own use the catalogues of files like any other.
fn tests(loading: &mut Loading) -> Vec<ast::Test> {
    let mut all = Vec::new();
    for at in 0..loading.files.len() {
        for mut test in std::mem::take(&mut loading.files[at].file.tests) {
            if let Some(own) = &mut test.engagement {
                use_catalogues_of_files(loading, &loading.files[at], own);
            }
            all.push(test);
        }
    }
    all
}

/// `use "ours.buntan"` puts the catalogues of that file in use.
fn use_catalogues_of_files(loading: &Loading, from: &load::LoadedFile, engagement: &mut ast::Engagement) {
    let folder = from.path.as_deref().and_then(std::path::Path::parent).unwrap_or(std::path::Path::new(""));
    engagement.uses = std::mem::take(&mut engagement.uses)
        .into_iter()
        .flat_map(|used| {
            if !load::is_file_name(&used.catalogue.text) {
                return vec![used];
            }
            let path = load::joined(folder, &used.catalogue.text);
            let file = loading.files.iter().find(|it| it.path.as_ref() == Some(&path));
            let catalogues = file.map(|it| it.file.catalogues.as_slice()).unwrap_or_default();
            let named = |it: &ast::Catalogue| ast::Use {
                catalogue: ast::Name { text: it.name.text.clone(), span: used.catalogue.span },
                only: used.only.clone(),
            };
            catalogues.iter().map(named).collect()
        })
        .collect();
}

/// Where the items of each text begin and end, to tell which errors concern which engagement.
struct Blocks {
    items: Vec<Span>,
    /// Rules, each with the catalogue that it names where it cites.
    rules: Vec<(Span, Option<String>)>,
    /// The names of contracts.
    contracts: Vec<Span>,
}

impl Blocks {
    fn new(loading: &Loading) -> Self {
        let mut items = Vec::new();
        for it in &loading.files {
            items.extend(it.file.engagements.iter().map(|it| it.span));
            items.extend(it.file.catalogues.iter().map(|it| it.span));
            items.extend(it.file.templates.iter().map(|it| it.span));
            items.extend(it.file.rules.iter().map(|it| it.span));
            items.extend(it.file.tests.iter().map(|it| it.span));
        }
        let rules = loading.files.iter().flat_map(|it| &it.file.rules);
        let cited = |it: &ast::Rule| it.cites.key().split_once(':').map(|(catalogue, _)| catalogue.to_owned());
        let rules = rules.map(|it| (it.span, cited(it))).collect();
        let engagements = loading.files.iter().flat_map(|it| &it.file.engagements);
        let contracts = engagements.flat_map(|it| &it.contracts).map(|it| it.name.span).collect();
        Blocks { items, rules, contracts }
    }

    /// Whether a syntax error stands between the items of a text: then a whole item was lost, and whatever it declared.
    fn lost_any(&self, problems: &[Diagnostic]) -> bool {
        problems
            .iter()
            .filter(|it| it.severity == Severity::Error && it.code.family == Family::Syntax)
            .filter_map(|it| it.primary.as_ref())
            .any(|label| !self.items.iter().any(|item| item.holds(label.span)))
    }

    /// What says no more than a syntax error in the same engagement does: a name whose declaration may be what could not be read, and
    /// a period that a contract lacks because of it.
    fn follow_from_syntax(&self, problems: &[Diagnostic]) -> BTreeSet<usize> {
        let place = |it: &Diagnostic| it.primary.as_ref().map(|label| label.span);
        let unread = problems.iter().filter(|it| it.severity == Severity::Error && it.code.family == Family::Syntax);
        let unread: Vec<Span> = unread.filter_map(place).collect();
        let after = |one: Span, other: Span| one.source == other.source && one.start > other.start;
        let follows = |it: &Diagnostic, at: Span| match it.code.name {
            name if name == model::UNKNOWN_NAME.name => {
                let item = self.around(at);
                item != at && unread.iter().any(|error| item.holds(*error))
            }
            name if name == model::MISSING_PERIOD.name => unread.iter().any(|error| {
                let is_between = |other: &Span| after(*other, at) && after(*error, *other);
                after(*error, at) && self.around(at).holds(*error) && !self.contracts.iter().any(is_between)
            }),
            _ => false,
        };
        let all = problems.iter().enumerate();
        all.filter(|(_, it)| place(it).is_some_and(|at| follows(it, at))).map(|(number, _)| number).collect()
    }

    /// Whether an error lies in a part of the engagement, in a catalogue that it uses, in a template that it follows, in a rule that it is asked, or between the items of one of their texts.
    fn any_error(&self, case: &Case, policy: &Policy, problems: &[Diagnostic]) -> bool {
        let own: Vec<Span> = case.parts.iter().map(|part| part.span).collect();
        let used: Vec<Span> = case
            .parts
            .iter()
            .flat_map(|part| &part.uses)
            .flat_map(|used| {
                let key = used.catalogue.key();
                let named = policy.catalogues.iter().find(|it| it.name == key).into_iter();
                let profile = policy.profiles.iter().filter(move |it| it.name == key);
                let parts = profile.flat_map(|it| it.parts.iter().map(|part| part.0).chain([it.catalogue]));
                named.chain(parts.map(|at| &policy.catalogues[at]))
            })
            .map(|catalogue| self.around(catalogue.span))
            .collect();
        let follows = case.parts.iter().flat_map(|part| &part.contracts).flat_map(|it| it.follows.iter().flatten());
        let names: BTreeSet<String> = follows.map(|it| it.template.key()).collect();
        let named = |name: &str| ast::Name { text: name.to_owned(), ..ast::Name::default() }.key();
        let followed: Vec<Span> = policy
            .templates
            .iter()
            .filter(|template| names.contains(&named(&template.name)))
            .map(|template| self.around(template.span))
            .collect();
        let uses = |name: &String| case.parts.iter().flat_map(|part| &part.uses).any(|it| it.catalogue.key() == *name);
        let asked = self.rules.iter().filter(|(_, cited)| cited.as_ref().is_none_or(uses)).map(|(span, _)| *span);
        let asked: Vec<Span> = asked.collect();
        let concerns = |span: Span| {
            let inside = |block: &Span| block.holds(span);
            let loose = !self.items.iter().any(inside);
            own.iter()
                .chain(&used)
                .chain(&followed)
                .chain(&asked)
                .any(|block| inside(block) || (loose && block.source == span.source))
        };
        problems
            .iter()
            .filter(|it| it.severity == Severity::Error && !check::is_settled_by_a_law(it.code))
            .filter_map(|it| it.primary.as_ref())
            .any(|label| concerns(label.span))
    }

    /// The item around a place.
    fn around(&self, span: Span) -> Span {
        self.items.iter().copied().find(|item| item.holds(span)).unwrap_or(span)
    }
}

fn place<'a>(sources: &'a Sources, problem: &'a Diagnostic) -> (Option<(&'a str, u32)>, &'a str, &'a str) {
    let at = problem.primary.as_ref().map(|label| (sources.get(label.span.source).name.as_str(), label.span.start));
    (at, problem.code.name, problem.headline.en.as_str())
}
