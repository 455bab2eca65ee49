//! Slots: numbers for the entities of a graph as it stands, for tables beside it.

use std::sync::Arc;

use petgraph::visit::{EdgeRef, IntoEdgeReferences, IntoNodeReferences, NodeIndexable};

use super::Graph;
use crate::model::{Entity, Relationship};

impl Graph {
    /// The entities with their slots, in no order that means anything. A slot is a number less than
    /// [`Graph::slot_count`] that is good until the graph changes: for tables beside the graph that are too large to be
    /// kept by id.
    pub fn entities_in_slots_unsorted(&self) -> impl Iterator<Item = (u32, &Arc<Entity>)> {
        self.net.node_references().map(|(node, entity)| (node.index() as u32, entity))
    }

    /// The relationships with the slots of the entities where they start and lead, in no order that means anything.
    pub fn relationships_in_slots_unsorted(&self) -> impl Iterator<Item = (u32, u32, &Arc<Relationship>)> {
        self.net.edge_references().map(|edge| {
            let (from, to) = (edge.source().index(), edge.target().index());
            (from as u32, to as u32, edge.weight())
        })
    }

    /// More than the highest slot.
    #[must_use]
    pub fn slot_count(&self) -> usize {
        self.net.node_bound()
    }
}
