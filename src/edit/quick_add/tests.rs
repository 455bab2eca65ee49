//! Lines and what they come to, and what must hold of every text.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::{EntityId, IdMint, Point, SourceId, ViewId};
use crate::edit::Transaction;
use crate::model::{Entity, Graph, Source, Stance};

fn view() -> ViewId {
    "main".parse().unwrap()
}

/// Two leaders, two Kims, two states, and who reported on them.
fn graph() -> Graph {
    let mut graph = Graph::new(view());
    let entities = [
        ("kim", "person", "Kim Jong Un", &["김정은", "Chairman Kim"][..]),
        ("david-1", "person", "David Kim", &[]),
        ("david-2", "media-outlet", "David Kim", &[]),
        ("sam-1", "person", "Sam Lee", &[]),
        ("sam-2", "person", "Sam Lee", &[]),
        ("nk", "state", "North Korea", &["DPRK"]),
        ("us", "state", "United States", &["USA"]),
        ("hanoi", "summit", "Hanoi meeting", &[]),
    ];
    for (id, kind, name, aliases) in entities {
        let mut entity = Entity::new(id.parse().unwrap(), kind.parse().unwrap(), name);
        entity.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    for (id, title, publisher) in [("cnn", "CNN report", "CNN"), ("a", "News article", ""), ("b", "News agency", "")] {
        let mut source = Source::new(id.parse().unwrap(), title);
        source.publisher = publisher.into();
        source.text = Some("Washington hopes for a mission in Pyongyang.".into());
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    let done = made(&graph, "North Korea > hostile to > United States");
    done.apply_to(&mut graph).unwrap();
    graph
}

fn made(graph: &Graph, text: &str) -> Transaction {
    let plan = plan(graph, &Lexicon::of(graph), text);
    plan.transaction(graph, &mut IdMint::seeded(1), None).0
}

fn marks(plan: &Plan, marks: &Marks) -> String {
    let mut out = String::new();
    let Marks { valid, likelihood, confidence, status, tags, citations } = marks;
    out.extend(valid.map(|valid| format!(" @{valid}")));
    out.extend(likelihood.map(|likelihood| format!(" ~{}", likelihood.key())));
    out.extend(confidence.iter().map(|c| format!(" ?{} {:?}", c.level.key(), c.rationale)));
    out.extend(status.map(|status| format!(" !{}", status.key())));
    out.extend(tags.iter().map(|tag| format!(" #{tag}")));
    for Citation { source, stance, quote } in citations {
        out.push_str(if *stance == Stance::Disputes { " [-" } else { " [" });
        match source {
            Cited::Known(id) => out.push_str(id.as_str()),
            Cited::New(at) => out.push_str(&format!("new {:?}", plan.sources[*at].title)),
        }
        if !quote.is_empty() {
            out.push_str(&format!(" {quote:?}"));
        }
    }
    out
}

/// A plan in words: `kim -leads-> nk @2011/..; new "X":person`, and its faults with the place of each.
fn told(text: &str, plan: &Plan) -> String {
    let mut parts = Vec::new();
    let end = |end: &End| match end {
        End::Known(id) => id.to_string(),
        End::New(at) => format!("{:?}:{}", plan.newcomers[*at].name, plan.newcomers[*at].kind),
    };
    for line in &plan.lines {
        if let Some((subject, said)) = &line.subject
            && (line.claims.is_empty() || *said != Marks::default())
        {
            parts.push(end(subject) + &marks(plan, said));
        }
        for claim in &line.claims {
            let words = if claim.label.is_empty() { claim.kind.to_string() } else { format!("{:?}", claim.label) };
            parts.push(format!("{} -{words}-> {}{}", end(&claim.from), end(&claim.to), marks(plan, &claim.marks)));
        }
        let faults = line.faults.iter();
        parts.extend(faults.map(|f| format!("{:?} at {:?}: {}", f.gravity, &text[f.span.clone()], f.message)));
        parts.extend(line.remarks.iter().map(|remark| format!("({remark})")));
    }
    parts.join("; ")
}

fn check(text: &str, expected: &str) {
    let graph = graph();
    let plan = plan(&graph, &Lexicon::of(&graph), text);
    assert_eq!(told(text, &plan), expected, "{text}");
}

#[test]
fn a_long_line_of_blanks_and_signs_is_read_in_one_go() {
    for filling in [" ", " [", " @", " #x", " [a"] {
        let text = format!("Kim > leads > North Korea{} end", filling.repeat(300_000 / filling.len()));
        let lines = parse::lines(&text);
        assert_eq!(lines.len(), 1, "{filling:?}");
        assert_eq!(lines[0].pieces.iter().filter(|piece| piece.role == parse::Role::Arrow).count(), 2);
    }
}

#[test]
fn a_line_says_who_does_what_to_whom_and_when() {
    check(
        "Kim Jong Un > leads > North Korea @2011-12.. ~likely #summit [CNN",
        "kim -leads-> nk @2011-12/.. ~likely #summit [cnn",
    );
    check("kim jong un>leads>DPRK", "kim -leads-> nk");
    check("김정은 > leads > North Korea", "kim -leads-> nk");
    check("Gimjeongeun > leads > North Korea", "kim -leads-> nk");
    check("김정은 ＞ leads → dprk", "kim -leads-> nk");
    check("North Korea > led by > Kim Jong Un", "kim -leads-> nk");
    check("kim > leads > nk", "kim -leads-> nk");
    check("- Kim Jong Un > leads > North Korea\n\n* USA", "kim -leads-> nk; us; (it is there already)");
}

#[test]
fn chains_go_on_and_marks_belong_to_what_is_before_them() {
    check(
        "Kim Jong Un > leads > North Korea @2011.. > participated in > Hanoi meeting @2019-02 #talks",
        "kim -leads-> nk @2011/..; nk -participated-in-> hanoi @2019-02 #talks",
    );
    check("Kim Jong Un #leader > leads @2011.. > North Korea", "kim #leader; kim -leads-> nk @2011/..");
}

#[test]
fn names_that_are_new_get_a_type() {
    check("Ri Yong Ho > leads > North Korea", "\"Ri Yong Ho\":person -leads-> nk");
    check("Kim Jong Un > participated in > Singapore Summit", "kim -participated-in-> \"Singapore Summit\":summit");
    check("CNN:media > reported on > Hanoi meeting", "\"CNN\":media-outlet -reported-on-> hanoi");
    check("Swedish Embassy", "\"Swedish Embassy\":diplomatic-mission");
    check(
        "A > leads > B\nB > leads > A",
        "\"A\":organisation -leads-> \"B\":organisation; \"B\":organisation -leads-> \"A\":organisation",
    );
    check("+Kim Jong Un:position", "\"Kim Jong Un\":position");
    check("\"AT&T > Co: a > b\":company", "\"AT&T > Co: a > b\":company");
    check("Resolution 1718: a title", "\"Resolution 1718: a title\":document");
}

#[test]
fn names_of_several_have_to_be_told_apart() {
    check("David Kim:person", "david-1; (it is there already)");
    check("david-2 > leads > DPRK", "david-2 -leads-> nk");
    check(
        "Sam Lee > leads > DPRK",
        "Wrong at \"Sam Lee\": 2 entities are called “Sam Lee”: choose one, or write + before it for a new one",
    );
    check("+Sam Lee > leads > DPRK\nSam Lee #new", "\"Sam Lee\":person -leads-> nk; \"Sam Lee\":person #new");
}

#[test]
fn relationships_without_a_type_keep_their_words() {
    check("USA > sent letters to > Kim Jong Un", "us -\"sent letters to\"-> kim");
    check(
        "North Korea > hostile to > United States",
        "nk -\"hostile to\"-> us; (“hostile to” is there already; this adds another one)",
    );
    check(
        "Kim Jong Un > leads > Hanoi meeting",
        "kim -leads-> hanoi; (“leads” is unusual from Person to Summit or meeting)",
    );
}

#[test]
fn marks_are_read_in_the_words_of_their_vocabularies() {
    check(
        "USA > threatens > DPRK @1993..1994 ~highly probable ?low: one unnamed official !alleged",
        "us -threatens-> nk @1993/1994 ~very-likely ?low \"one unnamed official\" !alleged",
    );
    check("USA > aids > DPRK @1994~ ~almost c", "us -aids-> nk @1994~ ~almost-certain");
    check(
        "USA > aids > DPRK [CNN report \"hopes for a mission\"] [-Chosun Ilbo [+CNN",
        "us -aids-> nk [cnn \"hopes for a mission\" [-new \"Chosun Ilbo\" [new \"CNN\"",
    );
    check("Kim Jong Un @1984 !ended [Chosun", "kim @1984 !ended [new \"Chosun\"");
}

#[test]
fn what_is_wrong_says_where() {
    check(
        "USA > aids > DPRK @2019-02-30",
        "us -aids-> nk; Wrong at \"@2019-02-30\": \"2019-02-30\" names day 30, but that month has 28",
    );
    check(
        "USA > aids > DPRK ~maybe",
        "us -aids-> nk; Wrong at \"~maybe\": “maybe” is no likelihood; one is almost no chance, very unlikely, \
         unlikely, even chance, likely, very likely, almost certain",
    );
    check("USA ~likely", "us; Wrong at \"~likely\": an entity has no likelihood; it goes behind a relationship");
    check("USA > aids > DPRK @1994 @1995", "us -aids-> nk @1994; Wrong at \"@1995\": a second date");
    check(
        "Kim:persom",
        "Wrong at \"Kim:persom\": no type is called “persom”; if the colon is part of the name, put that in \"…\"",
    );
    check(
        "USA > aids > DPRK [News",
        "us -aids-> nk; Wrong at \"[News\": “News” fits 2 sources: choose one, or write + before it for a new one",
    );
    check("USA > aids", "us; Unfinished at \"aids\": United States aids …: write > and a name");
    check("USA >", "us; Unfinished at \">\": something is missing after this");
    check("> aids > DPRK", "Wrong at \">\": a name is missing before this");
    check("USA > > DPRK", "us; Wrong at \">\": something is missing between two signs");
    check(
        "USA > aids > DPRK ~",
        "us -aids-> nk; Unfinished at \"~\": a likelihood is missing: almost no chance, very unlikely, unlikely, even chance, likely, very likely, almost certain",
    );
    check(
        "USA > aids > DPRK [CNN] and more",
        "us -aids-> nk [cnn; Wrong at \"and more\": “and more” belongs to nothing: a sign such as # or > is missing before it",
    );
}

fn check_completion(text: &str, expected: &str) {
    let graph = graph();
    let cursor = text.find('|').unwrap();
    let text = text.replace('|', "");
    let found = complete(&graph, &Lexicon::of(&graph), &text, cursor, 3);
    let inserts: Vec<&str> = found.suggestions.iter().map(|s| s.insert.as_str()).collect();
    assert_eq!(format!("{:?} {}", &text[found.span], inserts.join(", ")).trim(), expected, "{text}");
}

#[test]
fn names_words_and_sources_are_completed() {
    check_completion("kim|", r#""kim" Kim Jong Un, David Kim:person, David Kim:media-outlet"#);
    check_completion("김|", r#""김" Kim Jong Un"#);
    check_completion("kju|", r#""kju" Kim Jong Un"#);
    check_completion("kim jong un > le|", r#""le" leads, led by, hostile to"#);
    check_completion("DPRK > led|", r#""led" led by"#);
    check_completion("DPRK > host|", r#""host" hosted, hostile to, hosted by"#);
    check_completion("kim jong un > leads > |", r#""" North Korea, United States, David Kim:media-outlet"#);
    check_completion("kim jong un > leads > no|", r#""no" North Korea, Hanoi meeting"#);
    check_completion("a > leads > b ~li|", r#""li" likely, very likely, very unlikely"#);
    check_completion("a > leads > b [cn|", r#""cn" CNN report"#);
    check_completion("a:pers|", r#""pers" person"#);
    check_completion("a > leads > b ~likely|", r#""likely""#);
    check_completion("Sam Lee|", r#""Sam Lee" sam-1, sam-2"#);
    check_completion("|", r#""""#);
}

#[test]
fn a_plan_becomes_one_transaction() {
    let mut graph = graph();
    let text =
        "Ri:person #new > leads > North Korea @2019 [CNN \"hopes for a mission\"\nUSA !ended\nRi > aids > USA [Chosun";
    let plan = plan(&graph, &Lexicon::of(&graph), text);
    assert!(plan.is_ready() && plan.is_news());
    let (view, at) = (view(), [Point::new(5.0, 6.0)]);
    let places = Places { view: &view, newcomers: &at };
    let (transaction, selection) = plan.transaction(&graph, &mut IdMint::seeded(1), Some(places));
    assert_eq!(transaction.label, "add 2 relationships and 1 entity");
    let before = graph.clone();
    transaction.apply_to(&mut graph).unwrap();
    let ri = graph.entities_unsorted().find(|e| e.name == "Ri").unwrap().clone();
    assert_eq!((ri.kind.as_str(), ri.tags.first().map(String::as_str)), ("person", Some("new")));
    assert_eq!(graph.views()[&view].placement(&ri.id).position, Some(at[0]));
    let us: EntityId = "us".parse().unwrap();
    assert_eq!(graph.entity(&us).unwrap().status.key(), "ended");
    let leads = graph.relationships_between(&ri.id, &"nk".parse().unwrap())[0].clone();
    let quote = leads.evidence[0].quote.as_ref().unwrap();
    assert_eq!((leads.evidence[0].source.as_str(), quote.start), ("cnn", Some(11)));
    let aids = graph.relationships_between(&ri.id, &us)[0].clone();
    assert_eq!(graph.sources()[&aids.evidence[0].source].title, "Chosun");
    assert_eq!((selection.relationships.len(), selection.entities.contains(&ri.id)), (2, true));
    transaction.inverted().apply_to(&mut graph).unwrap();
    assert!(crate::edit::diff(&graph, &before).is_empty());
}

#[test]
fn a_text_without_end_is_refused_at_once() {
    let plan = plan(&graph(), &Lexicon::default(), &"a > b > c\n".repeat(60_000));
    assert_eq!(plan.faults().count(), 1);
    assert!(!plan.is_ready());
}

/// Words and signs strewn together, as people mistype them.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Kim Jong Un",
        "David Kim",
        "Sam Lee",
        "DPRK",
        "김정은",
        "New One",
        "leads",
        "led by",
        "aids",
        "sent to",
        " ",
        ">",
        " > ",
        "@",
        "@2011..",
        " @2011-12/..",
        "@1994~",
        " ~",
        " ~likely",
        "~even",
        " #",
        " #tag",
        " [",
        " [CNN",
        " [-CNN",
        "[+X",
        " \"said so\"",
        "]",
        "\"",
        "\"\"",
        ":",
        ":person",
        ":x",
        "+",
        " ?low",
        " ?high: why",
        " !ended",
        "\n",
        "- ",
        "→",
        "nk",
        "🦀",
        "\u{301}",
        "\t",
        "\r",
    ]);
    prop_oneof![
        4 => prop::collection::vec(word, 0..14).prop_map(|words| words.concat()),
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn any_text_has_a_plan_with_its_places_in_the_text(text in text(), cursor in 0..200_usize) {
        let graph = graph();
        let lexicon = Lexicon::of(&graph);
        let plan = plan(&graph, &lexicon, &text);
        for line in &plan.lines {
            prop_assert!(text.get(line.span.clone()).is_some());
            let mut end = line.span.start;
            for token in &line.tokens {
                prop_assert!(text.get(token.span.clone()).is_some() && token.span.start >= end, "{:?}", line.tokens);
                end = token.span.end;
            }
            prop_assert!(line.faults.iter().all(|f| text.get(f.span.clone()).is_some()));
        }
        let mut after = graph.clone();
        let (transaction, selection) = plan.transaction(&graph, &mut IdMint::seeded(1), None);
        prop_assert!(transaction.apply_to(&mut after).is_ok());
        let mut kept = selection.clone();
        kept.retain_existing(&after);
        prop_assert_eq!(kept, selection);
        let found = complete(&graph, &lexicon, &text, cursor, 5);
        prop_assert!(text.get(found.span).is_some());
    }

    #[test]
    fn a_plan_that_is_spelled_means_the_same(text in text()) {
        let graph = graph();
        let lexicon = Lexicon::of(&graph);
        let read = plan(&graph, &lexicon, &text);
        prop_assume!(read.is_ready());
        let spelled = read.spelled(&graph, &lexicon);
        let again = plan(&graph, &lexicon, &spelled);
        let meaning = |plan: &Plan| {
            let lines: Vec<_> = plan.lines.iter().map(|l| (l.subject.clone(), l.claims.clone())).collect();
            (lines, plan.newcomers.clone(), plan.sources.clone())
        };
        prop_assert_eq!(meaning(&again), meaning(&read), "{}", spelled);
    }

    #[test]
    fn what_is_suggested_means_what_it_says(typed in "[a-zA-Z김 ]{1,6}") {
        let graph = graph();
        let lexicon = Lexicon::of(&graph);
        for suggestion in complete(&graph, &lexicon, &typed, typed.len(), 9).suggestions {
            let read = plan(&graph, &lexicon, &suggestion.insert);
            let subject = read.lines[0].subject.as_ref().map(|(end, _)| end.clone());
            let Suggested::Entity(id) = suggestion.what else { panic!("{suggestion:?}") };
            prop_assert_eq!(subject, Some(End::Known(id)));
        }
    }
}

#[test]
fn sources_of_the_graph_are_spelled_apart() {
    let graph = graph();
    let lexicon = Lexicon::of(&graph);
    for id in graph.sources().keys() {
        let text = format!("USA [{}", spell::source(&graph, &lexicon, id));
        let read = plan(&graph, &lexicon, &text);
        let cited = &read.lines[0].subject.as_ref().unwrap().1.citations[0].source;
        assert_eq!(*cited, Cited::Known(SourceId::clone(id)));
    }
}
