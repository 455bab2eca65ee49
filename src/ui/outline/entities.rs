//! The list of entities, by class. Only the rows in sight are drawn, so that it stays smooth with very many.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Frame, Id, Key, Layout, Margin, Popup, ScrollArea, Sense, Ui, UiBuilder, vec2};

use crate::base::{EntityId, fold};
use crate::edit::{Selection, intent};
use crate::session::{Sight, Verb};
use crate::ui::canvas::CanvasState;
use crate::ui::desk::{Desk, begin_visit};
use crate::ui::directory::{Directory, Order};
use crate::ui::icons::IconStyle;
use crate::ui::theme::{self, EntityClass, height, space};
use crate::ui::widgets::{
    self, Button, EmptyState, IconButton, ListRow, MenuItem, SearchField, Section, TextField, menu_separator,
    no_matches, text,
};
use crate::ui::{icons, marks, menu, timeline};

/// The id of the field that filters the list.
pub(in crate::ui) const FILTER: &str = "filter of entities";

/// A row of the list.
#[derive(Debug, Clone, Copy)]
enum Row {
    /// The head of a class, and how many there are.
    Class(EntityClass, usize),
    /// An entity, by its place in the directory.
    Entity(usize),
}

/// What the list remembers.
#[derive(Debug, Default)]
pub(super) struct EntityList {
    filter: String,
    pub order: Order,
    folded: BTreeSet<u8>,
    rows: Vec<Row>,
    /// What the rows were made from.
    made_from: Option<(u64, String, Order, BTreeSet<u8>, u64)>,
    reveal: Option<EntityId>,
    /// How far the list is scrolled.
    offset: f32,
    renaming: Option<(EntityId, String)>,
    /// The row at which Tab stops; arrow keys move it.
    cursor: usize,
    /// The cursor has moved, and the keyboard goes with it.
    has_moved: bool,
    /// What was selected alone when the cursor last followed the selection.
    followed: Option<EntityId>,
}

impl EntityList {
    /// Brings an entity into sight when the list shows next.
    pub fn reveal(&mut self, entity: EntityId) {
        self.reveal = Some(entity);
    }

    fn update(&mut self, directory: &Directory, revision: u64, of_view: &Sight) {
        let from = (revision, fold(&self.filter), self.order, self.folded.clone(), of_view.version());
        if self.made_from.as_ref() == Some(&from) {
            return;
        }
        let filter = &from.1;
        self.rows.clear();
        for class in EntityClass::ALL {
            let is_shown = |id| of_view.shown().is_none_or(|shown| shown.entities.contains(id));
            let all = directory.entries().iter().enumerate();
            let matching = all.filter(|(_, e)| e.class == class && e.matches(filter) && is_shown(&e.entity.id));
            let head = self.rows.len();
            self.rows.push(Row::Class(class, 0));
            self.rows.extend(matching.map(|(index, _)| Row::Entity(index)));
            let count = self.rows.len() - head - 1;
            // What is searched for shows even where its class is folded.
            let is_open = !filter.is_empty() || !self.folded.contains(&(class as u8));
            self.rows[head] = Row::Class(class, count);
            if count == 0 {
                self.rows.truncate(head);
            } else if !is_open {
                self.rows.truncate(head + 1);
            }
        }
        self.made_from = Some(from);
    }
}

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, list: &mut EntityList, canvas: &CanvasState) {
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let width = ui.available_width() - 64.0;
            let id = Id::unique(FILTER);
            ui.add(SearchField::new(&mut list.filter, "Filter entities").width(width).id(id));
            let keys = Verb::Filter.chord().map(|chord| chord.label()).unwrap_or_default();
            let is_filtered = desk.open.filter().shown().is_some();
            let funnel = IconButton::new(icons::FUNNEL_SIMPLE, "Filter of the view, by a query");
            if ui.add(funnel.shortcut(&keys).toggled(is_filtered)).clicked() {
                desk.out.verb(Verb::Filter);
            }
            let sort = ui.add(IconButton::new(icons::SORT_ASCENDING, "Order"));
            Popup::menu(&sort).show(|ui| {
                for (order, words) in [(Order::Degree, "Most relationships first"), (Order::Name, "By name")] {
                    if ui.add(MenuItem::new(words).checked(list.order == order)).clicked() {
                        list.order = order;
                    }
                }
            });
        });
    });
    if desk.graph().entity_count() == 0 {
        let empty = EmptyState {
            icon: icons::GRAPH,
            sentence: "No entities yet",
            hint: "Actors and things: who and what it is about",
            primary: Some("New entity"),
            secondary: None,
        };
        if empty.show(ui).is_some() {
            desk.out.verb(Verb::AddEntity);
        }
        return;
    }
    if let Some(at) = desk.open.time() {
        part_of_time(ui, desk, &timeline::words(Some(at)));
    }
    list.update(desk.directory, desk.open.revision(), desk.open.sight());
    if list.rows.is_empty() {
        ui.add_space(space::XL);
        let is_filtered = desk.open.filter().shown().is_some() || !list.filter.is_empty();
        let way_out = if is_filtered { "Clear filter" } else { "Show all times" };
        if no_matches(ui, way_out) {
            list.filter.clear();
            desk.out.verb(if is_filtered { Verb::ClearFilter } else { Verb::ShowAllTimes });
        }
        return;
    }
    rows(ui, desk, list, canvas);
}

