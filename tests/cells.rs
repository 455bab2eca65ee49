//! Copying and changing cells of a table: the same for a few, at once, and for many, on a thread.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::sync::Arc;

use liaison::analysis::table::{Field, Query, Replace, Rows, TableKind};
use liaison::base::Task;
use liaison::edit::{Edit, Merging, Selection, Swap, Transaction};
use liaison::model::{Entity, Graph};
use liaison::session::{CellWork, Command, Environment, Gravity, Pasting, Request, Session, SomeRows, Verb};

/// A session with a graph of so many entities.
fn session(entities: usize) -> Session {
    let mut session = Session::new(Environment::none()).with_seed(3);
    session.dispatch(Command::Do(Verb::New));
    let mut transaction = Transaction::new("add");
    for n in 0..entities {
        let entity = Entity::new(format!("e{n:06}").parse().unwrap(), "person".parse().unwrap(), format!("Ann {n}"));
        transaction.edits.push(Edit::Entity(Swap { before: None, after: Some(Arc::new(entity)) }));
    }
    session.dispatch(Command::Apply { transaction, merging: Merging::Never, select: None });
    session.wait();
    session.take_requests();
    session
}

fn graph(session: &Session) -> Arc<Graph> {
    Arc::clone(session.active().unwrap().graph())
}

fn rows(session: &Session) -> Arc<Rows> {
    let query = Query { kind: TableKind::Entities, ..Query::default() };
    Arc::new(query.rows(&graph(session), &Task::default()).unwrap())
}

fn work(session: &mut Session, work: CellWork) {
    session.dispatch(Command::WorkOnCells(work));
    session.wait();
}

#[test]
fn cells_are_copied_changed_and_replaced_as_one_step_whatever_their_number() {
    for entities in [3, 30_000] {
        let mut session = session(entities);
        let (before, all) = (graph(&session), rows(&session));
        let columns = vec![(Field::Name, "Name".to_owned()), (Field::Type, "Type".to_owned())];
        let range = SomeRows::Range(Arc::clone(&all), 0..entities);
        work(&mut session, CellWork::Copy { rows: range.clone(), columns: columns.clone(), titled: true });
        let [Request::CopyText(text)] = &session.take_requests()[..] else { panic!("nothing was copied") };
        assert_eq!(text.lines().count(), entities + 1);
        assert!(text.starts_with("Name\tType\nAnn 0\tPerson\n"), "{}", &text[..40]);
        // Those that are selected, in the order of the table, and one cell alone without anything around it.
        let selection =
            Selection { entities: ["e000002", "e000000"].map(|id| id.parse().unwrap()).into(), ..Selection::none() };
        let checked = SomeRows::Checked(Arc::clone(&all), selection, Default::default());
        work(&mut session, CellWork::Copy { rows: checked, columns: columns[..1].to_vec(), titled: false });
        assert_eq!(session.take_requests(), [Request::CopyText("Ann 0\nAnn 2\n".into())]);

        let texts = vec![(Field::Summary, "seen".to_owned()), (Field::Status, "Planned".to_owned())];
        work(&mut session, CellWork::Put { rows: range, texts, label: "note them".into() });
        assert!(graph(&session).entities().iter().all(|e| e.summary == "seen" && e.status.key() == "planned"));
        let replace = Replace { find: r"Ann (\d+)".into(), with: "$1 Bo".into(), pattern: true, ..Replace::default() };
        let hits = replace.finder().unwrap();
        let hits = hits.hits(&graph(&session), &all.ids, &[Field::Name], &Task::default()).unwrap();
        work(&mut session, CellWork::Replace { hits, left: [1].into(), label: "replace".into() });
        let names: Vec<String> = graph(&session).entities().iter().take(3).map(|e| e.name.clone()).collect();
        assert_eq!(names, ["0 Bo", "Ann 1", "2 Bo"]);

        for _ in 0..2 {
            session.dispatch(Command::Do(Verb::Undo));
        }
        assert!(*graph(&session) == *before);
    }
}

#[test]
fn what_no_cell_can_hold_is_told_and_what_changed_meanwhile_is_left_alone() {
    let mut session = session(30_000);
    let all = SomeRows::Range(rows(&session), 0..30_000);
    let texts = vec![(Field::ValidFrom, "soon".to_owned())];
    work(&mut session, CellWork::Put { rows: all.clone(), texts, label: "date them".into() });
    let told = session.notices().last().unwrap();
    assert_eq!((told.gravity, told.title.as_str()), (Gravity::Warning, "30000 cells were left as they were"));
    assert!(graph(&session).entities().iter().all(|e| e.valid.is_none()));

    // Another step comes in between.
    let texts = vec![(Field::Summary, "late".to_owned())];
    session.dispatch(Command::WorkOnCells(CellWork::Put { rows: all, texts, label: "late".into() }));
    let one = SomeRows::Named(vec![rows(&session).ids[0].clone()]);
    let texts = vec![(Field::Summary, "first".to_owned())];
    session.dispatch(Command::WorkOnCells(CellWork::Put { rows: one, texts, label: "first".into() }));
    session.wait();
    assert_eq!(session.notices().last().unwrap().title, "Cells not changed");
    let noted = graph(&session).entities().iter().filter(|e| !e.summary.is_empty()).count();
    assert_eq!((noted, graph(&session).entities()[0].summary.as_str()), (1, "first"));
}

#[test]
fn a_pasted_block_is_worked_out_whatever_its_size() {
    for entities in [3, 30_000] {
        let mut session = session(entities);
        let (before, all) = (graph(&session), rows(&session));
        let shown: Vec<_> = all.columns.iter().filter(|column| column.shown).cloned().collect();
        let block: String = (0..entities + 2).map(|n| format!("Ben {n}\tPerson\n")).collect();
        let pasting = Pasting {
            text: block,
            kind: TableKind::Entities,
            rows: Arc::clone(&all),
            shown,
            from: (0, 0),
            fill: (1, 1),
            usual: None,
            view: session.active().unwrap().view_id().clone(),
        };
        let revision = session.active().unwrap().revision();
        let mut ids = std::collections::BTreeSet::new();
        for _ in 0..2 {
            work(&mut session, CellWork::Paste(Box::new(pasting.clone())));
            let mut requests = session.take_requests();
            let Some(Request::GoOnPasting { revision: at, kind, pasted, .. }) = requests.pop() else {
                panic!("nothing came of it")
            };
            assert_eq!((at, kind, requests.len()), (revision, TableKind::Entities, 0));
            assert_eq!((pasted.cells, pasted.added.len(), pasted.problems.len()), (entities, 2, 0));
            // Nothing changes before it is looked over.
            assert!(Arc::ptr_eq(&graph(&session), &before));
            ids.extend(pasted.added);
        }
        assert_eq!(ids.len(), 4, "each paste makes ids of its own");
    }
}
