//! Finds out what the pieces of lines mean in a graph.

use rustc_hash::FxHashMap;

use super::guess::{self, Place};
use super::lexicon::{Lexicon, Side, key};
use super::parse::{self, Line, Piece, Role, plain, quotation_end};
use super::plan::{
    Citation, Cited, Claim, End, Fault, Gravity, LinePlan, Look, Marks, NewSource, Newcomer, Plan, Token,
};
use super::words::{self, LEVELS, LIKELIHOODS, STATUSES};
use crate::base::{EntityId, EntityTypeId, RelationshipTypeId, SourceId};
use crate::model::{ConfidenceOverride, Direction, Graph, Stance};

/// A longer text is a table, and importing it says more about what goes wrong.
const MOST_BYTES: usize = 256 * 1024;

/// Reads lines of quick-add against a graph. Never fails: what is wrong stands in the plan. Takes time linear in the text,
/// with a look-up a name.
#[must_use]
pub fn plan(graph: &Graph, lexicon: &Lexicon, text: &str) -> Plan {
    let mut reader = Reader {
        graph,
        lexicon,
        text,
        plan: Plan::default(),
        places: Vec::new(),
        newcomers: FxHashMap::default(),
        sources: FxHashMap::default(),
    };
    if text.len() > MOST_BYTES {
        let message = format!("the text is longer than {} KiB; save it as CSV and import that", MOST_BYTES / 1024);
        let fault = Fault { span: 0..text.len(), message, gravity: Gravity::Wrong };
        reader.plan.lines.push(LinePlan { number: 1, span: 0..text.len(), faults: vec![fault], ..LinePlan::default() });
        return reader.plan;
    }
    for line in parse::lines(text) {
        let read = reader.line(&line);
        reader.plan.lines.push(read);
    }
    reader.guess_types();
    reader.remark();
    reader.plan
}

struct Reader<'a> {
    graph: &'a Graph,
    lexicon: &'a Lexicon,
    text: &'a str,
    plan: Plan,
    /// At which relationships the new entities stand.
    places: Vec<Vec<Place>>,
    newcomers: FxHashMap<String, usize>,
    sources: FxHashMap<String, usize>,
}

/// What the next mark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Entity,
    /// The relationship of which the other end has not come yet.
    Pending,
    Claim,
    /// Something that is wrong itself.
    Nothing,
}

