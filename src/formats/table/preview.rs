//! Looks into tables before they are read: their first rows, what their columns are taken for, and how well the values
//! of a column fit what it is said to mean.

use std::collections::BTreeMap;

use super::mapping::{Kind, Mapping, Meaning, Rows, TableMapping};
use super::rows::reads_as_time;
use super::sheet::{Cell, Sheet};
use super::{Cells, Table, guess, read_tables, tables_of};
use crate::base::{Task, fold};
use crate::formats::foreign::{
    Column, Draft, Field, Report, Undeclared, encoding, knows_relationship_type, knows_type, values,
};
use crate::formats::{Loaded, ReadError, ReadOptions};
use crate::model::Status;

/// How many rows of a table are shown and looked at first.
pub const PREVIEW_ROWS: usize = guess::SAMPLE_ROWS;

/// How many different values of a column are counted one by one.
const MOST_VALUES: usize = 200_000;

/// What tables of a file hold, before they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The tables: one, or a sheet each.
    pub tables: Vec<TablePreview>,
    /// The encoding of a text file; empty for a workbook.
    pub encoding: &'static str,
}

/// The beginning of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePreview {
    /// The name of the sheet; empty for a text file.
    pub name: String,
    /// What the columns are called; numbers where there is no header.
    pub headers: Vec<String>,
    /// The first rows behind the header, as words.
    pub rows: Vec<Vec<String>>,
    /// Whether they are all.
    pub whole: bool,
    /// What stands between cells of a text file.
    pub delimiter: Option<char>,
    /// What it means: as told, else guessed.
    pub mapping: TableMapping,
}

/// Looks into a file of tables. What `told` does not say is guessed.
///
/// # Errors
/// When it is no table, damaged or too large, or the task is cancelled.
pub fn preview(
    name: &str,
    bytes: &[u8],
    told: Option<&Mapping>,
    options: &ReadOptions,
    task: &Task,
) -> Result<Preview, ReadError> {
    let mut report = Report::default();
    let (texts, sheets) = tables_of(&[(name, bytes)], &mut report, options, task)?;
    let encoding = if texts.is_empty() { "" } else { encoding(bytes) };
    let mut tables = Vec::new();
    for table in super::cut(&texts, sheets, told) {
        let is_text = matches!(table.cells, Cells::Text(_));
        let (head, whole) = table.head(options)?;
        let told = told.and_then(|m| m.of_table(&table.name)).cloned();
        let mut mapping = told.unwrap_or_else(|| guess::guess(&head, whole));
        let headers = super::headers(&head, mapping.no_header);
        let from = usize::from(!mapping.no_header);
        let rows =
            head.iter().skip(from).map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).collect();
        let delimiter = if let Cells::Text(text) = &table.cells { Some(char::from(text.delimiter)) } else { None };
        let name = if is_text { String::new() } else { table.name.clone() };
        mapping.sheet.clone_from(&name);
        tables.push(TablePreview { name, headers, rows, whole, delimiter, mapping });
    }
    Ok(Preview { tables, encoding })
}

impl Preview {
    /// What all its tables mean, as a mapping to change and use again.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        Mapping { tables: self.tables.iter().map(|table| table.mapping.clone()).collect() }
    }
}

impl TablePreview {
    /// What one of its rows becomes.
    ///
    /// # Errors
    /// When the task is cancelled.
    pub fn read_row(&self, row: usize, mapping: &TableMapping) -> Result<Loaded, ReadError> {
        let options = ReadOptions::default();
        let task = Task::default();
        let cells = |texts: &[String]| texts.iter().map(|text| Cell::of(text.clone())).collect();
        let mut rows = Vec::new();
        if !mapping.no_header {
            rows.push((1, cells(&self.headers)));
        }
        rows.extend(self.rows.get(row).map(|row| (2, cells(row))));
        let mut draft = Draft::new(&options, &task, Undeclared::Ordinary);
        let name = self.name.clone();
        let mut mapping = mapping.clone();
        mapping.sheet = String::new();
        let told = Mapping { tables: vec![mapping] };
        let table = Table { name: name.clone(), cells: Cells::Sheet(Sheet { name, rows }) };
        read_tables(&mut draft, vec![table], Some(&told), &options, &task)?;
        draft.finish(super::CSV, "")
    }

    /// What it means if its rows are these.
    #[must_use]
    pub fn guessed(&self, rows: Rows, no_header: bool) -> TableMapping {
        let header = (!no_header).then_some(&self.headers);
        let texts = header.into_iter().chain(&self.rows);
        let head: Vec<Vec<Cell<'_>>> =
            texts.map(|row| row.iter().map(|text| Cell::of(text.as_str())).collect()).collect();
        let mut guessed = guess::guess_as(rows, &head, no_header);
        (guessed.sheet, guessed.delimiter) = (self.mapping.sheet.clone(), self.mapping.delimiter);
        guessed
    }

    /// How often which value stands in each column of the first rows.
    #[must_use]
    pub fn census(&self) -> Census {
        let mut census = Census::default();
        for row in &self.rows {
            census.count(row.iter().map(String::as_str));
        }
        census
    }
}

