//! The picture of a scene: made of shapes once, and shown again as long as nothing changed.

use std::sync::Arc;

use eframe::egui::{Color32, Galley, Mesh, Painter, Rect, Shape, epaint::Tessellator, vec2};
use rustc_hash::FxHashSet;

use super::ground::{self, NoteLook};
use super::ink;
use super::lines::{self, LineLook};
use super::text::{self, Galleys, Ruler};
use crate::base::NoteId;
use crate::scene::{
    Anchor, Camera, Dispute, EdgeLabel, Emphasis, Hit, LEAST_DISC, Labels, Placed, Scene, SceneNode, Sourcing, Standing,
};
use crate::ui::fonts;
use crate::ui::theme::{EntityClass, Tokens, size};
use crate::ui::widgets::{Disc, DiscRing, disc_shapes};

/// More edges than this in view are drawn thin and light.
const CROWD_OF_EDGES: usize = 400;
/// Smaller discs on the screen have neither icon nor ring nor badge.
const LEAST_ICON: f32 = 8.0;

/// All that the picture depends on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) scene_version: u64,
    pub(super) camera: Camera,
    pub(super) emphasis: Emphasis,
    pub(super) selected_notes: Vec<NoteId>,
    pub(super) edited: Edited,
    pub(super) is_dark: bool,
    pub(super) pixels_per_point: f32,
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
    shapes: Vec<Shape>,
    galleys: Galleys,
    labels: Labels,
    placed: Placed,
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
        scene: &Scene,
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
        let is_due = self.again_at_ms.is_some_and(|at| now_ms >= at);
        if self.key.as_ref() != Some(&key) || is_due {
            self.make(painter, tokens, scene, &key, now_ms);
            self.key = Some(key);
        }
        painter.extend(self.shapes.iter().cloned());
        self.again_at_ms.map(|at| (at - now_ms).max(1.0))
    }

    fn make(&mut self, painter: &Painter, tokens: &Tokens, scene: &Scene, key: &Key, now_ms: f64) {
        #[cfg(test)]
        {
            self.made += 1;
        }
        let Key { camera, emphasis, selected_notes, edited, .. } = key;
        let hulls = scene.hulls().iter().map(|hull| {
            Rect::from_points(
                &hull.outline_in_world.iter().map(|p| ink::pos(camera.screen_from_world(*p))).collect::<Vec<_>>(),
            )
        });
        let mut ruler = Ruler { painter, galleys: &mut self.galleys, hulls: hulls.collect() };
        self.placed = self.labels.place(scene, camera, emphasis, &mut ruler, now_ms);
        self.again_at_ms = self.placed.again_in_ms.map(|ms| now_ms + ms);

        let mut shapes = vec![ground::dots(camera, tokens)];
        for hull in scene.hulls() {
            ground::hull(painter, camera, tokens, hull, &mut shapes);
        }
        for (at, note) in scene.notes().iter().enumerate() {
            let look = if *edited == Edited::Note(at as u32) {
                NoteLook::Edited
            } else if selected_notes.contains(&note.id) {
                NoteLook::Selected
            } else {
                NoteLook::Plain
            };
            ground::note(painter, camera, tokens, note, look, &mut shapes);
        }
        let view = camera.viewport_in_world();
        let edges = scene.edges_touching(view.expanded(12.0 / camera.zoom()));
        let rest = if edges.len() > CROWD_OF_EDGES { LineLook::Crowded } else { LineLook::Rest };
        let look_of = |at: u32| {
            if emphasis.edges.contains(&at) {
                LineLook::Selected
            } else if emphasis.hovered == Some(Hit::Edge(at)) {
                LineLook::Hovered
            } else if emphasis.is_at_selected(&scene.edges()[at as usize]) {
                LineLook::AtSelected
            } else {
                rest
            }
        };
        // What stands out lies on top.
        let mut in_order: Vec<(LineLook, u32)> = edges.iter().map(|at| (look_of(*at), *at)).collect();
        in_order.sort_by_key(|(look, _)| *look as u8);
        for (look, at) in in_order {
            lines::edge(camera, tokens, &scene.edges()[at as usize], look, &mut shapes);
        }
        if camera.zoom() >= lines::ARROW_ZOOM {
            for at in &edges {
                let edge = &scene.edges()[*at as usize];
                if edge.dispute == Dispute::Disputed && self.placed.of_edge(*at).is_none() {
                    let middle = ink::pos(camera.screen_from_world(edge.path_in_world.at(0.5)));
                    text::chip(painter, tokens, middle, &mut shapes);
                }
            }
        }
        let edge_labels = |is_on_top: bool| {
            let wanted = move |label: &&EdgeLabel| emphasis.edges.contains(&label.edge) == is_on_top;
            self.placed.edges.iter().filter(|label| *edited != Edited::Edge(label.edge)).filter(wanted)
        };
        for label in edge_labels(false) {
            let edge = &scene.edges()[label.edge as usize];
            text::edge_label(&mut ruler, tokens, edge, label, look_of(label.edge), &mut shapes);
        }
        let neighbours: FxHashSet<u32> = emphasis
            .nodes
            .iter()
            .flat_map(|node| scene.edges_at_unsorted(*node).iter().map(|edge| scene.across(*edge, *node)))
            .collect();
        let mut points = Mesh::default();
        for at in scene.nodes_touching(view.expanded(24.0 / camera.zoom())) {
            let node = &scene.nodes()[at as usize];
            let ring = if emphasis.nodes.contains(&at) {
                DiscRing::Selected
            } else if emphasis.hovers_node(at) {
                DiscRing::Hovered
            } else if neighbours.contains(&at) {
                DiscRing::Neighbour
            } else if node.sourcing == Sourcing::Corroborated {
                DiscRing::Corroborated
            } else {
                DiscRing::None
            };
            node_mark(painter, camera, tokens, node, ring, &mut points, &mut shapes);
        }
        shapes.push(Shape::mesh(points));
        for label in self.placed.nodes.iter().filter(|label| *edited != Edited::Node(label.node)) {
            text::node_label(&mut ruler, tokens, &scene.nodes()[label.node as usize], label, &mut shapes);
        }
        for label in edge_labels(true) {
            let edge = &scene.edges()[label.edge as usize];
            text::edge_label(&mut ruler, tokens, edge, label, LineLook::Selected, &mut shapes);
        }
        self.shapes = tessellated(painter, shapes);
    }
}