/// What came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Entity,
    Relation,
    Arrow,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line) -> LinePlan {
        let mut out = LinePlan { number: line.number, span: line.span.clone(), ..LinePlan::default() };
        let mut pending: Option<(&Piece, Marks)> = None;
        let mut left: Option<End> = None;
        let (mut about, mut last) = (About::Nothing, Last::Nothing);
        let mut of_entity = Marks::default();
        for piece in &line.pieces {
            match piece.role {
                Role::Entity => {
                    let end = self.entity(piece, &mut out);
                    if last == Last::Nothing {
                        about = if end.is_some() { About::Entity } else { About::Nothing };
                        out.subject = end.clone().map(|end| (end, Marks::default()));
                    }
                    if let Some((relation, marks)) = pending.take() {
                        about = About::Nothing;
                        if let (Some(from), Some(to)) = (left, end.clone()) {
                            let claim = self.claim(relation, from, to, marks, &mut out);
                            if let Some(claim) = claim {
                                out.claims.push(claim);
                                about = About::Claim;
                            }
                        }
                    }
                    left = end;
                    last = Last::Entity;
                }
                Role::Relation => {
                    pending = Some((piece, Marks::default()));
                    about = About::Pending;
                    last = Last::Relation;
                }
                Role::Arrow => {
                    out.tokens.push(Token { span: piece.span.clone(), look: Look::Arrow });
                    match last {
                        Last::Nothing => out.wrong(piece, "a name is missing before this"),
                        Last::Arrow => out.wrong(piece, "something is missing between two signs"),
                        Last::Entity | Last::Relation => {}
                    }
                    last = Last::Arrow;
                }
                Role::Stray => {
                    let words = &self.text[piece.span.clone()];
                    out.wrong(
                        piece,
                        format!("“{words}” belongs to nothing: a sign such as # or > is missing before it"),
                    );
                }
                _ => {
                    let mut nowhere = Marks::default();
                    let marks = match about {
                        About::Entity => &mut of_entity,
                        About::Pending => pending.as_mut().map_or(&mut nowhere, |(_, marks)| marks),
                        About::Claim => out.claims.last_mut().map_or(&mut nowhere, |claim| &mut claim.marks),
                        About::Nothing => &mut nowhere,
                    };
                    let read = if last == Last::Nothing {
                        Err(Fault::unfinished(piece, "a name is missing before this"))
                    } else {
                        self.mark(piece, about, marks)
                    };
                    let look = if read.is_ok() { Look::Mark } else { Look::Wrong };
                    out.tokens.push(Token { span: piece.span.clone(), look });
                    out.faults.extend(read.err());
                }
            }
        }
        if let Some((relation, _)) = pending {
            let words = plain(&self.text[relation.words.clone()]);
            let look = self.look_of_relation(&words);
            out.tokens.push(Token { span: relation.span.clone(), look });
            let known = left.as_ref().map(|end| self.plan.name(self.graph, end)).unwrap_or_default();
            let next = if last == Last::Arrow { "a name" } else { "> and a name" };
            let message = format!("{known} {words} …: write {next}");
            out.faults.push(Fault::unfinished(relation, message.trim_start()));
        } else if last == Last::Arrow
            && let Some(arrow) = line.pieces.iter().rfind(|piece| piece.role == Role::Arrow)
        {
            out.faults.push(Fault::unfinished(arrow, "something is missing after this"));
        }
        if let Some((_, marks)) = &mut out.subject {
            *marks = of_entity;
        }
        out.tokens.sort_by_key(|token| token.span.start);
        out
    }

    // ---- entities ------------------------------------------------------------------------------------------------

    fn entity(&mut self, piece: &Piece, out: &mut LinePlan) -> Option<End> {
        let read = self.end(piece);
        let look = match &read {
            Ok(End::Known(id)) => Look::Known(id.clone()),
            Ok(End::New(at)) => Look::New(*at),
            Err(_) => Look::Wrong,
        };
        out.tokens.push(Token { span: piece.span.clone(), look });
        read.map_err(|fault| out.faults.push(fault)).ok()
    }

    fn end(&mut self, piece: &Piece) -> Result<End, Fault> {
        let raw = &self.text[piece.words.clone()];
        let (is_forced, raw) = raw.strip_prefix('+').map_or((false, raw), |rest| (true, rest.trim_start()));
        let (name, kind) = self.name_and_type(piece, raw)?;
        if name.is_empty() {
            return Err(Fault::unfinished(piece, "a name is missing"));
        }
        if is_forced {
            return self.newcomer(piece, name, kind, is_forced);
        }
        if let Some(at) = self.newcomers.get(&key(&name)).copied() {
            let known = &mut self.plan.newcomers[at];
            match kind {
                Some(kind) if known.is_kind_given && known.kind != kind => {
                    let message = format!("“{name}” has another type further up; write + before it for another one");
                    return Err(Fault::wrong(piece, message));
                }
                Some(kind) => (known.kind, known.is_kind_given) = (kind, true),
                None => {}
            }
            return Ok(End::New(at));
        }
        let by_id = EntityId::new(&name).ok().and_then(|id| self.graph.entity(&id));
        if let Some(entity) = by_id.filter(|_| kind.is_none()) {
            return Ok(End::Known(entity.id.clone()));
        }
        let schema = self.graph.schema();
        let mut found = self.lexicon.named(&name);
        if let Some(kind) = &kind {
            found.retain(|entity| schema.is_a(&entity.kind, kind));
            if found.iter().any(|entity| entity.kind == *kind) {
                found.retain(|entity| entity.kind == *kind);
            }
        }
        match found.as_slice() {
            [] => self.newcomer(piece, name, kind, is_forced),
            [entity] => Ok(End::Known(entity.id.clone())),
            several => {
                let count = several.len();
                let message =
                    format!("{count} entities are called “{name}”: choose one, or write + before it for a new one");
                Err(Fault::wrong(piece, message))
            }
        }
    }

    /// A name and the type behind its last colon, if that names one.
    fn name_and_type(&self, piece: &Piece, raw: &str) -> Result<(String, Option<EntityTypeId>), Fault> {
        let Some(colon) = last_colon(raw) else { return Ok((plain(raw), None)) };
        let (name, typed) = (&raw[..colon], &raw[colon + 1..]);
        let wanted = plain(typed);
        match self.lexicon.entity_types(&wanted).as_slice() {
            [one] => Ok((plain(name), Some((*one).clone()))),
            // A title may hold a colon; a type follows it at once.
            _ if typed.starts_with(char::is_whitespace)
                || wanted.contains(|c: char| c.is_ascii_digit() || c == '/') =>
            {
                Ok((plain(raw), None))
            }
            _ if wanted.is_empty() => Err(Fault::unfinished(piece, "a type is missing after the colon")),
            [] => {
                let message =
                    format!("no type is called “{wanted}”; if the colon is part of the name, put that in \"…\"");
                Err(Fault::wrong(piece, message))
            }
            several => {
                let types = &self.graph.schema().entity_types;
                let names: Vec<&str> =
                    several.iter().take(4).filter_map(|id| types.get(*id)).map(|t| t.name.as_str()).collect();
                Err(Fault::wrong(piece, format!("“{wanted}” may be {}", names.join(" or "))))
            }
        }
    }

    fn newcomer(
        &mut self,
        piece: &Piece,
        name: String,
        kind: Option<EntityTypeId>,
        is_forced: bool,
    ) -> Result<End, Fault> {
        let is_kind_given = kind.is_some();
        let guessed = || guess::entity_type(self.graph, self.lexicon, &name, &[]);
        let Some(kind) = kind.or_else(guessed) else {
            return Err(Fault::wrong(piece, "the graph has no entity types to make one of"));
        };
        let at = self.plan.newcomers.len();
        self.newcomers.insert(key(&name), at);
        self.plan.newcomers.push(Newcomer { name, kind, is_kind_given, is_forced });
        self.places.push(Vec::new());
        Ok(End::New(at))
    }

    fn guess_types(&mut self) {
        for (new, places) in self.plan.newcomers.iter_mut().zip(&self.places) {
            if !new.is_kind_given
                && let Some(kind) = guess::entity_type(self.graph, self.lexicon, &new.name, places)
            {
                new.kind = kind;
            }
        }
    }

    // ---- relationships -------------------------------------------------------------------------------------------

    fn look_of_relation(&self, words: &str) -> Look {
        self.lexicon.relations(words).first().map_or(Look::Label, |(kind, _)| Look::Type(kind.clone()))
    }

    fn claim(&mut self, piece: &Piece, from: End, to: End, marks: Marks, out: &mut LinePlan) -> Option<Claim> {
        let words = plain(&self.text[piece.words.clone()]);
        if words.is_empty() {
            out.wrong(piece, "the relationship has no words");
            return None;
        }
        let fits = |kind: &RelationshipTypeId, is_inverse: bool| {
            let (a, b) = if is_inverse { (&to, &from) } else { (&from, &to) };
            // What is guessed later fits what it stands at.
            let kind_of = |end: &End| match end {
                End::New(at) if !self.plan.newcomers[*at].is_kind_given => None,
                end => self.plan.kind(self.graph, end),
            };
            let types = &self.graph.schema().relationship_types;
            let allows = |allowed: &std::collections::BTreeSet<EntityTypeId>, end: &End| {
                let is_a = |kind| allowed.iter().any(|ancestor| self.graph.schema().is_a(kind, ancestor));
                allowed.is_empty() || kind_of(end).is_none_or(is_a)
            };
            types.get(kind).is_some_and(|t| allows(&t.from, a) && allows(&t.to, b))
        };
        let known = self.lexicon.relations(&words);
        let known = known.iter().find(|(kind, inverse)| fits(kind, *inverse)).or(known.first());
        let types = &self.graph.schema().relationship_types;
        let general = || {
            let any = types.values().find(|t| t.from.is_empty() && t.to.is_empty());
            types.values().find(|t| t.id.as_str() == "related-to").or(any).or(types.values().next())
        };
        let (kind, is_said_backwards, label) = match known {
            Some((kind, is_inverse)) => (kind.clone(), *is_inverse, String::new()),
            None => match self.lexicon.labels.get(&key(&words)) {
                Some((_, kind)) => (kind.clone(), false, words),
                None => match general() {
                    Some(general) => (general.id.clone(), false, words),
                    None => {
                        out.wrong(piece, "the graph has no relationship types to make one of");
                        return None;
                    }
                },
            },
        };
        let look = if label.is_empty() { Look::Type(kind.clone()) } else { Look::Label };
        out.tokens.push(Token { span: piece.span.clone(), look });
        let usual = types.get(&kind).map_or(Direction::Forward, |t| t.direction);
        // Words of one's own say who does what to whom.
        let direction = if !label.is_empty() && usual == Direction::Neither { Direction::Forward } else { usual };
        let (from, to) = if is_said_backwards { (to, from) } else { (from, to) };
        if label.is_empty() {
            for (end, side) in [(&from, Side::From), (&to, Side::To)] {
                if let End::New(at) = end {
                    self.places[*at].push(Place { kind: kind.clone(), side });
                }
            }
        }
        Some(Claim { from, to, kind, label, direction, is_said_backwards, marks })
    }

    // ---- marks ---------------------------------------------------------------------------------------------------

    fn mark(&mut self, piece: &Piece, about: About, marks: &mut Marks) -> Result<(), Fault> {
        let raw = &self.text[piece.words.clone()];
        let words = plain(raw);
        if about == About::Entity && matches!(piece.role, Role::Likelihood | Role::Confidence) {
            let what = if piece.role == Role::Likelihood { "likelihood" } else { "confidence" };
            return Err(Fault::wrong(piece, format!("an entity has no {what}; it goes behind a relationship")));
        }
        let once = |is_free: bool, what: &str| {
            if is_free { Ok(()) } else { Err(Fault::wrong(piece, format!("a second {what}"))) }
        };
        match piece.role {
            Role::Date => {
                once(marks.valid.is_none(), "date")?;
                if words.is_empty() {
                    return Err(Fault::unfinished(piece, "a date is missing: 2019, 2019-02-27, 2011..2014 or 2011.."));
                }
                let read = words::interval(&words);
                marks.valid = Some(read.map_err(|error| Fault::wrong(piece, error.to_string()))?);
            }
            Role::Likelihood => {
                once(marks.likelihood.is_none(), "likelihood")?;
                marks.likelihood = Some(named(piece, LIKELIHOODS, &words, "likelihood")?);
            }
            Role::Status => {
                once(marks.status.is_none(), "status")?;
                marks.status = Some(named(piece, STATUSES, &words, "status")?);
            }
            Role::Confidence => {
                once(marks.confidence.is_none(), "confidence")?;
                let end = raw.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(raw.len());
                let level = named(piece, LEVELS, &raw[..end], "confidence")?;
                let rationale = plain(raw[end..].trim_start_matches([':', ' ', '\t']));
                marks.confidence = Some(ConfidenceOverride { level, rationale: rationale.into() });
            }
            Role::Tag => {
                if words.is_empty() {
                    return Err(Fault::unfinished(piece, "a tag is missing"));
                }
                marks.tags.insert(words);
            }
            Role::Source => marks.citations.push(self.citation(piece, raw)?),
            Role::Entity | Role::Relation | Role::Arrow | Role::Stray => {}
        }
        Ok(())
    }

    fn citation(&mut self, piece: &Piece, raw: &str) -> Result<Citation, Fault> {
        let raw = raw.strip_suffix(']').unwrap_or(raw).trim();
        let (stance, raw) = match raw.strip_prefix('-') {
            Some(rest) => (Stance::Disputes, rest.trim_start()),
            None => (Stance::Supports, raw),
        };
        let (is_forced, raw) = raw.strip_prefix('+').map_or((false, raw), |rest| (true, rest.trim_start()));
        let title_end = match raw.strip_prefix('"') {
            Some(_) => quotation_end(raw, 1, raw.len()).unwrap_or(raw.len()),
            None => raw.find(" \"").unwrap_or(raw.len()),
        };
        let (title, quote) = (plain(&raw[..title_end]), plain(&raw[title_end..]));
        if title.is_empty() {
            return Err(Fault::unfinished(piece, "a source is missing"));
        }
        let source = self.source(piece, title, is_forced)?;
        Ok(Citation { source, stance, quote })
    }

    fn source(&mut self, piece: &Piece, title: String, is_forced: bool) -> Result<Cited, Fault> {
        if !is_forced {
            if let Some(at) = self.sources.get(&key(&title)) {
                return Ok(Cited::New(*at));
            }
            let by_id = SourceId::new(&title).ok().filter(|id| self.graph.sources().contains_key(id));
            if let Some(id) = by_id {
                return Ok(Cited::Known(id));
            }
            match self.lexicon.sources(&title).as_slice() {
                [] => {}
                [one] => return Ok(Cited::Known((*one).clone())),
                several => {
                    let count = several.len();
                    let message =
                        format!("“{title}” fits {count} sources: choose one, or write + before it for a new one");
                    return Err(Fault::wrong(piece, message));
                }
            }
        }
        let at = self.plan.sources.len();
        self.sources.insert(key(&title), at);
        self.plan.sources.push(NewSource { title, is_forced });
        Ok(Cited::New(at))
    }

    // ---- remarks -------------------------------------------------------------------------------------------------

    /// Says what is odd without being wrong, once all types are known.
    fn remark(&mut self) {
        let (graph, schema) = (self.graph, self.graph.schema());
        let mut remarks: Vec<Vec<String>> = Vec::new();
        for line in &self.plan.lines {
            let mut said = Vec::new();
            for claim in &line.claims {
                let name = schema.relationship_types.get(&claim.kind).map_or("", |t| t.name.as_str());
                let words = if claim.label.is_empty() { name } else { &claim.label };
                let ends = (self.plan.kind(graph, &claim.from), self.plan.kind(graph, &claim.to));
                if let (Some(from), Some(to)) = ends
                    && !schema.allows(&claim.kind, from, to)
                {
                    let type_name = |id| schema.entity_types.get(id).map_or("", |t| t.name.as_str());
                    said.push(format!("“{name}” is unusual from {} to {}", type_name(from), type_name(to)));
                }
                if let (End::Known(from), End::Known(to)) = (&claim.from, &claim.to)
                    && graph.relationships_between(from, to).iter().any(|r| {
                        r.kind == claim.kind && key(&r.label) == key(&claim.label) && (&r.from, &r.to) == (from, to)
                    })
                {
                    said.push(format!("“{words}” is there already; this adds another one"));
                }
            }
            if let (Some((End::Known(_), marks)), true) = (&line.subject, line.claims.is_empty())
                && *marks == Marks::default()
                && line.faults.is_empty()
            {
                said.push("it is there already".into());
            }
            remarks.push(said);
        }
        for (line, said) in self.plan.lines.iter_mut().zip(remarks) {
            line.remarks = said;
        }
    }
}

