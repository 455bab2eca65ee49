//! Each field of each record, changed alone as the inspector and the canvas do, is undone and redone to the byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::path::Path;

use liaison::base::{NoteId, Point, Rect, SourceId};
use liaison::edit::{Document, Merging, Selection, Transaction, intent};
use liaison::formats::native::{self, Lineage};
use liaison::formats::{ReadOptions, read};
use liaison::model::{
    Attachment, CanvasNote, ColourBy, ConfidenceOverride, Direction, Entity, Evidence, EvidenceHome, Graph, Handling,
    Level, Likelihood, Relationship, Reliability, SizeBy, Source, SourceKind, Stance, Status, Value, View,
};

fn example() -> (Graph, Lineage) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("saves/us-north-korea-liaison.ron");
    let loaded = read(&std::fs::read(path).unwrap(), &ReadOptions::default(), &Default::default()).unwrap();
    (loaded.graph, loaded.info.lineage)
}

/// Applies what `change` makes of the example, and expects the file to differ, undo to give the old bytes, and redo the
/// new ones.
fn check(name: &str, change: impl Fn(&Graph) -> Transaction) {
    let (graph, lineage) = example();
    let bytes = |document: &Document| native::write(document.graph(), &lineage).bytes;
    let mut document = Document::new(graph);
    let original = bytes(&document);
    let transaction = change(document.graph());
    let nothing = Selection::none();
    document.apply(transaction, Merging::Never, &nothing, &nothing).unwrap();
    let changed = bytes(&document);
    assert!(changed != original, "{name}: the file shows it");
    document.undo().unwrap();
    assert!(bytes(&document) == original, "{name}: undone to the byte");
    document.redo().unwrap();
    assert!(bytes(&document) == changed, "{name}: redone to the byte");
    let again = read(&changed, &ReadOptions::default(), &Default::default()).unwrap();
    assert!(again.issues.is_empty(), "{name}: {:?}", again.issues);
    assert!(again.graph == **document.graph(), "{name}: read back as it was");
}

type Set<T> = fn(&mut T);

