//! Questions to the network of the document that is worked on: measures and paths, worked out by jobs over a snapshot.
//! An answer stays until a new one comes, and knows which revision it is of.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, Gravity, OpenDocument, Session};
use crate::analysis::network::{Answer, Effort, Metric, Settings, Weights, Whole, measure, whole};
use crate::analysis::paths::{Question, links, shortest_paths, weakest};
use crate::analysis::topology::{Scope, Topology, TopologyError, Ways};
use crate::base::{EntityId, RelationshipId, Task, ViewId};
use crate::model::Graph;

/// Where an answer is shown; each place has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A measure of each entity.
    Centrality,
    /// The community of each.
    Communities,
    /// Numbers of the whole.
    Structure,
}

/// What is asked of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// Where the answer is wanted.
    pub place: Place,
    /// The measures, by name.
    pub metrics: Vec<&'static str>,
    /// Whether direction counts.
    pub directed: bool,
    /// Whether strength counts.
    pub weighted: bool,
    /// How small communities are.
    pub resolution: f64,
    /// Only what this view shows.
    pub view: Option<ViewId>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What was asked.
    pub asking: Asking,
    /// The revision that it holds for.
    pub revision: u64,
    /// The entities that were looked at.
    pub ids: Vec<EntityId>,
    /// For each measure, the values of these.
    pub answers: Vec<Answer>,
    /// The numbers of the whole, where they were wanted.
    pub whole: Vec<Whole>,
    /// The entities by the first measure, as places in `ids`, the highest first; those without a value last.
    pub order: Vec<u32>,
    /// How long it took.
    pub took: Duration,
}

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
    /// Only what this view shows.
    pub view: Option<ViewId>,
}

/// A step of a path that was found.
#[derive(Debug, Clone)]
pub struct FoundLink {
    /// Where it starts.
    pub from: EntityId,
    /// What it can rest on, the firmest first. Never empty.
    pub relationships: Vec<RelationshipId>,
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

/// The paths that were found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was wanted.
    pub seeking: Seeking,
    /// The revision that they hold for.
    pub revision: u64,
    /// The shortest first.
    pub paths: Vec<FoundPath>,
    /// How long it took.
    pub took: Duration,
}

/// What is known of the network of a document.
#[derive(Default)]
pub(super) struct Known {
    measured: BTreeMap<Place, Arc<Measured>>,
    /// What is being worked out, and for which revision.
    asked: BTreeMap<Place, (Asking, u64)>,
    found: Option<Arc<Found>>,
}

/// The jobs of which only one of a kind runs.
#[derive(Default)]
pub(super) struct Running {
    measuring: BTreeMap<Place, Task>,
    seeking: Option<Task>,
}

impl Session {
    /// Starts to work an answer out. One for the same place that is under way gives way.
    pub(super) fn ask_network(&mut self, asking: Asking) {
        let Some(open) = self.active_mut() else { return };
        let (graph, key, revision) = (Arc::clone(open.graph()), open.key(), open.revision());
        let place = asking.place;
        open.known.asked.insert(place, (asking.clone(), revision));
        if let Some(before) = self.running.measuring.remove(&place) {
            before.cancel();
        }
        let label = match asking.metrics[..] {
            [one] => format!("Measuring {}", one.replace('-', " ")),
            _ => "Measuring the network".to_owned(),
        };
        let task = self.jobs.start(label, Stop::AtAnyTime, move |task| {
            let answer = answer(&graph, asking, revision, task);
            let task = task.clone();
            finish(move |session| {
                if !task.is_cancelled() {
                    session.end_asking(key, place, answer);
                }
            })
        });
        self.running.measuring.insert(place, task);
    }

    fn end_asking(&mut self, key: DocumentKey, place: Place, answer: Result<Measured, TopologyError>) {
        match answer {
            Ok(measured) => {
                if let Some(open) = self.document_mut(key) {
                    open.known.measured.insert(place, Arc::new(measured));
                }
            }
            Err(TopologyError::Cancelled(_)) => {}
            Err(error) => self.notify(Gravity::Failure, "Not measured", format!("{error}."), Vec::new()),
        }
    }

