//! What the columns of a table mean, with a sample and a check of each.

use eframe::egui::{Align, Layout, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::meanings::{self, Chosen};
use super::{ImportView, act, place, rule};
use crate::formats::table::{ColumnMapping, Mapping, Rows, TableMapping, TablePreview};
use crate::session::import::{ColumnCheck, Finding, Import, RowBecomes, RowEnd};
use crate::session::{ImportAct, Session};
use crate::ui::desk::{Desk, Outbox};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, radius, size, space};
use crate::ui::widgets::{
    self, Button, Check, Choice, Disc, DiscRing, Picker, Segment, Sign, TextField, checkbox, segmented, text,
};
use crate::ui::{fonts, marks};

const ROW: f32 = 36.0;
const SAMPLE: f32 = 92.0;
const ARROW: f32 = 252.0;
const FIELD: f32 = 278.0;
const FIELD_WIDTH: f32 = 216.0;
const CHECK: f32 = 508.0;

/// What may stand between several values in a cell.
const SPLITS: &[(&str, &str)] =
    &[("", "One value a cell"), (";", "Split at ;"), (",", "Split at ,"), ("|", "Split at |")];

/// The mapping with another one for a table, sent to the import.
fn change(import: &Import, table: usize, out: &mut Outbox, change: impl FnOnce(&mut TableMapping)) {
    let mut mapping: Mapping = import.mapping.clone();
    if let Some(told) = mapping.tables.get_mut(table) {
        change(told);
        act(out, ImportAct::SetMapping(mapping));
    }
}

/// How the file is cut into cells: separator, header and sheet, from the right.
pub(super) fn cutting(ui: &mut Ui, import: &Import, view: &mut ImportView, out: &mut Outbox) {
    let Some(tables) = &import.tables else { return };
    let Some(told) = import.mapping.tables.get(view.table) else { return };
    let Some(table) = tables.tables.get(view.table) else { return };
    ui.spacing_mut().item_spacing.x = space::S;
    if checkbox(ui, Check::from(!told.no_header), "First row is header", false).clicked() {
        change(import, view.table, out, |told| told.no_header = !told.no_header);
    }
    ui.add_space(space::XS);
    if let Some(mut delimiter) = told.delimiter.or(table.delimiter) {
        let before = delimiter;
        let separators =
            [Segment::text(',', ","), Segment::text(';', ";"), Segment::text('\t', "Tab"), Segment::text('|', "|")];
        segmented(ui, "Separator", &mut delimiter, &separators, None);
        text::secondary(ui, "Separator", text::Overflow::Elide);
        if delimiter != before {
            change(import, view.table, out, |told| {
                // Other columns come of it, which are guessed anew.
                *told =
                    TableMapping { delimiter: Some(delimiter), no_header: told.no_header, ..TableMapping::default() };
            });
        }
    } else if tables.tables.len() > 1 {
        let picker = Picker::new("Sheet", &table.name).width(150.0).search("Find a sheet");
        let chosen = picker.show(ui, |query| {
            let sheets =
                tables.tables.iter().enumerate().filter(|(_, t)| t.name.to_lowercase().contains(&query.to_lowercase()));
            sheets.map(|(at, sheet)| Choice::new(at, sheet.name.clone()).selected(at == view.table)).collect()
        });
        if let Some(at) = chosen {
            (view.table, view.source) = (at, None);
        }
    }
}

