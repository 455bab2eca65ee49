//! The range that the timeline shows: how it reads, and where a hand or a step takes it.

use crate::analysis::time::Step;
use crate::base::{Day, Days, Endpoint, Interval, PartialDate, Precision};

/// What a hand has hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Grip {
    /// The first end.
    First,
    /// The last end.
    Last,
    /// All of the range, at this day of the axis, with the range as it was.
    Whole(Day, Days),
    /// A new range, from this day on.
    New(Day),
}

/// The two ends, for names and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

impl Grip {
    /// The range when the hand is at a day, in whole steps.
    pub(super) fn pulled(self, range: Days, to: Day, step: Step) -> Days {
        match self {
            // One end stops at the other.
            Self::First => {
                let first = step.around(to, 0).first.min(step.around(range.last, 0).first);
                Days { first, last: range.last }
            }
            Self::Last => {
                let last = step.around(to, 0).last.max(step.around(range.first, 0).last);
                Days { first: range.first, last }
            }
            Self::Whole(from, before) => {
                let steps = (f64::from(to.0 - from.0) / step.length()).round() as i32;
                moved(before, steps, step)
            }
            Self::New(from) => step.around(from, 0).union(step.around(to, 0)),
        }
    }
}

/// The range so many steps later.
pub(super) fn moved(range: Days, steps: i32, step: Step) -> Days {
    Days { first: step.around(range.first, steps).first, last: step.around(range.last, steps).last }
}

/// The range with one end so many steps later, at least one step long.
pub(super) fn nudged(range: Days, end: End, steps: i32, step: Step) -> Days {
    match end {
        End::First => Grip::First.pulled(range, step.around(range.first, steps).first, step),
        End::Last => Grip::Last.pulled(range, step.around(range.last, steps).last, step),
    }
}

/// How a time reads: `All time`, `1994`, `1994 – 2019`, `Since 2011-12`.
pub(in crate::ui) fn words(at: Option<Interval>) -> String {
    let Some(at) = at else { return "All time".into() };
    match (at.start(), at.end()) {
        (Endpoint::Date(first), Endpoint::Date(last)) if first == last => date(first),
        (Endpoint::Date(first), Endpoint::Date(last)) => format!("{} – {}", date(first), date(last)),
        (Endpoint::Date(first), _) => format!("Since {}", date(first)),
        (_, Endpoint::Date(last)) => format!("Until {}", date(last)),
        _ => "All time".into(),
    }
}

fn date(date: PartialDate) -> String {
    match date.precision() {
        Precision::Decade => format!("{}s", date.year()),
        Precision::Century | Precision::Year | Precision::Month | Precision::Day => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Days {
        text.parse::<Interval>().unwrap().days()
    }

    #[test]
    fn ends_go_in_whole_steps_and_never_pass_each_other() {
        let check = |grip: Grip, range: &str, to: &str, step: Step, expected: &str| {
            let pulled = grip.pulled(days(range), days(to).first, step);
            assert_eq!(step.interval(pulled).unwrap().to_string(), expected, "{grip:?} of {range} to {to}");
        };
        check(Grip::First, "1994/2019", "1996-05", Step::Year, "1996/2019");
        check(Grip::First, "1994/1996", "2001", Step::Year, "1996");
        check(Grip::Last, "1994/1996", "1980", Step::Year, "1994");
        check(Grip::Last, "1994/1996", "1999-07", Step::Quarter, "1994-01/1999-09");
        check(Grip::New(days("1996-06").first), "1994", "1994-02", Step::Year, "1994/1996");
        let whole = Grip::Whole(days("1995-06").first, days("1994/1996"));
        check(whole, "1994/1996", "1993-07", Step::Year, "1992/1994");
        assert_eq!(nudged(days("1994"), End::First, 1, Step::Year), days("1994"), "a step is the least");
        assert_eq!(nudged(days("1994"), End::Last, 2, Step::Year), days("1994/1996"));
        assert_eq!(moved(days("2019-12"), 1, Step::Month), days("2020-01"));
    }

    #[test]
    fn times_read_shortly() {
        for (at, expected) in [
            ("1994", "1994"),
            ("1994/2019", "1994 – 2019"),
            ("2019-02-27/2019-02-28", "2019-02-27 – 2019-02-28"),
            ("199X/201X", "1990s – 2010s"),
            ("2011-12/..", "Since 2011-12"),
            ("../2018", "Until 2018"),
        ] {
            assert_eq!(words(Some(at.parse().unwrap())), expected);
        }
        assert_eq!(words(None), "All time");
    }
}
