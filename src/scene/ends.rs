//! Who is shown and what runs between them, found in one pass over the graph when a scene is made.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::base::{EntityId, RelationshipId};
use crate::model::{Entity, EntityType, Graph, Placement, Relationship};

use super::edge::{Look, Pair, Way};
use super::fold::Folds;
use super::node::{Around, Sourcing};
use super::scope::Scope;

/// No node.
const NONE: u32 = u32::MAX;

/// An entity that is shown as a node of its own.
pub(super) struct Single<'g> {
    pub(super) entity: &'g Arc<Entity>,
    pub(super) kind: &'g Arc<EntityType>,
    pub(super) placement: Placement,
}

/// The entities that are shown one by one, by id.
pub(super) struct Shown<'g> {
    pub(super) singles: Vec<Single<'g>>,
    /// The node of each entity by its slot in the graph, or [`NONE`]: those shown one by one come first, then the
    /// folded groups.
    node_in_slot: Vec<u32>,
}

impl<'g> Shown<'g> {
    pub(super) fn of(graph: &'g Graph, scope: &Scope<'g>, folds: &Folds) -> Self {
        let mut node_in_slot = vec![NONE; graph.slot_count()];
        let mut keyed: Vec<(u128, u32, Single<'g>)> = Vec::with_capacity(graph.entity_count());
        for (slot, entity) in graph.entities_in_slots_unsorted() {
            if let Some(fold) = folds.place_of(&entity.id) {
                node_in_slot[slot as usize] = fold;
            } else if let Some(kind) = scope.entity_type(&entity.kind)
                && let Some(placement) = scope.placement_if_shown(entity)
            {
                keyed.push((first_bytes(entity.id.as_str()), slot, Single { entity, kind, placement }));
            }
        }
        keyed.par_sort_unstable_by(|(a, _, x), (b, _, y)| a.cmp(b).then_with(|| x.entity.id.cmp(&y.entity.id)));
        let singles = keyed.len() as u32;
        node_in_slot.iter_mut().filter(|node| **node != NONE).for_each(|fold| *fold += singles);
        for (node, (_, slot, _)) in keyed.iter().enumerate() {
            node_in_slot[*slot as usize] = node as u32;
        }
        Self { singles: keyed.into_iter().map(|(.., single)| single).collect(), node_in_slot }
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

/// A relationship that is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'g> {
    pub(super) pair: Pair,
    /// Which way it runs between them.
    pub(super) way: Way,
    pub(super) relationship: &'g Relationship,
    /// How it looks: read while the records are gone through one after the other, since later they are asked in an order
    /// that no memory likes.
    pub(super) look: Look<'g>,
}

/// What runs between the nodes of a scene.
pub(super) struct Ends<'g> {
    /// By node.
    pub(super) tallies: Vec<Tally>,
    /// The relationships that are drawn, by the pair of nodes that they join and then by id.
    pub(super) runs: Vec<Run<'g>>,
    /// The ends of all others.
    pub(super) unshown: FxHashMap<RelationshipId, (EntityId, EntityId)>,
}

impl<'g> Ends<'g> {
    pub(super) fn of(graph: &'g Graph, scope: &Scope<'g>, shown: &Shown<'_>, folds: &Folds) -> Self {
        let singles = shown.singles.len() as u32;
        let folded: Vec<&EntityId> = folds.groups().map(|(_, members)| &members[0]).collect();
        let head = |at: u32| match shown.singles.get(at as usize) {
            Some(single) => &single.entity.id,
            None => folded[(at - singles) as usize],
        };
        let mut tallies = vec![Tally::default(); shown.singles.len() + folded.len()];
        let mut runs = Vec::with_capacity(graph.relationship_count());
        let mut unshown = FxHashMap::default();
        let mut hidden: Vec<(u32, u32)> = Vec::new();
        for (from, to, r) in graph.relationships_in_slots_unsorted() {
            let [a, b] = [from, to].map(|slot| shown.node_in_slot[slot as usize]);
            let has_evidence = !r.evidence.is_empty();
            for (end, other) in [(a, to), (b, from)] {
                if end == NONE {
                    continue;
                }
                let tally = &mut tallies[end as usize];
                tally.degree += 1;
                tally.has_evidence |= has_evidence;
                if a == NONE || b == NONE {
                    hidden.push((end, other));
                }
            }
            // Relationships inside a folded group are not drawn.
            if a != NONE && b != NONE && (a != b || a < singles) && scope.shows_between_shown(r) {
                // The nodes stand by id but for the folded ones.
                let in_order = if a < singles && b < singles { a <= b } else { head(a) <= head(b) };
                let (first, second, way) = if in_order { (a, b, Way::Along) } else { (b, a, Way::Against) };
                runs.push(Run { pair: Pair { first, second }, way, relationship: r, look: Look::of(graph, scope, r) });
            } else {
                unshown.insert(r.id.clone(), (r.from.clone(), r.to.clone()));
            }
        }
        hidden.sort_unstable();
        hidden.dedup();
        for (node, _) in hidden {
            tallies[node as usize].hidden_neighbours += 1;
        }
        runs.par_sort_unstable_by(|a, b| a.pair.cmp(&b.pair).then_with(|| a.relationship.id.cmp(&b.relationship.id)));
        Self { tallies, runs, unshown }
    }
}
