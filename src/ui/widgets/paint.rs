//! Painting shared by the widgets: text centred on its capitals, icons, and the focus ring.

use std::sync::Arc;

use eframe::egui::{
    Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui,
    epaint::TextShape,
    pos2,
    text::{LayoutJob, TextWrapping},
};

use crate::ui::{
    fonts,
    icons::{Icon, IconStyle},
    theme,
};

/// The galley of one line, cut with an ellipsis where it is wider than `max_width`.
pub fn line(painter: &Painter, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::wrap_at_width(max_width.max(0.0)) };
    painter.layout_job(job)
}

/// Paints a line of text with its left edge at `left` and its capitals centred on `center_y`.
///
/// Centring the capitals rather than the line box, and setting the baseline on a whole pixel, is
/// what makes text look centred in a control.
pub fn text_left(painter: &Painter, left: f32, center_y: f32, galley: Arc<Galley>, color: Color32) {
    painter.extend(text_left_shape(painter, left, center_y, galley, color));
}

/// The shape of [`text_left`], for a painter that keeps it; none for an empty text.
pub fn text_left_shape(
    painter: &Painter,
    left: f32,
    center_y: f32,
    galley: Arc<Galley>,
    color: Color32,
) -> Option<Shape> {
    let row = galley.rows.first()?;
    let glyph = row.glyphs.first()?;
    let size = galley.job.sections.first().map_or(glyph.font_height, |section| section.format.font_id.size);
    let baseline_in_galley = row.pos.y + glyph.pos.y;
    let baseline = snap(painter, center_y + 0.5 * size * fonts::CAP_HEIGHT);
    let top_left = pos2(snap(painter, left), baseline - baseline_in_galley);
    Some(Shape::galley(top_left, galley, color))
}

/// Paints an icon in a square of `size` points around `center`, on whole pixels.
pub fn icon(painter: &Painter, icon: Icon, style: IconStyle, center: Pos2, size: f32, color: Color32) {
    painter.extend(icon_shape(painter, icon, style, center, size, color));
}

/// The shape of [`icon`], for a painter that keeps it.
pub fn icon_shape(
    painter: &Painter,
    icon: Icon,
    style: IconStyle,
    center: Pos2,
    size: f32,
    color: Color32,
) -> Option<Shape> {
    let galley = painter.layout_no_wrap(icon.glyph().to_string(), style.font(size), color);
    let row = galley.rows.first()?;
    let glyph = row.glyphs.first()?;
    let baseline_in_galley = row.pos.y + glyph.pos.y;
    let top = snap(painter, center.y - 0.5 * size);
    let left = snap(painter, center.x - 0.5 * size);
    let baseline = top + size * fonts::ICON_ASCENT;
    Some(Shape::galley(pos2(left, baseline - baseline_in_galley), galley, color))
}

/// The same, turned round left to right: a half turn, which is that for an icon whose top is like its bottom.
pub(super) fn mirrored_icon(painter: &Painter, icon: Icon, style: IconStyle, center: Pos2, size: f32, color: Color32) {
    let galley = painter.layout_no_wrap(icon.glyph().to_string(), style.font(size), color);
    let Some(glyph) = galley.rows.first().and_then(|row| row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y))
    else {
        return;
    };
    let bottom = snap(painter, center.y + 0.5 * size);
    let right = snap(painter, center.x + 0.5 * size);
    let origin = pos2(right, bottom - size * fonts::ICON_ASCENT + glyph);
    let shape = TextShape::new(origin, galley, color).with_angle(std::f32::consts::PI);
    painter.add(shape);
}

/// Rounds a coordinate to the nearest physical pixel.
pub fn snap(painter: &Painter, value: f32) -> f32 {
    let scale = painter.pixels_per_point();
    (value * scale).round() / scale
}

/// The ring of two points around a control that has the keyboard focus, one point outside of it.
pub fn focus_ring(ui: &Ui, rect: Rect, radius: u8) {
    ui.painter().rect_stroke(
        rect.expand(1.0),
        CornerRadius::same(radius + 1),
        Stroke::new(2.0, theme::tokens(ui).accent),
        StrokeKind::Outside,
    );
}

/// The focus ring of a widget that fills its row, drawn inside its edge so that nothing clips it.
pub(super) fn inner_focus_ring(ui: &Ui, rect: Rect, radius: u8) {
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(radius),
        Stroke::new(2.0, theme::tokens(ui).accent),
        StrokeKind::Inside,
    );
}

/// A filled box with a border of one point inside its edge.
pub(super) fn boxed(painter: &Painter, rect: Rect, radius: u8, fill: Color32, border: Color32) {
    painter.rect(rect, CornerRadius::same(radius), fill, Stroke::new(1.0, border), StrokeKind::Inside);
}

/// A rectangle with its edges on physical pixels.
pub(super) fn snapped(painter: &Painter, rect: Rect) -> Rect {
    let at = |point: Pos2| pos2(snap(painter, point.x), snap(painter, point.y));
    Rect::from_min_max(at(rect.min), at(rect.max))
}
