//! Stretches of days, and the days that a date or interval can mean.

use super::date::{Day, Endpoint, Interval, PartialDate, Precision};

impl Day {
    /// Before any date that can be written.
    pub const EARLIEST: Self = Self(i32::MIN);
    /// After any date that can be written.
    pub const LATEST: Self = Self(i32::MAX);
}

/// The days from one to another, both included. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first; [`Day::EARLIEST`] where there is none.
    pub first: Day,
    /// The last, not before the first; [`Day::LATEST`] where there is none.
    pub last: Day,
}

impl Days {
    /// All days.
    pub const ALL: Self = Self { first: Day::EARLIEST, last: Day::LATEST };

    /// The days between two, whichever comes first.
    #[must_use]
    pub fn between(a: Day, b: Day) -> Self {
        Self { first: a.min(b), last: a.max(b) }
    }

    /// Whether both have a day in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether a day is among them.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// The days of both, and those between.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// How many they are.
    #[must_use]
    pub fn count(self) -> i64 {
        i64::from(self.last.0) - i64::from(self.first.0) + 1
    }
}

impl PartialDate {
    /// The first day that it can mean. What is approximate (`~`) may lie one of its own units earlier: `1994~` from 1993
    /// on. What is uncertain (`?`) may be wrong altogether, which no stretch of days can say, and is taken as written.
    #[must_use]
    pub fn earliest(self) -> Day {
        if self.is_approximate() { self.first_of_neighbour(-1) } else { self.first_day() }
    }

    /// The last day that it can mean, with the same allowance.
    #[must_use]
    pub fn latest(self) -> Day {
        if self.is_approximate() { Day(self.first_of_neighbour(2).0 - 1) } else { self.last_day() }
    }

    /// The first day of the unit so many units later.
    fn first_of_neighbour(self, by: i32) -> Day {
        let (year, month, _) = self.first_day().to_civil();
        match self.precision() {
            Precision::Century => Day::from_civil(year + 100 * by, 1, 1),
            Precision::Decade => Day::from_civil(year + 10 * by, 1, 1),
            Precision::Year => Day::from_civil(year + by, 1, 1),
            Precision::Month => {
                let months = year * 12 + month as i32 - 1 + by;
                Day::from_civil(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1)
            }
            Precision::Day => Day(self.first_day().0 + by),
        }
    }
}

impl Interval {
    /// The days of it as written, for what is asked for: an end that is open or unknown is none.
    #[must_use]
    pub fn days(self) -> Days {
        Days { first: self.first_day().unwrap_or(Day::EARLIEST), last: self.last_day().unwrap_or(Day::LATEST) }
    }

    /// The days on which it can hold. An end that is open or unknown is none, and approximate dates reach further.
    #[must_use]
    pub fn possible(self) -> Days {
        Days {
            first: self.start().date().map_or(Day::EARLIEST, PartialDate::earliest),
            last: self.end().date().map_or(Day::LATEST, PartialDate::latest),
        }
    }

    /// The days on which it can have begun; `None` for what has held since ever.
    #[must_use]
    pub fn possible_start(self) -> Option<Days> {
        let last = self.possible().last;
        match self.start() {
            Endpoint::Open => None,
            Endpoint::Unknown => Some(Days { first: Day::EARLIEST, last }),
            Endpoint::Date(date) => Some(Days { first: date.earliest(), last: date.latest().min(last) }),
        }
    }

    /// The days on which it can have come to its end; `None` for what goes on.
    #[must_use]
    pub fn possible_end(self) -> Option<Days> {
        let first = self.possible().first;
        match self.end() {
            Endpoint::Open => None,
            Endpoint::Unknown => Some(Days { first, last: Day::LATEST }),
            Endpoint::Date(date) => Some(Days { first: date.earliest().max(first), last: date.latest() }),
        }
    }

