//! Bytes to text: UTF-8 and nothing else, but what else it seems to be is said by name.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS};

use super::limits::MAX_FILE;
use super::refused::TOO_LARGE;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::text;

/// Bytes that are not UTF-8.
pub static ENCODING: Code = Code {
    name: "encoding",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("文字コードが UTF-8 でない", "the text is not UTF-8"),
        why: (
            "推測で読むと、名前や条項が化けたまま判定されるおそれがある",
            "guessing might garble names and clauses, and the verdict would rest on them",
        ),
        example: "(a file that Excel or an old editor saved as Shift_JIS)",
        remedy: ("UTF-8 で保存し直す", "save it as UTF-8"),
    },
};

/// The text of a file: UTF-8, with or without a byte order mark.
///
/// # Errors
/// `too_large`, `encoding`; the place is left to the caller.
#[expect(clippy::result_large_err, reason = "an error ends the reading of a file")]
pub fn decode(bytes: &[u8]) -> Result<&str, Diagnostic> {
    decode_at(bytes, 1).map_err(|(problem, _)| problem)
}

/// The same of a text whose first line is a later one of its file; a problem comes with its line.
///
/// # Errors
/// As above.
#[expect(clippy::result_large_err, reason = "an error ends the reading of a row")]
pub fn decode_at(bytes: &[u8], first_line: u64) -> Result<&str, (Diagnostic, u64)> {
    if bytes.len() > MAX_FILE {
        let most = MAX_FILE / 1024 / 1024;
        let headline = text!("ファイルが {most} MiB を超えています", "the file is larger than {most} MiB");
        let help = text!("ファイルを分けてください", "split the file");
        return Err((Diagnostic::new(&TOO_LARGE, None, headline).help(help), first_line));
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let broken = match std::str::from_utf8(body) {
        // UTF-16 without its mark is often sound UTF-8 (every other byte is zero), and so is ISO-2022-JP.
        Ok(text) if !looks_like_utf_16(bytes) && !looks_like_jis(bytes) => return Ok(text),
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    let line = first_line + body.iter().take(broken).filter(|byte| **byte == b'\n').count() as u64;
    let headline = match guess(bytes) {
        Some(name) => text!("文字コードが {name} のようです", "the text seems to be {name}"),
        None => text!("UTF-8 として読めません（{line} 行目）", "this is not UTF-8 (line {line})"),
    };
    let problem = Diagnostic::new(&ENCODING, None, headline)
        .help(text!(
            "エディターの「名前を付けて保存」で文字コードに UTF-8 を選び、保存し直してください",
            "save it again as UTF-8: choose the encoding under \"Save as\" in the editor"
        ))
        .help(text!("Excel では「CSV UTF-8」で保存できます", "Excel offers \"CSV UTF-8\" among its formats"));
    Err((problem, line))
}

fn looks_like_utf_16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || matches!(bytes, [0, _, 0, _, ..] | [_, 0, _, 0, ..])
}

fn looks_like_jis(bytes: &[u8]) -> bool {
    bytes.contains(&0x1b)
        && bytes.windows(3).any(|three| matches!(three, b"\x1b$B" | b"\x1b$@"))
        && fits(ISO_2022_JP, bytes).is_some()
}

/// The encoding that the bytes fit and that people here use. Most text in EUC-JP also fits Shift_JIS (as half-width kana), so
/// the one that needs fewer of those wins.
fn guess(bytes: &[u8]) -> Option<&'static str> {
    if looks_like_utf_16(bytes) {
        return Some("UTF-16");
    }
    if looks_like_jis(bytes) {
        return Some("ISO-2022-JP");
    }
    match (fits(SHIFT_JIS, bytes), fits(EUC_JP, bytes)) {
        (Some(shift_jis), Some(euc_jp)) if euc_jp < shift_jis => Some("EUC-JP"),
        (Some(_), _) => Some("Shift_JIS"),
        (None, Some(_)) => Some("EUC-JP"),
        (None, None) => None,
    }
}

/// How many half-width kana the bytes would hold in an encoding that they fit.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> Option<usize> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.chars().filter(|c| matches!(c, '\u{ff61}'..='\u{ff9f}')).count())
}
