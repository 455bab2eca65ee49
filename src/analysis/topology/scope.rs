//! What of a graph is analysed: within a view, at a date, from a confidence on, of some types.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashSet;

use super::super::confidence::{Sources, level_of};
use crate::base::{Day, EntityId, Interval, RelationshipTypeId};
use crate::model::{Entity, Level, Relationship, ViewState};

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
    /// Only what can hold then. What has no date always can.
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

/// The first and last day of a date, for each date asked for.
pub(super) type Days = [Option<(Day, Day)>; 2];

impl Scope<'_> {
    pub(super) fn days(&self) -> Days {
        let span = |at: Interval| (at.first_day().unwrap_or(Day(i32::MIN)), at.last_day().unwrap_or(Day(i32::MAX)));
        [self.at.map(span), self.view.and_then(|v| v.view.at).map(span)]
    }

    /// Whether the entity is shown.
    pub(super) fn shows(&self, entity: &Entity, days: Days) -> bool {
        self.entities.is_none_or(|shown| shown.contains(&entity.id))
            && self.view.is_none_or(|view| !view.placement(&entity.id).hidden)
            && holds(entity.valid, days)
    }

    /// Whether the relationship is shown where both ends are.
    pub(super) fn shows_between_shown(&self, relationship: &Relationship, days: Days, sources: &Sources) -> bool {
        self.relationship_types.is_none_or(|types| types.contains(&relationship.kind))
            && self.view.is_none_or(|view| !view.route(&relationship.id).hidden)
            && holds(relationship.valid, days)
            && self.keeps.is_none_or(|keeps| keeps(relationship))
            && self.least_confidence.is_none_or(|least| level_of(relationship, sources) >= least)
    }
}

/// Whether something can hold at each date.
fn holds(valid: Option<Interval>, days: Days) -> bool {
    let Some(valid) = valid else { return true };
    days.into_iter().flatten().all(|(first, last)| valid.may_overlap(first, last))
}
