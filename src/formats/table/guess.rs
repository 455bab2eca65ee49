//! Guesses what the columns of a table mean, from its headers and first rows.

use std::collections::BTreeSet;

use super::mapping::{ColumnMapping, FindBy, Kind, Meaning, Rows, TableMapping};
use super::sheet::Cell;
use crate::base::fold;
use crate::formats::foreign::{self, At, Report, values};

/// How many rows are looked at.
pub(super) const SAMPLE_ROWS: usize = 1000;

/// Pairs of headers for the two ends of a relationship, best first.
const ENDS: &[(&str, &str)] = &[
    ("source", "target"),
    ("sourceid", "targetid"),
    ("startid", "endid"),
    ("from", "to"),
    ("fromid", "toid"),
    ("fromname", "toname"),
    ("src", "dst"),
    ("source", "destination"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("node1", "node2"),
    ("node1id", "node2id"),
    ("entity1", "entity2"),
    ("entity1id", "entity2id"),
    ("person1", "person2"),
    ("subject", "object"),
    ("head", "tail"),
    ("ego", "alter"),
    ("parent", "child"),
    ("follower", "followed"),
    ("von", "nach"),
    ("von", "an"),
    ("quelle", "ziel"),
    ("de", "vers"),
    ("origen", "destino"),
    ("источник", "цель"),
    ("vertex1", "vertex2"),
    ("start", "end"),
];

/// What stands in both headers of a pair such as `actor_a` and `actor_b`, or `Person 1` and `Person 2`.
const SIDES: &[&str] = &[
    "actor",
    "company",
    "country",
    "entity",
    "group",
    "individual",
    "member",
    "name",
    "node",
    "organisation",
    "organization",
    "org",
    "party",
    "person",
    "player",
    "side",
    "state",
];

/// What tells the headers of such a pair apart.
const SIDE_SIGNS: &[(&str, &str)] = &[("a", "b"), ("1", "2"), ("x", "y"), ("from", "to"), ("source", "target")];

/// Headers of what names an entity in the file.
const IDS: &[&str] = &["id", "nodeid", "key", "uid", "uuid", "identifier", "entityid", "node", "nr", "kennung"];

/// Headers of what an entity is called, beyond those that every format knows.
const NAMES: &[&str] = &[
    "name",
    "label",
    "title",
    "fullname",
    "displayname",
    "caption",
    "entity",
    "person",
    "organisation",
    "organization",
    "company",
    "actor",
    "bezeichnung",
    "nom",
    "nombre",
    "имя",
    "название",
];

/// What may stand between several values in one cell.
const SEPARATORS: [&str; 4] = ["; ", ";", ", ", "|"];

/// A header as it is compared.
fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a table with these first rows means. The rows are those of a file without blank ones, its header first if it
/// has one; `whole` says that they are all.
pub(super) fn guess(rows: &[Vec<Cell<'_>>], whole: bool) -> TableMapping {
    let Some(first) = rows.first() else { return TableMapping { rows: Rows::Nothing, ..Default::default() } };
    let headers = super::unlike(first);
    let plain: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let body = &rows[1..];
    let is_of_entities = plain.iter().any(|p| IDS.contains(&p.as_str())) && plain.iter().any(|p| p == "name");
    // A thing with an id and a name that goes from one place to another is no relationship.
    let is_span = |(from, to): &(usize, usize)| {
        are_dates(body, *from, *to)
            || is_of_entities && [plain[*from].as_str(), plain[*to].as_str()] == ["start", "end"]
    };
    if let Some((from, to)) = ends(&plain).filter(|ends| !is_span(ends)) {
        return relationships(&headers, &plain, body, from, to);
    }
    if super::matrix::is_matrix(rows, whole) {
        return TableMapping { rows: Rows::Matrix, no_header: first.iter().all(is_number), ..Default::default() };
    }
    if plain.iter().any(|p| IDS.contains(&p.as_str()) || NAMES.contains(&p.as_str())) {
        return entities(&headers, &plain, body);
    }
    let ragged = rows.iter().any(|row| row.len() != first.len());
    if !ragged && has_two_titles(rows) {
        return relationships(&headers, &plain, body, 0, 1);
    }
    if ragged || first.len() == 2 {
        return TableMapping { rows: Rows::Neighbours, no_header: true, ..Default::default() };
    }
    // A table of anything: its first column names the rows.
    let mut mapping = entities(&headers, &plain, body);
    mapping.columns.insert(headers[0].clone(), ColumnMapping { is: Meaning::Id, ..Default::default() });
    mapping
}

/// Whether two columns have titles of their own: words that stand nowhere below them, while others there come again.
fn has_two_titles(rows: &[Vec<Cell<'_>>]) -> bool {
    let (Some(first), body) = (rows.first().filter(|row| row.len() == 2), rows.get(1..).unwrap_or_default()) else {
        return false;
    };
    let mut seen = BTreeSet::new();
    let below: Vec<String> = body.iter().flatten().map(|cell| cell.text().to_lowercase()).collect();
    let comes_again = below.iter().any(|text| !seen.insert(text.as_str()));
    comes_again
        && first
            .iter()
            .all(|cell| !cell.is_empty() && !is_number(cell) && !seen.contains(cell.text().to_lowercase().as_str()))
}

/// Says what a guess could have got wrong.
pub(super) fn tell_doubts(map: &TableMapping, headers: &[String], rows: &[Vec<Cell<'_>>], report: &mut Report) {
    let is_told = |column: usize| ENDS.iter().any(|(a, b)| [*a, *b].contains(&plain(&headers[column]).as_str()));
    if map.rows == Rows::Relationships && headers.len() == 2 && !is_told(0) {
        let what = "a table of two columns may have titles or not";
        report.warning(At::Line(1), what, headers.join(", "), "took its first row for titles");
    }
    for (at, header) in headers.iter().enumerate() {
        let is_thousands = map.columns.get(header).is_some_and(|column| column.kind == Some(Kind::Number));
        let is_sure = |text: &str| values::has_thousands(text) && !values::is_ambiguous(text);
        let texts = || {
            let cells = rows.iter().skip(1).filter_map(|row| row.get(at));
            cells.filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None })
        };
        if is_thousands && !texts().any(is_sure) {
            let what = "commas in numbers may part thousands or a fraction";
            report.warning(At::Line(1), what, header, "took them to part thousands; a mapping can say CommaNumber");
        }
    }
}

fn is_number(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => values::number(text).is_some(),
        Cell::Empty | Cell::Flag(_) | Cell::Date(_) => false,
    }
}

/// The columns of the two ends.
fn ends(plain: &[String]) -> Option<(usize, usize)> {
    let at = |name: &str| plain.iter().position(|p| p == name);
    let sides = || SIDES.iter().flat_map(|side| SIDE_SIGNS.iter().map(move |signs| (side, signs)));
    ENDS.iter()
        .find_map(|(from, to)| Some((at(from)?, at(to)?)))
        .or_else(|| sides().find_map(|(side, (a, b))| Some((at(&format!("{side}{a}"))?, at(&format!("{side}{b}"))?))))
}

/// What a table means of which it is known what its rows are.
pub(super) fn guess_as(what: Rows, rows: &[Vec<Cell<'_>>], no_header: bool) -> TableMapping {
    let told = TableMapping { rows: what, no_header, ..Default::default() };
    let Some(first) = rows.first() else { return told };
    let headers: Vec<String> = if no_header {
        (1..=first.len()).map(|number| number.to_string()).collect()
    } else {
        first.iter().map(|cell| cell.text().into_owned()).collect()
    };
    let plain: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let body = &rows[usize::from(!no_header)..];
    let guessed = match what {
        Rows::Relationships => {
            let (from, to) = ends(&plain).unwrap_or_else(|| likely_ends(&headers, body));
            relationships(&headers, &plain, body, from, to)
        }
        Rows::Entities => {
            let mut guessed = entities(&headers, &plain, body);
            let names = [Meaning::Id, Meaning::Name];
            if !guessed.columns.values().any(|column| names.contains(&column.is)) {
                guessed.columns.entry(headers[0].clone()).or_default().is = Meaning::Name;
            }
            guessed
        }
        Rows::Neighbours | Rows::Matrix | Rows::Nothing => TableMapping::default(),
    };
    TableMapping { rows: what, no_header, ..guessed }
}

/// The first two columns of words that have no meaning by their headers.
fn likely_ends(headers: &[String], body: &[Vec<Cell<'_>>]) -> (usize, usize) {
    let is_name = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if values::number(text).is_none() && values::date(text).is_none());
    let may_be = |column: &usize| {
        let cells = || body.iter().filter_map(|row| row.get(*column)).filter(|cell| !cell.is_empty());
        let is_free = foreign::Column::of_edge(&headers[*column]).field == foreign::Field::Property;
        is_free && cells().next().is_some() && cells().all(is_name)
    };
    let mut found = (0..headers.len()).filter(may_be);
    match (found.next(), found.next()) {
        (Some(from), Some(to)) => (from, to),
        _ => (0, 1.min(headers.len() - 1)),
    }
}

/// Whether two columns that could be ends are the start and end of a time.
fn are_dates(body: &[Vec<Cell<'_>>], from: usize, to: usize) -> bool {
    let filled = || {
        body.iter()
            .filter_map(|row| row.get(from))
            .chain(body.iter().filter_map(|row| row.get(to)))
            .filter(|c| !c.is_empty())
    };
    let is_date = |cell: &Cell<'_>| match cell {
        Cell::Date(_) => true,
        Cell::Text(text) => text.len() >= 8 && values::date(text).is_some(),
        _ => false,
    };
    filled().next().is_some() && filled().all(is_date)
}

fn relationships(headers: &[String], plain: &[String], body: &[Vec<Cell<'_>>], from: usize, to: usize) -> TableMapping {
    let mut mapping = TableMapping { rows: Rows::Relationships, find_by: FindBy::IdNameOrAlias, ..Default::default() };
    let known: BTreeSet<String> = [from, to]
        .into_iter()
        .flat_map(|end| body.iter().filter_map(move |row| row.get(end)))
        .map(|cell| cell.text().into_owned())
        .collect();
    for (column, header) in headers.iter().enumerate() {
        let cells = || body.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
        let is = match plain[column].as_str() {
            _ if column == from => Meaning::From,
            _ if column == to => Meaning::To,
            "id" | "edgeid" | "relationshipid" => Meaning::Id,
            "grade" | "admiraltygrade" | "admiralty" => Meaning::Grade,
            "certainty" | "probability" => Meaning::Likelihood,
            "type" | "directed" if are_directions(cells()) => Meaning::Directed,
            _ => Meaning::Header,
        };
        let split = if matches!(is, Meaning::From | Meaning::To) { separator(cells(), &known) } else { "" };
        let kind = kind(cells());
        if is != Meaning::Header || kind.is_some() {
            mapping
                .columns
                .insert(header.clone(), ColumnMapping { is, split: split.into(), kind, ..Default::default() });
        }
    }
    mapping
}

fn entities(headers: &[String], plain: &[String], body: &[Vec<Cell<'_>>]) -> TableMapping {
    let mut mapping = TableMapping::default();
    let id = IDS.iter().find_map(|id| plain.iter().position(|p| p == id));
    let name = NAMES.iter().find_map(|name| plain.iter().position(|p| p == name));
    for (column, header) in headers.iter().enumerate() {
        let cells = || body.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
        let is = match (id, name) {
            (Some(id), _) if id == column => Meaning::Id,
            (_, Some(name)) if name == column => Meaning::Name,
            _ if matches!(plain[column].as_str(), "blurb") => Meaning::Summary,
            _ => Meaning::Header,
        };
        let kind = kind(cells());
        if is != Meaning::Header || kind.is_some() {
            mapping.columns.insert(header.clone(), ColumnMapping { is, kind, ..Default::default() });
        }
    }
    mapping
}

/// Whether all cells say whether an edge has a direction.
fn are_directions<'c>(mut cells: impl Iterator<Item = &'c Cell<'c>>) -> bool {
    cells.all(|cell| matches!(cell, Cell::Flag(_)) || direction(&cell.text()).is_some())
}

/// Whether there is a direction, in the words that programs use.
pub(super) fn direction(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "directed" | "true" | "yes" | "1" => Some(true),
        "undirected" | "false" | "no" | "0" | "mutual" => Some(false),
        _ => None,
    }
}

/// What stands between several ends in one cell: only where most of the parts are ends of their own elsewhere.
fn separator<'c>(cells: impl Iterator<Item = &'c Cell<'c>> + Clone, known: &BTreeSet<String>) -> &'static str {
    SEPARATORS
        .into_iter()
        .find(|separator| {
            let texts: Vec<String> = cells.clone().map(|cell| cell.text().into_owned()).collect();
            let parts: Vec<&str> = texts
                .iter()
                .filter(|t| t.contains(separator))
                .flat_map(|t| t.split(separator))
                .map(str::trim)
                .collect();
            let found = parts.iter().filter(|part| known.contains(**part)).count();
            !parts.is_empty() && found * 2 >= parts.len()
        })
        .unwrap_or_default()
}

/// What the cells of a column are, where that cannot be told cell by cell.
fn kind<'c>(cells: impl Iterator<Item = &'c Cell<'c>> + Clone) -> Option<Kind> {
    let texts =
        || cells.clone().filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None });
    texts().next()?;
    let is_comma_number = |text: &str| {
        let mut parts = text.strip_prefix('-').unwrap_or(text).split(',');
        let digits = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        digits(parts.next()) && text.contains(',') && digits(parts.next()) && parts.next().is_none()
    };
    // Three digits behind every comma: thousands, or a fraction if that were always of three digits.
    let has_point = |text: &str| values::point_number(text).is_some();
    if texts().all(has_point) && texts().any(values::has_thousands) && !texts().any(|text| text.starts_with("0,")) {
        return Some(Kind::Number);
    }
    let is_whole = |text: &str| text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    if texts().all(|t| is_comma_number(t) || is_whole(t)) && texts().any(is_comma_number) {
        return Some(Kind::CommaNumber);
    }
    // 27/2/2019 or 2/27/2019: one row with a number over 12 tells for all.
    let dates: Option<Vec<(u32, u32)>> = texts().map(slashed).collect();
    let dates = dates?;
    let (first, second) = (dates.iter().map(|d| d.0).max()?, dates.iter().map(|d| d.1).max()?);
    match (first > 12, second > 12) {
        (true, false) => Some(Kind::DayFirst),
        (false, true) => Some(Kind::MonthFirst),
        _ => None,
    }
}

