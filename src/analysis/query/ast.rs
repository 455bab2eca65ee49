//! A query as a tree, and how it is written.

use std::fmt;
use std::ops::Range;

use super::field::Field;

/// Something that was read, and the bytes of the query that it stands in. Where it stands plays no part in equality.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A word, or a phrase in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its letters, without quotes.
    pub text: String,
    /// Whether it stood in quotes: then `*` is only a star, and a word is no slip of another.
    pub quoted: bool,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `:`
    Has,
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Operator {
    /// All of them; those of two signs first, as they are read.
    pub const ALL: &'static [Self] =
        &[Self::IsNot, Self::AtMost, Self::AtLeast, Self::Has, Self::Is, Self::Below, Self::Above];

    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Has => ":",
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks for an order.
    #[must_use]
    pub fn is_order(self) -> bool {
        matches!(self, Self::Below | Self::AtMost | Self::Above | Self::AtLeast)
    }

    /// Whether `order`, of what is there to what is asked for, is what it wants. `!=` is told apart elsewhere.
    #[must_use]
    pub(super) fn admits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Has | Self::Is | Self::IsNot => order.is_eq(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One of these.
    Texts(Vec<Spanned<Text>>),
    /// What matches a query.
    Query(Box<Expr>),
    /// A property of this name, and perhaps what it is compared with.
    Property(Spanned<Text>, Option<(Operator, Vec<Spanned<Text>>)>),
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Everything matches: an empty query.
    All,
    /// All of two or more, none of which is of this kind.
    And(Vec<Self>),
    /// One at least of two or more, none of which is of this kind.
    Or(Vec<Self>),
    /// Not.
    Not(Box<Self>),
    /// A word or phrase in a name.
    Word(Spanned<Text>),
    /// A field and what it is compared with.
    Term {
        /// The field.
        field: Spanned<Field>,
        /// How; `:` before a query and before the name of a property.
        operator: Operator,
        /// With what.
        value: Value,
    },
}

/// Whether a bare word would be read as something else.
pub(super) fn is_keyword(word: &str) -> bool {
    ["and", "or", "not"].iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { f.write_str(&quoted(&self.text)) } else { f.write_str(&self.text) }
    }
}

/// A text in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], by: &str| {
            parts.iter().enumerate().try_for_each(|(i, part)| {
                f.write_str(if i > 0 { by } else { "" })?;
                let inner = matches!((self, part), (Self::And(_), Self::Or(_)));
                if inner { write!(f, "({part})") } else { write!(f, "{part}") }
            })
        };
        match self {
            Self::All => Ok(()),
            Self::And(parts) => joined(f, parts, " "),
            Self::Or(parts) => joined(f, parts, " or "),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
            Self::Word(word) => write!(f, "{}", word.value),
            Self::Term { field, operator, value } => {
                f.write_str(field.value.key())?;
                f.write_str(operator.sign())?;
                match value {
                    Value::Texts(texts) => list(f, *operator, texts),
                    Value::Query(query) => write!(f, "({query})"),
                    Value::Property(name, None) => write!(f, "{}", name.value),
                    Value::Property(name, Some((operator, texts))) => {
                        write!(f, "{}{}", name.value, operator.sign())?;
                        list(f, *operator, texts)
                    }
                }
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, operator: Operator, texts: &[Spanned<Text>]) -> fmt::Result {
    let bare = texts.first().filter(|first| !first.value.quoted && first.value.text.starts_with('='));
    if bare.is_some() && matches!(operator, Operator::Below | Operator::Above) {
        // Else the sign of equality would join the operator.
        f.write_str(" ")?;
    }
    texts.iter().enumerate().try_for_each(|(i, text)| {
        f.write_str(if i > 0 { "," } else { "" })?;
        write!(f, "{}", text.value)
    })
}
