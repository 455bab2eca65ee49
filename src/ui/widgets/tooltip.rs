//! Tooltips: a name with its shortcut, or a title with an explanation.

use eframe::egui::{Response, Ui};

use super::{badge, text};
use crate::ui::theme::space;

fn head(ui: &mut Ui, name: &str, shortcut: Option<&str>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.x = space::S;
        text::body(ui, name, text::Overflow::Wrap);
        if let Some(shortcut) = shortcut {
            badge::key_cap(ui, shortcut);
        }
    });
}

/// Shows a name, and its shortcut where there is one, while the pointer rests on a control.
pub fn named(response: Response, name: &str, shortcut: Option<&str>) -> Response {
    response.on_hover_ui(|ui| head(ui, name, shortcut))
}

/// Shows a title, its shortcut and a sentence of explanation, also on a control that is off.
pub fn titled(response: Response, title: &str, shortcut: Option<&str>, body: &str) -> Response {
    let show = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        head(ui, title, shortcut);
        text::secondary(ui, body, text::Overflow::Wrap);
    };
    response.on_hover_ui(show).on_disabled_hover_ui(show)
}
