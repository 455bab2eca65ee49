//! What a format can hold is the same after it was written and read.

use std::sync::Arc;

use liaison::base::{EntityId, Interval, Point, RelationshipId};
use liaison::formats::FORMATS;
use liaison::model::{
    ConfidenceOverride, Direction, Entity, Graph, Level, Likelihood, Placement, Relationship, Status, Value,
};
use proptest::prelude::*;

use super::{read_as, write};

/// Words with every sign that some format takes for its own; no digit first, and nothing that could be cut off.
fn words() -> impl Strategy<Value = String> {
    "[A-Zß][a-zé <>&\"'|;,\\\\#=\\[\\]{}:-]{0,12}[a-zя]"
}

fn time() -> impl Strategy<Value = Option<Interval>> {
    let texts = ["1994", "1994-06/..", "../2018", "2019-02-27/2019-02-28", "1994~", "1992/"];
    prop::option::of(prop::sample::select(texts.to_vec()).prop_map(|t| t.parse().unwrap()))
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![(-1000_i32..1000).prop_map(f64::from), -1e6..1e6, Just(1e300), Just(-2.5e-7)]
}

fn facts() -> impl Strategy<Value = Vec<(String, Value)>> {
    let text =
        (prop::sample::select(vec!["role", "label", "start date", "my key", "x", "property:y", "sources"]), words())
            .prop_map(|(name, text)| (name.to_owned(), Value::Text(text)));
    let number = (prop::sample::select(vec!["amount", "share"]), number())
        .prop_map(|(name, number)| (name.to_owned(), Value::Number(number)));
    prop::collection::vec(prop_oneof![text, number], 0..4)
}

fn entity(index: usize) -> impl Strategy<Value = (Entity, Option<Point>)> {
    let kinds = vec!["person", "company", "state", "think-tank", "issue"];
    let first = (prop::sample::select(kinds), words(), prop::collection::vec(words(), 0..3), prop::option::of(words()));
    let second = (
        prop::option::of(words()),
        prop::sample::select(Status::ALL.to_vec()),
        time(),
        facts(),
        prop::collection::btree_set(words(), 0..3),
        prop::option::of("Q[1-9][0-9]{0,6}"),
        prop::option::of((-1e4_f32..1e4, -1e4_f32..1e4)),
    );
    (first, second).prop_map(move |((kind, name, mut aliases, summary), rest)| {
        let (notes, status, valid, facts, tags, qid, at) = rest;
        aliases.dedup();
        aliases.sort();
        aliases.dedup();
        let id = format!("n {index}-é").parse().unwrap();
        let entity = Entity {
            aliases: aliases.into(),
            summary: summary.unwrap_or_default().into(),
            notes: notes.map(|n| format!("{n}\n\n{n}")).unwrap_or_default().into(),
            status,
            valid,
            properties: facts.into_iter().collect(),
            tags: tags.into(),
            external_ids: qid.into_iter().map(|q| ("wikidata".to_owned(), q)).collect(),
            ..Entity::new(id, kind.parse().unwrap(), name)
        };
        (entity, at.map(|(x, y)| Point::new(x, y)))
    })
}

fn relationship(index: usize, entities: usize, directed: bool) -> impl Strategy<Value = Relationship> {
    let kinds = ["owns", "member-of", "related-to"];
    let directions = if directed { Direction::ALL.to_vec() } else { vec![Direction::Neither] };
    let first = (0..entities, 0..entities, prop::sample::select(kinds.to_vec()), prop::option::of(words()));
    let second = (
        prop::sample::select(directions),
        time(),
        prop::sample::select(Status::ALL.to_vec()),
        prop::option::of(prop::sample::select(Likelihood::ALL.to_vec())),
        prop::option::of((prop::sample::select(Level::ALL.to_vec()), prop::option::of(words()))),
        prop::option::of(number()),
        facts(),
        prop::option::of(words()),
    );
    (first, second).prop_map(move |((from, to, kind, label), rest)| {
        let (direction, valid, status, likelihood, confidence, weight, facts, notes) = rest;
        let end = |n: usize| -> EntityId { format!("n {n}-é").parse().unwrap() };
        let id: RelationshipId = format!("r{index}").parse().unwrap();
        Relationship {
            direction,
            label: label.unwrap_or_default().into(),
            valid,
            status,
            likelihood,
            confidence: confidence
                .map(|(level, why)| ConfidenceOverride { level, rationale: why.unwrap_or_default().into() }.into()),
            weight,
            properties: facts.into_iter().collect(),
            notes: notes.unwrap_or_default().into(),
            ..Relationship::new(id, kind.parse().unwrap(), end(from), end(to))
        }
    })
}

