//! Saving: one file operation a document at a time, so that no older content can land after a newer one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{self, DiskError, Stamp};
use super::document::OnDisk;
use super::file::{file_name, finish};
use super::job::Stop;
use super::journal::{Journal, Mark};
use super::{Command, DocumentKey, Gravity, OpenDocument, Request, Session};
use crate::base::ContentHash;
use crate::formats::native;

/// Which content a file may have that is about to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// What was read or written there last.
    AsKnown,
    /// Anything: the user was asked.
    Anything,
}

/// A save that waits for another one to end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting {
    path: PathBuf,
    expected: Expected,
}

/// How a save went.
struct Written {
    key: DocumentKey,
    /// The content that was written.
    state: u64,
    path: PathBuf,
    result: Result<Stamp, DiskError>,
    lineage: native::Lineage,
    /// How many transactions of the journal it holds.
    after: Option<u64>,
}

/// The name under which a graph is saved: one that does not end in `.ron` gets that, so that `x.gexf` becomes
/// `x.gexf.ron` and no name says what its content is not.
#[must_use]
pub fn with_graph_ending(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron")) {
        return path.to_owned();
    }
    let mut whole = path.as_os_str().to_owned();
    whole.push(".ron");
    whole.into()
}

impl Session {
    /// Saves a document, then does something.
    pub(super) fn save(&mut self, key: DocumentKey, then: Option<Command>) {
        match self.document(key).map(|open| open.path().map(Path::to_owned)) {
            None => {}
            Some(None) => self.ask_save_as(key, then),
            Some(Some(path)) => self.write(key, path, Expected::AsKnown, then),
        }
    }

    pub(super) fn ask_save_as(&mut self, key: DocumentKey, then: Option<Command>) {
        let Some(open) = self.document(key) else { return };
        let folder = open
            .path()
            .and_then(Path::parent)
            .map(Path::to_owned)
            .or_else(|| self.settings.recent.first().and_then(|p| p.parent()).map(Path::to_owned));
        let suggestion = folder.unwrap_or_default().join(format!("{}.ron", open.name()));
        self.ask(Request::AskSaveAs { document: key, suggestion, then: then.map(Box::new) });
    }

    /// Saves a document under another name, then does something. A name gets `.ron` where it lacks it; when there is
    /// such a file already, the question is put again with the whole name.
    pub fn save_as(&mut self, key: DocumentKey, mut path: PathBuf, then: Option<Command>) {
        let named = with_graph_ending(&path);
        if named != path {
            path = named;
            let is_own = self.document(key).and_then(OpenDocument::path) == Some(&path);
            if path.exists() && !is_own {
                self.ask(Request::AskSaveAs { document: key, suggestion: path, then: then.map(Box::new) });
                return;
            }
        }
        if let Some(other) = self.open_at(&path).filter(|other| *other != key).and_then(|other| self.document(other)) {
            let text = format!("{} is open in another tab. Close it first, or choose another name.", other.name());
            self.leaving = false;
            self.notify(Gravity::Failure, "Not saved", text, Vec::new());
            return;
        }
        self.write(key, path, Expected::Anything, then);
    }

    /// Saves over what something else has written; that stays as the backup.
    pub(super) fn overwrite(&mut self, key: DocumentKey) {
        if let Some(path) = self.document(key).and_then(OpenDocument::path).map(Path::to_owned) {
            self.write(key, path, Expected::Anything, None);
        }
    }

