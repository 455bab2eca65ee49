//! Reads Pajek.

use std::borrow::Cow;

use super::{EXTENT, FORMAT};
use crate::base::Task;
use crate::formats::foreign::{At, Cell, Column, Draft, NodeRef, Undeclared, decode, lines, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// How surely bytes are Pajek: a line that begins with `*Vertices`.
pub(crate) fn recognises(bytes: &[u8]) -> Certainty {
    let head = crate::formats::foreign::xml::head(bytes);
    let mut lines = lines(&head).map(|(_, line)| line.trim_start().to_ascii_lowercase());
    if lines.any(|line| line.starts_with("*vertices")) { Certainty::Sure } else { Certainty::No }
}

/// Reads Pajek. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(bytes, None, &mut draft.report)?;
    let (counts, prefix) = (Vec::new(), String::new());
    let mut reader =
        Reader { draft, part: Part::Before, relation: None, counts, prefix, row: 0, columns: Columns::new() };
    for (number, line) in lines(&text) {
        reader.line(line, number, bytes.len())?;
    }
    let Reader { draft, part, .. } = reader;
    if matches!(part, Part::Before) {
        let problem = "it has no line *Vertices".into();
        return Err(ReadError::Malformed { format: "Pajek network", place: None, problem });
    }
    draft.finish(FORMAT, &text)
}

/// What the lines mean that come now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Vertices,
    /// From, to, weight; whether they are directed.
    Pairs(bool),
    /// From, then every to.
    Lists(bool),
    Matrix,
    /// A number a vertex, under a name.
    Values,
    Unknown,
}

struct Columns {
    label: Column,
    shape: Column,
    colour: Column,
    weight: Column,
    edge_label: Column,
    edge_colour: Column,
    kind: Column,
}

impl Columns {
    fn new() -> Self {
        Self {
            label: Column::of_node("label"),
            shape: Column::property("shape"),
            colour: Column::of_node("colour"),
            weight: Column::of_edge("weight"),
            edge_label: Column::of_edge("label"),
            edge_colour: Column::of_edge("colour"),
            kind: Column::of_edge("type"),
        }
    }
}

struct Reader {
    draft: Draft,
    part: Part,
    /// What the relation of the lines is called.
    relation: Option<String>,
    /// How many vertices each network of the file has.
    counts: Vec<usize>,
    /// What stands before the numbers of vertices in their keys: each network numbers its own.
    prefix: String,
    /// The row of a matrix, or the vertex of a value.
    row: usize,
    columns: Columns,
}

type Done = Result<(), ReadError>;

impl Reader {
    fn line(&mut self, line: &str, number: u32, file_bytes: usize) -> Done {
        let at = At::Line(number);
        let line = line.trim();
        if line.is_empty() || line.starts_with('%') {
            return Ok(());
        }
        if let Some(header) = line.strip_prefix('*') {
            return self.header(header, at, file_bytes);
        }
        match self.part {
            Part::Before => self.draft.add_description(line),
            Part::Vertices => self.vertex(line, at)?,
            Part::Pairs(directed) => {
                let words = words(line);
                if let [from, to, rest @ ..] = words.as_slice() {
                    self.pair(from, to, rest, directed, at)?;
                } else {
                    self.draft.report.error(at, "a line has too few numbers", line, "left it out");
                }
            }
            Part::Lists(directed) => {
                let words = words(line);
                if let [from, rest @ ..] = words.as_slice() {
                    for to in rest {
                        self.pair(from, to, &[], directed, at)?;
                    }
                }
            }
            Part::Matrix => {
                self.row += 1;
                let from = self.row.to_string();
                for (column, word) in words(line).iter().enumerate() {
                    if values::number(word).is_some_and(|n| n != 0.0) {
                        let to = (column + 1).to_string();
                        self.pair(&from, &to, std::slice::from_ref(word), true, at)?;
                    }
                }
            }
            Part::Values => {
                self.row += 1;
                let name = self.relation.clone().unwrap_or_else(|| "partition".into());
                if let Some(node) = self.draft.find(&format!("{}{}", self.prefix, self.row)) {
                    self.draft.set_node(node, &Column::property(&name), Cell::Untyped(line), at);
                }
            }
            Part::Unknown => {}
        }
        Ok(())
    }

