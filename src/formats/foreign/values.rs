//! Values as other programs write them: dates with times, colours in many spellings, numbers with a comma, lists.

use crate::base::{PartialDate, fold};
use crate::model::{Credibility, Likelihood, Reliability, Value};

/// The words of likelihood beyond our own: the second row of ICD 203, and adverbs.
const LIKELIHOODS: &[(&str, Likelihood)] = &[
    ("remote", Likelihood::AlmostNoChance),
    ("highly improbable", Likelihood::VeryUnlikely),
    ("improbable", Likelihood::Unlikely),
    ("even chance", Likelihood::EvenChance),
    ("roughly even odds", Likelihood::EvenChance),
    ("probable", Likelihood::Likely),
    ("probably", Likelihood::Likely),
    ("highly probable", Likelihood::VeryLikely),
    ("nearly certain", Likelihood::AlmostCertain),
    ("almost certainly", Likelihood::AlmostCertain),
];

/// A likelihood as people write it: a word of ICD 203, or a share such as `0.7` or `70 %` within one of its ranges.
pub(crate) fn likelihood(text: &str) -> Option<Likelihood> {
    let plain = fold(text).replace(['-', '_'], " ");
    let is_named = |l: &&Likelihood| fold(l.label()) == plain || l.key().replace('-', " ") == plain;
    let known = Likelihood::ALL.iter().find(is_named).copied();
    let known =
        known.or_else(|| LIKELIHOODS.iter().find(|(word, _)| *word == plain).map(|(_, likelihood)| *likelihood));
    known.or_else(|| {
        let (number, whole) = plain.strip_suffix('%').map_or((plain.as_str(), 1.0), |rest| (rest.trim(), 100.0));
        let share = number.replace(',', ".").parse::<f64>().ok()? / whole;
        let percent = share * 100.0;
        let fits = |l: &&Likelihood| percent <= f64::from(l.percent().1);
        if share > 0.0 && share < 1.0 {
            Likelihood::ALL.iter().find(fits).or(Likelihood::ALL.last()).copied()
        } else {
            None
        }
    })
}

/// An Admiralty grade such as `B2`, of which one half may be missing.
pub(crate) fn grade(text: &str) -> Option<(Option<Reliability>, Option<Credibility>)> {
    let signs: String = text.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_uppercase).collect();
    let letter = signs.get(..1).and_then(|sign| sign.parse::<Reliability>().ok());
    let rest = if letter.is_some() { &signs[1..] } else { &signs };
    if rest.is_empty() {
        return letter.map(|letter| (Some(letter), None));
    }
    let digit = rest.parse::<Credibility>().ok()?;
    Some((letter, Some(digit)))
}

/// A date as programs and people write it, and whether it says everything that the text says (a time of day is lost).
///
/// Read are EDTF, ISO dates with a time behind them, `2019/2/27`, `27.2.2019`, and `27/2/2019` or `2/27/2019` where
/// only one of the two makes sense.
pub(crate) fn date(text: &str) -> Option<(PartialDate, bool)> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some((date, true));
    }
    let (day, time) = match text.find(['T', ' ', 't']) {
        Some(at) if text.is_char_boundary(at) => (&text[..at], text[at + 1..].trim()),
        _ => (text, ""),
    };
    if !time.is_empty() && !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let midnight = time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z' | b'z'));
    if let Ok(date) = day.parse() {
        return Some((date, midnight));
    }
    let separator = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    // A month and a year.
    if let Some((month, year)) = day.split_once(separator).filter(|(month, year)| month.len() <= 2 && year.len() == 4) {
        let month: u8 = month.parse().ok()?;
        return Some((format!("{year}-{month:02}").parse().ok()?, midnight));
    }
    let mut parts = day.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |text: &str| text.parse::<i32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    let (year, month, day) = match (a.len(), c.len(), separator) {
        (4, _, _) => (x, y, z),
        (_, 4, '.') => (z, y, x),
        (_, 4, '/' | '-') if x > 12 => (z, y, x),
        (_, 4, '/' | '-') if y > 12 || x == y => (z, x, y),
        _ => return None,
    };
    let date = PartialDate::from_civil(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()?;
    Some((date, midnight))
}

