//! The native file: RON, one graph a file, made to be shared, compared line by line and read in ten years.
//!
//! The layout is fixed to the byte: records sorted by id, one field a line, what equals its default left out,
//! positions apart from records. Saving an unchanged graph gives the same bytes; renaming an entity or moving one
//! changes one line of content. The `revision` and the `parents` stand together on one line, the only other one that
//! a save changes.
//!
//! Reading goes in steps: `scan` finds the version, `v1` and `v2` hold the frozen structs that serde fills, `v1_to_v2`
//! migrates the old ones, `convert` turns the newest into records of the model, and `assemble` joins these into a
//! graph. A file as we write it is parsed by
//! `plain`, in `parts` on several threads; any other is checked for brackets and limits by `scan` and parsed by the
//! `ron` crate. Every error names its record, line and column.

mod assemble;
mod borrowed;
mod convert;
mod convert_matrix;
mod convert_view;
mod lineage;
mod parts;
mod plain;
mod read;
mod record;
mod report;
mod scan;
mod syntax;
mod v1;
mod v1_to_v2;
mod v2;
mod write;

pub use lineage::Lineage;
pub use parts::threads as reading_threads;
pub use read::{read, recognises};
pub use record::{Record, read_record, write_record};
pub(in crate::formats) use scan::place_of;
pub use syntax::Layout;
pub use write::{Written, write};

/// The key of the format, and what stands behind `format:` in a file.
pub const FORMAT: &str = "liaison";

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u32 = 2;
