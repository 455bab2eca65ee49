//! When the relationships of a graph begin and hold, sorted, so that any stretch of days is counted at once.

use crate::analysis::query::Shown;
use crate::base::{Cancelled, Day, Days, Task};
use crate::model::Graph;

/// After how many records the task is asked whether to stop.
const STRIDE: usize = 4_096;

/// When the relationships of a graph begin and hold. Made in O(m log m); every question costs O(log m).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chronology {
    /// The first day on which each dated one can hold, sorted; and the last, sorted.
    first: Vec<Day>,
    last: Vec<Day>,
    /// The day on which each begins as it is written, sorted. What has held since ever, or from nobody knows when,
    /// is not among them.
    starts: Vec<Day>,
    undated: usize,
    range: Option<Days>,
}

impl Chronology {
    /// Of all relationships, or of those that a filter lets through.
    ///
    /// # Errors
    /// When the task is asked to stop.
    pub fn of(graph: &Graph, within: Option<&Shown>, task: &Task) -> Result<Self, Cancelled> {
        let mut made = Self::default();
        for (n, r) in graph.relationships_unsorted().enumerate() {
            if n % STRIDE == 0 {
                task.check()?;
            }
            if within.is_some_and(|within| !within.relationships.contains(&r.id)) {
                continue;
            }
            let Some(valid) = r.valid else {
                made.undated += 1;
                continue;
            };
            let possible = valid.possible();
            made.first.push(possible.first);
            made.last.push(possible.last);
            made.starts.extend(valid.first_day());
            made.reach(valid.days());
        }
        for entity in graph.entities_unsorted() {
            if let Some(valid) = entity.valid.filter(|_| within.is_none_or(|w| w.entities.contains(&entity.id))) {
                made.reach(valid.days());
            }
        }
        for days in [&mut made.first, &mut made.last, &mut made.starts] {
            task.check()?;
            days.sort_unstable();
        }
        Ok(made)
    }

    /// Takes the ends of a time into the range, as far as it has any.
    fn reach(&mut self, days: Days) {
        for day in [days.first, days.last].into_iter().filter(|day| ![Day::EARLIEST, Day::LATEST].contains(day)) {
            let day = Days { first: day, last: day };
            self.range = Some(self.range.map_or(day, |range| range.union(day)));
        }
    }

    /// From the first day that is named to the last; `None` without any dates.
    #[must_use]
    pub fn range(&self) -> Option<Days> {
        self.range
    }

    /// How many relationships have a date.
    #[must_use]
    pub fn dated(&self) -> usize {
        self.first.len()
    }

    /// How many have none.
    #[must_use]
    pub fn undated(&self) -> usize {
        self.undated
    }

    /// How many begin on these days, each counted on the first day that its start can mean as written.
    #[must_use]
    pub fn beginning_in(&self, days: Days) -> usize {
        count_up_to(&self.starts, days.last) - count_before(&self.starts, days.first)
    }

    /// How many can hold on one of these days, their ends aside.
    #[must_use]
    pub fn holding_in(&self, days: Days) -> usize {
        // What is over before them has begun before them.
        count_up_to(&self.first, days.last) - count_before(&self.last, days.first)
    }
}

fn count_up_to(sorted: &[Day], day: Day) -> usize {
    sorted.partition_point(|known| *known <= day)
}

fn count_before(sorted: &[Day], day: Day) -> usize {
    sorted.partition_point(|known| *known < day)
}
