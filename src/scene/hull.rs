//! Convex outlines around groups.

use crate::base::{Point, Vector};

use super::route::Rim;

/// How far an outline stands off the discs in it, in world units.
const STAND_OFF: f32 = 18.0;
/// Points around each disc.
const CORNERS: usize = 12;

/// The convex outline around discs, with some room, clockwise on a screen; empty for none.
///
/// Andrew's monotone chain over points around the discs that can lie on it: O(n), and O(m log m) for those m of them.
#[must_use]
pub fn hull_around(discs: impl Iterator<Item = Rim>) -> Vec<Point> {
    let mut points: Vec<Point> = outer(discs.collect())
        .into_iter()
        .flat_map(|disc| {
            (0..CORNERS).map(move |i| {
                let angle = i as f32 / CORNERS as f32 * std::f32::consts::TAU;
                disc.center + Vector::from_angle(angle) * (disc.radius + STAND_OFF)
            })
        })
        .filter(|point| point.is_finite())
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && turn(a, b, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = half(&mut points.iter().copied());
    outline.extend(half(&mut points.iter().rev().copied()));
    outline
}

/// So few discs are not worth being sorted out.
const FEW: usize = 32;
/// Into so many directions the outermost discs are looked for.
const DIRECTIONS: usize = 16;

/// The discs without those that lie well within the polygon between the outermost ones, and so on no outline, as Akl and
/// Toussaint (1978) leave them out: O(n).
fn outer(mut discs: Vec<Rim>) -> Vec<Rim> {
    if discs.len() <= FEW || !discs.iter().all(|disc| disc.center.is_finite()) {
        return discs;
    }
    let far = |direction: Vector| {
        let reach = |disc: &&Rim| (disc.center - Point::ORIGIN).dot(direction);
        discs.iter().max_by(|a, b| reach(a).total_cmp(&reach(b))).map(|disc| disc.center)
    };
    let turns = (0..DIRECTIONS).map(|i| i as f32 / DIRECTIONS as f32 * std::f32::consts::TAU);
    let mut corners: Vec<Point> = turns.filter_map(|turn| far(Vector::from_angle(turn))).collect();
    corners.dedup();
    let sides: Vec<(Point, Point)> = corners.iter().copied().zip(corners.iter().copied().cycle().skip(1)).collect();
    // Within every side by more than a disc takes.
    let is_deep = |disc: &Rim| {
        let room = 1.01 * (disc.radius + STAND_OFF);
        corners.len() > 2
            && sides
                .iter()
                .filter(|(a, b)| a != b)
                .all(|(a, b)| turn(*a, *b, disc.center) > f64::from(room) * f64::from(a.distance(*b)))
    };
    discs.retain(|disc| !is_deep(disc));
    discs
}

/// Above zero where the way from `a` over `b` to `c` turns clockwise on a screen. In `f64`, which is exact enough for
/// every coordinate of the world.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    let d = |p: Point, q: Point| (f64::from(q.x) - f64::from(p.x), f64::from(q.y) - f64::from(p.y));
    let ((ux, uy), (vx, vy)) = (d(a, b), d(b, c));
    ux * vy - uy * vx
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_of_very_many_discs_can_lie_on_the_outline() {
        let place = |i: u64| Point::new((i * 7_919 % 10_007) as f32, (i * 104_729 % 9_973) as f32);
        let discs: Vec<Rim> = (0..50_000).map(|i| Rim { center: place(i), radius: 16.0 }).collect();
        assert!(outer(discs.clone()).len() < discs.len() / 10, "{}", outer(discs).len());
    }

    proptest! {
        #[test]
        fn what_is_left_out_lies_on_no_outline(places in proptest::collection::vec((-400_f32..400.0, -400_f32..400.0, 4_f32..30.0), 33..120)) {
            let discs: Vec<Rim> =
                places.iter().map(|(x, y, radius)| Rim { center: Point::new(*x, *y), radius: *radius }).collect();
            let outline = hull_around(discs.iter().copied());
            let sides = outline.iter().zip(outline.iter().cycle().skip(1));
            for disc in discs {
                for (a, b) in sides.clone() {
                    let room = f64::from(disc.radius + STAND_OFF) * f64::from((std::f32::consts::PI / CORNERS as f32).cos());
                    prop_assert!(turn(*a, *b, disc.center) / f64::from(a.distance(*b)) > room - 0.1);
                }
            }
        }

        #[test]
        fn an_outline_is_convex_and_holds_its_discs(discs in proptest::collection::vec((-500_f32..500.0, -500_f32..500.0, 10_f32..30.0), 1..20)) {
            let rims: Vec<Rim> = discs.iter().map(|(x, y, r)| Rim { center: Point::new(*x, *y), radius: *r }).collect();
            let outline = hull_around(rims.iter().copied());
            prop_assert!(outline.len() >= 3);
            for i in 0..outline.len() {
                let (a, b, c) = (outline[i], outline[(i + 1) % outline.len()], outline[(i + 2) % outline.len()]);
                prop_assert!(turn(a, b, c) > 0.0);
                for rim in &rims {
                    prop_assert!(turn(a, b, rim.center) / f64::from(a.distance(b)) > f64::from(rim.radius));
                }
            }
        }
    }

    #[test]
    fn nothing_has_no_outline() {
        assert_eq!(hull_around(std::iter::empty()), []);
    }
}
