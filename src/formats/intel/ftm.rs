//! FollowTheMoney: entities as JSON, one a line (or in one list), as Aleph and OpenSanctions exchange them.
//!
//! Entities of the schemas that connect two others, such as `Ownership`, become relationships. Every value is a list of
//! texts; entities may be nested in the place of their ids. An entity of the dataset [`OWN_SOURCES`] is a source of
//! ours, and `proof` names the sources of evidence.

use std::collections::BTreeSet;

use super::own;
use crate::base::Task;
use crate::formats::foreign::{At, Cell, Draft, NodeRef, Undeclared, decode, weight_of};
use crate::formats::json::{Columns, Documents, Json, Node, Outline, cell};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Evidence;

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "ftm";

/// The dataset of sources in files that we write.
pub(super) const OWN_SOURCES: &str = "liaison-sources";

/// How many broken lines are passed over before the file is taken for something else.
const MOST_BROKEN: usize = 1000;

/// How deep entities may be nested in each other.
const DEPTH: usize = 8;

/// The schemas that connect two entities: their name, the properties of their ends, and whether they lead the other way
/// than our type does.
pub(super) const LINKS: &[(&str, &str, &str, bool)] = &[
    ("Associate", "person", "associate", false),
    ("ContractAward", "supplier", "contract", false),
    ("CourtCaseParty", "party", "case", false),
    ("Debt", "debtor", "creditor", false),
    ("Directorship", "director", "organization", false),
    ("Documentation", "document", "entity", true),
    ("Employment", "employee", "employer", false),
    ("Family", "person", "relative", false),
    ("Interest", "holder", "subject", false),
    ("Membership", "member", "organization", false),
    ("Occupancy", "holder", "post", false),
    ("Ownership", "owner", "asset", false),
    ("Payment", "payer", "beneficiary", false),
    ("ProjectParticipant", "participant", "project", false),
    ("Representation", "agent", "client", false),
    ("Similar", "candidate", "match", false),
    ("Succession", "predecessor", "successor", true),
    ("UnknownLink", "subject", "object", false),
];

/// Properties of things that name other entities.
const REFERENCES: &[&str] = &[
    "accountHolder",
    "addressEntity",
    "authority",
    "bank",
    "case",
    "contract",
    "country entity",
    "emitters",
    "entity",
    "holder",
    "intermediaries",
    "involved",
    "mentionedEntities",
    "operator",
    "organizer",
    "owner",
    "parent",
    "project",
    "recipients",
    "resolved",
    "subject",
    "vendor",
];

/// Properties that are numbers.
const NUMBERS: &[&str] =
    &["amount", "amountUsd", "amountEur", "percentage", "sharesCount", "latitude", "longitude", "capital"];

/// The properties of the entity types of FollowTheMoney that are fields of ours.
pub(super) fn columns() -> Columns {
    let mut columns = Columns::default();
    for (theirs, ours) in [
        ("weakAlias", "aliases"),
        ("previousName", "aliases"),
        ("abbreviation", "aliases"),
        ("keywords", "tags"),
        ("topics", "tags"),
        ("wikidataId", "wikidata"),
        ("leiCode", "lei"),
        ("incorporationDate", "start"),
        ("dissolutionDate", "end"),
        ("title", "property:title"),
        ("caption", "property:caption"),
        ("type", "property:type"),
        ("sourceUrl", "sources"),
    ] {
        columns.node_name_means(theirs, ours);
    }
    for (theirs, ours) in [
        ("role", "label"),
        ("relationship", "label"),
        ("type", "property:type"),
        ("description", "notes"),
        ("sourceUrl", "sources"),
    ] {
        columns.edge_name_means(theirs, ours);
    }
    columns
}

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let whole = outline.has_all(&["id", "schema", "properties"]);
    let listed = outline.has_all(&["[].id", "[].schema", "[].properties"]);
    if whole || listed { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON at all, holds too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(bytes, None, &mut draft.report)?;
    let mut reading = Reading::default();
    let mut broken = 0;
    let mut documents = Documents::new(&text, &options.limits, task);
    loop {
        let from = documents.at();
        let Some(document) = documents.next() else { break };
        match document {
            Ok(one) if one.is_list() => {
                for entity in one.items() {
                    reading.entity(&mut draft, entity, 0)?;
                }
            }
            Ok(one) => {
                reading.entity(&mut draft, &one, 0)?;
            }
            Err(error @ (ReadError::Cancelled | ReadError::Limit { .. })) => return Err(error),
            Err(error) => {
                broken += 1;
                if draft.node_count() == 0 && reading.links.is_empty() || broken > MOST_BROKEN {
                    return Err(error);
                }
                let start = from + text[from..].len() - text[from..].trim_start().len();
                draft.report.error(At::Byte(start), "a line is no JSON", error, "left it out");
                documents.skip_line(start);
            }
        }
    }
    reading.finish(&mut draft)?;
    draft.finish(FORMAT, &text)
}

