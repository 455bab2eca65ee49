//! Empty, working, failed: what a place shows when it has nothing to show, is busy, or went wrong.

use eframe::egui::{
    self, Frame, Layout, Margin, Rect, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::{Button, paint, text};
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, radius, size, space},
};

/// What an empty place says, and the one thing to do about it.
#[derive(Debug, Clone, Copy)]
#[must_use = "it shows only when `show` is called"]
pub struct EmptyState<'a> {
    /// A sign for what is missing.
    pub icon: Icon,
    /// One sentence.
    pub sentence: &'a str,
    /// How to change it, or nothing.
    pub hint: &'a str,
    /// The primary action, or nothing.
    pub primary: Option<&'a str>,
    /// Another way, or nothing.
    pub secondary: Option<&'a str>,
}

impl EmptyState<'_> {
    /// The height that the whole takes.
    fn height(&self) -> f32 {
        let buttons = self.primary.is_some() || self.secondary.is_some();
        let hint = if self.hint.is_empty() { 0.0 } else { 19.0 };
        24.0 + 10.0 + 20.0 + hint + if buttons { 7.0 + 24.0 } else { 0.0 }
    }

    /// Shows it in the middle of the place. Returns the label of the button that was pressed.
    pub fn show<'b>(self, ui: &mut Ui) -> Option<&'b str>
    where
        Self: 'b,
    {
        let Self { icon, sentence, hint, primary, secondary } = self;
        let tokens = theme::tokens(ui);
        let mut pressed = None;
        let place = ui.available_rect_before_wrap();
        let above = (0.5 * (place.height() - self.height())).max(0.0);
        ui.vertical_centered(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(above.floor());
            let (rect, _) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::hover());
            let painter = ui.painter();
            paint::icon(painter, icon, IconStyle::Regular, rect.center(), 20.0, tokens.t3);
            ui.add_space(10.0);
            centered_line(ui, sentence, fonts::medium(size::BODY), tokens.t1, 20.0);
            if !hint.is_empty() {
                centered_line(ui, hint, fonts::regular(size::SECONDARY), tokens.t2, 19.0);
            }
            let labels: Vec<(Button<'_>, &str)> = primary
                .map(|label| (Button::primary(label).small(), label))
                .into_iter()
                .chain(secondary.map(|label| (Button::secondary(label).small(), label)))
                .collect();
            if !labels.is_empty() {
                ui.add_space(7.0);
                let widths: f32 = labels.iter().map(|(_, label)| button_width(ui, label)).sum::<f32>()
                    + space::S * (labels.len() - 1) as f32;
                let (row, _) = ui.allocate_exact_size(vec2(widths, 24.0), Sense::hover());
                let builder = egui::UiBuilder::new().max_rect(row).layout(Layout::left_to_right(egui::Align::Center));
                let mut child = ui.new_child(builder);
                child.spacing_mut().item_spacing.x = space::S;
                for (button, label) in labels {
                    if child.add(button).clicked() {
                        pressed = Some(label);
                    }
                }
            }
        });
        pressed
    }
}

fn button_width(ui: &Ui, label: &str) -> f32 {
    let font = fonts::medium(size::SECONDARY);
    let galley = paint::line(ui.painter(), label, font, theme::tokens(ui).t1, f32::INFINITY);
    galley.size().x.ceil() + 18.0
}

fn centered_line(ui: &mut Ui, text: &str, font: egui::FontId, color: egui::Color32, height: f32) {
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), text));
    let galley = paint::line(ui.painter(), text, font, color, width);
    let x = rect.center().x - 0.5 * galley.size().x;
    paint::text_left(ui.painter(), x, rect.center().y, galley, color);
}

/// A failure: what happened, what was kept, and what can be done next.
#[derive(Debug, Clone, Copy)]
#[must_use = "it shows only when `show` is called"]
pub struct ErrorCard<'a> {
    /// What happened, in a few words.
    pub title: &'a str,
    /// What happened, what was kept, and what to do next.
    pub message: &'a str,
    /// The next steps, the best one first.
    pub steps: &'a [&'a str],
}

impl ErrorCard<'_> {
    /// Shows the card as wide as its place. Returns the index of the step that was pressed.
    pub fn show(self, ui: &mut Ui) -> Option<usize> {
        let Self { title, message, steps } = self;
        let tokens = theme::tokens(ui);
        let mut pressed = None;
        let frame = Frame::new()
            .fill(tokens.bad_weak)
            .stroke(Stroke::new(1.0, tokens.bad))
            .corner_radius(radius::CONTROL)
            .inner_margin(Margin::same(12));
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
            let width = ui.available_width();
            let (rect, _) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
            let painter = ui.painter();
            let center = pos2(rect.left() + 8.0, rect.center().y);
            let sign = icons::WARNING;
            paint::icon(painter, sign, IconStyle::Fill, center, 16.0, tokens.bad);
            let font = fonts::medium(size::BODY);
            let galley = paint::line(painter, title, font, tokens.bad, width - 24.0);
            let left = rect.left() + 24.0;
            paint::text_left(painter, left, rect.center().y, galley, tokens.bad);
            ui.add_space(4.0);
            let words =
                RichText::new(message).font(fonts::regular(size::SECONDARY)).line_height(Some(16.0)).color(tokens.t1);
            ui.add(egui::Label::new(words).wrap());
            if !steps.is_empty() {
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    ui.spacing_mut().interact_size.y = 24.0;
                    for (index, label) in steps.iter().enumerate() {
                        let button = if index == 0 { Button::secondary(label) } else { Button::quiet(label) };
                        if ui.add(button.small()).clicked() {
                            pressed = Some(index);
                        }
                    }
                });
            }
        });
        let name = format!("{title}. {message}");
        shown.response.widget_info(|| WidgetInfo::labeled(Role::Alert, ui.is_enabled(), &name));
        pressed
    }
}

