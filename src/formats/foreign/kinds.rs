//! Finds the entity and relationship types that other programs mean, and makes those that are missing.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{EntityTypeId, RelationshipTypeId, fold};
use crate::model::{Colour, Direction, EntityType, Graph, Mappings, Palette, RelationshipType, Schema, Shape};

/// How many types a file may add of each kind. What goes beyond is no type, but a number or name in the wrong column.
pub(crate) const MOST_NEW_TYPES: usize = 300;

/// How long a type's name may be, in bytes.
const LONGEST_NAME: usize = 100;

/// What other programs call built-in entity types, beyond the names in the schema itself.
const ENTITY_ALIASES: &[(&str, &str)] = &[
    ("people", "person"),
    ("individual", "person"),
    ("human", "person"),
    ("actor", "person"),
    ("man", "person"),
    ("woman", "person"),
    ("org", "organisation"),
    ("organization", "organisation"),
    ("legalentity", "organisation"),
    ("identity", "organisation"),
    ("group", "organisation"),
    ("publicbody", "government-body"),
    ("governmentorganization", "government-body"),
    ("ministry", "government-body"),
    ("agency", "government-body"),
    ("country", "state"),
    ("nation", "state"),
    ("embassy", "diplomatic-mission"),
    ("corporation", "company"),
    ("business", "company"),
    ("firm", "company"),
    ("ngo", "think-tank"),
    ("newsmediaorganization", "media-outlet"),
    ("media", "media-outlet"),
    ("politicalparty", "party"),
    ("meeting", "summit"),
    ("address", "place"),
    ("location", "place"),
    ("city", "place"),
    ("treaty", "agreement"),
    ("report", "document"),
    ("creativework", "document"),
    ("article", "document"),
];

/// What FollowTheMoney, schema.org, STIX and people call built-in relationship types.
const RELATIONSHIP_ALIASES: &[(&str, &str)] = &[
    ("ownership", "owns"),
    ("directorship", "directs"),
    ("membership", "member-of"),
    ("memberof", "member-of"),
    ("member", "member-of"),
    ("employment", "employed-by"),
    ("worksfor", "employed-by"),
    ("occupancy", "holds-position"),
    ("family", "family-of"),
    ("associate", "associate-of"),
    ("succession", "succeeded"),
    ("representation", "represents"),
    ("payment", "funds"),
    ("contractaward", "contracts"),
    ("sanction", "sanctions"),
    ("similar", "possibly-same-as"),
    ("sameas", "possibly-same-as"),
    ("duplicateof", "possibly-same-as"),
    ("unknownlink", "related-to"),
    ("relatedto", "related-to"),
    ("ispartof", "part-of"),
    ("partof", "part-of"),
    ("locatedat", "located-in"),
    ("locatedin", "located-in"),
    ("eventparticipation", "participated-in"),
];

/// The types of a graph by the names that files use for them.
pub(crate) struct Kinds {
    schema: Schema,
    /// By folded name.
    entity: FxHashMap<String, EntityTypeId>,
    relationship: FxHashMap<String, RelationshipTypeId>,
    /// By the very text that was asked for: most records repeat a few.
    entity_seen: FxHashMap<String, Option<EntityTypeId>>,
    relationship_seen: FxHashMap<String, Option<RelationshipTypeId>>,
    new: (usize, usize),
}

