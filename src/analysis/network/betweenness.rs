//! Betweenness: through whom the shortest ways of others lead.
//!
//! Brandes' algorithm (2001) over compressed rows. A search goes level by level, and what a level needs of the one
//! before or behind it is gathered from neighbours without asking on which level they stand: the arrays hold something
//! only for those on the right one. Nodes that hang on by one neighbour are folded into it beforehand and counted by
//! formula (Puzis et al. 2012), and the rest are numbered anew with the best connected first, which keeps what is asked
//! for most close together.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::dijkstra::Nearest;
use super::fold::Folded;
use super::lanes::{LANES, Lanes};
use super::{Answer, Part, Precision, Settings, Sources, Weights, hoeffding, sources_for};
use crate::analysis::topology::{Rows, Topology, Ways};
use crate::base::Cancelled;

/// How many shares the searches are dealt into. Fixed, so that sums are taken in one order on any machine.
const SHARES: usize = 32;

/// How many arcs may be looked at before the answer is estimated: some seconds' worth on two cores.
const BUDGET: f64 = 6e9;

/// However large the network, as many sources are searched from.
const LEAST_SOURCES: usize = 64;

/// Path counts past this are scaled down, for they grow without bound.
const MANY: f64 = 1e100;

/// A path count is never smaller, so that it can be divided by after scaling.
const FEW: f64 = 1e-250;

/// Betweenness (Freeman 1977): of each pair of others, the share of their shortest ways that leads through the node,
/// added up, and divided by the number of pairs of others, so that it is from 0 to 1. Pairs are ordered where direction
/// is followed. With weights a tie of strength w is 1 / w long, and one of strength 0 no way at all.
///
/// Exact in O(n · m), with weights O(n · m · log n). Where that is too long, estimated from random sources (Brandes and
/// Pich 2007) with a bound of the error (Hoeffding).
pub(super) fn betweenness(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let (sums, base, chosen) = match settings.weights {
        Weights::Ignored => {
            let folded = match settings.ways {
                Ways::Ignored => Folded::tails(topology.around(), part)?,
                Ways::Followed => Folded::nothing(topology.outgoing(), topology.incoming()),
            };
            let affordable = (BUDGET / (2 * (folded.ahead().arcs() + folded.len()) + 1) as f64) as usize;
            let enough = if folded.len() <= affordable { n } else { affordable.max(LEAST_SOURCES) };
            let chosen = sources_for(n, settings, enough);
            let starts = starts(&chosen, &folded);
            let sums = in_shares(&starts, folded.len(), part, || {
                let (mut lanes, mut search) = (Lanes::new(&folded), Search::new(&folded));
                move |starts: &[(u32, f64)], sums: &mut [f64]| {
                    if !lanes.run(starts, sums, part)? {
                        starts.iter().try_for_each(|(source, weight)| search.run(*source, *weight, sums, part))?;
                    }
                    Ok(())
                }
            })?;
            (folded.unfold(&sums), folded.base().to_vec(), chosen)
        }
        Weights::Counted => {
            let (ahead, behind) = (topology.ahead(settings.ways), topology.behind(settings.ways));
            let affordable = (BUDGET / (20 * (ahead.arcs() + n) + 1) as f64) as usize;
            let chosen = sources_for(n, settings, affordable.max(LEAST_SOURCES));
            let weight = n as f64 / chosen.nodes.len() as f64;
            let starts: Vec<_> = chosen.nodes.iter().map(|node| (*node, weight)).collect();
            let sums = in_shares(&starts, n, part, || {
                let mut search = WeightedSearch::new(n);
                move |starts: &[(u32, f64)], sums: &mut [f64]| {
                    starts.iter().try_for_each(|start| search.run(ahead, behind, *start, sums, part))
                }
            })?;
            (sums, vec![0.0; n], chosen)
        }
    };
    // Sums and base are of ordered pairs, of which there are as many as this.
    let pairs = n.saturating_sub(1) as f64 * n.saturating_sub(2) as f64;
    let share = |(sum, base): (&f64, &f64)| if pairs > 0.0 { (sum + base) / pairs } else { 0.0 };
    let values = sums.iter().zip(&base).map(share).collect();
    let precision = if chosen.all {
        Precision::Exact
    } else {
        // What one source says of a node lies between 0 and n − 2, and the sum over n of them is divided by the pairs.
        let error = hoeffding(n, chosen.nodes.len()) * n as f64 / n.saturating_sub(1).max(1) as f64;
        Precision::Estimated { sources: chosen.nodes.len(), error: Some(error) }
    };
    Ok(vec![Answer::new(values, precision)])
}

