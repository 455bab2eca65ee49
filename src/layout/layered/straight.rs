//! Edges are drawn as straight lines, also those that were led through layers between: what crosses only then is taken apart
//! by moving single nodes along their layers.

use super::super::topology::Topology;
use crate::base::{Cancelled, Task};

/// Rounds over all nodes at most.
const ROUNDS: usize = 12;
/// Up to so many edges; more would take the square of their number.
const MOST_EDGES: usize = 4_000;
/// Pairs of edges that are looked at in all, about.
const MOST_LOOKS: usize = 8_000_000;
/// Gaps that are tried for one node, to either side of the middle of its neighbours.
const GAPS: usize = 6;

/// Layers as they are drawn.
pub(super) struct Drawn<'a> {
    pub(super) topology: &'a Topology,
    /// The layer of each node, and how far down each layer lies.
    pub(super) layer_of: &'a [u32],
    pub(super) depths: &'a [f32],
    /// Half the room of each node along its layer, with its part of the gap.
    pub(super) halves: &'a [f32],
}

/// Moves nodes along their layers while fewer edges cross.
pub(super) fn uncross(drawn: &Drawn<'_>, along: &mut [f32], task: &Task) -> Result<(), Cancelled> {
    if drawn.topology.arcs().len() > MOST_EDGES {
        return Ok(());
    }
    let mut search = Search::new(drawn, along);
    for _ in 0..ROUNDS {
        let mut gained = false;
        for row in 0..search.rows.len() {
            for i in 0..search.rows[row].len() {
                task.check()?;
                let node = search.rows[row][i];
                gained |= search.exchange(row, i) | search.find_gap(row, node);
                if search.is_over() {
                    return Ok(());
                }
            }
        }
        if !gained {
            break;
        }
    }
    Ok(())
}

struct Search<'a> {
    drawn: &'a Drawn<'a>,
    along: &'a mut [f32],
    /// The nodes of each layer, in order.
    rows: Vec<Vec<u32>>,
    edges: Vec<Edge>,
    /// The edges of each node.
    own: Vec<Vec<u32>>,
    /// The edges that pass from each layer to the next.
    passing: Vec<Vec<u32>>,
    looks: usize,
}

/// An edge from its upper node and layer to its lower ones.
#[derive(Clone, Copy)]
struct Edge {
    nodes: (u32, u32),
    layers: (u32, u32),
}

impl<'a> Search<'a> {
    fn new(drawn: &'a Drawn<'a>, along: &'a mut [f32]) -> Self {
        let layer = |node: u32| drawn.layer_of[node as usize];
        let mut rows = vec![Vec::new(); drawn.depths.len()];
        drawn.topology.nodes().for_each(|node| rows[layer(node) as usize].push(node));
        for row in &mut rows {
            row.sort_by(|a, b| along[*a as usize].total_cmp(&along[*b as usize]).then(a.cmp(b)));
        }
        let mut own = vec![Vec::new(); along.len()];
        let mut passing = vec![Vec::new(); rows.len()];
        let mut edges: Vec<Edge> = Vec::new();
        for (a, b) in drawn.topology.pairs().filter(|(a, b)| layer(*a) != layer(*b)) {
            let (upper, lower) = if layer(a) < layer(b) { (a, b) } else { (b, a) };
            let edge = edges.len() as u32;
            own[a as usize].push(edge);
            own[b as usize].push(edge);
            (layer(upper)..layer(lower)).for_each(|layer| passing[layer as usize].push(edge));
            edges.push(Edge { nodes: (upper, lower), layers: (layer(upper), layer(lower)) });
        }
        Self { drawn, along, rows, edges, own, passing, looks: 0 }
    }

    /// Whether it has looked at as much as it may. What was counted then is not whole, and nothing moves by it.
    fn is_over(&self) -> bool {
        self.looks > MOST_LOOKS
    }

    /// How many crossings the edges of some nodes have; fewer once the search [is over](Self::is_over).
    fn crossings(&mut self, nodes: &[u32]) -> usize {
        let mut found = 0;
        for (i, node) in nodes.iter().enumerate() {
            for edge in &self.own[*node as usize] {
                let one = self.edges[*edge as usize];
                for layer in one.layers.0..one.layers.1 {
                    if self.looks > MOST_LOOKS {
                        return found;
                    }
                    self.looks += self.passing[layer as usize].len();
                    for other in &self.passing[layer as usize] {
                        let two = self.edges[*other as usize];
                        // Once for each pair: in the first layer that both pass, and from the first of the nodes.
                        let is_first = one.layers.0.max(two.layers.0) == layer;
                        let is_seen = nodes[..i].iter().any(|n| two.nodes.0 == *n || two.nodes.1 == *n);
                        if is_first && !is_seen && self.cross(one, two) {
                            found += 1;
                        }
                    }
                }
            }
        }
        found
    }

    fn cross(&self, one: Edge, two: Edge) -> bool {
        if one.nodes.0 == two.nodes.0 || one.nodes.1 == two.nodes.1 {
            return false;
        }
        let from = one.layers.0.max(two.layers.0) as usize;
        let to = one.layers.1.min(two.layers.1) as usize;
        let apart = |layer: usize| self.at(one, layer) - self.at(two, layer);
        apart(from) * apart(to) < 0.0
    }

