//! From what a tool wants to what the session does.

use crate::base::NoteId;
use crate::edit::{Merging, Selection, Transaction, intent};
use crate::model::CanvasNote;
use crate::scene::{CanvasAction, EdgeEnd, MovedBy, Picked};
use crate::session::{Command, OpenDocument, Verb};

use super::CanvasState;
use super::in_place::Target;

impl CanvasState {
    /// Does what belongs to the canvas, and adds the commands for what belongs to the session.
    pub(super) fn act(&mut self, open: &OpenDocument, action: CanvasAction, commands: &mut Vec<Command>) {
        let (graph, view) = (open.graph(), open.view_id());
        match action {
            CanvasAction::Pan(by_in_screen) => {
                self.flight = None;
                self.camera.pan(by_in_screen);
            }
            CanvasAction::Select(picked) => self.pick(open, picked, commands),
            CanvasAction::Preview { entities, notes, by_in_world } => {
                self.scene.preview_move(&entities, &notes, by_in_world);
                self.is_preview = true;
                self.scene_changed();
            }
            // What moved for good stands there already when the document comes back.
            CanvasAction::EndPreview => self.preview_ends = true,
            CanvasAction::Move { entities, notes, by_in_world, by } => {
                let preview = if self.is_preview { by_in_world } else { crate::base::Vector::ZERO };
                let shown_at = |id: &_| {
                    let node = self.scene.node_of(id)?;
                    Some(self.scene.nodes()[node as usize].center_in_world - preview)
                };
                let mut transaction = intent::move_by(graph, view, &entities, by_in_world, shown_at);
                let moved_notes = intent::change_view(graph, view, "move a note", |v| {
                    for id in &notes {
                        if let Some(note) = v.canvas_notes.get_mut(id) {
                            note.area.min += by_in_world;
                            note.area.max += by_in_world;
                        }
                    }
                });
                if transaction.is_empty() {
                    transaction.label.clone_from(&moved_notes.label);
                }
                transaction.edits.extend(moved_notes.edits);
                let merging = match by {
                    MovedBy::Pointer => Merging::Never,
                    MovedBy::Key => Merging::With("nudge".into()),
                };
                commands.push(Command::Apply { transaction, merging, select: None });
            }
            CanvasAction::CreateEntity(at) => {
                commands.push(Command::CreateEntity { kind: None, name: String::new(), at });
            }
            CanvasAction::CreateNote(area) => {
                let id: NoteId = self.mint.mint("note");
                let note = CanvasNote { text: String::new(), area, image: None };
                commands.push(apply(intent::put_note(graph, view, &id, &note)));
                self.picked_notes = [id.clone()].into();
                self.asked.push_back(Target::Note(id));
            }
            CanvasAction::Resize(id, area) => {
                commands.push(apply(intent::change_view(graph, view, "resize a note", |v| {
                    if let Some(note) = v.canvas_notes.get_mut(&id) {
                        note.area = area;
                    }
                })));
            }
            CanvasAction::Connect(from, to) => commands.push(Command::Connect { kind: None, from, to }),
            CanvasAction::ConnectToNew(from, at) => commands.push(Command::ConnectToNew { from, at }),
            CanvasAction::Reattach(id, end, to) => {
                let Some(known) = graph.relationship(&id) else { return };
                let (from, to) = match end {
                    EdgeEnd::From => (&to, &known.to),
                    EdgeEnd::To => (&known.from, &to),
                };
                commands.push(apply(intent::reattach(graph, &id, from, to)));
            }
            CanvasAction::Bend(id, by) => commands.push(apply(intent::bend(graph, view, &id, Some(by)))),
            CanvasAction::Expand(id) => {
                commands.push(Command::Select(Selection::entity(id)));
                commands.push(Command::Do(Verb::Expand));
            }
            CanvasAction::Unfold(id) => commands.push(apply(intent::set_collapsed(graph, view, &[id], false))),
            CanvasAction::Rename(id) => {
                commands.push(Command::Select(Selection::entity(id)));
                commands.push(Command::Do(Verb::Rename));
            }
            CanvasAction::Relabel(id) => {
                commands.push(Command::Select(Selection::relationship(id)));
                commands.push(Command::Do(Verb::Rename));
            }
            CanvasAction::EditNote(id) => self.asked.push_back(Target::Note(id)),
            CanvasAction::OpenMenu { at_in_screen, on } => {
                self.menu = Some(super::menu::MenuAt { at_in_screen, on });
            }
        }
    }

    fn pick(&mut self, open: &OpenDocument, picked: Picked, commands: &mut Vec<Command>) {
        let Picked { entities, relationships, notes } = picked;
        self.picked_notes = notes;
        let selection = Selection { entities, relationships };
        if selection != *open.selection() {
            commands.push(Command::Select(selection));
        }
    }

    /// Deletes what is selected, notes included.
    pub(super) fn delete(&mut self, open: &OpenDocument, commands: &mut Vec<Command>) {
        let notes = std::mem::take(&mut self.picked_notes);
        if !notes.is_empty() {
            commands.push(apply(intent::delete_notes(open.graph(), open.view_id(), &notes)));
        }
        if !open.selection().is_empty() {
            commands.push(Command::Do(Verb::Delete));
        }
    }
}

/// A step of its own that leaves the selection as it is.
pub(super) fn apply(transaction: Transaction) -> Command {
    Command::Apply { transaction, merging: Merging::Never, select: None }
}
