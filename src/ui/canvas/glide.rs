//! Nodes on their way to the places that a layout gave them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::CanvasState;
use crate::base::{EntityId, Point, Rect};
use crate::scene::ease_out;
use crate::session::OpenDocument;
use crate::ui::theme::motion;

/// A picture with more entities or lines changes at once: each frame of the way would take too long.
const MOST_NODES: usize = 5_000;
const MOST_EDGES: usize = 20_000;

/// A new picture that could be shown so many times larger is.
const TOO_SMALL: f32 = 1.4;

/// The nodes on their way.
#[derive(Debug)]
pub(super) struct Glide {
    /// Each with where it comes from and goes to.
    ways: Vec<(u32, Point, Point)>,
    left_at_ms: f64,
}

impl CanvasState {
    /// Where those stand that a layout has just put elsewhere; `None` where it was no layout that moved them.
    pub(super) fn before_layout(
        &self,
        open: &OpenDocument,
        placed: &BTreeSet<EntityId>,
    ) -> Option<FxHashMap<EntityId, Point>> {
        open.last_layout().filter(|layout| layout.revision == open.revision() && self.revision < layout.revision)?;
        let nodes = self.scene.nodes();
        let place = |id: &EntityId| Some((id.clone(), nodes[self.scene.node_of(id)? as usize].center_in_world));
        Some(placed.iter().filter_map(place).collect())
    }

    /// Lets them go from there to where they stand now, and the camera to them if that left them
    /// out of sight or the whole picture small.
    pub(super) fn begin_glide(&mut self, before: FxHashMap<EntityId, Point>) {
        let nodes = self.scene.nodes();
        let mut ways: Vec<(u32, Point, Point)> = before
            .into_iter()
            .filter_map(|(id, from)| {
                let at = self.scene.node_of(&id)?;
                Some((at, from, nodes[at as usize].center_in_world))
            })
            .collect();
        ways.sort_unstable_by_key(|(at, ..)| *at);
        ways.dedup_by_key(|(at, ..)| *at);
        let seen = self.destination().viewport_in_world();
        let unseen = ways.iter().filter(|(.., to)| !seen.contains(*to)).count();
        let is_most = 2 * ways.len() > nodes.len();
        let moved = ways.iter().map(|(at, ..)| nodes[*at as usize].bounds_in_world());
        let area = if is_most { self.scene.bounds_in_world() } else { moved.fold(Rect::NOTHING, Rect::union) };
        let fitted = if is_most { self.fit_all() } else { self.fitted(area) };
        let is_tiny = is_most && fitted.zoom() > TOO_SMALL * self.destination().zoom();
        // Of a whole picture few may be missed; of a part, most may lie where nobody looks.
        let is_missed = unseen * if is_most { 10 } else { 2 } > ways.len();
        if is_missed || is_tiny {
            self.fly_to(fitted);
        }
        let is_small = self.scene.nodes().len() <= MOST_NODES && self.scene.edges().len() <= MOST_EDGES;
        if is_small && !self.is_still {
            self.glide = Some(Glide { ways, left_at_ms: f64::NAN });
        }
    }

    /// Moves the nodes on their way, or to its end at once when something else `is_taken_up`. Returns whether they are
    /// still under way.
    pub(super) fn glide(&mut self, now_ms: f64, is_taken_up: bool) -> bool {
        let Some(glide) = &mut self.glide else { return false };
        if glide.left_at_ms.is_nan() {
            glide.left_at_ms = now_ms;
        }
        let share = (now_ms - glide.left_at_ms) as f32 / (1000.0 * motion::LAYOUT);
        if share >= 1.0 || is_taken_up {
            self.scene.end_preview();
            self.scene_is_new();
            return false;
        }
        let along = ease_out(share);
        let places: Vec<(u32, Point)> = glide.ways.iter().map(|(at, from, to)| (*at, from.lerp(*to, along))).collect();
        self.scene.preview_at(&places);
        self.scene_changed();
        true
    }
}
