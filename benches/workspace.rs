//! A large workspace of policies, read, compiled and judged: at least 120,000 lines, as a prefecture might keep them.
//!
//! Eight editions of the built-in catalogues but the rules, each a file, and hospitals that use one of the editions, a file each.
//! `cargo bench --bench workspace` measures; throughput is in lines, which criterion calls elements.

use std::hint::black_box;
use std::path::PathBuf;

use buntan::workspace::Workspace;
use buntan::world::MemoryWorld;
use criterion::{BenchmarkId, Criterion, Throughput};
use jiff::civil::date;
use mimalloc::MiMalloc;

/// As in the command.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const DAY: jiff::civil::Date = date(2026, 10, 1);
const LINES: usize = 120_000;
const EDITIONS: usize = 8;
const CATALOGUES: [(&str, &str); 5] = [
    ("roles-2024", include_str!("../policies/roles-2024/catalogue.buntan")),
    ("contract-checklist-draft", include_str!("../policies/contract-checklist-draft/catalogue.buntan")),
    ("provider-scope-faq", include_str!("../policies/provider-scope-faq/catalogue.buntan")),
    ("disclosure-sla-2024", include_str!("../policies/disclosure-sla-2024/catalogue.buntan")),
    ("asp-saas-2009", include_str!("../policies/asp-saas-2009/catalogue.buntan")),
];
const HOSPITAL: &str = include_str!("../policies/examples/city-hospital/before.buntan");
const NAME: &str = "みなと市民病院 診療情報システム一式";
const LEVELS: &str = include_str!("../policies/examples/city-hospital/levels.buntan");

/// A text in which every catalogue is that of an edition.
fn of_edition(text: &str, edition: usize) -> String {
    CATALOGUES.iter().fold(text.to_owned(), |text, (name, _)| text.replace(name, &format!("{name}-{edition}")))
}

/// Files by name, and how many lines they have.
fn files() -> (Vec<(String, String)>, usize) {
    let mut files = vec![("levels.buntan".to_owned(), LEVELS.to_owned())];
    for edition in 1..=EDITIONS {
        files.extend(CATALOGUES.map(|(name, text)| (format!("{name}-{edition}.buntan"), of_edition(text, edition))));
    }
    let mut lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    let (hospital, _tests) = HOSPITAL.split_once("\ntest ").expect("tests at the end");
    for number in 1.. {
        if lines >= LINES {
            break;
        }
        let text = of_edition(hospital, number % EDITIONS + 1).replace(NAME, &format!("{NAME} {number}"));
        lines += text.lines().count();
        files.push((format!("hospital-{number}.buntan"), text));
    }
    (files, lines)
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let (files, lines) = files();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| PathBuf::from(name)).collect();
    let world = files.iter().fold(MemoryWorld::default(), |world, (name, text)| world.file(name, text.as_str()));
    let findings = || {
        let workspace = Workspace::open(black_box(&world), &paths, None);
        assert!(!workspace.has_errors(), "{:?}", workspace.problems.first().map(|it| &it.headline));
        workspace.check(DAY).iter().map(|it| it.findings.len()).sum::<usize>()
    };
    assert!(findings() > 0);
    let mut group = criterion.benchmark_group("workspace");
    group.sample_size(10).throughput(Throughput::Elements(lines as u64));
    group.bench_function(BenchmarkId::new("check", lines), |it| it.iter(&findings));
    group.finish();
    criterion.final_summary();
}
