//! Commands in, document text and notices out.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use liaison::base::{EntityId, Point, RelationshipId};
use liaison::edit::{Edit, Merging, Selection, Swap, Transaction, intent};
use liaison::formats::native::{self, Lineage};
use liaison::model::{Entity, Graph};
use liaison::session::{Command, Environment, Gravity, Request, Session, Unsaved, Verb, disk};
use tempfile::TempDir;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/saves/us-north-korea-liaison.ron");

/// A session in a fresh folder.
struct Desk {
    folder: TempDir,
    session: Session,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let session = Self::session_in(folder.path());
        Self { folder, session }
    }

    fn session_in(folder: &Path) -> Session {
        let environment = Environment {
            settings: Some(folder.join("settings.ron")),
            recovery: Some(folder.join("recovery")),
            wake: Arc::new(|| {}),
        };
        let mut session = Session::new(environment).with_seed(11);
        session.wait();
        session
    }

    /// A desk on which a copy of the example is open.
    fn with_example() -> Self {
        let mut desk = Self::new();
        fs::copy(EXAMPLE, desk.file("example.ron")).unwrap();
        desk.send(Command::Open(desk.file("example.ron")));
        desk
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn send(&mut self, command: Command) {
        self.session.dispatch(command);
        self.session.wait();
    }

    fn verb(&mut self, verb: Verb) {
        assert!(self.session.is_enabled(verb), "{verb:?} is off");
        self.send(Command::Do(verb));
    }

    fn graph(&self) -> Arc<Graph> {
        Arc::clone(self.session.active().expect("a document is open").graph())
    }

    /// The document as a file would hold it, without its revision.
    fn text(&self) -> String {
        String::from_utf8(native::write(&self.graph(), &Lineage::default()).bytes).unwrap()
    }

    fn entity(&self, name: &str) -> EntityId {
        let graph = self.graph();
        let found = graph.entities().into_iter().find(|e| e.name == name);
        found.unwrap_or_else(|| panic!("nobody is called {name}")).id.clone()
    }

    fn some_relationship(&self) -> RelationshipId {
        self.graph().relationships()[0].id.clone()
    }

    fn select(&mut self, names: &[&str]) {
        let entities = names.iter().map(|name| self.entity(name)).collect();
        self.send(Command::Select(Selection { entities, ..Selection::none() }));
    }

    #[track_caller]
    fn notice(&self, expected: &str) {
        let all: Vec<_> = self.session.notices().iter().map(|n| format!("{}: {}", n.title, n.text)).collect();
        assert!(all.iter().any(|n| n.contains(expected)), "{expected:?} is not among {all:#?}");
    }
}

#[test]
fn a_graph_is_made_saved_and_opened_again() {
    let mut desk = Desk::new();
    desk.verb(Verb::New);
    let create = |name: &str, x: f32| Command::CreateEntity { kind: None, name: name.into(), at: Point::new(x, 0.0) };
    desk.send(create("김정은", 0.0));
    desk.send(create("Пхеньян", 200.0));
    let (from, to) = (desk.entity("김정은"), desk.entity("Пхеньян"));
    desk.send(Command::Connect { kind: None, from, to });
    assert!(desk.session.active().unwrap().is_modified());
    let drawn = desk.graph().relationships()[0].clone();
    assert_eq!(drawn.kind.as_str(), "related-to", "a line asserts nothing that nobody said");
    assert_eq!(desk.session.take_requests(), [Request::ChooseType(drawn.id.clone())]);
    desk.verb(Verb::Save);
    let asked = desk.session.take_requests();
    assert!(matches!(asked.as_slice(), [Request::AskSaveAs { then: None, .. }]), "{asked:?}");
    let key = desk.session.active().unwrap().key();
    desk.send(Command::SaveAs(key, desk.file("mine")));
    assert_eq!(desk.session.active().unwrap().path(), Some(desk.file("mine.ron").as_path()));
    assert!(!desk.session.active().unwrap().is_modified());

    let mut other = Desk::session_in(desk.folder.path());
    other.dispatch(Command::Open(desk.file("mine.ron")));
    other.wait();
    assert!(**other.active().unwrap().graph() == *desk.graph());
    assert!(other.settings().recent.contains(&desk.file("mine.ron")));
}

