//! The dates of one series, and what becomes of them where so much of it is meant.

use chrono::NaiveDateTime;

use super::*;
use crate::app::views::{MovedDate, RepeatDraft, RepeatEvery, Scope};
use crate::model::appointment::Status;
use crate::model::ids::ClientId;
use crate::model::repeat::{Ends, Every, Moved, Repeat};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The series with the date of a day at another time.
fn with(series: &Appointment, date: &str, start: &str) -> Appointment {
    let repeat = series.repeat.as_ref().map(|repeat| repeat.with_moved(day(date), wall(start)));
    Appointment { repeat, ..series.clone() }
}

fn shown(dates: &[Appointment]) -> Vec<(&str, DateTime<Utc>)> {
    dates.iter().map(|one| (one.id.as_str(), one.starts_at)).collect()
}

/// Tuesdays at ten in Berlin, from 16 March 2027.
fn tuesdays(ends: Ends) -> Appointment {
    let (start, starts_at) = (wall("2027-03-16T10:00:00"), at("2027-03-16T09:00:00Z"));
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
        repeat: Some(Repeat { every: Every::Weeks(1), ends, skip: Vec::new(), moved: Vec::new() }),
    }
}

/// S29: the hour on the wall is the same before and after the clocks change.
#[test]
fn the_dates_of_a_span_keep_their_hour_on_the_wall() {
    let found = dates(&tuesdays(Ends::Never), at("2027-03-20T00:00:00Z"), at("2027-04-01T00:00:00Z"));
    assert_eq!(
        shown(&found),
        [("s@2027-03-23", at("2027-03-23T09:00:00Z")), ("s@2027-03-30", at("2027-03-30T08:00:00Z"))]
    );
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
        moves: Vec::new(),
    };
    let moved = |date: &str, start: &str| MovedDate { date: date.to_owned(), start: start.to_owned() };
    let moves = |moves| RepeatDraft { moves, ..draft(RepeatEvery::Week, None, Some(4), &[]) };
    let first = wall("2027-03-16T10:00:00");
    let good = [
        draft(RepeatEvery::TwoWeeks, Some("2027-06-30"), None, &["2027-03-30"]),
        draft(RepeatEvery::MonthWeekday, None, Some(12), &[]),
        draft(RepeatEvery::Week, None, None, &["2027-03-16"]),
        moves(vec![moved("2027-03-23", "2027-03-24T10:30"), moved("2027-03-30", "2027-03-12T09:00")]),
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
        moves(vec![moved("2027-03-24", "2027-03-24T10:30")]),
        moves(vec![moved("2027-03-23", "2027-03-24T10:75")]),
        moves(vec![moved("2027-03-23", "2027-03-24T10:30"), moved("2027-03-23", "2027-03-25T10:30")]),
    ];
    for draft in bad {
        assert!(repeat_of(&draft, first).is_err(), "{draft:?}");
    }
}

