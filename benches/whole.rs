//! A whole batch over a file of rows, as benches run it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use buntan::batch::{self, Input, Judge, Output, Progress, Rows, Tally, Wanted};
use buntan::diagnostic::Lang;
use buntan::model::Stretch;
use buntan::workspace::Workspace;
use buntan::world::MemoryWorld;
use jiff::civil::date;
use rayon::ThreadPool;

/// The day that is judged.
pub const DAY: jiff::civil::Date = date(2026, 10, 1);

/// Counts what is written, and forgets it.
pub struct Counter(pub u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Texts, compiled.
pub fn workspace(texts: &[(&str, &str)]) -> Workspace {
    let world = texts.iter().fold(MemoryWorld::default(), |world, (name, text)| world.file(name, *text));
    let paths: Vec<PathBuf> = texts.iter().map(|(name, _)| PathBuf::from(name)).collect();
    Workspace::open(&world, &paths, None)
}

fn wanted() -> Wanted {
    Wanted {
        days: Stretch::from(DAY),
        only: Default::default(),
        catalogues: Default::default(),
        in_full: false,
        without: Vec::new(),
        baseline: None,
    }
}

/// Judges a file of rows; what is written is counted, or handed out.
pub fn judged(workspace: &Workspace, path: &Path, pool: &ThreadPool, out: &mut dyn Write) -> Tally {
    let judge = Judge::new(workspace, wanted());
    let mut nothing = io::empty();
    let mut rows = Rows::new(vec![Input::File(path.to_owned())], &mut nothing, PathBuf::new());
    let mut tally = Tally::default();
    let progress = Progress::new(None, false, Lang::En);
    batch::run(&mut rows, &judge, &mut Output::Stream(out), &mut tally, (pool, &progress)).expect("nothing breaks off");
    tally
}
