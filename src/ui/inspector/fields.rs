//! Fields over values of the model.
//!
//! A field shows the model's value while it has no focus, so that undo and other panels show at once. What is typed
//! goes to the model with every letter. Only text that says nothing yet, such as half a date, is kept in the field.

use eframe::egui::{self, Id, Response, Ui, Widget, text_edit::TextEditState};

use super::super::desk::begin_visit;
use super::super::marks;
use super::super::theme;
use super::super::widgets::{self, Choice, Picker, Sign, TextArea, TextField, TitleField, field_row, markdown};
use crate::base::{Interval, PartialDate, read_ends, written_ends};
use crate::model::Status;

/// Does what every field does when the keyboard comes to it: what is typed now is a step of its own, and the field's
/// own undo does not reach back before it.
fn note_focus(ui: &Ui, response: &Response) {
    if response.gained_focus() {
        begin_visit(ui.ctx());
        if let Some(mut state) = TextEditState::load(ui.ctx(), response.id) {
            state.clear_undoer();
            state.store(ui.ctx(), response.id);
        }
    }
}

/// A field of one line over `value`; returns what was typed.
pub(super) fn text(ui: &mut Ui, id: Id, name: &str, hint: &str, value: &str) -> Option<String> {
    let mut text = value.to_owned();
    let response = ui.add(TextField::new(&mut text, name).hint(hint).id(id));
    note_focus(ui, &response);
    response.changed().then_some(text)
}

/// The same without border and ground until it is used, `width` points wide.
pub(super) fn quiet_text(ui: &mut Ui, id: Id, name: &str, hint: &str, value: &str, width: f32) -> Option<String> {
    let mut text = value.to_owned();
    let response = ui.add(TextField::new(&mut text, name).hint(hint).width(width).id(id).quiet());
    note_focus(ui, &response);
    response.changed().then_some(text)
}

/// The name that heads the panel.
pub(super) fn title(ui: &mut Ui, id: Id, name: &str, hint: &str, value: &str) -> Option<String> {
    let mut text = value.to_owned();
    let response = ui.add(TitleField::new(id, &mut text, name).hint(hint));
    note_focus(ui, &response);
    response.changed().then_some(text)
}

/// A field of several lines.
pub(super) fn area(ui: &mut Ui, id: Id, name: &str, hint: &str, rows: usize, value: &str) -> Option<String> {
    let mut text = value.to_owned();
    let response = ui.add(TextArea::new(id, &mut text, name).hint(hint).rows(rows));
    note_focus(ui, &response);
    response.changed().then_some(text)
}

/// A field for notes in Markdown: shown as it is meant, and as it is written while somebody writes.
pub(super) fn notes(ui: &mut Ui, id: Id, name: &str, hint: &str, rows: usize, value: &str) -> Option<String> {
    let is_written = ui.memory(|memory| memory.has_focus(id));
    let markdown = markdown::notes(value, theme::tokens(ui));
    if is_written || markdown.is_plain {
        return area(ui, id, name, hint, rows, value);
    }
    let shown = widgets::written(ui, id.with("shown"), markdown, name);
    if shown.clicked() || shown.gained_focus() {
        // The field takes its place in the next frame, without having gained the focus there.
        begin_visit(ui.ctx());
        if let Some(mut state) = TextEditState::load(ui.ctx(), id) {
            state.clear_undoer();
            state.store(ui.ctx(), id);
        }
        ui.memory_mut(|memory| memory.request_focus(id));
        ui.ctx().request_repaint();
    }
    None
}

/// A field for running text.
pub(super) fn reading(ui: &mut Ui, id: Id, name: &str, hint: &str, rows: usize, value: &str) -> Option<String> {
    let mut text = value.to_owned();
    let response = ui.add(TextArea::new(id, &mut text, name).hint(hint).rows(rows).for_reading());
    note_focus(ui, &response);
    response.changed().then_some(text)
}

/// A row of label and field.
pub(super) fn text_row(ui: &mut Ui, id: Id, label: &str, hint: &str, value: &str) -> Option<String> {
    field_row(ui, label, |ui, _| text(ui, id, label, hint, value))
}

/// What was typed into a field and cannot be kept by the model yet.
#[derive(Debug, Clone)]
struct Draft {
    text: String,
    /// What the model said then. When it says something else, the draft is out of date.
    over: String,
}

/// How a field is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// With border and ground.
    Plain,
    /// With border and ground only while it is used.
    Quiet,
    /// With little room beside the text.
    Tight,
}