#[test]
fn what_is_added_at_one_place_lies_side_by_side() {
    let mut desk = Desk::new();
    desk.verb(Verb::New);
    let kind: liaison::base::EntityTypeId = "think-tank".parse().unwrap();
    for (n, kind) in [Some(kind.clone()), None, None].into_iter().enumerate() {
        desk.send(Command::CreateEntity { kind, name: format!("E{n}"), at: Point::new(10.0, 10.0) });
    }
    desk.select(&["E0", "E1"]);
    desk.verb(Verb::Copy);
    let requests = desk.session.take_requests();
    let Some(Request::CopyText(text)) = requests.into_iter().next() else { panic!("nothing was copied") };
    for _ in 0..2 {
        desk.send(Command::Paste { text: text.clone(), at: Point::new(24.0, 24.0) });
    }
    let graph = desk.graph();
    let view = graph.views().values().next().unwrap();
    let places: Vec<Point> = view.placements_sorted().iter().filter_map(|(_, p)| p.position).collect();
    assert_eq!(places.len(), 7);
    for (i, a) in places.iter().enumerate() {
        assert!(places[i + 1..].iter().all(|b| a.distance(*b) > 20.0), "{places:?}");
    }
    assert!(graph.entities().iter().all(|e| e.kind == kind), "the type stays that of the one made before");
}

#[test]
fn what_was_typed_and_taken_back_is_no_step() {
    let mut desk = Desk::with_example();
    let id = desk.entity("CNN");
    let typed = |desk: &mut Desk, name: &str| {
        let transaction = intent::rename(&desk.graph(), &id, name);
        desk.send(Command::Apply { transaction, merging: Merging::With("here".into()), select: None });
    };
    typed(&mut desk, "CNN!");
    typed(&mut desk, "CNN!!");
    assert_eq!(desk.session.label(Verb::Undo), "Undo rename CNN");
    typed(&mut desk, "CNN");
    assert!(!desk.session.is_enabled(Verb::Undo));
    assert!(!desk.session.active().unwrap().is_modified());
}

#[test]
fn saving_an_unchanged_file_changes_no_byte() {
    let mut desk = Desk::with_example();
    let key = desk.session.active().unwrap().key();
    desk.send(Command::SaveAs(key, desk.file("copy.ron")));
    assert!(fs::read(desk.file("copy.ron")).unwrap() == fs::read(EXAMPLE).unwrap());
}

/// How many lines of two texts differ, which have equally many.
fn changed_lines(a: &str, b: &str) -> Vec<String> {
    assert_eq!(a.lines().count(), b.lines().count());
    a.lines().zip(b.lines()).filter(|(a, b)| a != b).map(|(_, b)| b.trim().to_owned()).collect()
}

#[test]
fn a_rename_and_a_move_change_one_line_each() {
    let mut desk = Desk::with_example();
    let before = desk.text();
    let kim = desk.entity("Kim Jong Un");
    let rename = intent::rename(&desk.graph(), &kim, "Kim");
    desk.send(Command::Apply { transaction: rename, merging: Merging::Never, select: None });
    let renamed = desk.text();
    let changed: Vec<_> =
        changed_lines(&before, &renamed).into_iter().filter(|l| !l.starts_with("revision:")).collect();
    assert_eq!(changed, ["name: \"Kim\","]);
    let view = desk.session.active().unwrap().view_id().clone();
    let place = intent::place(&desk.graph(), &view, &[(kim.clone(), Point::new(1.5, -2.0))], "move");
    desk.send(Command::Apply { transaction: place, merging: Merging::Never, select: None });
    let moved = desk.text();
    let changed: Vec<_> = changed_lines(&renamed, &moved).into_iter().filter(|l| !l.starts_with("revision:")).collect();
    assert!(changed.len() == 1 && changed[0].contains("1.5") && changed[0].contains(kim.as_str()), "{changed:?}");
}

/// Something that a user does.
type Step = Box<dyn Fn(&mut Desk)>;

