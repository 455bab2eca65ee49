//! Hostile and broken files: refused, or read as far as they go, with a sentence, in bounded time and memory.

use std::io::{Cursor, Write};

use liaison::base::Task;
use liaison::formats::{self, FORMATS, Limits, Loaded, ReadError, ReadOptions, native};
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> Result<Loaded, ReadError> {
    formats::read(bytes, &ReadOptions::default(), &Task::default())
}

fn check_refused(bytes: &[u8], expected: &str) {
    match read(bytes) {
        Ok(loaded) => panic!("read {} entities", loaded.graph.entity_count()),
        Err(error) => assert!(error.to_string().contains(expected), "{error}"),
    }
}

/// What was kept, and an issue that holds these words.
fn check_cut(bytes: &[u8], entities: usize, expected: &str) {
    let loaded = read(bytes).unwrap();
    assert_eq!(loaded.graph.entity_count(), entities);
    assert!(loaded.issues.iter().any(|i| i.to_string().contains(expected)), "{:?}", loaded.issues);
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        // The type of an ODS stands in the archive as it is.
        let method =
            if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn archives_are_opened_and_hostile_ones_refused() {
    let gexf = br#"<gexf><graph><nodes><node id="a" label="A"/></nodes></graph></gexf>"#;
    assert_eq!(read(&archive(&[("dir/a.gexf", gexf), ("__MACOSX/a.gexf", b"x")])).unwrap().graph.entity_count(), 1);
    let star = br#"[{"version":2},{"vertex":[{"attrs":[]},{"data":[{"vx_id_":0,"x":1,"y":2,"Label":"A<Person>","Type":{"Name":"Person"},"color":{"red":1,"green":0.5,"blue":0}},{"vx_id_":1}]}]},
        {"transaction":[{"attrs":[]},{"data":[{"tx_id_":5,"vx_src_":0,"vx_dst_":1,"tx_dir_":true,"DateTime":"2019-02-27 10:00:00.000 +00:00 [UTC]"}]}]}]"#;
    let loaded = read(&archive(&[("graph.txt", star)])).unwrap();
    assert_eq!(loaded.info.format, "constellation");
    assert_eq!((loaded.graph.entity_count(), loaded.graph.relationship_count()), (2, 1));
    let first = loaded.graph.entities()[0];
    assert_eq!((first.name.as_str(), first.kind.as_str()), ("A", "person"));
    let maltego = br#"<graphml><graph><node id="n"/></graph></graphml>"#;
    let loaded = read(&archive(&[("Graphs/Graph1.graphml", maltego), ("version.properties", b"maltego")])).unwrap();
    assert_eq!((loaded.info.format, loaded.graph.entity_count()), ("graphml", 1));

    let blanks = vec![b' '; 100 << 20];
    check_refused(&archive(&[("graph.txt", &blanks)]), "unpacks to more than 64 MiB");
    check_refused(&archive(&[("a.gexf", &blanks)]), "unpacks to more than 64 MiB");
    let whole = archive(&[("graph.txt", star)]);
    check_refused(&whole[..whole.len() / 2], "no whole ZIP archive");
    check_refused(&archive(&[("a.gexf", gexf), ("b.gexf", gexf)]), "2 graph files");
    check_refused(&archive(&[("a.xyz", b"1"), ("b.xyz", b"2")]), "no member");
    // A name that climbs out of the archive is only a name.
    assert!(read(&archive(&[("../../a.gexf", gexf)])).is_ok());
}

/// A document type whose entities stand for a thousand million words, or for a file, in front of a root element.
fn laughs(root: &str) -> String {
    let tenfold = |n: usize| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let bomb: String = (1..10).map(tenfold).collect();
    let file = "<!ENTITY file SYSTEM \"file:///etc/hostname\">";
    format!("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY l0 \"lol\">{bomb}{file}]>{root}")
}

