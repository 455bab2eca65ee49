//! Intents about types.

use std::sync::Arc;

use crate::base::{EntityTypeId, RelationshipTypeId};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{EntityType, Graph, RelationshipType};

/// Adds an entity type, or replaces the one with its id.
#[must_use]
pub fn change_entity_type(graph: &Graph, new: EntityType) -> Transaction {
    let before = graph.schema().entity_types.get(&new.id).cloned();
    let mut transaction = Transaction::new(format!("change entity type {}", new.name));
    if before.as_deref() != Some(&new) {
        transaction.edits.push(Edit::EntityType(Swap { before, after: Some(Arc::new(new)) }));
    }
    transaction
}

/// Adds a relationship type, or replaces the one with its id.
#[must_use]
pub fn change_relationship_type(graph: &Graph, new: RelationshipType) -> Transaction {
    let before = graph.schema().relationship_types.get(&new.id).cloned();
    let mut transaction = Transaction::new(format!("change relationship type {}", new.name));
    if before.as_deref() != Some(&new) {
        transaction.edits.push(Edit::RelationshipType(Swap { before, after: Some(Arc::new(new)) }));
    }
    transaction
}

/// Removes an entity type; refused when applied while anything uses it.
#[must_use]
pub fn remove_entity_type(graph: &Graph, id: &EntityTypeId) -> Transaction {
    let Some(before) = graph.schema().entity_types.get(id) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("remove entity type {}", before.name));
    transaction.edits.push(Edit::EntityType(Swap::remove(Arc::clone(before))));
    transaction
}

/// Removes a relationship type; refused when applied while anything uses it.
#[must_use]
pub fn remove_relationship_type(graph: &Graph, id: &RelationshipTypeId) -> Transaction {
    let Some(before) = graph.schema().relationship_types.get(id) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("remove relationship type {}", before.name));
    transaction.edits.push(Edit::RelationshipType(Swap::remove(Arc::clone(before))));
    transaction
}
