//! Names in texts, by hand and against a search that tries every place.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn id(name: &str) -> EntityId {
    EntityId::new(name).unwrap()
}

/// The mentions of `names` in `text`, each as `written=names`.
fn check(names: &[&str], text: &str, expected: &[&str]) {
    let ids: Vec<EntityId> = names.iter().map(|name| id(name)).collect();
    let pairs = names.iter().zip(&ids).map(|(name, id)| (*name, id));
    let found = Names::from_pairs(pairs, &Task::default()).unwrap().find(text, &Task::default()).unwrap();
    let found: Vec<String> = found.iter().map(|mention| text[mention.range.clone()].to_owned()).collect();
    assert_eq!(found, expected, "{names:?} in {text:?}");
}

#[test]
fn the_longest_name_counts_and_only_whole_words() {
    check(&["Kim", "Kim Jong Un"], "Kim Jong Un met Kimberly and Kim.", &["Kim Jong Un", "Kim"]);
    check(&["Kim", "Kim Jong Un"], "Kim Jong Unable", &["Kim"]);
    check(&["North Korea"], "North Koreans; North\n Korea’s", &["North\n Korea"]);
    check(&["Korea", "North"], "North Korea", &["North", "Korea"]);
}

#[test]
fn accents_hyphens_and_full_width_letters_do_not_matter() {
    check(&["Kim Jong-un"], "Kim Jong Un, KIM JONG UN, Kim Jong‑un", &["Kim Jong Un", "KIM JONG UN", "Kim Jong‑un"]);
    check(&["Ødegård"], "Odegard, ODEGÅRD", &["Odegard", "ODEGÅRD"]);
    check(&["CNN"], "ＣＮＮ", &["ＣＮＮ"]);
}

#[test]
fn capitals_of_a_name_are_capitals_of_the_text() {
    check(&["Turkey"], "turkey in Turkey, TURKEY", &["Turkey", "TURKEY"]);
    check(&["US"], "us in the US and Us", &["US"]);
    check(&["liaison office"], "A Liaison office", &["Liaison office"]);
    check(&["the North"], "the north of the North", &["the North"]);
}

#[test]
fn scripts_without_blanks_and_with_particles() {
    check(&["김정은", "북한"], "김정은이 북한에서", &["김정은", "북한"]);
    check(&["북한"], "대북한", &[]);
    check(&["金正恩"], "朝鮮の金正恩委員長", &["金正恩"]);
    check(&["Пхеньян"], "ПХЕНЬЯН и Пхеньян", &["ПХЕНЬЯН", "Пхеньян"]);
    check(&["Jose"], "Jose\u{301} said", &["Jose\u{301}"]);
}

#[test]
fn one_letter_is_no_name_and_two_of_one_name_are_both_told() {
    check(&["K", "."], "K. and K", &[]);
    let (a, b) = (id("a"), id("b"));
    let names = Names::from_pairs([("David Kim", &b), ("David Kim", &a)], &Task::default()).unwrap();
    let found = names.find("Mr David Kim", &Task::default()).unwrap();
    assert_eq!(found, [Mention { range: 3..12, entities: vec![a, b] }]);
}

fn check_candidates(text: &str, known: &[&str], ignored: &[&str], expected: &[(&str, Option<&str>, usize)]) {
    let ids: Vec<EntityId> = known.iter().map(|name| id(name)).collect();
    let names = Names::from_pairs(known.iter().zip(&ids).map(|(n, id)| (*n, id)), &Task::default()).unwrap();
    let mentions = names.find(text, &Task::default()).unwrap();
    let ignored: BTreeSet<String> = ignored.iter().map(|name| (*name).to_owned()).collect();
    let found = candidates(text, &mentions, &ignored, &Task::default()).unwrap();
    let found: Vec<_> = found.iter().map(|c| (c.name.as_str(), c.guess, c.places.len())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_written_like_a_name_is_proposed_with_a_guess() {
    check_candidates(
        "The Ministry of Foreign Affairs said on Monday that Robert Manning met Vietnam's envoys. Talks ended. \
         In Singapore the EU and Robert Manning agreed.",
        &["Singapore"],
        &["vietnam"],
        &[
            ("Ministry of Foreign Affairs", Some("government-body"), 1),
            ("Robert Manning", Some("person"), 2),
            ("EU", Some("organisation"), 1),
        ],
    );
}

#[test]
fn a_word_that_only_begins_a_sentence_is_no_candidate() {
    check_candidates("Offices were tried. Hanoi waits. They flew to Hanoi.", &[], &[], &[("Hanoi", None, 2)]);
    check_candidates("", &[], &[], &[]);
}

/// A search that tries every pattern at every place.
fn by_trying(names: &[String], text: &str) -> Vec<Range<usize>> {
    let ids: Vec<EntityId> = names.iter().map(|name| id(&format!("x{name}"))).collect();
    let mut all = Vec::new();
    for (name, one) in names.iter().zip(&ids) {
        let alone = Names::from_pairs([(name.as_str(), one)], &Task::default()).unwrap();
        for start in 0..text.len() {
            for end in start + 1..=text.len() {
                if let (true, true) = (text.is_char_boundary(start), text.is_char_boundary(end)) {
                    let folded = Folded::of(text);
                    let pattern = fold_name(name);
                    let hit = folded.text.match_indices(&pattern).any(|(at, _)| {
                        folded.original(at) == start
                            && end_in(text, &folded, at + pattern.len()) == end
                            && stands_alone(&folded.text, at..at + pattern.len())
                    });
                    let fits = alone.spellings.iter().flatten().any(|spelling| spelling.fits(&text[start..end]));
                    if hit && fits {
                        all.push(start..end);
                    }
                }
            }
        }
    }
    all.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    all.retain(|range| {
        let is_free = range.start >= end;
        if is_free {
            end = range.end;
        }
        is_free
    });
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn it_finds_what_trying_everything_finds(
        names in proptest::collection::vec("[abAB é김정]{1,4}", 0..4),
        text in "[abAB é\u{301}김정.\n-]{0,20}",
    ) {
        let ids: Vec<EntityId> = names.iter().map(|name| id(&format!("x{name}"))).collect();
        let pairs = names.iter().zip(&ids).map(|(name, id)| (name.as_str(), id));
        let found = Names::from_pairs(pairs, &Task::default()).unwrap().find(&text, &Task::default()).unwrap();
        let ranges: Vec<Range<usize>> = found.iter().map(|mention| mention.range.clone()).collect();
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert_eq!(ranges, by_trying(&names, &text));
    }

    #[test]
    fn any_text_has_candidates_on_its_boundaries(text in "\\PC{0,60}") {
        let found = candidates(&text, &[], &BTreeSet::new(), &Task::default()).unwrap();
        for place in found.iter().flat_map(|candidate| &candidate.places) {
            prop_assert!(text.get(place.clone()).is_some_and(|name| !name.is_empty()));
        }
    }
}
