//! The four syntaxes of RDF to triples: Turtle (with N-Triples, which is a part of it), RDF/XML and JSON-LD.
//!
//! Nothing is fetched. A context of JSON-LD that stands elsewhere is named, and its terms are read as if each were in the
//! vocabulary at its address, which is right for schema.org and keeps the shape of any other file.

use std::sync::{Arc, Mutex, PoisonError};

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Triple;
use oxrdfxml::RdfXmlParser;
use oxttl::TurtleParser;
use quick_xml::events::Event;

use crate::base::Task;
use crate::formats::foreign::{At, Report};
use crate::formats::native::place_of;
use crate::formats::{Limits, ReadError};

/// Relative addresses of a file are taken from here: it has no address of its own.
pub(super) const BASE: &str = "file:///";

/// A file with more broken places than this is no RDF.
const MOST_ERRORS: usize = 1000;

/// After how many tags the work looks whether it was cancelled.
const TAGS_PER_CHECK: usize = 10_000;

/// How long the value of an XML entity may be, in bytes: names of vocabularies are short, bombs are not.
const LONGEST_ENTITY: usize = 1000;

/// How deep triples may stand in triples. The parser drops and compares them by calling itself.
const TRIPLES_IN_TRIPLES: usize = 16;

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Syntax {
    /// Turtle and N-Triples.
    Turtle,
    /// RDF/XML.
    Xml,
    /// JSON-LD.
    Json,
}

/// Reads all triples of a text; broken ones are reported and left out.
///
/// # Errors
/// When there are too many triples or broken places, or when it is no such syntax at all.
pub(super) fn triples(
    text: &str,
    syntax: Syntax,
    limits: &Limits,
    report: &mut Report,
    task: &Task,
) -> Result<Vec<Triple>, ReadError> {
    let mut into = Into { triples: Vec::new(), errors: 0, limits, report, task };
    match syntax {
        Syntax::Turtle => {
            refuse_nested_triples(text)?;
            let parser = TurtleParser::new().lenient().with_base_iri(BASE);
            let parser = parser.map_err(|error| damaged(&error))?;
            for triple in parser.for_slice(text.as_bytes()) {
                let at = |e: &oxttl::TurtleSyntaxError| At::Byte(usize_of(e.location().start.offset));
                into.take(triple.map_err(|error| (at(&error), error.message().to_owned())))?;
            }
        }
        Syntax::Xml => {
            refuse_entities(text)?;
            refuse_deep(text, limits, task)?;
            let parser = RdfXmlParser::new().lenient().with_base_iri(BASE);
            let parser = parser.map_err(|error| damaged(&error))?;
            for triple in parser.for_slice(text.as_bytes()) {
                let broken = triple.is_err();
                into.take(triple.map_err(|error| (At::Nowhere, error.to_string())))?;
                if broken {
                    // The parser does not find its way back into the tree.
                    break;
                }
            }
        }
        Syntax::Json => {
            let named = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&named);
            let parser = JsonLdParser::new().lenient().with_base_iri(BASE);
            let parser = parser.map_err(|error| damaged(&error))?;
            let parser = parser.for_slice(text.as_bytes()).with_load_document_callback(move |url, _| {
                let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
                if seen.len() < 100 && !seen.iter().any(|known| known == url) {
                    seen.push(url.to_owned());
                }
                Ok(JsonLdRemoteDocument { document: vocabulary_at(url), document_url: url.to_owned() })
            });
            for quad in parser {
                let at = |e: &oxjsonld::JsonLdSyntaxError| {
                    e.location().map_or(At::Nowhere, |place| At::Byte(usize_of(place.start.offset)))
                };
                into.take(quad.map(Triple::from).map_err(|error| (at(&error), error.to_string())))?;
            }
            for url in named.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                let done = "did not fetch it; read its terms as names in a vocabulary at that address";
                into.report.warning(At::Nowhere, "the file takes its terms from elsewhere", url, done);
            }
        }
    }
    if into.triples.is_empty() && into.errors > 0 {
        let issues = std::mem::take(into.report).into_issues(text);
        return Err(ReadError::Broken { issues, more: 0 });
    }
    Ok(into.triples)
}

