//! A graph as algorithms want it: nodes by number, neighbours in compressed rows, made once and never changed.
//!
//! Nodes are numbered in the order of their ids, so equal graphs give equal numbers and every result is the same
//! whatever the order in which records came. Three adjacencies stand beside each other:
//!
//! - [`Topology::outgoing`] and [`Topology::incoming`] follow direction: one arc for a relationship that points one way, two for
//!   one that points both ways or neither way.
//! - [`Topology::around`] ignores it.
//!
//! In each, relationships between the same two nodes are one neighbour whose strength is the sum of theirs, and
//! self-loops are left out. [`Topology::ties`] has every relationship as it is. A relationship without a weight has the
//! strength 1; one whose weight is negative or not finite has the strength 0, so that it joins its ends but adds
//! nothing where strengths count; so does one below 1e-50, and one above 1e50 counts as that. [`Topology::odd_weights`] says how
//! many were negative or not finite.

mod rows;
mod scope;

pub use rows::Rows;
pub use scope::Scope;

use rustc_hash::FxHashMap;

use crate::base::{Cancelled, EntityId, RelationshipId, Task};
use crate::model::{Direction, Graph};

/// The most nodes or arcs that 32 bits can number with some to spare.
const MOST: usize = u32::MAX as usize - 1;

/// No tie counts as stronger, and weaker ones count nothing, so that sums and inverses stay finite.
const STRONGEST: f64 = 1e50;
const WEAKEST: f64 = 1e-50;

/// Whether the direction of relationships counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ways {
    /// Every relationship can be walked from either end.
    #[default]
    Ignored,
    /// A relationship is walked the way that it points; one that points both ways or neither way, either way.
    Followed,
}

/// One relationship between nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The node where it starts.
    pub from: u32,
    /// The node where it leads.
    pub to: u32,
    /// Which way it points.
    pub direction: Direction,
    /// How strong it is: 0, or from 1e-50 to 1e50.
    pub strength: f64,
}

impl Tie {
    /// A tie of strength 1 that points one way.
    #[must_use]
    pub fn forward(from: u32, to: u32) -> Self {
        Self { from, to, direction: Direction::Forward, strength: 1.0 }
    }

    /// A tie of strength 1 that points neither way.
    #[must_use]
    pub fn between(from: u32, to: u32) -> Self {
        Self { from, to, direction: Direction::Neither, strength: 1.0 }
    }
}

/// Why there is no topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// A tie names a node that there is not.
    #[error("a tie names node {node}, but there are only {nodes}")]
    NoSuchNode {
        /// The node.
        node: u32,
        /// How many there are.
        nodes: usize,
    },
    /// Too many nodes or relationships to be numbered.
    #[error("{0} nodes or arcs are more than can be analysed at once (4,294,967,294)")]
    TooLarge(usize),
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A graph as algorithms want it. See the [module](self) for what counts how.
#[derive(Debug, Clone, Default)]
pub struct Topology {
    ids: Vec<EntityId>,
    /// The number of each node's type, counted in the order of their keys.
    kinds: Vec<u32>,
    ties: Vec<Tie>,
    relationships: Vec<RelationshipId>,
    out: Rows,
    into: Rows,
    around: Rows,
    odd_weights: usize,
}

impl Topology {
    /// What `scope` leaves of `graph`. O(n log n + m log m).
    ///
    /// # Errors
    /// When there are more nodes or arcs than 32 bits can number, or `task` is cancelled.
    pub fn of(graph: &Graph, scope: &Scope<'_>, task: &Task) -> Result<Self, TopologyError> {
        let holding = scope.holding(graph, task)?;
        let holding = holding.as_ref();
        let mut entities: Vec<_> = graph.entities_unsorted().filter(|e| scope.shows(e, holding)).collect();
        task.check()?;
        entities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let mut number = FxHashMap::with_capacity_and_hasher(entities.len(), rustc_hash::FxBuildHasher);
        number.extend(entities.iter().zip(0_u32..).map(|(e, i)| (&e.id, i)));
        let kind_number: FxHashMap<_, _> = graph.schema().entity_types.keys().zip(0_u32..).collect();
        task.check()?;
        let mut kept: Vec<_> = graph
            .relationships_unsorted()
            .filter_map(|r| {
                let (from, to) = (*number.get(&r.from)?, *number.get(&r.to)?);
                scope.shows_between_shown(r, holding, graph.sources()).then_some((r, from, to))
            })
            .collect();
        task.check()?;
        kept.sort_unstable_by(|a, b| a.0.id.cmp(&b.0.id));
        let weights: Vec<f64> = kept.iter().map(|(r, ..)| r.weight.unwrap_or(1.0)).collect();
        let ties = kept.iter().zip(&weights).map(|((r, from, to), weight)| Tie {
            from: *from,
            to: *to,
            direction: r.direction,
            strength: *weight,
        });
        let mut made = Self::from_ties(entities.len(), ties.collect())?;
        task.check()?;
        made.ids = entities.iter().map(|e| e.id.clone()).collect();
        made.kinds = entities.iter().map(|e| kind_number.get(&e.kind).copied().unwrap_or(u32::MAX)).collect();
        made.relationships = kept.iter().map(|(r, ..)| r.id.clone()).collect();
        Ok(made)
    }

