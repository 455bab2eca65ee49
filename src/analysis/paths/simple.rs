//! All simple paths, shortest first.

use super::{Field, Path, Question, UNSET};
use crate::analysis::topology::Topology;
use crate::base::{Cancelled, Task};

/// All simple paths that answer a question, or the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimplePaths {
    /// The paths, those of fewest steps first and of equally long ones those whose nodes have the lower numbers.
    pub paths: Vec<Path>,
    /// Whether there may be more: the limit was reached.
    pub cut: bool,
}

/// How many steps the search may take for each path that it may tell, as dead ends can be many more than paths.
const STEPS_A_PATH: usize = 20_000;

/// All simple paths that answer the question, `most` at most.
///
/// There can be exponentially many. The search goes by length, leaves whatever is too far from the end, and stops at
/// `most` paths or at 20,000 steps for each of `most`.
///
/// # Errors
/// When `task` is cancelled.
pub fn simple_paths(
    topology: &Topology,
    question: &Question<'_>,
    most: usize,
    task: &Task,
) -> Result<SimplePaths, Cancelled> {
    let field = Field::of(topology, question);
    let mut found = SimplePaths { paths: Vec::new(), cut: false };
    let mut on_path = vec![false; topology.len()];
    let mut budget = most.saturating_mul(STEPS_A_PATH);
    // A simple path has fewer steps than there are nodes.
    for steps in 1..=question.most_steps.min(topology.len().saturating_sub(1)) {
        task.set_progress(steps as f32 / question.most_steps as f32);
        let mut any_too_long = false;
        for start in &field.starts {
            let walk = walk(&field, *start, steps, &mut on_path, &mut budget, task, |path| {
                found.paths.push(path.to_vec());
                found.paths.len() < most
            })?;
            match walk {
                Walk::Stopped => {
                    found.cut = true;
                    return Ok(found);
                }
                Walk::Done { too_long } => any_too_long |= too_long,
            }
        }
        // Where nothing was left out for being too long, there is nothing longer.
        if !any_too_long {
            break;
        }
    }
    Ok(found)
}

enum Walk {
    Done {
        /// Whether some way was left because it would be longer.
        too_long: bool,
    },
    Stopped,
}

/// Calls `tell` for every path of exactly `steps` steps from `start`, until it returns false.
fn walk(
    field: &Field<'_>,
    start: u32,
    steps: usize,
    on_path: &mut [bool],
    budget: &mut usize,
    task: &Task,
    mut tell: impl FnMut(&[u32]) -> bool,
) -> Result<Walk, Cancelled> {
    let mut path = vec![start];
    // Where each node of the path goes on in its row.
    let mut next_at = vec![0_usize];
    on_path[start as usize] = true;
    let mut too_long = false;
    let mut ended = Ok(());
    let mut stopped = false;
    while let (Some(node), Some(at)) = (path.last().copied(), next_at.last_mut()) {
        if *budget == 0 {
            stopped = true;
            break;
        }
        *budget -= 1;
        if *budget % 4096 == 0 {
            ended = task.check();
            if ended.is_err() {
                break;
            }
        }
        let Some(to) = field.rows.of_node(node).get(*at).copied() else {
            path.pop();
            next_at.pop();
            on_path[node as usize] = false;
            continue;
        };
        *at += 1;
        let (there, left) = (to as usize, steps - path.len());
        if on_path[there] || field.is_start[there] || field.to_end[there] == UNSET {
            continue;
        }
        if field.to_end[there] as usize > left {
            too_long = true;
        } else if field.is_end[there] {
            // Shorter ones were told before.
            if left == 0 {
                path.push(to);
                let go_on = tell(&path);
                path.pop();
                if !go_on {
                    stopped = true;
                    break;
                }
            }
        } else {
            path.push(to);
            next_at.push(0);
            on_path[there] = true;
        }
    }
    path.iter().for_each(|node| on_path[*node as usize] = false);
    ended?;
    Ok(if stopped { Walk::Stopped } else { Walk::Done { too_long } })
}
