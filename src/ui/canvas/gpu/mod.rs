//! The marks of a scene on the device: uploaded once, then only what changed, and drawn in three layers by paint
//! callbacks. Pan and zoom change a few numbers of the view.
//!
//! Everything goes over vertex attributes that step by instance and one uniform, so that it works wherever wgpu does.

mod atlas;
mod device;
mod marks;
mod store;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::{Color32, Rect, Shape};
use eframe::egui_wgpu;
use rustc_hash::FxHashMap;

use self::atlas::{Atlas, Figure};
use self::device::{Callback, Frame, Target, VIEW_WORDS};
use self::marks::{Badge, Slot};
use self::store::{Place, Places, Waiting};
use super::ink;
use crate::model::EntityType;
use crate::scene::{ARROW_ZOOM, Anchor, Camera, Changes, Emphasis, Hit, Scene, SceneNode};
use crate::ui::icons;
use crate::ui::theme::Tokens;

pub(super) use self::device::Layer;
pub(super) use self::marks::{DiscLook, LineLook, Pass, badge_area};

/// Under this share of its colour a disc that is not looked at is left, and a line.
const FADED_DISC: f32 = 0.2;
const FADED_LINE: f32 = 0.13;

/// Tells the canvas in which format the window is drawn, before the first frame.
pub fn draws_into(state: &egui_wgpu::RenderState) {
    state.renderer.write().callback_resources.insert(Target(state.target_format));
}

/// The marks of one canvas.
pub(super) struct Marks {
    canvas: u64,
    waiting: Arc<Mutex<Waiting>>,
    places: Places,
    atlas: Atlas,
    /// The icon of each type, which is held so that no other one comes to lie where it was.
    icons: FxHashMap<usize, (Arc<EntityType>, Slot)>,
    has_badges: bool,
    is_dark: Option<bool>,
}

impl Default for Marks {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            canvas: NEXT.fetch_add(1, Ordering::Relaxed),
            waiting: Arc::default(),
            places: Places::default(),
            atlas: Atlas::default(),
            icons: FxHashMap::default(),
            has_badges: false,
            is_dark: None,
        }
    }
}

/// What the shaders are told of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct FrameLook {
    pub(super) rect: Rect,
    pub(super) pixels_per_point: f32,
    /// From 0 where lines are few to 1 where they are very many.
    pub(super) crowd: f32,
    /// Whether only what stands out has lines, for a moment.
    pub(super) hides_lines: bool,
    /// Whether only a neighbourhood is looked at.
    pub(super) is_dimmed: bool,
}