/// Shows the columns of the shown table.
pub(super) fn show(
    ui: &mut Ui,
    import: &Import,
    view: &mut ImportView,
    session: &Session,
    desk: Option<&Desk<'_>>,
    out: &mut Outbox,
) {
    let Some(tables) = &import.tables else { return };
    view.table = view.table.min(tables.tables.len().saturating_sub(1));
    let (Some(table), Some(told)) = (tables.tables.get(view.table), import.mapping.tables.get(view.table)) else {
        return;
    };
    let whole = ui.max_rect();
    rows_are(ui, import, view, (table, told), tables.encoding, out);
    rule(ui);
    if matches!(told.rows, Rows::Matrix | Rows::Neighbours | Rows::Nothing) {
        ui.add_space(space::L);
        let words = match told.rows {
            Rows::Matrix => {
                "Each row and each column is an entity; a number where they meet is the weight of a relationship between them."
            }
            Rows::Neighbours => "The first cell of a row is an entity, and the others are those that it is related to.",
            _ => "This table is left out.",
        };
        text::secondary(ui, words, text::Overflow::Wrap);
        return;
    }
    heading(ui);
    rule(ui);
    let checks = import.checked.as_ref().and_then(|checked| checked.tables.get(view.table));
    let below = 40.0 + space::S + 34.0 + space::S;
    let height = whole.bottom() - ui.cursor().top() - below;
    ScrollArea::vertical()
        .id_salt(("columns", view.table))
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, header) in table.headers.iter().enumerate() {
                let check = checks.and_then(|checks| checks.get(at));
                ui.push_id(at, |ui| column(ui, import, view, (table, told), (at, header), check, out));
                rule(ui);
            }
        });
    let bottom = Rect::from_min_max(pos2(whole.left(), whole.bottom() - below + space::S), whole.max);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(bottom).layout(Layout::top_down(Align::Min)));
    usual(&mut ui, import, view, told, desk, out);
    ui.add_space(space::S);
    let row = import.checked.as_ref().and_then(|checked| checked.rows.get(view.table)).and_then(Option::as_ref);
    becomes(&mut ui, row, told, session, desk);
}

fn rows_are(
    ui: &mut Ui,
    import: &Import,
    view: &ImportView,
    (table, told): (&TablePreview, &TableMapping),
    encoding: &str,
    out: &mut Outbox,
) {
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, 44.0), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::secondary(ui, "Each row is", text::Overflow::Elide);
        let mut rows = told.rows;
        let kinds = [
            Segment::text(Rows::Relationships, "A relationship"),
            Segment::text(Rows::Entities, "An entity"),
            Segment::text(Rows::Neighbours, "A list of neighbours"),
            Segment::text(Rows::Matrix, "Of a matrix"),
            Segment::text(Rows::Nothing, "Left out"),
        ];
        segmented(ui, "Each row is", &mut rows, &kinds, None);
        if rows != told.rows {
            // What columns mean for the one they hardly mean for the other.
            let delimiter = told.delimiter;
            let guessed = TableMapping { delimiter, ..table.guessed(rows, told.no_header) };
            change(import, view.table, out, |told| *told = guessed);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !encoding.is_empty() {
                text::hint(ui, encoding, text::Overflow::Elide);
            }
        });
    });
}

fn heading(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    for (left, words) in [(0.0, "Column"), (SAMPLE, "Sample"), (FIELD, "Field"), (CHECK, "Check")] {
        text::hint(&mut place(ui, rect, left, 150.0), words, text::Overflow::Elide);
    }
}

/// The first values of a column.
fn samples(table: &TablePreview, at: usize) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for value in table.rows.iter().filter_map(|row| row.get(at)).map(String::as_str).filter(|value| !value.is_empty()) {
        if !seen.contains(&value) {
            seen.push(value);
        }
        if seen.len() == 3 {
            break;
        }
    }
    seen.join("; ")
}

/// Whether one of the first cells of a column may hold several values.
fn has_separators(table: &TablePreview, at: usize) -> bool {
    table.rows.iter().take(100).filter_map(|row| row.get(at)).any(|value| value.contains([';', ',', '|']))
}

