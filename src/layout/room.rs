//! How far nodes can move before an edge crosses another one: what is drawn without crossings stays so
//! (Bertault 2000, "A force-directed algorithm that preserves edge crossing properties").

use rayon::prelude::*;

use super::topology::Topology;
use crate::base::{Point, Vector};

/// Nodes that one thread looks around at a time.
const CHUNK: usize = 512;
/// Of the distance between a node and an edge the node may use this share, and so may the ends of the edge.
const SHARE: f32 = 0.3;
/// A node looks around so many mean lengths of edges at most.
const FARTHEST: f32 = 2.0;
/// Cells that all edges touch together, for each node, before order is no longer kept, as around a star; and edges that a
/// node looks at in one row of cells.
const MOST_TOUCHED: usize = 32;
const MOST_LOOKS: usize = 96;

/// The edges of a topology by the cells of a grid that they touch. Keeps its memory from step to step.
#[derive(Default)]
pub(super) struct Room {
    pairs: Vec<(u32, u32)>,
    starts: Vec<u32>,
    edges: Vec<u32>,
    near: Vec<Vec<(u32, f32, Vector)>>,
    limits: Vec<f32>,
    pushes: Vec<Vector>,
}

impl Room {
    pub(super) fn new(topology: &Topology) -> Self {
        Self { pairs: topology.pairs().collect(), ..Self::default() }
    }

    /// Looks how far each node can move at once with all others: at most `limit`, and less where an edge is near that it
    /// is no end of. What is nearer than `reach` is pushed apart. O(n + m) where edges are not much longer than both.
    pub(super) fn measure(&mut self, positions: &[Point], limit: f32, reach: f32) {
        let Self { pairs, limits, pushes, .. } = self;
        let length: f32 = pairs.iter().map(|(a, b)| positions[*a as usize].distance(positions[*b as usize])).sum();
        // No farther than some edges' length, so that a picture of short ones in little of its area costs no more.
        let look = (limit / SHARE).max(reach).min(FARTHEST * length / pairs.len().max(1) as f32);
        limits.clear();
        limits.resize(positions.len(), limit.min(look * SHARE));
        pushes.clear();
        pushes.resize(positions.len(), Vector::ZERO);
        let grid = Grid::over(positions, look);
        if length > grid.cell * (MOST_TOUCHED * positions.len()) as f32 {
            return;
        }
        self.fill(&grid, positions);
        let Self { pairs, starts, edges, near, limits, pushes } = self;
        let around = |node: u32, found: &mut Vec<(u32, f32, Vector)>| {
            let p = positions[node as usize];
            let (left, right) = (grid.column(p.x - look), grid.column(p.x + look));
            for row in grid.row(p.y - look)..=grid.row(p.y + look) {
                let first = starts[row * grid.columns + left] as usize;
                let last = starts[row * grid.columns + right + 1] as usize;
                for edge in edges[first..last].iter().take(MOST_LOOKS) {
                    let (a, b) = pairs[*edge as usize];
                    if a != node && b != node {
                        let away = from_line(p, positions[a as usize], positions[b as usize]);
                        let distance = away.dot(away).sqrt();
                        if distance < look {
                            let near = (1.0 - distance / reach).max(0.0);
                            let push = away * (near * near / distance.max(1e-20));
                            found.push((node, distance, push));
                            found.push((a, distance, push * -0.5));
                            found.push((b, distance, push * -0.5));
                        }
                    }
                }
            }
        };
        near.resize_with(positions.len().div_ceil(CHUNK), Vec::new);
        near.par_iter_mut().enumerate().for_each(|(chunk, found)| {
            found.clear();
            (chunk * CHUNK..((chunk + 1) * CHUNK).min(positions.len())).for_each(|node| around(node as u32, found));
        });
        for (node, distance, push) in near.iter().flatten() {
            let at = *node as usize;
            limits[at] = limits[at].min(distance * SHARE);
            pushes[at] = pushes[at] + *push;
        }
    }

    /// Moves as long as a node may go.
    pub(super) fn within(&self, node: u32, by: Vector) -> Vector {
        let (length, limit) = (by.length(), self.limits[node as usize]);
        if length > limit { by * (limit / length) } else { by }
    }

    /// How a node is pushed away from edges that are close, and an edge's end from nodes: about from 0 to 1.
    pub(super) fn push(&self, node: u32) -> Vector {
        self.pushes[node as usize]
    }

    /// Sorts the edges into the cells that they touch.
    fn fill(&mut self, grid: &Grid, positions: &[Point]) {
        let Self { pairs, starts, edges, .. } = self;
        starts.clear();
        starts.resize(grid.columns * grid.rows + 1, 0);
        for (a, b) in pairs.iter() {
            grid.touched(positions[*a as usize], positions[*b as usize], |cell| starts[cell + 1] += 1);
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let touched = starts[starts.len() - 1] as usize;
        edges.clear();
        edges.resize(touched, 0);
        let mut next = starts.clone();
        for (edge, (a, b)) in pairs.iter().enumerate() {
            grid.touched(positions[*a as usize], positions[*b as usize], |cell| {
                edges[next[cell] as usize] = edge as u32;
                next[cell] += 1;
            });
        }
    }
}

/// A grid of square cells over a picture.
pub(super) struct Grid {
    left: f32,
    top: f32,
    cell: f32,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// Cells at most, for each node.
const MOST_CELLS: f32 = 8.0;

impl Grid {
    /// Cells of about this side, and no more than some for each node.
    pub(super) fn over(positions: &[Point], cell: f32) -> Self {
        let bounds = crate::base::Rect::around(positions.iter().copied());
        let least = (bounds.width() * bounds.height() / (MOST_CELLS * positions.len().max(1) as f32)).sqrt();
        let narrow = bounds.width().max(bounds.height()) / (MOST_CELLS * positions.len().max(1) as f32);
        let cell = cell.max(least).max(narrow).max(1e-9);
        let count = |length: f32| (length / cell) as usize + 1;
        Self {
            left: bounds.min.x,
            top: bounds.min.y,
            cell,
            columns: count(bounds.width()),
            rows: count(bounds.height()),
        }
    }

    fn column(&self, x: f32) -> usize {
        (((x - self.left) / self.cell).max(0.0) as usize).min(self.columns - 1)
    }

    fn row(&self, y: f32) -> usize {
        (((y - self.top) / self.cell).max(0.0) as usize).min(self.rows - 1)
    }

    /// Calls `see` with each cell that a line touches, row by row.
    pub(super) fn touched(&self, a: Point, b: Point, mut see: impl FnMut(usize)) {
        let (upper, lower) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (first, last) = (self.row(upper.y), self.row(lower.y));
        let slope = (lower.x - upper.x) / (lower.y - upper.y).max(1e-12);
        for row in first..=last {
            // Where the line enters and leaves the row, a little wider than rounding can err.
            let at = |y: f32| upper.x + (y.clamp(upper.y, lower.y) - upper.y) * slope;
            let (mut from, mut to) = (upper.x, lower.x);
            if first != last {
                let top = self.top + row as f32 * self.cell;
                (from, to) = (at(top - self.cell * 1e-3), at(top + self.cell * 1.001));
            }
            for column in self.column(from.min(to))..=self.column(from.max(to)) {
                see(row * self.columns + column);
            }
        }
    }
}

/// The way to a point from what is nearest to it on a line.
fn from_line(p: Point, a: Point, b: Point) -> Vector {
    let (along, from) = (b - a, p - a);
    let share = (from.dot(along) / along.dot(along).max(1e-20)).clamp(0.0, 1.0);
    from - along * share
}
