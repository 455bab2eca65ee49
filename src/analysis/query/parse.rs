//! Reading a query.

use std::ops::Range;

use super::ast::{Expr, Operator, Spanned, Text, Value, is_keyword};
use super::field::{Field, Kind};
use super::words::likely_meant;

/// The longest query, in bytes.
const MOST_BYTES: usize = 10_000;
/// How deep parentheses and negations may stand in each other.
const MOST_DEPTH: usize = 60;

/// What is wrong with a query, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}. {hint}")]
pub struct QueryError {
    /// What is wrong, without a full stop.
    pub what: String,
    /// What would be right, as a sentence.
    pub hint: String,
    /// Where, in bytes of the query.
    pub span: Range<usize>,
}

impl QueryError {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>, span: Range<usize>) -> Self {
        Self { what: what.into(), hint: hint.into(), span }
    }

    /// Where it begins in `query`, in characters from 1.
    #[must_use]
    pub fn column(&self, query: &str) -> usize {
        query.char_indices().take_while(|(at, _)| *at < self.span.start).count() + 1
    }
}

/// Reads a query, without asking any graph whether its types exist.
///
/// # Errors
/// When it breaks the rules of the language; never panics. Takes O(n).
pub(super) fn parse(text: &str) -> Result<Expr, QueryError> {
    if text.len() > MOST_BYTES {
        let what = format!("The query is longer than {MOST_BYTES} bytes");
        return Err(QueryError::new(what, "Shorten it.", 0..text.len()));
    }
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.skip_space();
    if reader.is_done() {
        return Ok(Expr::All);
    }
    let expr = reader.any_of()?;
    match reader.peek() {
        None => Ok(expr),
        // All else is read as part of a word.
        Some(_) => Err(QueryError::new(
            "This parenthesis closes nothing",
            "Take it out, or put a ( before.",
            reader.at..reader.at + 1,
        )),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes `word` where it stands as a word of its own.
    fn keyword(&mut self, word: &str) -> bool {
        let end = word_end(self.rest(), ends_head);
        let found = self.rest()[..end].eq_ignore_ascii_case(word);
        // `or:x` would be a field.
        if found && operator_at(self.rest()[end..].trim_start()).is_none() {
            self.at += end;
            self.skip_space();
            return true;
        }
        false
    }

    fn sign(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
            self.skip_space();
        }
        found
    }

    fn any_of(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.all_of()? {
                Expr::Or(inner) => parts.extend(inner),
                part => parts.push(part),
            }
            if !(self.sign('|') || self.keyword("or")) {
                break;
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) })
    }

    fn all_of(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.one()? {
                Expr::And(inner) => parts.extend(inner),
                part => parts.push(part),
            }
            let more = self.sign('&') || self.keyword("and");
            let before = self.at;
            let ends = self.is_done() || matches!(self.peek(), Some(')' | '|')) || self.keyword("or");
            self.at = before;
            if !more && ends {
                break;
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::And(parts) })
    }

    fn one(&mut self) -> Result<Expr, QueryError> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let what = format!("More than {MOST_DEPTH} parentheses or negations stand in each other");
            return Err(QueryError::new(what, "Make the query flatter.", start..start + 1));
        }
        let read = match self.peek() {
            None => Err(QueryError::new("Something is missing here", "Write a word or field:value.", start..start)),
            Some('(') => self.parentheses(),
            Some(')') => Err(QueryError::new(
                "Nothing stands before this parenthesis",
                "Write a word or field:value.",
                start..start + 1,
            )),
            Some('|' | '&') => Err(QueryError::new(
                "Nothing stands before this sign",
                "Write a word or field:value on both sides of it.",
                start..start + 1,
            )),
            Some('-' | '!') => {
                self.at += 1;
                self.skip_space();
                self.one().map(|inner| Expr::Not(Box::new(inner)))
            }
            Some(_) if self.keyword("not") => self.one().map(|inner| Expr::Not(Box::new(inner))),
            Some(_) => self.word_or_term(),
        };
        self.depth -= 1;
        self.skip_space();
        read
    }

    fn parentheses(&mut self) -> Result<Expr, QueryError> {
        let open = self.at;
        self.at += 1;
        self.skip_space();
        let inner = self.any_of()?;
        if self.peek() != Some(')') {
            return Err(QueryError::new("This parenthesis is never closed", "Put a ) after it.", open..open + 1));
        }
        self.at += 1;
        Ok(inner)
    }

    fn word_or_term(&mut self) -> Result<Expr, QueryError> {
        let head = self.text_until(ends_head)?;
        let after_head = self.at;
        self.skip_space();
        let Some(operator) = operator_at(self.rest()) else {
            self.at = after_head;
            if is_keyword(&head.value.text) && !head.value.quoted {
                let what = format!("Nothing stands before “{}”", head.value.text);
                return Err(QueryError::new(what, "Write a word or field:value on both sides of it.", head.span));
            }
            return Ok(Expr::Word(head));
        };
        let field = field_of(&head)?;
        let operator_start = self.at;
        self.at += operator.sign().len();
        self.skip_space();
        let value = match field.value.kind() {
            Kind::Property => {
                if operator != Operator::Has {
                    let hint = format!("Write {}.", Field::Property.example());
                    let span = operator_start..self.at;
                    return Err(QueryError::new("The name of a property comes after a colon", hint, span));
                }
                self.property()?
            }
            Kind::Entity | Kind::Query if self.peek() == Some('(') && !operator.is_order() => {
                Value::Query(Box::new(self.parentheses()?))
            }
            Kind::Query => {
                let hint = format!("Write {}.", field.value.example());
                let what = format!("“{}” takes a query in parentheses", field.value.key());
                return Err(QueryError::new(what, hint, operator_start..self.at));
            }
            _ => Value::Texts(self.values(field.value)?),
        };
        Ok(Expr::Term { field, operator, value })
    }

    fn property(&mut self) -> Result<Value, QueryError> {
        let name = self.value(Field::Property, ends_head)?;
        let after_name = self.at;
        self.skip_space();
        let Some(operator) = operator_at(self.rest()) else {
            self.at = after_name;
            return Ok(Value::Property(name, None));
        };
        self.at += operator.sign().len();
        self.skip_space();
        Ok(Value::Property(name, Some((operator, self.values(Field::Property)?))))
    }

    fn values(&mut self, field: Field) -> Result<Vec<Spanned<Text>>, QueryError> {
        let mut values = Vec::new();
        loop {
            values.push(self.value(field, ends_value)?);
            if !self.sign(',') {
                return Ok(values);
            }
        }
    }

    fn value(&mut self, field: Field, ends: fn(&str) -> bool) -> Result<Spanned<Text>, QueryError> {
        let value = self.text_until(ends)?;
        if value.value.text.is_empty() && !value.value.quoted {
            let what = format!("“{}” has no value", field.key());
            return Err(QueryError::new(what, format!("Write for example {}.", field.example()), value.span));
        }
        Ok(value)
    }

    /// A phrase in quotes, or a bare word up to what ends it, which may be empty.
    fn text_until(&mut self, ends: fn(&str) -> bool) -> Result<Spanned<Text>, QueryError> {
        let start = self.at;
        let Some(quote @ ('"' | '“')) = self.peek() else {
            self.at += word_end(self.rest(), ends);
            let text = self.text[start..self.at].to_owned();
            if text.is_empty() && start == self.at && operator_at(self.rest()).is_some() {
                let hint = "Write the name of a field before it, such as type:person.";
                return Err(QueryError::new("Nothing stands before this sign", hint, start..start + 1));
            }
            return Ok(Spanned { value: Text { text, quoted: false }, span: start..self.at });
        };
        let closing = if quote == '“' { '”' } else { '"' };
        let mut text = String::new();
        let mut chars = self.text[start + quote.len_utf8()..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                _ if c == closing || c == '"' => {
                    self.at = start + quote.len_utf8() + at + c.len_utf8();
                    return Ok(Spanned { value: Text { text, quoted: true }, span: start..self.at });
                }
                _ => text.push(c),
            }
        }
        Err(QueryError::new("This quote is never closed", "Put a \" at its end.", start..start + quote.len_utf8()))
    }
}

