//! The matrix: hypotheses above, items on the left, marks in the cells. Only rows in sight are shown.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    self, Align, Galley, Layout, Popup, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::{Chosen, Open, WeighState, add, keys, paint};
use crate::analysis::hypotheses::{evidence, label, words};
use crate::base::Task;
use crate::edit::intent;
use crate::formats::table::write_rows;
use crate::model::{Consistency, Hypothesis, Matrix, MatrixItem, Relevance};
use crate::ui::desk::Desk;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{self, Button, IconButton, MenuItem, TitleField, text};
use crate::ui::{fonts, marks};

const BAR: f32 = 56.0;
/// What the bar has more where it is narrower than [`NARROW`].
const BAR_BELOW: f32 = 36.0;
const NARROW: f32 = 560.0;
const HEADER: f32 = 100.0;
const ROW: f32 = 64.0;
/// The width of the column that says how much an item tells apart.
const TELLS: f32 = 88.0;

/// The columns of a matrix, in points.
struct Columns {
    item: f32,
    hypothesis: f32,
    count: usize,
}

impl Columns {
    fn of(matrix: &Matrix, room: f32) -> Self {
        let count = matrix.hypotheses.len();
        let item = (0.36 * room).clamp(260.0, 520.0);
        let hypothesis = ((room - item - TELLS) / count.max(1) as f32).clamp(104.0, 240.0);
        Self { item, hypothesis, count }
    }

    fn width(&self) -> f32 {
        self.item + self.hypothesis * self.count as f32 + TELLS
    }
}

/// Shows the question and its matrix.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, is_covered: bool) {
    let all = ui.max_rect();
    // Where it is narrow the question has a line of its own.
    let height = if all.width() < NARROW { BAR + BAR_BELOW } else { BAR };
    let bar = Rect::from_min_max(all.min, pos2(all.right(), all.top() + height));
    let place = bar.shrink2(vec2(16.0, 0.0));
    let (above, beside) = match all.width() < NARROW {
        true => place.split_top_bottom_at_y(all.top() + BAR),
        false => (place, place),
    };
    let place = |rect| UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let mut child = ui.new_child(place(beside));
    buttons(&mut child, desk, state, open);
    let above = if above == beside { child.available_rect_before_wrap() } else { above };
    question(&mut ui.new_child(place(above)), desk, state, open);
    let below = all.with_min_y(bar.bottom());
    let body = ui.interact(below, ui.scope_id().with("matrix"), Sense::click());
    body.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Hypotheses and evidence"));
    state.took_focus &= body.has_focus();
    if body.has_focus() && state.chosen == Chosen::Nothing && !state.took_focus {
        widgets::focus_ring(ui, below.shrink(4.0), 3);
    }
    if !is_covered && !ui.ctx().text_edit_focused() {
        keys::read(ui, desk, state, open, &body);
    }
    if body.clicked() {
        body.request_focus();
        state.choose(Chosen::Nothing);
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(below));
    let columns = Columns::of(&open.matrix, below.width() - 16.0);
    let area = ScrollArea::both().id_salt(("matrix", open.matrix.id.as_str())).auto_shrink(false);
    area.show_viewport(&mut child, |ui, seen| matrix(ui, seen, desk, state, open, &columns));
}

/// What changes the matrix, from the right.
fn buttons(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    ui.spacing_mut().item_spacing.x = space::S;
    if ui.add(IconButton::new(icons::COPY, "Copy the matrix as CSV")).clicked() {
        ui.ctx().copy_text(csv(desk, &open.matrix));
    }
    let sort = IconButton::new(icons::SORT_DESCENDING, "What tells most apart first").toggled(state.is_sorted);
    if ui.add(sort).clicked() {
        state.is_sorted = !state.is_sorted;
    }
    if ui.add(Button::secondary("Line").icon(icons::PLUS).small()).on_hover_text(LINE).clicked() {
        add::line(desk, state, open, "");
    }
    add::evidence(ui, desk, state, open);
    if ui.add(Button::secondary("Hypothesis").icon(icons::PLUS).small()).clicked() {
        add::hypothesis(desk, state, open);
    }
    ui.add_space(space::M);
}

