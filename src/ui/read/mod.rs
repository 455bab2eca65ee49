//! The Read workspace: sources and the text of one on the left of the canvas.

use eframe::egui::Ui;

use super::desk::Desk;

/// What the workspace remembers of a document.
#[derive(Debug, Default)]
pub(super) struct ReadState {}

/// Shows the workspace.
pub(super) fn show(ui: &mut Ui, is_list_open: &mut bool, desk: &mut Desk<'_>, state: &mut ReadState) {
    let _ = ui;
    let _ = is_list_open;
    let _ = desk;
    let _ = state;
}
