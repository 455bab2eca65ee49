//! Workbooks: XLSX and XLS by calamine, ODS by a reader of our own that expands repeated cells only so far.
//!
//! Values only: of a formula the result that the spreadsheet program stored.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, SheetVisible, Xls, Xlsx};

use super::sheet::{Cell, Row, Sheet};
use crate::base::{PartialDate, Task};
use crate::formats::{Limits, ReadError};

/// A workbook of a few megabytes that unpacks to more than this is a bomb, or nothing that a person reads.
const MOST_UNPACKED_BYTES: u64 = 1 << 30;

/// Cells that are kept of a workbook: each takes 32 bytes and its words.
const MOST_CELLS: usize = 20_000_000;

/// How many bytes of words are always kept, and how many times the unpacked bytes beyond that.
const ALWAYS_KEPT_BYTES: usize = 64 << 20;
const MOST_GROWTH: usize = 8;
const MOST_KEPT_BYTES: usize = 1 << 30;

/// Reads all visible sheets.
///
/// # Errors
/// When it is no workbook, is locked or damaged, or unpacks to more than a gigabyte.
pub(super) fn sheets(bytes: &[u8], limits: &Limits, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let most = MOST_CELLS.min(limits.texts);
    if bytes.starts_with(b"PK") {
        let content = unpacked(bytes, MOST_UNPACKED_BYTES.min(limits.bytes as u64), task)?;
        return match content {
            (Some(content), unpacked) => super::ods::sheets(&content, Cells::new(most, unpacked), task),
            (None, unpacked) => xlsx(bytes, Cells::new(most, unpacked), task),
        };
    }
    super::compound::refuse_sparse(bytes, most)?;
    xls(bytes, Cells::new(most, bytes.len()), task)
}

/// Unpacks every part once, to be sure that they end; returns the part that holds an ODS's cells, and how many bytes
/// they all have.
fn unpacked(bytes: &[u8], most: u64, task: &Task) -> Result<(Option<String>, usize), ReadError> {
    let damaged = |error: &dyn std::fmt::Display| ReadError::Malformed {
        format: "workbook",
        place: None,
        problem: error.to_string(),
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = most;
    let mut content = None;
    let mut buffer = vec![0; 64 << 10];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let mut kept = part.name().is_ok_and(|name| name == "content.xml").then(Vec::new);
        loop {
            task.check()?;
            let read = part.read(&mut buffer).map_err(|error| damaged(&error))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(|| ReadError::Limit {
                place: None,
                what: format!("The workbook unpacks to more than {} MiB", most >> 20),
            })?;
            if let Some(kept) = &mut kept {
                kept.extend_from_slice(&buffer[..read]);
            }
        }
        if let Some(kept) = kept {
            content = Some(String::from_utf8(kept).map_err(|error| damaged(&error))?);
        }
    }
    Ok((content, usize::try_from(most - left).unwrap_or(usize::MAX)))
}

/// Collects the cells of a sheet, which come row by row.
pub(super) struct Cells {
    rows: Vec<Row<'static>>,
    left: usize,
    most: usize,
    /// How many bytes of words may still be kept.
    bytes_left: usize,
    most_bytes: usize,
}

impl Cells {
    /// Takes so many cells of a file that unpacks to so many bytes. One text may stand in many cells, and takes memory
    /// in each, but usual files have short ones.
    pub(super) fn new(most: usize, unpacked: usize) -> Self {
        let most_bytes = ALWAYS_KEPT_BYTES.max(unpacked.saturating_mul(MOST_GROWTH)).min(MOST_KEPT_BYTES);
        Self { rows: Vec::new(), left: most, most, bytes_left: most_bytes, most_bytes }
    }

    /// How many cells are kept at most.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Refuses a cell that is repeated more often than there is room for its words.
    pub(super) fn allow(&self, cell: &Cell<'_>, times: usize) -> Result<(), ReadError> {
        if bytes_of(cell).saturating_mul(times) > self.bytes_left { Err(self.too_long()) } else { Ok(()) }
    }

    fn too_long(&self) -> ReadError {
        let what = format!("The cells of the workbook hold more than {} MiB of words", self.most_bytes >> 20);
        ReadError::Limit { place: None, what }
    }

