//! Rows under way, in line: judged in any order, they leave in that in which they came.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::thread;

use super::judge::Judged;
use super::rows::Row;
use super::{BYTES_UNDER_WAY, ROWS_UNDER_WAY};

/// A place in line, what came of the row that has it, and the row.
type Done = (u64, thread::Result<Judged>, Row);

/// The line.
#[derive(Default)]
pub(super) struct Line {
    /// How many have left.
    left: u64,
    bytes: usize,
    places: VecDeque<Option<(Judged, Row)>>,
}

impl Line {
    /// Whether another row may be read, with so many threads.
    pub fn has_room(&self, threads: usize) -> bool {
        self.places.len() < ROWS_UNDER_WAY * threads && self.bytes < BYTES_UNDER_WAY * threads
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A place for a row of so many bytes.
    pub fn enter(&mut self, bytes: usize) -> u64 {
        self.bytes += bytes;
        self.places.push_back(None);
        self.left + self.places.len() as u64 - 1
    }

    /// A row was judged.
    pub fn take(&mut self, (place, judged, row): Done) {
        let judged = judged.unwrap_or_else(|panic| resume_unwind(panic));
        if let Some(it) = self.places.get_mut((place - self.left) as usize) {
            *it = Some((judged, row));
        }
    }

    /// The first row, once it was judged.
    pub fn leave(&mut self) -> Option<(Judged, Row)> {
        let first = self.places.front_mut()?.take()?;
        self.places.pop_front();
        self.left += 1;
        self.bytes -= first.1.text.len();
        Some(first)
    }
}