fn column(
    ui: &mut Ui,
    import: &Import,
    view: &mut ImportView,
    (table, told): (&TablePreview, &TableMapping),
    (at, header): (usize, &str),
    check: Option<&ColumnCheck>,
    out: &mut Outbox,
) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let tokens = theme::tokens(ui);
    let usual = ColumnMapping::default();
    let told_column = told.columns.get(header).unwrap_or(&usual);
    let meaning = meanings::resolved(header, told_column, told.rows);
    let sample = samples(table, at);
    let name = if header.is_empty() { format!("column {}", at + 1) } else { header.to_owned() };
    let label = eframe::egui::RichText::new(&name).font(fonts::medium(size::BODY)).color(tokens.t1);
    place(ui, row, 0.0, SAMPLE - space::S).add(eframe::egui::Label::new(label).truncate());
    text::secondary(&mut place(ui, row, SAMPLE, ARROW - SAMPLE - space::S), &sample, text::Overflow::Elide);
    let arrow = pos2(row.left() + ARROW + 6.0, row.center().y);
    widgets::icon(ui.painter(), icons::ARROW_RIGHT, IconStyle::Regular, arrow, 14.0, tokens.t2);

    let can_split = meanings::may_be_split(&meaning) && (!told_column.split.is_empty() || has_separators(table, at));
    let split_width = if can_split { 74.0 } else { 0.0 };
    let (words, icon) = meanings::shown(&meaning, told_column.kind);
    let is_skipped = meaning == crate::formats::table::Meaning::Nothing;
    let mut field = place(ui, row, FIELD, FIELD_WIDTH - split_width);
    let sign = if is_skipped { Sign::None } else { Sign::Icon(icon) };
    let spoken = format!("Field of {name}");
    let picker = Picker::new(&spoken, &words).sign(sign).faint(is_skipped).search("Find a field").list_width(240.0);
    let chosen = picker.show(&mut field, |query| meanings::choices(header, told_column, told.rows, &sample, query));
    if let Some(Chosen { is, kind }) = chosen {
        change(import, view.table, out, |told| {
            // Two columns cannot both be one end.
            if matches!(is, crate::formats::table::Meaning::From | crate::formats::table::Meaning::To) {
                for other in told.columns.values_mut().filter(|other| other.is == is) {
                    other.is = crate::formats::table::Meaning::Nothing;
                }
            }
            let column = told.columns.entry(header.to_owned()).or_default();
            (column.is, column.kind) = (is, kind);
            column.words.clear();
        });
    }
    if can_split {
        let mut split = place(ui, row, FIELD + FIELD_WIDTH - split_width + space::XS, split_width - space::XS);
        let shown = if told_column.split.is_empty() { "one" } else { told_column.split.trim() };
        let spoken = format!("Values in a cell of {name}");
        let picker = Picker::new(&spoken, shown).list_width(170.0);
        let chosen = picker.show(&mut split, |_| {
            let all = SPLITS.iter();
            all.map(|(split, label)| Choice::new(*split, *label).selected(told_column.split.trim() == *split)).collect()
        });
        if let Some(split) = chosen {
            change(import, view.table, out, |told| {
                split.clone_into(&mut told.columns.entry(header.to_owned()).or_default().split);
            });
        }
    }
    check_ui(ui, view, row, header, check);
}

fn check_ui(ui: &mut Ui, view: &mut ImportView, row: Rect, header: &str, check: Option<&ColumnCheck>) {
    let tokens = theme::tokens(ui);
    // Beside the bar by which the columns are scrolled.
    let mut place = place(ui, row, CHECK, row.width() - CHECK - space::M);
    let Some(check) = check else { return };
    place.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let can_map = check.makes_types || check.words.contains("to map");
        if can_map && !check.unknown.is_empty() && ui.add(Button::secondary("Map words").small()).clicked() {
            view.words = Some(header.to_owned());
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (sign, color) = match check.finding {
                Finding::Fine => (Some((icons::CHECK_CIRCLE, tokens.ok)), tokens.t2),
                Finding::Doubtful => (Some((icons::WARNING, tokens.warn)), tokens.warn),
                Finding::Nothing => (None, tokens.t3),
            };
            if let Some((icon, ink)) = sign {
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                widgets::icon(ui.painter(), icon, IconStyle::Fill, rect.center(), 14.0, ink);
            }
            let words = eframe::egui::RichText::new(&check.words).font(fonts::regular(size::SECONDARY)).color(color);
            ui.add(eframe::egui::Label::new(words).truncate());
        });
    });
}

