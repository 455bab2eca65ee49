//! What can be worked out from a graph without changing it.
//!
//! `analysis` never changes a graph and never reads the clock or the disk.

mod check;
pub mod confidence;
pub mod find;
pub mod hypotheses;
pub mod network;
pub mod paths;
pub mod query;
mod sentence;
mod summary;
pub mod topology;

pub use check::{Finding, Rule, check};
pub use sentence::sentence;
pub use summary::{Summary, summarise};
