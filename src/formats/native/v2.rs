//! Version 2 of the file, as serde reads it: version 1 with matrices of competing hypotheses, and with what a reader
//! decided about names and likenesses. Frozen: a change of the format is a new version beside this one.
//!
//! What did not change since version 1 is taken from there.

use serde::Deserialize;

use super::borrowed::{Pairs, Str};
pub(super) use super::v1::{
    Attachment, EntityType, Evidence, Group, Meta, Placement, PropertyDefinition, PropertyKind, Relationship,
    RelationshipType, Route, Value,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct File<'a> {
    /// Always "liaison"; `scan` has read it before.
    #[serde(rename = "format")]
    pub _format: Str<'a>,
    /// Always 2; `scan` has read it before.
    #[serde(rename = "version")]
    pub _version: u32,
    pub revision: Option<Str<'a>>,
    pub parents: Vec<Str<'a>>,
    pub title: Str<'a>,
    pub description: Str<'a>,
    pub entity_types: Pairs<'a, EntityType<'a>>,
    pub relationship_types: Pairs<'a, RelationshipType<'a>>,
    pub sources: Pairs<'a, Source<'a>>,
    pub entities: Pairs<'a, Entity<'a>>,
    pub relationships: Pairs<'a, Relationship<'a>>,
    pub views: Pairs<'a, View<'a>>,
    pub matrices: Pairs<'a, Matrix<'a>>,
    pub texts: Pairs<'a, Vec<Str<'a>>>,
    pub attachments: Pairs<'a, Attachment<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Source<'a> {
    pub title: Str<'a>,
    pub kind: Option<Str<'a>>,
    pub author: Str<'a>,
    pub publisher: Str<'a>,
    pub published: Option<Str<'a>>,
    pub retrieved: Option<Str<'a>>,
    pub url: Str<'a>,
    pub reliability: Option<Str<'a>>,
    pub origin: Str<'a>,
    pub handling: Option<Str<'a>>,
    pub notes: Str<'a>,
    pub text: Option<Str<'a>>,
    pub ignored: Vec<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Entity<'a> {
    #[serde(rename = "type")]
    pub kind: Option<Str<'a>>,
    pub name: Str<'a>,
    pub aliases: Vec<Str<'a>>,
    pub summary: Str<'a>,
    pub notes: Str<'a>,
    pub status: Option<Str<'a>>,
    pub valid: Option<Str<'a>>,
    pub properties: Pairs<'a, Value<'a>>,
    pub tags: Vec<Str<'a>>,
    pub external_ids: Pairs<'a, Str<'a>>,
    pub image: Option<Str<'a>>,
    pub evidence: Vec<Evidence<'a>>,
    pub different_from: Vec<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct View<'a> {
    pub title: Str<'a>,
    pub notes: Str<'a>,
    pub filter: Str<'a>,
    pub at: Option<Str<'a>>,
    pub time: Option<Str<'a>>,
    pub hide_undated: bool,
    pub rank: i32,
    pub size_by: Option<Str<'a>>,
    pub colour_by: Option<Str<'a>>,
    pub hide_dates: bool,
    pub groups: Pairs<'a, Group<'a>>,
    pub canvas_notes: Pairs<'a, CanvasNote<'a>>,
    pub placements: Pairs<'a, Placement>,
    pub routes: Pairs<'a, Route>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct CanvasNote<'a> {
    pub text: Str<'a>,
    pub area: Option<(f32, f32, f32, f32)>,
    pub image: Option<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Matrix<'a> {
    pub question: Str<'a>,
    pub notes: Str<'a>,
    pub hypotheses: Vec<Hypothesis<'a>>,
    pub items: Vec<MatrixItem<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Hypothesis<'a> {
    pub id: Option<Str<'a>>,
    pub text: Str<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct MatrixItem<'a> {
    pub id: Option<Str<'a>>,
    pub about: Option<Str<'a>>,
    pub text: Str<'a>,
    pub relevance: Option<Str<'a>>,
    pub marks: Pairs<'a, Str<'a>>,
}

/// One record apart from a file: its id, then what stands behind the id in a file. A record of version 1 is one of
/// version 2 that leaves the new fields out.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum Record<'a> {
    Meta(Meta<'a>),
    EntityType(Str<'a>, EntityType<'a>),
    RelationshipType(Str<'a>, RelationshipType<'a>),
    /// With the lines of its text.
    Source(Str<'a>, Source<'a>, Vec<Str<'a>>),
    Attachment(Str<'a>, Attachment<'a>),
    Entity(Str<'a>, Entity<'a>),
    Relationship(Str<'a>, Relationship<'a>),
    View(Str<'a>, View<'a>),
    Matrix(Str<'a>, Matrix<'a>),
    /// View, entity, placement.
    Placement(Str<'a>, Str<'a>, Placement),
    /// View, relationship, route.
    Route(Str<'a>, Str<'a>, Route),
}