#[test]
fn fields_of_an_entity() {
    let all: &[(&str, Set<Entity>)] = &[
        ("name", |e| e.name = "김정은".into()),
        ("aliases", |e| e.aliases.push("The Marshal".into())),
        ("summary", |e| e.summary = "Leads the country.".into()),
        ("notes", |e| e.notes = "One line\nand \"another\" \\ one".into()),
        ("status", |e| e.status = Status::Alleged),
        ("time", |e| e.valid = Some("2011-12~/..".parse().unwrap())),
        ("property", |e| {
            e.properties.insert("rank".into(), Value::Text("Marshal".into()));
        }),
        ("tag", |e| {
            e.tags.insert("summit".into());
        }),
        ("external id", |e| {
            e.external_ids.insert("wikidata".into(), "Q56226".into());
        }),
    ];
    let (graph, _) = example();
    let any = graph.entities().first().map(|e| e.id.clone()).unwrap();
    for (name, set) in all {
        check(name, |graph| intent::change_entities(graph, [&any], "change", set));
    }
    check("evidence", |graph| {
        let evidence = Evidence::new("a-piece".parse().unwrap(), graph.sources().keys().next().cloned().unwrap());
        intent::add_evidence(graph, &EvidenceHome::Entity(any.clone()), &evidence)
    });
    let picture = |bytes: &[u8]| Attachment::picture(bytes).unwrap();
    let png = picture(b"\x89PNG\r\n\x1a\n\0\x01\xfe\xff");
    check("picture", |graph| intent::set_picture(graph, &any, Some(png.clone())));

    // Another picture takes the place of the first, which goes with its last entity.
    let nothing = Selection::none();
    let mut document = Document::new(graph);
    for picture in [Some(png), Some(picture(&[0xff, 0xd8, 0xff, 0xe0])), None] {
        let expected: Vec<_> = picture.iter().map(|p| p.hash).collect();
        let transaction = intent::set_picture(document.graph(), &any, picture);
        document.apply(transaction, Merging::Never, &nothing, &nothing).unwrap();
        assert_eq!(document.graph().attachments().keys().copied().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn fields_of_a_relationship() {
    let all: &[(&str, Set<Relationship>)] = &[
        ("direction", |r| r.direction = Direction::Both),
        ("label", |r| r.label = "is said to".into()),
        ("time", |r| r.valid = Some("1994?/1995".parse().unwrap())),
        ("status", |r| r.status = Status::Denied),
        ("likelihood", |r| r.likelihood = Some(Likelihood::Unlikely)),
        ("confidence", |r| {
            r.confidence = Some(ConfidenceOverride { level: Level::Low, rationale: "One voice.".into() });
        }),
        ("weight", |r| r.weight = Some(2.5)),
        ("property", |r| {
            r.properties.insert("share".into(), Value::Number(0.25));
        }),
        ("tag", |r| {
            r.tags.insert("тег".into());
        }),
        ("notes", |r| r.notes = "Two\nlines".into()),
        ("evidence", |r| r.evidence.clear()),
        ("stance", |r| r.evidence[0].stance = Stance::Context),
        ("quote", |r| r.evidence[0].quote = None),
        ("credibility", |r| r.evidence[0].credibility = None),
        ("access", |r| r.evidence[0].access = None),
        ("evidence's note", |r| r.evidence[0].note = "Read twice.".into()),
        ("evidence's property", |r| r.evidence[0].about = "weight".into()),
        ("analyst", |r| r.evidence[0].analyst = "A. Nalyst".into()),
        ("recorded", |r| r.evidence[0].recorded = Some("2019-03".parse().unwrap())),
    ];
    let (graph, _) = example();
    let graded = |r: &Relationship| {
        let first = r.evidence.first();
        first.is_some_and(|e| e.quote.is_some() && e.credibility.is_some() && e.access.is_some())
    };
    let id = graph.relationships().into_iter().find(|r| graded(r)).map(|r| r.id.clone()).unwrap();
    for (name, set) in all {
        check(name, |graph| intent::change_relationships(graph, [&id], "change", set));
    }
    let others: Vec<_> = graph.entities().into_iter().map(|e| e.id.clone()).collect();
    check("ends", |graph| intent::reattach(graph, &id, &others[0], &others[5]));
    check("order of evidence", |graph| {
        let two = graph.relationships().into_iter().find(|r| r.evidence.len() > 1).map(|r| r.id.clone()).unwrap();
        intent::change_relationships(graph, [&two], "reorder", |r| r.evidence.reverse())
    });
}

#[test]
fn fields_of_a_source() {
    let all: &[(&str, Set<Source>)] = &[
        ("title", |s| s.title = "Another title".into()),
        ("kind", |s| s.kind = SourceKind::Interview),
        ("author", |s| s.author = "N. N.".into()),
        ("publisher", |s| s.publisher = "A publisher".into()),
        ("published", |s| s.published = Some("2017-01-31".parse().unwrap())),
        ("retrieved", |s| s.retrieved = Some("2019-03".parse().unwrap())),
        ("url", |s| s.url = "https://example.org/a?b=c".into()),
        ("reliability", |s| s.reliability = Some(Reliability::E)),
        ("origin", |s| s.origin = "somebody else".into()),
        ("handling", |s| s.handling = Some(Handling::Red)),
        ("notes", |s| s.notes = "Ask again.".into()),
        ("text", |s| s.text = Some("محادثات بيونغ يانغ\n".into())),
    ];
    let (graph, _) = example();
    let id: SourceId = graph.sources().keys().next().cloned().unwrap();
    for (name, set) in all {
        check(name, |graph| intent::change_source(graph, &id, set));
    }
}

#[test]
fn fields_of_a_view_and_of_the_graph() {
    let all: &[(&str, Set<View>)] = &[
        ("title", |v| v.title = "Another view".into()),
        ("notes", |v| v.notes = "Shows little.".into()),
        ("filter", |v| v.filter = "type:person".into()),
        ("date shown", |v| v.at = Some("1994".parse().unwrap())),
        ("size", |v| v.style.size_by = SizeBy::Uniform),
        ("colour", |v| v.style.colour_by = ColourBy::Property("party".into())),
        ("dates", |v| v.style.hide_dates = !v.style.hide_dates),
        ("collapsed", |v| {
            let group = v.groups.values_mut().next().unwrap();
            group.collapsed = !group.collapsed;
        }),
        ("group's name", |v| v.groups.values_mut().next().unwrap().name = "Renamed".into()),
    ];
    let (graph, _) = example();
    let grouped = graph.views().iter().find(|(_, state)| !state.view.groups.is_empty()).map(|(id, _)| id.clone());
    let view = grouped.unwrap();
    for (name, set) in all {
        check(name, |graph| intent::change_view(graph, &view, "change", set));
    }
    let note = NoteId::new("a-note").unwrap();
    let area = Rect::from_corners(Point::new(1.5, -2.0), Point::new(160.0, 60.0));
    check("note", |graph| intent::put_note(graph, &view, &note, &CanvasNote { text: "**Ask** them".into(), area }));
    let all: Vec<_> = graph.entities().into_iter().map(|e| e.id.clone()).collect();
    check("position", |graph| intent::place(graph, &view, &[(all[0].clone(), Point::new(12.25, 7.0))], "move"));
    check("pin", |graph| intent::set_pinned(graph, &view, &all[..3], true));
    check("graph's title", |graph| intent::change_meta(graph, |meta| meta.title = "Another graph".into()));
    check("graph's description", |graph| intent::change_meta(graph, |meta| meta.description = String::new()));
}

#[test]
fn fields_of_types() {
    check("entity type", |graph| {
        let mut kind = (**graph.schema().entity_types.values().next().unwrap()).clone();
        kind.name.push_str(" (renamed)");
        intent::change_entity_type(graph, kind)
    });
    check("relationship type", |graph| {
        let mut kind = (**graph.schema().relationship_types.values().next().unwrap()).clone();
        kind.name.push_str(" (renamed)");
        intent::change_relationship_type(graph, kind)
    });
}
