//! The keys of the grid: walking from cell to cell, ranges, editing, the clipboard.

use std::sync::Arc;

use eframe::egui::{Event, EventFilter, Key, Modifiers, Response, Ui};

use super::grid::{Layout, check};
use super::groups::Line;
use super::state::{DataState, TableState};
use super::{clip, editor, many};
use crate::analysis::table::Rows;
use crate::ui::desk::Desk;

/// Moves the focus by columns and rows; beyond the last column comes the next row.
pub(super) fn walk(table: &mut TableState, layout: &Layout<'_>, rows: &Rows, (across, down): (isize, isize)) {
    let Some((row, column)) = place(table, layout) else { return };
    let (mut row, mut column) = (row as isize + down, column as isize + across);
    let (last_row, last_column) = (rows.ids.len() as isize - 1, layout.shown.len() as isize - 1);
    if column > last_column && row < last_row {
        (row, column) = (row + 1, 0);
    } else if column < 0 && row > 0 {
        (row, column) = (row - 1, last_column);
    }
    let row = row.clamp(0, last_row) as usize;
    if let Some(row) = layout.lines.seen(row, down + across >= 0, last_row as usize) {
        go(table, layout, rows, row, column.clamp(0, last_column) as usize);
    }
    table.anchor = None;
}

/// The row and column of the focus cell.
fn place(table: &mut TableState, layout: &Layout<'_>) -> Option<(usize, usize)> {
    let (row, field) = table.focus.clone()?;
    let column = layout.shown.iter().position(|column| column.field == field)?;
    Some((table.index_of(&row)?, column))
}

fn go(table: &mut TableState, layout: &Layout<'_>, rows: &Rows, row: usize, column: usize) {
    if let (Some(id), Some(column)) = (rows.ids.get(row), layout.shown.get(column)) {
        table.focus = Some((id.clone(), column.field.clone()));
        table.reveal = true;
    }
}

/// Reads the keys of this frame when the grid has the keyboard, and leaves the others.
pub(super) fn read(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    body: &Response,
) {
    let focused = ui.memory(|memory| memory.focused());
    let has_focus = focused == Some(body.id);
    if state.table().editing.is_some() || !(has_focus || focused.is_none()) {
        return;
    }
    if eframe::egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    if has_focus {
        let escape = state.table().anchor.is_some();
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(body.id, filter));
    }
    if layout.shown.is_empty() {
        return;
    }
    let events = ui.input(|input| input.events.clone());
    let used: Vec<bool> = events
        .iter()
        .map(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } => {
                let taken = press(desk, state, layout, rows, (*key, *modifiers));
                if taken {
                    body.request_focus();
                }
                taken
            }
            Event::Copy => clip::copy(desk, state, layout, rows),
            Event::Cut => {
                let copied = clip::copy(desk, state, layout, rows);
                if copied {
                    clip::clear(desk, state, layout, rows);
                }
                copied
            }
            Event::Paste(text) => clip::paste(desk, state, layout, rows, text),
            Event::Text(_) => state.table().focus.is_some(),
            _ => false,
        })
        .collect();
    if let Some(typed) = editor::typed(ui)
        && state.table().editing.is_none()
        && let Some((_, field)) = state.table().focus.clone()
        && let Some(column) = layout.shown.iter().find(|column| column.field == field)
        && !ui.input(|input| input.modifiers.command)
    {
        let typed = (!editor::is_chosen(column)).then_some(typed);
        editor::begin(desk, state.table(), column, typed);
    }
    let mut index = 0;
    ui.input_mut(|input| {
        input.events.retain(|_| {
            index += 1;
            !used.get(index - 1).copied().unwrap_or(false)
        });
    });
}

