//! Editing in place. What is typed reaches the graph once it can be understood; until then it stays in the cell, with
//! the reason under it.

use eframe::egui::{
    Event, EventFilter, Frame, Id, Key, Margin, Modifiers, Order, Popup, Rect, Sense, Stroke, StrokeKind, TextEdit, Ui,
    UiBuilder, pos2, text::CCursor, text::CCursorRange, text_edit::TextEditState, vec2,
};

use super::filters::choices;
use super::grid::Layout;
use super::state::{DataState, TableState};
use super::{cell, keys};
use crate::analysis::table::{CellChange, Column, Field, Holds, RowId, Rows, change_cells, check_cell, record};
use crate::edit::Transaction;
use crate::model::Graph;
use crate::ui::desk::Desk;
use crate::ui::fonts;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, height, size};
use crate::ui::widgets::{self, Choice, open_list};

/// A cell that is being edited.
#[derive(Debug, Clone)]
pub(super) struct Editing {
    row: RowId,
    field: Field,
    text: String,
    /// Why what stands in it cannot be taken, once that was tried.
    error: Option<String>,
    /// Its field has had the keyboard, or its list has been opened.
    began: bool,
    /// What was typed to begin with took the place of what stood in it.
    replaces: bool,
}

/// Whether the cells of a column are chosen from a list and not typed.
pub(super) fn is_chosen(column: &Column) -> bool {
    matches!(
        column.holds,
        Holds::Type | Holds::Entity | Holds::Source | Holds::Choice { .. } | Holds::Words(_) | Holds::Flag
    )
}

/// Begins to edit the focus cell, with what was typed in the place of what stands in it.
pub(super) fn begin(desk: &Desk<'_>, table: &mut TableState, column: &Column, typed: Option<String>) {
    let Some((row, field)) = table.focus.clone() else { return };
    let Some(record) = record(desk.graph(), &row).filter(|_| column.editable && field == column.field) else { return };
    let replaces = typed.is_some();
    let text = typed.unwrap_or_else(|| record.text(desk.graph(), &field).into_owned());
    table.anchor = None;
    table.reveal = true;
    table.editing = Some(Editing { row, field, text, error: None, began: false, replaces });
}

/// `change the type of Kim Jong Un`.
pub(super) fn label(graph: &Graph, column: &Column, rows: &[RowId]) -> String {
    let what = column.title.to_lowercase();
    match rows {
        [row] => {
            let title = record(graph, row).map_or_else(String::new, |record| record.title(graph));
            let short: String = title.chars().take(40).collect();
            format!("change {what} of {short}")
        }
        _ => format!("change {what} of {} rows", rows.len()),
    }
}

/// The step that puts one text into a cell.
fn change(graph: &Graph, column: &Column, row: &RowId, text: &str) -> Transaction {
    let change = CellChange { row: row.clone(), field: column.field.clone(), text: text.to_owned() };
    change_cells(graph, &[change], &label(graph, column, std::slice::from_ref(row))).0
}

/// Shows the editor over its cell.
pub(super) fn show(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    state: &mut DataState,
    layout: &Layout<'_>,
    rows: &Rows,
    grid: Id,
) {
    let kind = state.kind;
    let table = state.table();
    let Some(mut editing) = table.editing.take() else { return };
    let at_row = table.index_of(&editing.row);
    let at_column = layout.shown.iter().position(|column| column.field == editing.field);
    // What was edited is gone, or no longer in sight: whoever took it away meant it.
    let (Some(at_row), Some(at_column)) = (at_row, at_column) else { return };
    if record(desk.graph(), &editing.row).is_none() {
        return;
    }
    let column = layout.shown[at_column];
    let rect = layout.cell_rect(at_row, at_column);
    let clip = ui.clip_rect().intersect(layout.body);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("editor"));
    child.set_clip_rect(clip);
    let outcome = if is_chosen(column) {
        choose(&mut child, desk, kind, column, &mut editing, rect)
    } else {
        type_in(&mut child, column, &mut editing, rect, grid)
    };
    let step = match outcome {
        Outcome::Open => {
            table.editing = Some(editing);
            return;
        }
        Outcome::GivenUp => None,
        Outcome::Done(step) => {
            let change_of =
                CellChange { row: editing.row.clone(), field: editing.field.clone(), text: editing.text.clone() };
            if let Err(why) = check_cell(desk.graph(), &change_of) {
                editing.error = Some(why);
                editing.began = false;
                table.editing = Some(editing);
                ui.ctx().request_repaint();
                return;
            }
            desk.out.apply(change(desk.graph(), column, &editing.row, &editing.text));
            table.held = Some(editing.row.clone());
            Some(step)
        }
    };
    ui.memory_mut(|memory| memory.request_focus(grid));
    ui.ctx().request_repaint();
    match step {
        Some(Step::Down) => keys::walk(table, layout, rows, (0, 1)),
        Some(Step::Up) => keys::walk(table, layout, rows, (0, -1)),
        Some(Step::Next) => keys::walk(table, layout, rows, (1, 0)),
        Some(Step::Back) => keys::walk(table, layout, rows, (-1, 0)),
        Some(Step::Stay) | None => {}
    }
}

