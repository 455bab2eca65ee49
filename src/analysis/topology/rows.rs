//! Neighbours in compressed rows.

use std::ops::Range;

/// For each node its neighbours in ascending order, each once and never itself, with the strength of the tie.
///
/// Twelve bytes an arc and four a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Where each row starts, and at the end where the last one ends.
    starts: Vec<u32>,
    ends: Vec<u32>,
    strengths: Vec<f64>,
}

impl Rows {
    /// Sorts arcs (from, to, strength) into rows and adds up those that are equal but for strength. O(n + m).
    pub(super) fn of<I: Iterator<Item = (u32, u32, f64)>>(nodes: usize, arcs: impl Fn() -> I) -> Self {
        // Two passes of a counting sort, by `to` and then by `from`, leave every row in order.
        let mut by_to = vec![0_u32; nodes + 1];
        let mut starts = vec![0_u32; nodes + 1];
        for (from, to, _) in arcs() {
            by_to[to as usize + 1] += 1;
            starts[from as usize + 1] += 1;
        }
        for i in 0..nodes {
            by_to[i + 1] += by_to[i];
            starts[i + 1] += starts[i];
        }
        let count = starts[nodes] as usize;
        let mut sorted = vec![(0_u32, 0_u32, 0.0_f64); count];
        for arc in arcs() {
            let slot = &mut by_to[arc.1 as usize];
            sorted[*slot as usize] = arc;
            *slot += 1;
        }
        let (mut ends, mut strengths) = (vec![0_u32; count], vec![0.0_f64; count]);
        let mut next = starts.clone();
        for (from, to, strength) in sorted {
            let slot = &mut next[from as usize];
            ends[*slot as usize] = to;
            strengths[*slot as usize] = strength;
            *slot += 1;
        }
        let mut made = Self { starts, ends, strengths };
        made.merge_equal();
        made
    }

    fn merge_equal(&mut self) {
        let mut kept = 0_usize;
        let mut row_start = 0;
        for node in 0..self.starts.len().saturating_sub(1) {
            let row = row_start..self.starts[node + 1] as usize;
            row_start = row.end;
            self.starts[node] = kept as u32;
            let first = kept;
            for at in row {
                if kept > first && self.ends[kept - 1] == self.ends[at] {
                    self.strengths[kept - 1] += self.strengths[at];
                } else {
                    self.ends[kept] = self.ends[at];
                    self.strengths[kept] = self.strengths[at];
                    kept += 1;
                }
            }
        }
        if let Some(last) = self.starts.last_mut() {
            *last = kept as u32;
        }
        self.ends.truncate(kept);
        self.strengths.truncate(kept);
    }

    /// How many arcs there are.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.ends.len()
    }

    /// The neighbours of `node`.
    #[must_use]
    pub fn of_node(&self, node: u32) -> &[u32] {
        &self.ends[self.range(node)]
    }

    /// How strong its ties are, in the order of [`Rows::of_node`].
    #[must_use]
    pub fn strengths(&self, node: u32) -> &[f64] {
        &self.strengths[self.range(node)]
    }

    /// The neighbours of `node` with the strength of each tie.
    pub fn with_strengths(&self, node: u32) -> impl Iterator<Item = (u32, f64)> {
        let range = self.range(node);
        self.ends[range.clone()].iter().copied().zip(self.strengths[range].iter().copied())
    }

    /// How many neighbours `node` has.
    #[must_use]
    pub fn degree(&self, node: u32) -> usize {
        self.range(node).len()
    }

    /// Whether there is an arc from one to the other. O(log degree).
    #[must_use]
    pub fn has(&self, from: u32, to: u32) -> bool {
        self.of_node(from).binary_search(&to).is_ok()
    }

    /// The strength of the arc from one to the other, 0 where there is none. O(log degree).
    #[must_use]
    pub fn strength(&self, from: u32, to: u32) -> f64 {
        self.of_node(from).binary_search(&to).map_or(0.0, |at| self.strengths(from)[at])
    }

    /// Where each row starts in [`Rows::all_ends`], and at the end where the last one ends.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// All rows behind each other.
    #[must_use]
    pub fn all_ends(&self) -> &[u32] {
        &self.ends
    }

    /// The strengths of [`Rows::all_ends`].
    #[must_use]
    pub fn all_strengths(&self) -> &[f64] {
        &self.strengths
    }

    fn range(&self, node: u32) -> Range<usize> {
        self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize
    }
}
