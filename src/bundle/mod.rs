//! Bundles: policies in one file, each with its text, the fingerprint of its text, and its tree, ready to be used.
//!
//! ```text
//!   magic │ format │ seal │ length │ contents │ texts and trees
//!                         └─ SHA-256 of ─────────────────────┘
//! ```
//!
//! A bundle holds catalogues, templates and rules; engagements and tests are never part of it. The built-in packs are such a bundle,
//! and its trees are used as they are: a test proves that parsing gives the same. The trees of a bundle from elsewhere prove that it
//! was read as it is read here; what is judged is what its texts say.

mod fault;
mod tree;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read};

use borsh::{BorshDeserialize, BorshSerialize};
use sha2::{Digest, Sha256};

pub use fault::Fault;

use crate::source::SourceId;
use crate::syntax::ast;
use crate::syntax::limits::{MAX_BUNDLE, MAX_PATH};

const MAGIC: [u8; 8] = *b"buntan\0\n";

/// Raised whenever the form of the trees or of the contents changes.
const FORMAT: u32 = 1;

/// Magic, format, seal and length.
const HEAD: usize = MAGIC.len() + 4 + 32 + 4;

/// The SHA-256 of a text.
#[derive(Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// That of a text.
    pub fn of(text: &[u8]) -> Self {
        Fingerprint(Sha256::digest(text).into())
    }
}

/// A fingerprint in the making, of what comes piece by piece.
#[derive(Clone, Default)]
pub struct Printing(Sha256);

impl Printing {
    /// Adds what comes next.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// That of all that came.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// By which names what is in a file is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Names {
    /// Its catalogues.
    pub catalogues: Vec<String>,
    /// Their profiles.
    pub profiles: Vec<String>,
    /// Its templates.
    pub templates: Vec<String>,
}

impl Names {
    /// Those of a file.
    pub fn of(file: &ast::File) -> Self {
        let profiles = file.catalogues.iter().flat_map(|it| &it.profiles);
        Names {
            catalogues: file.catalogues.iter().map(|it| it.name.key()).collect(),
            profiles: profiles.map(|it| it.name.key()).collect(),
            templates: file.templates.iter().map(|it| it.name.key()).collect(),
        }
    }

    /// Whether `use` may name something of it.
    pub fn are_used(&self, name: &str) -> bool {
        self.catalogues.iter().chain(&self.profiles).any(|it| it == name)
    }

    /// Whether nothing of it can be named: rules alone, which are asked wherever they are given.
    pub fn are_none(&self) -> bool {
        self.catalogues.is_empty() && self.profiles.is_empty() && self.templates.is_empty()
    }
}

/// One text of a bundle.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Entry {
    /// `roles-2024/catalogue.buntan`
    pub name: String,
    /// What is in it.
    pub names: Names,
    /// The SHA-256 of its text.
    pub fingerprint: Fingerprint,
    text: Part,
    tree: Part,
}

/// A stretch of bytes after the contents.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
struct Part {
    at: u32,
    length: u32,
}

/// A bundle that was read.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// Its texts, in order of their names.
    pub entries: Vec<Entry>,
    bytes: Cow<'static, [u8]>,
    body: usize,
}

/// A policy to be written: its name, its text, and what the text was read as.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// `roles-2024/catalogue.buntan`
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// Its tree.
    pub file: &'a ast::File,
}

/// Writes policies, in order of their names.
///
/// # Errors
/// When they are too large to be read again.
pub fn write(policies: &[Policy]) -> Result<Vec<u8>, Fault> {
    let mut policies = policies.to_vec();
    policies.sort_by_key(|it| it.name);
    let (mut entries, mut body) = (Vec::new(), Vec::new());
    for Policy { name, text, file } in policies {
        let mut put = |bytes: &[u8]| {
            // Both fit: the whole is bounded below, and each text was before.
            let part = Part { at: body.len() as u32, length: bytes.len() as u32 };
            body.extend_from_slice(bytes);
            part
        };
        let (text_part, tree) = (put(text.as_bytes()), put(&tree::encode(file)));
        let fingerprint = Fingerprint::of(text.as_bytes());
        entries.push(Entry { name: name.to_owned(), names: Names::of(file), fingerprint, text: text_part, tree });
        if body.len() > MAX_BUNDLE {
            return Err(Fault::TooLarge);
        }
    }
    let contents = borsh::to_vec(&entries).map_err(|_| Fault::TooLarge)?;
    let sealed = [&(contents.len() as u32).to_le_bytes(), contents.as_slice(), &body].concat();
    let bytes = [&MAGIC, FORMAT.to_le_bytes().as_slice(), &Sha256::digest(&sealed), &sealed].concat();
    if bytes.len() > MAX_BUNDLE { Err(Fault::TooLarge) } else { Ok(bytes) }
}

