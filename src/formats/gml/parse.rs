//! Reads GML as keys and values.

use std::borrow::Cow;

use crate::formats::foreign::values::{is_held, number};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Gml<'t> {
    Number(f64),
    Text(Cow<'t, str>),
    List(Vec<(&'t str, Gml<'t>)>),
}

/// What stops the reading, and where, in bytes.
pub(super) struct Broken(pub usize, pub String);

/// A piece of GML.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'t> {
    Key(&'t str),
    Number(f64),
    Text(Cow<'t, str>),
    Open,
    Close,
    End,
}

/// Goes through a text.
pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// Where the last token began.
    pub(super) start: usize,
    most_depth: usize,
    /// How many entries of lists are still kept.
    left: usize,
}

/// How many entries a list may have: each takes many times the memory that it takes in the file.
const MOST_ENTRIES: usize = 100_000;

impl<'t> Parser<'t> {
    /// Goes through a text with so many brackets in brackets and so many entries at most.
    pub(super) fn new(text: &'t str, most_depth: usize, most_entries: usize) -> Self {
        Self { text, at: 0, start: 0, most_depth, left: most_entries }
    }

    fn skip_blanks(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'#' => {
                    let rest = &bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                b if b.is_ascii_whitespace() || *b == 0 => self.at += 1,
                _ => break,
            }
        }
    }

    pub(super) fn next(&mut self) -> Result<Token<'t>, Broken> {
        self.skip_blanks();
        self.start = self.at;
        let bytes = self.text.as_bytes();
        let Some(first) = bytes.get(self.at) else { return Ok(Token::End) };
        match first {
            b'[' => {
                self.at += 1;
                Ok(Token::Open)
            }
            b']' => {
                self.at += 1;
                Ok(Token::Close)
            }
            b'"' => {
                let body = self.at + 1;
                let Some(length) = memchr::memchr(b'"', &bytes[body..]) else {
                    return Err(Broken(self.start, "a text in quotes does not end".into()));
                };
                self.at = body + length + 1;
                Ok(Token::Text(unescaped(&self.text[body..body + length])))
            }
            _ => {
                let rest = &self.text[self.at..];
                let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"');
                // A blank beyond ASCII is a word of its own, so that every call goes on.
                let first_char = rest.chars().next().map_or(0, char::len_utf8);
                let word = &rest[..rest.find(ends).unwrap_or(rest.len()).max(first_char)];
                self.at += word.len();
                let first = char::from(*first);
                if first.is_ascii_alphabetic() || first == '_' {
                    return Ok(match word {
                        "NAN" | "INF" | "nan" | "inf" | "NaN" | "Infinity" => Token::Text(word.into()),
                        _ => Token::Key(word),
                    });
                }
                // A comma for a point is what some locales write; anything else is kept as it is.
                match number(word) {
                    Some(number) if is_held(word, number) => Ok(Token::Number(number)),
                    // An identifier of more digits than a number holds is a word, so that it stays what it is.
                    _ => Ok(Token::Text(word.into())),
                }
            }
        }
    }

    /// The value behind a key.
    pub(super) fn value(&mut self) -> Result<Gml<'t>, Broken> {
        self.value_in(0)
    }

    fn value_in(&mut self, depth: usize) -> Result<Gml<'t>, Broken> {
        match self.next()? {
            Token::Number(number) => Ok(Gml::Number(number)),
            Token::Text(text) => Ok(Gml::Text(text)),
            // A bare word, which the format does not have.
            Token::Key(word) => Ok(Gml::Text(word.into())),
            Token::Open => self.list(depth + 1).map(Gml::List),
            Token::Close => Err(Broken(self.start, "a key has no value".into())),
            Token::End => Err(Broken(self.start, "the file ends behind a key".into())),
        }
    }

    /// The rest of a list that was opened.
    fn list(&mut self, depth: usize) -> Result<Vec<(&'t str, Gml<'t>)>, Broken> {
        if depth > self.most_depth {
            return Err(Broken(self.start, format!("more than {} brackets stand in each other", self.most_depth)));
        }
        let mut out = Vec::new();
        loop {
            match self.next()? {
                Token::Key(key) => {
                    let value = self.value_in(depth)?;
                    if out.len() == MOST_ENTRIES || self.left == 0 {
                        return Err(Broken(self.start, "too many entries stand in brackets".into()));
                    }
                    self.left -= 1;
                    out.push((key, value));
                }
                Token::Close => return Ok(out),
                Token::End => return Err(Broken(self.start, "the file ends in brackets".into())),
                // Networks of Cytoscape hold lists without keys.
                Token::Number(_) | Token::Text(_) => {}
                Token::Open => drop(self.list(depth + 1)?),
            }
        }
    }

    /// The list that a key opens, if one is opened here.
    pub(super) fn opened(&mut self) -> Result<Option<Vec<(&'t str, Gml<'t>)>>, Broken> {
        match self.value()? {
            Gml::List(list) => Ok(Some(list)),
            Gml::Number(_) | Gml::Text(_) => Ok(None),
        }
    }
}

/// Entities of HTML, by name or number, are characters.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(i, _)| i);
        let resolved = end.and_then(|end| quick_xml::escape::unescape(&rest[..=end]).ok().map(|text| (text, end)));
        match resolved {
            Some((text, end)) => {
                out.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
