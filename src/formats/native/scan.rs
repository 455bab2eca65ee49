//! Reads the tokens of RON without building anything: finds the version, checks brackets and limits, and tells where
//! records and fields stand.
//!
//! Takes time linear in the text, and memory for the brackets that are open at one time.

use crate::formats::{Limits, Place, ReadError};
use crate::model::RecordName;

/// A token of RON, as far as this module needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// A text, raw or not; the range is without its quotes.
    Text {
        /// Where its content starts.
        start: usize,
        /// Where its content ends.
        end: usize,
    },
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A name, a number or a keyword.
    Word,
    /// Any other character.
    Other,
}

/// What was open where the text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclosed {
    what: &'static str,
    start: usize,
}

/// Walks over the tokens of a text.
pub(super) struct Tokens<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Where the latest token starts.
    pub start: usize,
    /// How many comments were skipped, and where the first stands.
    comments: usize,
    first_comment: Option<usize>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { bytes: text.as_bytes(), at, start: at, comments: 0, first_comment: None }
    }

    /// Where the next token is looked for.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, Unclosed> {
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                self.start = self.at;
                return Ok(None);
            };
            self.start = self.at;
            self.at += 1;
            return Ok(Some(match byte {
                b' ' | b'\n' | b'\t' | b'\r' => continue,
                b'(' | b'[' | b'{' => Token::Open(byte),
                b')' | b']' | b'}' => Token::Close(byte),
                b':' => Token::Colon,
                b',' => Token::Comma,
                b'"' => self.text()?,
                b'/' if self.skip_comment()? => {
                    self.first_comment.get_or_insert(self.start);
                    self.comments += 1;
                    continue;
                }
                b'\'' => self.character(),
                _ if is_word(byte) => self.word()?,
                _ => Token::Other,
            }));
        }
    }

    /// The rest of a text behind its opening quote.
    fn text(&mut self) -> Result<Token, Unclosed> {
        let start = self.at;
        while let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) {
            let end = self.at + found;
            if self.bytes[end] == b'"' {
                self.at = end + 1;
                return Ok(Token::Text { start, end });
            }
            // The escaped character may be of several bytes, of which none looks like a quote.
            self.at = (end + 2).min(self.bytes.len());
        }
        self.at = self.bytes.len();
        Err(Unclosed { what: "a text", start: self.start })
    }

    /// A word, or the raw text or byte text that a `r`, `b` or `br` in front of quotes makes.
    fn word(&mut self) -> Result<Token, Unclosed> {
        let first = self.at - 1;
        while self.bytes.get(self.at).is_some_and(|b| is_word(*b)) {
            self.at += 1;
        }
        match (&self.bytes[first..self.at], self.bytes.get(self.at)) {
            (b"b", Some(b'"')) => {
                self.at += 1;
                self.text()
            }
            (b"b", Some(b'\'')) => {
                self.at += 1;
                Ok(self.character())
            }
            (b"r" | b"br", Some(b'"' | b'#')) => {
                let hashes = self.bytes[self.at..].iter().take_while(|b| **b == b'#').count();
                if self.bytes.get(self.at + hashes) != Some(&b'"') {
                    // A raw identifier: `r#type`.
                    self.at += hashes;
                    return Ok(Token::Word);
                }
                let start = self.at + hashes + 1;
                let mut from = start;
                while let Some(found) = memchr::memchr(b'"', &self.bytes[from..]) {
                    let end = from + found;
                    let closing = &self.bytes[end + 1..];
                    if closing.len() >= hashes && closing[..hashes].iter().all(|b| *b == b'#') {
                        self.at = end + 1 + hashes;
                        return Ok(Token::Text { start, end });
                    }
                    from = end + 1;
                }
                self.at = self.bytes.len();
                Err(Unclosed { what: "a raw text", start: self.start })
            }
            _ => Ok(Token::Word),
        }
    }

    /// A character in single quotes, so that a quote or bracket in it is not taken for one.
    fn character(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let escaped = rest.first() == Some(&b'\\');
        let from = if escaped { 2 } else { 1 };
        if let Some(length) = rest.iter().skip(from).take(10).position(|b| *b == b'\'') {
            self.at += from + length + 1;
        }
        Token::Other
    }

    /// Skips the rest of a comment behind its `/`; `false` when it is none.
    fn skip_comment(&mut self) -> Result<bool, Unclosed> {
        match self.bytes.get(self.at) {
            Some(b'/') => {
                let length = memchr::memchr(b'\n', &self.bytes[self.at..]);
                self.at = length.map_or(self.bytes.len(), |n| self.at + n + 1);
                Ok(true)
            }
            Some(b'*') => {
                let mut open = 1_usize;
                self.at += 1;
                while let Some(found) = memchr::memchr2(b'/', b'*', &self.bytes[self.at..]) {
                    let at = self.at + found;
                    self.at = at + 1;
                    match (self.bytes[at], self.bytes.get(at + 1)) {
                        (b'/', Some(b'*')) => open += 1,
                        (b'*', Some(b'/')) => open -= 1,
                        _ => continue,
                    }
                    self.at += 1;
                    if open == 0 {
                        return Ok(true);
                    }
                }
                self.at = self.bytes.len();
                Err(Unclosed { what: "a comment", start: self.start })
            }
            _ => Ok(false),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-') || byte >= 0x80
}

/// Turns offsets into places; offsets must not go down from call to call, so that all take one walk over the text.
pub(super) struct Places<'t> {
    text: &'t str,
    at: usize,
    place: Place,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, place: Place { line: 1, column: 1 } }
    }

    /// The place of the character that holds byte `offset`.
    pub(super) fn of(&mut self, offset: usize) -> Place {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let mut between = self.text.get(self.at..offset).unwrap_or_default();
        if let Some(newline) = memchr::memrchr(b'\n', between.as_bytes()) {
            let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
            self.place.line = self.place.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            self.place.column = 1;
            between = &between[newline + 1..];
        }
        let columns = u32::try_from(between.chars().count()).unwrap_or(u32::MAX);
        self.place.column = self.place.column.saturating_add(columns);
        self.at = self.at.max(offset);
        self.place
    }
}

