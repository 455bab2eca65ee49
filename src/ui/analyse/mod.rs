//! The Analyse workspace: statistics as questions on the left of the canvas; paths, neighbourhoods and two dates beside
//! each other on its right.
//!
//! Everything is worked out by jobs of the session. What was worked out before an edit is marked as old and can be
//! refreshed; nothing is written into the graph unless that is asked for.

mod centrality;
mod communities;
mod dates;
mod neighbourhood;
mod path_card;
mod path_finder;
mod structure;

use std::sync::Arc;

use eframe::egui::{self, Frame, Layout, Margin, Panel, Ui, vec2};

use self::centrality::Centrality;
use self::dates::TwoDates;
use self::neighbourhood::Neighbourhood;
use self::path_finder::PathFinder;
use super::canvas::{Spotlight, Told};
use super::desk::Desk;
use super::icons;
use super::theme::{self, space};
use super::widgets::{Button, Tab, tabs, text};
use crate::edit::Selection;
use crate::session::{AnalysePart, Asking, Command, Counting, Measured, OpenDocument, Place, Verb};

/// What the workspace remembers of a document.
#[derive(Debug)]
pub(super) struct AnalyseState {
    shown: Place,
    side: Side,
    centrality: Centrality,
    communities: communities::Known,
    paths: PathFinder,
    neighbourhood: Neighbourhood,
    dates: TwoDates,
    /// Made once, so that an unchanged one is known by its place.
    told: Arc<Told>,
}

/// The tabs on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Paths,
    Neighbourhood,
    Dates,
}

impl Default for AnalyseState {
    fn default() -> Self {
        Self {
            shown: Place::Centrality,
            side: Side::Paths,
            centrality: Centrality::default(),
            communities: communities::Known::default(),
            paths: PathFinder::default(),
            neighbourhood: Neighbourhood::default(),
            dates: TwoDates::default(),
            told: Arc::default(),
        }
    }
}

impl AnalyseState {
    /// Goes to a part. Returns what is to be done there at once.
    pub(super) fn go_to(&mut self, part: AnalysePart, selected: &Selection) -> Option<Command> {
        match part {
            AnalysePart::Centrality => self.shown = Place::Centrality,
            AnalysePart::Communities => self.shown = Place::Communities,
            AnalysePart::Structure => self.shown = Place::Structure,
            AnalysePart::Neighbourhood => self.side = Side::Neighbourhood,
            AnalysePart::Dates => self.side = Side::Dates,
            AnalysePart::Paths => {
                self.side = Side::Paths;
                return self.paths.between(&selected.entities);
            }
        }
        None
    }

    /// What the canvas tells of it: a path with its caption, or a light on what differs or is near.
    pub(super) fn on_canvas(&mut self, open: &OpenDocument) -> (Arc<Told>, Option<Arc<Spotlight>>) {
        let (told, light) = match self.side {
            Side::Paths => (self.paths.told(open), None),
            Side::Neighbourhood => self.neighbourhood.on_canvas(open),
            Side::Dates => self.dates.on_canvas(open),
        };
        if *self.told != told {
            self.told = Arc::new(told);
        }
        (Arc::clone(&self.told), light)
    }

    /// Takes what is told off the canvas; whether anything was.
    pub(super) fn take_off(&mut self) -> bool {
        let was_told = !self.told.caption.is_empty();
        match self.side {
            Side::Paths => self.paths.clear_results(),
            Side::Neighbourhood => self.neighbourhood.take_off(),
            Side::Dates => self.dates.take_off(),
        }
        was_told
    }
}

/// So wide are the panels at the least, in points: their tabs stand side by side.
const LEAST: f32 = 304.0;

/// Shows the workspace.
pub(super) fn show(
    ui: &mut Ui,
    is_left_open: &mut bool,
    is_right_open: &mut bool,
    desk: &mut Desk<'_>,
    state: &mut AnalyseState,
    has_closed: bool,
) {
    if has_closed {
        state.take_off();
    }
    let tokens = theme::tokens(ui);
    let panel = Panel::left("statistics").default_size(336.0).size_range(theme::side_panel_widths_from(ui, LEAST));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_left_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        let all = [
            Tab { value: Place::Centrality, label: "Centrality", count: None },
            Tab { value: Place::Communities, label: "Communities", count: communities::count(desk.open) },
            Tab { value: Place::Structure, label: "Structure", count: None },
        ];
        tabs(ui, "Statistics", &mut state.shown, &all);
        match state.shown {
            Place::Centrality => centrality::show(ui, desk, &mut state.centrality, &mut state.communities),
            Place::Communities => communities::show(ui, desk, &mut state.communities),
            Place::Structure => structure::show(ui, desk),
        }
    });
    let panel = Panel::right("paths").default_size(340.0).size_range(theme::side_panel_widths_from(ui, LEAST));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_right_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        let all = [
            Tab { value: Side::Paths, label: "Path finder", count: None },
            Tab { value: Side::Neighbourhood, label: "Neighbourhood", count: None },
            Tab { value: Side::Dates, label: "Two dates", count: None },
        ];
        tabs(ui, "Questions", &mut state.side, &all);
        match state.side {
            Side::Paths => path_finder::show(ui, desk, &mut state.paths),
            Side::Neighbourhood => neighbourhood::show(ui, desk, &mut state.neighbourhood),
            Side::Dates => dates::show(ui, desk, &mut state.dates),
        }
    });
}

