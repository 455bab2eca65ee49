//! The words on nodes: names wrapped to two short lines, and dates as short as they can be said.

use compact_str::CompactString;

use crate::base::{Endpoint, Interval, Precision};

/// Names wrap at this many columns.
pub const WRAP_COLUMNS: usize = 18;

/// How many columns a character takes: none for marks on another, two for East Asian wide ones.
fn columns_of(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 => 2,
        0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// A name on at most two lines of [`WRAP_COLUMNS`] columns, evenly filled, with an ellipsis where it is cut. The second is
/// empty where one line does.
#[must_use]
pub fn wrapped(name: &str) -> [CompactString; 2] {
    let is_plain = name.len() <= WRAP_COLUMNS
        && name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && !name.starts_with(' ')
        && !name.ends_with(' ')
        && !name.contains("  ");
    if is_plain {
        return [name.into(), CompactString::default()];
    }
    // Only the head of a very long name can be shown.
    let head: String = name.chars().take(WRAP_COLUMNS * 8).collect();
    let words: Vec<&str> = head.split_whitespace().collect();
    let whole = words.join(" ");
    if columns(&whole) <= WRAP_COLUMNS {
        return [whole.into(), CompactString::default()];
    }
    let even = (1..words.len())
        .map(|split| (words[..split].join(" "), words[split..].join(" ")))
        .filter(|(first, second)| columns(first) <= WRAP_COLUMNS && columns(second) <= WRAP_COLUMNS)
        .min_by_key(|(first, second)| columns(first).max(columns(second)));
    if let Some((first, second)) = even {
        return [first.into(), second.into()];
    }
    // It does not fit. The first line takes as many words as it can, or as much of one word.
    let fitting = (1..words.len()).rev().map(|n| words[..n].join(" ")).find(|line| columns(line) <= WRAP_COLUMNS);
    let first = fitting.unwrap_or_else(|| whole[..cut_at(&whole, WRAP_COLUMNS)].to_owned());
    let rest = whole[first.len()..].trim_start();
    let was_cut = columns(rest) > WRAP_COLUMNS;
    let second = if was_cut { rest[..cut_at(rest, WRAP_COLUMNS - 1)].trim_end() } else { rest };
    let mut second = CompactString::from(second);
    if was_cut {
        second.push('…');
    }
    [first.into(), second]
}

/// Where `text` must end to take at most `limit` columns, in bytes. Marks stay with the character that they stand on.
fn cut_at(text: &str, limit: usize) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += columns_of(c);
        if taken > limit {
            return at;
        }
    }
    text.len()
}

/// A date or interval as it stands under a name: `2018-06`, `2019-02-27/28`, `from 2011-12`, `until 2018`, `1992 – 1994`.
#[must_use]
pub fn short_date(interval: Interval) -> CompactString {
    let text = match (interval.start(), interval.end()) {
        _ if matches!(interval, Interval::On(_)) => interval.to_string(),
        (Endpoint::Date(from), Endpoint::Date(to)) => {
            let (first, last) = (from.to_string(), to.to_string());
            let both_to_the_day = from.precision() == Precision::Day && to.precision() == Precision::Day;
            // In one month, the day is all that differs.
            match last.rfind('-').map(|dash| (&last[..=dash], &last[dash + 1..])) {
                Some((month, day)) if both_to_the_day && first.starts_with(month) => format!("{first}/{day}"),
                _ => format!("{first} – {last}"),
            }
        }
        (Endpoint::Date(from), _) => format!("from {from}"),
        (_, Endpoint::Date(to)) => format!("until {to}"),
        _ => interval.to_string(),
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_wrap(name: &str, first: &str, second: &str) {
        assert_eq!(wrapped(name), [CompactString::from(first), CompactString::from(second)], "{name:?}");
    }

    #[test]
    fn names_wrap_evenly_on_two_lines() {
        check_wrap("CNN", "CNN", "");
        check_wrap("Joint  declaration", "Joint declaration", "");
        check_wrap("Liaison office in Pyongyang", "Liaison office", "in Pyongyang");
        check_wrap("German Embassy in Pyongyang", "German Embassy", "in Pyongyang");
        check_wrap("1994 exchange agreement", "1994 exchange", "agreement");
        check_wrap("", "", "");
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        check_wrap(
            "Committee for the Peaceful Reunification of the Fatherland",
            "Committee for the",
            "Peaceful Reunific…",
        );
        check_wrap("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffa", "hrtsgesellschaft");
        check_wrap(&"a".repeat(100_000), "aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa…");
        check_wrap("조선민주주의인민공화국외무성대변인", "조선민주주의인민공", "화국외무성대변인");
        check_wrap(&"e\u{301}".repeat(40), &"e\u{301}".repeat(18), &("e\u{301}".repeat(17) + "…"));
    }

    #[test]
    fn dates_are_said_shortly() {
        for (written, said) in [
            ("2018-06", "2018-06"),
            ("1994~", "1994~"),
            ("2019-02-27/2019-02-28", "2019-02-27/28"),
            ("2019-02-27/2019-03-01", "2019-02-27 – 2019-03-01"),
            ("1992/1994", "1992 – 1994"),
            ("2011-12/..", "from 2011-12"),
            ("1992/", "from 1992"),
            ("../2018", "until 2018"),
        ] {
            assert_eq!(short_date(written.parse().unwrap()), said, "{written}");
        }
    }
}
