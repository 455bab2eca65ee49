//! Questions to the network of an open document: what is worked out, when it is old, and that nothing of it is saved.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::sync::Arc;

use liaison::analysis::figures::Colours;
use liaison::analysis::time::Turn;
use liaison::base::EntityId;
use liaison::edit::{Merging, Selection, intent};
use liaison::formats::native::{self, Lineage};
use liaison::model::{Level, SizeBy};
use liaison::session::{
    Around, Asking, Command, Counting, Dates, Environment, FoundPath, Lens, MeasuredExport, OpenDocument, Place, Rank,
    Seeking, Session, Verb,
};

fn with_example() -> Session {
    let mut session = Session::new(Environment::none()).with_seed(7);
    send(&mut session, Command::Do(Verb::OpenExample));
    session
}

fn send(session: &mut Session, command: Command) {
    session.dispatch(command);
    session.wait();
}

fn open(session: &Session) -> &OpenDocument {
    session.active().unwrap()
}

fn text(session: &Session) -> String {
    String::from_utf8(native::write(open(session).graph(), &Lineage::default()).bytes).unwrap()
}

fn called(session: &Session, name: &str) -> EntityId {
    let found = open(session).graph().entities().into_iter().find(|e| e.name == name).map(|e| e.id.clone());
    found.unwrap_or_else(|| panic!("nobody is called {name}"))
}

fn name(session: &Session, id: &EntityId) -> String {
    open(session).graph().entity(id).unwrap().name.clone()
}

fn asking(metric: &'static str) -> Asking {
    Asking { place: Place::Centrality, metrics: vec![metric], counting: Counting::default() }
}

fn seeking(session: &Session, from: &str, to: &str) -> Seeking {
    Seeking {
        from: called(session, from),
        to: called(session, to),
        count: 3,
        most_steps: 6,
        directed: false,
        rank: Rank::Steps,
        least: None,
        shown_only: false,
    }
}

/// Adds a relationship between two that have none.
fn tie(session: &mut Session, from: &str, to: &str) {
    let (from, to) = (called(session, from), called(session, to));
    send(session, Command::Connect { kind: None, from, to });
}

#[test]
fn what_the_canvas_tells_is_no_part_of_the_document() {
    let mut session = with_example();
    let before = text(&session);
    send(&mut session, Command::Do(Verb::ShowCommunities));
    let figures = Arc::clone(open(&session).figures());
    assert_eq!(figures.colours, Colours::Communities);
    assert_eq!(figures.community_of.len(), open(&session).graph().entity_count());
    assert!(figures.communities.iter().filter(|community| community.is_outlined).count() >= 3);
    let first = figures.communities[0].members[0].clone();
    let lens = Lens { without_line: [first].into(), ..open(&session).lens().clone() };
    send(&mut session, Command::Look(lens));
    assert!(!open(&session).figures().communities[0].is_outlined);
    let shade = Lens { shade: Some("betweenness"), communities: false, ..open(&session).lens().clone() };
    send(&mut session, Command::Look(shade));
    assert!(matches!(&open(&session).figures().colours, Colours::Shades(values) if values.len() == 21));
    send(&mut session, Command::Look(Lens::default()));
    assert!(open(&session).figures().is_empty());
    assert_eq!(text(&session), before);
    assert_eq!(open(&session).undo_label(), None);
}

#[test]
fn sizes_by_a_measure_follow_the_ties_and_not_the_places() {
    let mut session = with_example();
    let step = intent::change_view(open(&session).graph(), open(&session).view_id(), "size", |view| {
        view.style.size_by = SizeBy::Metric("degree".into());
    });
    send(&mut session, Command::Apply { transaction: step, merging: Merging::Never, select: None });
    let kim = called(&session, "David Kim");
    let size = |session: &Session| open(session).figures().sizes[&kim];
    let (before, version) = (size(&session), open(&session).figures_version());
    send(&mut session, Command::Do(Verb::ArrangeGrid));
    assert_eq!(open(&session).figures_version(), version, "where they stand changes nothing");
    tie(&mut session, "David Kim", "CNN");
    assert_eq!(size(&session), before + 1.0);
    send(&mut session, Command::Do(Verb::Undo));
    assert_eq!(size(&session), before);
}

