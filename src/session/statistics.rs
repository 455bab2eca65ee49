//! Questions to the network of the document that is worked on: measures, worked out by jobs over a snapshot. An answer
//! stays until a new one comes, and knows of which state of the network it is.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::file::finish;
use super::job::Stop;
use super::{Command, Contrast, DocumentKey, Found, Gravity, NetworkState, OpenDocument, Session, Surroundings};
use crate::analysis::network::{Answer, Effort, Metric, Settings, Weights, Whole, measure, whole};
use crate::analysis::query::Shown;
use crate::analysis::topology::{Scope, Topology, TopologyError, Ways};
use crate::base::{EntityId, Task, ViewId};
use crate::model::{Graph, Level, Relationship};

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
    /// What counts.
    pub counting: Counting,
}

/// What of the network counts, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// Whether direction counts.
    pub directed: bool,
    /// Whether strength counts.
    pub weighted: bool,
    /// How small communities are.
    pub resolution: f64,
    /// Only what the shown view shows: at its time, within its filter.
    pub shown_only: bool,
}

impl Default for Counting {
    fn default() -> Self {
        Self { directed: false, weighted: false, resolution: 1.0, shown_only: false }
    }
}

impl Counting {
    pub(super) fn settings(&self) -> Settings {
        let Self { directed, weighted, resolution, shown_only: _ } = *self;
        Settings {
            ways: ways(directed),
            weights: if weighted { Weights::Counted } else { Weights::Ignored },
            effort: Effort::Auto,
            resolution,
            ..Settings::default()
        }
    }
}

pub(super) fn ways(directed: bool) -> Ways {
    if directed { Ways::Followed } else { Ways::Ignored }
}

/// A snapshot of what counts of a graph.
pub(super) struct Network {
    pub(super) graph: Arc<Graph>,
    view: Option<ViewId>,
    /// What the filter and the time of the view let through.
    shown: Option<Arc<Shown>>,
}

impl Network {
    pub(super) fn of(open: &OpenDocument, shown_only: bool) -> Self {
        let view = shown_only.then(|| open.view_id().clone());
        let shown = view.as_ref().and_then(|_| open.sight().share());
        Self { graph: Arc::clone(open.graph()), view, shown }
    }

    #[cfg(test)]
    pub(super) fn all_of(graph: Arc<Graph>) -> Self {
        Self { graph, view: None, shown: None }
    }

    pub(super) fn topology(&self, task: &Task) -> Result<Topology, TopologyError> {
        self.topology_from(None, task)
    }

    /// The same without what is less firm.
    pub(super) fn topology_from(&self, least: Option<Level>, task: &Task) -> Result<Topology, TopologyError> {
        let Self { graph, view, shown } = self;
        let shown = shown.as_deref();
        let keeps = |r: &Relationship| shown.is_none_or(|shown| shown.relationships.contains(&r.id));
        let scope = Scope {
            view: view.as_ref().and_then(|id| graph.views().get(id)),
            entities: shown.map(|shown| &shown.entities),
            least_confidence: least,
            keeps: Some(&keeps),
            ..Scope::default()
        };
        Topology::of(graph, &scope, task)
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What was asked.
    pub asking: Asking,
    /// The state of the network that it holds for.
    pub of: NetworkState,
    /// The entities that were looked at.
    pub ids: Vec<EntityId>,
    /// For each measure, the values of these.
    pub answers: Vec<Answer>,
    /// The numbers of the whole, where they were wanted.
    pub whole: Vec<Whole>,
    /// The entities by the first measure, as places in `ids`, the highest first; those without a value last.
    pub order: Vec<u32>,
    /// The rank of each in that order, from 1. Equal values share the first of their ranks.
    pub ranks: Vec<u32>,
    /// How long it took.
    pub took: Duration,
}

/// What is known of the network of a document.
#[derive(Default)]
pub(super) struct Known {
    measured: BTreeMap<Place, Arc<Measured>>,
    /// What is being worked out, and for which revision.
    asked: BTreeMap<Place, (Asking, NetworkState)>,
    pub(super) found: Option<Arc<Found>>,
    pub(super) surroundings: Option<Arc<Surroundings>>,
    pub(super) contrast: Option<Arc<Contrast>>,
}

/// What is asked of a network, of each of which only one is worked out at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    Measures(Place),
    Paths,
    Surroundings,
    Dates,
}

