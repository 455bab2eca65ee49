//! What a user can ask for: one closed set, from which menus, shortcuts, palette and tests are made.

use std::path::PathBuf;

use super::{
    Around, Asking, CellWork, Dates, DocumentKey, ImportAct, Lens, MeasuredExport, NoticeId, Part, RecoveryId, Seeking,
    TableExport, ThemeChoice,
};
use crate::analysis::table::Query;
use crate::base::EntityId;
use crate::base::{EntityTypeId, Interval, Point, RelationshipTypeId, ViewId};
use crate::edit::{Merging, Selection, Transaction};

/// Something to be done, with all that it needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// What a menu item, a shortcut or the palette asks for.
    Do(Verb),
    /// Changes the graph of the active document. `select` becomes the selection; otherwise it stays.
    Apply {
        /// The edits; nothing happens when there are none.
        transaction: Transaction,
        /// Whether it joins the step before.
        merging: Merging,
        /// What is selected afterwards.
        select: Option<Selection>,
    },
    /// Adds an entity to the shown view and selects it.
    CreateEntity {
        /// Its type; the one used last, or the first, otherwise.
        kind: Option<EntityTypeId>,
        /// Its name; with an empty one, the window asks for it in place.
        name: String,
        /// Where, in world units.
        at: Point,
    },
    /// Adds a relationship and selects it.
    Connect {
        /// Its type; the likeliest otherwise.
        kind: Option<RelationshipTypeId>,
        /// Its first end.
        from: EntityId,
        /// Its second end.
        to: EntityId,
    },
    /// Adds an entity and a relationship that leads to it, as one step, and asks for the name in place.
    ConnectToNew {
        /// The end that exists.
        from: EntityId,
        /// Where the new one stands, in world units.
        at: Point,
    },
    /// Gives an entity of a document the picture in a file.
    SetPicture {
        /// Whose entity.
        document: DocumentKey,
        /// Which.
        entity: EntityId,
        /// A PNG, JPEG or WebP file.
        path: PathBuf,
    },
    /// Adds a source with the text of a file.
    ImportText {
        /// Whose source.
        document: DocumentKey,
        /// A text, a Markdown or an HTML file.
        path: PathBuf,
    },
    /// Works out measures of the network.
    Measure(Asking),
    /// Has the canvas tell more of the network, or less.
    Look(Lens),
    /// Looks for paths.
    FindPaths(Seeking),
    /// Looks at what lies around entities.
    LookAround(Around),
    /// Sets two dates beside each other.
    CompareDates(Dates),
    /// Writes the values of a measure as CSV.
    ExportMeasured(MeasuredExport, PathBuf),
    /// Puts the picture in a file on the canvas of a document.
    AddPicture {
        /// Whose canvas.
        document: DocumentKey,
        /// Where its middle is to be, in world units.
        at: Point,
        /// A PNG, JPEG or WebP file.
        path: PathBuf,
    },
    /// Selects.
    Select(Selection),
    /// Finds the rows of a table; see [`OpenDocument::rows`](super::OpenDocument::rows).
    Tabulate(Query),
    /// Copies or changes cells of a table.
    WorkOnCells(CellWork),
    /// Writes a table as CSV.
    ExportTable(TableExport, PathBuf),
    /// Shows another view of the active document.
    ShowView(ViewId),
    /// Shows the view at another time for now, until the graph changes; `None` goes back to the view's own.
    PreviewTime(Option<Interval>),
    /// Pastes what a clipboard holds, its middle at a place in world units.
    Paste {
        /// The clipboard's text.
        text: String,
        /// Where.
        at: Point,
    },
    /// Opens a file, or goes to it when it is open.
    Open(PathBuf),
    /// Opens a file that has errors, with what can be mended mended, as a new document.
    OpenRepaired(PathBuf),
    /// Saves a document where it is, or asks where.
    Save(DocumentKey),
    /// Asks where to save a document, and saves it there.
    AskSaveAs(DocumentKey),
    /// Saves a document elsewhere. A name without an ending gets `.ron`.
    SaveAs(DocumentKey, PathBuf),
    /// Writes a document, or what its shown view shows, in a format of another program.
    Export {
        /// Which document.
        document: DocumentKey,
        /// Where to.
        path: PathBuf,
        /// The key of the format.
        format: &'static str,
        /// How much of it.
        part: Part,
    },
    /// Does something in the import under way, or begins one.
    Import(ImportAct),
    /// Lists remarks on what was read or written.
    ShowRemarks {
        /// What they are on.
        title: String,
        /// The remarks.
        lines: Vec<String>,
    },
    /// Saves a document over a file that something else has changed since.
    Overwrite(DocumentKey),
    /// Takes the file's content as it is on disk now, as one step that can be undone.
    Reload(DocumentKey),
    /// Goes to a document.
    Activate(DocumentKey),
    /// Closes a document.
    Close(DocumentKey, Unsaved),
    /// Closes everything and leaves.
    Quit(Unsaved),
    /// Opens what a stopped program left behind.
    Recover(RecoveryId),
    /// Sets aside what a stopped program left behind; the latest five stay on disk.
    DiscardRecovery(RecoveryId),
    /// Takes a notice away.
    Dismiss(NoticeId),
    /// Chooses light, dark or as the desktop has it.
    SetTheme(ThemeChoice),
}