/// Says how many entities the time of the view leaves, with the way back to all.
fn part_of_time(ui: &mut Ui, desk: &mut Desk<'_>, at: &str) {
    let (here, _) = desk.open.sight().counts(desk.graph());
    let all = desk.graph().entity_count();
    Frame::new().inner_margin(Margin { left: 12, right: 8, top: 0, bottom: 2 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let place = ui.allocate_exact_size(vec2(14.0, height::TARGET), Sense::hover()).0;
            let color = theme::tokens(ui).t2;
            widgets::icon(ui.painter(), icons::CLOCK, IconStyle::Regular, place.center(), 14.0, color);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Button::link("All time").small()).clicked() {
                    desk.out.verb(Verb::ShowAllTimes);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = format!("{} of {} at {at}", marks::thousands(here), marks::thousands(all));
                    text::secondary(ui, &words, text::Overflow::Elide);
                });
            });
        });
    });
}

fn rows(ui: &mut Ui, desk: &mut Desk<'_>, list: &mut EntityList, canvas: &CanvasState) {
    let mut area = ScrollArea::vertical().id_salt("entities").auto_shrink(false);
    if let Some(wanted) = list.reveal.take() {
        let entries = desk.directory.entries();
        let found = list.rows.iter().position(|row| matches!(row, Row::Entity(i) if entries[*i].entity.id == wanted));
        if let Some(row) = found {
            // In the middle, unless it is in sight already; the area clamps what lies beyond its ends.
            let sight = ui.available_height();
            let top = row as f32 * height::ROW;
            if top < list.offset || top + height::ROW > list.offset + sight {
                area = area.vertical_scroll_offset((top - 0.5 * sight).max(0.0));
            }
        }
    }
    let count = list.rows.len();
    place_cursor(desk, list);
    if list.has_moved {
        let (sight, top) = (ui.available_height(), list.cursor as f32 * height::ROW);
        if top < list.offset {
            area = area.vertical_scroll_offset(top);
        } else if top + height::ROW > list.offset + sight {
            area = area.vertical_scroll_offset(top + height::ROW - sight);
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown = area.show_rows(ui, height::ROW, count, |ui, range| {
        for index in range {
            match list.rows[index] {
                Row::Class(class, count) => {
                    let mut is_open = !list.folded.contains(&(class as u8));
                    let was_open = is_open;
                    ui.push_id(class, |ui| {
                        Section::group(marks::class_name(class)).count(count).show(ui, &mut is_open, |_| {});
                    });
                    if is_open != was_open {
                        if is_open {
                            list.folded.remove(&(class as u8));
                        } else {
                            list.folded.insert(class as u8);
                        }
                    }
                }
                Row::Entity(entry) => {
                    let id = desk.directory.entries().get(entry).map(|entry| entry.entity.id.clone());
                    ui.push_id(id, |ui| entity_row(ui, desk, list, canvas, (index, entry)));
                }
            }
        }
    });
    list.offset = shown.state.clamped_offset().y;
}

/// Keeps the row at which Tab stops among those that there are: the selected one where there is one.
fn place_cursor(desk: &Desk<'_>, list: &mut EntityList) {
    let is_entity = |row: Option<&Row>| matches!(row, Some(Row::Entity(_)));
    let selected = desk.open.selection().only_entity();
    if list.followed.as_ref() != selected {
        list.followed = selected.cloned();
    } else if is_entity(list.rows.get(list.cursor)) {
        return;
    }
    if let Some(selected) = selected {
        let entries = desk.directory.entries();
        let shows = |row: &Row| matches!(row, Row::Entity(i) if entries[*i].entity.id == *selected);
        if !list.rows.get(list.cursor).is_some_and(shows)
            && let Some(found) = list.rows.iter().position(shows)
        {
            list.cursor = found;
        }
    }
    if !is_entity(list.rows.get(list.cursor)) {
        list.cursor = list.rows.iter().position(|row| is_entity(Some(row))).unwrap_or(0);
    }
}

/// Moves the cursor where the keys say, over the heads of classes.
fn follow_arrows(ui: &Ui, row: &egui::Response, list: &mut EntityList) {
    let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row.id, filter));
    let (down, up) = ui.input_mut(|input| {
        let mut times = |key| input.count_and_consume_key(egui::Modifiers::NONE, key);
        (times(Key::ArrowDown), times(Key::ArrowUp))
    });
    let mut entities: Box<dyn Iterator<Item = usize>> = if down > up {
        Box::new(list.cursor + 1..list.rows.len())
    } else if up > down {
        Box::new((0..list.cursor).rev())
    } else {
        return;
    };
    let steps = down.abs_diff(up);
    let next = entities.by_ref().filter(|at| matches!(list.rows[*at], Row::Entity(_))).nth(steps - 1);
    if let Some(next) = next {
        list.cursor = next;
        list.has_moved = true;
        ui.ctx().request_repaint();
    }
}

