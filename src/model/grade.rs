//! The closed vocabularies: Admiralty grades, ICD 203 terms, status, stance, access and direction.
//!
//! Every value has a *key*, which stands in files and on the command line and never changes, and a *label*, which
//! people read.

use std::fmt;

/// A text that names no value of a closed vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {what}; expected one of {expected}")]
pub struct UnknownKey {
    /// What was read.
    pub found: String,
    /// Which vocabulary was wanted.
    pub what: &'static str,
    /// The keys that would do, joined by commas.
    pub expected: String,
}

/// Declares an enum whose values have a key and a label.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident: $what:literal { $($(#[$vdoc:meta])* $value:ident = $key:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $value,)*
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value,)*];

            /// The word for it in files.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$value => $key,)* }
            }

            /// The words for it on screen.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$value => $label,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::UnknownKey;

            fn from_str(key: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.key() == key).ok_or_else(|| $crate::model::UnknownKey {
                    found: key.chars().take(40).collect(),
                    what: $what,
                    expected: Self::ALL.iter().map(|value| value.key()).collect::<Vec<_>>().join(", "),
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// How reliable a source is, from the Admiralty code (NATO STANAG 2511).
    Reliability: "reliability" {
        /// No doubt of its authenticity, trustworthiness or competence.
        A = "A", "Completely reliable";
        /// Minor doubt.
        B = "B", "Usually reliable";
        /// Doubt, but it was right before.
        C = "C", "Fairly reliable";
        /// Significant doubt.
        D = "D", "Not usually reliable";
        /// It lacks authenticity or was wrong before.
        E = "E", "Unreliable";
        /// There is no basis to judge it.
        F = "F", "Reliability cannot be judged";
    }
}

vocabulary! {
    /// How credible one piece of information is, from the Admiralty code (NATO STANAG 2511).
    Credibility: "credibility" {
        /// Confirmed by independent sources.
        One = "1", "Confirmed by other sources";
        /// Logical and consistent with what is known.
        Two = "2", "Probably true";
        /// Reasonably logical, agrees with some of what is known.
        Three = "3", "Possibly true";
        /// Not illogical, but there is nothing else on it.
        Four = "4", "Doubtful";
        /// Contradicted by what is known.
        Five = "5", "Improbable";
        /// There is no basis to judge it.
        Six = "6", "Truth cannot be judged";
    }
}

vocabulary! {
    /// How likely something is, in the words of ICD 203 (2015), least likely first.
    Likelihood: "likelihood" {
        /// 1–5 %
        AlmostNoChance = "almost-no-chance", "Almost no chance";
        /// 5–20 %
        VeryUnlikely = "very-unlikely", "Very unlikely";
        /// 20–45 %
        Unlikely = "unlikely", "Unlikely";
        /// 45–55 %
        EvenChance = "even-chance", "Roughly even chance";
        /// 55–80 %
        Likely = "likely", "Likely";
        /// 80–95 %
        VeryLikely = "very-likely", "Very likely";
        /// 95–99 %
        AlmostCertain = "almost-certain", "Almost certain";
    }
}

impl Likelihood {
    /// The range that ICD 203 gives for the word, in percent.
    #[must_use]
    pub fn percent(self) -> (u8, u8) {
        match self {
            Self::AlmostNoChance => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::EvenChance => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }
}

vocabulary! {
    /// How firmly a claim rests on its evidence, least firm first.
    Level: "confidence" {
        /// There is nothing graded to judge it by.
        Ungraded = "ungraded", "Ungraded";
        /// Anything less than moderate.
        Low = "low", "Low";
        /// One good origin, or two fair ones.
        Moderate = "moderate", "Moderate";
        /// Two independent good origins, undisputed.
        High = "high", "High";
    }
}

vocabulary! {
    /// Whether something holds.
    Status: "status" {
        /// It holds during its valid time.
        InEffect = "in-effect", "In effect";
        /// Somebody put it forward.
        Proposed = "proposed", "Proposed";
        /// It is decided, and lies ahead.
        Planned = "planned", "Planned";
        /// Somebody says so without proof.
        Alleged = "alleged", "Alleged";
        /// A party to it says that it is not so.
        Denied = "denied", "Denied";
        /// It held once.
        Ended = "ended", "Ended";
    }
}

vocabulary! {
    /// What a source's passage does to a claim.
    Stance: "stance" {
        /// It speaks for it.
        Supports = "supports", "Supports";
        /// It speaks against it.
        Disputes = "disputes", "Disputes";
        /// It helps to understand it, and counts neither way.
        Context = "context", "Context";
    }
}

vocabulary! {
    /// How the source came to know.
    Access: "access" {
        /// It saw or took part.
        Direct = "direct", "Direct";
        /// It was told.
        Hearsay = "hearsay", "Hearsay";
    }
}

vocabulary! {
    /// Which way a relationship points.
    Direction: "direction" {
        /// From its first end to its second.
        Forward = "forward", "One way";
        /// Both ways.
        Both = "both", "Both ways";
        /// Neither way.
        Neither = "none", "No direction";
    }
}

/// An Admiralty pair such as `B2`, with a dash for a grade that was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair(pub Option<Reliability>, pub Option<Credibility>);

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.map_or("–", Reliability::key), self.1.map_or("–", Credibility::key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_and_unknown_ones_name_the_choices() {
        for value in Likelihood::ALL {
            assert_eq!(value.key().parse(), Ok(*value));
        }
        let error = "G".parse::<Reliability>().unwrap_err();
        assert_eq!(error.to_string(), "\"G\" is no reliability; expected one of A, B, C, D, E, F");
    }

    #[test]
    fn pairs_show_what_is_missing() {
        assert_eq!(Pair(Some(Reliability::B), Some(Credibility::Two)).to_string(), "B2");
        assert_eq!(Pair(None, Some(Credibility::Two)).to_string(), "–2");
    }
}