/// What a field over something that must be understood is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parsed<'a> {
    pub id: Id,
    pub name: &'a str,
    pub hint: &'a str,
    /// The model's value as text.
    pub value: &'a str,
    pub width: Option<f32>,
    pub look: Look,
}

/// What came of a field over something that must be understood.
pub(super) struct ParsedResponse<T> {
    /// What was typed, once it can be understood.
    pub typed: Option<T>,
    /// Why what stands in the field cannot be.
    pub error: Option<String>,
}

/// A field over a value that is read from text. With an error, the model keeps what it had, and the field what was
/// typed, until either changes. The caller shows the sentence.
pub(super) fn parsed<T>(
    ui: &mut Ui,
    field: Parsed<'_>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> ParsedResponse<T> {
    let Parsed { id, name, hint, value, width, look } = field;
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let draft: Option<Draft> = ui.data(|data| data.get_temp(id));
    let draft = draft.filter(|draft| has_focus || draft.over == value);
    let mut text = draft.map_or_else(|| value.to_owned(), |draft| draft.text);
    let error = if text == value { None } else { parse(&text).err() };
    let mut edit = TextField::new(&mut text, name).hint(hint).id(id).error(error.as_ref().map(|_| ""));
    if let Some(width) = width {
        edit = edit.width(width);
    }
    edit = match look {
        Look::Plain => edit,
        Look::Quiet => edit.quiet(),
        Look::Tight => edit.tight(),
    };
    let response = edit.ui(ui);
    note_focus(ui, &response);
    let read = parse(&text);
    let given_up = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape));
    // While it is typed the text stays as it is; afterwards the model's way of writing it shows.
    let keep = text != value && !given_up && (response.has_focus() || read.is_err());
    ui.data_mut(|data| {
        if keep {
            data.insert_temp(id, Draft { text: text.clone(), over: value.to_owned() });
        } else {
            data.remove::<Draft>(id);
        }
    });
    let (typed, error) = match read {
        Ok(value) => (response.changed().then_some(value), None),
        Err(why) => (None, (keep && text != value).then_some(why)),
    };
    ParsedResponse { typed, error }
}

/// The sentence under a field that cannot be understood.
pub(super) fn error_below(ui: &mut Ui, error: Option<&str>) {
    if let Some(error) = error {
        let color = theme::tokens(ui).bad;
        let font = super::super::fonts::regular(theme::size::SECONDARY);
        ui.add(egui::Label::new(egui::RichText::new(error).font(font).color(color)).wrap());
    }
}

/// A row over something that must be understood, with the sentence under the field.
pub(super) fn parsed_row<T>(
    ui: &mut Ui,
    label: &str,
    field: Parsed<'_>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let ParsedResponse { typed, error } = field_row(ui, label, |ui, _| parsed(ui, field, parse));
    if error.is_some() {
        field_row_below(ui, |ui| error_below(ui, error.as_deref()));
    }
    typed
}

/// What stands under a field of a row, at the field's left edge.
pub(super) fn field_row_below(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(widgets::LABEL_WIDTH + 8.0);
        ui.vertical(content);
    });
}

/// A row with a date, or none.
pub(super) fn date_row(ui: &mut Ui, id: Id, label: &str, date: Option<PartialDate>) -> Option<Option<PartialDate>> {
    let value = date.map_or(String::new(), |date| date.to_string());
    parsed_row(
        ui,
        label,
        Parsed { id, name: label, hint: "date", value: &value, width: None, look: Look::Plain },
        parse_date,
    )
}

/// Reads an optional date.
pub(in crate::ui) fn parse_date(text: &str) -> Result<Option<PartialDate>, String> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(sentence),
    }
}

/// Reads an optional date or interval.
pub(super) fn parse_interval(text: &str) -> Result<Option<Interval>, String> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(sentence),
    }
}

/// Reads an optional number.
pub(super) fn parse_number(text: &str) -> Result<Option<f64>, String> {
    match text.trim().replace(',', ".").as_str() {
        "" => Ok(None),
        text => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err("Not a number. Numbers look like 12, 0.5 or -3e6.".into()),
        },
    }
}

