//! Cells as people leave them: each reader says what a cell means, or that it cannot tell.

pub mod dates;
pub mod marks;
pub mod plain;
pub mod value;
