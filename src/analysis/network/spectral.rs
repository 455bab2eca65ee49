//! Importance that flows along relationships: PageRank, eigenvector centrality, Katz, hubs and authorities.
//!
//! All are found by repeated multiplication with the adjacency, in O(n + m) a round. Rows are shared among threads, and
//! every sum is taken in one order, so the result does not depend on how many there are.

use rayon::prelude::*;

use super::components::strong;
use super::eigen::{Operator, dominant};
use super::{Answer, Part, Precision, Settings, Weights};
use crate::analysis::topology::{Rows, Topology, Ways};
use crate::base::Cancelled;

/// How many nodes a thread takes at a time.
pub(super) const CHUNK: usize = 4096;

/// The share of importance that is passed on (Brin and Page 1998).
const DAMPING: f64 = 0.85;

/// No round past this one: what has not settled then is told as it is.
pub(super) const MOST_ROUNDS: usize = 1000;

/// What each node from `first` on gets from the nodes of its row: `wanted[i] = Σ w(i, j) · x[j]`.
fn gather_chunk(rows: &Rows, weights: Weights, x: &[f64], first: usize, wanted: &mut [f64]) {
    match weights {
        Weights::Ignored => {
            let starts = &rows.starts()[first..=first + wanted.len()];
            for (sum, ends) in wanted.iter_mut().zip(starts.windows(2)) {
                let row = &rows.all_ends()[ends[0] as usize..ends[1] as usize];
                *sum = row.iter().map(|j| x[*j as usize]).sum();
            }
        }
        Weights::Counted => {
            for (sum, node) in wanted.iter_mut().zip(first as u32..) {
                *sum = rows.with_strengths(node).map(|(j, strength)| strength * x[j as usize]).sum();
            }
        }
    }
}

/// The sum of what `of` gives for each index, in chunks that are added in order.
pub(super) fn total(len: usize, of: impl Fn(usize) -> f64 + Sync) -> f64 {
    let chunks: Vec<f64> = (0..len.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| (chunk * CHUNK..len.min((chunk + 1) * CHUNK)).map(&of).sum())
        .collect();
    chunks.iter().sum()
}

/// What leaves each node: how many arcs, or how strong they are together.
fn outflow(rows: &Rows, weights: Weights, nodes: usize) -> Vec<f64> {
    let of = |node: u32| match weights {
        Weights::Ignored => rows.degree(node) as f64,
        Weights::Counted => rows.strengths(node).iter().sum(),
    };
    (0..nodes as u32).into_par_iter().with_min_len(CHUNK).map(of).collect()
}

/// PageRank with damping 0.85: the share of time that a walker spends at each node who follows a relationship with that
/// probability and otherwise, or where none leads on, goes anywhere. Adds up to 1; the values are within 5e-10 of the
/// limit, in total. About 30 rounds where every tie can be walked either way, else 60 to 130.
///
/// In the former case all eigenvalues are real and lie between −0.85 and 0.85, and rounds are combined as Chebyshev's
/// polynomials have it (Golub and Varga 1961), which halves their number.
pub(super) fn pagerank(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    if n == 0 {
        return Ok(vec![Answer::exact(Vec::new())]);
    }
    let (rows, weights) = (topology.incoming(), settings.weights);
    let either_way = rows == topology.outgoing();
    let outflow = outflow(topology.outgoing(), weights, n);
    let share: Vec<f64> = outflow.iter().map(|out| if *out > 0.0 { out.recip() } else { 0.0 }).collect();
    let all: f64 = outflow.iter().sum();
    // Where every tie can be walked either way, importance is nearly as strong as what leaves a node.
    let start = |out: &f64| if either_way && all > 0.0 { DAMPING * out / all } else { DAMPING / n as f64 };
    let mut x: Vec<f64> = outflow.iter().map(|out| (1.0 - DAMPING) / n as f64 + start(out)).collect();
    let mut before = x.clone();
    let mut sent: Vec<f64> = x.iter().zip(&share).map(|(x, share)| x * share).collect();
    let mut next_sent = sent.clone();
    let mut stuck: f64 = x.iter().zip(&share).filter(|(_, share)| **share == 0.0).map(|(x, _)| x).sum();
    let mut push = 1.0;
    for round in 0..MOST_ROUNDS {
        part.check()?;
        let everyone = ((1.0 - DAMPING) + DAMPING * stuck) / n as f64;
        push = match round {
            _ if !either_way => 1.0,
            0 => 1.0,
            1 => (1.0 - DAMPING * DAMPING / 2.0).recip(),
            _ => (1.0 - DAMPING * DAMPING * push / 4.0).recip(),
        };
        let chunks = x.par_chunks_mut(CHUNK).zip(before.par_chunks_mut(CHUNK)).zip(next_sent.par_chunks_mut(CHUNK));
        let told: Vec<(f64, f64)> = chunks
            .zip(share.par_chunks(CHUNK))
            .enumerate()
            .map(|(chunk, (((x, before), next_sent), share))| {
                gather_chunk(rows, weights, &sent, chunk * CHUNK, next_sent);
                let (mut moved, mut stuck) = (0.0, 0.0);
                for i in 0..x.len() {
                    let next = everyone + DAMPING * next_sent[i];
                    moved += (next - x[i]).abs();
                    let new = push * (next - before[i]) + before[i];
                    before[i] = x[i];
                    x[i] = new;
                    next_sent[i] = new * share[i];
                    stuck += if share[i] == 0.0 { new } else { 0.0 };
                }
                (moved, stuck)
            })
            .collect();
        std::mem::swap(&mut sent, &mut next_sent);
        stuck = told.iter().map(|told| told.1).sum();
        // A plain round shrinks the distance to the limit by the damping at least, so what it moves bounds it.
        if told.iter().map(|told| told.0).sum::<f64>() / (1.0 - DAMPING) < 5e-10 {
            break;
        }
    }
    // Rounds in between may pass below 0 by a hair and leave the sum a hair off.
    let sum = total(n, |i| x[i].max(0.0));
    x.iter_mut().for_each(|x| *x = x.max(0.0) / sum);
    part.done(1.0);
    Ok(vec![Answer::exact(x)])
}

