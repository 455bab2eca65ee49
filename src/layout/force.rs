//! The engine of the force layout: springs along edges, repulsion between all nodes, from coarse to fine
//! (Walshaw 2003, "A multilevel algorithm for force-directed graph-drawing"; Hu 2005, "Efficient, high-quality
//! force-directed graph drawing").

use rayon::prelude::*;

use super::anchor::Hold;
use super::coarsen::{Level, coarsen};
use super::quadtree::{Fading, Quadtree};
use super::room::Room;
use super::stress::{Distances, choose_sources, falling};
use super::topology::Topology;
use super::tree;
use crate::base::{Cancelled, Point, Task, Vector};

/// How springs pull: the factor by which the difference of two joined nodes is multiplied, times the strength.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spring {
    /// With the square of the distance.
    Square,
    /// As on a bounded distance: far ones hardly more than near ones.
    Bounded,
}

/// How nodes push each other away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Push {
    /// With one over the distance: everything fills a disc evenly.
    Far,
    /// With one over its square: what is far apart hardly matters.
    Middle,
    /// Almost only near ones, times this.
    Near(f32),
}

/// What pulls and pushes, and how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Law {
    pub(super) spring: Spring,
    pub(super) push: Push,
    /// Steps at the coarsest and at the finest level.
    pub(super) steps: (f32, f32),
    /// How far a node may move in the first step of the finest level, in distances between neighbouring places.
    pub(super) heat: f32,
}

/// The coarsest level has at most so many nodes.
const COARSEST: usize = 30;
/// Where edges are not to cross, nodes keep off other edges by about this, in distances between neighbouring places.
const REACH: f32 = 0.5;
const KEEPING_OFF: f32 = 0.25;
/// From this side of a cell over its distance it acts as one body.
const OPENING: f32 = 1.2;
/// With more nodes distances are taken from fewer of them.
const MANY: usize = 20_000;
/// Nodes that one thread moves at a time.
const CHUNK: usize = 1024;

impl Law {
    /// Even spacing in a graph where all is near.
    pub(super) const FORCE: Self = Self { spring: Spring::Square, push: Push::Far, steps: (200.0, 40.0), heat: 1.0 };

    /// The law for a graph with so long paths: in a wide one, as a grid or a chain, far parts do not push each other.
    pub(super) fn for_width(diameter: u16, node_count: usize) -> Self {
        let is_wide = f32::from(diameter) > 3.0 * (node_count as f32).ln();
        // Wide ones settle sooner: the coarse levels have done most of it.
        if is_wide { Self { push: Push::Middle, steps: (200.0, 25.0), ..Self::FORCE } } else { Self::FORCE }
    }
}

struct FarFading;
impl Fading for FarFading {
    fn at(&self, squared: f32) -> f32 {
        1.0 / (squared + 1e-4)
    }
}

struct MiddleFading;
impl Fading for MiddleFading {
    fn at(&self, squared: f32) -> f32 {
        let squared = squared + 1e-4;
        1.0 / (squared * squared.sqrt())
    }
}

struct NearFading(f32);
impl Fading for NearFading {
    fn at(&self, squared: f32) -> f32 {
        let near = 1.0 / (squared + 1.0);
        self.0 * near * near
    }
}

/// Draws a connected topology: forces from coarse to fine, a little of true distances, and forces again.
pub(super) fn draw(topology: &Topology, seed: u64, task: &Task) -> Result<Vec<Point>, Cancelled> {
    let is_tree = topology.is_tree();
    let mut law = Law::for_width(topology.diameter_seen(), topology.node_count());
    if is_tree {
        // A rough start is enough: true distances and the unfolding do the rest.
        law.steps = (100.0, 10.0);
    }
    let mut positions = draw_by(topology, law, seed, task)?;
    let mut random = fastrand::Rng::with_seed(seed);
    let count = topology.node_count();
    // From how many nodes distances are taken, how far they may move a node, and how many steps even it out again.
    let (sources, widths, finish) = match law.push {
        _ if is_tree => (100, falling(1.0, 0.05, 5), 45),
        Push::Middle => (100, falling(30.0, 0.05, 5), 15),
        Push::Far | Push::Near(_) => (if count <= MANY { 100 } else { 60 }, falling(0.5, 0.05, 3), 18),
    };
    let distances = Distances::from(topology, choose_sources(topology, sources, &mut random), task)?;
    let scale = distances.best_scale(&positions);
    scale_by(&mut positions, scale);
    distances.relax(topology, 0.0, &mut positions, &vec![1.0; count], &widths, &mut random, task)?;
    let even = even_scale(topology, &positions, law.push);
    scale_by(&mut positions, even);
    let masses = vec![1.0; count];
    let steps = Steps { law, count: finish, heat: 0.3, holds: &[], keeps_order: false };
    refine(topology, &masses, &mut positions, &steps, task)?;
    if is_tree {
        tree::unfold(topology, law, &mut positions, task)?;
    }
    Ok(positions)
}

