//! Which rows a table shows, and in which order.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::read::Key;
use super::{Column, Field, Record, RowId, TableKind, columns, record};
use crate::base::{Cancelled, Day, EntityId, Interval, SourceId, Task, fold};
use crate::model::{EvidenceHome, Graph, Pair};

/// A column that rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Which.
    pub field: Field,
    /// The last first.
    pub descending: bool,
}

/// What the cells of a column must be for a row to be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// These letters stand in it, folded as by [`fold`].
    Contains(String),
    /// It is exactly this: an id, or the key of a word.
    Is(String),
    /// It is this word of its vocabulary or a later one, from 0.
    Rank(usize),
    /// It is a number of at least this.
    AtLeast(f64),
    /// It has so many pieces of evidence that support it.
    Supported(usize),
    /// Its grade is at least as good as this: reliability from 0 for A, credibility from 0 for 1.
    Grade(usize, Option<usize>),
    /// It begins then or later.
    Since(Day),
    /// It ends then or earlier.
    Until(Day),
    /// It may hold some time within this.
    Within(Interval),
}

/// What is wanted of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// Which records.
    pub kind: TableKind,
    /// By which columns they are sorted, the weightiest first; by id behind them all.
    pub sort: Vec<Sort>,
    /// What must hold for a row to be shown.
    pub filters: Vec<(Field, Filter)>,
    /// The column whose cells put rows together into groups, which stand in its order; the sorting holds within each.
    pub group: Option<Field>,
    /// Rows that stand at the end whatever holds, because they have just been added.
    pub fresh: Vec<RowId>,
}

/// Rows next to each other that have the same in the column by which a table is grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// What stands in that column.
    pub title: String,
    /// The place of the first.
    pub first: usize,
    /// How many they are.
    pub count: usize,
}

/// The rows of a table as they were at one revision.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// What was wanted.
    pub query: Query,
    /// The rows in order.
    pub ids: Vec<RowId>,
    /// The number of each, by id among all records of the table, from 1.
    pub numbers: Vec<u32>,
    /// The groups of the rows from the first on, where groups are wanted; rows behind the last group have just been added.
    pub groups: Vec<RowGroup>,
    /// How many there are without a filter.
    pub total: usize,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Query {
    /// Finds the rows. Takes O(n log n) for n records, on all threads.
    ///
    /// # Errors
    /// When the task is cancelled.
    pub fn rows(&self, graph: &Graph, task: &Task) -> Result<Rows, Cancelled> {
        let columns = columns(graph, self.kind);
        let all = all(graph, self.kind);
        task.check()?;
        let total = all.len();
        let place: FxHashMap<&RowId, usize> = self.fresh.iter().enumerate().map(|(at, id)| (id, at)).collect();
        let is_fresh = |id: &RowId| place.contains_key(id);
        let keep = |id: &RowId| {
            let Some(record) = record(graph, id) else { return false };
            !is_fresh(id) && self.filters.iter().all(|(field, filter)| filter.lets(graph, &record, field))
        };
        let mut shown: Vec<(u32, RowId)> = (1..).zip(all).collect::<Vec<_>>();
        let mut fresh: Vec<(u32, RowId)> = Vec::new();
        if !self.fresh.is_empty() {
            fresh = shown.iter().filter(|(_, id)| is_fresh(id)).cloned().collect();
            fresh.sort_by_key(|(_, id)| place.get(id).copied());
        }
        if !self.filters.is_empty() || !self.fresh.is_empty() {
            shown = shown.into_par_iter().filter(|(_, id)| !task.is_cancelled() && keep(id)).collect();
        }
        task.check()?;
        let sort = self.sort_in_groups();
        let mut groups = Vec::new();
        if !sort.is_empty() {
            let keys = |id: &RowId| -> Vec<Key> {
                let Some(record) = record(graph, id) else { return Vec::new() };
                sort.iter().map(|sort| record.key(graph, &sort.field)).collect()
            };
            let mut keyed: Vec<(Vec<Key>, (u32, RowId))> =
                shown.into_par_iter().filter(|_| !task.is_cancelled()).map(|row| (keys(&row.1), row)).collect();
            task.check()?;
            keyed.par_sort_by(|(a, x), (b, y)| {
                let each = a.iter().zip(b).zip(&sort);
                let order = each.map(|((a, b), sort)| a.compare(b, sort.descending)).find(|order| order.is_ne());
                order.unwrap_or_else(|| x.0.cmp(&y.0))
            });
            if let Some(field) = &self.group {
                groups = groups_of(graph, &keyed, field, &columns);
            }
            shown = keyed.into_iter().map(|(_, row)| row).collect();
        }
        task.check()?;
        shown.extend(fresh);
        let (numbers, ids) = shown.into_iter().unzip();
        Ok(Rows { query: self.clone(), ids, numbers, groups, total, columns })
    }

    /// By what the rows are sorted: the column of the groups comes first, in the direction that was asked for.
    fn sort_in_groups(&self) -> Vec<Sort> {
        let Some(field) = &self.group else { return self.sort.clone() };
        let known = self.sort.iter().find(|sort| sort.field == *field).cloned();
        let first = known.unwrap_or(Sort { field: field.clone(), descending: false });
        let others = self.sort.iter().filter(|sort| sort.field != *field).cloned();
        std::iter::once(first).chain(others).collect()
    }
}

