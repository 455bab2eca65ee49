//! SIF, Cytoscape's simplest format: a line `source interaction target target …`, or one node alone.
//!
//! A file with a tab in it is divided by tabs, so that names may hold blanks; any other by blanks.

use crate::base::Task;
use crate::formats::foreign::{At, Column, Draft, Undeclared, decode, lines};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "sif";

/// How much of a file is looked at to recognise it.
const HEAD_BYTES: usize = 8 << 10;

/// Whether bytes look like it: lines of three or more words parted by tabs, with few words in the middle.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let rows: Vec<Vec<&str>> = lines(&head)
        .map(|(_, line)| line.split('\t').map(str::trim).collect::<Vec<_>>())
        .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    // A table has a header or numbers in the middle; the middle of SIF is one of a few words.
    let middles: Vec<&str> = rows.iter().filter_map(|row| row.get(1).copied()).collect();
    let words: std::collections::BTreeSet<&str> = middles.iter().copied().collect();
    // Lines of one word are nodes without relationships: a text of only such lines is a list, or prose.
    let usual = middles.len() >= 2
        && middles.len() * 2 >= rows.len()
        && rows.iter().all(|row| row.len() != 2 && row.iter().all(|cell| !cell.is_empty()))
        && words.len() * 2 <= middles.len() + 1
        && words.iter().all(|word| word.parse::<f64>().is_err() && word.len() <= 60);
    if usual { Certainty::Perhaps } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no text, holds too many records, or the task is cancelled.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let text = decode(bytes, None, &mut draft.report)?;
    let has_tabs = text.contains('\t');
    let kind = Column::of_edge("type");
    for (number, line) in lines(&text) {
        let at = At::Line(number);
        let cells: Vec<&str> = if has_tabs {
            line.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect()
        } else {
            line.split_whitespace().collect()
        };
        match cells.as_slice() {
            [] => {}
            [alone] => {
                draft.node_again(alone, at)?;
            }
            [_, _] => {
                draft.count_record()?;
                draft.report.error(
                    at,
                    "a line has a source and an interaction and no target",
                    line.trim(),
                    "left it out",
                );
            }
            [source, interaction, targets @ ..] => {
                let from = draft.node_again(source, at)?;
                for target in targets {
                    let to = draft.node_again(target, at)?;
                    let edge = draft.edge(None, from, to, None)?;
                    draft.set_edge(edge, &kind, *interaction, at);
                }
            }
        }
    }
    draft.finish(FORMAT, &text)
}
