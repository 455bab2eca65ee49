//! A bound on what a PDF unpacks to, measured before anything is kept of it.

use std::io::{Read, sink};

use flate2::bufread::ZlibDecoder;
use memchr::memmem::Finder;

use super::ArticleError;

/// The most of streams whose packing is too old to be measured here, as it stands in the file: each byte can stand for
/// thousands.
const MOST_OLD: usize = 2 << 20;
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
        if has(dictionary, b"/Image") {
            continue;
        }
        let is_zlib = matches!(content, [a, b, ..] if a & 15 == 8 && (u32::from(*a) * 256 + u32::from(*b)) % 31 == 0);
        if is_zlib {
            let mut decoder = ZlibDecoder::new(content).take(most + 1 - total);
            // What is damaged counts as far as it goes.
            let _ = std::io::copy(&mut decoder, &mut sink());
            let decoder = decoder.into_inner();
            total += decoder.total_out();
            // Words within packed bytes are no streams.
            at += decoder.total_in() as usize;
        } else if [&b"/LZWDecode"[..], b"/ASCII85Decode", b"/ASCIIHexDecode"].iter().any(|old| has(dictionary, old)) {
            old += memchr::memmem::find(content, b"endstream").unwrap_or(content.len());
        }
        if total > most || old > MOST_OLD {
            return Err(ArticleError::PdfTooLarge);
        }
    }
    Ok(())
}
