//! Version 1 of the file, as serde reads it. Frozen: a change of the format is a new version beside this one.
//!
//! Every field may be left out here, so that a missing one is reported with its record like any other mistake.

use serde::Deserialize;

use super::borrowed::{Pairs, Str};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct File<'a> {
    /// Always "liaison"; `scan` has read it before.
    #[serde(rename = "format")]
    pub _format: Str<'a>,
    /// Always 1; `scan` has read it before.
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
    pub texts: Pairs<'a, Vec<Str<'a>>>,
    pub attachments: Pairs<'a, Attachment<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct EntityType<'a> {
    pub name: Str<'a>,
    pub plural: Str<'a>,
    pub parent: Option<Str<'a>>,
    pub colour: Option<Str<'a>>,
    pub icon: Str<'a>,
    pub shape: Option<Str<'a>>,
    pub properties: Vec<PropertyDefinition<'a>>,
    pub ftm: Str<'a>,
    pub schema_org: Str<'a>,
    pub stix: Str<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct RelationshipType<'a> {
    pub name: Str<'a>,
    pub inverse: Str<'a>,
    pub group: Str<'a>,
    pub direction: Option<Str<'a>>,
    pub from: Vec<Str<'a>>,
    pub to: Vec<Str<'a>>,
    pub colour: Option<Str<'a>>,
    pub properties: Vec<PropertyDefinition<'a>>,
    pub ftm: Str<'a>,
    pub schema_org: Str<'a>,
    pub stix: Str<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct PropertyDefinition<'a> {
    pub name: Str<'a>,
    pub kind: PropertyKind<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum PropertyKind<'a> {
    #[default]
    Text,
    Number,
    Flag,
    Date,
    Url,
    Entity,
    Choice(Vec<Str<'a>>),
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
}

#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum Value<'a> {
    Text(Str<'a>),
    Number(f64),
    Flag(bool),
    Date(Str<'a>),
    Url(Str<'a>),
    Entity(Str<'a>),
    List(Vec<Value<'a>>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Evidence<'a> {
    pub id: Option<Str<'a>>,
    pub source: Option<Str<'a>>,
    pub stance: Option<Str<'a>>,
    pub about: Str<'a>,
    pub exact: Option<Str<'a>>,
    pub prefix: Str<'a>,
    pub suffix: Str<'a>,
    pub start: Option<u32>,
    pub credibility: Option<Str<'a>>,
    pub access: Option<Str<'a>>,
    pub note: Str<'a>,
    pub analyst: Str<'a>,
    pub recorded: Option<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Relationship<'a> {
    #[serde(rename = "type")]
    pub kind: Option<Str<'a>>,
    pub from: Option<Str<'a>>,
    pub to: Option<Str<'a>>,
    pub direction: Option<Str<'a>>,
    pub label: Str<'a>,
    pub valid: Option<Str<'a>>,
    pub status: Option<Str<'a>>,
    pub likelihood: Option<Str<'a>>,
    pub confidence: Option<Str<'a>>,
    pub rationale: Str<'a>,
    pub weight: Option<f64>,
    pub properties: Pairs<'a, Value<'a>>,
    pub tags: Vec<Str<'a>>,
    pub notes: Str<'a>,
    pub evidence: Vec<Evidence<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct View<'a> {
    pub title: Str<'a>,
    pub notes: Str<'a>,
    pub filter: Str<'a>,
    pub at: Option<Str<'a>>,
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
pub(super) struct Group<'a> {
    pub name: Str<'a>,
    pub members: Vec<Str<'a>>,
    pub collapsed: bool,
    pub colour: Option<Str<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct CanvasNote<'a> {
    pub text: Str<'a>,
    pub area: Option<(f32, f32, f32, f32)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Placement {
    pub x: Option<f32>,
    pub y: Option<f32>,
    pub pinned: bool,
    pub hidden: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Route {
    pub bend: Option<f32>,
    pub hidden: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Attachment<'a> {
    pub media_type: Str<'a>,
    pub data: Str<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub(super) struct Meta<'a> {
    pub title: Str<'a>,
    pub description: Str<'a>,
}
