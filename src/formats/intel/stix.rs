//! STIX 2.1 (and 2.0) bundles: domain objects and observables as entities, relationship objects and sightings as
//! relationships.
//!
//! A report is an entity and a source at once: what it lists in `object_refs` gets it as evidence, relationships too.
//! Files that we write hold our own fields in an extension, as STIX provides for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::own;
use crate::base::{SourceId, Task};
use crate::formats::foreign::{At, Draft, EdgeRef, NodeRef, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::{Evidence, Source, SourceKind};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "stix";

/// The id of our extension.
pub(super) const EXTENSION: &str = "extension-definition--6f0f4b1e-3b0c-5f0e-9d5c-4c1a15a0c0de";

/// What is about other objects and no thing of its own.
const NO_ENTITIES: [&str; 3] = ["marking-definition", "extension-definition", "language-content"];

/// What a bundle says of each object for its own book-keeping.
const BOOKKEEPING: [&str; 8] = [
    "id",
    "type",
    "spec_version",
    "object_refs",
    "extensions",
    "object_marking_refs",
    "external_references",
    "kill_chain_phases",
];

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let bundle = outline.has("type=bundle");
    let listed = outline.has_all(&["[].type", "[].id", "[].spec_version"]);
    let single = outline.has_all(&["type", "id", "spec_version"]);
    if bundle || listed || single { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no objects or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, |draft, root| {
        let objects: Vec<&Node<'_>> = match root.get("objects") {
            Some(objects) => objects.items().iter().collect(),
            None if root.is_list() => root.items().iter().collect(),
            None if root.text_of("type") == "bundle" => Vec::new(),
            None if root.get("type").is_some() && root.get("id").is_some() => vec![root],
            None => return Err(malformed("STIX bundle", "it has no `objects`")),
        };
        let mut reading = Reading::new();
        for object in &objects {
            reading.take(draft, object)?;
        }
        reading.connect(draft, &objects)
    })
}

struct Reading {
    columns: Columns,
    markings: FxHashMap<String, String>,
    edges: FxHashMap<String, Vec<EdgeRef>>,
}

fn text_of_id(object: &Node<'_>) -> Option<String> {
    object.get("id").and_then(Node::key_text).map(str::to_owned)
}

/// Our own fields of an object.
fn own_fields<'n, 't>(object: &'n Node<'t>) -> Option<&'n Node<'t>> {
    object.get("extensions")?.get(EXTENSION)
}

impl Reading {
    fn new() -> Self {
        let mut columns = Columns::default();
        for (theirs, ours) in [
            ("labels", "tags"),
            ("first_seen", "start"),
            ("last_seen", "end"),
            ("valid_from", "start"),
            ("valid_until", "end"),
            ("start_time", "start"),
            ("stop_time", "end"),
            ("value", "label"),
        ] {
            columns.node_name_means(theirs, ours);
            columns.edge_name_means(theirs, if ours == "label" { "property:value" } else { ours });
        }
        Self { columns, markings: FxHashMap::default(), edges: FxHashMap::default() }
    }

    /// Takes in what is an entity.
    fn take(&mut self, draft: &mut Draft, object: &Node<'_>) -> Result<(), ReadError> {
        let at = At::Byte(object.at);
        let (Some(id), kind) = (text_of_id(object), object.text_of("type")) else {
            draft.count_record()?;
            draft.report.error(at, "an object has no id", object.text_of("type"), "left it out");
            return Ok(());
        };
        if kind == "marking-definition" {
            let name = object.first_of(&["name"]).and_then(Node::text).map(str::to_owned);
            let tlp = object
                .get("definition")
                .and_then(|d| d.get("tlp"))
                .and_then(Node::text)
                .map(|tlp| format!("TLP:{}", tlp.to_uppercase()));
            self.markings.insert(id, name.or(tlp).unwrap_or_default());
            return Ok(());
        }
        if NO_ENTITIES.contains(&kind) || kind == "relationship" || kind == "sighting" {
            return Ok(());
        }
        if let Some(own) = own_fields(object).and_then(|own| own.get("source")) {
            let id = own.get("id").and_then(Node::key_text).unwrap_or(&id);
            own::read_source(draft, id, own);
            return Ok(());
        }
        if own_fields(object).is_some_and(|own| own.get("maker").is_some()) {
            return Ok(());
        }
        if let Some(own) = own_fields(object) {
            let own_id = own.get("id").and_then(Node::key_text).unwrap_or(&id);
            let node = draft.node_called(&id, own_id, at)?;
            let name = self.columns.of_node("name");
            draft.set_node(node, &name, object.text_of("name"), at);
            if let Some(fields) = own.get("fields") {
                own::read_node(draft, node, fields);
                if let Some(list) = fields.get(own::EVIDENCE) {
                    let evidence = own::read_evidence(draft, list);
                    draft.entity_mut(node).evidence = evidence.into();
                }
            }
            return Ok(());
        }
        let node = draft.node(&id, at)?;
        let column = self.columns.of_node("type");
        draft.set_node(node, &column, kind_of(object, kind).as_str(), at);
        self.columns.set_node(draft, node, object, &BOOKKEEPING);
        self.references(draft, node, object);
        Ok(())
    }

