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

/// Reads all visible sheets.
///
/// # Errors
/// When it is no workbook, is locked or damaged, or unpacks to more than a gigabyte.
pub(super) fn sheets(bytes: &[u8], limits: &Limits, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let most = MOST_CELLS.min(limits.texts);
    if bytes.starts_with(b"PK") {
        let content = unpacked(bytes, MOST_UNPACKED_BYTES.min(limits.bytes as u64), task)?;
        return match content {
            Some(content) => super::ods::sheets(&content, most, task),
            None => xlsx(bytes, most, task),
        };
    }
    xls(bytes, most, task)
}

/// Unpacks every part once, to be sure that they end; returns the part that holds an ODS's cells.
fn unpacked(bytes: &[u8], most: u64, task: &Task) -> Result<Option<String>, ReadError> {
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
    Ok(content)
}

/// Collects the cells of a sheet, which come row by row.
pub(super) struct Cells {
    rows: Vec<Row<'static>>,
    left: usize,
    most: usize,
}

impl Cells {
    pub(super) fn new(most: usize) -> Self {
        Self { rows: Vec::new(), left: most, most }
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
        cells[column] = cell;
        Ok(())
    }

    /// Ends a sheet.
    pub(super) fn take(&mut self, name: String) -> Sheet<'static> {
        Sheet { name, rows: std::mem::take(&mut self.rows) }
    }
}

fn xlsx(bytes: &[u8], most: usize, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let damaged = |error: calamine::XlsxError| ReadError::Malformed {
        format: "workbook",
        place: None,
        problem: error.to_string(),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let visible: Vec<String> =
        book.sheets_metadata().iter().filter(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone()).collect();
    let mut cells = Cells::new(most);
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

fn xls(bytes: &[u8], most: usize, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let damaged = |error: calamine::XlsError| ReadError::Malformed {
        format: "workbook",
        place: None,
        problem: error.to_string(),
    };
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let visible: Vec<String> =
        book.sheets_metadata().iter().filter(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone()).collect();
    let mut cells = Cells::new(most);
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