/// Moves nodes from where they stand to where forces are even. Pull and push are as strong as they are in `natural`: a
/// picture in which they were even before some nodes were held elsewhere.
pub(super) fn ease(
    topology: &Topology,
    natural: &[Point],
    positions: &mut Vec<Point>,
    holds: &[Hold],
    task: &Task,
) -> Result<(), Cancelled> {
    let law = Law::for_width(topology.diameter_seen(), topology.node_count());
    let scale = even_scale(topology, natural, law.push);
    ease_by(topology, law, scale, positions, holds, task)
}

/// The same by a law, where a picture is drawn `scale` times as large while it acts.
pub(super) fn ease_by(
    topology: &Topology,
    law: Law,
    scale: f32,
    positions: &mut Vec<Point>,
    holds: &[Hold],
    task: &Task,
) -> Result<(), Cancelled> {
    scale_by(positions, scale);
    let masses = vec![1.0; positions.len()];
    // What few nodes find anew among pins, many keep from where they were drawn.
    let is_fresh = !holds.contains(&Hold::Soft);
    let (count, heat) = if is_fresh { ((100_000 / positions.len().max(1)).clamp(50, 300), 1.0) } else { (50, 0.5) };
    let steps = Steps { law, count, heat, holds, keeps_order: false };
    refine(topology, &masses, positions, &steps, task)?;
    scale_by(positions, 1.0 / scale);
    Ok(())
}

fn scale_by(positions: &mut [Point], scale: f32) {
    positions.iter_mut().for_each(|p| *p = Point::new(p.x * scale, p.y * scale));
}

/// The factor that draws a picture to the size at which pull and push are even: where the work that both do when the
/// whole grows is the same.
fn even_scale(topology: &Topology, positions: &[Point], push: Push) -> f32 {
    let count = positions.len() as f64;
    let mut pull = 0.0_f64;
    for (a, b) in topology.pairs() {
        pull += f64::from(positions[a as usize].distance(positions[b as usize])).powi(3);
    }
    let pairs = count * (count - 1.0) / 2.0;
    match push {
        Push::Middle => {
            // Push times distance is one over the distance; its mean, from pairs at growing steps.
            let (mut sum, mut seen) = (0.0_f64, 0.0_f64);
            for step in
                [1, 7, 53, 401, 3001, 25_013].into_iter().take_while(|step| step * 2 <= positions.len() || *step == 1)
            {
                for (i, a) in positions.iter().enumerate() {
                    let distance = f64::from(a.distance(positions[(i + step) % positions.len()]));
                    if distance > 1e-9 {
                        sum += 1.0 / distance;
                        seen += 1.0;
                    }
                }
            }
            let work = pairs * sum / seen.max(1.0);
            (work / pull.max(1e-9)).powf(0.25) as f32
        }
        Push::Far | Push::Near(_) => (pairs / pull.max(1e-9)).cbrt() as f32,
    }
}

/// Draws a connected topology by a law.
pub(super) fn draw_by(topology: &Topology, law: Law, seed: u64, task: &Task) -> Result<Vec<Point>, Cancelled> {
    let mut random = fastrand::Rng::with_seed(seed);
    let levels = coarsen(topology, COARSEST, &mut random, task)?;
    let coarsest = levels.last().map_or(topology, |level| &level.topology);
    let spread = (topology.node_count() as f32).sqrt();
    let mut positions: Vec<Point> =
        coarsest.nodes().map(|_| Point::new((random.f32() - 0.5) * spread, (random.f32() - 0.5) * spread)).collect();
    for at in (0..=levels.len()).rev() {
        let (now, masses) = match at.checked_sub(1) {
            Some(finer) => (&levels[finer].topology, levels[finer].masses.clone()),
            None => (topology, vec![1.0; topology.node_count()]),
        };
        if let Some(level) = levels.get(at) {
            positions = spread_out(now, level, &positions, &mut random);
        }
        let share = if levels.is_empty() { 1.0 } else { at as f32 / levels.len() as f32 };
        let steps = law.steps.1 * (law.steps.0 / law.steps.1).powf(share);
        let heat = if at == levels.len() { 1.0 } else { law.heat };
        let steps = Steps { law, count: steps as usize, heat, holds: &[], keeps_order: false };
        refine(now, &masses, &mut positions, &steps, task)?;
        task.set_progress(0.8 * (1.0 - share));
    }
    Ok(positions)
}

