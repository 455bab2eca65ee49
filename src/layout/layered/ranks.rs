//! Which layer each node is on.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::simplex;
use crate::base::{Cancelled, Task};
use crate::layout::topology::Topology;

/// Rounds of shortening edges.
const ROUNDS: usize = 60;

/// The layer of each node, and edges that each lead to a later layer, sorted.
pub(super) type Ranked = (Vec<u32>, Vec<(u32, u32)>);

/// The layer of each node, and the edges turned so that each leads to a later layer. Edges within a layer are left out.
pub(super) fn assign(topology: &Topology, wishes: &[Option<u32>], task: &Task) -> Result<Ranked, Cancelled> {
    if wishes.iter().any(Option::is_some) {
        return Ok(by_wish(topology, wishes));
    }
    let place = acyclic_order(topology);
    let mut arcs: Vec<(u32, u32)> = topology
        .arcs()
        .iter()
        .map(|(a, b)| if place[*a as usize] < place[*b as usize] { (*a, *b) } else { (*b, *a) })
        .collect();
    arcs.sort_unstable();
    arcs.dedup();
    let net = Net::new(topology.node_count(), &arcs);
    let mut order: Vec<u32> = topology.nodes().collect();
    order.sort_unstable_by_key(|node| place[*node as usize]);
    let mut ranks = vec![0_i64; topology.node_count()];
    for node in &order {
        ranks[*node as usize] = net.ins(*node).iter().map(|from| ranks[*from as usize] + 1).max().unwrap_or(0);
    }
    for _ in 0..ROUNDS {
        task.check()?;
        if !shorten(&net, &order, &mut ranks) {
            break;
        }
    }
    simplex::shorten(&net, &arcs, &mut ranks, task)?;
    even_out(&net, &order, &mut ranks);
    Ok((compact(&ranks), arcs))
}

/// A place for each node such that few edges lead backwards: sinks come last, sources first, and else whoever has most
/// more going out than coming in (Eades, Lin and Smyth 1993). O((n + m) log n).
fn acyclic_order(topology: &Topology) -> Vec<u32> {
    let count = topology.node_count();
    let net = Net::new(count, topology.arcs());
    let mut outs: Vec<i64> = topology.nodes().map(|node| net.outs(node).len() as i64).collect();
    let mut ins: Vec<i64> = topology.nodes().map(|node| net.ins(node).len() as i64).collect();
    let mut is_placed = vec![false; count];
    let mut sinks: VecDeque<u32> = topology.nodes().filter(|n| outs[*n as usize] == 0).collect();
    let mut sources: VecDeque<u32> = topology.nodes().filter(|n| ins[*n as usize] == 0).collect();
    let mut heap: BinaryHeap<(i64, Reverse<u32>)> =
        topology.nodes().map(|n| (outs[n as usize] - ins[n as usize], Reverse(n))).collect();
    let mut place = vec![0; count];
    let (mut first, mut last) = (0, count as u32);
    loop {
        let (node, is_last) = if let Some(node) = sinks.pop_front() {
            (node, true)
        } else if let Some(node) = sources.pop_front() {
            (node, false)
        } else if let Some((surplus, Reverse(node))) = heap.pop() {
            if surplus != outs[node as usize] - ins[node as usize] {
                continue;
            }
            (node, false)
        } else {
            return place;
        };
        if std::mem::replace(&mut is_placed[node as usize], true) {
            continue;
        }
        if is_last {
            last -= 1;
            place[node as usize] = last;
        } else {
            place[node as usize] = first;
            first += 1;
        }
        for other in net.outs(node).iter().filter(|o| !is_placed[**o as usize]) {
            ins[*other as usize] -= 1;
            if ins[*other as usize] == 0 {
                sources.push_back(*other);
            }
            heap.push((outs[*other as usize] - ins[*other as usize], Reverse(*other)));
        }
        for other in net.ins(node).iter().filter(|o| !is_placed[**o as usize]) {
            outs[*other as usize] -= 1;
            if outs[*other as usize] == 0 {
                sinks.push_back(*other);
            }
            heap.push((outs[*other as usize] - ins[*other as usize], Reverse(*other)));
        }
    }
}

