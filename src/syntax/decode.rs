//! Bytes to text.

use super::limits::MAX_FILE;
use super::problems::{ENCODING, TOO_LARGE};
use crate::diagnostic::Diagnostic;
use crate::text;

/// UTF-8 with or without a byte order mark; anything else is refused by its name.
///
/// # Errors
/// `too_large`, `encoding`; the place is left to the caller.
#[expect(clippy::result_large_err, reason = "an error ends the reading of a file")]
pub fn decode(bytes: &[u8]) -> Result<String, Diagnostic> {
    if bytes.len() > MAX_FILE {
        let limit = MAX_FILE / 1024 / 1024;
        let headline = text!("ファイルが {limit} MiB を超えています", "the file is larger than {limit} MiB");
        return Err(Diagnostic::new(&TOO_LARGE, None, headline));
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => {
            let name = guess(bytes);
            let headline =
                text!("UTF-8 ではありません（{name} のようです）", "this is not UTF-8 (it looks like {name})");
            let help = text!("UTF-8 で保存し直してください", "save it as UTF-8");
            Err(Diagnostic::new(&ENCODING, None, headline).help(help))
        }
    }
}

fn guess(bytes: &[u8]) -> &'static str {
    use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS};
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return "UTF-16",
        _ => {}
    }
    let fits = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    [(SHIFT_JIS, "Shift_JIS"), (EUC_JP, "EUC-JP"), (ISO_2022_JP, "ISO-2022-JP")]
        .into_iter()
        .find(|(encoding, _)| fits(encoding))
        .map_or("?", |(_, name)| name)
}
