//! A tree can be drawn without crossings: a small branch that lies across another one is drawn in towards the node that it
//! hangs on, until it crosses nothing.

use super::overlap::GOLDEN_ANGLE;
use super::room::Grid;
use super::topology::Topology;
use crate::base::{Cancelled, Point, Task, Vector};

/// Rounds at most.
const ROUNDS: usize = 30;
/// A picture is clean with one crossing for so many nodes at most.
const CLEAN: usize = 50;
/// An edge is held against so many others at most in one cell of the search.
const MOST_LOOKS: usize = 256;
/// By this factor a branch is drawn in, in one round.
const SHRINK: f32 = 0.6;
/// After so many rounds it is turned around the node as well: where that stands close to an edge, only some ways are free.
const STRAIGHT: usize = 3;
const SHRINK_TURNED: f32 = 0.85;

/// Draws in branches of a connected tree, and says whether hardly any crossing is left. O(n) a round where edges are about
/// equally long.
pub(super) fn draw_in(tree: &Topology, positions: &mut [Point], task: &Task) -> Result<bool, Cancelled> {
    let rooted = Rooted::new(tree);
    for round in 0..ROUNDS {
        task.check()?;
        let mut wrong = rooted.crossing_branches(positions);
        if wrong.is_empty() {
            return Ok(true);
        }
        wrong.sort_unstable_by_key(|node| rooted.first[*node as usize]);
        wrong.dedup();
        // Of branches within each other only the outer one moves in one round.
        let mut end = 0;
        for node in wrong {
            let first = rooted.first[node as usize];
            if first < end {
                continue;
            }
            end = first + rooted.size[node as usize];
            let anchor = positions[rooted.parent[node as usize] as usize];
            let by = if round < STRAIGHT {
                Vector::new(SHRINK, 0.0)
            } else {
                Vector::from_angle(GOLDEN_ANGLE) * SHRINK_TURNED
            };
            for member in &rooted.order[first as usize..end as usize] {
                let out = positions[*member as usize] - anchor;
                positions[*member as usize] =
                    anchor + Vector::new(out.x * by.x - out.y * by.y, out.x * by.y + out.y * by.x);
            }
        }
    }
    Ok(is_clean(tree, positions))
}

/// Whether hardly any edges of a tree cross.
pub(super) fn is_clean(tree: &Topology, positions: &[Point]) -> bool {
    Rooted::new(tree).crossing_branches(positions).len() * CLEAN <= tree.node_count()
}

/// A tree with a root in its middle, in the order of a search in depth: a branch is a range of it.
struct Rooted {
    parent: Vec<u32>,
    order: Vec<u32>,
    first: Vec<u32>,
    size: Vec<u32>,
}

impl Rooted {
    fn new(tree: &Topology) -> Self {
        let count = tree.node_count();
        // The middle: from where no branch has more than half of all.
        let (parent, order) = search(tree, 0);
        let size = sizes(&parent, &order);
        let half = count as u32 / 2;
        let root = order.iter().rev().find(|node| size[**node as usize] > half).copied().unwrap_or(0);
        let (parent, order) = search(tree, root);
        let size = sizes(&parent, &order);
        let mut first = vec![0; count];
        order.iter().enumerate().for_each(|(i, node)| first[*node as usize] = i as u32);
        Self { parent, order, first, size }
    }

    /// For each crossing the smaller of the two branches that hang on the edges that cross.
    fn crossing_branches(&self, positions: &[Point]) -> Vec<u32> {
        let edges = &self.order[1..];
        let ends = |node: u32| (positions[node as usize], positions[self.parent[node as usize] as usize]);
        let length: f32 = edges
            .iter()
            .map(|node| {
                let (a, b) = ends(*node);
                a.distance(b)
            })
            .sum();
        let grid = Grid::over(positions, length / edges.len().max(1) as f32);
        let mut cells: Vec<Vec<u32>> = vec![Vec::new(); grid.columns * grid.rows];
        let mut found = Vec::new();
        for node in edges {
            let (a, b) = ends(*node);
            grid.touched(a, b, |cell| {
                for other in cells[cell].iter().take(MOST_LOOKS) {
                    let (c, d) = ends(*other);
                    let apart = self.parent[*other as usize] != self.parent[*node as usize]
                        && self.parent[*other as usize] != *node
                        && self.parent[*node as usize] != *other;
                    if apart && cross(a, b, c, d) {
                        let smaller = self.size[*node as usize] <= self.size[*other as usize];
                        found.push(if smaller { *node } else { *other });
                    }
                }
                cells[cell].push(*node);
            });
        }
        found
    }
}

fn search(tree: &Topology, root: u32) -> (Vec<u32>, Vec<u32>) {
    let mut parent = vec![u32::MAX; tree.node_count()];
    let mut order = Vec::with_capacity(tree.node_count());
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        order.push(node);
        for next in tree.neighbours(node) {
            if *next != parent[node as usize] {
                parent[*next as usize] = node;
                stack.push(*next);
            }
        }
    }
    (parent, order)
}

fn sizes(parent: &[u32], order: &[u32]) -> Vec<u32> {
    let mut size = vec![1; parent.len()];
    for node in order.iter().skip(1).rev() {
        size[parent[*node as usize] as usize] += size[*node as usize];
    }
    size
}

/// Whether two lines cross within both.
pub(super) fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_across_another_is_drawn_in() {
        // A chain 0–1–2–3 with a branch 1–4–5 that lies across 2–3.
        let tree = Topology::unweighted(8, [(0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (0, 6), (6, 7)]);
        let places = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.5, 1.0), (2.5, 1.2), (-1.0, 0.0), (-2.0, 0.0)];
        let mut positions: Vec<Point> = places.map(|(x, y)| Point::new(x, y)).into();
        let rooted = Rooted::new(&tree);
        assert!(!rooted.crossing_branches(&positions).is_empty());
        draw_in(&tree, &mut positions, &Task::default()).unwrap();
        assert!(rooted.crossing_branches(&positions).is_empty());
        assert_eq!(positions[0], Point::ORIGIN);
    }
}
