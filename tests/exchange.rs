//! Tables, JSON graphs, FollowTheMoney, STIX and RDF: what is read of small files with one trap each, what comes back
//! of what we write, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use liaison::base::{Rare, Task, ViewId};
use liaison::formats::table::{Mapping, guessed_mapping, read_files, write_pair};
use liaison::formats::{FORMATS, Loaded, ReadError, ReadOptions, native, read_named};
use liaison::model::{Direction, Entity, Graph, Relationship, Value};
use proptest::prelude::*;

fn read(name: &str, bytes: &[u8]) -> Result<Loaded, ReadError> {
    read_named(bytes, Some(name), &ReadOptions::default(), &Task::default())
}

/// Entities as `id: name (type)`, relationships as `from -type-> to`, then the issues, one a line.
fn summary(loaded: &Loaded) -> Vec<String> {
    let graph = &loaded.graph;
    let mut out = Vec::new();
    for entity in graph.entities() {
        let kind = &graph.schema().entity_types[&entity.kind].name;
        let name = if entity.name == entity.id.as_str() { String::new() } else { format!(": {}", entity.name) };
        let mut line = format!("{}{name} ({kind})", entity.id);
        for alias in &entity.aliases {
            line += &format!(" aka {alias}");
        }
        facts(&mut line, entity.valid.map(|v| v.to_string()), &entity.properties, entity.evidence.len());
        out.push(line);
    }
    let mut lines = Vec::new();
    for relationship in graph.relationships() {
        let kind = &graph.schema().relationship_types[&relationship.kind].name;
        let (left, right) = match relationship.direction {
            Direction::Forward => ("-", "->"),
            Direction::Both => ("<-", "->"),
            Direction::Neither => ("-", "-"),
        };
        let label = if relationship.label.is_empty() { String::new() } else { format!(" {:?}", relationship.label) };
        let mut line = format!("{} {left}{kind}{label}{right} {}", relationship.from, relationship.to);
        if let Some(weight) = relationship.weight {
            line += &format!(" x{weight}");
        }
        let valid = relationship.valid.map(|v| v.to_string());
        facts(&mut line, valid, &relationship.properties, relationship.evidence.len());
        lines.push(line);
    }
    lines.sort();
    out.extend(lines);
    out.extend(loaded.issues.iter().map(|issue| format!("! {issue}")));
    out
}

fn facts(line: &mut String, valid: Option<String>, properties: &liaison::model::Properties, evidence: usize) {
    if let Some(valid) = valid {
        *line += &format!(" [{valid}]");
    }
    for (name, value) in properties {
        let quoted = matches!(value, Value::Text(_));
        *line += &if quoted { format!(" {name}={:?}", value.to_string()) } else { format!(" {name}={value}") };
    }
    if evidence > 0 {
        *line += &format!(" evidence={evidence}");
    }
}

/// Reads `text` as a file of this name and compares format and summary.
fn check(name: &str, format: &str, text: &str, expected: &[&str]) {
    check_bytes(name, format, text.as_bytes(), expected);
}

