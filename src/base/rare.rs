//! Fields that most records leave empty, kept in one pointer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A value that is mostly empty: it takes eight bytes, and memory of its own only from the first write on.
///
/// It reads like the value itself: an empty one lends a shared empty value, and equality, order and printing are those
/// of the value, whether it has memory of its own or not. Writing through [`DerefMut`] takes that memory, so who walks
/// over many and writes to few asks [`Rare::filled_mut`].
pub struct Rare<T>(Option<Box<T>>);

/// What can be empty without memory of its own.
pub trait Blank: Default + 'static {
    /// The empty value, which all share.
    const BLANK: &'static Self;

    /// Whether nothing is in it.
    fn is_blank(&self) -> bool;
}

impl Blank for String {
    const BLANK: &'static Self = &Self::new();

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: 'static> Blank for Vec<T> {
    const BLANK: &'static Self = &Self::new();

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: 'static> Blank for BTreeSet<T> {
    const BLANK: &'static Self = &Self::new();

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<K: 'static, V: 'static> Blank for BTreeMap<K, V> {
    const BLANK: &'static Self = &Self::new();

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Rare<T> {
    /// An empty one.
    #[must_use]
    pub const fn empty() -> Self {
        Self(None)
    }

    /// The value if it has memory of its own; it may have been emptied since.
    pub fn filled_mut(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }
}

impl<T: Blank> Rare<T> {
    /// The value itself.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0.map_or_else(T::default, |boxed| *boxed)
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Blank> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::BLANK)
    }
}

impl<T: Blank> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Blank> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((!value.is_blank()).then(|| Box::new(value)))
    }
}

impl<T: Blank + From<[I; N]>, I, const N: usize> From<[I; N]> for Rare<T> {
    fn from(all: [I; N]) -> Self {
        T::from(all).into()
    }
}

impl From<&str> for Rare<String> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T: Blank + Clone> Clone for Rare<T> {
    fn clone(&self) -> Self {
        // What was filled and emptied again needs no memory in the copy.
        Self(self.0.as_ref().filter(|boxed| !boxed.is_blank()).cloned())
    }
}

impl<T: Blank + PartialEq> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Blank + Eq> Eq for Rare<T> {}

impl<T: Blank + PartialEq> PartialEq<T> for Rare<T> {
    fn eq(&self, other: &T) -> bool {
        **self == *other
    }
}

impl<T: PartialEq<U> + 'static, U, const N: usize> PartialEq<[U; N]> for Rare<Vec<T>> {
    fn eq(&self, other: &[U; N]) -> bool {
        **self == *other
    }
}

impl PartialEq<str> for Rare<String> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Rare<String> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl<T: Blank + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Blank + fmt::Display> fmt::Display for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Blank + FromIterator<I>, I> FromIterator<I> for Rare<T> {
    fn from_iter<It: IntoIterator<Item = I>>(all: It) -> Self {
        T::from_iter(all).into()
    }
}

impl<T: Blank + IntoIterator> IntoIterator for Rare<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.into_inner().into_iter()
    }
}

impl<'r, T: Blank> IntoIterator for &'r Rare<T>
where
    &'r T: IntoIterator,
{
    type Item = <&'r T as IntoIterator>::Item;
    type IntoIter = <&'r T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_like_the_value_and_takes_memory_only_when_written() {
        assert_eq!(size_of::<Rare<BTreeMap<String, String>>>(), 8);
        let mut tags = Rare::<BTreeSet<&str>>::empty();
        assert!(tags.is_empty() && tags.0.is_none());
        assert_eq!(tags, Rare::from(BTreeSet::new()));
        tags.insert("summit");
        assert_eq!(tags, BTreeSet::from(["summit"]));
        assert_eq!(format!("{tags:?}"), r#"{"summit"}"#);
        tags.clear();
        assert_eq!(tags, Rare::empty(), "emptied again, it is like one that never was filled");
        assert!(tags.clone().0.is_none());
        assert!(Rare::from(String::new()).0.is_none());
        assert_eq!(Rare::from("a").into_inner(), "a");
    }
}
