//! How firmly a claim rests on its evidence, with the reasons in plain sentences.
//!
//! The rule: *High* needs two or more independent origins at A–B / 1–2 and no dispute at C3 or better; *Moderate* needs
//! one such origin, or two independent ones at C3 or better; *Low* is anything less; a claim whose evidence is all F, 6
//! or without a grade is *Ungraded*. Context counts neither way. Likelihood plays no part: how likely a claim is and how
//! firmly it rests are two judgements (ICD 203).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::{SourceId, fold};
use crate::model::{ConfidenceOverride, Credibility, Evidence, Level, Pair, Relationship, Reliability, Source, Stance};

/// The sources that evidence names, by id.
pub type Sources = BTreeMap<SourceId, Arc<Source>>;

/// How firmly a claim rests on its evidence, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The level that counts: the one set by hand where there is one, else the computed one.
    pub level: Level,
    /// The level that the rule gives.
    pub computed: Level,
    /// Where `level` comes from.
    pub basis: Basis,
    /// Why, in whole sentences, the weightiest first. Never empty.
    pub reasons: Vec<String>,
    /// How many pieces of evidence support it.
    pub supports: usize,
    /// How many dispute it.
    pub disputes: usize,
    /// How many stand beside it.
    pub context: usize,
    /// How many independent origins the graded support comes from.
    pub origins: usize,
}

/// Where a level of confidence comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The rule.
    Computed,
    /// An analyst, for this reason.
    SetByHand {
        /// The reason as written; may be empty.
        rationale: String,
    },
}

/// How good one graded piece of evidence is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    /// Graded, and worse than C3.
    Weak,
    /// C3 or better.
    Fair,
    /// B2 or better.
    Good,
}

/// The tier of a pair of grades; `None` where one is missing, F or 6.
fn tier(reliability: Option<Reliability>, credibility: Option<Credibility>) -> Option<Tier> {
    let (reliability, credibility) = (reliability?, credibility?);
    if reliability == Reliability::F || credibility == Credibility::Six {
        None
    } else if reliability <= Reliability::B && credibility <= Credibility::Two {
        Some(Tier::Good)
    } else if reliability <= Reliability::C && credibility <= Credibility::Three {
        Some(Tier::Fair)
    } else {
        Some(Tier::Weak)
    }
}

/// Whether any evidence disputes the claim, however it is graded: a dispute is shown even where it is too weak to count.
#[must_use]
pub fn is_disputed(evidence: &[Evidence]) -> bool {
    evidence.iter().any(|piece| piece.stance == Stance::Disputes)
}

/// The level of a relationship: the one set by hand, else the computed one, without the reasons. Allocates nothing for a
/// relationship without evidence.
#[must_use]
pub fn level_of(relationship: &Relationship, sources: &Sources) -> Level {
    match &relationship.confidence {
        Some(by_hand) => by_hand.level,
        None if relationship.evidence.is_empty() => Level::Ungraded,
        None => Weighing::of(&relationship.evidence, sources).level(),
    }
}

/// The level that all this evidence gives together, without the reasons.
pub fn level_of_all<'a>(evidence: impl IntoIterator<Item = &'a Evidence>, sources: &'a Sources) -> Level {
    Weighing::of(evidence, sources).level()
}

/// Assesses a relationship by its evidence and by what was set by hand.
#[must_use]
pub fn assess_relationship(relationship: &Relationship, sources: &Sources) -> Assessment {
    assess(&relationship.evidence, sources, relationship.confidence.as_deref())
}