/// An error as a sentence of the interface: a capital first, a full stop last.
fn sentence(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Reads a time from what stands in its two fields.
fn join_ends(start: &str, stop: &str) -> Result<Option<Interval>, String> {
    read_ends(start, stop).map_err(sentence)
}

/// The row of a time: from one date to another, each of which can be open or unknown.
///
/// `mixed` shows that several records differ. Returns the time that was typed.
pub(super) fn valid_row(
    ui: &mut Ui,
    ids: (Id, Id),
    label: &str,
    valid: Option<Interval>,
    mixed: bool,
) -> Option<Option<Interval>> {
    let (start_text, stop_text) = written_ends(valid);
    let mut typed = None;
    let mut error = None;
    field_row(ui, label, |ui, _| {
        let gap = 22.0;
        let width = ((ui.available_width() - gap) * 0.5).floor();
        ui.spacing_mut().item_spacing.x = 0.0;
        let hints = if mixed { ("mixed", "mixed") } else { ("date", "same date") };
        let start_field = Parsed {
            id: ids.0,
            name: "Valid from",
            hint: hints.0,
            value: &start_text,
            width: Some(width),
            look: Look::Tight,
        };
        let start = parsed(ui, start_field, |text| match text.split_once('/') {
            // A whole interval can be pasted into the first field.
            Some(_) => parse_interval(text),
            None => join_ends(text, &stop_text),
        });
        let (rect, _) = ui.allocate_exact_size(egui::vec2(gap, 28.0), egui::Sense::hover());
        let builder = egui::UiBuilder::new()
            .max_rect(rect)
            .layout(egui::Layout::centered_and_justified(egui::Direction::LeftToRight));
        widgets::text::secondary(&mut ui.new_child(builder), "to", widgets::text::Overflow::Elide);
        let stop_field = Parsed {
            id: ids.1,
            name: "Valid to",
            hint: if valid.is_none() && !mixed { "date" } else { hints.1 },
            value: &stop_text,
            width: Some(width),
            look: Look::Tight,
        };
        let stop = parsed(ui, stop_field, |text| join_ends(&start_text, text));
        typed = start.typed.or(stop.typed);
        error = start.error.or(stop.error);
    });
    if error.is_some() {
        field_row_below(ui, |ui| error_below(ui, error.as_deref()));
    }
    typed
}

/// A choice among the values of a closed vocabulary, with "mixed" where several records differ.
pub(super) fn vocabulary_row<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    current: Option<T>,
    all: &[T],
    words: impl Fn(T) -> &'static str,
) -> Option<T> {
    field_row(ui, label, |ui, _| {
        let shown = current.map_or("mixed", &words);
        Picker::new(label, shown).faint(current.is_none()).show(ui, |_| {
            all.iter().map(|value| Choice::new(*value, words(*value)).selected(current == Some(*value))).collect()
        })
    })
}

/// The same for something that may not have been judged.
pub(super) fn optional_choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    none: &str,
    current: Option<T>,
    all: &[T],
    words: impl Fn(T) -> String,
) -> Option<Option<T>> {
    let shown = current.map_or_else(|| none.to_owned(), &words);
    Picker::new(name, &shown).faint(current.is_none()).show(ui, |_| {
        let nothing = Choice::new(None, none).selected(current.is_none());
        let values = all.iter().map(|value| Choice::new(Some(*value), words(*value)).selected(current == Some(*value)));
        std::iter::once(nothing).chain(values).collect()
    })
}

/// The row of the status.
pub(super) fn status_row(ui: &mut Ui, current: Option<Status>) -> Option<Status> {
    vocabulary_row(ui, "Status", current, Status::ALL, Status::label)
}

/// A choice among entity types, grouped by class.
pub(super) fn entity_type_row(
    ui: &mut Ui,
    schema: &crate::model::Schema,
    current: Option<&crate::base::EntityTypeId>,
) -> Option<crate::base::EntityTypeId> {
    field_row(ui, "Type", |ui, _| {
        let kind = current.and_then(|id| schema.entity_types.get(id));
        let shown = kind.map_or("mixed", |t| t.name.as_str());
        let sign = kind.map_or(Sign::None, |t| Sign::Disc(marks::type_disc(t)));
        Picker::new("Type", shown).sign(sign).faint(kind.is_none()).search("Find a type").show(ui, |query| {
            let query = crate::base::fold(query);
            let mut types: Vec<_> =
                schema.entity_types.values().filter(|t| crate::base::fold(&t.name).contains(&query)).collect();
            types.sort_by_key(|t| (marks::class_of(schema, &t.id) as u8, t.parent.is_some(), t.name.clone()));
            types
                .into_iter()
                .map(|t| Choice {
                    sign: Sign::Disc(marks::type_disc(t)),
                    ..Choice::new(t.id.clone(), &t.name).selected(current == Some(&t.id))
                })
                .collect()
        })
    })
}
