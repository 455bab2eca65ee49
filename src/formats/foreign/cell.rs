//! The value of one attribute, as a reader hands it over.

use std::borrow::Cow;

use super::values;
use crate::base::Interval;
use crate::model::Value;

/// The value of one attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'c> {
    /// Words, or a value of a type that the file does not declare but is known to be words.
    Text(Cow<'c, str>),
    /// A text of which the format does not say what it is: a number where it looks like one.
    Untyped(&'c str),
    /// A number. One that is not finite becomes words.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A value of the model.
    Value(Value),
}

impl<'c> From<&'c str> for Cell<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Value> for Cell<'_> {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl<'c> Cell<'c> {
    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Untyped(text) => text.trim().is_empty(),
            Self::Value(Value::Text(text)) => text.is_empty(),
            Self::Value(Value::List(values)) => values.is_empty(),
            Self::Number(_) | Self::Flag(_) | Self::Value(_) => false,
        }
    }

    /// As words.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Untyped(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Value(Value::Text(text) | Value::Url(text)) => Cow::Borrowed(text),
            Self::Value(value) => Cow::Owned(value.to_string()),
        }
    }

    /// What a file calls a number: words where it is none, and where it is an identifier of more digits than a number
    /// holds.
    pub(crate) fn of_number(text: &'c str) -> Self {
        match values::number(text) {
            Some(number) if values::is_held(text, number) => Self::Number(number),
            _ => Self::from(text),
        }
    }

    /// As a finite number. Words that may be one of two numbers are none.
    pub(super) fn number(&self) -> Option<f64> {
        let of_words = |text: &str| if values::is_ambiguous(text) { None } else { values::number(text) };
        match self {
            Self::Text(text) => of_words(text),
            Self::Untyped(text) => of_words(text),
            Self::Number(number) | Self::Value(Value::Number(number)) => Some(*number).filter(|n| n.is_finite()),
            Self::Flag(_) | Self::Value(_) => None,
        }
    }

    /// As yes or no.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Text(text) => values::flag(text),
            Self::Untyped(text) => values::flag(text),
            Self::Flag(flag) | Self::Value(Value::Flag(flag)) => Some(*flag),
            Self::Number(_) | Self::Value(_) => None,
        }
    }

    /// Whether it is words rather than a number or a yes.
    pub(super) fn is_words(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().parse::<f64>().is_err(),
            Self::Untyped(text) => text.trim().parse::<f64>().is_err(),
            Self::Value(Value::Text(_)) => true,
            Self::Number(_) | Self::Flag(_) | Self::Value(_) => false,
        }
    }

    /// Whether it is words or web addresses, one or a list of them.
    pub(super) fn is_list_of_words(&self) -> bool {
        let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Url(_));
        match self {
            Self::Value(Value::List(values)) => values.iter().all(is_text),
            Self::Value(value) => is_text(value),
            other => other.is_words(),
        }
    }

    /// As a list of texts.
    pub(super) fn list(&self) -> Vec<String> {
        match self {
            Self::Value(Value::List(values)) => values.iter().map(Value::to_string).collect(),
            other => values::split_list(&other.text()),
        }
    }

    /// As a time, and whether that says everything that the cell says.
    pub(super) fn interval(&self) -> Option<(Interval, bool)> {
        if let Self::Value(Value::Date(date)) = self {
            return Some((*date, true));
        }
        let text = self.text();
        if let Ok(interval) = text.trim().parse() {
            return Some((interval, true));
        }
        values::date(&text).map(|(date, whole)| (Interval::On(date), whole))
    }

    /// Whether it is a time.
    pub(crate) fn is_time(&self) -> bool {
        self.interval().is_some()
    }

    /// As the value of a property.
    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Text(text) => values::text_value(&text),
            Self::Untyped(text) => values::guessed_value(text),
            Self::Number(number) if !number.is_finite() => Value::Text(number.to_string()),
            Self::Number(number) => Value::Number(number),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Value(value) => value,
        }
    }
}
