//! Files that a graph carries inside itself.

use std::sync::Arc;

use crate::base::ContentHash;

/// An image or other file kept inside the graph, named by the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The hash of `bytes`.
    pub hash: ContentHash,
    /// Its media type, such as `image/png`.
    pub media_type: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

impl Attachment {
    /// The largest picture that a graph takes in, in bytes: the file is text, and is mailed.
    pub const MAX_PICTURE: u64 = 8 << 20;

    /// The pictures that are known, for file dialogs: their endings.
    pub const PICTURE_ENDINGS: &'static [&'static str] = &["png", "jpg", "jpeg", "webp"];

    /// A picture, told by how it begins: PNG, JPEG or WebP. `None` for anything else.
    #[must_use]
    pub fn picture(bytes: impl Into<Arc<[u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        let media_type = match &*bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return None,
        };
        Some(Self { hash: ContentHash::of(&bytes), media_type: media_type.into(), bytes })
    }

    /// Width and height of a picture in pixels, as its head says; `None` where it says nothing that makes sense.
    #[must_use]
    pub fn picture_size(&self) -> Option<(u32, u32)> {
        let bytes = &*self.bytes;
        let size = match self.media_type.as_str() {
            "image/png" => (be32(bytes, 16)?, be32(bytes, 20)?),
            "image/jpeg" => jpeg_size(bytes)?,
            "image/webp" => webp_size(bytes)?,
            _ => return None,
        };
        (size.0 > 0 && size.1 > 0).then_some(size)
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

/// The frame header of a JPEG (ITU-T T.81, B.2.2), after the segments before it.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes[at] == 0xff)?;
        match marker {
            // A filling byte.
            0xff => at += 1,
            // Markers without a length.
            0x01 | 0xd0..=0xd8 => at += 2,
            // A frame of any kind; c4, c8 and cc are tables and reserved.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            _ => at += 2 + be16(bytes, at + 2)? as usize,
        }
    }
}

/// The first chunk of a WebP (RFC 9649): lossy, lossless or extended.
fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let three = |at: usize| Some(le16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16);
    match bytes.get(12..16)? {
        b"VP8 " => Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = le16(bytes, 21)? | le16(bytes, 23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_picture_says_how_large_it_is() {
        let size = |bytes: &[u8]| Attachment::picture(bytes).and_then(|picture| picture.picture_size());
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x40";
        assert_eq!(size(png), Some((256, 64)));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc2, 0, 11, 8, 0, 50, 0, 100, 3];
        assert_eq!(size(&jpeg), Some((100, 50)));
        assert_eq!(size(b"RIFF1234WEBPVP8X\x0a\0\0\0\0\0\0\0\x63\0\0\x31\0\0"), Some((100, 50)));
        assert_eq!(size(b"RIFF1234WEBPVP8L\x0a\0\0\0\x2f\x63\x40\x0c\0"), Some((100, 50)));
        assert_eq!(size(b"RIFF1234WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x64\0\x32\0"), Some((100, 50)));
        for cut in [0, 3, 8, 12, 16] {
            assert_eq!(size(&jpeg[..cut]), None);
        }
        assert_eq!(size(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x40"), None, "no width");
    }

    #[test]
    fn pictures_are_told_by_how_they_begin() {
        let kind = |bytes: &[u8]| Attachment::picture(bytes).map(|picture| picture.media_type);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...").as_deref(), Some("image/png"));
        assert_eq!(kind(&[0xff, 0xd8, 0xff, 0xe0]).as_deref(), Some("image/jpeg"));
        assert_eq!(kind(b"RIFF1234WEBPVP8 ").as_deref(), Some("image/webp"));
        for other in [&b""[..], b"RIFF1234WAVE", b"<svg/>", b"\x89PNG"] {
            assert_eq!(kind(other), None);
        }
    }
}
