//! The circular layout: all nodes on one circle, in an order in which few edges cross
//! (Baur and Brandes 2004, "Crossing reduction in circular layouts").

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::overlap::{Footprint, overlapping};
use super::topology::Topology;
use crate::base::{Cancelled, Point, Task, Vector};

/// Sifting looks at about so many pairs of edges; larger pictures keep the order of the first phase.
const MOST_LOOKS: usize = 40_000_000;

/// Nodes between two looks at whether to stop.
const STRETCH: usize = 1_024;

/// So many nodes from either end count when the next one is put there.
const END: usize = 64;

/// Puts the nodes on a circle as large as they need.
pub(super) fn draw(topology: &Topology, footprints: &[Footprint], task: &Task) -> Result<Vec<Point>, Cancelled> {
    let mut order = appended(topology, task)?;
    sift(topology, &mut order, task)?;
    let count = order.len();
    let around: f32 = footprints.iter().map(|f| (f.width() + f.height()) * 0.5).sum();
    let mut radius = around / std::f32::consts::TAU;
    let place = |radius: f32| {
        let mut positions = vec![Point::ORIGIN; count];
        // The parts of the circle are as long as the nodes are wide where they stand.
        let mut passed = 0.0;
        let mut lengths = Vec::with_capacity(count);
        for (i, node) in order.iter().enumerate() {
            let angle = i as f32 / count as f32 * std::f32::consts::TAU;
            let (sin, cos) = angle.sin_cos();
            let footprint = footprints[*node as usize];
            lengths.push((footprint.width() * cos.abs()).max(footprint.height() * sin.abs()));
        }
        let all: f32 = lengths.iter().sum();
        for (node, length) in order.iter().zip(lengths) {
            // From the top, clockwise.
            let angle = (passed + length * 0.5) / all * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2;
            positions[*node as usize] = Point::ORIGIN + Vector::from_angle(angle) * radius;
            passed += length;
        }
        positions
    };
    loop {
        task.check()?;
        let positions = place(radius);
        if count < 2 || !overlapping(footprints, &positions).contains(&true) {
            return Ok(positions);
        }
        radius *= 1.06;
    }
}

/// Each next node is the one with most neighbours among those that stand, and then fewest others; it comes at the end
/// where its open edges cross fewer.
fn appended(topology: &Topology, task: &Task) -> Result<Vec<u32>, Cancelled> {
    let count = topology.node_count();
    let mut is_placed = vec![false; count];
    let mut placed_neighbours = vec![0_u32; count];
    let mut heap: BinaryHeap<(u32, Reverse<usize>, Reverse<u32>)> =
        topology.nodes().map(|node| (0, Reverse(topology.degree(node)), Reverse(node))).collect();
    let mut order = std::collections::VecDeque::with_capacity(count);
    while let Some((known, _, Reverse(node))) = heap.pop() {
        if is_placed[node as usize] || known != placed_neighbours[node as usize] {
            continue;
        }
        is_placed[node as usize] = true;
        if order.len() % STRETCH == 0 {
            task.check()?;
        }
        let near = topology.neighbours(node);
        // How close to this end its neighbours stand.
        let closeness = |side: &mut dyn Iterator<Item = &u32>| {
            let found = side.take(END).enumerate().filter(|(_, other)| near.binary_search(other).is_ok());
            found.map(|(i, _)| 1.0 / (1.0 + i as f32)).sum::<f32>()
        };
        if closeness(&mut order.iter()) > closeness(&mut order.iter().rev()) {
            order.push_front(node);
        } else {
            order.push_back(node);
        }
        for other in near.iter().filter(|other| !is_placed[**other as usize]) {
            placed_neighbours[*other as usize] += 1;
            let open = topology.degree(*other) - placed_neighbours[*other as usize] as usize;
            heap.push((placed_neighbours[*other as usize], Reverse(open), Reverse(*other)));
        }
    }
    Ok(order.into())
}

