//! Bytes of any common encoding to text, declared or not.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::report::{At, Report};
use crate::formats::ReadError;

/// How many of the first bytes show whether a file without a mark is UTF-16.
const HEAD_BYTES: usize = 512;

/// Decodes a file: by its byte order mark, else as UTF-8 or UTF-16 where it is that, else as `declared`, else as
/// Windows-1252 (of which Latin-1 is a part). What was guessed or contradicts the declaration is reported.
///
/// Valid UTF-8 is taken as such whatever the declaration says: text of another encoding is hardly ever valid UTF-8.
///
/// # Errors
/// [`ReadError::Empty`] when there is nothing but white space, [`ReadError::NotText`] for UTF-32 and binary content.
pub(crate) fn decode<'b>(
    bytes: &'b [u8],
    declared: Option<&str>,
    report: &mut Report,
) -> Result<Cow<'b, str>, ReadError> {
    let declared = declared.map(str::trim).filter(|d| !d.is_empty());
    let text = decode_as(bytes, declared, report)?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let head = &text.as_bytes()[..text.len().min(HEAD_BYTES)];
    if head.contains(&0) {
        return Err(ReadError::NotText { found: "binary content".into(), advice: "Say its format when importing it." });
    }
    Ok(text)
}

fn decode_as<'b>(bytes: &'b [u8], declared: Option<&str>, report: &mut Report) -> Result<Cow<'b, str>, ReadError> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(ReadError::NotText {
            found: "text in UTF-32".into(),
            advice: "Save it again as UTF-8 text and open that.",
        });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(decode_with(encoding, &bytes[mark..], report));
    }
    if let Some(encoding) = looks_like_utf16(bytes) {
        report.note(At::Nowhere, "the text is UTF-16 without a mark", "", "read it as such");
        return Ok(decode_with(encoding, bytes, report));
    }
    let named = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let (Some(label), None) = (declared, named) {
        report.warning(At::Nowhere, "the file declares an encoding that is not known", label, "guessed it");
    }
    // Escapes of ISO-2022 are ASCII.
    if let Some(encoding) = named.filter(|e| !e.is_ascii_compatible() && *e != UTF_16LE && *e != UTF_16BE) {
        return Ok(decode_with(encoding, bytes, report));
    }
    let invalid_at = match std::str::from_utf8(bytes) {
        Ok(text) => {
            if let (Some(label), Some(encoding)) = (declared, named)
                && encoding != UTF_8
                && (encoding == UTF_16LE || encoding == UTF_16BE || !text.is_ascii())
            {
                report.warning(
                    At::Nowhere,
                    "the file declares an encoding that it is not in",
                    label,
                    "read it as UTF-8",
                );
            }
            return Ok(Cow::Borrowed(text));
        }
        Err(error) => error.valid_up_to(),
    };
    match named {
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => {
            Ok(decode_with(encoding, bytes, report))
        }
        _ if mostly_utf8(bytes) => {
            let at = At::Byte(invalid_at);
            report.warning(at, "bytes that are no UTF-8", "", "put a replacement character in their place");
            Ok(String::from_utf8_lossy(bytes))
        }
        _ => {
            report.warning(At::Nowhere, "the text is no UTF-8", "", "read it as Windows-1252");
            Ok(decode_with(WINDOWS_1252, bytes, report))
        }
    }
}

/// What [`decode`] takes a file for, in words, where it declares nothing.
pub(crate) fn encoding(bytes: &[u8]) -> &'static str {
    match Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| looks_like_utf16(bytes)) {
        Some(encoding) => encoding.name(),
        None if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) => UTF_8.name(),
        None => "Windows-1252",
    }
}

fn decode_with<'b>(encoding: &'static Encoding, bytes: &'b [u8], report: &mut Report) -> Cow<'b, str> {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    if wrong {
        let done = "put a replacement character in their place";
        report.warning(At::Nowhere, "bytes that the encoding does not have", encoding.name(), done);
    }
    text
}

/// UTF-16 shows by zero bytes at every second place of ASCII text.
fn looks_like_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES) & !1];
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let high = head.iter().step_by(2).filter(|b| **b == 0).count();
    let low = head.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    if low * 10 >= pairs * 7 && high * 10 < pairs {
        Some(UTF_16LE)
    } else if high * 10 >= pairs * 7 && low * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether there are more whole characters beyond ASCII than broken ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// The lines of a text with their numbers from 1; LF, CR, or both end a line.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut rest = Some(text);
    let mut number = 0_u32;
    std::iter::from_fn(move || {
        let here = rest?;
        number = number.saturating_add(1);
        match memchr::memchr2(b'\n', b'\r', here.as_bytes()) {
            None => {
                rest = None;
                (!here.is_empty()).then_some((number, here))
            }
            Some(end) => {
                let ends_with_both = here[end..].starts_with("\r\n");
                rest = Some(&here[end + 1 + usize::from(ends_with_both)..]);
                Some((number, &here[..end]))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>, expected: &str, issues: usize) {
        let mut report = Report::default();
        let text = decode(bytes, declared, &mut report).unwrap_or_else(|e| panic!("{expected}: {e}")).into_owned();
        assert_eq!(text, expected);
        let found = report.into_issues(&text);
        assert_eq!(found.len(), issues, "{expected}: {found:?}");
    }

    #[test]
    fn text_of_every_common_encoding_is_read() {
        check("Müller".as_bytes(), None, "Müller", 0);
        check(b"\xEF\xBB\xBFM\xC3\xBCller", None, "Müller", 0);
        check(b"M\xFCller", None, "Müller", 1);
        check(b"M\xFCller", Some("ISO-8859-1"), "Müller", 0);
        check(b"it\x92s", Some("windows-1252"), "it’s", 0);
        check(b"\xEC\xE8\xF0", Some("windows-1251"), "мир", 0);
        check("Müller".as_bytes(), Some("ISO-8859-1"), "Müller", 1);
        check(b"plain", Some("UTF-16"), "plain", 1);
        check(b"plain", Some("klingon"), "plain", 1);
        let wide: Vec<u8> = "\u{feff}Müller".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, None, "Müller", 0);
        let wide: Vec<u8> = "Müller and sons".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&wide, None, "Müller and sons", 1);
        check("Москва и \u{FFFD}".replace('\u{FFFD}', "\u{1}").as_bytes(), None, "Москва и \u{1}", 0);
        check(b"\xD0\x9C\xD0\xB8\xD1\x80 \xFF", None, "Мир \u{FFFD}", 1);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refuse = |bytes: &[u8]| decode(bytes, None, &mut Report::default()).unwrap_err();
        assert_eq!(refuse(b" \n"), ReadError::Empty);
        assert!(matches!(refuse(b"\xFF\xFE\0\0a\0\0\0"), ReadError::NotText { .. }));
        assert!(matches!(refuse(b"\x7FELF\x01\x00\x02"), ReadError::NotText { .. }));
    }

    #[test]
    fn lines_end_in_three_ways() {
        let found: Vec<_> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(found, [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d")]);
        assert_eq!(lines("a\n").count(), 1);
    }
}
