//! Dates of series by hand.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn to(date: &str, start: &str) -> Moved {
    Moved { date: day(date), start: wall(start) }
}

fn dates(every: Every, ends: Ends, start: &str) -> Vec<String> {
    let repeat = Repeat { every, ends, skip: Vec::new(), moved: Vec::new() };
    repeat.dates(day(start)).take(6).map(|day| day.to_string()).collect()
}

#[test]
fn every_so_many_weeks_is_the_weekday_of_the_start() {
    let found = dates(Every::Weeks(2), Ends::On(day("2027-04-01")), "2027-03-02");
    assert_eq!(found, ["2027-03-02", "2027-03-16", "2027-03-30"]);
    assert_eq!(dates(Every::Weeks(4), Ends::After(2), "2027-12-20"), ["2027-12-20", "2028-01-17"]);
}

#[test]
fn a_month_that_does_not_have_the_date_is_passed_over() {
    let found = dates(Every::MonthlyByDate, Ends::After(4), "2027-01-31");
    assert_eq!(found, ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]);
    let found = dates(Every::MonthlyByDate, Ends::On(day("2028-03-01")), "2027-12-29");
    assert_eq!(found, ["2027-12-29", "2028-01-29", "2028-02-29"]);
}

#[test]
fn the_months_that_are_passed_over_are_named() {
    let of = |every, first: &str, last: &str| {
        let repeat = Repeat { every, ends: Ends::Never, skip: Vec::new(), moved: Vec::new() };
        repeat.passed_over(day(first), day(last))
    };
    let months = of(Every::MonthlyByDate, "2027-01-31", "2027-07-31");
    assert_eq!(months, [day("2027-02-01"), day("2027-04-01"), day("2027-06-01")]);
    assert_eq!(of(Every::MonthlyByDate, "2028-01-29", "2029-03-29"), [day("2029-02-01")]);
    assert!(of(Every::MonthlyByDate, "2027-01-28", "2029-03-28").is_empty());
    assert!(of(Every::MonthlyByWeekday, "2027-01-31", "2027-07-31").is_empty());
}

/// P16: a rule of the month does not give the dates as many days later on every other day.
#[test]
fn where_the_dates_would_not_go_along_as_far_the_first_such_is_found() {
    let of = |every, ends, date: &str, to: &str| {
        let repeat = Repeat { every, ends, skip: Vec::new(), moved: Vec::new() };
        repeat.uneven(day(date), day(date), day(to))
    };
    let by_date = |date, to| of(Every::MonthlyByDate, Ends::Never, date, to);
    assert_eq!(by_date("2027-05-29", "2027-05-31"), Some((day("2027-06-29"), day("2027-07-31"))));
    assert_eq!(by_date("2027-03-31", "2027-03-30"), Some((day("2027-05-31"), day("2027-04-30"))));
    assert_eq!((by_date("2027-05-10", "2027-05-12"), by_date("2027-05-31", "2027-05-31")), (None, None));
    let by_weekday = |date, to| of(Every::MonthlyByWeekday, Ends::Never, date, to);
    assert_eq!(by_weekday("2027-09-02", "2027-09-03"), Some((day("2027-10-07"), day("2027-10-01"))));
    assert_eq!(by_weekday("2027-09-02", "2027-09-09"), None, "the second Thursday");
    assert_eq!(of(Every::Weeks(2), Ends::Never, "2027-05-29", "2027-06-02"), None);
    assert_eq!(of(Every::MonthlyByDate, Ends::After(1), "2027-05-29", "2027-05-31"), None, "the only date");
}

#[test]
fn the_fifth_weekday_of_a_month_is_its_last() {
    let second = dates(Every::MonthlyByWeekday, Ends::After(3), "2027-03-09");
    assert_eq!(second, ["2027-03-09", "2027-04-13", "2027-05-11"]);
    let last = dates(Every::MonthlyByWeekday, Ends::After(3), "2027-03-30");
    assert_eq!(last, ["2027-03-30", "2027-04-27", "2027-05-25"]);
}

#[test]
fn what_is_left_out_counts_and_does_not_happen() {
    let skip = vec![day("2027-03-16"), day("2027-03-09"), day("2027-03-10"), day("2027-03-09")];
    let repeat = Repeat { every: Every::Weeks(1), ends: Ends::After(4), skip, moved: Vec::new() };
    let found: Vec<_> = repeat.dates(day("2027-03-02")).collect();
    assert_eq!(found, [day("2027-03-02"), day("2027-03-23")]);
    assert_eq!(repeat.skipped(day("2027-03-02")), [day("2027-03-09"), day("2027-03-16")]);
}

#[test]
fn it_is_read_back_as_it_was_kept() {
    for every in [Every::Weeks(3), Every::MonthlyByDate, Every::MonthlyByWeekday] {
        for ends in [Ends::Never, Ends::On(day("2027-06-30")), Ends::After(12)] {
            for skip in [vec![], vec![day("2027-03-16"), day("2027-03-23")]] {
                let two = vec![to("2027-03-30", "2027-03-31T10:30:00"), to("2027-04-06", "2027-03-01T09:00:00")];
                for moved in [vec![], two] {
                    let repeat = Repeat { every, ends, skip: skip.clone(), moved };
                    assert_eq!(Repeat::from_words(&repeat.words()), Some(repeat));
                }
            }
        }
    }
    let bad = ["", "weeks 1", "weeks x;never;", "days 1;never;", "month_date;after;", "weeks 1;never;today"];
    let moved = ["weeks 1;never;;2027-03-30", "weeks 1;never;;2027-03-30>soon", "weeks 1;never;;>2027-03-30T10:00:00"];
    for words in bad.into_iter().chain(moved) {
        assert_eq!(Repeat::from_words(words), None, "{words}");
    }
}

