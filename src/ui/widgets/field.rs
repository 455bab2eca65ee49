//! Fields to type in: plain, searching, and in a row with a label of 88 points.

use eframe::egui::{
    self, ComboBox, Frame, Id, Layout, Margin, Rect, Response, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder,
    Widget, pos2, vec2,
};

use super::{badge, paint, text};
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, height, radius, size, space},
};

/// The width of the label in a row of a form.
pub const LABEL_WIDTH: f32 = 88.0;

/// A field of one line. Add it with `ui.add`, or `ui.add_enabled` where it can be off.
#[must_use = "a field shows only when it is added to a ui"]
pub struct TextField<'a> {
    value: &'a mut String,
    name: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
    icon: Option<Icon>,
    width: Option<f32>,
    id: Option<Id>,
    quiet: bool,
    tight: bool,
}

impl<'a> TextField<'a> {
    /// A field over `value`; `name` is what a screen reader calls it.
    pub fn new(value: &'a mut String, name: &'a str) -> Self {
        Self { value, name, hint: "", error: None, icon: None, width: None, id: None, quiet: false, tight: false }
    }

    /// Shows a hint while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Marks the field as wrong: a red border, a sign, and the sentence below.
    pub fn error(mut self, sentence: Option<&'a str>) -> Self {
        self.error = sentence;
        self
    }

    /// Shows an icon at the end of the field.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Sets the width, which else is all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Gives the field a fixed id, so that a command can move the focus to it.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Leaves less room beside the text, where it would not fit otherwise.
    pub fn tight(mut self) -> Self {
        self.tight = true;
        self
    }

    /// Shows border and ground only under the pointer and with the focus, for values that are mostly read.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }
}

impl Widget for TextField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { value, name, hint, error, icon, width, id, quiet, tight } = self;
        let sentence = error.filter(|sentence| !sentence.is_empty());
        let mut show = |ui: &mut Ui| {
            let input = Input {
                value,
                name,
                hint,
                leading: None,
                trailing: if error.is_some() { Trailing::Error } else { icon.map_or(Trailing::None, Trailing::Icon) },
                width: width.unwrap_or_else(|| ui.available_width()),
                id,
                quiet,
                tight,
            };
            input.show(ui)
        };
        match sentence {
            None => show(ui),
            Some(sentence) => {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    let response = show(ui);
                    let color = theme::tokens(ui).bad;
                    let font = fonts::regular(size::SECONDARY);
                    ui.label(egui::RichText::new(sentence).font(font).color(color));
                    response
                })
                .inner
            }
        }
    }
}

/// A field that searches or filters: a glass before the text, and a cross once there is some.
#[must_use = "a field shows only when it is added to a ui"]
pub struct SearchField<'a> {
    value: &'a mut String,
    hint: &'a str,
    shortcut: Option<&'a str>,
    width: Option<f32>,
    id: Option<Id>,
}

impl<'a> SearchField<'a> {
    /// A search over `value`; `hint` shows while it is empty and is its name.
    pub fn new(value: &'a mut String, hint: &'a str) -> Self {
        Self { value, hint, shortcut: None, width: None, id: None }
    }

    /// Shows the shortcut that leads here while the field is empty.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// Sets the width, which else is all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Gives the field a fixed id, so that a command can move the focus to it.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }
}

impl Widget for SearchField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { value, hint, shortcut, width, id } = self;
        let trailing = match shortcut {
            _ if !value.is_empty() => Trailing::Clear,
            Some(shortcut) => Trailing::Shortcut(shortcut),
            None => Trailing::None,
        };
        let input = Input {
            value,
            name: hint,
            hint,
            leading: Some(icons::MAGNIFYING_GLASS),
            trailing,
            width: width.unwrap_or_else(|| ui.available_width()),
            id,
            quiet: false,
            tight: false,
        };
        input.show(ui)
    }
}

enum Trailing<'a> {
    None,
    Icon(Icon),
    Error,
    Clear,
    Shortcut(&'a str),
}

struct Input<'a> {
    value: &'a mut String,
    name: &'a str,
    hint: &'a str,
    leading: Option<Icon>,
    trailing: Trailing<'a>,
    width: f32,
    id: Option<Id>,
    quiet: bool,
    tight: bool,
}

