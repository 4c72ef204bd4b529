//! Where records go, and how a run that was broken off goes on.
//!
//! A file appears under its name when it is whole. Until then it is called `NAME.part`, and `NAME.part.state` says how far it is
//! good: how many rows and bytes, and what they come to. The state is replaced, never written over, and only after the bytes that it
//! speaks of are on the disk.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::bundle::Fingerprint;

/// Records that are written at once, at most, and their bytes, at least, if they are not as many.
pub const RECORDS_AT_ONCE: u64 = 128;
pub const BYTES_AT_ONCE: usize = 512 * 1024;
/// What is counted under one key takes about so many bytes in the state.
const BYTES_OF_A_KEY: u64 = 64;

/// What a state file holds: the state, and a seal by which it is seen to be whole.
#[derive(Debug, Serialize, Deserialize)]
struct Sealed {
    seal: String,
    state: State,
}

#[derive(Debug, Serialize, Deserialize)]
struct State {
    /// Of everything that decides what is written: policies, options, inputs.
    fingerprint: String,
    bytes: u64,
    tally: Tally,
}

impl Sealed {
    fn new(state: State) -> Self {
        Sealed { seal: state.seal(), state }
    }

    fn opened(bytes: &[u8]) -> Option<State> {
        let sealed: Sealed = serde_json::from_slice(bytes).ok()?;
        Some(sealed.state).filter(|state| state.seal() == sealed.seal)
    }
}

impl State {
    fn seal(&self) -> String {
        Fingerprint::of(serde_json::to_string(self).unwrap_or_default().as_bytes()).to_string()
    }
}

/// Where records go.
pub enum Output<'a> {
    /// Standard output.
    Stream(&'a mut dyn Write),
    /// A file.
    File(Unfinished),
}

/// A file that is not whole yet. No other run may write it as long as this one does.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
    file: File,
    bytes: u64,
    fingerprint: String,
    /// How many bytes and rows the state speaks of.
    known: (u64, u64),
}

/// How a run goes on.
#[derive(Debug)]
pub enum Resumed {
    /// From the start: there is nothing unfinished.
    Fresh(Unfinished),
    /// After what is done.
    After(Unfinished, Box<Tally>),
    /// There is something unfinished of other inputs, policies or options.
    Other,
    /// There is something unfinished, and it was not asked to go on.
    Unasked,
    /// What is unfinished was changed since: it is shorter than it was, or its state is damaged.
    Damaged,
    /// Another run is writing it.
    Busy,
}

impl Unfinished {
    /// Opens the unfinished file, or begins one.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open(path: &Path, fingerprint: String, resume: bool) -> io::Result<Resumed> {
        let [part, state] = marked(path);
        if resume {
            Self::take_back(path, &part, &state, &fingerprint)?;
        }
        let mut file = OpenOptions::new().create(true).write(true).read(true).truncate(false).open(&part)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Resumed::Busy),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let done = match std::fs::read(&state) {
            Ok(_) if !resume => return Ok(Resumed::Unasked),
            Ok(bytes) => match Sealed::opened(&bytes) {
                None => return Ok(Resumed::Damaged),
                Some(state) if state.fingerprint != fingerprint => return Ok(Resumed::Other),
                Some(state) if file.metadata()?.len() < state.bytes => return Ok(Resumed::Damaged),
                Some(state) => Some(state),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let bytes = done.as_ref().map_or(0, |it| it.bytes);
        // What was written after the state was is written again.
        file.set_len(bytes)?;
        file.seek(io::SeekFrom::End(0))?;
        let known = (bytes, done.as_ref().map_or(0, |it| it.tally.rows));
        let unfinished = Unfinished { path: path.to_owned(), file, bytes, fingerprint, known };
        Ok(match done {
            Some(state) => Resumed::After(unfinished, Box::new(state.tally)),
            None => Resumed::Fresh(unfinished),
        })
    }

    /// Where a run was broken off after the last row, when the file had got its name and the state was still there, the file is called
    /// unfinished again, so that what is done is what the state says.
    fn take_back(path: &Path, part: &Path, state: &Path, fingerprint: &str) -> io::Result<()> {
        let is_there = |path: &Path| path.try_exists();
        // A run that was refused leaves an empty one.
        let is_begun = std::fs::metadata(part).is_ok_and(|it| it.len() > 0);
        if is_begun || !is_there(state)? || !is_there(path)? {
            return Ok(());
        }
        let done = std::fs::read(state).map(|bytes| Sealed::opened(&bytes))?;
        let is_it = |state: &State| {
            state.fingerprint == fingerprint && std::fs::metadata(path).is_ok_and(|it| it.len() == state.bytes)
        };
        // What a run of other inputs or options has ended stays as it is.
        if done.as_ref().is_some_and(is_it) {
            std::fs::rename(path, part)?;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], tally: &Tally) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.bytes += bytes.len() as u64;
        // With the state goes the whole tally, which may have to tell many things apart: the longer it is, the more rows it waits for.
        let (bytes, rows) = (self.bytes - self.known.0, tally.rows - self.known.1);
        let keys = tally.told_apart() as u64;
        if bytes >= keys * BYTES_OF_A_KEY || rows >= keys { self.remember(tally) } else { Ok(()) }
    }

    /// Brings what is written to the disk, and after it the state that speaks of it.
    fn remember(&mut self, tally: &Tally) -> io::Result<()> {
        self.file.sync_data()?;
        self.known = (self.bytes, tally.rows);
        let state =
            Sealed::new(State { fingerprint: self.fingerprint.clone(), bytes: self.bytes, tally: tally.clone() });
        let [_, known] = marked(&self.path);
        let mut next = known.clone().into_os_string();
        // Whatever a killed run has left there is written over.
        next.push(".new");
        let mut file = io::BufWriter::new(File::create(&next)?);
        serde_json::to_writer(&mut file, &state)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()?;
        std::fs::rename(next, known)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        let [part, state] = marked(&self.path);
        std::fs::rename(part, &self.path)?;
        match std::fs::remove_file(state) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Output<'_> {
    /// Writes a lot of records.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn write(&mut self, bytes: &[u8], tally: &Tally) -> io::Result<()> {
        match self {
            Output::Stream(out) => out.write_all(bytes).and_then(|()| out.flush()),
            Output::File(file) => file.write(bytes, tally),
        }
    }

    /// Remembers how far it came, to the last row.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn remember(&mut self, tally: &Tally) -> io::Result<()> {
        match self {
            Output::File(file) if file.known.1 < tally.rows => file.remember(tally),
            Output::File(_) | Output::Stream(_) => Ok(()),
        }
    }

    /// All is written.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn finish(&mut self) -> io::Result<()> {
        match self {
            Output::Stream(out) => out.flush(),
            Output::File(file) => file.finish(),
        }
    }
}

/// What a file is called while it is not whole, and where it stands how far it is good.
pub fn marked(path: &Path) -> [PathBuf; 2] {
    [".part", ".part.state"].map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        name.into()
    })
}
