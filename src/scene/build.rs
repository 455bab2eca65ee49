//! The scene: nodes, edges, notes and hulls of one view as flat lists, made once and then kept up.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{EntityId, GroupId, NoteId, Point, Rect, RelationshipId, Vector};
use crate::model::{Graph, Group, Relationship, Style};

use super::changes::Changes;
use super::edge::{Lanes, Pair, SceneEdge, Way, edges_of_pair};
use super::ends::{Ends, Shown};
use super::fold::{Folds, folded_node};
use super::hull::hull_around;
use super::index::BoxIndex;
use super::ink::Ink;
use super::node::{Anchor, Scales, SceneNode, node};
use super::route::within_world;
use super::scope::{SceneParams, Scope};
use super::unplaced::{Settling, settle};

/// What is to be drawn of one view of a graph, in world units. It knows nothing of the camera, so that panning and
/// zooming rebuild nothing.
///
/// Nodes and edges are named by their place in the lists while the scene stands, and by ids beyond that: an update may
/// move the last one into a gap.
#[derive(Debug, Clone)]
pub struct Scene {
    pub(super) nodes: Vec<SceneNode>,
    pub(super) edges: Vec<SceneEdge>,
    notes: Vec<SceneNote>,
    hulls: Vec<SceneHull>,
    bounds_in_world: Rect,
    pub(super) node_of: FxHashMap<EntityId, u32>,
    pub(super) edge_of: FxHashMap<RelationshipId, u32>,
    /// The ends of relationships that are not shown: when one goes, its ends have a neighbour less.
    pub(super) unshown: FxHashMap<RelationshipId, (EntityId, EntityId)>,
    /// The edges at each node, a loop once.
    pub(super) incident: Vec<Vec<u32>>,
    pub(super) node_boxes: BoxIndex,
    pub(super) edge_boxes: BoxIndex,
    pub(super) scales: Scales,
    pub(super) made_for: MadeFor,
    pub(super) preview: Preview,
    pub(super) changes: Changes,
}

/// A note on the canvas.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneNote {
    /// The note.
    pub id: NoteId,
    /// Its words, in Markdown.
    pub text: String,
    /// Where it stands.
    pub area_in_world: Rect,
}

/// The outline around a group.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneHull {
    /// The group.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// Its colour; the theme's choice otherwise.
    pub ink: Option<Ink>,
    /// A convex outline, clockwise on a screen.
    pub outline_in_world: Vec<Point>,
    /// The nodes in it.
    pub members: Vec<u32>,
}

/// What a scene was made for; a change of it asks for a new one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MadeFor {
    pub(super) view: Option<crate::base::ViewId>,
    pub(super) style: Style,
    pub(super) as_of: Option<crate::analysis::time::AsOf>,
    /// The groups that are shown as one node.
    pub(super) folds: std::collections::BTreeMap<GroupId, Group>,
}

/// Nodes and notes that a drag shows elsewhere for the time being, with the places that they come back to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Preview {
    pub(super) nodes: Vec<(u32, Point)>,
    pub(super) notes: Vec<(usize, Rect)>,
}

impl Default for Scene {
    /// A scene without anything.
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            notes: Vec::new(),
            hulls: Vec::new(),
            bounds_in_world: Rect::NOTHING,
            node_of: FxHashMap::default(),
            edge_of: FxHashMap::default(),
            unshown: FxHashMap::default(),
            incident: Vec::new(),
            node_boxes: BoxIndex::default(),
            edge_boxes: BoxIndex::default(),
            scales: Scales::default(),
            made_for: MadeFor::default(),
            preview: Preview::default(),
            changes: Changes::default(),
        }
    }
}

impl Scene {
    /// Makes the scene of a view; an empty one where the graph has no such view. Takes O((n + m) log m).
    #[must_use]
    pub fn build(graph: &Graph, params: SceneParams<'_>) -> Self {
        Self::build_around(graph, params, &FxHashMap::default())
    }

    /// Makes the scene anew, as after another style was chosen. Entities that nobody placed stay where they were shown.
    pub fn rebuild(&mut self, graph: &Graph, params: SceneParams<'_>) {
        self.end_preview();
        let shown_at = self
            .nodes
            .iter()
            .filter(|node| node.anchor == Anchor::Temporary && self.made_for.view.as_ref() == Some(params.view))
            .map(|node| (node.id.clone(), node.center_in_world))
            .collect();
        *self = Self::build_around(graph, params, &shown_at);
    }