    /// The parts of an object that are lists of maps.
    fn references(&mut self, draft: &mut Draft, node: NodeRef, object: &Node<'_>) {
        for reference in object.get("external_references").map(Node::items).unwrap_or_default() {
            let at = At::Byte(reference.at);
            let (register, identifier) = (reference.text_of("source_name"), reference.text_of("external_id"));
            if !register.is_empty() && !identifier.is_empty() {
                let column = self.columns.of_node(&format!("external:{register}"));
                draft.set_node(node, &column, identifier, at);
            } else {
                let title =
                    [reference.text_of("url"), register].into_iter().find(|t| !t.is_empty()).unwrap_or_default();
                let column = self.columns.of_node("sources");
                draft.set_node(node, &column, title, at);
            }
        }
        let phases = self.columns.of_node("kill chain phases");
        for phase in object.get("kill_chain_phases").map(Node::items).unwrap_or_default() {
            let words = format!("{}: {}", phase.text_of("kill_chain_name"), phase.text_of("phase_name"));
            draft.set_node(node, &phases, words, At::Byte(phase.at));
        }
    }

    /// Connects the entities, and gives evidence.
    fn connect(&mut self, draft: &mut Draft, objects: &[&Node<'_>]) -> Result<(), ReadError> {
        for object in objects {
            match object.text_of("type") {
                "relationship" => self.relationship(draft, object)?,
                "sighting" => self.sighting(draft, object)?,
                _ => {}
            }
        }
        for object in objects {
            self.mark(draft, object)?;
            let kind = object.text_of("type");
            let refs = object.get("object_refs").map(Node::items).unwrap_or_default();
            let Some(id) = text_of_id(object).filter(|_| !refs.is_empty()) else { continue };
            if own_fields(object).is_some() {
                continue;
            }
            if kind == "report" {
                self.report(draft, &id, object, refs)?;
                continue;
            }
            let at = At::Byte(object.at);
            let from = draft.refer(&id, at)?;
            let column = self.columns.of_edge("relationship type");
            for other in refs.iter().filter_map(Node::text) {
                // Relationships can be opinions' objects too; an edge ends at a node.
                if let Some(to) = draft.find(other) {
                    let edge = draft.edge(None, from, to, None)?;
                    draft.set_edge(edge, &column, "refers to", at);
                }
            }
        }
        Ok(())
    }

    fn relationship(&mut self, draft: &mut Draft, object: &Node<'_>) -> Result<(), ReadError> {
        let at = At::Byte(object.at);
        let end = |name: &str| object.get(name).and_then(Node::key_text);
        let (Some(from), Some(to), Some(id)) = (end("source_ref"), end("target_ref"), text_of_id(object)) else {
            draft.count_record()?;
            draft.report.error(at, "a relationship lacks its id or one of its ends", "", "left it out");
            return Ok(());
        };
        let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
        let own = own_fields(object);
        let key = own.and_then(|own| own.get("id")).and_then(Node::key_text).unwrap_or(&id);
        let edge = draft.edge(Some(key), from, to, None)?;
        self.edges.entry(id).or_default().push(edge);
        if let Some(fields) = own.and_then(|own| own.get("fields")) {
            self.columns.set_edge(draft, edge, fields, &[own::EVIDENCE]);
            if let Some(list) = fields.get(own::EVIDENCE) {
                let evidence = own::read_evidence(draft, list);
                draft.relationship_mut(edge).evidence = evidence.into();
            }
            return Ok(());
        }
        let column = self.columns.of_edge("relationship type");
        draft.set_edge(edge, &column, object.text_of("relationship_type").replace('-', " "), at);
        let skip = [&BOOKKEEPING[..], &["source_ref", "target_ref", "relationship_type"]].concat();
        self.columns.set_edge(draft, edge, object, &skip);
        Ok(())
    }

    /// Somebody saw something: a relationship from each who saw it.
    fn sighting(&mut self, draft: &mut Draft, object: &Node<'_>) -> Result<(), ReadError> {
        let at = At::Byte(object.at);
        let seen = object.get("sighting_of_ref").and_then(Node::key_text);
        let by: Vec<&str> = object
            .get("where_sighted_refs")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::text)
            .collect();
        let by =
            if by.is_empty() { object.get("created_by_ref").and_then(Node::text).into_iter().collect() } else { by };
        let (Some(seen), false) = (seen, by.is_empty()) else {
            draft.count_record()?;
            draft.report.warning(at, "a sighting does not say what was seen or by whom", "", "left it out");
            return Ok(());
        };
        let column = self.columns.of_edge("relationship type");
        let skip = [&BOOKKEEPING[..], &["sighting_of_ref", "where_sighted_refs"]].concat();
        let values = object.entries().iter().filter(|(name, _)| !skip.contains(&name.as_ref()));
        draft.multiply([by.len(), 1], values.map(|(_, value)| value.weight()).sum())?;
        for by in by {
            let (from, to) = (draft.refer(by, at)?, draft.refer(seen, at)?);
            let edge = draft.edge(None, from, to, None)?;
            draft.set_edge(edge, &column, "sighted", at);
            self.columns.set_edge(draft, edge, object, &skip);
            self.edges.entry(text_of_id(object).unwrap_or_default()).or_default().push(edge);
        }
        Ok(())
    }

