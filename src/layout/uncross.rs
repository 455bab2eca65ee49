//! A tree can be drawn without crossings: a small branch that lies across another one is drawn in towards the node that it
//! hangs on, until it crosses nothing.

use rustc_hash::FxHashMap;

use super::topology::Topology;
use crate::base::{Cancelled, Point, Task};

/// Rounds at most.
const ROUNDS: usize = 4;
/// Larger branches stay as they are.
const MOST_MOVED: u32 = 12;
/// By this factor a branch is drawn in, in one round.
const SHRINK: f32 = 0.6;
/// A cell of the search holds so many edges at most before further ones are left unseen.
const CELL_LIMIT: usize = 64;

/// Draws in branches of a connected tree. O(n) a round where edges are about equally long.
pub(super) fn draw_in(tree: &Topology, positions: &mut [Point], task: &Task) -> Result<(), Cancelled> {
    let rooted = Rooted::new(tree);
    for _ in 0..ROUNDS {
        task.check()?;
        let mut wrong = rooted.crossing_branches(positions);
        if wrong.is_empty() {
            return Ok(());
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
            for member in &rooted.order[first as usize..end as usize] {
                positions[*member as usize] = anchor.lerp(positions[*member as usize], SHRINK);
            }
        }
    }
    Ok(())
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
        let cell = (length / edges.len().max(1) as f32).max(1e-9);
        let mut cells: FxHashMap<(i32, i32), Vec<u32>> = FxHashMap::default();
        let mut found = Vec::new();
        for node in edges {
            let (a, b) = ends(*node);
            let line = |value: f32| (value / cell).floor() as i32;
            let (left, right) = (line(a.x.min(b.x)), line(a.x.max(b.x)));
            let (top, bottom) = (line(a.y.min(b.y)), line(a.y.max(b.y)));
            // A line this long crosses what it crosses in shorter ones' cells, too.
            if (right - left) as i64 * (bottom - top) as i64 > 4096 {
                continue;
            }
            for x in left..=right {
                for y in top..=bottom {
                    let there = cells.entry((x, y)).or_default();
                    for other in there.iter() {
                        let (c, d) = ends(*other);
                        let apart = self.parent[*other as usize] != self.parent[*node as usize]
                            && self.parent[*other as usize] != *node
                            && self.parent[*node as usize] != *other;
                        if apart && cross(a, b, c, d) {
                            let smaller = self.size[*node as usize] <= self.size[*other as usize];
                            let branch = if smaller { *node } else { *other };
                            if self.size[branch as usize] <= MOST_MOVED {
                                found.push(branch);
                            }
                        }
                    }
                    if there.len() < CELL_LIMIT {
                        there.push(*node);
                    }
                }
            }
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
fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
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
