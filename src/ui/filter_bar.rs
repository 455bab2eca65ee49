//! The filter bar: a row above the canvas in which a query is typed that the view then shows alone, with what it can go
//! on with, what is wrong with it, and how much it shows.

use std::time::Duration;

use eframe::egui::text::{CCursor, CCursorRange, CharIndex};
use eframe::egui::{
    self, Area, Context, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, Order, Panel, Popup,
    PopupCloseBehavior, Response, Role, ScrollArea, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::desk::Desk;
use super::icons::{self, IconStyle};
use super::theme::{self, height, radius, size, space};
use super::widgets::{self, Choice, IconButton, TextField, choice_row, is_composing, text};
use super::{fonts, marks};
use crate::analysis::query::{AskError, Completion, Completions, Field, Query, QueryError, SYNTAX, State, complete};
use crate::base::{Task, ViewId};
use crate::edit::intent;

/// After so long without a letter, in seconds, what was typed is shown on the canvas.
const PAUSE: f64 = 0.35;
const HEIGHT: f32 = 36.0;
const ERROR_HEIGHT: f32 = 22.0;
/// How wide the list of completions is.
const LIST_WIDTH: f32 = 360.0;
/// What the card gives to what is written.
const WRITTEN_WIDTH: f32 = 208.0;
const LIST_HEIGHT: f32 = 12.0 * height::TABLE_ROW;

/// What the bar of a document remembers.
#[derive(Debug, Default)]
pub(super) struct FilterBar {
    is_open: bool,
    wants_keyboard: bool,
    draft: String,
    /// The view and its filter as the draft was taken from them.
    taken: Option<(ViewId, String)>,
    /// When the last letter was typed, while what was typed is not shown yet.
    typed_at: Option<f64>,
    error: Option<QueryError>,
    list: Completions,
    listed_for: Option<(String, usize, u64)>,
    marked: Option<usize>,
    list_shows: bool,
}

impl FilterBar {
    /// Shows the bar and gives its field the keyboard; an empty one that has it goes away.
    pub fn toggle(&mut self, ctx: &Context) {
        let has_keyboard = self
            .taken
            .as_ref()
            .is_some_and(|(view, _)| ctx.memory(|memory| memory.focused()).is_some_and(|id| id == field_id(view)));
        if self.is_open && has_keyboard && self.draft.trim().is_empty() {
            self.is_open = false;
        } else {
            self.is_open = true;
            self.wants_keyboard = true;
        }
    }

    /// Whether a list hangs under the field.
    pub fn has_list(&self) -> bool {
        self.list_shows
    }
}

fn field_id(view: &ViewId) -> Id {
    Id::unique(("filter of the view", view))
}

/// Shows the bar where it is open, or where the view has a filter.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, bar: &mut FilterBar) {
    let Some(state) = desk.open.view() else { return };
    let stored = (state.view.id.clone(), state.view.filter.clone());
    if bar.taken.as_ref() != Some(&stored) {
        let is_ours = bar.taken.as_ref().is_some_and(|(view, _)| *view == stored.0) && bar.draft.trim() == stored.1;
        if !is_ours {
            bar.draft.clone_from(&stored.1);
            (bar.typed_at, bar.error) = (None, None);
        }
        bar.taken = Some(stored.clone());
    }
    if !bar.is_open && stored.1.is_empty() && bar.draft.is_empty() {
        bar.list_shows = false;
        return;
    }
    // Half a word is no error yet while it can still become a right one.
    let is_under_way = bar.list_shows && !bar.list.items.is_empty();
    let error = bar.error.clone().or_else(|| desk.open.filter().error().cloned().filter(|_| bar.typed_at.is_none()));
    let error = error.filter(|_| !is_under_way);
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 0));
    let bar_height = HEIGHT + if error.is_some() { ERROR_HEIGHT } else { 0.0 };
    let panel = Panel::top("filter bar").exact_size(bar_height).frame(frame);
    let id = field_id(&stored.0);
    let (field, clear) = panel
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let row = ui.allocate_space(vec2(ui.available_width(), HEIGHT)).1;
            let builder = egui::UiBuilder::new().max_rect(row).layout(Layout::left_to_right(egui::Align::Center));
            let shown = row_of(&mut ui.new_child(builder), desk, bar, id, error.as_ref());
            if let Some(error) = &error {
                let column = error.column(&bar.draft);
                let place = row.translate(vec2(24.0, HEIGHT - 6.0)).with_max_x(row.right());
                let builder = egui::UiBuilder::new().max_rect(place);
                let font = fonts::regular(size::SECONDARY);
                let words = format!("Column {column}: {error}");
                let label = egui::Label::new(egui::RichText::new(words).font(font).color(tokens.bad));
                ui.new_child(builder).add(label.truncate());
            }
            shown
        })
        .inner;
    if clear {
        bar.draft.clear();
        (bar.error, bar.typed_at, bar.list_shows, bar.is_open) = (None, None, false, false);
        desk.out.apply(intent::set_filter(desk.graph(), &stored.0, ""));
        return;
    }
    complete_under(ui, desk, bar, &field);
    follow(ui, desk, bar, &field, &stored.0);
}