/// P16: a moved date is found where it takes place, however far from its series, and nowhere else.
#[test]
fn a_moved_date_is_where_it_takes_place_and_not_where_the_rule_has_it() {
    let series = with(&tuesdays(Ends::After(3)), "2027-03-23", "2027-02-01T18:00:00");
    let series = with(&series, "2027-03-30", "2027-07-01T08:00:00");
    let between = |from: &str, to: &str| {
        let (from, to) = (format!("{from}T00:00:00Z"), format!("{to}T00:00:00Z"));
        dates(&series, at(&from), at(&to)).iter().map(|one| one.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(between("2027-02-01", "2027-02-02"), ["s@2027-03-23"]);
    assert_eq!(between("2027-07-01", "2027-07-02"), ["s@2027-03-30"]);
    assert_eq!(between("2027-03-17", "2027-06-30"), Vec::<String>::new());
    assert_eq!(between("2027-01-01", "2028-01-01"), ["s@2027-03-23", "s@2027-03-16", "s@2027-03-30"]);
    let date = on(&series, day("2027-03-30"));
    assert_eq!((date.start, date.starts_at), (wall("2027-07-01T08:00:00"), at("2027-07-01T06:00:00Z")));
    assert_eq!(date.ends_at - date.starts_at, TimeDelta::minutes(50));
    assert_eq!(spans(&series).len(), 3);
    assert_eq!(first(&with(&series, "2027-03-16", "2027-03-17T10:00:00")).starts_at, at("2027-03-17T09:00:00Z"));
    assert_eq!(asked_for(series, Some(day("2027-03-23"))).unwrap().start, wall("2027-02-01T18:00:00"));
}

/// P16: how much is moved has to be said, and "later" from the first date on is all.
#[test]
fn as_much_of_a_series_is_moved_as_is_said() {
    let series = tuesdays(Ends::After(4));
    let of = |date: &str, scope| moves(&series, Some(day(date)), scope).ok();
    assert_eq!(of("2027-03-30", Some(Scope::This)), Some(Moves::Date(day("2027-03-30"))));
    assert_eq!(of("2027-03-30", Some(Scope::Later)), Some(Moves::Later(day("2027-03-30"))));
    assert_eq!(
        (of("2027-03-16", Some(Scope::Later)), of("2027-03-30", Some(Scope::All))),
        (Some(Moves::All), Some(Moves::All))
    );
    assert_eq!((of("2027-03-30", None), of("2027-03-31", Some(Scope::This))), (None, None));
    assert_eq!(moves(&series, None, Some(Scope::This)).ok(), None);
    assert_eq!(moves(&Appointment { repeat: None, ..series.clone() }, None, None).ok(), Some(Moves::All));
}

/// P16: where all are moved by a date that was moved by itself, it goes along; where it stays, it moves no other.
#[test]
fn a_date_that_was_moved_by_itself_moves_all_only_where_it_is_moved_again() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let series = with(&tuesdays(Ends::After(4)), "2027-03-23", "2027-03-24T10:30:00");
    let by = |to: &str| {
        let (named, to) = (Some(day("2027-03-23")), wall(to));
        let start = moved_with(&series, named, to).unwrap();
        (start, begun_on(&series, (named, to), start, &berlin).unwrap().unwrap())
    };
    assert_eq!(by("2027-03-24T10:30:00"), (series.start, series.repeat.clone().unwrap()));
    let (start, all) = by("2027-03-25T11:00:00");
    assert_eq!((start, all.moved.len()), (wall("2027-03-18T11:00:00"), 0));
    let other = with(&series, "2027-03-30", "2027-03-30T08:00:00");
    let (named, to) = (Some(day("2027-03-23")), wall("2027-03-25T11:00:00"));
    let all = begun_on(&other, (named, to), start, &berlin).unwrap().unwrap();
    assert_eq!(all.moved, [Moved { date: day("2027-04-01"), start: wall("2027-03-30T08:00:00") }]);
    // On the clock of another zone it takes place when it did.
    let london = Zone::named("Europe/London").unwrap();
    let all = begun_on(&other, (None, other.start), other.start, &london).unwrap().unwrap();
    let starts: Vec<_> = all.moved.iter().map(|one| one.start).collect();
    assert_eq!(starts, ["2027-03-24T09:30:00", "2027-03-30T07:00:00"].map(wall));
}

/// P16: the rest keeps its number and its end, and a rule that it could not have is refused.
#[test]
fn the_later_dates_are_a_series_of_their_own() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let series = with(&tuesdays(Ends::After(4)), "2027-04-06", "2027-04-07T09:00:00");
    let rest = later(&series, day("2027-03-30"), wall("2027-03-31T12:00:00"), &berlin).unwrap();
    assert_eq!((rest.ends, rest.skip.len()), (Ends::After(2), 0));
    assert_eq!(rest.moved, [Moved { date: day("2027-04-07"), start: wall("2027-04-07T09:00:00") }]);
    let until = tuesdays(Ends::On(day("2027-04-06")));
    let rest = later(&until, day("2027-03-30"), wall("2027-03-31T12:00:00"), &berlin).unwrap();
    assert_eq!(rest.dates(day("2027-03-31")).collect::<Vec<_>>(), [day("2027-03-31")]);
    assert!(later(&until, day("2027-04-06"), wall("2027-04-08T12:00:00"), &berlin).is_err(), "after its end");
    // The last Tuesday of each month: the one of April is the fourth.
    let repeat = Repeat { every: Every::MonthlyByWeekday, ends: Ends::Never, skip: Vec::new(), moved: Vec::new() };
    let (start, starts_at) = (wall("2027-03-30T10:00:00"), at("2027-03-30T08:00:00Z"));
    let monthly = Appointment { start, starts_at, repeat: Some(repeat), ..tuesdays(Ends::Never) };
    assert!(later(&monthly, day("2027-04-27"), wall("2027-04-27T12:00:00"), &berlin).is_err());
    assert!(later(&monthly, day("2027-06-29"), wall("2027-06-29T12:00:00"), &berlin).is_ok());
}

