//! Records in the order of their ids.

use std::sync::Arc;

/// Sorts records by id. The first bytes of the ids are kept beside the records: of most pairs they tell the order, and
/// no pointer has to be followed.
pub(super) fn by_id<'g, T>(all: impl Iterator<Item = &'g Arc<T>>, id: impl Fn(&T) -> &str) -> Vec<&'g Arc<T>> {
    let first_bytes = |id: &str| {
        let mut first = [0; 16];
        let length = id.len().min(first.len());
        first[..length].copy_from_slice(&id.as_bytes()[..length]);
        u128::from_be_bytes(first)
    };
    let mut keyed: Vec<(u128, &Arc<T>)> = all.map(|record| (first_bytes(id(record)), record)).collect();
    keyed.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| id(x).cmp(id(y))));
    keyed.into_iter().map(|(_, record)| record).collect()
}
