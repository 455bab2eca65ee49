//! What formats that know evidence, sources and our own ids say to a draft beyond attributes.

use std::sync::Arc;

use super::draft::{Draft, EdgeRef, NAMELESS, NodeRef};
use super::fill;
use super::report::At;
use crate::base::{EntityId, EvidenceId, SourceId};
use crate::formats::ReadError;
use crate::model::{Direction, Entity, Relationship, Source};

impl Draft {
    /// Declares a node that the file calls `key` and that is to have the id `id`. Two keys of one id name one node.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn node_called(&mut self, key: &str, id: &str, at: At) -> Result<NodeRef, ReadError> {
        let id: Option<EntityId> = id.parse().ok().filter(|id: &EntityId| id.as_str() != key);
        let (true, Some(id)) = (self.find(key).is_none(), id) else {
            return self.node(key, at);
        };
        if let Some(known) = self.given(&id) {
            self.count_record()?;
            self.report.warning(at, "a node is declared twice", id, "joined the two");
            self.call(known, key);
            return Ok(known);
        }
        let node = self.node(key, at)?;
        if !self.rename(node, key, id.clone()) {
            self.report.warning(at, "an id belongs to another node", id, "kept the key that the file has");
        }
        Ok(node)
    }

    /// Declares a node that the file gives no key; returns it with the key by which the reader finds it again. No key of
    /// the file is the same, also none that comes later.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn nameless_node(&mut self, at: At) -> Result<(NodeRef, String), ReadError> {
        self.report.warning(at, "a node has no id", "", "gave it one");
        let number = self.node_count() + 1;
        let key = format!("{NAMELESS}{number}");
        let node = self.node_again(&key, at)?;
        for stem in ["node", "node without id"] {
            if format!("{stem} {number}").parse().is_ok_and(|id| self.rename(node, &key, id)) {
                break;
            }
        }
        Ok((node, key))
    }

    /// What a node is called so far, or else its id.
    pub(crate) fn shown(&self, node: NodeRef) -> &str {
        Some(self.name_of(node)).filter(|name| !name.is_empty()).unwrap_or(self.key_of(node))
    }

    /// The entity that a node becomes. Its id and its type are given in the end where nobody set them.
    pub(crate) fn entity_mut(&mut self, node: NodeRef) -> &mut Entity {
        self.nodes[node.0 as usize].parts().0
    }

    /// The relationship that an edge becomes.
    pub(crate) fn relationship_mut(&mut self, edge: EdgeRef) -> &mut Relationship {
        Arc::make_mut(&mut self.edges[edge.0 as usize].relationship)
    }

    /// All nodes with their names and aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = (NodeRef, impl Iterator<Item = &str>)> {
        self.nodes.iter().enumerate().map(|(index, node)| {
            let aliases = node.entity.iter().flat_map(|entity| &entity.aliases);
            (NodeRef(index as u32), std::iter::once(node.name()).chain(aliases.map(String::as_str)))
        })
    }

    /// Turns an edge round.
    pub(crate) fn reverse(&mut self, edge: EdgeRef) {
        let relationship = self.relationship_mut(edge);
        std::mem::swap(&mut relationship.from, &mut relationship.to);
        relationship.direction = Direction::Forward;
    }

    /// Whether there is a source of this id.
    pub(crate) fn has_source(&self, id: &SourceId) -> bool {
        self.source_at.contains_key(id)
    }

    /// Makes a source of this id where there is none, so that evidence can name it.
    pub(crate) fn ensure_source(&mut self, id: &SourceId) {
        if !self.has_source(id) {
            self.put_source(Source::new(id.clone(), id.as_str()));
        }
    }

    /// Whether there is an entity type of this name.
    pub(crate) fn knows_entity_type(&self, name: &str) -> bool {
        self.kinds.knows_entity(name)
    }

    /// Says where a node stands on one axis.
    pub(crate) fn place_on(&mut self, node: NodeRef, is_x: bool, at: f64) {
        let state = &mut self.nodes[node.0 as usize].state;
        *(if is_x { &mut state.x } else { &mut state.y }) = at as f32;
    }

    /// An id for a piece of evidence that is always the same for the same texts.
    pub(crate) fn evidence_id(parts: &[&str]) -> EvidenceId {
        fill::hashed_id("evidence", parts)
    }

    /// Adds a source with all that is known of it; its title names it from then on.
    pub(crate) fn put_source(&mut self, source: Source) -> SourceId {
        let id = source.id.clone();
        match self.source_at.get(&id).and_then(|at| self.sources.get_mut(*at)) {
            Some(known) => *known = source,
            None => {
                self.source_by_title.entry(source.title.clone()).or_insert_with(|| id.clone());
                self.source_at.insert(id.clone(), self.sources.len());
                self.sources.push(source);
            }
        }
        id
    }
}