    /// Writes a document on another thread, then does something.
    fn write(&mut self, key: DocumentKey, path: PathBuf, expected: Expected, then: Option<Command>) {
        let Some(open) = self.document_mut(key) else { return };
        open.then.extend(then);
        if open.is_busy {
            // The latest wish for a place is enough: it will write all that there is then.
            open.waiting.retain(|waiting| waiting.path != path);
            open.waiting.push(Waiting { path, expected });
            return;
        }
        open.is_busy = true;
        let (state, graph) = (open.document.state(), Arc::clone(open.graph()));
        open.document.end_merging();
        let (lineage, known) = open.on_disk().map(|f| (f.lineage.clone(), f.stamp)).unzip();
        let known = known.filter(|_| expected == Expected::AsKnown);
        let mark = open.journal.as_ref().and_then(Journal::marker);
        let after = mark.as_ref().map(Mark::after);
        self.jobs.start(format!("Saving {}", file_name(&path)), Stop::Never, move |_| {
            if known.is_some_and(|stamp| path.exists() && disk::since(&path, &stamp) == disk::Since::Changed) {
                return finish(move |session| session.found_changed(key));
            }
            let written = native::write(&graph, &lineage.unwrap_or_default());
            if let Some(mark) = mark {
                mark.about_to_save(ContentHash::of(&written.bytes), &path);
            }
            let result = disk::save(&path, &written.bytes);
            let written = Written { key, state, path, result, lineage: written.lineage, after };
            finish(move |session| session.written(written))
        });
    }

    fn found_changed(&mut self, key: DocumentKey) {
        if let Some(open) = self.document_mut(key) {
            open.changed_on_disk = true;
            // Whatever was to come after the save was not meant for this case.
            open.then.clear();
            open.waiting.clear();
        }
        self.leaving = false;
        self.ask(Request::AskChangedOnDisk { document: key });
        self.go_on(key);
    }

    fn written(&mut self, written: Written) {
        let Written { key, state, path, result, lineage, after } = written;
        match result {
            Ok(stamp) => {
                if let Some(open) = self.document_mut(key) {
                    open.document.mark_saved(state);
                    if let (Some(journal), Some(after)) = (&open.journal, after) {
                        journal.saved(after);
                    }
                    open.on_disk = Some(OnDisk { path: path.clone(), stamp, lineage });
                    open.changed_on_disk = false;
                }
                self.change_settings(|s| s.remember(&path));
                self.watch_files();
            }
            Err(error) => {
                self.leaving = false;
                let Some(open) = self.document_mut(key) else { return };
                open.then.clear();
                open.waiting.clear();
                let kept = if open.is_recoverable() {
                    " Your changes are kept here and in the recovery copy."
                } else {
                    " Your changes are kept here."
                };
                let actions = vec![
                    ("Save elsewhere".to_owned(), Command::AskSaveAs(key)),
                    // Where it is, the usual question about foreign changes comes again.
                    (
                        "Try again".to_owned(),
                        if open.path() == Some(&path) {
                            Command::Save(key)
                        } else {
                            Command::SaveAs(key, path.clone())
                        },
                    ),
                ];
                let title = format!("{} was not saved", file_name(&path));
                self.notify(Gravity::Failure, title, format!("{error}{kept}"), actions);
            }
        }
        self.go_on(key);
    }

    /// A file operation of a document has come to its end: the next one begins, or what was to come after.
    pub(super) fn go_on(&mut self, key: DocumentKey) {
        let Some(open) = self.document_mut(key) else { return };
        open.is_busy = false;
        if !open.waiting.is_empty() {
            let Waiting { path, expected } = open.waiting.remove(0);
            self.write(key, path, expected, None);
            return;
        }
        for command in std::mem::take(&mut open.then) {
            self.dispatch(command);
        }
    }

    /// Something went wrong in a way that nobody foresaw: no document waits for it any longer.
    pub(super) fn give_up_waiting(&mut self) {
        self.leaving = false;
        let Self { jobs, documents, .. } = self;
        for open in documents {
            open.is_busy = false;
            open.then.clear();
            open.waiting.clear();
            open.read.give_up();
            open.typed.give_up();
            open.give_up_checks();
            open.asked.give_up();
            open.seen.give_up();
            open.looking.give_up(|task| jobs.runs(task));
            open.tabled.give_up(|task| jobs.runs(task));
        }
    }
}
