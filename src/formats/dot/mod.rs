//! DOT, the language of Graphviz: groups as subgraphs, edges between groups, ports, records, HTML labels, defaults.
//!
//! Read with a parser of our own: those there are stop at ordinary files. Places (`pos`) are in points with y upwards,
//! and mirrored both ways. Format: "The DOT Language" in Graphviz' documentation.

mod parse;
mod read;
mod write;

pub(super) use read::{read, recognises};
pub(super) use write::write;

/// The key of the format.
pub(super) const FORMAT: &str = "dot";
