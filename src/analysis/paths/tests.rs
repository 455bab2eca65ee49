//! Paths against lists of all of them.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::analysis::topology::tests::random;
use crate::analysis::topology::{Scope, Tie};
use crate::base::{Cancelled, EntityId, Task};
use crate::model::{Entity, Graph, Relationship, Status};

/// All simple paths of a question by recursion over everything, in order.
fn by_listing(topology: &Topology, question: &Question<'_>) -> Vec<Path> {
    fn go_on(topology: &Topology, question: &Question<'_>, path: &mut Path, all: &mut Vec<Path>) {
        let end = path[path.len() - 1];
        if question.to.contains(&end) {
            all.push(path.clone());
            return;
        }
        for to in topology.ahead(question.ways).of_node(end) {
            if path.len() <= question.most_steps && !path.contains(to) && !question.from.contains(to) {
                path.push(*to);
                go_on(topology, question, path, all);
                path.pop();
            }
        }
    }
    let mut all = Vec::new();
    let mut from = question.from.to_vec();
    from.retain(|node| (*node as usize) < topology.len() && !question.to.contains(node));
    from.sort_unstable();
    from.dedup();
    let plain = Question { from: &from, ..*question };
    for start in &from {
        go_on(topology, &plain, &mut vec![*start], &mut all);
    }
    all.sort_by_key(|path| (path.len(), path.clone()));
    all
}

proptest! {
    #[test]
    fn paths_are_all_there_are_in_order(
        topology in random(8, 16),
        starts in proptest::collection::vec(0_u32..9, 1..3),
        ends in proptest::collection::vec(0_u32..9, 1..3),
        most_steps in 0_usize..9,
        count in 0_usize..12,
        directed: bool,
    ) {
        let ways = if directed { Ways::Followed } else { Ways::Ignored };
        let question = Question { from: &starts, to: &ends, ways, most_steps };
        let all = by_listing(&topology, &question);
        let simple = simple_paths(&topology, &question, 100_000, &Task::default()).unwrap();
        prop_assert_eq!((&simple.paths, simple.cut), (&all, false));
        let shortest = shortest_paths(&topology, &question, count, &Task::default()).unwrap();
        prop_assert_eq!(&shortest, &all[..count.min(all.len())]);
    }

    #[test]
    fn a_neighbourhood_is_who_is_within_the_steps(topology in random(9, 14), steps in 0_usize..5, ways in any::<bool>()) {
        let ways = if ways { Ways::Followed } else { Ways::Ignored };
        let found = neighbourhood(&topology, &[0], steps, ways, &Task::default()).unwrap();
        let distance = |to: u32| {
            let question = Question { from: &[0], to: &[to], ways, most_steps: steps };
            if to == 0 { Some(0) } else { by_listing(&topology, &question).first().map(|path| path.len() - 1) }
        };
        let expected: Vec<(u32, usize)> = (0..topology.len() as u32).filter_map(|to| Some((to, distance(to)?))).collect();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, expected);
        prop_assert!(found.is_sorted_by_key(|(_, steps)| *steps));
    }
}

#[test]
fn a_limit_cuts_and_says_so() {
    let clique: Vec<Tie> = (0..30).flat_map(|a| (a + 1..30).map(move |b| Tie::between(a, b))).collect();
    let topology = Topology::from_ties(30, clique).unwrap();
    let question = Question { from: &[0], to: &[29], ways: Ways::Ignored, most_steps: usize::MAX };
    let found = simple_paths(&topology, &question, 50, &Task::default()).unwrap();
    assert_eq!((found.paths.len(), found.cut), (50, true));
    assert_eq!(found.paths[..2], [vec![0, 29], vec![0, 1, 29]]);
    let shortest = shortest_paths(&topology, &question, 50, &Task::default()).unwrap();
    assert_eq!(shortest, found.paths);
    assert_eq!(common_neighbours(&topology, &[0, 29], Ways::Ignored), (1..29).collect::<Vec<_>>());
    assert_eq!(common_neighbours(&topology, &[], Ways::Ignored), Vec::<u32>::new());
}

