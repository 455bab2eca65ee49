//! The cells of an ODS workbook (OpenDocument 1.2): `content.xml`, read row by row.
//!
//! A hostile file can say "this cell 16,384 times" in every row in a few bytes, so repeated cells count against a limit.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sheet::{Cell, Sheet};
use super::workbook::Cells;
use crate::base::{PartialDate, Task};
use crate::formats::ReadError;

/// Reads all sheets of a `content.xml`.
pub(super) fn sheets(content: &str, mut cells: Cells, task: &Task) -> Result<Vec<Sheet<'static>>, ReadError> {
    let mut reader = Reader::from_str(content);
    let mut found = Vec::new();
    let most = cells.most();
    let mut name = String::new();
    let (mut row, mut row_repeats) = (0_u32, 1_u32);
    let mut line: Vec<(usize, Cell<'static>)> = Vec::new();
    let mut column = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| damaged(&error))?;
        match event {
            Event::Start(e) => match e.name().0 {
                "table:table" => {
                    name = attribute(&e, "table:name").unwrap_or_default();
                    row = 0;
                }
                "table:table-row" => {
                    task.check()?;
                    row_repeats = repeats(&e, "table:number-rows-repeated");
                    column = 0;
                    line.clear();
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let times = repeats(&e, "table:number-columns-repeated") as usize;
                    let words = words(&mut reader)?;
                    let cell = cell(&e, words);
                    if !cell.is_empty() {
                        cells.allow(&cell, times.min(most))?;
                        line.extend((0..times.min(most)).map(|i| (column + i, cell.clone())));
                    }
                    column = column.saturating_add(times);
                    if line.len() > most {
                        return Err(too_many(most));
                    }
                }
                _ => {}
            },
            Event::Empty(e) => match e.name().0 {
                "table:table-cell" | "table:covered-table-cell" => {
                    let times = repeats(&e, "table:number-columns-repeated") as usize;
                    let cell = cell(&e, String::new());
                    if !cell.is_empty() {
                        cells.allow(&cell, times.min(most))?;
                        line.extend((0..times.min(most)).map(|i| (column + i, cell.clone())));
                    }
                    column = column.saturating_add(times);
                    if line.len() > most {
                        return Err(too_many(most));
                    }
                }
                "table:table-row" => row = row.saturating_add(repeats(&e, "table:number-rows-repeated")),
                _ => {}
            },
            Event::End(e) => match e.name().0 {
                "table:table-row" => {
                    if !line.is_empty() {
                        for repeat in 0..row_repeats {
                            for (column, cell) in &line {
                                cells.put(row.saturating_add(repeat), *column, cell.clone())?;
                            }
                        }
                    }
                    row = row.saturating_add(row_repeats);
                }
                "table:table" => found.push(cells.take(std::mem::take(&mut name))),
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The words inside a cell up to its end, without those of remarks.
fn words(reader: &mut Reader<&[u8]>) -> Result<String, ReadError> {
    let mut text = String::new();
    let (mut depth, mut remark) = (0_usize, None);
    loop {
        let event = reader.read_event().map_err(|error| damaged(&error))?;
        match event {
            Event::Start(e) => {
                depth += 1;
                match e.name().0 {
                    "office:annotation" => remark = remark.or(Some(depth)),
                    "text:p" if !text.is_empty() && remark.is_none() => text.push('\n'),
                    _ => {}
                }
            }
            Event::Empty(e) if remark.is_none() => match e.name().0 {
                "text:s" => text.extend((0..repeats(&e, "text:c").min(1000)).map(|_| ' ')),
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                _ => {}
            },
            Event::Text(t) if remark.is_none() => text.push_str(&t.xml10_content()),
            Event::CData(t) if remark.is_none() => text.push_str(&t.xml10_content()),
            Event::GeneralRef(e) if remark.is_none() => match e.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(match &*e.xml10_content() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => "",
                }),
            },
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                if remark == Some(depth) {
                    remark = None;
                }
                depth -= 1;
            }
            Event::Eof => return Err(damaged(&"it ends inside a cell")),
            _ => {}
        }
    }
}

/// The value of a cell by its type.
fn cell(e: &BytesStart<'_>, words: String) -> Cell<'static> {
    let value = |name: &str| attribute(e, name);
    match value("office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => {
            let number = value("office:value").and_then(|v| v.parse().ok()).filter(|n: &f64| n.is_finite());
            number.map_or_else(|| Cell::of(words), Cell::Number)
        }
        Some("boolean") => value("office:boolean-value").map_or(Cell::Empty, |v| Cell::Flag(v == "true")),
        Some("date") => {
            let text = value("office:date-value").unwrap_or(words);
            text.parse::<PartialDate>().map_or_else(|_| Cell::of(text), Cell::Date)
        }
        _ => Cell::of(words),
    }
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).filter_map(Result::ok).find(|a| a.key.0 == name)?;
    found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn repeats(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.parse().ok()).unwrap_or(1)
}

fn damaged(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Malformed { format: "workbook", place: None, problem: error.to_string() }
}

fn too_many(most: usize) -> ReadError {
    ReadError::Limit { place: None, what: format!("The workbook holds more than {} million cells", most / 1_000_000) }
}