/// Reads a bundle of any origin.
///
/// # Errors
/// When it is none, of another version, too large, or not as it was written.
pub fn read(bytes: Vec<u8>) -> Result<Bundle, Fault> {
    let bundle = open(bytes.into())?;
    let seal = &bundle.bytes[HEAD - 36..HEAD - 4];
    let sealed = &bundle.bytes[HEAD - 4..];
    if Sha256::digest(sealed).as_slice() != seal {
        return Err(Fault::Damaged);
    }
    let names: BTreeSet<&str> = bundle.entries.iter().map(|it| it.name.as_str()).collect();
    let is_sound = |it: &Entry| {
        !it.name.is_empty()
            && it.name.len() <= MAX_PATH
            && Fingerprint::of(bundle.part(it.text)) == it.fingerprint
            && std::str::from_utf8(bundle.part(it.text)).is_ok()
    };
    let sound = names.len() == bundle.entries.len() && bundle.entries.iter().all(is_sound);
    if sound { Ok(bundle) } else { Err(Fault::Damaged) }
}

/// Whether a file begins like a bundle.
///
/// # Errors
/// When it cannot be read.
pub fn is_bundle(mut file: impl Read) -> io::Result<bool> {
    let mut head = [0; MAGIC.len()];
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        other => other.map(|()| head == MAGIC),
    }
}

/// Opens a bundle that is part of the program, and does not look whether it is as it was written.
///
/// # Errors
/// When it is none, or of another version.
pub fn open_embedded(bytes: &'static [u8]) -> Result<Bundle, Fault> {
    open(bytes.into())
}

fn open(bytes: Cow<'static, [u8]>) -> Result<Bundle, Fault> {
    if bytes.len() > MAX_BUNDLE {
        return Err(Fault::TooLarge);
    }
    let head = bytes.strip_prefix(&MAGIC).ok_or(Fault::Foreign)?;
    let (format, rest) = head.split_first_chunk().ok_or(Fault::Damaged)?;
    if u32::from_le_bytes(*format) != FORMAT {
        return Err(Fault::OtherFormat);
    }
    let (length, rest) = rest.get(32..).and_then(<[u8]>::split_first_chunk).ok_or(Fault::Damaged)?;
    let length = u32::from_le_bytes(*length) as usize;
    let contents = rest.get(..length).ok_or(Fault::Damaged)?;
    let entries: Vec<Entry> = borsh::from_slice(contents).map_err(|_| Fault::Damaged)?;
    let body = rest.len() - length;
    let inside = |part: Part| (part.at as usize).checked_add(part.length as usize).is_some_and(|end| end <= body);
    if !entries.iter().all(|it| inside(it.text) && inside(it.tree)) {
        return Err(Fault::Damaged);
    }
    Ok(Bundle { entries, bytes, body: HEAD + length })
}

impl Bundle {
    /// The text of an entry.
    pub fn text(&self, entry: &Entry) -> &str {
        std::str::from_utf8(self.bytes(entry)).unwrap_or_default()
    }

    /// The text of an entry as it lies there.
    pub fn bytes(&self, entry: &Entry) -> &[u8] {
        self.part(entry.text)
    }

    /// The tree of an entry as it was written, its spans in a source. Only for a bundle that is part of the program: nothing is
    /// known of the tree of another.
    ///
    /// # Errors
    /// When the tree is not of this version.
    pub fn tree(&self, entry: &Entry, source: SourceId) -> Result<ast::File, Fault> {
        tree::decode(self.part(entry.tree), source).map_err(|_| Fault::Damaged)
    }

    /// Whether an entry is what its text was read as.
    pub fn agrees(&self, entry: &Entry, file: &ast::File) -> bool {
        Names::of(file) == entry.names && tree::encode(file) == self.part(entry.tree)
    }

    fn part(&self, part: Part) -> &[u8] {
        let at = self.body + part.at as usize;
        self.bytes.get(at..at + part.length as usize).unwrap_or_default()
    }
}
