//! RDF: resources as entities, statements between resources as relationships, values as attributes.
//!
//! In Turtle, N-Triples and RDF/XML `rdf:type` is a statement like any other, and the class an entity, unless the class
//! is one that we know as an entity type. In JSON-LD `@type` is a word of the syntax and gives the entity its type.
//! Statements about statements (`rdf:Statement`, RDF 1.2 reifiers, which are RDF-star's) give relationships their
//! dates, grades and evidence.

mod describe;
mod own;
mod read;
mod syntax;
mod vocabulary;
mod write;

use super::Certainty;
use crate::formats::foreign::xml;
use crate::formats::json::Outline;
pub(super) use read::{read_json, read_turtle, read_xml};
pub(super) use write::{write_json, write_turtle};

/// The key of Turtle and N-Triples.
pub(super) const TURTLE: &str = "turtle";
/// The key of RDF/XML.
pub(super) const XML: &str = "rdf-xml";
/// The key of JSON-LD.
pub(super) const JSON: &str = "json-ld";

/// How much of a file is looked at to recognise it.
const HEAD_BYTES: usize = 64 << 10;

/// Whether bytes look like Turtle or N-Triples.
pub(super) fn recognises_turtle(bytes: &[u8]) -> Certainty {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let mut lines =
        head.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let Some(first) = lines.next() else { return Certainty::No };
    let lower = first.to_ascii_lowercase();
    let directive =
        ["@prefix ", "@base ", "prefix ", "base "].iter().any(|d| lower.starts_with(d)) && first.contains('<');
    let triple = (first.starts_with('<') || first.starts_with("_:")) && {
        let mut words = first.split_whitespace();
        words.next().is_some_and(|s| s.ends_with('>') || s.starts_with("_:"))
            && words.next().is_some_and(|p| (p.starts_with('<') && p.ends_with('>') && p.contains(':')) || p == "a")
    };
    if directive || triple { Certainty::Sure } else { Certainty::No }
}

/// Whether bytes look like RDF/XML.
pub(super) fn recognises_xml(bytes: &[u8]) -> Certainty {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let is_it = head.contains("http://www.w3.org/1999/02/22-rdf-syntax-ns#") && head.contains(":RDF");
    // RDF may stand within other XML, such as the metadata of XGMML.
    let is_root = head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && xml::root(bytes).is_none_or(|(root, _)| root == "RDF");
    if is_it && is_root { Certainty::Sure } else { Certainty::No }
}

/// Whether bytes look like JSON-LD.
pub(super) fn recognises_json(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let marks = ["@context", "@graph", "@id", "@type", "[].@id", "[].@context", "[].@type"];
    // CX has `@id` as well, and a context among its aspects.
    let is_cx = outline.has_any(&["[].numberVerification", "[].metaData"]);
    if outline.has_any(&marks) && !is_cx { Certainty::Sure } else { Certainty::No }
}
