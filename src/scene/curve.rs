//! Curves that relationships are drawn along: quadratic Béziers, one for an arc and two for a loop.
//!
//! Nothing here knows which space its points lie in; the names of variables elsewhere say so.

use crate::base::{Point, Rect, Vector};

/// A quadratic Bézier curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad {
    /// Where it starts.
    pub from: Point,
    /// What pulls it.
    pub control: Point,
    /// Where it ends.
    pub to: Point,
}

impl Quad {
    /// The place at parameter `t` from 0 to 1.
    #[must_use]
    pub fn at(&self, t: f32) -> Point {
        let (a, b) = (self.from.lerp(self.control, t), self.control.lerp(self.to, t));
        a.lerp(b, t)
    }

    /// The unit direction at parameter `t`; zero where all three points are one.
    #[must_use]
    pub fn direction(&self, t: f32) -> Vector {
        let velocity = (self.control - self.from) * (1.0 - t) + (self.to - self.control) * t;
        let unit = velocity.normalized();
        if unit == Vector::ZERO { (self.to - self.from).normalized() } else { unit }
    }

    /// The smallest upright rectangle around it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let mut around = Rect::from_corners(self.from, self.to);
        // The curve leaves the box of its ends only where a coordinate turns.
        let turn = |a: f32, b: f32, c: f32| (a - b) / (a - 2.0 * b + c);
        for t in [turn(self.from.x, self.control.x, self.to.x), turn(self.from.y, self.control.y, self.to.y)] {
            if t > 0.0 && t < 1.0 {
                around = around.with(self.at(t));
            }
        }
        around
    }

    /// Its length, to within a few percent for curves without a sharp turn: the mean of chord and polygon, weighted as Gravesen (1997) does.
    #[must_use]
    pub fn length(&self) -> f32 {
        let chord = self.from.distance(self.to);
        let polygon = self.from.distance(self.control) + self.control.distance(self.to);
        (2.0 * chord + polygon) / 3.0
    }

    /// How far `point` lies from it.
    #[must_use]
    pub fn distance_to(&self, point: Point) -> f32 {
        const STEPS: usize = 12;
        let step = 1.0 / STEPS as f32;
        let away = |t: f32| self.at(t).distance(point);
        let nearest = (0..=STEPS).map(|i| i as f32 * step).min_by(|a, b| away(*a).total_cmp(&away(*b))).unwrap_or(0.0);
        // Between the neighbours of the nearest sample the distance has one valley.
        let (mut low, mut high) = ((nearest - step).max(0.0), (nearest + step).min(1.0));
        for _ in 0..16 {
            let third = (high - low) / 3.0;
            if away(low + third) <= away(high - third) {
                high -= third;
            } else {
                low += third;
            }
        }
        away(low.midpoint(high))
    }

    /// The same curve run backwards.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { from: self.to, control: self.control, to: self.from }
    }

    /// Adds the points of a polyline that stays within `tolerance` of the curve, without the first. At most 64.
    pub fn flatten_onto(&self, points: &mut Vec<Point>, tolerance: f32) {
        let bow = (self.from - self.control) - (self.control - self.to);
        let pieces = (bow.length() / (4.0 * tolerance.max(1e-3))).sqrt().ceil().clamp(1.0, 64.0);
        let pieces = if pieces.is_finite() { pieces as usize } else { 1 };
        points.extend((1..pieces).map(|i| self.at(i as f32 / pieces as f32)));
        points.push(self.to);
    }
}

/// What a relationship is drawn along.
#[derive(Debug, Clone, PartialEq)]
pub enum Path {
    /// An arc or a straight line.
    Arc([Quad; 1]),
    /// A loop from an entity to itself. Few are, so that the others need no room for it.
    Loop(Box<[Quad; 2]>),
}

impl Path {
    /// Its curves, in order.
    #[must_use]
    pub fn quads(&self) -> &[Quad] {
        match self {
            Self::Arc(quads) => quads,
            Self::Loop(quads) => &**quads,
        }
    }

    /// Where it starts.
    #[must_use]
    pub fn start(&self) -> Point {
        self.quads()[0].from
    }

    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> Point {
        self.quads()[self.quads().len() - 1].to
    }

    /// The unit direction in which it leaves its start.
    #[must_use]
    pub fn start_direction(&self) -> Vector {
        self.quads()[0].direction(0.0)
    }

    /// The unit direction in which it comes to its end.
    #[must_use]
    pub fn end_direction(&self) -> Vector {
        self.quads()[self.quads().len() - 1].direction(1.0)
    }

    /// The place a share of the way along it, from 0 to 1.
    #[must_use]
    pub fn at(&self, share: f32) -> Point {
        match self {
            Self::Arc([quad]) => quad.at(share),
            Self::Loop(halves) if share < 0.5 => halves[0].at(share * 2.0),
            Self::Loop(halves) => halves[1].at(share * 2.0 - 1.0),
        }
    }

    /// Its length, to within a few percent.
    #[must_use]
    pub fn length(&self) -> f32 {
        self.quads().iter().map(Quad::length).sum()
    }

