//! Chips: tags, aliases, filters and states in a small rounded box, some of them removable.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, Tokens, height, radius, size},
};

/// What the colour of a chip says; the words must say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A tag or an alias.
    Neutral,
    /// A state or an offer, with a border and no ground.
    Outline,
    /// Something chosen, such as a filter.
    Accent,
    /// Something good, added or supported.
    Ok,
    /// Something bad, removed or disputed.
    Bad,
    /// Something to check.
    Warn,
}

impl Tone {
    /// Ground, border and text.
    fn colors(self, tokens: &Tokens) -> (Color32, Color32, Color32) {
        let (fill, text) = match self {
            Self::Neutral => (tokens.chip, tokens.t2),
            Self::Outline => return (tokens.surface, tokens.line2, tokens.t2),
            Self::Accent => (tokens.accent_weak, tokens.accent_text),
            Self::Ok => (tokens.ok_weak, tokens.ok),
            Self::Bad => (tokens.bad_weak, tokens.bad),
            Self::Warn => (tokens.warn_weak, tokens.warn),
        };
        (fill, fill, text)
    }
}

/// What happened to a chip.
#[derive(Debug)]
pub struct ChipResponse {
    /// The response of the chip itself, clickable where [`Chip::clickable`] was asked for.
    pub response: Response,
    /// Whether its cross was pressed.
    pub removed: bool,
}

/// A chip with a text, and with an icon, a click or a cross where wanted.
#[derive(Debug, Clone)]
#[must_use = "a chip shows only when `show` is called"]
pub struct Chip<'a> {
    text: &'a str,
    tone: Tone,
    icon: Option<Icon>,
    strong: bool,
    clickable: bool,
    removable: bool,
}

impl<'a> Chip<'a> {
    /// A neutral chip, such as a tag.
    pub fn new(text: &'a str) -> Self {
        Self { text, tone: Tone::Neutral, icon: None, strong: false, clickable: false, removable: false }
    }

    /// Gives the chip a tone.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Puts an icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Sets the text in weight 600, for counts.
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    /// Lets the chip be pressed.
    pub fn clickable(mut self) -> Self {
        self.clickable = true;
        self
    }

    /// Adds a cross that takes the chip away.
    pub fn removable(mut self) -> Self {
        self.removable = true;
        self
    }

    /// Shows the chip.
    pub fn show(self, ui: &mut Ui) -> ChipResponse {
        let Self { text, tone, icon, strong, clickable, removable } = self;
        let tokens = theme::tokens(ui);
        let (fill, border, color) = tone.colors(tokens);
        let font = if strong { fonts::semibold(size::SECONDARY) } else { fonts::regular(size::SECONDARY) };
        let max_width = (ui.available_width() - 40.0).max(60.0);
        let galley = paint::line(ui.painter(), text, font, color, max_width);
        let padding = 6.0;
        let icon_size = 12.0;
        let icon_part = icon.map_or(0.0, |_| icon_size + 4.0);
        let cross_part = if removable { 16.0 } else { 0.0 };
        let width = 2.0 * padding + icon_part + galley.size().x.ceil() + cross_part;
        // The chip is 20 points high; what can be pressed reaches two points further.
        let (outer, sense) = if clickable || removable {
            (height::TARGET, if clickable { Sense::click() } else { Sense::hover() })
        } else {
            (20.0, Sense::hover())
        };
        let (target, response) = ui.allocate_exact_size(vec2(width, outer), sense);
        let rect = Rect::from_center_size(target.center(), vec2(width, 20.0));
        let role = if clickable { Role::Button } else { Role::Label };
        response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), text));
        let painter = ui.painter();
        let fill = if clickable && response.hovered() { tokens.hover } else { fill };
        paint::boxed(painter, rect, radius::CHIP, fill, border);
        let mut x = rect.left() + padding;
        if let Some(icon) = icon {
            let center = pos2(x + 0.5 * icon_size, rect.center().y);
            paint::icon(painter, icon, IconStyle::Regular, center, icon_size, color);
            x += icon_part;
        }
        paint::text_left(painter, x, rect.center().y, galley, color);
        if response.has_focus() {
            paint::focus_ring(ui, rect, radius::CHIP);
        }

        let removed = removable && {
            let center = pos2(rect.right() - padding - 5.0, rect.center().y);
            let cross_target = Rect::from_center_size(center, vec2(height::TARGET, height::TARGET));
            let cross = ui.interact(cross_target, response.id.with("cross"), Sense::click());
            let name = format!("Remove {text}");
            cross.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
            let cross_color = if cross.hovered() { tokens.t1 } else { color };
            let style = IconStyle::Regular;
            paint::icon(ui.painter(), icons::X, style, center, 10.0, cross_color);
            if cross.has_focus() {
                let ring = Rect::from_center_size(center, vec2(12.0, 12.0));
                paint::focus_ring(ui, ring, 2);
            }
            cross.clicked()
        };
        ChipResponse { response, removed }
    }
}