#[test]
fn whatever_the_window_offers_is_undone_to_the_byte_and_redone() {
    let mut desk = Desk::with_example();
    let original = fs::read(EXAMPLE).unwrap();
    let saved =
        |desk: &Desk| native::write(&desk.graph(), &desk.session.active().unwrap().on_disk().unwrap().lineage).bytes;
    assert!(saved(&desk) == original);
    let mut steps: Vec<(&str, Step)> = Vec::new();
    for verb in [
        Verb::Cut,
        Verb::Duplicate,
        Verb::Delete,
        Verb::Merge,
        Verb::Pin,
        Verb::Hide,
        Verb::Group,
        Verb::AddSource,
        Verb::AddView,
    ] {
        steps.push((
            verb.label(),
            Box::new(move |desk| {
                desk.select(&["Kim Jong Un", "Donald Trump"]);
                desk.verb(verb);
            }),
        ));
    }
    steps.push((
        "reverse",
        Box::new(|desk| {
            let all = Selection::all(&desk.graph());
            desk.send(Command::Select(all));
            desk.verb(Verb::Reverse);
        }),
    ));
    steps.push((
        "create",
        Box::new(|desk| {
            desk.send(Command::CreateEntity { kind: None, name: "New".into(), at: Point::ORIGIN });
        }),
    ));
    steps.push((
        "connect",
        Box::new(|desk| {
            let (from, to) = (desk.entity("Kim Jong Un"), desk.entity("CNN"));
            desk.send(Command::Connect { kind: None, from, to });
        }),
    ));
    steps.push((
        "connect to new",
        Box::new(|desk| {
            let from = desk.entity("Kim Jong Un");
            desk.send(Command::ConnectToNew { from, at: Point::ORIGIN });
        }),
    ));
    steps.push((
        "paste",
        Box::new(|desk| {
            desk.select(&["Kim Jong Un", "North Korea"]);
            desk.verb(Verb::Copy);
            let requests = desk.session.take_requests();
            let Some(Request::CopyText(text)) = requests.into_iter().find(|r| matches!(r, Request::CopyText(_))) else {
                panic!("nothing was copied")
            };
            desk.send(Command::Paste { text, at: Point::ORIGIN });
        }),
    ));
    steps.push((
        "delete everything",
        Box::new(|desk| {
            desk.verb(Verb::SelectAll);
            desk.verb(Verb::Delete);
        }),
    ));
    steps.push((
        "change every field",
        Box::new(|desk| {
            let graph = desk.graph();
            let id = desk.some_relationship();
            let transaction = intent::change_relationships(&graph, [&id], "change", |r| {
                r.label = "is said to".into();
                r.valid = Some("1994~/..".parse().unwrap());
                r.weight = Some(2.5);
                r.notes = "Two\nlines".into();
                r.evidence.clear();
            });
            desk.send(Command::Apply { transaction, merging: Merging::Never, select: None });
        }),
    ));
    steps.push((
        "delete a source",
        Box::new(|desk| {
            let graph = desk.graph();
            let source = graph.sources().keys().next().unwrap();
            let transaction = intent::delete_source(&graph, source);
            desk.send(Command::Apply { transaction, merging: Merging::Never, select: None });
        }),
    ));
    for (name, step) in steps {
        let before = desk.session.active().unwrap().revision();
        step(&mut desk);
        assert!(
            desk.session.active().unwrap().revision() > before,
            "{name} does something: {:?} {:?}",
            desk.session.notices(),
            desk.session.active().unwrap().selection()
        );
        let changed = saved(&desk);
        assert!(changed != original, "{name} changes the file");
        desk.verb(Verb::Undo);
        assert!(saved(&desk) == original, "{name} is undone to the byte");
        assert!(!desk.session.active().unwrap().is_modified(), "{name}");
        desk.verb(Verb::Redo);
        assert!(saved(&desk) == changed, "{name} is redone to the byte");
        desk.verb(Verb::Undo);
    }
}

#[test]
fn undo_brings_the_selection_back() {
    let mut desk = Desk::with_example();
    desk.select(&["Kim Jong Un"]);
    let selection = desk.session.active().unwrap().selection().clone();
    desk.verb(Verb::Delete);
    assert!(desk.session.active().unwrap().selection().is_empty());
    assert_eq!(desk.session.label(Verb::Undo), "Undo delete Kim Jong Un");
    desk.verb(Verb::Undo);
    assert_eq!(*desk.session.active().unwrap().selection(), selection);
    assert_eq!(desk.session.label(Verb::Redo), "Redo delete Kim Jong Un");
}

