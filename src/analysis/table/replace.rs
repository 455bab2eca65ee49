//! Find and replace in the texts of cells: letters as they are, or a pattern.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};

use super::{CellChange, Field, RowId, record};
use crate::base::{Cancelled, Task};
use crate::model::Graph;

/// How much memory a pattern may take; what asks for more is refused.
const PATTERN_BYTES: usize = 1 << 20;

/// After how many rows the work looks whether it was cancelled.
const ROWS_PER_CHECK: usize = 1024;

/// What is looked for, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replace {
    /// The letters looked for; nothing is found without any.
    pub find: String,
    /// What takes their place. For a pattern, `$1` stands for what its first brackets found.
    pub with: String,
    /// The whole cell must be what is looked for.
    pub whole: bool,
    /// Capital and small letters differ.
    pub case: bool,
    /// What is looked for is a regular expression, in the syntax of the `regex` crate.
    pub pattern: bool,
}

/// A cell in which something is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it would become.
    pub change: CellChange,
    /// What it is.
    pub before: String,
}

/// Finds and replaces. Takes time linear in the texts, whatever the pattern.
#[derive(Debug, Clone)]
pub struct Finder {
    replace: Replace,
    /// The pattern, where it is one, with what takes its place.
    pattern: Option<(Regex, String)>,
}

impl Replace {
    /// What finds it.
    ///
    /// # Errors
    /// With a sentence when the pattern cannot be understood, or would take too much memory.
    pub fn finder(&self) -> Result<Finder, String> {
        let Self { find, with, whole, case, pattern } = self;
        let mut finder = Finder { replace: self.clone(), pattern: None };
        if *pattern && !find.is_empty() {
            let wanted = if *whole { format!("^(?:{find})$") } else { find.clone() };
            let built = RegexBuilder::new(&wanted).case_insensitive(!case).size_limit(PATTERN_BYTES).build();
            finder.pattern = Some((built.map_err(|error| why(&error))?, braced(with)));
        }
        Ok(finder)
    }
}

/// Why a pattern is refused, in one sentence: its last line says what is wrong, those above show where.
fn why(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "The pattern takes too much memory.".into(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            format!("The pattern cannot be read: {}.", last.trim_start_matches("error: "))
        }
    }
}

/// `$1st` means the first brackets and then `st`, which the crate writes as `${1}st`.
fn braced(with: &str) -> String {
    let mut out = String::with_capacity(with.len());
    let mut rest = with;
    while let Some(at) = rest.find('$') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            out.push_str(&format!("${{{}}}", &after[..digits]));
            rest = &after[digits..];
        } else if let Some(more) = after.strip_prefix('$') {
            out.push_str("$$");
            rest = more;
        } else {
            out.push('$');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

impl Finder {
    /// The cells of some rows and columns that would change. Takes a look at every cell.
    ///
    /// # Errors
    /// When the task is cancelled.
    pub fn hits(&self, graph: &Graph, rows: &[RowId], fields: &[Field], task: &Task) -> Result<Vec<Hit>, Cancelled> {
        let mut hits = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if index.is_multiple_of(ROWS_PER_CHECK) {
                task.check()?;
            }
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
        Ok(hits)
    }

    /// A text with what is looked for replaced; `None` when it is not in it.
    #[must_use]
    pub fn replaced(&self, text: &str) -> Option<String> {
        if let Some((pattern, with)) = &self.pattern {
            return match pattern.replace_all(text, with.as_str()) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text),
            };
        }
        let Replace { find, with, whole, .. } = &self.replace;
        if find.is_empty() {
            return None;
        }
        if *whole {
            return (self.replace.end_at(text) == Some(text.len())).then(|| with.clone());
        }
        let mut out = String::new();
        let mut rest = text;
        let mut found = false;
        while let Some(first) = rest.chars().next() {
            match self.replace.end_at(rest) {
                Some(end) => {
                    found = true;
                    out.push_str(with);
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
}

impl Replace {
    /// Where the letters that are looked for end when the text begins with them.
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
