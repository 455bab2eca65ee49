//! The rule about origins that lead back to themselves.
//!
//! The origin of a source is a text. Where it is the title of another source, it means that one; else, where sources
//! have it as their publisher or author, it means one of these. A source is *grounded* when its origin names nobody in
//! the graph, names the source itself, its own publisher or author, or can mean a grounded source. What is not grounded
//! can only be followed for ever, so the rule never accuses a source that has an honest reading.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Finding, Rule};
use crate::base::{Cancelled, SourceId, Task, fold};
use crate::model::{Graph, RecordName, Source};

/// So many steps of a chain are told.
const MOST_STEPS: usize = 6;

/// Those whom one text can mean.
#[derive(Default)]
struct Meant<'g> {
    sources: Vec<&'g SourceId>,
    /// Who has it as an origin.
    readers: Vec<&'g SourceId>,
}

/// What texts can mean, each found once.
#[derive(Default)]
struct Texts<'g> {
    all: Vec<Meant<'g>>,
    titles: FxHashMap<String, usize>,
    makers: FxHashMap<String, usize>,
}

impl<'g> Texts<'g> {
    fn of(sources: impl Iterator<Item = &'g Source>) -> Self {
        let mut texts = Self::default();
        for source in sources {
            let Self { all, titles, makers } = &mut texts;
            let mut mean = |known: &mut FxHashMap<String, usize>, text: String| {
                let at = *known.entry(text).or_insert_with(|| {
                    all.push(Meant::default());
                    all.len() - 1
                });
                all[at].sources.push(&source.id);
            };
            mean(titles, fold(&source.title));
            makers_of(source).for_each(|maker| mean(makers, maker));
        }
        texts
    }

    /// What the origin of a source can mean, where that is somebody else.
    fn origin_of(&self, source: &Source) -> Option<usize> {
        let origin = fold(&source.origin);
        if origin.is_empty() || origin == fold(&source.title) || makers_of(source).any(|maker| maker == origin) {
            return None;
        }
        self.titles.get(&origin).or_else(|| self.makers.get(&origin)).copied()
    }
}

/// Finds the sources that are not grounded. O(sources).
pub(super) fn check_origins(graph: &Graph, found: &mut Vec<Finding>, task: &Task) -> Result<(), Cancelled> {
    let sources = graph.sources();
    if sources.values().all(|source| source.origin.trim().is_empty()) {
        return Ok(());
    }
    task.check()?;
    let mut texts = Texts::of(sources.values().map(|source| &**source));
    let mut origins: FxHashMap<&SourceId, usize> = FxHashMap::default();
    let mut grounded: Vec<&SourceId> = Vec::new();
    for (count, source) in sources.values().enumerate() {
        if count % 1024 == 0 {
            task.check()?;
        }
        match texts.origin_of(source) {
            Some(text) => {
                origins.insert(&source.id, text);
                texts.all[text].readers.push(&source.id);
            }
            None => grounded.push(&source.id),
        }
    }
    // What can mean a grounded source grounds all who have it as their origin.
    let mut texts_of: FxHashMap<&SourceId, Vec<usize>> = FxHashMap::default();
    for (at, text) in texts.all.iter().enumerate() {
        text.sources.iter().for_each(|source| texts_of.entry(source).or_default().push(at));
    }
    let mut is_grounded: FxHashSet<&SourceId> = grounded.iter().copied().collect();
    while let Some(source) = grounded.pop() {
        for text in texts_of.remove(source).unwrap_or_default() {
            let readers = std::mem::take(&mut texts.all[text].readers);
            grounded.extend(readers.into_iter().filter(|reader| is_grounded.insert(reader)));
        }
    }
    for source in sources.values().filter(|source| !is_grounded.contains(&source.id)) {
        task.check()?;
        let record = RecordName::new("source", &source.id);
        let detail = chain(graph, &source.id, &texts, &origins);
        found.push(Finding::new(Rule::CircularOrigin, record, source.title.clone(), detail));
    }
    Ok(())
}

fn makers_of(source: &Source) -> impl Iterator<Item = String> {
    [&source.publisher, &source.author].into_iter().map(|maker| fold(maker)).filter(|maker| !maker.is_empty())
}

/// `its origin is B, whose origin is C, whose origin is A`, until a source comes again.
fn chain<'g>(graph: &Graph, start: &'g SourceId, texts: &Texts<'g>, origins: &FxHashMap<&SourceId, usize>) -> String {
    let mut said = String::new();
    let mut seen = FxHashSet::from_iter([start]);
    let mut at = start;
    for step in 0.. {
        let Some(next) = origins.get(at).and_then(|text| texts.all[*text].sources.first().copied()) else { break };
        said.push_str(if said.is_empty() { "its origin is " } else { ", whose origin is " });
        if step == MOST_STEPS {
            said.push('…');
            break;
        }
        let title = graph.sources().get(next).map_or("", |source| source.title.as_str());
        said.push_str(&format!("{title:?}"));
        if !seen.insert(next) {
            break;
        }
        at = next;
    }
    said
}
