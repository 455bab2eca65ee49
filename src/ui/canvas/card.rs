//! What is told of a mark while the pointer rests on it.

use eframe::egui::{Frame, Margin, Response, Ui};

use crate::analysis::{self, confidence::assess_relationship};
use crate::model::{Entity, Graph, Relationship, Status};
use crate::scene::{Hit, Scene, short_date};
use crate::ui::theme::space;
use crate::ui::widgets::text::{self, Overflow};

const WIDTH: f32 = 300.0;

/// Shows the card of a mark beside the pointer.
pub(super) fn show(response: &Response, graph: &Graph, scene: &Scene, hit: Hit) {
    let response = response.clone();
    match hit {
        Hit::Node(at) | Hit::Rim(at) => {
            if let Some(entity) = scene.nodes().get(at as usize).and_then(|node| graph.entity(&node.id)) {
                response.on_hover_ui_at_pointer(|ui| padded(ui, |ui| of_entity(ui, graph, entity)));
            }
        }
        Hit::Edge(at) => {
            let edge = scene.edges().get(at as usize).filter(|edge| edge.others.is_empty());
            if let Some(relationship) = edge.and_then(|edge| graph.relationship(&edge.id)) {
                response.on_hover_ui_at_pointer(|ui| padded(ui, |ui| of_relationship(ui, graph, relationship)));
            }
        }
        Hit::Note(_) => {}
    }
}

fn of_entity(ui: &mut Ui, graph: &Graph, entity: &Entity) {
    set_up(ui);
    let name = if entity.name.trim().is_empty() { "Unnamed" } else { &entity.name };
    text::strong(ui, name, Overflow::Wrap);
    let kind = graph.schema().entity_types.get(&entity.kind).map_or("", |kind| kind.name.as_str());
    let mut facts = vec![kind.to_owned()];
    if entity.status != Status::InEffect {
        facts.push(entity.status.label().to_lowercase());
    }
    facts.extend(entity.valid.map(|valid| short_date(valid).to_string()));
    text::secondary(ui, &facts.join(" · "), Overflow::Wrap);
    if !entity.summary.is_empty() {
        text::body(ui, &entity.summary, Overflow::Wrap);
    }
}

fn of_relationship(ui: &mut Ui, graph: &Graph, relationship: &Relationship) {
    set_up(ui);
    text::strong(ui, &analysis::sentence(graph, relationship), Overflow::Wrap);
    let mut facts = Vec::new();
    if relationship.status != Status::InEffect {
        facts.push(relationship.status.label().to_owned());
    }
    facts.extend(relationship.valid.map(|valid| short_date(valid).to_string()));
    if !facts.is_empty() {
        text::secondary(ui, &facts.join(" · "), Overflow::Wrap);
    }
    if let Some(likelihood) = relationship.likelihood {
        let (least, most) = likelihood.percent();
        text::body(ui, &format!("Likelihood: {}, {least}–{most} %", likelihood.label()), Overflow::Wrap);
    }
    let assessment = assess_relationship(relationship, graph.sources());
    text::body(ui, &format!("Confidence: {}", assessment.level.label()), Overflow::Wrap);
    for reason in &assessment.reasons {
        text::secondary(ui, reason, Overflow::Wrap);
    }
}

/// A card with more room around its words than a tooltip has.
fn padded(ui: &mut Ui, card: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(Margin::symmetric(4, 2)).show(ui, card);
}

fn set_up(ui: &mut Ui) {
    ui.set_max_width(WIDTH);
    ui.set_min_width(0.5 * WIDTH);
    ui.spacing_mut().item_spacing.y = space::XS;
}
