//! Graphs as a bundle of STIX 2.1: identities, locations, incidents and relationships, sources as reports.
//!
//! What STIX has no property for stands in an extension, which the bundle defines. Ids are UUIDs made from ours by
//! SHA-256, so that the same graph gives the same bundle. Nothing here knows the time: what does not say when it was
//! made is dated to the beginning of 1970.

use serde_json::{Map, Value as Plain, json};
use std::collections::{BTreeMap, BTreeSet};

use super::own;
use super::stix::EXTENSION;
use crate::base::{Cancelled, ContentHash, SourceId, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carrier};
use crate::formats::graph_json::written;
use crate::model::{Direction, Entity, Evidence, Graph, Properties, Relationship, Source, Value};

/// When something was made that does not say so.
const UNKNOWN_TIME: &str = "1970-01-01T00:00:00.000Z";

/// Types of objects that need no property but a name.
const NAMED_ONLY: [&str; 9] = [
    "attack-pattern",
    "campaign",
    "course-of-action",
    "identity",
    "incident",
    "infrastructure",
    "intrusion-set",
    "threat-actor",
    "tool",
];

/// Writes the bundle.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let mut objects = Vec::new();
    let mut refs: BTreeMap<&SourceId, BTreeSet<String>> = BTreeMap::new();
    for record in graph.entities() {
        task.check()?;
        let id = entity_id(graph, record);
        cite(&mut refs, &record.evidence, &id);
        objects.push(entity(&carrier, graph, record, &id));
    }
    for record in graph.relationships() {
        task.check()?;
        let id = made_id("relationship", record.id.as_str());
        cite(&mut refs, &record.evidence, &id);
        objects.push(relationship(&carrier, graph, record, &id));
    }
    let maker = made_id("identity", "liaison");
    for source in graph.sources().values() {
        let cited = refs.get(&source.id).cloned().unwrap_or_default();
        // A report must name something.
        let cited = if cited.is_empty() { BTreeSet::from([maker.clone()]) } else { cited };
        objects.push(report(source, &cited));
    }
    objects.push(json!({
        "type": "identity", "spec_version": "2.1", "id": maker, "created": UNKNOWN_TIME, "modified": UNKNOWN_TIME,
        "name": "Liaison", "identity_class": "system", "extensions": extension(json!({ "maker": true })),
    }));
    objects.push(json!({
        "type": "extension-definition", "spec_version": "2.1", "id": EXTENSION, "created": UNKNOWN_TIME,
        "modified": UNKNOWN_TIME, "created_by_ref": maker, "name": "Liaison",
        "description": "The fields of a Liaison graph that STIX has no property for: dates, grades, evidence, properties.",
        "schema": "fields: attributes by name; evidence: pieces with source, stance, quote and grades; source: a source",
        "version": "1.0.0", "extension_types": ["property-extension"],
    }));
    let file = json!({ "type": "bundle", "id": made_id("bundle", &graph.meta().title), "objects": objects });
    let mut left_out = carry::left_out(graph);
    left_out.retain(|issue| !issue.message.contains("evidence") && !issue.message.contains("source"));
    if !graph.meta().title.is_empty() || !graph.meta().description.is_empty() {
        left_out.push(carry::loss("title and description of the graph are not carried over".into()));
    }
    let mut bytes = file.to_string().into_bytes();
    bytes.push(b'\n');
    Ok(Exported { bytes, left_out })
}

fn cite<'g>(refs: &mut BTreeMap<&'g SourceId, BTreeSet<String>>, evidence: &'g [Evidence], id: &str) {
    for piece in evidence {
        refs.entry(&piece.source).or_default().insert(id.to_owned());
    }
}

fn extension(mut fields: Plain) -> Plain {
    if let Plain::Object(map) = &mut fields {
        map.insert("extension_type".into(), "property-extension".into());
    }
    let mut all = Map::new();
    all.insert(EXTENSION.into(), fields);
    all.into()
}

/// A STIX id for one of ours, always the same.
fn made_id(kind: &str, id: &str) -> String {
    let hash = ContentHash::of_parts(&[b"liaison/stix/", kind.as_bytes(), b"/", id.as_bytes()]).to_string();
    // Version 5 (made from a name) and the variant of RFC 9562.
    let variant = ["8", "9", "a", "b"][usize::from(hash.as_bytes()[16] % 4)];
    format!("{kind}--{}-{}-5{}-{variant}{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32])
}

/// The type of object that an entity is.
fn kind_of(graph: &Graph, entity: &Entity) -> &'static str {
    let kind = graph.schema().entity_types.get(&entity.kind);
    let own = kind.map_or("", |kind| kind.mappings.stix.as_str());
    if own == "location" {
        return "location";
    }
    let named = entity.kind.as_str();
    NAMED_ONLY.into_iter().find(|known| *known == own || *known == named).unwrap_or("identity")
}

fn entity_id(graph: &Graph, entity: &Entity) -> String {
    let (kind, id) = (kind_of(graph, entity), entity.id.as_str());
    // One that came from STIX keeps its id.
    let uuid = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix("--")).filter(|uuid| is_uuid(uuid));
    uuid.map_or_else(|| made_id(kind, id), |_| id.to_owned())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if [8, 13, 18, 23].contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// When a record was made, if it came from STIX and says so.
