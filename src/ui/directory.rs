//! The entities of a document in the order in which lists show them, kept from frame to frame.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::marks;
use super::theme::EntityClass;
use crate::base::{EntityId, fold};
use crate::model::{Entity, Graph};

/// What comes first within a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// The entities with the most relationships.
    #[default]
    Degree,
    /// The names from A to Z.
    Name,
}

/// One entity in the list.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The entity.
    pub entity: Arc<Entity>,
    /// Its name and aliases, folded for comparison, a line each.
    pub folded: Arc<str>,
    /// Its class, by which lists group.
    pub class: EntityClass,
    /// How many ends of relationships lie at it.
    pub degree: usize,
}

impl Entry {
    /// Whether a text that was folded before stands in one of its names.
    pub fn matches(&self, folded: &str) -> bool {
        self.folded.contains(folded)
    }
}

/// The entities of one document, by class and then in a chosen order.
#[derive(Debug, Default)]
pub(super) struct Directory {
    revision: Option<u64>,
    order: Order,
    entries: Vec<Entry>,
}

impl Directory {
    /// Brings the list up to date. Costs nothing while neither graph nor order change; after a change, entities that
    /// are as they were keep their folded names, which are the dear part.
    pub fn update(&mut self, graph: &Graph, revision: u64, order: Order) {
        if self.revision == Some(revision) && self.order == order {
            return;
        }
        let mut known: FxHashMap<EntityId, Entry> =
            self.entries.drain(..).map(|entry| (entry.entity.id.clone(), entry)).collect();
        self.entries.extend(graph.entities_unsorted().map(|entity| {
            let degree = graph.degree(&entity.id);
            let class = marks::class_of(graph.schema(), &entity.kind);
            match known.remove(&entity.id) {
                Some(entry) if Arc::ptr_eq(&entry.entity, entity) => Entry { class, degree, ..entry },
                _ => Entry { entity: Arc::clone(entity), folded: folded_names(entity), class, degree },
            }
        }));
        self.entries.sort_by(|a, b| {
            let by_degree = match order {
                Order::Degree => b.degree.cmp(&a.degree),
                Order::Name => std::cmp::Ordering::Equal,
            };
            let by_name = a.folded.cmp(&b.folded).then_with(|| a.entity.id.cmp(&b.entity.id));
            (a.class as u8).cmp(&(b.class as u8)).then(by_degree).then(by_name)
        });
        self.revision = Some(revision);
        self.order = order;
    }

    /// The entities, by class and then in the chosen order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Up to `limit` entities in one of whose names `query` stands, those that start with it first.
    pub fn find(&self, query: &str, limit: usize) -> Vec<&Entry> {
        let folded = fold(query);
        let starts = |entry: &&Entry| entry.folded.lines().any(|name| name.starts_with(&folded));
        let mut found: Vec<&Entry> = self.entries.iter().filter(starts).take(limit).collect();
        if !folded.is_empty() && found.len() < limit {
            let inside = self.entries.iter().filter(|entry| entry.matches(&folded) && !starts(entry));
            let room = limit - found.len();
            found.extend(inside.take(room));
        }
        found
    }
}

fn folded_names(entity: &Entity) -> Arc<str> {
    let mut names = fold(&entity.name);
    for alias in &entity.aliases {
        names.push('\n');
        names.push_str(&fold(alias));
    }
    names.into()
}
