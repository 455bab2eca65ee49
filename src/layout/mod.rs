//! Where the nodes of a picture stand: layouts as pure functions over a read-only topology.
//!
//! [`arrange`] takes a [`Topology`] and a [`Request`] and gives a position for every node. It changes nothing, never
//! reads the clock, and gives the same answer for the same seed whatever the number of threads. Positions are in world
//! units (pixels at zoom 1) and always finite. [`Subject`] makes both from a view of a graph and turns the answer into
//! one transaction.

mod anchor;
mod care;
mod circular;
mod coarsen;
mod cohesion;
mod force;
mod grid;
mod grouped;
mod layered;
mod overlap;
mod pack;
mod pieces;
mod polish;
mod quadtree;
mod rings;
mod room;
mod stress;
mod subject;
#[cfg(test)]
mod tests;
mod topology;
mod tree;
mod uncross;

use crate::base::{Cancelled, Point, Task, Vector};

pub use layered::Flow;
pub use subject::Subject;
pub use topology::{Topology, WeightedEdge};

/// A way to lay out.
#[derive(Debug, Clone, PartialEq)]
pub enum Algorithm {
    /// Springs and repulsion.
    Force,
    /// Distances in the picture as in the graph.
    Stress,
    /// Layers along the direction of the edges.
    Layered {
        /// Which way the layers follow each other.
        flow: Flow,
        /// The layer that a node should be in, as a number from 0; empty where none should be in any.
        layers: Vec<Option<u32>>,
    },
    /// Rings around one node.
    Radial {
        /// The node in the middle; the most central one otherwise.
        root: Option<u32>,
    },
    /// Rings by a number of each node, the highest in the middle.
    Concentric {
        /// The number of each node; the number of neighbours where this is empty.
        values: Vec<f32>,
    },
    /// One circle.
    Circular,
    /// Rows and columns.
    Grid,
    /// Clusters.
    Grouped {
        /// The group of each node, as any number, for groups that stand apart; where this is empty clusters show by
        /// themselves.
        groups: Vec<u32>,
    },
}

/// What there is to know of an algorithm before it is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Its name on the command line.
    pub key: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is good for, in one line.
    pub purpose: &'static str,
    /// The algorithm with nothing asked for.
    pub plain: fn() -> Algorithm,
}

/// All algorithms, in the order in which menus show them.
pub const ALGORITHMS: &[Described] = &[
    Described {
        key: "force",
        title: "Force",
        purpose: "For any network: related ones close together, few crossings, even spacing",
        plain: || Algorithm::Force,
    },
    Described {
        key: "stress",
        title: "Stress",
        purpose: "Distances on the page say how many relationships lie between two",
        plain: || Algorithm::Stress,
    },
    Described {
        key: "layered",
        title: "Layered",
        purpose: "For hierarchies and processes: relationships point one way, or layers follow dates",
        plain: || Algorithm::Layered { flow: Flow::Down, layers: Vec::new() },
    },
    Described {
        key: "radial",
        title: "Radial",
        purpose: "One entity in the middle, the others on rings by how many relationships away they are",
        plain: || Algorithm::Radial { root: None },
    },
    Described {
        key: "concentric",
        title: "Concentric",
        purpose: "The best connected in the middle, the others on rings around them",
        plain: || Algorithm::Concentric { values: Vec::new() },
    },
    Described {
        key: "circular",
        title: "Circular",
        purpose: "All on a circle, in an order in which few relationships cross",
        plain: || Algorithm::Circular,
    },
    Described {
        key: "grid",
        title: "Grid",
        purpose: "Rows by type and name, to find and count",
        plain: || Algorithm::Grid,
    },
    Described {
        key: "grouped",
        title: "Grouped",
        purpose: "Clusters apart from each other: those of one type, or those that are closely related",
        plain: || Algorithm::Grouped { groups: Vec::new() },
    },
];

impl Algorithm {
    /// What people are told of it.
    #[must_use]
    pub fn described(&self) -> &'static Described {
        let same = |d: &&Described| std::mem::discriminant(&(d.plain)()) == std::mem::discriminant(self);
        ALGORITHMS.iter().find(same).expect("every algorithm is described")
    }
}

