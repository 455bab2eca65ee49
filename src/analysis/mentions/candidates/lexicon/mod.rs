//! What English words say of names: which are no names, which make a person's or an organisation's, and of what type
//! what is called so may be.

mod bodies;
mod people;
mod unnamed;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

pub(super) use self::bodies::WELL_KNOWN;
use self::bodies::{CLASSES, CUES, HEADS, PLACE_BEFORE, TOPICS};
use self::people::{BEFORE_TITLES, SHORT_FORMS, SURNAMES, TITLES};
use self::unnamed::{ADJECTIVES, ENDINGS, GERMAN, LINKS, NO_NAMES, PARTICLES, PLAIN};

/// What a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sense {
    parts: u16,
    /// The type that it speaks for.
    pub cue: Option<&'static str>,
}

/// One of the lists.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Plain,
    NoName,
    Adjective,
    Particle,
    Link,
    Topic,
    Class,
    PlaceBefore,
    Title,
    BeforeTitle,
    Surname,
    Ending,
    ShortForm,
    Head,
    German,
}

const LISTS: &[(Part, &[&str])] = &[
    (Part::Plain, PLAIN),
    (Part::NoName, NO_NAMES),
    (Part::Adjective, ADJECTIVES),
    (Part::Particle, PARTICLES),
    (Part::Link, LINKS),
    (Part::Topic, TOPICS),
    (Part::Class, CLASSES),
    (Part::PlaceBefore, PLACE_BEFORE),
    (Part::Title, TITLES),
    (Part::BeforeTitle, BEFORE_TITLES),
    (Part::Surname, SURNAMES),
    (Part::Ending, ENDINGS),
    (Part::ShortForm, SHORT_FORMS),
    (Part::Head, HEADS),
    (Part::German, GERMAN),
];

static SENSES: LazyLock<FxHashMap<&'static str, Sense>> = LazyLock::new(|| {
    let mut senses: FxHashMap<&'static str, Sense> = FxHashMap::default();
    for (part, words) in LISTS {
        for word in *words {
            senses.entry(word).or_default().parts |= 1 << *part as u16;
        }
    }
    for (kind, words) in CUES {
        for word in *words {
            let sense = senses.entry(word).or_default();
            sense.parts |= 1 << Part::Head as u16;
            // The first list that has a word tells its type.
            sense.cue = sense.cue.or(Some(kind));
        }
    }
    senses
});

impl Sense {
    /// What a word may be, whatever its case.
    pub fn of(word: &str) -> Self {
        SENSES.get(word.to_lowercase().as_str()).copied().unwrap_or_default()
    }

    pub fn is(self, part: Part) -> bool {
        self.parts & 1 << part as u16 != 0
    }
}
