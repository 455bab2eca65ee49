//! The ground floor: ids, geometry, dates, text anchors and cancellable tasks.
//!
//! `base` knows nothing of graphs, reads no clock and touches no disk.

mod date;
mod days;
mod ends;
mod geometry;
mod hash;
mod id;
mod lookup;
mod rare;
mod script;
mod task;
mod text;

pub use date::{DateError, Day, Endpoint, Interval, PartialDate, Precision};
pub use days::Days;
pub use ends::{EndsError, read_end, read_ends, written_ends};
pub use geometry::{Point, Rect, Vector};
pub use hash::ContentHash;
pub use id::{
    EntityId, EntityTypeId, EvidenceId, GroupId, HypothesisId, IdError, IdMint, MatrixId, MatrixItemId, NoteId,
    RelationshipId, RelationshipTypeId, SourceId, ViewId,
};
pub use lookup::{Lookup, mark_of};
pub use rare::{Blank, Rare};
pub use script::{
    is_accent, is_attached, is_hangul, is_katakana, is_of_word, is_unseen, parts_syllable, runs_on, whole_words,
};
pub use task::{Cancelled, Task};
pub use text::{TextQuote, fold, fold_into, runs_left};
