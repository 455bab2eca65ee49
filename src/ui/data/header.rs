//! The titles over the columns: a press sorts, an edge resizes, a drag moves; and the row of filters under them.

use eframe::egui::{CursorIcon, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::grid::{Layout, is_checked, set_checked};
use super::state::{DataState, sort_words};
use super::{cell, filters};
use crate::analysis::table::{Column, Holds, Rows, Sort, record};
use crate::ui::desk::Desk;
use crate::ui::fonts;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, size};
use crate::ui::widgets::{self, Check, MenuItem, checkbox, menu_separator};

/// The least width of a column.
const LEAST: f32 = 48.0;
/// How many rows are measured to fit a column.
const MEASURED: usize = 500;

/// Shows both rows.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Rows) {
    let tokens = theme::tokens(ui);
    let both = layout.titles.union(layout.filters);
    ui.painter().rect_filled(both, 0.0, tokens.panel);
    let stroke = Stroke::new(1.0, tokens.line);
    for y in [layout.titles.top(), layout.titles.bottom(), layout.filters.bottom()] {
        ui.painter().hline(both.x_range(), ui.painter().round_to_pixel_center(y - 0.5), stroke);
    }
    check_all(ui, desk, state, layout, rows);
    let y = layout.titles.center().y;
    let galley = widgets::line(ui.painter(), "#", fonts::regular(size::SECONDARY), tokens.t3, 40.0);
    let right = layout.number_end - galley.size().x;
    widgets::text_left(ui.painter(), right, y, galley, tokens.t3);

    let seen = both.with_min_x(layout.cells.left()).intersect(ui.clip_rect());
    let mut child = ui.new_child(UiBuilder::new().max_rect(both).id_salt("header"));
    child.set_clip_rect(seen);
    for (at, column) in layout.shown.iter().enumerate() {
        let (left, width) = (layout.lefts[at], layout.widths[at]);
        if left + width < seen.left() || left > seen.right() {
            continue;
        }
        let rect = Rect::from_min_size(pos2(left, layout.titles.top()), vec2(width, layout.titles.height()));
        title(&mut child, state, layout, rows, column, rect);
        edge(&mut child, desk, state, layout, rows, column, rect);
        let field = Rect::from_min_max(
            pos2(left + 3.0, layout.filters.top() + 4.0),
            pos2(left + width - 3.0, layout.filters.bottom() - 4.0),
        );
        let kind = state.kind;
        filters::control(&mut child, desk, state.table(), kind, column, field);
    }
}

