//! The state machine of the tools: from events to actions.

use super::super::build::Scene;
use super::super::hit::Hit;
use super::super::step::{Way, nearest_in};
use super::handle::{self, EdgeEnd, Handle, LEAST_NOTE};
use super::snap::Snap;
use super::{
    Button, CanvasAction, Catch, Held, Mark, MovedBy, Onto, Overlay, Picked, PointerShape, ToolContext, ToolEvent,
    ToolKind,
};
use crate::base::{EntityId, NoteId, Point, Rect, RelationshipId, Vector};

/// The pointer has to move this far, in screen pixels, before a press becomes a drag.
const DRAG_START: f32 = 4.0;
/// How far an arrow key with Shift moves the selection, in world units.
const NUDGE: f32 = 8.0;
/// The size of a note that is placed by a click, in world units.
const NOTE_SIZE: Vector = Vector::new(220.0, 96.0);

#[derive(Debug, Clone, PartialEq, Default)]
enum State {
    #[default]
    Idle,
    /// A button is down and the pointer has not moved far.
    Pressed {
        from_in_screen: Point,
        /// By id: the scene may be another before the button comes up.
        on: Option<Mark>,
        button: Button,
        held: Held,
    },
    Dragging {
        from_in_world: Point,
        entities: Vec<EntityId>,
        notes: Vec<NoteId>,
        by_in_world: Vector,
        snap: Snap,
    },
    Lasso {
        points_in_screen: Vec<Point>,
        onto: Onto,
    },
    Reattaching {
        edge: RelationshipId,
        end: EdgeEnd,
        to_in_screen: Point,
    },
    Bending {
        edge: RelationshipId,
        to_in_screen: Point,
    },
    Resizing {
        note: NoteId,
        to_in_screen: Point,
    },
    Marquee {
        from_in_screen: Point,
        to_in_screen: Point,
        onto: Onto,
    },
    Connecting {
        from: EntityId,
        to_in_screen: Point,
        has_left: bool,
    },
    DrawingNote {
        from_in_world: Point,
        to_in_world: Point,
    },
    Panning {
        last_in_screen: Point,
        button: Button,
    },
    /// A relationship that is drawn with the arrow keys.
    Pointing {
        from: EntityId,
        to: EntityId,
    },
}

/// The tool at work.
#[derive(Debug, Clone, Default)]
pub struct Tool {
    kind: ToolKind,
    state: State,
    space: bool,
    is_free: bool,
    /// Where a handle was taken.
    pressed_at: Point,
}

impl Tool {
    /// Which tool it is.
    #[must_use]
    pub fn kind(&self) -> ToolKind {
        self.kind
    }

    /// Takes up another tool. A gesture under way is given up.
    pub fn choose(&mut self, kind: ToolKind) -> Vec<CanvasAction> {
        self.kind = kind;
        self.give_up()
    }

