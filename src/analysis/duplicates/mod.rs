//! Pairs of entities that may be one, each with a score and the reasons for it.
//!
//! Pairs are found by *blocking*: entities that share a key (a register number, the words of a name in any order, its
//! sound, its initials, its beginning …) are compared, others never. A key that many share, as a family name, is no
//! reason to compare all with all; there, neighbours in the order of names are. So the work grows about linearly.
//!
//! A score weighs what speaks for and against. It is no probability, and nothing is ever joined by it: an analyst says
//! so, or says that the two are different, and is not asked again.

mod block;
mod name;
mod score;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::{Cancelled, EntityId, Task};
use crate::model::{Entity, Graph};

pub use score::Reason;
use score::{Context, Profile};

/// From this score on, a pair is worth a look.
pub const WORTH_A_LOOK: u8 = 50;

/// More pairs than this are not told; the best are.
pub const MOST_PAIRS: usize = 10_000;

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one with the smaller id.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// From 0 to 100.
    pub score: u8,
    /// What speaks for and against, the weightiest first.
    pub reasons: Vec<Reason>,
    /// A relationship already says that they are possibly the same.
    pub is_marked: bool,
}

impl Pair {
    /// `score 84: same name; both have wikidata Q30; not counted …`
    #[must_use]
    pub fn describe(&self) -> String {
        let reasons: Vec<&str> = self.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let marked = if self.is_marked { "; marked as possibly the same" } else { "" };
        format!("score {}: {}{marked}", self.score, reasons.join("; "))
    }
}

/// All pairs worth a look, the best first, but for those judged to be different.
///
/// # Errors
/// When the task is cancelled.
pub fn find(graph: &Graph, task: &Task) -> Result<Vec<Pair>, Cancelled> {
    let entities = graph.entities();
    let profiles = entities
        .par_chunks(512)
        .map(|chunk| {
            task.check()?;
            Ok(chunk.iter().map(|entity| Profile::of(entity)).collect::<Vec<_>>())
        })
        .collect::<Result<Vec<_>, Cancelled>>()?
        .concat();
    task.set_progress(0.2);
    let candidates = block::candidates(&profiles, task)?;
    task.set_progress(0.5);
    let context = Context::of(graph);
    let mut pairs = candidates
        .par_chunks(2048)
        .map(|chunk| {
            task.check()?;
            let looked = chunk.iter().filter_map(|(a, b)| {
                let (a, b) = (&profiles[*a as usize], &profiles[*b as usize]);
                if is_judged(a.entity, b.entity) { None } else { context.compare(a, b, WORTH_A_LOOK) }
            });
            Ok(looked.collect::<Vec<_>>())
        })
        .collect::<Result<Vec<_>, Cancelled>>()?
        .concat();
    pairs.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b))));
    pairs.truncate(MOST_PAIRS);
    task.set_progress(1.0);
    Ok(pairs)
}

/// Compares two entities, however little they have in common; `None` where one is gone.
#[must_use]
pub fn compare(graph: &Graph, a: &EntityId, b: &EntityId) -> Option<Pair> {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    let (first, second) = (Profile::of(graph.entity(first)?), Profile::of(graph.entity(second)?));
    Context::of(graph).compare(&first, &second, 0)
}

/// Whether somebody said that the two are not one.
#[must_use]
pub fn is_judged(a: &Arc<Entity>, b: &Arc<Entity>) -> bool {
    let says = |all: &BTreeSet<EntityId>, other: &Entity| !all.is_empty() && all.contains(&other.id);
    says(&a.different_from, b) || says(&b.different_from, a)
}
