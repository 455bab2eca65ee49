//! Groups that are shown as one node, with the relationships of their members joined into lines with a count.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{EntityId, EntityTypeId, GroupId, Point};
use crate::model::{Colour, EntityType, Graph, Group, Mappings, Palette, Shape};

use super::ink::Ink;
use super::node::{Anchor, MAX_RADIUS, SceneNode, Sourcing, Standing};
use super::route::within_world;
use super::scope::Scope;
use super::wording::wrapped;

/// What a node stands for that is a whole group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The group.
    pub group: GroupId,
    /// Those of its members that are in scope, by id; never empty.
    pub members: Vec<EntityId>,
    /// Its name and how many they are.
    pub lines: [CompactString; 2],
}

/// Who is folded away in which group. One who is in several is in the first by id.
#[derive(Debug, Default)]
pub(super) struct Folds {
    members: BTreeMap<GroupId, Vec<EntityId>>,
    held: FxHashMap<EntityId, u32>,
}

impl Folds {
    pub(super) fn of(graph: &Graph, scope: &Scope<'_>, groups: &BTreeMap<GroupId, Group>) -> Self {
        let mut folds = Self::default();
        for (id, group) in groups {
            let shown = group.members.iter().filter(|member| graph.entity(member).is_some_and(|e| scope.shows(e)));
            let place = folds.members.len() as u32;
            let members: Vec<EntityId> = shown.filter(|member| !folds.held.contains_key(*member)).cloned().collect();
            folds.held.extend(members.iter().map(|member| (member.clone(), place)));
            if !members.is_empty() {
                folds.members.insert(id.clone(), members);
            }
        }
        folds
    }

    /// The place of the group that an entity is in among [`Folds::groups`], if it is in one.
    pub(super) fn place_of(&self, entity: &EntityId) -> Option<u32> {
        if self.held.is_empty() { None } else { self.held.get(entity).copied() }
    }

    /// The groups by id, with their members by id, at least one each.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&GroupId, &[EntityId])> {
        self.members.iter().map(|(id, members)| (id, members.as_slice()))
    }
}

/// The node of a folded group. It stands in the middle of those of its members that somebody placed.
pub(super) fn folded_node(
    graph: &Graph,
    scope: &Scope<'_>,
    id: &GroupId,
    group: &Group,
    members: &[EntityId],
) -> Option<SceneNode> {
    let places: Vec<Point> =
        members.iter().filter_map(|member| scope.state.placement(member).position.and_then(within_world)).collect();
    let count = places.len() as f64;
    let sum = places.iter().fold((0.0, 0.0), |(x, y), at| (x + f64::from(at.x), y + f64::from(at.y)));
    let middle = Point::new((sum.0 / count) as f32, (sum.1 / count) as f32);
    let inside: FxHashSet<&EntityId> = members.iter().collect();
    let leads_out = |id: &EntityId| {
        let around = graph.relationships_at(id);
        around.iter().filter(|r| !(inside.contains(&r.from) && inside.contains(&r.to))).count()
    };
    let colour = group.colour.unwrap_or(Colour::Palette(Palette::Other));
    let counted = if members.len() == 1 { "1 entity".into() } else { format!("{} entities", members.len()) };
    let [first, second] = wrapped(&group.name);
    let name = if second.is_empty() { first } else { CompactString::from(first.trim_end()) + "…" };
    let lines = if name.is_empty() { [counted.into(), CompactString::default()] } else { [name, counted.into()] };
    Some(SceneNode {
        id: members[0].clone(),
        kind: kind_of(colour),
        center_in_world: if places.is_empty() { Point::ORIGIN } else { middle },
        radius: (14.0 + 2.9 * (members.len() as f32).sqrt()).min(MAX_RADIUS),
        fill: Ink::from(colour),
        sign: None,
        degree: members.iter().map(leads_out).sum::<usize>() as u32,
        sourcing: Sourcing::Single,
        standing: Standing::Present,
        anchor: match places.is_empty() {
            true => Anchor::Temporary,
            false if members.iter().all(|member| scope.state.placement(member).pinned) => Anchor::Pinned,
            false => Anchor::Placed,
        },
        hidden_neighbours: 0,
        folded: Some(Box::new(Folded { group: id.clone(), members: members.to_vec(), lines })),
        record: Arc::clone(graph.entity(&members[0])?),
        shows_date: false,
    })
}

