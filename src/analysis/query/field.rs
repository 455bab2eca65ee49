//! The one table of what can be asked for, from which help, completion and this documentation are made.

use crate::model::{Credibility, Level, Likelihood, Reliability, SourceKind, Stance, Status};

/// What a field's value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Words, compared without case, accents or script.
    Text,
    /// A number, or a range such as `2..5`.
    Number,
    /// A date or interval as EDTF writes it, or a range such as `1992..1994`.
    Date,
    /// One of the schema's types.
    Type,
    /// One of these words, which have an order if they can be compared.
    Choice(fn() -> Vec<&'static str>),
    /// The name or id of an entity, or a query in parentheses.
    Entity,
    /// A query in parentheses.
    Query,
    /// The name of a property, with or without a value to compare.
    Property,
}

/// Declares the fields as one table.
macro_rules! fields {
    ($($field:ident = $key:literal $(or $also:literal)*, $kind:expr, $text:literal, $example:literal;)*) => {
        /// What can be asked of a record.
        ///
        /// | field | asks for | such as |
        /// |---|---|---|
        $(#[doc = concat!("| `", $key, "` | ", $text, " | `", $example, "` |")])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $(#[doc = concat!("`", $key, "`: ", $text)] $field,)*
        }

        impl Field {
            /// All fields, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$field,)*];

            /// The word for it in a query.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$field => $key,)* }
            }

            /// Other words that do as well.
            #[must_use]
            pub fn other_keys(self) -> &'static [&'static str] {
                match self { $(Self::$field => &[$($also,)*],)* }
            }

            /// What its value may be.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $(Self::$field => $kind,)* }
            }

            /// What it asks for, in a few words.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$field => $text,)* }
            }

            /// A query that uses it.
            #[must_use]
            pub fn example(self) -> &'static str {
                match self { $(Self::$field => $example,)* }
            }
        }
    };
}

/// The keys of a vocabulary.
macro_rules! keys {
    ($vocabulary:ty) => {
        Kind::Choice(|| <$vocabulary>::ALL.iter().map(|value| value.key()).collect())
    };
}

fields! {
    Type = "type" or "kind", Kind::Type, "type, with its subtypes; = leaves them out", "type:organisation";
    Name = "name" or "label", Kind::Text, "name; the wording of a relationship", "name:kim*";
    Alias = "alias", Kind::Text, "other names", "alias:DPRK";
    Tag = "tag", Kind::Text, "a tag, whole", "tag:nuclear";
    Status = "status", keys!(Status), "status", "status:proposed,planned";
    Date = "date" or "at", Kind::Date, "can hold then; < is over before, > begins after", "date:1994";
    From = "from" or "since", Kind::Date, "when it begins", "from>=2019-02";
    To = "to" or "until", Kind::Date, "when it ends", "to<1995";
    Linked = "linked", Kind::Entity, "has a relationship with", "linked:\"North Korea\"";
    Subject = "subject", Kind::Entity, "first end of a relationship", "subject:(type:state)";
    Object = "object", Kind::Entity, "second end of a relationship", "object:Hanoi";
    Has = "has", Kind::Query, "has a relationship that matches", "has:(type:leads status:ended)";
    Degree = "degree", Kind::Number, "how many ends of relationships it has", "degree>3";
    In = "in", Kind::Number, "how many relationships lead to it", "in:0";
    Out = "out", Kind::Number, "how many relationships start at it", "out:2..5";
    Likelihood = "likelihood", keys!(Likelihood), "ICD 203 word, in order", "likelihood>=likely";
    Confidence = "confidence", keys!(Level), "confidence, in order", "confidence<moderate";
    Source = "source", Kind::Text, "title, author, publisher, link or id of a source", "source:CNN";
    Origin = "origin", Kind::Text, "whom the information first comes from", "origin:\"State Department\"";
    SourceKind = "source-kind", keys!(SourceKind), "kind of source", "source-kind:broadcast";
    Published = "published", Kind::Date, "when a source came out", "published>=2019-02";
    Reliability = "reliability", keys!(Reliability), "A to F; > is better", "reliability>=B";
    Credibility = "credibility", keys!(Credibility), "1 to 6; > is better", "credibility<3";
    Stance = "stance", keys!(Stance), "what evidence does", "stance:disputes";
    Quote = "quote", Kind::Text, "words in a quote", "quote:\"liaison office\"";
    Analyst = "analyst", Kind::Text, "who recorded evidence", "analyst:ann";
    Evidence = "evidence", Kind::Number, "how many pieces of evidence it has", "evidence>=2";
    Origins = "origins", Kind::Number, "how many independent origins support it", "origins<2";
    Note = "note" or "notes", Kind::Text, "words in summary or notes", "note:sanctions";
    Property = "property" or "prop", Kind::Property, "a property, or its value", "property:born<1950";
    Weight = "weight", Kind::Number, "weight", "weight>=2";
    Group = "group", Kind::Text, "a group of the view", "group:\"In the talks\"";
    External = "external", Kind::Text, "an id elsewhere, or the register", "external:Q423";
    Id = "id", Kind::Text, "id", "id:kim-jong-un-7f3kq2";
    Is = "is", Kind::Choice(|| State::ALL.iter().map(|state| state.key()).collect()), "what it is", "is:disputed";
}

