//! The draft: records from attributes of other programs.

use super::{At, Column, Draft, Undeclared};
use crate::base::Task;
use crate::formats::native::{self, Lineage};
use crate::formats::{Loaded, ReadError, ReadOptions, table};
use crate::model::{Direction, Value};

const NOWHERE: At = At::Nowhere;

fn draft(undeclared: Undeclared) -> Draft {
    Draft::new(&ReadOptions::default(), &Task::default(), undeclared)
}

fn finish(draft: Draft) -> Loaded {
    let loaded = draft.finish("test", "").unwrap();
    loaded.graph.assert_indexes();
    loaded
}

/// One node with these attributes, shown as its fields.
fn check_node(attributes: &[(&str, &str)], expected: &str) {
    let mut draft = draft(Undeclared::Fault);
    let node = draft.node("n1", NOWHERE).unwrap();
    for (name, text) in attributes {
        draft.set_node(node, &Column::of_node(name), *text, NOWHERE);
    }
    let loaded = finish(draft);
    let entity = loaded.graph.entities()[0];
    let mut shown = format!("{} {}", entity.kind, entity.name);
    for alias in &entity.aliases {
        shown += &format!(" aka {alias}");
    }
    if let Some(valid) = entity.valid {
        shown += &format!(" @{valid}");
    }
    if !entity.summary.is_empty() {
        shown += &format!(" ({})", entity.summary);
    }
    for (register, id) in &entity.external_ids {
        shown += &format!(" {register}:{id}");
    }
    for (name, value) in &entity.properties {
        shown += &format!(" {name}={value}");
    }
    if let Some((_, at)) = loaded.graph.views().values().next().unwrap().placements_sorted().first() {
        let at = at.position.unwrap();
        shown += &format!(" [{} {}]", at.x, at.y);
    }
    for source in loaded.graph.sources().values() {
        shown += &format!(" “{}”", source.title);
    }
    assert_eq!(shown, expected);
}

#[test]
fn attributes_fill_fields_and_the_rest_are_properties() {
    check_node(&[], "entity n1");
    check_node(&[("label", "Kim"), ("Type", "Person")], "person Kim");
    check_node(&[("name", "kim"), ("label", "Kim")], "entity Kim name=kim");
    check_node(&[("label", "Kim"), ("name", "Kim")], "entity Kim");
    check_node(&[("type", "0"), ("kind", "Person")], "person n1 type=0");
    check_node(&[("start", "1994"), ("end", "1996-06")], "entity n1 @1994/1996-06");
    check_node(&[("end", "1994"), ("start", "1996")], "entity n1 @../1994 start=1996");
    check_node(&[("date", "1994-06-13T10:00")], "entity n1 @1994-06-13 date=1994-06-13T10:00");
    check_node(&[("start", "2")], "entity n1 start=2");
    check_node(&[("x", "1"), ("y", "2,5")], "entity n1 [1 2.5]");
    check_node(&[("r", "255"), ("g", "128"), ("b", "0")], "entity n1 colour=#FF8000");
    check_node(&[("r", "12")], "entity n1 r=12");
    check_node(
        &[("aka", "Kim Jong Un; 김정은"), ("qid", "Q56226")],
        "entity n1 aka Kim Jong Un aka 김정은 wikidata:Q56226",
    );
    check_node(&[("source", "Reuters")], "entity n1 “Reuters”");
    check_node(&[("property:label", "x")], "entity n1 label=x");
    check_node(&[("city", "Bonn"), ("city", "Berlin")], "entity n1 city=Bonn, Berlin");
}

#[test]
fn edges_come_before_their_nodes_or_without_them() {
    for (undeclared, issues) in [(Undeclared::Fault, 1), (Undeclared::Ordinary, 0)] {
        let mut draft = draft(undeclared);
        let (a, b) = (draft.refer("a", At::Line(1)).unwrap(), draft.refer("b", At::Line(1)).unwrap());
        let edge = draft.edge(None, a, b, Some(false)).unwrap();
        draft.set_edge(edge, &Column::of_edge("label"), "owns", NOWHERE);
        draft.set_edge(edge, &Column::of_edge("weight"), "0,5", NOWHERE);
        let again = draft.edge(None, a, b, Some(true)).unwrap();
        draft.set_edge(again, &Column::of_edge("label"), "likes", NOWHERE);
        draft.edge(None, a, b, Some(true)).unwrap();
        draft.edge(None, a, b, Some(true)).unwrap();
        let node = draft.node("a", NOWHERE).unwrap();
        draft.set_node(node, &Column::of_node("label"), "Ann", NOWHERE);
        let loaded = finish(draft);
        assert_eq!(loaded.issues.len(), issues, "{:?}", loaded.issues);
        assert_eq!((loaded.graph.entity_count(), loaded.graph.relationship_count()), (2, 4));
        let all = loaded.graph.relationships();
        let owns = all.iter().find(|r| r.kind.as_str() == "owns").unwrap();
        assert_eq!((owns.weight, owns.direction, owns.label.as_str()), (Some(0.5), Direction::Neither, ""));
        assert_eq!(all.iter().filter(|r| r.label == "likes" && r.kind.as_str() == "related-to").count(), 1);
    }
}

