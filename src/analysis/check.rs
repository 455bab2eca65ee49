//! What in a graph is wrong, doubtful or worth a look.

use super::sentence::sentence;
use crate::base::{EvidenceId, RelationshipId};
use crate::model::{Entity, Evidence, Graph, RecordName, Relationship, Stance, Value};

/// What a finding is about. The order is from grave to slight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An entity has no name.
    Unnamed,
    /// A relationship runs between types that its type does not connect.
    TypeRule,
    /// A relationship cannot hold while one of its ends exists.
    OutsideLife,
    /// A quote is not in its source's text.
    LostQuote,
    /// A property names an entity that is gone.
    GoneEntity,
    /// A row of a matrix names evidence that is gone.
    GoneEvidence,
    /// A relationship rests on nothing.
    Unsourced,
    /// Evidence carries no grade of its source or of the information.
    Ungraded,
    /// A source disputes it.
    Disputed,
}

impl Rule {
    /// All rules.
    pub const ALL: &'static [Self] = &[
        Self::Unnamed,
        Self::TypeRule,
        Self::OutsideLife,
        Self::LostQuote,
        Self::GoneEntity,
        Self::GoneEvidence,
        Self::Unsourced,
        Self::Ungraded,
        Self::Disputed,
    ];

    /// Its name in `--json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unnamed => "unnamed",
            Self::TypeRule => "type-rule",
            Self::OutsideLife => "outside-life",
            Self::LostQuote => "lost-quote",
            Self::GoneEntity => "gone-entity",
            Self::GoneEvidence => "gone-evidence",
            Self::Unsourced => "unsourced",
            Self::Ungraded => "ungraded",
            Self::Disputed => "disputed",
        }
    }

    /// Whether it is a fault. Doubt that is written down, and work that is not done yet, are none.
    #[must_use]
    pub fn is_fault(self) -> bool {
        match self {
            Self::Unnamed | Self::TypeRule | Self::LostQuote | Self::GoneEntity => true,
            // A precedent can outlive the agreement that set it.
            Self::OutsideLife | Self::GoneEvidence | Self::Unsourced | Self::Ungraded | Self::Disputed => false,
        }
    }

    /// What is said when `count` records share it.
    #[must_use]
    pub fn headline(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Unnamed => ("entity has no name", "entities have no name"),
            Self::TypeRule => ("relationship breaks its type’s rule", "relationships break their types’ rules"),
            Self::OutsideLife => (
                "relationship lies outside the life of one of its ends",
                "relationships lie outside the life of one of their ends",
            ),
            Self::LostQuote => ("quote is not in its source’s text", "quotes are not in their sources’ texts"),
            Self::GoneEntity => ("property names an entity that is gone", "properties name entities that are gone"),
            Self::GoneEvidence => {
                ("row of a matrix names evidence that is gone", "rows of matrices name evidence that is gone")
            }
            Self::Unsourced => ("relationship has no evidence", "relationships have no evidence"),
            Self::Ungraded => ("piece of evidence is not graded", "pieces of evidence are not graded"),
            Self::Disputed => ("relationship is disputed", "relationships are disputed"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// The record.
    pub record: RecordName,
    /// What people call the record: a name, or `Kim Jong Un leads North Korea`.
    pub name: String,
    /// More on it; may be empty.
    pub detail: String,
}

/// Looks at every record; the findings by rule and then by record. Reads each stored text once a quote.
#[must_use]
pub fn check(graph: &Graph) -> Vec<Finding> {
    let mut found = Vec::new();
    for entity in graph.entities() {
        check_entity(graph, entity, &mut found);
    }
    for relationship in graph.relationships() {
        check_relationship(graph, relationship, &mut found);
    }
    for matrix in graph.matrices().values() {
        let gone = |id: &&EvidenceId| graph.evidence_home(id).is_none();
        found.extend(matrix.items.iter().filter_map(|item| item.about.as_ref()).filter(gone).map(|id| Finding {
            rule: Rule::GoneEvidence,
            record: RecordName::new("matrix", &matrix.id),
            name: matrix.question.clone(),
            detail: format!("it names {id:?}"),
        }));
    }
    found.sort_by(|a, b| a.rule.cmp(&b.rule).then_with(|| a.record.cmp(&b.record)));
    found
}

fn check_entity(graph: &Graph, entity: &Entity, found: &mut Vec<Finding>) {
    let record = RecordName::new("entity", &entity.id);
    let mut add = |rule, detail: String| {
        found.push(Finding { rule, record: record.clone(), name: entity.name.clone(), detail });
    };
    if entity.name.trim().is_empty() {
        add(Rule::Unnamed, String::new());
    }
    check_values(graph, entity.properties.iter(), &mut add);
    check_evidence(graph, &entity.evidence, &mut add);
}

fn check_relationship(graph: &Graph, relationship: &Relationship, found: &mut Vec<Finding>) {
    let record = RecordName::new("relationship", &relationship.id);
    let name = sentence(graph, relationship);
    let mut add =
        |rule, detail: String| found.push(Finding { rule, record: record.clone(), name: name.clone(), detail });
    if let (Some(from), Some(to)) = (graph.entity(&relationship.from), graph.entity(&relationship.to)) {
        if !graph.schema().allows(&relationship.kind, &from.kind, &to.kind) {
            add(Rule::TypeRule, format!("{:?} does not run from {} to {}", relationship.kind, from.kind, to.kind));
        }
        for end in [from, to] {
            if let (Some(valid), Some(life)) = (relationship.valid, end.valid)
                && !may_meet(valid, life)
            {
                add(Rule::OutsideLife, format!("it holds {valid}; {} exists {life}", end.name));
            }
        }
    }
    if relationship.evidence.is_empty() {
        add(Rule::Unsourced, String::new());
    }
    let disputes = relationship.evidence.iter().filter(|e| e.stance == Stance::Disputes).count();
    if disputes > 0 {
        let all = relationship.evidence.len();
        add(Rule::Disputed, format!("{disputes} of {all} pieces of evidence dispute it"));
    }
    check_values(graph, relationship.properties.iter(), &mut add);
    check_evidence(graph, &relationship.evidence, &mut add);
}

/// Whether two intervals can share a day; open and unknown ends reach as far as needed.
fn may_meet(a: crate::base::Interval, b: crate::base::Interval) -> bool {
    let apart = |end: Option<crate::base::Day>, start: Option<crate::base::Day>| matches!((end, start), (Some(e), Some(s)) if e < s);
    !apart(a.last_day(), b.first_day()) && !apart(b.last_day(), a.first_day())
}

fn check_values<'a>(
    graph: &Graph,
    properties: impl Iterator<Item = (&'a String, &'a Value)>,
    add: &mut impl FnMut(Rule, String),
) {
    fn gone<'v>(graph: &Graph, value: &'v Value, out: &mut Vec<&'v crate::base::EntityId>) {
        match value {
            Value::Entity(id) if graph.entity(id).is_none() => out.push(id),
            Value::List(values) => values.iter().for_each(|v| gone(graph, v, out)),
            _ => {}
        }
    }
    for (name, value) in properties {
        let mut missing = Vec::new();
        gone(graph, value, &mut missing);
        for id in missing {
            add(Rule::GoneEntity, format!("{name:?} names {id:?}"));
        }
    }
}

