//! What the tables promise: texts come back as they were, sorting is stable, and blocks land where they should.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use liaison::analysis::table::*;
use liaison::base::{IdMint, Task};
use liaison::edit::Transaction;
use liaison::formats::{ReadOptions, read};
use liaison::model::{Entity, Graph, Likelihood, Relationship, Value};

fn example() -> Graph {
    let bytes = include_bytes!("../saves/us-north-korea-liaison.ron");
    read(bytes, &ReadOptions::default(), &Task::default()).unwrap().graph
}

fn rows_of(graph: &Graph, query: &Query) -> Rows {
    query.rows(graph, &Task::default()).unwrap()
}

fn of(kind: TableKind) -> Query {
    Query { kind, ..Query::default() }
}

/// The texts of a column, top down.
fn column(graph: &Graph, query: &Query, field: &Field) -> Vec<String> {
    let rows = rows_of(graph, query);
    rows.ids.iter().map(|id| record(graph, id).unwrap().text(graph, field).into_owned()).collect()
}

fn applied(graph: &Graph, transaction: &Transaction) -> Graph {
    let mut after = graph.clone();
    transaction.apply_to(&mut after).unwrap();
    let mut back = after.clone();
    transaction.inverted().apply_to(&mut back).unwrap();
    assert!(back == *graph, "{} can be undone", transaction.label);
    after
}

fn change(row: &RowId, field: Field, text: &str) -> CellChange {
    CellChange { row: row.clone(), field, text: text.into() }
}

/// Every editable cell of the example, cleared where it can be and then typed in again, says the same.
#[test]
fn every_editable_cell_reads_back_what_it_says() {
    let graph = example();
    for kind in TableKind::ALL {
        let rows = rows_of(&graph, &of(*kind));
        for column in rows.columns.iter().filter(|column| column.editable) {
            for row in &rows.ids {
                let text = record(&graph, row).unwrap().text(&graph, &column.field).into_owned();
                let (cleared, _) = change_cells(&graph, &[change(row, column.field.clone(), "")], "clear");
                let cleared = applied(&graph, &cleared);
                let typed = [change(row, column.field.clone(), &text)];
                let (typed, problems) = change_cells(&cleared, &typed, "type");
                assert_eq!(problems, [], "{} of {row:?}", column.title);
                let again = applied(&cleared, &typed);
                let shown = record(&again, row).unwrap();
                assert_eq!(shown.text(&again, &column.field), text, "{} of {row:?}", column.title);
            }
        }
    }
}

#[test]
fn what_cannot_be_read_says_why_and_changes_nothing() {
    let graph = example();
    let rows = rows_of(&graph, &of(TableKind::Relationships));
    let why = |field: Field, text: &str| check_cell(&graph, &change(&rows.ids[0], field, text)).unwrap_err();
    assert_eq!(why(Field::ValidFrom, "2019-02-30"), "\"2019-02-30\" names day 30, but that month has 28.");
    assert_eq!(why(Field::From, "Nobody"), "No entity is called “Nobody”.");
    assert_eq!(why(Field::Type, ""), "A type of relationship is needed here.");
    assert_eq!(why(Field::Weight, "much"), "Not a number. Numbers look like 12, 0.5 or -3e6.");
    assert_eq!(why(Field::Grade, "A1"), "This column cannot be edited.");
    let (transaction, problems) = change_cells(&graph, &[change(&rows.ids[0], Field::Status, "gone")], "type");
    assert!(transaction.is_empty());
    assert_eq!(problems.len(), 1);
}

#[test]
fn rows_are_sorted_by_several_columns_and_nothing_comes_last() {
    let graph = example();
    let by = |field: &Field, descending| Sort { field: field.clone(), descending };
    let mut query = of(TableKind::Relationships);
    for descending in [false, true] {
        query.sort = vec![by(&Field::Type, descending), by(&Field::ValidFrom, !descending)];
        let (types, dates) = (column(&graph, &query, &Field::Type), column(&graph, &query, &Field::ValidFrom));
        let mut last: BTreeMap<&str, bool> = BTreeMap::new();
        for (at, kind) in types.iter().enumerate() {
            if at > 0 && types[at - 1] != *kind {
                let order = types[at - 1].to_lowercase().cmp(&kind.to_lowercase());
                assert_eq!(order.is_gt(), descending, "{} then {kind}", types[at - 1]);
            }
            let is_blank = dates[at].is_empty();
            assert!(is_blank || !last.get(kind.as_str()).copied().unwrap_or(false), "a date behind none in {kind}");
            last.insert(kind, is_blank);
        }
    }
    // Equal keys stay in the order of their ids, either way.
    query.sort = vec![by(&Field::Direction, true)];
    let rows = rows_of(&graph, &query);
    let same: Vec<&RowId> =
        rows.ids.iter().filter(|id| record(&graph, id).unwrap().rank(&graph, &Field::Direction) == Some(0)).collect();
    assert!(same.is_sorted());
}

