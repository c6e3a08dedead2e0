//! Turns an appointment, or a calendar's event, into a copy that can be compared with others.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::appointment::{Appointment, Status};
use crate::model::copies::Copy;
use crate::model::event::{Event, EventStatus, Moment, Part};
use crate::model::zone::Zone;
use crate::providers::Provider;
use crate::recurrence::occurrences::{occurrences, reach};

/// Returns the appointment as its calendar should hold it. `guest` is who should stand on its list.
pub(crate) fn copy_here(appointment: &Appointment, guest: Option<&str>) -> Copy {
    Copy {
        start: appointment.starts_at,
        end: appointment.ends_at,
        title: appointment.title.clone(),
        place: appointment.place.clone(),
        description: appointment.description.clone(),
        tentative: appointment.status == Status::Tentative,
        guest: guest.map(str::to_lowercase),
        cancelled: appointment.status == Status::Cancelled,
    }
}

/// Returns the copy that an event is, `None` if it has no part: of a series the occurrence at `at`, which may have been moved
/// or taken out there. Of its guests, the first of `guests` that stands on its list counts: all others are no business of
/// ours. Floating times are read in `home`.
pub(crate) fn copy_of(event: &Event, guests: &[&str], home: &Zone, at: Option<DateTime<Utc>>) -> Option<Copy> {
    let is_at = |moment: &Moment| at.is_some_and(|at| moment.instant(home) == at);
    let own = at.and_then(|at| own_part(event, home, at));
    let part = own.or_else(|| master(event))?;
    let is_off = || part.except.iter().any(is_at) || at.is_some_and(|at| is_taken_out(event, home, at));
    let taken_out = part.occurrence.is_none() && is_off();
    let (first, length) = (part.start.instant(home), part.end.instant(home) - part.start.instant(home));
    let start = at.filter(|at| own.is_none() && is_later_date(event, home, *at)).unwrap_or(first);
    let listed = |address: &&&str| part.guests.iter().any(|guest| guest.address.eq_ignore_ascii_case(address));
    Some(Copy {
        start,
        end: start + length,
        title: part.title.clone(),
        place: part.place.clone(),
        description: part.notes.clone(),
        tentative: part.status == EventStatus::Tentative,
        guest: guests.iter().find(listed).map(|address| address.to_lowercase()),
        cancelled: part.status == EventStatus::Cancelled || taken_out,
    })
}

/// Returns the override of the date at `at`, or of the one that was moved there.
fn own_part<'e>(event: &'e Event, home: &Zone, at: DateTime<Utc>) -> Option<&'e Part> {
    let is_at = |moment: &Moment| moment.instant(home) == at;
    let own = |part: &&Part| part.occurrence.as_ref().is_some_and(is_at);
    let moved_to = |part: &&Part| part.occurrence.is_some() && is_at(&part.start);
    let all = || event.parts.iter().chain(event.apart.iter().flat_map(|apart| &apart.own));
    all().find(own).or_else(|| all().find(moved_to))
}

/// Returns whether a later date of a series whose dates are events of their own is not there any more.
fn is_taken_out(event: &Event, home: &Zone, at: DateTime<Utc>) -> bool {
    event.apart.as_ref().is_some_and(|apart| apart.lacks(at)) && is_later_date(event, home, at)
}

/// Returns the start that its series gives to the date at `at`, where that is not simply the first: it was moved, changed or
/// taken out, or somebody had the series begin earlier.
pub(super) fn own_date(event: &Event, home: &Zone, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let own = own_part(event, home, at).and_then(|part| part.occurrence.as_ref());
    let own = own.or_else(|| master(event)?.except.iter().find(|off| off.instant(home) == at));
    own.map(|it| it.instant(home)).or_else(|| is_later_date(event, home, at).then_some(at))
}

