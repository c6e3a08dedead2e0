//! When events happen: rules, starts and overrides. Pure; `ical` says what is written, and this what it means.

mod excluded;
pub mod limits;
pub mod occurrences;
pub mod repeat;
pub mod rule;
mod series;
mod series_start;
pub mod stamp;
pub mod starts;
