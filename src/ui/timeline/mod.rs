//! The timeline under the canvas: when the relationships of a view begin, and the time that the view shows.
//!
//! A hand or the player moves a preview, which is the session's; what is let go of becomes one step of the document.

mod axis;
mod header;
mod range;
mod strip;

use std::sync::Arc;

use eframe::egui::{Frame, Key, Margin, Modifiers, Panel, Ui};

use self::range::{Grip, moved};
use super::desk::Desk;
use super::theme;
use crate::analysis::time::{Chronology, Step};
use crate::base::{Day, Days, Interval};
use crate::edit::intent;
use crate::session::Command;

pub(in crate::ui) use self::range::words;

/// The height of the timeline, and of its first row, which is all that stays when it is folded.
const HEIGHT: f32 = 110.0;
const FOLDED: f32 = 32.0;
/// What lies between the ends of the axis and those of the strip.
const MARGIN: i8 = 16;
/// How long the player stays at a step, in seconds.
const BEAT: f64 = 0.7;
/// The same where nothing is to move fast.
const SLOW_BEAT: f64 = 1.4;
/// The least width of a bar that steps choose themselves for, in points.
const LEAST_BAR: f64 = 14.0;

/// What the timeline remembers of a document.
#[derive(Debug, Default)]
pub(super) struct TimelineState {
    /// The step that was chosen; it is chosen by the length of the axis otherwise.
    step: Option<Step>,
    /// The part of the axis that is seen, in days; all of it otherwise.
    zoom: Option<(f64, f64)>,
    grip: Option<Grip>,
    /// When the player goes on, in seconds of the window; `None` while it rests.
    plays_at: Option<f64>,
}

/// What the parts of the timeline are shown for, worked out once a frame.
struct Shown {
    chronology: Arc<Chronology>,
    /// The whole axis, in whole steps.
    whole: Days,
    step: Step,
    /// The time that is shown; all of the axis without one.
    at: Option<Interval>,
    range: Days,
}

impl TimelineState {
    /// Stops what moves by itself, as when the timeline is no longer seen.
    pub(super) fn rest(&mut self, desk: &mut Desk<'_>) {
        if self.plays_at.take().is_some() || self.grip.take().is_some() {
            desk.out.send(Command::PreviewTime(None));
        }
    }

    fn is_playing(&self) -> bool {
        self.plays_at.is_some()
    }
}

/// Shows the timeline. `chronology` is missing until it has been counted.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TimelineState, chronology: Option<Arc<Chronology>>) {
    let settings = desk.session.settings();
    let is_folded = settings.timeline_folded;
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(MARGIN, 0));
    let panel = Panel::bottom("timeline").exact_size(if is_folded { FOLDED } else { HEIGHT }).frame(frame);
    panel.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let shown = Shown::of(desk, state, chronology.unwrap_or_default(), ui.available_width());
        if let Some(shown) = &shown {
            play_on(ui, desk, state, shown, settings.reduced_motion);
            let dropped = state.grip.is_some() || state.is_playing();
            if dropped && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
                state.rest(desk);
            }
        }
        header::show(ui, desk, state, shown.as_ref());
        if !is_folded {
            strip::show(ui, desk, state, shown.as_ref());
        }
    });
}

impl Shown {
    /// `None` where nothing has a date.
    fn of(desk: &Desk<'_>, state: &TimelineState, chronology: Arc<Chronology>, width: f32) -> Option<Self> {
        let at = desk.open.time();
        let dated = chronology.range()?;
        let bars = (f64::from(width) / LEAST_BAR).max(1.0);
        let seen = state.zoom.map_or(dated, |(from, to)| Days { first: Day(from as i32), last: Day(to as i32) });
        let step = state.step.unwrap_or_else(|| Step::fitting(seen, bars));
        // So that a single day is not all there is.
        let apart = if dated.count() as f64 > step.length() * 4.0 { 0 } else { 2 };
        let whole = Days { first: step.around(dated.first, -apart).first, last: step.around(dated.last, apart).last };
        let range = at.map_or(whole, |at| {
            let days = at.days();
            let first = if days.first == Day::EARLIEST { whole.first.min(days.last) } else { days.first };
            Days { first, last: if days.last == Day::LATEST { whole.last.max(first) } else { days.last } }
        });
        Some(Self { chronology, whole, step, at, range })
    }
}

/// Shows a range for now.
fn preview(desk: &mut Desk<'_>, range: Days, step: Step) {
    let at = step.interval(range);
    if at != desk.open.time() {
        desk.out.send(Command::PreviewTime(at));
    }
}

/// Makes a range a step of the document.
fn keep(desk: &mut Desk<'_>, at: Option<Interval>) {
    let transaction = intent::set_time(desk.graph(), desk.open.view_id(), at);
    desk.out.apply(transaction);
    desk.out.send(Command::PreviewTime(None));
}

// ---- the player ------------------------------------------------------------------------------------------------------

/// Starts the player, or makes a step of where it is.
fn toggle_play(ui: &Ui, desk: &mut Desk<'_>, state: &mut TimelineState, shown: &Shown) {
    if state.is_playing() {
        state.plays_at = None;
        keep(desk, desk.open.time());
        return;
    }
    state.grip = None;
    let Shown { whole, step, range, at, .. } = *shown;
    // At the end it begins anew, with a range of the same length; a range that leaves no way to go is one step.
    let steps = step.over(range, 100_000).len() as i32;
    let is_whole = at.is_none() || (range.first <= whole.first && range.last >= whole.last);
    let begin = step.around(whole.first, 0);
    if is_whole {
        preview(desk, begin, step);
    } else if range.last >= whole.last {
        preview(desk, begin.union(step.around(whole.first, steps - 1)), step);
    }
    state.plays_at = Some(ui.input(|input| input.time) + BEAT);
    ui.ctx().request_repaint();
}

/// Goes on by one step when it is time to.
fn play_on(ui: &Ui, desk: &mut Desk<'_>, state: &mut TimelineState, shown: &Shown, is_slow: bool) {
    let Some(due) = state.plays_at else { return };
    let now = ui.input(|input| input.time);
    let beat = if is_slow { SLOW_BEAT } else { BEAT };
    let mut next = due;
    if now >= due {
        let later = moved(shown.range, 1, shown.step);
        if later.last > shown.whole.last || later == shown.range {
            state.plays_at = None;
            keep(desk, desk.open.time());
            return;
        }
        preview(desk, later, shown.step);
        next = now + beat;
        state.plays_at = Some(next);
    }
    ui.ctx().request_repaint_after_secs((next - now) as f32);
}
