//! Adjacency matrices: a name in each row and column, and a weight where two meet.

use std::collections::BTreeSet;

use super::mapping::TableMapping;
use super::sheet::{Cell, Row};
use crate::formats::ReadError;
use crate::formats::foreign::{At, Column, Draft, NodeRef, values};

/// How many names of a row are compared with those of columns to recognise a matrix.
const NAMES: usize = 50;

/// Whether a table with these first rows is a matrix; `whole` says that they are all.
pub(super) fn is_matrix(rows: &[Vec<Cell<'_>>], whole: bool) -> bool {
    let Some(first) = rows.first() else { return false };
    let columns = first.len();
    let weights = |row: &[Cell<'_>]| row.iter().all(|cell| cell.is_empty() || weight(cell).is_some());
    // Numbers alone, as many rows as columns.
    if columns >= 2 && whole && rows.len() == columns && rows.iter().all(|row| row.len() == columns && weights(row)) {
        return true;
    }
    let body = &rows[1..];
    if columns < 3
        || body.is_empty()
        || !body.iter().all(|row| row.len() <= columns && weights(row.get(1..).unwrap_or_default()))
    {
        return false;
    }
    let names: BTreeSet<String> = first[1..].iter().map(|cell| cell.text().to_lowercase()).collect();
    let of_rows: Vec<String> =
        body.iter().take(NAMES).filter_map(|row| row.first()).map(|cell| cell.text().to_lowercase()).collect();
    let known = of_rows.iter().filter(|name| names.contains(*name)).count();
    // Two modes, such as people and clubs, have no names in common and look like any table of numbers.
    !of_rows.is_empty() && known * 10 >= of_rows.len() * 8
}

/// The weight in a cell; words such as `x` mean that there is one of weight 1.
fn weight(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => values::number(text).or_else(|| text.eq_ignore_ascii_case("x").then_some(1.0)),
        Cell::Flag(flag) => Some(f64::from(u8::from(*flag))),
        Cell::Empty | Cell::Date(_) => None,
    }
}

/// Reads all rows of a matrix. One that is equal to its mirror image has relationships without direction.
pub(super) fn read(draft: &mut Draft, mapping: &TableMapping, rows: &[Row<'_>]) -> Result<(), ReadError> {
    let Some((head_line, head)) = rows.first() else { return Ok(()) };
    let at = At::Line(*head_line);
    let skip = usize::from(!mapping.no_header);
    let mut columns: Vec<NodeRef> = Vec::new();
    for (number, cell) in head.iter().enumerate().skip(skip) {
        let key = match (mapping.no_header, cell.is_empty()) {
            (false, false) => cell.text().into_owned(),
            _ => (number + 1 - skip).to_string(),
        };
        columns.push(draft.node_again(&key, at)?);
    }
    let body = &rows[skip..];
    let mut owners = Vec::new();
    for (number, (line, cells)) in body.iter().enumerate() {
        let key = cells.first().filter(|_| !mapping.no_header).map(Cell::text).unwrap_or_default();
        let key = if key.is_empty() { (number + 1).to_string() } else { key.into_owned() };
        owners.push(draft.node_again(&key, At::Line(*line))?);
    }
    let value = |row: usize, column: usize| -> Option<f64> {
        let (_, cells) = body.get(row)?;
        weight(cells.get(column + skip)?).filter(|w| *w != 0.0 && w.is_finite())
    };
    // Most cells of a large matrix are not there: only those of its rows are looked at, not all that could be.
    let width = |row: usize| body.get(row).map_or(0, |(_, cells)| cells.len().saturating_sub(skip)).min(columns.len());
    let filled = |row: usize| (0..width(row)).filter_map(move |column| Some((column, value(row, column)?)));
    let square = owners == columns;
    let is_mirrored = |row: usize| filled(row).all(|(column, number)| value(column, row) == Some(number));
    let mirrored = square && (0..owners.len()).all(is_mirrored);
    let weight = Column::of_edge("weight");
    for (row, (line, _)) in body.iter().enumerate() {
        for (column, number) in filled(row).filter(|(column, _)| !mirrored || *column >= row) {
            let edge = draft.edge(None, owners[row], columns[column], Some(!mirrored && !mapping.undirected))?;
            if number != 1.0 {
                draft.set_edge(edge, &weight, number, At::Line(*line));
            }
        }
    }
    if mirrored {
        draft.report.note(
            At::Nowhere,
            "the matrix is equal to its mirror image",
            "",
            "gave its relationships no direction",
        );
    }
    Ok(())
}
