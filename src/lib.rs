//! Liaison, a desktop knowledge graph for analysts.

#[cfg(feature = "gui")]
pub mod ui;