/// From where to search in the folded network, and how much each search counts; those that share their best connected
/// neighbour one after the other, as they see much at the same distance.
fn starts(chosen: &Sources, folded: &Folded) -> Vec<(u32, f64)> {
    let mut starts: Vec<(u32, f64)> = if chosen.all {
        (0..folded.len() as u32).map(|node| (node, folded.size(node))).collect()
    } else {
        // Whoever is folded into another sees the rest as that one does.
        let each = folded.base().len() as f64 / chosen.nodes.len() as f64;
        let mut homes: Vec<u32> = chosen.nodes.iter().map(|node| folded.home(*node)).collect();
        homes.sort_unstable();
        homes.chunk_by(|a, b| a == b).map(|same| (same[0], each * same.len() as f64)).collect()
    };
    starts.sort_by_cached_key(|(node, _)| {
        let mut neighbours = folded.ahead().of_node(*node).iter().copied();
        (neighbours.next(), neighbours.next(), *node)
    });
    starts
}

/// Runs searches on all threads, some at a time, and adds up what they found, in one order.
fn in_shares<S: FnMut(&[(u32, f64)], &mut [f64]) -> Result<(), Cancelled>>(
    starts: &[(u32, f64)],
    nodes: usize,
    part: Part<'_>,
    searcher: impl Fn() -> S + Sync,
) -> Result<Vec<f64>, Cancelled> {
    let done = AtomicUsize::new(0);
    let shares: Result<Vec<Vec<f64>>, Cancelled> = starts
        .par_chunks(starts.len().div_ceil(SHARES).next_multiple_of(LANES).max(LANES))
        .map(|share| {
            let mut sums = vec![0.0; nodes];
            let mut search = searcher();
            for some in share.chunks(LANES) {
                search(some, &mut sums)?;
                part.done(done.fetch_add(some.len(), Ordering::Relaxed) as f32 / starts.len() as f32);
            }
            Ok(sums)
        })
        .collect();
    let mut sums = vec![0.0; nodes];
    for share in shares? {
        sums.iter_mut().zip(share).for_each(|(sum, share)| *sum += share);
    }
    Ok(sums)
}

/// One search after another over the folded network; what it keeps between them is all zeros or all unset.
struct Search<'a> {
    net: &'a Folded,
    level: Vec<u32>,
    /// The nodes in the order in which they were found, with room for one more than there are.
    order: Vec<u32>,
    /// Where each level ends in `order`.
    ends: Vec<usize>,
    /// Where the next node of each level goes while levels are sorted.
    next: Vec<usize>,
    /// How many shortest paths lead to each node, divided by what its level and those before were scaled by.
    paths: Vec<f64>,
    scales: Vec<f64>,
    /// What a node passes on to each path that leads to it.
    passed: Vec<f64>,
    /// The sums of one level, put into place once all are taken.
    waiting: Vec<f64>,
}

const UNSET: u32 = u32::MAX;

impl<'a> Search<'a> {
    fn new(net: &'a Folded) -> Self {
        let n = net.len();
        Self {
            net,
            level: vec![UNSET; n],
            order: vec![0; n + 1],
            ends: Vec::new(),
            next: Vec::new(),
            paths: vec![0.0; n],
            scales: Vec::new(),
            passed: vec![0.0; n],
            waiting: vec![0.0; n],
        }
    }

    /// Adds to `sums` what lies between `source` and everyone, times `weight`.
    fn run(&mut self, source: u32, weight: f64, sums: &mut [f64], part: Part<'_>) -> Result<(), Cancelled> {
        let found = self.find_levels(source, part);
        if found.is_ok() {
            self.sort_levels();
            self.count_paths();
            self.pass_back(weight, sums);
        }
        let reached = self.ends.last().copied().unwrap_or(0);
        for node in &self.order[..reached] {
            let node = *node as usize;
            self.level[node] = UNSET;
            self.paths[node] = 0.0;
            self.passed[node] = 0.0;
        }
        found
    }

    fn find_levels(&mut self, source: u32, part: Part<'_>) -> Result<(), Cancelled> {
        let Self { net, level, order, ends, .. } = self;
        let ahead = net.ahead();
        ends.clear();
        order[0] = source;
        level[source as usize] = 0;
        let (mut start, mut count, mut depth) = (0, 1, 0);
        while start < count {
            ends.push(count);
            part.check()?;
            depth += 1;
            let end = count;
            for at in start..end {
                for to in ahead.of_node(order[at]) {
                    // Written in any case and kept where it is new: a guess less for the processor.
                    let known = &mut level[*to as usize];
                    let is_new = *known == UNSET;
                    order[count] = *to;
                    count += usize::from(is_new);
                    *known = if is_new { depth } else { *known };
                }
            }
            start = end;
        }
        Ok(())
    }