#[test]
fn closing_with_changes_asks_first() {
    let mut desk = Desk::with_example();
    let key = desk.session.active().unwrap().key();
    desk.select(&["CNN"]);
    desk.verb(Verb::Delete);
    desk.session.take_requests();
    desk.verb(Verb::Close);
    assert_eq!(desk.session.take_requests(), [Request::AskUnsaved { document: key, quitting: false }]);
    assert!(desk.session.document(key).is_some());
    desk.send(Command::Close(key, Unsaved::Save));
    assert!(desk.session.document(key).is_none());
    let text = fs::read_to_string(desk.file("example.ron")).unwrap();
    assert!(!text.contains("name: \"CNN\""));
    assert!(fs::read(disk::backup_path(&desk.file("example.ron"))).unwrap() == fs::read(EXAMPLE).unwrap());
}

#[test]
fn leaving_asks_about_each_unsaved_document_and_can_be_called_off() {
    let mut desk = Desk::with_example();
    let clean = desk.session.active().unwrap().key();
    desk.verb(Verb::New);
    desk.send(Command::CreateEntity { kind: None, name: "Ann".into(), at: Point::ORIGIN });
    let changed = desk.session.active().unwrap().key();
    desk.verb(Verb::Quit);
    assert_eq!(desk.session.take_requests(), [Request::AskUnsaved { document: changed, quitting: true }]);
    desk.session.stay();
    assert!(desk.session.document(clean).is_some() && desk.session.document(changed).is_some());
    desk.verb(Verb::Quit);
    desk.session.take_requests();
    desk.send(Command::Close(changed, Unsaved::Discard));
    assert_eq!(desk.session.take_requests(), [Request::Leave]);
}

#[test]
fn a_file_that_something_else_changed_is_not_overwritten() {
    let mut desk = Desk::with_example();
    let key = desk.session.active().unwrap().key();
    let kim = desk.entity("Kim Jong Un");
    let rename = intent::rename(&desk.graph(), &kim, "Kim");
    desk.send(Command::Apply { transaction: rename, merging: Merging::Never, select: None });
    let theirs = fs::read_to_string(EXAMPLE).unwrap().replace("name: \"CNN\"", "name: \"Cable News Network\"");
    fs::write(desk.file("example.ron"), &theirs).unwrap();
    desk.verb(Verb::Save);
    assert_eq!(desk.session.take_requests(), [Request::AskChangedOnDisk { document: key }]);
    assert_eq!(fs::read_to_string(desk.file("example.ron")).unwrap(), theirs);
    // Reloading is a step like any other.
    desk.send(Command::Reload(key));
    assert!(desk.graph().entities().iter().any(|e| e.name == "Cable News Network"));
    assert!(!desk.session.active().unwrap().is_modified());
    desk.verb(Verb::Undo);
    assert_eq!(desk.graph().entity(&kim).unwrap().name, "Kim");
    // Overwriting keeps what they wrote as the backup.
    desk.send(Command::Overwrite(key));
    assert_eq!(fs::read_to_string(disk::backup_path(&desk.file("example.ron"))).unwrap(), theirs);
    assert!(!desk.session.active().unwrap().is_modified());
}

#[test]
fn a_broken_file_says_what_is_wrong_and_offers_a_repaired_copy() {
    let mut desk = Desk::new();
    let text = fs::read_to_string(EXAMPLE).unwrap();
    let (start, rest) = text.split_once("            from: \"").unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    fs::write(desk.file("broken.ron"), format!("{start}            from: \"nobody\"{rest}")).unwrap();
    desk.send(Command::Open(desk.file("broken.ron")));
    desk.notice("broken.ron was not opened");
    desk.notice("nobody");
    let action = desk.session.notices().last().unwrap().actions[0].clone();
    assert_eq!(action.0, "Open a repaired copy");
    desk.send(action.1);
    let open = desk.session.active().unwrap();
    assert!(open.path().is_none() && open.is_modified(), "the original cannot be overwritten by its repair");
    desk.notice("The original is as it was");
}

