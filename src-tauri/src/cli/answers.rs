//! What verbs print as JSON beyond the views of the core. Their fields are a contract: added to, never renamed.

use daybook_core::app::views::{
    Appointment, Availability, Clash, Happened, Limit, OfferedTime, Reason, Rule, Unchecked, Verdict,
};
use serde::Serialize;

/// A saved change: the appointment as it is now, and how to take the change back.
#[derive(Serialize)]
pub struct Changed {
    #[serde(flatten)]
    pub appointment: Appointment,
    pub change_id: String,
    /// There where the change chose a time.
    #[serde(flatten)]
    pub time: Option<Time>,
}

/// What is known of a time that was taken.
#[derive(Serialize)]
pub struct Time {
    pub clashes: Vec<Clash>,
    /// Calendars that count as busy and could not be read lately.
    pub unchecked: Vec<Unchecked>,
    /// What of the person's own it breaks.
    pub limits: Vec<Limit>,
}

/// A change that was taken back.
#[derive(Serialize)]
pub struct Undone {
    pub appointment_id: String,
    /// What was taken back.
    pub undone: Happened,
    /// As it is now; `None` = a booking was taken back, and nothing is left of it.
    pub appointment: Option<Appointment>,
    /// Takes this back in turn; `None` = it cannot be.
    pub change_id: Option<String>,
}

/// Whether an event that cannot be read takes no time.
#[derive(Serialize)]
pub struct Ignored {
    /// Its id.
    pub event: String,
    pub ignored: bool,
}

/// A time that is free as far as is known.
#[derive(Serialize)]
pub struct Offer {
    #[serde(flatten)]
    pub time: OfferedTime,
    /// `unknown` where a calendar could not be checked.
    pub answer: Availability,
}

impl From<OfferedTime> for Offer {
    fn from(time: OfferedTime) -> Self {
        Self { answer: if time.checked { Availability::Free } else { Availability::Unknown }, time }
    }
}

/// Whether a time is free, with all that keeps it from being free in one list.
#[derive(Serialize)]
pub struct Checked {
    /// The same word as `answer`.
    pub verdict: Availability,
    pub reasons: Vec<Why>,
    #[serde(flatten)]
    pub found: Verdict,
}

impl From<Verdict> for Checked {
    fn from(found: Verdict) -> Self {
        let clashes = found.clashes.iter().map(Why::clash);
        let skipped = found.skipped.then(Why::skipped);
        let reasons = skipped.into_iter().chain(clashes).chain(found.unchecked.iter().map(Why::unchecked)).collect();
        Self { verdict: found.answer, reasons, found }
    }
}

/// One thing that keeps a time from being free.
#[derive(Serialize)]
pub struct Why {
    pub kind: Kind,
    /// `None` = only on this computer, or not known.
    pub calendar: Option<String>,
    /// Of what is not checked: the title of an event that cannot be read, if it is known.
    pub title: Option<String>,
    /// RFC 3339.
    pub start: Option<String>,
    pub end: Option<String>,
    /// By which rule it counts; `None` where that is not known.
    pub rule: Option<&'static str>,
    /// RFC 3339: when what was not checked was read last; `None` = never.
    pub since: Option<String>,
    /// Why it was not checked, or is no time.
    pub reason: Option<Reason>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Appointment,
    Event,
    /// A calendar that could not be checked.
    Unchecked,
    /// The clocks skip that hour.
    Skipped,
}

impl Why {
    fn clash(one: &Clash) -> Self {
        Self {
            kind: if one.own { Kind::Appointment } else { Kind::Event },
            calendar: one.calendar.clone(),
            title: Some(one.title.clone()),
            start: Some(one.start.clone()),
            end: Some(one.end.clone()),
            rule: Some(one.rule.unwrap_or(Rule::Busy).word()),
            since: None,
            reason: None,
        }
    }

    fn skipped() -> Self {
        Self {
            kind: Kind::Skipped,
            calendar: None,
            title: None,
            start: None,
            end: None,
            rule: None,
            since: None,
            reason: Some(Reason::BookSkipped),
        }
    }

    fn unchecked(gap: &Unchecked) -> Self {
        Self {
            kind: Kind::Unchecked,
            calendar: Some(gap.calendar.clone()).filter(|name| !name.is_empty()),
            title: gap.event.as_ref().map(|event| event.title.clone()).filter(|title| !title.is_empty()),
            start: None,
            end: None,
            rule: None,
            since: gap.last_read.clone(),
            reason: Some(gap.reason),
        }
    }
}
