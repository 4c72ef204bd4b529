//! How much more a batch costs than merely reading its rows: whole batch ÷ floor, in one run, with the same threads; and how much
//! faster two threads are than one.
//!
//! `cargo bench --bench ratios` prints the table: five rounds, floor and batch, one thread and two by turns, medians. Before that the findings of some rows
//! are compared field by field with what `check` says of them. `cargo bench --bench ratios -- --rows=FOLDER` writes catalogues and rows
//! for the command instead.

mod floor;
mod reference;
mod shuffled;
mod whole;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use buntan::answers::FindingRecord;
use buntan::workspace::Workspace;
use fastrand::Rng;
use mimalloc::MiMalloc;
use rayon::{ThreadPool, ThreadPoolBuilder};
use reference::{SIZES, Size};
use whole::{Counter, DAY, judged, workspace};

/// As in the command, for both sides.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 5;
const THREADS: [usize; 2] = [1, 2];
/// Bytes of rows that a round reads.
const BYTES: usize = 16 << 20;

fn json(record: &FindingRecord) -> serde_json::Value {
    serde_json::to_value(record).expect("words and numbers")
}

/// Holds the records of the first rows against `check`.
fn compared(size: Size, workspace: &Workspace, path: &Path, pool: &ThreadPool) {
    const SOME: usize = 8;
    let mut records = Vec::new();
    let few = path.with_extension("few.ndjson");
    let text = std::fs::read_to_string(path).expect("written before");
    std::fs::write(&few, text.lines().take(SOME).map(|it| format!("{it}\n")).collect::<String>()).expect("written");
    let tally = judged(workspace, &few, pool, &mut records);
    assert_eq!((tally.faults, tally.rows), (0, SOME as u64), "{:?}", tally.first_faults);
    let records = String::from_utf8(records).expect("UTF-8");
    for (number, (record, row)) in records.lines().zip(text.lines()).enumerate() {
        let record: serde_json::Value = serde_json::from_str(record).expect("a record");
        let catalogue = reference::catalogue(size);
        let one = whole::workspace(&[("reference.buntan", &catalogue), ("row.json", row)]);
        let checked = one.check(DAY);
        assert_eq!(checked.len(), 1, "row {number}: {:?}", one.problems.first().map(|it| &it.headline));
        let expected: Vec<serde_json::Value> = (0..checked[0].findings.len())
            .map(|at| json(&FindingRecord::of_many(&one.sources, &checked[0], at)))
            .collect();
        let found = record["findings"].as_array().expect("findings");
        assert!(!found.is_empty(), "row {number} has findings");
        assert_eq!(found.len(), expected.len(), "row {number}");
        for (found, expected) in found.iter().zip(&expected) {
            for (key, value) in expected.as_object().expect("an object").iter().filter(|(key, _)| *key != "roots") {
                assert_eq!(&found[key], value, "row {number}: {key}");
            }
            assert_eq!(found["roots"].as_array().map(Vec::len), expected["roots"].as_array().map(Vec::len));
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// Does something on so many threads; the one that asks is one of them, as in the command.
fn among<T: Send>(threads: usize, work: impl FnOnce(&ThreadPool) -> T + Send) -> T {
    let one_of_them = || {
        let pool = ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build().expect("threads");
        work(&pool)
    };
    thread::scope(|scope| scope.spawn(one_of_them).join().expect("it ends"))
}

fn measured(size: Size, path: &Path, rows: usize, escaped: bool) {
    let catalogue = reference::catalogue(size);
    let workspace = workspace(&[("reference.buntan", &catalogue)]);
    assert!(!workspace.has_errors(), "{:?}", workspace.problems.first().map(|it| &it.headline));
    among(1, |pool| compared(size, &workspace, path, pool));
    let floor =
        |pool: &ThreadPool| timed(|| assert_eq!(pool.install(|| floor::read(path, escaped)).expect("readable"), rows));
    let batch =
        |pool: &ThreadPool| timed(|| assert_eq!(judged(&workspace, path, pool, &mut Counter(0)).rows, rows as u64));
    let mut times = THREADS.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        for (threads, (floors, batches)) in THREADS.into_iter().zip(&mut times) {
            let (one, other) = among(threads, |pool| (floor(pool), batch(pool)));
            floors.push(one);
            batches.push(other);
        }
    }
    let medians = times.map(|(floors, batches)| (median(floors), median(batches)));
    let form = if escaped { "shuffled" } else { "plain" };
    for (threads, (floor, batch)) in THREADS.into_iter().zip(medians) {
        let per_row = batch.as_secs_f64() * 1e6 / rows as f64;
        let ratio = batch.as_secs_f64() / floor.as_secs_f64();
        let faster = medians[0].1.as_secs_f64() / batch.as_secs_f64();
        println!(
            "| {} | {form} | {rows} | {threads} | {floor:.1?} | {batch:.1?} | {per_row:.0} µs | {ratio:.2} | {faster:.2} |",
            size.name
        );
    }
}

/// Rows of a size, about so many bytes of them, and how many.
fn rows(size: Size, escaped: bool, bytes: usize) -> (String, usize) {
    let mut rng = Rng::with_seed(3);
    let mut text = String::new();
    let mut rows = 0;
    while text.len() < bytes {
        let row = reference::row(size, rows);
        text.push_str(&if escaped { shuffled::shuffled(&row, &mut rng) } else { row.to_string() });
        text.push('\n');
        rows += 1;
    }
    (text, rows)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let sizes = SIZES.into_iter().filter(|it| named.is_empty() || named.iter().any(|name| *name == it.name));
    if let Some(folder) = arguments.iter().find_map(|it| it.strip_prefix("--rows=")).map(Path::new) {
        return sizes.for_each(|size| write_rows(size, folder));
    }
    let folder = tempfile::tempdir().expect("a folder");
    println!(
        "| size | rows as | rows | threads | floor | batch | per row | batch ÷ floor | one thread ÷ these |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
    );
    for size in sizes {
        for escaped in [false, true] {
            let (text, rows) = rows(size, escaped, BYTES);
            let path = folder.path().join(format!("{}-{escaped}.ndjson", size.name));
            std::fs::write(&path, text).expect("written");
            measured(size, &path, rows, escaped);
        }
    }
}

/// The catalogue of a size and its rows, for the command.
fn write_rows(size: Size, folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(format!("{}.{name}", size.name)), text);
    write("buntan", &reference::catalogue(size)).expect("written");
    write("ndjson", &rows(size, false, BYTES).0).expect("written");
}
