//! Which records a transaction touched: what to draw again, and which results are stale.

use std::collections::BTreeSet;

use super::Edit;
use crate::base::{EntityId, MatrixId, RelationshipId, SourceId, ViewId};

/// The records that were added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// Entities.
    pub entities: BTreeSet<EntityId>,
    /// Relationships.
    pub relationships: BTreeSet<RelationshipId>,
    /// Sources.
    pub sources: BTreeSet<SourceId>,
    /// Views, or something that they say of single entities and relationships.
    pub views: BTreeSet<ViewId>,
    /// Entities whose placement changed in some view.
    pub placed: BTreeSet<EntityId>,
    /// Relationships whose route changed in some view.
    pub routed: BTreeSet<RelationshipId>,
    /// Matrices of competing hypotheses.
    pub matrices: BTreeSet<MatrixId>,
    /// The schema changed: anything may look different.
    pub schema: bool,
    /// The title, the description or an attachment changed.
    pub other: bool,
}

impl Touched {
    /// What `edits` touch.
    #[must_use]
    pub fn by(edits: &[Edit]) -> Self {
        let mut touched = Self::default();
        for edit in edits {
            match edit {
                Edit::Meta(_) | Edit::Attachment(_) => touched.other = true,
                Edit::EntityType(_) | Edit::RelationshipType(_) => touched.schema = true,
                Edit::Source(swap) => touched.sources.extend(swap.either().map(|s| s.id.clone())),
                Edit::Entity(swap) => touched.entities.extend(swap.either().map(|e| e.id.clone())),
                Edit::Relationship(swap) => touched.relationships.extend(swap.either().map(|r| r.id.clone())),
                Edit::View(swap) => touched.views.extend(swap.either().map(|v| v.id.clone())),
                Edit::Matrix(swap) => touched.matrices.extend(swap.either().map(|m| m.id.clone())),
                Edit::Place { view, entity, .. } => {
                    touched.views.insert(view.clone());
                    touched.placed.insert(entity.clone());
                }
                Edit::Route { view, relationship, .. } => {
                    touched.views.insert(view.clone());
                    touched.routed.insert(relationship.clone());
                }
            }
        }
        touched
    }

    /// Adds what something else touched.
    pub fn join(&mut self, other: Self) {
        let Self { entities, relationships, sources, views, placed, routed, matrices, schema, other: rest } = other;
        self.entities.extend(entities);
        self.relationships.extend(relationships);
        self.sources.extend(sources);
        self.views.extend(views);
        self.placed.extend(placed);
        self.routed.extend(routed);
        self.matrices.extend(matrices);
        self.schema |= schema;
        self.other |= rest;
    }

    /// Whether nothing was touched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
