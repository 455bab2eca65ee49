//! What lies under the pointer, in a marquee, and in view.

use crate::base::{Point, Rect, Vector};

use super::build::Scene;

/// A disc is at least this wide a target on the screen, from its centre.
const LEAST_TARGET_IN_SCREEN: f32 = 12.0;
/// Discs smaller than this on the screen have no rim to draw a relationship from.
const LEAST_RIM_IN_SCREEN: f32 = 8.0;
/// The rim starts this far inside the edge of a disc …
const RIM_INSIDE_IN_SCREEN: f32 = 2.0;
/// … and reaches this far outside.
const RIM_OUTSIDE_IN_SCREEN: f32 = 8.0;
/// An edge is hit this far from its line.
const EDGE_REACH_IN_SCREEN: f32 = 5.0;

/// What lies at a place: an index into the nodes, edges or notes of the scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// Inside a disc.
    Node(u32),
    /// On the ring around a disc, from which relationships are drawn.
    Rim(u32),
    /// On an edge.
    Edge(u32),
    /// On a note.
    Note(u32),
}

impl Hit {
    /// The node, if it is one or its rim.
    #[must_use]
    pub fn node(self) -> Option<u32> {
        match self {
            Self::Node(node) | Self::Rim(node) => Some(node),
            Self::Edge(_) | Self::Note(_) => None,
        }
    }
}

impl Scene {
    /// What lies at a place: discs before rims, rims before edges, edges before notes; of several the nearest.
    #[must_use]
    pub fn hit(&self, point_in_world: Point, zoom: f32) -> Option<Hit> {
        if !point_in_world.is_finite() || zoom.is_nan() || zoom <= 0.0 {
            return None;
        }
        self.node_hit(point_in_world, zoom)
            .or_else(|| self.edge_hit(point_in_world, zoom))
            .or_else(|| self.note_hit(point_in_world))
    }

    fn node_hit(&self, point_in_world: Point, zoom: f32) -> Option<Hit> {
        let pixel = 1.0 / zoom;
        let reach = LEAST_TARGET_IN_SCREEN.max(RIM_OUTSIDE_IN_SCREEN) * pixel;
        let (mut disc, mut rim) = (Nearest::default(), Nearest::default());
        self.node_boxes.for_each_unsorted(around(point_in_world, reach), |at| {
            let node = &self.nodes[at as usize];
            let away = node.center_in_world.distance(point_in_world);
            let (inner, outer) = if node.radius * zoom < LEAST_RIM_IN_SCREEN {
                let target = node.radius.max(LEAST_TARGET_IN_SCREEN * pixel);
                (target, target)
            } else {
                (node.radius - RIM_INSIDE_IN_SCREEN * pixel, node.radius + RIM_OUTSIDE_IN_SCREEN * pixel)
            };
            if away <= inner {
                disc.offer(at, away);
            } else if away <= outer {
                rim.offer(at, away - node.radius);
            }
        });
        disc.found().map(Hit::Node).or(rim.found().map(Hit::Rim))
    }

    fn edge_hit(&self, point_in_world: Point, zoom: f32) -> Option<Hit> {
        let reach = EDGE_REACH_IN_SCREEN / zoom;
        let mut nearest = Nearest::default();
        self.edge_boxes.for_each_unsorted(around(point_in_world, reach), |at| {
            let path = &self.edges[at as usize].path_in_world;
            // Boxes of long lines hold most of the picture, of which the lines themselves are far.
            if path.least_distance_to(point_in_world) > reach {
                return;
            }
            let away = path.distance_to(point_in_world);
            if away <= reach {
                nearest.offer(at, away);
            }
        });
        nearest.found().map(Hit::Edge)
    }

    fn note_hit(&self, point_in_world: Point) -> Option<Hit> {
        let last = self.notes().iter().rposition(|note| note.area_in_world.contains(point_in_world));
        last.map(|at| Hit::Note(at as u32))
    }

    /// The nodes whose centres lie in a rectangle, in order.
    #[must_use]
    pub fn nodes_in(&self, area_in_world: Rect) -> Vec<u32> {
        let mut nodes = self.node_boxes.touching(area_in_world);
        nodes.retain(|at| area_in_world.contains(self.nodes[*at as usize].center_in_world));
        nodes
    }

    /// The edges that lie in a rectangle from end to end, in order.
    #[must_use]
    pub fn edges_in(&self, area_in_world: Rect) -> Vec<u32> {
        let mut edges = self.edge_boxes.touching(area_in_world);
        edges.retain(|at| {
            let bounds = self.edge_boxes.area(*at);
            area_in_world.contains(bounds.min) && area_in_world.contains(bounds.max)
        });
        edges
    }

    /// The notes that lie in a rectangle from corner to corner, in order.
    #[must_use]
    pub fn notes_in(&self, area_in_world: Rect) -> Vec<u32> {
        let lies_in = |area: Rect| area_in_world.contains(area.min) && area_in_world.contains(area.max);
        (0..self.notes().len() as u32).filter(|at| lies_in(self.notes()[*at as usize].area_in_world)).collect()
    }

    /// The nodes whose squares touch a rectangle, in the order in which they are drawn: those in view.
    #[must_use]
    pub fn nodes_touching(&self, area_in_world: Rect) -> Vec<u32> {
        self.node_boxes.touching(area_in_world)
    }

    /// The same as [`Scene::nodes_touching`] while they are no more than `most`; otherwise the first `most` that come up,
    /// as an error, in time that does not grow with the rest.
    ///
    /// # Errors
    /// Gives a part where there are more.
    pub fn nodes_touching_at_most(&self, area_in_world: Rect, most: usize) -> Result<Vec<u32>, Vec<u32>> {
        self.node_boxes.touching_at_most(area_in_world, most)
    }

    /// The same for edges.
    ///
    /// # Errors
    /// Gives a part where there are more.
    pub fn edges_touching_at_most(&self, area_in_world: Rect, most: usize) -> Result<Vec<u32>, Vec<u32>> {
        self.edge_boxes.touching_at_most(area_in_world, most)
    }

    /// The edges whose boxes touch a rectangle, in the order in which they are drawn: those that may be in view.
    #[must_use]
    pub fn edges_touching(&self, area_in_world: Rect) -> Vec<u32> {
        self.edge_boxes.touching(area_in_world)
    }
}

fn around(point: Point, reach: f32) -> Rect {
    Rect::from_center(point, Vector::new(reach, reach) * 2.0)
}

/// The nearest so far; of several as near the one drawn last.
#[derive(Default)]
struct Nearest(Option<(u32, f32)>);

impl Nearest {
    fn offer(&mut self, at: u32, away: f32) {
        let is_nearer = self.0.is_none_or(|(best_at, best)| away < best || (away == best && at > best_at));
        if is_nearer {
            self.0 = Some((at, away));
        }
    }

    fn found(&self) -> Option<u32> {
        self.0.map(|(at, _)| at)
    }
}
