//! What the attributes of other programs mean here: which field of a record an attribute of this name fills.

use std::sync::Arc;

/// The names for what something is called, best first. The first that is given wins; the others become properties.
const NAMES: &[&str] = &["label", "name", "title", "caption", "displayname", "fullname"];
/// The names for the type of an entity, best first.
const ENTITY_KINDS: &[&str] = &["type", "entitytype", "nodetype", "kind"];
/// The names for the label of a relationship, best first.
const LABELS: &[&str] = &["label", "edgelabel", "name", "title", "caption"];
/// The names for the type of a relationship, best first.
const RELATIONSHIP_KINDS: &[&str] = &[
    "type",
    "relationshiptype",
    "relationtype",
    "edgetype",
    "linktype",
    "relationship",
    "relation",
    "interaction",
    "predicate",
    "kind",
];
/// The names for the weight of a relationship, best first.
const WEIGHTS: &[&str] = &["weight", "edgeweight", "value"];

/// Registers whose identifiers are told by the name of the attribute alone, with the key that we keep them under.
const REGISTERS: &[(&str, &str)] = &[
    ("wikidata", "wikidata"),
    ("wikidataid", "wikidata"),
    ("qid", "wikidata"),
    ("lei", "lei"),
    ("leicode", "lei"),
    ("iso3166", "iso3166"),
    ("isocode", "iso3166"),
    ("viaf", "viaf"),
    ("isni", "isni"),
    ("opencorporates", "opencorporates"),
    ("opencorporatesurl", "opencorporates"),
    ("littlesisid", "littlesis"),
    ("imonumber", "imo"),
];

/// Put before a property's name by writers where the name alone would mean a field.
pub(crate) const PROPERTY: &str = "property:";
/// Put before a register's key by writers.
pub(crate) const EXTERNAL: &str = "external:";

/// The field that an attribute fills. A number is the rank among several attributes for one field: less is better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// What an entity is called, or the label of a relationship.
    Name(u8),
    /// The type.
    Kind(u8),
    /// Other names, as a list.
    Aliases,
    /// One line on an entity; of a relationship its notes.
    Summary,
    /// Markdown.
    Notes,
    /// Free words, as a list.
    Tags,
    /// When it begins.
    Start,
    /// When it ends.
    End,
    /// When it was, or an EDTF interval.
    Date,
    /// Whether it holds.
    Status,
    /// An identifier in this register.
    External(Arc<str>),
    /// Where it stands, to the right.
    X,
    /// Where it stands, downwards.
    Y,
    /// A part of its colour: 0 red, 1 green, 2 blue.
    Channel(u8),
    /// Its colour as a text.
    Colour,
    /// How large it is drawn.
    Size,
    /// How strong a relationship is.
    Weight(u8),
    /// Whether a relationship has a direction.
    Directed,
    /// Which way it points, by our own key.
    Direction,
    /// How likely it is, by our own key.
    Likelihood,
    /// How firmly it rests on its evidence, by our own key.
    Confidence,
    /// Why the confidence is set by hand.
    Rationale,
    /// What it rests on: titles or addresses of sources, as a list.
    Sources,
    /// The names of groups that a node stands in, as a list.
    Groups,
    /// A property of this name.
    Property,
}

/// An attribute of a file with what it fills, worked out once a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name as the file has it.
    pub(crate) name: Arc<str>,
    /// What it fills.
    pub(crate) field: Field,
}

impl Column {
    /// What an attribute of a node fills.
    pub(crate) fn of_node(name: &str) -> Self {
        Self::of(name, |plain| {
            if let Some(rank) = rank(NAMES, plain) {
                return Some(Field::Name(rank));
            }
            if let Some(rank) = rank(ENTITY_KINDS, plain) {
                return Some(Field::Kind(rank));
            }
            if let Some((_, key)) = REGISTERS.iter().find(|(known, _)| *known == plain) {
                return Some(Field::External((*key).into()));
            }
            Some(match plain {
                "alias" | "aliases" | "aka" | "alsoknownas" | "alternativenames" | "synonyms" | "othernames" => {
                    Field::Aliases
                }
                "summary" | "description" | "desc" => Field::Summary,
                "groups" => Field::Groups,
                "x" | "xposition" => Field::X,
                "y" | "yposition" => Field::Y,
                "r" | "red" => Field::Channel(0),
                "g" | "green" => Field::Channel(1),
                "b" | "blue" => Field::Channel(2),
                "size" => Field::Size,
                _ => return None,
            })
        })
    }

