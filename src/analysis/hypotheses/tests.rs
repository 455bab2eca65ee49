//! A worked example, computed by hand, and the rule by table.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Entity, Hypothesis, Source};

/// A graph whose one entity has the evidence `e1`, `e2` … from `TITLE@ORIGIN` with grades such as `B2`, and a matrix of
/// so many hypotheses with an item for each line: `e1 high II C C`, or without evidence `- low I . NA`.
fn case(evidence: &str, hypotheses: usize, items: &str) -> (Graph, Matrix) {
    let mut graph = Graph::new("main".parse().unwrap());
    let mut entity = Entity::new("office".parse().unwrap(), "place".parse().unwrap(), "Liaison office");
    let mut sources = BTreeMap::new();
    for (at, words) in evidence.split(';').map(str::trim).filter(|words| !words.is_empty()).enumerate() {
        let (grade, from) = words.split_once(' ').unwrap();
        let (title, origin) = from.split_once('@').unwrap_or((from, ""));
        let mut source = Source::new(title.parse().unwrap(), title);
        source.reliability = grade[..1].parse().ok();
        source.origin = origin.into();
        let mut piece = Evidence::new(format!("e{}", at + 1).parse().unwrap(), source.id.clone());
        piece.credibility = grade[1..].parse().ok();
        entity.evidence.push(piece);
        sources.insert(source.id.clone(), source);
    }
    let mut edits: Vec<Edit> = sources.into_values().map(|source| Edit::Source(Swap::add(source))).collect();
    edits.push(Edit::Entity(Swap::add(entity)));
    Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();

    let mut matrix = Matrix::new("m".parse().unwrap(), "Will they?");
    for at in 0..hypotheses {
        matrix.hypotheses.push(Hypothesis { id: format!("h{at}").parse().unwrap(), text: String::new() });
    }
    for (at, line) in items.split(';').map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        let mut words = line.split_whitespace();
        let mut item = MatrixItem::new(format!("i{}", at + 1).parse().unwrap(), format!("Item {}", at + 1));
        item.about = words.next().filter(|word| *word != "-").map(|word| word.parse().unwrap());
        item.relevance = words.next().unwrap().parse().unwrap();
        for (hypothesis, mark) in matrix.hypotheses.iter().zip(words).filter(|(_, mark)| *mark != ".") {
            item.marks.insert(hypothesis.id.clone(), mark.parse().unwrap());
        }
        matrix.items.push(item);
    }
    graph.put_matrix(&matrix.id.clone(), Some(Arc::new(matrix.clone()))).unwrap();
    (graph, matrix)
}

fn sentences(graph: &Graph, matrix: &Matrix) -> Vec<String> {
    weigh(graph, matrix).turns.iter().map(|turn| turn.sentence(graph, matrix)).collect()
}

