//! What analyses tell on the canvas: a path as ink on a glow, what was measured, and a caption with a cross.

use std::sync::Arc;

use eframe::egui::{
    Align, Color32, CornerRadius, Layout, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::spotlight::Lit;
use super::{CanvasState, ink, params};
use crate::base::{EntityId, RelationshipId};
use crate::scene::{Camera, Scene, ToolKind};
use crate::session::OpenDocument;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme::{self, Tokens, radius, size};
use crate::ui::widgets::{self, IconButton};

/// From the edges of the canvas, as everything that floats.
const INSET: f32 = 12.0;
const HEIGHT: f32 = 36.0;
/// The sample of ink on a glow before the words of a path.
const SAMPLE: f32 = 28.0;

/// A path that is to stand out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trail {
    /// Whom it meets.
    pub entities: Vec<EntityId>,
    /// What it rests on.
    pub relationships: Vec<RelationshipId>,
}

/// What is told over the canvas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// A path.
    pub trail: Trail,
    /// What it is called; nothing is shown without a name.
    pub caption: String,
}

/// What is told, and whether it was put away.
#[derive(Debug, Default)]
pub(super) struct Telling {
    told: Arc<Told>,
    is_closed: bool,
    /// What is told looked up in the scene, and of which version that is.
    trace: Option<(u64, Arc<Trace>)>,
}

/// What is told, looked up in the scene.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Trace {
    nodes: Vec<u32>,
    edges: Vec<u32>,
    pub(super) lit: Lit,
}

impl CanvasState {
    /// Has the canvas tell of a path, under a caption.
    pub fn tell(&mut self, told: Arc<Told>) {
        if !Arc::ptr_eq(&self.telling.told, &told) {
            self.telling.told = told;
            self.forget_trace();
        }
    }

    /// Whether what is told was put away since this was last called.
    pub fn take_closed(&mut self) -> bool {
        std::mem::take(&mut self.telling.is_closed)
    }

    /// Puts what is told away, when the tool in hand has nothing to give up.
    pub(super) fn put_away(&mut self) {
        if !self.tool.is_busy() && self.tool.kind() == ToolKind::Select {
            self.telling.is_closed |= !self.telling.told.caption.is_empty();
        }
    }

    /// Brings sizes, colours and outlines up with what was measured.
    pub(super) fn keep_up_figures(&mut self, open: &OpenDocument) {
        let (known, now) = (self.scene.figures(), open.figures());
        let is_same = Arc::ptr_eq(known, now) || (known.is_empty() && now.is_empty());
        if !is_same {
            self.scene.tell(open.graph(), params(open), Arc::clone(now));
            self.scene_is_new();
        }
    }

    pub(super) fn forget_trace(&mut self) {
        self.telling.trace = None;
    }

    pub(super) fn trace(&mut self) -> Arc<Trace> {
        if let Some((version, trace)) = &self.telling.trace
            && *version == self.records_version
        {
            return Arc::clone(trace);
        }
        let Trail { entities, relationships } = &self.telling.told.trail;
        let lit = self.spotlight.as_ref().map(|light| Lit::of(&self.scene, light)).unwrap_or_default();
        let trace = Arc::new(Trace {
            nodes: entities.iter().filter_map(|id| self.scene.node_of(id)).collect(),
            edges: relationships.iter().filter_map(|id| self.scene.edge_of(id)).collect(),
            lit,
        });
        self.telling.trace = Some((self.records_version, Arc::clone(&trace)));
        trace
    }

    /// Where the caption stands: in the upper right corner, or under the bars that are there already.
    pub(super) fn caption_place(&self, ui: &Ui, canvas: Rect, bars: &[Option<Rect>]) -> Option<Rect> {
        let words = &self.telling.told.caption;
        if words.is_empty() {
            return None;
        }
        let galley = ui.painter().layout_no_wrap(words.clone(), fonts::regular(size::BODY), theme::tokens(ui).t1);
        let sample = if self.telling.told.trail.relationships.is_empty() { 0.0 } else { SAMPLE + 8.0 };
        let width = (12.0 + sample + galley.size().x.ceil() + 4.0 + 28.0 + 4.0).min(canvas.width() - 2.0 * INSET);
        let right = canvas.right() - INSET;
        let mut place = Rect::from_min_size(pos2(right - width, canvas.top() + INSET), vec2(width, HEIGHT));
        // From the top downwards, so that one pass finds the first free place.
        let mut bars: Vec<Rect> = bars.iter().flatten().copied().collect();
        bars.sort_by(|a, b| a.top().total_cmp(&b.top()));
        for bar in bars {
            if bar.expand2(vec2(INSET, 0.0)).intersects(place) {
                place = place.translate(vec2(0.0, bar.bottom() + 6.0 - place.top()));
            }
        }
        Some(place)
    }

