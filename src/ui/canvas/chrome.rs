//! What floats over the canvas: the tool strip, the miniature, the key, and the zoom.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, Galley, Painter, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use super::{CanvasState, ink, picture};
use crate::base::Point;
use crate::scene::{Camera, Fit, Line, Meaning, Scene, ToolKind};
use crate::session::{CanvasRequest, Command, OpenDocument, Verb};
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::{self, Tokens, radius, size};
use crate::ui::widgets::{IconButton, text_left};

/// From the edges of the canvas.
const INSET: f32 = 12.0;
const PAD: f32 = 4.0;
const BUTTON: f32 = 28.0;
const MINIATURE: Vec2 = vec2(148.0, KEY.len() as f32 * KEY_ROW + 12.0);
const KEY_ROW: f32 = 19.0;
const KEY_WIDTH: f32 = 140.0;
/// What the meanings of colours take beside the lines.
const COLOURS_WIDTH: f32 = 124.0;
const ZOOM_SIZE: Vec2 = vec2(142.0, 36.0);
/// With so few entities the miniature says nothing.
const FEW: usize = 10;

/// The tools of the strip; `None` is a divider.
const TOOLS: &[Option<(ToolKind, Icon, &str, Verb)>] = &[
    Some((ToolKind::Select, icons::CURSOR, "Select and move", Verb::ToolSelect)),
    Some((ToolKind::Lasso, icons::LASSO, "Draw around what to select", Verb::ToolLasso)),
    Some((ToolKind::Hand, icons::HAND, "Move the canvas", Verb::ToolHand)),
    None,
    Some((ToolKind::Entity, icons::PLUS_CIRCLE, "Place an entity", Verb::AddEntity)),
    Some((ToolKind::Relationship, icons::LINE_SEGMENT, "Draw relationships", Verb::AddRelationship)),
    Some((ToolKind::Note, icons::NOTE, "Draw a note", Verb::AddNote)),
];

/// What a line says.
const KEY: &[(KeyLine, &str)] = &[
    (KeyLine::Of(Line::Solid), "High confidence"),
    (KeyLine::Of(Line::Dash), "Moderate"),
    (KeyLine::Of(Line::Dot), "Low"),
    (KeyLine::Of(Line::Thin), "Not graded"),
    (KeyLine::Double, "Disputed"),
];

#[derive(Debug, Clone, Copy)]
enum KeyLine {
    Of(Line),
    Double,
}

/// Where the floating parts stand; nothing where there is no room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    tools: Rect,
    zoom: Rect,
    miniature: Option<Rect>,
    key: Option<Rect>,
}

impl Places {
    /// In a canvas of this size that shows this scene.
    pub(super) fn of(canvas: Rect, scene: &Scene) -> Self {
        let (entities, meanings) = (scene.nodes().len(), scene.colour_key().len());
        let strip: f32 = TOOLS.iter().map(|tool| if tool.is_some() { BUTTON + 2.0 } else { 9.0 }).sum::<f32>() - 2.0;
        let tools = Rect::from_min_size(canvas.min + Vec2::splat(INSET), vec2(BUTTON, strip) + Vec2::splat(2.0 * PAD));
        let zoom = Rect::from_min_size(canvas.max - Vec2::splat(INSET) - ZOOM_SIZE, ZOOM_SIZE);
        let bottom_left = |left: f32, size: Vec2| {
            let rect = Rect::from_min_size(pos2(left, canvas.bottom() - INSET - size.y), size);
            (rect.right() + INSET < zoom.left() && rect.top() > tools.bottom() + INSET).then_some(rect)
        };
        let left = canvas.left() + INSET;
        let miniature = if entities > FEW { bottom_left(left, MINIATURE) } else { None };
        let key_left = miniature.map_or(left, |rect| rect.right() + 6.0);
        let colours = if meanings > 0 { COLOURS_WIDTH } else { 0.0 };
        let key_size = vec2(KEY_WIDTH + colours, KEY.len().max(meanings) as f32 * KEY_ROW + 12.0);
        let key = if entities > 0 { bottom_left(key_left, key_size) } else { None };
        Self { tools, zoom, miniature, key }
    }

    /// The parts at the lower edge.
    pub(super) fn below(&self) -> Vec<Rect> {
        [Some(self.zoom), self.miniature, self.key].into_iter().flatten().collect()
    }

    /// How much of the canvas they take.
    pub(super) fn height_below(&self) -> f32 {
        self.below().iter().map(|place| place.height() + INSET).fold(0.0, f32::max)
    }

    /// What the pointer cannot reach the canvas through.
    pub(super) fn covers(&self) -> Vec<Rect> {
        [Some(self.tools), Some(self.zoom), self.miniature, self.key].into_iter().flatten().collect()
    }
}

/// The picture of the whole scene, and what it was made for.
#[derive(Default)]
pub(super) struct Miniature {
    made_for: Option<(u64, u64, bool)>,
    made_with: Option<Camera>,
    made_at: f64,
    shapes: Vec<Shape>,
}

