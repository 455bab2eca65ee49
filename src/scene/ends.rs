//! Who is shown and what runs between them, found in one pass over the graph when a scene is made.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{EntityId, RelationshipId};
use crate::model::{Entity, Graph, Placement, Relationship};

use super::edge::Pair;
use super::fold::Folds;
use super::node::{Around, Sourcing};
use super::scope::Scope;

/// The entities that are shown one by one, by id, with their placements.
pub(super) struct Shown<'g> {
    pub(super) entities: Vec<(&'g Arc<Entity>, Placement)>,
}

impl<'g> Shown<'g> {
    pub(super) fn of(graph: &'g Graph, scope: &Scope<'_>, folds: &Folds) -> Self {
        let shown = graph.entities_unsorted().filter(|e| !folds.hold(&e.id) && scope.entity_type(&e.kind).is_some());
        let mut keyed: Vec<(u128, (&Arc<Entity>, Placement))> = shown
            .filter_map(|entity| Some((first_bytes(entity.id.as_str()), (entity, scope.placement_if_shown(entity)?))))
            .collect();
        keyed.sort_unstable_by(|(a, (x, _)), (b, (y, _))| a.cmp(b).then_with(|| x.id.cmp(&y.id)));
        Self { entities: keyed.into_iter().map(|(_, shown)| shown).collect() }
    }

    /// The node of each entity: those shown one by one come first, then the folded groups.
    pub(super) fn places(&self, folds: &Folds) -> FxHashMap<EntityId, u32> {
        let mut places = FxHashMap::default();
        places.reserve(self.entities.len());
        places.extend(self.entities.iter().enumerate().map(|(at, (entity, _))| (entity.id.clone(), at as u32)));
        for (at, (_, members)) in folds.groups().enumerate() {
            places.extend(members.iter().map(|member| (member.clone(), (self.entities.len() + at) as u32)));
        }
        places
    }
}

/// The first sixteen bytes as a number, which sorts as they do.
fn first_bytes(text: &str) -> u128 {
    let mut bytes = [0; 16];
    let taken = text.len().min(16);
    bytes[..taken].copy_from_slice(&text.as_bytes()[..taken]);
    u128::from_be_bytes(bytes)
}

/// What lies around a node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) degree: u32,
    hidden_neighbours: u32,
    /// A relationship there has evidence.
    has_evidence: bool,
}

impl Tally {
    pub(super) fn around(&self, graph: &Graph, entity: &Entity) -> Around {
        let has_evidence = self.has_evidence || !entity.evidence.is_empty();
        let sourcing = if has_evidence { Sourcing::of(graph, entity) } else { Sourcing::Single };
        Around { degree: self.degree, sourcing, hidden_neighbours: self.hidden_neighbours }
    }
}

/// What runs between the nodes of a scene.
pub(super) struct Ends<'g> {
    /// By node.
    pub(super) tallies: Vec<Tally>,
    /// The relationships that are drawn, by the pair of nodes that they join.
    pub(super) by_pair: Vec<(Pair, &'g Arc<Relationship>)>,
    /// The ends of all others.
    pub(super) unshown: FxHashMap<RelationshipId, (EntityId, EntityId)>,
}

impl<'g> Ends<'g> {
    pub(super) fn of(
        graph: &'g Graph,
        scope: &Scope<'_>,
        shown: &Shown<'_>,
        folds: &Folds,
        node_of: &FxHashMap<EntityId, u32>,
    ) -> Self {
        let singles = shown.entities.len() as u32;
        let folded: Vec<&EntityId> = folds.groups().map(|(_, members)| &members[0]).collect();
        let head = |at: u32| match shown.entities.get(at as usize) {
            Some((entity, _)) => &entity.id,
            None => folded[(at - singles) as usize],
        };
        let nodes = node_of.values().max().map_or(0, |last| *last as usize + 1);
        let mut tallies = vec![Tally::default(); nodes];
        let mut by_pair = Vec::with_capacity(graph.relationship_count());
        let mut unshown = FxHashMap::default();
        let mut hidden: Vec<(u32, &EntityId)> = Vec::new();
        for r in graph.relationships_unsorted() {
            let ends = [node_of.get(&r.from).copied(), node_of.get(&r.to).copied()];
            for (end, other) in [(ends[0], &r.to), (ends[1], &r.from)] {
                let Some(end) = end else { continue };
                let tally = &mut tallies[end as usize];
                tally.degree += 1;
                tally.has_evidence |= !r.evidence.is_empty();
                if ends[0].is_none() || ends[1].is_none() {
                    hidden.push((end, other));
                }
            }
            match ends {
                // Relationships inside a folded group are not drawn.
                [Some(a), Some(b)] if (a != b || a < singles) && scope.shows_between_shown(r) => {
                    // The nodes stand by id but for the folded ones.
                    let in_order = if a < singles && b < singles { a <= b } else { head(a) <= head(b) };
                    let (first, second) = if in_order { (a, b) } else { (b, a) };
                    by_pair.push((Pair { first, second }, r));
                }
                _ => {
                    unshown.insert(r.id.clone(), (r.from.clone(), r.to.clone()));
                }
            }
        }
        hidden.sort_unstable();
        hidden.dedup();
        for (node, _) in hidden {
            tallies[node as usize].hidden_neighbours += 1;
        }
        Self { tallies, by_pair, unshown }
    }
}
