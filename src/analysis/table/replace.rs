//! Find and replace in the texts of cells.

use super::{CellChange, Field, RowId, record};
use crate::model::Graph;

/// What is looked for, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replace {
    /// The letters looked for; nothing is found without any.
    pub find: String,
    /// What takes their place.
    pub with: String,
    /// The whole cell must be what is looked for.
    pub whole: bool,
    /// Capital and small letters differ.
    pub case: bool,
}

/// A cell in which something is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it would become.
    pub change: CellChange,
    /// What it is.
    pub before: String,
}

impl Replace {
    /// The cells of some rows and columns that would change. Takes a look at every cell.
    #[must_use]
    pub fn hits(&self, graph: &Graph, rows: &[RowId], fields: &[Field]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for row in rows {
            let Some(record) = record(graph, row) else { continue };
            for field in fields {
                let before = record.text(graph, field);
                if let Some(text) = self.replaced(&before)
                    && text != *before
                {
                    let change = CellChange { row: row.clone(), field: field.clone(), text };
                    hits.push(Hit { change, before: before.into_owned() });
                }
            }
        }
        hits
    }

    /// A text with what is looked for replaced; `None` when it is not in it.
    #[must_use]
    pub fn replaced(&self, text: &str) -> Option<String> {
        if self.find.is_empty() {
            return None;
        }
        if self.whole {
            return (self.end_at(text) == Some(text.len())).then(|| self.with.clone());
        }
        let mut out = String::new();
        let mut rest = text;
        let mut found = false;
        while let Some(first) = rest.chars().next() {
            match self.end_at(rest) {
                Some(end) => {
                    found = true;
                    out.push_str(&self.with);
                    rest = &rest[end..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        found.then_some(out)
    }

    /// Where what is looked for ends when the text begins with it.
    fn end_at(&self, text: &str) -> Option<usize> {
        if self.case {
            return text.starts_with(&self.find).then_some(self.find.len());
        }
        let mut wanted = self.find.chars().flat_map(char::to_lowercase).peekable();
        for (at, letter) in text.char_indices() {
            if wanted.peek().is_none() {
                return Some(at);
            }
            // A letter whose small form is several letters counts as a whole or not at all.
            for small in letter.to_lowercase() {
                if wanted.next() != Some(small) {
                    return None;
                }
            }
        }
        wanted.peek().is_none().then_some(text.len())
    }
}