fn node_mark(
    painter: &Painter,
    camera: &Camera,
    tokens: &Tokens,
    node: &SceneNode,
    ring: DiscRing,
    points: &mut Mesh,
    out: &mut Vec<Shape>,
) {
    let center = ink::pos(camera.screen_from_world(node.center_in_world));
    let radius = node.radius * camera.zoom();
    let color = ink::color_of_standing(tokens, node.fill, node.standing);
    let stands_out = matches!(ring, DiscRing::Selected | DiscRing::Hovered | DiscRing::Neighbour);
    if radius < LEAST_DISC && !stands_out {
        points.add_colored_rect(Rect::from_center_size(center, vec2(2.0, 2.0) * radius.max(0.75)), color);
        return;
    }
    let is_small = radius < LEAST_ICON;
    if is_small && !stands_out && node.standing != Standing::Ahead {
        out.push(Shape::circle_filled(center, radius, color));
        return;
    }
    let disc = Disc {
        icon: ink::icon_of(&node.kind),
        proposed: node.standing == Standing::Ahead,
        ring: if is_small && !stands_out { DiscRing::None } else { ring },
        pinned: node.anchor == Anchor::Pinned && !is_small,
        hidden: if is_small { 0 } else { node.hidden_neighbours as usize },
        ..Disc::new(EntityClass::Other)
    };
    out.extend(disc_shapes(painter, tokens, center, radius.max(LEAST_DISC), color, &disc));
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
    const MOST: usize = 4_000;
    let mut shapes = Vec::new();
    let line = tokens.line2;
    for edge in scene.edges().iter().take(MOST) {
        let ends = [edge.path_in_world.start(), edge.path_in_world.end()].map(|p| ink::pos(place(p)));
        shapes.push(Shape::line_segment(ends, (0.75, line)));
    }
    let step = scene.nodes().len().div_ceil(MOST).max(1);
    for node in scene.nodes().iter().step_by(step) {
        let color: Color32 = ink::color_of_standing(tokens, node.fill, node.standing);
        let side = (node.radius * 0.12).clamp(1.5, 3.0);
        shapes.push(Shape::circle_filled(ink::pos(place(node.center_in_world)), side, color));
    }
    tessellated(painter, shapes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use eframe::egui::{Context, RawInput};

    use super::*;
    use crate::base::{Point, ViewId};
    use crate::model::{Entity, Graph};
    use crate::scene::SceneParams;
    use crate::ui::theme;

    #[test]
    fn a_still_picture_is_made_once() {
        let view: ViewId = "main".parse().unwrap();
        let mut graph = Graph::new(view.clone());
        let ann = Entity::new("ann".parse().unwrap(), "person".parse().unwrap(), "Ann");
        graph.put_entity(&ann.id.clone(), Some(Arc::new(ann))).unwrap();
        let scene = Scene::build(&graph, SceneParams { view: &view, matches: None });
        let viewport = crate::base::Rect { min: Point::ORIGIN, max: Point::new(400.0, 300.0) };
        let mut key = Key {
            scene_version: 1,
            camera: Camera::new(viewport),
            emphasis: Emphasis::default(),
            selected_notes: Vec::new(),
            edited: Edited::Nothing,
            is_dark: false,
            pixels_per_point: 1.0,
        };
        let ctx = Context::default();
        theme::install(&ctx);
        let mut picture = Picture::default();
        let frame = |key: &Key, picture: &mut Picture| {
            let output = ctx.run_ui(RawInput::default(), |ui| {
                picture.show(ui.painter(), &theme::LIGHT, &scene, key.clone(), 0.0);
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
