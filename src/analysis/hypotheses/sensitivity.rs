//! What the order of hypotheses hangs on: single items, and single origins with all their items.

use std::collections::BTreeSet;

use super::{WeighedItem, evidence, labels, leaders, words};
use crate::analysis::confidence::{by_origin, listed};
use crate::base::{MatrixItemId, SourceId};
use crate::model::{Graph, Matrix, MatrixItem};

/// Something that, if it were withdrawn, would change which hypotheses come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What is withdrawn.
    pub without: Without,
    /// Which hypotheses would come first, by their places in the matrix; none where nothing would tell any apart.
    pub leaders: Vec<usize>,
}

/// What is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Without {
    /// One item.
    Item(MatrixItemId),
    /// All items that rest on one origin: its sources, by id. Sources of one origin are one voice.
    Origin(Vec<SourceId>),
}

/// How many characters of an item a sentence quotes.
const QUOTED: usize = 60;

impl Turn {
    /// `Without CNN report, H2 would come first.`
    #[must_use]
    pub fn sentence(&self, graph: &Graph, matrix: &Matrix) -> String {
        let without = match &self.without {
            Without::Item(id) => matrix.item(id).map_or_else(|| "this".into(), |item| named(graph, item)),
            Without::Origin(sources) => {
                let known: Vec<_> = sources.iter().filter_map(|id| graph.sources().get(id)).collect();
                let titles: Vec<&str> = known.iter().map(|source| source.title.as_str()).collect();
                let origin = known.iter().map(|source| source.origin.trim()).find(|origin| !origin.is_empty());
                match origin.filter(|_| titles.len() > 1) {
                    Some(origin) => format!("{}, which share the origin {origin}", listed(&titles)),
                    None => listed(&titles),
                }
            }
        };
        let labels = labels(&self.leaders);
        match self.leaders.len() {
            0 => format!("Without {without}, all hypotheses would be level."),
            1 => format!("Without {without}, {labels} would come first."),
            _ => format!("Without {without}, {labels} would come first together."),
        }
    }
}

/// The beginning of what an item says, with the title of its source.
fn named(graph: &Graph, item: &MatrixItem) -> String {
    let text = words(graph, item);
    let said = match text.char_indices().nth(QUOTED) {
        // Cut between words where there are any.
        Some((end, _)) => format!("{}…", text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words)),
        None => text.to_owned(),
    };
    let said = said.trim_matches(['“', '”', '"']);
    let piece = item.about.as_ref().and_then(|id| evidence(graph, id));
    match piece.and_then(|piece| graph.sources().get(&piece.source)) {
        Some(source) => format!("“{said}” ({})", source.title),
        None => format!("“{said}”"),
    }
}

/// Withdraws each item and each origin of several items in turn.
pub(super) fn turns(graph: &Graph, matrix: &Matrix, items: &[WeighedItem], sums: &[f64]) -> Vec<Turn> {
    let now = leaders(sums);
    let without = |withdrawn: &[usize]| {
        let mut rest = sums.to_vec();
        for at in withdrawn {
            for (sum, points) in rest.iter_mut().zip(&items[*at].against) {
                *sum -= points;
            }
        }
        leaders(&rest)
    };
    let mut turns = Vec::new();
    for (at, item) in matrix.items.iter().enumerate() {
        let leaders = without(&[at]);
        if leaders != now {
            turns.push(Turn { without: Without::Item(item.id.clone()), leaders });
        }
    }
    let sources: BTreeSet<&SourceId> = items.iter().filter_map(|item| item.source.as_ref()).collect();
    for group in by_origin(&sources, graph.sources()) {
        let is_of = |item: &WeighedItem| item.source.as_ref().is_some_and(|source| group.contains(&source));
        let withdrawn: Vec<usize> = (0..items.len()).filter(|at| is_of(&items[*at])).collect();
        // One item alone was withdrawn above.
        let leaders = without(&withdrawn);
        if withdrawn.len() > 1 && leaders != now {
            turns.push(Turn { without: Without::Origin(group.into_iter().cloned().collect()), leaders });
        }
    }
    turns
}