/// The place of byte `offset`.
pub(in crate::formats) fn place_of(text: &str, offset: usize) -> Place {
    Places::new(text).of(offset)
}

/// The byte at `line` and `column`, both from 1.
pub(super) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut newlines = memchr::memchr_iter(b'\n', text.as_bytes());
    let start = if line <= 1 { 0 } else { newlines.nth(line - 2).map_or(text.len(), |n| n + 1) };
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}

/// What the first lines of a file say, read alone and before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The version of the format.
    pub version: u64,
}

/// Reads `format` and `version` and nothing behind them.
///
/// They stand first in every file that we write. A file where something else comes before them is searched for them.
pub(super) fn header(text: &str) -> Result<Header, ReadError> {
    let mut tokens = Tokens::new(text, 0);
    let not_liaison = |tokens: &Tokens<'_>, expected: &'static str| ReadError::NotLiaison {
        place: place_of(text, tokens.start),
        expected,
        found: excerpt(text, tokens.start),
    };
    let expected_start = "a file that starts with `(format: \"liaison\", version: 2`";
    let mut depth = 0_usize;
    let mut opened = false;
    let mut format = false;
    let mut word: Option<&str> = None;
    let mut field: Option<&str> = None;
    loop {
        let token = tokens.next().map_err(|_| not_liaison(&tokens, expected_start))?;
        let Some(token) = token else { return Err(not_liaison(&tokens, expected_start)) };
        let at_top = depth == 1 && opened;
        match token {
            Token::Word | Token::Text { .. } | Token::Open(_) | Token::Other if at_top && field == Some("version") => {
                let number = &text[tokens.start..tokens.position()];
                if !format {
                    return Err(not_liaison(&tokens, "`format: \"liaison\"` before the version"));
                }
                let version = number.parse().ok().filter(|n| *n > 0);
                let version = version.ok_or_else(|| not_liaison(&tokens, "a whole number from 1 as the version"))?;
                return Ok(Header { version });
            }
            Token::Open(bracket) => {
                depth += 1;
                let attribute = bracket == b'[' && text.as_bytes()[..tokens.start].last() == Some(&b'!');
                if depth == 1 && !opened && bracket != b'(' && !attribute {
                    return Err(not_liaison(&tokens, expected_start));
                }
                opened |= depth == 1 && bracket == b'(';
                if depth > 200 {
                    return Err(not_liaison(&tokens, expected_start));
                }
            }
            Token::Close(_) if depth <= 1 && opened => return Err(not_liaison(&tokens, expected_start)),
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Colon if at_top => field = word.take(),
            Token::Comma if at_top => field = None,
            Token::Text { start, end } if at_top && field == Some("format") => {
                if &text[start..end] != super::FORMAT {
                    return Err(not_liaison(&tokens, "the format \"liaison\""));
                }
                format = true;
            }
            Token::Word => word = Some(&text[tokens.start..tokens.position()]),
            // Attributes stand before the first bracket: `#![enable(implicit_some)]`.
            Token::Other if !opened && matches!(text.as_bytes()[tokens.start], b'#' | b'!') => {}
            Token::Text { .. } | Token::Other | Token::Colon | Token::Comma if !opened && depth == 0 => {
                return Err(not_liaison(&tokens, expected_start));
            }
            _ => {}
        }
    }
}

