//! A plan as text that means the same.

use super::lexicon::{Lexicon, key};
use super::parse::{is_arrow, plain};
use super::plan::{Cited, Claim, End, LinePlan, Marks, Plan};
use super::words::{self, LEVELS, LIKELIHOODS, STATUSES};
use crate::base::{EntityId, SourceId};
use crate::model::{Graph, Stance};

/// Words in quotation marks where something in them would be taken for a sign.
pub(super) fn quoted(words: &str) -> String {
    let signs = |c: char| is_arrow(c) || matches!(c, '"' | ':' | ']' | '[' | '@' | '~' | '?' | '!' | '#');
    let is_plain = !words.is_empty()
        && !words.contains(signs)
        && !words.starts_with(['+', '-', '*', '•'])
        && plain(words) == words;
    if is_plain { words.to_owned() } else { format!("\"{}\"", words.replace('"', "\"\"")) }
}

/// How an entity of the graph is written so that it alone is meant: by name, with its type, or by id.
pub(super) fn entity(graph: &Graph, lexicon: &Lexicon, id: &EntityId) -> String {
    let by_id = || quoted(id.as_str());
    let Some(entity) = graph.entity(id) else { return by_id() };
    let name = entity.name.trim();
    if name.is_empty() || name.contains('\n') || EntityId::new(name).is_ok_and(|id| graph.entity(&id).is_some()) {
        return by_id();
    }
    let alike = lexicon.named(name);
    if alike.len() == 1 && alike[0].id == *id {
        return quoted(name);
    }
    let of_type = alike.iter().filter(|other| graph.schema().is_a(&other.kind, &entity.kind)).count();
    let is_found = alike.iter().any(|other| other.id == *id);
    match graph.schema().entity_types.get(&entity.kind) {
        Some(kind) if is_found && of_type == 1 && lexicon.entity_types(kind.id.as_str()) == [&kind.id] => {
            format!("{}:{}", quoted(name), kind.id)
        }
        _ => by_id(),
    }
}

/// How a source of the graph is written so that it alone is meant.
pub(super) fn source(graph: &Graph, lexicon: &Lexicon, id: &SourceId) -> String {
    let title = graph.sources().get(id).map_or("", |source| source.title.trim());
    let is_clear = !title.contains('\n') && lexicon.sources(title) == [id];
    quoted(if is_clear { title } else { id.as_str() })
}

impl Plan {
    /// The lines again, spelled so that they mean the same in this graph. What was wrong is left out.
    #[must_use]
    pub fn spelled(&self, graph: &Graph, lexicon: &Lexicon) -> String {
        let mut writer =
            Writer { plan: self, graph, lexicon, met: vec![false; self.newcomers.len()], cited: Vec::new() };
        writer.cited.resize(self.sources.len(), false);
        let lines: Vec<String> = self.lines.iter().map(|line| writer.line(line)).collect();
        lines.join("\n")
    }
}

struct Writer<'a> {
    plan: &'a Plan,
    graph: &'a Graph,
    lexicon: &'a Lexicon,
    /// Which new entities were written already.
    met: Vec<bool>,
    cited: Vec<bool>,
}

impl Writer<'_> {
    fn line(&mut self, line: &LinePlan) -> String {
        let Some((subject, marks)) = &line.subject else { return String::new() };
        let mut out = self.end(subject);
        self.marks(marks, &mut out);
        for claim in &line.claims {
            let to = if claim.is_said_backwards { &claim.from } else { &claim.to };
            out.push_str(&format!(" > {} > {}", self.words(claim), self.end(to)));
            self.marks(&claim.marks, &mut out);
        }
        out
    }

    fn words(&self, claim: &Claim) -> String {
        if !claim.label.is_empty() {
            return quoted(&claim.label);
        }
        let kind = self.graph.schema().relationship_types.get(&claim.kind);
        quoted(kind.map_or("", |kind| if claim.is_said_backwards { &kind.inverse } else { &kind.name }))
    }

    fn end(&mut self, end: &End) -> String {
        match end {
            End::Known(id) => {
                // A new one of the same name has taken it.
                let name = self.graph.entity(id).map_or("", |entity| entity.name.as_str());
                let is_taken = self.plan.newcomers.iter().any(|new| key(&new.name) == key(name));
                if is_taken { quoted(id.as_str()) } else { entity(self.graph, self.lexicon, id) }
            }
            End::New(at) => {
                let Some(new) = self.plan.newcomers.get(*at) else { return String::new() };
                let is_first = !std::mem::replace(&mut self.met[*at], true);
                let plus = if is_first && new.is_forced { "+" } else { "" };
                let kind = if is_first && new.is_kind_given { format!(":{}", new.kind) } else { String::new() };
                format!("{plus}{}{kind}", quoted(&new.name))
            }
        }
    }

    fn marks(&mut self, marks: &Marks, out: &mut String) {
        let Marks { valid, likelihood, confidence, status, tags, citations } = marks;
        let mut push = |sign: char, words: &str| {
            out.push(' ');
            out.push(sign);
            out.push_str(words);
        };
        if let Some(valid) = valid {
            push('@', &valid.to_string());
        }
        if let Some(likelihood) = likelihood {
            push('~', words::word(LIKELIHOODS, likelihood));
        }
        if let Some(confidence) = confidence {
            let level = words::word(LEVELS, &confidence.level);
            let why = &confidence.rationale;
            push('?', &if why.is_empty() { level.to_owned() } else { format!("{level} {}", quoted(why)) });
        }
        if let Some(status) = status {
            push('!', words::word(STATUSES, status));
        }
        tags.iter().for_each(|tag| push('#', &quoted(tag)));
        for citation in citations {
            let disputes = if citation.stance == Stance::Disputes { "-" } else { "" };
            let title = match &citation.source {
                Cited::Known(id) => {
                    let title = self.graph.sources().get(id).map_or("", |source| source.title.as_str());
                    let is_taken = self.plan.sources.iter().any(|new| key(&new.title) == key(title));
                    if is_taken { quoted(id.as_str()) } else { source(self.graph, self.lexicon, id) }
                }
                Cited::New(at) => {
                    let Some(new) = self.plan.sources.get(*at) else { continue };
                    let is_first = !std::mem::replace(&mut self.cited[*at], true);
                    format!("{}{}", if is_first && new.is_forced { "+" } else { "" }, quoted(&new.title))
                }
            };
            let quote = match citation.quote.as_str() {
                "" => String::new(),
                quote => format!(" \"{}\"", quote.replace('"', "\"\"")),
            };
            push('[', &format!("{disputes}{title}{quote}"));
        }
    }
}
