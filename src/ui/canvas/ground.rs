//! What the marks lie on: the hulls of groups, and notes. The dots are drawn by the device.

use std::sync::Arc;

use eframe::egui::{
    Color32, CornerRadius, Galley, Painter, Rect, Shape, Stroke, StrokeKind, pos2,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::ink;
use crate::base::ContentHash;
use crate::model::Graph;
use crate::scene::{Camera, GroupLabel, Ink, SceneHull, SceneNote};
use crate::ui::fonts;
use crate::ui::pictures::{self, Picture};
use crate::ui::theme::{Tokens, radius, size};
use crate::ui::widgets::{
    self,
    markdown::{self, Markdown},
};

/// Inside a note, around its words, in world units.
const NOTE_MARGIN: f32 = 10.0;
/// Smaller words than this on the screen are not drawn.
const LEAST_WORDS: f32 = 5.0;

/// The outline of a group with its name on top.
pub(super) fn hull(
    painter: &Painter,
    camera: &Camera,
    tokens: &Tokens,
    hull: &SceneHull,
    label: Option<&GroupLabel>,
    out: &mut Vec<Shape>,
) {
    let color = ink::color(tokens, hull.ink.unwrap_or(Ink::T3));
    let points: Vec<_> = hull.outline_in_world.iter().map(|point| ink::pos(camera.screen_from_world(*point))).collect();
    let around = Rect::from_points(&points);
    if points.len() < 3 || !around.intersects(painter.clip_rect()) {
        return;
    }
    out.push(Shape::convex_polygon(points, color.gamma_multiply(0.09), Stroke::new(1.0, color.gamma_multiply(0.45))));
    if let Some(label) = label {
        let rect = ink::egui_rect(label.area_in_screen);
        let galley = name_line(painter, &hull.name, tokens.t2, rect.width() - 6.0);
        out.push(Shape::rect_filled(rect, CornerRadius::same(3), tokens.canvas.gamma_multiply(0.6)));
        out.extend(widgets::text_left_shape(painter, rect.left() + 3.0, rect.center().y, galley, tokens.t2));
    }
}

fn name_line(painter: &Painter, text: &str, color: Color32, max_width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), fonts::medium(size::CAPTION), color);
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::wrap_at_width(max_width) };
    painter.layout_job(job)
}

/// What the caption of a picture takes, in points.
fn caption_height(camera: &Camera) -> f32 {
    2.0 * size::SECONDARY * camera.zoom()
}

/// A picture on the canvas, above its caption.
pub(super) struct NotePicture {
    picture: ContentHash,
    room: Rect,
}

/// The picture of a note that is in sight.
pub(super) fn note_picture(painter: &Painter, camera: &Camera, note: &SceneNote) -> Option<NotePicture> {
    let rect = ink::egui_rect(camera.screen_rect_from_world(note.area_in_world));
    let picture = note.image.filter(|_| rect.intersects(painter.clip_rect()))?;
    let below = if note.text.trim().is_empty() { 0.0 } else { caption_height(camera) };
    let room = rect.with_max_y((rect.bottom() - below).max(rect.top())).shrink(2.0);
    room.is_positive().then_some(NotePicture { picture, room })
}

/// Paints a picture as large as its room lets it be; it follows when it is decoded.
pub(super) fn paint_picture(painter: &Painter, graph: &Graph, tokens: &Tokens, shown: &NotePicture) {
    let NotePicture { picture, room } = shown;
    match pictures::picture(painter.ctx(), graph, picture) {
        Some(Picture::Ready(texture)) => {
            let size = texture.size_vec2();
            let scale = (room.width() / size.x).min(room.height() / size.y);
            let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), Rect::from_center_size(room.center(), size * scale), all, Color32::WHITE);
        }
        Some(Picture::Pending) => {}
        Some(Picture::Broken(_)) | None => {
            let words = name_line(painter, "This picture cannot be shown", tokens.t3, room.width());
            let at = room.center() - 0.5 * words.size();
            painter.with_clip_rect(room.intersect(painter.clip_rect())).galley(at, words, tokens.t3);
        }
    }
}

/// Whether a note is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteLook {
    /// It is not.
    Plain,
    /// It is.
    Selected,
    /// Its words are being edited, so that only its ground is painted.
    Edited,
}

/// The card of a note with its words.
pub(super) fn note(
    painter: &Painter,
    camera: &Camera,
    tokens: &Tokens,
    note: &SceneNote,
    look: NoteLook,
    out: &mut Vec<Shape>,
) {
    let rect = ink::egui_rect(camera.screen_rect_from_world(note.area_in_world));
    if !rect.intersects(painter.clip_rect()) {
        return;
    }
    let stroke = match look {
        NoteLook::Plain => Stroke::new(1.0, tokens.line2),
        NoteLook::Selected | NoteLook::Edited => Stroke::new(2.0, tokens.accent),
    };
    let corners = CornerRadius::same(radius::CONTROL);
    out.push(Shape::rect_filled(rect, corners, tokens.surface));
    out.push(Shape::rect_stroke(rect, corners, stroke, StrokeKind::Inside));
    let text_size = (size::SECONDARY * camera.zoom() * 2.0).round() * 0.5;
    if look == NoteLook::Edited || text_size < LEAST_WORDS || note.text.trim().is_empty() {
        return;
    }
    let margin = NOTE_MARGIN * camera.zoom();
    let room = match note.image {
        None => rect.shrink(margin),
        // A caption is one line under the picture.
        Some(_) => rect.with_min_y(rect.bottom() - caption_height(camera)).shrink2(vec2(margin, 0.25 * margin)),
    };
    let rows = (room.height() / (text_size * markdown::LINE_HEIGHT)).floor().max(1.0) as usize;
    let mut job = Markdown::new(&note.text, text_size, tokens.t2, tokens).job;
    job.wrap = TextWrapping { max_rows: rows, ..TextWrapping::wrap_at_width(room.width().max(1.0)) };
    out.push(Shape::galley(room.min, painter.layout_job(job), tokens.t1));
}
