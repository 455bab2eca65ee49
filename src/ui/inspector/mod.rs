//! The panel on the right: everything about what is selected, to be read and changed in place.

mod chips;
mod entity;
mod evidence;
mod fields;
mod graph;
mod links;
mod many;
mod properties;
mod relationship;
mod source;

use std::collections::BTreeSet;

use eframe::egui::{self, Frame, Id, Layout, Margin, Panel, ScrollArea, Ui, vec2};

use super::desk::{Desk, Wish};
use super::theme::{self, space};
use super::widgets::{IconButton, MenuItem, Section, menu_separator, text};
use super::{icons, menu};

pub(super) use evidence::today;
pub(super) use fields::parse_date;
pub(super) use links::entity_choices;
pub(super) use relationship::type_choices;

use crate::base::{EntityId, EvidenceId, RelationshipId, SourceId};
use crate::edit::Selection;
use crate::session::Verb;

/// What the inspector of a document remembers.
#[derive(Debug, Default)]
pub(super) struct InspectorState {
    /// Shown instead of what is selected.
    source: Option<SourceId>,
    /// What was selected before a source was shown.
    before_source: Selection,
    /// The sections that are folded.
    folded: BTreeSet<&'static str>,
    /// The evidence that is open to be changed.
    evidence: Option<EvidenceId>,
    /// It was opened in this frame, and is to come into sight.
    evidence_is_new: bool,
    /// The property whose name is being changed.
    renaming: Option<String>,
    /// Whether the text of a source can be changed.
    editing_text: bool,
    /// Where the shown source is cited.
    citations: source::Citations,
    /// What several selected records have in common.
    survey: Option<many::Survey>,
    /// The field that gets the keyboard once it is there.
    focus: Option<Focus>,
}

/// A field to begin in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Focus {
    /// The name of an entity.
    Name(EntityId),
    /// The label of a relationship.
    Label(RelationshipId),
    /// The list of types of a relationship.
    Type(RelationshipId),
    /// The first field, whatever is shown.
    First,
}

impl InspectorState {
    /// Shows a source in place of what is selected. The window selects nothing meanwhile, so that Delete and the like
    /// never change what is not shown.
    pub fn show_source(&mut self, source: SourceId, selected: Selection) {
        if self.source.replace(source).is_none() || !selected.is_empty() {
            self.before_source = selected;
        }
        self.editing_text = false;
    }

    /// Ends the showing of a source; what was selected before it, if one was shown.
    pub fn close_source(&mut self) -> Option<Selection> {
        self.source.take()?;
        Some(std::mem::take(&mut self.before_source))
    }

    /// Forgets the source, since something else is selected.
    pub fn leave_source(&mut self) {
        self.source = None;
    }

    /// Begins to type in a field.
    pub fn focus(&mut self, focus: Focus) {
        if focus != Focus::First {
            self.source = None;
        }
        self.focus = Some(focus);
    }
}

/// Shows the panel where it is open. `is_open` follows its edge when that is dragged shut.
pub(super) fn show(ui: &mut Ui, is_open: &mut bool, desk: &mut Desk<'_>, state: &mut InspectorState) {
    let tokens = theme::tokens(ui);
    let panel = Panel::right("inspector").default_size(340.0).size_range(theme::side_panel_widths_from(ui, 272.0));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_open, |ui| {
        if state.source.as_ref().is_some_and(|id| !desk.graph().sources().contains_key(id)) {
            state.source = None;
        }
        let shown = what(desk, state);
        // What is wider than the panel is cut, and does not push it out of the window.
        let room = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(room);
        let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(room));
        ui.shrink_clip_rect(room);
        // Each record begins at its top.
        let area = ScrollArea::vertical().id_salt(&shown).auto_shrink(false);
        area.show(ui, |ui| {
            Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 16 }).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
                match &shown {
                    Shown::Source(id) => source::show(ui, desk, state, id),
                    Shown::Entity(id) => entity::show(ui, desk, state, id),
                    Shown::Relationship(id) => relationship::show(ui, desk, state, id),
                    Shown::Many => {
                        state.focus = None;
                        many::show(ui, desk, &mut state.survey);
                    }
                    Shown::Graph => graph::show(ui, desk, state),
                }
            });
        });
    });
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shown {
    Source(SourceId),
    Entity(EntityId),
    Relationship(RelationshipId),
    Many,
    Graph,
}

