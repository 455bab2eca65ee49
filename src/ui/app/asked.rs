//! What only the window can do, done: what the session asks for, and what panels wish for.

use std::sync::Arc;

use eframe::egui::{self, Context, ViewportCommand};

use super::App;
use crate::analysis::hypotheses::evidence;
use crate::base::{EntityId, EvidenceId, RelationshipId};
use crate::edit::Selection;
use crate::session::{AnalysePart, CanvasRequest, Command, Part, Request, ThemeChoice, Workspace, writers};
use crate::ui::desk::{Wish, WithOrigin};
use crate::ui::dialogs::{Compare, Connect, Export, Shown};
use crate::ui::files::Purpose;
use crate::ui::inspector::Focus;
use crate::ui::retraction::Trial;

impl App {
    pub(super) fn do_requests(&mut self, ctx: &Context) {
        for request in self.session.take_requests() {
            match request {
                Request::AskOpen => {
                    self.files.ask(ctx, Purpose::Open);
                }
                Request::AskSaveAs { document, suggestion, then } => {
                    if !self.files.ask(ctx, Purpose::SaveAs { document, suggestion, then }) {
                        self.session.stay();
                    }
                }
                Request::AskImport => {
                    self.files.ask(ctx, Purpose::Import);
                }
                Request::AskText { document } => {
                    self.files.ask(ctx, Purpose::Text { document });
                }
                Request::ReadSource(source) => {
                    if let Some(state) = self.active_state() {
                        state.read.open(&source);
                    }
                }
                Request::AskMapping => {
                    self.files.ask(ctx, Purpose::Mapping);
                }
                Request::AskSaveMapping { suggestion } => {
                    self.files.ask(ctx, Purpose::SaveMapping { suggestion });
                }
                Request::AskExport { document } => {
                    let format = writers().nth(1).map_or("", |format| format.key);
                    self.dialog = Shown::Export(Export { document, format, part: Part::Whole });
                }
                Request::ShowRemarks { title, lines } => self.dialog = Shown::Remarks { title, lines },
                Request::AskPicture { document, entity } => {
                    self.files.ask(ctx, Purpose::Picture { document, entity });
                }
                Request::AskUnsaved { document, quitting } => self.dialog = Shown::Unsaved { document, quitting },
                Request::AskChangedOnDisk { document } => self.dialog = Shown::ChangedOnDisk(document),
                // In place where it is seen, in the inspector otherwise.
                Request::BeginRename(id) if self.is_hidden(&id) => self.inspect(Focus::Name(id)),
                Request::BeginRename(id) => {
                    if let Some(state) = self.active_state() {
                        state.canvas.begin_rename(id);
                    }
                }
                Request::BeginRelabel(id) if self.is_unseen(&id) => self.inspect(Focus::Label(id)),
                Request::BeginRelabel(id) => {
                    if let Some(state) = self.active_state() {
                        state.canvas.begin_relabel(id);
                    }
                }
                Request::ChooseType(id) if self.session.settings().inspector => self.inspect(Focus::Type(id)),
                // Without the panel the label on the canvas says the same.
                Request::ChooseType(id) => {
                    if let Some(state) = self.active_state() {
                        state.canvas.begin_relabel(id);
                    }
                }
                Request::BeginRenameGroup(id) => {
                    if let Some(state) = self.active_state() {
                        state.canvas.begin_rename_group(id);
                    }
                }
                Request::Inspect => self.inspect(Focus::First),
                Request::CopyText(text) => ctx.copy_text(text),
                Request::GoOnPasting { document, revision, kind, pasted } => {
                    self.documents.entry(document).or_default().data.go_on_pasting(revision, kind, *pasted);
                }
                Request::WantPaste => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
                Request::Canvas(request) => {
                    if let Some(state) = self.active_state() {
                        state.canvas.request(request);
                    }
                }
                Request::BeginRenameView(view) => {
                    self.session.change_settings(|s| s.outline = true);
                    let title = self
                        .session
                        .active()
                        .and_then(|open| Some(open.graph().views().get(&view)?.view.title.clone()));
                    if let (Some(title), Some(state)) = (title, self.active_state()) {
                        state.outline.rename_view(view, title);
                    }
                }
                Request::ShowFind => self.find.open(),
                Request::ShowReplace => {
                    self.workspace = Workspace::Data;
                    self.active_state().into_iter().for_each(|state| state.data.begin_replace());
                }
                Request::ShowFilter => {
                    if let Some(state) = self.active_state() {
                        state.filter.toggle(ctx);
                    }
                }
                Request::ShowAnalysis(part) => {
                    self.workspace = Workspace::Analyse;
                    let selected = self.session.active().map(|open| open.selection().clone()).unwrap_or_default();
                    self.show_analysis(part, &selected);
                }
                Request::ShowWorkspace(workspace) => self.workspace = workspace,
                Request::ShowChecks => {
                    let is_here = matches!(self.workspace, Workspace::Graph | Workspace::Read);
                    if !is_here {
                        self.workspace = Workspace::Graph;
                    }
                    if let Some(state) = self.active_state() {
                        state.checks.is_open = !(is_here && state.checks.is_open);
                    }
                }
                Request::ShowPalette => self.palette.toggle(),
                Request::ShowQuickAdd => self.quick_add.open(),
                Request::ShowShortcuts => self.dialog = Shown::Keys,
                Request::ShowAbout => self.dialog = Shown::About,
                Request::ToggleOutline => self.session.change_settings(|s| s.outline = !s.outline),
                Request::ToggleInspector => self.session.change_settings(|s| s.inspector = !s.inspector),
                Request::ToggleTheme => {
                    let other = match ctx.theme() {
                        egui::Theme::Light => ThemeChoice::Dark,
                        egui::Theme::Dark => ThemeChoice::Light,
                    };
                    self.session.dispatch(Command::SetTheme(other));
                }
                Request::Leave => {
                    self.leaving = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
    }

    /// Opens the part of the Analyse workspace, and the panel in which it is.
    fn show_analysis(&mut self, part: AnalysePart, selected: &Selection) {
        let is_left = matches!(part, AnalysePart::Centrality | AnalysePart::Communities | AnalysePart::Structure);
        self.session.change_settings(|s| if is_left { s.outline = true } else { s.inspector = true });
        let commands = self.active_state().map(|state| state.analyse.go_to(part, selected)).unwrap_or_default();
        commands.into_iter().for_each(|command| self.session.dispatch(command));
    }

    /// Whether the shown view hides an entity.
    fn is_hidden(&self, id: &EntityId) -> bool {
        let Some(open) = self.session.active() else { return false };
        let hidden = open.view().is_some_and(|view| view.placement(id).hidden);
        hidden || open.sight().shown().is_some_and(|shown| !shown.entities.contains(id))
    }

    /// Whether the shown view hides a relationship or one of its ends.
    fn is_unseen(&self, id: &RelationshipId) -> bool {
        let Some(open) = self.session.active() else { return true };
        let hidden = open.view().is_some_and(|view| view.route(id).hidden);
        hidden || open.graph().relationship(id).is_none_or(|r| self.is_hidden(&r.from) || self.is_hidden(&r.to))
    }

    /// Opens the right panel and begins to type there.
    fn inspect(&mut self, focus: Focus) {
        self.session.change_settings(|s| s.inspector = true);
        self.pane = super::Pane::Inspector;
        if let Some(state) = self.active_state() {
            state.inspector.focus(focus);
        }
    }

    /// Reads the source of a piece of evidence, to have the passage marked that it quotes.
    fn choose_passage(&mut self, id: EvidenceId) {
        let graph = self.session.active().map(|open| Arc::clone(open.graph()));
        let source = graph.as_deref().and_then(|graph| evidence(graph, &id)).map(|piece| piece.source.clone());
        if let (Some(source), Some(state)) = (source, self.active_state()) {
            state.read.choose_passage(id, &source);
            self.workspace = Workspace::Read;
        }
    }

    pub(super) fn do_wish(&mut self, ctx: &Context, wish: Wish) {
        match wish {
            Wish::ExportMeasured(export) => {
                let suggestion = self.session.measured_suggestion(&export);
                self.files.ask(ctx, Purpose::Measured { export, suggestion });
            }
            Wish::ExportTable(table) => self.files.ask_table(ctx, &self.session, table),
            Wish::QuickAdd => self.quick_add.open(),
            Wish::AskExportPath { document, format, part } => {
                let Some(known) = writers().find(|known| known.key == format) else { return };
                let suggestion = self.session.export_suggestion(document, known);
                self.files.ask(ctx, Purpose::Export { document, format, part, suggestion });
            }
            Wish::Centre => {
                if let Some(state) = self.active_state() {
                    state.canvas.request(CanvasRequest::CentreSelection);
                }
            }
            Wish::Retract(source, with_origin) => {
                self.workspace = Workspace::Graph;
                if let Some(state) = self.active_state() {
                    state.trial = Some(Trial::of(source, with_origin == WithOrigin::Yes));
                }
            }
            Wish::Compare(a, b) => {
                if let Some(open) = self.session.active() {
                    self.dialog = Shown::Compare(Compare::of(open.graph(), a, b));
                }
            }
            Wish::AskConnect => {
                let selection = self.session.active().map(|open| open.selection().clone()).unwrap_or_default();
                let mut chosen = selection.entities.into_iter();
                let (from, to): (Option<EntityId>, _) = (chosen.next(), chosen.next());
                self.dialog = Shown::Connect(Connect { from, kind: None, to, evidence: None });
            }
            Wish::Connect(connect) => self.dialog = Shown::Connect(*connect),
            Wish::Tell(title, text) => self.session.tell(title, text),
            Wish::Read(source) => {
                self.workspace = Workspace::Read;
                if let Some(state) = self.active_state() {
                    state.read.open(&source);
                }
            }
            Wish::ChoosePassage(evidence) => self.choose_passage(evidence),
            Wish::ShowSource(source) => {
                self.session.change_settings(|s| s.inspector = true);
                let selected = self.session.active().map(|open| open.selection().clone()).unwrap_or_default();
                if let Some(state) = self.active_state() {
                    state.inspector.show_source(source, selected);
                }
                self.session.dispatch(Command::Select(Selection::none()));
            }
            Wish::CloseSource => {
                if let Some(before) = self.active_state().and_then(|state| state.inspector.close_source()) {
                    self.session.dispatch(Command::Select(before));
                }
            }
        }
    }
}
