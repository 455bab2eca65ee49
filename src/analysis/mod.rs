//! What can be worked out from a graph without changing it.
//!
//! `analysis` never changes a graph and never reads the clock or the disk.

mod check;
pub mod confidence;
pub mod find;
pub mod query;
mod summary;

pub use check::{Finding, Rule, check, sentence};
pub use summary::{Summary, summarise};
