//! Notices: short messages that rise over the window, with one action and a cross.

use eframe::egui::{self, Align2, Area, Context, Frame, Id, Margin, Order, Role, Stroke, WidgetInfo, vec2};

use super::{Button, IconButton, Tone, paint, text};
use crate::ui::{
    icons::{self, IconStyle},
    theme::{self, radius, space},
};

/// One message.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// What kind of message it is; decides the sign.
    pub tone: Tone,
    /// What it says.
    pub text: &'a str,
    /// What can be done about it, such as Undo.
    pub action: Option<&'a str>,
}

/// What was done with a message, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEvent {
    /// Its action was pressed.
    Action(usize),
    /// It was sent away.
    Dismissed(usize),
}

/// Shows the messages above the bottom of the window, the newest lowest. The caller decides how long they stay.
pub fn notices(ctx: &Context, notices: &[Notice<'_>]) -> Option<NoticeEvent> {
    if notices.is_empty() {
        return None;
    }
    let tokens = theme::tokens_of(ctx);
    let shadow = ctx.style_of(ctx.theme()).visuals.popup_shadow;
    let mut event = None;
    Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -42.0)).show(
        ctx,
        |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for (index, notice) in notices.iter().enumerate() {
                let (sign, color) = match notice.tone {
                    Tone::Ok => (icons::CHECK_CIRCLE, tokens.ok),
                    Tone::Bad => (icons::X_CIRCLE, tokens.bad),
                    Tone::Warn => (icons::WARNING, tokens.warn),
                    Tone::Neutral | Tone::Outline | Tone::Accent => (icons::INFO, tokens.accent),
                };
                let frame = Frame::new()
                    .fill(tokens.surface)
                    .stroke(Stroke::new(1.0, tokens.line2))
                    .corner_radius(radius::FLOATING)
                    .shadow(shadow)
                    .inner_margin(Margin::symmetric(10, 4));
                let shown = frame.show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), egui::Sense::hover());
                        let style = IconStyle::Fill;
                        paint::icon(ui.painter(), sign, style, rect.center(), 16.0, color);
                        text::body(ui, notice.text, text::Overflow::Wrap);
                        if let Some(action) = notice.action
                            && ui.add(Button::link(action)).clicked()
                        {
                            event = Some(NoticeEvent::Action(index));
                        }
                        let cross = IconButton::new(icons::X, "Dismiss").small();
                        if ui.add(cross).clicked() {
                            event = Some(NoticeEvent::Dismissed(index));
                        }
                    });
                });
                shown.response.widget_info(|| WidgetInfo::labeled(Role::Status, ui.is_enabled(), notice.text));
            }
        },
    );
    event
}