/// What the bar under the window says of what was measured.
pub(super) fn status(open: &OpenDocument) -> (Vec<String>, String) {
    let mut parts = Vec::new();
    if let Some(count) = communities::count(open) {
        parts.push(super::marks::count(count, "community", "communities"));
        let measured = open.measured(Place::Communities);
        let row = measured.and_then(|m| m.whole.iter().find(|row| row.name == "modularity"));
        parts.extend(row.filter(|row| row.value.is_finite()).map(|row| format!("modularity {:.2}", row.value)));
    }
    let measured = open.measured(Place::Centrality);
    let took = measured.map(|m| {
        let name = m.asking.metrics.first().map(|name| super::marks::metric_words(name)).unwrap_or_default();
        format!("{name}, {} nodes, {}", text::thousands(m.ids.len()), took(m.took))
    });
    (parts, took.unwrap_or_default())
}

/// How long something took, in the unit that people read.
fn took(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}

/// A question about the network, as it is counted now.
fn asking(desk: &Desk<'_>, place: Place, metrics: Vec<&'static str>) -> Asking {
    let counting = desk.open.lens().counting.clone();
    let resolution = if place == Place::Communities { counting.resolution } else { Counting::default().resolution };
    Asking { place, metrics, counting: Counting { resolution, ..counting } }
}

/// Asks where this was not asked yet, and says so where the answer is old. Returns the answer, unless it is to another
/// question.
fn keep_up(ui: &mut Ui, desk: &mut Desk<'_>, asking: Asking) -> Option<Arc<Measured>> {
    let measured = ask(desk, asking.clone());
    if measured.as_ref().is_some_and(|measured| !desk.open.holds(measured)) {
        stale(ui, desk);
    }
    measured
}

/// Asks where this was not asked yet. Returns the answer, unless it is to another question.
fn ask(desk: &mut Desk<'_>, asking: Asking) -> Option<Arc<Measured>> {
    if !desk.open.has_asked(&asking) {
        desk.out.send(Command::Measure(asking.clone()));
    }
    desk.open.measured(asking.place).filter(|measured| measured.asking == asking).cloned()
}

/// A line that says that the graph has changed since, with a way to ask again.
fn stale(ui: &mut Ui, desk: &mut Desk<'_>) {
    let tokens = theme::tokens(ui);
    Frame::new().fill(tokens.warn_weak).inner_margin(Margin::symmetric(12, 4)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), 24.0),
            Layout::right_to_left(egui::Align::Center),
            |ui| {
                let keys = Verb::RefreshResults.chord().map(|chord| chord.label()).unwrap_or_default();
                let button = Button::link("Refresh").icon(icons::ARROWS_CLOCKWISE).shortcut(&keys).small();
                if ui.add(button).clicked() {
                    desk.out.verb(Verb::RefreshResults);
                }
                ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                    text::secondary(ui, "The graph has changed since", text::Overflow::Elide);
                });
            },
        );
    });
}

/// The bar at the bottom of a panel.
fn footer<R>(ui: &mut Ui, name: &'static str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 0));
    let shown = Panel::bottom(name).exact_size(44.0).frame(frame).show(ui, |ui| {
        let size = ui.available_size();
        ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            content(ui)
        })
        .inner
    });
    shown.inner
}

/// A value in as few letters as tell it from others.
fn number(value: f64, unit: crate::analysis::network::Unit) -> String {
    use crate::analysis::network::Unit;
    match unit {
        _ if value.is_nan() => "–".to_owned(),
        Unit::Count(_) | Unit::Group => text::thousands(value as usize),
        Unit::Share | Unit::Score | Unit::Distance | Unit::Signed if value != 0.0 && value.abs() < 0.000_5 => {
            format!("{value:.1e}").replace('-', "−")
        }
        Unit::Share | Unit::Score | Unit::Distance | Unit::Signed => format!("{value:.3}").replace('-', "−"),
    }
}
