//! Every file in the folders beside this one is read and compared with the summary that lies beside it, and every
//! graph is written and read again in every format that we write.
//!
//! A summary is made anew with `UPDATE_FIXTURES=1`; what changed is then for the eye to judge.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod bad;
mod identity;
mod mutated;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use liaison::base::Task;
use liaison::formats::{self, FORMATS, Format, Loaded, ReadError, ReadOptions, native};
use liaison::model::{Graph, Properties};

/// The files to be read, sorted, without their summaries.
pub(crate) fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let entries =
        |folder: &Path| -> Vec<PathBuf> { fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect() };
    let folders = entries(&root).into_iter().filter(|path| path.is_dir());
    let is_summary = |path: &PathBuf| path.extension().is_some_and(|e| e == "expected");
    let mut files: Vec<PathBuf> =
        folders.flat_map(|folder| entries(&folder)).filter(|path| !is_summary(path)).collect();
    files.sort();
    files
}

pub(crate) fn read_file(path: &Path) -> Result<Loaded, ReadError> {
    let name = path.file_name().unwrap().to_string_lossy();
    let loaded = formats::read_named(&fs::read(path).unwrap(), Some(&name), &ReadOptions::default(), &Task::default());
    if let Ok(loaded) = &loaded {
        loaded.graph.assert_indexes();
    }
    loaded
}

/// The formats of other programs that we write.
pub(crate) fn writers() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|f| f.write.is_some() && f.key != native::FORMAT)
}

pub(crate) fn write(format: &Format, graph: &Graph) -> Vec<u8> {
    (format.write.unwrap())(graph, &Task::default()).unwrap().bytes
}

pub(crate) fn read_as(format: &Format, bytes: &[u8]) -> Loaded {
    let loaded = (format.read)(bytes, &ReadOptions::default(), &Task::default());
    loaded.unwrap_or_else(|error| panic!("{}: {error}\n{}", format.key, String::from_utf8_lossy(bytes)))
}

fn properties(out: &mut String, all: &Properties) {
    for (name, value) in all {
        let _ = write!(out, "; {name}: {value:?}");
    }
}

/// Everything that was read, as text.
pub(crate) fn summary(loaded: &Result<Loaded, ReadError>) -> String {
    let mut out = String::new();
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return format!("refused: {error}\n"),
    };
    let graph = &loaded.graph;
    let _ = writeln!(out, "{} “{}” {:?}", loaded.info.format, graph.meta().title, graph.meta().description);
    let _ = writeln!(out, "{} entities, {} relationships", graph.entity_count(), graph.relationship_count());
    for e in graph.entities() {
        let _ = write!(out, "{} [{}] {:?}", e.id, e.kind, e.name);
        for (what, text) in
            [("aka", e.aliases.join(", ")), ("summary", e.summary.to_string()), ("notes", e.notes.to_string())]
        {
            if !text.is_empty() {
                let _ = write!(out, "; {what} {text:?}");
            }
        }
        if let Some(valid) = e.valid {
            let _ = write!(out, "; valid {valid}");
        }
        if !e.tags.is_empty() {
            let _ = write!(out, "; tags {:?}", e.tags);
        }
        for piece in &e.evidence {
            let _ = write!(out, "; source {:?}", graph.sources()[&piece.source].title);
        }
        for state in graph.views().values() {
            if let Some(at) = state.placement(&e.id).position {
                let _ = write!(out, "; at {} {}", at.x, at.y);
            }
        }
        properties(&mut out, &e.properties);
        out.push('\n');
    }
    for r in graph.relationships() {
        let _ = write!(out, "{} -{}-> {} [{}] {:?}", r.from, r.direction.key(), r.to, r.kind, r.label);
        if let Some(weight) = r.weight {
            let _ = write!(out, "; weight {weight}");
        }
        if let Some(valid) = r.valid {
            let _ = write!(out, "; valid {valid}");
        }
        if !r.notes.is_empty() {
            let _ = write!(out, "; notes {:?}", r.notes);
        }
        properties(&mut out, &r.properties);
        out.push('\n');
    }
    for group in graph.views().values().flat_map(|v| v.view.groups.values()) {
        let members: Vec<&str> = group.members.iter().map(|m| m.as_str()).collect();
        let _ = writeln!(out, "group {:?}: {}", group.name, members.join(", "));
    }
    for issue in &loaded.issues {
        let _ = writeln!(out, "{}: {issue}", issue.severity.key());
    }
    out
}

