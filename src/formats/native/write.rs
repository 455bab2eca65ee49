//! Writes a graph as a native file, the same to the byte every time.
//!
//! Nothing here can fail, and nothing depends on the order in which records came into the graph.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::lineage::Lineage;
use super::syntax::{Layout, Writer};
use super::{FORMAT, VERSION};
use crate::base::{ContentHash, TextQuote};
use crate::model::{
    Attachment, CanvasNote, Colour, ColourBy, ConfidenceOverride, Direction, Entity, EntityType, Evidence, Graph,
    Group, Hypothesis, Mappings, Matrix, MatrixItem, Meta, Palette, Placement, Properties, PropertyDefinition,
    PropertyKind, Relationship, RelationshipType, Relevance, Route, Shape, SizeBy, Source, SourceKind, Stance, Status,
    Style, TimeRule, Value, View, ViewState,
};

/// A file as it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its lineage, for the next time that the graph is written.
    pub lineage: Lineage,
}

/// Writes a graph that was read or last written with this lineage.
///
/// When the graph is what it was then, the bytes are what they were then. Otherwise the file is a new revision with
/// the old one as its parent. A lineage without a revision is taken as that of a new file.
#[must_use]
pub fn write(graph: &Graph, lineage: &Lineage) -> Written {
    let mut body = Writer::new(Layout::Lines, 1);
    graph_fields(&mut body, graph);
    body.fresh = false;
    body.close(b')');
    body.out.push(b'\n');
    let body = body.out;

    if let Some(revision) = lineage.revision {
        let (before, after) = header(&lineage.parents);
        if ContentHash::of_parts(&[&before, &after, &body]) == revision {
            return Written { bytes: join(&before, revision, &after, &body), lineage: lineage.clone() };
        }
    }
    let parents = lineage.parents_of_next();
    let (before, after) = header(&parents);
    let revision = ContentHash::of_parts(&[&before, &after, &body]);
    let bytes = join(&before, revision, &after, &body);
    Written { bytes, lineage: Lineage { revision: Some(revision), parents } }
}

/// What stands before the digits of the revision, and between them and the title.
fn header(parents: &[ContentHash]) -> (Vec<u8>, Vec<u8>) {
    let start =
        format!("#![enable(implicit_some)]\n(\n    format: \"{FORMAT}\",\n    version: {VERSION},\n    revision: \"");
    let mut rest = Writer::new(Layout::OneLine, 0);
    rest.out.extend_from_slice(b"\"");
    if !parents.is_empty() {
        rest.fresh = false;
        rest.name("parents");
        rest.inline_list(parents.iter().map(ToString::to_string));
    }
    (start.into_bytes(), rest.out)
}

fn join(before: &[u8], revision: ContentHash, after: &[u8], body: &[u8]) -> Vec<u8> {
    [before, revision.to_string().as_bytes(), after, body].concat()
}

/// The default of a type's colour, which is left out.
pub(super) const DEFAULT_COLOUR: Colour = Colour::Palette(Palette::Other);

const MAP: [u8; 2] = *b"{}";
const LIST: [u8; 2] = *b"[]";

