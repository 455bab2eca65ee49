//! The clipboard: what is copied is a small Liaison file, which can be pasted here, into a mail or into an editor.

use super::{Gravity, Session};
use crate::base::{EntityId, Point, Task};
use crate::edit::intent::Clip;
use crate::edit::{Edit, Merging, Swap, Transaction, intent};
use crate::formats::{self, Certainty, ReadOptions, native};
use crate::model::{Graph, Placement, View};

impl Session {
    pub(super) fn copy(&mut self) {
        let Some(open) = self.active() else { return };
        let view = open.view();
        let shown_at = |id: &EntityId| view.and_then(|v| v.placement(id).position);
        let clip = Clip::copy(open.graph(), open.selection(), shown_at);
        if clip.is_empty() {
            return;
        }
        match text_of(&clip) {
            Ok(text) => self.ask(super::Request::CopyText(text)),
            Err(error) => self.notify(Gravity::Failure, "Not copied", error, Vec::new()),
        }
    }

    pub(super) fn paste(&mut self, text: &str, at: Point) {
        let Some(open) = self.active() else { return };
        // Only what says itself that it is a graph: any text could be a table or a list.
        let is_graph = formats::tell(text.as_bytes(), None)
            .is_some_and(|format| (format.recognises)(text.as_bytes()) == Certainty::Sure);
        let clip = match formats::read(text.as_bytes(), &ReadOptions::default(), &Task::default()) {
            Ok(loaded) if is_graph => clip_of(&loaded.graph),
            Ok(_) | Err(_) => {
                let text = "The clipboard holds no entities. Copy some in Liaison first.";
                self.notify(Gravity::Warning, "Nothing to paste", text, Vec::new());
                return;
            }
        };
        let (graph, view) = (open.graph().clone(), open.view_id().clone());
        let pasted = intent::paste(&graph, &clip, &view, at, &mut self.mint);
        self.apply(pasted.transaction, Merging::Never, Some(pasted.selection));
    }
}

/// A graph of its own with what the clip holds, as text.
fn text_of(clip: &Clip) -> Result<String, String> {
    let view = View::new("main".parse().map_err(|e: crate::base::IdError| e.to_string())?, "Main");
    let mut edits: Vec<Edit> = Vec::new();
    edits.extend(clip.entity_types.iter().cloned().map(|t| Edit::EntityType(Swap { before: None, after: Some(t) })));
    edits.extend(
        clip.relationship_types.iter().cloned().map(|t| Edit::RelationshipType(Swap { before: None, after: Some(t) })),
    );
    edits.extend(clip.sources.iter().cloned().map(|s| Edit::Source(Swap { before: None, after: Some(s) })));
    edits.extend(clip.attachments.iter().cloned().map(|a| Edit::Attachment(Swap { before: None, after: Some(a) })));
    edits.extend(clip.entities.iter().map(|(e, _)| Edit::Entity(Swap { before: None, after: Some(e.clone()) })));
    edits.extend(clip.relationships.iter().cloned().map(|r| Edit::Relationship(Swap { before: None, after: Some(r) })));
    let id = view.id.clone();
    edits.push(Edit::View(Swap::add(view)));
    edits.extend(clip.entities.iter().filter_map(|(entity, position)| {
        let after = Placement { position: Some((*position)?), ..Placement::default() };
        Some(Edit::Place { view: id.clone(), entity: entity.id.clone(), before: Placement::default(), after })
    }));
    let mut graph = Graph::empty();
    Transaction { label: "copy".into(), edits }.apply_to(&mut graph).map_err(|error| error.to_string())?;
    let written = native::write(&graph, &native::Lineage::default());
    String::from_utf8(written.bytes).map_err(|error| error.to_string())
}

/// All of a graph that was copied.
fn clip_of(graph: &Graph) -> Clip {
    let view = graph.views().values().next();
    let shown_at = |id: &EntityId| view.and_then(|v| v.placement(id).position);
    Clip::copy(graph, &crate::edit::Selection::all(graph), shown_at)
}