/// What stops those that are worked out.
pub(super) type Running = BTreeMap<Question, Task>;

impl Session {
    /// Starts to work an answer out. One for the same place that is under way gives way.
    pub(super) fn ask_network(&mut self, asking: Asking) {
        let Some(open) = self.active_mut() else { return };
        let (key, place) = (open.key(), asking.place);
        let of = open.state_of_network(asking.counting.shown_only);
        let network = Network::of(open, asking.counting.shown_only);
        open.known.asked.insert(place, (asking.clone(), of.clone()));
        let label = match asking.metrics[..] {
            [one] => format!("Measuring {}", one.replace('-', " ")),
            _ => "Measuring the network".to_owned(),
        };
        let ask = move |task: &Task| answer(&network, asking, of, task);
        let keep = move |known: &mut Known, measured| drop(known.measured.insert(place, Arc::new(measured)));
        self.work_out(key, Question::Measures(place), (label, "Not measured"), ask, keep);
    }

    /// Works an answer out on a thread and keeps it, unless that was stopped. The same question under way gives way.
    /// `label` says what is done, `failed` what failed.
    pub(super) fn work_out<T: Send + 'static>(
        &mut self,
        document: DocumentKey,
        question: Question,
        (label, failed): (String, &'static str),
        ask: impl FnOnce(&Task) -> Result<T, TopologyError> + Send + 'static,
        keep: impl FnOnce(&mut Known, T) + Send + 'static,
    ) {
        if let Some(before) = self.running.remove(&question) {
            before.cancel();
        }
        let task = self.jobs.start(label, Stop::AtAnyTime, move |task| {
            let answer = ask(task);
            let task = task.clone();
            finish(move |session| match answer {
                Ok(answer) if !task.is_cancelled() => {
                    if let Some(open) = session.document_mut(document) {
                        keep(&mut open.known, answer);
                    }
                }
                Ok(_) | Err(TopologyError::Cancelled(_)) => {}
                Err(error) => session.notify(Gravity::Failure, failed, format!("{error}."), Vec::new()),
            })
        });
        self.running.insert(question, task);
    }

    /// Asks again for all that is shown of the network.
    pub(super) fn refresh_network(&mut self) {
        let Some(open) = self.active_mut() else { return };
        open.measure_figures_anew();
        let known = &open.known;
        let mut again: Vec<Command> =
            known.asked.values().map(|(asking, _)| Command::Measure(asking.clone())).collect();
        again.extend(known.found.as_ref().map(|found| Command::FindPaths(found.seeking.clone())));
        again.extend(known.surroundings.as_ref().map(|near| Command::LookAround(near.around.clone())));
        again.extend(known.contrast.as_ref().map(|contrast| Command::CompareDates(contrast.dates.clone())));
        again.into_iter().for_each(|command| self.dispatch(command));
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

    /// Whether an answer holds for the network as it is.
    #[must_use]
    pub fn holds(&self, measured: &Measured) -> bool {
        measured.of == self.state_of_network(measured.asking.counting.shown_only)
    }
}

fn answer(network: &Network, asking: Asking, of: NetworkState, task: &Task) -> Result<Measured, TopologyError> {
    let began = Instant::now();
    let topology = network.topology(task)?;
    let settings = asking.counting.settings();
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
    let mut ranks: Vec<u32> = Vec::with_capacity(order.len());
    for (nth, at) in order.iter().enumerate() {
        let value = |at: u32| answers.first().map(|first| first.values[at as usize]);
        let shared = nth.checked_sub(1).filter(|before| value(order[*before]) == value(*at));
        ranks.push(shared.map_or(nth as u32 + 1, |before| ranks[before]));
    }
    Ok(Measured { asking, of, ids, answers, whole, order, ranks, took: began.elapsed() })
}
