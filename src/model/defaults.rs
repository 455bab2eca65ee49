//! The built-in types as tables.
//!
//! FollowTheMoney names are of its 4.x model, schema.org's of version 29, STIX's of version 2.1. The relationship verbs
//! of diplomacy follow the event classes of PLOVER (Open Event Data Alliance).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::schema::{
    Colour, EntityType, Mappings, Palette, PropertyDefinition, PropertyKind, RelationshipType, Schema, Shape,
};
use super::{Direction, Palette as P};
use crate::base::{EntityTypeId, IdError, RelationshipTypeId};

/// key, name, plural, parent, colour, icon, shape, FollowTheMoney, schema.org, STIX
type EntityRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Palette,
    &'static str,
    Shape,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const ENTITY_TYPES: &[EntityRow] = &[
    ("state", "State", "States", "", P::Country, "flag", Shape::Disc, "Country", "Country", "location"),
    ("organisation", "Organisation", "Organisations", "", P::Organisation, "bank", Shape::Disc, "Organization", "Organization", "identity"),
    ("government-body", "Government body", "Government bodies", "organisation", P::Organisation, "bank", Shape::Disc, "PublicBody", "GovernmentOrganization", "identity"),
    ("person", "Person", "People", "", P::Person, "user", Shape::Disc, "Person", "Person", "identity"),
    ("position", "Position", "Positions", "", P::Person, "identification-badge", Shape::Disc, "Position", "Role", ""),
    ("diplomatic-mission", "Diplomatic mission", "Diplomatic missions", "", P::Facility, "buildings", Shape::Disc, "PublicBody", "GovernmentBuilding", "identity"),
    ("international-organisation", "International organisation", "International organisations", "organisation", P::Organisation, "globe", Shape::Disc, "Organization", "Organization", "identity"),
    ("think-tank", "Think tank or NGO", "Think tanks and NGOs", "organisation", P::Organisation, "graduation-cap", Shape::Disc, "Organization", "NGO", "identity"),
    ("media-outlet", "Media outlet", "Media outlets", "organisation", P::Organisation, "broadcast", Shape::Disc, "Company", "NewsMediaOrganization", "identity"),
    ("company", "Company", "Companies", "organisation", P::Organisation, "briefcase", Shape::Disc, "Company", "Corporation", "identity"),
    ("party", "Party or armed force", "Parties and armed forces", "organisation", P::Organisation, "users-three", Shape::Disc, "Organization", "PoliticalParty", "identity"),
    ("event", "Event", "Events", "", P::Event, "calendar-blank", Shape::Disc, "Event", "Event", "incident"),
    ("summit", "Summit or meeting", "Summits and meetings", "event", P::Event, "handshake", Shape::Disc, "Event", "Event", "incident"),
    ("incident", "Incident", "Incidents", "event", P::Event, "warning", Shape::Disc, "Event", "Event", "incident"),
    ("agreement", "Agreement", "Agreements", "", P::Agreement, "file-text", Shape::Disc, "Document", "Legislation", "report"),
    ("place", "Place", "Places", "", P::Facility, "map-pin", Shape::Disc, "Address", "Place", "location"),
    ("document", "Document", "Documents", "", P::Agreement, "file-text", Shape::Disc, "Document", "CreativeWork", "report"),
    ("issue", "Issue", "Issues", "", P::Other, "circle", Shape::Disc, "Thing", "Thing", "note"),
];

/// key, name, inverse name, group, direction, from, to, FollowTheMoney, schema.org, STIX
type RelationshipRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Direction,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

const F: Direction = Direction::Forward;
const B: Direction = Direction::Both;
/// Who can act: takes part, demands, leads.
const ACTORS: &[&str] = &["state", "organisation", "person", "position", "diplomatic-mission"];
const BODIES: &[&str] = &["state", "organisation", "diplomatic-mission"];
const ANY: &[&str] = &[];

