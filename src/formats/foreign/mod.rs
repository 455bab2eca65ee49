//! What the readers and writers of other programs' formats have in common.
//!
//! A reader of a format goes so:
//!
//! 1. [`decode`] makes text of the bytes (or an archive is opened with [`archive`]).
//! 2. It makes a [`Draft`], declares nodes and edges by the file's own keys, in any order, and hands over attributes by
//!    [`Column`]s, which know the field that an attribute of that name fills. What has no field becomes a property.
//! 3. What is wrong goes to [`Draft::report`] with its place and what was done; a million bad rows become one sum.
//! 4. [`Draft::finish`] gives types, names and ids to what has none and makes the graph.
//!
//! A writer asks [`carry`] for the attributes of each record and for what the format cannot hold.
//! Nothing here reads the disk, fetches anything, or follows a path out of a file.

pub(crate) mod archive;
pub(crate) mod carry;
mod cell;
mod column;
mod complete;
mod draft;
mod exact;
mod fill;
mod finish;
mod join;
mod kinds;
mod report;
mod text;
pub(crate) mod values;
pub(crate) mod xml;

pub(crate) use cell::Cell;
pub(crate) use column::{Column, Field, PROPERTY};
pub(crate) use draft::{Draft, EdgeRef, GroupRef, NodeRef, Undeclared, weight_of};
pub(crate) use fill::{COLOUR, SIZE};
pub(crate) use kinds::{knows_relationship_type, knows_type};
pub(crate) use report::{At, Places, Report};
pub(crate) use text::{decode, encoding, lines};

#[cfg(test)]
mod tests;
