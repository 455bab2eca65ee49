//! What each command does.

use super::arrange::parallels;
use super::views::Beside;
use super::{
    AnalysePart, CanvasRequest, Command, DocumentKey, Gravity, Lens, NoticeId, OpenDocument, Request, Session, Unsaved,
    Verb, Workspace,
};
use crate::base::{EntityId, EntityTypeId, GroupId, Point, RelationshipTypeId};
use crate::edit::intent::{Alignment, Spread};
use crate::edit::{Merging, Selection, Transaction, intent};
use crate::model::{Direction, Entity, Relationship, Source, ViewState};

impl Session {
    /// Does what is asked, or starts to. What fails becomes a notice.
    pub fn dispatch(&mut self, command: Command) {
        match command {
            Command::Do(verb) => self.do_verb(verb),
            Command::Apply { transaction, merging, select } => self.apply(transaction, merging, select),
            Command::CreateEntity { kind, name, at } => self.create_entity(kind, name, at),
            Command::Connect { kind, from, to } => self.connect(kind, &from, &to),
            Command::ConnectToNew { from, at } => self.connect_to_new(&from, at),
            Command::SetPicture { document, entity, path } => self.set_picture(document, entity, path),
            Command::ImportText { document, path } => self.import_text(document, path),
            Command::Measure(asking) => self.ask_network(asking),
            Command::Look(lens) => self.look(lens),
            Command::FindPaths(seeking) => self.seek_paths(seeking),
            Command::LookAround(around) => self.look_around(around),
            Command::CompareDates(dates) => self.compare_dates(dates),
            Command::ExportMeasured(export, path) => self.export_measured(export, path),
            Command::AddPicture { document, at, path } => self.add_picture(document, at, path),
            Command::Select(selection) => {
                if let Some(open) = self.active_mut() {
                    open.select(selection);
                }
            }
            Command::Tabulate(query) => self.tabulate(query),
            Command::WorkOnCells(work) => self.work_on_cells(work),
            Command::ExportTable(table, path) => self.export_table(table, path),
            Command::ShowView(view) => {
                if let Some(open) = self.active_mut()
                    && open.graph().views().contains_key(&view)
                {
                    open.view = view;
                }
            }
            Command::PreviewTime(at) => self.preview_time(at),
            Command::Paste { text, at } => self.paste(&text, at),
            Command::Open(path) => self.open(path),
            Command::OpenRepaired(path) => self.open_repaired(path),
            Command::Save(key) => self.save(key, None),
            Command::AskSaveAs(key) => self.ask_save_as(key, None),
            Command::SaveAs(key, path) => self.save_as(key, path, None),
            Command::Export { document, path, format, part } => self.export(document, path, format, part),
            Command::Import(act) => self.do_import(act),
            Command::ShowRemarks { title, lines } => self.ask(Request::ShowRemarks { title, lines }),
            Command::Overwrite(key) => self.overwrite(key),
            Command::Reload(key) => self.reload(key),
            Command::Activate(key) => self.activate(key),
            Command::Close(key, unsaved) => self.close(key, unsaved),
            Command::Quit(unsaved) => self.quit(unsaved),
            Command::Recover(id) => self.recover(id),
            Command::DiscardRecovery(id) => self.discard_recovery(id),
            Command::Dismiss(id) => self.dismiss(id),
            Command::SetTheme(theme) => self.change_settings(|s| s.theme = theme),
        }
    }

