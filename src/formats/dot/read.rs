//! Reads DOT.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::FORMAT;
use super::parse::{Lexer, Token, label_words, record_words};
use crate::base::Task;
use crate::formats::foreign::xml::{Halt, Stop, after_halt};
use crate::formats::foreign::{
    At, Cell, Column, Draft, EdgeRef, GroupRef, NodeRef, Undeclared, decode, values, weight_of,
};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Direction;

/// How surely bytes are DOT: `graph` or `digraph`, perhaps a name, and a bracket.
pub(crate) fn recognises(bytes: &[u8]) -> Certainty {
    let head = crate::formats::foreign::xml::head(bytes);
    let mut lexer = Lexer::new(&head);
    let word = |token: Result<Token<'_>, Halt>| match token {
        Ok(Token::Id(word)) => Some(word.to_ascii_lowercase()),
        _ => None,
    };
    let mut first = word(lexer.next());
    if first.as_deref() == Some("strict") {
        first = word(lexer.next());
    }
    if !matches!(first.as_deref(), Some("graph" | "digraph")) {
        return Certainty::No;
    }
    match (lexer.next(), lexer.next()) {
        (Ok(Token::Sign(b'{')), _) => Certainty::Sure,
        (Ok(Token::Id(_) | Token::Quoted(_) | Token::Html(_)), Ok(Token::Sign(b'{'))) => Certainty::Sure,
        _ => Certainty::No,
    }
}

/// Reads DOT. Linear in the file and the edges that it makes.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let text = decode(bytes, None, &mut draft.report)?;
    let mut reader = Reader {
        lexer: Lexer::new(&text),
        draft,
        directed: false,
        strict: None,
        most_depth: options.limits.depth,
        of_nodes: BTreeMap::new(),
        of_strict: BTreeMap::new(),
        node_columns: FxHashMap::default(),
        edge_columns: FxHashMap::default(),
        drawing: 0,
    };
    let result = reader.document();
    reader.hand_over();
    let Reader { mut draft, drawing, .. } = reader;
    if drawing > 0 {
        let what = "attributes of the drawing as a whole";
        draft.report.note(At::Nowhere, what, drawing, "left them out");
    }
    let nothing = draft.node_count() == 0;
    after_halt(result, "DOT file", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

/// A value of an attribute.
#[derive(Clone, PartialEq)]
enum Text<'t> {
    Plain(Cow<'t, str>),
    Html(&'t str),
}

impl Text<'_> {
    fn plain(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Html(text) => text,
        }
    }
}

type Attributes<'t> = BTreeMap<Cow<'t, str>, Text<'t>>;

/// How many values attributes count for that are given to many records.
fn weight(attributes: &Attributes<'_>) -> usize {
    attributes.values().map(|text| weight_of(text.plain())).sum()
}

/// What holds inside a pair of brackets.
#[derive(Clone, Default)]
struct Scope<'t> {
    of_nodes: Rc<Attributes<'t>>,
    of_edges: Rc<Attributes<'t>>,
    group: Option<GroupRef>,
}

/// The nodes of a subgraph or the one node of a statement, with the port that the edge goes to.
type Ends<'t> = (Vec<NodeRef>, Option<String>);

