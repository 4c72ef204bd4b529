//! What is asked of an engagement that is otherwise: what-if is the edited file; every remedy shown makes its finding go and adds none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use buntan::answers::{self, Checked, Settled, Supposed, applied, compare, settled, suggest};
use buntan::diagnostic::Text;
use buntan::findings::remedy::{Amendment, Change};
use buntan::findings::said;
use buntan::model::{Engagement, Verb};
use buntan::syntax::{self, ast};
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::{Date, date};

#[path = "support/files.rs"]
mod files;

use files::files;

const DAY: Date = date(2026, 10, 1);

/// What the hospital's files name.
fn world() -> MemoryWorld {
    MemoryWorld::default().file("levels.buntan", include_str!("../policies/examples/city-hospital/levels.buntan"))
}

fn corpus() -> Vec<(String, Workspace)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/corpus/findings", "tests/corpus/laws", "policies/examples/city-hospital"];
    let paths = folders.iter().flat_map(|folder| files(&root.join(folder), "buntan"));
    paths
        .map(|path| {
            let mut loading = Loading::default();
            let text = fs::read(&path).expect("a corpus file");
            loading.add_text("a.buntan", &text, false);
            loading.read(&world(), &[]);
            (path.display().to_string(), Workspace::new(loading, None))
        })
        .collect()
}

/// What is told of findings, without places.
fn told(checked: &Checked) -> Vec<String> {
    let one = |it: &buntan::findings::Finding| {
        let message = it.message(&checked.evaluation.context);
        format!("{} {} {:?} {message:?}", it.id, it.severity.name(), it.days)
    };
    checked.findings.iter().map(one).collect()
}

/// An engagement on its own, written as JSON beside the catalogues of its file, and read again.
fn read_again(path: &str, engagement: &ast::Engagement) -> Workspace {
    let text = fs::read_to_string(path).expect("a corpus file");
    let source = buntan::source::Source::new("a.buntan", text.as_str());
    let parsed = syntax::parse(buntan::source::SourceId(0), &source);
    let mut blocks: Vec<_> = parsed.file.engagements.iter().map(|it| it.span).collect();
    blocks.extend(parsed.file.tests.iter().map(|it| it.span));
    blocks.sort_by_key(|it| std::cmp::Reverse(it.start));
    let mut catalogues = text.clone();
    for block in blocks {
        catalogues.replace_range(block.start as usize..block.end as usize, "");
    }
    let mut loading = Loading::default();
    loading.add_text("catalogues.buntan", catalogues.as_bytes(), false);
    let json = serde_json::to_string(engagement).expect("an engagement as JSON");
    loading.add_text("edited.json", json.as_bytes(), true);
    if text.contains("\"levels.buntan\"") {
        loading.add_text("levels.buntan", include_bytes!("../policies/examples/city-hospital/levels.buntan"), false);
    }
    loading.read(&world(), &[]);
    Workspace::new(loading, None)
}

