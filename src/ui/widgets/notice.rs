//! Notices: short messages that rise over the window, with what can be done about them and a cross.

use eframe::egui::{
    self, Align, Align2, Area, Context, Frame, Id, Layout, Margin, Order, Panel, Pos2, Role, Sense, Stroke, Ui,
    WidgetInfo, vec2,
};

use super::{Button, IconButton, Tone, paint, text};
use crate::ui::{
    fonts,
    icons::{self, IconStyle},
    theme::{self, radius, size, space},
};

/// A strip along the top of what is left of `ui`, with a sign of warning before its content; `name` tells it from others,
/// and `left` is the room before the sign, in points.
pub fn warning_strip(ui: &mut Ui, name: &'static str, left: i8, content: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin { left, right: left.min(16), top: 4, bottom: 4 });
    Panel::top(name).exact_size(36.0).frame(frame).show(ui, |ui| {
        let bottom = ui.max_rect().bottom() + 4.0;
        ui.painter().hline(ui.clip_rect().x_range(), bottom - 1.0, (2.0, tokens.warn_line));
        ui.allocate_ui_with_layout(vec2(ui.available_width(), 28.0), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
            paint::icon(ui.painter(), icons::WARNING, IconStyle::Fill, rect.center(), 16.0, tokens.warn);
            content(ui);
        });
    });
}

/// One message.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// What kind of message it is; decides the sign.
    pub tone: Tone,
    /// What happened, in a few words.
    pub title: &'a str,
    /// What was kept and what to do next; may be empty.
    pub text: &'a str,
    /// What can be done about it, such as Undo; the best thing first.
    pub actions: &'a [&'a str],
    /// How solid it is, from 0 to 1, while it fades away.
    pub opacity: f32,
}

/// What was done with a message, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEvent {
    /// One of its actions was pressed: the message, then the action.
    Action(usize, usize),
    /// It was sent away.
    Dismissed(usize),
    /// All were sent away, those that wait as well.
    DismissedAll,
}

/// The widest that a message gets.
const MAX_WIDTH: f32 = 420.0;

/// Where messages stand.
#[derive(Debug, Clone, Copy)]
pub struct NoticePlace {
    /// Their lower right corner.
    pub corner: Pos2,
    /// How many older ones wait behind those that are shown.
    pub waiting: usize,
}

/// Shows the messages, the newest lowest. The caller decides how long they stay.
pub fn notices(ctx: &Context, notices: &[Notice<'_>], place: NoticePlace) -> Option<NoticeEvent> {
    if notices.is_empty() {
        return None;
    }
    let NoticePlace { corner, waiting } = place;
    let tokens = theme::tokens_of(ctx);
    let shadow = ctx.style_of(ctx.theme()).visuals.popup_shadow;
    let mut event = None;
    Area::new(Id::unique("notices")).order(Order::Foreground).pivot(Align2::RIGHT_BOTTOM).fixed_pos(corner).show(
        ctx,
        |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.set_max_width(MAX_WIDTH.min(ctx.content_rect().width() - 24.0));
            if waiting > 0 {
                // A layout that may be as high as it likes would push the notices out of the window.
                let line = vec2(ui.available_width(), 24.0);
                ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
                    let words = format!("Dismiss these and {waiting} more");
                    if ui.add(Button::secondary(&words).small()).clicked() {
                        event = Some(NoticeEvent::DismissedAll);
                    }
                });
            }
            for (index, notice) in notices.iter().enumerate() {
                let Notice { tone, title, text: words, actions, opacity } = *notice;
                let (sign, color) = match tone {
                    Tone::Ok => (icons::CHECK_CIRCLE, tokens.ok),
                    Tone::Bad => (icons::X_CIRCLE, tokens.bad),
                    Tone::Warn => (icons::WARNING, tokens.warn),
                    Tone::Neutral | Tone::Outline | Tone::Accent => (icons::INFO, tokens.accent),
                };
                ui.set_opacity(opacity);
                let frame = Frame::new()
                    .fill(tokens.surface)
                    .stroke(Stroke::new(1.0, tokens.line2))
                    .corner_radius(radius::FLOATING)
                    .shadow(shadow)
                    .inner_margin(Margin::symmetric(10, 4));
                let shown = frame.show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.horizontal(|ui| {
                        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
                        let style = IconStyle::Fill;
                        paint::icon(ui.painter(), sign, style, rect.center(), 16.0, color);
                        let font =
                            if words.is_empty() { fonts::regular(size::BODY) } else { fonts::medium(size::BODY) };
                        ui.label(egui::RichText::new(title).font(font).color(tokens.t1));
                        if words.is_empty() {
                            event = event.or(buttons(ui, index, actions));
                        } else {
                            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                                event = event.or(cross(ui, index));
                            });
                        }
                        if words.is_empty() {
                            event = event.or(cross(ui, index));
                        }
                    });
                    if !words.is_empty() {
                        ui.horizontal(|ui| {
                            ui.add_space(24.0);
                            ui.vertical(|ui| {
                                ui.spacing_mut().item_spacing.y = space::XS;
                                text::secondary(ui, words, text::Overflow::Wrap);
                                if !actions.is_empty() {
                                    ui.horizontal(|ui| event = event.or(buttons(ui, index, actions)));
                                }
                                ui.add_space(space::XS);
                            });
                        });
                    }
                });
                let spoken = if words.is_empty() { title.to_owned() } else { format!("{title}. {words}") };
                shown.response.widget_info(|| WidgetInfo::labeled(Role::Status, ui.is_enabled(), &spoken));
            }
        },
    );
    event
}

fn buttons(ui: &mut Ui, index: usize, actions: &[&str]) -> Option<NoticeEvent> {
    let mut event = None;
    for (action, label) in actions.iter().enumerate() {
        if ui.add(Button::link(label).small()).clicked() {
            event = Some(NoticeEvent::Action(index, action));
        }
    }
    event
}

fn cross(ui: &mut Ui, index: usize) -> Option<NoticeEvent> {
    let cross = IconButton::new(icons::X, "Dismiss").small();
    ui.add(cross).clicked().then_some(NoticeEvent::Dismissed(index))
}