fn graph_fields(w: &mut Writer, graph: &Graph) {
    meta_fields(w, graph.meta());
    let schema = graph.schema();
    w.container_field("entity_types", MAP, schema.entity_types.iter(), |w, (id, t)| {
        w.key(id.as_str());
        entity_type(w, t);
    });
    w.container_field("relationship_types", MAP, schema.relationship_types.iter(), |w, (id, t)| {
        w.key(id.as_str());
        relationship_type(w, t);
    });
    // Texts stand behind everything else, each once, so that records stay short to read.
    let mut texts: BTreeMap<ContentHash, Arc<str>> = BTreeMap::new();
    w.container_field("sources", MAP, graph.sources().iter(), |w, (id, s)| {
        w.key(id.as_str());
        if let (Some(hash), Some(text)) = (source(w, s), &s.text) {
            texts.insert(hash, Arc::clone(text));
        }
    });
    w.container_field("entities", MAP, graph.entities().into_iter(), |w, e| {
        w.key(e.id.as_str());
        entity(w, e);
    });
    w.container_field("relationships", MAP, graph.relationships().into_iter(), |w, r| {
        w.key(r.id.as_str());
        relationship(w, r);
    });
    w.container_field("views", MAP, graph.views().iter(), |w, (id, state)| {
        w.key(id.as_str());
        view(w, &state.view, Some(state));
    });
    w.container_field("matrices", MAP, graph.matrices().iter(), |w, (id, m)| {
        w.key(id.as_str());
        matrix(w, m);
    });
    w.container_field("texts", MAP, texts.iter(), |w, (hash, text)| {
        w.key(&hash.to_string());
        lines(w, text);
    });
    w.container_field("attachments", MAP, graph.attachments().iter(), |w, (hash, a)| {
        w.key(&hash.to_string());
        attachment(w, a);
    });
}

pub(super) fn meta_fields(w: &mut Writer, meta: &Meta) {
    let Meta { title, description } = meta;
    w.text_field("title", title);
    w.text_field("description", description);
}

pub(super) fn entity_type(w: &mut Writer, t: &EntityType) {
    let EntityType { id: _, name, plural, parent, colour, icon, shape, properties, mappings } = t;
    w.open(b'(');
    w.text_field("name", name);
    w.text_field("plural", plural);
    w.key_field("parent", parent.as_ref().map(|p| p.as_str()));
    w.shown_field("colour", Some(colour).filter(|c| **c != DEFAULT_COLOUR));
    w.text_field("icon", icon);
    w.key_field("shape", Some(shape.key()).filter(|_| *shape != Shape::Disc));
    property_definitions(w, properties);
    mapping_fields(w, mappings);
    w.close(b')');
}

pub(super) fn relationship_type(w: &mut Writer, t: &RelationshipType) {
    let RelationshipType { id: _, name, inverse, group, direction, from, to, colour, properties, mappings } = t;
    w.open(b'(');
    w.text_field("name", name);
    w.text_field("inverse", inverse);
    w.text_field("group", group);
    direction_field(w, *direction);
    w.list_field("from", from.iter());
    w.list_field("to", to.iter());
    w.shown_field("colour", colour.as_ref());
    property_definitions(w, properties);
    mapping_fields(w, mappings);
    w.close(b')');
}

fn direction_field(w: &mut Writer, direction: Direction) {
    w.key_field("direction", Some(direction.key()).filter(|_| direction != Direction::Forward));
}

fn property_definitions(w: &mut Writer, properties: &[PropertyDefinition]) {
    w.container_field("properties", LIST, properties.iter(), |w, property| {
        w.item();
        w.raw("(name: ");
        w.text(&property.name);
        w.raw(", kind: ");
        match &property.kind {
            PropertyKind::Text => w.raw("Text"),
            PropertyKind::Number => w.raw("Number"),
            PropertyKind::Flag => w.raw("Flag"),
            PropertyKind::Date => w.raw("Date"),
            PropertyKind::Url => w.raw("Url"),
            PropertyKind::Entity => w.raw("Entity"),
            PropertyKind::Choice(words) => {
                w.raw("Choice(");
                w.inline_list(words);
                w.raw(")");
            }
        }
        w.raw(")");
    });
}

fn mapping_fields(w: &mut Writer, mappings: &Mappings) {
    let Mappings { ftm, schema_org, stix } = mappings;
    w.text_field("ftm", ftm);
    w.text_field("schema_org", schema_org);
    w.text_field("stix", stix);
}