#[rustfmt::skip]
const RELATIONSHIP_TYPES: &[RelationshipRow] = &[
    // Diplomacy
    ("diplomatic-relations", "has diplomatic relations with", "has diplomatic relations with", "Diplomacy", B, &["state"], &["state", "international-organisation"], "UnknownLink", "knows", "related-to"),
    ("operates", "operates", "operated by", "Diplomacy", F, ACTORS, ANY, "UnknownLink", "owns", "related-to"),
    ("accredited-to", "accredited to", "accredits", "Diplomacy", F, &["person", "position", "diplomatic-mission"], &["state", "international-organisation"], "Representation", "workLocation", "related-to"),
    ("protecting-power-for", "protecting power for", "protected by", "Diplomacy", F, &["state", "diplomatic-mission", "organisation"], BODIES, "Representation", "knows", "related-to"),
    ("participated-in", "participated in", "attended by", "Diplomacy", F, ACTORS, &["event", "agreement"], "EventParticipation", "performerIn", "related-to"),
    ("hosted", "hosted", "hosted by", "Diplomacy", F, &["state", "organisation", "person", "place", "diplomatic-mission"], &["event"], "EventParticipation", "organizer", "related-to"),
    ("party-to", "party to", "concluded by", "Diplomacy", F, &["state", "organisation", "person"], &["agreement"], "UnknownLink", "participant", "related-to"),
    ("agrees-with", "agrees with", "agrees with", "Diplomacy", B, ACTORS, ANY, "UnknownLink", "agent", "related-to"),
    ("consults", "consults", "consulted by", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "communicates-with"),
    ("supports", "supports", "supported by", "Diplomacy", F, ACTORS, ANY, "UnknownLink", "sponsor", "related-to"),
    ("cooperates-with", "cooperates with", "cooperates with", "Diplomacy", B, ACTORS, ACTORS, "Associate", "knows", "related-to"),
    ("aids", "aids", "aided by", "Diplomacy", F, ACTORS, ACTORS, "Payment", "sponsor", "related-to"),
    ("demands-of", "demands of", "faces demands of", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "related-to"),
    ("rejects", "rejects", "rejected by", "Diplomacy", F, ACTORS, ANY, "UnknownLink", "agent", "related-to"),
    ("accuses", "accuses", "accused by", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "related-to"),
    ("threatens", "threatens", "threatened by", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "targets"),
    ("sanctions", "sanctions", "sanctioned by", "Diplomacy", F, BODIES, ANY, "Sanction", "knows", "targets"),
    ("coerces", "coerces", "coerced by", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "targets"),
    ("allied-with", "allied with", "allied with", "Diplomacy", B, &["state", "organisation"], &["state", "organisation"], "Associate", "knows", "related-to"),
    ("recognises", "recognises", "recognised by", "Diplomacy", F, &["state", "international-organisation"], &["state", "organisation"], "UnknownLink", "knows", "related-to"),
    ("proposes", "proposes", "proposed by", "Diplomacy", F, ACTORS, ANY, "UnknownLink", "agent", "related-to"),
    ("conveys-messages-to", "conveys messages to", "receives messages from", "Diplomacy", F, ACTORS, ACTORS, "UnknownLink", "knows", "communicates-with"),
    // Politics
    ("leads", "leads", "led by", "Politics", F, &["person", "position", "organisation"], BODIES, "Directorship", "employee", "related-to"),
    ("holds-position", "holds position", "held by", "Politics", F, &["person"], &["position"], "Occupancy", "hasOccupation", "related-to"),
    ("member-of", "member of", "has member", "Politics", F, ANY, &["state", "organisation"], "Membership", "memberOf", "part-of"),
    ("employed-by", "employed by", "employs", "Politics", F, &["person", "position"], BODIES, "Employment", "worksFor", "related-to"),
    ("succeeded", "succeeded", "succeeded by", "Politics", F, ANY, ANY, "Succession", "successorOf", "derived-from"),
    ("family-of", "family of", "family of", "Politics", B, &["person"], &["person"], "Family", "relatedTo", "related-to"),
    ("associate-of", "associate of", "associate of", "Politics", B, &["person"], ACTORS, "Associate", "knows", "related-to"),
    // Business
    ("owns", "owns", "owned by", "Business", F, ACTORS, ANY, "Ownership", "owns", "owns"),
    ("directs", "directs", "directed by", "Business", F, &["person", "position", "organisation"], &["organisation"], "Directorship", "employee", "related-to"),
    ("represents", "represents", "represented by", "Business", F, ACTORS, ACTORS, "Representation", "agent", "related-to"),
    ("lobbies", "lobbies", "lobbied by", "Business", F, ACTORS, ACTORS, "Representation", "agent", "related-to"),
    ("funds", "funds", "funded by", "Business", F, ACTORS, ANY, "Payment", "funder", "related-to"),
    ("contracts", "contracts", "contracted by", "Business", F, ACTORS, ACTORS, "ContractAward", "customer", "related-to"),
    // Information
    ("authored", "authored", "written by", "Information", F, ACTORS, &["document", "agreement"], "Documentation", "author", "authored-by"),
    ("published", "published", "published by", "Information", F, ACTORS, &["document", "agreement", "issue"], "Documentation", "publisher", "related-to"),
    ("quoted-in", "quoted in", "quotes", "Information", F, ACTORS, &["document", "media-outlet"], "Documentation", "mentions", "related-to"),
    ("commented-on", "commented on", "discussed by", "Information", F, ACTORS, ANY, "Documentation", "about", "related-to"),
    ("reported-on", "reported on", "reported by", "Information", F, ACTORS, ANY, "Documentation", "about", "related-to"),
    // Structure
    ("part-of", "part of", "has part", "Structure", F, ANY, ANY, "UnknownLink", "isPartOf", "part-of"),
    ("located-in", "located in", "location of", "Structure", F, ANY, &["place", "state", "diplomatic-mission"], "UnknownLink", "location", "located-at"),
    ("produced", "produced", "came out of", "Structure", F, ANY, ANY, "UnknownLink", "result", "related-to"),
    ("affects", "affects", "affected by", "Structure", F, ANY, ANY, "UnknownLink", "about", "related-to"),
    ("possibly-same-as", "possibly same as", "possibly same as", "Structure", B, ANY, ANY, "Similar", "sameAs", "duplicate-of"),
    ("related-to", "related to", "related to", "Structure", Direction::Neither, ANY, ANY, "UnknownLink", "relatedLink", "related-to"),
];

