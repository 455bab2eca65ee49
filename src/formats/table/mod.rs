//! Tables: CSV and its relatives, and workbooks. Lists of entities and of relationships, adjacency matrices, and lists
//! of neighbours, with any headers.
//!
//! A graph often is two files, `x.nodes.csv` and `x.edges.csv`. [`companions`] says how the other one would be called;
//! whoever holds the disk looks for it and hands both to [`read_files`].

mod compound;
mod csv_write;
mod delimited;
mod guess;
mod mapping;
mod matrix;
mod ods;
mod preview;
mod rows;
mod shares;
mod sheet;
mod workbook;
mod xlsx_write;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Task;
use crate::formats::foreign::{At, Draft, Report, Undeclared, archive, carry, decode};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
pub(super) use csv_write::write_edges;
pub use csv_write::{write_pair, write_rows};
use delimited::Delimited;
pub use mapping::{ColumnMapping, FindBy, Kind, Mapping, MappingError, Meaning, Rows, TableMapping};
pub use preview::{
    Census, PREVIEW_ROWS, Preview, Reading, TablePreview, census, meaning_of_header, parts, preview, reading, word_key,
};
use rows::{Names, Plan};
use sheet::{Cell, Row, Sheet};
pub(super) use xlsx_write::write as write_xlsx;

/// The key of CSV and its relatives.
pub const CSV: &str = "csv";
/// The key of workbooks.
pub const WORKBOOK: &str = "xlsx";

/// How much of a file is looked at to recognise it.
const HEAD_BYTES: usize = 16 << 10;
const HEAD_ROWS: usize = 50;

/// Words in names of files of entities, and the same for relationships.
const COMPANIONS: [(&str, &str); 10] = [
    ("nodes", "edges"),
    ("node", "edge"),
    ("nodes", "links"),
    ("entities", "relationships"),
    ("entities", "relations"),
    ("elements", "connections"),
    ("vertices", "edges"),
    ("actors", "relationships"),
    ("people", "relationships"),
    ("noeuds", "liens"),
];

