//! The canvas: shows a document's graph as a picture, and turns pointer and keys into commands.
//!
//! It changes no record. What a user does becomes [`Command`]s, which [`show`] returns and the window sends on. The
//! camera, the tool, what is hovered and which notes are selected live in [`CanvasState`], which is never saved.

mod act;
mod aim;
mod card;
mod chrome;
mod draft;
mod glide;
mod gpu;
mod ground;
mod hint;
mod hood_bar;
mod in_place;
mod ink;
mod input;
mod lines;
mod menu;
mod names;
mod overlay;
mod picture;
mod portrait;
mod reach;
mod spotlight;
mod style_bar;
mod text;
mod told;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use eframe::egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, vec2};
use rustc_hash::{FxHashMap, FxHashSet};

pub use self::gpu::draws_into;
use self::in_place::{Editing, Target};
use self::picture::{Key, Picture};
pub use self::spotlight::{Fate, Spotlight};
pub use self::told::{Told, Trail};
use crate::base::{EntityId, GroupId, IdMint, NoteId, Point, RelationshipId, Vector, ViewId};
use crate::edit::{self, Selection};
use crate::scene::{
    Camera, CanvasAction, Emphasis, Hit, Hood, Picked, Scene, SceneParams, Tool, ToolContext, ToolKind, Touched,
};
use crate::session::{CanvasRequest, Command, DocumentKey, OpenDocument, SightChange};
use crate::ui::theme;

/// One step of the zoom commands.
const ZOOM_STEP: f32 = 1.25;
/// The most marks in view that are named to screen readers one by one.
const MOST_NAMED: usize = 400;
/// From this zoom on names can be read.
const LEGIBLE_ZOOM: f32 = 0.7;
/// The size of a note that is added by a command, in world units.
const NOTE: Vector = Vector::new(220.0, 96.0);

/// All that the canvas remembers between frames.
pub struct CanvasState {
    shown: Option<(DocumentKey, ViewId)>,
    revision: u64,
    /// Of what the view's filter lets through.
    sight_version: u64,
    scene: Scene,
    /// Grows whenever the scene looks different.
    scene_version: u64,
    /// Grows whenever something in it comes, goes or looks different.
    records_version: u64,
    is_preview: bool,
    preview_ends: bool,
    camera: Camera,
    /// As the last fit of everything left it.
    fit: Option<Camera>,
    looks: FxHashMap<(DocumentKey, ViewId), aim::Look>,
    flight: Option<aim::Flight>,
    glide: Option<glide::Glide>,
    tool: Tool,
    picked_notes: BTreeSet<NoteId>,
    marked: Option<Marked>,
    /// Only what lies so near the selection is looked at.
    hops: Option<u32>,
    /// Only what stands in this light is looked at.
    spotlight: Option<Arc<Spotlight>>,
    telling: told::Telling,
    hovered: Option<Hit>,
    asked: VecDeque<Target>,
    requests: VecDeque<CanvasRequest>,
    editing: Option<Editing>,
    /// How many times a field was opened.
    edits_begun: u64,
    menu: Option<menu::MenuAt>,
    /// The menu was asked for by keys, and has not been shown yet.
    menu_by_key: bool,
    draft: draft::Draft,
    picture: Picture,
    miniature: chrome::Miniature,
    mint: IdMint,
    canvas_id: Id,
    /// Something lies over the window that takes the keys.
    is_covered: bool,
    /// Another control has the keyboard.
    is_elsewhere: bool,
    /// The widgets that stand for nodes.
    named: FxHashSet<Id>,
    /// Nothing moves by itself.
    is_still: bool,
    found: Found,
    /// What the menus over the canvas show.
    style_words: [String; 3],
}

/// What was found by its texts, each with whether it is the one that would be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Entities.
    pub entities: Vec<(EntityId, bool)>,
    /// Relationships.
    pub relationships: Vec<(RelationshipId, bool)>,
}

