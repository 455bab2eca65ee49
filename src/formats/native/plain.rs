//! Parses the plain part of RON that we write, several times as fast as a parser of all of RON.
//!
//! Plain are records without names, texts without raw quotes, decimal numbers, and no comments. Whatever is not plain,
//! is wrong or is beyond the limits gives [`NotPlain`], and the whole file is then parsed as RON: what is read here is
//! what would be read there, and every error is told there.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::formats::Limits;

/// The text is not plain, or wrong. Where and why, the parser of all of RON says.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not plain")
    }
}

impl std::error::Error for NotPlain {}

impl de::Error for NotPlain {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    // Serde would build messages for these that nobody reads.
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
}

/// What several parsers of one file have found together.
#[derive(Default)]
pub(super) struct Counts {
    records: AtomicUsize,
    texts: AtomicUsize,
}

/// After how many records or texts the counts are added up.
const COUNTS_PER_SUM: usize = 4096;

/// Parses one stretch of a text.
pub(super) struct Plain<'t, 's> {
    text: &'t str,
    at: usize,
    end: usize,
    depth: usize,
    records: usize,
    texts: usize,
    limits: &'s Limits,
    counts: &'s Counts,
    /// The insides of maps that are parsed apart, in the order of the text.
    skipped: &'s [Range<usize>],
}

impl<'t, 's> Plain<'t, 's> {
    /// A parser of `range` of `text`, which takes the maps whose insides are `skipped` as empty.
    pub(super) fn new(
        text: &'t str,
        range: Range<usize>,
        skipped: &'s [Range<usize>],
        limits: &'s Limits,
        counts: &'s Counts,
    ) -> Self {
        Self { text, at: range.start, end: range.end, depth: 0, records: 0, texts: 0, limits, counts, skipped }
    }

