//! What the pointer and the keys do on the canvas: a state machine from events to actions.
//!
//! It paints nothing and changes nothing. A drag lives here until it is let go; until then it is a preview.

mod catch;
mod handle;
mod machine;
mod mark;
mod snap;

use std::collections::BTreeSet;

use crate::base::{EntityId, GroupId, NoteId, Point, Rect, RelationshipId, Vector};

use super::build::Scene;
use super::camera::Camera;
use super::curve::Path;
use super::hit::Hit;
use super::labels::Placed;
use super::step::Way;

pub use catch::{Catch, Onto};
pub use handle::{EdgeEnd, Handle, handles, note_corner};
pub use machine::Tool;
pub use mark::Mark;

/// What the primary button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToolKind {
    /// Selects and moves.
    #[default]
    Select,
    /// Selects what a line is drawn around.
    Lasso,
    /// Pushes the canvas around.
    Hand,
    /// Places entities.
    Entity,
    /// Draws relationships from entity to entity.
    Relationship,
    /// Draws notes.
    Note,
}

/// A button of the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// Most often the left one.
    Primary,
    /// Most often the right one.
    Secondary,
    /// The wheel.
    Middle,
}

/// What is held beside the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Shift: adds to the selection.
    pub shift: bool,
    /// Space: the primary button pans.
    pub space: bool,
}

/// What happens to the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ToolEvent {
    /// The pointer is elsewhere now.
    Moved {
        /// Where.
        at_in_screen: Point,
    },
    /// A button went down.
    Pressed {
        /// Where.
        at_in_screen: Point,
        /// Which.
        button: Button,
        /// With what.
        held: Held,
    },
    /// A button came up.
    Released {
        /// Where.
        at_in_screen: Point,
        /// Which.
        button: Button,
    },
    /// The primary button came up for the second time in short.
    DoubleClicked {
        /// Where.
        at_in_screen: Point,
    },
    /// An arrow key went down.
    Arrow {
        /// Which.
        way: Way,
        /// With what.
        held: Held,
    },
    /// Enter went down.
    Enter,
    /// Escape went down.
    Escape,
}

/// What is selected on the canvas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picked {
    /// The entities.
    pub entities: BTreeSet<EntityId>,
    /// The relationships.
    pub relationships: BTreeSet<RelationshipId>,
    /// The notes.
    pub notes: BTreeSet<NoteId>,
}

