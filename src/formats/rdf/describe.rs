//! A graph as RDF triples.
//!
//! A relationship is a resource of its own, an `rdf:Statement` with subject, predicate and object, so that its dates,
//! status, grades and evidence have something to stand on; every RDF program reads that, which is not yet true of
//! quoted triples. What holds or held is also said as a plain triple. What is only proposed, alleged or denied is not:
//! whoever reads the file with other eyes must not take it for a fact.
//!
//! Evidence is a `prov:Derivation` from a source, with its passage as the Web Annotation vocabulary selects it.

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

use super::vocabulary::{
    DCT, EDTF, ENTITY, EVIDENCE, EXTERNAL, FIELD, OA, PROPERTY, PROV, RELATION, RELATIONSHIP, SCHEMA, SKOS, SOURCE,
    TYPE, name,
};
use crate::base::{EntityId, Interval};
use crate::formats::foreign::carry::Carrier;
use crate::model::{Entity, Evidence, Graph, Properties, Relationship, Source, Status, Value};

/// All triples of a graph, subject by subject, in an order that depends on nothing but the graph.
pub(super) fn describe(graph: &Graph) -> Vec<Triple> {
    let mut out = Triples { list: Vec::new(), blank: 0 };
    out.head(graph);
    out.types(graph);
    for source in graph.sources().values() {
        out.source(source);
    }
    let carrier = Carrier::new(graph);
    for entity in graph.entities() {
        let subject = out.entity(entity);
        if let Some(point) = carrier.position(entity) {
            out.number(&subject, FIELD, "x", point.x.into());
            out.number(&subject, FIELD, "y", point.y.into());
        }
        out.evidence(&subject, &entity.evidence);
    }
    for relationship in graph.relationships() {
        let subject = out.relationship(relationship);
        out.evidence(&subject, &relationship.evidence);
    }
    out.list
}

fn iri(prefix: &str, text: &str) -> NamedNode {
    NamedNode::new_unchecked(name(prefix, text))
}

/// An entity: by the address that its id is, if it came from RDF, else by a name of ours.
fn entity(id: &EntityId) -> NamedNode {
    let id = id.as_str();
    let is_address = id.starts_with("http://") || id.starts_with("https://");
    match NamedNode::new(id) {
        Ok(address) if is_address => address,
        _ => iri(ENTITY, id),
    }
}

struct Triples {
    list: Vec<Triple>,
    blank: usize,
}

impl Triples {
    fn add(&mut self, subject: &NamedNode, predicate: impl Into<NamedNode>, object: impl Into<Term>) {
        self.list.push(Triple::new(subject.clone(), predicate, object));
    }

    /// Words, unless there are none.
    fn words(&mut self, subject: &NamedNode, prefix: &str, field: &str, text: &str) {
        if !text.is_empty() {
            self.add(subject, iri(prefix, field), Literal::new_simple_literal(text));
        }
    }

    fn number(&mut self, subject: &NamedNode, prefix: &str, field: &str, number: f64) {
        self.add(subject, iri(prefix, field), Literal::new_typed_literal(number.to_string(), xsd::DOUBLE));
    }

    fn date(&mut self, subject: &NamedNode, prefix: &str, field: &str, date: impl std::fmt::Display) {
        let edtf = NamedNode::new_unchecked(EDTF);
        self.add(subject, iri(prefix, field), Literal::new_typed_literal(date.to_string(), edtf));
    }

    fn head(&mut self, graph: &Graph) {
        let subject = NamedNode::new_unchecked("urn:liaison:graph");
        let meta = graph.meta();
        if !meta.title.is_empty() || !meta.description.is_empty() {
            self.add(&subject, rdf::TYPE, iri(PROV, "Bundle"));
            self.words(&subject, DCT, "title", &meta.title);
            self.words(&subject, DCT, "description", &meta.description);
        }
    }

