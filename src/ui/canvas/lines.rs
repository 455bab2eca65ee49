//! What egui draws of lines: relationships that are being drawn, and arrowheads beside names. All others are on the
//! device.

use eframe::egui::{Color32, Pos2, Shape, Stroke, Vec2, vec2};

use super::gpu::LineLook;
use super::ink;
use crate::scene::{Arrowhead, Line, Scene, Standing};
use crate::ui::theme::Tokens;

const ARROW_LENGTH: f32 = 8.0;
const ARROW_WIDTH: f32 = 7.0;

/// A relationship that is being drawn: a dashed line with an arrow.
pub(super) fn draft(tokens: &Tokens, from: Pos2, to: Pos2, out: &mut Vec<Shape>) {
    let way = to - from;
    let along = way.normalized();
    let length = ARROW_LENGTH.min(0.5 * way.length());
    if along == Vec2::ZERO {
        return;
    }
    out.push(head(to, along, length, tokens.accent, Stroke::NONE));
    out.extend(Shape::dashed_line(&[from, to - along * length], Stroke::new(2.0, tokens.accent), 6.0, 4.0));
}

fn head(tip: Pos2, along: Vec2, length: f32, fill: Color32, border: Stroke) -> Shape {
    let base = tip - along * length;
    let half = vec2(-along.y, along.x) * (0.5 * ARROW_WIDTH * length / ARROW_LENGTH);
    Shape::convex_polygon(vec![tip, base + half, base - half], fill, border)
}

/// The arrowhead of an edge where its line comes to a name that covers the one on the device.
pub(super) fn arrowhead(tokens: &Tokens, scene: &Scene, at: &Arrowhead, look: LineLook, out: &mut Vec<Shape>) {
    let edge = &scene.edges()[at.edge as usize];
    let color = match look {
        LineLook::Hovered => tokens.t1,
        LineLook::AtSelected | LineLook::Selected => tokens.accent,
        LineLook::Rest => {
            let lighter = if edge.line == Line::Thin { 0.3 } else { 0.0 };
            ink::color_of_standing(tokens, edge.ink, edge.standing).lerp_to_gamma(tokens.canvas, lighter)
        }
    };
    let along = vec2(at.direction.x, at.direction.y);
    let (fill, border) = match edge.standing {
        Standing::Ahead => (tokens.canvas, Stroke::new(1.25, color)),
        Standing::Present | Standing::Over => (color, Stroke::NONE),
    };
    out.push(head(ink::pos(at.tip_in_screen), along, ARROW_LENGTH, fill, border));
}