    /// Whether a gesture is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.state != State::Idle
    }

    /// Whether Space is held, which turns the primary button into the hand.
    pub fn set_space(&mut self, space: bool) {
        self.space = space;
    }

    /// Whether Alt is held, which lets a drag end anywhere, and not only in line with something.
    pub fn set_free(&mut self, is_free: bool) {
        self.is_free = is_free;
    }

    /// Takes an event and tells what is to be done, in order.
    pub fn handle(&mut self, context: ToolContext<'_>, event: ToolEvent) -> Vec<CanvasAction> {
        self.drop_what_is_gone(context.scene);
        match event {
            ToolEvent::Moved { at_in_screen } => self.moved(context, at_in_screen),
            ToolEvent::Pressed { at_in_screen, button, held } => self.pressed(context, at_in_screen, button, held),
            ToolEvent::Released { at_in_screen, button } => self.released(context, at_in_screen, button),
            ToolEvent::DoubleClicked { at_in_screen } => self.double_clicked(context, at_in_screen),
            ToolEvent::Arrow { way, held } => self.arrow(context, way, held),
            ToolEvent::Enter => self.entered(),
            ToolEvent::Escape => self.escape(context),
        }
    }

    /// Drops a gesture whose beginning is shown no more, as when it was deleted in the middle.
    fn drop_what_is_gone(&mut self, scene: &Scene) {
        let is_gone = match &self.state {
            State::Pressed { on: Some(mark), .. } => mark.hit(scene).is_none(),
            State::Connecting { from, .. } | State::Pointing { from, .. } => scene.node_of(from).is_none(),
            _ => false,
        };
        if is_gone {
            self.state = State::Idle;
        }
    }

    /// Drops the gesture that is under way.
    fn give_up(&mut self) -> Vec<CanvasAction> {
        match std::mem::take(&mut self.state) {
            State::Dragging { .. } => vec![CanvasAction::EndPreview],
            _ => Vec::new(),
        }
    }

    fn pressed(&mut self, context: ToolContext<'_>, at: Point, button: Button, held: Held) -> Vec<CanvasAction> {
        if self.is_busy() {
            // A second button takes the gesture back.
            return self.give_up();
        }
        let pans = match button {
            Button::Middle => true,
            Button::Primary => held.space || self.kind == ToolKind::Hand,
            Button::Secondary => false,
        };
        if pans {
            self.state = State::Panning { last_in_screen: at, button };
            return Vec::new();
        }
        if button == Button::Primary
            && self.kind == ToolKind::Select
            && let Some((edge, handle)) = handle::at(context, at)
        {
            self.state = match handle {
                Handle::End(end) => State::Reattaching { edge, end, to_in_screen: at },
                Handle::Middle => State::Bending { edge, to_in_screen: at },
            };
            self.pressed_at = at;
            return Vec::new();
        }
        if button == Button::Primary
            && self.kind == ToolKind::Select
            && let Some(note) = handle::note_at(context, at)
        {
            self.state = State::Resizing { note, to_in_screen: at };
            self.pressed_at = at;
            return Vec::new();
        }
        let on = context.hit(at);
        let mark = on.and_then(|hit| Mark::of(context.scene, hit));
        self.state = State::Pressed { from_in_screen: at, on: mark, button, held };
        let picks_at_once = match (button, self.kind) {
            (Button::Primary, ToolKind::Select) => !held.shift && !matches!(on, Some(Hit::Rim(_))),
            (Button::Secondary, _) => true,
            (Button::Primary | Button::Middle, _) => false,
        };
        match on.map(|hit| Picked::hit(context.scene, hit)) {
            // What is selected already stays together, so that it can be dragged or asked about as one.
            Some(picked) if picks_at_once && !context.picked.holds_all_of(&picked) => {
                vec![CanvasAction::Select(picked)]
            }
            None if button == Button::Secondary && !context.picked.is_empty() => {
                vec![CanvasAction::Select(Picked::default())]
            }
            _ => Vec::new(),
        }
    }

    fn moved(&mut self, context: ToolContext<'_>, at: Point) -> Vec<CanvasAction> {
        let here_in_world = context.camera.world_from_screen(at);
        if let State::Pressed { from_in_screen, on, button: Button::Primary, held } = &self.state
            && from_in_screen.distance(at) >= DRAG_START
        {
            self.state =
                self.begun(context, *from_in_screen, on.as_ref().and_then(|mark| mark.hit(context.scene)), *held);
        }
        match &mut self.state {
            State::Idle | State::Pressed { .. } | State::Pointing { .. } => Vec::new(),
            State::Dragging { from_in_world, entities, notes, by_in_world, snap } => {
                let by = here_in_world - *from_in_world;
                *by_in_world = if self.is_free { snap.leave(by) } else { snap.pull(by, context.camera.zoom()) };
                let (entities, notes, by_in_world) = (entities.clone(), notes.clone(), *by_in_world);
                vec![CanvasAction::Preview { entities, notes, by_in_world }]
            }
            State::Marquee { to_in_screen, .. } => {
                *to_in_screen = at;
                Vec::new()
            }
            State::Lasso { points_in_screen, .. } => {
                // A line of a point a pixel would be long.
                if points_in_screen.last().is_none_or(|last| last.distance(at) >= 3.0) {
                    points_in_screen.push(at);
                }
                Vec::new()
            }
            State::Reattaching { to_in_screen, .. }
            | State::Bending { to_in_screen, .. }
            | State::Resizing { to_in_screen, .. } => {
                *to_in_screen = at;
                Vec::new()
            }
            State::Connecting { from, to_in_screen, has_left } => {
                *to_in_screen = at;
                let over = context.hit(at).and_then(Hit::node);
                *has_left |= over.is_none_or(|node| context.scene.nodes()[node as usize].id != *from);
                Vec::new()
            }
            State::DrawingNote { to_in_world, .. } => {
                *to_in_world = here_in_world;
                Vec::new()
            }
            State::Panning { last_in_screen, .. } => {
                let by = at - *last_in_screen;
                *last_in_screen = at;
                if by == Vector::ZERO { Vec::new() } else { vec![CanvasAction::Pan(by)] }
            }
        }
    }

    /// What a press with the primary button turns into when the pointer moves on.
    fn begun(&self, context: ToolContext<'_>, from_in_screen: Point, on: Option<Hit>, held: Held) -> State {
        let from_in_world = context.camera.world_from_screen(from_in_screen);
        let scene = context.scene;
        match (self.kind, on) {
            (ToolKind::Note, _) => State::DrawingNote { from_in_world, to_in_world: from_in_world },
            (ToolKind::Relationship, Some(Hit::Node(node)))
            | (ToolKind::Select | ToolKind::Relationship | ToolKind::Entity, Some(Hit::Rim(node))) => {
                State::Connecting {
                    from: scene.nodes()[node as usize].id.clone(),
                    to_in_screen: from_in_screen,
                    has_left: false,
                }
            }
            (ToolKind::Select, Some(hit @ (Hit::Node(_) | Hit::Note(_)))) => {
                let own = Picked::hit(scene, hit);
                let together = if context.picked.holds_all_of(&own) {
                    context.picked.clone()
                } else if held.shift {
                    context.picked.clone().with(own)
                } else {
                    own
                };
                let Picked { entities, relationships: _, notes } = together;
                let entities: Vec<EntityId> = entities.into_iter().filter(|id| scene.node_of(id).is_some()).collect();
                let lead = hit.node().filter(|_| !entities.is_empty());
                let snap = lead.map(|lead| Snap::new(context, lead, &entities)).unwrap_or_default();
                let notes = notes.into_iter().collect();
                State::Dragging { from_in_world, entities, notes, by_in_world: Vector::ZERO, snap }
            }
            (ToolKind::Lasso, _) => State::Lasso { points_in_screen: vec![from_in_screen], onto: Onto::with(held) },
            (ToolKind::Hand, _) => State::Panning { last_in_screen: from_in_screen, button: Button::Primary },
            _ => State::Marquee { from_in_screen, to_in_screen: from_in_screen, onto: Onto::with(held) },
        }
    }

    fn released(&mut self, context: ToolContext<'_>, at: Point, button: Button) -> Vec<CanvasAction> {
        let ended = match &self.state {
            State::Idle | State::Pointing { .. } => return Vec::new(),
            State::Pressed { button: pressed, .. } | State::Panning { button: pressed, .. } => *pressed,
            State::Dragging { .. }
            | State::Marquee { .. }
            | State::Lasso { .. }
            | State::Reattaching { .. }
            | State::Bending { .. }
            | State::Resizing { .. }
            | State::Connecting { .. }
            | State::DrawingNote { .. } => Button::Primary,
        };
        if ended != button {
            return Vec::new();
        }
        let here_in_world = context.camera.world_from_screen(at);
        if let Some(catch) = self.catch(context) {
            self.state = State::Idle;
            let wanted = catch.picked(context.scene, context.picked);
            return if wanted == *context.picked { Vec::new() } else { vec![CanvasAction::Select(wanted)] };
        }
        match std::mem::take(&mut self.state) {
            State::Pressed { on, button: Button::Primary, held, .. } => {
                let on = on.and_then(|mark| mark.hit(context.scene));
                self.clicked(context, here_in_world, on, held)
            }
            State::Pressed { on, button: Button::Secondary, .. } => {
                vec![CanvasAction::OpenMenu { at_in_screen: at, on }]
            }
            State::Dragging { from_in_world, mut entities, notes, mut snap, .. } => {
                entities.retain(|id| context.scene.node_of(id).is_some());
                let by = here_in_world - from_in_world;
                let by_in_world = if self.is_free { by } else { snap.pull(by, context.camera.zoom()) };
                let by = MovedBy::Pointer;
                vec![CanvasAction::EndPreview, CanvasAction::Move { entities, notes, by_in_world, by }]
            }
            State::Connecting { from, has_left, .. } => match context.hit(at).and_then(Hit::node) {
                Some(node) => {
                    let to = context.scene.nodes()[node as usize].id.clone();
                    if to != from || has_left { vec![CanvasAction::Connect(from, to)] } else { Vec::new() }
                }
                None => vec![CanvasAction::ConnectToNew(from, here_in_world)],
            },
            // A press on a handle that goes nowhere is a click on the edge, which is selected already.
            State::Reattaching { .. } | State::Bending { .. } | State::Resizing { .. }
                if at.distance(self.pressed_at) < DRAG_START =>
            {
                Vec::new()
            }
            State::Resizing { note, .. } => match handle::resized(context, &note, here_in_world) {
                Some(area) => vec![CanvasAction::Resize(note, area)],
                None => Vec::new(),
            },
            State::Reattaching { edge, end, .. } => match context.hit(at).and_then(Hit::node) {
                Some(node) => vec![CanvasAction::Reattach(edge, end, context.scene.nodes()[node as usize].id.clone())],
                None => Vec::new(),
            },
            State::Bending { edge, .. } => match handle::bend(context, &edge, here_in_world) {
                Some(bend) => vec![CanvasAction::Bend(edge, bend)],
                None => Vec::new(),
            },
            State::DrawingNote { from_in_world, .. } => {
                self.kind = ToolKind::Select;
                let drawn = Rect::from_corners(from_in_world, here_in_world);
                // One that is drawn very small gets the size of one placed by a click.
                let is_small = drawn.width() < LEAST_NOTE.x || drawn.height() < LEAST_NOTE.y;
                let area = if is_small { Rect { min: drawn.min, max: drawn.min + NOTE_SIZE } } else { drawn };
                vec![CanvasAction::CreateNote(area)]
            }
            State::Idle
            | State::Pressed { .. }
            | State::Marquee { .. }
            | State::Lasso { .. }
            | State::Pointing { .. }
            | State::Panning { .. } => Vec::new(),
        }
    }

    fn clicked(
        &mut self,
        context: ToolContext<'_>,
        at_in_world: Point,
        on: Option<Hit>,
        held: Held,
    ) -> Vec<CanvasAction> {
        match self.kind {
            ToolKind::Entity => {
                self.kind = ToolKind::Select;
                return vec![CanvasAction::CreateEntity(at_in_world)];
            }
            ToolKind::Note => {
                self.kind = ToolKind::Select;
                return vec![CanvasAction::CreateNote(Rect { min: at_in_world, max: at_in_world + NOTE_SIZE })];
            }
            ToolKind::Select | ToolKind::Lasso | ToolKind::Hand | ToolKind::Relationship => {}
        }
        let wanted = match on.map(|hit| Picked::hit(context.scene, hit)) {
            None if held.shift => context.picked.clone(),
            None => Picked::default(),
            Some(own) if held.shift && context.picked.holds_all_of(&own) => context.picked.clone().without(&own),
            Some(own) if held.shift => context.picked.clone().with(own),
            Some(own) => own,
        };
        if wanted == *context.picked { Vec::new() } else { vec![CanvasAction::Select(wanted)] }
    }

    fn double_clicked(&mut self, context: ToolContext<'_>, at: Point) -> Vec<CanvasAction> {
        let given_up = self.give_up();
        if !given_up.is_empty() || self.kind != ToolKind::Select || self.space {
            return given_up;
        }
        vec![match context.hit(at) {
            None => CanvasAction::CreateEntity(context.camera.world_from_screen(at)),
            Some(Hit::Node(node) | Hit::Rim(node)) => {
                let node = &context.scene.nodes()[node as usize];
                if let Some(folded) = &node.folded {
                    CanvasAction::Unfold(folded.group.clone())
                } else if node.hidden_neighbours > 0 {
                    CanvasAction::Expand(node.id.clone())
                } else {
                    CanvasAction::Rename(node.id.clone())
                }
            }
            Some(Hit::Edge(edge)) => CanvasAction::Relabel(context.scene.edges()[edge as usize].id.clone()),
            Some(Hit::Note(note)) => CanvasAction::EditNote(context.scene.notes()[note as usize].id.clone()),
        }]
    }

    fn arrow(&mut self, context: ToolContext<'_>, way: Way, held: Held) -> Vec<CanvasAction> {
        let Picked { entities, relationships: _, notes } = context.picked;
        if self.kind == ToolKind::Relationship && self.points(context, way) {
            return Vec::new();
        }
        if self.is_busy() {
            return Vec::new();
        }
        if held.shift {
            if entities.is_empty() && notes.is_empty() {
                return Vec::new();
            }
            let (entities, notes) = (entities.iter().cloned().collect(), notes.iter().cloned().collect());
            return vec![CanvasAction::Move { entities, notes, by_in_world: way.unit() * NUDGE, by: MovedBy::Key }];
        }
        let from = entities.iter().find_map(|id| context.scene.node_of(id));
        match nearest_in(context.scene, context.camera, from, way) {
            Some(node) => vec![CanvasAction::Select(Picked::hit(context.scene, Hit::Node(node)))],
            None => Vec::new(),
        }
    }

    /// Lets the relationship that is drawn with the arrow keys end at the nearest entity that way; it begins at the one
    /// that is selected. Returns whether it does.
    fn points(&mut self, context: ToolContext<'_>, way: Way) -> bool {
        let (from, at) = match &self.state {
            State::Pointing { from, to } => (from.clone(), to),
            State::Idle => match context.picked.only_entity() {
                Some(from) => (from.clone(), from),
                None => return false,
            },
            _ => return false,
        };
        let at = context.scene.node_of(at);
        if let Some(to) = nearest_in(context.scene, context.camera, at, way) {
            self.state = State::Pointing { from, to: context.scene.nodes()[to as usize].id.clone() };
        }
        true
    }

    /// The entity at which a relationship ends that is drawn with the arrow keys.
    #[must_use]
    pub fn pointed_at(&self) -> Option<&EntityId> {
        match &self.state {
            State::Pointing { to, .. } => Some(to),
            _ => None,
        }
    }

    /// Draws the relationship that the arrow keys have led somewhere.
    fn entered(&mut self) -> Vec<CanvasAction> {
        match std::mem::take(&mut self.state) {
            State::Pointing { from, to } => {
                self.kind = ToolKind::Select;
                vec![CanvasAction::Connect(from, to)]
            }
            other => {
                self.state = other;
                Vec::new()
            }
        }
    }

    /// One step back: the gesture, then the tool, then the selection.
    fn escape(&mut self, context: ToolContext<'_>) -> Vec<CanvasAction> {
        if self.is_busy() {
            self.give_up()
        } else if self.kind != ToolKind::Select {
            self.choose(ToolKind::Select)
        } else if context.picked.is_empty() {
            Vec::new()
        } else {
            vec![CanvasAction::Select(Picked::default())]
        }
    }

    /// What a frame or a lasso goes around now, and would select if it ended here.
    ///
    /// Takes time in proportion to what lies in it: asked for once a frame and not with every event.
    #[must_use]
    pub fn catch(&self, context: ToolContext<'_>) -> Option<Catch> {
        match &self.state {
            State::Marquee { from_in_screen, to_in_screen, onto } => {
                let area_in_screen = Rect::from_corners(*from_in_screen, *to_in_screen);
                Some(Catch::in_frame(context, area_in_screen, *onto))
            }
            State::Lasso { points_in_screen, onto } => Some(Catch::in_line(context, points_in_screen, *onto)),
            _ => None,
        }
    }

    /// What is painted over the scene now.
    #[must_use]
    pub fn overlay(&self, context: ToolContext<'_>) -> Option<Overlay> {
        match &self.state {
            State::Marquee { from_in_screen, to_in_screen, .. } => {
                Some(Overlay::Marquee { area_in_screen: Rect::from_corners(*from_in_screen, *to_in_screen) })
            }
            State::Connecting { from, to_in_screen, has_left } => {
                let from = context.scene.node_of(from)?;
                let over = context.hit(*to_in_screen).and_then(Hit::node);
                Some(Overlay::Connecting {
                    from,
                    to: over.filter(|node| *has_left || *node != from),
                    pointer_in_world: context.camera.world_from_screen(*to_in_screen),
                })
            }
            State::Pointing { from, to } => {
                let (from, to) = (context.scene.node_of(from)?, context.scene.node_of(to)?);
                let pointer_in_world = context.scene.nodes()[to as usize].center_in_world;
                Some(Overlay::Connecting { from, to: Some(to), pointer_in_world })
            }
            State::Lasso { points_in_screen, .. } => {
                Some(Overlay::Lasso { points_in_screen: points_in_screen.clone() })
            }
            State::Dragging { snap, .. } => {
                let (lines_in_world, gaps_in_world) = (snap.guides(), snap.gaps());
                let shows = !lines_in_world.is_empty() || !gaps_in_world.is_empty();
                shows.then_some(Overlay::Guides { lines_in_world, gaps_in_world })
            }
            State::Reattaching { edge, end, to_in_screen } => {
                let edge = &context.scene.edges()[context.scene.edge_of(edge)? as usize];
                let from = if *end == EdgeEnd::From { edge.to } else { edge.from };
                let to = context.hit(*to_in_screen).and_then(Hit::node);
                Some(Overlay::Connecting {
                    from,
                    to,
                    pointer_in_world: context.camera.world_from_screen(*to_in_screen),
                })
            }
            State::Bending { edge, to_in_screen } => {
                let at = context.scene.edge_of(edge)?;
                let path_in_world = handle::bent(context, at, context.camera.world_from_screen(*to_in_screen))?;
                Some(Overlay::Bending { edge: at, path_in_world })
            }
            State::Resizing { note, to_in_screen } => {
                let corner = context.camera.world_from_screen(*to_in_screen);
                handle::resized(context, note, corner).map(|area_in_world| Overlay::Note { area_in_world })
            }
            State::DrawingNote { from_in_world, to_in_world } => {
                Some(Overlay::Note { area_in_world: Rect::from_corners(*from_in_world, *to_in_world) })
            }
            State::Idle | State::Pressed { .. } | State::Panning { .. } => None,
        }
    }

    /// The shape of the pointer over `hovered`.
    #[must_use]
    pub fn pointer(&self, hovered: Option<Hit>) -> PointerShape {
        match (&self.state, self.kind, hovered) {
            (State::Panning { .. } | State::Dragging { .. }, ..) => PointerShape::Grabbing,
            (State::Reattaching { .. } | State::Bending { .. } | State::Resizing { .. }, ..) => PointerShape::Grabbing,
            (
                State::Connecting { .. } | State::DrawingNote { .. } | State::Marquee { .. } | State::Lasso { .. },
                ..,
            ) => PointerShape::Cross,
            (_, ToolKind::Hand, _) => PointerShape::Grab,
            _ if self.space => PointerShape::Grab,
            (_, ToolKind::Lasso | ToolKind::Entity | ToolKind::Relationship | ToolKind::Note, _) => PointerShape::Cross,
            (_, _, Some(Hit::Rim(_))) => PointerShape::Cross,
            (_, _, Some(Hit::Node(_) | Hit::Edge(_))) => PointerShape::Finger,
            (_, _, Some(Hit::Note(_)) | None) => PointerShape::Arrow,
        }
    }
}