fn check_bytes(name: &str, format: &str, bytes: &[u8], expected: &[&str]) {
    let loaded = read(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(loaded.info.format, format, "{name}");
    assert_eq!(summary(&loaded), expected, "{name}");
    loaded.graph.assert_indexes();
}

fn refused(name: &str, bytes: &[u8]) -> String {
    match read(name, bytes) {
        Ok(loaded) => panic!("{name} was read: {:?}", summary(&loaded)),
        Err(error) => error.to_string(),
    }
}

// ---- tables ------------------------------------------------------------------------------------------------------

#[test]
fn edge_lists_with_any_headers() {
    check(
        "x.csv",
        "csv",
        "Source,Target,Type,Weight\na,b,Undirected,2\nb,c,Directed,\n",
        &["a (Entity)", "b (Entity)", "c (Entity)", "a -related to- b x2", "b -related to-> c"],
    );
    check(
        "x.csv",
        "csv",
        "Von;Nach;Betrag\r\nA;B;1,5\r\nB;A;2\r\n",
        &["A (Entity)", "B (Entity)", "A -related to-> B Betrag=1.5", "B -related to-> A Betrag=2"],
    );
    // One line end of each kind, a quoted delimiter, a missing end.
    check(
        "x.tsv",
        "csv",
        "from\tto\tkind\ra b\t\"c\nd\"\towns\r\n\tx\towns\n",
        &[
            "a b (Entity)",
            "key-1f35dd92d721b7ec: c\nd (Entity)",
            "a b -owns-> key-1f35dd92d721b7ec",
            "! line 4, column 1: a row lacks one end of its relationship (left it out)",
        ],
    );
    // Several ends in one cell, and dates of which one tells the order.
    check(
        "mail.csv",
        "csv",
        "From,To,Date\na,\"b, c\",1/6/2014\nb,a,1/13/2014\nc,b,1/6/2014\n",
        &[
            "a (Entity)",
            "b (Entity)",
            "c (Entity)",
            "a -related to-> b [2014-01-06]",
            "a -related to-> c [2014-01-06]",
            "b -related to-> a [2014-01-13]",
            "c -related to-> b [2014-01-06]",
        ],
    );
}

#[test]
fn node_lists_matrices_and_lists_of_neighbours() {
    check(
        "people.csv",
        "csv",
        "Id,Name,Type,Born,aka\np1,Ann,Person,007,A. | Annie\np1,,,,\n,Bob,,,\n",
        &[
            "Bob (Entity)",
            "p1: Ann (Person) aka A. aka Annie Born=\"007\"",
            "! line 3, column 1: a node is declared twice: p1 (joined the two)",
        ],
    );
    check(
        "m.csv",
        "csv",
        ";a;b;c\na;0;1;0\nb;1;0;2,5\nc;0;2,5;0\n",
        &[
            "a (Entity)",
            "b (Entity)",
            "c (Entity)",
            "a -related to- b",
            "b -related to- c x2.5",
            "! the matrix is equal to its mirror image (gave its relationships no direction)",
        ],
    );
    check("m.csv", "csv", ",a,b\na,,1\nb,,\n", &["a (Entity)", "b (Entity)", "a -related to-> b"]);
    check(
        "n.csv",
        "csv",
        "a,b,c\nb,c\nd\n",
        &[
            "a (Entity)",
            "b (Entity)",
            "c (Entity)",
            "d (Entity)",
            "a -related to-> b",
            "a -related to-> c",
            "b -related to-> c",
        ],
    );
}

#[test]
fn text_files_of_other_encodings() {
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend("source,target\nMüller,Å\n".encode_utf16().flat_map(u16::to_le_bytes));
    check_bytes("x.csv", "csv", &utf16, &["Müller (Entity)", "Å (Entity)", "Müller -related to-> Å"]);
    check_bytes(
        "x.csv",
        "csv",
        b"source,target\nM\xFCller,it\x92s\n",
        &[
            "Müller (Entity)",
            "it’s (Entity)",
            "Müller -related to-> it’s",
            "! the text is no UTF-8 (read it as Windows-1252)",
        ],
    );
}

#[test]
fn a_pair_of_tables_finds_entities_by_id_name_or_alias() {
    let nodes = "id;name;aliases\n1;Ann Smith;\n2;Bob;Robert | Bobby\n3;Bob;\n";
    let edges = "source,target\nANN  SMITH,2\n1,bobby\n1,Bob\n";
    let files: [(&str, &[u8]); 2] = [("x.nodes.csv", nodes.as_bytes()), ("x.edges.csv", edges.as_bytes())];
    let loaded = read_files(&files, None, &ReadOptions::default(), &Task::default()).unwrap();
    assert_eq!(
        summary(&loaded),
        [
            "1: Ann Smith (Entity)",
            "2: Bob (Entity) aka Robert aka Bobby",
            "3: Bob (Entity)",
            "Bob (Entity)",
            "1 -related to-> 2",
            "1 -related to-> 2",
            "1 -related to-> Bob",
            "! line 4, column 1: a name is that of several entities: Bob (made another entity; say which by its id)",
        ]
    );
}

#[test]
fn a_mapping_says_what_columns_mean() {
    let text = "Buyer;Seller;Sum;Since;Ref\nA;B, C;1.000,5;2/3/2019;x\n";
    let mapping = r#"(tables: [(rows: Relationships, relationship_type: "owns", entity_type: "company", source: "Register", columns: {
        "Buyer": (is: From), "Seller": (is: To, split: ", "), "Sum": (is: Property("amount"), kind: CommaNumber),
        "Since": (is: Start, kind: DayFirst), "Ref": (is: Nothing),
    })])"#;
    let mapping = Mapping::parse(mapping).unwrap();
    let files: [(&str, &[u8]); 1] = [("deals.csv", text.as_bytes())];
    let loaded = read_files(&files, Some(&mapping), &ReadOptions::default(), &Task::default()).unwrap();
    assert_eq!(
        summary(&loaded),
        [
            "A (Entity)",
            "B (Entity)",
            "C (Entity)",
            "A -owns-> B [2019-03-02/..] amount=1000.5 evidence=1",
            "A -owns-> C [2019-03-02/..] amount=1000.5 evidence=1",
        ]
    );
    let guessed = guessed_mapping(&files, &ReadOptions::default(), &Task::default()).unwrap();
    assert_eq!(Mapping::parse(&guessed.to_text()).unwrap(), guessed);
}

