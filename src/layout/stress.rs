//! The engine of the stress layout: nodes move until the distances in the picture are those in the graph.
//!
//! Stress is the sum over pairs of (distance in the picture − hops)² / hops². It is lowered by stochastic descent
//! (Zheng, Pawar and Goodman 2018, arXiv 1710.04626), from each of some sources at once to all nodes: every step moves
//! every node towards its right distance from one source, with a step width that falls from pass to pass.

use rayon::prelude::*;

use super::anchor::Hold;
use super::force::{self, Law, Push};
use super::topology::Topology;
use crate::base::{Cancelled, Point, Task};

/// Nodes that are moved by one thread at a time, so that they stay in the nearest cache.
const CHUNK: usize = 1024;
/// Sources whose place is taken as fixed while all nodes move.
const BATCH: usize = 16;
/// Up to so many nodes the distances between all pairs count.
const MOST_EXACT: usize = 2_000;

/// Draws a connected topology: a quick force layout first, so that nothing lies folded.
pub(super) fn draw(topology: &Topology, seed: u64, task: &Task) -> Result<Vec<Point>, Cancelled> {
    let mut random = fastrand::Rng::with_seed(seed);
    let count = topology.node_count();
    let diameter = topology.diameter_seen();
    let is_small = count <= MOST_EXACT;
    let law = Law { steps: (200.0, 10.0), ..Law::for_width(diameter, count) };
    let mut positions = force::draw_by(topology, law, seed, task)?;
    let (sources, widths) = if is_small {
        (count, falling(4.0, 0.01, 30))
    } else {
        let first = (f32::from(diameter) * f32::from(diameter) * 0.125).max(16.0);
        let (pairs, most, passes) = if law.push == Push::Middle { (8e6, 800.0, 14) } else { (4e6, 400.0, 8) };
        let sources = (pairs / count as f32).clamp(60.0, most) as usize;
        (sources, falling(first, 0.02, passes))
    };
    let distances = Distances::from(topology, choose_sources(topology, sources, &mut random), task)?;
    let scale = distances.best_scale(&positions);
    positions.iter_mut().for_each(|p| *p = Point::new(p.x * scale, p.y * scale));
    let tightness = if law.push == Push::Middle { 0.2 } else { 0.0 };
    distances.relax(topology, tightness, &mut positions, &vec![1.0; count], &widths, &mut random, task)?;
    Ok(positions)
}

/// Moves nodes from where they stand to where distances are better. A hop is as long as it is in `natural`.
pub(super) fn ease(
    topology: &Topology,
    natural: &[Point],
    positions: &mut [Point],
    holds: &[Hold],
    seed: u64,
    task: &Task,
) -> Result<(), Cancelled> {
    let mut random = fastrand::Rng::with_seed(seed);
    let sources = choose_sources(topology, (2_000_000 / positions.len().max(1)).clamp(30, 200), &mut random);
    let distances = Distances::from(topology, sources, task)?;
    let scale = distances.best_scale(natural);
    positions.iter_mut().for_each(|p| *p = Point::new(p.x * scale, p.y * scale));
    let share = |hold: &Hold| match hold {
        Hold::Free => 1.0,
        Hold::Soft => 0.1,
        Hold::Fixed => 0.0,
    };
    let free: Vec<f32> = holds.iter().map(share).collect();
    let is_fresh = !holds.contains(&Hold::Soft);
    let widths = if is_fresh { falling(4.0, 0.01, 30) } else { falling(1.0, 0.02, 8) };
    distances.relax(topology, 0.0, positions, &free, &widths, &mut random, task)?;
    positions.iter_mut().for_each(|p| *p = Point::new(p.x / scale, p.y / scale));
    Ok(())
}

/// How many edges lie between each source and each node.
pub(super) struct Distances {
    sources: Vec<u32>,
    /// A row a source; `u16::MAX` where no path leads.
    hops: Vec<u16>,
    node_count: usize,
}

impl Distances {
    /// Counts from each of `sources`: O(sources · (n + m)).
    pub(super) fn from(topology: &Topology, sources: Vec<u32>, task: &Task) -> Result<Self, Cancelled> {
        let node_count = topology.node_count();
        let mut hops = vec![0_u16; node_count * sources.len()];
        hops.par_chunks_mut(node_count).zip(&sources).try_for_each_init(
            || (Vec::new(), Vec::new()),
            |(row, queue), (out, source)| {
                task.check()?;
                topology.hops_from(*source, row, queue);
                out.copy_from_slice(row);
                Ok(())
            },
        )?;
        Ok(Self { sources, hops, node_count })
    }

    /// How many edges lie between source number `at` and a node; [`u16::MAX`] where no path leads.
    pub(super) fn hops(&self, at: usize, node: usize) -> u16 {
        self.hops[at * self.node_count + node]
    }

