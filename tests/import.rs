//! Files brought into a graph, and graphs written for other programs: commands in, the document, files and notices out.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fs;
use std::path::PathBuf;
use std::process;

use liaison::base::Task;
use liaison::edit::intent::Decision;
use liaison::formats::native::{self, Lineage};
use liaison::formats::table::{Kind, Meaning};
use liaison::formats::{self, ReadOptions};
use liaison::model::{Credibility, Graph, Likelihood, Reliability};
use liaison::session::{Command, Environment, ImportAct, ImportStep, Part, Request, Session, Verb, import::Target};
use tempfile::TempDir;

/// A table of a colleague in Bonn: Windows-1252, semicolons, decimal commas, days first.
const CONTACTS: &str = "actor_a;relation;actor_b;date_from;certainty;grade;betrag;quelle\r\n\
    Kim Jong Un;leads;North Korea;2011-12/..;;B2;1,5;Register\r\n\
    D. Trump;meets;Kim Jong Un;27/02/2019;0,7;C3;2;Register\r\n\
    Jürgen Müller;funds;Stimson Center;13/01/1994;hoch;B2;0,25;Register\r\n";

struct Desk {
    folder: TempDir,
    session: Session,
}

impl Desk {
    /// A desk with the example open and a file beside it.
    fn with(name: &str, content: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), content).unwrap();
        let mut desk = Self { folder, session: Session::new(Environment::none()).with_seed(11) };
        desk.send(Command::Do(Verb::OpenExample));
        desk
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn send(&mut self, command: Command) {
        self.session.dispatch(command);
        self.session.wait();
    }

    fn act(&mut self, act: ImportAct) {
        self.send(Command::Import(act));
    }

    fn graph(&self) -> &Graph {
        self.session.active().unwrap().graph()
    }

    fn text(&self) -> String {
        String::from_utf8(native::write(self.graph(), &Lineage::default()).bytes).unwrap()
    }

    /// Says that a column means this.
    fn column(&mut self, header: &str, is: Meaning, kind: Option<Kind>) {
        let mut mapping = self.session.import().unwrap().mapping.clone();
        let column = mapping.tables[0].columns.entry(header.to_owned()).or_default();
        (column.is, column.kind) = (is, kind);
        self.act(ImportAct::SetMapping(mapping));
    }

    fn notices(&self) -> Vec<String> {
        self.session.notices().iter().map(|n| format!("{}: {}", n.title, n.text)).collect()
    }
}

fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// The table of contacts with its columns said.
fn mapped() -> Desk {
    let mut desk = Desk::with("contacts.csv", &bytes_of(CONTACTS));
    desk.act(ImportAct::Begin(desk.file("contacts.csv")));
    let import = desk.session.import().unwrap();
    let table = &import.tables.as_ref().unwrap().tables[0];
    assert_eq!(
        (import.step, table.delimiter, import.tables.as_ref().unwrap().encoding),
        (ImportStep::Map, Some(';'), "Windows-1252")
    );
    let mut mapping = import.mapping.clone();
    mapping.tables[0].rows = formats::table::Rows::Relationships;
    desk.act(ImportAct::SetMapping(mapping));
    desk.column("actor_a", Meaning::From, None);
    desk.column("actor_b", Meaning::To, None);
    desk.column("relation", Meaning::Type, None);
    desk.column("date_from", Meaning::Date, Some(Kind::DayFirst));
    desk.column("certainty", Meaning::Likelihood, None);
    desk.column("grade", Meaning::Grade, None);
    desk.column("betrag", Meaning::Weight, Some(Kind::CommaNumber));
    desk.column("quelle", Meaning::Source, None);
    desk
}

#[test]
fn a_table_is_mapped_matched_and_brought_in_as_one_step() {
    let mut desk = mapped();
    let before = desk.text();
    let checked = desk.session.import().unwrap().checked.clone().unwrap();
    let words: Vec<&str> = checked.tables[0].iter().map(|column| column.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "1 known, 2 new",
            "“meets” is not a type",
            "3 known",
            "3 read",
            "1 word to map",
            "3 valid",
            "3 read",
            "1 new source"
        ]
    );
    let row = checked.rows[0].clone().unwrap();
    assert_eq!(
        (row.relation.as_str(), row.marks.as_str(), row.remark.as_str()),
        ("leads", "@2011-12..", "in graph, adds evidence")
    );

    let mut mapping = desk.session.import().unwrap().mapping.clone();
    mapping.tables[0].columns.get_mut("certainty").unwrap().words.insert("hoch".into(), "very-likely".into());
    desk.act(ImportAct::SetMapping(mapping));
    let import = desk.session.import().unwrap();
    let read = import.read.clone().unwrap();
    let near: Vec<&str> = read.to_review.iter().map(|id| read.loaded.graph.entity(id).unwrap().name.as_str()).collect();
    assert_eq!(near, ["D. Trump"]);
    let trump = desk.graph().entities().into_iter().find(|e| e.name == "Donald Trump").unwrap().id.clone();
    desk.act(ImportAct::Decide(read.to_review[0].clone(), Some(Decision::Same(trump.clone()))));
    let tally = desk.session.import().unwrap().brought.as_ref().unwrap().tally;
    assert_eq!((tally.new_entities, tally.new_relationships, tally.joined_relationships), (1, 2, 1));
    desk.act(ImportAct::Finish);
    assert!(desk.session.import().is_none());

    let graph = desk.graph();
    let meets = graph.relationships().into_iter().find(|r| r.kind.as_str() == "meets").unwrap();
    assert_eq!((&meets.from, meets.likelihood, meets.weight), (&trump, Some(Likelihood::Likely), Some(2.0)));
    assert_eq!(meets.valid.unwrap().to_string(), "2019-02-27");
    assert_eq!(meets.evidence[0].credibility, Some(Credibility::Three));
    let funds = graph.relationships().into_iter().find(|r| r.weight == Some(0.25)).unwrap();
    assert_eq!(funds.likelihood, Some(Likelihood::VeryLikely));
    assert_eq!(graph.entity(&funds.from).unwrap().name, "Jürgen Müller");
    let register = graph.sources().values().find(|s| s.title == "Register").unwrap();
    assert_eq!(register.reliability, Some(Reliability::B));
    assert!(
        desk.notices().iter().any(|n| n.starts_with("contacts.csv was imported: 1 entity and 2 relationships are new")),
        "{:#?}",
        desk.notices()
    );

    // What is in the file is in the graph now: a second time changes nothing, but for what was decided.
    desk.act(ImportAct::Begin(desk.file("contacts.csv")));
    desk.act(ImportAct::GiveUp);
    assert_eq!(desk.session.active().unwrap().undo_label(), Some("import contacts.csv"));
    desk.send(Command::Do(Verb::Undo));
    assert_eq!(desk.text(), before);
}