/// What is read after all entities are known.
#[derive(Default)]
pub(super) struct Reading {
    links: Vec<Link>,
    references: Vec<(NodeRef, String, String, At)>,
    /// The sources of ours by their ids.
    sources: BTreeSet<String>,
    proofs: Vec<(Owner, String, At)>,
}

/// A relationship with all of its attributes.
struct Link {
    key: String,
    schema: &'static (&'static str, &'static str, &'static str, bool),
    from: Vec<String>,
    to: Vec<String>,
    attributes: Vec<(String, OwnedCell, At)>,
    kind: String,
    proofs: Vec<String>,
    evidence: Vec<Evidence>,
    at: At,
}

enum Owner {
    Node(NodeRef),
    Edge(crate::formats::foreign::EdgeRef),
}

/// The value of an attribute that is set later.
enum OwnedCell {
    Text(String),
    Number(f64),
    Flag(bool),
}

impl OwnedCell {
    fn of(name: &str, node: &Node<'_>) -> Option<Self> {
        match &node.value {
            Json::Flag(flag) => Some(Self::Flag(*flag)),
            Json::Number(_) => node.number().map(Self::Number),
            Json::Text(text) => match node.number().filter(|_| NUMBERS.contains(&name)) {
                Some(number) => Some(Self::Number(number)),
                None => Some(Self::Text(text.to_string())),
            },
            Json::Null | Json::List(_) | Json::Map(_) => None,
        }
    }

    fn weight(&self) -> usize {
        if let Self::Text(text) = self { weight_of(text) } else { 1 }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
        }
    }
}

/// The values of a property, whether the file has a list or a single one.
fn values<'n, 't>(node: &'n Node<'t>) -> Vec<&'n Node<'t>> {
    if node.is_list() { node.items().iter().collect() } else { vec![node] }
}

impl Reading {
    /// Takes in an entity, and those nested in it; returns its id.
    pub fn entity(&mut self, draft: &mut Draft, entity: &Node<'_>, depth: usize) -> Result<Option<String>, ReadError> {
        let at = At::Byte(entity.at);
        let Some(id) = entity.get("id").and_then(Node::key_text) else {
            draft.count_record()?;
            draft.report.error(at, "an entity has no id", "", "left it out");
            return Ok(None);
        };
        let schema = entity.text_of("schema");
        let own = entity.get("liaison");
        let is_source =
            entity.get("datasets").map(Node::items).unwrap_or_default().iter().any(|d| d.text() == Some(OWN_SOURCES));
        if is_source {
            self.source(draft, id, entity);
            return Ok(Some(id.to_owned()));
        }
        match LINKS.iter().find(|(name, ..)| *name == schema) {
            Some(link) => self.link(draft, id, link, entity, own, depth)?,
            None => self.thing(draft, id, schema, entity, own, depth)?,
        }
        Ok(Some(id.to_owned()))
    }

