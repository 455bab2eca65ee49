//! The laws of edits: apply then invert is nothing, undo-all then redo-all is nothing, indexes equal rebuilt ones, a
//! difference leads where it says, and a refused transaction changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use liaison::base::{
    EntityId, EvidenceId, GroupId, IdMint, NoteId, Point, Rect, RelationshipId, SourceId, Vector, ViewId,
};
use liaison::edit::Edit;
use liaison::edit::{Document, Merging, Selection, Swap, Transaction, diff, intent};
use liaison::formats::journal;
use liaison::model::{
    Attachment, CanvasNote, Consistency, Credibility, Entity, Evidence, EvidenceHome, Graph, Hypothesis, Matrix,
    MatrixItem, Relationship, Source, Status, Value, View,
};
use proptest::prelude::*;

/// What a random user does; the numbers choose among what there is.
#[derive(Debug, Clone)]
enum Act {
    Create(u8),
    Rename(usize),
    Retype(usize, usize),
    Connect(usize, usize, usize),
    Reverse(usize),
    Reattach(usize, usize),
    Delete(Vec<usize>, Vec<usize>),
    Merge(usize, usize),
    AddSource,
    AddEvidence(usize, usize),
    DeleteSource(usize),
    Move(Vec<usize>, i8, i8),
    Pin(usize),
    Hide(usize, usize),
    ShowAll,
    Group(Vec<usize>),
    Ungroup,
    Note,
    CreateView,
    DeleteView(usize),
    Duplicate(Vec<usize>),
    Grade(usize),
    Refer(usize, usize),
    Differ(usize, usize),
    Ignore(usize),
    Picture(usize, u8),
    PictureNote(usize, u8),
    DeleteNote(usize),
    Weigh(usize, usize),
    Forget(usize),
    Title,
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let n = 0..64_usize;
    let some = || prop::collection::vec(0..64_usize, 0..4);
    let act = prop_oneof![
        6 => any::<u8>().prop_map(Act::Create),
        1 => n.clone().prop_map(Act::Rename),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Retype(a, b)),
        6 => (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Act::Connect(a, b, c)),
        1 => n.clone().prop_map(Act::Reverse),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Reattach(a, b)),
        2 => (some(), some()).prop_map(|(a, b)| Act::Delete(a, b)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Merge(a, b)),
        1 => Just(Act::AddSource),
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::AddEvidence(a, b)),
        1 => n.clone().prop_map(Act::DeleteSource),
        2 => (some(), any::<i8>(), any::<i8>()).prop_map(|(a, x, y)| Act::Move(a, x, y)),
        1 => n.clone().prop_map(Act::Pin),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Hide(a, b)),
        1 => Just(Act::ShowAll),
        1 => some().prop_map(Act::Group),
        1 => Just(Act::Ungroup),
        1 => Just(Act::Note),
        1 => Just(Act::CreateView),
        1 => n.clone().prop_map(Act::DeleteView),
        1 => some().prop_map(Act::Duplicate),
        1 => n.clone().prop_map(Act::Grade),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Refer(a, b)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Differ(a, b)),
        1 => n.clone().prop_map(Act::Ignore),
        1 => (n.clone(), 0..2_u8).prop_map(|(a, b)| Act::Picture(a, b)),
        1 => (n.clone(), 0..2_u8).prop_map(|(a, b)| Act::PictureNote(a, b)),
        1 => n.clone().prop_map(Act::DeleteNote),
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Act::Weigh(a, b)),
        1 => n.prop_map(Act::Forget),
        1 => Just(Act::Title),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ];
    prop::collection::vec(act, 1..60)
}

/// Picks from a list that may be empty.
fn pick<T: Clone>(all: &[T], n: usize) -> Option<T> {
    (!all.is_empty()).then(|| all[n % all.len()].clone())
}

fn picture(last: u8) -> Option<Attachment> {
    Attachment::picture(vec![0xff, 0xd8, 0xff, last])
}