/// Returns whether the rule of a series gives a date at `at` that is not its first, whatever became of it.
pub(super) fn is_later_date(event: &Event, home: &Zone, at: DateTime<Utc>) -> bool {
    let first = event.parts.first().filter(|part| part.occurrence.is_none() && is_series(event));
    let Some(first) = first.filter(|first| at > first.start.instant(home)) else { return false };
    let told = event.rule_there.clone().or_else(|| first.rule.clone());
    let parts = vec![Part { except: Vec::new(), rule: told, ..first.clone() }];
    let rule = Event { uid: String::new(), parts, rule_there: None, apart: None };
    let found = occurrences(&rule, at, at + TimeDelta::seconds(1), home).occurrences;
    found.iter().any(|one| one.span.in_zone(home).0 == at)
}

/// Returns the part that an event is about: its master, or the first override where a server keeps overrides only.
pub(crate) fn master(event: &Event) -> Option<&Part> {
    event.parts.iter().find(|part| part.occurrence.is_none()).or_else(|| event.parts.first())
}

/// Returns whether all of an event is cancelled, though it is still there.
pub(super) fn is_called_off(event: &Event) -> bool {
    master(event).is_some_and(|part| part.status == EventStatus::Cancelled)
}

/// Returns whether an event is more than one occurrence, or has ones of its own.
pub(crate) fn is_series(event: &Event) -> bool {
    let repeats = |part: &Part| part.rule.is_some() || part.more_dates || !part.also.is_empty();
    event.parts.len() > 1 || event.parts.iter().any(repeats)
}

/// From when on an event takes place, and until when, where that is known.
pub(super) type Bounds = (DateTime<Utc>, Option<DateTime<Utc>>);

/// Returns when an event takes place: the start of its first occurrence and the end of its last, where it is known. What floats
/// is taken as of UTC, so that it says the same wherever it was read: whoever reads it is less than 15 hours from there. One of a
/// zone that nobody knows may be far off.
pub(super) fn span(event: &Event) -> Bounds {
    reach(event, &Zone::utc())
}

/// Returns the same of an event that its provider may not have been able to read, as far as that is known.
pub(super) fn bounds(
    event: Option<&Event>,
    provider: Option<&Provider>,
    zone: Option<&str>,
    raw: &[u8],
) -> Option<Bounds> {
    match (event, provider) {
        (Some(event), _) => Some(span(event)),
        (None, Some(provider)) => (provider.glimpse)(raw, zone).span(&Zone::utc()),
        (None, None) => None,
    }
}

