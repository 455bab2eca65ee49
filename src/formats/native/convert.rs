//! Turns the frozen structs of the newest version into records of the model, one by one.
//!
//! Every function mends what it can and reports it; whether a mended file is accepted is decided at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rustc_hash::FxHashMap;

use super::borrowed::{Pairs, Str};
use super::report::{Report, Site};
use super::v2;
use super::write::DEFAULT_COLOUR;
use crate::base::{ContentHash, EvidenceId, IdError, TextQuote};
use crate::model::{
    Attachment, ConfidenceOverride, Direction, Entity, EntityType, Evidence, Mappings, Properties, PropertyDefinition,
    PropertyKind, Relationship, RelationshipType, Shape, Source, SourceKind, Stance, Status, Value,
};

/// The type of records that name none, when they are mended.
pub(super) const UNKNOWN_TYPE: &str = "unknown";

pub(super) const LEFT_OUT: &str = "left the field out";

pub(super) fn site<'s>(report: &Report<'_>, kind: &'static str, key: &'s Str<'_>) -> Site<'s> {
    Site { kind, id: key.as_str(), offset: report.offset_of(key) }
}

/// A field that is parsed from a text, such as a date; `None` when it is missing or wrong.
pub(super) fn parsed<T>(report: &mut Report<'_>, site: Site<'_>, field: &str, value: Option<&Str<'_>>) -> Option<T>
where
    T: FromStr,
    T::Err: Display,
{
    let value = value?;
    match value.as_str().parse() {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            report.error(site, report.offset_of(value), format!("{field}: {error}"), LEFT_OUT);
            None
        }
    }
}

/// The id of a record; `None` when it cannot be one.
pub(super) fn id<T: FromStr<Err = IdError>>(report: &mut Report<'_>, site: Site<'_>) -> Option<T> {
    match site.id.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            report.error(site, None, error.to_string(), "left the record out");
            None
        }
    }
}

/// A field without which the record cannot be.
pub(super) fn required<T: FromStr<Err = IdError>>(
    report: &mut Report<'_>,
    site: Site<'_>,
    field: &str,
    value: Option<&Str<'_>>,
    done: &str,
) -> Option<T> {
    let Some(value) = value else {
        report.error(site, None, format!("the field `{field}` is missing"), done);
        return None;
    };
    match value.as_str().parse() {
        Ok(id) => Some(id),
        Err(error) => {
            report.error(site, report.offset_of(value), format!("{field}: {error}"), done);
            None
        }
    }
}

/// The type of a record, or one that is made for those without.
fn kind<T: FromStr<Err = IdError>>(report: &mut Report<'_>, site: Site<'_>, value: Option<&Str<'_>>) -> Option<T> {
    let done = format!("gave it the type {UNKNOWN_TYPE:?}");
    required(report, site, "type", value, &done).or_else(|| UNKNOWN_TYPE.parse().ok())
}

