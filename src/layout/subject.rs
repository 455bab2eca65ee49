//! What a layout needs of a view of a graph, and the change that puts the result into it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::topology::Topology;
use super::{Algorithm, Mode, Request, Size};
use crate::base::{EntityId, Point, Vector, ViewId};
use crate::edit::{Transaction, intent};
use crate::model::{Graph, ViewState};

/// Names are broken into lines of at most so many letters.
const LINE_LETTERS: usize = 22;
/// About how wide a letter is and how high a line, in world units.
const LETTER_WIDTH: f32 = 6.8;
const LINE_HEIGHT: f32 = 15.0;
/// Between a disc and the label under it.
const LABEL_GAP: f32 = 4.0;

/// The part of a view that is to be laid out.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The entities; a node of the topology is a place in this list. By type, then name, then id.
    pub ids: Vec<EntityId>,
    /// Who is joined to whom.
    pub topology: Topology,
    /// Where each stands in the view.
    pub initial: Vec<Option<Point>>,
    /// Whether layouts leave it where it is.
    pub pinned: Vec<bool>,
    /// How large it is drawn.
    pub sizes: Vec<Size>,
    /// The type of each, as a number: that of its first entity in this list.
    pub types: Vec<u32>,
}

impl Subject {
    /// Looks up `shown` entities of a view and the relationships among them that it does not hide. What does not exist is
    /// passed over. Radii and labels are about as the canvas draws them; one that knows better changes
    /// [`Subject::sizes`]. `None` where the graph has no such view. O(n log n + m log m).
    #[must_use]
    pub fn of<'a>(graph: &Graph, view: &ViewId, shown: impl IntoIterator<Item = &'a EntityId>) -> Option<Self> {
        let state = graph.views().get(view)?;
        let mut entities: Vec<_> = shown.into_iter().filter_map(|id| graph.entity(id)).collect();
        entities.sort_unstable_by(|a, b| (&a.kind, &a.name, &a.id).cmp(&(&b.kind, &b.name, &b.id)));
        entities.dedup_by(|a, b| a.id == b.id);
        let index: FxHashMap<&EntityId, u32> = entities.iter().enumerate().map(|(i, e)| (&e.id, i as u32)).collect();
        let edges = graph.relationships_unsorted().filter(|r| !state.route(&r.id).hidden);
        let edges = edges.filter_map(|r| {
            let weight = r.weight.map_or(1.0, |w| w as f32);
            Some((*index.get(&r.from)?, *index.get(&r.to)?, weight))
        });
        let topology = Topology::new(entities.len() as u32, edges);
        let mut types = Vec::with_capacity(entities.len());
        for (i, entity) in entities.iter().enumerate() {
            let same = i > 0 && entities[i - 1].kind == entity.kind;
            types.push(if same { types[i - 1] } else { i as u32 });
        }
        let placements = entities.iter().map(|e| state.placement(&e.id));
        let (initial, pinned) = placements.map(|p| (p.position, p.pinned)).unzip();
        let sizes = entities.iter().map(|e| size_of(&e.name, graph.degree(&e.id))).collect();
        let ids = entities.iter().map(|e| e.id.clone()).collect();
        Some(Self { ids, topology, initial, pinned, sizes, types })
    }

    /// All entities of a view that it does not hide.
    #[must_use]
    pub fn of_view(graph: &Graph, view: &ViewId) -> Option<Self> {
        let state: &ViewState = graph.views().get(view)?;
        let shown = graph.entities_unsorted().filter(|e| !state.placement(&e.id).hidden);
        Self::of(graph, view, shown.map(|e| &e.id))
    }

    /// A request for all of it, from where it stands.
    #[must_use]
    pub fn request(&self, algorithm: Algorithm, seed: u64) -> Request {
        Request {
            algorithm,
            initial: self.initial.clone(),
            pinned: self.pinned.clone(),
            sizes: self.sizes.clone(),
            seed,
            mode: Mode::Fresh,
        }
    }

    /// The change of `view` that puts every entity where [`arrange`](super::arrange) says: one step to undo. Entities
    /// that stay get no edit.
    #[must_use]
    pub fn arrangement(&self, graph: &Graph, view: &ViewId, positions: &[Point], algorithm: &Algorithm) -> Transaction {
        let moved: Vec<(EntityId, Point)> = self
            .ids
            .iter()
            .zip(positions)
            .zip(&self.initial)
            .filter(|((_, new), old)| **old != Some(**new))
            .map(|((id, new), _)| (id.clone(), *new))
            .collect();
        let label = format!("arrange with the {} layout", algorithm.described().title.to_lowercase());
        intent::place(graph, view, &moved, &label)
    }

    /// The layer of each entity by the year in which it begins, for layers by date; `None` without a date. The first
    /// year is layer 0, and years in which nothing begins take no layer.
    #[must_use]
    pub fn layers_by_year(&self, graph: &Graph) -> Vec<Option<u32>> {
        let year = |id: &EntityId| {
            let valid = graph.entity(id)?.valid?;
            Some(valid.first_day().or(valid.last_day())?.to_civil().0)
        };
        let years: Vec<Option<i32>> = self.ids.iter().map(year).collect();
        let mut layers: BTreeMap<i32, u32> = years.iter().flatten().map(|year| (*year, 0)).collect();
        layers.values_mut().enumerate().for_each(|(i, layer)| *layer = i as u32);
        years.into_iter().map(|year| layers.get(&year?).copied()).collect()
    }
}

/// About what an entity takes on the canvas.
fn size_of(name: &str, degree: usize) -> Size {
    let letters = name.chars().take(LINE_LETTERS * 8).count();
    let lines = if letters <= LINE_LETTERS { 1 } else { 2 };
    // Two lines are about evenly filled, up to the length of a line.
    let columns = letters.div_ceil(lines).saturating_add(if lines == 2 { 3 } else { 0 }).min(LINE_LETTERS);
    let label = Vector::new(columns as f32 * LETTER_WIDTH, lines as f32 * LINE_HEIGHT + LABEL_GAP);
    Size { radius: (10.5 + 2.9 * (degree as f32).sqrt()).clamp(10.0, 28.0), label }
}
