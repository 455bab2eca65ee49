//! Closing documents and leaving.

use super::file::discard_journal;
use super::{Command, DocumentKey, OpenDocument, Request, Session, Unsaved};

impl Session {
    /// Closes a document; asks first when it has changes that are in no file.
    pub(super) fn close(&mut self, key: DocumentKey, unsaved: Unsaved) {
        let Some(open) = self.document_mut(key) else { return };
        if open.is_busy && unsaved != Unsaved::Discard {
            // What is being written or read comes to its end first.
            open.then.push(Command::Close(key, unsaved));
            return;
        }
        match unsaved {
            Unsaved::Ask if open.is_modified() => {
                self.active = Some(key);
                self.ask(Request::AskUnsaved { document: key, quitting: false });
            }
            Unsaved::Save if open.is_modified() => {
                self.active = Some(key);
                self.save(key, Some(Command::Close(key, Unsaved::Ask)));
            }
            Unsaved::Ask | Unsaved::Save | Unsaved::Discard => self.remove(key),
        }
    }

    fn remove(&mut self, key: DocumentKey) {
        let Some(at) = self.documents.iter().position(|d| d.key() == key) else { return };
        discard_journal(self.documents.remove(at));
        if self.active == Some(key) {
            let next = self.documents.get(at).or_else(|| self.documents.last());
            self.active = next.map(OpenDocument::key);
        }
        self.watch_files();
        if self.leaving {
            self.quit(Unsaved::Ask);
        }
    }

    /// Leaves once nothing unsaved is open: asks about one document after the other, and closes none that is clean, so
    /// that calling it off changes nothing.
    pub(super) fn quit(&mut self, unsaved: Unsaved) {
        if unsaved != Unsaved::Discard
            && let Some(open) = self.documents.iter_mut().find(|d| d.is_busy)
        {
            self.leaving = true;
            open.then.push(Command::Quit(unsaved));
            return;
        }
        let modified = self.documents.iter().find(|d| d.is_modified()).map(OpenDocument::key);
        match modified.filter(|_| unsaved != Unsaved::Discard) {
            None => {
                self.leaving = false;
                for open in self.documents.drain(..) {
                    discard_journal(open);
                }
                self.active = None;
                self.ask(Request::Leave);
            }
            Some(key) if unsaved == Unsaved::Save => {
                self.leaving = true;
                self.close(key, Unsaved::Save);
            }
            Some(key) => {
                self.leaving = true;
                self.active = Some(key);
                self.ask(Request::AskUnsaved { document: key, quitting: true });
            }
        }
    }

    /// Leaving was called off in a dialog.
    pub fn stay(&mut self) {
        self.leaving = false;
    }
}
