//! Where the camera looks: fits between what floats, flights, and staying fitted while the canvas changes its size.

use eframe::egui;

use super::{CanvasState, chrome, ink, style_bar};
use crate::base::{Point, Rect, Vector};
use crate::edit::Selection;
use crate::scene::{Camera, FLIGHT_MS, Fit, Frame};

/// What the tool strip takes on the left.
const TOOLS_ROOM: f32 = 32.0;
/// What is fitted clear of all that floats is shown no smaller than this, beside what the whole canvas would allow.
const LEAST_SHARE: f32 = 0.7;

/// The camera on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    left_at_ms: f64,
}

/// How a view was looked at when another one came up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    camera: Camera,
    fit: Option<Camera>,
}

impl CanvasState {
    /// Looks through another part of the screen. Where everything was fitted and nobody looked elsewhere since, it stays
    /// fitted; where everything was in view and would be no longer, it is fitted; otherwise the middle stays in the middle.
    pub(super) fn resize(&mut self, viewport: Rect) {
        if self.camera.viewport_in_screen() == viewport {
            return;
        }
        let was_fitted = self.fit == Some(self.destination());
        let all = self.scene.bounds_in_world();
        let shows_all = |camera: &Camera| {
            let seen = camera.viewport_in_world();
            !all.is_empty() && seen.contains(all.min) && seen.contains(all.max)
        };
        let showed_all = shows_all(&self.destination());
        self.camera.set_viewport(viewport);
        if let Some(flight) = &mut self.flight {
            flight.to.set_viewport(viewport);
        }
        if was_fitted || (showed_all && !shows_all(&self.destination())) {
            let fit = self.fit_all();
            match &mut self.flight {
                Some(flight) => flight.to = fit,
                None => self.camera = fit,
            }
        }
    }

    /// How the view is looked at.
    pub(super) fn look(&self) -> Look {
        Look { camera: self.camera, fit: self.fit }
    }

    /// Looks at a view as before, or at all of it for the first time.
    pub(super) fn look_again(&mut self, look: Option<Look>, viewport: Rect) {
        self.flight = None;
        match look {
            Some(Look { camera, fit }) => {
                (self.camera, self.fit) = (camera, fit);
                self.resize(viewport);
            }
            None => {
                self.camera = Camera::new(viewport);
                self.camera = self.fit_all();
            }
        }
    }

    /// The camera that shows everything, which is kept while the canvas changes its size.
    pub(super) fn fit_all(&mut self) -> Camera {
        let fit = self.fitted(self.scene.bounds_in_world());
        self.fit = Some(fit);
        fit
    }

    /// The camera that shows an area between what floats over the canvas.
    pub(super) fn fitted(&self, area_in_world: Rect) -> Camera {
        let viewport = ink::egui_rect(self.camera.viewport_in_screen());
        let places = chrome::Places::of(viewport, &self.scene);
        let bar = style_bar::place(viewport, &self.style_words, self.scene.nodes().len());
        let covers: Vec<Rect> = places.covers().into_iter().chain(bar).map(ink::base_rect).collect();
        let whole = self.fitted_into(area_in_world, TOOLS_ROOM, 0.0, 0.0);
        let max_zoom = Fit::default().max_zoom;
        let frame = Frame { covers_in_screen: &covers, min_zoom: LEAST_SHARE * whole.zoom(), max_zoom };
        if let Some(framed) = self.scene.framed(&self.camera, area_in_world, frame) {
            return framed;
        }
        // Too much to look at one by one: between the bars, if that is not much smaller.
        let top = bar.map_or(0.0, |bar| bar.bottom() - viewport.top());
        let between = self.fitted_into(area_in_world, TOOLS_ROOM, top, places.height_below());
        if between.zoom() >= LEAST_SHARE * whole.zoom() { between } else { whole }
    }

    /// The camera that shows an area beside so much on the left, below so much at the top and above so much at the bottom.
    fn fitted_into(&self, area_in_world: Rect, left: f32, top: f32, bottom: f32) -> Camera {
        let viewport = self.camera.viewport_in_screen();
        let free = Rect { min: viewport.min + Vector::new(left, top), max: viewport.max - Vector::new(0.0, bottom) };
        let mut inner = self.camera;
        inner.set_viewport(free);
        // Between two bars there is less to spare.
        let padding_in_screen = if top > 0.0 && bottom > 0.0 { 28.0 } else { 40.0 };
        let fitted = inner.fitted(area_in_world, Fit { padding_in_screen, ..Fit::default() });
        let aside = (free.center() - viewport.center()) / fitted.zoom();
        self.camera.looking_at(fitted.center_in_world() - aside, fitted.zoom())
    }

    /// The rectangle around what is selected.
    pub(super) fn area_of(&self, selection: &Selection) -> Rect {
        let nodes = selection.entities.iter().filter_map(|id| self.scene.node_of(id));
        let nodes = nodes.map(|node| self.scene.nodes()[node as usize].bounds_in_world());
        let edges = selection.relationships.iter().filter_map(|id| self.scene.edge_of(id));
        let edges = edges.map(|edge| self.scene.edges()[edge as usize].path_in_world.bounds());
        nodes.chain(edges).fold(Rect::NOTHING, Rect::union)
    }

    /// Says whether nothing is to move by itself: then the view goes where it goes at once.
    pub fn set_still(&mut self, is_still: bool) {
        self.is_still = is_still;
    }

    /// Moves the camera so that the selection is in sight, if it is not.
    pub fn reveal(&mut self, selection: &Selection) {
        let area = self.area_of(selection);
        let seen = self.camera.viewport_in_world();
        if !area.is_empty() && !seen.contains(area.center()) {
            let there = self.camera.looking_at(area.center(), self.camera.zoom());
            self.fly_to(there);
        }
    }

    /// Where in the world the pointer is, or the middle of what is seen.
    #[must_use]
    pub fn place_under_pointer(&self, ctx: &egui::Context) -> Point {
        let over = |pos: &egui::Pos2| ink::egui_rect(self.camera.viewport_in_screen()).contains(*pos);
        let pos = ctx.pointer_latest_pos().filter(over);
        pos.map_or(self.camera.center_in_world(), |pos| self.camera.world_from_screen(ink::point(pos)))
    }

    /// Lets the camera go there, or puts it there where nothing is to move by itself.
    pub(super) fn fly_to(&mut self, to: Camera) {
        if self.is_still {
            (self.camera, self.flight) = (to, None);
            return;
        }
        self.flight = Some(Flight { from: self.camera, to, left_at_ms: f64::NAN });
    }

    /// Moves the camera on its way. Returns whether it is still under way.
    pub(super) fn fly(&mut self, now_ms: f64) -> bool {
        let Some(flight) = &mut self.flight else { return false };
        if flight.left_at_ms.is_nan() {
            flight.left_at_ms = now_ms;
        }
        flight.to.set_viewport(self.camera.viewport_in_screen());
        let elapsed = (now_ms - flight.left_at_ms) as f32;
        self.camera = flight.from.on_the_way_to(flight.to, elapsed, FLIGHT_MS);
        if elapsed >= FLIGHT_MS {
            self.flight = None;
        }
        self.flight.is_some()
    }

    /// Where the camera is or is going.
    pub(super) fn destination(&self) -> Camera {
        self.flight.map_or(self.camera, |flight| flight.to)
    }
}