/// A colour: `#RGB`, `#RRGGBB`, `#RRGGBBAA`, `0xRRGGBB`, `rgb(1, 2, 3)`, `1,2,3` or a common name.
pub(crate) fn colour(text: &str) -> Option<[u8; 3]> {
    let text = text.trim();
    let digits = text.strip_prefix('#').or_else(|| text.strip_prefix("0x")).or_else(|| text.strip_prefix("0X"));
    if let Some(digits) = digits {
        let part = |from: usize, to: usize| u8::from_str_radix(digits.get(from..to)?, 16).ok();
        return match digits.len() {
            3 | 4 => Some([part(0, 1)? * 17, part(1, 2)? * 17, part(2, 3)? * 17]),
            6 | 8 => Some([part(0, 2)?, part(2, 4)?, part(4, 6)?]),
            _ => None,
        };
    }
    let inner = match text.split_once('(') {
        Some((name, rest))
            if name.trim_end().eq_ignore_ascii_case("rgb") || name.trim_end().eq_ignore_ascii_case("rgba") =>
        {
            rest.trim_end().strip_suffix(')')?
        }
        Some(_) => return None,
        None => text,
    };
    if inner.contains(',') {
        let mut parts = inner.split(',').map(|p| p.trim().parse::<f64>().ok());
        let mut next = || parts.next().flatten().filter(|n| (0.0..=255.0).contains(n));
        return Some([next()? as u8, next()? as u8, next()? as u8]);
    }
    let name: String = text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect::<String>().to_ascii_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, rgb)| *rgb)
}

/// A colour as our files write it.
pub(crate) fn colour_text([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The colour names that files use most, with CSS's values.
const NAMES: &[(&str, [u8; 3])] = &[
    ("black", [0, 0, 0]),
    ("white", [255, 255, 255]),
    ("red", [255, 0, 0]),
    ("green", [0, 128, 0]),
    ("blue", [0, 0, 255]),
    ("yellow", [255, 255, 0]),
    ("orange", [255, 165, 0]),
    ("purple", [128, 0, 128]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("lightgray", [211, 211, 211]),
    ("lightgrey", [211, 211, 211]),
    ("darkgray", [169, 169, 169]),
    ("darkgrey", [169, 169, 169]),
    ("brown", [165, 42, 42]),
    ("pink", [255, 192, 203]),
    ("cyan", [0, 255, 255]),
    ("aqua", [0, 255, 255]),
    ("magenta", [255, 0, 255]),
    ("fuchsia", [255, 0, 255]),
    ("lime", [0, 255, 0]),
    ("navy", [0, 0, 128]),
    ("teal", [0, 128, 128]),
    ("maroon", [128, 0, 0]),
    ("olive", [128, 128, 0]),
    ("silver", [192, 192, 192]),
    ("gold", [255, 215, 0]),
    ("lightblue", [173, 216, 230]),
    ("lightgreen", [144, 238, 144]),
    ("lightyellow", [255, 255, 224]),
    ("lightpink", [255, 182, 193]),
    ("darkblue", [0, 0, 139]),
    ("darkgreen", [0, 100, 0]),
    ("darkred", [139, 0, 0]),
    ("darkorange", [255, 140, 0]),
    ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),
    ("royalblue", [65, 105, 225]),
    ("salmon", [250, 128, 114]),
    ("tomato", [255, 99, 71]),
    ("coral", [255, 127, 80]),
    ("violet", [238, 130, 238]),
    ("indigo", [75, 0, 130]),
    ("turquoise", [64, 224, 208]),
    ("beige", [245, 245, 220]),
    ("khaki", [240, 230, 140]),
    ("crimson", [220, 20, 60]),
    ("firebrick", [178, 34, 34]),
    ("forestgreen", [34, 139, 34]),
];

/// A finite number, with a decimal point or a decimal comma.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let starts_well = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    if !starts_well {
        return None;
    }
    let parsed = match text.parse::<f64>() {
        Err(_) if text.matches(',').count() == 1 && !text.contains('.') => text.replace(',', ".").parse(),
        other => other,
    };
    parsed.ok().filter(|n| n.is_finite())
}

/// Whether a number says all that its text says: whole numbers of many digits are identifiers, and are not held.
pub(crate) fn is_held(text: &str, number: f64) -> bool {
    let digits = text.trim().trim_start_matches('+');
    let is_long = digits.len() > 15 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    !is_long || number.to_string() == digits
}

/// Whether a comma in a number may part thousands as well as a fraction: it stands alone, before three digits.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+']);
    text.len() <= 7 && !text.starts_with('0') && has_thousands(text)
}

/// Whether commas part the thousands of a number: three digits behind each, and perhaps a point and a fraction.
pub(crate) fn has_thousands(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+']);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(',');
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(|first| first.len() <= 3 && are_digits(first))
        && whole.contains(',')
        && parts.all(|part| part.len() == 3 && are_digits(part))
        && are_digits(fraction)
}

/// A finite number with a decimal point, and perhaps with commas between its thousands.
pub(crate) fn point_number(text: &str) -> Option<f64> {
    let plain = if has_thousands(text) { text.replace(',', "") } else { text.to_owned() };
    if plain.contains(',') { None } else { number(&plain) }
}

/// Yes or no in the words that programs use.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "t" => Some(true),
        "false" | "no" | "n" | "0" | "f" => Some(false),
        _ => None,
    }
}

/// A text as a value: a web address where it is one, else words.
pub(crate) fn text_value(text: &str) -> Value {
    let is_url = (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace);
    if is_url { Value::Url(text.into()) } else { Value::Text(text.into()) }
}

