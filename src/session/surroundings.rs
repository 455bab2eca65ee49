//! What lies around entities: everyone within some steps, whom all of them know, and ties that one would expect. Found by
//! a job over a snapshot.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::statistics::{Known, Network, Question, ways};
use super::{NetworkState, OpenDocument, Session};
use crate::analysis::network::likely_ties;
use crate::analysis::paths::{common_neighbours, known_to_both, likely_ties_of, neighbourhood};
use crate::analysis::topology::{Topology, TopologyError};
use crate::base::{EntityId, Task};

/// How many likely ties are told.
const MOST_LIKELY: usize = 20;

/// Around whom, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Around these; with none, only likely ties of the whole network are told.
    pub of: Vec<EntityId>,
    /// Within so many steps.
    pub steps: usize,
    /// Whether direction is followed.
    pub directed: bool,
    /// Only what the view shows.
    pub shown_only: bool,
}

/// A tie that is not there and that one would expect.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyTie {
    /// One end.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// Whom both know, the rarest acquaintance first.
    pub through: Vec<EntityId>,
    /// How likely it is beside others: Σ 1 / ln(degree) over those.
    pub score: f64,
}

/// What lies around.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What was wanted.
    pub around: Around,
    /// The state of the network that it holds for.
    pub of: NetworkState,
    /// How many entities were looked at.
    pub all: usize,
    /// Of those around whom it was to be, the ones that are not in what was looked at: nothing is told of them.
    pub left_out: Vec<EntityId>,
    /// Everyone within the steps, with how many it takes, the nearest first; those around whom come first, with 0.
    pub near: Vec<(EntityId, usize)>,
    /// Whom all of them know, where there are two or more and none is left out.
    pub common: Vec<EntityId>,
    /// Ties that one would expect: of the one, or of all where nobody was named.
    pub likely: Vec<LikelyTie>,
    /// How long it took.
    pub took: Duration,
}

impl Session {
    /// Starts to look around. One that is under way gives way.
    pub(super) fn look_around(&mut self, around: Around) {
        let Some(open) = self.active() else { return };
        let (key, of) = (open.key(), open.state_of_network(around.shown_only));
        let network = Network::of(open, around.shown_only);
        let ask = move |task: &Task| find(&network, around, of, task);
        let keep = |known: &mut Known, found| known.surroundings = Some(Arc::new(found));
        self.work_out(key, Question::Surroundings, ("Looking around".into(), "Not found"), ask, keep);
    }
}

impl Surroundings {
    /// Those who are near, without those around whom they are.
    #[must_use]
    pub fn others(&self) -> &[(EntityId, usize)] {
        &self.near[self.near.partition_point(|(_, steps)| *steps == 0)..]
    }
}

impl OpenDocument {
    /// What was found around somebody last.
    #[must_use]
    pub fn surroundings(&self) -> Option<&Arc<Surroundings>> {
        self.known.surroundings.as_ref()
    }
}

fn find(network: &Network, around: Around, of: NetworkState, task: &Task) -> Result<Surroundings, TopologyError> {
    let began = Instant::now();
    let topology = network.topology(task)?;
    let ways = ways(around.directed);
    let (mut nodes, mut left_out) = (Vec::new(), Vec::new());
    for id in &around.of {
        match topology.node(id) {
            Some(node) => nodes.push(node),
            None => left_out.push(id.clone()),
        }
    }
    let id = |node: &u32| topology.ids()[*node as usize].clone();
    let near = neighbourhood(&topology, &nodes, around.steps, ways, task)?;
    let common =
        if nodes.len() > 1 && left_out.is_empty() { common_neighbours(&topology, &nodes, ways) } else { Vec::new() };
    let likely = match nodes[..] {
        [] if around.of.is_empty() => likely_of_all(&topology, task)?,
        [one] if around.of.len() == 1 => {
            let likely = likely_ties_of(&topology, one, MOST_LIKELY).into_iter();
            let tie = |l: crate::analysis::paths::Likely| LikelyTie {
                a: id(&one),
                b: id(&l.node),
                through: l.through.iter().map(id).collect(),
                score: l.score,
            };
            likely.map(tie).collect()
        }
        _ => Vec::new(),
    };
    Ok(Surroundings {
        around,
        of,
        all: topology.len(),
        left_out,
        near: near.iter().map(|(node, steps)| (id(node), *steps)).collect(),
        common: common.iter().map(id).collect(),
        likely,
        took: began.elapsed(),
    })
}

fn likely_of_all(topology: &Topology, task: &Task) -> Result<Vec<LikelyTie>, TopologyError> {
    let id = |node: &u32| topology.ids()[*node as usize].clone();
    let pairs = likely_ties(topology, MOST_LIKELY, task)?.pairs;
    let tie = |pair: crate::analysis::network::Pair| LikelyTie {
        a: id(&pair.a),
        b: id(&pair.b),
        through: known_to_both(topology, pair.a, pair.b).iter().map(id).collect(),
        score: pair.adamic_adar,
    };
    Ok(pairs.into_iter().map(tie).collect())
}
