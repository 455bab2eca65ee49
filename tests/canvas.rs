//! Works on the canvas as a user does, with the pointer and by name, and compares it with stored pictures.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Theme, pos2, vec2};
use egui_kittest::{Harness, SnapshotResults, kittest::Queryable as _};
use liaison::base::{EntityId, Point, Rect, RelationshipId, ViewId};
use liaison::edit::{Edit, Merging, Selection, Swap, Transaction, intent};
use liaison::model::{
    Attachment, CanvasNote, Credibility, Direction, Entity, EntityType, Evidence, Likelihood, Relationship,
    Reliability, Shape, Source, Stance, Status,
};
use liaison::session::{CanvasRequest, Command, Environment, OpenDocument, Request, Session, Verb};
use liaison::ui::canvas::{self, CanvasState};
use liaison::ui::theme;

const SIZE: egui::Vec2 = vec2(900.0, 640.0);

/// A canvas with a session behind it, as a window joins them.
struct Desk {
    session: Session,
    canvas: CanvasState,
}

impl Desk {
    fn new() -> Self {
        let mut session = Session::new(Environment::none()).with_seed(3);
        session.dispatch(Command::Do(Verb::New));
        session.wait();
        Self { session, canvas: CanvasState::new().with_seed(3) }
    }

    fn send(&mut self, command: Command) {
        self.session.dispatch(command);
        if let Some(key) = self.session.active().map(OpenDocument::key) {
            let touched = self.session.take_touched(key);
            if let Some(open) = self.session.active() {
                self.canvas.touched(open, &touched);
            }
        }
        for request in self.session.take_requests() {
            match request {
                Request::BeginRename(id) => self.canvas.begin_rename(id),
                Request::BeginRelabel(id) => self.canvas.begin_relabel(id),
                Request::BeginRenameGroup(id) => self.canvas.begin_rename_group(id),
                Request::Canvas(request) => self.canvas.request(request),
                _ => {}
            }
        }
    }

    fn apply(&mut self, edits: Vec<Edit>) {
        let transaction = Transaction { label: "set up".into(), edits };
        self.send(Command::Apply { transaction, merging: Merging::Never, select: None });
    }

    fn view(&self) -> ViewId {
        self.session.active().unwrap().view_id().clone()
    }

    /// Adds an entity at a place.
    fn entity(&mut self, id: &str, kind: &str, at: (f32, f32), change: impl FnOnce(&mut Entity)) -> EntityId {
        let view = self.view();
        let mut entity = Entity::new(id.parse().unwrap(), kind.parse().unwrap(), id);
        change(&mut entity);
        let id = entity.id.clone();
        self.apply(intent::create_entity(entity, Some((&view, Point::new(at.0, at.1)))).edits);
        id
    }

    fn relationship(&mut self, id: &str, from: &EntityId, kind: &str, to: &EntityId) -> RelationshipId {
        self.relationship_with(id, from, kind, to, |_| {})
    }

    fn relationship_with(
        &mut self,
        id: &str,
        from: &EntityId,
        kind: &str,
        to: &EntityId,
        change: impl FnOnce(&mut Relationship),
    ) -> RelationshipId {
        let mut r = Relationship::new(id.parse().unwrap(), kind.parse().unwrap(), from.clone(), to.clone());
        change(&mut r);
        let id = r.id.clone();
        self.apply(vec![Edit::Relationship(Swap::add(r))]);
        id
    }

    fn source(&mut self, id: &str, reliability: Reliability) {
        let mut source = Source::new(id.parse().unwrap(), id);
        source.reliability = Some(reliability);
        self.apply(vec![Edit::Source(Swap::add(source))]);
    }

    fn position(&self, id: &EntityId) -> Point {
        self.session.active().unwrap().view().unwrap().placement(id).position.unwrap()
    }

    /// The graph in words: `Ann, Bob; Ann leads Bob`.
    fn told(&self) -> String {
        let graph = self.session.active().unwrap().graph();
        let name = |id: &EntityId| graph.entity(id).map_or("?", |e| e.name.as_str()).to_owned();
        let mut entities: Vec<_> = graph.entities().iter().map(|e| e.name.clone()).collect();
        let mut relationships: Vec<_> =
            graph.relationships().iter().map(|r| format!("{} {} {}", name(&r.from), r.kind, name(&r.to))).collect();
        entities.sort();
        relationships.sort();
        format!("{}; {}", entities.join(", "), relationships.join(", "))
    }