/// What a folded group is instead of a type.
fn kind_of(colour: Colour) -> Arc<EntityType> {
    let Ok(id) = EntityTypeId::new("group") else { unreachable!("a plain word is an id") };
    Arc::new(EntityType {
        id,
        name: "Group".into(),
        plural: "Groups".into(),
        parent: None,
        colour,
        icon: "circles-three".into(),
        shape: Shape::Disc,
        properties: Vec::new(),
        mappings: Mappings::default(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::scene::tests::{assert_sound, graph, params, view};
    use crate::scene::{Scene, Touched};

    const TEXT: &str = "ann 0,0; bob 100,0; cid 0,100; dan 300,0; r1: ann -leads-> bob; r2: bob -leads-> ann; \
        r3: ann -leads-> dan; r4: dan -leads-> bob; r5: cid -leads-> bob; r6: dan -leads-> dan";

    fn set(graph: &mut Graph, groups: &[(&str, &str, bool)]) {
        let mut view = (*graph.views()[&view()].view).clone();
        view.groups = groups
            .iter()
            .map(|(id, members, collapsed)| {
                let members = members.split(' ').map(|id| id.parse().unwrap()).collect();
                (id.parse().unwrap(), Group { name: "Voices".into(), members, collapsed: *collapsed, colour: None })
            })
            .collect();
        graph.put_view(&view.id.clone(), Some(Arc::new(view))).unwrap();
    }

    fn told(scene: &Scene) -> String {
        let node = |node: &SceneNode| {
            let ids: Vec<&str> = node.ids().map(EntityId::as_str).collect();
            format!("{} {:.0},{:.0}", ids.join("+"), node.center_in_world.x, node.center_in_world.y)
        };
        let edge = |edge: &crate::scene::SceneEdge| {
            let name = |at: u32| scene.nodes()[at as usize].id.as_str();
            format!("{}-{} {}", name(edge.from), name(edge.to), edge.label)
        };
        let mut edges: Vec<String> = scene.edges().iter().map(edge).collect();
        edges.sort();
        let parts = scene.nodes().iter().map(node).chain(edges);
        parts.collect::<Vec<_>>().join("; ")
    }

    fn check(groups: &[(&str, &str, bool)], expected: &str) {
        let mut graph = graph(TEXT);
        set(&mut graph, groups);
        let scene = Scene::build(&graph, params(&view()));
        assert_sound(&scene);
        assert_eq!(told(&scene), expected);
    }

    #[test]
    fn a_folded_group_is_one_node_with_joined_lines() {
        check(
            &[("g", "ann bob", true)],
            "cid 0,100; dan 300,0; ann+bob 50,0; ann-dan ×2; cid-ann leads; dan-dan leads",
        );
        check(&[("g", "ann bob cid dan", true)], "ann+bob+cid+dan 100,25");
        check(
            &[("g", "ann bob", true), ("h", "bob dan", true)],
            "cid 0,100; ann+bob 50,0; dan 300,0; ann-dan ×2; cid-ann leads",
        );
        check(
            &[("g", "ann bob", false)],
            "ann 0,0; bob 100,0; cid 0,100; dan 300,0; ann-bob leads; ann-dan leads; bob-ann leads; cid-bob leads; \
             dan-bob leads; dan-dan leads",
        );
    }

    #[test]
    fn folding_and_what_happens_to_members_keeps_the_scene_right() {
        let mut graph = graph(TEXT);
        let mut scene = Scene::build(&graph, params(&view()));
        let mut keep_up = |graph: &Graph, entities: &[&str], relationships: &[&str]| {
            let entities: Vec<EntityId> = entities.iter().map(|id| id.parse().unwrap()).collect();
            let relationships: Vec<_> = relationships.iter().map(|id| id.parse().unwrap()).collect();
            let touched = Touched::Records { entities: &entities, relationships: &relationships };
            scene.update(graph, params(&view()), touched);
            assert_sound(&scene);
            assert_eq!(scene.to_string(), Scene::build(graph, params(&view())).to_string());
        };
        set(&mut graph, &[("g", "ann bob", true)]);
        keep_up(&graph, &[], &[]);
        graph.put_relationship(&"r3".parse().unwrap(), None).unwrap();
        keep_up(&graph, &[], &["r3"]);
        graph.put_relationship(&"r6".parse().unwrap(), None).unwrap();
        graph.put_relationship(&"r4".parse().unwrap(), None).unwrap();
        graph.place(&view(), &"dan".parse().unwrap(), crate::model::Placement::default()).unwrap();
        graph.put_entity(&"dan".parse().unwrap(), None).unwrap();
        keep_up(&graph, &["dan"], &["r4", "r6"]);
        set(&mut graph, &[]);
        keep_up(&graph, &[], &[]);
    }
}
