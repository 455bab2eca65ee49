//! The workspaces beside the canvas, by role and label: reading and weighing, and everything back by undo.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod window;

use eframe::egui::{Key, Modifiers, Role};
use liaison::edit::{Merging, Selection, intent};
use liaison::session::{Command, Verb};
use window::{active, find, key, press, send, settle, text, with_example};

const ARTICLE: &str = "Talks resume\n\nThe Ministry of Unification in Seoul told CNN that Kim Jong Un wants a liaison office. \
                       Donald Trump and Kim Jong Un may meet.";

/// Opens the Read workspace and pastes an article into it.
fn reading() -> window::Window {
    let mut window = with_example();
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    press(&mut window, Role::Button, "Paste text");
    let field = find(&window, Role::MultilineTextInput, "Text");
    field.focus();
    settle(&mut window);
    window.input_mut().events.push(eframe::egui::Event::Text(ARTICLE.into()));
    settle(&mut window);
    let add = window::find_all(&window, Role::Button, "Add source").last().unwrap();
    add.click();
    settle(&mut window);
    window
}

#[test]
fn a_pasted_text_is_read_its_names_are_taken_over_and_all_is_undone() {
    let mut window = reading();
    let source = active(&window).graph().sources().values().find(|s| s.title == "Talks resume").cloned().unwrap();
    let reading = active(&window).readings().get(&source.id).cloned().unwrap();
    let names: Vec<&str> = reading.mentions.iter().map(|m| &ARTICLE[m.range.clone()]).collect();
    assert_eq!(names, ["CNN", "Kim Jong Un", "liaison office", "Donald Trump", "Kim Jong Un"]);
    let new: Vec<&str> = reading.candidates.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(new, ["Ministry of Unification", "Seoul"]);

    let before = text(&window);
    press(&mut window, Role::Button, "Accept Ministry of Unification");
    let ministry =
        active(&window).graph().entities().into_iter().find(|e| e.name == "Ministry of Unification").cloned();
    let ministry = ministry.expect("it was taken over");
    assert_eq!(ministry.kind.as_str(), "government-body");
    let quote = ministry.evidence[0].quote.clone().unwrap();
    assert!(quote.exact.starts_with("The Ministry of Unification in Seoul told CNN"), "{quote:?}");
    // Seoul is what is left, and has no type that could be guessed.
    key(&mut window, Modifiers::NONE, Key::X);
    assert!(active(&window).graph().sources()[&source.id].ignored.contains("Seoul"));
    assert!(active(&window).readings()[&source.id].candidates.is_empty());
    send(&mut window, Command::Do(Verb::Undo));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_marked_passage_becomes_evidence_by_keys_alone() {
    let mut window = reading();
    let graph = active(&window).graph().clone();
    let leads =
        graph.relationships().into_iter().find(|r| r.kind.as_str() == "leads" && r.from.as_str().contains("kim"));
    let leads = leads.unwrap().id.clone();
    send(&mut window, Command::Select(Selection::relationship(leads.clone())));
    // What was selected opened the source that it rests on; back to the pasted one.
    press(&mut window, Role::ListItem, "Talks resume");
    let before = text(&window);
    for _ in 0..4 {
        key(&mut window, Modifiers::SHIFT | Modifiers::COMMAND, Key::ArrowRight);
    }
    let count = graph.relationship(&leads).unwrap().evidence.len();
    key(&mut window, Modifiers::NONE, Key::V);
    let evidence = active(&window).graph().relationship(&leads).unwrap().evidence.clone();
    assert_eq!(evidence.len(), count + 1);
    let quote = evidence.last().unwrap().quote.clone().unwrap();
    assert_eq!(quote.exact, "Ministry of Unification in", "from the first name to be reviewed on");
    assert_eq!(quote.find(ARTICLE).map(|range| &ARTICLE[range]), Some(quote.exact.as_str()));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_mark_ends_with_the_text_that_it_is_in() {
    let mut window = reading();
    for _ in 0..4 {
        key(&mut window, Modifiers::SHIFT | Modifiers::COMMAND, Key::ArrowRight);
    }
    assert!(window::find_all(&window, Role::Button, "New entity").next().is_some(), "something is marked");
    let graph = active(&window).graph().clone();
    let source = graph.sources().values().find(|source| source.title == "Talks resume").unwrap();
    // A syllable takes three bytes, so no place of the old text is one of the new.
    let (transaction, _) = intent::set_source_text(&graph, &source.id, Some("김정은".into()));
    send(&mut window, Command::Apply { transaction, merging: Merging::Never, select: None });
    let before = text(&window);
    assert!(window::find_all(&window, Role::Button, "New entity").next().is_none());
    key(&mut window, Modifiers::NONE, Key::E);
    key(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(text(&window), before);
}

#[test]
fn hypotheses_are_weighed_by_keys_alone() {
    let mut window = with_example();
    let before = text(&window);
    key(&mut window, Modifiers::COMMAND, Key::Num4);
    press(&mut window, Role::Button, "Ask another question");
    window.input_mut().events.push(eframe::egui::Event::Text("Is the offer firm?".into()));
    settle(&mut window);
    key(&mut window, Modifiers::NONE, Key::Enter);
    press(&mut window, Role::Button, "Line");
    window.input_mut().events.push(eframe::egui::Event::Text("Nobody has named a date".into()));
    settle(&mut window);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    key(&mut window, Modifiers::SHIFT, Key::I);
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    key(&mut window, Modifiers::NONE, Key::C);
    let matrices = active(&window).graph().matrices();
    let matrix =
        matrices.values().find(|matrix| matrix.question == "Is the offer firm?").cloned().expect("it was asked");
    assert_eq!(matrix.items[0].text, "Nobody has named a date");
    let marks: Vec<&str> = matrix.hypotheses.iter().map(|h| matrix.items[0].marks[&h.id].key()).collect();
    assert_eq!(marks, ["II", "C"]);
    let weighed = liaison::analysis::hypotheses::weigh(active(&window).graph(), &matrix);
    assert_eq!(weighed.leaders(), [1]);
    while active(&window).undo_label().is_some() {
        send(&mut window, Command::Do(Verb::Undo));
    }
    assert_eq!(text(&window), before);
}
