//! The histogram with its axis, and the range that is shaded on it.

use eframe::egui::{
    Align2, Color32, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::axis::Axis;
use super::header::keep_nudge;
use super::range::{End, Grip, moved, nudged, words};
use super::{Shown, TimelineState, keep, preview, toggle_play};
use crate::analysis::time::Step;
use crate::base::Days;
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::{self, size};
use crate::ui::widgets::focus_ring;
use crate::ui::{fonts, marks};

/// The room for labels below the bars, and for counts above them.
const LABELS: f32 = 25.0;
const COUNTS: f32 = 15.0;
/// The least height of a bar that stands for anything.
const LEAST_HEIGHT: f32 = 3.0;
/// Bars that would be narrower than this stand for longer steps.
const NARROWEST: f32 = 3.0;

/// Shows the strip.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TimelineState, shown: Option<&Shown>) {
    let (area, strip) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let Some(shown) = shown else {
        ui.painter().text(
            area.center() - vec2(0.0, 12.0),
            Align2::CENTER_CENTER,
            "No dates yet. Give relationships a valid time to see them here.",
            fonts::regular(size::SECONDARY),
            theme::tokens(ui).t3,
        );
        strip.widget_info(|| WidgetInfo::labeled(Role::Label, true, "No dates yet"));
        return;
    };
    let mut axis = Axis::over(shown.whole, area.left(), area.right());
    if let Some((from, to)) = state.zoom {
        axis = Axis { from, to, ..axis }.zoomed(1.0, area.center().x, 0.0, shown.whole);
    }
    if let Some(zoomed) = zoom(ui, &strip, &axis, shown.whole) {
        let is_whole = zoomed.to - zoomed.from >= shown.whole.count() as f64;
        state.zoom = (!is_whole).then_some((zoomed.from, zoomed.to));
        axis = zoomed;
        ui.ctx().request_repaint();
    }
    let bars = Rect::from_min_max(area.min + vec2(0.0, 3.0), pos2(area.right(), area.bottom() - LABELS));
    let bar_step = if axis.pitch(shown.step) >= NARROWEST {
        shown.step
    } else {
        Step::fitting(axis.seen(), f64::from(area.width() / NARROWEST)).max(shown.step)
    };
    paint(ui, shown, &axis, bars, bar_step);
    let [first, last] = [End::First, End::Last].map(|end| handle(ui, desk, shown, &axis, bars, end));
    describe(&strip, shown);
    hold(ui, desk, state, shown, &axis, bars, &strip, [&first, &last]);
    keys(ui, desk, state, shown, &strip, [&first, &last]);
    if strip.has_focus() {
        focus_ring(ui, area.expand2(vec2(6.0, -2.0)), 4);
    }
    tell(&strip, shown, &axis, bars, bar_step);
}

/// The axis after the wheel was turned over it.
fn zoom(ui: &Ui, strip: &Response, axis: &Axis, whole: Days) -> Option<Axis> {
    let at = strip.hover_pos()?;
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
    let factor = (scroll.y / 240.0).exp() * pinch;
    let zoomed = axis.zoomed(factor, at.x, scroll.x, whole);
    (zoomed != *axis && (factor != 1.0 || scroll.x != 0.0)).then_some(zoomed)
}

fn paint(ui: &Ui, shown: &Shown, axis: &Axis, bars: Rect, step: Step) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter().with_clip_rect(bars.expand2(vec2(14.0, 0.0)).with_max_y(bars.bottom() + LABELS));
    let (from, to) = axis.span(shown.range);
    let shade = Rect::from_x_y_ranges(from.max(bars.left())..=to.min(bars.right()), bars.y_range());
    if shade.is_positive() {
        painter.rect_filled(shade, 0.0, tokens.accent.gamma_multiply(0.10));
    }
    let buckets = step.over(axis.seen(), 4_000);
    let counts: Vec<usize> = buckets.iter().map(|bucket| shown.chronology.beginning_in(*bucket)).collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    let font = fonts::regular(size::CAPTION);
    let full = bars.height() - COUNTS;
    for (bucket, count) in buckets.iter().zip(&counts).filter(|(_, count)| **count > 0) {
        let (left, right) = axis.span(*bucket);
        // A line of ground between bars that have room for it.
        let gap = if right - left > 6.0 { 2.0 } else { 0.0 };
        let height = (*count as f32 / most * full).max(LEAST_HEIGHT);
        let bar = Rect::from_min_max(pos2(left + gap, bars.bottom() - height), pos2(right - gap, bars.bottom()));
        let color = if bucket.overlaps(shown.range) { tokens.accent.gamma_multiply(0.78) } else { tokens.line2 };
        painter.rect_filled(bar, if gap > 0.0 { 1.0 } else { 0.0 }, color);
        let words = marks::thousands(*count);
        let galley = painter.layout_no_wrap(words, font.clone(), tokens.t2);
        if galley.size().x + 4.0 <= right - left {
            let place = pos2(bar.center().x - 0.5 * galley.size().x, bar.top() - galley.size().y);
            painter.galley(place, galley, tokens.t2);
        }
    }
    let line = Stroke::new(1.0, tokens.line2);
    painter.hline(bars.x_range(), bars.bottom() + 0.5, line);
    let width = |label: &str| painter.layout_no_wrap(label.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x;
    for tick in axis.ticks(step, width) {
        painter.vline(tick.x, bars.bottom()..=bars.bottom() + 4.0, line);
        let at = pos2(tick.middle, bars.bottom() + 0.5 * LABELS);
        painter.text(at, Align2::CENTER_CENTER, tick.label, font.clone(), tokens.t2);
    }
}

