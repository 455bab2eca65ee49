//! The keys of the grid: walking from cell to cell, and marking with the letters of the marks.

use eframe::egui::{Event, EventFilter, Key, Modifiers, Response, Ui};

use super::{Chosen, Open, WeighState};
use crate::edit::intent;
use crate::model::Consistency;
use crate::ui::desk::Desk;

/// Reads the keys of this frame when the grid has the keyboard or nothing has, and leaves the others. The letters of marks
/// are read as well while a button has it: they do nothing there, and would change what is out of sight.
pub(super) fn read(ui: &Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, body: &Response) {
    let focused = ui.memory(|memory| memory.focused());
    let has_focus = focused == Some(body.id);
    if eframe::egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    let has_all = has_focus || focused.is_none();
    if focused.is_none() {
        // Arrow keys go from control to control where nobody has the keyboard.
        body.request_focus();
        state.took_focus = true;
    }
    if has_focus {
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(body.id, filter));
    }
    // Nothing else of the context can be reached while its input is held, so the events are taken out meanwhile.
    let mut events = ui.input_mut(|input| std::mem::take(&mut input.events));
    events.retain(|event| match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            let is_taken = match has_all {
                true => press(desk, state, open, *key, *modifiers),
                false => {
                    letter(*key, *modifiers).is_some_and(|mark| mark.is_some())
                        && mark(desk, state, open, *key, *modifiers)
                }
            };
            if is_taken {
                body.request_focus();
            }
            !is_taken
        }
        _ => true,
    });
    ui.input_mut(|input| input.events = events);
}

/// Does what a key asks for, and says whether it was for the grid.
fn press(desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, key: Key, modifiers: Modifiers) -> bool {
    let step = match key {
        Key::ArrowLeft => (-1, 0),
        Key::ArrowRight => (1, 0),
        Key::ArrowUp => (0, -1),
        Key::ArrowDown => (0, 1),
        Key::Enter | Key::F2 if modifiers.is_none() && state.chosen != Chosen::Nothing => {
            state.focus = true;
            return true;
        }
        Key::Escape if state.chosen != Chosen::Nothing => {
            state.choose(Chosen::Nothing);
            return true;
        }
        _ => return mark(desk, state, open, key, modifiers),
    };
    if modifiers.is_none() {
        walk(state, open, step);
    }
    modifiers.is_none()
}

/// Goes on by columns and rows. The items stand before the first column, the hypotheses above the first row.
fn walk(state: &mut WeighState, open: &Open, (across, down): (isize, isize)) {
    let (rows, columns) = (open.rows.len() as isize, open.matrix.hypotheses.len() as isize);
    let row = state.chosen.item().and_then(|id| open.rows.iter().position(|at| open.matrix.items[*at].id == *id));
    let column = state.chosen.hypothesis().and_then(|id| open.matrix.hypotheses.iter().position(|h| h.id == *id));
    let place = |at: Option<usize>| at.map_or(-1, |at| at as isize);
    let (row, column) = match state.chosen {
        Chosen::Nothing => (0, 0),
        _ => ((place(row) + down).clamp(-1, rows - 1), (place(column) + across).clamp(-1, columns - 1)),
    };
    let item = usize::try_from(row).ok().and_then(|row| open.rows.get(row)).map(|at| open.matrix.items[*at].id.clone());
    let hypothesis =
        usize::try_from(column).ok().and_then(|column| open.matrix.hypotheses.get(column)).map(|h| h.id.clone());
    match (item, hypothesis) {
        (Some(item), Some(hypothesis)) => state.choose(Chosen::Cell(item, hypothesis)),
        (Some(item), None) => state.choose(Chosen::Item(item)),
        (None, Some(hypothesis)) => state.choose(Chosen::Hypothesis(hypothesis)),
        (None, None) => {}
    }
}

/// The mark that a key stands for: its letter, with Shift the stronger one.
fn letter(key: Key, modifiers: Modifiers) -> Option<Option<Consistency>> {
    let is_strong = modifiers.shift;
    if modifiers.ctrl || modifiers.alt || modifiers.command {
        return None;
    }
    Some(match (key, is_strong) {
        (Key::C, true) => Some(Consistency::VeryConsistent),
        (Key::C, false) => Some(Consistency::Consistent),
        (Key::I, true) => Some(Consistency::VeryInconsistent),
        (Key::I, false) => Some(Consistency::Inconsistent),
        (Key::N, false) => Some(Consistency::Neutral),
        (Key::A, false) => Some(Consistency::NotApplicable),
        (Key::Delete | Key::Backspace, false) => None,
        _ => return None,
    })
}

fn mark(desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, key: Key, modifiers: Modifiers) -> bool {
    let is_delete = matches!(key, Key::Delete | Key::Backspace) && modifiers.is_none();
    match &state.chosen {
        Chosen::Cell(item, hypothesis) => {
            let Some(mark) = letter(key, modifiers) else { return false };
            desk.out.apply(intent::set_mark(desk.graph(), &open.matrix.id, item, hypothesis, mark));
            true
        }
        Chosen::Item(item) if is_delete => {
            desk.out.apply(intent::remove_item(desk.graph(), &open.matrix.id, item));
            true
        }
        Chosen::Hypothesis(hypothesis) if is_delete => {
            desk.out.apply(intent::remove_hypothesis(desk.graph(), &open.matrix.id, hypothesis));
            true
        }
        // The canvas is not in sight, so what would delete its selection does nothing here.
        _ => is_delete,
    }
}
