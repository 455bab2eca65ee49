//! Liaison, a desktop knowledge graph for analysts.