/// Nodes that can stand on several layers without any edge in all growing longer come to the emptiest one.
fn even_out(net: &Net, order: &[u32], ranks: &mut [i64]) {
    let least = ranks.iter().copied().min().unwrap_or(0);
    let mut filled: Vec<u32> = vec![0; (ranks.iter().copied().max().unwrap_or(0) - least) as usize + 1];
    ranks.iter().for_each(|rank| filled[(rank - least) as usize] += 1);
    for node in order.iter().filter(|n| net.ins(**n).len() == net.outs(**n).len() && !net.ins(**n).is_empty()) {
        let own = ranks[*node as usize];
        let from = net.ins(*node).iter().map(|n| ranks[*n as usize] + 1).max().unwrap_or(own);
        let to = net.outs(*node).iter().map(|n| ranks[*n as usize] - 1).min().unwrap_or(own);
        let best = (from..=to).min_by_key(|rank| (filled[(rank - least) as usize], *rank != own)).unwrap_or(own);
        filled[(own - least) as usize] -= 1;
        filled[(best - least) as usize] += 1;
        ranks[*node as usize] = best;
    }
}

/// Moves nodes, alone and with all that follows tightly, to where edges are shorter in all. Says whether any moved.
fn shorten(net: &Net, order: &[u32], ranks: &mut [i64]) -> bool {
    let mut moved = false;
    // Later layers first, so that what is above can follow.
    for node in order.iter().rev().chain(order) {
        let (ins, outs) = (net.ins(*node), net.outs(*node));
        let own = ranks[*node as usize];
        let earliest = ins.iter().map(|n| ranks[*n as usize] + 1).max();
        let latest = outs.iter().map(|n| ranks[*n as usize] - 1).min();
        let to = match outs.len().cmp(&ins.len()) {
            std::cmp::Ordering::Greater => latest.unwrap_or(own),
            std::cmp::Ordering::Less => earliest.unwrap_or(own),
            std::cmp::Ordering::Equal => own,
        };
        moved |= to != own;
        ranks[*node as usize] = to;
    }
    moved | shift_tight_groups(net, ranks)
}

/// Nodes that are joined by edges as short as can be move as one where that shortens others. One pass over the groups.
fn shift_tight_groups(net: &Net, ranks: &mut [i64]) -> bool {
    let count = ranks.len();
    let mut group = vec![u32::MAX; count];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut stack = Vec::new();
    for root in 0..count as u32 {
        if group[root as usize] != u32::MAX {
            continue;
        }
        let own = groups.len() as u32;
        let mut members = Vec::new();
        group[root as usize] = own;
        stack.push(root);
        while let Some(node) = stack.pop() {
            members.push(node);
            for next in net.ins(node).iter().chain(net.outs(node)) {
                let tight = ranks[*next as usize].abs_diff(ranks[node as usize]) == 1;
                if tight && group[*next as usize] == u32::MAX {
                    group[*next as usize] = own;
                    stack.push(*next);
                }
            }
        }
        groups.push(members);
    }
    let mut moved = false;
    for (own, members) in groups.iter().enumerate() {
        // Slack and number of the edges that come in from, and go out to, other groups.
        let (mut room_up, mut room_down, mut ins, mut outs) = (i64::MAX, i64::MAX, 0, 0);
        for node in members {
            let rank = ranks[*node as usize];
            for from in net.ins(*node).iter().filter(|n| group[**n as usize] != own as u32) {
                room_up = room_up.min(rank - ranks[*from as usize] - 1);
                ins += 1;
            }
            for to in net.outs(*node).iter().filter(|n| group[**n as usize] != own as u32) {
                room_down = room_down.min(ranks[*to as usize] - rank - 1);
                outs += 1;
            }
        }
        let by = if outs > ins && room_down != i64::MAX {
            room_down
        } else if ins > outs && room_up != i64::MAX {
            -room_up
        } else {
            0
        };
        moved |= by != 0;
        members.iter().for_each(|node| ranks[*node as usize] += by);
    }
    moved
}

