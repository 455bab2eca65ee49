//! What is mended when the user asks for it, and what is said about it.

use liaison::formats::Severity;
use liaison::model::{Consistency, Relevance, Value};

use super::sample::id;
use super::{read, read_repairing, write};

#[test]
fn records_are_mended_or_left_out() {
    let text = concat!(
        "(format: \"liaison\", version: 2, revision: \"no hash\",\n",
        "entity_types: {\"p\": (parent: \"nothing\"), \"p\": (colour: \"pink\")},\n",
        "relationship_types: {\"r\": (from: [\"p\", \"lost\"])},\n",
        "sources: {\"s\": (text: \"0000000000000000000000000000000000000000000000000000000000000000\"), \"s\": ()},\n",
        "entities: {\n",
        "  \"a\": (type: \"p\", valid: \"1994-13\", evidence: [(id: \"e\", source: \"t\"), (id: \"e\", source: \"s\"), (id: \"f\")]),\n",
        "  \"a\": (type: \"q\", properties: {\"n\": Number(1), \"n\": List([Number(NaN), Number(2)])}),\n",
        "  \"c\": (),\n",
        "},\n",
        "relationships: {\n",
        "  \"x\": (type: \"r\", from: \"a\", to: \"nobody\"),\n",
        "  \"y\": (type: \"r2\", from: \"a\", to: \"c\", rationale: \"?\", evidence: [(id: \"e\", source: \"s\", start: 1)]),\n",
        "  \"y\": (type: \"r\", from: \"c\", to: \"c\", weight: inf),\n",
        "},\n",
        "views: {\"v\": (size_by: \"mood\", canvas_notes: {\"k\": ()}, placements: {\"a\": (x: 1.0), \"nobody\": ()}), \"v\": ()},\n",
        "matrices: {\"m\": (hypotheses: [(id: \"h\"), (id: \"h\"), (text: \"?\")], items: [\n",
        "  (id: \"i\", about: \"e\", relevance: \"huge\", marks: {\"h\": \"C\", \"h\": \"I\", \"g\": \"C\", \"h-2\": \"Q\"}),\n",
        "  (id: \"i\", about: \"gone\"),\n",
        "]), \"m\": ()},\n",
        "texts: {\"0000000000000000000000000000000000000000000000000000000000000000\": [\"words\"]},\n",
        "attachments: {\"00\": (data: \"AAEC\"), \"01\": (data: \"?\")},\n",
        ")",
    );
    assert!(read(text).is_err());
    let loaded = read_repairing(text).unwrap();
    let graph = &loaded.graph;
    graph.assert_indexes();
    assert!(loaded.issues.iter().all(|i| i.severity == Severity::Error && !i.done.is_empty()));
    assert!(loaded.issues.iter().all(|i| i.line.is_some() && i.column.is_some()), "{:#?}", loaded.issues);
    assert!(loaded.issues.is_sorted_by_key(|i| (i.line, i.column)));

    let schema = graph.schema();
    let types: Vec<_> = schema.entity_types.keys().map(|t| t.as_str()).collect();
    assert_eq!(types, ["lost", "p", "p-2", "q", "unknown"]);
    assert_eq!(schema.relationship_types.len(), 2);
    assert_eq!(graph.sources().len(), 3);
    assert_eq!(graph.sources()["s"].text.as_deref(), Some("words"));
    let a = graph.entity(&id("a")).unwrap();
    assert_eq!(a.valid, None);
    assert_eq!(a.evidence.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["e", "e-2"]);
    let second = graph.entity(&id("a-2")).unwrap();
    assert_eq!(second.properties["n (2)"], Value::List(vec![Value::Number(2.0)]));
    assert_eq!(graph.relationship_count(), 2);
    assert_eq!(graph.relationship(&id("y")).unwrap().evidence[0].id.as_str(), "e-3");
    assert_eq!(graph.relationship(&id("y-2")).unwrap().weight, None);
    assert_eq!(graph.views().len(), 2);
    assert_eq!(graph.attachments().len(), 1);
    assert_eq!(graph.matrices().keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["m", "m-2"]);
    let matrix = &graph.matrices()["m"];
    let hypotheses: Vec<_> = matrix.hypotheses.iter().map(|h| h.id.as_str()).collect();
    assert_eq!(hypotheses, ["h", "h-2", "hypothesis-2"]);
    assert_eq!(matrix.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["i", "i-2"]);
    assert_eq!(matrix.items[0].marks, [(id("h"), Consistency::Consistent)].into());
    assert_eq!(matrix.items[0].relevance, Relevance::Medium);

    // What was mended is a sound file.
    let again = read(&write(graph)).unwrap();
    assert!(again.graph == *graph);
}

#[test]
fn every_issue_says_what_was_done() {
    let text = "(format: \"liaison\", version: 1, entity_types: {\"p\": ()},\nentities: {\"a\": (type: \"p\"), \"a\": (type: \"p\")})";
    let issues = read_repairing(text).unwrap().issues;
    assert_eq!(issues.len(), 1);
    assert_eq!(
        issues[0].to_string(),
        "line 2, column 30: entity \"a\": there is more than one entity of this id (gave this one the new id \"a-2\")"
    );
}

#[test]
fn a_text_that_no_source_names_is_a_warning() {
    let hash = liaison::base::ContentHash::of(b"lost");
    let text = format!("(format: \"liaison\", version: 1,\ntexts: {{\"{hash}\": [\"lo\", \"st\"]}})");
    let loaded = read(&text).unwrap();
    assert_eq!(loaded.issues.len(), 1);
    assert_eq!((loaded.issues[0].severity, loaded.issues[0].line), (Severity::Warning, Some(2)));
}

#[test]
fn text_that_is_no_ron_is_not_repaired() {
    assert!(read_repairing("(format: \"liaison\", version: 1, entities: {\"a\": (nmae: 1)})").is_err());
}
