//! Names in one run of letters, so that a keystroke looks at those that hold what is typed and not at all of them.

use memchr::memmem;

/// Stands before each name; what is typed never holds it.
const GAP: char = '\0';

/// How many places are looked at for one sort of fit: what is typed may be in every name.
const MOST_PLACES: usize = 20_000;

/// How well a name fits what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It begins so.
    Start,
    /// A word of it does.
    WordStart,
    /// Its words begin with these letters.
    Initials,
    /// It is somewhere inside.
    Inside,
}

/// The folded names of entities, in the order in which entities are offered.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    all: Run,
    initials: Run,
}

/// Texts behind each other, each after a [`GAP`].
#[derive(Debug, Clone, Default)]
struct Run {
    letters: String,
    /// Where each text begins, and whose it is.
    texts: Vec<(u32, Whose)>,
}

/// A name of an entity, by the numbers of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) entry: u32,
    /// 0 is the name, the others are aliases.
    pub(super) name: u32,
}

impl Run {
    fn push(&mut self, whose: Whose, text: impl Iterator<Item = char>) {
        self.letters.push(GAP);
        self.texts.push((self.letters.len() as u32, whose));
        self.letters.extend(text.filter(|letter| *letter != GAP));
    }

    /// Whose text holds this place.
    fn whose(&self, at: usize) -> Option<Whose> {
        let behind = self.texts.partition_point(|(from, _)| *from as usize <= at);
        Some(self.texts.get(behind.checked_sub(1)?)?.1)
    }
}

impl Names {
    /// Adds the names of an entity, which comes after those before.
    pub(super) fn push<'n>(&mut self, entry: u32, names: impl Iterator<Item = &'n String>) {
        for (name, text) in names.enumerate().filter(|(_, text)| !text.is_empty()) {
            let whose = Whose { entry, name: name as u32 };
            self.all.push(whose, text.chars());
            self.initials.push(whose, text.split_whitespace().filter_map(|word| word.chars().next()));
        }
    }

    /// The names that fit best, at most so many, each entity once: better fits first, among equals those that are
    /// `likely`, then in order.
    pub(super) fn best(&self, typed: &str, most: usize, likely: impl Fn(u32) -> bool) -> Vec<Whose> {
        let mut found: Vec<Whose> = Vec::new();
        if typed.is_empty() || typed.contains(GAP) {
            return found;
        }
        let at_start = format!("{GAP}{typed}");
        for fit in [Fit::Start, Fit::WordStart, Fit::Initials, Fit::Inside] {
            let (run, wanted) = match fit {
                Fit::Start => (&self.all, at_start.as_str()),
                Fit::WordStart | Fit::Inside => (&self.all, typed),
                Fit::Initials if typed.len() > 1 => (&self.initials, at_start.as_str()),
                Fit::Initials => continue,
            };
            let (mut first, mut second): (Vec<Whose>, Vec<Whose>) = (Vec::new(), Vec::new());
            let room = most - found.len();
            let begins_word = |at: usize| !run.letters[..at].ends_with(|c: char| c.is_alphanumeric() || c == GAP);
            let places = memmem::find_iter(run.letters.as_bytes(), wanted).take(MOST_PLACES);
            for at in places.filter(|at| fit != Fit::WordStart || begins_word(*at)) {
                let Some(whose) = run.whose(at + wanted.len() - typed.len()) else { continue };
                let is_known = |known: &&Whose| known.entry == whose.entry;
                if found.iter().chain(&first).chain(&second).any(|known| is_known(&known)) {
                    continue;
                }
                if likely(whose.entry) {
                    first.push(whose);
                    if first.len() == room {
                        break;
                    }
                } else if second.len() < room {
                    second.push(whose);
                }
            }
            found.extend(first.into_iter().chain(second).take(room));
            if found.len() == most {
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexicon::has_word;
    use super::*;

    /// Looks at every name.
    fn fit(name: &str, typed: &str) -> Option<Fit> {
        let initials = || name.split_whitespace().filter_map(|word| word.chars().next()).collect::<String>();
        if name.starts_with(typed) {
            Some(Fit::Start)
        } else if has_word(name, typed) {
            Some(Fit::WordStart)
        } else if typed.len() > 1 && initials().starts_with(typed) {
            Some(Fit::Initials)
        } else {
            name.contains(typed).then_some(Fit::Inside)
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_look_at_every_name_finds(
            names in proptest::collection::vec(proptest::collection::vec("[ab]{0,3}( [ab-]{1,3}){0,2}", 1..3), 0..12),
            typed in "[ab]{1,3}",
            most in 1_usize..6,
        ) {
            let mut index = Names::default();
            for (entry, names) in names.iter().enumerate() {
                index.push(entry as u32, names.iter());
            }
            let likely = |entry: u32| !entry.is_multiple_of(3);
            let mut expected: Vec<(Fit, bool, u32, u32)> = Vec::new();
            for (entry, names) in names.iter().enumerate() {
                let fits = names.iter().enumerate().filter(|(_, name)| !name.is_empty());
                let best = fits.filter_map(|(which, name)| Some((fit(name, &typed)?, which as u32))).min();
                expected.extend(best.map(|(fit, which)| (fit, !likely(entry as u32), entry as u32, which)));
            }
            expected.sort();
            let expected: Vec<Whose> = expected.into_iter().take(most).map(|(.., entry, name)| Whose { entry, name }).collect();
            prop_assert_eq!(index.best(&typed, most, likely), expected);
        }
    }
}
