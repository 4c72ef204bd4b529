//! Forms that people fill in with a spreadsheet, both ways.
//!
//! ```text
//!                    ┌─ xlsx ─▶ a workbook ─ people ─▶ a workbook ─ xlsx ─┐
//!   engagement ─▶ Form                                                    Book ─ filled ─▶ answers ─ edit ─▶ the new text
//!                    └────────────── compared with ──────────────────────────▲
//! ```
//!
//! A [`form::Form`] is an engagement seen as rows; reading a filled-in one means building the same form again and comparing, row by
//! row, so that what nobody touched changes no byte. What is written is read once more and has to say what was filled in.
//!
//! INVARIANT: nothing that stands in a cell is ever a formula, and no cell is understood by a guess.

pub mod asides;
pub mod came;
pub mod cells;
pub mod checklist;
pub mod create;
pub mod csv;
pub mod edit;
pub mod filled;
pub mod form;
pub mod grid;
pub mod kept;
pub mod merge;
pub mod noted;
pub mod page;
pub mod problems;
pub mod row;
pub mod said;
pub mod sla;
pub mod split;
pub mod structure;
pub mod table;
pub mod told;
pub mod view;
pub mod xlsx;

pub use problems::CODES;
