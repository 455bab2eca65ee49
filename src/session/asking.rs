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

/// For what the filter is asked: revision, view, text.
type Question = (u64, ViewId, String);

/// What is known of a document, and what for.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) filter: Filter,
    filter_for: Option<Question>,
    /// The job that asks the filter.
    filtering: Option<Task>,
    index: Option<(u64, Arc<FindIndex>)>,
    /// The revision whose index was stopped, and is not begun again by itself.
    index_given_up: Option<u64>,
    is_indexing: bool,
}

impl Session {
    /// Brings what the shown view's filter lets through up with the document that is worked on.
    pub(super) fn keep_up_filter(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let text = open.view().map(|state| state.view.filter.trim().to_owned()).unwrap_or_default();
        let wanted = (open.revision(), open.view_id().clone(), text);
        if open.asked.filter_for.as_ref() == Some(&wanted) {
            return;
        }
        let asked_for = open.asked.filter_for.as_ref();
        let is_same_view = asked_for.is_some_and(|(_, view, _)| *view == wanted.1);
        let is_same_question = is_same_view && asked_for.is_some_and(|(.., text)| *text == wanted.2);
        if let Some(task) = &open.asked.filtering {
            if is_same_question {
                // Of an earlier revision, and better than nothing until it is asked again.
                return;
            }
            task.cancel();
            open.asked.filtering = None;
        }
        let (graph, key) = (Arc::clone(open.graph()), open.key());
        open.asked.filter_for = Some(wanted.clone());
        let (_, view, text) = wanted.clone();
        if text.is_empty() {
            open.asked.filter.set(None, None);
        } else if is_large(&graph) {
            if !is_same_view {
                open.asked.filter.set(None, None);
            }
            let task = self.jobs.start("Filtering".into(), Stop::AtAnyTime, move |task| {
                let asked = ask(&graph, &view, &text, task);
                finish(move |session| session.end_filtering(key, &wanted, asked))
            });
            if let Some(open) = self.document_mut(key) {
                open.asked.filtering = Some(task);
            }
        } else {
            let asked = ask(&graph, &view, &text, &Task::default());
            open.asked.take_filter(asked);
        }
    }

    /// Takes what a job found, unless something else has been asked since.
    fn end_filtering(&mut self, key: DocumentKey, asked_for: &Question, asked: Result<Shown, AskError>) {
        let Some(open) = self.document_mut(key) else { return };
        if open.asked.filter_for.as_ref() == Some(asked_for) {
            open.asked.filtering = None;
            open.asked.take_filter(asked);
        }
    }

