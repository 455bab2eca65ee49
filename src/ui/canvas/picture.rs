//! The picture of a scene: marks on the device, and words, outlines and notes as egui's shapes.

use std::sync::Arc;

use eframe::egui::{Color32, Galley, Mesh, Painter, Rect, Shape, epaint::Tessellator, vec2};

use super::gpu::{FrameLook, LineLook, Marks};
use super::ground::{self, NoteLook, NotePicture};
use super::ink;
use super::lines;
use super::portrait::{self, Portrait};
use super::spotlight;
use super::text::{self, Galleys, Ruler};
use super::told::{self, Trace};
use crate::base::NoteId;
use crate::model::Graph;
use crate::scene::{ARROW_ZOOM, Camera, Dispute, EdgeLabel, Emphasis, Hit, Labels, Placed, Scene};
use crate::ui::fonts;
use crate::ui::theme::{Tokens, size};

/// From so many edges in view on they get thinner and lighter, and at so many they are as light as they get.
const FEW_EDGES: usize = 300;
const MANY_EDGES: usize = 600;
/// While camera or drag move on, labels only follow; after so long they look for better places.
const FOLLOW_MS: f64 = 110.0;
/// With more edges than this only what stands out keeps its lines while the camera moves.
const MOST_MOVING_EDGES: usize = 250_000;
/// The most signs of dispute that are drawn without their label.
const MOST_CHIPS: usize = 200;

/// All that the picture depends on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    /// Grows whenever something stands elsewhere.
    pub(super) scene_version: u64,
    /// Grows whenever something comes, goes or looks different.
    pub(super) records_version: u64,
    pub(super) camera: Camera,
    pub(super) emphasis: Emphasis,
    pub(super) selected_notes: Vec<NoteId>,
    pub(super) edited: Edited,
    /// What floats over the canvas, on the screen.
    pub(super) covers: Vec<crate::base::Rect>,
    pub(super) trace: Arc<Trace>,
    pub(super) is_dark: bool,
    pub(super) pixels_per_point: f32,
}

impl Key {
    /// Whether all is the same but where things are seen.
    fn only_moved(&self, before: &Self) -> bool {
        let Self { scene_version: _, camera: _, .. } = before;
        self.records_version == before.records_version
            && self.emphasis == before.emphasis
            && self.selected_notes == before.selected_notes
            && self.edited == before.edited
            && self.covers == before.covers
            && self.trace == before.trace
            && self.is_dark == before.is_dark
            && self.pixels_per_point == before.pixels_per_point
            && self.camera.viewport_in_screen() == before.camera.viewport_in_screen()
    }
}

/// What is being edited in place, so that its own words are not painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Edited {
    /// Nothing.
    #[default]
    Nothing,
    /// The name of this node.
    Node(u32),
    /// The label of this edge.
    Edge(u32),
    /// The words of this note.
    Note(u32),
}

/// The picture and what it was made for.
#[derive(Default)]
pub(super) struct Picture {
    key: Option<Key>,
    marks: Marks,
    /// Below the lines, above them, and above the discs.
    shapes: [Vec<Shape>; 3],
    /// Pictures on discs.
    portraits: Vec<Portrait>,
    /// Pictures on notes.
    note_pictures: Vec<NotePicture>,
    galleys: Galleys,
    labels: Labels,
    placed: Placed,
    placed_at_ms: f64,
    /// They have to be placed before any is looked for.
    lacks_labels: bool,
    crowd: f32,
    hides_lines: bool,
    /// When the labels have to be placed again, in milliseconds.
    again_at_ms: Option<f64>,
    /// A text that egui laid out and still remembers. When it gives another one for the same words, it has drawn its
    /// fonts anew, and all text that was laid out before is void.
    canary: Option<Arc<Galley>>,
    #[cfg(test)]
    pub(super) made: usize,
}

impl Picture {
    /// The labels as they stand.
    pub(super) fn placed(&self) -> &Placed {
        &self.placed
    }

    /// Forgets where labels stand, since the scene that they name is another now.
    pub(super) fn forget_placed(&mut self) {
        self.placed = Placed::default();
        self.lacks_labels = true;
    }