#[test]
fn an_answer_is_old_once_ties_change_and_new_after_one_command() {
    let mut session = with_example();
    send(&mut session, Command::Measure(asking("betweenness")));
    let from_to = seeking(&session, "Atlantic Council", "Stimson Center");
    send(&mut session, Command::FindPaths(from_to));
    let is_current = |session: &Session| open(session).holds(open(session).measured(Place::Centrality).unwrap());
    let are_paths_current = |session: &Session| {
        let found = open(session).found_paths().unwrap();
        found.of == open(session).state_of_links(found.seeking.shown_only)
    };
    let kim = called(&session, "Kim Jong Un");
    let rename = intent::rename(open(&session).graph(), &kim, "Kim");
    send(&mut session, Command::Apply { transaction: rename, merging: Merging::Never, select: None });
    assert!(is_current(&session) && are_paths_current(&session), "a name is no tie");
    let steps = |session: &Session| open(session).found_paths().unwrap().paths[0].links.len();
    assert!(steps(&session) > 1);
    tie(&mut session, "Atlantic Council", "Stimson Center");
    assert!(!is_current(&session));
    assert!(!are_paths_current(&session));
    send(&mut session, Command::Do(Verb::RefreshResults));
    assert!(is_current(&session));
    assert_eq!(steps(&session), 1);
}

#[test]
fn paths_through_what_is_shown_are_old_once_something_else_is() {
    let mut session = with_example();
    let shown_only = Seeking { shown_only: true, ..seeking(&session, "Atlantic Council", "Stimson Center") };
    send(&mut session, Command::FindPaths(shown_only));
    let is_current = |session: &Session| open(session).found_paths().unwrap().of == open(session).state_of_links(true);
    let kim = called(&session, "Kim Jong Un");
    let rename = intent::rename(open(&session).graph(), &kim, "Kim");
    send(&mut session, Command::Apply { transaction: rename, merging: Merging::Never, select: None });
    assert!(is_current(&session));
    let filter = intent::change_view(open(&session).graph(), open(&session).view_id(), "filter", |view| {
        view.filter = "type:person".into();
    });
    send(&mut session, Command::Apply { transaction: filter, merging: Merging::Never, select: None });
    assert!(!is_current(&session));
}

#[test]
fn nothing_is_told_as_if_of_somebody_who_is_not_looked_at() {
    let mut session = with_example();
    let [kim, trump, cnn] = ["Kim Jong Un", "Donald Trump", "CNN"].map(|name| called(&session, name));
    let hide = intent::change_view(open(&session).graph(), open(&session).view_id(), "filter", |view| {
        view.filter = "-CNN".into();
    });
    send(&mut session, Command::Apply { transaction: hide, merging: Merging::Never, select: None });
    let mut ask = |of: Vec<EntityId>| {
        send(&mut session, Command::LookAround(Around { of, steps: 1, directed: false, shown_only: true }));
        open(&session).surroundings().cloned().unwrap()
    };
    let alone = ask(vec![cnn.clone()]);
    assert_eq!((alone.left_out.clone(), alone.near.len(), alone.likely.len()), (vec![cnn.clone()], 0, 0));
    let two = ask(vec![kim.clone(), trump.clone()]);
    assert!(two.left_out.is_empty() && !two.common.is_empty() && two.others().len() + 2 == two.near.len());
    let three = ask(vec![kim, trump, cnn.clone()]);
    assert!(three.left_out == [cnn] && three.common.is_empty() && three.others() == two.others());
}

