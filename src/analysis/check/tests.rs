//! Each rule over a graph of two entities, one relationship and one source, and what its first fix leaves.

use super::*;
use crate::base::{Interval, TextQuote};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Credibility, Evidence, Reliability, Source, Stance, Status};

/// Ann owns Acme, as a paper says whose text is kept.
struct Case {
    ann: Entity,
    acme: Entity,
    owns: Relationship,
    paper: Source,
    /// Further sources.
    others: Vec<Source>,
}

fn source(title: &str, publisher: &str, origin: &str) -> Source {
    let mut source = Source::new(title.to_lowercase().replace(' ', "-").parse().unwrap(), title);
    source.reliability = Some(Reliability::B);
    (source.publisher, source.origin) = (publisher.into(), origin.into());
    source
}

fn evidence(id: &str, source: &Source, quote: &str) -> Evidence {
    let mut piece = Evidence::new(id.parse().unwrap(), source.id.clone());
    piece.credibility = Some(Credibility::Two);
    piece.quote =
        (!quote.is_empty()).then(|| TextQuote { exact: quote.into(), start: Some(0), ..TextQuote::default() });
    piece
}

fn valid(text: &str) -> Option<Interval> {
    Some(text.parse().unwrap())
}

fn case() -> Case {
    let ann = Entity::new("ann".parse().unwrap(), "person".parse().unwrap(), "Ann");
    let acme = Entity::new("acme".parse().unwrap(), "company".parse().unwrap(), "Acme");
    let mut paper = source("A paper", "", "");
    paper.text = Some("Ann owns Acme.".into());
    let mut owns = Relationship::new("r".parse().unwrap(), "owns".parse().unwrap(), ann.id.clone(), acme.id.clone());
    let letter = source("A letter", "", "");
    owns.evidence = vec![evidence("e1", &paper, "Ann owns"), evidence("e2", &letter, "")].into();
    Case { ann, acme, owns, paper, others: vec![letter] }
}

fn graph(case: Case) -> Graph {
    let Case { ann, acme, owns, paper, others } = case;
    let mut graph = Graph::new("main".parse().unwrap());
    let mut edits: Vec<Edit> = others.into_iter().chain([paper]).map(|s| Edit::Source(Swap::add(s))).collect();
    edits.extend([ann, acme].map(|entity| Edit::Entity(Swap::add(entity))));
    edits.push(Edit::Relationship(Swap::add(owns)));
    Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
    graph
}

/// `rule: detail` of all findings, a line each; then what the first fix of the first of them is called, and what is
/// left after it.
fn check_rule(change: impl Fn(&mut Case), expected: &[&str], mended: Option<(&str, &[&str])>) {
    let mut case = case();
    change(&mut case);
    let mut graph = graph(case);
    let told = |graph: &Graph| -> Vec<String> {
        check(graph).iter().map(|f| format!("{}: {}", f.rule.key(), f.detail)).collect()
    };
    assert_eq!(told(&graph), expected);
    let quotes = Quotes::of(&graph, &Quotes::default(), &Task::default()).unwrap();
    let first = check(&graph).first().and_then(|finding| fixes(&graph, finding, &quotes).into_iter().next());
    assert_eq!(first.as_ref().map(|fix| fix.label.as_str()), mended.map(|(label, _)| label), "{expected:?}");
    if let (Some(fix), Some((label, left))) = (first, mended) {
        let before = graph.clone();
        fix.transaction.apply_to(&mut graph).unwrap();
        assert_eq!(told(&graph), left, "{label}");
        fix.transaction.inverted().apply_to(&mut graph).unwrap();
        assert_eq!(told(&graph), told(&before), "{label}, taken back");
    }
}

#[test]
fn a_sound_graph_has_no_findings() {
    check_rule(|_| {}, &[], None);
}

#[test]
fn records_that_cannot_be_right() {
    check_rule(|c| c.ann.name = " ".into(), &["unnamed: "], None);
    check_rule(
        |c| (c.ann.name, c.ann.aliases) = (String::new(), vec!["Anna".into()].into()),
        &["unnamed: "],
        Some(("Call it “Anna”", &[])),
    );
    check_rule(
        |c| c.owns.kind = "family-of".parse().unwrap(),
        &["type-rule: \"family-of\" does not run from person to company"],
        Some(("Change to “associate of”", &[])),
    );
    check_rule(
        |c| {
            c.owns.kind = "directs".parse().unwrap();
            std::mem::swap(&mut c.owns.from, &mut c.owns.to);
        },
        &["type-rule: \"directs\" does not run from company to person"],
        Some(("Turn around", &[])),
    );
    check_rule(
        |c| drop(c.ann.properties.insert("boss".into(), Value::Entity("gone".parse().unwrap()))),
        &["gone-entity: \"boss\" names \"gone\""],
        Some(("Remove the value", &[])),
    );
}

