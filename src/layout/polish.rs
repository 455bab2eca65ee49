//! One node of a small picture after the other is tried elsewhere, and stays where fewer lines cross, lead through others
//! or through names (in the manner of Davidson and Harel 1996, "Drawing graphs nicely using simulated annealing", but only
//! downhill, so that it ends soon and a picture stays what it was).

use super::care::Line;
use super::overlap::Footprint;
use super::topology::Topology;
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// Where a node may be tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moves {
    /// Anywhere in the picture.
    Anywhere,
    /// On its ring around a point, and in the place of another one on it.
    Ring(Point),
    /// On its layer, and in the place of another one on it.
    Layer {
        /// Whether layers stand upright.
        upright: bool,
    },
}

/// Rounds over all nodes at most.
const ROUNDS: usize = 4;
/// Places around a node and around what it is joined to, by direction.
const DIRECTIONS: usize = 8;
/// How far off they are, in lengths of a hop.
const STEPS: [f32; 3] = [0.25, 0.6, 1.2];
/// Places on a ring.
const AROUND: usize = 32;
/// Up to so many nodes each is tried in the place of each other one.
const MOST_EXCHANGED: usize = 120;
/// What a line costs for each hop that it is long where only the order counts, in crossings.
const LONG: f32 = 0.3;
/// Less gain than this is none.
const LEAST: f32 = 1e-3;

/// A small picture, and how far apart its nodes should be.
pub(super) struct Polish<'a> {
    pub(super) topology: &'a Topology,
    pub(super) footprints: &'a [Footprint],
    pub(super) fixed: &'a [bool],
    /// For each pair, row by row; 0 where it does not matter.
    pub(super) wanted: &'a [f32],
    /// How bad it is, in crossings, that all distances of a node are wrong by all of them.
    pub(super) shape: f32,
    /// About how long a hop is.
    pub(super) hop: f32,
    pub(super) moves: Moves,
}