#[test]
fn exported_cells_are_no_formulas() {
    let mut graph = Graph::new(ViewId::new("main").unwrap());
    let mut entity = Entity::new("=id()".parse().unwrap(), "person".parse().unwrap(), "=HYPERLINK(\"x\")");
    entity.summary = "@cmd".into();
    entity.properties.insert("+x".into(), Value::Text("-1+1".into()));
    let id = entity.id.clone();
    graph.put_entity(&id, Some(entity.into())).unwrap();
    let (nodes, _) = write_pair(&graph, &Task::default()).unwrap();
    let text = String::from_utf8(nodes.bytes.clone()).unwrap();
    let cells = text.split([',', '\n']).map(|cell| cell.trim_start_matches('"'));
    assert!(cells.clone().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{text}");
    check_bytes("x.csv", "csv", &nodes.bytes, &["=id(): =HYPERLINK(\"x\") (Person) +x=\"-1+1\""]);

    // In a workbook a text is a text: no cell holds a formula.
    let xlsx = FORMATS.iter().find(|f| f.key == "xlsx").unwrap();
    let bytes = (xlsx.write.unwrap())(&graph, &Task::default()).unwrap().bytes;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let names = archive.file_names().map(|name| name.unwrap().into_owned());
    let sheets: Vec<String> = names.filter(|name| name.contains("worksheets/")).collect();
    assert!(!sheets.is_empty());
    for sheet in sheets {
        let text = std::io::read_to_string(archive.by_name(&sheet).unwrap()).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<f "), "{sheet}: {text}");
    }
    check_bytes("x.xlsx", "xlsx", &bytes, &["=id(): =HYPERLINK(\"x\") (Person) +x=\"-1+1\""]);
}

// ---- JSON --------------------------------------------------------------------------------------------------------

#[test]
fn node_link_and_its_relatives() {
    check(
        "x.json",
        "node-link",
        r#"{"links":[{"source":0,"target":1,"value":3}],"nodes":[{"name":"A"},{"name":"B","group":1}]}"#,
        &["0: A (Entity)", "1: B (Entity) group=1", "0 -related to-> 1 x3"],
    );
    check(
        "x.json",
        "node-link",
        r#"{"directed":false,"nodes":[{"id":7},{"id":7}],"links":[{"source":7,"target":8},{"source":7}]}"#,
        &[
            "7 (Entity)",
            "8 (Entity)",
            "7 -related to- 8",
            "! line 1, column 37: a node is declared twice: 7 (joined the two)",
            "! line 1, column 56: an edge names a node that the file does not declare: 8 (made the node)",
            "! line 1, column 80: a link has no source or target that could be a node (left it out)",
        ],
    );
    check(
        "x.json",
        "graphology",
        r#"{"options":{"type":"undirected"},"nodes":[{"key":"a","attributes":{"label":"A","x":1,"y":2}},{"key":"b"}],"edges":[{"key":"e","source":"a","target":"b"}]}"#,
        &["a: A (Entity)", "b (Entity)", "a -related to- b"],
    );
    check(
        "x.json",
        "jgf",
        r#"{"graph":{"nodes":{"a":{"label":"A","metadata":{"type":"person"}},"b":{}},"edges":[{"source":"a","target":"b","relation":"member of"}]}}"#,
        &["a: A (Person)", "b (Entity)", "a -member of-> b"],
    );
    check(
        "x.json",
        "jgf",
        r#"{"graph":{"nodes":[{"id":"a"}],"edges":[],"hyperedges":[{"nodes":["a","b","c"],"relation":"met"}]}}"#,
        &[
            "a (Entity)",
            "b (Entity)",
            "c (Entity)",
            "hyperedge 1: met (Entity)",
            "hyperedge 1 -related to- a",
            "hyperedge 1 -related to- b",
            "hyperedge 1 -related to- c",
            "! line 1, column 57: a hyperedge joins more than two nodes: hyperedge 1 (made an entity of it with a relationship to each)",
            "! line 1, column 57: an edge names a node that the file does not declare: b (made the node)",
            "! line 1, column 57: an edge names a node that the file does not declare: c (made the node)",
        ],
    );
}

#[test]
fn cytoscape_and_maps() {
    check(
        "x.cyjs",
        "cyjs",
        r#"{"elements":{"nodes":[{"data":{"id":"p"}},{"data":{"id":"a","parent":"p","name":"A"},"position":{"x":1,"y":2}}],"edges":[{"data":{"source":"a","target":"p","interaction":"owns"}}]}}"#,
        &["a: A (Entity)", "p (Entity)", "a -owns-> p"],
    );
    check(
        "x.cx",
        "cx2",
        r#"[{"numberVerification":[]},{"nodes":[{"@id":1,"n":"A"},{"@id":2}]},{"edges":[{"@id":3,"s":1,"t":2,"i":"owns"}]},{"nodeAttributes":[{"po":2,"n":"size","v":"4","d":"integer"}]}]"#,
        &["1: A (Entity)", "2 (Entity) size=4", "1 -owns-> 2"],
    );
    check(
        "x.sif",
        "sif",
        "a pp b c\nd\n\nx y\n",
        &[
            "a (Entity)",
            "b (Entity)",
            "c (Entity)",
            "d (Entity)",
            "a -pp-> b",
            "a -pp-> c",
            "! line 4, column 1: a line has a source and an interaction and no target: x y (left it out)",
        ],
    );
    check(
        "x.json",
        "oligrapher",
        r#"{"nodes":{"1":{"name":"A"},"2":{"name":"B"}},"edges":{"9":{"node1_id":1,"node2_id":2,"label":"owner","arrow":"2->1"}},"captions":{}}"#,
        &["1: A (Entity)", "2: B (Entity)", "2 -related to \"owner\"-> 1"],
    );
    check(
        "x.canvas",
        "canvas",
        r##"{"nodes":[{"id":"g","type":"group","x":0,"y":0,"width":100,"height":100,"label":"G"},{"id":"t","type":"text","text":"# Title\nmore","x":10,"y":10,"width":50,"height":20},{"id":"f","type":"file","file":"../../etc/passwd","x":200,"y":0,"width":9,"height":9}],"edges":[{"id":"e","fromNode":"t","toNode":"f","toEnd":"none"}]}"##,
        &["f: passwd (Document) file=\"../../etc/passwd\"", "g: G (Frame)", "t: Title (Card)", "t -related to- f"],
    );
}

// ---- investigations ----------------------------------------------------------------------------------------------

#[test]
fn follow_the_money_lines() {
    let lines = concat!(
        "{\"id\":\"o\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"p\"],\"asset\":[\"c\"],\"startDate\":[\"2001\"],\"percentage\":[\"50\"]}}\n",
        "{\"id\":\"p\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Ann\",\"Anna\"],\"addressEntity\":[\"a\"]}}\n",
        "not json\n",
        "{\"id\":\"c\",\"schema\":\"Company\",\"properties\":{\"name\":[\"C\"],\"parent\":[{\"id\":\"d\",\"schema\":\"Company\",\"properties\":{\"name\":[\"D\"]}}]}}\n",
        "{\"id\":\"s\",\"schema\":\"Succession\",\"properties\":{\"predecessor\":[\"p\"],\"successor\":[\"q\"]}}\n",
    );
    check(
        "x.ftm",
        "ftm",
        lines,
        &[
            "c: C (Company)",
            "d: D (Company)",
            "p: Ann (Person) aka Anna addressEntity=\"a\"",
            "q (Entity)",
            "c -parent-> d",
            "p -owns-> c [2001/..] percentage=50",
            "q -succeeded-> p",
            "! line 3, column 1: a line is no JSON: line 3, column 1: expected a value, found 'n'. Nothing was changed; mend the file there with a text editor, or open its backup. (left it out)",
            "! line 5, column 1: an edge names a node that the file does not declare: q (made the node)",
        ],
    );
}

#[test]
fn stix_reports_are_sources() {
    let bundle = r#"{"type":"bundle","objects":[
        {"type":"relationship","id":"relationship--1","relationship_type":"uses","source_ref":"threat-actor--1","target_ref":"tool--1"},
        {"type":"threat-actor","id":"threat-actor--1","name":"X","aliases":["Y"],"object_marking_refs":["marking-definition--1"]},
        {"type":"tool","id":"tool--1","name":"T","external_references":[{"source_name":"mitre-attack","external_id":"S1"}]},
        {"type":"marking-definition","id":"marking-definition--1","definition":{"tlp":"red"}},
        {"type":"report","id":"report--1","name":"R","published":"2013-02-19T00:00:00Z","object_refs":["relationship--1","tool--1"]}]}"#;
    check(
        "x.json",
        "stix",
        bundle,
        &[
            "report--1: R (Document) published=\"2013-02-19T00:00:00Z\"",
            "threat-actor--1: X (Threat actor) aka Y",
            "tool--1: T (Tool) evidence=1",
            "threat-actor--1 -uses-> tool--1 evidence=1",
        ],
    );
}

