//! A choice among a few things side by side on a sunken track.

use eframe::egui::{self, Color32, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{paint, tooltip};
use crate::ui::{
    fonts,
    icons::{Icon, IconStyle},
    theme::{self, height, radius, size},
};

/// One choice of a segmented control.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a, T> {
    /// What the choice stands for.
    pub value: T,
    /// Its name, shown unless only the icon is.
    pub label: &'a str,
    /// Its icon.
    pub icon: Option<Icon>,
    /// Shows the icon alone, and the name in a tooltip.
    pub icon_only: bool,
}

impl<'a, T> Segment<'a, T> {
    /// A choice shown as text.
    pub fn text(value: T, label: &'a str) -> Self {
        Self { value, label, icon: None, icon_only: false }
    }

    /// A choice shown as an icon and text.
    pub fn icon_text(value: T, icon: Icon, label: &'a str) -> Self {
        Self { value, label, icon: Some(icon), icon_only: false }
    }

    /// A choice shown as an icon.
    pub fn icon(value: T, icon: Icon, label: &'a str) -> Self {
        Self { value, label, icon: Some(icon), icon_only: true }
    }
}

const PADDING: f32 = 10.0;
const ICON: f32 = 16.0;
const GAP: f32 = 6.0;

/// Shows the choices and sets `value` to the chosen one. `width` stretches the control, with segments of equal width.
///
/// The response is marked as changed when another choice was made.
pub fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    segments: &[Segment<'_, T>],
    width: Option<f32>,
) -> Response {
    let natural: Vec<f32> = segments
        .iter()
        .map(|segment| {
            // The bolder of the two weights is measured, so that a choice moves nothing.
            let font = fonts::medium(size::BODY);
            let text = if segment.icon_only {
                0.0
            } else {
                let painter = ui.painter();
                paint::line(painter, segment.label, font, Color32::PLACEHOLDER, f32::INFINITY).size().x.ceil()
            };
            let icon = match segment.icon {
                Some(_) if segment.icon_only => ICON,
                Some(_) => ICON + GAP,
                None => 0.0,
            };
            (text + icon + 2.0 * PADDING).max(height::TARGET)
        })
        .collect();
    let inner = width.map(|width| width - 4.0);
    let widths: Vec<f32> = match inner {
        Some(inner) => vec![inner / segments.len().max(1) as f32; segments.len()],
        None => natural,
    };
    let total: f32 = widths.iter().sum::<f32>() + 4.0;
    let (track, mut response) = ui.allocate_exact_size(vec2(total, height::CONTROL), Sense::hover());
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(track, radius::CONTROL, tokens.sunken);
    response.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, ui.is_enabled(), name));

    let builder = UiBuilder::new().max_rect(track).accessibility_parent(response.id);
    {
        // A child leaves the cursor of the layout where it is.
        let ui = &mut ui.new_child(builder);
        let mut left = track.left() + 2.0;
        for (index, (segment, width)) in segments.iter().zip(&widths).enumerate() {
            let right = left + width;
            let rect =
                Rect::from_min_max(pos2(left.round(), track.top() + 2.0), pos2(right.round(), track.bottom() - 2.0));
            left = right;
            let id = response.id.with(index);
            let part = segment_ui(ui, rect, id, segment, *value == segment.value);
            if part.clicked() && *value != segment.value {
                *value = segment.value;
                response.mark_changed();
            }
        }
    }
    response
}

fn segment_ui<T>(ui: &Ui, rect: Rect, id: egui::Id, segment: &Segment<'_, T>, selected: bool) -> Response {
    let tokens = theme::tokens(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), selected, segment.label));
    let painter = ui.painter();
    let color = if selected || response.hovered() { tokens.t1 } else { tokens.t2 };
    if selected {
        paint::boxed(painter, rect, 5, tokens.raised, tokens.line2);
    } else if response.hovered() {
        painter.rect_filled(rect, 5.0, tokens.line);
    }
    let font = if selected { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
    let galley = (!segment.icon_only).then(|| paint::line(painter, segment.label, font, color, rect.width() - 8.0));
    let text_width = galley.as_ref().map_or(0.0, |galley| galley.size().x);
    let icon_width = match segment.icon {
        Some(_) if segment.icon_only => ICON,
        Some(_) => ICON + GAP,
        None => 0.0,
    };
    let mut x = rect.center().x - 0.5 * (text_width + icon_width);
    if let Some(icon) = segment.icon {
        let center = pos2(x + 0.5 * ICON, rect.center().y);
        paint::icon(painter, icon, IconStyle::Regular, center, ICON, color);
        x += icon_width;
    }
    if let Some(galley) = galley {
        paint::text_left(painter, x, rect.center().y, galley, color);
    }
    if response.has_focus() {
        paint::focus_ring(ui, rect, 5);
    }
    if segment.icon_only { tooltip::named(response, segment.label, None) } else { response }
}
