//! Turns the tokens into egui styles, so that ordinary egui widgets look like the kit.

use eframe::egui::{
    CornerRadius, CursorIcon, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, Vec2, Visuals,
    epaint::{FontColorTransferFunction, text::TextOptions},
    style::{HandleShape, Interaction, ScrollStyle, Selection, Spacing, TextCursorStyle, WidgetVisuals, Widgets},
    vec2,
};

use super::{Tokens, height, motion, radius, size, space};
use crate::ui::fonts;

/// The egui style of one theme.
pub(super) fn style(theme: Theme) -> Style {
    let tokens = super::of(theme);
    Style {
        text_styles: [
            (TextStyle::Small, fonts::regular(size::SECONDARY)),
            (TextStyle::Body, fonts::regular(size::BODY)),
            (TextStyle::Button, fonts::medium(size::BODY)),
            (TextStyle::Heading, fonts::semibold(size::HEADING)),
            (TextStyle::Monospace, FontId::monospace(size::SECONDARY)),
        ]
        .into(),
        spacing: spacing(),
        interaction: Interaction { tooltip_delay: 0.3, selectable_labels: false, ..Interaction::default() },
        visuals: visuals(theme, tokens),
        animation_time: motion::HOVER,
        ..Style::default()
    }
}

fn spacing() -> Spacing {
    Spacing {
        item_spacing: Vec2::splat(space::S),
        window_margin: Margin::same(16),
        button_padding: vec2(10.0, 6.0),
        menu_margin: Margin::same(4),
        indent: space::L,
        interact_size: vec2(height::CONTROL, height::CONTROL),
        slider_width: 120.0,
        slider_rail_height: 4.0,
        combo_width: 96.0,
        text_edit_width: 200.0,
        icon_width: 14.0,
        icon_width_inner: 8.0,
        icon_spacing: 6.0,
        tooltip_width: 320.0,
        menu_width: 320.0,
        menu_spacing: 2.0,
        combo_height: 280.0,
        scroll: ScrollStyle {
            bar_width: 8.0,
            handle_min_length: 24.0,
            floating_width: 4.0,
            foreground_color: true,
            dormant_background_opacity: 0.0,
            active_background_opacity: 0.0,
            interact_background_opacity: 0.0,
            dormant_handle_opacity: 0.16,
            active_handle_opacity: 0.28,
            interact_handle_opacity: 0.45,
            ..ScrollStyle::floating()
        },
        ..Spacing::default()
    }
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let shadow = Shadow { offset: [0, 2], blur: 10, spread: 0, color: tokens.shadow };
    // egui's own choice for dark themes draws light text a weight too heavy.
    let color_transfer_function = match theme {
        Theme::Light => FontColorTransferFunction::LIGHT_MODE_DEFAULT,
        Theme::Dark => FontColorTransferFunction::Gamma(0.8),
    };
    Visuals {
        text_options: TextOptions { color_transfer_function, ..TextOptions::default() },
        widgets: widgets(tokens),
        selection: Selection { bg_fill: tokens.accent_weak, stroke: Stroke::new(2.0, tokens.accent) },
        weak_text_color: Some(tokens.t3),
        hyperlink_color: tokens.accent_text,
        faint_bg_color: tokens.hover,
        extreme_bg_color: tokens.sunken,
        text_edit_bg_color: Some(tokens.field),
        code_bg_color: tokens.chip,
        warn_fg_color: tokens.warn,
        error_fg_color: tokens.bad,
        window_corner_radius: CornerRadius::same(radius::DIALOG),
        window_shadow: shadow,
        window_fill: tokens.surface,
        window_stroke: Stroke::new(1.0, tokens.line2),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(radius::FLOATING),
        panel_fill: tokens.panel,
        popup_shadow: shadow,
        text_cursor: TextCursorStyle { stroke: Stroke::new(1.5, tokens.t1), ..TextCursorStyle::default() },
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        interact_cursor: None::<CursorIcon>,
        disabled_alpha: 0.5,
        ..theme.default_visuals()
    }
}

fn widgets(tokens: &Tokens) -> Widgets {
    let border = Stroke::new(1.0, tokens.line2);
    let state = |fill, bg_stroke| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke,
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(1.0, tokens.t1),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(tokens.panel, Stroke::new(1.0, tokens.line)),
        inactive: WidgetVisuals {
            // Rails of sliders and grounds of check boxes must show on white as well.
            bg_fill: tokens.line,
            ..state(tokens.surface, border)
        },
        hovered: state(tokens.hover, border),
        // egui gives a widget with the keyboard focus the look of a pressed one.
        active: state(tokens.hover, Stroke::new(2.0, tokens.accent)),
        open: state(tokens.hover, border),
    }
}
