//! The names that are proposed from the texts of the example, by a graph that knows nobody, and by the example itself.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use liaison::analysis::mentions::{Names, candidates};
use liaison::base::Task;
use liaison::formats::{ReadOptions, native};
use liaison::model::Graph;

fn example() -> Graph {
    let bytes = std::fs::read("saves/us-north-korea-liaison.ron").unwrap();
    native::read(&bytes, &ReadOptions::default(), &Task::default()).unwrap().graph
}

/// The names proposed from the text of a source, with the types that are guessed.
fn proposed(known: &Graph, title: &str) -> Vec<String> {
    let (example, task) = (example(), Task::default());
    let source = example.sources().values().find(|source| source.title.starts_with(title)).unwrap();
    let text = source.text.as_deref().unwrap();
    let mentions = Names::of(known, &task).unwrap().find(text, &task).unwrap();
    let all = candidates(text, &mentions, &task).unwrap();
    all.iter().map(|candidate| format!("{} ({})", candidate.name, candidate.guess.unwrap_or("?"))).collect()
}

#[test]
fn from_the_news_article() {
    let nobody = Graph::new("main".parse().unwrap());
    assert_eq!(
        proposed(&nobody, "Washington weighs"),
        [
            "Washington (place)",
            "North Korea (state)",
            "US (state)",
            "Trump (?)",
            "Pyongyang (place)",
            "United States (state)",
            "North (?)",
            "Donald Trump (person)",
            "Kim Jong Un (person)",
            "Vietnam (state)",
            "CNN (media-outlet)",
            "Singapore Summit (summit)",
            "DPRK (state)",
            "Robert Manning (person)",
            "Atlantic Council (think-tank)",
            "Singapore (state)",
            "David Kim (person)",
            "Stimson Center (think-tank)",
            "May Day Stadium (place)",
        ]
    );
}

#[test]
fn from_texts_whose_actors_are_known() {
    let example = example();
    // The example knows the United States by other names only.
    assert_eq!(
        proposed(&example, "Washington weighs"),
        ["US (state)", "Pyongyang (place)", "Vietnam (state)", "Singapore (state)", "May Day Stadium (place)"]
    );
    assert_eq!(proposed(&example, "CNN report"), ["Pyongyang (place)", "Vietnam (state)", "Singapore (state)"]);
    assert_eq!(proposed(&example, "Robert Manning"), ["Pyongyang (place)", "Singapore (state)", "US (state)"]);
}
