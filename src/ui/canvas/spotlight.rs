//! A light on some relationships: they are marked with what would become of them, and the rest is dimmed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, vec2};

use super::{CanvasState, ink};
use crate::base::{EntityId, RelationshipId};
use crate::scene::{Camera, Hood, Placed, Scene};
use crate::ui::icons::{self, Icon, IconStyle};
use crate::ui::theme::Tokens;
use crate::ui::widgets;

/// The radius of a sign.
const SIGN: f32 = 7.5;

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
            self.forget_trace();
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

/// What is marked, looked up in a scene.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lit {
    edges: Vec<(u32, Fate)>,
    nodes: Vec<(u32, Fate)>,
}

impl Lit {
    pub(super) fn of(scene: &Scene, spotlight: &Spotlight) -> Self {
        let edges = spotlight.relationships.iter().filter_map(|(id, fate)| Some((scene.edge_of(id)?, *fate)));
        let nodes = spotlight.marked.iter().filter_map(|(id, fate)| Some((scene.node_of(id)?, *fate)));
        Self { edges: edges.collect(), nodes: nodes.collect() }
    }
}

/// The lines of what is marked, under labels and discs.
pub(super) fn lines(
    painter: &Painter,
    tokens: &Tokens,
    scene: &Scene,
    camera: &Camera,
    lit: &Lit,
    out: &mut Vec<Shape>,
) {
    for (at, fate) in &lit.edges {
        let points = points(scene, camera, *at);
        if !Rect::from_points(&points).expand(4.0).intersects(painter.clip_rect()) {
            continue;
        }
        let stroke = Stroke::new(2.0, color(tokens, *fate));
        if matches!(fate, Fate::Lost | Fate::Went) {
            out.extend(Shape::dashed_line(&points, stroke, 7.0, 4.0));
        } else {
            out.push(Shape::line(points, stroke));
        }
    }
}

/// The signs of what is marked, beside the labels.
pub(super) fn signs(
    painter: &Painter,
    tokens: &Tokens,
    scene: &Scene,
    camera: &Camera,
    (lit, placed): (&Lit, &Placed),
    out: &mut Vec<Shape>,
) {
    let seen = |at: &Pos2| painter.clip_rect().expand(SIGN).contains(*at);
    let labels: Vec<Rect> = placed
        .nodes
        .iter()
        .map(|label| label.area_in_screen)
        .chain(placed.edges.iter().map(|label| label.area_in_screen))
        .map(ink::egui_rect)
        .collect();
    let is_free = |at: &Pos2| !labels.iter().any(|label| label.expand(SIGN).contains(*at));
    for (at, fate) in &lit.nodes {
        let node = &scene.nodes()[*at as usize];
        let center = ink::pos(camera.screen_from_world(node.center_in_world));
        let (rim, color) = (node.rim().radius * camera.zoom(), color(tokens, *fate));
        if seen(&center) {
            out.push(Shape::circle_stroke(center, rim + 1.5, Stroke::new(2.0, color)));
            // Letters stand on the left above, pins on the right.
            let sides = [vec2(-0.75, 0.75), vec2(0.75, 0.75), vec2(-1.0, 0.0), vec2(1.0, 0.0), vec2(0.0, -1.0)];
            let places = sides.map(|side| center + side * (rim + 2.0));
            let place = places.into_iter().find(is_free).unwrap_or(places[0]);
            sign(painter, tokens, place, *fate, out);
        }
    }
    for (at, fate) in &lit.edges {
        let points = points(scene, camera, *at);
        let places = [0.3, 0.7, 0.4, 0.6, 0.2, 0.8].into_iter().filter_map(|share| along(&points, share));
        // Where the label takes all of a short line, it stands beside the middle.
        let beside = || {
            let (from, to) = (points.first()?, points.last()?);
            Some(along(&points, 0.5)? + (*to - *from).normalized().rot90() * 16.0)
        };
        if let Some(at) = places.filter(seen).find(is_free).or_else(beside).filter(seen) {
            sign(painter, tokens, at, *fate, out);
        }
    }
}

fn points(scene: &Scene, camera: &Camera, edge: u32) -> Vec<Pos2> {
    let path = scene.edges()[edge as usize].path_in_world.mapped(|point| camera.screen_from_world(point));
    path.flattened(0.3).into_iter().map(ink::pos).collect()
}

fn sign(painter: &Painter, tokens: &Tokens, at: Pos2, fate: Fate, out: &mut Vec<Shape>) {
    out.push(Shape::circle_filled(at, SIGN + 1.0, tokens.canvas));
    out.push(Shape::circle_filled(at, SIGN, color(tokens, fate)));
    out.extend(widgets::icon_shape(painter, icon(fate), IconStyle::Regular, at, 10.0, tokens.on_disc));
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
