//! A place in a text of JSON that moves on from token to token.
//!
//! Where tokens begin and end is found here, since no reader at hand tells the places of keys; what an escape means and how a number is
//! written is left to `serde_json`.

use std::borrow::Cow;
use std::fmt;

use serde::de::IgnoredAny;

use crate::syntax::limits::{MAX_NESTING, MAX_STRING};
use crate::syntax::refused::is_refused;

/// Bytes that stand for themselves in a string: ASCII without controls, `"` and `\\`.
const PLAIN: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        all[byte as usize] = byte != b'"' && byte != b'\\';
        byte += 1;
    }
    all
};

/// Something is odd; what it is, the plain reader says.
#[derive(Debug)]
pub(super) struct Doubt;

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("not read without doubt")
    }
}

impl std::error::Error for Doubt {}

impl serde::de::Error for Doubt {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Doubt
    }
}

/// The place, and how many brackets are open there.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Cursor { text, at: 0, depth: 0 }
    }

    /// The byte behind the last token, or at the next one after [`Cursor::peek`].
    pub fn at(&self) -> usize {
        self.at
    }

    /// How many brackets are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes that are not passed yet.
    pub fn left(&self) -> usize {
        self.text.len() - self.at.min(self.text.len())
    }

    /// What was passed since a byte.
    pub fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> u8 {
        // No sign of JSON, and none that a string may hold.
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The first byte of the next token, after blanks; zero at the end.
    pub fn peek(&mut self) -> u8 {
        while matches!(self.byte(self.at), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
        self.byte(self.at)
    }

    /// Passes a sign that must come next.
    pub fn pass(&mut self, sign: u8) -> Result<(), Doubt> {
        if self.peek() != sign {
            return Err(Doubt);
        }
        self.at += 1;
        Ok(())
    }

    /// Nothing but blanks may follow.
    pub fn end(&mut self) -> Result<(), Doubt> {
        self.peek();
        if self.at == self.text.len() { Ok(()) } else { Err(Doubt) }
    }

    /// Goes into an array or an object.
    pub fn open(&mut self, bracket: u8) -> Result<(), Doubt> {
        self.pass(bracket)?;
        self.depth += 1;
        if self.depth > MAX_NESTING { Err(Doubt) } else { Ok(()) }
    }

    /// Goes to the next element, or past the closing bracket where there is none.
    pub fn goes_on(&mut self, is_first: bool, bracket: u8) -> Result<bool, Doubt> {
        match self.peek() {
            byte if byte == bracket => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            b',' if !is_first => {
                self.at += 1;
                // Behind a comma there is an element.
                if self.peek() == bracket { Err(Doubt) } else { Ok(true) }
            }
            _ if is_first => Ok(true),
            _ => Err(Doubt),
        }
    }

    /// Passes a string and says what it holds.
    pub fn string(&mut self) -> Result<Cow<'a, str>, Doubt> {
        self.pass(b'"')?;
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let plain = rest.iter().position(|byte| !PLAIN[usize::from(*byte)]).ok_or(Doubt)?;
        self.at += plain + 1;
        let text = match rest.get(plain) {
            Some(b'"') => Cow::Borrowed(self.text.get(start..start + plain).ok_or(Doubt)?),
            _ => self.odd_string(start, start + plain)?,
        };
        if text.len() <= MAX_STRING { Ok(text) } else { Err(Doubt) }
    }

    /// The same of a string that began at one byte and holds, from another on, more than plain ASCII.
    fn odd_string(&mut self, start: usize, mut end: usize) -> Result<Cow<'a, str>, Doubt> {
        let mut has_escapes = false;
        loop {
            match self.byte(end) {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    end += 1;
                }
                0..b' ' => return Err(Doubt),
                _ => {}
            }
            end += 1;
        }
        self.at = end + 1;
        let text = match has_escapes {
            false => Cow::Borrowed(self.text.get(start..end).ok_or(Doubt)?),
            true => Cow::Owned(serde_json::from_str(self.since(start - 1)).map_err(|_| Doubt)?),
        };
        if text.chars().any(is_refused) { Err(Doubt) } else { Ok(text) }
    }

    /// Passes a number, `true`, `false` or `null`, and says how it is written.
    pub fn scalar(&mut self) -> Result<&'a str, Doubt> {
        self.peek();
        let start = self.at;
        while matches!(self.byte(self.at), b'a'..=b'z' | b'E' | b'0'..=b'9' | b'+' | b'-' | b'.') {
            self.at += 1;
        }
        let written = self.since(start);
        if !matches!(written, "true" | "false" | "null") {
            serde_json::from_str::<IgnoredAny>(written).map_err(|_| Doubt)?;
        }
        Ok(written)
    }

    /// Passes a whole value.
    pub fn skip(&mut self) -> Result<(), Doubt> {
        let (open, close) = match self.peek() {
            b'"' => return self.string().map(drop),
            b'[' => (b'[', b']'),
            b'{' => (b'{', b'}'),
            _ => return self.scalar().map(drop),
        };
        self.open(open)?;
        let mut is_first = true;
        while self.goes_on(is_first, close)? {
            is_first = false;
            if open == b'{' {
                self.string()?;
                self.pass(b':')?;
            }
            self.skip()?;
        }
        Ok(())
    }
}
