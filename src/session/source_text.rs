//! Taking the text of a file in as a source, and giving a source another text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, OpenDocument, Request, Session, Workspace, disk};
use crate::base::{EvidenceId, SourceId, Task};
use crate::edit::{Merging, Selection, Transaction, intent};
use crate::formats::article::{self, Article};
use crate::model::{Source, SourceKind};

fn load(path: &Path, task: &Task) -> Result<Article, String> {
    let bytes = disk::content(path, article::MOST_BYTES as u64).map_err(|error| error.to_string())?;
    let ending = path.extension().map(|ending| ending.to_string_lossy()).unwrap_or_default();
    article::read(&bytes, &ending, task).map_err(|error| error.to_string())
}

/// So many bytes are read for quotes in a part of a frame.
const LITTLE: usize = 1 << 20;

impl Session {
    /// Gives a source of the document that is worked on another text, now or by a job; says what was lost.
    pub(super) fn set_source_text(&mut self, id: &SourceId, text: Arc<str>) {
        let Some(open) = self.active() else { return };
        let (key, graph) = (open.key(), Arc::clone(open.graph()));
        if text.len() * graph.citation_count(id) <= LITTLE {
            let set = intent::set_source_text(&graph, id, Some(text));
            self.end_source_text(key, set);
        } else {
            self.start_source_text(key, id.clone(), text);
        }
    }

    fn start_source_text(&mut self, key: DocumentKey, id: SourceId, text: Arc<str>) {
        let Some(open) = self.document(key) else { return };
        let (graph, revision) = (Arc::clone(open.graph()), open.revision());
        self.jobs.start("Finding quotes again".into(), Stop::AtAnyTime, move |task| {
            let set = intent::set_source_text(&graph, &id, Some(Arc::clone(&text)));
            let is_wanted = !task.is_cancelled();
            finish(move |session| {
                let now = session.document(key).map(OpenDocument::revision);
                if !is_wanted || now.is_none() {
                    // Nothing was changed.
                } else if now == Some(revision) {
                    session.end_source_text(key, set);
                } else {
                    // The graph changed in the meantime: once more, with what it is now.
                    session.start_source_text(key, id, text);
                }
            })
        });
    }

    fn end_source_text(&mut self, key: DocumentKey, (transaction, lost): (Transaction, Vec<EvidenceId>)) {
        let Some(open) = self.document_mut(key) else { return };
        if let Err(error) = open.apply(transaction, Merging::Never, None) {
            self.notify(Gravity::Failure, "The text was not replaced", error.to_string(), Vec::new());
        } else if !lost.is_empty() {
            let (count, are) = (lost.len(), if lost.len() == 1 { "passage is" } else { "passages are" });
            let text =
                format!("{count} {are} no longer in the text. Each keeps what it quotes, and is listed above it.");
            self.tell("Passages lost", text);
        }
    }

    pub(super) fn ask_text(&mut self) {
        if let Some(document) = self.active().map(OpenDocument::key) {
            self.ask(Request::AskText { document });
        }
    }

    /// Adds a source with the text of a file, and opens it to be read.
    pub(super) fn import_text(&mut self, document: DocumentKey, path: PathBuf) {
        self.jobs.start(format!("Reading {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let result = load(&path, task);
            if task.is_cancelled() {
                return finish(|_| {});
            }
            finish(move |session| {
                let added = result.and_then(|article| session.add_article(document, article, &path));
                match added {
                    // Whoever has gone to another document in the meantime stays there.
                    Ok(Some(source)) if session.active().is_some_and(|open| open.key() == document) => {
                        session.ask(Request::ShowWorkspace(Workspace::Read));
                        session.ask(Request::ReadSource(source));
                    }
                    Ok(_) => {}
                    Err(why) => {
                        let title = format!("{} was not taken in", file_name(&path));
                        session.notify(Gravity::Failure, title, why, Vec::new());
                    }
                }
            })
        });
    }

    fn add_article(
        &mut self,
        document: DocumentKey,
        article: Article,
        path: &Path,
    ) -> Result<Option<SourceId>, String> {
        let Article { title, author, publisher, published, url, text, is_web_page } = article;
        let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let title = if title.is_empty() { stem() } else { title };
        let mut source = Source::new(self.mint.mint(&title), title);
        source.kind = if is_web_page { SourceKind::Article } else { SourceKind::Other };
        (source.author, source.publisher, source.published, source.url) = (author, publisher, published, url);
        source.text = Some(text.into());
        let id = source.id.clone();
        let Some(open) = self.document_mut(document) else { return Ok(None) };
        let transaction = intent::create_source(source);
        open.apply(transaction, Merging::Never, Some(Selection::none())).map_err(|error| error.to_string())?;
        Ok(Some(id))
    }
}
