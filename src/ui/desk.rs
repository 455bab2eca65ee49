//! What lies before a panel while it is shown, and where it puts what it asks for.
//!
//! A panel reads the session and changes nothing: it leaves commands in the [`Outbox`], which are dispatched once the
//! frame is drawn.

use eframe::egui::{Context, Id};

use super::dialogs::Connect;
use super::directory::Directory;
use crate::base::{EntityId, EvidenceId, IdMint, SourceId};
use crate::edit::{Merging, Selection, Transaction};
use crate::model::Graph;
use crate::session::{Command, DocumentKey, MeasuredExport, OpenDocument, Part, Session, TableExport, Verb};

/// What a panel is given.
pub(super) struct Desk<'a> {
    /// Everything that is open.
    pub session: &'a Session,
    /// The document that the panel shows.
    pub open: &'a OpenDocument,
    /// Its entities, sorted.
    pub directory: &'a Directory,
    /// Makes ids for new records.
    pub mint: &'a mut IdMint,
    /// Takes what the panel asks for.
    pub out: &'a mut Outbox,
}

impl<'a> Desk<'a> {
    /// The graph that the panel shows.
    pub fn graph(&self) -> &'a Graph {
        self.open.graph()
    }

    /// The id of the field of a record, the same in every frame and different in every document.
    pub fn field_id(&self, record: &str, field: &str) -> Id {
        Id::unique((self.open.key().0, record, field))
    }
}

/// Something that the window does itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    /// Show a source in the inspector.
    ShowSource(SourceId),
    /// Show what is selected in the inspector again.
    CloseSource,
    /// Show on the canvas what would fall without a source, or without all of its origin.
    Retract(SourceId, WithOrigin),
    /// Compare two entities that may be one.
    Compare(EntityId, EntityId),
    /// Ask for two entities and connect them.
    AskConnect,
    /// Ask for what is still missing of a relationship, and connect.
    Connect(Box<Connect>),
    /// Tell the user something.
    Tell(String, String),
    /// Ask where to write a table.
    ExportTable(TableExport),
    /// Ask where to write the values of a measure.
    ExportMeasured(MeasuredExport),
    /// Ask where to export a document.
    AskExportPath {
        /// Which.
        document: DocumentKey,
        /// The key of the format.
        format: &'static str,
        /// How much of it.
        part: Part,
    },
    /// Open quick-add.
    QuickAdd,
    /// Bring what is selected into the middle of the canvas.
    Centre,
    /// Read a source.
    Read(SourceId),
    /// Read the source of a piece of evidence and choose the passage that it quotes.
    ChoosePassage(EvidenceId),
}

/// Whether sources of the same origin go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WithOrigin {
    /// They do.
    Yes,
    /// They stay.
    No,
}

/// What panels ask for during a frame.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// For the session, in order.
    pub commands: Vec<Command>,
    /// For the window.
    pub wishes: Vec<Wish>,
}

impl Outbox {
    /// Asks for a command.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks for what a menu could ask for.
    pub fn verb(&mut self, verb: Verb) {
        self.commands.push(Command::Do(verb));
    }

    /// Selects.
    pub fn select(&mut self, selection: Selection) {
        self.wishes.push(Wish::CloseSource);
        self.commands.push(Command::Select(selection));
    }

    /// Asks the window for something.
    pub fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }

    /// Tells the user something that is no fault.
    pub fn tell(&mut self, title: &str, text: String) {
        self.wishes.push(Wish::Tell(title.to_owned(), text));
    }

    /// Changes the graph as a step of its own.
    pub fn apply(&mut self, transaction: Transaction) {
        if !transaction.is_empty() {
            self.commands.push(Command::Apply { transaction, merging: Merging::Never, select: None });
        }
    }

    /// Changes the graph by a letter typed into a field: all letters typed there in one go are one step.
    pub fn typed(&mut self, ctx: &Context, transaction: Transaction, field: Id) {
        if !transaction.is_empty() {
            let visit: u64 = ctx.data(|data| data.get_temp(visits())).unwrap_or_default();
            let merging = Merging::With(format!("{}/{visit}", field.value()));
            self.commands.push(Command::Apply { transaction, merging, select: None });
        }
    }
}

/// Where the number of visits to fields is counted, which tells one go of typing from the next.
fn visits() -> Id {
    Id::unique("visits to fields")
}

/// Says that the keyboard has gone to another field.
pub(super) fn begin_visit(ctx: &Context) {
    ctx.data_mut(|data| *data.get_temp_mut_or_default::<u64>(visits()) += 1);
}
