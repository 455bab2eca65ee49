//! Which labels are shown, and where: placed on the screen, greedily, without covering each other or a disc.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{EntityId, Point, Rect, RelationshipId, Vector};

use super::arrowhead::arrowheads;
use super::build::Scene;
use super::camera::Camera;
use super::crowd::Crowd;
use super::edge::{Dispute, SceneEdge};
use super::group_label::{self, GroupLabel};
use super::hit::Hit;
use super::hood::Hood;
use super::node::{Anchor, MAX_RADIUS, SceneNode};

/// The height of a line of a name, in screen pixels.
pub const NAME_LINE: f32 = 15.0;
/// The height of the line of a date.
pub const DATE_LINE: f32 = 14.0;
/// The height of the label of an edge.
pub const EDGE_LINE: f32 = 16.0;
/// The room that the sign of dispute takes before the label of an edge.
pub const CHIP_WIDTH: f32 = 17.0;
/// Dates are shown from this zoom.
pub const DATE_ZOOM: f32 = 0.9;
/// Labels of edges are shown from this zoom.
pub const EDGE_LABEL_ZOOM: f32 = 0.7;
/// Discs smaller than this on the screen are points and have no label.
pub const LEAST_DISC: f32 = 3.0;

/// The most edges that are labelled beside those that stand out.
const MOST_EDGE_LABELS: usize = 60;
/// So many of those that stand out are named in any case, of nodes and of edges; more of them where there is room.
pub(super) const MOST_IN_ANY_CASE: usize = 60;
/// Labels of edges are cut to so many characters.
const MOST_LETTERS: usize = 60;
/// More nodes in view than this are not looked at one by one, nor are more edges.
const MOST_IN_VIEW: usize = 4_000;
/// So many of the highest nodes are looked at for those in view.
const MOST_LOOKED_AT: usize = 20_000;
/// So many nodes are tried where more are in view than are looked at.
const MOST_TRIED_IN_CROWD: usize = 160;
/// The most nodes that are tried in one picture.
const MOST_NODES_TRIED: usize = 600;
/// How many nodes are labelled where very many are in view, beside those that stand out.
pub(super) const LEAST_NODE_LABELS: usize = 40;
/// Labels times nodes in view: the more nodes, the fewer labels, so that a crowd stays a picture.
const CROWDING: usize = 12_000;
/// An edge is labelled where its line is longer than the text and this.
const BARE_LINE: f32 = 38.0;
/// Between a disc and its label; a selected one has a halo in between.
const GAP: f32 = 4.0;
const GAP_SELECTED: f32 = 13.0;
/// The room above and below the letters of a line, which two labels may share in need.
const LEADING: f32 = 1.5;
/// A ring around a disc is kept free as well.
pub(super) const RING: f32 = 3.0;
/// How long a label that was shown may be covered before it goes, and may keep a side that is not the best.
const PATIENCE_MS: f64 = 150.0;
/// Where along its line the label of an edge is tried.
const SHARES: [f32; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8];