#[test]
fn entities_of_a_document_type_stay_as_they_are_written() {
    for root in [
        r#"<graphml><key id="k" for="node" attr.name="label"/><graph><node id="a"><data key="k">&l9;</data></node><node id="&file;"/></graph></graphml>"#,
        r#"<gexf><graph><nodes><node id="a" label="&l9;"/><node id="b" label="&file;"/></nodes></graph></gexf>"#,
        r#"<graph xmlns="http://www.cs.rpi.edu/XGMML"><node id="a" label="&l9;"/><node id="b" label="&file;"/></graph>"#,
    ] {
        let loaded = read(laughs(root).as_bytes()).unwrap();
        let names: Vec<String> = loaded.graph.entities().iter().map(|e| e.name.clone()).collect();
        assert_eq!(names.len(), 2, "{root}");
        assert!(names.contains(&"&l9;".into()) && names.contains(&"&file;".into()), "{root}: {names:?}");
    }
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a>&l9;</a></rdf:RDF>"#;
    check_refused(laughs(rdf).as_bytes(), "XML entity");
}

#[test]
fn a_line_without_an_end_is_refused_and_no_more_is_kept_of_it_than_the_limit() {
    let options = ReadOptions { limits: Limits { text_bytes: 1 << 20, ..Limits::default() }, ..ReadOptions::default() };
    // A quotation mark that never ends takes in all lines behind it.
    let rows = "a,b\n".repeat(1 << 20);
    for text in [format!("source,target\n\"{rows}"), format!("source,target\na,{}\n", "x".repeat(4 << 20))] {
        let error =
            formats::read_named(text.as_bytes(), Some("x.csv"), &options, &Task::default()).unwrap_err().to_string();
        assert!(error.contains("longer than 1 MiB; a quotation mark is probably missing"), "{error}");
    }
}

/// A workbook with one sheet of these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
    );
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn formulas_of_workbooks_are_their_values_and_nothing_else() {
    let rows = r#"<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>name</v></c></row>
        <row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2" t="str"><f>HYPERLINK("http://x.org","Ann")</f><v>Ann</v></c></row>
        <row r="3"><c r="A3" t="str"><v>b</v></c><c r="B3" t="str"><f>WEBSERVICE("http://x.org")</f></c></row>"#;
    let loaded = read(&workbook(rows)).unwrap();
    let names: Vec<String> = loaded.graph.entities().iter().map(|e| format!("{} {}", e.id, e.name)).collect();
    assert_eq!(names, ["a Ann", "b b"]);
}

#[test]
fn deep_nesting_is_cut() {
    let deep = |open: &str, n: usize| open.repeat(n);
    check_cut(
        format!("<graphml><graph><node id=\"a\"/>{}", deep("<data>", 100_000)).as_bytes(),
        1,
        "stand in each other",
    );
    let nested = deep("<node id=\"a\"><graph>", 100_000);
    check_cut(format!("<graphml><graph>{nested}").as_bytes(), 1, "stand in each other");
    check_cut(format!("digraph {{ a; {}", deep("{", 100_000)).as_bytes(), 1, "stand in each other");
    check_cut(format!("graph [ node [ id 1 ] x {}", deep("[ y ", 100_000)).as_bytes(), 1, "stand in each other");
    check_refused(format!("<gexf>{}", deep("<graph>", 100_000)).as_bytes(), "stand in each other");
}

#[test]
fn few_words_cannot_ask_for_much() {
    check_cut(b"*Vertices 9999999\n1 \"a\"\n", 1, "more vertices than it can be about");
    check_cut(b"dl n=9999999\nformat=edgelist1\ndata:\n1 2\n", 2, "more nodes than it can be about");
    let group: String = (0..3000).map(|n| format!("a{n} ")).collect();
    check_refused(format!("digraph {{ {{{group}}} -> {{{group}}} }}").as_bytes(), "more than 1000000 edges");
}

