//! A graph as of a date or a range: what holds then, which status it has then, and how much began when.
//!
//! - A relationship holds on a date when its own valid time can overlap it and those of both its ends can.
//! - An entity whose own valid time cannot overlap the date is gone, and its relationships with it.
//! - An entity without a valid time is there as long as one of its relationships is, or as it has none at all: a think
//!   tank that only speaks of a plan of 2019 has no part in the picture of 1994.
//! - What has no valid time holds always, unless what is undated is to be left out.
//! - Under [`TimeRule::StartedIn`] a relationship must have begun on the date; its ends need only be there.
//!
//! Dates are stretches of days: `1994` can mean any day of that year, `1994~` also one of the years beside it.

mod chronology;
mod contrast;
mod holding;
mod step;
#[cfg(test)]
mod tests;

pub use chronology::Chronology;
pub use contrast::{Turn, Turns, turns};
pub use holding::holding;
pub use step::{Step, month_name};

use crate::base::{Days, Interval};
use crate::model::{Status, TimeRule, View};

/// Whether what has no valid time is taken to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undated {
    /// Always.
    Shown,
    /// Never.
    Hidden,
}

/// A date or range that a graph is looked at, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AsOf {
    /// The days of it.
    pub days: Days,
    /// What it takes to be shown.
    pub rule: TimeRule,
    /// What becomes of what has no date.
    pub undated: Undated,
}

/// A range that is longer than so many days tells a story, whose end counts.
const LONGEST_DATE: i64 = 366;

impl AsOf {
    /// What can hold on a date, and what has none.
    #[must_use]
    pub fn on(at: Interval) -> Self {
        Self { days: at.days(), rule: TimeRule::ValidDuring, undated: Undated::Shown }
    }

    /// What a view asks for; `None` where it shows all times.
    #[must_use]
    pub fn of(view: &View) -> Option<Self> {
        view.at.map(|at| Self::by(view, at))
    }

    /// A date by the rule of a view.
    #[must_use]
    pub fn by(view: &View, at: Interval) -> Self {
        let undated = if view.hide_undated { Undated::Hidden } else { Undated::Shown };
        Self { days: at.days(), rule: view.time, undated }
    }

    /// Whether something can be there then, by its own valid time. What has none can.
    #[must_use]
    pub fn can_hold(self, valid: Option<Interval>) -> bool {
        valid.is_none_or(|valid| valid.possible().overlaps(self.days))
    }

    /// Whether a relationship of this valid time is shown, as far as its ends are there.
    #[must_use]
    pub fn admits(self, valid: Option<Interval>) -> bool {
        let Some(valid) = valid else { return self.undated == Undated::Shown };
        match self.rule {
            TimeRule::ValidDuring => valid.possible().overlaps(self.days),
            TimeRule::StartedIn => valid.possible_start().is_some_and(|start| start.overlaps(self.days)),
        }
    }

    /// The status that something has then, of which `status` and `valid` are known today.
    ///
    /// What has ended reads as in effect while it can have held, up to the moment by which it must be over: an agreement
    /// `1994` is in effect in 1994 and at New Year, and no more at the end of that December. A range of more than a year
    /// tells a story: what ended in it has ended by its end.
    #[must_use]
    pub fn status(self, status: Status, valid: Option<Interval>) -> Status {
        let Some(valid) = valid.filter(|_| status == Status::Ended) else { return status };
        let Some(end) = valid.possible_end() else { return status };
        let is_over = self.days.last >= end.last;
        let held = match self.days.count() > LONGEST_DATE {
            true => !is_over,
            false => valid.possible().overlaps(self.days) && !(is_over && self.days.first > end.first),
        };
        // Of an end that nobody knows only the beginning is sure to have been before it.
        let is_known = end.last != crate::base::Day::LATEST;
        let began = valid.possible_start().is_some_and(|start| start.overlaps(self.days));
        if held && (is_known || began) { Status::InEffect } else { Status::Ended }
    }
}
