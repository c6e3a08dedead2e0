//! A series for a client: how its event repeats, and whether that is what both sides agreed.

use chrono::NaiveDate;

use super::fields::{is_series, master};
use crate::model::appointment::Appointment;
use crate::model::copies::Extent;
use crate::model::event::{DATES_OF_THEIR_OWN, Event, EventStatus, Moment};
use crate::model::repeat::Repeat;
use crate::model::zone::Zone;
use crate::recurrence::repeat::parse;
use crate::store::copies::Known;

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// As such a series; `None` = not at all.
    As(Option<Repeat>),
    /// It does, and how is not told.
    Untold,
    /// In a way that no series for a client has.
    Otherwise,
}

/// What follows for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// It is to repeat otherwise than both sides agreed.
    pub again: bool,
    /// How much of what stands there may be changed unasked.
    pub extent: Option<Extent>,
}

/// Returns how an event repeats, on the wall clock of its appointment. A date that stands for itself is one of it all the same.
pub(super) fn repeats(event: &Event, home: &Zone, zone: &Zone) -> Repeats {
    let Some(part) = master(event).filter(|_| is_series(event)) else { return Repeats::As(None) };
    let rule = match part.rule.as_deref() {
        Some(DATES_OF_THEIR_OWN) => return Repeats::Untold,
        Some(rule) if part.also.is_empty() && part.except_rule.is_none() => rule,
        Some(_) | None => return Repeats::Otherwise,
    };
    let start = zone.wall(part.start.instant(home));
    let Ok(repeat) = parse(rule, start, zone) else { return Repeats::Otherwise };
    let cancelled = event.parts.iter().filter(|part| part.status == EventStatus::Cancelled);
    let off = part.except.iter().chain(cancelled.filter_map(|part| part.occurrence.as_ref()));
    let day = |moment: &Moment| zone.wall(moment.instant(home)).date();
    let skip: Vec<NaiveDate> = off.map(day).collect();
    Repeats::As(Some(Repeat { skip, ..repeat }.normal(start.date())))
}

/// Returns what is wanted of a series, by what stands there.
pub(super) fn wish(appointment: &Appointment, known: &Known, event: Option<&Event>, home: &Zone) -> Wish {
    let unchanged = Wish { again: false, extent: known.series };
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return unchanged };
    let (wanted, agreed) = (wanted(appointment), known.repeat.clone());
    let again = wanted != agreed;
    let whole = Some(Extent::Whole);
    match repeats(event, home, &zone_of(appointment, home)) {
        Repeats::Untold => Wish { again, extent: whole },
        Repeats::As(there) if there == wanted => Wish { again: false, extent: whole },
        Repeats::As(there) if there == agreed => Wish { again, extent: whole },
        Repeats::As(_) | Repeats::Otherwise => Wish { again, extent: known.series },
    }
}

/// Returns how an appointment is to repeat, in the form that is compared.
pub(super) fn wanted(appointment: &Appointment) -> Option<Repeat> {
    appointment.repeat.as_ref().map(|repeat| repeat.normal(appointment.start.date()))
}

/// Returns how a series repeats there, where the person takes that over. One that repeats in a way that no series for a client has
/// is one date of it from then on.
pub(super) fn as_there(appointment: &Appointment, known: &Known, event: Option<&Event>) -> Option<Repeat> {
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return appointment.repeat.clone() };
    let zone = zone_of(appointment, &Zone::utc());
    match repeats(event, &zone, &zone) {
        Repeats::As(there) => there,
        Repeats::Untold => appointment.repeat.clone(),
        Repeats::Otherwise => None,
    }
}

/// Returns whether an appointment is, or was agreed to be, a series. One that somebody made a series there is none.
pub(super) fn concerns(appointment: &Appointment, known: &Known) -> bool {
    appointment.repeat.is_some() || known.repeat.is_some()
}

/// Returns the zone in which a series was agreed on.
pub(super) fn zone_of(appointment: &Appointment, home: &Zone) -> Zone {
    Zone::named(&appointment.zone).unwrap_or_else(|_| home.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical;
    use crate::model::repeat::{Ends, Every};

    fn event(rule: &str, more: &str) -> Event {
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u-1\r\nDTSTART;TZID=Europe/Berlin:20270302T100000\r\n\
             DTEND;TZID=Europe/Berlin:20270302T105000\r\n{rule}SUMMARY:Ada\r\nEND:VEVENT\r\n{more}END:VCALENDAR\r\n"
        );
        ical::read(text.as_bytes(), None).unwrap()
    }

    fn told(event: &Event) -> Repeats {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        repeats(event, &Zone::utc(), &berlin)
    }

    #[test]
    fn of_an_event_is_told_how_it_repeats_if_a_series_for_a_client_can() {
        let skip = vec!["2027-03-09".parse().unwrap(), "2027-04-06".parse().unwrap()];
        let series = Repeat { every: Every::Weeks(1), ends: Ends::After(8), skip };
        let rule = "RRULE:FREQ=WEEKLY;COUNT=8\r\nEXDATE;TZID=Europe/Berlin:20270309T100000\r\n";
        let off = "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20270406T100000\r\n\
                   DTSTART;TZID=Europe/Berlin:20270406T100000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n";
        assert_eq!(told(&event(rule, off)), Repeats::As(Some(series)), "over a change of the clocks too");
        assert_eq!(told(&event("", "")), Repeats::As(None));
        assert_eq!(told(&event("RRULE:FREQ=DAILY\r\n", "")), Repeats::Otherwise);
        assert_eq!(told(&event("RRULE:FREQ=DAILY;COUNT=1\r\n", "")), Repeats::Untold);
    }
}
