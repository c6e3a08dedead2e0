//! A series for a client: how it repeats, and which of its dates are odd before it is booked.

use std::fmt::Write as _;

use daybook_core::app::views::{Odd, OddDate, RepeatDraft, RepeatEvery, SeriesPreview};

use super::known::Accounts;
use super::times::{clash, limits, unchecked};

/// So many of the months that a series passes over are named.
const NAMED: usize = 6;

/// `every two weeks until 2027-06-30, without 2026-12-24, 2026-12-08 at 2026-12-09 10:30 instead`
pub fn repeats(repeat: &RepeatDraft) -> String {
    let every = match repeat.every {
        RepeatEvery::Week => "every week",
        RepeatEvery::TwoWeeks => "every two weeks",
        RepeatEvery::ThreeWeeks => "every three weeks",
        RepeatEvery::FourWeeks => "every four weeks",
        RepeatEvery::MonthDate => "every month on the same date",
        RepeatEvery::MonthWeekday => "every month on the same weekday",
    };
    let ends = match (&repeat.until, repeat.times) {
        (Some(day), _) => format!(" until {day}"),
        (None, Some(1)) => ", once".to_owned(),
        (None, Some(times)) => format!(", {times} times"),
        (None, None) => String::new(),
    };
    let skip = if repeat.skip.is_empty() { String::new() } else { format!(", without {}", repeat.skip.join(", ")) };
    let moves: Vec<String> =
        repeat.moves.iter().map(|one| format!(", {} at {} instead", one.date, one.start.replace('T', " "))).collect();
    format!("{every}{ends}{skip}{}", moves.concat())
}

/// Says that a series passes over months, by the start of its first date; `None` = each month has its day.
pub fn passes_over(repeat: &RepeatDraft, start: &str) -> Option<String> {
    let number = match (repeat.every, start.get(8..10)?) {
        (RepeatEvery::MonthDate, "29") => "29th",
        (RepeatEvery::MonthDate, "30") => "30th",
        (RepeatEvery::MonthDate, "31") => "31st",
        (_, _) => return None,
    };
    Some(format!("Months without a {number} are passed over."))
}

/// What is odd about a series, date by date.
pub fn preview(found: &SeriesPreview, known: &Accounts) -> String {
    let dates = match found.dates {
        Some(1) => "One date".to_owned(),
        Some(dates) => format!("{dates} dates"),
        None => "No end".to_owned(),
    };
    let is_all = found.dates == Some(found.looked_at);
    let looked = if is_all { String::new() } else { format!("; the first {} were looked at", found.looked_at) };
    let mut text = format!("{dates}{looked}, until {}.\n", found.last);
    if found.odd.is_empty() && found.unchecked.is_empty() {
        text += "Nothing is in the way.\n";
    }
    text += &passed_over(&found.passed_over);
    for one in &found.odd {
        text += &odd(one, known);
    }
    text += &unchecked(&found.unchecked, known, "");
    text
}

fn passed_over(months: &[String]) -> String {
    if months.is_empty() {
        return String::new();
    }
    let named: Vec<&str> = months.iter().take(NAMED).map(String::as_str).collect();
    let more = match months.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("Passed over, as they do not have that day: {}{more}.\n", named.join(", "))
}

/// What could not be checked of a series that is to be booked, and of which of its dates.
pub fn doubts(found: &SeriesPreview, known: &Accounts) -> String {
    let mut text = unchecked(&found.unchecked, known, "Its dates may clash. ");
    text.extend(found.odd.iter().map(|one| odd(one, known)));
    text
}

fn odd(one: &OddDate, known: &Accounts) -> String {
    let why: Vec<&str> = one.why.iter().map(|why| because(*why)).collect();
    let date = if one.date == one.day { String::new() } else { format!(" (--skip {0}, --move {0}=…)", one.date) };
    let mut text = format!("{} {}–{}{date}: {}.\n", one.day, one.from, one.to, why.join(", "));
    text.extend(one.clashes.iter().map(|one| format!("    It overlaps {}.\n", clash(one))));
    text += &limits(&one.limits, "    ");
    text += &unchecked(&one.unchecked, known, "    ");
    if !one.free.is_empty() {
        let free: Vec<String> = one.free.iter().map(|free| format!("{}–{}", free.from, free.to)).collect();
        let _ = writeln!(text, "    Free that day: {}.", free.join(", "));
    }
    text
}

fn because(why: Odd) -> &'static str {
    match why {
        Odd::Clash => "the time is taken",
        Odd::Unknown => "it may be taken",
        Odd::DayOff => "you do not work that day",
        Odd::OutsideHours => "it is outside your working hours",
        Odd::Limit => "it breaks one of your booking rules",
        Odd::Skipped => "this time does not exist that night (the clocks go forward), so it would be later",
        Odd::Twice => "this hour occurs twice that night; the first one is used",
    }
}
