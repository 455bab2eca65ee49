//! What quick-add would make, drawn before it is there: dashed lines, and hollow discs where new entities would stand.

use std::sync::Arc;

use eframe::egui::{Align2, Painter, Pos2, Shape, StrokeKind, vec2};

use super::{CanvasState, ink, lines};
use crate::base::{Point, Rect, Vector};
use crate::edit::quick_add::{End, Plan};
use crate::model::Graph;
use crate::scene::{Camera, RIM_GAP, Scene};
use crate::ui::theme::{EntityClass, Tokens, radius, size};
use crate::ui::widgets::{Disc, disc_shapes};
use crate::ui::{fonts, marks};

/// More than this is not drawn.
const MOST: usize = 200;
/// The radius of a disc that is not there yet, in world units.
const RADIUS: f32 = 12.0;
/// Room around it.
const ROOM: f32 = 84.0;
/// The directions in which a place is looked for.
const DIRECTIONS: u32 = 16;

/// A plan, and where its new entities would stand.
#[derive(Default)]
pub(super) struct Draft {
    plan: Option<Arc<Plan>>,
    scene_version: u64,
    places: Vec<Point>,
}

impl CanvasState {
    /// Shows what would be made, from the next frame on, until `None` is given.
    pub fn set_draft(&mut self, plan: Option<Arc<Plan>>) {
        let is_same = match (&self.draft.plan, &plan) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) && self.draft.scene_version == self.scene_version,
            (None, None) => true,
            _ => false,
        };
        if is_same {
            return;
        }
        let places = plan.as_deref().map(|plan| places(&self.scene, &self.camera, plan)).unwrap_or_default();
        self.draft = Draft { plan, scene_version: self.scene_version, places };
    }

    /// Where the new entities of the draft stand, in world units.
    #[must_use]
    pub fn draft_places(&self) -> &[Point] {
        &self.draft.places
    }

    /// A place in sight where an entity has room for itself and its name, as near to the middle as there is one.
    pub(super) fn free_place(&self) -> Point {
        free_near(&self.scene, &[], in_sight(&self.camera), self.camera.center_in_world(), true)
    }

    pub(super) fn show_draft(&self, painter: &Painter, tokens: &Tokens, graph: &Graph) {
        let Some(plan) = &self.draft.plan else { return };
        let camera = &self.camera;
        let at = |end: &End| -> Option<(Pos2, f32)> {
            let (center, radius) = match end {
                End::Known(id) => {
                    let node = &self.scene.nodes()[self.scene.node_of(id)? as usize];
                    (node.center_in_world, node.radius)
                }
                End::New(at) => (*self.draft.places.get(*at)?, RADIUS),
            };
            Some((ink::pos(camera.screen_from_world(center)), (radius + RIM_GAP) * camera.zoom()))
        };
        let mut shapes = Vec::new();
        let mut words: Vec<(Pos2, String)> = Vec::new();
        for claim in plan.claims().take(MOST) {
            let (Some((from, a)), Some((to, b))) = (at(&claim.from), at(&claim.to)) else { continue };
            let way = to - from;
            if way.length() > a + b {
                let way = way.normalized();
                lines::draft(tokens, from + way * a, to - way * b, &mut shapes);
                let name = || graph.schema().relationship_types.get(&claim.kind).map(|kind| kind.name.clone());
                let label = if claim.label.is_empty() { name().unwrap_or_default() } else { claim.label.clone() };
                words.push((from + (to - from) * 0.5, label));
            }
        }
        for (new, place) in plan.newcomers.iter().zip(&self.draft.places).take(MOST) {
            let center = ink::pos(camera.screen_from_world(*place));
            let kind = graph.schema().entity_types.get(&new.kind);
            let plain = kind.map_or(Disc::new(EntityClass::Other), |kind| marks::type_disc(kind));
            let disc = Disc { proposed: true, ..plain };
            let color = plain.fixed.unwrap_or_else(|| tokens.class(plain.class));
            let radius = (RADIUS * camera.zoom()).max(6.0);
            shapes.extend(disc_shapes(painter, tokens, center, radius, color, &disc));
            words.push((center + vec2(0.0, radius + 12.0), new.name.clone()));
        }
        for (center, words) in words {
            let galley = painter.layout_no_wrap(words, fonts::regular(size::CAPTION), tokens.accent_text);
            let rect = Align2::CENTER_CENTER.anchor_size(center, galley.size());
            shapes.push(Shape::rect_filled(rect.expand2(vec2(4.0, 1.0)), radius::CHIP, tokens.accent_weak));
            let line = (1.0, tokens.accent.gamma_multiply(0.35));
            shapes.push(Shape::rect_stroke(rect.expand2(vec2(4.0, 1.0)), radius::CHIP, line, StrokeKind::Inside));
            shapes.push(Shape::galley(rect.min, galley, tokens.accent_text));
        }
        painter.extend(shapes);
    }
}

/// What is seen, without its edge.
fn in_sight(camera: &Camera) -> Rect {
    camera.viewport_in_world().expanded(-48.0 / camera.zoom())
}

/// Where the new entities of a plan come to stand: near what they are connected with, where there is room, and in sight.
fn places(scene: &Scene, camera: &Camera, plan: &Plan) -> Vec<Point> {
    let mut placed: Vec<Option<Point>> = vec![None; plan.newcomers.len()];
    let inner = in_sight(camera);
    for new in 0..plan.newcomers.len() {
        let at = |end: &End, placed: &[Option<Point>]| match end {
            End::Known(id) => scene.node_of(id).map(|node| scene.nodes()[node as usize].center_in_world),
            End::New(at) => placed[*at],
        };
        let own = End::New(new);
        let beside = plan.claims().filter_map(|claim| match (claim.from == own, claim.to == own) {
            (true, false) => at(&claim.to, &placed),
            (false, true) => at(&claim.from, &placed),
            _ => None,
        });
        let neighbours: Vec<Point> = beside.collect();
        let middle = if neighbours.is_empty() {
            camera.center_in_world()
        } else {
            let sum = neighbours.iter().fold(Vector::ZERO, |sum, p| sum + (*p - Point::ORIGIN));
            Point::ORIGIN + sum / neighbours.len() as f32
        };
        placed[new] = Some(free_near(scene, &placed, inner, middle, neighbours.is_empty()));
    }
    placed.into_iter().flatten().collect()
}

/// The cheapest place near `middle`: not far, with room, in sight.
fn free_near(scene: &Scene, placed: &[Option<Point>], seen: Rect, middle: Point, may_be_there: bool) -> Point {
    let cost = |point: Point| {
        let around = Rect::from_center(point, Vector::new(ROOM, ROOM) * 2.0);
        let near = scene.nodes_touching(around).into_iter().map(|at| scene.nodes()[at as usize].center_in_world);
        let near = near.chain(placed.iter().flatten().copied());
        let crowd: f32 = near.map(|other| (ROOM - other.distance(point)).max(0.0) * 4.0).sum();
        let outside = if seen.is_empty() || seen.contains(point) { 0.0 } else { 2000.0 };
        crowd + outside + point.distance(middle)
    };
    let mut best = (if may_be_there { cost(middle) } else { f32::INFINITY }, middle);
    for ring in 1..=6_u8 {
        for direction in 0..DIRECTIONS {
            let angle = (direction as f32 + 0.37 * f32::from(ring)) * std::f32::consts::TAU / DIRECTIONS as f32;
            let point = middle + Vector::from_angle(angle) * (110.0 + 55.0 * f32::from(ring - 1));
            let cost = cost(point);
            if cost < best.0 {
                best = (cost, point);
            }
        }
    }
    best.1
}