    /// The factor by which a picture is scaled so that its distances fit best.
    pub(super) fn best_scale(&self, positions: &[Point]) -> f32 {
        let (mut over, mut under) = (0.0_f64, 0.0_f64);
        for (source, row) in self.sources.iter().zip(self.hops.chunks(self.node_count)) {
            let from = positions[*source as usize];
            for (hops, to) in row.iter().zip(positions).filter(|(hops, _)| **hops > 0 && **hops < u16::MAX) {
                let ratio = f64::from(from.distance(*to)) / f64::from(*hops);
                over += ratio;
                under += ratio * ratio;
            }
        }
        if under > 0.0 { (over / under) as f32 } else { 1.0 }
    }

    /// Lowers the stress. `widths` has the step width of each pass: at 1 or more a node goes all the way for one hop,
    /// and for `h` hops with `h²` times that. `free` says how much each node moves, from 0 to 1. `tightness` above zero
    /// holds neighbours at distance 1 between the steps, which a few sources alone leave uneven in wide graphs.
    #[allow(clippy::too_many_arguments, reason = "the parts of one descent, each from another place")]
    pub(super) fn relax(
        &self,
        topology: &Topology,
        tightness: f32,
        positions: &mut [Point],
        free: &[f32],
        widths: &[f32],
        random: &mut fastrand::Rng,
        task: &Task,
    ) -> Result<(), Cancelled> {
        let mut xs: Vec<f32> = positions.iter().map(|p| p.x).collect();
        let mut ys: Vec<f32> = positions.iter().map(|p| p.y).collect();
        let mut order: Vec<usize> = (0..self.sources.len()).collect();
        for width in widths {
            random.shuffle(&mut order);
            for batch in order.chunks(BATCH) {
                task.check()?;
                let from: Vec<(usize, f32, f32)> =
                    batch.iter().map(|s| (*s, xs[self.sources[*s] as usize], ys[self.sources[*s] as usize])).collect();
                let chunks = xs.par_chunks_mut(CHUNK).zip(ys.par_chunks_mut(CHUNK)).zip(free.par_chunks(CHUNK));
                chunks.enumerate().for_each(|(chunk, ((xs, ys), free))| {
                    for (s, x, y) in &from {
                        let start = s * self.node_count + chunk * CHUNK;
                        step(&self.hops[start..start + xs.len()], (*x, *y), *width, free, xs, ys);
                    }
                });
                if tightness > 0.0 {
                    tighten(topology, tightness * width.min(1.0), free, &mut xs, &mut ys);
                }
            }
        }
        for ((p, x), y) in positions.iter_mut().zip(xs).zip(ys) {
            *p = Point::new(x, y);
        }
        Ok(())
    }
}

/// Moves each node towards distance 1 from all its neighbours, by a share of the mean of what is lacking.
fn tighten(topology: &Topology, share: f32, free: &[f32], xs: &mut [f32], ys: &mut [f32]) {
    let (old_xs, old_ys) = (xs.to_vec(), ys.to_vec());
    let chunks = xs.par_chunks_mut(CHUNK).zip(ys.par_chunks_mut(CHUNK)).enumerate();
    chunks.for_each(|(chunk, (xs, ys))| {
        for (i, (x, y)) in xs.iter_mut().zip(ys).enumerate() {
            let node = chunk * CHUNK + i;
            let (mut by_x, mut by_y) = (0.0, 0.0);
            for other in topology.neighbours(node as u32) {
                let (dx, dy) = (*x - old_xs[*other as usize], *y - old_ys[*other as usize]);
                let lacking = 1.0 / (dx * dx + dy * dy + 1e-12).sqrt() - 1.0;
                by_x += dx * lacking;
                by_y += dy * lacking;
            }
            let share = share * free[node] / topology.degree(node as u32).max(1) as f32;
            *x += by_x * share;
            *y += by_y * share;
        }
    });
}

/// Moves nodes towards their right distance from one source.
fn step(hops: &[u16], from: (f32, f32), width: f32, free: &[f32], xs: &mut [f32], ys: &mut [f32]) {
    for (((hops, free), x), y) in hops.iter().zip(free).zip(xs).zip(ys) {
        let wanted = f32::from(*hops);
        let (dx, dy) = (*x - from.0, *y - from.1);
        let squared = dx * dx + dy * dy + 1e-12;
        let mut share = (width / (wanted * wanted + 1e-12)).min(1.0) * free;
        // The source itself, and what it does not reach.
        share = if *hops == 0 || *hops == u16::MAX { 0.0 } else { share };
        let by = share * (wanted / squared.sqrt() - 1.0);
        *x += dx * by;
        *y += dy * by;
    }
}

/// Nodes spread over the topology: half drawn by chance, without repetition.
pub(super) fn choose_sources(topology: &Topology, count: usize, random: &mut fastrand::Rng) -> Vec<u32> {
    let mut all: Vec<u32> = topology.nodes().collect();
    let count = count.min(all.len());
    for i in 0..count {
        let j = random.usize(i..all.len());
        all.swap(i, j);
    }
    all.truncate(count);
    all
}

/// Step widths that fall evenly by factors.
pub(super) fn falling(first: f32, last: f32, passes: usize) -> Vec<f32> {
    let steps = passes.saturating_sub(1).max(1) as f32;
    (0..passes).map(|i| first * (last / first).powf(i as f32 / steps)).collect()
}