/// Layers as wished; other nodes come to the middle of their neighbours' layers.
fn by_wish(topology: &Topology, wishes: &[Option<u32>]) -> Ranked {
    let mut known: Vec<Option<i64>> = wishes.iter().map(|w| w.map(i64::from)).collect();
    let mut queue: VecDeque<u32> = topology.nodes().filter(|n| known[*n as usize].is_some()).collect();
    while let Some(node) = queue.pop_front() {
        for next in topology.neighbours(node) {
            if known[*next as usize].is_some() {
                continue;
            }
            let mut near: Vec<i64> = topology.neighbours(*next).iter().filter_map(|n| known[*n as usize]).collect();
            near.sort_unstable();
            known[*next as usize] = near.get(near.len() / 2).copied();
            queue.push_back(*next);
        }
    }
    let ranks: Vec<i64> = known.into_iter().map(Option::unwrap_or_default).collect();
    let ranks = compact(&ranks);
    let mut arcs: Vec<(u32, u32)> = topology
        .pairs()
        .filter(|(a, b)| ranks[*a as usize] != ranks[*b as usize])
        .map(|(a, b)| if ranks[a as usize] < ranks[b as usize] { (a, b) } else { (b, a) })
        .collect();
    arcs.sort_unstable();
    (ranks, arcs)
}

/// Layers from 0, without empty ones.
fn compact(ranks: &[i64]) -> Vec<u32> {
    let mut used: Vec<i64> = ranks.to_vec();
    used.sort_unstable();
    used.dedup();
    ranks.iter().map(|rank| used.partition_point(|u| u < rank) as u32).collect()
}

/// Edges by both ends.
pub(super) struct Net {
    out_starts: Vec<u32>,
    out_ends: Vec<u32>,
    in_starts: Vec<u32>,
    in_ends: Vec<u32>,
    /// The numbers of the edges that `in_ends` names; those of `out_ends` count up.
    in_numbers: Vec<u32>,
}

impl Net {
    /// From sorted edges.
    fn new(count: usize, arcs: &[(u32, u32)]) -> Self {
        let (out_starts, out_ends) = rows(count, arcs.iter().copied());
        let (in_starts, in_ends) = rows(count, arcs.iter().map(|(a, b)| (*b, *a)));
        let (_, in_numbers) = rows(count, arcs.iter().enumerate().map(|(i, (_, b))| (*b, i as u32)));
        Self { out_starts, out_ends, in_starts, in_ends, in_numbers }
    }

    pub(super) fn outs(&self, node: u32) -> &[u32] {
        &self.out_ends[self.out_row(node)]
    }

    pub(super) fn ins(&self, node: u32) -> &[u32] {
        &self.in_ends[self.in_row(node)]
    }

    /// The edges of a node with the node at their other end.
    pub(super) fn edges_at(&self, node: u32) -> impl Iterator<Item = (u32, u32)> {
        let outs = self.out_row(node).map(|i| (i as u32, self.out_ends[i]));
        outs.chain(self.in_row(node).map(|i| (self.in_numbers[i], self.in_ends[i])))
    }

    fn out_row(&self, node: u32) -> std::ops::Range<usize> {
        self.out_starts[node as usize] as usize..self.out_starts[node as usize + 1] as usize
    }

    fn in_row(&self, node: u32) -> std::ops::Range<usize> {
        self.in_starts[node as usize] as usize..self.in_starts[node as usize + 1] as usize
    }
}

/// Compressed rows: where each starts, and what they hold, in the order of `pairs`.
pub(super) fn rows(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; count + 1];
    for (a, _) in pairs.clone() {
        starts[a as usize + 1] += 1;
    }
    for i in 0..count {
        starts[i + 1] += starts[i];
    }
    let mut next = starts.clone();
    let mut ends = vec![0; starts[count] as usize];
    for (a, b) in pairs {
        ends[next[a as usize] as usize] = b;
        next[a as usize] += 1;
    }
    (starts, ends)
}
