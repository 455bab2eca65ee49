//! The Weigh workspace: competing hypotheses as columns, what is known as rows, and how each fits each in the cells.
//!
//! On the left the questions, on the right which hypothesis has the least against it and what that hangs on.

mod add;
mod grid;
mod keys;
mod list;
mod paint;
mod side;

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Panel, Ui, vec2};

use super::desk::Desk;
use super::theme::{self, space};
use crate::analysis::hypotheses::{Weighed, weigh};
use crate::base::{HypothesisId, MatrixId, MatrixItemId};
use crate::model::Matrix;

/// What the workspace remembers of a document.
#[derive(Debug, Default)]
pub(super) struct WeighState {
    shown: Option<MatrixId>,
    chosen: Chosen,
    /// The rows that tell most apart come first.
    is_sorted: bool,
    /// The grid has the keyboard because nobody had it, and not because somebody went there.
    took_focus: bool,
    /// Brings what is chosen into sight.
    reveal: bool,
    /// The field of what is chosen takes the keyboard once it is there.
    focus: bool,
    /// The field of the question does.
    focus_question: bool,
    /// What was weighed of this revision.
    weighed: (u64, BTreeMap<MatrixId, Arc<Weighed>>),
}

/// What of the matrix is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Chosen {
    #[default]
    Nothing,
    Hypothesis(HypothesisId),
    Item(MatrixItemId),
    Cell(MatrixItemId, HypothesisId),
}

impl Chosen {
    fn item(&self) -> Option<&MatrixItemId> {
        match self {
            Self::Item(item) | Self::Cell(item, _) => Some(item),
            Self::Nothing | Self::Hypothesis(_) => None,
        }
    }

    fn hypothesis(&self) -> Option<&HypothesisId> {
        match self {
            Self::Hypothesis(hypothesis) | Self::Cell(_, hypothesis) => Some(hypothesis),
            Self::Nothing | Self::Item(_) => None,
        }
    }
}

impl WeighState {
    fn open(&mut self, id: &MatrixId) {
        if self.shown.as_ref() != Some(id) {
            self.shown = Some(id.clone());
            self.choose(Chosen::Nothing);
        }
    }

    /// A matrix, weighed once for each revision.
    fn weighed(&mut self, desk: &Desk<'_>, matrix: &Matrix) -> Arc<Weighed> {
        let revision = desk.open.revision();
        if self.weighed.0 != revision {
            self.weighed = (revision, BTreeMap::new());
        }
        let known = self.weighed.1.entry(matrix.id.clone());
        Arc::clone(known.or_insert_with(|| Arc::new(weigh(desk.graph(), matrix))))
    }

    fn choose(&mut self, chosen: Chosen) {
        self.chosen = chosen;
        self.reveal = true;
        self.focus = false;
    }

    /// Chooses something new and lets it be written at once.
    fn write(&mut self, chosen: Chosen) {
        self.choose(chosen);
        self.focus = true;
    }
}

/// A matrix and what comes of it.
struct Open {
    matrix: Arc<Matrix>,
    weighed: Arc<Weighed>,
    /// The rows, in the order in which they are shown.
    rows: Vec<usize>,
}

/// Shows the workspace. While it is covered by something, that has the keys.
pub(super) fn show(
    ui: &mut Ui,
    (is_list_open, is_side_open): (&mut bool, &mut bool),
    is_covered: bool,
    desk: &mut Desk<'_>,
    state: &mut WeighState,
) {
    let open = opened(desk, state);
    let tokens = theme::tokens(ui);
    let panel = Panel::left("questions").default_size(264.0).size_range(theme::side_panel_widths(ui));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_list_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        list::show(ui, desk, state);
    });
    if let Some(open) = &open {
        let panel = Panel::right("ranking").default_size(340.0).size_range(theme::side_panel_widths(ui));
        panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_side_open, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            side::show(ui, desk, state, open);
        });
    }
    let ground = Frame::new().fill(tokens.canvas);
    CentralPanel::no_frame().frame(ground).show(ui, |ui| match &open {
        Some(open) => grid::show(ui, desk, state, open, is_covered),
        None => list::nothing(ui, desk, state),
    });
}

/// The matrix that is looked at, weighed again when the graph has changed.
fn opened(desk: &Desk<'_>, state: &mut WeighState) -> Option<Open> {
    let matrices = desk.graph().matrices();
    if state.shown.as_ref().is_none_or(|id| !matrices.contains_key(id)) {
        state.shown = list::ordered(desk.graph()).first().map(|matrix| matrix.id.clone());
        state.chosen = Chosen::Nothing;
    }
    let matrix = Arc::clone(matrices.get(state.shown.as_ref()?)?);
    let is_gone = state.chosen.item().is_some_and(|id| matrix.item(id).is_none())
        || state.chosen.hypothesis().is_some_and(|id| matrix.hypothesis(id).is_none());
    if is_gone {
        state.chosen = Chosen::Nothing;
    }
    let weighed = state.weighed(desk, &matrix);
    let rows = if state.is_sorted { weighed.by_diagnosticity() } else { (0..matrix.items.len()).collect() };
    Some(Open { matrix, weighed, rows })
}