    /// Puts a cell at a row and column, both from 0.
    pub(super) fn put(&mut self, row: u32, column: usize, cell: Cell<'static>) -> Result<(), ReadError> {
        if cell.is_empty() {
            return Ok(());
        }
        let number = row.saturating_add(1);
        if self.rows.last().is_none_or(|(last, _)| *last != number) {
            self.rows.push((number, Vec::new()));
        }
        let Some((_, cells)) = self.rows.last_mut() else { return Ok(()) };
        // Blank cells before this one are kept too, so they count.
        let new = (column + 1).saturating_sub(cells.len());
        self.left = self.left.checked_sub(new).ok_or_else(|| ReadError::Limit {
            place: None,
            what: format!("The workbook holds more than {} million cells", self.most / 1_000_000),
        })?;
        if new > 0 {
            cells.resize(column + 1, Cell::Empty);
        }
        self.bytes_left = match self.bytes_left.checked_sub(bytes_of(&cell)) {
            Some(left) => left,
            None => return Err(self.too_long()),
        };
        if let Some(slot) = self.rows.last_mut().and_then(|(_, cells)| cells.get_mut(column)) {
            *slot = cell;
        }
        Ok(())
    }

    /// Ends a sheet.
    pub(super) fn take(&mut self, name: String) -> Sheet<'static> {
        Sheet { name, rows: std::mem::take(&mut self.rows) }
    }
}

fn bytes_of(cell: &Cell<'_>) -> usize {
    if let Cell::Text(text) = cell { text.len() } else { 0 }
}

fn xlsx(bytes: &[u8], mut cells: Cells, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let damaged = |error: calamine::XlsxError| ReadError::Malformed {
        format: "workbook",
        place: None,
        problem: error.to_string(),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let visible: Vec<String> =
        book.sheets_metadata().iter().filter(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone()).collect();
    let mut sheets = Vec::new();
    for name in visible {
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            if column == 0 {
                task.check()?;
            }
            cells.put(row, column as usize, from_xlsx(cell.get_value()))?;
        }
        sheets.push(cells.take(name));
    }
    Ok(sheets)
}

fn from_xlsx(value: &DataRef<'_>) -> Cell<'static> {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) if number.is_finite() => Cell::Number(*number),
        DataRef::String(text) => Cell::of(text.clone()),
        DataRef::SharedString(text) => Cell::of((*text).to_owned()),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        DataRef::DateTime(time) if time.is_datetime() => date(time.to_ymd_hms_milli()),
        DataRef::DateTime(time) if time.as_f64().is_finite() => Cell::Number(time.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of(text.clone()),
        DataRef::Float(_) | DataRef::DateTime(_) | DataRef::Error(_) | DataRef::Empty => Cell::Empty,
    }
}

/// A day, or a day and a time as words.
fn date((year, month, day, hour, minute, second, _): (u16, u8, u8, u8, u8, u8, u16)) -> Cell<'static> {
    match PartialDate::from_civil(year.into(), month, day) {
        Ok(date) if (hour, minute, second) == (0, 0, 0) => Cell::Date(date),
        Ok(date) => Cell::of(format!("{date}T{hour:02}:{minute:02}:{second:02}")),
        Err(_) => Cell::Empty,
    }
}

fn xls(bytes: &[u8], mut cells: Cells, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let damaged = |error: calamine::XlsError| ReadError::Malformed {
        format: "workbook",
        place: None,
        problem: error.to_string(),
    };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let visible: Vec<String> =
        book.sheets_metadata().iter().filter(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone()).collect();
    let mut sheets = Vec::new();
    for name in visible {
        let range = book.worksheet_range(&name).map_err(damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            if column == 0 {
                task.check()?;
            }
            let cell = match value {
                Data::Int(number) => Cell::Number(*number as f64),
                Data::Float(number) if number.is_finite() => Cell::Number(*number),
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of(text.clone()),
                Data::Bool(flag) => Cell::Flag(*flag),
                Data::DateTime(time) if time.is_datetime() => date(time.to_ymd_hms_milli()),
                Data::DateTime(time) if time.as_f64().is_finite() => Cell::Number(time.as_f64()),
                _ => Cell::Empty,
            };
            let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(top);
            cells.put(row, column + left as usize, cell)?;
        }
        sheets.push(cells.take(name));
    }
    Ok(sheets)
}
