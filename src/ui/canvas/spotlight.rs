//! A light on some relationships: they are marked with what would become of them, and the rest is dimmed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};

use super::{CanvasState, ink, told};
use crate::base::{EntityId, RelationshipId};
use crate::scene::{Camera, Hood, Scene};
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Tokens;

/// What would become of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing is left of it.
    Lost,
    /// It would be less firm.
    Falls,
    /// It would be firmer.
    Rises,
    /// It is there at the second of two dates only.
    Came,
    /// It is there at the first of two dates only.
    Went,
    /// It has another status at the second of two dates.
    Changed,
}

/// What stands in the light.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spotlight {
    /// Relationships, with what would become of them.
    pub relationships: BTreeMap<RelationshipId, Fate>,
    /// Entities beside the ends of those.
    pub entities: BTreeSet<EntityId>,
    /// Entities that are marked.
    pub marked: BTreeMap<EntityId, Fate>,
    /// Relationships that are looked at as they are.
    pub beside: BTreeSet<RelationshipId>,
}

impl CanvasState {
    /// Puts a light on some relationships and dims the rest; `None` takes it away.
    pub fn set_spotlight(&mut self, spotlight: Option<Arc<Spotlight>>) {
        let is_known = |(a, b): (&Arc<Spotlight>, &Arc<Spotlight>)| Arc::ptr_eq(a, b);
        if self.spotlight.as_ref().zip(spotlight.as_ref()).is_some_and(is_known) {
            return;
        }
        if self.spotlight != spotlight {
            self.spotlight = spotlight;
            self.marked = None;
        }
    }
}

/// What is looked at.
pub(super) fn hood(scene: &Scene, spotlight: &Spotlight) -> Hood {
    let mut hood = Hood::default();
    for edge in spotlight.relationships.keys().chain(&spotlight.beside).filter_map(|id| scene.edge_of(id)) {
        let ends = &scene.edges()[edge as usize];
        hood.edges.insert(edge);
        hood.nodes.extend([ends.from, ends.to]);
    }
    let entities = spotlight.entities.iter().chain(spotlight.marked.keys());
    hood.nodes.extend(entities.filter_map(|id| scene.node_of(id)));
    hood
}

/// Paints the marks over the scene.
pub(super) fn paint(painter: &Painter, tokens: &Tokens, scene: &Scene, camera: &Camera, spotlight: &Spotlight) {
    for (id, fate) in &spotlight.relationships {
        let Some(edge) = scene.edge_of(id) else { continue };
        let color = color(tokens, *fate);
        let path = scene.edges()[edge as usize].path_in_world.mapped(|point| camera.screen_from_world(point));
        let points: Vec<Pos2> = path.flattened(0.3).into_iter().map(ink::pos).collect();
        let stroke = Stroke::new(2.0, color);
        if matches!(fate, Fate::Lost | Fate::Went) {
            painter.extend(Shape::dashed_line(&points, stroke, 7.0, 4.0));
        } else {
            painter.add(Shape::line(points.clone(), stroke));
        }
        // A third of the way along, beside the label in the middle.
        if let Some(at) = along(&points, 0.3) {
            told::chip(painter, tokens, at, color, icon(*fate));
        }
    }
    for (id, fate) in &spotlight.marked {
        let Some(node) = scene.node_of(id).map(|at| &scene.nodes()[at as usize]) else { continue };
        let center = ink::pos(camera.screen_from_world(node.center_in_world));
        let (rim, color) = (node.rim().radius * camera.zoom(), color(tokens, *fate));
        painter.circle_stroke(center, rim + 1.5, Stroke::new(2.0, color));
        let corner = center + vec2(-0.75, -0.75) * (rim + 2.0);
        told::chip(painter, tokens, corner, color, icon(*fate));
    }
}

/// The sign of a fate.
fn icon(fate: Fate) -> Icon {
    match fate {
        Fate::Lost | Fate::Went => icons::MINUS,
        Fate::Falls => icons::ARROW_DOWN,
        Fate::Rises => icons::ARROW_UP,
        Fate::Came => icons::PLUS,
        Fate::Changed => icons::TILDE,
    }
}

/// The colour of a fate.
fn color(tokens: &Tokens, fate: Fate) -> Color32 {
    match fate {
        Fate::Lost | Fate::Went => tokens.bad,
        Fate::Falls | Fate::Changed => tokens.warn,
        Fate::Rises | Fate::Came => tokens.ok,
    }
}

/// The point at a share of the length of a line.
fn along(points: &[Pos2], share: f32) -> Option<Pos2> {
    let length: f32 = points.windows(2).map(|ends| ends[0].distance(ends[1])).sum();
    let mut left = share * length;
    for ends in points.windows(2) {
        let step = ends[0].distance(ends[1]);
        if left <= step && step > 0.0 {
            return Some(ends[0].lerp(ends[1], left / step));
        }
        left -= step;
    }
    points.last().copied()
}
