//! What is painted over the scene while a gesture goes on.

use eframe::egui::{CornerRadius, Painter, Pos2, Shape, Stroke, StrokeKind};

use super::{Found, ink, lines};
use crate::base::Point;
use crate::edit::intent;
use crate::model::Graph;
use crate::scene::{Camera, Handle, Overlay, Picked, Placed, Scene, handles, note_corner};
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
        Overlay::Lasso { points_in_screen } => {
            let points: Vec<Pos2> = points_in_screen.into_iter().map(ink::pos).collect();
            if let [first, .., last] = points[..] {
                shapes.extend(Shape::dashed_line(&[last, first], border, 4.0, 4.0));
            }
            shapes.push(Shape::line(points, Stroke::new(1.5, tokens.accent)));
        }
        Overlay::Guides { lines_in_world, gaps_in_world } => {
            let on_screen = |ends: (Point, Point)| [ends.0, ends.1].map(|end| ink::pos(camera.screen_from_world(end)));
            for ends in lines_in_world {
                shapes.extend(Shape::dashed_line(&on_screen(ends), border, 3.0, 3.0));
            }
            for ends in gaps_in_world.into_iter().map(on_screen) {
                let tick = (ends[1] - ends[0]).normalized().rot90() * 4.0;
                shapes.push(Shape::line_segment(ends, border));
                shapes.extend(ends.map(|end| Shape::line_segment([end - tick, end + tick], border)));
            }
        }
        Overlay::Bending { edge: _, path_in_world } => {
            let path = path_in_world.mapped(|point| camera.screen_from_world(point));
            let points: Vec<Pos2> = path.flattened(0.3).into_iter().map(ink::pos).collect();
            shapes.extend(Shape::dashed_line(&points, Stroke::new(2.0, tokens.accent), 6.0, 4.0));
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
            let seen = scene.nodes_touching_at_most(camera.viewport_in_world(), MOST_LIT);
            for node in seen.unwrap_or_else(|some| some) {
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

/// Rings what was found; the one that would be chosen with a halo.
pub(super) fn paint_found(painter: &Painter, tokens: &Tokens, scene: &Scene, camera: &Camera, found: &Found) {
    let Found { entities, relationships } = found;
    for (id, is_marked) in relationships {
        let Some(at) = scene.edge_of(id) else { continue };
        let path = scene.edges()[at as usize].path_in_world.mapped(|point| camera.screen_from_world(point));
        let points: Vec<Pos2> = path.flattened(0.3).into_iter().map(ink::pos).collect();
        let (width, share) = if *is_marked { (10.0, 0.4) } else { (6.0, 0.25) };
        painter.line(points, Stroke::new(width, tokens.warn_line.gamma_multiply(share)));
    }
    for (id, is_marked) in entities {
        let Some(node) = scene.node_of(id).map(|at| &scene.nodes()[at as usize]) else { continue };
        let center = ink::pos(camera.screen_from_world(node.center_in_world));
        let radius = (node.rim().radius * camera.zoom()).max(5.0) + 2.5;
        if *is_marked {
            painter.circle_stroke(center, radius + 4.0, Stroke::new(6.0, tokens.warn_line.gamma_multiply(0.3)));
        }
        painter.circle_stroke(center, radius, Stroke::new(2.0, tokens.warn_line));
    }
}

/// Paints the handle of the one selected note, or those of the selected relationship. One that has a label is taken by that in its middle.
pub(super) fn paint_handles(
    painter: &Painter,
    tokens: &Tokens,
    scene: &Scene,
    camera: &Camera,
    picked: &Picked,
    placed: &Placed,
) {
    if let Some(corner) = note_corner(scene, picked) {
        let center = ink::pos(camera.screen_from_world(corner));
        painter.circle(center, 4.5, tokens.surface, Stroke::new(1.5, tokens.accent));
    }
    let Some((edge, all)) = handles(scene, camera.zoom(), picked) else { return };
    let has_label = placed.of_edge(edge).is_some();
    for (handle, place) in all.into_iter().filter(|(handle, _)| !has_label || *handle != Handle::Middle) {
        let center = ink::pos(camera.screen_from_world(place));
        let radius = if handle == Handle::Middle { 4.0 } else { 4.5 };
        painter.circle(center, radius, tokens.surface, Stroke::new(1.5, tokens.accent));
    }
}
