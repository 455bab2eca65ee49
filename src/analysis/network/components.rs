//! The parts of a network: weakly and strongly connected components, bridges and cut points.
//!
//! None of this recurses, so a path of any length is only a long loop.

use super::{Answer, Part, Settings};
use crate::analysis::topology::{Rows, Topology};
use crate::base::Cancelled;

const UNSET: u32 = u32::MAX;

/// How many nodes are looked at between two looks at whether to stop.
const CHECK_EVERY: usize = 1 << 14;

/// Labels nodes by the part of the network that they belong to, whichever way relationships point. Parts are numbered
/// in the order of their first nodes. Also returns how many there are. O(n + m).
pub(super) fn weak(around: &Rows, part: Part<'_>) -> Result<(Vec<u32>, usize), Cancelled> {
    let n = around.starts().len().saturating_sub(1);
    let mut label = vec![UNSET; n];
    // With room for one more, as each neighbour is written in any case and kept where it is new.
    let mut queue = vec![0_u32; n + 1];
    let mut count = 0;
    let mut found = 0;
    for first in 0..n as u32 {
        if label[first as usize] != UNSET {
            continue;
        }
        label[first as usize] = count;
        queue[found] = first;
        let mut next = found;
        found += 1;
        while next < found {
            if next % CHECK_EVERY == 0 {
                part.check()?;
            }
            for to in around.of_node(queue[next]) {
                let known = &mut label[*to as usize];
                queue[found] = *to;
                found += usize::from(*known == UNSET);
                *known = count;
            }
            next += 1;
        }
        count += 1;
    }
    Ok((label, count as usize))
}

/// Two columns: the weakly and the strongly connected component of each node, numbered from 1, the largest first and
/// of equal ones that with the first node. In a strongly connected component everyone can be reached from everyone along
/// the direction of relationships. O(n + m).
pub(super) fn components(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let (weak, _) = weak(topology.around(), part)?;
    let (strong, _) = strong(topology.outgoing(), part)?;
    Ok([weak, strong].map(|labels| Answer::exact(largest_first(&labels))).into())
}

/// Numbers groups from 1, the largest first, of equal ones that with the first node.
pub(super) fn largest_first(labels: &[u32]) -> Vec<f64> {
    let groups = labels.iter().max().map_or(0, |most| *most as usize + 1);
    let mut size = vec![0_usize; groups];
    let mut first = vec![usize::MAX; groups];
    for (node, label) in labels.iter().enumerate() {
        size[*label as usize] += 1;
        first[*label as usize] = first[*label as usize].min(node);
    }
    let mut order: Vec<usize> = (0..groups).collect();
    order.sort_unstable_by_key(|group| (std::cmp::Reverse(size[*group]), first[*group]));
    let mut place = vec![0.0; groups];
    for (at, group) in order.into_iter().enumerate() {
        place[group] = (at + 1) as f64;
    }
    labels.iter().map(|label| place[*label as usize]).collect()
}