#[test]
fn rdf_in_its_syntaxes() {
    let turtle = "@prefix s: <https://schema.org/> . @prefix : <http://x.org/> .\n:a a s:Person ; s:name \"Ann\"@en, \"Анна\"@ru ; s:knows :b ; s:birthDate \"1980\"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n:b a :Robot . << :a s:knows :b >> s:startDate \"2001\" .\nbroken line .\n";
    let loaded = read("x.ttl", turtle.as_bytes()).unwrap();
    let found = summary(&loaded);
    assert_eq!(
        found[..6],
        [
            "http://x.org/Robot: Robot (Entity)",
            "http://x.org/a: Ann (Person) aka Анна birthDate=1980",
            "http://x.org/b: b (Robot)",
            "http://x.org/a -knows-> http://x.org/b [2001/..]",
            "http://x.org/b -is a-> http://x.org/Robot",
            found[5].as_str(),
        ]
    );
    assert!(found[5].starts_with("! line 4, column "), "{found:?}");
    // The context stands elsewhere, refers to itself, and is not fetched.
    check(
        "x.jsonld",
        "json-ld",
        r#"{"@context":["http://x.org/c",{"k":{"@id":"http://x.org/c#knows","@type":"@id"}}],"@id":"http://x.org/a","@type":"Person","name":"Ann","k":"http://x.org/b"}"#,
        &[
            "http://x.org/a: Ann (Person)",
            "http://x.org/b: b (Entity)",
            "http://x.org/a -knows-> http://x.org/b",
            "! the file takes its terms from elsewhere: http://x.org/c (did not fetch it; read its terms as names in a vocabulary at that address)",
        ],
    );
}

