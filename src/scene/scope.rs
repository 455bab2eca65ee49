//! What of a graph a scene shows: what the view does not hide, at the date that it is set to, within the filter.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::analysis::query::Shown;
use crate::analysis::time::AsOf;
use crate::base::{EntityTypeId, Interval, RelationshipTypeId, ViewId};
use crate::model::{Entity, EntityType, Graph, Placement, Relationship, RelationshipType, Status, ViewState};

/// What a scene is made of, beside the graph.
#[derive(Debug, Clone, Copy)]
pub struct SceneParams<'a> {
    /// The view to show.
    pub view: &'a ViewId,
    /// Shows only these records, as the view's filter and time found them; `None` shows all.
    pub matches: Option<&'a Shown>,
    /// The time that is shown: what cannot hold then is left out, and statuses are those of that time.
    pub as_of: Option<AsOf>,
}

/// The parameters looked up.
pub(super) struct Scope<'a> {
    pub(super) graph: &'a Graph,
    pub(super) state: &'a ViewState,
    matches: Option<&'a Shown>,
    as_of: Option<AsOf>,
    entity_types: FxHashMap<&'a EntityTypeId, &'a Arc<EntityType>>,
    relationship_types: FxHashMap<&'a RelationshipTypeId, &'a Arc<RelationshipType>>,
}

impl<'a> Scope<'a> {
    /// `None` where the graph has no such view.
    pub(super) fn of(graph: &'a Graph, params: SceneParams<'a>) -> Option<Self> {
        let SceneParams { view, matches, as_of } = params;
        let state = graph.views().get(view)?;
        let schema = graph.schema();
        let entity_types = schema.entity_types.iter().collect();
        let relationship_types = schema.relationship_types.iter().collect();
        Some(Self { graph, state, matches, as_of, entity_types, relationship_types })
    }

    /// The status that something has at the time shown.
    pub(super) fn status(&self, status: Status, valid: Option<Interval>) -> Status {
        self.as_of.map_or(status, |as_of| as_of.status(status, valid))
    }

    /// Whether the entity is shown.
    pub(super) fn shows(&self, entity: &Entity) -> bool {
        self.placement_if_shown(entity).is_some()
    }

    /// Where the entity stands, if it is shown.
    pub(super) fn placement_if_shown(&self, entity: &Entity) -> Option<Placement> {
        let placement = self.state.placement(&entity.id);
        let is_shown = !placement.hidden
            && self.matches.is_none_or(|shown| shown.entities.contains(&entity.id))
            && self.as_of.is_none_or(|as_of| as_of.can_hold(entity.valid));
        is_shown.then_some(placement)
    }

    pub(super) fn entity_type(&self, id: &EntityTypeId) -> Option<&'a Arc<EntityType>> {
        self.entity_types.get(id).copied()
    }

    pub(super) fn relationship_type(&self, id: &RelationshipTypeId) -> Option<&'a Arc<RelationshipType>> {
        self.relationship_types.get(id).copied()
    }

    /// Whether the relationship is shown where both ends are.
    pub(super) fn shows_between_shown(&self, relationship: &Relationship) -> bool {
        !self.state.route(&relationship.id).hidden
            && self.matches.is_none_or(|shown| shown.relationships.contains(&relationship.id))
            && self.as_of.is_none_or(|as_of| as_of.admits(relationship.valid))
    }
}
