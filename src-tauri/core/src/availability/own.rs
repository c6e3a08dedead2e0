//! What holds for an appointment that a time is looked for, beside what takes the time: how what is taken bears on it.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::block::Block;
use super::busy_times::BusyTimes;
use super::hours::Hours;
use super::limits::{Limits, Taken, Wish};
use super::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::ServiceId;
use crate::model::zone::Zone;

/// The fewest digits of a phone number.
const PHONE: usize = 6;

/// What decides about a time, beside what takes it.
#[derive(Clone, Debug)]
pub struct Own {
    pub hours: Hours,
    pub limits: Limits,
    pub wish: Wish,
    /// Between possible starts.
    pub step: TimeDelta,
    /// Where the appointment takes place, if that is a place to go to: as [`place_of`] has it.
    pub place: Option<String>,
    /// How long nothing may begin after an appointment of a service.
    pub breaks: HashMap<ServiceId, TimeDelta>,
}

/// What takes time.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'k> {
    Appointment(&'k Appointment),
    Event(&'k Block),
}

impl Own {
    /// Returns how far around a time something decides about it.
    pub fn around(&self, home: &Zone, (start, end): Span) -> Span {
        let breaks = self.breaks.values().copied().max().unwrap_or_default();
        let most = breaks.max(self.wish.break_after).max(self.limits.travel);
        let (begin, last) = (start - most, end + most);
        if self.limits.most_a_day.is_none() {
            return (begin, last);
        }
        let first_day = home.day_start(home.wall(start).date());
        let last_day = home.wall(end).date().succ_opt().map_or(last, |day| home.day_start(day));
        (begin.min(first_day), last.max(last_day))
    }

    /// Returns what takes time, each with what it is.
    pub fn taken<'k>(&self, known: &'k BusyTimes) -> Vec<(Taken, Beside<'k>)> {
        let own = known.own.iter().filter(|own| own.status != Status::Cancelled).map(|own| {
            let service = own.service_id.as_ref();
            let taken = Taken {
                time: (own.starts_at, own.ends_at),
                ours: true,
                break_after: service.and_then(|service| self.breaks.get(service).copied()).unwrap_or_default(),
                elsewhere: self.place.is_some() && place_of(&own.place).is_some_and(|its| Some(its) != self.place),
            };
            (taken, Beside::Appointment(own))
        });
        let events = known.blocks.iter().filter(|block| block.counts);
        let events = events.map(|block| (Taken::other((block.starts_at, block.ends_at)), Beside::Event(block)));
        own.chain(events).collect()
    }
}

/// Returns a place that one goes to, in lower case; `None` = it is not known, or a link, or a number to call.
pub fn place_of(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let is_host = |host: &str| host.contains('.') && !host.contains(char::is_whitespace);
    let is_link =
        text.contains("://") || text.split_once('/').is_some_and(|(host, rest)| is_host(host) && !rest.is_empty());
    let is_phone = text.chars().count() >= PHONE
        && text.chars().all(|letter| letter.is_ascii_digit() || "+()/- ".contains(letter));
    (!text.is_empty() && !is_link && !is_phone).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P14: a call and a link are at no place that one travels to.
    #[test]
    fn a_place_is_one_that_a_person_goes_to() {
        for (text, place) in [
            (" Room 2 ", Some("room 2")),
            ("3", Some("3")),
            ("Torstr. 12, Berlin", Some("torstr. 12, berlin")),
            ("", None),
            ("https://meet.example/abc", None),
            ("meet.example/abc", None),
            ("+49 30 123456", None),
        ] {
            assert_eq!(place_of(text).as_deref(), place, "{text}");
        }
    }
}