/// Those of a list of ids that can be ids.
pub(super) fn ids<T: FromStr<Err = IdError> + Ord>(
    report: &mut Report<'_>,
    site: Site<'_>,
    field: &str,
    values: &[Str<'_>],
) -> BTreeSet<T> {
    let parse = |value| required(report, site, field, Some(value), "left it out of the list");
    values.iter().filter_map(parse).collect()
}

pub(super) fn strings<C: FromIterator<String>>(values: Vec<Str<'_>>) -> C {
    values.into_iter().map(Str::into_string).collect()
}

pub(super) fn entity_type(report: &mut Report<'_>, key: &Str<'_>, read: v2::EntityType<'_>) -> Option<EntityType> {
    let site = site(report, "entity type", key);
    let v2::EntityType { name, plural, parent, colour, icon, shape, properties, ftm, schema_org, stix } = read;
    Some(EntityType {
        id: id(report, site)?,
        name: name.into_string(),
        plural: plural.into_string(),
        parent: parsed(report, site, "parent", parent.as_ref()),
        colour: parsed(report, site, "colour", colour.as_ref()).unwrap_or(DEFAULT_COLOUR),
        icon: icon.into_string(),
        shape: parsed(report, site, "shape", shape.as_ref()).unwrap_or(Shape::Disc),
        properties: property_definitions(properties),
        mappings: mappings(ftm, schema_org, stix),
    })
}

pub(super) fn relationship_type(
    report: &mut Report<'_>,
    key: &Str<'_>,
    read: v2::RelationshipType<'_>,
) -> Option<RelationshipType> {
    let site = site(report, "relationship type", key);
    let v2::RelationshipType { name, inverse, group, direction, from, to, colour, properties, ftm, schema_org, stix } =
        read;
    Some(RelationshipType {
        id: id(report, site)?,
        name: name.into_string(),
        inverse: inverse.into_string(),
        group: group.into_string(),
        direction: parsed(report, site, "direction", direction.as_ref()).unwrap_or(Direction::Forward),
        from: ids(report, site, "from", &from),
        to: ids(report, site, "to", &to),
        colour: parsed(report, site, "colour", colour.as_ref()),
        properties: property_definitions(properties),
        mappings: mappings(ftm, schema_org, stix),
    })
}

fn property_definitions(read: Vec<v2::PropertyDefinition<'_>>) -> Vec<PropertyDefinition> {
    read.into_iter()
        .map(|v2::PropertyDefinition { name, kind }| PropertyDefinition {
            name: name.into_string(),
            kind: match kind {
                v2::PropertyKind::Text => PropertyKind::Text,
                v2::PropertyKind::Number => PropertyKind::Number,
                v2::PropertyKind::Flag => PropertyKind::Flag,
                v2::PropertyKind::Date => PropertyKind::Date,
                v2::PropertyKind::Url => PropertyKind::Url,
                v2::PropertyKind::Entity => PropertyKind::Entity,
                v2::PropertyKind::Choice(words) => PropertyKind::Choice(strings(words)),
            },
        })
        .collect()
}

fn mappings(ftm: Str<'_>, schema_org: Str<'_>, stix: Str<'_>) -> Mappings {
    Mappings { ftm: ftm.into_string(), schema_org: schema_org.into_string(), stix: stix.into_string() }
}

/// A source without its text, and the hash of the text that it names.
pub(super) fn source(
    report: &mut Report<'_>,
    key: &Str<'_>,
    read: v2::Source<'_>,
) -> Option<(Source, Option<ContentHash>)> {
    let site = site(report, "source", key);
    let v2::Source {
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
    } = read;
    let hash = parsed(report, site, "text", text.as_ref());
    let source = Source {
        id: id(report, site)?,
        title: title.into_string(),
        kind: parsed(report, site, "kind", kind.as_ref()).unwrap_or(SourceKind::Other),
        author: author.into_string(),
        publisher: publisher.into_string(),
        published: parsed(report, site, "published", published.as_ref()),
        retrieved: parsed(report, site, "retrieved", retrieved.as_ref()),
        url: url.into_string(),
        reliability: parsed(report, site, "reliability", reliability.as_ref()),
        origin: origin.into_string(),
        handling: parsed(report, site, "handling", handling.as_ref()),
        notes: notes.into_string(),
        text: None,
        ignored: strings(ignored),
    };
    Some((source, hash))
}

/// The texts of a file by the hashes that stand in it.
#[derive(Default)]
pub(super) struct Texts(FxHashMap<ContentHash, Stored>);

struct Stored {
    text: Arc<str>,
    offset: Option<usize>,
    used: bool,
}

impl Texts {
    pub(super) fn read(report: &mut Report<'_>, pairs: Pairs<'_, Vec<Str<'_>>>) -> Self {
        let mut texts = Self::default();
        for (key, lines) in pairs.0 {
            let site = site(report, "text", &key);
            let text: String = lines.iter().map(Str::as_str).collect();
            let Ok(hash) = key.as_str().parse::<ContentHash>() else {
                report.error(site, None, "this is no SHA-256 hash", "left the text out");
                continue;
            };
            if ContentHash::of(text.as_bytes()) != hash {
                report.error(site, None, "the text is not the one that the hash names", "kept the text as it stands");
            }
            if texts.0.contains_key(&hash) {
                report.error(site, None, "it stands twice", "kept the first");
                continue;
            }
            texts.0.insert(hash, Stored { text: text.into(), offset: site.offset, used: false });
        }
        texts
    }

    /// Gives a source its text.
    pub(super) fn give(
        &mut self,
        report: &mut Report<'_>,
        source: &mut Source,
        offset: Option<usize>,
        hash: ContentHash,
    ) {
        match self.0.get_mut(&hash) {
            Some(stored) => {
                stored.used = true;
                source.text = Some(Arc::clone(&stored.text));
            }
            None => {
                let site = Site { kind: "source", id: source.id.as_str(), offset };
                let hash = hash.to_string();
                report.error_in_field(site, "text", Some(&hash), "its text is not in the file", LEFT_OUT);
            }
        }
    }

    /// Warns of those that no source names, since they are lost when the graph is saved.
    pub(super) fn warn_of_unused(self, report: &mut Report<'_>) {
        let mut unused: Vec<_> = self.0.into_iter().filter(|(_, stored)| !stored.used).collect();
        unused.sort_unstable_by_key(|(hash, _)| *hash);
        for (hash, stored) in unused {
            let id = hash.to_string();
            report.warning(Site { kind: "text", id: &id, offset: stored.offset }, "no source names it", "left it out");
        }
    }
}

pub(super) fn attachment(report: &mut Report<'_>, key: &Str<'_>, read: v2::Attachment<'_>) -> Option<Attachment> {
    let site = site(report, "attachment", key);
    let v2::Attachment { media_type, data } = read;
    let bytes = match BASE64_STANDARD.decode(data.as_str()) {
        Ok(bytes) => bytes,
        Err(error) => {
            let offset = report.offset_of(&data);
            report.error(site, offset, format!("data: this is no base 64: {error}"), "left the attachment out");
            return None;
        }
    };
    let hash = ContentHash::of(&bytes);
    if key.as_str().parse() != Ok(hash) {
        report.error(site, None, "the content is not the one that the hash names", "kept it under its own hash");
    }
    Some(Attachment { hash, media_type: media_type.into_string(), bytes: bytes.into() })
}

pub(super) fn entity(report: &mut Report<'_>, key: &Str<'_>, read: v2::Entity<'_>) -> Option<Entity> {
    let site = site(report, "entity", key);
    let v2::Entity {
        kind: kind_read,
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
        evidence,
        different_from,
    } = read;
    let mut registers = BTreeMap::new();
    for (register, value) in external_ids.0 {
        if let Some(register) = unused_name(report, site, &register, |name| registers.contains_key(name)) {
            registers.insert(register, value.into_string());
        }
    }
    Some(Entity {
        id: id(report, site)?,
        kind: kind(report, site, kind_read.as_ref())?,
        name: name.into_string(),
        aliases: strings::<Vec<_>>(aliases).into(),
        summary: summary.into_string().into(),
        notes: notes.into_string().into(),
        status: parsed(report, site, "status", status.as_ref()).unwrap_or(Status::InEffect),
        valid: parsed(report, site, "valid", valid.as_ref()),
        properties: self::properties(report, site, properties).into(),
        tags: strings::<BTreeSet<_>>(tags).into(),
        external_ids: registers.into(),
        image: parsed(report, site, "image", image.as_ref()).map(Box::new),
        evidence: self::evidence(report, site, evidence).into(),
        different_from: ids(report, site, "different_from", &different_from).into(),
    })
}

/// How many numbers are tried behind a name that stands twice, so that a hostile file costs bounded time.
const NUMBERS_TRIED: usize = 100;

/// A name for an entry of a map that has none of that name yet; `None` when the entry is to be left out.
pub(super) fn unused_name(
    report: &mut Report<'_>,
    site: Site<'_>,
    name: &Str<'_>,
    taken: impl Fn(&str) -> bool,
) -> Option<String> {
    let text = name.as_str();
    if !taken(text) {
        return Some(text.into());
    }
    let new = (2..2 + NUMBERS_TRIED).map(|number| format!("{text} ({number})")).find(|new| !taken(new));
    let done = new.as_ref().map_or_else(|| "left this one out".into(), |new| format!("called this one {new:?}"));
    report.error(site, report.offset_of(name), format!("{text:?} stands twice in one map"), &done);
    new
}

fn properties(report: &mut Report<'_>, site: Site<'_>, read: Pairs<'_, v2::Value<'_>>) -> Properties {
    let mut properties = Properties::new();
    for (name, value) in read.0 {
        let name = unused_name(report, site, &name, |name| properties.contains_key(name));
        if let Some(name) = name
            && let Some(value) = self::value(report, site, &name, value, 0)
        {
            properties.insert(name, value);
        }
    }
    properties
}

/// Recursion ends with [`Value::MAX_LISTS_IN_LISTS`].
fn value(
    report: &mut Report<'_>,
    site: Site<'_>,
    name: &str,
    read: v2::Value<'_>,
    lists_around: usize,
) -> Option<Value> {
    match read {
        v2::Value::Text(text) => Some(Value::Text(text.into_string())),
        v2::Value::Number(number) if number.is_finite() => Some(Value::Number(number)),
        v2::Value::Number(_) => {
            let message = format!("{name}: this is not a finite number");
            report.error_in_field(site, name, None, message, LEFT_OUT);
            None
        }
        v2::Value::Flag(yes) => Some(Value::Flag(yes)),
        v2::Value::Date(date) => parsed(report, site, name, Some(&date)).map(Value::Date),
        v2::Value::Url(url) => Some(Value::Url(url.into_string())),
        v2::Value::Entity(id) => parsed(report, site, name, Some(&id)).map(Value::Entity),
        v2::Value::List(_) if lists_around == Value::MAX_LISTS_IN_LISTS => {
            let message = format!("{name}: more than {} lists stand in each other", Value::MAX_LISTS_IN_LISTS);
            report.error_in_field(site, name, None, message, "left the inner lists out");
            None
        }
        v2::Value::List(values) => {
            let values = values.into_iter();
            Some(Value::List(values.filter_map(|v| value(report, site, name, v, lists_around + 1)).collect()))
        }
    }
}

fn evidence(report: &mut Report<'_>, site: Site<'_>, read: Vec<v2::Evidence<'_>>) -> Vec<Evidence> {
    let mut pieces = Vec::with_capacity(read.len());
    for (index, piece) in read.into_iter().enumerate() {
        let v2::Evidence {
            id,
            source,
            stance,
            about,
            exact,
            prefix,
            suffix,
            start,
            credibility,
            access,
            note,
            analyst,
            recorded,
        } = piece;
        let Some(source) = required(report, site, "source", source.as_ref(), "left the evidence out") else { continue };
        let id: Option<EvidenceId> = required(report, site, "id", id.as_ref(), "gave the evidence a new id")
            .or_else(|| format!("{}-{}", site.id.chars().take(40).collect::<String>(), index + 1).parse().ok());
        let Some(id) = id else { continue };
        let anchored = !prefix.as_str().is_empty() || !suffix.as_str().is_empty() || start.is_some();
        if anchored && exact.is_none() {
            let message = format!("evidence {id:?} has the surroundings of a quote, but no `exact`");
            report.error_in_field(site, "id", Some(id.as_str()), message, "took the quote as empty");
        }
        let quote = (anchored || exact.is_some()).then(|| TextQuote {
            exact: exact.unwrap_or_default().into_string(),
            prefix: prefix.into_string(),
            suffix: suffix.into_string(),
            start,
        });
        pieces.push(Evidence {
            id,
            source,
            stance: parsed(report, site, "stance", stance.as_ref()).unwrap_or(Stance::Supports),
            about: about.into_string(),
            quote,
            credibility: parsed(report, site, "credibility", credibility.as_ref()),
            access: parsed(report, site, "access", access.as_ref()),
            note: note.into_string(),
            analyst: analyst.into_string(),
            recorded: parsed(report, site, "recorded", recorded.as_ref()),
        });
    }
    pieces
}

pub(super) fn relationship(report: &mut Report<'_>, key: &Str<'_>, read: v2::Relationship<'_>) -> Option<Relationship> {
    let site = site(report, "relationship", key);
    let v2::Relationship {
        kind: kind_read,
        from,
        to,
        direction,
        label,
        valid,
        status,
        likelihood,
        confidence,
        rationale,
        weight,
        properties,
        tags,
        notes,
        evidence,
    } = read;
    let level = parsed(report, site, "confidence", confidence.as_ref());
    if confidence.is_none() && !rationale.as_str().is_empty() {
        let message = "there is a rationale for a confidence that is not given";
        report.error(site, report.offset_of(&rationale), message, LEFT_OUT);
    }
    let from_id = required(report, site, "from", from.as_ref(), "left the relationship out");
    let to_id = required(report, site, "to", to.as_ref(), "left the relationship out");
    Some(Relationship {
        id: id(report, site)?,
        kind: kind(report, site, kind_read.as_ref())?,
        from: from_id?,
        to: to_id?,
        direction: parsed(report, site, "direction", direction.as_ref()).unwrap_or(Direction::Forward),
        label: label.into_string().into(),
        valid: parsed(report, site, "valid", valid.as_ref()),
        status: parsed(report, site, "status", status.as_ref()).unwrap_or(Status::InEffect),
        likelihood: parsed(report, site, "likelihood", likelihood.as_ref()),
        confidence: level
            .map(|level| Box::new(ConfidenceOverride { level, rationale: rationale.into_string().into() })),
        weight: finite(report, site, "weight", weight, f64::is_finite),
        properties: self::properties(report, site, properties).into(),
        tags: strings::<BTreeSet<_>>(tags).into(),
        notes: notes.into_string().into(),
        evidence: self::evidence(report, site, evidence).into(),
    })
}

pub(super) fn finite<N: Copy>(
    report: &mut Report<'_>,
    site: Site<'_>,
    field: &str,
    number: Option<N>,
    is_finite: impl Fn(N) -> bool,
) -> Option<N> {
    if !number.is_none_or(&is_finite) {
        report.error_in_field(site, field, None, format!("{field}: this is not a finite number"), LEFT_OUT);
    }
    number.filter(|n| is_finite(*n))
}
