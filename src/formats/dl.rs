//! Reads UCINET's DL: full matrices, half matrices, edge lists and node lists, labels before or in the data.
//!
//! Format: UCINET 6 for Windows, Appendix on the DL language.

use rustc_hash::FxHashMap;

use crate::base::Task;
use crate::formats::foreign::{At, Column, Draft, NodeRef, Undeclared, decode, lines, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "ucinet";

/// How surely bytes are DL: they begin with the word `dl`.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    let head = super::foreign::xml::head(bytes);
    let word = head.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    if word.eq_ignore_ascii_case("dl") { Certainty::Sure } else { Certainty::No }
}

/// How the data stand.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Layout {
    #[default]
    FullMatrix,
    UpperHalf,
    LowerHalf,
    EdgeList,
    NodeList,
    BlockUnknown,
}

/// What stands before the data.
#[derive(Default)]
struct Header {
    count: usize,
    rows: usize,
    columns: usize,
    layout: Layout,
    diagonal_absent: bool,
    labels: Vec<String>,
    column_labels: Vec<String>,
    row_embedded: bool,
    column_embedded: bool,
    matrices: Vec<String>,
}

/// A line with its number.
type Line<'t> = (u32, &'t str);

/// A word with the number of its line.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    line: u32,
}

/// Reads DL. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let text = decode(bytes, None, &mut draft.report)?;
    let all: Vec<Line<'_>> = lines(&text).filter(|(_, line)| !line.trim().is_empty()).collect();
    let (header, data) = header(&all, &mut draft)?;
    if header.layout == Layout::BlockUnknown {
        let problem =
            "its data are in a layout that is not read; full and half matrices, edge and node lists are".into();
        return Err(ReadError::Malformed { format: "DL file", place: None, problem });
    }
    let mut reader = Reader { draft, by_label: FxHashMap::default(), numbered: Vec::new() };
    reader.nodes(&header, bytes.len())?;
    match header.layout {
        Layout::EdgeList | Layout::NodeList => reader.list(&header, data)?,
        _ => reader.matrix(&header, data)?,
    }
    reader.draft.finish(FORMAT, &text)
}

/// Splits at blanks, commas and equals signs outside quotes.
fn words<'t>(line: &'t str, also: &[char]) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || also.contains(&c));
        let Some(first) = rest.chars().next() else { return out };
        if let quote @ ('"' | '\'') = first
            && let Some(end) = rest[1..].find(quote)
        {
            out.push(&rest[1..=end]);
            rest = &rest[end + 2..];
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || also.contains(&c)).unwrap_or(rest.len());
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
}

/// The cells of a line of data: parted by blanks, so that a comma may stand in a number, or else by commas.
fn cells(line: &str) -> Vec<&str> {
    let parts = words(line, &[]);
    if parts.len() > 1 { parts.into_iter().map(|p| p.trim_end_matches(',')).collect() } else { words(line, &[',']) }
}

