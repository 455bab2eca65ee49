//! Queries asked of a small graph, and laws of the language.

use proptest::prelude::*;

use super::{AskError, Expr, Field, Query, Spanned, State, Text, Value, complete, help};
use super::{Operator, SYNTAX};
use crate::base::{EntityId, Task, TextQuote};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{
    Credibility, Entity, Evidence, Graph, Likelihood, Placement, Relationship, Reliability, Source, Stance, Status,
    Value as Property,
};

fn entity(id: &str, kind: &str, name: &str) -> Entity {
    Entity::new(id.parse().unwrap(), kind.parse().unwrap(), name)
}

fn relationship(id: &str, kind: &str, from: &str, to: &str) -> Relationship {
    Relationship::new(id.parse().unwrap(), kind.parse().unwrap(), from.parse().unwrap(), to.parse().unwrap())
}

fn evidence(id: &str, source: &str, credibility: Credibility, quote: &str) -> Evidence {
    let mut piece = Evidence::new(id.parse().unwrap(), source.parse().unwrap());
    piece.credibility = Some(credibility);
    piece.quote = Some(TextQuote { exact: quote.into(), ..TextQuote::default() });
    piece
}

/// Kim leads the DPRK and met Trump in Hanoi; an office in Pyongyang is proposed; Åse stands alone.
fn talks() -> Graph {
    let mut graph = Graph::new("main".parse().unwrap());
    let mut cnn = Source::new("cnn".parse().unwrap(), "US considers an office");
    cnn.publisher = "CNN".into();
    cnn.reliability = Some(Reliability::B);
    cnn.published = Some("2019-02-18".parse().unwrap());
    let mut blog = Source::new("blog".parse().unwrap(), "A blog");
    blog.reliability = Some(Reliability::D);
    blog.origin = "CNN desk".into();

    let mut kim = entity("kim", "person", "Kim Jong Un");
    kim.aliases = vec!["김정은".into()].into();
    kim.tags = ["leader".into(), "talks".into()].into();
    kim.properties.insert("born".into(), Property::Date("1984~".parse().unwrap()));
    kim.properties.insert("height".into(), Property::Number(170.0));
    let mut trump = entity("trump", "person", "Donald Trump");
    trump.tags = ["leader".into()].into();
    trump.properties.insert("born".into(), Property::Text("1946".into()));
    let mut dprk = entity("dprk", "state", "North Korea");
    dprk.aliases = vec!["DPRK".into()].into();
    dprk.valid = Some("1948/..".parse().unwrap());
    dprk.external_ids.insert("wikidata".into(), "Q423".into());
    let mut office = entity("office", "diplomatic-mission", "Liaison office");
    office.status = Status::Proposed;
    office.evidence = vec![evidence("e1", "cnn", Credibility::Two, "a liaison office")].into();
    let mut hanoi = entity("hanoi", "summit", "Hanoi summit");
    hanoi.valid = Some("2019-02-27/2019-02-28".parse().unwrap());
    hanoi.summary = "It ended early.".into();
    let ase = entity("ase", "think-tank", "Åse Ødegård Institute");

    let mut leads = relationship("leads", "leads", "kim", "dprk");
    leads.valid = Some("2011-12/..".parse().unwrap());
    leads.likelihood = Some(Likelihood::AlmostCertain);
    let kim_met = relationship("kim-met", "participated-in", "kim", "hanoi");
    let mut trump_met = relationship("trump-met", "participated-in", "trump", "hanoi");
    trump_met.weight = Some(2.0);
    trump_met.evidence = vec![
        evidence("e2", "cnn", Credibility::One, "they met"),
        Evidence { stance: Stance::Disputes, ..evidence("e3", "blog", Credibility::Five, "they did not") },
    ]
    .into();
    let mut proposes = relationship("proposes", "proposes", "trump", "office");
    proposes.status = Status::Proposed;
    proposes.likelihood = Some(Likelihood::Likely);
    proposes.valid = Some("2019-02".parse().unwrap());
    proposes.evidence = vec![evidence("e4", "blog", Credibility::Three, "he may propose it")].into();
    let located = relationship("located", "located-in", "office", "dprk");

    let place = Edit::Place {
        view: "main".parse().unwrap(),
        entity: "ase".parse().unwrap(),
        before: Placement::default(),
        after: Placement { hidden: true, ..Placement::default() },
    };
    let entities = [kim, trump, dprk, office, hanoi, ase].map(|e| Edit::Entity(Swap::add(e)));
    let relationships = [leads, kim_met, trump_met, proposes, located].map(|r| Edit::Relationship(Swap::add(r)));
    let sources = [cnn, blog].map(|s| Edit::Source(Swap::add(s)));
    let edits = sources.into_iter().chain(entities).chain(relationships).chain([place]).collect();
    Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
    graph
}

