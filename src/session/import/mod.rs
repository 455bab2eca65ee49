//! Importing a file: told or asked what its columns mean, its entities matched with those that are there, and all of it
//! brought into the document as one step, or opened as a new one.
//!
//! One import goes on at a time. All reading and matching is done in jobs; a newer question stops the job of the one
//! before.

mod check;
mod going;

use std::path::PathBuf;
use std::sync::Arc;

pub use check::{Checked, ColumnCheck, Finding, RowBecomes, RowEnd};

use super::DocumentKey;
use crate::base::{EntityId, Task};
use crate::edit::intent::{Brought, Decision, Decisions, Matches};
use crate::formats::table::{Census, Mapping, Preview};
use crate::formats::{Issue, Loaded};

/// The steps of an import, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportStep {
    /// The file is read.
    File,
    /// What the columns of tables mean.
    Map,
    /// Which entities are known.
    Match,
    /// What will happen.
    Review,
}

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The document that was worked on.
    ThisDocument,
    /// A new one.
    NewDocument,
}

/// What is done in an import.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportAct {
    /// Begins one with a file.
    Begin(PathBuf),
    /// Says what tables mean.
    SetMapping(Mapping),
    /// Asks for a file with a mapping.
    AskMapping,
    /// Takes the mapping in a file.
    LoadMapping(PathBuf),
    /// Asks where to keep the mapping.
    AskSaveMapping,
    /// Writes the mapping into a file, which `convert --mapping` takes too.
    SaveMapping(PathBuf),
    /// Goes to a step.
    Go(ImportStep),
    /// Decides on an incoming entity, or takes the decision back.
    Decide(EntityId, Option<Decision>),
    /// Decides on all that are open alike.
    DecideRest(Decision),
    /// Says where to.
    SetTarget(Target),
    /// Reads the file again after the reading was stopped.
    Again,
    /// Does it.
    Finish,
    /// Does not.
    GiveUp,
}

/// The file as a graph, and which of its entities are known.
#[derive(Debug)]
pub struct Read {
    /// The graph, with what was wrong in the file.
    pub loaded: Loaded,
    /// Which of its entities are known.
    pub matches: Matches,
    /// The incoming entities that need a look: open ones, then near ones, each by name.
    pub to_review: Vec<EntityId>,
}

impl Read {
    /// What was wrong in the file.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.loaded.issues
    }
}

/// An import under way.
#[derive(Debug)]
pub struct Import {
    /// The name of the file.
    pub name: String,
    /// What format it is of.
    pub format: &'static str,
    /// The document that it is for; `None` opens a new one in any case.
    pub document: Option<DocumentKey>,
    /// Where to.
    pub target: Target,
    /// Where it is.
    pub step: ImportStep,
    /// The tables in the file, if it is one of tables.
    pub tables: Option<Arc<Preview>>,
    /// What they mean.
    pub mapping: Mapping,
    /// How well the values fit; of an older mapping until the newer one is looked at.
    pub checked: Option<Arc<Checked>>,
    /// The file as a graph; `None` until it is read as the mapping says.
    pub read: Option<Arc<Read>>,
    /// What was decided.
    pub decisions: Decisions,
    /// What would happen; `None` until it is worked out.
    pub brought: Option<Arc<Brought>>,
    /// Why it does not go on.
    pub failed: Option<String>,
    path: PathBuf,
    bytes: Arc<Vec<u8>>,
    /// The values in all rows, by the number of the table.
    census: Option<Arc<Vec<Census>>>,
    /// Grows with every change of what the file is said to mean.
    version: u64,
    /// Grows with every decision.
    weighed: u64,
    /// The revision of the document that `brought` is for.
    brought_for: Option<u64>,
    /// What reads, looks or matches now.
    work: Vec<Task>,
    /// What works out what would happen.
    weighing: Option<Task>,
    /// As soon as `brought` is there, it is done.
    is_finishing: bool,
}

impl Import {
    /// Whether the file is one of tables.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.tables.is_some()
    }

    /// The steps that it has.
    #[must_use]
    pub fn steps(&self) -> &'static [ImportStep] {
        use ImportStep::{File, Map, Match, Review};
        if self.is_table() { &[File, Map, Match, Review] } else { &[File, Match, Review] }
    }

    /// How many entities somebody still has to decide on.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.read.as_ref().map_or(0, |read| read.matches.undecided(&self.decisions))
    }

    /// Whether something is being worked out.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.failed.is_none() && (self.step == ImportStep::File || self.read.is_none() || self.brought.is_none())
    }

    /// How far the reading is, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f32 {
        self.work.last().map_or(0.0, Task::progress)
    }

    /// Whether it can be done now.
    #[must_use]
    pub fn can_finish(&self) -> bool {
        self.failed.is_none() && self.read.is_some() && (self.target == Target::NewDocument || self.brought.is_some())
    }

    /// How many rows there are, as far as is known.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        if let Some(census) = &self.census {
            return Some(census.iter().map(|census| census.rows).sum());
        }
        let tables = &self.tables.as_ref()?.tables;
        tables.iter().all(|table| table.whole).then(|| tables.iter().map(|table| table.rows.len()).sum())
    }

    fn stop(&mut self) {
        for task in self.work.drain(..).chain(self.weighing.take()) {
            task.cancel();
        }
    }
}
