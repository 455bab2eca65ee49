//! Views: what of a graph is shown, where, and how.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::grade::vocabulary;
use super::placements::Placements;
use super::schema::Colour;
use crate::base::{ContentHash, EntityId, GroupId, Interval, NoteId, Point, Rect, RelationshipId, ViewId};

/// One picture of the graph. What it says of single entities and relationships stands apart, in [`ViewState`], so that
/// moving one changes one.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Never changes.
    pub id: ViewId,
    /// What it is called.
    pub title: String,
    /// Anything on it, in Markdown.
    pub notes: String,
    /// Shows only what matches, in the language of the filter bar; empty shows everything.
    pub filter: String,
    /// Shows only what can hold then; `None` shows all times.
    pub at: Option<Interval>,
    /// What it takes to be shown then.
    pub time: TimeRule,
    /// Hides what has no valid time while `at` is set.
    pub hide_undated: bool,
    /// Its place among the views: those of a lower rank come first, those of one rank by title.
    pub rank: i32,
    /// How marks look.
    pub style: Style,
    /// Named sets of entities, drawn around or folded into one.
    pub groups: BTreeMap<GroupId, Group>,
    /// Notes on the canvas.
    pub canvas_notes: BTreeMap<NoteId, CanvasNote>,
}

impl View {
    /// A view that shows everything.
    #[must_use]
    pub fn new(id: ViewId, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            notes: String::new(),
            filter: String::new(),
            at: None,
            time: TimeRule::ValidDuring,
            hide_undated: false,
            rank: 0,
            style: Style::default(),
            groups: BTreeMap::new(),
            canvas_notes: BTreeMap::new(),
        }
    }
}

vocabulary! {
    /// What it takes to be shown at the times of a view.
    TimeRule: "time rule" {
        /// It can hold then.
        ValidDuring = "valid-during", "Valid during";
        /// It can have begun then.
        StartedIn = "started-in", "Started in";
    }
}

/// How marks look in a view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// What the size of a disc says.
    pub size_by: SizeBy,
    /// What the colour of a disc says.
    pub colour_by: ColourBy,
    /// Hides dates under names.
    pub hide_dates: bool,
}

/// What the size of a disc says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SizeBy {
    /// How many relationships it has.
    #[default]
    Degree,
    /// Nothing: all are alike.
    Uniform,
    /// A number among its properties.
    Property(String),
    /// A measure of the network, by its name.
    Metric(String),
}

/// What the colour of a disc says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ColourBy {
    /// Its type.
    #[default]
    Type,
    /// One of its properties.
    Property(String),
    /// Whether it exists.
    Status,
    /// How firmly it rests on evidence.
    Confidence,
    /// The community of the network that it belongs to.
    Community,
    /// The first of its tags.
    Tag,
}

/// A named set of entities in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Who belongs to it.
    pub members: BTreeSet<EntityId>,
    /// Shown as one node.
    pub collapsed: bool,
    /// The colour of its hull; the theme chooses one otherwise.
    pub colour: Option<Colour>,
}

/// A note on the canvas.
#[derive(Debug, Clone, PartialEq)]
pub struct CanvasNote {
    /// Its words, in Markdown.
    pub text: String,
    /// Where it stands, in world units.
    pub area: Rect,
    /// The attachment that it shows.
    pub image: Option<ContentHash>,
}

/// Where an entity stands in a view.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Placement {
    /// Its centre, in world units (pixels at zoom 1); `None` until somebody or a layout places it. Always finite.
    pub position: Option<Point>,
    /// Layouts leave it where it is.
    pub pinned: bool,
    /// Not shown.
    pub hidden: bool,
}

/// How a relationship runs in a view.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Route {
    /// How far its middle is pulled off the straight line, in world units to the left of its way.
    pub bend: Option<f32>,
    /// Not shown.
    pub hidden: bool,
}

/// A view with all that it says of single entities and relationships.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewState {
    /// The view itself.
    pub view: Arc<View>,
    pub(super) placements: Placements,
    pub(super) routes: FxHashMap<RelationshipId, Route>,
}

impl ViewState {
    /// Where `entity` stands; the default when nothing was said of it.
    #[must_use]
    pub fn placement(&self, entity: &EntityId) -> Placement {
        self.placements.get(entity).copied().unwrap_or_default()
    }

    /// How `relationship` runs; the default when nothing was said of it.
    #[must_use]
    pub fn route(&self, relationship: &RelationshipId) -> Route {
        self.routes.get(relationship).copied().unwrap_or_default()
    }

    /// How many entities it places and does not hide.
    #[must_use]
    pub fn shown_count(&self) -> usize {
        self.placements.iter().filter(|(_, p)| p.position.is_some() && !p.hidden).count()
    }

    /// Whether it hides anything.
    #[must_use]
    pub fn any_hidden(&self) -> bool {
        self.placements.iter().any(|(_, p)| p.hidden) || self.routes.values().any(|r| r.hidden)
    }

    /// All placements that say something, in no order that means anything.
    pub fn placements_unsorted(&self) -> impl Iterator<Item = (&EntityId, Placement)> {
        self.placements.iter()
    }

    /// All routes that say something, in no order that means anything.
    pub fn routes_unsorted(&self) -> impl Iterator<Item = (&RelationshipId, Route)> {
        self.routes.iter().map(|(id, route)| (id, *route))
    }

    /// All placements that say something, by id.
    #[must_use]
    pub fn placements_sorted(&self) -> Vec<(&EntityId, Placement)> {
        let mut all: Vec<_> = self.placements_unsorted().collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all
    }

    /// All routes that say something, by id.
    #[must_use]
    pub fn routes_sorted(&self) -> Vec<(&RelationshipId, Route)> {
        let mut all: Vec<_> = self.routes_unsorted().collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all
    }
}