/// Where the focus goes when a cell is done.
#[derive(Debug, Clone, Copy)]
enum Step {
    Stay,
    Down,
    Up,
    Next,
    Back,
}

enum Outcome {
    Open,
    GivenUp,
    Done(Step),
}

fn choose(
    ui: &mut Ui,
    desk: &Desk<'_>,
    kind: crate::analysis::table::TableKind,
    column: &Column,
    editing: &mut Editing,
    rect: Rect,
) -> Outcome {
    let id = ui.scope_id().with(("opener", &editing.row, &editing.field));
    let opener = ui.interact(rect, id, Sense::click());
    let popup = Popup::default_response_id(&opener);
    if !editing.began {
        Popup::open_id(ui.ctx(), popup);
    }
    let search = match &column.holds {
        Holds::Entity => Some("Find an entity"),
        Holds::Type => Some("Find a type"),
        Holds::Source => Some("Find a source"),
        _ => None,
    };
    let now = record(desk.graph(), &editing.row);
    let now = now.map(|record| record.key_word(desk.graph(), &editing.field).into_owned()).unwrap_or_default();
    let optional = matches!(column.holds, Holds::Choice { optional: true } | Holds::Words(_) | Holds::Flag)
        || matches!((&column.holds, &column.field), (Holds::Entity, Field::Property(_)));
    let chosen = open_list(ui, &opener, rect.width().max(220.0), search, |query| {
        let none = (optional && query.is_empty()).then(|| Choice::new(String::new(), "None").selected(now.is_empty()));
        let all = choices(desk, kind, column, query).into_iter();
        none.into_iter()
            .chain(all.map(|choice| {
                let is_now = choice.value == now;
                choice.selected(is_now)
            }))
            .collect()
    });
    if let Some(chosen) = chosen {
        editing.text = chosen;
        return Outcome::Done(Step::Stay);
    }
    let was_open = std::mem::replace(&mut editing.began, true);
    if was_open && !Popup::is_id_open(ui.ctx(), popup) { Outcome::GivenUp } else { Outcome::Open }
}