#[test]
fn ends_before_starts() {
    check_rule(
        |c| {
            c.ann.properties.insert("Born".into(), Value::Date("1990".parse().unwrap()));
            c.ann.properties.insert("died".into(), Value::Date("1950-06".parse().unwrap()));
        },
        &["end-before-start: \"Born\" is 1990 and \"died\" 1950-06"],
        Some(("Swap the dates", &[])),
    );
    check_rule(
        |c| {
            (c.paper.published, c.paper.retrieved) =
                (Some("2019-02-18".parse().unwrap()), Some("2019-02-17".parse().unwrap()));
        },
        &["end-before-start: retrieved 2019-02-17, published 2019-02-18"],
        Some(("Swap the dates", &[])),
    );
    // Within what the dates leave open.
    check_rule(
        |c| {
            (c.paper.published, c.paper.retrieved) =
                (Some("2019-02-18".parse().unwrap()), Some("2019".parse().unwrap()));
        },
        &[],
        None,
    );
}

#[test]
fn lives_of_both_ends() {
    let lived = |c: &mut Case, life: &str, held: &str| (c.ann.valid, c.owns.valid) = (valid(life), valid(held));
    check_rule(|c| lived(c, "1950/1990", "1994"), &["outside-life: it holds 1994; Ann exists 1950/1990"], None);
    check_rule(
        |c| lived(c, "1950/1990", "1980/.."),
        &["beyond-life: it holds 1980/..; Ann exists 1950/1990"],
        Some(("Clip to 1980/1990", &[])),
    );
    check_rule(
        |c| lived(c, "1950/1990", "1940-03/1960"),
        &["beyond-life: it holds 1940-03/1960; Ann exists 1950/1990"],
        Some(("Clip to 1950/1960", &[])),
    );
    // A month holds its days, and what is unknown may fit.
    check_rule(|c| lived(c, "2018-06-12", "2018-06"), &[], None);
    check_rule(|c| lived(c, "1950/1990", "/1960"), &[], None);
    check_rule(|c| c.acme.status = Status::Ended, &["still-in-effect: Acme has ended"], Some(("Mark as ended", &[])));
    check_rule(|c| (c.acme.status, c.owns.valid) = (Status::Ended, valid("1994")), &[], None);
}

#[test]
fn quotes_that_got_lost() {
    check_rule(
        |c| c.paper.text = Some("In short: “Ann  owns” nothing.".into()),
        &["lost-quote: \"Ann owns\" is not in \"A paper\""],
        Some(("Quote the nearest passage", &[])),
    );
    check_rule(
        |c| c.paper.text = Some("Nobody is rich.".into()),
        &["lost-quote: \"Ann owns\" is not in \"A paper\""],
        Some(("Keep the words in the note", &[])),
    );
}

#[test]
fn a_lost_quote_can_be_kept_in_the_note_or_withdrawn() {
    let mut case = case();
    case.paper.text = Some("In short: “Ann  owns” nothing.".into());
    case.owns.evidence[0].note = "Seen in May.".into();
    let graph = graph(case);
    let quotes = Quotes::of(&graph, &Quotes::default(), &Task::default()).unwrap();
    let all = fixes(&graph, &check(&graph)[0], &quotes);
    assert_eq!(
        all.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(),
        ["Quote the nearest passage", "Keep the words in the note", "Withdraw the evidence"]
    );
    let after = |nth: usize| {
        let mut mended = graph.clone();
        all[nth].transaction.apply_to(&mut mended).unwrap();
        mended.relationship(&"r".parse().unwrap()).unwrap().evidence.clone()
    };
    let kept = after(1);
    assert_eq!((kept.len(), &kept[0].quote), (2, &None));
    assert_eq!(kept[0].note, "Seen in May.\nQuoted from an earlier text: “Ann owns”");
    assert_eq!(after(2).iter().map(|piece| piece.id.as_str()).collect::<Vec<_>>(), ["e2"]);
}

/// Two findings of one rule in one record.
fn twice(case: &mut Case) {
    let gone = |name: &str| Value::Entity(name.parse().unwrap());
    case.ann.properties.insert("boss".into(), Value::List(vec![gone("one"), gone("two")]));
    for (name, date) in [("Born", "1990"), ("died", "1950"), ("founded", "1990"), ("dissolved", "1980")] {
        case.ann.properties.insert(name.into(), Value::Date(date.parse().unwrap()));
    }
}