impl Fault {
    fn wrong(piece: &Piece, message: impl Into<String>) -> Self {
        Self { span: piece.span.clone(), message: message.into(), gravity: Gravity::Wrong }
    }

    fn unfinished(piece: &Piece, message: impl Into<String>) -> Self {
        Self { span: piece.span.clone(), message: message.into(), gravity: Gravity::Unfinished }
    }
}

impl LinePlan {
    fn wrong(&mut self, piece: &Piece, message: impl Into<String>) {
        self.faults.push(Fault::wrong(piece, message));
    }
}

/// The value that a word names, or what would do instead.
fn named<T: Copy + PartialEq>(
    piece: &Piece,
    table: &[(T, &[&'static str])],
    words: &str,
    what: &str,
) -> Result<T, Fault> {
    words::value(table, words).ok_or_else(|| {
        let choices = words::choices(table);
        if words.trim().is_empty() {
            Fault::unfinished(piece, format!("a {what} is missing: {choices}"))
        } else {
            Fault::wrong(piece, format!("“{words}” is no {what}; one is {choices}"))
        }
    })
}

/// Where the last colon outside of quotation marks stands.
pub(super) fn last_colon(raw: &str) -> Option<usize> {
    let from = if raw.starts_with('"') { quotation_end(raw, 1, raw.len()).unwrap_or(0) } else { 0 };
    raw[from..].rfind(':').map(|at| from + at)
}
