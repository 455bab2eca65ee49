//! Small graphs that use every field of the versions of the format.

use liaison::base::{ContentHash, Point, Rect, TextQuote};
use liaison::model::{
    Access, Attachment, CanvasNote, Colour, ColourBy, ConfidenceOverride, Consistency, Credibility, Direction, Entity,
    EntityType, Evidence, Graph, Group, Handling, Hypothesis, Level, Likelihood, Mappings, Matrix, MatrixItem, Meta,
    Palette, Placement, PropertyDefinition, PropertyKind, Relationship, RelationshipType, Relevance, Reliability,
    Route, Shape, SizeBy, Source, SourceKind, Stance, Status, Style, TimeRule, Value, View,
};
use std::sync::Arc;

pub fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn strings<C: FromIterator<String>>(words: &[&str]) -> C {
    words.iter().map(|w| (*w).into()).collect()
}

/// Every field of the newest version.
pub fn graph() -> Graph {
    let mut graph = first();
    let source = Source { ignored: strings(&["Camp David", "김"]), ..graph.sources()["cnn"].as_ref().clone() };
    graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    let kim = graph.entity(&id("kim")).unwrap().as_ref().clone();
    let kim = Entity { different_from: [id("kim-il-sung-gone"), id("zoo")].into(), ..kim };
    graph.put_entity(&id("kim"), Some(Arc::new(kim))).unwrap();

    let mut main = graph.views()["main"].view.as_ref().clone();
    (main.time, main.hide_undated, main.rank) = (TimeRule::StartedIn, true, -2);
    let image = graph.attachments().keys().next().copied();
    let area = Rect { min: Point::new(0.0, 0.0), max: Point::new(64.0, 48.0) };
    main.canvas_notes.insert(id("n-2"), CanvasNote { text: String::new(), area, image });
    graph.put_view(&main.id.clone(), Some(Arc::new(main))).unwrap();
    let styles = [
        ("by-community", SizeBy::Metric("betweenness".into()), ColourBy::Community),
        ("by-confidence", SizeBy::Degree, ColourBy::Confidence),
        ("by-status", SizeBy::Degree, ColourBy::Status),
        ("by-tag", SizeBy::Degree, ColourBy::Tag),
    ];
    for (name, size_by, colour_by) in styles {
        let view = View { style: Style { size_by, colour_by, hide_dates: false }, ..View::new(id(name), name) };
        graph.put_view(&view.id.clone(), Some(Arc::new(view))).unwrap();
    }

    let marks = Consistency::ALL.iter().enumerate().map(|(i, mark)| (id(&format!("h-{i}")), *mark)).collect();
    let hypothesis = |i| Hypothesis { id: id(&format!("h-{i}")), text: format!("Answer {i}") };
    let matrix = Matrix {
        notes: "After *Heuer*.".into(),
        // The order is the analyst's, not that of ids.
        hypotheses: (0..Consistency::ALL.len()).rev().map(hypothesis).collect(),
        items: vec![
            MatrixItem {
                about: Some(id("e-3")),
                relevance: Relevance::High,
                marks,
                ..MatrixItem::new(id("i-2"), "“김정은” said")
            },
            MatrixItem {
                about: Some(id("e-gone")),
                relevance: Relevance::Low,
                ..MatrixItem::new(id("i-1"), "It was said")
            },
            MatrixItem::new(id("i-3"), "Nobody denied it"),
        ],
        ..Matrix::new(id("m-1"), "Will they accept it?")
    };
    for matrix in [matrix, Matrix::new(id("m-2"), "")] {
        graph.put_matrix(&matrix.id.clone(), Some(Arc::new(matrix))).unwrap();
    }
    graph
}