/// A network as an operator, so scaled that nothing grows: whatever the unit of weights, it is the same.
struct Scaled<'a> {
    rows: &'a Rows,
    weights: Weights,
    /// The largest sum of a row; 0 where nothing is tied to anything with any strength.
    unit: f64,
}

impl<'a> Scaled<'a> {
    fn of(rows: &'a Rows, weights: Weights, nodes: usize) -> Self {
        let unit = outflow(rows, weights, nodes).into_iter().fold(0.0, f64::max);
        Self { rows, weights, unit }
    }

    fn is_empty(&self) -> bool {
        self.unit <= 0.0
    }

    fn gather(&self, x: &[f64], wanted: &mut [f64]) {
        let chunks = wanted.par_chunks_mut(CHUNK).enumerate();
        chunks.for_each(|(chunk, wanted)| {
            gather_chunk(self.rows, self.weights, x, chunk * CHUNK, wanted);
            wanted.iter_mut().for_each(|value| *value /= self.unit);
        });
    }
}

/// A vector counts as found when another round leads off it by no more than this share of its length; the search goes on
/// to a tenth of that.
const SETTLED: f64 = 1e-10;

fn settled(values: Vec<f64>, off: f64) -> Answer {
    Answer::new(values, if off <= SETTLED { Precision::Exact } else { Precision::Unsettled { moved: off } })
}

/// Whether rows are the same either way, along `ways`.
fn operator(topology: &Topology, ways: Ways) -> Operator {
    let is_symmetric = ways == Ways::Ignored || topology.incoming() == topology.outgoing();
    if is_symmetric { Operator::Symmetric } else { Operator::General }
}

/// Eigenvector centrality (Bonacich 1972): each node's value is proportional to the sum of its neighbours', with
/// direction of those that point to it. The squares add up to 1. Outside the part of the network where ties are densest
/// it is 0 or nearly so. All are 0 where no tie has any strength, and with direction where nothing leads back to where
/// it came from.
pub(super) fn eigenvector(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let network = Scaled::of(topology.behind(settings.ways), settings.weights, n);
    let operator = operator(topology, settings.ways);
    if network.is_empty() || operator == Operator::General && strong(topology.outgoing(), part)?.1 == n {
        return Ok(vec![Answer::exact(vec![0.0; n])]);
    }
    let found = dominant(n, operator, SETTLED / 10.0, part, |x, next| network.gather(x, next))?;
    Ok(vec![settled(found.vector, found.off)])
}

