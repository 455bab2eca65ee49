//! What the program tells the user, and what it asks of the window.

use std::path::PathBuf;

use super::{Command, DocumentKey, Verb};
use crate::analysis::table::{Pasted, TableKind};
use crate::base::{EntityId, GroupId, RelationshipId, SourceId, ViewId};

/// Names a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(pub u64);

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// Something was done; it goes by itself.
    Done,
    /// Something to know.
    Warning,
    /// Something failed.
    Failure,
}

/// Something that the user is told, without being stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its name.
    pub id: NoticeId,
    /// How grave it is.
    pub gravity: Gravity,
    /// What happened, in a few words.
    pub title: String,
    /// What was kept and what to do next.
    pub text: String,
    /// What the user can do about it: words on a button, and what it does.
    pub actions: Vec<(String, Command)>,
}

/// Something that only a window can do. A window takes these and does them in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Ask for a file to open.
    AskOpen,
    /// Ask where to save a document, and call [`Session::save_as`](super::Session::save_as).
    AskSaveAs {
        /// Which.
        document: DocumentKey,
        /// A folder and name to offer.
        suggestion: PathBuf,
        /// What to do once it is saved.
        then: Option<Box<Command>>,
    },
    /// Ask for a picture and send a [`Command::SetPicture`] or, where it is for no entity, a [`Command::AddPicture`].
    /// Ask for a file to import and send [`ImportAct::Begin`](super::ImportAct::Begin).
    AskImport,
    /// Ask for a file with a mapping of tables.
    AskMapping,
    /// Ask where to keep a mapping of tables.
    AskSaveMapping {
        /// A folder and name to offer.
        suggestion: PathBuf,
    },
    /// Ask how to export a document.
    AskExport {
        /// Which.
        document: DocumentKey,
    },
    /// List remarks.
    ShowRemarks {
        /// What they are on.
        title: String,
        /// The remarks.
        lines: Vec<String>,
    },
    /// Ask for a picture and send a [`Command::SetPicture`].
    AskPicture {
        /// Which document.
        document: DocumentKey,
        /// Whom it is to show.
        entity: Option<EntityId>,
    },
    /// Ask for a text and send a [`Command::ImportText`].
    AskText {
        /// Who gets it as a source.
        document: DocumentKey,
    },
    /// Open the text of a source.
    ReadSource(SourceId),
    /// Ask what to do with unsaved changes.
    AskUnsaved {
        /// Whose.
        document: DocumentKey,
        /// What was wanted: closing it, or leaving.
        quitting: bool,
    },
    /// Ask what to do with a file that something else has changed.
    AskChangedOnDisk {
        /// Whose.
        document: DocumentKey,
    },
    /// Edit the name of an entity in place.
    BeginRename(EntityId),
    /// Edit the label of a relationship in place.
    BeginRelabel(RelationshipId),
    /// Edit the title of a view in its list.
    BeginRenameView(ViewId),
    /// Open the field that finds records.
    ShowFind,
    /// Open find and replace over the table.
    ShowReplace,
    /// Open the field that filters the view.
    ShowFilter,
    /// Offer the types of a relationship that was just drawn.
    ChooseType(RelationshipId),
    /// Edit the name of a group in place.
    BeginRenameGroup(GroupId),
    /// Go to the fields of what is selected.
    Inspect,
    /// Put a text into the clipboard.
    CopyText(String),
    /// Look over what a pasted block does to a table, and apply it if the graph still is that of `revision`.
    GoOnPasting {
        /// Whose table.
        document: DocumentKey,
        /// For which revision of the graph it was worked out.
        revision: u64,
        /// Which table.
        kind: TableKind,
        /// What it does.
        pasted: Box<Pasted>,
    },
    /// Send a [`Command::Paste`] with what the clipboard holds.
    WantPaste,
    /// Do something with the canvas.
    Canvas(CanvasRequest),
    /// Go to a part of the Analyse workspace.
    ShowAnalysis(AnalysePart),
    /// Go to another workspace.
    ShowWorkspace(Workspace),
    /// Show or hide the list of checks.
    ShowChecks,
    /// Open the palette.
    ShowPalette,
    /// Open quick-add.
    ShowQuickAdd,
    /// Show the keys.
    ShowShortcuts,
    /// Show what program this is.
    ShowAbout,
    /// Show or hide the left panel.
    ToggleOutline,
    /// Show or hide the right panel.
    ToggleInspector,
    /// Change between light and dark.
    ToggleTheme,
    /// Everything is closed: end.
    Leave,
}

/// A part of the Analyse workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnalysePart {
    /// A measure of each entity.
    Centrality,
    /// Communities.
    Communities,
    /// Numbers of the whole.
    Structure,
    /// Paths between two.
    Paths,
    /// What lies around one or more.
    Neighbourhood,
    /// Two dates beside each other.
    Dates,
}

/// What the window is arranged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Workspace {
    /// To draw: the canvas, between lists and fields.
    #[default]
    Graph,
    /// To enter and mend much at once: the records as tables.
    Data,
    /// To read: the texts of the sources beside the canvas.
    Read,
    /// To judge: competing hypotheses against the evidence.
    Weigh,
    /// To ask: statistics, communities and paths beside the canvas.
    Analyse,
}

impl Workspace {
    /// All of them, in the order of the toolbar, with the verbs that go there.
    pub const ALL: &'static [(Self, &'static str, Verb)] = &[
        (Self::Graph, "Graph", Verb::ShowGraph),
        (Self::Data, "Data", Verb::ShowData),
        (Self::Read, "Read", Verb::ShowRead),
        (Self::Weigh, "Weigh", Verb::ShowWeigh),
        (Self::Analyse, "Analyse", Verb::ShowAnalyse),
    ];
}

/// Something that is done with the canvas and not with the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanvasRequest {
    /// Nearer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// One pixel a world unit.
    ZoomActual,
    /// Everything in sight.
    FitAll,
    /// The selection in sight.
    FitSelection,
    /// The selection in the middle, no farther than it is.
    CentreSelection,
    /// Only what lies within so many relationships of the selection is looked at; asked for again, everything.
    LookAround(u32),
    /// Select and move.
    SelectTool,
    /// Select what a line is drawn around.
    LassoTool,
    /// Push the canvas around.
    HandTool,
    /// Draw relationships.
    RelationshipTool,
    /// Add an entity in the middle of what is seen.
    AddEntityInMiddle,
    /// Add a note in the middle of what is seen.
    AddNoteInMiddle,
}
