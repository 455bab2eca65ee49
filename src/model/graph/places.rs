//! Where records stand in the private index, found by their ids. Ids stand in the records alone, once.

use petgraph::stable_graph::{EdgeIndex, NodeIndex};

use super::Graph;
use crate::base::{EntityId, RelationshipId};

impl Graph {
    /// The node of an entity.
    pub(super) fn node(&self, id: &EntityId) -> Option<NodeIndex> {
        let at = |at: u32| NodeIndex::new(at as usize);
        self.node_of.get(id, |place| self.net.node_weight(at(place)).is_some_and(|entity| entity.id == *id)).map(at)
    }

    /// The edge of a relationship.
    pub(super) fn edge(&self, id: &RelationshipId) -> Option<EdgeIndex> {
        let at = |at: u32| EdgeIndex::new(at as usize);
        let is_at = |place| self.net.edge_weight(at(place)).is_some_and(|relationship| relationship.id == *id);
        self.edge_of.get(id, is_at).map(at)
    }
}
