//! The inspector of several records: what they share, changed in all of them at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Ui, vec2};

use super::chips::{ChipChange, Chips, chips};
use super::{close_button, divider, fields, header, more_button, relationship};
use crate::base::{EntityId, EntityTypeId, RelationshipId, RelationshipTypeId};
use crate::edit::{Selection, Transaction, intent};
use crate::model::{Entity, Relationship};
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, ListRow, field_row, text};
use crate::ui::{icons, marks};

/// Shows what the selected records share.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let graph = desk.graph();
    let selection = desk.open.selection();
    let entities: Vec<&Arc<Entity>> = selection.entities.iter().filter_map(|id| graph.entity(id)).collect();
    let relationships: Vec<&Arc<Relationship>> =
        selection.relationships.iter().filter_map(|id| graph.relationship(id)).collect();
    header(ui, "Selection", |ui| {
        close_button(ui, desk);
        more_button(ui, desk, &[&[Verb::Duplicate, Verb::Copy, Verb::Cut], &[Verb::FitSelection, Verb::Hide]]);
    });
    let mut words = Vec::new();
    if !entities.is_empty() {
        words.push(marks::count(entities.len(), "entity", "entities"));
    }
    if !relationships.is_empty() {
        words.push(marks::count(relationships.len(), "relationship", "relationships"));
    }
    text::heading(ui, &words.join(", "), text::Overflow::Wrap);
    ui.add_space(space::XS);
    actions(ui, desk, selection);
    if !entities.is_empty() {
        divider(ui);
        entity_part(ui, desk, &entities);
    }
    if !relationships.is_empty() {
        divider(ui);
        relationship_part(ui, desk, &relationships);
    }
}

fn actions(ui: &mut Ui, desk: &mut Desk<'_>, selection: &Selection) {
    let verbs: &[(Verb, &str, icons::Icon)] = &[
        (Verb::Group, "Group", icons::BOUNDING_BOX),
        (Verb::Pin, "Pin", icons::PUSH_PIN),
        (Verb::Merge, "Merge", icons::ARROWS_MERGE),
        (Verb::Reverse, "Reverse", icons::ARROWS_LEFT_RIGHT),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        for (verb, label, icon) in verbs {
            if desk.session.is_enabled(*verb) && ui.add(Button::secondary(label).icon(*icon).small()).clicked() {
                desk.out.verb(*verb);
            }
        }
        let words = format!("Delete {}", selection.len());
        if ui.add(Button::danger(&words).icon(icons::TRASH).small()).clicked() {
            desk.out.verb(Verb::Delete);
        }
    });
}

/// What all have in common; `None` where two differ, or there is nothing.
fn shared<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// All tags, and for those that only some have, how many of how many: `2 of 3`.
fn tags_of<'a>(
    all: impl Iterator<Item = &'a std::collections::BTreeSet<String>>,
) -> (Vec<String>, BTreeMap<String, String>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut records = 0;
    for tags in all {
        records += 1;
        for tag in tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let some = counts.iter().filter(|(_, n)| **n < records);
    let partial = some.map(|(tag, n)| ((*tag).to_owned(), format!("{n} of {records}"))).collect();
    (counts.keys().map(|tag| (*tag).to_owned()).collect(), partial)
}

/// What several records are called in the id of a field: fields belong to this very selection.
const RECORD: &str = "selection";

fn entity_part(ui: &mut Ui, desk: &mut Desk<'_>, entities: &[&Arc<Entity>]) {
    let graph = desk.graph();
    let ids: Vec<&EntityId> = entities.iter().map(|e| &e.id).collect();
    let change = |what: &str, set: &dyn Fn(&mut Entity)| -> Transaction {
        let label = format!("change {what} of {}", intent::describe_entities(graph, &ids));
        intent::change_entities(graph, ids.iter().copied(), label, set)
    };
    counts(ui, desk, entities);
    ui.add_space(space::XS);
    let kind: Option<&EntityTypeId> = shared(entities.iter().map(|e| &e.kind));
    if let Some(kind) = fields::entity_type_row(ui, graph.schema(), kind) {
        desk.out.apply(intent::retype_entities(graph, ids.iter().copied(), &kind));
    }
    if let Some(status) = fields::status_row(ui, shared(entities.iter().map(|e| e.status))) {
        desk.out.apply(change("the status", &|e| e.status = status));
    }
    let valid = shared(entities.iter().map(|e| e.valid));
    let fields_of_valid = (desk.field_id(RECORD, "entities from"), desk.field_id(RECORD, "entities to"));
    if let Some(valid) = fields::valid_row(ui, fields_of_valid, "Active", valid.flatten(), valid.is_none()) {
        desk.out.typed(ui.ctx(), change("the time", &|e| e.valid = valid), fields_of_valid.0);
    }
    let (tags, partial) = tags_of(entities.iter().map(|e| &e.tags));
    let look =
        Chips { id: desk.field_id(RECORD, "entity tags"), add: "Tag", field: "New tag", partial: Some(&partial) };
    match field_row(ui, "Tags", |ui, _| chips(ui, look, &tags)) {
        Some(ChipChange::Add(tag)) => desk.out.apply(change("the tags", &|e| {
            e.tags.insert(tag.clone());
        })),
        Some(ChipChange::Remove(tag)) => desk.out.apply(change("the tags", &|e| {
            e.tags.remove(&tag);
        })),
        None => {}
    }
}

/// How many there are of each type; a press selects those.
fn counts(ui: &mut Ui, desk: &mut Desk<'_>, entities: &[&Arc<Entity>]) {
    let schema = desk.graph().schema();
    let mut by_type: BTreeMap<&EntityTypeId, usize> = BTreeMap::new();
    for entity in entities {
        *by_type.entry(&entity.kind).or_default() += 1;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (kind, count) in by_type {
            let Some(kind) = schema.entity_types.get(kind) else { continue };
            let count = marks::thousands(count);
            let row = ListRow::new(&kind.plural).disc(marks::type_disc(kind)).indent(0.0).trailing(&count);
            let response = ui.add(row).on_hover_text("Select only these");
            if response.clicked() {
                let these = entities.iter().filter(|e| e.kind == kind.id).map(|e| e.id.clone()).collect();
                desk.out.select(Selection { entities: these, ..Selection::none() });
            }
        }
    });
}