#[test]
fn defaults_do_not_multiply_without_end() {
    let options = ReadOptions { limits: Limits { records: 20_000, ..Limits::default() }, ..ReadOptions::default() };
    let check = |text: String| {
        let error = formats::read(text.as_bytes(), &options, &Task::default()).unwrap_err().to_string();
        assert!(error.contains("more than 20000 values"), "{error}");
    };
    let many = |n: usize, make: fn(usize) -> String| (0..n).map(make).collect::<String>();
    let nodes = many(1000, |n| format!("<node id=\"{n}\"/>"));
    let keys = many(100, |n| format!("<key id=\"k{n}\" for=\"node\"><default>v</default></key>"));
    check(format!("<graphml>{keys}<graph>{nodes}</graph></graphml>"));
    let keys = many(100, |n| format!("<attribute id=\"k{n}\" title=\"t\"><default>v</default></attribute>"));
    check(format!("<gexf><graph><attributes class=\"node\">{keys}</attributes><nodes>{nodes}</nodes></graph></gexf>"));
    let attributes = many(100, |n| format!("a{n}=1 "));
    check(format!("graph {{ node [{attributes}] {} }}", many(1000, |n| format!("n{n};"))));
    check(many(100, |_| "*Vertices 900\n".into()));
}

#[test]
fn an_endless_line_is_a_line() {
    let line = "x".repeat(5 << 20);
    for start in [
        "nodedef>name\n",
        "*Vertices 1\n1 \"",
        "digraph { ",
        "graph [ node [ id 1 label \"",
        "<graphml><graph><node id=\"",
    ] {
        match read(format!("{start}{line}").as_bytes()) {
            Ok(loaded) => assert!(loaded.graph.entity_count() <= 1, "{start}"),
            Err(error) => assert!(error.to_string().len() < 2000, "{start}"),
        }
    }
}

#[test]
fn what_is_no_graph_gets_a_sentence_from_every_reader() {
    for content in [
        &b""[..],
        b" \n",
        b"\x7FELF\0\0\0\x01",
        b"Dear Sir,",
        b"<html></html>",
        b"PK\x03\x04",
        b"\xFF\xFE",
        b"{}",
        b"[]",
    ] {
        for format in FORMATS.iter().filter(|f| f.key != native::FORMAT) {
            if let Err(error) = (format.read)(content, &ReadOptions::default(), &Task::default()) {
                let text = error.to_string();
                assert!(text.ends_with('.') && text.len() < 500, "{}: {text}", format.key);
            }
        }
    }
}

#[test]
fn prose_scripts_and_lists_are_no_graphs() {
    let told = |text: &str, name| formats::tell(text.as_bytes(), name).map(|format| format.key);
    for text in [
        "Dear Sir,",
        "Dear Sir,\n\nI write to you.\n",
        "Dear Sir,\nYours,\n",
        "We met Ann, who had come early.\nThen Bob came, and we left.\n",
        "Ann came first\nBob came second\n",
        "\tAn indented line\n\tand another one\n",
        "# Title\n\nSome words.\n\n- one\n- two\n",
        "#!/bin/sh\n#\n# Says something.\necho something\n",
        "a sign\n#\nstands alone here\n",
        "int a = 5;\nint b = 6;\nreturn a;\n",
        "[section]\nkey = value\n",
        "graph theory is about nodes, and what joins them\n",
        "one\ntwo\nthree\n",
    ] {
        for name in [None, Some("x.txt"), Some("x")] {
            assert_eq!(told(text, name), None, "{text:?} as {name:?}");
        }
    }
    let check = |text: &str, name, expected| assert_eq!(told(text, name), Some(expected), "{text:?} as {name:?}");
    check("a,b\nc,d\n", None, "csv");
    check("from, to\nAnn, Bob\n", Some("x.txt"), "csv");
    check("name,about\nAnn,\"She came first, and left.\"\n", None, "csv");
    check("a\tb\tc\nb\tc\nd\te\n", Some("x.txt"), "csv");
    check("Dear Sir,", Some("x.csv"), "csv");
    check("a\tknows\tb\tc\nb\tknows\tc\nd\n", None, "sif");
    check("1 Ann\n2 Bob\n#\n1 2 knows\n", None, "tgf");
    check("1 Ann\n2 Bob\n#\n", Some("x.tgf"), "tgf");
}

#[test]
fn reading_can_be_cancelled() {
    let task = Task::default();
    task.cancel();
    let text: String = (0..10_000).map(|n| format!("a{n} -> b{n};")).collect();
    let found = formats::read(format!("digraph {{{text}}}").as_bytes(), &ReadOptions::default(), &task);
    assert!(matches!(found, Err(ReadError::Cancelled)));
}

