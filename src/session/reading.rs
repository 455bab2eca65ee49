//! Reading the sources of the document that is worked on: who is mentioned in each text, and which names are new. Kept
//! up while somebody asks for it. Only texts that changed are read anew, or all once names did; long ones on a thread,
//! which stops when what it reads is gone. What was known before stays until then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, OpenDocument, Session};
use crate::analysis::mentions::{Candidate, Mention, Names, candidates, folded, reviewed};
use crate::base::{Cancelled, SourceId, Task};
use crate::edit::{Edit, Transaction};
use crate::model::{Entity, Graph};

/// Kibibytes of text, and names to get ready for them, that take no longer than a part of a frame.
const LITTLE: usize = 256;

/// What was found in the text of a source.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The text that was read.
    pub text: Option<Arc<str>>,
    /// Where known entities are named, in order and without overlaps.
    pub mentions: Arc<[Mention]>,
    /// What could be names, and is neither known nor set aside.
    pub candidates: Vec<Candidate>,
    /// The same with what was set aside.
    all: Arc<[Candidate]>,
    /// What was set aside.
    ignored: BTreeSet<String>,
    /// The state of the names with which it was read.
    names: u64,
}

impl Reading {
    /// How many of the places with names are settled, of how many.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let open: usize = self.candidates.iter().map(|candidate| candidate.places.len()).sum();
        (self.mentions.len(), self.mentions.len() + open)
    }

    /// The mentions that share a byte with a stretch of the text.
    #[must_use]
    pub fn mentions_in(&self, stretch: &std::ops::Range<usize>) -> &[Mention] {
        let from = self.mentions.partition_point(|mention| mention.range.end <= stretch.start);
        let to = self.mentions.partition_point(|mention| mention.range.start < stretch.end);
        self.mentions.get(from..to).unwrap_or_default()
    }

    fn of(text: &Arc<str>, names: &Names, version: u64, task: &Task) -> Result<Self, Cancelled> {
        let mentions = names.find(text, &task.part(0.0, 0.6))?;
        let all = candidates(text, &mentions, &task.part(0.6, 1.0))?;
        let text = Some(Arc::clone(text));
        Ok(Self { text, mentions: mentions.into(), all: all.into(), names: version, ..Self::default() }.without(None))
    }

    /// The same where other names are set aside.
    fn without(self, ignored: Option<&BTreeSet<String>>) -> Self {
        let ignored = ignored.cloned().unwrap_or_default();
        Self { candidates: reviewed(&self.all, &ignored), ignored, ..self }
    }

    fn is_of(&self, text: &Arc<str>, names: u64) -> bool {
        self.names == names && self.text.as_ref().is_some_and(|read| Arc::ptr_eq(read, text))
    }
}

/// The readings of all sources with a text.
pub type Readings = BTreeMap<SourceId, Arc<Reading>>;

/// What is known of the sources of a document.
#[derive(Default)]
pub(super) struct Read {
    readings: Readings,
    /// The revision that was looked at last.
    of: Option<u64>,
    /// The revision at which somebody stopped it.
    stopped_at: Option<u64>,
    /// Grows whenever somebody is called otherwise.
    version: u64,
    /// The names, ready to be looked for, and the state that they are of.
    names: Option<(u64, Arc<Names>)>,
    /// Names that were given since the readings were trimmed last.
    given: Vec<String>,
    running: Option<Running>,
}

/// A job that reads.
struct Running {
    task: Task,
    version: u64,
    texts: Vec<(SourceId, Arc<str>)>,
    /// What it reads is gone, and it was told to stop.
    is_outdated: bool,
}

impl Read {
    /// Nothing is under way any more; what changes next is read again.
    pub(super) fn give_up(&mut self) {
        if self.running.take().is_some() {
            self.stopped_at = self.of;
        }
    }

    /// Takes note of who is called otherwise after an edit.
    pub(super) fn note(&mut self, transaction: &Transaction) {
        let called = |entity: &Entity| (entity.name.clone(), entity.aliases.to_vec(), entity.kind.clone());
        for edit in &transaction.edits {
            let Edit::Entity(swap) = edit else { continue };
            if swap.before.as_deref().map(called) != swap.after.as_deref().map(called) {
                self.version += 1;
                if let Some(entity) = &swap.after {
                    self.given.extend(std::iter::once(&entity.name).chain(&entity.aliases).cloned());
                }
            }
        }
    }

    /// Takes names that were given a moment ago out of what waits for a decision, before the texts are read again.
    fn trim(&mut self) {
        let given: FxHashSet<String> = self.given.drain(..).map(|name| folded(&name)).collect();
        if given.is_empty() {
            return;
        }
        for reading in self.readings.values_mut() {
            let is_given = |candidate: &Candidate| given.contains(&folded(&candidate.name));
            if reading.candidates.iter().any(is_given) {
                Arc::make_mut(reading).candidates.retain(|candidate| !is_given(candidate));
            }
        }
    }

