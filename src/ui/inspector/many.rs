//! The inspector of several records: what they share, changed in all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Ui, vec2};

use super::chips::{ChipChange, Chips, chips};
use super::{close_button, divider, fields, header, more_button, relationship};
use crate::base::{EntityId, EntityTypeId, Interval, RelationshipId, RelationshipTypeId};
use crate::edit::{Selection, Transaction, intent};
use crate::model::{Direction, Entity, Graph, Likelihood, Relationship, Status};
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, ListRow, field_row, text};
use crate::ui::{icons, marks};

/// What is common to several records of one kind.
#[derive(Debug, Clone)]
struct Common<K, M> {
    count: usize,
    /// How many there are of each type.
    by_type: BTreeMap<K, usize>,
    status: Option<Status>,
    /// The outer `None` where two differ.
    valid: Option<Option<Interval>>,
    tags: Vec<String>,
    /// How many of how many have a tag, for those that not all have: `2 of 3`.
    partial: BTreeMap<String, String>,
    more: M,
}

/// What only relationships have.
#[derive(Debug, Clone)]
struct Ways {
    direction: Option<Direction>,
    likelihood: Option<Option<Likelihood>>,
}

/// What is common to a selection, looked up once: it can be the whole of a large graph.
#[derive(Debug, Clone)]
pub(super) struct Survey {
    /// Of the graph and of the selection.
    versions: (u64, u64),
    entities: Common<EntityTypeId, ()>,
    relationships: Common<RelationshipTypeId, Ways>,
}

impl Survey {
    fn of(graph: &Graph, selection: &Selection, versions: (u64, u64)) -> Self {
        let entities = || selection.entities.iter().filter_map(|id| graph.entity(id));
        let relationships = || selection.relationships.iter().filter_map(|id| graph.relationship(id));
        let (tags, partial) = tags_of(entities().map(|e| &*e.tags));
        let entities = Common {
            count: entities().count(),
            by_type: counted(entities().map(|e| &e.kind)),
            status: shared(entities().map(|e| e.status)),
            valid: shared(entities().map(|e| e.valid)),
            tags,
            partial,
            more: (),
        };
        let (tags, partial) = tags_of(relationships().map(|r| &*r.tags));
        let relationships = Common {
            count: relationships().count(),
            by_type: counted(relationships().map(|r| &r.kind)),
            status: shared(relationships().map(|r| r.status)),
            valid: shared(relationships().map(|r| r.valid)),
            tags,
            partial,
            more: Ways {
                direction: shared(relationships().map(|r| r.direction)),
                likelihood: shared(relationships().map(|r| r.likelihood)),
            },
        };
        Self { versions, entities, relationships }
    }
}

fn counted<'a, K: Ord + Clone + 'a>(kinds: impl Iterator<Item = &'a K>) -> BTreeMap<K, usize> {
    let mut counts: BTreeMap<&K, usize> = BTreeMap::new();
    kinds.for_each(|kind| *counts.entry(kind).or_default() += 1);
    counts.into_iter().map(|(kind, count)| (kind.clone(), count)).collect()
}

impl<K: Ord, M> Common<K, M> {
    /// The type of all.
    fn kind(&self) -> Option<&K> {
        self.by_type.keys().next().filter(|_| self.by_type.len() == 1)
    }
}