    /// Whether it can hold on some day from `first` to `last`.
    #[must_use]
    pub fn may_overlap(self, first: Day, last: Day) -> bool {
        self.possible().overlaps(Days { first, last })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(days: Option<Days>) -> String {
        let day = |day: Day| match day {
            Day::EARLIEST | Day::LATEST => "..".into(),
            day => {
                let (y, m, d) = day.to_civil();
                format!("{y:04}-{m:02}-{d:02}")
            }
        };
        days.map_or("never".into(), |days| format!("{}/{}", day(days.first), day(days.last)))
    }

    fn check(text: &str, possible: &str, start: &str, end: &str) {
        let interval: Interval = text.parse().unwrap();
        let all = [Some(interval.possible()), interval.possible_start(), interval.possible_end()];
        assert_eq!(all.map(written), [possible, start, end], "{text}");
    }

    #[test]
    fn what_a_date_can_mean() {
        let (june, may_to_july) = ("1994-06-01/1994-06-30", "1994-05-01/1994-07-31");
        check("1994-06", june, june, june);
        check("1994-06?", june, june, june);
        check("1994-06~", may_to_july, may_to_july, may_to_july);
        check("1994-01%", "1993-12-01/1994-02-28", "1993-12-01/1994-02-28", "1993-12-01/1994-02-28");
        check("199X~", "1980-01-01/2009-12-31", "1980-01-01/2009-12-31", "1980-01-01/2009-12-31");
        check("1992/1994-10-21", "1992-01-01/1994-10-21", "1992-01-01/1992-12-31", "1994-10-21/1994-10-21");
        check("1994/1994-06", "1994-01-01/1994-06-30", "1994-01-01/1994-06-30", june);
        check("2011-12/..", "2011-12-01/..", "2011-12-01/2011-12-31", "never");
        check("../2018", "../2018-12-31", "never", "2018-01-01/2018-12-31");
        check("1992/", "1992-01-01/..", "1992-01-01/1992-12-31", "1992-01-01/..");
        check("/1992", "../1992-12-31", "../1992-12-31", "1992-01-01/1992-12-31");
        check("1994-03-01~", "1994-02-28/1994-03-02", "1994-02-28/1994-03-02", "1994-02-28/1994-03-02");
    }

    /// A date of the years 1990 to 1993, known more or less well.
    fn date() -> impl Strategy<Value = String> {
        let body = prop_oneof![
            Just("199X".to_owned()),
            (1990..1994).prop_map(|y: i32| y.to_string()),
            (1990..1994, 1..13).prop_map(|(y, m)| format!("{y}-{m:02}")),
            (1990..1994, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        ];
        (body, prop_oneof![Just(""), Just("?"), Just("~"), Just("%")]).prop_map(|(body, doubt)| body + doubt)
    }

    fn interval() -> impl Strategy<Value = Interval> {
        let end = || prop_oneof![4 => date(), 1 => Just("..".to_owned()), 1 => Just(String::new())];
        let text = prop_oneof![date(), (end(), end()).prop_map(|(a, b)| format!("{a}/{b}"))];
        text.prop_filter_map("is an interval", |text| text.parse().ok())
    }

    proptest! {
        #[test]
        fn it_begins_and_ends_within_what_it_can_be(interval in interval()) {
            let (written, possible) = (interval.days(), interval.possible());
            prop_assert!(possible.first <= possible.last);
            prop_assert_eq!(possible.union(written), possible, "doubt never narrows");
            if let Some(start) = interval.possible_start() {
                prop_assert!(start.first == possible.first && start.first <= start.last && start.last <= possible.last);
            }
            if let Some(end) = interval.possible_end() {
                prop_assert!(end.last == possible.last && end.first <= end.last && end.first >= possible.first);
            }
        }

        #[test]
        fn it_can_hold_on_the_days_between_a_start_and_an_end(interval in interval(), from in -400_i32..1_900, days in 0_i32..40) {
            let first = Day(Day::from_civil(1990, 1, 1).0 + from);
            let last = Day(first.0 + days);
            let can_begin_by = |day: Day| interval.possible_start().is_none_or(|start| start.first <= day);
            let can_last_to = |day: Day| interval.possible_end().is_none_or(|end| end.last >= day);
            let by_day = (first.0..=last.0).any(|day| can_begin_by(Day(day)) && can_last_to(Day(day)));
            prop_assert_eq!(interval.may_overlap(first, last), by_day);
        }
    }
}