#[test]
fn filters_let_through_what_they_say() {
    let graph = example();
    let check = |kind: TableKind, field: Field, filter: Filter, expected: &dyn Fn(&Record<'_>, &str) -> bool| {
        let query = Query { filters: vec![(field.clone(), filter)], ..of(kind) };
        let shown = rows_of(&graph, &query);
        assert!(!shown.ids.is_empty() && shown.ids.len() < shown.total, "{field:?} tells rows apart");
        for id in &rows_of(&graph, &of(kind)).ids {
            let record = record(&graph, id).unwrap();
            let text = record.text(&graph, &field);
            assert_eq!(shown.ids.contains(id), expected(&record, &text), "{field:?} {text:?}");
        }
    };
    let day = |text: &str| text.parse::<liaison::base::PartialDate>().unwrap().first_day();
    check(TableKind::Entities, Field::Name, Filter::Contains("kim".into()), &|_, text| text.contains("Kim"));
    check(TableKind::Entities, Field::Type, Filter::Is("person".into()), &|_, text| text == "Person");
    check(TableKind::Relationships, Field::ValidFrom, Filter::Since(day("2019")), &|_, text| text >= "2019");
    check(TableKind::Relationships, Field::Evidence, Filter::Supported(2), &|record, _| {
        counts(record.evidence()).supports > 1
    });
    check(TableKind::Relationships, Field::Confidence, Filter::Rank(2), &|_, text| matches!(text, "Moderate" | "High"));
    check(TableKind::Sources, Field::Reliability, Filter::Grade(0, None), &|_, text| text == "A");
}

#[test]
fn blocks_go_over_cells_and_beyond_the_last_row() {
    let graph = example();
    let rows = rows_of(&graph, &of(TableKind::Entities));
    let columns: Vec<&Column> = rows.columns.iter().filter(|column| column.shown).collect();
    let last = rows.ids.len() - 1;
    let at = At {
        kind: TableKind::Entities,
        rows: &rows.ids[last..],
        columns: &columns,
        titled: &columns,
        fill: (1, 1),
        usual: None,
        view: None,
    };
    let mut mint = IdMint::seeded(1);
    let text = "Renamed\tPerson\tEnded\t2001\nAnn\tPerson\t\t1970\t\t7\nBen\tnonsense\n\t\t\n";
    let pasted = paste(&graph, &read_block(text), at, &mut mint, &Task::default()).unwrap();
    let after = applied(&graph, &pasted.transaction);
    assert_eq!(after.entity_count(), graph.entity_count() + 2);
    let named = |name: &str| after.entities().into_iter().find(|e| e.name == name).unwrap().clone();
    assert_eq!(named("Renamed").valid.map(|v| v.to_string()), Some("2001".into()));
    assert_eq!(named("Ann").kind.as_str(), "person");
    assert_eq!(pasted.added.len(), 2);
    let problems: Vec<String> = pasted.problems.iter().map(|p| format!("{} {}: {}", p.row, p.column, p.why)).collect();
    assert_eq!(problems, ["3 Type: “nonsense” is no type of entity."]);

    // Titles over a block say where its columns go.
    let text = "Status\tName\nPlanned\tOther\n";
    let pasted = paste(&graph, &read_block(text), at, &mut mint, &Task::default()).unwrap();
    assert_eq!((pasted.cells, pasted.problems.len()), (2, 0));
}

#[test]
fn find_and_replace_keeps_to_what_is_asked() {
    let check = |find: &str, whole: bool, case: bool, text: &str, expected: Option<&str>| {
        let replace = Replace { find: find.into(), with: "X".into(), whole, case, pattern: false };
        assert_eq!(replace.finder().unwrap().replaced(text).as_deref(), expected, "{find} in {text}");
    };
    check("an", false, false, "An anvil", Some("X Xvil"));
    check("an", false, true, "An anvil", Some("An Xvil"));
    check("an", true, false, "AN", Some("X"));
    check("an", true, false, "Ann", None);
    check("", false, false, "Ann", None);
    check("øde", false, false, "ØDEGÅRD", Some("XGÅRD"));
    check("i̇", false, false, "İstanbul", Some("Xstanbul"));

    let graph = example();
    let rows = rows_of(&graph, &of(TableKind::Entities));
    let replace = Replace { find: "Kim".into(), with: "Gim".into(), case: true, ..Replace::default() };
    let finder = replace.finder().unwrap();
    let hits = finder.hits(&graph, &rows.ids, &[Field::Name, Field::Aliases], &Task::default()).unwrap();
    let changes: Vec<CellChange> = hits.into_iter().map(|hit| hit.change).collect();
    let (transaction, problems) = change_cells(&graph, &changes, "replace");
    let after = applied(&graph, &transaction);
    assert_eq!(problems, []);
    assert!(after.entities().iter().all(|e| !e.name.contains("Kim")));
}

