//! Random graphs with hostile texts are read back as they were written.

use std::collections::BTreeMap;
use std::sync::Arc;

use liaison::base::{ContentHash, Interval, PartialDate, Point, Rect, Task, TextQuote};
use liaison::formats::native::{self, Layout, Lineage, Record, read_record, write_record};
use liaison::formats::{Limits, ReadOptions};
use liaison::model::{
    Attachment, CanvasNote, Consistency, Entity, EntityType, Evidence, Graph, Group, Hypothesis, Matrix, MatrixItem,
    Meta, Placement, Properties, Relationship, Relevance, Route, Schema, SizeBy, Source, Status, Style, TimeRule,
    Value, View,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::sample::id;

/// Texts that break careless writers and readers.
const HOSTILE: &[&str] = &[
    "",
    "\"",
    "\\",
    "\\\"",
    "r#\"raw\"#",
    "\"#",
    "a\r\nb\rc\n",
    "\0\u{1}\u{1B}[31m\u{7F}\u{85}",
    "\u{202E}abc\u{202C}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}",
    "\u{2028}\u{2029}\u{FEFF}\u{FFFE}\u{FFFF}\u{10FFFF}",
    "김정은 Ким عربي ไทย हिन्दी",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "// no comment /* nor this",
    "(entities: {\"x\": (",
    ")]}",
    "\\u{41}\\n",
    "'\"'",
    " leading and trailing ",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(HOSTILE).prop_map(String::from),
        any::<String>(),
        (proptest::sample::select(HOSTILE), any::<String>(), proptest::sample::select(HOSTILE))
            .prop_map(|(a, b, c)| format!("{a}{b}{c}")),
    ]
}

/// Ids may hold anything but control characters.
fn any_id(prefix: &'static str) -> impl Strategy<Value = String> {
    any_text().prop_map(move |text| {
        let tail: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
        format!("{prefix}{tail}")
    })
}

fn any_date() -> impl Strategy<Value = PartialDate> {
    (-9999..=9999_i32, 1..=12_u8, 1..=28_u8, 0..3_usize, 0..4_usize).prop_map(|(y, m, d, form, doubt)| {
        let sign = if y < 0 { "-" } else { "" };
        let y = y.unsigned_abs().max(1);
        let base = [format!("{sign}{y:04}"), format!("{sign}{y:04}-{m:02}"), format!("{sign}{y:04}-{m:02}-{d:02}")];
        format!("{}{}", base[form], ["", "?", "~", "%"][doubt]).parse().unwrap()
    })
}

fn any_interval() -> impl Strategy<Value = Interval> {
    (any_date(), 0..4_usize).prop_map(|(date, form)| {
        [format!("{date}"), format!("{date}/.."), format!("/{date}"), format!("{date}/9999")][form]
            .parse()
            .unwrap_or(Interval::On(date))
    })
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |n| n.is_finite()),
        Just(-0.0),
        Just(1e300),
        (0..99_i32).prop_map(f64::from)
    ]
}

fn any_coordinate() -> impl Strategy<Value = f32> {
    any::<f32>().prop_filter("finite", |n| n.is_finite())
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any_text().prop_map(Value::Text),
        any_number().prop_map(Value::Number),
        any::<bool>().prop_map(Value::Flag),
        any_interval().prop_map(Value::Date),
        any_text().prop_map(Value::Url),
        any_id("v").prop_map(|text| Value::Entity(id(&text))),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| vec(inner, 0..3).prop_map(Value::List))
}

fn any_properties() -> impl Strategy<Value = Properties> {
    btree_map(any_text(), any_value(), 0..3)
}

prop_compose! {
    fn any_evidence()(
        source in any::<prop::sample::Index>(),
        texts in vec(any_text(), 6),
        quoted in any::<bool>(),
        start in option::of(any::<u32>()),
        recorded in option::of(any_date()),
    ) -> (prop::sample::Index, Evidence) {
        let [about, exact, prefix, suffix, note, analyst] = <[String; 6]>::try_from(texts).unwrap();
        let quote = quoted.then_some(TextQuote { exact, prefix, suffix, start });
        (source, Evidence { about, quote, note, analyst, recorded, ..Evidence::new(id("e"), id("s")) })
    }
}