/// Returns the hash under which the text of the source is to be stored.
pub(super) fn source(w: &mut Writer, source: &Source) -> Option<ContentHash> {
    let Source {
        id: _,
        title,
        kind,
        author,
        publisher,
        published,
        retrieved,
        url,
        reliability,
        origin,
        handling,
        notes,
        text,
        ignored,
    } = source;
    let hash = text.as_ref().map(|text| ContentHash::of(text.as_bytes()));
    w.open(b'(');
    w.text_field("title", title);
    w.key_field("kind", Some(kind.key()).filter(|_| *kind != SourceKind::Other));
    w.text_field("author", author);
    w.text_field("publisher", publisher);
    w.shown_field("published", published.as_ref());
    w.shown_field("retrieved", retrieved.as_ref());
    w.text_field("url", url);
    w.key_field("reliability", reliability.map(|r| r.key()));
    w.text_field("origin", origin);
    w.key_field("handling", handling.map(|h| h.key()));
    w.text_field("notes", notes);
    w.shown_field("text", hash);
    line_each(w, "ignored", ignored);
    w.close(b')');
    hash
}

pub(super) fn entity(w: &mut Writer, entity: &Entity) {
    let Entity {
        id: _,
        kind,
        name,
        aliases,
        summary,
        notes,
        status,
        valid,
        properties,
        tags,
        external_ids,
        image,
        evidence: pieces,
        different_from,
    } = entity;
    w.open(b'(');
    w.key_field("type", Some(kind.as_str()));
    w.text_field("name", name);
    w.list_field("aliases", aliases.iter());
    w.text_field("summary", summary);
    w.text_field("notes", notes);
    status_field(w, *status);
    w.shown_field("valid", valid.as_ref());
    property_fields(w, properties);
    w.list_field("tags", tags.iter());
    w.container_field("external_ids", MAP, external_ids.iter(), |w, (register, id)| {
        w.key(register);
        w.text(id);
    });
    w.shown_field("image", image.as_ref());
    evidence(w, pieces);
    line_each(w, "different_from", different_from);
    w.close(b')');
}

/// A list with a line for each member, so that adding one adds a line.
fn line_each<T: AsRef<str>>(w: &mut Writer, name: &str, members: &BTreeSet<T>) {
    w.container_field(name, LIST, members.iter(), |w, member| {
        w.item();
        w.text(member.as_ref());
    });
}

fn status_field(w: &mut Writer, status: Status) {
    w.key_field("status", Some(status.key()).filter(|_| status != Status::InEffect));
}

fn property_fields(w: &mut Writer, properties: &Properties) {
    w.container_field("properties", MAP, properties.iter(), |w, (name, property)| {
        w.key(name);
        value(w, property);
    });
}

fn value(w: &mut Writer, value: &Value) {
    let mut quoted = |kind: &str, text: &str| {
        w.raw(kind);
        w.raw("(");
        w.text(text);
        w.raw(")");
    };
    match value {
        Value::Text(text) => quoted("Text", text),
        Value::Date(date) => quoted("Date", &date.to_string()),
        Value::Url(url) => quoted("Url", url),
        Value::Entity(id) => quoted("Entity", id.as_str()),
        Value::Number(number) => {
            w.raw("Number(");
            w.number(*number);
            w.raw(")");
        }
        Value::Flag(yes) => w.raw(if *yes { "Flag(true)" } else { "Flag(false)" }),
        Value::List(values) => {
            w.raw("List([");
            // No deeper than `Graph` lets in.
            for (i, member) in values.iter().enumerate() {
                if i > 0 {
                    w.raw(", ");
                }
                self::value(w, member);
            }
            w.raw("])");
        }
    }
}

