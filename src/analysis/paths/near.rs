//! Who is near: neighbours in common, and everyone within some steps.

use crate::analysis::topology::{Topology, Ways};
use crate::base::{Cancelled, Task};

/// The nodes that all of `nodes` lead to, in order, themselves left out: with direction ignored, the neighbours that
/// they have in common. O(sum of degrees).
#[must_use]
pub fn common_neighbours(topology: &Topology, nodes: &[u32], ways: Ways) -> Vec<u32> {
    let rows = topology.ahead(ways);
    let Some((first, others)) = nodes.split_first() else { return Vec::new() };
    if nodes.iter().any(|node| *node as usize >= topology.len()) {
        return Vec::new();
    }
    let shared = |node: &u32| !nodes.contains(node) && others.iter().all(|other| rows.has(*other, *node));
    rows.of_node(*first).iter().copied().filter(shared).collect()
}

/// Everyone within `steps` steps of any of `nodes`, with the number of steps, nearest first and then in order; `nodes`
/// themselves come first, with 0. O(n + m).
///
/// # Errors
/// When `task` is cancelled.
pub fn neighbourhood(
    topology: &Topology,
    nodes: &[u32],
    steps: usize,
    ways: Ways,
    task: &Task,
) -> Result<Vec<(u32, usize)>, Cancelled> {
    let rows = topology.ahead(ways);
    let mut seen = vec![false; topology.len()];
    let mut here: Vec<u32> = nodes.iter().copied().filter(|node| (*node as usize) < topology.len()).collect();
    here.sort_unstable();
    here.dedup();
    here.iter().for_each(|node| seen[*node as usize] = true);
    let mut found: Vec<(u32, usize)> = here.iter().map(|node| (*node, 0)).collect();
    for step in 1..=steps {
        task.check()?;
        let mut next = Vec::new();
        for to in here.iter().flat_map(|node| rows.of_node(*node)) {
            if !std::mem::replace(&mut seen[*to as usize], true) {
                next.push(*to);
            }
        }
        if next.is_empty() {
            break;
        }
        next.sort_unstable();
        found.extend(next.iter().map(|node| (*node, step)));
        here = next;
    }
    Ok(found)
}