    /// The index of what can be found in the document that is worked on: made now, or with many records on a thread,
    /// so that the next calls have it. In the meantime it is the one of an earlier revision, if there is one.
    pub fn find_index(&mut self) -> Option<Arc<FindIndex>> {
        let open = self.active_mut()?;
        let (revision, key) = (open.revision(), open.key());
        let is_known = open.asked.index.as_ref().is_some_and(|(known, _)| *known == revision);
        let is_given_up = open.asked.index_given_up == Some(revision);
        if !is_known && !is_given_up && !open.asked.is_indexing {
            let graph = Arc::clone(open.graph());
            if is_large(&graph) {
                open.asked.is_indexing = true;
                self.jobs.start("Reading all texts".into(), Stop::AtAnyTime, move |task| {
                    let index = FindIndex::build(&graph, task).ok();
                    finish(move |session| {
                        if let Some(open) = session.document_mut(key) {
                            open.asked.is_indexing = false;
                            match index {
                                Some(index) => open.asked.index = Some((revision, Arc::new(index))),
                                // What was known before still serves.
                                None => open.asked.index_given_up = Some(revision),
                            }
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
        self.filtering.is_some()
    }

    /// What was being worked out may have failed: what comes next is worked out again.
    pub(super) fn give_up(&mut self) {
        (self.filtering, self.is_indexing) = (None, false);
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
    use crate::edit::intent;
    use crate::edit::{Merging, Transaction};
    use crate::model::Entity;
    use crate::session::{Command, Environment, Verb};

    fn id(view: &str) -> ViewId {
        view.parse().unwrap()
    }

    /// More than is asked in a frame, and two views of it.
    fn large() -> Session {
        let mut graph = Graph::new(id("all"));
        graph.reserve(MANY + 1, 0);
        for i in 0..=MANY {
            let kind = if i % 2 == 0 { "person" } else { "state" };
            let entity = Entity::new(format!("e{i}").parse().unwrap(), kind.parse().unwrap(), format!("Actor {i}"));
            graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
        }
        for (view, filter) in [("people", "type:person"), ("states", "type:state")] {
            let mut shown = (*graph.views()[&id("all")].view).clone();
            (shown.id, shown.title, shown.filter) = (id(view), view.into(), filter.into());
            graph.put_view(&id(view), Some(Arc::new(shown))).unwrap();
        }
        let mut session = Session::new(Environment::none()).with_seed(3);
        session.open_graph(graph, "large");
        session.wait();
        session
    }

    fn rename(session: &mut Session, name: &str) {
        let entity = "e1".parse().unwrap();
        let transaction: Transaction = intent::rename(session.active().unwrap().graph(), &entity, name);
        session.dispatch(Command::Apply { transaction, merging: Merging::Never, select: None });
    }

    #[test]
    fn a_view_is_never_seen_through_the_filter_of_another() {
        let mut session = large();
        let shown = |session: &Session| session.active().unwrap().sight().counts(session.active().unwrap().graph()).0;
        session.dispatch(Command::ShowView(id("people")));
        session.wait();
        assert_eq!(shown(&session), MANY / 2 + 1);
        session.dispatch(Command::ShowView(id("states")));
        session.poll();
        assert_ne!(shown(&session), MANY / 2 + 1, "the people");
        // There and back before anything is answered.
        session.dispatch(Command::ShowView(id("all")));
        session.poll();
        assert_eq!(shown(&session), MANY + 1);
        session.wait();
        assert_eq!(shown(&session), MANY + 1, "what was asked for the states is of no use any more");
        session.dispatch(Command::ShowView(id("states")));
        session.wait();
        assert_eq!(shown(&session), MANY / 2);
    }

    #[test]
    fn another_filter_says_what_comes_and_goes() {
        let mut session = large();
        session.dispatch(Command::ShowView(id("people")));
        session.wait();
        for (filter, expected) in [("type:person -name:\"Actor 2\"", 1), ("type:person", 1)] {
            let open = session.active().unwrap();
            let transaction = intent::change_view(open.graph(), open.view_id(), "filter", |v| v.filter = filter.into());
            session.dispatch(Command::Apply { transaction, merging: Merging::Never, select: None });
            session.wait();
            let change = session.active().unwrap().sight().change().expect("few come and go");
            assert!(!change.entities.is_empty() && change.entities.len() < MANY / 4, "{filter}: {expected}");
        }
    }

    #[test]
    fn an_index_that_is_stopped_leaves_the_one_before_and_is_not_begun_again() {
        let mut session = large();
        session.find_index();
        session.wait();
        let before = session.find_index().expect("it is made");
        rename(&mut session, "Kim");
        session.poll();
        session.find_index();
        session.jobs().iter().for_each(|job| job.task.cancel());
        session.wait();
        let after = session.find_index();
        assert!(after.is_some());
        assert!(session.jobs().is_empty(), "nobody asked for it again");
        drop(before);
        // The next change is read again.
        rename(&mut session, "Kim Jong Un");
        session.find_index();
        session.wait();
        assert!(session.find_index().is_some());
    }

    #[test]
    fn a_job_that_fails_keeps_nothing_from_being_worked_out_again() {
        let mut session = Session::new(Environment::none());
        session.dispatch(Command::Do(Verb::OpenExample));
        session.wait();
        let open = session.active_mut().unwrap();
        (open.asked.filtering, open.asked.is_indexing) = (Some(Task::default()), true);
        session.jobs.start("Failing".into(), Stop::AtAnyTime, |_| panic!("on purpose"));
        session.wait();
        let open = session.active().unwrap();
        assert!(open.asked.filtering.is_none() && !open.asked.is_indexing);
    }
}
