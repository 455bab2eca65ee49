//! The application: it owns the session, shows the panels, and carries commands and requests between them.

mod asked;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Context, Id, Rect, ThemePreference, Ui, ViewportCommand};

use super::analyse::{self, AnalyseState};
use super::canvas::{self, CanvasState};
use super::checks::{self, ChecksState};
use super::data::{self, DataState};
use super::desk::{Desk, Outbox};
use super::dialogs::{self, Ended, ImportView, Shown};
use super::directory::Directory;
use super::files::{Answer, DialogKind, Files, Purpose, is_picture};
use super::filter_bar::{self, FilterBar};
use super::find::Find;
use super::inspector::{self, Focus, InspectorState};
use super::notices::{self, NoticeTimes};
use super::outline::{self, OutlineState};
use super::palette::Palette;
use super::quick_add::QuickAdd;
use super::read::{self, ReadState};
use super::retraction::{self, Keys, Trial};
use super::shortcuts::{self, Pressed};
use super::status::{self, JobTimes};
use super::theme;
use super::timeline::{self, TimelineState};
use super::weigh::{self, WeighState};
use super::{ground, menu, toolbar};
use crate::base::{IdMint, Point};
use crate::edit::Selection;
use crate::formats::article;
use crate::session::{
    Command, DocumentKey, Environment, ImportAct, OpenDocument, Session, ThemeChoice, Unsaved, Verb, Workspace,
};

/// What the window remembers of a document while that is open.
#[derive(Default)]
struct DocumentState {
    directory: Directory,
    outline: OutlineState,
    inspector: InspectorState,
    canvas: CanvasState,
    filter: FilterBar,
    data: DataState,
    read: ReadState,
    weigh: WeighState,
    analyse: AnalyseState,
    timeline: TimelineState,
    checks: ChecksState,
    /// What the canvas shows as withdrawn.
    trial: Option<Trial>,
    /// What was selected in the last frame.
    selection: Selection,
}

/// Which part of the window F6 gave the keyboard to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Pane {
    #[default]
    Canvas,
    Outline,
    Inspector,
}

/// The window's content.
pub struct App {
    session: Session,
    mint: IdMint,
    documents: BTreeMap<DocumentKey, DocumentState>,
    outbox: Outbox,
    palette: Palette,
    quick_add: QuickAdd,
    find: Find,
    dialog: Shown,
    files: Files,
    notices: NoticeTimes,
    jobs: JobTimes,
    theme: Option<ThemeChoice>,
    /// How large everything is, and whether nothing moves by itself.
    ease: Option<(u16, bool)>,
    title: String,
    /// What the window is arranged for.
    workspace: Workspace,
    pane: Pane,
    /// A text field had the keyboard in the last frame, so Escape only leaves it.
    was_typing: bool,
    /// The control that had the keyboard when the last frame ended.
    had_focus: Option<Id>,
    /// The program has just begun: what to do once it is known whether work is to be recovered.
    beginning: Option<Beginning>,
    /// The session is done, and the window may go.
    leaving: bool,
}

/// Where in the window things stand over which others open.
#[derive(Debug, Clone, Copy)]
struct Places {
    /// The field that opens the palette.
    field: Rect,
    /// The canvas.
    canvas: Rect,
}

/// What a window begins with when there is nothing to recover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Empty,
    Example,
}

impl App {
    /// An application without documents. The environment's `wake` is replaced by one that draws the next frame.
    #[must_use]
    pub fn new(ctx: &Context, mut environment: Environment) -> Self {
        theme::install(ctx);
        ctx.options_mut(|options| {
            // Zooming is the canvas's.
            options.zoom_with_keyboard = false;
        });
        let woken = ctx.clone();
        environment.wake = Arc::new(move || woken.request_repaint());
        Self {
            session: Session::new(environment),
            mint: IdMint::new(),
            documents: BTreeMap::new(),
            outbox: Outbox::default(),
            palette: Palette::default(),
            quick_add: QuickAdd::default(),
            find: Find::default(),
            dialog: Shown::Nothing,
            files: Files::default(),
            notices: NoticeTimes::default(),
            jobs: JobTimes::default(),
            theme: None,
            ease: None,
            title: String::new(),
            workspace: Workspace::default(),
            pane: Pane::default(),
            was_typing: false,
            had_focus: None,
            beginning: Some(Beginning::Empty),
            leaving: false,
        }
    }

