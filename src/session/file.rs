//! Opening files and taking them over again.

use std::path::{Path, PathBuf};

use super::disk::{self, DiskError, Stamp};
use super::document::OnDisk;
use super::job::{Finish, Stop};
use super::journal::Journal;
use super::pair;
use super::{Command, DocumentKey, Gravity, OpenDocument, Request, Session};
use crate::base::{Task, ViewId};
use crate::edit::{Merging, Transaction, diff};
use crate::formats::{self, Loaded, ReadError, ReadOptions, Repair, native};
use crate::model::Graph;

/// The example that comes with the program.
const EXAMPLE: &str = include_str!("../../saves/us-north-korea-liaison.ron");

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

fn load(path: &Path, repair: Repair, task: &Task) -> Result<(Loaded, Stamp), OpenError> {
    let options = ReadOptions { repair, ..ReadOptions::default() };
    let (bytes, stamp) = disk::read(path, options.limits.bytes as u64)?;
    Ok((pair::read(path, &bytes, None, &options, task)?, stamp))
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Whether the program may write the file: the format it was read from is our own.
fn is_native(loaded: &Loaded) -> bool {
    loaded.info.format == native::FORMAT
}

impl Session {
    /// Starts an empty graph.
    pub(super) fn new_document(&mut self) {
        let view: ViewId = self.mint.mint("main");
        let name = format!("Untitled {}", self.next_untitled);
        self.next_untitled += 1;
        self.add_document(Graph::new(view), None, name);
    }

    /// Opens the example as a graph that has no file yet, so that it stays as it is for the next time.
    pub(super) fn open_example(&mut self) {
        match formats::read(EXAMPLE.as_bytes(), &ReadOptions::default(), &Task::default()) {
            Ok(loaded) => {
                self.add_document(loaded.graph, None, "us-north-korea-liaison".into());
            }
            Err(error) => self.notify(Gravity::Failure, "The example was not opened", error.to_string(), Vec::new()),
        }
    }

    /// Opens a graph that has no file yet, such as one that was made by a program, as the active document.
    pub fn open_graph(&mut self, graph: Graph, name: impl Into<String>) -> DocumentKey {
        self.add_document(graph, None, name.into())
    }

    /// Puts a graph into the session as the active document. An untouched empty document gives way to it.
    pub(super) fn add_document(&mut self, graph: Graph, on_disk: Option<OnDisk>, provisional: String) -> DocumentKey {
        let untouched = |d: &OpenDocument| {
            !d.is_busy && d.on_disk.is_none() && d.revision() == 0 && d.graph().entity_count() == 0 && !d.is_modified()
        };
        if let Some(at) = self.documents.iter().position(untouched) {
            let gone = self.documents.remove(at);
            discard_journal(gone);
        }
        let key = DocumentKey(self.next_key);
        self.next_key += 1;
        let mut open = OpenDocument::new(key, graph, on_disk, provisional);
        if let Some(folder) = &self.environment.recovery {
            open.journal = Journal::start(folder, &open);
        }
        self.documents.push(open);
        self.active = Some(key);
        self.watch_files();
        key
    }

    pub(super) fn watch_files(&self) {
        let files = self.documents.iter().filter_map(|d| {
            let on_disk = d.on_disk()?;
            Some((d.key(), on_disk.path.clone(), on_disk.stamp))
        });
        self.watch.set_files(files.collect());
    }

    /// Does what jobs have finished and what has happened to files. Call it when woken.
    pub fn poll(&mut self) {
        for finish in self.jobs.finished() {
            finish(self);
        }
        for (key, stamp) in self.watch.changed() {
            let Some(open) = self.document_mut(key) else { continue };
            let is_news = !open.is_busy
                && open.on_disk.as_ref().is_some_and(|f| f.stamp.hash == stamp.hash)
                && !open.changed_on_disk;
            if !is_news {
                continue;
            }
            open.changed_on_disk = true;
            let (name, modified) = (open.name(), open.is_modified());
            let gone = open.path().is_some_and(|path| !path.exists());
            if gone {
                let text = "Its content is still here; save to write it again.";
                self.notify(Gravity::Warning, format!("The file of {name} is gone"), text, Vec::new());
            } else {
                let text = if modified {
                    "Another program wrote it while you had changes. Saving will ask before it replaces anything."
                } else {
                    "Another program wrote it. Reload to see what it holds now; that can be undone."
                };
                let actions = vec![("Reload".to_owned(), Command::Reload(key))];
                self.notify(Gravity::Warning, format!("{name} changed on disk"), text, actions);
            }
        }
        self.keep_up_filter();
        self.keep_up_sight();
        self.keep_up_figures();
    }

    /// Polls until no job runs, for tests and scripts.
    pub fn wait(&mut self) {
        loop {
            while let Some(finish) = self.jobs.wait() {
                finish(self);
            }
            // What ended may ask for more.
            self.poll();
            if self.jobs.views().is_empty() {
                return;
            }
        }
    }

    // ---- opening -------------------------------------------------------------------------------------------------

    pub(super) fn open(&mut self, path: PathBuf) {
        if let Some(key) = self.open_at(&path) {
            self.activate(key);
            return;
        }
        self.jobs.start(format!("Opening {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let result = load(&path, Repair::No, task);
            finish(move |session| session.opened(path, result))
        });
    }

    fn opened(&mut self, path: PathBuf, result: Result<(Loaded, Stamp), OpenError>) {
        let name = file_name(&path);
        match result {
            Ok((loaded, stamp)) => {
                if self.open_at(&path).is_some() {
                    return;
                }
                self.change_settings(|s| s.remember(&path));
                let elsewhere = self
                    .environment
                    .recovery
                    .as_deref()
                    .is_some_and(|f| super::recovery::is_open(f, &path, &self.own_journals()));
                let stem = path.file_stem().map_or(name.clone(), |s| s.to_string_lossy().into_owned());
                let native = is_native(&loaded);
                let on_disk = native.then(|| OnDisk { path, stamp, lineage: loaded.info.lineage.clone() });
                self.add_document(loaded.graph, on_disk, stem);
                if elsewhere {
                    let text = "Another Liaison has the same file open. Whoever saves second is asked before \
                                anything is replaced.";
                    self.notify(Gravity::Warning, format!("{name} is open twice"), text, Vec::new());
                }
                if !loaded.issues.is_empty() {
                    let remarks = loaded.issues.iter().map(ToString::to_string).collect();
                    self.tell_remarks(format!("{name} was opened with remarks"), "", remarks);
                }
            }
            Err(OpenError::Read(ReadError::Cancelled)) => {}
            Err(error) => {
                let mut actions = Vec::new();
                if let OpenError::Read(ReadError::Broken { .. }) = &error {
                    actions.push(("Open a repaired copy".to_owned(), Command::OpenRepaired(path.clone())));
                }
                let backup = disk::backup_path(&path);
                let damaged = matches!(&error, OpenError::Read(e) if !matches!(e, ReadError::Newer { .. }));
                if (damaged || matches!(&error, OpenError::Disk(DiskError::Missing(_)))) && backup.exists() {
                    actions.push(("Open the backup".to_owned(), Command::OpenRepaired(backup)));
                }
                self.notify(Gravity::Failure, format!("{name} was not opened"), error.to_string(), actions);
            }
        }
    }

    /// Opens a copy that has no file, so that the original is never overwritten by its repair.
    pub(super) fn open_repaired(&mut self, path: PathBuf) {
        self.jobs.start(format!("Repairing {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let result = load(&path, Repair::Yes, task);
            finish(move |session| match result {
                Ok((loaded, _)) => {
                    let name = file_name(&path);
                    let stem = path.file_stem().map_or(name.clone(), |s| s.to_string_lossy().into_owned());
                    let key = session.add_document(loaded.graph, None, format!("{stem} (repaired)"));
                    if let Some(open) = session.document_mut(key) {
                        open.document.mark_unsaved();
                    }
                    let shown: Vec<_> = loaded.issues.iter().take(5).map(ToString::to_string).collect();
                    let more = loaded.issues.len().saturating_sub(shown.len());
                    let more = if more > 0 { format!("\n… and {more} more.") } else { String::new() };
                    let text =
                        format!("{}{more}\nThe original is as it was; save this under a new name.", shown.join("\n"));
                    session.notify(Gravity::Warning, format!("{name} was opened as a copy"), text, Vec::new());
                }
                Err(OpenError::Read(ReadError::Cancelled)) => {}
                Err(error) => {
                    let title = format!("{} could not be repaired", file_name(&path));
                    session.notify(Gravity::Failure, title, error.to_string(), Vec::new());
                }
            })
        });
    }

    /// Takes the file's content as one step that can be undone.
    pub(super) fn reload(&mut self, key: DocumentKey) {
        let Some(open) = self.document_mut(key).filter(|open| !open.is_busy) else { return };
        let Some(path) = open.path().map(Path::to_owned) else { return };
        let revision = open.revision();
        open.is_busy = true;
        self.jobs.start(format!("Reading {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let result = load(&path, Repair::No, task);
            finish(move |session| {
                match result {
                    // What was edited in the meantime was not meant to go.
                    Ok(_) if session.document(key).is_some_and(|open| open.revision() != revision) => {
                        session.ask(Request::AskChangedOnDisk { document: key });
                    }
                    Ok((loaded, stamp)) => session.reloaded(key, loaded, stamp),
                    Err(OpenError::Read(ReadError::Cancelled)) => {}
                    Err(error) => {
                        let text = format!("{error} What you see here is as it was.");
                        session.notify(
                            Gravity::Failure,
                            format!("{} was not read", file_name(&path)),
                            text,
                            Vec::new(),
                        );
                    }
                }
                session.go_on(key);
            })
        });
    }

    fn reloaded(&mut self, key: DocumentKey, mut loaded: Loaded, stamp: Stamp) {
        super::document::ensure_view(&mut loaded.graph);
        let Some(open) = self.document_mut(key) else { return };
        let edits = diff(open.graph(), &loaded.graph);
        let (name, had_changes) = (open.name(), !edits.is_empty());
        let transaction = Transaction { label: "revert to what is on disk".into(), edits };
        if let Err(error) = open.apply(transaction, Merging::Never, None) {
            self.notify(Gravity::Failure, "Not read", format!("{error}. Nothing was changed."), Vec::new());
            return;
        }
        if let Some(on_disk) = &mut open.on_disk {
            on_disk.stamp = stamp;
            on_disk.lineage = loaded.info.lineage;
        }
        open.changed_on_disk = false;
        let state = open.document.state();
        open.document.mark_saved(state);
        if let Some(journal) = &mut open.journal {
            journal.based_on(stamp.hash);
        }
        self.watch_files();
        if !had_changes {
            return;
        }
        self.notify(
            Gravity::Done,
            format!("{name} is as it is on disk. Undo brings your version back"),
            "",
            Vec::new(),
        );
    }
}

pub(super) fn finish(with: impl FnOnce(&mut Session) + Send + 'static) -> Finish {
    Box::new(with)
}

pub(super) fn discard_journal(open: OpenDocument) {
    if let Some(journal) = open.journal {
        journal.discard();
    }
}