    /// The types in use, with what schema.org calls them.
    fn types(&mut self, graph: &Graph) {
        for (id, kind) in &graph.schema().entity_types {
            if graph.entity_count_of(id) > 0 {
                let subject = iri(TYPE, id.as_str());
                self.add(&subject, rdf::TYPE, rdfs::CLASS);
                self.words(&subject, super::vocabulary::RDFS, "label", &kind.name);
                if !kind.mappings.schema_org.is_empty() {
                    self.add(&subject, rdfs::SUB_CLASS_OF, iri(SCHEMA, &kind.mappings.schema_org));
                }
            }
        }
        for (id, kind) in &graph.schema().relationship_types {
            if graph.relationship_count_of(id) > 0 {
                let subject = iri(RELATION, id.as_str());
                self.add(&subject, rdf::TYPE, rdf::PROPERTY);
                self.words(&subject, super::vocabulary::RDFS, "label", &kind.name);
                if !kind.mappings.schema_org.is_empty() {
                    self.add(&subject, rdfs::SUB_PROPERTY_OF, iri(SCHEMA, &kind.mappings.schema_org));
                }
            }
        }
    }

    fn source(&mut self, source: &Source) {
        let Source {
            id,
            title,
            kind,
            author,
            publisher,
            published,
            retrieved,
            url,
            reliability,
            origin,
            handling,
            notes,
            text,
            ignored: _,
        } = source;
        let subject = iri(SOURCE, id.as_str());
        self.add(&subject, rdf::TYPE, iri(PROV, "Entity"));
        self.words(&subject, DCT, "title", title);
        self.words(&subject, FIELD, "kind", kind.key());
        self.words(&subject, SCHEMA, "author", author);
        self.words(&subject, SCHEMA, "publisher", publisher);
        if let Some(date) = published {
            self.date(&subject, SCHEMA, "datePublished", date);
        }
        if let Some(date) = retrieved {
            self.date(&subject, FIELD, "retrieved", date);
        }
        self.words(&subject, SCHEMA, "url", url);
        self.words(&subject, FIELD, "reliability", reliability.map_or("", |r| r.key()));
        self.words(&subject, FIELD, "origin", origin);
        self.words(&subject, FIELD, "handling", handling.map_or("", |h| h.key()));
        self.words(&subject, FIELD, "notes", notes);
        self.words(&subject, SCHEMA, "text", text.as_deref().unwrap_or_default());
    }

    fn entity(&mut self, record: &Entity) -> NamedNode {
        let Entity {
            id,
            kind,
            name,
            aliases,
            summary,
            notes,
            status,
            valid,
            properties,
            tags,
            external_ids,
            image: _,
            evidence: _,
            different_from: _,
        } = record;
        let subject = entity(id);
        self.add(&subject, rdf::TYPE, iri(TYPE, kind.as_str()));
        self.words(&subject, super::vocabulary::RDFS, "label", name);
        for alias in aliases {
            self.words(&subject, SKOS, "altLabel", alias);
        }
        self.words(&subject, DCT, "description", summary);
        self.common(&subject, notes, *status, *valid, properties, tags);
        for (register, identifier) in external_ids {
            self.words(&subject, EXTERNAL, register, identifier);
        }
        subject
    }

    fn relationship(&mut self, record: &Relationship) -> NamedNode {
        let Relationship {
            id,
            kind,
            from,
            to,
            direction,
            label,
            valid,
            status,
            likelihood,
            confidence,
            weight,
            properties,
            tags,
            notes,
            evidence: _,
        } = record;
        let (from, to, kind) = (entity(from), entity(to), iri(RELATION, kind.as_str()));
        if matches!(status, Status::InEffect | Status::Ended) {
            self.add(&from, kind.clone(), to.clone());
        }
        let subject = iri(RELATIONSHIP, id.as_str());
        self.add(&subject, rdf::TYPE, rdf::STATEMENT);
        self.add(&subject, rdf::SUBJECT, from);
        self.add(&subject, rdf::PREDICATE, kind);
        self.add(&subject, rdf::OBJECT, to);
        self.words(&subject, FIELD, "direction", direction.key());
        self.words(&subject, super::vocabulary::RDFS, "label", label);
        self.common(&subject, notes, *status, *valid, properties, tags);
        self.words(&subject, FIELD, "likelihood", likelihood.map_or("", |l| l.key()));
        if let Some(confidence) = confidence {
            self.words(&subject, FIELD, "confidence", confidence.level.key());
            self.words(&subject, FIELD, "rationale", &confidence.rationale);
        }
        if let Some(weight) = weight {
            self.number(&subject, FIELD, "weight", *weight);
        }
        subject
    }

