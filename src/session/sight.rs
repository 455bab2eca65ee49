//! What the shown view lets through, its filter and its time together, and when everything in it begins. Kept up like
//! the filter: with many records on a thread, and what was known before stays until then.

use std::sync::Arc;

use super::asking::is_large;
use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, OpenDocument, Session};
use crate::analysis::query::Shown;
use crate::analysis::time::{AsOf, Chronology, holding};
use crate::base::{Cancelled, EntityId, Interval, RelationshipId, Task, ViewId};
use crate::model::{Graph, Status, View};

/// What the shown view lets through, its filter and its time together.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    version: u64,
    shown: Option<Arc<Shown>>,
    as_of: Option<AsOf>,
    change: Option<Arc<SightChange>>,
}

/// What came, went or reads differently from one version of a [`Sight`] to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SightChange {
    /// Entities.
    pub entities: Vec<EntityId>,
    /// Relationships.
    pub relationships: Vec<RelationshipId>,
}

impl Sight {
    /// What is shown; `None` shows everything.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_deref()
    }

    /// The same to keep.
    pub(super) fn share(&self) -> Option<Arc<Shown>> {
        self.shown.clone()
    }

    /// The time for which that was found; `None` for all times.
    #[must_use]
    pub fn as_of(&self) -> Option<AsOf> {
        self.as_of
    }

    /// Grows by one whenever something else is shown.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What changed since the version before this one, where that is known.
    #[must_use]
    pub fn change(&self) -> Option<&SightChange> {
        self.change.as_deref()
    }

    /// How many entities and relationships are shown.
    #[must_use]
    pub fn counts(&self, graph: &Graph) -> (usize, usize) {
        let all = (graph.entity_count(), graph.relationship_count());
        self.shown().map_or(all, |shown| (shown.entities.len(), shown.relationships.len()))
    }

    fn set(&mut self, shown: Option<Arc<Shown>>, as_of: Option<AsOf>, change: Option<SightChange>) {
        if self.shown != shown || self.as_of != as_of {
            self.version += 1;
            self.change = change.map(Arc::new);
            (self.shown, self.as_of) = (shown, as_of);
        }
    }
}

/// For what a sight was found: revision, view, version of the filter, time.
type For = (u64, ViewId, u64, Option<AsOf>);

/// What is known of the time of a document, and what for.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) sight: Sight,
    sight_for: Option<For>,
    is_looking: bool,
    /// The time that a view is shown at for now, while a hand moves it.
    preview: Option<(ViewId, Interval)>,
    chronology: Option<((u64, u64), Arc<Chronology>)>,
    is_counting: bool,
}

impl Seen {
    /// What was being worked out may have failed: what comes next is worked out again.
    pub(super) fn give_up(&mut self) {
        (self.is_looking, self.is_counting) = (false, false);
    }
}

impl Session {
    /// Brings the sight up with the document that is worked on. Called when its filter is up.
    pub(super) fn keep_up_sight(&mut self) {
        let Some(open) = self.active_mut() else { return };
        if open.asked.is_filtering() {
            // Until the filter of this view is known, it is not seen through that of another one.
            let as_of = open.as_of();
            let is_other = open.seen.sight_for.as_ref().is_some_and(|(_, view, ..)| view != open.view_id());
            if is_other {
                open.seen.sight_for = None;
                open.seen.sight.set(None, as_of, None);
            }
            return;
        }
        if open.seen.is_looking {
            return;
        }
        let wanted: For = (open.revision(), open.view_id().clone(), open.filter().version(), open.as_of());
        if open.seen.sight_for.as_ref() == Some(&wanted) {
            return;
        }
        let is_same_view = open.seen.sight_for.as_ref().is_some_and(|(_, view, ..)| *view == wanted.1);
        let had_time = open.seen.sight.as_of.is_some();
        let (graph, key, within) = (Arc::clone(open.graph()), open.key(), open.filter().share());
        let as_of = wanted.3;
        open.seen.sight_for = Some(wanted);
        let Some(time) = as_of else {
            let before = open.seen.sight.shown.as_deref();
            let change = (is_same_view && !had_time).then(|| came_and_went(&graph, before, within.as_deref()));
            return open.seen.sight.set(within, None, change.flatten());
        };
        // Of another view nothing is kept.
        let before = open.seen.sight.shown.clone().filter(|_| is_same_view);
        if is_large(&graph) {
            if !is_same_view {
                open.seen.sight.set(within.clone(), as_of, None);
            }
            open.seen.is_looking = true;
            self.jobs.start("Looking at the time".into(), Stop::AtAnyTime, move |task| {
                let found = look(&graph, time, within.as_deref(), before.as_deref(), task);
                finish(move |session| session.end_looking(key, time, found))
            });
        } else if let Ok((shown, change)) = look(&graph, time, within.as_deref(), before.as_deref(), &Task::default()) {
            open.seen.sight.set(Some(shown), as_of, change);
        }
    }

    fn end_looking(&mut self, key: DocumentKey, time: AsOf, found: Result<Found, Cancelled>) {
        let Some(open) = self.document_mut(key) else { return };
        open.seen.is_looking = false;
        // Whoever stopped it goes on to see what was seen before.
        if let Ok((shown, change)) = found {
            open.seen.sight.set(Some(shown), Some(time), change);
        }
    }

