//! Strategies and checks that the tests of all measures share, and bad input that every measure must bear.

use proptest::prelude::*;

use super::*;
use crate::analysis::topology::Tie;
pub(super) use crate::analysis::topology::tests::random;

/// Direction and weights counted or not.
pub(super) fn any_settings() -> impl Strategy<Value = Settings> {
    let ways = prop_oneof![Just(Ways::Ignored), Just(Ways::Followed)];
    let weights = prop_oneof![Just(Weights::Ignored), Just(Weights::Counted)];
    (ways, weights).prop_map(|(ways, weights)| Settings { ways, weights, ..Settings::default() })
}

/// The values of one measure.
pub(super) fn measure(name: &str, topology: &Topology, settings: &Settings) -> Vec<f64> {
    let metric = metric(name).unwrap_or_else(|| panic!("there is no measure {name}"));
    super::measure(topology, &[metric], settings, &Task::default()).unwrap().remove(0).values
}

/// Checks that values are equal but for rounding.
#[track_caller]
pub(super) fn same(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let close = |(a, b): (&f64, &f64)| (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * b.abs().max(1.0);
    assert!(found.iter().zip(expected).all(close), "\n   found {found:?}\nexpected {expected:?}");
}

fn all() -> Vec<&'static Metric> {
    METRICS.iter().collect()
}

#[test]
fn the_table_names_each_measure_once_and_asks() {
    for (at, metric) in METRICS.iter().enumerate() {
        assert!(metric.question.ends_with('?') && metric.explanation.ends_with('.'), "{}", metric.name);
        assert!(METRICS[..at].iter().all(|other| other.name != metric.name), "{}", metric.name);
        assert!(metric.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", metric.name);
    }
}

proptest! {
    #[test]
    fn every_measure_gives_a_number_a_node_and_the_same_again(topology in random(12, 30), settings in any_settings()) {
        let answers = super::measure(&topology, &all(), &settings, &Task::default()).unwrap();
        let again = super::measure(&topology, &all(), &settings, &Task::default()).unwrap();
        for ((metric, answer), again) in all().iter().zip(&answers).zip(&again) {
            prop_assert_eq!(answer.values.len(), topology.len(), "{}", metric.name);
            let bits = |answer: &Answer| answer.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(answer), bits(again), "{}", metric.name);
            for value in &answer.values {
                prop_assert!(!value.is_infinite(), "{} {:?}", metric.name, answer.values);
                let fits = match metric.unit {
                    Unit::Count(_) | Unit::Group => value.fract() == 0.0 && *value >= 0.0,
                    Unit::Share => value.is_nan() || (-1e-9..=1.0 + 1e-9).contains(value),
                    Unit::Score | Unit::Distance => value.is_nan() || *value >= 0.0,
                    Unit::Signed => value.is_nan() || (-1.0 - 1e-9..=1.0 + 1e-9).contains(value),
                };
                prop_assert!(fits, "{} {:?}", metric.name, answer.values);
            }
        }
    }
}

/// Every measure that may take this long, with and without weights and direction.
fn bear(topology: &Topology, most: Cost) {
    let metrics: Vec<_> = METRICS.iter().filter(|metric| metric.cost <= most).collect();
    for (ways, weights) in [(Ways::Ignored, Weights::Ignored), (Ways::Followed, Weights::Counted)] {
        let settings = Settings { ways, weights, effort: Effort::Sources(8), ..Settings::default() };
        for answer in super::measure(topology, &metrics, &settings, &Task::default()).unwrap() {
            assert_eq!(answer.values.len(), topology.len());
            assert!(answer.values.iter().all(|v| !v.is_infinite()));
        }
    }
}

#[test]
fn odd_networks_are_borne() {
    bear(&Topology::from_ties(0, Vec::new()).unwrap(), Cost::Listing);
    bear(&Topology::from_ties(1, Vec::new()).unwrap(), Cost::Listing);
    bear(&Topology::from_ties(1, vec![Tie::forward(0, 0); 3]).unwrap(), Cost::Listing);
    bear(&Topology::from_ties(5_000, Vec::new()).unwrap(), Cost::Listing);
    bear(&Topology::from_ties(2, vec![Tie::forward(0, 1); 5_000]).unwrap(), Cost::Listing);
    let odd = [0.0, -3.0, f64::NAN, f64::INFINITY, 1e-320, 1e-49, f64::MAX, f64::MAX];
    let ties = odd.iter().zip(0..).map(|(strength, i)| Tie { strength: *strength, ..Tie::forward(i % 3, (i + 1) % 3) });
    bear(&Topology::from_ties(4, ties.collect()).unwrap(), Cost::Listing);
}

#[test]
fn a_star_of_100_000_and_a_path_of_300_000_are_borne() {
    bear(
        &Topology::from_ties(100_001, (1..=100_000).map(|leaf| Tie::forward(0, leaf)).collect()).unwrap(),
        Cost::Linear,
    );
    bear(&Topology::from_ties(300_000, (1..300_000).map(|i| Tie::forward(i - 1, i)).collect()).unwrap(), Cost::Linear);
    bear(&Topology::from_ties(2_001, (1..=2_000).map(|leaf| Tie::forward(0, leaf)).collect()).unwrap(), Cost::Listing);
    bear(&Topology::from_ties(2_000, (1..2_000).map(|i| Tie::forward(i - 1, i)).collect()).unwrap(), Cost::Listing);
}

#[test]
fn every_measure_stops_when_asked() {
    let mut random = fastrand::Rng::with_seed(1);
    let ties = (0..15_000).map(|_| Tie::forward(random.u32(..5_000), random.u32(..5_000))).collect();
    let topology = Topology::from_ties(5_000, ties).unwrap();
    for metric in METRICS {
        let task = Task::default();
        task.cancel();
        let settings = Settings { effort: Effort::Exact, ..Settings::default() };
        assert_eq!(super::measure(&topology, &[metric], &settings, &task), Err(Cancelled), "{}", metric.name);
        // In the middle, too: another thread cancels once there is some progress, or it is done before.
        let task = Task::default();
        std::thread::scope(|scope| {
            let watcher = task.clone();
            scope.spawn(move || {
                while watcher.progress() == 0.0 {
                    std::thread::yield_now();
                }
                watcher.cancel();
            });
            let ended = super::measure(&topology, &[metric], &settings, &task);
            task.set_progress(1.0);
            assert!(ended == Err(Cancelled) || ended.is_ok_and(|answers| answers.len() == 1), "{}", metric.name);
        });
    }
}