    /// Brings what needs no reading up with the graph; the texts that are to be read, short ones first.
    fn left(&mut self, graph: &Graph) -> Vec<(SourceId, Arc<str>)> {
        let text_of = |id: &SourceId| graph.sources().get(id).and_then(|source| source.text.as_ref());
        self.readings.retain(|id, _| text_of(id).is_some());
        let mut left = Vec::new();
        for (id, source) in graph.sources() {
            let Some(text) = &source.text else { continue };
            match self.readings.get_mut(id).filter(|reading| reading.is_of(text, self.version)) {
                Some(reading) if reading.ignored == source.ignored => {}
                Some(reading) => *reading = Arc::new(Reading::clone(reading).without(Some(&source.ignored))),
                None => left.push((id.clone(), Arc::clone(text))),
            }
        }
        left.sort_by_key(|(_, text)| text.len());
        left
    }

    fn take(&mut self, graph: &Graph, read: Readings) {
        for (id, reading) in read {
            let Some(source) = graph.sources().get(&id) else { continue };
            if source.text.as_ref().is_some_and(|text| reading.is_of(text, self.version)) {
                let reading = if source.ignored.is_empty() {
                    reading
                } else {
                    Arc::new(Arc::unwrap_or_clone(reading).without(Some(&source.ignored)))
                };
                self.readings.insert(id, reading);
            }
        }
    }
}

impl Session {
    /// Brings the readings of the document that is worked on up with it, now or by a job.
    pub fn keep_up_readings(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let (revision, key, graph) = (open.revision(), open.key(), Arc::clone(open.graph()));
        let read = &mut open.read;
        if read.of == Some(revision) {
            return;
        }
        read.of = Some(revision);
        read.stopped_at = None;
        read.trim();
        let version = read.version;
        if let Some(running) = &mut read.running {
            let is_there = |(id, text): &(SourceId, Arc<str>)| {
                let now = graph.sources().get(id).and_then(|source| source.text.as_ref());
                now.is_some_and(|now| Arc::ptr_eq(now, text))
            };
            if running.version != version || !running.texts.iter().all(is_there) {
                running.is_outdated = true;
                running.task.cancel();
            }
            return;
        }
        let left = read.left(&graph);
        if left.is_empty() {
            return;
        }
        let names = read.names.clone().filter(|(of, _)| *of == version).map(|(_, names)| names);
        let kibibytes = left.iter().map(|(_, text)| text.len()).sum::<usize>() / 1024;
        let unready = if names.is_some() { 0 } else { graph.entity_count() / 8 };
        if kibibytes + unready <= LITTLE {
            let all = all_of(&graph, names, version, &left, &Task::default());
            read.names = all.names.map(|names| (version, names));
            read.take(&graph, all.readings);
            return;
        }
        let texts = left.clone();
        let task = self.jobs.start("Looking for names".into(), Stop::AtAnyTime, move |task| {
            let all = all_of(&graph, names, version, &left, task);
            let is_whole = !task.is_cancelled();
            finish(move |session| session.end_reading(key, version, all, is_whole))
        });
        if let Some(open) = self.document_mut(key) {
            open.read.running = Some(Running { task, version, texts, is_outdated: false });
        }
    }

    fn end_reading(&mut self, key: DocumentKey, version: u64, all: All, is_whole: bool) {
        let Some(open) = self.document_mut(key) else { return };
        let (graph, revision) = (Arc::clone(open.graph()), open.revision());
        let read = &mut open.read;
        let was_outdated = read.running.take().is_some_and(|running| running.is_outdated);
        if let Some(names) = all.names.filter(|_| read.version == version) {
            read.names = Some((version, names));
        }
        read.take(&graph, all.readings);
        if is_whole || was_outdated {
            // What changed in the meantime comes next.
            read.of = None;
        } else {
            // Whoever stopped it has what was known before, until something changes.
            read.stopped_at = Some(revision);
        }
    }
}

impl OpenDocument {
    /// Whether what is known of the texts is of the present revision.
    #[must_use]
    pub fn are_readings_current(&self) -> bool {
        let Read { of, stopped_at, running, .. } = &self.read;
        *of == Some(self.revision()) && *stopped_at != *of && running.is_none()
    }

    /// What is known of the texts of its sources, after [`Session::keep_up_readings`].
    #[must_use]
    pub fn readings(&self) -> &Readings {
        &self.read.readings
    }
}

/// What was read, as far as it got.
struct All {
    names: Option<Arc<Names>>,
    readings: Readings,
}

fn all_of(graph: &Graph, names: Option<Arc<Names>>, version: u64, left: &[(SourceId, Arc<str>)], task: &Task) -> All {
    let mut all = All { names, readings: Readings::new() };
    if all.names.is_none() {
        all.names = Names::of(graph, task).ok().map(Arc::new);
    }
    let Some(names) = &all.names else { return all };
    let bytes = left.iter().map(|(_, text)| text.len()).sum::<usize>().max(1) as f32;
    let mut before = 0;
    for (id, text) in left {
        let part = task.part(before as f32 / bytes, (before + text.len()) as f32 / bytes);
        let Ok(reading) = Reading::of(text, names, version, &part) else { break };
        all.readings.insert(id.clone(), Arc::new(reading));
        before += text.len();
    }
    all
}
