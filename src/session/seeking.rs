//! Paths between two entities, found by a job over a snapshot.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::statistics::{Known, Network, Question as About, ways};
use super::{NetworkState, OpenDocument, Session};
use crate::analysis::paths::{Path, Question, links, shortest_paths, weakest};
use crate::analysis::topology::{Topology, TopologyError};
use crate::base::{EntityId, RelationshipId, Task};
use crate::model::Level;

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
    /// The state of the network that they hold for.
    pub of: NetworkState,
    /// In the order that was wanted.
    pub paths: Vec<FoundPath>,
    /// How long it took.
    pub took: Duration,
}

impl Session {
    /// Starts to look for paths. A search that is under way gives way.
    pub(super) fn seek_paths(&mut self, seeking: Seeking) {
        let Some(open) = self.active() else { return };
        let (key, of) = (open.key(), open.state_of_links(seeking.shown_only));
        let network = Network::of(open, seeking.shown_only);
        let ask = move |task: &Task| seek(&network, seeking, of, task);
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

/// The levels of confidence that a path can have, the firmest first.
const LEVELS: [Level; 3] = [Level::High, Level::Moderate, Level::Low];

fn seek(network: &Network, seeking: Seeking, of: NetworkState, task: &Task) -> Result<Found, TopologyError> {
    let began = Instant::now();
    let search = Search { network, seeking: &seeking, all: network.topology_from(seeking.least, task)? };
    let found = match seeking.rank {
        Rank::Confidence => search.firmest(&mut Vec::new(), |_| true, seeking.most_steps, task)?,
        Rank::Steps => {
            let mut shortest = search.shortest(&search.all, seeking.most_steps, task)?;
            // Of the longest of these there may be more, and firmer ones.
            if let Some(most) = shortest.last().map(Vec::len).filter(|_| shortest.len() == seeking.count) {
                shortest.retain(|path| path.len() < most);
                search.firmest(&mut shortest, |path| path.len() == most, most - 1, task)?
            } else {
                shortest
            }
        }
    };
    let mut paths: Vec<FoundPath> = found.iter().map(|path| search.told(path)).collect();
    match seeking.rank {
        Rank::Steps => paths.sort_by_key(|path| (path.links.len(), Reverse(path.level()))),
        Rank::Confidence => paths.sort_by_key(|path| (Reverse(path.level()), path.links.len())),
    }
    Ok(Found { seeking, of, paths, took: began.elapsed() })
}

struct Search<'a> {
    network: &'a Network,
    seeking: &'a Seeking,
    /// All that may be walked.
    all: Topology,
}

impl Search<'_> {
    /// The shortest paths in a part of the network that has the same entities.
    fn shortest(&self, topology: &Topology, most_steps: usize, task: &Task) -> Result<Vec<Path>, TopologyError> {
        let Seeking { from, to, count, directed, .. } = self.seeking;
        let nodes = |id: &EntityId| topology.node(id).into_iter().collect::<Vec<u32>>();
        let (from, to) = (nodes(from), nodes(to));
        let question = Question { from: &from, to: &to, ways: ways(*directed), most_steps };
        Ok(shortest_paths(topology, &question, *count, task)?)
    }

    /// Adds to what is found the firmest paths that are wanted, and of these the shortest, until there are as many as
    /// were asked for. Whatever is of a level is found where there is nothing less firm, so that nobody has to go through
    /// all the paths that are shorter and less firm.
    fn firmest(
        &self,
        found: &mut Vec<Path>,
        is_wanted: impl Fn(&Path) -> bool,
        most_steps: usize,
        task: &Task,
    ) -> Result<Vec<Path>, TopologyError> {
        let Seeking { count, least, .. } = self.seeking;
        let firmer = LEVELS.into_iter().filter(|level| least.is_none_or(|least| *level > least)).map(Some);
        for level in firmer.chain([None]) {
            let paths = match level {
                Some(level) => self.shortest(&self.network.topology_from(Some(level), task)?, most_steps, task)?,
                None => self.shortest(&self.all, most_steps, task)?,
            };
            let new: Vec<Path> = paths.into_iter().filter(|path| is_wanted(path) && !found.contains(path)).collect();
            found.extend(new);
            if found.len() >= *count {
                break;
            }
        }
        found.truncate(*count);
        Ok(std::mem::take(found))
    }

    fn told(&self, path: &Path) -> FoundPath {
        let graph = &self.network.graph;
        let steps = links(graph, &self.all, path, ways(self.seeking.directed));
        FoundPath {
            entities: path.iter().map(|node| self.all.ids()[*node as usize].clone()).collect(),
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rare;
    use crate::model::{ConfidenceOverride, Entity, Graph, Relationship};

    /// Ties of these levels between entities, which are there once they are named.
    fn graph<'a>(ties: impl IntoIterator<Item = (&'a str, &'a str, Level)>) -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        for (number, (from, to, level)) in ties.into_iter().enumerate() {
            for name in [from, to] {
                let id: EntityId = name.parse().unwrap();
                if graph.entity(&id).is_none() {
                    let entity = Entity::new(id.clone(), "person".parse().unwrap(), name);
                    graph.put_entity(&id, Some(Arc::new(entity))).unwrap();
                }
            }
            let id: RelationshipId = format!("r{number}").parse().unwrap();
            let kind = "related-to".parse().unwrap();
            let mut tie = Relationship::new(id.clone(), kind, from.parse().unwrap(), to.parse().unwrap());
            tie.confidence = Some(ConfidenceOverride { level, rationale: Rare::empty() });
            graph.put_relationship(&id, Some(Arc::new(tie))).unwrap();
        }
        graph
    }

    fn found(graph: &Graph, rank: Rank, count: usize) -> Vec<(usize, Level)> {
        let network = Network::all_of(Arc::new(graph.clone()));
        let seeking = Seeking {
            from: "a".parse().unwrap(),
            to: "z".parse().unwrap(),
            count,
            most_steps: 6,
            directed: false,
            rank,
            least: None,
            shown_only: false,
        };
        let found = seek(&network, seeking, NetworkState::default(), &Task::default()).unwrap();
        found.paths.iter().map(|path| (path.links.len(), path.level().unwrap())).collect()
    }

    #[test]
    fn the_firmest_path_is_found_behind_any_number_of_shorter_ones() {
        let between: Vec<String> = (0..300).map(|i| format!("m{i}")).collect();
        let weak = between.iter().flat_map(|m| [("a", m.as_str(), Level::Low), (m, "z", Level::Low)]);
        let firm = [("a", "x", Level::High), ("x", "y", Level::High), ("y", "z", Level::High)];
        let better = [("a", "n", Level::Moderate), ("n", "z", Level::Moderate)];
        let graph = graph(weak.chain(firm).chain(better));
        assert_eq!(found(&graph, Rank::Confidence, 3), [(3, Level::High), (2, Level::Moderate), (2, Level::Low)]);
        // Of 301 paths of two steps, the firmest comes first.
        assert_eq!(found(&graph, Rank::Steps, 2), [(2, Level::Moderate), (2, Level::Low)]);
        assert_eq!(found(&graph, Rank::Steps, 500).len(), 302);
    }
}
