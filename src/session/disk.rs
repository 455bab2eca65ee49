//! Files: read whole with a limit, written durably or not at all, and watched for what others do to them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use atomic_write_file::AtomicWriteFile;

use crate::base::ContentHash;

/// Why a file could not be read or written, as a sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// There is no such file.
    #[error("There is no file {}.", .0.display())]
    Missing(PathBuf),
    /// It is a folder, a device or the like.
    #[error("{} is not a file.", .0.display())]
    NotAFile(PathBuf),
    /// The system does not let us.
    #[error("You may not {doing} {}. Choose another place, or change its permissions.", .path.display())]
    Forbidden {
        /// What was tried: `read` or `write`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The file is marked as read-only.
    #[error("{} is read-only. Save under another name, or make it writable.", .0.display())]
    ReadOnly(PathBuf),
    /// There is no room.
    #[error("The disk is full. {} {}; make room, or save elsewhere.", .0.display(), if .0.exists() { "is as it was" } else { "was not written" })]
    Full(PathBuf),
    /// It is larger than is read.
    #[error("{} has {size} bytes; files up to {limit} bytes are read.", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// How much is read.
        limit: u64,
    },
    /// Anything else.
    #[error("{} could not be {done}: {error}.", .path.display())]
    Other {
        /// What was tried: `read` or `written`.
        done: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

fn reading(path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    let path = path.to_owned();
    move |error| match error.kind() {
        io::ErrorKind::NotFound => DiskError::Missing(path),
        io::ErrorKind::PermissionDenied => DiskError::Forbidden { doing: "read", path },
        _ => DiskError::Other { done: "read", path, error },
    }
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    let path = path.to_owned();
    move |error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DiskError::Full(path),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            DiskError::Forbidden { doing: "write", path }
        }
        _ => DiskError::Other { done: "written", path, error },
    }
}

/// What tells one state of a file on disk from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was last changed, as the system says.
    pub modified: Option<SystemTime>,
    /// The hash of its content.
    pub hash: ContentHash,
}

/// Reads a whole file of at most `limit` bytes, with what tells it from later ones.
///
/// # Errors
/// A sentence for the user.
pub fn read(path: &Path, limit: u64) -> Result<(Vec<u8>, Stamp), DiskError> {
    let (bytes, modified) = read_whole(path, limit)?;
    let stamp = Stamp { size: bytes.len() as u64, modified, hash: ContentHash::of(&bytes) };
    Ok((bytes, stamp))
}

/// Reads a whole file of at most `limit` bytes, for those who never ask whether it has changed.
///
/// # Errors
/// A sentence for the user.
pub fn content(path: &Path, limit: u64) -> Result<Vec<u8>, DiskError> {
    read_whole(path, limit).map(|(bytes, _)| bytes)
}

fn read_whole(path: &Path, limit: u64) -> Result<(Vec<u8>, Option<SystemTime>), DiskError> {
    let mut file = File::open(path).map_err(reading(path))?;
    let found = file.metadata().map_err(reading(path))?;
    if !found.is_file() {
        return Err(DiskError::NotAFile(path.to_owned()));
    }
    if found.len() > limit {
        return Err(DiskError::TooLarge { path: path.to_owned(), size: found.len(), limit });
    }
    let mut bytes = Vec::with_capacity(found.len() as usize);
    // The file may grow while it is read.
    Read::by_ref(&mut file).take(limit + 1).read_to_end(&mut bytes).map_err(reading(path))?;
    if bytes.len() as u64 > limit {
        return Err(DiskError::TooLarge { path: path.to_owned(), size: bytes.len() as u64, limit });
    }
    Ok((bytes, found.modified().ok()))
}