    /// Puts the nodes of each level into the order of their numbers: rows are then read one after the other, and rows
    /// of one length follow each other, which makes loops over them predictable.
    fn sort_levels(&mut self) {
        let Self { level, order, ends, next, .. } = self;
        let reached = ends.last().copied().unwrap_or(0);
        // A search that stays in a small part of the network does not look at all of it.
        if reached < level.len() / 4 {
            return;
        }
        next.clear();
        next.push(0);
        next.extend_from_slice(&ends[..ends.len() - 1]);
        for (node, level) in level.iter().enumerate().filter(|(_, level)| **level != UNSET) {
            let slot = &mut next[*level as usize];
            order[*slot] = node as u32;
            *slot += 1;
        }
    }

    fn count_paths(&mut self) {
        let Self { net, order, ends, paths, scales, waiting, .. } = self;
        let behind = net.behind();
        scales.clear();
        scales.push(1.0);
        paths[order[0] as usize] = 1.0;
        for level in ends.windows(2) {
            let nodes = &order[level[0]..level[1]];
            let mut most = 0.0_f64;
            for (sum, node) in waiting.iter_mut().zip(nodes) {
                // Only those one level nearer have paths yet.
                *sum = behind.of_node(*node).iter().map(|from| paths[*from as usize]).sum();
                most = most.max(*sum);
            }
            let scale = if most > MANY { MANY.recip() } else { 1.0 };
            scales.push(scale);
            for (sum, node) in waiting.iter().zip(nodes) {
                paths[*node as usize] = (sum * scale).max(FEW);
            }
        }
    }

    fn pass_back(&mut self, weight: f64, sums: &mut [f64]) {
        let Self { net, order, ends, paths, scales, passed, waiting, .. } = self;
        let ahead = net.ahead();
        let Some(last) = ends.len().checked_sub(1) else { return };
        for depth in (1..=last).rev() {
            let nodes = &order[ends[depth - 1]..ends[depth]];
            if depth == last {
                for node in nodes {
                    passed[*node as usize] = net.size(*node) / paths[*node as usize];
                }
                continue;
            }
            let scale = scales[depth + 1];
            for (sum, node) in waiting.iter_mut().zip(nodes) {
                // Only those one level farther have passed anything on yet.
                let behind: f64 = ahead.of_node(*node).iter().map(|to| passed[*to as usize]).sum();
                *sum = behind * paths[*node as usize] * scale;
            }
            for (sum, node) in waiting.iter().zip(nodes) {
                let at = *node as usize;
                sums[at] += weight * sum;
                passed[at] = (net.size(*node) + sum) / paths[at];
            }
        }
    }
}

/// The same where ties have lengths.
struct WeightedSearch {
    nearest: Nearest,
    paths: Vec<f64>,
    passed: Vec<f64>,
}

impl WeightedSearch {
    fn new(nodes: usize) -> Self {
        Self { nearest: Nearest::new(nodes), paths: vec![0.0; nodes], passed: vec![0.0; nodes] }
    }

