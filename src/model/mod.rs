//! The records of a graph and the graph that holds them.
//!
//! `model` reads no file, knows no clock and never names egui. A [`Graph`] that stands in a
//! [`Document`](crate::edit::Document) changes only through [`Edit`](crate::edit::Edit)s.

mod attachment;
mod defaults;
mod entity;
mod grade;
mod graph;
mod matrix;
mod placements;
mod refusal;
mod relationship;
mod schema;
mod source;
mod view;

pub use attachment::Attachment;
pub use entity::{Entity, Properties, Value};
pub use grade::{Access, Credibility, Direction, Level, Likelihood, Pair, Reliability, Stance, Status, UnknownKey};
pub use graph::{Graph, Meta};
pub use matrix::{Consistency, Hypothesis, Matrix, MatrixItem, Relevance};
pub use refusal::{GraphError, RecordName};
pub use relationship::{ConfidenceOverride, Evidence, EvidenceHome, Relationship};
pub use schema::{
    Colour, EntityType, Mappings, Palette, PropertyDefinition, PropertyKind, RelationshipType, Schema, Shape,
};
pub use source::{Handling, Source, SourceKind};
pub use view::{CanvasNote, ColourBy, Group, Placement, Route, SizeBy, Style, TimeRule, View, ViewState};