/// Labels nodes by strongly connected component, by Pearce's form (2016) of Tarjan's algorithm (1972), with a stack of
/// its own. Also returns how many there are.
pub(super) fn strong(out: &Rows, part: Part<'_>) -> Result<(Vec<u32>, usize), Cancelled> {
    let n = out.starts().len().saturating_sub(1);
    // While a node is on its way: when it was found, or the earliest one known to be in its component.
    let mut low = vec![UNSET; n];
    let mut label = vec![UNSET; n];
    let mut path: Vec<(u32, u32)> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let (mut time, mut count, mut steps) = (0_u32, 0_u32, 0_usize);
    for first in 0..n as u32 {
        if low[first as usize] != UNSET {
            continue;
        }
        path.push((first, time));
        low[first as usize] = time;
        open.push(first);
        time += 1;
        // Where each node on the path goes on in its row.
        let mut next_at: Vec<u32> = vec![0];
        while let (Some((node, found)), Some(at)) = (path.last().copied(), next_at.last_mut()) {
            steps += 1;
            if steps % CHECK_EVERY == 0 {
                part.check()?;
            }
            let at_node = node as usize;
            if let Some(to) = out.of_node(node).get(*at as usize) {
                *at += 1;
                let to_node = *to as usize;
                if low[to_node] == UNSET {
                    low[to_node] = time;
                    path.push((*to, time));
                    next_at.push(0);
                    open.push(*to);
                    time += 1;
                } else if label[to_node] == UNSET {
                    low[at_node] = low[at_node].min(low[to_node]);
                }
                continue;
            }
            path.pop();
            next_at.pop();
            if low[at_node] == found {
                while let Some(member) = open.pop() {
                    label[member as usize] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            } else if let Some((parent, _)) = path.last() {
                let parent = *parent as usize;
                low[parent] = low[parent].min(low[at_node]);
            }
        }
    }
    Ok((label, count as usize))
}

/// Where a network would fall apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cuts {
    /// Into how many more parts the network falls without each node.
    pub(super) parts_more: Vec<u32>,
    /// The pairs of nodes between which the only way is what joins them, in order.
    pub(super) bridges: Vec<(u32, u32)>,
}

/// Finds bridges and cut points, whichever way relationships point, by depth-first search (Hopcroft and Tarjan 1973).
/// Parallel relationships are one tie here, so a bridge may consist of several. O(n + m).
pub(super) fn cuts(around: &Rows, part: Part<'_>) -> Result<Cuts, Cancelled> {
    let n = around.starts().len().saturating_sub(1);
    let mut found_at = vec![UNSET; n];
    let mut low = vec![UNSET; n];
    let mut parts_more = vec![0_u32; n];
    let mut bridges = Vec::new();
    let (mut time, mut steps) = (0_u32, 0_usize);
    // A node, the one that it was found from, and where it goes on in its row.
    let mut path: Vec<(u32, u32, u32)> = Vec::new();
    for root in 0..n as u32 {
        if found_at[root as usize] != UNSET {
            continue;
        }
        found_at[root as usize] = time;
        low[root as usize] = time;
        time += 1;
        path.push((root, UNSET, 0));
        let mut branches = 0_u32;
        while let Some((node, parent, at)) = path.last_mut() {
            steps += 1;
            if steps % CHECK_EVERY == 0 {
                part.check()?;
            }
            let (here, from) = (*node as usize, *parent);
            if let Some(to) = around.of_node(*node).get(*at as usize) {
                *at += 1;
                let there = *to as usize;
                if found_at[there] == UNSET {
                    found_at[there] = time;
                    low[there] = time;
                    time += 1;
                    let node = *node;
                    path.push((*to, node, 0));
                } else if *to != from {
                    low[here] = low[here].min(found_at[there]);
                }
                continue;
            }
            let node = *node;
            path.pop();
            if from == UNSET {
                continue;
            }
            let up = from as usize;
            low[up] = low[up].min(low[here]);
            if low[here] > found_at[up] {
                bridges.push((node.min(from), node.max(from)));
            }
            if from == root {
                branches += 1;
            } else if low[here] >= found_at[up] {
                parts_more[up] += 1;
            }
        }
        parts_more[root as usize] = branches.saturating_sub(1);
    }
    bridges.sort_unstable();
    Ok(Cuts { parts_more, bridges })
}