/// The question as a title.
fn question(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let field = desk.field_id(open.matrix.id.as_str(), "question");
        let mut words = open.matrix.question.clone();
        if ui.add(TitleField::new(field, &mut words, "Question").hint("What is asked?")).changed() {
            let change = |matrix: &mut Matrix| matrix.question.clone_from(&words);
            let transaction = intent::change_matrix(desk.graph(), &open.matrix.id, "change the question", change);
            desk.out.typed(ui.ctx(), transaction, field);
        }
        // A question that was just asked is there one frame later.
        if state.shown.as_ref() == Some(&open.matrix.id) && std::mem::take(&mut state.focus_question) {
            ui.memory_mut(|memory| memory.request_focus(field));
        }
    });
}

const LINE: &str = "Something that is no evidence of the graph: an assumption, or that something is absent";

fn matrix(ui: &mut Ui, seen: Rect, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, columns: &Columns) {
    let count = open.rows.len();
    let size = vec2(columns.width(), HEADER + ROW * count as f32);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let window = ui.clip_rect();
    let origin = whole.min;
    let (left, top) = (origin.x + seen.left(), origin.y + seen.top());
    let rows = Range {
        start: ((seen.top() / ROW).floor().max(0.0) as usize).min(count),
        end: ((seen.bottom() - HEADER) / ROW).ceil().clamp(0.0, count as f32) as usize,
    };
    let row_top = |row: usize| origin.y + HEADER + ROW * row as f32;
    let column_left = |column: usize| origin.x + columns.item + columns.hypothesis * column as f32;
    if count == 0 {
        hint(ui, Rect::from_min_max(pos2(left, top + HEADER), window.max));
    }

    // What slides under something else is shown first: cells, then items, then the header, then the corner.
    let cells = Rect::from_min_max(pos2(left + columns.item, top + HEADER), window.max);
    clipped(ui, cells, |ui| {
        for row in rows.clone() {
            let at = open.rows[row];
            for (column, hypothesis) in open.matrix.hypotheses.iter().enumerate() {
                let size = vec2(columns.hypothesis, ROW);
                let place = Rect::from_min_size(pos2(column_left(column), row_top(row)), size);
                if place.intersects(window) {
                    cell(ui, place, desk, state, open, (at, hypothesis, column));
                }
            }
            let place = Rect::from_min_size(pos2(column_left(columns.count), row_top(row)), vec2(TELLS, ROW));
            tells(ui, place, open, at);
        }
    });
    let items = Rect::from_min_max(pos2(left, top + HEADER), pos2(left + columns.item, window.bottom()));
    clipped(ui, items, |ui| {
        for row in rows {
            let place = Rect::from_min_size(pos2(left, row_top(row)), vec2(columns.item, ROW));
            item(ui, place, desk, state, open, open.rows[row]);
        }
    });
    let header = Rect::from_min_max(pos2(left, top), pos2(window.right(), top + HEADER));
    clipped(ui, header, |ui| {
        let tokens = theme::tokens(ui);
        ui.painter().rect_filled(header, 0.0, tokens.panel);
        let hypotheses = header.with_min_x(left + columns.item);
        clipped(ui, hypotheses, |ui| {
            for (column, hypothesis) in open.matrix.hypotheses.iter().enumerate() {
                let place = Rect::from_min_size(pos2(column_left(column), top), vec2(columns.hypothesis, HEADER));
                heading(ui, place, desk, state, open, (column, hypothesis));
            }
            let place = pos2(column_left(columns.count) + 12.0, top + HEADER - 20.0);
            let galley = one_line(ui, "Tells apart", fonts::regular(size::SECONDARY), TELLS - 16.0);
            widgets::text_left(ui.painter(), place.x, place.y, galley, tokens.t3);
        });
        let galley = one_line(ui, "Evidence and assumptions", fonts::regular(size::SECONDARY), columns.item - 32.0);
        widgets::text_left(ui.painter(), left + 16.0, top + HEADER - 20.0, galley, tokens.t3);
        let rule = Rect::from_min_max(pos2(left, header.bottom() - 1.0), header.max);
        ui.painter().rect_filled(rule, 0.0, tokens.line2);
        let rule = Rect::from_min_max(pos2(items.right() - 1.0, top), pos2(items.right(), window.bottom()));
        ui.painter().with_clip_rect(window).rect_filled(rule, 0.0, tokens.line);
    });
    reveal(ui, state, open, columns, origin);
}