/// A context in which each term is a name in the vocabulary at `url`.
fn vocabulary_at(url: &str) -> Vec<u8> {
    let vocabulary = if url.ends_with(['/', '#']) { url.to_owned() } else { format!("{url}#") };
    serde_json::json!({ "@context": { "@vocab": vocabulary } }).to_string().into_bytes()
}

fn usize_of(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn damaged(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Malformed { format: "RDF file", place: None, problem: error.to_string() }
}

/// Takes triples up to the limits.
struct Into<'l> {
    triples: Vec<Triple>,
    errors: usize,
    limits: &'l Limits,
    report: &'l mut Report,
    task: &'l Task,
}

impl Into<'_> {
    fn take(&mut self, triple: Result<Triple, (At, String)>) -> Result<(), ReadError> {
        match triple {
            Ok(triple) => {
                self.triples.push(triple);
                if self.triples.len() > self.limits.records {
                    let what = format!("The file holds more than {} triples", self.limits.records);
                    return Err(ReadError::Limit { place: None, what });
                }
            }
            Err((at, message)) => {
                self.errors += 1;
                self.report.error(at, "a statement cannot be read", message, "left it out");
                if self.errors > MOST_ERRORS {
                    let what = format!("The file has more than {MOST_ERRORS} places that are no RDF");
                    return Err(ReadError::Limit { place: None, what });
                }
            }
        }
        if self.triples.len().is_multiple_of(1024) {
            self.task.check()?;
        }
        Ok(())
    }
}

/// Refuses Turtle with triples deep in each other. One that closes within another is the object of it, which nothing but
/// blanks and comments follows, so that many that close in a row show it, whatever else stands there.
fn refuse_nested_triples(text: &str) -> Result<(), ReadError> {
    const CLOSES: &[u8] = b")>>";
    let bytes = text.as_bytes();
    let (mut in_a_row, mut free_from) = (0, 0);
    for at in memchr::memmem::find_iter(bytes, CLOSES) {
        in_a_row = if at == free_from { in_a_row + 1 } else { 1 };
        if in_a_row > TRIPLES_IN_TRIPLES {
            let what = format!("More than {TRIPLES_IN_TRIPLES} triples stand in each other");
            return Err(ReadError::Limit { place: Some(place_of(text, at)), what });
        }
        free_from = after_blanks(bytes, at + CLOSES.len());
    }
    Ok(())
}

/// Where the blanks and comments of Turtle end that begin here.
fn after_blanks(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b'#') => at = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length),
            _ => return at,
        }
    }
}

/// Refuses RDF/XML with elements deep in each other: the parser looks through all that are open for every one of them.
fn refuse_deep(text: &str, limits: &Limits, task: &Task) -> Result<(), ReadError> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut depth, mut tags) = (0_usize, 0_usize);
    // What is no XML stops the parser too.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => break,
            _ => {}
        }
        if depth > limits.depth {
            let what = format!("More than {} elements stand in each other", limits.depth);
            let at = usize_of(reader.buffer_position());
            return Err(ReadError::Limit { place: Some(place_of(text, at)), what });
        }
        tags += 1;
        if tags.is_multiple_of(TAGS_PER_CHECK) {
            task.check()?;
        }
    }
    Ok(())
}

/// Refuses XML entities that could grow: only short names for parts of addresses are usual in RDF/XML.
fn refuse_entities(text: &str) -> Result<(), ReadError> {
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(()) };
    for declaration in text[start..].split("<!ENTITY").skip(1) {
        let value = declaration.split('>').next().unwrap_or_default();
        if value.len() > LONGEST_ENTITY || value.contains('&') || value.contains("SYSTEM") || value.contains("PUBLIC") {
            let what = "The file defines an XML entity that is long, made of others or stands elsewhere".to_owned();
            return Err(ReadError::Limit { place: None, what });
        }
    }
    Ok(())
}
