//! When events happen: rules, starts and overrides. Pure; `ical` says what is written, and this what it means.

pub mod limits;
pub mod occurrences;
pub mod repeat;
pub mod rule;
mod series_start;
pub mod stamp;
pub mod starts;
