//! Steps with the arrow keys: the nearest node in a direction.

use crate::base::Vector;

use super::build::Scene;
use super::camera::Camera;

/// The direction of an arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Way {
    /// Its unit vector, on the screen as in the world.
    #[must_use]
    pub fn unit(self) -> Vector {
        match self {
            Self::Left => Vector::new(-1.0, 0.0),
            Self::Right => Vector::new(1.0, 0.0),
            Self::Up => Vector::new(0.0, -1.0),
            Self::Down => Vector::new(0.0, 1.0),
        }
    }
}

/// The nearest node in a direction from `from`; without one, the node nearest to the middle of what is seen.
///
/// What lies straight ahead is nearer than what lies aside: a node counts as far as it is away, and twice as far as it
/// is off the line, and only within 60° of it. Takes O(n).
pub(super) fn nearest_in(scene: &Scene, camera: &Camera, from: Option<u32>, way: Way) -> Option<u32> {
    let nodes = scene.nodes();
    let cost = |at: usize| {
        let Some(from) = from else { return Some(nodes[at].center_in_world.distance(camera.center_in_world())) };
        let there = nodes[at].center_in_world - nodes[from as usize].center_in_world;
        let (ahead, aside) = (there.dot(way.unit()), there.dot(way.unit().perpendicular()).abs());
        (at as u32 != from && ahead > 0.0 && aside <= ahead * 1.75).then_some(ahead + 2.0 * aside)
    };
    let costs = (0..nodes.len()).filter_map(|at| Some((at as u32, cost(at)?)));
    costs.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
}
