//! Buttons: primary, secondary, quiet and dangerous, with an icon and a shortcut where wanted; and icon buttons.

use eframe::egui::{self, Align2, Color32, Response, Role, Sense, Ui, Vec2, Widget, WidgetInfo, vec2};

use super::{badge, paint, tooltip};
use crate::ui::{
    fonts,
    icons::{Icon, IconStyle},
    theme::{self, Tokens, height, radius, size},
};

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// The one action that a place is for.
    Primary,
    /// An ordinary action.
    Secondary,
    /// An action among many, without a border.
    Quiet,
    /// An action inside text, in the colour of a link.
    Link,
    /// An action that destroys something.
    Danger,
}

struct Look {
    fill: Color32,
    border: Color32,
    text: Color32,
}

fn look(tokens: &Tokens, emphasis: Emphasis, hovered: bool, pressed: bool) -> Look {
    let (fill, border, text) = match emphasis {
        Emphasis::Primary => {
            let fill = if hovered { tokens.accent_fill_hover } else { tokens.accent_fill };
            (fill, fill, tokens.on_accent)
        }
        Emphasis::Secondary if pressed => (tokens.line, tokens.line2, tokens.t1),
        Emphasis::Secondary if hovered => (tokens.hover, tokens.line2, tokens.t1),
        Emphasis::Secondary => (tokens.surface, tokens.line2, tokens.t1),
        Emphasis::Quiet if pressed => (tokens.line, tokens.line, tokens.t1),
        Emphasis::Quiet if hovered => (tokens.hover, tokens.hover, tokens.t1),
        Emphasis::Quiet => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.t2),
        Emphasis::Link if hovered => (tokens.hover, tokens.hover, tokens.accent_text),
        Emphasis::Link => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.accent_text),
        Emphasis::Danger if hovered => (tokens.bad_weak, tokens.bad, tokens.bad),
        Emphasis::Danger => (tokens.surface, tokens.line2, tokens.bad),
    };
    Look { fill, border, text }
}

/// A button with a label. Add it with `ui.add`, or `ui.add_enabled` where it can be off.
#[derive(Debug, Clone)]
#[must_use = "a button shows only when it is added to a ui"]
pub struct Button<'a> {
    label: &'a str,
    emphasis: Emphasis,
    icon: Option<Icon>,
    shortcut: Option<&'a str>,
    small: bool,
    min_width: f32,
}

impl<'a> Button<'a> {
    /// A button of the given emphasis.
    pub fn new(emphasis: Emphasis, label: &'a str) -> Self {
        Self { label, emphasis, icon: None, shortcut: None, small: false, min_width: 0.0 }
    }

    /// The one action that a place is for.
    pub fn primary(label: &'a str) -> Self {
        Self::new(Emphasis::Primary, label)
    }

    /// An ordinary action.
    pub fn secondary(label: &'a str) -> Self {
        Self::new(Emphasis::Secondary, label)
    }

    /// An action without a border.
    pub fn quiet(label: &'a str) -> Self {
        Self::new(Emphasis::Quiet, label)
    }

    /// An action that looks like a link.
    pub fn link(label: &'a str) -> Self {
        Self::new(Emphasis::Link, label)
    }

    /// An action that destroys something.
    pub fn danger(label: &'a str) -> Self {
        Self::new(Emphasis::Danger, label)
    }

