//! The grid: where its parts lie, the rows in sight, the pointer and the wheel.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{
    self, Color32, CursorIcon, Id, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::groups::{self, Line, Lines};
use super::state::{DataState, TableState};
use super::{cell, editor, header, keys, many};
use crate::analysis::table::{Column, Record, RowId, Rows, TableKind, record};
use crate::edit::Selection;
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::theme::{self, height, size};
use crate::ui::widgets::{self, EmptyState};
use crate::ui::{fonts, icons, marks};

/// The width of the check boxes.
pub(super) const CHECK: f32 = 36.0;
/// The width of numbers of up to four digits, and of each digit more.
const NUMBER: f32 = 48.0;
const DIGIT: f32 = 8.0;
/// The height of the titles, and of the filter row.
const TITLES: f32 = 32.0;
const FILTERS: f32 = 36.0;
const SCROLL_BAR: f32 = 12.0;

/// Where the parts of a table lie in this frame.
pub(super) struct Layout<'c> {
    pub titles: Rect,
    pub filters: Rect,
    /// The cells, without check boxes and numbers.
    pub cells: Rect,
    /// The rows from edge to edge.
    pub body: Rect,
    pub shown: Vec<&'c Column>,
    /// The left edge of each column.
    pub lefts: Vec<f32>,
    pub widths: Vec<f32>,
    /// The first line in sight, with its fraction.
    pub top: f64,
    /// Which line shows which row.
    pub lines: Arc<Lines>,
    /// Where the numbers of the rows end.
    pub number_end: f32,
}

impl Layout<'_> {
    /// Where a row lies; far from the body for one far out of sight.
    pub fn row_rect(&self, row: usize) -> Rect {
        self.line_rect(self.lines.of_row(row))
    }

    fn line_rect(&self, line: usize) -> Rect {
        let above = (line as f64 - self.top) * f64::from(height::TABLE_ROW);
        let top = self.body.top() + above.clamp(-1e6, 1e6) as f32;
        Rect::from_min_size(pos2(self.body.left(), top), vec2(self.body.width(), height::TABLE_ROW))
    }

    pub fn cell_rect(&self, row: usize, column: usize) -> Rect {
        let rect = self.row_rect(row);
        Rect::from_min_size(pos2(self.lefts[column], rect.top()), vec2(self.widths[column], rect.height()))
    }

    pub fn row_at(&self, y: f32) -> Option<usize> {
        let line = self.top + f64::from((y - self.body.top()) / height::TABLE_ROW);
        let line = (line >= 0.0 && (line as usize) < self.lines.count).then_some(line as usize)?;
        match self.lines.at(line) {
            Line::Row(row) => Some(row),
            Line::Heading(_) => None,
        }
    }

    pub fn column_at(&self, x: f32) -> Option<usize> {
        (0..self.shown.len()).find(|at| (self.lefts[*at]..self.lefts[*at] + self.widths[*at]).contains(&x))
    }

    /// How many whole rows are in sight.
    pub fn page(&self) -> usize {
        ((self.body.height() / height::TABLE_ROW) as usize).max(1)
    }
}

/// The id of the grid, which has the keyboard for all of its cells.
pub(super) fn grid_id(desk: &Desk<'_>, kind: TableKind) -> Id {
    desk.field_id("table", kind.title())
}

/// Shows the table in `rect`.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, rect: Rect, is_covered: bool) {
    let kind = state.kind;
    let Some(rows) = state.table().rows.clone() else { return };
    let layout = lay_out(ui, state.table(), &rows, rect);
    let id = grid_id(desk, kind);
    // The body first, so that what lies over it has the pointer.
    let body = ui.interact(layout.body, id, Sense::click_and_drag());
    if !state.began && ui.memory(|memory| memory.focused().is_none()) && !is_covered {
        state.began = true;
        body.request_focus();
    }
    name_focus(ui, desk, state.table(), &layout, &rows, &body, kind);
    scroll(ui, state.table(), &layout, &body, is_covered);
    let layout = lay_out(ui, state.table(), &rows, rect);
    if !is_covered {
        pointer(ui, desk, state, &layout, &rows, &body);
        keys::read(ui, desk, state, &layout, &rows, &body);
    }
    let layout = lay_out(ui, state.table(), &rows, rect);
    paint_rows(ui, desk, state, &layout, &rows, &body);
    header::show(ui, desk, state, &layout, &rows);
    scroll_bars(ui, state.table(), &layout, id);
    if rows.ids.is_empty() {
        nothing(ui, desk, state, &layout);
    }
    editor::show(ui, desk, state, &layout, &rows, id);
    many::show(ui, desk, state, &layout, &rows);
    menu(ui, desk, state, &rows, &body);
}