    fn selected(&self) -> String {
        let open = self.session.active().unwrap();
        let selection = open.selection();
        let entities = selection.entities.iter().map(ToString::to_string);
        entities.chain(selection.relationships.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
    }
}

fn evidence(id: &str, source: &str, stance: Stance, credibility: Credibility) -> Evidence {
    let mut piece = Evidence::new(id.parse().unwrap(), source.parse().unwrap());
    piece.stance = stance;
    piece.credibility = Some(credibility);
    piece
}

/// Ann at the left, Bob at the right, who do not know each other yet.
fn ann_and_bob() -> Desk {
    let mut desk = Desk::new();
    desk.entity("ann", "person", (-150.0, 0.0), |e| e.name = "Ann".into());
    desk.entity("bob", "person", (150.0, 0.0), |e| e.name = "Bob".into());
    desk
}

fn shown(desk: Desk, theme: Theme) -> Harness<'static, Desk> {
    shown_in(desk, theme, SIZE)
}

fn shown_in(desk: Desk, theme: Theme, size: egui::Vec2) -> Harness<'static, Desk> {
    let mut is_ready = false;
    let mut harness =
        Harness::builder().with_size(size).with_theme(theme).with_step_dt(1.0 / 60.0).wgpu().build_ui_state(
            move |ui, desk: &mut Desk| {
                if !is_ready {
                    theme::install(ui.ctx());
                    is_ready = true;
                    // Fonts take effect in the next frame.
                    ui.ctx().request_discard("new fonts");
                    return;
                }
                let commands = match desk.session.active() {
                    Some(open) => {
                        let whole = egui::CentralPanel::no_frame();
                        whole.show(ui, |ui| canvas::show(ui, &mut desk.canvas, open)).inner
                    }
                    None => Vec::new(),
                };
                for command in commands {
                    desk.send(command);
                }
            },
            desk,
        );
    harness.run_steps(4);
    harness
}

/// Where a place of the world is on the screen.
fn place(harness: &Harness<'_, Desk>, x: f32, y: f32) -> Pos2 {
    let at = harness.state().canvas.camera().screen_from_world(Point::new(x, y));
    pos2(at.x, at.y)
}

fn press(harness: &mut Harness<'_, Desk>, at: Pos2, pressed: bool) {
    let modifiers = Modifiers::NONE;
    harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    harness.step();
}

fn drag(harness: &mut Harness<'_, Desk>, from: Pos2, to: Pos2) {
    harness.event(Event::PointerMoved(from));
    harness.step();
    press(harness, from, true);
    for share in [0.2, 0.6, 1.0] {
        harness.event(Event::PointerMoved(from.lerp(to, share)));
        harness.step();
    }
    press(harness, to, false);
    harness.run_steps(3);
}

fn double_click(harness: &mut Harness<'_, Desk>, at: Pos2) {
    harness.event(Event::PointerMoved(at));
    harness.step();
    for _ in 0..2 {
        press(harness, at, true);
        press(harness, at, false);
    }
    harness.run_steps(3);
}

fn type_and_enter(harness: &mut Harness<'_, Desk>, text: &str) {
    harness.event(Event::Text(text.into()));
    harness.step();
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

#[test]
fn a_double_click_on_empty_ground_creates_an_entity_and_asks_for_its_name() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let at = place(&harness, 0.0, 120.0);
    double_click(&mut harness, at);
    assert!(harness.state().canvas.is_editing());
    type_and_enter(&mut harness, "Cid");
    assert_eq!(harness.state().told(), "Ann, Bob, Cid; ");
    assert!(!harness.state().canvas.is_editing());
    harness.get_by_label("Cid, Person, 0 relationships");
}

#[test]
fn both_clicks_of_a_double_click_in_one_slow_frame_create_one_entity() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let at = place(&harness, 0.0, 120.0);
    harness.event(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false, true, false] {
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    }
    harness.run_steps(4);
    type_and_enter(&mut harness, "Cid");
    assert_eq!(harness.state().told(), "Ann, Bob, Cid; ");
}

#[test]
fn what_is_typed_in_place_is_in_the_document_at_once_and_escape_takes_it_back() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let ann: EntityId = "ann".parse().unwrap();
    for (key, told, step) in [(Key::Escape, "Ann, Bob; ", "set up"), (Key::Enter, "Anna, Bob; ", "rename Ann")] {
        harness.state_mut().send(Command::Select(Selection::entity(ann.clone())));
        harness.state_mut().canvas.begin_rename(ann.clone());
        harness.run_steps(3);
        harness.event(Event::Text("Anna".into()));
        harness.run_steps(2);
        assert_eq!(harness.state().told(), "Anna, Bob; ", "a save now would hold it");
        harness.key_press(key);
        harness.run_steps(3);
        assert_eq!(harness.state().told(), told);
        assert_eq!(harness.state().session.active().unwrap().undo_label(), Some(step));
    }
}

