//! Which relationships of the other graph are there already, and what becomes of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::matching::is_minted;
use super::{Gist, PER_CHECK, When, Work, free, gain};
use crate::base::{Cancelled, RelationshipId};
use crate::edit::{Edit, Swap};
use crate::model::Relationship;

/// With more pairs than this between two entities, only the first ways to tell which is which are tried.
const MOST_PAIRS: usize = 250_000;

/// How an incoming relationship and one of the graph with the same ends and type are told to be one, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// They have one id.
    Id,
    /// They say the very same.
    Exact,
    /// They hold at the same time, and the incoming one says nothing more.
    NothingNew,
    /// They hold at the same time.
    Time,
    /// The incoming one does not say when it holds.
    Undated,
}

const WAYS: [Way; 5] = [Way::Id, Way::Exact, Way::NothingNew, Way::Time, Way::Undated];

impl Way {
    fn holds(self, ours: &Relationship, theirs: &Relationship) -> bool {
        let when: (When, When) = (ours.valid, theirs.valid);
        match self {
            Self::Id => ours.id == theirs.id,
            Self::Exact => gain::is_same(ours, theirs),
            Self::NothingNew => {
                when.0 == when.1 && {
                    let mut after = ours.clone();
                    gain::relationship(&mut after, theirs);
                    after == *ours
                }
            }
            Self::Time => when.0 == when.1,
            Self::Undated => when.1.is_none(),
        }
    }
}

/// A relationship as it would be here, and which of the graph it is.
struct Arrival {
    record: Relationship,
    same: Option<RelationshipId>,
}

impl Work<'_> {
    pub(super) fn bring_relationships(&mut self) -> Result<(), Cancelled> {
        let mut arrivals: Vec<Arrival> = Vec::new();
        let mut taken: FxHashSet<RelationshipId> = FxHashSet::default();
        for (at, record) in self.other.relationships().into_iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                self.task.check()?;
            }
            let ends = (self.entities.get(&record.from), self.entities.get(&record.to));
            let (Some(from), Some(to)) = ends else {
                self.out.tally.skipped_relationships += 1;
                continue;
            };
            let mut here = Relationship::clone(record);
            (here.from, here.to) = (from.clone(), to.clone());
            here.kind = self.relationship_kinds.get(&record.kind).unwrap_or(&record.kind).clone();
            self.carry_values(here.properties.values_mut());
            self.carry_evidence(&mut here.evidence);
            // An id that a program gave is that of one record, whatever became of its type since.
            let same = self.graph.relationship(&here.id).filter(|same| {
                is_minted(here.id.as_str())
                    && ((&same.from, &same.to) == (&here.from, &here.to)
                        || (&same.from, &same.to) == (&here.to, &here.from))
            });
            let same = same.map(|same| same.id.clone());
            taken.extend(same.clone());
            arrivals.push(Arrival { record: here, same });
        }
        self.recognise(&mut arrivals, &mut taken)?;

        let mut gaining: BTreeMap<RelationshipId, (Arc<Relationship>, Relationship)> = BTreeMap::new();
        let mut added: FxHashSet<RelationshipId> = FxHashSet::default();
        for (at, Arrival { mut record, same }) in arrivals.into_iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                self.task.check()?;
            }
            match same.and_then(|id| self.graph.relationship(&id)) {
                Some(same) => {
                    self.out.tally.joined_relationships += 1;
                    let entry = gaining.entry(same.id.clone());
                    let (_, after) = entry.or_insert_with(|| (Arc::clone(same), Relationship::clone(same)));
                    let differences = gain::relationship(after, &record);
                    let name = self.sentence(same);
                    self.conflicts("relationship", same.id.as_str(), &name, differences);
                }
                None => {
                    self.out.tally.new_relationships += 1;
                    let is_free = |id: &RelationshipId| self.graph.relationship(id).is_none() && !added.contains(id);
                    record.id = free(&record.id, RelationshipId::as_str, is_free);
                    added.insert(record.id.clone());
                    self.keep_evidence_ids(&mut record.evidence);
                    self.out.transaction.edits.push(Edit::Relationship(Swap::add(record)));
                }
            }
        }
        for (before, mut after) in gaining.into_values() {
            if *before != after {
                self.keep_evidence_ids(&mut after.evidence[before.evidence.len()..]);
                self.out.transaction.edits.push(Edit::Relationship(Swap::change(before, after)));
                self.out.tally.gaining += 1;
            }
        }
        Ok(())
    }

    /// Who does what to whom, for messages.
    fn sentence(&self, record: &Relationship) -> String {
        let name = |id| self.graph.entity(id).map_or("", |e| e.name.as_str());
        let kind = self.graph.schema().relationship_types.get(&record.kind).map_or("", |t| t.name.as_str());
        let words = if record.label.is_empty() { kind } else { &record.label };
        format!("{} {words} {}", name(&record.from), name(&record.to))
    }

    /// Finds for each arrival the relationship of the graph that it is. Each of the graph is that of one arrival at most,
    /// so that two alike in the other graph stay two.
    fn recognise(&self, arrivals: &mut [Arrival], taken: &mut FxHashSet<RelationshipId>) -> Result<(), Cancelled> {
        let mut groups: FxHashMap<Gist, Vec<usize>> = FxHashMap::default();
        let mut order: Vec<Gist> = Vec::new();
        for (at, arrival) in arrivals.iter().enumerate() {
            let is_old = |id| self.graph.entity(id).is_some();
            if arrival.same.is_some() || !is_old(&arrival.record.from) || !is_old(&arrival.record.to) {
                continue;
            }
            let gist = Gist::of(&arrival.record);
            let group = groups.entry(gist.clone()).or_default();
            if group.is_empty() {
                order.push(gist);
            }
            group.push(at);
        }
        for gist in order {
            self.task.check()?;
            let Some(mut waiting) = groups.remove(&gist) else { continue };
            let there = self.graph.relationships_between(&gist.ends.0, &gist.ends.1);
            let mut there: Vec<_> =
                there.into_iter().filter(|r| Gist::of(r) == gist && !taken.contains(&r.id)).collect();
            for way in WAYS {
                if waiting.len().saturating_mul(there.len()) > MOST_PAIRS && way != Way::Time && way != Way::Undated {
                    continue;
                }
                waiting.retain(|at| {
                    let arrival = &mut arrivals[*at];
                    let Some(found) = there.iter().position(|same| way.holds(same, &arrival.record)) else {
                        return true;
                    };
                    let same = there.remove(found);
                    taken.insert(same.id.clone());
                    arrival.same = Some(same.id.clone());
                    false
                });
            }
        }
        Ok(())
    }
}
