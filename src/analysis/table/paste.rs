//! A block of cells over a table: which cells change, which rows are new, and what cannot be taken.

use super::write::{Drafts, put_source};
use super::{CellChange, Column, Field, RowId, TableKind};
use crate::base::{Cancelled, EntityTypeId, IdMint, Point, Task, ViewId, fold};
use crate::edit::{Edit, Swap, Transaction, intent};
use crate::model::{Entity, Graph, Relationship, Source};

/// Where a block goes.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The table.
    pub kind: TableKind,
    /// Its rows in order, from the one in which the block begins.
    pub rows: &'a [RowId],
    /// Its columns in order, from the one in which the block begins.
    pub columns: &'a [&'a Column],
    /// All of its columns that are shown, by which a block with titles over it is told.
    pub titled: &'a [&'a Column],
    /// How many rows and columns are to be filled when the block is one cell.
    pub fill: (usize, usize),
    /// The type of new entities that name none.
    pub usual: Option<&'a EntityTypeId>,
    /// The view in which new entities stand, and the place of the first.
    pub view: Option<(&'a ViewId, Point)>,
}

/// A cell of a block that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasteProblem {
    /// The row of the block, from 1.
    pub row: usize,
    /// The title of the column.
    pub column: String,
    /// Why, as a sentence.
    pub why: String,
}

/// What a block does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pasted {
    /// The one step.
    pub transaction: Transaction,
    /// How many cells of rows that exist get another text.
    pub cells: usize,
    /// The new rows.
    pub added: Vec<RowId>,
    /// What was not taken.
    pub problems: Vec<PasteProblem>,
}

/// After how many rows the work looks whether it was cancelled.
const ROWS_PER_CHECK: usize = 1024;
/// How far apart new entities stand, in world units.
const APART: f32 = 120.0;

/// Works out what a block of cells does. Cells beyond the last column are left out; rows beyond the last row are new.
///
/// # Errors
/// When the task is cancelled.
pub fn paste(
    graph: &Graph,
    block: &[Vec<String>],
    at: At<'_>,
    mint: &mut IdMint,
    task: &Task,
) -> Result<Pasted, Cancelled> {
    let mut columns: Vec<Option<&Column>> = at.columns.iter().copied().map(Some).collect();
    let mut first = 1;
    let filled;
    let block = match block {
        [row] if row.len() == 1 => {
            filled = vec![vec![row[0].clone(); at.fill.1.max(1)]; at.fill.0.max(1)];
            &filled
        }
        [head, rest @ ..] => match by_titles(head, at.titled) {
            Some(named) => {
                (columns, first) = (named, 2);
                rest
            }
            None => block,
        },
        [] => block,
    };
    let mut pasting = Pasting { graph, at, columns, drafts: Drafts::new(graph), pasted: Pasted::default() };
    let mut added = Vec::new();
    for (index, cells) in block.iter().enumerate() {
        if index.is_multiple_of(ROWS_PER_CHECK) {
            task.check()?;
        }
        match at.rows.get(index) {
            Some(row) => pasting.over(row, first + index, cells),
            None if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            None => added.extend(pasting.new_row(first + index, cells, mint)),
        }
    }
    let Pasting { drafts, mut pasted, .. } = pasting;
    pasted.transaction = drafts.finish("paste cells");
    pasted.transaction.edits.extend(added);
    Ok(pasted)
}

/// The columns that a row of titles names, if it is one.
fn by_titles<'a>(head: &[String], titled: &[&'a Column]) -> Option<Vec<Option<&'a Column>>> {
    let named = head.iter().map(|title| {
        let title = fold(title);
        let column = titled.iter().copied().find(|column| fold(&column.title) == title);
        if title.is_empty() || title == "#" { Some(None) } else { column.map(Some) }
    });
    named.collect::<Option<Vec<_>>>().filter(|named| named.iter().any(Option::is_some))
}

/// A block on its way into a table.
struct Pasting<'g, 'a> {
    graph: &'g Graph,
    at: At<'a>,
    columns: Vec<Option<&'a Column>>,
    drafts: Drafts<'g>,
    pasted: Pasted,
}

impl Pasting<'_, '_> {
    fn problem(&mut self, row: usize, column: &str, why: impl Into<String>) {
        self.pasted.problems.push(PasteProblem { row, column: column.to_owned(), why: why.into() });
    }

