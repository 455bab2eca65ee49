//! Passages that the text no longer has: listed above it, and chosen anew by hand.

use eframe::egui::{self, Align, Layout, Ui};

use super::{Open, ReadState, bar};
use crate::analysis::hypotheses::evidence;
use crate::analysis::sentence;
use crate::base::EvidenceId;
use crate::edit::intent;
use crate::model::{EvidenceHome, Graph};
use crate::ui::desk::Desk;
use crate::ui::marks;
use crate::ui::widgets::{Button, MenuItem, text, warning_strip};

const NAME: &str = "lost passages";
/// As far from the left as the text.
const LEFT: i8 = 40;

/// Shows what is lost of the source that is open, or for what a passage is to be marked.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open) {
    if let Some(id) = state.anchoring.clone() {
        match evidence(desk.graph(), &id).filter(|piece| piece.source == open.source.id) {
            Some(piece) => {
                let words = piece.quote.as_ref().map_or("", |quote| quote.exact.trim()).to_owned();
                warning_strip(ui, NAME, LEFT, |ui| asked(ui, state, &words));
            }
            None => state.anchoring = None,
        }
    } else if !state.quoted.lost.is_empty() {
        warning_strip(ui, NAME, LEFT, |ui| listed(ui, desk, state));
    }
}

/// What a passage is to be marked for.
fn asked(ui: &mut Ui, state: &mut ReadState, words: &str) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.add(Button::quiet("Leave it").small().shortcut("Esc")).clicked() {
            state.anchoring = None;
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text::body(ui, &format!("Mark the passage that says “{words}”"), text::Overflow::Elide);
        });
    });
}

fn listed(ui: &mut Ui, desk: &Desk<'_>, state: &mut ReadState) {
    let lost = &state.quoted.lost;
    let count = marks::count(lost.len(), "quote is", "quotes are");
    let mut chosen = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let button = ui.add(Button::link("Choose passages").small());
        egui::Popup::menu(&button).show(|ui| {
            ui.set_width(420.0);
            egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
                for id in lost {
                    let words = in_words(desk.graph(), id);
                    if ui.add(MenuItem::new(&words)).clicked() {
                        chosen = Some(id.clone());
                    }
                }
            });
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text::body(ui, &format!("{count} no longer in this text"), text::Overflow::Elide);
        });
    });
    if chosen.is_some() {
        state.anchoring = chosen;
        state.unmark();
    }
}

/// `“The office opens” · Ann leads Acme`.
fn in_words(graph: &Graph, id: &EvidenceId) -> String {
    let words = evidence(graph, id).and_then(|piece| piece.quote.as_ref()).map_or("", |quote| quote.exact.trim());
    let short: String = words.chars().take(40).collect();
    let rest = if short.len() < words.len() { "…" } else { "" };
    let claim = match graph.evidence_home(id) {
        Some(EvidenceHome::Entity(entity)) => graph.entity(entity).map(|entity| marks::name(entity).to_owned()),
        Some(EvidenceHome::Relationship(id)) => graph.relationship(id).map(|r| sentence(graph, r)),
        None => None,
    };
    format!("“{short}{rest}” · {}", claim.unwrap_or_default())
}

/// Makes the marked passage what the evidence quotes, and goes to the next that is lost.
pub(super) fn choose(desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &std::ops::Range<usize>) {
    let Some(id) = state.anchoring.take() else { return };
    let Some(quote) = bar::quote(open, passage) else { return };
    desk.out.apply(intent::change_evidence(desk.graph(), &id, |piece| piece.quote = Some(quote.clone())));
    state.unmark();
}
