//! The first row of the timeline: the player, the time that is shown, and what it takes to be shown.

use eframe::egui::{self, Align, Id, Layout, RichText, Ui, UiBuilder, vec2};

use super::{FOLDED, Shown, TimelineState, keep, moved, toggle_play, words};
use crate::analysis::time::Step;
use crate::edit::intent;
use crate::model::TimeRule;
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{Check, Choice, IconButton, Picker, Segment, checkbox, segmented, text};
use crate::ui::{fonts, icons, marks};

/// The widths of the parts that are left out where the row is too narrow for all.
const FOLD: f32 = 40.0;
const PLAYER: f32 = 76.0;
const CROSS: f32 = 32.0;
const RULE: f32 = 300.0;
const STEP: f32 = 136.0;
const STEP_WORD: f32 = 40.0;

/// Which parts there is room for.
#[derive(Debug, Clone, Copy)]
struct Room {
    rule: bool,
    step: bool,
    count: bool,
    step_word: bool,
}

impl Room {
    /// The parts are asked one after the other, what is done with most first.
    fn of(width: f32, time: f32, count: f32) -> Self {
        let mut left = width - FOLD - PLAYER - CROSS - time;
        let mut takes = |part: f32| {
            let fits = left >= part;
            left -= if fits { part } else { 0.0 };
            fits
        };
        Self { rule: takes(RULE), step: takes(STEP), count: takes(count), step_word: takes(STEP_WORD) }
    }
}

/// Shows the row.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TimelineState, shown: Option<&Shown>) {
    let width = ui.available_width();
    let place = ui.allocate_space(vec2(width, FOLDED)).1.expand2(vec2(8.0, 0.0));
    let builder = UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center));
    let ui = &mut ui.new_child(builder);
    ui.spacing_mut().item_spacing.x = space::XS;
    let (at, count) = (desk.open.time(), count(desk));
    let (time, time_font) = (words(at), fonts::medium(size::BODY));
    let measure = |text: &str, font| {
        let galley = ui.painter().layout_no_wrap(text.to_owned(), font, egui::Color32::PLACEHOLDER);
        galley.size().x + space::S
    };
    let room = Room::of(
        place.width(),
        measure(&time, time_font.clone()),
        measure(&count, fonts::regular(size::SECONDARY)) + space::S,
    );
    if let Some(shown) = shown {
        player(ui, desk, state, shown);
    }
    ui.label(RichText::new(time).font(time_font).color(theme::tokens(ui).t1));
    if at.is_some() && ui.add(IconButton::new(icons::X, "Show all times").small()).clicked() {
        state.plays_at = None;
        desk.out.verb(Verb::ShowAllTimes);
    }
    if room.count {
        ui.add_space(space::XS);
        text::secondary(ui, &count, text::Overflow::Elide);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let is_folded = desk.session.settings().timeline_folded;
        let (icon, name) =
            if is_folded { (icons::CARET_UP, "Unfold the timeline") } else { (icons::CARET_DOWN, "Fold the timeline") };
        if ui.add(IconButton::new(icon, name).small()).clicked() {
            desk.out.verb(Verb::FoldTimeline);
        }
        let Some(shown) = shown else { return };
        if room.rule {
            // Without a time there is nothing that they could choose from.
            ui.add_enabled_ui(at.is_some(), |ui| rules(ui, desk));
        }
        if room.step {
            step_picker(ui, state, shown, room.step_word);
        }
    });
}

/// How many relationships are shown, of those that the filter lets through.
fn count(desk: &Desk<'_>) -> String {
    let of = desk.open.filter().shown().map_or(desk.graph().relationship_count(), |all| all.relationships.len());
    let (_, here) = desk.open.sight().counts(desk.graph());
    let relationships = if of == 1 { "relationship" } else { "relationships" };
    format!("{} of {} {relationships}", marks::thousands(here), marks::thousands(of))
}

fn player(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TimelineState, shown: &Shown) {
    let (icon, name) = if state.is_playing() { (icons::PAUSE, "Pause") } else { (icons::PLAY, "Play") };
    if ui.add(IconButton::new(icon, name).shortcut("Space").toggled(state.is_playing())).clicked() {
        toggle_play(ui, desk, state, shown);
    }
    let can_step = shown.at.is_some() && shown.range.last < shown.whole.last;
    if ui.add_enabled(can_step, IconButton::new(icons::SKIP_FORWARD, "One step forward")).clicked() {
        state.plays_at = None;
        let at = shown.step.interval(moved(shown.range, 1, shown.step));
        let transaction = intent::set_time(desk.graph(), desk.open.view_id(), at);
        desk.out.typed(ui.ctx(), transaction, Id::unique("step of the timeline"));
    }
    ui.add_space(space::XS);
}

/// What it takes to be shown, from right to left.
fn rules(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(view) = desk.open.view().map(|state| state.view.clone()) else { return };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let undated = if view.hide_undated { Check::Off } else { Check::On };
        let toggled = checkbox(ui, undated, "Undated", false);
        if toggled.on_hover_text("Shows what has no date as well").clicked() {
            desk.out.apply(intent::set_undated_hidden(desk.graph(), &view.id, !view.hide_undated));
        }
        ui.add_space(space::XS);
        let mut rule = view.time;
        let choices: Vec<Segment<'_, TimeRule>> =
            TimeRule::ALL.iter().map(|rule| Segment::text(*rule, rule.label())).collect();
        if segmented(ui, "What the time shows", &mut rule, &choices, None).changed() {
            desk.out.apply(intent::set_time_rule(desk.graph(), &view.id, rule));
        }
    });
}

fn step_picker(ui: &mut Ui, state: &mut TimelineState, shown: &Shown, has_words: bool) {
    let name = match state.step {
        Some(step) => step.label().to_owned(),
        None => format!("Auto: {}", shown.step.label().to_lowercase()),
    };
    let chosen = Picker::new("Step", &name).width(if state.step.is_some() { 96.0 } else { 120.0 }).show(ui, |_| {
        let auto = Choice::new(None, "Auto").selected(state.step.is_none());
        let steps = Step::ALL.iter().map(|step| {
            let is_chosen = state.step == Some(*step);
            Choice::new(Some(*step), step.label()).selected(is_chosen)
        });
        std::iter::once(auto).chain(steps).collect()
    });
    if let Some(chosen) = chosen {
        state.step = chosen;
    }
    if has_words {
        text::secondary(ui, "Step", text::Overflow::Elide);
    }
}

/// Keeps a range that a step of the keyboard made, together with the steps before it.
pub(super) fn keep_nudge(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut TimelineState,
    shown: &Shown,
    to: crate::base::Days,
) {
    state.plays_at = None;
    match shown.step.interval(to) {
        Some(at) => {
            let transaction = intent::set_time(desk.graph(), desk.open.view_id(), Some(at));
            desk.out.typed(ui.ctx(), transaction, Id::unique("step of the timeline"));
        }
        None => keep(desk, None),
    }
}