/// Katz centrality (1953): counts all walks that end at a node, each step weighing α of the one before, where α is 0.85
/// of the largest for which the sum is finite: of 1 / λ, with the largest eigenvalue λ. With direction that is known
/// from above, so that α can be a little less. Where nothing leads back to where it came from the sum is always finite,
/// and α is 0.85 over the largest sum of strengths that lead to one node; so it is where numbers would not hold the sum.
/// The squares add up to 1. The answer tells α.
pub(super) fn katz(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let network = Scaled::of(topology.behind(settings.ways), settings.weights, n);
    let growth = match operator(topology, settings.ways) {
        _ if network.is_empty() => 0.0,
        Operator::General => growth_at_most(&network, &strong(topology.outgoing(), part)?, part)?,
        symmetric => dominant(n, symmetric, 1e-8, part, |x, next| network.gather(x, next))?.value,
    };
    if growth > 1e-12 {
        let answer = katz_with(&network, n, DAMPING / growth, part)?;
        if answer.values.iter().all(|value| value.is_finite()) {
            return Ok(vec![answer]);
        }
    }
    Ok(vec![katz_with(&network, n, DAMPING, part)?])
}

/// Katz centrality with this α, for ties in the unit of `network`.
fn katz_with(network: &Scaled<'_>, nodes: usize, alpha: f64, part: Part<'_>) -> Result<Answer, Cancelled> {
    let mut x = vec![1.0; nodes];
    let mut got = vec![0.0; nodes];
    let mut moved = 0.0;
    for _ in 0..MOST_ROUNDS {
        part.check()?;
        if network.is_empty() {
            break;
        }
        network.gather(&x, &mut got);
        moved = 0.0_f64;
        for (x, got) in x.iter_mut().zip(&got) {
            let new = 1.0 + alpha * got;
            moved = moved.max((new - *x).abs() / new);
            *x = new;
        }
        if moved < 1e-13 {
            break;
        }
    }
    // By the largest first, whose square may be more than numbers hold.
    let most = x.iter().copied().fold(0.0, f64::max);
    x.iter_mut().for_each(|x| *x /= most);
    let length = total(nodes, |i| x[i] * x[i]).sqrt();
    x.iter_mut().for_each(|x| *x /= length);
    let of_whole = (!network.is_empty()).then(|| alpha / network.unit);
    Ok(Answer { of_whole, ..settled(x, moved) })
}

/// The largest eigenvalue, or a little more: by Collatz and Wielandt, for any positive x that of a part in which all
/// reach all lies between the least and the largest (A x)ᵢ / xᵢ. The whole has the largest of its parts'.
fn growth_at_most(network: &Scaled<'_>, parts: &(Vec<u32>, usize), part: Part<'_>) -> Result<f64, Cancelled> {
    let (label, count) = (&parts.0, parts.1);
    let mut x = vec![1.0; label.len()];
    let mut next = vec![0.0; label.len()];
    let mut most = 0.0;
    for _ in 0..MOST_ROUNDS {
        part.check()?;
        next.par_iter_mut().with_min_len(CHUNK).enumerate().for_each(|(i, next)| {
            let own = network.rows.with_strengths(i as u32).filter(|(j, _)| label[*j as usize] == label[i]);
            let counted = |strength| if network.weights == Weights::Counted { strength } else { 1.0 };
            *next = own.map(|(j, strength)| counted(strength) * x[j as usize]).sum::<f64>() / network.unit;
        });
        let mut bounds = vec![(f64::INFINITY, 0.0_f64); count];
        for ((next, x), label) in next.iter().zip(&x).zip(label) {
            let (low, high) = &mut bounds[*label as usize];
            (*low, *high) = (low.min(next / x), high.max(next / x));
        }
        most = bounds.iter().map(|(_, high)| *high).fold(0.0, f64::max);
        let least = bounds.iter().map(|(low, _)| *low).fold(0.0, f64::max);
        if most - least <= 1e-9 * most {
            break;
        }
        for ((x, next), label) in x.iter_mut().zip(&next).zip(label) {
            let high = bounds[*label as usize].1;
            if high > 0.0 {
                // Never quite 0, so that the bounds stay ones.
                *x = ((next + 0.5 * high * *x) / (1.5 * high)).max(1e-200);
            }
        }
    }
    Ok(most)
}

