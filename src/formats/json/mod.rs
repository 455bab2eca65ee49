//! JSON as a tree that borrows from the text and knows where each value stands, for formats that are written in JSON.
//!
//! Unlike a plain parser it keeps the order of keys and repeated keys, keeps numbers as they are written (so that long
//! integers stay whole ids), reads Python's `NaN` and `Infinity`, and stops at limits on depth and on the number of
//! values.

mod attributes;
mod outline;
mod parse;
mod read;

use std::borrow::Cow;

use super::foreign::weight_of;

pub(super) use attributes::{Columns, cell};
pub(super) use outline::Outline;
pub(super) use parse::{Documents, parse};
pub(super) use read::{malformed, read_with};

/// A value and the byte at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'t> {
    /// The byte of the text at which the value begins.
    pub at: usize,
    /// The value.
    pub value: Json<'t>,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'t> {
    /// `null`, and what stands for no number.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number as it is written.
    Number(&'t str),
    /// A text without its quotes and escapes.
    Text(Cow<'t, str>),
    /// Values in order.
    List(Vec<Node<'t>>),
    /// Values by key, in the order of the text; a key may be repeated.
    Map(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl<'t> Node<'t> {
    /// The value of a key; of a repeated one the last, like most programs.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Json::Map(entries) => entries.iter().rev().find(|(k, _)| k == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The value of the first of these keys that is there and not null.
    pub fn first_of(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().filter_map(|key| self.get(key)).find(|node| node.value != Json::Null)
    }

    /// Its entries, if it is a map.
    pub fn entries(&self) -> &[(Cow<'t, str>, Self)] {
        match &self.value {
            Json::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Its values, if it is a list.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Json::List(items) => items,
            _ => &[],
        }
    }

    /// How many values it holds, for counting what is given to many records: a long text counts for several.
    pub fn weight(&self) -> usize {
        match &self.value {
            Json::Null | Json::Flag(_) | Json::Number(_) => 1,
            Json::Text(text) => weight_of(text),
            Json::List(items) => 1 + items.iter().map(Self::weight).sum::<usize>(),
            Json::Map(entries) => 1 + entries.iter().map(|(_, value)| value.weight()).sum::<usize>(),
        }
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Json::List(_))
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Json::Map(_))
    }

    /// Its words, if it is a text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The words of the value of a key, empty where there are none.
    pub fn text_of(&self, key: &str) -> &str {
        self.get(key).and_then(Self::text).unwrap_or_default()
    }

    /// A text, or a number or flag as it is written: what can name a record.
    pub fn key_text(&self) -> Option<&str> {
        match &self.value {
            Json::Text(text) => Some(text),
            Json::Number(number) => Some(number),
            Json::Flag(true) => Some("true"),
            Json::Flag(false) => Some("false"),
            Json::Null | Json::List(_) | Json::Map(_) => None,
        }
    }

    /// Its number, if it is one and finite; a text of a number counts.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Json::Number(number) => number.parse().ok().filter(|n: &f64| n.is_finite()),
            Json::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            _ => None,
        }
    }

    /// Its truth, if it is a flag or says so in words.
    pub fn flag(&self) -> Option<bool> {
        match &self.value {
            Json::Flag(flag) => Some(*flag),
            Json::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Json::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Json::Number("1") => Some(true),
            Json::Number("0") => Some(false),
            _ => None,
        }
    }
}
