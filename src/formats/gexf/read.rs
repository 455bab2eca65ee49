//! Reads GEXF.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::FORMAT;
use crate::base::Task;
use crate::formats::foreign::xml::{self, Halt, Tag, Token, Xml};
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, GroupRef, NodeRef, Undeclared, values, weight_of};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Value};

/// How surely bytes are GEXF.
pub(crate) fn recognises(bytes: &[u8]) -> Certainty {
    match xml::root(bytes) {
        Some((root, _)) if root == "gexf" => Certainty::Sure,
        _ => Certainty::No,
    }
}

/// Reads GEXF. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = xml::decode_xml(bytes, &mut draft.report)?;
    let mut reader = Reader {
        xml: Xml::new(&text, &options.limits),
        draft,
        directed: None,
        of_nodes: Attributes::default(),
        of_edges: Attributes::default(),
        columns: Columns::new(),
        parents: Vec::new(),
    };
    let result = reader.document();
    let nothing = reader.draft.node_count() == 0;
    reader.hierarchy();
    let mut draft = reader.draft;
    xml::after_halt(result, "GEXF file", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

#[derive(Default)]
struct Attributes {
    by_id: FxHashMap<String, Rc<Attribute>>,
    with_default: Vec<Rc<Attribute>>,
}

struct Attribute {
    column: Column,
    kind: Kind,
    default: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
    Url,
    List,
}

/// The attributes of tags that every file has.
struct Columns {
    label: Column,
    colour: Column,
    size: Column,
    start: Column,
    end: Column,
    edge_label: Column,
    edge_colour: Column,
    weight: Column,
    kind: Column,
}

impl Columns {
    fn new() -> Self {
        Self {
            label: Column::of_node("label"),
            colour: Column::of_node("colour"),
            size: Column::of_node("size"),
            start: Column::of_node("start"),
            end: Column::of_node("end"),
            edge_label: Column::of_edge("label"),
            edge_colour: Column::of_edge("colour"),
            weight: Column::of_edge("weight"),
            kind: Column::of_edge("kind"),
        }
    }
}

struct Reader<'t> {
    xml: Xml<'t>,
    draft: Draft,
    /// What edges are that do not say it.
    directed: Option<bool>,
    of_nodes: Attributes,
    of_edges: Attributes,
    columns: Columns,
    /// Which node stands in which, by the key of the outer one.
    parents: Vec<(NodeRef, String)>,
}

type Done = Result<(), Halt>;

/// A node or an edge.
#[derive(Clone, Copy)]
enum Owner {
    Node(NodeRef),
    Edge(EdgeRef),
}

/// When something was, as the file says it.
#[derive(Default)]
struct Times {
    start: Option<String>,
    end: Option<String>,
    spells: Vec<(Option<String>, Option<String>)>,
}

impl Times {
    fn of(tag: &Tag<'_>) -> Self {
        let (start, end) = span(tag);
        Self { start, end, spells: Vec::new() }
    }
}

fn span(tag: &Tag<'_>) -> (Option<String>, Option<String>) {
    let get = |names: [&str; 3]| names.iter().find_map(|n| tag.get(n)).map(|v| v.trim().to_owned());
    let finite = |t: &String| !matches!(t.as_str(), "" | "Infinity" | "-Infinity" | "inf" | "-inf");
    (get(["start", "startopen", "timestamp"]).filter(finite), get(["end", "endopen", "timestamp"]).filter(finite))
}