    /// Whether the labels of the scene have not been placed yet.
    pub(super) fn is_without_labels(&self) -> bool {
        self.lacks_labels
    }

    /// The marks on the device.
    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Forgets which labels were shown, as when another view comes up.
    pub(super) fn forget_labels(&mut self) {
        self.labels = Labels::default();
        self.key = None;
    }

    /// Paints the scene. Returns in how many milliseconds it has to be painted again though nothing changes.
    pub(super) fn show(
        &mut self,
        painter: &Painter,
        tokens: &Tokens,
        graph: &Graph,
        scene: &mut Scene,
        key: Key,
        now_ms: f64,
    ) -> Option<f64> {
        let canary = painter.layout_no_wrap("·".to_owned(), fonts::regular(size::CAPTION), Color32::PLACEHOLDER);
        let is_same = self.canary.as_ref().is_some_and(|known| Arc::ptr_eq(known, &canary));
        if !is_same || self.key.as_ref().is_some_and(|k| k.pixels_per_point != key.pixels_per_point) {
            self.galleys.clear();
            self.key = None;
            self.canary = Some(canary);
        }
        let changes = scene.take_changes();
        if changes.everything {
            self.labels.rank_anew();
        }
        let marks_changed = self.marks.keep_up(scene, &changes, tokens, key.is_dark);
        if marks_changed || self.key.as_ref().is_none_or(|before| before.emphasis != key.emphasis) {
            self.marks.stand_out(scene, &key.emphasis, tokens);
        }
        let is_due = self.again_at_ms.is_some_and(|at| now_ms >= at);
        if self.key.as_ref() != Some(&key) || is_due {
            self.make(painter, tokens, scene, &key, now_ms, is_due);
            self.key = Some(key);
        }
        let Some(Key { camera, emphasis, .. }) = &self.key else { return None };
        let look = FrameLook {
            rect: ink::egui_rect(camera.viewport_in_screen()),
            pixels_per_point: painter.pixels_per_point(),
            crowd: self.crowd,
            hides_lines: self.hides_lines,
            is_dimmed: emphasis.hood.is_some(),
        };
        let layers = self.marks.layers(camera, tokens, look);
        let [below, on_lines, on_discs] = &self.shapes;
        let on_top = [(below, &[][..]), (on_lines, &[]), (on_discs, &self.portraits)];
        for (layer, (above, portraits)) in layers.into_iter().zip(on_top) {
            painter.add(layer);
            portrait::paint(painter, graph, portraits);
            painter.extend(above.iter().cloned());
            if std::ptr::eq(above, below) {
                self.note_pictures.iter().for_each(|shown| ground::paint_picture(painter, graph, tokens, shown));
            }
        }
        self.again_at_ms.map(|at| (at - now_ms).max(1.0))
    }

