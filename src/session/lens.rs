//! What the canvas tells of the network: sizes and colours by measures, and communities. Measured by a job, kept as
//! long as it holds, and never part of the graph.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::file::finish;
use super::job::Stop;
use super::statistics::{Counting, Network};
use super::{DocumentKey, Gravity, OpenDocument, Session};
use crate::analysis::figures::{Colours, Community, Figures};
use crate::analysis::network::{Metric, measure, metric};
use crate::analysis::topology::TopologyError;
use crate::base::{EntityId, Task, ViewId};
use crate::edit::{Edit, Transaction};
use crate::model::{ColourBy, SizeBy};

/// What was measured within this time is measured anew by itself when the network changes.
const AT_ONCE: Duration = Duration::from_millis(60);

/// The measure that tells communities.
const COMMUNITY: &str = "community";

/// What the canvas tells beside what the view has it tell, and what counts for that. It lasts as long as the document is
/// open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lens {
    /// What counts.
    pub counting: Counting,
    /// Colours are shades of this measure.
    pub shade: Option<&'static str>,
    /// Colours stand for communities, and a line is drawn around each.
    pub communities: bool,
    /// The communities without a line, each by its best connected member.
    pub without_line: BTreeSet<EntityId>,
}

/// The values of one measure.
#[derive(Debug, Clone)]
struct Sheet {
    metric: &'static str,
    counting: Counting,
    /// What they hold for.
    of: NetworkState,
    values: Vec<(EntityId, f64)>,
    took: Duration,
}

/// What is being measured.
struct UnderWay {
    metrics: Vec<&'static str>,
    counting: Counting,
    of: NetworkState,
    task: Task,
}

/// A state of the network, so that what was worked out of one can be told from what was of another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkState {
    /// The revision at which it last changed.
    revision: u64,
    /// The version of the sight, where only what the view shows counts.
    sight: u64,
    /// That view.
    view: Option<ViewId>,
}

/// For what figures were put together.
#[derive(Debug, Clone, PartialEq, Default)]
struct ToldFor {
    lens: Lens,
    size: Option<&'static str>,
    by_community: bool,
    sheets: Vec<(&'static str, NetworkState)>,
}

/// What the canvas tells of a document's network.
#[derive(Default)]
pub(super) struct Looking {
    lens: Lens,
    figures: Arc<Figures>,
    version: u64,
    told_for: ToldFor,
    sheets: Vec<Arc<Sheet>>,
    under_way: Option<UnderWay>,
    /// The state for which slow measures are to be taken anew.
    asked_anew: Option<NetworkState>,
    /// What somebody stopped is not begun again by itself.
    given_up: Option<(Vec<&'static str>, Counting, NetworkState)>,
    /// The revision at which ties last changed, and that at which anything did that is said of them.
    ties_at: u64,
    records_at: u64,
    /// The revision at which ties or what they rest on last changed, and that at which what a view hides did.
    links_at: u64,
    hidden_at: u64,
}

impl Session {
    pub(super) fn look(&mut self, lens: Lens) {
        if let Some(open) = self.active_mut() {
            open.looking.lens = lens;
            open.looking.given_up = None;
        }
    }

    /// Brings what the canvas tells up with the document that is worked on. Called when its sight is up.
    pub(super) fn keep_up_figures(&mut self) {
        let Some(open) = self.active_mut() else { return };
        let (size, by_community) = open.figures_of_view();
        let lens = open.looking.lens.clone();
        let groups = (by_community || lens.communities).then_some(COMMUNITY);
        let mut wanted: Vec<&'static str> = size.into_iter().chain(lens.shade).chain(groups).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let of = open.state_of_network(lens.counting.shown_only);
        let is_asked = open.looking.asked_anew.as_ref() == Some(&of);
        let missing: Vec<&'static str> = wanted
            .iter()
            .copied()
            .filter(|name| {
                let sheet = open.looking.sheet(name, &lens.counting);
                sheet.is_none_or(|s| s.of != of && (s.took <= AT_ONCE || is_asked))
            })
            .collect();
        let key = open.key();
        if missing.is_empty() {
            open.looking.stop();
        } else {
            let is_same = open
                .looking
                .under_way
                .as_ref()
                .is_some_and(|job| job.metrics == missing && job.counting == lens.counting && job.of == of);
            let is_given_up = open.looking.given_up.as_ref().is_some_and(|(metrics, counting, revision)| {
                *metrics == missing && *counting == lens.counting && *revision == of
            });
            if !is_same && !is_given_up {
                open.looking.stop();
                let network = Network::of(open, lens.counting.shown_only);
                let wanted = (missing.clone(), lens.counting.clone(), of.clone());
                let label = "Measuring for the canvas".to_owned();
                let task = self.jobs.start(label, Stop::AtAnyTime, move |task| {
                    let sheets = sheets(&network, &wanted.0, &wanted.1, &wanted.2, task);
                    let task = task.clone();
                    finish(move |session| session.end_figures(key, &task, wanted, sheets))
                });
                if let Some(open) = self.document_mut(key) {
                    let counting = lens.counting.clone();
                    open.looking.under_way = Some(UnderWay { metrics: missing, counting, of, task });
                }
            }
        }
        if let Some(open) = self.document_mut(key) {
            open.put_figures_together(size, by_community);
        }
    }