#[test]
fn what_if_is_the_edited_file() {
    let mut asked = 0;
    for (path, workspace) in corpus() {
        for checked in workspace.check(DAY) {
            let engagement = checked.evaluation.context.engagement;
            let parts = workspace.parts_of(engagement);
            for (at, party) in engagement.parties.enumerate() {
                if at == engagement.hospital {
                    continue;
                }
                for from in [DAY, date(2026, 1, 1)] {
                    let supposed = Supposed { without: vec![party.name.clone()], from, ..Supposed::default() };
                    let whole = supposed.carried_out(parts).expect("nothing that is not there was named");
                    let Settled { engagement: other, obligations, .. } = settled(&workspace.policy, &whole)
                        .unwrap_or_else(|problems| panic!("{path} without {}: {problems:?}", party.name));
                    let after = workspace.judge(&other, &obligations, DAY);
                    // The end of a single part of a share is written in no file.
                    if whole.statements.iter().flat_map(|it| &it.parts).any(|part| part.until.is_some()) {
                        continue;
                    }
                    let edited = read_again(&path, &whole);
                    let edited = edited.check(DAY);
                    assert_eq!(edited.len(), 1, "{path} without {}", party.name);
                    assert_eq!(told(&after), told(&edited[0]), "{path} without {}", party.name);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[test]
fn nothing_changes_without_who_is_not_there() {
    for (path, workspace) in corpus() {
        for checked in workspace.check(DAY) {
            let parts = workspace.parts_of(checked.evaluation.context.engagement);
            let supposed = Supposed { without: vec!["nobody".to_owned()], from: DAY, ..Supposed::default() };
            let whole = supposed.carried_out(parts).expect("a change of nothing");
            let Settled { engagement: same, obligations, .. } =
                settled(&workspace.policy, &whole).expect("it was sound");
            assert!(compare(&checked, &workspace.judge(&same, &obligations, DAY)).is_empty(), "{path}");
        }
    }
}

/// Every statement, said as `diff` says it and written in place of itself, means the same.
#[test]
fn statements_are_told_as_they_are_written() {
    // In the order of the model, which is that of what they say.
    let content = |engagement: &Engagement| {
        let each = engagement.statements.iter().map(|it| {
            let days = (it.agreed, it.from, it.until);
            (it.verb.clone(), it.duties.clone(), format!("{:?}", (&it.on, &it.phases, &it.modes, &it.by, days)))
        });
        each.collect::<Vec<_>>()
    };
    for (path, workspace) in corpus() {
        for checked in workspace.check(DAY) {
            let context = &checked.evaluation.context;
            let all = &context.engagement.statements;
            // What a template, a list of parts or one statement of several levels says is no statement of its own.
            let own = all.iter().filter(|it| {
                it.origin.is_none()
                    && all.iter().filter(|other| other.span == it.span).count() == 1
                    && !matches!(&it.verb, Verb::Owns { complete: Some(_), .. })
            });
            for it in own {
                let line = said::statement(context, it);
                let amendment = |change| Amendment { change, agree: Text::default(), asks: Vec::new() };
                let changes =
                    [Change::Withdraw(it.span, Vec::new()), Change::Add(line.clone(), Vec::new())].map(amendment);
                let parts = workspace.parts_of(context.engagement);
                let whole = applied(&checked, parts, &changes).unwrap_or_else(|| panic!("{path}: {line}"));
                let Settled { engagement: again, .. } =
                    settled(&workspace.policy, &whole).unwrap_or_else(|why| panic!("{path}: {line}: {why:?}"));
                assert_eq!(content(&again), content(context.engagement), "{path}: {line}");
            }
        }
    }
}

/// Every remedy of every finding of the corpus, applied by itself and judged anew; and how many findings of each kind have one.
#[test]
fn every_remedy_makes_its_finding_go_and_adds_none() {
    let mut counted: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for (path, workspace) in corpus() {
        for checked in workspace.check(DAY) {
            let engagement = checked.evaluation.context.engagement;
            let parts = workspace.parts_of(engagement);
            let all: Vec<usize> = (0..checked.findings.len()).collect();
            let suggestions = suggest(&checked, parts, &all);
            assert_eq!(suggestions.left, 0, "{path}: all together");
            for (at, ways) in suggestions.of.iter().zip(&suggestions.ways) {
                let finding = &checked.findings[*at];
                let count = counted.entry(finding.code.name).or_default();
                count.0 += 1;
                count.1 += usize::from(!ways.is_empty());
                for way in ways {
                    let whole = applied(&checked, parts, &way.remedy.amendments).expect("it can be written");
                    let Settled { engagement: mended, obligations, .. } =
                        settled(&workspace.policy, &whole).expect("it is sound");
                    let after = workspace.judge(&mended, &obligations, DAY);
                    let difference = compare(&checked, &after);
                    let id = &finding.id;
                    assert!(
                        difference.gone.contains(at) || difference.changed.iter().all(|(old, _)| old != at),
                        "{path}: {id}"
                    );
                    // What is left of a gap, since the rest of its control is carried now, is no new one.
                    for new in &difference.appeared {
                        let new = &after.findings[*new];
                        let was = checked.findings.iter().enumerate().any(|(number, it)| {
                            (number == *at || it.name == new.name)
                                && it.group.subject == new.group.subject
                                && new.group.duties.iter().all(|duty| it.group.duties.contains(duty))
                        });
                        let message = new.message(&after.evaluation.context);
                        assert!(was, "{path}: {id} adds {} {message:?}\n{:?}", new.code.name, way.remedy);
                    }
                }
            }
        }
    }
    let told: Vec<String> = counted.iter().map(|(kind, (all, with))| format!("{kind}: {with} of {all}")).collect();
    let told = told.join("\n") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/remedies.out");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &told).expect("a file of the corpus");
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), told, "BLESS=1 rewrites it");
}

#[test]
fn facts_are_read_as_they_are_written() {
    let parts = [ast::Engagement::default()];
    let span = buntan::source::Span::default();
    for wrong in ["x", "=yes", "x=", "nobody.x=yes"] {
        assert!(answers::fact(&parts, wrong, span).is_err(), "{wrong}");
    }
    assert!(answers::fact(&parts, "emr -- wan.encrypted=yes", span).is_ok());
}
