//! What the forms of a face send: a booking, another time, an edit.

use serde::Deserialize;
use ts_rs::TS;

use super::{Fold, RepeatDraft, Scope, Status};

/// What the form sends. Times are wall clock in `zone` (default: the practitioner's).
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BookDraft {
    /// A known client, or `None` with `client` = a name (found again by name and e-mail, else added).
    pub client_id: Option<String>,
    pub client: String,
    pub email: Option<String>,
    pub service_id: Option<String>,
    /// `2026-12-01T10:00`
    pub start: String,
    pub minutes: u32,
    pub zone: Option<String>,
    /// Which of the two, where the clocks go back and `start` comes twice: without it such a time is refused.
    #[serde(default)]
    pub fold: Option<Fold>,
    pub title: Option<String>,
    pub place: Option<String>,
    /// For the calendar and the client, beside the private notes. `None` = the line of the service; empty = none.
    #[serde(default)]
    pub description: Option<String>,
    pub notes: Option<String>,
    /// `None` = the calendar that receives bookings; `"local"` = this computer only.
    pub calendar_id: Option<String>,
    pub invite: bool,
    /// Book although it overlaps or could not be checked.
    pub anyway: bool,
    /// A series that begins at `start`; `None` = it takes place once.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub repeat: Option<RepeatDraft>,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RescheduleDraft {
    pub id: String,
    pub start: String,
    /// `None` = as long as before.
    pub minutes: Option<u32>,
    pub zone: Option<String>,
    /// As in [`BookDraft`]; where the time stays, `None` = the one that it is at.
    #[serde(default)]
    pub fold: Option<Fold>,
    /// Tell the client by the provider's mail, where they were invited.
    pub notify: bool,
    pub anyway: bool,
    /// Of a series, how much is moved. With `all` the other dates go along as far as this one, with `later` those after it do,
    /// as a series of their own. `id` is that of the date.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub scope: Option<Scope>,
}

/// An appointment as the person wants it to be: everything the form shows, not only what changed. Of a date of a series, all of
/// the series is changed.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EditDraft {
    pub id: String,
    /// As in [`BookDraft`].
    pub client_id: Option<String>,
    pub client: String,
    pub email: Option<String>,
    pub service_id: Option<String>,
    /// `2026-12-01T10:00` in `zone`
    pub start: String,
    pub minutes: u32,
    /// `None` = the zone it was booked in.
    pub zone: Option<String>,
    /// As in [`RescheduleDraft`].
    #[serde(default)]
    pub fold: Option<Fold>,
    /// `None` = the client's name.
    pub title: Option<String>,
    pub place: Option<String>,
    /// For the calendar and the client; `None` = as it was.
    #[serde(default)]
    pub description: Option<String>,
    pub notes: Option<String>,
    /// `confirmed` or `tentative`: cancelling is a verb of its own.
    pub status: Status,
    pub invite: bool,
    /// Tell the client by the provider's mail, where they were invited.
    pub notify: bool,
    pub anyway: bool,
}
