//! What a frame of the canvas costs the processor, with everything in view of a window of 1600 by 1000 points: egui
//! without a window, tessellation, and the bytes for the device included. Twice as many relationships as entities.
//!
//! `LIAISON_BENCH_SIZES=1000,100000` takes other sizes than those up to 100,000; a million needs about 3 GB.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use eframe::egui::{
    CentralPanel, Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput,
    Rect, TouchPhase, Vec2, pos2, vec2,
};
use liaison::base::{EntityId, Point, RelationshipId};
use liaison::edit::Selection;
use liaison::model::{Entity, Graph, Placement, Relationship};
use liaison::scene::{Camera, Emphasis, Fit, Labels, Measure, Scene, SceneParams, Words};
use liaison::session::{CanvasRequest, Command, Environment, Session};
use liaison::ui::canvas::{self, CanvasState};
use liaison::ui::theme;

const WINDOW: Vec2 = vec2(1600.0, 1000.0);
/// How far apart entities stand.
const APART: f32 = 60.0;

/// Entities on a loose grid, most relationships between those that stand near each other.
fn graph(entities: usize) -> Graph {
    let mut random = fastrand::Rng::with_seed(1);
    let view = "main".parse().unwrap();
    let mut graph = Graph::new("main".parse().unwrap());
    graph.reserve(entities, 2 * entities);
    let ids: Vec<EntityId> = (0..entities).map(|i| format!("e{i}").parse().unwrap()).collect();
    let kinds = ["person", "state", "organisation", "event", "agreement", "place"];
    let columns = (entities as f64 * 1.6).sqrt().ceil() as usize;
    for (i, id) in ids.iter().enumerate() {
        let entity = Entity::new(id.clone(), kinds[i % kinds.len()].parse().unwrap(), format!("Actor number {i}"));
        graph.put_entity(id, Some(Arc::new(entity))).unwrap();
        let jitter = || APART * 0.6;
        let x = (i % columns) as f32 * APART + random.f32() * jitter();
        let y = (i / columns) as f32 * APART + random.f32() * jitter();
        graph.place(&view, id, Placement { position: Some(Point::new(x, y)), ..Placement::default() }).unwrap();
    }
    for i in 0..2 * entities {
        let from = random.usize(..entities);
        let near = [1, 2, columns, columns + 1, 2 * columns, 3 * columns + 2][random.usize(..6)];
        let to = if random.u8(..) < 12 { random.usize(..entities) } else { (from + near) % entities };
        let id: RelationshipId = format!("r{i}").parse().unwrap();
        let kind = "related-to".parse().unwrap();
        let relationship = Relationship::new(id.clone(), kind, ids[from].clone(), ids[to].clone());
        graph.put_relationship(&id, Some(Arc::new(relationship))).unwrap();
    }
    graph
}

/// The same with relationships between any two.
fn scattered(entities: usize) -> Graph {
    let (mut graph, mut random) = (graph(entities), fastrand::Rng::with_seed(2));
    for i in 0..2 * entities {
        let id: RelationshipId = format!("r{i}").parse().unwrap();
        let [from, to] = [0, 1].map(|_| format!("e{}", random.usize(..entities)).parse().unwrap());
        let relationship = Relationship::new(id.clone(), "related-to".parse().unwrap(), from, to);
        graph.put_relationship(&id, Some(Arc::new(relationship))).unwrap();
    }
    graph
}

/// A canvas in a window that nobody sees.
struct Desk {
    ctx: Context,
    session: Session,
    canvas: CanvasState,
    time: f64,
}

impl Desk {
    fn new(graph: Graph) -> Self {
        let mut session = Session::new(Environment::none()).with_seed(3);
        session.open_graph(graph, "bench");
        let ctx = Context::default();
        theme::install(&ctx);
        let mut desk = Self { ctx, session, canvas: CanvasState::new().with_seed(3), time: 0.0 };
        for _ in 0..5 {
            desk.frame(Vec::new());
        }
        desk
    }

    /// One frame; returns how many bytes it sends to the device.
    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.time += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, WINDOW));
        let input = RawInput { screen_rect, time: Some(self.time), events, ..RawInput::default() };
        let Self { ctx, session, canvas, .. } = self;
        let mut commands = Vec::new();
        let output = ctx.run_ui(input, |ui| {
            if let Some(open) = session.active() {
                commands = CentralPanel::no_frame().show(ui, |ui| canvas::show(ui, canvas, open)).inner;
            }
        });
        let primitives = ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        output.drop_without_applying_deltas();
        black_box(primitives);
        for command in commands {
            session.dispatch(command);
        }
        if let Some(open) = session.active() {
            let key = open.key();
            let touched = session.take_touched(key);
            if let Some(open) = session.active().filter(|_| !touched.is_empty()) {
                canvas.touched(open, &touched);
            }
        }
        canvas.take_waiting()
    }

    /// Where an entity is on the screen.
    fn place(&self, id: &EntityId) -> Pos2 {
        let view = self.session.active().unwrap().view().unwrap();
        let at = self.canvas.camera().screen_from_world(view.placement(id).position.unwrap());
        pos2(at.x, at.y)
    }
}

fn pressed(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

fn two_fingers(delta: Vec2) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: TouchPhase::Move,
        source: MouseWheelSource::Trackpad,
        modifiers: Modifiers::NONE,
    }
}

/// Seven points a character.
struct Typewriter;