    fn end_figures(
        &mut self,
        key: DocumentKey,
        task: &Task,
        wanted: (Vec<&'static str>, Counting, NetworkState),
        sheets: Result<Vec<Sheet>, TopologyError>,
    ) {
        let Some(open) = self.document_mut(key) else { return };
        let is_mine = open
            .looking
            .under_way
            .as_ref()
            .is_some_and(|job| (&job.metrics, &job.counting, &job.of) == (&wanted.0, &wanted.1, &wanted.2));
        if !is_mine {
            return;
        }
        open.looking.under_way = None;
        match sheets {
            Ok(sheets) if !task.is_cancelled() => {
                for sheet in sheets {
                    open.looking
                        .sheets
                        .retain(|known| known.metric != sheet.metric || known.counting != sheet.counting);
                    open.looking.sheets.push(Arc::new(sheet));
                }
                // The latest few are enough to go back and forth between.
                let surplus = open.looking.sheets.len().saturating_sub(8);
                open.looking.sheets.drain(..surplus);
            }
            Ok(_) | Err(TopologyError::Cancelled(_)) => open.looking.given_up = Some(wanted),
            Err(error) => {
                open.looking.given_up = Some(wanted);
                self.notify(Gravity::Failure, "Not measured", format!("{error}."), Vec::new());
            }
        }
    }
}

impl Looking {
    fn sheet(&self, metric: &str, counting: &Counting) -> Option<&Arc<Sheet>> {
        self.sheets.iter().find(|sheet| sheet.metric == metric && sheet.counting == *counting)
    }

    /// What was being measured, where that no longer runs, failed. It is not begun again by itself.
    pub(super) fn give_up(&mut self, runs: impl Fn(&Task) -> bool) {
        if let Some(job) = self.under_way.take_if(|job| !runs(&job.task)) {
            self.given_up = Some((job.metrics, job.counting, job.of));
        }
    }

    fn stop(&mut self) {
        if let Some(job) = self.under_way.take() {
            job.task.cancel();
        }
    }
}

impl OpenDocument {
    /// What the canvas tells of the network, beside what the view has it tell.
    #[must_use]
    pub fn lens(&self) -> &Lens {
        &self.looking.lens
    }

    /// What was measured, as the canvas tells it.
    #[must_use]
    pub fn figures(&self) -> &Arc<Figures> {
        &self.looking.figures
    }

    /// Grows whenever [`OpenDocument::figures`] are others.
    #[must_use]
    pub fn figures_version(&self) -> u64 {
        self.looking.version
    }

    /// Whether what the canvas tells was measured before the network changed.
    #[must_use]
    pub fn are_figures_stale(&self) -> bool {
        let of = self.state_of_network(self.looking.lens.counting.shown_only);
        self.looking.told_for.sheets.iter().any(|(_, known)| *known != of)
    }

    /// The state of the network: of all of it, or of what the view shows.
    #[must_use]
    pub fn state_of_network(&self, shown_only: bool) -> NetworkState {
        if shown_only {
            NetworkState {
                revision: self.looking.ties_at.max(self.looking.hidden_at),
                sight: self.sight().version(),
                view: Some(self.view_id().clone()),
            }
        } else {
            NetworkState { revision: self.looking.ties_at, ..NetworkState::default() }
        }
    }

    /// The state of the network where it matters also what ties rest on: their evidence, and its sources.
    #[must_use]
    pub fn state_of_links(&self, shown_only: bool) -> NetworkState {
        let state = self.state_of_network(shown_only);
        NetworkState { revision: state.revision.max(self.looking.links_at), ..state }
    }

    /// The revision at which anything last changed that is said of entities, relationships and sources.
    #[must_use]
    pub fn records_changed_at(&self) -> u64 {
        self.looking.records_at
    }

    /// Notes that a transaction was applied.
    pub(super) fn note_network(&mut self, transaction: &Transaction) {
        let is_said = |edit: &Edit| matches!(edit, Edit::Entity(_) | Edit::Relationship(_) | Edit::Source(_));
        let revision = self.revision();
        if transaction.edits.iter().any(is_said) {
            self.looking.records_at = revision;
        }
        if transaction.edits.iter().any(changes_network) {
            self.looking.ties_at = revision;
        }
        if transaction.edits.iter().any(changes_links) {
            self.looking.links_at = revision;
        }
        if transaction.edits.iter().any(changes_hidden) {
            self.looking.hidden_at = revision;
        }
    }

