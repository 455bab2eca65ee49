//! Turns matrices of competing hypotheses into records of the model.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use super::borrowed::Str;
use super::convert::{LEFT_OUT, id, parsed, required, site};
use super::report::{Report, Site};
use super::v2;
use crate::base::{HypothesisId, IdError, MatrixItemId};
use crate::model::{Hypothesis, Matrix, MatrixItem, Relevance};

pub(super) fn matrix(report: &mut Report<'_>, key: &Str<'_>, read: v2::Matrix<'_>) -> Option<Matrix> {
    let site = site(report, "matrix", key);
    let v2::Matrix { question, notes, hypotheses: hypotheses_read, items: items_read } = read;
    let mut known = BTreeSet::new();
    let mut hypotheses = Vec::with_capacity(hypotheses_read.len());
    for v2::Hypothesis { id, text } in hypotheses_read {
        let Some(id) = own_id::<HypothesisId>(report, site, "hypothesis", id.as_ref(), &mut known) else { continue };
        hypotheses.push(Hypothesis { id, text: text.into_string() });
    }
    let mut taken = BTreeSet::new();
    let mut items = Vec::with_capacity(items_read.len());
    for v2::MatrixItem { id, about, text, relevance, marks: marks_read } in items_read {
        let Some(id) = own_id::<MatrixItemId>(report, site, "item", id.as_ref(), &mut taken) else { continue };
        let mut marks = BTreeMap::new();
        for (key, mark) in marks_read.0 {
            let at = report.offset_of(&key);
            let hypothesis = key.as_str().parse::<HypothesisId>().ok().filter(|id| known.contains(id));
            let Some(hypothesis) = hypothesis else {
                let message =
                    format!("a mark of item {id:?} names the hypothesis {:?}, which does not exist", key.as_str());
                report.error(site, at, message, "left the mark out");
                continue;
            };
            match marks.entry(hypothesis) {
                Entry::Occupied(first) => {
                    let message = format!("item {id:?} has two marks for the hypothesis {:?}", first.key());
                    report.error(site, at, message, "kept the first");
                }
                Entry::Vacant(place) => {
                    if let Some(mark) = parsed(report, site, "marks", Some(&mark)) {
                        place.insert(mark);
                    }
                }
            }
        }
        items.push(MatrixItem {
            id,
            about: parsed(report, site, "about", about.as_ref()),
            text: text.into_string(),
            relevance: parsed(report, site, "relevance", relevance.as_ref()).unwrap_or(Relevance::Medium),
            marks,
        });
    }
    Some(Matrix {
        id: id(report, site)?,
        question: question.into_string(),
        notes: notes.into_string(),
        hypotheses,
        items,
    })
}

/// An id that is unique in its matrix; another one where it is missing or stands twice.
fn own_id<T: FromStr<Err = IdError> + Ord + Clone + Display>(
    report: &mut Report<'_>,
    site: Site<'_>,
    kind: &str,
    value: Option<&Str<'_>>,
    taken: &mut BTreeSet<T>,
) -> Option<T> {
    let stated: Option<T> = required(report, site, "id", value, &format!("gave the {kind} a new id"));
    if let Some(id) = stated.as_ref().filter(|id| !taken.contains(*id)) {
        taken.insert(id.clone());
        return stated;
    }
    let stem: String = stated.as_ref().map_or_else(|| kind.into(), |id| id.to_string().chars().take(40).collect());
    // One more than those that are taken is enough.
    let new = (2..=taken.len() + 2).filter_map(|n| format!("{stem}-{n}").parse().ok()).find(|id| !taken.contains(id));
    if stated.is_some() {
        let message = format!("there is more than one {kind} of the id {stem:?}");
        let done = new.as_ref().map_or_else(|| LEFT_OUT.into(), |id| format!("gave this one the new id \"{id}\""));
        report.error(site, value.and_then(|v| report.offset_of(v)), message, &done);
    }
    taken.extend(new.clone());
    new
}
