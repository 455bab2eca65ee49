//! Layouts: a job finds the places, and they come into the view as one step.

use std::sync::Arc;

use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, Gravity, OpenDocument, Session, Verb};
use crate::analysis::figures::Figures;
use crate::base::{EntityId, Task, ViewId};
use crate::edit::{Merging, Transaction};
use crate::layout::{ALGORITHMS, Algorithm, Described, Mode, Refusal, Subject, arrange};
use crate::model::Graph;

/// The seed of all layouts, so that the same graph gives the same picture.
const SEED: u64 = 1;

/// The verb of each algorithm, by its key.
const VERBS: &[(&str, Verb)] = &[
    ("force", Verb::ArrangeForce),
    ("stress", Verb::ArrangeStress),
    ("layered", Verb::ArrangeLayered),
    ("radial", Verb::ArrangeRadial),
    ("concentric", Verb::ArrangeConcentric),
    ("circular", Verb::ArrangeCircular),
    ("grid", Verb::ArrangeGrid),
    ("grouped", Verb::ArrangeGrouped),
];

impl Verb {
    /// The layout that it asks for, if it asks for one.
    #[must_use]
    pub fn layout(self) -> Option<&'static Described> {
        let (key, _) = VERBS.iter().find(|(_, verb)| *verb == self)?;
        ALGORITHMS.iter().find(|algorithm| algorithm.key == *key)
    }
}

/// The layout that a view got last while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arranged {
    /// The verb that asked for it.
    pub by: Verb,
    /// The revision of the document that it made.
    pub revision: u64,
}

/// What is to be laid out, as it was when it was asked for.
struct Order {
    verb: Verb,
    described: &'static Described,
    document: DocumentKey,
    graph: Arc<Graph>,
    view: ViewId,
    /// What the filter lets through; everything otherwise.
    filtered: Option<Vec<EntityId>>,
    selected: Vec<EntityId>,
    /// What the canvas tells: rings go by the measure that it shows.
    figures: Arc<Figures>,
    revision: u64,
}

impl Order {
    /// The step that puts everything in its place.
    fn carry_out(&self, task: &Task) -> Result<Transaction, Refusal> {
        let Self { graph, view, .. } = self;
        let subject = match &self.filtered {
            None => Subject::of_view(graph, view),
            Some(ids) => {
                let state = graph.views().get(view);
                let is_shown = |id: &&EntityId| state.is_some_and(|state| !state.placement(id).hidden);
                Subject::of(graph, view, ids.iter().filter(is_shown))
            }
        };
        let Some(subject) = subject else { return Ok(Transaction::default()) };
        let is_selected: Vec<bool> = subject.ids.iter().map(|id| self.selected.binary_search(id).is_ok()).collect();
        let mut algorithm = (self.described.plain)();
        if let (Algorithm::Radial { root }, [_]) = (&mut algorithm, self.selected.as_slice()) {
            *root = is_selected.iter().position(|selected| *selected).map(|at| at as u32);
        }
        if let (Algorithm::Concentric { values }, Some(shown)) = (&mut algorithm, self.figures.measure()) {
            let value = |id: &EntityId| shown.get(id).map_or(f32::NAN, |value| *value as f32);
            *values = subject.ids.iter().map(value).collect();
        }
        let mut request = subject.request(algorithm, SEED);
        if self.verb == Verb::ArrangeNew {
            request.mode = Mode::Incremental;
        } else if is_selected.iter().filter(|selected| **selected).count() > 1 {
            request.mode = Mode::Selection(is_selected);
        }
        let positions = arrange(&subject.topology, &request, task)?;
        Ok(subject.arrangement(graph, view, &positions, &request.algorithm))
    }
}

impl Session {
    /// Starts to lay out the shown view, or of it what is selected where that are two or more. One that is under way
    /// gives way.
    pub(super) fn start_layout(&mut self, verb: Verb) {
        // New ones are drawn to what they are tied to, and that is what the first layout does.
        let described = verb.layout().or((verb == Verb::ArrangeNew).then(|| &ALGORITHMS[0]));
        let (Some(open), Some(described)) = (self.active(), described) else { return };
        let order = Order {
            verb,
            described,
            document: open.key(),
            graph: Arc::clone(open.graph()),
            view: open.view_id().clone(),
            filtered: open.sight().shown().map(|shown| shown.entities.iter().cloned().collect()),
            selected: open.selection().entities.iter().cloned().collect(),
            figures: Arc::clone(open.figures()),
            revision: open.revision(),
        };
        if let Some(before) = self.arranging.take() {
            before.cancel();
        }
        let label = format!("Arranging: {}", described.title.to_lowercase());
        let task = self.jobs.start(label, Stop::AtAnyTime, move |task| {
            let result = order.carry_out(task);
            let task = task.clone();
            finish(move |session| {
                // Whoever stops it as it ends means it.
                if !task.is_cancelled() {
                    session.end_layout(&order, result);
                }
            })
        });
        self.arranging = Some(task);
    }

    fn end_layout(&mut self, order: &Order, result: Result<Transaction, Refusal>) {
        let title = order.described.title.to_lowercase();
        let Some(open) = self.document_mut(order.document) else { return };
        let transaction = match result {
            Ok(transaction) => transaction,
            Err(Refusal::Cancelled(_)) => return,
            Err(error) => {
                let text = format!("{error}. Nothing was moved.");
                return self.notify(Gravity::Failure, "Not arranged", text, Vec::new());
            }
        };
        if open.revision() != order.revision {
            let text = format!("The graph changed while the {title} layout was being worked out. Nothing was moved.");
            let again = vec![("Arrange again".to_owned(), super::Command::Do(order.verb))];
            return self.notify(Gravity::Warning, "Not arranged", text, again);
        }
        if transaction.is_empty() {
            let text = format!("Everything stands where the {title} layout has it, or is pinned.");
            return self.notify(Gravity::Done, "Nothing moved", text, Vec::new());
        }
        match open.apply(transaction, Merging::Never, None) {
            Ok(()) => open.arranged(&order.view, order.verb),
            Err(error) => {
                let text = format!("{error}. Nothing was moved.");
                self.notify(Gravity::Failure, "Not arranged", text, Vec::new());
            }
        }
    }
}

impl OpenDocument {
    /// The layout that the shown view got last while the program runs.
    #[must_use]
    pub fn last_layout(&self) -> Option<Arranged> {
        self.layouts.get(self.view_id()).copied()
    }

    fn arranged(&mut self, view: &ViewId, by: Verb) {
        let revision = self.revision();
        // Where only new ones found a place, the picture is still the one that it was.
        let by = if by == Verb::ArrangeNew { self.layouts.get(view).map_or(by, |last| last.by) } else { by };
        self.layouts.insert(view.clone(), Arranged { by, revision });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Menu;

    #[test]
    fn each_algorithm_has_its_verb_in_the_order_of_the_menu() {
        let keys: Vec<&str> = Verb::ALL.iter().filter_map(|verb| Some(verb.layout()?.key)).collect();
        assert_eq!(keys, ALGORITHMS.iter().map(|algorithm| algorithm.key).collect::<Vec<_>>());
        for verb in Verb::ALL {
            if let Some(described) = verb.layout() {
                assert_eq!(verb.label(), format!("{} layout", described.title));
                assert_eq!(verb.menu(), Menu::Layout);
            }
        }
    }
}
