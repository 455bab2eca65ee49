//! The states of the world in English: what they are called, what their people are called, and their capitals. So that
//! "North Korean" is a mention of North Korea and no new name, and Seoul is taken for a place.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::folded::fold_name;

/// A state: its names, what is said of its people, its capital; each several, parted by `/`.
type Row = (&'static str, &'static str, &'static str);

const TABLE: &[Row] = &[
    ("Afghanistan", "Afghan/Afghans", "Kabul"),
    ("Albania", "Albanian/Albanians", "Tirana"),
    ("Algeria", "Algerian/Algerians", "Algiers"),
    ("Angola", "Angolan/Angolans", "Luanda"),
    ("Argentina", "Argentine/Argentines/Argentinian", "Buenos Aires"),
    ("Armenia", "Armenian/Armenians", "Yerevan"),
    ("Australia", "Australian/Australians", "Canberra"),
    ("Austria", "Austrian/Austrians", "Vienna"),
    ("Azerbaijan", "Azerbaijani/Azerbaijanis", "Baku"),
    ("Bahrain", "Bahraini/Bahrainis", "Manama"),
    ("Bangladesh", "Bangladeshi/Bangladeshis", "Dhaka"),
    ("Belarus", "Belarusian/Belarusians", "Minsk"),
    ("Belgium", "Belgian/Belgians", "Brussels"),
    ("Benin", "Beninese", "Porto-Novo"),
    ("Bolivia", "Bolivian/Bolivians", "La Paz"),
    ("Bosnia and Herzegovina/Bosnia", "Bosnian/Bosnians", "Sarajevo"),
    ("Brazil", "Brazilian/Brazilians", "Brasilia"),
    ("Bulgaria", "Bulgarian/Bulgarians", "Sofia"),
    ("Cambodia", "Cambodian/Cambodians", "Phnom Penh"),
    ("Cameroon", "Cameroonian/Cameroonians", "Yaounde"),
    ("Canada", "Canadian/Canadians", "Ottawa"),
    ("Chile", "Chilean/Chileans", "Santiago"),
    ("China/People's Republic of China", "Chinese", "Beijing"),
    ("Colombia", "Colombian/Colombians", "Bogota"),
    ("Congo/Democratic Republic of the Congo", "Congolese", "Kinshasa"),
    ("Costa Rica", "Costa Rican/Costa Ricans", "San Jose"),
    ("Croatia", "Croatian/Croatians", "Zagreb"),
    ("Cuba", "Cuban/Cubans", "Havana"),
    ("Cyprus", "Cypriot/Cypriots", "Nicosia"),
    ("Czech Republic/Czechia", "Czech/Czechs", "Prague"),
    ("Denmark", "Danish/Danes", "Copenhagen"),
    ("Ecuador", "Ecuadorian/Ecuadorians", "Quito"),
    ("Egypt", "Egyptian/Egyptians", "Cairo"),
    ("Eritrea", "Eritrean/Eritreans", "Asmara"),
    ("Estonia", "Estonian/Estonians", "Tallinn"),
    ("Ethiopia", "Ethiopian/Ethiopians", "Addis Ababa"),
    ("Finland", "Finnish/Finns", "Helsinki"),
    ("France", "French/Frenchmen", "Paris"),
    ("Georgia", "Georgian/Georgians", "Tbilisi"),
    ("Germany", "German/Germans", "Berlin"),
    ("Ghana", "Ghanaian/Ghanaians", "Accra"),
    ("Greece", "Greek/Greeks", "Athens"),
    ("Guatemala", "Guatemalan/Guatemalans", "Guatemala City"),
    ("Haiti", "Haitian/Haitians", "Port-au-Prince"),
    ("Holy See/Vatican", "", "Vatican City"),
    ("Honduras", "Honduran/Hondurans", "Tegucigalpa"),
    ("Hungary", "Hungarian/Hungarians", "Budapest"),
    ("Iceland", "Icelandic/Icelanders", "Reykjavik"),
    ("India", "Indian/Indians", "New Delhi/Delhi"),
    ("Indonesia", "Indonesian/Indonesians", "Jakarta"),
    ("Iran/Islamic Republic of Iran", "Iranian/Iranians", "Tehran"),
    ("Iraq", "Iraqi/Iraqis", "Baghdad"),
    ("Ireland", "Irish", "Dublin"),
    ("Israel", "Israeli/Israelis", "Jerusalem/Tel Aviv"),
    ("Italy", "Italian/Italians", "Rome"),
    ("Ivory Coast", "Ivorian/Ivorians", "Abidjan"),
    ("Jamaica", "Jamaican/Jamaicans", "Kingston"),
    ("Japan", "Japanese", "Tokyo"),
    ("Jordan", "Jordanian/Jordanians", "Amman"),
    ("Kazakhstan", "Kazakh/Kazakhs", "Astana"),
    ("Kenya", "Kenyan/Kenyans", "Nairobi"),
    ("Kosovo", "Kosovar/Kosovars", "Pristina"),
    ("Kuwait", "Kuwaiti/Kuwaitis", "Kuwait City"),
    ("Kyrgyzstan", "Kyrgyz", "Bishkek"),
    ("Laos", "Lao/Laotian/Laotians", "Vientiane"),
    ("Latvia", "Latvian/Latvians", "Riga"),
    ("Lebanon", "Lebanese", "Beirut"),
    ("Libya", "Libyan/Libyans", "Tripoli"),
    ("Lithuania", "Lithuanian/Lithuanians", "Vilnius"),
    ("Luxembourg", "Luxembourgish/Luxembourgers", ""),
    ("Malaysia", "Malaysian/Malaysians", "Kuala Lumpur"),
    ("Mali", "Malian/Malians", "Bamako"),
    ("Malta", "Maltese", "Valletta"),
    ("Mexico", "Mexican/Mexicans", "Mexico City"),
    ("Moldova", "Moldovan/Moldovans", "Chisinau"),
    ("Mongolia", "Mongolian/Mongolians", "Ulaanbaatar"),
    ("Montenegro", "Montenegrin/Montenegrins", "Podgorica"),
    ("Morocco", "Moroccan/Moroccans", "Rabat"),
    ("Mozambique", "Mozambican/Mozambicans", "Maputo"),
    ("Myanmar/Burma", "Burmese", "Naypyidaw/Yangon"),
    ("Nepal", "Nepali/Nepalis/Nepalese", "Kathmandu"),
    ("Netherlands/the Netherlands", "Dutch", "The Hague/Amsterdam"),
    ("New Zealand", "New Zealander/New Zealanders", "Wellington"),
    ("Nicaragua", "Nicaraguan/Nicaraguans", "Managua"),
    ("Niger", "Nigerien/Nigeriens", "Niamey"),
    ("Nigeria", "Nigerian/Nigerians", "Abuja"),
    ("North Korea/DPRK/Democratic People's Republic of Korea", "North Korean/North Koreans", "Pyongyang"),
    ("North Macedonia", "Macedonian/Macedonians", "Skopje"),
    ("Norway", "Norwegian/Norwegians", "Oslo"),
    ("Oman", "Omani/Omanis", "Muscat"),
    ("Pakistan", "Pakistani/Pakistanis", "Islamabad"),
    ("Palestine", "Palestinian/Palestinians", "Ramallah"),
    ("Panama", "Panamanian/Panamanians", "Panama City"),
    ("Paraguay", "Paraguayan/Paraguayans", "Asuncion"),
    ("Peru", "Peruvian/Peruvians", "Lima"),
    ("Philippines/the Philippines", "Filipino/Filipinos/Philippine", "Manila"),
    ("Poland", "Polish/Poles", "Warsaw"),
    ("Portugal", "Portuguese", "Lisbon"),
    ("Qatar", "Qatari/Qataris", "Doha"),
    ("Romania", "Romanian/Romanians", "Bucharest"),
    ("Russia/Russian Federation", "Russian/Russians", "Moscow"),
    ("Rwanda", "Rwandan/Rwandans", "Kigali"),
    ("Saudi Arabia", "Saudi/Saudis/Saudi Arabian", "Riyadh"),
    ("Senegal", "Senegalese", "Dakar"),
    ("Serbia", "Serbian/Serbians/Serbs", "Belgrade"),
    ("Singapore", "Singaporean/Singaporeans", ""),
    ("Slovakia", "Slovak/Slovaks", "Bratislava"),
    ("Slovenia", "Slovenian/Slovenians/Slovene/Slovenes", "Ljubljana"),
    ("Somalia", "Somali/Somalis", "Mogadishu"),
    ("South Africa", "South African/South Africans", "Pretoria/Cape Town"),
    ("South Korea/Republic of Korea/ROK", "South Korean/South Koreans", "Seoul"),
    ("South Sudan", "South Sudanese", "Juba"),
    ("Soviet Union/USSR", "Soviet/Soviets", ""),
    ("Spain", "Spanish/Spaniards", "Madrid"),
    ("Sri Lanka", "Sri Lankan/Sri Lankans", "Colombo"),
    ("Sudan", "Sudanese", "Khartoum"),
    ("Sweden", "Swedish/Swedes", "Stockholm"),
    ("Switzerland", "Swiss", "Bern/Geneva"),
    ("Syria", "Syrian/Syrians", "Damascus"),
    ("Taiwan", "Taiwanese", "Taipei"),
    ("Tajikistan", "Tajik/Tajiks", "Dushanbe"),
    ("Tanzania", "Tanzanian/Tanzanians", "Dodoma"),
    ("Thailand", "Thai/Thais", "Bangkok"),
    ("Tunisia", "Tunisian/Tunisians", "Tunis"),
    ("Turkey/Türkiye", "Turkish/Turks", "Ankara"),
    ("Turkmenistan", "Turkmen", "Ashgabat"),
    ("Uganda", "Ugandan/Ugandans", "Kampala"),
    ("Ukraine", "Ukrainian/Ukrainians", "Kyiv/Kiev"),
    ("United Arab Emirates/UAE", "Emirati/Emiratis", "Abu Dhabi/Dubai"),
    ("United Kingdom/UK/Britain/Great Britain", "British/Britons/Briton", "London"),
    ("United States/USA/US/United States of America", "American/Americans", "Washington"),
    ("Uruguay", "Uruguayan/Uruguayans", "Montevideo"),
    ("Uzbekistan", "Uzbek/Uzbeks", "Tashkent"),
    ("Venezuela", "Venezuelan/Venezuelans", "Caracas"),
    ("Vietnam/Viet Nam", "Vietnamese", "Hanoi"),
    ("Yemen", "Yemeni/Yemenis", "Sanaa"),
    ("Zambia", "Zambian/Zambians", "Lusaka"),
    ("Zimbabwe", "Zimbabwean/Zimbabweans", "Harare"),
];

/// What a word or name is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    State,
    People,
    Capital,
}

struct Lookup {
    states: FxHashMap<String, &'static Row>,
    all: FxHashMap<String, Known>,
}

static LOOKUP: LazyLock<Lookup> = LazyLock::new(|| {
    let mut lookup = Lookup { states: FxHashMap::default(), all: FxHashMap::default() };
    for row in TABLE {
        let (names, people, capitals) = row;
        for name in parts(names) {
            lookup.states.insert(fold_name(name), row);
        }
        for (list, known) in [(names, Known::State), (people, Known::People), (capitals, Known::Capital)] {
            lookup.all.extend(parts(list).map(|name| (fold_name(name), known)));
        }
    }
    lookup
});

fn parts(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('/').filter(|name| !name.is_empty())
}

/// What the people of a state are called, by the name of the state.
pub(super) fn people_of(state: &str) -> impl Iterator<Item = &'static str> + use<> {
    let row = LOOKUP.states.get(&fold_name(state));
    row.into_iter().flat_map(|(_, people, _)| parts(people))
}

/// What a name is, by its folded form.
pub(super) fn known(folded: &str) -> Option<Known> {
    LOOKUP.all.get(folded).copied()
}