fn relationship_part(ui: &mut Ui, desk: &mut Desk<'_>, relationships: &[&Arc<Relationship>]) {
    let graph = desk.graph();
    let ids: Vec<&RelationshipId> = relationships.iter().map(|r| &r.id).collect();
    let change = |what: &str, set: &dyn Fn(&mut Relationship)| -> Transaction {
        let label = format!("change {what} of {}", intent::describe_relationships(graph, &ids));
        intent::change_relationships(graph, ids.iter().copied(), label, set)
    };
    let schema = graph.schema();
    let mut by_type: BTreeMap<&RelationshipTypeId, usize> = BTreeMap::new();
    for relationship in relationships {
        *by_type.entry(&relationship.kind).or_default() += 1;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (kind, count) in by_type {
            let Some(kind) = schema.relationship_types.get(kind) else { continue };
            let count = marks::thousands(count);
            let row = ListRow::new(&kind.name).icon(icons::ARROW_RIGHT).indent(0.0).trailing(&count);
            if ui.add(row).on_hover_text("Select only these").clicked() {
                let these = relationships.iter().filter(|r| r.kind == kind.id).map(|r| r.id.clone()).collect();
                desk.out.select(Selection { relationships: these, ..Selection::none() });
            }
        }
    });
    ui.add_space(space::XS);
    ui.push_id("relationships", |ui| {
        let kind = shared(relationships.iter().map(|r| &r.kind));
        if let Some(kind) = relationship::type_row(ui, graph, kind, None, relationship::Opening::OnWish) {
            desk.out.apply(intent::retype_relationships(graph, ids.iter().copied(), &kind));
        }
        if let Some(direction) = relationship::direction_row(ui, shared(relationships.iter().map(|r| r.direction))) {
            desk.out.apply(change("the direction", &|r| r.direction = direction));
        }
        let valid = shared(relationships.iter().map(|r| r.valid));
        let fields_of_valid = (desk.field_id(RECORD, "relationships from"), desk.field_id(RECORD, "relationships to"));
        if let Some(valid) = fields::valid_row(ui, fields_of_valid, "Valid", valid.flatten(), valid.is_none()) {
            desk.out.typed(ui.ctx(), change("the time", &|r| r.valid = valid), fields_of_valid.0);
        }
        if let Some(status) = fields::status_row(ui, shared(relationships.iter().map(|r| r.status))) {
            desk.out.apply(change("the status", &|r| r.status = status));
        }
        let likelihood = shared(relationships.iter().map(|r| r.likelihood));
        if let Some(likelihood) = relationship::likelihood_row(ui, likelihood.flatten()) {
            desk.out.apply(change("the likelihood", &|r| r.likelihood = likelihood));
        }
        let (tags, partial) = tags_of(relationships.iter().map(|r| &r.tags));
        let id = desk.field_id(RECORD, "relationship tags");
        let look = Chips { id, add: "Tag", field: "New tag", partial: Some(&partial) };
        match field_row(ui, "Tags", |ui, _| chips(ui, look, &tags)) {
            Some(ChipChange::Add(tag)) => desk.out.apply(change("the tags", &|r| {
                r.tags.insert(tag.clone());
            })),
            Some(ChipChange::Remove(tag)) => desk.out.apply(change("the tags", &|r| {
                r.tags.remove(&tag);
            })),
            None => {}
        }
    });
}
