//! Notices that something else changed an open file.
//!
//! A thread asks the file system for sizes and times every two seconds. That works on network shares and with programs
//! that replace a file instead of writing to it, where notifications of the operating system often do not come.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::DocumentKey;
use super::disk::{Since, Stamp, since};

const PERIOD: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Shared {
    files: Mutex<Vec<(DocumentKey, PathBuf, Stamp)>>,
    changed: Mutex<Vec<(DocumentKey, Stamp)>>,
    stop: AtomicBool,
    bell: Condvar,
}

impl Shared {
    /// The content need not be read again for a new time alone.
    fn restamp(&self, key: DocumentKey, old: Stamp, new: Stamp) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, _, stamp) in files.iter_mut().filter(|(k, _, stamp)| *k == key && *stamp == old) {
            *stamp = new;
        }
    }
}

/// Watches the files of open documents until it is dropped.
pub(super) struct Watch {
    shared: Arc<Shared>,
}

impl Watch {
    pub(super) fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let watching = move || {
            loop {
                let files = theirs.files.lock().unwrap_or_else(PoisonError::into_inner);
                let (files, _) = theirs.bell.wait_timeout(files, PERIOD).unwrap_or_else(PoisonError::into_inner);
                if theirs.stop.load(Ordering::Relaxed) {
                    return;
                }
                let looked = files.clone();
                drop(files);
                let mut changed = Vec::new();
                for (key, path, stamp) in looked {
                    match since(&path, &stamp) {
                        Since::Untouched => {}
                        Since::SameContent(now) => theirs.restamp(key, stamp, now),
                        Since::Changed => changed.push((key, stamp)),
                    }
                }
                let mut known = theirs.changed.lock().unwrap_or_else(PoisonError::into_inner);
                let news = changed.iter().any(|file| !known.contains(file));
                *known = changed;
                drop(known);
                if news {
                    wake();
                }
            }
        };
        // Without a thread nothing is noticed early, and saving still looks before it writes.
        let _ = std::thread::Builder::new().name("watch".into()).spawn(watching);
        Self { shared }
    }

    /// Watches these files from now on.
    pub(super) fn set_files(&self, files: Vec<(DocumentKey, PathBuf, Stamp)>) {
        *self.shared.files.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// The documents whose files were found changed, with the stamp that no longer fits.
    pub(super) fn changed(&self) -> Vec<(DocumentKey, Stamp)> {
        self.shared.changed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.bell.notify_all();
    }
}
