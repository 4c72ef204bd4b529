//! Every stage on the shipped hospital, and on a generated engagement a hundred times as large.
//!
//! `cargo bench` measures; `cargo bench -- parse` one stage. Throughput is in bytes of source text.

use std::hint::black_box;

use buntan::evaluate::evaluate;
use buntan::findings::find;
use buntan::graph::{DutyGraph, instantiate};
use buntan::model;
use buntan::source::{Source, SourceId};
use buntan::syntax;
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use criterion::{BenchmarkId, Criterion, Throughput};
use jiff::civil::date;
use mimalloc::MiMalloc;

/// As in the command.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const DAY: jiff::civil::Date = date(2026, 10, 1);
const SHIPPED: &str = include_str!("../policies/examples/city-hospital/before.buntan");
const LEVELS: &str = include_str!("../policies/examples/city-hospital/levels.buntan");

/// One engagement with `times` copies of a small chain: a vendor, its subcontractor, three components, a split, a gap in every tenth.
fn generated(times: usize) -> String {
    use std::fmt::Write;
    let mut text = String::from("engagement \"generated\" {\n  use roles-2024\n  party H hospital\n");
    for n in 0..times {
        let gap = if n % 10 == 0 { "" } else { "  B{n} accepts P2.C.* on iaas{n} by L{n} \"2\"\n" }
            .replace("{n}", &n.to_string());
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "  party A{n} vendor\n  party B{n} vendor\n  component app{n} application by A{n} runs on iaas{n}\n  \
             component iaas{n} infrastructure by B{n} connects net{n}\n  component net{n} network by A{n}\n  \
             contract K{n} H -> A{n} {{ type operation  period 2026-04-01 ..  covers app{n}, iaas{n}, net{n}  external_storage = no }}\n  \
             contract L{n} A{n} -> B{n} under K{n} {{ type iaas  period 2026-04-01 ..  consented 2026-02-01  covers iaas{n} }}\n  \
             A{n} owns P2.* by K{n} \"1\"\n  A{n} delegates P2.C.* on iaas{n} to B{n} via L{n}\n{gap}"
        );
    }
    text.push_str("}\n");
    text
}

fn open(text: &str) -> Workspace {
    let mut loading = Loading::default();
    loading.add_text("bench.buntan", text.as_bytes(), false);
    loading.read(&MemoryWorld::default().file("levels.buntan", LEVELS), &[]);
    Workspace::new(loading, None)
}

fn stages(criterion: &mut Criterion) {
    // The shipped hospital has a dozen components; a hundred times as many make 400 chains of three.
    let large = generated(400);
    for (name, text) in [("hospital", SHIPPED), ("hundredfold", large.as_str())] {
        let workspace = open(text);
        assert!(!workspace.has_errors(), "{:?}", workspace.problems.first().map(|it| &it.headline));
        let case = workspace.cases.first().expect("an engagement");
        let (engagement, obligations) = case.settled.as_ref().expect("a sound engagement");
        let parts: Vec<_> = case.parts.iter().collect();
        let source = Source::new("bench.buntan", text);
        let evaluation = evaluate(&workspace.policy, &workspace.graph, engagement, obligations, DAY);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter("parse"), |it| {
            it.iter(|| syntax::parse(SourceId(0), black_box(&source)));
        });
        group.bench_function(BenchmarkId::from_parameter("settle"), |it| {
            it.iter(|| model::settle(&workspace.policy, black_box(&parts)));
        });
        group.bench_function(BenchmarkId::from_parameter("instantiate"), |it| {
            it.iter(|| instantiate(&workspace.policy, black_box(engagement)));
        });
        group.bench_function(BenchmarkId::from_parameter("evaluate"), |it| {
            it.iter(|| evaluate(&workspace.policy, &workspace.graph, engagement, black_box(obligations), DAY));
        });
        group.bench_function(BenchmarkId::from_parameter("find"), |it| it.iter(|| find(black_box(&evaluation))));
        group.bench_function(BenchmarkId::from_parameter("whole"), |it| {
            it.iter(|| {
                let workspace = open(black_box(text));
                workspace.check(DAY).len()
            });
        });
        group.finish();
    }
    let pack = buntan::packs::find("roles-2024").expect("a pack");
    let source = Source::new("pack", pack.text());
    let parsed = syntax::parse(SourceId(0), &source);
    let catalogues: Vec<_> = parsed.file.catalogues.iter().collect();
    let mut group = criterion.benchmark_group("roles-2024");
    group.throughput(Throughput::Bytes(pack.text().len() as u64));
    group.bench_function(BenchmarkId::from_parameter("parse"), |it| {
        it.iter(|| syntax::parse(SourceId(0), black_box(&source)));
    });
    group.bench_function(BenchmarkId::from_parameter("read back"), |it| {
        it.iter(|| black_box(pack).tree(SourceId(0)));
    });
    group.bench_function(BenchmarkId::from_parameter("compile"), |it| {
        it.iter(|| {
            let (policy, _) = model::compile(black_box(&catalogues), &[], &[]);
            DutyGraph::new(&policy)
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    stages(&mut criterion);
    criterion.final_summary();
}