    /// The same with ids that are the same each time, for tests.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.session = self.session.with_seed(seed);
        self.mint = IdMint::seeded(seed);
        self
    }

    /// The same, which asks for paths in the window instead of with the desktop's dialogs.
    #[must_use]
    pub fn with_path_prompts(mut self) -> Self {
        self.files = Files::new(DialogKind::Path);
        self
    }

    /// Everything that is open.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Waits for all jobs, for tests.
    pub fn wait(&mut self) {
        self.session.wait();
    }

    /// Whether the session is done and the window is being closed.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// Begins with the example, unless a stopped program left something behind.
    #[must_use]
    pub fn with_example(mut self) -> Self {
        self.beginning = Some(Beginning::Example);
        self
    }

    /// Does what is asked, as if a panel had asked for it.
    pub fn send(&mut self, command: Command) {
        self.session.dispatch(command);
    }

    /// Shows one frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.session.poll();
        self.session.keep_up_quotes();
        self.session.keep_up_checks();
        self.begin();
        self.follow_window(&ctx);
        self.do_requests(&ctx);
        self.follow_import();
        self.follow_theme(&ctx);
        self.follow_ease(&ctx);
        // What is open before this frame takes the keys of this frame.
        let is_busy = self.dialog != Shown::Nothing
            || self.files.is_prompting()
            || self.palette.is_open()
            || self.find.is_open()
            || self.active_state().is_some_and(|state| state.filter.has_list() || state.data.has_dialog())
            || egui::Popup::is_any_open(&ctx);
        if self.workspace == Workspace::Read {
            self.session.keep_up_readings();
        }
        self.find.prepare(&ctx, &mut self.session, &mut self.outbox);
        // Quick-add leaves the rest of the window at work, but for the keys of the canvas.
        let places = self.show_panels(ui, is_busy || self.quick_add.is_open());
        self.show_over(&ctx, places);
        self.read_keys(&ctx, is_busy);
        self.finish(&ctx);
    }

    // ---- before the panels ---------------------------------------------------------------------------------------

    /// Offers what a stopped program left behind, once that is known.
    fn begin(&mut self) {
        if !self.session.has_looked_back() || self.dialog != Shown::Nothing {
            return;
        }
        match self.beginning.take() {
            Some(_) if !self.session.recoveries().is_empty() => self.dialog = Shown::Recovery,
            Some(Beginning::Example) if self.session.documents().is_empty() => {
                self.send(Command::Do(Verb::OpenExample));
            }
            Some(_) | None => {}
        }
    }

    /// Takes in what the window itself tells: files dropped on it, and that it is to close.
    fn follow_window(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        for path in dropped.iter().map(|file| file.path().to_owned()) {
            let canvas = self.session.active().filter(|_| self.workspace == Workspace::Graph && is_picture(&path));
            match canvas.map(OpenDocument::key) {
                Some(document) => {
                    let at = self.documents.get(&document).map(|state| state.canvas.place_under_pointer(ctx));
                    self.session.dispatch(Command::AddPicture { document, at: at.unwrap_or_default(), path });
                }
                None => self.let_go(path),
            }
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.leaving {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.session.dispatch(Command::Quit(Unsaved::Ask));
        }
    }

    /// Opens a file that was let go over the window, or asks whether it is to be brought into what is open. A text
    /// becomes a source of what is open; plain text can be a table as well, so it does only where one reads.
    fn let_go(&mut self, path: PathBuf) {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let is_text = article::ENDINGS.contains(&ending.as_str());
        if let Some(document) = self.session.active().map(OpenDocument::key)
            && is_text
            && (ending != "txt" || self.workspace == Workspace::Read)
        {
            self.session.dispatch(Command::ImportText { document, path });
            return;
        }
        let is_own = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"));
        let is_empty = self.session.active().is_none_or(|open| open.graph().entity_count() == 0);
        if is_own || is_empty || self.dialog != Shown::Nothing {
            self.session.dispatch(Command::Open(path));
        } else {
            self.dialog = Shown::Dropped(path);
        }
    }

    /// Shows the import under way, and hides it when that is over.
    fn follow_import(&mut self) {
        match (self.session.import().is_some(), &self.dialog) {
            (true, Shown::Nothing) => self.dialog = Shown::Import(ImportView::default()),
            (false, Shown::Import(_)) => self.dialog = Shown::Nothing,
            _ => {}
        }
    }

    fn active_state(&mut self) -> Option<&mut DocumentState> {
        let key = self.session.active().map(OpenDocument::key)?;
        Some(self.documents.entry(key).or_default())
    }

    fn follow_theme(&mut self, ctx: &Context) {
        let choice = self.session.settings().theme;
        if self.theme != Some(choice) {
            self.theme = Some(choice);
            // A desktop that says nothing of it gets the light one.
            ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
            ctx.set_theme(match choice {
                ThemeChoice::System => ThemePreference::System,
                ThemeChoice::Light => ThemePreference::Light,
                ThemeChoice::Dark => ThemePreference::Dark,
            });
        }
    }

    /// Takes over how large everything is, and whether anything moves.
    fn follow_ease(&mut self, ctx: &Context) {
        let settings = self.session.settings();
        let ease = (settings.scale_percent.clamp(80, 200), settings.reduced_motion);
        if self.ease != Some(ease) {
            self.ease = Some(ease);
            let (scale, is_still) = ease;
            ctx.set_zoom_factor(f32::from(scale) / 100.0);
            let seconds = if is_still { 0.0 } else { theme::motion::HOVER };
            ctx.all_styles_mut(|style| style.animation_time = seconds);
        }
    }

    // ---- the panels ----------------------------------------------------------------------------------------------

    /// Shows everything that lies in the window; when it is covered by something, that has the keys.
    fn show_panels(&mut self, ui: &mut Ui, is_covered: bool) -> Places {
        let Self { session, mint, documents, outbox, jobs, quick_add, find, workspace, was_typing, .. } = self;
        let free_keys = if is_covered || *was_typing { Keys::Taken } else { Keys::Free };
        let keys: Vec<DocumentKey> = session.documents().iter().map(OpenDocument::key).collect();
        documents.retain(|key, _| keys.contains(key));
        if let Some(key) = session.active().map(OpenDocument::key) {
            let touched = session.take_touched(key);
            if let Some(open) = session.active().filter(|_| !touched.is_empty()) {
                documents.entry(key).or_default().canvas.touched(open, &touched);
            }
        }

        menu::show(ui, session, outbox);
        let field = toolbar::show(ui, session, *workspace, quick_add.text(), find, outbox);
        toolbar::document_tabs(ui, session, outbox);

        let has_timeline = session.settings().timeline && matches!(workspace, Workspace::Graph | Workspace::Analyse);
        let chronology = if has_timeline { session.chronology() } else { None };
        let Some(open) = session.active() else {
            status::show(ui, session, status::Place::Nowhere, jobs, outbox);
            ground::nothing_open(ui, outbox);
            return Places { field, canvas: ui.ctx().content_rect() };
        };
        let state = documents.entry(open.key()).or_default();
        let DocumentState {
            directory,
            outline,
            inspector,
            canvas,
            filter,
            data,
            read,
            weigh,
            analyse,
            timeline,
            checks,
            trial,
            selection,
        } = state;
        if *open.selection() != *selection {
            selection.clone_from(open.selection());
            if !selection.is_empty() {
                inspector.leave_source();
            }
            if let Some(id) = selection.only_entity() {
                outline.reveal(id.clone());
            }
        }
        let light = trial.as_mut().map(|trial| trial.keep_up(open.graph(), open.revision()));
        if matches!(light, Some(None)) {
            *trial = None;
        }
        let light = light.flatten().filter(|_| *workspace == Workspace::Graph).map(Arc::new);
        directory.update(open.graph(), open.revision(), outline.order());
        let place = match *workspace {
            Workspace::Data => status::Place::Table(data.status(open)),
            Workspace::Weigh => status::Place::Nowhere,
            Workspace::Graph | Workspace::Read => status::Place::Canvas(canvas),
            Workspace::Analyse => {
                let (parts, took) = analyse::status(open);
                status::Place::Analyse(canvas, parts, took)
            }
        };
        status::show(ui, session, place, jobs, outbox);

        let settings = session.settings();
        let (mut outline_open, mut inspector_open) = (settings.outline, settings.inspector);
        let mut desk = Desk { session, open, directory, mint, out: outbox };
        match *workspace {
            Workspace::Graph => {
                outline::show(ui, &mut outline_open, &mut desk, outline, canvas);
                inspector::show(ui, &mut inspector_open, &mut desk, inspector);
                filter_bar::show(ui, &mut desk, filter);
                checks::show(ui, &mut desk, checks);
                if trial.as_mut().is_some_and(|trial| !retraction::show(ui, &mut desk, trial, free_keys)) {
                    *trial = None;
                }
            }
            Workspace::Read => {
                read::show(ui, &mut outline_open, is_covered, &mut desk, read);
                checks::show(ui, &mut desk, checks);
            }
            Workspace::Analyse => {
                let has_closed = canvas.take_closed();
                analyse::show(ui, &mut outline_open, &mut inspector_open, &mut desk, analyse, has_closed);
            }
            Workspace::Data | Workspace::Weigh => {}
        }
        if has_timeline {
            timeline::show(ui, &mut desk, timeline, chronology);
        } else {
            timeline.rest(&mut desk);
        }
        let middle = CentralPanel::no_frame();
        let places = if *workspace == Workspace::Data {
            let shown = middle.show(ui, |ui| data::show(ui, &mut desk, data, is_covered));
            Places { field, canvas: shown.response.rect }
        } else if *workspace == Workspace::Weigh {
            let panels = (&mut outline_open, &mut inspector_open);
            let shown = middle.show(ui, |ui| weigh::show(ui, panels, is_covered, &mut desk, weigh));
            Places { field, canvas: shown.response.rect }
        } else {
            canvas.cover(is_covered);
            canvas.set_draft(quick_add.draft());
            canvas.set_still(settings.reduced_motion);
            canvas.set_found(find.found_on_canvas());
            let (told, contrast) = match *workspace {
                Workspace::Analyse => analyse.on_canvas(desk.open),
                _ => (Arc::default(), None),
            };
            canvas.tell(told);
            canvas.set_spotlight(light.or(contrast));
            let shown = middle.show(ui, |ui| canvas::show(ui, canvas, desk.open));
            desk.out.commands.extend(shown.inner);
            Places { field, canvas: shown.response.rect }
        };
        if (outline_open, inspector_open) != (settings.outline, settings.inspector) {
            session.change_settings(|s| {
                s.outline = outline_open;
                s.inspector = inspector_open;
            });
        }
        places
    }

    /// Shows what lies over the window.
    fn show_over(&mut self, ctx: &Context, places: Places) {
        let Places { field, canvas } = places;
        let Self { session, mint, documents, outbox, palette, quick_add, find, dialog, files, notices, .. } = self;
        quick_add.keep_up(session);
        let state = session.active().and_then(|open| Some((open, documents.get(&open.key())?)));
        palette.show(ctx, field, session, state.map(|(_, state)| &state.directory), outbox);
        let places = state.map(|(_, state)| state.canvas.draft_places()).unwrap_or_default();
        quick_add.show(ctx, field, session.active(), places, mint, outbox);

        find.show(ctx, session, outbox);

        // A dialog has an outbox of its own, since a desk holds one.
        let mut asked = Outbox::default();
        let mut asked_at_desk = Outbox::default();
        let desk = state.map(|(open, state)| Desk {
            session,
            open,
            directory: &state.directory,
            mint,
            out: &mut asked_at_desk,
        });
        let was_unsaved = matches!(dialog, Shown::Unsaved { .. });
        let was_recovery = *dialog == Shown::Recovery;
        let ended = dialogs::show(ctx, dialog, session, desk, &mut asked);
        outbox.commands.append(&mut asked.commands);
        outbox.wishes.append(&mut asked.wishes);
        outbox.commands.append(&mut asked_at_desk.commands);
        if ended == Ended::GivenUp && was_unsaved {
            session.stay();
        }
        if ended == Ended::Done && was_recovery && session.documents().is_empty() && session.jobs().is_empty() {
            outbox.verb(Verb::OpenExample);
        }

        match files.show(ctx) {
            Some(Answer::Chosen(path, Purpose::Open)) => outbox.send(Command::Open(path)),
            Some(Answer::Chosen(path, Purpose::SaveAs { document, then, .. })) => {
                session.save_as(document, path, then.map(|command| *command));
                ctx.request_repaint();
            }
            Some(Answer::Chosen(path, Purpose::Text { document })) => {
                outbox.send(Command::ImportText { document, path });
            }
            Some(Answer::Chosen(path, Purpose::Import)) => outbox.send(Command::Import(ImportAct::Begin(path))),
            Some(Answer::Chosen(path, Purpose::Mapping)) => outbox.send(Command::Import(ImportAct::LoadMapping(path))),
            Some(Answer::Chosen(path, Purpose::SaveMapping { .. })) => {
                outbox.send(Command::Import(ImportAct::SaveMapping(path)));
            }
            Some(Answer::Chosen(path, Purpose::Export { document, format, part, .. })) => {
                outbox.send(Command::Export { document, path, format, part });
            }
            Some(Answer::Chosen(path, Purpose::Picture { document, entity: Some(entity) })) => {
                outbox.send(Command::SetPicture { document, entity, path });
            }
            Some(Answer::Chosen(path, Purpose::Picture { document, entity: None })) => {
                let at = documents.get(&document).map(|state| state.canvas.camera().center_in_world());
                outbox.send(Command::AddPicture { document, at: at.unwrap_or_default(), path });
            }
            Some(Answer::GivenUp(Purpose::SaveAs { .. })) => session.stay(),
            Some(Answer::Chosen(path, Purpose::Measured { export, .. })) => {
                outbox.send(Command::ExportMeasured(export, path));
            }
            Some(Answer::Chosen(path, Purpose::Table { table, .. })) => {
                outbox.send(Command::ExportTable(table, path));
            }
            Some(Answer::GivenUp(_)) | None => {}
        }
        notices::show(ctx, session, notices, canvas, outbox);
        if ctx.input(|input| !input.raw.hovered_files.is_empty()) {
            ground::drop_veil(ctx);
        }
    }

    // ---- after the panels ----------------------------------------------------------------------------------------

    fn read_keys(&mut self, ctx: &Context, is_busy: bool) {
        let was_typing = std::mem::replace(&mut self.was_typing, ctx.text_edit_focused());
        let had_focus = std::mem::replace(&mut self.had_focus, ctx.memory(|memory| memory.focused()));
        if is_busy {
            // The palette's own keys close it as well.
            let chord = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::K);
            if self.palette.is_open() && ctx.input_mut(|input| input.consume_shortcut(&chord)) {
                self.palette.toggle();
            }
            return;
        }
        let at = self.active_state().map_or(Point::ORIGIN, |state| state.canvas.camera().center_in_world());
        match shortcuts::read(ctx, at, &mut self.outbox) {
            // The first step back leaves a control, and the canvas has the keyboard again.
            Some(Pressed::Back) if was_typing || had_focus.is_some() => self.go_to_canvas(ctx),
            Some(Pressed::Back) => self.back(),
            Some(Pressed::NextPane) => self.next_pane(ctx),
            None => {}
        }
    }

    /// Gives the keyboard back to the canvas, where no other control has just taken it.
    fn go_to_canvas(&mut self, ctx: &Context) {
        self.pane = Pane::Canvas;
        if self.workspace == Workspace::Graph
            && ctx.memory(|memory| memory.focused().is_none())
            && let Some(state) = self.active_state()
        {
            let canvas = state.canvas.id();
            ctx.memory_mut(|memory| memory.request_focus(canvas));
        }
    }

    /// One step back, when the canvas has none: from a source to what is selected, then to nothing selected, then what
    /// is told on the canvas comes off it.
    fn back(&mut self) {
        let is_selected = self.session.active().is_some_and(|open| !open.selection().is_empty());
        if self.workspace == Workspace::Analyse
            && !is_selected
            && self.active_state().is_some_and(|state| state.analyse.take_off())
        {
            return;
        }
        let Some(state) = self.active_state() else { return };
        match state.inspector.close_source() {
            Some(before) => self.outbox.send(Command::Select(before)),
            None => self.outbox.verb(Verb::SelectNone),
        }
    }

    fn next_pane(&mut self, ctx: &Context) {
        let settings = self.session.settings();
        let (outline, inspector) = (settings.outline, settings.inspector);
        let focused = ctx.memory(|memory| memory.focused());
        if self.active_state().is_some_and(|state| focused == Some(state.canvas.id())) {
            self.pane = Pane::Canvas;
        }
        self.pane = match self.pane {
            Pane::Canvas if outline => Pane::Outline,
            Pane::Canvas | Pane::Outline if inspector => Pane::Inspector,
            _ => Pane::Canvas,
        };
        let pane = self.pane;
        let Some(state) = self.active_state() else { return };
        match pane {
            Pane::Canvas => ctx.memory_mut(|memory| memory.request_focus(state.canvas.id())),
            Pane::Outline => {
                state.outline.show_entities();
                ctx.memory_mut(|memory| memory.request_focus(Id::unique(outline::FILTER)));
            }
            Pane::Inspector => state.inspector.focus(Focus::First),
        }
        ctx.request_repaint();
    }

    /// Does what the panels asked for, and says so in the title.
    fn finish(&mut self, ctx: &Context) {
        let Outbox { commands, wishes } = std::mem::take(&mut self.outbox);
        if !commands.is_empty() || !wishes.is_empty() {
            // What is shown was drawn before it was done.
            ctx.request_repaint();
        }
        for wish in wishes {
            self.do_wish(ctx, wish);
        }
        for command in commands {
            self.session.dispatch(command);
        }
        let title = match self.session.active() {
            Some(open) => format!("{}{} — Liaison", open.name(), if open.is_modified() { " •" } else { "" }),
            None => "Liaison".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}
