//! A small picture is drawn with care, for somebody will read every name in it: it is drawn several times, nodes are
//! moved off lines that they are no end of, and the picture with the fewest faults is taken.

use super::overlap::{Footprint, separate};
use super::pack::ASPECT;
use super::pieces::Measures;
use super::polish::Polish;
use super::stress::Distances;
use super::topology::Topology;
use super::uncross::cross;
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// Up to so many nodes a picture is small.
pub(super) const MOST: usize = 300;
/// Edges of a small picture: where there are more, lines cover everything and are not looked at one by one.
const MOST_EDGES: usize = 1_500;
/// A picture of so many nodes is drawn once, and a smaller one so much more often, up to a limit.
const ONCE: usize = 400;
const MOST_TRIES: usize = 12;
/// Rounds in which nodes are moved off lines, and by which share of the way in one.
const ROUNDS: usize = 30;
const SHARE: f32 = 0.4;
/// How bad it is, in crossings, that a line leads through a disc, or through a name; and how good that everything can be
/// shown larger by the factor e.
pub(super) const THROUGH_DISC: f32 = 3.0;
pub(super) const THROUGH_NAME: f32 = 0.4;
const LARGER: f32 = 8.0;

/// How often a picture is drawn to choose from.
pub(super) fn tries(topology: &Topology, measures: &Measures) -> usize {
    let is_small = measures.is_small && topology.edge_count() <= MOST_EDGES;
    if is_small { (ONCE / topology.node_count().max(1)).clamp(1, MOST_TRIES) } else { 1 }
}

/// What keeps a picture from being read easily, in crossings of lines.
pub(super) fn faults(topology: &Topology, footprints: &[Footprint], positions: &[Point]) -> f32 {
    let edges: Vec<(u32, u32)> = topology.pairs().collect();
    let place = |node: u32| positions[node as usize];
    let mut faults = 0.0;
    for (i, (a, b)) in edges.iter().enumerate() {
        for (c, d) in &edges[..i] {
            if a != c && a != d && b != c && b != d && cross(place(*a), place(*b), place(*c), place(*d)) {
                faults += 1.0;
            }
        }
    }
    for (node, (footprint, p)) in footprints.iter().zip(positions).enumerate() {
        for (a, b) in edges.iter().filter(|(a, b)| *a as usize != node && *b as usize != node) {
            let (a, b) = (place(*a), place(*b));
            let way = from_line(*p, a, b);
            if way.dot(way) < footprint.disc().powi(2) {
                faults += THROUGH_DISC;
            } else if crosses_box(footprint.at(*p), a, b) {
                faults += THROUGH_NAME;
            }
        }
    }
    let bounds = footprints.iter().zip(positions).fold(Rect::NOTHING, |all, (f, p)| all.union(f.at(*p)));
    faults + LARGER * bounds.height().max(bounds.width() / ASPECT).max(1.0).ln()
}

/// Makes a picture better to read, and says what faults are left. It keeps its shape: distances are to stay what they are,
/// or, where `by_hops` says so, to tell the number of hops. Nothing overlaps in it that did not before.
pub(super) fn improve(
    topology: &Topology,
    footprints: &[Footprint],
    fixed: &[bool],
    by_hops: bool,
    positions: &mut Vec<Point>,
    task: &Task,
) -> Result<f32, Cancelled> {
    clear_lines(topology, footprints, fixed, positions, task)?;
    let count = positions.len();
    let distances = Distances::from(topology, topology.nodes().collect(), task)?;
    let hop = 1.0 / distances.best_scale(positions).max(1e-6);
    let mut wanted = vec![0.0; count * count];
    for a in 0..count {
        for b in 0..count {
            let hops = distances.hops(a, b);
            let own = if by_hops { hop * f32::from(hops) } else { positions[a].distance(positions[b]) };
            wanted[a * count + b] = if hops == u16::MAX { 0.0 } else { own };
        }
    }
    Polish { topology, footprints, fixed, wanted: &wanted, hop }.run(positions, task)?;
    clear_lines(topology, footprints, fixed, positions, task)?;
    Ok(faults(topology, footprints, positions))
}

/// Moves nodes off lines that they are no end of, and takes the best of the pictures on the way.
fn clear_lines(
    topology: &Topology,
    footprints: &[Footprint],
    fixed: &[bool],
    positions: &mut Vec<Point>,
    task: &Task,
) -> Result<(), Cancelled> {
    let mut best = (faults(topology, footprints, positions), positions.clone());
    let mut now = positions.clone();
    for _ in 0..ROUNDS {
        task.check()?;
        let pushes = pushes(topology, footprints, &now);
        let mut moved = false;
        for ((p, push), _) in now.iter_mut().zip(pushes).zip(fixed).filter(|(_, fixed)| !**fixed) {
            moved |= push != Vector::ZERO;
            *p += push;
        }
        if !moved {
            break;
        }
        separate(footprints, fixed, &mut now, task)?;
        let found = faults(topology, footprints, &now);
        if found < best.0 {
            best = (found, now.clone());
        }
    }
    *positions = best.1;
    Ok(())
}

/// How each node is pushed by lines that lead through its disc, and by nodes that its own lines lead through.
fn pushes(topology: &Topology, footprints: &[Footprint], positions: &[Point]) -> Vec<Vector> {
    let mut pushes = vec![Vector::ZERO; positions.len()];
    for (a, b) in topology.pairs() {
        let (from, to) = (positions[a as usize], positions[b as usize]);
        let across = (to - from).normalized().perpendicular();
        for (node, (footprint, p)) in footprints.iter().zip(positions).enumerate() {
            if node == a as usize || node == b as usize {
                continue;
            }
            let (way, needed) = (from_line(*p, from, to), footprint.disc());
            let distance = way.length();
            if distance < needed {
                let out = if distance > 1e-3 { way * distance.recip() } else { across };
                let push = out * ((needed - distance) * SHARE);
                pushes[node] = pushes[node] + push;
                pushes[a as usize] = pushes[a as usize] - push * 0.5;
                pushes[b as usize] = pushes[b as usize] - push * 0.5;
            }
        }
    }
    pushes
}

/// From the nearest place of a line to a point.
pub(super) fn from_line(p: Point, a: Point, b: Point) -> Vector {
    let along = b - a;
    let share = ((p - a).dot(along) / along.dot(along).max(1e-12)).clamp(0.0, 1.0);
    p - (a + along * share)
}

/// Whether a line meets a rectangle.
pub(super) fn crosses_box(area: Rect, a: Point, b: Point) -> bool {
    let (mut start, mut end) = (0.0_f32, 1.0_f32);
    for (from, to, min, max) in [(a.x, b.x, area.min.x, area.max.x), (a.y, b.y, area.min.y, area.max.y)] {
        let by = to - from;
        if by.abs() < 1e-9 {
            if from < min || from > max {
                return false;
            }
            continue;
        }
        let (enters, leaves) = ((min - from) / by, (max - from) / by);
        start = start.max(enters.min(leaves));
        end = end.min(enters.max(leaves));
    }
    start <= end
}