    /// What entities and relationships have alike.
    fn common(
        &mut self,
        subject: &NamedNode,
        notes: &str,
        status: Status,
        valid: Option<Interval>,
        properties: &Properties,
        tags: &std::collections::BTreeSet<String>,
    ) {
        if status != Status::InEffect {
            self.words(subject, FIELD, "status", status.key());
        }
        if let Some(valid) = valid {
            self.date(subject, FIELD, "valid", valid);
        }
        self.words(subject, FIELD, "notes", notes);
        for tag in tags {
            self.words(subject, FIELD, "tag", tag);
        }
        for (property, value) in properties {
            let term = self.value(value);
            self.add(subject, iri(PROPERTY, property), term);
        }
    }

    fn value(&mut self, value: &Value) -> Term {
        match value {
            Value::Text(text) => Literal::new_simple_literal(text).into(),
            Value::Number(number) => Literal::new_typed_literal(number.to_string(), xsd::DOUBLE).into(),
            Value::Flag(flag) => Literal::new_typed_literal(flag.to_string(), xsd::BOOLEAN).into(),
            Value::Date(date) => Literal::new_typed_literal(date.to_string(), NamedNode::new_unchecked(EDTF)).into(),
            Value::Url(url) => Literal::new_typed_literal(url, xsd::ANY_URI).into(),
            Value::Entity(id) => entity(id).into(),
            Value::List(values) => {
                let terms: Vec<Term> = values.iter().map(|value| self.value(value)).collect();
                self.collection(terms)
            }
        }
    }

    /// An `rdf:List`, which keeps the order.
    fn collection(&mut self, terms: Vec<Term>) -> Term {
        let mut rest: Term = NamedNode::from(rdf::NIL).into();
        for term in terms.into_iter().rev() {
            self.blank += 1;
            let cell = BlankNode::new_unchecked(format!("l{}", self.blank));
            let subject = NamedOrBlankNode::from(cell.clone());
            self.list.push(Triple::new(subject.clone(), rdf::FIRST, term));
            self.list.push(Triple::new(subject, rdf::REST, rest));
            rest = cell.into();
        }
        rest
    }

    fn evidence(&mut self, record: &NamedNode, evidence: &[Evidence]) {
        for piece in evidence {
            self.add(record, iri(PROV, "qualifiedDerivation"), iri(EVIDENCE, piece.id.as_str()));
        }
        for piece in evidence {
            let Evidence { id, source, stance, about, quote, credibility, access, note, analyst, recorded } = piece;
            let subject = iri(EVIDENCE, id.as_str());
            self.add(&subject, rdf::TYPE, iri(PROV, "Derivation"));
            self.add(&subject, iri(PROV, "entity"), iri(SOURCE, source.as_str()));
            self.words(&subject, FIELD, "stance", stance.key());
            self.words(&subject, FIELD, "about", about);
            if let Some(quote) = quote {
                self.words(&subject, OA, "exact", &quote.exact);
                self.words(&subject, OA, "prefix", &quote.prefix);
                self.words(&subject, OA, "suffix", &quote.suffix);
                if let Some(start) = quote.start {
                    let start = Literal::new_typed_literal(start.to_string(), xsd::INTEGER);
                    self.add(&subject, iri(OA, "start"), start);
                }
            }
            self.words(&subject, FIELD, "credibility", credibility.map_or("", |c| c.key()));
            self.words(&subject, FIELD, "access", access.map_or("", |a| a.key()));
            self.words(&subject, FIELD, "note", note);
            self.words(&subject, FIELD, "analyst", analyst);
            if let Some(date) = recorded {
                self.date(&subject, FIELD, "recorded", date);
            }
        }
    }
}