    fn make(&mut self, painter: &Painter, tokens: &Tokens, scene: &Scene, key: &Key, now_ms: f64, is_due: bool) {
        #[cfg(test)]
        {
            self.made += 1;
        }
        let Key { camera, emphasis, selected_notes, edited, trace, .. } = key;
        let hulls = scene.outlines().map(|hull| {
            Rect::from_points(
                &hull.outline_in_world.iter().map(|p| ink::pos(camera.screen_from_world(*p))).collect::<Vec<_>>(),
            )
        });
        let mut ruler = Ruler { painter, galleys: &mut self.galleys, hulls: hulls.collect() };
        let only_moved = !self.lacks_labels && self.key.as_ref().is_some_and(|before| key.only_moved(before));
        self.lacks_labels = false;
        if only_moved && !is_due && now_ms - self.placed_at_ms < FOLLOW_MS {
            self.placed.follow(scene, camera);
            self.again_at_ms = Some(self.placed_at_ms + FOLLOW_MS);
        } else {
            self.labels.keep_off(&key.covers);
            self.placed = self.labels.place(scene, camera, emphasis, &mut ruler, now_ms);
            self.placed_at_ms = now_ms;
            self.again_at_ms = self.placed.again_in_ms.map(|ms| now_ms + ms);
            let in_view = scene.edges_touching_at_most(camera.viewport_in_world(), MANY_EDGES);
            let in_view = in_view.map_or(MANY_EDGES, |edges| edges.len());
            self.crowd = in_view.saturating_sub(FEW_EDGES) as f32 / (MANY_EDGES - FEW_EDGES) as f32;
        }

        let is_moving = self.key.as_ref().is_some_and(|before| before.camera != *camera);
        self.hides_lines = is_moving && scene.edges().len() > MOST_MOVING_EDGES;
        if self.hides_lines {
            let soon = now_ms + FOLLOW_MS;
            self.again_at_ms = Some(self.again_at_ms.map_or(soon, |at| at.min(soon)));
        }

        self.portraits = portrait::portraits(scene, camera, emphasis);
        self.note_pictures =
            scene.notes().iter().filter_map(|note| ground::note_picture(painter, camera, note)).collect();
        let mut below = Vec::new();
        for (at, hull) in scene.outlines().enumerate() {
            let label = self.placed.groups.iter().find(|label| label.hull == at);
            ground::hull(painter, camera, tokens, hull, label, &mut below);
        }
        for (at, note) in scene.notes().iter().enumerate() {
            let look = if *edited == Edited::Note(at as u32) {
                NoteLook::Edited
            } else if selected_notes.contains(&note.id) {
                NoteLook::Selected
            } else {
                NoteLook::Plain
            };
            ground::note(painter, camera, tokens, note, look, &mut below);
        }
        let mut on_lines = Vec::new();
        told::paint(painter, tokens, scene, camera, trace, &mut on_lines);
        spotlight::lines(painter, tokens, scene, camera, &trace.lit, &mut on_lines);
        if camera.zoom() >= ARROW_ZOOM
            && let Ok(edges) = scene.edges_touching_at_most(camera.viewport_in_world(), MANY_EDGES)
        {
            let is_bare = |at: &u32| {
                scene.edges()[*at as usize].dispute == Dispute::Disputed
                    && !emphasis.dims_edge(*at)
                    && self.placed.of_edge(*at).is_none()
            };
            for at in edges.into_iter().filter(is_bare).take(MOST_CHIPS) {
                let middle = ink::pos(camera.screen_from_world(scene.edges()[at as usize].path_in_world.at(0.5)));
                text::chip(painter, tokens, middle, &mut on_lines);
            }
        }
        let look_of = |at: u32| {
            if emphasis.edges.contains(&at) {
                LineLook::Selected
            } else if emphasis.hovered == Some(Hit::Edge(at)) {
                LineLook::Hovered
            } else if emphasis.is_at_selected(&scene.edges()[at as usize]) {
                LineLook::AtSelected
            } else {
                LineLook::Rest
            }
        };
        let edge_labels = |is_on_top: bool| {
            let wanted = move |label: &&EdgeLabel| emphasis.edges.contains(&label.edge) == is_on_top;
            self.placed.edges.iter().filter(|label| *edited != Edited::Edge(label.edge)).filter(wanted)
        };
        for label in edge_labels(false) {
            let edge = &scene.edges()[label.edge as usize];
            text::edge_label(&mut ruler, tokens, edge, label, look_of(label.edge), &mut on_lines);
        }
        let mut on_discs = Vec::new();
        for label in self.placed.nodes.iter().filter(|label| *edited != Edited::Node(label.node)) {
            text::node_label(&mut ruler, tokens, &scene.nodes()[label.node as usize], label, &mut on_discs);
            for head in scene.arrowheads_at_border(camera, label.node, label.area_in_screen) {
                if !emphasis.dims_edge(head.edge) {
                    lines::arrowhead(tokens, scene, &head, look_of(head.edge), &mut on_discs);
                }
            }
        }
        for label in edge_labels(true) {
            let edge = &scene.edges()[label.edge as usize];
            text::edge_label(&mut ruler, tokens, edge, label, LineLook::Selected, &mut on_discs);
        }
        spotlight::signs(painter, tokens, scene, camera, (&trace.lit, &self.placed), &mut on_discs);
        self.shapes = [below, on_lines, on_discs].map(|shapes| tessellated(painter, shapes));
    }
}