/// Assesses a claim by its evidence. A level set by hand wins; the computed one is still told.
///
/// Evidence whose source is missing counts as not graded. Takes O(n log n) for n pieces.
#[must_use]
pub fn assess(evidence: &[Evidence], sources: &Sources, by_hand: Option<&ConfidenceOverride>) -> Assessment {
    let weighing = Weighing::of(evidence, sources);
    let computed = weighing.level();
    let count = |stance: Stance| evidence.iter().filter(|piece| piece.stance == stance).count();
    let mut reasons = Vec::new();
    let (level, basis) = match by_hand {
        None => (computed, Basis::Computed),
        Some(ConfidenceOverride { level, rationale }) => {
            let why = rationale.trim();
            reasons.push(match why.chars().last() {
                None => format!("Set by hand to {level}, without a rationale."),
                Some('.' | '!' | '?' | '…') => format!("Set by hand to {level}: {why}"),
                Some(_) => format!("Set by hand to {level}: {why}."),
            });
            reasons.push(format!("The evidence alone gives {computed}."));
            (*level, Basis::SetByHand { rationale: rationale.to_string() })
        }
    };
    weighing.explain(computed, &mut reasons);
    Assessment {
        level,
        computed,
        basis,
        reasons,
        supports: count(Stance::Supports),
        disputes: count(Stance::Disputes),
        context: count(Stance::Context),
        origins: weighing.origins.len(),
    }
}

/// How many independent origins support something with graded evidence.
pub fn independent_origins<'a>(evidence: impl IntoIterator<Item = &'a Evidence>, sources: &Sources) -> usize {
    let evidence: Vec<&Evidence> = evidence.into_iter().collect();
    if evidence.is_empty() { 0 } else { Weighing::of(evidence, sources).origins.len() }
}

/// Whoever information first comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum OriginKey {
    /// The outlet or person that sources name, folded for comparison.
    Named(String),
    /// A source that names no other.
    Itself(SourceId),
}

/// Sources that name no origin, by title: another that names such a title as its origin belongs to it.
#[derive(Default)]
struct Themselves<'a>(BTreeMap<String, Option<&'a SourceId>>);

impl<'a> Themselves<'a> {
    fn add(&mut self, title: &str, source: &'a SourceId) {
        // Two such sources of one title are not told apart by it, so the title then names neither.
        let known = self.0.entry(fold(title)).or_insert(Some(source));
        *known = known.filter(|id| *id == source);
    }

    /// Where the information of `source` comes from, which names the origin `name`, or none.
    fn origin(&self, name: &str, source: &SourceId) -> OriginKey {
        if name.is_empty() {
            return OriginKey::Itself(source.clone());
        }
        let folded = fold(name);
        match self.0.get(&folded) {
            Some(Some(id)) => OriginKey::Itself((*id).clone()),
            _ => OriginKey::Named(folded),
        }
    }
}

/// Some sources, sorted into those of one origin each; in the order of the first of each.
pub(super) fn by_origin<'a>(ids: &BTreeSet<&'a SourceId>, sources: &'a Sources) -> Vec<Vec<&'a SourceId>> {
    let named = |id: &SourceId| sources.get(id).map_or("", |s| s.origin.trim());
    let mut themselves = Themselves::default();
    for id in ids.iter().filter(|id| named(id).is_empty()) {
        themselves.add(sources.get(*id).map_or("", |s| s.title.as_str()), id);
    }
    let mut by_key: BTreeMap<OriginKey, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&SourceId>> = Vec::new();
    for id in ids {
        let at = *by_key.entry(themselves.origin(named(id), id)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(id),
            None => groups.push(vec![id]),
        }
    }
    groups
}

/// The graded support from one origin.
struct Origin<'a> {
    /// The origin as a source names it; empty for a source of its own.
    name: &'a str,
    /// The best piece of it.
    best: Tier,
    /// The grades of that piece.
    best_pair: Pair,
    /// The title of the source of that piece.
    best_title: &'a str,
    /// The titles of all sources of it, in order of evidence, each once.
    titles: Vec<(&'a SourceId, &'a str)>,
}

/// Evidence sorted by what it does to the claim.
struct Weighing<'a> {
    origins: Vec<Origin<'a>>,
    disputes: Vec<(Option<Tier>, Pair, &'a str)>,
    /// Support that is F, 6 or without a grade.
    ungraded: usize,
}

