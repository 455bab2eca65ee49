//! The canvas in the middle of the window.
//!
//! The boundary to the rest of the window is [`CanvasState`], one for each document, and [`show`].

use eframe::egui::{self, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::desk::Desk;
use super::theme;
use crate::base::{self, NoteId, Point};
use crate::scene::{Camera, Fit};
use crate::session::{CanvasRequest, Command};

/// The distance between dots, in world units.
const DOTS: f32 = 24.0;

/// How much nearer one step comes.
const STEP: f32 = 1.25;

/// What the canvas of a document remembers.
pub(super) struct CanvasState {
    camera: Camera,
    requests: Vec<CanvasRequest>,
    /// The note that is edited in place.
    note: Option<NoteId>,
}

impl Default for CanvasState {
    fn default() -> Self {
        let viewport = base::Rect { min: Point::ORIGIN, max: Point::new(800.0, 600.0) };
        Self { camera: Camera::new(viewport), requests: vec![CanvasRequest::FitAll], note: None }
    }
}

impl CanvasState {
    /// Asks the canvas for something; it does it when it is shown next.
    pub fn request(&mut self, request: CanvasRequest) {
        self.requests.push(request);
    }

    /// Screen pixels a world unit.
    pub fn zoom(&self) -> f32 {
        self.camera.zoom()
    }

    /// The middle of what is seen, in world units.
    pub fn middle(&self) -> Point {
        self.camera.center_in_world()
    }

    /// Edits a note in place.
    pub fn edit_note(&mut self, note: NoteId) {
        self.note = Some(note);
    }

    /// Goes a step back, such as from a tool to the arrow; whether there was a step to go.
    pub fn back(&mut self) -> bool {
        self.note.take().is_some()
    }
}

/// The canvas as a widget, for the keyboard.
pub(super) fn id() -> Id {
    Id::unique("canvas")
}

/// Shows the canvas in all of the place there is.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut CanvasState) {
    let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let response = ui.interact(rect, id(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Canvas"));
    state.camera.set_viewport(in_screen(rect));
    for request in std::mem::take(&mut state.requests) {
        answer(desk, state, request);
    }
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.canvas);
    paint_dots(ui, rect, &state.camera);
    if response.clicked() {
        desk.out.select(crate::edit::Selection::none());
    }
}

fn in_screen(rect: Rect) -> base::Rect {
    base::Rect { min: Point::new(rect.min.x, rect.min.y), max: Point::new(rect.max.x, rect.max.y) }
}

fn answer(desk: &mut Desk<'_>, state: &mut CanvasState, request: CanvasRequest) {
    let center = state.camera.center_in_world();
    let zoom = state.camera.zoom();
    match request {
        CanvasRequest::ZoomIn => state.camera = state.camera.looking_at(center, zoom * STEP),
        CanvasRequest::ZoomOut => state.camera = state.camera.looking_at(center, zoom / STEP),
        CanvasRequest::ZoomActual => state.camera = state.camera.looking_at(center, 1.0),
        CanvasRequest::FitAll => fit(desk, state, |_| true),
        CanvasRequest::FitSelection => {
            let selection = desk.open.selection();
            fit(desk, state, |id| selection.entities.contains(id));
        }
        CanvasRequest::AddEntityInMiddle => {
            desk.out.send(Command::CreateEntity { kind: None, name: String::new(), at: center });
        }
        _ => {}
    }
}

/// Brings the places of some entities into sight.
fn fit(desk: &Desk<'_>, state: &mut CanvasState, wanted: impl Fn(&base::EntityId) -> bool) {
    let Some(view) = desk.open.view() else { return };
    let places = view.placements_sorted().into_iter().filter(|(id, p)| wanted(id) && !p.hidden);
    let around = base::Rect::around(places.filter_map(|(_, p)| p.position));
    if !around.is_empty() {
        state.camera = state.camera.fitted(around, Fit::default());
    }
}

fn paint_dots(ui: &Ui, rect: Rect, camera: &Camera) {
    let tokens = theme::tokens(ui);
    // Far away every second dot goes, so that the distance on screen stays much the same.
    let mut step = DOTS * camera.zoom();
    while step < 16.0 {
        step *= 2.0;
    }
    while step > 40.0 {
        step *= 0.5;
    }
    let center = camera.center_in_world();
    let origin = rect.center() - vec2(center.x, center.y) * camera.zoom();
    let first = |origin: f32, edge: f32| edge + (origin - edge).rem_euclid(step);
    let mut y = first(origin.y, rect.top());
    while y < rect.bottom() {
        let mut x = first(origin.x, rect.left());
        while x < rect.right() {
            let dot = Rect::from_center_size(pos2(x.round(), y.round()), vec2(2.0, 2.0));
            ui.painter().rect_filled(dot, egui::CornerRadius::same(1), tokens.dot);
            x += step;
        }
        y += step;
    }
}
