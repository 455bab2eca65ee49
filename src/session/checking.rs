//! Checks of the document that is worked on: what is wrong or doubtful in it and which entities may be one, kept up with
//! it by a job. What was found before stays until then, and says that it is of an earlier revision.

use std::sync::Arc;

use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, OpenDocument, Session};
use crate::analysis::check::{Finding, Rule, Severity, check_while, duplicate_findings, fix_all};
use crate::analysis::duplicates::{self, Pair};
use crate::analysis::quotes::Quotes;
use crate::base::{Cancelled, Task};
use crate::edit::{Merging, Transaction};
use crate::model::Graph;

/// With so few entities and relationships it takes no longer than a small part of a frame.
const FEW: usize = 100;

/// With more it is not looked at again after each change, but when that is asked for.
const MANY: usize = 20_000;

/// What was found in a document at one revision.
#[derive(Debug, Clone)]
pub struct Checks {
    /// The revision of the document.
    pub revision: u64,
    /// What was found, by rule.
    pub findings: Vec<Finding>,
    /// The pairs of entities that may be one; the last findings, in the same order.
    pub pairs: Vec<Pair>,
    /// Where the quotes stand, for what mends them.
    pub quotes: Arc<Quotes>,
}

impl Checks {
    fn of(graph: &Graph, revision: u64, quotes: &Arc<Quotes>, task: &Task) -> Result<Self, Cancelled> {
        let mut findings = check_while(graph, quotes, task)?;
        let pairs = duplicates::find(graph, task)?;
        findings.extend(duplicate_findings(graph, &pairs));
        findings.sort_by_key(|finding| finding.rule);
        Ok(Self { revision, findings, pairs, quotes: Arc::clone(quotes) })
    }

    /// How many findings are so grave.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity() == severity).count()
    }
}

/// What is known of a document.
#[derive(Default)]
pub(super) struct Checking {
    known: Option<Arc<Checks>>,
    is_running: bool,
    /// Somebody stopped it at this revision, and it is not begun again by itself.
    stopped_at: Option<u64>,
}

impl Session {
    /// Brings what is found up with the document that is worked on, with few records now, else by a job. A large graph
    /// is looked at by itself once, and again by [`Session::check_again`].
    pub fn keep_up_checks(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let revision = open.revision();
        let Checking { known, is_running, stopped_at } = &open.checking;
        let is_current = known.as_ref().is_some_and(|known| known.revision == revision);
        let is_late = known.is_some() && size(open.graph()) > MANY;
        // They tell of quotes, and wait until these are found.
        if *is_running || is_current || is_late || *stopped_at == Some(revision) || !open.are_quotes_current() {
            return;
        }
        if size(open.graph()) <= FEW {
            let found = Checks::of(open.graph(), revision, open.quotes(), &Task::default());
            open.checking.known = found.ok().map(Arc::new);
        } else {
            self.start_checks();
        }
    }

    /// Looks through the document that is worked on again, however large it is.
    pub fn check_again(&mut self) {
        let is_free = self.active().is_some_and(|open| !open.checking.is_running && !open.are_checks_current());
        if is_free {
            self.start_checks();
        }
    }

    fn start_checks(&mut self) {
        let Some(open) = self.active_mut() else { return };
        open.checking.is_running = true;
        let (graph, key, revision) = (Arc::clone(open.graph()), open.key(), open.revision());
        let quotes = Arc::clone(open.quotes());
        self.jobs.start("Checking".into(), Stop::AtAnyTime, move |task| {
            let found = Checks::of(&graph, revision, &quotes, task);
            finish(move |session| session.end_checks(key, revision, found))
        });
    }

    /// Mends all that a rule found in the document that is worked on, as one step.
    pub(super) fn mend_all(&mut self, rule: Rule) {
        let Some(open) = self.active().filter(|open| open.are_checks_current()) else { return };
        let Some(checks) = open.checks().cloned() else { return };
        let (graph, key, revision) = (Arc::clone(open.graph()), open.key(), open.revision());
        if checks.findings.iter().filter(|finding| finding.rule == rule).count() <= FEW && size(&graph) <= MANY {
            if let Ok(mended) = fix_all(&graph, &checks.findings, rule, &checks.quotes, &Task::default()) {
                self.end_mending(key, revision, mended);
            }
            return;
        }
        self.jobs.start("Mending".into(), Stop::AtAnyTime, move |task| {
            let mended = fix_all(&graph, &checks.findings, rule, &checks.quotes, task);
            finish(move |session| {
                if let Ok(mended) = mended {
                    session.end_mending(key, revision, mended);
                }
            })
        });
    }

    fn end_mending(&mut self, key: DocumentKey, revision: u64, mended: Transaction) {
        let Some(open) = self.document_mut(key) else { return };
        if open.revision() != revision {
            self.tell("Nothing was mended", "The graph changed in the meantime. Mend again what is still found.");
        } else if let Err(error) = open.apply(mended, Merging::Never, None) {
            self.notify(super::Gravity::Failure, "Nothing was mended", error.to_string(), Vec::new());
        }
    }

    fn end_checks(&mut self, key: DocumentKey, revision: u64, found: Result<Checks, Cancelled>) {
        let Some(open) = self.document_mut(key) else { return };
        open.checking.is_running = false;
        match found {
            Ok(found) => open.checking.known = Some(Arc::new(found)),
            Err(Cancelled) => open.checking.stopped_at = Some(revision),
        }
    }
}

impl OpenDocument {
    /// Nothing is under way any more, and this revision is not looked through again by itself.
    pub(super) fn give_up_checks(&mut self) {
        if std::mem::take(&mut self.checking.is_running) {
            self.checking.stopped_at = Some(self.revision());
        }
    }

    /// What was found in it last, which may be of an earlier revision.
    #[must_use]
    pub fn checks(&self) -> Option<&Arc<Checks>> {
        self.checking.known.as_ref()
    }

    /// Whether what was found is of the graph as it is now.
    #[must_use]
    pub fn are_checks_current(&self) -> bool {
        self.checking.known.as_ref().is_some_and(|known| known.revision == self.revision())
    }

    /// Whether it is being looked through.
    #[must_use]
    pub fn is_being_checked(&self) -> bool {
        self.checking.is_running
    }
}

fn size(graph: &Graph) -> usize {
    graph.entity_count() + graph.relationship_count()
}
