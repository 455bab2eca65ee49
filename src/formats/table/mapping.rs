//! What the columns of tables mean: guessed from their headers, or told by a file that can be used again.
//!
//! Such a file is RON: `(tables: [(rows: Relationships, columns: {"Buyer": (is: From), "Seller": (is: To, split: "; ")})])`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::formats::foreign::Column;

/// What the tables of a file mean.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// One for each table; a table that none of them names is guessed.
    pub tables: Vec<TableMapping>,
}

/// What one table means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableMapping {
    /// The name of the sheet, or how the name of the text file ends; empty for any table.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// What a row is.
    pub rows: Rows,
    /// What stands between cells of a text file; found out where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Whether there is no row of headers: then columns go by their numbers, from 1.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_header: bool,
    /// The entity type of what no column gives a type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub entity_type: String,
    /// The relationship type of what no column gives a type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub relationship_type: String,
    /// Whether relationships have no direction.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undirected: bool,
    /// The title of a source that every row rests on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// How ends of relationships find their entities.
    pub find_by: FindBy,
    /// What columns mean, by header. A column that is not named here is a property of its own name.
    pub columns: BTreeMap<String, ColumnMapping>,
}

impl TableMapping {
    /// Whether its rows are relationships of which no column says where they start or where they lead.
    #[must_use]
    pub fn lacks_ends(&self) -> bool {
        let has = |end: Meaning| self.columns.values().any(|column| column.is == end);
        self.rows == Rows::Relationships && !(has(Meaning::From) && has(Meaning::To))
    }
}

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Rows {
    /// An entity.
    #[default]
    Entities,
    /// A relationship.
    Relationships,
    /// An entity and the weights of its relationships to the entities of the columns.
    Matrix,
    /// An entity and those that it is related to.
    Neighbours,
    /// Nothing: the table is left out.
    Nothing,
}

/// How ends of relationships find the entities that were read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FindBy {
    /// By id only.
    Id,
    /// By id, else by name, else by another name; letter case, accents and blanks do not count.
    #[default]
    IdNameOrAlias,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMapping {
    /// The field that it fills.
    pub is: Meaning,
    /// What stands between several values in one cell; empty where a cell holds one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub split: String,
    /// What its values are; found out cell by cell where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What words in it stand for, read instead of them: `{"funds": "aids"}`. Letter case, accents and blanks do not
    /// count; a word that stands for nothing is left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

/// The field that a column fills.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Meaning {
    /// What names the record in the file.
    Id,
    /// Where a relationship starts.
    From,
    /// Where it leads.
    To,
    /// What an entity is called.
    Name,
    /// Its other names.
    Alias,
    /// The label of a relationship.
    Label,
    /// The type.
    Type,
    /// One line on an entity.
    Summary,
    /// Markdown.
    Notes,
    /// Free words.
    Tags,
    /// When it begins.
    Start,
    /// When it ends.
    End,
    /// When it was.
    Date,
    /// Whether it holds.
    Status,
    /// How strong a relationship is.
    Weight,
    /// How likely a relationship is: a word of ICD 203, or a share such as `0.7`.
    Likelihood,
    /// An Admiralty grade such as `B2`: the letter is that of the source, the number that of what it says here.
    Grade,
    /// Whether a relationship has a direction: `Directed`, `Undirected`, true or false.
    Directed,
    /// Titles or addresses of sources.
    Source,
    /// An identifier in this register.
    External(String),
    /// Where an entity stands, to the right.
    X,
    /// Where it stands, downwards.
    Y,
    /// A property of this name.
    Property(String),
    /// What the header says, which is a property if it is no known field.
    #[default]
    Header,
    /// Nothing.
    Nothing,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Words, whatever they look like.
    Text,
    /// Numbers with a decimal point.
    Number,
    /// Numbers with a decimal comma.
    CommaNumber,
    /// Yes and no.
    Flag,
    /// Dates; those with a day, a month and a year in this order.
    DayFirst,
    /// Dates; those with a month, a day and a year in this order.
    MonthFirst,
}

/// Why a mapping could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("This is no mapping of tables: line {line}, column {column}: {problem}")]
pub struct MappingError {
    line: usize,
    column: usize,
    problem: String,
}

impl Mapping {
    /// Reads a mapping from RON.
    ///
    /// # Errors
    /// With the place of the first error.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        options.from_str(text).map_err(|error| MappingError {
            line: error.span.start.line,
            column: error.span.start.col,
            problem: error.code.to_string(),
        })
    }

    /// Writes it as RON.
    #[must_use]
    pub fn to_text(&self) -> String {
        let pretty = ron::ser::PrettyConfig::new().extensions(ron::extensions::Extensions::IMPLICIT_SOME);
        ron::ser::to_string_pretty(self, pretty).unwrap_or_default()
    }

    /// What is told of a table of this name.
    pub(super) fn of_table(&self, name: &str) -> Option<&TableMapping> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let named = |t: &&TableMapping| !t.sheet.is_empty() && (name == t.sheet || stem.ends_with(&t.sheet));
        self.tables.iter().find(named).or_else(|| self.tables.iter().find(|t| t.sheet.is_empty()))
    }
}

impl Meaning {
    /// The column of the draft that it fills; `None` for what the reader itself deals with.
    pub(super) fn column(&self, header: &str, of_edge: bool) -> Option<Column> {
        let of = if of_edge { Column::of_edge } else { Column::of_node };
        Some(of(match self {
            Self::Id | Self::From | Self::To | Self::Directed | Self::Grade | Self::Nothing => return None,
            Self::Likelihood if !of_edge => header,
            Self::Likelihood => "likelihood",
            Self::Name | Self::Label => "label",
            Self::Alias => "aliases",
            Self::Type => "type",
            Self::Summary => "summary",
            Self::Notes => "notes",
            Self::Tags => "tags",
            Self::Start => "start",
            Self::End => "end",
            Self::Date => "date",
            Self::Status => "status",
            Self::Weight => "weight",
            Self::Source => "sources",
            Self::X => "x",
            Self::Y => "y",
            Self::External(register) => return Some(of(&format!("external:{register}"))),
            Self::Property(name) => return Some(Column::property(name)),
            Self::Header => header,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_and_written() {
        let text = r#"(tables: [(
            sheet: "deals", rows: Relationships, delimiter: ';', source: "Register",
            columns: {"Buyer": (is: From), "Seller": (is: To, split: "; "), "Sum": (is: Property("amount"), kind: CommaNumber)},
        )])"#;
        let mapping = Mapping::parse(text).unwrap();
        assert_eq!(mapping.tables[0].columns["Seller"].split, "; ");
        assert_eq!(Mapping::parse(&mapping.to_text()).unwrap(), mapping);
        assert!(mapping.of_table("2019-deals.csv").is_some());
        assert!(mapping.of_table("people.csv").is_none());
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let error = Mapping::parse("(tables: [\n(rows: Relations)])").unwrap_err().to_string();
        assert!(error.starts_with("This is no mapping of tables: line 2, column "), "{error}");
        assert!(error.contains("Relations"), "{error}");
    }
}
