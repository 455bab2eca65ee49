//! The recovery journal of an open document: every transaction, on disk within a second.
//!
//! A journal is lines of JSON. The first says which file the document was read from, by path and content hash, or holds
//! the whole graph where there is no file. Each further line is a transaction, or a claim: "what has this hash is the
//! document after so many transactions". Claims are written before a file is, so at any moment the hash of the file on
//! disk tells which transactions it lacks. The journal is locked while its program lives; a whole one that nobody
//! has locked was left by a program that stopped.
//!
//! Letters typed in one go change the same record again and again; they are written together, twice a second. A journal
//! that has grown large begins anew when all of it is in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::OpenDocument;
use crate::base::ContentHash;
use crate::edit::Transaction;
use crate::formats::{journal, native};
use crate::model::Graph;

/// How long a transaction may stand in the system's cache before it is forced to the disk.
const SYNC_AFTER: Duration = Duration::from_millis(500);

/// A journal of more than this, in bytes, begins anew once all that it holds is in a file.
const LARGE: u64 = 8 << 20;

/// How journals end.
pub(super) const EXTENSION: &str = "journal";

/// A line of a journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Line {
    /// The first line.
    Start {
        /// Of the journal's own format.
        version: u32,
        /// The document's file.
        path: Option<PathBuf>,
        /// Its name on the tab.
        name: String,
        /// The hash of the file that the document was read from.
        base: Option<String>,
        /// The graph, where there is no file.
        graph: Option<String>,
        /// How many transactions came before the first line, and are in the file.
        #[serde(default, skip_serializing_if = "is_zero")]
        after: u64,
    },
    /// A transaction, as [`journal`] writes it.
    Did(journal::Entry),
    /// Several that change the same records, as one; nothing where they leave everything as it was.
    Together {
        /// How many.
        steps: u64,
        /// All of them.
        entry: Option<journal::Entry>,
    },
    /// A file with this hash holds the document after `after` transactions.
    Claim {
        /// The hash of the file's content.
        hash: String,
        /// How many transactions it holds.
        after: u64,
        /// The file.
        path: Option<PathBuf>,
    },
    /// So many transactions are safely in a file, whatever becomes of that file later.
    Saved {
        /// How many.
        after: u64,
    },
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

enum Message {
    /// A transaction that was applied, and what it may be joined with.
    Did(Transaction, Option<String>),
    Line(Box<dyn FnOnce() -> Line + Send>),
    /// Everything so far is to be on disk before this is answered.
    Flush(Sender<()>),
    Discard,
}

/// Writes the journal of one document from a thread of its own, so that an edit never waits for a disk.
pub(super) struct Journal {
    /// Taken when the journal ends.
    sender: Option<Sender<Message>>,
    appended: u64,
    path: PathBuf,
    /// A line could not be written: what came since is not safe.
    failed: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Lets a save claim what it is about to write.
pub(super) struct Mark {
    sender: Sender<Message>,
    after: u64,
}

impl Journal {
    /// Starts the journal of a document that was just opened; `None` where no file can be made for it.
    pub(super) fn start(folder: &Path, open: &OpenDocument) -> Option<Self> {
        let file = create(folder, &open.name()).ok()?;
        let (sender, receiver) = channel();
        let (journal, failed) = (file.1.clone(), Arc::new(AtomicBool::new(false)));
        let flag = Arc::clone(&failed);
        let write = move || write_lines(file, &receiver, &flag);
        let thread = std::thread::Builder::new().name("journal".into()).spawn(write).ok()?;
        let (path, name) = (open.path().map(Path::to_owned), open.name());
        let base = open.on_disk().map(|f| f.stamp.hash.to_string());
        let graph: Option<Arc<Graph>> = base.is_none().then(|| Arc::clone(open.graph()));
        let start = move || {
            let graph = graph.map(|g| native::write(&g, &native::Lineage::default()).bytes);
            let graph = graph.and_then(|bytes| String::from_utf8(bytes).ok());
            Line::Start { version: 1, path, name, base, graph, after: 0 }
        };
        let _ = sender.send(Message::Line(Box::new(start)));
        Some(Self { sender: Some(sender), appended: 0, path: journal, failed, thread: Some(thread) })
    }

