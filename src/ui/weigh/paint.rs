//! How marks and bars look.

use eframe::egui::{Align2, Color32, Painter, Rect, Stroke, StrokeKind, vec2};

use crate::model::Consistency;
use crate::ui::fonts;
use crate::ui::theme::{Tokens, radius, size};

/// What a mark looks like: its ground and its letters. The stronger a mark, the stronger its colour; red speaks against.
fn colours(tokens: &Tokens, mark: Consistency) -> (Color32, Color32) {
    match mark {
        Consistency::VeryConsistent => (tokens.ok, tokens.surface),
        Consistency::Consistent => (tokens.ok_weak, tokens.ok),
        Consistency::Neutral => (tokens.chip, tokens.t2),
        Consistency::Inconsistent => (tokens.bad_weak, tokens.bad),
        Consistency::VeryInconsistent => (tokens.bad, tokens.surface),
        Consistency::NotApplicable => (Color32::TRANSPARENT, tokens.t3),
    }
}

/// Paints a mark into its box; nobody's judgement is an empty one.
pub(super) fn mark(painter: &Painter, tokens: &Tokens, place: Rect, mark: Option<Consistency>) {
    match mark {
        Some(mark) => {
            let (ground, letters) = colours(tokens, mark);
            painter.rect_filled(place, f32::from(radius::CHIP), ground);
            let font = fonts::semibold(size::BODY);
            painter.text(place.center(), Align2::CENTER_CENTER, mark.key(), font, letters);
        }
        None => {
            let border = Stroke::new(1.0, tokens.line2);
            painter.rect_stroke(place, f32::from(radius::CHIP), border, StrokeKind::Inside);
        }
    }
}

/// Paints a bar of three points, filled up to a share of its length.
pub(super) fn bar(painter: &Painter, tokens: &Tokens, track: Rect, share: f32, color: Color32) {
    painter.rect_filled(track, 1.5, tokens.sunken);
    let done = Rect::from_min_size(track.min, vec2(track.width() * share.clamp(0.0, 1.0), track.height()));
    painter.rect_filled(done, 1.5, color);
}
