//! How far everyone is from everyone: closeness, harmonic closeness, eccentricity.
//!
//! Without weights 64 searches run at once, one in each bit of a word (Then et al., "The more the merrier", 2014): a
//! search from each of 64 nodes reaches a node at a step, and the node counts how many did. Searches run against the
//! direction of arcs, so what a node counts is its own way to them.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::dijkstra::Nearest;
use super::{Answer, Effort, Part, Precision, Settings, Sources, Weights, hoeffding, sources_for};
use crate::analysis::topology::{Rows, Topology};
use crate::base::Cancelled;

/// How many shares the searches are dealt into. Fixed, so that sums are taken in one order on any machine.
const SHARES: usize = 8;

/// How many arcs may be looked at before the answer is estimated: some seconds' worth on two cores.
const BUDGET: f64 = 6e9;

/// What nodes know of their ways to the nodes that were searched from.
#[derive(Debug, Clone, PartialEq)]
struct Reach {
    /// How many of them each can reach, itself left out.
    count: Vec<u32>,
    /// How long the ways are in total.
    sum: Vec<f64>,
    /// The sum of the inverse lengths.
    inverse: Vec<f64>,
    /// The longest of the ways.
    longest: Vec<f64>,
}

impl Reach {
    fn none(nodes: usize) -> Self {
        Self { count: vec![0; nodes], sum: vec![0.0; nodes], inverse: vec![0.0; nodes], longest: vec![0.0; nodes] }
    }

    fn note(&mut self, node: u32, distance: f64, searches: u32) {
        let node = node as usize;
        self.count[node] += searches;
        self.sum[node] += distance * f64::from(searches);
        self.inverse[node] += f64::from(searches) / distance;
        self.longest[node] = self.longest[node].max(distance);
    }

    fn add(&mut self, other: &Self) {
        for node in 0..self.count.len() {
            self.count[node] += other.count[node];
            self.sum[node] += other.sum[node];
            self.inverse[node] += other.inverse[node];
            self.longest[node] = self.longest[node].max(other.longest[node]);
        }
    }
}

/// Three columns: closeness, harmonic closeness, eccentricity.
///
/// *Closeness* of a node that reaches r − 1 others over distances that add up to S is ((r − 1) / (n − 1)) · ((r − 1) / S)
/// (Freeman 1979, with the factor of Wasserman and Faust 1994 for networks in parts), 0 where it reaches nobody.
/// *Harmonic closeness* is the mean of the inverse distances to all others, 0 for those out of reach (Marchiori and
/// Latora 2000). *Eccentricity* is the distance to the farthest node within reach. With direction, distances lead from
/// the node to the others. With weights, a tie of strength w is 1 / w long and one of strength 0 no way at all.
///
/// Exact in O(n · m / 64) for networks in which most pairs are a few steps apart, and O(n · m) at worst; with weights
/// O(n · m · log n). Where that is too long, estimated from random nodes (Eppstein and Wang 2004): then harmonic
/// closeness comes with a bound of its error (Hoeffding), and an eccentricity is only the least that it can be.
pub(super) fn distances(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let rows = topology.behind(settings.ways);
    // What one batch of random nodes costs tells what all would.
    let probe = sources_for(n, &Settings { effort: Effort::Sources(64), ..*settings }, 64);
    let work = Searcher::new(n, settings.weights).run(rows, &probe.nodes, &mut Reach::none(n), part)?.max(1);
    let affordable = ((BUDGET / work as f64) as usize).saturating_mul(64).max(64);
    let chosen = sources_for(n, settings, affordable);
    let Sources { nodes, all } = &chosen;
    let batches: Vec<&[u32]> = nodes.chunks(64).collect();
    let done = AtomicUsize::new(0);
    let shares: Result<Vec<Reach>, Cancelled> = batches
        .par_chunks(batches.len().div_ceil(SHARES).max(1))
        .map(|share| {
            let mut reach = Reach::none(n);
            let mut searcher = Searcher::new(n, settings.weights);
            for batch in share {
                searcher.run(rows, batch, &mut reach, part)?;
                part.done(done.fetch_add(1, Ordering::Relaxed) as f32 / batches.len() as f32);
            }
            Ok(reach)
        })
        .collect();
    let mut reach = Reach::none(n);
    for share in &shares? {
        reach.add(share);
    }
    let mut searched_from = vec![false; n];
    nodes.iter().for_each(|node| searched_from[*node as usize] = true);
    let others = n.saturating_sub(1).max(1) as f64;
    let (mut closeness, mut harmonic) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (node, is_source) in searched_from.iter().enumerate() {
        // A node's way to itself is no part of the sample.
        let sampled = (nodes.len() - usize::from(*is_source)).max(1) as f64;
        let scale = others / sampled;
        let count = f64::from(reach.count[node]) * scale;
        closeness.push(if count > 0.0 { count * count / (others * reach.sum[node] * scale) } else { 0.0 });
        harmonic.push(reach.inverse[node] * scale / others);
    }
    let precision = |error| if *all { Precision::Exact } else { Precision::Estimated { sources: nodes.len(), error } };
    let bound = (settings.weights == Weights::Ignored).then(|| hoeffding(n, nodes.len()));
    Ok(vec![
        Answer::new(closeness, precision(None)),
        Answer::new(harmonic, precision(bound)),
        Answer::new(reach.longest, if *all { Precision::Exact } else { Precision::AtLeast { sources: nodes.len() } }),
    ])
}