/// A line of text on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words<'a> {
    /// A line of the name of an entity.
    Name(&'a str),
    /// A date under a name.
    Date(&'a str),
    /// The label of a relationship.
    Edge(&'a str),
    /// The name of a group.
    Group(&'a str),
}

/// Knows how wide text is. Fonts are the painter's business.
pub trait Measure {
    /// The width of a line in screen pixels.
    fn width(&mut self, words: Words<'_>) -> f32;
}

/// What stands out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// The selected nodes.
    pub nodes: Arc<FxHashSet<u32>>,
    /// The selected edges.
    pub edges: Arc<FxHashSet<u32>>,
    /// What the pointer is over.
    pub hovered: Option<Hit>,
    /// What is looked at, where the rest is dimmed.
    pub hood: Option<Arc<Hood>>,
}

impl Emphasis {
    /// Whether the pointer is over this node or its rim.
    #[must_use]
    pub fn hovers_node(&self, node: u32) -> bool {
        self.hovered.and_then(Hit::node) == Some(node)
    }

    /// Whether a node is not among what is looked at.
    #[must_use]
    pub fn dims_node(&self, node: u32) -> bool {
        self.hood.as_ref().is_some_and(|hood| !hood.nodes.contains(&node))
    }

    /// Whether an edge is not among what is looked at.
    #[must_use]
    pub fn dims_edge(&self, edge: u32) -> bool {
        self.hood.as_ref().is_some_and(|hood| !hood.edges.contains(&edge))
    }

    /// Whether a selected node lies at either end of an edge.
    #[must_use]
    pub fn is_at_selected(&self, edge: &SceneEdge) -> bool {
        self.nodes.contains(&edge.from) || self.nodes.contains(&edge.to)
    }
}

/// On which side of its disc a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below, where it stands if nothing is in its way and it covers no arrowhead.
    Below,
    /// Above.
    Above,
    /// To the right.
    Right,
    /// To the left.
    Left,
}

/// A place beside a disc: the side, and by which share of its width the label is moved to the right.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    side: Side,
    slide: f32,
}

impl Spot {
    const fn on(side: Side) -> Self {
        Self { side, slide: 0.0 }
    }

    const USUAL: [Self; 4] =
        [Self::on(Side::Below), Self::on(Side::Above), Self::on(Side::Right), Self::on(Side::Left)];

    /// Where a name may go that the edge of the window would cut otherwise.
    fn in_need() -> impl Iterator<Item = Self> {
        let sides = |slide: f32| [Side::Below, Side::Above].map(|side| Self { side, slide });
        Self::USUAL.into_iter().chain([-0.15, 0.15, -0.35, 0.35].into_iter().flat_map(sides))
    }
}

/// Whether a label shows a date under the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLine {
    /// It does.
    Shown,
    /// It has none, or there is no room for it at this zoom.
    Absent,
}

/// A label of a node that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeLabel {
    /// The node.
    pub node: u32,
    /// Where it stands.
    pub area_in_screen: Rect,
    /// On which side of the disc.
    pub side: Side,
    /// Whether the last line is the date.
    pub date: DateLine,
    /// How far it stands off the disc.
    gap: f32,
    slide: f32,
}

/// A label of an edge that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeLabel {
    /// The edge.
    pub edge: u32,
    /// Where it stands, the sign of dispute included.
    pub area_in_screen: Rect,
    /// Where along the line.
    share: f32,
}

/// The labels of one picture, the most important first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placed {
    /// Of nodes.
    pub nodes: Vec<NodeLabel>,
    /// Of edges.
    pub edges: Vec<EdgeLabel>,
    /// Of groups.
    pub groups: Vec<GroupLabel>,
    /// In how many milliseconds the labels want to be placed again, though nothing changes until then.
    pub again_in_ms: Option<f64>,
}

/// Places labels, and remembers what was shown so that labels do not flicker.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    shown: FxHashMap<EntityId, Shown>,
    shown_edges: FxHashMap<RelationshipId, usize>,
    /// The nodes by how many relationships they have, as they were when very many were last in view.
    ranking: Vec<u32>,
    ranked: usize,
    covers_in_screen: Vec<Rect>,
}

#[derive(Debug, Clone, Copy)]
struct Shown {
    spot: Spot,
    spot_since_ms: f64,
    covered_since_ms: Option<f64>,
}

impl Labels {
    /// Says what floats over the picture: no label is placed under it from now on.
    pub fn keep_off(&mut self, covers_in_screen: &[Rect]) {
        if self.covers_in_screen != covers_in_screen {
            self.covers_in_screen = covers_in_screen.to_vec();
        }
    }

    /// Forgets which nodes have the most relationships, since all of the scene is another.
    pub fn rank_anew(&mut self) {
        (self.ranking, self.ranked) = (Vec::new(), 0);
    }

