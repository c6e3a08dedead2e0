//! The person's own time: what is worked, and what they set beside it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LimitWord;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WorkingSpan {
    pub from: String,
    pub to: String,
}

/// Days that have other hours than their weekdays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExceptionalDays {
    /// The first and the last, `2026-12-24`.
    pub from: String,
    pub to: String,
    /// The spans worked; none = days off.
    pub hours: Vec<WorkingSpan>,
}

/// Something of the person's own that a time breaks. It is said, and nothing is refused for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Limit {
    pub what: LimitWord,
    /// How much was set: minutes of `notice`, `break` and `travel`, days of `horizon`, appointments of `day_full`.
    pub amount: Option<u32>,
    /// With `break` and `travel`: beside what there is too little time, and when that is (practitioner's zone).
    pub title: Option<String>,
    pub day: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}