struct Reader<'t> {
    lexer: Lexer<'t>,
    draft: Draft,
    directed: bool,
    /// For a strict graph, the edges between two nodes.
    strict: Option<FxHashMap<(NodeRef, NodeRef), EdgeRef>>,
    most_depth: usize,
    /// The attributes of nodes, of which later ones replace earlier ones, with the place of the first.
    of_nodes: BTreeMap<NodeRef, (At, Attributes<'t>)>,
    /// The same of the edges of a strict graph, which may be said again.
    of_strict: BTreeMap<EdgeRef, (At, Attributes<'t>)>,
    node_columns: FxHashMap<String, Column>,
    edge_columns: FxHashMap<String, Column>,
    drawing: usize,
}

impl<'t> Reader<'t> {
    fn broken<T>(&self, why: impl Into<String>) -> Result<T, Halt> {
        Err(Halt::Broken(Stop { at: self.lexer.start, why: why.into() }))
    }

    fn document(&mut self) -> Result<(), Halt> {
        let mut graphs = 0;
        loop {
            let mut token = self.lexer.next()?;
            if token == Token::End {
                return if graphs == 0 { self.broken("no graph begins here") } else { Ok(()) };
            }
            let is = |token: &Token<'_>, word: &str| matches!(token, Token::Id(t) if t.eq_ignore_ascii_case(word));
            let strict = is(&token, "strict");
            if strict {
                token = self.lexer.next()?;
            }
            self.directed = is(&token, "digraph");
            if !self.directed && !is(&token, "graph") {
                return self.broken("expected graph or digraph");
            }
            self.strict = strict.then(FxHashMap::default);
            graphs += 1;
            if graphs == 2 {
                let at = At::Byte(self.lexer.start);
                self.draft.report.note(at, "the file holds several graphs", "", "read them as one");
            }
            let mut name = None;
            match self.lexer.next()? {
                Token::Sign(b'{') => {}
                Token::Id(id) | Token::Quoted(id) => {
                    name = Some(id);
                    if self.lexer.next()? != Token::Sign(b'{') {
                        return self.broken("expected { behind the name of the graph");
                    }
                }
                Token::Html(_) if self.lexer.next()? == Token::Sign(b'{') => {}
                _ => return self.broken("expected the name of the graph or {"),
            }
            let mut scope = Scope::default();
            self.statements(&mut scope, &mut Vec::new(), 0, None)?;
            if let Some(name) = name.filter(|n| !matches!(&**n, "G" | "g" | "graph" | "")) {
                self.draft.set_title(&name);
            }
        }
    }

    /// The statements up to the bracket that closes. `members` collects the nodes in it.
    fn statements(
        &mut self,
        scope: &mut Scope<'t>,
        members: &mut Vec<NodeRef>,
        depth: usize,
        group_name: Option<&str>,
    ) -> Result<(), Halt> {
        if depth > self.most_depth {
            return self.broken(format!("more than {} subgraphs stand in each other", self.most_depth));
        }
        loop {
            let token = self.lexer.next()?;
            match token {
                Token::Sign(b'}') => return Ok(()),
                Token::Sign(b';' | b',') => {}
                Token::End => return self.broken("the file ends in brackets"),
                Token::Id(word) if is_keyword(&word) && !matches!(word.to_ascii_lowercase().as_str(), "subgraph") => {
                    let word = word.to_ascii_lowercase();
                    if *self.lexer.peek()? != Token::Sign(b'[') {
                        return self.broken(format!("expected [ behind {word}"));
                    }
                    let attributes = self.attributes()?;
                    match word.as_str() {
                        "node" => Rc::make_mut(&mut scope.of_nodes).extend(attributes),
                        "edge" => Rc::make_mut(&mut scope.of_edges).extend(attributes),
                        _ => {
                            for (name, text) in attributes {
                                self.about_graph(scope, &name, &text, depth, group_name);
                            }
                        }
                    }
                }
                first => self.statement(first, scope, members, depth, group_name)?,
            }
        }
    }

    /// A node, an edge, a subgraph, or `name = value`, of which the first token was read.
    fn statement(
        &mut self,
        first: Token<'t>,
        scope: &mut Scope<'t>,
        members: &mut Vec<NodeRef>,
        depth: usize,
        group_name: Option<&str>,
    ) -> Result<(), Halt> {
        let at = At::Byte(self.lexer.start);
        if let Token::Id(name) | Token::Quoted(name) = &first
            && *self.lexer.peek()? == Token::Sign(b'=')
        {
            self.lexer.next()?;
            let text = self.value()?;
            self.about_graph(scope, name, &text, depth, group_name);
            return Ok(());
        }
        let is_single = !matches!(&first, Token::Sign(b'{'))
            && !matches!(&first, Token::Id(word) if word.eq_ignore_ascii_case("subgraph"));
        let mut chain = vec![self.ends(first, scope, depth)?];
        while matches!(self.lexer.peek()?, Token::Arrow | Token::Line) {
            let sign = self.lexer.next()?;
            if (sign == Token::Arrow) != self.directed {
                let what = "an edge with the sign of the other kind of graph";
                let found = if self.directed { "--" } else { "->" };
                self.draft.report.warning(At::Byte(self.lexer.start), what, found, "read it as the graph is");
            }
            let next = self.lexer.next()?;
            chain.push(self.ends(next, scope, depth)?);
        }
        let mut attributes = Attributes::new();
        while *self.lexer.peek()? == Token::Sign(b'[') {
            attributes.extend(self.attributes()?);
        }
        for (nodes, _) in &chain {
            members.extend(nodes);
        }
        if let Some(group) = scope.group {
            for node in chain.iter().flat_map(|(nodes, _)| nodes) {
                self.draft.join(group, *node);
            }
        }
        if chain.len() == 1 {
            if is_single && let Some((nodes, _)) = chain.first() {
                for node in nodes {
                    self.add_to_node(*node, &attributes, at);
                }
            }
            return Ok(());
        }
        self.draft.inherit(weight(&scope.of_edges))?;
        let mut all = Attributes::clone(&scope.of_edges);
        all.extend(attributes);
        for pair in chain.windows(2) {
            let ((tails, tail_port), (heads, head_port)) = (&pair[0], &pair[1]);
            self.draft.multiply([tails.len(), heads.len()], weight(&all))?;
            for tail in tails {
                for head in heads {
                    self.edge(*tail, *head, &all, [tail_port.as_deref(), head_port.as_deref()], at)?;
                }
            }
        }
        Ok(())
    }

    /// An end of an edge: a node with its port, or all nodes of a subgraph.
    fn ends(&mut self, first: Token<'t>, scope: &Scope<'t>, depth: usize) -> Result<Ends<'t>, Halt> {
        match first {
            Token::Id(word) if word.eq_ignore_ascii_case("subgraph") => {
                let name = match self.lexer.peek()? {
                    Token::Id(_) | Token::Quoted(_) => match self.lexer.next()? {
                        Token::Id(name) | Token::Quoted(name) => Some(name),
                        _ => None,
                    },
                    _ => None,
                };
                if !self.lexer.take(b'{')? {
                    return self.broken("expected { behind subgraph");
                }
                self.subgraph(name.as_deref(), scope, depth)
            }
            Token::Sign(b'{') => self.subgraph(None, scope, depth),
            Token::Id(name) | Token::Quoted(name) => {
                let mut port = String::new();
                while self.lexer.take(b':')? {
                    match self.lexer.next()? {
                        Token::Id(part) | Token::Quoted(part) => {
                            if !port.is_empty() {
                                port.push(':');
                            }
                            port.push_str(&part);
                        }
                        _ => return self.broken("expected a port behind :"),
                    }
                }
                let node = self.node(&name, scope)?;
                Ok((vec![node], Some(port).filter(|p| !p.is_empty())))
            }
            Token::Html(name) => {
                let node = self.node(name, scope)?;
                Ok((vec![node], None))
            }
            _ => self.broken("expected a node, an edge or a subgraph"),
        }
    }

    fn subgraph(&mut self, name: Option<&str>, scope: &Scope<'t>, depth: usize) -> Result<Ends<'t>, Halt> {
        let mut inner = scope.clone();
        // Only clusters are drawn as groups; other subgraphs set ranks and defaults.
        let cluster = name.filter(|n| n.starts_with("cluster"));
        if let Some(name) = cluster {
            let shown = name.trim_start_matches("cluster").trim_start_matches('_');
            let shown = if shown.is_empty() { name } else { shown };
            inner.group = Some(self.draft.group(name, shown, scope.group));
        }
        let mut members = Vec::new();
        self.statements(&mut inner, &mut members, depth + 1, cluster)?;
        members.sort_unstable();
        members.dedup();
        Ok((members, None))
    }

    /// The node of this name; made with the defaults that hold here.
    fn node(&mut self, name: &str, scope: &Scope<'t>) -> Result<NodeRef, Halt> {
        if let Some(node) = self.draft.find(name) {
            return Ok(node);
        }
        let at = At::Byte(self.lexer.start);
        let node = self.draft.node_again(name, at)?;
        self.draft.inherit(weight(&scope.of_nodes))?;
        self.add_to_node(node, &scope.of_nodes, at);
        Ok(node)
    }

    fn add_to_node(&mut self, node: NodeRef, attributes: &Attributes<'t>, at: At) {
        if !attributes.is_empty() {
            let (_, known) = self.of_nodes.entry(node).or_insert_with(|| (at, Attributes::new()));
            known.extend(attributes.iter().map(|(name, text)| (name.clone(), text.clone())));
        }
    }

    /// Hands the attributes over, when nothing can replace them any more.
    fn hand_over(&mut self) {
        for (node, (at, attributes)) in std::mem::take(&mut self.of_nodes) {
            self.set_node(node, &attributes, at);
        }
        for (edge, (at, attributes)) in std::mem::take(&mut self.of_strict) {
            self.set_edge(edge, &attributes, at);
        }
    }

    fn attributes(&mut self) -> Result<Attributes<'t>, Halt> {
        let mut out = Attributes::new();
        if !self.lexer.take(b'[')? {
            return Ok(out);
        }
        loop {
            match self.lexer.next()? {
                Token::Sign(b']') => return Ok(out),
                Token::Sign(b',' | b';') => {}
                Token::Id(name) | Token::Quoted(name) => {
                    let text = if self.lexer.take(b'=')? { self.value()? } else { Text::Plain(Cow::Borrowed("true")) };
                    out.insert(name, text);
                }
                _ => return self.broken("expected an attribute or ]"),
            }
        }
    }

    fn value(&mut self) -> Result<Text<'t>, Halt> {
        match self.lexer.next()? {
            Token::Id(text) | Token::Quoted(text) => Ok(Text::Plain(text)),
            Token::Html(text) => Ok(Text::Html(text)),
            _ => self.broken("expected a value behind ="),
        }
    }

    fn about_graph(&mut self, scope: &Scope<'t>, name: &str, text: &Text<'t>, depth: usize, group: Option<&str>) {
        match name {
            "label" => {
                let words = words(text, group.unwrap_or_default(), false);
                match (scope.group, group) {
                    (Some(inside), Some(_)) if !words.is_empty() => self.draft.rename_group(inside, &words),
                    _ if depth == 0 => self.draft.set_title(&words),
                    _ => {}
                }
            }
            "comment" if depth == 0 => self.draft.add_description(text.plain()),
            _ => self.drawing += 1,
        }
    }

    fn set_node(&mut self, node: NodeRef, attributes: &Attributes<'t>, at: At) {
        let is_record = attributes.get("shape").is_some_and(|s| s.plain().contains("ecord"));
        let is_filled = attributes.contains_key("fillcolor");
        for (name, text) in attributes {
            match (&**name, text) {
                ("label" | "xlabel", text) => {
                    let own = self.draft.key_of(node).to_owned();
                    let words = words(text, &own, is_record);
                    let column =
                        if name == "label" { Column::of_node("label") } else { Column::property("further label") };
                    // The name of the node is its label anyway.
                    if words != own {
                        self.draft.set_node(node, &column, words, at);
                    }
                }
                ("pos", text) => match position(text.plain()) {
                    Some((x, y)) => self.draft.place(node, x, -y),
                    None => self.draft.set_node(node, &Column::property("pos"), text.plain(), at),
                },
                // What a fill colour says already.
                ("style", text) if is_filled && text.plain() == "filled" => {}
                ("URL" | "href", text) => self.draft.set_node(node, &Column::property("url"), text.plain(), at),
                ("tooltip", text) => self.draft.set_node(node, &Column::of_node("summary"), text.plain(), at),
                (name, text) => {
                    // Own attributes may be texts with escapes, as labels are.
                    let column = match self.node_columns.get(name) {
                        Some(column) => column.clone(),
                        None => {
                            let column = Column::of_node(name);
                            self.node_columns.insert(name.to_owned(), column.clone());
                            column
                        }
                    };
                    self.draft.set_node(node, &column, cell(text), at);
                }
            }
        }
    }

    fn edge(
        &mut self,
        tail: NodeRef,
        head: NodeRef,
        attributes: &Attributes<'t>,
        ports: [Option<&str>; 2],
        at: At,
    ) -> Result<(), Halt> {
        let ordered = if self.directed || tail <= head { (tail, head) } else { (head, tail) };
        let known = self.strict.as_ref().and_then(|edges| edges.get(&ordered).copied());
        let edge = match known {
            Some(edge) => edge,
            None => {
                let key = attributes.get("id").map(|text| text.plain().to_owned());
                let edge = self.draft.edge(key.as_deref(), tail, head, Some(self.directed))?;
                if let Some(edges) = &mut self.strict {
                    edges.insert(ordered, edge);
                }
                edge
            }
        };
        for (name, port) in ["tailport", "headport"].into_iter().zip(ports) {
            if let Some(port) = port {
                self.draft.set_edge(edge, &Column::property(name), port, at);
            }
        }
        if self.strict.is_some() {
            let (_, known) = self.of_strict.entry(edge).or_insert_with(|| (at, Attributes::new()));
            known.extend(attributes.iter().map(|(name, text)| (name.clone(), text.clone())));
        } else {
            self.set_edge(edge, attributes, at);
        }
        Ok(())
    }

    fn set_edge(&mut self, edge: EdgeRef, attributes: &Attributes<'t>, at: At) {
        for (name, text) in attributes {
            match (&**name, text) {
                ("id", _) => {}
                ("dir", text) => match text.plain() {
                    "both" => self.draft.set_direction(edge, Direction::Both),
                    "none" => self.draft.set_direction(edge, Direction::Neither),
                    "forward" => self.draft.set_direction(edge, Direction::Forward),
                    other => self.draft.set_edge(edge, &Column::property("dir"), other, at),
                },
                ("label" | "xlabel", text) => {
                    let words = words(text, "", false);
                    self.draft.set_edge(edge, &Column::of_edge("label"), words, at);
                }
                ("URL" | "href", text) => self.draft.set_edge(edge, &Column::property("url"), text.plain(), at),
                (name, text) => {
                    let column = match self.edge_columns.get(name) {
                        Some(column) => column.clone(),
                        None => {
                            let column = Column::of_edge(name);
                            self.edge_columns.insert(name.to_owned(), column.clone());
                            column
                        }
                    };
                    self.draft.set_edge(edge, &column, cell(text), at);
                }
            }
        }
    }
}

pub(super) fn is_keyword(word: &str) -> bool {
    ["node", "edge", "graph", "digraph", "subgraph", "strict"].iter().any(|k| word.eq_ignore_ascii_case(k))
}

fn words(text: &Text<'_>, own: &str, is_record: bool) -> String {
    match text {
        Text::Html(html) => values::words_of_html(html),
        Text::Plain(label) if is_record => label_words(&record_words(label), own),
        Text::Plain(label) => label_words(label, own),
    }
}

fn cell<'c>(text: &'c Text<'_>) -> Cell<'c> {
    match text {
        Text::Html(html) => Cell::from(values::words_of_html(html)),
        Text::Plain(text) if text.contains('\\') => Cell::from(label_words(text, "\\N")),
        Text::Plain(text) => Cell::Untyped(text),
    }
}

/// `x,y` in points, perhaps pinned by `!`, perhaps with a third axis.
fn position(text: &str) -> Option<(f64, f64)> {
    let mut parts = text.trim().trim_end_matches('!').split(',');
    let (x, y) = (parts.next()?, parts.next()?);
    Some((values::number(x)?, values::number(y)?))
}