    /// A report is the source of what it lists.
    fn report(&mut self, draft: &mut Draft, id: &str, object: &Node<'_>, refs: &[Node<'_>]) -> Result<(), ReadError> {
        let Ok(source_id) = id.parse::<SourceId>() else { return Ok(()) };
        let mut source = Source::new(source_id.clone(), object.text_of("name"));
        source.kind = SourceKind::Report;
        source.published = object.text_of("published").get(..10).and_then(|day| day.parse().ok());
        draft.put_source(source);
        let mut listed = FxHashSet::default();
        for other in refs.iter().filter_map(Node::text).filter(|other| listed.insert(*other)) {
            let evidence =
                |number: usize| Evidence::new(Draft::evidence_id(&[id, other, &number.to_string()]), source_id.clone());
            if let Some(node) = draft.find(other) {
                draft.entity_mut(node).evidence.push(evidence(0));
            }
            let edges = self.edges.get(other).map(Vec::as_slice).unwrap_or_default();
            draft.inherit(edges.len().saturating_sub(1))?;
            for (number, edge) in edges.iter().enumerate() {
                draft.relationship_mut(*edge).evidence.push(evidence(number + 1));
            }
        }
        Ok(())
    }

    /// Markings such as TLP become tags.
    fn mark(&mut self, draft: &mut Draft, object: &Node<'_>) -> Result<(), ReadError> {
        let marks = object.get("object_marking_refs").map(Node::items).unwrap_or_default();
        let Some(id) = text_of_id(object).filter(|_| !marks.is_empty()) else { return Ok(()) };
        for mark in marks.iter().filter_map(Node::text) {
            let Some(name) = self.markings.get(mark).filter(|name| !name.is_empty()) else { continue };
            if let Some(node) = draft.find(&id) {
                draft.entity_mut(node).tags.insert(name.clone());
            }
            let edges = self.edges.get(&id).map(Vec::as_slice).unwrap_or_default();
            draft.inherit(edges.len().saturating_sub(1))?;
            for edge in edges {
                draft.relationship_mut(*edge).tags.insert(name.clone());
            }
        }
        Ok(())
    }
}

/// What an object is, in words: an identity by its class.
fn kind_of(object: &Node<'_>, kind: &str) -> String {
    match (kind, object.text_of("identity_class")) {
        ("identity", "individual") => "Person".to_owned(),
        ("identity", "organization") => "Organisation".to_owned(),
        ("identity", "group" | "class") => "Group of people".to_owned(),
        _ => {
            let words = kind.strip_prefix("x-").unwrap_or(kind).replace('-', " ");
            let mut letters = words.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
