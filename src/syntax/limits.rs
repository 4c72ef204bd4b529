//! How much an input may ask for. Inputs are untrusted: every bound has a clear error, and none depends on the machine.

/// Brackets inside brackets. Conditions and sections nest with them and nothing else does, so this bounds the stack of parsing,
/// lowering, evaluation and dropping alike; texts of this kind need five.
pub const MAX_NESTING: usize = 64;

/// Bytes of one file. Spans are 32 bits wide, and the largest catalogue known needs a hundredth of this.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// Bytes of one bundle, which is read as a whole. All built-in packs together need a thirtieth.
pub const MAX_BUNDLE: usize = 64 * 1024 * 1024;

/// Bytes of a baseline, which is read as a whole: about half a million findings.
pub const MAX_BASELINE: usize = 256 * 1024 * 1024;

/// Bytes of the name of a text in a bundle: a path as it was given.
pub const MAX_PATH: usize = 4096;

/// Bytes of one text in quotes. Long enough for any clause of a contract, short enough for every report.
pub const MAX_STRING: usize = 64 * 1024;

/// Bytes of one name or id. They are repeated in every message and in every key of a table.
pub const MAX_NAME: usize = 256;

/// Problems reported for one text. A file that is no policy at all has an error on every line; nobody reads the thousandth, and
/// sixteen million bytes of them would need a hundred times that in messages.
pub const MAX_PROBLEMS: usize = 500;

/// Problems reported for one engagement in JSON: it is read again after each.
pub const MAX_ROW_PROBLEMS: usize = 32;

/// Rows of NDJSON that cannot be read before the rest is left alone: the file is something else.
pub const MAX_BAD_ROWS: usize = 10_000;

/// Parties, components, contracts or statements of one engagement, of each kind. The largest hospital known needs a tenth of this;
/// some questions are asked of every pair.
pub const MAX_MEMBERS: usize = 10_000;

/// Clauses of templates times the contracts that follow them, and the subjects that they then speak of: both factors are short
/// texts. A hundred contracts after a standard of a thousand clauses need a tenth.
pub const MAX_FOLLOWED: usize = 1_000_000;

/// Levels in one list, windows of one level, exceptions of one level. The largest agreement known has twenty; each is compared with
/// each.
pub const MAX_LEVELS: usize = 100;

/// Promises times suppliers, and demands times covering contracts, of one engagement: how often levels are compared.
pub const MAX_LEVEL_COMPARISONS: usize = 200_000;

/// Suppliers of one contract that makes promises. Their levels are multiplied with all their digits.
pub const MAX_SUPPLIERS: usize = 1_000;

/// What obligations of one engagement can be about: its members and the interfaces between them.
pub const MAX_SUBJECTS: usize = 50_000;

/// Obligations of one engagement: duties times subjects, phases and modes.
pub const MAX_OBLIGATIONS: usize = 200_000;

/// `for` of one rule: what it ranges over is a product, and nobody reads a rule of nine nested loops.
pub const MAX_RANGES: usize = 8;

/// Contracts one beneath the other. Whatever flows down is followed through all of them; four are many.
pub const MAX_TIERS: usize = 64;

/// Bindings that all rules together may have to try in one engagement on one day. It takes about a second; the largest hospital known
/// and a rule on all pairs of its contracts need a tenth of this.
pub const MAX_BINDINGS: usize = 1_000_000;

/// Bytes of one workbook as it lies on disk. The form of the largest hospital known needs a hundredth.
pub const MAX_WORKBOOK: usize = 16 * 1024 * 1024;

/// Bytes of a workbook when it is unpacked, and of the words in its cells: what is packed may say that it is small.
pub const MAX_UNPACKED: usize = 128 * 1024 * 1024;

/// Files in the package that a workbook is.
pub const MAX_PARTS: usize = 1_000;

/// Sheets of one workbook.
pub const MAX_SHEETS: usize = 100;

/// Cells of one workbook in which something stands, those of merged ranges each by itself.
pub const MAX_CELLS: usize = 500_000;

/// Workbooks that one command merges.
pub const MAX_WORKBOOKS: usize = 200;

/// Units of UTF-16 in one cell. A spreadsheet holds no more.
pub const MAX_CELL: usize = 32_767;
