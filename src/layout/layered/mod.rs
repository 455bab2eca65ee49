//! The layered layout (Sugiyama, Tagawa and Toda 1981): edges point one way, nodes stand on layers, few edges cross.
//!
//! Cycles are opened at few edges, layers are chosen so that edges are short, long edges are led through the layers between,
//! every layer is ordered so that few edges cross, and coordinates keep long edges straight.

mod coordinates;
mod order;
mod ranks;
mod simplex;
mod straight;

use super::overlap::Footprint;
use super::topology::Topology;
use crate::base::{Cancelled, Point, Task};
use order::Layers;

/// Which way layers follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// From top to bottom.
    #[default]
    Down,
    /// From left to right.
    Right,
}

/// Between the nodes of two layers, in world units.
const LAYER_GAP: f32 = 56.0;
/// Between neighbours in a layer, beside the margins of both.
const NODE_GAP: f32 = 10.0;
/// Room for a long edge between the nodes of a layer.
const EDGE_ROOM: f32 = 16.0;
/// Layers come closer, and in the end over each other, rather than reach farther than this: beyond, numbers for places
/// are too coarse, and are taken for damage.
const MOST_EXTENT: f32 = 1.8e7;
/// Between layers that come closer.
const LEAST_LAYER_GAP: f32 = 8.0;
/// Long edges are led around nodes, shortest first, until they pass through so many layers in all; the rest crosses them.
const MOST_PASSAGES: usize = 400_000;

/// Draws any topology, joined or not. `layers` are wishes, or empty; `hint` says where nodes stood if their order is to be
/// kept, or is empty.
pub(super) fn draw(
    topology: &Topology,
    footprints: &[Footprint],
    flow: Flow,
    layers: &[Option<u32>],
    hint: &[Option<Point>],
    seed: u64,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let (ranks, arcs) = ranks::assign(topology, layers, task)?;
    let mut net = Layers::new(&ranks, &arcs, MOST_PASSAGES);
    let is_known = hint.iter().any(Option::is_some);
    if is_known {
        let along = |p: Point| if flow.is_across() { p.y } else { p.x };
        net.order_by_hint(|node| hint[node as usize].map(along));
    } else {
        net.order_by_search();
    }
    net.reduce_crossings(is_known, seed, task)?;
    // How far a node reaches along its layer, and across: before and after its centre.
    let reach = |node: u32| footprints[node as usize].reach(flow.is_across());
    let half = |node: u32| if (node as usize) < footprints.len() { reach(node).0 } else { EDGE_ROOM * 0.5 };
    let mut along = coordinates::assign(&net, half, NODE_GAP, task)?;
    let depth = |row: &Vec<u32>| {
        let real = || row.iter().filter(|node| (**node as usize) < footprints.len());
        let before = real().map(|node| reach(*node).1).fold(0.0, f32::max);
        let after = real().map(|node| reach(*node).2).fold(0.0, f32::max);
        (before, after)
    };
    let across = depths(&net.rows.iter().map(depth).collect::<Vec<_>>());
    let halves: Vec<f32> = topology.nodes().map(|node| half(node) + NODE_GAP * 0.5).collect();
    let drawn = straight::Drawn { topology, layer_of: &net.row_of, depths: &across, halves: &halves };
    straight::uncross(&drawn, &mut along, task)?;
    let place = |node: u32| {
        let (x, y) = (along[node as usize], across[net.row_of[node as usize] as usize]);
        if flow.is_across() { Point::new(y, x) } else { Point::new(x, y) }
    };
    Ok(topology.nodes().map(place).collect())
}

/// How far down each layer lies, by how far its nodes reach before and after it.
fn depths(reaches: &[(f32, f32)]) -> Vec<f32> {
    let with_gap = |gap: f32| {
        let mut edge = 0.0_f64;
        let mut depths = Vec::with_capacity(reaches.len());
        for (before, after) in reaches {
            let depth = edge + f64::from(*before);
            depths.push(depth as f32);
            edge = depth + f64::from(after + gap);
        }
        depths
    };
    let mut depths = with_gap(LAYER_GAP);
    let extent = |depths: &[f32]| depths.last().copied().unwrap_or(0.0);
    let surplus = extent(&depths) - MOST_EXTENT;
    if surplus > 0.0 {
        depths = with_gap((LAYER_GAP - surplus / reaches.len() as f32).max(LEAST_LAYER_GAP));
        let scale = (MOST_EXTENT / extent(&depths)).min(1.0);
        depths.iter_mut().for_each(|depth| *depth *= scale);
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_layers_reaches_farther_than_places_can_be_told_apart() {
        assert_eq!(depths(&[(10.0, 20.0), (10.0, 20.0)]), [10.0, 96.0]);
        for layers in [200_000, 400_000] {
            let depths = depths(&vec![(15.0, 26.5); layers]);
            assert!(*depths.last().unwrap() <= 1.0001 * MOST_EXTENT && depths.is_sorted(), "{layers}");
        }
    }
    use crate::base::Vector;

    fn drawn(count: u32, edges: &[(u32, u32)], layers: &[Option<u32>]) -> Vec<Point> {
        let topology = Topology::unweighted(count, edges.iter().copied());
        let footprints = vec![Footprint::new(10.0, Vector::ZERO, 6.0); count as usize];
        draw(&topology, &footprints, Flow::Down, layers, &[], 1, &Task::default()).unwrap()
    }

    #[test]
    fn edges_point_down_and_a_cycle_is_opened_once() {
        let p = drawn(5, &[(0, 1), (1, 2), (0, 3), (3, 2), (2, 4)], &[]);
        assert!(p[0].y < p[1].y && p[1].y < p[2].y && p[2].y < p[4].y);
        assert!((p[1].y - p[3].y).abs() < 1e-3);
        let cycle = [(0, 1), (1, 2), (2, 3), (3, 0)];
        let p = drawn(4, &cycle, &[]);
        assert_eq!(cycle.iter().filter(|(a, b)| p[*a as usize].y > p[*b as usize].y).count(), 1);
    }

    #[test]
    fn layers_that_are_wished_for_are_kept() {
        let p = drawn(4, &[(0, 1), (1, 2), (2, 3)], &[Some(2), Some(0), None, Some(2)]);
        assert!((p[0].y - p[3].y).abs() < 1e-3 && p[1].y < p[0].y);
    }

    #[test]
    fn trees_are_drawn_without_crossings_and_bipartite_knots_come_undone() {
        let edges: Vec<(u32, u32)> = (1..60).map(|i| ((i * 7 % 59).min(i - 1) / 2, i)).collect();
        let topology = Topology::unweighted(60, edges);
        let (ranks, arcs) = ranks::assign(&topology, &[], &Task::default()).unwrap();
        let mut net = Layers::new(&ranks, &arcs, MOST_PASSAGES);
        net.order_by_search();
        net.reduce_crossings(false, 1, &Task::default()).unwrap();
        assert_eq!(net.crossings(), 0);
    }
}
