//! The bar over the rows while some are checked: what is done with all of them, each as one step.

use eframe::egui::{
    Align, CornerRadius, Id, Layout as Flow, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::editor::label;
use super::filters::choices;
use super::grid::Layout;
use super::state::DataState;
use crate::analysis::table::{CellChange, Column, Field, Holds, RowId, Rows, TableKind, check_cell};
use crate::base::SourceId;
use crate::edit::{Selection, Transaction, intent};
use crate::model::{Evidence, EvidenceHome, Graph};
use crate::session::{CellWork, Command, SomeRows, Verb};
use crate::ui::desk::Desk;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon, IconStyle};
use crate::ui::marks::{count, thousands};
use crate::ui::theme::{self, radius, size, space};
use crate::ui::widgets::{self, Button, Choice, IconButton, TextField, open_list, text};

const HEIGHT: f32 = 40.0;

/// The rows that are checked.
fn checked(desk: &Desk<'_>, state: &mut DataState) -> Vec<RowId> {
    let selection = desk.open.selection();
    match state.kind {
        TableKind::Entities => selection.entities.iter().cloned().map(RowId::Entity).collect(),
        TableKind::Relationships => selection.relationships.iter().cloned().map(RowId::Relationship).collect(),
        TableKind::Evidence | TableKind::Sources => state.table().checked.iter().cloned().collect(),
    }
}

/// Shows the bar when rows are checked.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, layout: &Layout<'_>, rows: &Rows) {
    let total = state.checked_count(desk.open);
    if total == 0 {
        return;
    }
    let tokens = theme::tokens(ui);
    let width = state.table().bar_width.max(200.0).min(layout.body.width() - 24.0);
    let place = pos2(layout.body.center().x - 0.5 * width, layout.body.bottom() - HEIGHT - 12.0).round();
    let rect = Rect::from_min_size(place, vec2(width, HEIGHT));
    // What lies under it is not pressed through it.
    ui.interact(rect, ui.scope_id().with("bar of checked rows"), Sense::CLICK | Sense::DRAG);
    ui.painter().rect(
        rect,
        CornerRadius::same(radius::FLOATING),
        tokens.surface,
        Stroke::new(1.0, tokens.accent),
        StrokeKind::Outside,
    );
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let builder = UiBuilder::new().max_rect(inner).id_salt("checked rows").layout(Flow::left_to_right(Align::Center));
    let mut child = ui.new_child(builder);
    child.spacing_mut().item_spacing.x = space::XS;
    content(&mut child, desk, state, rows, total);
    let wanted = child.min_rect().width() + 2.0 * space::M;
    if (wanted - state.table().bar_width).abs() > 0.5 {
        state.table().bar_width = wanted;
        ui.ctx().request_repaint();
    }
}

fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(9.0, 20.0), Sense::hover());
    let stroke = Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().vline(rect.center().x, rect.y_range(), stroke);
}

fn content(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, rows: &Rows, total: usize) {
    let tokens = theme::tokens(ui);
    let words = format!("{} selected", thousands(total));
    let font = fonts::semibold(size::BODY);
    ui.label(eframe::egui::RichText::new(words).font(font).color(tokens.accent_text));
    rule(ui);
    let kind = state.kind;
    let picked: &[Field] = match kind {
        TableKind::Entities => &[Field::Type, Field::Status],
        TableKind::Relationships => &[Field::Type, Field::Likelihood, Field::Status],
        TableKind::Evidence => &[Field::Stance, Field::Credibility, Field::Source],
        TableKind::Sources => &[Field::Kind, Field::Reliability],
    };
    for field in picked {
        let Some(column) = rows.columns.iter().find(|column| column.field == *field) else { continue };
        let opener = drop_button(ui, &column.title, None);
        let search = matches!(column.holds, Holds::Type | Holds::Source).then_some("Find one");
        let chosen = open_list(ui, &opener, 240.0, search, |query| {
            let optional = column.holds == Holds::Choice { optional: true };
            let none = optional.then(|| Choice::new(String::new(), "None"));
            none.into_iter().chain(choices(desk, kind, column, query)).collect()
        });
        if let Some(text) = chosen {
            put(desk, state, column, &text);
        }
    }
    if matches!(kind, TableKind::Entities | TableKind::Relationships) {
        dates(ui, desk, state, rows);
        if !desk.graph().sources().is_empty() {
            add_evidence(ui, desk, state);
        }
        tag(ui, desk, state);
    }
    if kind == TableKind::Relationships && ui.add(Button::quiet("Reverse").icon(icons::ARROWS_LEFT_RIGHT)).clicked() {
        desk.out.verb(Verb::Reverse);
    }
    rule(ui);
    let delete_button = drop_button(ui, "Delete", Some((icons::TRASH, tokens.bad)));
    if delete_button.clicked() {
        delete(desk, state);
    }
    if ui.add(IconButton::new(icons::X, "Select nothing").small()).clicked() {
        state.table().checked.clear();
        desk.out.verb(Verb::SelectNone);
    }
}

