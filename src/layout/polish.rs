//! One node of a small picture after the other is tried elsewhere, and stays where fewer lines cross, lead through others
//! or through names (in the manner of Davidson and Harel 1996, "Drawing graphs nicely using simulated annealing", but only
//! downhill, so that it ends soon and a picture stays what it was).

use super::care::{THROUGH_DISC, THROUGH_NAME, crosses_box, from_line};
use super::overlap::Footprint;
use super::topology::Topology;
use super::uncross::cross;
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// Rounds over all nodes at most.
const ROUNDS: usize = 6;
/// Places around a node and around what it is joined to, by direction.
const DIRECTIONS: usize = 12;
/// How far off they are, in lengths of a hop.
const STEPS: [f32; 4] = [0.2, 0.45, 0.8, 1.3];
/// How bad it is, in crossings, that a distance is wrong by all of it.
const WRONG: f32 = 1.5;
/// Less gain than this is none.
const LEAST: f32 = 1e-3;

/// A small picture, and how far apart its nodes should be.
pub(super) struct Polish<'a> {
    pub(super) topology: &'a Topology,
    pub(super) footprints: &'a [Footprint],
    pub(super) fixed: &'a [bool],
    /// For each pair, row by row; 0 where it does not matter.
    pub(super) wanted: &'a [f32],
    /// About how long a hop is.
    pub(super) hop: f32,
}

impl Polish<'_> {
    /// Moves nodes while that makes the picture better. Nothing overlaps then that did not before.
    pub(super) fn run(&self, positions: &mut [Point], task: &Task) -> Result<(), Cancelled> {
        let lines: Vec<(u32, u32)> = self.topology.pairs().collect();
        let area = self.footprints.iter().zip(&*positions).fold(Rect::NOTHING, |all, (f, p)| all.union(f.at(*p)));
        for _ in 0..ROUNDS {
            let mut moved = false;
            for node in self.topology.nodes() {
                task.check()?;
                let group = self.group(node);
                if group.iter().any(|member| self.fixed[*member as usize]) {
                    continue;
                }
                moved |= self.place(&group, &lines, area, positions);
            }
            if !moved {
                break;
            }
        }
        Ok(())
    }

    /// A node and what hangs on it alone.
    fn group(&self, node: u32) -> Vec<u32> {
        let leaves = self.topology.neighbours(node).iter().filter(|other| self.topology.degree(**other) == 1);
        let mut group = vec![node];
        if self.topology.degree(node) > 1 {
            group.extend(leaves);
        }
        group
    }

    /// Puts a group where it is best among some places. Says whether that is elsewhere.
    fn place(&self, group: &[u32], lines: &[(u32, u32)], area: Rect, positions: &mut [Point]) -> bool {
        let start: Vec<Point> = group.iter().map(|node| positions[*node as usize]).collect();
        let put = |positions: &mut [Point], by: Vector| {
            group.iter().zip(&start).for_each(|(node, start)| positions[*node as usize] = *start + by);
        };
        let before = self.cost(group, lines, positions, f32::INFINITY);
        let mut best = (before - LEAST, Vector::ZERO);
        for by in self.moves(group[0], positions) {
            put(positions, by);
            if self.fits(group, area, positions) {
                let cost = self.cost(group, lines, positions, best.0);
                if cost < best.0 {
                    best = (cost, by);
                }
            }
        }
        put(positions, best.1);
        best.1 != Vector::ZERO
    }

    /// Where a node may be tried: around where it is, and around the middle of its neighbours.
    fn moves(&self, node: u32, positions: &[Point]) -> Vec<Vector> {
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
            is_within
                && self
                    .topology
                    .nodes()
                    .filter(|other| !group.contains(other))
                    .all(|other| !self.footprints[other as usize].at(positions[other as usize]).intersects(own))
        })
    }

    /// What is wrong with a group, in crossings; may stop counting past `enough`.
    fn cost(&self, group: &[u32], lines: &[(u32, u32)], positions: &[Point], enough: f32) -> f32 {
        let count = positions.len();
        let place = |node: u32| positions[node as usize];
        let mut cost = 0.0;
        for node in group {
            let row = &self.wanted[*node as usize * count..(*node as usize + 1) * count];
            for (other, wanted) in row.iter().enumerate().filter(|(_, wanted)| **wanted > 0.0) {
                let wrong = place(*node).distance(positions[other]) / wanted - 1.0;
                cost += WRONG * wrong * wrong / count as f32;
            }
        }
        for node in group {
            if cost > enough {
                return cost;
            }
            let p = place(*node);
            let (disc, name) = (self.footprints[*node as usize].disc(), self.footprints[*node as usize].at(p));
            for (a, b) in lines.iter().filter(|(a, b)| a != node && b != node) {
                cost += through(p, disc, name, place(*a), place(*b));
            }
            for other in self.topology.neighbours(*node) {
                let (from, to) = (p, place(*other));
                for (a, b) in lines.iter().filter(|(a, b)| ![a, b].contains(&node) && ![a, b].contains(&other)) {
                    cost += f32::from(u8::from(cross(from, to, place(*a), place(*b))));
                }
                for third in self.topology.nodes().filter(|third| third != node && third != other) {
                    let footprint = self.footprints[third as usize];
                    cost += through(place(third), footprint.disc(), footprint.at(place(third)), from, to);
                }
            }
        }
        cost
    }
}

/// How bad it is that a line leads through a disc or the name below it.
fn through(p: Point, disc: f32, name: Rect, a: Point, b: Point) -> f32 {
    if !crosses_box(name, a, b) {
        return 0.0;
    }
    let way = from_line(p, a, b);
    if way.dot(way) < disc * disc { THROUGH_DISC } else { THROUGH_NAME }
}
