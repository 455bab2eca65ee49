//! Reading the sources of the document that is worked on: who is mentioned in each text, and which names are new. Kept
//! up while somebody asks for it; with long texts or many names it is done on a thread, and what was known before stays
//! until then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::finish;
use super::job::Stop;
use super::{OpenDocument, Session};
use crate::analysis::mentions::{Candidate, Mention, Names, candidates};
use crate::base::{Cancelled, SourceId, Task};
use crate::model::Graph;

/// Names and kibibytes of text that take no longer than a part of a frame.
const LITTLE: usize = 2_000;

/// What was found in the text of a source.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The text that was read.
    pub text: Option<Arc<str>>,
    /// Where known entities are named.
    pub mentions: Vec<Mention>,
    /// What could be names, and is neither known nor set aside.
    pub candidates: Vec<Candidate>,
}

impl Reading {
    /// How many of the places with names are settled, of how many.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let open: usize = self.candidates.iter().map(|candidate| candidate.places.len()).sum();
        (self.mentions.len(), self.mentions.len() + open)
    }
}

/// The readings of all sources with a text.
pub type Readings = BTreeMap<SourceId, Arc<Reading>>;

/// What is known of the sources of a document.
#[derive(Default)]
pub(super) struct Read {
    readings: Readings,
    /// The revision that they are of.
    of: Option<u64>,
    is_under_way: bool,
}

impl Read {
    /// Nothing is under way any more; what changes next is read again.
    pub(super) fn give_up(&mut self) {
        self.is_under_way = false;
    }
}

impl Session {
    /// Brings the readings of the document that is worked on up with it, now or by a job.
    pub fn keep_up_readings(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let revision = open.revision();
        if open.read.of == Some(revision) || open.read.is_under_way {
            return;
        }
        open.read.of = Some(revision);
        let (graph, key) = (Arc::clone(open.graph()), open.key());
        let bytes: usize = graph.sources().values().filter_map(|source| source.text.as_deref()).map(str::len).sum();
        if graph.entity_count() + bytes / 1024 <= LITTLE {
            if let Ok(readings) = read(&graph, &Task::default()) {
                open.read.readings = readings;
            }
            return;
        }
        open.read.is_under_way = true;
        self.jobs.start("Looking for names".into(), Stop::AtAnyTime, move |task| {
            let readings = read(&graph, task);
            finish(move |session| {
                let Some(open) = session.document_mut(key) else { return };
                open.read.is_under_way = false;
                // Whoever stopped it has what was known before, until something changes.
                if let Ok(readings) = readings {
                    open.read.readings = readings;
                }
            })
        });
    }
}

impl OpenDocument {
    /// Whether what is known of the texts is of the present revision.
    #[must_use]
    pub fn are_readings_current(&self) -> bool {
        self.read.of == Some(self.revision()) && !self.read.is_under_way
    }

    /// What is known of the texts of its sources, after [`Session::keep_up_readings`].
    #[must_use]
    pub fn readings(&self) -> &Readings {
        &self.read.readings
    }
}

fn read(graph: &Graph, task: &Task) -> Result<Readings, Cancelled> {
    let names = Names::of(graph, task)?;
    let mut readings = Readings::new();
    for (id, source) in graph.sources() {
        let Some(text) = &source.text else { continue };
        let mentions = names.find(text, task)?;
        let candidates = candidates(text, &mentions, &source.ignored, task)?;
        readings.insert(id.clone(), Arc::new(Reading { text: Some(Arc::clone(text)), mentions, candidates }));
    }
    Ok(readings)
}