/// The sentence with which a file is refused that a reader takes at most so many records of.
fn refusal(text: &str, records: usize) -> String {
    let options = ReadOptions { limits: Limits { records, ..Limits::default() }, ..ReadOptions::default() };
    match formats::read(text.as_bytes(), &options, &Task::default()) {
        Ok(loaded) => panic!("read {} entities", loaded.graph.entity_count()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn triples_and_elements_deep_in_each_other_are_refused_before_the_parser_builds_them() {
    let nested = |depth: usize, close: &str| {
        let (open, close) = ("<<( x:a x:p ".repeat(depth), close.repeat(depth));
        format!("@prefix x: <http://x/> .\nx:a x:p {open}x:c{close} .\n")
    };
    check_refused(nested(30_000, " )>>").as_bytes(), "triples stand in each other");
    check_refused(nested(30_000, " # more\n)>>").as_bytes(), "triples stand in each other");
    assert!(read(nested(3, " )>>").as_bytes()).is_ok());
    let rdf = |depth: usize| {
        let (open, close) = ("<x:A><x:p>".repeat(depth), "</x:p></x:A>".repeat(depth));
        format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:x=\"http://x/\">{open}{close}</rdf:RDF>"
        )
    };
    check_refused(rdf(20_000).as_bytes(), "elements stand in each other");
    assert!(read(rdf(20).as_bytes()).is_ok());
}

#[test]
fn lists_that_hold_or_share_lists_do_not_multiply() {
    let prefixes = "@prefix x: <http://x/> .\n@prefix p: <urn:liaison:property:> .\n";
    let cells: String = (0..4)
        .map(|level| {
            let cell = |at: usize| {
                let rest = if at == 99 { "rdf:nil".into() } else { format!("_:l{level}c{}", at + 1) };
                format!("_:l{level}c{at} rdf:first _:l{}c0 ; rdf:rest {rest} .\n", level + 1)
            };
            (0..100).map(cell).collect::<String>()
        })
        .collect();
    let rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n";
    let text = format!("{prefixes}{rdf}<urn:liaison:entity:a> p:p _:l0c0 .\n{cells}");
    assert!(refusal(&text, 100_000).contains("lists in the file give more than 100000 values"));
    let shared: String = (0..500).map(|n| format!("x:s{n} x:p _:l0c0 .\n")).collect();
    assert!(refusal(&format!("{prefixes}{rdf}{shared}{cells}"), 20_000).contains("more than 20000"));
}

#[test]
fn a_hub_is_looked_at_once_for_each_of_its_statements() {
    let text: String = (0..30_000)
        .map(|n| {
            format!("<http://x/{n}> <http://x/p> <http://x/hub> .\n<http://x/hub> <http://x/q> <http://x/{n}> .\n")
        })
        .collect();
    assert_eq!(read(text.as_bytes()).unwrap().graph.relationship_count(), 60_000);
}

#[test]
fn ends_and_values_do_not_multiply_in_one_word_of_a_file() {
    let list = |n: usize, make: &dyn Fn(usize) -> String| (0..n).map(make).collect::<Vec<_>>().join(",");
    let many = "more than 20000 values";
    let declared = list(200, &|n| format!("\"a{n}\":{{\"d\":\"string\",\"v\":\"x\"}}"));
    let nodes = list(200, &|n| format!("{{\"id\":{n}}}"));
    let cx = format!(
        "[{{\"CXVersion\":\"2.0\"}},{{\"attributeDeclarations\":[{{\"nodes\":{{{declared}}}}}]}},{{\"nodes\":[{nodes}]}}]"
    );
    assert!(refusal(&cx, 20_000).contains(many));
    let (fields, by) = (list(200, &|n| format!("\"x_{n}\":1")), list(200, &|n| format!("\"identity--{n}\"")));
    let sighting = format!(
        "{{\"type\":\"bundle\",\"objects\":[{{\"type\":\"sighting\",\"id\":\"sighting--1\",\"sighting_of_ref\":\"x--1\",\"where_sighted_refs\":[{by}],{fields}}}]}}"
    );
    assert!(refusal(&sighting, 20_000).contains(many));
    let ends = |name: &str| list(20, &|n| format!("\"{name}{n}\""));
    let fields = list(100, &|n| format!("\"p{n}\":[\"x\"]"));
    let owned = format!(
        "{{\"id\":\"o\",\"schema\":\"Ownership\",\"properties\":{{\"owner\":[{}],\"asset\":[{}],{fields}}}}}",
        ends("a"),
        ends("b")
    );
    assert!(refusal(&owned, 20_000).contains(many));
    // What each edge between groups may make, all of a file may not.
    let group = |name: &str| (0..600).map(|n| format!("{name}{n} ")).collect::<String>();
    let statements = format!("{{{}}} -> {{{}}};", group("a"), group("b")).repeat(4);
    assert!(refusal(&format!("digraph {{ {statements} }}"), 10_000_000).contains("more than 1000000 edges"));
    let star = format!("digraph {{ a -> {{{}}} }}", group("b"));
    assert_eq!(read(star.as_bytes()).unwrap().graph.relationship_count(), 600);
}

#[test]
fn signs_that_nothing_closes_are_looked_for_once() {
    let gdf = format!("nodedef>name VARCHAR\n{}\nx\n", "'a,".repeat(200_000));
    assert_eq!(read(gdf.as_bytes()).unwrap().graph.entity_count(), 2);
    let dot = format!("graph {{ b; a [label=<{}> ] }}", "<!--".repeat(500_000));
    check_cut(dot.as_bytes(), 2, "HTML label does not end");
}

#[test]
fn what_a_report_lists_twice_is_kept() {
    let id = |n: usize| format!("identity--{n}");
    let object = |n: usize| format!("{{\"type\":\"identity\",\"id\":\"{}\",\"name\":\"N{n}\"}}", id(n));
    let text = format!(
        "{{\"type\":\"bundle\",\"objects\":[{},{},{{\"type\":\"relationship\",\"id\":\"relationship--1\",\"relationship_type\":\"knows\",\"source_ref\":\"{}\",\"target_ref\":\"{}\"}},\
         {{\"type\":\"report\",\"id\":\"report--1\",\"name\":\"R\",\"object_refs\":[\"{}\",\"{}\"]}}]}}",
        object(1),
        object(2),
        id(1),
        id(2),
        id(1),
        id(1)
    );
    let loaded = read(text.as_bytes()).unwrap();
    assert_eq!((loaded.graph.entity_count(), loaded.graph.relationship_count()), (3, 1));
    assert_eq!(loaded.issues, []);
    // One of our own pieces of evidence that stands on two records.
    let ttl = "@prefix l: <urn:liaison:> .\n@prefix prov: <http://www.w3.org/ns/prov#> .\n\
        <urn:liaison:evidence:e> prov:entity <urn:liaison:source:s> .\n\
        <urn:liaison:entity:a> prov:qualifiedDerivation <urn:liaison:evidence:e> .\n\
        <urn:liaison:entity:b> prov:qualifiedDerivation <urn:liaison:evidence:e> .\n";
    check_cut(ttl.as_bytes(), 2, "two pieces of evidence have one id");
}

/// All relationships as `from-to`, sorted.
fn ties(loaded: &Loaded) -> Vec<String> {
    let mut ties: Vec<String> =
        loaded.graph.relationships().iter().map(|tie| format!("{}-{}", tie.from, tie.to)).collect();
    ties.sort();
    ties
}

#[test]
fn workbooks_with_few_bytes_and_many_cells_are_refused() {
    // One text of 100 KB in 2,000 cells.
    let text = format!("<t>{}</t>", "x".repeat(100_000));
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"inlineStr\"><is>{text}</is></c></row>");
    let long: String = (1..=3).map(row).collect();
    assert!(read(&workbook(&long)).is_ok());
    let ods = |cell: &str| {
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"s\"><table:table-row>{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
        );
        archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
    };
    let repeated = |times: usize| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            "x".repeat(100_000)
        )
    };
    check_refused(&ods(&repeated(1_000_000)), "MiB of words");
    assert!(read(&ods(&repeated(2))).is_ok());
}

