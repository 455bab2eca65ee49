//! The exact text of a file, and how little of it a change changes.

use std::path::Path;
use std::sync::Arc;

use liaison::base::{EntityId, Point, Task};
use liaison::formats::native::{self, Layout, Lineage, Record, read_record, write_record};
use liaison::formats::{Limits, ReadOptions};
use liaison::model::{Graph, Placement};

use super::sample::{self, id};
use super::{read, write};

/// Versions as they were written on the day they were frozen. They must be read forever, and are never written anew.
const V1_ALL_FIELDS: &str = include_str!("v1-all-fields.ron");
const V2_ALL_FIELDS: &str = include_str!("v2-all-fields.ron");

#[test]
fn every_field_has_its_line() {
    let written = write(&sample::graph());
    if written != V2_ALL_FIELDS {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("v2-all-fields.ron");
        std::fs::write(&path, &written).unwrap();
        panic!("the text changed; the new one is in {}", path.display());
    }
}

#[test]
fn the_frozen_file_of_version_1_is_read() {
    let loaded = read(V1_ALL_FIELDS).unwrap();
    assert_eq!(loaded.issues, []);
    assert_eq!(loaded.info.version, 1);
    assert!(!loaded.info.edited_elsewhere);
    loaded.graph.assert_indexes();
    assert!(loaded.graph == sample::first());
}

#[test]
fn a_file_of_version_1_becomes_one_of_version_2_when_it_is_saved() {
    let loaded = read(V1_ALL_FIELDS).unwrap();
    let written = native::write(&loaded.graph, &loaded.info.lineage);
    assert_eq!(written.lineage.parents, [loaded.info.lineage.revision.unwrap()]);
    let text = String::from_utf8(written.bytes).unwrap();
    let differing = V1_ALL_FIELDS.lines().zip(text.lines()).filter(|(old, new)| old != new);
    let differing: Vec<_> = differing.map(|(_, new)| new.split('"').next().unwrap().trim()).collect();
    assert_eq!(differing, ["version: 2,", "revision:"]);
    let again = read(&text).unwrap();
    assert_eq!((again.info.version, again.graph == sample::first()), (2, true));
}

#[test]
fn a_file_of_version_1_has_no_field_of_version_2() {
    for (old, new) in [
        ("    texts: {", "    matrices: {},\n    texts: {"),
        ("            notes: \"*Seen* twice.\"", "            ignored: [],\n            notes: \"*Seen* twice.\""),
        ("            aliases:", "            different_from: [],\n            aliases:"),
        ("            filter:", "            rank: 1,\n            filter:"),
    ] {
        let mixed = V1_ALL_FIELDS.replacen(old, new, 1);
        assert_ne!(mixed, V1_ALL_FIELDS);
        assert!(read(&mixed).unwrap_err().to_string().contains("is unknown here"), "{new}");
        assert!(read(&mixed.replacen("version: 1", "version: 2", 1)).is_ok(), "{new}");
    }
}

#[test]
fn the_frozen_file_of_version_2_is_read() {
    let loaded = read(V2_ALL_FIELDS).unwrap();
    assert_eq!(loaded.issues, []);
    assert_eq!(loaded.info.version, 2);
    assert!(!loaded.info.edited_elsewhere);
    loaded.graph.assert_indexes();
    assert!(loaded.graph == sample::graph());
}

#[test]
fn marking_a_hypothesis_changes_one_line() {
    let (old, new) = changed_lines(|graph| {
        let mut matrix = graph.matrices()["m-1"].as_ref().clone();
        matrix.items[0].marks.insert(id("h-1"), liaison::model::Consistency::VeryInconsistent);
        graph.put_matrix(&id("m-1"), Some(Arc::new(matrix))).unwrap();
    });
    assert_eq!((old.as_slice(), new.as_slice()), (&[mark("h-1", "C")][..], &[mark("h-1", "II")][..]));
}

fn mark(hypothesis: &str, mark: &str) -> String {
    format!("                        \"{hypothesis}\": \"{mark}\",")
}