/// Brings what was just chosen into sight, clear of what stands over the edges.
fn reveal(ui: &Ui, state: &mut WeighState, open: &Open, columns: &Columns, origin: egui::Pos2) {
    if !std::mem::take(&mut state.reveal) {
        return;
    }
    let row = state.chosen.item().and_then(|id| open.rows.iter().position(|at| open.matrix.items[*at].id == *id));
    let column = state.chosen.hypothesis().and_then(|id| open.matrix.hypotheses.iter().position(|h| h.id == *id));
    let mut place = Rect::from_min_size(ui.clip_rect().min, Vec2::ZERO);
    if let Some(row) = row {
        let top = origin.y + ROW * row as f32;
        place = Rect::from_min_max(pos2(place.left(), top), pos2(place.right(), top + HEADER + ROW));
    }
    if let Some(column) = column {
        let left = origin.x + columns.hypothesis * column as f32;
        place.min.x = left;
        place.max.x = left + columns.item + columns.hypothesis;
    }
    if row.is_some() || column.is_some() {
        ui.scroll_to_rect(place, None);
    }
}

fn clipped(ui: &mut Ui, place: Rect, content: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    child.set_clip_rect(place.intersect(ui.clip_rect()));
    content(&mut child);
}

/// What to do with a matrix without rows.
fn hint(ui: &mut Ui, place: Rect) {
    let mut child = ui.new_child(UiBuilder::new().max_rect(place.shrink(24.0)));
    child.vertical_centered(|ui| {
        ui.add_space(space::XL);
        text::body(ui, "Nothing is weighed yet", text::Overflow::Wrap);
        let words = "Write the hypotheses, then add evidence of the graph, or lines in words for assumptions and for \
                     what is absent. Mark how each fits each hypothesis.";
        text::hint(ui, words, text::Overflow::Wrap);
    });
}

