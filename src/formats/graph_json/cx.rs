//! CX and CX2, in which Cytoscape and NDEx exchange networks: a list of aspects, in any order, each in any number of
//! pieces.
//!
//! CX2 declares its attributes with aliases and defaults; CX keeps each attribute as an element of its own.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value as Plain, json};

use super::written;
use crate::base::{Cancelled, Task};
use crate::formats::foreign::carry::{self, CarriedKind, Carrier};
use crate::formats::foreign::{At, Cell, Draft, EdgeRef, NodeRef, Undeclared, values};
use crate::formats::json::{Columns, Node, Outline, cell, malformed, read_with};
use crate::formats::{Certainty, Exported, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Graph};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "cx2";

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let marks = ["[].CXVersion", "[].numberVerification", "[].attributeDeclarations", "[].nodes[].@id"];
    if outline.has_any(&marks) { Certainty::Sure } else { Certainty::No }
}

/// Reads either version.
///
/// # Errors
/// When it is no JSON, no list of aspects, holds too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, |draft, root| {
        if !root.is_list() {
            return Err(malformed("CX file", "it is no list of aspects"));
        }
        let aspects = Aspects { root };
        if aspects.of("CXVersion").next().is_some() || aspects.of("attributeDeclarations").next().is_some() {
            read_2(draft, &aspects)
        } else {
            read_1(draft, &aspects)
        }
    })
}

struct Aspects<'n, 't> {
    root: &'n Node<'t>,
}

impl<'n, 't> Aspects<'n, 't> {
    /// The values of all pieces of an aspect.
    fn of(&self, name: &str) -> impl Iterator<Item = &'n Node<'t>> {
        self.root.items().iter().filter_map(move |fragment| fragment.get(name))
    }

    /// The elements of all pieces of an aspect.
    fn elements(&self, name: &str) -> impl Iterator<Item = &'n Node<'t>> {
        self.of(name).flat_map(Node::items)
    }
}

/// What CX2 declares of the attributes of nodes or edges.
#[derive(Default)]
struct Declared<'n, 't> {
    name_of_alias: FxHashMap<&'n str, &'n str>,
    defaults: Vec<(&'n str, &'n Node<'t>)>,
}

impl<'n, 't> Declared<'n, 't> {
    fn of(aspects: &Aspects<'n, 't>, part: &str) -> Self {
        let mut declared = Self::default();
        for attributes in aspects.elements("attributeDeclarations").filter_map(|d| d.get(part)) {
            for (name, about) in attributes.entries() {
                if let Some(alias) = about.get("a").and_then(Node::text) {
                    declared.name_of_alias.insert(alias, name);
                }
                if let Some(default) = about.get("v") {
                    declared.defaults.push((name, default));
                }
            }
        }
        declared
    }

