//! Files so large that they are read in parts.

use std::sync::Arc;

use liaison::base::Point;
use liaison::formats::ReadError;
use liaison::model::{Entity, Graph, Placement, Relationship, View};

use super::sample::{self, id};
use super::{read, write};

const ENTITIES: usize = 12_000;

/// The sample with many more records, some of them with texts that look like the file's own lines.
fn large() -> Graph {
    let mut graph = sample::graph();
    let second = View::new(id("second"), "Second");
    graph.put_view(&second.id.clone(), Some(Arc::new(second))).unwrap();
    for i in 0..ENTITIES {
        let notes = "\n    },\n    entities: {\n        \"x\": (\n            name: \"김정은\",\n".repeat(i % 3).into();
        let new = Entity { notes, ..Entity::new(id(&format!("many-{i:05}")), id("person"), format!("Number {i}")) };
        graph.put_entity(&new.id.clone(), Some(Arc::new(new))).unwrap();
    }
    for i in 0..ENTITIES {
        let (from, to) = (format!("many-{i:05}"), format!("many-{:05}", i * 7 % ENTITIES));
        let new = Relationship::new(id(&format!("tie-{i:05}")), id("leads"), id(&from), id(&to));
        graph.put_relationship(&new.id.clone(), Some(Arc::new(new))).unwrap();
        let placement = Placement { position: Some(Point::new(i as f32, 0.5)), pinned: false, hidden: i % 2 == 0 };
        graph.place(&id("main"), &id(&from), placement).unwrap();
        graph.place(&id("second"), &id(&to), placement).unwrap();
    }
    graph
}

#[test]
fn a_large_file_is_read_as_a_small_one_is() {
    let graph = large();
    let text = write(&graph);
    assert!(text.len() > 4 << 20, "{} bytes are not read in parts", text.len());
    let loaded = read(&text).unwrap();
    loaded.graph.assert_indexes();
    assert!(loaded.graph == graph);
    assert!(!loaded.info.edited_elsewhere);
    // A comment sends it to the parser of all of RON.
    let by_ron = read(&format!("{text}// end\n")).unwrap();
    assert!(by_ron.graph == graph);
    assert!(by_ron.info.edited_elsewhere);
    let windows = read(&text.replace('\n', "\r\n")).unwrap();
    assert!(windows.graph == graph);
    assert!(!windows.info.edited_elsewhere);
}

/// A text that holds line breaks as they are, as people may write it, and in them what looks like a record.
#[test]
fn a_cut_in_a_text_is_no_cut() {
    let text = write(&large());
    let bait = "\n        \"many-99999\": (\n            type: \"person\",\n        ),".repeat(20_000);
    let text = text.replacen("name: \"Number 5\"", &format!("name: \"{}\"", bait.replace('"', "\\\"")), 1);
    let loaded = read(&text).unwrap();
    assert_eq!(loaded.graph.entity_count(), ENTITIES + 3);
    assert_eq!(loaded.graph.entity(&id("many-00005")).unwrap().name, bait);
}

#[test]
fn errors_in_any_part_have_their_places_in_the_file() {
    let text = write(&large());
    let line = |needle: &str| {
        let at = text.find(needle).unwrap_or_else(|| panic!("{needle}"));
        text[..at].lines().count()
    };
    let (first, last) = (line("\"many-00003\": ("), line("\"many-11999\": ("));
    let (tie, place) = (line("\"tie-07000\": ("), line("\"many-09000\": (x"));
    let broken = text
        .replacen("name: \"Number 3\",", "valid: \"soon\",", 1)
        .replacen("name: \"Number 11999\",", "status: \"maybe\",", 1)
        .replacen("to: \"many-01000\",", "to: \"nobody\",", 1)
        .replacen("\"many-09000\": (x", "\"many-08999\": (x", 1);
    let ReadError::Broken { issues, more: 0 } = read(&broken).unwrap_err() else { panic!("another error") };
    let found: Vec<_> =
        issues.iter().map(|i| (i.line.unwrap() as usize, i.record.as_ref().unwrap().id.as_str())).collect();
    assert_eq!(
        found,
        [(first + 2, "many-00003"), (last + 2, "many-11999"), (tie + 3, "tie-07000"), (place, "many-08999")],
        "{issues:#?}"
    );
    // The same, told by the parser of all of RON.
    let by_ron = read(&format!("{broken}// end")).unwrap_err();
    assert_eq!(by_ron, ReadError::Broken { issues, more: 0 });
}

#[test]
fn a_large_file_that_is_cut_off_says_where() {
    let text = write(&large());
    for cut in [text.len() / 5, text.len() / 2, text.len() - 3] {
        let cut = (cut..).find(|at| text.is_char_boundary(*at)).unwrap();
        let error = read(&text[..cut]).unwrap_err();
        let ReadError::Truncated { place, .. } = &error else { panic!("{error}") };
        assert_eq!(place.line as usize, text[..cut].split('\n').count());
    }
}