/// By hand: e1 weighs ¾ · ¾ · 1 = 9/16, e2 the same, e3 1 · 1 · 2 = 2, the assumption ½ · ½ · ½ = ⅛.
///
/// H1: II on e1 and I on e2: 9/8 + 9/16 = 27/16. H2: I on e3: 2, and II on the assumption: ¼, 9/4 in all. H3: II on e3: 4.
/// Without e3: H1 27/16, H2 ¼, H3 0, so H3 comes first; nothing else alone changes the order. Nor do A and B together
/// change that H1 comes first, since they speak against H1 alone.
#[test]
fn the_worked_example() {
    let (graph, matrix) = case(
        "B2 A@Official; B2 B@Official; A1 C",
        3,
        "e1 medium II C CC; e2 medium I N N; e3 high C I II; - low N II .",
    );
    let weighed = weigh(&graph, &matrix);
    let sums: Vec<f64> = weighed.scores.iter().map(|score| score.inconsistency).collect();
    assert_eq!(sums, [27.0 / 16.0, 9.0 / 4.0, 4.0]);
    assert_eq!(weighed.scores.iter().map(|score| score.rank).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(weighed.items.iter().map(|item| item.weight).collect::<Vec<_>>(), [0.5625, 0.5625, 2.0, 0.125]);
    assert_eq!(weighed.items.iter().map(|item| item.spread).collect::<Vec<_>>(), [4, 1, 3, 2]);
    assert_eq!(weighed.by_diagnosticity(), [2, 0, 1, 3]);
    assert_eq!((weighed.leaders(), weighed.unjudged), (vec![0], 1));
    assert_eq!(sentences(&graph, &matrix), ["Without “Item 3” (C), H3 would come first."]);
}

#[test]
fn sources_of_one_origin_are_withdrawn_together() {
    // H2 has 2 · 9/16 against it, of one origin in two reports; H1 has 1 · 1.
    let reports = "e1 medium C I; e2 medium C I; e3 medium I C";
    let (graph, matrix) = case("B2 News@Official; B2 CNN@Official; A1 Letter", 2, reports);
    let all = [
        "Without “Item 1” (News), H2 would come first.",
        "Without “Item 2” (CNN), H2 would come first.",
        "Without CNN and News, which share the origin Official, H2 would come first.",
    ];
    assert_eq!(sentences(&graph, &matrix), all);
    // One report repeats the other: again one voice.
    let (graph, matrix) = case("B2 News@CNN; B2 CNN; A1 Letter", 2, reports);
    assert_eq!(sentences(&graph, &matrix)[2], "Without CNN and News, which share the origin CNN, H2 would come first.");
    // Two voices: none of them alone has two items.
    let (graph, matrix) = case("B2 News@Ann; B2 CNN@Ben; A1 Letter", 2, reports);
    assert_eq!(sentences(&graph, &matrix).len(), 2);
}

#[test]
fn ties_share_a_rank_and_level_hypotheses_have_no_first() {
    let (graph, matrix) = case("A1 A; A1 B", 3, "e1 medium I C C; e2 medium I C C");
    let weighed = weigh(&graph, &matrix);
    assert_eq!(weighed.scores.iter().map(|score| score.rank).collect::<Vec<_>>(), [3, 1, 1]);
    assert_eq!((weighed.leaders(), weighed.ranking()), (vec![1, 2], vec![1, 2, 0]));
    assert_eq!(weighed.turns, []);
    let (graph, matrix) = case("A1 A", 2, "e1 medium I C");
    assert_eq!(sentences(&graph, &matrix), ["Without “Item 1” (A), all hypotheses would be level."]);
    for (hypotheses, items) in [(0, ""), (1, "- high II"), (3, ""), (2, "- high CC C")] {
        let (graph, matrix) = case("", hypotheses, items);
        assert!(weigh(&graph, &matrix).leaders().is_empty());
    }
}

#[test]
fn only_what_speaks_against_a_hypothesis_counts() {
    for (mark, expected) in [("CC", 0.0), ("C", 0.0), ("N", 0.0), ("I", 1.0), ("II", 2.0), ("NA", 0.0), (".", 0.0)] {
        let (graph, matrix) = case("A1 A", 2, &format!("e1 medium {mark} N"));
        assert_eq!(weigh(&graph, &matrix).scores[0].inconsistency, expected, "{mark}");
    }
}

#[test]
fn grades_and_relevance_weigh() {
    let weight = |grade: &str, relevance: &str| {
        let (graph, matrix) = case(&format!("{grade} A"), 1, &format!("e1 {relevance} I"));
        weigh(&graph, &matrix).items[0].weight
    };
    let table = [
        ("A1", "high", 2.0),
        ("A1", "low", 0.5),
        ("C3", "medium", 0.25),
        ("D1", "medium", 0.25),
        ("A4", "medium", 0.25),
        ("E1", "high", 0.0),
        ("A5", "high", 0.0),
        ("F6", "medium", 0.25),
        ("--", "medium", 0.25),
    ];
    for (grade, relevance, expected) in table {
        assert_eq!(weight(grade, relevance), expected, "{grade} {relevance}");
    }
    // An assumption, and evidence that is gone, count like F6.
    let (graph, matrix) = case("", 1, "- medium I; gone medium I");
    assert_eq!(weigh(&graph, &matrix).items.iter().map(|item| item.weight).collect::<Vec<_>>(), [0.25, 0.25]);
}

#[test]
fn long_items_are_cut_between_words() {
    let (graph, mut matrix) = case("", 2, "- high I C");
    matrix.items[0].text = "Nobody in Pyongyang has said a word about the office since the summit ended".into();
    let turn = &weigh(&graph, &matrix).turns[0];
    let sentence = turn.sentence(&graph, &matrix);
    assert!(
        sentence.starts_with("Without “Nobody in Pyongyang has said a word about the office since…”, "),
        "{sentence}"
    );
}
