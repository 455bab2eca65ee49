//! Puts attributes into the fields of records.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use super::cell::Cell;
use super::column::{Column, Field};
use super::draft::{Draft, with_ends};
use super::report::At;
use super::values;
use crate::base::{Endpoint, IdError, Interval};
use crate::model::{ConfidenceOverride, Direction, Level, Properties, Status, Value};

/// The property that holds the colour of a node or an edge, as `#RRGGBB`.
pub(crate) const COLOUR: &str = "colour";
/// The property that holds how large a node is drawn.
pub(crate) const SIZE: &str = "size";

/// What is known of a node beside its entity.
#[derive(Debug, Clone)]
pub(super) struct NodeState {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) channels: [Option<u8>; 3],
    pub(super) has_size: bool,
    name_rank: u8,
    kind_rank: u8,
}

impl Default for NodeState {
    fn default() -> Self {
        Self { x: f32::NAN, y: f32::NAN, channels: [None; 3], has_size: false, name_rank: u8::MAX, kind_rank: u8::MAX }
    }
}

impl NodeState {
    pub(super) fn has_colour(&self) -> bool {
        self.channels.iter().all(Option::is_some)
    }
}

/// What is known of an edge beside its relationship.
#[derive(Debug, Clone)]
pub(super) struct EdgeState {
    pub(super) has_key: bool,
    pub(super) channels: [Option<u8>; 3],
    label_rank: u8,
    kind_rank: u8,
    weight_rank: u8,
}

impl EdgeState {
    pub(super) fn new(has_key: bool) -> Self {
        Self { has_key, channels: [None; 3], label_rank: u8::MAX, kind_rank: u8::MAX, weight_rank: u8::MAX }
    }
}

/// How many values of a list are looked through for the same one.
const LOOKED_THROUGH: usize = 100;

/// An id that is written here.
pub(super) fn known_id<T: FromStr<Err = IdError> + Debug>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(error) => unreachable!("{text:?}: {error}"),
    }
}

/// The stand-in for a type or an id until the end.
pub(super) fn unsaid<T: FromStr<Err = IdError> + Debug>() -> T {
    known_id("-")
}

/// An id from a hash of some texts: FNV-1a of 64 bits, so that it is the same on every machine.
pub(super) fn hashed_id<T: FromStr<Err = IdError>>(stem: &str, parts: &[&str]) -> T {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    let mut text = String::with_capacity(stem.len() + 17);
    text.push_str(stem);
    text.push('-');
    text.extend((0..16).rev().map(|place| char::from(b"0123456789abcdef"[(hash >> (4 * place)) as usize & 15])));
    match text.parse() {
        Ok(id) => id,
        Err(_) => unreachable!("a word and a number are an id"),
    }
}

/// Adds a property; a second value of one name makes a list, the same value again nothing.
pub(super) fn add_property(properties: &mut Properties, name: &str, value: Value) {
    let Some(old) = properties.get_mut(name) else {
        properties.insert(name.to_owned(), value);
        return;
    };
    match old {
        old if *old == value => {}
        Value::List(values) if !matches!(value, Value::List(_)) => {
            if values.len() > LOOKED_THROUGH || !values.contains(&value) {
                values.push(value);
            }
        }
        Value::List(values) => {
            if let Value::List(new) = value {
                values.extend(new);
            }
        }
        old => {
            let first = std::mem::replace(old, Value::Flag(false));
            *old = match value {
                Value::List(more) => Value::List(std::iter::once(first).chain(more).collect()),
                one => Value::List(vec![first, one]),
            };
        }
    }
}

/// What an attribute did to a field: filled it, or is left for a property.
enum Fate<'c> {
    Used,
    Left(Cell<'c>),
}

fn status(text: &str) -> Option<Status> {
    let text = text.trim();
    Status::ALL.iter().copied().find(|s| s.key().eq_ignore_ascii_case(text) || s.label().eq_ignore_ascii_case(text))
}

/// Sets the time of a record. Returns what is left for a property.
fn time<'c>(valid: &mut Option<Interval>, field: &Field, cell: Cell<'c>) -> Fate<'c> {
    let Some((interval, whole)) = cell.interval() else { return Fate::Left(cell) };
    let single = |end: Endpoint| if let Interval::On(date) = interval { Endpoint::Date(date) } else { end };
    let joined = match field {
        Field::Start => with_ends(*valid, Some(single(interval.start())), None),
        Field::End => with_ends(*valid, None, Some(single(interval.end()))),
        _ if valid.is_some_and(|old| old != interval) => None,
        _ => Some(interval),
    };
    match joined {
        Some(joined) => {
            *valid = Some(joined);
            if whole { Fate::Used } else { Fate::Left(cell) }
        }
        None => Fate::Left(cell),
    }
}