/// The row itself: the sign, the field, how much shows, help, and the cross. Returns the field, and whether the cross
/// was pressed.
fn row_of(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    bar: &mut FilterBar,
    id: Id,
    error: Option<&QueryError>,
) -> (Response, bool) {
    ui.spacing_mut().item_spacing.x = space::S;
    let tokens = theme::tokens(ui);
    let (sign, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    let is_on = desk.open.filter().shown().is_some();
    let color = if is_on { tokens.accent } else { tokens.t2 };
    widgets::icon(ui.painter(), icons::FUNNEL, IconStyle::Regular, sign.center(), 16.0, color);
    let mut clear = false;
    let field = ui
        .with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            clear = ui.add(IconButton::new(icons::X, "Clear filter and close").small()).clicked();
            help(ui, bar);
            if let Some(shown) = desk.open.filter().shown() {
                let all = desk.graph().entity_count();
                let words = format!("{} of {}", marks::thousands(shown.entities.len()), marks::thousands(all));
                let count = text::secondary(ui, &words, text::Overflow::Elide);
                count.on_hover_text("Entities that the filter shows");
            }
            let before = keys(ui.ctx(), bar, id);
            let width = ui.available_width();
            let hint = "Filter: words, or type:person status:proposed";
            let field = TextField::new(&mut bar.draft, "Filter of the view").hint(hint).width(width).id(id);
            let response = ui.add(field.error(error.map(|_| "")));
            apply_keys(ui, bar, &before, &response);
            response
        })
        .inner;
    if let Some(error) = error {
        underline(ui, &field, &bar.draft, error);
    }
    if std::mem::take(&mut bar.wants_keyboard) {
        super::inspector::focus_all(ui, id);
        ui.ctx().request_repaint();
    }
    // Whether the window has the keyboard as well does not matter here.
    if ui.memory(|memory| memory.has_focus(id)) {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: bar.list_shows };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    (field, clear)
}

/// What was pressed that is not for the field.
#[derive(Default)]
struct Pressed {
    take: bool,
    enter: bool,
    escape: bool,
}

/// Takes the keys of the list before the field sees them.
fn keys(ctx: &Context, bar: &mut FilterBar, id: Id) -> Pressed {
    if !ctx.memory(|memory| memory.has_focus(id)) {
        return Pressed::default();
    }
    if is_composing(ctx) {
        return Pressed::default();
    }
    ctx.input_mut(|input| {
        let last = bar.list.items.len().saturating_sub(1);
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            bar.marked = if bar.list_shows { Some(bar.marked.map_or(0, |at| (at + 1).min(last))) } else { None };
            bar.list_shows = true;
        }
        if bar.list_shows && input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            bar.marked = bar.marked.and_then(|at| at.checked_sub(1));
        }
        let has_items = bar.list_shows && !bar.list.items.is_empty();
        let enter = input.consume_key(Modifiers::NONE, Key::Enter);
        let tab = has_items && input.consume_key(Modifiers::NONE, Key::Tab);
        let take = tab || (enter && has_items && bar.marked.is_some());
        Pressed { take, enter: enter && !take, escape: input.consume_key(Modifiers::NONE, Key::Escape) }
    })
}

fn apply_keys(ui: &Ui, bar: &mut FilterBar, pressed: &Pressed, field: &Response) {
    let now = ui.input(|input| input.time);
    if pressed.take
        && let Some(item) = bar.list.items.get(bar.marked.unwrap_or(0)).cloned()
    {
        take(ui, bar, &item, field.id);
    }
    if pressed.enter {
        // At once.
        bar.typed_at = Some(f64::NEG_INFINITY);
        bar.list_shows = false;
        bar.marked = None;
    }
    if pressed.escape {
        if bar.list_shows {
            bar.list_shows = false;
        } else {
            let stored = bar.taken.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
            bar.is_open &= !stored.is_empty();
            bar.draft = stored;
            (bar.typed_at, bar.error) = (None, None);
            ui.memory_mut(|memory| memory.surrender_focus(field.id));
        }
        bar.marked = None;
    }
    if field.changed() {
        bar.typed_at = Some(now);
        (bar.error, bar.marked, bar.list_shows) = (None, None, true);
    }
}