#[test]
fn keys_become_ids_where_they_can() {
    let mut draft = draft(Undeclared::Fault);
    let long = "x".repeat(500);
    for key in ["n0::n1", "ключ 1", &long, "a\tb", ""] {
        draft.node(key, NOWHERE).unwrap();
    }
    draft.node("n0::n1", NOWHERE).unwrap();
    let loaded = finish(draft);
    let ids: Vec<_> = loaded.graph.entities().iter().map(|e| e.id.to_string()).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.contains(&"n0::n1".into()) && ids.contains(&"ключ 1".into()));
    assert_eq!(loaded.issues.len(), 1, "{:?}", loaded.issues);
}

#[test]
fn groups_hold_the_members_of_groups_in_them() {
    let mut draft = draft(Undeclared::Fault);
    let outer = draft.group("g1", "Outer", None);
    let inner = draft.group("g2", "Inner", Some(outer));
    draft.group("g3", "Nobody", None);
    let (a, b) = (draft.node("a", NOWHERE).unwrap(), draft.node("b", NOWHERE).unwrap());
    draft.join(outer, a);
    draft.join(inner, b);
    let loaded = finish(draft);
    let view = &loaded.graph.views().values().next().unwrap().view;
    let shown: Vec<_> = view.groups.values().map(|g| (g.name.as_str(), g.members.len())).collect();
    assert_eq!(shown, [("Outer", 2), ("Inner", 1)]);
}

#[test]
fn too_many_records_are_refused() {
    let mut options = ReadOptions::default();
    options.limits.records = 3;
    let mut draft = Draft::new(&options, &Task::default(), Undeclared::Fault);
    let made = (0..10).map(|n| draft.node(&n.to_string(), NOWHERE)).filter(Result::is_ok).count();
    assert_eq!(made, 3);
    assert_eq!(Value::Number(1.0).to_string(), "1");
}

/// What is read, and what is said of it, by so many threads.
fn by(threads: usize, read: impl Fn() -> Result<Loaded, ReadError> + Send) -> (String, Vec<String>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let Loaded { graph, issues, .. } = pool.install(read).unwrap();
    graph.assert_indexes();
    let text = String::from_utf8(native::write(&graph, &Lineage::default()).bytes).unwrap();
    (text, issues.iter().map(ToString::to_string).collect())
}

#[test]
fn large_tables_are_the_same_on_any_number_of_threads() {
    let nodes: String = (0..20_000).map(|n| format!("n{n},Name {n},core\n")).collect();
    let edges: String =
        (0..50_000).map(|n| format!("n{},n{},related {},{}.5\r\n", n % 20_000, n * 7 % 20_000, n % 9, n)).collect();
    let nodes = format!("Id,Label,Type\n{nodes}");
    let edges = format!("Source,Target,Label,Weight\r\n{edges}");
    let with = |text: &str, more: &str| format!("{text}{more}\n");
    for (nodes, edges, issues) in [
        (nodes.clone(), edges.clone(), 0),
        // Ends that are new, that are names, and that are both.
        (nodes.clone(), with(&edges, "new,n1,,"), 0),
        (nodes.clone(), with(&edges, "Name 7,n1,,"), 0),
        (with(&nodes, "n1,Again,core"), edges.clone(), 1),
        (nodes.clone(), with(&edges, "n1,,,"), 1),
        (nodes.clone(), with(&edges, "\"n1\",n2,,"), 0),
        (String::new(), edges.clone(), 0),
    ] {
        let both = [("x.nodes.csv", nodes.as_bytes()), ("x.edges.csv", edges.as_bytes())];
        let files = if nodes.is_empty() { &both[1..] } else { &both };
        let read = || table::read_files(files, None, &ReadOptions::default(), &Task::default());
        let alone = by(1, read);
        assert_eq!(alone.1.len(), issues, "{:?}", alone.1);
        assert!(alone == by(3, read), "{:?}", &edges[edges.len() - 20..]);
    }
}

#[test]
fn a_large_graphml_file_is_the_same_on_any_number_of_threads() {
    let nodes: String =
        (0..8_000).map(|n| format!("<node id=\"n{n}\"><data key=\"a\">Tom &amp; {n}</data></node>\n")).collect();
    let edge = |n: usize| {
        let (from, to) = (n % 8_000, n * 7 % 8_000);
        format!("<edge source=\"n{from}\" target=\"n{to}\"><data key=\"b\">{n}</data></edge>\n")
    };
    let edges: String = (0..12_000).map(edge).collect();
    let head = "<graphml><key id=\"a\" for=\"node\" attr.name=\"label\"/>\
        <key id=\"b\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/><graph edgedefault=\"directed\">";
    for (body, issues) in [
        (format!("{nodes}{edges}"), 0),
        (format!("{edges}{nodes}"), 0),
        (format!("{nodes}<!-- <node id=\"z\"/> -->{edges}"), 0),
        (format!("{nodes}<node id=\"n5\"/>{edges}"), 1),
        (format!("{nodes}<edge source=\"n1\" target=\"gone\"/>{edges}"), 1),
        (format!("{nodes}<node id=\"z\"><data key=\"undeclared\">x</data></node>{edges}"), 1),
    ] {
        let text = format!("{head}{body}</graph></graphml>");
        let read = || crate::formats::read_named(text.as_bytes(), None, &ReadOptions::default(), &Task::default());
        let alone = by(1, read);
        assert_eq!(alone.1.len(), issues, "{:?}", alone.1);
        assert!(alone == by(3, read), "{:?}", &body[body.len() / 2..][..60]);
    }
}
