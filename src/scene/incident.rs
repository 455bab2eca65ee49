//! Which edges lie at each node.

use std::ops::Index;

use rustc_hash::FxHashMap;

/// The edges at each node, a loop once, in no order that means anything.
///
/// A scene is made once and then changes here and there: its lists stand behind each other in one, and those that
/// changed since stand apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Incident {
    edges: Vec<u32>,
    /// Where the list of each node begins, and where the last one ends.
    starts: Vec<u32>,
    changed: FxHashMap<u32, Vec<u32>>,
    nodes: usize,
}

impl Incident {
    /// The edges at so many nodes, given the ends of each edge in order.
    pub(super) fn of(nodes: usize, ends: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        each_end(ends.clone(), |node, _| starts[node as usize] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut edges = vec![0; sum as usize];
        // Each list is filled from its end, so that its start is right when it is full.
        each_end(ends, |node, edge| {
            let place = &mut starts[node as usize];
            *place -= 1;
            edges[*place as usize] = edge;
        });
        Self { edges, starts, changed: FxHashMap::default(), nodes }
    }

    /// How many nodes it knows.
    pub(super) fn len(&self) -> usize {
        self.nodes
    }

    fn made_with(&self, node: u32) -> &[u32] {
        match self.starts.get(node as usize..node as usize + 2) {
            Some(&[from, to]) => &self.edges[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The list of a node, to be changed.
    pub(super) fn list_mut(&mut self, node: u32) -> &mut Vec<u32> {
        let made_with = match self.starts.get(node as usize..node as usize + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        };
        self.changed.entry(node).or_insert_with(|| self.edges[made_with].to_vec())
    }

    /// Adds a node without edges.
    pub(super) fn push(&mut self) {
        // One that was there when the lists were made, and went since, may have had this number.
        self.changed.insert(self.nodes as u32, Vec::new());
        self.nodes += 1;
    }

    /// Removes a node; the last one takes its number.
    pub(super) fn swap_remove(&mut self, node: u32) {
        let last = self.nodes as u32 - 1;
        let moved = self.changed.remove(&last).unwrap_or_else(|| self.made_with(last).to_vec());
        if node != last {
            self.changed.insert(node, moved);
        }
        self.nodes -= 1;
    }
}

/// Hands on the ends of all edges with the edge, those of a loop once.
fn each_end(ends: impl Iterator<Item = (u32, u32)>, mut end: impl FnMut(u32, u32)) {
    for (edge, (from, to)) in ends.enumerate() {
        end(from, edge as u32);
        if to != from {
            end(to, edge as u32);
        }
    }
}

impl Index<usize> for Incident {
    type Output = [u32];

    fn index(&self, node: usize) -> &[u32] {
        assert!(node < self.nodes, "there is no node {node} among {}", self.nodes);
        let node = node as u32;
        match self.changed.get(&node) {
            Some(list) => list,
            None => self.made_with(node),
        }
    }
}
