//! Paths between two entities, found by a job over a snapshot.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::statistics::{Known, Network, Question as About, ways};
use super::{OpenDocument, Session};
use crate::analysis::paths::{Question, links, shortest_paths, weakest};
use crate::analysis::topology::TopologyError;
use crate::base::{EntityId, RelationshipId, Task};
use crate::model::Level;

/// So many of the shortest paths are looked at for the firmest.
const LOOKED_AT: usize = 200;

/// What paths are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeking {
    /// Where they start.
    pub from: EntityId,
    /// Where they lead.
    pub to: EntityId,
    /// How many at most.
    pub count: usize,
    /// Of how many steps at most.
    pub most_steps: usize,
    /// Whether direction is followed.
    pub directed: bool,
    /// Which come first.
    pub rank: Rank,
    /// Only over relationships of this confidence or a firmer one.
    pub least: Option<Level>,
    /// Only what the view shows.
    pub shown_only: bool,
}

/// Which paths come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rank {
    /// The shortest, and of these the firmest.
    #[default]
    Steps,
    /// Those whose weakest link is the firmest, and of these the shortest.
    Confidence,
}

/// A step of a path that was found.
#[derive(Debug, Clone)]
pub struct FoundLink {
    /// Where it starts.
    pub from: EntityId,
    /// What it can rest on, the firmest first. Never empty.
    pub relationships: Vec<RelationshipId>,
    /// The confidence of the firmest.
    pub level: Level,
}

/// A path that was found.
#[derive(Debug, Clone)]
pub struct FoundPath {
    /// The entities that it meets, both ends included.
    pub entities: Vec<EntityId>,
    /// Its steps, one fewer than entities.
    pub links: Vec<FoundLink>,
    /// The step that is the least firm.
    pub weakest: Option<usize>,
}

impl FoundPath {
    /// The confidence of its weakest link.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        Some(self.links.get(self.weakest?)?.level)
    }
}

/// The paths that were found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was wanted.
    pub seeking: Seeking,
    /// The revision that they hold for.
    pub revision: u64,
    /// In the order that was wanted.
    pub paths: Vec<FoundPath>,
    /// How long it took.
    pub took: Duration,
}

impl Session {
    /// Starts to look for paths. A search that is under way gives way.
    pub(super) fn seek_paths(&mut self, seeking: Seeking) {
        let Some(open) = self.active() else { return };
        let (key, revision) = (open.key(), open.revision());
        let network = Network::of(open, seeking.shown_only);
        let ask = move |task: &Task| seek(&network, seeking, revision, task);
        let keep = |known: &mut Known, found| known.found = Some(Arc::new(found));
        self.work_out(key, About::Paths, ("Looking for paths".into(), "No paths"), ask, keep);
    }
}

impl OpenDocument {
    /// The paths that were found last.
    #[must_use]
    pub fn found_paths(&self) -> Option<&Arc<Found>> {
        self.known.found.as_ref()
    }
}

fn seek(network: &Network, seeking: Seeking, revision: u64, task: &Task) -> Result<Found, TopologyError> {
    let began = Instant::now();
    let Network { graph, .. } = network;
    let topology = network.topology_from(seeking.least, task)?;
    let ways = ways(seeking.directed);
    let nodes = |id: &EntityId| topology.node(id).into_iter().collect::<Vec<u32>>();
    let (from, to) = (nodes(&seeking.from), nodes(&seeking.to));
    let question = Question { from: &from, to: &to, ways, most_steps: seeking.most_steps };
    let paths = shortest_paths(&topology, &question, seeking.count.max(LOOKED_AT), task)?;
    let found = |path: &Vec<u32>| {
        let steps = links(graph, &topology, path, ways);
        FoundPath {
            entities: path.iter().map(|node| topology.ids()[*node as usize].clone()).collect(),
            weakest: weakest(graph, &steps),
            links: steps
                .into_iter()
                .map(|step| FoundLink {
                    from: step.from,
                    relationships: step.relationships.iter().map(|r| r.id.clone()).collect(),
                    level: step.level,
                })
                .collect(),
        }
    };
    let mut paths: Vec<FoundPath> = paths.iter().map(found).collect();
    match seeking.rank {
        Rank::Steps => paths.sort_by_key(|path| (path.links.len(), Reverse(path.level()))),
        Rank::Confidence => paths.sort_by_key(|path| (Reverse(path.level()), path.links.len())),
    }
    paths.truncate(seeking.count);
    Ok(Found { seeking, revision, paths, took: began.elapsed() })
}
