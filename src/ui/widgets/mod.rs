//! The widgets of the kit: small builders that draw themselves into a `Ui` and return a response.
//!
//! They take plain strings and enums of their own, keep no state outside egui's memory, name
//! themselves to screen readers, and show the keyboard focus as a ring of two points.

mod badge;
mod button;
mod card;
mod chip;
mod compose;
mod dialog;
mod disc;
mod field;
mod likelihood;
pub mod markdown;
mod menu_item;
mod notice;
mod paint;
mod picker;
mod prose;
mod row;
mod section;
mod segmented;
mod situation;
mod tabs;
pub mod text;
mod toggle;
mod tooltip;

pub use badge::{Stance, grade, key_cap, paint_grade, stance_badge, stance_line};
pub use button::{Button, Emphasis, IconButton};
pub use card::{EvidenceCard, card};
pub use chip::{Chip, ChipResponse, Tone};
pub use compose::is_composing;
pub use dialog::{Dialog, DialogAction, DialogResponse};
pub use disc::{Disc, DiscRing, disc_shapes, paint_disc};
pub use field::{LABEL_WIDTH, SearchField, TextField, field_row, select};
pub use likelihood::{Likelihood, likelihood_bars, paint_likelihood};
pub use menu_item::{MenuItem, begin_by_keys, menu_separator};
pub use notice::{Notice, NoticeEvent, NoticePlace, notices, warning_strip};
pub use paint::{focus_ring, icon, icon_shape, line, snap, text_left, text_left_shape};
pub use picker::{Choice, Picker, Sign, choice_row, kept, open_list};
pub use prose::{TextArea, TitleField, written};
pub use row::ListRow;
pub use section::{Section, SectionResponse};
pub use segmented::{Segment, segmented};
pub use situation::{EmptyState, ErrorCard, ProgressResponse, ProgressRow, no_matches};
pub use tabs::{Tab, tabs};
pub use toggle::{Check, checkbox, radio};
pub use tooltip::{named, titled};
