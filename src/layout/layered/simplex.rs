//! Layers for which all edges together are as short as they can be: the network simplex method
//! (Gansner, Koutsofios, North and Vo 1993, "A technique for drawing directed graphs").

use super::ranks::Net;
use crate::base::{Cancelled, Task};

/// Exchanges of edges at most, for one node; and how many nodes and edges all of them look at together, about.
const EXCHANGES: usize = 8;
const MOST_WORK: usize = 60_000_000;

const NOBODY: u32 = u32::MAX;

/// Shortens edges from any valid layers of a connected net; they stay valid whenever it stops.
pub(super) fn shorten(net: &Net, arcs: &[(u32, u32)], ranks: &mut [i64], task: &Task) -> Result<(), Cancelled> {
    let work = arcs.len() + ranks.len() + 1;
    if work > MOST_WORK / 200 || ranks.len() < 2 {
        return Ok(());
    }
    let Some(mut tree) = Tree::tight(net, arcs, ranks, task)? else { return Ok(()) };
    let mut next = 0;
    for _ in 0..(EXCHANGES * ranks.len()).min(MOST_WORK / work) {
        task.check()?;
        if !tree.exchange(net, arcs, ranks, &mut next) {
            break;
        }
    }
    Ok(())
}

/// A spanning tree of edges that are as short as can be; edges by their number.
struct Tree {
    /// For each node its tree edges.
    at: Vec<Vec<u32>>,
    /// In the order of a search: each node, the edge to its parent, and the end of its branch in this order.
    order: Vec<u32>,
    up: Vec<u32>,
    first: Vec<u32>,
    end: Vec<u32>,
}

impl Tree {
    /// Grows a tight tree from one node; nodes that it has move together towards the nearest other one when it is stuck.
    fn tight(net: &Net, arcs: &[(u32, u32)], ranks: &mut [i64], task: &Task) -> Result<Option<Self>, Cancelled> {
        let count = ranks.len();
        let mut tree = Self {
            at: vec![Vec::new(); count],
            order: Vec::new(),
            up: vec![NOBODY; count],
            first: vec![0; count],
            end: vec![0; count],
        };
        let mut inside = vec![false; count];
        let mut stack = vec![0_u32];
        inside[0] = true;
        let mut size = 1;
        loop {
            task.check()?;
            while let Some(node) = stack.pop() {
                for (edge, other) in net.edges_at(node) {
                    let is_tight = ranks[other as usize].abs_diff(ranks[node as usize]) == 1;
                    if is_tight && !inside[other as usize] {
                        inside[other as usize] = true;
                        size += 1;
                        tree.add(edge, arcs);
                        stack.push(other);
                    }
                }
            }
            if size == count {
                return Ok(Some(tree));
            }
            let crossing = arcs.iter().filter(|(a, b)| inside[*a as usize] != inside[*b as usize]);
            let slack = |(a, b): &(u32, u32)| ranks[*b as usize] - ranks[*a as usize] - 1;
            let Some(best) = crossing.min_by_key(|arc| slack(arc)) else { return Ok(None) };
            let by = if inside[best.0 as usize] { slack(best) } else { -slack(best) };
            for (rank, inside) in ranks.iter_mut().zip(&inside) {
                *rank += if *inside { by } else { 0 };
            }
            stack.push(if inside[best.0 as usize] { best.0 } else { best.1 });
        }
    }

    fn add(&mut self, edge: u32, arcs: &[(u32, u32)]) {
        let (a, b) = arcs[edge as usize];
        self.at[a as usize].push(edge);
        self.at[b as usize].push(edge);
    }

    fn number(&mut self, arcs: &[(u32, u32)]) {
        self.order.clear();
        let mut stack = vec![(0_u32, NOBODY)];
        while let Some((node, up)) = stack.pop() {
            self.up[node as usize] = up;
            self.first[node as usize] = self.order.len() as u32;
            self.order.push(node);
            for edge in self.at[node as usize].iter().filter(|e| **e != up) {
                let (a, b) = arcs[*edge as usize];
                stack.push((if a == node { b } else { a }, *edge));
            }
        }
        for node in &self.order {
            self.end[*node as usize] = self.first[*node as usize] + 1;
        }
        for node in self.order.iter().skip(1).rev() {
            let (a, b) = arcs[self.up[*node as usize] as usize];
            let parent = if a == *node { b } else { a };
            self.end[parent as usize] = self.end[parent as usize].max(self.end[*node as usize]);
        }
    }

    /// Replaces one edge whose branch would rather move by the shortest one that stops it. Says whether there was one.
    /// `next` is where the search for it goes on.
    fn exchange(&mut self, net: &Net, arcs: &[(u32, u32)], ranks: &mut [i64], next: &mut usize) -> bool {
        self.number(arcs);
        // How many more edges leave each branch than enter it: those within cancel out.
        let mut surplus: Vec<i64> =
            (0..ranks.len() as u32).map(|n| net.outs(n).len() as i64 - net.ins(n).len() as i64).collect();
        for node in self.order.iter().skip(1).rev() {
            let (a, b) = arcs[self.up[*node as usize] as usize];
            let parent = if a == *node { b } else { a };
            surplus[parent as usize] += surplus[*node as usize];
        }
        let count = self.order.len();
        let wrong = (0..count).map(|i| self.order[(*next + i) % count]).find(|node| {
            let up = self.up[*node as usize];
            // An edge down to the branch wants more to enter than to leave, one up from it the reverse.
            up != NOBODY
                && if arcs[up as usize].0 == *node { surplus[*node as usize] < 0 } else { surplus[*node as usize] > 0 }
        });
        let Some(branch) = wrong else { return false };
        *next = self.first[branch as usize] as usize;
        let leaving = self.up[branch as usize];
        let leads_out = arcs[leaving as usize].0 == branch;
        let (first, end) = (self.first[branch as usize], self.end[branch as usize]);
        let within = |node: u32| (first..end).contains(&self.first[node as usize]);
        // The opposite way across the cut.
        let slack = |(a, b): (u32, u32)| ranks[b as usize] - ranks[a as usize] - 1;
        let members = &self.order[first as usize..end as usize];
        let candidates = members.iter().flat_map(|node| net.edges_at(*node)).filter(|(edge, _)| {
            let (a, b) = arcs[*edge as usize];
            if leads_out { within(b) && !within(a) } else { within(a) && !within(b) }
        });
        let Some((entering, _)) = candidates.min_by_key(|(edge, _)| (slack(arcs[*edge as usize]), *edge)) else {
            return false;
        };
        let by = slack(arcs[entering as usize]) * if leads_out { -1 } else { 1 };
        for node in members {
            ranks[*node as usize] += by;
        }
        let (a, b) = arcs[leaving as usize];
        self.at[a as usize].retain(|e| *e != leaving);
        self.at[b as usize].retain(|e| *e != leaving);
        self.add(entering, arcs);
        true
    }
}
