//! Inputs as rows: files, folders, patterns, standard input; one engagement each, read one at a time.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::packed;
use super::tally::Fault;
use crate::text;

/// Bytes of one row. The largest hospital known needs a twentieth of this.
pub const MAX_ROW: usize = 4 * 1024 * 1024;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `-`: NDJSON.
    Standard,
    /// A file; its name says what is in it.
    File(PathBuf),
}

/// What one row is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A `.buntan` file.
    Policy,
    /// An object.
    Json,
}

/// One row, not understood yet.
#[derive(Debug)]
pub struct Row {
    /// From 1, over all inputs.
    pub number: u64,
    /// The file; `-` for standard input.
    pub file: String,
    /// The line of the file at which it begins, from 1.
    pub line: u64,
    /// What it is written in.
    pub form: Form,
    /// Its text.
    pub text: Vec<u8>,
    /// Why there is no text.
    pub fault: Option<Fault>,
}

/// All rows of some inputs, in order.
pub struct Rows<'a> {
    inputs: VecDeque<Input>,
    standard: BufReader<&'a mut dyn Read>,
    current_dir: PathBuf,
    open: Option<Lines>,
    number: u64,
    bytes: u64,
}

/// A file of which each line is a row.
struct Lines {
    file: String,
    line: u64,
    reader: Option<Box<dyn BufRead>>,
}

impl<'a> Rows<'a> {
    /// Nothing is opened before it is asked for.
    pub fn new(inputs: Vec<Input>, standard: &'a mut dyn Read, current_dir: PathBuf) -> Self {
        Rows { inputs: inputs.into(), standard: BufReader::new(standard), current_dir, open: None, number: 0, bytes: 0 }
    }

    /// Bytes read so far, of compressed files after decompression.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next row. A file that cannot be opened or read on is a row that says so.
    ///
    /// # Errors
    /// Where standard input cannot be read.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            if let Some(lines) = &mut self.open {
                let next = match &mut lines.reader {
                    Some(reader) => next_line(reader),
                    None => next_line(&mut self.standard),
                };
                match next {
                    Ok(None) => self.open = None,
                    Ok(Some(line)) => {
                        lines.line += 1;
                        self.bytes += line.bytes;
                        if line.is_blank {
                            continue;
                        }
                        let (file, at) = (lines.file.clone(), lines.line);
                        return Ok(Some(self.row(file, at, Form::Json, line.text)));
                    }
                    Err(error) if lines.reader.is_none() => return Err(error),
                    Err(error) => {
                        let (file, at) = (lines.file.clone(), lines.line + 1);
                        self.open = None;
                        return Ok(Some(self.row(file, at, Form::Json, Err(unreadable(&error)))));
                    }
                }
                continue;
            }
            let Some(input) = self.inputs.pop_front() else { return Ok(None) };
            let path = match input {
                Input::Standard => {
                    self.open = Some(Lines { file: "-".to_owned(), line: 0, reader: None });
                    continue;
                }
                Input::File(path) => path,
            };
            let file = path.display().to_string();
            match (kind(&path), packed::open(&self.current_dir.join(&path))) {
                (_, Err(error)) => return Ok(Some(self.row(file, 1, Form::Json, Err(unreadable(&error))))),
                (Kind::Lines, Ok(reader)) => {
                    self.open = Some(Lines { file, line: 0, reader: Some(Box::new(BufReader::new(reader))) });
                }
                (Kind::Whole(form), Ok(reader)) => {
                    let text = whole(reader);
                    return Ok(Some(self.row(file, 1, form, text)));
                }
            }
        }
    }

    fn row(&mut self, file: String, line: u64, form: Form, text: Result<Vec<u8>, Box<Fault>>) -> Row {
        self.number += 1;
        let (text, fault) = match text {
            Ok(text) => (text, None),
            Err(fault) => (Vec::new(), Some(Fault { file: file.clone(), line, ..*fault })),
        };
        Row { number: self.number, file, line, form, text, fault }
    }
}

enum Kind {
    Lines,
    Whole(Form),
}