fn evidence(w: &mut Writer, pieces: &[Evidence]) {
    w.container_field("evidence", LIST, pieces.iter(), |w, piece| {
        let Evidence { id, source, stance, about, quote, credibility, access, note, analyst, recorded } = piece;
        w.item();
        w.open(b'(');
        w.key_field("id", Some(id.as_str()));
        w.key_field("source", Some(source.as_str()));
        w.key_field("stance", Some(stance.key()).filter(|_| *stance != Stance::Supports));
        w.text_field("about", about);
        if let Some(TextQuote { exact, prefix, suffix, start }) = quote {
            // Written even when it is empty: it says that there is an anchor.
            w.key_field("exact", Some(exact));
            w.text_field("prefix", prefix);
            w.text_field("suffix", suffix);
            if let Some(start) = start {
                w.name("start");
                w.raw(&start.to_string());
            }
        }
        w.key_field("credibility", credibility.map(|c| c.key()));
        w.key_field("access", access.map(|a| a.key()));
        w.text_field("note", note);
        w.text_field("analyst", analyst);
        w.shown_field("recorded", recorded.as_ref());
        w.close(b')');
    });
}

pub(super) fn relationship(w: &mut Writer, relationship: &Relationship) {
    let Relationship {
        id: _,
        kind,
        from,
        to,
        direction,
        label,
        valid,
        status,
        likelihood,
        confidence,
        weight,
        properties,
        tags,
        notes,
        evidence: pieces,
    } = relationship;
    w.open(b'(');
    w.key_field("type", Some(kind.as_str()));
    w.key_field("from", Some(from.as_str()));
    w.key_field("to", Some(to.as_str()));
    direction_field(w, *direction);
    w.text_field("label", label);
    w.shown_field("valid", valid.as_ref());
    status_field(w, *status);
    w.key_field("likelihood", likelihood.map(|l| l.key()));
    if let Some(ConfidenceOverride { level, rationale }) = confidence.as_deref() {
        w.key_field("confidence", Some(level.key()));
        w.text_field("rationale", rationale);
    }
    if let Some(weight) = weight {
        w.name("weight");
        w.number(*weight);
    }
    property_fields(w, properties);
    w.list_field("tags", tags.iter());
    w.text_field("notes", notes);
    evidence(w, pieces);
    w.close(b')');
}

/// A view, with what it says of single entities and relationships when that is given.
pub(super) fn view(w: &mut Writer, view: &View, state: Option<&ViewState>) {
    let View { id: _, title, notes, filter, at, time, hide_undated, rank, style, groups, canvas_notes } = view;
    let Style { size_by, colour_by, hide_dates } = style;
    w.open(b'(');
    w.text_field("title", title);
    w.text_field("notes", notes);
    w.text_field("filter", filter);
    w.shown_field("at", at.as_ref());
    w.key_field("time", Some(time.key()).filter(|_| *time != TimeRule::ValidDuring));
    w.flag_field("hide_undated", *hide_undated);
    if *rank != 0 {
        w.name("rank");
        w.raw(&rank.to_string());
    }
    match size_by {
        SizeBy::Degree => {}
        SizeBy::Uniform => w.key_field("size_by", Some("uniform")),
        SizeBy::Property(name) => w.key_field("size_by", Some(&format!("property:{name}"))),
        SizeBy::Metric(name) => w.key_field("size_by", Some(&format!("metric:{name}"))),
    }
    match colour_by {
        ColourBy::Type => {}
        ColourBy::Property(name) => w.key_field("colour_by", Some(&format!("property:{name}"))),
        ColourBy::Status => w.key_field("colour_by", Some("status")),
        ColourBy::Confidence => w.key_field("colour_by", Some("confidence")),
        ColourBy::Community => w.key_field("colour_by", Some("community")),
        ColourBy::Tag => w.key_field("colour_by", Some("tag")),
    }
    w.flag_field("hide_dates", *hide_dates);
    w.container_field("groups", MAP, groups.iter(), |w, (id, group)| {
        let Group { name, members, collapsed, colour } = group;
        w.key(id.as_str());
        w.open(b'(');
        w.text_field("name", name);
        line_each(w, "members", members);
        w.flag_field("collapsed", *collapsed);
        w.shown_field("colour", colour.as_ref());
        w.close(b')');
    });
    w.container_field("canvas_notes", MAP, canvas_notes.iter(), |w, (id, note)| {
        let CanvasNote { text, area, image } = note;
        w.key(id.as_str());
        w.open(b'(');
        w.text_field("text", text);
        w.name("area");
        for (start, number) in [("(", area.min.x), (", ", area.min.y), (", ", area.max.x), (", ", area.max.y)] {
            w.raw(start);
            w.small_number(number);
        }
        w.raw(")");
        w.shown_field("image", image.as_ref());
        w.close(b')');
    });
    if let Some(state) = state {
        w.container_field("placements", MAP, state.placements_sorted().into_iter(), |w, (id, it)| {
            w.key(id.as_str());
            placement(w, it);
        });
        w.container_field("routes", MAP, state.routes_sorted().into_iter(), |w, (id, it)| {
            w.key(id.as_str());
            route(w, it);
        });
    }
    w.close(b')');
}

