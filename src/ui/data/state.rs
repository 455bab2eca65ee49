//! What the Data workspace remembers of a document while it is open: for each table its sorting, filters, columns,
//! focus cell and place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::editor::Editing;
use super::filters::filter_of;
use super::groups::Lines;
use super::paste::Preview;
use super::replace::Replacing;
use crate::analysis::table::{Column, Field, Pasted, Query, RowId, Rows, Sort, TableKind};
use crate::edit::Selection;
use crate::session::OpenDocument;
use crate::ui::marks;
use crate::ui::status::TableWords;

/// What the workspace remembers of a document.
#[derive(Default)]
pub(in crate::ui) struct DataState {
    pub(super) kind: TableKind,
    tables: [TableState; 4],
    pub(super) dialog: Option<Open>,
    /// What is to be gone on with when the workspace is shown next.
    pub(super) worked_out: Option<WorkedOut>,
    /// What was selected in the last frame.
    pub(super) selection: Selection,
    /// The grid has had the keyboard once.
    pub(super) began: bool,
}

/// A paste that was worked out, and for which revision of the graph.
pub(super) struct WorkedOut {
    pub revision: u64,
    pub kind: TableKind,
    pub pasted: Pasted,
}

/// A question over the table.
pub(super) enum Open {
    /// What a paste would do.
    Paste(Preview),
    /// Find and replace.
    Replace(Box<Replacing>),
}

/// A cell, by its record and column.
pub(super) type CellAt = (RowId, Field);

/// One table.
#[derive(Default)]
pub(super) struct TableState {
    /// The columns that it is sorted by.
    pub sort: Vec<Sort>,
    /// The column that puts rows together.
    pub group: Option<Field>,
    /// The groups that are folded, by title, and how often that changed.
    pub folded: BTreeSet<String>,
    pub folds: u64,
    /// The lines of the rows that they were worked out for.
    pub lines: Option<((usize, usize, u64), Arc<Lines>)>,
    /// What stands in the filter row.
    pub filters: BTreeMap<Field, String>,
    /// The columns that are shown, in order; those shown at first while it is `None`.
    pub order: Option<Vec<Field>>,
    pub widths: BTreeMap<Field, f32>,
    /// The cell that has the keyboard.
    pub focus: Option<CellAt>,
    /// The other corner of the range, when there is one.
    pub anchor: Option<CellAt>,
    /// The first row in sight, in rows, with its fraction.
    pub top: f64,
    /// How far it is pushed to the left, in points.
    pub left: f32,
    /// Rows that have just been added, and stand at the end until they are left.
    pub fresh: Vec<RowId>,
    /// The row whose cells were edited since it was entered: it stays where it is until it is left.
    pub held: Option<RowId>,
    /// The checked rows of a table whose records the session does not select.
    pub checked: BTreeSet<RowId>,
    pub editing: Option<Editing>,
    /// What was asked for last, and at which revision.
    pub asked: Option<(u64, Query)>,
    /// The rows with the revision for which they were asked.
    pub rows: Option<Arc<Rows>>,
    /// The places of the rows that were sought last, each with the rows that it was sought in.
    sought: Vec<(RowId, usize, usize)>,
    /// Bring the focus cell into sight.
    pub reveal: bool,
    /// The column that is dragged by its title.
    pub dragged: Option<Field>,
    /// The row that Shift extends checking from.
    pub last_checked: Option<usize>,
    pub bar_width: f32,
}

impl DataState {
    pub(super) fn table(&mut self) -> &mut TableState {
        &mut self.tables[self.kind as usize]
    }

    pub(super) fn table_ref(&self) -> &TableState {
        &self.tables[self.kind as usize]
    }

    /// Whether a dialog of the workspace has the keys.
    pub(in crate::ui) fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }

    /// Takes over what a paste would do.
    pub(in crate::ui) fn go_on_pasting(&mut self, revision: u64, kind: TableKind, pasted: Pasted) {
        self.worked_out = Some(WorkedOut { revision, kind, pasted });
    }

    /// Opens find and replace.
    pub(in crate::ui) fn begin_replace(&mut self) {
        self.dialog = Some(Open::Replace(Box::default()));
    }

    /// What the bar at the bottom says.
    pub(in crate::ui) fn status(&self, open: &OpenDocument) -> TableWords {
        let table = self.table_ref();
        let (one, many) = self.kind.words();
        let Some(rows) = table.rows.as_ref() else { return TableWords::default() };
        let mut parts = vec![marks::count(rows.ids.len(), one, many)];
        if !table.sort.is_empty() {
            let words: Vec<String> = table.sort.iter().map(|sort| sort_words(sort, &rows.columns)).collect();
            let late = if table.held.is_some() { ", as before your last edits" } else { "" };
            parts.push(format!("sorted by {}{late}", words.join(", then ")));
        }
        if let Some(column) = table.group.as_ref().and_then(|field| rows.columns.iter().find(|c| c.field == *field)) {
            parts.push(format!(
                "{} by {}",
                marks::count(rows.groups.len(), "group", "groups"),
                column.title.to_lowercase()
            ));
        }
        let selected = match self.checked_count(open) {
            0 => String::new(),
            count => format!("{} selected", marks::thousands(count)),
        };
        let hidden = rows.total.saturating_sub(rows.ids.len());
        TableWords { parts, selected, hidden: format!("{} hidden by the filter", marks::count(hidden, "row", "rows")) }
    }

    /// How many rows are checked.
    pub(super) fn checked_count(&self, open: &OpenDocument) -> usize {
        match self.kind {
            TableKind::Entities => open.selection().entities.len(),
            TableKind::Relationships => open.selection().relationships.len(),
            TableKind::Evidence | TableKind::Sources => self.table_ref().checked.len(),
        }
    }
}