    /// Parses a whole file.
    pub(super) fn file<T: de::Deserialize<'t>>(mut self) -> Result<T, NotPlain> {
        self.space();
        // The one attribute that we write; it is how everything here is read.
        if self.rest().starts_with(ATTRIBUTE) {
            self.at += ATTRIBUTE.len();
        }
        let file = T::deserialize(&mut self)?;
        self.finish()?;
        Ok(file)
    }

    /// Parses a part of the inside of a map, to its end.
    pub(super) fn entries<K: de::Deserialize<'t>, V: de::Deserialize<'t>>(mut self) -> Result<Vec<(K, V)>, NotPlain> {
        // As deep as the deepest map that is parsed in parts, that of the placements.
        self.depth = 4;
        let mut entries = Vec::new();
        let mut items = Items { plain: &mut self, close: None, first: true };
        while let Some(entry) = items.next_entry()? {
            entries.push(entry);
        }
        self.finish()?;
        Ok(entries)
    }

    fn finish(&mut self) -> Result<(), NotPlain> {
        self.space();
        self.sum_up()?;
        if self.at == self.end { Ok(()) } else { Err(NotPlain) }
    }

    fn sum_up(&mut self) -> Result<(), NotPlain> {
        let records = self.counts.records.fetch_add(self.records, Ordering::Relaxed) + self.records;
        let texts = self.counts.texts.fetch_add(self.texts, Ordering::Relaxed) + self.texts;
        (self.records, self.texts) = (0, 0);
        if records > self.limits.records || texts > self.limits.texts { Err(NotPlain) } else { Ok(()) }
    }

    fn count_record(&mut self) -> Result<(), NotPlain> {
        self.records += 1;
        if self.records >= COUNTS_PER_SUM { self.sum_up() } else { Ok(()) }
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..self.end]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn space(&mut self) {
        let length = self.rest().iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.at += length;
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), NotPlain> {
        self.space();
        if self.eat(byte) { Ok(()) } else { Err(NotPlain) }
    }

    fn open(&mut self, bracket: u8) -> Result<(), NotPlain> {
        self.expect(bracket)?;
        self.depth += 1;
        if self.depth > self.limits.depth.min(MAX_DEPTH) { Err(NotPlain) } else { Ok(()) }
    }

    fn close(&mut self, bracket: u8) -> Result<(), NotPlain> {
        self.expect(bracket)?;
        self.depth -= 1;
        Ok(())
    }

    /// A name, such as that of a field.
    fn word(&mut self) -> Result<&'t str, NotPlain> {
        self.space();
        let rest = self.rest();
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if length == 0 || rest[0].is_ascii_digit() {
            return Err(NotPlain);
        }
        let word = self.text.get(self.at..self.at + length).ok_or(NotPlain)?;
        self.at += length;
        Ok(word)
    }

    /// A decimal number.
    fn number(&mut self) -> Result<&'t str, NotPlain> {
        self.space();
        let rest = self.rest();
        let digits = |from: usize| rest[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let sign = usize::from(rest.first() == Some(&b'-'));
        let mut length = sign + digits(sign);
        if length == sign {
            return Err(NotPlain);
        }
        if rest.get(length) == Some(&b'.') {
            length += 1 + digits(length + 1);
        }
        if rest.get(length) == Some(&b'e') {
            let sign = usize::from(rest.get(length + 1) == Some(&b'-'));
            let exponent = digits((length + 1 + sign).min(rest.len()));
            if exponent == 0 {
                return Err(NotPlain);
            }
            length += 1 + sign + exponent;
        }
        // Suffixes and underscores are for the parser of all of RON.
        if !matches!(rest.get(length), Some(b',' | b')' | b']' | b' ' | b'\n' | b'\r')) {
            return Err(NotPlain);
        }
        let number = self.text.get(self.at..self.at + length).ok_or(NotPlain)?;
        self.at += length;
        Ok(number)
    }

    /// A text: its content as it stands, and whether there are escapes in it.
    fn string(&mut self) -> Result<(&'t str, bool), NotPlain> {
        self.expect(b'"')?;
        let start = self.at;
        let rest = self.rest();
        let mut length = 0;
        let mut escaped = false;
        loop {
            length += memchr::memchr2(b'"', b'\\', &rest[length..]).ok_or(NotPlain)?;
            if rest[length] == b'"' {
                break;
            }
            escaped = true;
            length += 2;
            if length > rest.len() {
                return Err(NotPlain);
            }
        }
        self.at += length + 1;
        self.texts += 1;
        if length > self.limits.text_bytes {
            return Err(NotPlain);
        }
        if self.texts >= COUNTS_PER_SUM {
            self.sum_up()?;
        }
        Ok((self.text.get(start..start + length).ok_or(NotPlain)?, escaped))
    }
}

/// The attribute that stands first in every file that we write.
const ATTRIBUTE: &[u8] = b"#![enable(implicit_some)]";

/// As deep as the parser of all of RON goes.
const MAX_DEPTH: usize = 128;

/// A text with the escapes that we write.
fn unescaped(raw: &str) -> Result<String, NotPlain> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).ok_or(NotPlain)?;
        let mut length = 2;
        text.push(match escape {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'"' => '"',
            b'\\' => '\\',
            b'u' => {
                let digits = rest[at + 2..].strip_prefix('{').ok_or(NotPlain)?;
                let digits = &digits[..digits.find('}').filter(|n| (1..=6).contains(n)).ok_or(NotPlain)?];
                if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(NotPlain);
                }
                length += digits.len() + 2;
                u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or(NotPlain)?
            }
            _ => return Err(NotPlain),
        });
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Ok(text)
}

impl<'t> Deserializer<'t> for &mut Plain<'t, '_> {
    type Error = NotPlain;

