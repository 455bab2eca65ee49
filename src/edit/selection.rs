//! What is selected. It belongs to the session, is never saved, and goes with undo and redo.

use std::collections::BTreeSet;

use crate::base::{EntityId, RelationshipId};
use crate::model::Graph;

/// Selected entities and relationships.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The entities.
    pub entities: BTreeSet<EntityId>,
    /// The relationships.
    pub relationships: BTreeSet<RelationshipId>,
}

impl Selection {
    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One entity.
    #[must_use]
    pub fn entity(id: EntityId) -> Self {
        Self { entities: [id].into(), relationships: BTreeSet::new() }
    }

    /// One relationship.
    #[must_use]
    pub fn relationship(id: RelationshipId) -> Self {
        Self { entities: BTreeSet::new(), relationships: [id].into() }
    }

    /// Everything in `graph`.
    #[must_use]
    pub fn all(graph: &Graph) -> Self {
        Self {
            entities: graph.entities_unsorted().map(|e| e.id.clone()).collect(),
            relationships: graph.relationships_unsorted().map(|r| r.id.clone()).collect(),
        }
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.relationships.is_empty()
    }

    /// How many records are selected.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len() + self.relationships.len()
    }

    /// The selected entity, when it is all that is selected.
    #[must_use]
    pub fn only_entity(&self) -> Option<&EntityId> {
        if self.len() == 1 { self.entities.first() } else { None }
    }

    /// The selected relationship, when it is all that is selected.
    #[must_use]
    pub fn only_relationship(&self) -> Option<&RelationshipId> {
        if self.len() == 1 { self.relationships.first() } else { None }
    }

    /// Drops what `graph` does not hold.
    pub fn retain_existing(&mut self, graph: &Graph) {
        self.entities.retain(|id| graph.entity(id).is_some());
        self.relationships.retain(|id| graph.relationship(id).is_some());
    }
}
