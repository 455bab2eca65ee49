//! Reads GML.

use rustc_hash::FxHashMap;

use super::parse::{Broken, Gml, Parser, Token};
use super::{FORMAT, OWN_ID, PROPERTY};
use crate::base::Task;
use crate::formats::foreign::xml::{Halt, Stop, after_halt};
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, GroupRef, NodeRef, Undeclared, decode};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Value};

/// How surely bytes are GML: a graph in brackets near the beginning.
pub(crate) fn recognises(bytes: &[u8]) -> Certainty {
    let head = crate::formats::foreign::xml::head(bytes);
    let mut parser = Parser::new(&head, 3, usize::MAX);
    let mut keys = 0;
    while let Ok(Token::Key(key)) = parser.next() {
        if key.eq_ignore_ascii_case("graph") {
            return if parser.next().is_ok_and(|t| t == Token::Open) { Certainty::Sure } else { Certainty::No };
        }
        keys += 1;
        // What stands before the graph: creator, version, comment, each with a value.
        if keys > 10 || !matches!(parser.next(), Ok(Token::Number(_) | Token::Text(_))) {
            break;
        }
    }
    Certainty::No
}

/// Reads GML. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(bytes, None, &mut draft.report)?;
    let mut reader = Reader {
        parser: Parser::new(&text, options.limits.depth, options.limits.records.saturating_mul(4)),
        draft,
        directed: false,
        keys: FxHashMap::default(),
        groups: FxHashMap::default(),
        members: Vec::new(),
        node_columns: FxHashMap::default(),
        edge_columns: FxHashMap::default(),
        waiting: Vec::new(),
    };
    let result = reader.document();
    let waited = reader.edges();
    reader.join_groups();
    let mut draft = reader.draft;
    waited?;
    let nothing = draft.node_count() == 0;
    after_halt(result, "GML file", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

type Entries<'t> = Vec<(&'t str, Gml<'t>)>;

struct Reader<'t> {
    parser: Parser<'t>,
    draft: Draft,
    directed: bool,
    /// The keys of nodes by the ids that edges name them by.
    keys: FxHashMap<String, NodeRef>,
    groups: FxHashMap<String, GroupRef>,
    members: Vec<(NodeRef, String)>,
    node_columns: FxHashMap<&'t str, Column>,
    edge_columns: FxHashMap<&'t str, Column>,
    /// Edges, which may stand before their nodes and before the word on their direction.
    waiting: Vec<(usize, Entries<'t>)>,
}

impl From<Broken> for Halt {
    fn from(Broken(at, why): Broken) -> Self {
        Self::Broken(Stop { at, why })
    }
}

/// A key of a record as text: numbers as whole as they are.
fn key_text(value: &Gml<'_>) -> Option<String> {
    match value {
        Gml::Number(number) => Some(number.to_string()),
        Gml::Text(text) => Some(text.to_string()),
        Gml::List(_) => None,
    }
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<(), Halt> {
        let mut inside = false;
        loop {
            let token = self.parser.next()?;
            let at = self.parser.start;
            match token {
                Token::Key(key) if !inside && key.eq_ignore_ascii_case("graph") => match self.parser.next()? {
                    Token::Open => inside = true,
                    _ => return Err(Broken(at, "no bracket stands behind graph".into()).into()),
                },
                Token::Key("node") if inside => {
                    if let Some(entries) = self.parser.opened()? {
                        self.node(at, entries)?;
                    }
                }
                Token::Key("edge") if inside => {
                    if let Some(entries) = self.parser.opened()? {
                        self.draft.count_record()?;
                        self.waiting.push((at, entries));
                    }
                }
                Token::Key(key) => {
                    let value = self.parser.value()?;
                    self.about_graph(key, value, inside);
                }
                Token::Close => inside = false,
                Token::End if inside => return Err(Broken(at, "the file ends in brackets".into()).into()),
                Token::End => return Ok(()),
                Token::Number(_) | Token::Text(_) => {}
                Token::Open => return Err(Broken(at, "a bracket opens without a key".into()).into()),
            }
        }
    }

    fn about_graph(&mut self, key: &str, value: Gml<'_>, inside: bool) {
        match (key, value) {
            ("directed", Gml::Number(number)) => self.directed = number != 0.0,
            ("multigraph" | "hierarchic" | "Version" | "version" | "IsPlanar", _) => {}
            ("label" | "name" | "title", Gml::Text(text)) if inside => self.draft.set_title(&text),
            ("description" | "comment", Gml::Text(text)) => self.draft.add_description(&text),
            ("Creator" | "creator", _) | (_, Gml::List(_)) => {}
            (key, value) => {
                let text = key_text(&value).unwrap_or_default();
                if !text.is_empty() {
                    self.draft.add_description(&format!("{key}: {text}"));
                }
            }
        }
    }

    fn node(&mut self, at: usize, entries: Entries<'t>) -> Result<(), Halt> {
        let place = At::Byte(at);
        let find = |name: &str| entries.iter().find(|(key, _)| *key == name).and_then(|(_, v)| key_text(v));
        let own = find(OWN_ID);
        let id = find("id").or_else(|| find("label"));
        let (node, key) = match own.clone().or_else(|| id.clone()) {
            Some(key) => (self.draft.node(&key, place)?, key),
            None => self.draft.nameless_node(place)?,
        };
        self.keys.insert(id.unwrap_or(key), node);
        // Labels must differ in GML; where they would not, we write what it is called beside.
        let named_beside = own.is_some() && find("name").is_some();
        for (key, value) in entries {
            match (key, value) {
                ("id" | OWN_ID | "isGroup", _) => {}
                ("label", _) if named_beside => {}
                ("graphics", Gml::List(graphics)) => self.node_graphics(node, graphics, place),
                // yEd's places of the words of a label.
                ("LabelGraphics", _) => {}
                ("gid" | "parent", value) => {
                    self.members.extend(key_text(&value).map(|group| (node, group)));
                }
                (PROPERTY, Gml::List(property)) => {
                    if let Some((name, cell)) = own_property(&property) {
                        self.draft.set_node(node, &Column::of_node(&name), cell, place);
                    }
                }
                (key, value) => {
                    let column = self.node_columns.entry(key).or_insert_with(|| Column::of_node(key)).clone();
                    if self.node_columns.len() > 10_000 {
                        self.node_columns.clear();
                    }
                    self.draft.set_node(node, &column, cell(value), place);
                }
            }
        }
        Ok(())
    }

    fn node_graphics(&mut self, node: NodeRef, graphics: Entries<'_>, at: At) {
        let (mut x, mut y) = (None, None);
        for (key, value) in graphics {
            let column = match (key, &value) {
                ("x", Gml::Number(number)) => {
                    x = Some(*number);
                    continue;
                }
                ("y", Gml::Number(number)) => {
                    y = Some(*number);
                    continue;
                }
                ("fill", _) => Column::of_node("colour"),
                ("type", _) => Column::property("shape"),
                ("w", _) => Column::property("width"),
                ("h", _) => Column::property("height"),
                _ => Column::property(key),
            };
            self.draft.set_node(node, &column, cell(value), at);
        }
        if let (Some(x), Some(y)) = (x, y) {
            self.draft.place(node, x, y);
        }
    }

    fn edges(&mut self) -> Result<(), ReadError> {
        for (at, entries) in std::mem::take(&mut self.waiting) {
            let place = At::Byte(at);
            let find = |name: &str| entries.iter().find(|(key, _)| *key == name).and_then(|(_, v)| key_text(v));
            let (Some(from), Some(to)) = (find("source"), find("target")) else {
                self.draft.report.error(place, "an edge names no source or no target", "", "left it out");
                continue;
            };
            let (from, to) = (self.end(&from, place)?, self.end(&to, place)?);
            let key = find(OWN_ID);
            let edge = self.draft.edge(key.as_deref(), from, to, Some(self.directed))?;
            for (key, value) in entries {
                match (key, value) {
                    ("source" | "target" | OWN_ID | "LabelGraphics", _) => {}
                    ("graphics", Gml::List(graphics)) => self.edge_graphics(edge, graphics, place),
                    (PROPERTY, Gml::List(property)) => {
                        if let Some((name, cell)) = own_property(&property) {
                            self.draft.set_edge(edge, &Column::of_edge(&name), cell, place);
                        }
                    }
                    (key, value) => {
                        let column = self.edge_columns.entry(key).or_insert_with(|| Column::of_edge(key)).clone();
                        if self.edge_columns.len() > 10_000 {
                            self.edge_columns.clear();
                        }
                        self.draft.set_edge(edge, &column, cell(value), place);
                    }
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, key: &str, at: At) -> Result<NodeRef, ReadError> {
        match self.keys.get(key) {
            Some(node) => Ok(*node),
            None => self.draft.refer(key, at),
        }
    }

    fn edge_graphics(&mut self, edge: EdgeRef, graphics: Entries<'_>, at: At) {
        for (key, value) in graphics {
            match (key, value) {
                ("fill", value) => self.draft.set_edge(edge, &Column::of_edge("colour"), cell(value), at),
                ("width", value) => self.draft.set_edge(edge, &Column::property("thickness"), cell(value), at),
                ("arrow", Gml::Text(text)) => {
                    let direction = match &*text {
                        "both" => Direction::Both,
                        "none" => Direction::Neither,
                        _ => continue,
                    };
                    self.draft.set_direction(edge, direction);
                }
                // The course of a line.
                _ => {}
            }
        }
    }

    /// Makes groups of yEd's group nodes.
    fn join_groups(&mut self) {
        for (node, key) in std::mem::take(&mut self.members) {
            let outer = self.keys.get(&key).copied();
            let group = *self.groups.entry(key.clone()).or_insert_with(|| {
                let name = outer.map(|node| self.draft.shown(node).to_owned());
                self.draft.group(&key, &name.unwrap_or_else(|| key.clone()), None)
            });
            self.draft.join(group, node);
        }
        let nodes: FxHashMap<NodeRef, String> = self.keys.iter().map(|(key, node)| (*node, key.clone())).collect();
        let mut nested: Vec<(GroupRef, GroupRef)> = self
            .groups
            .values()
            .flat_map(|outer| self.draft.members_of(*outer).iter().map(move |member| (*outer, *member)))
            .filter_map(|(outer, member)| Some((*self.groups.get(nodes.get(&member)?)?, outer)))
            .filter(|(inner, outer)| inner != outer)
            .collect();
        nested.sort_unstable();
        for (inner, outer) in nested {
            self.draft.nest(inner, outer);
        }
    }
}

fn cell(value: Gml<'_>) -> Cell<'_> {
    match value {
        Gml::Number(number) => Cell::Number(number),
        Gml::Text(text) => Cell::Text(text),
        Gml::List(list) => Cell::Value(list_value(list, 0)),
    }
}

/// A list as a value: texts such as `key: value`.
fn list_value(list: Entries<'_>, depth: usize) -> Value {
    let shown = |key: &str, value: Gml<'_>| match value {
        Gml::Number(number) => Value::Text(format!("{key}: {number}")),
        Gml::Text(text) => Value::Text(format!("{key}: {text}")),
        Gml::List(inner) if depth + 1 < Value::MAX_LISTS_IN_LISTS => list_value(inner, depth + 1),
        Gml::List(_) => Value::Text(format!("{key}: …")),
    };
    Value::List(list.into_iter().map(|(key, value)| shown(key, value)).collect())
}

/// A property that we wrote: its name and its value.
fn own_property<'t>(entries: &[(&str, Gml<'t>)]) -> Option<(String, Cell<'t>)> {
    let find = |name: &str| entries.iter().find(|(key, _)| *key == name).map(|(_, v)| v);
    let name = key_text(find("name")?)?;
    let value = find("value")?.clone();
    let cell = match (&value, find("type")) {
        (Gml::Number(number), Some(Gml::Text(kind))) if kind == "flag" => Cell::Flag(*number != 0.0),
        _ => cell(value),
    };
    Some((name, cell))
}