    fn header(&mut self, header: &str, at: At, file_bytes: usize) -> Done {
        let words = words(header);
        let Some((keyword, rest)) = words.split_first() else { return Ok(()) };
        let mut keyword = keyword.to_ascii_lowercase();
        // Pajek only looks at the first letters.
        let known = ["vertices", "arcslist", "edgeslist", "arcs", "edges", "matrix", "network", "partition", "vector"];
        if !known.contains(&&*keyword)
            && let Some(whole) = known.iter().find(|k| keyword.len() >= 3 && k.starts_with(&*keyword))
        {
            keyword = (*whole).to_owned();
        }
        let name = || header[header.find(char::is_whitespace).unwrap_or(header.len())..].trim().to_owned();
        self.row = 0;
        match keyword.as_str() {
            "network" => {
                self.draft.set_title(name().trim_end_matches(".net"));
                if self.part != Part::Before {
                    self.part = Part::Unknown;
                }
                return Ok(());
            }
            "vertices" => {
                let count = rest.first().and_then(|w| w.parse::<usize>().ok()).unwrap_or(0);
                if self.part == Part::Values {
                    // A project file says it again before each partition, which is of the last network of that size.
                    if let Some(network) = self.counts.iter().rposition(|known| *known == count) {
                        self.prefix = prefix_of(network);
                    }
                    return Ok(());
                }
                if self.counts.len() == 1 {
                    let what = "the file holds several networks";
                    self.draft.report.note(at, what, "", "read them side by side");
                }
                self.part = Part::Vertices;
                self.prefix = prefix_of(self.counts.len());
                self.counts.push(count);
                // Vertices need no lines of their own, but a short file cannot ask for endless memory.
                if count > file_bytes.saturating_mul(4) + 1000 {
                    let what = "the file announces more vertices than it can be about";
                    self.draft.report.error(at, what, count, "made only those that it names");
                    return Ok(());
                }
                self.draft.inherit(count)?;
                for number in 1..=count {
                    self.draft.node_again(&format!("{}{number}", self.prefix), at)?;
                }
                if let Some(first) = rest.get(1).and_then(|w| w.parse::<usize>().ok()) {
                    for number in 1..=count {
                        if let Some(node) = self.draft.find(&format!("{}{number}", self.prefix)) {
                            let mode = if number <= first { 1.0 } else { 2.0 };
                            self.draft.set_node(node, &Column::property("mode"), mode, at);
                        }
                    }
                }
                return Ok(());
            }
            "arcs" => self.part = Part::Pairs(true),
            "edges" => self.part = Part::Pairs(false),
            "arcslist" => self.part = Part::Lists(true),
            "edgeslist" => self.part = Part::Lists(false),
            "matrix" => self.part = Part::Matrix,
            "partition" | "vector" => {
                self.part = Part::Values;
                self.relation = Some(name()).filter(|n| !n.is_empty());
                return Ok(());
            }
            _ => {
                self.draft.report.warning(at, "a part that is not known", &keyword, "left it out");
                self.part = Part::Unknown;
                return Ok(());
            }
        }
        // `*Arcs :2 "likes"`
        let number = rest.first().filter(|w| w.starts_with(':'));
        self.relation = match (number, rest.get(1)) {
            (Some(_), Some(name)) if !name.is_empty() => Some(name.to_string()),
            (Some(number), _) => Some(format!("relation {}", number.trim_start_matches(':'))),
            (None, _) => None,
        };
        Ok(())
    }

