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
}

#[cfg(test)]
mod tests {
    use super::*;

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
