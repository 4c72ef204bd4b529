//! The floor: what merely reading rows costs. Blocks of a mebibyte, `serde_json` into borrowed structs that hold every field, dropped.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

const BLOCK: usize = 1 << 20;

/// A string as a row has it: borrowed where nothing is escaped.
pub trait Words<'a>: Deserialize<'a> + Send {}

impl<'a> Words<'a> for &'a str {}

/// A string of a row that may be escaped.
#[derive(Deserialize)]
#[serde(transparent)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
pub struct Escaped<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Words<'a> for Escaped<'a> {}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Row<T> {
    x_id: T,
    engagement: T,
    #[serde(rename = "use")]
    uses: Vec<Use<T>>,
    facts: Facts,
    parties: Vec<Party<T>>,
    components: Vec<Component<T>>,
    contracts: Vec<Contract<T>>,
    statements: Vec<Statement<T>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Facts {
    f0: Option<bool>,
    f1: Option<bool>,
    f2: Option<bool>,
    f3: Option<bool>,
    f4: Option<bool>,
    f5: Option<bool>,
    f6: Option<bool>,
    f7: Option<bool>,
    f8: Option<bool>,
    f9: Option<bool>,
    f10: Option<bool>,
    f11: Option<bool>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Use<T> {
    catalogue: T,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Party<T> {
    name: T,
    kind: T,
    title: Option<T>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Component<T> {
    name: T,
    kind: T,
    by: T,
    runs_on: Option<Vec<T>>,
    connects: Option<Vec<T>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Contract<T> {
    name: T,
    customer: T,
    supplier: T,
    under: Option<T>,
    consented: Option<T>,
    #[serde(rename = "type")]
    types: Vec<T>,
    period: Period<T>,
    covers: Vec<T>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Period<T> {
    from: T,
    to: T,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Statement<T> {
    who: T,
    does: T,
    duties: Vec<T>,
    on: Option<Vec<T>>,
    to: Option<T>,
    via: Option<T>,
    by: Option<Vec<Basis<T>>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "held, as whoever reads a row holds it")]
struct Basis<T> {
    contract: T,
    clause: T,
}

/// Reads all rows of a file on all threads of the current pool, and says how many there were.
pub fn read(path: &Path, escaped: bool) -> io::Result<usize> {
    let mut file = File::open(path)?;
    let (mut text, mut rows) = (Vec::with_capacity(2 * BLOCK), 0);
    loop {
        let before = text.len();
        text.resize(before + BLOCK, 0);
        let read = file.read(&mut text[before..])?;
        text.truncate(before + read);
        let whole = match (read, text.iter().rposition(|it| *it == b'\n')) {
            (0, _) => text.len(),
            (_, Some(at)) => at + 1,
            (_, None) => continue,
        };
        let lines: Vec<&[u8]> = text[..whole].split(|it| *it == b'\n').filter(|it| !it.is_empty()).collect();
        lines.par_iter().try_for_each(|line| if escaped { row::<Escaped>(line) } else { row::<&str>(line) })?;
        rows += lines.len();
        text.drain(..whole);
        if read == 0 {
            return Ok(rows);
        }
    }
}

fn row<'a, T: Words<'a>>(line: &'a [u8]) -> io::Result<()> {
    let row: Row<T> = serde_json::from_slice(line)?;
    drop(std::hint::black_box(row));
    Ok(())
}
