//! Which entities are compared at all: those that share a key.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::score::Profile;
use crate::base::{Cancelled, Task};

/// Up to this many entities of one key are compared all with all.
const SMALL: usize = 32;

/// Of more, each is compared with so many that follow in the order of names.
const WINDOW: usize = 6;

/// Names beyond these of one entity are not looked up.
const MOST_NAMES: usize = 12;

/// What a key is made of; part of the key, so that a sound never meets a name.
#[derive(Hash, Clone, Copy)]
enum Sort {
    Register,
    Words,
    Letters,
    Sound,
    Initials,
    TwoWords,
    Bigrams,
    Start,
    End,
}

/// Pairs of indices worth comparing, each once, the smaller first.
pub(super) fn candidates(profiles: &[Profile<'_>], task: &Task) -> Result<Vec<(u32, u32)>, Cancelled> {
    let mut keyed = profiles
        .par_iter()
        .enumerate()
        .fold(Vec::new, |mut all, (at, profile)| {
            keys(profile, |sort, key| all.push((hash(sort, key), at as u32)));
            all
        })
        .reduce(Vec::new, |mut a, mut b| {
            a.append(&mut b);
            a
        });
    task.check()?;
    keyed.par_sort_unstable();
    keyed.dedup();
    task.check()?;
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        if block.len() < 2 {
            continue;
        }
        task.check()?;
        let mut members: Vec<u32> = block.iter().map(|(_, at)| *at).collect();
        let window = if members.len() <= SMALL {
            members.len()
        } else {
            members.sort_by(|a, b| profiles[*a as usize].order().cmp(profiles[*b as usize].order()).then(a.cmp(b)));
            WINDOW
        };
        for (place, a) in members.iter().enumerate() {
            let others = members[place + 1..].iter().take(window);
            pairs.extend(others.map(|b| (*a.min(b), *a.max(b))));
        }
    }
    task.check()?;
    pairs.par_sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

fn hash(sort: Sort, key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    sort.hash(&mut hasher);
    key.hash(&mut hasher);
    hasher.finish()
}

fn keys(profile: &Profile<'_>, mut add: impl FnMut(Sort, &str)) {
    for (register, id) in &profile.entity.external_ids {
        add(Sort::Register, &format!("{}\n{}", register.to_lowercase(), id.trim().to_lowercase()));
    }
    for name in profile.names.iter().take(MOST_NAMES) {
        let letters = name.letters();
        add(Sort::Words, &name.sorted.join(" "));
        add(Sort::Letters, &letters);
        if name.sound.len() >= 4 {
            add(Sort::Sound, &name.sound);
        }
        if name.is_abbreviation {
            add(Sort::Initials, &letters);
        } else if !name.initials.is_empty() {
            add(Sort::Initials, &name.initials);
        }
        // Words by their first letters, two and two: finds a slip in one word and a word too many.
        let starts: Vec<&str> = name.sorted.iter().take(6).map(|word| word.get(..4).unwrap_or(word)).collect();
        for (at, first) in starts.iter().enumerate() {
            for second in &starts[at + 1..] {
                add(Sort::TwoWords, &format!("{first} {second}"));
            }
        }
        if letters.len() >= 6 {
            add(Sort::Bigrams, &bigrams(&letters));
            add(Sort::Start, &letters[..5]);
            add(Sort::End, &letters[letters.len() - 5..]);
        }
    }
}

/// The pairs of letters that a text has, each once, in order.
fn bigrams(letters: &str) -> String {
    let mut all: Vec<&[u8]> = letters.as_bytes().windows(2).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().flatten().map(|byte| char::from(*byte)).collect()
}
