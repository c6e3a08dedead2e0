//! Rows as the tests of this room hand them in. Times are minutes since 1970.

use chrono::{DateTime, Utc};

use super::block::Block;
use super::gaps::Gap;
use super::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::client::Hue;
use crate::model::connection::Calendar;
use crate::model::ids::{AppointmentId, CalendarHandle, CalendarId, ClientId, ConnectionId};
use crate::model::reason::Reason;
use crate::model::rules::{Rule, Rules};

/// Returns an instant.
pub fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(minutes * 60, 0).unwrap()
}

/// Returns a span of time.
pub fn span((begin, end): (i64, i64)) -> Span {
    (at(begin), at(end))
}

/// One that is shown, counts, and was never read.
pub fn calendar(id: &str) -> Calendar {
    Calendar {
        id: CalendarId::from(id),
        connection_id: ConnectionId::from("account"),
        handle: CalendarHandle::from(id),
        name: id.to_owned(),
        named_here: false,
        hue: Hue::Petrol,
        zone: None,
        can_write: true,
        counts_busy: true,
        rules: Rules::default(),
        receives_bookings: false,
        shown: true,
        gone: false,
        missing_since: None,
        unread: None,
        last_read_at: None,
        compared_at: None,
        covered: None,
        read_every: None,
        held: None,
    }
}

/// One that counts. Its UID is its id.
pub fn block(id: &str, calendar: &str, time: (i64, i64)) -> Block {
    let (starts_at, ends_at) = span(time);
    Block {
        id: id.to_owned(),
        uid: id.to_owned(),
        own: None,
        calendar: self::calendar(calendar),
        title: id.to_owned(),
        place: String::new(),
        starts_at,
        ends_at,
        all_day: None,
        counts: true,
        rule: Rule::Busy,
        counted_by: None,
        unreadable: false,
        zone_unknown: false,
        ignored: false,
        more: false,
    }
}

/// One in the calendar `own`, or a date of one.
pub fn appointment(id: &str, time: (i64, i64)) -> Appointment {
    let (starts_at, ends_at) = span(time);
    Appointment {
        id: AppointmentId::from(id),
        client_id: ClientId::from("client"),
        service_id: None,
        title: "Ada".to_owned(),
        place: String::new(),
        description: String::new(),
        notes: String::new(),
        start: starts_at.naive_utc(),
        minutes: u32::try_from((ends_at - starts_at).num_minutes()).unwrap(),
        zone: "UTC".to_owned(),
        starts_at,
        ends_at,
        status: Status::Confirmed,
        invite: false,
        calendar_id: Some(CalendarId::from("own")),
        uid: format!("uid of {id}"),
        sequence: 0,
        calendar_event_id: None,
        guessed: Vec::new(),
        invited: None,
        repeat: None,
    }
}

/// What is not known of a calendar at a time; `None` = at any.
pub fn gap(calendar: &str, time: Option<(i64, i64)>) -> Gap {
    Gap { span: time.map(span), ..Gap::of_all(Some(&self::calendar(calendar)), Reason::CalStale) }
}
