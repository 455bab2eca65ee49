//! Which pairs are told as possibly one, and why.

use std::collections::BTreeSet;

use super::*;
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Relationship, Value};

/// `name = alias = alias | type | key:value …`, where a key is a register, `born` or `~`, which names a neighbour by id.
fn entity(id: &str, line: &str) -> (Entity, Vec<String>) {
    let mut parts = line.split('|').map(str::trim);
    let mut names = parts.next().unwrap().split('=').map(|name| name.trim().to_owned());
    let name = names.next().unwrap();
    let kind = parts.next().filter(|kind| !kind.is_empty()).unwrap_or("person");
    let mut entity = Entity::new(id.parse().unwrap(), kind.parse().unwrap(), name);
    entity.aliases = names.collect();
    let mut neighbours = Vec::new();
    for fact in parts.next().unwrap_or("").split_whitespace() {
        match fact.split_once(':').unwrap() {
            ("~", other) => neighbours.push(other.to_owned()),
            ("born", date) => drop(entity.properties.insert("born".into(), Value::Date(date.parse().unwrap()))),
            ("valid", date) => entity.valid = Some(date.parse().unwrap()),
            ("not", other) => drop(entity.different_from.insert(other.parse().unwrap())),
            (register, key) => drop(entity.external_ids.insert(register.into(), key.into())),
        }
    }
    (entity, neighbours)
}

fn graph(lines: &[&str], kind: &str) -> Graph {
    let mut graph = Graph::new("main".parse().unwrap());
    let mut edits = Vec::new();
    let mut related = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let id = format!("n{number}");
        let (entity, neighbours) = entity(&id, line);
        edits.push(Edit::Entity(Swap::add(entity)));
        related.extend(neighbours.into_iter().map(|other| (id.clone(), other)));
    }
    for (number, (from, to)) in related.into_iter().enumerate() {
        let id = format!("r{number}").parse().unwrap();
        let r = Relationship::new(id, kind.parse().unwrap(), from.parse().unwrap(), to.parse().unwrap());
        edits.push(Edit::Relationship(Swap::add(r)));
    }
    Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
    graph
}

fn found(lines: &[&str]) -> Vec<Pair> {
    find(&graph(lines, "related-to"), &Task::default()).unwrap()
}

/// Two lines make a pair whose reasons hold `reason`; an empty reason means that they make none.
fn check(a: &str, b: &str, reason: &str) {
    let pairs = found(&[a, b]);
    let told = pairs.first().map(Pair::describe).unwrap_or_default();
    if reason.is_empty() {
        assert_eq!(told, "", "{a} and {b}");
    } else {
        assert!(told.contains(reason), "{a} and {b}: {told:?} without {reason:?}");
    }
}

#[test]
fn names_that_are_one() {
    check("Kim Jong-un", "Kim Jong Un", "same name: Kim Jong-un, Kim Jong Un");
    check("Kim Jong Un = 김정은", "김정은", "shared alias: 김정은");
    check("김정은", "Kim Jong Un", "names sound alike");
    check("Пхеньян | place", "Pkhenyan | place", "same");
    check("Владимир Путин", "Vladimir Putin", "same name");
    check("Зеленський", "Zelensky", "names sound alike");
    check("DPRK | state", "North Korea = Democratic People’s Republic of Korea = DPRK | state", "shared alias: DPRK");
    check("DPRK | state", "Democratic People’s Republic of Korea | state", "one abbreviates the other");
    check("U.S. | state | iso:US", "United States = US | state | iso:US", "same short name");
    check("Åse Ødegård", "Ase Odegard", "same name");
    check("Manning, Robert", "Robert Manning", "another order");
    check("Robert Maning", "Robert Manning", "names sound alike");
    check("Robert Menning", "Robert Manning", "similar names");
    check("Pyongyang Embassy | place", "Pyongyang Embasys | place", "similar names");
}

#[test]
fn names_that_only_look_alike() {
    for (a, b) in [
        ("Kim Jong Un", "Kim Jong Il"),
        ("David Kim", "Daniel Kim"),
        ("North Korea | state", "South Korea | state"),
        ("British diplomats | diplomatic-mission", "Swedish diplomats | diplomatic-mission"),
        ("Unit 1234 | party", "Unit 1235 | party"),
        ("Robert Manning | person", "Robert Manning Hall | place"),
        ("Mali | state", "Malta | state"),
    ] {
        check(a, b, "");
    }
}

#[test]
fn two_of_one_name_stay_two_where_something_tells_them_apart() {
    check("David Kim", "David Kim", "same name");
    check("David Kim | person | wikidata:Q1", "David Kim | person | wikidata:Q2", "");
    check("David Kim | person | born:1960", "David Kim | person | born:1985-03", "");
    check("David Kim | person | not:n1", "David Kim", "");
    check("David Kim", "David Kim | person | not:n0", "");
}

#[test]
fn what_speaks_for_and_against_is_told() {
    check("Ann | person | wikidata:Q1", "Berta | person | wikidata:Q1", "score 90: same wikidata id: Q1");
    let pair =
        &found(&["Acme Holding | company | ~:n2 valid:1990", "Acme Holding | company | ~:n2 valid:1990", "Ben"])[0];
    assert_eq!(pair.describe(), "score 85: same name: Acme Holding; valid time agrees: 1990; common neighbours: Ben");
    assert_eq!(pair.reasons.iter().map(|r| r.points).sum::<i32>(), 85);
    check("Jordan | state", "Jordan | person", "");
    let related = compare(
        &graph(&["Donald Trump", "Donald Trump | organisation | ~:n0"], "related-to"),
        &"n1".parse().unwrap(),
        &"n0".parse().unwrap(),
    );
    assert_eq!(
        related.unwrap().describe(),
        "score 25: same name: Donald Trump; types differ: person, organisation; a relationship connects the two"
    );
}

#[test]
fn a_pair_that_is_marked_says_so() {
    let graph = graph(&["Ann Lee | person | ~:n1", "Ann Lee"], "possibly-same-as");
    let pairs = find(&graph, &Task::default()).unwrap();
    assert!(pairs[0].is_marked);
    assert_eq!(pairs[0].score, 70);
}

#[test]
fn among_many_alike_the_pairs_are_still_found() {
    // A thousand people of one family name are no million of comparisons, and the two that are one are found.
    let mut lines: Vec<String> = (0..1000).map(|i| format!("{}{} Kim", letters(i), letters(i * 7))).collect();
    lines.push("Seongjin Kim".into());
    lines.push("Kim Seongjin".into());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let graph = graph(&lines, "related-to");
    let entities = graph.entities();
    let profiles: Vec<_> = entities.iter().map(|e| Profile::of(e)).collect();
    assert!(block::candidates(&profiles, &Task::default()).unwrap().len() < 40_000);
    let pairs = find(&graph, &Task::default()).unwrap();
    let ids: BTreeSet<(&str, &str)> = pairs.iter().map(|p| (p.a.as_str(), p.b.as_str())).collect();
    assert!(ids.contains(&("n1000", "n1001")), "{ids:?}");
}

/// A word of its own for each number.
fn letters(number: usize) -> String {
    const SYLLABLES: &[&str] = &["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu"];
    let mut rest = number;
    let mut word = String::new();
    for _ in 0..3 {
        word.push_str(SYLLABLES[rest % 10]);
        rest /= 10;
    }
    word
}

#[test]
fn it_stops_when_asked_to() {
    let graph = graph(&["Ann", "Ann"], "related-to");
    let task = Task::default();
    task.cancel();
    assert_eq!(find(&graph, &task), Err(Cancelled));
}
