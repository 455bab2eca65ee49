//! Reads GraphML.

use rustc_hash::{FxHashMap, FxHashSet};

use super::FORMAT;
use super::graphics;
use super::shares::Shares;
use crate::base::Task;
use crate::formats::foreign::archive::{self, Archive};
use crate::formats::foreign::xml::{self, Halt, Tag, Token, Xml};
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, GroupRef, NodeRef, Undeclared, values, weight_of};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Direction;

/// Where a Maltego graph lies in its archive.
const IN_MALTEGO: &str = "Graphs/";

/// Keys beyond so many that a file uses without declaring them are looked up anew each time.
const MOST_KEYS: usize = 10_000;

/// How surely bytes are GraphML, or an archive of Maltego with GraphML in it.
pub(crate) fn recognises(bytes: &[u8]) -> Certainty {
    if archive::is_zip(bytes) {
        let is_maltego = archive::has_member(bytes, |name| name.starts_with(IN_MALTEGO) && name.ends_with(".graphml"));
        return if is_maltego { Certainty::Sure } else { Certainty::No };
    }
    match xml::root(bytes) {
        Some((root, _)) if root == "graphml" => Certainty::Sure,
        _ => Certainty::No,
    }
}

/// Reads GraphML, or the first graph of a Maltego archive. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    if archive::is_zip(bytes) {
        let mut archive = Archive::open(bytes, &options.limits)?;
        let names = archive.names();
        let mut graphs = names.iter().filter(|n| n.starts_with(IN_MALTEGO) && n.ends_with(".graphml"));
        let Some(first) = graphs.next() else {
            let problem = "no graph is in it".into();
            return Err(ReadError::Malformed { format: "Maltego archive", place: None, problem });
        };
        for other in graphs {
            draft.report.warning(At::Nowhere, "the archive holds a further graph", other, "left it out");
        }
        let content = archive.member(first)?;
        return read_text(&content, draft, options);
    }
    read_text(bytes, draft, options)
}

fn read_text(bytes: &[u8], mut draft: Draft, options: &ReadOptions) -> Result<Loaded, ReadError> {
    let text = xml::decode_xml(bytes, &mut draft.report)?;
    if let Some(shares) = Shares::of(&text)
        && let Some(joined) = shares.read(&mut draft, options)
    {
        joined?;
        return draft.finish(FORMAT, &text);
    }
    let mut reader = Reader::new(Xml::new(&text, &options.limits), draft);
    let result = reader.document();
    let Reader { mut draft, .. } = reader;
    let nothing = draft.node_count() == 0;
    xml::after_halt(result, "GraphML file", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

/// What a `<key>` declares.
#[derive(Clone)]
pub(super) struct Key {
    id: String,
    pub(super) column: Column,
    kind: KeyKind,
    default: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    Text,
    Number,
    Flag,
    /// yEd's or Maltego's elements in the data.
    Graphics,
    /// The same, written by us beside the plain data that says more.
    OwnGraphics,
    /// Of no use outside the program that wrote it.
    Useless,
}

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Node,
    Edge,
    Graph,
    Other,
}

/// What the head of a file declares.
#[derive(Clone, Default)]
pub(super) struct Keys {
    /// In the order of the file.
    pub(super) all: Vec<Key>,
    /// Their places, by what they are for, then by id.
    by_id: [FxHashMap<String, usize>; 4],
    /// The places of those with defaults, with what they are for.
    with_default: Vec<(For, usize)>,
}

impl Keys {
    #[inline]
    fn get(&self, target: For, id: &str) -> Option<usize> {
        self.by_id[target as usize].get(id).copied()
    }

    /// Adds a key, and tells its place and whether it takes that of another.
    fn add(&mut self, target: For, key: Key) -> (usize, bool) {
        let place = self.all.len();
        let is_second = self.by_id[target as usize].insert(key.id.clone(), place).is_some();
        self.all.push(key);
        (place, is_second)
    }
}

pub(super) struct Reader<'t> {
    xml: Xml<'t>,
    pub(super) draft: Draft,
    pub(super) keys: Keys,
    /// The places of the keys that the record has data of, while there are any defaults.
    seen: Vec<usize>,
    pub(super) directed: Vec<bool>,
    /// The place of the key that stands in for all undeclared ones beyond [`MOST_KEYS`].
    undeclared: Option<usize>,
    hyperedges: usize,
}

pub(super) type Done = Result<(), Halt>;

impl<'t> Reader<'t> {
    pub(super) fn new(xml: Xml<'t>, draft: Draft) -> Self {
        let (keys, seen, directed) = (Keys::default(), Vec::new(), Vec::new());
        Self { xml, draft, keys, seen, directed, undeclared: None, hyperedges: 0 }
    }

