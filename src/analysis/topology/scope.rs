//! What of a graph is analysed: within a view, at a date, from a confidence on, of some types.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashSet;

use super::super::confidence::{Sources, level_of};
use super::super::time::{AsOf, holding};
use crate::analysis::query::Shown;
use crate::base::{Cancelled, EntityId, Interval, RelationshipTypeId, Task};
use crate::model::{Entity, Graph, Level, Relationship, ViewState};

/// What of a graph is analysed. The default is all of it.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Only what this view shows: what it does not hide, at its date. Its filter is for the caller to apply, by
    /// `entities`.
    pub view: Option<&'a ViewState>,
    /// Only these entities.
    pub entities: Option<&'a FxHashSet<EntityId>>,
    /// Only relationships of exactly these types.
    pub relationship_types: Option<&'a BTreeSet<RelationshipTypeId>>,
    /// Only what holds then. What has no date does as long as it has a part in what does; see [`holding`].
    pub at: Option<Interval>,
    /// Only relationships of this level of confidence or a firmer one.
    pub least_confidence: Option<Level>,
    /// Only relationships for which this is true.
    pub keeps: Option<&'a dyn Fn(&Relationship) -> bool>,
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { view, entities, relationship_types, at, least_confidence, keeps } = self;
        f.debug_struct("Scope")
            .field("view", &view.map(|v| &v.view.id))
            .field("entities", &entities.map(FxHashSet::len))
            .field("relationship_types", relationship_types)
            .field("at", at)
            .field("least_confidence", least_confidence)
            .field("keeps", &keeps.is_some())
            .finish()
    }
}

impl Scope<'_> {
    /// What holds at the dates that are asked for; `None` where none is.
    pub(super) fn holding(&self, graph: &Graph, task: &Task) -> Result<Option<Shown>, Cancelled> {
        let mut shown = None;
        for as_of in [self.at.map(AsOf::on), self.view.and_then(|state| AsOf::of(&state.view))].into_iter().flatten() {
            shown = Some(holding(graph, as_of, shown.as_ref(), task)?);
        }
        Ok(shown)
    }

    /// Whether the entity is shown.
    pub(super) fn shows(&self, entity: &Entity, holding: Option<&Shown>) -> bool {
        self.entities.is_none_or(|shown| shown.contains(&entity.id))
            && self.view.is_none_or(|view| !view.placement(&entity.id).hidden)
            && holding.is_none_or(|shown| shown.entities.contains(&entity.id))
    }

    /// Whether the relationship is shown where both ends are.
    pub(super) fn shows_between_shown(
        &self,
        relationship: &Relationship,
        holding: Option<&Shown>,
        sources: &Sources,
    ) -> bool {
        self.relationship_types.is_none_or(|types| types.contains(&relationship.kind))
            && self.view.is_none_or(|view| !view.route(&relationship.id).hidden)
            && holding.is_none_or(|shown| shown.relationships.contains(&relationship.id))
            && self.keeps.is_none_or(|keeps| keeps(relationship))
            && self.least_confidence.is_none_or(|least| level_of(relationship, sources) >= least)
    }
}
