//! Archives: ZIP and gzip, opened with limits, in memory, without following any path.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::formats::{Limits, ReadError};

/// What is always allowed to come out of an archive, however small it is.
const ALWAYS_ALLOWED: usize = 64 << 20;
/// How many times its own size may come out of an archive beyond that. Graphs as text shrink to a tenth.
const MOST_GROWTH: usize = 60;
/// How many members an archive may have.
const MOST_MEMBERS: usize = 10_000;

/// Whether the bytes begin like a ZIP archive.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether the bytes begin like a gzip stream.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B, 8])
}

/// Whether bytes are a ZIP archive with such a member.
pub(crate) fn has_member(bytes: &[u8], is_it: impl Fn(&str) -> bool) -> bool {
    let has = |zip: ZipArchive<Cursor<&[u8]>>| zip.file_names().flatten().any(|name| is_it(&name));
    is_zip(bytes) && ZipArchive::new(Cursor::new(bytes)).is_ok_and(has)
}

/// Whether an archive holds these words near its ends. Looks for the words alone, so it costs little.
pub(crate) fn mentions(bytes: &[u8], name: &str) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1 << 20)..];
    let head = &bytes[..bytes.len().min(1 << 20)];
    [tail, head].iter().any(|part| memchr::memmem::find(part, name.as_bytes()).is_some())
}

/// An opened ZIP archive.
pub(crate) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// How many bytes may still come out of it.
    left: usize,
}

fn damaged(problem: impl std::fmt::Display) -> ReadError {
    ReadError::Malformed { format: "ZIP archive", place: None, problem: problem.to_string() }
}

fn allowance(bytes: &[u8], limits: &Limits) -> usize {
    limits.bytes.min(ALWAYS_ALLOWED.max(bytes.len().saturating_mul(MOST_GROWTH)))
}

impl<'b> Archive<'b> {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is damaged, or has too many members.
    pub(crate) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > MOST_MEMBERS {
            let what = format!("The archive has {} members; at most {MOST_MEMBERS} are read", zip.len());
            return Err(ReadError::Limit { place: None, what });
        }
        Ok(Self { zip, left: allowance(bytes, limits) })
    }

    /// The names of its members that are files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.zip.file_names().flatten().filter(|n| !n.ends_with('/')).map(Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The content of a member.
    ///
    /// # Errors
    /// When there is none of that name, it is damaged, encrypted, or larger than is allowed for an archive of this size.
    pub(crate) fn member(&mut self, name: &str) -> Result<Vec<u8>, ReadError> {
        let file = self.zip.by_name(name).map_err(damaged)?;
        let out = read_at_most(file, self.left)?;
        self.left -= out.len();
        Ok(out)
    }
}

/// Unpacks a gzip stream.
///
/// # Errors
/// When it is damaged or larger than is allowed for a stream of this size.
pub(crate) fn gunzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ReadError> {
    read_at_most(flate2::read::MultiGzDecoder::new(bytes), allowance(bytes, limits))
}

fn read_at_most(reader: impl Read, most: usize) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    reader.take(most as u64 + 1).read_to_end(&mut out).map_err(damaged)?;
    if out.len() > most {
        let what = format!("The archive unpacks to more than {} MiB, which is too much for its size", most >> 20);
        return Err(ReadError::Limit { place: None, what });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_far_too_much_is_refused() {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let chunk = vec![b' '; 1 << 20];
        for _ in 0..80 {
            packed.write_all(&chunk).unwrap();
        }
        let bomb = packed.finish().unwrap();
        let error = gunzip(&bomb, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("more than 64 MiB"), "{error}");
        assert!(gunzip(&bomb[..bomb.len() / 2], &Limits { bytes: 1 << 30, ..Limits::default() }).is_err());
        assert!(Archive::open(b"PK\x03\x04 and nothing behind it", &Limits::default()).is_err());
    }
}
