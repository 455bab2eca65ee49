//! Collects what is wrong with a file while it is read, and gives each error its line and column at the end.

use super::borrowed::Str;
use super::scan;
use crate::formats::{Issue, Severity};
use crate::model::RecordName;

/// Which record is being read, without the cost of naming it.
#[derive(Clone, Copy)]
pub(super) struct Site<'s> {
    /// The kind in words, as [`RecordName::kind`].
    pub kind: &'static str,
    /// The id as it stands in the file.
    pub id: &'s str,
    /// Where the record's key stands in the text, in bytes.
    pub offset: Option<usize>,
}

impl Site<'_> {
    fn name(self) -> RecordName {
        RecordName::new(self.kind, shortened(self.id.into()))
    }
}

struct Problem {
    severity: Severity,
    record: Option<RecordName>,
    offset: Option<usize>,
    message: String,
    done: String,
}

/// What is wrong with a file, in no order yet.
pub(super) struct Report<'t> {
    text: &'t str,
    listed: usize,
    problems: Vec<Problem>,
    errors: usize,
    unlisted: usize,
    bytes_to_search: usize,
}

/// How many bytes are searched for places that are not known anyway, so that a hostile file costs bounded time.
const BYTES_TO_SEARCH: usize = 1 << 27;

/// How long a message may be; the rest of a hostile text is not shown.
const MESSAGE_CHARS: usize = 1000;

/// The beginning of a text, as much as a message shows.
pub(super) fn shortened(text: String) -> String {
    match text.char_indices().nth(MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl<'t> Report<'t> {
    /// An empty report on `text`, which lists at most so many problems one by one.
    pub(super) fn new(text: &'t str, listed: usize) -> Self {
        Self { text, listed, problems: Vec::new(), errors: 0, unlisted: 0, bytes_to_search: BYTES_TO_SEARCH }
    }

    /// How many errors there are.
    pub(super) fn error_count(&self) -> usize {
        self.errors
    }

    /// Where a piece of the file stands.
    pub(super) fn offset_of(&self, piece: &Str<'_>) -> Option<usize> {
        piece.offset_in(self.text)
    }

    /// An error in a record, at a piece of the text of which the offset may be known.
    pub(super) fn error(&mut self, site: Site<'_>, offset: Option<usize>, message: impl Into<String>, done: &str) {
        let offset = offset.or_else(|| self.place_of_record(site));
        self.push(Severity::Error, || Some(site.name()), offset, message.into(), done.into());
    }

    /// An error in a field of a record that is found again by the field's name and, where given, its text.
    pub(super) fn error_in_field(
        &mut self,
        site: Site<'_>,
        field: &str,
        value: Option<&str>,
        message: impl Into<String>,
        done: impl Into<String>,
    ) {
        let offset = self.place_of_record(site).map(|start| self.search(start, field, value).unwrap_or(start));
        self.push(Severity::Error, || Some(site.name()), offset, message.into(), done.into());
    }

    /// An error in the file outside all records.
    pub(super) fn error_in_header(&mut self, offset: Option<usize>, message: impl Into<String>, done: &str) {
        self.push(Severity::Error, || None, offset, message.into(), done.into());
    }

    /// Something to know about a place in the file.
    pub(super) fn note(&mut self, offset: usize, message: String) {
        self.push(Severity::Note, || None, Some(offset), message, String::new());
    }

    /// Something doubtful in a record that does not keep the file from being read.
    pub(super) fn warning(&mut self, site: Site<'_>, message: impl Into<String>, done: &str) {
        self.push(Severity::Warning, || Some(site.name()), site.offset, message.into(), done.into());
    }

    /// Whether the record itself says this, rather than we in mending it.
    pub(super) fn says(&mut self, site: Site<'_>, field: &str, value: &str) -> bool {
        site.offset.is_none_or(|start| self.search(start, field, Some(value)).is_some())
    }

    /// Where a field of the record at `start` stands, as long as searching is allowed.
    fn search(&mut self, start: usize, field: &str, value: Option<&str>) -> Option<usize> {
        if self.bytes_to_search == 0 {
            return None;
        }
        let (found, end) = scan::field_in_record(self.text, start, field, value);
        self.bytes_to_search = self.bytes_to_search.saturating_sub(end - start);
        found
    }

    /// Where the record's key stands; searched for only while problems are still listed one by one.
    fn place_of_record(&mut self, site: Site<'_>) -> Option<usize> {
        if self.problems.len() >= self.listed || site.offset.is_some() || self.bytes_to_search == 0 {
            return site.offset;
        }
        self.bytes_to_search = self.bytes_to_search.saturating_sub(self.text.len());
        scan::escaped_key(self.text, site.id)
    }

    fn push(
        &mut self,
        severity: Severity,
        record: impl FnOnce() -> Option<RecordName>,
        offset: Option<usize>,
        message: String,
        done: String,
    ) {
        self.errors += usize::from(severity == Severity::Error);
        if self.problems.len() < self.listed {
            let (message, done) = (shortened(message), shortened(done));
            self.problems.push(Problem { severity, record: record(), offset, message, done });
        } else {
            self.unlisted += 1;
        }
    }

    /// Takes over what another report on the same text says of later records.
    pub(super) fn absorb(&mut self, other: Self) {
        let room = self.listed - self.problems.len();
        self.errors += other.errors;
        self.unlisted += other.unlisted + other.problems.len().saturating_sub(room);
        self.problems.extend(other.problems.into_iter().take(room));
    }

    /// An empty report on the same text.
    pub(super) fn another(&self) -> Self {
        Self::new(self.text, self.listed)
    }

    /// The issues in the order of the file, and how many more there are.
    pub(super) fn into_issues(mut self) -> (Vec<Issue>, usize) {
        self.problems.sort_by_key(|problem| problem.offset.unwrap_or(0));
        let mut places = scan::Places::new(self.text);
        let issues = self.problems.into_iter().map(|problem| {
            let place = problem.offset.map(|offset| places.of(offset));
            Issue {
                severity: problem.severity,
                message: problem.message,
                line: place.map(|p| p.line),
                column: place.map(|p| p.column),
                record: problem.record,
                done: problem.done,
            }
        });
        (issues.collect(), self.unlisted)
    }
}