// ---- what we write -----------------------------------------------------------------------------------------------

/// The example that comes with the program, without what only our own format holds.
fn example() -> Graph {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/saves/us-north-korea-liaison.ron");
    let bytes = std::fs::read(path).unwrap();
    native::read(&bytes, &ReadOptions::default(), &Task::default()).unwrap().graph
}

fn through(format: &str, graph: &Graph) -> Loaded {
    let task = Task::default();
    if format == "csv" {
        let (nodes, edges) = write_pair(graph, &task).unwrap();
        let files: [(&str, &[u8]); 2] = [("x.nodes.csv", &nodes.bytes), ("x.edges.csv", &edges.bytes)];
        return read_files(&files, None, &ReadOptions::default(), &task).unwrap();
    }
    let format = FORMATS.iter().find(|f| f.key == format).unwrap();
    let exported = (format.write.unwrap())(graph, &task).unwrap();
    let name = format!("x.{}", format.extensions[0]);
    let loaded = read(&name, &exported.bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(loaded.info.format, format.key, "{name}");
    loaded
}

/// What the formats of plain attributes hold of a record: evidence as the titles of its sources.
fn plain_entity(entity: &Entity) -> Entity {
    let properties = plain_values(&entity.properties).into();
    Entity { evidence: Rare::empty(), image: None, properties, ..entity.clone() }
}

fn plain_relationship(relationship: &Relationship) -> Relationship {
    let properties = plain_values(&relationship.properties).into();
    Relationship { evidence: Rare::empty(), properties, ..relationship.clone() }
}

/// Dates, addresses and entities are words in most formats.
fn plain_values(properties: &liaison::model::Properties) -> liaison::model::Properties {
    let plain = |value: &Value| match value {
        Value::Text(_) | Value::Number(_) | Value::Flag(_) => value.clone(),
        other => Value::Text(other.to_string()),
    };
    properties.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}

const WRITERS: &[&str] = &["csv", "jgf", "node-link", "cx2", "canvas", "ftm", "stix", "turtle", "json-ld", "xlsx"];
const WITH_EVIDENCE: &[&str] = &["ftm", "stix"];

#[test]
fn the_example_comes_back_from_every_writer() {
    let graph = example();
    for format in WRITERS.iter().copied() {
        let loaded = through(format, &graph);
        let back = &loaded.graph;
        assert_eq!(
            (back.entity_count(), back.relationship_count()),
            (graph.entity_count(), graph.relationship_count()),
            "{format}: {:?}",
            loaded.issues
        );
        for entity in graph.entities() {
            let found = back.entity(&entity.id).unwrap_or_else(|| panic!("{format}: {} is gone", entity.id));
            assert_eq!(plain_entity(found), plain_entity(entity), "{format}");
        }
        for relationship in graph.relationships() {
            let found = back.relationship(&relationship.id).unwrap_or_else(|| panic!("{format}: {}", relationship.id));
            assert_eq!(plain_relationship(found), plain_relationship(relationship), "{format}");
            if WITH_EVIDENCE.contains(&format) || format == "turtle" || format == "json-ld" {
                assert_eq!(found.evidence, relationship.evidence, "{format}");
            }
        }
        if WITH_EVIDENCE.contains(&format) || format == "turtle" || format == "json-ld" {
            assert_eq!(back.sources(), graph.sources(), "{format}");
        }
        // The view that places most is the one that is written, the first of several.
        let placed = |view: &&liaison::model::ViewState| {
            view.placements_sorted().iter().filter(|(_, place)| place.position.is_some()).count()
        };
        for (id, placement) in graph.views().values().rev().max_by_key(placed).unwrap().placements_sorted() {
            let there = back.views().values().next().unwrap().placement(id).position;
            assert_eq!(there, placement.position, "{format}: the place of {id}");
        }
    }
}

/// Words that break careless writers, without blanks at their ends, which other formats do not keep.
fn hostile() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "a",
        "\"",
        "=1+1",
        "'=x",
        "a,b;c|d",
        "<b>&amp;</b>",
        "김정은",
        "\u{202E}x",
        "line\nline",
        "-5",
        "{}",
        "[1]",
        "a\\b",
        "@id",
        "_:b",
        "%41",
        "null",
        "true",
        "1e5",
        "urn:liaison:x",
        "http://x.org/?a=b#c",
        "property:x",
        "\u{7F}x",
    ];
    (proptest::sample::select(WORDS), "[a-z0-9 ]{0,8}").prop_map(|(a, b)| format!("{a}{b}").trim().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_words_come_back_from_every_writer(
        names in proptest::collection::vec(hostile(), 2..5),
        texts in proptest::collection::vec(hostile(), 4),
        ids in proptest::collection::vec("[a-z=+@'%#/<> \"-]{1,10}", 5),
    ) {
        let mut graph = Graph::new("main".parse().unwrap());
        let kind: liaison::base::EntityTypeId = "person".parse().unwrap();
        let mut known = Vec::new();
        for (number, name) in names.iter().enumerate() {
            let id: liaison::base::EntityId = format!("{}{number}", ids[number].trim_start()).parse().unwrap();
            let mut entity = Entity::new(id.clone(), kind.clone(), name.as_str());
            entity.notes = texts[0].as_str().into();
            entity.aliases = vec![format!("{}!", texts[1])].into();
            entity.properties.insert(format!("k{}", texts[2]), Value::Text(format!("{}!", texts[3])));
            graph.put_entity(&id, Some(entity.into())).unwrap();
            known.push(id);
        }
        for pair in known.windows(2) {
            let id: liaison::base::RelationshipId = format!("r{}", pair[0]).parse().unwrap();
            let mut relationship = Relationship::new(id.clone(), "owns".parse().unwrap(), pair[0].clone(), pair[1].clone());
            relationship.label = texts[0].as_str().into();
            relationship.weight = Some(2.5);
            graph.put_relationship(&id, Some(relationship.into())).unwrap();
        }
        for format in WRITERS.iter().copied() {
            let back = through(format, &graph).graph;
            for entity in graph.entities() {
                let found = back.entity(&entity.id).map(|e| plain_entity(e));
                prop_assert_eq!(found, Some(plain_entity(entity)), "{}", format);
            }
            for relationship in graph.relationships() {
                let found = back.relationship(&relationship.id).map(|r| plain_relationship(r));
                prop_assert_eq!(found, Some(plain_relationship(relationship)), "{}", format);
            }
            prop_assert_eq!(back.entity_count(), graph.entity_count(), "{}", format);
            prop_assert_eq!(back.relationship_count(), graph.relationship_count(), "{}", format);
        }
    }

}

