//! Fills a graph with many records at once, on all processors.

use std::hash::Hash;
use std::sync::Arc;

use petgraph::stable_graph::{NodeIndex, StableDiGraph};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Graph;
use crate::base::{EntityId, EntityTypeId, EvidenceId, Lookup, RelationshipTypeId, SourceId};
use crate::model::{Entity, Evidence, EvidenceHome, Relationship, Value};

/// So many records are looked at in one go.
const RECORDS_A_SHARE: usize = 4096;

/// Records that were not taken, in the order in which they came.
pub type Returned = (Vec<Arc<Entity>>, Vec<Arc<Relationship>>);

/// What is known of many sound records.
struct Sound<'r, K, T> {
    /// How many there are of each type.
    of_type: FxHashMap<K, usize>,
    /// Those with evidence.
    evidenced: Vec<&'r T>,
}

/// The indexes of many records, and the ends of the relationships.
struct Indexes {
    node_of: Lookup,
    edge_of: Lookup,
    ends: Vec<(NodeIndex, NodeIndex)>,
    entities_of_type: FxHashMap<EntityTypeId, usize>,
    relationships_of_type: FxHashMap<RelationshipTypeId, usize>,
    evidence: FxHashMap<EvidenceId, EvidenceHome>,
    citations: FxHashMap<SourceId, usize>,
}

impl Graph {
    /// Puts many records into a graph that has none, several times as fast as one by one.
    ///
    /// # Errors
    /// Gives the records back, and leaves the graph as it was, when it has entities already, when two records have one id,
    /// or when any of them is one that [`Graph::put_entity`] or [`Graph::put_relationship`] refuses: these say which, and why.
    pub fn fill(&mut self, entities: Vec<Arc<Entity>>, relationships: Vec<Arc<Relationship>>) -> Result<(), Returned> {
        let Some(indexes) = self.indexes_of(&entities, &relationships) else { return Err((entities, relationships)) };
        let Indexes { node_of, edge_of, ends, entities_of_type, relationships_of_type, evidence, citations } = indexes;
        // A new one, so that places are numbers in the order of the records.
        self.net = StableDiGraph::with_capacity(entities.len(), relationships.len());
        for entity in entities {
            self.net.add_node(entity);
        }
        for (relationship, (from, to)) in relationships.into_iter().zip(ends) {
            self.net.add_edge(from, to, relationship);
        }
        (self.node_of, self.edge_of) = (node_of, edge_of);
        (self.entities_of_type, self.relationships_of_type) = (entities_of_type, relationships_of_type);
        (self.evidence, self.citations) = (evidence, citations);
        Ok(())
    }

    /// The indexes of records that all fit; `None` when one does not.
    fn indexes_of(&self, entities: &[Arc<Entity>], relationships: &[Arc<Relationship>]) -> Option<Indexes> {
        if self.entity_count() > 0 {
            return None;
        }
        let of_entities = || {
            let is_sound = |e: &Entity| Value::problem_in(e.properties.values()).is_none();
            let sound = sound(entities, |e| &e.kind, |e| &e.evidence, is_sound)?;
            Some((sound, index(entities, |e| &e.id)?))
        };
        let of_relationships = || {
            let is_sound = |r: &Relationship| {
                r.weight.is_none_or(f64::is_finite) && Value::problem_in(r.properties.values()).is_none()
            };
            let sound = sound(relationships, |r| &r.kind, |r| &r.evidence, is_sound)?;
            Some((sound, index(relationships, |r| &r.id)?))
        };
        let (of_entities, of_relationships) = rayon::join(of_entities, of_relationships);
        let records = entities;
        let ((entities, node_of), (relationships_known, edge_of)) = (of_entities?, of_relationships?);
        let types = &self.schema;
        if !entities.of_type.keys().all(|kind| types.entity_types.contains_key(kind))
            || !relationships_known.of_type.keys().all(|kind| types.relationship_types.contains_key(kind))
        {
            return None;
        }
        let node = |id: &EntityId| {
            let at = node_of.get(id, |at| records[at as usize].id == *id)?;
            Some(NodeIndex::new(at as usize))
        };
        let ends = |r: &Arc<Relationship>| Some((node(&r.from)?, node(&r.to)?));
        let ends = relationships.par_iter().with_min_len(RECORDS_A_SHARE).map(ends).collect::<Option<Vec<_>>>()?;
        let of_entities =
            entities.evidenced.iter().map(|e| (e.evidence.as_slice(), EvidenceHome::Entity(e.id.clone())));
        let of_relationships = relationships_known
            .evidenced
            .iter()
            .map(|r| (r.evidence.as_slice(), EvidenceHome::Relationship(r.id.clone())));
        let (evidence, citations) = self.evidence_in(of_entities.chain(of_relationships))?;
        let (entities_of_type, relationships_of_type) = (entities.of_type, relationships_known.of_type);
        Some(Indexes { node_of, edge_of, ends, entities_of_type, relationships_of_type, evidence, citations })
    }

