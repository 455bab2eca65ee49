//! XML for readers of graph formats: tags and joined text, with limits, and nothing expanded or fetched.
//!
//! A document type is passed over, so entities that it declares are not known: they stay in the text as they are
//! written, and are reported. Attributes and elements are told by their local names.

mod tokens;

use std::borrow::Cow;

use super::report::{At, Places, Report};
use super::text::decode;
use crate::formats::ReadError;

pub(crate) use tokens::{Tag, Token, Xml};

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