    fn thing(
        &mut self,
        draft: &mut Draft,
        id: &str,
        schema: &str,
        entity: &Node<'_>,
        own: Option<&Node<'_>>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let at = At::Byte(entity.at);
        // Nested entities repeat what stands elsewhere.
        let node = draft.node_again(id, at)?;
        let mut columns = columns();
        if own.and_then(|own| own.get("type")).is_none() {
            let column = columns.of_node("entity type");
            draft.set_node(node, &column, schema, at);
        }
        let mut has_name = false;
        for (name, all) in entity.get("properties").map(Node::entries).unwrap_or_default() {
            // Files of ours say everything under `liaison`, and say it better there.
            if own.is_some() && name != "name" {
                continue;
            }
            for value in values(all) {
                let at = At::Byte(value.at);
                if value.is_map() {
                    if let Some(other) = self.nested(draft, value, depth)? {
                        self.references.push((node, name.to_string(), other, at));
                    }
                    continue;
                }
                if REFERENCES.contains(&name.as_ref())
                    && let Some(other) = value.text()
                {
                    self.references.push((node, name.to_string(), other.to_owned(), at));
                    continue;
                }
                if name == "proof"
                    && own.is_none_or(|own| own.get(own::EVIDENCE).is_none())
                    && let Some(source) = value.text()
                {
                    self.proofs.push((Owner::Node(node), source.to_owned(), at));
                    continue;
                }
                // The first name is the name; further ones are other names.
                let column = match name.as_ref() {
                    "name" if has_name => columns.of_node("aliases"),
                    "name" => columns.of_node("label"),
                    name => columns.of_node(name),
                };
                has_name |= name == "name";
                if let Some(value) = OwnedCell::of(name, value) {
                    draft.set_node(node, &column, value.cell(), at);
                }
            }
        }
        if !has_name && let Some(caption) = entity.first_of(&["caption"]).and_then(Node::text) {
            let column = columns.of_node("label");
            draft.set_node(node, &column, caption, at);
        }
        if let Some(own) = own {
            own::read_node(draft, node, own);
            if let Some(list) = own.get(own::EVIDENCE) {
                let evidence = own::read_evidence(draft, list);
                draft.entity_mut(node).evidence = evidence.into();
            }
        }
        Ok(())
    }

    /// An entity in the place of its id.
    fn nested(&mut self, draft: &mut Draft, entity: &Node<'_>, depth: usize) -> Result<Option<String>, ReadError> {
        if depth >= DEPTH {
            return Ok(None);
        }
        self.entity(draft, entity, depth + 1)
    }