fn heading(
    ui: &mut Ui,
    place: Rect,
    desk: &mut Desk<'_>,
    state: &mut WeighState,
    open: &Open,
    (at, hypothesis): (usize, &Hypothesis),
) {
    let tokens = theme::tokens(ui);
    let score = &open.weighed.scores[at];
    let is_first = open.weighed.leaders().contains(&at);
    let is_chosen = state.chosen.hypothesis() == Some(&hypothesis.id);
    let response = ui.interact(place, ui.scope_id().with(&hypothesis.id), Sense::CLICK);
    let (label, words) = (label(at), said(&hypothesis.text, "A hypothesis without words"));
    let spoken = format!("{label}, {words}, rank {}, {} against", score.rank, points(score.inconsistency));
    response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_chosen, &spoken));
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(place, 0.0, tokens.accent_weak);
    } else if response.hovered() {
        painter.rect_filled(place, 0.0, tokens.hover);
    }
    let (left, right) = (place.left() + 10.0, place.right() - 10.0);
    let galley = one_line(ui, &label, fonts::semibold(size::BODY), right - left);
    let color = if is_first { tokens.accent_text } else { tokens.t1 };
    let label_right = left + galley.size().x;
    widgets::text_left(painter, left, place.top() + 16.0, galley, color);
    if is_first {
        let icon = pos2(label_right + 12.0, place.top() + 16.0);
        widgets::icon(painter, icons::TROPHY, IconStyle::Fill, icon, 13.0, tokens.accent_text);
    }
    let galley = one_line(ui, &points(score.inconsistency), fonts::medium(size::SECONDARY), 60.0);
    widgets::text_left(painter, right - galley.size().x, place.top() + 16.0, galley, tokens.t2);
    let color = if hypothesis.text.trim().is_empty() { tokens.t3 } else { tokens.t1 };
    let galley = lines(ui, words, right - left, 3);
    painter.galley(pos2(left, place.top() + 28.0), galley, color);
    let most = open.weighed.scores.iter().map(|score| score.inconsistency).fold(0.0, f64::max);
    let share = if most > 0.0 { (score.inconsistency / most) as f32 } else { 0.0 };
    let track = Rect::from_min_max(pos2(left, place.bottom() - 10.0), pos2(right, place.bottom() - 7.0));
    paint::bar(painter, tokens, track, share, if is_first { tokens.accent } else { tokens.bad });
    if response.clicked() {
        state.choose(Chosen::Hypothesis(hypothesis.id.clone()));
    }
    if response.double_clicked() {
        state.write(Chosen::Hypothesis(hypothesis.id.clone()));
    }
    response.context_menu(|ui| {
        let id = &open.matrix.id;
        let moves = [
            ("Move left", at.checked_sub(1)),
            ("Move right", Some(at + 1).filter(|to| *to < open.matrix.hypotheses.len())),
        ];
        for (words, to) in moves {
            if let Some(to) = to
                && ui.add(MenuItem::new(words)).clicked()
            {
                desk.out.apply(intent::move_hypothesis(desk.graph(), id, &hypothesis.id, to));
            }
        }
        if ui.add(MenuItem::new("Remove").icon(Some(icons::TRASH)).dangerous()).clicked() {
            desk.out.apply(intent::remove_hypothesis(desk.graph(), id, &hypothesis.id));
        }
    });
}

fn item(ui: &mut Ui, place: Rect, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, at: usize) {
    let tokens = theme::tokens(ui);
    let item = &open.matrix.items[at];
    let is_chosen = state.chosen.item() == Some(&item.id);
    let response = ui.interact(place, ui.scope_id().with(&item.id), Sense::CLICK);
    let (words, origin) = (said(words(desk.graph(), item), "A line without words"), origin(desk, item));
    let spoken = format!("{words}, {}", origin.words);
    response.widget_info(|| WidgetInfo::selected(Role::RowHeader, true, is_chosen, &spoken));
    let painter = ui.painter();
    let ground = if is_chosen { tokens.accent_weak } else { tokens.panel };
    painter.rect_filled(place, 0.0, ground);
    if response.hovered() && !is_chosen {
        painter.rect_filled(place, 0.0, tokens.hover);
    }
    let (left, mut right) = (place.left() + 16.0, place.right() - 12.0);
    let color = if self::words(desk.graph(), item).is_empty() { tokens.t3 } else { tokens.t1 };
    painter.galley(pos2(left, place.top() + 6.0), lines(ui, words, right - left, 2), color);
    let y = place.bottom() - 13.0;
    if let Some(pair) = &origin.pair {
        right = widgets::paint_grade(ui, right - 27.0, y, pair).left() - 6.0;
    }
    if item.relevance != Relevance::Medium {
        let galley = one_line(ui, relevance(item.relevance), fonts::medium(size::CAPTION), 100.0);
        right -= galley.size().x;
        widgets::text_left(painter, right, y, galley, tokens.t2);
        right -= 8.0;
    }
    widgets::icon(painter, origin.icon, IconStyle::Regular, pos2(left + 6.0, y), 13.0, tokens.t3);
    let galley = one_line(ui, &origin.words, fonts::regular(size::SECONDARY), right - left - 18.0);
    widgets::text_left(painter, left + 18.0, y, galley, tokens.t2);
    rule(ui, place);
    if response.clicked() {
        state.choose(Chosen::Item(item.id.clone()));
    }
    if response.double_clicked() {
        state.write(Chosen::Item(item.id.clone()));
    }
    response.context_menu(|ui| {
        let id = &open.matrix.id;
        let below = Some(at + 1).filter(|to| *to < open.matrix.items.len());
        for (words, to) in [("Move up", at.checked_sub(1)), ("Move down", below)] {
            if let Some(to) = to.filter(|_| !state.is_sorted)
                && ui.add(MenuItem::new(words)).clicked()
            {
                desk.out.apply(intent::move_item(desk.graph(), id, &item.id, to));
            }
        }
        if ui.add(MenuItem::new("Remove").icon(Some(icons::TRASH)).dangerous()).clicked() {
            desk.out.apply(intent::remove_item(desk.graph(), id, &item.id));
        }
    });
}