    /// Places the labels of what is in view. `now_ms` only ever grows.
    pub fn place(
        &mut self,
        scene: &Scene,
        camera: &Camera,
        emphasis: &Emphasis,
        measure: &mut dyn Measure,
        now_ms: f64,
    ) -> Placed {
        let view = camera.viewport_in_world();
        let mut crowd = Crowd::new(scene, camera);
        self.covers_in_screen.iter().for_each(|cover| crowd.add_label(*cover));
        let visible = match scene.nodes_touching_at_most(view.expanded(40.0 / camera.zoom()), MOST_IN_VIEW) {
            Ok(visible) => {
                visible.iter().for_each(|node| crowd.add_disc(*node));
                InView::All(visible)
            }
            Err(_) => {
                crowd.asks_scene = camera.zoom() * MAX_RADIUS >= LEAST_DISC;
                InView::Ranked(if crowd.asks_scene { self.highest_in(scene, camera, view) } else { Vec::new() })
            }
        };
        let groups = group_label::place(scene, camera, measure, &mut crowd);
        let mut placed = Placed { groups, ..Placed::default() };
        self.place_nodes(scene, camera, emphasis, measure, now_ms, &visible, &mut crowd, &mut placed);
        self.place_edges(scene, camera, emphasis, measure, view, &mut crowd, &mut placed);
        placed
    }

    /// The nodes in view that have the most relationships, a few hundred of them.
    fn highest_in(&mut self, scene: &Scene, camera: &Camera, view_in_world: Rect) -> Vec<u32> {
        let nodes = scene.nodes();
        // An old ranking serves as well as long as the scene is about the same.
        if self.ranked.abs_diff(nodes.len()) > nodes.len() / 64 {
            let rank = |at: &u32| (std::cmp::Reverse(nodes[*at as usize].degree), *at);
            let mut ranking: Vec<u32> = (0..nodes.len() as u32).collect();
            if ranking.len() > MOST_LOOKED_AT {
                ranking.select_nth_unstable_by_key(MOST_LOOKED_AT, rank);
                ranking.truncate(MOST_LOOKED_AT);
            }
            ranking.shrink_to_fit();
            ranking.sort_unstable_by_key(rank);
            (self.ranking, self.ranked) = (ranking, nodes.len());
        }
        let is_wanted = |at: &u32| {
            nodes.get(*at as usize).is_some_and(|node| {
                view_in_world.contains(node.center_in_world) && node.radius * camera.zoom() >= LEAST_DISC
            })
        };
        // Where they stand is looked up anew each time: a layout moves all of them.
        self.ranking.iter().copied().filter(is_wanted).take(MOST_TRIED_IN_CROWD).collect()
    }