/// Properties of built-in types: whether of an entity type, its key, the property, what it holds.
fn properties(key: &str) -> Vec<PropertyDefinition> {
    let choice = |words: &[&str]| PropertyKind::Choice(words.iter().map(|w| (*w).into()).collect());
    let rows: Vec<(&str, PropertyKind)> = match key {
        "state" => vec![("capital", PropertyKind::Text), ("government", PropertyKind::Text)],
        "person" => {
            vec![("nationality", PropertyKind::Text), ("born", PropertyKind::Date), ("role", PropertyKind::Text)]
        }
        "diplomatic-mission" => vec![
            ("kind", choice(&["embassy", "consulate", "liaison office", "permanent mission", "interests section"])),
            ("head", PropertyKind::Text),
        ],
        "company" => vec![("industry", PropertyKind::Text), ("registered in", PropertyKind::Text)],
        "event" => vec![("place", PropertyKind::Text)],
        "agreement" | "document" => vec![("url", PropertyKind::Url), ("language", PropertyKind::Text)],
        "place" => vec![("latitude", PropertyKind::Number), ("longitude", PropertyKind::Number)],
        "diplomatic-relations" => {
            vec![("level", choice(&["ambassador", "minister", "chargé d’affaires", "liaison office", "broken off"]))]
        }
        "party-to" => vec![("step", choice(&["signed", "ratified", "withdrew"]))],
        "owns" => vec![("share in percent", PropertyKind::Number)],
        "funds" | "aids" => vec![("amount", PropertyKind::Number), ("currency", PropertyKind::Text)],
        _ => Vec::new(),
    };
    rows.into_iter().map(|(name, kind)| PropertyDefinition { name: name.into(), kind }).collect()
}

/// Keys in the tables above are ids by construction; a test reads them all.
fn key<T: std::str::FromStr<Err = IdError>>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(error) => unreachable!("{text:?}: {error}"),
    }
}

fn mappings(ftm: &str, schema_org: &str, stix: &str) -> Mappings {
    Mappings { ftm: ftm.into(), schema_org: schema_org.into(), stix: stix.into() }
}

pub(super) fn schema() -> Schema {
    let entity_types: BTreeMap<EntityTypeId, _> = ENTITY_TYPES
        .iter()
        .map(|&(id, name, plural, parent, colour, icon, shape, ftm, schema_org, stix)| EntityType {
            id: key(id),
            name: name.into(),
            plural: plural.into(),
            parent: (!parent.is_empty()).then(|| key(parent)),
            colour: Colour::Palette(colour),
            icon: icon.into(),
            shape,
            properties: properties(id),
            mappings: mappings(ftm, schema_org, stix),
        })
        .map(|t| (t.id.clone(), Arc::new(t)))
        .collect();
    let ends = |keys: &[&str]| -> BTreeSet<EntityTypeId> { keys.iter().map(|k| key(k)).collect() };
    let relationship_types: BTreeMap<RelationshipTypeId, _> = RELATIONSHIP_TYPES
        .iter()
        .map(|&(id, name, inverse, group, direction, from, to, ftm, schema_org, stix)| RelationshipType {
            id: key(id),
            name: name.into(),
            inverse: inverse.into(),
            group: group.into(),
            direction,
            from: ends(from),
            to: ends(to),
            colour: None,
            properties: properties(id),
            mappings: mappings(ftm, schema_org, stix),
        })
        .map(|t| (t.id.clone(), Arc::new(t)))
        .collect();
    Schema { entity_types, relationship_types }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_whole() {
        let schema = schema();
        assert_eq!(schema.entity_types.len(), ENTITY_TYPES.len(), "a key stands twice");
        assert_eq!(schema.relationship_types.len(), RELATIONSHIP_TYPES.len(), "a key stands twice");
        for t in schema.entity_types.values() {
            assert!(t.parent.as_ref().is_none_or(|p| schema.entity_types.contains_key(p)), "{t:?}");
        }
        for t in schema.relationship_types.values() {
            for end in t.from.iter().chain(&t.to) {
                assert!(schema.entity_types.contains_key(end), "{} names {end}", t.id);
            }
            assert_eq!(
                t.direction == Direction::Forward,
                t.name != t.inverse,
                "{}: an inverse name for each way",
                t.id
            );
        }
    }

    #[test]
    fn ends_are_checked_with_subtypes() {
        let schema = schema();
        let allows = |r: &str, a: &str, b: &str| schema.allows(&key(r), &key(a), &key(b));
        assert!(allows("leads", "person", "government-body"));
        assert!(!allows("leads", "state", "person"));
        assert!(allows("participated-in", "person", "summit"));
        assert!(allows("related-to", "issue", "place"));
        assert!(!allows("no-such-type", "person", "person"));
    }
}
