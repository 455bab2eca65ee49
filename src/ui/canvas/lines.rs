//! Lines that egui draws itself: relationships that are being drawn. All others are on the device.

use eframe::egui::{Pos2, Shape, Stroke, Vec2, vec2};

use crate::ui::theme::Tokens;

/// Arrows and dashes are drawn from this zoom, here and in `gpu/common.wgsl`.
pub(super) const ARROW_ZOOM: f32 = 0.4;
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
    let base = to - along * length;
    let half = vec2(-along.y, along.x) * (0.5 * ARROW_WIDTH * length / ARROW_LENGTH);
    out.push(Shape::convex_polygon(vec![to, base + half, base - half], tokens.accent, Stroke::NONE));
    out.extend(Shape::dashed_line(&[from, base], Stroke::new(2.0, tokens.accent), 6.0, 4.0));
}
