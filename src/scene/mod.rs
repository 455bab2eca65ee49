//! What is to be drawn on the canvas, as plain data, and what the pointer does there, as state machines.
//!
//! `scene` never names egui or wgpu, never changes a graph, and reads no clock: time comes in as a number. A [`Scene`] is
//! in world units and is built once; the [`Camera`] stands apart from it.

mod arrowhead;
mod build;
mod camera;
mod changes;
mod crowd;
mod curve;
mod describe;
mod edge;
mod ends;
mod fit;
mod fold;
mod group_label;
mod hit;
mod hood;
mod hull;
mod incident;
mod index;
mod ink;
mod labels;
mod node;
mod region;
mod route;
mod scales;
mod scope;
mod step;
mod tool;
mod unplaced;
mod update;
mod wording;

#[cfg(test)]
mod tests;

pub use arrowhead::{ARROW_ZOOM, Arrowhead};
pub use build::{Scene, SceneHull, SceneNote};
pub use camera::{Camera, FLIGHT_MS, Fit, MAX_ZOOM, MIN_ZOOM, ease_out};
pub use changes::Changes;
pub use curve::{Path, Quad};
pub use edge::{Arrows, Dispute, Line, SceneEdge};
pub use fit::Frame;
pub use fold::Folded;
pub use group_label::GroupLabel;
pub use hit::Hit;
pub use hood::Hood;
pub use ink::Ink;
pub use labels::{
    CHIP_WIDTH, DATE_LINE, DATE_ZOOM, DateLine, EDGE_LABEL_ZOOM, EDGE_LINE, EdgeLabel, Emphasis, LEAST_DISC, Labels,
    Measure, NAME_LINE, NodeLabel, Placed, Side, Words,
};
pub use node::{Anchor, MAX_RADIUS, MIN_RADIUS, SceneNode, Sourcing, Standing};
pub use route::{LANE_GAP, MOST_LANES, RIM_GAP, Rim, WORLD_LIMIT, arc, lane_offset, self_loop};
pub use scales::Meaning;
pub use scope::SceneParams;
pub use step::Way;
pub use tool::{
    Button, CanvasAction, EdgeEnd, Handle, Held, MovedBy, Overlay, Picked, PointerShape, Tool, ToolContext, ToolEvent,
    ToolKind, handles, is_within, note_corner,
};
pub use update::Touched;
pub use wording::{WRAP_COLUMNS, short_date, wrapped};
