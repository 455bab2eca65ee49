//! Two dates of a graph beside each other: what came, went and changed, and its measures before and after. Worked out by
//! a job over a snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::statistics::{Known, Question};
use super::{OpenDocument, Session};
use crate::analysis::network::{Answer, Precision, Settings, Unit, Whole, measure, metric, whole};
use crate::analysis::time::{AsOf, Turns, turns};
use crate::analysis::topology::{Scope, Topology, TopologyError};
use crate::base::{EntityId, Interval, Task};
use crate::model::Graph;

/// Two dates, and the measure by which entities are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The earlier one.
    pub first: Interval,
    /// The later one.
    pub second: Interval,
    /// A measure, by name.
    pub metric: &'static str,
}

/// A number of the whole at both dates; NaN where it has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Both {
    /// What it is.
    pub name: &'static str,
    /// In what it is told.
    pub unit: Unit,
    /// At the first date.
    pub first: f64,
    /// At the second.
    pub second: f64,
}

/// What differs between two dates.
#[derive(Debug, Clone)]
pub struct Contrast {
    /// The dates.
    pub dates: Dates,
    /// The revision that it holds for.
    pub revision: u64,
    /// What came, went or changed.
    pub turns: Turns,
    /// Numbers of the whole.
    pub whole: Vec<Both>,
    /// How far the measure can be trusted at both dates.
    pub precision: [Precision; 2],
    /// The entities whose measure moved, by how far, with both values; NaN where one is not there. Where it is estimated,
    /// only those that moved farther than both values may be off.
    pub moved: Vec<(EntityId, f64, f64)>,
    /// How long it took.
    pub took: Duration,
}

impl Session {
    /// Starts to set two dates beside each other. One that is under way gives way.
    pub(super) fn compare_dates(&mut self, dates: Dates) {
        let Some(open) = self.active() else { return };
        let (key, revision, graph) = (open.key(), open.revision(), Arc::clone(open.graph()));
        let ask = move |task: &Task| contrast(&graph, dates, revision, task);
        let keep = |known: &mut Known, contrast| known.contrast = Some(Arc::new(contrast));
        self.work_out(key, Question::Dates, ("Comparing two dates".into(), "Not compared"), ask, keep);
    }
}

impl OpenDocument {
    /// The two dates that were compared last.
    #[must_use]
    pub fn contrast(&self) -> Option<&Arc<Contrast>> {
        self.known.contrast.as_ref()
    }
}

/// A date of a network: its numbers, and the values of one measure.
struct Side {
    precision: Precision,
    whole: Vec<Whole>,
    values: BTreeMap<EntityId, f64>,
}

fn side(graph: &Graph, at: Interval, name: &str, task: &Task) -> Result<Side, TopologyError> {
    let topology = Topology::of(graph, &Scope { at: Some(at), ..Scope::default() }, task)?;
    let settings = Settings::default();
    let metrics: Vec<_> = metric(name).into_iter().collect();
    let answers: Vec<Answer> = measure(&topology, &metrics, &settings, task)?;
    let whole = whole(&topology, &metrics, &answers, &settings, task)?;
    let answer = answers.into_iter().next();
    let precision = answer.as_ref().map_or(Precision::Exact, |answer| answer.precision);
    let values = answer.map(|answer| answer.values).unwrap_or_default();
    Ok(Side { precision, whole, values: topology.ids().iter().cloned().zip(values).collect() })
}

fn contrast(graph: &Graph, dates: Dates, revision: u64, task: &Task) -> Result<Contrast, TopologyError> {
    let began = Instant::now();
    let turns = turns(graph, [dates.first, dates.second].map(AsOf::on), None, task)?;
    let first = side(graph, dates.first, dates.metric, task)?;
    let second = side(graph, dates.second, dates.metric, task)?;
    let named = |rows: &[Whole], name: &str| rows.iter().find(|row| row.name == name).map_or(f64::NAN, |row| row.value);
    let mut rows: Vec<&Whole> = first.whole.iter().collect();
    rows.extend(second.whole.iter().filter(|row| first.whole.iter().all(|known| known.name != row.name)));
    let both = |row: &&Whole| Both {
        name: row.name,
        unit: row.unit,
        first: named(&first.whole, row.name),
        second: named(&second.whole, row.name),
    };
    let whole = rows.iter().map(both).collect();
    let value = |side: &Side, id: &EntityId| side.values.get(id).copied().unwrap_or(f64::NAN);
    let mut ids: Vec<&EntityId> = first.values.keys().chain(second.values.keys()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut moved: Vec<(EntityId, f64, f64)> =
        ids.into_iter().map(|id| (id.clone(), value(&first, id), value(&second, id))).collect();
    // Whoever is not there has none of it.
    let by = |(_, a, b): &(EntityId, f64, f64)| (known(*b) - known(*a)).abs();
    let precision = [first.precision, second.precision];
    let may_be_off: f64 = precision.iter().map(may_be_off).sum();
    moved.retain(|row| by(row) > may_be_off);
    moved.sort_by(|x, y| by(y).total_cmp(&by(x)).then_with(|| x.0.cmp(&y.0)));
    Ok(Contrast { dates, revision, turns, whole, precision, moved, took: began.elapsed() })
}

fn may_be_off(precision: &Precision) -> f64 {
    match precision {
        Precision::Estimated { error, .. } => error.unwrap_or(0.0),
        _ => 0.0,
    }
}

fn known(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}