    fn build_around(graph: &Graph, params: SceneParams<'_>, shown_at: &FxHashMap<EntityId, Point>) -> Self {
        let Some(scope) = Scope::of(graph, params) else { return Self::default() };
        let mut scene = Self {
            scales: Scales::of(graph, &scope),
            made_for: MadeFor::of(params, &scope),
            nodes: Vec::with_capacity(graph.entity_count()),
            node_boxes: BoxIndex::with_capacity(graph.entity_count()),
            edges: Vec::with_capacity(graph.relationship_count()),
            edge_boxes: BoxIndex::with_capacity(graph.relationship_count()),
            ..Self::default()
        };
        let folds = Folds::of(graph, &scope, &scene.made_for.folds);
        let shown = Shown::of(graph, &scope, &folds);
        scene.node_of = shown.places(&folds);
        let Ends { tallies, mut by_pair, unshown } = Ends::of(graph, &scope, &shown, &folds, &scene.node_of);
        scene.unshown = unshown;
        scene.edge_of.reserve(by_pair.len());

        let mut waiting = Vec::new();
        let fresh = shown.entities.iter().zip(&tallies).filter_map(|((entity, placement), tally)| {
            node(&scope, &scene.scales, entity, *placement, tally.around(graph, entity))
        });
        let folded = folds
            .groups()
            .filter_map(|(group, members)| folded_node(graph, &scope, group, &scene.made_for.folds[group], members));
        let fresh: Vec<SceneNode> = fresh.chain(folded).collect();
        for (mut made, tally) in fresh.into_iter().zip(&tallies) {
            let standing = match (made.anchor, shown_at.get(&made.id)) {
                (Anchor::Temporary, Some(center)) => {
                    made.center_in_world = *center;
                    Settling::Done
                }
                (Anchor::Temporary, None) => Settling::Waiting,
                (Anchor::Placed | Anchor::Pinned, _) => Settling::Done,
            };
            let at = scene.push_known_node(made, standing, tally.degree as usize);
            if standing == Settling::Waiting {
                waiting.push(at);
            }
        }
        by_pair.sort_unstable_by(|(a, r), (b, s)| a.cmp(b).then_with(|| r.id.cmp(&s.id)));
        let mut relationships: Vec<&Relationship> = Vec::new();
        for parallel in by_pair.chunk_by(|(a, _), (b, _)| a == b) {
            relationships.clear();
            relationships.extend(parallel.iter().map(|(_, r)| &***r));
            scene.push_pair(graph, &scope, parallel[0].0, &relationships);
        }
        settle(&mut scene, &waiting);
        for edge in 0..scene.edges.len() {
            scene.route_edge(edge as u32);
        }
        scene.refresh_surroundings(&scope);
        scene.bounds_in_world = scene.measured_bounds();
        scene
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /// The nodes, in the order in which they are drawn.
    #[must_use]
    pub fn nodes(&self) -> &[SceneNode] {
        &self.nodes
    }

    /// The edges, in the order in which they are drawn, below the nodes.
    #[must_use]
    pub fn edges(&self) -> &[SceneEdge] {
        &self.edges
    }

    /// The notes, by id, below the edges.
    #[must_use]
    pub fn notes(&self) -> &[SceneNote] {
        &self.notes
    }

    /// The outlines of groups, by id, below all else.
    #[must_use]
    pub fn hulls(&self) -> &[SceneHull] {
        &self.hulls
    }

    /// The rectangle around all discs and notes; empty for an empty scene.
    #[must_use]
    pub fn bounds_in_world(&self) -> Rect {
        self.bounds_in_world
    }

    /// The node of an entity, if it is shown.
    #[must_use]
    pub fn node_of(&self, entity: &EntityId) -> Option<u32> {
        self.node_of.get(entity).copied()
    }

    /// The edge or bundle of a relationship, if it is shown.
    #[must_use]
    pub fn edge_of(&self, relationship: &RelationshipId) -> Option<u32> {
        self.edge_of.get(relationship).copied()
    }

    /// The edges at a node; a loop comes once. In no order that means anything.
    #[must_use]
    pub fn edges_at_unsorted(&self, node: u32) -> &[u32] {
        self.incident.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// The node at the other end of an edge, or the same one for a loop.
    #[must_use]
    pub fn across(&self, edge: u32, node: u32) -> u32 {
        let SceneEdge { from, to, .. } = self.edges[edge as usize];
        if from == node { to } else { from }
    }

    /// What the colours say where they show a property: each value with its colour, most common first.
    pub fn colour_key(&self) -> impl Iterator<Item = (Ink, &str)> {
        self.scales.colours()
    }

    // ---- keeping up ----------------------------------------------------------------------------------------------

    /// Shows nodes and notes moved by `by_in_world` until the preview ends, with the edges between them and the rest.
    ///
    /// It takes the place of the previous preview. The graph is not asked and nothing is committed. Takes time in
    /// proportion to what is moved and the edges there.
    pub fn preview_move(&mut self, entities: &[EntityId], notes: &[NoteId], by_in_world: Vector) {
        let mut nodes: Vec<u32> = entities.iter().filter_map(|id| self.node_of(id)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let notes: Vec<usize> =
            notes.iter().filter_map(|id| self.notes.iter().position(|note| &note.id == id)).collect();
        let is_same = nodes.iter().eq(self.preview.nodes.iter().map(|(at, _)| at))
            && notes.iter().eq(self.preview.notes.iter().map(|(at, _)| at));
        let by_in_world = Some(by_in_world).filter(|by| by.x.is_finite() && by.y.is_finite());
        if !is_same || by_in_world.is_none() {
            self.end_preview();
        }
        let Some(by_in_world) = by_in_world else { return };
        if !is_same {
            self.preview.nodes = nodes.iter().map(|at| (*at, self.nodes[*at as usize].center_in_world)).collect();
            self.preview.notes = notes.iter().map(|at| (*at, self.notes[*at].area_in_world)).collect();
        }
        let moved: Vec<(u32, Point)> = self.preview.nodes.iter().map(|(at, from)| (*at, *from + by_in_world)).collect();
        self.move_nodes(&moved);
        for (at, from) in &self.preview.notes {
            self.notes[*at].area_in_world = Rect { min: from.min + by_in_world, max: from.max + by_in_world };
        }
    }

    /// Shows nodes at other places until the preview ends, with the edges there.
    ///
    /// It takes the place of the previous preview. Takes time in proportion to what is moved and the edges there.
    pub fn preview_at(&mut self, places: &[(u32, Point)]) {
        let is_same = self.preview.notes.is_empty()
            && places.iter().map(|(at, _)| at).eq(self.preview.nodes.iter().map(|(at, _)| at));
        if !is_same {
            self.end_preview();
            self.preview.nodes = places.iter().map(|(at, _)| (*at, self.nodes[*at as usize].center_in_world)).collect();
        }
        self.move_nodes(places);
    }

    /// Puts everything back where the graph has it.
    pub fn end_preview(&mut self) {
        let Preview { nodes, notes } = std::mem::take(&mut self.preview);
        self.move_nodes(&nodes);
        for (at, area) in notes {
            self.notes[at].area_in_world = area;
        }
    }

    fn move_nodes(&mut self, moves: &[(u32, Point)]) {
        let mut edges = Vec::new();
        for (at, center) in moves {
            if let Some(center) = within_world(*center) {
                self.nodes[*at as usize].center_in_world = center;
                self.changes.node(*at);
                self.node_boxes.set(*at, self.nodes[*at as usize].bounds_in_world());
                edges.extend_from_slice(&self.incident[*at as usize]);
            }
        }
        edges.sort_unstable();
        edges.dedup();
        for edge in edges {
            self.route_edge(edge);
        }
        if !self.hulls.is_empty() {
            let moved: FxHashSet<u32> = moves.iter().map(|(at, _)| *at).collect();
            self.outline_hulls_of(&moved);
        }
    }

    /// Adds a node. One that waits for a place stands in nobody's way until it has one.
    pub(super) fn push_node(&mut self, node: SceneNode, settling: Settling) -> u32 {
        self.node_of.insert(node.id.clone(), self.nodes.len() as u32);
        self.push_known_node(node, settling, 0)
    }

    /// The same for one whose entities are known to stand at the end of the list, with room for so many edges.
    fn push_known_node(&mut self, node: SceneNode, settling: Settling, edges: usize) -> u32 {
        let at = self.nodes.len() as u32;
        self.changes.node(at);
        self.node_boxes.push(match settling {
            Settling::Done => node.bounds_in_world(),
            Settling::Waiting => Rect::NOTHING,
        });
        self.nodes.push(node);
        self.incident.push(Vec::with_capacity(edges));
        at
    }

    /// The pair of nodes of two entities, if both are shown.
    pub(super) fn pair(&self, a: &EntityId, b: &EntityId) -> Option<Pair> {
        let (a, b) = (self.node_of(a)?, self.node_of(b)?);
        let in_order = self.nodes[a as usize].id <= self.nodes[b as usize].id;
        let (first, second) = if in_order { (a, b) } else { (b, a) };
        Some(Pair { first, second })
    }

    fn is_folded(&self, node: u32) -> bool {
        self.nodes[node as usize].folded.is_some()
    }

    /// Adds the edges of a pair. They have to be routed next, in order.
    pub(super) fn push_pair(&mut self, graph: &Graph, scope: &Scope<'_>, pair: Pair, relationships: &[&Relationship]) {
        let lanes = if self.is_folded(pair.first) || self.is_folded(pair.second) { Lanes::One } else { Lanes::Fanned };
        let Self { node_of, edges, edge_of, incident, .. } = self;
        let way = |r: &Relationship| match lanes {
            Lanes::Fanned if r.from <= r.to => Way::Along,
            Lanes::One if node_of.get(&r.from) == Some(&pair.first) => Way::Along,
            Lanes::Fanned | Lanes::One => Way::Against,
        };
        let first = edges.len();
        edges_of_pair(graph, scope, pair, relationships, lanes, way, edges);
        for (at, edge) in edges.iter().enumerate().skip(first) {
            for id in edge.ids() {
                edge_of.insert(id.clone(), at as u32);
            }
            incident[edge.from as usize].push(at as u32);
            if edge.to != edge.from {
                incident[edge.to as usize].push(at as u32);
            }
        }
    }

    /// Finds the way of an edge between its nodes as they stand.
    pub(super) fn route_edge(&mut self, at: u32) {
        let edge = &self.edges[at as usize];
        let (from, to) = (&self.nodes[edge.from as usize], &self.nodes[edge.to as usize]);
        let path = edge.routed(from.rim(), to.rim());
        if at as usize == self.edge_boxes.count() {
            self.edge_boxes.push(path.bounds());
        } else {
            self.edge_boxes.set(at, path.bounds());
        }
        self.edges[at as usize].path_in_world = path;
        self.changes.edge(at);
    }

    /// Takes notes and groups from the view anew.
    pub(super) fn refresh_surroundings(&mut self, scope: &Scope<'_>) {
        let view = &scope.state.view;
        self.notes = view
            .canvas_notes
            .iter()
            .map(|(id, note)| SceneNote { id: id.clone(), text: note.text.clone(), area_in_world: note.area })
            .collect();
        self.hulls = view
            .groups
            .iter()
            .filter(|(_, group)| !group.collapsed)
            .map(|(id, group)| SceneHull {
                id: id.clone(),
                name: group.name.clone(),
                ink: group.colour.map(Ink::from),
                outline_in_world: Vec::new(),
                members: group.members.iter().filter_map(|member| self.node_of(member)).collect(),
            })
            .filter(|hull| !hull.members.is_empty())
            .collect();
        for hull in &mut self.hulls {
            hull.outline_in_world = hull_around(hull.members.iter().map(|at| self.nodes[*at as usize].rim()));
        }
    }

    fn outline_hulls_of(&mut self, moved: &FxHashSet<u32>) {
        for hull in self.hulls.iter_mut().filter(|hull| hull.members.iter().any(|at| moved.contains(at))) {
            hull.outline_in_world = hull_around(hull.members.iter().map(|at| self.nodes[*at as usize].rim()));
        }
    }

    pub(super) fn refresh_bounds(&mut self) {
        self.bounds_in_world = self.measured_bounds();
    }

    pub(super) fn grow_bounds(&mut self, by: Rect) {
        self.bounds_in_world = self.bounds_in_world.union(by);
    }

    fn measured_bounds(&self) -> Rect {
        let discs = self.nodes.iter().map(SceneNode::bounds_in_world);
        discs.chain(self.notes.iter().map(|note| note.area_in_world)).fold(Rect::NOTHING, Rect::union)
    }
}

impl MadeFor {
    pub(super) fn of(params: SceneParams<'_>, scope: &Scope<'_>) -> Self {
        let view = &scope.state.view;
        let folds = view.groups.iter().filter(|(_, group)| group.collapsed);
        let folds = folds.map(|(id, group)| (id.clone(), group.clone())).collect();
        Self { view: Some(params.view.clone()), style: view.style.clone(), as_of: params.as_of, folds }
    }
}
