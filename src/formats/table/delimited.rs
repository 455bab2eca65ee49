//! Text files of cells between commas, semicolons, tabs or bars: which of them, and the rows.

use std::io::{self, Read};

use csv::{ReaderBuilder, StringRecord};

use super::sheet::{Cell, taken_back};
use crate::base::Task;
use crate::formats::foreign::Places;
use crate::formats::{Limits, Place, ReadError};

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file is looked at to find what stands between its cells.
const SAMPLE_BYTES: usize = 64 << 10;
const SAMPLE_ROWS: usize = 100;

/// So many bytes may have been read ahead of a row.
const READ_AHEAD: usize = 64 << 10;

/// How many cells a row may have. What a column means takes far more memory than the sign that ends a blank one.
const MOST_COLUMNS: usize = 100_000;

/// A text file of cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Delimited<'t> {
    text: &'t str,
    /// What stands between cells.
    pub delimiter: u8,
    /// How many lines stand before the text: one of `sep=;`, as Excel writes it.
    lines_before: u32,
}

impl<'t> Delimited<'t> {
    /// Looks at the first rows; `None` when nothing there stands between cells in a regular way.
    pub fn sniff(text: &'t str) -> Option<Self> {
        if let Some(told) = Self::told(text) {
            return Some(told);
        }
        let mut best: Option<((bool, usize, usize), u8)> = None;
        for delimiter in DELIMITERS {
            let Some(score) = score(text, delimiter) else { continue };
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, delimiter));
            }
        }
        best.map(|(_, delimiter)| Self { text, delimiter, lines_before: 0 })
    }

    /// The delimiter that a first line such as `sep=;` names.
    fn told(text: &'t str) -> Option<Self> {
        let rest = text.strip_prefix("sep=")?;
        let delimiter = *rest.as_bytes().first().filter(|b| DELIMITERS.contains(b))?;
        let rest = &rest[1..];
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
        Some(Self { text: rest, delimiter, lines_before: 1 })
    }

    /// The file with this between its cells.
    pub fn with(text: &'t str, delimiter: u8) -> Self {
        Self::told(text).unwrap_or(Self { text, delimiter, lines_before: 0 })
    }

    /// How long its text is.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether every row ends where its line does, with LF.
    pub fn is_plain(&self) -> bool {
        memchr::memchr(b'"', self.text.as_bytes()).is_none()
    }

    /// At least as many as it has cells, where it is plain.
    pub fn most_cells(&self) -> usize {
        memchr::memchr2_iter(self.delimiter, b'\n', self.text.as_bytes()).count() + 1
    }

    /// A plain file cut between rows into so many pieces or fewer. Lines are counted from the beginning of each.
    pub fn shares(&self, most: usize) -> Vec<Self> {
        let bytes = self.text.as_bytes();
        let mut cuts = vec![0];
        for share in 1..most {
            let after = (bytes.len() / most * share).max(cuts[cuts.len() - 1]);
            cuts.extend(memchr::memchr(b'\n', &bytes[after..]).map(|at| after + at + 1));
        }
        cuts.push(bytes.len());
        cuts.dedup();
        cuts.windows(2).map(|cut| Self { text: &self.text[cut[0]..cut[1]], ..*self }).collect()
    }

    /// The first rows that are not blank.
    pub fn head(&self, rows: usize, limits: &Limits) -> Result<Vec<Vec<Cell<'static>>>, ReadError> {
        let mut head = Vec::new();
        self.rows(limits, &Task::default(), |_, record| {
            head.push(record.iter().map(|cell| Cell::of(taken_back(cell)).into_owned()).collect());
            head.len() < rows
        })?;
        Ok(head)
    }

    /// Hands on each row that is not blank with its line, until `each` says to stop.
    ///
    /// # Errors
    /// When a row or cell is longer than the limits, or the task is cancelled.
    pub fn rows(
        &self,
        limits: &Limits,
        task: &Task,
        mut each: impl FnMut(u32, &StringRecord) -> bool,
    ) -> Result<(), ReadError> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(Fused { rest: self.text.as_bytes(), left: 0 });
        let mut record = StringRecord::new();
        let mut count = 0_u32;
        let mut texts = 0;
        // The reader counts lines by LF alone.
        let mut places = ends_with_cr(self.text).then(|| Places::new(self.text));
        loop {
            // A row that never ends is not put together.
            reader.get_mut().left = limits.text_bytes.saturating_add(READ_AHEAD);
            // The bytes are a text already, and the reader reads from memory: nothing else is left to go wrong.
            let is_endless = match reader.read_record(&mut record) {
                Ok(true) => record.as_slice().len() > limits.text_bytes,
                Ok(false) => return Ok(()),
                Err(_) => true,
            };
            let position = record.position();
            let byte = position.map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX)).min(self.text.len());
            // It says where the row before ended: blank lines, and the LF of a CR LF, may stand between.
            let between = self.text.as_bytes()[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n'));
            let line = match &mut places {
                None => {
                    let passed = between.filter(|b| **b == b'\n').count() as u64;
                    u32::try_from(position.map_or(0, csv::Position::line) + passed).unwrap_or(u32::MAX)
                }
                Some(places) => places.of(byte + between.count()).line,
            };
            let line = line.saturating_add(self.lines_before);
            let place = Some(Place { line, column: 1 });
            if is_endless {
                let what = format!(
                    "the row that begins there is longer than {} MiB; a quotation mark is probably missing",
                    limits.text_bytes >> 20
                );
                return Err(ReadError::Limit { place, what });
            }
            if record.len() > MOST_COLUMNS {
                let what = format!("the row that begins there has more than {MOST_COLUMNS} cells");
                return Err(ReadError::Limit { place, what });
            }
            texts += record.len();
            if texts > limits.texts {
                return Err(ReadError::Limit { place, what: format!("there are more than {} cells", limits.texts) });
            }
            count = count.wrapping_add(1);
            if count.is_multiple_of(1024) {
                task.check()?;
                task.set_progress(reader.position().byte() as f32 / self.text.len().max(1) as f32);
            }
            let blank = record.iter().all(|cell| cell.trim().is_empty());
            if !blank && !each(line, &record) {
                return Ok(());
            }
        }
    }
}

