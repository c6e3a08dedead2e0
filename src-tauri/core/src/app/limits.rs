//! The person's own limits: read from the settings for a search, and named where a time breaks one.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::busy::{Block, BusyTimes};
use super::present::wall;
use super::series;
use super::settings::minutes_of_day;
use super::title;
use super::views::{Limit, LimitWord, Settings, WorkingSpan};
use crate::availability::hours::{Exception, Hours, Minutes};
use crate::availability::limits::{Broken, Limits, Taken, Wish};
use crate::availability::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::ServiceId;
use crate::model::zone::{Fold, Zone};
use crate::store::{self, Db, appointments, services};

/// The fewest digits of a phone number.
const PHONE: usize = 6;

/// An appointment that a time is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    pub minutes: u32,
    /// The appointment that is being moved.
    pub except: Option<&'a str>,
    /// Whose break follows it; empty = none, `None` = the service of the one that is being moved.
    pub service_id: Option<&'a str>,
    /// Where it takes place; empty = not known, `None` = where the one that is being moved does.
    pub place: Option<&'a str>,
    /// Which of the two, where the time comes twice. `None` = the one that is being moved stands at, else the first.
    pub fold: Option<Fold>,
}

/// What decides about a time, beside what takes it.
pub(super) struct Own {
    pub hours: Hours,
    pub limits: Limits,
    pub wish: Wish,
    /// Between possible starts.
    pub step: TimeDelta,
    /// Where the appointment takes place, if that is a place to go to.
    place: Option<String>,
    breaks: HashMap<ServiceId, TimeDelta>,
}

/// What takes time.
pub(super) enum Beside<'k> {
    Appointment(&'k Appointment),
    Event(&'k Block),
}

impl Own {
    /// Reads what holds for an appointment of this length.
    pub fn read(db: &Db<'_>, settings: &Settings, sought: &Sought<'_>, length: TimeDelta) -> store::Result<Self> {
        let moved = match sought.except {
            Some(id) => store::or_nothing(appointments::get(db, &series::parse(id).0))?,
            None => None,
        };
        let breaks: HashMap<_, _> =
            services::breaks(db)?.into_iter().map(|(service, pause)| (service, minutes(pause))).collect();
        let service = match sought.service_id {
            Some(id) => Some(ServiceId::from(id)),
            None => moved.as_ref().and_then(|moved| moved.service_id.clone()),
        };
        let break_after = service.and_then(|service| breaks.get(&service).copied()).unwrap_or_default();
        let place = sought.place.or(moved.as_ref().map(|moved| moved.place.as_str())).and_then(place_of);
        Ok(Self {
            hours: hours(settings),
            limits: Limits {
                notice: minutes(settings.notice_minutes),
                horizon: settings.horizon_days,
                most_a_day: settings.most_a_day,
                travel: minutes(settings.travel_minutes),
            },
            wish: Wish { length, break_after },
            step: minutes(settings.start_step),
            place,
            breaks,
        })
    }

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

    /// Returns what of the person's own a time breaks.
    pub fn broken(
        &self,
        db: &Db<'_>,
        home: &Zone,
        now: DateTime<Utc>,
        time: Span,
        known: &BusyTimes,
    ) -> store::Result<Vec<Limit>> {
        let (taken, beside): (Vec<Taken>, Vec<Beside<'_>>) = self.taken(known).into_iter().unzip();
        let mut limits = Vec::new();
        if !self.hours.hold(home, time) {
            let off = self.hours.is_off(home.wall(time.0).date());
            limits.push(limit(if off { LimitWord::DayOff } else { LimitWord::OutsideHours }, None));
        }
        for broken in self.limits.broken(home, now, self.wish, time.0, &taken) {
            limits.push(match broken {
                Broken::Notice => limit(LimitWord::Notice, amount(self.limits.notice)),
                Broken::Horizon => limit(LimitWord::Horizon, self.limits.horizon),
                Broken::DayFull => limit(LimitWord::DayFull, self.limits.most_a_day),
                Broken::Break { beside: at, needs } => named(db, home, (LimitWord::Break, needs), beside.get(at))?,
                Broken::Travel { beside: at, needs } => named(db, home, (LimitWord::Travel, needs), beside.get(at))?,
            });
        }
        Ok(limits)
    }
}

const fn limit(what: LimitWord, amount: Option<u32>) -> Limit {
    Limit { what, amount, title: None, day: None, from: None, to: None }
}

/// Returns a limit with what it is broken beside.
fn named(
    db: &Db<'_>,
    home: &Zone,
    (what, needs): (LimitWord, TimeDelta),
    beside: Option<&Beside<'_>>,
) -> store::Result<Limit> {
    let bare = limit(what, amount(needs));
    let (title, (start, end)) = match beside {
        Some(Beside::Appointment(own)) => (title::shown(db, own)?, (own.starts_at, own.ends_at)),
        Some(Beside::Event(block)) => (block.title.clone(), (block.starts_at, block.ends_at)),
        None => return Ok(bare),
    };
    let (day, from, to, _) = wall(start, end, home);
    Ok(Limit { title: Some(title), day: Some(day), from: Some(from), to: Some(to), ..bare })
}

/// Returns working hours as they were set. What makes no sense was never saved.
fn hours(settings: &Settings) -> Hours {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let exceptions = settings.exceptions.iter().filter_map(|days| {
        Some(Exception { first: day(&days.from)?, last: day(&days.to)?, spans: spans(&days.hours) })
    });
    Hours { week: settings.hours.iter().map(|day| spans(day)).collect(), exceptions: exceptions.collect() }
}

fn spans(typed: &[WorkingSpan]) -> Vec<Minutes> {
    typed.iter().filter_map(|span| Some((minutes_of_day(&span.from)?, minutes_of_day(&span.to)?))).collect()
}

/// Returns a place that one goes to, in lower case; `None` = it is not known, or a link, or a number to call.
fn place_of(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let is_host = |host: &str| host.contains('.') && !host.contains(char::is_whitespace);
    let is_link =
        text.contains("://") || text.split_once('/').is_some_and(|(host, rest)| is_host(host) && !rest.is_empty());
    let is_phone = text.chars().count() >= PHONE
        && text.chars().all(|letter| letter.is_ascii_digit() || "+()/- ".contains(letter));
    (!text.is_empty() && !is_link && !is_phone).then_some(text)
}

fn minutes(number: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(number))
}

fn amount(time: TimeDelta) -> Option<u32> {
    u32::try_from(time.num_minutes()).ok()
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
