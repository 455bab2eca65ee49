//! How what is shown is reached: by pointer and keys, and by name, as a screen reader does.

use std::sync::Arc;

use eframe::egui::{
    self, CursorIcon, FocusDirection, Id, PointerButton, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2,
};
use rustc_hash::FxHashSet;

use super::in_place::Target;
use super::input::{self, Heard, Listener};
use super::{CanvasState, MOST_NAMED, ink, names};
use crate::edit::Selection;
use crate::scene::{CanvasAction, Hit, Picked, PointerShape, ToolContext, ToolEvent, ToolKind};
use crate::session::{Command, OpenDocument, Verb};
use crate::ui::theme;
use crate::ui::widgets::EmptyState;

impl CanvasState {
    /// Hears pointer and keys, and does what comes of them.
    pub(super) fn listen(
        &mut self,
        ui: &Ui,
        open: &OpenDocument,
        response: &Response,
        mut covers: Vec<Rect>,
        commands: &mut Vec<Command>,
    ) {
        covers.extend(self.field_rect(ui));
        if self.scene.nodes().is_empty() {
            covers.push(empty_button(response.rect));
        }
        let focused = ui.memory(|memory| memory.focused());
        let is_ours = |id: Id| id == response.id || self.named.contains(&id);
        // The Escape that leaves a control elsewhere is not for the canvas.
        let is_elsewhere = focused.is_some_and(|id| !is_ours(id));
        let was_elsewhere = std::mem::replace(&mut self.is_elsewhere, is_elsewhere);
        let has_left = was_elsewhere && focused.is_none() && ui.input(|i| i.key_pressed(egui::Key::Escape));
        let is_free = !self.is_covered && self.editing.is_none() && self.menu.is_none() && !has_left;
        let has_keys = is_free && focused.is_none_or(is_ours);
        if let Some(id) = focused.filter(|id| has_keys && is_ours(*id)) {
            input::lock_keys(ui, id);
        }
        let is_busy = self.tool.is_busy();
        // An Enter that has just ended a field is not for the canvas, which asks for it to have been gone to.
        let is_at_canvas = focused == Some(response.id);
        let is_pointing = self.tool.pointed_at().is_some();
        let listener = Listener { ui, response, covers: &covers, is_busy, has_keys, is_at_canvas, is_pointing };
        let heard = listener.hear();
        let pointer = ui.input(|i| i.pointer.latest_pos()).filter(|pos| listener.is_over(*pos));
        self.tool.set_free(ui.input(|i| i.modifiers.alt));
        self.tool.set_space(has_keys && ui.input(|i| i.key_down(egui::Key::Space)));
        let mut picked = self.picked(open);
        for heard in heard {
            if matches!(heard, Heard::Tool(ToolEvent::Pressed { .. })) {
                response.request_focus();
                self.flight = None;
            }
            if matches!(heard, Heard::Tool(ToolEvent::Arrow { .. })) && focused.is_none() {
                // So that Enter goes on from there. The arrow itself must not carry the focus on.
                response.request_focus();
                ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            }
            let is_idle = !self.tool.is_busy() && self.tool.kind() == ToolKind::Select;
            if heard == Heard::Tool(ToolEvent::Escape) && self.hops.is_some() && is_idle {
                self.look_around(None);
                continue;
            }
            match heard {
                Heard::Tool(event) => {
                    if matches!(event, ToolEvent::Escape) && picked.is_empty() {
                        self.put_away();
                    }
                    let labels = Some(self.picture.placed());
                    let context = ToolContext { scene: &self.scene, camera: &self.camera, picked: &picked, labels };
                    let before = commands.len();
                    for action in self.tool.handle(context, event) {
                        self.act(open, action, commands);
                    }
                    // A frame can bring several events, and the next one finds selected what this one selected.
                    picked = self.picked_after(picked, &commands[before..]);
                    if let Some(to) = self.tool.pointed_at().cloned() {
                        self.reveal(&Selection::entity(to));
                    }
                }
                Heard::Zoom { at_in_screen, factor } => {
                    self.flight = None;
                    self.camera.zoom_at(at_in_screen, factor);
                }
                Heard::Pan(by) => {
                    self.flight = None;
                    self.camera.pan(by);
                }
                Heard::Menu => self.open_menu_of(&picked),
                Heard::Inspect => commands.push(Command::Do(Verb::Inspect)),
                Heard::Delete => self.delete(open, commands),
                Heard::Rename => {
                    if let Some(note) = self.picked_notes.first().filter(|_| picked.entities.is_empty()) {
                        self.asked.push_back(Target::Note(note.clone()));
                    } else {
                        commands.push(Command::Do(Verb::Rename));
                    }
                }
            }
        }
        let is_free = ui.ctx().dragged_id().is_none_or(|id| id == response.id);
        self.pointer = pointer.filter(|_| is_free && !self.tool.is_busy()).map(ink::point);
        self.hovered = self.under_pointer();
        if pointer.is_some() || self.tool.is_busy() {
            ui.ctx().set_cursor_icon(match self.tool.pointer(self.hovered) {
                PointerShape::Arrow => CursorIcon::Default,
                PointerShape::Finger => CursorIcon::PointingHand,
                PointerShape::Grab => CursorIcon::Grab,
                PointerShape::Grabbing => CursorIcon::Grabbing,
                PointerShape::Cross => CursorIcon::Crosshair,
            });
        }
    }

