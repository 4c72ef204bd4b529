//! Workbooks of Excel, from and to bytes.

mod bounds;
mod print;
mod read;
mod references;
mod write;

pub use read::{Fault, read};
pub(in crate::forms) use write::FORMULA;
pub use write::write;