#[test]
fn a_missing_file_and_a_failed_save_say_what_to_do() {
    let mut desk = Desk::with_example();
    desk.send(Command::Open(desk.file("none.ron")));
    desk.notice("There is no file");
    desk.select(&["CNN"]);
    desk.verb(Verb::Delete);
    let key = desk.session.active().unwrap().key();
    desk.send(Command::SaveAs(key, desk.file("no/such/folder.ron")));
    desk.notice("Your changes are kept here and in the recovery copy");
    assert!(desk.session.active().unwrap().is_modified());
    assert!(desk.session.notices().iter().all(|n| n.gravity != Gravity::Done));
}

#[test]
fn a_second_program_with_the_same_file_is_noticed() {
    let desk = Desk::with_example();
    let mut other = Desk::session_in(desk.folder.path());
    other.dispatch(Command::Open(desk.file("example.ron")));
    other.wait();
    assert!(other.notices().iter().any(|n| n.title == "example.ron is open twice"), "{:?}", other.notices());
    assert!(other.recoveries().is_empty(), "a living program's journal is not a crash");
}

#[test]
fn what_was_closed_or_saved_leaves_nothing_to_recover() {
    let mut desk = Desk::with_example();
    desk.select(&["CNN"]);
    desk.verb(Verb::Delete);
    desk.verb(Verb::Save);
    let Desk { folder, session } = desk;
    drop(session);
    assert_eq!(Desk::session_in(folder.path()).recoveries(), []);
}

#[test]
fn a_document_without_a_file_is_recovered_too() {
    let mut desk = Desk::new();
    desk.verb(Verb::New);
    desk.send(Command::CreateEntity { kind: None, name: "김정은".into(), at: Point::ORIGIN });
    desk.send(Command::CreateEntity { kind: None, name: "Ann".into(), at: Point::ORIGIN });
    desk.verb(Verb::Undo);
    let expected = desk.graph();
    let Desk { folder, session } = desk;
    drop(session);
    let mut next = Desk::session_in(folder.path());
    let [recovery] = next.recoveries() else { panic!("{:?}", next.recoveries()) };
    assert_eq!((recovery.changes, recovery.name.as_str()), (3, "Untitled 1"));
    let id = recovery.id;
    next.dispatch(Command::Recover(id));
    next.wait();
    assert!(**next.active().unwrap().graph() == *expected, "{:?}", next.notices());
    assert!(next.active().unwrap().is_modified());
}

#[test]
fn what_is_discarded_stays_on_disk_the_latest_five() {
    let mut desk = Desk::new();
    for _ in 0..7 {
        desk.verb(Verb::New);
        desk.send(Command::CreateEntity { kind: None, name: "Ann".into(), at: Point::ORIGIN });
    }
    let Desk { folder, session } = desk;
    drop(session);
    let mut next = Desk::session_in(folder.path());
    let found = next.recoveries().to_vec();
    assert_eq!(found.len(), 7);
    let journals = found[0].folder().to_owned();
    for recovery in &found {
        next.dispatch(Command::DiscardRecovery(recovery.id));
    }
    assert_eq!((next.recoveries(), next.notices().len()), (&[][..], 0));
    let names = || fs::read_dir(&journals).unwrap().map(|file| file.unwrap().path());
    let discarded: Vec<_> = names().filter(|path| path.extension().is_some_and(|e| e == "discarded")).collect();
    assert_eq!(discarded.len(), 5);
    drop(next);
    assert_eq!(Desk::session_in(folder.path()).recoveries(), []);
    fs::rename(&discarded[0], discarded[0].with_extension("journal")).unwrap();
    assert_eq!(Desk::session_in(folder.path()).recoveries().len(), 1);
}

/// The only journal in a folder, as text.
fn journal_in(folder: &Path) -> String {
    let mut journals = fs::read_dir(folder.join("recovery")).unwrap().map(|file| file.unwrap().path());
    let journal = journals.next().expect("there is a journal");
    assert_eq!(journals.next(), None);
    fs::read_to_string(journal).unwrap()
}

