//! Triples to a draft graph.

use std::borrow::Cow;

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

use super::own::{self, Own};
use super::syntax::{self, Syntax};
use super::vocabulary::{EDTF, PROV};
use super::{JSON, TURTLE, XML};
use crate::base::Task;
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, NodeRef, Undeclared, decode, values};
use crate::formats::json::Columns;
use crate::formats::{Loaded, ReadError, ReadOptions};
use crate::model::Value;

/// Cells of one `rdf:List` that are walked over; a circle ends there too.
const LONGEST_LIST: usize = 100_000;

/// Reads Turtle or N-Triples.
///
/// # Errors
/// When nothing of it is RDF, there is too much, or the task is cancelled.
pub(in crate::formats) fn read_turtle(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read(bytes, Syntax::Turtle, TURTLE, options, task)
}

/// Reads RDF/XML.
///
/// # Errors
/// When nothing of it is RDF, there is too much, or the task is cancelled.
pub(in crate::formats) fn read_xml(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read(bytes, Syntax::Xml, XML, options, task)
}

/// Reads JSON-LD.
///
/// # Errors
/// When nothing of it is RDF, there is too much, or the task is cancelled.
pub(in crate::formats) fn read_json(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read(bytes, Syntax::Json, JSON, options, task)
}

fn read(
    bytes: &[u8],
    syntax: Syntax,
    format: &'static str,
    options: &ReadOptions,
    task: &Task,
) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let text = decode(bytes, None, &mut draft.report)?;
    let triples = syntax::triples(&text, syntax, &options.limits, &mut draft.report, task)?;
    task.set_progress(0.5);
    let all = Triples::new(&triples);
    let own = Own::read(&mut draft, &all);
    let (nodes, known_classes, titles) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
    Reading { syntax, all: &all, own: &own, columns: columns(), nodes, known_classes, titles }.run(&mut draft)?;
    draft.finish(format, &text)
}

/// Names of vocabularies that mean fields of ours.
fn columns() -> Columns {
    let mut columns = Columns::default();
    for (theirs, ours) in [
        ("altLabel", "aliases"),
        ("alternateName", "aliases"),
        ("nick", "aliases"),
        ("comment", "summary"),
        ("abstract", "summary"),
        ("disambiguatingDescription", "summary"),
        ("validFrom", "start"),
        ("validThrough", "end"),
        ("type", "property:type"),
        ("source", "property:source"),
    ] {
        columns.node_name_means(theirs, ours);
        columns.edge_name_means(theirs, ours);
    }
    columns
}

/// Local names of what something is called.
const LABELS: [&str; 6] = ["label", "prefLabel", "name", "title", "fullName", "caption"];

/// Triples by subject.
pub(super) struct Triples<'t> {
    /// Subjects in the order of the file.
    pub subjects: Vec<&'t NamedOrBlankNode>,
    pub of: FxHashMap<&'t NamedOrBlankNode, Vec<&'t Triple>>,
    /// The first value and the rest of each cell of a list.
    cells: FxHashMap<&'t NamedOrBlankNode, [Option<&'t Term>; 2]>,
    /// Numbers of nameless nodes in the order of the file: the parser's own names for them are random.
    blank: FxHashMap<&'t str, usize>,
}

impl<'t> Triples<'t> {
    fn new(triples: &'t [Triple]) -> Self {
        let (of, cells, blank) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        let mut all = Self { subjects: Vec::new(), of, cells, blank };
        for triple in triples {
            if let Some(part) = [rdf::FIRST, rdf::REST].iter().position(|part| triple.predicate == *part) {
                all.cells.entry(&triple.subject).or_default()[part].get_or_insert(&triple.object);
            }
            let known = all.of.entry(&triple.subject).or_default();
            if known.is_empty() {
                all.subjects.push(&triple.subject);
            }
            known.push(triple);
            let object = if let Term::BlankNode(node) = &triple.object { Some(node.as_str()) } else { None };
            let subject =
                if let NamedOrBlankNode::BlankNode(node) = &triple.subject { Some(node.as_str()) } else { None };
            for name in subject.into_iter().chain(object) {
                let next = all.blank.len() + 1;
                all.blank.entry(name).or_insert(next);
            }
        }
        all
    }

    /// What is said of a resource.
    pub fn about(&self, subject: &NamedOrBlankNode) -> &[&'t Triple] {
        self.of.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first object of a predicate.
    pub fn object(&self, subject: &NamedOrBlankNode, predicate: &str) -> Option<&'t Term> {
        self.about(subject).iter().find(|t| t.predicate.as_str() == predicate).map(|t| &t.object)
    }

