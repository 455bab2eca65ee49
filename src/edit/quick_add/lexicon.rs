//! The names, labels, tags and sources of a graph, ready to be looked up by what is typed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::names::Names;
use crate::base::{EntityId, EntityTypeId, RelationshipTypeId, SourceId, fold};
use crate::model::{Entity, EntityType, Graph, Source};

/// An entity and its names.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) entity: Arc<Entity>,
    /// Name and aliases as [`key`] gives them.
    pub(super) keys: Arc<[String]>,
    pub(super) degree: usize,
}

/// Which end of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    From,
    To,
}

/// What quick-add knows of a graph.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    names: Names,
    by_key: FxHashMap<String, Vec<u32>>,
    /// The labels of single relationships, and the type that most of those have.
    pub(super) labels: BTreeMap<String, (String, RelationshipTypeId)>,
    pub(super) tags: BTreeSet<String>,
    /// The types of relationships by what they are called; the flag says that it is their inverse name.
    relations: FxHashMap<String, Vec<(RelationshipTypeId, bool)>>,
    /// The types of entities by what they are called: key, name, plural.
    entity_types: Vec<(EntityTypeId, [String; 3])>,
    /// The sources: title, then publisher, author and origin.
    sources: Vec<(SourceId, [String; 4])>,
    /// How often an entity type stands at an end of a relationship type.
    at_ends: FxHashMap<(RelationshipTypeId, Side), BTreeMap<EntityTypeId, u32>>,
}

/// A name as it is compared: folded, or only in lower case where folding leaves nothing.
pub(super) fn key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.trim().to_lowercase() } else { folded }
}

