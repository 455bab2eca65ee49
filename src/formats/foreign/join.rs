//! Joins drafts that were made of the shares of one file.

use super::draft::Draft;
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

    /// Adds the draft of the next share. `false` when the two cannot simply be joined: what one says of a node the other
    /// declares too, types of one name, anything in a report. What is left then is of no use.
    ///
    /// # Errors
    /// When both together are more than is read.
    pub(crate) fn absorb(&mut self, other: Self) -> Result<bool, ReadError> {
        if !other.is_plain() || !self.kinds.absorb(&other.kinds) {
            return Ok(false);
        }
        self.set_title(other.title());
        self.add_description(other.description());
        let (records, inherited) = other.counted();
        let mut known = 0;
        if self.edges.is_empty() {
            self.edges = other.edges;
        } else {
            self.edges.extend(other.edges);
        }
        for node in other.nodes {
            match self.find(node.id.as_str()) {
                None => {
                    self.push(node)?;
                }
                Some(mine) => {
                    known += 1;
                    let mine = &mut self.nodes[mine.0 as usize];
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
        Ok(true)
    }
}
