//! Reads XGMML as Cytoscape writes it: attributes as `<att>`, groups as graphs in the attributes of a node.
//!
//! Format: XGMML 1.0 draft (J. Punin and M. Krishnamoorthy) and Cytoscape 2.8 to 3.x.

use crate::base::Task;
use crate::formats::foreign::xml::{self, Halt, Tag, Token, Xml};
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, GroupRef, NodeRef, Undeclared, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Value;

/// The key of the format.
pub(super) const FORMAT: &str = "xgmml";

/// How surely bytes are XGMML: a root element `graph`.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    match xml::root(bytes) {
        Some((root, tag)) if root == "graph" => {
            if tag.to_ascii_uppercase().contains("XGMML") {
                Certainty::Sure
            } else {
                Certainty::Perhaps
            }
        }
        _ => Certainty::No,
    }
}

/// Reads XGMML. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = xml::decode_xml(bytes, &mut draft.report)?;
    let mut reader = Reader { xml: Xml::new(&text, &options.limits), draft, directed: true };
    let result = reader.document();
    let mut draft = reader.draft;
    let nothing = draft.node_count() == 0;
    xml::after_halt(result, "XGMML file", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

struct Reader<'t> {
    xml: Xml<'t>,
    draft: Draft,
    directed: bool,
}

type Done = Result<(), Halt>;

/// A node or an edge.
#[derive(Clone, Copy)]
enum Owner {
    Node(NodeRef),
    Edge(EdgeRef),
}

impl Reader<'_> {
    fn document(&mut self) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) if tag.name() == "graph" => {
                    self.directed = tag.get("directed").is_none_or(|d| d != "0" && d != "false");
                    if let Some(label) = tag.get("label") {
                        self.draft.set_title(&label);
                    }
                    self.graph(None)?;
                }
                Token::Open(_) => self.xml.skip(&mut self.draft.report)?,
                Token::Close | Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    fn graph(&mut self, group: Option<GroupRef>) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => match tag.name() {
                    "node" => self.node(&tag, group)?,
                    "edge" => self.edge(&tag)?,
                    "att" if group.is_none() => {
                        if let (Some("description" | "comment"), Some(value)) =
                            (tag.get("name").as_deref(), tag.get("value"))
                        {
                            self.draft.add_description(&value);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn node(&mut self, tag: &Tag<'_>, group: Option<GroupRef>) -> Done {
        let at = self.xml.at();
        // A group of Cytoscape names members that stand elsewhere.
        if let Some(reference) = tag.get("href") {
            let node = self.draft.refer(reference.trim_start_matches('#'), at)?;
            if let Some(group) = group {
                self.draft.join(group, node);
            }
            return self.xml.skip(&mut self.draft.report);
        }
        let (node, key) = match tag.get("id").or_else(|| tag.get("label")).filter(|id| !id.is_empty()) {
            Some(id) => (self.draft.node(&id, at)?, id.into_owned()),
            None => self.draft.nameless_node(at)?,
        };
        if let Some(group) = group {
            self.draft.join(group, node);
        }
        if let Some(label) = tag.get("label") {
            self.draft.set_node(node, &Column::of_node("label"), &*label, at);
        }
        if let Some(weight) = tag.number("weight") {
            self.draft.set_node(node, &Column::property("weight"), weight, at);
        }
        let mut inner = None;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(child) => match child.name() {
                    "att" => self.att(&child, Owner::Node(node), &key, group, &mut inner)?,
                    "graphics" => {
                        if let (Some(x), Some(y)) = (child.number("x"), child.number("y")) {
                            self.draft.place(node, x, y);
                        }
                        if let Some(rgb) = child.get("fill").and_then(|c| values::colour(&c)) {
                            self.draft.colour(node, rgb);
                        }
                        if let Some(shape) = child.get("type") {
                            self.draft.set_node(node, &Column::property("shape"), shape.to_lowercase(), at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn edge(&mut self, tag: &Tag<'_>) -> Done {
        let at = self.xml.at();
        let end = |name: &str| tag.get(name).filter(|id| !id.is_empty());
        let (Some(from), Some(to)) = (end("source"), end("target")) else {
            // A group of Cytoscape names edges that stand elsewhere.
            if tag.get("href").is_none() {
                self.draft.report.error(at, "an edge names no source or no target", "", "left it out");
            }
            return self.xml.skip(&mut self.draft.report);
        };
        let (from, to) = (self.draft.refer(&from, at)?, self.draft.refer(&to, at)?);
        let directed = tag.get("directed").map_or(self.directed, |d| d != "0" && d != "false");
        let edge = self.draft.edge(tag.get("id").as_deref(), from, to, Some(directed))?;
        if let Some(label) = tag.get("label") {
            self.draft.set_edge(edge, &Column::of_edge("label"), &*label, at);
        }
        if let Some(weight) = tag.number("weight") {
            self.draft.set_edge(edge, &Column::of_edge("weight"), weight, at);
        }
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(child) => match child.name() {
                    "att" => self.att(&child, Owner::Edge(edge), "", None, &mut None)?,
                    "graphics" => {
                        if let Some(fill) = child.get("fill") {
                            self.draft.set_edge(edge, &Column::of_edge("colour"), &*fill, at);
                        }
                        if let Some(width) = child.number("width") {
                            self.draft.set_edge(edge, &Column::property("thickness"), width, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    /// An attribute: a value, a list of values, or the graph in a group.
    fn att(
        &mut self,
        tag: &Tag<'_>,
        owner: Owner,
        key: &str,
        group: Option<GroupRef>,
        inner: &mut Option<GroupRef>,
    ) -> Done {
        let at = self.xml.at();
        let name = tag.get("name").or_else(|| tag.get("label")).unwrap_or_default().into_owned();
        let kind = tag.get("type").unwrap_or_default().into_owned();
        let value = tag.get("value").map(|v| v.into_owned());
        // What the program keeps for itself.
        let hidden = name.starts_with("__") || tag.get("hidden").as_deref() == Some("true");
        let mut list = Vec::new();
        let mut text = String::new();
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(child) => match child.name() {
                    "att" => {
                        if let Some(value) = child.get("value") {
                            list.push(values::guessed_value(&value));
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "graph" => {
                        let Owner::Node(node) = owner else {
                            self.xml.skip(&mut self.draft.report)?;
                            continue;
                        };
                        let name = self.draft.shown(node).to_owned();
                        let inside = *inner.get_or_insert_with(|| self.draft.group(key, &name, group));
                        self.graph(Some(inside))?;
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Text(more) => text.push_str(&more),
                Token::Close | Token::End => break,
            }
        }
        if hidden || name.is_empty() {
            return Ok(());
        }
        let value = value.unwrap_or_else(|| text.trim().to_owned());
        let cell = match kind.as_str() {
            _ if !list.is_empty() => Cell::Value(Value::List(list)),
            "integer" | "real" | "float" | "double" => Cell::of_number(&value),
            "boolean" => values::flag(&value).map_or(Cell::from(&*value), Cell::Flag),
            _ => Cell::from(&*value),
        };
        self.set(owner, &name, cell, at);
        Ok(())
    }

    fn set(&mut self, owner: Owner, name: &str, cell: Cell<'_>, at: At) {
        match owner {
            Owner::Node(node) => self.draft.set_node(node, &Column::of_node(name), cell, at),
            Owner::Edge(edge) => self.draft.set_edge(edge, &Column::of_edge(name), cell, at),
        }
    }
}