/// What matches, by id: entities, then relationships.
fn asked(graph: &Graph, query: &str) -> Result<String, AskError> {
    let task = Task::default();
    let matches = query.parse::<Query>()?.bind(graph, None, &task)?.matches(&task)?;
    let entities: Vec<_> = matches.entities.iter().map(|id| id.as_str()).collect();
    let relationships: Vec<_> = matches.relationships.iter().map(|id| id.as_str()).collect();
    Ok(format!("{} | {}", entities.join(" "), relationships.join(" ")).trim().to_owned())
}

fn check(query: &str, expected: &str) {
    let found = asked(&talks(), query).unwrap_or_else(|e| panic!("{query}: {e}"));
    assert_eq!(found, expected.trim(), "{query}");
}

fn check_shown(query: &str, expected: &str) {
    let (graph, task) = (talks(), Task::default());
    let query: Query = query.parse().unwrap();
    let shown = query.bind(&graph, None, &task).unwrap().shown(&task).unwrap();
    let mut entities: Vec<_> = shown.entities.iter().map(|id| id.as_str()).collect();
    let mut relationships: Vec<_> = shown.relationships.iter().map(|id| id.as_str()).collect();
    entities.sort_unstable();
    relationships.sort_unstable();
    assert_eq!(format!("{} | {}", entities.join(" "), relationships.join(" ")).trim(), expected.trim(), "{query}");
}

/// Where an error lies and what it says.
fn check_wrong(query: &str, column: usize, expected: &str) {
    let error = match asked(&talks(), query) {
        Err(AskError::Query(error)) => error,
        other => panic!("{query}: {other:?}"),
    };
    assert_eq!(error.column(query), column, "{query}: {error}");
    assert!(error.to_string().contains(expected), "{query}: {error}");
}

#[test]
fn words_are_found_in_names_and_aliases() {
    check("kim", "kim |");
    check("\"kim jong\"", "kim |");
    check("jong kim", "kim |");
    check("gimjeong", "kim |");
    check("odegard", "ase |");
    check("dprk", "dprk |");
    check("kim or trump", "kim trump |");
    check("norht", "dprk |");
    check("\"norht\"", "|");
    check("proposes", "| proposes");
    check("", "ase dprk hanoi kim office trump | kim-met leads located proposes trump-met");
}

#[test]
fn fields_ask_what_they_say() {
    check("type:person", "kim trump |");
    check("type:event", "hanoi |");
    check("type=event", "|");
    check("type:\"Summit or meeting\"", "hanoi |");
    check("type:leads", "dprk kim | leads");
    check("name:kim*", "kim |");
    check("name=\"north korea\"", "dprk |");
    check("alias:*", "dprk kim |");
    check("tag:leader", "kim trump |");
    check("tag:lead", "|");
    check("tag:talks,nothing", "kim |");
    check("status:proposed", "office | proposes");
    check("linked:\"North Korea\"", "kim office | leads located");
    check("linked:(type:state) type:person", "kim |");
    check("subject:kim", "dprk hanoi kim | kim-met leads");
    check("object:dprk", "dprk kim office | leads located");
    check("has:(type:leads)", "dprk kim | leads");
    check("degree>=2", "dprk hanoi kim office trump |");
    check("in:2", "dprk hanoi |");
    check("out:1..2 type:person", "kim trump |");
    check("weight>1", "hanoi trump | trump-met");
    check("likelihood>=likely", "dprk kim office trump | leads proposes");
    check("likelihood:likely", "office trump | proposes");
    check("property:born", "kim trump |");
    check("property:born<1950", "trump |");
    check("property:born>1950", "kim |");
    check("property:height=170", "kim |");
    check("property:height!=170", "ase dprk hanoi office trump | kim-met leads located proposes trump-met");
    check("external:q423", "dprk |");
    check("id:kim", "kim |");
    check("note:early", "hanoi |");
}

#[test]
fn dates_are_stretches_of_days() {
    check("date:1994", "dprk |");
    check("date:2019-02-27", "dprk hanoi | leads proposes");
    check("date<2019-03", "hanoi | proposes");
    check("date>2011", "hanoi | proposes");
    check("date>2010", "hanoi | leads proposes");
    check("from:2011", "| leads");
    check("from>=2011", "hanoi | leads proposes");
    check("to:2019", "hanoi | proposes");
    check("date:1990..1995", "dprk |");
    check("date=2019-02", "| proposes");
    check("date:*", "dprk hanoi | leads proposes");
    check("is:undated type:person", "kim trump |");
}

