//! Liaison, a desktop knowledge graph for analysts.

pub mod base;
pub mod edit;
pub mod model;
#[cfg(feature = "gui")]
pub mod ui;
