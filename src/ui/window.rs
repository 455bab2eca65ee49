//! The window that the system gives: its size, its icon, and starting it.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{IconData, Ui, Vec2, ViewportBuilder, Visuals};

use super::app::App;
use crate::session::{Command, Environment};

/// What to do once the first graph is on the screen.
pub type WhenShown = Box<dyn FnOnce()>;

/// Opens the window with these files, or with the example.
///
/// # Errors
/// When the system gives no window, or no way to draw in one.
pub fn run(files: Vec<PathBuf>, when_shown: Option<WhenShown>) -> Result<(), eframe::Error> {
    let viewport = ViewportBuilder::default()
        .with_title("Liaison")
        .with_app_id("liaison")
        .with_inner_size(Vec2::new(1440.0, 900.0))
        .with_min_inner_size(Vec2::new(880.0, 560.0))
        .with_drag_and_drop(true)
        .with_icon(Arc::new(icon(128)));
    let options =
        eframe::NativeOptions { viewport, renderer: eframe::Renderer::Wgpu, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "liaison",
        options,
        Box::new(move |creation| {
            if let Some(state) = &creation.wgpu_render_state {
                super::canvas::draws_into(state);
            }
            // The application says itself when it wants to be woken.
            let environment = Environment::of_user(Arc::new(|| {}));
            let mut app = App::new(&creation.egui_ctx, environment);
            if files.is_empty() {
                app = app.with_example();
            }
            for path in files {
                app.send(Command::Open(path));
            }
            Ok(Box::new(Window { app, when_shown, drew: false }))
        }),
    )
}

/// The application in the window of the system.
struct Window {
    app: App,
    when_shown: Option<WhenShown>,
    /// The frame before this one drew a graph, so it is on the screen when this one begins.
    drew: bool,
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        if self.drew
            && let Some(tell) = self.when_shown.take()
        {
            tell();
        }
        self.app.ui(ui);
        if self.when_shown.is_some() {
            self.drew = self.app.session().active().is_some();
            ui.request_repaint();
        }
    }

    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// The icon of the program, `side` pixels wide and high: two rings that hold each other, on a blue ground.
fn icon(side: u32) -> IconData {
    let scale = side as f32;
    let mut rgba = Vec::with_capacity((side * side * 4) as usize);
    for y in 0..side {
        for x in 0..side {
            let (x, y) = ((x as f32 + 0.5) / scale, (y as f32 + 0.5) / scale);
            rgba.extend(pixel(x, y, 1.0 / scale));
        }
    }
    IconData { rgba, width: side, height: side }
}

/// The colour at a place of the unit square, smoothed over `edge`.
fn pixel(x: f32, y: f32, edge: f32) -> [u8; 4] {
    let cover = |distance: f32| (0.5 - distance / edge).clamp(0.0, 1.0);
    let ring = |center: f32| ((x - center).hypot(y - 0.5) - 0.17).abs() - 0.035;
    // A square with round corners, as a distance from its edge.
    let (dx, dy) = (((x - 0.5).abs() - 0.26).max(0.0), ((y - 0.5).abs() - 0.26).max(0.0));
    let ground = cover(dx.hypot(dy) - 0.2);
    let (left, right) = (cover(ring(0.38)), cover(ring(0.62)));
    let white = left.max(right * 0.8);
    let [r, g, b, _] = super::theme::LIGHT.accent_fill.to_array();
    let mix = |from: u8| (f32::from(from) + (255.0 - f32::from(from)) * white).round() as u8;
    [mix(r), mix(g), mix(b), (ground * 255.0).round() as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_has_round_corners_and_two_rings() {
        let icon = icon(64);
        let at = |x: usize, y: usize| &icon.rgba[(y * 64 + x) * 4..][..4];
        assert_eq!(icon.rgba.len(), 64 * 64 * 4);
        assert_eq!(at(0, 0)[3], 0, "a corner is clear");
        assert_eq!(at(32, 4)[3], 255, "the ground is solid");
        assert_eq!(at(24, 21)[..3], [255, 255, 255], "the left ring is white");
    }
}
