//! What can be worked out from a graph without changing it.
//!
//! `analysis` never changes a graph and never reads the clock or the disk.

pub mod confidence;