/// Adds a matrix, or a hypothesis and an item with its marks to one.
fn weigh(graph: &Graph, n: usize, m: usize, mint: &mut IdMint) -> Transaction {
    let all: Vec<_> = graph.matrices().values().cloned().collect();
    let known = pick(&all, n).filter(|_| !n.is_multiple_of(4));
    let mut matrix =
        known.as_ref().map_or_else(|| Matrix::new(mint.mint("m"), "Will they?"), |known| Matrix::clone(known));
    matrix.hypotheses.push(Hypothesis { id: mint.mint("h"), text: "They will".into() });
    let mut item = MatrixItem::new(mint.mint("i"), "They said so");
    item.marks.extend(matrix.hypotheses.iter().map(|h| (h.id.clone(), Consistency::ALL[m % Consistency::ALL.len()])));
    matrix.items.push(item);
    let swap = Swap { before: known, after: Some(std::sync::Arc::new(matrix)) };
    Transaction { label: "weigh".into(), edits: vec![Edit::Matrix(swap)] }
}

struct User {
    document: Document,
    /// Every change so far, as a journal on disk would hold it.
    journal: Vec<String>,
    mint: IdMint,
    view: ViewId,
}

impl User {
    fn new() -> Self {
        let view: ViewId = "main".parse().unwrap();
        Self { document: Document::new(Graph::new(view.clone())), journal: Vec::new(), mint: IdMint::seeded(7), view }
    }