/// Formats with numbers for ids keep ours in an attribute, and there one may look like the number of another node.
#[test]
fn an_id_that_is_the_number_of_another_node_stays_with_its_own() {
    let mut graph = Graph::new("main".parse().unwrap());
    // They are written in the order of their ids, so none of them is its own number.
    for id in ["1", "2", "b", "n0", "n1"] {
        let mut entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), format!("Name of {id}"));
        entity.notes = format!("Notes on {id}").into();
        graph.put_entity(&id.parse().unwrap(), Some(entity.into())).unwrap();
    }
    for format in WRITERS.iter().copied() {
        let back = through(format, &graph).graph;
        assert_eq!(back.entity_count(), graph.entity_count(), "{format}");
        for entity in graph.entities() {
            assert_eq!(back.entity(&entity.id).map(|e| plain_entity(e)), Some(plain_entity(entity)), "{format}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..2000_usize) {
        let mut graph = Graph::new("main".parse().unwrap());
        for id in ["a", "b"] {
            let entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), "A, \"B\"");
            graph.put_entity(&id.parse().unwrap(), Some(entity.into())).unwrap();
        }
        let own = Relationship::new("r".parse().unwrap(), "owns".parse().unwrap(), "a".parse().unwrap(), "b".parse().unwrap());
        graph.put_relationship(&"r".parse().unwrap(), Some(own.into())).unwrap();
        for format in FORMATS {
            let _ = (format.read)(&bytes, &ReadOptions::default(), &Task::default());
            if let Some(write) = format.write {
                let whole = write(&graph, &Task::default()).unwrap().bytes;
                let _ = (format.read)(&whole[..cut.min(whole.len())], &ReadOptions::default(), &Task::default());
            }
        }
    }
}

