//! The rows of the tables: found at once for small graphs and on a thread for large ones, and written as CSV.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, OpenDocument, Session, disk};
use crate::analysis::table::{Field, Query, Rows, record};
use crate::base::{Cancelled, Task};
use crate::formats::table::write_rows;

/// With so many records it takes longer than a part of a frame.
const MANY: usize = 20_000;

/// The rows that were found last.
#[derive(Default)]
pub(super) struct Tabled {
    rows: Option<(u64, Arc<Rows>)>,
    /// What is being found, and what stops it.
    under_way: Option<(Query, Task)>,
}

impl Tabled {
    /// Rows that were being found, where that no longer runs, are not found.
    pub(super) fn give_up(&mut self, runs: impl Fn(&Task) -> bool) {
        self.under_way.take_if(|(_, task)| !runs(task));
    }
}

/// A table that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct TableExport {
    /// Whose.
    pub document: DocumentKey,
    /// Its rows.
    pub rows: Arc<Rows>,
    /// Its columns: what they show and how they are titled.
    pub columns: Vec<(Field, String)>,
}

impl TableExport {
    fn write(&self, graph: &crate::model::Graph, path: &Path, task: &Task) -> Result<(), String> {
        let titles = self.columns.iter().map(|(_, title)| title.clone());
        let rows = self
            .rows
            .ids
            .iter()
            .filter_map(|id| record(graph, id))
            .map(|record| self.columns.iter().map(|(field, _)| record.text(graph, field).into_owned()).collect());
        let bytes = write_rows(titles, rows, task).map_err(|Cancelled| String::new())?;
        disk::save(path, &bytes).map(|_| ()).map_err(|error| error.to_string())
    }
}

impl Session {
    /// Finds the rows of a table of the active document. What is under way for another question gives way.
    pub(super) fn tabulate(&mut self, query: Query) {
        let Some(open) = self.active_mut() else { return };
        let (revision, key) = (open.revision(), open.key());
        if open.tabled.under_way.as_ref().is_some_and(|(wanted, _)| *wanted == query) {
            return;
        }
        if let Some((_, task)) = open.tabled.under_way.take() {
            task.cancel();
        }
        let graph = Arc::clone(open.graph());
        if query.kind.count(&graph) <= MANY {
            if let Ok(rows) = query.rows(&graph, &Task::default()) {
                open.tabled.rows = Some((revision, Arc::new(rows)));
            }
            return;
        }
        let wanted = query.clone();
        let task = self.jobs.start("Sorting the table".into(), Stop::AtAnyTime, move |task| {
            let rows = query.rows(&graph, task);
            finish(move |session| {
                if let Some(open) = session.document_mut(key)
                    && open.tabled.under_way.as_ref().is_some_and(|(wanted, _)| *wanted == query)
                {
                    open.tabled.under_way = None;
                    if let Ok(rows) = rows {
                        open.tabled.rows = Some((revision, Arc::new(rows)));
                    }
                }
            })
        });
        if let Some(open) = self.document_mut(key) {
            open.tabled.under_way = Some((wanted, task));
        }
    }

    /// Writes a table as CSV.
    pub(super) fn export_table(&mut self, table: TableExport, path: PathBuf) {
        let Some(open) = self.document(table.document) else { return };
        let graph = Arc::clone(open.graph());
        let count = table.rows.ids.len();
        self.jobs.start(format!("Writing {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let written = table.write(&graph, &path, task);
            let is_cancelled = task.is_cancelled();
            finish(move |session| match written {
                Ok(()) => {
                    let rows = if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
                    let title = format!("{} written", file_name(&path));
                    session.notify(Gravity::Done, title, format!("It holds {rows}."), Vec::new());
                }
                Err(_) if is_cancelled => {}
                Err(why) => {
                    let title = format!("{} was not written", file_name(&path));
                    session.notify(Gravity::Failure, title, why, Vec::new());
                }
            })
        });
    }
}

impl OpenDocument {
    /// The rows of the table that was asked for last, and the revision that they were found at.
    #[must_use]
    pub fn rows(&self) -> Option<(u64, &Arc<Rows>)> {
        self.tabled.rows.as_ref().map(|(revision, rows)| (*revision, rows))
    }

    /// Whether the rows of a table are being found.
    #[must_use]
    pub fn is_tabulating(&self) -> bool {
        self.tabled.under_way.is_some()
    }
}
