//! An appointment as a device shows it, and as it stands at the provider, in the same words.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::Appointment;
use daybook_core::model::appointment::Status;

use super::far_side::Standing;
use super::ledger::Field;

/// What the laws compare of an appointment, as somebody sees it.
pub type View = [(Field, String); 3];

pub fn name(device: usize) -> char {
    ['A', 'B', 'C'][device]
}

/// As it is typed in Berlin's winter.
pub fn local(start: DateTime<Utc>) -> String {
    (start + TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M").to_string()
}

/// What a device shows of an appointment.
pub fn view(one: &Appointment) -> View {
    let start = one.start.parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc();
    let status = if one.status == Status::Cancelled { "off" } else { "on" };
    [
        (Field::Time, format!("{}+{}", local(start), one.minutes)),
        (Field::Title, one.title.clone()),
        (Field::Status, status.to_owned()),
    ]
}

/// What stands there of an appointment.
pub fn there(one: &Standing) -> View {
    let event = &one.event;
    let status = if event.cancelled { "off" } else { "on" };
    [
        (Field::Time, format!("{}+{}", local(event.start), (event.end - event.start).num_minutes())),
        (Field::Title, event.title.clone()),
        (Field::Status, status.to_owned()),
    ]
}
