//! What is proposed from texts of several kinds, told in full: what is missing counts like what is too much.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::analysis::mentions::Names;
use crate::base::{EntityId, Task};

/// `name (type) ×places` of what is proposed where some names are known and some set aside.
fn check(text: &str, known: &[&str], ignored: &[&str], expected: &[&str]) {
    let ids: Vec<EntityId> = (0..known.len()).map(|number| EntityId::new(format!("known-{number}")).unwrap()).collect();
    let names = Names::from_pairs(known.iter().zip(&ids).map(|(name, id)| (*name, id)), &Task::default()).unwrap();
    let mentions = names.find(text, &Task::default()).unwrap();
    let ignored: BTreeSet<String> = ignored.iter().map(|name| (*name).to_owned()).collect();
    let found = reviewed(&candidates(text, &mentions, &Task::default()).unwrap(), &ignored);
    let told: Vec<String> = found
        .iter()
        .map(|Candidate { name, places, guess }| {
            let times = if places.len() == 1 { String::new() } else { format!(" ×{}", places.len()) };
            format!("{name} ({}){times}", guess.unwrap_or("?"))
        })
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn what_is_written_like_a_name_is_proposed_with_a_guess() {
    check(
        "The Ministry of Foreign Affairs said on Monday that Robert Manning met Vietnam's envoys. Talks ended. \
         In Singapore the EU and Robert Manning agreed.",
        &["Singapore"],
        &["vietnam"],
        &[
            "Ministry of Foreign Affairs (government-body)",
            "Robert Manning (person) ×2",
            "EU (international-organisation)",
        ],
    );
}

#[test]
fn a_word_that_only_begins_a_sentence_is_no_candidate() {
    check("Offices were tried. Hanoi waits. They flew to Hanoi.", &[], &[], &["Hanoi (place) ×2"]);
    check("Envoys Robert King and others left. The envoys said nothing.", &[], &[], &["Robert King (person)"]);
    check("Japan waits. Turkey is bad for you, and turkey is dear.", &[], &[], &["Japan (state)"]);
    check("", &[], &[], &[]);
}

#[test]
fn of_leads_on_from_what_can_be_of_something() {
    check(
        "The Workers’ Party of Korea, the Office of the Director of National Intelligence and the Department of Health \
         and Human Services. Robert Manning of the Atlantic Council and David Kim met the Council on Foreign Relations.",
        &[],
        &[],
        &[
            "Workers’ Party of Korea (party)",
            "Office of the Director of National Intelligence (government-body)",
            "Department of Health and Human Services (government-body)",
            "Robert Manning (person)",
            "Atlantic Council (think-tank)",
            "David Kim (person)",
            "Council on Foreign Relations (think-tank)",
        ],
    );
}

#[test]
fn titles_are_no_part_of_a_name_and_none_by_themselves() {
    check(
        "He told US Secretary of State Mike Pompeo and Dr. Siegfried Hecker that President Moon Jae-in, Vice Foreign \
         Minister Choe Son Hui, Ambassador Kim Sung and the Foreign Minister would see Attorney General William Barr \
         at the General Assembly.",
        &[],
        &[],
        &[
            "US (state)",
            "Mike Pompeo (person)",
            "Siegfried Hecker (person)",
            "Moon Jae-in (person)",
            "Choe Son Hui (person)",
            "Kim Sung (person)",
            "William Barr (person)",
            "General Assembly (government-body)",
        ],
    );
}

#[test]
fn what_is_known_is_not_proposed_again_with_words_around_it() {
    check(
        "President Donald Trump met North Korean officials of North Korea’s Foreign Ministry on Tuesday Kim Jong Un \
         said. The Korea Herald and the Bank of North Korea wrote to Pyongyang.",
        &["Donald Trump", "North Korea", "Kim Jong Un", "Korea", "Pyongyang"],
        &[],
        &["Foreign Ministry (government-body)", "Korea Herald (media-outlet)", "Bank of North Korea (company)"],
    );
}

#[test]
fn days_and_beliefs_begin_names_and_are_none() {
    check(
        "The European Union told European officials that Republican Mitch McConnell of the Republican Party came on May \
         Day, and that in May Robert King and the Saudi King saw President Robert King.",
        &[],
        &[],
        &[
            "European Union (international-organisation)",
            "Mitch McConnell (person)",
            "Republican Party (party)",
            "May Day (?)",
            "Robert King (person) ×2",
        ],
    );
}

#[test]
fn headlines_prove_nothing() {
    check(
        "WASHINGTON WEIGHS A POST IN PYONGYANG\n\nEnvoys Return From Long Talks With Hanoi Officials\n\nThe talks in Hanoi \
         went on. They were long for the officials.",
        &[],
        &[],
        &["Hanoi (place) ×2"],
    );
}

#[test]
fn where_every_noun_has_a_capital_one_alone_says_nothing() {
    check(
        "Die Regierung in der Hauptstadt hat nach langer Beratung über den Vorschlag entschieden, dass ein Diplomat mit \
         einer kleinen Mannschaft in das Gebäude der Botschaft zieht. Der Sprecher der Regierung sagte der Zeitung, dass \
         die Gespräche mit Angela Merkel und der EU auf gutem Wege seien und dass ein Ergebnis noch in diesem Monat \
         erwartet werde, wenn beide Seiten dem Plan zustimmen.",
        &[],
        &[],
        &["Angela Merkel (person)", "EU (international-organisation)"],
    );
}

#[test]
fn a_report_on_sanctions() {
    check(
        "UN Security Council extends sanctions panel\n\n\
         NEW YORK — The UN Security Council voted on Thursday to extend the mandate of the Panel of Experts. Russia \
         abstained. Linda Thomas-Greenfield, the US ambassador, welcomed the vote. “This is a good day,” Ambassador \
         Thomas-Greenfield said. Zhang Jun of China warned of “unilateral steps”.\n\n\
         The panel had named Korea Kumryong Trading Corporation, a company that it links to the Reconnaissance General \
         Bureau. According to Reuters, a ship of Daedong Shipping left Nampo in March. The U.S. Treasury Department and \
         the Bank of England declined to comment.",
        &[],
        &[],
        &[
            "UN Security Council (think-tank) ×2",
            "NEW YORK (place)",
            "Panel of Experts (?)",
            "Russia (state)",
            "Linda Thomas-Greenfield (person)",
            "US (state)",
            "Thomas-Greenfield (person)",
            "Zhang Jun (person)",
            "China (state)",
            "Korea Kumryong Trading Corporation (company)",
            "Reconnaissance General Bureau (government-body)",
            "Reuters (media-outlet)",
            "Daedong Shipping (person)",
            "Nampo (?)",
            "U.S. Treasury Department (government-body)",
            "Bank of England (company)",
        ],
    );
}

#[test]
fn a_history_of_talks() {
    check(
        "In October 1994 Robert Gallucci and Kang Sok Ju signed the Agreed Framework in Geneva. Jimmy Carter, the former \
         US president, had flown to Pyongyang in June and met Kim Il Sung. The Korean Peninsula Energy Development \
         Organization, or KEDO, was to build two reactors; South Korea and Japan paid for most of it.\n\n\
         Then came the Bush administration. Assistant Secretary James Kelly visited in 2002. Neither side trusted the \
         other, American officials said. The Six-Party Talks began in Beijing in August 2003.",
        &[],
        &[],
        &[
            "Robert Gallucci (person)",
            "Kang Sok Ju (person)",
            "Agreed Framework (agreement)",
            "Geneva (place)",
            "Jimmy Carter (person)",
            "US (state)",
            "Pyongyang (place)",
            "Kim Il Sung (person)",
            "Korean Peninsula Energy Development Organization (international-organisation)",
            "KEDO (organisation)",
            "South Korea (state)",
            "Japan (state)",
            "Bush (?)",
            "James Kelly (person)",
            "Six-Party Talks (summit)",
            "Beijing (place)",
        ],
    );
}

#[test]
fn a_memo_in_lists() {
    check(
        "MEMO\n\
         To: Director Anne Weber\n\
         From: Lars van der Berg, Europe desk\n\n\
         • Met with Charles de Gaulle University staff.\n\
         • Called Johnson & Co. about the Rhine shipment.\n\
         • Ask the Foreign Office whether Sir Nigel Hall still chairs the Committee for the Peaceful Reunification of the \
         Fatherland’s counterpart.\n\
         • Next step: write to the People’s Republic of China’s embassy in The Hague.\n",
        &[],
        &[],
        &[
            "Anne Weber (person)",
            "Lars van der Berg (person)",
            "Europe (place)",
            "Charles de Gaulle University (think-tank)",
            "Johnson & Co (?)",
            "Rhine (?)",
            "Foreign Office (government-body)",
            "Nigel Hall (person)",
            "Committee for the Peaceful Reunification of the Fatherland (government-body)",
            "People’s Republic of China (state)",
            "Hague (?)",
        ],
    );
}

proptest! {
    #[test]
    fn any_text_has_candidates_on_its_boundaries(text in "\\PC{0,60}") {
        let found = candidates(&text, &[], &Task::default()).unwrap();
        for place in found.iter().flat_map(|candidate| &candidate.places) {
            prop_assert!(text.get(place.clone()).is_some_and(|name| !name.is_empty()));
        }
    }

    #[test]
    fn names_among_names_have_candidates_that_do_not_overlap_what_is_known(
        words in proptest::collection::vec("Kim|Jong|Un|of|the|Party|President|Korea|Bank|and|US|said|\\.|,|\\n", 0..24),
    ) {
        let text = words.join(" ");
        let ids = [EntityId::new("kim").unwrap(), EntityId::new("korea").unwrap()];
        let names = Names::from_pairs([("Kim Jong", &ids[0]), ("Korea", &ids[1])], &Task::default()).unwrap();
        let mentions = names.find(&text, &Task::default()).unwrap();
        for place in candidates(&text, &mentions, &Task::default()).unwrap().iter().flat_map(|c| &c.places) {
            let over = mentions.iter().filter(|m| m.range.start < place.end && m.range.end > place.start);
            for mention in over {
                prop_assert!(place.start <= mention.range.start && mention.range.end <= place.end, "{text}");
                prop_assert!(place.len() > mention.range.len(), "{text}");
            }
        }
    }
}