/// How large a node is drawn, in world units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// The radius of its disc.
    pub radius: f32,
    /// Width and height of its label, which hangs under the disc; zero where it has none.
    pub label: Vector,
}

/// What may move.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Mode {
    /// Everything but what is pinned, as if nothing had stood anywhere.
    #[default]
    Fresh,
    /// What has no position yet finds one; the rest moves little.
    Incremental,
    /// Only these, by node; the rest stays. One that has no position yet moves too.
    Selection(Vec<bool>),
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// How.
    pub algorithm: Algorithm,
    /// Where each node stands now. What is not finite counts as nowhere.
    pub initial: Vec<Option<Point>>,
    /// Nodes that keep their position, where they have one.
    pub pinned: Vec<bool>,
    /// How large each node is drawn.
    pub sizes: Vec<Size>,
    /// The same seed gives the same picture.
    pub seed: u64,
    /// What may move.
    pub mode: Mode,
}

impl Request {
    /// A fresh layout of nodes that stand nowhere and are all of a usual size without a label.
    #[must_use]
    pub fn new(algorithm: Algorithm, node_count: usize) -> Self {
        Self {
            algorithm,
            initial: vec![None; node_count],
            pinned: vec![false; node_count],
            sizes: vec![Size { radius: 10.0, label: Vector::ZERO }; node_count],
            seed: 1,
            mode: Mode::Fresh,
        }
    }
}

/// Why there is no layout.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// A list of the request does not fit the topology.
    #[error("the layout was given {found} {what} for {expected} nodes")]
    Mismatch {
        /// Which list.
        what: &'static str,
        /// How long it must be.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// It names a node that does not exist.
    #[error("the layout was asked to put node {node} in the middle, but there are only {count}")]
    NoSuchRoot {
        /// The node.
        node: u32,
        /// How many there are.
        count: usize,
    },
}

/// Finds a position for every node, in world units (pixels at zoom 1).
///
/// Positions are finite; pinned nodes keep theirs; no two discs or labels overlap where that does not mean moving what is
/// fixed (labels count up to 2,000 nodes: a larger picture shows few of them). The middle of the picture stays where the
/// middle of the old one was. The same topology, request and seed give the same answer on any number of threads.
///
/// Force, stress and clusters take O((n + m) log n) a pass; grid O(n log n); radial and concentric O((n + m) log n);
/// circular and layered up to O(n m), with a bound on how long they improve.
///
/// # Errors
/// [`Refusal`] when it was cancelled or when the request does not fit the topology.
pub fn arrange(topology: &Topology, request: &Request, task: &Task) -> Result<Vec<Point>, Refusal> {
    check(topology, request)?;
    let positions = anchor::arrange(topology, request, task)?;
    task.set_progress(1.0);
    Ok(positions)
}

fn check(topology: &Topology, request: &Request) -> Result<(), Refusal> {
    let Request { algorithm, initial, pinned, sizes, seed: _, mode } = request;
    let expected = topology.node_count();
    let fits = |what, found| if found == expected { Ok(()) } else { Err(Refusal::Mismatch { what, expected, found }) };
    let fits_or_empty = |what, found| if found == 0 { Ok(()) } else { fits(what, found) };
    fits("positions", initial.len())?;
    fits("pins", pinned.len())?;
    fits("sizes", sizes.len())?;
    if let Mode::Selection(selected) = mode {
        fits("marks of selection", selected.len())?;
    }
    match algorithm {
        Algorithm::Layered { flow: _, layers } => fits_or_empty("layers", layers.len()),
        Algorithm::Concentric { values } => fits_or_empty("values", values.len()),
        Algorithm::Grouped { groups } => fits_or_empty("groups", groups.len()),
        Algorithm::Radial { root: Some(node) } if *node as usize >= expected => {
            Err(Refusal::NoSuchRoot { node: *node, count: expected })
        }
        Algorithm::Radial { .. } | Algorithm::Force | Algorithm::Stress | Algorithm::Circular | Algorithm::Grid => {
            Ok(())
        }
    }
}
