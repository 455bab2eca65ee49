//! What of a graph a scene shows: what the view does not hide, at the date that it is set to, within the filter.

use crate::analysis::query::Shown;
use crate::base::{Day, Interval, ViewId};
use crate::model::{Entity, Graph, Relationship, ViewState};

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
    pub(super) state: &'a ViewState,
    matches: Option<&'a Shown>,
    days: Option<(Day, Day)>,
}

impl<'a> Scope<'a> {
    /// `None` where the graph has no such view.
    pub(super) fn of(graph: &'a Graph, params: SceneParams<'a>) -> Option<Self> {
        let SceneParams { view, matches } = params;
        let state = graph.views().get(view)?;
        let days =
            state.view.at.map(|at| (at.first_day().unwrap_or(Day(i32::MIN)), at.last_day().unwrap_or(Day(i32::MAX))));
        Some(Self { state, matches, days })
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
        !self.state.placement(&entity.id).hidden
            && self.matches.is_none_or(|shown| shown.entities.contains(&entity.id))
            && self.holds(entity.valid)
    }

    /// Whether the relationship is shown where both ends are.
    pub(super) fn shows_between_shown(&self, relationship: &Relationship) -> bool {
        !self.state.route(&relationship.id).hidden
            && self.matches.is_none_or(|shown| shown.relationships.contains(&relationship.id))
            && self.holds(relationship.valid)
    }
}
