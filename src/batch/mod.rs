//! Batch: many engagements, one line of output for each, whatever their number.
//!
//! ```text
//! inputs ─▶ rows ─▶ judged (all cores, a lot at a time) ─▶ records, in the order of the rows
//!          (one at a time,                              └▶ tally: totals, causes, the worst rows
//!           bounded)
//! ```
//!
//! Policies are compiled once. A row that cannot be read or judged becomes a record that says where and why, and never stops the
//! others. The bytes written do not depend on the number of threads.

mod alike;
mod bounded;
mod identity;
mod judge;
mod leaving;
mod output;
mod packed;
mod progress;
mod rows;
mod stake;
mod tally;
mod told;
mod vendors;

use std::io;

use rayon::ThreadPool;
use rayon::prelude::*;

pub use alike::{Alike, Likeness, look_alikes};
pub use bounded::Counts;
pub use identity::Identity;
pub use judge::{Judge, Judged, Wanted};
pub use leaving::{Leaver, Left};
pub use output::{Output, Resumed, Unfinished, marked};
pub use packed::is_packed;
pub use progress::Progress;
pub use rows::{Input, Row, Rows, holds_rows};
pub use stake::Stake;
pub use tally::{Cause, Compared, Fault, Tally};
pub use told::{FEW, told};
pub use vendors::{Vendor, Vendors};

/// Rows for each thread that are judged side by side before any is written.
const LOT_ROWS: usize = 128;
/// Bytes of rows for each thread. What is found in a row can take several times its length: the lot bounds the memory.
const LOT_BYTES: usize = 512 * 1024;

/// What broke a run off.
#[derive(Debug)]
pub enum Broken {
    /// Standard input cannot be read on.
    Input(io::Error),
    /// Nothing can be written any more.
    Output(io::Error),
}

/// Judges all rows, writes their records, and counts. `output` remembers after every lot how far it came; of a resumed run the rows
/// that are done are read and left alone.
///
/// # Errors
/// Where nothing can be written any more, or an input that was opened cannot be read on.
pub fn run(
    rows: &mut Rows<'_>,
    judge: &Judge<'_>,
    output: &mut Output<'_>,
    tally: &mut Tally,
    (pool, progress): (&ThreadPool, &Progress),
) -> Result<(), Broken> {
    let done = tally.rows;
    loop {
        let lot = next_lot(rows, done, pool.current_num_threads()).map_err(Broken::Input)?;
        let Some(last) = lot.last() else { return output.finish().map_err(Broken::Output) };
        let last = last.number;
        let judged: Vec<Judged> = pool.install(|| lot.par_iter().map(|row| judge.row(row)).collect());
        let mut lines = String::with_capacity(judged.iter().map(|it| it.record.len() + 1).sum());
        for (row, judged) in lot.iter().zip(judged) {
            lines.push_str(&judged.record);
            lines.push('\n');
            tally.add(row, judged.counted);
        }
        debug_assert_eq!(tally.rows, last);
        output.write(lines.as_bytes(), tally).map_err(Broken::Output)?;
        progress.tell(tally, rows.bytes());
    }
}

/// The next rows for so many threads after those that are done; none at the end.
fn next_lot(rows: &mut Rows<'_>, done: u64, threads: usize) -> io::Result<Vec<Row>> {
    let (mut lot, mut bytes) = (Vec::new(), 0);
    while lot.len() < LOT_ROWS * threads && bytes < LOT_BYTES * threads {
        let Some(row) = rows.next_row()? else { break };
        if row.number > done {
            bytes += row.text.len();
            lot.push(row);
        }
    }
    Ok(lot)
}