    fn deserialize_any<V: Visitor<'t>>(self, _: V) -> Result<V::Value, NotPlain> {
        Err(NotPlain)
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        match self.word()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(NotPlain),
        }
    }

    fn deserialize_u32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        visitor.visit_u32(self.number()?.parse().map_err(|_| NotPlain)?)
    }

    fn deserialize_i32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        visitor.visit_i32(self.number()?.parse().map_err(|_| NotPlain)?)
    }

    fn deserialize_f32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        visitor.visit_f32(self.number()?.parse().map_err(|_| NotPlain)?)
    }

    fn deserialize_f64<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        visitor.visit_f64(self.number()?.parse().map_err(|_| NotPlain)?)
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        match self.string()? {
            (text, false) => visitor.visit_borrowed_str(text),
            (raw, true) => visitor.visit_string(unescaped(raw)?),
        }
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        self.space();
        // `None` and `Some` are for the parser of all of RON; we leave out what is none.
        if self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
            return Err(NotPlain);
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        self.open(b'[')?;
        let value = visitor.visit_seq(Items { plain: &mut *self, close: Some(b']'), first: true })?;
        self.close(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, NotPlain> {
        self.count_record()?;
        self.open(b'(')?;
        let value = visitor.visit_seq(Items { plain: &mut *self, close: Some(b')'), first: true })?;
        // A comma may stand behind the last member, which its visitor has not asked beyond.
        self.space();
        self.eat(b',');
        self.close(b')')?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        self.open(b'{')?;
        let at = self.at;
        if let Ok(index) = self.skipped.binary_search_by_key(&at, |range| range.start) {
            self.at = self.skipped[index].end;
        }
        let value = visitor.visit_map(Items { plain: &mut *self, close: Some(b'}'), first: true })?;
        self.close(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotPlain> {
        self.count_record()?;
        self.open(b'(')?;
        let value = visitor.visit_map(Fields(Items { plain: &mut *self, close: Some(b')'), first: true }))?;
        self.close(b')')?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotPlain> {
        visitor.visit_enum(Variant(self))
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        visitor.visit_borrowed_str(self.word()?)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        i8 i16 i64 i128 u8 u16 u64 u128 char bytes byte_buf unit unit_struct newtype_struct tuple_struct ignored_any
    }
}

/// The members of a container, up to its closing bracket or to the end.
struct Items<'p, 't, 's> {
    plain: &'p mut Plain<'t, 's>,
    close: Option<u8>,
    first: bool,
}

impl Items<'_, '_, '_> {
    /// Moves to the next member, if there is one.
    fn advance(&mut self) -> Result<bool, NotPlain> {
        self.plain.space();
        if self.plain.peek() == self.close {
            return Ok(false);
        }
        if !self.first {
            if !self.plain.eat(b',') {
                return Err(NotPlain);
            }
            self.plain.space();
            if self.plain.peek() == self.close {
                return Ok(false);
            }
        }
        self.first = false;
        Ok(true)
    }
}

impl<'t> SeqAccess<'t> for Items<'_, 't, '_> {
    type Error = NotPlain;

    fn next_element_seed<T: DeserializeSeed<'t>>(&mut self, seed: T) -> Result<Option<T::Value>, NotPlain> {
        if self.advance()? { seed.deserialize(&mut *self.plain).map(Some) } else { Ok(None) }
    }
}

impl<'t> MapAccess<'t> for Items<'_, 't, '_> {
    type Error = NotPlain;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, NotPlain> {
        if self.advance()? { seed.deserialize(&mut *self.plain).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, NotPlain> {
        self.plain.expect(b':')?;
        seed.deserialize(&mut *self.plain)
    }
}

/// The fields of a record.
struct Fields<'p, 't, 's>(Items<'p, 't, 's>);

impl<'t> MapAccess<'t> for Fields<'_, 't, '_> {
    type Error = NotPlain;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, NotPlain> {
        if !self.0.advance()? {
            return Ok(None);
        }
        let word = self.0.plain.word()?;
        seed.deserialize(BorrowedStrDeserializer::new(word)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, NotPlain> {
        self.0.next_value_seed(seed)
    }
}

/// A word, or a word and one value in brackets.
struct Variant<'p, 't, 's>(&'p mut Plain<'t, 's>);

