//! iCalendar (RFC 5545) without loss: what a server sent goes back byte for byte, except for what is ours.
//!
//! [`read()`] turns bytes into the model's types and copes with what calendars hold in the wild; [`write()`]
//! edits the bytes in place. Nothing here knows HTTP, the store or the clock.
//! Rules stand here as they are written; `recurrence` works out when a series happens.

mod attendees;
mod cut;
mod dates;
mod duration;
mod edit;
mod glimpse;
pub mod line;
mod offsets;
mod one_date;
mod overrides;
mod patch;
pub mod read;
mod repeat;
pub mod split;
mod text;
mod times;
pub mod tree;
mod value;
pub mod vtimezone;
mod windows_zones;
pub mod write;
mod zone_names;

pub(crate) use cut::{cut, is_cut};
pub use glimpse::glimpse;
pub use one_date::write_one_date;
pub use read::{read, unknown_zones};
pub use repeat::{is_repeated, is_ruled, moved, recurrence_lines};
pub(crate) use windows_zones::windows as windows_zone;
pub use write::write;
pub(crate) use zone_names::known as zone;