/// Hubs and authorities (Kleinberg 1999), two columns: a good hub points to good authorities, a good authority is
/// pointed to by good hubs. Each column adds up to 1; both are 0 where nothing points anywhere with any strength.
pub(super) fn hits(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let [into, out] = [topology.incoming(), topology.outgoing()].map(|rows| Scaled::of(rows, settings.weights, n));
    if out.is_empty() {
        return Ok(vec![Answer::exact(vec![0.0; n]), Answer::exact(vec![0.0; n])]);
    }
    let mut authorities = vec![0.0; n];
    let found = dominant(n, Operator::Square, SETTLED / 10.0, part, |hubs, next| {
        into.gather(hubs, &mut authorities);
        out.gather(&authorities, next);
    })?;
    let (mut hubs, off) = (found.vector, found.off);
    into.gather(&hubs, &mut authorities);
    for side in [&mut hubs, &mut authorities] {
        let sum = total(n, |i| side[i]);
        if sum > 0.0 {
            side.iter_mut().for_each(|v| *v /= sum);
        }
    }
    Ok(vec![settled(hubs, off), settled(authorities, off)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::metric;
    use crate::analysis::network::tests::{any_settings, random, same};
    use crate::analysis::topology::Tie;
    use crate::base::Task;
    use proptest::prelude::*;

    fn answer(name: &str, topology: &Topology, settings: &Settings) -> Answer {
        super::super::measure(topology, &[metric(name).unwrap()], settings, &Task::default()).unwrap().remove(0)
    }

    fn path(nodes: u32) -> Topology {
        Topology::from_ties(nodes as usize, (1..nodes).map(|i| Tie::between(i - 1, i)).collect()).unwrap()
    }

    proptest! {
        #[test]
        fn the_unit_of_weights_says_nothing(
            topology in random(12, 30), settings in any_settings(), unit in prop_oneof![Just(1e-9), Just(1e-3), Just(700.0)],
        ) {
            let settings = Settings { weights: Weights::Counted, ..settings };
            let ties = topology.ties().iter().map(|tie| Tie { strength: tie.strength * unit, ..*tie });
            let scaled = Topology::from_ties(topology.len(), ties.collect()).unwrap();
            for name in ["eigenvector", "katz", "hub", "authority", "pagerank"] {
                let (found, other) = (answer(name, &topology, &settings), answer(name, &scaled, &settings));
                for (a, b) in found.values.iter().zip(&other.values) {
                    prop_assert!((a - b).abs() < 1e-6, "{}: {:?} {:?}", name, found, other);
                }
                let alphas = found.of_whole.zip(other.of_whole);
                prop_assert!(alphas.is_none_or(|(a, b)| (a / (b * unit) - 1.0).abs() < 1e-6), "{:?}", alphas);
            }
        }
    }

    #[test]
    fn a_long_path_is_right_or_said_not_to_be() {
        let settings = Settings::default();
        let found = answer("eigenvector", &path(300), &settings);
        let wave = |i: u32| (2.0 / 301.0_f64).sqrt() * (std::f64::consts::PI * f64::from(i) / 301.0).sin();
        same(&found.values, &(1..=300).map(wave).collect::<Vec<_>>());
        assert_eq!(found.precision, Precision::Exact);
        for name in ["eigenvector", "hub"] {
            let found = answer(name, &path(6_000), &settings).precision;
            assert!(matches!(found, Precision::Unsettled { .. }), "{name}: {found:?}");
        }
    }

    #[test]
    fn without_any_strength_nobody_is_central() {
        let ties = (1..5).map(|i| Tie { strength: 0.0, ..Tie::between(0, i) }).collect();
        let topology = Topology::from_ties(5, ties).unwrap();
        let settings = Settings { weights: Weights::Counted, ..Settings::default() };
        for name in ["eigenvector", "hub", "authority"] {
            assert_eq!(answer(name, &topology, &settings), Answer::exact(vec![0.0; 5]), "{name}");
        }
        // Where all ways end, no importance comes back to anyone.
        let ways = Topology::from_ties(3, vec![Tie::forward(0, 1), Tie::forward(1, 2)]).unwrap();
        let settings = Settings { ways: Ways::Followed, ..Settings::default() };
        assert_eq!(answer("eigenvector", &ways, &settings), Answer::exact(vec![0.0; 3]));
    }

    #[test]
    fn katz_counts_steps_by_what_its_documentation_says() {
        let alpha = |topology: &Topology, ways| {
            answer("katz", topology, &Settings { ways, ..Settings::default() }).of_whole.unwrap()
        };
        let ring = |n: u32, tie: fn(u32, u32) -> Tie| (0..n).map(|i| tie(i, (i + 1) % n)).collect::<Vec<_>>();
        let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-6, "{found} {expected}");
        let star = Topology::from_ties(101, (1..101).map(|i| Tie::forward(0, i)).collect()).unwrap();
        close(alpha(&star, Ways::Ignored), 0.085);
        close(alpha(&star, Ways::Followed), 0.85);
        close(alpha(&Topology::from_ties(7, ring(7, Tie::between)).unwrap(), Ways::Ignored), 0.425);
        // A ring whose walks leave it along a way that does not come back.
        let mut ties = ring(5, Tie::forward);
        ties.extend([Tie::forward(4, 5), Tie::forward(5, 6)]);
        close(alpha(&Topology::from_ties(7, ties).unwrap(), Ways::Followed), 0.85);
        close(alpha(&path(50_000), Ways::Ignored), 0.425);
    }
}
