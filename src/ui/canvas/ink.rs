//! From the scene to egui: colours, icons and coordinates.

use eframe::egui::{self, Color32, Pos2, pos2};

use crate::analysis::figures::SHADES;
use crate::base::{Point, Rect};
use crate::model::{EntityType, Palette};
use crate::scene::{Ink, Standing};
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{EntityClass, Tokens};

/// The class whose tone a palette colour has.
pub(super) fn class_of(palette: Palette) -> EntityClass {
    match palette {
        Palette::Country => EntityClass::Country,
        Palette::Person => EntityClass::Person,
        Palette::Organisation => EntityClass::Organisation,
        Palette::Facility => EntityClass::Facility,
        Palette::Event => EntityClass::Event,
        Palette::Agreement => EntityClass::Agreement,
        Palette::Other => EntityClass::Other,
    }
}

/// What an ink looks like in a theme.
pub(super) fn color(tokens: &Tokens, ink: Ink) -> Color32 {
    match ink {
        Ink::Palette(palette) => tokens.class(class_of(palette)),
        Ink::Rgb(r, g, b) => Color32::from_rgb(r, g, b),
        Ink::Edge => tokens.edge,
        Ink::T1 => tokens.t1,
        Ink::T2 => tokens.t2,
        Ink::T3 => tokens.t3,
        Ink::OnDisc => tokens.on_disc,
        Ink::Canvas => tokens.canvas,
        Ink::Accent => tokens.accent,
        Ink::AccentWeak => tokens.accent_weak,
        Ink::Ok => tokens.ok,
        Ink::Bad => tokens.bad,
        Ink::Warn => tokens.warn,
        Ink::Shade(nth) => {
            let share = f32::from(nth) / (SHADES - 1) as f32;
            tokens.edge.lerp_to_gamma(tokens.class(EntityClass::Person), share)
        }
    }
}

/// The same, faded towards the ground for what is over. Opaque, so that nothing shines through.
pub(super) fn color_of_standing(tokens: &Tokens, ink: Ink, standing: Standing) -> Color32 {
    let color = color(tokens, ink);
    match standing {
        Standing::Present | Standing::Ahead => color,
        Standing::Over => color.lerp_to_gamma(tokens.canvas, 0.5),
    }
}

/// The icon of a type: its own by name, else that of its class.
pub(super) fn icon_of(kind: &EntityType) -> Icon {
    icons::by_name(&kind.icon).unwrap_or_else(|| match kind.colour {
        crate::model::Colour::Palette(palette) => class_of(palette).icon(),
        crate::model::Colour::Rgb(..) => icons::CIRCLE,
    })
}

pub(super) fn pos(point: Point) -> Pos2 {
    pos2(point.x, point.y)
}

pub(super) fn point(pos: Pos2) -> Point {
    Point::new(pos.x, pos.y)
}

pub(super) fn egui_rect(rect: Rect) -> egui::Rect {
    egui::Rect::from_min_max(pos(rect.min), pos(rect.max))
}

pub(super) fn base_rect(rect: egui::Rect) -> Rect {
    Rect { min: point(rect.min), max: point(rect.max) }
}
