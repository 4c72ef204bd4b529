//! Whole batches with criterion: reading, judging, writing the records; throughput in bytes of rows.
//!
//! `cargo bench --bench batch` measures; `cargo bench --bench batch -- small` one size.

mod reference;
mod whole;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use mimalloc::MiMalloc;
use rayon::ThreadPoolBuilder;
use reference::SIZES;
use whole::{Counter, judged, workspace};

/// As in the command.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Rows of a batch.
const ROWS: usize = 24;

fn batches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    for size in SIZES {
        let catalogue = reference::catalogue(size);
        let workspace = workspace(&[("reference.buntan", &catalogue)]);
        let text: String = (0..ROWS).map(|number| format!("{}\n", reference::row(size, number))).collect();
        let path = folder.path().join(format!("{}.ndjson", size.name));
        std::fs::write(&path, &text).expect("written");
        let mut group = criterion.benchmark_group(size.name);
        group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
        for threads in [1, 2] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            group.bench_function(BenchmarkId::new("threads", threads), |it| {
                it.iter(|| judged(black_box(&workspace), &path, &pool, &mut Counter(0)).rows);
            });
        }
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    batches(&mut criterion);
    criterion.final_summary();
}