#[test]
fn a_search_among_dead_ends_stops() {
    // A clique from which one tie leads on: almost every walk in it is a dead end.
    let mut ties: Vec<Tie> = (0..40).flat_map(|a| (a + 1..40).map(move |b| Tie::between(a, b))).collect();
    ties.push(Tie::between(0, 40));
    let topology = Topology::from_ties(41, ties).unwrap();
    let question = Question { from: &[1], to: &[40], ways: Ways::Ignored, most_steps: 30 };
    let found = simple_paths(&topology, &question, 10, &Task::default()).unwrap();
    assert!(found.cut && found.paths.len() <= 10);
    let task = Task::default();
    task.cancel();
    assert_eq!(simple_paths(&topology, &question, 1_000_000, &task), Err(Cancelled));
    assert_eq!(shortest_paths(&topology, &question, 10, &task), Err(Cancelled));
}

#[test]
fn a_path_of_300_000_nodes_is_found() {
    let last = 300_000;
    let topology = Topology::from_ties(last as usize + 1, (0..last).map(|i| Tie::forward(i, i + 1)).collect()).unwrap();
    let question = Question { from: &[0], to: &[last], ways: Ways::Followed, most_steps: usize::MAX };
    let found = shortest_paths(&topology, &question, 1, &Task::default()).unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [last as usize + 1]);
    let back = Question { from: &[last], to: &[0], ..question };
    assert!(shortest_paths(&topology, &back, 1, &Task::default()).unwrap().is_empty());
}

#[test]
fn steps_are_told_as_sentences_and_the_weakest_is_named() {
    let mut graph = Graph::new("main".parse().unwrap());
    for name in ["Kim", "Korea", "Office"] {
        let id: EntityId = name.to_lowercase().parse().unwrap();
        graph.put_entity(&id, Some(Arc::new(Entity::new(id.clone(), "person".parse().unwrap(), name)))).unwrap();
    }
    let mut put = |id: &str, kind: &str, from: &str, to: &str, level: &str, status: Status| {
        let ends = (from.parse().unwrap(), to.parse().unwrap());
        let mut r = Relationship::new(id.parse().unwrap(), kind.parse().unwrap(), ends.0, ends.1);
        r.status = status;
        r.confidence = Some(
            crate::model::ConfidenceOverride { level: level.parse().unwrap(), rationale: crate::base::Rare::empty() }
                .into(),
        );
        graph.put_relationship(&r.id.clone(), Some(Arc::new(r))).unwrap();
    };
    put("a", "leads", "kim", "korea", "high", Status::InEffect);
    put("b", "operates", "office", "korea", "low", Status::Proposed);
    put("c", "supports", "korea", "office", "moderate", Status::InEffect);
    let topology = Topology::of(&graph, &Scope::default(), &Task::default()).unwrap();
    let told = |path: &[u32], ways| {
        let links = links(&graph, &topology, path, ways);
        let said = links.iter().map(|link| {
            let all: Vec<String> = link.relationships.iter().map(|r| sentence(&graph, r, &link.from)).collect();
            all.join("; ")
        });
        (said.collect::<Vec<_>>().join(". "), weakest(&graph, &links))
    };
    let both = "Korea supports Office; Korea operated by Office (proposed)";
    assert_eq!(told(&[0, 1, 2], Ways::Ignored), (format!("Kim leads Korea. {both}"), Some(1)));
    assert_eq!(told(&[0, 1, 2], Ways::Followed), ("Kim leads Korea. Korea supports Office".into(), Some(1)));
    assert_eq!(told(&[1, 0], Ways::Ignored), ("Korea led by Kim".into(), Some(0)));
    assert_eq!(told(&[0], Ways::Ignored), (String::new(), None));
}
