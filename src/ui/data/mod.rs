//! The Data workspace: the records as tables.

use eframe::egui::Ui;

use super::desk::Desk;

/// What the workspace remembers of a document.
#[derive(Debug, Default)]
pub(super) struct DataState {}

/// Shows the workspace.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState) {
    let _ = ui;
    let _ = desk;
    let _ = state;
}
