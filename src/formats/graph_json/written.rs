//! What writers of JSON formats have in common.

use serde_json::{Map, Value as Plain};

use crate::base::EntityId;
use crate::formats::Exported;
use crate::formats::foreign::PROPERTY;
use crate::formats::foreign::carry::{self, Carried};
use crate::model::{Graph, ViewState};

/// A value as JSON; whole numbers without a point.
pub(in crate::formats) fn plain(value: &Carried<'_>) -> Plain {
    match value {
        Carried::Text(text) => text.as_ref().into(),
        Carried::Number(number) => self::number(*number),
        Carried::Flag(flag) => (*flag).into(),
    }
}

/// A number as JSON: whole where it is whole and JavaScript can count so far.
pub(in crate::formats) fn number(number: f64) -> Plain {
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0 && !(number == 0.0 && number.is_sign_negative())
    {
        (number as i64).into()
    } else {
        number.into()
    }
}

/// Adds a value.
pub(in crate::formats) fn put(map: &mut Map<String, Plain>, name: &str, value: &Carried<'_>) {
    map.insert(name.to_owned(), plain(value));
}

/// Names of keys that make a node or link what it is, in one dialect or another.
const STRUCTURAL: [&str; 18] = [
    "id",
    "key",
    "_id",
    "index",
    "vx",
    "vy",
    "fx",
    "fy",
    "source",
    "target",
    "from",
    "to",
    "src",
    "dst",
    "dest",
    "source_id",
    "target_id",
    "parent",
];

/// Adds a value beside the keys of the format itself, which it must not replace.
pub(in crate::formats) fn put_beside(map: &mut Map<String, Plain>, name: &str, value: &Carried<'_>) {
    if STRUCTURAL.contains(&name) || map.contains_key(name) {
        map.insert(format!("{PROPERTY}{name}"), plain(value));
    } else {
        put(map, name, value);
    }
}

/// Adds where an entity stands, if it stands somewhere.
pub(in crate::formats) fn put_position(map: &mut Map<String, Plain>, view: Option<&ViewState>, entity: &EntityId) {
    if let Some(point) = view.and_then(|view| view.placement(entity).position) {
        map.insert("x".into(), number(point.x.into()));
        map.insert("y".into(), number(point.y.into()));
    }
}

/// The file, with what it could not hold.
pub(in crate::formats) fn exported(file: &Plain, graph: &Graph) -> Exported {
    let mut bytes = file.to_string().into_bytes();
    bytes.push(b'\n');
    Exported { bytes, left_out: carry::left_out(graph) }
}
