//! Graphs as FollowTheMoney entities, one a line: entities, relationships as entities that connect two, and sources as
//! documents that `proof` names.
//!
//! What FollowTheMoney's schemas have no property for stands beside `properties`, under `liaison`, where programs that
//! do not know it leave it alone.

use serde_json::{Map, Value as Plain, json};

use super::{ftm, own};
use crate::base::{Cancelled, Endpoint, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carrier};
use crate::formats::graph_json::written;
use crate::model::{Entity, Graph, Relationship, Source};

/// Writes a line a record.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let mut bytes = Vec::new();
    let mut line = |record: Map<String, Plain>| {
        bytes.extend_from_slice(Plain::Object(record).to_string().as_bytes());
        bytes.push(b'\n');
    };
    for entity in graph.entities() {
        task.check()?;
        line(thing(&carrier, graph, entity));
    }
    for relationship in graph.relationships() {
        task.check()?;
        line(link(&carrier, graph, relationship));
    }
    for source in graph.sources().values() {
        line(document(source));
    }
    let mut left_out = carry::left_out(graph);
    left_out.retain(|issue| !issue.message.contains("evidence") && !issue.message.contains("source"));
    Ok(Exported { bytes, left_out })
}

/// Adds a value to the list that every property is.
fn add(properties: &mut Map<String, Plain>, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let list = properties.entry(name.to_owned()).or_insert_with(|| Plain::Array(Vec::new()));
    if let Plain::Array(values) = list {
        values.push(text.into());
    }
}

fn record(id: &str, schema: &str, properties: Map<String, Plain>, own: Map<String, Plain>) -> Map<String, Plain> {
    let mut out = Map::new();
    out.insert("id".into(), id.into());
    out.insert("schema".into(), schema.into());
    out.insert("properties".into(), properties.into());
    if !own.is_empty() {
        out.insert("liaison".into(), own.into());
    }
    out
}

fn thing<'g>(carrier: &Carrier<'g>, graph: &Graph, entity: &'g Entity) -> Map<String, Plain> {
    let kind = graph.schema().entity_types.get(&entity.kind);
    let schema = kind.map_or("", |kind| kind.mappings.ftm.as_str());
    // The model has no states; those of a public body say most of what one has.
    let schema = match schema {
        "" => "Thing",
        "Country" => "PublicBody",
        known => known,
    };
    let mut properties = Map::new();
    add(&mut properties, "name", &entity.name);
    let mut rest = Map::new();
    carrier.entity(entity, &mut |name, value| match name {
        "sources" => {}
        name => written::put(&mut rest, name, &value),
    });
    // What FollowTheMoney has words for is said in them too.
    for alias in &entity.aliases {
        add(&mut properties, "alias", alias);
    }
    add(&mut properties, "summary", &entity.summary);
    add(&mut properties, "notes", &entity.notes);
    for tag in &entity.tags {
        add(&mut properties, "keywords", tag);
    }
    if let Some(id) = entity.external_ids.get("wikidata") {
        add(&mut properties, "wikidataId", id);
    }
    proofs(&mut properties, &mut rest, &entity.evidence);
    written::put_position(&mut rest, carrier.view, &entity.id);
    record(entity.id.as_str(), schema, properties, rest)
}

fn proofs(properties: &mut Map<String, Plain>, rest: &mut Map<String, Plain>, evidence: &[crate::model::Evidence]) {
    let mut known = std::collections::BTreeSet::new();
    for piece in evidence {
        if known.insert(&piece.source) {
            add(properties, "proof", piece.source.as_str());
        }
    }
    if !evidence.is_empty() {
        rest.insert(own::EVIDENCE.into(), own::evidence(evidence));
    }
}

fn link<'g>(carrier: &Carrier<'g>, graph: &Graph, relationship: &'g Relationship) -> Map<String, Plain> {
    let kind = graph.schema().relationship_types.get(&relationship.kind);
    let wanted = kind.map_or("", |kind| kind.mappings.ftm.as_str());
    let find = |name: &str| ftm::LINKS.iter().find(|(known, ..)| *known == name);
    let Some((schema, from, to, turned)) = find(wanted).or_else(|| find("UnknownLink")) else {
        unreachable!("the list of schemas has UnknownLink")
    };
    let mut properties = Map::new();
    let ends = (relationship.from.as_str(), relationship.to.as_str());
    let ends = if *turned { (ends.1, ends.0) } else { ends };
    add(&mut properties, from, ends.0);
    add(&mut properties, to, ends.1);
    let role = if relationship.label.is_empty() { kind.map_or("", |k| k.name.as_str()) } else { &relationship.label };
    add(&mut properties, if *schema == "Family" { "relationship" } else { "role" }, role);
    if let Some(valid) = relationship.valid {
        for (name, end) in [("startDate", valid.start()), ("endDate", valid.end())] {
            // FollowTheMoney knows dates to the year, month or day, and nothing of doubt.
            if let Endpoint::Date(date) = end {
                add(&mut properties, name, date.to_string().trim_end_matches(['?', '~', '%']));
            }
        }
    }
    let mut rest = Map::new();
    carrier.relationship(relationship, &mut |name, value| match name {
        "sources" => {}
        name => written::put(&mut rest, name, &value),
    });
    rest.insert("label".into(), relationship.label.as_str().into());
    if relationship.direction == crate::model::Direction::Neither {
        rest.insert("direction".into(), relationship.direction.key().into());
    }
    proofs(&mut properties, &mut rest, &relationship.evidence);
    record(relationship.id.as_str(), schema, properties, rest)
}

fn document(source: &Source) -> Map<String, Plain> {
    let mut properties = Map::new();
    add(&mut properties, "title", &source.title);
    add(&mut properties, "author", &source.author);
    add(&mut properties, "publisher", &source.publisher);
    add(&mut properties, "sourceUrl", &source.url);
    if let Some(date) = source.published {
        add(&mut properties, "date", date.to_string().trim_end_matches(['?', '~', '%']));
    }
    let mut out = record(source.id.as_str(), "Document", properties, own::source(source));
    out.insert("datasets".into(), json!([ftm::OWN_SOURCES]));
    out
}
