//! The bar at the bottom: how much there is, what is selected, what is being done, and whether it is safe.

use eframe::egui::{
    self, Frame, Layout, Margin, Panel, Popup, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::canvas::CanvasState;
use super::desk::Outbox;
use super::icons::{self, Icon, IconStyle};
use super::theme::{self, size, space};
use super::timeline;
use super::widgets::{self, IconButton, text};
use super::{fonts, marks, menu};
use crate::analysis::check::Severity;
use crate::base::EntityId;
use crate::session::{JobView, OpenDocument, Session, Stop, Verb};

/// The height of the bar.
const HEIGHT: f32 = 26.0;

/// With less room than this, in points, it is not said how long statistics took.
const ROOMY: f32 = 1000.0;

/// A job that takes less than this, in seconds, is over before anybody could read of it.
const SHOWN_AFTER: f64 = 0.3;

/// Which jobs have been running since when.
#[derive(Debug, Default)]
pub(super) struct JobTimes(Vec<(String, f64)>);

impl JobTimes {
    /// The jobs that have run long enough to be shown.
    fn lasting(&mut self, ui: &Ui, jobs: Vec<JobView>) -> Vec<JobView> {
        let now = ui.input(|input| input.time);
        self.0.retain(|(label, _)| jobs.iter().any(|job| job.label == *label));
        for job in &jobs {
            if !self.0.iter().any(|(label, _)| *label == job.label) {
                self.0.push((job.label.clone(), now));
            }
        }
        if !jobs.is_empty() {
            // Progress is only seen by looking; a job does not wake the window until it is done.
            ui.request_repaint_after(std::time::Duration::from_millis(100));
        }
        let since = |job: &JobView| self.0.iter().find(|(label, _)| *label == job.label).map_or(now, |(_, at)| *at);
        jobs.into_iter().filter(|job| now - since(job) >= SHOWN_AFTER).collect()
    }
}

/// What the bar is under.
pub(super) enum Place<'a> {
    /// Nothing that is open.
    Nowhere,
    /// The canvas.
    Canvas(&'a CanvasState),
    /// The canvas beside statistics: what is known of the network, and how long that took.
    Analyse(&'a CanvasState, Vec<String>, String),
    /// A table.
    Table(TableWords),
}

/// What the bar says of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct TableWords {
    /// How many rows there are, and how they are sorted.
    pub parts: Vec<String>,
    /// How many are selected; nothing for none.
    pub selected: String,
    /// How many the filter hides.
    pub hidden: String,
}

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, session: &Session, place: Place<'_>, times: &mut JobTimes, out: &mut Outbox) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("status").exact_size(HEIGHT).frame(frame).show(ui, |ui| {
        let size = ui.available_size();
        ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            ui.spacing_mut().interact_size.y = 24.0;
            if let Some(open) = session.active() {
                safety(ui, open);
            }
            match &place {
                Place::Canvas(canvas) | Place::Analyse(canvas, ..) => {
                    rule(ui);
                    zoom(ui, session, canvas, out);
                }
                Place::Table(words) if !words.hidden.is_empty() => {
                    rule(ui);
                    text::secondary(ui, &words.hidden, text::Overflow::Elide);
                }
                Place::Table(_) | Place::Nowhere => {}
            }
            if let Some(open) = session.active() {
                checks(ui, open, out);
            }
            if let Place::Analyse(_, _, took) = &place
                && !took.is_empty()
                && size.x >= ROOMY
            {
                rule(ui);
                text::secondary(ui, took, text::Overflow::Elide);
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                let color = theme::tokens(ui).t2;
                widgets::icon(ui.painter(), icons::CHECK_CIRCLE, IconStyle::Regular, rect.center(), 14.0, color);
            }
            for job in times.lasting(ui, session.jobs()) {
                rule(ui);
                show_job(ui, &job);
            }
            // What is said of safety and work stays whole; the rest has the room that is left.
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| match (&place, session.active()) {
                (Place::Table(words), _) => table_words(ui, words),
                (Place::Canvas(canvas), Some(open)) => {
                    counts(ui, open);
                    hood(ui, open, canvas);
                }
                (Place::Analyse(_, parts, _), Some(open)) => {
                    counts(ui, open);
                    for part in parts {
                        rule(ui);
                        text::secondary(ui, part, text::Overflow::Elide);
                    }
                }
                (Place::Nowhere, Some(open)) => counts(ui, open),
                (_, None) => {}
            });
        });
    });
}

fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(1.0, 12.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::tokens(ui).line2);
}

fn table_words(ui: &mut Ui, words: &TableWords) {
    for (index, part) in words.parts.iter().enumerate() {
        if index > 0 {
            rule(ui);
        }
        text::secondary(ui, part, text::Overflow::Elide);
    }
    if !words.selected.is_empty() {
        rule(ui);
        let color = theme::tokens(ui).accent_text;
        ui.label(RichText::new(&words.selected).font(fonts::medium(size::SECONDARY)).color(color));
    }
}

/// How much of what is there lies in the neighbourhood that is looked at.
fn hood(ui: &mut Ui, open: &OpenDocument, canvas: &CanvasState) {
    let Some(size) = canvas.hood_size().filter(|_| canvas.hops().is_some()) else { return };
    rule(ui);
    let words = format!("{size} of {} in neighbourhood", open.graph().entity_count());
    text::secondary(ui, &words, text::Overflow::Elide);
}

fn counts(ui: &mut Ui, open: &OpenDocument) {
    let graph = open.graph();
    text::secondary(ui, &marks::count(graph.entity_count(), "entity", "entities"), text::Overflow::Elide);
    rule(ui);
    let relationships = marks::count(graph.relationship_count(), "relationship", "relationships");
    let part = part_of_time(open);
    text::secondary(ui, part.as_ref().unwrap_or(&relationships), text::Overflow::Elide);
    rule(ui);
    text::secondary(ui, &marks::count(graph.sources().len(), "source", "sources"), text::Overflow::Elide);
    let selection = open.selection();
    let mut parts = Vec::new();
    if !selection.entities.is_empty() {
        parts.push(marks::count(selection.entities.len(), "entity", "entities"));
    }
    if !selection.relationships.is_empty() {
        parts.push(marks::count(selection.relationships.len(), "relationship", "relationships"));
    }
    if !parts.is_empty() {
        rule(ui);
        let aside = if selection.len() <= 100 && is_out_of_view(open) { ", not in this view" } else { "" };
        let words = format!("{} selected{aside}", parts.join(" and "));
        let color = theme::tokens(ui).accent_text;
        ui.label(RichText::new(words).font(fonts::medium(size::SECONDARY)).color(color));
    }
}

/// What the time of the shown view leaves of the relationships: `13 of 32 relationships in 1994`.
fn part_of_time(open: &OpenDocument) -> Option<String> {
    open.sight().as_of()?;
    let all = open.graph().relationship_count();
    let (_, here) = open.sight().counts(open.graph());
    let (here, all) = (marks::thousands(here), marks::thousands(all));
    Some(format!("{here} of {all} relationships at {}", timeline::words(Some(open.time()?)).to_lowercase()))
}

/// Whether the shown view shows nothing of what is selected.
fn is_out_of_view(open: &OpenDocument) -> bool {
    let Some(view) = open.view() else { return true };
    let shows = |id: &EntityId| !view.placement(id).hidden;
    let selection = open.selection();
    !selection.entities.iter().any(shows)
        && !selection.relationships.iter().any(|id| {
            let ends = open.graph().relationship(id);
            !view.route(id).hidden && ends.is_some_and(|r| shows(&r.from) && shows(&r.to))
        })
}

/// Whether the work is in its file, and if not, where it is.
fn safety(ui: &mut Ui, open: &OpenDocument) {
    let tokens = theme::tokens(ui);
    let (icon, color, words, why): (Icon, _, _, _) = if open.is_changed_on_disk() {
        let why = "Something else wrote the file since it was opened here. Saving asks before it replaces anything.";
        (icons::WARNING, tokens.warn, "Changed on disk", why)
    } else if !open.is_modified() && open.on_disk().is_some() {
        (icons::CHECK_CIRCLE, tokens.t2, "Saved", "All changes are in the file.")
    } else if open.is_recoverable() {
        let why = "What is not in the file yet is kept apart, and is offered again if the program stops.";
        let words = if open.is_modified() { "Edited, kept for recovery" } else { "Not saved yet" };
        (icons::CLOCK_COUNTER_CLOCKWISE, tokens.t2, words, why)
    } else {
        let why = "Changes are kept in this window only, until they are saved.";
        (icons::CIRCLE_HALF, tokens.t2, if open.is_modified() { "Edited" } else { "Not saved yet" }, why)
    };
    // The distance after a part is that which holds when the part is added.
    ui.spacing_mut().item_spacing.x = 5.0;
    let label = ui.label(RichText::new(words).font(fonts::regular(size::SECONDARY)).color(color));
    label.on_hover_text(why);
    ui.spacing_mut().item_spacing.x = space::M;
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    widgets::icon(ui.painter(), icon, IconStyle::Regular, rect.center(), 14.0, color);
}

