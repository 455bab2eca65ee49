//! Where the quotes of the document that is worked on stand in the texts of their sources, kept up with it: what is new
//! is looked for now where that is little, else by a job. What was known before stays until then.

use std::sync::Arc;

use super::asking::is_large;
use super::file::finish;
use super::job::Stop;
use super::{OpenDocument, Session};
use crate::analysis::quotes::Quotes;
use crate::base::Task;
use crate::model::Graph;

/// So many bytes of text take no longer than a part of a frame.
const LITTLE: usize = 1 << 19;

/// What is known of a document.
#[derive(Default)]
pub(super) struct Quoting {
    known: Arc<Quotes>,
    /// The revision that was looked at last.
    of: Option<u64>,
    running: Option<Running>,
}

/// A job that looks for quotes.
struct Running {
    task: Task,
    graph: Arc<Graph>,
    is_outdated: bool,
}

impl Quoting {
    /// Nothing is under way any more.
    pub(super) fn give_up(&mut self) {
        self.running = None;
    }
}

impl Session {
    /// Brings what is known of quotes up with the document that is worked on.
    pub fn keep_up_quotes(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let (revision, key, graph) = (open.revision(), open.key(), Arc::clone(open.graph()));
        let quoting = &mut open.quoting;
        if quoting.of == Some(revision) {
            return;
        }
        quoting.of = Some(revision);
        if let Some(running) = &mut quoting.running {
            // A text that is gone need not be read to its end.
            if !has_texts_of(&graph, &running.graph) {
                running.is_outdated = true;
                running.task.cancel();
            }
            return;
        }
        let known = Arc::clone(&quoting.known);
        if !is_large(&graph) && known.work(&graph) <= LITTLE {
            if let Ok(quotes) = Quotes::of(&graph, &known, &Task::default()) {
                quoting.known = Arc::new(quotes);
            }
            return;
        }
        let of = Arc::clone(&graph);
        let task = self.jobs.start("Looking for quotes".into(), Stop::AtAnyTime, move |task| {
            let quotes = Quotes::of(&of, &known, task);
            finish(move |session| {
                let Some(open) = session.document_mut(key) else { return };
                let was_outdated = open.quoting.running.take().is_some_and(|running| running.is_outdated);
                let is_whole = quotes.is_ok();
                if let Ok(quotes) = quotes {
                    open.quoting.known = Arc::new(quotes);
                }
                // What changed in the meantime comes next, but nothing that somebody has stopped.
                if (is_whole && open.revision() != revision) || was_outdated {
                    open.quoting.of = None;
                }
            })
        });
        if let Some(open) = self.document_mut(key) {
            open.quoting.running = Some(Running { task, graph, is_outdated: false });
        }
    }
}

/// Whether a graph has all texts that another has.
fn has_texts_of(graph: &Graph, other: &Graph) -> bool {
    other.sources().iter().all(|(id, source)| {
        let now = || graph.sources().get(id).and_then(|now| now.text.as_ref());
        source.text.as_ref().is_none_or(|text| now().is_some_and(|now| Arc::ptr_eq(now, text)))
    })
}

impl OpenDocument {
    /// Where its quotes stand, as far as that is known.
    #[must_use]
    pub fn quotes(&self) -> &Arc<Quotes> {
        &self.quoting.known
    }

    /// Whether what is known of its quotes is of the graph as it is now.
    #[must_use]
    pub fn are_quotes_current(&self) -> bool {
        self.quoting.of == Some(self.revision()) && self.quoting.running.is_none()
    }
}
