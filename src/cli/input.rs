//! Reading the files of a call.

use std::io::Read;
use std::path::Path;

use super::Timings;
use crate::base::Task;
use crate::formats::table::{Mapping, MappingError, guessed_mapping};
use crate::formats::{FORMATS, Loaded, ReadError, ReadOptions, Repair};
use crate::session::disk::{self, DiskError};
use crate::session::pair;

/// Why an input could not be read, with its name.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// The system did not give it.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// Standard input did not.
    #[error("Standard input could not be read: {0}.")]
    Standard(std::io::Error),
    /// It is not what it should be.
    #[error("{name}: {error}")]
    Read {
        /// Its name.
        name: String,
        /// Why.
        error: ReadError,
    },
    /// The mapping is none.
    #[error("{name}: {error}")]
    Mapping {
        /// Its name.
        name: String,
        /// Why.
        error: MappingError,
    },
    /// There is no such format.
    #[error("{0:?} is no format that can be read; these are: {list}", list = format_keys())]
    Format(String),
}

/// The keys of all formats that can be read.
pub(super) fn format_keys() -> String {
    FORMATS.iter().map(|f| f.key).collect::<Vec<_>>().join(", ")
}

/// A table of all formats for the help of a call.
pub(super) fn format_table() -> String {
    let mut out = String::from("Formats, told by their content and then by the ending of the name:\n");
    for format in FORMATS {
        let written = if format.write.is_some() { "read and written" } else { "read" };
        let endings: Vec<String> = format.extensions.iter().map(|e| format!(".{e}")).collect();
        out.push_str(&format!("  {:<14}{:<18}{} ({})\n", format.key, written, format.label, endings.join(", ")));
    }
    out
}

/// What people call an input.
pub(super) fn name_of(path: &Path) -> String {
    if is_standard(path) { "standard input".into() } else { path.display().to_string() }
}

/// Whether `-` was given.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file, or standard input for `-`, in the format named or told by its content.
pub(super) fn read(path: &Path, from: Option<&str>, repair: Repair, spent: &mut Timings) -> Result<Loaded, InputError> {
    read_mapped(path, from, None, repair, spent)
}

/// Reads a file like [`read`]; with a mapping as a table, as it says.
pub(super) fn read_mapped(
    path: &Path,
    from: Option<&str>,
    mapping: Option<&Mapping>,
    repair: Repair,
    spent: &mut Timings,
) -> Result<Loaded, InputError> {
    let options = ReadOptions { repair, ..ReadOptions::default() };
    let limit = options.limits.bytes as u64;
    Timings::of(&mut spent.read, || {
        let bytes = if is_standard(path) {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(InputError::Standard)?;
            bytes
        } else {
            disk::content(path, limit)?
        };
        if bytes.len() as u64 > limit {
            let what = format!("It has more than {} MiB, which is the most that is read", limit >> 20);
            return Err(InputError::Read { name: name_of(path), error: ReadError::Limit { place: None, what } });
        }
        let task = Task::default();
        let loaded = match from {
            None => pair::read(path, &bytes, mapping, &options, &task),
            Some(key) => match FORMATS.iter().find(|f| f.key == key) {
                Some(format) => (format.read)(&bytes, &options, &task),
                None => return Err(InputError::Format(key.into())),
            },
        };
        loaded.map_err(|error| InputError::Read { name: name_of(path), error })
    })
}

/// Reads what the columns of tables mean.
pub(super) fn read_mapping(path: &Path) -> Result<Mapping, InputError> {
    let bytes = disk::content(path, 1 << 20)?;
    let text = String::from_utf8_lossy(&bytes);
    Mapping::parse(&text).map_err(|error| InputError::Mapping { name: name_of(path), error })
}

/// What the columns of the tables in a file are taken for.
pub(super) fn guess_mapping(path: &Path) -> Result<Mapping, InputError> {
    let options = ReadOptions::default();
    let bytes = disk::content(path, options.limits.bytes as u64)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    guessed_mapping(&[(&name, &bytes)], &options, &Task::default())
        .map_err(|error| InputError::Read { name: name_of(path), error })
}
