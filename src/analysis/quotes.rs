//! Where the passages that evidence quotes stand in the texts of their sources, and which are lost. Kept from one
//! revision to the next: only what was quoted or written anew is looked for again.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{Cancelled, EvidenceId, SourceId, Task, TextQuote};
use crate::model::{Evidence, Graph, Source};

/// A quote whose source keeps its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Looked {
    source: SourceId,
    quote: TextQuote,
    text: Arc<str>,
    found: Arc<Standing>,
}

/// Where a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    At(Range<usize>),
    /// The words are not in the text; the nearest passage, where one is like them.
    Lost(Option<TextQuote>),
}

/// The quotes of a graph.
#[derive(Debug, Clone, Default)]
pub struct Quotes {
    all: FxHashMap<EvidenceId, Looked>,
}

impl Quotes {
    /// Looks for all quotes of a graph, after what is known of an earlier revision. O(evidence), and for each quote that
    /// is new or whose text is, O(text).
    ///
    /// # Errors
    /// When the task is cancelled.
    pub fn of(graph: &Graph, known: &Self, task: &Task) -> Result<Self, Cancelled> {
        let mut quotes = Self::default();
        for (evidence, source) in kept(graph) {
            let same = known.all.get(&evidence.id).filter(|looked| looked.is_of(evidence, source));
            let looked = match same {
                Some(looked) => looked.clone(),
                None => Looked::new(evidence, source, task)?,
            };
            quotes.all.insert(evidence.id.clone(), looked);
        }
        Ok(quotes)
    }

    /// About how many bytes of text have to be read to bring it up with a graph.
    #[must_use]
    pub fn work(&self, graph: &Graph) -> usize {
        let new = kept(graph).filter(|(evidence, source)| {
            !self.all.get(&evidence.id).is_some_and(|looked| looked.is_of(evidence, source))
        });
        new.map(|(_, source)| source.text.as_ref().map_or(0, |text| text.len())).sum()
    }

    /// Where the passage of a piece of evidence stands in the text of its source, in bytes.
    #[must_use]
    pub fn place(&self, evidence: &EvidenceId) -> Option<Range<usize>> {
        match &*self.all.get(evidence)?.found {
            Standing::At(place) => Some(place.clone()),
            Standing::Lost(_) => None,
        }
    }

    /// The passages of a source: whose, and where in its text.
    pub fn of_source_unsorted(&self, source: &SourceId) -> impl Iterator<Item = (&EvidenceId, Range<usize>)> {
        self.all.iter().filter(move |(_, looked)| looked.source == *source).filter_map(|(id, looked)| {
            match &*looked.found {
                Standing::At(place) => Some((id, place.clone())),
                Standing::Lost(_) => None,
            }
        })
    }

    /// The evidence of a source whose words its text does not hold.
    pub fn lost_of_source_unsorted(&self, source: &SourceId) -> impl Iterator<Item = &EvidenceId> {
        let lost = |looked: &Looked| matches!(*looked.found, Standing::Lost(_));
        self.all.iter().filter(move |(_, looked)| looked.source == *source && lost(looked)).map(|(id, _)| id)
    }

    /// Whether the text of its source does not hold what a piece of evidence quotes. What has no quote or no text to
    /// hold it is not lost.
    #[must_use]
    pub fn is_lost(&self, evidence: &EvidenceId) -> bool {
        self.all.get(evidence).is_some_and(|looked| matches!(*looked.found, Standing::Lost(_)))
    }

    /// The passage that is nearest to one that is lost.
    #[must_use]
    pub fn nearest(&self, evidence: &EvidenceId) -> Option<&TextQuote> {
        match &*self.all.get(evidence)?.found {
            Standing::Lost(nearest) => nearest.as_ref(),
            Standing::At(_) => None,
        }
    }
}