/// A button without a border: with a caret for a list that it opens, or with a sign of its own.
fn drop_button(ui: &mut Ui, words: &str, sign: Option<(Icon, eframe::egui::Color32)>) -> Response {
    let tokens = theme::tokens(ui);
    let color = sign.map_or(tokens.t1, |(_, color)| color);
    let galley = widgets::line(ui.painter(), words, fonts::regular(size::BODY), color, f32::INFINITY);
    let width = galley.size().x.ceil() + 40.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::height::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words));
    if response.hovered() {
        ui.painter().rect_filled(rect, f32::from(radius::CONTROL), tokens.hover);
    }
    let y = rect.center().y;
    let text_left = match sign {
        Some((icon, color)) => {
            widgets::icon(ui.painter(), icon, IconStyle::Regular, pos2(rect.left() + 17.0, y), 16.0, color);
            rect.left() + 30.0
        }
        None => {
            let center = pos2(rect.right() - 15.0, y);
            widgets::icon(ui.painter(), icons::CARET_DOWN, IconStyle::Regular, center, 13.0, tokens.t2);
            rect.left() + 10.0
        }
    };
    widgets::text_left(ui.painter(), text_left, y, galley, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, radius::CONTROL);
    }
    response
}

/// Puts one text into a column of all checked rows.
fn put(desk: &mut Desk<'_>, state: &mut DataState, column: &Column, text: &str) {
    let rows = checked(desk, state);
    let words = label(desk.graph(), column, &rows);
    let texts = vec![(column.field.clone(), text.to_owned())];
    desk.out.send(Command::WorkOnCells(CellWork::Put { rows: SomeRows::Named(rows), texts, label: words }));
}

/// A little form under a button. Whether it was asked to be done, by its button or with Enter.
fn form(ui: &mut Ui, opener: &Response, done: &str, content: impl FnOnce(&mut Ui, bool) -> bool) -> bool {
    let popup = Popup::menu(opener).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(260.0);
    let was_open = popup.is_open();
    let id = popup.get_id();
    let shown = popup.show(|ui| {
        ui.set_width(252.0);
        ui.spacing_mut().item_spacing.y = space::S;
        ui.add_space(space::XS);
        let can = content(ui, !was_open);
        let entered = ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        let pressed = ui.add_enabled(can, Button::primary(done)).clicked();
        can && (pressed || entered)
    });
    let is_done = shown.is_some_and(|shown| shown.inner);
    if is_done {
        Popup::close_id(ui.ctx(), id);
    }
    is_done
}

/// A field of a form, whose text is kept while the form is open.
fn draft(ui: &mut Ui, id: Id, is_new: bool, name: &str, hint: &str, error: Option<&str>) -> String {
    let mut value: String = if is_new { String::new() } else { ui.data(|data| data.get_temp(id)).unwrap_or_default() };
    ui.add(TextField::new(&mut value, name).hint(hint).id(id).error(error));
    ui.data_mut(|data| data.insert_temp(id, value.clone()));
    value
}

fn dates(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState, rows: &Rows) {
    let opener = ui.add(Button::quiet("Dates").icon(icons::CALENDAR_BLANK));
    let (from_id, to_id) = (opener.id.with("from"), opener.id.with("to"));
    let selection = desk.open.selection();
    let first = match state.kind {
        TableKind::Entities => selection.entities.first().cloned().map(RowId::Entity),
        _ => selection.relationships.first().cloned().map(RowId::Relationship),
    };
    let Some(first) = first else { return };
    let graph = desk.graph();
    let mut texts = (String::new(), String::new());
    let is_done = form(ui, &opener, "Set the dates", |ui, is_new| {
        let known: (String, String) = (
            ui.data(|data| data.get_temp(from_id)).unwrap_or_default(),
            ui.data(|data| data.get_temp(to_id)).unwrap_or_default(),
        );
        let error = if is_new { None } else { error_of(graph, &first, &known) };
        texts.0 = draft(ui, from_id, is_new, "Valid from", "from, such as 2019-02", None);
        texts.1 = draft(ui, to_id, is_new, "Valid to", "to, or open", error.as_deref());
        text::hint(ui, "A blank field leaves that end as it is.", text::Overflow::Wrap);
        error.is_none() && (!texts.0.trim().is_empty() || !texts.1.trim().is_empty())
    });
    if is_done && let Some(column) = rows.columns.iter().find(|column| column.field == Field::ValidFrom) {
        let all = checked(desk, state);
        let words = label(graph, column, &all).replace("valid from", "the dates");
        let texts = date_texts(&texts);
        desk.out.send(Command::WorkOnCells(CellWork::Put { rows: SomeRows::Named(all), texts, label: words }));
    }
}