    /// What the pointer is over.
    pub(super) fn under_pointer(&self) -> Option<Hit> {
        let at = self.pointer?;
        let mark = self.scene.hit(self.camera.world_from_screen(at), self.camera.zoom());
        match mark {
            Some(Hit::Node(_) | Hit::Rim(_)) => mark,
            Some(Hit::Edge(_) | Hit::Note(_)) | None => self.picture.placed().hit(at).or(mark),
        }
    }

    /// What is selected once these commands are done, of which `before` was selected.
    fn picked_after(&self, before: Arc<Picked>, commands: &[Command]) -> Arc<Picked> {
        let last = commands.iter().rev().find_map(|command| match command {
            Command::Select(selection) => Some(selection.clone()),
            _ => None,
        });
        let notes = &self.picked_notes;
        match last {
            Some(Selection { entities, relationships }) => {
                Arc::new(Picked { entities, relationships, notes: notes.clone() })
            }
            None if before.notes != *notes => Arc::new(Picked { notes: notes.clone(), ..Picked::clone(&before) }),
            None => before,
        }
    }

    /// The id of the widget that stands for a mark.
    fn widget_id(&self, hit: Hit) -> Id {
        let canvas = self.canvas_id;
        match hit {
            Hit::Node(at) | Hit::Rim(at) => canvas.with(("node", self.scene.nodes()[at as usize].id.as_str())),
            Hit::Edge(at) => canvas.with(("edge", self.scene.edges()[at as usize].id.as_str())),
            Hit::Note(at) => canvas.with(("note", self.scene.notes()[at as usize].id.as_str())),
        }
    }

