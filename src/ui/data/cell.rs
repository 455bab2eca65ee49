//! How a cell looks: discs before names, bars for likelihood, signs for evidence, boxes for grades.

use eframe::egui::{
    Color32, FontId, Id, Painter, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::confidence::assess_relationship;
use crate::analysis::table::{Column, Counts, Field, Holds, Record, counts};
use crate::base::EntityId;
use crate::model::{Graph, Level, Value};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{Tokens, radius, size};
use crate::ui::widgets::{self, Stance};
use crate::ui::{fonts, marks, theme};

/// The margin on both sides of a cell.
pub(super) const MARGIN: f32 = 8.0;

/// Paints a cell. The one that has the keyboard shows that it opens a list.
pub(super) fn paint(
    painter: &Painter,
    tokens: &Tokens,
    graph: &Graph,
    record: &Record<'_>,
    column: &Column,
    rect: Rect,
    is_focus: bool,
) {
    let y = rect.center().y;
    let mut left = rect.left() + MARGIN;
    let mut right = rect.right() - MARGIN;
    let painter = &painter.with_clip_rect(painter.clip_rect().intersect(rect));
    if is_focus && column.editable && super::editor::is_chosen(column) {
        let center = pos2(rect.right() - 13.0, y);
        widgets::icon(painter, icons::CARET_DOWN, IconStyle::Regular, center, 14.0, tokens.t2);
        right -= 18.0;
    }
    let words = |left: f32, right: f32, text: &str, font: FontId, color: Color32| {
        let first = text.lines().next().unwrap_or_default();
        let text = if first.len() < text.len() { format!("{first} …") } else { first.to_owned() };
        let galley = widgets::line(painter, &text, font, color, right - left);
        let width = galley.size().x;
        widgets::text_left(painter, left, y, galley, color);
        width
    };
    let (body, secondary) = (fonts::regular(size::BODY), fonts::regular(size::SECONDARY));
    let text = record.text(graph, &column.field);
    match &column.holds {
        Holds::Entity => {
            if let Some(entity) = entity_of(record, &column.field).and_then(|id| graph.entity(id)) {
                widgets::paint_disc(painter, tokens, pos2(left + 8.0, y), 8.0, &marks::disc(graph, entity));
                left += 22.0;
                words(left, right, marks::name(entity), body, tokens.t1);
            } else {
                words(left, right, &text, body, tokens.t1);
            }
        }
        Holds::Type => {
            let width = words(left, right, &text, body, tokens.t1);
            if matches!(record, Record::Relationship(_)) && counts(record.evidence()).disputes > 0 {
                disputed(painter, tokens, left + width + 8.0, y);
            }
        }
        Holds::Choice { .. } if column.field == Field::Likelihood => {
            if let Some(step) = record.rank(graph, &column.field) {
                widgets::paint_likelihood(painter, tokens, left, y, Some(step as u8));
                words(left + 49.0, right, &text, secondary, tokens.t1);
            }
        }
        Holds::Choice { .. } if matches!(column.field, Field::Reliability | Field::Credibility) => {
            if let Some((key, label)) =
                record.rank(graph, &column.field).and_then(|at| column.field.words().get(at).copied())
            {
                boxed(painter, tokens, left, y, key);
                words(left + 28.0, right, label, secondary, tokens.t2);
            }
        }
        Holds::Choice { .. } if column.field == Field::Stance => {
            if let Record::Evidence(piece, _) = record {
                let stance = marks::stance(piece.stance);
                let color = stance.color(tokens);
                widgets::icon(painter, stance.icon(), IconStyle::Fill, pos2(left + 6.0, y), 12.0, color);
                words(left + 18.0, right, &text, body, tokens.t1);
            }
        }
        Holds::Counts => paint_counts(painter, tokens, (left, y), counts(record.evidence())),
        Holds::Grade if !text.is_empty() => boxed(painter, tokens, left, y, &text),
        Holds::Level => {
            let is_none = record.rank(graph, &column.field) == Some(Level::Ungraded as usize);
            words(left, right, &text, secondary, if is_none { tokens.t3 } else { tokens.t1 });
        }
        Holds::Sources | Holds::Source => {
            words(left, right, &text, secondary, tokens.t2);
        }
        Holds::Number | Holds::Count => {
            let galley = widgets::line(painter, &text, body, tokens.t1, right - left);
            widgets::text_left(painter, right - galley.size().x, y, galley, tokens.t1);
        }
        Holds::Start | Holds::Stop => {
            let faint = matches!(text.as_ref(), "open" | "unknown");
            words(left, right, &text, body, if faint { tokens.t3 } else { tokens.t1 });
        }
        _ if matches!(column.field, Field::Analysts | Field::Analyst | Field::Id) => {
            words(left, right, &text, secondary, tokens.t3);
        }
        _ if column.field == Field::Name => {
            if let Record::Entity(entity) = record {
                widgets::paint_disc(painter, tokens, pos2(left + 8.0, y), 8.0, &marks::disc(graph, entity));
                words(left + 22.0, right, marks::name(entity), body, tokens.t1);
            }
        }
        Holds::Prose | Holds::List | Holds::Tags | Holds::Url => {
            words(left, right, &text, secondary, tokens.t2);
        }
        _ => {
            words(left, right, &text, body, tokens.t1);
        }
    }
}

/// The entity that a cell names.
pub(super) fn entity_of<'r>(record: &Record<'r>, field: &Field) -> Option<&'r EntityId> {
    let value = |all: &'r crate::model::Properties, name: &str| match all.get(name) {
        Some(Value::Entity(id)) => Some(id),
        _ => None,
    };
    match (record, field) {
        (Record::Relationship(relationship), Field::From) => Some(&relationship.from),
        (Record::Relationship(relationship), Field::To) => Some(&relationship.to),
        (Record::Relationship(relationship), Field::Property(name)) => value(&relationship.properties, name),
        (Record::Entity(entity), Field::Property(name)) => value(&entity.properties, name),
        _ => None,
    }
}