    fn intent(&mut self, act: &Act) -> Transaction {
        let Self { document, journal: _, mint, view } = self;
        let graph = document.graph();
        let entities: Vec<EntityId> = graph.entities().iter().map(|e| e.id.clone()).collect();
        let relationships: Vec<RelationshipId> = graph.relationships().iter().map(|r| r.id.clone()).collect();
        let sources: Vec<SourceId> = graph.sources().keys().cloned().collect();
        let types: Vec<_> = graph.schema().entity_types.keys().cloned().collect();
        let relationship_types: Vec<_> = graph.schema().relationship_types.keys().cloned().collect();
        let some = |ns: &[usize]| -> Vec<EntityId> { ns.iter().filter_map(|n| pick(&entities, *n)).collect() };
        let made = || -> Option<Transaction> {
            Some(match act {
                Act::Create(n) => {
                    let entity = Entity::new(mint.mint("Ann"), pick(&types, usize::from(*n))?, format!("Ann {n}"));
                    intent::create_entity(entity, (n % 3 > 0).then(|| (&*view, Point::new(f32::from(*n), 1.0))))
                }
                Act::Rename(n) => intent::rename(graph, &pick(&entities, *n)?, "김정은"),
                Act::Retype(n, t) => intent::retype_entities(graph, [&pick(&entities, *n)?], &pick(&types, *t)?),
                Act::Connect(a, b, t) => {
                    let (from, to) = (pick(&entities, *a)?, pick(&entities, *b)?);
                    let kind = pick(&relationship_types, *t)?;
                    intent::connect(graph, Relationship::new(mint.mint("r"), kind, from, to))
                }
                Act::Reverse(n) => intent::reverse(graph, [&pick(&relationships, *n)?]),
                Act::Reattach(n, e) => {
                    let id = pick(&relationships, *n)?;
                    let to = pick(&entities, *e)?;
                    intent::reattach(graph, &id, &graph.relationship(&id)?.from, &to)
                }
                Act::Delete(es, rs) => {
                    let relationships = rs.iter().filter_map(|n| pick(&relationships, *n)).collect();
                    intent::delete(graph, &Selection { entities: some(es).into_iter().collect(), relationships })
                }
                Act::Merge(a, b) => intent::merge_entities(graph, &pick(&entities, *a)?, &pick(&entities, *b)?),
                Act::AddSource => intent::create_source(Source::new(mint.mint("CNN"), "CNN")),
                Act::AddEvidence(s, n) => {
                    let evidence = Evidence::new(mint.mint::<EvidenceId>("e"), pick(&sources, *s)?);
                    let home = match pick(&relationships, *n) {
                        Some(id) if n % 2 == 0 => EvidenceHome::Relationship(id),
                        _ => EvidenceHome::Entity(pick(&entities, *n)?),
                    };
                    intent::add_evidence(graph, &home, &evidence)
                }
                Act::DeleteSource(n) => intent::delete_source(graph, &pick(&sources, *n)?),
                Act::Move(es, x, y) => {
                    let by = Vector::new(f32::from(*x), f32::from(*y));
                    intent::move_by(graph, view, &some(es), by, |_| Some(Point::ORIGIN))
                }
                Act::Pin(n) => intent::set_pinned(graph, view, &[pick(&entities, *n)?], n % 2 == 0),
                Act::Hide(e, r) => {
                    let selection = Selection {
                        entities: pick(&entities, *e).into_iter().collect(),
                        relationships: pick(&relationships, *r).into_iter().collect(),
                    };
                    intent::hide(graph, view, &selection)
                }
                Act::ShowAll => intent::show_all(graph, view),
                Act::Group(es) => intent::group(graph, view, &mint.mint::<GroupId>("g"), "Group", &some(es)),
                Act::Ungroup => {
                    let group = graph.views()[&*view].view.groups.keys().next()?.clone();
                    intent::ungroup(graph, view, &group)
                }
                Act::Note => {
                    let area = Rect::from_center(Point::ORIGIN, Vector::new(10.0, 10.0));
                    let note = CanvasNote { text: "note".into(), area, image: None };
                    intent::put_note(graph, view, &mint.mint::<NoteId>("n"), &note)
                }
                Act::CreateView => intent::create_view(graph, View::new(mint.mint("view"), "Copy"), Some(view)),
                Act::DeleteView(n) => {
                    let others: Vec<_> = graph.views().keys().filter(|id| *id != &*view).cloned().collect();
                    intent::delete_view(graph, &pick(&others, *n)?)
                }
                Act::Duplicate(es) => {
                    let entities = some(es).into_iter().collect();
                    let selection = Selection { entities, ..Selection::none() };
                    intent::duplicate(graph, &selection, view, |_| Some(Point::ORIGIN), mint).transaction
                }
                Act::Grade(n) => intent::change_relationships(graph, [&pick(&relationships, *n)?], "grade", |r| {
                    r.status = Status::Alleged;
                    r.evidence.iter_mut().for_each(|e| e.credibility = Some(Credibility::Two));
                }),
                Act::Refer(a, b) => {
                    let other = pick(&entities, *b)?;
                    intent::change_entities(graph, [&pick(&entities, *a)?], "refer", |e| {
                        let list = Value::List(vec![Value::Entity(other.clone()), Value::Number(1.5)]);
                        e.properties.insert("depends on".into(), list);
                    })
                }
                Act::Differ(a, b) => {
                    let (a, b) = (pick(&entities, *a)?, pick(&entities, *b)?);
                    let (low, high) = if a < b { (a, b) } else { (b, a) };
                    intent::change_entities(graph, [&low], "tell apart", |e| {
                        e.different_from.insert(high.clone());
                    })
                }
                Act::Ignore(n) => intent::change_source(graph, &pick(&sources, *n)?, |s| {
                    s.ignored.insert("Camp David".into());
                }),
                Act::Picture(n, last) => intent::set_picture(graph, &pick(&entities, *n)?, picture(*last)),
                Act::PictureNote(n, last) => {
                    let picture = picture(*last)?;
                    let area = Rect::from_center(Point::ORIGIN, Vector::new(10.0, 10.0));
                    let note = CanvasNote { text: String::new(), area, image: Some(picture.hash) };
                    let notes: Vec<_> = graph.views()[&*view].view.canvas_notes.keys().cloned().collect();
                    let id = pick(&notes, *n).unwrap_or_else(|| mint.mint("n"));
                    let mut put = intent::put_note(graph, view, &id, &note);
                    if !graph.attachments().contains_key(&picture.hash) {
                        put.edits.insert(0, Edit::Attachment(Swap::add(picture)));
                    }
                    put
                }
                Act::DeleteNote(n) => {
                    let notes: Vec<_> = graph.views()[&*view].view.canvas_notes.keys().cloned().collect();
                    intent::delete_note(graph, view, &pick(&notes, *n)?)
                }
                Act::Weigh(n, m) => weigh(graph, *n, *m, mint),
                Act::Forget(n) => {
                    let all: Vec<_> = graph.matrices().values().cloned().collect();
                    let edits = vec![Edit::Matrix(Swap::remove(pick(&all, *n)?))];
                    Transaction { label: "forget".into(), edits }
                }
                Act::Title => intent::change_meta(graph, |meta| meta.title.push('x')),
                Act::Undo | Act::Redo => return None,
            })
        };
        let mut made = made;
        made().unwrap_or_default()
    }