fn graph() -> impl Strategy<Value = Graph> {
    (1..6_usize, 0..8_usize, any::<bool>()).prop_flat_map(|(n, m, directed)| {
        let entities: Vec<_> = (0..n).map(entity).collect();
        let relationships: Vec<_> = (0..m).map(|i| relationship(i, n, directed)).collect();
        (entities, relationships).prop_map(|(entities, relationships)| {
            let mut graph = Graph::new("main".parse().unwrap());
            for (entity, at) in entities {
                let id = entity.id.clone();
                graph.put_entity(&id, Some(Arc::new(entity))).unwrap();
                if let Some(at) = at {
                    let new = Placement { position: Some(at), pinned: false, hidden: false };
                    graph.place(&"main".parse().unwrap(), &id, new).unwrap();
                }
            }
            for new in relationships {
                graph.put_relationship(&new.id.clone(), Some(Arc::new(new))).unwrap();
            }
            graph
        })
    })
}

fn check(key: &str, graph: &Graph) {
    let format = FORMATS.iter().find(|f| f.key == key).unwrap();
    let bytes = write(format, graph);
    let again = read_as(format, &bytes);
    let text = String::from_utf8_lossy(&bytes);
    assert!(again.issues.is_empty(), "{:?}\n{text}", again.issues);
    let again = again.graph;
    for (a, b) in graph.entities().into_iter().zip(again.entities()) {
        assert_eq!(a, b, "{text}");
        let at = |graph: &Graph| graph.views()["main"].placement(&a.id).position;
        assert_eq!(at(graph), at(&again), "{text}");
    }
    for (a, b) in graph.relationships().into_iter().zip(again.relationships()) {
        assert_eq!(a, b, "{text}");
    }
    assert_eq!(graph.entity_count(), again.entity_count());
    assert_eq!(graph.relationship_count(), again.relationship_count());
    assert_eq!(write(format, graph), bytes, "the same bytes each time");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn written_and_read_is_the_same(graph in graph()) {
        for key in ["graphml", "gexf", "gml", "dot"] {
            check(key, &graph);
        }
    }

    /// Pajek holds names, types, labels, weights and ways, and numbers its vertices.
    #[test]
    fn pajek_keeps_what_it_can_hold(graph in graph()) {
        let format = FORMATS.iter().find(|f| f.key == "pajek").unwrap();
        let again = read_as(format, &write(format, &graph)).graph;
        let names = |graph: &Graph| graph.entities().iter().map(|e| e.name.clone()).collect::<Vec<_>>();
        // Names have no quotes, and only those that stand twice are told apart.
        let plain = |text: &str| text.replace('"', "'").replace('\\', "/");
        let same = names(&graph).iter().zip(names(&again)).all(|(a, b)| b.starts_with(&plain(a)));
        prop_assert!(same, "{:?}", names(&again));
        let ties = |graph: &Graph| {
            let order = |id: &EntityId| graph.entities().iter().position(|e| e.id == *id);
            let mut all: Vec<_> = graph.relationships().iter().map(|r| {
                // A line has one label: the relationship's own, or its type.
                let kind = if r.label.is_empty() { r.kind.to_string() } else { "related-to".to_owned() };
                let is_bare = kind == "related-to" && r.label.is_empty();
                let weight = if is_bare { r.weight } else { Some(r.weight.unwrap_or(1.0)) };
                let directed = r.direction != Direction::Neither;
                (order(&r.from), order(&r.to), kind, plain(&r.label), directed, weight.map(f64::to_bits))
            }).collect();
            all.sort();
            all
        };
        prop_assert_eq!(ties(&graph), ties(&again));
    }
}