    /// Where along a layer an edge passes it.
    fn at(&self, edge: Edge, layer: usize) -> f32 {
        let depth = |layer: u32| self.drawn.depths[layer as usize];
        let (top, bottom) = (depth(edge.layers.0), depth(edge.layers.1));
        let (a, b) = (self.along[edge.nodes.0 as usize], self.along[edge.nodes.1 as usize]);
        a + (b - a) * ((self.drawn.depths[layer] - top) / (bottom - top))
    }

    /// Exchanges a node with the next one in its layer if that saves crossings.
    fn exchange(&mut self, row: usize, i: usize) -> bool {
        let Some(b) = self.rows[row].get(i + 1).copied() else { return false };
        let a = self.rows[row][i];
        let before = self.crossings(&[a, b]);
        let (half_a, half_b) = (self.drawn.halves[a as usize], self.drawn.halves[b as usize]);
        let (old_a, old_b) = (self.along[a as usize], self.along[b as usize]);
        self.along[b as usize] = old_a - half_a + half_b;
        self.along[a as usize] = old_b + half_b - half_a;
        if before > 0 && self.crossings(&[a, b]) < before && !self.is_over() {
            self.rows[row].swap(i, i + 1);
            return true;
        }
        (self.along[a as usize], self.along[b as usize]) = (old_a, old_b);
        false
    }

    /// Puts a node into the gap of its layer in which its edges cross fewest others, near the middle of its neighbours.
    fn find_gap(&mut self, row: usize, node: u32) -> bool {
        let at = node as usize;
        let mut fewest = self.crossings(&[node]);
        if fewest == 0 {
            return false;
        }
        let near = self.drawn.topology.neighbours(node);
        let middle = near.iter().map(|n| self.along[*n as usize]).sum::<f32>() / near.len().max(1) as f32;
        let half = self.drawn.halves[at];
        let others: Vec<u32> = self.rows[row].iter().copied().filter(|other| *other != node).collect();
        let edge = |i: usize, side: f32| {
            others.get(i).map(|other| self.along[*other as usize] + side * (self.drawn.halves[*other as usize] + half))
        };
        let mut gaps: Vec<(f32, usize)> = (0..=others.len())
            .filter_map(|i| {
                let low = i.checked_sub(1).and_then(|i| edge(i, 1.0)).unwrap_or(f32::MIN);
                let high = edge(i, -1.0).unwrap_or(f32::MAX);
                (low <= high).then(|| (middle.clamp(low, high), i))
            })
            .collect();
        gaps.sort_by(|a, b| (a.0 - middle).abs().total_cmp(&(b.0 - middle).abs()));
        let old = self.along[at];
        let mut best = None;
        for (x, place) in gaps.into_iter().take(2 * GAPS) {
            self.along[at] = x;
            let now = self.crossings(&[node]);
            if now < fewest && !self.is_over() {
                fewest = now;
                best = Some((x, place));
            }
        }
        let Some((x, place)) = best else {
            self.along[at] = old;
            return false;
        };
        self.along[at] = x;
        self.rows[row] = others;
        self.rows[row].insert(place, node);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_edge_no_longer_crosses_a_short_one() {
        // From 0 straight down to 3, past 1 and 2 which are joined, and on its way.
        let topology = Topology::unweighted(5, [(0, 3), (4, 1), (1, 2)]);
        let (layer_of, depths) = ([0, 1, 2, 3, 0], [0.0, 50.0, 100.0, 150.0]);
        let drawn = Drawn { topology: &topology, layer_of: &layer_of, depths: &depths, halves: &[10.0; 5] };
        let mut along = [0.0, -30.0, 30.0, 0.0, 40.0];
        uncross(&drawn, &mut along, &Task::default()).unwrap();
        assert_eq!(Search::new(&drawn, &mut along).crossings(&[0, 1]), 0);
        assert!((along[0] - along[4]).abs() >= 20.0, "nodes of a layer stay apart");
    }

    #[test]
    fn the_search_ends_within_its_looks() {
        // A chain, and from its first nodes long edges to its last ones that lie over most of it.
        let chain = 1_500;
        let edges = (1..chain).map(|i| (i - 1, i)).chain((0..600).map(|i| (i, chain - 1 - (i * 7) % 600)));
        let topology = Topology::unweighted(chain, edges.filter(|(a, b)| a < b));
        let layer_of: Vec<u32> = (0..chain).collect();
        let depths: Vec<f32> = (0..chain).map(|i| i as f32 * 50.0).collect();
        let drawn =
            Drawn { topology: &topology, layer_of: &layer_of, depths: &depths, halves: &vec![10.0; chain as usize] };
        let mut along: Vec<f32> = (0..chain).map(|i| (i * 37 % 101) as f32).collect();
        uncross(&drawn, &mut along, &Task::default()).unwrap();
        let mut search = Search::new(&drawn, &mut along);
        search.looks = MOST_LOOKS;
        let asked = search.edges.len();
        search.crossings(&(0..600).collect::<Vec<_>>());
        assert!(search.looks <= MOST_LOOKS + asked, "{} looks", search.looks);
    }
}