fn type_in(ui: &mut Ui, column: &Column, editing: &mut Editing, rect: Rect, grid: Id) -> Outcome {
    let id = grid.with("editor");
    let tall = editing.text.contains('\n') || column.holds == Holds::Prose;
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let mut outcome = Outcome::Open;
    if has_focus {
        outcome = ended_by_key(ui, tall);
    }
    let tokens = theme::tokens(ui);
    let is_bad = editing.error.is_some();
    let height = if tall { 112.0 } else { rect.height() };
    let outer = Rect::from_min_size(rect.min, vec2(rect.width().max(if tall { 280.0 } else { 0.0 }), height));
    let outer = outer.translate(vec2(0.0, (ui.clip_rect().bottom() - outer.bottom()).min(0.0)));
    let color = if is_bad { tokens.bad } else { tokens.accent };
    ui.painter().rect(outer, 2.0, tokens.field, Stroke::new(2.0, color), StrokeKind::Inside);
    let sign = if is_bad { 22.0 } else { 0.0 };
    let inner = Rect::from_min_max(
        outer.min + vec2(cell::MARGIN, if tall { 5.0 } else { 1.0 }),
        outer.max - vec2(4.0 + sign, 3.0),
    );
    let font = fonts::regular(size::BODY);
    let edit = if tall {
        TextEdit::multiline(&mut editing.text)
            .desired_rows(5)
            .return_key(Some(eframe::egui::KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter)))
    } else {
        TextEdit::singleline(&mut editing.text).align(eframe::egui::Align2::LEFT_CENTER)
    };
    let hint = match column.holds {
        Holds::Start | Holds::Stop | Holds::Date | Holds::Time => "2019-02",
        Holds::List => "one; another",
        Holds::Tags => "one, another",
        _ => "",
    };
    let edit =
        edit.id(id).font(font).frame(Frame::NONE).margin(Margin::ZERO).desired_width(inner.width()).hint_text(hint);
    let response = ui.put(inner, edit.min_size(inner.size())).accessible_name(&column.title);
    if response.changed() {
        editing.error = None;
    }
    if let Some(why) = &editing.error {
        let center = pos2(outer.right() - 13.0, outer.top() + 14.0);
        widgets::icon(ui.painter(), icons::WARNING, IconStyle::Fill, center, 14.0, tokens.bad);
        explain_error(ui, outer, why);
    }
    if !editing.began {
        response.request_focus();
        if ui.memory(|memory| memory.has_focus(id)) {
            editing.began = true;
            let count = editing.text.chars().count();
            let start = if editing.replaces || is_bad { count } else { 0 };
            let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
            state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(start), CCursor::new(count))));
            state.store(ui.ctx(), id);
        }
        ui.ctx().request_repaint();
    } else if matches!(outcome, Outcome::Open) && response.lost_focus() {
        return Outcome::Done(Step::Stay);
    }
    if ui.memory(|memory| memory.has_focus(id)) {
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    outcome
}

/// The keys that end typing.
fn ended_by_key(ui: &Ui, tall: bool) -> Outcome {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::Escape) {
            Outcome::GivenUp
        } else if input.consume_key(Modifiers::SHIFT, Key::Tab) {
            Outcome::Done(Step::Back)
        } else if input.consume_key(Modifiers::NONE, Key::Tab) {
            Outcome::Done(Step::Next)
        } else if tall && input.modifiers.shift {
            Outcome::Open
        } else if input.consume_key(Modifiers::SHIFT, Key::Enter) {
            Outcome::Done(Step::Up)
        } else if input.consume_key(Modifiers::NONE, Key::Enter) {
            Outcome::Done(Step::Down)
        } else {
            Outcome::Open
        }
    })
}

/// The reason under a cell that cannot be taken.
fn explain_error(ui: &Ui, cell: Rect, why: &str) {
    let tokens = theme::tokens(ui);
    let painter = ui.ctx().layer_painter(eframe::egui::LayerId::new(Order::Foreground, ui.scope_id().with("why")));
    let galley = painter.layout(why.to_owned(), fonts::regular(size::SECONDARY), tokens.bad, 320.0);
    let wanted = galley.size() + vec2(38.0, 14.0);
    let screen = ui.ctx().content_rect();
    let mut place = Rect::from_min_size(cell.left_bottom() + vec2(0.0, 4.0), wanted);
    if place.bottom() > screen.bottom() - height::ROW {
        place = place.translate(vec2(0.0, -wanted.y - cell.height() - 8.0));
    }
    let place = place.translate(vec2((screen.right() - 8.0 - place.right()).min(0.0), 0.0));
    painter.rect(place, 6.0, tokens.surface, Stroke::new(1.0, tokens.bad), StrokeKind::Inside);
    let sign = pos2(place.left() + 16.0, place.top() + 15.0);
    widgets::icon(&painter, icons::WARNING_CIRCLE, IconStyle::Regular, sign, 14.0, tokens.bad);
    painter.galley(place.min + vec2(30.0, 7.0), galley, tokens.bad);
}

/// The first letters that were typed in this frame, to begin with.
pub(super) fn typed(ui: &Ui) -> Option<String> {
    ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let text: String = texts.collect();
        (!text.is_empty() && !text.chars().all(char::is_whitespace)).then_some(text)
    })
}
