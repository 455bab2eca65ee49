//! What can be worked out from a graph without changing it.
//!
//! `analysis` never changes a graph and never reads the clock or the disk.

pub mod check;
pub mod confidence;
pub mod duplicates;
pub mod figures;
pub mod find;
pub mod hypotheses;
pub mod mentions;
pub mod network;
pub mod paths;
pub mod query;
pub mod quotes;
pub mod retraction;
mod sentence;
mod summary;
pub mod table;
pub mod time;
pub mod topology;

pub use sentence::sentence;
pub use summary::{Summary, summarise};
