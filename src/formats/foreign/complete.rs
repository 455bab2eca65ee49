//! Gives names, types and ids to the records of a draft that have none.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::draft::{Draft, Edge, NAMELESS, Node, list};
use super::fill::{COLOUR, add_property, hashed_id, known_id};
use super::kinds::Kinds;
use super::report::At;
use super::values;
use crate::base::{EntityTypeId, RelationshipId, RelationshipTypeId};
use crate::model::{Evidence, Properties, Relationship, Value};

/// So many records are completed in one go.
const RECORDS_A_SHARE: usize = 4096;

/// Gives names, types and ids to what has none, and colours to what has all their parts.
pub(super) fn complete(draft: &mut Draft) {
    let Draft { nodes, edges, kinds, report, strange, .. } = draft;
    // What is too long or strange for an id still is a name.
    for (key, node) in strange.iter() {
        let (entity, _) = nodes[node.0 as usize].parts();
        if entity.name.is_empty() && !key.starts_with(NAMELESS) {
            entity.name = key.to_string();
        }
    }
    let unsaid_kind = kinds.unsaid_entity();
    let kinds = &*kinds;
    nodes.par_chunks_mut(RECORDS_A_SHARE).for_each(|share| {
        share.iter_mut().for_each(|node| complete_node(node, unsaid_kind.as_ref()));
    });
    edges.par_chunks_mut(RECORDS_A_SHARE).for_each(|share| {
        let mut labels = Labels::of(kinds);
        share.iter_mut().for_each(|edge| complete_edge(edge, &mut labels));
    });
    let mut taken = Taken(HashTable::with_capacity(edges.len()));
    // Keys first, so that made ids keep out of their way.
    for at in 0..edges.len() {
        if edges[at].state.has_key && !taken.take(edges, at) {
            let edge = &mut edges[at];
            report.warning(At::Nowhere, "two edges have one id", &edge.relationship.id, "gave the second another");
            edge.state.has_key = false;
            let relationship = Arc::make_mut(&mut edge.relationship);
            relationship.id = made_id(relationship);
        }
    }
    let mut numbers = FxHashMap::<RelationshipId, u32>::default();
    for at in 0..edges.len() {
        if edges[at].state.has_key || taken.take(edges, at) {
            continue;
        }
        let stem = edges[at].relationship.id.clone();
        let number = numbers.entry(stem.clone()).or_insert(1);
        loop {
            *number += 1;
            Arc::make_mut(&mut edges[at].relationship).id = known_id(&format!("{stem}-{number}"));
            if taken.take(edges, at) {
                break;
            }
        }
    }
    tell_evidence_apart(draft);
}

/// Gives evidence another id where a piece before has the same: an id belongs to one piece of one record, and a record
/// is not given up for it.
fn tell_evidence_apart(draft: &mut Draft) {
    let Draft { nodes, edges, report, sources, .. } = draft;
    if sources.is_empty() {
        return;
    }
    let mut taken = FxHashSet::default();
    let mut tell_apart = |all: &[Evidence], record: &str| {
        let mut clashes = Vec::new();
        for (at, piece) in all.iter().enumerate() {
            let mut id = piece.id.clone();
            while !taken.insert(id.clone()) {
                id = hashed_id("evidence", &[id.as_str(), record]);
            }
            if id != piece.id {
                let done = "gave the second another";
                report.warning(At::Nowhere, "two pieces of evidence have one id", &piece.id, done);
                clashes.push((at, id));
            }
        }
        clashes
    };
    for entity in nodes.iter_mut().filter_map(|node| node.entity.as_mut()) {
        for (at, id) in tell_apart(&entity.evidence, entity.id.as_str()) {
            Arc::make_mut(entity).evidence[at].id = id;
        }
    }
    for relationship in edges.iter_mut().map(|edge| &mut edge.relationship) {
        for (at, id) in tell_apart(&relationship.evidence, relationship.id.as_str()) {
            Arc::make_mut(relationship).evidence[at].id = id;
        }
    }
}

fn complete_node(node: &mut Node, unsaid_kind: Option<&EntityTypeId>) {
    let (entity, state) = node.parts();
    if entity.kind.as_str() == "-"
        && let Some(kind) = unsaid_kind
    {
        entity.kind = kind.clone();
    }
    if entity.name.is_empty() {
        entity.name = entity.id.to_string();
    }
    paint(&mut entity.properties, state.channels);
}

/// Completes an edge. One without a key gets an id that others may have too.
fn complete_edge(edge: &mut Edge, labels: &mut Labels<'_>) {
    let relationship = Arc::make_mut(&mut edge.relationship);
    if relationship.kind.as_str() == "-" {
        // Where only a label is given, it often is the name of a type.
        match labels.kind(&relationship.label) {
            Some(kind) => {
                relationship.kind = kind;
                relationship.label.clear();
            }
            None => relationship.kind = labels.related.clone(),
        }
    }
    paint(&mut relationship.properties, edge.state.channels);
    if !edge.state.has_key {
        relationship.id = made_id(relationship);
    }
}

fn made_id(relationship: &Relationship) -> RelationshipId {
    let Relationship { from, to, kind, label, .. } = relationship;
    hashed_id("r", &[from.as_str(), to.as_str(), kind.as_str(), label])
}

/// The types that labels name. The last one asked for is remembered, since most records repeat it.
struct Labels<'k> {
    kinds: &'k Kinds,
    related: RelationshipTypeId,
    last: (String, Option<RelationshipTypeId>),
}

impl<'k> Labels<'k> {
    fn of(kinds: &'k Kinds) -> Self {
        Self { kinds, related: known_id("related-to"), last: (String::new(), None) }
    }

    fn kind(&mut self, label: &str) -> Option<RelationshipTypeId> {
        if label != self.last.0 {
            self.last = (label.to_owned(), self.kinds.known_relationship(label));
        }
        self.last.1.clone()
    }
}

/// The edges whose ids are taken, found by these.
struct Taken(HashTable<u32>);

impl Taken {
    /// Takes the id of an edge; whether no other has it.
    fn take(&mut self, edges: &[Edge], at: usize) -> bool {
        let id = |at: u32| &edges[at as usize].relationship.id;
        let hash = |at: &u32| FxBuildHasher.hash_one(id(*at));
        let at = at as u32;
        match self.0.entry(hash(&at), |other| id(*other) == id(at), hash) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(at);
                true
            }
        }
    }
}

fn paint(properties: &mut Properties, channels: [Option<u8>; 3]) {
    if let [Some(r), Some(g), Some(b)] = channels {
        properties.insert(COLOUR.into(), Value::Text(values::colour_text([r, g, b])));
        return;
    }
    // A part of a colour alone is something else.
    for (name, part) in ["r", "g", "b"].into_iter().zip(channels) {
        if let Some(part) = part {
            add_property(properties, name, list(vec![Value::Number(part.into())]));
        }
    }
}