impl Marks {
    /// Brings the marks up with a scene that changed. Returns whether anything did.
    pub(super) fn keep_up(&mut self, scene: &Scene, changes: &Changes, tokens: &Tokens, is_dark: bool) -> bool {
        let waiting = Arc::clone(&self.waiting);
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_lost {
            waiting.is_lost = false;
            waiting.prints = self.atlas.prints();
            self.is_dark = None;
        }
        let is_new_theme = self.is_dark.replace(is_dark) != Some(is_dark);
        let (nodes, edges) = (scene.nodes(), scene.edges());
        if changes.everything || is_new_theme {
            self.icons.clear();
            self.has_badges = false;
            let marks = nodes.iter().map(|node| self.node(tokens, node, DiscLook::Rest, Pass::Base, &mut waiting));
            let marks = marks.collect();
            waiting.nodes.replace(marks);
            self.places.clear();
            let (mut straight, mut curved) = (Vec::new(), Vec::new());
            for edge in edges {
                let mark = marks::edge(tokens, edge, LineLook::Rest, Pass::Base);
                match self.places.push(marks::is_curved(edge)) {
                    Place::Straight(_) => straight.push(mark),
                    Place::Curved(_) => curved.push(mark),
                }
            }
            waiting.straight.replace(straight);
            waiting.curved.replace(curved);
            return true;
        }
        if changes.is_empty() && self.places.len() as usize == edges.len() && waiting.nodes.len as usize == nodes.len()
        {
            return false;
        }
        // In order, so that what is added at the end comes one after the other.
        let in_order = |list: &[u32]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list.dedup();
            list
        };
        waiting.nodes.truncate(nodes.len() as u32);
        for at in in_order(&changes.nodes).into_iter().filter(|at| (*at as usize) < nodes.len()) {
            let mark = self.node(tokens, &nodes[at as usize], DiscLook::Rest, Pass::Base, &mut waiting);
            waiting.nodes.set(at, mark);
        }
        let mut stale = in_order(&changes.edges);
        while self.places.len() as usize > edges.len() {
            stale.extend(self.places.pop());
        }
        stale.retain(|at| (*at as usize) < edges.len());
        let mut next = 0;
        while let Some(at) = stale.get(next).copied() {
            next += 1;
            let is_curved = marks::is_curved(&edges[at as usize]);
            if at == self.places.len() {
                self.places.push(is_curved);
            } else if at < self.places.len() {
                stale.extend(self.places.turn(at, is_curved).filter(|moved| (*moved as usize) < edges.len()));
            }
        }
        let (straight, curved) = self.places.counts();
        waiting.straight.truncate(straight);
        waiting.curved.truncate(curved);
        let mut placed: Vec<(Place, u32)> = stale.into_iter().map(|at| (self.places.place(at), at)).collect();
        placed.sort_unstable_by_key(|(place, _)| match place {
            Place::Straight(at) | Place::Curved(at) => *at,
        });
        for (place, at) in placed {
            let mark = marks::edge(tokens, &edges[at as usize], LineLook::Rest, Pass::Base);
            match place {
                Place::Straight(at) => waiting.straight.set(at, mark),
                Place::Curved(at) => waiting.curved.set(at, mark),
            }
        }
        true
    }

    /// Draws what stands out once more, over all else.
    pub(super) fn stand_out(&mut self, scene: &Scene, emphasis: &Emphasis, tokens: &Tokens) {
        let mut edges: Vec<(LineLook, u32)> = Vec::new();
        let mut nodes: Vec<(DiscLook, u32)> = Vec::new();
        if let Some(hood) = &emphasis.hood {
            edges.extend(hood.edges.iter().map(|at| (LineLook::Rest, *at)));
            nodes.extend(hood.nodes.iter().map(|at| (DiscLook::Rest, *at)));
        }
        for at in emphasis.nodes.iter() {
            nodes.push((DiscLook::Selected, *at));
            for edge in scene.edges_at_unsorted(*at) {
                if !emphasis.dims_edge(*edge) {
                    edges.push((LineLook::AtSelected, *edge));
                    nodes.push((DiscLook::Neighbour, scene.across(*edge, *at)));
                }
            }
        }
        edges.extend(emphasis.edges.iter().map(|at| (LineLook::Selected, *at)));
        match emphasis.hovered {
            Some(Hit::Node(at) | Hit::Rim(at)) => nodes.push((DiscLook::Hovered, at)),
            Some(Hit::Edge(at)) => edges.push((LineLook::Hovered, at)),
            Some(Hit::Note(_)) | None => {}
        }
        let waiting = Arc::clone(&self.waiting);
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let edges = strongest(edges, scene.edges().len(), |look| match look {
            LineLook::Rest | LineLook::AtSelected | LineLook::Selected => look as u8,
            // A pointer over an edge at a selected node changes it, over a selected one it does not.
            LineLook::Hovered => LineLook::AtSelected as u8,
        });
        let marks =
            edges.into_iter().map(|(look, at)| marks::edge(tokens, &scene.edges()[at as usize], look, Pass::OnTop));
        waiting.edges_on_top.replace(marks.collect());
        let nodes = strongest(nodes, scene.nodes().len(), |look| match look {
            DiscLook::Rest => 0,
            DiscLook::Neighbour => 1,
            DiscLook::Hovered => 2,
            DiscLook::Selected => 3,
        });
        let marks = nodes
            .into_iter()
            .map(|(look, at)| self.node(tokens, &scene.nodes()[at as usize], look, Pass::OnTop, &mut waiting));
        let marks = marks.collect();
        waiting.nodes_on_top.replace(marks);
    }

    fn node(
        &mut self,
        tokens: &Tokens,
        node: &SceneNode,
        look: DiscLook,
        pass: Pass,
        waiting: &mut Waiting,
    ) -> marks::NodeMark {
        let kind = Arc::as_ptr(&node.kind) as usize;
        let icon = match self.icons.get(&kind) {
            Some((_, slot)) => *slot,
            None => {
                let slot = self.figure(Figure::Icon(ink::icon_of(&node.kind).glyph()), waiting);
                self.icons.insert(kind, (Arc::clone(&node.kind), slot));
                slot
            }
        };
        let badge = if node.anchor == Anchor::Pinned {
            Badge::Pin(self.figure(Figure::Icon(icons::PUSH_PIN.glyph()), waiting))
        } else if let Some(count) = marks::count_of(node) {
            let characters = count.to_string().len().min(3) as u8;
            Badge::Count(self.figure(Figure::Count(count), waiting), characters)
        } else {
            Badge::None
        };
        let sign = node.sign.map(|sign| self.figure(Figure::Letter(sign), waiting));
        self.has_badges |= badge != Badge::None || sign.is_some();
        marks::node(tokens, node, icon, badge, sign, look, pass)
    }

    fn figure(&mut self, figure: Figure, waiting: &mut Waiting) -> Slot {
        let (slot, print) = self.atlas.slot(figure);
        waiting.prints.extend(print);
        slot
    }

    /// The layers of a frame, to be painted in this order with egui's own shapes in between.
    pub(super) fn layers(&self, camera: &Camera, tokens: &Tokens, look: FrameLook) -> [Shape; 3] {
        let frame = Arc::new(Frame {
            canvas: self.canvas,
            waiting: Arc::clone(&self.waiting),
            view: view(camera, tokens, look),
            rect: look.rect,
            lines: !look.hides_lines,
            heads: camera.zoom() >= ARROW_ZOOM,
            badges: self.has_badges,
        });
        [Layer::Ground, Layer::Lines, Layer::Discs].map(|layer| {
            let callback = Callback { layer, frame: Arc::clone(&frame) };
            Shape::Callback(egui_wgpu::Callback::new_paint_callback(look.rect, callback))
        })
    }

    /// How many bytes wait for the device.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).bytes()
    }

    /// Takes what waits, as a device would. Returns how many bytes that were.
    pub(super) fn take_waiting(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).taken().bytes()
    }
}