/// The same picture with all but text as meshes, which cost next to nothing to show again.
fn tessellated(painter: &Painter, shapes: Vec<Shape>) -> Vec<Shape> {
    let options = painter.ctx().tessellation_options(|options| *options);
    let font_size = painter.fonts(|fonts| fonts.font_image_size());
    let mut tessellator = Tessellator::new(painter.pixels_per_point(), options, font_size, Vec::new());
    let mut out = Vec::new();
    let mut mesh = Mesh::default();
    for shape in shapes {
        match shape {
            Shape::Text(text) => {
                if !mesh.is_empty() {
                    out.push(Shape::Mesh(Arc::new(std::mem::take(&mut mesh))));
                }
                out.push(Shape::Text(text));
            }
            Shape::Noop => {}
            shape => tessellator.tessellate_shape(shape, &mut mesh),
        }
    }
    if !mesh.is_empty() {
        out.push(Shape::Mesh(Arc::new(mesh)));
    }
    out
}

/// The scene as it shows in a small rectangle: lines and points, as one mesh.
pub(super) fn miniature(
    painter: &Painter,
    tokens: &Tokens,
    scene: &Scene,
    place: impl Fn(crate::base::Point) -> crate::base::Point,
) -> Vec<Shape> {
    /// More than this cannot be told apart in so small a picture.
    const MOST: usize = 1_500;
    let mut shapes = Vec::new();
    let line = tokens.line2;
    if scene.edges().len() <= MOST {
        for edge in scene.edges() {
            let ends = [edge.path_in_world.start(), edge.path_in_world.end()].map(|p| ink::pos(place(p)));
            shapes.push(Shape::line_segment(ends, (0.75, line)));
        }
    }
    let step = scene.nodes().len().div_ceil(MOST).max(1);
    let mut points = Mesh::default();
    // Not every so-manieth: what stands in rows would show as stripes.
    let places = (0..scene.nodes().len()).step_by(step).map(|at| at + at.wrapping_mul(0x9E37_79B1) % step);
    for node in places.filter_map(|at| scene.nodes().get(at)) {
        let color: Color32 = ink::color_of_standing(tokens, node.fill, node.standing);
        let center = ink::pos(place(node.center_in_world));
        if step > 1 {
            points.add_colored_rect(Rect::from_center_size(center, vec2(1.5, 1.5)), color);
        } else {
            shapes.push(Shape::circle_filled(center, (node.radius * 0.12).clamp(1.5, 3.0), color));
        }
    }
    shapes.push(Shape::mesh(points));
    tessellated(painter, shapes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use eframe::egui::{Context, RawInput};

    use super::*;
    use crate::base::{Point, ViewId};
    use crate::model::Entity;
    use crate::scene::SceneParams;
    use crate::ui::theme;

    #[test]
    fn a_still_picture_is_made_once() {
        let view: ViewId = "main".parse().unwrap();
        let mut graph = Graph::new(view.clone());
        let ann = Entity::new("ann".parse().unwrap(), "person".parse().unwrap(), "Ann");
        graph.put_entity(&ann.id.clone(), Some(Arc::new(ann))).unwrap();
        let mut scene = Scene::build(&graph, SceneParams { view: &view, matches: None, as_of: None });
        let viewport = crate::base::Rect { min: Point::ORIGIN, max: Point::new(400.0, 300.0) };
        let mut key = Key {
            scene_version: 1,
            records_version: 1,
            camera: Camera::new(viewport),
            emphasis: Emphasis::default(),
            selected_notes: Vec::new(),
            edited: Edited::Nothing,
            covers: Vec::new(),
            trace: Arc::default(),
            is_dark: false,
            pixels_per_point: 1.0,
        };
        let ctx = Context::default();
        theme::install(&ctx);
        let mut picture = Picture::default();
        let mut frame = |key: &Key, picture: &mut Picture| {
            let output = ctx.run_ui(RawInput::default(), |ui| {
                picture.show(ui.painter(), &theme::LIGHT, &graph, &mut scene, key.clone(), 0.0);
            });
            output.drop_without_applying_deltas();
        };
        // The fonts come with the first frame.
        frame(&key, &mut picture);
        let after_first = picture.made;
        for _ in 0..5 {
            frame(&key, &mut picture);
        }
        assert_eq!(picture.made, after_first);
        key.camera.pan(crate::base::Vector::new(10.0, 0.0));
        frame(&key, &mut picture);
        assert_eq!(picture.made, after_first + 1);
    }
}
