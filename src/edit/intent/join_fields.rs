//! Joining two records field by field: what each has, and which of the two counts.

use std::collections::{BTreeMap, BTreeSet};

use super::delete::delete;
use super::entity::{change_entities, name_or};
use super::join::merge_entities_as;
use super::relationship::connect;
use crate::base::{EntityId, RelationshipId, RelationshipTypeId};
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Direction, Entity, Graph, Relationship, Schema, Value};

/// The type of relationship that says that two may be one.
const POSSIBLY_SAME: &str = "possibly-same-as";

/// Which side of a field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Take {
    /// The record that stays.
    Left,
    /// The record that goes.
    Right,
    /// Both, one after the other.
    Both,
}

/// A field of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<'a> {
    /// Its name; the other becomes an alias.
    Name,
    /// Its type.
    Type,
    /// Its other names.
    Aliases,
    /// One line on it.
    Summary,
    /// Whether it exists.
    Status,
    /// When it exists.
    Valid,
    /// A property by its name.
    Property(&'a str),
    /// What a register calls it.
    External(&'a str),
    /// Its tags.
    Tags,
    /// What is noted on it.
    Notes,
    /// Its picture.
    Picture,
}

impl Field<'_> {
    /// Its name in a list, and the key of the choice.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Name => "Name".into(),
            Self::Type => "Type".into(),
            Self::Aliases => "Aliases".into(),
            Self::Summary => "Summary".into(),
            Self::Status => "Status".into(),
            Self::Valid => "Valid".into(),
            Self::Property(name) => name.into(),
            Self::External(register) => format!("{register} id"),
            Self::Tags => "Tags".into(),
            Self::Notes => "Notes".into(),
            Self::Picture => "Picture".into(),
        }
    }

    /// Whether both values can be kept.
    #[must_use]
    pub fn can_be_both(self) -> bool {
        matches!(self, Self::Aliases | Self::Summary | Self::Property(_) | Self::Tags | Self::Notes)
    }
}

/// A field that at least one of two records has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinField<'a> {
    /// Which.
    pub field: Field<'a>,
    /// What the record that stays has; empty for nothing.
    pub left: String,
    /// What the record that goes has; empty for nothing.
    pub right: String,
    /// What counts unless somebody says otherwise.
    pub preset: Take,
}

impl JoinField<'_> {
    /// Whether there is anything to choose.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.left != self.right
    }
}

/// What was chosen, by the label of the field; the rest is as it is preset.
pub type Choices = BTreeMap<String, Take>;

/// The fields that at least one of two entities has, in the order in which they are read.
#[must_use]
pub fn join_fields<'a>(schema: &Schema, left: &'a Entity, right: &'a Entity) -> Vec<JoinField<'a>> {
    let mut fields = Vec::new();
    let mut add = |field: Field<'a>, left: String, right: String| {
        if left.is_empty() && right.is_empty() {
            return;
        }
        let preset = match (left.is_empty(), right.is_empty()) {
            (true, false) => Take::Right,
            (false, false) if matches!(field, Field::Aliases | Field::Tags | Field::Notes) => Take::Both,
            _ => Take::Left,
        };
        fields.push(JoinField { field, left, right, preset });
    };
    let kind = |e: &Entity| schema.entity_types.get(&e.kind).map_or(e.kind.to_string(), |kind| kind.name.clone());
    let tags = |e: &Entity| e.tags.iter().cloned().collect::<Vec<_>>().join(", ");
    let valid = |e: &Entity| e.valid.map_or(String::new(), |valid| valid.to_string());
    let picture = |e: &Entity| e.picture().map_or(String::new(), |_| "has a picture".to_owned());
    add(Field::Name, left.name.clone(), right.name.clone());
    add(Field::Type, kind(left), kind(right));
    add(Field::Aliases, left.aliases.join(", "), right.aliases.join(", "));
    add(Field::Summary, left.summary.to_string(), right.summary.to_string());
    add(Field::Status, left.status.label().into(), right.status.label().into());
    add(Field::Valid, valid(left), valid(right));
    for name in left.properties.keys().chain(right.properties.keys()).collect::<BTreeSet<_>>() {
        let value = |e: &Entity| e.properties.get(name).map_or(String::new(), ToString::to_string);
        add(Field::Property(name), value(left), value(right));
    }
    for register in left.external_ids.keys().chain(right.external_ids.keys()).collect::<BTreeSet<_>>() {
        let id = |e: &Entity| e.external_ids.get(register).cloned().unwrap_or_default();
        add(Field::External(register), id(left), id(right));
    }
    add(Field::Tags, tags(left), tags(right));
    add(Field::Notes, left.notes.to_string(), right.notes.to_string());
    add(Field::Picture, picture(left), picture(right));
    fields
}