fn lay_out<'c>(ui: &Ui, table: &mut TableState, rows: &'c Rows, rect: Rect) -> Layout<'c> {
    let lines = table.lines(rows);
    let shown = table.shown(&rows.columns);
    let widths: Vec<f32> = shown.iter().map(|column| table.width(column)).collect();
    let total: f32 = widths.iter().sum();
    let titles = Rect::from_min_size(rect.min, vec2(rect.width(), TITLES));
    let filters = Rect::from_min_size(titles.left_bottom(), vec2(rect.width(), FILTERS));
    let body = rect.with_min_y(filters.bottom());
    let digits = rows.total.max(1).ilog10() as f32 + 1.0;
    let number = NUMBER + DIGIT * (digits - 4.0).max(0.0);
    let cells = body.with_min_x(body.left() + CHECK + number);
    table.left = table.left.clamp(0.0, (total + SCROLL_BAR - cells.width()).max(0.0));
    let in_sight = f64::from((body.height() - 8.0) / height::TABLE_ROW);
    table.top = table.top.clamp(0.0, (lines.count as f64 - in_sight).max(0.0));
    let mut left = cells.left() - table.left;
    let lefts = widths
        .iter()
        .map(|width| {
            let here = left;
            left += width;
            widgets::snap(ui.painter(), here)
        })
        .collect();
    Layout {
        titles,
        filters,
        cells,
        body,
        shown,
        lefts,
        widths,
        top: table.top,
        lines,
        number_end: cells.left() - 12.0,
    }
}

/// Says to screen readers which cell has the keyboard.
fn name_focus(
    ui: &Ui,
    desk: &Desk<'_>,
    table: &mut TableState,
    layout: &Layout<'_>,
    rows: &Rows,
    body: &Response,
    kind: TableKind,
) {
    let at = table.focus.clone().and_then(|(row, field)| Some((table.index_of(&row)?, row, field)));
    let cell = at.and_then(|(index, row, field)| {
        let column = layout.shown.iter().find(|column| column.field == field)?;
        let record = record(desk.graph(), &row)?;
        Some(cell_name(desk, column, &record, rows.numbers[index]))
    });
    let title = format!("{} table", kind.title());
    body.widget_info(|| {
        let name = cell.as_ref().map_or_else(|| title.clone(), |cell| format!("{title}: {cell}"));
        WidgetInfo::labeled(Role::Grid, ui.is_enabled(), name)
    });
}

/// `Valid from, 2019-02, row 5, Trump administration proposes Liaison office`.
fn cell_name(desk: &Desk<'_>, column: &Column, record: &Record<'_>, number: u32) -> String {
    let graph = desk.graph();
    let text = record.text(graph, &column.field);
    let text = if text.is_empty() { "blank" } else { &text };
    format!("{}, {text}, row {number}, {}", column.title, record.title(graph))
}

fn scroll(ui: &Ui, table: &mut TableState, layout: &Layout<'_>, body: &Response, is_covered: bool) {
    let over = ui.rect_contains_pointer(layout.body) && !is_covered;
    if over {
        let delta = ui.input(|input| input.smooth_scroll_delta());
        let (x, y) =
            if ui.input(|input| input.modifiers.shift) && delta.x == 0.0 { (delta.y, 0.0) } else { (delta.x, delta.y) };
        table.top -= f64::from(y / height::TABLE_ROW);
        table.left -= x;
    }
    // A drag to an edge goes on beyond it.
    if body.dragged()
        && let Some(at) = body.interact_pointer_pos()
    {
        let beyond =
            if at.y > layout.body.bottom() { at.y - layout.body.bottom() } else { (at.y - layout.body.top()).min(0.0) };
        if beyond != 0.0 {
            table.top += f64::from(beyond / 200.0);
            ui.ctx().request_repaint();
        }
    }
    if std::mem::take(&mut table.reveal) {
        reveal(table, layout);
    }
}

/// Brings the focus cell into sight.
fn reveal(table: &mut TableState, layout: &Layout<'_>) {
    let Some((row, field)) = table.focus.clone() else { return };
    if let Some(at) = table.index_of(&row) {
        let in_sight = f64::from(layout.body.height() / height::TABLE_ROW);
        let at = layout.lines.of_row(at) as f64;
        table.top = table.top.clamp((at + 1.5 - in_sight).min(at), at);
    }
    if let Some(at) = layout.shown.iter().position(|column| column.field == field) {
        let left = layout.lefts[at] + table.left - layout.cells.left();
        let room = layout.cells.width() - SCROLL_BAR;
        let least = (left + layout.widths[at] - room).max(0.0).min(left);
        table.left = table.left.clamp(least, left);
    }
}

