//! What of a graph becomes nodes, arcs and strengths.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::Interval;
use crate::model::{Entity, Level, Relationship};

/// Small networks with everything that occurs: no node, lone nodes, self-loops, parallel ties of all directions.
pub(in crate::analysis) fn random(most_nodes: u32, most_ties: usize) -> impl Strategy<Value = Topology> {
    (0..=most_nodes).prop_flat_map(move |nodes| {
        let last = nodes.max(1);
        let strength = prop_oneof![Just(1.0), Just(2.0), Just(0.5), Just(3.0)];
        let direction = prop_oneof![Just(Direction::Forward), Just(Direction::Both), Just(Direction::Neither)];
        let tie = (0..last, 0..last, direction, strength);
        let tie = tie.prop_map(|(from, to, direction, strength)| Tie { from, to, direction, strength });
        proptest::collection::vec(tie, 0..=if nodes == 0 { 0 } else { most_ties })
            .prop_map(move |ties| Topology::from_ties(nodes as usize, ties).unwrap())
    })
}

fn graph(script: &str) -> Graph {
    let mut graph = Graph::new("main".parse().unwrap());
    for (number, line) in script.split(';').map(str::trim).enumerate() {
        let mut words = line.split(' ');
        let (from, to) = (words.next().unwrap(), words.next().unwrap());
        for name in [from, to] {
            let id: EntityId = name.parse().unwrap();
            if graph.entity(&id).is_none() {
                graph
                    .put_entity(&id, Some(Arc::new(Entity::new(id.clone(), "person".parse().unwrap(), name))))
                    .unwrap();
            }
        }
        let id: RelationshipId = format!("r{number}").parse().unwrap();
        let ends = (from.parse().unwrap(), to.parse().unwrap());
        let mut r = Relationship::new(id.clone(), "related-to".parse().unwrap(), ends.0, ends.1);
        for word in words {
            match word.split_once('=').unwrap() {
                ("way", way) => r.direction = way.parse().unwrap(),
                ("weight", weight) => r.weight = Some(weight.parse().unwrap()),
                ("valid", valid) => r.valid = Some(valid.parse().unwrap()),
                (_, level) => {
                    let level = level.parse().unwrap();
                    r.confidence =
                        Some(crate::model::ConfidenceOverride { level, rationale: crate::base::Rare::empty() }.into());
                }
            }
        }
        graph.put_relationship(&id, Some(Arc::new(r))).unwrap();
    }
    graph
}

fn written(rows: &Rows, ids: &[EntityId]) -> String {
    let row = |node: u32| {
        let ends: Vec<_> = rows.with_strengths(node).map(|(to, s)| format!("{}*{s}", ids[to as usize])).collect();
        format!("{}:{}", ids[node as usize], ends.join(","))
    };
    (0..ids.len() as u32).map(row).collect::<Vec<_>>().join(" ")
}

fn check(script: &str, scope: &Scope<'_>, out: &str, around: &str) {
    let topology = Topology::of(&graph(script), scope, &Task::default()).unwrap();
    assert_eq!(written(topology.outgoing(), topology.ids()), out, "out of {script}");
    assert_eq!(written(topology.around(), topology.ids()), around, "around {script}");
    for (from, to) in (0..topology.len() as u32).flat_map(|a| (0..topology.len() as u32).map(move |b| (a, b))) {
        assert_eq!(topology.outgoing().strength(from, to), topology.incoming().strength(to, from), "{script}");
    }
}

#[test]
fn directions_parallels_and_loops_count_as_documented() {
    let all = Scope::default();
    check("b a; a c way=both; b c way=none", &all, "a:c*1 b:a*1,c*1 c:a*1,b*1", "a:b*1,c*1 b:a*1,c*1 c:a*1,b*1");
    check("a b; a b weight=2.5; b a; a a", &all, "a:b*3.5 b:a*1", "a:b*4.5 b:a*4.5");
    check("a a", &all, "a:", "a:");
}

#[test]
fn odd_weights_join_but_do_not_count() {
    let ties = [-1.0, f64::NAN, f64::INFINITY, 2.0].map(|strength| Tie { strength, ..Tie::forward(0, 1) });
    let topology = Topology::from_ties(2, ties.to_vec()).unwrap();
    assert_eq!((topology.odd_weights(), topology.outgoing().strength(0, 1)), (3, 2.0));
    let topology = Topology::from_ties(2, ties[..1].to_vec()).unwrap();
    assert_eq!((topology.outgoing().of_node(0), topology.outgoing().strength(0, 1)), ([1].as_slice(), 0.0));
}

#[test]
fn a_scope_leaves_out_what_it_should() {
    let script = "a b valid=1994; b c valid=2018/.. level=high; c a level=low";
    let at = |date: &str| Scope { at: Some(date.parse::<Interval>().unwrap()), ..Scope::default() };
    check(script, &at("1994-06"), "a:b*1 b: c:a*1", "a:b*1,c*1 b:a*1 c:a*1");
    check(script, &at("2019"), "a: b:c*1 c:a*1", "a:c*1 b:c*1 c:a*1,b*1");
    let least = Scope { least_confidence: Some(Level::Moderate), ..Scope::default() };
    check(script, &least, "a: b:c*1 c:", "a: b:c*1 c:b*1");
    let shown = ["a", "b"].into_iter().map(|id| id.parse().unwrap()).collect();
    check(script, &Scope { entities: Some(&shown), ..Scope::default() }, "a:b*1 b:", "a:b*1 b:a*1");
    let keeps = |r: &Relationship| r.valid.is_none();
    check(script, &Scope { keeps: Some(&keeps), ..Scope::default() }, "a: b: c:a*1", "a:c*1 b: c:a*1");
}

#[test]
fn what_a_view_hides_is_left_out() {
    let mut graph = graph("a b; b c; a c");
    let view = "main".parse().unwrap();
    let hidden = crate::model::Placement { hidden: true, ..Default::default() };
    graph.place(&view, &"c".parse().unwrap(), hidden).unwrap();
    let scope = Scope { view: graph.views().get(&view), ..Scope::default() };
    let topology = Topology::of(&graph, &scope, &Task::default()).unwrap();
    assert_eq!(written(topology.outgoing(), topology.ids()), "a:b*1 b:");
    assert_eq!(topology.node(&"b".parse().unwrap()), Some(1));
    assert_eq!(topology.node(&"c".parse().unwrap()), None);
}

#[test]
fn what_cannot_be_is_refused() {
    assert_eq!(
        Topology::from_ties(2, vec![Tie::forward(0, 2)]).unwrap_err(),
        TopologyError::NoSuchNode { node: 2, nodes: 2 }
    );
    assert!(Topology::from_ties(0, Vec::new()).unwrap().is_empty());
    let task = Task::default();
    task.cancel();
    let stopped = Topology::of(&graph("a b"), &Scope::default(), &task).unwrap_err();
    assert_eq!(stopped, TopologyError::Cancelled(Cancelled));
}
