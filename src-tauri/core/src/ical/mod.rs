//! iCalendar (RFC 5545), lossless: what a server sent goes back byte for byte except what is ours.
//!
//! [`read()`] turns bytes into the model's words and survives what calendars hold in the wild; [`write()`]
//! edits the bytes in place. Depends on the model alone: nothing here knows HTTP, the store or the clock.
//! A rule is read here as it is written; when a series happens is `availability::occurrences`.

mod edit;
mod ends;
pub mod line;
mod names;
mod offsets;
mod patch;
mod people;
pub mod read;
pub mod rule;
mod text;
pub mod tree;
mod value;
pub mod vtimezone;
pub mod walls;
mod windows;
pub mod write;

pub(crate) use names::known as zone;
pub use read::read;
pub use write::write;