/// Two columns: into how many more parts the network falls without the node, more than 0 for cut points only, and how
/// many bridges end at it.
pub(super) fn cut_points(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let Cuts { parts_more, bridges } = cuts(topology.around(), part)?;
    let mut at_node = vec![0.0; topology.len()];
    for (a, b) in bridges {
        at_node[a as usize] += 1.0;
        at_node[b as usize] += 1.0;
    }
    Ok(vec![Answer::exact(parts_more.into_iter().map(f64::from).collect()), Answer::exact(at_node)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::{measure, random};
    use crate::analysis::topology::Tie;
    use crate::base::Task;
    use proptest::prelude::*;

    /// Whether each can reach each other, by Warshall.
    fn reaches(rows: &Rows, n: usize, without: Option<u32>, without_tie: Option<(u32, u32)>) -> Vec<Vec<bool>> {
        let mut reach = vec![vec![false; n]; n];
        for a in (0..n as u32).filter(|a| Some(*a) != without) {
            reach[a as usize][a as usize] = true;
            for b in rows.of_node(a).iter().filter(|b| Some(**b) != without) {
                if without_tie != Some((a.min(*b), a.max(*b))) {
                    reach[a as usize][*b as usize] = true;
                }
            }
        }
        for (k, i, j) in (0..n).flat_map(|k| (0..n).flat_map(move |i| (0..n).map(move |j| (k, i, j)))) {
            reach[i][j] |= reach[i][k] && reach[k][j];
        }
        reach
    }

    fn parts(reach: &[Vec<bool>]) -> usize {
        (0..reach.len()).filter(|i| reach[*i][*i] && (0..*i).all(|j| !(reach[*i][j] && reach[j][*i]))).count()
    }

    proptest! {
        #[test]
        fn parts_are_those_who_reach_each_other(topology in random(9, 14)) {
            let n = topology.len();
            for (name, rows) in [("component", topology.around()), ("strong-component", topology.outgoing())] {
                let labels = measure(name, &topology, &Settings::default());
                let reach = reaches(rows, n, None, None);
                for (a, b) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))) {
                    prop_assert_eq!(labels[a] == labels[b], reach[a][b] && reach[b][a], "{} {} {}", name, a, b);
                }
                let most = labels.iter().copied().fold(0.0, f64::max);
                prop_assert_eq!(most as usize, parts(&reach));
            }
        }

        #[test]
        fn cuts_are_what_parts_the_network(topology in random(9, 14)) {
            let n = topology.len();
            let rows = topology.around();
            let Cuts { parts_more, bridges } = cuts(rows, Part::whole(&Task::default())).unwrap();
            let whole = parts(&reaches(rows, n, None, None));
            for node in 0..n as u32 {
                let without = parts(&reaches(rows, n, Some(node), None));
                prop_assert_eq!(parts_more[node as usize] as usize, (without).saturating_sub(whole), "without {}", node);
            }
            for (a, b) in (0..n as u32).flat_map(|a| rows.of_node(a).iter().map(move |b| (a, *b))).filter(|(a, b)| a < b) {
                let parted = parts(&reaches(rows, n, None, Some((a, b)))) > whole;
                prop_assert_eq!(bridges.contains(&(a, b)), parted, "without {}-{}", a, b);
            }
        }
    }

    #[test]
    fn a_path_of_300_000_nodes_needs_no_deep_stack() {
        let last = 300_000;
        let path = Topology::from_ties(last as usize + 1, (0..last).map(|i| Tie::forward(i, i + 1)).collect()).unwrap();
        let of = |name| measure(name, &path, &Settings::default());
        assert!(of("component").iter().all(|label| *label == 1.0));
        assert_eq!(of("strong-component").iter().copied().fold(0.0, f64::max), f64::from(last) + 1.0);
        assert_eq!(of("cut-parts").iter().sum::<f64>(), f64::from(last) - 1.0);
        assert_eq!(of("bridges").iter().sum::<f64>(), 2.0 * f64::from(last));
    }

    #[test]
    fn two_cliques_joined_by_one_tie_part_there() {
        let clique = |from: u32| (from..from + 5).flat_map(move |a| (a + 1..from + 5).map(move |b| Tie::between(a, b)));
        let ties: Vec<Tie> = clique(0).chain(clique(5)).chain([Tie::between(4, 5)]).collect();
        let topology = Topology::from_ties(10, ties).unwrap();
        let found = cuts(topology.around(), Part::whole(&Task::default())).unwrap();
        assert_eq!(found.bridges, [(4, 5)]);
        assert_eq!(found.parts_more, [0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
    }
}
