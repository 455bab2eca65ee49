//! Names as they are compared: folded to words, to a sound and to initials, and how alike two are.

/// A name made ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// As written.
    pub written: String,
    /// Its words: transliterated, in lower case, without punctuation.
    pub words: Vec<String>,
    /// The same in order of letters.
    pub sorted: Vec<String>,
    /// Roughly how it sounds, without spaces; spellings of one name in several romanisations mostly share it.
    pub sound: String,
    /// The first letters of its words, where there are three or more; empty otherwise.
    pub initials: String,
    /// It is one word in capitals, as abbreviations are.
    pub is_abbreviation: bool,
}

/// Words that abbreviations leave out.
const SMALL_WORDS: &[&str] =
    &["of", "the", "and", "for", "in", "on", "to", "de", "du", "des", "la", "le", "und", "der", "von"];

impl Name {
    /// `None` for one without letters and digits.
    pub fn of(written: &str) -> Option<Self> {
        let words = words(written);
        if words.is_empty() {
            return None;
        }
        let mut sorted = words.clone();
        sorted.sort_unstable();
        let weighty: Vec<&String> = words.iter().filter(|word| !SMALL_WORDS.contains(&word.as_str())).collect();
        let initials = if weighty.len() >= 3 {
            weighty.iter().filter_map(|word| word.chars().next()).collect()
        } else {
            String::new()
        };
        let letters = written.trim();
        let is_abbreviation = (2..=8).contains(&letters.chars().count())
            && letters.chars().all(|c| c.is_uppercase() || c == '.')
            && words.len() == 1;
        let sound = sound(&words.concat());
        Some(Self { written: letters.into(), words, sorted, sound, initials, is_abbreviation })
    }

    /// Its letters without spaces.
    pub fn letters(&self) -> String {
        self.words.concat()
    }
}

/// The words of a name, transliterated and in lower case. Dots and apostrophes are left out: `U.S.` is `us`.
fn words(text: &str) -> Vec<String> {
    let ascii = any_ascii::any_ascii(text).to_ascii_lowercase();
    let mut words = vec![String::new()];
    for letter in ascii.chars() {
        match letter {
            'a'..='z' | '0'..='9' => {
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
            '.' | '\'' | '`' => {}
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Spellings that romanisations use for one sound, longest first.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "c"),
    ("shch", "s"),
    ("sch", "s"),
    ("ch", "c"),
    ("sh", "s"),
    ("zh", "s"),
    ("kh", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("ts", "c"),
    ("ck", "k"),
    ("qu", "k"),
    ("eo", "o"),
    ("eu", "u"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("ie", "i"),
    ("yu", "u"),
    ("ya", "a"),
    ("yo", "o"),
    ("j", "c"),
    ("g", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("y", "i"),
    ("w", "v"),
    ("z", "s"),
    ("d", "t"),
    ("b", "p"),
];

/// Roughly how letters sound.
fn sound(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len());
    let mut rest = letters;
    while let Some(first) = rest.chars().next() {
        let (taken, said) = SOUNDS
            .iter()
            .find(|(spelling, _)| rest.starts_with(spelling))
            .map_or((first.len_utf8(), &rest[..first.len_utf8()]), |(spelling, said)| (spelling.len(), *said));
        if !out.ends_with(said) {
            out.push_str(said);
        }
        rest = &rest[taken..];
    }
    out
}

/// How alike the words of two names are, from 0 to 1, whatever their order: each word of the one is matched with the
/// word of the other that is most like it, and words that match nothing weigh by their length.
pub(super) fn likeness(a: &Name, b: &Name) -> f64 {
    let mut free: Vec<&str> = b.words.iter().map(String::as_str).collect();
    let mut matched = 0.0;
    for word in &a.words {
        let best = free
            .iter()
            .enumerate()
            .map(|(at, other)| (at, word_likeness(word, other)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .filter(|(_, alike)| *alike >= 0.85);
        if let Some((at, alike)) = best {
            let other = free.swap_remove(at);
            matched += alike * (word.len() + other.len()) as f64;
        }
    }
    let letters = |name: &Name| name.words.iter().map(String::len).sum::<usize>();
    matched / (letters(a) + letters(b)) as f64
}

/// How alike two words are. A short word or a number is the same or another.
fn word_likeness(a: &str, b: &str) -> f64 {
    if a == b {
        1.0
    } else if a.len().min(b.len()) < 4 || a.bytes().chain(b.bytes()).any(|byte| byte.is_ascii_digit()) {
        0.0
    } else {
        jaro_winkler(a.as_bytes(), b.as_bytes())
    }
}

/// The Jaro–Winkler similarity of two texts in ASCII (W. E. Winkler, 1990), from 0 to 1.
fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut in_a = Vec::new();
    for (at, letter) in a.iter().enumerate() {
        let near = at.saturating_sub(window)..(at + window + 1).min(b.len());
        if let Some(place) = near.clone().find(|place| !taken[*place] && b[*place] == *letter) {
            taken[place] = true;
            in_a.push(*letter);
        }
    }
    if in_a.is_empty() {
        return 0.0;
    }
    let in_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let turned = in_a.iter().zip(in_b).filter(|(a, b)| a != b).count() as f64 / 2.0;
    let matches = in_a.len() as f64;
    let jaro = (matches / a.len() as f64 + matches / b.len() as f64 + (matches - turned) / matches) / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count() as f64;
    jaro + 0.1 * prefix * (1.0 - jaro)
}

/// The numbers in a name, in order.
pub(super) fn numbers(name: &Name) -> Vec<String> {
    let digits = |word: &String| word.chars().filter(char::is_ascii_digit).collect::<String>();
    name.words.iter().map(digits).filter(|digits| !digits.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jaro_winkler_gives_the_published_values() {
        for (a, b, expected) in
            [("martha", "marhta", 0.961), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.813), ("abc", "xyz", 0.0)]
        {
            let found = jaro_winkler(a.as_bytes(), b.as_bytes());
            assert!((found - expected).abs() < 0.001, "{a} and {b}: {found}");
        }
    }

    #[test]
    fn romanisations_of_one_name_sound_alike() {
        let sound = |text: &str| Name::of(text).unwrap().sound;
        for (a, b) in [
            ("김정은", "Kim Jong Un"),
            ("Пхеньян", "Pkhenyan"),
            ("Зеленський", "Zelensky"),
            ("Tchaikovsky", "Chaikovskij"),
        ] {
            let (a, b) = (sound(a), sound(b));
            assert!(a == b || jaro_winkler(a.as_bytes(), b.as_bytes()) > 0.85, "{a} and {b}");
        }
        assert_ne!(sound("Kim Jong Il"), sound("Kim Jong Un"));
    }
}