/// The first two numbers of a date such as `2/27/2019 8:30`.
fn slashed(text: &str) -> Option<(u32, u32)> {
    let date = text.split([' ', 'T']).next()?;
    let mut parts = date.split(['/', '-', '.']);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |part: &str| part.parse::<u32>().ok().filter(|n| (1..=31).contains(n));
    (year.len() == 4 && parts.next().is_none() && year.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    Some((number(a)?, number(b)?))
}

/// A name as it is compared when ends look for their entities.
pub(super) fn comparable(name: &str) -> String {
    fold(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<Cell<'_>>> {
        text.lines().map(|line| line.split(',').map(Cell::of).collect()).collect()
    }

    /// The headers of the two ends.
    fn ends_of(mapping: &TableMapping) -> (Option<&str>, Option<&str>) {
        let of = |end: &Meaning| mapping.columns.iter().find(|(_, c)| c.is == *end).map(|(header, _)| header.as_str());
        (of(&Meaning::From), of(&Meaning::To))
    }

    #[test]
    fn ends_are_found_by_what_their_headers_share() {
        for header in ["actor_a,relation,actor_b", "Person 1,relation,Person 2", "Company (from),since,Company (to)"] {
            let text = format!("{header}\nAnn,leads,Acme\n");
            let guessed = guess(&rows(&text), true);
            let headers: Vec<&str> = header.split(',').collect();
            assert_eq!(guessed.rows, Rows::Relationships, "{header}");
            assert_eq!(ends_of(&guessed), (Some(headers[0]), Some(headers[2])));
        }
        assert_eq!(guess(&rows("name,name_a\nAnn,Acme\n"), true).rows, Rows::Entities);
    }

    #[test]
    fn what_rows_are_can_be_told() {
        let text = "since,who,relation,firm\n2019,Ann,owns,Acme\n2018,Ben,leads,Bolt\n";
        assert_eq!(guess(&rows(text), true).rows, Rows::Entities);
        let told = guess_as(Rows::Relationships, &rows(text), false);
        assert_eq!((told.rows, ends_of(&told)), (Rows::Relationships, (Some("who"), Some("firm"))));
        let told = guess_as(Rows::Entities, &rows("first,second\nAnn,Acme\n"), false);
        assert_eq!(told.columns["first"].is, Meaning::Name);
        assert_eq!(guess_as(Rows::Relationships, &[], false).rows, Rows::Relationships);
        assert_eq!(ends_of(&guess_as(Rows::Relationships, &rows("1,2"), true)), (Some("1"), Some("2")));
        assert_eq!(guess_as(Rows::Relationships, &rows("one"), false).rows, Rows::Relationships);
    }
}
