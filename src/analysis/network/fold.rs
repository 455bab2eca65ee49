//! Folds nodes that hang on by one neighbour into it, for betweenness.

use crate::analysis::topology::Rows;
use crate::base::Cancelled;

use super::Part;

/// A network without its tails: what is left, numbered anew with the best connected first, and what the folding itself
/// says of betweenness.
pub(super) struct Folded {
    /// The node of each one that is left.
    nodes: Vec<u32>,
    /// For every node of the whole network, the one that is left and that it is or is folded into.
    homes: Vec<u32>,
    /// How many nodes each stands for, itself counted.
    sizes: Vec<f64>,
    ahead: Adjacency,
    /// `None` where it is the same as `ahead`.
    behind: Option<Adjacency>,
    /// For every node of the whole network: the ordered pairs that are parted by it and not by what is left.
    base: Vec<f64>,
}

/// Rows with their own numbers.
pub(super) struct Adjacency {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Adjacency {
    pub(super) fn arcs(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn of_node(&self, node: u32) -> &[u32] {
        &self.ends[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    fn of(rows: &Rows, nodes: &[u32], number: &[u32]) -> Self {
        let mut starts = Vec::with_capacity(nodes.len() + 1);
        let mut ends = Vec::new();
        starts.push(0);
        for node in nodes {
            let row = ends.len();
            ends.extend(rows.of_node(*node).iter().map(|to| number[*to as usize]).filter(|to| *to != GONE));
            ends[row..].sort_unstable();
            starts.push(ends.len() as u32);
        }
        Self { starts, ends }
    }
}

const GONE: u32 = u32::MAX;

impl Folded {
    /// Leaves all as it is but for the numbers.
    pub(super) fn nothing(ahead: &Rows, behind: &Rows) -> Self {
        let n = ahead.starts().len().saturating_sub(1);
        Self::left(ahead, Some(behind), &vec![false; n], &[], vec![0.0; n], &vec![1.0; n])
    }

    /// Folds all tails of a network without direction. O(n log n + m log m).
    pub(super) fn tails(around: &Rows, part: Part<'_>) -> Result<Self, Cancelled> {
        let n = around.starts().len().saturating_sub(1);
        let sizes_of_parts = sizes_of_parts(around, part)?;
        let mut degree: Vec<u32> = (0..n as u32).map(|node| around.degree(node) as u32).collect();
        let mut folded = vec![false; n];
        // Who was folded into whom, in that order.
        let mut folds: Vec<(u32, u32)> = Vec::new();
        let mut size = vec![1.0_f64; n];
        let mut base = vec![0.0_f64; n];
        let mut waiting: Vec<u32> = (0..n as u32).filter(|node| degree[*node as usize] == 1).collect();
        while let Some(node) = waiting.pop() {
            let at = node as usize;
            // Of the last two nodes of a tree one is folded and the other left.
            if degree[at] != 1 || folded[at] {
                continue;
            }
            let Some(into) = around.of_node(node).iter().find(|to| !folded[**to as usize]).map(|to| *to as usize)
            else {
                continue;
            };
            folded[at] = true;
            folds.push((node, into as u32));
            // Between what was folded into `into` before and what now comes.
            base[into] += 2.0 * size[at] * (size[into] - 1.0);
            size[into] += size[at];
            degree[into] -= 1;
            if degree[into] == 1 {
                waiting.push(into as u32);
            }
        }
        part.check()?;
        for node in 0..n {
            // Between what is folded into it and all the rest of its part of the network.
            base[node] += 2.0 * (size[node] - 1.0) * (sizes_of_parts[node] - size[node]);
        }
        Ok(Self::left(around, None, &folded, &folds, base, &size))
    }

    fn left(
        ahead: &Rows,
        behind: Option<&Rows>,
        folded: &[bool],
        folds: &[(u32, u32)],
        base: Vec<f64>,
        size: &[f64],
    ) -> Self {
        let mut nodes: Vec<u32> = (0..folded.len() as u32).filter(|node| !folded[*node as usize]).collect();
        nodes.sort_by_key(|node| std::cmp::Reverse(ahead.degree(*node)));
        let mut number = vec![GONE; folded.len()];
        for (at, node) in nodes.iter().enumerate() {
            number[*node as usize] = at as u32;
        }
        let mut homes = number.clone();
        // The last fold first: where it leads is known by then.
        for (node, into) in folds.iter().rev() {
            homes[*node as usize] = homes[*into as usize];
        }
        Self {
            homes,
            sizes: nodes.iter().map(|node| size[*node as usize]).collect(),
            ahead: Adjacency::of(ahead, &nodes, &number),
            behind: behind.map(|rows| Adjacency::of(rows, &nodes, &number)),
            nodes,
            base,
        }
    }

    /// How many nodes are left.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node that is left and that this one of the whole network is or is folded into.
    pub(super) fn home(&self, node: u32) -> u32 {
        self.homes[node as usize]
    }

    /// How many nodes of the whole network one stands for.
    pub(super) fn size(&self, node: u32) -> f64 {
        self.sizes[node as usize]
    }

    pub(super) fn ahead(&self) -> &Adjacency {
        &self.ahead
    }

    pub(super) fn behind(&self) -> &Adjacency {
        self.behind.as_ref().unwrap_or(&self.ahead)
    }

    /// For every node of the whole network: the ordered pairs that are parted by it and not by what is left.
    pub(super) fn base(&self) -> &[f64] {
        &self.base
    }

    /// Values of what is left as values of the whole network.
    pub(super) fn unfold(&self, values: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.base.len()];
        for (node, value) in self.nodes.iter().zip(values) {
            all[*node as usize] = *value;
        }
        all
    }
}

/// For every node how many there are in its part of the network.
fn sizes_of_parts(around: &Rows, part: Part<'_>) -> Result<Vec<f64>, Cancelled> {
    let (labels, count) = super::components::weak(around, part)?;
    let mut sizes = vec![0.0; count];
    labels.iter().for_each(|label| sizes[*label as usize] += 1.0);
    Ok(labels.iter().map(|label| sizes[*label as usize]).collect())
}
