//! The disc of an entity, at any radius: in lists, in the inspector and on the canvas.

use eframe::egui::{
    self, Color32, Painter, Pos2, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, epaint::CircleShape,
    pos2, vec2,
};

use super::paint;
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, EntityClass, Tokens},
};

/// The ring around a disc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscRing {
    /// No ring: a single source, or none.
    None,
    /// Two or more graded sources agree.
    Corroborated,
    /// The pointer is over it.
    Hovered,
    /// A neighbour of the selection.
    Neighbour,
    /// It is selected.
    Selected,
}

/// What a disc shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disc {
    /// Decides the colour.
    pub class: EntityClass,
    /// A colour of the type's own, instead of that of its class.
    pub fixed: Option<Color32>,
    /// The icon of the type.
    pub icon: Icon,
    /// Proposed or planned: drawn hollow and dashed.
    pub proposed: bool,
    /// The ring around it.
    pub ring: DiscRing,
    /// Not part of what is looked at.
    pub dimmed: bool,
    /// Held in its place.
    pub pinned: bool,
    /// How many neighbours are not shown.
    pub hidden: usize,
}

impl Disc {
    /// A plain disc of a class, with the icon of the class.
    pub fn new(class: EntityClass) -> Self {
        Self {
            class,
            fixed: None,
            icon: class.icon(),
            proposed: false,
            ring: DiscRing::None,
            dimmed: false,
            pinned: false,
            hidden: 0,
        }
    }

    /// Shows the disc as a part of a row; `name` is what a screen reader says.
    pub fn show(self, ui: &mut Ui, radius: f32, name: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(2.0 * radius), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, ui.is_enabled(), name));
        let tokens = theme::tokens(ui);
        paint_disc(ui.painter(), tokens, rect.center(), radius, &self);
        response
    }
}

/// Paints a disc of `radius` points around `center`.
pub fn paint_disc(painter: &Painter, tokens: &Tokens, center: Pos2, radius: f32, disc: &Disc) {
    let color = disc.fixed.unwrap_or(tokens.class(disc.class));
    painter.extend(disc_shapes(painter, tokens, center, radius, color, disc));
}

/// The shapes of a disc in any colour, for a painter that keeps them. `painter` only measures.
pub fn disc_shapes(
    painter: &Painter,
    tokens: &Tokens,
    center: Pos2,
    radius: f32,
    color: Color32,
    disc: &Disc,
) -> Vec<Shape> {
    let Disc { class: _, fixed: _, icon, proposed, ring, dimmed, pinned, hidden } = *disc;
    let fade = if dimmed { 0.2 } else { 1.0 };
    let ground = color.gamma_multiply(0.14 * fade);
    let color = color.gamma_multiply(fade);
    let scale = (radius / 14.0).clamp(0.5, 1.6);
    let mut shapes = Vec::new();

    if ring == DiscRing::Selected {
        let halo = tokens.accent.gamma_multiply(0.22);
        shapes.push(Shape::circle_filled(center, radius + 12.0, halo));
        shapes.push(Shape::circle_filled(center, radius + 4.0, tokens.canvas));
    }
    if proposed {
        // In a list the ground would only blur the icon.
        let is_small = radius < 12.0;
        if !is_small {
            shapes.push(Shape::circle_filled(center, radius, ground));
        }
        let width = if is_small { 1.0 } else { 1.75 };
        shapes.extend(dashed_circle(center, radius - 0.5 * width, Stroke::new(width, color)));
    } else {
        shapes.push(Shape::circle_filled(center, radius, color));
    }
    let icon_color = if proposed { color } else { tokens.on_disc.gamma_multiply(if dimmed { 0.5 } else { 1.0 }) };
    let icon_size = icon_side(radius);
    if icon_size >= 8.0 {
        shapes.extend(paint::icon_shape(painter, icon, IconStyle::Fill, center, icon_size, icon_color));
    }

    let outline = match ring {
        DiscRing::None => None,
        DiscRing::Corroborated => Some((2.6, 1.25, color)),
        DiscRing::Hovered => Some((3.0, 1.75, tokens.t2)),
        DiscRing::Neighbour => Some((3.0, 1.75, tokens.accent)),
        DiscRing::Selected => Some((4.0, 3.0, tokens.accent)),
    };
    if let Some((gap, width, color)) = outline {
        let ring_radius = radius + gap + 0.5 * width;
        shapes.push(Shape::circle_stroke(center, ring_radius, Stroke::new(width, color)));
    }
    let badge_center = center + vec2(0.76, -0.76) * radius;
    if pinned {
        let badge = 7.5 * scale.max(0.8);
        let stroke = Stroke::new(1.0, tokens.line2);
        shapes.push(CircleShape { center: badge_center, radius: badge, fill: tokens.surface, stroke }.into());
        let size = (11.0 * scale).round();
        let style = IconStyle::Fill;
        shapes.extend(paint::icon_shape(painter, icons::PUSH_PIN, style, badge_center, size, tokens.t2));
    } else if hidden > 0 {
        shapes.extend(count_shapes(painter, tokens, badge_center, hidden));
    }
    shapes
}

/// The side of the icon on a disc: a whole even number of points, so that it centres on pixels.
fn icon_side(radius: f32) -> f32 {
    (radius * 0.58).round() * 2.0
}

fn count_shapes(painter: &Painter, tokens: &Tokens, center: Pos2, count: usize) -> Vec<Shape> {
    let text = if count > 99 { "99+".to_owned() } else { count.to_string() };
    let font = fonts::semibold(11.0);
    let galley = paint::line(painter, &text, font, tokens.on_disc, f32::INFINITY);
    let half_width = (0.5 * galley.size().x + 3.5).max(7.5);
    let rect = egui::Rect::from_center_size(center, vec2(2.0 * half_width, 15.0));
    let x = center.x - 0.5 * galley.size().x;
    let mut shapes =
        vec![Shape::rect_filled(rect.expand(1.5), 9.0, tokens.canvas), Shape::rect_filled(rect, 7.5, tokens.edge)];
    shapes.extend(paint::text_left_shape(painter, x, center.y, galley, tokens.on_disc));
    shapes
}

fn dashed_circle(center: Pos2, radius: f32, stroke: Stroke) -> Vec<Shape> {
    let around = std::f32::consts::TAU * radius;
    // A whole number of dashes closes the circle without a seam; small circles take finer ones.
    let period = if radius < 12.0 { 4.6 } else { 6.6 };
    let dashes = (around / period).round().max(6.0);
    let turn = std::f32::consts::TAU / dashes;
    let point = |angle: f32| pos2(center.x + radius * angle.cos(), center.y + radius * angle.sin());
    // Each dash is one line: pieces that meet would be drawn over each other at their ends.
    let dash = |index: u32| {
        let start = turn * index as f32;
        let points = (0..=4).map(|step| point(start + 0.6 * turn * step as f32 / 4.0)).collect();
        Shape::line(points, stroke)
    };
    (0..dashes as u32).map(dash).collect()
}