impl<'a> Weighing<'a> {
    fn of(evidence: impl IntoIterator<Item = &'a Evidence>, sources: &'a Sources) -> Self {
        let mut pieces = Vec::new();
        let mut disputes = Vec::new();
        let mut ungraded = 0;
        let mut themselves = Themselves::default();
        for piece in evidence {
            let source = sources.get(&piece.source);
            let title = source.map_or("a missing source", |s| s.title.as_str());
            let reliability = source.and_then(|s| s.reliability);
            let (tier, pair) = (tier(reliability, piece.credibility), Pair(reliability, piece.credibility));
            match (piece.stance, tier) {
                (Stance::Supports, Some(tier)) => {
                    let origin = source.map_or("", |s| s.origin.trim());
                    if origin.is_empty() {
                        themselves.add(title, &piece.source);
                    }
                    pieces.push((origin, tier, pair, title, &piece.source));
                }
                (Stance::Supports, None) => ungraded += 1,
                (Stance::Disputes, tier) => disputes.push((tier, pair, title)),
                (Stance::Context, _) => {}
            }
        }
        let mut by_key: BTreeMap<OriginKey, usize> = BTreeMap::new();
        let mut origins: Vec<Origin<'a>> = Vec::new();
        let mut named: BTreeSet<&SourceId> = BTreeSet::new();
        for (name, tier, pair, title, source) in pieces {
            let at = *by_key.entry(themselves.origin(name, source)).or_insert_with(|| {
                origins.push(Origin { name, best: tier, best_pair: pair, best_title: title, titles: Vec::new() });
                origins.len() - 1
            });
            let origin = &mut origins[at];
            if origin.name.is_empty() {
                origin.name = name;
            }
            if tier > origin.best {
                (origin.best, origin.best_pair, origin.best_title) = (tier, pair, title);
            }
            // A source has one origin.
            if named.insert(source) {
                origin.titles.push((source, title));
            }
        }
        disputes.sort_by_key(|(tier, ..)| std::cmp::Reverse(*tier));
        Self { origins, disputes, ungraded }
    }

    fn at_least(&self, tier: Tier) -> Vec<&Origin<'a>> {
        self.origins.iter().filter(|origin| origin.best >= tier).collect()
    }

    /// A dispute at C3 or better: the one that keeps a claim below High.
    fn strong_dispute(&self) -> Option<&(Option<Tier>, Pair, &'a str)> {
        self.disputes.iter().find(|(tier, ..)| *tier >= Some(Tier::Fair))
    }

    fn level(&self) -> Level {
        let (good, fair) = (self.at_least(Tier::Good).len(), self.at_least(Tier::Fair).len());
        if good >= 2 && self.strong_dispute().is_none() {
            Level::High
        } else if good >= 1 || fair >= 2 {
            Level::Moderate
        } else if !self.origins.is_empty() || self.disputes.iter().any(|(tier, ..)| tier.is_some()) {
            Level::Low
        } else {
            Level::Ungraded
        }
    }

    fn explain(&self, computed: Level, reasons: &mut Vec<String>) {
        let (good, fair) = (self.at_least(Tier::Good), self.at_least(Tier::Fair));
        let titles = |origins: &[&Origin]| origins.iter().map(|o| o.best_title).collect::<Vec<_>>().join(", ");
        if good.len() >= 2 {
            reasons.push(format!(
                "{} independent origins at B2 or better: {}.",
                capitalised(&number(good.len())),
                titles(&good)
            ));
        } else if good.len() == 1 {
            reasons.push(format!("One origin at B2 or better: {}.", titles(&good)));
            if fair.len() >= 2 {
                reasons.push(format!("With it, {} at C3 or better: {}.", origins(fair.len()), titles(&fair)));
            }
        } else if fair.len() >= 2 {
            reasons.push(format!(
                "{} independent origins at C3 or better: {}.",
                capitalised(&number(fair.len())),
                titles(&fair)
            ));
        } else if fair.len() == 1 {
            reasons.push(format!("One origin at C3 or better, where two are needed for Moderate: {}.", titles(&fair)));
        } else if let Some(best) = self.origins.first() {
            let also = if self.origins.len() > 1 { ", and no other does" } else { "" };
            reasons.push(format!("{} at {} does not reach C3{also}.", capitalised(best.best_title), best.best_pair));
        } else if self.ungraded > 0 {
            reasons.push("All support is F, 6 or without a grade.".into());
        } else if computed == Level::Ungraded && self.disputes.is_empty() {
            reasons.push("There is no evidence for or against it.".into());
        } else {
            reasons.push("No evidence supports it.".into());
        }
        if let Some((_, pair, title)) = self.strong_dispute() {
            reasons.push(if good.len() >= 2 {
                format!("Disputed by {title} at {pair}, which keeps it below High.")
            } else {
                format!("Disputed by {title} at {pair}.")
            });
        } else if let Some((tier, pair, title)) = self.disputes.first() {
            reasons.push(if tier.is_some() {
                format!("Disputed by {title} at {pair}, too weak to lower it.")
            } else {
                format!("Disputed by {title}, whose word is F, 6 or without a grade and does not count.")
            });
        }
        for origin in self.origins.iter().filter(|origin| origin.titles.len() > 1) {
            let titles: Vec<&str> = origin.titles.iter().map(|(_, title)| *title).collect();
            reasons.push(format!("Counted once: {} share the origin {}.", listed(&titles), origin.name));
        }
        if self.ungraded > 0 && !self.origins.is_empty() {
            let pieces = if self.ungraded == 1 { "piece of support is" } else { "pieces of support are" };
            let left_out = capitalised(&number(self.ungraded));
            reasons.push(format!("{left_out} {pieces} F, 6 or without a grade and left out."));
        }
    }
}