impl Picked {
    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.relationships.is_empty() && self.notes.is_empty()
    }

    /// The entity, if it is one and nothing else.
    pub(super) fn only_entity(&self) -> Option<&EntityId> {
        let is_alone = self.entities.len() == 1 && self.relationships.is_empty() && self.notes.is_empty();
        self.entities.first().filter(|_| is_alone)
    }

    /// What a hit stands for; all of a bundle.
    #[must_use]
    pub fn hit(scene: &Scene, hit: Hit) -> Self {
        let mut picked = Self::default();
        picked.add(scene, hit);
        picked
    }

    pub(super) fn add(&mut self, scene: &Scene, hit: Hit) {
        match hit {
            Hit::Node(at) | Hit::Rim(at) => {
                self.entities.extend(scene.nodes()[at as usize].ids().cloned());
            }
            Hit::Edge(at) => self.relationships.extend(scene.edges()[at as usize].ids().cloned()),
            Hit::Note(at) => {
                self.notes.insert(scene.notes()[at as usize].id.clone());
            }
        }
    }

    pub(super) fn holds_all_of(&self, other: &Self) -> bool {
        other.entities.is_subset(&self.entities)
            && other.relationships.is_subset(&self.relationships)
            && other.notes.is_subset(&self.notes)
    }

    pub(super) fn with(mut self, other: Self) -> Self {
        self.entities.extend(other.entities);
        self.relationships.extend(other.relationships);
        self.notes.extend(other.notes);
        self
    }

    pub(super) fn without(mut self, other: &Self) -> Self {
        self.entities.retain(|id| !other.entities.contains(id));
        self.relationships.retain(|id| !other.relationships.contains(id));
        self.notes.retain(|id| !other.notes.contains(id));
        self
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum CanvasAction {
    /// Move the camera with the pointer.
    Pan(Vector),
    /// Select exactly this.
    Select(Picked),
    /// Show the selected entities and notes moved; nothing is kept.
    Preview {
        /// The entities.
        entities: Vec<EntityId>,
        /// The notes.
        notes: Vec<NoteId>,
        /// By how much, in world units.
        by_in_world: Vector,
    },
    /// Show everything where it was.
    EndPreview,
    /// Move for good.
    Move {
        /// The entities.
        entities: Vec<EntityId>,
        /// The notes.
        notes: Vec<NoteId>,
        /// By how much, in world units.
        by_in_world: Vector,
        /// Whether it is one of many small steps.
        by: MovedBy,
    },
    /// Add an entity.
    CreateEntity(Point),
    /// Add a note.
    CreateNote(Rect),
    /// Give a note other room, in world units.
    Resize(NoteId, Rect),
    /// Add a relationship.
    Connect(EntityId, EntityId),
    /// Add an entity and a relationship to it.
    ConnectToNew(EntityId, Point),
    /// Move an end of a relationship to another entity.
    Reattach(RelationshipId, EdgeEnd, EntityId),
    /// Pull the middle of a relationship so far to the left of its way, in world units.
    Bend(RelationshipId, f32),
    /// Show the hidden neighbours of an entity, or else edit its name in place.
    Expand(EntityId),
    /// Show the members of a folded group.
    Unfold(GroupId),
    /// Edit the name of an entity in place.
    Rename(EntityId),
    /// Edit the label of a relationship in place.
    Relabel(RelationshipId),
    /// Edit the words of a note in place.
    EditNote(NoteId),
    /// Open the menu of what lies there.
    OpenMenu {
        /// Where.
        at_in_screen: Point,
        /// On what; `None` on empty ground.
        on: Option<Mark>,
    },
}

/// What moved something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedBy {
    /// A drag.
    Pointer,
    /// An arrow key.
    Key,
}

/// What is painted over the scene while a gesture goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// A frame that selects what is in it.
    Marquee {
        /// Where, in screen pixels.
        area_in_screen: Rect,
    },
    /// A line that selects what it goes around.
    Lasso {
        /// Its points, in screen pixels.
        points_in_screen: Vec<Point>,
    },
    /// What a drag stands in line with.
    Guides {
        /// From where to where, in world units.
        lines_in_world: Vec<(Point, Point)>,
        /// Distances that are equal.
        gaps_in_world: Vec<(Point, Point)>,
    },
    /// A relationship that is being bent.
    Bending {
        /// Which edge.
        edge: u32,
        /// Its new way, in world units.
        path_in_world: Path,
    },
    /// A relationship that is being drawn.
    Connecting {
        /// From this node.
        from: u32,
        /// To this one, if the pointer is over one.
        to: Option<u32>,
        /// To here otherwise.
        pointer_in_world: Point,
    },
    /// A note that is being drawn.
    Note {
        /// Where.
        area_in_world: Rect,
    },
}

/// The shape of the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerShape {
    /// An arrow.
    Arrow,
    /// A finger on something that can be clicked.
    Finger,
    /// An open hand.
    Grab,
    /// A closed hand.
    Grabbing,
    /// A cross.
    Cross,
}

/// What a tool needs to know.
#[derive(Debug, Clone, Copy)]
pub struct ToolContext<'a> {
    /// What is drawn.
    pub scene: &'a Scene,
    /// How it is seen.
    pub camera: &'a Camera,
    /// What is selected.
    pub picked: &'a Picked,
    /// The labels that are shown, each of which can be pointed at like what it names; `None` where they do not count.
    pub labels: Option<&'a Placed>,
}

impl ToolContext<'_> {
    pub(super) fn hit(&self, at_in_screen: Point) -> Option<Hit> {
        let marks = self.scene.hit(self.camera.world_from_screen(at_in_screen), self.camera.zoom());
        match (marks, self.labels.and_then(|labels| labels.hit(at_in_screen))) {
            // A disc is above labels; lines and notes are below.
            (Some(Hit::Node(_) | Hit::Rim(_)), _) | (_, None) => marks,
            (_, label) => label,
        }
    }
}
