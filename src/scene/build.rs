//! The scene: nodes, edges, notes and hulls of one view as flat lists, made once and then kept up.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::figures::{Community, Figures};
use crate::base::{ContentHash, EntityId, GroupId, Lookup, NoteId, Point, Rect, RelationshipId, Vector, mark_of};
use crate::model::{CanvasNote, Graph, Group, Palette, Relationship, Style};

use super::changes::Changes;
use super::edge::{Lanes, Look, Pair, SceneEdge, Way, edges_of_pair};
use super::ends::{Ends, Run, Shown, Single, Tally};
use super::fold::{Folds, folded_node};
use super::hull::hull_around;
use super::incident::Incident;
use super::index::BoxIndex;
use super::ink::Ink;
use super::node::{Anchor, SceneNode, node};
use super::route::within_world;
use super::scales::{Meaning, Scales};
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
    communities: Vec<SceneHull>,
    bounds_in_world: Rect,
    pub(super) node_of: Lookup,
    pub(super) edge_of: Lookup,
    /// The ends of relationships that are not shown: when one goes, its ends have a neighbour less.
    pub(super) unshown: FxHashMap<RelationshipId, (EntityId, EntityId)>,
    pub(super) incident: Incident,
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
    /// The picture that it shows.
    pub image: Option<ContentHash>,
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
            communities: Vec::new(),
            bounds_in_world: Rect::NOTHING,
            node_of: Lookup::default(),
            edge_of: Lookup::default(),
            unshown: FxHashMap::default(),
            incident: Incident::default(),
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
        Self::build_with(graph, params, Arc::default())
    }

    /// The same with what was measured of the network.
    #[must_use]
    pub fn build_with(graph: &Graph, params: SceneParams<'_>, figures: Arc<Figures>) -> Self {
        Self::build_around(graph, params, figures, &FxHashMap::default())
    }

    /// Tells of what was measured of the network from now on.
    pub fn tell(&mut self, graph: &Graph, params: SceneParams<'_>, figures: Arc<Figures>) {
        self.rebuild_with(graph, params, figures);
    }

    /// Makes the scene anew, as after another style was chosen. Entities that nobody placed stay where they were shown.
    pub fn rebuild(&mut self, graph: &Graph, params: SceneParams<'_>) {
        let figures = Arc::clone(self.scales.figures());
        self.rebuild_with(graph, params, figures);
    }

    fn rebuild_with(&mut self, graph: &Graph, params: SceneParams<'_>, figures: Arc<Figures>) {
        self.end_preview();
        let shown_at = self
            .nodes
            .iter()
            .filter(|node| node.anchor == Anchor::Temporary && self.made_for.view.as_ref() == Some(params.view))
            .map(|node| (node.id.clone(), node.center_in_world))
            .collect();
        *self = Self::build_around(graph, params, figures, &shown_at);
    }

    fn build_around(
        graph: &Graph,
        params: SceneParams<'_>,
        figures: Arc<Figures>,
        shown_at: &FxHashMap<EntityId, Point>,
    ) -> Self {
        let Some(scope) = Scope::of(graph, params) else { return Self::default() };
        let (scales, made_for) = (Scales::of(graph, &scope, figures), MadeFor::of(params, &scope));
        let folds = Folds::of(graph, &scope, &made_for.folds);
        let shown = Shown::of(graph, &scope, &folds);
        let Ends { tallies, runs, unshown } = Ends::of(graph, &scope, &shown, &folds);

        let single = |(single, tally): (&Single<'_>, &Tally)| {
            let made = node(&scope, &scales, single, tally.around(graph, single.entity));
            let center_in_world = shown_at.get(&made.id).filter(|_| made.anchor == Anchor::Temporary).copied();
            SceneNode { center_in_world: center_in_world.unwrap_or(made.center_in_world), ..made }
        };
        let tallied = shown.singles.par_iter().with_min_len(LEAST_SHARE).zip(&tallies[..shown.singles.len()]);
        let mut nodes: Vec<SceneNode> = tallied.map(single).collect();
        nodes.extend(
            folds
                .groups()
                .filter_map(|(group, members)| folded_node(graph, &scope, group, &made_for.folds[group], members)),
        );
        drop(shown);
        let waits = |node: &SceneNode| node.anchor == Anchor::Temporary && !shown_at.contains_key(&node.id);
        let waiting: Vec<u32> = (0..nodes.len() as u32).filter(|at| waits(&nodes[*at as usize])).collect();
        let mut is_waiting = vec![false; if waiting.is_empty() { 0 } else { nodes.len() }];
        waiting.iter().for_each(|at| is_waiting[*at as usize] = true);

        let (edges, (node_boxes, node_of)) = rayon::join(
            || edges_of_runs(&scope, &nodes, runs),
            || {
                let area = |(at, node): (usize, &SceneNode)| match is_waiting.get(at) {
                    Some(true) => Rect::NOTHING,
                    _ => node.bounds_in_world(),
                };
                (BoxIndex::of(nodes.iter().enumerate().map(area)), lookup_of_nodes(&nodes))
            },
        );
        let incident = Incident::of(nodes.len(), edges.iter().map(|edge| (edge.from, edge.to)));
        let mut scene =
            Self { nodes, edges, node_of, unshown, incident, node_boxes, scales, made_for, ..Self::default() };
        if !waiting.is_empty() {
            settle(&mut scene, &waiting);
            let Self { nodes, edges, .. } = &mut scene;
            edges.par_iter_mut().with_min_len(LEAST_SHARE).for_each(|edge| route(nodes, edge));
        }
        let edges = &scene.edges;
        (scene.edge_boxes, scene.edge_of) = rayon::join(
            || BoxIndex::of(edges.iter().map(|edge| edge.path_in_world.bounds())),
            || lookup_of_edges(edges),
        );
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

    /// The outlines of communities, the largest first, below those of groups. Their ids are of no group.
    #[must_use]
    pub fn communities(&self) -> &[SceneHull] {
        &self.communities
    }

    /// All outlines, from the lowest to the topmost.
    pub fn outlines(&self) -> impl Iterator<Item = &SceneHull> {
        self.communities.iter().chain(&self.hulls)
    }

    /// The rectangle around all discs and notes; empty for an empty scene.
    #[must_use]
    pub fn bounds_in_world(&self) -> Rect {
        self.bounds_in_world
    }

    /// The node of an entity, if it is shown.
    #[must_use]
    pub fn node_of(&self, entity: &EntityId) -> Option<u32> {
        self.node_of.get(entity, |at| self.nodes[at as usize].holds(entity))
    }

    /// The edge or bundle of a relationship, if it is shown.
    #[must_use]
    pub fn edge_of(&self, relationship: &RelationshipId) -> Option<u32> {
        self.edge_of.get(relationship, |at| self.edges[at as usize].holds(relationship))
    }

    /// The edges at a node; a loop comes once. In no order that means anything.
    #[must_use]
    pub fn edges_at_unsorted(&self, node: u32) -> &[u32] {
        if (node as usize) < self.incident.len() { &self.incident[node as usize] } else { &[] }
    }

    /// The node at the other end of an edge, or the same one for a loop.
    #[must_use]
    pub fn across(&self, edge: u32, node: u32) -> u32 {
        let SceneEdge { from, to, .. } = self.edges[edge as usize];
        if from == node { to } else { from }
    }

    /// What was measured of the network, as it is told.
    #[must_use]
    pub fn figures(&self) -> &Arc<Figures> {
        self.scales.figures()
    }

    /// What the colours mean, where they do not stand for types.
    #[must_use]
    pub fn colour_key(&self) -> &[Meaning] {
        self.scales.meanings()
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
        if !self.hulls.is_empty() || !self.communities.is_empty() {
            let moved: FxHashSet<u32> = moves.iter().map(|(at, _)| *at).collect();
            self.outline_hulls_of(&moved);
        }
    }

    /// Adds a node. One that waits for a place stands in nobody's way until it has one.
    pub(super) fn push_node(&mut self, node: SceneNode, settling: Settling) {
        let at = self.nodes.len() as u32;
        self.node_of.insert(&node.id, at);
        self.changes.node(at);
        self.node_boxes.push(match settling {
            Settling::Done => node.bounds_in_world(),
            Settling::Waiting => Rect::NOTHING,
        });
        self.nodes.push(node);
        self.incident.push();
    }

    /// The pair of nodes of two entities, if both are shown.
    pub(super) fn pair(&self, a: &EntityId, b: &EntityId) -> Option<Pair> {
        let (a, b) = (self.node_of(a)?, self.node_of(b)?);
        let in_order = self.nodes[a as usize].id <= self.nodes[b as usize].id;
        let (first, second) = if in_order { (a, b) } else { (b, a) };
        Some(Pair { first, second })
    }

    /// Adds the edges of a pair. They have to be routed next, in order.
    pub(super) fn push_pair<'g>(
        &mut self,
        graph: &Graph,
        scope: &Scope<'g>,
        pair: Pair,
        relationships: &[&'g Relationship],
    ) {
        let Self { nodes, edges, edge_of, incident, .. } = self;
        let first_node = &nodes[pair.first as usize];
        let way = |r: &Relationship| if first_node.holds(&r.from) { Way::Along } else { Way::Against };
        let run = |r: &&'g Relationship| Run { pair, way: way(r), relationship: r, look: Look::of(graph, scope, r) };
        let runs: Vec<Run<'_>> = relationships.iter().map(run).collect();
        let first = edges.len();
        edges_of_pair(scope, &runs, lanes_of(nodes, pair), edges);
        for (at, edge) in edges.iter().enumerate().skip(first) {
            for id in edge.ids() {
                edge_of.insert(id, at as u32);
            }
            incident.list_mut(edge.from).push(at as u32);
            if edge.to != edge.from {
                incident.list_mut(edge.to).push(at as u32);
            }
        }
    }

    /// Finds the way of an edge between its nodes as they stand.
    pub(super) fn route_edge(&mut self, at: u32) {
        let edge = &mut self.edges[at as usize];
        route(&self.nodes, edge);
        let area = edge.path_in_world.bounds();
        if at as usize == self.edge_boxes.count() {
            self.edge_boxes.push(area);
        } else {
            self.edge_boxes.set(at, area);
        }
        self.changes.edge(at);
    }

    /// Takes notes and groups from the view anew.
    pub(super) fn refresh_surroundings(&mut self, scope: &Scope<'_>) {
        let view = &scope.state.view;
        self.notes = view
            .canvas_notes
            .iter()
            .map(|(id, CanvasNote { text, area, image })| {
                // A file may say anything; what cannot be drawn where it says stands as near as it can.
                let min = within_world(area.min).unwrap_or_default();
                let max = within_world(area.max).unwrap_or(min);
                let area_in_world = Rect { min, max: Point::new(max.x.max(min.x), max.y.max(min.y)) };
                SceneNote { id: id.clone(), text: text.clone(), image: *image, area_in_world }
            })
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
        self.communities = self.community_hulls();
        for hull in self.hulls.iter_mut().chain(&mut self.communities) {
            hull.outline_in_world = hull_around(hull.members.iter().map(|at| self.nodes[*at as usize].rim()));
        }
    }

    fn community_hulls(&self) -> Vec<SceneHull> {
        let (all, meanings) = (&self.scales.figures().communities, self.scales.meanings());
        let is_coloured = self.scales.are_communities();
        let hull = |(at, community): (usize, &Community)| {
            let ink =
                meanings.get(at).filter(|meaning| is_coloured && meaning.sign.is_some()).map(|meaning| meaning.ink);
            let members: Vec<u32> = community.members.iter().filter_map(|member| self.node_of(member)).collect();
            let id = GroupId::new(format!("community-{at}")).ok()?;
            // One alone needs no line around it.
            (members.len() > 1).then(|| SceneHull {
                id,
                name: community.name.clone(),
                ink: ink.or(Some(Ink::Palette(Palette::Other))),
                outline_in_world: Vec::new(),
                members,
            })
        };
        all.iter().enumerate().filter(|(_, community)| community.is_outlined).filter_map(hull).collect()
    }

    fn outline_hulls_of(&mut self, moved: &FxHashSet<u32>) {
        let hulls = self.hulls.iter_mut().chain(&mut self.communities);
        for hull in hulls.filter(|hull| hull.members.iter().any(|at| moved.contains(at))) {
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

/// Fewer records than this are not worth a thread of their own.
const LEAST_SHARE: usize = 1024;

fn lanes_of(nodes: &[SceneNode], pair: Pair) -> Lanes {
    let is_folded = |node: u32| nodes[node as usize].folded.is_some();
    if is_folded(pair.first) || is_folded(pair.second) { Lanes::One } else { Lanes::Fanned }
}

fn route(nodes: &[SceneNode], edge: &mut SceneEdge) {
    let [from, to] = [edge.from, edge.to].map(|node| nodes[node as usize].rim());
    edge.path_in_world = edge.routed(from, to);
}

/// All edges, routed between the nodes as they stand. The runs are sorted by pair.
fn edges_of_runs(scope: &Scope<'_>, nodes: &[SceneNode], runs: Vec<Run<'_>>) -> Vec<SceneEdge> {
    /// So many runs are a share. A few shares at a time are made and added, so that there is never a second copy of all.
    const SHARE: usize = 8 * LEAST_SHARE;
    const SHARES: usize = 16;
    let mut shares = Vec::with_capacity(runs.len() / SHARE + 1);
    let mut rest = &runs[..];
    while let Some(last) = rest.get(SHARE.min(rest.len()).wrapping_sub(1)) {
        let beyond = rest.partition_point(|run| run.pair <= last.pair);
        let (share, behind) = rest.split_at(beyond);
        shares.push(share);
        rest = behind;
    }
    let mut edges = Vec::with_capacity(runs.len());
    for shares in shares.chunks(SHARES) {
        let made = shares.par_iter().map(|runs| {
            let mut edges = Vec::with_capacity(runs.len());
            for runs in runs.chunk_by(|a, b| a.pair == b.pair) {
                edges_of_pair(scope, runs, lanes_of(nodes, runs[0].pair), &mut edges);
            }
            edges.iter_mut().for_each(|edge| route(nodes, edge));
            edges
        });
        made.collect::<Vec<_>>().into_iter().for_each(|mut made| edges.append(&mut made));
    }
    edges
}

fn lookup_of_nodes(nodes: &[SceneNode]) -> Lookup {
    let marks = nodes.iter().enumerate().flat_map(|(at, node)| node.ids().map(move |id| (mark_of(id), at as u32)));
    Lookup::of(marks, nodes.len())
}

fn lookup_of_edges(edges: &[SceneEdge]) -> Lookup {
    let marks = edges.iter().enumerate().flat_map(|(at, edge)| edge.ids().map(move |id| (mark_of(id), at as u32)));
    Lookup::of(marks, edges.len())
}

impl MadeFor {
    pub(super) fn of(params: SceneParams<'_>, scope: &Scope<'_>) -> Self {
        let view = &scope.state.view;
        let folds = view.groups.iter().filter(|(_, group)| group.collapsed);
        let folds = folds.map(|(id, group)| (id.clone(), group.clone())).collect();
        Self { view: Some(params.view.clone()), style: view.style.clone(), as_of: params.as_of, folds }
    }
}
