//! Smaller and smaller pictures of a topology: nodes are paired until few are left.

use super::topology::Topology;
use crate::base::{Cancelled, Task};

/// A coarser topology, and which of its nodes each finer node became part of.
pub(super) struct Level {
    pub(super) topology: Topology,
    /// How many original nodes each node stands for.
    pub(super) masses: Vec<f32>,
    /// For each node of the finer level, its node here.
    pub(super) parent: Vec<u32>,
}

/// Coarsens until `enough` nodes are left or nothing more is gained; finest first. The whole costs O(n + m) as each level
/// has about half the nodes of the one before.
pub(super) fn coarsen(
    finest: &Topology,
    enough: usize,
    random: &mut fastrand::Rng,
    task: &Task,
) -> Result<Vec<Level>, Cancelled> {
    let mut levels: Vec<Level> = Vec::new();
    loop {
        task.check()?;
        let (topology, masses) = match levels.last() {
            Some(level) => (&level.topology, level.masses.clone()),
            None => (finest, vec![1.0; finest.node_count()]),
        };
        let count = topology.node_count();
        if count <= enough {
            return Ok(levels);
        }
        let (parent, coarse_count) = pair_up(topology, &masses, random);
        if coarse_count * 100 > count * 95 {
            return Ok(levels);
        }
        let level = contract(topology, &masses, parent, coarse_count);
        levels.push(level);
    }
}

const NOBODY: u32 = u32::MAX;

/// Pairs each node with a neighbour, or else with another node beside one of its neighbours.
fn pair_up(topology: &Topology, masses: &[f32], random: &mut fastrand::Rng) -> (Vec<u32>, usize) {
    let count = topology.node_count();
    let mut order: Vec<u32> = topology.nodes().collect();
    random.shuffle(&mut order);
    // Nodes of few neighbours first: they have the least choice.
    order.sort_by_key(|node| topology.degree(*node));
    let mut mate = vec![NOBODY; count];
    for node in &order {
        if mate[*node as usize] != NOBODY {
            continue;
        }
        let free = topology.neighbours(*node).iter().zip(topology.strengths(*node));
        let free = free.filter(|(other, _)| mate[**other as usize] == NOBODY);
        // A strong edge to a light node: heavy ones would grow heavier and heavier.
        let best = free.max_by(|(a, s), (b, t)| {
            let worth = |other: u32, strength: f32| strength / masses[other as usize];
            worth(**a, **s).total_cmp(&worth(**b, **t)).then(b.cmp(a))
        });
        if let Some((other, _)) = best {
            mate[*node as usize] = *other;
            mate[*other as usize] = *node;
        }
    }
    // Those left over, as the leaves around a hub are, in pairs around a shared neighbour.
    let mut waiting = vec![NOBODY; count];
    for node in &order {
        if mate[*node as usize] != NOBODY {
            continue;
        }
        let Some(hub) = topology.neighbours(*node).iter().min_by_key(|hub| topology.degree(**hub)) else { continue };
        let other = std::mem::replace(&mut waiting[*hub as usize], *node);
        if other != NOBODY {
            waiting[*hub as usize] = NOBODY;
            mate[*node as usize] = other;
            mate[other as usize] = *node;
        }
    }
    let mut parent = vec![NOBODY; count];
    let mut next = 0;
    for node in topology.nodes() {
        if parent[node as usize] == NOBODY {
            parent[node as usize] = next;
            if mate[node as usize] != NOBODY {
                parent[mate[node as usize] as usize] = next;
            }
            next += 1;
        }
    }
    (parent, next as usize)
}

fn contract(topology: &Topology, masses: &[f32], parent: Vec<u32>, count: usize) -> Level {
    let mut members = vec![[NOBODY; 2]; count];
    let mut coarse_masses = vec![0.0; count];
    for node in topology.nodes() {
        let up = parent[node as usize] as usize;
        let taken = usize::from(members[up][0] != NOBODY);
        members[up][taken] = node;
        coarse_masses[up] += masses[node as usize];
    }
    let (mut starts, mut targets, mut strengths) = (vec![0_u32], Vec::new(), Vec::new());
    let mut place = vec![NOBODY; count];
    for (up, pair) in members.iter().enumerate() {
        let first = targets.len();
        for node in pair.iter().filter(|node| **node != NOBODY) {
            for (target, strength) in topology.neighbours(*node).iter().zip(topology.strengths(*node)) {
                let target = parent[*target as usize];
                if target as usize == up {
                    continue;
                }
                let at = place[target as usize];
                if at == NOBODY {
                    place[target as usize] = targets.len() as u32;
                    targets.push(target);
                    strengths.push(*strength);
                } else {
                    strengths[at as usize] += strength;
                }
            }
        }
        for target in &targets[first..] {
            place[*target as usize] = NOBODY;
        }
        starts.push(targets.len() as u32);
    }
    Level { topology: Topology::from_rows(starts, targets, strengths), masses: coarse_masses, parent }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(topology: &Topology) {
        let levels = coarsen(topology, 20, &mut fastrand::Rng::with_seed(1), &Task::default()).unwrap();
        let mut count = topology.node_count();
        for level in &levels {
            let mass: f32 = level.masses.iter().sum();
            assert_eq!(mass as usize, topology.node_count());
            assert!(level.topology.node_count() < count);
            for (a, b) in level.topology.pairs() {
                assert!(level.topology.neighbours(b).contains(&a), "{a} and {b} know each other");
            }
            count = level.topology.node_count();
        }
        assert!(count <= 20, "{count} are left");
    }

    #[test]
    fn every_connected_shape_shrinks() {
        check(&Topology::unweighted(5_000, (1..5_000).map(|i| (0, i))));
        check(&Topology::unweighted(5_000, (1..5_000).map(|i| (i - 1, i))));
        check(&Topology::unweighted(5_000, (1..5_000).map(|i| (i / 2, i))));
    }
}
