//! One open document: graph and history, file, selection and shown view.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::asking::Asked;
use super::checking::Checking;
use super::disk::Stamp;
use super::journal::Journal;
use super::lens::Looking;
use super::reading::Read;
use super::saving::Waiting;
use super::sight::Seen;
use super::statistics::Known;
use super::tabling::Tabled;
use super::typing::Typed;
use super::{Arranged, Command, DocumentKey};
use crate::base::{EntityTypeId, Point, Vector, ViewId};
use crate::edit::{Document, EditError, Merging, Restored, Selection, Touched, Transaction};
use crate::formats::native::Lineage;
use crate::model::{Graph, View, ViewState};

/// Where a document stands on disk.
#[derive(Debug, Clone)]
pub struct OnDisk {
    /// Its file.
    pub path: PathBuf,
    /// The file as it was read or written last.
    pub stamp: Stamp,
    /// Its revision and those before.
    pub lineage: Lineage,
}

/// A document in the session.
pub struct OpenDocument {
    key: DocumentKey,
    pub(super) document: Document,
    pub(super) selection: Selection,
    /// Grows whenever something else is selected.
    selection_version: u64,
    pub(super) view: ViewId,
    pub(super) on_disk: Option<OnDisk>,
    /// Its name while it has no file.
    pub(super) provisional: String,
    pub(super) journal: Option<Journal>,
    /// A file operation is under way; only one at a time is.
    pub(super) is_busy: bool,
    /// Saves that wait for their turn.
    pub(super) waiting: Vec<Waiting>,
    /// What is to be done when the file operations have come to a good end.
    pub(super) then: Vec<Command>,
    /// The type that the last new entity got, or was given since.
    pub(super) usual_kind: Option<EntityTypeId>,
    /// Something else changed the file, and the user was told.
    pub(super) changed_on_disk: bool,
    /// What is worked out from it for its face.
    pub(super) asked: Asked,
    pub(super) typed: Typed,
    /// What filter and time leave of it.
    pub(super) seen: Seen,
    /// What is known of the texts of its sources.
    pub(super) read: Read,
    /// What is known of its network.
    pub(super) known: Known,
    /// What the canvas tells of its network.
    pub(super) looking: Looking,
    /// The rows of its tables.
    pub(super) tabled: Tabled,
    /// What is wrong or doubtful in it.
    pub(super) checking: Checking,
    /// The layout that each view got last.
    pub(super) layouts: BTreeMap<ViewId, Arranged>,
    /// What was touched since the face last looked, and at which revision that begins.
    touched: Touched,
}

/// The view that shows the most; the first by id among equals. `None` where there is no view.
#[must_use]
pub fn view_to_begin_with(graph: &Graph) -> Option<&ViewId> {
    let views = graph.views().iter();
    views.max_by_key(|(id, state)| (state.shown_count(), std::cmp::Reverse(*id))).map(|(id, _)| id)
}

impl OpenDocument {
    pub(super) fn new(key: DocumentKey, mut graph: Graph, on_disk: Option<OnDisk>, provisional: String) -> Self {
        ensure_view(&mut graph);
        let view = view_to_begin_with(&graph).cloned().unwrap_or_else(no_view);
        Self {
            key,
            document: Document::new(graph),
            selection: Selection::none(),
            selection_version: 0,
            view,
            on_disk,
            provisional,
            journal: None,
            is_busy: false,
            waiting: Vec::new(),
            then: Vec::new(),
            usual_kind: None,
            changed_on_disk: false,
            asked: Asked::default(),
            typed: Typed::default(),
            seen: Seen::default(),
            read: Read::default(),
            known: Known::default(),
            looking: Looking::default(),
            tabled: Tabled::default(),
            checking: Checking::default(),
            layouts: BTreeMap::new(),
            touched: Touched::default(),
        }
    }

    /// Its name while the program runs.
    #[must_use]
    pub fn key(&self) -> DocumentKey {
        self.key
    }

    /// Its graph.
    #[must_use]
    pub fn graph(&self) -> &Arc<Graph> {
        self.document.graph()
    }

