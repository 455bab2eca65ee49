//! The menus under the right button: on a node, an edge, a note, several, and empty ground.

use eframe::egui::{Align, Layout, Popup, PopupCloseBehavior, PopupKind, Ui, containers::menu::menu_style};

use super::act::apply;
use super::in_place::Target;
use super::{CanvasState, ink};
use crate::base::{GroupId, Point};
use crate::edit::{Selection, intent};
use crate::model::{Group, ViewState};
use crate::scene::{CanvasAction, Hit, Mark, Picked, ToolKind, is_within};
use crate::session::{Command, OpenDocument, Verb};
use crate::ui::icons;
use crate::ui::widgets::{MenuItem, begin_by_keys, menu_separator};

/// An open menu.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MenuAt {
    /// Where it was asked for.
    pub(super) at_in_screen: Point,
    /// On what.
    pub(super) on: Option<Mark>,
}

/// A line of a menu.
enum Item {
    Verb(Verb),
    Do(&'static str, Deed),
    Line,
}

/// What no verb of the session does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    AddEntityHere,
    AddNoteHere,
    DrawRelationships,
    EditNote,
    DeleteNotes,
    Straighten,
    NameGroup,
    SelectGroup,
    Collapse,
    Unfold,
    Dissolve,
}

impl Deed {
    /// The name of its icon.
    fn icon(self) -> &'static str {
        match self {
            Self::AddEntityHere => "plus-circle",
            Self::AddNoteHere => "note",
            Self::DrawRelationships => "line-segment",
            Self::EditNote => "pencil-simple",
            Self::DeleteNotes => "trash",
            Self::Straighten => "line-segment",
            Self::NameGroup => "pencil-simple",
            Self::SelectGroup => "bounding-box",
            Self::Collapse => "arrows-in",
            Self::Unfold => "arrows-out",
            Self::Dissolve => "",
        }
    }
}

const ENTITY: &[Item] = &[
    Item::Verb(Verb::Rename),
    Item::Do("Draw relationships", Deed::DrawRelationships),
    Item::Line,
    Item::Verb(Verb::Inspect),
    Item::Verb(Verb::SelectNeighbours),
    Item::Line,
    Item::Verb(Verb::Pin),
    Item::Verb(Verb::Hide),
    Item::Verb(Verb::LookOneStep),
    Item::Verb(Verb::Isolate),
    Item::Verb(Verb::Expand),
    Item::Verb(Verb::FitSelection),
    Item::Line,
    Item::Verb(Verb::Cut),
    Item::Verb(Verb::Copy),
    Item::Verb(Verb::Duplicate),
    Item::Line,
    Item::Verb(Verb::Delete),
];
const RELATIONSHIP: &[Item] = &[
    Item::Verb(Verb::Rename),
    Item::Verb(Verb::Reverse),
    Item::Do("Straighten", Deed::Straighten),
    Item::Line,
    Item::Verb(Verb::Inspect),
    Item::Verb(Verb::NextParallel),
    Item::Line,
    Item::Verb(Verb::Hide),
    Item::Verb(Verb::Isolate),
    Item::Verb(Verb::FitSelection),
    Item::Line,
    Item::Verb(Verb::Delete),
];
const SEVERAL: &[Item] = &[
    Item::Verb(Verb::Group),
    Item::Verb(Verb::Ungroup),
    Item::Verb(Verb::CollapseGroup),
    Item::Verb(Verb::Merge),
    Item::Line,
    Item::Verb(Verb::AlignColumn),
    Item::Verb(Verb::AlignRow),
    Item::Verb(Verb::DistributeAcross),
    Item::Verb(Verb::DistributeDown),
    Item::Line,
    Item::Verb(Verb::SelectNeighbours),
    Item::Verb(Verb::Pin),
    Item::Verb(Verb::Hide),
    Item::Verb(Verb::Isolate),
    Item::Verb(Verb::FitSelection),
    Item::Line,
    Item::Verb(Verb::Cut),
    Item::Verb(Verb::Copy),
    Item::Verb(Verb::Duplicate),
    Item::Line,
    Item::Verb(Verb::Delete),
];
const NOTE: &[Item] = &[Item::Do("Edit note", Deed::EditNote), Item::Line, Item::Do("Delete note", Deed::DeleteNotes)];
const GROUP: &[Item] = &[
    Item::Do("Rename group", Deed::NameGroup),
    Item::Do("Select group", Deed::SelectGroup),
    Item::Do("Collapse group", Deed::Collapse),
    Item::Line,
    Item::Do("Dissolve group", Deed::Dissolve),
];
/// Of a group that is folded into one mark.
const FOLDED: &[Item] = &[
    Item::Do("Expand group", Deed::Unfold),
    Item::Do("Rename group", Deed::NameGroup),
    Item::Line,
    Item::Verb(Verb::SelectNeighbours),
    Item::Line,
    Item::Verb(Verb::Pin),
    Item::Verb(Verb::Hide),
    Item::Verb(Verb::Isolate),
    Item::Verb(Verb::FitSelection),
    Item::Line,
    Item::Do("Dissolve group", Deed::Dissolve),
];
const GROUND: &[Item] = &[
    Item::Do("Add entity here", Deed::AddEntityHere),
    Item::Do("Add note here", Deed::AddNoteHere),
    Item::Line,
    Item::Verb(Verb::Paste),
    Item::Verb(Verb::SelectAll),
    Item::Line,
    Item::Verb(Verb::FitAll),
    Item::Verb(Verb::ShowAll),
];

