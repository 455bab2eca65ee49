//! GraphML: the plain format, with the graphics of yEd (desktop and Live) and Maltego.
//!
//! Read are keys with defaults and types, nested graphs (as groups of the view), ports, hyperedges (as entities of a
//! type of their own), yEd's labels, shapes, colours and places, and Maltego's entities and links.
//! Format: U. Brandes et al., "GraphML Progress Report" (2002) and the GraphML Primer; yFiles' and Maltego's additions
//! as their programs write them.

mod graphics;
mod read;
mod shares;
mod write;

pub(super) use read::{read, recognises};
pub(super) use write::write;

/// The key of the format.
pub(super) const FORMAT: &str = "graphml";

/// How the ids of our own keys for yEd's graphics begin.
const OWN_GRAPHICS: &str = "liaison-";