impl Measure for Typewriter {
    fn width(&mut self, words: Words<'_>) -> f32 {
        let (Words::Name(text) | Words::Date(text) | Words::Edge(text) | Words::Group(text)) = words;
        7.0 * text.len() as f32
    }
}

fn sizes() -> Vec<usize> {
    match std::env::var("LIAISON_BENCH_SIZES") {
        Ok(sizes) => sizes.split(',').map(|size| size.trim().parse().unwrap()).collect(),
        Err(_) => vec![1_000, 10_000, 100_000],
    }
}

/// Entities around the middle of the picture.
fn in_middle(entities: usize, count: usize) -> Vec<EntityId> {
    let columns = (entities as f64 * 1.6).sqrt().ceil() as usize;
    let first = entities / 2 + columns / 2;
    let side = (count as f64).sqrt().ceil() as usize;
    let at = |i: usize| (first + i % side + i / side * columns).min(entities - 1);
    (0..count).map(|i| format!("e{}", at(i)).parse().unwrap()).collect()
}

fn frames(c: &mut Criterion) {
    for size in sizes() {
        let graph = graph(size);
        let view = "main".parse().unwrap();
        let params = SceneParams { view: &view, matches: None, as_of: None };
        let mut group = c.benchmark_group("canvas");
        group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
        let name = |what: &str| BenchmarkId::new(what, size);

        group.bench_function(name("build"), |b| b.iter_with_large_drop(|| Scene::build(&graph, params)));
        let scene = Scene::build(&graph, params);
        let viewport = liaison::base::Rect { min: Point::ORIGIN, max: Point::new(WINDOW.x, WINDOW.y) };
        let camera = Camera::new(viewport).fitted(scene.bounds_in_world(), Fit::default());
        let bounds = scene.bounds_in_world();
        let mut at = 0.0_f32;
        group.bench_function(name("hover"), |b| {
            b.iter(|| {
                at = (at + 0.377) % 1.0;
                scene.hit(bounds.min.lerp(bounds.max, at), camera.zoom())
            });
        });
        let mut labels = Labels::default();
        group.bench_function(name("labels"), |b| {
            b.iter(|| labels.place(&scene, &camera, &Emphasis::default(), &mut Typewriter, 0.0).nodes.len());
        });
        drop(scene);
        // Lines across the whole picture, as before any layout: what lies near a place is hard to tell by boxes.
        let random = Scene::build(&scattered(size), params);
        let bounds = random.bounds_in_world();
        group.bench_function(name("hover over random lines"), |b| {
            b.iter(|| {
                at = (at + 0.377) % 1.0;
                random.hit(bounds.min.lerp(bounds.max, at), 1.0)
            });
        });
        drop(random);

        let mut desk = Desk::new(graph);
        let center = pos2(0.5 * WINDOW.x, 0.5 * WINDOW.y);
        desk.frame(vec![Event::PointerMoved(center)]);
        for (what, tool) in [("marquee", CanvasRequest::SelectTool), ("lasso", CanvasRequest::LassoTool)] {
            desk.canvas.request(tool);
            desk.frame(Vec::new());
            // From the empty edge around most of the picture.
            let corner = pos2(4.0, 0.5 * WINDOW.y);
            desk.frame(vec![Event::PointerMoved(corner)]);
            desk.frame(vec![pressed(corner, true)]);
            for step in 0..200_u8 {
                let turn = f32::from(step) / 200.0 * std::f32::consts::TAU;
                desk.frame(vec![Event::PointerMoved(center - vec2(700.0 * turn.cos(), 450.0 * turn.sin()))]);
            }
            let mut by = 5.0;
            group.bench_function(name(what), |b| {
                b.iter(|| {
                    by = -by;
                    desk.frame(vec![Event::PointerMoved(center + vec2(600.0 + by, 400.0))])
                });
            });
            desk.frame(vec![Event::Key {
                key: Key::Escape,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            }]);
            desk.frame(vec![pressed(center, false)]);
        }
        desk.canvas.request(CanvasRequest::SelectTool);
        desk.frame(Vec::new());
        group.bench_function(name("still"), |b| b.iter(|| desk.frame(Vec::new())));
        let mut step = 3.0;
        group.bench_function(name("pan"), |b| {
            b.iter(|| {
                step = -step;
                desk.frame(vec![two_fingers(vec2(step, step))])
            });
        });
        let mut factor = 1.01_f32;
        group.bench_function(name("zoom"), |b| {
            b.iter(|| {
                factor = 1.0 / factor;
                desk.frame(vec![Event::Zoom(factor)])
            });
        });
        for count in [1, 1_000] {
            let ids = in_middle(size, count);
            desk.session
                .dispatch(Command::Select(Selection { entities: ids.iter().cloned().collect(), ..Selection::none() }));
            let place = desk.place(&ids[0]);
            desk.frame(vec![Event::PointerMoved(place)]);
            desk.frame(vec![pressed(place, true)]);
            desk.frame(vec![Event::PointerMoved(place + vec2(20.0, 20.0))]);
            let mut by = 20.0;
            group.bench_function(name(&format!("drag {count}")), |b| {
                b.iter(|| {
                    by = 41.0 - by;
                    desk.frame(vec![Event::PointerMoved(place + vec2(by, by))])
                });
            });
            desk.frame(vec![pressed(place, false)]);
            desk.frame(Vec::new());
        }
        group.finish();
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