impl CanvasState {
    /// Opens the menu of what is selected, for the keyboard: beside it, or in the middle where it is not seen.
    pub(super) fn open_menu_of(&mut self, picked: &Picked) {
        let scene = &self.scene;
        let node = picked.entities.first().and_then(|id| scene.node_of(id)).map(Hit::Node);
        let edge = || picked.relationships.first().and_then(|id| scene.edge_of(id)).map(Hit::Edge);
        let is_note = |id| scene.notes().iter().position(|note| &note.id == id);
        let note = || picked.notes.first().and_then(is_note).map(|at| Hit::Note(at as u32));
        let on = node.or_else(edge).or_else(note);
        let place_in_world = match on {
            Some(Hit::Node(at) | Hit::Rim(at)) => scene.nodes()[at as usize].center_in_world,
            Some(Hit::Edge(at)) => scene.edges()[at as usize].path_in_world.at(0.5),
            Some(Hit::Note(at)) => scene.notes()[at as usize].area_in_world.center(),
            None => self.camera.center_in_world(),
        };
        let (place, seen) = (self.camera.screen_from_world(place_in_world), self.camera.viewport_in_screen());
        let at_in_screen = if seen.contains(place) { place } else { seen.center() };
        let on = on.and_then(|hit| Mark::of(scene, hit));
        self.menu = Some(MenuAt { at_in_screen, on });
        self.menu_by_key = true;
    }

    /// Shows the menu that is open.
    pub(super) fn show_menu(&mut self, ui: &mut Ui, open: &OpenDocument, commands: &mut Vec<Command>) {
        let Some(MenuAt { at_in_screen, on }) = self.menu.clone() else { return };
        let mark = on.as_ref().and_then(|mark| mark.hit(&self.scene));
        if on.is_some() && mark.is_none() {
            // What it was asked about is gone.
            self.menu = None;
            return;
        }
        let on = mark;
        let several = open.selection().len() + self.picked_notes.len() > 1;
        let items = match on {
            Some(_) if self.folded_at(on, open).is_some() => FOLDED,
            None if self.group_at(at_in_screen).is_some() => GROUP,
            None => GROUND,
            Some(Hit::Note(_)) if !several => NOTE,
            Some(_) if several => SEVERAL,
            Some(Hit::Node(_) | Hit::Rim(_)) => ENTITY,
            Some(Hit::Edge(_) | Hit::Note(_)) => RELATIONSHIP,
        };
        if std::mem::take(&mut self.menu_by_key) {
            begin_by_keys(ui.ctx());
        }
        let mut is_open = true;
        let mut chosen = None;
        Popup::new(self.canvas_id.with("menu"), ui.ctx().clone(), ink::pos(at_in_screen), ui.layer_id())
            .kind(PopupKind::Menu)
            .layout(Layout::top_down_justified(Align::Min))
            .style(menu_style)
            .close_behavior(PopupCloseBehavior::CloseOnClick)
            .open_bool(&mut is_open)
            .show(|ui| {
                for item in items {
                    let (label, icon, keys) = match item {
                        Item::Line => {
                            menu_separator(ui);
                            continue;
                        }
                        Item::Verb(verb) => (verb.label(), verb.icon(), verb.chord().map(|chord| chord.label())),
                        Item::Do(label, deed) => (*label, deed.icon(), None),
                    };
                    let keys = keys.unwrap_or_default();
                    let is_delete = matches!(item, Item::Verb(Verb::Delete) | Item::Do(_, Deed::DeleteNotes));
                    let is_on = (is_delete && !self.picked_notes.is_empty()) || can(open, item);
                    let row = MenuItem::new(label).icon(icons::by_name(icon)).shortcut(&keys).enabled(is_on);
                    if ui.add(if is_delete { row.dangerous() } else { row }).clicked() {
                        chosen = Some(item);
                    }
                }
            });
        if !is_open || chosen.is_some() {
            self.menu = None;
            ui.memory_mut(|memory| memory.request_focus(self.canvas_id));
        }
        match chosen {
            Some(Item::Verb(Verb::Delete)) => self.delete(open, commands),
            Some(Item::Verb(verb)) => commands.push(Command::Do(*verb)),
            Some(Item::Do(_, deed)) => self.do_deed(open, *deed, at_in_screen, on, commands),
            Some(Item::Line) | None => {}
        }
    }

    /// The group whose outline goes around a place; the last drawn of several.
    fn group_at(&self, at_in_screen: Point) -> Option<GroupId> {
        let at = self.camera.world_from_screen(at_in_screen);
        let hulls = self.scene.hulls().iter().rev();
        hulls.filter(|hull| is_within(&hull.outline_in_world, at)).map(|hull| hull.id.clone()).next()
    }