/// How much is wrong; a press lists it.
fn checks(ui: &mut Ui, open: &OpenDocument, out: &mut Outbox) {
    let Some(known) = open.checks() else { return };
    rule(ui);
    let tokens = theme::tokens(ui);
    let words = super::checks::in_words(known);
    let is_well = known.count(Severity::Fault) + known.count(Severity::Warning) == 0;
    let (icon, color) = if is_well { (icons::CHECK_CIRCLE, tokens.t2) } else { (icons::WARNING, tokens.warn) };
    let galley = ui.painter().layout_no_wrap(words.clone(), fonts::regular(size::SECONDARY), color);
    let (rect, response) = ui.allocate_exact_size(vec2(19.0 + galley.size().x.ceil(), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    widgets::icon(ui.painter(), icon, IconStyle::Regular, pos2(rect.left() + 7.0, rect.center().y), 14.0, color);
    widgets::text_left(ui.painter(), rect.left() + 19.0, rect.center().y, galley, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink2(vec2(-3.0, 2.0)), 4);
    }
    let age = if open.are_checks_current() { "" } else { " Of an earlier state of the graph." };
    let why = format!(
        "{} faults, {} warnings, {} notes.{age}",
        known.count(Severity::Fault),
        known.count(Severity::Warning),
        known.count(Severity::Note)
    );
    if widgets::titled(response, "Checks", Some("F8"), &why).clicked() {
        out.verb(Verb::ShowChecks);
    }
}

/// How near the canvas is; a press offers other distances.
fn zoom(ui: &mut Ui, session: &Session, canvas: &CanvasState, out: &mut Outbox) {
    let words = format!("Zoom {:.0} %", canvas.camera().zoom() * 100.0);
    let color = theme::tokens(ui).t2;
    let galley = ui.painter().layout_no_wrap(words.clone(), fonts::regular(size::SECONDARY), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x.ceil(), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let color = if response.hovered() { theme::tokens(ui).t1 } else { color };
    let galley = ui.painter().layout_no_wrap(words, fonts::regular(size::SECONDARY), color);
    widgets::text_left(ui.painter(), rect.left(), rect.center().y, galley, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink2(vec2(-3.0, 2.0)), 4);
    }
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(200.0);
        for verb in [Verb::ZoomIn, Verb::ZoomOut, Verb::ZoomActual, Verb::FitAll, Verb::FitSelection] {
            if menu::verb_item(ui, session, verb) {
                out.verb(verb);
            }
        }
    });
}

/// A running job: its name, how far it is, and a cross that stops it. Laid out from right to left.
fn show_job(ui: &mut Ui, job: &JobView) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.x = space::S;
    let name = format!("Cancel {}", job.label);
    if job.stop == Stop::Never {
        // It is over before anybody could press.
    } else if job.task.is_cancelled() {
        text::hint(ui, "stopping", text::Overflow::Elide);
    } else if ui.add(IconButton::new(icons::X, &name).small()).clicked() {
        job.task.cancel();
    }
    let share = job.task.progress();
    if share > 0.0 {
        text::secondary(ui, &format!("{:.0} %", share * 100.0), text::Overflow::Elide);
        let (rect, response) = ui.allocate_exact_size(vec2(96.0, 4.0), Sense::hover());
        response.widget_info(|| WidgetInfo {
            value: Some(f64::from(share)),
            ..WidgetInfo::labeled(Role::ProgressIndicator, true, &job.label)
        });
        ui.painter().rect_filled(rect, 2.0, tokens.line);
        let end = rect.left() + share * rect.width();
        let done = Rect::from_min_max(rect.min, pos2(end, rect.bottom()));
        ui.painter().rect_filled(done, 2.0, tokens.accent);
    }
    text::secondary(ui, &job.label, text::Overflow::Elide);
    ui.spacing_mut().item_spacing.x = space::M;
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    widgets::icon(ui.painter(), icons::CIRCLE_NOTCH, IconStyle::Regular, rect.center(), 14.0, tokens.t2);
}
