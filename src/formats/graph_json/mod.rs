//! Graphs as JSON, in the dialects of many programs.

pub(super) mod canvas;
pub(super) mod cx;
pub(super) mod cyjs;
pub(super) mod graphology;
pub(super) mod jgf;
pub(super) mod misp;
pub(super) mod node_link;
pub(super) mod oligrapher;
pub(super) mod written;
