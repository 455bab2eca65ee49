//! The table of rules: what each finds, how grave that is, and why.

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It is wrong, and can only be a slip.
    Fault,
    /// It is probably wrong.
    Warning,
    /// Doubt that is written down, or work that is not done yet.
    Note,
}

impl Severity {
    /// All of them, gravest first.
    pub const ALL: &'static [Self] = &[Self::Fault, Self::Warning, Self::Note];

    /// Its name in `--json`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Fault => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// What several of it are called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Fault => "Faults",
            Self::Warning => "Warnings",
            Self::Note => "Notes",
        }
    }
}

/// Declares the rules as one table, from grave to slight.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $key:literal, $severity:ident, $name:literal, $one:literal, $many:literal, $why:literal;)*) => {
        /// What a finding is about. The order is from grave to slight.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// Its name in `--json`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$rule => $key,)* }
            }

            /// How grave what it finds is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }

            /// Its heading in a list.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What is said when `count` records share it.
            #[must_use]
            pub fn headline(self, count: usize) -> String {
                let (one, many) = match self { $(Self::$rule => ($one, $many),)* };
                format!("{count} {}", if count == 1 { one } else { many })
            }

            /// Why it matters, and when it may be left as it is.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$rule => $why,)* }
            }
        }
    };
}

rules! {
    /// An entity has no name.
    Unnamed = "unnamed", Fault, "Without a name",
        "entity has no name", "entities have no name",
        "What has no name can be neither found nor cited.";
    /// A relationship runs between types that its type does not connect.
    TypeRule = "type-rule", Fault, "Types that do not fit",
        "relationship breaks its type’s rule", "relationships break their types’ rules",
        "Every type of relationship says which types of entities it may start from and lead to. One that breaks this \
         was turned around, has the wrong type, or leads to the wrong record.";
    /// Of two dates that belong together, the second comes first.
    EndBeforeStart = "end-before-start", Fault, "End before start",
        "record ends before it starts", "records end before they start",
        "A start and an end, a birth and a death, or the publication and the retrieval of a source: the second of the \
         two cannot come first.";
    /// A source has its information, by way of others, from itself.
    CircularOrigin = "circular-origin", Fault, "Circular origin",
        "source leads back to itself", "sources lead back to themselves",
        "Follow the origins of these sources, and you come back to where you were: each repeats another, and nobody saw \
         anything. They look like several voices and are none.";
    /// A quote is not in its source’s text.
    LostQuote = "lost-quote", Fault, "Stale quote",
        "quote is not in its source’s text", "quotes are not in their sources’ texts",
        "The stored text of the source was changed, or the quote was. Evidence is as good as the passage that it quotes.";
    /// A property names an entity that is gone.
    GoneEntity = "gone-entity", Fault, "Names what is gone",
        "property names an entity that is gone", "properties name entities that are gone",
        "The entity was deleted, or never came along with what was pasted or imported.";
    /// A relationship cannot hold while one of its ends exists.
    OutsideLife = "outside-life", Warning, "Outside the life of an end",
        "relationship lies outside the life of one of its ends",
        "relationships lie outside the life of one of their ends",
        "A relationship needs both of its ends. There are honest exceptions: a precedent outlives the agreement that \
         set it.";
    /// A relationship holds longer than one of its ends exists.
    BeyondLife = "beyond-life", Warning, "Longer than the life of an end",
        "relationship holds longer than one of its ends exists",
        "relationships hold longer than one of their ends exists",
        "It starts before one of its ends does, or goes on after that has ended.";
    /// A relationship is in effect though one of its ends has ended.
    StillInEffect = "still-in-effect", Warning, "In effect after an end has ended",
        "relationship is in effect though one of its ends has ended",
        "relationships are in effect though one of their ends has ended",
        "The entity is marked as ended, and the relationship neither has an end nor says that it is over.";
    /// Two entities look like one.
    Duplicate = "duplicate", Note, "Possible duplicates",
        "pair of entities may be one", "pairs of entities may be one each",
        "Names, register numbers, dates and neighbours are compared. The score weighs what speaks for and against; it \
         is no probability, and nothing is joined unless you say so.";
    /// A relationship rests on nothing.
    Unsourced = "unsourced", Note, "Unsourced",
        "relationship has no evidence", "relationships have no evidence",
        "Nobody can say how you know.";
    /// A relationship rests on one origin alone.
    SingleSource = "single-source", Note, "Single source",
        "relationship rests on one origin alone", "relationships rest on one origin each",
        "Sources of one origin count once: two reports of one official are one report. Without that origin, nothing is \
         left.";
    /// A source disputes it.
    Disputed = "disputed", Note, "Disputed",
        "relationship is disputed", "relationships are disputed",
        "Written-down doubt is no fault. This is where to look for more evidence.";
    /// Evidence carries no grade of its source or of the information.
    Ungraded = "ungraded", Note, "Not graded",
        "piece of evidence is not graded", "pieces of evidence are not graded",
        "Evidence counts towards confidence once both its source and its information are graded.";
}

impl Rule {
    /// Whether it is a fault, which makes a file one with errors. Doubt that is written down, work that is not done yet
    /// and what may have its reasons are none.
    #[must_use]
    pub fn is_fault(self) -> bool {
        self.severity() == Severity::Fault
    }

    /// Whether one way to mend what it finds is right so often that all of it may be mended at once.
    #[must_use]
    pub fn has_sure_fix(self) -> bool {
        matches!(
            self,
            Self::EndBeforeStart | Self::LostQuote | Self::GoneEntity | Self::BeyondLife | Self::StillInEffect
        )
    }
}
