//! Layouts on rings around a middle: radial, by how many relationships away, and concentric, by a number of each node.

use super::overlap::Footprint;
use super::topology::Topology;
use crate::base::{Cancelled, Point, Task, Vector};

/// Rounds of ordering nodes by where their neighbours stand.
const ROUNDS: usize = 6;
/// Concentric rings are at most so many.
const MOST_RINGS: usize = 7;

/// From this share of a ring that is taken its nodes are spread all around.
const CROWDED_RING: f32 = 0.7;
/// Between the boxes of two rings, in world units.
const RING_GAP: f32 = 24.0;

/// Nodes between two looks at whether to stop.
const STRETCH: usize = 4_096;

/// How many of the best joined nodes are tried as the middle.
const MIDDLES_TRIED: usize = 24;

/// The node from which all others are nearest, of those with most neighbours.
pub(super) fn middle_of(topology: &Topology, task: &Task) -> Result<u32, Cancelled> {
    let mut best: Vec<u32> = topology.nodes().collect();
    best.sort_by_key(|node| (usize::MAX - topology.degree(*node), *node));
    best.truncate(MIDDLES_TRIED);
    let (mut hops, mut queue) = (Vec::new(), Vec::new());
    let mut least = (u64::MAX, 0);
    for node in best {
        task.check()?;
        topology.hops_from(node, &mut hops, &mut queue);
        let total = hops.iter().map(|h| u64::from(*h)).sum::<u64>();
        if total < least.0 {
            least = (total, node);
        }
    }
    Ok(least.1)
}

/// Rings by the number of edges from `root`. O((n + m) log n).
pub(super) fn radial(
    topology: &Topology,
    root: u32,
    footprints: &[Footprint],
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let tree = Tree::from(topology, root);
    let mut angles = tree.angles(topology, |_| 0.0, task)?;
    for _ in 0..ROUNDS {
        task.check()?;
        let toward = |node: u32| {
            let outside = topology.neighbours(node).iter().filter(|other| tree.parent[**other as usize] != node);
            outside.fold(Vector::ZERO, |sum, other| sum + Vector::from_angle(angles[*other as usize]))
        };
        let wishes: Vec<Vector> = topology.nodes().map(toward).collect();
        let wishes = tree.summed(wishes);
        let wish = |node: u32| {
            let wish = wishes[node as usize];
            // Around where it stands now, so that the order on the circle has no seam.
            let own = Vector::from_angle(angles[node as usize]);
            angles[node as usize] + own.perpendicular().dot(wish).atan2(own.dot(wish))
        };
        angles = tree.angles(topology, wish, task)?;
    }
    let depth = tree.depth.iter().copied().max().unwrap_or(0) as usize;
    let mut rings = vec![Vec::new(); depth + 1];
    for node in topology.nodes() {
        rings[tree.depth[node as usize] as usize].push(node);
    }
    place(&mut rings, &angles, footprints, task)
}

