//! Blocks of cells as spreadsheet programs put them into the clipboard: tabs between cells, a line a row, and quotes
//! around cells that hold either.

use super::list::unquoted;

/// Writes rows of cells.
#[must_use]
pub fn write_block(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push('\t');
            }
            if cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(cell);
            }
        }
        out.push('\n');
    }
    out
}

/// Reads rows of cells, each as wide as it is. An empty text has none.
#[must_use]
pub fn read_block(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (cell, after) = match rest.strip_prefix('"').map(unquoted) {
            // A quote that ends within the cell is a part of its words, as in `"Big" Kim`.
            Some((inside, after)) if after.is_empty() || after.starts_with(['\t', '\n', '\r']) => (inside, after),
            _ => {
                let end = rest.find(['\t', '\n', '\r']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        row.push(cell);
        rest = if let Some(after) = after.strip_prefix('\t') {
            if after.is_empty() {
                row.push(String::new());
            }
            after
        } else {
            rows.push(std::mem::take(&mut row));
            after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after)
        };
        // A tab right before the end of a line leaves an empty cell behind it.
        if !row.is_empty() && rest.starts_with(['\n', '\r']) {
            row.push(String::new());
            rows.push(std::mem::take(&mut row));
            rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}
