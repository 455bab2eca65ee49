//! What a layout sees of a graph: who is joined to whom, in compressed rows.

use std::collections::VecDeque;

/// An edge as it is handed in: from, to, and how strong it is.
pub type WeightedEdge = (u32, u32, f32);

/// Nodes and edges, read only. Nodes are the numbers below [`Topology::node_count`].
///
/// Parallel edges are merged for everything that knows no direction, and self-loops are left out: they say nothing about
/// where a node should stand. A weight that is not a finite number above zero counts as 1. About 8 bytes a node and 24
/// bytes an edge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topology {
    /// Where the row of each node starts in `targets`; one more at the end.
    starts: Vec<u32>,
    /// The neighbours of all nodes, row after row, each row sorted.
    targets: Vec<u32>,
    /// How strong the edge to each neighbour is, around 1.
    strengths: Vec<f32>,
    /// The edges with their direction, sorted, without parallel ones and loops.
    arcs: Vec<(u32, u32)>,
    /// Pairs that more than one edge joins, the smaller node first, sorted; with how many.
    bundles: Vec<(u32, u32, u32)>,
}

/// Strengths keep within these, so that one heavy edge does not fold the picture around it.
const STRENGTHS: (f32, f32) = (0.5, 2.0);

/// Weights above this count as this, so that the sum of any number of them is finite.
const HEAVIEST: f32 = 1e28;