/// Reads what stands before the data, and returns the lines of data.
fn header<'l, 't>(all: &'l [Line<'t>], draft: &mut Draft) -> Result<(Header, &'l [Line<'t>]), ReadError> {
    let mut header = Header::default();
    let mut at = 0;
    // Labels go on for lines, until another keyword.
    let mut labels_for: Option<char> = None;
    while let Some((number, line)) = all.get(at) {
        let trimmed = line.trim();
        let lower = trimmed.to_ascii_lowercase();
        if lower == "data" || lower.starts_with("data:") || lower.starts_with("data :") {
            let rest = trimmed.split_once(':').map_or("", |(_, rest)| rest);
            if !rest.trim().is_empty() {
                draft.report.warning(At::Line(*number), "data stand behind the word data", rest, "left them out");
            }
            return Ok((header, &all[at + 1..]));
        }
        at += 1;
        let words = words(trimmed, &['=', ',']);
        let is_header = words.iter().any(|w| is_keyword(w)) && labels_for.is_none_or(|_| is_keyword(words[0]));
        if let Some(which) = labels_for
            && !is_header
        {
            let list = if which == 'c' { &mut header.column_labels } else { &mut header.labels };
            list.extend(self::words(trimmed, &[',']).into_iter().map(str::to_owned));
            continue;
        }
        labels_for = None;
        let mut words = words.into_iter().peekable();
        let mut scope = 'b';
        while let Some(word) = words.next() {
            let plain = word.trim_end_matches(':').to_ascii_lowercase();
            let mut number = || words.next().and_then(|w| w.trim_end_matches(':').parse::<usize>().ok()).unwrap_or(0);
            match plain.as_str() {
                "dl" => {}
                "n" => header.count = number(),
                "nr" => header.rows = number(),
                "nc" => header.columns = number(),
                "nm" => drop(number()),
                "row" | "rows" => scope = 'r',
                "col" | "cols" | "column" | "columns" => scope = 'c',
                "matrix" | "level" | "levels" => scope = 'm',
                "format" => {
                    let format = words.next().unwrap_or_default().trim_end_matches(':').to_ascii_lowercase();
                    header.layout = match format.as_str() {
                        "fullmatrix" | "fm" => Layout::FullMatrix,
                        "upperhalf" | "uh" => Layout::UpperHalf,
                        "lowerhalf" | "lh" => Layout::LowerHalf,
                        f if f.starts_with("edgelist") || f == "el1" || f == "el2" => Layout::EdgeList,
                        f if f.starts_with("nodelist") || f == "nl1" || f == "nl2" => Layout::NodeList,
                        _ => Layout::BlockUnknown,
                    };
                }
                "diagonal" => header.diagonal_absent = words.next().is_some_and(|w| w.eq_ignore_ascii_case("absent")),
                "labels" | "label" => {
                    if words.peek().is_some_and(|w| w.trim_end_matches(':').eq_ignore_ascii_case("embedded")) {
                        words.next();
                        header.row_embedded |= scope != 'c';
                        header.column_embedded |= scope != 'r';
                    } else {
                        labels_for = Some(scope);
                        let rest: Vec<String> = words.by_ref().map(str::to_owned).collect();
                        match scope {
                            'c' => header.column_labels.extend(rest),
                            'm' => header.matrices.extend(rest),
                            _ => header.labels.extend(rest),
                        }
                    }
                    scope = 'b';
                }
                _ => draft.report.warning(
                    At::Line(all[at - 1].0),
                    "a word of the header that is not known",
                    word,
                    "passed over it",
                ),
            }
        }
        if header.labels.len() > header.count.max(header.rows).saturating_mul(2) + 1000 {
            break;
        }
    }
    let problem = "it has no line that says data:".into();
    Err(ReadError::Malformed { format: "DL file", place: None, problem })
}

fn is_keyword(word: &str) -> bool {
    let word = word.trim_end_matches(':').to_ascii_lowercase();
    ["dl", "n", "nr", "nc", "nm", "format", "labels", "label", "row", "col", "column", "matrix", "diagonal", "data"]
        .contains(&word.as_str())
}

struct Reader {
    draft: Draft,
    /// Labels are the same in any case.
    by_label: FxHashMap<String, NodeRef>,
    /// By number, for lists that name nodes so.
    numbered: Vec<NodeRef>,
}

impl Reader {
    fn named(&mut self, label: &str, at: At) -> Result<NodeRef, ReadError> {
        let plain = label.to_lowercase();
        if let Some(node) = self.by_label.get(&plain) {
            return Ok(*node);
        }
        let node = self.draft.node_again(label, at)?;
        self.by_label.insert(plain, node);
        self.numbered.push(node);
        Ok(node)
    }

    /// The nodes that the header names or counts.
    fn nodes(&mut self, header: &Header, file_bytes: usize) -> Result<(), ReadError> {
        for label in header.labels.iter().chain(&header.column_labels) {
            self.named(label, At::Nowhere)?;
        }
        let embedded = header.row_embedded || header.column_embedded;
        let count = header.count.max(header.rows + header.columns);
        if embedded || !self.numbered.is_empty() {
            return Ok(());
        }
        if count > file_bytes.saturating_mul(4) + 1000 {
            let what = "the file announces more nodes than it can be about";
            self.draft.report.error(At::Nowhere, what, count, "made only those that it names");
            return Ok(());
        }
        for number in 1..=count {
            self.named(&number.to_string(), At::Nowhere)?;
        }
        Ok(())
    }

    fn end(&mut self, word: &str, at: At) -> Result<NodeRef, ReadError> {
        // Numbers count the labels where there are any.
        if let Ok(number) = word.parse::<usize>()
            && !self.by_label.contains_key(word)
            && let Some(node) = number.checked_sub(1).and_then(|n| self.numbered.get(n))
        {
            return Ok(*node);
        }
        self.named(word, at)
    }