/// How many bytes a bare word takes.
fn word_end(text: &str, ends: fn(&str) -> bool) -> usize {
    text.char_indices().find(|(at, _)| ends(&text[*at..])).map_or(text.len(), |(at, _)| at)
}

/// Whether a bare word before an operator ends here.
pub(super) fn ends_head(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|' | '&'))
        || operator_at(rest).is_some()
}

/// Whether a bare value ends here. Links and intervals hold signs that would end a field.
pub(super) fn ends_value(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|' | ','))
}

/// The operator that a text begins with.
pub(super) fn operator_at(rest: &str) -> Option<Operator> {
    Operator::ALL.iter().copied().find(|operator| rest.starts_with(operator.sign()))
}

fn field_of(head: &Spanned<Text>) -> Result<Spanned<Field>, QueryError> {
    let Spanned { value: Text { text, quoted }, span } = head;
    if let Some(field) = Field::named(text).filter(|_| !quoted) {
        return Ok(Spanned { value: field, span: span.clone() });
    }
    let what = format!("No field is called “{text}”");
    let keys = Field::ALL.iter().flat_map(|f| std::iter::once(f.key()).chain(f.other_keys().iter().copied()));
    let hint = match likely_meant(text, keys) {
        Some(key) => format!("Did you mean {key}? A property is asked for as property:{text}."),
        None => format!("A property is asked for as property:{text}, words with such signs in quotes."),
    };
    Err(QueryError::new(what, hint, span.clone()))
}