    /// Where each piece of evidence stands, and how many name each source; `None` when one is of no source, or two have
    /// one id.
    #[allow(clippy::type_complexity, reason = "the types of two fields of the graph")]
    fn evidence_in<'r>(
        &self,
        records: impl Iterator<Item = (&'r [Evidence], EvidenceHome)>,
    ) -> Option<(FxHashMap<EvidenceId, EvidenceHome>, FxHashMap<SourceId, usize>)> {
        let (mut homes, mut citations) = (FxHashMap::default(), FxHashMap::default());
        for (evidence, home) in records {
            for piece in evidence {
                if !self.sources.contains_key(&piece.source) || homes.insert(piece.id.clone(), home.clone()).is_some() {
                    return None;
                }
                *citations.entry(piece.source.clone()).or_default() += 1;
            }
        }
        Some((homes, citations))
    }
}

/// What there is to know of records; `None` when one is not sound.
fn sound<'r, K: Clone + Eq + Hash + Send + Sync, T: Send + Sync>(
    records: &'r [Arc<T>],
    kind: impl Fn(&T) -> &K + Sync,
    evidence: impl Fn(&T) -> &[Evidence] + Sync,
    is_sound: impl Fn(&T) -> bool + Sync,
) -> Option<Sound<'r, K, T>> {
    let share = |records: &'r [Arc<T>]| {
        let mut of_type = FxHashMap::<&K, usize>::default();
        let mut evidenced = Vec::new();
        for record in records {
            if !is_sound(record) {
                return None;
            }
            *of_type.entry(kind(record)).or_default() += 1;
            if !evidence(record).is_empty() {
                evidenced.push(&**record);
            }
        }
        Some((of_type, evidenced))
    };
    let shares = records.par_chunks(RECORDS_A_SHARE).map(share).collect::<Option<Vec<_>>>()?;
    let mut whole = Sound { of_type: FxHashMap::default(), evidenced: Vec::new() };
    for (of_type, evidenced) in shares {
        for (kind, count) in of_type {
            *whole.of_type.entry(kind.clone()).or_default() += count;
        }
        whole.evidenced.extend(evidenced);
    }
    Some(whole)
}

