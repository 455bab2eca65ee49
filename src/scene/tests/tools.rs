//! Tools as scripts: what the pointer does, and what comes of it.

use crate::base::{Point, Rect};
use crate::scene::tool::*;
use crate::scene::{Camera, Scene, Way};

use super::scene;

const ANN_AND_BOB: &str = "ann 0,0; bob 200,0; cid 0,300; r: ann -leads-> bob";

/// The world's origin is seen at 0,0, at zoom 1.
fn camera() -> Camera {
    let viewport = Rect::from_corners(Point::new(-500.0, -400.0), Point::new(500.0, 400.0));
    Camera::new(viewport)
}

fn told(action: &CanvasAction) -> String {
    let list = |picked: &Picked| {
        let entities = picked.entities.iter().map(ToString::to_string);
        let relationships = picked.relationships.iter().map(ToString::to_string);
        entities.chain(relationships).chain(picked.notes.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
    };
    match action {
        CanvasAction::Pan(by) => format!("pan {},{}", by.x, by.y),
        CanvasAction::Select(picked) => format!("select {}", list(picked)).trim_end().into(),
        CanvasAction::Preview { entities, notes, by_in_world: by } => {
            format!("preview {entities:?}{notes:?} {},{}", by.x, by.y)
        }
        CanvasAction::EndPreview => "end preview".into(),
        CanvasAction::Move { entities, notes, by_in_world: by, by: _ } => {
            format!("move {entities:?}{notes:?} {},{}", by.x, by.y)
        }
        CanvasAction::CreateEntity(at) => format!("create at {},{}", at.x, at.y),
        CanvasAction::CreateNote(area) => {
            format!("note {},{} {}x{}", area.min.x, area.min.y, area.width(), area.height())
        }
        CanvasAction::Resize(id, area) => {
            format!("resize {id} to {},{} {:.0}x{:.0}", area.min.x, area.min.y, area.width(), area.height())
        }
        CanvasAction::Connect(from, to) => format!("connect {from} {to}"),
        CanvasAction::ConnectToNew(from, at) => format!("connect {from} to new at {},{}", at.x, at.y),
        CanvasAction::Reattach(id, end, to) => format!("re-attach {end:?} of {id} to {to}"),
        CanvasAction::Bend(id, by) => format!("bend {id} by {by:.0}"),
        CanvasAction::Expand(id) => format!("expand {id}"),
        CanvasAction::Unfold(id) => format!("unfold {id}"),
        CanvasAction::Rename(id) => format!("rename {id}"),
        CanvasAction::Relabel(id) => format!("relabel {id}"),
        CanvasAction::EditNote(id) => format!("edit {id}"),
        CanvasAction::OpenMenu { at_in_screen: at, on } => format!("menu at {},{} on {on:?}", at.x, at.y),
    }
}

fn point(text: &str) -> Point {
    let (x, y) = text.split_once(',').unwrap_or_else(|| panic!("{text:?} is no place"));
    Point::new(x.parse().unwrap(), y.parse().unwrap())
}

/// Runs a script such as `down 0,0; to 50,0; up 50,0` with a tool, doing what it selects.
fn run(tool: &mut Tool, scene: &Scene, script: &str) -> String {
    let (camera, mut picked, mut told_actions) = (camera(), Picked::default(), Vec::new());
    for step in script.split(';').map(str::trim) {
        let (word, rest) = step.split_once(' ').unwrap_or((step, ""));
        let (word, held) = match word.split_once('+') {
            Some(("shift", word)) => (word, Held { shift: true, space: false }),
            Some(("space", word)) => (word, Held { shift: false, space: true }),
            _ => (word, Held::default()),
        };
        let pressed = |button| ToolEvent::Pressed { at_in_screen: point(rest), button, held };
        let released = |button| ToolEvent::Released { at_in_screen: point(rest), button };
        let events = match word {
            "down" => vec![pressed(Button::Primary)],
            "to" => vec![ToolEvent::Moved { at_in_screen: point(rest) }],
            "up" => vec![released(Button::Primary)],
            "click" => vec![pressed(Button::Primary), released(Button::Primary)],
            "right" => vec![pressed(Button::Secondary), released(Button::Secondary)],
            "middle" => vec![pressed(Button::Middle)],
            "middle-up" => vec![released(Button::Middle)],
            "double" => vec![ToolEvent::DoubleClicked { at_in_screen: point(rest) }],
            "key" if rest == "esc" => vec![ToolEvent::Escape],
            "key" if rest == "enter" => vec![ToolEvent::Enter],
            "key" => {
                let way = match rest {
                    "left" => Way::Left,
                    "right" => Way::Right,
                    "up" => Way::Up,
                    _ => Way::Down,
                };
                vec![ToolEvent::Arrow { way, held }]
            }
            _ => panic!("{step:?} is no step"),
        };
        for event in events {
            let context = ToolContext { scene, camera: &camera, picked: &picked, labels: None };
            let actions = tool.handle(context, event);
            for action in &actions {
                told_actions.push(told(action));
            }
            for action in actions {
                if let CanvasAction::Select(new) = action {
                    picked = new;
                }
            }
        }
    }
    told_actions.join("; ")
}

fn check_with(kind: ToolKind, script: &str, expected: &str) {
    let mut tool = Tool::default();
    assert!(tool.choose(kind).is_empty());
    assert_eq!(run(&mut tool, &scene(ANN_AND_BOB), script), expected, "{kind:?}: {script}");
}

fn check(script: &str, expected: &str) {
    check_with(ToolKind::Select, script, expected);
}

#[test]
fn clicks_select() {
    check("click 0,0", "select ann");
    check("click 100,0", "select r");
    check("click 0,0; click 200,0", "select ann; select bob");
    check("click 0,0; shift+click 200,0", "select ann; select ann bob");
    check("click 0,0; shift+click 200,0; shift+click 0,0", "select ann; select ann bob; select bob");
    check("click 0,0; click 50,200", "select ann; select");
    check("click 0,0; shift+click 50,200", "select ann");
    // The rim can be clicked like the disc.
    check("click 16,0", "select ann");
}

#[test]
fn a_drag_moves_all_that_is_selected() {
    check("down 0,0; to 2,0; up 2,0", "select ann");
    check("down 0,0; to 30,10; up 40,10", r#"select ann; preview ["ann"][] 30,10; end preview; move ["ann"][] 40,10"#);
    check(
        "click 0,0; shift+click 200,0; down 200,0; to 210,0; up 210,0",
        r#"select ann; select ann bob; preview ["ann", "bob"][] 10,0; end preview; move ["ann", "bob"][] 10,0"#,
    );
    // A click on one of several, without a drag, leaves that one.
    check("click 0,0; shift+click 200,0; click 200,0", "select ann; select ann bob; select bob");
    check("down 0,0; to 30,10; key esc; up 30,10", r#"select ann; preview ["ann"][] 30,10; end preview"#);
}

#[test]
fn a_frame_selects_what_is_in_it() {
    check("down -50,-50; to 50,50; up 50,50", "select ann");
    check("down -50,-50; to 250,50; up 250,50", "select ann bob r");
    check("down 250,50; to -50,-50; to 150,-50; up 150,-50", "select bob");
    check("click 0,300; shift+down -50,-50; to 50,50; up 50,50", "select cid; select ann cid");
    // Taken back, it leaves selected what was.
    check("click 0,300; down -50,-50; to 50,50; key esc; up 50,50", "select cid");
}

#[test]
fn a_drag_from_the_rim_draws_a_relationship() {
    check("down 16,0; to 100,40; to 200,0; up 200,0", "connect ann bob");
    check("down 16,0; to 90,120; up 90,120", "connect ann to new at 90,120");
    check("down 16,0; to 100,40; to 0,0; up 0,0", "connect ann ann");
    check("down 16,0; to 11,2; up 11,2", "");
    check("down 16,0; to 100,40; key esc; up 100,40", "");
    check_with(ToolKind::Relationship, "down 0,0; to 100,40; up 200,0", "connect ann bob");
}

#[test]
fn hands_push_the_canvas() {
    check_with(ToolKind::Hand, "down 0,0; to 5,5; to 20,5; up 20,5; to 30,5", "pan 5,5; pan 15,0");
    check("space+down 0,0; to 5,5; up 5,5", "pan 5,5");
    check("middle 0,0; to 5,5; middle-up 5,5; to 9,9", "pan 5,5");
}

#[test]
fn double_clicks_create_and_edit() {
    check("double 50,200", "create at 50,200");
    check("double 0,0", "rename ann");
    check("double 100,0", "relabel r");
    check_with(ToolKind::Hand, "double 50,200", "");
}

#[test]
fn a_double_click_on_a_folded_group_unfolds_it() {
    let mut graph = super::graph(ANN_AND_BOB);
    let mut shown = (*graph.views()[&super::view()].view).clone();
    let members = ["ann", "bob"].map(|id| id.parse().unwrap()).into();
    let group = crate::model::Group { name: "Voices".into(), members, collapsed: true, colour: None };
    shown.groups.insert("voices".parse().unwrap(), group);
    graph.put_view(&super::view(), Some(std::sync::Arc::new(shown))).unwrap();
    let scene = Scene::build(&graph, super::params(&super::view()));
    let told = run(&mut Tool::default(), &scene, "click 100,0; double 100,0; double 0,300");
    assert_eq!(told, "select ann bob; unfold voices; rename cid");
}

#[test]
fn tools_place_things_once() {
    check_with(ToolKind::Entity, "click 50,200; click 50,200", "create at 50,200");
    check_with(ToolKind::Note, "click 50,200", "note 50,200 220x96");
    check_with(ToolKind::Note, "down 100,100; to 200,200; up 300,180", "note 100,100 200x80");
    check_with(ToolKind::Note, "key esc; click 0,0", "select ann");
}

#[test]
fn the_menu_is_about_what_is_there() {
    check("right 0,0", "select ann; menu at 0,0 on Some(Node(\"ann\"))");
    check("click 0,0; right 50,200", "select ann; select; menu at 50,200 on None");
    check("click 0,0; shift+click 200,0; right 0,0", "select ann; select ann bob; menu at 0,0 on Some(Node(\"ann\"))");
}

#[test]
fn arrow_keys_walk_and_nudge() {
    check("click 0,0; key right; key left; key down", "select ann; select bob; select ann; select cid");
    check("key right", "select ann");
    check("click 0,0; key up", "select ann");
    check("click 0,0; shift+key right", r#"select ann; move ["ann"][] 8,0"#);
    check("click 0,0; key esc; key esc", "select ann; select");
}

#[test]
fn arrow_keys_and_enter_draw_a_relationship() {
    let from_ann = |script: &str, expected: &str| {
        let (scene, mut tool) = (scene(ANN_AND_BOB), Tool::default());
        assert_eq!(run(&mut tool, &scene, "click 0,0"), "select ann");
        tool.choose(ToolKind::Relationship);
        assert_eq!(
            run(&mut tool, &scene, &format!("click 0,0; {script}")),
            format!("select ann{expected}"),
            "{script}"
        );
        tool.kind()
    };
    assert_eq!(from_ann("key right; key enter", "; connect ann bob"), ToolKind::Select);
    assert_eq!(from_ann("key right; key left; key down; key enter", "; connect ann cid"), ToolKind::Select);
    assert_eq!(from_ann("key right; key esc; key enter", ""), ToolKind::Relationship);
    // A press takes it back.
    from_ann("key right; click 50,200; key enter", "");
    // With nothing selected the first arrow finds where to begin.
    check_with(ToolKind::Relationship, "key right; key right; key enter", "select ann; connect ann bob");
}

#[test]
fn a_lasso_selects_what_it_goes_around() {
    let around_ann = "down -50,-50; to 50,-50; to 50,50; to -50,50; up -50,50";
    check_with(ToolKind::Lasso, around_ann, "select ann");
    check_with(ToolKind::Lasso, "down -50,-50; to 250,-50; to 250,50; to -50,50; up -50,50", "select ann bob r");
    let past_bob = "down -50,-50; to 50,-50; to 50,350; to -50,350; up -50,350";
    check_with(ToolKind::Lasso, past_bob, "select ann cid");
    check_with(ToolKind::Lasso, "key esc; click 0,0", "select ann");
}

#[test]
fn a_press_on_what_is_gone_by_the_release_ends_in_nothing() {
    let before = scene("ann 0,0; bob 200,0; cid 0,300; q: ann -leads-> bob; r: ann -leads-> cid");
    let after = scene("bob 200,0; cid 0,300; s: bob -leads-> cid");
    for (down, up, expected) in [
        ("down 0,0", "up 0,0", ""),
        ("down 0,0", "to 50,50; up 50,50", ""),
        ("down 100,0", "up 100,0", ""),
        ("down 16,0; to 60,60", "up 200,0", ""),
        ("down 0,0; to 40,40", "up 40,40", "end preview; move [][] 40,40"),
        // What is still there is known by its id and not by where it stood in the list.
        ("down 0,300", "up 0,300", "select cid"),
    ] {
        let mut tool = Tool::default();
        run(&mut tool, &before, down);
        assert_eq!(run(&mut tool, &after, up), expected, "{down}; {up}");
        assert!(!tool.is_busy(), "{down}; {up}");
    }
    let mut tool = Tool::default();
    let (camera, picked) = (camera(), Picked::default());
    for (scene, event) in [
        (&before, ToolEvent::Pressed { at_in_screen: Point::ORIGIN, button: Button::Secondary, held: Held::default() }),
        (&after, ToolEvent::Released { at_in_screen: Point::ORIGIN, button: Button::Secondary }),
    ] {
        let actions = tool.handle(ToolContext { scene, camera: &camera, picked: &picked, labels: None }, event);
        assert!(!actions.iter().any(|action| matches!(action, CanvasAction::OpenMenu { .. })), "{actions:?}");
    }
}

#[test]
fn a_drag_falls_into_line_with_what_is_near() {
    check(
        "down 0,0; to 197,103; up 197,103",
        r#"select ann; preview ["ann"][] 200,103; end preview; move ["ann"][] 200,103"#,
    );
    check(
        "down 0,0; to 60,297; up 60,297",
        r#"select ann; preview ["ann"][] 60,300; end preview; move ["ann"][] 60,300"#,
    );
    let mut tool = Tool::default();
    tool.set_free(true);
    let script = "down 0,0; to 197,103; up 197,103";
    let free = r#"select ann; preview ["ann"][] 197,103; end preview; move ["ann"][] 197,103"#;
    assert_eq!(run(&mut tool, &scene(ANN_AND_BOB), script), free);
}

#[test]
fn a_drag_falls_into_equal_distances() {
    let row = scene("a 0,0; b 100,0; c 300,0; d 500,300");
    let dragged = |to: &str| {
        let mut tool = Tool::default();
        run(&mut tool, &row, &format!("down 500,300; to {to}"));
        let (camera, picked) = (camera(), Picked::default());
        let context = ToolContext { scene: &row, camera: &camera, picked: &picked, labels: None };
        let Some(Overlay::Guides { gaps_in_world, .. }) = tool.overlay(context) else { return String::new() };
        gaps_in_world.iter().map(|(from, to)| format!("{},{} {},{}; ", from.x, from.y, to.x, to.y)).collect()
    };
    assert_eq!(dragged("203,2"), "100,0 200,0; 200,0 300,0; ", "between two");
    assert_eq!(dragged("497,1"), "100,0 300,0; 300,0 500,0; ", "beyond the last");
    assert_eq!(dragged("-98,1"), "-100,0 0,0; 0,0 100,0; ", "before the first");
    assert_eq!(dragged("240,1"), "", "nothing is near");
    assert_eq!(dragged("203,40"), "", "it is in no row");
}

#[test]
fn a_selected_note_is_resized_by_its_corner_and_a_picture_keeps_its_shape() {
    let mut graph = super::graph("ann 0,0");
    let area = Rect { min: Point::new(100.0, 100.0), max: Point::new(300.0, 200.0) };
    for (image, script, expected) in [
        (None, "click 150,150; down 300,200; to 350,300; up 350,300", "select n; resize n to 100,100 250x200"),
        (None, "click 150,150; down 300,200; to 0,0; up 0,0", "select n; resize n to 100,100 60x32"),
        (Some(b"x"), "click 150,150; down 300,200; to 320,300; up 320,300", "select n; resize n to 100,100 400x200"),
        (Some(b"x"), "click 150,150; down 300,200; to 0,0; up 0,0", "select n; resize n to 100,100 32x16"),
        (None, "click 150,150; down 300,200; up 301,200", "select n"),
        (None, "click 150,150; down 300,200; to 350,300; key esc; up 350,300", "select n"),
    ] {
        let image = image.map(|bytes| crate::base::ContentHash::of(bytes));
        let mut view = (*graph.views()[&super::view()].view).clone();
        let note = crate::model::CanvasNote { text: String::new(), area, image };
        view.canvas_notes.insert("n".parse().unwrap(), note);
        graph.put_view(&super::view(), Some(std::sync::Arc::new(view))).unwrap();
        let scene = Scene::build(&graph, super::params(&super::view()));
        assert_eq!(run(&mut Tool::default(), &scene, script), expected);
    }
}

#[test]
fn a_selected_relationship_is_taken_by_its_ends_and_its_middle() {
    // The ends stand a little off the rims, the middle is halfway.
    check("click 60,0; down 171,0; to 100,200; up 0,300", "select r; re-attach To of r to cid");
    check("click 60,0; down 29,0; to 100,200; up 0,300", "select r; re-attach From of r to cid");
    check("click 60,0; down 171,0; to 100,200; up 100,200", "select r");
    check("click 60,0; down 100,0; to 100,-40; up 100,-40", "select r; bend r by 40");
    check("click 60,0; down 100,0; to 100,-40; key esc; up 100,-40", "select r");
    check("click 60,0; down 100,0; to 100,2; up 100,2", "select r");
    // What is not selected has no handles: this draws a frame.
    check("down 100,0; to 100,-40; up 100,-40", "select r; select");
}