    /// A topology of `nodes` nodes of one type, without ids. O(n + m).
    ///
    /// # Errors
    /// When a tie names a node that there is not, or there are too many.
    pub fn from_ties(nodes: usize, mut ties: Vec<Tie>) -> Result<Self, TopologyError> {
        if nodes > MOST || ties.len() > MOST / 2 {
            return Err(TopologyError::TooLarge(nodes.max(ties.len().saturating_mul(2))));
        }
        let mut odd_weights = 0;
        for tie in &mut ties {
            if let Some(node) = [tie.from, tie.to].into_iter().find(|node| *node as usize >= nodes) {
                return Err(TopologyError::NoSuchNode { node, nodes });
            }
            if !tie.strength.is_finite() || tie.strength < 0.0 {
                tie.strength = 0.0;
                odd_weights += 1;
            }
            tie.strength = if tie.strength < WEAKEST { 0.0 } else { tie.strength.min(STRONGEST) };
        }
        let apart = || ties.iter().filter(|tie| tie.from != tie.to);
        let points = |tie: &Tie| match tie.direction {
            Direction::Forward => [Some((tie.from, tie.to, tie.strength)), None],
            Direction::Both | Direction::Neither => {
                [Some((tie.from, tie.to, tie.strength)), Some((tie.to, tie.from, tie.strength))]
            }
        };
        let out = Rows::of(nodes, || apart().flat_map(points).flatten());
        let (into, around) = if apart().all(|tie| tie.direction != Direction::Forward) {
            // Every tie can be walked from either end, so all three are one.
            (out.clone(), out.clone())
        } else {
            let back = || apart().flat_map(points).flatten().map(|(from, to, strength)| (to, from, strength));
            let either = |tie: &Tie| [(tie.from, tie.to, tie.strength), (tie.to, tie.from, tie.strength)];
            (Rows::of(nodes, back), Rows::of(nodes, || apart().flat_map(either)))
        };
        Ok(Self { kinds: vec![0; nodes], ties, out, into, around, odd_weights, ..Self::default() })
    }

    /// The same with these types of its nodes, as far as there are nodes; nodes beyond keep theirs.
    #[must_use]
    pub fn with_kinds(mut self, kinds: &[u32]) -> Self {
        self.kinds.iter_mut().zip(kinds).for_each(|(own, kind)| *own = *kind);
        self
    }

    /// How many nodes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether it has no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The entity of each node, sorted; empty for a topology made from bare ties.
    #[must_use]
    pub fn ids(&self) -> &[EntityId] {
        &self.ids
    }

    /// The node of an entity. O(log n).
    #[must_use]
    pub fn node(&self, id: &EntityId) -> Option<u32> {
        self.ids.binary_search(id).ok().map(|at| at as u32)
    }

    /// The type of each node as a number that means nothing more.
    #[must_use]
    pub fn kinds(&self) -> &[u32] {
        &self.kinds
    }

    /// Every relationship, by id.
    #[must_use]
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// The relationship of each tie; empty for a topology made from bare ties.
    #[must_use]
    pub fn relationships(&self) -> &[RelationshipId] {
        &self.relationships
    }

    /// Where each node points.
    #[must_use]
    pub fn outgoing(&self) -> &Rows {
        &self.out
    }

    /// What points to each node.
    #[must_use]
    pub fn incoming(&self) -> &Rows {
        &self.into
    }

    /// The neighbours of each node, whichever way.
    #[must_use]
    pub fn around(&self) -> &Rows {
        &self.around
    }

    /// Where one can go from each node.
    #[must_use]
    pub fn ahead(&self, ways: Ways) -> &Rows {
        match ways {
            Ways::Ignored => &self.around,
            Ways::Followed => &self.out,
        }
    }

    /// Where one can come from to each node.
    #[must_use]
    pub fn behind(&self, ways: Ways) -> &Rows {
        match ways {
            Ways::Ignored => &self.around,
            Ways::Followed => &self.into,
        }
    }

    /// How many relationships have a weight that is negative or not finite and so count with strength 0.
    #[must_use]
    pub fn odd_weights(&self) -> usize {
        self.odd_weights
    }
}

#[cfg(test)]
pub(super) mod tests;