    /// Whether `verb` can do anything now.
    #[must_use]
    pub fn is_enabled(&self, verb: Verb) -> bool {
        let Some(open) = self.active() else {
            return matches!(
                verb,
                Verb::New
                    | Verb::Open
                    | Verb::OpenExample
                    | Verb::Import
                    | Verb::Quit
                    | Verb::Palette
                    | Verb::Shortcuts
                    | Verb::About
                    | Verb::ToggleTheme
                    | Verb::ToggleOutline
                    | Verb::ToggleInspector
                    | Verb::ToggleTimeline
                    | Verb::Larger
                    | Verb::Smaller
                    | Verb::UsualSize
                    | Verb::ReduceMotion
            );
        };
        let selection = open.selection();
        match verb {
            Verb::Undo => open.undo_label().is_some(),
            Verb::Redo => open.redo_label().is_some(),
            Verb::Revert => open.on_disk().is_some() && (open.is_modified() || open.is_changed_on_disk()),
            Verb::Save => open.is_modified() || open.on_disk().is_none(),
            Verb::Cut | Verb::Copy | Verb::Duplicate | Verb::Delete | Verb::FitSelection | Verb::Hide => {
                !selection.is_empty()
            }
            Verb::SelectNone => !selection.is_empty(),
            Verb::Rename => selection.only_entity().is_some() || selection.only_relationship().is_some(),
            Verb::SetPicture => selection.only_entity().is_some(),
            Verb::RemovePicture => {
                selection.only_entity().and_then(|id| open.graph().entity(id)).is_some_and(|e| e.image.is_some())
            }
            Verb::Reverse => selection
                .relationships
                .iter()
                .filter_map(|id| open.graph().relationship(id))
                .any(|r| r.direction == Direction::Forward),
            Verb::Merge => selection.entities.len() == 2 && selection.relationships.is_empty(),
            Verb::Pin
            | Verb::Group
            | Verb::SelectNeighbours
            | Verb::SelectTwoSteps
            | Verb::SelectThreeSteps
            | Verb::LookOneStep
            | Verb::LookTwoSteps
            | Verb::LookThreeSteps => !selection.entities.is_empty(),
            Verb::Isolate | Verb::Inspect => !selection.is_empty(),
            Verb::Expand => !self.expansion(open).is_empty(),
            Verb::NextParallel | Verb::PreviousParallel => parallels(open).len() > 1,
            Verb::AlignLeft
            | Verb::AlignColumn
            | Verb::AlignRight
            | Verb::AlignTop
            | Verb::AlignRow
            | Verb::AlignBottom => selection.entities.len() > 1,
            Verb::DistributeAcross | Verb::DistributeDown => selection.entities.len() > 2,
            Verb::Ungroup | Verb::RenameGroup => !groups_of(open).is_empty(),
            Verb::CollapseGroup => !groups_to_collapse(open, true).is_empty(),
            Verb::ExpandGroup => !groups_to_collapse(open, false).is_empty(),
            Verb::ShowAll => open.view().is_some_and(ViewState::any_hidden),
            Verb::AddViewOfSelection | Verb::Show => !selection.is_empty(),
            Verb::ClearFilter => open.view().is_some_and(|v| !v.view.filter.is_empty()),
            Verb::FoldTimeline => self.settings().timeline,
            Verb::ShowAllTimes => open.time().is_some(),
            Verb::NextView | Verb::PreviousView | Verb::DeleteView => open.graph().views().len() > 1,
            Verb::NextDocument => self.documents().len() > 1,
            Verb::SelectAll
            | Verb::FitAll
            | Verb::ArrangeForce
            | Verb::ArrangeStress
            | Verb::ArrangeLayered
            | Verb::ArrangeRadial
            | Verb::ArrangeConcentric
            | Verb::ArrangeCircular
            | Verb::ArrangeGrid
            | Verb::ArrangeGrouped
            | Verb::ArrangeNew
            | Verb::AskCentrality
            | Verb::AskCommunities
            | Verb::AskStructure
            | Verb::AskPaths
            | Verb::AskNeighbourhood
            | Verb::AskDates
            | Verb::ShowCommunities
            | Verb::RefreshResults => open.graph().entity_count() > 0,
            _ => true,
        }
    }

    /// The words for a verb now: "Undo rename Kim Jong Un".
    #[must_use]
    pub fn label(&self, verb: Verb) -> String {
        let step = match verb {
            Verb::Undo => self.active().and_then(OpenDocument::undo_label),
            Verb::Redo => self.active().and_then(OpenDocument::redo_label),
            _ => None,
        };
        match step {
            Some(step) => format!("{} {step}", verb.label()),
            None => verb.label().into(),
        }
    }