/// The names that the other file of a pair may have, best first; empty when this name is of no pair.
#[must_use]
pub fn companions(name: &str) -> Vec<String> {
    let Some((stem, ending)) = name.rsplit_once('.') else { return Vec::new() };
    if !["csv", "tsv", "tab", "txt"].contains(&ending.to_ascii_lowercase().as_str()) {
        return Vec::new();
    }
    let lower = stem.to_ascii_lowercase();
    let mut found: Vec<String> = Vec::new();
    for (of_entities, of_relationships) in COMPANIONS {
        for (mine, other) in [(of_entities, of_relationships), (of_relationships, of_entities)] {
            let Some(at) = lower.rfind(mine).filter(|_| lower.len() == stem.len()) else { continue };
            let bounded = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            if !bounded(lower[..at].chars().next_back()) || !bounded(lower[at + mine.len()..].chars().next()) {
                continue;
            }
            let in_case = if stem[at..].starts_with(char::is_uppercase) {
                let mut letters = other.chars();
                letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
            } else {
                other.to_owned()
            };
            let name = format!("{}{in_case}{}.{ending}", &stem[..at], &stem[at + mine.len()..]);
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// Whether bytes look like a text file of cells: two columns or more with something in them, and no sentences.
pub(super) fn recognises_csv(bytes: &[u8]) -> Certainty {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.contains(&0) && !head.starts_with(b"\xFF\xFE") && !head.starts_with(b"\xFE\xFF") {
        return Certainty::No;
    }
    let first = head.iter().find(|b| !b.is_ascii_whitespace());
    if matches!(first, None | Some(b'{' | b'[' | b'<' | b'(' | b'@' | b'*')) {
        return Certainty::No;
    }
    let text = String::from_utf8_lossy(head);
    let Some(table) = Delimited::sniff(&text) else { return Certainty::No };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let read = table.rows(&crate::formats::Limits::default(), &Task::default(), |_, record| {
        rows.push(record.iter().map(str::to_owned).collect());
        rows.len() < HEAD_ROWS
    });
    if read.is_err() {
        return Certainty::No;
    }
    if head.len() < bytes.len() && rows.len() < HEAD_ROWS {
        // The last row was cut.
        rows.pop();
    }
    if rows.len() < 2 {
        return Certainty::No;
    }
    let same_width = rows.iter().all(|row| row.len() == rows[0].len());
    let is_table = if same_width { filled_columns(&rows) >= 2 } else { table.delimiter != b',' && are_lists(&rows) };
    if is_table && !are_sentences(&rows) { Certainty::Perhaps } else { Certainty::No }
}

/// Whether rows of different widths may be lists of neighbours: most have something in two cells or more.
fn are_lists(rows: &[Vec<String>]) -> bool {
    let several = |row: &&Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).nth(1).is_some();
    rows.iter().filter(several).count() * 4 >= rows.len() * 3
}

/// How many columns have something in them, of rows of the same width.
fn filled_columns(rows: &[Vec<String>]) -> usize {
    let is_filled = |column: &usize| rows.iter().any(|row| !row[*column].trim().is_empty());
    (0..rows[0].len()).filter(is_filled).count()
}

/// Whether rows are lines of prose: a blank behind each comma, and as many words between them as sentences have.
fn are_sentences(rows: &[Vec<String>]) -> bool {
    let behind = || rows.iter().flat_map(|row| &row[1..]).filter(|cell| !cell.trim().is_empty());
    let words: usize = rows.iter().flatten().map(|cell| cell.split_whitespace().count()).sum();
    let cells = rows.iter().flatten().filter(|cell| !cell.trim().is_empty()).count();
    behind().all(|cell| cell.starts_with(' ')) && words >= 2 * cells
}

/// Whether bytes are a workbook.
pub(super) fn recognises_workbook(bytes: &[u8]) -> Certainty {
    let is_compound = bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let is_ods = || archive::mentions(bytes, "application/vnd.oasis.opendocument.spreadsheet");
    let is_workbook = archive::has_member(bytes, |name| name.to_ascii_lowercase().starts_with("xl/workbook"))
        || is_ods() && archive::has_member(bytes, |name| name == "content.xml");
    if is_compound || is_workbook { Certainty::Sure } else { Certainty::No }
}

/// Reads one text file of cells.
///
/// # Errors
/// When it is no text, too large, or the task is cancelled.
pub(super) fn read_csv(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_files(&[("", bytes)], None, options, task)
}

/// Reads a workbook.
///
/// # Errors
/// When it is damaged, locked or too large, or the task is cancelled.
pub(super) fn read_workbook(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_files(&[("", bytes)], None, options, task)
}

/// Reads one or several files of tables as one graph, each with its name. What `mapping` does not say is guessed.
///
/// # Errors
/// When one of them is no table, damaged or too large, or the task is cancelled.
pub fn read_files(
    files: &[(&str, &[u8])],
    mapping: Option<&Mapping>,
    options: &ReadOptions,
    task: &Task,
) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let (texts, sheets) = tables_of(files, &mut draft.report, options, task)?;
    let format = if sheets.is_empty() { CSV } else { WORKBOOK };
    let tables = cut(&texts, sheets, mapping);
    read_tables(&mut draft, tables, mapping, options, task)?;
    let text = if texts.len() == 1 { texts[0].1.as_ref() } else { "" };
    draft.finish(format, text)
}

/// Text files with their names.
type Texts<'f> = Vec<(&'f str, Cow<'f, str>)>;

/// The texts of text files, and the sheets of workbooks.
fn tables_of<'f>(
    files: &[(&'f str, &'f [u8])],
    report: &mut Report,
    options: &ReadOptions,
    task: &Task,
) -> Result<(Texts<'f>, Vec<Sheet<'static>>), ReadError> {
    let (mut texts, mut sheets) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        if recognises_workbook(bytes) == Certainty::Sure {
            sheets.extend(workbook::sheets(bytes, &options.limits, task)?);
        } else {
            texts.push((*name, decode(bytes, None, report)?));
        }
    }
    Ok((texts, sheets))
}

/// The tables in texts and sheets, cut into cells as the mapping says.
fn cut<'t>(texts: &'t Texts<'_>, sheets: Vec<Sheet<'static>>, mapping: Option<&Mapping>) -> Vec<Table<'t>> {
    let sheets = sheets.into_iter().map(|sheet| Table { name: sheet.name.clone(), cells: Cells::Sheet(sheet) });
    let mut tables: Vec<Table<'t>> = sheets.collect();
    for (name, text) in texts {
        let told = mapping.and_then(|m| m.of_table(name)).and_then(|t| t.delimiter);
        let cells = match told.and_then(|d| u8::try_from(d).ok()) {
            Some(delimiter) => Delimited::with(text, delimiter),
            // One column is a list of entities.
            None => Delimited::sniff(text).unwrap_or_else(|| Delimited::with(text, b',')),
        };
        tables.push(Table { name: (*name).to_owned(), cells: Cells::Text(cells) });
    }
    tables
}

/// What the columns of a table are called: numbers where there is no header.
fn headers(head: &[Vec<Cell<'_>>], no_header: bool) -> Vec<String> {
    let width = head.iter().map(Vec::len).max().unwrap_or_default();
    match head.first() {
        Some(first) if !no_header => unlike(first),
        _ => (1..=width).map(|n| n.to_string()).collect(),
    }
}

/// Headers by which columns can be told: a second one of the same words has a number behind it.
fn unlike(first: &[Cell<'_>]) -> Vec<String> {
    let mut taken = FxHashSet::default();
    let tell = |cell: &Cell<'_>| match cell.text() {
        text if text.is_empty() => String::new(),
        text => carry::unused(&mut taken, &text),
    };
    first.iter().map(tell).collect()
}

/// A table before it is read.
struct Table<'t> {
    name: String,
    cells: Cells<'t>,
}

