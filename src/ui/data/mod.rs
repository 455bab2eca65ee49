//! The Data workspace: the records as tables.
//!
//! A table shows only the rows in sight, whatever their number, and asks the session for their order. What is typed
//! into a cell reaches the graph once it can be understood.

mod bar;
mod cell;
mod clip;
mod columns;
mod editor;
mod filters;
mod grid;
mod groups;
mod header;
mod keys;
mod many;
mod paste;
mod replace;
mod state;

use eframe::egui::{Rect, Ui, pos2};

pub(super) use self::state::DataState;
use self::state::Open;
use super::desk::Desk;
use super::theme;
use crate::analysis::table::TableKind;
use crate::session::Command;

/// Shows the workspace; when it is covered by something, that has the keys.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, is_covered: bool) {
    let all = ui.max_rect();
    ui.painter().rect_filled(all, 0.0, theme::tokens(ui).canvas);
    follow(desk, state);
    if let Some(worked_out) = state.worked_out.take() {
        clip::go_on(desk, state, worked_out);
    }
    let bar = Rect::from_min_max(all.min, pos2(all.right(), all.top() + bar::HEIGHT));
    bar::show(ui, desk, state, bar);
    let below = all.with_min_y(bar.bottom());
    let is_covered = is_covered || state.has_dialog();
    grid::show(ui, desk, state, below, is_covered);
    match state.dialog.take() {
        Some(Open::Paste(preview)) => state.dialog = paste::show(ui.ctx(), desk, state, preview).map(Open::Paste),
        Some(Open::Replace(replacing)) => {
            state.dialog = replace::show(ui.ctx(), desk, state, *replacing).map(|next| Open::Replace(Box::new(next)));
        }
        None => {}
    }
    ask(desk, state);
}

/// Takes over the rows that the session has found, and goes to what was selected elsewhere.
fn follow(desk: &Desk<'_>, state: &mut DataState) {
    let kind = state.kind;
    let table = state.table();
    if let Some((_, rows)) = desk.open.rows()
        && rows.query.kind == kind
        && table.rows.as_ref().is_none_or(|known| !std::sync::Arc::ptr_eq(known, rows))
    {
        table.rows = Some(std::sync::Arc::clone(rows));
    }
    let selection = desk.open.selection();
    if *selection != state.selection {
        state.selection.clone_from(selection);
        let row = match kind {
            TableKind::Entities => selection.only_entity().cloned().map(crate::analysis::table::RowId::Entity),
            TableKind::Relationships => {
                selection.only_relationship().cloned().map(crate::analysis::table::RowId::Relationship)
            }
            TableKind::Evidence | TableKind::Sources => None,
        };
        let table = state.table();
        let is_there = table.focus.as_ref().map(|(row, _)| row) == row.as_ref();
        if let Some(row) = row.filter(|_| !is_there)
            && table.index_of(&row).is_some()
            && let Some(rows) = table.rows.clone()
        {
            let field = table.focus.take().map(|(_, field)| field);
            let first = || table.shown(&rows.columns).first().map(|column| column.field.clone());
            table.focus = field.or_else(first).map(|field| (row, field));
            table.anchor = None;
            table.reveal = true;
        }
    }
}

/// Asks for rows when others are wanted, or when the graph has changed and nobody is at work in a row.
fn ask(desk: &mut Desk<'_>, state: &mut DataState) {
    let (kind, revision) = (state.kind, desk.open.revision());
    let total = kind.count(desk.graph());
    let table = state.table();
    let at = table.focus.as_ref().map(|(row, _)| row);
    if table.held.as_ref() != at {
        table.held = None;
    }
    if table.editing.is_none() && !table.fresh.is_empty() && at.is_none_or(|row| !table.fresh.contains(row)) {
        table.fresh.clear();
    }
    let columns = table.rows.as_ref().map(|rows| rows.columns.clone()).unwrap_or_default();
    let query = table.query(kind, &columns);
    let is_known = table.rows.as_ref().is_some_and(|rows| rows.total == total);
    let is_asked = table
        .asked
        .as_ref()
        .is_some_and(|(asked, wanted)| *wanted == query && (*asked == revision || (table.held.is_some() && is_known)));
    let is_shown = desk.open.rows().is_some_and(|(_, rows)| rows.query.kind == kind) || desk.open.is_tabulating();
    if !is_asked || !is_shown {
        table.asked = Some((revision, query.clone()));
        desk.out.send(Command::Tabulate(query));
    }
}
