//! Colours by the part they play. What a part looks like is the theme's business.

use std::fmt;

use crate::model::{Colour, Palette};

/// A colour by the part it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// The theme's tone for a class of entities.
    Palette(Palette),
    /// The same red, green and blue in every theme.
    Rgb(u8, u8, u8),
    /// Relationships.
    Edge,
    /// Text.
    T1,
    /// Secondary text.
    T2,
    /// Hints.
    T3,
    /// What stands on a disc.
    OnDisc,
    /// The ground.
    Canvas,
    /// Selection and focus.
    Accent,
    /// The ground of what is selected.
    AccentWeak,
    /// Good, added.
    Ok,
    /// Bad, removed, disputed.
    Bad,
    /// Changed, to be checked.
    Warn,
    /// A shade for a number, from 0 for the lowest to [`SHADES`](crate::analysis::figures::SHADES) − 1.
    Shade(u8),
}

impl From<Colour> for Ink {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Palette(class) => Self::Palette(class),
            Colour::Rgb(r, g, b) => Self::Rgb(r, g, b),
        }
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Palette(class) => f.write_str(class.key()),
            Self::Rgb(r, g, b) => write!(f, "#{r:02X}{g:02X}{b:02X}"),
            Self::Shade(nth) => write!(f, "shade {nth}"),
            other => write!(f, "{}", format!("{other:?}").to_lowercase()),
        }
    }
}
