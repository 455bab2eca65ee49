//! Tables as rows of cells, whatever file they come from.

use std::borrow::Cow;

use crate::base::PartialDate;

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell<'t> {
    /// Nothing, or blanks.
    #[default]
    Empty,
    /// Words, without blanks at their ends; never empty.
    Text(Cow<'t, str>),
    /// A number of a spreadsheet; finite.
    Number(f64),
    /// A truth value of a spreadsheet.
    Flag(bool),
    /// A day of a spreadsheet.
    Date(PartialDate),
}

impl<'t> Cell<'t> {
    /// A cell of these words.
    pub fn of(text: impl Into<Cow<'t, str>>) -> Self {
        match text.into() {
            Cow::Borrowed(text) => match text.trim() {
                "" => Self::Empty,
                text => Self::Text(Cow::Borrowed(text)),
            },
            Cow::Owned(text) => match text.trim() {
                "" => Self::Empty,
                trimmed if trimmed.len() == text.len() => Self::Text(Cow::Owned(text)),
                trimmed => Self::Text(Cow::Owned(trimmed.to_owned())),
            },
        }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// What stands in it, as words; whole numbers without a point.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Date(date) => Cow::Owned(date.to_string()),
        }
    }

    /// The same cell with its own words.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Cell::Number(number),
            Self::Flag(flag) => Cell::Flag(flag),
            Self::Date(date) => Cell::Date(date),
        }
    }
}

/// A row and the line (or row of the sheet) in which it begins, from 1.
pub(super) type Row<'t> = (u32, Vec<Cell<'t>>);

/// A sheet of a workbook, or a text file.
#[derive(Debug, Clone)]
pub(super) struct Sheet<'t> {
    /// Its name; empty for a text file.
    pub name: String,
    /// Its rows that are not blank.
    pub rows: Vec<Row<'t>>,
}

/// Whether a spreadsheet program could take a text for a formula, by the character that it begins with.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text for a cell of a text file that no spreadsheet program takes for a formula: with an apostrophe before it where
/// it begins like one and is no number. [`taken_back`] takes it away again.
pub(super) fn made_safe(text: &str) -> Cow<'_, str> {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    let has_apostrophe =
        text.strip_prefix('\'').is_some_and(|rest| begins_like_a_formula(rest) || rest.starts_with('\''));
    if (begins_like_a_formula(text) && !is_number) || has_apostrophe {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text without the apostrophe that keeps it from being taken for a formula.
pub(super) fn taken_back(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) || rest.starts_with('\'') => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_a_formula_and_all_come_back() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5", "-5"),
            ("+49 30", "'+49 30"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(made_safe(text), safe);
            assert_eq!(taken_back(safe), text);
        }
    }
}
