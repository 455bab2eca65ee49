//! The way of a relationship between its ends: from rim to rim, parallel ones fanned, loops beside their node.

use crate::base::{Point, Vector};

use super::curve::{Path, Quad};

/// How far apart the middles of parallel relationships run, in world units.
pub const LANE_GAP: f32 = 28.0;
/// How far from the disc a relationship ends: outside the thin ring of a corroborated node.
pub const RIM_GAP: f32 = 3.5;
/// More parallel relationships than this are drawn as one bundle.
pub const MOST_LANES: usize = 5;
/// No coordinate on the canvas lies further out; beyond it `f32` has no whole pixels left.
pub const WORLD_LIMIT: f32 = 1e7;

/// How far a loop reaches beyond the rim.
const LOOP_REACH: f32 = 34.0;
/// Discs nearer than this to each other are joined by an arc around them: a line between has no room.
const LEAST_ROOM: f32 = 8.0;

/// A round end of a relationship.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rim {
    /// The centre of the disc.
    pub center: Point,
    /// The radius at which relationships end.
    pub radius: f32,
}

/// `point` kept within the world; `None` where it is not a number.
#[must_use]
pub fn within_world(point: Point) -> Option<Point> {
    (!point.x.is_nan() && !point.y.is_nan())
        .then(|| Point::new(point.x.clamp(-WORLD_LIMIT, WORLD_LIMIT), point.y.clamp(-WORLD_LIMIT, WORLD_LIMIT)))
}

/// How far lane `lane` of `lanes` is pulled off the straight line. Lanes lie symmetric about it.
#[must_use]
pub fn lane_offset(lane: usize, lanes: usize) -> f32 {
    (lane as f32 - (lanes.max(1) - 1) as f32 / 2.0) * LANE_GAP
}

/// The arc between two rims whose middle lies `bend` to the left of the straight line between the centres.
///
/// It leaves and enters along radii, so that an arrow points at the centre. Where the discs have no room between them,
/// the arc goes around: to the left for a bend of zero.
#[must_use]
pub fn arc(from: Rim, to: Rim, bend: f32) -> Path {
    let way = to.center - from.center;
    let distance = way.length();
    let along = if distance > 1e-3 { way / distance } else { Vector::new(1.0, 0.0) };
    let left = -along.perpendicular();
    let reach = from.radius + to.radius;
    let mut bend = if bend.is_nan() { 0.0 } else { bend.clamp(-WORLD_LIMIT, WORLD_LIMIT) };
    if distance < reach + LEAST_ROOM {
        let around = from.radius.max(to.radius) + LANE_GAP / 2.0;
        bend += if bend < 0.0 { -around } else { around };
    }
    let height = control_height(bend.abs(), reach / 4.0, distance / 2.0).copysign(bend);
    let control = from.center.lerp(to.center, 0.5) + left * height;
    let rim = |end: Rim, otherwise: Vector| {
        let out = (control - end.center).normalized();
        end.center + if out == Vector::ZERO { otherwise } else { out } * end.radius
    };
    Path::Arc([Quad { from: rim(from, along), control, to: rim(to, -along) }])
}

/// How high the control point stands for the middle of the arc to stand at `bend`.
///
/// The ends move along their rims with the control point, so this solves `h/2 + k·h/√(h² + d²) = bend`. The left side is
/// concave: Newton's steps from zero grow towards the root and never past it.
fn control_height(bend: f32, k: f32, half_distance: f32) -> f32 {
    let d = half_distance.max(1e-3);
    let mut h = 0.0_f32;
    for _ in 0..24 {
        let root = h.hypot(d);
        let missing = bend - (h / 2.0 + k * h / root);
        if missing <= 0.01 {
            break;
        }
        let slope = 0.5 + k * (d / root) * (d / root) / root;
        h += missing / slope;
    }
    h
}

