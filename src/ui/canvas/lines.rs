//! Relationships as lines: curves, dashes, double lines and arrows.

use eframe::egui::{Color32, Pos2, Shape, Stroke, Vec2, vec2};

use super::ink;
use crate::base::Point;
use crate::scene::{Camera, Dispute, Line, Path, SceneEdge, Standing};
use crate::ui::theme::Tokens;

/// Arrows are drawn from this zoom, and dashes.
pub(super) const ARROW_ZOOM: f32 = 0.4;
const ARROW_LENGTH: f32 = 8.0;
const ARROW_WIDTH: f32 = 7.0;
/// Half the distance of the two lines of a disputed relationship.
const DOUBLE_GAP: f32 = 1.75;
/// How far a polyline may stray from the curve, in screen pixels.
const TOLERANCE: f32 = 0.25;

/// How a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineLook {
    /// It does not.
    Rest,
    /// One among very many: thin and light.
    Crowded,
    /// The pointer is over it.
    Hovered,
    /// A selected entity lies at its end.
    AtSelected,
    /// It is selected.
    Selected,
}

/// Adds the shapes of an edge.
pub(super) fn edge(camera: &Camera, tokens: &Tokens, edge: &SceneEdge, look: LineLook, out: &mut Vec<Shape>) {
    let is_far = camera.zoom() < ARROW_ZOOM;
    let (color, width) = stroke_of(tokens, edge, look, is_far);
    let path = edge.path_in_world.mapped(|point| camera.screen_from_world(point));
    let mut points = polyline(&path);
    if look == LineLook::Selected {
        out.push(Shape::line(points.clone(), Stroke::new(9.0, tokens.accent.gamma_multiply(0.22))));
    }
    if !is_far {
        let arrow = Arrow { length: ARROW_LENGTH.min(0.5 * length(&points)), color, ground: tokens.canvas };
        if edge.arrows.at_end() {
            arrow.at_end_of(&mut points, edge.standing, out);
        }
        if edge.arrows.at_start() {
            points.reverse();
            arrow.at_end_of(&mut points, edge.standing, out);
            points.reverse();
        }
    }
    let stroke = Stroke::new(width, color);
    match (edge.line.pattern().filter(|_| !is_far), edge.dispute) {
        (pattern, Dispute::Disputed) if !is_far => {
            for side in [-DOUBLE_GAP, DOUBLE_GAP] {
                line(beside(&points, side), pattern, Stroke::new(width.min(1.75), color), out);
            }
        }
        (pattern, _) => line(points, pattern, stroke, out),
    }
}

fn stroke_of(tokens: &Tokens, edge: &SceneEdge, look: LineLook, is_far: bool) -> (Color32, f32) {
    let rest = ink::color_of_standing(tokens, edge.ink, edge.standing);
    let width = edge.line.width();
    let (color, width) = match look {
        LineLook::Rest if edge.line == Line::Thin => (rest.lerp_to_gamma(tokens.canvas, 0.3), width),
        LineLook::Rest => (rest, width),
        LineLook::Crowded => (rest.lerp_to_gamma(tokens.canvas, 0.65), 1.0),
        LineLook::Hovered => (tokens.t1, width + 0.5),
        LineLook::AtSelected => (tokens.accent, width.max(1.75)),
        LineLook::Selected => (tokens.accent, width.max(2.5)),
    };
    // From afar a dashed line is a lighter one.
    let is_broken = edge.line.pattern().is_some();
    if is_far && is_broken { (color.lerp_to_gamma(tokens.canvas, 0.4), width.min(1.0)) } else { (color, width) }
}

/// A relationship that is being drawn: a dashed line with an arrow.
pub(super) fn draft(tokens: &Tokens, from: Pos2, to: Pos2, out: &mut Vec<Shape>) {
    let mut points = vec![from, to];
    let arrow = Arrow { length: ARROW_LENGTH.min(0.5 * length(&points)), color: tokens.accent, ground: tokens.canvas };
    arrow.at_end_of(&mut points, Standing::Present, out);
    line(points, Some((6.0, 4.0)), Stroke::new(2.0, tokens.accent), out);
}

fn polyline(path: &Path) -> Vec<Pos2> {
    path.flattened(TOLERANCE).into_iter().map(|point: Point| ink::pos(point)).collect()
}

fn line(points: Vec<Pos2>, pattern: Option<(f32, f32)>, stroke: Stroke, out: &mut Vec<Shape>) {
    match pattern {
        Some((dash, gap)) => out.extend(Shape::dashed_line(&points, stroke, dash, gap)),
        None => out.push(Shape::line(points, stroke)),
    }
}

fn length(points: &[Pos2]) -> f32 {
    points.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// The polyline moved to one side.
fn beside(points: &[Pos2], by: f32) -> Vec<Pos2> {
    let direction = |i: usize| {
        let (before, after) = (points[i.saturating_sub(1)], points[(i + 1).min(points.len() - 1)]);
        (after - before).normalized()
    };
    (0..points.len()).map(|i| points[i] + by * vec2(-direction(i).y, direction(i).x)).collect()
}

struct Arrow {
    length: f32,
    color: Color32,
    ground: Color32,
}

impl Arrow {
    /// Draws a head at the last point and cuts the line where the head begins.
    fn at_end_of(&self, points: &mut Vec<Pos2>, standing: Standing, out: &mut Vec<Shape>) {
        let [.., tip] = points[..] else { return };
        // The head follows the curve that it covers, rather than its last direction.
        let mut rest = self.length;
        while let [.., before, last] = points[..] {
            let step = before.distance(last);
            if step > rest {
                let at = last + (before - last) * (rest / step);
                let end = points.len() - 1;
                points[end] = at;
                break;
            }
            if points.len() == 2 {
                return;
            }
            rest -= step;
            points.pop();
        }
        let [.., base] = points[..] else { return };
        let along = (tip - base).normalized();
        if along == Vec2::ZERO {
            return;
        }
        let half = vec2(-along.y, along.x) * (0.5 * ARROW_WIDTH * self.length / ARROW_LENGTH);
        let corners = vec![tip, base + half, base - half];
        // What is only proposed has a hollow head.
        let (fill, stroke) = match standing {
            Standing::Ahead => (self.ground, Stroke::new(1.25, self.color)),
            Standing::Present | Standing::Over => (self.color, Stroke::NONE),
        };
        out.push(Shape::convex_polygon(corners, fill, stroke));
    }
}
