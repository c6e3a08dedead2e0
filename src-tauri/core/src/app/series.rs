//! The dates of a series for a client. It is one appointment; each of its dates is shown as one, and is called by the id of the
//! series and its day: `id@2026-12-08`, the day that the series gives it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::views::{RepeatDraft, RepeatEvery, Scope, Series, UiError};
use super::{Answer, typed};
use crate::availability::spans::Span;
use crate::model::appointment::Appointment;
use crate::model::ids::AppointmentId;
use crate::model::repeat::{Ends, Every, Repeat};
use crate::model::zone::{Fold, Instant, Zone};

/// More dates than this has no series that ends after a number of them.
const MOST_TIMES: u32 = 1000;

/// So many dates of a series are looked at before it is booked: two years of weeks.
pub(super) const LOOKED_AT: usize = 104;

/// Splits the id of a date of a series; any other id has no date.
pub(super) fn parse(id: &str) -> (AppointmentId, Option<NaiveDate>) {
    let date = id.split_once('@').and_then(|(series, day)| Some((series, day.parse().ok()?)));
    date.map_or_else(|| (AppointmentId::from(id), None), |(series, day)| (AppointmentId::from(series), Some(day)))
}

/// Returns the appointment that an id, of a date of a series too, is about.
pub(super) fn row_of(id: &AppointmentId) -> AppointmentId {
    parse(id.as_str()).0
}

