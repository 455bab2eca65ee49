//! The window's building blocks: fonts, icons, theme and widgets. Nothing here knows the graph.

pub mod fonts;
pub mod icons;
pub mod theme;
pub mod widgets;