    /// When everything in the document that is worked on begins, as far as its filter lets it through: made now, or with
    /// many records on a thread, so that the next calls have it. In the meantime it is that of an earlier revision.
    pub fn chronology(&mut self) -> Option<Arc<Chronology>> {
        let open = self.active_mut()?;
        let (wanted, key) = ((open.revision(), open.filter().version()), open.key());
        let is_known = open.seen.chronology.as_ref().is_some_and(|(known, _)| *known == wanted);
        if !is_known && !open.seen.is_counting && !open.asked.is_filtering() {
            let (graph, within) = (Arc::clone(open.graph()), open.filter().share());
            if is_large(&graph) {
                open.seen.is_counting = true;
                self.jobs.start("Counting by date".into(), Stop::AtAnyTime, move |task| {
                    let made = Chronology::of(&graph, within.as_deref(), task).ok();
                    finish(move |session| {
                        if let Some(open) = session.document_mut(key) {
                            open.seen.is_counting = false;
                            // One that was stopped stands empty, so that it is not begun anew at once.
                            open.seen.chronology = Some((wanted, Arc::new(made.unwrap_or_default())));
                        }
                    })
                });
            } else if let Ok(made) = Chronology::of(&graph, within.as_deref(), &Task::default()) {
                open.seen.chronology = Some((wanted, Arc::new(made)));
            }
        }
        let open = self.document(key)?;
        open.seen.chronology.as_ref().map(|(_, known)| Arc::clone(known))
    }

    /// Shows the view at another time until it is changed or this ends; `None` ends it.
    pub(super) fn preview_time(&mut self, at: Option<Interval>) {
        if let Some(open) = self.active_mut() {
            open.seen.preview = at.map(|at| (open.view_id().clone(), at));
        }
    }
}

impl OpenDocument {
    /// What the shown view lets through, its filter and its time together.
    #[must_use]
    pub fn sight(&self) -> &Sight {
        &self.seen.sight
    }

    /// The time that is asked for: that of the shown view, or the one it is shown at for now.
    #[must_use]
    pub fn time(&self) -> Option<Interval> {
        let preview = self.seen.preview.as_ref().filter(|(view, _)| view == self.view_id());
        preview.map(|(_, at)| *at).or_else(|| self.view().and_then(|state| state.view.at))
    }

    /// Whether the shown time is not that of the view but one for now.
    #[must_use]
    pub fn is_time_previewed(&self) -> bool {
        self.seen.preview.as_ref().is_some_and(|(view, _)| view == self.view_id())
    }

    fn as_of(&self) -> Option<AsOf> {
        let view: &View = &self.view()?.view;
        self.time().map(|at| AsOf::by(view, at))
    }

    /// The graph changed, and with it what a preview was for.
    pub(super) fn end_time_preview(&mut self) {
        self.seen.preview = None;
    }
}

/// What is shown, and what differs from before.
type Found = (Arc<Shown>, Option<SightChange>);

fn look(
    graph: &Graph,
    as_of: AsOf,
    within: Option<&Shown>,
    before: Option<&Shown>,
    task: &Task,
) -> Result<Found, Cancelled> {
    let shown = holding(graph, as_of, within, task)?;
    let change = before.map(|before| difference(graph, before, &shown));
    Ok((Arc::new(shown), change))
}

/// What came or went with another filter, where `None` shows everything. `None` where it is so much that nobody is
/// helped by a list.
fn came_and_went(graph: &Graph, before: Option<&Shown>, after: Option<&Shown>) -> Option<SightChange> {
    let most = 1_000 + (graph.entity_count() + graph.relationship_count()) / 8;
    let mut change = match (before, after) {
        (None, None) => SightChange::default(),
        (Some(before), Some(after)) => {
            let entities = before.entities.symmetric_difference(&after.entities);
            let relationships = before.relationships.symmetric_difference(&after.relationships);
            SightChange {
                entities: entities.take(most + 1).cloned().collect(),
                relationships: relationships.take(most + 1).cloned().collect(),
            }
        }
        (Some(some), None) | (None, Some(some)) => {
            let entities = graph.entities_unsorted().map(|e| &e.id).filter(|id| !some.entities.contains(*id));
            let relationships =
                graph.relationships_unsorted().map(|r| &r.id).filter(|id| !some.relationships.contains(*id));
            SightChange {
                entities: entities.take(most + 1).cloned().collect(),
                relationships: relationships.take(most + 1).cloned().collect(),
            }
        }
    };
    if change.entities.len() + change.relationships.len() > most {
        return None;
    }
    change.entities.sort_unstable();
    change.relationships.sort_unstable();
    Some(change)
}

/// What came or went, and what has ended, which reads differently at other times.
fn difference(graph: &Graph, before: &Shown, after: &Shown) -> SightChange {
    let can_read_differently = |status: Status, valid: Option<Interval>| status == Status::Ended && valid.is_some();
    let entities = before.entities.symmetric_difference(&after.entities).cloned();
    let relationships = before.relationships.symmetric_difference(&after.relationships).cloned();
    let (mut entities, mut relationships): (Vec<_>, Vec<_>) = (entities.collect(), relationships.collect());
    let stay = |id: &EntityId| before.entities.contains(id) && after.entities.contains(id);
    let ended = graph.entities_unsorted().filter(|e| can_read_differently(e.status, e.valid) && stay(&e.id));
    entities.extend(ended.map(|e| e.id.clone()));
    let stay = |id: &RelationshipId| before.relationships.contains(id) && after.relationships.contains(id);
    let ended = graph.relationships_unsorted().filter(|r| can_read_differently(r.status, r.valid) && stay(&r.id));
    relationships.extend(ended.map(|r| r.id.clone()));
    entities.sort_unstable();
    relationships.sort_unstable();
    SightChange { entities, relationships }
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
        (open.seen.is_looking, open.seen.is_counting) = (true, true);
        session.jobs.start("Failing".into(), Stop::AtAnyTime, |_| panic!("on purpose"));
        session.wait();
        let open = session.active().unwrap();
        assert_eq!((open.seen.is_looking, open.seen.is_counting), (false, false));
    }
}
