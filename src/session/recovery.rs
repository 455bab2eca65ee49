//! Finding and bringing back what a stopped program left in its journals.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::disk::{self, Stamp};
use super::document::{OnDisk, ensure_view};
use super::job::Stop;
use super::journal::{EXTENSION, Line};
use super::{Gravity, Session, Unsaved};
use crate::base::{ContentHash, Task};
use crate::edit::{Merging, Transaction};
use crate::formats::{self, FileInfo, ReadOptions, journal};
use crate::model::Graph;

/// The longest line of a journal that is read, in bytes.
const MAX_LINE: u64 = 1 << 30;

/// How a journal's name ends that somebody discarded, and how many of those are kept.
const DISCARDED: &str = "discarded";
const MOST_DISCARDED: usize = 5;

/// Names something to recover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecoveryId(pub u64);

/// A document that a stopped program had unsaved changes of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Its name while the program runs.
    pub id: RecoveryId,
    /// The document's name.
    pub name: String,
    /// Its file, if it had one.
    pub path: Option<PathBuf>,
    /// How many changes are not in the file.
    pub changes: usize,
    pub(super) journal: PathBuf,
}

impl Recovery {
    /// The folder in which it lies, and where it stays when it is discarded.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.journal.parent().unwrap_or(Path::new(""))
    }
}

/// What a journal says.
struct Told {
    name: String,
    /// Every file that it was read from or saved to, the first one first.
    paths: Vec<PathBuf>,
    graph: Option<String>,
    claims: Vec<(String, u64)>,
    /// How many transactions are safely in a file.
    saved: u64,
    /// The transactions in order, those written together as one; `None` changes nothing.
    entries: Vec<(u64, Option<journal::Entry>)>,
    /// How many transactions came before the first of these.
    after: u64,
    /// Every line was understood, but for a last one that was cut off.
    is_whole: bool,
}

impl Told {
    /// How many transactions there are, with those before the journal's own.
    fn total(&self) -> u64 {
        self.after + self.entries.iter().map(|(steps, _)| steps).sum::<u64>()
    }

    /// What was done after so many transactions and changes something.
    fn since(&self, saved: u64) -> impl Iterator<Item = &journal::Entry> {
        let mut done = self.after;
        self.entries.iter().filter_map(move |(steps, entry)| {
            done += steps;
            entry.as_ref().filter(|_| done > saved)
        })
    }
}

/// Journals that nobody has locked, with changes that are in no file. Those without any are deleted.
fn scan(folder: &Path, task: &Task) -> Vec<Recovery> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = files.filter_map(|f| f.ok().map(|f| f.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == EXTENSION));
    paths.sort();
    let mut found = Vec::new();
    for journal in paths {
        if task.is_cancelled() {
            break;
        }
        let Ok(file) = File::open(&journal) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        let told = tell(&file);
        let changes = told.as_ref().map_or(0, |told| {
            let all_saved = told.saved >= told.total();
            // A save may have come to its end without the journal's hearing of it.
            let saved = if all_saved { told.saved } else { base(told).map_or(told.saved, |base| base.after) };
            told.since(saved).count()
        });
        match told {
            Some(told) if changes > 0 => {
                let id = RecoveryId(found.len() as u64 + 1);
                found.push(Recovery { id, name: told.name, path: told.paths.last().cloned(), changes, journal });
            }
            // Only what is known to be in a file may go; what cannot be read may be a newer program's.
            Some(told) if told.is_whole => {
                let _ = fs::remove_file(&journal);
            }
            _ => {}
        }
    }
    found
}