#[test]
fn an_entity_that_gets_no_name_goes_again() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let at = place(&harness, 0.0, 120.0);
    double_click(&mut harness, at);
    assert_eq!(harness.state().told(), ", Ann, Bob; ");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(harness.state().told(), "Ann, Bob; ");
    // The same where a relationship came with it.
    let zoom = harness.state().canvas.camera().zoom();
    let rim = place(&harness, -150.0, 0.0) + vec2(0.0, 10.5 * zoom + 4.0);
    let empty = place(&harness, -100.0, 150.0);
    drag(&mut harness, rim, empty);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(harness.state().told(), "Ann, Bob; ");
}

#[test]
fn a_selected_relationship_is_bent_and_taken_elsewhere() {
    let mut desk = ann_and_bob();
    let (ann, bob) = ("ann".parse().unwrap(), "bob".parse().unwrap());
    let leads = desk.relationship("r", &ann, "leads", &bob);
    let cid = desk.entity("cid", "person", (0.0, 150.0), |e| e.name = "Cid".into());
    desk.send(Command::Select(Selection::relationship(leads.clone())));
    let mut harness = shown(desk, Theme::Light);
    let (middle, above) = (place(&harness, 0.0, 0.0), place(&harness, 0.0, -60.0));
    drag(&mut harness, middle, above);
    let bend = harness.state().session.active().unwrap().view().unwrap().route(&leads).bend;
    assert!(bend.is_some_and(|bend| (bend - 60.0).abs() < 1.0), "{bend:?}");
    harness.state_mut().send(Command::Do(Verb::Undo));
    harness.run_steps(3);
    let zoom = harness.state().canvas.camera().zoom();
    // An entity with one relationship has a disc of 13.4; the handle stands 14 points off the end.
    let end = place(&harness, 150.0, 0.0) - vec2(15.4 * zoom + 14.0, 0.0);
    let to = place(&harness, 0.0, 150.0);
    drag(&mut harness, end, to);
    let graph = harness.state().session.active().unwrap().graph().clone();
    let kept = graph.relationship(&leads).unwrap();
    assert_eq!((&kept.from, &kept.to), (&ann, &cid));
}

#[test]
fn groups_are_named_when_they_are_made() {
    let mut desk = ann_and_bob();
    let both = Selection { entities: ["ann".parse().unwrap(), "bob".parse().unwrap()].into(), ..Selection::none() };
    desk.send(Command::Select(both));
    let mut harness = shown(desk, Theme::Light);
    harness.state_mut().send(Command::Do(Verb::Group));
    harness.run_steps(3);
    type_and_enter(&mut harness, "Delegation");
    let names = |harness: &Harness<'_, Desk>| {
        let groups = &harness.state().session.active().unwrap().view().unwrap().view.groups;
        groups.values().map(|group| group.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&harness), ["Delegation"]);
}

#[test]
fn two_fingers_push_and_zoom() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let before = *harness.state().canvas.camera();
    let touch = |harness: &mut Harness<'_, Desk>, id: u64, phase, pos: Pos2| {
        let device_id = egui::TouchDeviceId(1);
        harness.event(Event::Touch { device_id, id: egui::TouchId(id), phase, pos, force: None });
    };
    let (a, b) = (pos2(400.0, 300.0), pos2(500.0, 300.0));
    // The first finger is a pointer too.
    harness.event(Event::PointerMoved(a));
    press(&mut harness, a, true);
    touch(&mut harness, 1, egui::TouchPhase::Start, a);
    touch(&mut harness, 2, egui::TouchPhase::Start, b);
    harness.run_steps(1);
    touch(&mut harness, 1, egui::TouchPhase::Move, a - vec2(50.0, 0.0));
    touch(&mut harness, 2, egui::TouchPhase::Move, b + vec2(50.0, 0.0));
    harness.run_steps(1);
    let after = *harness.state().canvas.camera();
    let factor = after.zoom() / before.zoom();
    assert!((factor - 2.0).abs() < 0.2, "{factor}");
    assert_eq!(harness.state().told(), "Ann, Bob; ", "no gesture of one finger is left");
}

#[test]
fn a_drag_from_the_rim_connects() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let zoom = harness.state().canvas.camera().zoom();
    let rim = place(&harness, -150.0, 0.0) + vec2(10.5 * zoom + 4.0, 0.0);
    let to = place(&harness, 150.0, 0.0);
    drag(&mut harness, rim, to);
    assert_eq!(harness.state().told(), "Ann, Bob; Ann related-to Bob");
    assert_eq!(harness.state().session.active().unwrap().selection().relationships.len(), 1);
}

#[test]
fn a_drag_from_the_rim_to_empty_ground_connects_to_a_new_entity() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let zoom = harness.state().canvas.camera().zoom();
    let rim = place(&harness, -150.0, 0.0) + vec2(10.5 * zoom + 4.0, 0.0);
    let to = place(&harness, 0.0, 120.0);
    drag(&mut harness, rim, to);
    type_and_enter(&mut harness, "Cid");
    assert_eq!(harness.state().told(), "Ann, Bob, Cid; Ann related-to Cid");
}