prop_compose! {
    fn any_entity()(
        key in any_id("n"),
        texts in vec(any_text(), 3),
        aliases in vec(any_text(), 0..3),
        status in proptest::sample::select(Status::ALL),
        valid in option::of(any_interval()),
        properties in any_properties(),
        tags in btree_set(any_text(), 0..3),
        external_ids in btree_map(any_text(), any_text(), 0..3),
        evidence in vec(any_evidence(), 0..3),
        different in btree_set(any_id("n"), 0..3),
    ) -> (Entity, Vec<(prop::sample::Index, Evidence)>) {
        let [name, summary, notes] = <[String; 3]>::try_from(texts).unwrap();
        let entity = Entity::new(id(&key), id("person"), name);
        let different_from = different.iter().map(|other| id(other)).collect();
        let entity = Entity {
            different_from,
            aliases: aliases.into(),
            summary: summary.into(),
            notes: notes.into(),
            status,
            valid,
            properties: properties.into(),
            tags: tags.into(),
            external_ids: external_ids.into(),
            ..entity
        };
        (entity, evidence)
    }
}

prop_compose! {
    fn any_relationship()(
        key in any_id("r"),
        ends in any::<(prop::sample::Index, prop::sample::Index)>(),
        label in any_text(),
        notes in any_text(),
        valid in option::of(any_interval()),
        weight in option::of(any_number()),
        properties in any_properties(),
        tags in btree_set(any_text(), 0..3),
        evidence in vec(any_evidence(), 0..3),
    ) -> (Relationship, (prop::sample::Index, prop::sample::Index), Vec<(prop::sample::Index, Evidence)>) {
        let relationship = Relationship::new(id(&key), id("related-to"), id("x"), id("x"));
        let (label, notes, properties, tags) = (label.into(), notes.into(), properties.into(), tags.into());
        (Relationship { label, notes, valid, weight, properties, tags, ..relationship }, ends, evidence)
    }
}

prop_compose! {
    fn any_view()(
        key in any_id("v"),
        texts in vec(any_text(), 5),
        area in any::<[i16; 4]>(),
        placements in vec((any::<prop::sample::Index>(), option::of((any_coordinate(), any_coordinate())), any::<[bool; 2]>()), 0..6),
        routes in vec((any::<prop::sample::Index>(), option::of(any_coordinate()), any::<bool>()), 0..6),
        members in btree_set(any_id("m"), 0..3),
        note_key in any_id("k"),
        [collapsed, hide_undated] in any::<[bool; 2]>(),
        time in proptest::sample::select(TimeRule::ALL),
        rank in any::<i32>(),
        picture in option::of(any::<u8>()),
    ) -> (View, Vec<(prop::sample::Index, Placement)>, Vec<(prop::sample::Index, Route)>) {
        let [title, notes, filter, name, text] = <[String; 5]>::try_from(texts).unwrap();
        let [a, b, c, d] = area.map(f32::from);
        let area = Rect { min: Point::new(a, b), max: Point::new(c, d / 7.0) };
        let members = members.iter().map(|m| id(m)).collect();
        let image = picture.map(|byte| ContentHash::of(&[byte]));
        let style = Style { size_by: SizeBy::Metric(notes.clone()), ..Style::default() };
        let view = View {
            time,
            hide_undated,
            rank,
            style,
            notes,
            filter,
            groups: [(id(&note_key), Group { name, members, collapsed, colour: None })].into(),
            canvas_notes: [(id(&note_key), CanvasNote { text, area, image })].into(),
            ..View::new(id(&key), title)
        };
        let placement = |(at, position, [pinned, hidden]): (_, Option<(f32, f32)>, [bool; 2])| {
            (at, Placement { position: position.map(|(x, y)| Point::new(x, y)), pinned, hidden })
        };
        let route = |(at, bend, hidden)| (at, Route { bend, hidden });
        (view, placements.into_iter().map(placement).collect(), routes.into_iter().map(route).collect())
    }
}

prop_compose! {
    fn any_matrix()(
        key in any_id("m"),
        texts in vec(any_text(), 2),
        hypotheses in btree_map(any_id("h"), any_text(), 0..4),
        items in btree_map(any_id("i"), (option::of(any_id("e")), any_text()), 0..4),
        marks in vec(proptest::sample::select(Consistency::ALL), 4),
        relevance in proptest::sample::select(Relevance::ALL),
    ) -> Matrix {
        let [question, notes] = <[String; 2]>::try_from(texts).unwrap();
        let hypotheses: Vec<_> = hypotheses.into_iter().rev().map(|(key, text)| Hypothesis { id: id(&key), text }).collect();
        let marks: BTreeMap<_, _> = hypotheses.iter().map(|h| h.id.clone()).zip(marks).collect();
        let item = |(key, (about, text)): (String, (Option<String>, String))| {
            let about = about.map(|about| id(&about));
            MatrixItem { about, relevance, marks: marks.clone(), ..MatrixItem::new(id(&key), text) }
        };
        let items = items.into_iter().map(item).collect();
        Matrix { notes, hypotheses, items, ..Matrix::new(id(&key), question) }
    }
}

