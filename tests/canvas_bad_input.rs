//! What no graph should hold and no window should do, on the canvas: drawn sensibly, never a panic or a hang.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::sync::Arc;

use eframe::egui::{
    CentralPanel, Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2, ViewportId, pos2, vec2,
};
use liaison::base::{EntityId, Point};
use liaison::edit::Selection;
use liaison::model::{Attachment, Entity, Graph, Placement, Relationship};
use liaison::session::{CanvasRequest, Command, Environment, Session, Verb};
use liaison::ui::canvas::{self, CanvasState};
use liaison::ui::theme;

const WINDOW: Vec2 = vec2(900.0, 640.0);

/// A canvas without a window, and the session behind it.
struct Desk {
    ctx: Context,
    session: Session,
    canvas: CanvasState,
    time: f64,
    window: Vec2,
    scale: f32,
}

impl Desk {
    fn new(graph: Graph) -> Self {
        let mut session = Session::new(Environment::none()).with_seed(3);
        session.open_graph(graph, "odd");
        Self::with(session)
    }

    fn with(session: Session) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        let canvas = CanvasState::new().with_seed(3);
        let mut desk = Self { ctx, session, canvas, time: 0.0, window: WINDOW, scale: 1.0 };
        (0..3).for_each(|_| desk.frame(Vec::new()));
        desk
    }

    /// A frame, down to triangles.
    fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.1;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, self.window));
        let mut input = RawInput { screen_rect, time: Some(self.time), events, ..RawInput::default() };
        input.viewports.entry(ViewportId::ROOT).or_default().native_pixels_per_point = Some(self.scale);
        let Self { ctx, session, canvas, .. } = self;
        let mut commands = Vec::new();
        let output = ctx.run_ui(input, |ui| {
            if let Some(open) = session.active() {
                commands = CentralPanel::no_frame().show(ui, |ui| canvas::show(ui, canvas, open)).inner;
            }
        });
        let triangles = ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        output.drop_without_applying_deltas();
        for primitive in &triangles {
            assert!(!primitive.clip_rect.any_nan(), "{:?}", primitive.clip_rect);
        }
        for command in commands {
            self.send(command);
        }
        self.canvas.take_waiting();
    }

    fn send(&mut self, command: Command) {
        self.session.dispatch(command);
        let Some(key) = self.session.active().map(|open| open.key()) else { return };
        let touched = self.session.take_touched(key);
        if let Some(open) = self.session.active().filter(|_| !touched.is_empty()) {
            self.canvas.touched(open, &touched);
        }
    }

    fn select(&mut self, entity: &str) {
        self.send(Command::Select(Selection::entity(id(entity))));
        self.frame(Vec::new());
    }

    fn place(&self, entity: &str) -> Option<Point> {
        self.session.active().unwrap().view().unwrap().placement(&id(entity)).position
    }

    fn on_screen(&self, world: Point) -> Pos2 {
        let at = self.canvas.camera().screen_from_world(world);
        pos2(at.x, at.y)
    }

    /// Everything that a hand does in passing: hovers, drags, a frame, the wheel, arrow keys, a menu, all in view.
    fn handle(&mut self, at: Pos2) {
        let press = |pos, button, pressed| Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
        let key =
            |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        self.frame(vec![Event::PointerMoved(at)]);
        self.frame(Vec::new());
        for button in [PointerButton::Primary, PointerButton::Secondary] {
            self.frame(vec![press(at, button, true)]);
            self.frame(vec![Event::PointerMoved(at + vec2(25.0, 15.0))]);
            self.frame(vec![press(at + vec2(25.0, 15.0), button, false)]);
            self.frame(vec![key(Key::Escape)]);
        }
        for (key_down, factor) in [(Key::ArrowRight, 0.01), (Key::ArrowDown, 1000.0), (Key::Escape, 0.3)] {
            self.frame(vec![Event::PointerMoved(at), Event::Zoom(factor), key(key_down)]);
        }
        self.canvas.request(CanvasRequest::FitAll);
        (0..5).for_each(|_| self.frame(Vec::new()));
        let camera = self.canvas.camera();
        assert!(camera.center_in_world().is_finite() && camera.zoom() > 0.0);
    }
}

fn id(text: &str) -> EntityId {
    text.parse().unwrap()
}

fn empty() -> Graph {
    Graph::new("main".parse().unwrap())
}

fn add(graph: &mut Graph, name: &str, at: Option<Point>) {
    let entity = Entity::new(id(name), "person".parse().unwrap(), name);
    graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    let placement = Placement { position: at, ..Placement::default() };
    graph.place(&"main".parse().unwrap(), &id(name), placement).unwrap();
}