    fn run(
        &mut self,
        ahead: &Rows,
        behind: &Rows,
        (source, weight): (u32, f64),
        sums: &mut [f64],
        part: Part<'_>,
    ) -> Result<(), Cancelled> {
        let Self { nearest, paths, passed } = self;
        nearest.search(ahead, source, part)?;
        paths[source as usize] = 1.0;
        for node in &nearest.order()[1..] {
            let through =
                |(from, strength)| if nearest.leads(from, *node, strength) { paths[from as usize] } else { 0.0 };
            // More than can be counted differ no more.
            let count: f64 = behind.with_strengths(*node).map(through).sum();
            paths[*node as usize] = count.clamp(FEW, f64::MAX);
            passed[*node as usize] = 0.0;
        }
        for node in nearest.order()[1..].iter().rev() {
            let onward = |(to, strength): (u32, f64)| {
                if nearest.leads(*node, to, strength) {
                    (1.0 + passed[to as usize]) * (paths[*node as usize] / paths[to as usize])
                } else {
                    0.0
                }
            };
            let sum: f64 = ahead.with_strengths(*node).map(onward).sum();
            passed[*node as usize] = sum;
            sums[*node as usize] += weight * sum;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::Effort;
    use crate::analysis::network::tests::{any_settings, measure, random, same};
    use crate::analysis::topology::Tie;
    use crate::base::Task;
    use proptest::prelude::*;

    /// Adds up, over all ordered pairs, the share of shortest paths through each node, by listing all paths.
    fn by_listing(topology: &Topology, settings: &Settings) -> Vec<f64> {
        let n = topology.len() as u32;
        let rows = topology.ahead(settings.ways);
        let length = |strength: f64| if settings.weights == Weights::Counted { strength.recip() } else { 1.0 };
        let mut sums = vec![0.0; n as usize];
        for (source, target) in (0..n).flat_map(|s| (0..n).map(move |t| (s, t))).filter(|(s, t)| s != t) {
            let mut best: Vec<Vec<u32>> = Vec::new();
            let mut best_length = f64::INFINITY;
            let mut open = vec![(vec![source], 0.0)];
            while let Some((path, so_far)) = open.pop() {
                let end = path[path.len() - 1];
                if end == target {
                    if so_far < best_length - 1e-9 {
                        (best_length, best) = (so_far, Vec::new());
                    }
                    if so_far < best_length + 1e-9 {
                        best.push(path);
                    }
                    continue;
                }
                for (to, strength) in rows.with_strengths(end) {
                    if !path.contains(&to) {
                        open.push(([path.as_slice(), &[to]].concat(), so_far + length(strength)));
                    }
                }
            }
            for path in &best {
                path[1..path.len() - 1].iter().for_each(|node| sums[*node as usize] += 1.0 / best.len() as f64);
            }
        }
        let pairs = f64::from(n.saturating_sub(1)) * f64::from(n.saturating_sub(2));
        sums.iter().map(|sum| if pairs > 0.0 { sum / pairs } else { 0.0 }).collect()
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_all_shortest_paths(topology in random(7, 12), settings in any_settings()) {
            same(&measure("betweenness", &topology, &settings), &by_listing(&topology, &settings));
        }

        #[test]
        fn an_estimate_stays_within_its_bound(topology in random(60, 90), seed in 0_u64..100) {
            let exact = measure("betweenness", &topology, &Settings::default());
            let settings = Settings { effort: Effort::Sources(10), seed, ..Settings::default() };
            let answer = betweenness(&topology, &settings, Part::whole(&Task::default())).unwrap().remove(0);
            if let Precision::Estimated { error: Some(error), .. } = answer.precision {
                for (estimate, exact) in answer.values.iter().zip(&exact) {
                    prop_assert!((estimate - exact).abs() <= error, "{estimate} for {exact} ± {error}");
                }
            } else {
                same(&answer.values, &exact);
            }
        }
    }

    #[test]
    fn path_counts_beyond_all_numbers_are_divided_rightly() {
        // 2,000 diamonds in a row: 2^2000 shortest paths from end to end.
        let diamonds = 2_000;
        let ties = (0..diamonds).flat_map(|i| {
            let (left, right) = (3 * i, 3 * i + 3);
            [(left, left + 1), (left, left + 2), (left + 1, right), (left + 2, right)].map(|(a, b)| Tie::between(a, b))
        });
        let topology = Topology::from_ties(3 * diamonds as usize + 1, ties.collect()).unwrap();
        let settings = Settings { effort: Effort::Exact, ..Settings::default() };
        let values = measure("betweenness", &topology, &settings);
        // The middle joins two halves of 3,000 nodes each; each pair across leads through it, and half of the ways
        // between the two arms on either side of it.
        let n = topology.len() as f64;
        let middle = (2.0 * 3_000.0 * 3_000.0 + 2.0) / ((n - 1.0) * (n - 2.0));
        assert!((values[3_000] - middle).abs() < 1e-12, "{} for {middle}", values[3_000]);
        // By symmetry the two arms of a diamond are alike.
        assert!(values.iter().all(|v| v.is_finite()));
        assert!((values[1_501 * 3 + 1] - values[1_501 * 3 + 2]).abs() < 1e-12);
    }

    #[test]
    fn a_star_and_a_tree_are_folded_to_one_node() {
        let star = Topology::from_ties(100_001, (1..=100_000).map(|leaf| Tie::forward(0, leaf)).collect()).unwrap();
        let values = measure("betweenness", &star, &Settings::default());
        assert_eq!((values[0], values[1]), (1.0, 0.0));
        let path = Topology::from_ties(300_001, (0..300_000).map(|i| Tie::between(i, i + 1)).collect()).unwrap();
        let values = measure("betweenness", &path, &Settings::default());
        let n = 300_001.0;
        assert!((values[150_000] - 2.0 * 150_000.0 * 150_000.0 / ((n - 1.0) * (n - 2.0))).abs() < 1e-12);
        assert_eq!(values[0], 0.0);
    }
}
