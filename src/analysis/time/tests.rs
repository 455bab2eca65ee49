//! Dates and statuses against what an analyst says of them, and everything against going through it day by day.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::{Day, Task, ViewId};
use crate::model::{Entity, Graph, Relationship};

/// A graph of lines such as `ann 1948/..` and `r1: ann bob 1994`; without a date, a record is undated.
fn graph(text: &str) -> Graph {
    let mut graph = Graph::new(ViewId::new("main").unwrap());
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        if let Some(id) = words[0].strip_suffix(':') {
            let (from, to) = (words[1].parse().unwrap(), words[2].parse().unwrap());
            let mut r = Relationship::new(id.parse().unwrap(), "leads".parse().unwrap(), from, to);
            r.valid = words.get(3).map(|valid| valid.parse().unwrap());
            graph.put_relationship(&r.id.clone(), Some(Arc::new(r))).unwrap();
        } else {
            let mut e = Entity::new(words[0].parse().unwrap(), "person".parse().unwrap(), words[0]);
            e.valid = words.get(1).map(|valid| valid.parse().unwrap());
            graph.put_entity(&e.id.clone(), Some(Arc::new(e))).unwrap();
        }
    }
    graph
}

fn as_of(text: &str) -> AsOf {
    let mut words = text.split(' ');
    let mut as_of = AsOf::on(words.next().unwrap().parse().unwrap());
    for word in words {
        match word {
            "started" => as_of.rule = TimeRule::StartedIn,
            "dated" => as_of.undated = Undated::Hidden,
            other => panic!("{other}"),
        }
    }
    as_of
}

fn shown(graph: &Graph, at: &str) -> String {
    let shown = holding(graph, as_of(at), None, &Task::default()).unwrap();
    let mut ids: Vec<&str> = shown.entities.iter().map(|id| id.as_str()).collect();
    ids.extend(shown.relationships.iter().map(|id| id.as_str()));
    ids.sort_unstable();
    ids.join(" ")
}

#[test]
fn what_an_analyst_sees_at_a_date() {
    let graph = graph(
        "us; nk 1948/..; office 2019-02/..; pact 1994; cnn; loner; \
         r1: us nk; r2: us pact 1994; r3: nk pact; r4: us office 2019-02/..; r5: cnn office 2019; r6: us nk 1992/..",
    );
    let check = |at: &str, expected: &str| assert_eq!(shown(&graph, at), expected, "at {at}");
    check("1994", "loner nk pact r1 r2 r3 r6 us");
    // What belongs to something that is not there is not there, and who only spoke of it has no part.
    check("1995", "loner nk r1 r6 us");
    check("2019-03", "cnn loner nk office r1 r4 r5 r6 us");
    check("1940", "loner");
    check("1994 dated", "nk pact r2 r6 us");
    check("1994 started", "loner nk pact r1 r2 r3 us");
    check("1994 started dated", "pact r2 us");
    check("1990/1993 started dated", "nk r6 us");
}

#[test]
fn a_status_reads_as_it_was_then() {
    let check = |status: Status, valid: &str, at: &str, expected: Status| {
        let valid = (!valid.is_empty()).then(|| valid.parse().unwrap());
        assert_eq!(as_of(at).status(status, valid), expected, "{status:?} {valid:?} at {at}");
    };
    use Status::{Ended, InEffect, Planned, Proposed};
    // The exchange was agreed in 1994, and by the end of that year it was not.
    check(Ended, "1994", "1994", InEffect);
    check(Ended, "1994", "1994-06", InEffect);
    check(Ended, "1994", "1994-12", Ended);
    check(Ended, "1994", "1994-12-31", Ended);
    check(Ended, "1994", "1995", Ended);
    check(Ended, "1994", "1994/2019", Ended);
    check(Ended, "1990/1994-10-21", "1994", InEffect);
    check(Ended, "1990/1994-10-21", "1994-10-21", InEffect);
    check(Ended, "1990/1994-10-21", "1990/1993", InEffect);
    check(Ended, "2019-02-27", "2019-02-27", InEffect);
    check(Ended, "1992/", "1992", InEffect);
    check(Ended, "1992/", "2000", Ended);
    check(Ended, "", "1994", Ended);
    check(Proposed, "2019-02/..", "2019", Proposed);
    check(Planned, "2019-02-27/2019-02-28", "2019-02", Planned);
}