impl Miniature {
    /// Makes the picture anew where it has to be; while a drag or the camera moves on, only now and then.
    fn keep_up(&mut self, painter: &Painter, tokens: &Tokens, scene: &Scene, camera: Camera, versions: (u64, u64)) {
        /// In seconds.
        const NOW_AND_THEN: f64 = 0.15;
        /// Less is made as fast as it is looked at.
        const LARGE: usize = 400;
        let now = painter.ctx().input(|input| input.time);
        let made_for = (versions.0, versions.1, *tokens == theme::DARK);
        let is_other = self.made_for.is_none_or(|before| (before.1, before.2) != (made_for.1, made_for.2));
        let is_stale = self.made_for != Some(made_for) || self.made_with != Some(camera);
        let is_large = scene.nodes().len() + scene.edges().len() > LARGE;
        if is_stale && !is_other && is_large && now - self.made_at < NOW_AND_THEN {
            painter.ctx().request_repaint_after(std::time::Duration::from_secs_f64(NOW_AND_THEN));
        } else if is_stale {
            self.shapes = picture::miniature(painter, tokens, scene, |place: Point| camera.screen_from_world(place));
            (self.made_for, self.made_with, self.made_at) = (Some(made_for), Some(camera), now);
        }
    }
}

fn frame(ui: &Ui, rect: Rect) {
    let tokens = theme::tokens(ui);
    let corners = CornerRadius::same(radius::FLOATING);
    ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
}

impl CanvasState {
    /// Shows everything that floats.
    pub(super) fn show_chrome(
        &mut self,
        ui: &mut Ui,
        open: &OpenDocument,
        places: Places,
        commands: &mut Vec<Command>,
    ) {
        self.show_tools(ui, open, places.tools, commands);
        if let Some(rect) = places.miniature {
            self.show_miniature(ui, rect);
        }
        if let Some(rect) = places.key {
            show_key(ui, rect, self.scene.colour_key());
        }
        self.show_zoom(ui, places.zoom);
    }

    fn show_tools(&mut self, ui: &mut Ui, open: &OpenDocument, rect: Rect, commands: &mut Vec<Command>) {
        frame(ui, rect);
        let mut strip = ui.new_child(UiBuilder::new().max_rect(rect.shrink(PAD)).id_salt("tools"));
        strip.spacing_mut().item_spacing = vec2(0.0, 2.0);
        for tool in TOOLS {
            let Some((kind, icon, name, verb)) = tool else {
                let (line, _) = strip.allocate_exact_size(vec2(BUTTON, 7.0), Sense::hover());
                let color = theme::tokens(&strip).line;
                strip.painter().hline(line.x_range().shrink(4.0), line.center().y, Stroke::new(1.0, color));
                continue;
            };
            let keys = verb.chord().map(|chord| chord.label());
            let mut button = IconButton::new(*icon, name).toggled(self.tool.kind() == *kind);
            if let Some(keys) = &keys {
                button = button.shortcut(keys);
            }
            if strip.add(button).clicked() {
                self.choose_tool(open, *kind, commands);
            }
        }
    }

    fn show_zoom(&mut self, ui: &mut Ui, rect: Rect) {
        frame(ui, rect);
        let builder = UiBuilder::new().max_rect(rect.shrink(PAD)).id_salt("zoom");
        let mut bar = ui.new_child(builder.layout(egui::Layout::left_to_right(egui::Align::Center)));
        bar.spacing_mut().item_spacing.x = 0.0;
        let keys = |verb: Verb| verb.chord().map(|chord| chord.label()).unwrap_or_default();
        if bar.add(IconButton::new(icons::MINUS, "Zoom out").shortcut(&keys(Verb::ZoomOut))).clicked() {
            self.request(CanvasRequest::ZoomOut);
        }
        let percent = format!("{:.0} %", self.camera.zoom() * 100.0);
        let (place, response) = bar.allocate_exact_size(vec2(46.0, BUTTON), Sense::click());
        let tokens = theme::tokens(&bar);
        let color = if response.hovered() { tokens.accent_text } else { tokens.t1 };
        let galley = bar.painter().layout_no_wrap(percent.clone(), fonts::regular(size::SECONDARY), color);
        let left = place.center().x - 0.5 * galley.size().x;
        text_left(bar.painter(), left, place.center().y, galley, color);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Zoom {percent}, go to 100 %")));
        if response.clicked() {
            self.request(CanvasRequest::ZoomActual);
        }
        if bar.add(IconButton::new(icons::PLUS, "Zoom in").shortcut(&keys(Verb::ZoomIn))).clicked() {
            self.request(CanvasRequest::ZoomIn);
        }
        let (line, _) = bar.allocate_exact_size(vec2(4.0, BUTTON), Sense::hover());
        bar.painter().vline(line.center().x, line.y_range().shrink(6.0), Stroke::new(1.0, tokens.line));
        if bar.add(IconButton::new(icons::CORNERS_OUT, "Fit everything").shortcut(&keys(Verb::FitAll))).clicked() {
            self.request(CanvasRequest::FitAll);
        }
    }