    /// The values of an `rdf:List` that begins here; `None` when it is none. Several records may name one list, and
    /// lists may hold each other, so that all cells that are walked over are counted.
    ///
    /// # Errors
    /// When lists give too many values, or the work was cancelled.
    pub fn list(&self, head: &Term, draft: &mut Draft) -> Result<Option<Vec<&'t Term>>, ReadError> {
        let mut values = Vec::new();
        let ends = self.walk(head, &mut values);
        draft.inherit(values.len())?;
        Ok(ends.map(|()| values))
    }

    /// Walks over the cells of a list; `None` when it is none.
    fn walk(&self, head: &Term, values: &mut Vec<&'t Term>) -> Option<()> {
        let mut at = resource(head)?;
        while values.len() < LONGEST_LIST {
            if matches!(&at, NamedOrBlankNode::NamedNode(node) if *node == rdf::NIL) {
                return Some(());
            }
            let [first, rest] = self.cells.get(&at)?;
            values.push((*first)?);
            at = resource((*rest)?)?;
        }
        None
    }

    fn is_list_cell(&self, subject: &NamedOrBlankNode) -> bool {
        let is_cell = || self.cells.get(subject).is_some_and(|[_, rest]| rest.is_some());
        matches!(subject, NamedOrBlankNode::BlankNode(_)) && is_cell()
    }

    /// What a resource is called, or else its key.
    fn title(&self, resource: &NamedOrBlankNode) -> String {
        let names = [rdfs::LABEL.as_str(), "http://purl.org/dc/terms/title", "https://schema.org/name"];
        let said = names.iter().find_map(|name| match self.object(resource, name) {
            Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
            _ => None,
        });
        said.unwrap_or_else(|| self.key(resource))
    }

    fn key(&self, node: &NamedOrBlankNode) -> String {
        match node {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => {
                format!("_:b{}", self.blank.get(node.as_str()).copied().unwrap_or_default())
            }
        }
    }
}

/// A term as a resource, if it is one.
pub(super) fn resource(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

/// What stands behind the last sign that parts a vocabulary from a name.
fn local(iri: &str) -> Cow<'_, str> {
    let name = iri.trim_end_matches(['/', '#']).rsplit(['/', '#', ':']).next().filter(|n| !n.is_empty()).unwrap_or(iri);
    super::vocabulary::text(name, "").unwrap_or(Cow::Borrowed(name))
}

/// A predicate's name as words: `memberOf` becomes `member of`.
fn words(iri: &str) -> String {
    let mut out = String::new();
    let mut was_lower = false;
    for c in local(iri).chars() {
        if c.is_uppercase() && was_lower {
            out.push(' ');
        }
        was_lower = c.is_lowercase();
        out.extend(if c == '_' { Some(' ') } else { None }.into_iter().chain(c.to_lowercase().filter(|c| *c != '_')));
    }
    out
}

struct Reading<'a, 't> {
    syntax: Syntax,
    all: &'a Triples<'t>,
    own: &'a Own,
    columns: Columns,
    nodes: FxHashMap<NamedOrBlankNode, NodeRef>,
    /// Whether classes are entity types that were there before the file.
    known_classes: FxHashMap<String, bool>,
    /// What the things are called that statements name.
    titles: FxHashMap<NamedOrBlankNode, String>,
}

/// A statement that is said of: its parts as keys.
type Stated = (String, String, String);

impl Reading<'_, '_> {
    fn run(&mut self, draft: &mut Draft) -> Result<(), ReadError> {
        let statements = self.statements(draft)?;
        let stated: FxHashSet<Stated> = statements.iter().map(|(stated, _)| stated.clone()).collect();
        let about: FxHashSet<&NamedOrBlankNode> = statements.iter().map(|(_, node)| node).collect();
        for subject in &self.all.subjects {
            if about.contains(*subject) || own::is_ours(subject) || self.all.is_list_cell(subject) {
                continue;
            }
            let node = self.node(draft, subject)?;
            self.describe(draft, node, subject, &stated)?;
        }
        for ((from, predicate, to), statement) in &statements {
            let (Some(from), Some(to)) = (draft.find(from), draft.find(to)) else { continue };
            self.relate(draft, statement, from, predicate, to)?;
        }
        Ok(())
    }

    /// The resources that are statements, with what they state. Their ends become nodes.
    fn statements(&mut self, draft: &mut Draft) -> Result<Vec<(Stated, NamedOrBlankNode)>, ReadError> {
        let mut found = Vec::new();
        for subject in &self.all.subjects {
            let part = |p: &str| self.all.object(subject, p);
            let reified = part("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies");
            let parts = match reified {
                Some(Term::Triple(triple)) => Some((
                    Term::from(triple.subject.clone()),
                    Term::from(triple.predicate.clone()),
                    triple.object.clone(),
                )),
                _ => match (part(rdf::SUBJECT.as_str()), part(rdf::PREDICATE.as_str()), part(rdf::OBJECT.as_str())) {
                    (Some(s), Some(p), Some(o)) => Some((s.clone(), p.clone(), o.clone())),
                    _ => None,
                },
            };
            let Some((s, p, o)) = parts else { continue };
            let (Some(s), Term::NamedNode(p), Some(o)) = (resource(&s), p, resource(&o)) else { continue };
            self.node(draft, &s)?;
            self.node(draft, &o)?;
            found.push(((self.all.key(&s), p.as_str().to_owned(), self.all.key(&o)), (*subject).clone()));
        }
        Ok(found)
    }

