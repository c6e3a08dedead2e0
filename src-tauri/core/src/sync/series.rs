//! A series for a client: how its event repeats, and whether that is what both sides agreed.

use chrono::NaiveDate;

use super::fields::{is_series, master};
use crate::model::appointment::Appointment;
use crate::model::copies::Extent;
use crate::model::event::{Apart, DATES_OF_THEIR_OWN, Event, EventStatus, Moment};
use crate::model::repeat::{Moved, Repeat};
use crate::model::zone::Zone;
use crate::recurrence::repeat::parse;
use crate::store::copies::Known;

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// As such a series; `None` = not at all.
    As(Option<Repeat>),
    /// It does, and by which rule is not told.
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

/// Returns how an event repeats, on the wall clock of its appointment. A date that stands for itself is one of it all the same,
/// and only its time counts.
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
    let skip: Vec<NaiveDate> = off.map(|moment| zone.wall(moment.instant(home)).date()).collect();
    let Some(moved) = moved(event, home, zone) else { return Repeats::Otherwise };
    Repeats::As(Some(Repeat { skip, moved, ..repeat }.normal(start)))
}

/// Returns the dates that stand at another time; `None` = one of them stands as no date of a series for a client can.
fn moved(event: &Event, home: &Zone, zone: &Zone) -> Option<Vec<Moved>> {
    let mut moved = Vec::new();
    for own in event.parts.iter().filter(|part| part.status != EventStatus::Cancelled) {
        let Some(by_rule) = own.occurrence.as_ref().map(|moment| moment.instant(home)) else { continue };
        let begins = own.start.instant(home);
        if begins == by_rule && !own.onward {
            continue;
        }
        let start = zone.wall(begins);
        // The second of two equal hours has no wall clock of its own.
        if own.onward || matches!(own.start, Moment::Date(_)) || zone.instant(start).first() != begins {
            return None;
        }
        moved.push(Moved { date: zone.wall(by_rule).date(), start });
    }
    Some(moved)
}

/// Returns how an event repeats. Where its rule is not told, what was agreed is believed, and of its dates what is told of them.
pub(super) fn stands(event: &Event, home: &Zone, zone: &Zone, agreed: Option<&Repeat>) -> Repeats {
    match (repeats(event, home, zone), agreed, &event.apart) {
        (Repeats::Untold, Some(agreed), Some(apart)) => Repeats::As(Some(believed(event, home, zone, (agreed, apart)))),
        (known, _, _) => known,
    }
}

/// Returns what was agreed of a series, with its dates where they are told to stand.
fn believed(event: &Event, home: &Zone, zone: &Zone, (agreed, apart): (&Repeat, &Apart)) -> Repeat {
    let Some(part) = master(event) else { return agreed.clone() };
    let start = zone.wall(part.start.instant(home));
    let is_told = |one: &Moved| {
        let by_rule = zone.instant(one.date.and_time(start.time())).first();
        by_rule >= apart.from && by_rule < apart.to
    };
    let told = apart.dates.iter().map(|(by_rule, begins)| (zone.wall(*by_rule).date(), zone.wall(*begins)));
    let told = told.map(|(date, start)| Moved { date, start });
    let untold = agreed.moved.iter().copied().filter(|one| !is_told(one));
    let moved = Repeat { moved: untold.chain(told).collect(), ..agreed.clone() }.normal(start).moved;
    Repeat { moved, ..agreed.clone() }
}

/// Returns what is wanted of a series, by what stands there. `tried` = some of it may have been sent.
pub(super) fn wish(appointment: &Appointment, known: &Known, event: Option<&Event>, home: &Zone, tried: bool) -> Wish {
    let unchanged = Wish { again: false, extent: known.series };
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return unchanged };
    let (wanted, agreed) = (wanted(appointment), known.repeat.clone());
    let again = wanted != agreed;
    let whole = Some(Extent::Whole);
    match stands(event, home, &zone_of(appointment, home), agreed.as_ref()) {
        Repeats::Untold => Wish { again, extent: whole },
        Repeats::As(there) if there == wanted => Wish { again: false, extent: whole },
        Repeats::As(there) if there == agreed => Wish { again, extent: whole },
        Repeats::As(Some(there)) if tried && is_half_done(&there, agreed.as_ref(), wanted.as_ref()) => {
            Wish { again, extent: whole }
        }
        Repeats::As(_) | Repeats::Otherwise => Wish { again, extent: known.series },
    }
}

/// Returns whether what stands there is what was agreed with a part of what is wanted: where each date is written by itself, an
/// answer may have been lost between two of them.
fn is_half_done(there: &Repeat, agreed: Option<&Repeat>, wanted: Option<&Repeat>) -> bool {
    let Some(wanted) = wanted else { return false };
    let of_one = |one: &Repeat| one.every == there.every && one.ends == there.ends && one.skip == there.skip;
    let is_known =
        |moved: &Moved| wanted.moved.contains(moved) || agreed.is_some_and(|agreed| agreed.moved.contains(moved));
    (of_one(wanted) || agreed.is_some_and(of_one)) && there.moved.iter().all(is_known)
}

/// Returns how an appointment is to repeat, in the form that is compared.
pub(super) fn wanted(appointment: &Appointment) -> Option<Repeat> {
    appointment.repeat.as_ref().map(|repeat| repeat.normal(appointment.start))
}