    fn show_miniature(&mut self, ui: &mut Ui, rect: Rect) {
        frame(ui, rect);
        let inner = rect.shrink(6.0);
        let seen = self.camera.viewport_in_world();
        // A little of what lies around is shown too, so that the frame of what is seen shows inside.
        let bounds = self.scene.bounds_in_world();
        let around = bounds.expanded(0.25 * bounds.width().max(bounds.height()));
        let max = |a: Point, b: Point| Point::new(a.x.max(b.x), a.y.max(b.y));
        let min = |a: Point, b: Point| Point::new(a.x.min(b.x), a.y.min(b.y));
        let seen_near = crate::base::Rect { min: max(seen.min, around.min), max: min(seen.max, around.max) };
        let area = if seen_near.is_empty() { bounds } else { bounds.union(seen_near) };
        let camera = Camera::new(ink::base_rect(inner));
        let mini = camera.fitted(area, Fit { max_zoom: 1.0, padding_in_screen: 2.0 });
        let response = ui.interact(rect, self.canvas_id.with("miniature"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Overview of the graph; drag to move the view"));
        if let Some(pos) = response.interact_pointer_pos() {
            let there = mini.world_from_screen(ink::point(pos));
            self.flight = None;
            self.camera = self.camera.looking_at(there, self.camera.zoom());
        }
        let tokens: &Tokens = theme::tokens(ui);
        let painter = ui.painter_at(rect.shrink(1.0));
        self.miniature.keep_up(&painter, tokens, &self.scene, mini, (self.scene_version, self.records_version));
        painter.extend(self.miniature.shapes.iter().cloned());
        let view = ink::egui_rect(mini.screen_rect_from_world(seen)).intersect(rect.shrink(2.0));
        if view.is_positive() {
            painter.rect(
                view,
                3,
                tokens.accent.gamma_multiply(0.08),
                Stroke::new(1.25, tokens.accent),
                StrokeKind::Inside,
            );
        }
    }
}

fn show_key(ui: &mut Ui, rect: Rect, colours: &[Meaning]) {
    frame(ui, rect);
    let tokens = theme::tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with("key of the canvas"), Sense::hover());
    response.widget_info(|| {
        let meant: Vec<&str> = colours.iter().map(|meaning| meaning.words.as_str()).collect();
        let words = if meant.is_empty() { String::new() } else { format!("; colours: {}", meant.join(", ")) };
        WidgetInfo::labeled(Role::Label, true, format!("Key: lines by confidence{words}"))
    });
    for (i, (line, words)) in KEY.iter().enumerate() {
        let y = rect.top() + 6.0 + (i as f32 + 0.5) * KEY_ROW;
        let (left, right) = (rect.left() + 12.0, rect.left() + 36.0);
        let stroke = |line: Line| match line {
            Line::Thin => Stroke::new(line.width(), tokens.edge.lerp_to_gamma(tokens.surface, 0.3)),
            _ => Stroke::new(line.width(), tokens.edge),
        };
        let ends = [pos2(left, y), pos2(right, y)];
        match line {
            KeyLine::Of(line) => match line.pattern() {
                Some((dash, gap)) => ui.painter().extend(Shape::dashed_line(&ends, stroke(*line), dash, gap)),
                None => drop(ui.painter().line_segment(ends, stroke(*line))),
            },
            KeyLine::Double => {
                for by in [-1.75, 1.75] {
                    let ends = ends.map(|end| end + vec2(0.0, by));
                    ui.painter().line_segment(ends, Stroke::new(1.0, tokens.edge));
                }
            }
        }
        let galley = ui.painter().layout_no_wrap((*words).to_owned(), fonts::regular(size::CAPTION), tokens.t2);
        text_left(ui.painter(), right + 8.0, y, galley, tokens.t2);
    }
    if colours.is_empty() {
        return;
    }
    let left = rect.left() + KEY_WIDTH;
    ui.painter().vline(left, rect.y_range().shrink(8.0), Stroke::new(1.0, tokens.line));
    for (i, Meaning { ink, sign, words }) in colours.iter().enumerate() {
        let center = pos2(left + 18.0, rect.top() + 6.0 + (i as f32 + 0.5) * KEY_ROW);
        ui.painter().circle_filled(center, 7.0, ink::color(tokens, *ink));
        if let Some(sign) = sign {
            let letter = ui.painter().layout_no_wrap(sign.to_string(), fonts::semibold(10.0), tokens.on_disc);
            text_left(ui.painter(), center.x - 0.5 * letter.size().x, center.y, letter, tokens.on_disc);
        }
        let room = COLOURS_WIDTH - 18.0 - 22.0;
        let galley = one_line(ui.painter(), words, room, tokens.t2);
        text_left(ui.painter(), center.x + 14.0, center.y, galley, tokens.t2);
    }
}

/// A caption that is cut where it does not fit.
fn one_line(painter: &Painter, words: &str, max_width: f32, color: Color32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(words.to_owned(), fonts::regular(size::CAPTION), color);
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::wrap_at_width(max_width) };
    painter.layout_job(job)
}
