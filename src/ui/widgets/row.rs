//! A row of a list: a sign, a name that is cut where it must be, and something at its end.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, Widget, WidgetInfo, pos2, vec2};

use super::{Disc, paint, paint_disc};
use crate::ui::{
    fonts,
    icons::{Icon, IconStyle},
    theme::{self, height, size},
};

#[derive(Debug, Clone, Copy)]
enum Sign {
    None,
    Disc(Disc),
    Icon(Icon),
}

/// A row as wide as its place. It tells of clicks, double clicks and drags.
#[derive(Debug, Clone)]
#[must_use = "a row shows only when it is added to a ui"]
pub struct ListRow<'a> {
    label: &'a str,
    sign: Sign,
    trailing: Option<&'a str>,
    trailing_icon: Option<Icon>,
    spoken: Option<&'a str>,
    selected: bool,
    dimmed: bool,
    strong: bool,
    indent: f32,
    row_height: f32,
    reachable: bool,
}

impl<'a> ListRow<'a> {
    /// A row of 24 points with this name.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            sign: Sign::None,
            trailing: None,
            trailing_icon: None,
            spoken: None,
            selected: false,
            dimmed: false,
            strong: false,
            indent: 20.0,
            row_height: height::ROW,
            reachable: true,
        }
    }

    /// Puts the disc of an entity before the name.
    pub fn disc(mut self, disc: Disc) -> Self {
        self.sign = Sign::Disc(disc);
        self
    }

    /// Puts an icon before the name.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.sign = Sign::Icon(icon);
        self
    }

    /// Shows a count, a date or a word at the end of the row.
    pub fn trailing(mut self, text: &'a str) -> Self {
        self.trailing = Some(text);
        self
    }

    /// Shows a small icon before what stands at the end, such as a pin.
    pub fn trailing_icon(mut self, icon: Icon) -> Self {
        self.trailing_icon = Some(icon);
        self
    }

    /// What a screen reader says instead of the name alone.
    pub fn spoken(mut self, sentence: &'a str) -> Self {
        self.spoken = Some(sentence);
        self
    }

    /// Marks the row as selected.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Marks the row as not part of what is looked at.
    pub fn dimmed(mut self, dimmed: bool) -> Self {
        self.dimmed = dimmed;
        self
    }

    /// Sets the name in weight 500.
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    /// The distance of the sign from the left edge, 20 points unless told.
    pub fn indent(mut self, indent: f32) -> Self {
        self.indent = indent;
        self
    }

    /// Says whether Tab stops at the row. In a long list it stops at one, and arrow keys go on from there.
    pub fn reachable(mut self, reachable: bool) -> Self {
        self.reachable = reachable;
        self
    }

    /// The height of the row, 24 points unless told.
    pub fn height(mut self, row_height: f32) -> Self {
        self.row_height = row_height;
        self
    }
}

impl Widget for ListRow<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let Self {
            label,
            sign,
            trailing,
            trailing_icon,
            spoken,
            selected,
            dimmed,
            strong,
            indent,
            row_height,
            reachable,
        } = self;
        let desired = vec2(ui.available_width(), row_height);
        let (rect, response) = ui
            .allocate_exact_size(desired, if reachable { Sense::click_and_drag() } else { Sense::CLICK | Sense::DRAG });
        let name = spoken.unwrap_or(label);
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), selected, name));
        if !ui.is_rect_visible(rect) {
            return response;
        }

        let tokens = theme::tokens(ui);
        let painter = ui.painter();
        let ground = if selected {
            tokens.accent_weak
        } else if response.hovered() {
            tokens.hover
        } else {
            Color32::TRANSPARENT
        };
        painter.rect_filled(rect, 0.0, ground);
        let y = rect.center().y;
        let (text_color, trailing_color) = if dimmed { (tokens.t3, tokens.t3) } else { (tokens.t1, tokens.t2) };

        let mut left = rect.left() + indent;
        match sign {
            Sign::None => {}
            Sign::Disc(disc) => {
                let disc = Disc { dimmed: disc.dimmed || dimmed, ..disc };
                paint_disc(painter, tokens, pos2(left + 8.0, y), 8.0, &disc);
                left += 22.0;
            }
            Sign::Icon(icon) => {
                let center = pos2(left + 8.0, y);
                paint::icon(painter, icon, IconStyle::Regular, center, 16.0, tokens.t2);
                left += 22.0;
            }
        }
        let mut right = rect.right() - 12.0;
        if let Some(trailing) = trailing {
            let font = fonts::regular(size::SECONDARY);
            let galley = paint::line(painter, trailing, font, trailing_color, 0.5 * rect.width());
            right -= galley.size().x.ceil();
            paint::text_left(painter, right, y, galley, trailing_color);
            right -= 6.0;
        }
        if let Some(icon) = trailing_icon {
            let center = pos2(right - 6.0, y);
            paint::icon(painter, icon, IconStyle::Regular, center, 12.0, tokens.t3);
            right -= 18.0;
        }
        let font = if strong { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
        let galley = paint::line(painter, label, font, text_color, right - left);
        let elided = galley.elided;
        paint::text_left(painter, left, y, galley, text_color);
        if response.has_focus() {
            let inside = Rect::from_min_max(rect.min, rect.max);
            paint::inner_focus_ring(ui, inside, 3);
        }
        if elided { response.on_hover_text(label) } else { response }
    }
}