/// Where an item is from.
struct Origin {
    icon: icons::Icon,
    words: String,
    pair: Option<String>,
}

fn origin(desk: &Desk<'_>, item: &MatrixItem) -> Origin {
    let graph = desk.graph();
    match item.about.as_ref().map(|id| evidence(graph, id)) {
        Some(Some(piece)) => {
            let kind = graph.sources().get(&piece.source).map(|source| source.kind);
            Origin {
                icon: kind.map_or(icons::FILE, marks::source_icon),
                words: marks::source_title(graph, &piece.source).to_owned(),
                pair: marks::pair(graph, piece).map(|pair| pair.to_string()),
            }
        }
        Some(None) => Origin { icon: icons::WARNING, words: "The evidence is gone".into(), pair: None },
        None => Origin { icon: icons::CHAT_TEXT, words: "In our own words".into(), pair: None },
    }
}

fn cell(
    ui: &mut Ui,
    place: Rect,
    desk: &mut Desk<'_>,
    state: &mut WeighState,
    open: &Open,
    (at, hypothesis, column): (usize, &Hypothesis, usize),
) {
    let tokens = theme::tokens(ui);
    let item = &open.matrix.items[at];
    let mark = item.marks.get(&hypothesis.id).copied();
    let is_chosen = state.chosen == Chosen::Cell(item.id.clone(), hypothesis.id.clone());
    let response = ui.interact(place, ui.scope_id().with((&item.id, &hypothesis.id)), Sense::CLICK);
    let shown = mark.map_or("not judged yet", Consistency::label);
    let spoken = format!("{}, {}: {shown}", label(column), said(words(desk.graph(), item), "a line without words"));
    response.widget_info(|| WidgetInfo::selected(Role::Cell, true, is_chosen, &spoken));
    let painter = ui.painter();
    if state.chosen.item() == Some(&item.id) {
        painter.rect_filled(place, 0.0, tokens.accent_weak);
    } else if response.hovered() {
        painter.rect_filled(place, 0.0, tokens.hover);
    }
    let middle = Rect::from_center_size(place.center(), vec2(52.0, 28.0));
    paint::mark(painter, tokens, middle, mark);
    rule(ui, place);
    if is_chosen {
        widgets::focus_ring(ui, middle.expand(1.0), 4);
    }
    if response.clicked() {
        state.choose(Chosen::Cell(item.id.clone(), hypothesis.id.clone()));
    }
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(220.0);
        let judge = |mark| intent::set_mark(desk.graph(), &open.matrix.id, &item.id, &hypothesis.id, mark);
        let mut judged = None;
        for choice in Consistency::ALL {
            let row = MenuItem::new(choice.label()).shortcut(keys_of(*choice)).checked(mark == Some(*choice));
            if ui.add(row).clicked() {
                judged = Some(judge(Some(*choice)));
            }
        }
        if mark.is_some() {
            widgets::menu_separator(ui);
            if ui.add(MenuItem::new("Not judged").shortcut("Del")).clicked() {
                judged = Some(judge(None));
            }
        }
        if let Some(transaction) = judged {
            desk.out.apply(transaction);
        }
    });
}

