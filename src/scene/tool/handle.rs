//! Handles: those of the selected relationship, to take its ends to other entities and to pull its middle, and that of
//! the selected note, to change its size.

use super::super::curve::Path;
use super::super::route::arc;
use super::{Picked, Scene, ToolContext};
use crate::base::{NoteId, Point, Rect, RelationshipId, Vector};

/// How near the pointer has to be, in screen pixels.
const REACH: f32 = 9.0;
/// Edges that are shorter on the screen have no handles: they would lie on each other.
const LEAST_LENGTH: f32 = 56.0;
/// How far from the rim the handles of the ends stand, in screen pixels, so that they leave room for its own gesture.
const INSET: f32 = 14.0;

/// Which end of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeEnd {
    /// Its first.
    From,
    /// Its second.
    To,
}

/// Something to take a relationship by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handle {
    /// An end.
    End(EdgeEnd),
    /// The middle.
    Middle,
}

/// The relationship that is all that is selected, when it is drawn by itself, and where its handles stand in world
/// units. A loop has none.
#[must_use]
pub fn handles(scene: &Scene, zoom: f32, picked: &Picked) -> Option<(u32, [(Handle, Point); 3])> {
    if !picked.entities.is_empty() || !picked.notes.is_empty() || picked.relationships.len() != 1 {
        return None;
    }
    let at = scene.edge_of(picked.relationships.first()?)?;
    let edge = &scene.edges()[at as usize];
    let path = &edge.path_in_world;
    let length = path.length() * zoom;
    if !edge.others.is_empty() || edge.from == edge.to || length < LEAST_LENGTH {
        return None;
    }
    let inset = INSET / length;
    let ends = [(Handle::End(EdgeEnd::From), inset), (Handle::Middle, 0.5), (Handle::End(EdgeEnd::To), 1.0 - inset)];
    Some((at, ends.map(|(handle, share)| (handle, path.at(share)))))
}

/// The smallest note, in world units.
pub(super) const LEAST_NOTE: Vector = Vector::new(60.0, 32.0);

/// The note that is all that is selected, by its place in the scene.
fn only_note(scene: &Scene, picked: &Picked) -> Option<usize> {
    let Picked { entities, relationships, notes } = picked;
    let only = notes.first().filter(|_| entities.is_empty() && relationships.is_empty() && notes.len() == 1)?;
    scene.notes().iter().position(|note| &note.id == only)
}

/// The corner by which the one selected note is made larger or smaller, in world units.
#[must_use]
pub fn note_corner(scene: &Scene, picked: &Picked) -> Option<Point> {
    only_note(scene, picked).map(|at| scene.notes()[at].area_in_world.max)
}

/// The note whose corner lies at a place of the screen.
pub(super) fn note_at(context: ToolContext<'_>, at_in_screen: Point) -> Option<NoteId> {
    let at = only_note(context.scene, context.picked)?;
    let note = &context.scene.notes()[at];
    let corner = context.camera.screen_from_world(note.area_in_world.max);
    (corner.distance(at_in_screen) <= REACH).then(|| note.id.clone())
}

/// The room of a note whose corner is pulled to a place. A picture keeps its shape.
pub(super) fn resized(context: ToolContext<'_>, note: &NoteId, corner_in_world: Point) -> Option<Rect> {
    let note = context.scene.notes().iter().find(|known| &known.id == note)?;
    let area = note.area_in_world;
    let wanted = corner_in_world - area.min;
    if !(wanted.x.is_finite() && wanted.y.is_finite()) {
        return None;
    }
    let size = if note.image.is_some() && area.width() > 0.0 && area.height() > 0.0 {
        let least = LEAST_NOTE.y / area.width().max(area.height());
        let scale = (wanted.x / area.width()).max(wanted.y / area.height()).max(least);
        Vector::new(area.width(), area.height()) * scale
    } else {
        Vector::new(wanted.x.max(LEAST_NOTE.x), wanted.y.max(LEAST_NOTE.y))
    };
    Some(Rect { min: area.min, max: area.min + size })
}

/// The handle at a place of the screen.
pub(super) fn at(context: ToolContext<'_>, at_in_screen: Point) -> Option<(RelationshipId, Handle)> {
    let (edge, all) = handles(context.scene, context.camera.zoom(), context.picked)?;
    let is_near = |place: &Point| context.camera.screen_from_world(*place).distance(at_in_screen) <= REACH;
    let (handle, _) = all.into_iter().find(|(_, place)| is_near(place))?;
    Some((context.scene.edges()[edge as usize].id.clone(), handle))
}

/// How far the middle of a relationship is pulled to the left of its way when it is at a place, in world units. The
/// scene draws every edge from its first end to its second.
pub(super) fn bend(context: ToolContext<'_>, edge: &RelationshipId, at_in_world: Point) -> Option<f32> {
    let edge = &context.scene.edges()[context.scene.edge_of(edge)? as usize];
    let nodes = context.scene.nodes();
    let (from, to) = (nodes[edge.from as usize].center_in_world, nodes[edge.to as usize].center_in_world);
    let left = -((to - from).normalized().perpendicular());
    let bend = (at_in_world - from.lerp(to, 0.5)).dot(left);
    // Nearly straight is meant to be straight.
    let bend = if bend.abs() * context.camera.zoom() < 4.0 { 0.0 } else { bend };
    bend.is_finite().then_some(bend)
}

/// The way of a relationship when its middle is pulled to a place.
pub(super) fn bent(context: ToolContext<'_>, edge: u32, at_in_world: Point) -> Option<Path> {
    let drawn = context.scene.edges().get(edge as usize)?;
    let nodes = context.scene.nodes();
    let by = bend(context, &drawn.id, at_in_world)?;
    Some(arc(nodes[drawn.from as usize].rim(), nodes[drawn.to as usize].rim(), by))
}
