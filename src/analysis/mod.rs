//! Questions about a graph.
//!
//! `analysis` reads a graph and never changes one; it never reads the clock or the disk.

mod check;
mod summary;

pub use check::{Finding, Rule, check};
pub use summary::{Summary, summarise};