pub(super) fn matrix(w: &mut Writer, matrix: &Matrix) {
    let Matrix { id: _, question, notes, hypotheses, items } = matrix;
    w.open(b'(');
    w.text_field("question", question);
    w.text_field("notes", notes);
    w.container_field("hypotheses", LIST, hypotheses.iter(), |w, hypothesis| {
        let Hypothesis { id, text } = hypothesis;
        w.item();
        w.raw("(id: ");
        w.text(id.as_str());
        w.raw(", text: ");
        w.text(text);
        w.raw(")");
    });
    w.container_field("items", LIST, items.iter(), |w, item| {
        let MatrixItem { id, about, text, relevance, marks } = item;
        w.item();
        w.open(b'(');
        w.key_field("id", Some(id.as_str()));
        w.key_field("about", about.as_ref().map(|id| id.as_str()));
        w.text_field("text", text);
        w.key_field("relevance", Some(relevance.key()).filter(|_| *relevance != Relevance::Medium));
        w.container_field("marks", MAP, marks.iter(), |w, (hypothesis, mark)| {
            w.key(hypothesis.as_str());
            w.text(mark.key());
        });
        w.close(b')');
    });
    w.close(b')');
}

/// On one line, so that moving an entity changes one line.
pub(super) fn placement(w: &mut Writer, placement: Placement) {
    let Placement { position, pinned, hidden } = placement;
    let mut separator = "(";
    if let Some(position) = position {
        w.raw("(x: ");
        w.small_number(position.x);
        w.raw(", y: ");
        w.small_number(position.y);
        separator = ", ";
    }
    flags(w, separator, &[("pinned", pinned), ("hidden", hidden)]);
}

/// On one line, like a placement.
pub(super) fn route(w: &mut Writer, route: Route) {
    let Route { bend, hidden } = route;
    let mut separator = "(";
    if let Some(bend) = bend {
        w.raw("(bend: ");
        w.small_number(bend);
        separator = ", ";
    }
    flags(w, separator, &[("hidden", hidden)]);
}

/// The flags that are set, behind what `separator` follows, and the closing bracket.
fn flags(w: &mut Writer, mut separator: &'static str, flags: &[(&str, bool)]) {
    for (name, _) in flags.iter().filter(|(_, yes)| *yes) {
        w.raw(separator);
        w.raw(name);
        w.raw(": true");
        separator = ", ";
    }
    w.raw(if separator == "(" { "()" } else { ")" });
}

/// The lines of a text, each with its line break, so that texts are compared line by line.
pub(super) fn lines(w: &mut Writer, text: &str) {
    w.open(b'[');
    for line in text.split_inclusive('\n') {
        w.item();
        w.text(line);
    }
    w.close(b']');
}

pub(super) fn attachment(w: &mut Writer, attachment: &Attachment) {
    let Attachment { hash: _, media_type, bytes } = attachment;
    w.open(b'(');
    w.text_field("media_type", media_type);
    if !bytes.is_empty() {
        w.name("data");
        w.raw("\"");
        w.raw(&BASE64_STANDARD.encode(bytes));
        w.raw("\"");
    }
    w.close(b')');
}