/// Puts each node near where its coarse node stands, drawn towards its neighbours.
fn spread_out(fine: &Topology, level: &Level, coarse: &[Point], random: &mut fastrand::Rng) -> Vec<Point> {
    let grain = grain_of(coarse);
    fine.nodes()
        .map(|node| {
            let own = coarse[level.parent[node as usize] as usize];
            let mut sum = Vector::ZERO;
            let mut weight = 1.0;
            for (other, strength) in fine.neighbours(node).iter().zip(fine.strengths(node)) {
                sum = sum + (coarse[level.parent[*other as usize] as usize] - own) * *strength;
                weight += strength;
            }
            let jitter = Vector::new(random.f32() - 0.5, random.f32() - 0.5) * (0.3 * grain);
            own + sum * (0.5 / weight) + jitter
        })
        .collect()
}

/// About how far apart nodes stand that are spread evenly over the picture.
fn grain_of(positions: &[Point]) -> f32 {
    let count = positions.len().max(1) as f32;
    let middle = super::pieces::mean(positions.iter().copied());
    let spread = positions.iter().map(|p| (*p - middle).dot(*p - middle)).sum::<f32>() / count;
    (spread.sqrt() * 1.8 / count.sqrt()).max(1e-6)
}

/// How a picture is refined.
pub(super) struct Steps<'a> {
    pub(super) law: Law,
    pub(super) count: usize,
    /// How far a node may move in the first step, in distances between neighbouring places.
    pub(super) heat: f32,
    /// How each node is held; empty where all are free.
    pub(super) holds: &'a [Hold],
    /// Whether no edge may come to cross another one.
    pub(super) keeps_order: bool,
}

/// Takes steps of falling width. Every node moves at once, so that the order of nodes and threads does not show.
pub(super) fn refine(
    topology: &Topology,
    masses: &[f32],
    positions: &mut Vec<Point>,
    steps: &Steps<'_>,
    task: &Task,
) -> Result<(), Cancelled> {
    let Steps { law, count, heat, holds, keeps_order } = *steps;
    let mut tree = Quadtree::default();
    let mut pushes = vec![Vector::ZERO; positions.len()];
    let mut next = positions.clone();
    let start = if holds.is_empty() { Vec::new() } else { positions.clone() };
    let mut room = keeps_order.then(|| Room::new(topology));
    let grain = grain_of(positions);
    for step in 0..count {
        task.check()?;
        tree.build(positions, masses, OPENING);
        match law.push {
            Push::Far => tree.push(&FarFading, &mut pushes, task),
            Push::Middle => tree.push(&MiddleFading, &mut pushes, task),
            Push::Near(strength) => tree.push(&NearFading(strength), &mut pushes, task),
        }
        task.check()?;
        let limit = grain * heat * (1.0 - step as f32 / count as f32);
        if let Some(room) = &mut room {
            room.measure(positions, limit, grain * REACH);
        }
        let now: &[Point] = positions;
        let move_one = |node: u32, push: Vector| {
            let here = now[node as usize];
            let mut force = push * masses[node as usize];
            let mut stiffness = 1e-6;
            for (other, strength) in topology.neighbours(node).iter().zip(topology.strengths(node)) {
                let away = now[*other as usize] - here;
                let squared = away.dot(away) + 1e-6;
                let (factor, slope) = match law.spring {
                    Spring::Square => (squared.sqrt(), 2.0),
                    Spring::Bounded => (1.0 / (1.0 + squared), 1.0),
                };
                force = force + away * (strength * factor);
                stiffness += strength * factor * slope;
            }
            match holds.get(node as usize) {
                Some(Hold::Fixed) => return here,
                Some(Hold::Soft) => {
                    let grip = stiffness * 4.0;
                    force = force + (start[node as usize] - here) * grip;
                    stiffness += grip;
                }
                Some(Hold::Free) | None => {}
            }
            let by = force / stiffness;
            if let Some(room) = &room {
                return here + room.within(node, by + room.push(node) * (grain * REACH * KEEPING_OFF));
            }
            let length = by.length();
            here + if length > limit { by * (limit / length) } else { by }
        };
        let chunks = next.par_chunks_mut(CHUNK).zip(pushes.par_chunks(CHUNK)).enumerate();
        chunks.for_each(|(chunk, (next, pushes))| {
            for (i, (next, push)) in next.iter_mut().zip(pushes).enumerate() {
                *next = move_one((chunk * CHUNK + i) as u32, *push);
            }
        });
        std::mem::swap(positions, &mut next);
    }
    Ok(())
}
