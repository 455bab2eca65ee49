//! Keeping a scene up with its graph, touching only what changed.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::base::{EntityId, Rect, RelationshipId};
use crate::model::{Graph, Relationship};

use super::build::Scene;
use super::ends::Single;
use super::node::{Anchor, Around, node};
use super::scales::Scales;
use super::scope::{SceneParams, Scope};
use super::unplaced::{Settling, settle};

/// What of a graph changed.
#[derive(Debug, Clone, Copy)]
pub enum Touched<'a> {
    /// Sources, types, the view's style or filter, or too much to name.
    Everything,
    /// These records, added, changed or removed, their placements and routes included. Notes and groups of the view may
    /// have changed too.
    Records {
        /// Entities.
        entities: &'a [EntityId],
        /// Relationships.
        relationships: &'a [RelationshipId],
    },
}

impl Scene {
    /// Brings the scene up with a graph that changed. Ends a preview.
    ///
    /// Takes time in proportion to the relationships at what was touched; where that is a large part of the scene, or
    /// where sizes or colours depend on all entities, the scene is made anew.
    pub fn update(&mut self, graph: &Graph, params: SceneParams<'_>, touched: Touched<'_>) {
        self.end_preview();
        let Touched::Records { entities, relationships } = touched else { return self.rebuild(graph, params) };
        let Some(scope) = Scope::of(graph, params) else { return self.rebuild(graph, params) };
        let style = &scope.state.view.style;
        if Scales::are_relative(&style.size_by, &style.colour_by)
            || self.made_for != super::build::MadeFor::of(params, &scope)
        {
            return self.rebuild(graph, params);
        }
        let Some(stale) = Stale::of(self, graph, &scope, entities, relationships) else {
            return self.rebuild(graph, params);
        };
        if stale.reaches_fold(self) {
            return self.rebuild(graph, params);
        }
        let old_bounds = self.bounds_in_world();
        let Stale { entities, pairs } = stale;
        for (a, b) in &pairs {
            self.remove_pair(a, b);
        }
        let mut at_border = false;
        for id in &entities {
            if let Some(at) = self.node_of(id) {
                let area = self.nodes[at as usize].bounds_in_world();
                at_border |= touches_border(area, old_bounds);
            }
            let made = graph.entity(id).and_then(|entity| {
                let (placement, kind) = (scope.placement_if_shown(entity)?, scope.entity_type(&entity.kind)?);
                let single = Single { entity, kind, placement };
                Some(node(&scope, &self.scales, &single, Around::of(graph, &scope, entity)))
            });
            let Some(mut fresh) = made else {
                self.remove_node(id);
                continue;
            };
            let old = self.node_of(id).map(|at| (at, &self.nodes[at as usize]));
            match old {
                None => {
                    let waits = fresh.anchor == Anchor::Temporary;
                    self.push_node(fresh, if waits { Settling::Waiting } else { Settling::Done });
                }
                Some((at, old)) => {
                    if fresh.anchor == Anchor::Temporary {
                        fresh.center_in_world = old.center_in_world;
                    }
                    self.node_boxes.set(at, fresh.bounds_in_world());
                    self.nodes[at as usize] = fresh;
                    self.changes.node(at);
                }
            }
        }
        let first_new_edge = self.edges.len();
        for id in relationships {
            self.unshown.remove(id);
        }
        for (a, b) in &pairs {
            let pair = self.pair(a, b);
            let between = graph.relationships_between(a, b);
            let (shown, unshown): (Vec<&Relationship>, Vec<&Relationship>) =
                between.iter().map(|r| &***r).partition(|r| pair.is_some() && scope.shows_between_shown(r));
            for r in unshown {
                self.unshown.insert(r.id.clone(), (r.from.clone(), r.to.clone()));
            }
            for r in &shown {
                self.unshown.remove(&r.id);
            }
            if let Some(pair) = pair {
                self.push_pair(graph, &scope, pair, &shown);
            }
        }
        // Removals moved nodes about, so that they are looked up again.
        let fresh: Vec<u32> = entities.iter().filter_map(|id| self.node_of(id)).collect();
        let waiting: Vec<u32> = fresh.iter().copied().filter(|at| self.node_boxes.area(*at).is_empty()).collect();
        settle(self, &waiting);
        let mut stale_edges: Vec<u32> = (first_new_edge as u32..self.edges.len() as u32).collect();
        let mut grown = Rect::NOTHING;
        for at in fresh {
            stale_edges.extend_from_slice(&self.incident[at as usize]);
            grown = grown.union(self.nodes[at as usize].bounds_in_world());
        }
        stale_edges.sort_unstable();
        stale_edges.dedup();
        for edge in stale_edges {
            self.route_edge(edge);
        }
        let notes_before: Vec<Rect> = self.notes().iter().map(|note| note.area_in_world).collect();
        self.refresh_surroundings(&scope);
        let notes_after = self.notes().iter().map(|note| note.area_in_world);
        if at_border || !notes_after.eq(notes_before) || self.nodes.is_empty() {
            self.refresh_bounds();
        } else {
            self.grow_bounds(grown);
        }
    }

    /// Brings the scene up with another filter or time, which shows, hides or changes the looks of these records.
    ///
    /// Takes time as [`Scene::update`] does.
    pub fn reshow(
        &mut self,
        graph: &Graph,
        params: SceneParams<'_>,
        entities: &[EntityId],
        relationships: &[RelationshipId],
    ) {
        self.made_for.as_of = params.as_of;
        self.update(graph, params, Touched::Records { entities, relationships });
    }

