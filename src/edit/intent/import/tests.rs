//! One graph brought into another: it gains only, a second time changes nothing, and undo takes all of it back.

use super::*;
use crate::base::{RelationshipId, TextQuote};
use crate::edit::{Document, Merging};
use crate::model::{Direction, Likelihood, Stance};
use proptest::prelude::*;

/// A graph of `id|name|type|aliases…` and `id|from|type|to|date`.
fn graph(entities: &[&str], relationships: &[&str]) -> Graph {
    let mut graph = Graph::new("main".parse().unwrap());
    for line in entities {
        let parts: Vec<&str> = line.split('|').collect();
        let mut entity = Entity::new(parts[0].parse().unwrap(), parts[2].parse().unwrap(), parts[1]);
        entity.aliases = parts[3..].iter().map(|&alias| alias.to_owned()).collect();
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    for line in relationships {
        let parts: Vec<&str> = line.split('|').collect();
        let (from, to) = (parts[1].parse().unwrap(), parts[3].parse().unwrap());
        let mut record = Relationship::new(parts[0].parse().unwrap(), parts[2].parse().unwrap(), from, to);
        record.valid = parts.get(4).map(|date| date.parse().unwrap());
        graph.put_relationship(&record.id.clone(), Some(Arc::new(record))).unwrap();
    }
    graph
}

fn main_view() -> ViewId {
    "main".parse().unwrap()
}

fn brought(ours: &Graph, theirs: &Graph, decisions: &Decisions) -> Brought {
    let task = Task::default();
    let matches = match_entities(ours, theirs, &task).unwrap();
    let incoming = Incoming { graph: theirs, matches: &matches, decisions, label: "import x" };
    bring_in(ours, incoming, &main_view(), &task).unwrap()
}

fn after(ours: &Graph, brought: &Brought) -> Graph {
    let mut graph = ours.clone();
    brought.transaction.apply_to(&mut graph).unwrap();
    graph
}

#[test]
fn known_records_gain_and_new_ones_come() {
    let ours = graph(&["kim|Kim Jong Un|person", "dprk|North Korea|state|DPRK"], &["r1|kim|leads|dprk|2011-12/.."]);
    let mut theirs = graph(
        &["1|Kim Jong-Un|person|Kim Jong Un", "2|D.P.R.K.|state|DPRK|Nordkorea", "3|Ri Yong Ho|person"],
        &["a|1|leads|2", "b|3|employed-by|2|2016"],
    );
    let mut known = Entity::clone(theirs.entity(&"1".parse().unwrap()).unwrap());
    known.summary = "Leader".into();
    known.properties.insert("born".into(), Value::Number(1984.0));
    theirs.put_entity(&known.id.clone(), Some(Arc::new(known))).unwrap();
    let source = Source::new("s".parse().unwrap(), "Register");
    theirs.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    let mut cited = Relationship::clone(theirs.relationship(&"a".parse().unwrap()).unwrap());
    cited.evidence.push(Evidence::new("e".parse().unwrap(), "s".parse().unwrap()));
    theirs.put_relationship(&cited.id.clone(), Some(Arc::new(cited))).unwrap();

    let brought = brought(&ours, &theirs, &Decisions::new());
    let after = after(&ours, &brought);
    let tally = brought.tally;
    assert_eq!((tally.new_entities, tally.joined_entities), (1, 2));
    assert_eq!((tally.new_relationships, tally.joined_relationships, tally.new_sources), (1, 1, 1));
    assert_eq!(after.entity_count(), 3);
    let kim = after.entity(&"kim".parse().unwrap()).unwrap();
    assert_eq!((kim.name.as_str(), kim.aliases.as_slice()), ("Kim Jong Un", &["Kim Jong-Un".to_owned()][..]));
    assert_eq!((kim.summary.as_str(), kim.properties.len()), ("Leader", 1));
    let dprk = after.entity(&"dprk".parse().unwrap()).unwrap();
    assert_eq!(dprk.aliases, ["DPRK", "D.P.R.K.", "Nordkorea"]);
    let leads = after.relationship(&"r1".parse().unwrap()).unwrap();
    assert_eq!(leads.evidence.len(), 1, "the relationship that is there gains the evidence");
    assert_eq!(leads.valid.unwrap().to_string(), "2011-12/..");
}

#[test]
fn what_is_there_has_the_word() {
    let mut ours = graph(&["a|Acme|company"], &[]);
    let mut theirs = graph(&["a|Acme|company"], &[]);
    for (graph, seat, status) in [(&mut ours, "Bern", "in-effect"), (&mut theirs, "Basel", "ended")] {
        let mut entity = Entity::clone(graph.entity(&"a".parse().unwrap()).unwrap());
        entity.properties.insert("seat".into(), Value::Text(seat.into()));
        entity.status = status.parse().unwrap();
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let brought = brought(&ours, &theirs, &Decisions::new());
    assert!(brought.transaction.is_empty());
    let told: Vec<_> = brought
        .conflicts
        .iter()
        .map(|c| format!("{}: {} kept {}, found {}", c.name, c.field, c.kept, c.found))
        .collect();
    assert_eq!(told, ["Acme: status kept In effect, found Ended", "Acme: seat kept Bern, found Basel"]);
}

#[test]
fn decisions_are_followed() {
    let ours = graph(&["a|David Kim|person", "b|David Kim|person"], &[]);
    let theirs = graph(&["1|David Kim|person", "2|Ann|person"], &["r|1|family-of|2"]);
    let mut decisions = Decisions::new();
    let count = |decisions: &Decisions| {
        let after = after(&ours, &brought(&ours, &theirs, decisions));
        (after.entity_count(), after.relationship_count())
    };
    assert_eq!(count(&decisions), (4, 1));
    decisions.insert("1".parse().unwrap(), Decision::Same("b".parse().unwrap()));
    assert_eq!(count(&decisions), (3, 1));
    decisions.insert("1".parse().unwrap(), Decision::Skip);
    assert_eq!(count(&decisions), (3, 0));
}

#[test]
fn ids_that_are_taken_are_numbered_and_new_ones_stand_beside() {
    let mut ours = graph(&["1|Ann|person"], &[]);
    let mut theirs = graph(&["1|Bob|person", "2|Cy|person"], &["1|1|associate-of|2"]);
    let place = |at: Point| Placement { position: Some(at), ..Placement::default() };
    ours.place(&main_view(), &"1".parse().unwrap(), place(Point::new(50.0, 10.0))).unwrap();
    theirs.place(&main_view(), &"1".parse().unwrap(), place(Point::new(-500.0, 0.0))).unwrap();
    theirs.place(&main_view(), &"2".parse().unwrap(), place(Point::new(-400.0, 100.0))).unwrap();
    let brought = brought(&ours, &theirs, &Decisions::new());
    let after = after(&ours, &brought);
    let bob = after.entity(&"1-2".parse().unwrap()).unwrap();
    assert_eq!(bob.name, "Bob");
    let at = |id: &str| after.views()[&main_view()].placement(&id.parse().unwrap()).position.unwrap();
    assert_eq!(at("1-2").x, 50.0 + GAP);
    assert_eq!((at("2").x - at("1-2").x, at("2").y - at("1-2").y), (100.0, 100.0));
}

/// Small random graphs with many names, ids and relationships in common.
fn some_graph() -> impl Strategy<Value = Graph> {
    let names = prop::collection::vec((0..6_usize, 0..5_usize, 0..3_usize, 0..4_usize), 0..7);
    let lines = prop::collection::vec((0..7_usize, 0..7_usize, 0..3_usize, 0..3_usize, 0..5_usize), 0..10);
    (names, lines).prop_map(|(names, lines)| build(&names, &lines))
}

fn build(names: &[(usize, usize, usize, usize)], lines: &[(usize, usize, usize, usize, usize)]) -> Graph {
    const NAMES: [&str; 6] = ["Ann", "Bob Smith", "B. Smith", "Cy", "cy", "Дарья"];
    let mut graph = Graph::new(main_view());
    for (number, title) in ["Register", "Post"].iter().enumerate() {
        let source = Source::new(format!("s{number}").parse().unwrap(), *title);
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    for (name, id, kind, extra) in names {
        let kind = ["person", "company", "state"][*kind].parse().unwrap();
        let mut entity = Entity::new(format!("{id}").parse().unwrap(), kind, NAMES[*name]);
        if *extra > 0 {
            entity.aliases.push(NAMES[*extra].to_owned());
            entity.notes = format!("note {extra}").into();
            entity.properties.insert("n".into(), Value::Number(*extra as f64));
            entity.properties.insert("of".into(), Value::Entity(format!("{extra}").parse().unwrap()));
        }
        if *extra == 2 {
            let id: EvidenceId = format!("e{}", entity.id).parse().unwrap();
            entity.evidence.push(Evidence::new(id, "s0".parse().unwrap()));
        }
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
        let at = Placement { position: Some(Point::new(*id as f32 * 40.0, *name as f32)), ..Placement::default() };
        graph.place(&main_view(), &format!("{id}").parse().unwrap(), at).unwrap();
    }
    let ids: Vec<EntityId> = graph.entities().iter().map(|e| e.id.clone()).collect();
    for (number, (from, to, kind, when, extra)) in lines.iter().enumerate() {
        if ids.is_empty() {
            break;
        }
        let id: RelationshipId = format!("{}", number % 6).parse().unwrap();
        let kind = ["related-to", "owns", "leads"][*kind].parse().unwrap();
        let (from, to) = (ids[from % ids.len()].clone(), ids[to % ids.len()].clone());
        let mut record = Relationship::new(id, kind, from, to);
        record.valid = [None, Some("1994".parse().unwrap()), Some("2019/..".parse().unwrap())][*when];
        match extra {
            1 => record.likelihood = Some(Likelihood::Likely),
            2 => record.direction = Direction::Neither,
            3 => record.notes = format!("seen {number}").into(),
            4 => {
                let mut piece = Evidence::new(format!("r{number}").parse().unwrap(), "s1".parse().unwrap());
                piece.stance = if number % 2 == 0 { Stance::Supports } else { Stance::Disputes };
                piece.quote = TextQuote::anchor("so they say", 0..2);
                record.evidence.push(piece);
            }
            _ => {}
        }
        if graph.relationship(&record.id).is_none() {
            graph.put_relationship(&record.id.clone(), Some(Arc::new(record))).unwrap();
        }
    }
    graph
}

proptest! {
    #[test]
    fn a_second_time_changes_nothing_and_undo_takes_all_back(ours in some_graph(), theirs in some_graph()) {
        let decisions = Decisions::new();
        let first = brought(&ours, &theirs, &decisions);
        let mut document = Document::new(ours.clone());
        let none = Selection::none();
        if !first.transaction.is_empty() {
            document.apply(first.transaction.clone(), Merging::Never, &none, &none).unwrap();
        }
        let again = brought(document.graph(), &theirs, &decisions);
        prop_assert!(again.transaction.is_empty(), "{:#?}", again.transaction.edits);
        // It only gains: every record is still there, and what it said it still says.
        for entity in ours.entities() {
            let now = document.graph().entity(&entity.id).unwrap();
            prop_assert_eq!((&now.kind, &now.name, now.status), (&entity.kind, &entity.name, entity.status));
            prop_assert!(now.notes.starts_with(&*entity.notes) && now.aliases.starts_with(&entity.aliases));
            prop_assert!(now.evidence.starts_with(&entity.evidence));
            prop_assert!(entity.properties.iter().all(|(name, value)| now.properties.get(name) == Some(value)));
        }
        for record in ours.relationships() {
            let now = document.graph().relationship(&record.id).unwrap();
            prop_assert_eq!((&now.from, &now.to, &now.kind), (&record.from, &record.to, &record.kind));
            prop_assert!(record.valid.is_none() || now.valid == record.valid);
            prop_assert!(now.evidence.starts_with(&record.evidence) && now.notes.starts_with(&*record.notes));
        }
        document.undo();
        prop_assert!(**document.graph() == ours);
    }

    #[test]
    fn into_an_empty_graph_everything_comes(theirs in some_graph()) {
        let empty = Graph::new(main_view());
        let brought = brought(&empty, &theirs, &Decisions::new());
        let after = after(&empty, &brought);
        prop_assert_eq!(after.entity_count(), theirs.entity_count());
        prop_assert_eq!(after.relationship_count(), theirs.relationship_count());
        for entity in theirs.entities() {
            prop_assert_eq!(after.entity(&entity.id).unwrap(), entity);
        }
    }
}
