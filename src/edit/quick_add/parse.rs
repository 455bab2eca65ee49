//! Cuts a text into lines and these into pieces, each with its place.

use std::ops::Range;

/// What a piece of a line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An entity.
    Entity,
    /// What a relationship is called.
    Relation,
    /// The sign between the two.
    Arrow,
    /// When.
    Date,
    /// How likely.
    Likelihood,
    /// How firmly held.
    Confidence,
    /// Whether in effect.
    Status,
    /// A tag.
    Tag,
    /// A source.
    Source,
    /// Words behind a closed bracket, which belong to nothing.
    Stray,
}

impl Role {
    fn of_sign(sign: char) -> Option<Self> {
        Some(match sign {
            '@' => Self::Date,
            '~' => Self::Likelihood,
            '?' => Self::Confidence,
            '!' => Self::Status,
            '#' => Self::Tag,
            '[' => Self::Source,
            _ => return None,
        })
    }

    pub(super) fn is_mark(self) -> bool {
        !matches!(self, Self::Entity | Self::Relation | Self::Arrow | Self::Stray)
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) role: Role,
    /// Where it stands in the text, in bytes, with its sign and without the white space around it.
    pub(super) span: Range<usize>,
    /// What follows its sign.
    pub(super) words: Range<usize>,
}

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1, blank ones too.
    pub(super) number: usize,
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    pub(super) pieces: Vec<Piece>,
}

/// Whether a character stands between an entity and what it does.
pub(super) fn is_arrow(c: char) -> bool {
    // The wide sign comes from East Asian input methods.
    matches!(c, '>' | '→' | '＞')
}

/// Cuts a text into lines. Linear in the text but for quotation marks that are not closed.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (index, whole) in text.split('\n').enumerate() {
        let span = trimmed(text, start..start + whole.len());
        start += whole.len() + 1;
        // A list that is pasted keeps its bullets.
        let bullet = ["- ", "* ", "• "].iter().find(|bullet| text[span.clone()].starts_with(**bullet));
        let span = trimmed(text, span.start + bullet.map_or(0, |bullet| bullet.len())..span.end);
        if !span.is_empty() {
            lines.push(Line { number: index + 1, pieces: pieces(text, span.clone()), span });
        }
    }
    lines
}

/// The range without white space at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start.max(range.start + words.trim_end().len())
}

/// Where the quotation that opens before `from` closes: behind its last mark.
pub(super) fn quotation_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text[at..end].find('"')? + 1;
        if !text[at..end].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

/// Words without the quotation marks around them, and with single white space.
pub(super) fn plain(words: &str) -> String {
    let words = words.trim();
    let inner = words.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if quotation_end(words, 1, words.len()) == Some(words.len()) => inner.replace("\"\"", "\""),
        _ => words.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn pieces(text: &str, line: Range<usize>) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut push = |role: Role, range: Range<usize>| {
        let span = trimmed(text, range);
        let sign = if role.is_mark() { 1 } else { 0 };
        let words = trimmed(text, (span.start + sign).min(span.end)..span.end);
        if !span.is_empty() {
            found.push(Piece { role, span, words });
        }
    };
    let (mut role, mut arrows, mut start, mut at) = (Role::Entity, 0, line.start, line.start);
    let mut before = ' ';
    let last_close = text[line.clone()].rfind(']').map(|close| line.start + close);
    while let Some(c) = text[at..line.end].chars().next() {
        let next = at + c.len_utf8();
        let begins = before.is_whitespace() || is_arrow(before);
        let opens = begins || matches!(before, '+' | ':' | '-') || Role::of_sign(before).is_some();
        let quotation = if c == '"' && opens { quotation_end(text, next, line.end) } else { None };
        if let Some(end) = quotation {
            (at, before) = (end, '"');
            continue;
        }
        let rest = &text[next..line.end];
        // A line ends with no blank.
        let is_followed = rest.is_empty() || !rest.starts_with(char::is_whitespace);
        match Role::of_sign(c) {
            _ if is_arrow(c) => {
                push(role, start..at);
                push(Role::Arrow, at..next);
                arrows += 1;
                role = if arrows % 2 == 0 { Role::Entity } else { Role::Relation };
                start = next;
            }
            Some(mark) if begins && is_followed => {
                push(role, start..at);
                (role, start) = (mark, at);
                // Looked for only where there is one, so that brackets that never close cost nothing.
                let closes = mark == Role::Source && last_close.is_some_and(|close| close >= next);
                let close = if closes { rest.find(']') } else { None };
                if let Some(close) = close {
                    at = next + close + 1;
                    push(role, start..at);
                    (role, start, before) = (Role::Stray, at, ' ');
                    continue;
                }
            }
            _ => {}
        }
        (at, before) = (next, c);
    }
    push(role, start..line.end);
    found
}
