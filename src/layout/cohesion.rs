//! Which nodes hang together closely, for pictures in which clusters show: modularity is raised by moving nodes between
//! communities and then communities as nodes (Blondel, Guillaume, Lambiotte and Lefebvre 2008).
//!
//! This steers where nodes are drawn and is told to nobody: communities as a finding come from `analysis`.

use super::topology::Topology;
use crate::base::{Cancelled, Task};

/// Rounds over all nodes of a level at most.
const ROUNDS: usize = 12;
/// Nodes between two looks at whether to stop.
const STRETCH: usize = 8_192;

/// A graph whose nodes may stand for several, with the weight of the edges within each.
struct Net {
    starts: Vec<u32>,
    ends: Vec<(u32, f32)>,
    inner: Vec<f32>,
}

/// A community for each node, as a number from 0. O(n + m) a round.
pub(super) fn communities(topology: &Topology, random: &mut fastrand::Rng, task: &Task) -> Result<Vec<u32>, Cancelled> {
    let mut starts = vec![0_u32];
    let mut ends = Vec::with_capacity(topology.edge_count() * 2);
    for node in topology.nodes() {
        ends.extend(topology.neighbours(node).iter().map(|other| (*other, 1.0)));
        starts.push(ends.len() as u32);
    }
    let mut net = Net { starts, ends, inner: vec![0.0; topology.node_count()] };
    let mut of_node: Vec<u32> = topology.nodes().collect();
    loop {
        let (community, count) = net.moved(random, task)?;
        for own in &mut of_node {
            *own = community[*own as usize];
        }
        if count == net.inner.len() {
            return Ok(of_node);
        }
        net = net.contracted(&community, count);
    }
}

impl Net {
    fn row(&self, node: u32) -> &[(u32, f32)] {
        &self.ends[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Moves nodes to the community of a neighbour where that gains most, until little moves.
    fn moved(&self, random: &mut fastrand::Rng, task: &Task) -> Result<(Vec<u32>, usize), Cancelled> {
        let count = self.inner.len();
        let degree: Vec<f32> =
            (0..count as u32).map(|n| self.row(n).iter().map(|e| e.1).sum::<f32>() + self.inner[n as usize]).collect();
        let all = degree.iter().map(|d| f64::from(*d)).sum::<f64>().max(1.0) as f32;
        let mut community: Vec<u32> = (0..count as u32).collect();
        let mut total = degree.clone();
        let mut order: Vec<u32> = (0..count as u32).collect();
        random.shuffle(&mut order);
        let mut links = vec![0.0_f32; count];
        let mut near = Vec::new();
        for _ in 0..ROUNDS {
            let mut moves = 0;
            for (at, node) in order.iter().enumerate() {
                if at % STRETCH == 0 {
                    task.check()?;
                }
                near.clear();
                for (other, weight) in self.row(*node) {
                    let c = community[*other as usize];
                    if links[c as usize] == 0.0 {
                        near.push(c);
                    }
                    links[c as usize] += weight;
                }
                let (own, d) = (community[*node as usize], degree[*node as usize]);
                total[own as usize] -= d;
                let gain = |c: u32| links[c as usize] - total[c as usize] * d / all;
                let mut best = (gain(own), own);
                for c in &near {
                    if gain(*c) > best.0 + 1e-6 {
                        best = (gain(*c), *c);
                    }
                }
                total[best.1 as usize] += d;
                moves += usize::from(best.1 != own);
                community[*node as usize] = best.1;
                near.iter().for_each(|c| links[*c as usize] = 0.0);
            }
            if moves * 200 <= count {
                break;
            }
        }
        let mut number = vec![u32::MAX; count];
        let mut next = 0;
        for c in &mut community {
            if number[*c as usize] == u32::MAX {
                number[*c as usize] = next;
                next += 1;
            }
            *c = number[*c as usize];
        }
        Ok((community, next as usize))
    }

    fn contracted(&self, community: &[u32], count: usize) -> Self {
        let mut members = vec![Vec::new(); count];
        community.iter().enumerate().for_each(|(node, c)| members[*c as usize].push(node as u32));
        let mut net = Self { starts: vec![0], ends: Vec::new(), inner: vec![0.0; count] };
        let mut links = vec![0.0_f32; count];
        let mut near = Vec::new();
        for (own, nodes) in members.iter().enumerate() {
            near.clear();
            for node in nodes {
                net.inner[own] += self.inner[*node as usize];
                for (other, weight) in self.row(*node) {
                    let c = community[*other as usize];
                    if c as usize == own {
                        net.inner[own] += weight;
                        continue;
                    }
                    if links[c as usize] == 0.0 {
                        near.push(c);
                    }
                    links[c as usize] += weight;
                }
            }
            net.ends.extend(near.iter().map(|c| (*c, links[*c as usize])));
            near.iter().for_each(|c| links[*c as usize] = 0.0);
            net.starts.push(net.ends.len() as u32);
        }
        net
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cliques_on_a_ring_are_told_apart() {
        let clique = |k: u32| (k * 6..k * 6 + 6).flat_map(move |a| (k * 6..a).map(move |b| (a, b)));
        let ring = (0..8).map(|k| (k * 6, (k * 6 + 9) % 48));
        let topology = Topology::unweighted(48, (0..8).flat_map(clique).chain(ring).collect::<Vec<_>>());
        let of = communities(&topology, &mut fastrand::Rng::with_seed(1), &Task::default()).unwrap();
        for node in 0..48 {
            assert_eq!(of[node], of[node / 6 * 6], "{of:?}");
        }
        assert_eq!(of.iter().max(), Some(&7));
    }
}