    fn record(&mut self, transaction: &Transaction) {
        self.journal.push(serde_json::to_string(&journal::encode(transaction)).expect("an entry is written"));
    }

    /// Does it, and checks the laws that hold for one transaction.
    fn act(&mut self, act: &Act) {
        let before = self.document.graph().as_ref().clone();
        match act {
            Act::Undo => {
                if let Some(undone) = self.document.undo() {
                    self.record(&undone.transaction);
                }
            }
            Act::Redo => {
                if let Some(redone) = self.document.redo() {
                    self.record(&redone.transaction);
                }
            }
            _ => {
                let transaction = self.intent(act);
                if transaction.is_empty() {
                    return;
                }
                let none = Selection::none();
                self.document
                    .apply(transaction.clone(), Merging::Never, &none, &none)
                    .expect("an intent fits its graph");
                self.record(&transaction);
                let mut back = self.document.graph().as_ref().clone();
                transaction.inverted().apply_to(&mut back).expect("what was done can be undone");
                assert!(back == before, "{act:?}: apply then invert is nothing");
                back.assert_indexes();
            }
        }
        self.document.graph().assert_indexes();
        assert_pictures(self.document.graph());
        let difference = Transaction { label: "difference".into(), edits: diff(&before, self.document.graph()) };
        let mut led = before;
        difference.apply_to(&mut led).expect("a difference fits where it starts");
        assert!(led == **self.document.graph(), "{act:?}: the difference leads to the other graph");
    }
}

/// No picture that something shows is gone, none is kept that nothing shows, and judgements stand on the smaller id.
fn assert_pictures(graph: &Graph) {
    let notes = graph.views().values().flat_map(|state| state.view.canvas_notes.values());
    let shown: std::collections::BTreeSet<_> =
        graph.entities_unsorted().filter_map(|e| e.picture()).chain(notes.filter_map(|note| note.image)).collect();
    assert!(graph.attachments().keys().eq(shown.iter()));
    assert!(graph.entities_unsorted().all(|e| e.different_from.iter().all(|other| e.id <= *other)));
}