impl Polish<'_> {
    /// Moves nodes while that makes the picture better. Nothing overlaps then that did not before.
    pub(super) fn run(&self, positions: &mut [Point], task: &Task) -> Result<(), Cancelled> {
        let lines = Line::all(self.topology);
        let area = self.footprints.iter().zip(&*positions).fold(Rect::NOTHING, |all, (f, p)| all.union(f.at(*p)));
        for _ in 0..ROUNDS {
            let mut moved = false;
            for node in self.topology.nodes().filter(|node| !self.fixed[*node as usize]) {
                task.check()?;
                let group = self.group(node);
                if !group.iter().any(|member| self.fixed[*member as usize]) {
                    let places = self.places(&group, positions);
                    moved |= self.place(&group, places, &lines, area, positions);
                }
                if self.moves != Moves::Anywhere && positions.len() <= MOST_EXCHANGED {
                    for other in (node + 1..positions.len() as u32).filter(|other| !self.fixed[*other as usize]) {
                        if self.is_beside(node, other, positions) {
                            let places = vec![vec![positions[other as usize], positions[node as usize]]];
                            moved |= self.place(&[node, other], places, &lines, area, positions);
                        }
                    }
                }
            }
            if !moved {
                break;
            }
        }
        Ok(())
    }

    /// A node and, where it may go anywhere, what hangs on it alone.
    fn group(&self, node: u32) -> Vec<u32> {
        let mut group = vec![node];
        if self.topology.degree(node) > 1 && self.moves == Moves::Anywhere {
            group.extend(self.topology.neighbours(node).iter().filter(|other| self.topology.degree(**other) == 1));
        }
        group
    }

    /// Whether two stand on one ring or layer.
    fn is_beside(&self, a: u32, b: u32, positions: &[Point]) -> bool {
        let (a, b) = (positions[a as usize], positions[b as usize]);
        match self.moves {
            Moves::Anywhere => false,
            Moves::Ring(middle) => (a.distance(middle) - b.distance(middle)).abs() < 1.0,
            Moves::Layer { upright } => (if upright { a.x - b.x } else { a.y - b.y }).abs() < 1.0,
        }
    }

    /// Puts a group where it is best of some places for all of it. Says whether that is elsewhere.
    fn place(
        &self,
        group: &[u32],
        places: Vec<Vec<Point>>,
        lines: &[Line],
        area: Rect,
        positions: &mut [Point],
    ) -> bool {
        let put = |positions: &mut [Point], places: &[Point]| {
            group.iter().zip(places).for_each(|(node, place)| positions[*node as usize] = *place);
        };
        let start: Vec<Point> = group.iter().map(|node| positions[*node as usize]).collect();
        let mut enough = self.cost(group, lines, positions, f32::INFINITY) - LEAST;
        let mut best = None;
        for tried in places {
            put(positions, &tried);
            if self.fits(group, area, positions) {
                let cost = self.cost(group, lines, positions, enough);
                if cost < enough {
                    (enough, best) = (cost, Some(tried));
                }
            }
        }
        put(positions, best.as_ref().unwrap_or(&start));
        best.is_some()
    }

    fn places(&self, group: &[u32], positions: &[Point]) -> Vec<Vec<Point>> {
        let here = positions[group[0] as usize];
        let all = |by: Vector| group.iter().map(|node| positions[*node as usize] + by).collect();
        match self.moves {
            Moves::Anywhere => self.steps(group[0], positions).into_iter().map(all).collect(),
            Moves::Ring(middle) => (1..AROUND)
                .map(|step| {
                    let turn = Vector::from_angle(std::f32::consts::TAU * step as f32 / AROUND as f32);
                    let out = here - middle;
                    vec![middle + turn * out.x + turn.perpendicular() * out.y]
                })
                .collect(),
            Moves::Layer { upright } => STEPS
                .iter()
                .flat_map(|step| [*step, -step])
                .map(|step| {
                    all(if upright { Vector::new(0.0, step * self.hop) } else { Vector::new(step * self.hop, 0.0) })
                })
                .collect(),
        }
    }

    /// Where a node may be tried: around where it is, and around the middle of its neighbours.
    fn steps(&self, node: u32, positions: &[Point]) -> Vec<Vector> {
        let here = positions[node as usize];
        let around = self.topology.neighbours(node);
        let middle = super::pieces::mean(around.iter().map(|other| positions[*other as usize]));
        let mut moves = Vec::with_capacity(2 * STEPS.len() * DIRECTIONS);
        for (center, is_own) in [(here, true), (middle, false)] {
            if is_own || !around.is_empty() {
                for step in STEPS {
                    for direction in 0..DIRECTIONS {
                        let angle = std::f32::consts::TAU * direction as f32 / DIRECTIONS as f32;
                        moves.push(center + Vector::from_angle(angle) * (step * self.hop) - here);
                    }
                }
            }
        }
        moves
    }

    /// Whether a group stands within the picture and overlaps nothing.
    fn fits(&self, group: &[u32], area: Rect, positions: &[Point]) -> bool {
        group.iter().all(|node| {
            let own = self.footprints[*node as usize].at(positions[*node as usize]);
            let is_within = area.union(own) == area;
            (is_within || matches!(self.moves, Moves::Ring(_)))
                && self
                    .topology
                    .nodes()
                    .filter(|other| !group.contains(other))
                    .all(|other| !self.footprints[other as usize].at(positions[other as usize]).intersects(own))
        })
    }

    /// What is wrong with a group, in crossings; may stop counting past `enough`.
    fn cost(&self, group: &[u32], lines: &[Line], positions: &[Point], enough: f32) -> f32 {
        let count = positions.len();
        let place = |node: u32| positions[node as usize];
        let mut cost = 0.0;
        for node in group {
            let row = &self.wanted[*node as usize * count..(*node as usize + 1) * count];
            for (other, wanted) in row.iter().enumerate().filter(|(_, wanted)| **wanted > 0.0) {
                let wrong = place(*node).distance(positions[other]) / wanted - 1.0;
                cost += self.shape * wrong * wrong / count as f32;
            }
        }
        for node in group {
            if cost > enough {
                return cost;
            }
            let (p, own) = (place(*node), self.footprints[*node as usize]);
            for line in lines {
                if !line.ends_at(*node) {
                    cost += line.through(own, p, place(line.a), place(line.b));
                    continue;
                }
                if cost > enough {
                    return cost;
                }
                let other = if line.a == *node { line.b } else { line.a };
                if self.moves != Moves::Anywhere {
                    cost += LONG * p.distance(place(other)) / self.hop;
                }
                let crossed = lines.iter().filter(|other| line.is_apart_from(other) && line.crosses(other, positions));
                cost += crossed.count() as f32;
                for third in self.topology.nodes().filter(|third| !line.ends_at(*third)) {
                    cost += line.through(self.footprints[third as usize], place(third), p, place(other));
                }
            }
        }
        cost
    }
}