#[test]
fn evidence_counts_where_it_stands() {
    check("source:cnn", "hanoi office trump | trump-met");
    check("origin:\"cnn desk\"", "hanoi office trump | proposes trump-met");
    check("reliability>=B", "hanoi office trump | trump-met");
    check("reliability<C", "hanoi office trump | proposes trump-met");
    check("credibility:1", "hanoi trump | trump-met");
    check("stance:disputes", "hanoi trump | trump-met");
    check("quote:\"liaison office\"", "office |");
    check("published:2019", "hanoi office trump | trump-met");
    check("evidence>=2", "| trump-met");
    check("confidence:moderate", "hanoi office trump | trump-met");
    check("confidence<moderate type:participated-in", "hanoi kim trump | kim-met");
}

#[test]
fn states_are_told() {
    check("is:isolated", "ase |");
    check("is:orphan", "ase |");
    check("is:hidden", "ase |");
    check("is:disputed", "hanoi trump | trump-met");
    check("is:unsourced", "ase dprk kim | kim-met leads located");
    check("is:single-source", "hanoi | proposes trump-met");
    check("is:entity type:state", "dprk |");
    check("is:relationship status:in-effect", "| kim-met leads located trump-met");
}

#[test]
fn parts_are_joined() {
    check("type:person -kim", "trump |");
    check("not type:person", "ase dprk hanoi office |");
    check("type:person (kim or trump) not tag:talks", "trump |");
    check("-(kim or trump) degree>0", "dprk hanoi office |");
    check("status!=proposed is:relationship", "| kim-met leads located trump-met");
    check("type:person | type:state", "dprk kim trump |");
    check("type:person,state", "dprk kim trump |");
    check("a* and b*", "|");
}

#[test]
fn a_view_shows_what_a_picture_needs() {
    check_shown("type:person,summit", "hanoi kim trump | kim-met trump-met");
    check_shown("status:proposed", "office trump | proposes");
    check_shown("-status:proposed", "ase dprk hanoi kim trump | kim-met leads trump-met");
    check_shown("-type:person", "ase dprk hanoi office | located");
    check_shown("leads", "dprk kim | leads");
    check_shown("tag:leader", "kim trump |");
    check_shown("linked:dprk", "dprk kim office | leads located");
    check_shown("source:cnn", "hanoi office trump | trump-met");
    check_shown("is:isolated", "ase |");
}

#[test]
fn errors_say_what_where_and_what_would_be_right() {
    check_wrong("typ:person", 1, "No field is called “typ”. Did you mean type?");
    check_wrong("kim born:1984", 5, "property:born");
    check_wrong("type:persn", 6, "No type is called “persn”. Did you mean person?");
    check_wrong("status:propsed", 8, "Did you mean proposed?");
    check_wrong("status>proposed", 8, "no order");
    check_wrong("degree>many", 8, "“many” is no number");
    check_wrong("date:soon", 6, "“soon” is no date");
    check_wrong("date:2019-02-30", 6, "that month has 28");
    check_wrong("김 (type:state", 3, "never closed");
    check_wrong("type:state)", 11, "closes nothing");
    check_wrong("\"kim", 1, "never closed");
    check_wrong("kim or", 7, "missing");
    check_wrong("or kim", 1, "Nothing stands before “or”");
    check_wrong("tag:", 5, "has no value");
    check_wrong("is:green", 4, "Nothing can be “green”");
    check_wrong("has:leads", 4, "parentheses");
    check_wrong("confidence<low,high", 16, "one value");
    check_wrong(&"(".repeat(5_000), 61, "in each other");
    check_wrong(&"-".repeat(5_000), 61, "in each other");
    check_wrong(&"x".repeat(20_000), 1, "longer");
    check_wrong("=x", 1, "Nothing stands before");
}

#[test]
fn a_stopped_task_stops_the_query() {
    let (graph, task) = (talks(), Task::default());
    let query: Query = "linked:(linked:(type:state))".parse().unwrap();
    task.cancel();
    assert!(matches!(query.bind(&graph, None, &task), Err(AskError::Cancelled(_))));
}

#[test]
fn every_example_of_the_table_is_read_and_asked() {
    let graph = talks();
    for field in Field::ALL {
        let query = field.example();
        assert!(query.starts_with(field.key()), "{query}");
        asked(&graph, query).unwrap_or_else(|e| panic!("{query}: {e}"));
        assert!(help().contains(query));
        assert_eq!(Field::named(field.key()), Some(*field), "a key stands twice");
    }
    for state in State::ALL {
        asked(&graph, &format!("is:{}", state.key())).unwrap();
    }
    assert!(SYNTAX.iter().all(|(written, _)| help().contains(written)));
}

/// What a query with the cursor at `^` can go on with.
fn check_complete(query: &str, expected: &[&str]) {
    let cursor = query.find('^').unwrap();
    let query = query.replace('^', "");
    let found = complete(&query, cursor, &talks());
    let whole = |insert: &str| format!("{}{insert}{}", &query[..found.replace.start], &query[found.replace.end..]);
    let offered: Vec<String> = found.items.iter().take(expected.len()).map(|item| whole(&item.insert)).collect();
    assert_eq!(offered, expected, "{query}");
}

