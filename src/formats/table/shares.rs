//! Reads large text files of cells in shares on all processors, where they are plain enough to be taken apart.
//!
//! Plain are files without quotation marks, whose rows end where their lines do. Each share becomes a draft of its own;
//! these are joined in the order of the tables. Where anything in a share asks for what stands in another, or is worth a
//! word in the report, the files are read as a whole instead, so that the result is always the same.

use rayon::prelude::*;

use super::delimited::Delimited;
use super::mapping::{FindBy, Rows};
use super::rows::{Names, Plan};
use super::{Cells, Planned, read_row};
use crate::base::Task;
use crate::formats::foreign::Draft;
use crate::formats::{ReadError, ReadOptions};

/// Smaller files are read faster than they are taken apart.
const LEAST_BYTES: usize = 1 << 20;

/// What is read of one table.
struct Part<'p> {
    table: &'p Planned<'p>,
    plan: &'p Plan<'p>,
    text: Delimited<'p>,
    is_first: bool,
}

/// Reads tables into a draft like that given, which is not changed. `None` when they must be read as a whole.
pub(super) fn read(
    draft: &Draft,
    tables: &[Planned<'_>],
    options: &ReadOptions,
    task: &Task,
) -> Result<Option<Draft>, ReadError> {
    let threads = rayon::current_num_threads();
    let plans: Vec<Plan<'_>> = tables.iter().map(|t| Plan::new(&t.map, &t.headers, String::new())).collect();
    let mut parts = Vec::new();
    let (mut bytes, mut cells) = (0, 0);
    for (table, plan) in tables.iter().zip(&plans) {
        let Cells::Text(text) = &table.table.cells else { return Ok(None) };
        if !matches!(table.map.rows, Rows::Entities | Rows::Relationships) || !plan.is_plain() || !text.is_plain() {
            return Ok(None);
        }
        bytes += text.bytes();
        cells += text.most_cells();
        let shares = text.shares(threads).into_iter().enumerate();
        parts.extend(shares.map(|(number, text)| Part { table, plan, text, is_first: number == 0 }));
    }
    let several_of_relationships = tables.iter().filter(|t| t.map.rows == Rows::Relationships).count() > 1;
    if threads < 2 || bytes < LEAST_BYTES || cells > options.limits.texts || several_of_relationships {
        return Ok(None);
    }
    let read = |part: &Part<'_>| {
        let (mut draft, mut names) = (draft.fresh(), Names::default());
        let mut is_header = part.is_first && !part.table.map.no_header;
        super::each_row(part.text, options, task, |line, cells| {
            if std::mem::take(&mut is_header) {
                return Ok(());
            }
            read_row(&mut draft, part.plan, part.table.map.rows, &mut names, line, cells)
        })?;
        Ok(draft)
    };
    let drafts = parts.par_iter().map(read).collect::<Result<Vec<Draft>, ReadError>>()?;
    let mut drafts = parts.iter().zip(drafts);
    let of_entities = drafts.by_ref().take(parts.iter().filter(|p| p.table.map.rows == Rows::Entities).count());
    let of_entities: Vec<Draft> = of_entities.map(|(_, draft)| draft).collect();
    let Some(mut all) = Draft::joined(std::iter::once(draft.fresh()).chain(of_entities))? else { return Ok(None) };
    let declared = all.node_count();
    for (part, draft) in drafts {
        if !all.absorb(draft)? {
            return Ok(None);
        }
        // What is no id may be a name of an entity.
        let may_be_name = declared > 0 && part.table.map.find_by == FindBy::IdNameOrAlias;
        if may_be_name && all.node_count() > declared {
            return Ok(None);
        }
    }
    Ok(Some(all))
}
