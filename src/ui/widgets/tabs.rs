//! Tabs over a panel: names with counts, the open one underlined.

use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::paint;
use crate::ui::{
    fonts,
    theme::{self, height, radius, size},
};

/// One tab.
#[derive(Debug, Clone, Copy)]
pub struct Tab<'a, T> {
    /// What the tab stands for.
    pub value: T,
    /// Its name.
    pub label: &'a str,
    /// How many things it holds.
    pub count: Option<usize>,
}

/// Shows a strip of tabs as wide as its place and sets `value` to the chosen one.
///
/// The response is marked as changed when another tab was chosen.
pub fn tabs<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, tabs: &[Tab<'_, T>]) -> Response {
    let tokens = theme::tokens(ui);
    let width = ui.available_width();
    let (strip, mut response) = ui.allocate_exact_size(vec2(width, height::TABS), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::TabList, ui.is_enabled(), name));
    let rule = Rect::from_min_max(pos2(strip.left(), strip.bottom() - 1.0), strip.max);
    ui.painter().rect_filled(rule, 0.0, tokens.line);

    let builder = UiBuilder::new().max_rect(strip).accessibility_parent(response.id);
    {
        // A child leaves the cursor of the layout where it is.
        let ui = &mut ui.new_child(builder);
        let mut left = strip.left() + 8.0;
        for (index, tab) in tabs.iter().enumerate() {
            let selected = *value == tab.value;
            let painter = ui.painter();
            // The bolder weight is measured, so that a choice moves nothing.
            let bold = fonts::medium(size::BODY);
            let text_width = paint::line(painter, tab.label, bold, Color32::PLACEHOLDER, f32::INFINITY).size().x.ceil();
            let count = tab.count.map(|count| {
                let font = fonts::regular(size::SECONDARY);
                paint::line(painter, &super::text::thousands(count), font, tokens.t3, f32::INFINITY)
            });
            let count_width = count.as_ref().map_or(0.0, |count| 6.0 + count.size().x.ceil());
            let padding = 8.0;
            let rect = Rect::from_min_size(
                pos2(left, strip.top()),
                vec2(text_width + count_width + 2.0 * padding, height::TABS),
            );
            left = rect.right();
            let part = ui.interact(rect, response.id.with(index), Sense::click());
            let spoken = match tab.count {
                Some(count) => format!("{} {count}", tab.label),
                None => tab.label.to_owned(),
            };
            part.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), selected, &spoken));
            let color = if selected || part.hovered() { tokens.t1 } else { tokens.t2 };
            let font = if selected { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
            let painter = ui.painter();
            let x = rect.left() + padding;
            let galley = paint::line(painter, tab.label, font, color, f32::INFINITY);
            let advance = galley.size().x.ceil();
            paint::text_left(painter, x, rect.center().y, galley, color);
            if let Some(count) = count {
                paint::text_left(painter, x + advance + 6.0, rect.center().y, count, tokens.t3);
            }
            if selected {
                let underline = Rect::from_min_max(
                    pos2(rect.left() + padding, rect.bottom() - 2.0),
                    pos2(rect.right() - padding, rect.bottom()),
                );
                painter.rect_filled(underline, 0.0, tokens.accent);
            }
            if part.has_focus() {
                paint::inner_focus_ring(ui, rect.shrink2(vec2(2.0, 4.0)), radius::CONTROL);
            }
            if part.clicked() && !selected {
                *value = tab.value;
                response.mark_changed();
            }
        }
    }
    response
}