/// What goes into which column.
fn date_texts((from, to): &(String, String)) -> Vec<(Field, String)> {
    let end = |text: &str| match text.trim() {
        "open" => "..".to_owned(),
        "unknown" => String::new(),
        text => text.to_owned(),
    };
    match (from.trim().is_empty(), to.trim().is_empty()) {
        (false, false) => vec![(Field::ValidFrom, format!("{}/{}", end(from), end(to)))],
        (false, true) => vec![(Field::ValidFrom, from.clone())],
        (true, false) => vec![(Field::ValidTo, to.clone())],
        (true, true) => Vec::new(),
    }
}

fn error_of(graph: &Graph, row: &RowId, texts: &(String, String)) -> Option<String> {
    let change = |(field, text)| CellChange { row: row.clone(), field, text };
    date_texts(texts).into_iter().find_map(|cell| check_cell(graph, &change(cell)).err())
}

fn tag(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState) {
    let opener = ui.add(Button::quiet("Tag").icon(icons::TAG));
    let id = opener.id.with("tag");
    let mut word = String::new();
    let is_done = form(ui, &opener, "Add the tag", |ui, is_new| {
        word = draft(ui, id, is_new, "Tag", "a word", None);
        !word.trim().is_empty()
    });
    if !is_done {
        return;
    }
    let word = word.trim().to_owned();
    let (graph, selection) = (desk.graph(), desk.open.selection());
    let transaction = match state.kind {
        TableKind::Entities => {
            let words = format!("tag {} with {word}", count(selection.entities.len(), "entity", "entities"));
            intent::change_entities(graph, &selection.entities, words, |e| {
                e.tags.insert(word.clone());
            })
        }
        _ => {
            let words =
                format!("tag {} with {word}", count(selection.relationships.len(), "relationship", "relationships"));
            intent::change_relationships(graph, &selection.relationships, words, |r| {
                r.tags.insert(word.clone());
            })
        }
    };
    desk.out.apply(transaction);
}

fn add_evidence(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut DataState) {
    let opener = ui.add(Button::quiet("Add evidence").icon(icons::QUOTES));
    let column = Column {
        field: Field::Source,
        title: String::new(),
        holds: Holds::Source,
        width: 0.0,
        shown: true,
        editable: true,
    };
    let chosen = open_list(ui, &opener, 280.0, Some("Source that supports them"), |query| {
        choices(desk, TableKind::Evidence, &column, query)
    });
    let Some(source) = chosen.and_then(|id| SourceId::new(id).ok()) else { return };
    let graph = desk.graph();
    let rows = checked(desk, state);
    let mut transaction = Transaction::new(format!("add evidence for {}", count(rows.len(), "row", "rows")));
    for row in rows {
        let home = match row {
            RowId::Entity(id) => EvidenceHome::Entity(id),
            RowId::Relationship(id) => EvidenceHome::Relationship(id),
            RowId::Evidence(_) | RowId::Source(_) => continue,
        };
        let piece = Evidence::new(desk.mint.mint("evidence"), source.clone());
        transaction.edits.extend(intent::add_evidence(graph, &home, &piece).edits);
    }
    desk.out.apply(transaction);
}

/// Deletes the checked rows.
pub(super) fn delete(desk: &mut Desk<'_>, state: &mut DataState) {
    let rows = checked(desk, state);
    delete_rows(desk, &rows);
    let table = state.table();
    table.checked.clear();
    table.anchor = None;
}

/// Deletes records, as one step.
pub(super) fn delete_rows(desk: &mut Desk<'_>, rows: &[RowId]) {
    let graph = desk.graph();
    let mut selection = Selection::none();
    let mut one_by_one = Vec::new();
    for row in rows {
        match row {
            RowId::Entity(id) => {
                selection.entities.insert(id.clone());
            }
            RowId::Relationship(id) => {
                selection.relationships.insert(id.clone());
            }
            RowId::Evidence(_) | RowId::Source(_) => one_by_one.push(row),
        }
    }
    if !selection.is_empty() {
        desk.out.apply(intent::delete(graph, &selection));
        return;
    }
    // Two pieces of evidence can stand in one record: each step is worked out after the one before.
    let mut work = Graph::clone(graph);
    let mut whole = Transaction::default();
    for row in one_by_one {
        let step = match row {
            RowId::Evidence(id) => intent::remove_evidence(&work, id),
            RowId::Source(id) => intent::delete_source(&work, id),
            RowId::Entity(_) | RowId::Relationship(_) => continue,
        };
        if step.apply_to(&mut work).is_err() {
            return;
        }
        whole.label = if whole.label.is_empty() { step.label } else { format!("delete {} rows", rows.len()) };
        whole.edits.extend(step.edits);
    }
    desk.out.apply(whole);
}
