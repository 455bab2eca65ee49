//! Numbers, dates, ordered words and properties, compared with what a query names.

use super::ast::{Operator, Spanned, Text};
use super::field::Field;
use super::parse::QueryError;
use super::words::{Pattern, Scratch, likely_meant};
use crate::base::{Day, Endpoint, Interval, PartialDate, fold};
use crate::model::{Graph, Value};

/// The most words of a vocabulary; a set of them is a mask of bits.
pub(super) type Choices = u32;

/// The words of a vocabulary that a term admits, as bits in its order. `better_first` turns the order round.
pub(super) fn choices(
    field: Field,
    all: &[(&'static str, &'static str)],
    operator: Operator,
    values: &[Spanned<Text>],
    order: Order,
) -> Result<Choices, QueryError> {
    let mut admitted = 0;
    for value in values {
        let Spanned { value: text, span } = value;
        if !text.quoted && text.text == "*" {
            admitted = Choices::MAX;
            continue;
        }
        let plain = |text: &str| fold(text).replace(['-', '_'], " ");
        let wanted = plain(&text.text);
        let at = all.iter().position(|(key, label)| plain(key) == wanted || plain(label) == wanted);
        let Some(at) = at else {
            let keys: Vec<&str> = all.iter().map(|(key, _)| *key).collect();
            let meant = likely_meant(&text.text, keys.iter().copied()).map(|key| format!("Did you mean {key}? "));
            let hint = format!("{}There are {}.", meant.unwrap_or_default(), keys.join(", "));
            return Err(QueryError::new(format!("“{}” is no {}", text.text, field.key()), hint, span.clone()));
        };
        if operator.is_order() && order == Order::None {
            let hint = format!("Write {}:{}.", field.key(), text.text);
            return Err(QueryError::new(format!("“{}” has no order", field.key()), hint, span.clone()));
        }
        for i in 0..all.len() {
            let ordering = if order == Order::BestFirst { at.cmp(&i) } else { i.cmp(&at) };
            if operator.admits(ordering) {
                admitted |= 1 << i;
            }
        }
    }
    one_where_ordered(field, operator, values)?;
    Ok(admitted)
}

/// How the words of a vocabulary stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As it comes.
    None,
    /// The least first.
    LeastFirst,
    /// The best first, so that more is better.
    BestFirst,
}

fn one_where_ordered(field: Field, operator: Operator, values: &[Spanned<Text>]) -> Result<(), QueryError> {
    match values {
        [_, second, ..] if operator.is_order() => {
            let what = format!("{}{} compares with one value", field.key(), operator.sign());
            Err(QueryError::new(what, "Take the others out.", second.span.clone()))
        }
        _ => Ok(()),
    }
}

/// Numbers that are asked for.
#[derive(Debug)]
pub(super) enum Numbers {
    /// Any number.
    Any,
    /// In one of these, ends included.
    In(Vec<(f64, f64)>),
    /// In this order to the number.
    Ordered(Operator, f64),
}

impl Numbers {
    pub(super) fn read(field: Field, operator: Operator, values: &[Spanned<Text>]) -> Result<Self, QueryError> {
        one_where_ordered(field, operator, values)?;
        let mut ranges = Vec::new();
        for Spanned { value, span } in values {
            let text = value.text.trim();
            if text == "*" {
                return Ok(Self::Any);
            }
            let number = |text: &str| text.replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite());
            let range = match text.split_once("..") {
                Some((from, to)) => {
                    let end = |text: &str, open: f64| if text.is_empty() { Some(open) } else { number(text) };
                    end(from, f64::NEG_INFINITY).zip(end(to, f64::INFINITY)).filter(|_| text != "..")
                }
                None => number(text).map(|n| (n, n)),
            };
            match range {
                Some((from, to)) if operator.is_order() && from == to => return Ok(Self::Ordered(operator, from)),
                Some(_) if operator.is_order() => {
                    let hint = format!("Write {}:{text}.", field.key());
                    return Err(QueryError::new("A range cannot be compared", hint, span.clone()));
                }
                Some((from, to)) if from > to => {
                    let (low, high) = text.split_once("..").map_or((text, text), |(from, to)| (to, from));
                    let hint = format!("Write {}:{low}..{high}.", field.key());
                    return Err(QueryError::new("This range runs backwards", hint, span.clone()));
                }
                Some(range) => ranges.push(range),
                None => {
                    let hint = "Numbers look like 3 or 2.5, ranges like 2..5.";
                    return Err(QueryError::new(format!("“{text}” is no number"), hint, span.clone()));
                }
            }
        }
        Ok(Self::In(ranges))
    }

    pub(super) fn admit(&self, number: f64) -> bool {
        match self {
            Self::Any => true,
            Self::In(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&number)),
            Self::Ordered(operator, wanted) => number.partial_cmp(wanted).is_some_and(|order| operator.admits(order)),
        }
    }
}

/// Days that are asked for.
#[derive(Debug)]
pub(super) struct Dates {
    operator: Operator,
    /// The first and last day of each; any date where there are none.
    spans: Vec<(Day, Day)>,
}