prop_compose! {
    fn any_graph()(
        meta in (any_text(), any_text()),
        type_texts in vec(any_text(), 4),
        sources in vec((any_id("s"), any_text(), option::of(any_text()), option::of(any_date())), 1..4),
        attachments in vec(vec(any::<u8>(), 0..40), 0..3),
        entities in vec(any_entity(), 1..6),
        relationships in vec(any_relationship(), 0..6),
        views in vec(any_view(), 0..3),
        matrices in vec(any_matrix(), 0..3),
    ) -> Graph {
        let mut graph = Graph::empty();
        graph.set_meta(Arc::new(Meta { title: meta.0, description: meta.1 }));
        let built_in = Schema::built_in();
        let mut person: EntityType = built_in.entity_types["person"].as_ref().clone();
        person.name.clone_from(&type_texts[0]);
        person.icon.clone_from(&type_texts[1]);
        person.mappings.ftm.clone_from(&type_texts[2]);
        person.properties[0].name.clone_from(&type_texts[3]);
        graph.put_entity_type(&id("person"), Some(Arc::new(person))).unwrap();
        let related = Arc::clone(&built_in.relationship_types["related-to"]);
        graph.put_relationship_type(&id("related-to"), Some(related)).unwrap();
        let mut source_ids = Vec::new();
        for (key, notes, text, published) in sources {
            let text = text.map(Arc::from);
            let ignored = [notes.clone()].into();
            let source = Source { ignored, notes: notes.clone(), text, published, ..Source::new(id(&key), notes) };
            source_ids.push(source.id.clone());
            graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
        }
        for bytes in attachments {
            let hash = ContentHash::of(&bytes);
            let new = Attachment { hash, media_type: type_texts[0].clone(), bytes: bytes.into() };
            graph.put_attachment(hash, Some(Arc::new(new))).unwrap();
        }
        let mut pieces = 0;
        let mut cited = |evidence: Vec<(prop::sample::Index, Evidence)>| -> Vec<Evidence> {
            evidence.into_iter().map(|(source, piece)| {
                pieces += 1;
                Evidence { id: id(&format!("e{pieces}")), source: source.get(&source_ids).clone(), ..piece }
            }).collect()
        };
        let mut entity_ids = Vec::new();
        for (entity, evidence) in entities {
            if graph.entity(&entity.id).is_none() {
                let entity = Entity { evidence: cited(evidence).into(), ..entity };
                entity_ids.push(entity.id.clone());
                graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
            }
        }
        let mut relationship_ids = Vec::new();
        for (relationship, (from, to), evidence) in relationships {
            if graph.relationship(&relationship.id).is_none() {
                let (from, to) = (from.get(&entity_ids).clone(), to.get(&entity_ids).clone());
                let relationship = Relationship { from, to, evidence: cited(evidence).into(), ..relationship };
                relationship_ids.push(relationship.id.clone());
                graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
            }
        }
        for matrix in matrices {
            graph.put_matrix(&matrix.id.clone(), Some(Arc::new(matrix))).unwrap();
        }
        for (view, placements, routes) in views {
            let view_id = view.id.clone();
            graph.put_view(&view_id, Some(Arc::new(view))).unwrap();
            for (entity, placement) in placements {
                graph.place(&view_id, entity.get(&entity_ids), placement).unwrap();
            }
            for (relationship, route) in routes.into_iter().filter(|_| !relationship_ids.is_empty()) {
                graph.route(&view_id, relationship.get(&relationship_ids), route).unwrap();
            }
        }
        graph
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read(graph in any_graph()) {
        let written = native::write(&graph, &Lineage::default());
        let loaded = native::read(&written.bytes, &ReadOptions::default(), &Task::default());
        let loaded = loaded.map_err(|e| TestCaseError::fail(format!("{e}\n{}", String::from_utf8_lossy(&written.bytes))))?;
        prop_assert!(loaded.graph == graph);
        prop_assert_eq!(&loaded.issues, &[]);
        prop_assert_eq!(&loaded.info.lineage, &written.lineage);
        prop_assert!(!loaded.info.edited_elsewhere);
        let again = native::write(&loaded.graph, &loaded.info.lineage);
        prop_assert!(again.bytes == written.bytes);
        // A comment sends it to the parser of all of RON, which must read the same.
        let commented = [&written.bytes[..], b"// end"].concat();
        let by_ron = native::read(&commented, &ReadOptions::default(), &Task::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(by_ron.graph == graph);
        // No text breaks a line or hides: what is not escaped is seen.
        let text = String::from_utf8(written.bytes).unwrap();
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        let records = graph.entities().into_iter().cloned().map(Record::Entity);
        for record in records.chain(graph.matrices().values().cloned().map(Record::Matrix)) {
            let line = write_record(&record, Layout::OneLine);
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert_eq!(read_record(&line, &Limits::default()), Ok(record));
        }
    }
}
