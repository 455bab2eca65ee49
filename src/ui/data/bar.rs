//! The bar over the table: which table, which columns, what is filtered, and what can be done with all of it.

use eframe::egui::{self, Layout, Rect, Stroke, Ui, UiBuilder, vec2};

use super::columns;
use super::filters::{filter_of, words_of};
use super::grid::grid_id;
use super::groups;
use super::state::DataState;
use crate::analysis::table::{Field, RowId, TableKind};
use crate::edit::{Merging, Selection, intent};
use crate::model::{Entity, Source};
use crate::session::{Command, TableExport, Verb};
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons;
use crate::ui::marks::thousands;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{Button, Chip, Segment, Tone, segmented};

/// The height of the bar.
pub(super) const HEIGHT: f32 = 46.0;

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, rect: Rect) {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let right = UiBuilder::new().max_rect(inner).id_salt("actions").layout(Layout::right_to_left(egui::Align::Center));
    let mut child = ui.new_child(right);
    child.spacing_mut().item_spacing.x = space::S;
    actions(&mut child, desk, state);
    let end = child.min_rect().left() - space::M;
    let left = UiBuilder::new()
        .max_rect(inner.with_max_x(end))
        .id_salt("tables")
        .layout(Layout::left_to_right(egui::Align::Center));
    let mut child = ui.new_child(left);
    child.set_clip_rect(inner.with_max_x(end).intersect(ui.clip_rect()));
    child.spacing_mut().item_spacing.x = space::M;
    tables(&mut child, desk, state);
}

fn tables(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState) {
    let labels: Vec<String> =
        TableKind::ALL.iter().map(|kind| format!("{} {}", kind.title(), thousands(kind.count(desk.graph())))).collect();
    let segments: Vec<Segment<'_, TableKind>> =
        TableKind::ALL.iter().zip(&labels).map(|(kind, label)| Segment::text(*kind, label)).collect();
    let mut kind = state.kind;
    if segmented(ui, "Table", &mut kind, &segments, None).changed() {
        state.table().editing = None;
        state.kind = kind;
        state.began = false;
        ui.memory_mut(|memory| memory.request_focus(grid_id(desk, kind)));
    }
    let Some(rows) = state.table().rows.clone() else { return };
    let shown = state.table().shown(&rows.columns).len();
    groups::control(ui, state, &rows);
    let words = format!("Columns {shown} of {}", rows.columns.len());
    let button = ui.add(Button::quiet(&words).icon(icons::COLUMNS));
    columns::list(&button, state, &rows);
    let graph = desk.graph();
    let table = state.table();
    let chips: Vec<(Field, String)> = table
        .filters
        .iter()
        .filter_map(|(field, text)| {
            let column = rows.columns.iter().find(|column| column.field == *field)?;
            filter_of(column, text).ok()??;
            Some((field.clone(), words_of(graph, column, text)))
        })
        .collect();
    for (field, words) in chips {
        if Chip::new(&words).tone(Tone::Accent).removable().show(ui).removed {
            table.filters.remove(&field);
            table.held = None;
        }
    }
}

/// Laid out from right to left.
fn actions(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState) {
    let kind = state.kind;
    let rows = state.table().rows.clone();
    if let Some(rows) = rows.filter(|rows| !rows.ids.is_empty()) {
        let export = ui.add(Button::secondary("Export").icon(icons::EXPORT));
        if export.on_hover_text("Write the rows and columns that are shown as CSV").clicked() {
            let shown = state.table().shown(&rows.columns);
            let columns = shown.iter().map(|column| (column.field.clone(), column.title.clone())).collect();
            desk.out.wish(Wish::ExportTable(TableExport { document: desk.open.key(), rows: rows.clone(), columns }));
        }
    }
    let import = ui.add(Button::secondary("Import…").icon(icons::DOWNLOAD_SIMPLE));
    if import.on_hover_text("Read a table or a graph of any program, and match it with this one").clicked() {
        desk.out.verb(Verb::Import);
    }
    if kind != TableKind::Evidence && ui.add(Button::quiet("New row").icon(icons::PLUS)).clicked() {
        new_row(desk, state);
    }
}

/// The column that names the rows of a table.
pub(super) fn first_field(kind: TableKind) -> Field {
    match kind {
        TableKind::Entities => Field::Name,
        TableKind::Relationships => Field::From,
        TableKind::Evidence => Field::Claim,
        TableKind::Sources => Field::Title,
    }
}

/// Adds a record, and goes to its name.
pub(super) fn new_row(desk: &mut Desk<'_>, state: &mut DataState) {
    let kind = state.kind;
    let (row, transaction, select) = match kind {
        TableKind::Relationships | TableKind::Evidence => {
            desk.out.wish(Wish::AskConnect);
            return;
        }
        TableKind::Entities => {
            let Some(usual) = desk.open.usual_type() else { return };
            let entity = Entity::new(desk.mint.mint("new"), usual, "");
            let id = entity.id.clone();
            let place = desk.open.place_below();
            let transaction = intent::create_entity(entity, Some((desk.open.view_id(), place)));
            (RowId::Entity(id.clone()), transaction, Some(Selection::entity(id)))
        }
        TableKind::Sources => {
            let source = Source::new(desk.mint.mint("source"), "");
            let id = source.id.clone();
            (RowId::Source(id), intent::create_source(source), None)
        }
    };
    let table = state.table();
    table.fresh = vec![row.clone()];
    table.focus = Some((row, first_field(kind)));
    table.anchor = None;
    table.reveal = true;
    desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
}
