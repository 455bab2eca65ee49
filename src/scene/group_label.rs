//! The names of groups and communities, over their outlines and inside the window.

use crate::base::{Point, Rect, Vector};

use super::build::{Scene, SceneHull};
use super::camera::Camera;
use super::crowd::Crowd;
use super::labels::{Measure, Words};

/// The height of the name of a group, in screen pixels.
const LINE: f32 = 16.0;
/// A smaller outline has no name.
const LEAST_WIDTH: f32 = 24.0;
/// A name may be as wide as its outline, and so wide in any case.
const WIDE: f32 = 240.0;
/// From the edges of the window.
const MARGIN: f32 = 4.0;

/// The name of a group that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupLabel {
    /// The place of its outline among [`Scene::outlines`].
    pub hull: usize,
    /// The corner of the outline that it stands at, and how far aside of it, in its own widths.
    pub corner: usize,
    /// See there.
    pub aside: f32,
    /// Where it stands.
    pub area_in_screen: Rect,
}

/// Names all groups in view. They come before other labels, which keep off them.
pub(super) fn place(
    scene: &Scene,
    camera: &Camera,
    measure: &mut dyn Measure,
    crowd: &mut Crowd<'_>,
) -> Vec<GroupLabel> {
    let mut placed = Vec::new();
    for (number, hull) in scene.outlines().enumerate().filter(|(_, hull)| !hull.name.is_empty()) {
        let around = screen_rect(camera, hull);
        if around.width() < LEAST_WIDTH || !camera.viewport_in_screen().intersects(around) {
            continue;
        }
        let width = measure.width(Words::Group(&hull.name)).min(around.width().max(WIDE)).ceil() + 6.0;
        if let Some(label) = best_corner(camera, (number, hull), width, crowd) {
            crowd.add_label(label.area_in_screen);
            placed.push(label);
        }
    }
    placed
}

/// Moves a name with its outline; it is gone where that left the window.
pub(super) fn follow(label: &mut GroupLabel, scene: &Scene, camera: &Camera) -> bool {
    let Some(hull) = scene.outlines().nth(label.hull) else { return false };
    let area = at(camera, hull, label.corner, label.aside, label.area_in_screen.width());
    label.area_in_screen = area.unwrap_or(label.area_in_screen);
    area.is_some() && camera.viewport_in_screen().intersects(screen_rect(camera, hull))
}

fn screen_rect(camera: &Camera, hull: &SceneHull) -> Rect {
    Rect::around(hull.outline_in_world.iter().map(|point| camera.screen_from_world(*point)))
}

/// Over the highest corner, since an outline that leans has nothing under the middle of its box; or at a side of it, or
/// over or under another corner, where that covers nothing.
fn best_corner(
    camera: &Camera,
    (number, hull): (usize, &SceneHull),
    width: f32,
    crowd: &Crowd<'_>,
) -> Option<GroupLabel> {
    let places = (0..hull.outline_in_world.len()).flat_map(|corner| [0.0, 0.5, -0.5].map(|aside| (corner, aside)));
    let label = |(corner, aside)| {
        let area_in_screen = at(camera, hull, corner, aside, width)?;
        Some(GroupLabel { hull: number, corner, aside, area_in_screen })
    };
    let mut places: Vec<GroupLabel> = places.filter_map(label).collect();
    let middle = screen_rect(camera, hull).center().y;
    let top = |label: &GroupLabel| label.area_in_screen.min.y;
    let far = |label: &GroupLabel| (label.area_in_screen.center().y - middle).abs();
    places.sort_by(|a, b| far(b).total_cmp(&far(a)).then(top(a).total_cmp(&top(b))));
    let highest = places
        .iter()
        .copied()
        .min_by(|a, b| top(a).total_cmp(&top(b)).then(a.aside.abs().total_cmp(&b.aside.abs())))?;
    let is_free = |label: &GroupLabel| crowd.cover(label.area_in_screen) <= 0.0;
    Some(std::iter::once(highest).chain(places).find(is_free).unwrap_or(highest))
}

/// Over or under a corner, whichever is outside, but in the window.
fn at(camera: &Camera, hull: &SceneHull, corner: usize, aside: f32, width: f32) -> Option<Rect> {
    let corner = camera.screen_from_world(*hull.outline_in_world.get(corner)?);
    let view = camera.viewport_in_screen();
    let room = (view.min.x + MARGIN, (view.max.x - MARGIN - width).max(view.min.x + MARGIN));
    let is_lower = corner.y > screen_rect(camera, hull).center().y;
    let top = if is_lower { corner.y + 1.0 } else { corner.y - LINE };
    let min = Point::new((corner.x + (aside - 0.5) * width).clamp(room.0, room.1), top);
    Some(Rect { min, max: min + Vector::new(width, LINE - 1.0) })
}