/// What searches keep between them.
enum Searcher {
    Steps(Search64),
    Lengths(Nearest),
}

impl Searcher {
    fn new(nodes: usize, weights: Weights) -> Self {
        match weights {
            Weights::Ignored => Self::Steps(Search64::new(nodes)),
            Weights::Counted => Self::Lengths(Nearest::new(nodes)),
        }
    }

    /// Searches from up to 64 nodes. Returns about how many arcs without weights could be looked at meanwhile.
    fn run(&mut self, rows: &Rows, from: &[u32], reach: &mut Reach, part: Part<'_>) -> Result<u64, Cancelled> {
        match self {
            Self::Steps(search) => search.run(rows, from, reach, part),
            Self::Lengths(nearest) => {
                let mut work = 0;
                for node in from {
                    nearest.search(rows, *node, part)?;
                    for at in &nearest.order()[1..] {
                        reach.note(*at, nearest.distance(*at), 1);
                        work += 8 * rows.degree(*at) as u64 + 16;
                    }
                }
                Ok(work)
            }
        }
    }
}

/// Searches from 64 nodes at once; between runs all words are 0.
struct Search64 {
    seen: Vec<u64>,
    here: Vec<u64>,
    there: Vec<u64>,
    touched: Vec<u32>,
    frontier: Vec<u32>,
    next: Vec<u32>,
}

impl Search64 {
    fn new(nodes: usize) -> Self {
        let words = || vec![0_u64; nodes];
        let (seen, here, there) = (words(), words(), words());
        Self { seen, here, there, touched: Vec::new(), frontier: Vec::new(), next: Vec::new() }
    }

