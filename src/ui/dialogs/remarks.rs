//! A list of remarks on what was read or written.

use eframe::egui::{Context, Id, ScrollArea};

use super::Ended;
use crate::ui::theme::space;
use crate::ui::widgets::{Dialog, DialogAction, text};

/// Shows the list.
pub(super) fn show(ctx: &Context, title: &str, lines: &[String]) -> Ended {
    let dialog = Dialog::to_read(Id::unique("remarks"), title, "Close").other("Copy").width(560.0);
    let response = dialog.show(ctx, |ui| {
        ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for line in lines {
                text::secondary(ui, line, text::Overflow::Wrap);
            }
        });
    });
    match response.action {
        DialogAction::Open => Ended::No,
        DialogAction::Other => {
            ctx.copy_text(lines.join("\n"));
            Ended::No
        }
        DialogAction::Primary | DialogAction::Cancelled => Ended::Done,
    }
}