#[test]
fn the_mapping_that_is_saved_is_that_of_the_command_line() {
    let mut desk = mapped();
    desk.act(ImportAct::SaveMapping(desk.file("contacts.mapping.ron")));
    desk.act(ImportAct::SetTarget(Target::NewDocument));
    desk.act(ImportAct::Finish);
    let here = desk.text();
    let run = process::Command::new(env!("CARGO_BIN_EXE_liaison"))
        .args(["convert", "contacts.csv", "out.ron", "--mapping", "contacts.mapping.ron", "--quiet"])
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let options = ReadOptions::default();
    let there = native::read(&fs::read(desk.file("out.ron")).unwrap(), &options, &Task::default()).unwrap();
    let there = String::from_utf8(native::write(&there.graph, &Lineage::default()).bytes).unwrap();
    assert_eq!(here, there);

    desk.act(ImportAct::Begin(desk.file("contacts.csv")));
    desk.act(ImportAct::LoadMapping(desk.file("contacts.mapping.ron")));
    assert_eq!(desk.session.import().unwrap().mapping.tables[0].columns["grade"].is, Meaning::Grade);
}

#[test]
fn a_graph_of_another_program_comes_and_a_second_time_changes_nothing() {
    let gexf = "<gexf version='1.3'><graph defaultedgetype='directed'><nodes><node id='a' label='North Korea'/>\
        <node id='b' label='Sweden'/></nodes><edges><edge source='b' target='a' label='consults'/></edges></graph></gexf>";
    let mut desk = Desk::with("net.gexf", gexf.as_bytes());
    for (time, new) in [(1, 1), (2, 0)] {
        desk.act(ImportAct::Begin(desk.file("net.gexf")));
        let import = desk.session.import().unwrap();
        assert_eq!((import.step, import.steps().len()), (ImportStep::Match, 3));
        assert_eq!(import.brought.as_ref().unwrap().tally.new_entities, new, "time {time}");
        desk.act(ImportAct::Finish);
    }
    assert!(desk.notices().iter().any(|n| n.starts_with("net.gexf brought nothing new")));
    assert!(desk.graph().entities().iter().any(|e| e.name == "Sweden"));
}

#[test]
fn an_export_names_what_could_not_be_carried() {
    let mut desk = Desk::with("x", b"");
    let document = desk.session.active().unwrap().key();
    desk.send(Command::Do(Verb::Export));
    assert_eq!(desk.session.take_requests(), [Request::AskExport { document }]);
    let counts = |desk: &Desk, name: &str| {
        let bytes = fs::read(desk.file(name)).unwrap();
        let read = formats::read_named(&bytes, Some(name), &ReadOptions::default(), &Task::default()).unwrap();
        (read.graph.entity_count(), read.graph.relationship_count())
    };
    for (format, part, name) in [("gexf", Part::Whole, "all.gexf"), ("graphml", Part::Shown, "part.graphml")] {
        if part == Part::Shown {
            let first = desk.graph().entities()[0].id.clone();
            desk.send(Command::Select(liaison::edit::Selection::entity(first)));
            desk.send(Command::Do(Verb::Hide));
        }
        let path = desk.file(name);
        desk.send(Command::Export { document, path, format, part });
    }
    let (entities, relationships) = (desk.graph().entity_count(), desk.graph().relationship_count());
    assert_eq!(counts(&desk, "all.gexf"), (entities, relationships));
    let shown = counts(&desk, "part.graphml");
    assert!(shown.0 == entities - 1 && shown.1 < relationships, "{shown:?}");
    let notice = desk.session.notices().iter().find(|n| n.title == "all.gexf written").unwrap();
    let (label, show_all) = notice.actions[0].clone();
    assert_eq!(label, "Show all remarks");
    desk.send(show_all);
    let requests = desk.session.take_requests();
    assert!(matches!(requests.as_slice(), [Request::ShowRemarks { lines, .. }] if !lines.is_empty()), "{requests:?}");

    let path = desk.file("tables.csv");
    desk.send(Command::Export { document, path, format: "csv", part: Part::Whole });
    assert!(desk.file("tables.nodes.csv").exists() && desk.file("tables.edges.csv").exists());
    let own = desk.file("nowhere").join("x.gexf");
    desk.send(Command::Export { document, path: own, format: "gexf", part: Part::Whole });
    assert!(desk.notices().iter().any(|n| n.starts_with("x.gexf was not written")), "{:#?}", desk.notices());
}
