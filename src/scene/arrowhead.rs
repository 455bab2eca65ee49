//! Arrowheads on the screen: which of them the name of an entity covers, and where they are drawn instead.

use crate::base::{Point, Rect, Vector};

use super::build::Scene;
use super::camera::Camera;
use super::curve::Path;

/// Arrows and dashes are drawn from this zoom, here and in `gpu/common.wgsl`.
pub const ARROW_ZOOM: f32 = 0.4;
/// The length of an arrowhead, in screen pixels.
const LENGTH: f32 = 8.0;
/// Of nodes with more edges than this nothing is asked: each side of them is covered with arrows.
const MOST_EDGES: usize = 256;
/// So far under a name a line is followed, in screen pixels; no name is wider.
const MOST_FOLLOWED: usize = 400;

/// An arrowhead at a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrowhead {
    /// The edge, as an index into the edges of the scene.
    pub edge: u32,
    /// Its tip.
    pub tip_in_screen: Point,
    /// The unit direction in which it points.
    pub direction: Vector,
    /// The line, from the node outwards.
    outwards: Path,
}

impl Arrowhead {
    /// Whether an area covers so much of it that it cannot be told.
    pub(super) fn is_under(&self, area_in_screen: Rect) -> bool {
        let behind = |by: f32| self.tip_in_screen - self.direction * by;
        area_in_screen.contains(behind(0.5 * LENGTH)) || area_in_screen.contains(behind(LENGTH))
    }

    /// The same where its line comes to the border of the area that covers it; `None` where the line is not seen beyond.
    fn at_border_of(&self, area_in_screen: Rect, camera: &Camera) -> Option<Self> {
        let pixel = 1.0 / (self.outwards.length() * camera.zoom());
        let at = |pixels: f32| camera.screen_from_world(self.outwards.at((pixels * pixel).min(1.0)));
        let mut is_inside = false;
        for pixels in 1..MOST_FOLLOWED {
            let pixels = pixels as f32;
            // A head needs some of its line to be understood.
            if (pixels + 2.0 * LENGTH) * pixel > 1.0 {
                return None;
            }
            let point = at(pixels);
            match area_in_screen.contains(point) {
                true => is_inside = true,
                false if is_inside => {
                    let direction = (point - at(pixels + LENGTH)).normalized();
                    return Some(Self { tip_in_screen: point, direction, ..self.clone() });
                }
                false => {}
            }
        }
        None
    }
}

/// The arrowheads at a node, in no order.
pub(super) fn arrowheads(scene: &Scene, camera: &Camera, node: u32) -> Vec<Arrowhead> {
    let edges = scene.edges_at_unsorted(node);
    if camera.zoom() < ARROW_ZOOM || edges.len() > MOST_EDGES {
        return Vec::new();
    }
    let mut heads = Vec::new();
    for at in edges {
        let edge = &scene.edges()[*at as usize];
        let path = &edge.path_in_world;
        if edge.arrows.at_end() && edge.to == node {
            let tip_in_screen = camera.screen_from_world(path.end());
            let direction = path.end_direction();
            heads.push(Arrowhead { edge: *at, tip_in_screen, direction, outwards: path.reversed() });
        }
        if edge.arrows.at_start() && edge.from == node {
            let tip_in_screen = camera.screen_from_world(path.start());
            let direction = -path.start_direction();
            heads.push(Arrowhead { edge: *at, tip_in_screen, direction, outwards: path.clone() });
        }
    }
    heads
}

impl Scene {
    /// The arrowheads at a node that its name covers, moved to the border of the name, by edge.
    #[must_use]
    pub fn arrowheads_at_border(&self, camera: &Camera, node: u32, name_in_screen: Rect) -> Vec<Arrowhead> {
        let covered = arrowheads(self, camera, node).into_iter().filter(|head| head.is_under(name_in_screen));
        let mut moved: Vec<_> = covered.filter_map(|head| head.at_border_of(name_in_screen, camera)).collect();
        moved.sort_by_key(|head| head.edge);
        moved
    }
}
