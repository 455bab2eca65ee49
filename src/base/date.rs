//! Dates as sources give them: EDTF (ISO 8601-2:2019) level 0 and the useful part of level 1.
//!
//! Read and written: `1994`, `1994-06`, `2019-02-27`, `199X` (some time in the nineties), `19XX`, each with `?`
//! (uncertain), `~` (about) or `%` (both) behind it, and intervals of them such as `2019-02-27/2019-02-28`,
//! `2011-12/..` (still going on), `../2018` (since ever) and `1992/` (end unknown). Not read: times of day, seasons,
//! sets, and years beyond four digits.

use std::fmt;
use std::str::FromStr;

/// A day, counted from 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date, by Howard Hinnant's `days_from_civil`.
    #[must_use]
    pub fn from_civil(year: i32, month: u32, day: u32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month and day, by Howard Hinnant's `civil_from_days`.
    #[must_use]
    pub fn to_civil(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `19XX`
    Century,
    /// `199X`
    Decade,
    /// `1994`
    Year,
    /// `1994-06`
    Month,
    /// `1994-06-13`
    Day,
}

/// A date of which a part may be unknown, uncertain or approximate.
///
/// Eight bytes and `Copy`. Equality is of what was written: `1994` and `1994~` differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The year, or the first one of the decade or century.
    year: i16,
    month: u8,
    day: u8,
    precision: Precision,
    uncertain: bool,
    approximate: bool,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It has another form altogether.
    #[error("{0:?} is not a date; dates look like 1994, 1994-06, 2019-02-27, 1994~ or 2011-12/..")]
    Form(String),
    /// There is no such month.
    #[error("{text:?} names month {month}; a year has 12")]
    Month {
        /// What was read.
        text: String,
        /// The month in it.
        month: u8,
    },
    /// The month has no such day.
    #[error("{text:?} names day {day}, but that month has {last}")]
    Day {
        /// What was read.
        text: String,
        /// The day in it.
        day: u8,
        /// The last day of that month.
        last: u8,
    },
    /// It ends before it starts.
    #[error("{0:?} ends before it starts")]
    Backwards(String),
}

impl PartialDate {
    /// A date known to the day.
    ///
    /// # Errors
    /// When the month or day does not exist, or the year is outside −9999 to 9999.
    pub fn from_civil(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        format!("{}{:04}-{month:02}-{day:02}", if year < 0 { "-" } else { "" }, year.unsigned_abs()).parse()
    }

    /// The year, or the first year of the decade or century.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year.into()
    }

    /// How much of it is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Whether it carries `?` or `%`.
    #[must_use]
    pub fn is_uncertain(self) -> bool {
        self.uncertain
    }

    /// Whether it carries `~` or `%`.
    #[must_use]
    pub fn is_approximate(self) -> bool {
        self.approximate
    }

    /// The first day that it can mean, as written: doubt does not widen it.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::from_civil(self.year.into(), self.month.max(1).into(), self.day.max(1).into())
    }

    /// The last day that it can mean, as written: doubt does not widen it.
    #[must_use]
    pub fn last_day(self) -> Day {
        let year = i32::from(self.year);
        match self.precision {
            Precision::Century => Day::from_civil(year + 99, 12, 31),
            Precision::Decade => Day::from_civil(year + 9, 12, 31),
            Precision::Year => Day::from_civil(year, 12, 31),
            Precision::Month => Day::from_civil(year, self.month.into(), days_in_month(self.year, self.month).into()),
            Precision::Day => self.first_day(),
        }
    }
}

fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError::Form(text.chars().take(40).collect());
        let (body, uncertain, approximate) = match text.as_bytes().last() {
            Some(b'?') => (&text[..text.len() - 1], true, false),
            Some(b'~') => (&text[..text.len() - 1], false, true),
            Some(b'%') => (&text[..text.len() - 1], true, true),
            _ => (text, false, false),
        };
        let (negative, digits) = body.strip_prefix('-').map_or((false, body), |rest| (true, rest));
        let bytes = digits.as_bytes();
        // A shape first, so that the slices below lie on ASCII.
        let shape: String = bytes.iter().map(|b| if b.is_ascii_digit() { '0' } else { char::from(*b) }).collect();
        let precision = match shape.as_str() {
            "0000" => Precision::Year,
            "000X" => Precision::Decade,
            "00XX" => Precision::Century,
            "0000-00" => Precision::Month,
            "0000-00-00" => Precision::Day,
            _ => return Err(wrong()),
        };
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0_i16, |n, b| n * 10 + i16::from(if *b == b'X' { 0 } else { b - b'0' }))
        };
        let year = if negative { -number(0..4) } else { number(0..4) };
        if negative && (year == 0 || precision < Precision::Year) {
            return Err(wrong());
        }
        let month = if precision >= Precision::Month { number(5..7) as u8 } else { 0 };
        if precision >= Precision::Month && !(1..=12).contains(&month) {
            return Err(DateError::Month { text: text.into(), month });
        }
        let day = if precision == Precision::Day { number(8..10) as u8 } else { 0 };
        if precision == Precision::Day {
            let last = days_in_month(year, month);
            if !(1..=last).contains(&day) {
                return Err(DateError::Day { text: text.into(), day, last });
            }
        }
        Ok(Self { year, month, day, precision, uncertain, approximate })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year < 0 {
            f.write_str("-")?;
        }
        let year = self.year.unsigned_abs();
        match self.precision {
            Precision::Century => write!(f, "{:02}XX", year / 100)?,
            Precision::Decade => write!(f, "{:03}X", year / 10)?,
            Precision::Year => write!(f, "{year:04}")?,
            Precision::Month => write!(f, "{year:04}-{:02}", self.month)?,
            Precision::Day => write!(f, "{year:04}-{:02}-{:02}", self.month, self.day)?,
        }
        f.write_str(match (self.uncertain, self.approximate) {
            (false, false) => "",
            (true, false) => "?",
            (false, true) => "~",
            (true, true) => "%",
        })
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `..`: it has no such end, or none yet.
    Open,
    /// Blank: it has one, which nobody knows.
    Unknown,
    /// On this date.
    Date(PartialDate),
}

