//! Groups that have more ties within than chance would give them.

use std::collections::BTreeMap;

use eframe::egui::{self, Frame, Layout, Margin, Panel, ScrollArea, Ui};

use super::{Scope, keep_up};
use crate::base::{EntityId, GroupId};
use crate::edit::{Selection, intent};
use crate::session::{Measured, Place};
use crate::ui::desk::Desk;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{Button, ListRow, Segment, field_row, segmented, text};
use crate::ui::{icons, marks};

#[derive(Debug)]
pub(super) struct Communities {
    resolution: f64,
}

impl Default for Communities {
    fn default() -> Self {
        Self { resolution: 1.0 }
    }
}

const RESOLUTIONS: [(f64, &str); 4] = [(0.5, "Few"), (1.0, "Usual"), (1.5, "More"), (2.5, "Many")];

/// How many there are, where that is known.
pub(super) fn count(desk: &Desk<'_>) -> Option<usize> {
    let measured = desk.open.measured(Place::Communities)?;
    measured.answers.first().map(|answer| answer.values.iter().copied().fold(0.0_f64, f64::max) as usize)
}

/// Who belongs to each, the best connected first, the largest community first.
fn members(desk: &Desk<'_>, measured: &Measured) -> Vec<Vec<EntityId>> {
    let mut all: BTreeMap<u64, Vec<EntityId>> = BTreeMap::new();
    let values = measured.answers.first().map(|answer| answer.values.as_slice()).unwrap_or_default();
    for (id, value) in measured.ids.iter().zip(values).filter(|(_, value)| value.is_finite()) {
        all.entry(*value as u64).or_default().push(id.clone());
    }
    let mut all: Vec<Vec<EntityId>> = all.into_values().collect();
    for members in &mut all {
        members.sort_by_cached_key(|id| (std::cmp::Reverse(desk.graph().degree(id)), id.clone()));
    }
    all
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, scope: Scope, state: &mut Communities) {
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        field_row(ui, "How many", |ui, _| {
            let segments = RESOLUTIONS.map(|(resolution, words)| Segment::text(resolution, words));
            segmented(ui, "How many communities", &mut state.resolution, &segments, Some(ui.available_width()));
        });
        text::strong(ui, "Who belongs together?", text::Overflow::Wrap);
        let words = "Leiden communities: groups with more relationships within than chance would give them. Each is \
                     called after its best connected member.";
        text::hint(ui, words, text::Overflow::Wrap);
    });
    let asking = scope.asking(desk, Place::Communities, vec!["community"], state.resolution);
    let Some(measured) = keep_up(ui, desk, asking) else { return };
    let all = members(desk, &measured);
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 0));
    Panel::bottom("communities footer").exact_size(44.0).frame(frame).show(ui, |ui| {
        let size = ui.available_size();
        ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
            let button = Button::secondary("Make groups").icon(icons::BOUNDING_BOX).small();
            let why = "Draws a named line around each community of two or more, as one step that can be undone";
            if ui.add(button).on_hover_text(why).clicked() {
                let view = desk.open.view_id().clone();
                let mut steps = Vec::new();
                let mut after = desk.graph().clone();
                for members in all.iter().filter(|members| members.len() > 1) {
                    let name = name(desk, members);
                    let id: GroupId = desk.mint.mint(&name);
                    let step = intent::group(&after, &view, &id, &name, members);
                    // Each group changes the view that the one before left.
                    if step.apply_to(&mut after).is_ok() {
                        steps.push(step);
                    }
                }
                desk.out.apply(intent::together(format!("group {} communities", steps.len()), steps));
            }
            if let Some(modularity) = measured.whole.iter().find(|row| row.name == "modularity") {
                ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                    text::hint(ui, &format!("modularity {:.2}", modularity.value), text::Overflow::Elide);
                });
            }
        });
    });
    let selected = desk.open.selection().entities.clone();
    ScrollArea::vertical().id_salt("communities").auto_shrink(false).show_rows(ui, 28.0, all.len(), |ui, range| {
        for members in &all[range] {
            let Some(first) = members.first().and_then(|id| desk.graph().entity(id)).cloned() else { continue };
            let count = members.len().to_string();
            let is_selected = members.len() == selected.len() && members.iter().all(|id| selected.contains(id));
            let spoken = format!("{}, {}", marks::name(&first), marks::count(members.len(), "member", "members"));
            let row = ListRow::new(marks::name(&first)).disc(marks::disc(desk.graph(), &first)).trailing(&count);
            if ui.add(row.height(28.0).indent(4.0).selected(is_selected).spoken(&spoken)).clicked() {
                desk.out.select(Selection { entities: members.iter().cloned().collect(), ..Selection::none() });
            }
        }
    });
}

fn name(desk: &Desk<'_>, members: &[EntityId]) -> String {
    members.first().and_then(|id| desk.graph().entity(id)).map_or("Community", |e| marks::name(e)).to_owned()
}