    fn do_verb(&mut self, verb: Verb) {
        if !self.is_enabled(verb) {
            return;
        }
        match verb {
            Verb::New => self.new_document(),
            Verb::Open => self.ask(Request::AskOpen),
            Verb::OpenExample => self.open_example(),
            Verb::Save => self.with_key(|session, key| session.save(key, None)),
            Verb::SaveAs => self.with_key(|session, key| session.ask_save_as(key, None)),
            Verb::Import => self.ask(Request::AskImport),
            Verb::Export => self.ask_export(),
            Verb::Revert => self.with_key(Self::reload),
            Verb::Close => self.with_key(|session, key| session.close(key, Unsaved::Ask)),
            Verb::Quit => self.quit(Unsaved::Ask),
            Verb::Undo => {
                self.active_mut().map(OpenDocument::undo);
            }
            Verb::Redo => {
                self.active_mut().map(OpenDocument::redo);
            }
            Verb::Cut => {
                self.copy();
                self.delete("cut");
            }
            Verb::Copy => self.copy(),
            Verb::Paste => self.ask(Request::WantPaste),
            Verb::Duplicate => self.duplicate(),
            Verb::Delete => self.delete("delete"),
            Verb::Rename => self.begin_rename(),
            Verb::SetPicture => self.ask_picture(),
            Verb::RemovePicture => self.with_graph(|open| {
                let only = open.selection().only_entity();
                only.map_or_else(Transaction::default, |id| intent::set_picture(open.graph(), id, None))
            }),
            Verb::Reverse => self.with_graph(|open| intent::reverse(open.graph(), &open.selection().relationships)),
            Verb::Merge => self.merge_selected(),
            Verb::SelectAll => {
                if let Some(open) = self.active_mut() {
                    let all = Selection::all(open.graph());
                    open.select(all);
                }
            }
            Verb::SelectNone => {
                if let Some(open) = self.active_mut() {
                    open.select(Selection::none());
                }
            }
            Verb::QuickAdd => self.ask(Request::ShowQuickAdd),
            Verb::AddEntity => self.ask(Request::Canvas(CanvasRequest::AddEntityInMiddle)),
            Verb::AddRelationship => self.ask(Request::Canvas(CanvasRequest::RelationshipTool)),
            Verb::AddText => self.ask_text(),
            Verb::AddSource => {
                let id = self.mint.mint("new source");
                self.with_graph(|_| intent::create_source(Source::new(id, "New source")));
            }
            Verb::AddNote => self.ask(Request::Canvas(CanvasRequest::AddNoteInMiddle)),
            Verb::AddPicture => {
                if let Some(document) = self.active().map(OpenDocument::key) {
                    self.ask(Request::AskPicture { document, entity: None });
                }
            }
            Verb::AddView => self.add_view(),
            Verb::AddViewOfSelection => self.add_view_of_selection(),
            Verb::AddEmptyView => self.add_empty_view(),
            Verb::DuplicateView => self.duplicate_view(),
            Verb::RenameView => self.begin_rename_view(),
            Verb::DeleteView => self.delete_view(),
            Verb::NextView => self.go_to_view(Beside::Next),
            Verb::PreviousView => self.go_to_view(Beside::Previous),
            Verb::Find => self.ask(Request::ShowFind),
            Verb::Replace => self.ask(Request::ShowReplace),
            Verb::Filter => self.ask(Request::ShowFilter),
            Verb::ClearFilter => self.with_graph(|open| intent::set_filter(open.graph(), open.view_id(), "")),
            Verb::ShowAllTimes => {
                self.preview_time(None);
                self.with_graph(|open| intent::set_time(open.graph(), open.view_id(), None));
            }
            Verb::ShowChecks => self.ask(Request::ShowChecks),
            Verb::CheckAgain => self.check_again(),
            Verb::ShowGraph => self.ask(Request::ShowWorkspace(Workspace::Graph)),
            Verb::ShowData => self.ask(Request::ShowWorkspace(Workspace::Data)),
            Verb::ShowRead => self.ask(Request::ShowWorkspace(Workspace::Read)),
            Verb::ShowWeigh => self.ask(Request::ShowWorkspace(Workspace::Weigh)),
            Verb::ShowAnalyse => self.ask(Request::ShowWorkspace(Workspace::Analyse)),
            Verb::ToolSelect => self.ask(Request::Canvas(CanvasRequest::SelectTool)),
            Verb::ToolLasso => self.ask(Request::Canvas(CanvasRequest::LassoTool)),
            Verb::ToolHand => self.ask(Request::Canvas(CanvasRequest::HandTool)),
            Verb::ZoomIn => self.ask(Request::Canvas(CanvasRequest::ZoomIn)),
            Verb::ZoomOut => self.ask(Request::Canvas(CanvasRequest::ZoomOut)),
            Verb::ZoomActual => self.ask(Request::Canvas(CanvasRequest::ZoomActual)),
            Verb::FitAll => self.ask(Request::Canvas(CanvasRequest::FitAll)),
            Verb::FitSelection => self.ask(Request::Canvas(CanvasRequest::FitSelection)),
            Verb::LookOneStep => self.ask(Request::Canvas(CanvasRequest::LookAround(1))),
            Verb::LookTwoSteps => self.ask(Request::Canvas(CanvasRequest::LookAround(2))),
            Verb::LookThreeSteps => self.ask(Request::Canvas(CanvasRequest::LookAround(3))),
            Verb::Pin => self.toggle_pins(),
            Verb::Hide => {
                self.with_graph(|open| intent::hide(open.graph(), open.view_id(), open.selection()));
            }
            Verb::Show => self.with_graph(|open| intent::show(open.graph(), open.view_id(), open.selection())),
            Verb::ShowAll => self.with_graph(|open| intent::show_all(open.graph(), open.view_id())),
            Verb::Group => {
                let id: GroupId = self.mint.mint("group");
                self.with_graph(|open| {
                    let members: Vec<_> = open.selection().entities.iter().cloned().collect();
                    intent::group(open.graph(), open.view_id(), &id, "Group", &members)
                });
                self.ask(Request::BeginRenameGroup(id));
            }
            Verb::Ungroup => self.with_graph(|open| {
                let groups = groups_of(open);
                intent::change_view(open.graph(), open.view_id(), "ungroup", |v| {
                    v.groups.retain(|id, _| !groups.contains(id));
                })
            }),
            Verb::CollapseGroup | Verb::ExpandGroup => self.with_graph(|open| {
                let collapsed = verb == Verb::CollapseGroup;
                let groups = groups_to_collapse(open, collapsed);
                intent::set_collapsed(open.graph(), open.view_id(), &groups, collapsed)
            }),
            Verb::SelectNeighbours => self.select_within(1),
            Verb::SelectTwoSteps => self.select_within(2),
            Verb::SelectThreeSteps => self.select_within(3),
            Verb::NextParallel => self.select_parallel(1),
            Verb::PreviousParallel => self.select_parallel(-1),
            Verb::Isolate => self.with_graph(|open| intent::isolate(open.graph(), open.view_id(), open.selection())),
            Verb::Expand => {
                if let Some(open) = self.active() {
                    let transaction = self.expansion(open);
                    self.apply(transaction, Merging::Never, None);
                }
            }
            Verb::RenameGroup => {
                if let Some(id) = self.active().and_then(|open| groups_of(open).into_iter().next()) {
                    self.ask(Request::BeginRenameGroup(id));
                }
            }
            Verb::Inspect => self.ask(Request::Inspect),
            Verb::ArrangeForce
            | Verb::ArrangeStress
            | Verb::ArrangeLayered
            | Verb::ArrangeRadial
            | Verb::ArrangeConcentric
            | Verb::ArrangeCircular
            | Verb::ArrangeGrid
            | Verb::ArrangeGrouped
            | Verb::ArrangeNew => self.start_layout(verb),
            Verb::AskCentrality => self.ask(Request::ShowAnalysis(AnalysePart::Centrality)),
            Verb::AskCommunities => self.ask(Request::ShowAnalysis(AnalysePart::Communities)),
            Verb::AskStructure => self.ask(Request::ShowAnalysis(AnalysePart::Structure)),
            Verb::AskPaths => self.ask(Request::ShowAnalysis(AnalysePart::Paths)),
            Verb::AskNeighbourhood => self.ask(Request::ShowAnalysis(AnalysePart::Neighbourhood)),
            Verb::AskDates => self.ask(Request::ShowAnalysis(AnalysePart::Dates)),
            Verb::ShowCommunities => {
                if let Some(lens) = self.active().map(|open| open.lens().clone()) {
                    self.look(Lens { communities: !lens.communities, shade: None, ..lens });
                }
            }
            Verb::RefreshResults => self.refresh_network(),
            Verb::AlignLeft => self.align(Alignment::Left),
            Verb::AlignColumn => self.align(Alignment::Column),
            Verb::AlignRight => self.align(Alignment::Right),
            Verb::AlignTop => self.align(Alignment::Top),
            Verb::AlignRow => self.align(Alignment::Row),
            Verb::AlignBottom => self.align(Alignment::Bottom),
            Verb::DistributeAcross => self.distribute(Spread::Across),
            Verb::DistributeDown => self.distribute(Spread::Down),
            Verb::Larger => self.change_settings(|s| s.scale_by(1)),
            Verb::Smaller => self.change_settings(|s| s.scale_by(-1)),
            Verb::UsualSize => self.change_settings(|s| s.scale_percent = 100),
            Verb::ReduceMotion => self.change_settings(|s| s.reduced_motion = !s.reduced_motion),
            Verb::ToggleOutline => self.ask(Request::ToggleOutline),
            Verb::ToggleInspector => self.ask(Request::ToggleInspector),
            Verb::ToggleTimeline => self.change_settings(|s| s.timeline = !s.timeline),
            Verb::FoldTimeline => self.change_settings(|s| s.timeline_folded = !s.timeline_folded),
            Verb::ToggleTheme => self.ask(Request::ToggleTheme),
            Verb::NextDocument => {
                let at = self.documents.iter().position(|d| Some(d.key()) == self.active).unwrap_or(0);
                let next = self.documents[(at + 1) % self.documents.len()].key();
                self.activate(next);
            }
            Verb::Palette => self.ask(Request::ShowPalette),
            Verb::Shortcuts => self.ask(Request::ShowShortcuts),
            Verb::About => self.ask(Request::ShowAbout),
        }
    }