/// Where the first comment stands, and how many there are.
pub(super) fn comments(text: &str) -> Option<(usize, usize)> {
    let mut tokens = Tokens::new(text, 0);
    while let Ok(Some(_)) = tokens.next() {}
    Some((tokens.first_comment?, tokens.comments))
}

/// The first characters at an offset, quoted, for a message.
fn excerpt(text: &str, offset: usize) -> String {
    match text.get(offset..).unwrap_or_default().lines().next() {
        None | Some("") => "the end of the file".into(),
        Some(line) => format!("{:?}", line.chars().take(30).collect::<String>()),
    }
}

/// Checks the brackets of a whole file and its limits, before anything is built from it.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), ReadError> {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let (mut records, mut texts) = (0_usize, 0_usize);
    let mut tokens = Tokens::new(text, 0);
    let mut before = Token::Comma;
    let too_many = |what: String, offset: usize| ReadError::Limit { place: Some(place_of(text, offset)), what };
    loop {
        let token = tokens.next().map_err(|Unclosed { what, start }| ReadError::Truncated {
            place: place_of(text, text.len()),
            record: record_at(text, start),
            open: Some((what, place_of(text, start))),
        })?;
        let Some(token) = token else { break };
        match token {
            Token::Open(bracket) => {
                if open.len() >= limits.depth {
                    let what = format!("more than {} brackets stand in each other", limits.depth);
                    return Err(too_many(what, tokens.start));
                }
                open.push((bracket, tokens.start));
                // A bracket behind a word belongs to a value, such as `Text("…")`.
                records += usize::from(bracket == b'(' && before != Token::Word);
                if records > limits.records {
                    let what = format!("there are more than {} records", limits.records);
                    return Err(too_many(what, tokens.start));
                }
            }
            Token::Close(bracket) => {
                let expected = open.last().map(|(b, _)| closing(*b));
                if expected != Some(bracket) {
                    let found = char::from(bracket);
                    let problem = match open.last() {
                        Some((b, start)) => format!(
                            "expected `{}` for the `{}` at {}, found `{found}`",
                            char::from(closing(*b)),
                            char::from(*b),
                            place_of(text, *start)
                        ),
                        None => format!("expected the end of the file, found `{found}`, which closes nothing"),
                    };
                    let record = record_at(text, tokens.start);
                    return Err(ReadError::Syntax { place: place_of(text, tokens.start), record, problem });
                }
                open.pop();
            }
            Token::Text { start, end } => {
                texts += 1;
                if end - start > limits.text_bytes {
                    let what = format!("a text is longer than {} MiB", limits.text_bytes >> 20);
                    return Err(too_many(what, start));
                }
                if texts > limits.texts {
                    return Err(too_many(format!("there are more than {} texts", limits.texts), start));
                }
            }
            _ => {}
        }
        before = token;
    }
    match open.last() {
        None => Ok(()),
        Some((bracket, start)) => {
            let what = match bracket {
                b'(' => "the `(`",
                b'[' => "the `[`",
                _ => "the `{`",
            };
            let open = Some((what, place_of(text, *start)));
            let record = record_at(text, text.len());
            Err(ReadError::Truncated { place: place_of(text, text.len()), record, open })
        }
    }
}

fn closing(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// The sections of a file, and what a record in each is called in messages.
const SECTIONS: &[(&str, &str)] = &[
    ("entity_types", "entity type"),
    ("relationship_types", "relationship type"),
    ("sources", "source"),
    ("entities", "entity"),
    ("relationships", "relationship"),
    ("views", "view"),
    ("matrices", "matrix"),
    ("texts", "text"),
    ("attachments", "attachment"),
];

/// The record of a file around byte `offset`, if it stands in one.
pub(super) fn record_at(text: &str, offset: usize) -> Option<RecordName> {
    let mut tokens = Tokens::new(text, 0);
    let mut depth = 0_usize;
    let mut section = "";
    let mut word = "";
    let mut key = None;
    let mut record = None;
    while let Ok(Some(token)) = tokens.next() {
        if tokens.start >= offset {
            break;
        }
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Word => word = &text[tokens.start..tokens.position()],
            Token::Text { start, end } if depth == 2 => key = Some(&text[start..end]),
            Token::Colon if depth == 1 => section = word,
            Token::Colon if depth == 2 => record = key,
            _ => {}
        }
        if depth <= 1 || (depth == 2 && token == Token::Comma) {
            record = None;
        }
    }
    let (_, kind) = SECTIONS.iter().find(|(name, _)| *name == section)?;
    record.map(|id| RecordName::new(kind, unescaped(id)))
}

/// A text as it is meant, from how it stands between its quotes.
fn unescaped(raw: &str) -> String {
    if raw.contains('\\') { ron::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.into()) } else { raw.into() }
}

