//! Scenes from small graphs written as text, and what must hold of every scene.

mod building;
mod fitting;
mod hitting;
mod labelling;
mod telling;
mod tools;
mod updating;

use std::sync::Arc;

use crate::base::{EntityId, Point, RelationshipId, ViewId};
use crate::model::{Entity, Graph, Placement, Relationship};

use super::{Scene, SceneParams};

pub(super) fn view() -> ViewId {
    ViewId::new("main").unwrap()
}

pub(super) fn params(view: &ViewId) -> SceneParams<'_> {
    SceneParams { view, matches: None, as_of: None }
}

/// A graph from lines such as `ann 0,0`, `acme organisation 100,0 pinned`, `r1: ann -owns-> acme`. A name without a place
/// is not placed.
pub(super) fn graph(text: &str) -> Graph {
    let mut graph = Graph::new(view());
    for line in text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((id, rest)) = line.split_once(": ") {
            let words: Vec<&str> = rest.split(' ').collect();
            let [from, kind, to] = words[..] else { panic!("{line}") };
            add_relationship(&mut graph, id, from, kind.trim_matches(['-', '>']), to);
        } else {
            let mut words: Vec<&str> = line.split(' ').collect();
            let pinned = words.last() == Some(&"pinned");
            words.truncate(words.len() - usize::from(pinned));
            let position = words
                .last()
                .and_then(|word| word.split_once(','))
                .map(|(x, y)| Point::new(x.parse().unwrap(), y.parse().unwrap()));
            let kind = words.get(1).filter(|word| !word.contains(',')).unwrap_or(&"person");
            add_entity(&mut graph, words[0], kind);
            let placement = Placement { position, pinned, hidden: false };
            graph.place(&view(), &EntityId::new(words[0]).unwrap(), placement).unwrap();
        }
    }
    graph
}

pub(super) fn add_entity(graph: &mut Graph, id: &str, kind: &str) {
    let id = EntityId::new(id).unwrap();
    let entity = Entity::new(id.clone(), kind.parse().unwrap(), id.as_str());
    graph.put_entity(&id, Some(Arc::new(entity))).unwrap();
}

pub(super) fn add_relationship(graph: &mut Graph, id: &str, from: &str, kind: &str, to: &str) {
    let id = RelationshipId::new(id).unwrap();
    let end = |text: &str| EntityId::new(text).unwrap();
    let relationship = Relationship::new(id.clone(), kind.parse().unwrap(), end(from), end(to));
    graph.put_relationship(&id, Some(Arc::new(relationship))).unwrap();
}

pub(super) fn scene(text: &str) -> Scene {
    let view = view();
    Scene::build(&graph(text), params(&view))
}

/// What holds of every scene: all is finite, edges end on the rims of their nodes, and the indexes agree with the lists.
pub(super) fn assert_sound(scene: &Scene) {
    assert_eq!(scene.nodes.iter().map(|node| node.ids().count()).sum::<usize>(), scene.node_of.len());
    assert_eq!(scene.nodes.len(), scene.node_boxes.count());
    assert_eq!(scene.nodes.len(), scene.incident.len());
    assert_eq!(scene.edges.len(), scene.edge_boxes.count());
    for (at, node) in scene.nodes.iter().enumerate() {
        assert_eq!(scene.node_of(&node.id), Some(at as u32));
        assert!(node.center_in_world.is_finite(), "{}", node.id);
        assert!((super::MIN_RADIUS..=super::MAX_RADIUS).contains(&node.radius), "{}", node.id);
        assert_eq!(scene.node_boxes.area(at as u32), node.bounds_in_world());
        for edge in &scene.incident[at] {
            let edge = &scene.edges[*edge as usize];
            assert!(edge.from as usize == at || edge.to as usize == at);
        }
    }
    let mut incident = 0;
    for (at, edge) in scene.edges.iter().enumerate() {
        assert!(edge.ids().all(|id| scene.edge_of(id) == Some(at as u32)));
        assert!(edge.path_in_world.is_finite(), "{}", edge.id);
        assert_eq!(scene.edge_boxes.area(at as u32), edge.path_in_world.bounds());
        let (from, to) = (scene.nodes[edge.from as usize].rim(), scene.nodes[edge.to as usize].rim());
        let slack = |center: Point| 0.02 + (center.x.abs() + center.y.abs()) * 1e-6;
        let start = edge.path_in_world.start().distance(from.center) - from.radius;
        let end = edge.path_in_world.end().distance(to.center) - to.radius;
        assert!(start.abs() < slack(from.center), "{} starts {start} off the rim", edge.id);
        assert!(end.abs() < slack(to.center), "{} ends {end} off the rim", edge.id);
        incident += if edge.from == edge.to { 1 } else { 2 };
    }
    assert_eq!(incident, (0..scene.nodes.len()).map(|node| scene.incident[node].len()).sum::<usize>());
    let nodes = scene.nodes.iter().map(super::SceneNode::bounds_in_world);
    assert!(nodes.clone().all(|area| scene.bounds_in_world().union(area) == scene.bounds_in_world()));
}
