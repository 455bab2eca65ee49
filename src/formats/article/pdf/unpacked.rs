//! A bound on what a PDF unpacks to, measured before anything is kept of it.

use std::io::{Read, sink};

use flate2::bufread::ZlibDecoder;
use memchr::memmem::Finder;

use super::ArticleError;

/// The most of streams whose packing is too old to be measured here, as it stands in the file: each byte can stand for
/// thousands.
const MOST_OLD: usize = 2 << 20;
/// Their names, and that of the usual packing where what is packed does not begin as it should.
const PACKINGS: [&[u8]; 7] = [b"/LZW", b"/ASCII", b"/A85", b"/AHx", b"/RunLength", b"/RL", b"/Fl"];
/// The most of a file whose streams cannot be measured, because they are encrypted.
const MOST_ENCRYPTED: usize = 16 << 20;
/// How far before a stream its dictionary is looked for.
const DICTIONARY: usize = 2048;

/// Goes over all streams of a file other than pictures once, unpacks each into nothing, and adds up the bytes, of which
/// there may be `most`.
pub(super) fn check(bytes: &[u8], most: u64) -> Result<(), ArticleError> {
    let has = |part: &[u8], word: &[u8]| memchr::memmem::find(part, word).is_some();
    if bytes.len() > MOST_ENCRYPTED && has(bytes, b"/Encrypt") {
        return Err(ArticleError::PdfTooLarge);
    }
    let (mut total, mut old, mut at) = (0, 0, 0);
    let finder = Finder::new(b"stream");
    while let Some(found) = finder.find(&bytes[at..]) {
        let word = at + found;
        at = word + b"stream".len();
        if bytes[..word].ends_with(b"end") {
            continue;
        }
        let dictionary = &bytes[word.saturating_sub(DICTIONARY)..word];
        let dictionary = memchr::memmem::rfind(dictionary, b" obj").map_or(dictionary, |from| &dictionary[from..]);
        let content = &bytes[at..];
        let content = content.strip_prefix(b"\r").unwrap_or(content);
        let content = content.strip_prefix(b"\n").unwrap_or(content);
        let is_picture = [&b"/Subtype/Image"[..], b"/Subtype /Image"].iter().any(|sign| has(dictionary, sign));
        // Packed in a packing: only the outer one can be measured.
        if memchr::memmem::find_iter(dictionary, b"/FlateDecode").count() > 1 {
            return Err(ArticleError::PdfTooLarge);
        }
        let is_zlib = matches!(content, [a, b, ..] if a & 15 == 8 && (u32::from(*a) * 256 + u32::from(*b)) % 31 == 0);
        if is_zlib {
            let mut decoder = ZlibDecoder::new(content).take(most + 1 - if is_picture { 0 } else { total });
            // What is damaged counts as far as it goes.
            let _ = std::io::copy(&mut decoder, &mut sink());
            let decoder = decoder.into_inner();
            // A picture is not unpacked, unless something else names it as its content; so each by itself is bounded.
            total = if is_picture { total.max(decoder.total_out()) } else { total + decoder.total_out() };
            // Words within packed bytes are no streams.
            at += decoder.total_in() as usize;
        } else if !is_picture && PACKINGS.iter().any(|name| has(dictionary, name)) {
            old += memchr::memmem::find(content, b"endstream").unwrap_or(content.len());
        }
        if total > most || old > MOST_OLD {
            return Err(ArticleError::PdfTooLarge);
        }
    }
    Ok(())
}