#[test]
fn a_drag_moves_and_pins_and_undo_puts_it_back() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let ann: EntityId = "ann".parse().unwrap();
    let (from, to) = (place(&harness, -150.0, 0.0), place(&harness, -50.0, 60.0));
    drag(&mut harness, from, to);
    let moved = harness.state().position(&ann);
    assert!(moved.distance(Point::new(-50.0, 60.0)) < 0.1, "{moved:?}");
    assert!(harness.state().session.active().unwrap().view().unwrap().placement(&ann).pinned);
    harness.state_mut().send(Command::Do(Verb::Undo));
    harness.run_steps(2);
    assert_eq!(harness.state().position(&ann), Point::new(-150.0, 0.0));
    let shown_at = harness.get_by_label("Ann, Person, 0 relationships").rect().center();
    assert!(shown_at.distance(from) < 1.0);
}

#[test]
fn a_drag_that_escape_ends_moves_nothing() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let (from, to) = (place(&harness, -150.0, 0.0), place(&harness, -50.0, 60.0));
    harness.event(Event::PointerMoved(from));
    harness.step();
    press(&mut harness, from, true);
    harness.event(Event::PointerMoved(to));
    harness.step();
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    press(&mut harness, to, false);
    harness.run_steps(2);
    assert_eq!(harness.state().position(&"ann".parse().unwrap()), Point::new(-150.0, 0.0));
    assert!(harness.get_by_label("Ann, Person, 0 relationships").rect().center().distance(from) < 1.0);
}

#[test]
fn a_frame_selects_what_is_in_it() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let (from, to) = (place(&harness, -220.0, -60.0), place(&harness, 220.0, 60.0));
    drag(&mut harness, from, to);
    assert_eq!(harness.state().selected(), "ann bob");
}

#[test]
fn names_are_edited_in_place() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    harness.get_by_label("Bob, Person, 0 relationships").click();
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), "bob");
    harness.key_press(Key::F2);
    harness.run_steps(3);
    harness.event(Event::Text("Robert".into()));
    harness.step();
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().told(), "Ann, Bob; ");
    harness.key_press(Key::F2);
    harness.run_steps(3);
    type_and_enter(&mut harness, "Robert");
    assert_eq!(harness.state().told(), "Ann, Robert; ");
}

#[test]
fn marks_can_be_clicked_by_name_without_a_pointer() {
    let mut desk = ann_and_bob();
    let (ann, bob) = ("ann".parse().unwrap(), "bob".parse().unwrap());
    desk.relationship_with("r", &ann, "leads", &bob, |r| r.likelihood = Some(Likelihood::VeryLikely));
    let mut harness = shown(desk, Theme::Light);
    harness.get_by_label("Ann leads Bob, very likely").click_accesskit();
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), "r");
    harness.get_by_label("Ann, Person, 1 relationship").click_accesskit();
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), "ann");
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    assert_eq!(harness.state().selected(), "bob");
    harness.key_press(Key::Delete);
    harness.run_steps(2);
    assert_eq!(harness.state().told(), "Ann; ");
}

#[test]
fn nodes_glide_where_a_layout_puts_them_until_a_press_or_its_end() {
    for (is_still, is_pressed) in [(false, false), (false, true), (true, false)] {
        let mut desk = ann_and_bob();
        desk.entity("cyd", "person", (0.0, 40.0), |e| e.name = "Cyd".into());
        desk.canvas.set_still(is_still);
        let mut harness = shown(desk, Theme::Light);
        let screen = |harness: &Harness<'_, Desk>, at: Point| place(harness, at.x, at.y);
        let ann = |harness: &Harness<'_, Desk>| harness.get_by_label("Ann, Person, 0 relationships").rect().center();
        let (here, from) = (ann(&harness), Point::new(-150.0, 0.0));
        let desk = harness.state_mut();
        desk.session.dispatch(Command::Do(Verb::ArrangeCircular));
        desk.session.wait();
        desk.send(Command::Select(Selection::none()));
        let to = harness.state().position(&"ann".parse().unwrap());
        assert!(from.distance(to) > 5.0);
        harness.run_steps(4);
        if is_pressed {
            press(&mut harness, here, true);
        }
        let (at, start, end) = (ann(&harness), screen(&harness, from), screen(&harness, to));
        let has_arrived = at.distance(end) < 1.0;
        assert_eq!(has_arrived, is_still || is_pressed, "{start:?} {at:?} {end:?}");
        harness.run_steps(30);
        let end = screen(&harness, to);
        assert!(ann(&harness).distance(end) < 1.0);
    }
}