fn what(desk: &Desk<'_>, state: &InspectorState) -> Shown {
    let selection: &Selection = desk.open.selection();
    if let Some(source) = &state.source {
        Shown::Source(source.clone())
    } else if let Some(id) = selection.only_entity() {
        Shown::Entity(id.clone())
    } else if let Some(id) = selection.only_relationship() {
        Shown::Relationship(id.clone())
    } else if selection.is_empty() {
        Shown::Graph
    } else {
        Shown::Many
    }
}

/// The line that heads the panel: what kind of record it is, and what can be done with it.
fn header(ui: &mut Ui, kind: &str, buttons: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        buttons(ui);
        ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| text::hint(ui, kind, text::Overflow::Elide));
    });
}

/// The cross of the header, which selects nothing.
fn close_button(ui: &mut Ui, desk: &mut Desk<'_>) {
    if ui.add(IconButton::new(icons::X, "Close").small().shortcut("Esc")).clicked() {
        desk.out.select(Selection::none());
    }
}

/// The dots of the header, which open a menu of verbs.
fn more_button(ui: &mut Ui, desk: &mut Desk<'_>, verbs: &[&[Verb]]) {
    let dots = ui.add(IconButton::new(icons::DOTS_THREE, "More").small());
    egui::Popup::menu(&dots).show(|ui| {
        for (index, part) in verbs.iter().enumerate() {
            if index > 0 {
                menu_separator(ui);
            }
            for verb in *part {
                if menu::verb_item(ui, desk.session, *verb) {
                    desk.out.verb(*verb);
                }
            }
        }
    });
}

/// A line across the whole panel, between its parts.
fn divider(ui: &mut Ui) {
    ui.add_space(space::S);
    let y = ui.cursor().top().round() + 0.5;
    let stroke = (1.0, theme::tokens(ui).line);
    ui.painter().hline(ui.clip_rect().x_range(), y, stroke);
    ui.add_space(space::S);
}

/// What a section of the panel is called.
struct Part<'a> {
    title: &'static str,
    count: Option<usize>,
    add: Option<&'a str>,
}

/// A section that folds. Returns whether its plus was pressed.
fn section(
    ui: &mut Ui,
    state: &mut InspectorState,
    part: Part<'_>,
    trailing: impl FnOnce(&mut Ui),
    body: impl FnOnce(&mut Ui, &mut InspectorState),
) -> bool {
    let Part { title, count, add } = part;
    divider(ui);
    let mut header = Section::new(title);
    if let Some(count) = count {
        header = header.count(count);
    }
    if let Some(add) = add {
        header = header.add_button(add);
    }
    let mut is_open = !state.folded.contains(title);
    // The caret stands left of the margin, so that titles line up with labels.
    let added = header.show(ui, &mut is_open, trailing).add;
    if is_open {
        state.folded.remove(title);
        ui.scope(|ui| body(ui, state));
    } else {
        state.folded.insert(title);
    }
    added
}

/// Gives the keyboard to a field and selects what stands in it.
fn take_focus(ui: &Ui, state: &mut InspectorState, wanted: &Focus, id: Id) {
    if state.focus.as_ref().is_some_and(|focus| focus == wanted || *focus == Focus::First) {
        state.focus = None;
        focus_all(ui, id);
    }
}

/// Gives the keyboard to a field and selects what stands in it.
pub(super) fn focus_all(ui: &Ui, id: Id) {
    ui.memory_mut(|memory| memory.request_focus(id));
    let mut text = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(usize::MAX));
    text.cursor.set_char_range(Some(all));
    text.store(ui.ctx(), id);
}

/// A row of a menu with a click.
fn item(ui: &mut Ui, item: MenuItem<'_>) -> bool {
    ui.add(item).clicked()
}

/// Opens a source in the panel.
fn open_source(desk: &mut Desk<'_>, source: &SourceId) {
    desk.out.wish(Wish::ShowSource(source.clone()));
}
