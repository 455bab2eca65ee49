//! Shortest ways where ties have lengths: a tie of strength w is 1 / w long (Newman 2001).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Part;
use crate::analysis::topology::Rows;
use crate::base::Cancelled;

/// Two ways whose lengths differ by less than this share of them are equally long: 1/3 + 1/3 + 1/3 is 1.
const SAME: f64 = 1e-12;

/// The nodes nearest to one, found in the order of their distance (Dijkstra 1959). Keeps its memory between searches.
#[derive(Debug)]
pub(super) struct Nearest {
    distance: Vec<f64>,
    settled: Vec<bool>,
    order: Vec<u32>,
    heap: BinaryHeap<Waiting>,
}

impl Nearest {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            distance: vec![f64::INFINITY; nodes],
            settled: vec![false; nodes],
            order: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Finds the distance of every node that can be reached from `from` along `rows`. O(m log m).
    pub(super) fn search(&mut self, rows: &Rows, from: u32, part: Part<'_>) -> Result<(), Cancelled> {
        for node in self.order.drain(..).chain(self.heap.drain().map(|w| w.node)) {
            self.distance[node as usize] = f64::INFINITY;
            self.settled[node as usize] = false;
        }
        self.distance[from as usize] = 0.0;
        self.heap.push(Waiting { distance: 0.0, node: from });
        while let Some(Waiting { distance, node }) = self.heap.pop() {
            if std::mem::replace(&mut self.settled[node as usize], true) {
                continue;
            }
            if self.order.len() % 1024 == 0 {
                part.check()?;
            }
            self.order.push(node);
            for (to, strength) in rows.with_strengths(node) {
                let through = distance + strength.recip();
                let known = &mut self.distance[to as usize];
                if through.is_finite() && through < *known {
                    *known = through;
                    self.heap.push(Waiting { distance: through, node: to });
                }
            }
        }
        Ok(())
    }

    /// The nodes reached, nearest first, the start before all.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// How far a node is, infinite where it was not reached.
    pub(super) fn distance(&self, node: u32) -> f64 {
        self.distance[node as usize]
    }

    /// Whether a shortest way leads from one node to the other over the tie of this strength between them.
    pub(super) fn leads(&self, from: u32, to: u32, strength: f64) -> bool {
        let (near, far) = (self.distance(from), self.distance(to));
        // A tie so strong that its length is lost in rounding leads nowhere farther.
        far.is_finite() && near < far && (near + strength.recip() - far).abs() <= SAME * far
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Waiting {
    distance: f64,
    node: u32,
}

impl Eq for Waiting {}

impl Ord for Waiting {
    /// The nearest is the greatest, as the heap gives the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.distance.total_cmp(&self.distance).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