#[test]
fn letters_typed_in_one_go_are_written_together_and_recovered() {
    let mut desk = Desk::with_example();
    let kim = desk.entity("Kim Jong Un");
    for length in 1..=40 {
        let transaction = intent::rename(&desk.graph(), &kim, &"x".repeat(length));
        desk.session.dispatch(Command::Apply { transaction, merging: Merging::With("name".into()), select: None });
    }
    let expected = desk.graph();
    let Desk { folder, session } = desk;
    drop(session);
    let written = journal_in(folder.path());
    assert!(written.lines().count() < 20, "{written}");
    let mut next = Desk::session_in(folder.path());
    let id = next.recoveries()[0].id;
    next.dispatch(Command::Recover(id));
    next.wait();
    assert!(**next.active().unwrap().graph() == *expected, "{:?}", next.notices());
}

#[test]
fn a_large_journal_begins_anew_once_all_of_it_is_saved() {
    let mut desk = Desk::with_example();
    let kim = desk.entity("Kim Jong Un");
    let rename = |desk: &mut Desk, name: &str| {
        let transaction = intent::rename(&desk.graph(), &kim, name);
        desk.send(Command::Apply { transaction, merging: Merging::Never, select: None });
    };
    rename(&mut desk, &"long ".repeat(2_000_000));
    rename(&mut desk, "Kim");
    desk.verb(Verb::Save);
    rename(&mut desk, "Kim Jong Un (김정은)");
    let expected = desk.graph();
    let Desk { folder, session } = desk;
    drop(session);
    let written = journal_in(folder.path());
    assert!(written.len() < 100_000 && written.contains("김정은"), "{} bytes", written.len());
    let mut next = Desk::session_in(folder.path());
    let [recovery] = next.recoveries() else { panic!("{:?}", next.recoveries()) };
    assert_eq!(recovery.changes, 1);
    let id = recovery.id;
    next.dispatch(Command::Recover(id));
    next.wait();
    assert!(**next.active().unwrap().graph() == *expected, "{:?}", next.notices());
}

#[test]
fn two_saves_at_once_end_with_the_latest_content() {
    let mut desk = Desk::with_example();
    let kim = desk.entity("Kim Jong Un");
    for name in ["Kim 1", "Kim 2", "Kim 3"] {
        let rename = intent::rename(&desk.graph(), &kim, name);
        desk.session.dispatch(Command::Apply { transaction: rename, merging: Merging::Never, select: None });
        desk.session.dispatch(Command::Do(Verb::Save));
    }
    desk.session.wait();
    assert_eq!(desk.session.take_requests(), [], "nobody is asked about the program's own saves");
    assert!(!desk.session.active().unwrap().is_modified());
    assert!(fs::read_to_string(desk.file("example.ron")).unwrap().contains("name: \"Kim 3\""));
}

#[test]
fn a_chosen_name_belongs_to_the_document_that_asked() {
    let mut desk = Desk::with_example();
    let example = desk.session.active().unwrap().key();
    desk.verb(Verb::New);
    desk.send(Command::CreateEntity { kind: None, name: "Ann".into(), at: Point::ORIGIN });
    let other = desk.session.active().unwrap().key();
    desk.verb(Verb::SaveAs);
    let asked = desk.session.take_requests();
    assert!(matches!(asked.as_slice(), [Request::AskSaveAs { document, .. }] if *document == other), "{asked:?}");
    desk.send(Command::Activate(example));
    desk.send(Command::SaveAs(other, desk.file("ann.ron")));
    assert_eq!(desk.session.document(other).unwrap().path(), Some(desk.file("ann.ron").as_path()));
    assert_eq!(desk.session.document(example).unwrap().path(), Some(desk.file("example.ron").as_path()));
}

#[test]
fn a_failed_save_elsewhere_does_not_hide_what_can_be_recovered() {
    let mut desk = Desk::with_example();
    desk.select(&["CNN"]);
    desk.verb(Verb::Delete);
    let key = desk.session.active().unwrap().key();
    desk.send(Command::SaveAs(key, desk.file("no/such/folder.ron")));
    let expected = desk.graph();
    let Desk { folder, session } = desk;
    drop(session);
    let mut next = Desk::session_in(folder.path());
    let [recovery] = next.recoveries() else { panic!("{:?}", next.recoveries()) };
    let id = recovery.id;
    next.dispatch(Command::Recover(id));
    next.wait();
    assert!(**next.active().unwrap().graph() == *expected, "{:?}", next.notices());
}

