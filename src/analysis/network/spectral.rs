//! Importance that flows along relationships: PageRank, eigenvector centrality, Katz, hubs and authorities.
//!
//! All are found by repeated multiplication with the adjacency, in O(n + m) a round. Rows are shared among threads, and
//! every sum is taken in one order, so the result does not depend on how many there are.

use rayon::prelude::*;

use super::{Answer, Part, Precision, Settings, Weights};
use crate::analysis::topology::{Rows, Topology};
use crate::base::Cancelled;

/// How many nodes a thread takes at a time.
const CHUNK: usize = 4096;

/// The share of importance that is passed on (Brin and Page 1998).
const DAMPING: f64 = 0.85;

/// No round past this one: what has not settled then is told as it is.
const MOST_ROUNDS: usize = 1000;

/// What each node gets from the nodes of its row: `wanted[i] = Σ w(i, j) · x[j]`.
fn gather(rows: &Rows, weights: Weights, x: &[f64], wanted: &mut [f64]) {
    let chunks = wanted.par_chunks_mut(CHUNK).enumerate();
    chunks.for_each(|(chunk, wanted)| gather_chunk(rows, weights, x, chunk * CHUNK, wanted));
}

/// The same for the nodes from `first` on.
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
fn total(len: usize, of: impl Fn(usize) -> f64 + Sync) -> f64 {
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

/// Multiplies `x` by (adjacency + 1) and scales it to length 1 until it no longer turns, or for [`MOST_ROUNDS`] rounds.
/// Returns how far the last round moved it.
///
/// Adding 1 keeps the vector from swinging between the sides of a bipartite graph and changes no eigenvector.
fn settle(x: &mut [f64], part: Part<'_>, mut multiply: impl FnMut(&[f64], &mut [f64])) -> Result<f64, Cancelled> {
    let mut next = vec![0.0; x.len()];
    let mut moved = f64::INFINITY;
    for round in 0..MOST_ROUNDS {
        part.check()?;
        part.done(round as f32 / MOST_ROUNDS as f32);
        multiply(x, &mut next);
        next.par_iter_mut().with_min_len(CHUNK).zip(&*x).for_each(|(next, x)| *next += x);
        let length = total(x.len(), |i| next[i] * next[i]).sqrt();
        if !(length > 0.0 && length.is_finite()) {
            return Ok(0.0);
        }
        let scale = length.recip();
        next.par_iter_mut().with_min_len(CHUNK).for_each(|v| *v *= scale);
        moved = total(x.len(), |i| (next[i] - x[i]).abs()) / x.len() as f64;
        x.copy_from_slice(&next);
        if moved < 1e-13 {
            break;
        }
    }
    Ok(moved)
}

fn settled(values: Vec<f64>, moved: f64) -> Answer {
    let precision = if moved < 1e-9 { Precision::Exact } else { Precision::Unsettled { moved } };
    Answer { values, precision }
}

/// Eigenvector centrality (Bonacich 1972): each node's value is proportional to the sum of its neighbours', with
/// direction of those that point to it. The squares add up to 1. Outside the part of the network where ties are densest
/// it is 0 or nearly so.
pub(super) fn eigenvector(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let rows = topology.behind(settings.ways);
    if rows.arcs() == 0 {
        return Ok(vec![Answer::exact(vec![0.0; n])]);
    }
    let mut x = vec![(n as f64).sqrt().recip(); n];
    let moved = settle(&mut x, part, |x, next| gather(rows, settings.weights, x, next))?;
    Ok(vec![settled(x, moved)])
}

/// Katz centrality (1953): counts all walks that end at a node, each step weighing α of the one before, where α is 0.85
/// of the largest for which the sum is finite or a little less. The squares add up to 1.
pub(super) fn katz(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let rows = topology.behind(settings.ways);
    let growth = growth_at_most(rows, settings.weights, topology.len(), part)?;
    let alpha = if growth > 0.0 { DAMPING / growth } else { 0.0 };
    katz_with(topology, settings, alpha, part)
}

/// Katz centrality with this α.
pub(super) fn katz_with(
    topology: &Topology,
    settings: &Settings,
    alpha: f64,
    part: Part<'_>,
) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let rows = topology.behind(settings.ways);
    let mut x = vec![1.0; n];
    let mut got = vec![0.0; n];
    let mut moved = 0.0;
    for _ in 0..MOST_ROUNDS {
        part.check()?;
        gather(rows, settings.weights, &x, &mut got);
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
    let length = total(n, |i| x[i] * x[i]).sqrt();
    x.iter_mut().for_each(|x| *x /= length);
    Ok(vec![settled(x, moved)])
}

/// An upper bound of the largest eigenvalue, by Collatz and Wielandt: for any positive x it is at most the largest
/// (A x)ᵢ / xᵢ.
fn growth_at_most(rows: &Rows, weights: Weights, nodes: usize, part: Part<'_>) -> Result<f64, Cancelled> {
    let mut x = vec![1.0; nodes];
    let mut next = vec![0.0; nodes];
    let mut least = f64::INFINITY;
    for _ in 0..100 {
        part.check()?;
        gather(rows, weights, &x, &mut next);
        let most = next.iter().zip(&x).map(|(next, x)| next / x).fold(0.0, f64::max);
        let gain = least - most;
        least = least.min(most);
        if gain < 1e-3 * least {
            break;
        }
        let scale = (1.0 + most).recip();
        // Never quite 0, so that the bound stays one.
        x.iter_mut().zip(&next).for_each(|(x, next)| *x = ((*x + next) * scale).max(1e-200));
    }
    Ok(if least.is_finite() { least } else { 0.0 })
}

/// Hubs and authorities (Kleinberg 1999), two columns: a good hub points to good authorities, a good authority is
/// pointed to by good hubs. Each column adds up to 1; both are 0 where nothing points anywhere.
pub(super) fn hits(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    if topology.outgoing().arcs() == 0 {
        return Ok(vec![Answer::exact(vec![0.0; n]), Answer::exact(vec![0.0; n])]);
    }
    let mut hubs = vec![(n as f64).sqrt().recip(); n];
    let mut authorities = vec![0.0; n];
    let moved = settle(&mut hubs, part, |hubs, next| {
        gather(topology.incoming(), settings.weights, hubs, &mut authorities);
        gather(topology.outgoing(), settings.weights, &authorities, next);
    })?;
    gather(topology.incoming(), settings.weights, &hubs, &mut authorities);
    for side in [&mut hubs, &mut authorities] {
        let sum = total(n, |i| side[i]);
        if sum > 0.0 {
            side.iter_mut().for_each(|v| *v /= sum);
        }
    }
    Ok(vec![settled(hubs, moved), settled(authorities, moved)])
}
