//! The tokens of an XML document. Tags and words are told apart here, since large files hold millions of them and little
//! else; what begins with `<!`, `<?` or `&`, and attributes written in odd ways, are left to quick-xml.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;
use quick_xml::events::attributes;

use super::{Halt, Stop};
use crate::formats::Limits;
use crate::formats::foreign::report::{At, Report};

/// A piece of a document.
pub(crate) enum Token<'t> {
    /// An element opens.
    Open(Tag<'t>),
    /// The element that was opened last closes.
    Close,
    /// Words between tags; long words may come in several pieces.
    Text(Cow<'t, str>),
    /// The end of the file.
    End,
}

/// An opening tag.
pub(crate) struct Tag<'t> {
    /// Without a prefix.
    name: &'t str,
    attributes: &'t str,
}

impl<'t> Tag<'t> {
    /// Its name without a prefix.
    #[inline]
    pub(crate) fn name(&self) -> &'t str {
        self.name
    }

    /// Its attributes by local name, in order; what is no attribute is passed over.
    #[inline]
    pub(crate) fn attributes(&self) -> Attributes<'t> {
        Attributes { rest: self.attributes, odd: None }
    }

    /// Several attributes by their local names, in one pass over the tag.
    #[inline]
    pub(crate) fn pick<const N: usize>(&self, names: [&str; N]) -> [Option<Cow<'t, str>>; N] {
        let mut found = [const { None }; N];
        for (name, value) in self.attributes() {
            if let Some(slot) = names.iter().position(|wanted| *wanted == name).and_then(|at| found.get_mut(at))
                && slot.is_none()
            {
                *slot = Some(value);
            }
        }
        found
    }

    /// An attribute by its local name.
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'t, str>> {
        self.attributes().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// An attribute that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        crate::formats::foreign::values::number(&self.get(name)?)
    }
}

/// The attributes of a tag.
pub(crate) struct Attributes<'t> {
    rest: &'t str,
    /// What reads the rest, from the first attribute on that is not written as `name="value"`.
    odd: Option<attributes::Attributes<'t>>,
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, Cow<'t, str>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.odd.is_none() {
            match plain_attribute(self.rest) {
                Plain::Attribute { name, value, has_reference, rest } => {
                    self.rest = rest;
                    let value = if has_reference { unescaped(Cow::Borrowed(value)) } else { Cow::Borrowed(value) };
                    return Some((local(name), value));
                }
                Plain::End => return None,
                Plain::No => {
                    let mut odd = attributes::Attributes::html(self.rest, 0);
                    odd.with_checks(false);
                    self.odd = Some(odd);
                }
            }
        }
        let attribute = self.odd.as_mut()?.find_map(Result::ok)?;
        Some((local(attribute.key.into_inner()), unescaped(attribute.value)))
    }
}

/// What the rest of a tag begins with.
enum Plain<'t> {
    /// An attribute that is written as nearly all are, and what stands behind it.
    Attribute { name: &'t str, value: &'t str, has_reference: bool, rest: &'t str },
    /// Nothing more.
    End,
    /// Anything else.
    No,
}

#[inline]
fn plain_attribute(text: &str) -> Plain<'_> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() && is_blank(bytes[from]) {
        from += 1;
    }
    if from == bytes.len() {
        return Plain::End;
    }
    let mut equals = from;
    while equals < bytes.len() && !matches!(bytes[equals], b'=' | b'"' | b'\'' | 0..=b' ') {
        equals += 1;
    }
    let Some(quote @ (b'"' | b'\'')) = bytes.get(equals + 1).copied() else { return Plain::No };
    if equals == from || bytes[equals] != b'=' {
        return Plain::No;
    }
    let mut to = equals + 2;
    let mut has_reference = false;
    while to < bytes.len() && bytes[to] != quote {
        has_reference |= bytes[to] == b'&';
        to += 1;
    }
    // Behind the mark that closes stands a blank or nothing.
    if to >= bytes.len() || bytes.get(to + 1).is_some_and(|b| !is_blank(*b)) {
        return Plain::No;
    }
    Plain::Attribute { name: &text[from..equals], value: &text[equals + 2..to], has_reference, rest: &text[to + 1..] }
}

