//! XML for readers of graph formats: tags and joined text, with limits, and nothing expanded or fetched.
//!
//! A document type is passed over, so entities that it declares are not known: they stay in the text as they are
//! written, and are reported. Attributes and elements are told by their local names.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::report::{At, Places, Report};
use super::text::decode;
use crate::formats::{Limits, ReadError};

/// How many bytes of a file show what it is.
const HEAD_BYTES: usize = 4096;

/// The encoding that the XML declaration names, if it names one.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(200)];
    let head = &head[..memchr::memmem::find(head, b"?>")?];
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let rest = std::str::from_utf8(&head[at..]).ok()?.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_owned)
}

/// Decodes an XML file.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_xml<'b>(bytes: &'b [u8], report: &mut Report) -> Result<Cow<'b, str>, ReadError> {
    decode(bytes, declared(bytes).as_deref(), report)
}

/// The first bytes as text, for telling formats: UTF-16 is made readable by leaving its zero bytes out.
pub(crate) fn head(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let plain: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    let text = String::from_utf8_lossy(&plain);
    text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start().to_owned()
}

/// The local name of the root element of what looks like XML, with its tag.
pub(crate) fn root(bytes: &[u8]) -> Option<(String, String)> {
    let head = head(bytes);
    let mut rest = head.as_str();
    loop {
        rest = rest.trim_start();
        let after = rest.strip_prefix('<')?;
        if after.starts_with("!--") {
            rest = &rest[rest.find("-->")? + 3..];
        } else if after.starts_with('?') {
            rest = &rest[rest.find("?>")? + 2..];
        } else if after.starts_with('!') {
            let end = match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => rest.find("]>").map(|e| e + 2),
                (_, close) => close.map(|e| e + 1),
            };
            rest = &rest[end?..];
        } else {
            let tag = after.split('>').next()?;
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
            let local = name.rsplit(':').next().unwrap_or(name);
            return Some((local.to_owned(), tag.to_owned()));
        }
    }
}

/// Why reading stops in the middle of a file.
#[derive(Debug)]
pub(crate) struct Stop {
    /// At which byte.
    pub(crate) at: usize,
    /// Why.
    pub(crate) why: String,
}

/// What stops a reader of XML: the file, or the call.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The text is no XML from here on.
    Broken(Stop),
    /// Too large, or cancelled.
    Refused(ReadError),
}

impl From<ReadError> for Halt {
    fn from(error: ReadError) -> Self {
        Self::Refused(error)
    }
}

/// What to do when the reading halted: a broken file of which nothing was read is refused; of another, what was read
/// stays, and the report says where it ends.
pub(crate) fn after_halt(
    result: Result<(), Halt>,
    format: &'static str,
    text: &str,
    report: &mut Report,
    is_empty: bool,
) -> Result<(), ReadError> {
    match result {
        Ok(()) => Ok(()),
        Err(Halt::Refused(error)) => Err(error),
        Err(Halt::Broken(Stop { at, why })) if is_empty => {
            Err(ReadError::Malformed { format, place: Some(Places::new(text).of(at)), problem: why })
        }
        Err(Halt::Broken(Stop { at, why })) => {
            report.error(At::Byte(at), "the file is broken from here on", why, "kept what stands before");
            Ok(())
        }
    }
}

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
pub(crate) struct Tag<'t>(BytesStart<'t>);

impl<'t> Tag<'t> {
    /// Its name without a prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// Its attributes by local name, in order; what is no attribute is passed over.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.0.html_attributes();
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| (local(attribute.key.into_inner()), unescaped(attribute.value)))
    }

    /// Several attributes by their local names, in one pass over the tag.
    pub(crate) fn pick<const N: usize>(&self, names: [&str; N]) -> [Option<Cow<'_, str>>; N] {
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
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attributes().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// An attribute that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        super::values::number(&self.get(name)?)
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.bytes().rposition(|byte| byte == b':').map_or(name, |at| &name[at + 1..])
}

/// A text with its references resolved; those that are not known stay.
fn unescaped(raw: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return raw;
    }
    let resolved = quick_xml::escape::unescape(&raw).map(Cow::into_owned);
    match resolved {
        Ok(text) => Cow::Owned(text),
        Err(_) => raw,
    }
}

/// A document as tokens.
pub(crate) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    depth: usize,
    most_depth: usize,
    /// Where the text begins in the file.
    base: usize,
    at: usize,
}

impl<'t> Xml<'t> {
    pub(crate) fn new(text: &'t str, limits: &Limits) -> Self {
        Self::new_at(text, 0, limits)
    }

    /// A piece of a document that begins at this byte of the file.
    pub(crate) fn new_at(text: &'t str, base: usize, limits: &Limits) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0, most_depth: limits.depth, base, at: 0 }
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
            self.at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let event = self.reader.read_event().map_err(|error| {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(self.at);
                Halt::Broken(Stop { at, why: error.to_string() })
            })?;
            return Ok(match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > self.most_depth {
                        let why = format!("more than {} elements stand in each other", self.most_depth);
                        return Err(Halt::Broken(Stop { at: self.at, why }));
                    }
                    Token::Open(Tag(tag))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close
                }
                Event::Text(text) => Token::Text(text.into_inner()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        _ => quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned),
                    };
                    Token::Text(Cow::Owned(resolved.unwrap_or_else(|| {
                        let what = "an entity that is not predefined in XML";
                        report.warning(self.at(), what, &*reference, "kept it as it is written");
                        format!("&{};", &*reference)
                    })))
                }
                Event::Eof if self.depth > 0 => {
                    let why = "the file ends in the middle".to_owned();
                    return Err(Halt::Broken(Stop { at: self.at, why }));
                }
                Event::Eof => Token::End,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
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

/// Writes text between tags or in quotes: escapes what would be markup, and leaves out characters that XML 1.0 cannot
/// hold. Tabs and line ends are written as references in attributes, where they would become blanks.
pub(crate) fn escape_into(out: &mut Vec<u8>, text: &str, in_attribute: bool) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let written: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' if in_attribute => b"&quot;",
            b'\n' if in_attribute => b"&#10;",
            b'\t' if in_attribute => b"&#9;",
            b'\r' => b"&#13;",
            b'\n' | b'\t' => continue,
            0..0x20 => b"",
            _ => continue,
        };
        out.extend_from_slice(&bytes[from..at]);
        out.extend_from_slice(written);
        from = at + 1;
    }
    out.extend_from_slice(&bytes[from..]);
}