    /// The node of a resource, with a name until a better one is said.
    fn node(&mut self, draft: &mut Draft, resource: &NamedOrBlankNode) -> Result<NodeRef, ReadError> {
        if let Some(known) = self.nodes.get(resource) {
            return Ok(*known);
        }
        let key = self.all.key(resource);
        let id = own::entity_id(&key);
        let node = match &id {
            Some(id) => draft.node_called(&key, id, At::Nowhere)?,
            None => draft.node_again(&key, At::Nowhere)?,
        };
        self.nodes.insert(resource.clone(), node);
        if let NamedOrBlankNode::NamedNode(iri) = resource
            && id.is_none()
        {
            draft.set_node(node, &Column::of_node("full name"), local(iri.as_str()).into_owned(), At::Nowhere);
            if let Some(item) = iri.as_str().strip_prefix("http://www.wikidata.org/entity/") {
                draft.set_node(node, &Column::of_node("wikidata"), item, At::Nowhere);
            }
        }
        Ok(node)
    }

    /// What is said of a resource: its type, names, values, and relationships to others.
    fn describe(
        &mut self,
        draft: &mut Draft,
        node: NodeRef,
        subject: &NamedOrBlankNode,
        stated: &FxHashSet<Stated>,
    ) -> Result<(), ReadError> {
        let key = self.all.key(subject);
        let mut labels: Vec<(u8, &str)> = Vec::new();
        let mut kind = None;
        for triple in self.all.about(subject) {
            let predicate = triple.predicate.as_str();
            if triple.predicate == rdf::TYPE {
                kind = kind.or(self.kind(draft, node, triple)?);
                continue;
            }
            if own::set_entity(draft, node, self.own, self.all, triple)? {
                continue;
            }
            if let Some(values) = self.all.list(&triple.object, draft)? {
                for value in values {
                    self.say(draft, node, &key, predicate, value, stated, &mut labels)?;
                }
                continue;
            }
            self.say(draft, node, &key, predicate, &triple.object, stated, &mut labels)?;
        }
        labels.sort_by_key(|(rank, _)| *rank);
        let mut names = labels.into_iter().map(|(_, name)| name);
        match names.next() {
            Some(name) => draft.entity_mut(node).name = name.to_owned(),
            None if draft.name_of(node).is_empty() => {
                draft.entity_mut(node).name = kind.unwrap_or_else(|| "Unnamed".to_owned());
            }
            None => {}
        }
        let entity = draft.entity_mut(node);
        let mut known: FxHashSet<String> = entity.aliases.iter().cloned().collect();
        for name in names {
            if entity.name != name && known.insert(name.to_owned()) {
                entity.aliases.push(name.to_owned());
            }
        }
        Ok(())
    }

    /// Sets the type of a node; returns its name. Unknown classes become entities where the syntax says them by a
    /// statement.
    fn kind(&mut self, draft: &mut Draft, node: NodeRef, triple: &Triple) -> Result<Option<String>, ReadError> {
        let Term::NamedNode(class) = &triple.object else { return Ok(None) };
        let name = self.own.type_name(class.as_str()).map_or_else(|| local(class.as_str()).into_owned(), str::to_owned);
        // The first look decides: from then on the draft has a type of that name.
        let known = *self
            .known_classes
            .entry(class.as_str().to_owned())
            .or_insert_with(|| self.own.type_name(class.as_str()).is_some() || draft.knows_entity_type(&name));
        let column = Column::of_node("type");
        let mut letters = name.chars();
        let shown: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
        draft.set_node(node, &column, shown.as_str(), At::Nowhere);
        if !known && self.syntax != Syntax::Json {
            let class = self.node(draft, &class.clone().into())?;
            let edge = draft.edge(None, node, class, Some(true))?;
            draft.set_edge(edge, &Column::of_edge("relationship type"), "is a", At::Nowhere);
        }
        Ok(Some(shown))
    }

