//! What a graph holds, in numbers.

use rustc_hash::FxHashMap;

use petgraph::unionfind::UnionFind;

use crate::base::{Endpoint, EntityTypeId, Interval, PartialDate, RelationshipTypeId};
use crate::model::Graph;

/// What a graph holds, in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Entities.
    pub entities: usize,
    /// Relationships.
    pub relationships: usize,
    /// Sources.
    pub sources: usize,
    /// Pieces of evidence.
    pub evidence: usize,
    /// Views.
    pub views: usize,
    /// Matrices of competing hypotheses.
    pub matrices: usize,
    /// Entities of each type that has any, by key.
    pub entity_types: Vec<(EntityTypeId, usize)>,
    /// Relationships of each type that has any, by key.
    pub relationship_types: Vec<(RelationshipTypeId, usize)>,
    /// The earliest and the latest date in the valid times of entities and relationships.
    pub span: Option<(PartialDate, PartialDate)>,
    /// Parts that no relationship connects, single entities included (weakly connected components).
    pub components: usize,
}

/// Counts what `graph` holds, in O(n + m · α(n)).
#[must_use]
pub fn summarise(graph: &Graph) -> Summary {
    let index: FxHashMap<_, _> = graph.entities_unsorted().enumerate().map(|(i, e)| (&e.id, i)).collect();
    let mut sets = UnionFind::<usize>::new(index.len());
    let mut components = index.len();
    for r in graph.relationships_unsorted() {
        if sets.union(index[&r.from], index[&r.to]) {
            components -= 1;
        }
    }
    let intervals = graph.entities_unsorted().filter_map(|e| e.valid);
    let intervals = intervals.chain(graph.relationships_unsorted().filter_map(|r| r.valid));
    let dates: Vec<_> = intervals.flat_map(ends).collect();
    let earliest = dates.iter().copied().min_by_key(|d| (d.first_day(), d.to_string()));
    let latest = dates.iter().copied().max_by_key(|d| (d.last_day(), d.to_string()));
    let schema = graph.schema();
    let entity_types = schema.entity_types.keys().map(|t| (t.clone(), graph.entity_count_of(t)));
    let relationship_types = schema.relationship_types.keys().map(|t| (t.clone(), graph.relationship_count_of(t)));
    Summary {
        entities: graph.entity_count(),
        relationships: graph.relationship_count(),
        sources: graph.sources().len(),
        evidence: graph.sources().keys().map(|s| graph.citation_count(s)).sum(),
        views: graph.views().len(),
        matrices: graph.matrices().len(),
        entity_types: entity_types.filter(|(_, n)| *n > 0).collect(),
        relationship_types: relationship_types.filter(|(_, n)| *n > 0).collect(),
        span: earliest.zip(latest),
        components,
    }
}

fn ends(interval: Interval) -> impl Iterator<Item = PartialDate> {
    [interval.start(), interval.end()].into_iter().filter_map(Endpoint::date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, Swap, Transaction};
    use crate::model::{Entity, Relationship};

    #[test]
    fn a_small_graph_is_counted() {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut edits = Vec::new();
        for name in ["a", "b", "c", "d"] {
            edits.push(Edit::Entity(Swap::add(Entity::new(name.parse().unwrap(), "person".parse().unwrap(), name))));
        }
        for (id, from, to, valid) in [("r", "a", "b", "199X"), ("s", "b", "a", "2011-12/.."), ("t", "c", "c", "1994")] {
            let kind = "related-to".parse().unwrap();
            let mut r = Relationship::new(id.parse().unwrap(), kind, from.parse().unwrap(), to.parse().unwrap());
            r.valid = Some(valid.parse().unwrap());
            edits.push(Edit::Relationship(Swap::add(r)));
        }
        Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        let summary = summarise(&graph);
        assert_eq!((summary.entities, summary.relationships, summary.components), (4, 3, 3));
        assert_eq!(summary.entity_types, [("person".parse().unwrap(), 4)]);
        let (first, last) = summary.span.unwrap();
        assert_eq!((first.to_string(), last.to_string()), ("199X".into(), "2011-12".into()));
    }

    #[test]
    fn an_empty_graph_has_no_parts() {
        let summary = summarise(&Graph::empty());
        assert_eq!((summary.entities, summary.components, summary.span), (0, 0, None));
    }
}