    pub(super) fn measure_figures_anew(&mut self) {
        self.looking.asked_anew = Some(self.state_of_network(self.looking.lens.counting.shown_only));
        self.looking.given_up = None;
    }

    /// What the shown view tells: a measure as size, and communities.
    fn figures_of_view(&self) -> (Option<&'static str>, bool) {
        let Some(state) = self.view() else { return (None, false) };
        let style = &state.view.style;
        let size = match &style.size_by {
            SizeBy::Metric(name) => metric(name).map(|metric| metric.name),
            SizeBy::Degree | SizeBy::Uniform | SizeBy::Property(_) => None,
        };
        (size, style.colour_by == ColourBy::Community)
    }

    fn put_figures_together(&mut self, size: Option<&'static str>, by_community: bool) {
        let lens = self.looking.lens.clone();
        let sheet = |name: &str| self.looking.sheet(name, &lens.counting).cloned();
        let [sizes, shades] = [size, lens.shade].map(|name| name.and_then(sheet));
        let groups = (by_community || lens.communities).then(|| sheet(COMMUNITY)).flatten();
        let sheets =
            [&sizes, &shades, &groups].into_iter().flatten().map(|sheet| (sheet.metric, sheet.of.clone())).collect();
        let told_for = ToldFor { lens, size, by_community, sheets };
        if self.looking.told_for == told_for {
            return;
        }
        let mut figures = Figures::default();
        let values = |sheet: Arc<Sheet>| sheet.values.iter().cloned().collect();
        figures.sizes = sizes.map(values).unwrap_or_default();
        if let Some(groups) = groups {
            let mut communities = Community::all(self.graph(), groups.values.iter().cloned());
            for community in &mut communities {
                let is_named = community.members.first().is_some_and(|id| told_for.lens.without_line.contains(id));
                community.is_outlined &= told_for.lens.communities && !is_named;
            }
            figures.set_communities(communities);
            if told_for.lens.communities {
                figures.colours = Colours::Communities;
            }
        }
        if let Some(shades) = shades {
            figures.colours = Colours::Shades(values(shades));
        }
        self.looking.told_for = told_for;
        self.looking.figures = Arc::new(figures);
        self.looking.version += 1;
    }
}

/// Whether an edit changes who is tied to whom, or how strongly.
fn changes_network(edit: &Edit) -> bool {
    match edit {
        Edit::Entity(swap) => match (&swap.before, &swap.after) {
            (Some(before), Some(after)) => (&before.kind, before.valid) != (&after.kind, after.valid),
            _ => true,
        },
        Edit::Relationship(swap) => match (&swap.before, &swap.after) {
            (Some(a), Some(b)) => {
                (&a.from, &a.to, &a.kind, a.direction, a.weight, a.valid)
                    != (&b.from, &b.to, &b.kind, b.direction, b.weight, b.valid)
            }
            _ => true,
        },
        Edit::Meta(_)
        | Edit::EntityType(_)
        | Edit::RelationshipType(_)
        | Edit::Source(_)
        | Edit::Attachment(_)
        | Edit::View(_)
        | Edit::Matrix(_)
        | Edit::Place { .. }
        | Edit::Route { .. } => false,
    }
}

/// Whether an edit changes ties or what they rest on.
fn changes_links(edit: &Edit) -> bool {
    match edit {
        Edit::Relationship(_) | Edit::Source(_) => true,
        other => changes_network(other),
    }
}

/// Whether an edit changes what a view hides beside its filter and its time.
fn changes_hidden(edit: &Edit) -> bool {
    match edit {
        Edit::Place { before, after, .. } => before.hidden != after.hidden,
        Edit::Route { before, after, .. } => before.hidden != after.hidden,
        Edit::View(swap) => swap.before.is_none() || swap.after.is_none(),
        _ => false,
    }
}

fn sheets(
    network: &Network,
    names: &[&'static str],
    counting: &Counting,
    of: &NetworkState,
    task: &Task,
) -> Result<Vec<Sheet>, TopologyError> {
    let began = Instant::now();
    let topology = network.topology(task)?;
    let metrics: Vec<&'static Metric> = names.iter().filter_map(|name| metric(name)).collect();
    let answers = measure(&topology, &metrics, &counting.settings(), task)?;
    let took = began.elapsed();
    let sheet = |(metric, answer): (&&'static Metric, crate::analysis::network::Answer)| Sheet {
        metric: metric.name,
        counting: counting.clone(),
        of: of.clone(),
        values: topology.ids().iter().cloned().zip(answer.values).collect(),
        took,
    };
    Ok(metrics.iter().zip(answers).map(sheet).collect())
}