#[test]
fn the_right_button_opens_the_menu_of_what_is_there() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    harness.get_by_label("Bob, Person, 0 relationships").click_secondary();
    harness.run_steps(3);
    assert_eq!(harness.state().selected(), "bob");
    harness.get_by_label_contains("Delete").click();
    harness.run_steps(3);
    assert_eq!(harness.state().told(), "Ann; ");
}

#[test]
fn notes_are_drawn_and_deleted() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    harness.get_by_label("Draw a note").click();
    harness.run_steps(2);
    let (from, to) = (place(&harness, -60.0, 60.0), place(&harness, 140.0, 140.0));
    drag(&mut harness, from, to);
    assert!(harness.state().canvas.is_editing());
    harness.event(Event::Text("Ask Cid".into()));
    harness.step();
    let aside = place(&harness, 0.0, -120.0);
    harness.event(Event::PointerMoved(aside));
    harness.step();
    press(&mut harness, aside, true);
    press(&mut harness, aside, false);
    harness.run_steps(3);
    harness.get_by_label("Note: Ask Cid").click();
    harness.run_steps(2);
    harness.key_press(Key::Delete);
    harness.run_steps(2);
    assert!(harness.query_by_label("Note: Ask Cid").is_none());
}

#[test]
fn the_wheel_zooms_at_the_pointer() {
    let mut harness = shown(ann_and_bob(), Theme::Light);
    let at = place(&harness, 150.0, 0.0);
    let before = harness.state().canvas.camera().zoom();
    harness.event(Event::PointerMoved(at));
    harness.step();
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 2.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(2);
    assert!((harness.state().canvas.camera().zoom() / before - 1.44).abs() < 0.01);
    assert!(place(&harness, 150.0, 0.0).distance(at) < 0.5);
    harness.state_mut().canvas.request(CanvasRequest::FitAll);
    harness.run_steps(40);
    assert!((harness.state().canvas.camera().zoom() - before).abs() < 0.01);
}

/// The middle of the picture drawn: whether it shows anything but the ground.
fn draws_something(harness: &mut Harness<'_, Desk>) -> bool {
    let image = harness.render().unwrap();
    let (width, height) = image.dimensions();
    let ground = *image.get_pixel(width / 2, height / 8);
    image.pixels().filter(|pixel| **pixel != ground).count() > (width * height / 200) as usize
}

#[test]
fn strange_graphs_are_drawn() {
    let mut desk = Desk::new();
    let long = desk.entity("long", "person", (0.0, 0.0), |e| e.name = "Wolfeschlegelsteinhausen ".repeat(400));
    let none = desk.entity("none", "person", (0.0, 0.0), |e| e.name.clear());
    let far = desk.entity("far", "person", (1e30, -1e30), |e| e.image = None);
    let hub = desk.entity("hub", "state", (0.0, 0.0), |_| {});
    let mut edits = Vec::new();
    for i in 0..5_000 {
        let id = format!("parallel-{i}").parse().unwrap();
        let ends = if i % 2 == 0 { (long.clone(), none.clone()) } else { (none.clone(), none.clone()) };
        edits.push(Edit::Relationship(Swap::add(Relationship::new(id, "related-to".parse().unwrap(), ends.0, ends.1))));
    }
    for i in 0..3_000 {
        let leaf = Entity::new(format!("leaf-{i}").parse().unwrap(), "person".parse().unwrap(), "Leaf");
        let id = format!("spoke-{i}").parse().unwrap();
        let spoke = Relationship::new(id, "related-to".parse().unwrap(), hub.clone(), leaf.id.clone());
        edits.push(Edit::Entity(Swap::add(leaf)));
        edits.push(Edit::Relationship(Swap::add(spoke)));
    }
    desk.apply(edits);
    let mut harness = shown(desk, Theme::Dark);
    harness.run_steps(3);
    assert!(draws_something(&mut harness));
    for (id, zoom) in [(&far, 8.0), (&hub, 0.002), (&none, 8.0)] {
        harness.state_mut().send(Command::Select(Selection::entity(id.clone())));
        harness.event(Event::PointerMoved(pos2(450.0, 320.0)));
        harness.event(Event::Zoom(zoom));
        harness.run_steps(2);
        harness.render().unwrap();
    }
}

#[test]
fn the_window_can_shrink_to_nothing_and_change_its_scale_in_the_middle_of_a_drag() {
    let mut harness = shown(every_mark(), Theme::Light);
    let from = place(&harness, -260.0, 120.0);
    harness.event(Event::PointerMoved(from));
    harness.step();
    press(&mut harness, from, true);
    for (size, scale) in [(vec2(1.0, 1.0), 1.0), (vec2(900.0, 640.0), 2.0), (vec2(3.0, 640.0), 0.5), (SIZE, 1.0)] {
        harness.set_pixels_per_point(scale);
        harness.step();
        harness.set_size(size);
        harness.step();
        harness.event(Event::PointerMoved(from + vec2(40.0, 10.0)));
        harness.run_steps(2);
        harness.render().unwrap();
    }
    press(&mut harness, from + vec2(40.0, 10.0), false);
    harness.run_steps(3);
    assert!(draws_something(&mut harness));
    assert!(harness.state().position(&"kim".parse().unwrap()).is_finite());
}