    /// Reads up to the beginning of the next graph; its tag, or `None` when the file ends before.
    pub(super) fn head(&mut self) -> Result<Option<Tag<'t>>, Halt> {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => match tag.name() {
                    "graphml" => {}
                    "key" => self.key(&tag)?,
                    "graph" => return Ok(Some(tag)),
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::Text(_) => {}
                Token::End => return Ok(None),
            }
        }
    }

    fn document(&mut self) -> Done {
        let mut graphs = 0;
        while let Some(tag) = self.head()? {
            graphs += 1;
            if graphs == 2 {
                let what = "the file holds several graphs";
                self.draft.report.note(self.xml.at(), what, "", "read them as one");
            }
            self.graph(&tag, None)?;
        }
        Ok(())
    }

    fn key(&mut self, tag: &Tag<'_>) -> Done {
        let id = tag.get("id").unwrap_or_default().into_owned();
        let targets: &[For] = match tag.get("for").as_deref() {
            Some("node") => &[For::Node],
            Some("edge" | "hyperedge") => &[For::Edge],
            Some("graph" | "graphml") => &[For::Graph],
            Some("port" | "endpoint") => &[For::Other],
            _ => &[For::Node, For::Edge, For::Graph],
        };
        let name = tag.get("attr.name").filter(|n| !n.is_empty()).unwrap_or_else(|| id.clone().into()).into_owned();
        let yfiles = tag.get("yfiles.type").map(std::borrow::Cow::into_owned);
        // yEd Live names its data by URIs.
        let uri = tag.get("attr.uri").unwrap_or_default();
        let kind = match (yfiles.as_deref(), tag.get("attr.type").as_deref()) {
            (Some("nodegraphics" | "edgegraphics"), _) if id.starts_with(super::OWN_GRAPHICS) => KeyKind::OwnGraphics,
            (Some("nodegraphics" | "edgegraphics"), _) => KeyKind::Graphics,
            (Some(_), _) => KeyKind::Useless,
            (None, Some("int" | "integer" | "long" | "float" | "double")) => KeyKind::Number,
            (None, Some("boolean")) => KeyKind::Flag,
            _ if uri.contains("yworks.com") => KeyKind::Graphics,
            _ if name.starts_with("Maltego") => KeyKind::Graphics,
            _ => KeyKind::Text,
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
        for target in targets {
            let column = if *target == For::Edge { Column::of_edge(&name) } else { Column::of_node(&name) };
            let has_default = default.is_some() && matches!(kind, KeyKind::Text | KeyKind::Number | KeyKind::Flag);
            let (place, is_second) =
                self.keys.add(*target, Key { id: id.clone(), column, kind, default: default.clone() });
            if has_default {
                self.keys.with_default.push((*target, place));
            }
            if is_second {
                self.draft.report.warning(self.xml.at(), "a key is declared twice", &id, "took the second");
            }
        }
        Ok(())
    }

    /// Takes down which way the edges of a graph point that do not say so themselves.
    pub(super) fn begin_graph(&mut self, tag: &Tag<'_>) {
        self.directed.push(match tag.get("edgedefault").as_deref() {
            Some("undirected") => false,
            Some(_) => true,
            None => self.directed.last().copied().unwrap_or(true),
        });
    }

    fn graph(&mut self, tag: &Tag<'_>, group: Option<GroupRef>) -> Done {
        self.begin_graph(tag);
        let result = self.graph_content(group);
        self.directed.pop();
        result
    }

    pub(super) fn graph_content(&mut self, group: Option<GroupRef>) -> Done {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => match tag.name() {
                    "node" => self.node(&tag, group)?,
                    "edge" => self.edge(&tag, group)?,
                    "hyperedge" => self.hyperedge(&tag, group)?,
                    "data" if group.is_none() => {
                        let name = tag.get("key").unwrap_or_default();
                        let key = self.keys.get(For::Graph, &name).and_then(|place| self.keys.all.get(place));
                        let name = key.map(|key| key.column.name.to_string());
                        let text = self.xml.text(&mut self.draft.report)?;
                        self.about_graph(name.as_deref().unwrap_or_default(), text.trim());
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn about_graph(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match name.to_ascii_lowercase().as_str() {
            "title" | "name" | "label" => self.draft.set_title(text),
            "description" => self.draft.add_description(text),
            _ => self.draft.add_description(&format!("{name}: {text}")),
        }
    }

    fn node(&mut self, tag: &Tag<'_>, group: Option<GroupRef>) -> Done {
        let at = self.xml.at();
        let (node, key) = match tag.get("id") {
            Some(id) if !id.is_empty() => (self.draft.node(&id, at)?, id.into_owned()),
            _ => self.draft.nameless_node(at)?,
        };
        if let Some(group) = group {
            self.draft.join(group, node);
        }
        let mut inner_group = None;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => match inner.name() {
                    "data" => self.node_data(&inner, node)?,
                    "graph" => {
                        let inside = *inner_group.get_or_insert_with(|| {
                            let name = self.draft.shown(node).to_owned();
                            self.draft.group(&key, &name, group)
                        });
                        self.graph(&inner, Some(inside))?;
                    }
                    "port" => self.port(&inner, node)?,
                    "desc" => {
                        let text = self.xml.text(&mut self.draft.report)?;
                        self.draft.set_node(node, &Column::of_node("description"), text.trim(), at);
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => break,
                Token::Text(_) => {}
            }
        }
        let defaults = self.defaults_of(For::Node);
        self.inherit(&defaults)?;
        for place in defaults {
            let key = &self.keys.all[place];
            self.draft.set_node(node, &key.column, cell(key.kind, key.default.as_deref().unwrap_or_default()), at);
        }
        if let Some(group) = inner_group {
            let name = self.draft.name_of(node).to_owned();
            if !name.is_empty() {
                self.draft.rename_group(group, &name);
            }
        }
        Ok(())
    }

    fn port(&mut self, tag: &Tag<'_>, node: NodeRef) -> Done {
        if let Some(name) = tag.get("name") {
            self.draft.set_node(node, &Column::property("port"), &*name, self.xml.at());
        }
        self.xml.skip(&mut self.draft.report)
    }

    fn node_data(&mut self, tag: &Tag<'_>, node: NodeRef) -> Done {
        let at = self.xml.at();
        let place = self.key_of(tag, For::Node);
        let key = &self.keys.all[place];
        match key.kind {
            KeyKind::Graphics => graphics::node(&mut self.xml, &mut self.draft, node),
            KeyKind::OwnGraphics => graphics::place(&mut self.xml, &mut self.draft, node),
            KeyKind::Useless => self.xml.skip(&mut self.draft.report),
            kind => {
                let text = self.xml.text(&mut self.draft.report)?;
                self.draft.set_node(node, &key.column, cell(kind, &text), at);
                Ok(())
            }
        }
    }

    /// The place of the key of a `<data>` among the declared ones; made and reported where it was not declared.
    fn key_of(&mut self, tag: &Tag<'_>, target: For) -> usize {
        let id = tag.get("key").unwrap_or_default();
        if let Some(place) = self.keys.get(target, &id) {
            if !self.keys.with_default.is_empty() {
                self.seen.push(place);
            }
            return place;
        }
        self.draft.report.warning(self.xml.at(), "data of a key that the file does not declare", &id, "kept it");
        let column = if target == For::Edge { Column::of_edge(&id) } else { Column::of_node(&id) };
        let key = Key { id: id.into_owned(), column, kind: KeyKind::Text, default: None };
        match self.undeclared {
            // A file that declares none of very many: the last one only lives until the next.
            Some(place) if self.keys.all.len() >= MOST_KEYS => {
                self.keys.all[place] = key;
                place
            }
            _ if self.keys.all.len() >= MOST_KEYS => {
                self.keys.all.push(key);
                *self.undeclared.insert(self.keys.all.len() - 1)
            }
            _ => self.keys.add(target, key).0,
        }
    }

    /// The places of the keys whose default holds for the record that ends here, since it has no data of them.
    fn defaults_of(&mut self, target: For) -> Vec<usize> {
        if self.keys.with_default.is_empty() {
            return Vec::new();
        }
        let id = |place: usize| self.keys.all[place].id.as_str();
        let seen: FxHashSet<&str> = self.seen.iter().map(|place| id(*place)).collect();
        let unsaid = |(of, place): &&(For, usize)| *of == target && !seen.contains(id(*place));
        let defaults = self.keys.with_default.iter().filter(unsaid).map(|(_, place)| *place).collect();
        self.seen.clear();
        defaults
    }

    /// Counts defaults that a record gets.
    fn inherit(&mut self, defaults: &[usize]) -> Result<(), ReadError> {
        let weight = |place: &usize| self.keys.all[*place].default.as_deref().map_or(0, weight_of);
        self.draft.inherit(defaults.iter().map(weight).sum())
    }

    fn end(&mut self, tag: &Tag<'_>, name: &str) -> Result<Option<NodeRef>, Halt> {
        let at = self.xml.at();
        match tag.get(name).filter(|id| !id.is_empty()) {
            Some(id) => Ok(Some(self.draft.refer(&id, at)?)),
            None => Ok(None),
        }
    }

    fn edge(&mut self, tag: &Tag<'_>, group: Option<GroupRef>) -> Done {
        let at = self.xml.at();
        let names = ["source", "target", "directed", "id", "sourceport", "targetport"];
        let [from, to, directed, id, from_port, to_port] = tag.pick(names);
        let (Some(from), Some(to)) = (from.filter(|key| !key.is_empty()), to.filter(|key| !key.is_empty())) else {
            self.draft.report.error(at, "an edge names no source or no target", "", "left it out");
            return self.xml.skip(&mut self.draft.report);
        };
        let (from, to) = (self.draft.refer(&from, at)?, self.draft.refer(&to, at)?);
        let directed = match directed.as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => self.directed.last().copied().unwrap_or(true),
        };
        let edge = self.draft.edge(id.as_deref(), from, to, Some(directed))?;
        for (end, port) in [("sourceport", from_port), ("targetport", to_port)] {
            if let Some(port) = port {
                self.draft.set_edge(edge, &Column::property(end), &*port, at);
            }
        }
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => match inner.name() {
                    "data" => self.edge_data(&inner, edge)?,
                    "desc" => {
                        let text = self.xml.text(&mut self.draft.report)?;
                        self.draft.set_edge(edge, &Column::of_edge("description"), text.trim(), at);
                    }
                    // A graph in an edge is allowed; its nodes stand in the group around.
                    "graph" => self.graph(&inner, group)?,
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => break,
                Token::Text(_) => {}
            }
        }
        let defaults = self.defaults_of(For::Edge);
        self.inherit(&defaults)?;
        for place in defaults {
            let key = &self.keys.all[place];
            self.draft.set_edge(edge, &key.column, cell(key.kind, key.default.as_deref().unwrap_or_default()), at);
        }
        Ok(())
    }

    fn edge_data(&mut self, tag: &Tag<'_>, edge: EdgeRef) -> Done {
        let at = self.xml.at();
        let place = self.key_of(tag, For::Edge);
        let key = &self.keys.all[place];
        match key.kind {
            KeyKind::Graphics => graphics::edge(&mut self.xml, &mut self.draft, edge),
            KeyKind::OwnGraphics | KeyKind::Useless => self.xml.skip(&mut self.draft.report),
            kind => {
                let text = self.xml.text(&mut self.draft.report)?;
                self.draft.set_edge(edge, &key.column, cell(kind, &text), at);
                Ok(())
            }
        }
    }

    /// A hyperedge becomes an entity that its end points are tied to.
    fn hyperedge(&mut self, tag: &Tag<'_>, group: Option<GroupRef>) -> Done {
        let at = self.xml.at();
        self.hyperedges += 1;
        let key = match tag.get("id") {
            Some(id) if !id.is_empty() && self.draft.find(&id).is_none() => id.into_owned(),
            _ => format!("hyperedge {}", self.hyperedges),
        };
        let node = self.draft.node(&key, at)?;
        self.draft.set_node(node, &Column::of_node("type"), "Hyperedge", at);
        if self.hyperedges == 1 {
            let what = "the file has edges of more than two ends";
            self.draft.report.note(at, what, "", "made an entity of each, with a relationship to each end");
        }
        if let Some(group) = group {
            self.draft.join(group, node);
        }
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => match inner.name() {
                    "endpoint" => {
                        let at = self.xml.at();
                        let Some(end) = self.end(&inner, "node")? else {
                            self.draft.report.error(at, "an end of a hyperedge names no node", "", "left it out");
                            self.xml.skip(&mut self.draft.report)?;
                            continue;
                        };
                        // "in": the hyperedge comes from that node.
                        let (from, to, direction) = match inner.get("type").as_deref() {
                            Some("in") => (end, node, Direction::Forward),
                            Some("out") => (node, end, Direction::Forward),
                            _ => (node, end, Direction::Neither),
                        };
                        let edge = self.draft.edge(inner.get("id").as_deref(), from, to, None)?;
                        self.draft.set_direction(edge, direction);
                        self.draft.set_edge(edge, &Column::of_edge("type"), "part of hyperedge", at);
                        if let Some(port) = inner.get("port") {
                            self.draft.set_edge(edge, &Column::property("port"), &*port, at);
                        }
                        self.xml.skip(&mut self.draft.report)?;
                    }
                    "data" => {
                        let place = self.key_of(&inner, For::Edge);
                        let text = self.xml.text(&mut self.draft.report)?;
                        let column = Column::of_node(&self.keys.all[place].column.name);
                        self.draft.set_node(node, &column, &*text, at);
                    }
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::End => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }
}

fn cell(kind: KeyKind, text: &str) -> Cell<'_> {
    match kind {
        KeyKind::Number => Cell::of_number(text),
        KeyKind::Flag => values::flag(text).map_or(Cell::from(text), Cell::Flag),
        KeyKind::Text | KeyKind::Graphics | KeyKind::OwnGraphics | KeyKind::Useless => Cell::from(text),
    }
}
