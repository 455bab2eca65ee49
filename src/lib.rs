//! Liaison, a desktop knowledge graph for analysts.

pub mod analysis;
pub mod base;
pub mod model;
pub mod scene;
