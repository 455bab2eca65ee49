//! From a plan to the transaction that does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::plan::{Citation, Cited, Claim, End, Marks, Plan};
use crate::base::{EntityId, IdMint, Point, SourceId, TextQuote, ViewId};
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Entity, Evidence, Graph, Placement, Relationship, Source, Status};

/// Where new entities come to stand.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// In which view.
    pub view: &'a ViewId,
    /// One for each newcomer, in world units; those that it lacks are not placed.
    pub newcomers: &'a [Point],
}

impl Plan {
    /// The edits that the plan comes to, and what should be selected then: what was added, or was meant where nothing is
    /// new. What is wrong in the plan is left out; see [`Plan::is_ready`].
    pub fn transaction(
        &self,
        graph: &Graph,
        mint: &mut IdMint,
        places: Option<Places<'_>>,
    ) -> (Transaction, Selection) {
        let mut writer = Writer {
            graph,
            entities: self.newcomers.iter().map(|new| mint.mint(&new.name)).collect(),
            sources: self.sources.iter().map(|new| mint.mint(&new.title)).collect(),
            mint,
        };
        let mut transaction = Transaction::new(self.label(graph));
        let mut selection = Selection::none();
        for (new, id) in self.sources.iter().zip(&writer.sources) {
            transaction.edits.push(Edit::Source(Swap::add(Source::new(id.clone(), &new.title))));
        }
        let mut made: BTreeMap<EntityId, Entity> = BTreeMap::new();
        let mut changed: BTreeMap<EntityId, Entity> = BTreeMap::new();
        for (new, id) in self.newcomers.iter().zip(&writer.entities) {
            made.insert(id.clone(), Entity::new(id.clone(), new.kind.clone(), &new.name));
        }
        for (end, marks) in self.lines.iter().filter_map(|line| line.subject.as_ref()) {
            let id = writer.id(end);
            let entity = match made.get_mut(&id) {
                Some(entity) => entity,
                None => {
                    let Some(known) = graph.entity(&id) else { continue };
                    changed.entry(id.clone()).or_insert_with(|| Entity::clone(known))
                }
            };
            writer.say_of_entity(entity, marks);
        }
        transaction.edits.extend(made.into_values().map(|entity| Edit::Entity(Swap::add(entity))));
        for (id, after) in changed {
            if let Some(before) = graph.entity(&id).filter(|before| ***before != after) {
                transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(before), after)));
            }
        }
        if let Some(Places { view, newcomers }) = places.filter(|places| graph.views().contains_key(places.view)) {
            for (id, at) in writer.entities.iter().zip(newcomers).filter(|(_, at)| at.is_finite()) {
                let after = Placement { position: Some(*at), ..Placement::default() };
                let before = Placement::default();
                transaction.edits.push(Edit::Place { view: view.clone(), entity: id.clone(), before, after });
            }
        }
        for claim in self.claims() {
            let relationship = writer.relationship(claim);
            selection.relationships.insert(relationship.id.clone());
            transaction.edits.push(Edit::Relationship(Swap::add(relationship)));
        }
        match self.claims().count() {
            0 => selection
                .entities
                .extend(self.lines.iter().filter_map(|l| l.subject.as_ref()).map(|(end, _)| writer.id(end))),
            1 => {}
            _ => selection.entities.extend(writer.entities.iter().cloned()),
        }
        (transaction, selection)
    }

    /// What it does, as the menu says after "Undo".
    fn label(&self, graph: &Graph) -> String {
        let short = |name: &str| match name.char_indices().nth(40) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.to_owned(),
        };
        let (claims, newcomers) = (self.claims().count(), self.newcomers.len());
        if let (Some(claim), 1) = (self.claims().next(), claims) {
            let types = &graph.schema().relationship_types;
            let words = match claim.label.as_str() {
                "" => types.get(&claim.kind).map_or("", |kind| kind.name.as_str()),
                label => label,
            };
            let (from, to) = (self.name(graph, &claim.from), self.name(graph, &claim.to));
            return format!("add {} {} {}", short(from), short(words), short(to));
        }
        let counted = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let added = [counted(claims, "relationship", "relationships"), counted(newcomers, "entity", "entities")];
        let added: Vec<String> = added.into_iter().flatten().collect();
        match (self.newcomers.as_slice(), claims) {
            ([one], 0) => format!("add {}", short(&one.name)),
            ([], 0) => match self.lines.iter().find_map(|line| line.subject.as_ref()) {
                Some((end, _)) => format!("change {}", short(self.name(graph, end))),
                None => "add nothing".into(),
            },
            _ => format!("add {}", added.join(" and ")),
        }
    }
}

struct Writer<'a> {
    graph: &'a Graph,
    mint: &'a mut IdMint,
    entities: Vec<EntityId>,
    sources: Vec<SourceId>,
}

impl Writer<'_> {
    fn id(&self, end: &End) -> EntityId {
        match end {
            End::Known(id) => id.clone(),
            End::New(at) => self.entities[*at].clone(),
        }
    }

    fn say_of_entity(&mut self, entity: &mut Entity, marks: &Marks) {
        // An entity has neither likelihood nor confidence.
        let Marks { valid, likelihood: _, confidence: _, status, tags, citations } = marks;
        entity.valid = valid.or(entity.valid);
        entity.status = status.unwrap_or(entity.status);
        entity.tags.extend(tags.iter().cloned());
        entity.evidence.extend(citations.iter().map(|citation| self.evidence(citation)));
    }

    fn relationship(&mut self, claim: &Claim) -> Relationship {
        let Claim { from, to, kind, label, direction, is_said_backwards: _, marks } = claim;
        let Marks { valid, likelihood, confidence, status, tags, citations } = marks;
        let id = self.mint.mint(if label.is_empty() { kind.as_str() } else { label });
        let mut made = Relationship::new(id, kind.clone(), self.id(from), self.id(to));
        made.direction = *direction;
        made.label = label.as_str().into();
        made.valid = *valid;
        made.status = status.unwrap_or(Status::InEffect);
        made.likelihood = *likelihood;
        made.confidence = confidence.clone().map(Box::new);
        made.tags = tags.clone().into();
        made.evidence = citations.iter().map(|citation| self.evidence(citation)).collect();
        made
    }

    fn evidence(&mut self, citation: &Citation) -> Evidence {
        let Citation { source, stance, quote } = citation;
        let source = match source {
            Cited::Known(id) => id.clone(),
            Cited::New(at) => self.sources[*at].clone(),
        };
        let text = self.graph.sources().get(&source).and_then(|source| source.text.clone());
        let words = TextQuote { exact: quote.clone(), ..TextQuote::default() };
        let anchored = text.and_then(|text| TextQuote::anchor(&text, words.find(&text)?));
        let mut made = Evidence::new(self.mint.mint("evidence"), source);
        made.stance = *stance;
        made.quote = (!quote.is_empty()).then(|| anchored.unwrap_or(words));
        made
    }
}