/// Returns the dates of a series that overlap `from..to`, each as an appointment.
pub(super) fn dates(series: &Appointment, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Appointment> {
    let first = series.start.date();
    // Wherever its zone is, and as long as it is.
    let near = (from - (series.ends_at - series.starts_at) - TimeDelta::days(2)).date_naive();
    let days = series.repeat.iter().flat_map(|repeat| repeat.dates(first)).skip_while(|day| *day < near);
    let all = days.map(|day| on(series, day)).take_while(|one| one.starts_at < to);
    all.filter(|one| one.ends_at > from).collect()
}

/// Returns the times that an appointment takes: of a series, those of its first dates.
pub(super) fn spans(one: &Appointment) -> Vec<Span> {
    let Some(repeat) = &one.repeat else { return vec![(one.starts_at, one.ends_at)] };
    let dates = repeat.dates(one.start.date()).take(LOOKED_AT).map(|day| on(one, day));
    dates.map(|date| (date.starts_at, date.ends_at)).collect()
}

/// Returns one date of a series by the id that was asked for; the appointment itself where it is none.
pub(super) fn asked_for(kept: Appointment, day: Option<NaiveDate>) -> Option<Appointment> {
    let Some(day) = day else { return Some(kept) };
    let has = |day| kept.repeat.as_ref().is_some_and(|repeat| repeat.has(kept.start.date(), day));
    has(day).then(|| on(&kept, day))
}

/// Returns the start of a series of which the date of a day is moved to another time, and all others as far.
pub(super) fn moved_with(series: &Appointment, day: Option<NaiveDate>, to: NaiveDateTime) -> Answer<NaiveDateTime> {
    let Some(day) = day else { return Ok(to) };
    let first = series.start.date().checked_add_signed(to.date() - day);
    let far = || UiError::input("Not a date.", "The series would begin beyond the calendar.");
    Ok(first.ok_or_else(far)?.and_time(to.time()))
}

/// Returns which of the two the start of a series is to be, where it comes twice, by what was said of the date of a day that is
/// to be at a time. Only the first date can be the second: the rule means the first of the two (RFC 5545 section 3.3.5).
pub(super) fn fold_with(
    series: &Appointment,
    (day, to): (Option<NaiveDate>, NaiveDateTime),
    zone: &Zone,
    said: Option<Fold>,
) -> Answer<Option<Fold>> {
    if day.is_none_or(|day| day == series.start.date()) {
        return Ok(said);
    }
    if said == Some(Fold::Second) && matches!(zone.instant(to), Instant::Twice(..)) {
        let message = "Of a series, only the first date can be after the clocks go back.";
        return Err(UiError::input(message, "Take the time before the clocks go back, or choose another."));
    }
    // The first date goes along as the one of the two that it is.
    Ok(Some(zone.fold(series.starts_at).unwrap_or(Fold::First)))
}

/// Returns how a series repeats that begins on another day from now on.
pub(super) fn begun_on(series: &Appointment, day: NaiveDate) -> Answer<Option<Repeat>> {
    let Some(repeat) = &series.repeat else { return Ok(None) };
    let moved = repeat.moved(series.start.date(), day);
    if moved.dates(day).next().is_none() {
        return Err(UiError::input("The series would have no dates.", "It would begin after its end."));
    }
    Ok(Some(moved))
}

/// Returns the date of a day, whether or not the series has it. It is as long as the first; where the clocks skip its hour, it
/// is as much later, and where it comes twice, the first of the two, unless it is the first date and that is the second.
fn on(series: &Appointment, day: NaiveDate) -> Appointment {
    let start = day.and_time(series.start.time());
    let (starts_at, ends_at) = if start == series.start {
        (series.starts_at, series.ends_at)
    } else {
        let zone = Zone::named(&series.zone).unwrap_or_else(|_| Zone::utc());
        let at = zone.instant(start).first();
        (at, at + (series.ends_at - series.starts_at))
    };
    Appointment { id: AppointmentId::from(format!("{}@{day}", series.id)), start, starts_at, ends_at, ..series.clone() }
}

/// Reads how an appointment is to repeat that begins on a day.
pub(super) fn repeat_of(draft: &RepeatDraft, first: NaiveDate) -> Answer<Repeat> {
    let every = match draft.every {
        RepeatEvery::Week => Every::Weeks(1),
        RepeatEvery::TwoWeeks => Every::Weeks(2),
        RepeatEvery::ThreeWeeks => Every::Weeks(3),
        RepeatEvery::FourWeeks => Every::Weeks(4),
        RepeatEvery::MonthDate => Every::MonthlyByDate,
        RepeatEvery::MonthWeekday => Every::MonthlyByWeekday,
    };
    let ends = match (&draft.until, draft.times) {
        (None, None) => Ends::Never,
        (Some(day), None) => Ends::On(typed::day(day)?),
        (None, Some(times)) if (1..=MOST_TIMES).contains(&times) => Ends::After(times),
        (None, Some(_)) => {
            return Err(UiError::input("Not a number of dates.", format!("Use 1 to {MOST_TIMES}, or no end.")));
        }
        (Some(_), Some(_)) => return Err(UiError::input("A series has one end.", "Give a day or a number of dates.")),
    };
    let skip = draft.skip.iter().map(|day| typed::day(day)).collect::<Answer<Vec<_>>>()?;
    let bare = Repeat { every, ends, skip: Vec::new() };
    if let Some(none) = skip.iter().find(|day| !bare.has(first, **day)) {
        let message = format!("{none} is none of its dates.");
        return Err(UiError::input(message, "Only a date of the series can be left out."));
    }
    let repeat = Repeat { skip, ..bare };
    if repeat.dates(first).next().is_none() {
        return Err(UiError::input("The series has no dates.", "It ends before it begins, or all of it is left out."));
    }
    Ok(repeat.normal(first))
}

/// Returns how a series repeats, as a form has it.
pub(super) fn draft_of(repeat: &Repeat) -> RepeatDraft {
    let every = match (repeat.every, repeat.every.interval()) {
        (Every::MonthlyByDate, _) => RepeatEvery::MonthDate,
        (Every::MonthlyByWeekday, _) => RepeatEvery::MonthWeekday,
        (Every::Weeks(_), 1) => RepeatEvery::Week,
        (Every::Weeks(_), 2) => RepeatEvery::TwoWeeks,
        (Every::Weeks(_), 3) => RepeatEvery::ThreeWeeks,
        (Every::Weeks(_), _) => RepeatEvery::FourWeeks,
    };
    let (until, times) = match repeat.ends {
        Ends::Never => (None, None),
        Ends::On(day) => (Some(day.to_string()), None),
        Ends::After(times) => (None, Some(times)),
    };
    RepeatDraft { every, until, times, skip: repeat.skip.iter().map(NaiveDate::to_string).collect() }
}

/// Returns the series of which an appointment is shown as a date.
pub(super) fn view(id: &AppointmentId, repeat: &Repeat) -> Series {
    Series { id: id.as_str().to_owned(), repeat: draft_of(repeat) }
}

/// Refuses to move less than all of a series.
pub(super) fn only_all(one: &Appointment, scope: Option<Scope>) -> Answer<()> {
    match (&one.repeat, scope) {
        (None, _) | (Some(_), Some(Scope::All)) => Ok(()),
        (Some(_), None) => Err(how_much()),
        (Some(_), Some(Scope::This | Scope::Later)) => Err(UiError::input(
            "The dates of a series are moved together.",
            "Move all of them, or cancel this one and book the new time.",
        )),
    }
}

/// Of a date of a series is not said how much of the series is meant.
pub(super) fn how_much() -> UiError {
    UiError::input("This is a date of a series.", "Say how much is meant: this, this and later, or all.")
}

/// Returns what is left of a series once so much of it is cancelled; `None` = nothing.
pub(super) fn rest(one: &Appointment, day: Option<NaiveDate>, scope: Scope) -> Answer<Option<Repeat>> {
    let Some(repeat) = &one.repeat else { return Ok(None) };
    let first = one.start.date();
    let day = || {
        let day =
            day.ok_or_else(|| UiError::input("Which of its dates?", "Give the id of the date, as the agenda has it."))?;
        if repeat.has(first, day) { Ok(day) } else { Err(UiError::unknown_id("appointment")) }
    };
    let left = match scope {
        Scope::All => return Ok(None),
        Scope::This => Repeat { skip: repeat.skip.iter().copied().chain([day()?]).collect(), ..repeat.clone() },
        Scope::Later => {
            let Some(last) = day()?.pred_opt() else { return Ok(None) };
            Repeat { ends: Ends::On(last), ..repeat.clone() }
        }
    };
    let goes_on = left.dates(first).next().is_some();
    Ok(goes_on.then(|| left.normal(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::appointment::Status;
    use crate::model::ids::ClientId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Tuesdays at ten in Berlin, from 16 March 2027.
    fn tuesdays(ends: Ends) -> Appointment {
        let start: NaiveDateTime = "2027-03-16T10:00:00".parse().unwrap();
        let starts_at: DateTime<Utc> = "2027-03-16T09:00:00Z".parse().unwrap();
        Appointment {
            id: AppointmentId::from("s"),
            client_id: ClientId::from("c"),
            service_id: None,
            title: "Ada".into(),
            place: String::new(),
            description: String::new(),
            notes: String::new(),
            start,
            minutes: 50,
            zone: "Europe/Berlin".into(),
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(50),
            status: Status::Confirmed,
            invite: false,
            calendar_id: None,
            uid: "u".into(),
            sequence: 0,
            calendar_event_id: None,
            guessed: Vec::new(),
            invited: None,
            repeat: Some(Repeat { every: Every::Weeks(1), ends, skip: Vec::new() }),
        }
    }

    /// S29: the hour on the wall is the same before and after the clocks change.
    #[test]
    fn the_dates_of_a_span_keep_their_hour_on_the_wall() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let found = dates(&tuesdays(Ends::Never), at("2027-03-20T00:00:00Z"), at("2027-04-01T00:00:00Z"));
        let found: Vec<_> = found.iter().map(|one| (one.id.as_str(), one.starts_at)).collect();
        assert_eq!(found, [("s@2027-03-23", at("2027-03-23T09:00:00Z")), ("s@2027-03-30", at("2027-03-30T08:00:00Z"))]);
        let ended = tuesdays(Ends::After(2));
        assert!(dates(&ended, at("2027-03-30T00:00:00Z"), at("2028-01-01T00:00:00Z")).is_empty());
        // What is no date is no date of a series.
        assert_eq!(parse("s@2027-03-23"), (AppointmentId::from("s"), Some(day("2027-03-23"))));
        assert_eq!(parse("s@tomorrow"), (AppointmentId::from("s@tomorrow"), None));
    }

    /// P16
    #[test]
    fn what_is_left_is_what_was_not_meant() {
        let series = tuesdays(Ends::After(4));
        let left = |date: &str, scope| {
            let rest = rest(&series, Some(day(date)), scope).unwrap();
            rest.map(|rest| rest.dates(day("2027-03-16")).map(|day| day.to_string()).collect::<Vec<_>>())
        };
        let of = |dates: &[&str]| Some(dates.iter().map(|date| format!("2027-{date}")).collect::<Vec<_>>());
        assert_eq!(left("2027-03-30", Scope::This), of(&["03-16", "03-23", "04-06"]));
        assert_eq!(left("2027-03-30", Scope::Later), of(&["03-16", "03-23"]));
        assert_eq!((left("2027-03-30", Scope::All), left("2027-03-16", Scope::Later)), (None, None));
        assert!(rest(&series, Some(day("2027-03-31")), Scope::This).is_err());
        assert!(rest(&series, None, Scope::This).is_err());
    }

    #[test]
    fn a_form_is_read_as_what_it_shows() {
        let draft = |every, until: Option<&str>, times, skip: &[&str]| RepeatDraft {
            every,
            until: until.map(str::to_owned),
            times,
            skip: skip.iter().map(|day| (*day).to_owned()).collect(),
        };
        let first = day("2027-03-16");
        let good = [
            draft(RepeatEvery::TwoWeeks, Some("2027-06-30"), None, &["2027-03-30"]),
            draft(RepeatEvery::MonthWeekday, None, Some(12), &[]),
            draft(RepeatEvery::Week, None, None, &["2027-03-16"]),
        ];
        for draft in good {
            assert_eq!(draft_of(&repeat_of(&draft, first).unwrap()), draft);
        }
        let bad = [
            draft(RepeatEvery::Week, Some("2027-06-30"), Some(3), &[]),
            draft(RepeatEvery::Week, Some("2027-03-15"), None, &[]),
            draft(RepeatEvery::Week, None, Some(0), &[]),
            draft(RepeatEvery::Week, None, Some(1001), &[]),
            draft(RepeatEvery::Week, None, None, &["2027-03-17"]),
            draft(RepeatEvery::Week, None, Some(1), &["2027-03-16"]),
        ];
        for draft in bad {
            assert!(repeat_of(&draft, first).is_err(), "{draft:?}");
        }
    }
}
