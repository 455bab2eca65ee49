//! The Analyse workspace: statistics as questions on the left of the canvas, paths on its right.
//!
//! Everything is worked out by jobs of the session. What was worked out before an edit is marked as old and can be
//! refreshed; nothing is written into the graph unless that is asked for.

mod centrality;
mod communities;
mod path_finder;
mod structure;

use eframe::egui::{Frame, Margin, Panel, Ui, vec2};

use self::centrality::Centrality;
use self::communities::Communities;
use self::path_finder::PathFinder;
use super::desk::Desk;
use super::icons;
use super::theme::{self, space};
use super::widgets::{Button, Tab, tabs, text};
use crate::base::ViewId;
use crate::session::{Asking, Command, Measured, Place};

/// What the workspace remembers of a document.
#[derive(Debug)]
pub(super) struct AnalyseState {
    shown: Place,
    scope: Scope,
    centrality: Centrality,
    communities: Communities,
    paths: PathFinder,
}

impl Default for AnalyseState {
    fn default() -> Self {
        Self {
            shown: Place::Centrality,
            scope: Scope::default(),
            centrality: Centrality::default(),
            communities: Communities::default(),
            paths: PathFinder::default(),
        }
    }
}

/// What of the graph is looked at, and how.
#[derive(Debug, Clone, Copy, Default)]
struct Scope {
    directed: bool,
    weighted: bool,
    shown_only: bool,
}

impl Scope {
    fn view(self, desk: &Desk<'_>) -> Option<ViewId> {
        self.shown_only.then(|| desk.open.view_id().clone())
    }

    fn asking(self, desk: &Desk<'_>, place: Place, metrics: Vec<&'static str>, resolution: f64) -> Asking {
        let Self { directed, weighted, shown_only: _ } = self;
        Asking { place, metrics, directed, weighted, resolution, view: self.view(desk) }
    }
}

/// Shows the workspace.
pub(super) fn show(
    ui: &mut Ui,
    is_left_open: &mut bool,
    is_right_open: &mut bool,
    desk: &mut Desk<'_>,
    state: &mut AnalyseState,
) {
    let tokens = theme::tokens(ui);
    let panel = Panel::left("statistics").default_size(336.0).size_range(theme::side_panel_widths(ui));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_left_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        let count = communities::count(desk);
        let all = [
            Tab { value: Place::Centrality, label: "Centrality", count: None },
            Tab { value: Place::Communities, label: "Communities", count },
            Tab { value: Place::Structure, label: "Structure", count: None },
        ];
        tabs(ui, "Statistics", &mut state.shown, &all);
        let AnalyseState { shown, scope, centrality, communities, paths: _ } = state;
        match shown {
            Place::Centrality => centrality::show(ui, desk, scope, centrality),
            Place::Communities => communities::show(ui, desk, *scope, communities),
            Place::Structure => structure::show(ui, desk, *scope),
        }
    });
    let panel = Panel::right("paths").default_size(340.0).size_range(theme::side_panel_widths(ui));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_right_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        path_finder::show(ui, desk, state.scope, &mut state.paths);
    });
}

/// Asks where this was not asked yet, and says so where the answer is old. Returns the answer, unless it is to another
/// question.
fn keep_up(ui: &mut Ui, desk: &mut Desk<'_>, asking: Asking) -> Option<std::sync::Arc<Measured>> {
    let measured = desk.open.measured(asking.place).cloned();
    if !desk.open.has_asked(&asking) {
        desk.out.send(Command::Measure(asking.clone()));
    } else if let Some(measured) = &measured
        && measured.asking == asking
        && measured.revision != desk.open.revision()
    {
        stale(ui, desk, Command::Measure(asking.clone()));
    }
    measured.filter(|measured| measured.asking == asking)
}

/// A line that says that the graph has changed since, with a way to ask again.
fn stale(ui: &mut Ui, desk: &mut Desk<'_>, again: Command) {
    let tokens = theme::tokens(ui);
    Frame::new().fill(tokens.warn_weak).inner_margin(Margin::symmetric(12, 4)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            text::secondary(ui, "The graph has changed since", text::Overflow::Elide);
            if ui.add(Button::link("Refresh").icon(icons::ARROWS_CLOCKWISE).small()).clicked() {
                desk.out.send(again);
            }
        });
    });
}

/// A value in as few letters as tell it from others.
fn number(value: f64, unit: crate::analysis::network::Unit) -> String {
    use crate::analysis::network::Unit;
    match unit {
        _ if value.is_nan() => "–".to_owned(),
        Unit::Count(_) | Unit::Group => text::thousands(value as usize),
        Unit::Share | Unit::Score | Unit::Distance | Unit::Signed if value != 0.0 && value.abs() < 0.000_5 => {
            format!("{value:.1e}")
        }
        Unit::Share | Unit::Score | Unit::Distance | Unit::Signed => format!("{value:.3}"),
    }
}