/// The key that sets a mark.
fn keys_of(mark: Consistency) -> &'static str {
    match mark {
        Consistency::VeryConsistent => "Shift+C",
        Consistency::Consistent => "C",
        Consistency::Neutral => "N",
        Consistency::Inconsistent => "I",
        Consistency::VeryInconsistent => "Shift+I",
        Consistency::NotApplicable => "A",
    }
}

/// How much an item tells the hypotheses apart.
fn tells(ui: &mut Ui, place: Rect, open: &Open, at: usize) {
    let tokens = theme::tokens(ui);
    let item = &open.weighed.items[at];
    let most = open.weighed.items.iter().map(|item| item.diagnosticity).fold(0.0, f64::max);
    let (left, right) = (place.left() + 12.0, place.right() - 16.0);
    if item.diagnosticity > 0.0 {
        let track = Rect::from_min_max(pos2(left, place.center().y + 6.0), pos2(right, place.center().y + 9.0));
        paint::bar(ui.painter(), tokens, track, (item.diagnosticity / most) as f32, tokens.accent);
        let galley = one_line(ui, &points(item.diagnosticity), fonts::regular(size::SECONDARY), right - left);
        widgets::text_left(ui.painter(), left, place.center().y - 5.0, galley, tokens.t2);
    } else {
        let galley = one_line(ui, "–", fonts::regular(size::SECONDARY), right - left);
        widgets::text_left(ui.painter(), left, place.center().y, galley, tokens.t3);
    }
    rule(ui, place);
}

fn rule(ui: &Ui, place: Rect) {
    let line = Rect::from_min_max(pos2(place.left(), place.bottom() - 1.0), place.max);
    ui.painter().rect_filled(line, 0.0, theme::tokens(ui).line);
}

/// A number of points without needless digits: `3`, `1.5`.
pub(super) fn points(value: f64) -> String {
    format!("{value:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn said<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.trim().is_empty() { otherwise } else { text.trim() }
}

fn relevance(relevance: Relevance) -> &'static str {
    match relevance {
        Relevance::High => "High relevance",
        Relevance::Medium => "Medium relevance",
        Relevance::Low => "Low relevance",
    }
}

fn one_line(ui: &Ui, words: &str, font: egui::FontId, room: f32) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, egui::Color32::PLACEHOLDER);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(0.0));
    ui.painter().layout_job(job)
}

/// A text in some lines at most, with an ellipsis where it is cut.
fn lines(ui: &Ui, words: &str, room: f32, most: usize) -> Arc<Galley> {
    // More letters than the lines can hold are not worth laying out.
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120 * most).collect();
    let font = fonts::regular(size::BODY);
    let mut job = egui::text::LayoutJob::simple(words, font, egui::Color32::PLACEHOLDER, room.max(0.0));
    job.wrap.max_rows = most;
    ui.painter().layout_job(job)
}

/// The matrix for a spreadsheet: a row for each item, a column for each hypothesis.
fn csv(desk: &Desk<'_>, matrix: &Matrix) -> String {
    let hypotheses = matrix.hypotheses.iter().enumerate();
    let titles = ["item", "source", "grade", "relevance"].map(str::to_owned).into_iter();
    let titles = titles.chain(hypotheses.map(|(at, hypothesis)| format!("{} {}", label(at), hypothesis.text)));
    let rows = matrix.items.iter().map(|item| {
        let origin = origin(desk, item);
        let said = words(desk.graph(), item).to_owned();
        let first = [said, origin.words, origin.pair.unwrap_or_default(), item.relevance.key().to_owned()];
        let mark = |hypothesis: &Hypothesis| item.marks.get(&hypothesis.id).map_or("", |mark| mark.key()).to_owned();
        first.into_iter().chain(matrix.hypotheses.iter().map(mark)).collect()
    });
    let bytes = write_rows(titles, rows, &Task::default()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
