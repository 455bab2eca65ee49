//! Work on many cells of a table: at once for a few, on a thread over a snapshot for many.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::file::finish;
use super::job::Stop;
use super::pasting::Pasting;
use super::{Command, DocumentKey, Gravity, Request, Session};
use crate::analysis::table::{
    CellChange, Field, Hit, Pasted, Problem, RowId, Rows, TableKind, change_many, record, write_block,
};
use crate::base::{Cancelled, IdMint, Task};
use crate::edit::{Merging, Selection, Transaction};
use crate::model::Graph;

/// With so many cells it takes longer than a part of a frame.
const MANY: usize = 20_000;
/// After how many rows the work looks whether it was cancelled.
const ROWS_PER_CHECK: usize = 1024;
/// More cells than this that were not taken are counted and not listed.
const LISTED: usize = 200;

/// Some rows of a table, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum SomeRows {
    /// Those next to each other.
    Range(Arc<Rows>, Range<usize>),
    /// Those that are checked: selected, or of records that are never selected, named one by one.
    Checked(Arc<Rows>, Selection, BTreeSet<RowId>),
    /// Those named, in any order.
    Named(Vec<RowId>),
}

impl SomeRows {
    fn each(&self) -> Box<dyn Iterator<Item = &RowId> + '_> {
        match self {
            Self::Range(rows, range) => Box::new(rows.ids[range.clone()].iter()),
            Self::Checked(rows, selection, checked) => Box::new(rows.ids.iter().filter(move |row| match row {
                RowId::Entity(id) => selection.entities.contains(id),
                RowId::Relationship(id) => selection.relationships.contains(id),
                RowId::Evidence(_) | RowId::Source(_) => checked.contains(row),
            })),
            Self::Named(rows) => Box::new(rows.iter()),
        }
    }

    /// At most how many there are.
    fn most(&self) -> usize {
        match self {
            Self::Range(_, range) => range.len(),
            Self::Checked(_, selection, checked) => {
                selection.entities.len() + selection.relationships.len() + checked.len()
            }
            Self::Named(rows) => rows.len(),
        }
    }
}

/// What is to be done with the cells of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum CellWork {
    /// Puts their texts into the clipboard, as spreadsheet programs read them.
    Copy {
        /// Of which rows.
        rows: SomeRows,
        /// Of which columns, with their titles.
        columns: Vec<(Field, String)>,
        /// With a row of titles over them.
        titled: bool,
    },
    /// Puts one text into each of some columns, in all rows.
    Put {
        /// Of which rows.
        rows: SomeRows,
        /// What goes into which column.
        texts: Vec<(Field, String)>,
        /// What undo calls it.
        label: String,
    },
    /// Works out what a block does, and asks the window to go on with it.
    Paste(Box<Pasting>),
    /// Replaces what was found.
    Replace {
        /// The cells in which it was found.
        hits: Vec<Hit>,
        /// The places among them of those that are to stay as they are.
        left: BTreeSet<usize>,
        /// What undo calls it.
        label: String,
    },
}

/// What came of it.
enum Outcome {
    Text(String),
    Step(Transaction, Vec<Problem>),
    Pasted(TableKind, Pasted),
}

impl CellWork {
    fn cells(&self) -> usize {
        match self {
            Self::Copy { rows, columns, .. } => rows.most() * columns.len(),
            Self::Put { rows, texts, .. } => rows.most() * texts.len(),
            Self::Paste(pasting) => pasting.cells(),
            Self::Replace { hits, .. } => hits.len(),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Copy { .. } => "Copying cells",
            Self::Paste(_) => "Reading the pasted cells",
            Self::Put { .. } | Self::Replace { .. } => "Changing cells",
        }
    }

