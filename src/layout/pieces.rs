//! One connected part at a time: which engine draws it, how large it becomes, and that nothing in it overlaps.

use super::overlap::{Footprint, roomy_scale, separate, separate_in_order};
use super::polish::Moves;
use super::room::Room;
use super::topology::Topology;
use super::uncross::is_clean;
use super::{Algorithm, Flow, Size, care, circular, force, grid, grouped, layered, rings, stress};
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// Up to so many nodes labels take room of their own. The canvas shows fewer in a larger picture.
const MOST_LABELLED: usize = 2_000;
/// Around each disc and its label.
const MARGIN: f32 = 6.0;

/// What nodes take, and how far apart joined ones are to stand, in world units.
#[derive(Clone)]
pub(super) struct Measures {
    pub(super) footprints: Vec<Footprint>,
    pub(super) spacing: f32,
    /// Whether the whole picture is small enough for every name in it to be read.
    pub(super) is_small: bool,
}

impl Measures {
    pub(super) fn of(sizes: &[Size]) -> Self {
        let positive = |v: f32| if v.is_finite() { v.clamp(0.0, 1e4) } else { 0.0 };
        let labelled = sizes.len() <= MOST_LABELLED;
        let size = |s: &Size| {
            let label = if labelled { Vector::new(positive(s.label.x), positive(s.label.y)) } else { Vector::ZERO };
            (positive(s.radius).max(1.0), label)
        };
        let count = sizes.len().max(1) as f32;
        let radius = sizes.iter().map(|s| size(s).0).sum::<f32>() / count;
        let label = sizes.iter().map(|s| size(s).1.x).sum::<f32>() / count;
        let footprints = sizes.iter().map(size).map(|(radius, label)| Footprint::new(radius, label, MARGIN)).collect();
        let is_small = sizes.len() <= care::MOST;
        // What is read name by name stands closer, and is taken apart where it overlaps.
        let closer = if is_small { 0.7 } else { 1.0 };
        Self { footprints, spacing: closer * (2.5 * radius + 0.8 * label + 24.0), is_small }
    }

    pub(super) fn part(&self, nodes: &[u32]) -> Self {
        let footprints = nodes.iter().map(|node| self.footprints[*node as usize]).collect();
        Self { footprints, spacing: self.spacing, is_small: self.is_small }
    }

    /// What the nodes cover.
    pub(super) fn areas(&self, positions: &[Point]) -> Vec<Rect> {
        self.footprints.iter().zip(positions).map(|(footprint, p)| footprint.at(*p)).collect()
    }
}

impl Algorithm {
    /// The same for some of the nodes.
    pub(super) fn part(&self, nodes: &[u32]) -> Self {
        fn some<T: Clone>(all: &[T], nodes: &[u32]) -> Vec<T> {
            if all.is_empty() { Vec::new() } else { nodes.iter().map(|node| all[*node as usize].clone()).collect() }
        }
        match self {
            Self::Layered { flow, layers } => Self::Layered { flow: *flow, layers: some(layers, nodes) },
            Self::Radial { root } => {
                let root = root.and_then(|root| nodes.binary_search(&root).ok());
                Self::Radial { root: root.map(|root| root as u32) }
            }
            Self::Concentric { values } => Self::Concentric { values: some(values, nodes) },
            Self::Grouped { groups } => Self::Grouped { groups: some(groups, nodes) },
            Self::Force | Self::Stress | Self::Circular | Self::Grid => self.clone(),
        }
    }

    /// Whether connected parts are drawn apart from each other.
    pub(super) fn draws_parts(&self) -> bool {
        match self {
            Self::Force | Self::Stress | Self::Radial { .. } | Self::Circular => true,
            Self::Layered { flow: _, layers } => layers.is_empty(),
            Self::Grouped { groups } => groups.is_empty(),
            Self::Concentric { .. } | Self::Grid => false,
        }
    }

    /// Whether a picture can be refined from where its nodes stand.
    pub(super) fn eases(&self) -> bool {
        match self {
            Self::Force | Self::Stress => true,
            Self::Grouped { groups } => groups.is_empty(),
            Self::Layered { .. } | Self::Radial { .. } | Self::Concentric { .. } | Self::Circular | Self::Grid => false,
        }
    }

    /// Whether a picture stays as good when it is turned.
    pub(super) fn turns(&self) -> bool {
        !matches!(self, Self::Layered { .. } | Self::Grid)
    }
}