impl Dates {
    pub(super) fn read(field: Field, operator: Operator, values: &[Spanned<Text>]) -> Result<Self, QueryError> {
        one_where_ordered(field, operator, values)?;
        let mut spans = Vec::new();
        for Spanned { value, span } in values {
            let text = value.text.trim();
            if text == "*" {
                return Ok(Self { operator: Operator::Has, spans: Vec::new() });
            }
            let read: Result<Interval, _> = match text.split_once("..") {
                Some((from, to)) if !text.contains('/') && text != ".." => {
                    let end = |text: &str| if text.is_empty() { ".." } else { text }.to_owned();
                    format!("{}/{}", end(from), end(to)).parse()
                }
                _ => text.parse(),
            };
            let interval = read.map_err(|error| {
                let hint = "Dates look like 1994, 1994-06, 2019-02-27, 199X or 1992..1994.";
                let known = match error {
                    crate::base::DateError::Form(_) => format!("“{text}” is no date"),
                    other => other.to_string(),
                };
                QueryError::new(known, hint, span.clone())
            })?;
            spans.push((interval.first_day().unwrap_or(Day(i32::MIN)), interval.last_day().unwrap_or(Day(i32::MAX))));
        }
        Ok(Self { operator, spans })
    }

    /// Whether something that holds during `valid` is asked for.
    pub(super) fn admit_interval(&self, valid: Option<Interval>) -> bool {
        let Some(valid) = valid else { return false };
        if self.spans.is_empty() {
            return true;
        }
        let (begins, ends) = (valid.first_day(), valid.last_day());
        self.spans.iter().any(|(first, last)| match self.operator {
            Operator::Has => valid.may_overlap(*first, *last),
            Operator::Is | Operator::IsNot => {
                begins.unwrap_or(Day(i32::MIN)) == *first && ends.unwrap_or(Day(i32::MAX)) == *last
            }
            Operator::Below => ends.is_some_and(|day| day < *first),
            Operator::AtMost => begins.is_none_or(|day| day <= *last),
            Operator::Above => begins.is_some_and(|day| day > *last),
            Operator::AtLeast => ends.is_none_or(|day| day >= *first),
        })
    }

    /// Whether a date is asked for.
    pub(super) fn admit(&self, date: Option<PartialDate>) -> bool {
        date.is_some_and(|date| self.admit_interval(Some(Interval::On(date))))
    }

    /// Whether an end of an interval is asked for.
    pub(super) fn admit_end(&self, end: Option<Endpoint>) -> bool {
        self.admit(end.and_then(Endpoint::date))
    }
}

/// A property that is asked for.
#[derive(Debug)]
pub(super) struct PropertyTest {
    /// Its name, folded.
    pub(super) name: String,
    /// What its value is compared with; any value otherwise.
    pub(super) value: Option<ValueTest>,
}

/// What the value of a property is compared with: each value with what is of its kind.
#[derive(Debug)]
pub(super) struct ValueTest {
    operator: Operator,
    words: Vec<(Pattern, String)>,
    numbers: Option<Numbers>,
    dates: Option<Dates>,
}

impl ValueTest {
    pub(super) fn read(operator: Operator, values: &[Spanned<Text>]) -> Result<Self, QueryError> {
        one_where_ordered(Field::Property, operator, values)?;
        let whole = operator != Operator::Has;
        Ok(Self {
            operator,
            words: values.iter().map(|v| (Pattern::new(&v.value, whole), fold(&v.value.text))).collect(),
            numbers: Numbers::read(Field::Property, operator, values).ok(),
            dates: Dates::read(Field::Property, operator, values).ok(),
        })
    }

    pub(super) fn admits(&self, graph: &Graph, value: &Value, scratch: &mut Scratch) -> bool {
        let number = |n: f64| self.numbers.as_ref().is_some_and(|numbers| numbers.admit(n));
        let date = |d: Interval| self.dates.as_ref().is_some_and(|dates| dates.admit_interval(Some(d)));
        match value {
            Value::List(values) => values.iter().any(|value| self.admits(graph, value, scratch)),
            Value::Number(n) => number(*n),
            Value::Date(interval) => date(*interval),
            Value::Flag(yes) => {
                let words: &[&str] = if *yes { &["yes", "true", "*"] } else { &["no", "false", "*"] };
                self.words.iter().any(|(_, word)| words.contains(&word.as_str()))
            }
            Value::Entity(id) => {
                let name = graph.entity(id).map_or(id.as_str(), |entity| entity.name.as_str());
                self.word(name, scratch) || self.word(id.as_str(), scratch)
            }
            Value::Text(text) | Value::Url(text) if self.operator.is_order() => {
                match (text.trim().parse::<f64>(), text.trim().parse::<Interval>()) {
                    // A year is both.
                    (_, Ok(interval)) if self.dates.is_some() => date(interval),
                    (Ok(n), _) if self.numbers.is_some() => number(n),
                    _ => self.words.iter().any(|(_, word)| self.operator.admits(fold(text).as_str().cmp(word))),
                }
            }
            Value::Text(text) | Value::Url(text) => self.word(text, scratch),
        }
    }

    fn word(&self, text: &str, scratch: &mut Scratch) -> bool {
        self.words.iter().any(|(pattern, _)| pattern.matches(text, scratch))
    }
}