fn time<'p>(properties: &'p Properties, name: &str) -> &'p str {
    match properties.get(name) {
        Some(Value::Text(time)) if time.len() >= 20 && time.ends_with('Z') && time.as_bytes()[10] == b'T' => time,
        _ => UNKNOWN_TIME,
    }
}

fn head(kind: &str, id: &str, created: &str, modified: &str) -> Map<String, Plain> {
    let mut out = Map::new();
    for (name, text) in
        [("type", kind), ("spec_version", "2.1"), ("id", id), ("created", created), ("modified", modified)]
    {
        out.insert(name.into(), text.into());
    }
    out
}

fn fields(id: &str, mut rest: Map<String, Plain>, evidence: &[Evidence]) -> Plain {
    if !evidence.is_empty() {
        rest.insert(own::EVIDENCE.into(), own::evidence(evidence));
    }
    extension(json!({ "id": id, "fields": rest }))
}

fn entity<'g>(carrier: &Carrier<'g>, graph: &Graph, entity: &'g Entity, id: &str) -> Plain {
    let kind = kind_of(graph, entity);
    let mut out = head(kind, id, time(&entity.properties, "created"), time(&entity.properties, "modified"));
    out.insert("name".into(), entity.name.as_str().into());
    if !entity.summary.is_empty() {
        out.insert("description".into(), entity.summary.as_str().into());
    }
    if !entity.tags.is_empty() {
        out.insert("labels".into(), entity.tags.iter().map(String::as_str).collect());
    }
    let is = |ancestor: &str| ancestor.parse().is_ok_and(|ancestor| graph.schema().is_a(&entity.kind, &ancestor));
    match kind {
        "identity" if is("person") => {
            out.insert("identity_class".into(), "individual".into());
        }
        "identity" if is("organisation") => {
            out.insert("identity_class".into(), "organization".into());
        }
        "identity" => {
            out.insert("identity_class".into(), "unknown".into());
        }
        "location" => {
            // A location must say where it is.
            match entity.external_ids.get("iso3166").filter(|code| code.len() == 2) {
                Some(code) => out.insert("country".into(), code.as_str().into()),
                None => out.insert("region".into(), entity.name.as_str().into()),
            };
        }
        _ => {}
    }
    let mut rest = Map::new();
    carrier.entity(entity, &mut |name, value| {
        if name != "sources" {
            written::put(&mut rest, name, &value);
        }
    });
    written::put_position(&mut rest, carrier.view, &entity.id);
    out.insert("extensions".into(), fields(entity.id.as_str(), rest, &entity.evidence));
    out.into()
}

fn relationship<'g>(carrier: &Carrier<'g>, graph: &Graph, record: &'g Relationship, id: &str) -> Plain {
    let mut out = head("relationship", id, time(&record.properties, "created"), time(&record.properties, "modified"));
    let kind = graph.schema().relationship_types.get(&record.kind);
    let word = kind.map_or("", |kind| kind.mappings.stix.as_str());
    let word = if word.is_empty() { "related-to" } else { word };
    out.insert("relationship_type".into(), word.into());
    for (name, end) in [("source_ref", &record.from), ("target_ref", &record.to)] {
        let end = graph.entity(end).map(|entity| entity_id(graph, entity)).unwrap_or_default();
        out.insert(name.into(), end.into());
    }
    if !record.notes.is_empty() {
        out.insert("description".into(), record.notes.as_str().into());
    }
    let mut rest = Map::new();
    carrier.relationship(record, &mut |name, value| {
        if name != "sources" {
            written::put(&mut rest, name, &value);
        }
    });
    if !record.label.is_empty() {
        rest.insert("label".into(), record.label.as_str().into());
    }
    if record.direction == Direction::Neither {
        rest.insert("direction".into(), record.direction.key().into());
    }
    out.insert("extensions".into(), fields(record.id.as_str(), rest, &record.evidence));
    out.into()
}

fn report(source: &Source, cited: &BTreeSet<String>) -> Plain {
    let mut out = head("report", &made_id("report", source.id.as_str()), UNKNOWN_TIME, UNKNOWN_TIME);
    out.insert("name".into(), if source.title.is_empty() { source.id.as_str() } else { &source.title }.into());
    let day = source.published.map(|date| date.first_day().to_civil());
    let published =
        day.filter(|(year, ..)| *year > 0).map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}T00:00:00Z"));
    out.insert("published".into(), published.unwrap_or_else(|| UNKNOWN_TIME.into()).into());
    if source.url.starts_with("http") {
        out.insert("external_references".into(), json!([{ "source_name": source.title, "url": source.url }]));
    }
    out.insert("object_refs".into(), cited.iter().map(String::as_str).collect());
    let mut own = own::source(source);
    own.insert("id".into(), source.id.as_str().into());
    out.insert("extensions".into(), extension(json!({ "source": own })));
    out.into()
}
