//! The header of a part that folds: a caret, a title, a count, and what can be done with the part.

use eframe::egui::{self, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{IconButton, paint};
use crate::ui::{
    fonts,
    icons::{self, IconStyle},
    theme::{self, size},
};

/// What happened to a header.
#[derive(Debug)]
pub struct SectionResponse {
    /// The response of the caret and the title, which fold and unfold the part.
    pub response: Response,
    /// Whether the plus was pressed.
    pub add: bool,
}

/// The header of a part that folds.
#[derive(Debug, Clone)]
#[must_use = "a header shows only when `show` is called"]
pub struct Section<'a> {
    title: &'a str,
    count: Option<usize>,
    count_at_end: bool,
    add: Option<&'a str>,
    strong: bool,
    row_height: f32,
}

impl<'a> Section<'a> {
    /// The header of a section of the inspector.
    pub fn new(title: &'a str) -> Self {
        Self { title, count: None, count_at_end: false, add: None, strong: true, row_height: 28.0 }
    }

    /// The header of a group in a list: 24 points high, with its count at the end.
    pub fn group(title: &'a str) -> Self {
        Self { count_at_end: true, strong: false, row_height: 24.0, ..Self::new(title) }
    }

    /// Shows how many things the part holds.
    pub fn count(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }

    /// Adds a plus at the end, named `name`.
    pub fn add_button(mut self, name: &'a str) -> Self {
        self.add = Some(name);
        self
    }

    /// Shows the header; `open` says whether the part shows, and a press turns it over.
    ///
    /// `trailing` draws what stands before the plus, from right to left.
    pub fn show(self, ui: &mut Ui, open: &mut bool, trailing: impl FnOnce(&mut Ui)) -> SectionResponse {
        let Self { title, count, count_at_end, add, strong, row_height } = self;
        let desired = vec2(ui.available_width(), row_height);
        let (rect, mut response) = ui.allocate_exact_size(desired, Sense::click());
        if response.clicked() {
            *open = !*open;
            response.mark_changed();
        }
        let spoken = match count {
            Some(count) => format!("{title} {count}"),
            None => title.to_owned(),
        };
        let is_open = *open;
        response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, ui.is_enabled(), is_open, &spoken));

        let tokens = theme::tokens(ui);
        let painter = ui.painter();
        let y = rect.center().y;
        if response.hovered() {
            painter.rect_filled(rect, 4.0, tokens.hover);
        }
        let caret = if is_open { icons::CARET_DOWN } else { icons::CARET_RIGHT };
        // Groups run to the edge of their panel, so they keep a margin of their own.
        let margin = if count_at_end { 8.0 } else { 0.0 };
        let center = pos2(rect.left() + margin + 6.0, y);
        paint::icon(painter, caret, IconStyle::Regular, center, 12.0, tokens.t2);
        let font = if strong { fonts::semibold(size::BODY) } else { fonts::medium(size::BODY) };
        let left = rect.left() + margin + 16.0;
        let galley = paint::line(painter, title, font, tokens.t1, rect.right() - left - 40.0);
        let after_title = left + galley.size().x.ceil() + 8.0;
        paint::text_left(painter, left, y, galley, tokens.t1);
        if let Some(count) = count {
            let font_size = if count_at_end { size::SECONDARY } else { size::BODY };
            let color = if count_at_end { tokens.t2 } else { tokens.t3 };
            let font = fonts::regular(font_size);
            let galley = paint::line(painter, &super::text::thousands(count), font, color, f32::INFINITY);
            let x = if count_at_end { rect.right() - 12.0 - galley.size().x.ceil() } else { after_title };
            paint::text_left(painter, x, y, galley, color);
        }
        if response.has_focus() {
            paint::inner_focus_ring(ui, rect, 4);
        }

        let mut added = false;
        let end = Rect::from_min_max(pos2(after_title, rect.top()), rect.max);
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        // A child leaves the cursor of the layout where it is.
        let mut child = ui.new_child(UiBuilder::new().max_rect(end).layout(layout));
        if let Some(name) = add {
            added = child.add(IconButton::new(icons::PLUS, name).small()).clicked();
        }
        trailing(&mut child);
        SectionResponse { response, add: added }
    }
}