/// The places of records by their ids; `None` when two have one id.
fn index<K: Eq + Hash, T>(records: &[Arc<T>], id: impl Fn(&T) -> &K) -> Option<Lookup> {
    let mut places = Lookup::default();
    places.reserve(records.len());
    for (at, record) in (0_u32..).zip(records) {
        let id_here = id(record);
        if places.get(id_here, |at| id(&records[at as usize]) == id_here).is_some() {
            return None;
        }
        places.insert(id_here, at);
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Source;

    fn graph() -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let source = Source::new("cnn".parse().unwrap(), "CNN");
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
        graph
    }

    fn entity(number: usize, kind: &str) -> Entity {
        Entity::new(format!("e{number}").parse().unwrap(), kind.parse().unwrap(), "Ann")
    }

    fn relationship(number: usize, from: usize, to: usize) -> Relationship {
        let id = |letter: &str, n: usize| format!("{letter}{n}");
        let (from, to) = (id("e", from).parse().unwrap(), id("e", to).parse().unwrap());
        Relationship::new(id("r", number).parse().unwrap(), "owns".parse().unwrap(), from, to)
    }

    fn one_by_one(entities: &[Entity], relationships: &[Relationship]) -> Option<Graph> {
        let mut graph = graph();
        for entity in entities {
            if graph.entity(&entity.id).is_some() {
                return None;
            }
            graph.put_entity(&entity.id, Some(Arc::new(entity.clone()))).ok()?;
        }
        for relationship in relationships {
            if graph.relationship(&relationship.id).is_some() {
                return None;
            }
            graph.put_relationship(&relationship.id, Some(Arc::new(relationship.clone()))).ok()?;
        }
        Some(graph)
    }

    proptest! {
        /// Filling gives what putting in one by one gives, and refuses what that refuses.
        #[test]
        fn filling_is_putting_in_all(
            kinds in proptest::collection::vec(prop_oneof![20 => Just("person"), 1 => Just("nothing")], 0..12),
            ties in proptest::collection::vec((0_usize..13, 0_usize..12, 0_usize..40), 0..12),
            cited in proptest::collection::vec((0_usize..30, prop_oneof![9 => Just("cnn"), 1 => Just("nobody")]), 0..4),
            weight in prop_oneof![9 => Just(1.0), 1 => Just(f64::NAN)],
            twice in prop_oneof![9 => Just(false), 1 => Just(true)],
        ) {
            let mut entities: Vec<Entity> = kinds.iter().enumerate().map(|(n, kind)| entity(n, kind)).collect();
            let within = |n: usize| n % entities.len().max(1);
            let mut relationships: Vec<Relationship> = ties
                .iter()
                .enumerate()
                .map(|(n, (from, to, far))| {
                    let from = if *far == 0 { *from } else { within(*from) };
                    Relationship { weight: Some(weight), ..relationship(n, from, within(*to)) }
                })
                .collect();
            for (number, (at, source)) in cited.iter().enumerate() {
                let piece = Evidence::new(format!("v{}", number + at % 2).parse().unwrap(), source.parse().unwrap());
                match relationships.len() {
                    0 => entities.iter_mut().take(1).for_each(|e| e.evidence.push(piece.clone())),
                    some => relationships[at % some].evidence.push(piece),
                }
            }
            if twice {
                entities.extend(entities.first().cloned());
            }
            let mut filled = graph();
            let result = filled.fill(
                entities.iter().cloned().map(Arc::new).collect(),
                relationships.iter().cloned().map(Arc::new).collect(),
            );
            match one_by_one(&entities, &relationships) {
                Some(expected) => {
                    prop_assert!(result.is_ok());
                    prop_assert!(filled == expected);
                    filled.assert_indexes();
                }
                None => {
                    let (back, ties) = result.unwrap_err();
                    prop_assert_eq!((back.len(), ties.len()), (entities.len(), relationships.len()));
                    prop_assert!(filled == graph());
                }
            }
        }
    }

    #[test]
    fn a_graph_with_records_is_not_filled() {
        let mut graph = graph();
        graph.fill(vec![Arc::new(entity(1, "person"))], Vec::new()).unwrap();
        assert!(graph.fill(vec![Arc::new(entity(2, "person"))], Vec::new()).is_err());
        assert_eq!(graph.entity_count(), 1);
        graph.put_entity(&entity(1, "person").id, None).unwrap();
        let both = vec![Arc::new(entity(2, "person")), Arc::new(entity(3, "person"))];
        graph.fill(both, vec![Arc::new(relationship(1, 2, 3))]).unwrap();
        graph.assert_indexes();
    }
}
