//! What a frame or a line drawn by hand goes around, while it is drawn.

use crate::base::{Point, Rect};

use super::super::build::Scene;
use super::super::hit::Hit;
use super::{Held, Picked, ToolContext};

/// What a catch comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Onto {
    /// It is all that is selected then.
    #[default]
    Nothing,
    /// It is selected beside what is selected already.
    Selection,
}

/// What would be selected if the gesture ended here: places in the lists of the scene, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catch {
    /// The nodes.
    pub nodes: Vec<u32>,
    /// The edges.
    pub edges: Vec<u32>,
    /// The notes.
    pub notes: Vec<u32>,
    /// What they come to.
    pub onto: Onto,
}

impl Onto {
    /// Shift adds to the selection.
    pub(super) fn with(held: Held) -> Self {
        if held.shift { Self::Selection } else { Self::Nothing }
    }
}

impl Catch {
    /// What lies in a frame: nodes by their middle, edges and notes as a whole.
    pub(super) fn in_frame(context: ToolContext<'_>, area_in_screen: Rect, onto: Onto) -> Self {
        let (scene, area) = (context.scene, context.camera.world_rect_from_screen(area_in_screen));
        Self { nodes: scene.nodes_in(area), edges: scene.edges_in(area), notes: scene.notes_in(area), onto }
    }

    /// What lies within a line that is closed from its last point to its first: nodes and notes by their middle, edges
    /// as a whole.
    pub(super) fn in_line(context: ToolContext<'_>, line_in_screen: &[Point], onto: Onto) -> Self {
        let corners: Vec<Point> = line_in_screen.iter().map(|point| context.camera.world_from_screen(*point)).collect();
        let (nodes, edges, notes) = context.scene.within(&corners);
        Self { nodes, edges, notes, onto }
    }

    /// All that is selected once this is.
    pub(super) fn picked(self, scene: &Scene, before: &Picked) -> Picked {
        let Self { nodes, edges, notes, onto } = self;
        let ids = |at: u32| scene.nodes()[at as usize].ids().cloned();
        let mut picked = Picked {
            entities: nodes.into_iter().flat_map(ids).collect(),
            relationships: edges.into_iter().flat_map(|at| scene.edges()[at as usize].ids().cloned()).collect(),
            ..Picked::default()
        };
        notes.into_iter().for_each(|note| picked.add(scene, Hit::Note(note)));
        match onto {
            Onto::Nothing => picked,
            Onto::Selection => before.clone().with(picked),
        }
    }
}
