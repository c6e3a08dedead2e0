//! Whether a time is free, and which times are.

use std::fmt::Write as _;

use daybook_core::app::sentences::{Facts, say};
use daybook_core::app::views::{Availability, Clash, FreeTime, Reason, Unchecked, Verdict};

use super::known::Accounts;
use super::sentences::what;
use super::{line, moment};
use crate::cli::answers::Offer;

pub fn verdict(verdict: &Verdict, next: Option<&Offer>, known: &Accounts) -> String {
    if verdict.skipped {
        let said = say(Reason::BookSkipped, &Facts::default());
        return format!("{} {}", said.message, said.hint);
    }
    let answer = match verdict.answer {
        Availability::Free if known.any_busy() => "Free in all calendars.",
        Availability::Free => "Free on this computer. No calendar is connected that counts as busy.",
        Availability::Busy => "Busy.",
        Availability::Unknown => "Unknown: this time may clash.",
    };
    let mut text = format!("{answer}\n");
    text.extend(verdict.clashes.iter().map(|one| format!("  It overlaps {}.\n", clash(one))));
    text += &unchecked(&verdict.unchecked, known, "  ");
    if verdict.past {
        text += "  This time has passed.\n";
    }
    if verdict.outside_hours {
        text += "  It is outside your working hours.\n";
    }
    if let Some(Offer { time, answer, unchecked: _ }) = next {
        let not_checked = match answer {
            Availability::Free | Availability::Busy => "",
            Availability::Unknown => ", as far as could be checked",
        };
        let _ = writeln!(text, "  Next free: {}{not_checked}.", span(time));
    }
    text
}

pub fn offers(offers: &[Offer], minutes: u32, known: &Accounts) -> String {
    if offers.is_empty() {
        let length = super::minutes(minutes);
        return format!("No free time of {length} within your working hours in the next 60 days.");
    }
    let mut text = String::new();
    let mut gaps: Vec<Unchecked> = Vec::new();
    for offer in offers {
        let mark = if offer.answer == Availability::Free { "" } else { "  not checked everywhere" };
        let _ = writeln!(text, "{}{mark}", span(&offer.time));
        gaps.extend(offer.unchecked.iter().cloned());
    }
    gaps.sort_by(|a, b| (&a.calendar_id, a.reason.word()).cmp(&(&b.calendar_id, b.reason.word())));
    gaps.dedup();
    text += &unchecked(&gaps, known, "");
    text
}

/// `‘Team meeting’, 2026-12-01 10:00–11:00, in ‘Work’ (Google)`
pub fn clash(one: &Clash) -> String {
    let title =
        if one.title.is_empty() { "an event without a title".to_owned() } else { format!("‘{}’", one.title) };
    let time = if one.all_day { "all day".to_owned() } else { format!("{}–{}", one.from, one.to) };
    let place = match (&one.calendar, &one.connection) {
        (Some(calendar), Some(connection)) => format!(", in ‘{calendar}’ ({connection})"),
        (Some(calendar), None) => format!(", in ‘{calendar}’"),
        (None, _) => String::new(),
    };
    line(&format!("{title}, {} {time}{place}", one.day))
}

/// One line for each calendar that could not be checked: which, why, and when it was last read.
pub fn unchecked(gaps: &[Unchecked], known: &Accounts, before: &str) -> String {
    gaps.iter()
        .map(|gap| {
            let about = known.calendar(Some(&gap.calendar_id));
            let why = what(gap.reason, &about);
            let place = if gap.calendar.is_empty() { "What is saved here" } else { &format!("‘{}’", gap.calendar) };
            let read = match &gap.last_read {
                Some(at) => format!(" It was last read at {}.", moment(at)),
                None if gap.calendar.is_empty() => String::new(),
                None => " It has not been read yet.".to_owned(),
            };
            format!("{before}{place} could not be checked: {why}{read}\n")
        })
        .collect()
}

fn span(time: &FreeTime) -> String {
    format!("{} {}–{}", time.day, time.from, time.to)
}
