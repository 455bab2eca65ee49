//! Deleting, with everything that cannot stay without what goes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::entity::describe_entities;
use super::relationship::describe_relationships;
use crate::base::SourceId;
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Entity, Graph, Placement, Relationship, Route, View};

/// Deletes entities and relationships, the relationships at those entities, and what views say of them.
#[must_use]
pub fn delete(graph: &Graph, selection: &Selection) -> Transaction {
    let entities: Vec<_> = selection.entities.iter().filter(|id| graph.entity(id).is_some()).collect();
    let mut relationships: BTreeSet<_> =
        selection.relationships.iter().filter(|id| graph.relationship(id).is_some()).cloned().collect();
    let chosen: Vec<_> = relationships.iter().collect();
    let label = match (entities.len(), chosen.len()) {
        (0, _) => format!("delete {}", describe_relationships(graph, &chosen)),
        (_, 0) => format!("delete {}", describe_entities(graph, &entities)),
        (e, r) => format!("delete {} records", e + r),
    };
    for id in &entities {
        relationships.extend(graph.relationships_at(id).into_iter().map(|r| r.id.clone()));
    }
    let mut transaction = Transaction::new(label);
    let edits = &mut transaction.edits;
    for (view, state) in graph.views() {
        for id in &relationships {
            let before = state.route(id);
            if before != Route::default() {
                let after = Route::default();
                edits.push(Edit::Route { view: view.clone(), relationship: id.clone(), before, after });
            }
        }
        for id in &entities {
            let before = state.placement(id);
            if before != Placement::default() {
                let after = Placement::default();
                edits.push(Edit::Place { view: view.clone(), entity: (*id).clone(), before, after });
            }
        }
        let leaves = |view: &View| view.groups.values().any(|g| entities.iter().any(|id| g.members.contains(*id)));
        if leaves(&state.view) {
            let mut after = View::clone(&state.view);
            for group in after.groups.values_mut() {
                for id in &entities {
                    group.members.remove(*id);
                }
            }
            edits.push(Edit::View(Swap::change(Arc::clone(&state.view), after)));
        }
    }
    let gone = relationships.iter().filter_map(|id| graph.relationship(id));
    edits.extend(gone.map(|r| Edit::Relationship(Swap::remove(Arc::clone(r)))));
    let gone = entities.iter().filter_map(|id| graph.entity(id));
    edits.extend(gone.map(|e| Edit::Entity(Swap::remove(Arc::clone(e)))));
    transaction
}

/// Deletes a source and every piece of evidence that is taken from it; the claims themselves stay.
#[must_use]
pub fn delete_source(graph: &Graph, id: &SourceId) -> Transaction {
    let Some(source) = graph.sources().get(id) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("delete source {}", source.title));
    for before in graph.entities() {
        if before.evidence.iter().any(|piece| &piece.source == id) {
            let mut after = Entity::clone(before);
            after.evidence.retain(|piece| &piece.source != id);
            transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(before), after)));
        }
    }
    for before in graph.relationships() {
        if before.evidence.iter().any(|piece| &piece.source == id) {
            let mut after = Relationship::clone(before);
            after.evidence.retain(|piece| &piece.source != id);
            transaction.edits.push(Edit::Relationship(Swap::change(Arc::clone(before), after)));
        }
    }
    transaction.edits.push(Edit::Source(Swap::remove(Arc::clone(source))));
    transaction
}