#[test]
fn long_identifiers_stay_what_they_are() {
    let long = "1234567890123456789";
    for text in [
        format!(
            "<graphml><key id=\"k\" for=\"node\" attr.name=\"post\" attr.type=\"long\"/><graph><node id=\"a\"><data key=\"k\">{long}</data></node></graph></graphml>"
        ),
        format!(
            "<gexf><graph><attributes class=\"node\"><attribute id=\"0\" title=\"post\" type=\"long\"/></attributes><nodes><node id=\"a\"><attvalues><attvalue for=\"0\" value=\"{long}\"/></attvalues></node></nodes></graph></gexf>"
        ),
        format!("nodedef>name VARCHAR,post BIGINT\na,{long}\n"),
        format!("graph [ node [ id 1 post {long} ] ]"),
        format!("@prefix x: <http://x/> .\nx:a x:post {long} .\n"),
    ] {
        let loaded = read(text.as_bytes()).unwrap();
        assert_eq!(loaded.graph.entities()[0].properties["post"].to_string(), long, "{text}");
    }
    let gml = "graph [ node [ id 9007199254740992 ] node [ id 9007199254740993 ] edge [ source 9007199254740992 target 9007199254740993 ] ]";
    assert_eq!(ties(&read(gml.as_bytes()).unwrap()), ["9007199254740992-9007199254740993"]);
}

