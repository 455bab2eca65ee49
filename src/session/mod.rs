//! The open documents, what users ask for, background jobs, files, settings and notices.
//!
//! A [`Session`] is all of the program but its face: a window, or a test, sends it [`Command`]s, calls
//! [`Session::poll`] when woken, does what [`Session::take_requests`] asks, and shows what it reads. `session` never
//! paints, and no call of it waits for a file: reading and writing happen in jobs.

mod arrange;
mod arranging;
mod asking;
mod cells;
mod checking;
mod clipboard;
mod closing;
mod command;
mod contrast;
pub mod disk;
mod dispatch;
mod document;
mod exporting;
mod figures_file;
mod file;
pub mod import;
mod job;
mod journal;
mod lens;
mod notice;
pub mod pair;
mod pasting;
mod picture;
mod reading;
mod recovery;
mod saving;
mod seeking;
mod settings;
mod sight;
mod source_text;
mod statistics;
mod surroundings;
mod tabling;
mod typing;
mod views;
mod watch;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use arranging::Arranged;
pub use asking::Filter;
pub use cells::{CellWork, SomeRows};
pub use checking::Checks;
pub use command::{Chord, Command, Menu, Unsaved, Verb};
pub use contrast::{Both, Contrast, Dates};
pub use document::{OnDisk, OpenDocument, view_to_begin_with};
pub use exporting::{Part, write as write_files, writers};
pub use figures_file::MeasuredExport;
pub use import::{Import, ImportAct, ImportStep};
pub use job::{JobView, Stop};
pub use lens::{Lens, NetworkState};
pub use notice::{AnalysePart, CanvasRequest, Gravity, Notice, NoticeId, Request, Workspace};
pub use pasting::Pasting;
pub use reading::{Reading, Readings};
pub use recovery::{Recovery, RecoveryId};
pub use saving::with_graph_ending;
pub use seeking::{Found, FoundLink, FoundPath, Rank, Seeking};
pub use settings::{Settings, ThemeChoice};
pub use sight::{Sight, SightChange};
pub use statistics::{Asking, Counting, Measured, Place};
pub use surroundings::{Around, LikelyTie, Surroundings};
pub use tabling::TableExport;
pub use typing::Freshness;

use crate::base::{IdMint, Task};
use crate::edit::Touched;
use job::Jobs;

/// Names an open document for as long as the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentKey(pub u64);

/// What a session needs of the world around it.
#[derive(Clone)]
pub struct Environment {
    /// Where settings are kept; `None` keeps none.
    pub settings: Option<PathBuf>,
    /// The folder of the recovery journals; `None` keeps none.
    pub recovery: Option<PathBuf>,
    /// Called from any thread when [`Session::poll`] has something to do.
    pub wake: Arc<dyn Fn() + Send + Sync>,
}

impl Environment {
    /// The places that the operating system has for such things.
    #[must_use]
    pub fn of_user(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        use etcetera::{BaseStrategy, choose_base_strategy};
        let base = choose_base_strategy().ok();
        Self {
            settings: base.as_ref().map(|b| b.config_dir().join("liaison").join("settings.ron")),
            recovery: base.map(|b| b.state_dir().unwrap_or_else(|| b.data_dir()).join("liaison").join("recovery")),
            wake,
        }
    }

    /// Nothing is kept and nobody woken.
    #[must_use]
    pub fn none() -> Self {
        Self { settings: None, recovery: None, wake: Arc::new(|| {}) }
    }
}

/// The whole program but its face.
pub struct Session {
    environment: Environment,
    settings: Settings,
    documents: Vec<OpenDocument>,
    active: Option<DocumentKey>,
    next_key: u64,
    next_untitled: u32,
    mint: IdMint,
    jobs: Jobs,
    /// The layout that was asked for last.
    arranging: Option<Task>,
    /// The questions to the network that are worked on.
    running: statistics::Running,
    notices: Vec<Notice>,
    next_notice: u64,
    requests: VecDeque<Request>,
    recoveries: Vec<Recovery>,
    /// The import under way.
    import: Option<Import>,
    /// The journals of stopped programs have been looked through.
    has_looked_back: bool,
    watch: watch::Watch,
    /// The window is being closed: leave as soon as nothing is open.
    leaving: bool,
}

