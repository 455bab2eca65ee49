//! The entries of a JSON map as attributes of nodes and edges.

use rustc_hash::FxHashMap;

use super::{Json, Node};
use crate::formats::foreign::{At, Cell, Column, Draft, EdgeRef, NodeRef};
use crate::model::Value;

/// How deep a value may stand in lists and maps before it is kept as text.
const DEPTH: usize = 4;

/// Columns by the names of a file, worked out once.
#[derive(Default)]
pub(in crate::formats) struct Columns {
    node: FxHashMap<String, Column>,
    edge: FxHashMap<String, Column>,
}

impl Columns {
    /// The column of an attribute of nodes.
    pub fn of_node(&mut self, name: &str) -> Column {
        column(&mut self.node, name, Column::of_node)
    }

    /// The column of an attribute of edges.
    pub fn of_edge(&mut self, name: &str) -> Column {
        column(&mut self.edge, name, Column::of_edge)
    }

    /// Says that attributes of this name are the field of another.
    pub fn node_name_means(&mut self, name: &str, other: &str) {
        self.node.insert(name.into(), Column::of_node(other));
    }

    /// Says that attributes of this name are the field of another.
    pub fn edge_name_means(&mut self, name: &str, other: &str) {
        self.edge.insert(name.into(), Column::of_edge(other));
    }

    /// Sets all entries of a map but those in `skip` as attributes of a node.
    pub fn set_node(&mut self, draft: &mut Draft, node: NodeRef, map: &Node<'_>, skip: &[&str]) {
        each(map, skip, "", 0, &mut |name, value| {
            let column = self.of_node(name);
            draft.set_node(node, &column, cell(value), At::Byte(value.at));
        });
    }

    /// Sets all entries of a map but those in `skip` as attributes of an edge.
    pub fn set_edge(&mut self, draft: &mut Draft, edge: EdgeRef, map: &Node<'_>, skip: &[&str]) {
        each(map, skip, "", 0, &mut |name, value| {
            let column = self.of_edge(name);
            draft.set_edge(edge, &column, cell(value), At::Byte(value.at));
        });
    }
}

fn column(known: &mut FxHashMap<String, Column>, name: &str, make: fn(&str) -> Column) -> Column {
    if let Some(column) = known.get(name) {
        return column.clone();
    }
    let made = make(name);
    if known.len() < 10_000 {
        known.insert(name.to_owned(), made.clone());
    }
    made
}

/// Calls `set` for each entry; those of maps in maps have names such as `outer.inner`.
fn each(map: &Node<'_>, skip: &[&str], before: &str, depth: usize, set: &mut dyn FnMut(&str, &Node<'_>)) {
    for (key, value) in map.entries() {
        if depth == 0 && skip.contains(&key.as_ref()) {
            continue;
        }
        let long;
        let name: &str = if before.is_empty() {
            key
        } else {
            long = format!("{before}.{key}");
            &long
        };
        match &value.value {
            Json::Null => {}
            Json::Map(_) if depth < DEPTH => each(value, skip, name, depth + 1, set),
            _ => set(name, value),
        }
    }
}

/// A value as that of an attribute.
pub(in crate::formats) fn cell<'n>(node: &'n Node<'_>) -> Cell<'n> {
    match &node.value {
        Json::Null => Cell::from(""),
        Json::Text(text) => Cell::from(text.as_ref()),
        Json::Flag(flag) => Cell::from(*flag),
        Json::Number(_) | Json::List(_) | Json::Map(_) => Cell::from(value(node, 0)),
    }
}

/// A value as that of a property. Whole numbers that a float cannot hold stay texts.
fn value(node: &Node<'_>, depth: usize) -> Value {
    match &node.value {
        Json::Null => Value::Text(String::new()),
        Json::Flag(flag) => Value::Flag(*flag),
        Json::Number(digits) => {
            let is_long = digits.len() > 15 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            match node.number() {
                Some(number) if !is_long || format!("{number}") == *digits => Value::Number(number),
                _ => Value::Text((*digits).to_owned()),
            }
        }
        Json::Text(text) => {
            let is_url =
                (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace);
            if is_url { Value::Url(text.to_string()) } else { Value::Text(text.to_string()) }
        }
        Json::List(items) if depth < DEPTH => {
            let values = items.iter().filter(|item| item.value != Json::Null);
            Value::List(values.map(|item| value(item, depth + 1)).collect())
        }
        Json::List(_) | Json::Map(_) => Value::Text(written(node)),
    }
}

/// A value as JSON again.
fn written(node: &Node<'_>) -> String {
    fn tree(node: &Node<'_>) -> serde_json::Value {
        match &node.value {
            Json::Null => serde_json::Value::Null,
            Json::Flag(flag) => (*flag).into(),
            Json::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| (*digits).into()),
            Json::Text(text) => text.as_ref().into(),
            Json::List(items) => items.iter().map(tree).collect(),
            Json::Map(entries) => entries.iter().map(|(key, value)| (key.to_string(), tree(value))).collect(),
        }
    }
    tree(node).to_string()
}