impl Looked {
    fn new(evidence: &Evidence, source: &Source, task: &Task) -> Result<Self, Cancelled> {
        task.check()?;
        let quote = evidence.quote.clone().unwrap_or_default();
        let text = source.text.clone().unwrap_or_else(|| "".into());
        let found = match quote.find(&text) {
            Some(place) => Standing::At(place),
            None => Standing::Lost(quote.anchor_near(&text, task)?),
        };
        Ok(Self { source: source.id.clone(), quote, text, found: Arc::new(found) })
    }

    fn is_of(&self, evidence: &Evidence, source: &Source) -> bool {
        self.source == source.id
            && evidence.quote.as_ref() == Some(&self.quote)
            && source.text.as_ref().is_some_and(|text| Arc::ptr_eq(text, &self.text))
    }
}

/// The evidence with a quote whose source keeps its text.
fn kept(graph: &Graph) -> impl Iterator<Item = (&Evidence, &Source)> {
    // Many a graph keeps no text at all.
    let any = graph.sources().values().any(|source| source.text.is_some());
    let of_entities = graph.entities_unsorted().filter(move |_| any).flat_map(|entity| &entity.evidence);
    let of_relationships = graph.relationships_unsorted().filter(move |_| any).flat_map(|r| &r.evidence);
    of_entities.chain(of_relationships).filter_map(|evidence| {
        let quote = evidence.quote.as_ref().filter(|quote| !quote.exact.trim().is_empty());
        let source = graph.sources().get(&evidence.source).filter(|source| source.text.is_some());
        quote.and(source).map(|source| (evidence, &**source))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entity;

    fn graph(text: &str, quotes: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut source = Source::new("s".parse().unwrap(), "News");
        source.text = Some(text.into());
        let id = source.id.clone();
        graph.put_source(&id, Some(Arc::new(source))).unwrap();
        let mut entity = Entity::new("e".parse().unwrap(), "state".parse().unwrap(), "Office");
        for (name, exact) in quotes {
            let mut piece = Evidence::new(name.parse().unwrap(), id.clone());
            piece.quote = Some(TextQuote { exact: (*exact).into(), ..TextQuote::default() });
            entity.evidence.push(piece);
        }
        graph.put_entity(&"e".parse().unwrap(), Some(Arc::new(entity))).unwrap();
        graph
    }

    #[test]
    fn only_what_is_new_is_looked_for() {
        let text = "The office opens in May. Then he left.";
        let quotes = [("kept", "opens in May"), ("lost", "the office opens in June"), ("gone", "never said")];
        let first = graph(text, &quotes);
        let known = Quotes::of(&first, &Quotes::default(), &Task::default()).unwrap();
        let id = |name: &str| name.parse::<EvidenceId>().unwrap();
        assert_eq!(known.place(&id("kept")), Some(11..23));
        assert!(known.is_lost(&id("lost")) && known.is_lost(&id("gone")) && !known.is_lost(&id("other")));
        assert_eq!(known.nearest(&id("lost")).map(|near| near.exact.as_str()), Some("The office opens in May"));
        assert_eq!(known.nearest(&id("gone")), None);
        assert_eq!(Quotes::default().work(&first), 3 * text.len());
        assert_eq!(known.work(&first), 0);
        // Another quote of the same text: one text to read. Nothing is read with a task that is cancelled.
        let mut second = first.clone();
        let mut entity = Entity::clone(second.entity(&"e".parse().unwrap()).unwrap());
        entity.evidence[2].quote = Some(TextQuote { exact: "he left".into(), ..TextQuote::default() });
        second.put_entity(&"e".parse().unwrap(), Some(Arc::new(entity))).unwrap();
        assert_eq!(known.work(&second), text.len());
        let cancelled = Task::default();
        cancelled.cancel();
        assert!(Quotes::of(&first, &known, &cancelled).is_ok() && Quotes::of(&second, &known, &cancelled).is_err());
        assert_eq!(Quotes::of(&second, &known, &Task::default()).unwrap().place(&id("gone")), Some(30..37));
    }
}