#[test]
fn a_sheet_that_says_less_of_the_same_is_left_out_and_one_of_another_year_is_not() {
    let sheet = |name: &str, rows: &[&[&str]]| {
        let cell = |text: &&str| {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
        };
        let row =
            |row: &&[&str]| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
        format!("<table:table table:name=\"{name}\">{}</table:table>", rows.iter().map(row).collect::<String>())
    };
    let head: &[&str] = &["from", "to", "weight"];
    let sheets = [
        sheet("2019", &[head, &["A", "B", "1"], &["A", "C", "2"]]),
        sheet("pairs", &[&["from", "to"], &["A", "C"], &["A", "B"]]),
        sheet("2020", &[head, &["A", "B", "3"], &["A", "C", "4"]]),
        sheet("some", &[head, &["A", "C", "4"]]),
    ];
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>",
        sheets.concat()
    );
    let book = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        ("content.xml", content.as_bytes()),
    ]);
    let loaded = read(&book).unwrap();
    assert_eq!(loaded.graph.relationship_count(), 4);
    let told: Vec<String> = loaded.issues.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|t| t.contains("\"pairs\"")) && told.iter().any(|t| t.contains("\"some\"")), "{told:?}");
}

#[test]
fn graphs_of_one_file_stay_apart() {
    let pajek = "*Network one\n*Vertices 2\n1 \"Ann\"\n2 \"Bob\"\n*Arcs\n1 2\n*Network two\n*Vertices 2\n1 \"Paris\"\n2 \"Rome\"\n*Arcs\n2 1\n";
    assert_eq!(ties(&read(pajek.as_bytes()).unwrap()), ["1-2", "2/2-2/1"]);
    let graph = r#"{"label":"net","nodes":{"a":{"label":"A"}},"edges":[]}"#;
    let jgf = format!("{{\"graphs\":[{graph},{graph}]}}");
    assert_eq!(read(jgf.as_bytes()).unwrap().graph.entity_count(), 2);
    for text in [
        "<graphml><graph><node/><node id=\"node 1\"/></graph></graphml>",
        "<gexf><graph><nodes><node label=\"x\"/><node id=\"node 1\" label=\"y\"/></nodes></graph></gexf>",
        "graph [ node [ x 1 ] node [ id \"node 1\" ] ]",
        "<graph xmlns=\"http://www.cs.rpi.edu/XGMML\"><node/><node id=\"node 1\"/></graph>",
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().graph.entity_count(), 2, "{text}");
    }
}