#[test]
fn one_finding_is_mended_and_the_others_stay_or_all_of_a_rule_are() {
    let told = [
        "end-before-start: \"Born\" is 1990 and \"died\" 1950",
        "end-before-start: \"founded\" is 1990 and \"dissolved\" 1980",
        "gone-entity: \"boss\" names \"one\"",
        "gone-entity: \"boss\" names \"two\"",
    ];
    check_rule(twice, &told, Some(("Swap the dates", &told[1..])));
    let mut case = case();
    twice(&mut case);
    let graph = graph(case);
    let (quotes, task) = (Quotes::default(), Task::default());
    let mut mended = graph.clone();
    let gone = &check(&graph)[3];
    fixes(&graph, gone, &quotes)[0].transaction.apply_to(&mut mended).unwrap();
    assert_eq!(check(&mended).iter().filter(|f| f.rule == Rule::GoneEntity).count(), 1);
    for (rule, left) in [(Rule::EndBeforeStart, &told[2..]), (Rule::GoneEntity, &told[..2])] {
        let mut mended = graph.clone();
        fix_all(&graph, &check(&graph), rule, &quotes, &task).unwrap().apply_to(&mut mended).unwrap();
        let now: Vec<String> = check(&mended).iter().map(|f| format!("{}: {}", f.rule.key(), f.detail)).collect();
        assert_eq!(now, left);
    }
}

#[test]
fn a_long_way_back_is_told_in_short_and_an_honest_one_not_at_all() {
    let chain = |last: &str| {
        let mut case = case();
        case.others.extend((0..3000).map(|at| source(&format!("Report {at}"), "", &format!("Report {}", at + 1))));
        case.others.push(source("Report 3000", "", last));
        let found = check(&graph(case)).into_iter().filter(|f| f.rule == Rule::CircularOrigin);
        found.map(|f| f.detail).collect::<Vec<_>>()
    };
    assert_eq!(chain("An official"), [""; 0]);
    let found = chain("Report 0");
    assert_eq!(found.len(), 3001);
    assert!(found.iter().all(|detail| detail.ends_with(", whose origin is …")), "{}", found[0]);
}

#[test]
fn a_lost_quote_is_mended_alone() {
    check_rule(
        |c| {
            let other = evidence("e3", &c.paper, "rich as Acme");
            c.owns.evidence.push(other);
            c.paper.text = Some("In short: “Ann  owns” nothing, rich  as Acme is.".into());
        },
        &["lost-quote: \"Ann owns\" is not in \"A paper\"", "lost-quote: \"rich as Acme\" is not in \"A paper\""],
        Some(("Quote the nearest passage", &["lost-quote: \"rich as Acme\" is not in \"A paper\""])),
    );
}

#[test]
fn claims_on_thin_ground() {
    check_rule(|c| c.owns.evidence.clear(), &["unsourced: "], None);
    check_rule(|c| drop(c.owns.evidence.pop()), &["single-source: A paper"], None);
    check_rule(
        |c| (c.paper.origin, c.others[0].origin) = ("An official".into(), "an official".into()),
        &["single-source: 2 sources, one origin: A letter, A paper"],
        None,
    );
    check_rule(
        |c| c.owns.evidence[1].credibility = None,
        &["single-source: A paper", "ungraded: from \"A letter\""],
        None,
    );
    check_rule(
        |c| c.owns.evidence.push(Evidence { stance: Stance::Disputes, ..evidence("e3", &c.others[0], "") }),
        &["disputed: 1 of 3 pieces of evidence dispute it"],
        None,
    );
}

fn check_origins(sources: &[(&str, &str, &str)], circular: &[&str]) {
    let mut case = case();
    case.others.extend(sources.iter().map(|(title, publisher, origin)| source(title, publisher, origin)));
    let found = check(&graph(case));
    let found: Vec<_> = found.iter().filter(|f| f.rule == Rule::CircularOrigin).collect();
    assert_eq!(found.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), circular, "{sources:?}");
}

#[test]
fn origins_that_lead_back() {
    check_origins(&[("One", "", "Two"), ("Two", "", "One")], &["One", "Two"]);
    check_origins(&[("One", "", "Two"), ("Two", "", "three"), ("Three", "", "ONE")], &["One", "Three", "Two"]);
    // What repeats a circle rests on nothing either.
    check_origins(&[("One", "", "Two"), ("Two", "", "One"), ("Three", "", "One")], &["One", "Three", "Two"]);
    // By publishers.
    check_origins(&[("One", "CNN", "Herald"), ("Two", "Herald", "CNN")], &["One", "Two"]);
    // The Herald may have it from another report of CNN.
    check_origins(&[("One", "CNN", "Herald"), ("Two", "Herald", "CNN"), ("Three", "CNN", "An official")], &[]);
    // To be one’s own origin is no circle.
    check_origins(&[("A post", "", "A post"), ("A talk", "Ann", "Ann"), ("News", "CNN", "Senior official")], &[]);
}

#[test]
fn a_circular_origin_is_told_and_can_be_cleared() {
    check_rule(
        |c| (c.paper.origin, c.others[0].origin) = ("A letter".into(), "A paper".into()),
        &[
            "circular-origin: its origin is \"A paper\", whose origin is \"A letter\"",
            "circular-origin: its origin is \"A letter\", whose origin is \"A paper\"",
        ],
        Some(("Clear its origin", &["single-source: 2 sources, one origin: A letter, A paper"])),
    );
}
