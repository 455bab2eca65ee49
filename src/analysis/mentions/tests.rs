//! Names in texts, by hand and against a search that tries every place.

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
fn korean_names_may_be_followed_by_particles_and_by_no_other_word() {
    check(&["북한"], "북한은 북한에서는 북한이라는 북한측이 북한산 대북한", &["북한", "북한", "북한", "북한"]);
    check(&["김정은"], "김정은국무위원장, 김정은호", &["김정은", "김정은"]);
    // In parts, as some systems name their files.
    check(
        &["김정은"],
        "\u{1100}\u{1175}\u{11b7}\u{110c}\u{1165}\u{11bc}\u{110b}\u{1173}\u{11ab}이",
        &["\u{1100}\u{1175}\u{11b7}\u{110c}\u{1165}\u{11bc}\u{110b}\u{1173}\u{11ab}"],
    );
}

#[test]
fn chinese_and_japanese_have_no_blanks_but_words_of_katakana_are_whole() {
    check(&["金正恩", "北京"], "金正恩于周一抵达北京市。", &["金正恩", "北京"]);
    check(&["キム", "トランプ"], "キムチとトランプ氏、キム・ジョンウン", &["トランプ", "キム"]);
    check(&["ドナルド・トランプ"], "米国のドナルド・トランプ大統領は", &["ドナルド・トランプ"]);
    check(&["東京", "東京都"], "東京都は東京の", &["東京都", "東京"]);
}

#[test]
fn thai_lao_khmer_and_burmese_names_lie_between_syllables() {
    check(&["เกาหลีเหนือ", "เกาหลี"], "ผู้นำเกาหลีเหนือพบกับเกาหลีใต้", &["เกาหลีเหนือ", "เกาหลี"]);
    // A tone or a vowel behind it makes another word, and so does a vowel before it.
    check(&["กา"], "ก่า กาา เกา กา", &["กา"]);
    check(&["ลาว", "ไทย"], "ลาวและไทย", &["ลาว", "ไทย"]);
    check(&["ເກົາຫຼີເໜືອ", "ລາວ"], "ລາວພົບເກົາຫຼີເໜືອ", &["ລາວ", "ເກົາຫຼີເໜືອ"]);
    check(&["កម្ពុជា"], "ប្រទេសកម្ពុជានិងវៀតណាម", &["កម្ពុជា"]);
    check(&["កម"], "កម្ពុជា", &[]);
    check(&["မြန်မာ", "ဗီယက်နမ်"], "မြန်မာနိုင်ငံနှင့်ဗီယက်နမ်တို့", &["မြန်မာ", "ဗီယက်နမ်"]);
    check(&["မြန်"], "မြန်မာ", &["မြန်"]);
    check(&["မြ"], "မြန်မာ", &[]);
}

#[test]
fn unseen_signs_and_marks_neither_hide_a_name_nor_shift_it() {
    check(
        &["Kim Jong Un"],
        "K\u{ad}im\u{200b} Jong\u{2060}-\u{200d}Un\u{feff} said",
        &["K\u{ad}im\u{200b} Jong\u{2060}-\u{200d}Un"],
    );
    check(&["US", "DPRK"], "\u{2067}US\u{2069}–\u{200e}D\u{ad}PRK", &["US", "D\u{ad}PRK"]);
    check(&["US"], "U\u{ad}s", &[]);
    check(&["محمد علي"], "قال مُحَمَّد عَلي إن", &["مُحَمَّد عَلي"]);
    check(&["ירושלים"], "ב יְרוּשָׁלַיִם.", &["יְרוּשָׁלַיִם"]);
    check(&["दिल्ली"], "नई दिल्ली में दिल्लीवाले", &["दिल्ली"]);
}

#[test]
fn the_people_of_a_state_are_mentions_of_it() {
    let mut graph = Graph::new("main".parse().unwrap());
    for (name, kind) in [("North Korea", "state"), ("United States", "state"), ("Polish", "person")] {
        let entity = Entity::new(id(&name.to_lowercase().replace(' ', "-")), kind.parse().unwrap(), name);
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let text = "The North Korean leader met Americans who polish Korean words of South Koreans.";
    let found = Names::of(&graph, &Task::default()).unwrap().find(text, &Task::default()).unwrap();
    let found: Vec<_> = found.iter().map(|m| (&text[m.range.clone()], m.entities[0].as_str())).collect();
    assert_eq!(found, [("North Korean", "north-korea"), ("Americans", "united-states")]);
}

#[test]
fn one_letter_is_no_name_and_two_of_one_name_are_both_told() {
    check(&["K", "."], "K. and K", &[]);
    let (a, b) = (id("a"), id("b"));
    let names = Names::from_pairs([("David Kim", &b), ("David Kim", &a)], &Task::default()).unwrap();
    let found = names.find("Mr David Kim", &Task::default()).unwrap();
    assert_eq!(found, [Mention { range: 3..12, entities: vec![a, b].into() }]);
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
                    let fits = alone
                        .spellings
                        .iter()
                        .flat_map(|called| &called.spellings)
                        .any(|spelling| spelling.fits(&text[start..end]));
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
    fn a_text_in_stretches_is_a_text(
        names in proptest::collection::vec("[abA é김정กเ่]{1,4}", 1..5),
        text in "[abA é\u{301}\u{ad}김정กเ่.\n-]{0,60}",
        length in 1_usize..9,
    ) {
        let ids: Vec<EntityId> = names.iter().map(|name| id(&format!("x{name}"))).collect();
        let pairs = names.iter().zip(&ids).map(|(name, id)| (name.as_str(), id));
        let names = Names::from_pairs(pairs, &Task::default()).unwrap();
        let whole = names.find(&text, &Task::default()).unwrap();
        prop_assert_eq!(names.find_in_stretches(&text, length, &Task::default()).unwrap(), whole);
    }
}