/// Draws a part, from the start. `hint` says where nodes stood, for what can keep their order.
pub(super) fn draw(
    topology: &Topology,
    measures: &Measures,
    algorithm: &Algorithm,
    hint: &[Option<Point>],
    seed: u64,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let footprints = &measures.footprints;
    if topology.node_count() <= 1 {
        return Ok(vec![Point::ORIGIN; topology.node_count()]);
    }
    let mut positions = match algorithm {
        Algorithm::Force => sized(topology, measures, force::draw(topology, seed, task)?, task)?,
        Algorithm::Stress => sized(topology, measures, stress::draw(topology, seed, task)?, task)?,
        Algorithm::Grouped { groups } if groups.is_empty() => {
            sized(topology, measures, grouped::clusters(topology, seed, task)?, task)?
        }
        Algorithm::Grouped { groups } => grouped::apart(topology, groups, measures, seed, task)?,
        Algorithm::Layered { flow, layers } => layered::draw(topology, footprints, *flow, layers, hint, seed, task)?,
        Algorithm::Radial { root } => {
            let root = root.map_or_else(|| rings::middle_of(topology, task), Ok)?;
            rings::radial(topology, root, footprints, task)?
        }
        Algorithm::Concentric { values } if values.is_empty() => {
            let degrees: Vec<f32> = topology.nodes().map(|node| topology.degree(node) as f32).collect();
            rings::concentric(topology, &degrees, footprints, task)?
        }
        Algorithm::Concentric { values } => rings::concentric(topology, values, footprints, task)?,
        Algorithm::Circular => circular::draw(topology, footprints, task)?,
        Algorithm::Grid => grid::draw(footprints),
    };
    if matches!(algorithm, Algorithm::Radial { .. } | Algorithm::Concentric { .. }) {
        let free = vec![false; positions.len()];
        care::reorder(topology, measures, &free, Moves::Ring(Point::ORIGIN), &mut positions, task)?;
    }
    if matches!(algorithm, Algorithm::Force) && topology.is_tree() && is_clean(topology, &positions) {
        separate_in_order(footprints, &mut Room::new(topology), &mut positions, task)?;
    }
    separate(footprints, &vec![false; positions.len()], &mut positions, task)?;
    Ok(positions)
}

/// Draws a picture out until joined nodes stand apart as they should and few overlap; its longer side lies across.
fn sized(
    topology: &Topology,
    measures: &Measures,
    mut positions: Vec<Point>,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    lay_across(&mut positions);
    let (mut length, mut count) = (0.0_f64, 0.0_f64);
    for (a, b) in topology.pairs() {
        length += f64::from(positions[a as usize].distance(positions[b as usize]));
        count += 1.0;
    }
    let mean = (length / count.max(1.0)) as f32;
    let least = if mean > 0.0 { measures.spacing / mean } else { 1.0 };
    let scale = roomy_scale(&measures.footprints, &positions, least, task)?;
    for p in &mut positions {
        *p = Point::new(p.x * scale, p.y * scale);
    }
    Ok(positions)
}

/// Turns a picture so that it is widest from left to right, and puts its middle to the origin.
fn lay_across(positions: &mut [Point]) {
    let middle = mean(positions.iter().copied());
    let (mut xx, mut xy, mut yy) = (0.0_f64, 0.0_f64, 0.0_f64);
    for p in positions.iter() {
        let (x, y) = (f64::from(p.x - middle.x), f64::from(p.y - middle.y));
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    let angle = (0.5 * (2.0 * xy).atan2(xx - yy)) as f32;
    let axis = Vector::from_angle(angle);
    for p in positions {
        let v = *p - middle;
        *p = Point::new(v.dot(axis), v.dot(axis.perpendicular()));
    }
}

/// The middle of some points; the origin for none.
pub(super) fn mean(points: impl Iterator<Item = Point>) -> Point {
    let (mut x, mut y, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    for p in points {
        (x, y, count) = (x + f64::from(p.x), y + f64::from(p.y), count + 1.0);
    }
    if count > 0.0 { Point::new((x / count) as f32, (y / count) as f32) } else { Point::ORIGIN }
}

impl Flow {
    /// Whether layers follow each other from left to right.
    pub(super) fn is_across(self) -> bool {
        self == Self::Right
    }
}
