//! The table of a measure as a CSV file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, Measured, OpenDocument, Session, disk};
use crate::base::{Cancelled, Task};
use crate::formats::table::write_rows;
use crate::model::Graph;

/// The values of a measure that are to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredExport {
    /// Of which document.
    pub document: DocumentKey,
    /// The values.
    pub measured: Arc<Measured>,
}

impl MeasuredExport {
    /// The first measure, by name.
    #[must_use]
    pub fn metric(&self) -> &'static str {
        self.measured.asking.metrics.first().copied().unwrap_or("measure")
    }

    /// The table as CSV: a row for each entity, the highest first.
    ///
    /// # Errors
    /// When `task` is cancelled.
    pub fn csv(&self, graph: &Graph, task: &Task) -> Result<Vec<u8>, Cancelled> {
        let Measured { ids, answers, order, ranks, .. } = &*self.measured;
        let values = answers.first().map(|answer| answer.values.as_slice()).unwrap_or_default();
        let row = |(at, rank): (&u32, &u32)| {
            let id = ids.get(*at as usize)?;
            let entity = graph.entity(id)?;
            let kind = graph.schema().entity_types.get(&entity.kind).map_or(entity.kind.as_str(), |kind| &kind.name);
            let value = values.get(*at as usize).filter(|value| value.is_finite());
            let value = value.map(ToString::to_string).unwrap_or_default();
            Some(vec![rank.to_string(), id.to_string(), entity.name.clone(), kind.to_owned(), value])
        };
        let titles = ["rank", "id", "name", "type", self.metric()].map(str::to_owned);
        write_rows(titles, order.iter().zip(ranks).filter_map(row), task)
    }
}

impl Session {
    /// Writes the values of a measure as CSV.
    pub(super) fn export_measured(&mut self, export: MeasuredExport, path: PathBuf) {
        let Some(open) = self.document(export.document) else { return };
        let graph = Arc::clone(open.graph());
        self.jobs.start(format!("Writing {}", file_name(&path)), Stop::AtAnyTime, move |task| {
            let Ok(bytes) = export.csv(&graph, task) else { return finish(|_| {}) };
            let written = disk::save(&path, &bytes);
            finish(move |session| match written {
                Ok(_) => {
                    let title = format!("{} written", file_name(&path));
                    let rows = export.measured.order.len();
                    session.notify(Gravity::Done, title, format!("It holds {rows} entities."), Vec::new());
                }
                Err(why) => {
                    let title = format!("{} was not written", file_name(&path));
                    session.notify(Gravity::Failure, title, why.to_string(), Vec::new());
                }
            })
        });
    }

    /// A folder and a name to offer for the values of a measure.
    #[must_use]
    pub fn measured_suggestion(&self, export: &MeasuredExport) -> PathBuf {
        let open = self.document(export.document);
        let folder = open.and_then(OpenDocument::path).and_then(Path::parent).unwrap_or(Path::new(""));
        folder.join(format!("{} {}.csv", open.map(OpenDocument::name).unwrap_or_default(), export.metric()))
    }
}
