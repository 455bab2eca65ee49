//! Numbers of a network as a whole.

use super::{Answer, Metric, Part, Settings, Unit, communities, components, cores, mixing};
use crate::analysis::topology::Topology;
use crate::base::{Cancelled, Task};

/// One number of a network as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whole {
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// The number; NaN where there is none.
    pub value: f64,
    /// What it is.
    pub unit: Unit,
}

/// The numbers of a network as a whole that take O(n + m), and those that follow from measures already taken.
///
/// *Density* is the share of pairs that have a tie; *reciprocity* the share of arcs whose way back is an arc too, where
/// ties that point both ways or neither way are two arcs; *transitivity* three times the triangles over the pairs of ties that meet; *assortativity* the correlation
/// of degrees over ties (Newman 2003), and by type the share of ties within a type over what chance gives.
///
/// # Errors
/// When `task` is cancelled.
pub fn whole(
    topology: &Topology,
    metrics: &[&Metric],
    answers: &[Answer],
    settings: &Settings,
    task: &Task,
) -> Result<Vec<Whole>, Cancelled> {
    let part = Part::whole(task).of(1, 1);
    let n = topology.len() as f64;
    let around = topology.around();
    let ties = around.arcs() as f64 / 2.0;
    let (labels, weak) = components::weak(around, part)?;
    let (_, strong) = components::strong(topology.outgoing(), part)?;
    let mut sizes = vec![0_usize; weak];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    let largest = sizes.iter().max().copied().unwrap_or(0) as f64;
    let lone = (0..topology.len() as u32).filter(|node| around.degree(*node) == 0).count() as f64;
    let cuts = components::cuts(around, part)?;
    let cut_points = cuts.parts_more.iter().filter(|more| **more > 0).count() as f64;
    let (core, _) = cores::core_numbers(around, part)?;
    let triangles: u64 = cores::triangles(around, part)?.iter().sum();
    let meets: f64 = (0..topology.len() as u32)
        .map(|node| around.degree(node) as f64)
        .map(|degree| degree * (degree - 1.0) / 2.0)
        .sum();
    let share = |a: f64, b: f64| if b > 0.0 { a / b } else { f64::NAN };
    let row = |name, question, unit, value| Whole { name, question, value, unit };
    let mut all = vec![
        row("entities", "How many entities are looked at?", Unit::Count("entities"), n),
        row("relationships", "How many relationships?", Unit::Count("relationships"), topology.ties().len() as f64),
        row("ties", "How many pairs have any relationship?", Unit::Count("pairs"), ties),
        row("density", "Which share of pairs has one?", Unit::Share, share(ties, n * (n - 1.0) / 2.0)),
        row("components", "Into how many parts does it fall?", Unit::Count("parts"), weak as f64),
        row("largest-component", "How many are in the largest?", Unit::Count("entities"), largest),
        row("lone", "How many have no tie at all?", Unit::Count("entities"), lone),
        row(
            "strong-components",
            "How many parts are there in which all reach all?",
            Unit::Count("parts"),
            strong as f64,
        ),
        row("bridges", "How many ties alone hold parts together?", Unit::Count("ties"), cuts.bridges.len() as f64),
        row("cut-points", "How many entities alone do?", Unit::Count("entities"), cut_points),
        row(
            "degeneracy",
            "How thick is its thickest part?",
            Unit::Count("neighbours"),
            core.iter().max().map_or(0.0, |c| f64::from(*c)),
        ),
        row(
            "transitivity",
            "How often do two neighbours of one know each other?",
            Unit::Share,
            share(triangles as f64, meets),
        ),
        row("reciprocity", "How often is a tie returned?", Unit::Share, mixing::reciprocity(topology)),
        row(
            "assortativity",
            "Do the well tied stick together?",
            Unit::Signed,
            mixing::by_degree(topology, settings.ways),
        ),
        row("type-assortativity", "Does like stick to like?", Unit::Signed, mixing::by_kind(topology, settings.ways)),
    ];
    let of = |name: &str| metrics.iter().position(|metric| metric.name == name).map(|at| &answers[at]);
    if let Some(answer) = of("clustering") {
        let mean = share(answer.values.iter().sum(), n);
        all.push(row("mean-clustering", "Whose neighbours know each other, on average?", Unit::Share, mean));
    }
    if let Some(alpha) = of("katz").and_then(|answer| answer.of_whole) {
        all.push(row("katz-alpha", "What does a step of a walk count beside the one before?", Unit::Score, alpha));
    }
    if let Some(count) = of("cliques").or(of("largest-clique")).and_then(|answer| answer.of_whole) {
        all.push(row("maximal-cliques", "How many circles are there?", Unit::Count("cliques"), count));
    }
    if let Some(answer) = of("community") {
        let most = answer.values.iter().copied().fold(0.0, f64::max);
        all.push(row("communities", "Into how many groups does it part?", Unit::Count("groups"), most));
        let modularity = communities::modularity_of(topology, &answer.values, settings);
        all.push(row("modularity", "How clearly do they part?", Unit::Signed, modularity));
    }
    if let Some(answer) = of("eccentricity") {
        let within = answer.values.iter().copied().filter(|far| *far > 0.0);
        let most = answer.values.iter().copied().fold(f64::NAN, f64::max);
        all.push(row("diameter", "How far are the two farthest within reach?", Unit::Distance, most));
        all.push(row(
            "radius",
            "How far is it from the most central to the farthest?",
            Unit::Distance,
            within.fold(f64::NAN, f64::min),
        ));
    }
    Ok(all)
}
