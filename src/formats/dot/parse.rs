//! DOT as tokens.

use std::borrow::Cow;

use crate::formats::foreign::xml::{Halt, Stop};

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// A word, a number, or a text in quotes.
    Id(Cow<'t, str>),
    /// A text in quotes, which is never a word of the language.
    Quoted(Cow<'t, str>),
    /// What stands between `<` and `>`.
    Html(&'t str),
    /// `{ } [ ] = ; , :`
    Sign(u8),
    /// `->`
    Arrow,
    /// `--`
    Line,
    End,
}

/// Goes through a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Where the last token began.
    pub(super) start: usize,
    peeked: Option<(usize, Token<'t>)>,
    /// Whether it is known that no comment of an HTML label ends behind here.
    no_comment_ends: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, start: 0, peeked: None, no_comment_ends: false }
    }

    fn broken<T>(&self, why: &str) -> Result<T, Halt> {
        Err(Halt::Broken(Stop { at: self.start, why: why.into() }))
    }

    fn skip_blanks(&mut self) -> Result<(), Halt> {
        let bytes = self.text.as_bytes();
        loop {
            let rest = &bytes[self.at..];
            let line_start = self.at == 0 || matches!(bytes[self.at - 1], b'\n' | b'\r');
            match rest {
                [b'/', b'/', ..] => self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                [b'/', b'*', ..] => match memchr::memmem::find(&rest[2..], b"*/") {
                    Some(length) => self.at += length + 4,
                    None => {
                        self.start = self.at;
                        return self.broken("a comment does not end");
                    }
                },
                [b'#', ..] if line_start => self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                [b, ..] if b.is_ascii_whitespace() => self.at += 1,
                _ => {
                    // A no-break space or a byte order mark in the middle.
                    match self.text[self.at..].chars().next() {
                        Some(c @ ('\u{feff}' | '\u{a0}')) => self.at += c.len_utf8(),
                        _ => return Ok(()),
                    }
                }
            }
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Result<&Token<'t>, Halt> {
        if self.peeked.is_none() {
            let token = self.lex()?;
            self.peeked = Some((self.start, token));
        }
        match &self.peeked {
            Some((_, token)) => Ok(token),
            None => Ok(&Token::End),
        }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'t>, Halt> {
        match self.peeked.take() {
            Some((start, token)) => {
                self.start = start;
                Ok(token)
            }
            None => self.lex(),
        }
    }

    /// Takes this sign if it comes next.
    pub(super) fn take(&mut self, sign: u8) -> Result<bool, Halt> {
        let found = *self.peek()? == Token::Sign(sign);
        if found {
            self.peeked = None;
        }
        Ok(found)
    }

    fn lex(&mut self) -> Result<Token<'t>, Halt> {
        self.skip_blanks()?;
        self.start = self.at;
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return Ok(Token::End) };
        match first {
            '{' | '}' | '[' | ']' | '=' | ';' | ',' | ':' => {
                self.at += 1;
                Ok(Token::Sign(first as u8))
            }
            '-' if rest.starts_with("->") => {
                self.at += 2;
                Ok(Token::Arrow)
            }
            '-' if rest.starts_with("--") => {
                self.at += 2;
                Ok(Token::Line)
            }
            '"' => {
                let mut text = self.quoted()?;
                // "a" + "b" is one text.
                loop {
                    let (at, start) = (self.at, self.start);
                    self.skip_blanks()?;
                    if !self.text[self.at..].starts_with('+') {
                        (self.at, self.start) = (at, start);
                        return Ok(Token::Quoted(text));
                    }
                    self.at += 1;
                    self.skip_blanks()?;
                    if !self.text[self.at..].starts_with('"') {
                        return self.broken("no text in quotes stands behind +");
                    }
                    text.to_mut().push_str(&self.quoted()?);
                    self.start = start;
                }
            }
            '<' => self.html(),
            _ => {
                let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.') || c > '\u{7f}'));
                let mut length = word.unwrap_or(rest.len());
                if first == '-' {
                    let digits = rest[1..].find(|c: char| !(c.is_ascii_digit() || c == '.'));
                    length = 1 + digits.unwrap_or(rest.len() - 1);
                }
                if length == 0 || (first == '-' && length == 1) {
                    return self.broken(&format!("{first:?} does not belong here"));
                }
                self.at += length;
                Ok(Token::Id(Cow::Borrowed(&rest[..length])))
            }
        }
    }

    /// A text in quotes: `\"` is a quote, a backslash before a line end joins the lines, other backslashes stay.
    fn quoted(&mut self) -> Result<Cow<'t, str>, Halt> {
        self.start = self.at;
        let from = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut out: Option<String> = None;
        let mut copied = from;
        loop {
            let Some(step) = memchr::memchr2(b'"', b'\\', &bytes[at..]) else {
                return self.broken("a text in quotes does not end");
            };
            at += step;
            if bytes[at] == b'"' {
                self.at = at + 1;
                return Ok(match out {
                    None => Cow::Borrowed(&self.text[from..at]),
                    Some(mut out) => {
                        out.push_str(&self.text[copied..at]);
                        Cow::Owned(out)
                    }
                });
            }
            let skipped = match &bytes[at + 1..] {
                [b'"', ..] => Some((1, "\"")),
                [b'\r', b'\n', ..] => Some((3, "")),
                [b'\n' | b'\r', ..] => Some((2, "")),
                _ => None,
            };
            match skipped {
                Some((length, with)) => {
                    let out = out.get_or_insert_default();
                    out.push_str(&self.text[copied..at]);
                    out.push_str(with);
                    at += if length == 1 { 2 } else { length };
                    copied = at;
                }
                // Two backslashes are one sign, so that the second does not hide a quote.
                None => at += if bytes.get(at + 1) == Some(&b'\\') { 2 } else { 1 },
            }
        }
    }

    fn html(&mut self) -> Result<Token<'t>, Halt> {
        let bytes = self.text.as_bytes();
        let from = self.at + 1;
        let (mut at, mut open) = (from, 1_usize);
        while let Some(step) = memchr::memchr2(b'<', b'>', &bytes[at..]) {
            at += step;
            if !self.no_comment_ends && self.text[at..].starts_with("<!--") {
                if let Some(end) = self.text[at..].find("-->") {
                    at += end + 3;
                    continue;
                }
                self.no_comment_ends = true;
            }
            open = if bytes[at] == b'<' { open + 1 } else { open - 1 };
            at += 1;
            if open == 0 {
                self.at = at;
                return Ok(Token::Html(&self.text[from..at - 1]));
            }
        }
        self.broken("an HTML label does not end")
    }
}

/// The words of a label in quotes: `\n`, `\l` and `\r` end lines, `\N` is the name of the node, other backslashes fall.
pub(super) fn label_words(label: &str, name: &str) -> String {
    let mut out = String::with_capacity(label.len());
    let mut chars = label.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'l' | 'r') => out.push('\n'),
            Some('N' | 'G' | 'E') => out.push_str(name),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out.trim_end_matches('\n').to_owned()
}

/// The words of a record label: `{ } |` part fields, `<port>` names them.
pub(super) fn record_words(label: &str) -> String {
    let mut out = String::new();
    let mut port = false;
    let mut chars = label.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let next = chars.next();
                if !port {
                    out.push('\\');
                    out.extend(next);
                }
            }
            '<' => port = true,
            '>' if port => port = false,
            _ if port => {}
            '{' | '}' => out.push(' '),
            '|' => out.push_str(" | "),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