    #[allow(clippy::too_many_arguments, reason = "one step of `place`, which owns all of these")]
    fn place_nodes(
        &mut self,
        scene: &Scene,
        camera: &Camera,
        emphasis: &Emphasis,
        measure: &mut dyn Measure,
        now_ms: f64,
        visible: &InView,
        crowd: &mut Crowd<'_>,
        placed: &mut Placed,
    ) {
        let neighbours: FxHashSet<u32> = emphasis
            .nodes
            .iter()
            .flat_map(|node| scene.edges_at_unsorted(*node).iter().map(|edge| scene.across(*edge, *node)))
            .take(MOST_IN_VIEW)
            .collect();
        let rank = |at: u32| {
            let node = &scene.nodes()[at as usize];
            let class = if emphasis.nodes.contains(&at) {
                0
            } else if emphasis.hovers_node(at) {
                1
            } else if node.anchor == Anchor::Pinned {
                2
            } else if neighbours.contains(&at) {
                3
            } else {
                4
            };
            (class, std::cmp::Reverse(node.degree), at)
        };
        let (candidates, others, most) = match visible {
            InView::All(all) => (all, Vec::new(), (CROWDING / all.len().max(1)).max(LEAST_NODE_LABELS)),
            InView::Ranked(few) => {
                let mut others: Vec<u32> = emphasis.nodes.iter().copied().take(MOST_IN_VIEW).collect();
                others.extend(emphasis.hovered.and_then(Hit::node));
                others.sort_unstable();
                others.dedup();
                let known: FxHashSet<u32> = few.iter().copied().collect();
                let view = camera.viewport_in_world();
                let is_seen =
                    |at: &u32| scene.nodes().get(*at as usize).is_some_and(|n| view.contains(n.center_in_world));
                others.retain(|at| is_seen(at) && !known.contains(at));
                (few, others, LEAST_NODE_LABELS)
            }
        };
        let mut tried: Vec<_> = candidates
            .iter()
            .chain(&others)
            .filter(|at| !emphasis.dims_node(**at))
            .filter(|at| {
                let node = &scene.nodes()[**at as usize];
                node.is_named()
                    && (node.radius * camera.zoom() >= LEAST_DISC
                        || emphasis.nodes.contains(at)
                        || emphasis.hovers_node(**at))
            })
            .map(|at| rank(*at))
            .collect();
        if tried.len() > MOST_NODES_TRIED {
            tried.select_nth_unstable(MOST_NODES_TRIED);
            tried.truncate(MOST_NODES_TRIED);
        }
        tried.sort_unstable();

        let mut shown = FxHashMap::default();
        for (class, _, at) in tried {
            if class > 1 && placed.nodes.len() >= most {
                break;
            }
            let node = &scene.nodes()[at as usize];
            let gap = if class == 0 { GAP_SELECTED } else { GAP };
            let has_date = camera.zoom() >= DATE_ZOOM && !node.date().is_empty();
            let date = if has_date { DateLine::Shown } else { DateLine::Absent };
            let size = node_label_size(node, date, measure);
            let area = |spot| beside(camera, node, size, gap, spot);
            let is_free = |spot| !crowd.is_taken(area(spot), Some(at));
            let before = self.shown.get(&node.id).copied();
            let heads = arrowheads(scene, camera, at);
            let covered = |spot| heads.iter().filter(|head| head.is_under(area(spot))).count();
            let mut free = Spot::USUAL.into_iter().filter(|spot| is_free(*spot));
            // Near the edge of the window a name stands on the side where it can be read.
            let screen = camera.viewport_in_screen();
            let is_cut = |spot| !(screen.contains(area(spot).min) && screen.contains(area(spot).max));
            let is_plain = heads.is_empty() && !Spot::USUAL.into_iter().any(is_cut);
            let best = if is_plain { free.next() } else { free.min_by_key(|spot| (is_cut(*spot), covered(*spot))) };
            let best = match best {
                Some(cut) if is_cut(cut) => {
                    let is_nearly_free = |spot| !crowd.is_taken(area(spot).expanded(-LEADING), Some(at));
                    Spot::in_need().find(|spot| !is_cut(*spot) && is_nearly_free(*spot)).or(Some(cut))
                }
                best => best,
            };
            let (spot, covered_since_ms) = match (best, before) {
                (Some(best), Some(old))
                    if best != old.spot && now_ms - old.spot_since_ms < PATIENCE_MS && is_free(old.spot) =>
                {
                    placed.wait(PATIENCE_MS - (now_ms - old.spot_since_ms));
                    (old.spot, None)
                }
                (Some(best), _) => (best, None),
                // The selected and the hovered are named in any case.
                (None, old) if class == 1 || (class == 0 && placed.nodes.len() < MOST_IN_ANY_CASE) => {
                    (old.map_or(Spot::USUAL[0], |old| old.spot), None)
                }
                (None, Some(old)) => {
                    let since = old.covered_since_ms.unwrap_or(now_ms);
                    if now_ms - since >= PATIENCE_MS {
                        continue;
                    }
                    placed.wait(PATIENCE_MS - (now_ms - since));
                    (old.spot, Some(since))
                }
                (None, None) => continue,
            };
            let spot_since_ms = before.filter(|old| old.spot == spot).map_or(now_ms, |old| old.spot_since_ms);
            shown.insert(node.id.clone(), Shown { spot, spot_since_ms, covered_since_ms });
            crowd.add_label(area(spot));
            let Spot { side, slide } = spot;
            placed.nodes.push(NodeLabel { node: at, area_in_screen: area(spot), side, date, gap, slide });
        }
        self.shown = shown;
    }