    /// The smallest upright rectangle around it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.quads().iter().fold(Rect::NOTHING, |bounds, quad| bounds.union(quad.bounds()))
    }

    /// How far `point` lies from it.
    #[must_use]
    pub fn distance_to(&self, point: Point) -> f32 {
        self.quads().iter().map(|quad| quad.distance_to(point)).fold(f32::INFINITY, f32::min)
    }

    /// The same path run backwards.
    #[must_use]
    pub fn reversed(&self) -> Self {
        match self {
            Self::Arc([quad]) => Self::Arc([quad.reversed()]),
            Self::Loop(halves) => Self::Loop(Box::new([halves[1].reversed(), halves[0].reversed()])),
        }
    }

    /// The same path with every point moved, as from the world to the screen.
    #[must_use]
    pub fn mapped(&self, map: impl Fn(Point) -> Point) -> Self {
        let quad = |q: &Quad| Quad { from: map(q.from), control: map(q.control), to: map(q.to) };
        match self {
            Self::Arc([only]) => Self::Arc([quad(only)]),
            Self::Loop(halves) => Self::Loop(Box::new(halves.each_ref().map(quad))),
        }
    }

    /// A polyline that stays within `tolerance` of it.
    #[must_use]
    pub fn flattened(&self, tolerance: f32) -> Vec<Point> {
        let mut points = vec![self.start()];
        for quad in self.quads() {
            quad.flatten_onto(&mut points, tolerance);
        }
        points
    }

    /// Whether all of it is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.quads().iter().all(|q| q.from.is_finite() && q.control.is_finite() && q.to.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quad() -> impl Strategy<Value = Quad> {
        let point = || (-500_f32..500.0, -500_f32..500.0).prop_map(|(x, y)| Point::new(x, y));
        // As relationships are drawn: the control stands beside the way, never before its start or behind its end.
        (point(), point(), 0_f32..1.0, -1_f32..1.0).prop_map(|(from, to, along, aside)| {
            let control = from.lerp(to, along) + (to - from).perpendicular() * aside;
            Quad { from, control, to }
        })
    }

    proptest! {
        #[test]
        fn bounds_hold_the_curve_and_touch_it(quad in quad()) {
            let samples = (0..=1000).map(|i| quad.at(i as f32 / 1000.0));
            let sampled = Rect::around(samples);
            let bounds = quad.bounds();
            prop_assert!(bounds.min.distance(sampled.min) < 0.01 && bounds.max.distance(sampled.max) < 0.01);
        }

        #[test]
        fn distance_is_that_of_the_nearest_sample(quad in quad(), x in -600_f32..600.0, y in -600_f32..600.0) {
            let point = Point::new(x, y);
            let sampled = (0..=2000).map(|i| quad.at(i as f32 / 2000.0).distance(point)).fold(f32::INFINITY, f32::min);
            prop_assert!((quad.distance_to(point) - sampled).abs() < 1.5);
        }

        #[test]
        fn a_flattened_curve_stays_near(quad in quad()) {
            let points = Path::Arc([quad]).flattened(0.25);
            prop_assert_eq!(points[0], quad.from);
            prop_assert_eq!(*points.last().unwrap(), quad.to);
            for i in 0..=100 {
                let on_curve = quad.at(i as f32 / 100.0);
                let away = points.windows(2).map(|w| distance_to_segment(on_curve, w[0], w[1])).fold(f32::INFINITY, f32::min);
                prop_assert!(away < 0.3, "{}", away);
            }
        }

        #[test]
        fn length_is_near_that_of_the_polyline(quad in quad()) {
            let points = Path::Arc([quad]).flattened(0.01);
            let length: f32 = points.windows(2).map(|w| w[0].distance(w[1])).sum();
            prop_assert!((quad.length() - length).abs() <= 0.06 * length + 0.1, "{} {}", quad.length(), length);
        }
    }

    fn distance_to_segment(point: Point, a: Point, b: Point) -> f32 {
        let (way, off) = (b - a, point - a);
        let t = if way.dot(way) > 0.0 { (off.dot(way) / way.dot(way)).clamp(0.0, 1.0) } else { 0.0 };
        a.lerp(b, t).distance(point)
    }

    #[test]
    fn a_path_runs_through_its_halves() {
        let p = Point::new;
        let first = Quad { from: p(0.0, 0.0), control: p(0.0, -10.0), to: p(5.0, -10.0) };
        let second = Quad { from: p(5.0, -10.0), control: p(10.0, -10.0), to: p(10.0, 0.0) };
        let path = Path::Loop(Box::new([first, second]));
        assert_eq!(path.at(0.5), p(5.0, -10.0));
        assert_eq!((path.start(), path.end()), (p(0.0, 0.0), p(10.0, 0.0)));
        assert_eq!(path.reversed().start(), path.end());
        assert_eq!(path.end_direction(), Vector::new(0.0, 1.0));
        assert_eq!(path.flattened(0.1).len(), 1 + 2 * (path.flattened(0.1).len() - 1) / 2);
    }
}
