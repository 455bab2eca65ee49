//! Editing in place: names of entities, labels of relationships, and notes.

use eframe::egui::{self, CursorIcon, Key, Margin, Rect, TextEdit, Ui, UiBuilder, pos2, vec2};

use super::act::apply;
use super::picture::Edited;
use super::{CanvasState, ink, text};
use crate::base::{EntityId, GroupId, NoteId, RelationshipId};
use crate::edit::{Merging, Transaction, intent};
use crate::scene::{Measure, SceneNode, Words};
use crate::session::{Command, OpenDocument, Verb};
use crate::ui::fonts;
use crate::ui::theme::{self, size};
use crate::ui::widgets::is_composing;

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
    /// What stood there before.
    before: String,
    /// Names this going-over, so that all letters typed in it are one step.
    number: u64,
    /// The last step made what is named, so that no name takes it back.
    is_made: bool,
    /// Something that was typed has gone into the document.
    was_written: bool,
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
        // What a folded group shows is its own name.
        let target = match target {
            Target::Name(id) => self.folded_in(&id).map_or(Target::Name(id), Target::Group),
            target => target,
        };
        let words = match &target {
            Target::Name(id) => graph.entity(id).filter(|_| self.scene.node_of(id).is_some()).map(|e| e.name.clone()),
            Target::Label(id) => {
                let edge = self.scene.edge_of(id).map(|at| &self.scene.edges()[at as usize]);
                edge.filter(|edge| edge.others.is_empty()).map(|edge| edge.label.to_string())
            }
            Target::Note(id) => self.scene.notes().iter().find(|note| &note.id == id).map(|note| note.text.clone()),
            Target::Group(id) => {
                let is_shown = self.folded(id).is_some() || self.scene.hulls().iter().any(|hull| &hull.id == id);
                let group = open.view().and_then(|state| state.view.groups.get(id));
                group.filter(|_| is_shown).map(|group| group.name.clone())
            }
        };
        if let Some(text) = words {
            self.edits_begun += 1;
            let (before, number) = (text.clone(), self.edits_begun);
            let is_made = matches!(&target, Target::Name(id) if is_just_made(open, id, false));
            self.editing = Some(Editing { target, text, before, number, is_made, was_written: false, is_fresh: true });
        }
    }

    /// The folded group in whose mark an entity is.
    fn folded_in(&self, entity: &EntityId) -> Option<GroupId> {
        let node = &self.scene.nodes()[self.scene.node_of(entity)? as usize];
        node.folded.as_ref().map(|folded| folded.group.clone())
    }

    /// The mark of a folded group.
    fn folded(&self, group: &GroupId) -> Option<u32> {
        let is_it = |node: &SceneNode| node.folded.as_ref().is_some_and(|folded| &folded.group == group);
        // Folded groups come last.
        self.scene.nodes().iter().rposition(is_it).map(|at| at as u32)
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
            Some(Target::Group(id)) => self.folded(id).map_or(Edited::Nothing, Edited::Node),
            None => Edited::Nothing,
        }
    }

    /// Where the open field stands: within the canvas as far as that has room for it.
    pub(super) fn field_rect(&self, ui: &Ui) -> Option<Rect> {
        let canvas = ink::egui_rect(self.camera.viewport_in_screen()).shrink(8.0);
        let wanted = self.wanted_field_rect(ui)?;
        let width = wanted.width().min(canvas.width().max(80.0));
        let field = Rect::from_center_size(wanted.center(), vec2(width, wanted.height()));
        // A field in view stays in view as a whole; one that is elsewhere stays where what it names is.
        if !field.intersects(canvas) || wanted.width() <= canvas.width() {
            return Some(field);
        }
        Some(field.translate(vec2(canvas.center().x - field.center().x, 0.0)))
    }

    fn wanted_field_rect(&self, ui: &Ui) -> Option<Rect> {
        let Editing { target, text, .. } = self.editing.as_ref()?;
        let mut galleys = text::Galleys::default();
        let mut ruler = text::Ruler { painter: ui.painter(), galleys: &mut galleys, hulls: Vec::new() };
        match target {
            Target::Name(id) => {
                let width = ruler.width(Words::Name(text));
                Some(self.name_field(self.scene.node_of(id)?, width))
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
                let Some(hull) = self.scene.hulls().iter().find(|hull| &hull.id == id) else {
                    let width = ruler.width(Words::Name(text));
                    return Some(self.name_field(self.folded(id)?, width));
                };
                let corners = hull.outline_in_world.iter().map(|p| ink::pos(self.camera.screen_from_world(*p)));
                let top = corners.min_by(|a, b| a.y.total_cmp(&b.y))?;
                let width = (ruler.width(Words::Group(text)) + 32.0).max(140.0);
                Some(Rect::from_center_size(pos2(top.x, top.y - 8.0), vec2(width, 26.0)))
            }
        }
    }

    /// Where the field for the name of a node stands.
    fn name_field(&self, node: u32, width: f32) -> Rect {
        let node = &self.scene.nodes()[node as usize];
        let center = ink::pos(self.camera.screen_from_world(node.center_in_world));
        text::name_field(center, node.radius * self.camera.zoom(), width)
    }

    /// Shows the open field and ends it where Enter, Escape or the pointer says so.
    pub(super) fn show_field(&mut self, ui: &mut Ui, open: &OpenDocument, commands: &mut Vec<Command>) {
        let Some(rect) = self.field_rect(ui) else {
            self.editing = None;
            return;
        };
        let Some(editing) = &mut self.editing else { return };
        let tokens = theme::tokens(ui);
        // An id of its own, so that the field's own undo never reaches back into another one's text.
        let id = self.canvas_id.with(("field", editing.number));
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
        // Those keys are not for the field while an input method composes.
        let hears = !is_composing(ui.ctx());
        let (escape, enter) = ui.input(|i| (hears && i.key_pressed(Key::Escape), hears && i.key_pressed(Key::Enter)));
        let end = if escape {
            Some(End::Cancel)
        } else if response.lost_focus() || (enter && !is_note) {
            Some(End::Commit)
        } else {
            None
        };
        if response.changed() && end.is_none() {
            self.write(open, commands);
        }
        if let Some(end) = end {
            self.end_edit(open, end, commands);
            ui.memory_mut(|memory| memory.request_focus(self.canvas_id));
        }
    }

    /// Writes what stands in the open field into the document, so that it is saved and kept for recovery like anything
    /// else; all that is typed in one going-over is one step.
    fn write(&mut self, open: &OpenDocument, commands: &mut Vec<Command>) {
        if let Some(editing) = &mut self.editing
            && let Some(transaction) = editing.transaction(open, editing.words())
        {
            commands.push(editing.command(transaction));
            editing.was_written = true;
        }
    }

    fn end_edit(&mut self, open: &OpenDocument, end: End, commands: &mut Vec<Command>) {
        let Some(editing) = self.editing.take() else { return };
        let typed = editing.words();
        // A name is not taken away by leaving its field empty.
        let is_kept =
            typed.is_empty() && !editing.before.trim().is_empty() && !matches!(editing.target, Target::Note(_));
        let words = match end {
            End::Commit if !is_kept => typed,
            End::Commit | End::Cancel => editing.before.clone(),
        };
        match &editing.target {
            // A note that says nothing is none, but for one that shows a picture.
            Target::Note(id) if words.trim().is_empty() && !has_picture(open, id) => {
                commands.push(apply(intent::delete_note(open.graph(), open.view_id(), id)));
            }
            // Only what nothing else was done to goes with its missing name.
            Target::Name(id) if editing.is_made && words.is_empty() && is_just_made(open, id, editing.was_written) => {
                if editing.was_written {
                    commands.extend(editing.transaction(open, words).map(|transaction| editing.command(transaction)));
                }
                commands.push(Command::Do(Verb::Undo));
            }
            Target::Note(_) | Target::Name(_) | Target::Label(_) | Target::Group(_) => {
                if editing.text != editing.before || editing.was_written {
                    commands.extend(editing.transaction(open, words).map(|transaction| editing.command(transaction)));
                }
            }
        }
    }
}