#[test]
fn patterns_are_replaced_with_what_their_brackets_found() {
    let replaced = |find: &str, with: &str, whole: bool, text: &str| {
        let replace = Replace { find: find.into(), with: with.into(), whole, pattern: true, case: false };
        replace.finder().map(|finder| finder.replaced(text))
    };
    let check = |find: &str, with: &str, whole: bool, text: &str, expected: Option<&str>| {
        assert_eq!(replaced(find, with, whole, text), Ok(expected.map(str::to_owned)), "{find} in {text}");
    };
    check(r"(\w+), (\w+)", "$2 $1", false, "Kim, Jong", Some("Jong Kim"));
    // The number ends where its digits end.
    check(r"(\d+)\s*km", "$1km", false, "12 KM and 3km", Some("12km and 3km"));
    check(r"\d+", "$$5", false, "costs 3", Some("costs $5"));
    check("a|b", "x", true, "ab", None);
    check("(a|b)+", "x", true, "ab", Some("x"));
    check("^$", "none", false, "", Some("none"));
    let refused = |find: &str| replaced(find, "", false, "").unwrap_err();
    assert_eq!(refused("(a"), "The pattern cannot be read: unclosed group.");
    assert_eq!(refused("(a{1000}){1000}"), "The pattern takes too much memory.");
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z\",; \t\n]{0,6}", "\\PC{0,8}"]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ -~]{1,8}".prop_map(Value::Text),
        (-1e9..1e9).prop_map(Value::Number),
        any::<bool>().prop_map(Value::Flag),
        "(19|20)[0-9]{2}(/\\.\\.)?".prop_map(|text| Value::Date(text.parse().unwrap())),
        "[a-z]{1,5}".prop_map(Value::Url),
        proptest::collection::vec("[a-z;\" ]{1,5}".prop_map(Value::Text), 1..4).prop_map(Value::List),
    ]
}

proptest! {
    #[test]
    fn blocks_come_back_as_they_were(rows in (1usize..5).prop_flat_map(|width| {
        proptest::collection::vec(proptest::collection::vec(cell(), width), 1..5)
    })) {
        prop_assert_eq!(read_block(&write_block(&rows)), rows);
    }

    #[test]
    fn lists_come_back_as_they_were(words in proptest::collection::vec(cell(), 0..5), tags in any::<bool>()) {
        let separator = if tags { ',' } else { ';' };
        prop_assert_eq!(split_list(&join_list(words.iter().map(String::as_str), separator), separator), words);
    }

    #[test]
    fn typed_texts_come_back_as_they_were(
        name in cell(), tags in proptest::collection::btree_set(cell(), 0..4), value in value(), likelihood in 0usize..8,
    ) {
        let mut graph = example();
        let (kind, id) = ("person".parse().unwrap(), "x".parse().unwrap());
        let mut entity = Entity { name, tags: tags.into(), ..Entity::new(id, kind, "") };
        entity.properties.insert("p".into(), value);
        let ann = graph.entities()[0].id.clone();
        let mut relationship = Relationship::new("r".parse().unwrap(), "leads".parse().unwrap(), entity.id.clone(), ann);
        relationship.likelihood = Likelihood::ALL.get(likelihood).copied();
        graph.put_entity(&entity.id.clone(), Some(entity.into())).unwrap();
        graph.put_relationship(&relationship.id.clone(), Some(relationship.into())).unwrap();
        let cells = [
            (RowId::Entity("x".parse().unwrap()), vec![Field::Name, Field::Tags, Field::Property("p".into())]),
            (RowId::Relationship("r".parse().unwrap()), vec![Field::Likelihood, Field::Status, Field::Type]),
        ];
        for (row, fields) in cells {
            for field in fields {
                let text = record(&graph, &row).unwrap().text(&graph, &field).into_owned();
                // Over another value of the same kind, so that the text is truly read.
                let over = match &field {
                    Field::Status => "Ended",
                    Field::Type => "supports",
                    Field::Likelihood => "Likely",
                    Field::Name => "another",
                    Field::Tags => "other, words",
                    _ => "",
                };
                let (first, problems) = change_cells(&graph, &[change(&row, field.clone(), over)], "type");
                prop_assert!(problems.is_empty(), "{:?}", problems);
                let other = if over.is_empty() { graph.clone() } else { applied(&graph, &first) };
                let (again, problems) = change_cells(&other, &[change(&row, field.clone(), &text)], "type");
                prop_assert!(problems.is_empty(), "{:?}", problems);
                prop_assert!(applied(&other, &again) == graph, "{:?} {:?}", field, text);
            }
        }
    }
}
