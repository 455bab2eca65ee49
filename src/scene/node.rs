//! Nodes: what is drawn for an entity.

use std::sync::Arc;

use compact_str::CompactString;

use crate::analysis::confidence::independent_origins;
use crate::base::{ContentHash, EntityId, Point, Rect, Vector};
use crate::model::{Entity, EntityType, Graph, Status};

use super::ends::Single;
use super::fold::Folded;
use super::ink::Ink;
use super::route::{RIM_GAP, Rim};
use super::scales::Scales;
use super::scope::Scope;
use super::wording::{short_date, wrapped};

/// The smallest radius of a disc, in world units.
pub const MIN_RADIUS: f32 = 10.0;
/// The largest radius of a disc, in world units.
pub const MAX_RADIUS: f32 = 28.0;

/// What is drawn for one entity, in world units.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneNode {
    /// The entity; of a folded group the first by id.
    pub id: EntityId,
    /// Its type, for icon and outline.
    pub kind: Arc<EntityType>,
    /// Where it stands.
    pub center_in_world: Point,
    /// The radius of its disc, from [`MIN_RADIUS`] to [`MAX_RADIUS`].
    pub radius: f32,
    /// The colour of its disc.
    pub fill: Ink,
    /// What says the same as its colour, where that does not stand for its type.
    pub sign: Option<char>,
    /// How many ends of relationships lie at it, shown or not.
    pub degree: u32,
    /// Whether it is drawn with the thin ring of corroboration.
    pub sourcing: Sourcing,
    /// Whether it exists.
    pub standing: Standing,
    /// Who chose its place.
    pub anchor: Anchor,
    /// How many of its neighbours are not shown.
    pub hidden_neighbours: u32,
    /// The group whose members it stands for; `None` for a single entity.
    pub folded: Option<Box<Folded>>,
    /// Where its words come from.
    pub(super) record: Arc<Entity>,
    pub(super) shows_date: bool,
}

/// Whether what is known of an entity rests on one origin or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sourcing {
    /// At most one graded origin supports it or its relationships.
    Single,
    /// Two or more do.
    Corroborated,
}

/// How a status shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As usual.
    Present,
    /// Proposed or planned: a dashed hollow disc, a hollow arrow.
    Ahead,
    /// Ended: faded.
    Over,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        match status {
            Status::Proposed | Status::Planned => Self::Ahead,
            Status::Ended => Self::Over,
            Status::InEffect | Status::Alleged | Status::Denied => Self::Present,
        }
    }
}

/// Who chose the place of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Nobody yet: the scene found it a place for the time being, which is not saved.
    Temporary,
    /// Somebody, or a layout.
    Placed,
    /// Somebody, and layouts leave it there.
    Pinned,
}

impl SceneNode {
    /// Its name on one or two lines; the second may be empty, and both are for one without a name.
    #[must_use]
    pub fn lines(&self) -> [CompactString; 2] {
        self.folded.as_ref().map_or_else(|| wrapped(&self.record.name), |folded| folded.lines.clone())
    }

    /// Whether it has a name to show.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.folded.is_some() || !self.record.name.trim().is_empty()
    }

    /// Its date, as it stands under the name; may be empty.
    #[must_use]
    pub fn date(&self) -> CompactString {
        self.record.valid.filter(|_| self.shows_date).map(short_date).unwrap_or_default()
    }

    /// The picture of its entity; a folded group has none.
    #[must_use]
    pub fn image(&self) -> Option<ContentHash> {
        self.record.picture().filter(|_| self.folded.is_none())
    }

    /// All entities that it stands for, by id.
    pub fn ids(&self) -> impl Iterator<Item = &EntityId> {
        let others = self.folded.as_ref().map_or(&[][..], |folded| &folded.members[1..]);
        std::iter::once(&self.id).chain(others)
    }

    /// Whether it stands for an entity.
    pub(super) fn holds(&self, id: &EntityId) -> bool {
        let is_folded = |folded: &Folded| folded.members.binary_search(id).is_ok();
        &self.id == id || self.folded.as_ref().is_some_and(|folded| is_folded(folded))
    }

    /// Where relationships end.
    #[must_use]
    pub fn rim(&self) -> Rim {
        Rim { center: self.center_in_world, radius: self.radius + RIM_GAP }
    }

    /// The square around its disc.
    #[must_use]
    pub fn bounds_in_world(&self) -> Rect {
        Rect::from_center(self.center_in_world, Vector::new(self.radius, self.radius) * 2.0)
    }
}

/// What the graph around an entity says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Around {
    /// How many ends of relationships lie at it.
    pub(super) degree: u32,
    pub(super) sourcing: Sourcing,
    pub(super) hidden_neighbours: u32,
}

impl Around {
    pub(super) fn of(graph: &Graph, scope: &Scope<'_>, entity: &Entity) -> Self {
        let around = graph.relationships_at(&entity.id);
        let mut hidden: Vec<&EntityId> = around
            .iter()
            .map(|r| if r.from == entity.id { &r.to } else { &r.from })
            .filter(|other| graph.entity(other).is_some_and(|other| !scope.shows(other)))
            .collect();
        hidden.sort_unstable();
        hidden.dedup();
        Self {
            degree: graph.degree(&entity.id) as u32,
            sourcing: Sourcing::of(graph, entity),
            hidden_neighbours: hidden.len() as u32,
        }
    }
}

impl Sourcing {
    /// Looks at all evidence for an entity and its relationships.
    pub(super) fn of(graph: &Graph, entity: &Entity) -> Self {
        let around = graph.relationships_at(&entity.id);
        let evidence = entity.evidence.iter().chain(around.iter().flat_map(|r| &r.evidence));
        if independent_origins(evidence, graph.sources()) >= 2 { Self::Corroborated } else { Self::Single }
    }
}

/// Makes the node of an entity that is shown. One without a position stands at the origin until a place is found.
pub(super) fn node(scope: &Scope<'_>, scales: &Scales, single: &Single<'_>, around: Around) -> SceneNode {
    let Single { entity, kind, placement } = single;
    let style = &scope.state.view.style;
    let said = scales.said(scope, entity, &style.colour_by);
    let Around { degree, sourcing, hidden_neighbours } = around;
    let position = placement.position.and_then(super::route::within_world);
    SceneNode {
        fill: said.map_or_else(|| kind.colour.into(), |said| said.ink),
        sign: said.and_then(|said| said.sign),
        radius: scales.radius(entity, degree, &style.size_by),
        kind: Arc::clone(kind),
        id: entity.id.clone(),
        center_in_world: position.unwrap_or_default(),
        degree,
        sourcing,
        standing: scope.status(entity.status, entity.valid).into(),
        anchor: match (position, placement.pinned) {
            (None, _) => Anchor::Temporary,
            (Some(_), false) => Anchor::Placed,
            (Some(_), true) => Anchor::Pinned,
        },
        hidden_neighbours,
        folded: None,
        record: Arc::clone(entity),
        shows_date: !style.hide_dates,
    }
}