/// Every field of version 1.
pub fn first() -> Graph {
    let mut graph = Graph::empty();
    graph.set_meta(Arc::new(Meta { title: "Hanoi 2019".into(), description: "What was said.\nAnd by whom.".into() }));

    let actor = EntityType {
        id: id("actor"),
        name: "Actor".into(),
        plural: "Actors".into(),
        parent: None,
        colour: Colour::Palette(Palette::Other),
        icon: String::new(),
        shape: Shape::Disc,
        properties: Vec::new(),
        mappings: Mappings::default(),
    };
    let kinds = [
        ("text", PropertyKind::Text),
        ("number", PropertyKind::Number),
        ("flag", PropertyKind::Flag),
        ("date", PropertyKind::Date),
        ("url", PropertyKind::Url),
        ("entity", PropertyKind::Entity),
        ("choice", PropertyKind::Choice(strings(&["embassy", "consulate"]))),
    ];
    let properties: Vec<_> =
        kinds.into_iter().map(|(name, kind)| PropertyDefinition { name: name.into(), kind }).collect();
    let mappings = Mappings { ftm: "Person".into(), schema_org: "Person".into(), stix: "identity".into() };
    let person = EntityType {
        id: id("person"),
        name: "Person".into(),
        plural: "People".into(),
        parent: Some(id("actor")),
        colour: Colour::Palette(Palette::Person),
        icon: "user".into(),
        shape: Shape::Hexagon,
        properties: properties.clone(),
        mappings: mappings.clone(),
    };
    // The child comes before its parent by id, so that reading has to put the parent in first.
    let child = EntityType { id: id("a-child"), parent: Some(id("person")), ..actor.clone() };
    for t in [actor, person, child] {
        graph.put_entity_type(&t.id.clone(), Some(Arc::new(t))).unwrap();
    }
    let leads = RelationshipType {
        id: id("leads"),
        name: "leads".into(),
        inverse: "led by".into(),
        group: "Politics".into(),
        direction: Direction::Both,
        from: [id("actor"), id("person")].into(),
        to: [id("actor")].into(),
        colour: Some(Colour::Rgb(0x12, 0xAB, 0xEF)),
        properties: properties[..1].to_vec(),
        mappings,
    };
    graph.put_relationship_type(&leads.id.clone(), Some(Arc::new(leads))).unwrap();

    let text = "First line.\r\n\n“김정은” said \"no\".\tEnd";
    let cnn = Source {
        title: "Report".into(),
        kind: SourceKind::Broadcast,
        author: "W. Ripley".into(),
        publisher: "CNN".into(),
        published: Some(id("2019-02-18")),
        retrieved: Some(id("2019-02-20")),
        url: "https://example.org/a?b=c".into(),
        reliability: Some(Reliability::B),
        origin: "Senior US official".into(),
        handling: Some(Handling::AmberStrict),
        notes: "*Seen* twice.".into(),
        text: Some(text.into()),
        ..Source::new(id("cnn"), "")
    };
    let empty = Source { text: Some("".into()), ..Source::new(id("empty"), "Nothing said") };
    for source in [cnn, empty] {
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    let bytes: Arc<[u8]> = vec![0, 1, 2, 250, 255].into();
    let hash = ContentHash::of(&bytes);
    let image = Attachment { hash, media_type: "image/png".into(), bytes };
    graph.put_attachment(hash, Some(Arc::new(image))).unwrap();

    let quote = TextQuote {
        exact: "“김정은” said".into(),
        prefix: "line.\r\n\n".into(),
        suffix: " \"no\"".into(),
        start: Some(14),
    };
    let piece = |name: &str| Evidence {
        stance: Stance::Disputes,
        about: "born".into(),
        quote: Some(quote.clone()),
        credibility: Some(Credibility::Two),
        access: Some(Access::Hearsay),
        note: "Second hand.".into(),
        analyst: "ann".into(),
        recorded: Some(id("2019-02-20")),
        ..Evidence::new(id(name), id("cnn"))
    };
    let kim = Entity {
        aliases: strings(&["Kim Jong-un", "김정은"]),
        summary: "Leader.".into(),
        notes: "Line\nby line".into(),
        status: Status::Alleged,
        valid: Some(id("2011-12/..")),
        properties: [
            ("born".to_owned(), Value::Date(id("1984~"))),
            ("friend".into(), Value::Entity(id("nobody-now"))),
            ("height".into(), Value::Number(1.7)),
            (
                "list".into(),
                Value::List(vec![Value::Text("a".into()), Value::Number(1.0), Value::List(vec![Value::Flag(false)])]),
            ),
            ("role".into(), Value::Text("Chairman".into())),
            ("site".into(), Value::Url("https://example.org".into())),
            ("stays".into(), Value::Flag(true)),
        ]
        .into(),
        tags: strings(&["leader", "summit"]),
        external_ids: [("wikidata".into(), "Q56226".into()), ("viaf".into(), "1".into())].into(),
        image: Some(Box::new(hash)),
        evidence: [piece("e-1"), Evidence::new(id("e-2"), id("empty"))].into(),
        ..Entity::new(id("kim"), id("person"), "Kim Jong Un")
    };
    for entity in [kim, Entity::new(id("north-korea"), id("actor"), ""), Entity::new(id("zoo"), id("a-child"), "Zoo")] {
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let rules = Relationship {
        direction: Direction::Neither,
        label: "rules".into(),
        valid: Some(id("2011-12-17/2019~")),
        status: Status::Planned,
        likelihood: Some(Likelihood::VeryLikely),
        confidence: Some(ConfidenceOverride { level: Level::High, rationale: "Seen by many.".into() }.into()),
        weight: Some(2.0),
        properties: [("x".into(), Value::Number(-0.1))].into(),
        tags: strings(&["core"]),
        notes: "n".into(),
        evidence: [piece("e-3")].into(),
        ..Relationship::new(id("rules-1"), id("leads"), id("kim"), id("north-korea"))
    };
    for relationship in [rules, Relationship::new(id("self-1"), id("leads"), id("kim"), id("kim"))] {
        graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
    }
    let group = Group {
        name: "Pyongyang".into(),
        members: [id("gone"), id("kim")].into(),
        collapsed: true,
        colour: Some(Colour::Palette(Palette::Country)),
    };
    let note = CanvasNote {
        text: "Check".into(),
        area: Rect { min: Point::new(-1.5, 0.0), max: Point::new(100.25, 1e7) },
        image: None,
    };
    let main = View {
        notes: "All of it.".into(),
        filter: "type:person".into(),
        at: Some(id("2019")),
        style: Style {
            size_by: SizeBy::Property("height".into()),
            colour_by: ColourBy::Property("role".into()),
            hide_dates: true,
        },
        groups: [(id("g-1"), group)].into(),
        canvas_notes: [(id("n-1"), note)].into(),
        ..View::new(id("main"), "Main")
    };
    let plain = View { style: Style { size_by: SizeBy::Uniform, ..Style::default() }, ..View::new(id("plain"), "") };
    for view in [main, plain, View::new(id("untouched"), "")] {
        graph.put_view(&view.id.clone(), Some(Arc::new(view))).unwrap();
    }
    let at = |x, y| Some(Point::new(x, y));
    let view = id("main");
    let placements = [
        ("kim", Placement { position: at(680.0, 120.5), pinned: true, hidden: true }),
        ("north-korea", Placement { position: at(-0.1, 1e-7), pinned: false, hidden: false }),
        ("zoo", Placement { position: None, pinned: false, hidden: true }),
    ];
    for (entity, placement) in placements {
        graph.place(&view, &id(entity), placement).unwrap();
    }
    graph.route(&view, &id("rules-1"), Route { bend: Some(12.0), hidden: true }).unwrap();
    graph.route(&view, &id("self-1"), Route { bend: None, hidden: true }).unwrap();
    graph
}
