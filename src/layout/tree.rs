//! A tree is drawn without crossings: its skeleton first, then layer after layer of what hangs on it, each drawn in until it
//! crosses nothing, and from then on nothing moves so far that it would.

use super::force::{Law, Steps, refine};
use super::topology::Topology;
use super::uncross;
use crate::base::{Cancelled, Point, Task, Vector};

/// The skeleton has about so many nodes.
const SKELETON: usize = 60;
/// Leaves are taken off no longer when a round takes fewer than one in so many.
const LEAST_TAKEN: usize = 12;
/// Steps for each layer, and for the last one.
const STEPS: (usize, usize) = (6, 20);
/// In the last layer nodes push each other by this share only, so that leaves come close to what they hang on.
const LAST_PUSH: f32 = 0.25;
const HEAT: f32 = 0.3;

/// Takes the crossings out of a picture of a connected tree, and keeps near it.
pub(super) fn unfold(tree: &Topology, law: Law, positions: &mut [Point], task: &Task) -> Result<(), Cancelled> {
    let layers = layers_of(tree);
    let mut masses = vec![1.0_f32; tree.node_count()];
    // Taken off in order, so that each node has all of its own by then.
    for node in layers.rounds.iter().flatten() {
        masses[layers.anchor[*node as usize] as usize] += masses[*node as usize];
    }
    for kept in (0..=layers.rounds.len()).rev() {
        // Those that are added now carry nothing but their own any more, and those they hang on so much less.
        if let Some(added) = layers.rounds.get(kept) {
            added.iter().for_each(|node| masses[layers.anchor[*node as usize] as usize] -= masses[*node as usize]);
        }
        let nodes: Vec<u32> = tree.nodes().filter(|node| layers.round[*node as usize] >= kept as u32).collect();
        let (push, count) = if kept == 0 { (LAST_PUSH, STEPS.1) } else { (1.0, STEPS.0) };
        let part = tree.part(&nodes);
        let own: Vec<f32> = nodes.iter().map(|node| masses[*node as usize] * push).collect();
        let mut now: Vec<Point> = nodes.iter().map(|node| positions[*node as usize]).collect();
        let keeps_order = uncross::draw_in(&part, &mut now, task)?;
        refine(&part, &own, &mut now, &Steps { law, count, heat: HEAT, holds: &[], keeps_order }, task)?;
        let mut by = vec![Vector::ZERO; tree.node_count()];
        for (node, now) in nodes.iter().zip(now) {
            by[*node as usize] = now - positions[*node as usize];
            positions[*node as usize] = now;
        }
        // What hangs on a node goes with it.
        for node in layers.rounds[..kept].iter().rev().flatten() {
            by[*node as usize] = by[layers.anchor[*node as usize] as usize];
            positions[*node as usize] += by[*node as usize];
        }
    }
    Ok(())
}

/// The leaves of a tree, the leaves of what is left without them, and so on.
struct Layers {
    rounds: Vec<Vec<u32>>,
    /// In which round a node goes.
    round: Vec<u32>,
    /// What it hangs on then.
    anchor: Vec<u32>,
}

fn layers_of(tree: &Topology) -> Layers {
    let count = tree.node_count();
    let mut degree: Vec<usize> = tree.nodes().map(|node| tree.degree(node)).collect();
    let mut layers = Layers { rounds: Vec::new(), round: vec![u32::MAX; count], anchor: vec![u32::MAX; count] };
    let mut leaves: Vec<u32> = tree.nodes().filter(|node| degree[*node as usize] == 1).collect();
    let mut left = count;
    while left > SKELETON && leaves.len() * LEAST_TAKEN > left {
        let mut next = Vec::new();
        let round = layers.rounds.len() as u32;
        for leaf in &leaves {
            let stays = |other: &&u32| layers.round[**other as usize] == u32::MAX;
            let Some(anchor) = tree.neighbours(*leaf).iter().find(stays).copied() else { continue };
            layers.round[*leaf as usize] = round;
            layers.anchor[*leaf as usize] = anchor;
            degree[anchor as usize] -= 1;
            if degree[anchor as usize] == 1 {
                next.push(anchor);
            }
        }
        left -= leaves.len();
        layers.rounds.push(leaves);
        leaves = next;
    }
    layers
}