impl Topology {
    /// Makes the rows. Edges that name a node that does not exist are left out. O(n + m log m).
    #[must_use]
    pub fn new(node_count: u32, edges: impl IntoIterator<Item = WeightedEdge>) -> Self {
        let mut arcs: Vec<WeightedEdge> = edges
            .into_iter()
            .filter(|(a, b, _)| a != b && *a < node_count && *b < node_count)
            .map(|(a, b, w)| (a, b, if w.is_finite() && w > 0.0 { w.min(HEAVIEST) } else { 1.0 }))
            .collect();
        arcs.sort_unstable_by(|(a, b, w), (c, d, v)| (a, b).cmp(&(c, d)).then(w.total_cmp(v)));
        let mut half: Vec<WeightedEdge> = arcs.iter().flat_map(|(a, b, w)| [(*a, *b, *w), (*b, *a, *w)]).collect();
        half.sort_unstable_by(|(a, b, w), (c, d, v)| (a, b).cmp(&(c, d)).then(w.total_cmp(v)));
        let runs = half.chunk_by(|e, f| (e.0, e.1) == (f.0, f.1)).filter(|run| run.len() > 1 && run[0].0 < run[0].1);
        let bundles = runs.map(|run| (run[0].0, run[0].1, run.len() as u32)).collect();
        half.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2 += later.2;
            }
            same
        });
        let mean = half.iter().map(|e| f64::from(e.2)).sum::<f64>() / half.len().max(1) as f64;
        let mut starts = vec![0_u32; node_count as usize + 1];
        for (a, _, _) in &half {
            starts[*a as usize + 1] += 1;
        }
        for i in 0..node_count as usize {
            starts[i + 1] += starts[i];
        }
        let strength = |w: f32| ((f64::from(w) / mean).sqrt() as f32).clamp(STRENGTHS.0, STRENGTHS.1);
        let mut arcs: Vec<(u32, u32)> = arcs.into_iter().map(|(a, b, _)| (a, b)).collect();
        arcs.dedup();
        Self {
            starts,
            targets: half.iter().map(|e| e.1).collect(),
            strengths: half.iter().map(|e| strength(e.2)).collect(),
            arcs,
            bundles,
        }
    }

    /// The same from edges that are all equally strong.
    #[must_use]
    pub fn unweighted(node_count: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Self::new(node_count, edges.into_iter().map(|(a, b)| (a, b, 1.0)))
    }

    /// How many nodes it has.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many pairs of nodes are joined.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.targets.len() / 2
    }

    /// Whether a connected topology is a tree.
    pub(super) fn is_tree(&self) -> bool {
        self.edge_count() + 1 == self.node_count()
    }

    /// The neighbours of a node, sorted, each once.
    #[must_use]
    pub fn neighbours(&self, node: u32) -> &[u32] {
        &self.targets[self.row(node)]
    }

    /// How strong the edges to these neighbours are: around 1, from 0.5 to 2.
    #[must_use]
    pub fn strengths(&self, node: u32) -> &[f32] {
        &self.strengths[self.row(node)]
    }

    /// How many neighbours a node has.
    #[must_use]
    pub fn degree(&self, node: u32) -> usize {
        self.row(node).len()
    }

    /// The edges with their direction, sorted, each once, without loops.
    #[must_use]
    pub fn arcs(&self) -> &[(u32, u32)] {
        &self.arcs
    }

    /// Every joined pair once, the smaller node first.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.nodes().flat_map(|a| self.neighbours(a).iter().filter(move |b| a < **b).map(move |b| (a, *b)))
    }

    /// How many edges join two nodes that are joined.
    pub(super) fn bundled(&self, a: u32, b: u32) -> u32 {
        let pair = (a.min(b), a.max(b));
        let found = self.bundles.binary_search_by(|bundle| (bundle.0, bundle.1).cmp(&pair));
        found.map_or(1, |at| self.bundles[at].2)
    }

    /// All nodes.
    pub fn nodes(&self) -> std::ops::Range<u32> {
        0..self.node_count() as u32
    }

    fn row(&self, node: u32) -> std::ops::Range<usize> {
        self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize
    }

    /// The connected parts, largest first, then by their first node; the nodes of each sorted. O(n + m).
    #[must_use]
    pub fn components(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.node_count()];
        let mut all = Vec::new();
        let mut queue = VecDeque::new();
        for root in self.nodes() {
            if std::mem::replace(&mut seen[root as usize], true) {
                continue;
            }
            let mut members = Vec::new();
            queue.push_back(root);
            while let Some(node) = queue.pop_front() {
                members.push(node);
                for next in self.neighbours(node) {
                    if !std::mem::replace(&mut seen[*next as usize], true) {
                        queue.push_back(*next);
                    }
                }
            }
            members.sort_unstable();
            all.push(members);
        }
        all.sort_by_key(|members| (usize::MAX - members.len(), members[0]));
        all
    }

    /// The part that these nodes, sorted, make up; its node `i` is `nodes[i]`. O(n + edges of the part).
    #[must_use]
    pub fn part(&self, nodes: &[u32]) -> Self {
        if nodes.len() == self.node_count() {
            return self.clone();
        }
        let mut index = rustc_hash::FxHashMap::default();
        index.extend(nodes.iter().enumerate().map(|(i, node)| (*node, i as u32)));
        let mut part = Self { starts: vec![0], ..Self::default() };
        for node in nodes {
            for (target, strength) in self.neighbours(*node).iter().zip(self.strengths(*node)) {
                if let Some(target) = index.get(target) {
                    part.targets.push(*target);
                    part.strengths.push(*strength);
                }
            }
            part.starts.push(part.targets.len() as u32);
            let first = self.arcs.partition_point(|arc| arc.0 < *node);
            let arcs = self.arcs[first..].iter().take_while(|arc| arc.0 == *node);
            part.arcs.extend(arcs.filter_map(|(a, b)| Some((*index.get(a)?, *index.get(b)?))));
        }
        let bundles = self.bundles.iter();
        part.bundles.extend(bundles.filter_map(|(a, b, count)| Some((*index.get(a)?, *index.get(b)?, *count))));
        part
    }

    /// How many edges lie between `source` and each node, into `hops`; `u16::MAX` where none lead there, and for what
    /// is farther than that. O(n + m).
    pub fn hops_from(&self, source: u32, hops: &mut Vec<u16>, queue: &mut Vec<u32>) {
        hops.clear();
        hops.resize(self.node_count(), u16::MAX);
        queue.clear();
        hops[source as usize] = 0;
        queue.push(source);
        let mut at = 0;
        while let Some(node) = queue.get(at) {
            at += 1;
            let next = hops[*node as usize].saturating_add(1);
            for target in self.neighbours(*node) {
                if hops[*target as usize] == u16::MAX && next < u16::MAX {
                    hops[*target as usize] = next;
                    queue.push(*target);
                }
            }
        }
    }

    /// A long shortest path: from the first node to one farthest from it, and to one farthest from that. In hops, at
    /// least half the diameter, and usually the diameter. O(n + m).
    pub(super) fn diameter_seen(&self) -> u16 {
        if self.node_count() == 0 {
            return 0;
        }
        let (mut hops, mut queue) = (Vec::new(), Vec::new());
        self.hops_from(0, &mut hops, &mut queue);
        let far = queue.last().copied().unwrap_or(0);
        self.hops_from(far, &mut hops, &mut queue);
        queue.last().map_or(0, |last| hops[*last as usize])
    }

    /// The same edges with other strengths.
    pub(super) fn with_strengths(&self, strength: impl Fn(u32, u32) -> f32) -> Self {
        let all = self.nodes().flat_map(|a| self.neighbours(a).iter().map(move |b| (a, *b)));
        Self { strengths: all.map(|(a, b)| strength(a, b)).collect(), ..self.clone() }
    }

    /// From rows that are sorted and symmetric already, as coarsening makes them.
    pub(super) fn from_rows(starts: Vec<u32>, targets: Vec<u32>, strengths: Vec<f32>) -> Self {
        Self { starts, targets, strengths, arcs: Vec::new(), bundles: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_simple_and_symmetric() {
        let t = Topology::new(4, [(0, 1, 1.0), (1, 0, 2.0), (2, 2, 1.0), (1, 2, f32::NAN), (9, 1, 1.0), (0, 1, -3.0)]);
        assert_eq!((t.node_count(), t.edge_count()), (4, 2));
        assert_eq!(t.neighbours(1), [0, 2]);
        assert_eq!(t.arcs(), [(0, 1), (1, 0), (1, 2)]);
        assert_eq!((t.bundled(1, 0), t.bundled(1, 2)), (3, 1));
        assert!(t.strengths(1)[0] > t.strengths(1)[1], "three edges hold more than one");
        assert_eq!(t.components(), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn the_heaviest_edges_have_a_finite_sum() {
        let t = Topology::new(3, [(0, 1, 3e38), (0, 1, 3e38), (1, 2, 1.0)]);
        // Twice the mean of what stands in both rows, and next to nothing.
        assert!((t.strengths(0)[0] - std::f32::consts::SQRT_2).abs() < 1e-6, "{:?}", t.strengths(0));
        assert_eq!(t.strengths(2), [STRENGTHS.0]);
    }

    #[test]
    fn a_part_keeps_what_lies_within() {
        let t = Topology::unweighted(5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 2)]);
        let part = t.part(&[2, 3, 4]);
        assert_eq!(part, Topology::unweighted(3, [(0, 1), (1, 2), (2, 0)]));
        let t = Topology::unweighted(4, [(0, 1), (3, 2), (2, 3), (1, 2)]);
        assert_eq!(t.part(&[2, 3]).bundled(0, 1), 2);
    }

    #[test]
    fn hops_count_edges() {
        let t = Topology::unweighted(5, [(0, 1), (1, 2), (2, 3)]);
        let (mut hops, mut queue) = (Vec::new(), Vec::new());
        t.hops_from(1, &mut hops, &mut queue);
        assert_eq!(hops, [1, 0, 1, 2, u16::MAX]);
    }
}
