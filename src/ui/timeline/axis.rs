//! The axis of the timeline: days to pixels and back, and labels that never touch.

use crate::analysis::time::{Step, month_name};
use crate::base::{Day, Days};

/// The least part of the axis that fills the strip, in days.
const LEAST: f64 = 10.0;
/// The room between two labels, in points.
const LABEL_GAP: f32 = 14.0;

/// A stretch of the axis, in days that may be fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) left: f32,
    pub(super) right: f32,
}

/// A label of the axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Where the day lies.
    pub(super) x: f32,
    /// Where the middle of the label lies.
    pub(super) middle: f32,
    pub(super) label: String,
}

impl Axis {
    /// The axis on which these days lie between two edges.
    pub(super) fn over(days: Days, left: f32, right: f32) -> Self {
        Self { from: f64::from(days.first.0), to: f64::from(days.last.0) + 1.0, left, right }
    }

    /// Where the beginning of a day lies.
    pub(super) fn x(&self, day: f64) -> f32 {
        let share = (day - self.from) / (self.to - self.from);
        self.left + (share * f64::from(self.right - self.left)) as f32
    }

    /// The day at a place, held within the axis.
    pub(super) fn day(&self, x: f32) -> Day {
        Day(self.at(x).clamp(self.from, self.to - 1.0).floor() as i32)
    }

    fn at(&self, x: f32) -> f64 {
        let share = f64::from((x - self.left) / (self.right - self.left).max(1.0));
        self.from + share * (self.to - self.from)
    }

    /// From the beginning of the first day to the end of the last.
    pub(super) fn span(&self, days: Days) -> (f32, f32) {
        (self.x(f64::from(days.first.0)), self.x(f64::from(days.last.0) + 1.0))
    }

    /// The days of which some part is seen.
    pub(super) fn seen(&self) -> Days {
        Days { first: Day(self.from.floor() as i32), last: Day((self.to - 1.0).ceil() as i32) }
    }

    /// How wide a step is, in points.
    pub(super) fn pitch(&self, step: Step) -> f32 {
        (step.length() / (self.to - self.from) * f64::from(self.right - self.left)) as f32
    }

    /// The axis so many times nearer around a place, and pushed by so many points, within `whole`.
    pub(super) fn zoomed(&self, factor: f32, around: f32, push: f32, whole: Days) -> Self {
        let (low, high) = (f64::from(whole.first.0), f64::from(whole.last.0) + 1.0);
        let length = ((self.to - self.from) / f64::from(factor)).clamp(LEAST.min(high - low), high - low);
        let middle = self.at(around);
        let share = (middle - self.from) / (self.to - self.from);
        let pushed = f64::from(push / (self.right - self.left).max(1.0)) * length;
        let from = (middle - share * length - pushed).clamp(low, high - length);
        Self { from, to: from + length, ..*self }
    }

    /// Labels for an axis whose bars are steps, as many as stand apart. `width` measures a label.
    pub(super) fn ticks(&self, step: Step, width: impl Fn(&str) -> f32) -> Vec<Tick> {
        const UNITS: &[(Step, i32)] = &[
            (Step::Day, 1),
            (Step::Day, 5),
            (Step::Month, 1),
            (Step::Quarter, 1),
            (Step::Year, 1),
            (Step::Year, 2),
            (Step::Year, 5),
            (Step::Decade, 1),
            (Step::Decade, 2),
            (Step::Decade, 5),
            (Step::Decade, 10),
            (Step::Decade, 50),
        ];
        let sample = |unit: Step| match unit {
            Step::Day => "27 Feb",
            Step::Month | Step::Quarter => "Feb 2019",
            Step::Year | Step::Decade => "2019",
        };
        let fits = |(unit, each): &&(Step, i32)| {
            *unit >= step && self.pitch(*unit) * *each as f32 >= width(sample(*unit)) + LABEL_GAP
        };
        let (unit, each) = UNITS.iter().find(fits).copied().unwrap_or((Step::Decade, 100));
        let mut ticks: Vec<Tick> = Vec::new();
        let mut end_of_last = f32::NEG_INFINITY;
        for days in unit.over(self.seen(), 4_000) {
            if !is_labelled(unit, each, days.first) || days.first.0 < self.from.floor() as i32 {
                continue;
            }
            let label = words(unit, days.first, ticks.is_empty());
            let (from, to) = self.span(step.around(days.first, 0));
            let half = 0.5 * width(&label);
            // A label at an end stays within the strip.
            let middle = (0.5 * (from + to)).clamp(self.left - 14.0 + half, (self.right + 14.0 - half).max(self.left));
            if middle - half >= end_of_last + 0.5 * LABEL_GAP && from <= self.right {
                end_of_last = middle + half;
                ticks.push(Tick { x: from, middle, label });
            }
        }
        ticks
    }
}