/// `valid from, newest first`.
pub(super) fn sort_words(sort: &Sort, columns: &[Column]) -> String {
    use crate::analysis::table::Holds;
    let Some(column) = columns.iter().find(|column| column.field == sort.field) else { return String::new() };
    let (up, down) = match &column.holds {
        Holds::Start | Holds::Stop | Holds::Date | Holds::Time => ("oldest first", "newest first"),
        Holds::Number | Holds::Count | Holds::Counts => ("lowest first", "highest first"),
        Holds::Choice { .. } | Holds::Level | Holds::Grade => ("first first", "last first"),
        _ => ("A to Z", "Z to A"),
    };
    let words = match (&sort.field, sort.descending) {
        (Field::Likelihood, false) => "least likely first",
        (Field::Likelihood, true) => "most likely first",
        (Field::Confidence, false) => "lowest first",
        (Field::Confidence, true) => "highest first",
        (Field::Grade | Field::Reliability | Field::Credibility, false) => "best first",
        (Field::Grade | Field::Reliability | Field::Credibility, true) => "worst first",
        (_, false) => up,
        (_, true) => down,
    };
    let is_plain = matches!(words, "first first" | "last first");
    if is_plain { column.title.to_lowercase() } else { format!("{}, {words}", column.title.to_lowercase()) }
}

impl TableState {
    /// The columns that are shown, in order.
    pub fn shown<'c>(&self, columns: &'c [Column]) -> Vec<&'c Column> {
        match &self.order {
            None => columns.iter().filter(|column| column.shown).collect(),
            Some(order) => {
                order.iter().filter_map(|field| columns.iter().find(|column| column.field == *field)).collect()
            }
        }
    }

    /// The order of the columns as something to change.
    pub fn order_mut(&mut self, columns: &[Column]) -> &mut Vec<Field> {
        let at_first = || columns.iter().filter(|column| column.shown).map(|column| column.field.clone()).collect();
        self.order.get_or_insert_with(at_first)
    }

    pub fn width(&self, column: &Column) -> f32 {
        self.widths.get(&column.field).copied().unwrap_or(column.width)
    }

    /// What is wanted of the table now.
    pub fn query(&self, kind: TableKind, columns: &[Column]) -> Query {
        let filters = self.filters.iter().filter_map(|(field, text)| {
            let column = columns.iter().find(|column| column.field == *field)?;
            Some((field.clone(), filter_of(column, text).ok()??))
        });
        Query {
            kind,
            sort: self.sort.clone(),
            filters: filters.collect(),
            group: self.group.clone(),
            fresh: self.fresh.clone(),
        }
    }

    /// Sorts by a column, or the other way round. With `add`, behind those that it is sorted by.
    pub fn sort_by(&mut self, field: &Field, add: bool) {
        let known = self.sort.iter().position(|sort| sort.field == *field);
        match known {
            Some(at) if add || self.sort.len() == 1 => {
                if self.sort[at].descending {
                    // The third press takes it away.
                    self.sort.remove(at);
                } else {
                    self.sort[at].descending = true;
                }
            }
            _ => {
                if !add {
                    self.sort.clear();
                }
                self.sort.push(Sort { field: field.clone(), descending: false });
            }
        }
        self.held = None;
    }

    /// The place of a row among those shown.
    pub fn index_of(&mut self, row: &RowId) -> Option<usize> {
        let rows = self.rows.as_ref()?;
        let stamp = Arc::as_ptr(rows) as usize;
        if let Some((_, _, at)) = self.sought.iter().find(|(known, of, _)| known == row && *of == stamp) {
            return Some(*at);
        }
        let at = rows.ids.iter().position(|id| id == row)?;
        // Both corners of a range are sought in every frame.
        self.sought.truncate(3);
        self.sought.insert(0, (row.clone(), stamp, at));
        Some(at)
    }

    /// The range of the focus cell and its other corner: rows and columns, both ends included.
    pub fn range(&mut self, shown: &[&Column]) -> Option<((usize, usize), (usize, usize))> {
        let (row, field) = self.focus.clone()?;
        let at_row = self.index_of(&row)?;
        let at_column = shown.iter().position(|column| column.field == field)?;
        let other = self.anchor.clone().and_then(|(row, field)| {
            let column = shown.iter().position(|column| column.field == field)?;
            Some((self.index_of(&row)?, column))
        });
        let (row, column) = other.unwrap_or((at_row, at_column));
        Some(((at_row.min(row), at_row.max(row)), (at_column.min(column), at_column.max(column))))
    }
}