    /// The group that is folded into the mark under the pointer, when nothing else is selected.
    fn folded_at(&self, on: Option<Hit>, open: &OpenDocument) -> Option<GroupId> {
        let node = self.scene.nodes().get(on?.node()? as usize)?;
        let folded = node.folded.as_ref()?;
        (open.selection().len() == folded.members.len()).then(|| folded.group.clone())
    }

    fn do_deed(
        &mut self,
        open: &OpenDocument,
        deed: Deed,
        at_in_screen: Point,
        on: Option<Hit>,
        commands: &mut Vec<Command>,
    ) {
        let at_in_world = self.camera.world_from_screen(at_in_screen);
        match (deed, on) {
            (Deed::AddEntityHere, _) => self.act(open, CanvasAction::CreateEntity(at_in_world), commands),
            (Deed::AddNoteHere, _) => {
                self.act(open, CanvasAction::CreateNote(super::note_at(at_in_world)), commands);
            }
            (Deed::DrawRelationships, _) => self.choose_tool(open, ToolKind::Relationship, commands),
            (Deed::EditNote, Some(Hit::Note(note))) => {
                if let Some(note) = self.scene.notes().get(note as usize) {
                    self.asked.push_back(Target::Note(note.id.clone()));
                }
            }
            (Deed::DeleteNotes, _) => self.delete(open, commands),
            (Deed::EditNote, _) => {}
            (Deed::Straighten, _) => {
                if let Some(id) = open.selection().only_relationship() {
                    commands.push(apply(intent::bend(open.graph(), open.view_id(), id, None)));
                }
            }
            (Deed::NameGroup | Deed::SelectGroup | Deed::Collapse | Deed::Unfold | Deed::Dissolve, _) => {
                let at_ground = || self.group_at(at_in_screen).filter(|_| on.is_none());
                let Some(id) = self.folded_at(on, open).or_else(at_ground) else { return };
                let group = open.view().and_then(|state| state.view.groups.get(&id));
                match (deed, group) {
                    (Deed::NameGroup, _) => self.asked.push_back(Target::Group(id)),
                    (Deed::SelectGroup, Some(group)) => {
                        let entities = group.members.clone();
                        commands.push(Command::Select(Selection { entities, ..Selection::none() }));
                    }
                    (Deed::Collapse | Deed::Unfold, Some(_)) => {
                        let collapsed = matches!(deed, Deed::Collapse);
                        commands.push(apply(intent::set_collapsed(open.graph(), open.view_id(), &[id], collapsed)));
                    }
                    (_, Some(_)) => commands.push(apply(intent::ungroup(open.graph(), open.view_id(), &id))),
                    (_, None) => {}
                }
            }
        }
    }
}

/// Whether something comes of an item. What asks the whole session, it decides itself.
fn can(open: &OpenDocument, item: &Item) -> bool {
    let selection = open.selection();
    match item {
        Item::Verb(Verb::Rename) => selection.len() == 1,
        Item::Do(_, Deed::Straighten) => {
            let bend = |id| open.view().and_then(|state| state.route(id).bend);
            selection.only_relationship().and_then(bend).is_some()
        }
        Item::Verb(Verb::NextParallel) => {
            let known = selection.only_relationship().and_then(|id| open.graph().relationship(id));
            known.is_some_and(|r| open.graph().relationships_between(&r.from, &r.to).len() > 1)
        }
        Item::Verb(Verb::AlignColumn | Verb::AlignRow) => selection.entities.len() > 1,
        Item::Verb(Verb::DistributeAcross | Verb::DistributeDown) => selection.entities.len() > 2,
        Item::Verb(Verb::SelectNeighbours | Verb::LookOneStep) => !selection.entities.is_empty(),
        Item::Verb(Verb::Expand) => !intent::expand(open.graph(), open.view_id(), &selection.entities).is_empty(),
        Item::Verb(Verb::Merge) => selection.entities.len() == 2 && selection.relationships.is_empty(),
        Item::Verb(Verb::Group | Verb::Pin) => !selection.entities.is_empty(),
        Item::Verb(Verb::CollapseGroup) => open.view().is_some_and(|state| {
            let is_open = |group: &Group| !group.collapsed && !group.members.is_disjoint(&selection.entities);
            state.view.groups.values().any(is_open)
        }),
        Item::Verb(Verb::Ungroup) => open.view().is_some_and(|state| {
            state.view.groups.values().any(|group| !group.members.is_disjoint(&selection.entities))
        }),
        Item::Verb(Verb::SelectAll | Verb::FitAll) => open.graph().entity_count() > 0,
        Item::Verb(Verb::ShowAll) => open.view().is_some_and(ViewState::any_hidden),
        Item::Verb(Verb::Paste) | Item::Do(..) | Item::Line => true,
        Item::Verb(_) => !selection.is_empty(),
    }
}
