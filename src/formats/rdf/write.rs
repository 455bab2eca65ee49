//! A graph's triples as Turtle and as JSON-LD.

use std::collections::BTreeMap;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleSerializer;
use serde_json::{Map, Value as Plain, json};

use super::describe::describe;
use super::vocabulary::PREFIXES;
use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry;
use crate::model::Graph;

/// What neither syntax holds of a graph.
fn left_out(graph: &Graph) -> Vec<crate::formats::Issue> {
    let mut issues = carry::left_out(graph);
    issues.retain(|issue| !issue.message.contains("evidence") && !issue.message.contains("source"));
    issues
}

/// Writes Turtle.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write_turtle(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in PREFIXES {
        serializer = match serializer.with_prefix(*prefix, *iri) {
            Ok(serializer) => serializer,
            Err(error) => unreachable!("{iri} is an IRI: {error}"),
        };
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in describe(graph) {
        task.check()?;
        // Writing to memory does not fail.
        let _ = writer.serialize_triple(triple.as_ref());
    }
    let bytes = writer.finish().unwrap_or_default();
    Ok(Exported { bytes, left_out: left_out(graph) })
}

/// Writes JSON-LD: one object a subject, in a `@graph`, with the prefixes in its own `@context`.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write_json(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let mut order: Vec<String> = Vec::new();
    let mut subjects: BTreeMap<String, Map<String, Plain>> = BTreeMap::new();
    for Triple { subject, predicate, object } in describe(graph) {
        task.check()?;
        let id = match &subject {
            NamedOrBlankNode::NamedNode(node) => short(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let entry = subjects.entry(id.clone()).or_insert_with(|| {
            order.push(id.clone());
            Map::from_iter([("@id".to_owned(), Plain::from(id.clone()))])
        });
        let is_type = predicate == oxrdf::vocab::rdf::TYPE;
        let (key, value) = match &object {
            Term::NamedNode(node) if is_type => ("@type".to_owned(), short(node.as_str()).into()),
            Term::NamedNode(node) => (short(predicate.as_str()), json!({ "@id": short(node.as_str()) })),
            Term::BlankNode(node) => (short(predicate.as_str()), json!({ "@id": node.to_string() })),
            Term::Literal(literal) => (short(predicate.as_str()), value_of(literal)),
            Term::Triple(_) => continue,
        };
        match entry.get_mut(&key) {
            None => {
                entry.insert(key, value);
            }
            Some(Plain::Array(values)) => values.push(value),
            Some(one) => *one = Plain::Array(vec![one.take(), value]),
        }
    }
    let context: Map<String, Plain> =
        PREFIXES.iter().map(|(prefix, iri)| ((*prefix).into(), context_of(iri))).collect();
    let all: Vec<Plain> = order.iter().filter_map(|id| subjects.remove(id)).map(Plain::Object).collect();
    let mut bytes = json!({ "@context": context, "@graph": all }).to_string().into_bytes();
    bytes.push(b'\n');
    Ok(Exported { bytes, left_out: left_out(graph) })
}

/// A prefix that does not end in one of the signs of RFC 3986 must say that it is one.
fn context_of(iri: &str) -> Plain {
    if iri.ends_with(['/', '#', ':']) { iri.into() } else { json!({ "@id": iri, "@prefix": true }) }
}

/// A name with one of our prefixes, where one fits.
fn short(iri: &str) -> String {
    let longest = PREFIXES.iter().filter(|(_, full)| iri.starts_with(full)).max_by_key(|(_, full)| full.len());
    match longest {
        // What begins with two slashes behind a prefix would be read as an address of its own.
        Some((prefix, full)) if !iri[full.len()..].starts_with("//") => format!("{prefix}:{}", &iri[full.len()..]),
        _ => iri.to_owned(),
    }
}

fn value_of(literal: &Literal) -> Plain {
    if let Some(language) = literal.language() {
        return json!({ "@value": literal.value(), "@language": language });
    }
    if literal.datatype() == xsd::STRING {
        return literal.value().into();
    }
    json!({ "@value": literal.value(), "@type": short(literal.datatype().as_str()) })
}