/// Puts a completion in the place of the half-typed word, and the cursor behind it.
fn take(ui: &Ui, bar: &mut FilterBar, item: &Completion, field: Id) {
    let Completions { replace, .. } = bar.list.clone();
    if bar.draft.get(replace.clone()).is_none() {
        return;
    }
    let is_open = item.insert.ends_with([':', '(']);
    let at_end = replace.end == bar.draft.len();
    let space = if !is_open && at_end { " " } else { "" };
    bar.draft.replace_range(replace.clone(), &format!("{}{space}", item.insert));
    let cursor = bar.draft[..replace.start + item.insert.len() + space.len()].chars().count();
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(CharIndex(cursor)))));
    TextEdit::store_state(ui.ctx(), field, state);
    ui.memory_mut(|memory| memory.request_focus(field));
    bar.typed_at = Some(ui.input(|input| input.time));
    (bar.error, bar.marked, bar.list_shows) = (None, None, is_open);
}

/// Shows under the field what the query can go on with.
fn complete_under(ui: &Ui, desk: &Desk<'_>, bar: &mut FilterBar, field: &Response) {
    if !bar.list_shows {
        return;
    }
    let state = TextEdit::load_state(ui.ctx(), field.id);
    let cursor = state.and_then(|state| state.cursor.char_range()).map_or(usize::MAX, |range| range.primary.index.0);
    let cursor = bar.draft.char_indices().nth(cursor).map_or(bar.draft.len(), |(at, _)| at);
    let wanted = (bar.draft.clone(), cursor, desk.open.revision());
    if bar.listed_for.as_ref() != Some(&wanted) {
        bar.list = complete(&bar.draft, cursor, desk.graph());
        bar.listed_for = Some(wanted);
    }
    let items = &bar.list.items;
    if !items.is_empty() {
        let tokens = theme::tokens(ui);
        let typed = &bar.draft[..bar.list.replace.start.min(bar.draft.len())];
        let before = ui.painter().layout_no_wrap(typed.to_owned(), fonts::regular(size::BODY), tokens.t1);
        let most = (field.rect.width() - LIST_WIDTH).max(0.0);
        let left = field.rect.left() + before.size().x.min(most);
        let shadow = ui.style().visuals.popup_shadow;
        let area = Area::new(Id::unique("completions of the filter")).order(Order::Foreground);
        let chosen = area
            .fixed_pos(pos2(left, field.rect.bottom() + 4.0))
            .show(ui.ctx(), |ui| {
                let frame = Frame::new()
                    .fill(tokens.surface)
                    .stroke(Stroke::new(1.0, tokens.line2))
                    .corner_radius(radius::FLOATING)
                    .shadow(shadow)
                    .inner_margin(Margin::same(4));
                frame.show(ui, |ui| list(ui, items, bar.marked)).inner
            })
            .inner;
        if let Some(item) = chosen.and_then(|at| items.get(at).cloned()) {
            take(ui, bar, &item, field.id);
            return;
        }
    }
    if !ui.memory(|memory| memory.has_focus(field.id)) {
        bar.list_shows = false;
    }
}

fn list(ui: &mut Ui, items: &[Completion], marked: Option<usize>) -> Option<usize> {
    ui.set_width(LIST_WIDTH);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let mut chosen = None;
    // Else the area keeps the height that it had with fewer rows.
    let most = LIST_HEIGHT.min(items.len() as f32 * height::TABLE_ROW);
    ScrollArea::vertical().max_height(LIST_HEIGHT).min_scrolled_height(most).show(ui, |ui| {
        for (at, Completion { label, detail, .. }) in items.iter().enumerate() {
            let choice = Choice { detail: detail.clone(), ..Choice::new((), label) };
            let response = choice_row(ui, &choice, marked == Some(at));
            if marked == Some(at) {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                chosen = Some(at);
            }
        }
    });
    chosen
}