/// Does what a key asks for; whether it was for the grid.
fn press(
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    (key, modifiers): (Key, Modifiers),
) -> bool {
    let Modifiers { alt, shift, command, .. } = modifiers;
    if alt || matches!(key, Key::F1 | Key::F6) {
        return false;
    }
    let table = state.table();
    let Some((row, column)) = place(table, layout) else {
        // The first arrow goes to the first cell.
        let is_arrow = matches!(key, Key::ArrowDown | Key::ArrowUp | Key::ArrowLeft | Key::ArrowRight | Key::Home);
        if is_arrow && !command {
            let top = table.top.ceil() as usize;
            let in_sight = (top..layout.lines.count).find_map(|line| match layout.lines.at(line) {
                Line::Row(row) => Some(row),
                Line::Heading(_) => None,
            });
            go(table, layout, rows, in_sight.unwrap_or(0), 0);
        }
        return is_arrow && !command;
    };
    let (last_row, last_column) = (rows.ids.len().saturating_sub(1), layout.shown.len() - 1);
    let page = layout.page().saturating_sub(1).max(1);
    let to = match (key, command) {
        (Key::ArrowDown, false) => Some((row + 1, column)),
        (Key::ArrowUp, false) => Some((row.saturating_sub(1), column)),
        (Key::ArrowRight, false) => Some((row, column + 1)),
        (Key::ArrowLeft, false) => Some((row, column.saturating_sub(1))),
        (Key::ArrowDown, true) => Some((last_row, column)),
        (Key::ArrowUp, true) => Some((0, column)),
        (Key::ArrowRight, true) | (Key::End, false) => Some((row, last_column)),
        (Key::ArrowLeft, true) | (Key::Home, false) => Some((row, 0)),
        (Key::Home, true) => Some((0, 0)),
        (Key::End, true) => Some((last_row, last_column)),
        (Key::PageDown, false) => Some((row + page, column)),
        (Key::PageUp, false) => Some((row.saturating_sub(page), column)),
        _ => None,
    };
    if let Some((to_row, to_column)) = to {
        if shift {
            table.anchor = table.anchor.take().or_else(|| table.focus.clone());
        } else {
            table.anchor = None;
        }
        let to_row = to_row.min(last_row);
        // What is folded away is passed over, or left alone where nothing lies behind it.
        if let Some(to_row) = layout.lines.seen(to_row, to_row >= row, last_row) {
            go(table, layout, rows, to_row, to_column.min(last_column));
        }
        return true;
    }
    match (key, command) {
        (Key::Tab, false) => walk(table, layout, rows, (if shift { -1 } else { 1 }, 0)),
        (Key::Enter | Key::F2, false) => editor::begin(desk, table, layout.shown[column], None),
        (Key::Space, false) => check_range(desk, state, layout, rows, row),
        (Key::Escape, false) if table.anchor.is_some() => table.anchor = None,
        (Key::Escape, false) => return false,
        (Key::Delete | Key::Backspace, false) => {
            if state.checked_count(desk.open) > 0 && state.table().anchor.is_none() {
                many::delete(desk, state);
            } else {
                clip::clear(desk, state, layout, rows);
            }
        }
        (Key::A, true) if !shift => {
            let (first, last) = (&rows.ids[0], &rows.ids[last_row]);
            table.anchor = Some((last.clone(), layout.shown[last_column].field.clone()));
            table.focus = Some((first.clone(), layout.shown[0].field.clone()));
        }
        (Key::D, true) => clip::fill_down(desk, state, layout, rows),
        (_, true) => return false,
        // A letter is typed into the cell, and asks for nothing else in the window.
        (_, false) => {}
    }
    true
}

/// Checks the rows of the range, or takes it back.
fn check_range(desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Arc<Rows>, row: usize) {
    match state.table().range(&layout.shown) {
        Some(((top, bottom), _)) if bottom > top => {
            let table = state.table();
            let is_on = |row: &crate::analysis::table::RowId| {
                super::grid::is_checked(desk.open.selection(), &table.checked, row)
            };
            let on = !rows.ids[top..=bottom].iter().all(is_on);
            super::grid::set_checked(desk, table, &rows.ids[top..=bottom], on);
        }
        _ => check(desk, state, rows, row, false),
    }
}