fn check_evidence(graph: &Graph, evidence: &[Evidence], add: &mut impl FnMut(Rule, String)) {
    for piece in evidence {
        let Some(source) = graph.sources().get(&piece.source) else { continue };
        if piece.stance != Stance::Context && (piece.credibility.is_none() || source.reliability.is_none()) {
            add(Rule::Ungraded, format!("from {:?}", source.title));
        }
        if let (Some(quote), Some(text)) = (&piece.quote, &source.text)
            && !text.contains(quote.exact.trim())
        {
            let start: String = quote.exact.chars().take(60).collect();
            add(Rule::LostQuote, format!("{start:?} is not in {:?}", source.title));
        }
    }
}

impl Finding {
    /// The relationship that it is about, if it is about one.
    #[must_use]
    pub fn relationship(&self) -> Option<RelationshipId> {
        if self.record.kind == "relationship" { self.record.id.parse().ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::TextQuote;
    use crate::edit::{Edit, Swap, Transaction};
    use crate::model::Source;

    fn check_found(change: impl Fn(&mut Entity, &mut Relationship, &mut Source), expected: &[Rule]) {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut ann = Entity::new("ann".parse().unwrap(), "person".parse().unwrap(), "Ann");
        let acme = Entity::new("acme".parse().unwrap(), "company".parse().unwrap(), "Acme");
        let mut source = Source::new("s".parse().unwrap(), "A paper");
        source.reliability = Some(crate::model::Reliability::B);
        source.text = Some("Ann owns Acme.".into());
        let mut owns =
            Relationship::new("r".parse().unwrap(), "owns".parse().unwrap(), ann.id.clone(), acme.id.clone());
        let mut piece = Evidence::new("e".parse().unwrap(), source.id.clone());
        piece.credibility = Some(crate::model::Credibility::Two);
        piece.quote = Some(TextQuote { exact: "Ann owns".into(), ..TextQuote::default() });
        owns.evidence.push(piece);
        change(&mut ann, &mut owns, &mut source);
        let edits = vec![
            Edit::Source(Swap::add(source)),
            Edit::Entity(Swap::add(ann)),
            Edit::Entity(Swap::add(acme)),
            Edit::Relationship(Swap::add(owns)),
        ];
        Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        let found: Vec<_> = check(&graph).into_iter().map(|f| f.rule).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_rule_finds_its_case_and_nothing_else() {
        check_found(|_, _, _| {}, &[]);
        check_found(|ann, _, _| ann.name = " ".into(), &[Rule::Unnamed]);
        check_found(|_, r, _| r.kind = "leads".parse().unwrap(), &[]);
        check_found(|_, r, _| r.kind = "family-of".parse().unwrap(), &[Rule::TypeRule]);
        check_found(
            |ann, r, _| {
                ann.valid = Some("1950/1990".parse().unwrap());
                r.valid = Some("1994".parse().unwrap());
            },
            &[Rule::OutsideLife],
        );
        check_found(|_, _, s| s.text = Some("Nobody owns Acme.".into()), &[Rule::LostQuote]);
        check_found(
            |ann, _, _| drop(ann.properties.insert("boss".into(), Value::Entity("gone".parse().unwrap()))),
            &[Rule::GoneEntity],
        );
        check_found(|_, r, _| r.evidence.clear(), &[Rule::Unsourced]);
        check_found(|_, r, _| r.evidence[0].credibility = None, &[Rule::Ungraded]);
        check_found(|_, r, _| r.evidence[0].stance = Stance::Disputes, &[Rule::Disputed]);
    }
}