fn kind(path: &Path) -> Kind {
    match packed::ending(packed::bare(path)).as_str() {
        "buntan" => Kind::Whole(Form::Policy),
        "json" => Kind::Whole(Form::Json),
        _ => Kind::Lines,
    }
}

/// Whether a file of a folder holds rows.
pub fn holds_rows(path: &Path) -> bool {
    matches!(packed::ending(packed::bare(path)).as_str(), "buntan" | "json" | "ndjson" | "jsonl")
}

fn whole(reader: Box<dyn Read>) -> Result<Vec<u8>, Box<Fault>> {
    let mut text = Vec::new();
    match reader.take(MAX_ROW as u64 + 1).read_to_end(&mut text) {
        Err(error) => Err(unreadable(&error)),
        Ok(_) if text.len() > MAX_ROW => Err(too_large()),
        Ok(_) => Ok(text),
    }
}

struct Line {
    text: Result<Vec<u8>, Box<Fault>>,
    bytes: u64,
    is_blank: bool,
}

/// The next line without its end, of which no more than a row's worth is kept; none at the end.
fn next_line(reader: &mut dyn BufRead) -> io::Result<Option<Line>> {
    let mut text = Vec::new();
    let mut bytes = Read::take(&mut *reader, MAX_ROW as u64 + 1).read_until(b'\n', &mut text)? as u64;
    if bytes == 0 {
        return Ok(None);
    }
    let is_whole = text.pop_if(|last| *last == b'\n').is_some() || text.len() <= MAX_ROW;
    if !is_whole {
        bytes += reader.skip_until(b'\n')? as u64;
    }
    let is_blank = is_whole && text.trim_ascii().is_empty();
    let text = if is_whole { Ok(text) } else { Err(too_large()) };
    Ok(Some(Line { text, bytes, is_blank }))
}

fn too_large() -> Box<Fault> {
    let most = MAX_ROW / 1024 / 1024;
    Box::new(Fault::new("too_large", text!("{most} MiB を超える行です", "the row is larger than {most} MiB")))
}

fn unreadable(error: &io::Error) -> Box<Fault> {
    let message = match error.kind() {
        io::ErrorKind::InvalidInput => text!(
            "読めません：フォルダ、パイプ、デバイスなどで、通常のファイルではありません",
            "cannot be read: it is a folder, a pipe or a device, not a plain file"
        ),
        io::ErrorKind::InvalidData => {
            text!("読めません：圧縮されたデータが壊れています", "cannot be read: the packed data is damaged")
        }
        io::ErrorKind::FileTooLarge => {
            let most = packed::MAX_WINDOW >> 20;
            text!(
                "読めません：圧縮の窓が {most} MiB を超えています。`zstd --long` を付けずに圧縮し直してください",
                "cannot be read: it was packed with a window of more than {most} MiB; pack it again without `zstd --long`"
            )
        }
        io::ErrorKind::UnexpectedEof => text!(
            "読めません：圧縮されたデータが途中で切れています",
            "cannot be read: the packed data ends in the middle"
        ),
        io::ErrorKind::NotFound => {
            text!("見つかりません（リンク切れを含みます）", "does not exist, or is a link to nothing")
        }
        _ => text!("読めません：{error}", "cannot be read: {error}"),
    };
    Box::new(Fault::new("unreadable_file", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_up_to_the_bound_and_the_next_one_always() {
        let lines = [MAX_ROW, MAX_ROW + 1, 2 * MAX_ROW, 0, 1].map(|bytes| "x".repeat(bytes));
        let mut file = lines.join("\n");
        for end in ["", "\n"] {
            file.push_str(end);
            let mut reader = file.as_bytes();
            for line in &lines {
                let next = next_line(&mut reader).expect("readable").expect("a line");
                assert_eq!(next.text.ok().map(|it| it.len()), Some(line.len()).filter(|bytes| *bytes <= MAX_ROW));
                assert_eq!(next.is_blank, line.is_empty());
            }
            assert!(next_line(&mut reader).expect("readable").is_none());
        }
    }
}
