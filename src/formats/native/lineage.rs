//! Which revision a file is, and which it was made from.

use crate::base::ContentHash;

/// How many parents a file names.
const LATEST_PARENTS: usize = 8;

/// The revision that was read and those it was made from, so that a common ancestor of two files can be found.
///
/// A revision is the SHA-256 of the file's bytes with the 64 digits of the revision itself left out, so that
/// `sed 's/revision: "[0-9a-f]*"/revision: ""/' | sha256sum` gives it too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// The revision that was last read or written; `None` for a graph that has not been in a file yet.
    pub revision: Option<ContentHash>,
    /// The revisions that it was made from, the latest first.
    pub parents: Vec<ContentHash>,
}

impl Lineage {
    /// The parents of what is made from this revision by a change.
    pub(super) fn parents_of_next(&self) -> Vec<ContentHash> {
        let mut parents: Vec<ContentHash> = self.revision.into_iter().collect();
        for hash in &self.parents {
            if parents.len() < LATEST_PARENTS && !parents.contains(hash) {
                parents.push(*hash);
            }
        }
        parents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u8) -> ContentHash {
        ContentHash::of(&[n])
    }

    #[test]
    fn only_the_latest_parents_are_kept() {
        let old = Lineage { revision: Some(hash(0)), parents: (1..=8).map(hash).collect() };
        assert_eq!(old.parents_of_next(), (0..8).map(hash).collect::<Vec<_>>());
    }
}
