//! The import dialog: what the columns mean, which entities are known, and what will happen.

mod columns;
mod matching;
mod meanings;
mod review;
mod words;

use std::sync::Arc;

use eframe::egui::{Align, Context, Id, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::Ended;
use crate::base::EntityId;
use crate::formats::table::{Rows, TableMapping};
use crate::session::import::{Import, Read, Target};
use crate::session::{Command, ImportAct, ImportStep, Session};
use crate::ui::desk::{Desk, Outbox};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{self, Button, Dialog, DialogAction, ErrorCard, ProgressRow, text};
use crate::ui::{fonts, marks};

/// The width of what stands in the dialog.
const WIDTH: f32 = 742.0;

/// The height of what changes from step to step, where the window has room for it.
const BODY: f32 = 480.0;

/// What the dialog remembers beside the import itself.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct ImportView {
    /// Which table is shown.
    table: usize,
    /// The column of which words are being mapped.
    words: Option<String>,
    /// The title of a source that is being typed.
    source: Option<String>,
    /// Which entities are listed.
    class: matching::Class,
    /// Those, for the reading that they are of.
    listed: Option<(Arc<Read>, matching::Class, Arc<Vec<EntityId>>)>,
}

impl PartialEq for ImportView {
    fn eq(&self, other: &Self) -> bool {
        self.table == other.table && self.words == other.words && self.class == other.class
    }
}

/// Sends something to the import.
fn act(out: &mut Outbox, act: ImportAct) {
    out.send(Command::Import(act));
}

/// Shows the dialog.
pub(super) fn show(
    ctx: &Context,
    view: &mut ImportView,
    session: &Session,
    desk: Option<&Desk<'_>>,
    out: &mut Outbox,
) -> Ended {
    let Some(import) = session.import() else { return Ended::Done };
    let title = title(import);
    let about = match import.rows() {
        Some(rows) => format!("{} · {}", import.name, marks::count(rows, "row", "rows")),
        None => import.name.clone(),
    };
    let icon = if import.is_table() { icons::FILE_CSV } else { icons::FILE };
    let dialog = Dialog::new(Id::unique("import"), &title, "").bare().aside(icon, &about).width(WIDTH);
    let mut ended = false;
    let response = dialog.show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        steps(ui, import, view, out);
        ui.add_space(space::S);
        rule(ui);
        body(ui, import, view, session, desk, out);
        ended = footer(ui, import, view, out);
    });
    if response.action == DialogAction::Cancelled || ended {
        act(out, ImportAct::GiveUp);
        return Ended::GivenUp;
    }
    Ended::No
}

fn title(import: &Import) -> String {
    if !import.is_table() {
        return "Import".into();
    }
    let rows = import.mapping.tables.iter().map(|table| table.rows).find(|rows| *rows != Rows::Nothing);
    match rows {
        Some(Rows::Entities) => "Import entities".into(),
        Some(_) => "Import relationships".into(),
        None => "Import".into(),
    }
}

/// A line across the dialog.
fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::tokens(ui).line);
}

fn label(step: ImportStep) -> &'static str {
    match step {
        ImportStep::File => "File",
        ImportStep::Map => "Map columns",
        ImportStep::Match => "Match entities",
        ImportStep::Review => "Review",
    }
}

/// Where the import is, and at the step of columns how the file is cut.
fn steps(ui: &mut Ui, import: &Import, view: &mut ImportView, out: &mut Outbox) {
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, theme::height::CONTROL), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for (at, step) in import.steps().iter().enumerate() {
            if step_ui(ui, at + 1, *step, import) {
                act(out, ImportAct::Go(*step));
            }
        }
        if import.step == ImportStep::Map && view.words.is_none() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| columns::cutting(ui, import, view, out));
        }
    });
}

fn step_ui(ui: &mut Ui, number: usize, step: ImportStep, import: &Import) -> bool {
    let tokens = theme::tokens(ui);
    let (is_done, is_here) = (step < import.step, step == import.step);
    let font = if is_here { fonts::medium(size::SECONDARY) } else { fonts::regular(size::SECONDARY) };
    let color = if is_here { tokens.t1 } else { tokens.t2 };
    let galley = ui.painter().layout_no_wrap(label(step).to_owned(), font, color);
    let can_go = step > ImportStep::File && !is_here && import.failed.is_none();
    let sense = if can_go { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(24.0 + galley.size().x.ceil(), 24.0), sense);
    let spoken = format!("Step {number}, {}", label(step));
    response.widget_info(|| WidgetInfo::selected(Role::Button, can_go, is_here, &spoken));
    let center = pos2(rect.left() + 9.0, rect.center().y);
    let painter = ui.painter();
    if is_done {
        widgets::icon(painter, icons::CHECK_CIRCLE, IconStyle::Regular, center, 18.0, tokens.ok);
    } else {
        let (fill, line, ink) = if is_here {
            (tokens.accent_fill, tokens.accent_fill, tokens.on_accent)
        } else {
            (tokens.surface, tokens.line2, tokens.t2)
        };
        painter.circle(center, 8.5, fill, Stroke::new(1.0, line));
        let digit = painter.layout_no_wrap(number.to_string(), fonts::medium(11.0), ink);
        widgets::text_left(painter, center.x - 0.5 * digit.size().x, center.y, digit, ink);
    }
    let color = if response.hovered() && can_go { tokens.t1 } else { color };
    widgets::text_left(painter, rect.left() + 24.0, rect.center().y, galley, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, theme::radius::CHIP);
    }
    response.clicked()
}