/// What is selected, looked up in the scene.
#[derive(Debug)]
struct Marked {
    records_version: u64,
    selection_version: u64,
    nodes: Arc<FxHashSet<u32>>,
    edges: Arc<FxHashSet<u32>>,
    hood: Option<Arc<Hood>>,
}

impl Default for CanvasState {
    fn default() -> Self {
        Self::new()
    }
}

impl CanvasState {
    /// A canvas that has shown nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shown: None,
            revision: 0,
            sight_version: 0,
            scene: Scene::default(),
            scene_version: 0,
            records_version: 0,
            is_preview: false,
            preview_ends: false,
            camera: Camera::new(crate::base::Rect { min: Point::ORIGIN, max: Point::new(1.0, 1.0) }),
            fit: None,
            looks: FxHashMap::default(),
            flight: None,
            glide: None,
            tool: Tool::default(),
            picked_notes: BTreeSet::new(),
            marked: None,
            hops: None,
            spotlight: None,
            telling: told::Telling::default(),
            hovered: None,
            asked: VecDeque::new(),
            requests: VecDeque::new(),
            editing: None,
            edits_begun: 0,
            menu: None,
            menu_by_key: false,
            draft: draft::Draft::default(),
            picture: Picture::default(),
            miniature: chrome::Miniature::default(),
            mint: IdMint::new(),
            canvas_id: Id::NULL,
            is_covered: false,
            is_elsewhere: false,
            named: FxHashSet::default(),
            is_still: false,
            found: Found::default(),
            style_words: Default::default(),
        }
    }

    /// The same with ids of notes that are the same each time, for tests.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.mint = IdMint::seeded(seed);
        self
    }

    /// Does something in the next frame that only the canvas can do.
    pub fn request(&mut self, request: CanvasRequest) {
        self.requests.push_back(request);
    }

    /// Edits the name of an entity in place, from the next frame in which it is shown.
    pub fn begin_rename(&mut self, id: EntityId) {
        self.asked.push_back(Target::Name(id));
    }

    /// Edits the label of a relationship in place, from the next frame in which it is shown.
    pub fn begin_relabel(&mut self, id: RelationshipId) {
        self.asked.push_back(Target::Label(id));
    }

    /// Edits the name of a group in place, from the next frame in which it is shown.
    pub fn begin_rename_group(&mut self, id: GroupId) {
        self.asked.push_back(Target::Group(id));
    }

    /// Edits the words of a note in place, from the next frame in which it is shown.
    pub fn edit_note(&mut self, id: NoteId) {
        self.asked.push_back(Target::Note(id));
    }

    /// Says what changed in a document, so that the scene need not be made anew. Without it, or when the document is
    /// not the one shown, the scene is made anew at the next frame.
    pub fn touched(&mut self, open: &OpenDocument, touched: &edit::Touched) {
        if self.shown.as_ref() != Some(&(open.key(), open.view_id().clone())) {
            return;
        }
        let edit::Touched { entities, relationships, sources, views: _, placed, routed, matrices: _, schema, other: _ } =
            touched;
        let entities: Vec<EntityId> = entities.union(placed).cloned().collect();
        let relationships: Vec<RelationshipId> = relationships.union(routed).cloned().collect();
        let params = params(open);
        let before = self.before_layout(open, placed);
        if *schema || !sources.is_empty() {
            self.scene.update(open.graph(), params, Touched::Everything);
        } else {
            let touched = Touched::Records { entities: &entities, relationships: &relationships };
            self.scene.update(open.graph(), params, touched);
        }
        self.revision = open.revision();
        self.scene_is_new();
        if let Some(before) = before {
            self.begin_glide(before);
        }
    }

    /// The camera, for what stands beside the canvas.
    #[must_use]
    pub fn camera(&self) -> &Camera {
        &self.camera
    }

    /// How many bytes wait to be uploaded to the device.
    #[must_use]
    pub fn waiting_bytes(&self) -> usize {
        self.picture.marks().waiting_bytes()
    }

    /// Takes what waits to be uploaded and says how many bytes that were: for a program without a device, as a
    /// benchmark is.
    pub fn take_waiting(&mut self) -> usize {
        self.picture.marks().take_waiting()
    }

    /// The canvas as a widget, for the keyboard.
    #[must_use]
    pub fn id(&self) -> Id {
        self.canvas_id
    }

    /// Says whether something lies over the window, such as a dialog, that takes the keys.
    pub fn cover(&mut self, is_covered: bool) {
        self.is_covered = is_covered;
    }

    /// The tool that is taken up.
    #[must_use]
    pub fn tool(&self) -> ToolKind {
        self.tool.kind()
    }

    /// Whether a field is open on the canvas, so that single keys are text.
    #[must_use]
    pub fn is_editing(&self) -> bool {
        self.editing.is_some() || !self.asked.is_empty()
    }

    fn scene_changed(&mut self) {
        self.scene_version += 1;
    }

    fn scene_is_new(&mut self) {
        self.is_preview = false;
        self.preview_ends = false;
        self.glide = None;
        self.hovered = None;
        self.records_version += 1;
        self.scene_changed();
    }

    /// Brings the scene up with the document.
    fn keep_up(&mut self, open: &OpenDocument, viewport: crate::base::Rect) {
        let params = params(open);
        let shown = (open.key(), open.view_id().clone());
        if self.shown.as_ref() == Some(&shown) {
            self.resize(viewport);
            let (known, sight) = ((self.revision, self.sight_version), open.sight());
            if known != (open.revision(), sight.version()) {
                let is_next = self.revision == open.revision() && self.sight_version + 1 == sight.version();
                match sight.change().filter(|_| is_next) {
                    Some(SightChange { entities, relationships }) => {
                        self.scene.reshow(open.graph(), params, entities, relationships);
                    }
                    None => self.scene.rebuild(open.graph(), params),
                }
                (self.revision, self.sight_version) = (open.revision(), sight.version());
                self.scene_is_new();
            } else if self.preview_ends {
                self.scene.end_preview();
                self.scene_is_new();
            }
            return;
        }
        if let Some(before) = self.shown.replace(shown.clone()) {
            self.looks.insert(before, self.look());
        }
        self.scene = Scene::build(open.graph(), params);
        (self.revision, self.sight_version) = (open.revision(), open.sight().version());
        self.scene_is_new();
        self.picture.forget_labels();
        self.tool.choose(ToolKind::Select);
        (self.editing, self.menu) = (None, None);
        self.picked_notes.clear();
        self.look_again(self.looks.get(&shown).copied(), viewport);
    }

    /// Rings what was found.
    pub fn set_found(&mut self, found: Found) {
        self.found = found;
    }

    fn choose_tool(&mut self, open: &OpenDocument, kind: ToolKind, commands: &mut Vec<Command>) {
        for action in self.tool.choose(kind) {
            self.act(open, action, commands);
        }
    }

    fn serve(&mut self, open: &OpenDocument, request: CanvasRequest, commands: &mut Vec<Command>) {
        let middle = self.camera.viewport_in_screen().center();
        let zoomed = |factor: f32| {
            let mut camera = self.destination();
            camera.zoom_at(middle, factor);
            camera
        };
        match request {
            CanvasRequest::ZoomIn => self.fly_to(zoomed(ZOOM_STEP)),
            CanvasRequest::ZoomOut => self.fly_to(zoomed(1.0 / ZOOM_STEP)),
            CanvasRequest::ZoomActual => self.fly_to(zoomed(1.0 / self.destination().zoom())),
            CanvasRequest::FitAll => {
                let all = self.fit_all();
                self.fly_to(all);
            }
            CanvasRequest::FitSelection => {
                let area = self.area_of(open.selection());
                if !area.is_empty() {
                    self.fly_to(self.fitted(area));
                }
            }
            CanvasRequest::CentreSelection => {
                let area = self.area_of(open.selection());
                if !area.is_empty() {
                    // Near enough to be read, and no nearer than it is shown now.
                    let zoom = self.destination().zoom().max(LEGIBLE_ZOOM);
                    self.fly_to(self.camera.looking_at(area.center(), zoom));
                }
            }
            CanvasRequest::LookAround(hops) => {
                let is_other = self.hops != Some(hops);
                self.look_around(is_other.then_some(hops));
            }
            CanvasRequest::SelectTool => self.choose_tool(open, ToolKind::Select, commands),
            CanvasRequest::LassoTool => self.choose_tool(open, ToolKind::Lasso, commands),
            CanvasRequest::HandTool => self.choose_tool(open, ToolKind::Hand, commands),
            CanvasRequest::RelationshipTool => self.choose_tool(open, ToolKind::Relationship, commands),
            CanvasRequest::AddEntityInMiddle => {
                let at = self.free_place();
                self.act(open, CanvasAction::CreateEntity(at), commands);
            }
            CanvasRequest::AddNoteInMiddle => {
                let middle = self.camera.world_from_screen(middle);
                self.act(open, CanvasAction::CreateNote(note_at(middle - NOTE * 0.5)), commands);
            }
        }
    }

    /// Shows only what lies within so many hops of the selection as it is, and dims the rest; `None` shows all.
    pub fn look_around(&mut self, hops: Option<u32>) {
        self.hops = hops;
        self.marked = None;
    }

    /// Within how many hops of the selection the canvas looks, if it does not look at everything.
    #[must_use]
    pub fn hops(&self) -> Option<u32> {
        self.hops
    }

    /// What is looked at, if that is not everything: how many entities of those shown.
    #[must_use]
    pub fn hood_size(&self) -> Option<usize> {
        self.marked.as_ref().and_then(|marked| marked.hood.as_ref()).map(|hood| hood.nodes.len())
    }

    /// What stands out, looked up again only when selection or scene are others.
    fn emphasis(&mut self, open: &OpenDocument) -> Emphasis {
        let (selection, selection_version) = (open.selection(), open.selection_version());
        let versions = (self.records_version, selection_version);
        let marked = match self.marked.take() {
            Some(known) if (known.records_version, known.selection_version) == versions => known,
            _ => {
                let nodes: FxHashSet<u32> = selection.entities.iter().filter_map(|id| self.scene.node_of(id)).collect();
                let edges = selection.relationships.iter().filter_map(|id| self.scene.edge_of(id)).collect();
                // Without anything in the middle there is no neighbourhood, also not of what is selected next.
                self.hops = self.hops.filter(|_| !nodes.is_empty());
                let hops = self.hops;
                let hood = match &self.spotlight {
                    Some(light) => Some(Arc::new(spotlight::hood(&self.scene, light))),
                    None => hops.map(|hops| Arc::new(self.scene.neighbourhood(nodes.iter().copied(), hops))),
                };
                let records_version = self.records_version;
                Marked { records_version, selection_version, nodes: Arc::new(nodes), edges: Arc::new(edges), hood }
            }
        };
        let Marked { nodes, edges, hood, .. } = self.marked.insert(marked);
        Emphasis { nodes: nodes.clone(), edges: edges.clone(), hovered: self.hovered, hood: hood.clone() }
    }

    fn picked(&self, open: &OpenDocument) -> Picked {
        let Selection { entities, relationships } = open.selection().clone();
        Picked { entities, relationships, notes: self.picked_notes.clone() }
    }
}

