//! Which columns are shown and in which order, and the menu of rows.

use std::sync::Arc;

use eframe::egui::{Popup, PopupCloseBehavior, Response, ScrollArea, Ui, vec2};

use super::grid::{is_checked, set_checked};
use super::state::DataState;
use super::{cell, editor, many};
use crate::analysis::table::{Column, Field, RowId, Rows, record};
use crate::edit::Selection;
use crate::model::EvidenceHome;
use crate::session::{Command, Verb};
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, Check, IconButton, MenuItem, checkbox, menu_separator};

/// The list under the button of the columns.
pub(super) fn list(button: &Response, state: &mut DataState, rows: &Rows) {
    let popup = Popup::menu(button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(280.0);
    popup.show(|ui| {
        ui.set_width(272.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let table = state.table();
        let shown: Vec<Field> = table.shown(&rows.columns).iter().map(|column| column.field.clone()).collect();
        let find = |field: &Field| rows.columns.iter().find(|column| column.field == *field);
        let hidden = rows.columns.iter().filter(|column| !shown.contains(&column.field));
        let all: Vec<&Column> = shown.iter().filter_map(find).chain(hidden).collect();
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (at, column) in all.iter().enumerate() {
                ui.push_id(&column.field, |ui| row(ui, state, rows, column, (at, shown.len())));
            }
        });
        ui.add_space(space::XS);
        if ui.add(Button::link("Reset columns").small()).clicked() {
            let table = state.table();
            table.order = None;
            table.widths.clear();
        }
    });
}

fn row(ui: &mut Ui, state: &mut DataState, rows: &Rows, column: &Column, (at, shown): (usize, usize)) {
    let is_on = at < shown;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(space::XS);
        // The last one stays: a table without columns says nothing.
        if checkbox(ui, Check::from(is_on), &column.title, false).clicked() {
            let order = state.table().order_mut(&rows.columns);
            if !is_on {
                order.push(column.field.clone());
            } else if order.len() > 1 {
                order.retain(|field| *field != column.field);
            }
        }
        ui.add_space((ui.available_width() - 52.0).max(0.0));
        if is_on {
            let mut swap = None;
            let up = format!("Move {} left", column.title);
            let down = format!("Move {} right", column.title);
            if at > 0 {
                if ui.add(IconButton::new(icons::ARROW_UP, &up).small()).clicked() {
                    swap = Some((at, at - 1));
                }
            } else {
                ui.add_space(24.0);
            }
            if at + 1 < shown && ui.add(IconButton::new(icons::ARROW_DOWN, &down).small()).clicked() {
                swap = Some((at, at + 1));
            }
            if let Some((a, b)) = swap {
                let order = state.table().order_mut(&rows.columns);
                if a < order.len() && b < order.len() {
                    order.swap(a, b);
                }
            }
        } else {
            ui.allocate_space(vec2(48.0, 24.0));
        }
    });
}

/// The menu of the row that has the keyboard.
pub(super) fn row_menu(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, rows: &Arc<Rows>) {
    let Some((row, field)) = state.table().focus.clone() else {
        ui.close();
        return;
    };
    let graph = desk.graph();
    let Some(known) = record(graph, &row) else { return };
    let item = |ui: &mut Ui, item: MenuItem<'_>| ui.add(item).clicked();
    let column = rows.columns.iter().find(|column| column.field == field);
    if let Some(column) = column.filter(|column| column.editable)
        && item(ui, MenuItem::new("Edit cell").icon(Some(icons::PENCIL_SIMPLE)).shortcut("F2"))
    {
        editor::begin(desk, state.table(), column, None);
    }
    let is_on = is_checked(desk.open.selection(), &state.table().checked, &row);
    let words = if is_on { "Deselect row" } else { "Select row" };
    if item(ui, MenuItem::new(words).icon(Some(icons::CHECK)).shortcut("Space")) {
        set_checked(desk, state.table(), std::slice::from_ref(&row), !is_on);
    }
    menu_separator(ui);
    let on_canvas = match &row {
        RowId::Entity(id) => Some(Selection::entity(id.clone())),
        RowId::Relationship(id) => Some(Selection::relationship(id.clone())),
        RowId::Evidence(id) => graph.evidence_home(id).map(|home| match home {
            EvidenceHome::Entity(id) => Selection::entity(id.clone()),
            EvidenceHome::Relationship(id) => Selection::relationship(id.clone()),
        }),
        RowId::Source(_) => None,
    };
    if let Some(selection) = on_canvas {
        let selection = if is_on { desk.open.selection().clone() } else { selection };
        if item(ui, MenuItem::new("Show on canvas").icon(Some(icons::GRAPH))) {
            desk.out.send(Command::Select(selection));
            desk.out.verb(Verb::ShowGraph);
            desk.out.verb(Verb::FitSelection);
        }
    }
    if let Some(entity) = cell::entity_of(&known, &field)
        && item(ui, MenuItem::new("Go to the entity").icon(Some(icons::ARROW_UP_RIGHT)))
    {
        let entity = entity.clone();
        state.kind = crate::analysis::table::TableKind::Entities;
        let table = state.table();
        table.focus = Some((RowId::Entity(entity), Field::Name));
        table.reveal = true;
        ui.close();
        return;
    }
    let source = match &known {
        crate::analysis::table::Record::Evidence(piece, _) => Some(piece.source.clone()),
        crate::analysis::table::Record::Source(source) => Some(source.id.clone()),
        _ => None,
    };
    if let Some(source) = source
        && item(ui, MenuItem::new("Show the source").icon(Some(icons::NEWSPAPER)))
    {
        desk.out.verb(Verb::ShowGraph);
        desk.out.wish(Wish::ShowSource(source));
    }
    menu_separator(ui);
    if let Some(column) = column {
        let text = known.key_word(graph, &field).into_owned();
        let text = if text.is_empty() { known.text(graph, &field).into_owned() } else { text };
        let filters = !text.is_empty() && super::filters::filter_of(column, &text).is_ok_and(|filter| filter.is_some());
        if item(ui, MenuItem::new("Filter by this").icon(Some(icons::FUNNEL)).enabled(filters)) {
            state.table().filters.insert(field.clone(), text);
        }
    }
    menu_separator(ui);
    let count = state.checked_count(desk.open);
    let words = if is_on && count > 1 { format!("Delete {count} rows") } else { "Delete row".to_owned() };
    if item(ui, MenuItem::new(&words).icon(Some(icons::TRASH)).shortcut("").dangerous()) {
        if is_on {
            many::delete(desk, state);
        } else {
            many::delete_rows(desk, std::slice::from_ref(&row));
        }
    }
}
