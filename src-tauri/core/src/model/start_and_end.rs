//! The two ends of an event as they are written, whichever of them comes first: one rule for all who read events.

use chrono::{NaiveDate, TimeDelta};

use super::event::{Moment, Unreadable};
use super::zone::Zone;

/// How long before its start a written end may lie to be the start of what was meant.
const TURNED: TimeDelta = TimeDelta::days(1);
const TOO_FAR: Unreadable = Unreadable("the end is before the start");

/// There is an end, and nobody knows what it says: how long the event lasts is not known.
pub const NO_END: Unreadable = Unreadable("the end is not readable");

/// Returns the start and the exclusive end of an event that is written to begin and end then. Where the end comes before the start,
/// the time between the two is taken; more than a day, and nobody knows what is meant. A day is at least itself, and what has no
/// length takes the moment of its start.
pub fn in_order(start: Moment, end: Moment) -> Result<(Moment, Moment), Unreadable> {
    match (&start, &end) {
        (Moment::Date(first), Moment::Date(after)) => return days(*first, *after),
        // A day and a time do not go together.
        (Moment::Date(_), _) | (_, Moment::Date(_)) => return Err(NO_END),
        (_, _) => {}
    }
    let utc = Zone::utc();
    // Times without a known zone are compared as if they were in UTC.
    let early = start.instant(&utc) - end.instant(&utc);
    if early <= TimeDelta::zero() {
        Ok((start, end))
    } else if early <= TURNED {
        Ok((end, start))
    } else {
        Err(TOO_FAR)
    }
}

/// Returns the ends of an event of which no end is written.
pub fn alone(start: Moment) -> (Moment, Moment) {
    match start {
        Moment::Date(day) => (start, after(day)),
        Moment::Floating(_) | Moment::Utc(_) | Moment::Zoned { .. } | Moment::Ruled { .. } | Moment::Unknown(_) => {
            (start.clone(), start)
        }
    }
}

fn days(first: NaiveDate, end: NaiveDate) -> Result<(Moment, Moment), Unreadable> {
    match (end - first).num_days() {
        1.. => Ok((Moment::Date(first), Moment::Date(end))),
        0 => Ok((Moment::Date(first), after(first))),
        // Both days: it may be the last of them that is written.
        -1 => Ok((Moment::Date(end), after(first))),
        ..=-2 => Err(TOO_FAR),
    }
}

fn after(day: NaiveDate) -> Moment {
    Moment::Date(day.succ_opt().unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Moment {
        Moment::Utc(format!("2026-12-{text}:00Z").parse().unwrap())
    }

    fn day(text: &str) -> Moment {
        Moment::Date(format!("2026-12-{text}").parse().unwrap())
    }

    /// T18
    #[test]
    fn an_end_before_its_start_is_the_start_or_nobody_knows_and_never_no_time() {
        let (ten, eleven) = (utc("02T10:00"), utc("02T11:00"));
        assert_eq!(in_order(ten.clone(), eleven.clone()), Ok((ten.clone(), eleven.clone())));
        assert_eq!(in_order(eleven.clone(), ten.clone()), Ok((ten.clone(), eleven)));
        assert_eq!(in_order(utc("03T10:00"), ten.clone()), Ok((ten.clone(), utc("03T10:00"))), "a day");
        assert_eq!(in_order(utc("03T10:01"), ten.clone()), Err(TOO_FAR));
        assert_eq!(in_order(ten.clone(), ten.clone()), Ok((ten.clone(), ten.clone())));
        assert_eq!(alone(ten.clone()), (ten.clone(), ten));
    }

    /// T18
    #[test]
    fn a_day_is_at_least_itself() {
        for (end, ends) in [("06", Ok((day("05"), day("06")))), ("05", Ok((day("05"), day("06"))))] {
            assert_eq!(in_order(day("05"), day(end)), ends, "{end}");
        }
        assert_eq!(in_order(day("05"), day("04")), Ok((day("04"), day("06"))), "both days");
        assert_eq!(in_order(day("05"), day("03")), Err(TOO_FAR));
        assert_eq!(alone(day("05")), (day("05"), day("06")));
        assert_eq!(in_order(day("05"), utc("05T10:00")), Err(NO_END));
        assert_eq!(in_order(utc("05T10:00"), day("05")), Err(NO_END));
    }
}
