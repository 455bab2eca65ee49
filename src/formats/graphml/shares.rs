//! Reads a large GraphML file in shares on all processors, where it is plain enough to be taken apart.
//!
//! Plain is a file with one graph whose nodes and edges stand next to each other. Each share becomes a draft of its own;
//! these are joined in the order of the file. Where anything in a share asks for what stands in another, or is worth a
//! word in the report, the file is read as a whole instead, so that the result is always the same.

use memchr::memmem;
use rayon::prelude::*;

use super::read::Reader;
use crate::formats::foreign::xml::{Halt, Xml};
use crate::formats::foreign::{Draft, Field};
use crate::formats::{ReadError, ReadOptions};

/// A smaller file is read faster than it is taken apart.
const LEAST_BYTES: usize = 1 << 20;

/// So many bytes hold a record, in files that hold little else.
const BYTES_A_RECORD: usize = 100;

/// A file taken apart.
pub(super) struct Shares<'t> {
    /// Up to the beginning of the graph.
    head: &'t str,
    /// The nodes and edges, with where each share begins.
    shares: Vec<(usize, &'t str)>,
}

impl<'t> Shares<'t> {
    /// Takes a file apart that is large and plain.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let (bytes, threads) = (text.as_bytes(), rayon::current_num_threads());
        if bytes.len() < LEAST_BYTES || threads < 2 {
            return None;
        }
        let begins = |at: &usize| matches!(bytes.get(at + 6), Some(b' ' | b'>' | b'\n' | b'\r' | b'\t'));
        let mut graphs = memmem::find_iter(bytes, b"<graph").filter(begins);
        let (graph, None) = (graphs.next()?, graphs.next()) else { return None };
        let from = graph + memchr::memchr(b'>', &bytes[graph..])? + 1;
        let to = memmem::rfind(bytes, b"</graph>").filter(|to| *to > from)?;
        let body = &bytes[from..to];
        if text[to..].split_whitespace().collect::<String>() != "</graph></graphml>" {
            return None;
        }
        // What could hold a tag that is none, what is numbered through the file, and a second end.
        let odd: [&[u8]; 5] = [b"<!", b"<?", b"<hyperedge", b"</graph>", b"<graph/"];
        if odd.par_iter().any(|odd| memmem::find(body, odd).is_some()) {
            return None;
        }
        let mut cuts = vec![0];
        for share in 1..threads {
            let after = (body.len() / threads * share).max(*cuts.last()?);
            let next = |tag: &[u8]| memmem::find(&body[after..], tag).map(|at| after + at);
            cuts.extend(next(b"<node ").into_iter().chain(next(b"<edge ")).min());
        }
        cuts.push(body.len());
        cuts.dedup();
        let share = |cut: &[usize]| Some((from + cut[0], text.get(from + cut[0]..from + cut[1])?));
        let shares = cuts.windows(2).map(share).collect::<Option<Vec<_>>>()?;
        Some(Self { head: &text[..from], shares })
    }

    /// Reads all shares into the draft. `None` when the file must be read as a whole; the draft is as it was then.
    pub(super) fn read(&self, draft: &mut Draft, options: &ReadOptions) -> Option<Result<(), ReadError>> {
        let mut head = Reader::new(Xml::new(self.head, &options.limits), draft.fresh());
        let graph = head.head().ok()??;
        head.begin_graph(&graph);
        // A source makes evidence with numbers, and a group is one thing for all.
        let is_plain = !head.keys.all.iter().any(|key| matches!(key.column.field, Field::Sources | Field::Groups));
        if !is_plain || !head.draft.report.is_empty() {
            return None;
        }
        let (keys, directed, fresh) = (&head.keys, &head.directed, &head.draft);
        let read = |(at, text): &(usize, &str)| {
            let mut draft = fresh.fresh();
            draft.reserve(text.len() / BYTES_A_RECORD, text.len() / BYTES_A_RECORD);
            let mut reader = Reader::new(Xml::new_at(text, *at, &options.limits), draft);
            reader.keys.clone_from(keys);
            reader.directed.clone_from(directed);
            reader.graph_content(None).map(|()| reader.draft)
        };
        let parts: Vec<Result<Draft, Halt>> = self.shares.par_iter().map(read).collect();
        let mut drafts = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Ok(part) => drafts.push(part),
                Err(Halt::Refused(error)) => return Some(Err(error)),
                Err(Halt::Broken(_)) => return None,
            }
        }
        match Draft::joined(drafts) {
            Ok(joined) => draft.take(joined?),
            Err(error) => return Some(Err(error)),
        }
        Some(Ok(()))
    }
}