    fn send(&self, message: Message) {
        if let Some(sender) = &self.sender {
            // The writer ends before the journal only when its disk fails, of which saving will tell.
            let _ = sender.send(message);
        }
    }

    /// Writes a transaction that was applied. Those of one key that follow each other may be written as one.
    pub(super) fn append(&mut self, transaction: Transaction, key: Option<String>) {
        self.appended += 1;
        self.send(Message::Did(transaction, key));
    }

    /// The document is now what the file with this hash holds.
    pub(super) fn based_on(&mut self, hash: ContentHash) {
        let after = self.appended;
        let line = move || Line::Claim { hash: hash.to_string(), after, path: None };
        self.send(Message::Line(Box::new(line)));
        self.saved(after);
    }

    /// The document as it was after so many transactions is in a file.
    pub(super) fn saved(&self, after: u64) {
        self.send(Message::Line(Box::new(move || Line::Saved { after })));
    }

    /// For a save of the document as it is now.
    pub(super) fn marker(&self) -> Option<Mark> {
        Some(Mark { sender: self.sender.clone()?, after: self.appended })
    }

    /// Its file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether every line so far could be written.
    pub(super) fn is_whole(&self) -> bool {
        !self.failed.load(Ordering::Relaxed)
    }

    /// Waits until everything so far is on disk; whether it is.
    pub(super) fn flush(&self) -> bool {
        let (answer, done) = channel();
        self.send(Message::Flush(answer));
        done.recv().is_ok() && self.is_whole()
    }