/// A text that is handed on no further than is left.
struct Fused<'t> {
    rest: &'t [u8],
    left: usize,
}

impl Read for Fused<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.rest.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let room = buffer.len().min(self.left);
        let read = self.rest.read(&mut buffer[..room])?;
        self.left -= read;
        Ok(read)
    }
}

/// Whether lines of a text end with CR alone.
fn ends_with_cr(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// How well a delimiter explains the first rows: whether all have as many cells as the first, how many have, and how
/// many cells that is. `None` when there is a single column.
fn score(text: &str, delimiter: u8) -> Option<(bool, usize, usize)> {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(&text.as_bytes()[..end]);
    let mut widths: Vec<usize> = reader
        .records()
        .take(SAMPLE_ROWS)
        .filter_map(Result::ok)
        .filter(|r| r.iter().any(|cell| !cell.trim().is_empty()))
        .map(|r| r.len())
        .collect();
    if end < text.len() && widths.len() > 1 {
        // The last row was cut.
        widths.pop();
    }
    let first = *widths.first()?;
    // Adjacency lists have rows of all lengths: then the usual row counts more than the first.
    let most = widths.iter().copied().max().filter(|most| *most > 1)?;
    let alike = widths.iter().filter(|w| **w == first).count();
    Some((first > 1 && alike == widths.len(), if first > 1 { alike } else { 0 }, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: char, rows: &[&[&str]]) {
        let found = Delimited::sniff(text).unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(char::from(found.delimiter), delimiter, "{text:?}");
        let head = found.head(100, &Limits::default()).unwrap();
        let head: Vec<Vec<String>> =
            head.iter().map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).collect();
        assert_eq!(head, rows, "{text:?}");
    }

    #[test]
    fn the_delimiter_is_found() {
        check("a,b\n1,2\n", ',', &[&["a", "b"], &["1", "2"]]);
        check("a;b\n\"1,5\";2,0\n", ';', &[&["a", "b"], &["1,5", "2,0"]]);
        check("a\tb\r\n1, 2\t3\r\n", '\t', &[&["a", "b"], &["1, 2", "3"]]);
        check("a|b\r1|2\r", '|', &[&["a", "b"], &["1", "2"]]);
        check("sep=;\r\na;b\r\n", ';', &[&["a", "b"]]);
        check("a,b\n\n , \n\"x\ny\",\"z\"\"\"\n", ',', &[&["a", "b"], &["x\ny", "z\""]]);
        assert!(Delimited::sniff("nothing\nof the kind\n").is_none());
    }

    #[test]
    fn shares_hold_every_row_once() {
        let text = "a,b\n1,2\r\n\n3,4\n5,6";
        for most in 1..9 {
            let mut rows = Vec::new();
            for share in Delimited::with(text, b',').shares(most) {
                share
                    .rows(&Limits::default(), &Task::default(), |_, row| {
                        rows.push(row.iter().collect::<Vec<_>>().join(","));
                        true
                    })
                    .unwrap();
            }
            assert_eq!(rows, ["a,b", "1,2", "3,4", "5,6"], "{most}");
        }
        assert!(Delimited::with(text, b',').is_plain());
        assert!(!Delimited::with("a,\"b\"", b',').is_plain());
        assert_eq!(Delimited::with(text, b',').most_cells(), 9);
    }

    #[test]
    fn rows_know_their_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "c,\"d", "d\"", "e,f", ""].join(end);
            let mut lines = Vec::new();
            let found = Delimited::with(&text, b',').rows(&Limits::default(), &Task::default(), |line, _| {
                lines.push(line);
                true
            });
            assert_eq!((found, lines), (Ok(()), vec![1, 3, 5]), "{end:?}");
        }
    }

    #[test]
    fn a_row_without_end_is_refused() {
        let limits = Limits { text_bytes: 1000, ..Limits::default() };
        for (rows, line) in [(10_000, 2), (1_000_000, 2), (0, 3)] {
            let text = format!(
                "a,b\n{}",
                if rows > 0 { format!("\"{}", "x\n".repeat(rows)) } else { format!("1,2\n{}", "x".repeat(200_000)) }
            );
            let error = Delimited::with(&text, b',').rows(&limits, &Task::default(), |_, _| true).unwrap_err();
            let expected = format!("line {line}, column 1: the row that begins there is longer");
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
        let text = "x,y\n".repeat(100_000);
        assert_eq!(Delimited::with(&text, b',').rows(&limits, &Task::default(), |_, _| true), Ok(()));
    }
}
