//! Places for entities that nobody placed yet, so that they can be seen. They are never saved.
//!
//! One with neighbours that stand somewhere comes near their middle; the rest stand in a spiral beside the picture. None
//! comes on top of another node.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::base::{Point, Rect, Vector};

use super::build::Scene;
use super::route::within_world;

/// Whether a node has found its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settling {
    /// It has.
    Done,
    /// It stands nowhere yet.
    Waiting,
}

/// The angle that divides a circle by the golden section, in radians: points at its multiples never line up.
const GOLDEN_ANGLE: f32 = 2.399_963_2;
/// Room between two discs, in world units.
const ROOM: f32 = 14.0;
/// The first ring around the middle of neighbours.
const FIRST_RING: f32 = 84.0;
/// How fast the search spirals outwards.
const SPREAD: f32 = 34.0;
/// After so many tries near its neighbours a node goes beside the picture.
const MOST_TRIES: u32 = 400;
/// The scale of the spiral beside the picture: neighbours in it stand about 1.7 times as far apart.
const SPIRAL: f32 = 64.0;

/// Finds places for the nodes in `waiting`, which stand nowhere yet. Deterministic; O(n + m) but for crowding.
pub(super) fn settle(scene: &mut Scene, waiting: &[u32]) {
    let mut is_waiting = vec![false; scene.nodes.len()];
    for at in waiting {
        is_waiting[*at as usize] = true;
    }
    let mut tried: FxHashMap<(i32, i32), u32> = FxHashMap::default();
    // Outwards from those that stand, so that a chain of unplaced ones hangs together.
    let mut queue: VecDeque<u32> =
        waiting.iter().copied().filter(|at| middle_of_neighbours(scene, &is_waiting, *at).is_some()).collect();
    let mut queued = is_waiting.iter().map(|waits| !waits).collect::<Vec<bool>>();
    queue.iter().for_each(|at| queued[*at as usize] = true);
    while let Some(at) = queue.pop_front() {
        let Some(middle) = middle_of_neighbours(scene, &is_waiting, at) else { continue };
        if let Some(center) = free_place_near(scene, &mut tried, middle, at) {
            place(scene, at, center);
            is_waiting[at as usize] = false;
        }
        let mut next: Vec<u32> = scene.incident[at as usize]
            .iter()
            .map(|edge| scene.across(*edge, at))
            .filter(|other| !queued[*other as usize])
            .collect();
        next.sort_unstable();
        next.dedup();
        for other in next {
            queued[other as usize] = true;
            queue.push_back(other);
        }
    }
    let rest: Vec<u32> = waiting.iter().copied().filter(|at| is_waiting[*at as usize]).collect();
    let standing = (0..scene.nodes.len() as u32).filter(|at| !is_waiting[*at as usize]);
    let taken = standing.map(|at| scene.node_boxes.area(at)).fold(Rect::NOTHING, Rect::union);
    let width = SPIRAL * (rest.len() as f32).sqrt();
    let middle =
        if taken.is_empty() { Point::ORIGIN } else { Point::new(taken.max.x + SPIRAL * 1.5 + width, taken.center().y) };
    for (i, at) in rest.into_iter().enumerate() {
        let out = Vector::from_angle(i as f32 * GOLDEN_ANGLE) * (SPIRAL * (i as f32 + 0.5).sqrt());
        place(scene, at, middle + out);
    }
}

fn place(scene: &mut Scene, at: u32, center_in_world: Point) {
    let node = &mut scene.nodes[at as usize];
    // Beside a picture that reaches to the end of the world there is no room left; the place stays finite all the same.
    node.center_in_world = within_world(center_in_world).unwrap_or_default();
    let area = node.bounds_in_world();
    scene.node_boxes.set(at, area);
}

fn middle_of_neighbours(scene: &Scene, is_waiting: &[bool], at: u32) -> Option<Point> {
    let (mut x, mut y, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    for edge in &scene.incident[at as usize] {
        let other = scene.across(*edge, at) as usize;
        if !is_waiting[other] {
            let center = scene.nodes[other].center_in_world;
            (x, y, count) = (x + f64::from(center.x), y + f64::from(center.y), count + 1.0);
        }
    }
    (count > 0.0).then(|| Point::new((x / count) as f32, (y / count) as f32))
}

/// The first free place on a spiral around `middle`. Nodes around one middle go on where the last one ended.
fn free_place_near(scene: &Scene, tried: &mut FxHashMap<(i32, i32), u32>, middle: Point, at: u32) -> Option<Point> {
    let radius = scene.nodes[at as usize].radius;
    let cell = ((middle.x / FIRST_RING).floor() as i32, (middle.y / FIRST_RING).floor() as i32);
    let start = tried.get(&cell).copied().unwrap_or(0);
    for i in start..start.saturating_add(MOST_TRIES) {
        let turn = i as f32;
        let out = Vector::from_angle(turn * GOLDEN_ANGLE) * (FIRST_RING + SPREAD * turn.sqrt());
        let center = middle + out;
        if within_world(center) == Some(center) && is_free(scene, center, radius) {
            tried.insert(cell, i + 1);
            return Some(center);
        }
    }
    tried.insert(cell, start.saturating_add(MOST_TRIES));
    None
}

fn is_free(scene: &Scene, center: Point, radius: f32) -> bool {
    let around = Rect::from_center(center, Vector::new(radius + ROOM, radius + ROOM) * 2.0);
    let mut free = true;
    scene.node_boxes.for_each_unsorted(around, |other| {
        let other = &scene.nodes[other as usize];
        free &= other.center_in_world.distance(center) >= other.radius + radius + ROOM;
    });
    free
}