/// P16: a file of before is read, and what was not moved is kept as it was before.
#[test]
fn what_is_not_moved_is_kept_in_three_parts() {
    let three = "weeks 1;after 4;2027-03-16";
    let repeat = Repeat::from_words(three).unwrap();
    assert!(repeat.moved.is_empty());
    assert_eq!(repeat.words(), three);
    let moved = repeat.with_moved(day("2027-03-23"), wall("2027-03-24T10:30:00"));
    assert_eq!(moved.words(), "weeks 1;after 4;2027-03-16;2027-03-23>2027-03-24T10:30:00");
}

#[test]
fn begun_on_another_day_it_leaves_the_dates_of_the_same_number_out() {
    let skip = vec![day("2027-03-09"), day("2027-03-23"), day("2027-03-24")];
    let tuesdays = Repeat { every: Every::Weeks(1), ends: Ends::Never, skip, moved: Vec::new() };
    let thursdays = tuesdays.begun_on(day("2027-03-02"), day("2027-03-04"));
    assert_eq!(thursdays.skip, [day("2027-03-11"), day("2027-03-25")]);
    assert_eq!(tuesdays.normal(wall("2027-03-02T10:00:00")).skip, [day("2027-03-09"), day("2027-03-23")]);
}

/// P16: a date takes place where it was moved to, and is called by the day of the rule.
#[test]
fn a_moved_date_is_a_date_of_the_rule_at_another_time() {
    let first = wall("2027-03-02T10:00:00");
    let moved = vec![to("2027-03-16", "2027-02-26T18:00:00"), to("2027-03-09", "2027-03-10T10:30:00")];
    let series = Repeat { every: Every::Weeks(1), ends: Ends::After(4), skip: Vec::new(), moved };
    let days: Vec<_> = series.dates(first.date()).collect();
    assert_eq!(days, ["2027-03-02", "2027-03-09", "2027-03-16", "2027-03-23"].map(day));
    let starts = ["2027-03-02T10:00:00", "2027-03-10T10:30:00", "2027-02-26T18:00:00", "2027-03-23T10:00:00"];
    assert_eq!(days.iter().map(|day| series.start_of(first, *day)).collect::<Vec<_>>(), starts.map(wall));
    assert_eq!(series.moved_dates(first.date()), ["2027-03-09", "2027-03-16"].map(day));
    // One that is left out, one at its own time, and one that is no date are not moved.
    let noise = Repeat { skip: vec![day("2027-03-09")], ..series };
    let noise = noise.with_moved(day("2027-03-23"), wall("2027-03-23T10:00:00"));
    let noise = noise.with_moved(day("2027-03-24"), wall("2027-03-24T11:00:00"));
    assert_eq!(noise.normal(first).moved, [to("2027-03-16", "2027-02-26T18:00:00")]);
}

/// P16: begun on another day, a moved date keeps its own start, under the date of the same number.
#[test]
fn what_is_moved_goes_along_by_its_number() {
    let moved = vec![to("2027-03-16", "2027-03-17T10:30:00")];
    let skip = vec![day("2027-03-09"), day("2027-03-30")];
    let series = Repeat { every: Every::Weeks(1), ends: Ends::After(6), skip, moved };
    let thursdays = series.begun_on(day("2027-03-02"), day("2027-03-04"));
    assert_eq!(thursdays.moved, [to("2027-03-18", "2027-03-17T10:30:00")]);
    let later = series.later(day("2027-03-02"), day("2027-03-16"), day("2027-03-18"));
    assert_eq!((later.ends, later.skip.as_slice()), (Ends::After(4), [day("2027-04-01")].as_slice()));
    assert_eq!(later.moved, [to("2027-03-18", "2027-03-17T10:30:00")]);
    let ends = Repeat { ends: Ends::On(day("2027-04-06")), ..series };
    let later = ends.later(day("2027-03-02"), day("2027-03-23"), day("2027-03-25"));
    assert_eq!((later.ends, later.moved.len()), (ends.ends, 0));
    assert_eq!(later.dates(day("2027-03-25")).collect::<Vec<_>>(), [day("2027-03-25")]);
}

#[test]
fn a_series_without_an_end_ends_with_the_years() {
    for every in [Every::Weeks(0), Every::MonthlyByDate, Every::MonthlyByWeekday] {
        let repeat = Repeat { every, ends: Ends::Never, skip: Vec::new(), moved: Vec::new() };
        assert_eq!(repeat.dates(day("9999-10-31")).last().map(|day| day.year()), Some(9999), "{every:?}");
    }
    let before =
        Repeat { every: Every::Weeks(1), ends: Ends::On(day("2027-03-01")), skip: Vec::new(), moved: Vec::new() };
    assert_eq!(before.dates(day("2027-03-02")).count(), 0);
}