/// Returns how a series repeats there, where the person takes that over. One that repeats in a way that no series for a client has
/// is one date of it from then on.
pub(super) fn as_there(appointment: &Appointment, known: &Known, event: Option<&Event>) -> Option<Repeat> {
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return appointment.repeat.clone() };
    let zone = zone_of(appointment, &Zone::utc());
    match stands(event, &zone, &zone, known.repeat.as_ref()) {
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
        let series = Repeat { every: Every::Weeks(1), ends: Ends::After(8), skip, moved: Vec::new() };
        let rule = "RRULE:FREQ=WEEKLY;COUNT=8\r\nEXDATE;TZID=Europe/Berlin:20270309T100000\r\n";
        let off = "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20270406T100000\r\n\
                   DTSTART;TZID=Europe/Berlin:20270406T100000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n";
        assert_eq!(told(&event(rule, off)), Repeats::As(Some(series)), "over a change of the clocks too");
        assert_eq!(told(&event("", "")), Repeats::As(None));
        assert_eq!(told(&event("RRULE:FREQ=DAILY\r\n", "")), Repeats::Otherwise);
        assert_eq!(told(&event("RRULE:FREQ=DAILY;COUNT=1\r\n", "")), Repeats::Untold);
    }

    /// One date of it, as somebody else may have it.
    fn own(date: &str, start: &str, more: &str) -> String {
        format!(
            "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Berlin:{date}T100000\r\n{start}\r\n{more}END:VEVENT\r\n"
        )
    }

    fn moved(date: &str, start: &str) -> Moved {
        Moved { date: date.parse().unwrap(), start: start.parse().unwrap() }
    }

    /// P16: of a date that stands for itself its time counts, whatever else is its own.
    #[test]
    fn a_date_that_stands_at_another_time_is_moved() {
        let rule = "RRULE:FREQ=WEEKLY\r\n";
        let later = own("20270309", "DTSTART;TZID=Europe/Berlin:20270310T150000", "SUMMARY:Other\r\n");
        let renamed = own("20270316", "DTSTART;TZID=Europe/Berlin:20270316T100000", "SUMMARY:Other\r\n");
        let Repeats::As(Some(read)) = told(&event(rule, &(later + &renamed))) else { panic!("a series") };
        assert_eq!(read.moved, [moved("2027-03-09", "2027-03-10T15:00:00")]);
        for no_date_of_ours in [
            own("20270309", "DTSTART;VALUE=DATE:20270309", ""),
            own("20270309", "DTSTART:20271031T013000Z", ""),
            own("20270309", "DTSTART;TZID=Europe/Berlin:20270309T100000", "")
                .replace("RECURRENCE-ID;", "RECURRENCE-ID;RANGE=THISANDFUTURE;"),
        ] {
            assert_eq!(told(&event(rule, &no_date_of_ours)), Repeats::Otherwise, "{no_date_of_ours}");
        }
    }

    /// P16: where dates are events of their own, what is told of them is taken, and of all others what was agreed.
    #[test]
    fn of_a_series_without_a_rule_the_dates_are_as_they_are_told() {
        let (first, second) = (moved("2027-03-09", "2027-03-10T15:00:00"), moved("2027-03-16", "2027-03-17T15:00:00"));
        let far = moved("2029-03-06", "2029-03-07T15:00:00");
        let of = |moved: &[Moved]| Repeat {
            every: Every::Weeks(1),
            ends: Ends::Never,
            skip: Vec::new(),
            moved: moved.to_vec(),
        };
        let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let dates = vec![(at("2027-03-16T09:00:00Z"), at("2027-03-17T14:00:00Z"))];
        let apart = Apart { from: at("2026-03-02T00:00:00Z"), to: at("2028-03-02T00:00:00Z"), dates };
        let there = Event { apart: Some(apart), ..event("RRULE:FREQ=DAILY;COUNT=1\r\n", "") };
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let read = |agreed: Option<&Repeat>| stands(&there, &Zone::utc(), &berlin, agreed);
        assert_eq!(read(Some(&of(&[first, far]))), Repeats::As(Some(of(&[second, far]))));
        assert_eq!(read(None), Repeats::Untold);
        let untold = Event { apart: None, ..there };
        assert_eq!(stands(&untold, &Zone::utc(), &berlin, Some(&of(&[first]))), Repeats::Untold);
    }

    /// P16: dates that are written one by one may be half there.
    #[test]
    fn what_is_half_written_is_no_change_of_theirs() {
        let (one, two) = (moved("2027-03-09", "2027-03-10T15:00:00"), moved("2027-03-16", "2027-03-17T15:00:00"));
        let of = |moved: &[Moved], skip: &[&str]| Repeat {
            every: Every::Weeks(1),
            ends: Ends::Never,
            skip: skip.iter().map(|day| day.parse().unwrap()).collect(),
            moved: moved.to_vec(),
        };
        let (agreed, wanted) = (of(&[], &[]), of(&[one, two], &["2027-03-23"]));
        for there in [of(&[one], &[]), of(&[], &["2027-03-23"]), of(&[two], &["2027-03-23"])] {
            assert!(is_half_done(&there, Some(&agreed), Some(&wanted)), "{there:?}");
        }
        let theirs = moved("2027-03-09", "2027-03-11T15:00:00");
        for there in [of(&[theirs], &[]), of(&[one], &["2027-03-30"])] {
            assert!(!is_half_done(&there, Some(&agreed), Some(&wanted)), "{there:?}");
        }
        assert!(is_half_done(&of(&[one], &["2027-03-23"]), None, Some(&wanted)));
    }
}
