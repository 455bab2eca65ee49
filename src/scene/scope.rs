//! What of a graph a scene shows: what the view does not hide, at the date that it is set to, within the filter.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::analysis::query::Shown;
use crate::base::{Day, EntityTypeId, Interval, RelationshipTypeId, ViewId};
use crate::model::{Entity, EntityType, Graph, Placement, Relationship, RelationshipType, ViewState};

/// What a scene is made of, beside the graph.
#[derive(Debug, Clone, Copy)]
pub struct SceneParams<'a> {
    /// The view to show.
    pub view: &'a ViewId,
    /// Shows only these records, as the view's filter found them; `None` shows all.
    pub matches: Option<&'a Shown>,
}

/// The parameters looked up.
pub(super) struct Scope<'a> {
    pub(super) graph: &'a Graph,
    pub(super) state: &'a ViewState,
    matches: Option<&'a Shown>,
    days: Option<(Day, Day)>,
    entity_types: FxHashMap<&'a EntityTypeId, &'a Arc<EntityType>>,
    relationship_types: FxHashMap<&'a RelationshipTypeId, &'a Arc<RelationshipType>>,
}

impl<'a> Scope<'a> {
    /// `None` where the graph has no such view.
    pub(super) fn of(graph: &'a Graph, params: SceneParams<'a>) -> Option<Self> {
        let SceneParams { view, matches } = params;
        let state = graph.views().get(view)?;
        let days =
            state.view.at.map(|at| (at.first_day().unwrap_or(Day(i32::MIN)), at.last_day().unwrap_or(Day(i32::MAX))));
        let schema = graph.schema();
        let entity_types = schema.entity_types.iter().collect();
        let relationship_types = schema.relationship_types.iter().collect();
        Some(Self { graph, state, matches, days, entity_types, relationship_types })
    }

    /// Whether something can hold at the date shown. What has no date always can.
    fn holds(&self, valid: Option<Interval>) -> bool {
        match (self.days, valid) {
            (Some((first, last)), Some(valid)) => valid.may_overlap(first, last),
            _ => true,
        }
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
            && self.holds(entity.valid);
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
            && self.holds(relationship.valid)
    }
}
