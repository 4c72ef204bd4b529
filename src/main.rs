//! The `buntan` command.

fn main() {}