/// Rings by `values`, the highest in the middle; what is no number counts as the lowest.
pub(super) fn concentric(
    topology: &Topology,
    values: &[f32],
    footprints: &[Footprint],
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let value = |node: u32| values.get(node as usize).copied().filter(|v| v.is_finite()).unwrap_or(f32::MIN);
    let mut order: Vec<u32> = topology.nodes().collect();
    order.sort_by(|a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
    // Each ring holds about three times as many as the one within, and equal values share a ring.
    let mut rings: Vec<Vec<u32>> = Vec::new();
    let mut room = 1;
    for same in order.chunk_by(|a, b| value(*a) == value(*b)) {
        let is_full = rings.last().is_none_or(|ring: &Vec<u32>| ring.len() + same.len() / 2 > room);
        if is_full && rings.len() < MOST_RINGS {
            if !rings.is_empty() {
                room = room * 3 + 3;
            }
            rings.push(Vec::new());
        }
        if let Some(ring) = rings.last_mut() {
            ring.extend_from_slice(same);
        }
    }
    let mut angles = vec![0.0; topology.node_count()];
    for ring in &rings {
        spread_evenly(ring, &mut angles);
    }
    for _ in 0..ROUNDS {
        task.check()?;
        for ring in &mut rings {
            task.check()?;
            let wish = |node: u32| {
                let near = topology.neighbours(node).iter();
                near.fold(Vector::ZERO, |sum, other| sum + Vector::from_angle(angles[*other as usize]))
            };
            let mut wishes: Vec<(f32, u32)> = ring
                .iter()
                .map(|node| {
                    let v = wish(*node) + Vector::from_angle(angles[*node as usize]) * 0.1;
                    (v.y.atan2(v.x), *node)
                })
                .collect();
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            ring.clear();
            ring.extend(wishes.iter().map(|(_, node)| *node));
            spread_evenly(ring, &mut angles);
            // Turned so that the ring as a whole stands towards its wishes.
            let turn = wishes
                .iter()
                .fold(Vector::ZERO, |sum, (wish, node)| sum + Vector::from_angle(wish - angles[*node as usize]));
            let turn = turn.y.atan2(turn.x);
            ring.iter().for_each(|node| angles[*node as usize] += turn);
        }
    }
    place(&mut rings, &angles, footprints, task)
}

fn spread_evenly(ring: &[u32], angles: &mut [f32]) {
    for (i, node) in ring.iter().enumerate() {
        angles[*node as usize] = i as f32 / ring.len() as f32 * std::f32::consts::TAU;
    }
}

/// Gives each ring the radius that its nodes need. A ring of very many is laid in several rows.
fn place(
    rings: &mut [Vec<u32>],
    angles: &[f32],
    footprints: &[Footprint],
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let mut positions = vec![Point::ORIGIN; footprints.len()];
    let (mut outer, mut previous_half) = (0.0_f32, 0.0_f32);
    for (at, ring) in rings.iter_mut().enumerate() {
        if ring.is_empty() {
            continue;
        }
        task.check()?;
        ring.sort_by(|a, b| angles[*a as usize].total_cmp(&angles[*b as usize]).then(a.cmp(b)));
        let size = |node: u32| {
            let footprint = footprints[node as usize];
            (footprint.width(), footprint.height())
        };
        let (mut around, mut half) = (0.0, 0.0_f32);
        for node in ring.iter() {
            around += along(size(*node), angles[*node as usize]);
            half = half.max(across(size(*node), angles[*node as usize]) * 0.5);
        }
        let lone = at == 0 && ring.len() == 1;
        let least = if at == 0 { 0.0 } else { outer + previous_half + half + RING_GAP };
        let needed = around * 1.05 / std::f32::consts::TAU;
        let row_height = half * 2.0;
        let rows = (1..).find(|rows| needed / *rows as f32 <= least.max(row_height * *rows as f32 * 2.0)).unwrap_or(1);
        let radius = if lone { 0.0 } else { least.max(needed / rows as f32) };
        task.check()?;
        let spread = narrowest_gap_opened(ring, angles, radius, rows, &size);
        for (i, (node, angle)) in ring.iter().zip(spread).enumerate() {
            let r = radius + (i % rows) as f32 * row_height;
            positions[*node as usize] = Point::ORIGIN + Vector::from_angle(angle) * r;
        }
        outer = radius + (rows - 1) as f32 * row_height;
        previous_half = half;
    }
    Ok(positions)
}

/// How far two boxes of one size must be apart on a ring at this angle, and how far one behind the other.
fn along((width, height): (f32, f32), angle: f32) -> f32 {
    let (sin, cos) = angle.sin_cos();
    (width / sin.abs().max(1e-3)).min(height / cos.abs().max(1e-3))
}

fn across(size: (f32, f32), angle: f32) -> f32 {
    along(size, angle + std::f32::consts::FRAC_PI_2)
}

/// The angles of a ring in order, moved as little as makes neighbours on it clear each other.
fn narrowest_gap_opened(
    ring: &[u32],
    angles: &[f32],
    radius: f32,
    rows: usize,
    size: &impl Fn(u32) -> (f32, f32),
) -> Vec<f32> {
    let mut now: Vec<f32> = ring.iter().map(|node| angles[*node as usize]).collect();
    let count = ring.len();
    if count < 2 || radius <= 0.0 {
        return now;
    }
    let needs_at = |now: &[f32]| -> Vec<f32> {
        let need = |(node, angle): (&u32, &f32)| along(size(*node), *angle) / radius / rows as f32;
        ring.iter().zip(now).map(need).collect()
    };
    let mut needs = needs_at(&now);
    if needs.iter().sum::<f32>() > CROWDED_RING * std::f32::consts::TAU {
        // Nearly everywhere somebody stands: each gets a share of the whole ring.
        for _ in 0..3 {
            let all: f32 = needs.iter().sum();
            let mut passed = now[0];
            for (angle, need) in now.iter_mut().zip(&needs) {
                let own = need / all * std::f32::consts::TAU;
                *angle = passed + own * 0.5;
                passed += own;
            }
            needs = needs_at(&now);
        }
        return now;
    }
    for _ in 0..40 {
        for i in 0..count {
            let next = (i + 1) % count;
            let turn = if next == 0 { std::f32::consts::TAU } else { 0.0 };
            let lacking = (needs[i] + needs[next]) * 0.5 - (now[next] + turn - now[i]);
            if lacking > 0.0 {
                now[i] -= lacking * 0.5;
                now[next] += lacking * 0.5;
            }
        }
    }
    now
}

/// A breadth-first tree.
struct Tree {
    parent: Vec<u32>,
    depth: Vec<u16>,
    /// Nodes as the search met them, the root first.
    order: Vec<u32>,
    /// How many leaves hang below each node.
    leaves: Vec<f32>,
}

impl Tree {
    fn from(topology: &Topology, root: u32) -> Self {
        let (mut depth, mut order) = (Vec::new(), Vec::new());
        topology.hops_from(root, &mut depth, &mut order);
        let mut parent = vec![u32::MAX; topology.node_count()];
        let mut leaves = vec![0.0_f32; topology.node_count()];
        for node in &order {
            for next in topology.neighbours(*node) {
                if parent[*next as usize] == u32::MAX && depth[*next as usize] == depth[*node as usize] + 1 {
                    parent[*next as usize] = *node;
                }
            }
        }
        for node in order.iter().rev() {
            let own = f32::max(leaves[*node as usize], 1.0);
            leaves[*node as usize] = own;
            if let Some(up) = leaves.get_mut(parent[*node as usize] as usize) {
                *up += own;
            }
        }
        Self { parent, depth, order, leaves }
    }

    /// Values with those of all below added.
    fn summed(&self, mut values: Vec<Vector>) -> Vec<Vector> {
        for node in self.order.iter().rev() {
            let own = values[*node as usize];
            if let Some(up) = values.get_mut(self.parent[*node as usize] as usize) {
                *up = *up + own;
            }
        }
        values
    }

    /// An angle for each node: the middle of a wedge that is as wide as it has leaves. Siblings come in the order of
    /// their wishes.
    fn angles(&self, topology: &Topology, wish: impl Fn(u32) -> f32, task: &Task) -> Result<Vec<f32>, Cancelled> {
        let mut wedges = vec![(0.0_f32, std::f32::consts::TAU); topology.node_count()];
        let mut angles = vec![0.0; topology.node_count()];
        for (at, node) in self.order.iter().enumerate() {
            if at % STRETCH == 0 {
                task.check()?;
            }
            let (from, width) = wedges[*node as usize];
            angles[*node as usize] = from + width * 0.5;
            let mut children: Vec<u32> = topology.neighbours(*node).to_vec();
            children.retain(|child| self.parent[*child as usize] == *node);
            children.sort_by(|a, b| wish(*a).total_cmp(&wish(*b)).then(a.cmp(b)));
            let all: f32 = children.iter().map(|child| self.leaves[*child as usize].sqrt()).sum();
            let mut start = from;
            for child in children {
                let own = width * self.leaves[child as usize].sqrt() / all;
                wedges[child as usize] = (start, own);
                start += own;
            }
        }
        Ok(angles)
    }
}