#[test]
fn a_half_typed_query_goes_on() {
    check_complete("ty^", &["type:"]);
    check_complete("type:per^ kim", &["type:person kim"]);
    check_complete("type:^", &["type:person"]);
    check_complete("linked:no^", &["linked:\"North Korea\""]);
    check_complete("linked:\"nor^\"", &["linked:\"North Korea\""]);
    check_complete("tag:^", &["tag:leader", "tag:talks"]);
    check_complete("tag:leader,t^", &["tag:leader,talks"]);
    check_complete("(status:pr^)", &["(status:proposed)"]);
    check_complete("source:us^", &["source:\"US considers an office\""]);
    check_complete("property:b^", &["property:born"]);
    check_complete("property:born=^", &["property:born=1946"]);
    check_complete("is:dis^", &["is:disputed"]);
    check_complete("kim summ^", &["kim type:summit"]);
    check_complete("has:(lik^", &["has:(likelihood:"]);
    check_complete("\"open ^", &[]);
}

fn text() -> impl Strategy<Value = Spanned<Text>> {
    let bare = "[a-zé김0-9*/.][a-zé김0-9*/.-]{0,6}".prop_filter("a keyword", |t| !super::ast::is_keyword(t));
    let bare = bare.prop_map(|text| Text { text, quoted: false });
    prop_oneof![bare, "\\PC{0,8}".prop_map(|text| Text { text, quoted: true })]
        .prop_map(|value| Spanned { value, span: 0..0 })
}

fn expr() -> impl Strategy<Value = Expr> {
    let operator = prop::sample::select(Operator::ALL);
    let fields: Vec<Field> =
        Field::ALL.iter().copied().filter(|f| !matches!(f, Field::Has | Field::Property)).collect();
    let texts = || prop::collection::vec(text(), 1..4);
    let term = (prop::sample::select(fields), operator.clone(), texts()).prop_map(|(field, operator, texts)| {
        Expr::Term { field: Spanned { value: field, span: 0..0 }, operator, value: Value::Texts(texts) }
    });
    let property = (text(), prop::option::of((operator, texts()))).prop_map(|(name, compared)| Expr::Term {
        field: Spanned { value: Field::Property, span: 0..0 },
        operator: Operator::Has,
        value: Value::Property(name, compared),
    });
    let leaf = prop_oneof![text().prop_map(Expr::Word), term, property];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            // Parts of one kind lie flat.
            parts.clone().prop_map(|parts| Expr::And(
                parts.into_iter().flat_map(|p| if let Expr::And(inner) = p { inner } else { vec![p] }).collect()
            )),
            parts.prop_map(|parts| Expr::Or(
                parts.into_iter().flat_map(|p| if let Expr::Or(inner) = p { inner } else { vec![p] }).collect()
            )),
            inner.clone().prop_map(|inner| Expr::Not(Box::new(inner))),
            inner.prop_map(|inner| Expr::Term {
                field: Spanned { value: Field::Has, span: 0..0 },
                operator: Operator::Has,
                value: Value::Query(Box::new(inner)),
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(expr in expr()) {
        let written = expr.to_string();
        let read: Query = written.parse().map_err(|e| TestCaseError::fail(format!("{written}: {e}")))?;
        prop_assert_eq!(read.expr(), &expr, "{}", written);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[a-z:<>=!()|&\",*~김 \\-\\\\]{0,40}") {
        let graph = Graph::new("main".parse().unwrap());
        match text.parse::<Query>() {
            Ok(query) => {
                prop_assert_eq!(&query.to_string().parse::<Query>().unwrap(), &query, "{}", text);
            }
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{} of {:?}", error, text),
        }
        for cursor in 0..=text.len() {
            let found = complete(&text, cursor, &graph);
            prop_assert!(text.get(found.replace.clone()).is_some() || found.items.is_empty());
        }
    }

    #[test]
    fn a_negation_matches_the_rest(query in expr()) {
        let (graph, task) = (talks(), Task::default());
        let Ok(bound) = query.to_string().parse::<Query>().unwrap().bind(&graph, None, &task) else { return Ok(()) };
        let negated = Expr::Not(Box::new(query));
        let negated: Query = negated.to_string().parse().unwrap();
        let not = negated.bind(&graph, None, &task).unwrap();
        let (yes, no) = (bound.matches(&task).unwrap(), not.matches(&task).unwrap());
        let both: Vec<&EntityId> = yes.entities.iter().filter(|id| no.entities.contains(id)).collect();
        prop_assert!(both.is_empty(), "{:?}", both);
    }
}