fn origins(count: usize) -> String {
    format!("{} independent origins", number(count))
}

/// Small numbers as words.
fn number(count: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).into())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(texts: &[&str]) -> String {
    match texts {
        [] => String::new(),
        [one] => (*one).into(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::EvidenceId;
    use std::str::FromStr;

    /// Reads evidence such as `+B2 CNN report @Senior US official; -C3 Letter; ~A1 Atlas`, with `-` for a missing grade.
    fn case(script: &str) -> (Vec<Evidence>, Sources) {
        let mut sources = Sources::new();
        let mut evidence = Vec::new();
        for (i, line) in script.split(';').map(str::trim).filter(|l| !l.is_empty()).enumerate() {
            let (grade, rest) = line.split_once(' ').unwrap();
            let (title, origin) = rest.split_once('@').unwrap_or((rest, ""));
            let id = SourceId::new(title.trim()).unwrap();
            let mut source = Source::new(id.clone(), title.trim());
            source.reliability = Reliability::from_str(&grade[1..2]).ok();
            source.origin = origin.into();
            sources.insert(id.clone(), Arc::new(source));
            let mut piece = Evidence::new(EvidenceId::new(format!("e{i}")).unwrap(), id);
            piece.credibility = Credibility::from_str(&grade[2..3]).ok();
            piece.stance = match &grade[..1] {
                "+" => Stance::Supports,
                "-" => Stance::Disputes,
                _ => Stance::Context,
            };
            evidence.push(piece);
        }
        (evidence, sources)
    }

    fn check(script: &str, level: &str, reasons: &[&str]) {
        let (evidence, sources) = case(script);
        let assessment = assess(&evidence, &sources, None);
        assert_eq!(
            (assessment.level.label(), assessment.reasons),
            (level, reasons.iter().map(|r| (*r).into()).collect()),
            "{script}"
        );
    }

    #[test]
    fn the_rule_by_table() {
        let levels: &[(&str, &str)] = &[
            ("", "Ungraded"),
            ("+F2 a", "Ungraded"),
            ("+B6 a", "Ungraded"),
            ("+-2 a", "Ungraded"),
            ("+B- a", "Ungraded"),
            ("~A1 a; ~A1 b", "Ungraded"),
            ("+F6 a; -F6 b", "Ungraded"),
            ("+A1 a; +B2 b", "High"),
            ("+B2 a; +B2 b; +F6 c", "High"),
            ("+B2 a; +C3 b", "Moderate"),
            ("+B2 a", "Moderate"),
            ("+A3 a; +C1 b", "Moderate"),
            ("+C3 a; +C3 b", "Moderate"),
            ("+C3 a", "Low"),
            ("+B3 a", "Low"),
            ("+D1 a; +A4 b", "Low"),
            ("-A1 a", "Low"),
            ("+F1 a; -C3 b", "Low"),
            ("+A1 a; +A1 b; -C3 c", "Moderate"),
            ("+A1 a; +A1 b; -D3 c", "High"),
            ("+A1 a; +A1 b; -C4 c", "High"),
            ("+A1 a; +A1 b; -F6 c", "High"),
            ("+B2 a @CNN; +B2 b @ cnn", "Moderate"),
            ("+B2 a @CNN; +B2 b @Reuters", "High"),
            ("+C3 a @CNN; +C3 b @CNN", "Low"),
            ("+C3 a @CNN; +B2 b @CNN", "Moderate"),
            // The second repeats the first, which names no other origin.
            ("+B2 CNN; +B2 b @CNN", "Moderate"),
            ("+B2 b @CNN; +B2 CNN", "Moderate"),
        ];
        for (script, level) in levels {
            let (evidence, sources) = case(script);
            assert_eq!(assess(&evidence, &sources, None).level.label(), *level, "{script}");
            let mut relationship = Relationship::new(
                "r".parse().unwrap(),
                "leads".parse().unwrap(),
                "a".parse().unwrap(),
                "b".parse().unwrap(),
            );
            relationship.evidence = evidence.into();
            assert_eq!(level_of(&relationship, &sources).label(), *level, "{script}, without reasons");
        }
    }

    #[test]
    fn reasons_are_sentences() {
        check("", "Ungraded", &["There is no evidence for or against it."]);
        check(
            "+B2 CNN report; +A1 Joint declaration",
            "High",
            &["Two independent origins at B2 or better: CNN report, Joint declaration."],
        );
        check(
            "+B2 News article @Senior US official; +B2 CNN report @Senior US official",
            "Moderate",
            &[
                "One origin at B2 or better: News article.",
                "Counted once: News article and CNN report share the origin Senior US official.",
            ],
        );
        check(
            "+B2 CNN report; +A1 Joint declaration; -C3 News article; +F2 Blog",
            "Moderate",
            &[
                "Two independent origins at B2 or better: CNN report, Joint declaration.",
                "Disputed by News article at C3, which keeps it below High.",
                "One piece of support is F, 6 or without a grade and left out.",
            ],
        );
        check(
            "+C3 Letter; -D4 Post",
            "Low",
            &[
                "One origin at C3 or better, where two are needed for Moderate: Letter.",
                "Disputed by Post at D4, too weak to lower it.",
            ],
        );
        check("+D4 letter", "Low", &["Letter at D4 does not reach C3."]);
        check("-B2 Letter", "Low", &["No evidence supports it.", "Disputed by Letter at B2."]);
        check("+F2 Letter", "Ungraded", &["All support is F, 6 or without a grade."]);
    }

    #[test]
    fn a_level_set_by_hand_wins_and_the_computed_one_is_told() {
        let (evidence, sources) = case("+C3 Letter");
        let by_hand = ConfidenceOverride { level: Level::High, rationale: "I was there".into() };
        let assessment = assess(&evidence, &sources, Some(&by_hand));
        assert_eq!((assessment.level, assessment.computed), (Level::High, Level::Low));
        assert_eq!(assessment.basis, Basis::SetByHand { rationale: "I was there".into() });
        assert_eq!(
            assessment.reasons[..2],
            ["Set by hand to High: I was there.".to_owned(), "The evidence alone gives Low.".to_owned()]
        );
    }

    #[test]
    fn counts_and_disputes() {
        let (evidence, sources) = case("+B2 a @X; +B2 b @X; +C3 c; -F6 d; ~A1 e");
        let assessment = assess(&evidence, &sources, None);
        assert_eq!((assessment.supports, assessment.disputes, assessment.context, assessment.origins), (3, 1, 1, 2));
        assert!(is_disputed(&evidence));
        assert!(!is_disputed(&evidence[..3]));
        assert_eq!(independent_origins(&evidence, &sources), 2);
    }
}
