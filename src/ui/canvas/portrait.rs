//! Pictures of entities on their discs: round cuts that leave the rim and the badge free.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Shape, TextureHandle, Vec2, pos2, vec2};

use super::ink;
use crate::base::ContentHash;
use crate::model::{Graph, Shape as Outline};
use crate::scene::{Camera, Emphasis, Scene, SceneNode, Standing};
use crate::ui::pictures::{self, Picture};

/// Discs smaller than this show no picture, in points.
const LEAST_RADIUS: f32 = 12.0;
/// The most pictures in view.
const MOST: usize = 100;
/// With more nodes in view than this no pictures are looked for.
const MOST_LOOKED_AT: usize = 2_000;
/// What stays of the disc around a picture, in points.
const RIM: f32 = 2.0;
/// How many corners a round cut has.
const CORNERS: usize = 48;

/// Where a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Portrait {
    picture: ContentHash,
    center: Pos2,
    radius: f32,
    /// Middle and half size of the badge, which is left free.
    badge: Option<(Pos2, Vec2)>,
    tint: Color32,
}

impl Portrait {
    fn of(node: &SceneNode, camera: &Camera) -> Option<Self> {
        let disc = node.radius * camera.zoom();
        let picture = node.image().filter(|_| disc >= LEAST_RADIUS)?;
        // A round cut inside the other outlines.
        let round = match node.kind.shape {
            Outline::Disc => 1.0,
            Outline::Square | Outline::Diamond | Outline::Hexagon => 0.86,
        };
        let center = ink::pos(camera.screen_from_world(node.center_in_world));
        let tint = match node.standing {
            Standing::Present | Standing::Ahead => Color32::WHITE,
            Standing::Over => Color32::WHITE.gamma_multiply(0.5),
        };
        Some(Self {
            picture,
            center,
            radius: disc * round - RIM,
            badge: super::gpu::badge_area(node, center, disc),
            tint,
        })
    }

    /// How far it reaches in a direction.
    fn reach(&self, way: Vec2) -> f32 {
        let Some((middle, half)) = self.badge else { return self.radius };
        // The first point of the ray that lies in the badge, to half a point.
        let is_in_badge = |distance: f32| {
            let off = (self.center + way * distance - middle).abs() - half + Vec2::splat(half.y);
            off.max(Vec2::ZERO).length() + off.max_elem().min(0.0) < half.y
        };
        let steps = (2.0 * self.radius) as usize;
        let first = (0..=steps).map(|step| 0.5 * step as f32).find(|distance| is_in_badge(*distance));
        first.unwrap_or(self.radius).min(self.radius)
    }

    /// The round cut of the middle of a texture, with a soft border.
    fn mesh(&self, texture: &TextureHandle, feather: f32) -> Mesh {
        let size = texture.size_vec2();
        let visible = vec2(size.min_elem() / size.x, size.min_elem() / size.y);
        let mut mesh = Mesh::with_texture(texture.id());
        let mut corner = |off: Vec2, color: Color32| {
            let uv = pos2(0.5, 0.5) + 0.5 * off / self.radius * visible;
            mesh.vertices.push(eframe::egui::epaint::Vertex { pos: self.center + off, uv, color });
        };
        corner(Vec2::ZERO, self.tint);
        for at in 0..CORNERS {
            let way = Vec2::angled(std::f32::consts::TAU * at as f32 / CORNERS as f32);
            let reach = self.reach(way);
            corner(way * (reach - feather).max(0.0), self.tint);
            corner(way * reach, Color32::TRANSPARENT);
        }
        for at in 0..CORNERS {
            let [inner, next] = [at, (at + 1) % CORNERS].map(|at| 1 + 2 * at as u32);
            mesh.add_triangle(0, inner, next);
            mesh.add_triangle(inner, inner + 1, next);
            mesh.add_triangle(next, inner + 1, next + 1);
        }
        mesh
    }
}

/// The pictures in view, in the order of their nodes; those that are dimmed have none.
pub(super) fn portraits(scene: &Scene, camera: &Camera, emphasis: &Emphasis) -> Vec<Portrait> {
    if camera.zoom() * crate::scene::MAX_RADIUS < LEAST_RADIUS {
        return Vec::new();
    }
    let Ok(mut nodes) = scene.nodes_touching_at_most(camera.viewport_in_world(), MOST_LOOKED_AT) else {
        return Vec::new();
    };
    nodes.sort_unstable();
    let shown = nodes.into_iter().filter(|node| !emphasis.dims_node(*node));
    shown.filter_map(|node| Portrait::of(&scene.nodes()[node as usize], camera)).take(MOST).collect()
}

/// Paints those that are decoded; the others follow when they are.
pub(super) fn paint(painter: &Painter, graph: &Graph, portraits: &[Portrait]) {
    for portrait in portraits {
        // What cannot be shown is said in the inspector; the disc keeps its icon.
        if let Some(Picture::Ready(texture)) = pictures::picture(painter.ctx(), graph, &portrait.picture) {
            painter.add(Shape::mesh(portrait.mesh(&texture, 1.0 / painter.pixels_per_point())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_leaves_the_badge_free() {
        let (center, badge) = (pos2(100.0, 100.0), (pos2(120.0, 80.0), Vec2::splat(9.0)));
        let picture = ContentHash::of(b"a picture");
        let portrait = Portrait { picture, center, radius: 25.0, badge: Some(badge), tint: Color32::WHITE };
        let reach = |x: f32, y: f32| portrait.reach(vec2(x, y).normalized());
        assert_eq!((reach(-1.0, 0.0), reach(0.0, 1.0), reach(1.0, 1.0)), (25.0, 25.0, 25.0));
        let to_badge = 800.0_f32.sqrt() - 9.0;
        assert!((reach(1.0, -1.0) - to_badge).abs() <= 0.5, "{}", reach(1.0, -1.0));
    }
}