/// What to do with changes that are not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaved {
    /// Ask when there are any.
    Ask,
    /// Save them first.
    Save,
    /// Drop them.
    Discard,
}

/// A menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Files.
    File,
    /// Undo, clipboard, selection.
    Edit,
    /// New records.
    Insert,
    /// What is shown, and how.
    View,
    /// Where things stand.
    Layout,
    /// Questions to the network.
    Analyse,
    /// Help.
    Help,
}

impl Menu {
    /// All menus, in the order of the bar.
    pub const ALL: &'static [Self] =
        &[Self::File, Self::Edit, Self::Insert, Self::View, Self::Layout, Self::Analyse, Self::Help];

    /// Its title.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Insert => "Insert",
            Self::View => "View",
            Self::Layout => "Layout",
            Self::Analyse => "Analyse",
            Self::Help => "Help",
        }
    }
}

/// A key with what is held beside it. `command` is Ctrl, and ⌘ on macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    /// Ctrl, or ⌘ on macOS.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key by the name that egui gives it, such as `S`, `Delete` or `Plus`.
    pub key: &'static str,
}

const fn plain(key: &'static str) -> Option<Chord> {
    Some(Chord { command: false, shift: false, alt: false, key })
}
const fn shift(key: &'static str) -> Option<Chord> {
    Some(Chord { command: false, shift: true, alt: false, key })
}
const fn ctrl(key: &'static str) -> Option<Chord> {
    Some(Chord { command: true, shift: false, alt: false, key })
}
const fn ctrl_shift(key: &'static str) -> Option<Chord> {
    Some(Chord { command: true, shift: true, alt: false, key })
}
const fn ctrl_alt(key: &'static str) -> Option<Chord> {
    Some(Chord { command: true, shift: false, alt: true, key })
}

impl Chord {
    /// As menus show it: `Ctrl+Shift+S`, or `⇧⌘S` on macOS.
    #[must_use]
    pub fn label(self) -> String {
        let key = match self.key {
            "Plus" => "+",
            "Minus" => "−",
            "Comma" => ",",
            "Escape" => "Esc",
            "PageUp" => "Page Up",
            "PageDown" => "Page Down",
            "OpenBracket" => "[",
            "CloseBracket" => "]",
            other => other.strip_prefix("Num").unwrap_or(other),
        };
        if cfg!(target_os = "macos") {
            let held = [(self.alt, "⌥"), (self.shift, "⇧"), (self.command, "⌘")];
            return held.iter().filter(|(on, _)| *on).map(|(_, sign)| *sign).collect::<String>() + key;
        }
        let held = [(self.command, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")];
        held.iter().filter(|(on, _)| *on).map(|(_, sign)| *sign).collect::<String>() + key
    }

    /// Whether it is a single key without Ctrl or Alt, which is off while a text field has the keyboard.
    #[must_use]
    pub fn is_single_key(self) -> bool {
        !self.command && !self.alt
    }
}

/// Declares the verbs as one table.
macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident = $menu:ident, $label:literal, $icon:literal, $chord:expr;)*) => {
        /// What needs nothing but to be asked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb {
            $($(#[$doc])* $verb,)*
        }

        impl Verb {
            /// All of them, in the order of the menus.
            pub const ALL: &'static [Self] = &[$(Self::$verb,)*];

            /// The menu in which it stands.
            #[must_use]
            pub fn menu(self) -> Menu {
                match self { $(Self::$verb => Menu::$menu,)* }
            }

            /// Its words in menus and palette. One that asks for more ends in `…`.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$verb => $label,)* }
            }

            /// The name of its Phosphor icon; empty without one.
            #[must_use]
            pub fn icon(self) -> &'static str {
                match self { $(Self::$verb => $icon,)* }
            }

            /// The keys that ask for it.
            #[must_use]
            pub fn chord(self) -> Option<Chord> {
                match self { $(Self::$verb => $chord,)* }
            }
        }
    };
}

