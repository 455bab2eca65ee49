//! Copying, pasting, clearing and filling ranges of cells.

use std::sync::Arc;

use super::editor::label;
use super::grid::Layout;
use super::paste::Preview;
use super::state::{DataState, Open, WorkedOut};
use crate::analysis::table::{Column, RowId, Rows, TableKind, record};
use crate::edit::{Merging, Selection};
use crate::session::{CellWork, Command, Pasting, SomeRows};
use crate::ui::desk::Desk;

/// More cells than this are not changed without a look at them first.
const UNSEEN: usize = 20;

/// Puts the range, or else the checked rows with their titles, into the clipboard; whether there was anything.
pub(super) fn copy(desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Arc<Rows>) -> bool {
    let checked = state.checked_count(desk.open);
    let table = state.table();
    let (of, columns, titled) = match table.range(&layout.shown) {
        _ if checked > 0 && table.anchor.is_none() => {
            let checked = SomeRows::Checked(Arc::clone(rows), desk.open.selection().clone(), table.checked.clone());
            (checked, layout.shown.as_slice(), true)
        }
        Some(((top, bottom), (left, right))) => {
            let is_whole = left == 0 && right + 1 == layout.shown.len();
            (SomeRows::Range(Arc::clone(rows), top..bottom + 1), &layout.shown[left..=right], is_whole)
        }
        None => return false,
    };
    let columns = columns.iter().map(|column| (column.field.clone(), column.title.clone())).collect();
    desk.out.send(Command::WorkOnCells(CellWork::Copy { rows: of, columns, titled }));
    true
}

/// Pastes a block over the cells from the focus on: once it is worked out it goes on with [`go_on`], which asks first when
/// that changes much, makes rows or leaves something out. Whether there was a place for it.
pub(super) fn paste(
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    text: &str,
) -> bool {
    // What was copied on the canvas is for the canvas, also when a table is shown.
    if text.trim_start().starts_with("(\n") || text.contains("format: \"liaison\"") {
        return false;
    }
    let kind = state.kind;
    let table = state.table();
    let ((top, bottom), (left, right)) = match table.range(&layout.shown) {
        Some(range) => range,
        None if rows.ids.is_empty() => ((0, 0), (0, 0)),
        None => return false,
    };
    let pasting = Pasting {
        text: text.to_owned(),
        kind,
        rows: Arc::clone(rows),
        shown: layout.shown.iter().copied().cloned().collect(),
        from: (top, left),
        fill: (bottom - top + 1, right - left + 1),
        usual: desk.open.usual_type(),
        view: desk.open.view_id().clone(),
    };
    desk.out.send(Command::WorkOnCells(CellWork::Paste(Box::new(pasting))));
    true
}

/// Goes on with a paste that was worked out.
pub(super) fn go_on(desk: &mut Desk<'_>, state: &mut DataState, worked_out: WorkedOut) {
    let WorkedOut { revision, kind, pasted } = worked_out;
    if desk.open.revision() != revision {
        let text = "The graph changed while the cells were worked out. Nothing was changed; paste them again.";
        return desk.out.tell("Cells not pasted", text.into());
    }
    state.kind = kind;
    if pasted.cells > UNSEEN || !pasted.added.is_empty() || !pasted.problems.is_empty() {
        state.dialog = Some(Open::Paste(Preview::new(pasted)));
    } else if let Some((row, _)) = state.table().focus.clone() {
        state.table().held = Some(row);
        desk.out.apply(pasted.transaction);
    }
}

/// Empties the cells of the range that can be empty.
pub(super) fn clear(desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Arc<Rows>) {
    put(desk, state, layout, rows, |_, _| String::new());
}

/// Fills the range with what stands in its first row.
pub(super) fn fill_down(desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Arc<Rows>) {
    let graph = Arc::clone(desk.open.graph());
    put(desk, state, layout, rows, |top, column| {
        record(&graph, top).map_or_else(String::new, |record| match record.key_word(&graph, &column.field) {
            // What is chosen is named by its id, so that two of one name are told apart.
            id if super::editor::is_chosen(column) => id.into_owned(),
            _ => record.text(&graph, &column.field).into_owned(),
        })
    });
}

/// Puts a text into each column of the range, worked out from its first row.
fn put(
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    text: impl Fn(&RowId, &Column) -> String,
) {
    let table = state.table();
    let Some(((top, bottom), (left, right))) = table.range(&layout.shown) else { return };
    let columns: Vec<&Column> = layout.shown[left..=right].iter().copied().filter(|column| column.editable).collect();
    let ids = &rows.ids[top..=bottom];
    let label = match columns.as_slice() {
        [] => return,
        [column] => label(desk.graph(), column, ids),
        _ => format!("change {} cells", ids.len() * columns.len()),
    };
    table.held = table.focus.as_ref().map(|(row, _)| row.clone());
    let texts = columns.iter().map(|column| (column.field.clone(), text(&ids[0], column))).collect();
    let of = SomeRows::Range(Arc::clone(rows), top..bottom + 1);
    desk.out.send(Command::WorkOnCells(CellWork::Put { rows: of, texts, label }));
}

/// Applies what was pasted, and goes to the new rows.
pub(super) fn apply(desk: &mut Desk<'_>, state: &mut DataState, preview: Preview) {
    let pasted = preview.pasted;
    let kind = state.kind;
    let table = state.table();
    let mut select = None;
    if let Some(first) = pasted.added.first() {
        table.fresh.clone_from(&pasted.added);
        let field = table.focus.as_ref().map(|(_, field)| field.clone());
        let field = field.unwrap_or(super::bar::first_field(kind));
        table.focus = Some((first.clone(), field));
        table.anchor = None;
        table.reveal = true;
        let mut selection = Selection::none();
        for row in &pasted.added {
            match row {
                RowId::Entity(id) => {
                    selection.entities.insert(id.clone());
                }
                RowId::Relationship(id) => {
                    selection.relationships.insert(id.clone());
                }
                RowId::Evidence(_) | RowId::Source(_) => {}
            }
        }
        select = matches!(kind, TableKind::Entities | TableKind::Relationships).then_some(selection);
    } else {
        table.held = table.focus.as_ref().map(|(row, _)| row.clone());
    }
    if !pasted.transaction.is_empty() {
        let transaction = pasted.transaction;
        desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
    }
}