#[test]
fn steps_follow_the_calendar() {
    let check = |step: Step, from: &str, to: &str, written: &str, names: &str| {
        let days = |text: &str| text.parse::<Interval>().unwrap().days();
        let all = step.over(days(from).union(days(to)), 1_000);
        assert!(all.windows(2).all(|pair| pair[0].last.0 + 1 == pair[1].first.0), "no gap: {all:?}");
        let whole = all[0].union(all[all.len() - 1]);
        assert_eq!(step.interval(whole).unwrap().to_string(), written);
        assert_eq!(all.iter().map(|days| step.name(days.first)).collect::<Vec<_>>().join(", "), names);
    };
    check(Step::Day, "2020-02-28", "2020-03-01", "2020-02-28/2020-03-01", "28 Feb 2020, 29 Feb 2020, 1 Mar 2020");
    check(Step::Month, "1994-12-31", "1995-01-01", "1994-12/1995-01", "Dec 1994, Jan 1995");
    check(Step::Quarter, "1994-05", "1994-05", "1994-04/1994-06", "1994 Q2");
    check(Step::Year, "1994-06", "1994-06", "1994", "1994");
    check(Step::Decade, "1994", "2019", "199X/201X", "1990s, 2000s, 2010s");
    assert_eq!(Step::Year.over(Days::ALL, 3).len(), 3, "there is an end to it");
    assert_eq!(Step::fitting("1992/2019".parse::<Interval>().unwrap().days(), 60.0), Step::Year);
    assert_eq!(Step::fitting("2019-02".parse::<Interval>().unwrap().days(), 60.0), Step::Day);
}

/// Days of 1990 to 1993.
fn day(text: &str) -> Day {
    text.parse::<Interval>().unwrap().days().first
}

fn valid() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "1991",
        "1991~",
        "1991-06",
        "1991-06?",
        "1991-06-15",
        "199X",
        "1990/1992",
        "1991-03/..",
        "../1991-03",
        "1992/",
        "/1991",
        "1991-12-30/1992-01-02",
        "1990-11~/1991-02",
        "1993",
    ])
}

proptest! {
    #[test]
    fn a_range_shows_what_one_of_its_days_shows(
        valids in prop::collection::vec(valid(), 4), from in 0_i32..1_400, length in 0_i32..60, started in any::<bool>(),
    ) {
        let [a, b, r, s] = valids[..] else { unreachable!() };
        let graph = graph(&format!("a {a}; b {b}; c; r: a b {r}; s: b c {s}").replace(" ;", ";"));
        let first = Day(day("1990").0 + from);
        let rule = if started { TimeRule::StartedIn } else { TimeRule::ValidDuring };
        let at = |first: Day, last: Day| AsOf { days: Days { first, last }, rule, undated: Undated::Shown };
        let whole = at(first, Day(first.0 + length));
        for valid in [a, b, r, s].into_iter().filter(|valid| !valid.is_empty()) {
            let valid: Option<Interval> = Some(valid.parse().unwrap());
            let by_day = |holds: &dyn Fn(AsOf) -> bool| (0..=length).any(|n| { let d = Day(first.0 + n); holds(at(d, d)) });
            prop_assert_eq!(whole.can_hold(valid), by_day(&|day| day.can_hold(valid)));
            prop_assert_eq!(whole.admits(valid), by_day(&|day| day.admits(valid)));
        }
        let shown = holding(&graph, whole, None, &Task::default()).unwrap();
        for r in graph.relationships_unsorted() {
            let ends = [&r.from, &r.to].map(|end| whole.can_hold(graph.entity(end).unwrap().valid));
            let holds = whole.admits(r.valid) && ends == [true, true];
            prop_assert_eq!(shown.relationships.contains(&r.id), holds);
            prop_assert!(!holds || shown.entities.contains(&r.from) && shown.entities.contains(&r.to), "both ends");
        }
    }

    #[test]
    fn buckets_count_as_going_through_all_does(valids in prop::collection::vec(valid(), 0..12), step in prop::sample::select(Step::ALL)) {
        let lines: Vec<String> = valids.iter().enumerate().map(|(n, valid)| format!("r{n}: a b {valid}").trim().to_owned()).collect();
        let graph = graph(&format!("a; b; {}", lines.join("; ")));
        let chronology = Chronology::of(&graph, None, &Task::default()).unwrap();
        let valids: Vec<Interval> = valids.iter().filter(|v| !v.is_empty()).map(|v| v.parse().unwrap()).collect();
        prop_assert_eq!(chronology.dated(), valids.len());
        prop_assert_eq!(chronology.dated() + chronology.undated(), graph.relationship_count());
        let Some(range) = chronology.range() else { return Ok(()) };
        let buckets = step.over(range, 10_000);
        for bucket in &buckets {
            let beginning = valids.iter().filter_map(|v| v.first_day()).filter(|day| bucket.contains(*day)).count();
            prop_assert_eq!(chronology.beginning_in(*bucket), beginning);
            let holding = valids.iter().filter(|v| v.possible().overlaps(*bucket)).count();
            prop_assert_eq!(chronology.holding_in(*bucket), holding);
        }
        let sum: usize = buckets.iter().map(|bucket| chronology.beginning_in(*bucket)).sum();
        prop_assert_eq!(sum, valids.iter().filter(|v| v.first_day().is_some()).count(), "each is counted once");
    }
}