/// A name as it is compared: letters and digits only, in lower case.
fn plain(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn key<T: std::str::FromStr>(name: &str) -> Option<T> {
    let mut text = String::new();
    for c in fold(name).chars() {
        match c {
            c if c.is_ascii_alphanumeric() => text.push(c),
            _ if text.is_empty() || text.ends_with('-') => {}
            _ => text.push('-'),
        }
    }
    text.trim_end_matches('-').parse().ok()
}

impl Kinds {
    /// Those of the built-in schema.
    pub(crate) fn built_in() -> Self {
        let schema = Schema::built_in();
        let mut kinds = Self {
            entity: FxHashMap::default(),
            relationship: FxHashMap::default(),
            entity_seen: FxHashMap::default(),
            relationship_seen: FxHashMap::default(),
            new: (0, 0),
            schema: Schema::default(),
        };
        for t in schema.entity_types.values() {
            for name in [t.id.as_str(), &t.name, &t.plural] {
                kinds.entity.entry(plain(name)).or_insert_with(|| t.id.clone());
            }
        }
        // What several types are called elsewhere, such as STIX's identity, says too little.
        for t in schema.entity_types.values() {
            let names: fn(&Mappings) -> [&str; 3] = |m| [&m.ftm, &m.schema_org, &m.stix];
            for (at, mine) in names(&t.mappings).into_iter().enumerate() {
                let others = schema.entity_types.values().filter(|o| names(&o.mappings)[at] == mine);
                if !mine.is_empty() && others.count() == 1 {
                    kinds.entity.entry(plain(mine)).or_insert_with(|| t.id.clone());
                }
            }
        }
        for (name, id) in ENTITY_ALIASES {
            if let Some(t) = schema.entity_types.get(*id) {
                kinds.entity.entry((*name).into()).or_insert_with(|| t.id.clone());
            }
        }
        for t in schema.relationship_types.values() {
            for name in [t.id.as_str(), &t.name] {
                kinds.relationship.entry(plain(name)).or_insert_with(|| t.id.clone());
            }
        }
        for (name, id) in RELATIONSHIP_ALIASES {
            if let Some(t) = schema.relationship_types.get(*id) {
                kinds.relationship.entry((*name).into()).or_insert_with(|| t.id.clone());
            }
        }
        kinds.schema = schema;
        kinds
    }

    /// The types, those that were made among them.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The entity type of this name; made where there is none. `None` for what cannot be the name of a type.
    ///
    /// A name with a vocabulary before it, such as `maltego.Person` or `https://schema.org/Person`, also goes by its last part.
    pub(crate) fn entity(&mut self, name: &str) -> Option<EntityTypeId> {
        if let Some(seen) = self.entity_seen.get(name) {
            return seen.clone();
        }
        let found = self.find_entity(name).or_else(|| self.make_entity(name));
        if self.entity_seen.len() < 10_000 && name.len() <= LONGEST_NAME {
            self.entity_seen.insert(name.into(), found.clone());
        }
        found
    }

    /// The entity type of this name, only if there is one.
    pub(crate) fn known_entity(&self, name: &str) -> Option<&EntityTypeId> {
        if name.len() > LONGEST_NAME { None } else { self.entity.get(&plain(name)) }
    }

    fn find_entity(&self, name: &str) -> Option<EntityTypeId> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        self.entity.get(&plain(name)).or_else(|| self.entity.get(&plain(last_part(name)))).cloned()
    }

    /// Whether there is an entity type of this name.
    pub(crate) fn knows_entity(&self, name: &str) -> bool {
        name.len() <= LONGEST_NAME && self.find_entity(name).is_some()
    }

    fn make_entity(&mut self, name: &str) -> Option<EntityTypeId> {
        let name = shown(name)?;
        if self.new.0 >= MOST_NEW_TYPES {
            return None;
        }
        let id = self.free_id(key(name), |schema, id: &EntityTypeId| schema.entity_types.contains_key(id))?;
        self.new.0 += 1;
        let made = EntityType {
            id: id.clone(),
            name: name.into(),
            plural: name.into(),
            parent: None,
            colour: Colour::Palette(Palette::Other),
            icon: "circle".into(),
            shape: Shape::Disc,
            properties: Vec::new(),
            mappings: Mappings::default(),
        };
        if !plain(name).is_empty() {
            self.entity.insert(plain(name), id.clone());
        }
        self.schema.entity_types.insert(id.clone(), Arc::new(made));
        Some(id)
    }

    /// The type of entities of which nothing is said.
    pub(crate) fn unsaid_entity(&mut self) -> Option<EntityTypeId> {
        self.find_entity("Entity").or_else(|| self.make_entity("Entity"))
    }

    /// The relationship type of this name, only if there is one.
    pub(crate) fn known_relationship(&self, name: &str) -> Option<RelationshipTypeId> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        self.relationship.get(&plain(name)).cloned()
    }

    /// The relationship type of this name; made where there is none. `None` for what cannot be the name of a type.
    pub(crate) fn relationship(&mut self, name: &str) -> Option<RelationshipTypeId> {
        if let Some(seen) = self.relationship_seen.get(name) {
            return seen.clone();
        }
        let known = self.known_relationship(name).or_else(|| self.known_relationship(last_part(name)));
        let found = known.or_else(|| self.make_relationship(name));
        if self.relationship_seen.len() < 10_000 && name.len() <= LONGEST_NAME {
            self.relationship_seen.insert(name.into(), found.clone());
        }
        found
    }

    fn make_relationship(&mut self, name: &str) -> Option<RelationshipTypeId> {
        let name = shown(name)?;
        if self.new.1 >= MOST_NEW_TYPES {
            return None;
        }
        let id =
            self.free_id(key(name), |schema, id: &RelationshipTypeId| schema.relationship_types.contains_key(id))?;
        self.new.1 += 1;
        let made = RelationshipType {
            id: id.clone(),
            name: name.into(),
            inverse: name.into(),
            group: "From other programs".into(),
            direction: Direction::Forward,
            from: BTreeSet::new(),
            to: BTreeSet::new(),
            colour: None,
            properties: Vec::new(),
            mappings: Mappings::default(),
        };
        if !plain(name).is_empty() {
            self.relationship.insert(plain(name), id.clone());
        }
        self.schema.relationship_types.insert(id.clone(), Arc::new(made));
        Some(id)
    }

    /// The id itself, or with a number where another type has it: a name in another script may fold to nothing.
    fn free_id<T: Clone + std::fmt::Display + std::str::FromStr>(
        &self,
        wanted: Option<T>,
        taken: impl Fn(&Schema, &T) -> bool,
    ) -> Option<T> {
        let stem = wanted.map_or("type".into(), |id| id.to_string());
        std::iter::once(stem.clone())
            .chain((2..10_000).map(|n| format!("{stem}-{n}")))
            .filter_map(|text| text.parse().ok())
            .find(|id| !taken(&self.schema, id))
    }

    /// Takes over the types that another made for a share of the same file. `false` when the two made different types of
    /// one id, or too many together.
    pub(super) fn absorb(&mut self, other: &Self) -> bool {
        for (id, made) in &other.schema.entity_types {
            match self.schema.entity_types.get(id) {
                Some(known) if plain(&known.name) == plain(&made.name) => {}
                Some(_) => return false,
                None if self.entity.contains_key(&plain(&made.name)) => return false,
                None => {
                    self.new.0 += 1;
                    self.entity.insert(plain(&made.name), id.clone());
                    self.schema.entity_types.insert(id.clone(), Arc::clone(made));
                }
            }
        }
        for (id, made) in &other.schema.relationship_types {
            match self.schema.relationship_types.get(id) {
                Some(known) if plain(&known.name) == plain(&made.name) => {}
                Some(_) => return false,
                None if self.relationship.contains_key(&plain(&made.name)) => return false,
                None => {
                    self.new.1 += 1;
                    self.relationship.insert(plain(&made.name), id.clone());
                    self.schema.relationship_types.insert(id.clone(), Arc::clone(made));
                }
            }
        }
        self.new.0 <= MOST_NEW_TYPES && self.new.1 <= MOST_NEW_TYPES
    }

    /// Puts the types that were made into a graph with the built-in ones.
    pub(crate) fn add_to(&self, graph: &mut Graph) {
        for (id, made) in &self.schema.entity_types {
            if !graph.schema().entity_types.contains_key(id) {
                // A type without parent and ends contradicts nothing.
                let _ = graph.put_entity_type(id, Some(Arc::clone(made)));
            }
        }
        for (id, made) in &self.schema.relationship_types {
            if !graph.schema().relationship_types.contains_key(id) {
                let _ = graph.put_relationship_type(id, Some(Arc::clone(made)));
            }
        }
    }
}

