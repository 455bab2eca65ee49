//! What a paste would do, before it does it.

use eframe::egui::{Context, Id, ScrollArea};

use super::clip;
use super::state::DataState;
use crate::analysis::table::Pasted;
use crate::ui::desk::Desk;
use crate::ui::icons::{self, IconStyle};
use crate::ui::marks::count;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{self, Dialog, DialogAction, text};

/// More problems than this are counted and not listed.
const LISTED: usize = 200;

/// A paste that waits for a yes.
pub(super) struct Preview {
    pub(super) pasted: Pasted,
}

impl Preview {
    pub fn new(pasted: Pasted) -> Self {
        Self { pasted }
    }
}

/// Shows the question; nothing once it is answered.
pub(super) fn show(ctx: &Context, desk: &mut Desk<'_>, state: &mut DataState, preview: Preview) -> Option<Preview> {
    let Pasted { transaction, cells, added, problems } = &preview.pasted;
    let (one, many) = state.kind.words();
    let does = !transaction.is_empty();
    let dialog =
        Dialog::new(Id::unique("paste into a table"), "Paste cells", "Paste").primary_enabled(does).width(480.0);
    let response = dialog.show(ctx, |ui| {
        let mut parts = Vec::new();
        if *cells > 0 {
            parts.push(format!(
                "{} of rows that exist {}",
                count(*cells, "cell", "cells"),
                if *cells == 1 { "changes" } else { "change" }
            ));
        }
        if !added.is_empty() {
            parts.push(format!(
                "{} {} added",
                count(added.len(), one, many),
                if added.len() == 1 { "is" } else { "are" }
            ));
        }
        let sentence =
            if parts.is_empty() { "Nothing would change.".to_owned() } else { format!("{}.", parts.join(", and ")) };
        text::body(ui, &sentence, text::Overflow::Wrap);
        if problems.is_empty() {
            text::hint(ui, "Everything was understood. It is one step, which undo takes back.", text::Overflow::Wrap);
            return;
        }
        let kept = format!(
            "{} not understood, and left out:",
            if problems.len() == 1 { "1 cell was".to_owned() } else { format!("{} cells were", problems.len()) }
        );
        text::secondary(ui, &kept, text::Overflow::Wrap);
        ScrollArea::vertical().max_height(220.0).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            for problem in problems.iter().take(LISTED) {
                ui.horizontal_top(|ui| {
                    let tokens = theme::tokens(ui);
                    let (rect, _) =
                        ui.allocate_exact_size(eframe::egui::vec2(16.0, 18.0), eframe::egui::Sense::hover());
                    widgets::icon(ui.painter(), icons::WARNING, IconStyle::Fill, rect.center(), 12.0, tokens.warn);
                    let place = if problem.column.is_empty() {
                        format!("Row {}", problem.row)
                    } else {
                        format!("Row {}, {}", problem.row, problem.column)
                    };
                    text::secondary(ui, &format!("{place}: {}", problem.why), text::Overflow::Wrap);
                });
            }
            if problems.len() > LISTED {
                text::hint(ui, &format!("and {} more", problems.len() - LISTED), text::Overflow::Elide);
            }
        });
    });
    match response.action {
        DialogAction::Open => Some(preview),
        DialogAction::Primary => {
            clip::apply(desk, state, preview);
            None
        }
        DialogAction::Other | DialogAction::Cancelled => None,
    }
}
