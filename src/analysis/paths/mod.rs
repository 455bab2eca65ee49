//! How one gets from some entities to others: the shortest ways, all simple ways, whom two have in common, who is near.
//!
//! A way leads over entities; where several relationships join two that follow each other it is still one way, and every
//! one of them is told. What may be walked is what a [`Topology`] was made from: types, dates, confidence and the view
//! are chosen there, by its [`Scope`](super::topology::Scope). No way meets an entity twice.

mod likely;
mod links;
mod near;
mod shortest;
mod simple;

#[cfg(test)]
mod tests;

pub use likely::{Likely, known_to_both, likely_ties_of};
pub use links::{Link, links, sentence, weakest};
pub use near::{common_neighbours, neighbourhood};
pub use shortest::shortest_paths;
pub use simple::{SimplePaths, simple_paths};

use super::topology::{Rows, Topology, Ways};

/// What paths lead where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// Where a path may start. Nodes that there are not, and those that are in `to` as well, start none.
    pub from: &'a [u32],
    /// Where it may end. In between it meets no node of either set: it would be a longer form of another path.
    pub to: &'a [u32],
    /// Whether the direction of relationships is followed.
    pub ways: Ways,
    /// The most steps that it may take.
    pub most_steps: usize,
}

/// A path: the nodes that it meets, both ends included.
pub type Path = Vec<u32>;

const UNSET: u32 = u32::MAX;

/// A question made ready: where each node stands to it.
struct Field<'a> {
    rows: &'a Rows,
    starts: Vec<u32>,
    is_start: Vec<bool>,
    is_end: Vec<bool>,
    /// How many steps it takes from each node to the nearest end through none of the starts; [`UNSET`] for those from
    /// which there is no way.
    to_end: Vec<u32>,
}

impl<'a> Field<'a> {
    /// O(n + m).
    fn of(topology: &'a Topology, question: &Question<'_>) -> Self {
        let Question { from, to, ways, most_steps: _ } = question;
        let n = topology.len();
        let mut is_end = vec![false; n];
        to.iter().filter(|node| (**node as usize) < n).for_each(|node| is_end[*node as usize] = true);
        let mut starts: Vec<u32> =
            from.iter().copied().filter(|node| (*node as usize) < n && !is_end[*node as usize]).collect();
        starts.sort_unstable();
        starts.dedup();
        let mut is_start = vec![false; n];
        starts.iter().for_each(|node| is_start[*node as usize] = true);

        let behind = topology.behind(*ways);
        let mut to_end = vec![UNSET; n];
        let mut queue: Vec<u32> = (0..n as u32).filter(|node| is_end[*node as usize]).collect();
        queue.iter().for_each(|node| to_end[*node as usize] = 0);
        let mut next = 0;
        while let Some(node) = queue.get(next).copied() {
            next += 1;
            for before in behind.of_node(node) {
                if to_end[*before as usize] == UNSET {
                    to_end[*before as usize] = to_end[node as usize] + 1;
                    // A path starts at a start and goes through none.
                    if !is_start[*before as usize] {
                        queue.push(*before);
                    }
                }
            }
        }
        Self { rows: topology.ahead(*ways), starts, is_start, is_end, to_end }
    }
}