fn boxed(painter: &Painter, tokens: &Tokens, left: f32, y: f32, text: &str) {
    let galley = widgets::line(painter, text, fonts::semibold(size::CAPTION), tokens.t1, f32::INFINITY);
    let width = (galley.size().x.ceil() + 10.0).max(20.0);
    let place = pos2(widgets::snap(painter, left), widgets::snap(painter, y - 9.0));
    let rect = Rect::from_min_size(place, vec2(width, 18.0));
    let stroke = Stroke::new(1.0, tokens.line2);
    painter.rect(rect, f32::from(radius::CHIP), tokens.surface, stroke, StrokeKind::Inside);
    widgets::text_left(painter, rect.center().x - 0.5 * galley.size().x, y, galley, tokens.t1);
}

/// The red sign of a claim that is disputed.
fn disputed(painter: &Painter, tokens: &Tokens, left: f32, y: f32) {
    let rect =
        Rect::from_min_size(pos2(widgets::snap(painter, left), widgets::snap(painter, y - 8.0)), vec2(15.0, 16.0));
    painter.rect_filled(rect, f32::from(radius::CHIP), tokens.bad_weak);
    let galley = widgets::line(painter, "≠", fonts::medium(size::CAPTION), tokens.bad, 20.0);
    widgets::text_left(painter, rect.center().x - 0.5 * galley.size().x, y, galley, tokens.bad);
}

fn paint_counts(painter: &Painter, tokens: &Tokens, (mut left, y): (f32, f32), all: Counts) {
    // What only surrounds a claim counts neither way.
    let parts = [(Stance::Supports, all.supports), (Stance::Disputes, all.disputes)];
    for (stance, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let color = stance.color(tokens);
        widgets::icon(painter, stance.icon(), IconStyle::Fill, pos2(left + 6.0, y), 12.0, color);
        let galley = widgets::line(painter, &count.to_string(), fonts::medium(size::SECONDARY), color, 40.0);
        let width = galley.size().x;
        widgets::text_left(painter, left + 16.0, y, galley, color);
        left += 16.0 + width + 9.0;
    }
}

/// A check box of a row; whether it was pressed.
pub(super) fn check_box(
    ui: &Ui,
    painter: &Painter,
    row: Rect,
    target: Rect,
    (id, on, title): (Id, bool, &str),
) -> bool {
    if !target.is_positive() {
        return false;
    }
    let tokens = theme::tokens(ui);
    // The space bar checks rows, so the boxes are no stops of their own.
    let response = ui.interact(target, id, Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, format!("Select {title}")));
    let mark = Rect::from_center_size(pos2(row.left() + 19.0, row.center().y).round(), vec2(14.0, 14.0));
    if on {
        painter.rect_filled(mark, 3.0, tokens.accent_fill);
        let at = |x: f32, y: f32| mark.min + vec2(x, y);
        let tick = vec![at(3.2, 7.2), at(5.9, 9.9), at(10.8, 4.4)];
        painter.add(Shape::line(tick, Stroke::new(1.75, tokens.on_accent)));
    } else {
        let fill = if response.hovered() { tokens.hover } else { tokens.surface };
        painter.rect(mark, 3.0, fill, Stroke::new(1.0, tokens.t3), StrokeKind::Inside);
    }
    response.clicked()
}

/// Tells under the pointer what does not fit, and why a level of confidence is what it is.
pub(super) fn explain(response: Response, graph: &Graph, record: &Record<'_>, column: &Column, width: f32) {
    if column.holds == Holds::Level
        && let Record::Relationship(relationship) = record
    {
        let assessment = assess_relationship(relationship, graph.sources());
        response.on_hover_text(assessment.reasons.join("\n"));
        return;
    }
    if column.holds == Holds::Grade
        && let Some(pair) = record.grade(graph)
        && column.field == Field::Grade
    {
        response.on_hover_text(marks::pair_in_words(pair));
        return;
    }
    let text = record.text(graph, &column.field);
    let room = width
        - 2.0 * MARGIN
        - if matches!(column.holds, Holds::Entity) || column.field == Field::Name { 22.0 } else { 0.0 };
    let is_words = matches!(
        column.holds,
        Holds::Text
            | Holds::Prose
            | Holds::List
            | Holds::Tags
            | Holds::Url
            | Holds::Entity
            | Holds::Source
            | Holds::Sources
    );
    if is_words && !text.is_empty() {
        let font = fonts::regular(size::BODY);
        let galley = response.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_string(), font, Color32::PLACEHOLDER));
        if galley.size().x > room || galley.rows.len() > 1 {
            let cut: String = text.chars().take(600).collect();
            response.on_hover_text(cut);
        }
    }
}

/// How wide a cell wants to be.
pub(super) fn natural_width(painter: &Painter, graph: &Graph, record: &Record<'_>, column: &Column) -> f32 {
    let text = record.text(graph, &column.field);
    let text = text.lines().next().unwrap_or_default();
    let galley = widgets::line(painter, text, fonts::regular(size::BODY), Color32::PLACEHOLDER, f32::INFINITY);
    let sign = match &column.holds {
        Holds::Entity => 22.0,
        Holds::Choice { .. } if column.field == Field::Likelihood => 49.0,
        Holds::Choice { .. } => 28.0,
        _ if column.field == Field::Name => 22.0,
        _ => 0.0,
    };
    galley.size().x.ceil() + sign + 2.0 * MARGIN + 4.0
}