impl Input<'_> {
    fn show(self, ui: &mut Ui) -> Response {
        let Self { value, name, hint, leading, trailing, width, id, quiet, tight } = self;
        let tokens = theme::tokens(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(width, height::CONTROL), Sense::hover());
        let painter = ui.painter().clone();
        let failed = matches!(trailing, Trailing::Error);
        let border = if failed { tokens.bad } else { tokens.line2 };
        let is_focused = id.is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
        let boxed = !quiet || failed || is_focused || ui.rect_contains_pointer(rect);
        if boxed {
            paint::boxed(&painter, rect, radius::CONTROL, tokens.field, border);
        }

        let mut left = rect.left() + if tight { 7.0 } else { 10.0 };
        let mut right = rect.right() - 8.0;
        let y = rect.center().y;
        if let Some(icon) = leading {
            let center = pos2(left + 7.0, y);
            paint::icon(&painter, icon, IconStyle::Regular, center, 16.0, tokens.t2);
            left += 22.0;
        }
        match &trailing {
            Trailing::None if tight => right = rect.right() - 3.0,
            Trailing::None => {}
            Trailing::Icon(icon) => {
                let center = pos2(right - 8.0, y);
                paint::icon(&painter, *icon, IconStyle::Regular, center, 16.0, tokens.t2);
                right -= 20.0;
            }
            // The red border and the sentence below say it where there is no room.
            Trailing::Error if tight => right = rect.right() - 3.0,
            Trailing::Error => {
                let center = pos2(rect.right() - 13.0, y);
                let sign = icons::WARNING;
                paint::icon(&painter, sign, IconStyle::Fill, center, 14.0, tokens.bad);
                right = rect.right() - 22.0;
            }
            Trailing::Clear => right -= 18.0,
            Trailing::Shortcut(keys) => {
                let galley = badge::cap_galley(ui, keys);
                let cap_left = right + 2.0 - badge::cap_width(&galley);
                badge::paint_cap(ui, cap_left, y, galley, None);
                right = cap_left - space::XS;
            }
        }

        let inner = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        // A text that is too long ends in an ellipsis until it is typed in.
        let cut = (!is_focused && !value.is_empty())
            .then(|| paint::line(&painter, value, fonts::regular(size::BODY), tokens.t1, inner.width()))
            .filter(|galley| galley.elided);
        let text_color = if cut.is_some() { egui::Color32::TRANSPARENT } else { tokens.t1 };
        let hint = egui::RichText::new(hint).font(fonts::regular(size::BODY)).color(tokens.t3);
        let mut edit = TextEdit::singleline(value)
            .font(fonts::regular(size::BODY))
            .text_color(text_color)
            .hint_text(hint)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .min_size(inner.size())
            .desired_width(inner.width())
            .align(egui::Align2::LEFT_CENTER);
        edit = match id {
            Some(id) => edit.id(id),
            None => edit.id_salt(name),
        };
        // A child leaves the cursor of the layout where it is.
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        let mut response = child.put(inner, edit).accessible_name(name);
        if let Some(galley) = cut {
            paint::text_left(&painter, inner.left(), y, galley, tokens.t1);
        }

        if matches!(trailing, Trailing::Clear) {
            let center = pos2(rect.right() - 14.0, y);
            let target = Rect::from_center_size(center, vec2(height::TARGET, height::TARGET));
            let cross = ui.interact(target, response.id.with("clear"), Sense::click());
            cross.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), "Clear"));
            let color = if cross.hovered() { tokens.t1 } else { tokens.t2 };
            paint::icon(ui.painter(), icons::X, IconStyle::Regular, center, 12.0, color);
            if cross.has_focus() {
                paint::focus_ring(ui, target.shrink(5.0), radius::CHIP);
            }
            if cross.clicked() {
                value.clear();
                response.mark_changed();
                response.request_focus();
            }
        }
        if response.has_focus() {
            let ring = Stroke::new(2.0, if failed { tokens.bad } else { tokens.accent });
            let painter = ui.painter();
            painter.rect_stroke(rect.expand(1.0), 7.0, ring, StrokeKind::Middle);
        }
        response
    }
}

/// A field that opens a list of choices. `choices` draws them, and `name` is what a screen reader says.
pub fn select<R>(ui: &mut Ui, name: &str, selected: &str, width: f32, choices: impl FnOnce(&mut Ui) -> R) -> Response {
    ComboBox::from_id_salt(name)
        .width(width)
        .selected_text(selected)
        .icon(|ui, rect, visuals, _is_open| {
            let caret = icons::CARET_DOWN;
            let center = rect.center();
            let color = visuals.fg_stroke.color;
            paint::icon(ui.painter(), caret, IconStyle::Regular, center, 14.0, color);
        })
        .show_ui(ui, choices)
        .response
        .accessible_name(name)
}

/// A row of a form: a label of 88 points, a gap of eight, and a control in the rest.
///
/// Returns what `control` returned. Use [`Response::labelled_by`] with the given label's id, or
/// name the control, so that a screen reader knows it.
pub fn field_row<R>(ui: &mut Ui, label: &str, control: impl FnOnce(&mut Ui, Id) -> R) -> R {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(LABEL_WIDTH + space::S, height::CONTROL), Sense::hover());
        let rect = rect.with_max_x(rect.left() + LABEL_WIDTH);
        let builder = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(egui::Align::Center));
        let label_id = text::hint(&mut ui.new_child(builder), label, text::Overflow::Elide).id;
        ui.spacing_mut().item_spacing.x = space::S;
        control(ui, label_id)
    })
    .inner
}