/// The groups of sorted rows, whose first keys are those of the column of the groups.
fn groups_of(graph: &Graph, keyed: &[(Vec<Key>, (u32, RowId))], field: &Field, columns: &[Column]) -> Vec<RowGroup> {
    let mut groups: Vec<RowGroup> = Vec::new();
    let is_same = |a: &[Key], b: &[Key]| match (a.first(), b.first()) {
        (Some(a), Some(b)) => a.compare(b, false).is_eq(),
        (a, b) => a.is_none() == b.is_none(),
    };
    for (at, (keys, (_, id))) in keyed.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| keyed[before].0.as_slice());
        match groups.last_mut() {
            Some(group) if before.is_some_and(|before| is_same(before, keys)) => group.count += 1,
            _ => {
                let text = record(graph, id).map(|record| record.text(graph, field).into_owned()).unwrap_or_default();
                let column = columns.iter().find(|column| column.field == *field);
                let title = match column {
                    Some(column) if text.trim().is_empty() => format!("No {}", column.title.to_lowercase()),
                    _ => text,
                };
                groups.push(RowGroup { title, first: at, count: 1 });
            }
        }
    }
    groups
}

/// All rows of a table by id; evidence by what it stands in.
fn all(graph: &Graph, kind: TableKind) -> Vec<RowId> {
    match kind {
        TableKind::Entities => graph.entities().into_iter().map(|e| RowId::Entity(e.id.clone())).collect(),
        TableKind::Relationships => {
            graph.relationships().into_iter().map(|r| RowId::Relationship(r.id.clone())).collect()
        }
        TableKind::Sources => graph.sources().keys().cloned().map(RowId::Source).collect(),
        TableKind::Evidence => {
            let of_entities = graph.entities().into_iter().flat_map(|e| &e.evidence);
            let of_relationships = graph.relationships().into_iter().flat_map(|r| &r.evidence);
            of_entities.chain(of_relationships).map(|piece| RowId::Evidence(piece.id.clone())).collect()
        }
    }
}

impl Filter {
    /// Whether a cell is as wanted.
    #[must_use]
    pub fn lets(&self, graph: &Graph, record: &Record<'_>, field: &Field) -> bool {
        match self {
            Self::Contains(letters) => fold(&record.text(graph, field)).contains(letters),
            Self::Is(wanted) => match field {
                Field::Sources => SourceId::new(wanted).is_ok_and(|source| record.cites(&source)),
                Field::Claim => match record {
                    Record::Evidence(_, EvidenceHome::Entity(id)) => EntityId::new(wanted).as_ref() == Ok(id),
                    _ => false,
                },
                _ => record.key_word(graph, field) == *wanted,
            },
            Self::Rank(least) => record.rank(graph, field).is_some_and(|rank| rank >= *least),
            Self::AtLeast(least) => match record.key(graph, field) {
                Key::Number(number) => number >= *least,
                Key::Nothing | Key::Words(_) => false,
            },
            Self::Supported(least) => super::counts(record.evidence()).supports >= *least,
            Self::Grade(reliability, credibility) => match field {
                Field::Grade => record.grade(graph).is_some_and(|Pair(r, c)| {
                    r.is_some_and(|r| r as usize <= *reliability)
                        && credibility.is_none_or(|least| c.is_some_and(|c| c as usize <= least))
                }),
                _ => record.rank(graph, field).is_some_and(|rank| rank <= *reliability),
            },
            Self::Since(day) => record.time(field).and_then(Interval::first_day).is_some_and(|first| first >= *day),
            Self::Until(day) => record.time(field).and_then(Interval::last_day).is_some_and(|last| last <= *day),
            Self::Within(wanted) => {
                let (first, last) = (wanted.first_day(), wanted.last_day());
                let (first, last) = (first.unwrap_or(Day(i32::MIN)), last.unwrap_or(Day(i32::MAX)));
                record.time(field).is_some_and(|time| time.may_overlap(first, last))
            }
        }
    }
}