/// Moves each node along the circle to where it has fewest crossings, round after round.
fn sift(topology: &Topology, order: &mut Vec<u32>, task: &Task) -> Result<(), Cancelled> {
    let count = order.len();
    let round = topology.edge_count() * 2 * count.max(1);
    let rounds = (MOST_LOOKS / round.max(1)).min(6);
    for _ in 0..rounds {
        let mut gained = false;
        for node in topology.nodes() {
            task.check()?;
            gained |= sift_one(topology, order, node);
        }
        if !gained {
            break;
        }
    }
    Ok(())
}

/// Carries one node once around the circle, and leaves it where the sum of changes was lowest.
fn sift_one(topology: &Topology, order: &mut Vec<u32>, node: u32) -> bool {
    let count = order.len();
    if count < 4 || topology.degree(node) == 0 {
        return false;
    }
    let start = order.iter().position(|n| *n == node).unwrap_or(0);
    order.rotate_left(start);
    // `node` is first now; places of the others as seen from there.
    let mut place = vec![0_u32; count];
    for (i, n) in order.iter().enumerate() {
        place[*n as usize] = i as u32;
    }
    let mut own: Vec<u32> = topology.neighbours(node).iter().map(|n| place[*n as usize]).collect();
    own.sort_unstable();
    let (mut change, mut best, mut best_at) = (0_i64, 0_i64, 0);
    let mut theirs = Vec::new();
    for (at, other) in order.iter().enumerate().skip(1) {
        theirs.clear();
        theirs.extend(topology.neighbours(*other).iter().filter(|n| **n != node).map(|n| place[*n as usize]));
        theirs.sort_unstable();
        // Both stand side by side, `node` first. Before they change places an edge of each crosses where theirs ends
        // later along the circle; afterwards where theirs ends earlier.
        let from_here = |places: &[u32]| {
            let split = places.partition_point(|p| *p < at as u32);
            places[split..]
                .iter()
                .chain(&places[..split])
                .map(|p| (p + count as u32 - at as u32) % count as u32)
                .collect::<Vec<_>>()
        };
        let (a, b) = (from_here(&own), from_here(&theirs));
        let a: Vec<u32> = a.into_iter().filter(|p| *p != 0).collect();
        let before = inversions(&b, &a);
        let after = inversions(&a, &b);
        change += after - before;
        if change < best {
            (best, best_at) = (change, at);
        }
    }
    order.remove(0);
    order.insert(best_at, node);
    best < 0
}

/// Pairs of one end of `first` and one of `second` where that of `second` lies earlier.
fn inversions(first: &[u32], second: &[u32]) -> i64 {
    let (mut total, mut passed) = (0, 0);
    for a in first {
        while passed < second.len() && second[passed] < *a {
            passed += 1;
        }
        total += passed as i64;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossings(topology: &Topology, order: &[u32]) -> usize {
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(i, node)| place[*node as usize] = i);
        let chords: Vec<(usize, usize)> = topology
            .pairs()
            .map(|(a, b)| (place[a as usize].min(place[b as usize]), place[a as usize].max(place[b as usize])))
            .collect();
        let crosses = |(a, b): (usize, usize), (c, d): (usize, usize)| a < c && c < b && b < d;
        chords.iter().map(|e| chords.iter().filter(|f| crosses(*e, **f)).count()).sum()
    }

    fn check(topology: &Topology, most: usize) {
        let mut order = appended(topology, &Task::default()).unwrap();
        sift(topology, &mut order, &Task::default()).unwrap();
        let found = crossings(topology, &order);
        assert!(found <= most, "{found} crossings in {order:?}");
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        check(&Topology::unweighted(40, (0..40).map(|i| (i * 7 % 40, (i * 7 + 7) % 40))), 0);
        check(&Topology::unweighted(31, (1..31).map(|i| ((i - 1) / 2, i))), 0);
    }

    #[test]
    fn sifting_only_gains() {
        let mut random = fastrand::Rng::with_seed(2);
        let edges: Vec<_> = (0..60).map(|_| (random.u32(0..30), random.u32(0..30))).collect();
        let topology = Topology::unweighted(30, edges);
        let mut order: Vec<u32> = (0..30).collect();
        for node in 0..30 {
            let before = crossings(&topology, &order);
            sift_one(&topology, &mut order, node);
            assert!(crossings(&topology, &order) <= before, "{node}");
        }
    }
}
