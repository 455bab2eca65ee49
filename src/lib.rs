//! Liaison, a desktop knowledge graph for analysts.

pub mod analysis;
pub mod base;
pub mod cli;
pub mod edit;
pub mod formats;
pub mod layout;
pub mod model;
pub mod scene;
pub mod session;
#[cfg(feature = "gui")]
pub mod ui;
