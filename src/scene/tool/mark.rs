//! A mark of the canvas by what it stands for, which stays good when the scene in which it was hit becomes another.

use crate::base::{EntityId, NoteId, RelationshipId};

use super::super::build::Scene;
use super::super::hit::Hit;

/// What was hit, by id. The record may be gone by the time that it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The inside of a disc.
    Node(EntityId),
    /// The ring around a disc.
    Rim(EntityId),
    /// An edge.
    Edge(RelationshipId),
    /// A note.
    Note(NoteId),
}

impl Mark {
    /// What a hit stands for.
    #[must_use]
    pub fn of(scene: &Scene, hit: Hit) -> Option<Self> {
        let entity = |at: u32| scene.nodes().get(at as usize).map(|node| node.id.clone());
        match hit {
            Hit::Node(at) => entity(at).map(Self::Node),
            Hit::Rim(at) => entity(at).map(Self::Rim),
            Hit::Edge(at) => scene.edges().get(at as usize).map(|edge| Self::Edge(edge.id.clone())),
            Hit::Note(at) => scene.notes().get(at as usize).map(|note| Self::Note(note.id.clone())),
        }
    }

    /// Where it is now; `None` when it is shown no more.
    #[must_use]
    pub fn hit(&self, scene: &Scene) -> Option<Hit> {
        match self {
            Self::Node(id) => scene.node_of(id).map(Hit::Node),
            Self::Rim(id) => scene.node_of(id).map(Hit::Rim),
            Self::Edge(id) => scene.edge_of(id).map(Hit::Edge),
            Self::Note(id) => scene.notes().iter().position(|note| &note.id == id).map(|at| Hit::Note(at as u32)),
        }
    }
}
