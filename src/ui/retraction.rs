//! The bar above the canvas that says what would fall without some sources, while the canvas shows where.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Layout, Ui};

use super::canvas::{Fate as Mark, Spotlight};
use super::desk::{Desk, Wish};
use super::icons;
use super::marks;
use super::widgets::{self, Check, IconButton, text};
use crate::analysis::retraction::{Claim, Effect, Fate, Retraction, retract, same_origin};
use crate::base::SourceId;
use crate::model::Graph;

/// What is withdrawn on trial.
#[derive(Debug)]
pub(super) struct Trial {
    source: SourceId,
    with_origin: bool,
    /// What comes of it, and at which revision.
    found: Option<(u64, Retraction)>,
}

impl Trial {
    /// Withdraws a source, or all of its origin.
    pub fn of(source: SourceId, with_origin: bool) -> Self {
        Self { source, with_origin, found: None }
    }

    /// Brings what comes of it up with the graph. `None` when the source is gone.
    pub fn keep_up(&mut self, graph: &Graph, revision: u64) -> Option<Spotlight> {
        if !graph.sources().contains_key(&self.source) {
            return None;
        }
        if self.found.as_ref().is_none_or(|(at, _)| *at != revision) {
            self.found = Some((revision, retract(graph, &withdrawn(graph, &self.source, self.with_origin))));
        }
        self.found.as_ref().map(|(_, found)| spotlight(found))
    }
}

/// The sources that go.
pub(super) fn withdrawn(graph: &Graph, source: &SourceId, with_origin: bool) -> BTreeSet<SourceId> {
    if with_origin { same_origin(graph.sources(), source) } else { BTreeSet::from([source.clone()]) }
}

/// Where on the canvas something would fall or rise.
fn spotlight(found: &Retraction) -> Spotlight {
    let mut light = Spotlight::default();
    for Effect { claim, fate, .. } in &found.effects {
        let mark = match fate {
            Fate::Unsupported => Mark::Lost,
            Fate::Falls => Mark::Falls,
            Fate::Rises | Fate::Undisputed => Mark::Rises,
            Fate::Stays => continue,
        };
        match claim {
            Claim::Relationship(id) => {
                light.relationships.insert(id.clone(), mark);
            }
            Claim::Entity { entity, .. } => {
                light.entities.insert(entity.clone());
            }
        }
    }
    light
}

/// `24 lose all support, 6 fall in confidence`.
pub(super) fn in_words(found: &Retraction) -> String {
    let parts: Vec<String> = [
        (Fate::Unsupported, "loses all support", "lose all support"),
        (Fate::Falls, "falls in confidence", "fall in confidence"),
        (Fate::Rises, "rises", "rise"),
        (Fate::Undisputed, "is no longer disputed", "are no longer disputed"),
    ]
    .into_iter()
    .filter_map(|(fate, one, many)| {
        let count = found.of(fate).count();
        (count > 0).then(|| marks::count(count, one, many))
    })
    .collect();
    if parts.is_empty() { "nothing falls".to_owned() } else { parts.join(", ") }
}

/// Who has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// Nobody else, so that Escape ends it.
    Free,
    /// A text field, or what lies over the window.
    Taken,
}

/// Shows the bar. Returns whether it stays.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, trial: &mut Trial, keys: Keys) -> bool {
    // Before the canvas takes the key for itself.
    if keys == Keys::Free && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
        return false;
    }
    let Some((_, found)) = &trial.found else { return true };
    let words = in_words(found);
    let mut stays = true;
    widgets::warning_strip(ui, "retraction", 12, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(IconButton::new(icons::X, "End the retraction").small().shortcut("Esc")).clicked() {
                stays = false;
            }
            let others = same_origin(desk.graph().sources(), &trial.source).len();
            if others > 1 {
                let state = if trial.with_origin { Check::On } else { Check::Off };
                let label = format!("The whole origin, {others} sources");
                if widgets::checkbox(ui, state, &label, false).clicked() {
                    trial.with_origin = !trial.with_origin;
                    trial.found = None;
                    ui.ctx().request_repaint();
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = marks::source_title(desk.graph(), &trial.source);
                text::strong(ui, "Retraction", text::Overflow::Elide);
                let sentence = format!("Without “{title}”: {words}");
                let response = text::body(ui, &sentence, text::Overflow::Elide).interact(egui::Sense::click());
                if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                    desk.out.wish(Wish::ShowSource(trial.source.clone()));
                }
            });
        });
    });
    stays
}
