//! A small picture is drawn with care, for somebody will read every name in it: it is drawn several times, nodes are
//! moved off lines that they are no end of, and the picture with the fewest faults is taken.

use super::overlap::{Footprint, separate};
use super::pack::ASPECT;
use super::pieces::Measures;
use super::polish::{Moves, Polish};
use super::stress::Distances;
use super::topology::Topology;
use super::uncross::cross;
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// Up to so many nodes a picture is small.
pub(super) const MOST: usize = 200;
/// Edges of a small picture: where there are more, lines cover everything and are not looked at one by one.
const MOST_EDGES: usize = 1_500;
/// A picture of so many nodes is drawn once, and a smaller one so much more often, up to a limit.
const ONCE: usize = 600;
const MOST_TRIES: usize = 12;
/// Up to so many nodes altogether are tried elsewhere, in one picture or in some.
const POLISHED: usize = 200;
const MOST_POLISHED: usize = 2;
/// Rounds in which nodes are moved off lines, and by which share of the way in one.
const ROUNDS: usize = 30;
const SHARE: f32 = 0.4;
/// Of lines side by side each takes so much to either side.
const BESIDE: f32 = 7.0;
/// How bad it is, in crossings, that all distances of a node are wrong by all of them: where they tell hops, and where they
/// make clusters.
const BY_HOPS: f32 = 1.5;
const AS_THEY_ARE: f32 = 8.0;
/// How bad it is, in crossings, that a line leads through a disc, or through a name; and how good that everything can be
/// shown larger by the factor e.
const THROUGH_DISC: f32 = 3.0;
const THROUGH_NAME: f32 = 0.4;
const LARGER: f32 = 8.0;

/// How often a picture is drawn to choose from.
pub(super) fn tries(topology: &Topology, measures: &Measures) -> usize {
    let is_small = measures.is_small && topology.edge_count() <= MOST_EDGES;
    if is_small { (ONCE / topology.node_count().max(1)).clamp(1, MOST_TRIES) } else { 1 }
}

/// What keeps a picture from being read easily, in crossings of lines.
pub(super) fn faults(topology: &Topology, footprints: &[Footprint], positions: &[Point]) -> f32 {
    let lines = Line::all(topology);
    let place = |node: u32| positions[node as usize];
    let mut faults = 0.0;
    for (i, one) in lines.iter().enumerate() {
        let crossed = lines[..i].iter().filter(|other| one.is_apart_from(other) && one.crosses(other, positions));
        faults += crossed.count() as f32;
    }
    for (node, (footprint, p)) in footprints.iter().zip(positions).enumerate() {
        for line in lines.iter().filter(|line| !line.ends_at(node as u32)) {
            faults += line.through(*footprint, *p, place(line.a), place(line.b));
        }
    }
    let bounds = footprints.iter().zip(positions).fold(Rect::NOTHING, |all, (f, p)| all.union(f.at(*p)));
    faults + LARGER * bounds.height().max(bounds.width() / ASPECT).max(1.0).ln()
}

/// The best of some pictures: nodes are moved off lines in all of them, and in the best ones of those each node is tried
/// elsewhere. Pictures keep their shape: distances are to stay what they are, or, where `by_hops` says so, to tell the
/// number of hops. Nothing overlaps then that did not before.
pub(super) fn best(
    topology: &Topology,
    footprints: &[Footprint],
    fixed: &[bool],
    by_hops: bool,
    pictures: Vec<Vec<Point>>,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let cleared = |mut picture: Vec<Point>| {
        clear_lines(topology, footprints, fixed, &mut picture, task)?;
        Ok((faults(topology, footprints, &picture), picture))
    };
    let mut pictures: Vec<(f32, Vec<Point>)> = pictures.into_iter().map(cleared).collect::<Result<_, Cancelled>>()?;
    // Of equal ones the first stays so.
    pictures.sort_by(|a, b| a.0.total_cmp(&b.0));
    pictures.truncate((POLISHED / topology.node_count().max(1)).clamp(1, MOST_POLISHED));
    let distances = Distances::from(topology, topology.nodes().collect(), task)?;
    let mut best: Option<(f32, Vec<Point>)> = None;
    for (_, mut picture) in pictures {
        let hop = 1.0 / distances.best_scale(&picture).max(1e-6);
        let wanted = wanted(&distances, by_hops.then_some(hop), &picture);
        let shape = if by_hops { BY_HOPS } else { AS_THEY_ARE };
        let polish = Polish { topology, footprints, fixed, wanted: &wanted, shape, hop, moves: Moves::Anywhere };
        polish.run(&mut picture, task)?;
        let (faults, picture) = cleared(picture)?;
        if best.as_ref().is_none_or(|best| faults < best.0) {
            best = Some((faults, picture));
        }
    }
    Ok(best.map(|best| best.1).unwrap_or_default())
}

/// How far apart each two should be: so long a hop times their number, or as far as they are.
fn wanted(distances: &Distances, hop: Option<f32>, picture: &[Point]) -> Vec<f32> {
    let each = |(a, from): (usize, &Point)| {
        let one = |(b, to): (usize, &Point)| match (distances.hops(a, b), hop) {
            (u16::MAX, _) => 0.0,
            (hops, Some(hop)) => hop * f32::from(hops),
            (_, None) => from.distance(*to),
        };
        picture.iter().enumerate().map(one).collect::<Vec<f32>>()
    };
    picture.iter().enumerate().flat_map(each).collect()
}