    /// Removes all edges between two entities.
    fn remove_pair(&mut self, a: &EntityId, b: &EntityId) {
        let (Some(a), Some(b)) = (self.node_of(a), self.node_of(b)) else { return };
        let near = if self.incident[a as usize].len() <= self.incident[b as usize].len() { a } else { b };
        let far = if near == a { b } else { a };
        let mut between: Vec<u32> =
            self.incident[near as usize].iter().copied().filter(|edge| self.across(*edge, near) == far).collect();
        // From the last, so that what takes a gap is not itself to be removed.
        between.sort_unstable_by(|x, y| y.cmp(x));
        for edge in between {
            self.remove_edge(edge);
        }
    }

    fn remove_edge(&mut self, at: u32) {
        let last = self.edges.len() as u32 - 1;
        let edge = self.edges.swap_remove(at as usize);
        self.edge_boxes.swap_remove(at);
        for id in edge.ids() {
            self.edge_of.remove(id, at);
        }
        for end in [edge.from, edge.to] {
            let incident = self.incident.list_mut(end);
            if let Some(place) = incident.iter().position(|e| *e == at) {
                incident.swap_remove(place);
            }
        }
        if at == last {
            return;
        }
        self.changes.edge(at);
        let moved = &self.edges[at as usize];
        for id in moved.ids() {
            self.edge_of.shift(id, last, at);
        }
        for end in [moved.from, moved.to] {
            if let Some(known) = self.incident.list_mut(end).iter_mut().find(|e| **e == last) {
                *known = at;
            }
        }
    }

    /// Removes a node whose edges are gone.
    fn remove_node(&mut self, id: &EntityId) {
        let Some(at) = self.node_of(id) else { return };
        self.node_of.remove(id, at);
        let last = self.nodes.len() as u32 - 1;
        self.nodes.swap_remove(at as usize);
        self.node_boxes.swap_remove(at);
        self.incident.swap_remove(at);
        if at == last {
            return;
        }
        self.changes.node(at);
        for id in self.nodes[at as usize].ids() {
            self.node_of.shift(id, last, at);
        }
        for edge in &self.incident[at as usize] {
            let edge = &mut self.edges[*edge as usize];
            for end in [&mut edge.from, &mut edge.to] {
                if *end == last {
                    *end = at;
                }
            }
        }
    }
}

/// What must be made again, by id: places in the lists change on the way.
struct Stale {
    entities: BTreeSet<EntityId>,
    /// The lesser id first.
    pairs: BTreeSet<(EntityId, EntityId)>,
}

impl Stale {
    /// `None` where it is so much that a new scene is cheaper.
    fn of(
        scene: &Scene,
        graph: &Graph,
        scope: &Scope<'_>,
        entities: &[EntityId],
        relationships: &[RelationshipId],
    ) -> Option<Self> {
        let limit = 1_000 + (scene.edges.len() + scene.nodes.len()) / 4;
        let mut stale = Self { entities: entities.iter().cloned().collect(), pairs: BTreeSet::new() };
        let mut cost = entities.len() + relationships.len();
        let mut sizes: FxHashMap<&EntityId, usize> = FxHashMap::default();
        for id in relationships {
            let before = match scene.edge_of(id).map(|at| &scene.edges[at as usize]) {
                Some(edge) => {
                    cost += edge.others.len();
                    Some((&scene.nodes[edge.from as usize].id, &scene.nodes[edge.to as usize].id))
                }
                None => scene.unshown.get(id).map(|(from, to)| (from, to)),
            };
            let after = graph.relationship(id).map(|r| (&r.from, &r.to));
            for (a, b) in before.into_iter().chain(after) {
                stale.add_pair(a, b);
                stale.entities.extend([a.clone(), b.clone()]);
                for end in [a, b] {
                    sizes.entry(end).or_insert_with(|| graph.degree(end));
                }
            }
        }
        for id in entities {
            let (was_shown, entity) = (scene.node_of(id), graph.entity(id));
            let is_shown = entity.is_some_and(|entity| scope.shows(entity));
            sizes.entry(id).or_insert_with(|| graph.degree(id));
            if was_shown.is_some() == is_shown {
                continue;
            }
            // It comes or goes, and its edges with it; its neighbours count it among the hidden or no more.
            let there = graph.relationships_at(id);
            cost += there.len();
            let mut ends: Vec<(&EntityId, &EntityId)> = there.iter().map(|r| (&r.from, &r.to)).collect();
            if let Some(at) = was_shown {
                cost += scene.incident[at as usize].len();
                let here =
                    scene.incident[at as usize].iter().map(|edge| &scene.nodes[scene.across(*edge, at) as usize].id);
                ends.extend(here.map(|other| (id, other)));
            }
            if cost > limit {
                return None;
            }
            for (a, b) in ends {
                stale.add_pair(a, b);
                stale.entities.extend([a.clone(), b.clone()]);
            }
        }
        cost += sizes.values().sum::<usize>();
        (cost <= limit).then_some(stale)
    }

    /// Whether a folded group is among it, which is made of many records.
    fn reaches_fold(&self, scene: &Scene) -> bool {
        let folds = &scene.made_for.folds;
        !folds.is_empty() && self.entities.iter().any(|id| folds.values().any(|group| group.members.contains(id)))
    }

    fn add_pair(&mut self, a: &EntityId, b: &EntityId) {
        let (first, second) = if a <= b { (a, b) } else { (b, a) };
        self.pairs.insert((first.clone(), second.clone()));
    }
}

/// Whether `area` reaches an edge of `bounds`, so that the bounds may shrink when it goes.
fn touches_border(area: Rect, bounds: Rect) -> bool {
    area.min.x <= bounds.min.x || area.min.y <= bounds.min.y || area.max.x >= bounds.max.x || area.max.y >= bounds.max.y
}
