//! How a graph changes: edits, transactions, documents with a history, and the intents that make transactions.
//!
//! Every change of a graph that stands in a [`Document`] is a [`Transaction`] of [`Edit`]s. `edit` reads no file, knows
//! no clock and never names egui; an intent looks at a graph and changes nothing.

mod change;
mod diff;
mod document;
pub mod intent;
pub mod quick_add;
mod selection;
mod transaction;

pub use change::Touched;
pub use diff::diff;
pub use document::{Applied, Document, Merging, Restored};
pub use selection::Selection;
pub use transaction::{Edit, EditError, Refusal, Swap, Transaction};
