//! iCalendar (RFC 5545), lossless: what a server sent goes back byte for byte except what is ours.
//!
//! [`read()`] turns bytes into the model's words and survives what calendars hold in the wild;
//! [`write()`] edits the bytes in place. Nothing here knows HTTP, the store or the clock, and
//! nothing here expands a series: that is `availability::occurrences`.

pub mod line;
mod names;
mod offsets;
pub mod read;
mod text;
pub mod tree;
mod value;
pub mod vtimezone;
mod windows;
pub mod write;

pub use read::read;
pub use write::write;