/// Whether the step that begins on a day is one of those that are labelled, of which each so many is.
fn is_labelled(unit: Step, each: i32, begins: Day) -> bool {
    let (year, _, day) = begins.to_civil();
    match unit {
        // So that the first of a month is one of them, and none stands close before it.
        Step::Day => each == 1 || day == 1 || (day.is_multiple_of(each as u32) && day < 28),
        Step::Month | Step::Quarter => true,
        Step::Year => year.rem_euclid(each) == 0,
        Step::Decade => year.div_euclid(10).rem_euclid(each) == 0,
    }
}

fn words(unit: Step, day: Day, is_first: bool) -> String {
    let (year, month, date) = day.to_civil();
    let name = month_name(month);
    match unit {
        Step::Day if is_first || (month, date) == (1, 1) => format!("{date} {name} {year}"),
        Step::Day => format!("{date} {name}"),
        Step::Month | Step::Quarter if is_first || month == 1 => format!("{name} {year}"),
        Step::Month | Step::Quarter => name.to_owned(),
        Step::Year | Step::Decade => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Interval;

    fn days(text: &str) -> Days {
        text.parse::<Interval>().unwrap().days()
    }

    fn labels(text: &str, step: Step, width: f32) -> String {
        let axis = Axis::over(days(text), 0.0, width);
        let ticks = axis.ticks(step, |label| 6.5 * label.len() as f32);
        for pair in ticks.windows(2) {
            let end = pair[0].middle + 3.25 * pair[0].label.len() as f32;
            assert!(end < pair[1].middle - 3.25 * pair[1].label.len() as f32, "{pair:?} touch");
        }
        ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_stand_apart_and_say_enough() {
        assert_eq!(
            labels("1992/2019", Step::Year, 780.0),
            "1992 1994 1996 1998 2000 2002 2004 2006 2008 2010 2012 2014 2016 2018"
        );
        assert_eq!(labels("1992/2019", Step::Year, 300.0), "1995 2000 2005 2010 2015");
        assert_eq!(labels("2018-11/2019-02", Step::Month, 600.0), "Nov 2018 Dec Jan 2019 Feb");
        assert_eq!(labels("2019-02-26/2019-03-02", Step::Day, 600.0), "26 Feb 2019 27 Feb 28 Feb 1 Mar 2 Mar");
        assert_eq!(labels("1800/2019", Step::Decade, 400.0), "1800 1850 1900 1950 2000");
    }

    #[test]
    fn zooming_keeps_the_day_under_the_pointer_and_stays_within() {
        let whole = days("1990/2019");
        let axis = Axis::over(whole, 0.0, 1_000.0);
        let near = axis.zoomed(4.0, 300.0, 0.0, whole);
        assert_eq!(near.day(300.0), axis.day(300.0));
        assert_eq!(near.zoomed(0.01, 900.0, 0.0, whole), axis);
        let pushed = near.zoomed(1.0, 0.0, -1e9, whole);
        assert!((pushed.to - axis.to).abs() < 1e-6, "{pushed:?}");
        let (from, to) = axis.span(days("1990"));
        assert!(from == 0.0 && (to - axis.pitch(Step::Year)).abs() < 1.0);
    }
}