fn body(
    ui: &mut Ui,
    import: &Import,
    view: &mut ImportView,
    session: &Session,
    desk: Option<&Desk<'_>>,
    out: &mut Outbox,
) {
    let room = ui.ctx().content_rect().height() - 200.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), BODY.min(room).max(240.0)), Sense::hover());
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
    let ui = &mut ui.new_child(builder);
    ui.spacing_mut().item_spacing.y = 0.0;
    if let Some(why) = &import.failed {
        ui.add_space(space::M);
        let card = ErrorCard { title: "The file was not read", message: why, steps: &["Read again"] };
        if card.show(ui).is_some() {
            act(out, ImportAct::Again);
        }
        return;
    }
    match import.step {
        ImportStep::File => waiting(ui, import, out),
        ImportStep::Map => match view.words.clone() {
            Some(header) => words::show(ui, import, view, &header, desk, out),
            None => columns::show(ui, import, view, session, desk, out),
        },
        ImportStep::Match if import.read.is_none() => waiting(ui, import, out),
        ImportStep::Match => matching::show(ui, import, view, desk, out),
        ImportStep::Review if import.read.is_none() => waiting(ui, import, out),
        ImportStep::Review => review::show(ui, import, out),
    }
}

fn waiting(ui: &mut Ui, import: &Import, out: &mut Outbox) {
    ui.add_space(space::XL);
    let progress = Some(import.progress()).filter(|share| *share > 0.0);
    let row = ProgressRow { title: "Reading the file", fraction: progress, detail: &import.name, cancellable: true };
    if row.show(ui).cancelled {
        act(out, ImportAct::GiveUp);
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}

/// How much of what comes, in a few words.
fn sum(import: &Import) -> String {
    if import.failed.is_some() {
        return String::new();
    }
    let (Some(_), Some(brought)) = (&import.read, &import.brought) else {
        return if import.step == ImportStep::File { String::new() } else { "Comparing with the graph …".into() };
    };
    let tally = brought.tally;
    let (mut new, mut joined) = (tally.new_relationships, tally.joined_relationships);
    let of_entities = new + joined == 0;
    if of_entities {
        (new, joined) = (tally.new_entities, tally.joined_entities);
    }
    if import.document.is_none() {
        return String::new();
    }
    let mut words = format!("{} new · {} joined", text::thousands(new), text::thousands(joined));
    let undecided = import.undecided();
    if undecided > 0 {
        words.push_str(&format!(" · {} to resolve", text::thousands(undecided)));
    }
    words
}

/// The buttons below; whether the dialog is to close.
fn footer(ui: &mut Ui, import: &Import, view: &mut ImportView, out: &mut Outbox) -> bool {
    ui.add_space(space::M);
    let mut ended = false;
    let width = ui.available_width();
    ui.allocate_ui_with_layout(vec2(width, theme::height::CONTROL), Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if view.words.is_some() && import.step == ImportStep::Map {
            if ui.add(Button::primary("Done")).clicked() {
                view.words = None;
            }
            return;
        }
        let steps = import.steps();
        let at = steps.iter().position(|step| *step == import.step).unwrap_or(0);
        match steps.get(at + 1) {
            Some(next) => {
                let lacks_ends = import.is_table() && import.mapping.tables.iter().any(TableMapping::lacks_ends);
                let enabled = import.step > ImportStep::File && import.failed.is_none() && !lacks_ends;
                if ui.add_enabled(enabled, Button::primary(label(*next)).icon(icons::ARROW_RIGHT)).clicked() {
                    act(out, ImportAct::Go(*next));
                }
            }
            None => {
                let words = if import.target == Target::NewDocument { "Open as new document" } else { "Import" };
                if ui.add_enabled(import.can_finish(), Button::primary(words)).clicked() {
                    act(out, ImportAct::Finish);
                }
            }
        }
        let back = at.checked_sub(1).and_then(|before| steps.get(before)).filter(|step| **step > ImportStep::File);
        match back {
            Some(before) => {
                if ui.add(Button::secondary("Back")).clicked() {
                    act(out, ImportAct::Go(*before));
                }
            }
            None => ended = ui.add(Button::secondary("Cancel")).clicked(),
        }
        ui.add_space(space::XS);
        text::secondary(ui, &sum(import), text::Overflow::Elide);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| match import.step {
            ImportStep::Map => {
                if ui.add(Button::quiet("Save mapping…").small()).clicked() {
                    act(out, ImportAct::AskSaveMapping);
                }
                if ui.add(Button::quiet("Load mapping…").small()).clicked() {
                    act(out, ImportAct::AskMapping);
                }
            }
            ImportStep::Match => matching::bulk(ui, import, out),
            ImportStep::File | ImportStep::Review => {}
        });
    });
    ended
}

/// A place in a row, with its own child.
fn place(ui: &mut Ui, row: Rect, left: f32, width: f32) -> Ui {
    let rect = Rect::from_min_size(pos2(row.left() + left, row.top()), vec2(width, row.height()));
    ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)))
}
