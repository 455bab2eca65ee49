//! Reads GDF, the format of GUESS: two tables, `nodedef>` and `edgedef>`.
//!
//! Format: E. Adar, "GUESS: The Graph Exploration System" and Gephi's reader of it. Cells may be in single or double
//! quotes; columns may have no type.

use std::borrow::Cow;

use crate::base::Task;
use crate::formats::foreign::{At, Cell, Column, Draft, Field, Undeclared, decode, lines, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "gdf";

/// How surely bytes are GDF: they begin with `nodedef>`.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    let head = super::foreign::xml::head(bytes).to_ascii_lowercase();
    let mut lines = lines(&head).map(|(_, line)| line.trim()).filter(|line| !line.is_empty());
    let begins = lines.next().is_some_and(|line| line.starts_with("nodedef") && line.contains('>'));
    if begins { Certainty::Sure } else { Certainty::No }
}

/// A column of a table.
struct Header {
    column: Column,
    plain: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Untyped,
    Text,
    Number,
    Flag,
}

/// Reads GDF. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(bytes, None, &mut draft.report)?;
    let mut headers: Vec<Header> = Vec::new();
    let mut of_edges = false;
    let mut begun = false;
    for (number, line) in lines(&text) {
        let at = At::Line(number);
        if line.trim().is_empty() {
            continue;
        }
        let lower: String = line.trim_start().chars().take(7).collect::<String>().to_ascii_lowercase();
        if (lower == "nodedef" || lower == "edgedef")
            && let Some((_, columns)) = line.split_once('>')
        {
            begun = true;
            of_edges = lower == "edgedef";
            headers = cells(columns).into_iter().map(|cell| header(&cell, of_edges)).collect();
            continue;
        }
        if !begun {
            draft.report.warning(at, "a line before the first table", line, "left it out");
            continue;
        }
        let row = cells(line);
        if row.len() > headers.len() {
            draft.report.warning(at, "a row has more cells than its table has columns", line, "left the last ones out");
        }
        if of_edges { edge(&mut draft, &headers, &row, line, at)? } else { node(&mut draft, &headers, &row, line, at)? }
    }
    if !begun {
        let problem = "it has no line nodedef>".into();
        return Err(ReadError::Malformed { format: "GDF file", place: None, problem });
    }
    draft.finish(FORMAT, &text)
}

fn header(cell: &str, of_edges: bool) -> Header {
    let mut words = cell.split_whitespace();
    let name = words.next().unwrap_or_default().to_owned();
    let kind = match words.next().unwrap_or_default().to_ascii_lowercase() {
        kind if kind.is_empty() => Kind::Untyped,
        kind if kind.starts_with("bool") => Kind::Flag,
        kind if ["int", "double", "float", "long", "numeric", "tinyint", "smallint", "bigint", "decimal", "real"]
            .iter()
            .any(|k| kind.starts_with(k)) =>
        {
            Kind::Number
        }
        _ => Kind::Text,
    };
    let plain = name.to_ascii_lowercase();
    let column = match (of_edges, plain.as_str()) {
        // In GUESS a style is a shape, and labels of edges hang on `label`.
        (false, "style") => Column::property("shape"),
        (false, _) => Column::of_node(&name),
        (true, _) => Column::of_edge(&name),
    };
    Header { column, plain, kind }
}

fn cell<'c>(kind: Kind, text: &'c str) -> Cell<'c> {
    match kind {
        Kind::Untyped => Cell::Untyped(text),
        Kind::Text => Cell::from(text),
        Kind::Number => Cell::of_number(text),
        Kind::Flag => values::flag(text).map_or(Cell::from(text), Cell::Flag),
    }
}

fn node(draft: &mut Draft, headers: &[Header], row: &[Cow<'_, str>], line: &str, at: At) -> Result<(), ReadError> {
    let key_at = headers.iter().position(|h| h.plain == "name").unwrap_or(0);
    let Some(key) = row.get(key_at).filter(|k| !k.is_empty()) else {
        draft.report.error(at, "a node has no name", line, "left it out");
        return Ok(());
    };
    let node = draft.node(key, at)?;
    for (index, (header, text)) in headers.iter().zip(row).enumerate() {
        if index != key_at {
            draft.set_node(node, &header.column, cell(header.kind, text), at);
        }
    }
    Ok(())
}

fn edge(draft: &mut Draft, headers: &[Header], row: &[Cow<'_, str>], line: &str, at: At) -> Result<(), ReadError> {
    let find = |name: &str, otherwise: usize| headers.iter().position(|h| h.plain == name).unwrap_or(otherwise);
    let (from_at, to_at) = (find("node1", 0), find("node2", 1));
    let end = |at: usize| row.get(at).filter(|k| !k.is_empty());
    let (Some(from), Some(to)) = (end(from_at), end(to_at)) else {
        draft.report.error(at, "an edge lacks an end", line, "left it out");
        return Ok(());
    };
    let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
    // An edge has no direction unless it says so.
    let edge = draft.edge(None, from, to, Some(false))?;
    for (index, (header, text)) in headers.iter().zip(row).enumerate() {
        if index == from_at || index == to_at {
            continue;
        }
        let is_name = matches!(header.column.field, Field::Name(_)) && header.plain == "name";
        let column = if is_name { &Column::property("name") } else { &header.column };
        draft.set_edge(edge, column, cell(header.kind, text), at);
    }
    Ok(())
}

/// The cells of a line, parted by commas outside quotes.
fn cells(line: &str) -> Vec<Cow<'_, str>> {
    let mut out = Vec::new();
    let mut rest = line;
    // The quotes that nothing closes from here on.
    let mut open = [false; 2];
    loop {
        let trimmed = rest.trim_start();
        let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\'') && !open[usize::from(*c == '"')]);
        // A quote that nothing closes before a comma or the end is an apostrophe.
        let quoted = quote.and_then(|quote| {
            let body = &trimmed[1..];
            let mut ends = body.match_indices(quote).map(|(end, _)| end);
            ends.find(|end| {
                let after = body[end + 1..].trim_start();
                let escaped = body[..*end].ends_with('\\');
                !escaped && (after.is_empty() || after.starts_with(','))
            })
            .map(|end| (&body[..end], body[end + 1..].trim_start()))
        });
        if let (Some(quote), None) = (quote, quoted) {
            open[usize::from(quote == '"')] = true;
        }
        match quoted {
            Some((text, after)) => {
                let text = if text.contains('\\') { Cow::Owned(text.replace("\\", "")) } else { Cow::Borrowed(text) };
                out.push(text);
                match after.strip_prefix(',') {
                    Some(more) => rest = more,
                    None => return out,
                }
            }
            None => match rest.split_once(',') {
                Some((text, more)) => {
                    out.push(Cow::Borrowed(text.trim()));
                    rest = more;
                }
                None => {
                    out.push(Cow::Borrowed(rest.trim()));
                    return out;
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn cells_end_at_commas_outside_quotes() {
        assert_eq!(cells("v0,'A, B',6, \"x\" ,"), ["v0", "A, B", "6", "x", ""]);
        assert_eq!(cells("O'Brien,'s'"), ["O'Brien", "s"]);
        assert_eq!(cells("'unclosed,2"), ["'unclosed", "2"]);
        assert_eq!(cells(r"'it\'s',1"), ["it's", "1"]);
    }
}
