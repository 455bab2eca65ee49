//! The steps of a time axis, by the calendar: days, months, quarters, years, decades.

use std::fmt;

use crate::base::{Day, Days, Endpoint, Interval, PartialDate};

/// A step of a time axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// Three months, from January on.
    Quarter,
    /// A calendar year.
    Year,
    /// Ten years, such as 1990 to 1999.
    Decade,
}

/// The years that a date can be written in.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9_999;

impl Step {
    /// All steps, the shortest first.
    pub const ALL: &'static [Self] = &[Self::Day, Self::Month, Self::Quarter, Self::Year, Self::Decade];

    /// Its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Month => "Month",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
            Self::Decade => "Decade",
        }
    }

    /// About how many days it has.
    #[must_use]
    pub fn length(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Month => 30.437,
            Self::Quarter => 91.31,
            Self::Year => 365.25,
            Self::Decade => 3_652.5,
        }
    }

    /// The shortest step of which at most `most` fill the days; the longest where none is long enough.
    #[must_use]
    pub fn fitting(days: Days, most: f64) -> Self {
        let fits = |step: &&Self| days.count() as f64 <= step.length() * most;
        Self::ALL.iter().find(fits).copied().unwrap_or(Self::Decade)
    }

    /// The months that it takes; none for a day.
    fn months(self) -> Option<i32> {
        match self {
            Self::Day => None,
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::Year => Some(12),
            Self::Decade => Some(120),
        }
    }

    /// The step that holds a day, and so many steps further, within the years 1 to 9999.
    #[must_use]
    pub fn around(self, day: Day, further: i32) -> Days {
        let (first, last) = bounds();
        let day = day.clamp(first, last);
        let Some(months) = self.months() else {
            let day = Day(day.0.saturating_add(further)).clamp(first, last);
            return Days { first: day, last: day };
        };
        let (year, month, _) = day.to_civil();
        let number = (year * 12 + month as i32 - 1).div_euclid(months).saturating_add(further);
        let begin = |number: i32| {
            let month = number.saturating_mul(months).clamp(YEARS.start() * 12, (YEARS.end() + 1) * 12);
            Day::from_civil(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)
        };
        let begins = begin(number).min(last);
        Days { first: begins, last: Day((begin(number.saturating_add(1)).0 - 1).clamp(begins.0, last.0)) }
    }

    /// The steps from the one that holds the first day to the one that holds the last, at most `most` of them.
    #[must_use]
    pub fn over(self, days: Days, most: usize) -> Vec<Days> {
        let mut all = vec![self.around(days.first, 0)];
        while let Some(last) = all.last().copied().filter(|last| last.last < days.last)
            && all.len() < most
        {
            let next = self.around(last.first, 1);
            if next == last {
                break;
            }
            all.push(next);
        }
        all
    }

    /// The days from the beginning of one step to the end of another, as they are written: in this step where they fill
    /// it, or to the day.
    #[must_use]
    pub fn interval(self, days: Days) -> Option<Interval> {
        let (low, high) = bounds();
        let days = Days { first: days.first.clamp(low, high), last: days.last.clamp(low, high) };
        let (first, last) = (self.around(days.first, 0), self.around(days.last, 0));
        let step = if first.first == days.first && last.last == days.last { self } else { Self::Day };
        let (first, last) = (step.date(days.first)?, step.date(days.last)?);
        if first == last && step != Self::Quarter {
            return Some(Interval::On(first));
        }
        Interval::new(Endpoint::Date(first), Endpoint::Date(last)).ok()
    }

    /// The date that names the step of a day; of a quarter the month.
    fn date(self, day: Day) -> Option<PartialDate> {
        let (year, month, day) = day.to_civil();
        let text = match self {
            Self::Day => format!("{year:04}-{month:02}-{day:02}"),
            Self::Month | Self::Quarter => format!("{year:04}-{month:02}"),
            Self::Year => format!("{year:04}"),
            Self::Decade => format!("{:03}X", year / 10),
        };
        text.parse().ok()
    }

    /// What the step that begins on a day is called: `1990s`, `1994`, `1994 Q2`, `Jun 1994`, `13 Jun 1994`.
    #[must_use]
    pub fn name(self, begins: Day) -> String {
        let (year, month, day) = begins.to_civil();
        let month_name = month_name(month);
        match self {
            Self::Day => format!("{day} {month_name} {year}"),
            Self::Month => format!("{month_name} {year}"),
            Self::Quarter => format!("{year} Q{}", month.div_ceil(3)),
            Self::Year => year.to_string(),
            Self::Decade => format!("{}s", year.div_euclid(10) * 10),
        }
    }
}

/// The first three letters of a month's name.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[(month.clamp(1, 12) - 1) as usize]
}

/// The first and last day that a step can hold.
fn bounds() -> (Day, Day) {
    (Day::from_civil(*YEARS.start(), 1, 1), Day::from_civil(*YEARS.end(), 12, 31))
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