/// Where the first key stands that is written with escapes and means `id`.
pub(super) fn escaped_key(text: &str, id: &str) -> Option<usize> {
    let mut tokens = Tokens::new(text, 0);
    let mut latest = None;
    while let Ok(Some(token)) = tokens.next() {
        match (token, latest) {
            (Token::Colon, Some((offset, raw))) if unescaped(raw) == id => return Some(offset),
            (Token::Text { start, end }, _) if text[start..end].contains('\\') => {
                latest = Some((tokens.start, &text[start..end]));
            }
            _ => latest = None,
        }
    }
    None
}

/// Where in the record whose key stands at `start` the field called `field` has its value; the first whose value is
/// the text `value`, where one is given. Also tells up to where it searched.
pub(super) fn field_in_record(text: &str, start: usize, field: &str, value: Option<&str>) -> (Option<usize>, usize) {
    let mut tokens = Tokens::new(text, start);
    let mut depth = 0_usize;
    let mut name = "";
    // The depth at which the field's name stands, while its value is walked over.
    let mut inside: Option<usize> = None;
    while let Ok(Some(token)) = tokens.next() {
        let word = match token {
            Token::Text { start, end } => Some(&text[start..end]),
            Token::Word => Some(&text[tokens.start..tokens.position()]),
            _ => None,
        };
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) if depth == 0 => break,
            Token::Close(_) => depth -= 1,
            Token::Colon if inside.is_none() && name == field => inside = Some(depth),
            Token::Comma if depth == 0 => break,
            Token::Comma if inside == Some(depth) => inside = None,
            _ => {}
        }
        if let Some(word) = word {
            if inside.is_some() && value.is_none_or(|value| value == word) {
                return (Some(tokens.start), tokens.start);
            }
            name = word;
        }
        if inside.is_some_and(|at| depth < at) {
            inside = None;
        }
    }
    (None, tokens.position())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_apart_as_ron_does() {
        let text = r##"#![e] (a: "q\"(", r: r#"x"(" "#, c: '"', n: -1.5e3, // ( "
            /* [ /* { */ " */ k: b"(")"##;
        let mut tokens = Tokens::new(text, 0);
        let mut shown = String::new();
        while let Some(token) = tokens.next().unwrap() {
            match token {
                Token::Open(b) | Token::Close(b) => shown.push(char::from(b)),
                Token::Text { start, end } => shown.push_str(&format!("<{}>", &text[start..end])),
                Token::Colon => shown.push(':'),
                Token::Comma => shown.push(','),
                Token::Word => shown.push_str(&text[tokens.start..tokens.position()]),
                Token::Other => shown.push('?'),
            }
        }
        assert_eq!(shown, r#"??[e](a:<q\"(>,r:<x"(" >,c:?,n:-1.5e3,k:<(>)"#);
    }

    #[test]
    fn places_count_characters() {
        let text = "a\n김정은 b\nc";
        assert_eq!(place_of(text, text.find('b').unwrap()), Place { line: 2, column: 5 });
        assert_eq!(place_of(text, 3), Place { line: 2, column: 1 }, "inside a character");
        assert_eq!(place_of(text, 999), Place { line: 3, column: 2 });
        for (at, _) in text.char_indices() {
            let place = place_of(text, at);
            assert_eq!(offset_of(text, place.line as usize, place.column as usize), at);
        }
    }

    #[test]
    fn the_version_is_read_before_anything_behind_it() {
        let version = |text: &str| header(text).map(|h| h.version);
        assert_eq!(version("#![enable(x)]\n// hello\n(format: \"liaison\", version: 7, <nonsense"), Ok(7));
        assert_eq!(version("File(title: \"(\", format: \"liaison\",\r\nversion: 1)"), Ok(1));
        assert!(matches!(version("{\"nodes\": []}"), Err(ReadError::NotLiaison { .. })));
        assert!(matches!(version("(format: \"other\", version: 1)"), Err(ReadError::NotLiaison { .. })));
        assert!(matches!(version("(version: 1)"), Err(ReadError::NotLiaison { .. })));
    }

    #[test]
    fn records_and_fields_are_found_again() {
        let text =
            "(\n entities: {\n \"ann\": (\n name: \"A\", weight: NaN,\n evidence: [(id: \"e\"), (id: \"f\")]), },)";
        let name = text.find("NaN").unwrap();
        assert_eq!(record_at(text, name), Some(RecordName::new("entity", "ann")));
        assert_eq!(record_at(text, 3), None);
        let key = text.find("\"ann").unwrap();
        let field = |field, value| field_in_record(text, key, field, value).0;
        assert_eq!(field("weight", None), Some(name));
        assert_eq!(field("id", Some("f")), Some(text.find("\"f\"").unwrap()));
        assert_eq!(field("id", Some("g")), None);
    }
}
