//! One record apart from a file, for the recovery journal, patches and the clipboard: in the words of the file.
//!
//! `Entity("kim-jong-un-7f3kq2", (type: "person", name: "Kim Jong Un"))` — the kind, the id, and what stands behind
//! the id in a file. A source carries the lines of its text with it.

use std::sync::Arc;

use super::borrowed::Pairs;
use super::convert::{self, Texts};
use super::report::Report;
use super::syntax::{Layout, Writer};
use super::{convert_matrix, convert_view, read, scan, v2, write};
use crate::base::{EntityId, RelationshipId, ViewId};
use crate::formats::{Limits, ReadError};
use crate::model::{
    Attachment, Entity, EntityType, Matrix, Meta, Placement, Relationship, RelationshipType, Route, Source, View,
};

/// A record of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// What the graph says of itself.
    Meta(Arc<Meta>),
    /// A type of entity.
    EntityType(Arc<EntityType>),
    /// A type of relationship.
    RelationshipType(Arc<RelationshipType>),
    /// A source with its text.
    Source(Arc<Source>),
    /// An attachment.
    Attachment(Arc<Attachment>),
    /// An entity.
    Entity(Arc<Entity>),
    /// A relationship.
    Relationship(Arc<Relationship>),
    /// A view without what it says of single entities and relationships.
    View(Arc<View>),
    /// A matrix of competing hypotheses.
    Matrix(Arc<Matrix>),
    /// Where an entity stands in a view.
    Placement(ViewId, EntityId, Placement),
    /// How a relationship runs in a view.
    Route(ViewId, RelationshipId, Route),
}

/// Writes one record. [`read_record`] gives an equal one.
#[must_use]
pub fn write_record(record: &Record, layout: Layout) -> String {
    let mut w = Writer::new(layout, 0);
    let mut start = |kind: &str, ids: &[&str]| {
        w.raw(kind);
        w.raw("(");
        for id in ids {
            w.text(id);
            w.raw(", ");
        }
    };
    match record {
        Record::Meta(meta) => {
            start("Meta", &[]);
            w.open(b'(');
            write::meta_fields(&mut w, meta);
            w.close(b')');
        }
        Record::EntityType(t) => {
            start("EntityType", &[t.id.as_str()]);
            write::entity_type(&mut w, t);
        }
        Record::RelationshipType(t) => {
            start("RelationshipType", &[t.id.as_str()]);
            write::relationship_type(&mut w, t);
        }
        Record::Source(source) => {
            start("Source", &[source.id.as_str()]);
            write::source(&mut w, source);
            w.raw(", ");
            write::lines(&mut w, source.text.as_deref().unwrap_or_default());
        }
        Record::Attachment(attachment) => {
            start("Attachment", &[&attachment.hash.to_string()]);
            write::attachment(&mut w, attachment);
        }
        Record::Entity(entity) => {
            start("Entity", &[entity.id.as_str()]);
            write::entity(&mut w, entity);
        }
        Record::Relationship(relationship) => {
            start("Relationship", &[relationship.id.as_str()]);
            write::relationship(&mut w, relationship);
        }
        Record::View(view) => {
            start("View", &[view.id.as_str()]);
            write::view(&mut w, view, None);
        }
        Record::Matrix(matrix) => {
            start("Matrix", &[matrix.id.as_str()]);
            write::matrix(&mut w, matrix);
        }
        Record::Placement(view, entity, placement) => {
            start("Placement", &[view.as_str(), entity.as_str()]);
            write::placement(&mut w, *placement);
        }
        Record::Route(view, relationship, route) => {
            start("Route", &[view.as_str(), relationship.as_str()]);
            write::route(&mut w, *route);
        }
    }
    w.raw(")");
    w.into_string()
}

/// Reads one record. Whether the records that it names exist is not looked at.
///
/// # Errors
/// As for a file, with places counted from the start of `text`.
pub fn read_record(text: &str, limits: &Limits) -> Result<Record, ReadError> {
    if text.len() > limits.bytes {
        let what = format!("A record has {} MiB; at most {} MiB are read", text.len() >> 20, limits.bytes >> 20);
        return Err(ReadError::Limit { place: None, what });
    }
    scan::check(text, limits)?;
    let read: v2::Record<'_> = read::parse(text)?;
    let mut report = Report::new(text, limits.errors_listed);
    let record = convert(&mut report, read);
    let errors = report.error_count();
    match record {
        Some(record) if errors == 0 => Ok(record),
        _ => {
            let (issues, more) = report.into_issues();
            Err(ReadError::Broken { issues, more })
        }
    }
}

fn convert(report: &mut Report<'_>, read: v2::Record<'_>) -> Option<Record> {
    match read {
        v2::Record::Meta(v2::Meta { title, description }) => {
            let meta = Meta { title: title.into_string(), description: description.into_string() };
            Some(Record::Meta(Arc::new(meta)))
        }
        v2::Record::EntityType(key, read) => {
            convert::entity_type(report, &key, read).map(|t| Record::EntityType(Arc::new(t)))
        }
        v2::Record::RelationshipType(key, read) => {
            convert::relationship_type(report, &key, read).map(|t| Record::RelationshipType(Arc::new(t)))
        }
        v2::Record::Source(key, read, lines) => {
            let text = read.text.clone();
            let (mut source, hash) = convert::source(report, &key, read)?;
            if let (Some(hash), Some(text)) = (hash, text) {
                let mut texts = Texts::read(report, Pairs(vec![(text, lines)]));
                let offset = report.offset_of(&key);
                texts.give(report, &mut source, offset, hash);
            }
            Some(Record::Source(Arc::new(source)))
        }
        v2::Record::Attachment(key, read) => {
            convert::attachment(report, &key, read).map(|a| Record::Attachment(Arc::new(a)))
        }
        v2::Record::Entity(key, read) => convert::entity(report, &key, read).map(|e| Record::Entity(Arc::new(e))),
        v2::Record::Relationship(key, read) => {
            convert::relationship(report, &key, read).map(|r| Record::Relationship(Arc::new(r)))
        }
        v2::Record::View(key, read) => {
            let (view, placements, routes) = convert_view::view(report, &key, read)?;
            if !placements.0.is_empty() || !routes.0.is_empty() {
                let site = convert::site(report, "view", &key);
                report.error(site, None, "placements and routes are records of their own here", "");
            }
            Some(Record::View(Arc::new(view)))
        }
        v2::Record::Matrix(key, read) => {
            convert_matrix::matrix(report, &key, read).map(|m| Record::Matrix(Arc::new(m)))
        }
        v2::Record::Placement(view, key, read) => {
            let view_site = convert::site(report, "view", &view);
            let view = convert::id(report, view_site);
            let site = convert::site(report, "placement of", &key);
            let (entity, placement) = (convert::id(report, site), convert_view::placement(report, site, &read));
            Some(Record::Placement(view?, entity?, placement))
        }
        v2::Record::Route(view, key, read) => {
            let view_site = convert::site(report, "view", &view);
            let view = convert::id(report, view_site);
            let site = convert::site(report, "route of", &key);
            let (relationship, route) = (convert::id(report, site), convert_view::route(report, site, &read));
            Some(Record::Route(view?, relationship?, route))
        }
    }
}