    fn tie(
        &mut self,
        from: NodeRef,
        to: NodeRef,
        weight: f64,
        relation: Option<&str>,
        at: At,
    ) -> Result<(), ReadError> {
        let edge = self.draft.edge(None, from, to, Some(true))?;
        if weight != 1.0 {
            self.draft.set_edge(edge, &Column::of_edge("weight"), weight, at);
        }
        if let Some(relation) = relation {
            self.draft.set_edge(edge, &Column::of_edge("type"), relation, at);
        }
        Ok(())
    }

    fn list(&mut self, header: &Header, data: &[Line<'_>]) -> Result<(), ReadError> {
        let mut level = 0;
        for (number, line) in data {
            let at = At::Line(*number);
            let words = cells(line);
            if words == ["!"] {
                level += 1;
                continue;
            }
            let relation = header.matrices.get(level).map(String::as_str);
            match (header.layout, words.as_slice()) {
                (_, [only]) => {
                    self.end(only, at)?;
                }
                (Layout::EdgeList, [from, to, rest @ ..]) => {
                    let (from, to) = (self.end(from, at)?, self.end(to, at)?);
                    let weight = rest.first().and_then(|w| values::number(w)).unwrap_or(1.0);
                    self.tie(from, to, weight, relation, at)?;
                }
                (_, [from, rest @ ..]) => {
                    let from = self.end(from, at)?;
                    for to in rest {
                        let to = self.end(to, at)?;
                        self.tie(from, to, 1.0, relation, at)?;
                    }
                }
                (_, []) => {}
            }
        }
        Ok(())
    }

    fn matrix(&mut self, header: &Header, data: &[Line<'_>]) -> Result<(), ReadError> {
        let all =
            data.iter().flat_map(|(line, text)| words(text, &[',']).into_iter().map(|text| Word { text, line: *line }));
        let mut all = all.peekable();
        let rows = if header.rows > 0 { header.rows } else { header.count };
        let columns = if header.columns > 0 { header.columns } else { header.count };
        let two_mode = header.rows > 0 && header.columns > 0 && header.rows != header.columns;
        let mut level = 0;
        while all.peek().is_some() {
            let mut column_nodes: Vec<NodeRef> = Vec::new();
            if header.column_embedded {
                for word in all.by_ref().take(columns) {
                    column_nodes.push(self.named(word.text, At::Line(word.line))?);
                }
            } else {
                let skip = if two_mode { rows } else { 0 };
                column_nodes.extend(self.numbered.iter().skip(skip).take(columns));
            }
            let relation = header.matrices.get(level).map(String::as_str);
            for row in 0..rows {
                if all.peek().is_none() {
                    if row > 0 || level == 0 {
                        self.draft.report.error(
                            At::Nowhere,
                            "the matrix has too few rows",
                            row,
                            "read those there are",
                        );
                    }
                    return Ok(());
                }
                let from = if header.row_embedded {
                    match all.next() {
                        Some(word) => self.named(word.text, At::Line(word.line))?,
                        None => return Ok(()),
                    }
                } else {
                    match self.numbered.get(row) {
                        Some(node) => *node,
                        None => return Ok(()),
                    }
                };
                let range = match header.layout {
                    Layout::UpperHalf => row + usize::from(header.diagonal_absent)..columns,
                    Layout::LowerHalf => 0..(row + 1 - usize::from(header.diagonal_absent)).min(columns),
                    _ => 0..columns,
                };
                for column in range {
                    if header.diagonal_absent && header.layout == Layout::FullMatrix && column == row {
                        continue;
                    }
                    let Some(word) = all.next() else {
                        self.draft.report.error(
                            At::Nowhere,
                            "the matrix has too few cells",
                            "",
                            "read those there are",
                        );
                        return Ok(());
                    };
                    let at = At::Line(word.line);
                    match (values::number(word.text), column_nodes.get(column)) {
                        (Some(0.0), _) => {}
                        (Some(weight), Some(to)) => {
                            let to = *to;
                            self.tie(from, to, weight, relation, at)?;
                            if matches!(header.layout, Layout::UpperHalf | Layout::LowerHalf)
                                && let Some(edge) = self.draft.last_edge()
                            {
                                self.draft.set_direction(edge, crate::model::Direction::Neither);
                            }
                        }
                        (None, _) => {
                            self.draft.report.error(at, "a cell of the matrix is no number", word.text, "took it as 0");
                        }
                        (Some(_), None) => {}
                    }
                }
            }
            level += 1;
            // A project may hold matrices of the same nodes, one behind the other, and nothing else.
            if level > header.matrices.len().max(1) {
                self.draft.report.warning(At::Nowhere, "data stand behind the matrix", "", "left them out");
                return Ok(());
            }
        }
        Ok(())
    }
}
