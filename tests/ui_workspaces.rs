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
    reading_of(ARTICLE)
}

fn reading_of(article: &str) -> window::Window {
    let mut window = with_example();
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    press(&mut window, Role::Button, "Paste text");
    let field = find(&window, Role::MultilineTextInput, "Text");
    field.focus();
    settle(&mut window);
    type_in(&mut window, article);
    let add = window::find_all(&window, Role::Button, "Add source").last().unwrap();
    add.click();
    settle(&mut window);
    window
}

fn type_in(window: &mut window::Window, words: &str) {
    window.input_mut().events.push(eframe::egui::Event::Text(words.into()));
    settle(window);
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
    // Seoul is what is left.
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
    // What was selected opened the source that it rests on; back to the pasted one, which the list can have as well.
    find(&window, Role::ListItem, "Talks resume").focus();
    settle(&mut window);
    key(&mut window, Modifiers::NONE, Key::Enter);
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
fn a_marked_passage_becomes_an_entity_of_a_chosen_type_by_keys_alone() {
    let mut window = reading();
    let before = active(&window).graph().entity_count();
    // Part of the first name that waits: it grows to whole words.
    for _ in 0..4 {
        key(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    }
    key(&mut window, Modifiers::NONE, Key::E);
    assert_eq!(active(&window).graph().entity_count(), before, "the type is asked for first");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let made = |window: &window::Window, name: &str| {
        let entity = active(window).graph().entities().into_iter().find(|entity| entity.name == name).cloned();
        entity.unwrap_or_else(|| panic!("no {name}"))
    };
    let ministry = made(&window, "Ministry");
    assert_eq!((ministry.kind.as_str(), active(&window).graph().entity_count()), ("government-body", before + 1));
    assert_eq!(ministry.evidence[0].quote.as_ref().map(|quote| quote.exact.as_str()), Some("Ministry"));
    // Another type is typed.
    for _ in 0..3 {
        key(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    }
    key(&mut window, Modifiers::NONE, Key::E);
    type_in(&mut window, "issue");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let issue = active(&window).graph().entities().into_iter().filter(|e| e.kind.as_str() == "issue").count();
    assert_eq!((issue, active(&window).graph().entity_count()), (1, before + 2));
}

#[test]
fn a_reference_without_text_asks_what_it_is() {
    let mut window = with_example();
    let before = text(&window);
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    press(&mut window, Role::Button, "Add source");
    press(&mut window, Role::MenuItem, "Reference without text…");
    type_in(&mut window, "Annual report");
    for (field, words) in [("Publisher", "The institute"), ("Published", "2019-02-30")] {
        find(&window, Role::TextInput, field).focus();
        settle(&mut window);
        type_in(&mut window, words);
    }
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&window), before, "there is no such day");
    for _ in 0..2 {
        key(&mut window, Modifiers::NONE, Key::Backspace);
    }
    type_in(&mut window, "18");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let source = active(&window).graph().sources().values().find(|s| s.title == "Annual report").cloned().unwrap();
    assert_eq!((source.publisher.as_str(), source.text.as_deref()), ("The institute", None));
    assert_eq!(source.published, Some("2019-02-18".parse().unwrap()));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_passage_that_a_new_text_lacks_is_listed_and_marked_anew() {
    let mut window = reading();
    let graph = active(&window).graph().clone();
    let source = graph.sources().values().find(|s| s.title == "Talks resume").unwrap().id.clone();
    press(&mut window, Role::Button, "Accept Ministry of Unification");
    let new = "Talks resume\n\nSeoul’s ministry said that nothing is settled.";
    send(&mut window, Command::SetSourceText { source: source.clone(), text: new.into() });
    press(&mut window, Role::Button, "Choose passages");
    press(&mut window, Role::MenuItem, "“The Ministry of Unification in Seoul");
    for _ in 0..5 {
        key(&mut window, Modifiers::SHIFT | Modifiers::COMMAND, Key::ArrowRight);
    }
    key(&mut window, Modifiers::NONE, Key::V);
    let ministry =
        active(&window).graph().entities().into_iter().find(|e| e.name == "Ministry of Unification").cloned();
    let quote = ministry.unwrap().evidence[0].quote.clone().unwrap();
    assert_eq!(quote.find(new).map(|range| &new[range]), Some(quote.exact.as_str()));
    assert!(window::find_all(&window, Role::Button, "Choose passages").next().is_none(), "nothing is lost any more");
}

#[test]
fn a_text_of_megabytes_is_pasted_beside_the_field_read_and_taken_back() {
    let mut window = with_example();
    let before = text(&window);
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    press(&mut window, Role::Button, "Paste text");
    let long = "Robert Gallucci said in Geneva that the office in Pyongyang opens.\n".repeat(40_000);
    window.input_mut().events.push(eframe::egui::Event::Paste(long.clone()));
    settle(&mut window);
    find(&window, Role::Label, "2.6 MB of text, beginning “Robert Gallucci");
    let add = window::find_all(&window, Role::Button, "Add source").last().unwrap();
    add.click();
    settle(&mut window);
    let source = active(&window).graph().sources().values().find(|s| s.title.starts_with("Robert Gallucci")).cloned();
    let source = source.expect("it was added");
    assert_eq!(source.text.as_deref(), Some(long.as_str()));
    let reading = active(&window).readings()[&source.id].clone();
    let names: Vec<&str> = reading.candidates.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Robert Gallucci", "Geneva", "Pyongyang"]);
    // Setting a name aside reads nothing again.
    key(&mut window, Modifiers::NONE, Key::X);
    let after = active(&window).readings()[&source.id].clone();
    assert!(std::sync::Arc::ptr_eq(&after.mentions, &reading.mentions) && after.candidates.len() == 2);
    send(&mut window, Command::Do(Verb::Undo));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
    assert!(!active(&window).readings().contains_key(&source.id));
}

#[test]
fn hypotheses_are_weighed_by_keys_alone() {
    let mut window = with_example();
    let before = text(&window);
    key(&mut window, Modifiers::COMMAND, Key::Num4);
    for (button, words) in [("Ask another question", "Is the offer firm?"), ("Line", "Nobody has named a date")] {
        find(&window, Role::Button, button).focus();
        settle(&mut window);
        key(&mut window, Modifiers::NONE, Key::Enter);
        type_in(&mut window, words);
        if button != "Line" {
            key(&mut window, Modifiers::NONE, Key::Enter);
        }
    }
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
