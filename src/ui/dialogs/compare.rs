//! Two entities that may be one, side by side: which value counts in each field, what comes of it, and the judgement.

use std::sync::Arc;

use eframe::egui::{self, Align, Context, Frame, Id, Layout, Margin, ScrollArea, Stroke, Ui, vec2};

use super::Ended;
use crate::analysis::{duplicates, sentence};
use crate::base::EntityId;
use crate::edit::intent::{self, Choices, JoinField, Take};
use crate::edit::{Merging, Selection};
use crate::model::{Entity, Graph};
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::icons;
use crate::ui::marks;
use crate::ui::theme::{self, radius, space};
use crate::ui::widgets::{self, Button, Dialog, DialogAction, IconButton, text};

/// A comparison that is being made.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::ui) struct Compare {
    /// The record that stays when the two are joined.
    pub kept: Option<EntityId>,
    /// The one that goes.
    pub gone: Option<EntityId>,
    choices: Choices,
}

impl Compare {
    /// Of two entities; the one with more relationships stays.
    pub fn of(graph: &Graph, a: EntityId, b: EntityId) -> Self {
        let (kept, gone) = if graph.degree(&b) > graph.degree(&a) { (b, a) } else { (a, b) };
        Self { kept: Some(kept), gone: Some(gone), choices: Choices::new() }
    }
}

/// Names of relationships that move, beyond which they are counted.
const NAMED: usize = 4;
const LABEL: f32 = 96.0;

/// Shows the dialog.
pub(super) fn show(ctx: &Context, compare: &mut Compare, desk: &mut Desk<'_>) -> Ended {
    let graph = desk.graph();
    let (Some(kept), Some(gone)) = (compare.kept.clone(), compare.gone.clone()) else { return Ended::GivenUp };
    let (Some(left), Some(right)) = (graph.entity(&kept), graph.entity(&gone)) else { return Ended::GivenUp };
    let dialog = Dialog::new(Id::unique("compare entities"), "Are these one?", "Join").width(720.0);
    let mut judged = None;
    let mut is_swapped = false;
    let response = dialog.show(ctx, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        reasons(ui, graph, &kept, &gone);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let width = column(ui) - 6.0;
            ui.add_space(LABEL + 2.0 * space::S);
            ui.allocate_ui(vec2(width, 24.0), |ui| {
                ui.set_min_width(width);
                text::hint(ui, "Stays", text::Overflow::Elide);
            });
            ui.allocate_ui_with_layout(vec2(width, 24.0), Layout::left_to_right(Align::Center), |ui| {
                text::hint(ui, "Goes into it", text::Overflow::Elide);
                is_swapped = ui.add(IconButton::new(icons::ARROWS_LEFT_RIGHT, "Swap the two").small()).clicked();
            });
        });
        let fields = intent::join_fields(graph.schema(), left, right);
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            // The bar does not lie on the buttons.
            ui.set_width(ui.available_width() - 12.0);
            for field in &fields {
                ui.push_id(field.field.label(), |ui| field_choice(ui, field, &mut compare.choices));
            }
        });
        ui.add_space(space::XS);
        result(ui, graph, left, right, &compare.choices);
        ui.horizontal(|ui| {
            if ui.add(Button::secondary("They are different").icon(icons::NOT_EQUALS)).clicked() {
                judged = Some(intent::judge_different(graph, &kept, &gone));
            }
            let marked = intent::mark_possibly_same(graph, &kept, &gone, desk.mint.mint("possibly-same"));
            let button = Button::secondary("Possibly the same").icon(icons::QUESTION);
            if ui.add_enabled(!marked.is_empty(), button).clicked() {
                judged = Some(marked);
            }
        });
    });
    if is_swapped {
        std::mem::swap(&mut compare.kept, &mut compare.gone);
        compare.choices.clear();
    }
    if let Some(judgement) = judged {
        desk.out.apply(judgement);
        return Ended::Done;
    }
    match response.action {
        DialogAction::Primary => {
            let transaction = intent::join_entities(graph, &kept, &gone, &compare.choices);
            let select = Some(Selection::entity(kept));
            desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
            Ended::Done
        }
        DialogAction::Cancelled => Ended::GivenUp,
        DialogAction::Open | DialogAction::Other => Ended::No,
    }
}