#[test]
fn every_fixture_gives_its_summary() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let found = summary(&read_file(&path));
        let beside = PathBuf::from(format!("{}.expected", path.display()));
        if update {
            fs::write(&beside, &found).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found != expected {
            wrong.push(format!("---- {}\nexpected:\n{expected}\nfound:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_is_named_after_its_format() {
    let mut readable = fixtures().into_iter().filter_map(|path| Some((read_file(&path).ok()?, path))).peekable();
    assert!(readable.peek().is_some());
    for (loaded, path) in readable {
        assert!(path.parent().unwrap().ends_with(loaded.info.format), "{} is {}", path.display(), loaded.info.format);
    }
}

#[test]
fn every_format_has_a_fixture_that_is_told_by_its_content() {
    let mut missing: Vec<&str> = FORMATS.iter().map(|f| f.key).filter(|k| *k != native::FORMAT).collect();
    for path in fixtures() {
        if let Ok(loaded) = read_file(&path) {
            missing.retain(|key| *key != loaded.info.format);
        }
    }
    // An archive is no text that could lie here; `bad` makes one.
    missing.retain(|key| *key != "constellation");
    assert!(missing.is_empty(), "no fixture of {missing:?}");
}

#[test]
fn every_reader_has_a_fuzz_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for key in FORMATS.iter().map(|format| format.key) {
        assert!(manifest.contains(&format!("name = \"{key}\"\npath = \"fuzz_targets/{key}.rs\"")), "{key}");
        let target = fs::read_to_string(fuzz.join(format!("fuzz_targets/{key}.rs"))).unwrap();
        assert!(target.contains(&format!("check(\"{key}\", bytes)")), "{key}: {target}");
    }
}

#[test]
fn every_fixture_is_written_and_read_again_with_the_same_counts() {
    for path in fixtures() {
        let Ok(loaded) = read_file(&path) else { continue };
        for format in writers().filter(|f| ["graphml", "gexf", "gml", "dot", "pajek"].contains(&f.key)) {
            let bytes = write(format, &loaded.graph);
            assert_eq!(formats::tell(&bytes, None).map(|f| f.key), Some(format.key), "{}", path.display());
            let again = read_as(format, &bytes);
            let counts = |graph: &Graph| (graph.entity_count(), graph.relationship_count());
            assert_eq!(counts(&again.graph), counts(&loaded.graph), "{} as {}", path.display(), format.key);
        }
    }
}

/// A GraphML file that is large enough to be read in shares; `odd` stands between its edges.
fn large_graphml(odd: &str) -> String {
    let mut text = String::from(
        "<graphml><key id=\"n\" for=\"node\" attr.name=\"label\"/><key id=\"t\" for=\"all\" attr.name=\"type\"/>\
        <key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"><default>1.5</default></key>\
        <graph edgedefault=\"undirected\">\n",
    );
    let edge = |text: &mut String, from: usize, to: usize, kind: &str| {
        let _ = writeln!(text, "<edge source=\"{from}\" target=\"{to}\"><data key=\"t\">{kind}</data></edge>");
    };
    for n in 0..20_000 {
        let kind = ["person", "yacht", "ship"][n % 3];
        // Some ends stand before their nodes, and the last hundred have none.
        if n % 50 == 0 {
            edge(&mut text, n, 19_999 - n, "sails");
        }
        if n < 19_900 {
            let _ = writeln!(
                text,
                "<node id=\"{n}\"><data key=\"n\">N &amp; {n}</data><data key=\"t\">{kind}</data></node>"
            );
        }
    }
    text.push_str(odd);
    for n in 0..20_000 {
        edge(&mut text, n, n * 7 % 20_000, if n > 15_000 { "late kind" } else { "owns" });
    }
    text + "</graph></graphml>"
}

#[test]
fn a_large_file_is_the_same_in_shares_and_as_a_whole() {
    let read =
        |odd: &str| formats::read(large_graphml(odd).as_bytes(), &ReadOptions::default(), &Task::default()).unwrap();
    let (shares, whole) = (read(""), read("<!-- -->"));
    assert_eq!((shares.graph.entity_count(), shares.graph.relationship_count()), (20_000, 20_400));
    assert!(shares.graph == whole.graph);
    let issues = |loaded: &Loaded| loaded.issues.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(issues(&shares), issues(&whole));
    assert!(
        issues(&shares)[0].starts_with("line 2, column 1: an edge names a node that the file does not declare: 19999")
    );
    // What is worth a word in the report, or stands in several shares, is read as a whole.
    for odd in ["<node id=\"7\"/>", "<edge source=\"1\"/>", "<node id=\"x\"><data key=\"y\">1</data></node>"] {
        assert_eq!(issues(&read(odd)), issues(&read(&format!("{odd}<!-- -->"))), "{odd}");
    }
}