    pub(super) fn apply(&mut self, transaction: Transaction, merging: Merging, select: Option<Selection>) {
        let Some(open) = self.active_mut() else { return };
        if let Err(error) = open.apply(transaction, merging, select) {
            self.notify(Gravity::Failure, "Not done", format!("{error}. Nothing was changed."), Vec::new());
        }
    }

    /// Applies what an intent makes of the active document.
    pub(super) fn with_graph(&mut self, intent: impl FnOnce(&OpenDocument) -> Transaction) {
        if let Some(open) = self.active() {
            let transaction = intent(open);
            self.apply(transaction, Merging::Never, None);
        }
    }

    fn with_key(&mut self, act: impl FnOnce(&mut Self, DocumentKey)) {
        if let Some(key) = self.active {
            act(self, key);
        }
    }

    fn dismiss(&mut self, id: NoticeId) {
        self.notices.retain(|notice| notice.id != id);
    }

    pub(super) fn activate(&mut self, key: DocumentKey) {
        if self.document(key).is_some() {
            self.active = Some(key);
        }
    }

    // ---- records -------------------------------------------------------------------------------------------------

    fn create_entity(&mut self, kind: Option<EntityTypeId>, name: String, at: Point) {
        let Some(open) = self.active() else { return };
        let Some(kind) = kind.or_else(|| open.usual_type()) else {
            self.notify(
                Gravity::Warning,
                "No entity types",
                "The graph has no entity types to make one of.",
                Vec::new(),
            );
            return;
        };
        let (view, unnamed, at) = (open.view_id().clone(), name.is_empty(), open.free_place(at));
        let id: EntityId = self.mint.mint(if unnamed { "new" } else { &name });
        let transaction = intent::create_entity(Entity::new(id.clone(), kind, name), Some((&view, at)));
        self.apply(transaction, Merging::Never, Some(Selection::entity(id.clone())));
        if unnamed {
            self.ask(Request::BeginRename(id));
        }
    }