/// Loop `lane` of `lanes` at one node. The first stands above it, more are fanned around it.
#[must_use]
pub fn self_loop(at: Rim, lane: usize, lanes: usize) -> Path {
    let lanes = lanes.max(1);
    let step = (360.0 / lanes as f32).min(52.0);
    let middle = (-90.0 + (lane as f32 - (lanes - 1) as f32 / 2.0) * step).to_radians();
    let half = (step * 0.42).min(22.0).to_radians();
    let apex = at.radius + LOOP_REACH;
    let out = |angle: f32, distance: f32| at.center + Vector::from_angle(angle) * distance;
    let (first, last) = (middle - half, middle + half);
    // The controls lie on the radii of the ends and on the tangent at the apex: no corner anywhere.
    let corner = apex / half.cos();
    let top = out(middle, apex);
    Path::Loop(Box::new([
        Quad { from: out(first, at.radius), control: out(first, corner), to: top },
        Quad { from: top, control: out(last, corner), to: out(last, at.radius) },
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rim(x: f32, y: f32, radius: f32) -> Rim {
        Rim { center: Point::new(x, y), radius }
    }

    fn any_rim() -> impl Strategy<Value = Rim> {
        (-2e3_f32..2e3, -2e3_f32..2e3, 10_f32..32.0).prop_map(|(x, y, r)| rim(x, y, r))
    }

    fn close(a: Point, b: Point) -> bool {
        a.distance(b) < 0.1
    }

    proptest! {
        #[test]
        fn ends_touch_the_rims_and_point_at_the_centres(a in any_rim(), b in any_rim(), bend in -200_f32..200.0) {
            let path = arc(a, b, bend);
            prop_assert!((path.start().distance(a.center) - a.radius).abs() < 0.05);
            prop_assert!((path.end().distance(b.center) - b.radius).abs() < 0.05);
            if a.center.distance(b.center) > a.radius + b.radius + 50.0 {
                let to_center = (b.center - path.end()).normalized();
                prop_assert!(path.end_direction().dot(to_center) > 0.99);
            }
        }

        #[test]
        fn the_middle_stands_where_the_bend_says(a in any_rim(), b in any_rim(), bend in -200_f32..200.0) {
            prop_assume!(a.center.distance(b.center) > a.radius + b.radius + 10.0);
            let left = -((b.center - a.center).normalized().perpendicular());
            let off = (arc(a, b, bend).at(0.5) - a.center.lerp(b.center, 0.5)).dot(left);
            prop_assert!((off - bend).abs() < 0.5, "{} for {}", off, bend);
        }

        #[test]
        fn reversed_ends_and_bend_give_the_reversed_arc(a in any_rim(), b in any_rim(), bend in 1_f32..200.0) {
            let (there, back) = (arc(a, b, bend), arc(b, a, -bend).reversed());
            prop_assert!((0..=8).all(|i| close(there.at(i as f32 / 8.0), back.at(i as f32 / 8.0))));
        }
    }

    #[test]
    fn lanes_are_symmetric() {
        for lanes in 1..=5_000 {
            let offset = |lane| lane_offset(lane, lanes);
            assert!((0..lanes.min(50)).all(|lane| offset(lane) == -offset(lanes - 1 - lane)));
        }
        assert_eq!([lane_offset(0, 3), lane_offset(1, 3), lane_offset(2, 3)], [-28.0, 0.0, 28.0]);
        assert_eq!(lane_offset(0, 0), 14.0 * -0.0);
    }

    #[test]
    fn strange_ends_give_finite_arcs() {
        let one_place = rim(5.0, 5.0, 12.0);
        let huge = rim(WORLD_LIMIT, -WORLD_LIMIT, 28.0);
        for (a, b) in
            [(one_place, one_place), (one_place, huge), (huge, one_place), (rim(0.0, 0.0, 20.0), rim(3.0, 0.0, 14.0))]
        {
            for bend in [0.0, 14.0, -14.0, 7e4, f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
                let path = arc(a, b, bend);
                assert!(path.is_finite(), "{a:?} {b:?} {bend}");
                assert!(path.length() > 0.0);
            }
        }
        // Two in one place are told apart.
        assert_ne!(arc(one_place, one_place, 14.0), arc(one_place, one_place, -14.0));
    }

    #[test]
    fn loops_stand_outside_their_node_and_apart() {
        for lanes in [1, 2, 3, 5, 40, 5_000] {
            for lane in 0..lanes.min(50) {
                let path = self_loop(rim(10.0, 20.0, 15.0), lane, lanes);
                assert!(path.is_finite());
                for i in 0..=16 {
                    assert!(path.at(i as f32 / 16.0).distance(Point::new(10.0, 20.0)) >= 14.99);
                }
            }
        }
        let tops: Vec<Point> = (0..5).map(|lane| self_loop(rim(0.0, 0.0, 15.0), lane, 5).at(0.5)).collect();
        assert!(tops.windows(2).all(|w| w[0].distance(w[1]) > LANE_GAP));
        assert!(self_loop(rim(0.0, 0.0, 15.0), 0, 1).at(0.5).y < -40.0, "the first stands above");
    }

    #[test]
    fn the_world_has_an_end() {
        assert_eq!(within_world(Point::new(f32::NAN, 0.0)), None);
        assert_eq!(within_world(Point::new(f32::INFINITY, -3.0)), Some(Point::new(WORLD_LIMIT, -3.0)));
    }
}