#[test]
fn a_large_graph_is_filtered_and_read_for_find_by_jobs() {
    let mut desk = Desk::new();
    desk.verb(Verb::New);
    let kinds = ["person", "state"];
    let entities = (0..12_000).map(|i| {
        let id: EntityId = format!("e{i:05}").parse().unwrap();
        Edit::Entity(Swap::add(Entity::new(id, kinds[i % 2].parse().unwrap(), format!("Number {i}"))))
    });
    let transaction = Transaction { label: "add many".into(), edits: entities.collect() };
    desk.send(Command::Apply { transaction, merging: Merging::Never, select: None });
    let view = desk.session.active().unwrap().view_id().clone();
    let filter = intent::set_filter(&desk.graph(), &view, "type:state \"number 1\"");
    desk.session.dispatch(Command::Apply { transaction: filter, merging: Merging::Never, select: None });
    desk.session.poll();
    assert!(desk.session.active().unwrap().filter().shown().is_none(), "it is under way");
    desk.session.wait();
    let expected = (0..12_000).filter(|i| i % 2 == 1 && format!("{i}").starts_with('1')).count();
    let shown = |desk: &Desk| desk.session.active().unwrap().filter().shown().map(|shown| shown.entities.len());
    assert_eq!(shown(&desk), Some(expected));

    // What a later step makes wrong is told, and hides nothing.
    let wrong = intent::change_view(&desk.graph(), &view, "write a wrong filter", |v| v.filter = "typ:state".into());
    desk.send(Command::Apply { transaction: wrong, merging: Merging::Never, select: None });
    desk.session.poll();
    desk.session.wait();
    assert_eq!(shown(&desk), None);
    assert!(desk.session.active().unwrap().filter().error().unwrap().to_string().contains("Did you mean type?"));

    assert!(desk.session.find_index().is_none(), "it is being read");
    desk.session.wait();
    let index = desk.session.find_index().unwrap();
    assert_eq!(index.find(&desk.graph(), "number 777", 5).best[0].name, "Number 777");
}

#[test]
fn a_large_graph_is_looked_at_as_of_a_time_by_jobs() {
    let mut desk = Desk::new();
    desk.verb(Verb::New);
    let entities = (0..12_000).map(|i| {
        let id: EntityId = format!("e{i:05}").parse().unwrap();
        let mut entity = Entity::new(id, "person".parse().unwrap(), format!("Number {i}"));
        entity.valid = Some(format!("{}", 1900 + i % 100).parse().unwrap());
        Edit::Entity(Swap::add(entity))
    });
    let transaction = Transaction { label: "add many".into(), edits: entities.collect() };
    desk.send(Command::Apply { transaction, merging: Merging::Never, select: None });
    let counted = |desk: &Desk| {
        let open = desk.session.active().unwrap();
        open.sight().counts(open.graph()).0
    };
    let revision = desk.session.active().unwrap().revision();
    desk.session.dispatch(Command::PreviewTime(Some("1950/1959".parse().unwrap())));
    desk.session.poll();
    assert_eq!(counted(&desk), 12_000, "it is under way");
    desk.session.wait();
    assert_eq!(counted(&desk), 1_200);

    // The next one tells what came and went, so that a picture need not be made anew.
    desk.send(Command::PreviewTime(Some("1951/1960".parse().unwrap())));
    desk.session.wait();
    let sight = desk.session.active().unwrap().sight();
    assert_eq!(sight.change().unwrap().entities.len(), 240);
    assert_eq!(desk.session.active().unwrap().revision(), revision, "a preview is no edit");

    let view = desk.session.active().unwrap().view_id().clone();
    let kept = intent::set_time(&desk.graph(), &view, Some("1960".parse().unwrap()));
    desk.send(Command::Apply { transaction: kept, merging: Merging::Never, select: None });
    desk.session.wait();
    assert_eq!(counted(&desk), 120);
    assert!(!desk.session.active().unwrap().is_time_previewed());
    // The filter and the time go together.
    let filter = intent::set_filter(&desk.graph(), &view, "\"number 60\"");
    desk.send(Command::Apply { transaction: filter, merging: Merging::Never, select: None });
    // The filter is asked first, then the time.
    desk.session.wait();
    desk.session.wait();
    assert_eq!(counted(&desk), 2, "60 and 6060, among those of 1960");
    desk.verb(Verb::ShowAllTimes);
    desk.session.wait();
    desk.session.wait();
    assert_eq!(counted(&desk), 111);

    assert!(desk.session.chronology().is_none(), "it is being counted");
    desk.session.wait();
    let range = desk.session.chronology().unwrap().range().unwrap();
    assert_eq!(range, "1900/1999".parse::<liaison::base::Interval>().unwrap().days());
}