fn has_picture(open: &OpenDocument, note: &NoteId) -> bool {
    let note = open.view().and_then(|state| state.view.canvas_notes.get(note));
    note.is_some_and(|note| note.image.is_some())
}

impl Editing {
    /// What stands in the field; names and labels are one line.
    fn words(&self) -> String {
        match self.target {
            Target::Note(_) => self.text.trim().to_owned(),
            Target::Name(_) | Target::Label(_) | Target::Group(_) => {
                self.text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// The change that puts `words` into the record; `None` where they cannot stand or the record is gone.
    fn transaction(&self, open: &OpenDocument, words: String) -> Option<Transaction> {
        let graph = open.graph();
        // Only what had no name or label can be left without one.
        let may_be_bare = matches!(&self.target, Target::Note(id) if has_picture(open, id));
        if words.is_empty() && !self.before.trim().is_empty() && !may_be_bare {
            return None;
        }
        Some(match &self.target {
            Target::Note(id) => {
                let mut note = open.view()?.view.canvas_notes.get(id)?.clone();
                note.text = words;
                intent::put_note(graph, open.view_id(), id, &note)
            }
            Target::Name(id) => intent::rename(graph, id, &words),
            Target::Group(id) => intent::change_view(graph, open.view_id(), "name a group", |v| {
                if let Some(group) = v.groups.get_mut(id) {
                    group.name.clone_from(&words);
                }
            }),
            Target::Label(id) => {
                let relationship = graph.relationship(id)?;
                let kind = graph.schema().relationship_types.get(&relationship.kind);
                let is_of_type = kind.is_some_and(|kind| kind.name == words);
                let label = if is_of_type { "" } else { &words };
                let title = format!("label {}", intent::describe_relationships(graph, &[id]));
                intent::change_relationships(graph, [id], title, |r| label.clone_into(&mut r.label))
            }
        })
    }

    /// The change as part of this going-over.
    fn command(&self, transaction: Transaction) -> Command {
        let merging = Merging::With(format!("in place {}", self.number));
        Command::Apply { transaction, merging, select: None }
    }
}

/// Whether an entity is what the last step made, or the last but one when what was typed since is the last: then no
/// name means that it was not wanted.
fn is_just_made(open: &OpenDocument, id: &EntityId, was_written: bool) -> bool {
    let last = open.undo_label();
    let made = ["add an entity", "add a connected entity"];
    let is_unnamed = open.graph().entity(id).is_some_and(|entity| entity.name.is_empty());
    (was_written && last == Some("name an entity")) || (is_unnamed && last.is_some_and(|label| made.contains(&label)))
}
