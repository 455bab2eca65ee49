//! What would fall if sources were withdrawn: which claims lose all support, which rest less firmly, which rise because
//! nobody disputes them any more.
//!
//! A claim is a relationship, an entity as a whole, or one property of an entity that evidence names. Levels here are
//! those that the rule of confidence gives: a level set by hand is told beside them, since it may rest on what goes.

use std::collections::{BTreeMap, BTreeSet};

use super::confidence::{Sources, assess};
use super::sentence::sentence;
use crate::base::{EntityId, RelationshipId, SourceId, fold};
use crate::model::{ConfidenceOverride, Evidence, Graph, Level};

/// What withdrawing sources does to a claim, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Nothing that supports it is left.
    Unsupported,
    /// It rests less firmly.
    Falls,
    /// What disputed it goes, and it rests more firmly.
    Rises,
    /// What disputed it goes, and its level stays.
    Undisputed,
    /// It loses evidence, and its level stays.
    Stays,
}

impl Fate {
    /// All of them, gravest first.
    pub const ALL: &'static [Self] = &[Self::Unsupported, Self::Falls, Self::Rises, Self::Undisputed, Self::Stays];

    /// Its name in `--json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unsupported => "unsupported",
            Self::Falls => "falls",
            Self::Rises => "rises",
            Self::Undisputed => "undisputed",
            Self::Stays => "stays",
        }
    }

    /// What is said when `count` claims share it.
    #[must_use]
    pub fn headline(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Unsupported => ("claim loses all support", "claims lose all support"),
            Self::Falls => ("claim falls in confidence", "claims fall in confidence"),
            Self::Rises => ("claim rises, since its dispute goes", "claims rise, since their disputes go"),
            Self::Undisputed => ("claim is no longer disputed", "claims are no longer disputed"),
            Self::Stays => ("claim stays as firm with less", "claims stay as firm with less"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// Whether the claim is worse off.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Unsupported | Self::Falls)
    }
}

/// What a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// A relationship.
    Relationship(RelationshipId),
    /// An entity as a whole, or a property of it.
    Entity {
        /// Which.
        entity: EntityId,
        /// The property; empty for the whole.
        about: String,
    },
}

/// What happens to one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The claim.
    pub claim: Claim,
    /// The claim in words: `Kim Jong Un leads North Korea`, `Hanoi meeting: place`.
    pub name: String,
    /// What happens to it.
    pub fate: Fate,
    /// The level that the rule gives with all sources.
    pub before: Level,
    /// The level that it gives without those withdrawn.
    pub after: Level,
    /// The level that an analyst set by hand, which stands until somebody looks again.
    pub by_hand: Option<Level>,
    /// How many pieces of evidence go.
    pub lost: usize,
    /// How many pieces that support it are left.
    pub support_left: usize,
}

/// What happens to every claim that rests on the sources withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retraction {
    /// The sources withdrawn.
    pub withdrawn: BTreeSet<SourceId>,
    /// By fate, then by name.
    pub effects: Vec<Effect>,
}

impl Retraction {
    /// Those of one fate.
    pub fn of(&self, fate: Fate) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(move |effect| effect.fate == fate)
    }

    /// How many claims are worse off.
    #[must_use]
    pub fn losses(&self) -> usize {
        self.effects.iter().filter(|effect| effect.fate.is_loss()).count()
    }
}

/// Works out what happens without `withdrawn`. Takes a pass over all evidence.
#[must_use]
pub fn retract(graph: &Graph, withdrawn: &BTreeSet<SourceId>) -> Retraction {
    let sources = graph.sources();
    let mut effects = Vec::new();
    for relationship in graph.relationships_unsorted() {
        let evidence: Vec<&Evidence> = relationship.evidence.iter().collect();
        let claim = || (Claim::Relationship(relationship.id.clone()), sentence(graph, relationship));
        effects.extend(effect(&evidence, sources, withdrawn, relationship.confidence.as_deref(), claim));
    }
    for entity in graph.entities_unsorted() {
        let mut claims: BTreeMap<&str, Vec<&Evidence>> = BTreeMap::new();
        for piece in &entity.evidence {
            claims.entry(piece.about.trim()).or_default().push(piece);
        }
        for (about, evidence) in claims {
            let claim = || {
                let name = entity.name.trim();
                let name = if name.is_empty() { "Unnamed" } else { name };
                let name = if about.is_empty() { name.to_owned() } else { format!("{name}: {about}") };
                (Claim::Entity { entity: entity.id.clone(), about: about.to_owned() }, name)
            };
            effects.extend(effect(&evidence, sources, withdrawn, None, claim));
        }
    }
    effects.sort_by(|a, b| (a.fate, &a.name, &a.claim).cmp(&(b.fate, &b.name, &b.claim)));
    Retraction { withdrawn: withdrawn.clone(), effects }
}

fn effect(
    evidence: &[&Evidence],
    sources: &Sources,
    withdrawn: &BTreeSet<SourceId>,
    by_hand: Option<&ConfidenceOverride>,
    claim: impl FnOnce() -> (Claim, String),
) -> Option<Effect> {
    let stays = |piece: &&&Evidence| !withdrawn.contains(&piece.source);
    let lost = evidence.iter().filter(|piece| !stays(piece)).count();
    if lost == 0 {
        return None;
    }
    let all: Vec<Evidence> = evidence.iter().map(|piece| (*piece).clone()).collect();
    let left: Vec<Evidence> = evidence.iter().filter(stays).map(|piece| (*piece).clone()).collect();
    let (before, after) = (assess(&all, sources, None), assess(&left, sources, None));
    let loses_support = after.supports < before.supports;
    let fate = if before.supports > 0 && after.supports == 0 {
        Fate::Unsupported
    } else if after.level < before.level && loses_support {
        Fate::Falls
    } else if after.level > before.level {
        Fate::Rises
    } else if before.disputes > 0 && after.disputes == 0 {
        Fate::Undisputed
    } else {
        Fate::Stays
    };
    let (claim, name) = claim();
    Some(Effect {
        claim,
        name,
        fate,
        before: before.level,
        after: after.level,
        by_hand: by_hand.map(|by_hand| by_hand.level),
        lost,
        support_left: after.supports,
    })
}

/// A source and all that share its origin: those that name the same, one whose title they name, and itself.
#[must_use]
pub fn same_origin(sources: &Sources, source: &SourceId) -> BTreeSet<SourceId> {
    let mut all = BTreeSet::from([source.clone()]);
    let Some(chosen) = sources.get(source) else { return all };
    let named = fold(&chosen.origin);
    let origin = if named.is_empty() { fold(&chosen.title) } else { named };
    if origin.is_empty() {
        return all;
    }
    all.extend(sources.values().filter(|other| fold(&other.origin) == origin).map(|other| other.id.clone()));
    let titled: Vec<_> =
        sources.values().filter(|other| other.origin.trim().is_empty() && fold(&other.title) == origin).collect();
    // Two sources of one title are not told apart by it.
    if let [one] = titled[..] {
        all.insert(one.id.clone());
    }
    all
}