fn relate(graph: &mut Graph, name: &str, from: &str, to: &str) {
    let relationship = Relationship::new(name.parse().unwrap(), "related-to".parse().unwrap(), id(from), id(to));
    graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
}

#[test]
fn positions_that_are_no_numbers_are_left_out_with_a_remark() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.ron");
    let text = include_str!("../saves/getting-started.ron");
    let (before, placements) = text.split_once("placements: {").unwrap();
    let mut odd = ["NaN", "inf", "-inf", "1e39"].into_iter().cycle();
    let spoilt: String = placements
        .split_inclusive('\n')
        .map(|line| match line.split_once(": (x: ") {
            Some((key, rest)) => {
                let y = rest.split_once(',').map_or("", |(_, y)| y);
                format!("{key}: (x: {},{y}", odd.next().unwrap())
            }
            None => line.to_owned(),
        })
        .collect();
    assert!(spoilt.contains("NaN") && spoilt.contains("inf"), "{placements}");
    std::fs::write(&path, format!("{before}placements: {{{spoilt}")).unwrap();
    let mut session = Session::new(Environment::none()).with_seed(3);
    session.dispatch(Command::OpenRepaired(path));
    session.wait();
    assert!(session.active().unwrap().graph().entity_count() > 0);
    let mut desk = Desk::with(session);
    desk.handle(pos2(450.0, 320.0));
    let open = desk.session.active().unwrap();
    let view = open.view().unwrap();
    let placed = open.graph().entities().iter().filter_map(|e| view.placement(&e.id).position).collect::<Vec<_>>();
    assert!(placed.iter().all(|place| place.is_finite()), "{placed:?}");
}

#[test]
fn all_in_one_place_and_some_at_the_ends_of_the_world() {
    let mut graph = empty();
    for i in 0..600 {
        add(&mut graph, &format!("n{i}"), Some(Point::new(7.0, 7.0)));
        if i > 0 {
            relate(&mut graph, &format!("r{i}"), &format!("n{i}"), &format!("n{}", i / 2));
        }
    }
    let mut desk = Desk::new(graph.clone());
    let middle = desk.on_screen(Point::new(7.0, 7.0));
    desk.handle(middle);
    add(&mut graph, "east", Some(Point::new(f32::MAX, 0.0)));
    add(&mut graph, "north", Some(Point::new(0.0, -f32::MAX)));
    relate(&mut graph, "far", "east", "north");
    let mut desk = Desk::new(graph);
    desk.handle(pos2(450.0, 320.0));
    desk.select("east");
    desk.canvas.request(CanvasRequest::FitSelection);
    desk.handle(pos2(450.0, 320.0));
}

#[test]
fn names_of_ten_thousand_characters_and_none() {
    let mut graph = empty();
    let names =
        ["W".repeat(10_000), "no end ".repeat(1_500), "김정은".repeat(3_000), String::new(), "\u{202e}\n\0".into()];
    for (i, name) in names.into_iter().enumerate() {
        let key = format!("n{i}");
        add(&mut graph, &key, Some(Point::new(120.0 * i as f32, 0.0)));
        let mut entity = (**graph.entity(&id(&key)).unwrap()).clone();
        entity.name = name;
        graph.put_entity(&id(&key), Some(Arc::new(entity))).unwrap();
    }
    let mut long = Relationship::new("r".parse().unwrap(), "related-to".parse().unwrap(), id("n0"), id("n3"));
    long.label = "is said by some to be connected with ".repeat(300).into();
    graph.put_relationship(&long.id.clone(), Some(Arc::new(long))).unwrap();
    let mut desk = Desk::new(graph);
    for name in ["n0", "n1", "n2", "n3", "n4"] {
        let at = desk.on_screen(desk.place(name).unwrap());
        desk.select(name);
        desk.send(Command::Do(Verb::Rename));
        desk.canvas.begin_rename(id(name));
        desk.frame(Vec::new());
        desk.handle(at);
    }
}

#[test]
fn five_thousand_relationships_between_two() {
    let mut graph = empty();
    add(&mut graph, "ann", Some(Point::new(0.0, 0.0)));
    add(&mut graph, "bob", Some(Point::new(300.0, 0.0)));
    for i in 0..5_000 {
        let to = if i % 3 == 0 { "ann" } else { "bob" };
        relate(&mut graph, &format!("r{i}"), "ann", to);
    }
    let mut desk = Desk::new(graph);
    let between = desk.on_screen(Point::new(150.0, 0.0));
    desk.handle(between);
    desk.send(Command::Select(Selection::relationship("r1".parse().unwrap())));
    desk.send(Command::Do(Verb::NextParallel));
    desk.handle(between);
}