    /// Names what is in view to screen readers, as widgets that can be clicked without a pointer. Nodes can be reached
    /// with Tab, in rows from the top.
    pub(super) fn show_names(&mut self, ui: &mut Ui, open: &OpenDocument, canvas: Rect, commands: &mut Vec<Command>) {
        let view = self.camera.viewport_in_world();
        let mut clicked = None;
        let graph = open.graph();
        let selection = open.selection();
        let mut named = FxHashSet::default();
        let mut nodes = self.scene.nodes_touching_at_most(view, 2 * MOST_NAMED).unwrap_or_default();
        nodes.retain(|at| view.contains(self.scene.nodes()[*at as usize].center_in_world));
        if nodes.len() <= MOST_NAMED {
            nodes.sort_by_key(|at| {
                let center = self.camera.screen_from_world(self.scene.nodes()[*at as usize].center_in_world);
                ((center.y / 48.0).floor() as i32, center.x as i32)
            });
            for at in nodes {
                let node = &self.scene.nodes()[at as usize];
                let center = ink::pos(self.camera.screen_from_world(node.center_in_world));
                let side = (2.0 * node.radius * self.camera.zoom()).max(8.0);
                let rect = Rect::from_center_size(center, Vec2::splat(side)).intersect(canvas);
                let id = self.widget_id(Hit::Node(at));
                let response = ui.interact(rect, id, Sense::click());
                named.insert(id);
                let is_selected = selection.entities.contains(&node.id);
                response
                    .widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, names::of_node(graph, node)));
                describe(ui, id, || names::more_on_node(graph, node));
                if response.has_focus() {
                    let radius = 0.5 * side + 6.0;
                    ui.painter_at(canvas).circle_stroke(center, radius, (2.0, theme::tokens(ui).accent));
                }
                if is_asked(&response) {
                    clicked = Some(Hit::Node(at));
                }
            }
        }
        let mut edges = self.scene.edges_touching_at_most(view, 2 * MOST_NAMED).unwrap_or_default();
        edges.retain(|at| view.contains(self.scene.edges()[*at as usize].path_in_world.at(0.5)));
        if edges.len() <= MOST_NAMED {
            for at in edges {
                let edge = &self.scene.edges()[at as usize];
                // Where its label stands nothing else lies over it.
                let middle = match self.picture.placed().of_edge(at) {
                    Some(label) => ink::pos(label.area_in_screen.center()),
                    None => ink::pos(self.camera.screen_from_world(edge.path_in_world.at(0.5))),
                };
                let id = self.widget_id(Hit::Edge(at));
                let rect = Rect::from_center_size(middle, Vec2::splat(16.0)).intersect(canvas);
                // Not in the order of Tab: there are too many of them, and each is named at its ends.
                let response = ui.interact(rect, id, Sense::CLICK);
                let is_selected = selection.relationships.contains(&edge.id);
                response
                    .widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, names::of_edge(graph, edge)));
                describe(ui, id, || names::more_on_edge(graph, edge));
                if is_asked(&response) {
                    clicked = Some(Hit::Edge(at));
                }
            }
        }
        for (at, note) in self.scene.notes().iter().enumerate().take(MOST_NAMED) {
            let hit = Hit::Note(at as u32);
            let rect = ink::egui_rect(self.camera.screen_rect_from_world(note.area_in_world)).intersect(canvas);
            if !rect.is_positive() {
                continue;
            }
            let response = ui.interact(rect, self.widget_id(hit), Sense::CLICK);
            let is_selected = self.picked_notes.contains(&note.id);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, names::of_note(note)));
            if is_asked(&response) {
                clicked = Some(hit);
            }
        }
        self.named = named;
        if let Some(hit) = clicked {
            let picked = Picked::hit(&self.scene, hit);
            self.act(open, CanvasAction::Select(picked), commands);
        }
    }

    pub(super) fn show_empty(&mut self, ui: &mut Ui, open: &OpenDocument, canvas: Rect, commands: &mut Vec<Command>) {
        let is_hidden = open.graph().entity_count() > 0;
        let is_filtered = open.filter().shown().is_some();
        if is_hidden && !is_filtered && open.sight().as_of().is_some() {
            let empty = EmptyState {
                icon: crate::ui::icons::CLOCK,
                sentence: "Nothing then",
                hint: "Nothing in this view holds at the time that it shows",
                primary: Some("Show all times"),
                secondary: None,
            };
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(empty_place(canvas)).id_salt("empty"));
            if empty.show(&mut child).is_some() {
                commands.push(Command::Do(Verb::ShowAllTimes));
            }
            return;
        }
        if is_hidden && is_filtered {
            let empty = EmptyState {
                icon: crate::ui::icons::MAGNIFYING_GLASS,
                sentence: "No matches",
                hint: "Nothing in this view fits its filter",
                primary: Some("Clear filter"),
                secondary: None,
            };
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(empty_place(canvas)).id_salt("empty"));
            if empty.show(&mut child).is_some() {
                commands.push(Command::Do(Verb::ClearFilter));
            }
            return;
        }
        let empty = EmptyState {
            icon: crate::ui::icons::GRAPH,
            sentence: if is_hidden { "Everything is hidden in this view" } else { "No entities yet" },
            hint: if is_hidden { "" } else { "Type two names joined by >, or double-click anywhere" },
            primary: Some(if is_hidden { "Show everything" } else { "Quick add" }),
            secondary: (!is_hidden).then_some("Import…"),
        };
        let place = empty_place(canvas);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("empty"));
        match empty.show(&mut child) {
            Some("Show everything") => commands.push(Command::Do(Verb::ShowAll)),
            Some("Import…") => commands.push(Command::Do(Verb::Import)),
            Some(_) => commands.push(Command::Do(Verb::QuickAdd)),
            None => {}
        }
    }
}

/// Where an empty canvas says so.
fn empty_place(canvas: Rect) -> Rect {
    Rect::from_center_size(canvas.center(), vec2(340.0, 120.0)).intersect(canvas)
}

/// The part of it with the button.
fn empty_button(canvas: Rect) -> Rect {
    let place = empty_place(canvas);
    Rect::from_min_max(egui::pos2(place.left(), place.center().y + 8.0), place.max)
}

/// Whether a mark was clicked by other means than the pointer, which the tools hear themselves.
fn is_asked(response: &Response) -> bool {
    response.clicked() && !response.clicked_by(PointerButton::Primary)
}

fn describe(ui: &Ui, id: Id, words: impl FnOnce() -> String) {
    ui.ctx().accesskit_node_builder(id, |node| {
        let words = words();
        if !words.is_empty() {
            node.set_description(words);
        }
    });
}