/// Puts nodes of a picture on rings or in layers into a better order, or a better place on their ring or layer.
pub(super) fn reorder(
    topology: &Topology,
    measures: &Measures,
    fixed: &[bool],
    moves: Moves,
    positions: &mut [Point],
    task: &Task,
) -> Result<(), Cancelled> {
    if !measures.is_small || topology.edge_count() > MOST_EDGES {
        return Ok(());
    }
    let wanted = vec![0.0; positions.len() * positions.len()];
    let hop = measures.spacing;
    Polish { topology, footprints: &measures.footprints, fixed, wanted: &wanted, shape: 0.0, hop, moves }
        .run(positions, task)
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
    for line in Line::all(topology) {
        let (from, to) = (positions[line.a as usize], positions[line.b as usize]);
        let across = (to - from).normalized().perpendicular();
        for (node, (footprint, p)) in footprints.iter().zip(positions).enumerate() {
            if line.ends_at(node as u32) {
                continue;
            }
            let (way, needed) = (from_line(*p, from, to), footprint.disc() + line.half);
            let distance = way.length();
            if distance < needed {
                let out = if distance > 1e-3 { way * distance.recip() } else { across };
                let push = out * ((needed - distance) * SHARE);
                pushes[node] = pushes[node] + push;
                pushes[line.a as usize] = pushes[line.a as usize] - push * 0.5;
                pushes[line.b as usize] = pushes[line.b as usize] - push * 0.5;
            }
        }
    }
    pushes
}

/// What is drawn between two joined nodes: a line, or side by side as many as there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) a: u32,
    pub(super) b: u32,
    /// How far it reaches to either side.
    half: f32,
}

impl Line {
    pub(super) fn all(topology: &Topology) -> Vec<Self> {
        let line = |(a, b)| Self { a, b, half: (topology.bundled(a, b) - 1) as f32 * BESIDE };
        topology.pairs().map(line).collect()
    }

    pub(super) fn ends_at(&self, node: u32) -> bool {
        self.a == node || self.b == node
    }

    /// Whether two share no end.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        !self.ends_at(other.a) && !self.ends_at(other.b)
    }

    pub(super) fn crosses(&self, other: &Self, positions: &[Point]) -> bool {
        let place = |node: u32| positions[node as usize];
        cross(place(self.a), place(self.b), place(other.a), place(other.b))
    }

    /// How bad it is, in crossings, that it leads from `a` to `b` through the disc at `p` or the name below.
    pub(super) fn through(&self, footprint: Footprint, p: Point, a: Point, b: Point) -> f32 {
        let area = footprint.at(p);
        if self.half == 0.0 && !crosses_box(area, a, b) {
            return 0.0;
        }
        let (way, needed) = (from_line(p, a, b), footprint.disc() + self.half);
        if way.dot(way) < needed * needed {
            THROUGH_DISC
        } else if crosses_box(area, a, b) {
            THROUGH_NAME
        } else {
            0.0
        }
    }
}

/// From the nearest place of a line to a point.
fn from_line(p: Point, a: Point, b: Point) -> Vector {
    let along = b - a;
    let share = ((p - a).dot(along) / along.dot(along).max(1e-12)).clamp(0.0, 1.0);
    p - (a + along * share)
}

/// Whether a line meets a rectangle.
fn crosses_box(area: Rect, a: Point, b: Point) -> bool {
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

#[cfg(test)]
mod tests {
    use super::super::{Algorithm, Request, arrange};
    use super::*;

    /// Crossings, lines through discs and lines through names, in crossings.
    fn drawn(algorithm: Algorithm, count: u32, edges: &[(u32, u32)]) -> f32 {
        let topology = Topology::unweighted(count, edges.iter().copied());
        let mut request = Request::new(algorithm, count as usize);
        request.sizes.iter_mut().for_each(|size| size.label = Vector::new(90.0, 19.0));
        let positions = arrange(&topology, &request, &Task::default()).unwrap();
        let footprints = Measures::of(&request.sizes).footprints;
        let bounds = footprints.iter().zip(&positions).fold(Rect::NOTHING, |all, (f, p)| all.union(f.at(*p)));
        let size = LARGER * bounds.height().max(bounds.width() / ASPECT).ln();
        faults(&topology, &footprints, &positions) - size
    }

    #[test]
    fn a_cube_is_drawn_with_few_faults() {
        let cube: Vec<(u32, u32)> =
            (0..8).flat_map(|a| [1, 2, 4].map(|bit| (a, a ^ bit))).filter(|(a, b)| a < b).collect();
        let faults = drawn(Algorithm::Force, 8, &cube);
        assert!(faults < 2.2, "{faults}: no more than two crossings, as people draw it, or some names on lines");
    }

    #[test]
    fn lines_are_seen_to_meet_boxes() {
        let area = Rect::from_corners(Point::new(0.0, 0.0), Point::new(4.0, 2.0));
        let meets = |a: (f32, f32), b: (f32, f32)| crosses_box(area, Point::new(a.0, a.1), Point::new(b.0, b.1));
        assert!(meets((-1.0, 1.0), (9.0, 1.0)) && meets((1.0, 1.0), (2.0, 1.5)) && meets((-1.0, -1.0), (2.0, 3.0)));
        assert!(!meets((-1.0, 3.0), (9.0, 3.0)) && !meets((-1.0, 1.5), (1.0, 4.0)) && !meets((5.0, 0.0), (5.0, 9.0)));
    }
}