    /// Puts an icon before the label.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Shows the shortcut as a key cap after the label. It only shows it, and listens to no key.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// Makes the button 24 points high with text of 12, for cards and bars.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Makes the button at least this wide, with its content in the middle.
    pub fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { label, emphasis, icon, shortcut, small, min_width } = self;
        let (text_size, icon_size, control_height, padding) = if small {
            (size::SECONDARY, 14.0, height::TARGET, 9.0)
        } else {
            (size::BODY, 16.0, height::CONTROL, 13.0)
        };
        let font = match emphasis {
            Emphasis::Quiet | Emphasis::Link => fonts::regular(text_size),
            _ => fonts::medium(text_size),
        };
        let padding = match emphasis {
            Emphasis::Link => 4.0,
            _ if icon.is_some() => padding - 3.0,
            _ => padding,
        };
        let gap = 6.0;
        let galley = paint::line(ui.painter(), label, font, Color32::PLACEHOLDER, f32::INFINITY);
        let cap = shortcut.map(|keys| badge::cap_galley(ui, keys));
        let icon_part = icon.map_or(0.0, |_| icon_size + gap);
        let cap_part = cap.as_ref().map_or(0.0, |cap| badge::cap_width(cap) + gap + 2.0);
        let content = icon_part + galley.size().x.ceil() + cap_part;
        let width = (content + 2.0 * padding).max(min_width);
        let (rect, response) = ui.allocate_exact_size(vec2(width, control_height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
        if !ui.is_rect_visible(rect) {
            return response;
        }

        let tokens = theme::tokens(ui);
        let pressed = response.is_pointer_button_down_on();
        let look = look(tokens, emphasis, response.hovered(), pressed);
        paint::boxed(ui.painter(), rect, radius::CONTROL, look.fill, look.border);
        let mut x = rect.left() + 0.5 * (rect.width() - content);
        if let Some(icon) = icon {
            let center = egui::pos2(x + 0.5 * icon_size, rect.center().y);
            let style = IconStyle::Regular;
            paint::icon(ui.painter(), icon, style, center, icon_size, look.text);
            x += icon_part;
        }
        let text_width = galley.size().x.ceil();
        paint::text_left(ui.painter(), x, rect.center().y, galley, look.text);
        if let Some(cap) = cap {
            let left = x + text_width + gap + 2.0;
            let on_fill = emphasis == Emphasis::Primary;
            badge::paint_cap(ui, left, rect.center().y, cap, on_fill.then_some(look.text));
        }
        if response.has_focus() {
            paint::focus_ring(ui, rect, radius::CONTROL);
        }
        response
    }
}

/// A button that shows only an icon. Its name and its shortcut show in the tooltip.
#[derive(Debug, Clone)]
#[must_use = "a button shows only when it is added to a ui"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    shortcut: Option<&'a str>,
    toggled: Option<bool>,
    neutral: bool,
    mirrored: bool,
    side: f32,
    tint: Option<Color32>,
}

impl<'a> IconButton<'a> {
    /// A square button of 28 points.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            shortcut: None,
            toggled: None,
            neutral: false,
            mirrored: false,
            side: height::CONTROL,
            tint: None,
        }
    }

    /// Makes the button 24 points wide and high, for rows and section headers.
    pub fn small(mut self) -> Self {
        self.side = height::TARGET;
        self
    }

    /// Names the shortcut in the tooltip.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// Makes the button a switch that is on or off.
    pub fn toggled(mut self, on: bool) -> Self {
        self.toggled = Some(on);
        self
    }

    /// Shows a switch that is on in grey instead of the accent, for what merely opens a part of the window.
    pub fn neutral(mut self) -> Self {
        self.neutral = true;
        self
    }

    /// Turns the icon round, left to right.
    pub fn mirrored(mut self) -> Self {
        self.mirrored = true;
        self
    }

    /// Draws the icon in a colour of the theme, such as `ok` for accept.
    pub fn tint(mut self, color: Color32) -> Self {
        self.tint = Some(color);
        self
    }
}

impl Widget for IconButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self { icon, name, shortcut, toggled, neutral, mirrored, side, tint } = self;
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
        response.widget_info(|| match toggled {
            Some(on) => WidgetInfo::selected(Role::Button, ui.is_enabled(), on, name),
            None => WidgetInfo::labeled(Role::Button, ui.is_enabled(), name),
        });
        if ui.is_rect_visible(rect) {
            let tokens = theme::tokens(ui);
            let on = toggled == Some(true);
            let pressed = response.is_pointer_button_down_on();
            let fill = if on && neutral {
                tokens.hover
            } else if on {
                tokens.accent_weak
            } else if pressed {
                tokens.line
            } else if response.hovered() {
                tokens.hover
            } else {
                Color32::TRANSPARENT
            };
            let color = match tint {
                _ if on && neutral => tokens.t1,
                _ if on => tokens.accent_text,
                Some(tint) => tint,
                None if response.hovered() => tokens.t1,
                None => tokens.t2,
            };
            ui.painter().rect_filled(rect, radius::CONTROL, fill);
            let center = Align2::CENTER_CENTER.pos_in_rect(&rect);
            let style = IconStyle::Regular;
            if mirrored {
                paint::mirrored_icon(ui.painter(), icon, style, center, 16.0, color);
            } else {
                paint::icon(ui.painter(), icon, style, center, 16.0, color);
            }
            if response.has_focus() {
                paint::focus_ring(ui, rect, radius::CONTROL);
            }
        }
        tooltip::named(response, name, shortcut)
    }
}