    /// `1 "label" x y z shape parameter value …`
    fn vertex(&mut self, line: &str, at: At) -> Done {
        let words = words(line);
        let [number, rest @ ..] = words.as_slice() else { return Ok(()) };
        if number.parse::<usize>().is_err() {
            self.draft.report.error(at, "a vertex has no number", line, "left it out");
            return Ok(());
        }
        let node = self.draft.node_again(&format!("{}{number}", self.prefix), at)?;
        let Some((label, rest)) = rest.split_first() else { return Ok(()) };
        self.draft.set_node(node, &self.columns.label, &**label, at);
        // Places, as far as they are numbers.
        let places: Vec<f64> = rest.iter().take(3).map_while(|w| values::number(w)).collect();
        if let [x, y, ..] = places.as_slice() {
            self.draft.place(node, x * EXTENT, y * EXTENT);
        }
        let mut rest = &rest[places.len()..];
        if let Some((shape, more)) = rest.split_first()
            && ["ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman"].contains(&&**shape)
        {
            self.draft.set_node(node, &self.columns.shape, &**shape, at);
            rest = more;
        }
        self.parameters(rest, at, |reader, name, value| {
            let column = if name == "ic" { reader.columns.colour.clone() } else { Column::property(name) };
            reader.draft.set_node(node, &column, value, at);
        });
        Ok(())
    }

    /// `name value name value … [1-3,5]`
    fn parameters(&mut self, words: &[Cow<'_, str>], at: At, mut set: impl FnMut(&mut Self, &str, Cell<'_>)) {
        let mut words = words.iter();
        while let Some(name) = words.next() {
            if name.starts_with('[') {
                let all: Vec<&str> = std::iter::once(&**name).chain(words.by_ref().map(|w| &**w)).collect();
                set(self, "times", Cell::from(all.join(" ")));
                return;
            }
            match words.next() {
                Some(value) => set(self, name, Cell::Untyped(value)),
                None => self.draft.report.warning(at, "a word without a value behind it", name, "left it out"),
            }
        }
    }

    fn end(&mut self, word: &str, at: At) -> Result<Option<NodeRef>, ReadError> {
        let number = word.trim_start_matches(['+', '-']);
        if number.parse::<usize>().is_err() {
            self.draft.report.error(at, "the end of a line is no number", word, "left the line out");
            return Ok(None);
        }
        if self.prefix.is_empty() {
            return self.draft.refer(number, at).map(Some);
        }
        self.draft.refer(&format!("{}{number}", self.prefix), at).map(Some)
    }

    fn pair(&mut self, from: &str, to: &str, rest: &[Cow<'_, str>], directed: bool, at: At) -> Done {
        let (Some(from), Some(to)) = (self.end(from, at)?, self.end(to, at)?) else { return Ok(()) };
        let edge = self.draft.edge(None, from, to, Some(directed))?;
        if let Some(relation) = self.relation.clone() {
            self.draft.set_edge(edge, &self.columns.kind, relation, at);
        }
        let mut rest = rest;
        if let Some((weight, more)) = rest.split_first()
            && let Some(weight) = values::number(weight)
        {
            self.draft.set_edge(edge, &self.columns.weight, weight, at);
            rest = more;
        }
        self.parameters(rest, at, |reader, name, value| {
            let column = match name {
                "l" => reader.columns.edge_label.clone(),
                "c" => reader.columns.edge_colour.clone(),
                _ => Column::property(name),
            };
            reader.draft.set_edge(edge, &column, value, at);
        });
        Ok(())
    }
}

/// What stands before the numbers of the vertices of a network: nothing for the first.
fn prefix_of(network: usize) -> String {
    if network == 0 { String::new() } else { format!("{}/", network + 1) }
}

/// The words of a line; a text in quotes is one, and `\"` in it a quote.
fn words(line: &str) -> Vec<Cow<'_, str>> {
    let mut out = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some(body) = rest.strip_prefix('"') {
            let bytes = body.as_bytes();
            let mut end = 0;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' && matches!(bytes.get(end + 1), Some(b'"' | b'\\')) { 2 } else { 1 };
            }
            let end = end.min(body.len());
            let text = &body[..end];
            out.push(if text.contains('\\') {
                Cow::Owned(text.replace("\\\"", "\"").replace("\\\\", "\\"))
            } else {
                Cow::Borrowed(text)
            });
            rest = body.get(end + 1..).unwrap_or_default().trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            out.push(Cow::Borrowed(&rest[..end]));
            rest = rest[end..].trim_start();
        }
    }
    out
}
