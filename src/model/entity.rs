//! Entities: actors and things.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Evidence, Status};
use crate::base::{ContentHash, EntityId, EntityTypeId, Interval};

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
    pub aliases: Vec<String>,
    /// One line on it.
    pub summary: String,
    /// Anything on it, in Markdown.
    pub notes: String,
    /// Whether it exists. A liaison office can be proposed.
    pub status: Status,
    /// When it exists or existed.
    pub valid: Option<Interval>,
    /// Further facts by name: those of its type, and free ones.
    pub properties: Properties,
    /// Free words to sort by.
    pub tags: BTreeSet<String>,
    /// What other registers call it, by register: `wikidata`, `lei`, `iso3166` …
    pub external_ids: BTreeMap<String, String>,
    /// The attachment that pictures it.
    pub image: Option<ContentHash>,
    /// What its existence and its properties rest on.
    pub evidence: Vec<Evidence>,
    /// Entities that were judged not to be this one though they look alike. Of two such, the one with the smaller id
    /// names the other, which may be gone.
    pub different_from: BTreeSet<EntityId>,
}

impl Entity {
    /// An entity of which only type and name are known.
    #[must_use]
    pub fn new(id: EntityId, kind: EntityTypeId, name: impl Into<String>) -> Self {
        Self {
            id,
            kind,
            name: name.into(),
            aliases: Vec::new(),
            summary: String::new(),
            notes: String::new(),
            status: Status::InEffect,
            valid: None,
            properties: Properties::new(),
            tags: BTreeSet::new(),
            external_ids: BTreeMap::new(),
            image: None,
            evidence: Vec::new(),
            different_from: BTreeSet::new(),
        }
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