    /// Puts cells over those of a row that exists.
    fn over(&mut self, row: &RowId, number: usize, cells: &[String]) {
        let mut late = Vec::new();
        for (column, text) in self.columns.clone().into_iter().zip(cells) {
            let Some(column) = column else { continue };
            let known =
                super::record(self.graph, row).map(|record| record.text(self.graph, &column.field).into_owned());
            if known.as_deref() == Some(text.as_str()) {
                continue;
            }
            if !column.editable {
                self.problem(number, &column.title, "This column cannot be edited.");
                continue;
            }
            let change = CellChange { row: row.clone(), field: column.field.clone(), text: text.clone() };
            match self.drafts.put(&change) {
                Ok(()) => self.pasted.cells += 1,
                // The start of a time may have to wait for its end.
                Err(_) => late.push((column, change)),
            }
        }
        for (column, change) in late {
            match self.drafts.put(&change) {
                Ok(()) => self.pasted.cells += 1,
                Err(why) => self.problem(number, &column.title, why),
            }
        }
    }

    /// Makes a record of a row beyond the last one.
    fn new_row(&mut self, number: usize, cells: &[String], mint: &mut IdMint) -> Vec<Edit> {
        let filled = self.columns.clone().into_iter().zip(cells).filter(|(_, text)| !text.trim().is_empty());
        let mut cells: Vec<(&Column, &str)> = filled
            .filter_map(|(column, text)| Some((column?, text.trim())))
            .filter(|(column, _)| column.editable)
            .collect();
        // A type says which properties there are.
        cells.sort_by_key(|(column, _)| column.field != Field::Type);
        let cell =
            |field: &Field| cells.iter().find(|(column, _)| column.field == *field).map_or("", |(_, text)| *text);
        match self.at.kind {
            TableKind::Entities => self.new_entity(number, &cells, cell(&Field::Name), mint),
            TableKind::Relationships => {
                self.new_relationship(number, &cells, (cell(&Field::From), cell(&Field::To)), mint)
            }
            TableKind::Sources => {
                let mut draft = Source::new(mint.mint(cell(&Field::Title)), "");
                for (column, text) in &cells {
                    if let Err(why) = put_source(&mut draft, &column.field, text) {
                        self.problem(number, &column.title, why);
                    }
                }
                self.pasted.added.push(RowId::Source(draft.id.clone()));
                vec![Edit::Source(Swap::add(draft))]
            }
            TableKind::Evidence => {
                self.problem(number, "", "Evidence is added to what it is evidence for; there is no such row.");
                Vec::new()
            }
        }
    }

    fn new_entity(&mut self, number: usize, cells: &[(&Column, &str)], name: &str, mint: &mut IdMint) -> Vec<Edit> {
        let types = &self.graph.schema().entity_types;
        let usual = self.at.usual.filter(|kind| types.contains_key(*kind)).or_else(|| types.keys().next());
        let Some(kind) = usual.cloned() else {
            self.problem(number, "Type", "The graph has no entity types to make one of.");
            return Vec::new();
        };
        let mut draft = Entity::new(mint.mint(name), kind, "");
        for (column, text) in cells {
            if let Err(why) = self.drafts.put_entity(&mut draft, &column.field, text) {
                self.problem(number, &column.title, why);
            }
        }
        let place = self.at.view.map(|(view, first)| {
            let count = self.pasted.added.len();
            let (across, down) = ((count % 10) as f32, (count / 10) as f32);
            (view, Point::new(first.x + across * APART, first.y + down * APART))
        });
        self.pasted.added.push(RowId::Entity(draft.id.clone()));
        intent::create_entity(draft, place).edits
    }

    fn new_relationship(
        &mut self,
        number: usize,
        cells: &[(&Column, &str)],
        (from, to): (&str, &str),
        mint: &mut IdMint,
    ) -> Vec<Edit> {
        let from = self.drafts.entity(from).map_err(|why| self.problem(number, "From", why));
        let to = self.drafts.entity(to).map_err(|why| self.problem(number, "To", why));
        let (Ok(from), Ok(to)) = (from, to) else { return Vec::new() };
        let Some(kind) = intent::suggest_type(self.graph, &from, &to) else {
            self.problem(number, "Type", "The graph has no relationship type that fits these two.");
            return Vec::new();
        };
        let mut draft = Relationship::new(mint.mint(kind.as_str()), kind, from, to);
        for (column, text) in cells.iter().filter(|(column, _)| !matches!(column.field, Field::From | Field::To)) {
            if let Err(why) = self.drafts.put_relationship(&mut draft, &column.field, text) {
                self.problem(number, &column.title, why);
            }
        }
        let types = &self.graph.schema().relationship_types;
        if !cells.iter().any(|(column, _)| column.field == Field::Direction)
            && let Some(kind) = types.get(&draft.kind)
        {
            draft.direction = kind.direction;
        }
        self.pasted.added.push(RowId::Relationship(draft.id.clone()));
        vec![Edit::Relationship(Swap::add(draft))]
    }
}