#[inline]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A name without its prefix.
#[inline]
fn local(name: &str) -> &str {
    let mut from = 0;
    for (at, byte) in name.bytes().enumerate() {
        if byte == b':' {
            from = at + 1;
        }
    }
    &name[from..]
}

/// A text with its references resolved; those that are not known stay.
fn unescaped(raw: Cow<'_, str>) -> Cow<'_, str> {
    if !raw.as_bytes().contains(&b'&') {
        return raw;
    }
    let resolved = quick_xml::escape::unescape(&raw).map(Cow::into_owned);
    match resolved {
        Ok(text) => Cow::Owned(text),
        Err(_) => raw,
    }
}

/// The first `>` outside of quotation marks.
fn end_outside_quotes(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// A document as tokens.
pub(crate) struct Xml<'t> {
    text: &'t str,
    /// Where the last token begins.
    at: usize,
    /// Where the next one does.
    next: usize,
    /// Where the text begins in the file.
    base: usize,
    /// The elements that are open.
    opened: Vec<&'t str>,
    /// Whether the element that was opened last is written as `<a/>`.
    is_empty: bool,
    most_depth: usize,
}

impl<'t> Xml<'t> {
    pub(crate) fn new(text: &'t str, limits: &Limits) -> Self {
        Self::new_at(text, 0, limits)
    }

    /// A piece of a document that begins at this byte of the file.
    pub(crate) fn new_at(text: &'t str, base: usize, limits: &Limits) -> Self {
        let next = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at: next, next, base, opened: Vec::new(), is_empty: false, most_depth: limits.depth }
    }

    /// Where the last token begins.
    pub(crate) fn at(&self) -> At {
        At::Byte(self.base + self.at)
    }

    /// The next token.
    ///
    /// # Errors
    /// When the text is no XML from here on, ends in the middle, or has too many elements in elements.
    pub(crate) fn next(&mut self, report: &mut Report) -> Result<Token<'t>, Halt> {
        loop {
            self.at = self.next;
            if self.is_empty {
                self.is_empty = false;
                self.opened.pop();
                return Ok(Token::Close);
            }
            let rest = &self.text[self.next..];
            let bytes = rest.as_bytes();
            let token = match (bytes.first(), bytes.get(1)) {
                (None, _) if self.opened.is_empty() => Some(Token::End),
                (None, _) => return Err(self.broken("the file ends in the middle")),
                (Some(b'<'), Some(b'/')) => Some(self.close(rest)?),
                (Some(b'<'), Some(b'!' | b'?') | None) | (Some(b'&'), _) => self.odd(report)?,
                (Some(b'<'), Some(_)) => Some(self.open(rest)?),
                (Some(_), _) => {
                    let end = memchr::memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                    self.next += end;
                    Some(Token::Text(Cow::Borrowed(&rest[..end])))
                }
            };
            if let Some(token) = token {
                return Ok(token);
            }
        }
    }

    /// An opening tag, with which `rest` begins.
    #[inline]
    fn open(&mut self, rest: &'t str) -> Result<Token<'t>, Halt> {
        let bytes = rest.as_bytes();
        let (mut end, mut name_end, mut name) = (1, None, 1);
        // With a quotation mark in its name.
        let mut is_odd = false;
        // A tag ends at the first `>` outside of quotation marks.
        loop {
            match bytes.get(end) {
                Some(b'>') => break,
                Some(quote @ (b'"' | b'\'')) => {
                    is_odd |= name_end.is_none();
                    end += 1;
                    while bytes.get(end).is_some_and(|byte| byte != quote) {
                        end += 1;
                    }
                }
                Some(b':') if name_end.is_none() => name = end + 1,
                Some(byte) if name_end.is_none() && is_blank(*byte) => name_end = Some(end),
                Some(_) => {}
                None => return Err(self.ends_badly(rest)),
            }
            end += 1;
        }
        if self.opened.len() >= self.most_depth {
            return Err(self.broken(format!("more than {} elements stand in each other", self.most_depth)));
        }
        self.is_empty = end > 1 && bytes[end - 1] == b'/';
        let content_end = if self.is_empty { end - 1 } else { end };
        if is_odd {
            name_end = rest[..content_end].bytes().position(is_blank);
        }
        let name_end = name_end.unwrap_or(content_end).min(content_end);
        let name = if is_odd { name_end - local(&rest[1..name_end]).len() } else { name };
        let tag = Tag { name: &rest[name.min(name_end)..name_end], attributes: &rest[name_end..content_end] };
        self.opened.push(&rest[1..name_end]);
        self.next += end + 1;
        Ok(Token::Open(tag))
    }

    /// A closing tag, with which `rest` begins.
    #[inline]
    fn close(&mut self, rest: &'t str) -> Result<Token<'t>, Halt> {
        let mut end = rest.bytes().position(|b| b == b'>');
        if end.is_some_and(|end| rest[..end].contains(['"', '\''])) {
            end = end_outside_quotes(rest);
        }
        let Some(end) = end else { return Err(self.ends_badly(rest)) };
        let name = rest[2..end].trim_end_matches([' ', '\t', '\n', '\r']);
        match self.opened.pop() {
            Some(opened) if opened == name => {
                self.next += end + 1;
                Ok(Token::Close)
            }
            Some(opened) => {
                let (expected, found) = (opened.to_owned(), name.to_owned());
                Err(self.broken(Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found })))
            }
            None => Err(self.broken(Error::IllFormed(IllFormedError::UnmatchedEndTag(name.to_owned())))),
        }
    }

    /// What is neither a tag nor words; `None` for what says nothing.
    #[cold]
    fn odd(&mut self, report: &mut Report) -> Result<Option<Token<'t>>, Halt> {
        let mut reader = Reader::from_str(&self.text[self.next..]);
        reader.config_mut().allow_dangling_amp = true;
        let event = reader.read_event();
        let place = |at: u64| self.next + usize::try_from(at).unwrap_or(0);
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                let at = place(reader.error_position());
                return Err(Halt::Broken(Stop { at, why: error.to_string() }));
            }
        };
        self.next = place(reader.buffer_position());
        Ok(Some(Token::Text(match event {
            Event::Text(text) => text.into_inner(),
            Event::CData(text) => text.into_inner(),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned),
                };
                Cow::Owned(resolved.unwrap_or_else(|| {
                    let what = "an entity that is not predefined in XML";
                    report.warning(self.at(), what, &*reference, "kept it as it is written");
                    format!("&{};", &*reference)
                }))
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => return Ok(None),
            Event::Start(_) | Event::End(_) | Event::Empty(_) | Event::Eof => {
                return Err(self.broken("a tag that cannot be read"));
            }
        })))
    }

    fn broken(&self, why: impl ToString) -> Halt {
        Halt::Broken(Stop { at: self.at, why: why.to_string() })
    }

    /// What is wrong with a tag that has no end.
    #[cold]
    fn ends_badly(&self, rest: &str) -> Halt {
        let mut reader = Reader::from_str(rest);
        reader.config_mut().allow_unmatched_ends = true;
        let why = reader.read_event().map_or_else(|error| error.to_string(), |_| "a tag has no end".into());
        Halt::Broken(Stop { at: self.at, why })
    }

    /// The text in the element that was opened last, up to its end; with elements in it, also theirs.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(crate) fn text(&mut self, report: &mut Report) -> Result<Cow<'t, str>, Halt> {
        let mut text = Cow::Borrowed("");
        let mut inside = 0_usize;
        loop {
            match self.next(report)? {
                Token::Open(_) => inside += 1,
                Token::Close if inside == 0 => return Ok(text),
                Token::Close => inside -= 1,
                Token::Text(more) if text.is_empty() => text = more,
                Token::Text(more) => text.to_mut().push_str(&more),
                Token::End => return Ok(text),
            }
        }
    }

    /// Passes over the element that was opened last.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(crate) fn skip(&mut self, report: &mut Report) -> Result<(), Halt> {
        let mut inside = 0_usize;
        loop {
            match self.next(report)? {
                Token::Open(_) => inside += 1,
                Token::Close if inside == 0 => return Ok(()),
                Token::Close => inside -= 1,
                Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tokens of a text as lines, and why it ends there.
    fn ours(text: &str) -> Vec<String> {
        let mut report = Report::default();
        let mut xml = Xml::new(text, &Limits { depth: 5, ..Limits::default() });
        let mut told = Vec::new();
        loop {
            match xml.next(&mut report) {
                Ok(Token::Open(tag)) => {
                    let attributes: Vec<_> = tag.attributes().map(|(name, value)| format!("{name}={value}")).collect();
                    told.push(format!("open {} {attributes:?}", tag.name()));
                }
                Ok(Token::Close) => told.push("close".into()),
                Ok(Token::Text(text)) => told.push(format!("text {text}")),
                Ok(Token::End) => return told,
                Err(Halt::Broken(Stop { why, .. })) => {
                    told.push(why);
                    return told;
                }
                Err(Halt::Refused(error)) => panic!("{error}"),
            }
        }
    }

    /// The same, all of it by quick-xml.
    fn theirs(text: &str) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        let (mut told, mut depth) = (Vec::new(), 0);
        loop {
            match reader.read_event() {
                Ok(Event::Start(_)) if depth == 5 => {
                    told.push("more than 5 elements stand in each other".into());
                    return told;
                }
                Ok(Event::Start(tag)) => {
                    depth += 1;
                    let mut attributes = tag.html_attributes();
                    attributes.with_checks(false);
                    let attributes: Vec<_> = attributes
                        .flatten()
                        .map(|a| format!("{}={}", local(a.key.into_inner()), unescaped(a.value)))
                        .collect();
                    told.push(format!("open {} {attributes:?}", local(tag.name().into_inner())));
                }
                Ok(Event::End(_)) => {
                    depth -= 1;
                    told.push("close".into());
                }
                Ok(Event::Text(text)) => told.push(format!("text {}", text.into_inner())),
                Ok(Event::CData(text)) => told.push(format!("text {}", text.into_inner())),
                Ok(Event::GeneralRef(reference)) => told.push(match &*reference {
                    "amp" => "text &".into(),
                    "#65" => "text A".into(),
                    other => format!("text &{other};"),
                }),
                Ok(Event::Eof) if depth > 0 => {
                    told.push("the file ends in the middle".into());
                    return told;
                }
                Ok(Event::Eof) => return told,
                Ok(_) => {}
                Err(error) => {
                    told.push(error.to_string());
                    return told;
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// What is told apart here is what quick-xml tells apart.
        #[test]
        fn tokens_are_those_of_quick_xml(pieces in proptest::collection::vec(prop::sample::select(vec![
            "<a>", "</a>", "<b>", "</b>", "</b >", "<a/>", "<p:q r=\"s\">", "</p:q>", "<c x=\"1\" y='2>'/>", "<c d=e f>",
            "<c x = \"1\"y=\"&amp;\" />", "<c x:y=\"<\"\nz=\"\"/>", "</c>", "words", " ", "é", "&amp;", "&", "&x;", "&#65;",
            "<!-- <a> -->", "<![CDATA[<z>]]>", "<?pi <a> ?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<", ">", "\"", "'", "/",
            "=", "\u{feff}", "<c =\"1\"/>", "<c x='1' \"2\"/>",
        ]), 0..14)) {
            let text = pieces.concat();
            prop_assert_eq!(ours(&text), theirs(&text), "{}", text);
        }
    }

    #[test]
    fn large_files_are_told_apart_here() {
        let text = "<n id=\"1\" p:x='2'>a &lt; b<e/></n>";
        let expected = ["open n [\"id=1\", \"x=2\"]", "text a ", "text <", "text  b", "open e []", "close", "close"];
        assert_eq!(ours(text), expected);
        // Quotation marks hide the end of a tag, also of one that closes.
        for odd in ["</\"<a>", "<a></a \">\">", "<a \">\"></a>", "<a\" \"/>"] {
            assert_eq!(ours(odd), theirs(odd), "{odd}");
        }
    }
}