    /// Grows with every change of the graph.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.document.revision()
    }

    /// What is selected.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// A number that grows whenever something else is selected, so that what was made of a selection can be kept.
    #[must_use]
    pub fn selection_version(&self) -> u64 {
        self.selection_version
    }

    /// The view that is shown.
    #[must_use]
    pub fn view_id(&self) -> &ViewId {
        &self.view
    }

    /// The view that is shown; `None` for a graph without views.
    #[must_use]
    pub fn view(&self) -> Option<&ViewState> {
        self.graph().views().get(&self.view)
    }

    /// A place for new entities in it: under all that stands there.
    #[must_use]
    pub fn place_below(&self) -> Point {
        self.view().map_or(Point::ORIGIN, super::pasting::below)
    }

    /// Whether there are changes that are not in the file.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.document.is_modified()
    }

    /// Whether something else has changed the file.
    #[must_use]
    pub fn is_changed_on_disk(&self) -> bool {
        self.changed_on_disk
    }

    /// Its file, if it has one.
    #[must_use]
    pub fn on_disk(&self) -> Option<&OnDisk> {
        self.on_disk.as_ref()
    }

    /// Its file's path, if it has one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.on_disk.as_ref().map(|f| f.path.as_path())
    }

    /// Its name on tabs and in the title: the file's name without its ending, or a provisional one.
    #[must_use]
    pub fn name(&self) -> String {
        match self.path().and_then(Path::file_stem) {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None => self.provisional.clone(),
        }
    }

    /// Whether changes that are not in the file are kept for the case that the program stops.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        self.journal.as_ref().is_some_and(Journal::is_whole)
    }

    /// The type that a new entity gets: the one used last, a person, or the first.
    #[must_use]
    pub fn usual_type(&self) -> Option<EntityTypeId> {
        let types = &self.graph().schema().entity_types;
        let before = self.usual_kind.as_ref().filter(|kind| types.contains_key(*kind)).cloned();
        before.or_else(|| types.keys().find(|t| t.as_str() == "person").or_else(|| types.keys().next()).cloned())
    }

    /// What undo would undo.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.document.undo_label()
    }

    /// What redo would do again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.document.redo_label()
    }

    /// A place at or near `at` in the shown view, in world units, where something new hides nothing: so many steps down
    /// and to the right as it takes.
    pub(super) fn free_place(&self, at: Point) -> Point {
        const STEP: f32 = 28.0;
        let Some(state) = self.view() else { return at };
        let step = |n: usize| at + Vector::new(STEP, STEP) * n as f32;
        let mut taken = BTreeSet::new();
        for position in state.placements_sorted().iter().filter_map(|(_, place)| place.position) {
            let along = 0.5 * (position.x - at.x + position.y - at.y) / STEP;
            let nearest = along.round();
            if (0.0..1e6).contains(&(nearest + 1.0)) {
                let near = (nearest as i64 - 1).max(0) as usize..=(nearest as i64 + 1).max(0) as usize;
                taken.extend(near.filter(|n| step(*n).distance(position) < 0.75 * STEP));
            }
        }
        step((0..).find(|n| !taken.contains(n)).unwrap_or(0))
    }

    /// Applies a transaction and keeps selection, view and journal in step.
    pub(super) fn apply(
        &mut self,
        transaction: Transaction,
        merging: Merging,
        select: Option<Selection>,
    ) -> Result<(), EditError> {
        if transaction.is_empty() {
            if let Some(selection) = select {
                self.select(selection);
            }
            return Ok(());
        }
        let mut after = select.unwrap_or_else(|| self.selection.clone());
        // What goes cannot stay selected.
        for edit in &transaction.edits {
            match edit {
                crate::edit::Edit::Entity(swap) if swap.after.is_none() => {
                    if let Some(gone) = &swap.before {
                        after.entities.remove(&gone.id);
                    }
                }
                crate::edit::Edit::Relationship(swap) if swap.after.is_none() => {
                    if let Some(gone) = &swap.before {
                        after.relationships.remove(&gone.id);
                    }
                }
                _ => {}
            }
        }
        if let [crate::edit::Edit::Entity(swap), ..] = transaction.edits.as_slice()
            && let Some(new) = &swap.after
            && swap.before.as_ref().is_none_or(|old| old.kind != new.kind)
        {
            self.usual_kind = Some(new.kind.clone());
        }
        let key = match &merging {
            Merging::With(key) => Some(key.clone()),
            Merging::Never => None,
        };
        let applied = self.document.apply(transaction.clone(), merging, &self.selection, &after)?;
        self.note(transaction, key, applied.touched, after);
        Ok(())
    }

    pub(super) fn undo(&mut self) -> bool {
        let restored = self.document.undo();
        self.restore(restored)
    }

    pub(super) fn redo(&mut self) -> bool {
        let restored = self.document.redo();
        self.restore(restored)
    }

    fn restore(&mut self, restored: Option<Restored>) -> bool {
        let Some(Restored { revision: _, touched, selection, transaction }) = restored else { return false };
        self.note(transaction, None, touched, selection);
        true
    }

    fn note(&mut self, transaction: Transaction, key: Option<String>, touched: Touched, selection: Selection) {
        self.note_network(&transaction);
        if let Some(journal) = &mut self.journal {
            journal.append(transaction, key);
        }
        self.touched.join(touched);
        self.end_time_preview();
        self.select(selection);
        if !self.graph().views().contains_key(&self.view) {
            self.view = self.graph().views().keys().next().cloned().unwrap_or_else(no_view);
        }
    }

    pub(super) fn select(&mut self, mut selection: Selection) {
        selection.retain_existing(self.graph());
        if selection != self.selection {
            self.selection = selection;
            self.selection_version += 1;
            // Typing about one record and then about another are two steps.
            self.document.end_merging();
        }
    }

    /// What was touched since this was last called, for a face that draws only what changed.
    pub(super) fn take_touched(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }
}

/// Gives a graph without views the one in which it is shown.
pub(super) fn ensure_view(graph: &mut Graph) {
    if graph.views().is_empty()
        && let Ok(id) = ViewId::new("main")
        && let Err(error) = graph.put_view(&id, Some(Arc::new(View::new(id.clone(), "Main"))))
    {
        unreachable!("an empty view fits any graph: {error}");
    }
}

/// Stands in for the shown view of a graph that has none.
fn no_view() -> ViewId {
    match ViewId::new("none") {
        Ok(id) => id,
        Err(error) => unreachable!("{error}"),
    }
}
