//! Small signs: key caps, Admiralty grades, and the stance of a piece of evidence.

use std::sync::Arc;

use eframe::egui::{Color32, Galley, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, Tokens, radius, size},
};

const CAP_HEIGHT: f32 = 18.0;
const CAP_PADDING: f32 = 5.0;

pub(super) fn cap_galley(ui: &Ui, keys: &str) -> Arc<Galley> {
    let font = fonts::regular(size::CAPTION);
    paint::line(ui.painter(), keys, font, Color32::PLACEHOLDER, f32::INFINITY)
}

pub(super) fn cap_width(galley: &Galley) -> f32 {
    (galley.size().x.ceil() + 2.0 * CAP_PADDING).max(CAP_HEIGHT)
}

/// Paints a key cap; `on_fill` is the text colour where it lies on a filled button.
pub(super) fn paint_cap(ui: &Ui, left: f32, center_y: f32, galley: Arc<Galley>, on_fill: Option<Color32>) {
    let tokens = theme::tokens(ui);
    let width = cap_width(&galley);
    let top = paint::snap(ui.painter(), center_y - 0.5 * CAP_HEIGHT);
    let left = paint::snap(ui.painter(), left);
    let rect = Rect::from_min_size(pos2(left, top), vec2(width, CAP_HEIGHT));
    let (fill, border, text) = match on_fill {
        Some(text) => (Color32::TRANSPARENT, text.gamma_multiply(0.6), text),
        None => (tokens.surface, tokens.line2, tokens.t3),
    };
    paint::boxed(ui.painter(), rect, radius::CHIP, fill, border);
    let x = rect.center().x - 0.5 * galley.size().x;
    paint::text_left(ui.painter(), x, rect.center().y, galley, text);
}

/// A key or a combination of keys in a box, such as `Ctrl+J`.
pub fn key_cap(ui: &mut Ui, keys: &str) -> Response {
    let galley = cap_galley(ui, keys);
    let size = vec2(cap_width(&galley), CAP_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), keys));
    paint_cap(ui, rect.left(), rect.center().y, galley, None);
    response
}

pub(super) const GRADE_WIDTH: f32 = 27.0;
const GRADE_HEIGHT: f32 = 18.0;

/// Paints a boxed pair of grades and returns its box.
pub fn paint_grade(ui: &Ui, left: f32, center_y: f32, pair: &str) -> Rect {
    let tokens = theme::tokens(ui);
    let font = fonts::semibold(size::CAPTION);
    let galley = paint::line(ui.painter(), pair, font, tokens.t1, f32::INFINITY);
    let width = GRADE_WIDTH.max(galley.size().x.ceil() + 10.0);
    let top = paint::snap(ui.painter(), center_y - 0.5 * GRADE_HEIGHT);
    let left = paint::snap(ui.painter(), left);
    let rect = Rect::from_min_size(pos2(left, top), vec2(width, GRADE_HEIGHT));
    let border = tokens.line2;
    paint::boxed(ui.painter(), rect, radius::CHIP, tokens.surface, border);
    let x = rect.center().x - 0.5 * galley.size().x;
    paint::text_left(ui.painter(), x, rect.center().y, galley, tokens.t1);
    rect
}

/// An Admiralty grade as a boxed pair such as `B2`. `meaning` says it in words, on hover and to screen readers.
pub fn grade(ui: &mut Ui, pair: &str, meaning: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(GRADE_WIDTH, GRADE_HEIGHT), Sense::hover());
    paint_grade(ui, rect.left(), rect.center().y, pair);
    let name = if meaning.is_empty() { pair.to_owned() } else { format!("{pair}: {meaning}") };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), &name));
    if meaning.is_empty() { response } else { response.on_hover_text(meaning) }
}

/// How a piece of evidence stands to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stance {
    /// The source says that it is so.
    Supports,
    /// The source says that it is not so.
    Disputes,
    /// The source tells what surrounds it.
    Context,
    /// Someone should look at it.
    Check,
}

impl Stance {
    /// The sign of the stance, so that colour never stands alone.
    pub fn icon(self) -> Icon {
        match self {
            Self::Supports => icons::CHECK_CIRCLE,
            Self::Disputes => icons::X_CIRCLE,
            Self::Context => icons::INFO,
            Self::Check => icons::WARNING,
        }
    }

    /// The word of the stance, in lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Disputes => "disputes",
            Self::Context => "context",
            Self::Check => "check",
        }
    }

    /// The colour of its sign and of its rule.
    pub fn color(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Supports => tokens.ok,
            Self::Disputes => tokens.bad,
            Self::Context => tokens.t2,
            Self::Check => tokens.warn,
        }
    }

    fn ground(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Supports => tokens.ok_weak,
            Self::Disputes => tokens.bad_weak,
            Self::Context => tokens.chip,
            Self::Check => tokens.warn_weak,
        }
    }
}

/// A stance with its sign on a tinted ground.
pub fn stance_badge(ui: &mut Ui, stance: Stance) -> Response {
    stance_part(ui, stance, stance.word(), true)
}

/// A stance with its sign and without a ground; `text` is its word or a count.
pub fn stance_line(ui: &mut Ui, stance: Stance, text: &str) -> Response {
    stance_part(ui, stance, text, false)
}

fn stance_part(ui: &mut Ui, stance: Stance, text: &str, ground: bool) -> Response {
    let tokens = theme::tokens(ui);
    let color = stance.color(tokens);
    let font = if ground { fonts::regular(size::SECONDARY) } else { fonts::medium(size::SECONDARY) };
    let galley = paint::line(ui.painter(), text, font, color, f32::INFINITY);
    let padding = if ground { 7.0 } else { 0.0 };
    let icon_size = 12.0;
    let gap = 4.0;
    let width = 2.0 * padding + icon_size + gap + galley.size().x.ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
    let name = if text == stance.word() { text.to_owned() } else { format!("{}: {text}", stance.word()) };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), &name));
    if ground {
        let fill = stance.ground(tokens);
        ui.painter().rect_filled(rect, radius::CHIP, fill);
    }
    let center = pos2(rect.left() + padding + 0.5 * icon_size, rect.center().y);
    let style = IconStyle::Fill;
    paint::icon(ui.painter(), stance.icon(), style, center, icon_size, color);
    let x = rect.left() + padding + icon_size + gap;
    paint::text_left(ui.painter(), x, rect.center().y, galley, color);
    response
}
