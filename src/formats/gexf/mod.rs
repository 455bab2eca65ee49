//! GEXF, Gephi's format: versions 1.0 to 1.3 are read, with what they say of looks, times and hierarchy; 1.3 is written.
//!
//! Gephi's y axis points upwards and ours downwards, so places are mirrored both ways.
//! Format: the GEXF 1.3 schema and primer (gexf.net).

mod read;
mod write;

pub(super) use read::{read, recognises};
pub(super) use write::write;

/// The key of the format.
pub(super) const FORMAT: &str = "gexf";