/// What the scene of a document is made of.
fn params(open: &OpenDocument) -> SceneParams<'_> {
    let sight = open.sight();
    SceneParams { view: open.view_id(), matches: sight.shown(), as_of: sight.as_of() }
}

/// Where a note stands whose upper left corner is there.
fn note_at(min: Point) -> crate::base::Rect {
    crate::base::Rect { min, max: min + NOTE }
}

/// Shows the canvas in all the room that `ui` has. Returns what is to be done, in order.
pub fn show(ui: &mut Ui, state: &mut CanvasState, open: &OpenDocument) -> Vec<Command> {
    let mut commands = Vec::new();
    let now_ms = ui.input(|i| i.time) * 1000.0;
    let rect = ui.available_rect_before_wrap();
    let rect = Rect::from_min_size(rect.min, rect.size().max(vec2(1.0, 1.0)));
    let (_, response) = ui.allocate_exact_size(rect.size(), Sense::click_and_drag());
    state.canvas_id = response.id;
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Canvas"));
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0, tokens.canvas);

    state.style_words = style_bar::words(open);
    state.keep_up(open, ink::base_rect(rect));
    state.keep_up_figures(open);
    while let Some(request) = state.requests.pop_front() {
        state.serve(open, request, &mut commands);
    }
    if state.editing.is_none()
        && let Some(target) = state.asked.pop_front()
    {
        // What was just created is shown one frame later.
        state.begin_edit(open, target);
    }
    let is_flying = state.fly(now_ms);
    let is_taken_up = state.tool.is_busy() || ui.input(|input| input.pointer.any_pressed());
    if state.glide(now_ms, is_taken_up) || is_flying {
        ui.ctx().request_repaint();
    }

    let places = chrome::Places::of(rect, &state.scene);
    let style_bar = style_bar::place(rect, &state.style_words, state.scene.nodes().len());
    let hood_bar = state.hood_bar(ui, open, rect, style_bar);
    let hood_place = hood_bar.as_ref().map(|bar| bar.place);
    let caption = state.caption_place(ui, rect, &[style_bar, hood_place]);
    let covers: Vec<Rect> = places.covers().into_iter().chain(style_bar).chain(hood_place).chain(caption).collect();
    let floating = covers.iter().map(|cover| ink::base_rect(*cover)).collect();
    state.listen(ui, open, &response, covers, &mut commands);
    if let Some(hit) = state.hovered.filter(|_| state.menu.is_none() && !state.is_covered) {
        card::show(&response, open.graph(), &state.scene, hit);
    }
    let painter = ui.painter_at(rect);
    let key = Key {
        scene_version: state.scene_version,
        records_version: state.records_version,
        camera: state.camera,
        emphasis: state.emphasis(open),
        selected_notes: state.picked_notes.iter().cloned().collect(),
        edited: state.edited(),
        covers: floating,
        trace: state.trace(),
        is_dark: ui.visuals().dark_mode,
        pixels_per_point: ui.pixels_per_point(),
    };
    if let Some(ms) = state.picture.show(&painter, tokens, open.graph(), &mut state.scene, key, now_ms) {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(ms / 1000.0));
    }
    // A large selection is copied only while a gesture needs it; handles stand on one relationship.
    let is_small = open.selection().len() <= 1;
    let picked = if is_small || state.tool.is_busy() { state.picked(open) } else { Picked::default() };
    if state.tool.is_busy() {
        let context =
            ToolContext { scene: &state.scene, camera: &state.camera, picked: &picked, label_under_pointer: None };
        if let Some(overlay) = state.tool.overlay(context) {
            overlay::paint(&painter, tokens, open.graph(), &state.scene, &state.camera, overlay);
        }
    }
    overlay::paint_found(&painter, tokens, &state.scene, &state.camera, &state.found);
    overlay::paint_handles(&painter, tokens, &state.scene, &state.camera, &picked, state.picture.placed());
    state.show_draft(&painter, tokens, open.graph());
    state.show_names(ui, open, rect, &mut commands);
    if state.scene.nodes().is_empty() && state.scene.notes().is_empty() && state.editing.is_none() {
        state.show_empty(ui, open, rect, &mut commands);
    }
    state.show_field(ui, open, &mut commands);
    state.show_chrome(ui, open, places, &mut commands);
    if let Some(rect) = style_bar {
        CanvasState::show_style_bar(ui, rect, open, &mut commands);
    }
    if let Some(bar) = hood_bar {
        state.show_hood_bar(ui, bar, open, &mut commands);
    }
    if let Some(rect) = caption {
        state.show_caption(ui, rect);
    }
    state.show_hint(ui, open, rect, places);
    state.show_menu(ui, open, &mut commands);
    if !commands.is_empty() || !state.requests.is_empty() || !state.asked.is_empty() || state.preview_ends {
        ui.ctx().request_repaint();
    }
    commands
}
