//! iCalendar (RFC 5545), lossless: what a server sent goes back byte for byte except what is ours.
//!
//! [`read()`] turns bytes into the model's words and survives what calendars hold in the wild;
//! [`write()`] edits the bytes in place. Nothing here knows HTTP, the store or the clock, and
//! a rule is read here as it is written; what a series means in time is `availability::occurrences`.

mod edit;
pub mod line;
mod names;
mod offsets;
mod patch;
pub mod read;
pub mod rule;
mod text;
pub mod tree;
mod value;
pub mod vtimezone;
mod windows;
pub mod write;

pub use read::read;
pub use write::write;
