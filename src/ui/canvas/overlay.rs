//! What is painted over the scene while a gesture goes on.

use eframe::egui::{CornerRadius, Painter, Pos2, Shape, Stroke, StrokeKind};

use super::{ink, lines};
use crate::edit::intent;
use crate::model::Graph;
use crate::scene::{Camera, Overlay, Scene};
use crate::ui::theme::Tokens;

/// The most targets that are lit at a time.
const MOST_LIT: usize = 500;

/// Paints an overlay.
pub(super) fn paint(
    painter: &Painter,
    tokens: &Tokens,
    graph: &Graph,
    scene: &Scene,
    camera: &Camera,
    overlay: Overlay,
) {
    let border = Stroke::new(1.0, tokens.accent);
    let mut shapes = Vec::new();
    match overlay {
        Overlay::Marquee { area_in_screen } => {
            let rect = ink::egui_rect(area_in_screen);
            shapes.push(Shape::rect_filled(rect, CornerRadius::ZERO, tokens.accent.gamma_multiply(0.08)));
            shapes.push(Shape::rect_stroke(rect, CornerRadius::ZERO, border, StrokeKind::Inside));
        }
        Overlay::Note { area_in_world } => {
            let rect = ink::egui_rect(camera.screen_rect_from_world(area_in_world));
            let corners = CornerRadius::same(crate::ui::theme::radius::CONTROL);
            shapes.push(Shape::rect_filled(rect, corners, tokens.surface.gamma_multiply(0.8)));
            shapes.push(Shape::rect_stroke(rect, corners, border, StrokeKind::Inside));
        }
        Overlay::Connecting { from, to, pointer_in_world } => {
            let nodes = scene.nodes();
            let at = |node: u32| ink::pos(camera.screen_from_world(nodes[node as usize].center_in_world));
            let rim = |node: u32| nodes[node as usize].rim().radius * camera.zoom();
            let start = &nodes[from as usize];
            // Whoever a relationship can lead to is lit, so that one sees where to go.
            for node in scene.nodes_touching(camera.viewport_in_world()).into_iter().take(MOST_LIT) {
                let end = &nodes[node as usize];
                if node != from && intent::suggest_type(graph, &start.id, &end.id).is_some() {
                    let stroke = Stroke::new(1.0, tokens.accent.gamma_multiply(0.5));
                    shapes.push(Shape::circle_stroke(at(node), rim(node) + 2.0, stroke));
                }
            }
            let end = match to {
                Some(to) => {
                    let halo = Stroke::new(8.0, tokens.accent.gamma_multiply(0.22));
                    shapes.push(Shape::circle_stroke(at(to), rim(to) + 6.0, halo));
                    shapes.push(Shape::circle_stroke(at(to), rim(to) + 2.0, Stroke::new(2.0, tokens.accent)));
                    at(to) + (at(from) - at(to)).normalized() * rim(to)
                }
                None => ink::pos(camera.screen_from_world(pointer_in_world)),
            };
            let begin: Pos2 = at(from) + (end - at(from)).normalized() * rim(from);
            if to != Some(from) && (end - at(from)).length() > rim(from) {
                lines::draft(tokens, begin, end, &mut shapes);
            }
            shapes.push(Shape::circle_stroke(at(from), rim(from) + 1.0, Stroke::new(1.75, tokens.accent)));
        }
    }
    painter.extend(shapes);
}