    fn carry_out(self, graph: &Graph, mint: &mut IdMint, task: &Task) -> Result<Outcome, Cancelled> {
        match self {
            Self::Paste(pasting) => {
                pasting.work_out(graph, mint, task).map(|pasted| Outcome::Pasted(pasting.kind, pasted))
            }
            Self::Copy { rows, columns, titled } => copy(graph, &rows, &columns, titled, task).map(Outcome::Text),
            Self::Put { rows, texts, label } => {
                let change = |row: &RowId, (field, text): &(Field, String)| CellChange {
                    row: row.clone(),
                    field: field.clone(),
                    text: text.clone(),
                };
                let changes = rows.each().flat_map(|row| texts.iter().map(move |text| change(row, text)));
                change_many(graph, changes, &label, task).map(|(step, problems)| Outcome::Step(step, problems))
            }
            Self::Replace { hits, left, label } => {
                let chosen = hits.into_iter().enumerate().filter(|(at, _)| !left.contains(at));
                let changes = chosen.map(|(_, hit)| hit.change);
                change_many(graph, changes, &label, task).map(|(step, problems)| Outcome::Step(step, problems))
            }
        }
    }
}

fn copy(
    graph: &Graph,
    rows: &SomeRows,
    columns: &[(Field, String)],
    titled: bool,
    task: &Task,
) -> Result<String, Cancelled> {
    let titles = || columns.iter().map(|(_, title)| title.clone()).collect();
    let mut block: Vec<Vec<String>> = if titled { vec![titles()] } else { Vec::new() };
    for (index, row) in rows.each().enumerate() {
        if index.is_multiple_of(ROWS_PER_CHECK) {
            task.check()?;
        }
        if let Some(record) = record(graph, row) {
            block.push(columns.iter().map(|(field, _)| record.text(graph, field).into_owned()).collect());
        }
    }
    task.check()?;
    // One cell is its text, as it would be typed.
    Ok(match block.as_slice() {
        [row] if row.len() == 1 && !titled => row[0].clone(),
        block => write_block(block),
    })
}

impl Session {
    /// Does something with cells of the active document.
    pub(super) fn work_on_cells(&mut self, work: CellWork) {
        let Some(open) = self.active() else { return };
        let (graph, key, revision) = (Arc::clone(open.graph()), open.key(), open.revision());
        let mut mint = self.mint.fork();
        if work.cells() <= MANY {
            if let Ok(outcome) = work.carry_out(&graph, &mut mint, &Task::default()) {
                self.end_work_on_cells(key, revision, outcome);
            }
            return;
        }
        self.jobs.start(work.title().into(), Stop::AtAnyTime, move |task| {
            let outcome = work.carry_out(&graph, &mut mint, task);
            let task = task.clone();
            finish(move |session| {
                if let Ok(outcome) = outcome
                    && !task.is_cancelled()
                {
                    session.end_work_on_cells(key, revision, outcome);
                }
            })
        });
    }

    fn end_work_on_cells(&mut self, key: DocumentKey, revision: u64, outcome: Outcome) {
        let (step, problems) = match outcome {
            Outcome::Text(text) => return self.ask(Request::CopyText(text)),
            Outcome::Pasted(kind, pasted) => {
                return self.ask(Request::GoOnPasting { document: key, revision, kind, pasted: Box::new(pasted) });
            }
            Outcome::Step(step, problems) => (step, problems),
        };
        let Some(open) = self.document_mut(key) else { return };
        if open.revision() != revision {
            let text = "The graph changed while the cells were worked out. Nothing was changed; do it again.";
            return self.notify(Gravity::Warning, "Cells not changed", text, Vec::new());
        }
        let graph = Arc::clone(open.graph());
        if let Err(error) = open.apply(step, Merging::Never, None) {
            let text = format!("{error}. Nothing was changed.");
            return self.notify(Gravity::Failure, "Cells not changed", text, Vec::new());
        }
        if problems.is_empty() {
            return;
        }
        let line = |problem: &Problem| {
            let title = record(&graph, &problem.change.row).map_or_else(String::new, |record| record.title(&graph));
            format!("{title}: “{}” — {}", problem.change.text, problem.why)
        };
        let mut lines: Vec<String> = problems.iter().take(LISTED).map(line).collect();
        if problems.len() > LISTED {
            lines.push(format!("and {} more", problems.len() - LISTED));
        }
        let title = match problems.len() {
            1 => "1 cell was left as it was".to_owned(),
            several => format!("{several} cells were left as they were"),
        };
        let text = "What they would have become cannot stand in their columns.";
        let show = Command::ShowRemarks { title: title.clone(), lines };
        self.notify(Gravity::Warning, title, text, vec![("Show them".to_owned(), show)]);
    }
}
