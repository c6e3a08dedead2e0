//! Whether a time is free, and which times are.

use std::fmt::Write as _;

use daybook_core::app::sentences::{Fact, Facts, report, say, with};
use daybook_core::app::views::{
    Availability, Clash, Fold, Limit, LimitWord, OfferedTime, Reason, Rule, Unchecked, UnreadEvent, Verdict,
};

use super::known::Accounts;
use super::sentences::what;
use super::{line, moment};
use crate::cli::answers::{Ignored, Offer};

/// `start` is what was asked about, `2026-12-01T10:00`.
pub fn verdict(verdict: &Verdict, start: &str, known: &Accounts) -> String {
    if verdict.skipped {
        let (day, time) = start.split_once('T').unwrap_or_default();
        let said = say(Reason::BookSkipped, &with(Fact::Day, day).and(Fact::Time, time));
        let mut text = format!("{} {}\n", said.message, said.hint);
        text += &next_free(verdict);
        return text;
    }
    let answer = match verdict.answer {
        Availability::Free if known.any_busy() => "Free in all calendars.",
        Availability::Free => "Free on this computer. No calendar is connected that counts as busy.",
        Availability::Busy => "Busy.",
        Availability::Unknown => "Unknown: this time may clash.",
    };
    let mut text = format!("{answer}\n");
    text += match verdict.fold {
        None => "",
        Some(Fold::First) => "  This time comes twice; asked about was the first, before the clocks go back.\n",
        Some(Fold::Second) => "  This time comes twice; asked about was the second, after the clocks have gone back.\n",
    };
    text.extend(verdict.clashes.iter().map(|one| format!("  It overlaps {}.\n{}", clash(one), why(one))));
    text += &unchecked(&verdict.unchecked, known, "  ");
    if verdict.past {
        text += "  This time has passed.\n";
    }
    text += &limits(&verdict.limits, "  ");
    text += &next_free(verdict);
    text
}

fn next_free(verdict: &Verdict) -> String {
    let Some(next) = &verdict.next_free else { return String::new() };
    let not_checked = if next.checked { "" } else { ", as far as could be checked" };
    format!("  Next free: {}{not_checked}.\n", span(next))
}

/// What could not be checked of a time that is to be taken.
pub fn doubt(verdict: &Verdict, known: &Accounts) -> String {
    unchecked(&verdict.unchecked, known, "This time may clash. ")
}

/// One line for each of the person's own limits that a time breaks.
pub fn limits(broken: &[Limit], before: &str) -> String {
    broken.iter().map(|one| format!("{before}{}\n", limit(one))).collect()
}

fn limit(one: &Limit) -> String {
    let amount = one.amount.unwrap_or_default();
    let title = one.title.as_deref().filter(|title| !title.is_empty()).unwrap_or("an event without a title");
    let time = [one.day.as_deref(), one.from.as_deref()].map(Option::unwrap_or_default).join(" ");
    let beside = format!("‘{title}’, {time}–{}", one.to.as_deref().unwrap_or_default());
    line(&match one.what {
        LimitWord::DayOff => "This is one of your days off.".to_owned(),
        LimitWord::OutsideHours => "It is outside your working hours.".to_owned(),
        LimitWord::Notice => format!("It is sooner than the notice you set, {}.", super::minutes(amount)),
        LimitWord::Horizon => format!("It is further ahead than you set: {amount} days."),
        LimitWord::DayFull => format!("The day has as many appointments as you set: {amount}."),
        LimitWord::Break => format!("It leaves less than your break of {} next to {beside}.", super::minutes(amount)),
        LimitWord::Travel => {
            format!("It leaves less than {} for the way between two places, beside {beside}.", super::minutes(amount))
        }
    })
}

/// `last` is the last day that was asked about. `gaps` are those of the last day.
pub fn no_offers(minutes: u32, last: Option<&str>, gaps: &[Unchecked], known: &Accounts) -> String {
    let length = super::minutes(minutes);
    let days = last.map_or_else(|| "in the next 60 days".to_owned(), |last| format!("until {last}"));
    let mut text = format!("No free time of {length} within your working hours {days}.\n");
    text += &unchecked(gaps, known, "");
    text
}

