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
    for (at, hull) in scene.outlines().enumerate().filter(|(_, hull)| !hull.name.is_empty()) {
        let around = screen_rect(camera, hull);
        if around.width() < LEAST_WIDTH || !camera.viewport_in_screen().intersects(around) {
            continue;
        }
        let width = measure.width(Words::Group(&hull.name)).min(around.width().max(WIDE)).ceil() + 6.0;
        if let Some(area_in_screen) = over(camera, hull, width) {
            crowd.add_label(area_in_screen);
            placed.push(GroupLabel { hull: at, area_in_screen });
        }
    }
    placed
}

/// Moves a name with its outline; it is gone where that left the window.
pub(super) fn follow(label: &mut GroupLabel, scene: &Scene, camera: &Camera) -> bool {
    let Some(hull) = scene.outlines().nth(label.hull) else { return false };
    let area = over(camera, hull, label.area_in_screen.width());
    label.area_in_screen = area.unwrap_or(label.area_in_screen);
    area.is_some() && camera.viewport_in_screen().intersects(screen_rect(camera, hull))
}

fn screen_rect(camera: &Camera, hull: &SceneHull) -> Rect {
    Rect::around(hull.outline_in_world.iter().map(|point| camera.screen_from_world(*point)))
}

/// Over the highest corner, since an outline that leans has nothing under the middle of its box; but in the window.
fn over(camera: &Camera, hull: &SceneHull, width: f32) -> Option<Rect> {
    let top = hull.outline_in_world.iter().min_by(|a, b| a.y.total_cmp(&b.y))?;
    let top = camera.screen_from_world(*top);
    let view = camera.viewport_in_screen();
    let room = (view.min.x + MARGIN, (view.max.x - MARGIN - width).max(view.min.x + MARGIN));
    let min = Point::new((top.x - 0.5 * width).clamp(room.0, room.1), top.y - LINE);
    Some(Rect { min, max: min + Vector::new(width, LINE - 1.0) })
}
