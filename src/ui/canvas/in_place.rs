//! Editing in place: names of entities, labels of relationships, and notes.

use eframe::egui::{self, CursorIcon, Key, Margin, Rect, TextEdit, Ui, UiBuilder, pos2, vec2};

use super::act::apply;
use super::picture::Edited;
use super::{CanvasState, ink, text};
use crate::base::{EntityId, GroupId, NoteId, RelationshipId};
use crate::edit::intent;
use crate::scene::{Measure, Words};
use crate::session::{Command, OpenDocument, Verb};
use crate::ui::fonts;
use crate::ui::theme::{self, size};

/// What is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The name of an entity.
    Name(EntityId),
    /// The label of a relationship.
    Label(RelationshipId),
    /// The words of a note.
    Note(NoteId),
    /// The name of a group.
    Group(GroupId),
}

/// The field that is open.
#[derive(Debug, Clone)]
pub(super) struct Editing {
    target: Target,
    text: String,
    /// It has had no frame yet, so that it has to take the keyboard.
    is_fresh: bool,
}

/// How an editing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Commit,
    Cancel,
}

impl CanvasState {
    /// Opens a field for `target` with the words that it has now; none where it is not shown.
    pub(super) fn begin_edit(&mut self, open: &OpenDocument, target: Target) {
        let graph = open.graph();
        let words = match &target {
            Target::Name(id) => graph.entity(id).filter(|_| self.scene.node_of(id).is_some()).map(|e| e.name.clone()),
            Target::Label(id) => {
                let edge = self.scene.edge_of(id).map(|at| &self.scene.edges()[at as usize]);
                edge.filter(|edge| edge.others.is_empty()).map(|edge| edge.label.to_string())
            }
            Target::Note(id) => self.scene.notes().iter().find(|note| &note.id == id).map(|note| note.text.clone()),
            Target::Group(id) => self.scene.hulls().iter().find(|hull| &hull.id == id).map(|hull| hull.name.clone()),
        };
        if let Some(text) = words {
            self.editing = Some(Editing { target, text, is_fresh: true });
        }
    }

    /// What the picture leaves out because a field stands there.
    pub(super) fn edited(&self) -> Edited {
        match self.editing.as_ref().map(|editing| &editing.target) {
            Some(Target::Name(id)) => self.scene.node_of(id).map_or(Edited::Nothing, Edited::Node),
            Some(Target::Label(id)) => self.scene.edge_of(id).map_or(Edited::Nothing, Edited::Edge),
            Some(Target::Note(id)) => {
                let at = self.scene.notes().iter().position(|note| &note.id == id);
                at.map_or(Edited::Nothing, |at| Edited::Note(at as u32))
            }
            Some(Target::Group(_)) | None => Edited::Nothing,
        }
    }

    /// Where the open field stands.
    pub(super) fn field_rect(&self, ui: &Ui) -> Option<Rect> {
        let Editing { target, text, .. } = self.editing.as_ref()?;
        let mut galleys = text::Galleys::default();
        let mut ruler = text::Ruler { painter: ui.painter(), galleys: &mut galleys, hulls: Vec::new() };
        match target {
            Target::Name(id) => {
                let node = &self.scene.nodes()[self.scene.node_of(id)? as usize];
                let center = ink::pos(self.camera.screen_from_world(node.center_in_world));
                let width = ruler.width(Words::Name(text));
                Some(text::name_field(center, node.radius * self.camera.zoom(), width))
            }
            Target::Label(id) => {
                let edge = &self.scene.edges()[self.scene.edge_of(id)? as usize];
                let middle = ink::pos(self.camera.screen_from_world(edge.path_in_world.at(0.5)));
                let width = (ruler.width(Words::Edge(text)) + 24.0).max(120.0);
                Some(Rect::from_center_size(middle, vec2(width, 26.0)))
            }
            Target::Note(id) => {
                let note = self.scene.notes().iter().find(|note| &note.id == id)?;
                let rect = ink::egui_rect(self.camera.screen_rect_from_world(note.area_in_world));
                Some(Rect::from_min_max(rect.min, rect.max.max(pos2(rect.left() + 120.0, rect.top() + 48.0))))
            }
            Target::Group(id) => {
                let hull = self.scene.hulls().iter().find(|hull| &hull.id == id)?;
                let corners = hull.outline_in_world.iter().map(|p| ink::pos(self.camera.screen_from_world(*p)));
                let top = corners.min_by(|a, b| a.y.total_cmp(&b.y))?;
                let width = (ruler.width(Words::Edge(text)) + 32.0).max(140.0);
                Some(Rect::from_center_size(pos2(top.x, top.y - 8.0), vec2(width, 26.0)))
            }
        }
    }