impl<'t> EnumAccess<'t> for Variant<'_, 't, '_> {
    type Error = NotPlain;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'t>>(self, seed: V) -> Result<(V::Value, Self), NotPlain> {
        let word = self.0.word()?;
        Ok((seed.deserialize(BorrowedStrDeserializer::new(word))?, self))
    }
}

impl<'t> VariantAccess<'t> for Variant<'_, 't, '_> {
    type Error = NotPlain;

    fn unit_variant(self) -> Result<(), NotPlain> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'t>>(self, seed: T) -> Result<T::Value, NotPlain> {
        self.0.open(b'(')?;
        let value = seed.deserialize(&mut *self.0)?;
        self.0.space();
        self.0.eat(b',');
        self.0.close(b')')?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, _: V) -> Result<V::Value, NotPlain> {
        Err(NotPlain)
    }

    fn struct_variant<V: Visitor<'t>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, NotPlain> {
        Err(NotPlain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::native::borrowed::Str;
    use crate::formats::native::{v1, v2};

    fn parse<'t, T: de::Deserialize<'t>>(text: &'t str) -> Result<T, NotPlain> {
        Plain::new(text, 0..text.len(), &[], &Limits::default(), &Counts::default()).file()
    }

    #[test]
    fn what_we_write_is_plain() {
        let text = include_str!("../../../tests/native/v1-all-fields.ron");
        let file: v1::File<'_> = parse(text).unwrap();
        assert_eq!(file.entities.0.len(), 3);
        assert_eq!(file.views.0[0].1.placements.0.len(), 3);
        assert!(file.title.offset_in(text).is_some(), "texts point into the file");
        let newest: v2::File<'_> = parse(include_str!("../../../tests/native/v2-all-fields.ron")).unwrap();
        assert_eq!((newest.entities.0.len(), newest.matrices.0.len()), (3, 2));
    }

    #[test]
    fn texts_and_numbers_are_read_as_ron_reads_them() {
        for text in [
            r#""""#,
            r#""a\n\r\t\"\\\u{0}\u{10FFFF}김""#,
            r#""\u{D800}""#,
            r#""\u{1234567}""#,
            r#""\x41""#,
            r#""\""#,
            r#""a" b"#,
            "r\"raw\"",
        ] {
            if let Ok(Str(plain)) = parse(text) {
                assert_eq!(Ok(plain.into_owned()), ron::from_str::<String>(text), "{text}");
            }
        }
        for text in ["1", "-1.5 ", "1.", "1e5", "1.5e-7\n", "007", "-", "1_0", "+1", ".5", "0x1F", "1f64", "inf", "1e"]
        {
            if let Ok(plain) = parse::<f64>(&format!("{text}\n")) {
                assert_eq!(Ok(plain), ron::from_str(text), "{text}");
            }
        }
        assert_eq!(parse::<f64>("1e16\n").ok(), Some(1e16));
    }

    #[test]
    fn everything_else_is_left_to_the_parser_of_all_of_ron() {
        for text in [
            "",
            "(",
            "(title: \"a\"",
            "(title: \"a\" description: \"b\")",
            "(title: \"a\",, description: \"b\")",
            "(title: \"a\") x",
            "(title: \"a\") // comment",
            "Meta(title: \"a\")",
            "(title: \"a\", title: \"b\")",
            "(titel: \"a\")",
            "(title: 5)",
        ] {
            assert!(parse::<v1::Meta<'_>>(text).is_err(), "{text}");
        }
        assert!(parse::<v1::Value<'_>>(&format!("{}{}", "List([".repeat(60), "])".repeat(60))).is_err());
        assert!(parse::<v1::Entity<'_>>("(valid: Some(\"1994\"))").is_err());
        assert!(parse::<v1::Entity<'_>>("(valid: None)").is_err());
    }
}
