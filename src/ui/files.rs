//! Asking for a file: the desktop's own dialog on another thread, or a field for the path where there is none.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::task::{Context as TaskContext, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use eframe::egui::{self, Context, Id, Ui};

use super::theme::space;
use super::widgets::{Dialog, DialogAction, TextField, text};
use crate::base::EntityId;
use crate::formats::{FORMATS, article};
use crate::model::Attachment;
use crate::session::{Command, DocumentKey, MeasuredExport, Part, Session, TableExport, with_graph_ending};

/// A dialog that ends sooner than this was never seen: the desktop has none.
const TOO_SOON: Duration = Duration::from_millis(150);

/// What a file is wanted for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Purpose {
    /// To open it.
    Open,
    /// To take a picture out of it.
    /// To import it.
    Import,
    /// To take a mapping of tables out of it.
    Mapping,
    /// To keep a mapping of tables there.
    SaveMapping {
        /// A folder and name to offer.
        suggestion: PathBuf,
    },
    /// To export a document there.
    Export {
        /// Which document.
        document: DocumentKey,
        /// The key of the format.
        format: &'static str,
        /// How much of it.
        part: Part,
        /// A folder and name to offer.
        suggestion: PathBuf,
    },
    /// To take a picture for an entity out of it.
    Picture {
        /// For which document.
        document: DocumentKey,
        /// For whom, if it is not for the canvas.
        entity: Option<EntityId>,
    },
    /// To take the text of a source out of it.
    Text {
        /// Whose source.
        document: DocumentKey,
    },
    /// To write a table there.
    Table {
        /// Which.
        table: TableExport,
        /// A folder and name to offer.
        suggestion: PathBuf,
    },
    /// To write the values of a measure there.
    Measured {
        /// Which.
        export: MeasuredExport,
        /// A folder and name to offer.
        suggestion: PathBuf,
    },
    /// To save a document there, and then to do something.
    SaveAs {
        /// Which document.
        document: DocumentKey,
        /// A folder and name to offer.
        suggestion: PathBuf,
        /// What comes after.
        then: Option<Box<Command>>,
    },
}

/// How a question for a file ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// With a path.
    Chosen(PathBuf, Purpose),
    /// Without one.
    GivenUp(Purpose),
}

/// Which dialogs are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DialogKind {
    /// Those of the desktop, where it has any.
    #[default]
    Desktop,
    /// A field for the path.
    Path,
}

/// A dialog of the desktop that is open.
struct Waiting {
    purpose: Purpose,
    since: Instant,
    answer: Receiver<Option<PathBuf>>,
}

/// A field for a path that is open.
struct Prompt {
    purpose: Purpose,
    text: String,
    /// What is wrong with what was entered last.
    error: Option<String>,
    /// Whether to write over the file that is there has been asked.
    overwrite: Option<String>,
    is_new: bool,
}

/// Asks for one file at a time.
#[derive(Default)]
pub(super) struct Files {
    kind: DialogKind,
    waiting: Option<Waiting>,
    prompt: Option<Prompt>,
}

