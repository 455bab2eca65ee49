//! Quick-add: lines such as `Kim Jong Un > leads > North Korea @2011-12.. ~likely #summit [CNN`, as a plan and then as
//! one transaction.
//!
//! | sign | what follows it |
//! |---|---|
//! | none, `+` | an entity by name, alias or id; with `+` a new one even where one has the name; `Name:type` says which type |
//! | `>` | the relationship, and after the next `>` its other end; chains go on: `A > r > B > s > C` |
//! | `@` | when it holds, in EDTF; `2011..2014` and `2011..` stand for `2011/2014` and `2011/..` |
//! | `~` | likelihood in words of ICD 203 |
//! | `?` | confidence by hand, and why: `?low one unnamed official` |
//! | `!` | status: `!proposed` |
//! | `#` | a tag |
//! | `[` | a source that supports it, or with `[-` disputes it; a passage may follow: `[CNN "hopes for a mission"` |
//!
//! A sign counts only where a word could begin, and not inside quotation marks; `""` is a quotation mark inside them. What follows a
//! sign belongs to the relationship before it, or to the entity on a line without one.
//!
//! [`plan()`] reads text against a graph and changes nothing; [`Plan::transaction`] makes the edits. Both are total: any
//! text gives a plan, whose faults say what is wrong and where.

mod complete;
mod guess;
mod lexicon;
mod names;
mod parse;
mod plan;
mod resolve;
mod spell;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use complete::{Completion, Suggested, Suggestion, complete};
pub use lexicon::Lexicon;
pub use plan::{Citation, Cited, Claim, End, Fault, Gravity, LinePlan, Look, Marks, NewSource, Newcomer, Plan, Token};
pub use resolve::plan;
pub use write::Places;