/// What holds for all rows: the type of what no column gives one, and a source.
fn usual(
    ui: &mut Ui,
    import: &Import,
    view: &mut ImportView,
    told: &TableMapping,
    desk: Option<&Desk<'_>>,
    out: &mut Outbox,
) {
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, 32.0), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let of_edge = told.rows == Rows::Relationships;
        text::secondary(ui, "Type where no column says it", text::Overflow::Elide);
        let now = if of_edge { &told.relationship_type } else { &told.entity_type };
        let unsaid = if of_edge { "related to" } else { "Entity" };
        let shown = if now.is_empty() { unsaid } else { now };
        let picker =
            Picker::new("Type where no column says it", shown).width(180.0).faint(now.is_empty()).search("Find a type");
        let built_in = crate::model::Schema::built_in;
        let chosen = picker.show(ui, |query| {
            let schema = desk.map_or_else(built_in, |desk| desk.graph().schema().clone());
            let mut names: Vec<String> = if of_edge {
                schema.relationship_types.values().map(|t| t.name.clone()).collect()
            } else {
                schema.entity_types.values().map(|t| t.name.clone()).collect()
            };
            names.retain(|name| name.to_lowercase().contains(&query.to_lowercase()));
            names.sort();
            names.into_iter().map(|name| Choice::new(name.clone(), name.clone()).selected(name == *now)).collect()
        });
        if let Some(name) = chosen {
            change(import, view.table, out, |told| {
                if of_edge { told.relationship_type = name } else { told.entity_type = name }
            });
        }
        ui.add_space(space::S);
        text::secondary(ui, "Source of all rows", text::Overflow::Elide);
        let mut source = view.source.clone().unwrap_or_else(|| told.source.clone());
        let field = TextField::new(&mut source, "Source of all rows").hint("none").width(ui.available_width());
        let response = ui.add(field);
        if response.changed() {
            view.source = Some(source.clone());
        }
        if response.lost_focus() && source != told.source {
            change(import, view.table, out, |told| source.trim().clone_into(&mut told.source));
        }
    });
}

/// What the first row becomes.
fn becomes(ui: &mut Ui, row: Option<&RowBecomes>, told: &TableMapping, session: &Session, desk: Option<&Desk<'_>>) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::hover());
    ui.painter().rect_filled(rect, f32::from(radius::CONTROL), tokens.sunken);
    if told.lacks_ends() {
        let inner = rect.shrink2(vec2(12.0, 0.0));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
        let words = "Choose for one column the field “From entity” and for another one “To entity”.";
        text::secondary(&mut ui, words, text::Overflow::Elide);
        return;
    }
    let Some(row) = row else { return };
    let RowBecomes { from, relation, to, marks: said, remark } = row;
    let name = |end: &Option<RowEnd>| end.as_ref().map(|end| end.name.clone()).unwrap_or_default();
    let spoken = format!("Row 1 becomes {} {relation} {} {said}, {remark}", name(from), name(to));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let inner = rect.shrink2(vec2(12.0, 0.0));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)));
    text::secondary(&mut ui, remark, text::Overflow::Elide);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::hint(ui, "Row 1 becomes", text::Overflow::Elide);
        end_ui(ui, from.as_ref(), session, desk);
        if to.is_some() {
            text::secondary(ui, relation, text::Overflow::Elide);
            let (arrow, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
            widgets::icon(ui.painter(), icons::ARROW_RIGHT, IconStyle::Regular, arrow.center(), 14.0, tokens.t1);
            end_ui(ui, to.as_ref(), session, desk);
        }
        text::secondary(ui, said, text::Overflow::Elide);
    });
}

fn end_ui(ui: &mut Ui, end: Option<&RowEnd>, _session: &Session, desk: Option<&Desk<'_>>) {
    let Some(RowEnd { name, known }) = end else { return };
    let entity = known.as_ref().and_then(|id| desk?.graph().entity(id));
    let disc = match (entity, desk) {
        (Some(entity), Some(desk)) => marks::disc(desk.graph(), entity),
        _ => Disc { ring: DiscRing::None, ..Disc::new(theme::EntityClass::Other) },
    };
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    widgets::paint_disc(ui.painter(), theme::tokens(ui), rect.center(), 8.0, &disc);
    text::body(ui, name, text::Overflow::Elide);
}
