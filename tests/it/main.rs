//! Tests of the product as a whole, without a window.

mod generated;
mod ical_corpus;
mod ical_wild;
mod occurrences;
mod recurrence;