impl Files {
    /// Files that are asked for with these dialogs.
    pub fn new(kind: DialogKind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Whether a question is open inside the window.
    pub fn is_prompting(&self) -> bool {
        self.prompt.is_some()
    }

    /// Asks for a file; whether it does. A question that is open already stays.
    pub fn ask(&mut self, ctx: &Context, purpose: Purpose) -> bool {
        if self.waiting.is_some() || self.prompt.is_some() {
            return false;
        }
        if self.kind == DialogKind::Path || !desktop_may_have_dialogs() {
            self.prompt = Some(Prompt::new(purpose));
            return true;
        }
        let (sender, answer) = channel();
        let future = desktop_dialog(&purpose);
        let wake = ctx.clone();
        let work = move || {
            let chosen = block_on(future);
            // The window may be gone by now; then nobody is left to tell.
            let _ = sender.send(chosen);
            wake.request_repaint();
        };
        match thread::Builder::new().name("file dialog".into()).spawn(work) {
            Ok(_) => self.waiting = Some(Waiting { purpose, since: Instant::now(), answer }),
            Err(_) => self.prompt = Some(Prompt::new(purpose)),
        }
        true
    }

    /// Asks where to write a table, beside the file of its document.
    pub fn ask_table(&mut self, ctx: &Context, session: &Session, table: TableExport) {
        let Some(open) = session.document(table.document) else { return };
        let name = format!("{} {}.csv", open.name(), table.rows.query.kind.title().to_lowercase());
        let folder = open.path().and_then(Path::parent).unwrap_or(Path::new(""));
        let suggestion = folder.join(name);
        self.ask(ctx, Purpose::Table { table, suggestion });
    }

    /// Shows the field for a path where that is asked for, and returns an answer once there is one.
    pub fn show(&mut self, ctx: &Context) -> Option<Answer> {
        if let Some(answer) = self.desktop_answer() {
            return Some(answer);
        }
        let mut prompt = self.prompt.take()?;
        match prompt.show(ctx) {
            DialogAction::Cancelled => return Some(Answer::GivenUp(prompt.purpose)),
            DialogAction::Primary => match prompt.path() {
                Ok(path) => return Some(Answer::Chosen(path, prompt.purpose)),
                Err(why) => prompt.error = (!why.is_empty()).then_some(why),
            },
            DialogAction::Open | DialogAction::Other => {}
        }
        self.prompt = Some(prompt);
        None
    }

    fn desktop_answer(&mut self) -> Option<Answer> {
        let Waiting { purpose, since, answer } = self.waiting.take()?;
        match answer.try_recv() {
            Err(TryRecvError::Empty) => {
                self.waiting = Some(Waiting { purpose, since, answer });
                None
            }
            Ok(Some(path)) => Some(Answer::Chosen(path, purpose)),
            Ok(None) | Err(TryRecvError::Disconnected) if since.elapsed() < TOO_SOON => {
                self.kind = DialogKind::Path;
                self.prompt = Some(Prompt::new(purpose));
                None
            }
            Ok(None) | Err(TryRecvError::Disconnected) => Some(Answer::GivenUp(purpose)),
        }
    }
}

impl Prompt {
    fn new(purpose: Purpose) -> Self {
        let text = match &purpose {
            Purpose::Open | Purpose::Import | Purpose::Mapping | Purpose::Text { .. } | Purpose::Picture { .. } => {
                String::new()
            }
            Purpose::SaveAs { suggestion, .. }
            | Purpose::Table { suggestion, .. }
            | Purpose::Measured { suggestion, .. }
            | Purpose::SaveMapping { suggestion }
            | Purpose::Export { suggestion, .. } => absolute(suggestion).display().to_string(),
        };
        Self { purpose, text, error: None, overwrite: None, is_new: true }
    }