    fn run(&mut self, rows: &Rows, from: &[u32], reach: &mut Reach, part: Part<'_>) -> Result<u64, Cancelled> {
        let Self { seen, here, there, touched, frontier, next } = self;
        for (bit, node) in from.iter().enumerate() {
            seen[*node as usize] |= 1 << bit;
            here[*node as usize] |= 1 << bit;
            frontier.push(*node);
            touched.push(*node);
        }
        let mut work = 0;
        let mut step = 0.0;
        while !frontier.is_empty() {
            part.check()?;
            step += 1.0;
            for node in frontier.drain(..) {
                let bits = std::mem::take(&mut here[node as usize]);
                let row = rows.of_node(node);
                work += row.len() as u64 + 1;
                for to in row {
                    let to = *to as usize;
                    let new = bits & !seen[to];
                    if new != 0 {
                        if there[to] == 0 {
                            next.push(to as u32);
                        }
                        there[to] |= new;
                    }
                }
            }
            for node in &*next {
                let new = there[*node as usize];
                let known = &mut seen[*node as usize];
                if *known == 0 {
                    touched.push(*node);
                }
                *known |= new;
                reach.note(*node, step, new.count_ones());
            }
            std::mem::swap(here, there);
            std::mem::swap(frontier, next);
        }
        for node in touched.drain(..) {
            seen[node as usize] = 0;
        }
        Ok(work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::{any_settings, measure, random, same};
    use crate::base::Task;
    use proptest::prelude::*;

    /// Distances between all pairs by Floyd and Warshall.
    fn all_pairs(topology: &Topology, settings: &Settings) -> Vec<Vec<f64>> {
        let n = topology.len();
        let mut d = vec![vec![f64::INFINITY; n]; n];
        for (from, d) in d.iter_mut().enumerate() {
            d[from] = 0.0;
            for (to, strength) in topology.ahead(settings.ways).with_strengths(from as u32) {
                d[to as usize] = if settings.weights == Weights::Counted { strength.recip() } else { 1.0 };
            }
        }
        for (k, i, j) in (0..n).flat_map(|k| (0..n).flat_map(move |i| (0..n).map(move |j| (k, i, j)))) {
            d[i][j] = d[i][j].min(d[i][k] + d[k][j]);
        }
        d
    }

    proptest! {
        #[test]
        fn they_are_those_of_all_pairs(topology in random(9, 20), settings in any_settings()) {
            let d = all_pairs(&topology, &settings);
            let n = topology.len();
            let of = |from: usize, f: &dyn Fn(&[f64]) -> f64| {
                let finite: Vec<f64> = (0..n).filter(|to| *to != from).map(|to| d[from][to]).filter(|d| d.is_finite()).collect();
                f(&finite)
            };
            let others = n.saturating_sub(1).max(1) as f64;
            let expect = |f: &dyn Fn(&[f64]) -> f64| (0..n).map(|from| of(from, f)).collect::<Vec<_>>();
            let closeness = expect(&|d| {
                let count = d.len() as f64;
                if d.is_empty() { 0.0 } else { count * count / (others * d.iter().sum::<f64>()) }
            });
            same(&measure("closeness", &topology, &settings), &closeness);
            same(&measure("harmonic", &topology, &settings), &expect(&|d| d.iter().map(|d| d.recip()).sum::<f64>() / others));
            same(&measure("eccentricity", &topology, &settings), &expect(&|d| d.iter().copied().fold(0.0, f64::max)));
        }

        #[test]
        fn an_estimate_stays_within_its_bound(topology in random(60, 120), seed in 0_u64..100) {
            let exact = measure("harmonic", &topology, &Settings::default());
            let settings = Settings { effort: Effort::Sources(20), seed, ..Settings::default() };
            let answers = distances(&topology, &settings, Part::whole(&Task::default())).unwrap();
            // Networks of no more nodes than that are answered exactly.
            let error = match answers[1].precision {
                Precision::Estimated { sources: 20, error: Some(error) } => error,
                _ => 1e-12,
            };
            // The bound holds for 9 in 10 samples; in a network of 60 nodes it is far from tight.
            for (estimate, exact) in answers[1].values.iter().zip(&exact) {
                prop_assert!((estimate - exact).abs() <= error, "{estimate} for {exact} ± {error}");
            }
        }
    }

    #[test]
    fn a_long_path_is_estimated_in_bounded_time() {
        let ties = (0..30_000).map(|i| crate::analysis::topology::Tie::between(i, i + 1)).collect();
        let topology = Topology::from_ties(30_001, ties).unwrap();
        let settings = Settings { effort: Effort::Sources(64), ..Settings::default() };
        let answers = distances(&topology, &settings, Part::whole(&Task::default())).unwrap();
        assert!(answers[2].values[0] > 25_000.0 && answers[2].values[15_000] > 7_000.0);
    }
}
