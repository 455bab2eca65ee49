//! Which program this is.

use eframe::egui::{Context, Id, Sense, vec2};

use super::Ended;
use crate::ui::menu;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{Dialog, DialogAction, text};

/// Shows the page.
pub(super) fn show(ctx: &Context) -> Ended {
    let dialog = Dialog::to_read(Id::unique("about"), "About Liaison", "Close").width(380.0);
    let response = dialog.show(ctx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            let (rect, _) = ui.allocate_exact_size(vec2(56.0, 44.0), Sense::hover());
            menu::paint_mark(ui, theme::tokens(ui), rect.center(), 2.7);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                text::title(ui, concat!("Liaison ", env!("CARGO_PKG_VERSION")), text::Overflow::Elide);
                let words = "Actors, relationships and the graded evidence behind them";
                text::secondary(ui, words, text::Overflow::Wrap);
            });
        });
        ui.add_space(space::S);
        let words = "Free under the MIT licence or the Apache licence 2.0, as you like. The letters are Inter, under the \
                     SIL Open Font License; the icons are Phosphor, under the MIT licence.";
        text::hint(ui, words, text::Overflow::Wrap);
    });
    if response.action == DialogAction::Open { Ended::No } else { Ended::Done }
}