    /// The attributes of an element by their names, those with defaults among them.
    ///
    /// # Errors
    /// When defaults give too many values, or the work was cancelled.
    fn attributes(&self, element: &'n Node<'t>, draft: &mut Draft) -> Result<Vec<(&'n str, &'n Node<'t>)>, ReadError> {
        let own = element.get("v").map(Node::entries).unwrap_or_default();
        let mut all: Vec<(&str, &Node<'_>)> = own
            .iter()
            .map(|(key, value)| (self.name_of_alias.get(key.as_ref()).copied().unwrap_or(key.as_ref()), value))
            .collect();
        if !self.defaults.is_empty() {
            let said: FxHashSet<&str> = all.iter().map(|(name, _)| *name).collect();
            let unsaid = || self.defaults.iter().filter(|(name, _)| !said.contains(name));
            draft.inherit(unsaid().map(|(_, default)| default.weight()).sum())?;
            all.extend(unsaid());
        }
        Ok(all)
    }
}

/// The columns of names that mean something special in CX.
fn columns() -> Columns {
    let mut columns = Columns::default();
    columns.node_name_means("name", "label");
    columns.node_name_means("n", "label");
    columns.node_name_means("alias", "aliases");
    columns.edge_name_means("interaction", "type");
    columns.edge_name_means("i", "type");
    columns
}

fn read_2(draft: &mut Draft, aspects: &Aspects<'_, '_>) -> Result<(), ReadError> {
    for about in aspects.elements("networkAttributes") {
        draft.set_title(about.text_of("name"));
        draft.add_description(about.text_of("description"));
    }
    let mut columns = columns();
    let declared = Declared::of(aspects, "nodes");
    for element in aspects.elements("nodes") {
        let at = At::Byte(element.at);
        let Some(id) = element.get("id").and_then(Node::key_text) else {
            draft.report.error(at, "a node has no id", "", "left it out");
            continue;
        };
        let attributes = declared.attributes(element, draft)?;
        // Ours say in an attribute which id they had: ids of CX2 are numbers.
        let own = attributes.iter().find(|(name, _)| *name == OWN_ID).and_then(|(_, v)| v.text());
        let node = draft.node_called(id, own.unwrap_or(id), at)?;
        for (name, value) in attributes.iter().filter(|(name, _)| *name != OWN_ID) {
            let column = columns.of_node(name);
            draft.set_node(node, &column, cell(value), At::Byte(value.at));
        }
        if let (Some(x), Some(y)) = (element.get("x").and_then(Node::number), element.get("y").and_then(Node::number)) {
            draft.place(node, x, y);
        }
    }
    let declared = Declared::of(aspects, "edges");
    for element in aspects.elements("edges") {
        let Some((from, to)) = ends(draft, element)? else { continue };
        let attributes = declared.attributes(element, draft)?;
        let own = attributes.iter().find(|(name, _)| *name == OWN_ID).and_then(|(_, v)| v.text());
        let edge = draft.edge(own.or_else(|| element.get("id").and_then(Node::key_text)), from, to, None)?;
        for (name, value) in attributes.iter().filter(|(name, _)| *name != OWN_ID) {
            let column = columns.of_edge(name);
            draft.set_edge(edge, &column, cell(value), At::Byte(value.at));
        }
    }
    Ok(())
}

/// The attribute that holds an id of ours in a file that we write.
const OWN_ID: &str = "liaison id";

fn ends(draft: &mut Draft, element: &Node<'_>) -> Result<Option<(NodeRef, NodeRef)>, ReadError> {
    let at = At::Byte(element.at);
    let end = |name: &str| element.get(name).and_then(Node::key_text);
    match (end("s"), end("t")) {
        (Some(from), Some(to)) => Ok(Some((draft.refer(from, at)?, draft.refer(to, at)?))),
        _ => {
            draft.count_record()?;
            draft.report.error(at, "an edge has no source or target", "", "left it out");
            Ok(None)
        }
    }
}

/// The value of an attribute of CX, which is written as a text whatever its type is.
fn typed<'n>(attribute: &Node<'_>, value: &'n Node<'_>) -> Cell<'n> {
    match (attribute.text_of("d"), value.text()) {
        ("integer" | "long" | "double" | "float", Some(text)) => Cell::Untyped(text),
        ("boolean", Some(text)) => values::flag(text).map_or_else(|| text.into(), Cell::from),
        _ => cell(value),
    }
}

fn read_1(draft: &mut Draft, aspects: &Aspects<'_, '_>) -> Result<(), ReadError> {
    for about in aspects.elements("networkAttributes") {
        match about.text_of("n") {
            "name" => draft.set_title(about.text_of("v")),
            "description" => draft.add_description(about.text_of("v")),
            _ => {}
        }
    }
    let mut columns = columns();
    for element in aspects.elements("nodes") {
        let at = At::Byte(element.at);
        let Some(id) = element.get("@id").and_then(Node::key_text) else {
            draft.report.error(at, "a node has no id", "", "left it out");
            continue;
        };
        let node = draft.node(id, at)?;
        columns.set_node(draft, node, element, &["@id"]);
    }
    let mut edges: FxHashMap<&str, EdgeRef> = FxHashMap::default();
    for element in aspects.elements("edges") {
        let Some((from, to)) = ends(draft, element)? else { continue };
        let id = element.get("@id").and_then(Node::key_text);
        let edge = draft.edge(id, from, to, None)?;
        columns.set_edge(draft, edge, element, &["@id", "s", "t"]);
        if let Some(id) = id {
            edges.insert(id, edge);
        }
    }
    for element in aspects.elements("nodeAttributes") {
        let at = At::Byte(element.at);
        for owner in owners(element, draft)? {
            match (owner.key_text().and_then(|key| draft.find(key)), element.get("v")) {
                (Some(node), Some(value)) => {
                    let column = columns.of_node(element.text_of("n"));
                    draft.set_node(node, &column, typed(element, value), at);
                }
                _ => draft.report.error(
                    at,
                    "an attribute of a node that is not there",
                    element.text_of("n"),
                    "left it out",
                ),
            }
        }
    }
    for element in aspects.elements("edgeAttributes") {
        let at = At::Byte(element.at);
        for owner in owners(element, draft)? {
            match (owner.key_text().and_then(|key| edges.get(key)), element.get("v")) {
                (Some(edge), Some(value)) => {
                    let column = columns.of_edge(element.text_of("n"));
                    draft.set_edge(*edge, &column, typed(element, value), at);
                }
                _ => draft.report.error(
                    at,
                    "an attribute of an edge that is not there",
                    element.text_of("n"),
                    "left it out",
                ),
            }
        }
    }
    for element in aspects.elements("cartesianLayout") {
        let node = element.get("node").and_then(Node::key_text).and_then(|key| draft.find(key));
        let number = |name: &str| element.get(name).and_then(Node::number);
        if let (Some(node), Some(x), Some(y)) = (node, number("x"), number("y")) {
            draft.place(node, x, y);
        }
    }
    Ok(())
}