/// The record that comes of two by these choices. It has the evidence of both, and what was not chosen of names is an
/// alias, since a name that somebody used finds the entity.
#[must_use]
pub fn joined_by(schema: &Schema, left: &Entity, right: &Entity, choices: &Choices) -> Entity {
    let mut out = left.clone();
    for JoinField { field, preset, .. } in join_fields(schema, left, right) {
        let take = choices.get(&field.label()).copied().unwrap_or(preset);
        take_field(&mut out, left, right, field, take);
    }
    for name in [&left.name, &right.name] {
        if !name.trim().is_empty() && *name != out.name && !out.aliases.contains(name) {
            out.aliases.push(name.clone());
        }
    }
    out.aliases.retain(|alias| *alias != out.name);
    out.evidence.extend(right.evidence.iter().cloned());
    out
}

fn take_field(out: &mut Entity, left: &Entity, right: &Entity, field: Field<'_>, take: Take) {
    let both = |a: &str, b: &str, between: &str| match take {
        Take::Left => a.to_owned(),
        Take::Right => b.to_owned(),
        Take::Both if a.is_empty() || a == b => b.to_owned(),
        Take::Both if b.is_empty() => a.to_owned(),
        Take::Both => format!("{a}{between}{b}"),
    };
    let of = if take == Take::Right { right } else { left };
    match field {
        Field::Name => out.name.clone_from(&of.name),
        Field::Type => out.kind.clone_from(&of.kind),
        Field::Aliases => {
            out.aliases.clone_from(&of.aliases);
            if take == Take::Both {
                let more = right.aliases.iter().filter(|alias| !left.aliases.contains(alias));
                out.aliases.extend(more.cloned());
            }
        }
        Field::Summary => out.summary = both(&left.summary, &right.summary, "; ").into(),
        Field::Status => out.status = of.status,
        Field::Valid => out.valid = of.valid,
        Field::Property(name) => {
            let value = match (left.properties.get(name), right.properties.get(name)) {
                (Some(a), Some(b)) if take == Take::Both && a != b => {
                    let flat = |value: &Value| match value {
                        Value::List(values) => values.clone(),
                        one => vec![one.clone()],
                    };
                    Some(Value::List(flat(a).into_iter().chain(flat(b)).collect()))
                }
                (a, b) if take == Take::Both => a.or(b).cloned(),
                _ => of.properties.get(name).cloned(),
            };
            match value {
                Some(value) => drop(out.properties.insert(name.to_owned(), value)),
                None => drop(out.properties.remove(name)),
            }
        }
        Field::External(register) => match of.external_ids.get(register) {
            Some(id) => drop(out.external_ids.insert(register.to_owned(), id.clone())),
            None => drop(out.external_ids.remove(register)),
        },
        Field::Tags => {
            out.tags.clone_from(&of.tags);
            if take == Take::Both {
                out.tags.extend(right.tags.iter().cloned());
            }
        }
        Field::Notes => out.notes = both(&left.notes, &right.notes, "\n\n").into(),
        Field::Picture => out.image.clone_from(&of.image),
    }
}

/// Joins `gone` into `kept` by these choices. Relationships, groups, places and judgements go with it as in
/// [`merge_entities`](super::merge_entities).
#[must_use]
pub fn join_entities(graph: &Graph, kept: &EntityId, gone: &EntityId, choices: &Choices) -> Transaction {
    let (Some(left), Some(right)) = (graph.entity(kept), graph.entity(gone)) else { return Transaction::default() };
    let result = joined_by(graph.schema(), left, right, choices);
    merge_entities_as(graph, kept, gone, result)
}

/// Writes down that two entities are not one, so that nobody is asked again. What said that they may be goes.
#[must_use]
pub fn judge_different(graph: &Graph, a: &EntityId, b: &EntityId) -> Transaction {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let name = |id: &EntityId| graph.entity(id).map_or(String::new(), |e| name_or(&e.name, "an entity").to_owned());
    let label = format!("tell {} from {}", name(small), name(large));
    let relationships = marks(graph, a, b).into_iter().map(|r| r.id.clone()).collect();
    let mut transaction = delete(graph, &Selection { entities: BTreeSet::new(), relationships });
    let judged = change_entities(graph, [small], "", |entity| {
        entity.different_from.insert(large.clone());
    });
    transaction.edits.extend(judged.edits);
    transaction.label = label;
    transaction
}

