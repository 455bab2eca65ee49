//! The camera: which part of the world is seen, and how large. Moving it rebuilds nothing.

use crate::base::{Point, Rect, Vector};

/// The smallest zoom by hand: a million entities fit into a window.
pub const MIN_ZOOM: f32 = 0.002;
/// The smallest zoom at which all of the world is seen: a fit goes there where something stands at its ends.
const WORLD_ZOOM: f32 = 2e-5;
/// The largest zoom.
pub const MAX_ZOOM: f32 = 8.0;
/// How long the camera takes to a new place, in milliseconds.
pub const FLIGHT_MS: f32 = 240.0;

/// A view onto the world. Always finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    center_in_world: Point,
    zoom: f32,
    viewport_in_screen: Rect,
}

/// How to fit something into the viewport.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Zooms in no further than this, so that three nodes do not fill the window.
    pub max_zoom: f32,
    /// Leaves this much free on each side, in screen pixels.
    pub padding_in_screen: f32,
}

impl Default for Fit {
    fn default() -> Self {
        Self { max_zoom: 1.25, padding_in_screen: 48.0 }
    }
}

impl Camera {
    /// Looks at the origin of the world at zoom 1, through `viewport_in_screen`.
    #[must_use]
    pub fn new(viewport_in_screen: Rect) -> Self {
        let mut camera = Self {
            center_in_world: Point::ORIGIN,
            zoom: 1.0,
            viewport_in_screen: Rect { min: Point::ORIGIN, max: Point::new(1.0, 1.0) },
        };
        camera.set_viewport(viewport_in_screen);
        camera
    }

    /// The same viewport, looking elsewhere. What is not finite stays as it was; the zoom is clamped.
    #[must_use]
    pub fn looking_at(mut self, center_in_world: Point, zoom: f32) -> Self {
        if center_in_world.is_finite() {
            self.center_in_world = center_in_world;
        }
        if zoom.is_finite() {
            self.zoom = zoom.clamp(WORLD_ZOOM, MAX_ZOOM);
        }
        self
    }

    /// Looks through another part of the screen at the same centre. An empty or infinite one changes nothing.
    pub fn set_viewport(&mut self, viewport_in_screen: Rect) {
        let Rect { min, max } = viewport_in_screen;
        if min.is_finite() && max.is_finite() && !viewport_in_screen.is_empty() {
            self.viewport_in_screen = viewport_in_screen;
        }
    }

    /// The middle of what is seen.
    #[must_use]
    pub fn center_in_world(&self) -> Point {
        self.center_in_world
    }

    /// Screen pixels a world unit, up to [`MAX_ZOOM`]; below [`MIN_ZOOM`] only where less would not show everything.
    #[must_use]
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// The part of the screen through which it looks.
    #[must_use]
    pub fn viewport_in_screen(&self) -> Rect {
        self.viewport_in_screen
    }

    /// The part of the world that is seen.
    #[must_use]
    pub fn viewport_in_world(&self) -> Rect {
        self.world_rect_from_screen(self.viewport_in_screen)
    }

    /// Where a place of the world is seen.
    #[must_use]
    pub fn screen_from_world(&self, point_in_world: Point) -> Point {
        self.viewport_in_screen.center() + (point_in_world - self.center_in_world) * self.zoom
    }

    /// Which place of the world is seen there.
    #[must_use]
    pub fn world_from_screen(&self, point_in_screen: Point) -> Point {
        self.center_in_world + (point_in_screen - self.viewport_in_screen.center()) / self.zoom
    }

    /// Where a rectangle of the world is seen.
    #[must_use]
    pub fn screen_rect_from_world(&self, rect_in_world: Rect) -> Rect {
        Rect { min: self.screen_from_world(rect_in_world.min), max: self.screen_from_world(rect_in_world.max) }
    }

    /// Which rectangle of the world is seen there.
    #[must_use]
    pub fn world_rect_from_screen(&self, rect_in_screen: Rect) -> Rect {
        Rect { min: self.world_from_screen(rect_in_screen.min), max: self.world_from_screen(rect_in_screen.max) }
    }

    /// Moves the world with the pointer.
    pub fn pan(&mut self, by_in_screen: Vector) {
        *self = self.looking_at(self.center_in_world - by_in_screen / self.zoom, self.zoom);
    }

    /// Zooms by `factor`, keeping what lies under the pointer there; no farther out than [`MIN_ZOOM`], or than it is.
    pub fn zoom_at(&mut self, pointer_in_screen: Point, factor: f32) {
        let held_in_world = self.world_from_screen(pointer_in_screen);
        let zoom = self.zoom * factor;
        let zoom = if zoom < MIN_ZOOM { MIN_ZOOM.min(self.zoom).max(zoom) } else { zoom };
        *self = self.looking_at(self.center_in_world, zoom);
        let moved_in_world = held_in_world - self.world_from_screen(pointer_in_screen);
        *self = self.looking_at(self.center_in_world + moved_in_world, self.zoom);
    }

    /// The camera that shows all of `area_in_world`; this one where that is empty or infinite.
    #[must_use]
    pub fn fitted(&self, area_in_world: Rect, fit: Fit) -> Self {
        let Fit { max_zoom, padding_in_screen } = fit;
        if area_in_world.is_empty() || !area_in_world.min.is_finite() || !area_in_world.max.is_finite() {
            return *self;
        }
        let free = |side: f32| (side - 2.0 * padding_in_screen).max(side * 0.25).max(1.0);
        let zoom = (free(self.viewport_in_screen.width()) / area_in_world.width().max(1e-3))
            .min(free(self.viewport_in_screen.height()) / area_in_world.height().max(1e-3));
        self.looking_at(area_in_world.center(), zoom.min(max_zoom))
    }