/// Clicks, double clicks and drags on cells and check boxes.
fn pointer(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    body: &Response,
) {
    let Some(at) = body.interact_pointer_pos() else { return };
    let shift = ui.input(|input| input.modifiers.shift);
    let pressed = body.is_pointer_button_down_on() && ui.input(|input| input.pointer.any_pressed());
    let row = layout.row_at(at.y.clamp(layout.body.top(), layout.body.bottom() - 1.0));
    if pressed || body.secondary_clicked() {
        body.request_focus();
    }
    let Some(row) = row else { return };
    if at.x < layout.body.left() + CHECK {
        if body.clicked() {
            check(desk, state, rows, row, shift);
        }
        return;
    }
    let table = state.table();
    let column = layout.column_at(at.x).filter(|_| at.x >= layout.cells.left());
    let Some(column) = column else {
        // The number of a row stands for the whole row.
        if pressed && let (Some(first), Some(last)) = (layout.shown.first(), layout.shown.last()) {
            table.anchor = Some((rows.ids[row].clone(), last.field.clone()));
            table.focus = Some((rows.ids[row].clone(), first.field.clone()));
        }
        return;
    };
    let here = (rows.ids[row].clone(), layout.shown[column].field.clone());
    if pressed {
        let primary = ui.input(|input| input.pointer.primary_pressed());
        let was_focus = table.focus.as_ref() == Some(&here);
        if primary && shift && table.focus.is_some() {
            let from = table.focus.replace(here);
            table.anchor = table.anchor.take().or(from);
        } else if primary || !is_in_range(table, layout, row, column) {
            let on_caret = at.x > layout.cell_rect(row, column).right() - 26.0;
            table.focus = Some(here);
            table.anchor = None;
            if primary && was_focus && on_caret && editor::is_chosen(layout.shown[column]) {
                editor::begin(desk, table, layout.shown[column], None);
            }
        }
    } else if body.dragged_by(egui::PointerButton::Primary) && table.focus.as_ref() != Some(&here) {
        if table.anchor.is_none() {
            table.anchor.clone_from(&table.focus);
        }
        table.focus = Some(here);
    } else if body.double_clicked() {
        editor::begin(desk, table, layout.shown[column], None);
    }
}

fn is_in_range(table: &mut TableState, layout: &Layout<'_>, row: usize, column: usize) -> bool {
    table
        .range(&layout.shown)
        .is_some_and(|((top, bottom), (left, right))| (top..=bottom).contains(&row) && (left..=right).contains(&column))
}

/// Whether a row is checked.
pub(super) fn is_checked(selection: &Selection, checked: &BTreeSet<RowId>, row: &RowId) -> bool {
    match row {
        RowId::Entity(id) => selection.entities.contains(id),
        RowId::Relationship(id) => selection.relationships.contains(id),
        RowId::Evidence(_) | RowId::Source(_) => checked.contains(row),
    }
}

/// Checks rows or takes it back.
pub(super) fn set_checked(desk: &mut Desk<'_>, table: &mut TableState, rows: &[RowId], on: bool) {
    let mut selection = desk.open.selection().clone();
    for row in rows {
        match (row, on) {
            (RowId::Entity(id), true) => {
                selection.entities.insert(id.clone());
            }
            (RowId::Entity(id), false) => {
                selection.entities.remove(id);
            }
            (RowId::Relationship(id), true) => {
                selection.relationships.insert(id.clone());
            }
            (RowId::Relationship(id), false) => {
                selection.relationships.remove(id);
            }
            (_, true) => {
                table.checked.insert(row.clone());
            }
            (_, false) => {
                table.checked.remove(row);
            }
        }
    }
    if selection != *desk.open.selection() {
        desk.out.send(Command::Select(selection));
    }
}

/// Checks a row, or all between it and the one before.
pub(super) fn check(desk: &mut Desk<'_>, state: &mut DataState, rows: &Rows, row: usize, extend: bool) {
    let table = state.table();
    let on = !is_checked(desk.open.selection(), &table.checked, &rows.ids[row]);
    let from = table.last_checked.filter(|from| extend && *from < rows.ids.len()).unwrap_or(row);
    let (first, last) = (from.min(row), from.max(row));
    table.last_checked = Some(row);
    set_checked(desk, table, &rows.ids[first..=last], on || extend);
}

