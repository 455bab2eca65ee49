//! Several words in one cell: `Seoul; "Bonn; later Berlin"`.

/// Joins words with `separator` and a blank. A word that would fall apart, or that begins with a quote, is quoted.
pub fn join_list<'w>(words: impl IntoIterator<Item = &'w str>, separator: char) -> String {
    let mut out = String::new();
    for (index, word) in words.into_iter().enumerate() {
        if index > 0 {
            out.push(separator);
            out.push(' ');
        }
        let is_plain = !word.is_empty() && word.trim() == word && !word.contains([separator, '"']);
        if is_plain {
            out.push_str(word);
        } else {
            out.push('"');
            out.push_str(&word.replace('"', "\"\""));
            out.push('"');
        }
    }
    out
}

/// Takes joined words apart; blank ones that are not quoted fall away.
#[must_use]
pub fn split_list(text: &str, separator: char) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word;
        if let Some(quoted) = rest.strip_prefix('"') {
            let (inside, after) = unquoted(quoted);
            // What follows a quoted word up to the next separator belongs to it: nobody quotes half a word on purpose.
            let (tail, next) = after.split_once(separator).unwrap_or((after, ""));
            word = Some(inside + tail.trim_end());
            rest = next.trim_start();
        } else {
            let (plain, next) = rest.split_once(separator).unwrap_or((rest, ""));
            word = Some(plain.trim().to_owned()).filter(|word| !word.is_empty());
            rest = next.trim_start();
        }
        words.extend(word);
    }
    words
}

/// A text up to its closing quote with doubled quotes made single, and what follows.
pub(super) fn unquoted(text: &str) -> (String, &str) {
    let mut inside = String::new();
    let mut rest = text;
    loop {
        let Some(at) = rest.find('"') else {
            inside.push_str(rest);
            return (inside, "");
        };
        inside.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                inside.push('"');
                rest = after;
            }
            None => return (inside, rest),
        }
    }
}