    /// The camera on its way from `self` to `target`, `elapsed_ms` after it left; at `target` from `duration_ms` on.
    ///
    /// It slows down towards the end, and its zoom changes by equal factors, so that a flight looks even. The viewport is
    /// that of `target`.
    #[must_use]
    pub fn on_the_way_to(&self, target: Self, elapsed_ms: f32, duration_ms: f32) -> Self {
        let share = if duration_ms > 0.0 { elapsed_ms / duration_ms } else { 1.0 };
        if share.is_nan() || share >= 1.0 {
            return target;
        }
        let t = ease_out(share);
        let zoom = self.zoom * (target.zoom / self.zoom).powf(t);
        // The centre moves with the zoom rather than with time where that changes: then the flight has one fixed point.
        let (near, far) = (1.0 / self.zoom, 1.0 / target.zoom);
        let along = if (near - far).abs() > 1e-4 * near { (near - 1.0 / zoom) / (near - far) } else { t };
        target.looking_at(self.center_in_world.lerp(target.center_in_world, along), zoom)
    }
}

/// A cubic that starts fast and ends slowly: 0 at 0, 1 at 1, clamped outside.
#[must_use]
pub fn ease_out(share: f32) -> f32 {
    let left = 1.0 - share.clamp(0.0, 1.0);
    1.0 - left * left * left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn camera() -> Camera {
        Camera::new(Rect { min: Point::new(100.0, 50.0), max: Point::new(900.0, 650.0) })
    }

    proptest! {
        #[test]
        fn screen_and_world_are_inverse(x in -5e3_f32..5e3, y in -5e3_f32..5e3, cx in -5e3_f32..5e3, zoom in 0.02_f32..8.0) {
            let camera = camera().looking_at(Point::new(cx, -cx), zoom);
            let point = Point::new(x, y);
            prop_assert!(camera.world_from_screen(camera.screen_from_world(point)).distance(point) < 0.05);
        }

        #[test]
        fn zooming_keeps_what_is_under_the_pointer(x in 100.0_f32..900.0, y in 50.0_f32..650.0, factor in 0.01_f32..50.0) {
            let mut camera = camera().looking_at(Point::new(40.0, -7.0), 1.3);
            let pointer = Point::new(x, y);
            let before = camera.world_from_screen(pointer);
            camera.zoom_at(pointer, factor);
            prop_assert!(camera.screen_from_world(before).distance(pointer) < 0.05);
            prop_assert!((MIN_ZOOM..=MAX_ZOOM).contains(&camera.zoom()));
        }

        #[test]
        fn what_is_fitted_is_seen(x in -1e3_f32..1e3, w in 0.0_f32..2e4, h in 0.0_f32..2e4) {
            let area = Rect { min: Point::new(x, -x), max: Point::new(x + w, h - x) };
            let camera = camera().fitted(area, Fit::default());
            let seen = camera.viewport_in_world().expanded(0.5);
            prop_assert!(camera.zoom() <= 1.25);
            prop_assert!(seen.contains(area.min) && seen.contains(area.max));
        }
    }

    #[test]
    fn what_stands_at_the_ends_of_the_world_is_fitted_and_zoomed_into() {
        for side in [3e6, 2e7] {
            let ends = [Point::new(-0.5 * side, 0.0), Point::new(0.5 * side, 0.0)];
            let mut camera = camera().fitted(Rect { min: ends[0], max: ends[1] }, Fit::default());
            let seen = camera.viewport_in_screen();
            assert!(ends.iter().all(|end| seen.contains(camera.screen_from_world(*end))), "{camera:?}");
            let far = camera.zoom();
            camera.zoom_at(seen.center(), 0.5);
            assert_eq!(camera.zoom(), far);
            camera.zoom_at(seen.center(), 2.0);
            assert_eq!(camera.zoom(), 2.0 * far);
        }
    }

    #[test]
    fn panning_follows_the_pointer() {
        let mut camera = camera().looking_at(Point::ORIGIN, 2.0);
        camera.pan(Vector::new(20.0, -10.0));
        assert_eq!(camera.center_in_world(), Point::new(-10.0, 5.0));
    }

    #[test]
    fn nothing_makes_it_infinite() {
        let mut camera = camera();
        let before = camera;
        camera.pan(Vector::new(f32::NAN, 0.0));
        camera.zoom_at(Point::new(f32::INFINITY, 0.0), 2.0);
        camera.zoom_at(Point::ORIGIN, f32::NAN);
        camera.set_viewport(Rect::NOTHING);
        assert!(camera.center_in_world().is_finite() && camera.zoom().is_finite());
        assert_eq!(camera.viewport_in_screen(), before.viewport_in_screen());
        assert_eq!(before.fitted(Rect::NOTHING, Fit::default()), before);
        let point = Rect { min: Point::ORIGIN, max: Point::ORIGIN };
        assert_eq!(before.fitted(point, Fit::default()).zoom(), 1.25);
    }

    #[test]
    fn a_flight_starts_here_and_ends_there() {
        let (here, there) = (camera(), camera().looking_at(Point::new(500.0, 20.0), 4.0));
        assert_eq!(here.on_the_way_to(there, 0.0, FLIGHT_MS).center_in_world(), here.center_in_world());
        assert_eq!(here.on_the_way_to(there, 240.0, FLIGHT_MS), there);
        assert_eq!(here.on_the_way_to(there, 0.0, 0.0), there);
        let middle = here.on_the_way_to(there, 120.0, FLIGHT_MS);
        assert!(middle.zoom() > 1.0 && middle.zoom() < 4.0);
        assert!(middle.center_in_world().x > 250.0);
    }
}
