//! Clusters: those that are closely related draw together by themselves, or groups that are given stand apart.

use super::anchor::Hold;
use super::cohesion::communities;
use super::force::{self, Law, Push, Spring};
use super::overlap::{Footprint, overlapping, separate};
use super::pieces::{Measures, mean};
use super::topology::Topology;
use super::{Algorithm, anchor};
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// How strong edges between communities are, where those within are 1.
const BETWEEN: f32 = 0.15;
/// How strongly near nodes push each other, all of them together: less draws clusters denser, and more keeps them
/// readable. Pushes of single nodes add up, so each has its share of it.
const REPULSION: f32 = 500.0;

/// Between two groups, in distances between joined nodes.
const GAP: f32 = 0.2;
/// By this factor groups are drawn together in one step.
const CLOSER: f32 = 0.92;

/// Draws a connected topology so that dense parts come close together and stand apart from others: from a force layout
/// on, with forces that act on near neighbours most, as in t-SNE and its kin.
pub(super) fn clusters(topology: &Topology, seed: u64, task: &Task) -> Result<Vec<Point>, Cancelled> {
    let (loose, law) = loosened(topology, seed, task)?;
    force::draw_by(&loose, law, seed, task)
}

/// Moves nodes from where they stand to where clusters show, as large as in `natural`.
pub(super) fn ease(
    topology: &Topology,
    natural: &[Point],
    positions: &mut Vec<Point>,
    holds: &[Hold],
    seed: u64,
    task: &Task,
) -> Result<(), Cancelled> {
    let (loose, law) = loosened(topology, seed, task)?;
    let drawn = force::draw_by(&loose, law, seed, task)?;
    let scale = spread(&drawn) / spread(natural).max(1e-6);
    force::ease_by(&loose, law, scale.max(1e-6), positions, holds, task)
}

/// The mean distance from the middle, by squares.
fn spread(positions: &[Point]) -> f32 {
    let middle = mean(positions.iter().copied());
    let squares: f64 = positions.iter().map(|p| f64::from((*p - middle).dot(*p - middle))).sum();
    (squares / positions.len().max(1) as f64).sqrt() as f32
}

/// The topology with what joins communities made weak, and the law by which clusters are drawn.
fn loosened(topology: &Topology, seed: u64, task: &Task) -> Result<(Topology, Law), Cancelled> {
    let mut random = fastrand::Rng::with_seed(seed);
    let of = communities(topology, &mut random, task)?;
    let within = |a: u32, b: u32| of[a as usize] == of[b as usize];
    let loose = topology.with_strengths(|a, b| if within(a, b) { 1.0 } else { BETWEEN });
    let law = Law {
        spring: Spring::Bounded,
        push: Push::Near(REPULSION / topology.node_count() as f32),
        steps: (200.0, 100.0),
        heat: 1.0,
    };
    Ok((loose, law))
}

/// Draws each group for itself, and the groups beside each other in boxes that do not meet.
pub(super) fn apart(
    topology: &Topology,
    groups: &[u32],
    measures: &Measures,
    seed: u64,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let mut order: Vec<u32> = topology.nodes().collect();
    order.sort_by_key(|node| (groups[*node as usize], *node));
    let members: Vec<&[u32]> = order.chunk_by(|a, b| groups[*a as usize] == groups[*b as usize]).collect();
    let mut group_of = vec![0_u32; groups.len()];
    let mut positions = vec![Point::ORIGIN; groups.len()];
    let mut boxes = Vec::with_capacity(members.len());
    for (i, nodes) in members.iter().enumerate() {
        let own = measures.part(nodes);
        let drawn = anchor::fresh(&topology.part(nodes), &Algorithm::Force, own.clone(), seed, task)?;
        let bounds = own.areas(&drawn).into_iter().fold(Rect::NOTHING, Rect::union);
        boxes.push(Vector::new(bounds.width(), bounds.height()));
        for (node, p) in nodes.iter().zip(drawn) {
            group_of[*node as usize] = i as u32;
            positions[*node as usize] = Point::ORIGIN + (p - bounds.center());
        }
    }
    let between = topology.pairs().map(|(a, b)| (group_of[a as usize], group_of[b as usize]));
    let whole = Topology::unweighted(members.len() as u32, between);
    let gap = measures.spacing * GAP;
    let footprints: Vec<_> = boxes.iter().map(|size| Footprint::of_box(*size, gap)).collect();
    let size = boxes.iter().map(|size| size.length()).sum::<f32>() / boxes.len().max(1) as f32;
    let boxes = Measures { footprints: footprints.clone(), spacing: size * 0.5, is_small: measures.is_small };
    let mut middles = anchor::fresh(&whole, &Algorithm::Force, boxes, seed, task)?;
    // Drawn together until half of them meet, and apart again: as close as they can be in this order.
    loop {
        task.check()?;
        let closer: Vec<Point> = middles.iter().map(|p| Point::new(p.x * CLOSER, p.y * CLOSER)).collect();
        let meeting = overlapping(&footprints, &closer).iter().filter(|meets| **meets).count();
        if meeting * 2 >= closer.len() || closer.len() < 2 {
            break;
        }
        middles = closer;
    }
    separate(&footprints, &vec![false; middles.len()], &mut middles, task)?;
    for (i, nodes) in members.iter().enumerate() {
        // Mirrored so that members face those that they are joined to in other groups; names stay level, and so clear.
        let mut facing = 0.0;
        for node in *nodes {
            let own = positions[*node as usize] - Point::ORIGIN;
            for other in topology.neighbours(*node) {
                facing += own.x * (middles[group_of[*other as usize] as usize] - middles[i]).normalized().x;
            }
        }
        for node in *nodes {
            let own = positions[*node as usize] - Point::ORIGIN;
            let x = if facing < 0.0 { -own.x } else { own.x };
            positions[*node as usize] = middles[i] + Vector::new(x, own.y);
        }
    }
    let middle = mean(positions.iter().copied());
    positions.iter_mut().for_each(|p| *p = Point::ORIGIN + (*p - middle));
    Ok(positions)
}