    /// Deletes the journal: the document was closed by its user.
    pub(super) fn discard(self) {
        self.send(Message::Discard);
    }
}

impl Drop for Journal {
    /// Waits for the writer, so that the file is whole and unlocked when the journal is gone.
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Mark {
    /// How many transactions the save holds.
    pub(super) fn after(&self) -> u64 {
        self.after
    }

    /// Says, and has on disk, that a file is about to hold this.
    pub(super) fn about_to_save(self, hash: ContentHash, path: &Path) {
        let Self { sender, after } = self;
        let path = Some(path.to_owned());
        let line = move || Line::Claim { hash: hash.to_string(), after, path };
        let (answer, done) = channel();
        if sender.send(Message::Line(Box::new(line))).and_then(|()| sender.send(Message::Flush(answer))).is_ok() {
            let _ = done.recv();
        }
    }
}

/// Makes and locks a file that no other program uses.
fn create(folder: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    fs::create_dir_all(folder)?;
    let slug: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(24).collect();
    for _ in 0..16 {
        let path = folder.join(format!("{slug}-{:08x}.{EXTENSION}", fastrand::u32(..)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // What is worked on may not be for everybody on this machine.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => {
                // Another program that looks for journals may hold it for a moment.
                file.lock()?;
                return Ok((file, path));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Writes what it is sent until the journal ends.
fn write_lines((file, path): (File, PathBuf), messages: &Receiver<Message>, failed: &AtomicBool) {
    let mut writer =
        Writer { file, failed, good: 0, written: 0, since: None, pending: None, claim: None, name: String::new() };
    loop {
        let message = match writer.since {
            Some(since) => messages.recv_timeout(SYNC_AFTER.saturating_sub(since.elapsed())),
            None => messages.recv().map_err(Into::into),
        };
        match message {
            Ok(Message::Did(transaction, key)) => writer.did(transaction, key),
            Ok(Message::Line(line)) => writer.line(line()),
            Ok(Message::Flush(answer)) => {
                writer.sync();
                let _ = answer.send(());
            }
            Ok(Message::Discard) => {
                let _ = fs::remove_file(&path);
                return;
            }
            Err(RecvTimeoutError::Timeout) => writer.sync(),
            // The program ends without having closed the document: what it did stays to be recovered.
            Err(RecvTimeoutError::Disconnected) => {
                writer.sync();
                return;
            }
        }
        // Whoever goes on typing does not put it off.
        if writer.since.is_some_and(|since| since.elapsed() >= SYNC_AFTER) {
            writer.sync();
        }
    }
}

/// What the thread of a journal knows.
struct Writer<'a> {
    file: File,
    failed: &'a AtomicBool,
    /// How many bytes of the file are whole lines.
    good: u64,
    /// How many transactions the lines so far hold, with those before them.
    written: u64,
    /// When the first came in that is not safe yet.
    since: Option<Instant>,
    /// What may still be joined by the next: the transactions as one, their key, and how many they are.
    pending: Option<(Transaction, String, u64)>,
    /// The latest claim about a file.
    claim: Option<(String, u64, PathBuf)>,
    name: String,
}

impl Writer<'_> {
    fn did(&mut self, transaction: Transaction, key: Option<String>) {
        self.since.get_or_insert_with(Instant::now);
        if let (Some((before, known, steps)), Some(key)) = (&mut self.pending, &key)
            && known == key
            && let Some(both) = before.merged_with(&transaction)
        {
            *before = both;
            *steps += 1;
            return;
        }
        self.write_pending();
        match key {
            Some(key) => self.pending = Some((transaction, key, 1)),
            None => {
                self.written += 1;
                self.write(&Line::Did(journal::encode(&transaction)));
            }
        }
    }

    fn write_pending(&mut self) {
        if let Some((transaction, _, steps)) = self.pending.take() {
            self.written += steps;
            let entry = (!transaction.changes_nothing()).then(|| journal::encode(&transaction));
            self.write(&Line::Together { steps, entry });
        }
    }

    fn line(&mut self, line: Line) {
        self.since.get_or_insert_with(Instant::now);
        self.write_pending();
        match &line {
            Line::Start { name, path, base, .. } => {
                self.name.clone_from(name);
                self.claim = base.clone().zip(path.clone()).map(|(hash, path)| (hash, 0, path));
            }
            Line::Claim { hash, after, path: Some(path) } => self.claim = Some((hash.clone(), *after, path.clone())),
            Line::Claim { hash, after, path: None } => {
                if let Some((known, at, _)) = &mut self.claim {
                    known.clone_from(hash);
                    *at = *after;
                }
            }
            Line::Did(_) | Line::Together { .. } | Line::Saved { .. } => {}
        }
        self.write(&line);
        if let Line::Saved { after } = line {
            self.begin_anew(after);
        }
    }

    /// Empties a large journal of which everything is in a file: a stop in the middle of it leaves nothing to recover,
    /// and there is nothing.
    fn begin_anew(&mut self, saved: u64) {
        let Some((hash, after, path)) = self.claim.clone() else { return };
        if self.good <= LARGE || saved != self.written || after != saved || self.failed.load(Ordering::Relaxed) {
            return;
        }
        let emptied = self.file.set_len(0).and_then(|()| self.file.seek(SeekFrom::Start(0)));
        if emptied.is_err() {
            self.failed.store(true, Ordering::Relaxed);
            return;
        }
        self.good = 0;
        let name = self.name.clone();
        self.write(&Line::Start { version: 1, path: Some(path), name, base: Some(hash), graph: None, after });
    }

    fn write(&mut self, line: &Line) {
        // After a line that is lost the next ones have nothing to stand on.
        if self.failed.load(Ordering::Relaxed) {
            return;
        }
        let written = serde_json::to_string(line).map_err(io::Error::from).and_then(|mut text| {
            text.push('\n');
            self.file.write_all(text.as_bytes())?;
            Ok(text.len() as u64)
        });
        match written {
            Ok(length) => self.good += length,
            Err(_) => {
                self.failed.store(true, Ordering::Relaxed);
                let _ = self.file.set_len(self.good);
            }
        }
    }

    fn sync(&mut self) {
        self.write_pending();
        if self.since.take().is_some() && self.file.sync_data().is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
    }
}