/// Says by a relationship that two entities may be one; a graph that lacks the type gets it. Nothing where it is said.
#[must_use]
pub fn mark_possibly_same(graph: &Graph, a: &EntityId, b: &EntityId, id: RelationshipId) -> Transaction {
    let Ok(kind) = POSSIBLY_SAME.parse::<RelationshipTypeId>() else { return Transaction::default() };
    if !marks(graph, a, b).is_empty() || graph.entity(a).is_none() || graph.entity(b).is_none() {
        return Transaction::default();
    }
    let mut edits = Vec::new();
    if !graph.schema().relationship_types.contains_key(&kind)
        && let Some(built_in) = Schema::built_in().relationship_types.get(&kind)
    {
        edits.push(Edit::RelationshipType(Swap::add((**built_in).clone())));
    }
    let mut relationship = Relationship::new(id, kind, a.clone(), b.clone());
    relationship.direction = Direction::Both;
    let Transaction { label: _, edits: added } = connect(graph, relationship);
    edits.extend(added);
    let name = |id: &EntityId| graph.entity(id).map_or(String::new(), |e| name_or(&e.name, "an entity").to_owned());
    Transaction { label: format!("mark {} and {} as possibly the same", name(a), name(b)), edits }
}

fn marks<'g>(graph: &'g Graph, a: &EntityId, b: &EntityId) -> Vec<&'g std::sync::Arc<Relationship>> {
    graph.relationships_between(a, b).into_iter().filter(|r| r.kind.as_str() == POSSIBLY_SAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(id: &str, name: &str, aliases: &[&str]) -> Entity {
        let mut entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), name);
        entity.aliases = aliases.iter().map(|alias| (*alias).into()).collect();
        entity
    }

    fn graph() -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut left = entity("a", "Kim Jong Un", &["김정은"]);
        let mut right = entity("b", "Kim Jong-un", &["Ким Чен Ын"]);
        left.properties.insert("role".into(), Value::Text("leader".into()));
        right.properties.insert("role".into(), Value::Text("chairman".into()));
        (left.summary, right.notes) = ("Leads North Korea".into(), "Seen in 2018".into());
        let knows = Relationship::new(
            "r".parse().unwrap(),
            "related-to".parse().unwrap(),
            "b".parse().unwrap(),
            "c".parse().unwrap(),
        );
        let edits = vec![
            Edit::Entity(Swap::add(left)),
            Edit::Entity(Swap::add(right)),
            Edit::Entity(Swap::add(entity("c", "Ann", &[]))),
            Edit::Relationship(Swap::add(knows)),
        ];
        Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        graph
    }

    fn ids() -> (EntityId, EntityId) {
        ("a".parse().unwrap(), "b".parse().unwrap())
    }

    #[test]
    fn each_field_is_taken_from_where_it_was_chosen() {
        let mut graph = graph();
        let (a, b) = ids();
        let choices = Choices::from([("Name".into(), Take::Right), ("role".into(), Take::Both)]);
        let before = graph.clone();
        let join = join_entities(&graph, &a, &b, &choices);
        join.apply_to(&mut graph).unwrap();
        let joined = graph.entity(&a).unwrap();
        assert_eq!(joined.name, "Kim Jong-un");
        assert_eq!(joined.aliases, ["김정은", "Ким Чен Ын", "Kim Jong Un"]);
        assert_eq!(joined.properties["role"].to_string(), "leader, chairman");
        assert_eq!((joined.summary.as_str(), joined.notes.as_str()), ("Leads North Korea", "Seen in 2018"));
        assert_eq!(graph.relationship(&"r".parse().unwrap()).unwrap().from, a);
        join.inverted().apply_to(&mut graph).unwrap();
        assert_eq!(graph.entities(), before.entities());
        assert_eq!(graph.relationships(), before.relationships());
    }

    #[test]
    fn a_judgement_stands_on_the_smaller_id_and_takes_the_mark_away() {
        let mut graph = graph();
        let (a, b) = ids();
        mark_possibly_same(&graph, &b, &a, "m".parse().unwrap()).apply_to(&mut graph).unwrap();
        assert!(mark_possibly_same(&graph, &a, &b, "n".parse().unwrap()).is_empty(), "it is said already");
        judge_different(&graph, &b, &a).apply_to(&mut graph).unwrap();
        assert!(graph.entity(&a).unwrap().different_from.contains(&b));
        assert!(graph.entity(&b).unwrap().different_from.is_empty());
        assert!(graph.relationships_between(&a, &b).is_empty());
    }

    #[test]
    fn a_graph_without_the_type_gets_it() {
        let mut graph = graph();
        let (a, b) = ids();
        let kind: RelationshipTypeId = POSSIBLY_SAME.parse().unwrap();
        super::super::remove_relationship_type(&graph, &kind).apply_to(&mut graph).unwrap();
        mark_possibly_same(&graph, &a, &b, "m".parse().unwrap()).apply_to(&mut graph).unwrap();
        assert!(graph.schema().relationship_types.contains_key(&kind));
    }
}