fn entity_row(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    list: &mut EntityList,
    canvas: &CanvasState,
    (row, index): (usize, usize),
) {
    let graph = desk.graph();
    let Some(entry) = desk.directory.entries().get(index) else { return };
    let is_cursor = row == list.cursor;
    let (entity, id) = (&entry.entity, &entry.entity.id);
    if list.renaming.as_ref().is_some_and(|(renamed, _)| renamed == id) {
        rename_row(ui, desk, list);
        return;
    }
    let selection = desk.open.selection();
    let selected = selection.entities.contains(id);
    let hidden = desk.open.view().is_some_and(|view| view.placement(id).hidden);
    let degree = marks::thousands(entry.degree);
    let kind = graph.schema().entity_types.get(&entity.kind).map_or("entity", |t| t.name.as_str());
    let relationships = marks::count(entry.degree, "relationship", "relationships");
    let spoken = format!("{}, {kind}, {relationships}", marks::name(entity));
    let mut list_row = ListRow::new(marks::name(entity))
        .disc(marks::disc(graph, entity))
        .trailing(&degree)
        .spoken(&spoken)
        .dimmed(hidden || canvas.is_beyond(id))
        .selected(selected)
        .reachable(is_cursor);
    if hidden {
        list_row = list_row.trailing_icon(icons::EYE_SLASH);
    } else if marks::is_pinned(desk.open.view(), entity) {
        list_row = list_row.trailing_icon(icons::PUSH_PIN);
    }
    let response = ui.add(list_row);
    if is_cursor {
        if std::mem::take(&mut list.has_moved) {
            response.request_focus();
        } else if response.has_focus() {
            follow_arrows(ui, &response, list);
        }
    }
    if response.double_clicked() {
        list.renaming = Some((id.clone(), entity.name.clone()));
    } else if response.clicked() {
        let modifiers = ui.input(|input| input.modifiers);
        desk.out.select(after_click(selection, id, modifiers));
    } else if response.secondary_clicked() && !selected {
        desk.out.select(Selection::entity(id.clone()));
    }
    response.context_menu(|ui| {
        if ui.add(MenuItem::new("Rename").icon(Some(icons::PENCIL_SIMPLE)).shortcut("F2")).clicked() {
            list.renaming = Some((id.clone(), entity.name.clone()));
        }
        let rest = [
            [Verb::FitSelection, Verb::Pin, Verb::Hide, Verb::Show].as_slice(),
            &[Verb::Duplicate, Verb::Copy, Verb::Merge],
            &[Verb::Delete],
        ];
        for part in rest {
            menu_separator(ui);
            for verb in part {
                if menu::verb_item(ui, desk.session, *verb) {
                    desk.out.verb(*verb);
                }
            }
        }
    });
}

/// What is selected after a click on an entity: Shift adds it, Ctrl turns it over.
fn after_click(selection: &Selection, id: &EntityId, modifiers: egui::Modifiers) -> Selection {
    if !modifiers.shift && !modifiers.command {
        return Selection::entity(id.clone());
    }
    let mut after = selection.clone();
    if modifiers.command && after.entities.contains(id) {
        after.entities.remove(id);
    } else {
        after.entities.insert(id.clone());
    }
    after
}

/// The row of an entity whose name is being changed.
fn rename_row(ui: &mut Ui, desk: &mut Desk<'_>, list: &mut EntityList) {
    let Some((id, mut name)) = list.renaming.take() else { return };
    let field = desk.field_id(id.as_str(), "name in the list");
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height::ROW), Sense::hover());
    let place = rect.with_min_x(rect.left() + 34.0).with_max_x(rect.right() - 8.0);
    let is_new = ui.data(|data| data.get_temp::<bool>(field)).is_none();
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let response = child.add(TextField::new(&mut name, "Name").id(field));
    if is_new {
        ui.data_mut(|data| data.insert_temp(field, true));
        begin_visit(ui.ctx());
        crate::ui::inspector::focus_all(ui, field);
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<bool>(field));
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if !escaped && !name.trim().is_empty() {
            desk.out.apply(intent::rename(desk.graph(), &id, name.trim()));
        }
        return;
    }
    list.renaming = Some((id, name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shift_adds_and_ctrl_turns_over() {
        let id = |name: &str| EntityId::new(name).unwrap();
        let both = || Selection { entities: [id("a"), id("b")].into(), ..Selection::none() };
        let shift = egui::Modifiers::SHIFT;
        let ctrl = egui::Modifiers::COMMAND;
        assert_eq!(after_click(&both(), &id("c"), egui::Modifiers::NONE), Selection::entity(id("c")));
        assert_eq!(after_click(&Selection::entity(id("a")), &id("b"), shift), both());
        assert_eq!(after_click(&both(), &id("b"), shift), both());
        assert_eq!(after_click(&both(), &id("b"), ctrl), Selection::entity(id("a")));
        assert_eq!(after_click(&Selection::entity(id("a")), &id("b"), ctrl), both());
    }
}