/// The box that checks all rows that are shown.
fn check_all(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Rows) {
    let count = state.checked_count(desk.open);
    let table = state.table();
    let all_on = count > 0
        && count >= rows.ids.len()
        && rows.ids.iter().all(|row| is_checked(desk.open.selection(), &table.checked, row));
    let mark = match count {
        0 => Check::Off,
        _ if all_on => Check::On,
        _ => Check::Mixed,
    };
    let center = pos2(layout.body.left() + 19.0, layout.titles.center().y);
    let rect = Rect::from_center_size(center, vec2(18.0, 24.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("check all"));
    if checkbox(&mut child, mark, "Select all rows", true).clicked() {
        set_checked(desk, table, &rows.ids, count == 0);
        if count > 0 {
            table.checked.clear();
        }
    }
}

fn title(ui: &mut Ui, state: &mut DataState, layout: &Layout<'_>, rows: &Rows, column: &Column, rect: Rect) {
    let tokens = theme::tokens(ui);
    let table = state.table();
    let id = ui.scope_id().with(("title", &column.field));
    let response = ui.interact(rect.shrink2(vec2(5.0, 0.0)), id, Sense::click_and_drag());
    let place = table.sort.iter().position(|sort| sort.field == column.field);
    let sort: Option<&Sort> = place.map(|at| &table.sort[at]);
    response.widget_info(|| {
        let name = match sort {
            Some(sort) => format!("{}, sorted: {}", column.title, sort_words(sort, &rows.columns)),
            None => column.title.clone(),
        };
        WidgetInfo::labeled(Role::ColumnHeader, ui.is_enabled(), name)
    });
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0.0, tokens.hover);
    }
    let y = rect.center().y;
    let left = rect.left() + cell::MARGIN;
    let (font, color) = match sort {
        Some(_) => (fonts::semibold(size::SECONDARY), tokens.t1),
        None => (fonts::regular(size::SECONDARY), tokens.t2),
    };
    let room = rect.width() - 2.0 * cell::MARGIN - if sort.is_some() { 18.0 } else { 0.0 };
    let galley = widgets::line(ui.painter(), &column.title, font, color, room);
    // Titles of numbers end where their numbers end.
    let is_number = matches!(column.holds, Holds::Number | Holds::Count);
    let sign = if sort.is_some() { 18.0 } else { 0.0 };
    let left = if is_number { rect.right() - cell::MARGIN - sign - galley.size().x } else { left };
    let right = left + galley.size().x;
    widgets::text_left(ui.painter(), left, y, galley, color);
    if let Some(sort) = sort {
        let icon = if sort.descending { icons::ARROW_DOWN } else { icons::ARROW_UP };
        widgets::icon(ui.painter(), icon, IconStyle::Regular, pos2(right + 11.0, y), 13.0, tokens.t2);
        if table.sort.len() > 1
            && let Some(place) = place
        {
            let galley = widgets::line(ui.painter(), &(place + 1).to_string(), fonts::regular(10.0), tokens.t3, 20.0);
            widgets::text_left(ui.painter(), right + 18.0, y, galley, tokens.t3);
        }
    }
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(4.0), theme::radius::CHIP);
    }
    if response.clicked() {
        let shift = ui.input(|input| input.modifiers.shift);
        table.sort_by(&column.field, shift);
    }
    if response.drag_started() {
        table.dragged = Some(column.field.clone());
    }
    if table.dragged.as_ref() == Some(&column.field)
        && let Some(at) = response.interact_pointer_pos().or_else(|| ui.input(|input| input.pointer.latest_pos()))
    {
        ui.set_cursor_icon(CursorIcon::Grabbing);
        let middles = layout.lefts.iter().zip(&layout.widths).map(|(left, width)| left + 0.5 * width);
        let before = middles.filter(|middle| at.x > *middle).count();
        let x = layout
            .lefts
            .get(before)
            .copied()
            .unwrap_or_else(|| layout.lefts.last().unwrap_or(&0.0) + layout.widths.last().unwrap_or(&0.0));
        ui.painter().vline(x, layout.titles.y_range(), Stroke::new(2.0, tokens.accent));
        if response.drag_stopped() {
            table.dragged = None;
            let order = table.order_mut(&rows.columns);
            if let Some(from) = order.iter().position(|field| *field == column.field) {
                let field = order.remove(from);
                order.insert(if before > from { before - 1 } else { before }.min(order.len()), field);
            }
        }
    }
    response.context_menu(|ui| {
        if ui.add(MenuItem::new("Sort, lowest first").icon(Some(icons::SORT_ASCENDING))).clicked() {
            table.sort = vec![Sort { field: column.field.clone(), descending: false }];
        }
        if ui.add(MenuItem::new("Sort, highest first").icon(Some(icons::SORT_DESCENDING))).clicked() {
            table.sort = vec![Sort { field: column.field.clone(), descending: true }];
        }
        let is_sorted = !table.sort.is_empty();
        if ui.add(MenuItem::new("Do not sort").enabled(is_sorted)).clicked() {
            table.sort.clear();
        }
        menu_separator(ui);
        let can_hide = layout.shown.len() > 1;
        if ui.add(MenuItem::new("Hide column").icon(Some(icons::EYE_SLASH)).enabled(can_hide)).clicked() {
            table.order_mut(&rows.columns).retain(|field| *field != column.field);
        }
    });
}

/// The edge at the right of a column.
fn edge(
    ui: &mut Ui,
    desk: &Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Rows,
    column: &Column,
    rect: Rect,
) {
    let table = state.table();
    let handle = Rect::from_center_size(pos2(rect.right(), rect.center().y), vec2(10.0, rect.height()));
    let id = ui.scope_id().with(("edge", &column.field));
    let response = ui.interact(handle, id, Sense::CLICK | Sense::DRAG);
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeColumn);
        let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().vline(rect.right(), rect.shrink(6.0).y_range(), stroke);
    }
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
    {
        table.widths.insert(column.field.clone(), (at.x - rect.left()).clamp(LEAST, 900.0));
    }
    if response.double_clicked() {
        // What is in sight first: of a large table not all can be measured.
        let from = (layout.top as usize).min(rows.ids.len());
        let to = (from + MEASURED).min(rows.ids.len());
        let records = rows.ids[from..to].iter().filter_map(|id| record(desk.graph(), id));
        let widest = records.map(|record| cell::natural_width(ui.painter(), desk.graph(), &record, column));
        let title = widgets::line(
            ui.painter(),
            &column.title,
            fonts::semibold(size::SECONDARY),
            theme::tokens(ui).t1,
            f32::INFINITY,
        );
        let least = title.size().x + 2.0 * cell::MARGIN + 20.0;
        table.widths.insert(column.field.clone(), widest.fold(least, f32::max).clamp(LEAST, 600.0));
    }
}
