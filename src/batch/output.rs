//! Where records go, and how a run that was broken off goes on.
//!
//! A file appears under its name when it is whole. Until then it is called `NAME.part`, and `NAME.part.state` says how far it is
//! good: how many rows and bytes, and what they come to. The state is replaced, never written over, and only after the bytes that it
//! speaks of are on the disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::tally::Tally;

/// What a state file holds.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    /// Of everything that decides what is written: policies, options, inputs.
    fingerprint: String,
    bytes: u64,
    tally: Tally,
}

/// Where records go.
pub enum Output<'a> {
    /// Standard output.
    Stream(&'a mut dyn Write),
    /// A file.
    File(Unfinished),
}

/// A file that is not whole yet.
pub struct Unfinished {
    path: PathBuf,
    file: File,
    bytes: u64,
    fingerprint: String,
}

/// How a run goes on.
#[derive(Debug)]
pub enum Resumed {
    /// From the start: there is nothing unfinished.
    Fresh,
    /// After what is done.
    After(Box<Tally>),
    /// There is something unfinished of other inputs, policies or options.
    Other,
    /// There is something unfinished, and it was not asked to go on.
    Unasked,
}

impl Unfinished {
    /// Opens the unfinished file, or begins one.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open(path: &Path, fingerprint: String, resume: bool) -> io::Result<(Resumed, Option<Unfinished>)> {
        let part = with_ending(path, ".part");
        let state = std::fs::read(with_ending(path, ".part.state"));
        let state: Option<State> = state.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let (mut resumed, mut bytes) = (Resumed::Fresh, 0);
        match state {
            Some(_) if !resume => return Ok((Resumed::Unasked, None)),
            Some(state) if state.fingerprint != fingerprint => return Ok((Resumed::Other, None)),
            Some(state) => (resumed, bytes) = (Resumed::After(Box::new(state.tally)), state.bytes),
            None => {}
        }
        let mut file = OpenOptions::new().create(true).write(true).read(true).truncate(false).open(&part)?;
        // What was written after the state was is written again.
        file.set_len(bytes)?;
        file.seek(io::SeekFrom::End(0))?;
        Ok((resumed, Some(Unfinished { path: path.to_owned(), file, bytes, fingerprint })))
    }

    fn write(&mut self, bytes: &[u8], tally: &Tally) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.bytes += bytes.len() as u64;
        self.file.sync_data()?;
        let state = State { fingerprint: self.fingerprint.clone(), bytes: self.bytes, tally: tally.clone() };
        let folder = self.path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(io::BufWriter::new(&mut temporary), &state)?;
        temporary.as_file().sync_data()?;
        temporary.persist(with_ending(&self.path, ".part.state")).map_err(|error| error.error)?;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(with_ending(&self.path, ".part"), &self.path)?;
        match std::fs::remove_file(with_ending(&self.path, ".part.state")) {
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

/// The path with more at its end.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