// ---- what is refused ---------------------------------------------------------------------------------------------

#[test]
fn what_is_too_deep_too_large_or_damaged_is_refused_with_a_sentence() {
    let deep = format!("{{\"nodes\":{}", "[".repeat(1_000_000));
    assert!(refused("x.json", deep.as_bytes()).contains("more than 100 brackets stand in each other"));
    let cut = r#"{"nodes":[{"id":1}],"links":[{"source":1"#;
    assert!(refused("x.json", cut.as_bytes()).contains("the file ends in the middle"));
    assert!(
        refused("x.json", br#"{"nodes":[{"id":1}],"links":[{"source":1,}]}"#)
            .contains("expected a key in quotes, found '}'")
    );
    let options =
        ReadOptions { limits: liaison::formats::Limits { records: 100, ..Default::default() }, ..Default::default() };
    let many = format!("source,target\n{}", (0..1000).map(|i| format!("{i},{}\n", i + 1)).collect::<String>());
    let error = read_named(many.as_bytes(), Some("x.csv"), &options, &Task::default()).unwrap_err();
    assert!(error.to_string().contains("more than 100 records"), "{error}");
}

#[test]
fn rdf_that_could_grow_is_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>";
    assert!(refused("x.rdf", bomb.as_bytes()).contains("XML entity"));
    let outside = bomb.replace("\"&a;&a;&a;\"", "SYSTEM \"file:///etc/passwd\"");
    assert!(refused("x.rdf", outside.as_bytes()).contains("XML entity"));
    let cyclic = r#"{"@context":{"a":{"@id":"b:x"},"b":{"@id":"a:y"}},"@id":"http://x.org/a","a":"1"}"#;
    let loaded = read("x.jsonld", cyclic.as_bytes()).unwrap();
    assert_eq!(
        loaded.issues.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["a statement cannot be read: Cyclic IRI mapping (left it out)",]
    );
}

#[test]
fn workbooks_that_unpack_too_far_or_are_damaged_are_refused() {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).unwrap();
    for _ in 0..8 {
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    let limits = liaison::formats::Limits { bytes: 4 << 20, ..Default::default() };
    let options = ReadOptions { limits, ..Default::default() };
    let error = read_named(&bomb, Some("x.xlsx"), &options, &Task::default()).unwrap_err();
    assert!(error.to_string().contains("unpacks to more than"), "{error}");
    let whole = FORMATS.iter().find(|f| f.key == "xlsx").unwrap().write.unwrap()(&example(), &Task::default()).unwrap();
    for cut in [30, whole.bytes.len() / 2, whole.bytes.len() - 10] {
        assert!(!refused("x.xlsx", &whole.bytes[..cut]).is_empty());
    }
}
