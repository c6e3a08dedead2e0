//! The person's own limits: read from the settings for a search, and named where a time breaks one.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::present::wall;
use super::series;
use super::settings::minutes_of_day;
use super::title;
use super::views::{Limit, LimitWord, Settings, WorkingSpan};
use crate::availability::busy_times::BusyTimes;
use crate::availability::hours::{Exception, Hours, Minutes};
use crate::availability::limits::{Broken, Limits, Taken, Wish};
use crate::availability::own::{Beside, Own, place_of};
use crate::availability::spans::Span;
use crate::model::ids::ServiceId;
use crate::model::zone::{Fold, Zone};
use crate::store::{self, Db, appointments, services};

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

/// Reads what holds for an appointment of this length.
pub(super) fn read(db: &Db<'_>, settings: &Settings, sought: &Sought<'_>, length: TimeDelta) -> store::Result<Own> {
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
    Ok(Own {
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

/// Returns what of the person's own a time breaks.
pub(super) fn broken(
    db: &Db<'_>,
    own: &Own,
    home: &Zone,
    now: DateTime<Utc>,
    time: Span,
    known: &BusyTimes,
) -> store::Result<Vec<Limit>> {
    let (taken, beside): (Vec<Taken>, Vec<Beside<'_>>) = own.taken(known).into_iter().unzip();
    let mut limits = Vec::new();
    if !own.hours.hold(home, time) {
        let off = own.hours.is_off(home.wall(time.0).date());
        limits.push(limit(if off { LimitWord::DayOff } else { LimitWord::OutsideHours }, None));
    }
    for broken in own.limits.broken(home, now, own.wish, time.0, &taken) {
        limits.push(match broken {
            Broken::Notice => limit(LimitWord::Notice, amount(own.limits.notice)),
            Broken::Horizon => limit(LimitWord::Horizon, own.limits.horizon),
            Broken::DayFull => limit(LimitWord::DayFull, own.limits.most_a_day),
            Broken::Break { beside: at, needs } => named(db, home, (LimitWord::Break, needs), beside.get(at))?,
            Broken::Travel { beside: at, needs } => named(db, home, (LimitWord::Travel, needs), beside.get(at))?,
        });
    }
    Ok(limits)
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

fn minutes(number: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(number))
}

fn amount(time: TimeDelta) -> Option<u32> {
    u32::try_from(time.num_minutes()).ok()
}