enum Cells<'t> {
    Text(Delimited<'t>),
    Sheet(Sheet<'static>),
}

impl Table<'_> {
    /// The first rows, and whether they are all.
    fn head(&self, options: &ReadOptions) -> Result<(Vec<Vec<Cell<'static>>>, bool), ReadError> {
        let most = guess::SAMPLE_ROWS + 1;
        let mut head = match &self.cells {
            Cells::Text(text) => text.head(most + 1, &options.limits)?,
            Cells::Sheet(sheet) => sheet.rows.iter().take(most + 1).map(|(_, cells)| cells.clone()).collect(),
        };
        let whole = head.len() <= most;
        head.truncate(most);
        Ok((head, whole))
    }

    /// Hands on all rows.
    fn each(
        &self,
        options: &ReadOptions,
        task: &Task,
        mut each: impl FnMut(u32, &[Cell<'_>]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        match &self.cells {
            Cells::Text(text) => each_row(*text, options, task, each),
            Cells::Sheet(sheet) => sheet.rows.iter().try_for_each(|(line, cells)| each(*line, cells)),
        }
    }
}

/// Hands on all rows of a text file.
fn each_row(
    text: Delimited<'_>,
    options: &ReadOptions,
    task: &Task,
    mut each: impl FnMut(u32, &[Cell<'_>]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut result = Ok(());
    text.rows(&options.limits, task, |line, record| {
        let cells: Vec<Cell<'_>> = record.iter().map(|cell| Cell::of(sheet::taken_back(cell))).collect();
        result = each(line, &cells);
        result.is_ok()
    })?;
    result
}

/// A table with what its columns mean.
struct Planned<'t> {
    table: Table<'t>,
    map: TableMapping,
    headers: Vec<String>,
    /// Whether a mapping says so, and not a guess.
    told: bool,
}

fn read_tables(
    draft: &mut Draft,
    tables: Vec<Table<'_>>,
    mapping: Option<&Mapping>,
    options: &ReadOptions,
    task: &Task,
) -> Result<(), ReadError> {
    let mut planned = Vec::new();
    for table in tables {
        let (head, whole) = table.head(options)?;
        let told = mapping.and_then(|m| m.of_table(&table.name));
        let map = told.cloned().unwrap_or_else(|| guess::guess(&head, whole));
        let headers = headers(&head, map.no_header);
        if told.is_none() {
            guess::tell_doubts(&map, &headers, &head, &mut draft.report);
        }
        if let Some(first) = head.first().filter(|_| !map.no_header) {
            for (cell, header) in first.iter().zip(&headers).filter(|(cell, header)| cell.text() != header.as_str()) {
                let what = "two columns have the same header";
                let which = format!("{:?}; the second is {header:?}", cell.text());
                draft.report.warning(At::Line(1), what, which, "read them as two");
            }
        }
        planned.push(Planned { table, map, headers, told: told.is_some() });
    }
    // Entities first, so that ends find them by name.
    planned.sort_by_key(|planned| planned.map.rows != Rows::Entities);
    if let Some(read) = shares::read(draft, &planned, options, task)? {
        draft.take(read);
        return Ok(());
    }
    let several = planned.len() > 1;
    let several_of_relationships = planned.iter().filter(|p| p.map.rows == Rows::Relationships).count() > 1;
    let mut names = Names::default();
    let mut known = Known::default();
    for planned in &planned {
        let Planned { table, map, headers, told } = planned;
        if map.rows == Rows::Relationships
            && several_of_relationships
            && !told
            && let Some(new) = known.held(table, map, headers, options, task)?
        {
            let which = match new {
                0 => format!("{:?}", table.name),
                _ => format!("{:?}, but for {new} rows", table.name),
            };
            let done = "left it out; name it in a mapping to read it as well";
            draft.report.warning(At::Nowhere, "a sheet repeats the relationships of another one", which, done);
            continue;
        }
        let name = if several { table.name.clone() } else { String::new() };
        let sheet = if several_of_relationships && !told { table.name.as_str() } else { "" };
        read_table(draft, planned, [name.as_str(), sheet], &mut names, options, task)?;
    }
    Ok(())
}

fn read_table(
    draft: &mut Draft,
    planned: &Planned<'_>,
    [name, sheet]: [&str; 2],
    names: &mut Names,
    options: &ReadOptions,
    task: &Task,
) -> Result<(), ReadError> {
    let Planned { table, map, headers, .. } = planned;
    if map.rows == Rows::Matrix {
        let mut rows: Vec<Row<'static>> = Vec::new();
        table.each(options, task, |line, cells| {
            rows.push((line, cells.iter().cloned().map(Cell::into_owned).collect()));
            Ok(())
        })?;
        return matrix::read(draft, map, &rows);
    }
    let mut plan = Plan::new(map, headers, name.to_owned());
    plan.sheet = sheet.to_owned();
    let mut is_header = !map.no_header;
    table.each(options, task, |line, cells| {
        if std::mem::take(&mut is_header) {
            return Ok(());
        }
        read_row(draft, &plan, map.rows, names, line, cells)
    })
}

fn read_row(
    draft: &mut Draft,
    plan: &Plan<'_>,
    rows: Rows,
    names: &mut Names,
    line: u32,
    cells: &[Cell<'_>],
) -> Result<(), ReadError> {
    match rows {
        Rows::Entities => plan.entity(draft, line, cells),
        Rows::Relationships => plan.relationship(draft, names, line, cells),
        Rows::Neighbours => plan.neighbours(draft, line, cells),
        Rows::Matrix | Rows::Nothing => Ok(()),
    }
}

/// Which rows were read, to know a sheet that is an extract of another: some of its rows, or some of its columns. Rows of
/// the same ends with another year or weight are others.
#[derive(Default)]
struct Known {
    rows: FxHashMap<Vec<(String, String)>, usize>,
}

impl Known {
    /// How many rows of the table are new, if at least three in four are among those before; else takes them in.
    fn held(
        &mut self,
        table: &Table<'_>,
        map: &TableMapping,
        headers: &[String],
        options: &ReadOptions,
        task: &Task,
    ) -> Result<Option<usize>, ReadError> {
        let mut mine: FxHashMap<Vec<(String, String)>, usize> = FxHashMap::default();
        let mut is_header = !map.no_header;
        table.each(options, task, |_, cells| {
            if !std::mem::take(&mut is_header) {
                // By headers, since an extract may have its columns in another order.
                let filled = headers.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
                let mut row: Vec<_> = filled.map(|(header, cell)| (header.clone(), cell.text().into_owned())).collect();
                row.sort();
                *mine.entry(row).or_default() += 1;
            }
            Ok(())
        })?;
        let rows: usize = mine.values().sum();
        // What is known, as far as the columns of this sheet tell it: an extract may leave columns out.
        let own: FxHashSet<&str> = headers.iter().map(String::as_str).collect();
        let mut told: FxHashMap<Vec<(String, String)>, usize> = FxHashMap::default();
        for (nth, (row, count)) in self.rows.iter().enumerate() {
            if nth.is_multiple_of(1024) {
                task.check()?;
            }
            let row: Vec<_> = row.iter().filter(|(header, _)| own.contains(header.as_str())).cloned().collect();
            *told.entry(row).or_default() += count;
        }
        let known: usize = mine.iter().map(|(row, count)| told.get(row).copied().unwrap_or_default().min(*count)).sum();
        if rows > 0 && known * 4 >= rows * 3 {
            return Ok(Some(rows - known));
        }
        for (row, count) in mine {
            *self.rows.entry(row).or_default() += count;
        }
        Ok(None)
    }
}

/// What would be read of files of tables without a mapping, as a mapping to change and use again.
///
/// # Errors
/// When one of them is no table, damaged or too large, or the task is cancelled.
pub fn guessed_mapping(files: &[(&str, &[u8])], options: &ReadOptions, task: &Task) -> Result<Mapping, ReadError> {
    let mut report = Report::default();
    let mut mapping = Mapping::default();
    for (name, bytes) in files {
        let mut add = |name: &str, table: &Table<'_>| -> Result<(), ReadError> {
            let (head, whole) = table.head(options)?;
            let mut guessed = guess::guess(&head, whole);
            guessed.sheet = name.to_owned();
            // Every header is there to be changed.
            for header in head.first().into_iter().flatten().map(|cell| cell.text().into_owned()) {
                if !guessed.no_header && !header.is_empty() {
                    guessed.columns.entry(header).or_default();
                }
            }
            mapping.tables.push(guessed);
            Ok(())
        };
        if recognises_workbook(bytes) == Certainty::Sure {
            for sheet in workbook::sheets(bytes, &options.limits, task)? {
                let name = sheet.name.clone();
                add(&name, &Table { name: name.clone(), cells: Cells::Sheet(sheet) })?;
            }
        } else {
            let text = decode(bytes, None, &mut report)?;
            let cells = Delimited::sniff(&text).unwrap_or_else(|| Delimited::with(&text, b','));
            let stem = name.rsplit_once('.').map_or(*name, |(stem, _)| stem);
            add(stem, &Table { name: stem.to_owned(), cells: Cells::Text(cells) })?;
        }
    }
    Ok(mapping)
}
