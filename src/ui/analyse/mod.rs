//! The Analyse workspace: statistics on the left of the canvas, paths on its right.

use eframe::egui::Ui;

use super::desk::Desk;

/// What the workspace remembers of a document.
#[derive(Debug, Default)]
pub(super) struct AnalyseState {}

/// Shows the workspace.
pub(super) fn show(
    ui: &mut Ui,
    is_left_open: &mut bool,
    is_right_open: &mut bool,
    desk: &mut Desk<'_>,
    state: &mut AnalyseState,
) {
    let _ = ui;
    let _ = is_left_open;
    let _ = is_right_open;
    let _ = desk;
    let _ = state;
}
