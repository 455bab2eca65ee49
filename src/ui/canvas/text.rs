//! Words on the canvas: names, dates and labels of relationships, with their grounds.

use std::sync::Arc;

use eframe::egui::{Color32, CornerRadius, FontId, Galley, Painter, Rect, Shape, Stroke, StrokeKind, pos2, vec2};
use rustc_hash::FxHashMap;

use super::gpu::LineLook;
use super::ink;
use crate::scene::{
    CHIP_WIDTH, DATE_LINE, DateLine, Dispute, EdgeLabel, Measure, NAME_LINE, NodeLabel, SceneEdge, SceneNode, Side,
    Words, shown_label,
};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{Tokens, radius, size};
use crate::ui::{fonts, widgets};

/// How much of the ground there is behind words.
const BACK: f32 = 0.9;
/// The same over the outline of a group, which shows through.
const BACK_OVER_HULL: f32 = 0.6;
/// The radius of the sign of dispute.
const CHIP_RADIUS: f32 = 6.5;
/// The most lines of text that are kept.
const MOST_GALLEYS: usize = 8_192;

/// Lines of text that were laid out, by kind and words. They hold no colour.
#[derive(Default)]
pub(super) struct Galleys {
    kept: FxHashMap<(Kind, String), Arc<Galley>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Name,
    Date,
    Edge,
    Group,
}

impl Kind {
    fn font(self) -> FontId {
        match self {
            Self::Name => fonts::medium(size::SECONDARY),
            Self::Date | Self::Edge => fonts::regular(size::CAPTION),
            Self::Group => fonts::medium(size::CAPTION),
        }
    }
}

impl Galleys {
    /// Forgets everything, as when the fonts were drawn anew.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    fn line(&mut self, painter: &Painter, words: Words<'_>) -> Arc<Galley> {
        let (kind, text) = match words {
            Words::Name(text) => (Kind::Name, text),
            Words::Date(text) => (Kind::Date, text),
            Words::Edge(text) => (Kind::Edge, text),
            Words::Group(text) => (Kind::Group, text),
        };
        if self.kept.len() > MOST_GALLEYS {
            self.kept.clear();
        }
        let lay_out = || painter.layout_no_wrap(text.to_owned(), kind.font(), Color32::PLACEHOLDER);
        Arc::clone(self.kept.entry((kind, text.to_owned())).or_insert_with(lay_out))
    }
}

/// Measures with the fonts of a painter.
pub(super) struct Ruler<'a> {
    pub(super) painter: &'a Painter,
    pub(super) galleys: &'a mut Galleys,
    /// Where the outlines of groups are.
    pub(super) hulls: Vec<Rect>,
}

impl Ruler<'_> {
    fn back(&self, rect: Rect, tokens: &Tokens) -> Color32 {
        let is_over_hull = self.hulls.iter().any(|hull| hull.intersects(rect));
        tokens.canvas.gamma_multiply(if is_over_hull { BACK_OVER_HULL } else { BACK })
    }
}

impl Measure for Ruler<'_> {
    fn width(&mut self, words: Words<'_>) -> f32 {
        self.galleys.line(self.painter, words).size().x
    }
}

/// Adds the label of a node.
pub(super) fn node_label(
    ruler: &mut Ruler<'_>,
    tokens: &Tokens,
    node: &SceneNode,
    label: &NodeLabel,
    out: &mut Vec<Shape>,
) {
    let rect = ink::egui_rect(label.area_in_screen);
    out.push(Shape::rect_filled(rect, CornerRadius::same(3), ruler.back(rect, tokens)));
    let mut top = rect.top();
    let mut line = |words: Words<'_>, height: f32, color: Color32, ruler: &mut Ruler<'_>| {
        let galley = ruler.galleys.line(ruler.painter, words);
        let left = match label.side {
            Side::Below | Side::Above => rect.center().x - 0.5 * galley.size().x,
            Side::Right => rect.left() + 2.0,
            Side::Left => rect.right() - 2.0 - galley.size().x,
        };
        out.extend(widgets::text_left_shape(ruler.painter, left, top + 0.5 * height, galley, color));
        top += height;
    };
    for name in node.lines().iter().filter(|line| !line.is_empty()) {
        line(Words::Name(name), NAME_LINE, tokens.t1, ruler);
    }
    if label.date == DateLine::Shown {
        line(Words::Date(&node.date()), DATE_LINE, tokens.t3, ruler);
    }
}

/// Adds the label of an edge, with the sign of dispute.
pub(super) fn edge_label(
    ruler: &mut Ruler<'_>,
    tokens: &Tokens,
    edge: &SceneEdge,
    label: &EdgeLabel,
    look: LineLook,
    out: &mut Vec<Shape>,
) {
    let rect = ink::egui_rect(label.area_in_screen);
    let corners = CornerRadius::same(radius::CHIP);
    let color = match look {
        LineLook::Rest => tokens.t2,
        LineLook::Hovered => tokens.t1,
        LineLook::AtSelected | LineLook::Selected => tokens.accent_text,
    };
    if look == LineLook::Selected {
        let border = Stroke::new(1.0, tokens.accent.lerp_to_gamma(tokens.accent_weak, 0.6));
        out.push(Shape::rect_filled(rect, corners, tokens.accent_weak));
        out.push(Shape::rect_stroke(rect, corners, border, StrokeKind::Inside));
    } else {
        out.push(Shape::rect_filled(rect, corners, ruler.back(rect, tokens)));
    }
    let mut left = rect.left() + 4.0;
    if edge.dispute == Dispute::Disputed {
        chip(ruler.painter, tokens, pos2(left + CHIP_RADIUS, rect.center().y), out);
        left += CHIP_WIDTH;
    }
    let galley = ruler.galleys.line(ruler.painter, Words::Edge(&shown_label(&edge.label)));
    out.extend(widgets::text_left_shape(ruler.painter, left, rect.center().y, galley, color));
}

/// Adds the sign of dispute alone, for an edge whose label is not shown.
pub(super) fn chip(painter: &Painter, tokens: &Tokens, center: eframe::egui::Pos2, out: &mut Vec<Shape>) {
    out.push(Shape::circle_filled(center, CHIP_RADIUS, tokens.bad));
    out.extend(widgets::icon_shape(painter, icons::NOT_EQUALS, IconStyle::Regular, center, 10.0, tokens.on_disc));
}

/// Where the field for a name stands: in the place of the label, and wide enough to type in.
pub(super) fn name_field(node_center: eframe::egui::Pos2, radius: f32, width: f32) -> Rect {
    let width = (width + 24.0).max(140.0);
    Rect::from_min_size(pos2(node_center.x - 0.5 * width, node_center.y + radius + 6.0), vec2(width, 26.0))
}