impl Reader<'_> {
    fn document(&mut self) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => match tag.name() {
                    "gexf" => {}
                    "meta" => self.meta()?,
                    "graph" => self.graph(&tag),
                    "attributes" => self.attributes(&tag)?,
                    "nodes" => self.nodes(None)?,
                    "edges" => self.edges()?,
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    fn graph(&mut self, tag: &Tag<'_>) {
        self.directed = match tag.get("defaultedgetype").as_deref() {
            Some("directed" | "dir") => Some(true),
            // The schema's default.
            _ => Some(false),
        };
        if let Some(title) = tag.get("title").or_else(|| tag.get("label")) {
            self.draft.set_title(&title);
        }
    }

    fn meta(&mut self) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => {
                    let name = tag.name().to_owned();
                    let text = self.xml.text(&mut self.draft.report)?;
                    match name.as_str() {
                        "title" => self.draft.set_title(&text),
                        "description" => self.draft.add_description(&text),
                        "keywords" if !text.trim().is_empty() => {
                            self.draft.add_description(&format!("Keywords: {}", text.trim()));
                        }
                        _ => {}
                    }
                }
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn attributes(&mut self, tag: &Tag<'_>) -> Done {
        let of_edges = tag.get("class").as_deref() == Some("edge");
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) if inner.name() == "attribute" => self.attribute(&inner, of_edges)?,
                Token::Open(_) => self.xml.skip(&mut self.draft.report)?,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn attribute(&mut self, tag: &Tag<'_>, of_edges: bool) -> Done {
        let id = tag.get("id").unwrap_or_default().into_owned();
        let title = tag.get("title").filter(|t| !t.is_empty()).map_or_else(|| id.clone(), |t| t.into_owned());
        let kind = match tag.get("type").as_deref().unwrap_or_default() {
            "integer" | "long" | "float" | "double" | "short" | "byte" | "bigdecimal" | "biginteger" => Kind::Number,
            "boolean" => Kind::Flag,
            "anyURI" => Kind::Url,
            list if list.starts_with("list") => Kind::List,
            _ => Kind::Text,
        };
        let mut default = None;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) if inner.name() == "default" => {
                    default = Some(self.xml.text(&mut self.draft.report)?.trim().to_owned()).filter(|d| !d.is_empty());
                }
                Token::Open(_) => self.xml.skip(&mut self.draft.report)?,
                Token::Close | Token::End => break,
                Token::Text(_) => {}
            }
        }
        let column = if of_edges { Column::of_edge(&title) } else { Column::of_node(&title) };
        let attribute = Rc::new(Attribute { column, kind, default });
        let all = if of_edges { &mut self.of_edges } else { &mut self.of_nodes };
        if attribute.default.is_some() {
            all.with_default.push(Rc::clone(&attribute));
        }
        if all.by_id.insert(id.clone(), attribute).is_some() {
            self.draft.report.warning(self.xml.at(), "an attribute is declared twice", &id, "took the second");
        }
        Ok(())
    }

    fn nodes(&mut self, parent: Option<&str>) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) if tag.name() == "node" => self.node(&tag, parent)?,
                Token::Open(_) => self.xml.skip(&mut self.draft.report)?,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn node(&mut self, tag: &Tag<'_>, parent: Option<&str>) -> Done {
        let at = self.xml.at();
        let (node, key) = match tag.get("id") {
            Some(id) if !id.is_empty() => (self.draft.node(&id, at)?, id.into_owned()),
            _ => self.draft.nameless_node(at)?,
        };
        if let Some(label) = tag.get("label") {
            self.draft.set_node(node, &self.columns.label, &*label, at);
        }
        if let Some(parent) = tag.get("pid").map(|p| p.into_owned()).or_else(|| parent.map(str::to_owned)) {
            self.parents.push((node, parent));
        }
        let mut times = Times::of(tag);
        let mut given = Vec::new();
        // Wrappers such as <attvalues> that are open.
        let mut inside = 0_usize;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => match inner.name() {
                    "attvalues" | "parents" | "spells" | "slices" => inside += 1,
                    "attvalue" => self.attvalue(&inner, Owner::Node(node), &mut given)?,
                    "nodes" => self.nodes(Some(&key))?,
                    "edges" => self.edges()?,
                    "parent" => {
                        if let Some(parent) = inner.get("for") {
                            self.parents.push((node, parent.into_owned()));
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "spell" | "slice" => {
                        times.spells.push(span(&inner));
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "position" => {
                        if let (Some(x), Some(y)) = (inner.number("x"), inner.number("y")) {
                            self.draft.place(node, x, -y);
                        }
                        if let Some(z) = inner.number("z").filter(|z| *z != 0.0) {
                            self.draft.set_node(node, &Column::property("z"), z, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "size" => {
                        if let Some(size) = inner.number("value") {
                            self.draft.set_node(node, &self.columns.size, size, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "color" => {
                        if let Some(text) = colour(&inner) {
                            self.draft.set_node(node, &self.columns.colour, text, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "shape" => {
                        let value = inner.get("uri").or_else(|| inner.get("value"));
                        if let Some(value) = value.filter(|v| *v != "disc") {
                            self.draft.set_node(node, &Column::property("shape"), &*value, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close if inside == 0 => break,
                Token::Close => inside -= 1,
                Token::End => break,
                Token::Text(_) => {}
            }
        }
        self.values(given, Owner::Node(node), at)?;
        self.times(times, Owner::Node(node), at);
        Ok(())
    }

    fn edges(&mut self) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) if tag.name() == "edge" => self.edge(&tag)?,
                Token::Open(_) => self.xml.skip(&mut self.draft.report)?,
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn edge(&mut self, tag: &Tag<'_>) -> Done {
        let at = self.xml.at();
        let end = |name: &str| tag.get(name).filter(|id| !id.is_empty());
        let (Some(from), Some(to)) = (end("source"), end("target")) else {
            self.draft.report.error(at, "an edge names no source or no target", "", "left it out");
            return self.xml.skip(&mut self.draft.report);
        };
        let (from, to) = (self.draft.refer(&from, at)?, self.draft.refer(&to, at)?);
        let kind = tag.get("type");
        let directed = match kind.as_deref() {
            Some("directed" | "dir") => Some(true),
            Some("undirected") => Some(false),
            _ => self.directed,
        };
        let edge = self.draft.edge(tag.get("id").as_deref(), from, to, directed)?;
        if matches!(kind.as_deref(), Some("mutual" | "double")) {
            self.draft.set_direction(edge, Direction::Both);
        }
        for (name, column) in [
            ("label", &self.columns.edge_label),
            ("weight", &self.columns.weight),
            ("cardinal", &self.columns.weight),
            ("kind", &self.columns.kind),
        ] {
            if let Some(text) = tag.get(name) {
                self.draft.set_edge(edge, column, &*text, at);
            }
        }
        let mut times = Times::of(tag);
        let mut given = Vec::new();
        // Wrappers such as <attvalues> that are open.
        let mut inside = 0_usize;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => match inner.name() {
                    "attvalues" | "spells" | "slices" => inside += 1,
                    "attvalue" => self.attvalue(&inner, Owner::Edge(edge), &mut given)?,
                    "spell" | "slice" => {
                        times.spells.push(span(&inner));
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "color" => {
                        if let Some(text) = colour(&inner) {
                            self.draft.set_edge(edge, &self.columns.edge_colour, text, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    name @ ("thickness" | "shape") => {
                        let column = Column::property(name);
                        if let Some(number) = inner.number("value") {
                            self.draft.set_edge(edge, &column, number, at);
                        } else if let Some(text) = inner.get("value").filter(|v| *v != "solid") {
                            self.draft.set_edge(edge, &column, &*text, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close if inside == 0 => break,
                Token::Close => inside -= 1,
                Token::End => break,
                Token::Text(_) => {}
            }
        }
        self.values(given, Owner::Edge(edge), at)?;
        self.times(times, Owner::Edge(edge), at);
        Ok(())
    }

    fn attvalue(&mut self, tag: &Tag<'_>, owner: Owner, given: &mut Vec<Given>) -> Done {
        // Version 1.0 says `id` for `for`.
        let id = tag.get("for").or_else(|| tag.get("id")).unwrap_or_default().into_owned();
        let all = match owner {
            Owner::Node(_) => &mut self.of_nodes,
            Owner::Edge(_) => &mut self.of_edges,
        };
        let attribute = match all.by_id.get(&id) {
            Some(attribute) => Rc::clone(attribute),
            None => {
                let what = "a value of an attribute that the file does not declare";
                self.draft.report.warning(self.xml.at(), what, &id, "kept it");
                let column = if let Owner::Edge(_) = owner { Column::of_edge(&id) } else { Column::of_node(&id) };
                let made = Rc::new(Attribute { column, kind: Kind::Text, default: None });
                if all.by_id.len() < 10_000 {
                    all.by_id.insert(id, Rc::clone(&made));
                }
                made
            }
        };
        let value = tag.get("value").map(|v| v.into_owned());
        let span = span(tag);
        let text = self.xml.text(&mut self.draft.report)?;
        let value = value.unwrap_or_else(|| text.trim().to_owned());
        given.push(Given { attribute, value, span });
        Ok(())
    }

    /// Hands over the values of a record. Those of several times become lists, with their times beside them.
    fn values(&mut self, given: Vec<Given>, owner: Owner, at: At) -> Result<(), ReadError> {
        let all = if let Owner::Node(_) = owner { &self.of_nodes } else { &self.of_edges };
        let said: FxHashSet<*const Attribute> = given.iter().map(|g| Rc::as_ptr(&g.attribute)).collect();
        let unsaid = |a: &&Rc<Attribute>| !said.contains(&Rc::as_ptr(a));
        let defaults: Vec<Rc<Attribute>> = all.with_default.iter().filter(unsaid).cloned().collect();
        let mut counts: FxHashMap<*const Attribute, usize> = FxHashMap::default();
        for one in given.iter().filter(|g| g.span != (None, None)) {
            *counts.entry(Rc::as_ptr(&one.attribute)).or_default() += 1;
        }
        for Given { attribute, value, span } in given {
            let several = counts.get(&Rc::as_ptr(&attribute)).is_some_and(|n| *n > 1);
            let cell = cell(attribute.kind, &value);
            if several {
                self.set(owner, &Column::property(&attribute.column.name), cell, at);
            } else {
                self.set(owner, &attribute.column, cell, at);
            }
            if span != (None, None) {
                let times = Column::property(&format!("{} (times)", attribute.column.name));
                self.set(owner, &times, Cell::from(span_text(&span)), at);
            }
        }
        let weights = defaults.iter().map(|a| a.default.as_deref().map_or(0, weight_of));
        self.draft.inherit(weights.sum())?;
        for attribute in defaults {
            let default = attribute.default.as_deref().unwrap_or_default();
            self.set(owner, &attribute.column, cell(attribute.kind, default), at);
        }
        Ok(())
    }

    fn times(&mut self, times: Times, owner: Owner, at: At) {
        let Times { mut start, mut end, spells } = times;
        if let (Some((first, _)), Some((_, last))) = (spells.first(), spells.last()) {
            start = start.or_else(|| first.clone());
            end = end.or_else(|| last.clone());
        }
        let known = match owner {
            Owner::Node(node) => self.draft.has_time(node),
            Owner::Edge(edge) => self.draft.edge_has_time(edge),
        };
        if !known {
            let columns = [self.columns.start.clone(), self.columns.end.clone()];
            for (column, text) in columns.iter().zip([&start, &end]) {
                if let Some(text) = text {
                    self.set(owner, column, Cell::Untyped(text), at);
                }
            }
        }
        if spells.len() > 1 {
            let all: Vec<Value> = spells.iter().map(|s| Value::Text(span_text(s))).collect();
            self.set(owner, &Column::property("spells"), Cell::Value(Value::List(all)), at);
        }
    }

    fn set(&mut self, owner: Owner, column: &Column, cell: Cell<'_>, at: At) {
        match owner {
            Owner::Node(node) => self.draft.set_node(node, column, cell, at),
            Owner::Edge(edge) => self.draft.set_edge(edge, column, cell, at),
        }
    }

    /// Makes a group of every node that others stand in.
    fn hierarchy(&mut self) {
        let mut groups: FxHashMap<String, GroupRef> = FxHashMap::default();
        let parents = std::mem::take(&mut self.parents);
        for (_, outer) in &parents {
            if !groups.contains_key(outer) {
                let name = self.draft.find(outer).map(|node| self.draft.shown(node).to_owned());
                let name = name.unwrap_or_else(|| outer.clone());
                groups.insert(outer.clone(), self.draft.group(outer, &name, None));
            }
        }
        let by_node: FxHashMap<NodeRef, GroupRef> =
            groups.iter().filter_map(|(key, group)| Some((self.draft.find(key)?, *group))).collect();
        for (node, outer) in &parents {
            let Some(group) = groups.get(outer) else { continue };
            self.draft.join(*group, *node);
            if let Some(inner) = by_node.get(node).filter(|inner| *inner != group) {
                self.draft.nest(*inner, *group);
            }
        }
    }
}

/// A value of a record.
struct Given {
    attribute: Rc<Attribute>,
    value: String,
    span: (Option<String>, Option<String>),
}

fn span_text((start, end): &(Option<String>, Option<String>)) -> String {
    format!("{}/{}", start.as_deref().unwrap_or(".."), end.as_deref().unwrap_or(".."))
}

/// A colour by parts or in hexadecimal digits.
fn colour(tag: &Tag<'_>) -> Option<String> {
    if let Some(hex) = tag.get("hex") {
        return Some(hex.into_owned());
    }
    let part = |name: &str| tag.number(name).filter(|n| (0.0..=255.0).contains(n)).map(|n| n as u8);
    Some(values::colour_text([part("r")?, part("g")?, part("b")?]))
}

fn cell(kind: Kind, text: &str) -> Cell<'_> {
    match kind {
        Kind::Text => Cell::from(text),
        Kind::Number => Cell::of_number(text),
        Kind::Flag => values::flag(text).map_or(Cell::from(text), Cell::Flag),
        Kind::Url => Cell::Value(Value::Url(text.to_owned())),
        Kind::List => Cell::Value(Value::List(list(text).into_iter().map(|t| values::guessed_value(&t)).collect())),
    }
}

/// A list as Gephi's versions write it: in brackets or not, parted by commas, bars or semicolons, in quotes or not.
fn list(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    let body = inner.unwrap_or(text);
    // Only one of the signs parts a list that has no brackets.
    let separator = match inner {
        Some(_) => ',',
        None => ['|', ';', ','].into_iter().find(|s| body.contains(*s)).unwrap_or(','),
    };
    let mut out = Vec::new();
    let mut item = String::new();
    let mut quote = None;
    let mut was_quoted = false;
    let mut chars = body.chars();
    let mut finish = |item: &mut String, was_quoted: &mut bool| {
        let done = std::mem::take(item);
        let done = if *was_quoted { done } else { done.trim().to_owned() };
        if !done.is_empty() {
            out.push(done);
        }
        *was_quoted = false;
    };
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', Some(_)) => item.extend(chars.next()),
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => item.push(c),
            (c @ ('"' | '\''), None) if item.trim().is_empty() && !was_quoted => {
                item.clear();
                quote = Some(c);
                was_quoted = true;
            }
            (c, None) if c == separator => finish(&mut item, &mut was_quoted),
            (c, None) if was_quoted && c.is_whitespace() => {}
            (c, None) => item.push(c),
        }
    }
    finish(&mut item, &mut was_quoted);
    out
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn lists_come_in_many_spellings() {
        for text in ["a |b | c", "a ,b , c", "[a, b, c]", "['a', 'b', 'c']", "[\"a\", 'b', c]", "a;b;c"] {
            assert_eq!(list(text), ["a", "b", "c"], "{text}");
        }
        assert_eq!(list(r"['a', '\'b\'', 'c, d']"), ["a", "'b'", "c, d"]);
        assert!(list("[]").is_empty());
    }
}