impl Endpoint {
    /// The date, if it is one.
    #[must_use]
    pub fn date(self) -> Option<PartialDate> {
        match self {
            Self::Date(date) => Some(date),
            Self::Open | Self::Unknown => None,
        }
    }

    fn parse(text: &str) -> Result<Self, DateError> {
        match text {
            ".." => Ok(Self::Open),
            "" => Ok(Self::Unknown),
            _ => text.parse().map(Self::Date),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
            Self::Date(date) => fmt::Display::fmt(date, f),
        }
    }
}

/// When something holds, held or happened: a date or an interval between two.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interval {
    /// At some time within this date, or throughout it.
    On(PartialDate),
    /// From the first end to the second.
    Between(Endpoint, Endpoint),
}

impl Interval {
    /// From `start` to `end`.
    ///
    /// # Errors
    /// When it would end before it starts, or neither end says anything.
    pub fn new(start: Endpoint, end: Endpoint) -> Result<Self, DateError> {
        let made = Self::Between(start, end);
        if start.date().is_none() && end.date().is_none() {
            return Err(DateError::Form(made.to_string()));
        }
        if let (Some(from), Some(to)) = (start.date(), end.date())
            && from.first_day() > to.last_day()
        {
            return Err(DateError::Backwards(made.to_string()));
        }
        Ok(made)
    }

    /// The start; a single date is its own start.
    #[must_use]
    pub fn start(self) -> Endpoint {
        match self {
            Self::On(date) => Endpoint::Date(date),
            Self::Between(start, _) => start,
        }
    }

    /// The end; a single date is its own end.
    #[must_use]
    pub fn end(self) -> Endpoint {
        match self {
            Self::On(date) => Endpoint::Date(date),
            Self::Between(_, end) => end,
        }
    }

    /// The first day on which it can hold; `None` when that is open or unknown.
    #[must_use]
    pub fn first_day(self) -> Option<Day> {
        self.start().date().map(PartialDate::first_day)
    }

    /// The last day on which it can hold; `None` when that is open or unknown.
    #[must_use]
    pub fn last_day(self) -> Option<Day> {
        self.end().date().map(PartialDate::last_day)
    }
}

impl FromStr for Interval {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match text.split_once('/') {
            None => text.parse().map(Self::On),
            Some((start, end)) => Self::new(Endpoint::parse(start)?, Endpoint::parse(end)?),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => fmt::Display::fmt(date, f),
            Self::Between(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, first: &str, last: &str) {
        let interval: Interval = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(interval.to_string(), text, "written as it was read");
        let show = |day: Option<Day>| {
            day.map_or("-".into(), |day| {
                let (y, m, d) = day.to_civil();
                format!("{y:04}-{m:02}-{d:02}")
            })
        };
        assert_eq!((show(interval.first_day()), show(interval.last_day())), (first.into(), last.into()), "{text}");
    }

    #[test]
    fn dates_are_read_and_written_unchanged() {
        check("1994", "1994-01-01", "1994-12-31");
        check("1994-06", "1994-06-01", "1994-06-30");
        check("2019-02-27", "2019-02-27", "2019-02-27");
        check("2020-02", "2020-02-01", "2020-02-29");
        check("1900-02", "1900-02-01", "1900-02-28");
        check("199X", "1990-01-01", "1999-12-31");
        check("19XX", "1900-01-01", "1999-12-31");
        check("1994~", "1994-01-01", "1994-12-31");
        check("1994?", "1994-01-01", "1994-12-31");
        check("1994-06%", "1994-06-01", "1994-06-30");
        check("-0044-03-15", "-044-03-15", "-044-03-15");
        check("2019-02-27/2019-02-28", "2019-02-27", "2019-02-28");
        check("2011-12/..", "2011-12-01", "-");
        check("../2018", "-", "2018-12-31");
        check("1992/", "1992-01-01", "-");
        check("1994/1994-06", "1994-01-01", "1994-06-30");
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        let refusal = |text: &str| text.parse::<Interval>().unwrap_err().to_string();
        assert_eq!(refusal("2019-02-30"), "\"2019-02-30\" names day 30, but that month has 28");
        assert_eq!(refusal("2019-13"), "\"2019-13\" names month 13; a year has 12");
        assert_eq!(refusal("2019/2018"), "\"2019/2018\" ends before it starts");
        for text in [
            "",
            "..",
            "/",
            "../..",
            "19",
            "1994-6",
            "1994-06-",
            "94",
            "１９９４",
            "1994-06-13T10",
            "--",
            "-0000",
            "199x",
        ] {
            assert!(text.parse::<Interval>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn days_count_both_ways() {
        assert_eq!(Day::from_civil(1970, 1, 1), Day(0));
        assert_eq!(Day::from_civil(2000, 3, 1), Day(11_017));
        for day in (-800_000..800_000).step_by(97) {
            let (y, m, d) = Day(day).to_civil();
            assert_eq!(Day::from_civil(y, m, d), Day(day));
        }
    }

    #[test]
    fn overlap_treats_open_ends_as_endless() {
        let interval: Interval = "2011-12/..".parse().unwrap();
        assert!(interval.may_overlap(Day::from_civil(2019, 1, 1), Day::from_civil(2019, 12, 31)));
        assert!(!interval.may_overlap(Day::from_civil(1994, 1, 1), Day::from_civil(1994, 12, 31)));
    }
}
