//! Workbooks of Excel, from and to bytes.

mod bounds;
mod read;
mod write;

pub use read::{Fault, read};
pub use write::write;
