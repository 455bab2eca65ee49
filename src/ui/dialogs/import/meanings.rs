//! The fields that a column can fill, as a list to choose from.

use crate::formats::table::{ColumnMapping, Kind, Meaning, Rows, meaning_of_header};
use crate::ui::icons::{self, Icon};
use crate::ui::widgets::{Choice, Sign};

/// What is chosen for a column: its field, and what its values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub is: Meaning,
    pub kind: Option<Kind>,
}

/// Where columns of entities keep what other registers call them.
const REGISTERS: &[&str] = &["wikidata", "lei", "iso3166"];

/// What a column means, with what its header says worked out.
pub(super) fn resolved(header: &str, told: &ColumnMapping, rows: Rows) -> Meaning {
    match &told.is {
        Meaning::Header => meaning_of_header(header, rows),
        meaning => meaning.clone(),
    }
}

/// Its words and its icon.
pub(super) fn shown(meaning: &Meaning, kind: Option<Kind>) -> (String, Icon) {
    let (words, icon): (String, Icon) = match meaning {
        Meaning::Id => ("Id".into(), icons::KEY),
        Meaning::From => ("From entity".into(), icons::USER),
        Meaning::To => ("To entity".into(), icons::USER),
        Meaning::Name => ("Name".into(), icons::USER),
        Meaning::Alias => ("Other names".into(), icons::USERS),
        Meaning::Label => ("Label".into(), icons::TEXT_T),
        Meaning::Type => ("Type".into(), icons::LINE_SEGMENT),
        Meaning::Summary => ("Summary".into(), icons::NOTE),
        Meaning::Notes => ("Notes".into(), icons::NOTE),
        Meaning::Tags => ("Tags".into(), icons::TAG),
        Meaning::Start => ("Valid from".into(), icons::CALENDAR_BLANK),
        Meaning::End => ("Valid to".into(), icons::CALENDAR_BLANK),
        Meaning::Date => ("Valid".into(), icons::CALENDAR_BLANK),
        Meaning::Status => ("Status".into(), icons::SEAL_QUESTION),
        Meaning::Weight => ("Weight".into(), icons::HASH),
        Meaning::Likelihood => ("Likelihood, ICD 203".into(), icons::PERCENT),
        Meaning::Grade => ("Admiralty grade".into(), icons::SEAL_CHECK),
        Meaning::Directed => ("Directed or not".into(), icons::ARROW_RIGHT),
        Meaning::Source => ("Source".into(), icons::NEWSPAPER),
        Meaning::External(register) => (format!("Identifier, {register}"), icons::LINK),
        Meaning::X => ("Position, right".into(), icons::CROSSHAIR),
        Meaning::Y => ("Position, down".into(), icons::CROSSHAIR),
        Meaning::Property(name) => (format!("Property “{name}”"), icons::LIST_BULLETS),
        Meaning::Header => ("As its header says".into(), icons::LIST_BULLETS),
        Meaning::Nothing => ("Skip this column".into(), icons::PROHIBIT),
    };
    let is_time = matches!(meaning, Meaning::Start | Meaning::End | Meaning::Date);
    let suffix = match kind {
        Some(Kind::DayFirst) if is_time => ", DD/MM/YYYY",
        Some(Kind::MonthFirst) if is_time => ", MM/DD/YYYY",
        Some(Kind::CommaNumber) if !is_time => ", 1,5",
        Some(Kind::Number) if !is_time => ", 1,234.5",
        _ => "",
    };
    (words + suffix, icon)
}

/// All fields that a column of such a table can fill.
pub(super) fn choices(
    header: &str,
    told: &ColumnMapping,
    rows: Rows,
    samples: &str,
    query: &str,
) -> Vec<Choice<Chosen>> {
    let now = Chosen { is: resolved(header, told, rows), kind: told.kind };
    let kept = told.kind.filter(|kind| !matches!(kind, Kind::DayFirst | Kind::MonthFirst));
    let mut out: Vec<Choice<Chosen>> = Vec::new();
    let mut add = |heading: &str, is: Meaning, kind: Option<Kind>| {
        let (label, icon) = shown(&is, kind);
        if !label.to_lowercase().contains(&query.trim().to_lowercase()) {
            return;
        }
        let value = Chosen { is, kind };
        let selected = value == now;
        out.push(Choice { sign: Sign::Icon(icon), heading: heading.into(), selected, ..Choice::new(value, label) });
    };
    let of_edge = rows == Rows::Relationships;
    let fields: &[Meaning] = if of_edge {
        &[
            Meaning::From,
            Meaning::To,
            Meaning::Type,
            Meaning::Label,
            Meaning::Likelihood,
            Meaning::Status,
            Meaning::Weight,
        ]
    } else {
        &[Meaning::Name, Meaning::Alias, Meaning::Type, Meaning::Id, Meaning::Summary, Meaning::Status]
    };
    for field in fields {
        let heading = if of_edge { "Relationship" } else { "Entity" };
        let kind = kept.filter(|_| *field == Meaning::Weight);
        add(heading, field.clone(), kind);
        if *field == Meaning::Weight && samples.contains(',') {
            for other in [Kind::CommaNumber, Kind::Number].into_iter().filter(|other| kind != Some(*other)) {
                add(heading, field.clone(), Some(other));
            }
        }
    }
    let has_order = samples.contains(['/', '.', '-']);
    for field in [Meaning::Start, Meaning::End, Meaning::Date] {
        add("Dates", field.clone(), None);
        for order in [Kind::DayFirst, Kind::MonthFirst] {
            if has_order || now == (Chosen { is: field.clone(), kind: Some(order) }) {
                add("Dates", field.clone(), Some(order));
            }
        }
    }
    add("Evidence", Meaning::Source, None);
    if of_edge {
        add("Evidence", Meaning::Grade, None);
    }
    for field in [Meaning::Tags, Meaning::Notes] {
        add("More", field, None);
    }
    if of_edge {
        add("More", Meaning::Directed, None);
        add("More", Meaning::Id, None);
    } else {
        for register in REGISTERS {
            add("More", Meaning::External((*register).to_owned()), None);
        }
        add("More", Meaning::X, kept);
        add("More", Meaning::Y, kept);
    }
    let name = if header.is_empty() { "column" } else { header };
    add("More", Meaning::Property(name.to_owned()), kept);
    add("More", Meaning::Nothing, None);
    out
}

/// Whether several values may stand in one cell.
pub(super) fn may_be_split(meaning: &Meaning) -> bool {
    matches!(
        meaning,
        Meaning::From | Meaning::To | Meaning::Alias | Meaning::Tags | Meaning::Source | Meaning::Property(_)
    )
}