fn paint_rows(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Arc<Rows>,
    body: &Response,
) {
    let tokens = theme::tokens(ui);
    let table = state.table();
    let range = table.range(&layout.shown);
    let focus = table.focus.clone();
    let has_keys = table.editing.is_some() || ui.memory(|memory| memory.has_focus(body.id));
    let first = layout.top as usize;
    let last = (first + layout.page() + 2).min(layout.lines.count);
    let hovered = body.hover_pos().and_then(|at| layout.row_at(at.y));
    let clip = ui.clip_rect().intersect(layout.body);
    let painter = ui.painter().with_clip_rect(clip);
    let cells = ui.painter().with_clip_rect(clip.intersect(layout.cells));
    let mut pressed = None;
    for line in first..last {
        let rect = layout.line_rect(line);
        let row = match layout.lines.at(line) {
            Line::Row(row) => row,
            Line::Heading(at) => {
                groups::heading(ui, table, layout, at, rect, body);
                continue;
            }
        };
        let id = &rows.ids[row];
        let record = record(desk.graph(), id);
        let is_on = is_checked(desk.open.selection(), &table.checked, id);
        let ground = if is_on {
            tokens.accent_weak
        } else if hovered == Some(row) {
            tokens.hover
        } else {
            Color32::TRANSPARENT
        };
        painter.rect_filled(rect, 0.0, ground);
        painter.hline(
            rect.x_range(),
            painter.round_to_pixel_center(rect.bottom() - 0.5),
            Stroke::new(1.0, tokens.line),
        );
        let title = record.as_ref().map_or_else(String::new, |record| record.title(desk.graph()));
        let box_rect = Rect::from_min_size(rect.min, vec2(CHECK, rect.height())).intersect(clip);
        if cell::check_box(ui, &painter, rect, box_rect, (body.id.with(("check", row)), is_on, &title)) {
            pressed = Some(row);
        }
        let number = marks::thousands(rows.numbers[row] as usize);
        let galley = widgets::line(&painter, &number, fonts::regular(size::SECONDARY), tokens.t3, 120.0);
        let right = layout.number_end - galley.size().x;
        widgets::text_left(&painter, right, rect.center().y, galley, tokens.t3);
        let Some(record) = record else { continue };
        for (at, column) in layout.shown.iter().enumerate() {
            let rect = layout.cell_rect(row, at);
            if rect.right() < layout.cells.left() || rect.left() > layout.cells.right() {
                continue;
            }
            let in_range = range.is_some_and(|((top, bottom), (left, right))| {
                (top..=bottom).contains(&row) && (left..=right).contains(&at)
            });
            if in_range && table.anchor.is_some() {
                cells.rect_filled(rect, 0.0, tokens.accent.gamma_multiply(0.12));
            }
            let is_focus = focus.as_ref().is_some_and(|(of, field)| of == id && *field == column.field);
            cell::paint(&cells, tokens, desk.graph(), &record, column, rect, is_focus && has_keys);
            let seen = rect.intersect(clip).intersect(layout.cells);
            if seen.is_positive() {
                let named = ui.interact(seen, body.id.with(("cell", row, at)), Sense::hover());
                let title = &title;
                named.widget_info(|| {
                    let text = record.text(desk.graph(), &column.field);
                    let text = if text.is_empty() { "blank" } else { &text };
                    let name = format!("{}, {text}, row {}, {title}", column.title, rows.numbers[row]);
                    WidgetInfo::labeled(Role::Cell, ui.is_enabled(), name)
                });
                if named.hovered() {
                    cell::explain(named, desk.graph(), &record, column, rect.width());
                }
            }
        }
    }
    if let Some(((top, bottom), (left, right))) = range {
        let rect = layout.cell_rect(top, left).union(layout.cell_rect(bottom, right));
        if table.anchor.is_some() {
            cells.rect_stroke(rect, 0.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
        }
    }
    if let Some((row, field)) = focus
        && let Some(at) = table.index_of(&row)
        && let Some(column) = layout.shown.iter().position(|column| column.field == field)
    {
        let color = if has_keys { tokens.accent } else { tokens.line2 };
        cells.rect_stroke(layout.cell_rect(at, column), 2.0, Stroke::new(2.0, color), StrokeKind::Inside);
    }
    if let Some(row) = pressed {
        let shift = ui.input(|input| input.modifiers.shift);
        check(desk, state, rows, row, shift);
    }
}

/// The bars at the right and at the bottom, which are there only where there is more than is in sight.
fn scroll_bars(ui: &Ui, table: &mut TableState, layout: &Layout<'_>, id: Id) {
    let tokens = theme::tokens(ui);
    let in_sight = f64::from(layout.body.height() / height::TABLE_ROW);
    let most = layout.lines.count as f64 - in_sight;
    if most > 0.0 {
        let track = layout.body.with_min_x(layout.body.right() - SCROLL_BAR);
        let length = ((in_sight / layout.lines.count as f64) as f32 * track.height()).max(32.0);
        let share = (table.top / most).clamp(0.0, 1.0) as f32;
        let thumb = Rect::from_min_size(
            pos2(track.left() + 3.0, track.top() + share * (track.height() - length)),
            vec2(6.0, length),
        );
        if let Some(share) =
            bar(ui, track, thumb, id.with("rows"), |at: Pos2| at.y - track.top(), track.height() - length)
        {
            table.top = most * f64::from(share);
        }
    }
    let total: f32 = layout.widths.iter().sum::<f32>() + SCROLL_BAR;
    let most = total - layout.cells.width();
    if most > 0.0 {
        let track = Rect::from_min_max(
            pos2(layout.cells.left(), layout.body.bottom() - SCROLL_BAR),
            pos2(layout.cells.right() - SCROLL_BAR, layout.body.bottom()),
        );
        let length = (layout.cells.width() / total * track.width()).max(32.0);
        let left = track.left() + table.left / most * (track.width() - length);
        let thumb = Rect::from_min_size(pos2(left, track.top() + 3.0), vec2(length, 6.0));
        if let Some(share) =
            bar(ui, track, thumb, id.with("columns"), |at: Pos2| at.x - track.left(), track.width() - length)
        {
            table.left = most * share;
        }
    }
    // The frozen columns end in a line once something lies under them.
    if table.left > 0.0 {
        ui.painter().vline(layout.cells.left(), layout.body.y_range(), Stroke::new(1.0, tokens.line2));
    }
}

/// A scroll bar; the share of the way that it was dragged to.
fn bar(ui: &Ui, track: Rect, thumb: Rect, id: Id, along: impl Fn(Pos2) -> f32, way: f32) -> Option<f32> {
    let tokens = theme::tokens(ui);
    let response = ui.interact(track, id, Sense::CLICK | Sense::DRAG);
    let color = if response.hovered() || response.dragged() { tokens.t3 } else { tokens.line2 };
    ui.painter().rect_filled(thumb, 3.0, color);
    let at = response.interact_pointer_pos()?;
    let length = thumb.width().max(thumb.height());
    let grab = id.with("grab");
    if response.is_pointer_button_down_on() && ui.input(|input| input.pointer.any_pressed()) {
        let inside = along(at) - along(thumb.min);
        let inside = if (0.0..=length).contains(&inside) { inside } else { 0.5 * length };
        ui.data_mut(|data| data.insert_temp(grab, inside));
    }
    let inside: f32 = ui.data(|data| data.get_temp(grab)).unwrap_or(0.5 * length);
    (response.dragged() || response.is_pointer_button_down_on())
        .then(|| ((along(at) - inside) / way.max(1.0)).clamp(0.0, 1.0))
}

/// What stands in the middle of an empty table.
fn nothing(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>) {
    let kind = state.kind;
    let table = state.table();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(layout.body.shrink(24.0)));
    if table.filters.is_empty() {
        let sentence = format!("No {} yet", kind.words().1);
        let hint = match kind {
            TableKind::Entities | TableKind::Sources => "Add a row, or paste rows from a spreadsheet",
            TableKind::Relationships => "Connect two entities, or paste rows from a spreadsheet",
            TableKind::Evidence => "Evidence is added to a relationship or an entity",
        };
        let primary = (kind != TableKind::Evidence).then_some("New row");
        let empty = EmptyState { icon: icons::ROWS, sentence: &sentence, hint, primary, secondary: None };
        if empty.show(&mut child).is_some() {
            super::bar::new_row(desk, state);
        }
    } else if widgets::no_matches(&mut child, "Clear filters") {
        table.filters.clear();
    }
}

/// The menu under the right button.
fn menu(ui: &Ui, desk: &mut Desk<'_>, state: &mut DataState, rows: &Arc<Rows>, body: &Response) {
    if body.hovered() && body.interact_pointer_pos().is_none() {
        ui.set_cursor_icon(CursorIcon::Default);
    }
    body.context_menu(|ui| super::columns::row_menu(ui, desk, state, rows));
}
