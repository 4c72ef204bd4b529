//! A policy that was written in one go, brought into its canonical layout piece by piece.
//!
//! To lay out a text takes a hundred times its size in memory. Sections of a catalogue and statements of an engagement are laid out
//! without regard to those beside them, so that a long block can be cut between them and put together again.

use crate::source::{Source, SourceId};
use crate::syntax::format::{Options, format};

/// Bytes after which a block is cut where that is possible.
const PIECE: usize = 256 * 1024;

/// The policy in its canonical layout; a piece that has none stays as it is written.
pub(super) fn laid_out(written: &str) -> String {
    let blocks: Vec<String> = blocks(written).into_iter().map(block).collect();
    blocks.join("\n")
}

/// The blocks of the file: each ends in a line that is a brace alone.
fn blocks(written: &str) -> Vec<&str> {
    written.split_inclusive("\n}\n").map(|it| it.trim_start_matches('\n')).filter(|it| !it.is_empty()).collect()
}

fn block(written: &str) -> String {
    let Some((head, inside)) = written.split_once('\n') else { return formatted(written) };
    let inside = inside.strip_suffix("}\n").unwrap_or(inside);
    let pieces = pieces(inside).into_iter().map(|piece| formatted(&format!("{head}\n{piece}}}\n")));
    let mut all = String::new();
    for piece in pieces {
        let begun = all.strip_suffix("}\n").map(str::len);
        match (begun, piece.split_once('\n')) {
            (Some(end), Some((_, inside))) => {
                all.truncate(end);
                all.push_str(inside);
            }
            _ => all.push_str(&piece),
        }
    }
    all
}

/// What stands in a block, cut before sections and before statements.
fn pieces(inside: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in inside.split_inclusive('\n') {
        let may_be_cut = line.starts_with("  section ") || line.contains(" owns ");
        if may_be_cut && at - start > PIECE {
            all.push(&inside[start..at]);
            start = at;
        }
        at += line.len();
    }
    all.push(&inside[start..]);
    all
}

fn formatted(written: &str) -> String {
    let source = Source::new("oscal.buntan", written);
    format(SourceId(0), &source, &Options::default()).unwrap_or_else(|_| written.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// A block long enough to be cut says and looks the same as one that is laid out whole.
    #[test]
    fn a_block_that_is_cut_looks_as_if_it_was_not() {
        let mut written = String::from("catalogue a {\n  title \"A\"\n  edition 2024-02\n");
        for at in 0..2_000 {
            let _ = writeln!(
                written,
                "  section s{at} \"s\" {{\n    control s{at}.r \"x\" {{\n      source \"r\"  per contract\n   summary \"{}\"\n    }}\n  }}",
                "y".repeat(200)
            );
        }
        written.push_str("}\n\nengagement \"E\" {\n  party long_name hospital \"H\"\n  party A vendor \"A\"\n");
        for at in 0..8_000 {
            let _ = writeln!(written, "  A owns  a:s{at}.r on K1 by K1 \"{at}\"");
        }
        written.push_str("}\n\n");
        assert!(pieces(&written).len() > 2);
        assert_eq!(laid_out(&written), formatted(&written));
    }
}
