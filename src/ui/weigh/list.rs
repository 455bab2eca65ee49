//! The questions that are weighed.

use std::sync::Arc;

use eframe::egui::{Layout, ScrollArea, Ui};

use super::WeighState;
use crate::analysis::hypotheses::labels;
use crate::base::{HypothesisId, MatrixId};
use crate::edit::{Transaction, intent};
use crate::model::{Graph, Hypothesis, Matrix};
use crate::ui::desk::Desk;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::widgets::{EmptyState, IconButton, ListRow, MenuItem, text};

/// What a question is called that has no words yet.
const UNASKED: &str = "A question without words";

/// All matrices, by what they ask.
pub(super) fn ordered(graph: &Graph) -> Vec<Arc<Matrix>> {
    let mut all: Vec<Arc<Matrix>> = graph.matrices().values().cloned().collect();
    all.sort_by(|a, b| a.question.cmp(&b.question).then_with(|| a.id.cmp(&b.id)));
    all
}

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState) {
    ui.horizontal(|ui| {
        ui.set_height(theme::height::TABS);
        ui.add_space(12.0);
        text::strong(ui, "Questions", text::Overflow::Elide);
        text::hint(ui, &desk.graph().matrices().len().to_string(), text::Overflow::Elide);
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            ui.add_space(8.0);
            if ui.add(IconButton::new(icons::PLUS, "Ask another question")).clicked() {
                ask(desk, state);
            }
        });
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("questions").auto_shrink(false).show(ui, |ui| {
        for matrix in ordered(desk.graph()) {
            let leaders = state.weighed(desk, &matrix).leaders();
            let is_shown = state.shown.as_ref() == Some(&matrix.id);
            let question = if matrix.question.trim().is_empty() { UNASKED } else { matrix.question.trim() };
            let leading = labels(&leaders);
            let row = ListRow::new(question).icon(icons::SCALES).indent(12.0).height(32.0).selected(is_shown);
            let response = ui.add(row.trailing(&leading));
            if response.clicked() {
                state.open(&matrix.id);
            }
            response.context_menu(|ui| {
                let delete = MenuItem::new("Delete the question").icon(Some(icons::TRASH)).dangerous();
                if ui.add(delete).clicked() {
                    desk.out.apply(intent::delete_matrix(desk.graph(), &matrix.id));
                }
            });
        }
    });
}

/// What stands where there is no question.
pub(super) fn nothing(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState) {
    let empty = EmptyState {
        icon: icons::SCALES,
        sentence: "No question is weighed yet",
        hint: "Set hypotheses that exclude each other beside each other, and mark how each piece of evidence fits each. \
               The one with the least against it is the one to work with.",
        primary: Some("Ask a question"),
        secondary: None,
    };
    if empty.show(ui).is_some() {
        ask(desk, state);
    }
}

/// Adds a question with two hypotheses, and goes to it.
fn ask(desk: &mut Desk<'_>, state: &mut WeighState) {
    let id: MatrixId = desk.mint.mint("question");
    let mut matrix = Matrix::new(id.clone(), "");
    for _ in 0..2 {
        let id: HypothesisId = desk.mint.mint("hypothesis");
        matrix.hypotheses.push(Hypothesis { id, text: String::new() });
    }
    let Transaction { edits, .. } = intent::create_matrix(matrix);
    desk.out.apply(Transaction { label: "ask a question".into(), edits });
    state.open(&id);
    state.focus_question = true;
}