/// P16: no date is lost, and none jumps, where all of a series of the month or the later ones are moved.
#[test]
fn a_series_of_the_month_is_not_moved_to_where_its_dates_would_be_others() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let monthly = |every, start: &str| {
        let repeat = Repeat { every, ends: Ends::Never, skip: Vec::new(), moved: Vec::new() };
        Appointment { start: wall(start), repeat: Some(repeat), ..tuesdays(Ends::Never) }
    };
    let on_29th = monthly(Every::MonthlyByDate, "2027-03-29T10:00:00");
    let refused = later(&on_29th, day("2027-05-29"), wall("2027-05-31T10:00:00"), &berlin).unwrap_err();
    let said = "The dates cannot all go along as far: ‘every month on the 31st’ has no date in June 2027.";
    assert_eq!((refused.code.word(), refused.message.as_str()), ("input", said));
    assert!(later(&on_29th, day("2027-05-29"), wall("2027-05-29T15:00:00"), &berlin).is_ok());
    let all = |series: &Appointment, to: &str| begun_on(series, (None, wall(to)), wall(to), &berlin);
    let thursdays = monthly(Every::MonthlyByWeekday, "2027-09-02T10:00:00");
    let refused = all(&thursdays, "2027-09-03T10:00:00").unwrap_err();
    let said = "The dates cannot all go along as far: the one of 2027-10-07 would be on 2027-10-01.";
    assert_eq!(refused.message, said);
    assert!(refused.hint.contains("only this date"), "{refused:?}");
    assert!(all(&thursdays, "2027-09-02T15:00:00").is_ok() && all(&thursdays, "2027-09-09T10:00:00").is_ok());
    assert!(all(&tuesdays(Ends::Never), "2027-03-19T10:00:00").is_ok());
}

#[test]
fn a_date_is_not_moved_to_where_another_one_is() {
    let series = tuesdays(Ends::After(3));
    let beside = with(&series, "2027-03-23", "2027-03-30T09:30:00");
    assert!(
        refuse_beside_itself(&beside, None).is_err() && refuse_beside_itself(&beside, Some(day("2027-03-23"))).is_err()
    );
    assert!(refuse_beside_itself(&beside, Some(day("2027-03-16"))).is_ok());
    let after = with(&series, "2027-03-23", "2027-03-30T10:50:00");
    assert!(refuse_beside_itself(&after, None).is_ok() && refuse_beside_itself(&series, None).is_ok());
    assert!(refuse_beside(&beside, &series).is_err());
    assert!(refuse_beside(&series, &Appointment { repeat: None, ..series.clone() }).is_ok());
}

/// P7: the one date that was moved is what the history tells; of more it tells nothing.
#[test]
fn between_two_versions_one_moved_date_is_found() {
    let series = tuesdays(Ends::After(3));
    let moved = with(&series, "2027-03-23", "2027-03-24T10:30:00");
    let (was, is) = moved_between(&series, &moved).unwrap();
    assert_eq!((was.start, is.start), (wall("2027-03-23T10:00:00"), wall("2027-03-24T10:30:00")));
    assert_eq!(moved_between(&moved, &series).map(|(was, _)| was.start), Some(wall("2027-03-24T10:30:00")));
    assert!(moved_between(&series, &series).is_none());
    assert!(moved_between(&series, &with(&moved, "2027-03-30", "2027-03-31T10:30:00")).is_none());
}
