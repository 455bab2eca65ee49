//! Cards: a bordered box for anything, and the card of a piece of evidence with its coloured rule.

use eframe::egui::{
    self, CornerRadius, Frame, InnerResponse, Label, Layout, Margin, Rect, Response, RichText, Role, Sense, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

use super::{Stance, badge, paint, text};
use crate::ui::{
    fonts,
    theme::{self, radius, size},
};

/// A bordered box on the surface with a margin of twelve.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let tokens = theme::tokens(ui);
    Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::same(12))
        .show(ui, content)
}

/// A piece of evidence: how it stands to the claim, where it is from, its grade, and its words.
#[derive(Debug, Clone, Copy)]
#[must_use = "a card shows only when `show` is called"]
pub struct EvidenceCard<'a> {
    /// How it stands to the claim.
    pub stance: Stance,
    /// The name of the source.
    pub source: &'a str,
    /// The date of the source, or nothing.
    pub date: &'a str,
    /// The Admiralty pair, such as `B2`, or nothing where nobody has graded it.
    pub grade: &'a str,
    /// The pair in words.
    pub grade_meaning: &'a str,
    /// What the source says.
    pub quote: &'a str,
    /// Whether the card is the chosen one.
    pub selected: bool,
}

impl EvidenceCard<'_> {
    /// Shows the card as wide as its place; a click on it opens the source.
    pub fn show(self, ui: &mut Ui) -> Response {
        let Self { stance, source, date, grade, grade_meaning, quote, selected } = self;
        let tokens = theme::tokens(ui);
        let word = capitalised(stance.word());
        // The place of the card under the content is kept, and painted when its state is known.
        let ground = ui.painter().add(egui::Shape::Noop);
        let frame = Frame::new().inner_margin(Margin { left: 13, right: 11, top: 8, bottom: 9 });
        let inner = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.horizontal(|ui| {
                badge::stance_line(ui, stance, &word);
                let rest = ui.available_size_before_wrap();
                ui.allocate_ui_with_layout(rest, Layout::right_to_left(egui::Align::Center), |ui| {
                    if !grade.is_empty() {
                        badge::grade(ui, grade, grade_meaning);
                    }
                    if !date.is_empty() {
                        text::hint(ui, date, text::Overflow::Elide);
                    }
                    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                        text::secondary(ui, source, text::Overflow::Elide);
                    });
                });
            });
            let words =
                RichText::new(quote).font(fonts::regular(size::SECONDARY)).line_height(Some(17.0)).color(tokens.t1);
            ui.add(Label::new(words).wrap());
        });

        let rect = inner.response.rect;
        let response = inner.response.interact(Sense::click());
        let name = format!("{word}: {source}, {date}, {grade}. {quote}");
        response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, &name));
        let border = if selected { tokens.accent } else { tokens.line };
        let fill = if response.hovered() && !selected { tokens.hover } else { tokens.surface };
        let corners = CornerRadius::same(radius::CONTROL);
        let painter = ui.painter();
        let rule = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        let box_shape =
            egui::epaint::RectShape::new(rect, corners, fill, Stroke::new(1.0, border), egui::StrokeKind::Inside);
        let rule_shape =
            egui::epaint::RectShape::filled(rule, CornerRadius { nw: 2, sw: 2, ne: 0, se: 0 }, stance.color(tokens));
        painter.set(ground, egui::Shape::Vec(vec![box_shape.into(), rule_shape.into()]));
        if response.has_focus() {
            paint::focus_ring(ui, rect, radius::CONTROL);
        }
        response
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