/// Shows on the canvas what was typed, after a pause, when it is right.
fn follow(ui: &Ui, desk: &mut Desk<'_>, bar: &mut FilterBar, field: &Response, view: &ViewId) {
    let Some(typed_at) = bar.typed_at else { return };
    let waited = ui.input(|input| input.time) - typed_at;
    if waited < PAUSE && !field.lost_focus() {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(PAUSE - waited));
        return;
    }
    bar.typed_at = None;
    let task = Task::default();
    let asked = bar.draft.parse::<Query>().map_err(AskError::from);
    match asked.and_then(|query| query.bind(desk.graph(), Some(view), &task).map(drop)) {
        Ok(()) => {
            bar.error = None;
            desk.out.typed(ui.ctx(), intent::set_filter(desk.graph(), view, &bar.draft), field.id);
        }
        Err(AskError::Query(error)) => bar.error = Some(error),
        Err(AskError::Cancelled(_)) => {}
    }
    ui.ctx().request_repaint();
}

/// Draws a red line under what is wrong, where the field shows all of its text.
fn underline(ui: &Ui, field: &Response, draft: &str, error: &QueryError) {
    let tokens = theme::tokens(ui);
    let Some((before, part)) = draft.get(..error.span.start).zip(draft.get(error.span.clone())) else { return };
    let width =
        |text: &str| ui.painter().layout_no_wrap(text.to_owned(), fonts::regular(size::BODY), tokens.t1).size().x;
    if width(draft) > field.rect.width() {
        return;
    }
    let left = field.rect.left() + width(before);
    let right = (left + width(part)).max(left + 6.0);
    let y = field.rect.center().y + 9.0;
    ui.painter().line_segment([pos2(left, y), pos2(right, y)], Stroke::new(2.0, tokens.bad));
}

/// The language on a card; a field on it is put into the query.
fn help(ui: &mut Ui, bar: &mut FilterBar) {
    let button = ui.add(IconButton::new(icons::QUESTION, "How to filter").small());
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(560.0);
    popup.show(|ui| {
        ui.set_width(552.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
            part(ui, "A query", SYNTAX.iter().map(|(written, means)| ((*written).to_owned(), *means)), None);
            let mut chosen = None;
            part(ui, "Fields", Field::ALL.iter().map(|f| (f.example().to_owned(), f.text())), Some(&mut chosen));
            part(ui, "States", State::ALL.iter().map(|s| (format!("is:{}", s.key()), s.text())), Some(&mut chosen));
            if let Some(example) = chosen {
                if !bar.draft.is_empty() && !bar.draft.ends_with(' ') {
                    bar.draft.push(' ');
                }
                bar.draft.push_str(&example);
                bar.typed_at = Some(ui.input(|input| input.time));
                bar.error = None;
            }
        });
    });
}

/// A part of the card. Without `chosen` given, its rows only tell.
fn part(
    ui: &mut Ui,
    title: &str,
    rows: impl Iterator<Item = (String, &'static str)>,
    chosen: Option<&mut Option<String>>,
) {
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        text::group_title(ui, title);
    });
    ui.add_space(space::XS);
    let is_pressed = chosen.is_some();
    let mut pressed = None;
    for (written, means) in rows {
        if help_row(ui, &written, means, is_pressed) {
            pressed = Some(written);
        }
    }
    if let (Some(chosen), Some(pressed)) = (chosen, pressed) {
        *chosen = Some(pressed);
    }
}

/// A row of the card: what is written, and what it means, in as many lines as that takes. Returns whether it was
/// pressed.
fn help_row(ui: &mut Ui, written: &str, means: &str, can_be_pressed: bool) -> bool {
    let tokens = theme::tokens(ui);
    let left = ui.painter().layout_no_wrap(written.to_owned(), fonts::medium(size::SECONDARY), tokens.t1);
    let width = ui.available_width() - WRITTEN_WIDTH - 2.0 * space::S;
    let right = ui.painter().layout(means.to_owned(), fonts::regular(size::SECONDARY), tokens.t2, width);
    let sense = if can_be_pressed { Sense::click() } else { Sense::hover() };
    let row_height = (right.size().y + space::S).max(height::ROW);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), row_height), sense);
    let role = if can_be_pressed { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, format!("{written}: {means}")));
    if can_be_pressed && response.hovered() {
        ui.painter().rect_filled(rect, f32::from(radius::CHIP), tokens.hover);
    }
    let first = rect.top() + 0.5 * space::S;
    ui.painter().galley(pos2(rect.left() + space::S, first), left, tokens.t1);
    ui.painter().galley(pos2(rect.left() + space::S + WRITTEN_WIDTH, first), right, tokens.t2);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(2.0), radius::CHIP);
    }
    response.clicked()
}