proptest! {
    // Failures are shown, not stored: the few that mattered are tests of their own below.
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_algebra_holds_for_random_users(acts in acts()) {
        let mut user = User::new();
        let first = user.document.graph().as_ref().clone();
        for act in &acts {
            user.act(act);
        }
        let last = user.document.graph().as_ref().clone();
        let mut replayed = first.clone();
        for line in &user.journal {
            let entry = serde_json::from_str(line).expect("an entry is read");
            journal::replay(&entry, &mut replayed).expect("an entry fits where it was made");
        }
        prop_assert!(replayed == last, "the journal leads to the live document");
        replayed.assert_indexes();
        let mut undone = 0;
        while user.document.undo().is_some() {
            undone += 1;
        }
        prop_assert!(**user.document.graph() == first, "undo-all leads back to the start");
        prop_assert!(!user.document.is_modified());
        for _ in 0..undone {
            prop_assert!(user.document.redo().is_some());
        }
        prop_assert!(**user.document.graph() == last, "redo-all leads to the end again");
    }

    #[test]
    fn a_transaction_that_fails_at_its_end_changes_nothing(acts in acts()) {
        let mut user = User::new();
        for act in &acts {
            user.act(act);
        }
        let before = user.document.graph().as_ref().clone();
        let mut transaction = user.intent(&Act::Create(1));
        let missing: EntityId = "nobody".parse().unwrap();
        let Edit::Entity(Swap { after: Some(new), .. }) = &transaction.edits[0] else { panic!("an entity is created") };
        let dangling = Relationship::new("r".parse().unwrap(), "related-to".parse().unwrap(), new.id.clone(), missing);
        transaction.edits.push(Edit::Relationship(Swap::add(dangling)));
        let refused = user.document.apply(transaction.clone(), Merging::Never, &Selection::none(), &Selection::none());
        let error = refused.unwrap_err();
        prop_assert_eq!(error.index, transaction.edits.len() - 1);
        prop_assert!(error.to_string().contains("nobody"), "{}", error);
        prop_assert!(**user.document.graph() == before);
        user.document.graph().assert_indexes();
    }
}

#[test]
fn typing_is_one_step_and_saving_parts_it() {
    let mut user = User::new();
    let create = user.intent(&Act::Create(0));
    let none = Selection::none();
    user.document.apply(create, Merging::Never, &none, &none).unwrap();
    let id = user.document.graph().entities()[0].id.clone();
    let type_name = |document: &mut Document, name: &str| {
        let rename = intent::rename(document.graph(), &id, name);
        document.apply(rename, Merging::With("name".into()), &none, &none).unwrap();
    };
    type_name(&mut user.document, "K");
    type_name(&mut user.document, "Ki");
    user.document.mark_saved(user.document.state());
    type_name(&mut user.document, "Kim");
    type_name(&mut user.document, "Kim J");
    user.document.undo().unwrap();
    let name = |document: &Document| document.graph().entities()[0].name.clone();
    assert_eq!(name(&user.document), "Ki");
    assert!(!user.document.is_modified(), "undo leads back to what was saved");
    user.document.undo().unwrap();
    assert_eq!(name(&user.document), "Ann 0");
    assert!(user.document.is_modified());
}

#[test]
fn the_history_is_bounded_by_bytes() {
    let mut document = Document::new(Graph::new("main".parse().unwrap())).with_history_bytes(10_000);
    let none = Selection::none();
    for n in 0..100 {
        let title = intent::change_meta(document.graph(), |meta| meta.title = format!("{n}").repeat(200));
        document.apply(title, Merging::Never, &none, &none).unwrap();
    }
    let mut steps = 0;
    while document.undo().is_some() {
        steps += 1;
    }
    assert!((5..40).contains(&steps), "{steps}");
    assert!(document.is_modified(), "the start is out of reach, so this is not what was saved");
}

#[test]
fn a_stale_edit_is_refused() {
    let mut user = User::new();
    let none = Selection::none();
    let create = user.intent(&Act::Create(0));
    user.document.apply(create, Merging::Never, &none, &none).unwrap();
    let stale = user.intent(&Act::Rename(0));
    let id = user.document.graph().entities()[0].id.clone();
    let rename = intent::rename(user.document.graph(), &id, "somebody else");
    user.document.apply(rename, Merging::Never, &none, &none).unwrap();
    let error = user.document.apply(stale, Merging::Never, &none, &none).unwrap_err();
    assert!(error.to_string().contains("has changed since"), "{error}");
}