pub fn offers(offers: &[Offer], known: &Accounts) -> String {
    let mut text = String::new();
    let mut gaps: Vec<Unchecked> = Vec::new();
    for offer in offers {
        let mark = if offer.time.checked { "" } else { "  not checked everywhere" };
        let _ = writeln!(text, "{}{mark}", span(&offer.time));
        gaps.extend(offer.time.unchecked.iter().cloned());
    }
    let key = |gap: &Unchecked| {
        (gap.calendar_id.clone(), gap.reason.word(), gap.event.as_ref().map(|event| event.id.clone()))
    };
    gaps.sort_by_key(key);
    gaps.dedup();
    text += &unchecked(&gaps, known, "");
    text
}

/// `‘Team meeting’, 2026-12-01 10:00–11:00, in ‘Work’ (Google)`; of several days `2026-12-01 22:00–2026-12-03 22:00`
pub fn clash(one: &Clash) -> String {
    let title =
        if one.title.is_empty() { "an event without a title".to_owned() } else { format!("‘{}’", one.title) };
    let (from, to) = on_clocks(&one.from, &one.to, one.clocks.as_ref());
    let time = match super::day(&one.end) {
        _ if one.all_day => "all day".to_owned(),
        end_day if end_day == one.day => format!("{from}–{to}"),
        end_day => format!("{from}–{end_day} {to}"),
    };
    let place = match (&one.calendar, &one.connection) {
        (Some(calendar), Some(connection)) => format!(", in ‘{calendar}’ ({connection})"),
        (Some(calendar), None) => format!(", in ‘{calendar}’"),
        (None, _) => String::new(),
    };
    line(&format!("{title}, {} {time}{place}", one.day))
}

/// By which rule it blocks the time, and what to type where it should not. An ordinary event needs no reason.
fn why(one: &Clash) -> String {
    match (one.rule.filter(|rule| *rule != Rule::Busy), &one.why, &one.rule_calendar_id) {
        (Some(rule), Some(why), Some(id)) => {
            format!("    {} To change that: daybook calendar {id} --rule {}=free\n", line(why), rule.word())
        }
        (_, _, _) => String::new(),
    }
}

pub fn ignored(said: &Ignored) -> String {
    let what = if said.ignored { "It takes no time, until it is changed in its calendar." } else { "It counts again." };
    format!("{what} {}", said.event)
}

/// One line for each calendar that could not be checked: which, why, and when it was last read; and for each event that cannot
/// be read.
pub fn unchecked(gaps: &[Unchecked], known: &Accounts, before: &str) -> String {
    gaps.iter()
        .map(|gap| {
            let about = known.calendar(Some(&gap.calendar_id));
            if let Some(event) = &gap.event {
                return format!("{before}{}\n", unread(event, about.facts()));
            }
            let why = what(gap.reason, &about);
            let place = if gap.calendar.is_empty() { "What is saved here" } else { &format!("‘{}’", gap.calendar) };
            let read = match &gap.last_read {
                Some(at) => format!(" Last read at {}.", moment(at)),
                None if gap.calendar.is_empty() => String::new(),
                None => " It has not been read yet.".to_owned(),
            };
            format!("{before}{place} could not be checked: {why}{read}\n")
        })
        .collect()
}

/// Names an event that cannot be read, with what to type where it does not matter.
fn unread(event: &UnreadEvent, facts: Facts) -> String {
    let facts = facts.and(Fact::Title, &event.title).and_maybe(Fact::Day, event.day.as_ref());
    let said = line(&report(event.why, &facts).message);
    format!("{said} If it takes no time of yours: daybook ignore {}", event.id)
}

fn span(time: &OfferedTime) -> String {
    format!("{} {}", time.day, hours(&time.from, &time.to, time.clocks.as_ref()))
}

fn hours(from: &str, to: &str, clocks: Option<&(String, String)>) -> String {
    let (from, to) = on_clocks(from, to, clocks);
    format!("{from}–{to}")
}

/// Both ends of a time: `02:30 CEST` and `02:20 CET` where an hour comes twice.
pub fn on_clocks(from: &str, to: &str, clocks: Option<&(String, String)>) -> (String, String) {
    match clocks {
        Some((first, second)) => (format!("{from} {first}"), format!("{to} {second}")),
        None => (from.to_owned(), to.to_owned()),
    }
}