verbs! {
    /// Starts an empty graph.
    New = File, "New", "file-plus", ctrl("N");
    /// Asks for a file and opens it.
    Open = File, "Open…", "folder-open", ctrl("O");
    /// Opens the example that comes with the program.
    OpenExample = File, "Open the example", "graph", None;
    /// Saves the document where it is.
    Save = File, "Save", "floppy-disk", ctrl("S");
    /// Asks where to, and saves there.
    SaveAs = File, "Save as…", "", ctrl_shift("S");
    /// Asks for a file of any program, to bring it into the graph.
    Import = File, "Import…", "download-simple", ctrl_shift("I");
    /// Writes the graph for another program.
    Export = File, "Export…", "export", ctrl("E");
    /// Goes back to what is on disk, as one step that can be undone.
    Revert = File, "Revert to saved", "arrow-counter-clockwise", None;
    /// Closes the document.
    Close = File, "Close", "x", ctrl("W");
    /// Leaves.
    Quit = File, "Quit", "", ctrl("Q");

    /// Takes the last step back.
    Undo = Edit, "Undo", "arrow-u-up-left", ctrl("Z");
    /// Does it again.
    Redo = Edit, "Redo", "arrow-u-up-right", ctrl_shift("Z");
    /// Copies and deletes.
    Cut = Edit, "Cut", "scissors", ctrl("X");
    /// Copies.
    Copy = Edit, "Copy", "copy", ctrl("C");
    /// Pastes.
    Paste = Edit, "Paste", "clipboard", ctrl("V");
    /// Copies beside itself.
    Duplicate = Edit, "Duplicate", "copy-simple", ctrl("D");
    /// Deletes what is selected.
    Delete = Edit, "Delete", "trash", plain("Delete");
    /// Edits the name in place.
    Rename = Edit, "Rename", "pencil-simple", plain("F2");
    /// Asks for a picture of the selected entity.
    SetPicture = Edit, "Picture of the entity…", "image", None;
    /// Takes the picture of the selected entity away.
    RemovePicture = Edit, "Remove picture", "", None;
    /// Turns relationships around.
    Reverse = Edit, "Reverse", "arrows-left-right", None;
    /// Joins two selected entities.
    Merge = Edit, "Merge two entities", "arrows-merge", None;
    /// Finds records by a few letters of their texts.
    Find = Edit, "Find", "magnifying-glass", ctrl("F");
    /// Finds letters in the cells of a table and puts others in their place.
    Replace = Edit, "Find and replace…", "list-magnifying-glass", ctrl("H");
    /// Selects everything.
    SelectAll = Edit, "Select all", "", ctrl("A");
    /// Selects nothing.
    SelectNone = Edit, "Select nothing", "", ctrl_shift("A");
    /// Selects the neighbours of the selection too.
    SelectNeighbours = Edit, "Select neighbours", "graph", None;
    /// Selects what is two steps away too.
    SelectTwoSteps = Edit, "Select within two steps", "", None;
    /// Selects what is three steps away too.
    SelectThreeSteps = Edit, "Select within three steps", "", None;
    /// Selects the next relationship between the same two entities.
    NextParallel = Edit, "Next relationship between the two", "", plain("CloseBracket");
    /// Selects the one before.
    PreviousParallel = Edit, "Previous relationship between the two", "", plain("OpenBracket");

    /// Takes a line such as `A > leads > B`.
    QuickAdd = Insert, "Quick add…", "plus-circle", ctrl("J");
    /// Adds an entity in the middle of the canvas.
    AddEntity = Insert, "Entity", "plus-circle", plain("N");
    /// Draws relationships from entity to entity.
    AddRelationship = Insert, "Relationship", "line-segment", plain("R");
    /// Adds a source.
    AddSource = Insert, "Source", "newspaper", None;
    /// Adds a source with the text of a file.
    AddText = Insert, "Source from a text file…", "file-text", None;
    /// Adds a note to the canvas.
    AddNote = Insert, "Note", "note", None;
    /// Asks for a picture to put on the canvas.
    AddPicture = Insert, "Picture…", "image", None;
    /// Adds a view that starts like the one shown.
    AddView = Insert, "View like this one", "frame-corners", None;
    /// Adds a view of what is selected alone.
    AddViewOfSelection = Insert, "View of the selection", "", None;
    /// Adds a view that shows nothing yet.
    AddEmptyView = Insert, "Empty view", "", None;

    /// The canvas, between lists and fields.
    ShowGraph = View, "Graph workspace", "graph", ctrl("Num1");
    /// The records as tables.
    ShowData = View, "Data workspace", "rows", ctrl("Num2");
    /// The texts of the sources.
    ShowRead = View, "Read workspace", "book-open-text", ctrl("Num3");
    /// Competing hypotheses against the evidence.
    ShowWeigh = View, "Weigh workspace", "scales", ctrl("Num4");
    /// Statistics, communities and paths.
    ShowAnalyse = View, "Analyse workspace", "chart-scatter", ctrl("Num5");
    /// Selects and moves.
    ToolSelect = View, "Select", "cursor", plain("V");
    /// Selects what a line is drawn around.
    ToolLasso = View, "Lasso", "lasso", plain("L");
    /// Pushes the canvas around.
    ToolHand = View, "Hand", "hand", plain("H");
    /// Nearer.
    ZoomIn = View, "Zoom in", "magnifying-glass-plus", ctrl("Plus");
    /// Farther.
    ZoomOut = View, "Zoom out", "magnifying-glass-minus", ctrl("Minus");
    /// One pixel a world unit.
    ZoomActual = View, "Zoom to 100 %", "", ctrl("Num0");
    /// Everything in sight.
    FitAll = View, "Fit everything", "corners-out", shift("F");
    /// The selection in sight.
    FitSelection = View, "Fit selection", "", plain("F");
    /// Layouts leave the selection where it is.
    Pin = View, "Pin or unpin", "push-pin", plain("P");
    /// Takes the selection out of sight.
    Hide = View, "Hide", "eye-slash", None;
    /// Brings the selection back into the view.
    Show = View, "Show in this view", "", None;
    /// Hides all but the selection.
    Isolate = View, "Isolate", "crosshair", plain("I");
    /// Dims all but the neighbours of the selection.
    LookOneStep = View, "Look at the neighbours", "share-network", plain("Num1");
    /// Dims all but what is within two steps.
    LookTwoSteps = View, "Look two steps around", "", plain("Num2");
    /// Dims all but what is within three steps.
    LookThreeSteps = View, "Look three steps around", "", plain("Num3");
    /// Shows the hidden neighbours of the selection.
    Expand = View, "Show hidden neighbours", "arrows-out", None;
    /// Shows what is hidden.
    ShowAll = View, "Show everything hidden", "eye", None;
    /// Shows only what matches a query.
    Filter = View, "Filter", "funnel", ctrl_shift("F");
    /// Shows what does not match as well.
    ClearFilter = View, "Clear filter", "", None;
    /// Shows all times again.
    ShowAllTimes = View, "Show all times", "", None;
    /// Draws a line around the selected entities, as a group.
    Group = View, "Group", "bounding-box", ctrl("G");
    /// Asks for another name of the group of the selected entities.
    RenameGroup = View, "Rename group", "", None;
    /// Dissolves the groups of the selected entities.
    Ungroup = View, "Ungroup", "", ctrl_shift("G");
    /// Draws the groups of the selected entities as one mark each.
    CollapseGroup = View, "Collapse group", "arrows-in", None;
    /// Draws the members of collapsed groups again.
    ExpandGroup = View, "Expand group", "arrows-out", None;
    /// Lists what is wrong or doubtful, and which entities may be one.
    ShowChecks = View, "Checks", "warning", plain("F8");
    /// Looks through the graph again.
    CheckAgain = View, "Check again", "", None;
    /// Goes to the fields of what is selected.
    Inspect = View, "Go to the inspector", "", None;
    /// The next view in the list.
    NextView = View, "Next view", "", ctrl("PageDown");
    /// The view before.
    PreviousView = View, "Previous view", "", ctrl("PageUp");
    /// Copies the shown view.
    DuplicateView = View, "Duplicate view", "", None;
    /// Edits the title of the shown view.
    RenameView = View, "Rename view", "", None;
    /// Deletes the shown view.
    DeleteView = View, "Delete view", "", None;
    /// Shows or hides the panel on the left.
    ToggleOutline = View, "Left panel", "sidebar", ctrl("B");
    /// Shows or hides the panel on the right.
    ToggleInspector = View, "Right panel", "sidebar-simple", ctrl_alt("B");
    /// Shows or hides the timeline under the canvas.
    ToggleTimeline = View, "Timeline", "clock", plain("T");
    /// Shows the whole timeline, or only its first row.
    FoldTimeline = View, "Fold or unfold the timeline", "", shift("T");
    /// Light or dark.
    ToggleTheme = View, "Light or dark", "moon", None;
    /// Everything in the window larger.
    Larger = View, "Larger interface", "text-aa", ctrl_alt("Plus");
    /// Everything in the window smaller.
    Smaller = View, "Smaller interface", "", ctrl_alt("Minus");
    /// Everything in the window at its usual size.
    UsualSize = View, "Interface at 100 %", "", ctrl_alt("Num0");
    /// Nothing moves by itself.
    ReduceMotion = View, "Reduce motion", "", None;
    /// The next document.
    NextDocument = View, "Next document", "", ctrl("Tab");

    /// Related ones close together.
    ArrangeForce = Layout, "Force layout", "graph", None;
    /// Distances as in the graph.
    ArrangeStress = Layout, "Stress layout", "arrows-out-cardinal", None;
    /// Layers along the relationships.
    ArrangeLayered = Layout, "Layered layout", "tree-structure", None;
    /// Rings around one entity.
    ArrangeRadial = Layout, "Radial layout", "share-network", None;
    /// The best connected in the middle.
    ArrangeConcentric = Layout, "Concentric layout", "target", None;
    /// All on a circle.
    ArrangeCircular = Layout, "Circular layout", "circle-dashed", None;
    /// Rows and columns.
    ArrangeGrid = Layout, "Grid layout", "grid-four", None;
    /// Clusters apart from each other.
    ArrangeGrouped = Layout, "Grouped layout", "circles-four", None;
    /// What stands nowhere finds a place beside what it is tied to, and the rest moves little.
    ArrangeNew = Layout, "Place what is new", "", None;
    /// In a column under the leftmost.
    AlignLeft = Layout, "Align left", "", None;
    /// In a column.
    AlignColumn = Layout, "Align in a column", "", None;
    /// In a column under the rightmost.
    AlignRight = Layout, "Align right", "", None;
    /// In a row beside the topmost.
    AlignTop = Layout, "Align top", "", None;
    /// In a row.
    AlignRow = Layout, "Align in a row", "", None;
    /// In a row beside the lowest.
    AlignBottom = Layout, "Align bottom", "", None;
    /// At even distances from left to right.
    DistributeAcross = Layout, "Distribute across", "", None;
    /// At even distances from top to bottom.
    DistributeDown = Layout, "Distribute down", "", None;

    /// A measure of each entity.
    AskCentrality = Analyse, "Who matters", "ranking", None;
    /// Groups of entities with many ties among each other.
    AskCommunities = Analyse, "Who belongs together", "circles-three-plus", None;
    /// Numbers of the whole.
    AskStructure = Analyse, "How the whole hangs together", "chart-bar", None;
    /// How two are connected; the two that are selected at once.
    AskPaths = Analyse, "How two are connected", "path", ctrl_shift("P");
    /// Who is near, whom two both know, and likely ties.
    AskNeighbourhood = Analyse, "Who is near, and likely ties", "share-network", None;
    /// What came, went and changed between two dates.
    AskDates = Analyse, "Compare two dates", "git-diff", None;
    /// Colours and outlines communities on the canvas, or no more.
    ShowCommunities = Analyse, "Communities on the canvas", "polygon", None;
    /// Works all that is shown of the network out again.
    RefreshResults = Analyse, "Refresh results", "arrows-clockwise", plain("F5");

    /// Finds a command by its name.
    Palette = Help, "Commands…", "command", ctrl("K");
    /// Lists the keys.
    Shortcuts = Help, "Keys and mouse", "keyboard", plain("F1");
    /// Says which program this is.
    About = Help, "About Liaison", "", None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_verbs_share_keys_or_words() {
        for (i, a) in Verb::ALL.iter().enumerate() {
            for b in &Verb::ALL[i + 1..] {
                assert!(a.chord().is_none() || a.chord() != b.chord(), "{a:?} and {b:?}");
                assert_ne!(a.label(), b.label());
            }
        }
    }

    #[test]
    fn keys_read_as_menus_show_them() {
        let expected = if cfg!(target_os = "macos") { "⇧⌘S" } else { "Ctrl+Shift+S" };
        assert_eq!(Verb::SaveAs.chord().unwrap().label(), expected);
        assert!(Verb::ToolSelect.chord().unwrap().is_single_key());
    }
}
