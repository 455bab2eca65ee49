//! What is worked out from a document for its face and kept up with it: what the shown view's filter lets through, and
//! the index of what can be found. With many records both are done on a thread, and what was known before stays until
//! then.

use std::sync::Arc;

use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, OpenDocument, Session};
use crate::analysis::find::FindIndex;
use crate::analysis::query::{AskError, Query, QueryError, Shown};
use crate::base::{Task, ViewId};
use crate::model::Graph;

/// With so many entities and relationships it takes longer than a part of a frame.
const MANY: usize = 10_000;

/// What the filter of the shown view lets through.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    version: u64,
    shown: Option<Arc<Shown>>,
    error: Option<QueryError>,
}

impl Filter {
    /// What it shows; `None` shows everything, as without a filter and with one that is wrong.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_deref()
    }

    /// The same to keep.
    pub(super) fn share(&self) -> Option<Arc<Shown>> {
        self.shown.clone()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> Option<&QueryError> {
        self.error.as_ref()
    }

    /// Grows whenever it shows something else.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    fn set(&mut self, shown: Option<Arc<Shown>>, error: Option<QueryError>) {
        if self.shown != shown {
            self.version += 1;
        }
        (self.shown, self.error) = (shown, error);
    }
}

/// What is known of a document, and what for.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) filter: Filter,
    filter_for: Option<(u64, ViewId, String)>,
    index: Option<(u64, Arc<FindIndex>)>,
    is_filtering: bool,
    is_indexing: bool,
}

impl Session {
    /// Brings what the shown view's filter lets through up with the document that is worked on.
    pub(super) fn keep_up_filter(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let text = open.view().map(|state| state.view.filter.trim().to_owned()).unwrap_or_default();
        let wanted = (open.revision(), open.view_id().clone(), text);
        if open.asked.filter_for.as_ref() == Some(&wanted) || open.asked.is_filtering {
            return;
        }
        let is_same_view = open.asked.filter_for.as_ref().is_some_and(|(_, view, _)| *view == wanted.1);
        let (graph, key) = (Arc::clone(open.graph()), open.key());
        open.asked.filter_for = Some(wanted.clone());
        let (_, view, text) = wanted;
        if text.is_empty() {
            open.asked.filter.set(None, None);
        } else if is_large(&graph) {
            if !is_same_view {
                open.asked.filter.set(None, None);
            }
            open.asked.is_filtering = true;
            self.jobs.start("Filtering".into(), Stop::AtAnyTime, move |task| {
                let asked = ask(&graph, &view, &text, task);
                finish(move |session| session.end_filtering(key, asked))
            });
        } else {
            let asked = ask(&graph, &view, &text, &Task::default());
            open.asked.take_filter(asked);
        }
    }

    fn end_filtering(&mut self, key: DocumentKey, asked: Result<Shown, AskError>) {
        if let Some(open) = self.document_mut(key) {
            open.asked.is_filtering = false;
            open.asked.take_filter(asked);
        }
    }

    /// The index of what can be found in the document that is worked on: made now, or with many records on a thread,
    /// so that the next calls have it. In the meantime it is the one of an earlier revision, if there is one.
    pub fn find_index(&mut self) -> Option<Arc<FindIndex>> {
        let open = self.active_mut()?;
        let (revision, key) = (open.revision(), open.key());
        if open.asked.index.as_ref().is_none_or(|(known, _)| *known != revision) && !open.asked.is_indexing {
            let graph = Arc::clone(open.graph());
            if is_large(&graph) {
                open.asked.is_indexing = true;
                self.jobs.start("Reading all texts".into(), Stop::AtAnyTime, move |task| {
                    let index = FindIndex::build(&graph, task).ok();
                    finish(move |session| {
                        if let Some(open) = session.document_mut(key) {
                            open.asked.is_indexing = false;
                            open.asked.index = index.map(|index| (revision, Arc::new(index)));
                        }
                    })
                });
            } else if let Ok(index) = FindIndex::build(&graph, &Task::default()) {
                open.asked.index = Some((revision, Arc::new(index)));
            }
        }
        let open = self.document(key)?;
        open.asked.index.as_ref().map(|(_, index)| Arc::clone(index))
    }
}

impl Asked {
    /// Whether the filter is being asked.
    pub(super) fn is_filtering(&self) -> bool {
        self.is_filtering
    }

    /// What was being worked out may have failed: what comes next is worked out again.
    pub(super) fn give_up(&mut self) {
        (self.is_filtering, self.is_indexing) = (false, false);
    }

    fn take_filter(&mut self, asked: Result<Shown, AskError>) {
        match asked {
            Ok(shown) => self.filter.set(Some(Arc::new(shown)), None),
            Err(AskError::Query(error)) => self.filter.set(None, Some(error)),
            // Whoever stopped it sees everything, or what was seen before.
            Err(AskError::Cancelled(_)) => {}
        }
    }
}

impl OpenDocument {
    /// What the filter of the shown view lets through.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.asked.filter
    }
}

pub(super) fn is_large(graph: &Graph) -> bool {
    graph.entity_count() + graph.relationship_count() > MANY
}

fn ask(graph: &Graph, view: &ViewId, text: &str, task: &Task) -> Result<Shown, AskError> {
    let query: Query = text.parse()?;
    Ok(query.bind(graph, Some(view), task)?.shown(task)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Command, Environment, Verb};

    #[test]
    fn a_job_that_fails_keeps_nothing_from_being_worked_out_again() {
        let mut session = Session::new(Environment::none());
        session.dispatch(Command::Do(Verb::OpenExample));
        session.wait();
        let open = session.active_mut().unwrap();
        (open.asked.is_filtering, open.asked.is_indexing) = (true, true);
        session.jobs.start("Failing".into(), Stop::AtAnyTime, |_| panic!("on purpose"));
        session.wait();
        let open = session.active().unwrap();
        assert_eq!((open.asked.is_filtering, open.asked.is_indexing), (false, false));
    }
}