#[test]
fn a_hundred_thousand_neighbours() {
    let mut graph = empty();
    graph.reserve(100_001, 100_000);
    add(&mut graph, "hub", Some(Point::new(0.0, 0.0)));
    for i in 0..100_000_u32 {
        let (x, y) = (i % 400, i / 400);
        add(&mut graph, &format!("n{i}"), Some(Point::new(40.0 * x as f32 - 8_000.0, 40.0 * y as f32 - 5_000.0)));
        relate(&mut graph, &format!("r{i}"), "hub", &format!("n{i}"));
    }
    let mut desk = Desk::new(graph);
    let hub = desk.on_screen(Point::new(0.0, 0.0));
    desk.select("hub");
    desk.canvas.look_around(Some(2));
    desk.frame(Vec::new());
    assert_eq!(desk.canvas.hood_size(), Some(100_001));
    desk.canvas.look_around(None);
    desk.handle(hub);
}

#[test]
fn a_picture_that_breaks_off_leaves_a_plain_disc() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(40, 20, image::Rgba([10, 220, 30, 255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let whole = png.into_inner();
    let mut huge = whole.clone();
    huge[16..24].copy_from_slice(&[0x7f; 8]);
    let mut graph = empty();
    for (i, bytes) in [whole[..whole.len() / 2].to_vec(), huge, whole[..8].to_vec()].into_iter().enumerate() {
        let key = format!("n{i}");
        add(&mut graph, &key, Some(Point::new(100.0 * i as f32, 0.0)));
        let picture = Attachment::picture(bytes).unwrap();
        let mut entity = (**graph.entity(&id(&key)).unwrap()).clone();
        entity.image = Some(Box::new(picture.hash));
        graph.put_attachment(picture.hash, Some(Arc::new(picture))).unwrap();
        graph.put_entity(&id(&key), Some(Arc::new(entity))).unwrap();
    }
    let mut desk = Desk::new(graph);
    for _ in 0..50 {
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.frame(Vec::new());
    }
    desk.handle(pos2(450.0, 320.0));
}

#[test]
fn windows_without_room_and_another_scale_in_the_middle_of_a_drag() {
    let mut graph = empty();
    for i in 0..30_u8 {
        add(&mut graph, &format!("n{i}"), Some(Point::new(60.0 * f32::from(i % 6), 60.0 * f32::from(i / 6))));
        relate(&mut graph, &format!("r{i}"), &format!("n{i}"), "n0");
    }
    let mut desk = Desk::new(graph);
    let at = desk.on_screen(desk.place("n0").unwrap());
    let press = |pos, pressed| {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        vec![Event::PointerMoved(pos), Event::PointerButton { pos, button, pressed, modifiers }]
    };
    desk.frame(press(at, true));
    desk.frame(vec![Event::PointerMoved(at + vec2(9.0, 9.0))]);
    let odd = [
        (vec2(0.0, 0.0), 1.0),
        (vec2(1.0, 900.0), 3.0),
        (vec2(-5.0, 10.0), 0.25),
        (vec2(30_000.0, 2.0), 2.0),
        (WINDOW, 1.5),
    ];
    for (window, scale) in odd {
        (desk.window, desk.scale) = (window, scale);
        desk.frame(Vec::new());
        desk.frame(vec![Event::PointerMoved(at + vec2(40.0, 40.0))]);
    }
    desk.frame(press(at + vec2(40.0, 40.0), false));
    (desk.window, desk.scale) = (WINDOW, 1.0);
    desk.handle(pos2(450.0, 320.0));
    assert!(desk.place("n0").unwrap().is_finite());
}

#[test]
fn what_is_made_nowhere_is_not_made_there() {
    let mut graph = empty();
    add(&mut graph, "ann", Some(Point::new(1.0, 2.0)));
    let mut desk = Desk::new(graph);
    for at in [Point::new(f32::NAN, 0.0), Point::new(0.0, f32::INFINITY)] {
        desk.send(Command::CreateEntity { kind: None, name: "Bob".into(), at });
        desk.send(Command::ConnectToNew { from: id("ann"), at });
    }
    desk.handle(pos2(450.0, 320.0));
    let open = desk.session.active().unwrap();
    let view = open.view().unwrap();
    let places: Vec<_> = open.graph().entities().iter().filter_map(|e| view.placement(&e.id).position).collect();
    assert!(places.iter().all(|place| place.is_finite()), "{places:?}");
}
