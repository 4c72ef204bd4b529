//! Every bound on what is read, each with its reason.

/// Bytes of a file: spans are 32 bits wide, and no policy that people wrote comes near.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// Brackets inside each other: people stay below ten; the parser and everything after it recurse only over brackets, so this bounds
/// the stack on every thread and in every build.
pub const MAX_NESTING: usize = 64;

/// Bytes of a string.
pub const MAX_STRING: usize = 64 * 1024;

/// Bytes of a name.
pub const MAX_NAME: usize = 256;