/// Each once, with the look that counts most, weakest first so that the strongest lie on top.
fn strongest<L: Copy>(mut all: Vec<(L, u32)>, len: usize, rank: impl Fn(L) -> u8) -> Vec<(L, u32)> {
    all.retain(|(_, at)| (*at as usize) < len);
    all.sort_unstable_by_key(|(look, at)| (*at, std::cmp::Reverse(rank(*look))));
    all.dedup_by_key(|(_, at)| *at);
    all.sort_by_key(|(look, _)| rank(*look));
    all
}

/// The numbers of `View` in `common.wgsl`.
fn view(camera: &Camera, tokens: &Tokens, look: FrameLook) -> [f32; VIEW_WORDS] {
    let point = look.pixels_per_point;
    let (center, middle) = (camera.center_in_world(), camera.viewport_in_screen().center());
    let (faded_disc, faded_line) = if look.is_dimmed { (FADED_DISC, FADED_LINE) } else { (1.0, 1.0) };
    let mut view = [0.0; VIEW_WORDS];
    view[..4].copy_from_slice(&[center.x, center.y, middle.x * point, middle.y * point]);
    // Size, corner and the kind of target are filled in by the device.
    view[8..13].copy_from_slice(&[camera.zoom() * point, point, faded_disc, faded_line, look.crowd]);
    let Tokens { canvas, accent, t1, t2, surface, line2, on_disc, edge, dot, .. } = tokens;
    let colors: [&Color32; 9] = [canvas, accent, t1, t2, surface, line2, on_disc, edge, dot];
    for (at, color) in colors.into_iter().enumerate() {
        let words = color.to_array().map(|channel| f32::from(channel) / 255.0);
        view[16 + 4 * at..20 + 4 * at].copy_from_slice(&words);
    }
    view
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::marks::{EdgeMark, NodeMark};
    use super::store::Patch;
    use super::*;
    use crate::base::{EntityId, Point, RelationshipId, Vector};
    use crate::model::{Entity, Graph, Placement, Relationship};
    use crate::scene::{SceneParams, Touched};
    use crate::ui::theme;

    /// Keeps lists as a device would.
    #[derive(Default)]
    struct Device {
        nodes: Vec<NodeMark>,
        straight: Vec<EdgeMark>,
        curved: Vec<EdgeMark>,
    }

    fn apply<T: Copy + Default>(list: &mut Vec<T>, patch: &Patch<T>) {
        if let Some(whole) = &patch.whole {
            list.clone_from(whole);
        }
        list.resize(patch.len as usize, T::default());
        for (first, marks) in patch.runs() {
            list[first as usize..first as usize + marks.len()].copy_from_slice(&marks);
        }
    }

    impl Device {
        fn take(&mut self, marks: &Marks) {
            let waited = marks.waiting.lock().unwrap().taken();
            apply(&mut self.nodes, &waited.nodes);
            apply(&mut self.straight, &waited.straight);
            apply(&mut self.curved, &waited.curved);
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Add(usize, f32, f32),
        Remove(usize),
        Move(usize, f32, f32),
        Drag(usize, f32, f32),
        Relate(usize, usize, usize),
        Unrelate(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        let (e, r, c) = (0..10_usize, 0..24_usize, -500_f32..500.0);
        prop_oneof![
            3 => (e.clone(), c.clone(), c.clone()).prop_map(|(i, x, y)| Step::Add(i, x, y)),
            1 => e.clone().prop_map(Step::Remove),
            2 => (e.clone(), c.clone(), c.clone()).prop_map(|(i, x, y)| Step::Move(i, x, y)),
            2 => (e.clone(), c.clone(), c).prop_map(|(i, x, y)| Step::Drag(i, x, y)),
            6 => (r.clone(), e.clone(), e).prop_map(|(i, a, b)| Step::Relate(i, a, b)),
            2 => r.prop_map(Step::Unrelate),
        ]
    }

    fn entity(i: usize) -> EntityId {
        format!("n{i}").parse().unwrap()
    }

    fn relationship(i: usize) -> RelationshipId {
        format!("r{i}").parse().unwrap()
    }

    /// Does a step if the graph allows it, and says what it touched.
    fn act(graph: &mut Graph, step: &Step) -> (Vec<EntityId>, Vec<RelationshipId>) {
        let view = "main".parse().unwrap();
        match step {
            Step::Add(i, x, y) | Step::Move(i, x, y) => {
                let id = entity(*i);
                let record = Entity::new(id.clone(), "person".parse().unwrap(), "Somebody");
                graph.put_entity(&id, Some(Arc::new(record))).unwrap();
                let position = Some(Point::new(*x, *y));
                graph.place(&view, &id, Placement { position, ..Placement::default() }).unwrap();
                (vec![id], Vec::new())
            }
            Step::Remove(i) => {
                let id = entity(*i);
                let gone: Vec<RelationshipId> = graph.relationships_at(&id).iter().map(|r| r.id.clone()).collect();
                for id in &gone {
                    graph.put_relationship(id, None).unwrap();
                }
                if graph.entity(&id).is_some() {
                    graph.place(&view, &id, Placement::default()).unwrap();
                    graph.put_entity(&id, None).unwrap();
                }
                (vec![id], gone)
            }
            Step::Drag(..) => (Vec::new(), Vec::new()),
            Step::Relate(i, a, b) => {
                if graph.entity(&entity(*a)).is_some() && graph.entity(&entity(*b)).is_some() {
                    let kind = "related-to".parse().unwrap();
                    let record = Relationship::new(relationship(*i), kind, entity(*a), entity(*b));
                    graph.put_relationship(&relationship(*i), Some(Arc::new(record))).unwrap();
                }
                (Vec::new(), vec![relationship(*i)])
            }
            Step::Unrelate(i) => {
                if graph.relationship(&relationship(*i)).is_some() {
                    graph.put_relationship(&relationship(*i), None).unwrap();
                }
                (Vec::new(), vec![relationship(*i)])
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_patched_is_what_would_be_packed_anew(steps in proptest::collection::vec((step(), any::<bool>()), 1..50)) {
            let view = "main".parse().unwrap();
            let params = SceneParams { view: &view, matches: None, as_of: None };
            let mut graph = Graph::new("main".parse().unwrap());
            let mut scene = Scene::build(&graph, params);
            let (mut marks, mut device) = (Marks::default(), Device::default());
            for (step, is_drawn) in steps {
                let (entities, relationships) = act(&mut graph, &step);
                if let Step::Drag(i, x, y) = step {
                    scene.preview_move(&[entity(i)], &[], Vector::new(x, y));
                } else {
                    scene.update(&graph, params, Touched::Records { entities: &entities, relationships: &relationships });
                }
                let changes = scene.take_changes();
                marks.keep_up(&scene, &changes, &theme::LIGHT, false);
                if is_drawn {
                    device.take(&marks);
                }
            }
            device.take(&marks);
            let mut fresh = Marks::default();
            fresh.keep_up(&scene, &Changes::default(), &theme::LIGHT, false);
            let mut anew = Device::default();
            anew.take(&fresh);
            prop_assert_eq!(&device.nodes, &anew.nodes);
            prop_assert_eq!(marks.places.counts(), fresh.places.counts());
            prop_assert_eq!((device.straight.len(), device.curved.len()), (anew.straight.len(), anew.curved.len()));
            let mark = |device: &Device, place| match place {
                Place::Straight(at) => device.straight[at as usize],
                Place::Curved(at) => device.curved[at as usize],
            };
            for edge in 0..scene.edges().len() as u32 {
                prop_assert_eq!(mark(&device, marks.places.place(edge)), mark(&anew, fresh.places.place(edge)));
            }
        }
    }

    #[test]
    fn a_drag_sends_what_it_moves_and_a_still_scene_nothing() {
        let view = "main".parse().unwrap();
        let mut graph = Graph::new("main".parse().unwrap());
        for i in 0..100 {
            act(&mut graph, &Step::Add(i, 60.0 * i as f32, 0.0));
        }
        for i in 0..99 {
            act(&mut graph, &Step::Relate(i, i, i + 1));
        }
        let mut scene = Scene::build(&graph, SceneParams { view: &view, matches: None, as_of: None });
        let mut marks = Marks::default();
        let sent = |scene: &mut Scene, marks: &mut Marks| {
            let changes = scene.take_changes();
            marks.keep_up(scene, &changes, &theme::LIGHT, false);
            marks.take_waiting()
        };
        let all = 100 * size_of::<NodeMark>() + 99 * size_of::<EdgeMark>();
        assert!(sent(&mut scene, &mut marks) > all, "with an icon");
        assert_eq!(sent(&mut scene, &mut marks), 0);
        scene.preview_move(&[entity(50)], &[], Vector::new(5.0, 5.0));
        assert_eq!(sent(&mut scene, &mut marks), size_of::<NodeMark>() + 2 * size_of::<EdgeMark>());
    }
}
