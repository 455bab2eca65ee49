//! Each field of each record, changed alone as the inspector and the canvas do, is undone and redone to the byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::path::Path;
use std::sync::Arc;

use liaison::base::{NoteId, Point, Rect, SourceId};
use liaison::edit::{Document, Edit, Merging, Selection, Swap, Transaction, intent};
use liaison::formats::native::{self, Lineage};
use liaison::formats::{ReadOptions, read};
use liaison::model::{
    Attachment, CanvasNote, ColourBy, ConfidenceOverride, Consistency, Direction, Entity, Evidence, EvidenceHome,
    Graph, Handling, Hypothesis, Level, Likelihood, Matrix, MatrixItem, Relationship, Relevance, Reliability, SizeBy,
    Source, SourceKind, Stance, Status, TimeRule, Value, View,
};

fn example() -> (Graph, Lineage) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("saves/us-north-korea-liaison.ron");
    let loaded = read(&std::fs::read(path).unwrap(), &ReadOptions::default(), &Default::default()).unwrap();
    (loaded.graph, loaded.info.lineage)
}

/// Applies what `change` makes of the example, and expects the file to differ, undo to give the old bytes, and redo the
/// new ones.
fn check(name: &str, change: impl Fn(&Graph) -> Transaction) {
    check_from(&example().0, name, change);
}

/// The same from another graph.
fn check_from(graph: &Graph, name: &str, change: impl Fn(&Graph) -> Transaction) {
    let lineage = Lineage::default();
    let bytes = |document: &Document| native::write(document.graph(), &lineage).bytes;
    let mut document = Document::new(graph.clone());
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
        ("another one", |e| {
            e.different_from.insert("a-namesake".parse().unwrap());
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
            r.confidence = Some(ConfidenceOverride { level: Level::Low, rationale: "One voice.".into() }.into());
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
        ("ignored names", |s| {
            s.ignored.insert("Camp David".into());
        }),
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
        ("rule of time", |v| v.time = TimeRule::StartedIn),
        ("undated", |v| v.hide_undated = true),
        ("rank", |v| v.rank = -3),
        ("measure", |v| v.style.size_by = SizeBy::Metric("betweenness".into())),
        ("status", |v| v.style.colour_by = ColourBy::Status),
        ("confidence", |v| v.style.colour_by = ColourBy::Confidence),
        ("community", |v| v.style.colour_by = ColourBy::Community),
        ("first tag", |v| v.style.colour_by = ColourBy::Tag),
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
    check("note", |graph| {
        intent::put_note(graph, &view, &note, &CanvasNote { text: "**Ask** them".into(), area, image: None })
    });
    let all: Vec<_> = graph.entities().into_iter().map(|e| e.id.clone()).collect();
    check("position", |graph| intent::place(graph, &view, &[(all[0].clone(), Point::new(12.25, 7.0))], "move"));
    check("pin", |graph| intent::set_pinned(graph, &view, &all[..3], true));
    check("graph's title", |graph| intent::change_meta(graph, |meta| meta.title = "Another graph".into()));
    check("graph's description", |graph| intent::change_meta(graph, |meta| meta.description = String::new()));
}

#[test]
fn fields_of_a_matrix() {
    let matrix = Matrix {
        hypotheses: vec![
            Hypothesis { id: "h-yes".parse().unwrap(), text: "Yes".into() },
            Hypothesis { id: "h-no".parse().unwrap(), text: "No".into() },
        ],
        items: vec![
            MatrixItem::new("i-1".parse().unwrap(), "They said so"),
            MatrixItem::new("i-2".parse().unwrap(), "Nobody came"),
        ],
        ..Matrix::new("m".parse().unwrap(), "Will they?")
    };
    let put = |before: Option<&Matrix>, after: Option<Matrix>| {
        let swap = Swap { before: before.cloned().map(Arc::new), after: after.map(Arc::new) };
        Transaction { label: "change".into(), edits: vec![Edit::Matrix(swap)] }
    };
    let (mut graph, _) = example();
    check("a matrix", |_| put(None, Some(matrix.clone())));
    put(None, Some(matrix.clone())).apply_to(&mut graph).unwrap();
    let all: &[(&str, Set<Matrix>)] = &[
        ("question", |m| m.question = "Would they?".into()),
        ("notes", |m| m.notes = "Ask\nagain.".into()),
        ("hypothesis", |m| m.hypotheses[1].text = "Never".into()),
        ("order of hypotheses", |m| m.hypotheses.reverse()),
        ("order of items", |m| m.items.reverse()),
        ("item", |m| drop(m.items.remove(0))),
        ("item's text", |m| m.items[0].text.push('!')),
        ("item's evidence", |m| m.items[0].about = Some("e".parse().unwrap())),
        ("relevance", |m| m.items[0].relevance = Relevance::High),
        ("mark", |m| {
            m.items[0].marks.insert("h-no".parse().unwrap(), Consistency::VeryInconsistent);
        }),
    ];
    for (name, set) in all {
        let mut changed = matrix.clone();
        set(&mut changed);
        check_from(&graph, name, |_| put(Some(&matrix), Some(changed.clone())));
    }
    check_from(&graph, "no matrix", |_| put(Some(&matrix), None));
    let mut dangling = matrix.clone();
    dangling.items[0].marks.insert("h-perhaps".parse().unwrap(), Consistency::Neutral);
    let error = put(Some(&matrix), Some(dangling)).apply_to(&mut graph).unwrap_err();
    assert!(error.to_string().contains("names a hypothesis that it does not have"), "{error}");
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