impl Session {
    /// A session without documents. Journals that a stopped program left are looked for by a job; see
    /// [`Session::recoveries`].
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        let settings = environment.settings.as_deref().map(Settings::load).unwrap_or_default();
        let watch = watch::Watch::new(Arc::clone(&environment.wake));
        let mut session = Self {
            jobs: Jobs::new(Arc::clone(&environment.wake)),
            arranging: None,
            running: statistics::Running::default(),
            environment,
            settings,
            documents: Vec::new(),
            active: None,
            next_key: 1,
            next_untitled: 1,
            mint: IdMint::new(),
            notices: Vec::new(),
            next_notice: 1,
            requests: VecDeque::new(),
            recoveries: Vec::new(),
            import: None,
            has_looked_back: false,
            watch,
            leaving: false,
        };
        session.look_back();
        session
    }

    /// The same with ids that are the same each time, for tests.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.mint = IdMint::seeded(seed);
        self
    }

    /// The open documents, in the order of their tabs.
    #[must_use]
    pub fn documents(&self) -> &[OpenDocument] {
        &self.documents
    }

    /// The document that is worked on.
    #[must_use]
    pub fn active(&self) -> Option<&OpenDocument> {
        self.document(self.active?)
    }

    /// The document called `key`.
    #[must_use]
    pub fn document(&self, key: DocumentKey) -> Option<&OpenDocument> {
        self.documents.iter().find(|d| d.key() == key)
    }

    fn document_mut(&mut self, key: DocumentKey) -> Option<&mut OpenDocument> {
        self.documents.iter_mut().find(|d| d.key() == key)
    }

    fn active_mut(&mut self) -> Option<&mut OpenDocument> {
        self.document_mut(self.active?)
    }

    /// What is remembered between runs.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes what is remembered between runs.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.clone();
        change(&mut self.settings);
        if before != self.settings
            && let Some(path) = &self.environment.settings
        {
            self.settings.store(path);
        }
    }

    /// What the user is told now, the oldest first.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether [`Session::recoveries`] is complete: the folder of journals may be slow.
    #[must_use]
    pub fn has_looked_back(&self) -> bool {
        self.has_looked_back
    }

    /// What stopped programs left behind.
    #[must_use]
    pub fn recoveries(&self) -> &[Recovery] {
        &self.recoveries
    }

    /// The jobs that run, the oldest first.
    #[must_use]
    pub fn jobs(&self) -> Vec<JobView> {
        self.jobs.views()
    }

    /// Makes ids for new records that a face builds itself.
    pub fn mint(&mut self) -> &mut IdMint {
        &mut self.mint
    }

    /// Takes what only a window can do; the window does it.
    pub fn take_requests(&mut self) -> Vec<Request> {
        self.requests.drain(..).collect()
    }

    /// Whether something is open under this path.
    fn open_at(&self, path: &Path) -> Option<DocumentKey> {
        let same = |a: &Path| a == path || matches!((a.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
        self.documents.iter().find(|d| d.on_disk().is_some_and(|f| same(&f.path))).map(OpenDocument::key)
    }

    fn own_journals(&self) -> Vec<PathBuf> {
        self.documents.iter().filter_map(|d| d.journal.as_ref().map(|j| j.path().to_owned())).collect()
    }

    /// What was touched in a document since this was last called, for a face that draws only what changed.
    pub fn take_touched(&mut self, key: DocumentKey) -> Touched {
        self.document_mut(key).map(OpenDocument::take_touched).unwrap_or_default()
    }

    fn ask(&mut self, request: Request) {
        if !self.requests.contains(&request) {
            self.requests.push_back(request);
        }
    }

    /// Tells the user something that a face found out.
    pub fn tell(&mut self, title: impl Into<String>, text: impl Into<String>) {
        self.notify(Gravity::Warning, title, text, Vec::new());
    }

    fn notify(
        &mut self,
        gravity: Gravity,
        title: impl Into<String>,
        text: impl Into<String>,
        actions: Vec<(String, Command)>,
    ) {
        let id = NoticeId(self.next_notice);
        self.next_notice += 1;
        self.notices.push(Notice { id, gravity, title: title.into(), text: text.into(), actions });
        // The latest are enough to read.
        if self.notices.len() > 50 {
            self.notices.remove(0);
        }
    }
}