#[test]
fn rings_go_by_the_measure_that_is_shown_and_what_is_new_finds_a_place() {
    let mut session = with_example();
    let places = |session: &Session| {
        let state = open(session).view().unwrap().clone();
        let ids = open(session).graph().entities().into_iter().map(|e| e.id.clone());
        ids.map(|id| (state.placement(&id).position, id)).collect::<Vec<_>>()
    };
    send(&mut session, Command::Do(Verb::ArrangeConcentric));
    let by_degree = places(&session);
    let shade = Lens { shade: Some("clustering"), ..Lens::default() };
    send(&mut session, Command::Look(shade));
    send(&mut session, Command::Do(Verb::ArrangeConcentric));
    let by_shade = places(&session);
    assert_ne!(by_degree, by_shade);
    send(&mut session, Command::Do(Verb::ArrangeForce));
    let before = places(&session);
    send(&mut session, Command::Do(Verb::ArrangeNew));
    let far = |a: &(Option<liaison::base::Point>, EntityId), b: &(Option<liaison::base::Point>, EntityId)| {
        let (a, b) = (a.0.unwrap(), b.0.unwrap());
        (a.x - b.x).hypot(a.y - b.y)
    };
    let moved = before.iter().zip(&places(&session)).map(|(a, b)| far(a, b)).fold(0.0, f32::max);
    assert!(moved < 150.0, "what stands moves little, not by {moved}");
    assert_eq!(open(&session).last_layout().unwrap().by, Verb::ArrangeForce);
}

#[test]
fn what_is_cancelled_leaves_what_was_known_and_the_later_question_is_answered() {
    let mut session = with_example();
    send(&mut session, Command::Measure(asking("degree")));
    session.dispatch(Command::Measure(asking("betweenness")));
    session.jobs().iter().for_each(|job| job.task.cancel());
    session.wait();
    assert_eq!(open(&session).measured(Place::Centrality).unwrap().asking.metrics, ["degree"]);
    session.dispatch(Command::Measure(asking("closeness")));
    let first = session.jobs().last().unwrap().task.clone();
    session.dispatch(Command::Measure(asking("pagerank")));
    assert!(first.is_cancelled(), "one of a kind at a time");
    session.wait();
    assert_eq!(open(&session).measured(Place::Centrality).unwrap().asking.metrics, ["pagerank"]);
    assert!(session.notices().is_empty(), "{:?}", session.notices());
    // What somebody stops is not begun again by itself.
    session.dispatch(Command::Do(Verb::ShowCommunities));
    session.poll();
    session.jobs().iter().for_each(|job| job.task.cancel());
    session.wait();
    assert!(session.jobs().is_empty() && open(&session).figures().is_empty());
    send(&mut session, Command::Do(Verb::RefreshResults));
    assert!(!open(&session).figures().is_empty());
}

#[test]
fn paths_come_in_the_order_that_was_asked_for_and_within_the_rules() {
    let mut session = with_example();
    let plain = Seeking { count: 10, ..seeking(&session, "Atlantic Council", "Kim Jong Un") };
    let rows = |session: &Session| {
        let paths = &open(session).found_paths().unwrap().paths;
        paths.iter().map(|path| (path.links.len(), path.level().unwrap())).collect::<Vec<(usize, Level)>>()
    };
    send(&mut session, Command::FindPaths(plain.clone()));
    let by_steps = rows(&session);
    assert!(by_steps.is_sorted_by(|a, b| (a.0, b.1) <= (b.0, a.1)), "{by_steps:?}");
    send(&mut session, Command::FindPaths(Seeking { rank: Rank::Confidence, ..plain.clone() }));
    let by_level = rows(&session);
    assert!(by_level.is_sorted_by(|a, b| (b.1, a.0) <= (a.1, b.0)), "{by_level:?}");
    assert!(by_level[0].1 >= by_steps[0].1);
    send(&mut session, Command::FindPaths(Seeking { least: Some(Level::Moderate), ..plain }));
    let weakest = open(&session).found_paths().unwrap().paths.iter().filter_map(FoundPath::level).min();
    assert!(weakest.is_none_or(|level| level >= Level::Moderate));
}