/// The one or many records that an attribute of CX belongs to.
///
/// # Errors
/// When values for several give too many, or the work was cancelled.
fn owners<'n, 't>(element: &'n Node<'t>, draft: &mut Draft) -> Result<Vec<&'n Node<'t>>, ReadError> {
    match element.get("po") {
        Some(several) if several.is_list() => {
            let weight = element.get("v").map_or(0, Node::weight);
            draft.inherit(several.items().len().saturating_sub(1).saturating_mul(weight))?;
            Ok(several.items().iter().collect())
        }
        one => Ok(one.into_iter().collect()),
    }
}

/// Writes CX2 (version 2.0): the declarations, the nodes with numbers for ids, the edges.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let (of_entities, of_relationships) = carrier.attributes();
    let declare = |kinds: &carry::Attributes, name: &str| {
        let mut all = Map::new();
        for own in [name, OWN_ID] {
            all.insert(own.into(), json!({ "d": "string" }));
        }
        for (name, kind) in kinds {
            let kind = match kind {
                CarriedKind::Text => "string",
                CarriedKind::Number => "double",
                CarriedKind::Flag => "boolean",
            };
            all.insert(own_name(name), json!({ "d": kind }));
        }
        all
    };
    let mut edge_attributes = declare(&of_relationships, "label");
    // CX calls the type of an edge its interaction.
    edge_attributes.insert("interaction".into(), json!({ "d": "string" }));
    edge_attributes.remove("type");
    edge_attributes.insert("directed".into(), json!({ "d": "boolean" }));
    let entities = graph.entities();
    let places = carrier.view;
    let mut number_of = FxHashMap::default();
    let mut nodes = Vec::new();
    for (number, entity) in entities.iter().enumerate() {
        task.check()?;
        number_of.insert(&entity.id, number);
        let mut attributes = Map::new();
        attributes.insert("name".into(), entity.name.as_str().into());
        attributes.insert(OWN_ID.into(), entity.id.as_str().into());
        carrier.entity(entity, &mut |name, value| {
            let kind = of_entities.get(name).copied().unwrap_or(CarriedKind::Text);
            attributes.insert(own_name(name), of_kind(&value, kind));
        });
        let mut node = Map::new();
        node.insert("id".into(), number.into());
        written::put_position(&mut node, places, &entity.id);
        node.insert("v".into(), attributes.into());
        nodes.push(Plain::Object(node));
    }
    let mut edges = Vec::new();
    for (number, relationship) in graph.relationships().into_iter().enumerate() {
        task.check()?;
        let mut attributes = Map::new();
        attributes.insert(OWN_ID.into(), relationship.id.as_str().into());
        attributes.insert("directed".into(), (relationship.direction != Direction::Neither).into());
        if !relationship.label.is_empty() {
            attributes.insert("label".into(), relationship.label.as_str().into());
        }
        carrier.relationship(relationship, &mut |name, value| {
            let kind = of_relationships.get(name).copied().unwrap_or(CarriedKind::Text);
            let name = if name == "type" { "interaction".into() } else { own_name(name) };
            attributes.insert(name, of_kind(&value, kind));
        });
        let end = |id| number_of.get(id).copied().unwrap_or_default();
        edges.push(json!({
            "id": number, "s": end(&relationship.from), "t": end(&relationship.to), "v": attributes,
        }));
    }
    let meta = graph.meta();
    let mut counts = vec![json!({ "name": "attributeDeclarations", "elementCount": 1 })];
    counts.push(json!({ "name": "networkAttributes", "elementCount": 1 }));
    counts.push(json!({ "name": "nodes", "elementCount": nodes.len() }));
    counts.push(json!({ "name": "edges", "elementCount": edges.len() }));
    let about = json!({ "name": { "d": "string" }, "description": { "d": "string" } });
    let declarations =
        json!({ "networkAttributes": about, "nodes": declare(&of_entities, "name"), "edges": edge_attributes });
    let file = json!([
        { "CXVersion": "2.0", "hasFragments": false },
        { "metaData": counts },
        { "attributeDeclarations": [declarations] },
        { "networkAttributes": [{ "name": meta.title, "description": meta.description }] },
        { "nodes": nodes },
        { "edges": edges },
        { "status": [{ "success": true }] },
    ]);
    Ok(written::exported(&file, graph))
}

/// What an attribute is called in CX: names that mean something else there get a mark before them.
fn own_name(name: &str) -> String {
    let taken = ["name", "n", "alias", "interaction", "i", "directed", OWN_ID].contains(&name);
    if taken { format!("{}{name}", crate::formats::foreign::PROPERTY) } else { name.to_owned() }
}

/// A value as the type that its column was declared with.
fn of_kind(value: &carry::Carried<'_>, kind: CarriedKind) -> Plain {
    match kind {
        CarriedKind::Text => value.text().into(),
        CarriedKind::Number | CarriedKind::Flag => written::plain(value),
    }
}