/// Returns the appointment with the fields of a copy: its wall clock follows the instant, in its own zone. Whom it invites
/// stays as it is.
pub(crate) fn adopt(appointment: &Appointment, copy: &Copy) -> Appointment {
    let zone = Zone::named(&appointment.zone).unwrap_or_else(|_| Zone::utc());
    let same_time = (copy.start, copy.end) == (appointment.starts_at, appointment.ends_at);
    let status = match (copy.cancelled, copy.tentative) {
        (true, _) => Status::Cancelled,
        (false, true) => Status::Tentative,
        (false, false) => Status::Confirmed,
    };
    Appointment {
        start: if same_time { appointment.start } else { zone.wall(copy.start) },
        minutes: u32::try_from((copy.end - copy.start).num_minutes().max(0)).unwrap_or(u32::MAX),
        starts_at: copy.start,
        ends_at: copy.end,
        title: copy.title.clone(),
        place: copy.place.clone(),
        description: copy.description.clone(),
        status,
        ..appointment.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical;
    use crate::model::event::{Apart, DATES_OF_THEIR_OWN};

    fn series(more: &str, other: &str) -> Event {
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u-1\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T095000Z\r\n\
             RRULE:FREQ=WEEKLY\r\n{more}SUMMARY:Ada\r\nEND:VEVENT\r\n{other}END:VCALENDAR\r\n"
        );
        ical::read(text.as_bytes(), None).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// P5: where the dates of a series are events of their own, a later one is found by the rule that is told, and stands as it is
    /// told to.
    #[test]
    fn a_later_date_is_found_where_dates_are_events_of_their_own() {
        let (first, third) = (at("2026-12-01T09:00:00Z"), at("2026-12-15T09:00:00Z"));
        let stand = Some(vec![first, at("2026-12-08T09:00:00Z"), third]);
        let (from, to) = (at("2025-12-01T00:00:00Z"), at("2029-12-01T00:00:00Z"));
        let apart = Apart { from, to, dates: Vec::new(), stand, own: Vec::new() };
        let single = series("", "");
        let parts = vec![Part { rule: Some(DATES_OF_THEIR_OWN.to_owned()), ..single.parts[0].clone() }];
        let untold = Event { parts, ..single };
        assert_eq!(own_date(&untold, &Zone::utc(), third), None);
        let told =
            Event { rule_there: Some("FREQ=DAILY;INTERVAL=7;COUNT=4".into()), apart: Some(apart.clone()), ..untold };
        let copy = |event: &Event, at| copy_of(event, &[], &Zone::utc(), Some(at)).unwrap();
        assert_eq!(own_date(&told, &Zone::utc(), third), Some(third));
        assert_eq!((copy(&told, third).start, copy(&told, third).cancelled), (third, false));
        let fourth = at("2026-12-22T09:00:00Z");
        assert!(copy(&told, fourth).cancelled, "it was taken out");
        let later = Part {
            occurrence: Some(Moment::Utc(third)),
            rule: None,
            start: Moment::Utc(at("2026-12-16T12:00:00Z")),
            end: Moment::Utc(at("2026-12-16T12:50:00Z")),
            ..told.parts[0].clone()
        };
        let moved = Event { apart: Some(Apart { own: vec![later], ..apart }), ..told };
        assert_eq!((copy(&moved, third).start, copy(&moved, third).cancelled), (at("2026-12-16T12:00:00Z"), false));
        assert_eq!(copy(&moved, first).start, first);
    }

    /// P5: made weekly there, and its own date moved or taken out: what stands is what is left of that date.
    #[test]
    fn of_a_series_the_occurrence_that_is_the_appointment_counts() {
        let own = at("2026-12-01T09:00:00Z");
        let copy = |event: &Event, at| copy_of(event, &[], &Zone::utc(), Some(at)).unwrap();
        let whole = copy(&series("", ""), own);
        assert_eq!((whole.start, whole.cancelled), (own, false));
        assert!(copy(&series("EXDATE:20261201T090000Z\r\n", ""), own).cancelled);
        let date = |more: &str| {
            series(
                "",
                &format!(
                    "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID:20261201T090000Z\r\n{more}SUMMARY:Ada\r\nEND:VEVENT\r\n"
                ),
            )
        };
        let off = "DTSTART:20261201T090000Z\r\nDTEND:20261201T095000Z\r\nSTATUS:CANCELLED\r\n";
        assert!(copy(&date(off), own).cancelled);
        let moved = date("DTSTART:20261201T140000Z\r\nDTEND:20261201T145000Z\r\n");
        let there = at("2026-12-01T14:00:00Z");
        assert_eq!(copy(&moved, own).start, there);
        assert_eq!(copy(&moved, there).start, there, "and it stays followed");
        // Another date of it is no business of the appointment.
        assert_eq!(copy(&series("EXDATE:20261208T090000Z\r\n", ""), own), whole);
        // Somebody has it begin earlier: the appointment is one of its later dates.
        let third = at("2026-12-15T09:00:00Z");
        assert_eq!(
            (copy(&series("", ""), third).start, own_date(&series("", ""), &Zone::utc(), third)),
            (third, Some(third))
        );
        let off = series("EXDATE:20261215T090000Z\r\n", "");
        assert!(copy(&off, third).cancelled && own_date(&off, &Zone::utc(), third) == Some(third));
        let between = at("2026-12-15T10:00:00Z");
        assert_eq!(
            (copy(&series("", ""), between).start, own_date(&series("", ""), &Zone::utc(), between)),
            (own, None)
        );
    }
}