    #[allow(clippy::too_many_arguments, reason = "a triple, its node, and where its parts go")]
    fn say<'v>(
        &mut self,
        draft: &mut Draft,
        node: NodeRef,
        key: &str,
        predicate: &str,
        value: &'v Term,
        stated: &FxHashSet<Stated>,
        labels: &mut Vec<(u8, &'v str)>,
    ) -> Result<(), ReadError> {
        let name = local(predicate);
        match value {
            Term::Literal(literal) if LABELS.contains(&name.as_ref()) => {
                let rank = match literal.language() {
                    None => 0,
                    Some(language) if language.starts_with("en") => 1,
                    Some(_) => 2,
                };
                labels.push((rank, literal.value()));
            }
            Term::Literal(literal) => {
                let column = self.columns.of_node(&name);
                draft.set_node(node, &column, cell(literal), At::Nowhere);
            }
            Term::NamedNode(_) | Term::BlankNode(_) => {
                let Some(other) = resource(value) else { return Ok(()) };
                let other_key = self.all.key(&other);
                if stated.contains(&(key.to_owned(), predicate.to_owned(), other_key)) {
                    return Ok(());
                }
                let to = self.node(draft, &other)?;
                let edge = draft.edge(None, node, to, Some(true))?;
                let kind = self.own.relation_name(predicate).map_or_else(|| words(predicate), str::to_owned);
                draft.set_edge(edge, &Column::of_edge("relationship type"), kind, At::Nowhere);
            }
            Term::Triple(_) => {}
        }
        Ok(())
    }

    /// A relationship that a statement stands for, with what is said of the statement.
    fn relate(
        &mut self,
        draft: &mut Draft,
        statement: &NamedOrBlankNode,
        from: NodeRef,
        predicate: &str,
        to: NodeRef,
    ) -> Result<(), ReadError> {
        let key = self.all.key(statement);
        let id = own::relationship_id(&key);
        let edge = draft.edge(id.as_deref(), from, to, Some(true))?;
        let kind = self.own.relation_name(predicate).map_or_else(|| words(predicate), str::to_owned);
        draft.set_edge(edge, &Column::of_edge("relationship type"), kind, At::Nowhere);
        for triple in self.all.about(statement) {
            let structural = [rdf::TYPE, rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT]
                .contains(&triple.predicate.as_ref())
                || triple.predicate.as_str().ends_with("rdf-syntax-ns#reifies");
            if structural || own::set_relationship(draft, edge, self.own, self.all, triple)? {
                continue;
            }
            self.say_of_edge(draft, edge, triple);
        }
        Ok(())
    }

    fn say_of_edge(&mut self, draft: &mut Draft, edge: EdgeRef, triple: &Triple) {
        let predicate = triple.predicate.as_str();
        let name = local(predicate);
        match &triple.object {
            Term::Literal(literal) => {
                let column = self.columns.of_edge(&name);
                draft.set_edge(edge, &column, cell(literal), At::Nowhere);
            }
            other => {
                let Some(other) = resource(other) else { return };
                let all = self.all;
                let title = self.titles.entry(other).or_insert_with_key(|other| all.title(other)).clone();
                // Where a statement was taken from is its source, in any vocabulary.
                let is_source = predicate.starts_with(PROV)
                    || matches!(&*name, "source" | "references" | "isReferencedBy" | "citation");
                let column = if is_source { Column::of_edge("sources") } else { self.columns.of_edge(&name) };
                draft.set_edge(edge, &column, title, At::Nowhere);
            }
        }
    }
}

/// A literal as the value of an attribute.
pub(super) fn cell(literal: &Literal) -> Cell<'_> {
    match value(literal) {
        Value::Text(_) => Cell::from(literal.value()),
        value => Cell::from(value),
    }
}

/// A literal as a value, by its datatype.
pub(super) fn value(literal: &Literal) -> Value {
    let text = literal.value();
    let datatype = literal.datatype();
    let is_whole = |number: &f64| number.is_finite() && values::is_held(text, *number);
    let number = || text.trim().parse::<f64>().ok().filter(is_whole).map(Value::Number);
    let typed = match datatype.as_str().strip_prefix("http://www.w3.org/2001/XMLSchema#") {
        Some("boolean") => match text.trim() {
            "true" | "1" => Some(Value::Flag(true)),
            "false" | "0" => Some(Value::Flag(false)),
            _ => None,
        },
        Some("anyURI") => Some(Value::Url(text.to_owned())),
        Some("date" | "gYear" | "gYearMonth") => text.parse().ok().map(Value::Date),
        Some("string") | None if datatype.as_str() != EDTF => None,
        None => text.parse().ok().map(Value::Date),
        Some(
            "integer" | "decimal" | "double" | "float" | "int" | "long" | "short" | "byte" | "nonNegativeInteger"
            | "positiveInteger" | "negativeInteger" | "nonPositiveInteger" | "unsignedInt" | "unsignedLong"
            | "unsignedShort" | "unsignedByte",
        ) if datatype != xsd::STRING => number(),
        Some(_) => None,
    };
    typed.unwrap_or_else(|| Value::Text(text.to_owned()))
}
