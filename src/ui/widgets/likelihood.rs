//! The likelihood of a claim on seven steps, as a control and as small bars for tables.

use eframe::egui::{
    self, Color32, CornerRadius, EventFilter, Key, Modifiers, Painter, Rect, Response, Role, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use super::paint;
use crate::ui::{
    fonts,
    theme::{self, Tokens, height, size},
};

const STEPS: usize = 7;
const CELL: egui::Vec2 = vec2(16.0, 12.0);
const PITCH: f32 = 18.0;

/// The likelihood control: seven cells to press, and the words of the step under them.
///
/// The caller brings the words, least likely first: each step's word and its range in per cent.
#[derive(Debug, Clone, Copy)]
#[must_use = "a control shows only when `show` is called"]
pub struct Likelihood<'a> {
    name: &'a str,
    words: &'a [(&'a str, &'a str); STEPS],
    show_words: bool,
}

impl<'a> Likelihood<'a> {
    /// A control of this name with these words.
    pub fn new(name: &'a str, words: &'a [(&'a str, &'a str); STEPS]) -> Self {
        Self { name, words, show_words: true }
    }

    /// Leaves out the line of words, where they stand elsewhere.
    pub fn cells_only(mut self) -> Self {
        self.show_words = false;
        self
    }

    /// Shows the control over `step`, from 0 to 6, or `None` where nobody has judged.
    ///
    /// A press on the chosen cell takes the judgement back. With the keyboard focus the left and
    /// right arrows move it, and Delete takes it back. The response says whether it changed.
    pub fn show(self, ui: &mut Ui, step: &mut Option<u8>) -> Response {
        let Self { name, words, show_words } = self;
        let tokens = theme::tokens(ui);
        let cells_width = PITCH * (STEPS as f32 - 1.0) + CELL.x;
        let text_height = if show_words { 20.0 } else { 0.0 };
        let text_width: f32 = if show_words { 200.0 } else { 0.0 };
        let desired = vec2(cells_width.max(text_width.min(ui.available_width())), height::TARGET + text_height);
        let (whole, mut response) = ui.allocate_exact_size(desired, Sense::click());
        let cells = Rect::from_min_size(whole.min, vec2(cells_width, height::TARGET));
        let cell_at = |index: usize| {
            let left = cells.left() + PITCH * index as f32;
            Rect::from_min_size(pos2(left, cells.center().y - 0.5 * CELL.y), CELL)
        };

        let before = *step;
        let hovered = response
            .hover_pos()
            .filter(|at| cells.contains(*at))
            .map(|at| (((at.x - cells.left() + 1.0) / PITCH) as usize).min(STEPS - 1));
        if response.clicked()
            && let Some(index) = hovered
        {
            let pressed = Some(index as u8);
            *step = if *step == pressed { None } else { pressed };
        }
        if response.has_focus() {
            keyboard(ui, &response, step);
        }
        if *step != before {
            response.mark_changed();
        }

        let words_of = |step: u8| words[usize::from(step).min(STEPS - 1)];
        let spoken = match *step {
            Some(step) => {
                let (word, percent) = words_of(step);
                format!("{name}: {word}, {percent}")
            }
            None => format!("{name}: not judged"),
        };
        let number = step.map_or(0.0, |step| f64::from(step) + 1.0);
        response.widget_info(|| WidgetInfo {
            value: Some(number),
            ..WidgetInfo::labeled(Role::Slider, ui.is_enabled(), &spoken)
        });

        let painter = ui.painter();
        for index in 0..STEPS {
            let rect = cell_at(index);
            let chosen = step.is_some_and(|step| usize::from(step) == index);
            if chosen {
                painter.rect_filled(rect, 2.0, tokens.accent);
            } else {
                let fill = if hovered == Some(index) { tokens.accent_weak } else { tokens.sunken };
                paint::boxed(painter, rect, 2, fill, tokens.line2);
            }
        }
        if show_words {
            let shown = hovered.map(|index| index as u8).or(*step);
            let (word, percent) = shown.map_or(("Not judged", ""), words_of);
            let color = if shown.is_some() { tokens.t1 } else { tokens.t3 };
            let y = cells.bottom() + 8.0;
            let word = paint::line(painter, word, fonts::medium(size::SECONDARY), color, whole.width());
            let x = whole.left() + word.size().x.ceil() + 5.0;
            paint::text_left(painter, whole.left(), y, word, color);
            let font = fonts::regular(size::SECONDARY);
            let percent = paint::line(painter, percent, font, tokens.t3, whole.right() - x);
            paint::text_left(painter, x, y, percent, tokens.t3);
        }
        if response.has_focus() {
            let around = Rect::from_min_max(cell_at(0).min, cell_at(STEPS - 1).max).expand(1.0);
            paint::focus_ring(ui, around, 2);
        }
        response
    }
}

fn keyboard(ui: &Ui, response: &Response, step: &mut Option<u8>) {
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let last = STEPS as u8 - 1;
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowRight) {
            *step = Some(step.map_or(0, |step| (step + 1).min(last)));
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowLeft) {
            *step = step.map(|step| step.saturating_sub(1));
        }
        if input.consume_key(Modifiers::NONE, Key::Delete) {
            *step = None;
        }
    });
}

/// Seven small bars, filled up to `step` (0 to 6), for a row of a table. `words` is what a screen reader says.
pub fn likelihood_bars(ui: &mut Ui, step: Option<u8>, words: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(41.0, 12.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), words));
    paint_likelihood(ui.painter(), theme::tokens(ui), rect.left(), rect.center().y, step);
    response
}

/// Paints seven small bars, 41 points wide, filled up to `step` (0 to 6).
pub fn paint_likelihood(painter: &Painter, tokens: &Tokens, left: f32, center_y: f32, step: Option<u8>) {
    let filled = step.map_or(0, |step| usize::from(step) + 1);
    for index in 0..STEPS {
        let bar = Rect::from_min_size(pos2(left + 6.0 * index as f32, center_y - 5.0), vec2(5.0, 10.0));
        let color: Color32 = if index < filled { tokens.t2 } else { tokens.line };
        painter.rect_filled(bar, CornerRadius::same(1), color);
    }
}