    #[allow(clippy::too_many_arguments, reason = "one step of `place`, which owns all of these")]
    fn place_edges(
        &mut self,
        scene: &Scene,
        camera: &Camera,
        emphasis: &Emphasis,
        measure: &mut dyn Measure,
        view_in_world: Rect,
        crowd: &mut Crowd<'_>,
        placed: &mut Placed,
    ) {
        let stands_out = |at: u32| emphasis.edges.contains(&at) || emphasis.hovered == Some(Hit::Edge(at));
        let candidates = if camera.zoom() >= EDGE_LABEL_ZOOM {
            scene.edges_touching_at_most(view_in_world, MOST_IN_VIEW).unwrap_or_else(|some| some)
        } else {
            let hovered = match emphasis.hovered {
                Some(Hit::Edge(edge)) => Some(edge),
                Some(Hit::Node(_) | Hit::Rim(_) | Hit::Note(_)) | None => None,
            };
            let is_seen =
                |at: &u32| (*at as usize) < scene.edges().len() && scene.edge_boxes.area(*at).intersects(view_in_world);
            let mut few: Vec<u32> = if emphasis.edges.len() > MOST_IN_VIEW {
                let mut some = scene.edges_touching_at_most(view_in_world, MOST_IN_VIEW).unwrap_or_else(|some| some);
                some.retain(|at| emphasis.edges.contains(at));
                some
            } else {
                emphasis.edges.iter().copied().filter(is_seen).collect()
            };
            few.extend(hovered.filter(is_seen));
            few.sort_unstable();
            few.dedup();
            few
        };
        let rank = |at: u32| {
            let edge = &scene.edges()[at as usize];
            let class = match () {
                () if stands_out(at) => 0,
                () if emphasis.is_at_selected(edge) => 1,
                () => 2,
            };
            let degree = |node: u32| scene.nodes()[node as usize].degree;
            (class, std::cmp::Reverse(degree(edge.from) + degree(edge.to)), at)
        };
        let mut tried: Vec<_> = candidates.into_iter().filter(|at| !emphasis.dims_edge(*at)).map(rank).collect();
        tried.sort_unstable();

        let mut shown = FxHashMap::default();
        let (mut in_any_case, mut others) = (0, 0);
        let screen = camera.viewport_in_screen();
        for (class, _, at) in tried {
            let edge = &scene.edges()[at as usize];
            let must_be = class == 0 && in_any_case < MOST_IN_ANY_CASE;
            if !must_be && others >= MOST_EDGE_LABELS {
                break;
            }
            if edge.label.is_empty() {
                continue;
            }
            let chip = if edge.dispute == Dispute::Disputed { CHIP_WIDTH } else { 0.0 };
            let width = measure.width(Words::Edge(&shown_label(&edge.label))).ceil() + chip;
            if class > 0 && edge.path_in_world.length() * camera.zoom() <= width + BARE_LINE {
                continue;
            }
            let size = Vector::new(width + 8.0, EDGE_LINE);
            let area = |share: f32| {
                let middle = camera.screen_from_world(edge.path_in_world.at(share));
                Rect::from_center(middle, size)
            };
            // What was shown stays where it is while it can.
            let last = self.shown_edges.get(&edge.id).copied();
            let order = last.into_iter().chain(0..SHARES.len());
            // What stands out is worth a place only where it is seen.
            let is_seen = |i: &usize| class > 0 || area(SHARES[*i]).intersects(screen);
            let free = order.into_iter().filter(is_seen).find(|i| !crowd.is_taken(area(SHARES[*i]), None));
            // What must be named is named where it covers the least.
            let least = || {
                let seen = (0..SHARES.len()).filter(is_seen);
                seen.min_by(|a, b| crowd.cover(area(SHARES[*a])).total_cmp(&crowd.cover(area(SHARES[*b]))))
            };
            let Some(share) = free.or_else(|| least().filter(|_| must_be)) else { continue };
            shown.insert(edge.id.clone(), share);
            crowd.add_label(area(SHARES[share]));
            placed.edges.push(EdgeLabel { edge: at, area_in_screen: area(SHARES[share]), share: SHARES[share] });
            in_any_case += usize::from(must_be);
            others += usize::from(!must_be);
        }
        self.shown_edges = shown;
    }
}