/// The score and what it is made of.
fn reasons(ui: &mut Ui, graph: &Graph, a: &EntityId, b: &EntityId) {
    let Some(pair) = duplicates::compare(graph, a, b) else { return };
    text::body(ui, &format!("Score {} of 100. A score is no probability.", pair.score), text::Overflow::Wrap);
    let tokens = theme::tokens(ui);
    for reason in &pair.reasons {
        let (points, color) = if reason.points < 0 {
            (format!("−{}", -reason.points), tokens.bad)
        } else {
            (format!("+{}", reason.points), tokens.ok)
        };
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout(vec2(28.0, 18.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(28.0);
                ui.label(
                    egui::RichText::new(points).color(color).font(crate::ui::fonts::medium(theme::size::SECONDARY)),
                );
            });
            text::secondary(ui, &reason.text, text::Overflow::Elide);
        });
    }
    if pair.is_marked {
        text::hint(ui, "A relationship says already that they are possibly the same.", text::Overflow::Wrap);
    }
}

/// How wide each of the two columns of values is.
fn column(ui: &Ui) -> f32 {
    0.5 * (ui.available_width() - LABEL - 3.0 * space::S - 72.0)
}

fn field_choice(ui: &mut Ui, field: &JoinField<'_>, choices: &mut Choices) {
    let label = field.field.label();
    let chosen = choices.get(&label).copied().unwrap_or(field.preset);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let width = column(ui);
        ui.allocate_ui_with_layout(vec2(LABEL, 28.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(LABEL);
            text::secondary(ui, &label, text::Overflow::Elide);
        });
        let mut now = None;
        for (take, value, side) in [(Take::Left, &field.left, "left"), (Take::Right, &field.right, "right")] {
            ui.allocate_ui(vec2(width, 28.0), |ui| {
                ui.set_min_width(width);
                ui.set_max_width(width);
                let is_taken = chosen == take || chosen == Take::Both;
                if value_card(ui, value, is_taken, field.differs(), &format!("{label}: {side}, {value}")) {
                    now = Some(take);
                }
            });
        }
        if field.differs() && field.field.can_be_both() && !field.left.is_empty() && !field.right.is_empty() {
            let name = format!("{label}: both");
            let button = if chosen == Take::Both { Button::secondary("Both") } else { Button::quiet("Both") };
            let response = ui.add(button.small());
            response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
            if response.clicked() {
                now = Some(Take::Both);
            }
        }
        if let Some(take) = now {
            choices.insert(label.clone(), take);
        }
    });
}

/// A value that can be chosen; whether it was.
fn value_card(ui: &mut Ui, value: &str, is_taken: bool, is_choice: bool, spoken: &str) -> bool {
    let tokens = theme::tokens(ui);
    if !is_choice {
        Frame::new().inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            text::secondary(ui, value, text::Overflow::Elide);
        });
        return false;
    }
    let (fill, stroke) = if is_taken { (tokens.accent_weak, tokens.accent) } else { (tokens.surface, tokens.line2) };
    let frame = Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, stroke))
        .corner_radius(radius::CONTROL)
        .inner_margin(Margin::symmetric(8, 4));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        if value.is_empty() {
            text::hint(ui, "nothing", text::Overflow::Elide);
        } else {
            text::secondary(ui, value, text::Overflow::Wrap);
        }
    });
    let response = ui.interact(shown.response.rect, ui.scope_id().with(spoken), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_taken, spoken));
    if response.has_focus() {
        widgets::focus_ring(ui, shown.response.rect, radius::CONTROL);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// What comes of it.
fn result(ui: &mut Ui, graph: &Graph, left: &Arc<Entity>, right: &Arc<Entity>, choices: &Choices) {
    let joined = intent::joined_by(graph.schema(), left, right, choices);
    widgets::card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        text::strong(ui, &format!("Comes of it: {}", marks::name(&joined)), text::Overflow::Elide);
        let mut parts = Vec::new();
        if !joined.aliases.is_empty() {
            parts.push(format!("also {}", joined.aliases.join(", ")));
        }
        if !joined.summary.is_empty() {
            parts.push(joined.summary.to_string());
        }
        parts.push(marks::count(joined.evidence.len(), "piece of evidence", "pieces of evidence"));
        text::secondary(ui, &parts.join(" · "), text::Overflow::Wrap);
        let moving = graph.relationships_at(&right.id);
        let names: Vec<String> = moving.iter().take(NAMED).map(|r| sentence(graph, r)).collect();
        let more = moving.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let count = marks::count(moving.len(), "relationship moves", "relationships move");
        let words = if names.is_empty() {
            format!("{count} to it")
        } else {
            format!("{count} to it: {}{more}", names.join("; "))
        };
        text::hint(ui, &words, text::Overflow::Wrap);
    });
}
