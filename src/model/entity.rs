//! Entities: actors and things.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Evidence, Status};
use crate::base::{ContentHash, EntityId, EntityTypeId, Interval, Rare};

/// An actor or thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Never changes.
    pub id: EntityId,
    /// Its type in the schema.
    pub kind: EntityTypeId,
    /// What it is called.
    pub name: String,
    /// Its other names, in any script; found and completed like the first.
    pub aliases: Rare<Vec<String>>,
    /// One line on it.
    pub summary: Rare<String>,
    /// Anything on it, in Markdown.
    pub notes: Rare<String>,
    /// Whether it exists. A liaison office can be proposed.
    pub status: Status,
    /// When it exists or existed.
    pub valid: Option<Interval>,
    /// Further facts by name: those of its type, and free ones.
    pub properties: Rare<Properties>,
    /// Free words to sort by.
    pub tags: Rare<BTreeSet<String>>,
    /// What other registers call it, by register: `wikidata`, `lei`, `iso3166` …
    pub external_ids: Rare<BTreeMap<String, String>>,
    /// The attachment that pictures it.
    pub image: Option<Box<ContentHash>>,
    /// What its existence and its properties rest on.
    pub evidence: Rare<Vec<Evidence>>,
    /// Entities that were judged not to be this one though they look alike. Of two such, the one with the smaller id
    /// names the other, which may be gone.
    pub different_from: Rare<BTreeSet<EntityId>>,
}

impl Entity {
    /// An entity of which only type and name are known.
    #[must_use]
    pub fn new(id: EntityId, kind: EntityTypeId, name: impl Into<String>) -> Self {
        Self {
            id,
            kind,
            name: name.into(),
            aliases: Rare::empty(),
            summary: Rare::empty(),
            notes: Rare::empty(),
            status: Status::InEffect,
            valid: None,
            properties: Rare::empty(),
            tags: Rare::empty(),
            external_ids: Rare::empty(),
            image: None,
            evidence: Rare::empty(),
            different_from: Rare::empty(),
        }
    }

    /// The attachment that pictures it.
    #[must_use]
    pub fn picture(&self) -> Option<ContentHash> {
        self.image.as_deref().copied()
    }
}

/// Facts by name.
pub type Properties = BTreeMap<String, Value>;

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A date or interval.
    Date(Interval),
    /// A web address.
    Url(String),
    /// Another entity of the graph. It may be gone: then the id is shown.
    Entity(EntityId),
    /// Several values.
    List(Vec<Value>),
}

impl Value {
    /// How many lists may stand in each other: enough for any table, and few enough to walk over by recursion.
    pub const MAX_LISTS_IN_LISTS: usize = 16;

    /// What keeps these values out of a graph, if anything does.
    pub(super) fn problem_in<'v>(values: impl IntoIterator<Item = &'v Self>) -> Option<&'static str> {
        values.into_iter().find_map(|value| value.problem(0))
    }

    fn problem(&self, lists_around: usize) -> Option<&'static str> {
        match self {
            Self::Number(number) if !number.is_finite() => Some("a number in it is not finite"),
            Self::List(_) if lists_around == Self::MAX_LISTS_IN_LISTS => {
                Some("more than 16 lists in it stand in each other")
            }
            Self::List(values) => values.iter().find_map(|value| value.problem(lists_around + 1)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Url(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Self::Date(date) => write!(f, "{date}"),
            Self::Entity(id) => write!(f, "{id}"),
            Self::List(values) => values.iter().enumerate().try_for_each(|(i, value)| {
                if i > 0 {
                    f.write_str(", ")?;
                }
                write!(f, "{value}")
            }),
        }
    }
}