/// What is in view.
enum InView {
    /// All of it.
    All(Vec<u32>),
    /// Of very much the nodes that count most.
    Ranked(Vec<u32>),
}

impl Placed {
    /// Moves the labels with what they name, as the camera or a drag moves that, without looking for better places.
    pub fn follow(&mut self, scene: &Scene, camera: &Camera) {
        let screen = camera.viewport_in_screen().expanded(100.0);
        self.groups.retain_mut(|label| group_label::follow(label, scene, camera));
        self.nodes.retain_mut(|label| {
            let Some(node) = scene.nodes().get(label.node as usize) else { return false };
            let Rect { min, max } = label.area_in_screen;
            let spot = Spot { side: label.side, slide: label.slide };
            label.area_in_screen = beside(camera, node, max - min, label.gap, spot);
            screen.intersects(label.area_in_screen)
        });
        self.edges.retain_mut(|label| {
            let Some(edge) = scene.edges().get(label.edge as usize) else { return false };
            let Rect { min, max } = label.area_in_screen;
            let middle = camera.screen_from_world(edge.path_in_world.at(label.share));
            label.area_in_screen = Rect::from_center(middle, max - min);
            screen.intersects(label.area_in_screen)
        });
    }

    fn wait(&mut self, ms: f64) {
        self.again_in_ms = Some(self.again_in_ms.map_or(ms, |sooner| sooner.min(ms)));
    }

    /// The label of a node, if it is shown.
    #[must_use]
    pub fn of_node(&self, node: u32) -> Option<&NodeLabel> {
        self.nodes.iter().find(|label| label.node == node)
    }

    /// The label of an edge, if it is shown.
    #[must_use]
    pub fn of_edge(&self, edge: u32) -> Option<&EdgeLabel> {
        self.edges.iter().find(|label| label.edge == edge)
    }

    /// What the label at a place belongs to: labels can be pointed at like what they name.
    #[must_use]
    pub fn hit(&self, point_in_screen: Point) -> Option<Hit> {
        let node = self.nodes.iter().find(|l| l.area_in_screen.contains(point_in_screen)).map(|l| Hit::Node(l.node));
        node.or_else(|| {
            self.edges.iter().find(|l| l.area_in_screen.contains(point_in_screen)).map(|l| Hit::Edge(l.edge))
        })
    }
}

/// What of the label of an edge is shown on its line: the start of a long one, and only its first line.
#[must_use]
pub fn shown_label(label: &str) -> Cow<'_, str> {
    let line = label.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST_LETTERS) {
        None if line.len() == label.len() => Cow::Borrowed(label),
        None => Cow::Owned(format!("{}…", line.trim_end())),
        Some(_) => {
            let kept: String = line.chars().take(MOST_LETTERS - 1).collect();
            Cow::Owned(format!("{}…", kept.trim_end()))
        }
    }
}

fn node_label_size(node: &SceneNode, date: DateLine, measure: &mut dyn Measure) -> Vector {
    let mut size = Vector::ZERO;
    for line in node.lines().iter().filter(|line| !line.is_empty()) {
        size.x = size.x.max(measure.width(Words::Name(line)));
        size.y += NAME_LINE;
    }
    if date == DateLine::Shown {
        size.x = size.x.max(measure.width(Words::Date(&node.date())));
        size.y += DATE_LINE;
    }
    Vector::new(size.x.ceil() + 4.0, size.y)
}

fn beside(camera: &Camera, node: &SceneNode, size: Vector, gap: f32, spot: Spot) -> Rect {
    let center = camera.screen_from_world(node.center_in_world);
    let away = node.radius * camera.zoom() + gap;
    let middle = match spot.side {
        Side::Below => center + Vector::new(0.0, away + 0.5 * size.y),
        Side::Above => center - Vector::new(0.0, away + 0.5 * size.y),
        Side::Right => center + Vector::new(away + 0.5 * size.x, 0.0),
        Side::Left => center - Vector::new(away + 0.5 * size.x, 0.0),
    };
    Rect::from_center(middle + Vector::new(spot.slide * size.x, 0.0), size)
}