#[test]
fn a_neighbourhood_dims_the_rest_and_a_folded_group_is_one_mark() {
    let mut harness = shown(every_mark(), Theme::Light);
    harness.state_mut().send(Command::Select(Selection::entity("kim".parse().unwrap())));
    harness.state_mut().canvas.look_around(Some(1));
    harness.run_steps(3);
    assert_eq!(harness.state().canvas.hood_size(), Some(2));
    harness.state_mut().canvas.look_around(None);
    let view = harness.state().view();
    let graph = std::sync::Arc::clone(harness.state().session.active().unwrap().graph());
    let fold = intent::change_view(&graph, &view, "fold", |v| v.groups.values_mut().for_each(|g| g.collapsed = true));
    harness.state_mut().apply(fold.edits);
    harness.run_steps(3);
    assert_eq!(harness.state().canvas.hood_size(), None);
    harness.get_by_label("Voices, group of 2 entities, 1 relationship");
}

#[test]
fn groups_are_collapsed_named_and_expanded() {
    let mut desk = ann_and_bob();
    let both = Selection { entities: ["ann".parse().unwrap(), "bob".parse().unwrap()].into(), ..Selection::none() };
    desk.send(Command::Select(both));
    assert!(!desk.session.is_enabled(Verb::CollapseGroup) && !desk.session.is_enabled(Verb::ExpandGroup));
    let mut harness = shown(desk, Theme::Light);
    harness.state_mut().send(Command::Do(Verb::Group));
    harness.run_steps(3);
    type_and_enter(&mut harness, "Delegation");
    let folded = "Delegation, group of 2 entities, 0 relationships";
    let step = |harness: &Harness<'_, Desk>| harness.state().session.active().unwrap().undo_label().unwrap().to_owned();

    harness.state_mut().send(Command::Do(Verb::CollapseGroup));
    harness.run_steps(3);
    assert_eq!(step(&harness), "collapse Delegation");
    let middle = harness.get_by_label(folded).rect().center();
    double_click(&mut harness, middle);
    assert_eq!(step(&harness), "expand Delegation");
    harness.get_by_label("Ann, Person, 0 relationships");

    harness.state_mut().send(Command::Do(Verb::Undo));
    harness.run_steps(3);
    harness.get_by_label(folded).click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Rename group").click();
    harness.run_steps(3);
    type_and_enter(&mut harness, "Voices");
    harness.run_steps(3);
    harness.get_by_label("Voices, group of 2 entities, 0 relationships").click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Expand group").click();
    harness.run_steps(3);
    assert_eq!(step(&harness), "expand Voices");
    assert_eq!(harness.state().told(), "Ann, Bob; ");
    assert!(harness.state().session.is_enabled(Verb::CollapseGroup));
    harness.get_by_label("Bob, Person, 0 relationships");
}

