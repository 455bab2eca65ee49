//! Intents: what a user means, as a transaction. They look at a graph and change nothing.
//!
//! An intent that would change nothing gives an empty transaction, which the session does not apply.

mod arrange;
mod clip;
mod delete;
mod entity;
mod import;
mod join;
mod join_fields;
mod matrix;
mod reading;
mod relationship;
mod schema;
mod source;
mod view;

pub use arrange::{Alignment, Spread, align, bend, distribute, expand, isolate, within_steps};
pub use clip::{Clip, Pasted, duplicate, paste};
pub use delete::{delete, delete_source};
pub use entity::{change_entities, create_entity, describe_entities, rename, retype_entities, set_picture};
pub use import::{
    Brought, Candidate, Conflict, Decision, Decisions, Incoming, Likeness, Matches, Tally, Verdict, bring_in,
    match_entities,
};
pub use join::merge_entities;
pub use join_fields::{
    Choices, Field, JoinField, Take, join_entities, join_fields, joined_by, judge_different, mark_possibly_same,
};
pub use matrix::{
    add_evidence_item, add_hypothesis, add_item, change_matrix, create_matrix, delete_matrix, move_hypothesis,
    move_item, remove_hypothesis, remove_item, rename_hypothesis, set_item_text, set_mark, set_relevance,
};
pub use reading::{ignore_names, set_source_text, together};
pub use relationship::{
    change_relationships, connect, describe_relationships, reattach, retype_relationships, reverse, suggest_type,
};
pub use schema::{change_entity_type, change_relationship_type, remove_entity_type, remove_relationship_type};
pub use source::{add_evidence, change_evidence, change_source, create_source, remove_evidence};
pub use view::{
    add_picture, change_meta, change_view, create_empty_view, create_view, create_view_of, delete_note, delete_notes,
    delete_view, group, group_all, hide, move_by, move_view, place, put_note, set_collapsed, set_filter, set_pinned,
    set_time, set_time_rule, set_undated_hidden, show, show_all, ungroup,
};