/// Whether another living program has a journal about this file.
pub(super) fn is_open(folder: &Path, path: &Path, own: &[PathBuf]) -> bool {
    let Ok(files) = fs::read_dir(folder) else { return false };
    let same =
        |other: &Path| other == path || matches!((other.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
    let paths = files.filter_map(Result::ok).map(|f| f.path()).filter(|p| !own.contains(p));
    paths.filter(|p| p.extension().is_some_and(|e| e == EXTENSION)).any(|p| {
        let Ok(file) = File::open(p) else { return false };
        let mut first = String::new();
        if file.try_lock().is_ok() || BufReader::new(io::Read::take(&file, MAX_LINE)).read_line(&mut first).is_err() {
            return false;
        }
        matches!(serde_json::from_str(&first), Ok(Line::Start { path: Some(other), .. }) if same(&other))
    })
}

/// Reads a journal up to its end, or to the line in which its program stopped.
fn tell(file: &File) -> Option<Told> {
    let mut reader = BufReader::new(file);
    let mut told: Option<Told> = None;
    let mut text = Vec::new();
    loop {
        text.clear();
        let read = io::Read::take(&mut reader, MAX_LINE).read_until(b'\n', &mut text);
        if read.is_err() || text.len() as u64 == MAX_LINE {
            return told.map(|told| Told { is_whole: false, ..told });
        }
        if text.last() != Some(&b'\n') {
            return told;
        }
        match (serde_json::from_slice(&text), &mut told) {
            (Ok(Line::Start { version: 1, path, name, base, graph, after }), None) => {
                let claims = base.map(|hash| (hash, after)).into_iter().collect();
                told = Some(Told {
                    name,
                    paths: path.into_iter().collect(),
                    graph,
                    claims,
                    saved: after,
                    entries: Vec::new(),
                    after,
                    is_whole: true,
                });
            }
            (Ok(Line::Did(entry)), Some(told)) => told.entries.push((1, Some(entry))),
            (Ok(Line::Together { steps, entry }), Some(told)) => told.entries.push((steps, entry)),
            (Ok(Line::Claim { hash, after, path }), Some(told)) => {
                told.claims.push((hash, after));
                told.paths.retain(|known| Some(known) != path.as_ref());
                told.paths.extend(path);
            }
            (Ok(Line::Saved { after }), Some(told)) => told.saved = after,
            _ => {
                if let Some(told) = &mut told {
                    told.is_whole = false;
                }
                return told;
            }
        }
    }
}

/// Something to replay transactions on.
struct Base {
    bytes: Vec<u8>,
    /// How many transactions it holds.
    after: u64,
    /// The document's file, when that is what the bytes are.
    file: Option<(PathBuf, Stamp)>,
}

/// The latest state of the document that can be found on disk: its file, the file's backup, or the journal's own copy.
fn base(told: &Told) -> Option<Base> {
    let claimed = |bytes: &[u8]| {
        let hash = ContentHash::of(bytes).to_string();
        told.claims.iter().filter(|(claim, _)| *claim == hash).map(|(_, after)| *after).max()
    };
    let limit = ReadOptions::default().limits.bytes as u64;
    let mut best: Option<Base> = None;
    for path in told.paths.iter().rev() {
        for (at, is_the_file) in [(path.clone(), true), (disk::backup_path(path), false)] {
            if let Ok((bytes, stamp)) = disk::read(&at, limit)
                && let Some(after) = claimed(&bytes)
                && best.as_ref().is_none_or(|best| best.after < after)
            {
                best = Some(Base { bytes, after, file: is_the_file.then_some((at, stamp)) });
            }
        }
    }
    if best.is_some() {
        return best;
    }
    told.graph.as_ref().map(|text| Base { bytes: text.clone().into_bytes(), after: 0, file: None })
}

/// A document brought back.
struct Recovered {
    graph: Graph,
    file: Option<(PathBuf, Stamp, FileInfo)>,
    transactions: Vec<Transaction>,
    /// Why the rest of the journal could not be replayed.
    stopped: Option<String>,
}

fn bring_back(journal: &Path, task: &Task) -> Result<Recovered, String> {
    let file = File::open(journal).map_err(|error| error.to_string())?;
    let told = tell(&file).ok_or("the journal cannot be read")?;
    let base = base(&told).ok_or_else(|| {
        let path = told.paths.last().map_or(Path::new("its file"), PathBuf::as_path);
        format!(
            "{} has been changed by something else since, and the version that it belongs to is gone",
            path.display()
        )
    })?;
    let loaded = formats::read(&base.bytes, &ReadOptions::default(), task).map_err(|error| error.to_string())?;
    let mut loaded = loaded;
    // As it was when it was opened: the first view of a graph without any is in no transaction.
    ensure_view(&mut loaded.graph);
    let mut graph = loaded.graph.clone();
    let mut transactions = Vec::new();
    let mut stopped = (!told.is_whole).then(|| "a line of the journal cannot be read".to_owned());
    for entry in told.since(base.after) {
        match journal::replay(entry, &mut graph) {
            Ok(transaction) => transactions.push(transaction),
            Err(why) => {
                stopped = Some(why);
                break;
            }
        }
    }
    let file = base.file.map(|(path, stamp)| (path, stamp, loaded.info));
    Ok(Recovered { graph: loaded.graph, file, transactions, stopped })
}

/// Gives a journal a name under which it is not offered any more, and deletes all but the latest that have one.
fn set_aside(journal: &Path) -> io::Result<()> {
    let kept = journal.with_extension(DISCARDED);
    fs::rename(journal, &kept)?;
    let Some(files) = journal.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return Ok(()) };
    let others = files.filter_map(|f| f.ok().map(|f| f.path()));
    let others = others.filter(|path| *path != kept && path.extension().is_some_and(|e| e == DISCARDED));
    let written = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let mut others: Vec<_> = others.map(|path| (written(&path), path)).collect();
    others.sort();
    let surplus = (others.len() + 1).saturating_sub(MOST_DISCARDED);
    for (_, path) in &others[..surplus.min(others.len())] {
        let _ = fs::remove_file(path);
    }
    Ok(())
}

impl Session {
    /// Starts to look through the journals of stopped programs.
    pub(super) fn look_back(&mut self) {
        let Some(folder) = self.environment.recovery.clone() else {
            self.has_looked_back = true;
            return;
        };
        self.jobs.start("Looking for unsaved work".into(), Stop::AtAnyTime, move |task| {
            let found = scan(&folder, task);
            Box::new(move |session: &mut Self| {
                session.recoveries = found;
                session.has_looked_back = true;
            })
        });
    }

    pub(super) fn recover(&mut self, id: RecoveryId) {
        let Some(at) = self.recoveries.iter().position(|r| r.id == id) else { return };
        let recovery = self.recoveries.remove(at);
        self.jobs.start(format!("Recovering {}", recovery.name), Stop::AtAnyTime, move |task| {
            let result = bring_back(&recovery.journal, task);
            Box::new(move |session: &mut Self| session.recovered(&recovery, result))
        });
    }

    fn recovered(&mut self, recovery: &Recovery, result: Result<Recovered, String>) {
        let kept = format!("The journal is kept as {}.", recovery.journal.display());
        let Recovered { graph, file, transactions, stopped } = match result {
            Ok(recovered) => recovered,
            Err(why) => {
                let title = format!("{} was not recovered", recovery.name);
                self.notify(Gravity::Failure, title, format!("{why}. {kept}"), Vec::new());
                return;
            }
        };
        let name = if file.is_some() { recovery.name.clone() } else { format!("{} (recovered)", recovery.name) };
        // The file may be open by now: an untouched copy gives way, another one keeps it.
        let same = file.as_ref().and_then(|(path, _, _)| self.open_at(path));
        let file = match same.and_then(|key| self.document(key)) {
            Some(open) if open.is_modified() => None,
            Some(open) => {
                let key = open.key();
                self.close(key, Unsaved::Discard);
                file
            }
            None => file,
        };
        let on_disk = file.map(|(path, stamp, info)| OnDisk { path, stamp, lineage: info.lineage });
        let key = self.add_document(graph, on_disk, name);
        let Some(open) = self.document_mut(key) else { return };
        let count = transactions.len();
        let mut stopped = stopped;
        for transaction in transactions {
            if let Err(error) = open.apply(transaction, Merging::Never, None) {
                stopped = Some(error.to_string());
                break;
            }
        }
        if open.on_disk().is_none() {
            open.document.mark_unsaved();
        }
        // The old journal goes only when the new one holds all of it.
        let safe = open.journal.as_ref().is_some_and(super::journal::Journal::flush);
        if safe && stopped.is_none() {
            let _ = fs::remove_file(&recovery.journal);
        }
        let back = if count == 1 { "1 change is back".to_owned() } else { format!("{count} changes are back") };
        let text = match stopped {
            None => format!("{back}, and can be undone. Save to keep it."),
            Some(why) => format!("{back}; the next one could not be read: {why}. {kept}"),
        };
        self.notify(Gravity::Warning, format!("{} was recovered", recovery.name), text, Vec::new());
    }

    pub(super) fn discard_recovery(&mut self, id: RecoveryId) {
        if let Some(at) = self.recoveries.iter().position(|r| r.id == id) {
            let recovery = self.recoveries.remove(at);
            if let Err(error) = set_aside(&recovery.journal) {
                let title = format!("{} was not discarded", recovery.name);
                let text = format!("{error}. Its journal is kept as {}.", recovery.journal.display());
                self.notify(Gravity::Failure, title, text, Vec::new());
            }
        }
    }
}
