//! Searches of a small graph.

use super::*;
use crate::base::TextQuote;
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Entity, Relationship, Source};

fn index(graph: &Graph) -> FindIndex {
    FindIndex::build(graph, &Task::default()).unwrap()
}

fn talks() -> Graph {
    let mut graph = Graph::new("main".parse().unwrap());
    let named = |id: &str, name: &str, alias: &str| {
        let mut entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), name);
        entity.aliases = vec![alias.into()].into();
        entity
    };
    let mut office = named("office", "Liaison office", "");
    office.notes = "Kim Yong Chol and others\nspoke of it in Vienna.".into();
    let entities = [
        named("kim", "Kim Jong Un", "김정은"),
        named("yong", "Kim Yong Chol", "김영철"),
        named("dprk", "North Korea", "DPRK"),
        named("pyongyang", "Pyongyang", "Пхеньян"),
        named("ase", "Åse Ødegård", ""),
        named("korean", "Korean Friendship Association", ""),
        office,
    ];
    let mut source = Source::new("cnn".parse().unwrap(), "US considers a liaison office");
    source.publisher = "CNN".into();
    let mut leads = Relationship::new(
        "leads".parse().unwrap(),
        "leads".parse().unwrap(),
        "kim".parse().unwrap(),
        "dprk".parse().unwrap(),
    );
    let mut piece = Evidence::new("e".parse().unwrap(), source.id.clone());
    piece.quote = Some(TextQuote { exact: "the young leader in Pyongyang".into(), ..TextQuote::default() });
    leads.evidence.push(piece);
    let mut edits = vec![Edit::Source(Swap::add(source))];
    edits.extend(entities.into_iter().map(|e| Edit::Entity(Swap::add(e))));
    edits.push(Edit::Relationship(Swap::add(leads)));
    Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
    graph
}

/// What is found, each with its excerpt and the marks in it between brackets.
fn check(typed: &str, expected: &[&str]) {
    let graph = talks();
    let hits = index(&graph).find(&graph, typed, 10);
    let shown: Vec<String> = hits.best.iter().map(|hit| bracketed(&hit.excerpt)).collect();
    assert_eq!(shown, expected, "{typed}");
    assert_eq!(hits.total, expected.len());
}

fn bracketed(excerpt: &Excerpt) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in &excerpt.marks {
        out += &excerpt.text[at..mark.start];
        out += &format!("[{}]", &excerpt.text[mark.clone()]);
        at = mark.end;
    }
    out + &excerpt.text[at..]
}

#[test]
fn names_come_before_aliases_notes_and_quotes() {
    check("kim", &["[Kim] Jong Un", "[Kim] Yong Chol", "[Kim] Yong Chol and others spoke of it in Vienna."]);
    check("pyongyang", &["[Pyongyang]", "the young leader in [Pyongyang]"]);
    check("liaison", &["[Liaison] office", "US considers a [liaison] office"]);
    check("korea", &["[Korea]n Friendship Association", "North [Korea]"]);
    check("cnn", &["[CNN]"]);
    check("vienna", &["Kim Yong Chol and others spoke of it in [Vienna]."]);
}

#[test]
fn any_script_finds_any_other() {
    check("김정", &["[김정]은"]);
    check("gim jeong", &["[김정]은"]);
    check("gimjeong", &["[김정]은"]);
    check("odegard", &["Åse [Ødegård]"]);
    check("ØDEGÅRD", &["Åse [Ødegård]"]);
    check("пхень", &["[Пхен]ьян"]);
}

#[test]
fn initials_and_slips_find_as_well() {
    check("kju", &["[K]im [J]ong [U]n"]);
    check("nkor", &["[N]orth [Kor]ea"]);
    check("un kim", &["[Kim] Jong [Un]"]);
    check("pyongynag", &["Pyongyang"]);
    check("nroth", &["North Korea"]);
    check("phenyan", &["Пхеньян"]);
    check("xyz", &[]);
    check("", &[]);
    check(" … ", &[]);
    check(&"k".repeat(200), &[]);
}

#[test]
fn long_texts_are_cut_around_what_was_found() {
    let text = format!("{}the Panmunjom line{}", "a b ".repeat(60), " c d".repeat(60));
    let cut = excerpt(&text, &Letters::of("panmunjom"));
    assert!(cut.text.starts_with('…') && cut.text.ends_with('…') && cut.text.chars().count() < 100, "{}", cut.text);
    assert_eq!(&cut.text[cut.marks[0].clone()], "Panmunjom");
}

#[test]
fn few_of_many_are_shown_and_all_are_counted() {
    let graph = talks();
    let hits = index(&graph).find(&graph, "k", 1);
    assert_eq!((hits.best.len(), hits.best[0].name.as_str()), (1, "Kim Jong Un"));
    assert!(hits.total > 3, "{}", hits.total);
}

#[test]
fn a_stopped_task_stops_the_reading() {
    let task = Task::default();
    task.cancel();
    assert_eq!(FindIndex::build(&talks(), &task).unwrap_err(), Cancelled);
}
