//! Joins drafts that were made of the shares of one file.

use hashbrown::hash_table::Entry;

use super::draft::{Draft, hash_of, too_many};
use crate::formats::ReadError;

impl Draft {
    /// An empty draft under the same limits, with the same way to be stopped.
    pub(crate) fn fresh(&self) -> Self {
        Self::under(self.limits())
    }

    /// Takes over what a draft holds, and keeps the report.
    pub(crate) fn take(&mut self, other: Self) {
        let report = std::mem::replace(self, other).report;
        self.report = report;
    }

    /// The drafts of all shares of a file as one, in their order. `None` when they cannot simply be joined: what one says
    /// of a node that another declares too, types of one name, anything in a report.
    ///
    /// # Errors
    /// When all together are more than is read.
    pub(crate) fn joined(drafts: impl IntoIterator<Item = Self>) -> Result<Option<Self>, ReadError> {
        let mut drafts = drafts.into_iter();
        let Some(mut all) = drafts.next().filter(Self::is_plain) else { return Ok(None) };
        for next in drafts {
            if !all.absorb(next)? {
                return Ok(None);
            }
        }
        Ok(Some(all))
    }

    /// Adds the draft of the next share. `false` when the two cannot simply be joined; what is left then is of no use.
    ///
    /// # Errors
    /// When both together are more than is read.
    pub(crate) fn absorb(&mut self, other: Self) -> Result<bool, ReadError> {
        if !other.is_plain() || !self.kinds.absorb(&other.kinds) {
            return Ok(false);
        }
        self.set_title(other.title());
        self.add_description(other.description());
        let ((records, inherited), multiplied) = (other.counted(), other.multiplied);
        let mut known = 0;
        self.edges.extend(other.edges);
        let Self { index, nodes, .. } = self;
        for node in other.nodes {
            let is_it = |at: &u32| nodes[*at as usize].id == node.id;
            let hash = |at: &u32| hash_of(nodes[*at as usize].id.as_str());
            match index.entry(hash_of(node.id.as_str()), is_it, hash) {
                Entry::Vacant(free) => {
                    free.insert(u32::try_from(nodes.len()).map_err(|_| too_many())?);
                    nodes.push(node);
                }
                Entry::Occupied(mine) => {
                    known += 1;
                    let mine = &mut nodes[*mine.get() as usize];
                    match (mine.undeclared.is_some(), node.undeclared.is_some()) {
                        // The other only names it.
                        (_, true) => {}
                        (true, false) => *mine = node,
                        (false, false) => return Ok(false),
                    }
                }
            }
        }
        self.count(records - known, inherited)?;
        self.multiplied = self.multiplied.saturating_add(multiplied);
        self.multiply([1, 1], 0)?;
        Ok(true)
    }
}