    pub(super) fn show_caption(&mut self, ui: &mut Ui, rect: Rect) {
        let tokens = theme::tokens(ui);
        let told = Arc::clone(&self.telling.told);
        let corners = CornerRadius::same(radius::FLOATING);
        ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        let response = ui.interact(rect, ui.scope_id().with("caption of the canvas"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told.caption));
        let (mut left, y) = (rect.left() + 12.0, rect.center().y);
        if !told.trail.relationships.is_empty() {
            let ends = [pos2(left, y), pos2(left + SAMPLE, y)];
            ui.painter().line_segment(ends, Stroke::new(9.0, glow(tokens)));
            ui.painter().line_segment(ends, Stroke::new(3.0, tokens.t1));
            left += SAMPLE + 8.0;
        }
        let room = rect.right() - 36.0 - left;
        let galley = widgets::line(ui.painter(), &told.caption, fonts::regular(size::BODY), tokens.t1, room);
        widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
        let place = Rect::from_center_size(pos2(rect.right() - 18.0, y), vec2(24.0, 24.0));
        let builder = UiBuilder::new().max_rect(place).id_salt("put the caption away");
        let mut end = ui.new_child(builder.layout(Layout::left_to_right(Align::Center)));
        if end.add(IconButton::new(icons::X, "Take it off the canvas").small()).clicked() {
            self.telling.is_closed = true;
            ui.ctx().request_repaint();
        }
    }
}

fn glow(tokens: &Tokens) -> Color32 {
    tokens.accent.gamma_multiply(0.5)
}

/// The lines of a path, under labels and discs.
pub(super) fn paint(
    painter: &Painter,
    tokens: &Tokens,
    scene: &Scene,
    camera: &Camera,
    trace: &Trace,
    out: &mut Vec<Shape>,
) {
    let lines: Vec<(Vec<Pos2>, u32)> = trace
        .edges
        .iter()
        .map(|at| {
            let path = scene.edges()[*at as usize].path_in_world.mapped(|point| camera.screen_from_world(point));
            (path.flattened(0.3).into_iter().map(ink::pos).collect(), *at)
        })
        .filter(|(points, _): &(Vec<Pos2>, u32)| Rect::from_points(points).expand(8.0).intersects(painter.clip_rect()))
        .collect();
    for (points, _) in &lines {
        out.push(Shape::line(points.clone(), Stroke::new(9.0, glow(tokens))));
    }
    for (points, at) in &lines {
        let edge = &scene.edges()[*at as usize];
        let stroke = Stroke::new(3.0, tokens.t1);
        match edge.line.pattern() {
            Some((dash, gap)) => out.extend(Shape::dashed_line(points, stroke, dash.max(4.0), gap + 1.0)),
            None => out.push(Shape::line(points.clone(), stroke)),
        }
        if let ([.., before, tip], true) = (&points[..], edge.arrows.at_end()) {
            out.push(head(*before, *tip, tokens));
        }
        if let ([tip, after, ..], true) = (&points[..], edge.arrows.at_start()) {
            out.push(head(*after, *tip, tokens));
        }
    }
    for at in &trace.nodes {
        let node = &scene.nodes()[*at as usize];
        let center = ink::pos(camera.screen_from_world(node.center_in_world));
        let rim = node.rim().radius * camera.zoom();
        out.push(Shape::circle_stroke(center, rim + 2.5, Stroke::new(5.0, glow(tokens))));
        out.push(Shape::circle_stroke(center, rim + 1.75, Stroke::new(2.5, tokens.t1)));
    }
}

fn head(from: Pos2, tip: Pos2, tokens: &Tokens) -> Shape {
    let along = (tip - from).normalized();
    let (base, half) = (tip - along * 11.0, along.rot90() * 5.5);
    Shape::convex_polygon(vec![tip, base + half, base - half], tokens.t1, Stroke::NONE)
}