/// Writes a file so that at any moment, also after a loss of power, it holds either what it held or all of `bytes`. What
/// it held stays beside it as a backup.
///
/// # Errors
/// A sentence for the user; the file is then as it was.
pub fn save(path: &Path, bytes: &[u8]) -> Result<Stamp, DiskError> {
    // A link is followed, so that what it points to is replaced and not the link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(DiskError::NotAFile(path.clone())),
        Ok(found) if found.permissions().readonly() => return Err(DiskError::ReadOnly(path.clone())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(writing(path)(error)),
    }
    let mut file = AtomicWriteFile::open(path).map_err(writing(path))?;
    file.write_all(bytes).map_err(writing(path))?;
    file.sync_data().map_err(writing(path))?;
    // Only now that there is something to take its place: a save that fails leaves the backup before it alone.
    if path.exists() {
        keep_backup(path)?;
    }
    // Syncs the file, renames it over the old one and syncs the folder.
    file.commit().map_err(writing(path))?;
    let modified = fs::metadata(path).and_then(|m| m.modified()).ok();
    Ok(Stamp { size: bytes.len() as u64, modified, hash: ContentHash::of(bytes) })
}

/// Replaces a file of the program's own, without a backup.
pub(super) fn write_quietly(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicWriteFile::open(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Where the version before the last save is kept: `name.ron` becomes `name.ron.bak`.
#[must_use]
pub fn backup_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".bak");
    path.with_file_name(name)
}

/// Gives what is at `path` a second name. Never a moment without a whole file under the first.
fn keep_backup(path: &Path) -> Result<(), DiskError> {
    let backup = backup_path(path);
    let mut fresh = backup.clone().into_os_string();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let _ = fs::remove_file(&fresh);
    // A second name for the same bytes costs nothing; where the file system has no such thing, a copy does.
    fs::hard_link(path, &fresh)
        .or_else(|_| fs::copy(path, &fresh).map(drop))
        .and_then(|()| fs::rename(&fresh, &backup))
        .map_err(|error| {
            let _ = fs::remove_file(&fresh);
            writing(&backup)(error)
        })
}

/// What became of a file since its stamp was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Nothing, by size and time; its content was not read again.
    Untouched,
    /// It was touched or written anew with the same content; this is its stamp now.
    SameContent(Stamp),
    /// Something else changed, replaced or removed it.
    Changed,
}

/// Looks what became of a file. Size and time are looked at first, the content only when they differ.
#[must_use]
pub fn since(path: &Path, stamp: &Stamp) -> Since {
    let Ok(found) = fs::metadata(path) else { return Since::Changed };
    let modified = found.modified().ok();
    if found.len() != stamp.size {
        return Since::Changed;
    }
    if modified == stamp.modified {
        return Since::Untouched;
    }
    match fs::read(path) {
        Ok(bytes) if ContentHash::of(&bytes) == stamp.hash => Since::SameContent(Stamp { modified, ..*stamp }),
        Ok(_) | Err(_) => Since::Changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_keeps_the_version_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        let first = save(&path, b"one").unwrap();
        assert_eq!(since(&path, &first), Since::Untouched);
        fs::write(&path, b"one").unwrap();
        assert_ne!(since(&path, &first), Since::Changed);
        assert!(!backup_path(&path).exists());
        save(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read(backup_path(&path)).unwrap(), b"one");
        assert_eq!(since(&path, &first), Since::Changed);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "nothing temporary is left: {names:?}");
    }

    #[test]
    fn what_cannot_be_written_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ron");
        save(&path, b"one").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = save(&path, b"two").unwrap_err().to_string();
        assert!(error.contains("is read-only. Save under another name"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert!(matches!(save(folder.path(), b"x"), Err(DiskError::NotAFile(_))));
        assert!(matches!(save(&folder.path().join("no/such/a.ron"), b"x"), Err(DiskError::Other { .. })));
    }

    #[test]
    fn a_file_past_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.ron");
        File::create(&path).unwrap().set_len(1 << 31).unwrap();
        let error = read(&path, 1 << 30).unwrap_err().to_string();
        assert!(error.contains("2147483648 bytes; files up to 1073741824"), "{error}");
        assert!(matches!(read(&folder.path().join("none"), 1), Err(DiskError::Missing(_))));
        assert!(matches!(read(folder.path(), 1), Err(DiskError::NotAFile(_) | DiskError::Other { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.ron"), folder.path().join("link.ron"));
        save(&path, b"one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save(&link, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