impl Field {
    /// The field that a query calls `word`, in any case.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let fits = |key: &str| key.eq_ignore_ascii_case(word);
        Self::ALL.iter().copied().find(|field| fits(field.key()) || field.other_keys().iter().any(|key| fits(key)))
    }
}

/// Declares the states as one table.
macro_rules! states {
    ($($state:ident = $key:literal $(or $also:literal)*, $text:literal;)*) => {
        /// What `is:` asks for.
        ///
        /// | state | holds for |
        /// |---|---|
        $(#[doc = concat!("| `is:", $key, "` | ", $text, " |")])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum State {
            $(#[doc = $text] $state,)*
        }

        impl State {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$state,)*];

            /// The word for it in a query.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$state => $key,)* }
            }

            /// What it holds for.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$state => $text,)* }
            }

            /// The state that a query calls `word`, in any case.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                $(if word.eq_ignore_ascii_case($key) $(|| word.eq_ignore_ascii_case($also))* {
                    return Some(Self::$state);
                })*
                None
            }
        }
    };
}

states! {
    Entity = "entity" or "node", "entities";
    Relationship = "relationship" or "edge", "relationships";
    Pinned = "pinned", "entities that layouts leave where they are";
    Hidden = "hidden", "what the view hides by hand";
    Placed = "placed", "entities that stand somewhere in the view";
    Disputed = "disputed", "what a source disputes";
    Unsourced = "unsourced", "what has no evidence; for an entity, neither it nor its relationships";
    SingleSource = "single-source", "what rests on one source or one origin";
    Undated = "undated", "what has no date";
    Isolated = "isolated" or "orphan", "entities without relationships";
    Looped = "looped", "relationships of an entity with itself";
    ByHand = "by-hand", "relationships whose confidence was set by hand";
}

/// How terms are put together: what is written, and what it means.
pub const SYNTAX: &[(&str, &str)] = &[
    ("kim", "a name, alias or wording with such a word; case, accents and script do not matter, nor does one slip"),
    ("\"kim jong\"", "the same letter for letter"),
    ("a b", "both; also a and b"),
    ("a or b", "one of them at least; also a | b"),
    ("-a", "not; also not a. What it shuts out never shows"),
    ("(a or b) c", "parentheses as usual"),
    ("field:value", "is, or for words: contains"),
    ("field=value  field!=value", "is and is not, exactly"),
    ("field<value  <=  >  >=", "compares numbers, dates and words that have an order"),
    ("field:a,b", "one of these"),
    ("field:k*n", "* stands for anything; field:* for any value at all"),
];

/// The language as plain text.
#[must_use]
pub fn help() -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let mut table = |title: &str, rows: &[(String, String)]| {
        let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        let _ = writeln!(out, "{title}:");
        for (left, right) in rows {
            let _ = writeln!(out, "  {left:<width$}  {right}");
        }
        out.push('\n');
    };
    let syntax: Vec<_> = SYNTAX.iter().map(|(left, right)| ((*left).into(), (*right).into())).collect();
    table("A query", &syntax);
    let fields: Vec<_> = Field::ALL.iter().map(|f| (f.example().into(), f.text().into())).collect();
    table("Fields", &fields);
    let states: Vec<_> = State::ALL.iter().map(|s| (format!("is:{}", s.key()), s.text().into())).collect();
    table("States", &states);
    out.truncate(out.trim_end().len());
    out
}