fn channel(channels: &mut [Option<u8>; 3], at: u8, cell: &Cell<'_>) -> bool {
    let value = cell.number().filter(|n| (0.0..=255.0).contains(n));
    match (value, channels.get_mut(usize::from(at))) {
        (Some(value), Some(slot)) => {
            *slot = Some(value as u8);
            true
        }
        _ => false,
    }
}

/// Sets an attribute of the node at `index`.
pub(super) fn node(draft: &mut Draft, index: usize, column: &Column, cell: Cell<'_>, at: At) {
    if cell.is_empty() {
        return;
    }
    let (entity, state) = draft.nodes[index].parts();
    let fate = match &column.field {
        Field::Name(rank) => {
            let text = cell.text();
            if *rank == state.name_rank && *entity.name == *text {
                return;
            }
            if *rank < state.name_rank {
                let old = std::mem::replace(&mut entity.name, text.trim().to_owned());
                if !old.is_empty() && old != entity.name {
                    let name = column.beaten_name(state.name_rank, false);
                    add_property(&mut entity.properties, name, values::text_value(&old));
                }
                state.name_rank = *rank;
                Fate::Used
            } else if *entity.name == *text {
                Fate::Used
            } else {
                Fate::Left(cell)
            }
        }
        Field::Kind(rank) if cell.is_words() && *rank < state.kind_rank => match draft.kinds.entity(&cell.text()) {
            Some(kind) => {
                let old = std::mem::replace(&mut entity.kind, kind);
                if let Some(old) = draft.kinds.schema().entity_types.get(&old) {
                    let name = column.beaten_name(state.kind_rank, false);
                    add_property(&mut entity.properties, name, Value::Text(old.name.clone()));
                }
                state.kind_rank = *rank;
                Fate::Used
            }
            None => {
                let what = "a text that cannot be the name of a type, or too many of them";
                draft.report.note(at, what, cell.text(), "kept it as a property");
                Fate::Left(cell)
            }
        },
        // The same said again says nothing new.
        Field::Kind(_) if cell.is_words() && draft.kinds.known_entity(&cell.text()) == Some(&entity.kind) => Fate::Used,
        Field::Aliases => {
            for alias in cell.list() {
                if entity.aliases.len() > LOOKED_THROUGH || !entity.aliases.contains(&alias) {
                    entity.aliases.push(alias);
                }
            }
            Fate::Used
        }
        Field::Summary => {
            let text = cell.text();
            let text = text.trim();
            if entity.summary.is_empty() && !text.contains('\n') && text.len() <= 300 {
                entity.summary = text.into();
            } else {
                append(&mut entity.notes, text);
            }
            Fate::Used
        }
        Field::Notes => {
            append(&mut entity.notes, &cell.text());
            Fate::Used
        }
        Field::Tags => {
            entity.tags.extend(cell.list());
            Fate::Used
        }
        Field::Start | Field::End | Field::Date => time(&mut entity.valid, &column.field, cell),
        Field::Status => match status(&cell.text()) {
            Some(status) => {
                entity.status = status;
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::External(register) => {
            let text = cell.text().trim().to_owned();
            match entity.external_ids.get(&**register) {
                Some(old) if *old != text => Fate::Left(cell),
                _ => {
                    entity.external_ids.insert(register.to_string(), text);
                    Fate::Used
                }
            }
        }
        Field::X | Field::Y => match cell.number() {
            Some(number) => {
                let axis = if column.field == Field::X { &mut state.x } else { &mut state.y };
                *axis = number as f32;
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Channel(number) if channel(&mut state.channels, *number, &cell) => Fate::Used,
        Field::Colour => match values::colour(&cell.text()) {
            Some(rgb) => {
                state.channels = rgb.map(Some);
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Size => match cell.number() {
            Some(number) => {
                state.has_size = true;
                entity.properties.insert(SIZE.into(), Value::Number(number));
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Sources if cell.is_list_of_words() => {
            let record = entity.id.to_string();
            let before = entity.evidence.len();
            let found: Vec<_> =
                cell.list().iter().enumerate().map(|(i, t)| draft.evidence(&record, before + i, t)).collect();
            draft.nodes[index].parts().0.evidence.extend(found);
            return;
        }
        Field::Groups => {
            for name in cell.list() {
                let group = draft.group_named(&name);
                draft.join_index(group, index);
            }
            return;
        }
        _ => Fate::Left(cell),
    };
    if let Fate::Left(cell) = fate {
        add_property(&mut entity.properties, &column.name, cell.into_value());
    }
}

fn append(text: &mut String, more: &str) {
    let more = more.trim();
    if !text.is_empty() && !more.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

/// Sets an attribute of the edge at `index`.
pub(super) fn edge(draft: &mut Draft, index: usize, column: &Column, cell: Cell<'_>, at: At) {
    if cell.is_empty() {
        return;
    }
    let slot = &mut draft.edges[index];
    let relationship = Arc::make_mut(&mut slot.relationship);
    let state = &mut slot.state;
    let fate = match &column.field {
        Field::Name(rank) => {
            let text = cell.text();
            if *rank < state.label_rank {
                let old = std::mem::replace(&mut relationship.label, text.trim().into());
                if !old.is_empty() && old != relationship.label {
                    let name = column.beaten_name(state.label_rank, true);
                    add_property(&mut relationship.properties, name, values::text_value(&old));
                }
                state.label_rank = *rank;
                Fate::Used
            } else if *relationship.label == *text {
                Fate::Used
            } else {
                Fate::Left(cell)
            }
        }
        Field::Kind(rank) if cell.is_words() && *rank < state.kind_rank => {
            match draft.kinds.relationship(&cell.text()) {
                Some(kind) => {
                    let old = std::mem::replace(&mut relationship.kind, kind);
                    if let Some(old) = draft.kinds.schema().relationship_types.get(&old) {
                        let name = column.beaten_name(state.kind_rank, true);
                        add_property(&mut relationship.properties, name, Value::Text(old.name.clone()));
                    }
                    state.kind_rank = *rank;
                    Fate::Used
                }
                None => {
                    let what = "a text that cannot be the name of a type, or too many of them";
                    draft.report.note(at, what, cell.text(), "kept it as a property");
                    Fate::Left(cell)
                }
            }
        }
        Field::Kind(_)
            if cell.is_words() && draft.kinds.known_relationship(&cell.text()).as_ref() == Some(&relationship.kind) =>
        {
            Fate::Used
        }
        Field::Weight(rank) if *rank < state.weight_rank => match cell.number() {
            Some(number) => {
                if let Some(old) = relationship.weight.replace(number) {
                    let name = column.beaten_name(state.weight_rank, true);
                    add_property(&mut relationship.properties, name, Value::Number(old));
                }
                state.weight_rank = *rank;
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Summary | Field::Notes => {
            append(&mut relationship.notes, &cell.text());
            Fate::Used
        }
        Field::Tags => {
            relationship.tags.extend(cell.list());
            Fate::Used
        }
        Field::Start | Field::End | Field::Date => time(&mut relationship.valid, &column.field, cell),
        Field::Status => match status(&cell.text()) {
            Some(status) => {
                relationship.status = status;
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Directed => match cell.flag() {
            Some(directed) => {
                relationship.direction = if directed { Direction::Forward } else { Direction::Neither };
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Direction => match cell.text().parse() {
            Ok(direction) => {
                relationship.direction = direction;
                Fate::Used
            }
            Err(_) => Fate::Left(cell),
        },
        Field::Likelihood => match values::likelihood(&cell.text()) {
            Some(likelihood) => {
                relationship.likelihood = Some(likelihood);
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Confidence => match cell.text().parse::<Level>() {
            Ok(level) => {
                let rationale = relationship.confidence.take().map(|c| c.rationale).unwrap_or_default();
                relationship.confidence = Some(Box::new(ConfidenceOverride { level, rationale }));
                Fate::Used
            }
            Err(_) => Fate::Left(cell),
        },
        Field::Rationale => match &mut relationship.confidence {
            Some(confidence) => {
                confidence.rationale = cell.text().as_ref().into();
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Channel(number) if channel(&mut state.channels, *number, &cell) => Fate::Used,
        Field::Colour => match values::colour(&cell.text()) {
            Some(rgb) => {
                state.channels = rgb.map(Some);
                Fate::Used
            }
            None => Fate::Left(cell),
        },
        Field::Sources if cell.is_list_of_words() => {
            // The number of the edge: its id is not known yet.
            let record = format!("\u{1}edge {index}");
            let before = relationship.evidence.len();
            let found: Vec<_> =
                cell.list().iter().enumerate().map(|(i, t)| draft.evidence(&record, before + i, t)).collect();
            Arc::make_mut(&mut draft.edges[index].relationship).evidence.extend(found);
            return;
        }
        _ => Fate::Left(cell),
    };
    if let Fate::Left(cell) = fate {
        add_property(&mut relationship.properties, &column.name, cell.into_value());
    }
}