#[test]
fn a_new_graph_and_an_empty_one_are_short() {
    let empty = write(&Graph::empty());
    let lines: Vec<_> = empty.lines().collect();
    assert_eq!(lines[..4], ["#![enable(implicit_some)]", "(", "    format: \"liaison\",", "    version: 2,"]);
    assert!(lines[4].starts_with("    revision: \"") && lines[4].ends_with("\","), "{}", lines[4]);
    assert_eq!(lines[5..], [")"]);
    assert!(read(&empty).unwrap().graph == Graph::empty());
    let new = Graph::new(id("main"));
    assert!(read(&write(&new)).unwrap().graph == new);
}

#[test]
fn the_revision_is_the_hash_of_the_rest() {
    let text = write(&sample::graph());
    let (before, rest) = text.split_once("revision: \"").unwrap();
    let (digits, after) = rest.split_at(64);
    let left = format!("{before}revision: \"{after}");
    assert_eq!(liaison::base::ContentHash::of(left.as_bytes()).to_string(), digits);
}

#[test]
fn saving_an_unchanged_graph_changes_no_byte() {
    let first = native::write(&sample::graph(), &Lineage::default());
    let mut changed = sample::graph();
    rename(&mut changed, "kim", "Kim");
    let second = native::write(&changed, &first.lineage);
    assert_eq!(second.lineage.parents, [first.lineage.revision.unwrap()]);
    // Again and again, from what was read.
    let mut bytes = second.bytes;
    for _ in 0..3 {
        let loaded = native::read(&bytes, &ReadOptions::default(), &Task::default()).unwrap();
        assert_eq!(loaded.info.lineage, second.lineage);
        let again = native::write(&loaded.graph, &loaded.info.lineage);
        assert!(again.bytes == bytes);
        bytes = again.bytes;
    }
}

fn rename(graph: &mut Graph, entity: &str, name: &str) {
    let entity: EntityId = id(entity);
    let mut new = graph.entity(&entity).unwrap().as_ref().clone();
    new.name = name.into();
    graph.put_entity(&entity, Some(Arc::new(new))).unwrap();
}

/// The lines that a change takes away and adds, apart from the one line of revision and parents.
fn changed_lines(change: impl Fn(&mut Graph)) -> (Vec<String>, Vec<String>) {
    let mut graph = sample::graph();
    let old = native::write(&graph, &Lineage::default());
    change(&mut graph);
    let new = native::write(&graph, &old.lineage);
    let lines = |bytes: Vec<u8>| -> Vec<String> { String::from_utf8(bytes).unwrap().lines().map(Into::into).collect() };
    let (old, new) = (lines(old.bytes), lines(new.bytes));
    assert!(old[4].trim().starts_with("revision:") && new[4].trim().starts_with("revision:"));
    assert_ne!(old[4], new[4]);
    let same_start = old.iter().zip(&new).skip(5).take_while(|(a, b)| a == b).count() + 5;
    let same_end =
        old[same_start..].iter().rev().zip(new[same_start..].iter().rev()).take_while(|(a, b)| a == b).count();
    (old[same_start..old.len() - same_end].to_vec(), new[same_start..new.len() - same_end].to_vec())
}

