//! Text of its own measure: the name that heads a panel, and fields of several lines.

use std::ops::Range;

use eframe::egui::{
    self, FontId, Frame, Galley, Id, Key, Margin, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit, Ui,
    Widget, WidgetInfo, pos2, text::CCursor, vec2,
};

use super::markdown::{self, Markdown};
use super::paint;
use crate::ui::{
    fonts,
    theme::{self, radius, size},
};

/// The name that heads a panel: a heading that turns into a field where it is pressed.
#[must_use = "a field shows only when it is added to a ui"]
pub struct TitleField<'a> {
    value: &'a mut String,
    name: &'a str,
    hint: &'a str,
    id: Id,
}

impl<'a> TitleField<'a> {
    /// A heading over `value`; `name` is what a screen reader calls it.
    pub fn new(id: Id, value: &'a mut String, name: &'a str) -> Self {
        Self { value, name, hint: "", id }
    }

    /// Shows a hint while there is no name.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }
}

impl Widget for TitleField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { value, name, hint, id } = self;
        let tokens = theme::tokens(ui);
        let font = fonts::semibold(size::HEADING);
        let ground = ui.painter().add(egui::Shape::Noop);
        let hint = egui::RichText::new(hint).font(font.clone()).color(tokens.t3);
        // A long name goes on in the next line, and Enter ends the writing of it.
        let edit = TextEdit::multiline(value)
            .id(id)
            .font(font)
            .text_color(tokens.t1)
            .hint_text(hint)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .return_key(None)
            .desired_rows(1)
            .min_size(vec2(0.0, 24.0))
            .desired_width(ui.available_width())
            .align(egui::Align2::LEFT_CENTER);
        let mut response = ui.add(edit).accessible_name(name);
        if value.contains(['\n', '\r']) {
            *value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            response.mark_changed();
        }
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            response.surrender_focus();
        }
        // The box reaches past the text, so that the name lines up with what stands below it.
        let rect = response.rect.expand2(vec2(6.0, 1.0));
        if response.has_focus() {
            let shape = egui::epaint::RectShape::new(
                rect,
                radius::CONTROL,
                tokens.field,
                Stroke::new(2.0, tokens.accent),
                StrokeKind::Middle,
            );
            ui.painter().set(ground, shape);
        } else if response.hovered() {
            let border = Stroke::new(1.0, tokens.line2);
            let shape = egui::epaint::RectShape::new(rect, radius::CONTROL, tokens.field, border, StrokeKind::Inside);
            ui.painter().set(ground, shape);
        }
        response
    }
}

/// Shows Markdown as it is meant, in the frame of the field in which it is written. A press on a link follows it; a
/// press elsewhere, or the keyboard, is for the caller to begin writing.
pub fn written(ui: &mut Ui, id: Id, markdown: Markdown, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let margin = vec2(10.0, 7.0);
    let Markdown { mut job, links, is_plain } = markdown;
    let width = ui.available_width();
    job.wrap.max_width = width - 2.0 * margin.x;
    let galley = ui.painter().layout_job(job.clone());
    let (rect, _) = ui.allocate_exact_size(vec2(width, galley.size().y + 2.0 * margin.y), Sense::hover());
    let mut response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo {
        hint_text: Some(galley.text().to_owned()),
        ..WidgetInfo::labeled(Role::Button, ui.is_enabled(), name)
    });
    let border = Stroke::new(1.0, tokens.line2);
    ui.painter().rect(rect, f32::from(radius::CONTROL), tokens.field, border, StrokeKind::Inside);
    let origin = rect.min + margin;
    let shown = Markdown { job, links, is_plain };
    let link = response.hover_pos().and_then(|at| {
        let within = Rect::from_min_size(origin, galley.size()).contains(at);
        within.then(|| galley.cursor_from_pos(at - origin)).and_then(|cursor| shown.link_at(cursor.index.0))
    });
    ui.painter().galley(origin, galley.clone(), tokens.t1);
    for (number, (place, target)) in shown.links.iter().enumerate() {
        link_by_keyboard(ui, id.with(("link", number)), (&shown.job.text, place), target, (&galley, origin));
    }
    if let Some(target) = link {
        response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(target);
        if response.clicked() {
            markdown::follow(ui.ctx(), target);
            response.flags.remove(egui::response::Flags::CLICKED);
        }
    } else {
        response = response.on_hover_cursor(egui::CursorIcon::Text);
    }
    response
}

/// A stop for the keyboard at a link, which Enter follows. The pointer has the whole text for that.
fn link_by_keyboard(
    ui: &mut Ui,
    id: Id,
    (text, place): (&str, &Range<usize>),
    target: &str,
    (galley, origin): (&Galley, Pos2),
) {
    let cursor = |byte: usize| galley.pos_from_cursor(CCursor::new(text[..byte].chars().count()));
    let (first, last) = (cursor(place.start), cursor(place.end));
    // A link that goes over the end of a line is ringed as far as that line goes.
    let is_one_line = (first.top() - last.top()).abs() < 1.0;
    let right = if is_one_line { last.right() } else { galley.rect.right() };
    let rect = Rect::from_min_max(first.min, pos2(right.max(first.right() + 4.0), first.bottom()));
    let rect = rect.translate(origin.to_vec2()).expand(1.0);
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let words = &text[place.clone()];
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), words));
    if response.has_focus() {
        paint::inner_focus_ring(ui, rect, radius::CHIP);
        if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Enter)) {
            markdown::follow(ui.ctx(), target);
        }
    }
}

/// A field of several lines, which grows with its text.
#[must_use = "a field shows only when it is added to a ui"]
pub struct TextArea<'a> {
    value: &'a mut String,
    name: &'a str,
    hint: &'a str,
    rows: usize,
    font: FontId,
    id: Id,
}

impl<'a> TextArea<'a> {
    /// A field over `value`; `name` is what a screen reader calls it.
    pub fn new(id: Id, value: &'a mut String, name: &'a str) -> Self {
        Self { value, name, hint: "", rows: 2, font: fonts::regular(size::SECONDARY), id }
    }

    /// Shows a hint while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// The least height, in lines.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the text in the size of running text.
    pub fn for_reading(mut self) -> Self {
        self.font = fonts::regular(size::READING);
        self
    }
}

impl Widget for TextArea<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { value, name, hint, rows, font, id } = self;
        let tokens = theme::tokens(ui);
        let ground = ui.painter().add(egui::Shape::Noop);
        let hint = egui::RichText::new(hint).font(font.clone()).color(tokens.t3);
        let edit = TextEdit::multiline(value)
            .id(id)
            .font(font)
            .text_color(tokens.t1)
            .hint_text(hint)
            .frame(Frame::new().inner_margin(Margin::symmetric(10, 7)))
            .desired_rows(rows)
            .desired_width(ui.available_width());
        let response = ui.add(edit).accessible_name(name);
        let rect = response.rect;
        let border = Stroke::new(1.0, tokens.line2);
        let shape = egui::epaint::RectShape::new(rect, radius::CONTROL, tokens.field, border, StrokeKind::Inside);
        ui.painter().set(ground, shape);
        if response.has_focus() {
            let ring = Stroke::new(2.0, tokens.accent);
            ui.painter().rect_stroke(paint::snapped(ui.painter(), rect.expand(1.0)), 7.0, ring, StrokeKind::Middle);
        }
        response
    }
}