impl Lexicon {
    /// The lexicon of a graph.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        Self::default().brought_up(graph)
    }

    /// The lexicon of a later state of its graph. Takes O(n log n + m); names that did not change, which are the dear
    /// part, are taken over.
    #[must_use]
    pub fn brought_up(&self, graph: &Graph) -> Self {
        let known: FxHashMap<&EntityId, &Entry> = self.entries.iter().map(|entry| (&entry.entity.id, entry)).collect();
        let entry = |entity: &Arc<Entity>| {
            let degree = graph.degree(&entity.id);
            match known.get(&entity.id) {
                Some(entry) if Arc::ptr_eq(&entry.entity, entity) => Entry { degree, ..(*entry).clone() },
                _ => {
                    let names = std::iter::once(&entity.name).chain(&entity.aliases);
                    let keys = names.map(|name| key(name)).collect();
                    Entry { entity: Arc::clone(entity), keys, degree }
                }
            }
        };
        let mut next = Self { entries: graph.entities_unsorted().map(entry).collect(), ..Self::default() };
        // Those with the most relationships are the likeliest to be meant.
        next.entries.sort_by(|a, b| {
            (Reverse(a.degree), &a.entity.name, &a.entity.id).cmp(&(Reverse(b.degree), &b.entity.name, &b.entity.id))
        });
        let Self { entries, by_key, names, .. } = &mut next;
        for (at, entry) in entries.iter().enumerate() {
            names.push(at as u32, entry.keys.iter());
            for key in entry.keys.iter().filter(|key| !key.is_empty()) {
                let all = by_key.entry(key.clone()).or_default();
                if all.last() != Some(&(at as u32)) {
                    all.push(at as u32);
                }
            }
        }
        next.read_relationships(graph);
        next.read_schema(graph);
        next
    }

    fn read_schema(&mut self, graph: &Graph) {
        let schema = graph.schema();
        for kind in schema.relationship_types.values() {
            let mut add = |name: &str, is_inverse| {
                let all = self.relations.entry(key(name)).or_default();
                if !all.iter().any(|(known, _)| *known == kind.id) {
                    all.push((kind.id.clone(), is_inverse));
                }
            };
            add(&kind.name, false);
            add(kind.id.as_str(), false);
            add(&kind.inverse, true);
        }
        let types = schema.entity_types.values();
        let names = |t: &EntityType| [key(t.id.as_str()), key(&t.name), key(&t.plural)];
        self.entity_types = types.map(|t| (t.id.clone(), names(t))).collect();
        let sources = graph.sources().values();
        let names = |s: &Source| [key(&s.title), key(&s.publisher), key(&s.author), key(&s.origin)];
        self.sources = sources.map(|s| (s.id.clone(), names(s))).collect();
    }

    fn read_relationships(&mut self, graph: &Graph) {
        self.tags = graph.entities_unsorted().flat_map(|entity| entity.tags.iter().cloned()).collect();
        let mut counted: BTreeMap<&str, BTreeMap<&RelationshipTypeId, u32>> = BTreeMap::new();
        for relationship in graph.relationships_unsorted() {
            self.tags.extend(relationship.tags.iter().cloned());
            if !relationship.label.trim().is_empty() {
                *counted.entry(relationship.label.trim()).or_default().entry(&relationship.kind).or_default() += 1;
            }
            for (side, end) in [(Side::From, &relationship.from), (Side::To, &relationship.to)] {
                if let Some(entity) = graph.entity(end) {
                    let of_end = self.at_ends.entry((relationship.kind.clone(), side)).or_default();
                    *of_end.entry(entity.kind.clone()).or_default() += 1;
                }
            }
        }
        for (label, kinds) in counted {
            if let Some((kind, _)) = kinds.into_iter().max_by_key(|(kind, count)| (*count, Reverse(*kind))) {
                self.labels.entry(key(label)).or_insert_with(|| (label.to_owned(), kind.clone()));
            }
        }
    }

    /// All entities, those with the most relationships first.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names of all entities, to be searched.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// The entities that a name means: those with just this name, else with a name that folds alike, names before
    /// aliases.
    pub(super) fn named(&self, name: &str) -> Vec<&Arc<Entity>> {
        let found = self.by_key.get(&key(name)).map(Vec::as_slice).unwrap_or_default();
        let found: Vec<&Entry> = found.iter().filter_map(|at| self.entries.get(*at as usize)).collect();
        let wanted = key(name);
        let closest = |entry: &&&Entry| {
            let entity = &entry.entity;
            if entity.name.trim() == name {
                0
            } else if entity.aliases.iter().any(|alias| alias.trim() == name) {
                1
            } else if entry.keys.first() == Some(&wanted) {
                2
            } else {
                3
            }
        };
        let best = found.iter().map(|entry| closest(&entry)).min();
        found.iter().filter(|entry| Some(closest(entry)) == best).map(|entry| &entry.entity).collect()
    }

    /// How often an entity type stands at an end of a relationship type.
    pub(super) fn count_at(&self, kind: &RelationshipTypeId, side: Side, entity: &EntityTypeId) -> u32 {
        self.at_ends.get(&(kind.clone(), side)).and_then(|counts| counts.get(entity)).copied().unwrap_or_default()
    }

    /// The relationship types with this name, or with this inverse name.
    pub(super) fn relations(&self, name: &str) -> &[(RelationshipTypeId, bool)] {
        self.relations.get(&key(name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The entity types with this name, else those of which a word begins so.
    pub(super) fn entity_types(&self, name: &str) -> Vec<&EntityTypeId> {
        let wanted = key(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = |fits: &dyn Fn(&String) -> bool| -> Vec<&EntityTypeId> {
            self.entity_types.iter().filter(|(_, names)| names.iter().any(fits)).map(|(id, _)| id).collect()
        };
        let exact = found(&|name| *name == wanted);
        let starting = || found(&|name| name.starts_with(&wanted));
        let inside = || found(&|name| has_word(name, &wanted));
        [exact].into_iter().chain([starting(), inside()]).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The sources that a name means: those with this title, else of this publisher, author or origin, else those with
    /// a word in the title that begins so.
    pub(super) fn sources(&self, name: &str) -> Vec<&SourceId> {
        let wanted = key(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = |fits: &dyn Fn(&[String; 4]) -> bool| -> Vec<&SourceId> {
            self.sources.iter().filter(|(_, names)| fits(names)).map(|(id, _)| id).collect()
        };
        let titled = found(&|names| names[0] == wanted);
        if !titled.is_empty() {
            return titled;
        }
        let by = found(&|names| names[1..].contains(&wanted));
        if !by.is_empty() {
            return by;
        }
        found(&|names| has_word(&names[0], &wanted))
    }
}

/// Whether a word of a text begins like this; both are folded.
pub(super) fn has_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}