/// Shows what the selected records share.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, survey: &mut Option<Survey>) {
    let selection = desk.open.selection();
    let versions = (desk.open.revision(), desk.open.selection_version());
    let known = survey.take().filter(|known| known.versions == versions);
    let known = known.unwrap_or_else(|| Survey::of(desk.graph(), selection, versions));
    let Survey { entities, relationships, .. } = survey.insert(known);
    header(ui, "Selection", |ui| {
        close_button(ui, desk);
        more_button(ui, desk, &[&[Verb::Duplicate, Verb::Copy, Verb::Cut], &[Verb::FitSelection, Verb::Hide]]);
    });
    let mut words = Vec::new();
    if entities.count > 0 {
        words.push(marks::count(entities.count, "entity", "entities"));
    }
    if relationships.count > 0 {
        words.push(marks::count(relationships.count, "relationship", "relationships"));
    }
    text::heading(ui, &words.join(", "), text::Overflow::Wrap);
    ui.add_space(space::XS);
    actions(ui, desk, selection);
    if entities.count > 0 {
        divider(ui);
        entity_part(ui, desk, entities);
    }
    if relationships.count > 0 {
        divider(ui);
        relationship_part(ui, desk, relationships);
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
fn tags_of<'a>(all: impl Iterator<Item = &'a BTreeSet<String>>) -> (Vec<String>, BTreeMap<String, String>) {
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

fn entity_part(ui: &mut Ui, desk: &mut Desk<'_>, common: &Common<EntityTypeId, ()>) {
    let (graph, selection) = (desk.graph(), desk.open.selection());
    let change = |what: &str, set: &dyn Fn(&mut Entity)| -> Transaction {
        let ids: Vec<&EntityId> = selection.entities.iter().collect();
        let label = format!("change {what} of {}", intent::describe_entities(graph, &ids));
        intent::change_entities(graph, ids.iter().copied(), label, set)
    };
    counts(ui, desk, &common.by_type);
    ui.add_space(space::XS);
    if let Some(kind) = fields::entity_type_row(ui, graph.schema(), common.kind()) {
        desk.out.apply(intent::retype_entities(graph, &selection.entities, &kind));
    }
    if let Some(status) = fields::status_row(ui, common.status) {
        desk.out.apply(change("the status", &|e| e.status = status));
    }
    let valid = common.valid;
    let fields_of_valid = (desk.field_id(RECORD, "entities from"), desk.field_id(RECORD, "entities to"));
    if let Some(valid) = fields::valid_row(ui, fields_of_valid, "Active", valid.flatten(), valid.is_none()) {
        desk.out.typed(ui.ctx(), change("the time", &|e| e.valid = valid), fields_of_valid.0);
    }
    let id = desk.field_id(RECORD, "entity tags");
    let look = Chips { id, add: "Tag", field: "New tag", partial: Some(&common.partial) };
    match field_row(ui, "Tags", |ui, _| chips(ui, look, &common.tags)) {
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
fn counts(ui: &mut Ui, desk: &mut Desk<'_>, by_type: &BTreeMap<EntityTypeId, usize>) {
    let (graph, schema) = (desk.graph(), desk.graph().schema());
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (kind, count) in by_type {
            let Some(kind) = schema.entity_types.get(kind) else { continue };
            let count = marks::thousands(*count);
            let row = ListRow::new(&kind.plural).disc(marks::type_disc(kind)).indent(0.0).trailing(&count);
            let response = ui.add(row).on_hover_text("Select only these");
            if response.clicked() {
                let is_one = |id: &&EntityId| graph.entity(id).is_some_and(|e| e.kind == kind.id);
                let these = desk.open.selection().entities.iter().filter(is_one).cloned().collect();
                desk.out.select(Selection { entities: these, ..Selection::none() });
            }
        }
    });
}

fn relationship_part(ui: &mut Ui, desk: &mut Desk<'_>, common: &Common<RelationshipTypeId, Ways>) {
    let (graph, selection) = (desk.graph(), desk.open.selection());
    let change = |what: &str, set: &dyn Fn(&mut Relationship)| -> Transaction {
        let ids: Vec<&RelationshipId> = selection.relationships.iter().collect();
        let label = format!("change {what} of {}", intent::describe_relationships(graph, &ids));
        intent::change_relationships(graph, ids.iter().copied(), label, set)
    };
    let schema = graph.schema();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (kind, count) in &common.by_type {
            let Some(kind) = schema.relationship_types.get(kind) else { continue };
            let count = marks::thousands(*count);
            let row = ListRow::new(&kind.name).icon(icons::ARROW_RIGHT).indent(0.0).trailing(&count);
            if ui.add(row).on_hover_text("Select only these").clicked() {
                let is_one = |id: &&RelationshipId| graph.relationship(id).is_some_and(|r| r.kind == kind.id);
                let these = selection.relationships.iter().filter(is_one).cloned().collect();
                desk.out.select(Selection { relationships: these, ..Selection::none() });
            }
        }
    });
    ui.add_space(space::XS);
    ui.push_id("relationships", |ui| {
        if let Some(kind) = relationship::type_row(ui, graph, common.kind(), None, relationship::Opening::OnWish) {
            desk.out.apply(intent::retype_relationships(graph, &selection.relationships, &kind));
        }
        if let Some(direction) = relationship::direction_row(ui, common.more.direction) {
            desk.out.apply(change("the direction", &|r| r.direction = direction));
        }
        let valid = common.valid;
        let fields_of_valid = (desk.field_id(RECORD, "relationships from"), desk.field_id(RECORD, "relationships to"));
        if let Some(valid) = fields::valid_row(ui, fields_of_valid, "Valid", valid.flatten(), valid.is_none()) {
            desk.out.typed(ui.ctx(), change("the time", &|r| r.valid = valid), fields_of_valid.0);
        }
        if let Some(status) = fields::status_row(ui, common.status) {
            desk.out.apply(change("the status", &|r| r.status = status));
        }
        if let Some(likelihood) = relationship::likelihood_row(ui, common.more.likelihood.flatten()) {
            desk.out.apply(change("the likelihood", &|r| r.likelihood = likelihood));
        }
        let id = desk.field_id(RECORD, "relationship tags");
        let look = Chips { id, add: "Tag", field: "New tag", partial: Some(&common.partial) };
        match field_row(ui, "Tags", |ui, _| chips(ui, look, &common.tags)) {
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