/// What happened to a row of progress.
#[derive(Debug)]
pub struct ProgressResponse {
    /// The response of the whole row.
    pub response: Response,
    /// Whether Cancel was pressed.
    pub cancelled: bool,
}

/// Work that goes on: its name, how far it is, what it works on, and a way to stop it.
#[derive(Debug, Clone, Copy)]
#[must_use = "it shows only when `show` is called"]
pub struct ProgressRow<'a> {
    /// The name of the work.
    pub title: &'a str,
    /// How far it is, from 0 to 1, or `None` where nobody knows.
    pub fraction: Option<f32>,
    /// What it works on.
    pub detail: &'a str,
    /// Whether it can be stopped.
    pub cancellable: bool,
}

impl ProgressRow<'_> {
    /// Shows the row as wide as its place, 72 points high.
    pub fn show(self, ui: &mut Ui) -> ProgressResponse {
        let Self { title, fraction, detail, cancellable } = self;
        let tokens = theme::tokens(ui);
        let width = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(width, 72.0), Sense::hover());
        let percent = fraction.map(|fraction| (fraction.clamp(0.0, 1.0) * 100.0).round());
        let spoken = match percent {
            Some(percent) => format!("{title}, {percent} %, {detail}"),
            None => format!("{title}, {detail}"),
        };
        response.widget_info(|| WidgetInfo {
            value: percent.map(f64::from),
            ..WidgetInfo::labeled(Role::ProgressIndicator, ui.is_enabled(), &spoken)
        });
        let painter = ui.painter();
        let center = pos2(rect.left() + 7.0, rect.top() + 12.0);
        let sign = icons::CIRCLE_NOTCH;
        paint::icon(painter, sign, IconStyle::Regular, center, 14.0, tokens.t1);
        let font = fonts::regular(size::BODY);
        let galley = paint::line(painter, title, font, tokens.t1, width - 22.0);
        paint::text_left(painter, rect.left() + 22.0, rect.top() + 12.0, galley, tokens.t1);

        let y = rect.top() + 37.0;
        let mut bar_end = rect.right();
        if let Some(percent) = percent {
            let font = fonts::regular(size::SECONDARY);
            let text = format!("{percent} %");
            let galley = paint::line(painter, &text, font, tokens.t2, f32::INFINITY);
            let left = rect.right() - galley.size().x.ceil();
            paint::text_left(painter, left, y, galley, tokens.t2);
            bar_end = left - 9.0;
        }
        let track = Rect::from_min_max(pos2(rect.left(), y - 2.0), pos2(bar_end, y + 2.0));
        painter.rect_filled(track, 2.0, tokens.line);
        let filled = match fraction {
            Some(fraction) => {
                let end = track.left() + track.width() * fraction.clamp(0.0, 1.0);
                Rect::from_min_max(track.min, pos2(end.round(), track.bottom()))
            }
            None => running_part(ui, track),
        };
        painter.rect_filled(filled, 2.0, tokens.accent);

        let font = fonts::regular(size::SECONDARY);
        let bottom = rect.top() + 59.0;
        let galley = paint::line(painter, detail, font, tokens.t3, width - 60.0);
        paint::text_left(painter, rect.left(), bottom, galley, tokens.t3);
        let cancelled = cancellable && {
            let place =
                Rect::from_min_max(pos2(rect.right() - 60.0, bottom - 12.0), pos2(rect.right() + 4.0, bottom + 12.0));
            let builder = egui::UiBuilder::new().max_rect(place).layout(Layout::right_to_left(egui::Align::Center));
            let cancel = Button::link("Cancel").small();
            ui.new_child(builder).add(cancel).clicked()
        };
        ProgressResponse { response, cancelled }
    }
}

/// A third of the track that wanders from end to end while nobody knows how far the work is.
fn running_part(ui: &Ui, track: Rect) -> Rect {
    let time = ui.input(|input| input.time);
    let phase = (time * 0.8).fract() as f32;
    let wave = 0.5 - 0.5 * (phase * std::f32::consts::TAU).cos();
    let length = track.width() / 3.0;
    let left = track.left() + wave * (track.width() - length);
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(33));
    Rect::from_min_max(pos2(left, track.top()), pos2(left + length, track.bottom()))
}

/// A quiet line that says that nothing matches, with a way out.
pub fn no_matches(ui: &mut Ui, clear: &str) -> bool {
    ui.vertical_centered(|ui| {
        text::secondary(ui, "No matches", text::Overflow::Elide);
        ui.add(Button::link(clear).small()).clicked()
    })
    .inner
}