#[test]
fn likely_ties_name_whom_both_know() {
    let mut session = with_example();
    let around = Around { of: vec![called(&session, "CNN")], steps: 2, directed: false, shown_only: false };
    send(&mut session, Command::LookAround(around));
    let found = open(&session).surroundings().cloned().unwrap();
    let graph = open(&session).graph();
    assert!(
        found
            .near
            .iter()
            .filter(|(_, steps)| *steps == 1)
            .all(|(id, _)| { !graph.relationships_between(&found.around.of[0], id).is_empty() })
    );
    let best = &found.likely[0];
    assert!(graph.relationships_between(&best.a, &best.b).is_empty());
    let know = |id: &EntityId, other: &EntityId| !graph.relationships_between(id, other).is_empty();
    assert!(!best.through.is_empty() && best.through.iter().all(|id| know(id, &best.a) && know(id, &best.b)));

    let two = vec![called(&session, "Kim Jong Un"), called(&session, "Donald Trump")];
    send(&mut session, Command::LookAround(Around { of: two, steps: 1, directed: false, shown_only: false }));
    let found = open(&session).surroundings().cloned().unwrap();
    let names: Vec<String> = found.common.iter().map(|id| name(&session, id)).collect();
    assert!(names.contains(&"Singapore Summit".to_owned()), "{names:?}");
    send(&mut session, Command::LookAround(Around { of: Vec::new(), steps: 1, directed: false, shown_only: false }));
    let found = open(&session).surroundings().unwrap();
    assert!(found.near.is_empty() && !found.likely.is_empty());
}

#[test]
fn two_dates_beside_each_other_say_what_came_and_went() {
    let mut session = with_example();
    let dates = Dates { first: "1994".parse().unwrap(), second: "2019-02".parse().unwrap(), metric: "degree" };
    send(&mut session, Command::CompareDates(dates));
    let contrast = open(&session).contrast().cloned().unwrap();
    let turn = |who: &str| {
        let id = called(&session, who);
        contrast.turns.entities.iter().find(|(known, _)| *known == id).map(|(_, turn)| *turn)
    };
    assert_eq!(turn("Hanoi meeting"), Some(Turn::Came));
    assert_eq!(turn("1994 exchange agreement"), Some(Turn::Went));
    assert_eq!(turn("North Korea"), None);
    let entities = contrast.whole.iter().find(|row| row.name == "entities").unwrap();
    assert_eq!(entities.first as usize, contrast.turns.before.entities.len());
    assert_eq!(entities.second as usize, contrast.turns.after.entities.len());
    assert!(contrast.moved.is_sorted_by(|a, b| {
        let by = |row: &(EntityId, f64, f64)| {
            let known = |value: f64| if value.is_nan() { 0.0 } else { value };
            (known(row.2) - known(row.1)).abs()
        };
        by(a) >= by(b)
    }));
}

#[test]
fn a_measure_is_written_as_a_table_that_no_spreadsheet_runs() {
    let mut session = with_example();
    let kim = called(&session, "Kim Jong Un");
    let rename = intent::rename(open(&session).graph(), &kim, "=cmd()");
    send(&mut session, Command::Apply { transaction: rename, merging: Merging::Never, select: None });
    send(&mut session, Command::Measure(asking("degree")));
    let measured = Arc::clone(open(&session).measured(Place::Centrality).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("degree.csv");
    let export = MeasuredExport { document: open(&session).key(), measured };
    send(&mut session, Command::ExportMeasured(export, path.clone()));
    let csv = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 1 + open(&session).graph().entity_count());
    assert!(lines[0].ends_with("rank,id,name,type,degree"), "{}", lines[0]);
    assert!(lines[1].starts_with("1,") && lines[1].contains("North Korea"), "{}", lines[1]);
    let own = lines.iter().find(|line| line.contains("cmd()")).unwrap();
    assert!(!own.contains(",=cmd()"), "{own}");
    send(&mut session, Command::Select(Selection::none()));
    assert_eq!(session.notices().last().unwrap().title, "degree.csv written");
}