    /// Shows the open field and ends it where Enter, Escape or the pointer says so.
    pub(super) fn show_field(&mut self, ui: &mut Ui, open: &OpenDocument, commands: &mut Vec<Command>) {
        let Some(rect) = self.field_rect(ui) else {
            self.editing = None;
            return;
        };
        let Some(editing) = &mut self.editing else { return };
        let tokens = theme::tokens(ui);
        let id = self.canvas_id.with("field");
        let is_note = matches!(editing.target, Target::Note(_));
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("in place"));
        let field = if is_note {
            TextEdit::multiline(&mut editing.text).font(fonts::regular(size::SECONDARY))
        } else {
            TextEdit::singleline(&mut editing.text)
                .font(fonts::medium(size::SECONDARY))
                .align(egui::Align2::CENTER_CENTER)
        };
        let label = match &editing.target {
            Target::Name(_) => "Name",
            Target::Label(_) => "Label",
            Target::Note(_) => "Text of the note",
            Target::Group(_) => "Name of the group",
        };
        let field = field
            .id(id)
            .desired_width(rect.width())
            .min_size(rect.size())
            .margin(Margin::symmetric(8, if is_note { 8 } else { 5 }))
            .background_color(tokens.surface)
            .hint_text(label);
        let response = child.put(rect, field);
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(label));
        if std::mem::take(&mut editing.is_fresh) {
            response.request_focus();
            if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id)
                && !is_note
            {
                let all = egui::text::CCursorRange::two(
                    egui::text::CCursor::new(0),
                    egui::text::CCursor::new(editing.text.chars().count()),
                );
                state.cursor.set_char_range(Some(all));
                state.store(ui.ctx(), id);
            }
            ui.ctx().request_repaint();
            return;
        }
        if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Text);
        }
        let (escape, enter) = ui.input(|i| (i.key_pressed(Key::Escape), i.key_pressed(Key::Enter)));
        let end = if escape {
            Some(End::Cancel)
        } else if response.lost_focus() || (enter && !is_note) {
            Some(End::Commit)
        } else {
            None
        };
        if let Some(end) = end {
            self.end_edit(open, end, commands);
            ui.memory_mut(|memory| memory.request_focus(self.canvas_id));
        }
    }

    fn end_edit(&mut self, open: &OpenDocument, end: End, commands: &mut Vec<Command>) {
        let Some(Editing { target, text, .. }) = self.editing.take() else { return };
        let (graph, view) = (open.graph(), open.view_id());
        let words = text.trim();
        let transaction = match &target {
            Target::Note(id) => {
                let old = open.view().and_then(|state| state.view.canvas_notes.get(id));
                let Some(old) = old else { return };
                let wanted = if end == End::Commit { words } else { old.text.trim() };
                // A note that says nothing is none.
                if wanted.is_empty() {
                    intent::delete_note(graph, view, id)
                } else {
                    let mut note = old.clone();
                    note.text = wanted.to_owned();
                    intent::put_note(graph, view, id, &note)
                }
            }
            Target::Name(id) if (end == End::Cancel || words.is_empty()) && is_just_made(open, id) => {
                commands.push(Command::Do(Verb::Undo));
                return;
            }
            _ if end == End::Cancel || words.is_empty() => return,
            Target::Group(id) => intent::change_view(graph, view, "name a group", |v| {
                if let Some(group) = v.groups.get_mut(id) {
                    words.clone_into(&mut group.name);
                }
            }),
            Target::Name(id) => intent::rename(graph, id, words),
            Target::Label(id) => {
                let is_of_type = graph
                    .relationship(id)
                    .and_then(|r| graph.schema().relationship_types.get(&r.kind))
                    .is_some_and(|kind| kind.name == words);
                let label = if is_of_type { "" } else { words };
                intent::change_relationships(graph, [id], format!("label “{words}”"), |r| {
                    r.label = label.to_owned()
                })
            }
        };
        commands.push(apply(transaction));
    }
}

/// Whether an entity without a name is what the last step made: then no name means that it was not wanted.
fn is_just_made(open: &OpenDocument, id: &EntityId) -> bool {
    let is_unnamed = open.graph().entity(id).is_some_and(|entity| entity.name.is_empty());
    is_unnamed && open.undo_label().is_some_and(|label| ["add an entity", "add a connected entity"].contains(&label))
}
