//! Stable ids: readable, unique without a server, and never reused for another record.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;

/// The longest id that is accepted from a file, in bytes.
const MAX_ID_BYTES: usize = 200;

/// The longest slug in an id that we make, in bytes: with a dash and six random characters the id takes 24 bytes, the
/// most that [`CompactString`] keeps without an allocation.
const MAX_SLUG_BYTES: usize = 17;

/// Crockford's base 32 without the letters that are easily misread.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing is left of it.
    #[error("an id is empty")]
    Empty,
    /// Longer than 200 bytes.
    #[error("an id is longer than {MAX_ID_BYTES} bytes")]
    TooLong,
    /// A control character, which could not be shown.
    #[error("the id {0:?} holds a control character")]
    Control(String),
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(CompactString);

        impl $name {
            /// Takes a text as an id.
            ///
            /// # Errors
            /// Refuses empty texts, texts over 200 bytes and control characters.
            pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
                let text = text.as_ref();
                if text.is_empty() {
                    return Err(IdError::Empty);
                }
                if text.len() > MAX_ID_BYTES {
                    return Err(IdError::TooLong);
                }
                // Nearly all ids are ASCII, which is quickly seen.
                let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
                if !is_plain && text.chars().any(char::is_control) {
                    return Err(IdError::Control(text.into()));
                }
                Ok(Self(text.into()))
            }

            /// The id as text.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// Names an entity.
    EntityId,
    /// Names a relationship.
    RelationshipId,
    /// Names a source.
    SourceId,
    /// Names a piece of evidence; unique in the whole graph.
    EvidenceId,
    /// Names a view.
    ViewId,
    /// Names a group of entities in a view.
    GroupId,
    /// Names a note on the canvas of a view.
    NoteId,
    /// Names a matrix of competing hypotheses.
    MatrixId,
    /// Names a hypothesis; unique in its matrix.
    HypothesisId,
    /// Names what hypotheses are weighed against; unique in its matrix.
    MatrixItemId,
    /// Names an entity type, such as `person`.
    EntityTypeId,
    /// Names a relationship type, such as `member-of`.
    RelationshipTypeId,
}

/// Makes new ids: a slug of the first name and six random characters, such as `kim-jong-un-7f3kq2`.
///
/// Thirty random bits after the slug keep two analysts' records of one name apart: among a thousand records that share
/// a slug the chance of any collision is about one in two thousand, and [`Document::apply`] refuses a duplicate.
///
/// [`Document::apply`]: crate::edit::Document::apply
#[derive(Debug, Clone)]
pub struct IdMint {
    random: fastrand::Rng,
}

impl IdMint {
    /// A mint seeded by the operating system.
    #[must_use]
    pub fn new() -> Self {
        Self { random: fastrand::Rng::new() }
    }

    /// A mint that makes the same ids each time, for tests and reproducible imports.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed) }
    }

    /// Another mint for a thread of its own; the two do not make the same ids.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self { random: self.random.fork() }
    }

    /// A new id of any kind for a record first called `name`.
    pub fn mint<T: FromStr<Err = IdError>>(&mut self, name: &str) -> T {
        let mut text = slug(name);
        text.push('-');
        for _ in 0..6 {
            text.push(char::from(ALPHABET[self.random.usize(..ALPHABET.len())]));
        }
        match text.parse() {
            Ok(id) => id,
            Err(_) => unreachable!("a slug of at most {MAX_SLUG_BYTES} bytes with a suffix is a valid id"),
        }
    }
}

impl Default for IdMint {
    fn default() -> Self {
        Self::new()
    }
}

/// Lower-case ASCII words joined by dashes, at most [`MAX_SLUG_BYTES`] long and cut between words where possible.
fn slug(name: &str) -> String {
    // A name can be very long; its first characters are all that the slug can hold.
    let head: String = name.chars().take(64).collect();
    let ascii = any_ascii::any_ascii(&head).to_ascii_lowercase();
    let mut out = String::new();
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if out.is_empty() {
            out.push_str(&word[..word.len().min(MAX_SLUG_BYTES)]);
        } else if out.len() + 1 + word.len() <= MAX_SLUG_BYTES {
            out.push('-');
            out.push_str(word);
        } else {
            break;
        }
    }
    if out.is_empty() { "x".into() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_slug(name: &str, expected: &str) {
        assert_eq!(slug(name), expected, "{name:?}");
    }

    #[test]
    fn slugs_are_readable_in_any_script() {
        check_slug("Kim Jong Un", "kim-jong-un");
        check_slug("Liaison office in Pyongyang", "liaison-office-in");
        check_slug("김정은", "gimjeongeun");
        check_slug("Åse Ødegård", "ase-odegard");
        check_slug("", "x");
        check_slug("…!", "x");
        check_slug(&"a".repeat(10_000), "aaaaaaaaaaaaaaaaa");
    }

    #[test]
    fn minted_ids_stay_inline_and_differ() {
        let mut mint = IdMint::seeded(1);
        let a: EntityId = mint.mint("Liaison office in Pyongyang");
        let b: EntityId = mint.mint("Liaison office in Pyongyang");
        assert_ne!(a, b);
        assert!(a.as_str().len() <= 24, "{a}");
        assert!(!a.0.is_heap_allocated());
    }

    #[test]
    fn hostile_ids_are_refused() {
        assert_eq!(EntityId::new(""), Err(IdError::Empty));
        assert_eq!(EntityId::new("x".repeat(201)), Err(IdError::TooLong));
        assert_eq!(EntityId::new("a\nb"), Err(IdError::Control("a\nb".into())));
        assert!(EntityId::new("ключ 1").is_ok());
    }
}
