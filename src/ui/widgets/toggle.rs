//! Check boxes with three states, and radio buttons.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::paint;
use crate::ui::{
    fonts,
    theme::{self, height, size},
};

/// The state of a check box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Nothing is chosen.
    Off,
    /// Everything is chosen.
    On,
    /// Some are chosen, some are not.
    Mixed,
}

impl From<bool> for Check {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

const BOX: f32 = 14.0;

struct Toggle {
    response: Response,
    mark: Rect,
    label_left: f32,
}

/// Allocates the place of a toggle: 24 points high, with the mark centred where there is no label to show.
fn allocate(ui: &mut Ui, label: &str, hide_label: bool) -> Toggle {
    let text_width = if hide_label {
        0.0
    } else {
        let font = fonts::regular(size::BODY);
        let galley = paint::line(ui.painter(), label, font, Color32::PLACEHOLDER, f32::INFINITY);
        galley.size().x.ceil() + 8.0
    };
    let desired = vec2((BOX + text_width).max(BOX + 4.0), height::TARGET);
    let (rect, response) = ui.allocate_exact_size(desired, Sense::click());
    let left = if hide_label { rect.center().x - 0.5 * BOX } else { rect.left() };
    let top = rect.center().y - 0.5 * BOX;
    let mark = Rect::from_min_size(pos2(left.round(), top.round()), Vec2::splat(BOX));
    Toggle { response, label_left: mark.right() + 8.0, mark }
}

fn paint_label(ui: &Ui, toggle: &Toggle, label: &str) {
    let tokens = theme::tokens(ui);
    let font = fonts::regular(size::BODY);
    let galley = paint::line(ui.painter(), label, font, tokens.t1, f32::INFINITY);
    let y = toggle.mark.center().y;
    paint::text_left(ui.painter(), toggle.label_left, y, galley, tokens.t1);
}

/// A check box. With `hide_label` the label is only spoken, as in the rows of a table.
///
/// The caller decides what a click on a mixed box means; the response tells only of the click.
pub fn checkbox(ui: &mut Ui, state: Check, label: &str, hide_label: bool) -> Response {
    let toggle = allocate(ui, label, hide_label);
    let tokens = theme::tokens(ui);
    let response = &toggle.response;
    response.widget_info(|| match state {
        Check::Mixed => WidgetInfo::labeled(Role::CheckBox, ui.is_enabled(), label),
        Check::On | Check::Off => {
            let on = state == Check::On;
            WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, label)
        }
    });
    let painter = ui.painter();
    let mark = toggle.mark;
    if state == Check::Off {
        let fill = if response.hovered() { tokens.hover } else { tokens.surface };
        paint::boxed(painter, mark, 3, fill, tokens.t3);
    } else {
        let fill = if response.hovered() { tokens.accent_fill_hover } else { tokens.accent_fill };
        painter.rect_filled(mark, 3.0, fill);
    }
    let stroke = Stroke::new(1.75, tokens.on_accent);
    let at = |x: f32, y: f32| mark.min + vec2(x, y);
    match state {
        Check::Off => {}
        Check::On => {
            let tick = vec![at(3.2, 7.2), at(5.9, 9.9), at(10.8, 4.4)];
            painter.add(Shape::line(tick, stroke));
        }
        Check::Mixed => {
            let bar = Rect::from_min_max(at(3.0, 6.0), at(11.0, 8.0));
            painter.rect_filled(bar, 0.5, tokens.on_accent);
        }
    }
    if !hide_label {
        paint_label(ui, &toggle, label);
    }
    if response.has_focus() {
        paint::focus_ring(ui, mark, 3);
    }
    toggle.response
}

/// A radio button. With `hide_label` the label is only spoken.
pub fn radio(ui: &mut Ui, selected: bool, label: &str, hide_label: bool) -> Response {
    let toggle = allocate(ui, label, hide_label);
    let tokens = theme::tokens(ui);
    let response = &toggle.response;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), selected, label));
    let painter = ui.painter();
    let center = toggle.mark.center();
    let ring = if selected { tokens.accent_fill } else { tokens.t3 };
    let fill = if response.hovered() { tokens.hover } else { tokens.surface };
    painter.circle(center, 0.5 * BOX - 0.5, fill, Stroke::new(1.0, ring));
    if selected {
        painter.circle_filled(center, 4.5, tokens.accent);
    }
    if !hide_label {
        paint_label(ui, &toggle, label);
    }
    if response.has_focus() {
        paint::focus_ring(ui, toggle.mark, 7);
    }
    toggle.response
}
