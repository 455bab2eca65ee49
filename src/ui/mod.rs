//! The window: one of the program's two faces.
//!
//! `fonts`, `icons`, `theme` and `widgets` are the kit and know nothing of graphs. The panels read a
//! [`Session`](crate::session::Session) and send it commands; none of them changes anything itself.

mod analyse;
mod app;
pub mod canvas;
mod checks;
mod data;
mod desk;
mod dialogs;
mod directory;
mod files;
mod filter_bar;
mod find;
pub mod fonts;
mod ground;
pub mod icons;
mod inspector;
mod marks;
mod menu;
mod notices;
mod outline;
mod palette;
mod pictures;
mod quick_add;
mod read;
mod retraction;
mod shortcuts;
mod status;
pub mod theme;
mod timeline;
mod toolbar;
mod weigh;
pub mod widgets;
mod window;

pub use app::App;
pub use window::{WhenShown, run};
