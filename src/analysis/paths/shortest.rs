//! The k shortest paths, by Yen's algorithm (1971) with Lawler's rule (1972) of where to branch off.

use std::collections::BTreeSet;

use super::{Field, Path, Question, UNSET};
use crate::analysis::topology::Topology;
use crate::base::{Cancelled, Task};

/// At most `count` simple paths that answer the question, those of fewest steps first and of equally long ones those
/// whose nodes have the lower numbers. O(k · l · (n + m)) for k paths of up to l steps.
///
/// # Errors
/// When `task` is cancelled.
pub fn shortest_paths(
    topology: &Topology,
    question: &Question<'_>,
    count: usize,
    task: &Task,
) -> Result<Vec<Path>, Cancelled> {
    let field = Field::of(topology, question);
    let mut search = Search {
        field,
        most_steps: question.most_steps,
        on_path: vec![false; topology.len()],
        known: Vec::new(),
        touched: Vec::new(),
    };
    search.known.resize(topology.len(), (UNSET, UNSET));
    // Paths not yet told, each with the place up to which it is like one told before.
    let mut waiting: BTreeSet<(usize, Path, usize)> = BTreeSet::new();
    let mut told: Vec<Path> = Vec::new();
    let starts = search.field.starts.clone();
    for start in starts {
        task.check()?;
        if let Some(path) = search.complete(&[start], &[], task)? {
            waiting.insert((path.len(), path, 0));
        }
    }
    while told.len() < count {
        let Some((_, path, like_until)) = waiting.pop_first() else { break };
        task.set_progress(told.len() as f32 / count as f32);
        told.push(path);
        if told.len() < count {
            search.branch_off(&told, like_until, &mut waiting, task)?;
        }
    }
    Ok(told)
}

struct Search<'a> {
    field: Field<'a>,
    most_steps: usize,
    on_path: Vec<bool>,
    /// For nodes met: the steps from the last node of the root, and the node before it.
    known: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

impl Search<'_> {
    /// Adds the paths that leave the last one told after a part of it that is at least as long as `like_until`.
    fn branch_off(
        &mut self,
        told: &[Path],
        like_until: usize,
        waiting: &mut BTreeSet<(usize, Path, usize)>,
        task: &Task,
    ) -> Result<(), Cancelled> {
        let Some(path) = told.last() else { return Ok(()) };
        let mut alike: Vec<&Path> = told.iter().filter(|other| other.starts_with(&path[..=like_until])).collect();
        path[..like_until].iter().for_each(|node| self.on_path[*node as usize] = true);
        let mut ended = Ok(());
        for at in like_until..path.len() - 1 {
            self.on_path[path[at] as usize] = true;
            alike.retain(|other| other.get(at) == Some(&path[at]));
            // Where told paths went on from here, this one may not.
            let taken: Vec<u32> = alike.iter().filter_map(|other| other.get(at + 1)).copied().collect();
            match self.complete(&path[..=at], &taken, task) {
                Ok(Some(found)) => drop(waiting.insert((found.len(), found, at))),
                Ok(None) => {}
                Err(cancelled) => {
                    ended = Err(cancelled);
                    break;
                }
            }
        }
        path.iter().for_each(|node| self.on_path[*node as usize] = false);
        ended
    }

    /// The first of the shortest ways from the end of `root` to an end, through no node on the path and with none of
    /// `taken` as its first step; with `root` before it.
    fn complete(&mut self, root: &[u32], taken: &[u32], task: &Task) -> Result<Option<Path>, Cancelled> {
        let Some(last) = root.last().copied() else { return Ok(None) };
        let found = self.search(last, taken, self.most_steps.saturating_sub(root.len() - 1), task);
        let path = found.as_ref().ok().copied().flatten().map(|end| {
            let mut back = vec![end];
            let mut at = end;
            while self.known[at as usize].1 != last {
                at = self.known[at as usize].1;
                back.push(at);
            }
            root.iter().copied().chain(back.into_iter().rev()).collect()
        });
        for node in self.touched.drain(..) {
            self.known[node as usize] = (UNSET, UNSET);
        }
        found.map(|_| path)
    }

    /// Goes forward by breadth, past nodes from which the end is too far. Each node is met first from the earliest of
    /// those before it, so the path found is the first of its length.
    fn search(&mut self, from: u32, taken: &[u32], most: usize, task: &Task) -> Result<Option<u32>, Cancelled> {
        let Self { field, on_path, known, touched, .. } = self;
        let mut here = vec![from];
        let mut next = Vec::new();
        for step in 1..=most {
            task.check()?;
            for node in here.drain(..) {
                for to in field.rows.of_node(node) {
                    let at = *to as usize;
                    let remaining = field.to_end[at];
                    if remaining == UNSET
                        || remaining as usize > most - step
                        || known[at].0 != UNSET
                        || on_path[at]
                        || field.is_start[at]
                        || (step == 1 && taken.contains(to))
                    {
                        continue;
                    }
                    known[at] = (step as u32, node);
                    touched.push(*to);
                    if field.is_end[at] {
                        // Of the ends one step farther, the first in the order of this level is that of the first path.
                        return Ok(Some(*to));
                    }
                    next.push(*to);
                }
            }
            if next.is_empty() {
                break;
            }
            std::mem::swap(&mut here, &mut next);
        }
        Ok(None)
    }
}
