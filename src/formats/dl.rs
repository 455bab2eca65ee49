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
    let mut words = head.split(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | ':')).filter(|w| !w.is_empty());
    if !words.next().is_some_and(|word| word.eq_ignore_ascii_case("dl")) {
        return Certainty::No;
    }
    // A table may have a column of that name.
    let second = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_count = ["n", "nr", "nc", "nm"].contains(&second.as_str());
    let mut has_number = || words.next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let is_it = if is_count { has_number() } else { is_keyword(&second) };
    if is_it { Certainty::Sure } else { Certainty::No }
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
    let (rows, columns) = (Axis::of_rows(&header), Axis::of_columns(&header));
    let mut reader = Reader { draft, by_label: FxHashMap::default(), rows, columns };
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
            let list = match which {
                'c' => &mut header.column_labels,
                'm' => &mut header.matrices,
                _ => &mut header.labels,
            };
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
        if header.labels.len() > header.count.max(header.rows).saturating_mul(2).saturating_add(1000) {
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

/// The rows or the columns: who is meant by a number there.
struct Axis {
    /// How many there are by the header.
    count: usize,
    is_labelled: bool,
    /// Whether the labels stand in the data.
    is_embedded: bool,
    nodes: Vec<NodeRef>,
}

impl Axis {
    fn of_rows(header: &Header) -> Self {
        let count = [header.rows, header.count, header.labels.len()].into_iter().find(|n| *n > 0).unwrap_or(0);
        let (is_labelled, is_embedded) = (!header.labels.is_empty(), header.row_embedded);
        Self { count, is_labelled, is_embedded, nodes: Vec::new() }
    }

    fn of_columns(header: &Header) -> Self {
        let labels = if header.column_labels.is_empty() { &header.labels } else { &header.column_labels };
        let count = [header.columns, header.count, labels.len()].into_iter().find(|n| *n > 0).unwrap_or(0);
        Self { count, is_labelled: !labels.is_empty(), is_embedded: header.column_embedded, nodes: Vec::new() }
    }
}

impl Header {
    /// Whether rows and columns are of two kinds: by their numbers, or by labels of their own.
    fn has_two_modes(&self) -> bool {
        let differ = || {
            let plain = |labels: &[String]| labels.iter().map(|label| label.to_lowercase()).collect::<Vec<_>>();
            plain(&self.labels) != plain(&self.column_labels)
        };
        let is_oblong = self.rows > 0 && self.columns > 0 && self.rows != self.columns;
        is_oblong || !self.column_labels.is_empty() && differ()
    }
}

struct Reader {
    draft: Draft,
    /// Labels are the same in any case.
    by_label: FxHashMap<String, NodeRef>,
    rows: Axis,
    columns: Axis,
}

impl Reader {
    fn named(&mut self, label: &str, at: At) -> Result<NodeRef, ReadError> {
        let plain = label.to_lowercase();
        if let Some(node) = self.by_label.get(&plain) {
            return Ok(*node);
        }
        let node = self.draft.node_again(label, at)?;
        self.by_label.insert(plain, node);
        Ok(node)
    }

    /// The nodes that the header names or counts.
    fn nodes(&mut self, header: &Header, file_bytes: usize) -> Result<(), ReadError> {
        let count = self.rows.count.saturating_add(self.columns.count);
        if count > file_bytes.saturating_mul(4) + 1000 {
            let is_list = matches!(header.layout, Layout::EdgeList | Layout::NodeList);
            if !is_list {
                let problem = format!("its header announces {count} rows and columns, which it cannot hold");
                return Err(ReadError::Malformed { format: "DL file", place: None, problem });
            }
            let what = "the file announces more nodes than it can be about";
            self.draft.report.error(At::Nowhere, what, count, "made only those that it names");
            return Ok(());
        }
        let two_modes = header.has_two_modes();
        if !self.rows.is_embedded {
            self.rows.nodes = self.on_axis(&header.labels, self.rows.count, 0)?;
        }
        if !two_modes && !self.rows.is_embedded {
            self.columns.nodes.clone_from(&self.rows.nodes);
        } else if two_modes && !self.columns.is_embedded {
            // Without labels they are numbered behind the rows.
            self.columns.nodes = self.on_axis(&header.column_labels, self.columns.count, self.rows.count)?;
        }
        Ok(())
    }

    /// The nodes of a list of labels, and of numbers for those that have none.
    fn on_axis(&mut self, labels: &[String], count: usize, before: usize) -> Result<Vec<NodeRef>, ReadError> {
        let mut nodes = Vec::new();
        for label in labels {
            nodes.push(self.named(label, At::Nowhere)?);
        }
        for number in nodes.len()..count {
            nodes.push(self.named(&(before + number + 1).to_string(), At::Nowhere)?);
        }
        Ok(nodes)
    }

    /// The node that a list means with a word: a label, or the number of one.
    fn end(&mut self, word: &str, is_column: bool, at: At) -> Result<NodeRef, ReadError> {
        let axis = if is_column { &self.columns } else { &self.rows };
        let is_label = axis.is_embedded || axis.is_labelled && self.by_label.contains_key(&word.to_lowercase());
        if let Ok(number) = word.parse::<usize>()
            && !is_label
            && let Some(node) = number.checked_sub(1).and_then(|n| axis.nodes.get(n))
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
                    self.end(only, false, at)?;
                }
                (Layout::EdgeList, [from, to, rest @ ..]) => {
                    let (from, to) = (self.end(from, false, at)?, self.end(to, true, at)?);
                    let weight = rest.first().and_then(|w| values::number(w)).unwrap_or(1.0);
                    self.tie(from, to, weight, relation, at)?;
                }
                (_, [from, rest @ ..]) => {
                    let from = self.end(from, false, at)?;
                    for to in rest {
                        let to = self.end(to, true, at)?;
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
        if self.rows.is_embedded && !self.columns.is_embedded && !header.has_two_modes() {
            // The columns are the rows, whose labels stand before their cells.
            for word in all.clone().step_by(self.columns.count.saturating_add(1)).take(self.rows.count) {
                let node = self.named(word.text, At::Line(word.line))?;
                self.columns.nodes.push(node);
            }
        }
        let mut all = all.peekable();
        let (rows, columns) = (self.rows.count, self.columns.count);
        if rows == 0 || columns == 0 {
            let problem = "its header does not say how many rows and columns the matrix has".into();
            return Err(ReadError::Malformed { format: "DL file", place: None, problem });
        }
        let mut level = 0;
        while all.peek().is_some() {
            let mut column_nodes: Vec<NodeRef> = Vec::new();
            if header.column_embedded {
                for word in all.by_ref().take(columns) {
                    column_nodes.push(self.named(word.text, At::Line(word.line))?);
                }
            } else {
                column_nodes.extend(self.columns.nodes.iter().take(columns));
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
                    match self.rows.nodes.get(row) {
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

#[cfg(test)]
mod tests {
    use crate::base::Task;
    use crate::formats::{ReadError, ReadOptions};

    fn ties(text: &str) -> Result<Vec<String>, ReadError> {
        let loaded = super::read(text.as_bytes(), &ReadOptions::default(), &Task::default())?;
        let mut ties: Vec<String> =
            loaded.graph.relationships().iter().map(|tie| format!("{}-{}", tie.from, tie.to)).collect();
        ties.sort();
        Ok(ties)
    }

    #[test]
    fn columns_of_their_own_are_no_rows() {
        let shared = "dl nr=2 nc=3\nrow labels:\nann,bob\ncolumn labels:\nann,cid,dan\ndata:\n1 0 0\n0 1 1\n";
        assert_eq!(ties(shared).unwrap(), ["ann-ann", "bob-cid", "bob-dan"]);
        let square = "dl nr=2 nc=2\nrow labels:\nann,bob\ncolumn labels:\nx,y\ndata:\n1 0\n0 1\n";
        assert_eq!(ties(square).unwrap(), ["ann-x", "bob-y"]);
        let same = "dl n=2\nlabels:\nann,bob\ncolumn labels:\nAnn,Bob\ndata:\n0 1\n1 0\n";
        assert_eq!(ties(same).unwrap(), ["ann-bob", "bob-ann"]);
        let numbered = "dl nr=2 nc=3\nformat=edgelist2\ndata:\n1 3\n";
        assert_eq!(ties(numbered).unwrap(), ["1-5"]);
        let embedded = "dl n=2\nrow labels embedded\ndata:\nann 0 1\nbob 1 0\n";
        assert_eq!(ties(embedded).unwrap(), ["ann-bob", "bob-ann"]);
    }

    #[test]
    fn a_matrix_that_cannot_be_is_refused() {
        let huge = "dl nr=18446744073709551615 nc=1\nformat=fullmatrix\ndata:\n1 0\n";
        assert!(ties(huge).unwrap_err().to_string().contains("rows and columns, which it cannot hold"));
        assert!(ties("dl format=fullmatrix\ndata:\n1 0\n").unwrap_err().to_string().contains("how many rows"));
    }
}
