//! GML, the Graph Modelling Language, with the graphics of yEd and what networkx, igraph and Cytoscape add.
//!
//! Format: M. Himsolt, "GML: A portable Graph File Format" (1997). Keys of ours: `liaisonid`, the id of a record, and
//! `property [ name … value … ]`, a property whose name cannot be a key.

mod parse;
mod read;
mod write;

pub(super) use read::{read, recognises};
pub(super) use write::write;

/// The key of the format.
pub(super) const FORMAT: &str = "gml";

/// The key under which the id of a record stands: ids of GML itself are whole numbers.
const OWN_ID: &str = "liaisonid";
/// The key of a property whose name cannot be a key.
const PROPERTY: &str = "property";