#[test]
fn renaming_an_entity_changes_one_line() {
    let (old, new) = changed_lines(|graph| rename(graph, "kim", "Kim \"the third\""));
    assert_eq!(old, [r#"            name: "Kim Jong Un","#]);
    assert_eq!(new, [r#"            name: "Kim \"the third\"","#]);
}

#[test]
fn moving_an_entity_changes_one_line() {
    let placement = Placement { position: Some(Point::new(1.0, 2.5)), pinned: true, hidden: false };
    let (old, new) = changed_lines(|graph| graph.place(&id("main"), &id("kim"), placement).unwrap());
    assert_eq!(old, [r#"                "kim": (x: 680.0, y: 120.5, pinned: true, hidden: true),"#]);
    assert_eq!(new, [r#"                "kim": (x: 1.0, y: 2.5, pinned: true),"#]);
}

#[test]
fn deleting_a_relationship_deletes_its_lines() {
    let (old, new) = changed_lines(|graph| {
        graph.route(&id("main"), &id("self-1"), Default::default()).unwrap();
    });
    assert_eq!((old.len(), new.len()), (1, 0));
}

/// What editors and git do to files on Windows.
#[test]
fn a_mark_and_windows_line_breaks_are_read_over() {
    let windows = format!("\u{FEFF}{}", V2_ALL_FIELDS.replace('\n', "\r\n"));
    let loaded = read(&windows).unwrap();
    assert!(loaded.graph == sample::graph());
    assert!(!loaded.info.edited_elsewhere);
    let again = native::write(&loaded.graph, &loaded.info.lineage);
    assert!(again.bytes == V2_ALL_FIELDS.as_bytes());
}

#[test]
fn what_people_write_by_hand_is_read() {
    let text =
        "// by hand\n(format: \"liaison\", version: 1, /* types */ entity_types: {\"p\": (name: r#\"a \"p\"\"#)},
        entities: {\"x\": Entity(type: \"p\", name: \"two\nlines\", valid: Some(\"1994\"), summary: \"\\x41\\
            b\", properties: {\"n\": Number(3)})})";
    let loaded = read(text).unwrap();
    let entity = loaded.graph.entity(&id("x")).unwrap().clone();
    assert_eq!((entity.name.as_str(), entity.summary.as_str()), ("two\nlines", "Ab"));
    assert_eq!(loaded.graph.schema().entity_types["p"].name, "a \"p\"");
    assert_eq!(loaded.info.lineage, Lineage::default());
    assert!(!loaded.info.edited_elsewhere);
}

#[test]
fn a_hand_that_changed_the_file_is_noticed_and_becomes_a_parent() {
    let loaded = read(&V2_ALL_FIELDS.replace("Kim Jong Un", "Kim")).unwrap();
    assert!(loaded.info.edited_elsewhere);
    let written = native::write(&loaded.graph, &loaded.info.lineage);
    assert_eq!(written.lineage.parents, [loaded.info.lineage.revision.unwrap()]);
}

#[test]
fn comments_are_told_of_since_they_are_not_kept() {
    let edited = write(&sample::graph()).replacen("    title:", "    // by hand\n    /* twice */ title:", 1);
    let loaded = read(&edited).unwrap();
    assert!(loaded.graph == sample::graph());
    let [issue] = loaded.issues.as_slice() else { panic!("{:?}", loaded.issues) };
    assert!(issue.to_string().contains("2 comments"), "{issue}");
    assert_eq!(issue.severity, liaison::formats::Severity::Note);
}

/// All records of the sample, one by one.
fn records(graph: &Graph) -> Vec<Record> {
    let mut all = vec![Record::Meta(Arc::clone(graph.meta()))];
    all.extend(graph.schema().entity_types.values().cloned().map(Record::EntityType));
    all.extend(graph.schema().relationship_types.values().cloned().map(Record::RelationshipType));
    all.extend(graph.sources().values().cloned().map(Record::Source));
    all.extend(graph.attachments().values().cloned().map(Record::Attachment));
    all.extend(graph.entities().into_iter().cloned().map(Record::Entity));
    all.extend(graph.relationships().into_iter().cloned().map(Record::Relationship));
    for (id, state) in graph.views() {
        all.push(Record::View(Arc::clone(&state.view)));
        let placements = state.placements_sorted().into_iter();
        all.extend(placements.map(|(e, p)| Record::Placement(id.clone(), e.clone(), p)));
        all.extend(state.routes_sorted().into_iter().map(|(r, route)| Record::Route(id.clone(), r.clone(), route)));
    }
    all.extend(graph.matrices().values().cloned().map(Record::Matrix));
    all
}

#[test]
fn single_records_are_written_and_read() {
    for record in records(&sample::graph()) {
        for layout in [Layout::Lines, Layout::OneLine] {
            let text = write_record(&record, layout);
            assert_eq!(read_record(&text, &Limits::default()).as_ref(), Ok(&record), "{text}");
            if layout == Layout::OneLine {
                assert_eq!(text.lines().count(), 1, "{text}");
            }
        }
    }
    let zoo = Record::Entity(Arc::clone(sample::graph().entity(&id("zoo")).unwrap()));
    assert_eq!(write_record(&zoo, Layout::OneLine), r#"Entity("zoo", (type: "a-child", name: "Zoo"))"#);
}

#[test]
fn a_bad_single_record_names_its_place() {
    let error = read_record("Entity(\"x\", (type: \"p\",\n valid: \"199\"))", &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("line 2, column 9: entity \"x\": valid: \"199\" is not a date"), "{error}");
    let error = read_record("Entity(\"x\", (type: \"p\"", &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("line 1, column 23: the file ends in the middle of the `(`"), "{error}");
}
