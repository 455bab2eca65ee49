//! What the shape of a network says of those in it, and of the whole: the statistics, asked as questions.
//!
//! [`METRICS`] is the one table of them: the command line, the window, the columns of a CSV file and the documentation
//! follow it. A measure is computed from a [`Topology`], never from the graph, and gives one number a node. `network`
//! draws its random numbers from a seed that it is given: the same call gives the same numbers on any machine.

mod betweenness;
mod brokerage;
mod cliques;
mod communities;
mod components;
mod cores;
mod degree;
mod dijkstra;
mod distance;
mod eigen;
mod fold;
mod holes;
mod lanes;
mod leiden;
mod metrics;
mod mixing;
mod similarity;
mod spectral;
mod whole;

#[cfg(test)]
mod published;
#[cfg(test)]
mod tests;

pub use cliques::{Cliques, cliques};
pub use metrics::{Cost, METRICS, Metric, Unit, Uses, metric};
pub use similarity::{LikelyTies, Pair, Similar, likely_ties, similar};
pub use whole::{Whole, whole};

use metrics::Family;

use super::topology::{Topology, Ways};
use crate::base::{Cancelled, Task};

/// Whether the strength of relationships counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weights {
    /// All count alike.
    #[default]
    Ignored,
    /// A stronger one counts for more; where distance matters it is shorter.
    Counted,
}

/// How much time an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// Exact where that takes seconds, else estimated.
    #[default]
    Auto,
    /// Exact, however long it takes.
    Exact,
    /// From this many random nodes; exact where there are no more.
    Sources(usize),
}

/// How measures are to be taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Whether direction counts, for those measures that can be taken either way.
    pub ways: Ways,
    /// Whether strength counts, for those measures that can be taken either way.
    pub weights: Weights,
    /// How much time may be spent.
    pub effort: Effort,
    /// Where random numbers start.
    pub seed: u64,
    /// How small communities are: 1 is plain modularity, more gives more and smaller ones. Positive and finite.
    pub resolution: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { ways: Ways::Ignored, weights: Weights::Ignored, effort: Effort::Auto, seed: 1, resolution: 1.0 }
    }
}

/// How far the values of an answer can be trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// As exact as the numbers are.
    Exact,
    /// Estimated from some of the nodes.
    Estimated {
        /// How many.
        sources: usize,
        /// With a probability of 90 % no value is farther off than this; `None` where nothing is known of it.
        error: Option<f64>,
    },
    /// The true values may be higher: only some of the nodes were looked at.
    AtLeast {
        /// How many.
        sources: usize,
    },
    /// The values still changed when the last round was over.
    Unsettled {
        /// How far another round would lead off them, as a share of all.
        moved: f64,
    },
    /// The best that was found: another answer may be better still.
    BestFound,
    /// The search was stopped at its limit: counts are the least that they can be.
    Cut,
}

/// One number a node, in the order of the nodes. NaN where the question has no answer for a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The numbers.
    pub values: Vec<f64>,
    /// How far they can be trusted.
    pub precision: Precision,
    /// What comes to light with it of the whole: the α of Katz's measure, how many cliques there are.
    pub of_whole: Option<f64>,
}

impl Answer {
    fn new(values: Vec<f64>, precision: Precision) -> Self {
        Self { values, precision, of_whole: None }
    }

    fn exact(values: Vec<f64>) -> Self {
        Self::new(values, Precision::Exact)
    }
}

/// Takes several measures of one network, in the order asked for. What measures have in common is computed once.
///
/// # Errors
/// When `task` is cancelled.
pub fn measure(
    topology: &Topology,
    metrics: &[&Metric],
    settings: &Settings,
    task: &Task,
) -> Result<Vec<Answer>, Cancelled> {
    let mut families: Vec<Family> = metrics.iter().map(|metric| metric.family).collect();
    families.sort_unstable();
    families.dedup();
    let whole = Part::whole(task);
    let mut found = Vec::with_capacity(families.len());
    for (at, family) in families.iter().enumerate() {
        let part = whole.of(at, families.len());
        part.check()?;
        found.push(family.run(topology, settings, part)?);
        part.done(1.0);
    }
    let answer = |metric: &&Metric| {
        let at = families.binary_search(&metric.family).unwrap_or_default();
        found[at][metric.column].clone()
    };
    Ok(metrics.iter().map(answer).collect())
}

/// A stretch of a task: its progress is a share of the whole one's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    task: &'a Task,
    from: f32,
    share: f32,
}

impl<'a> Part<'a> {
    pub(super) fn whole(task: &'a Task) -> Self {
        Self { task, from: 0.0, share: 1.0 }
    }

    /// Part number `at` of `count` equal ones.
    pub(super) fn of(self, at: usize, count: usize) -> Self {
        let share = self.share / count as f32;
        Self { from: self.from + share * at as f32, share, ..self }
    }

    pub(super) fn check(self) -> Result<(), Cancelled> {
        self.task.check()
    }

    /// Says how far this part is, from 0 to 1.
    pub(super) fn done(self, share: f32) {
        self.task.set_progress(self.from + self.share * share);
    }
}

/// The nodes from which a measure looks at the network.
struct Sources {
    nodes: Vec<u32>,
    /// Whether these are all.
    all: bool,
}

/// All nodes where `affordable` or the settings allow it, else random ones, in ascending order.
fn sources_for(nodes: usize, settings: &Settings, affordable: usize) -> Sources {
    let wanted = match settings.effort {
        Effort::Exact => nodes,
        Effort::Auto => affordable,
        Effort::Sources(wanted) => wanted.max(1),
    };
    let mut chosen: Vec<u32> = (0..nodes as u32).collect();
    if wanted >= nodes {
        return Sources { nodes: chosen, all: true };
    }
    let mut random = fastrand::Rng::with_seed(settings.seed);
    // The first steps of a shuffle.
    for at in 0..wanted {
        chosen.swap(at, random.usize(at..nodes));
    }
    chosen.truncate(wanted);
    chosen.sort_unstable();
    Sources { nodes: chosen, all: false }
}

/// How far the mean of `samples` numbers between 0 and 1, drawn without putting back, is at most from the true mean, for
/// each of `values` such means at once with a probability of 90 % (Hoeffding 1963).
fn hoeffding(values: usize, samples: usize) -> f64 {
    ((2.0 * values as f64 / 0.1).ln() / (2.0 * samples as f64)).sqrt()
}