    fn connect(&mut self, kind: Option<RelationshipTypeId>, from: &EntityId, to: &EntityId) {
        let is_open = kind.is_none();
        let Some(open) = self.active() else { return };
        let graph = open.graph();
        let Some(kind) = kind.or_else(|| intent::suggest_type(graph, from, to)) else {
            let text = "The graph has no relationship type that fits these two.";
            self.notify(Gravity::Warning, "Not connected", text, Vec::new());
            return;
        };
        let direction = graph.schema().relationship_types.get(&kind).map_or(Direction::Forward, |t| t.direction);
        let mut relationship = Relationship::new(self.mint.mint(kind.as_str()), kind, from.clone(), to.clone());
        relationship.direction = direction;
        let id = relationship.id.clone();
        let Some(open) = self.active() else { return };
        let transaction = intent::connect(open.graph(), relationship);
        self.apply(transaction, Merging::Never, Some(Selection::relationship(id.clone())));
        if is_open {
            self.ask(Request::ChooseType(id));
        }
    }

    fn connect_to_new(&mut self, from: &EntityId, at: Point) {
        let Some(open) = self.active() else { return };
        let Some(kind) = open.usual_type() else { return };
        let view = open.view_id().clone();
        let entity = Entity::new(self.mint.mint("new"), kind, "");
        let id = entity.id.clone();
        let mut transaction = intent::create_entity(entity, Some((&view, at)));
        let Some(open) = self.active() else { return };
        // The types that fit are known once the entity is there.
        let mut with_entity = crate::model::Graph::clone(open.graph());
        if transaction.apply_to(&mut with_entity).is_err() {
            return;
        }
        if let Some(kind) = intent::suggest_type(&with_entity, from, &id) {
            let types = &with_entity.schema().relationship_types;
            let direction = types.get(&kind).map_or(Direction::Forward, |t| t.direction);
            let mut relationship = Relationship::new(self.mint.mint(kind.as_str()), kind, from.clone(), id.clone());
            relationship.direction = direction;
            transaction.edits.extend(intent::connect(&with_entity, relationship).edits);
            transaction.label = "add a connected entity".into();
        }
        self.apply(transaction, Merging::Never, Some(Selection::entity(id.clone())));
        self.ask(Request::BeginRename(id));
    }