/// Where everything stands in the shown view.
fn places(desk: &Desk) -> BTreeMap<EntityId, Point> {
    let graph = desk.graph();
    let view = &graph.views()[desk.session.active().unwrap().view_id()];
    let all = view.placements_sorted().into_iter();
    all.filter_map(|(id, place)| Some((id.clone(), place.position?))).collect()
}

/// Who stands elsewhere than before, by name.
fn moved(desk: &Desk, before: &BTreeMap<EntityId, Point>) -> Vec<String> {
    let (graph, after) = (desk.graph(), places(desk));
    let others = after.iter().filter(|(id, place)| before.get(*id) != Some(place));
    others.map(|(id, _)| graph.entity(id).unwrap().name.clone()).collect()
}

#[test]
fn every_layout_is_one_step_and_leaves_what_is_pinned() {
    let layouts: Vec<Verb> = Verb::ALL.iter().copied().filter(|verb| verb.layout().is_some()).collect();
    assert_eq!(layouts.len(), 8);
    for verb in layouts {
        let mut desk = Desk::with_example();
        desk.select(&["North Korea"]);
        if !desk.session.active().unwrap().view().unwrap().placement(&desk.entity("North Korea")).pinned {
            desk.verb(Verb::Pin);
        }
        desk.send(Command::Select(Selection::none()));
        let (before, text) = (places(&desk), desk.text());
        desk.verb(verb);
        let moved = moved(&desk, &before);
        assert!(moved.len() > 10, "{verb:?} moved {moved:?}: {:?}", desk.session.notices());
        assert!(!moved.contains(&"North Korea".to_owned()), "{verb:?}");
        assert_eq!(desk.session.active().unwrap().last_layout().map(|layout| layout.by), Some(verb));
        desk.verb(Verb::Undo);
        assert!(desk.text() == text, "{verb:?} is undone in one step");
    }
}

#[test]
fn of_several_that_are_selected_only_these_move() {
    let mut desk = Desk::with_example();
    let before = places(&desk);
    let some = ["CNN", "David Kim", "Donald Trump", "Stimson Center"];
    desk.select(&some);
    desk.verb(Verb::ArrangeCircular);
    let mut moved = moved(&desk, &before);
    moved.sort();
    assert!(!moved.is_empty() && moved.iter().all(|name| some.contains(&name.as_str())), "{moved:?}");
}

#[test]
fn a_layout_that_is_cancelled_or_overtaken_moves_nothing() {
    let mut desk = Desk::with_example();
    let text = desk.text();
    let arranging = |desk: &Desk| {
        let mut jobs = desk.session.jobs().into_iter().filter(|job| job.label.starts_with("Arranging"));
        jobs.next().expect("a layout is under way")
    };
    desk.session.dispatch(Command::Do(Verb::ArrangeForce));
    arranging(&desk).task.cancel();
    desk.session.wait();
    assert!(desk.text() == text);

    // What is asked for later takes the place of what was asked for before.
    desk.session.dispatch(Command::Do(Verb::ArrangeForce));
    let first = arranging(&desk).task;
    desk.session.dispatch(Command::Do(Verb::ArrangeGrid));
    assert!(first.is_cancelled());
    desk.session.wait();
    assert_eq!(desk.session.active().unwrap().undo_label(), Some("arrange with the grid layout"));
    desk.verb(Verb::Undo);
    assert!(desk.text() == text);

    desk.session.dispatch(Command::Do(Verb::ArrangeCircular));
    desk.session.dispatch(Command::CreateEntity { kind: None, name: "New".into(), at: Point::ORIGIN });
    let before = places(&desk);
    desk.session.wait();
    assert_eq!(places(&desk), before);
    desk.notice("The graph changed while the circular layout was being worked out");
    let again = desk.session.notices().last().unwrap().actions[0].1.clone();
    desk.send(again);
    assert!(moved(&desk, &before).len() > 10);
}
