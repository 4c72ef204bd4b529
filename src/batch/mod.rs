//! Batch: many engagements, one line of output for each, whatever their number.
//!
//! ```text
//! inputs ─▶ rows ─▶ judged (all cores, so many under way) ─▶ records, in the order of the rows
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
mod line;
mod output;
mod packed;
mod progress;
mod rows;
mod stake;
mod tally;
mod told;
mod vendors;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use rayon::{ThreadPool, Yield};

use line::Line;

pub use alike::{Alike, Likeness, look_alikes};
pub use bounded::Counts;
pub use identity::Identity;
pub use judge::{Judge, Judged, Wanted};
pub use leaving::{Leaver, Left};
use output::{BYTES_AT_ONCE, RECORDS_AT_ONCE};
pub use output::{Output, Resumed, Unfinished, marked};
pub use packed::is_packed;
pub use progress::Progress;
pub use rows::{Input, Row, Rows, holds_rows};
pub use stake::Stake;
pub use tally::{Cause, Compared, Fault, Tally};
pub use told::{FEW, told};
pub use vendors::{Vendor, Vendors};

/// Rows for each thread that are under way, and their bytes: read, and not yet in line to be written. What is found in a row can take
/// several times its length, so that this bounds the memory.
const ROWS_UNDER_WAY: usize = 64;
const BYTES_UNDER_WAY: usize = 512 * 1024;

/// What broke a run off.
#[derive(Debug)]
pub enum Broken {
    /// Standard input cannot be read on.
    Input(io::Error),
    /// Nothing can be written any more.
    Output(io::Error),
}

/// Judges all rows, writes their records, and counts. `output` remembers from time to time how far it came; of a resumed run the
/// rows that are done are read and left alone.
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
    let (tell, told) = mpsc::channel();
    pool.in_place_scope_fifo(|scope| {
        let (mut line, mut lines, mut written) = (Line::default(), String::new(), done);
        // How the rows end, once they have.
        let mut end = None;
        while end.is_none() || !line.is_empty() {
            while end.is_none() && line.has_room(pool.current_num_threads()) {
                match rows.next_row() {
                    Ok(Some(row)) if row.number > done => {
                        let (place, tell) = (line.enter(row.text.len()), tell.clone());
                        scope.spawn_fifo(move |_| {
                            let judged = catch_unwind(AssertUnwindSafe(|| judge.row(&row)));
                            // Nobody listens any more where nothing can be written any more.
                            let _ = tell.send((place, judged, row));
                        });
                    }
                    Ok(Some(_)) => {}
                    Ok(None) => end = Some(Ok(())),
                    Err(error) => end = Some(Err(Broken::Input(error))),
                }
            }
            // This thread is one of those that judge, unless it belongs to another pool or to none.
            if !line.is_empty() && pool.yield_now() != Some(Yield::Executed) {
                told.recv().into_iter().for_each(|it| line.take(it));
            }
            told.try_iter().for_each(|it| line.take(it));
            while let Some((judged, row)) = line.leave() {
                lines.push_str(&judged.record);
                lines.push('\n');
                tally.add(&row, judged.counted);
            }
            let is_last = end.is_some() && line.is_empty() && tally.rows > written;
            let is_enough = lines.len() >= BYTES_AT_ONCE || tally.rows - written >= RECORDS_AT_ONCE;
            if is_enough || is_last {
                output.write(lines.as_bytes(), tally).map_err(Broken::Output)?;
                progress.tell(tally, rows.bytes());
                lines.clear();
                written = tally.rows;
            }
        }
        end.unwrap_or(Ok(()))
    })
}