thread_local! {
    /// Those of the built-in schema, which are asked for word by word.
    static BUILT_IN: Kinds = Kinds::built_in();
}

/// Whether there is a built-in entity type that files call so.
pub(crate) fn knows_type(name: &str) -> bool {
    BUILT_IN.with(|kinds| kinds.knows_entity(name))
}

/// Whether there is a built-in relationship type that files call so.
pub(crate) fn knows_relationship_type(name: &str) -> bool {
    BUILT_IN
        .with(|kinds| kinds.known_relationship(name).or_else(|| kinds.known_relationship(last_part(name))).is_some())
}

/// What stands behind the last sign that parts a vocabulary from a name.
fn last_part(name: &str) -> &str {
    name.rsplit(['.', ':', '/', '#']).next().filter(|part| !part.is_empty()).unwrap_or(name)
}

/// A name as it can be shown, if it can name a type: words, not numbers, not a paragraph.
fn shown(name: &str) -> Option<&str> {
    let name = name.trim();
    let is_number = name.parse::<f64>().is_ok();
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
    (fits && !is_number).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_other_programs_are_found() {
        let mut kinds = Kinds::built_in();
        let mut check = |name: &str, expected: Option<&str>| {
            assert_eq!(kinds.entity(name).as_ref().map(EntityTypeId::as_str), expected, "{name}");
        };
        check("Person", Some("person"));
        check("maltego.Person", Some("person"));
        check("https://schema.org/GovernmentOrganization", Some("government-body"));
        check("PublicBody", Some("government-body"));
        check("Think tanks and NGOs", Some("think-tank"));
        check("Yacht (large)", Some("yacht-large"));
        check("yacht  LARGE", Some("yacht-large"));
        check("7", None);
        check("", None);
        let mut check = |name: &str, expected: &str| {
            assert_eq!(kinds.relationship(name).unwrap().as_str(), expected, "{name}");
        };
        check("Ownership", "owns");
        check("member of", "member-of");
        check("MEMBER_OF", "member-of");
        check("дружит с", "druzhit-s");
    }

    #[test]
    fn a_column_of_names_makes_no_thousand_types() {
        let mut kinds = Kinds::built_in();
        let made = (0..1000).filter(|n| kinds.entity(&format!("kind {n}")).is_some()).count();
        assert_eq!(made, MOST_NEW_TYPES);
    }
}