    /// What an attribute of an edge fills.
    pub(crate) fn of_edge(name: &str) -> Self {
        Self::of(name, |plain| {
            if let Some(rank) = rank(RELATIONSHIP_KINDS, plain) {
                return Some(Field::Kind(rank));
            }
            if let Some(rank) = rank(LABELS, plain) {
                return Some(Field::Name(rank));
            }
            if let Some(rank) = rank(WEIGHTS, plain) {
                return Some(Field::Weight(rank));
            }
            Some(match plain {
                "summary" | "description" | "desc" => Field::Summary,
                "directed" => Field::Directed,
                "direction" => Field::Direction,
                "likelihood" => Field::Likelihood,
                "confidence" => Field::Confidence,
                "rationale" => Field::Rationale,
                _ => return None,
            })
        })
    }

    /// A property, whatever its name.
    pub(crate) fn property(name: &str) -> Self {
        Self { name: name.into(), field: Field::Property }
    }

    fn of(name: &str, special: impl Fn(&str) -> Option<Field>) -> Self {
        let name = name.trim();
        if let Some(property) = name.strip_prefix(PROPERTY) {
            return Self::property(property);
        }
        if let Some(register) = name.strip_prefix(EXTERNAL).filter(|r| !r.is_empty()) {
            return Self { name: name.into(), field: Field::External(register.into()) };
        }
        let plain: String =
            name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect();
        let field = special(&plain).unwrap_or(match plain.as_str() {
            "notes" | "note" => Field::Notes,
            "tags" | "tag" | "keywords" => Field::Tags,
            "start" | "startdate" | "validfrom" | "since" | "datestart" | "begindate" | "datefrom" | "fromdate" => {
                Field::Start
            }
            "end" | "enddate" | "validto" | "validuntil" | "until" | "dateend" | "dateto" | "todate" => Field::End,
            "date" | "valid" | "when" => Field::Date,
            "status" => Field::Status,
            "color" | "colour" | "fill" | "fillcolor" | "fillcolour" => Field::Colour,
            "source" | "sources" | "sourceurl" | "citation" | "reference" => Field::Sources,
            _ => Field::Property,
        });
        Self { name: name.into(), field }
    }

    /// The name of the property that an attribute of this rank becomes when a better one is given.
    pub(super) fn beaten_name(&self, rank: u8, of_edge: bool) -> &'static str {
        let list = match (&self.field, of_edge) {
            (Field::Name(_), false) => NAMES,
            (Field::Name(_), true) => LABELS,
            (Field::Kind(_), false) => ENTITY_KINDS,
            (Field::Kind(_), true) => RELATIONSHIP_KINDS,
            _ => WEIGHTS,
        };
        list.get(usize::from(rank)).copied().unwrap_or("name")
    }
}

fn rank(list: &[&str], plain: &str) -> Option<u8> {
    list.iter().position(|known| *known == plain).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_known_in_any_spelling() {
        assert_eq!(Column::of_node("Label").field, Field::Name(0));
        assert_eq!(Column::of_node("display_name").field, Field::Name(4));
        assert_eq!(Column::of_node("Start Date").field, Field::Start);
        assert_eq!(Column::of_node("startDate").field, Field::Start);
        assert_eq!(Column::of_edge("Edge Label").field, Field::Name(1));
        assert_eq!(Column::of_edge("weight").field, Field::Weight(0));
        assert_eq!(Column::of_node("weight").field, Field::Property);
        assert_eq!(Column::of_node("QID").field, Field::External("wikidata".into()));
        let escaped = Column::of_node("property:label");
        assert_eq!((&*escaped.name, escaped.field), ("label", Field::Property));
    }
}