    fn show(&mut self, ctx: &Context) -> DialogAction {
        let (title, primary, explanation) = match &self.purpose {
            Purpose::Open => ("Open a graph", "Open", "The path of the file"),
            Purpose::Import => ("Import a file", "Import", "The path of a table or of a graph of any program"),
            Purpose::Mapping => ("Load a mapping", "Load", "The path of a mapping of tables"),
            Purpose::SaveMapping { .. } if self.overwrite.is_some() => {
                ("Save the mapping", "Replace", "Where to save the mapping")
            }
            Purpose::SaveMapping { .. } => ("Save the mapping", "Save", "Where to save the mapping"),
            Purpose::Export { .. } if self.overwrite.is_some() => ("Export", "Replace", "Where to write the file"),
            Purpose::Export { .. } => ("Export", "Export", "Where to write the file"),
            Purpose::Text { .. } => ("Open a text", "Open", "The path of a text, Markdown, HTML or PDF file"),
            Purpose::Picture { .. } => ("Choose a picture", "Choose", "The path of a PNG, JPEG or WebP file"),
            Purpose::Table { .. } => {
                let primary = if self.overwrite.is_some() { "Replace" } else { "Write" };
                ("Write the table", primary, "Where to write the rows and columns that are shown, as CSV")
            }
            Purpose::Measured { .. } => {
                let primary = if self.overwrite.is_some() { "Replace" } else { "Write" };
                ("Write the measure", primary, "Where to write the entities and their values, as CSV")
            }
            Purpose::SaveAs { .. } if self.overwrite.is_some() => ("Save as", "Replace", "Where to save the graph"),
            Purpose::SaveAs { .. } => ("Save as", "Save", "Where to save the graph"),
        };
        let id = Id::unique("path");
        let dialog = Dialog::new(id, title, primary).primary_enabled(!self.text.trim().is_empty()).width(480.0);
        let mut entered = false;
        let response = dialog.show(ctx, |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::secondary(ui, explanation, text::Overflow::Wrap);
            let field = id.with("field");
            let name = "Path";
            let response = ui.add(TextField::new(&mut self.text, name).error(self.error.as_deref()).id(field));
            if response.changed() {
                self.error = None;
                self.overwrite = None;
            }
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            // Before the dialog is laid out for good, the field cannot take the keyboard.
            if self.is_new {
                response.request_focus();
                ui.ctx().request_repaint();
                self.is_new = !response.has_focus();
                if !self.is_new {
                    select_stem(ui.ctx(), field, &self.text);
                }
            }
            if let Some(sentence) = &self.overwrite {
                text::secondary(ui, sentence, text::Overflow::Wrap);
            }
        });
        if entered { DialogAction::Primary } else { response.action }
    }

    /// The path that was entered, if it will do.
    fn path(&mut self) -> Result<PathBuf, String> {
        let text = self.text.trim();
        let path = absolute(&expanded(text));
        match &self.purpose {
            Purpose::Open | Purpose::Import | Purpose::Mapping | Purpose::Text { .. } | Purpose::Picture { .. } => {
                if path.is_dir() {
                    return Err(format!("{text} is a folder. Enter the path of a file in it."));
                }
                if path.exists() { Ok(path) } else { Err(format!("There is no file {text}.")) }
            }
            Purpose::SaveAs { .. }
            | Purpose::Table { .. }
            | Purpose::Measured { .. }
            | Purpose::SaveMapping { .. }
            | Purpose::Export { .. } => {
                let folder = path.parent().unwrap_or(Path::new("/"));
                if path.is_dir() {
                    return Err(format!("{text} is a folder. Add a name for the file."));
                }
                if !folder.is_dir() {
                    return Err(format!("There is no folder {}.", folder.display()));
                }
                let is_graph = matches!(self.purpose, Purpose::SaveAs { .. });
                let written = if is_graph { with_graph_ending(&path) } else { path.clone() };
                if written.exists() && self.overwrite.is_none() {
                    let name = written.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    self.overwrite =
                        Some(format!("There is a file {name} already. What it holds now is kept as its backup."));
                    return Err(String::new());
                }
                Ok(path)
            }
        }
    }
}

/// Selects the name in a path without folder and ending, which is what most people want to change.
fn select_stem(ctx: &Context, field: Id, text: &str) {
    let letters = |part: &str| part.chars().count();
    let start = text.rfind(std::path::MAIN_SEPARATOR).map_or(0, |at| at + 1);
    let name = &text[start..];
    let end = start + name.rfind('.').filter(|at| *at > 0).unwrap_or(name.len());
    let [start, end] = [start, end].map(|at| egui::text::CCursor::new(letters(&text[..at])));
    let mut state = egui::TextEdit::load_state(ctx, field).unwrap_or_default();
    state.cursor.set_char_range(Some(egui::text::CCursorRange::two(start, end)));
    egui::TextEdit::store_state(ctx, field, state);
}

