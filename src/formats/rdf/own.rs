//! What our own names say in RDF: records with exactly the fields that they had.

use oxrdf::vocab::rdfs;
use oxrdf::{NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashMap;

use super::read::{Triples, value};
use super::vocabulary::{
    DCT, ENTITY, EVIDENCE, EXTERNAL, FIELD, OA, OWN, PROPERTY, PROV, RELATION, RELATIONSHIP, SCHEMA, SKOS, SOURCE,
    TYPE, text,
};
use crate::base::{Interval, TextQuote};
use crate::formats::ReadError;
use crate::formats::foreign::{Draft, EdgeRef, NodeRef};
use crate::model::{ConfidenceOverride, Evidence, Level, Source, SourceKind, Stance, Value};

/// What a file of ours says besides its entities and relationships.
#[derive(Default)]
pub(super) struct Own {
    /// The names of types by their IRIs.
    types: FxHashMap<String, String>,
    relations: FxHashMap<String, String>,
    evidence: FxHashMap<String, Evidence>,
}

/// Whether a resource is a type, source, piece of evidence or relationship of ours, or the graph.
pub(super) fn is_ours(subject: &NamedOrBlankNode) -> bool {
    matches!(subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(OWN) && !node.as_str().starts_with(ENTITY))
}

/// The id of an entity that one of our names says.
pub(super) fn entity_id(iri: &str) -> Option<String> {
    text(iri, ENTITY).map(Into::into)
}

/// The id of a relationship that one of our names says.
pub(super) fn relationship_id(iri: &str) -> Option<String> {
    text(iri, RELATIONSHIP).map(Into::into)
}

fn literal(term: &Term) -> Option<&str> {
    if let Term::Literal(literal) = term { Some(literal.value()) } else { None }
}

impl Own {
    /// Reads what is ours besides entities and relationships.
    pub fn read(draft: &mut Draft, all: &Triples<'_>) -> Self {
        let mut own = Self::default();
        for subject in &all.subjects {
            let NamedOrBlankNode::NamedNode(node) = subject else { continue };
            let iri = node.as_str();
            if !iri.starts_with(OWN) {
                continue;
            }
            let label = || all.object(subject, rdfs::LABEL.as_str()).and_then(literal).unwrap_or_default().to_owned();
            if iri == "urn:liaison:graph" {
                let said =
                    |name: &str| all.object(subject, &format!("{DCT}{name}")).and_then(literal).unwrap_or_default();
                draft.set_title(said("title"));
                draft.add_description(said("description"));
            } else if iri.starts_with(TYPE) {
                own.types.insert(iri.to_owned(), label());
            } else if iri.starts_with(RELATION) {
                own.relations.insert(iri.to_owned(), label());
            } else if let Some(id) = text(iri, SOURCE) {
                read_source(draft, &id, all, subject);
            } else if let Some(id) = text(iri, EVIDENCE)
                && let Some(evidence) = read_evidence(&id, all, subject)
            {
                own.evidence.insert(iri.to_owned(), evidence);
            }
        }
        own
    }

    /// What a type of ours is called.
    pub fn type_name<'i>(&'i self, iri: &'i str) -> Option<&'i str> {
        self.types.get(iri).map(String::as_str).or_else(|| iri.strip_prefix(TYPE))
    }

    /// What a relationship type of ours is called.
    pub fn relation_name<'i>(&'i self, iri: &'i str) -> Option<&'i str> {
        self.relations.get(iri).map(String::as_str).or_else(|| iri.strip_prefix(RELATION))
    }

    /// The evidence that a triple gives to a record.
    fn evidence(&self, triple: &Triple) -> Option<Evidence> {
        if triple.predicate.as_str() != format!("{PROV}qualifiedDerivation") {
            return None;
        }
        let Term::NamedNode(node) = &triple.object else { return None };
        self.evidence.get(node.as_str()).cloned()
    }
}

fn read_source(draft: &mut Draft, id: &str, all: &Triples<'_>, subject: &NamedOrBlankNode) {
    let Ok(id) = id.parse() else { return };
    let said = |prefix: &str, name: &str| {
        all.object(subject, &format!("{prefix}{name}")).and_then(literal).unwrap_or_default()
    };
    let mut source = Source::new(id, said(DCT, "title"));
    source.kind = said(FIELD, "kind").parse().unwrap_or(SourceKind::Other);
    source.author = said(SCHEMA, "author").to_owned();
    source.publisher = said(SCHEMA, "publisher").to_owned();
    source.published = said(SCHEMA, "datePublished").parse().ok();
    source.retrieved = said(FIELD, "retrieved").parse().ok();
    source.url = said(SCHEMA, "url").to_owned();
    source.reliability = said(FIELD, "reliability").parse().ok();
    source.origin = said(FIELD, "origin").to_owned();
    source.handling = said(FIELD, "handling").parse().ok();
    source.notes = said(FIELD, "notes").to_owned();
    source.text = Some(said(SCHEMA, "text")).filter(|t| !t.is_empty()).map(Into::into);
    draft.put_source(source);
}

fn read_evidence(id: &str, all: &Triples<'_>, subject: &NamedOrBlankNode) -> Option<Evidence> {
    let said = |prefix: &str, name: &str| {
        all.object(subject, &format!("{prefix}{name}")).and_then(literal).unwrap_or_default()
    };
    let Some(Term::NamedNode(source)) = all.object(subject, &format!("{PROV}entity")) else { return None };
    let mut evidence = Evidence::new(id.parse().ok()?, text(source.as_str(), SOURCE)?.parse().ok()?);
    evidence.stance = said(FIELD, "stance").parse().unwrap_or(Stance::Supports);
    evidence.about = said(FIELD, "about").to_owned();
    evidence.quote = all.object(subject, &format!("{OA}exact")).and_then(literal).map(|exact| TextQuote {
        exact: exact.to_owned(),
        prefix: said(OA, "prefix").to_owned(),
        suffix: said(OA, "suffix").to_owned(),
        start: said(OA, "start").parse().ok(),
    });
    evidence.credibility = said(FIELD, "credibility").parse().ok();
    evidence.access = said(FIELD, "access").parse().ok();
    evidence.note = said(FIELD, "note").to_owned();
    evidence.analyst = said(FIELD, "analyst").to_owned();
    evidence.recorded = said(FIELD, "recorded").parse().ok();
    Some(evidence)
}

/// A property's value: a literal, a list, or another entity.
fn property(draft: &mut Draft, all: &Triples<'_>, term: &Term) -> Result<Option<Value>, ReadError> {
    fn of(draft: &mut Draft, all: &Triples<'_>, term: &Term, depth: usize) -> Result<Option<Value>, ReadError> {
        if let Term::Literal(literal) = term {
            return Ok(Some(value(literal)));
        }
        if depth < Value::MAX_LISTS_IN_LISTS
            && let Some(items) = all.list(term, draft)?
        {
            let mut values = Vec::new();
            for item in items {
                values.extend(of(draft, all, item, depth + 1)?);
            }
            return Ok(Some(Value::List(values)));
        }
        let Term::NamedNode(node) = term else { return Ok(None) };
        let id = text(node.as_str(), ENTITY).map_or_else(|| node.as_str().to_owned(), Into::into);
        Ok(id.parse().ok().map(Value::Entity))
    }
    of(draft, all, term, 0)
}

/// Sets a field of an entity; whether the triple is one of ours.
///
/// # Errors
/// When lists give too many values, or the work was cancelled.
pub(super) fn set_entity(
    draft: &mut Draft,
    node: NodeRef,
    own: &Own,
    all: &Triples<'_>,
    triple: &Triple,
) -> Result<bool, ReadError> {
    if let Some(name) = text(triple.predicate.as_str(), PROPERTY) {
        if let Some(value) = property(draft, all, &triple.object)? {
            draft.entity_mut(node).properties.insert(name.into(), value);
        }
        return Ok(true);
    }
    Ok(set_field_of_entity(draft, node, own, triple))
}

fn set_field_of_entity(draft: &mut Draft, node: NodeRef, own: &Own, triple: &Triple) -> bool {
    let predicate = triple.predicate.as_str();
    if let Some(evidence) = own.evidence(triple) {
        draft.ensure_source(&evidence.source);
        draft.entity_mut(node).evidence.push(evidence);
        return true;
    }
    let Some(said) = literal(&triple.object) else { return false };
    if let Some(register) = text(predicate, EXTERNAL) {
        draft.entity_mut(node).external_ids.insert(register.into(), said.to_owned());
        return true;
    }
    let is_ours = !own.is_empty();
    let entity = draft.entity_mut(node);
    if is_ours && predicate == format!("{SKOS}altLabel") {
        entity.aliases.push(said.to_owned());
        return true;
    }
    if is_ours && predicate == format!("{DCT}description") {
        entity.summary = said.into();
        return true;
    }
    let Some(field) = predicate.strip_prefix(FIELD) else { return false };
    match field {
        "notes" => entity.notes = said.into(),
        "status" => entity.status = said.parse().unwrap_or(entity.status),
        "valid" => entity.valid = said.parse::<Interval>().ok(),
        "tag" => {
            entity.tags.insert(said.to_owned());
        }
        "x" | "y" => {
            if let Ok(number) = said.parse() {
                draft.place_on(node, field == "x", number);
            }
        }
        _ => return false,
    }
    true
}

/// Sets a field of a relationship; whether the triple is one of ours.
///
/// # Errors
/// When lists give too many values, or the work was cancelled.
pub(super) fn set_relationship(
    draft: &mut Draft,
    edge: EdgeRef,
    own: &Own,
    all: &Triples<'_>,
    triple: &Triple,
) -> Result<bool, ReadError> {
    if let Some(name) = text(triple.predicate.as_str(), PROPERTY) {
        if let Some(value) = property(draft, all, &triple.object)? {
            draft.relationship_mut(edge).properties.insert(name.into(), value);
        }
        return Ok(true);
    }
    Ok(set_field_of_relationship(draft, edge, own, triple))
}

fn set_field_of_relationship(draft: &mut Draft, edge: EdgeRef, own: &Own, triple: &Triple) -> bool {
    let predicate = triple.predicate.as_str();
    if let Some(evidence) = own.evidence(triple) {
        draft.ensure_source(&evidence.source);
        draft.relationship_mut(edge).evidence.push(evidence);
        return true;
    }
    let Some(said) = literal(&triple.object) else { return false };
    let relationship = draft.relationship_mut(edge);
    if triple.predicate == rdfs::LABEL {
        relationship.label = said.into();
        return true;
    }
    let Some(field) = predicate.strip_prefix(FIELD) else { return false };
    match field {
        "direction" => relationship.direction = said.parse().unwrap_or(relationship.direction),
        "notes" => relationship.notes = said.into(),
        "status" => relationship.status = said.parse().unwrap_or(relationship.status),
        "valid" => relationship.valid = said.parse().ok(),
        "tag" => {
            relationship.tags.insert(said.to_owned());
        }
        "likelihood" => relationship.likelihood = said.parse().ok(),
        "confidence" => {
            if let Ok(level) = said.parse::<Level>() {
                let rationale = relationship.confidence.take().map(|c| c.rationale).unwrap_or_default();
                relationship.confidence = Some(Box::new(ConfidenceOverride { level, rationale }));
            }
        }
        "rationale" => match &mut relationship.confidence {
            Some(confidence) => confidence.rationale = said.into(),
            // The level comes first in files of ours.
            None => return false,
        },
        "weight" => relationship.weight = said.parse().ok().filter(|w: &f64| w.is_finite()),
        _ => return false,
    }
    true
}

impl Own {
    /// Whether nothing in the file is ours.
    fn is_empty(&self) -> bool {
        self.types.is_empty() && self.relations.is_empty()
    }
}
