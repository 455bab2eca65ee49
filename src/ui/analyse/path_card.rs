//! A path that was found, as a card: its steps with what they rest on, and its weakest link.

use eframe::egui::{
    Frame, Margin, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::paths;
use crate::base::EntityId;
use crate::edit::Selection;
use crate::model::{Direction, Likelihood, Relationship};
use crate::session::{FoundLink, FoundPath};
use crate::ui::desk::Desk;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, Tokens, radius, size};
use crate::ui::widgets::{self, paint_disc, paint_likelihood, text};
use crate::ui::{fonts, marks};

const HEAD: f32 = 28.0;
const ENTITY_ROW: f32 = 26.0;
const LINK_ROW: f32 = 24.0;
/// Where the middle of discs is, and where words begin.
const DISC_X: f32 = 10.0;
const WORDS_X: f32 = 27.0;
/// What the likelihood of a step takes at the end of its row, and what its confidence does.
const LIKELIHOOD: f32 = 148.0;
const CONFIDENCE: f32 = 122.0;

/// Shows a card; whether it was chosen.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, nth: usize, path: &FoundPath, is_open: bool) -> bool {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.surface).corner_radius(radius::CONTROL).inner_margin(Margin::symmetric(12, 6));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let head = head(ui, nth, path, is_open);
        if is_open {
            steps(ui, desk, path);
            weakest(ui, desk, path);
        } else {
            discs(ui, desk, path);
        }
        head
    });
    let stroke = if is_open { Stroke::new(1.5, tokens.accent) } else { Stroke::new(1.0, tokens.line) };
    ui.painter().rect_stroke(shown.response.rect, f32::from(radius::CONTROL), stroke, StrokeKind::Inside);
    if shown.inner.has_focus() {
        widgets::focus_ring(ui, shown.response.rect.shrink(3.0), 4);
    }
    shown.inner.clicked()
}

/// `Path 1, 4 steps`, and how firm its weakest link is.
fn head(ui: &mut Ui, nth: usize, path: &FoundPath, is_open: bool) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::click());
    let (name, steps) = (format!("Path {}", nth + 1), marks::count(path.links.len(), "step", "steps"));
    let level = path.level().map(|level| format!("weakest: {}", level.label())).unwrap_or_default();
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, format!("{name}, {steps}, {level}")));
    let painter = ui.painter();
    let y = rect.center().y;
    let color = if response.hovered() { tokens.accent_text } else { tokens.t1 };
    let name = painter.layout_no_wrap(name, fonts::semibold(size::BODY), color);
    let after = rect.left() + name.size().x + 8.0;
    widgets::text_left(painter, rect.left(), y, name, color);
    let steps = painter.layout_no_wrap(steps, fonts::regular(size::SECONDARY), tokens.t3);
    widgets::text_left(painter, after, y, steps, tokens.t3);
    let level = painter.layout_no_wrap(level, fonts::regular(size::SECONDARY), tokens.t2);
    widgets::text_left(painter, rect.right() - level.size().x, y, level, tokens.t2);
    response
}

/// The path as discs in a row.
fn discs(ui: &mut Ui, desk: &Desk<'_>, path: &FoundPath) {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let apart = (rect.width() / path.entities.len().max(1) as f32).min(36.0);
    for (nth, id) in path.entities.iter().enumerate() {
        let Some(entity) = desk.graph().entity(id) else { continue };
        let center = pos2(rect.left() + 9.0 + nth as f32 * apart, rect.center().y);
        if nth + 1 < path.entities.len() && apart > 24.0 {
            let ends = [center + vec2(12.0, 0.0), center + vec2(apart - 12.0, 0.0)];
            ui.painter().line_segment(ends, Stroke::new(1.0, tokens.line2));
        }
        paint_disc(ui.painter(), tokens, center, 8.0, &marks::disc(desk.graph(), entity));
    }
}

/// The path as entities under each other, with what joins them.
fn steps(ui: &mut Ui, desk: &mut Desk<'_>, path: &FoundPath) {
    let mut chosen = None;
    let is_likely = |link: &FoundLink| {
        let first = link.relationships.first().and_then(|id| desk.graph().relationship(id));
        first.is_some_and(|r| r.likelihood.is_some())
    };
    let room = if path.links.iter().any(is_likely) { LIKELIHOOD } else { CONFIDENCE };
    for (nth, id) in path.entities.iter().enumerate() {
        if entity(ui, desk, id) {
            chosen = Some(Selection::entity(id.clone()));
        }
        let Some(link) = path.links.get(nth) else { continue };
        let first = link.relationships.first().and_then(|id| desk.graph().relationship(id));
        let Some(relationship) = first.map(std::sync::Arc::clone) else { continue };
        if step(ui, desk, (link, &relationship), path.weakest == Some(nth), room) {
            chosen = Some(Selection::relationship(relationship.id.clone()));
        }
    }
    if let Some(selection) = chosen {
        desk.out.select(selection);
    }
}