#[test]
fn a_picture_stands_on_its_disc_where_that_is_large_enough() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(40, 20, image::Rgba([10, 220, 30, 255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let picture = Attachment::picture(png.into_inner()).unwrap();
    let mut desk = ann_and_bob();
    let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
    desk.apply(intent::set_picture(&graph, &"ann".parse().unwrap(), Some(picture)).edits);
    let mut harness = shown(desk, Theme::Light);
    let is_green = |pixel: &image::Rgba<u8>| pixel[0] < 60 && pixel[1] > 180 && pixel[2] < 80;
    let green = |harness: &mut Harness<'_, Desk>| harness.render().unwrap().pixels().filter(|p| is_green(p)).count();
    // It is decoded on a thread.
    let mut tries = 0;
    while green(&mut harness) == 0 && tries < 500 {
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.run_steps(1);
        tries += 1;
    }
    assert!((200..2_000).contains(&green(&mut harness)), "{}", green(&mut harness));
    for _ in 0..3 {
        harness.state_mut().canvas.request(CanvasRequest::ZoomOut);
        harness.run_steps(30);
    }
    assert_eq!(green(&mut harness), 0);
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(width, height, image::Rgba([10, 220, 30, 255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

#[test]
fn a_picture_is_put_on_the_canvas_resized_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        folder.path().join(name)
    };
    let mut desk = ann_and_bob();
    let document = desk.session.active().unwrap().key();
    let add = |desk: &mut Desk, path| {
        desk.send(Command::AddPicture { document, at: Point::new(0.0, 0.0), path });
        desk.session.wait();
    };
    // What is no picture is refused with a sentence, and nothing changes.
    let refused = [file("bad.png", b"no picture"), file("cut.png", &png(40, 20)[..18]), folder.path().join("gone.png")];
    for (i, path) in refused.into_iter().enumerate() {
        add(&mut desk, path);
        assert_eq!(desk.session.notices().len(), i + 1);
        assert!(!desk.session.notices().last().unwrap().text.is_empty());
    }
    let attachments = |desk: &Desk| desk.session.active().unwrap().graph().attachments().len();
    assert_eq!(attachments(&desk), 0);
    add(&mut desk, file("villa.png", &png(600, 300)));
    let area = |desk: &Desk| {
        let notes = &desk.session.active().unwrap().view().unwrap().view.canvas_notes;
        notes.values().next().map(|note| (note.area.width(), note.area.height()))
    };
    assert_eq!((area(&desk), attachments(&desk)), (Some((240.0, 120.0)), 1));

    let mut harness = shown(desk, Theme::Light);
    let is_green = |pixel: &image::Rgba<u8>| pixel[0] < 60 && pixel[1] > 180 && pixel[2] < 80;
    let green = |harness: &mut Harness<'_, Desk>| harness.render().unwrap().pixels().filter(|p| is_green(p)).count();
    let mut tries = 0;
    while green(&mut harness) == 0 && tries < 500 {
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.run_steps(1);
        tries += 1;
    }
    assert!(green(&mut harness) > 10_000, "{}", green(&mut harness));
    harness.get_by_label("Picture: no caption").click();
    harness.run_steps(2);
    let (from, to) = (place(&harness, 120.0, 60.0), place(&harness, 240.0, 70.0));
    drag(&mut harness, from, to);
    assert_eq!(area(harness.state()), Some((360.0, 180.0)));
    harness.state_mut().send(Command::Do(Verb::Undo));
    harness.state_mut().send(Command::Do(Verb::Undo));
    assert_eq!((area(harness.state()), attachments(harness.state())), (None, 0));
}

/// A small graph that uses every mark.
fn every_mark() -> Desk {
    let mut desk = Desk::new();
    desk.source("paper", Reliability::A);
    desk.source("radio", Reliability::B);
    desk.source("rumour", Reliability::D);
    let dated = |name: &'static str, date: &'static str| {
        move |e: &mut Entity| {
            e.name = name.into();
            e.valid = Some(date.parse().unwrap());
        }
    };
    let us = desk.entity("us", "state", (-300.0, -120.0), |e| e.name = "United States".into());
    let nk = desk.entity("nk", "state", (300.0, -120.0), |e| e.name = "North Korea".into());
    let office = desk.entity("office", "diplomatic-mission", (0.0, 60.0), |e| {
        e.name = "Liaison office in Pyongyang".into();
        e.status = Status::Proposed;
    });
    let summit = desk.entity("summit", "summit", (0.0, -230.0), dated("Singapore Summit", "2018-06"));
    let deal = desk.entity("deal", "agreement", (260.0, 150.0), |e| {
        dated("1994 exchange agreement", "1994")(e);
        e.status = Status::Ended;
    });
    let person = desk.entity("kim", "person", (-260.0, 120.0), |e| e.name = "David Kim".into());
    let think_tank = desk.entity("tank", "think-tank", (-60.0, 200.0), |e| e.name = "Stimson Center".into());
    let hidden = desk.entity("hidden", "person", (0.0, 0.0), |e| e.name = "Hidden".into());
    let proof = |id: &'static str, pieces: &'static [(&'static str, Stance, Credibility)]| {
        move |r: &mut Relationship| {
            for (i, (source, stance, credibility)) in pieces.iter().enumerate() {
                r.evidence.push(evidence(&format!("{id}{i}"), source, *stance, *credibility));
            }
        }
    };
    use Credibility::{Four, One, Two};
    use Stance::{Disputes, Supports};
    desk.relationship_with(
        "r1",
        &us,
        "proposes",
        &nk,
        proof("a", &[("paper", Supports, One), ("radio", Supports, Two)]),
    );
    desk.relationship_with("r2", &nk, "rejects", &us, proof("b", &[("radio", Supports, Two)]));
    desk.relationship_with("r3", &us, "consults", &nk, proof("c", &[("rumour", Supports, Four)]));
    desk.relationship_with("r4", &us, "proposes", &office, |r| {
        proof("d", &[("radio", Supports, Two), ("paper", Disputes, Two)])(r);
        r.likelihood = Some(Likelihood::VeryLikely);
    });
    desk.relationship("r5", &us, "participated-in", &summit);
    desk.relationship_with("r6", &nk, "allied-with", &deal, |r| r.direction = Direction::Both);
    desk.relationship("r7", &person, "employed-by", &think_tank);
    desk.relationship_with("r8", &office, "located-in", &nk, |r| r.status = Status::Planned);
    desk.relationship("r9", &think_tank, "succeeded", &think_tank);
    desk.relationship("r10", &person, "associate-of", &hidden);
    let view = desk.view();
    let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
    desk.apply(intent::set_pinned(&graph, &view, &[us.clone(), nk], true).edits);
    desk.apply(intent::hide(&graph, &view, &Selection::entity(hidden)).edits);
    desk.apply(intent::group(&graph, &view, &"g".parse().unwrap(), "Voices", &[person, think_tank]).edits);
    let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
    let area = Rect::from_corners(Point::new(60.0, 225.0), Point::new(280.0, 305.0));
    let note = CanvasNote { text: "**1994**\nBoth sides agree to exchange liaison offices.".into(), area, image: None };
    desk.apply(intent::put_note(&graph, &view, &"n".parse().unwrap(), &note).edits);
    desk.send(Command::Select(Selection { entities: [office].into(), relationships: ["r1".parse().unwrap()].into() }));
    desk
}

/// Outlines of other types, a folded group, a bundle, a badge with a count, and a neighbourhood that is looked at.
fn other_marks() -> Desk {
    let mut desk = Desk::new();
    let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
    let shaped = [("agreement", Shape::Square), ("event", Shape::Diamond), ("organisation", Shape::Hexagon)];
    let edits = shaped.map(|(kind, shape)| {
        let old = std::sync::Arc::clone(&graph.schema().entity_types[kind]);
        let new = EntityType { shape, ..(*old).clone() };
        Edit::EntityType(Swap::change(old, new))
    });
    desk.apply(edits.into());
    let hub = desk.entity("hub", "organisation", (0.0, 0.0), |e| e.name = "Joint commission".into());
    let deal = desk.entity("deal", "agreement", (-260.0, -150.0), |e| e.name = "Agreed framework".into());
    let plan = desk.entity("plan", "agreement", (-280.0, 40.0), |e| {
        e.name = "Draft treaty".into();
        e.status = Status::Planned;
    });
    let talks = desk.entity("talks", "event", (230.0, -170.0), |e| e.name = "Talks".into());
    let far = desk.entity("far", "person", (-40.0, 200.0), |e| e.name = "Far away".into());
    let voices = ["ann", "bob", "cid"].map(|id| desk.entity(id, "person", (290.0, 40.0), |_| {}));
    for i in 0..7 {
        desk.relationship(&format!("many{i}"), &hub, "related-to", &talks);
    }
    for (i, voice) in voices.iter().enumerate() {
        desk.relationship(&format!("voice{i}"), voice, "related-to", &hub);
        desk.relationship(&format!("inside{i}"), voice, "related-to", &voices[0]);
    }
    desk.relationship("to-deal", &hub, "related-to", &deal);
    desk.relationship("to-plan", &hub, "related-to", &plan);
    desk.relationship("to-far", &deal, "related-to", &far);
    desk.relationship("loop", &far, "related-to", &far);
    for i in 0..12 {
        let hidden = desk.entity(&format!("hidden{i}"), "person", (0.0, 0.0), |_| {});
        desk.relationship(&format!("to-hidden{i}"), &deal, "related-to", &hidden);
        let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
        desk.apply(intent::hide(&graph, &desk.view(), &Selection::entity(hidden)).edits);
    }
    let (graph, view) = (std::sync::Arc::clone(desk.session.active().unwrap().graph()), desk.view());
    desk.apply(intent::group(&graph, &view, &"g".parse().unwrap(), "Voices", &voices).edits);
    let graph = std::sync::Arc::clone(desk.session.active().unwrap().graph());
    let fold = intent::change_view(&graph, &view, "fold", |v| v.groups.values_mut().for_each(|g| g.collapsed = true));
    desk.apply(fold.edits);
    desk.send(Command::Select(Selection::entity(hub)));
    desk.canvas.look_around(Some(1));
    desk
}

fn check_picture(desk: Desk, theme: Theme, name: &str) {
    let mut harness = shown_in(desk, theme, vec2(900.0, 760.0));
    harness.run_steps(20);
    let mut results = SnapshotResults::new();
    results.add(harness.try_snapshot(name));
    results.unwrap();
}

#[test]
fn other_marks_look_as_drawn_in_the_light_theme() {
    check_picture(other_marks(), Theme::Light, "marks_light");
}

#[test]
fn other_marks_look_as_drawn_in_the_dark_theme() {
    check_picture(other_marks(), Theme::Dark, "marks_dark");
}

#[test]
fn every_mark_looks_as_drawn_in_the_light_theme() {
    check_picture(every_mark(), Theme::Light, "canvas_light");
}

#[test]
fn every_mark_looks_as_drawn_in_the_dark_theme() {
    check_picture(every_mark(), Theme::Dark, "canvas_dark");
}