/// One end of the range: a line with a grip.
fn handle(ui: &Ui, desk: &Desk<'_>, shown: &Shown, axis: &Axis, bars: Rect, end: End) -> Response {
    let tokens = theme::tokens(ui);
    let (from, to) = axis.span(shown.range);
    let (x, name, day) = match end {
        End::First => (from, "Start of the time shown", shown.range.first),
        End::Last => (to, "End of the time shown", shown.range.last),
    };
    let x = x.clamp(bars.left() - 6.0, bars.right() + 6.0);
    // Two ends of a short range leave each other room.
    let away = if end == End::First { -6.0 } else { 6.0 };
    let place = Rect::from_center_size(pos2(x + away, bars.center().y), vec2(24.0, bars.height()));
    let id = Id::unique((desk.open.key().0, name));
    let response = ui.interact(place, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    let reads = shown.step.name(shown.step.around(day, 0).first);
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(reads.clone()),
        ..WidgetInfo::labeled(Role::Slider, true, name)
    });
    let painter = ui.painter();
    let color = if response.hovered() || response.dragged() { tokens.accent_fill_hover } else { tokens.accent };
    painter.vline(x, bars.top() - 3.0..=bars.bottom(), Stroke::new(2.0, color));
    let grip = Rect::from_center_size(pos2(x, bars.center().y), vec2(8.0, 20.0));
    painter.rect(grip, 3.0, tokens.surface, Stroke::new(1.5, color), StrokeKind::Inside);
    painter.vline(x, grip.top() + 6.0..=grip.bottom() - 6.0, Stroke::new(1.0, color));
    if response.has_focus() {
        focus_ring(ui, grip.expand(2.0), 4);
    }
    response
}

fn describe(strip: &Response, shown: &Shown) {
    let dated = marks::thousands(shown.chronology.dated());
    let name = format!("Timeline, {}, {dated} dated relationships", words(shown.at));
    strip.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &name));
}

/// What a hand does with the range.
#[expect(clippy::too_many_arguments, reason = "the parts of one strip, worked out by its only caller")]
fn hold(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut TimelineState,
    shown: &Shown,
    axis: &Axis,
    bars: Rect,
    strip: &Response,
    handles: [&Response; 2],
) {
    let parts = [(strip, None), (handles[0], Some(Grip::First)), (handles[1], Some(Grip::Last))];
    for (part, grip) in parts {
        if part.drag_started() || part.clicked() {
            part.request_focus();
        }
        if part.drag_started()
            && let Some(from) = ui.input(|input| input.pointer.press_origin())
        {
            state.plays_at = None;
            let day = axis.day(from.x);
            // Below the bars a new range begins anywhere; on them, where there is none yet.
            let is_inside = shown.at.is_some() && shown.range.contains(day) && from.y <= bars.bottom();
            let whole = if is_inside { Grip::Whole(day, shown.range) } else { Grip::New(day) };
            state.grip = Some(grip.unwrap_or(whole));
        }
        if let Some(grip) = state.grip.filter(|_| part.dragged())
            && let Some(at) = part.interact_pointer_pos()
        {
            ui.ctx().set_cursor_icon(match grip {
                Grip::Whole(..) => CursorIcon::Grabbing,
                Grip::First | Grip::Last | Grip::New(_) => CursorIcon::ResizeHorizontal,
            });
            preview(desk, grip.pulled(shown.range, axis.day(at.x), shown.step), shown.step);
        }
        if part.drag_stopped() && state.grip.take().is_some() {
            keep(desk, desk.open.time());
        }
        if part.double_clicked() {
            let below = part.interact_pointer_pos().is_some_and(|at| at.y > bars.bottom());
            if grip.is_none() && below {
                state.zoom = None;
            } else {
                desk.out.verb(Verb::ShowAllTimes);
            }
        } else if grip.is_none()
            && part.clicked()
            && let Some(at) = part.interact_pointer_pos()
        {
            state.plays_at = None;
            keep(desk, shown.step.interval(shown.step.around(axis.day(at.x), 0)));
        }
    }
}

/// What the keyboard does with the range.
fn keys(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut TimelineState,
    shown: &Shown,
    strip: &Response,
    handles: [&Response; 2],
) {
    let ends = [(strip, None), (handles[0], Some(End::First)), (handles[1], Some(End::Last))];
    let Some((focused, end)) = ends.into_iter().find(|(part, _)| part.has_focus()) else { return };
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focused.id, filter));
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Space) {
        return toggle_play(ui, desk, state, shown);
    }
    let steps = i32::from(pressed(Key::ArrowRight)) - i32::from(pressed(Key::ArrowLeft));
    if steps == 0 {
        return;
    }
    let to = match end {
        Some(end) => nudged(shown.range, end, steps, shown.step),
        None => moved(shown.range, steps, shown.step),
    };
    if to != shown.range && to.overlaps(shown.whole) {
        keep_nudge(ui, desk, state, shown, to);
    }
}

/// Says of the bar under the pointer what it stands for.
fn tell(strip: &Response, shown: &Shown, axis: &Axis, bars: Rect, step: Step) {
    let Some(at) = strip.hover_pos().filter(|at| at.y <= bars.bottom() && !strip.dragged()) else { return };
    let bucket = step.around(axis.day(at.x), 0);
    let (begin, hold) = (shown.chronology.beginning_in(bucket), shown.chronology.holding_in(bucket));
    let words =
        format!("{}: {} began, {} held", step.name(bucket.first), marks::thousands(begin), marks::thousands(hold));
    strip.clone().on_hover_text_at_pointer(words);
}
