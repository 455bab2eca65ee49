//! A graph with the history of its changes.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{EditError, Selection, Touched, Transaction};
use crate::model::Graph;

/// How much memory the history may hold, in bytes, before its oldest steps are forgotten.
const HISTORY_BYTES: usize = 256 << 20;

/// A graph that changes only by transactions, each of which can be undone.
///
/// The graph is shared: a background job keeps the `Arc` it was given, and the next change copies the index once.
#[derive(Debug, Clone)]
pub struct Document {
    graph: Arc<Graph>,
    revision: u64,
    /// Names the content: undo returns to an earlier one.
    state: u64,
    last_state: u64,
    saved: Option<u64>,
    done: VecDeque<Step>,
    undone: Vec<Step>,
    done_bytes: usize,
    history_bytes: usize,
}

#[derive(Debug, Clone)]
struct Step {
    transaction: Transaction,
    selection_before: Selection,
    selection_after: Selection,
    state_before: u64,
    state_after: u64,
    bytes: usize,
    merging: Option<String>,
}

/// What applying a transaction did.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The revision that it led to.
    pub revision: u64,
    /// The records that it touched.
    pub touched: Touched,
}

/// What undo or redo did.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// The revision that it led to.
    pub revision: u64,
    /// The records that it touched.
    pub touched: Touched,
    /// What was selected then.
    pub selection: Selection,
    /// The edits that were made to get there, for the journal.
    pub transaction: Transaction,
}

/// Whether a transaction may become one step with the one before it, as the letters typed into a field do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merging {
    /// It is a step of its own.
    Never,
    /// It joins the last step if that has the same key and touches the same records.
    With(String),
}

impl Document {
    /// A document whose graph stands as it is on disk.
    #[must_use]
    pub fn new(graph: impl Into<Arc<Graph>>) -> Self {
        Self {
            graph: graph.into(),
            revision: 0,
            state: 0,
            last_state: 0,
            saved: Some(0),
            done: VecDeque::new(),
            undone: Vec::new(),
            done_bytes: 0,
            history_bytes: HISTORY_BYTES,
        }
    }

    /// The same with room for about `bytes` of history.
    #[must_use]
    pub fn with_history_bytes(mut self, bytes: usize) -> Self {
        self.history_bytes = bytes;
        self
    }

    /// The graph as it is now.
    #[must_use]
    pub fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    /// Grows with every change, undo and redo included.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Names the content: equal names mean equal content, also after undo.
    #[must_use]
    pub fn state(&self) -> u64 {
        self.state
    }

    /// Whether the content differs from what was saved last.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.saved != Some(self.state)
    }

    /// The content named `state` is now on disk.
    pub fn mark_saved(&mut self, state: u64) {
        self.saved = Some(state);
        self.end_merging();
    }

    /// The content is on no disk, as after a recovery.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
    }

    /// Applies all of `transaction` or nothing, as one step of the history.
    ///
    /// # Errors
    /// Names the first edit that does not fit; the document is then as it was.
    pub fn apply(
        &mut self,
        transaction: Transaction,
        merging: Merging,
        selection_before: &Selection,
        selection_after: &Selection,
    ) -> Result<Applied, EditError> {
        let touched = Touched::by(&transaction.edits);
        transaction.apply_to(Arc::make_mut(&mut self.graph))?;
        self.revision += 1;
        self.last_state += 1;
        let state_before = std::mem::replace(&mut self.state, self.last_state);
        self.undone.clear();
        let key = match merging {
            Merging::Never => None,
            Merging::With(key) => Some(key),
        };
        let joined = self.done.back_mut().filter(|last| key.is_some() && last.merging == key);
        // A step that was saved in between stays apart, so that undo can return to what is on disk.
        let joined = joined.filter(|last| self.saved != Some(last.state_after));
        if let Some(last) = joined
            && let Some(whole) = last.transaction.merged_with(&transaction)
        {
            let bytes = whole.bytes();
            self.done_bytes = self.done_bytes - last.bytes + bytes;
            last.transaction = whole;
            last.bytes = bytes;
            last.selection_after = selection_after.clone();
            last.state_after = self.state;
            // What was typed and taken back is no step.
            if last.transaction.changes_nothing()
                && let Some(void) = self.done.pop_back()
            {
                self.done_bytes -= void.bytes;
                self.state = void.state_before;
            }
        } else {
            let bytes = transaction.bytes();
            self.done_bytes += bytes;
            self.done.push_back(Step {
                transaction,
                selection_before: selection_before.clone(),
                selection_after: selection_after.clone(),
                state_before,
                state_after: self.state,
                bytes,
                merging: key,
            });
        }
        while self.done_bytes > self.history_bytes && self.done.len() > 1 {
            if let Some(oldest) = self.done.pop_front() {
                self.done_bytes -= oldest.bytes;
            }
        }
        Ok(Applied { revision: self.revision, touched })
    }

    /// The next transaction does not join the last step, whatever its key.
    pub fn end_merging(&mut self) {
        if let Some(last) = self.done.back_mut() {
            last.merging = None;
        }
    }

    /// What undo would undo.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.done.back().map(|step| step.transaction.label.as_str())
    }

    /// What redo would do again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.undone.last().map(|step| step.transaction.label.as_str())
    }

    /// Undoes the last step; `None` when there is none.
    pub fn undo(&mut self) -> Option<Restored> {
        let step = self.done.pop_back()?;
        self.done_bytes -= step.bytes;
        let transaction = step.transaction.inverted();
        let restored = self.restore(transaction, step.state_before, &step.selection_before);
        self.undone.push(step);
        Some(restored)
    }

    /// Does the step again that was undone last; `None` when there is none.
    pub fn redo(&mut self) -> Option<Restored> {
        let mut step = self.undone.pop()?;
        step.merging = None;
        let restored = self.restore(step.transaction.clone(), step.state_after, &step.selection_after);
        self.done_bytes += step.bytes;
        self.done.push_back(step);
        Some(restored)
    }

    fn restore(&mut self, transaction: Transaction, state: u64, selection: &Selection) -> Restored {
        if let Err(error) = transaction.apply_to(Arc::make_mut(&mut self.graph)) {
            unreachable!("the graph is as the step left it: {error}");
        }
        self.end_merging();
        self.revision += 1;
        self.state = state;
        let touched = Touched::by(&transaction.edits);
        Restored { revision: self.revision, touched, selection: selection.clone(), transaction }
    }
}
