//! Writing a graph in the format of another program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, OpenDocument, Session, disk, pair};
use crate::analysis::query::Shown;
use crate::base::{Cancelled, Task, ViewId};
use crate::edit::{Selection, intent};
use crate::formats::{Exported, FORMATS, Format, table};
use crate::model::Graph;

/// How much of a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// What the shown view shows.
    Shown,
}

/// The formats that can be written, in the order of lists.
pub fn writers() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| format.write.is_some())
}

/// Writes a graph in a format, as one file or, for tables of text, as two beside each other.
///
/// # Errors
/// When the work was cancelled.
pub fn write(
    graph: &Graph,
    format: &Format,
    target: &Path,
    task: &Task,
) -> Result<Vec<(PathBuf, Exported)>, Cancelled> {
    if format.key == table::CSV {
        let (nodes, edges) = pair::names(&file_name(target));
        let (of_entities, of_relationships) = table::write_pair(graph, task)?;
        return Ok(vec![(target.with_file_name(nodes), of_entities), (target.with_file_name(edges), of_relationships)]);
    }
    let Some(write) = format.write else { return Ok(Vec::new()) };
    Ok(vec![(target.to_owned(), write(graph, task)?)])
}

/// The part of a graph that a view shows.
fn shown_part(graph: &Graph, view: &ViewId, shown: Option<&Shown>) -> Graph {
    let Some(state) = graph.views().get(view) else { return graph.clone() };
    let hidden = graph.entities_unsorted().filter(|entity| {
        state.placement(&entity.id).hidden || shown.is_some_and(|shown| !shown.entities.contains(&entity.id))
    });
    let entities = hidden.map(|entity| entity.id.clone()).collect();
    let hidden = graph.relationships_unsorted().filter(|record| {
        state.route(&record.id).hidden || shown.is_some_and(|shown| !shown.relationships.contains(&record.id))
    });
    let relationships = hidden.map(|record| record.id.clone()).collect();
    let mut part = graph.clone();
    let without = intent::delete(graph, &Selection { entities, relationships });
    match without.apply_to(&mut part) {
        Ok(()) => part,
        Err(error) => unreachable!("what is there can be deleted: {error}"),
    }
}

impl Session {
    /// Where an export of a document would go: its name beside its file.
    pub(super) fn ask_export(&mut self) {
        let Some(open) = self.active() else { return };
        let document = open.key();
        self.ask(super::Request::AskExport { document });
    }

    /// Writes a document in a format of another program. The document keeps its own file.
    pub(super) fn export(&mut self, key: DocumentKey, path: PathBuf, format: &str, part: Part) {
        let Some(format) = writers().find(|known| known.key == format) else { return };
        let Some(open) = self.document(key) else { return };
        if open.path() == Some(&path) {
            let text = "That is the file of the graph itself. Choose another name.";
            return self.notify(Gravity::Failure, "Not exported", text, Vec::new());
        }
        let (graph, view) = (Arc::clone(open.graph()), open.view_id().clone());
        let shown = open.filter().shown().cloned();
        let name = file_name(&path);
        self.jobs.start(format!("Exporting {name}"), Stop::AtAnyTime, move |task| {
            let graph = match part {
                Part::Whole => graph,
                Part::Shown => Arc::new(shown_part(&graph, &view, shown.as_ref())),
            };
            let Ok(files) = write(&graph, format, &path, task) else { return finish(|_| {}) };
            let mut left_out: Vec<String> = Vec::new();
            let mut names: Vec<String> = Vec::new();
            let mut result = Ok(());
            for (path, exported) in files {
                if task.is_cancelled() || result.is_err() {
                    break;
                }
                for issue in exported.left_out.iter().map(ToString::to_string) {
                    if !left_out.contains(&issue) {
                        left_out.push(issue);
                    }
                }
                names.push(file_name(&path));
                result = disk::save(&path, &exported.bytes).map(drop);
            }
            finish(move |session| match result {
                Err(error) => {
                    let text = format!("{error} The graph here is as it was.");
                    session.notify(Gravity::Failure, format!("{name} was not written"), text, Vec::new());
                }
                Ok(()) if names.is_empty() => {}
                Ok(()) => session.tell_remarks(format!("{} written", names.join(" and ")), "", left_out),
            })
        });
    }

    /// A folder and a name to offer for an export of a document in a format.
    #[must_use]
    pub fn export_suggestion(&self, key: DocumentKey, format: &Format) -> PathBuf {
        let open = self.document(key);
        let beside = open.and_then(OpenDocument::path).and_then(Path::parent).map(Path::to_owned);
        let folder = beside.or_else(|| self.settings.recent.first().and_then(|p| p.parent()).map(Path::to_owned));
        let ending = format.extensions.first().copied().unwrap_or("txt");
        let name = open.map(OpenDocument::name).unwrap_or_default();
        folder.unwrap_or_default().join(format!("{name}.{ending}"))
    }
}