/// A text of no declared type as a value: a number where it is written as programs write numbers, else as
/// [`text_value`]. Telephone numbers and other digits with leading zeros stay words.
pub(crate) fn guessed_value(text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+'));
    match text.parse::<f64>() {
        // Whole numbers that a float does not hold are identifiers.
        Ok(number)
            if plain
                && !leading_zero
                && number.is_finite()
                && (number.abs() < 9e15 || digits.contains(['e', 'E', '.']))
                && digits.len() <= 25 =>
        {
            Value::Number(number)
        }
        _ => text_value(text),
    }
}

/// Splits a list that stands in one text, at `|` or else at `;`. A backslash keeps the sign behind it.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    let separator = if has_bare(text, '|') { '|' } else { ';' };
    let mut out = Vec::new();
    let mut current = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next @ ('|' | ';' | '\\'))) => {
                current.push(*next);
                chars.next();
            }
            (c, _) if c == separator => out.push(std::mem::take(&mut current)),
            _ => current.push(c),
        }
    }
    out.push(current);
    out.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// The words of a piece of HTML: tags left out, breaks, rows and paragraphs as line ends, cells parted by a blank.
pub(crate) fn words_of_html(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = &rest[open..];
            break;
        };
        let tag = rest[open + 1..open + close].trim_start_matches('/').to_ascii_lowercase();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match name {
            "br" | "tr" | "p" | "div" | "li" | "table" => out.push('\n'),
            "td" | "th" => out.push(' '),
            _ => {}
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    let text = quick_xml::escape::unescape(&out).map_or(out.clone(), |text| text.replace('\u{a0}', " "));
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn has_bare(text: &str, sign: char) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let bare = c == sign && !escaped;
        escaped = c == '\\' && !escaped;
        bare
    })
}

/// Joins a list into one text that [`split_list`] takes apart again.
pub(crate) fn join_list(items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut out = String::new();
    for item in items {
        if !out.is_empty() {
            out.push_str(" | ");
        }
        for c in item.as_ref().chars() {
            if matches!(c, '|' | ';' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_spellings_of_programs() {
        let check = |text: &str, expected: Option<(&str, bool)>| {
            let found = date(text).map(|(date, whole)| (date.to_string(), whole));
            assert_eq!(found, expected.map(|(d, w)| (d.to_owned(), w)), "{text}");
        };
        check("2019-02-27", Some(("2019-02-27", true)));
        check("1994~", Some(("1994~", true)));
        check("2019-02-27T00:00:00Z", Some(("2019-02-27", true)));
        check("2019-02-27 10:30", Some(("2019-02-27", false)));
        check("27.2.2019", Some(("2019-02-27", true)));
        check("27/2/2019", Some(("2019-02-27", true)));
        check("2/27/2019", Some(("2019-02-27", true)));
        check("2019/2/7", Some(("2019-02-07", true)));
        check("2/3/2019", None);
        check("2", None);
        check("190", None);
        check("2019-02-30", None);
        check("Tuesday", None);
    }

    #[test]
    fn colours_are_read_in_many_spellings() {
        for text in ["#FF8000", "#ff8000ff", "0xff8000", "rgb(255, 128, 0)", "255,128,0"] {
            assert_eq!(colour(text), Some([255, 128, 0]), "{text}");
        }
        assert_eq!(colour("#f80"), Some([255, 136, 0]));
        assert_eq!(colour("Light Blue"), Some([173, 216, 230]));
        for text in ["", "#12", "#gggggg", "1,2", "rgb(1,2", "999,0,0", "#é1234"] {
            assert_eq!(colour(text), None, "{text}");
        }
    }

    #[test]
    fn lists_survive_their_signs() {
        for items in [vec!["a", "b"], vec!["a|b; c", "d\\"], vec!["a;b"], vec!["\\;", "x\\|"]] {
            assert_eq!(split_list(&join_list(&items)), items);
        }
        assert_eq!(split_list("a; b ;; c"), ["a", "b", "c"]);
    }

    #[test]
    fn numbers_keep_to_what_is_written() {
        assert_eq!(number("1,5"), Some(1.5));
        assert_eq!(number("1,234,567"), None);
        assert_eq!(number("inf"), None);
        assert_eq!((point_number("1,234,567.5"), point_number("1,5")), (Some(1_234_567.5), None));
        assert!(is_ambiguous("12,000") && is_ambiguous("-1,234") && !is_ambiguous("0,125") && !is_ambiguous("1,5"));
        assert!(is_held("9007199254740992", 9_007_199_254_740_992.0) && !is_held("1234567890123456789", 1.2345e18));
        assert_eq!(guessed_value("12"), Value::Number(12.0));
        assert_eq!(guessed_value("007"), Value::Text("007".into()));
        assert_eq!(guessed_value("0.5"), Value::Number(0.5));
        assert_eq!(guessed_value("+49 30"), Value::Text("+49 30".into()));
        assert_eq!(guessed_value("https://a.org/x"), Value::Url("https://a.org/x".into()));
    }
}
