//! The types of entities and relationships that a graph uses. Every graph carries its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::grade::vocabulary;
use super::{Direction, UnknownKey, defaults};
use crate::base::{EntityTypeId, RelationshipTypeId};

/// The types of a graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// The entity types by key.
    pub entity_types: BTreeMap<EntityTypeId, Arc<EntityType>>,
    /// The relationship types by key.
    pub relationship_types: BTreeMap<RelationshipTypeId, Arc<RelationshipType>>,
}

impl Schema {
    /// The built-in types, which cover diplomacy, politics, business and media.
    #[must_use]
    pub fn built_in() -> Self {
        defaults::schema()
    }

    /// Whether `kind` is `ancestor` or one of its subtypes. A cycle of parents, which no edit lets in, ends the walk.
    #[must_use]
    pub fn is_a(&self, kind: &EntityTypeId, ancestor: &EntityTypeId) -> bool {
        let mut at = Some(kind);
        for _ in 0..=self.entity_types.len() {
            match at {
                Some(id) if id == ancestor => return true,
                Some(id) => at = self.entity_types.get(id).and_then(|t| t.parent.as_ref()),
                None => return false,
            }
        }
        false
    }

    /// Whether a relationship of type `kind` may run from an entity of type `from` to one of type `to`.
    #[must_use]
    pub fn allows(&self, kind: &RelationshipTypeId, from: &EntityTypeId, to: &EntityTypeId) -> bool {
        let fits = |allowed: &BTreeSet<EntityTypeId>, end: &EntityTypeId| {
            allowed.is_empty() || allowed.iter().any(|ancestor| self.is_a(end, ancestor))
        };
        self.relationship_types.get(kind).is_some_and(|t| fits(&t.from, from) && fits(&t.to, to))
    }
}

/// A type of entity.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityType {
    /// Its key, such as `person`.
    pub id: EntityTypeId,
    /// What one is called.
    pub name: String,
    /// What several are called.
    pub plural: String,
    /// The type of which it is a special case.
    pub parent: Option<EntityTypeId>,
    /// The colour of its discs.
    pub colour: Colour,
    /// The name of its Phosphor icon, such as `flag`.
    pub icon: String,
    /// The outline of its marks.
    pub shape: Shape,
    /// The properties that one is expected to have.
    pub properties: Vec<PropertyDefinition>,
    /// What other vocabularies call it.
    pub mappings: Mappings,
}

/// A type of relationship.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationshipType {
    /// Its key, such as `member-of`.
    pub id: RelationshipTypeId,
    /// What it is called from its first end: `leads`.
    pub name: String,
    /// What it is called from its second end: `led by`.
    pub inverse: String,
    /// The heading under which it is offered.
    pub group: String,
    /// Which way a new one points.
    pub direction: Direction,
    /// The entity types that it may start from, subtypes included; any when empty.
    pub from: BTreeSet<EntityTypeId>,
    /// The entity types that it may lead to, subtypes included; any when empty.
    pub to: BTreeSet<EntityTypeId>,
    /// The colour of its lines; the theme's edge colour otherwise.
    pub colour: Option<Colour>,
    /// The properties that one is expected to have.
    pub properties: Vec<PropertyDefinition>,
    /// What other vocabularies call it.
    pub mappings: Mappings,
}

/// A property that records of a type are expected to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyDefinition {
    /// Its name.
    pub name: String,
    /// What it may hold.
    pub kind: PropertyKind,
}

/// What a property may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyKind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A date or interval.
    Date,
    /// A web address.
    Url,
    /// Another entity.
    Entity,
    /// One of these words.
    Choice(Vec<String>),
}

/// What FollowTheMoney, schema.org and STIX 2.1 call a type; empty where they have nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mappings {
    /// FollowTheMoney's schema.
    pub ftm: String,
    /// schema.org's class or property.
    pub schema_org: String,
    /// STIX 2.1's object or relationship type.
    pub stix: String,
}

vocabulary! {
    /// A class of colours that every theme knows.
    Palette: "colour" {
        /// States.
        Country = "country", "Country";
        /// People and their posts.
        Person = "person", "Person";
        /// Bodies and organisations.
        Organisation = "organisation", "Organisation";
        /// Missions and places.
        Facility = "facility", "Facility";
        /// Events.
        Event = "event", "Event";
        /// Agreements and documents.
        Agreement = "agreement", "Agreement";
        /// Anything else.
        Other = "other", "Other";
    }
}

vocabulary! {
    /// The outline of a mark.
    Shape: "shape" {
        /// A disc.
        Disc = "disc", "Disc";
        /// A square with round corners.
        Square = "square", "Square";
        /// A square on its corner.
        Diamond = "diamond", "Diamond";
        /// A hexagon.
        Hexagon = "hexagon", "Hexagon";
    }
}

/// A colour: one that each theme has its own tone of, or a fixed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// The theme's tone for this class.
    Palette(Palette),
    /// The same red, green and blue in every theme.
    Rgb(u8, u8, u8),
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Palette(class) => f.write_str(class.key()),
            Self::Rgb(r, g, b) => write!(f, "#{r:02X}{g:02X}{b:02X}"),
        }
    }
}

impl FromStr for Colour {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(value) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) {
            let [_, r, g, b] = value.to_be_bytes();
            return Ok(Self::Rgb(r, g, b));
        }
        text.parse()
            .map(Self::Palette)
            .map_err(|error: UnknownKey| UnknownKey { expected: format!("{} or #RRGGBB", error.expected), ..error })
    }
}