    fn link(
        &mut self,
        draft: &mut Draft,
        id: &str,
        schema: &'static (&'static str, &'static str, &'static str, bool),
        entity: &Node<'_>,
        own: Option<&Node<'_>>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let (name, from_property, to_property, _) = schema;
        let kind = own.and_then(|own| own.get("type")).and_then(Node::text).unwrap_or(name);
        let mut link = Link {
            key: id.to_owned(),
            schema,
            from: Vec::new(),
            to: Vec::new(),
            attributes: Vec::new(),
            kind: kind.to_owned(),
            proofs: Vec::new(),
            evidence: Vec::new(),
            at: At::Byte(entity.at),
        };
        for (property, all) in entity.get("properties").map(Node::entries).unwrap_or_default() {
            let property = property.as_ref();
            for value in values(all) {
                let ends = match property {
                    p if p == *from_property => Some(&mut link.from),
                    p if p == *to_property => Some(&mut link.to),
                    _ => None,
                };
                if let Some(ends) = ends {
                    let end = if value.is_map() {
                        self.nested(draft, value, depth)?
                    } else {
                        value.key_text().map(str::to_owned)
                    };
                    ends.extend(end);
                } else if own.is_some() {
                    // Files of ours say everything under `liaison`, and say it better there.
                } else if property == "proof" {
                    link.proofs.extend(value.text().map(str::to_owned));
                } else if value.is_map() {
                    self.nested(draft, value, depth)?;
                } else if let Some(cell) = OwnedCell::of(property, value) {
                    link.attributes.push((property.to_owned(), cell, At::Byte(value.at)));
                }
            }
        }
        for (name, value) in own.map(Node::entries).unwrap_or_default() {
            if name == own::EVIDENCE {
                link.proofs.clear();
                link.evidence = own::read_evidence(draft, value);
            } else if name != "type"
                && let Some(cell) = OwnedCell::of(name, value)
            {
                link.attributes.push((format!("{OWN}{name}"), cell, At::Byte(value.at)));
            }
        }
        self.links.push(link);
        Ok(())
    }

    fn source(&mut self, draft: &mut Draft, id: &str, entity: &Node<'_>) {
        if let Some(own) = entity.get("liaison") {
            own::read_source(draft, id, own);
        }
        self.sources.insert(id.to_owned());
    }

    /// Connects what was read.
    pub fn finish(self, draft: &mut Draft) -> Result<(), ReadError> {
        let Self { links, references, sources, proofs } = self;
        let mut columns = columns();
        let mut ours = Columns::default();
        let mut of_edges = Vec::new();
        for link in links {
            let Link { key, schema, from, to, attributes, kind, proofs, mut evidence, at } = link;
            if from.is_empty() || to.is_empty() {
                draft.count_record()?;
                draft.report.error(
                    at,
                    "a connection lacks one of its ends",
                    format_args!("{} {key}", schema.0),
                    "left it out",
                );
                continue;
            }
            let single = from.len() == 1 && to.len() == 1;
            let weight = attributes.iter().map(|(_, value, _)| value.weight()).sum::<usize>() + proofs.len();
            draft.multiply([from.len(), to.len()], weight)?;
            for from in &from {
                for to in &to {
                    let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
                    let (from, to) = if schema.3 { (to, from) } else { (from, to) };
                    let edge = draft.edge(single.then_some(key.as_str()), from, to, None)?;
                    let column = columns.of_edge("relationship type");
                    draft.set_edge(edge, &column, kind.as_str(), at);
                    for (name, value, at) in &attributes {
                        let column = match name.strip_prefix(OWN) {
                            Some(name) => ours.of_edge(name),
                            None => columns.of_edge(name),
                        };
                        draft.set_edge(edge, &column, value.cell(), *at);
                    }
                    draft.relationship_mut(edge).evidence.append(&mut evidence);
                    of_edges.extend(proofs.iter().map(|proof| (Owner::Edge(edge), proof.clone(), at)));
                }
            }
        }
        for (node, name, other, at) in references {
            match draft.find(&other) {
                Some(other) => {
                    let edge = draft.edge(None, node, other, None)?;
                    let column = columns.of_edge("relationship type");
                    draft.set_edge(edge, &column, words(&name), at);
                }
                None => {
                    let column = columns.of_node(&name);
                    draft.set_node(node, &column, other.as_str(), at);
                }
            }
        }
        let mut count = 0_usize;
        for (owner, proof, at) in proofs.into_iter().chain(of_edges) {
            count += 1;
            if sources.contains(&proof) {
                let Ok(source) = proof.parse() else { continue };
                let evidence = Evidence::new(Draft::evidence_id(&[&proof, &count.to_string()]), source);
                match owner {
                    Owner::Node(node) => draft.entity_mut(node).evidence.push(evidence),
                    Owner::Edge(edge) => draft.relationship_mut(edge).evidence.push(evidence),
                }
                continue;
            }
            // A document of the file, or of somewhere else.
            let title = draft.find(&proof).map(|node| draft.name_of(node).to_owned()).filter(|name| !name.is_empty());
            let title = title.unwrap_or(proof);
            match owner {
                Owner::Node(node) => draft.set_node(node, &columns.of_node("sources"), title, at),
                Owner::Edge(edge) => draft.set_edge(edge, &columns.of_edge("sources"), title, at),
            }
        }
        Ok(())
    }
}

/// Put before the names of our own attributes until they are set.
const OWN: &str = "liaison:";

/// A property's name as words: `addressEntity` becomes `address entity`.
fn words(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out.trim().to_owned()
}

/// Sets the entries of a map that are values as attributes of a node, for readers of relatives of this format.
pub(super) fn set_plain(draft: &mut Draft, columns: &mut Columns, node: NodeRef, map: &Node<'_>) {
    for (name, value) in map.entries() {
        for value in values(value).into_iter().filter(|value| !value.is_map()) {
            let column = columns.of_node(name);
            draft.set_node(node, &column, cell(value), At::Byte(value.at));
        }
    }
}