/// How often which value stands in each column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Census {
    /// How many rows were counted.
    pub rows: usize,
    /// The values of each column with how often they stand there.
    pub columns: Vec<BTreeMap<String, u32>>,
    /// Whether a column has more different values than are counted.
    pub is_cut: bool,
}

impl Census {
    fn count<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        self.rows += 1;
        for (at, cell) in cells.enumerate() {
            if self.columns.len() <= at {
                self.columns.resize_with(at + 1, BTreeMap::new);
            }
            let column = &mut self.columns[at];
            if let Some(count) = column.get_mut(cell) {
                *count += 1;
            } else if column.len() < MOST_VALUES {
                column.insert(cell.to_owned(), 1);
            } else {
                self.is_cut = true;
            }
        }
    }
}

/// Counts the values in all rows of one table of a file.
///
/// # Errors
/// When it is no table, damaged or too large, or the task is cancelled.
pub fn census(
    name: &str,
    bytes: &[u8],
    told: &Mapping,
    sheet: &str,
    options: &ReadOptions,
    task: &Task,
) -> Result<Census, ReadError> {
    let mut report = Report::default();
    let (texts, sheets) = tables_of(&[(name, bytes)], &mut report, options, task)?;
    let mut census = Census::default();
    for table in super::cut(&texts, sheets, Some(told)) {
        if !sheet.is_empty() && table.name != sheet {
            continue;
        }
        let mut is_header = told.of_table(&table.name).is_some_and(|t| !t.no_header);
        table.each(options, task, |_, cells| {
            if !std::mem::take(&mut is_header) {
                let texts: Vec<_> = cells.iter().map(Cell::text).collect();
                census.count(texts.iter().map(AsRef::as_ref));
            }
            Ok(())
        })?;
    }
    Ok(census)
}

/// How a value fits what its column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It is read.
    Read,
    /// It is a year alone.
    YearOnly,
    /// It is not; it becomes a property, or is left out.
    Unread,
}

/// How a value fits what its column is said to mean.
#[must_use]
pub fn reading(meaning: &Meaning, kind: Option<Kind>, rows: Rows, text: &str) -> Reading {
    let read = |fits: bool| if fits { Reading::Read } else { Reading::Unread };
    match meaning {
        Meaning::Start | Meaning::End | Meaning::Date => match reads_as_time(text, kind) {
            false => Reading::Unread,
            true if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) => Reading::YearOnly,
            true => Reading::Read,
        },
        Meaning::Weight | Meaning::X | Meaning::Y if kind == Some(Kind::CommaNumber) => {
            read(text.replace('.', "").replace(',', ".").parse::<f64>().is_ok())
        }
        Meaning::Weight | Meaning::X | Meaning::Y => read(values::number(text).is_some()),
        Meaning::Likelihood => read(values::likelihood(text).is_some()),
        Meaning::Grade => read(values::grade(text).is_some()),
        Meaning::Status => {
            let same = |s: &&Status| s.key().eq_ignore_ascii_case(text) || s.label().eq_ignore_ascii_case(text);
            read(Status::ALL.iter().any(|s| same(&s)))
        }
        Meaning::Type if rows == Rows::Relationships => read(knows_relationship_type(text)),
        Meaning::Type => read(knows_type(text)),
        _ => Reading::Read,
    }
}

/// What a column means whose meaning its header says.
#[must_use]
pub fn meaning_of_header(header: &str, rows: Rows) -> Meaning {
    let of_edge = rows == Rows::Relationships;
    let column = if of_edge { Column::of_edge(header) } else { Column::of_node(header) };
    match column.field {
        Field::Name(_) if of_edge => Meaning::Label,
        Field::Name(_) => Meaning::Name,
        Field::Kind(_) => Meaning::Type,
        Field::Aliases => Meaning::Alias,
        Field::Summary if of_edge => Meaning::Notes,
        Field::Summary => Meaning::Summary,
        Field::Notes => Meaning::Notes,
        Field::Tags => Meaning::Tags,
        Field::Start => Meaning::Start,
        Field::End => Meaning::End,
        Field::Date => Meaning::Date,
        Field::Status => Meaning::Status,
        Field::External(register) => Meaning::External(register.to_string()),
        Field::X => Meaning::X,
        Field::Y => Meaning::Y,
        Field::Weight(_) => Meaning::Weight,
        Field::Directed => Meaning::Directed,
        Field::Likelihood => Meaning::Likelihood,
        Field::Sources => Meaning::Source,
        Field::Property => Meaning::Property(header.trim().to_owned()),
        // What only files of programs say.
        _ => Meaning::Header,
    }
}

/// The values of a cell: its parts between what stands between them.
pub fn parts<'t>(text: &'t str, split: &'t str) -> impl Iterator<Item = &'t str> {
    let whole = split.is_empty().then_some(text);
    let parts = (!split.is_empty()).then(|| text.split(split)).into_iter().flatten();
    whole.into_iter().chain(parts).map(str::trim).filter(|part| !part.is_empty())
}

/// A word as a mapping of words compares it.
#[must_use]
pub fn word_key(word: &str) -> String {
    fold(word)
}
