//! Collects what is wrong with a file of another program, a few of each kind one by one and the rest as a number.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use crate::formats::{Issue, Place, Severity};

/// How many problems of one kind are listed one by one.
const LISTED_OF_A_KIND: usize = 20;

/// How long a message may be, in characters; the rest of a hostile text is not shown.
const MESSAGE_CHARS: usize = 300;

/// Where in a file something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// In the file as a whole, or unknown.
    Nowhere,
    /// At this byte of the decoded text.
    Byte(usize),
    /// On this line, from 1.
    Line(u32),
}

struct Problem {
    severity: Severity,
    at: At,
    message: String,
    done: &'static str,
}

/// What is wrong with a file, so far. A million bad rows cost the memory of a few.
#[derive(Default)]
pub(crate) struct Report {
    problems: Vec<Problem>,
    /// How many there are of each kind, with what was done about them.
    counts: BTreeMap<&'static str, (usize, Severity, &'static str)>,
}

impl Report {
    /// Adds a problem: `what` names its kind, `which` the case (empty where there is nothing more to say), `done` what
    /// was done about it.
    pub(crate) fn add(
        &mut self,
        severity: Severity,
        at: At,
        what: &'static str,
        which: impl Display,
        done: &'static str,
    ) {
        let (count, ..) = self.counts.entry(what).and_modify(|(n, ..)| *n += 1).or_insert((1, severity, done));
        if *count <= LISTED_OF_A_KIND {
            let mut message = what.to_owned();
            let detail = which.to_string();
            if !detail.is_empty() {
                let _ = write!(message, ": {}", shortened(&detail));
            }
            self.problems.push(Problem { severity, at, message, done });
        }
    }

    /// Something was lost or is wrong.
    pub(crate) fn error(&mut self, at: At, what: &'static str, which: impl Display, done: &'static str) {
        self.add(Severity::Error, at, what, which, done);
    }

    /// Something is doubtful.
    pub(crate) fn warning(&mut self, at: At, what: &'static str, which: impl Display, done: &'static str) {
        self.add(Severity::Warning, at, what, which, done);
    }

    /// Something that is good to know.
    pub(crate) fn note(&mut self, at: At, what: &'static str, which: impl Display, done: &'static str) {
        self.add(Severity::Note, at, what, which, done);
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The issues in the order of the file, with lines and columns counted in `text`; sums come last.
    pub(crate) fn into_issues(mut self, text: &str) -> Vec<Issue> {
        self.problems.sort_by_key(|p| match p.at {
            At::Nowhere => (0, 0),
            At::Line(line) => (1, line as usize),
            At::Byte(byte) => (1, byte),
        });
        let mut places = Places::new(text);
        let listed = self.problems.into_iter().map(|problem| {
            let (line, column) = match problem.at {
                At::Nowhere => (None, None),
                At::Line(line) => (Some(line), Some(1)),
                At::Byte(byte) => {
                    let place = places.of(byte);
                    (Some(place.line), Some(place.column))
                }
            };
            Issue {
                severity: problem.severity,
                message: problem.message,
                line,
                column,
                record: None,
                done: problem.done.into(),
            }
        });
        let mut issues: Vec<Issue> = listed.collect();
        for (what, (count, severity, done)) in self.counts {
            if count > LISTED_OF_A_KIND {
                let message = format!("{what}: {} more like those named", count - LISTED_OF_A_KIND);
                let (line, column, record) = (None, None, None);
                issues.push(Issue { severity, message, line, column, record, done: done.into() });
            }
        }
        issues
    }
}

/// The beginning of a text, as much as a message shows.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// Counts lines and columns of places that come in rising order. A line ends with LF, CR, or both.
pub(crate) struct Places<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    line_start: usize,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, line_start: 0 }
    }

    /// The place of a byte. A byte before the last one asked for is counted from the beginning again.
    pub(crate) fn of(&mut self, byte: usize) -> Place {
        let byte = byte.min(self.text.len());
        if byte < self.at {
            *self = Self::new(self.text);
        }
        let bytes = self.text.as_bytes();
        for i in self.at..byte {
            let ends = bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if ends {
                self.line = self.line.saturating_add(1);
                self.line_start = i + 1;
            }
        }
        self.at = byte;
        let start = bytes[self.line_start..byte].iter().filter(|b| (**b as i8) >= -0x40).count();
        Place { line: self.line, column: u32::try_from(start + 1).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_bad_rows_give_one_sum() {
        let mut report = Report::default();
        for line in 1..=1_000_000 {
            report.error(At::Line(line), "a row has too few cells", line, "left it out");
        }
        let issues = report.into_issues("");
        assert_eq!(issues.len(), LISTED_OF_A_KIND + 1);
        assert_eq!(issues[0].to_string(), "line 1, column 1: a row has too few cells: 1 (left it out)");
        assert_eq!(issues[20].to_string(), "a row has too few cells: 999980 more like those named (left it out)");
    }

    #[test]
    fn places_are_counted_with_any_line_end() {
        let text = "ä\r\nb\rcd\ne";
        let mut places = Places::new(text);
        let at = |places: &mut Places<'_>, what: &str| places.of(text.find(what).unwrap()).to_string();
        assert_eq!(at(&mut places, "b"), "line 2, column 1");
        assert_eq!(at(&mut places, "d"), "line 3, column 2");
        assert_eq!(at(&mut places, "e"), "line 4, column 1");
        assert_eq!(at(&mut places, "\r\n"), "line 1, column 2");
    }
}
