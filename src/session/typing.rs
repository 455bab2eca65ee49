//! What is kept up while somebody types: what a search found, and the names that quick-add completes. With many records
//! both come from a thread, so that no letter waits for them; what was known before is shown until then.

use std::sync::Arc;

use super::asking::is_large;
use super::file::finish;
use super::job::Stop;
use super::{DocumentKey, Session};
use crate::analysis::find::Hits;
use crate::edit::quick_add::Lexicon;

/// Whether something is of the document and the letters as they are now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It is.
    Current,
    /// It is of what was there before; the next is being worked out.
    Earlier,
}

/// What is known of a document, and what for.
#[derive(Default)]
pub(super) struct Typed {
    /// The letters, the index by address, and what was found.
    hits: Option<(String, usize, Arc<Hits>)>,
    is_searching: bool,
    lexicon: Option<(u64, Arc<Lexicon>)>,
    is_reading_names: bool,
}

impl Typed {
    /// Nothing is worked out any more.
    pub(super) fn give_up(&mut self) {
        (self.is_searching, self.is_reading_names) = (false, false);
    }
}

impl Session {
    /// What `letters` find in the document that is worked on, the best `most`: found now, or with many records on a
    /// thread, so that one of the next calls has it.
    pub fn search(&mut self, letters: &str, most: usize) -> (Arc<Hits>, Freshness) {
        let index = self.find_index();
        let (Some(index), Some(open)) = (index, self.active_mut()) else { return (Arc::default(), Freshness::Earlier) };
        let address = Arc::as_ptr(&index).addr();
        let is_current = |typed: &Typed| typed.hits.as_ref().is_some_and(|(l, at, _)| l == letters && *at == address);
        if !is_current(&open.typed) && !open.typed.is_searching {
            let (graph, key, letters) = (Arc::clone(open.graph()), open.key(), letters.to_owned());
            if is_large(&graph) {
                open.typed.is_searching = true;
                self.jobs.start("Searching".into(), Stop::Never, move |_| {
                    let hits = Arc::new(index.find(&graph, &letters, most));
                    finish(move |session| {
                        if let Some(open) = session.document_mut(key) {
                            open.typed.is_searching = false;
                            open.typed.hits = Some((letters, address, hits));
                        }
                    })
                });
            } else {
                let hits = Arc::new(index.find(&graph, &letters, most));
                open.typed.hits = Some((letters, address, hits));
            }
        }
        let Some(open) = self.active() else { return (Arc::default(), Freshness::Earlier) };
        let freshness = if is_current(&open.typed) { Freshness::Current } else { Freshness::Earlier };
        (open.typed.hits.as_ref().map(|(.., hits)| Arc::clone(hits)).unwrap_or_default(), freshness)
    }

    /// What quick-add knows of the document that is worked on: read now, or with many records on a thread. In the
    /// meantime it is that of an earlier revision, if there is one.
    pub fn lexicon(&mut self) -> Option<(Arc<Lexicon>, Freshness)> {
        let open = self.active_mut()?;
        let (revision, key) = (open.revision(), open.key());
        if open.typed.lexicon.as_ref().is_none_or(|(known, _)| *known != revision) && !open.typed.is_reading_names {
            let graph = Arc::clone(open.graph());
            let known = open.typed.lexicon.as_ref().map(|(_, lexicon)| Arc::clone(lexicon)).unwrap_or_default();
            if is_large(&graph) {
                open.typed.is_reading_names = true;
                self.jobs.start("Reading all names".into(), Stop::Never, move |_| {
                    let lexicon = Arc::new(known.brought_up(&graph));
                    finish(move |session| session.take_lexicon(key, revision, lexicon))
                });
            } else {
                open.typed.lexicon = Some((revision, Arc::new(known.brought_up(&graph))));
            }
        }
        let (known, lexicon) = self.document(key)?.typed.lexicon.as_ref()?;
        Some((Arc::clone(lexicon), if *known == revision { Freshness::Current } else { Freshness::Earlier }))
    }

    fn take_lexicon(&mut self, key: DocumentKey, revision: u64, lexicon: Arc<Lexicon>) {
        if let Some(open) = self.document_mut(key) {
            open.typed.is_reading_names = false;
            open.typed.lexicon = Some((revision, lexicon));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entity, Graph};
    use crate::session::{Command, Environment, Verb};

    #[test]
    fn with_many_records_letters_and_names_wait_for_a_thread_and_never_for_long() {
        let mut graph = Graph::new("main".parse().unwrap());
        for i in 0..10_001 {
            let entity = Entity::new(format!("e{i}").parse().unwrap(), "person".parse().unwrap(), format!("Ann {i}"));
            graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
        }
        let mut session = Session::new(Environment::none());
        session.open_graph(graph, "many");
        let best =
            |(hits, freshness): (Arc<Hits>, Freshness)| (hits.best.first().map(|hit| hit.name.clone()), freshness);

        assert!(session.lexicon().is_none());
        assert_eq!(best(session.search("ann 77", 5)), (None, Freshness::Earlier), "there is no index yet");
        while session.search("ann 77", 5).1 == Freshness::Earlier {
            session.wait();
        }
        assert_eq!(best(session.search("ann 77", 5)), (Some("Ann 77".into()), Freshness::Current));
        assert_eq!(best(session.search("ann 78", 5)), (Some("Ann 77".into()), Freshness::Earlier), "until it is found");
        while session.search("ann 78", 5).1 == Freshness::Earlier {
            session.wait();
        }
        assert_eq!(best(session.search("ann 78", 5)).0.as_deref(), Some("Ann 78"));

        let known = |session: &mut Session| session.lexicon().map(|(_, freshness)| freshness);
        while known(&mut session) != Some(Freshness::Current) {
            session.wait();
        }
        session.dispatch(Command::Do(Verb::AddView));
        assert_eq!(known(&mut session), Some(Freshness::Earlier), "names may be others now");
        session.wait();
        assert_eq!(known(&mut session), Some(Freshness::Current));
    }
}