    /// Starts to look for paths. A search that is under way gives way.
    pub(super) fn seek_paths(&mut self, seeking: Seeking) {
        let Some(open) = self.active() else { return };
        let (graph, key, revision) = (Arc::clone(open.graph()), open.key(), open.revision());
        if let Some(before) = self.running.seeking.take() {
            before.cancel();
        }
        let task = self.jobs.start("Looking for paths".into(), Stop::AtAnyTime, move |task| {
            let found = seek(&graph, seeking, revision, task);
            let task = task.clone();
            finish(move |session| match found {
                Ok(found) if !task.is_cancelled() => {
                    if let Some(open) = session.document_mut(key) {
                        open.known.found = Some(Arc::new(found));
                    }
                }
                Ok(_) | Err(TopologyError::Cancelled(_)) => {}
                Err(error) => session.notify(Gravity::Failure, "No paths", format!("{error}."), Vec::new()),
            })
        });
        self.running.seeking = Some(task);
    }
}

impl OpenDocument {
    /// The latest answer for a place.
    #[must_use]
    pub fn measured(&self, place: Place) -> Option<&Arc<Measured>> {
        self.known.measured.get(&place)
    }

    /// Whether just this was asked for a place, whatever has changed since.
    #[must_use]
    pub fn has_asked(&self, asking: &Asking) -> bool {
        self.known.asked.get(&asking.place).is_some_and(|(asked, _)| asked == asking)
    }

    /// The paths that were found last.
    #[must_use]
    pub fn found_paths(&self) -> Option<&Arc<Found>> {
        self.known.found.as_ref()
    }
}

fn topology(graph: &Graph, view: Option<&ViewId>, task: &Task) -> Result<Topology, TopologyError> {
    let view = view.and_then(|id| graph.views().get(id));
    Topology::of(graph, &Scope { view, ..Scope::default() }, task)
}

fn answer(graph: &Graph, asking: Asking, revision: u64, task: &Task) -> Result<Measured, TopologyError> {
    let began = Instant::now();
    let topology = topology(graph, asking.view.as_ref(), task)?;
    let settings = Settings {
        ways: if asking.directed { Ways::Followed } else { Ways::Ignored },
        weights: if asking.weighted { Weights::Counted } else { Weights::Ignored },
        effort: Effort::Auto,
        resolution: asking.resolution,
        ..Settings::default()
    };
    let named = asking.metrics.iter().filter_map(|name| crate::analysis::network::metric(name));
    let metrics: Vec<&'static Metric> = named.collect();
    let answers = measure(&topology, &metrics, &settings, task)?;
    let whole = match asking.place {
        Place::Centrality => Vec::new(),
        Place::Communities | Place::Structure => whole(&topology, &metrics, &answers, &settings, task)?,
    };
    let ids = topology.ids().to_vec();
    let mut order: Vec<u32> = (0..ids.len() as u32).collect();
    if let Some(first) = answers.first() {
        let value = |at: &u32| first.values[*at as usize];
        order.sort_by(|a, b| {
            let (x, y) = (value(a), value(b));
            x.is_nan().cmp(&y.is_nan()).then(y.partial_cmp(&x).unwrap_or(Ordering::Equal)).then(a.cmp(b))
        });
    }
    Ok(Measured { asking, revision, ids, answers, whole, order, took: began.elapsed() })
}

fn seek(graph: &Graph, seeking: Seeking, revision: u64, task: &Task) -> Result<Found, TopologyError> {
    let began = Instant::now();
    let topology = topology(graph, seeking.view.as_ref(), task)?;
    let ways = if seeking.directed { Ways::Followed } else { Ways::Ignored };
    let nodes = |id: &EntityId| topology.node(id).into_iter().collect::<Vec<u32>>();
    let (from, to) = (nodes(&seeking.from), nodes(&seeking.to));
    let question = Question { from: &from, to: &to, ways, most_steps: seeking.most_steps };
    let paths = shortest_paths(&topology, &question, seeking.count, task)?;
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
                })
                .collect(),
        }
    };
    let paths = paths.iter().map(found).collect();
    Ok(Found { seeking, revision, paths, took: began.elapsed() })
}