fn entity(ui: &mut Ui, desk: &Desk<'_>, id: &EntityId) -> bool {
    let Some(entity) = desk.graph().entity(id) else { return false };
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTITY_ROW), Sense::click());
    let name = marks::name(entity);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name));
    let y = rect.center().y;
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), 3.0, tokens.hover);
    }
    paint_disc(ui.painter(), tokens, pos2(rect.left() + DISC_X, y), 10.0, &marks::disc(desk.graph(), entity));
    let room = rect.width() - WORDS_X;
    let galley = widgets::line(ui.painter(), name, fonts::regular(size::BODY), tokens.t1, room);
    widgets::text_left(ui.painter(), rect.left() + WORDS_X, y, galley, tokens.t1);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, 3);
    }
    response.clicked()
}

/// A step: an arrow the way that it points, what it is called, and how likely it is.
fn step(
    ui: &mut Ui,
    desk: &Desk<'_>,
    (link, relationship): (&FoundLink, &Relationship),
    is_weakest: bool,
    room_for_words: f32,
) -> bool {
    let graph = desk.graph();
    let is_forward = relationship.from == link.from;
    let name = if is_forward {
        marks::relationship_name(graph, relationship)
    } else {
        marks::inverse_name(graph, relationship)
    };
    let more = link.relationships.len() - 1;
    let words = if more == 0 { name.to_owned() } else { format!("{name} +{more}") };
    let level = link.level.label();
    let likelihood = relationship.likelihood.map(Likelihood::label);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINK_ROW), Sense::click());
    let spoken = [Some(format!("{words}, {level} confidence")), likelihood.map(str::to_lowercase)];
    let mut spoken: String = spoken.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if is_weakest {
        spoken.push_str(", the weakest link");
    }
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
    let response = response.on_hover_text(paths::sentence(graph, relationship, &link.from));
    let tokens = theme::tokens(ui);
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), 3.0, tokens.hover);
    }
    let color = if is_weakest { tokens.warn } else { tokens.t2 };
    let x = rect.left() + DISC_X;
    let ends = [pos2(x, rect.top() + 1.0), pos2(x, rect.bottom() - 1.0)];
    arrow(ui.painter(), tokens, ends, relationship, is_forward);
    let y = rect.center().y;
    let painter = ui.painter();
    let right = rect.right() - room_for_words;
    let room = right - rect.left() - WORDS_X - 6.0;
    let galley = widgets::line(painter, &words, fonts::regular(size::SECONDARY), color, room);
    widgets::text_left(painter, rect.left() + WORDS_X, y, galley, color);
    let said = match relationship.likelihood {
        Some(likelihood) => {
            let at = Likelihood::ALL.iter().position(|known| *known == likelihood);
            paint_likelihood(painter, tokens, right, y, at.map(|at| at as u8));
            likelihood.label().to_owned()
        }
        None => format!("{level} confidence"),
    };
    let left = if relationship.likelihood.is_some() { right + 47.0 } else { right };
    let galley = widgets::line(painter, &said, fonts::regular(size::SECONDARY), tokens.t2, rect.right() - left);
    widgets::text_left(painter, left, y, galley, tokens.t2);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, 3);
    }
    response.clicked()
}

fn arrow(painter: &Painter, tokens: &Tokens, ends: [Pos2; 2], relationship: &Relationship, is_forward: bool) {
    painter.line_segment(ends, Stroke::new(2.0, tokens.accent));
    let head = |tip: Pos2, by: f32| {
        let corners = vec![tip, tip + vec2(-4.0, by * 7.0), tip + vec2(4.0, by * 7.0)];
        Shape::convex_polygon(corners, tokens.accent, Stroke::NONE)
    };
    let (down, up) = match relationship.direction {
        Direction::Forward => (is_forward, !is_forward),
        Direction::Both => (true, true),
        Direction::Neither => (false, false),
    };
    if down {
        painter.add(head(ends[1], -1.0));
    }
    if up {
        painter.add(head(ends[0], 1.0));
    }
}

/// The weakest link as a sentence.
fn weakest(ui: &mut Ui, desk: &Desk<'_>, path: &FoundPath) {
    let link = path.weakest.and_then(|at| path.links.get(at));
    let Some(link) = link else { return };
    let Some(relationship) = link.relationships.first().and_then(|id| desk.graph().relationship(id)) else { return };
    let sentence = paths::sentence(desk.graph(), relationship, &link.from);
    let tokens = theme::tokens(ui);
    let (rule, _) = ui.allocate_exact_size(vec2(ui.available_width(), 9.0), Sense::hover());
    let line = Rect::from_min_size(pos2(rule.left(), rule.center().y), vec2(rule.width(), 1.0));
    ui.painter().rect_filled(line, 0.0, tokens.line);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (place, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
        widgets::icon(ui.painter(), icons::LINK_BREAK, IconStyle::Regular, place.center(), 14.0, tokens.warn);
        let words = format!("Weakest link: {sentence}, {} confidence.", link.level.label().to_lowercase());
        text::secondary(ui, &words, text::Overflow::Wrap);
    });
}
