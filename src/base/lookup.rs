//! Where a record stands in a list, found by its id without a copy of the id.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Places in a list by the ids that stand there. The list itself holds the ids, so that an entry takes eight bytes: the
/// caller says whether a place holds the id that is looked for.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    table: HashTable<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    mark: u32,
    at: u32,
}

impl Entry {
    fn hash(&self) -> u64 {
        spread(self.mark)
    }
}

/// A short hash of an id.
#[must_use]
pub fn mark_of(id: &impl Hash) -> u32 {
    (FxBuildHasher.hash_one(id) >> 32) as u32
}

/// The same over the whole width, as the table wants it.
fn spread(mark: u32) -> u64 {
    u64::from(mark).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Lookup {
    /// A lookup of ids, each once, by mark and place; about so many.
    #[must_use]
    pub fn of(entries: impl Iterator<Item = (u32, u32)>, about: usize) -> Self {
        let mut table = HashTable::with_capacity(about);
        for (mark, at) in entries {
            table.insert_unique(spread(mark), Entry { mark, at }, Entry::hash);
        }
        Self { table }
    }

    /// How many ids it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether it knows no id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Makes room for so many more ids.
    pub fn reserve(&mut self, more: usize) {
        self.table.reserve(more, Entry::hash);
    }

    /// The place of an id; `is_at` says whether it stands at a place.
    pub fn get(&self, id: &impl Hash, is_at: impl Fn(u32) -> bool) -> Option<u32> {
        let mark = mark_of(id);
        self.table.find(spread(mark), |entry| entry.mark == mark && is_at(entry.at)).map(|entry| entry.at)
    }

    /// Adds an id that it does not know.
    pub fn insert(&mut self, id: &impl Hash, at: u32) {
        let mark = mark_of(id);
        self.table.insert_unique(spread(mark), Entry { mark, at }, Entry::hash);
    }

    /// Removes an id from a place.
    pub fn remove(&mut self, id: &impl Hash, at: u32) {
        let mark = mark_of(id);
        if let Ok(known) = self.table.find_entry(spread(mark), |entry| entry.mark == mark && entry.at == at) {
            known.remove();
        }
    }

    /// Moves an id from one place to another.
    pub fn shift(&mut self, id: &impl Hash, from: u32, to: u32) {
        let mark = mark_of(id);
        if let Some(known) = self.table.find_mut(spread(mark), |entry| entry.mark == mark && entry.at == from) {
            known.at = to;
        }
    }
}