#[test]
fn good_files_are_told_from_those_that_only_mention_a_format() {
    let told = |bytes: &[u8], name: Option<&str>| formats::tell(bytes, name).map(|format| format.key);
    assert_eq!(told(b"DL,name,age\n1,ann,3\n2,bob,4\n", Some("x.csv")), Some("csv"));
    assert_eq!(told(b"DL N = 2\nFORMAT = FULLMATRIX\n", None), Some("ucinet"));
    let graphml = b"<graphml><graph><node id=\"n\"/></graph></graphml>";
    assert_eq!(read(&archive(&[("maltego_graph.graphml", graphml)])).unwrap().info.format, "graphml");
    assert_eq!(read(&archive(&[("paragraph.txt", b"source,target\na,b\n")])).unwrap().info.format, "csv");
    let gexf = b"<gexf><graph><nodes><node id=\"a\"/></nodes></graph></gexf>";
    assert_eq!(read(&archive(&[("graph.gexf", gexf), ("README.txt", b"hello")])).unwrap().info.format, "gexf");
    let jgf = br#"{"graph":{"nodes":{"a":{}},"edges":[]}}"#;
    assert_eq!(read(&archive(&[("a.json", jgf), ("about.txt", b"hello")])).unwrap().info.format, "jgf");
}

#[test]
fn lists_without_end_are_cut() {
    check_cut(
        format!("graph [ node [ id 1 ] node [ id 2 {}", "a 1 ".repeat(200_000)).as_bytes(),
        1,
        "too many entries",
    );
    let zeros = format!("[{}0]", "0,".repeat(1_000_000));
    check_refused(&archive(&[("graph.txt", zeros.as_bytes())]), "values");
    let wide = format!("id,name\n1,a{}\n", ",".repeat(200_000));
    match formats::read_named(wide.as_bytes(), Some("x.csv"), &ReadOptions::default(), &Task::default()) {
        Ok(loaded) => panic!("read {} entities", loaded.graph.entity_count()),
        Err(error) => assert!(error.to_string().contains("more than 100000 cells"), "{error}"),
    }
}

fn csv(text: &str) -> Loaded {
    formats::read_named(text.as_bytes(), Some("x.csv"), &ReadOptions::default(), &Task::default()).unwrap()
}

#[test]
fn doubts_in_tables_are_told() {
    let issue = |loaded: &Loaded, words: &str| {
        assert!(loaded.issues.iter().any(|i| i.to_string().contains(words)), "{words}: {:?}", loaded.issues);
    };
    let loaded = csv("source,target,weight\nann,bob,\"1,234\"\nbob,cid,\"12,000\"\nann,cid,500\n");
    let mut weights: Vec<f64> = loaded.graph.relationships().iter().filter_map(|r| r.weight).collect();
    weights.sort_by(f64::total_cmp);
    assert_eq!(weights, [500.0, 1234.0, 12000.0]);
    issue(&loaded, "commas in numbers may part thousands");
    let sure = csv("source,target,weight\nann,bob,\"1,234,567\"\nbob,cid,\"1,5\"\n");
    assert!(sure.graph.relationships().iter().all(|r| r.weight != Some(1.234)));
    let decimal = csv("source;target;weight\nann;bob;1,5\nbob;cid;1,234\n");
    assert!(decimal.graph.relationships().iter().any(|r| r.weight == Some(1.234)));

    let twice = csv("source,target,weight,source\nann,bob,1,Reuters\nbob,cid,2,AFP\n");
    assert_eq!(ties(&twice), ["ann-bob", "bob-cid"]);
    issue(&twice, "two columns have the same header");

    let titled = csv("Buyer,Seller\nann,bob\nbob,cid\n");
    assert_eq!(ties(&titled), ["ann-bob", "bob-cid"]);
    issue(&titled, "took its first row for titles");
    assert_eq!(ties(&csv("ann,bob\nbob,cid\n")), ["ann-bob", "bob-cid"]);

    let trips = csv("id,name,start,end\n1,Trip A,Paris,Rome\n2,Trip B,Rome,Oslo\n");
    assert_eq!((trips.graph.entity_count(), trips.graph.relationship_count()), (2, 0));
}
