//! Pajek's `.net`: vertices by number, arcs and edges as pairs, lists or matrices, several relations.
//!
//! Format: V. Batagelj and A. Mrvar, "Pajek: Reference Manual". Places are shares of the picture, from 0 to 1, and are
//! spread over [`EXTENT`] world units.

mod read;
mod write;

pub(super) use read::{read, recognises};
pub(super) use write::write;

/// The key of the format.
pub(super) const FORMAT: &str = "pajek";

/// How many world units Pajek's picture is wide and high.
const EXTENT: f64 = 1000.0;