/// A path from the root of the file system.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A path with `~` for the user's folder, as people write it.
fn expanded(text: &str) -> PathBuf {
    match (text.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// Whether it is worth asking the desktop: on Linux it takes a bus for the portal, or zenity.
fn desktop_may_have_dialogs() -> bool {
    if cfg!(any(target_os = "windows", target_os = "macos")) {
        return true;
    }
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
        || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists());
    let in_path = |name: &str| {
        std::env::var_os("PATH")
            .is_some_and(|all| std::env::split_paths(&all).any(|folder| folder.join(name).is_file()))
    };
    bus || in_path("zenity")
}

/// The desktop's dialog. It is made here, on the thread of the window, as some systems want it, and waited for elsewhere.
fn desktop_dialog(purpose: &Purpose) -> impl Future<Output = Option<PathBuf>> + Send + use<> {
    let dialog = rfd::AsyncFileDialog::new();
    let graphs = |dialog: rfd::AsyncFileDialog| dialog.add_filter("Liaison graph", &["ron"]);
    let every_ending: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
    let everything = |dialog: rfd::AsyncFileDialog| dialog.add_filter("All files", &["*"]);
    let picked: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match purpose {
        Purpose::Open => {
            let dialog = dialog.add_filter("Graphs of any program", &every_ending);
            Box::pin(everything(graphs(dialog)).set_title("Open a graph").pick_file())
        }
        Purpose::Text { .. } => {
            let dialog = dialog.add_filter("Texts", article::ENDINGS);
            Box::pin(everything(dialog).set_title("Open a text").pick_file())
        }
        Purpose::Picture { .. } => {
            let dialog = dialog.add_filter("Pictures", Attachment::PICTURE_ENDINGS);
            Box::pin(everything(dialog).set_title("Choose a picture").pick_file())
        }
        Purpose::Import => {
            let tables = ["csv", "tsv", "txt", "xlsx", "xls", "ods"];
            let dialog = dialog.add_filter("Files of any program", &every_ending).add_filter("Tables", &tables);
            Box::pin(everything(dialog).set_title("Import a file").pick_file())
        }
        Purpose::Mapping => {
            let dialog = dialog.add_filter("Mapping of tables", &["ron"]);
            Box::pin(everything(dialog).set_title("Load a mapping").pick_file())
        }
        Purpose::SaveAs { suggestion, .. }
        | Purpose::Table { suggestion, .. }
        | Purpose::Measured { suggestion, .. }
        | Purpose::SaveMapping { suggestion }
        | Purpose::Export { suggestion, .. } => {
            let (title, kind, endings) = match purpose {
                Purpose::Table { .. } => ("Write the table", "Table", &["csv"][..]),
                Purpose::Measured { .. } => ("Write the measure", "Table", &["csv"][..]),
                Purpose::Export { format, .. } => {
                    let format = FORMATS.iter().find(|known| known.key == *format);
                    ("Export", format.map_or("File", |f| f.label), format.map_or(&[][..], |f| f.extensions))
                }
                Purpose::SaveMapping { .. } => ("Save the mapping", "Mapping of tables", &["ron"][..]),
                _ => ("Save as", "Liaison graph", &["ron"][..]),
            };
            let mut dialog = everything(dialog.add_filter(kind, endings)).set_title(title);
            if let Some(folder) = absolute(suggestion).parent() {
                dialog = dialog.set_directory(folder);
            }
            if let Some(name) = suggestion.file_name() {
                dialog = dialog.set_file_name(name.to_string_lossy());
            }
            Box::pin(dialog.save_file())
        }
    };
    async move { picked.await.map(|handle| handle.path().to_owned()) }
}

/// Whether a file is a picture by its ending.
pub(super) fn is_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| Attachment::PICTURE_ENDINGS.contains(&ending.as_str()))
}

/// Wakes a thread that waits for a future.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future on this thread.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = TaskContext::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