    fn delete(&mut self, verb: &str) {
        self.with_graph(|open| {
            let mut transaction = intent::delete(open.graph(), open.selection());
            transaction.label = transaction.label.replacen("delete", verb, 1);
            transaction
        });
    }

    fn begin_rename(&mut self) {
        if let Some(id) = self.active().and_then(|open| open.selection().only_entity().cloned()) {
            self.ask(Request::BeginRename(id));
        } else if let Some(id) = self.active().and_then(|open| open.selection().only_relationship().cloned()) {
            self.ask(Request::BeginRelabel(id));
        }
    }

    fn merge_selected(&mut self) {
        self.with_graph(|open| {
            let graph = open.graph();
            let mut two: Vec<_> = open.selection().entities.iter().collect();
            // The one with more to it stays.
            two.sort_by_key(|id| (std::cmp::Reverse(graph.degree(id)), (*id).clone()));
            match two.as_slice() {
                [kept, gone] => intent::merge_entities(graph, kept, gone),
                _ => Transaction::default(),
            }
        });
    }

    fn duplicate(&mut self) {
        let Some(open) = self.active() else { return };
        let (graph, view, selection) = (open.graph().clone(), open.view_id().clone(), open.selection().clone());
        let shown_at = |id: &EntityId| graph.views().get(&view).and_then(|v| v.placement(id).position);
        let pasted = intent::duplicate(&graph, &selection, &view, shown_at, &mut self.mint);
        self.apply(pasted.transaction, Merging::Never, Some(pasted.selection));
    }

    fn toggle_pins(&mut self) {
        self.with_graph(|open| {
            let entities: Vec<_> = open.selection().entities.iter().cloned().collect();
            let all_pinned = open.view().is_some_and(|v| entities.iter().all(|id| v.placement(id).pinned));
            intent::set_pinned(open.graph(), open.view_id(), &entities, !all_pinned)
        });
    }
}

/// The groups of the shown view that hold a selected entity.
fn groups_of(open: &OpenDocument) -> Vec<GroupId> {
    let Some(state) = open.view() else { return Vec::new() };
    let chosen = &open.selection().entities;
    let groups = state.view.groups.iter().filter(|(_, group)| !group.members.is_disjoint(chosen));
    groups.map(|(id, _)| id.clone()).collect()
}

/// Those of them that are not yet collapsed, or expanded.
fn groups_to_collapse(open: &OpenDocument, collapsed: bool) -> Vec<GroupId> {
    let Some(state) = open.view() else { return Vec::new() };
    let mut groups = groups_of(open);
    groups.retain(|id| state.view.groups[id].collapsed != collapsed);
    groups
}
